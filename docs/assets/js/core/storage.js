// Text that the reader's browser keeps under a name. Where it keeps nothing, the page does.

const unkept = new Map(); // what the browser refused, by its name

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
  } catch {
    unkept.set(key, text);
  }
}

/** Call `listener()` when another tab has changed what is kept under a name. */
export function onChange(key, listener) {
  addEventListener("storage", (event) => {
    if (event.key === key || event.key === null) listener(); // null: the other tab cleared everything
  });
}
