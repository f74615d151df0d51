// What the reader has done, in this browser and nowhere else: one key of localStorage.
//
// {"version": 1, "items": {"exercise:or-gate": {"page": "perceptron", "done": true}}}
//
// An item is named by its kind and its id; `page` is the chapter's file without ".md". A store that is not of
// this form is discarded, and a note in the page says so.
import { notify } from "../core/notice.js";
import * as storage from "../core/storage.js";

const KEY = "nnbook.progress";
const VERSION = 1;
const listeners = new Set();

/** The kinds of items, and the word for several of each. */
export const NOUNS = { question: "questions", exercise: "exercises", challenge: "challenges" };

/** Keep whether an exercise or a question is done. What was done once stays done until `reset`. */
export function record(kind, id, page, done) {
  const items = all();
  const name = `${kind}:${id}`;
  const before = items[name];
  items[name] = { page, done: done || before?.done === true };
  if (before?.done === items[name].done && before.page === page) return;
  write(JSON.stringify({ version: VERSION, items }));
}

/** @returns {Object<string, {page: string, done: boolean}>} the items by "kind:id"; a copy */
export function all() {
  const text = storage.read(KEY);
  if (text === null) return {};
  const items = valid(text);
  if (items) return items;
  write(null);
  notify("Your progress could not be read, so it was discarded. The practice starts afresh.");
  return {};
}

/** Count what is done of a kind: of a page, or of all. */
export function done(items, kind, page) {
  const counts = ([name, item]) => item.done && name.startsWith(`${kind}:`) && (page === undefined || item.page === page);
  return Object.entries(items).filter(counts).length;
}

/** @returns {string} everything, as JSON that a person can read and keep */
function exportText() {
  return JSON.stringify({ version: VERSION, items: all() }, null, 2);
}
export { exportText as export };

/**
 * Take in what `export` once gave, here or elsewhere. What is done in either place is done.
 *
 * @returns {boolean} whether the text was of our form; where it was not, nothing changes
 */
function importText(text) {
  const items = valid(text);
  if (!items) return false;
  for (const [name, { page, done }] of Object.entries(all())) items[name] = { page, done: done || items[name]?.done === true };
  write(JSON.stringify({ version: VERSION, items }));
  return true;
}
export { importText as import };

/** Forget everything. */
export function reset() {
  write(null);
}

/**
 * Call `listener(all())` now and after every change, also one made in another tab, until the signal aborts.
 *
 * @param {(items: Object) => void} listener
 * @param {AbortSignal} signal
 */
export function subscribe(listener, signal) {
  listeners.add(listener);
  signal.addEventListener("abort", () => listeners.delete(listener));
  listener(all());
}

/** The items of a store's text, or undefined where it is not of our form. */
function valid(text) {
  try {
    const { version, items } = JSON.parse(text);
    const fine = ([name, item]) => /^[a-z]+:.+$/.test(name)
      && typeof item.page === "string" && typeof item.done === "boolean";
    if (version === VERSION && Object.getPrototypeOf(items) === Object.prototype && Object.entries(items).every(fine))
      return items;
  } catch {
    // not JSON, or null where an object should be
  }
  return undefined;
}

function write(text) {
  storage.write(KEY, text);
  tell();
}

function tell() {
  const items = all();
  listeners.forEach((listener) => listener(items));
}

storage.onChange(KEY, tell);
