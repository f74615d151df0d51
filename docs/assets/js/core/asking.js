// Whether the book asks its readers what comes before it shows it: one choice for all blocks and explorers.
import * as storage from "./storage.js";

const KEY = "nnbook.predict";
const listeners = new Set();

/** Whether the reader is to be asked; they are until they choose to be shown all. */
export const asks = () => storage.read(KEY) !== "show";

/** Keep the reader's choice for the whole book. */
export function ask(wanted) {
  storage.write(KEY, wanted ? null : "show");
  for (const listener of listeners) listener();
}

/** Call `listener()` when the choice has changed, here or in another tab, until the signal aborts. */
export function onChoice(listener, signal) {
  listeners.add(listener);
  signal.addEventListener("abort", () => listeners.delete(listener));
  storage.onChange(KEY, listener, signal);
}
