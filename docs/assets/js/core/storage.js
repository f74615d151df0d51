// Text that the reader's browser keeps under a name. Where it keeps nothing, the page does.
import { notify } from "./notice.js";

const unkept = new Map(); // what the browser refused, by its name

/** Whether what is kept outlives the page: js/first.js may stand in for what the browser blocks. */
export const lasts = globalThis.localStorage instanceof Storage;

/** @returns {?string} null where nothing is kept */
export function read(key) {
  if (unkept.has(key)) return unkept.get(key);
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keep a text; null forgets it. */
export function write(key, text) {
  unkept.delete(key);
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
    if (lasts || text === null) return;
  } catch {
    unkept.set(key, text);
  }
  warn();
}

let warned = false;

function warn() {
  if (!warned) notify("Your browser lets this site keep nothing: what you write and solve lasts until you close or reload the page.");
  warned = true;
}

/** Call `listener()` when another tab has changed what is kept under a name, until the signal aborts. */
export function onChange(key, listener, signal) {
  addEventListener("storage", (event) => {
    if (event.key === key || event.key === null) listener(); // null: the other tab cleared everything
  }, { signal });
  // What is kept for Back hears nothing in the meantime.
  addEventListener("pageshow", (event) => event.persisted && listener(), { signal });
}
