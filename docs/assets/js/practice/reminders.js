// Whether the book remembers tries and brings questions back: one choice for the whole book. Without it, it keeps what
// is solved, as the reader sees it, and nothing else.
import * as storage from "../core/storage.js";

const KEY = "nnbook.reminders";
const listeners = new Set();

/** Whether the reader wants it; so it is until they choose otherwise. */
export const wanted = () => storage.read(KEY) !== "off";

/** Keep the reader's choice. */
export function want(them) {
  storage.write(KEY, them ? null : "off");
  for (const listener of listeners) listener();
}

/** Call `listener()` when the choice has changed, here or in another tab, until the signal aborts. */
export function onChoice(listener, signal) {
  listeners.add(listener);
  signal.addEventListener("abort", () => listeners.delete(listener));
  storage.onChange(KEY, listener, signal);
}
