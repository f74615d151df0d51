// What the reader has done, in this browser and nowhere else: one key of localStorage, whose form store.js says.
//
// What cannot be read is put aside, and the reader may save it; what a newer version of the book has written is left
// alone, and this page keeps what is done until it closes.
import { notify, offerReload } from "../core/notice.js";
import * as storage from "../core/storage.js";
import { today } from "./days.js";
import * as reminders from "./reminders.js";
import * as store from "./store.js";

const KEY = "nnbook.progress";
const ASIDE = "nnbook.progress.unreadable"; // the texts that could not be read, the newest last
const MOST_ASIDE = 3;
const listeners = new Set();
let seen = { text: null, items: {} }; // what was read last: a page of questions asks for it often
let unkept; // the items of a page whose store is of a newer version

/** The kinds of items that are counted, and the word for several of each. */
export const NOUNS = { question: "questions", exercise: "exercises", rebuild: "rebuilds", challenge: "challenges" };

/**
 * Keep a try at an exercise, a question, or whatever else is practised. What was done once stays done until `reset`.
 *
 * @param {string} kind such as "question", "exercise", "rebuild" or "challenge"
 * @param {string} id
 * @param {string} page the chapter that teaches it
 * @param {boolean} done whether this try was right
 * @param {{wrong: ?Array<number|string>, sure: ?number, variant: ?number}} [details] the wrong thoughts, by their places
 *   in the item's own list or in words; how sure the reader was, from 0 to 2; which variant was asked
 */
export function record(kind, id, page, done, { wrong, sure, variant } = {}) {
  const items = all();
  const name = `${kind}:${id}`;
  const before = items[name];
  if (reminders.wanted()) {
    const chance = Math.random().toString(36).slice(2, 10) || "0";
    const given = { day: today(), id: chance, right: done, wrong, sure, variant };
    keep({ ...items, [name]: store.withTry(before, page, given) });
  } else if (!before || (done && !before.done) || before.page !== page) {
    keep({ ...items, [name]: { page, done: done || before?.done === true, tries: before?.tries ?? [] } });
  }
}

/** @returns {Object<string, {page: string, done: boolean, tries: Array}>} the items by "kind:id", not to be changed */
export function all() {
  if (unkept) return unkept;
  const text = storage.read(KEY);
  if (text === null) return {};
  if (text === seen.text) return seen.items;
  const { items, whole, newer } = store.parse(text);
  if (newer) {
    unkept = {};
    notify("Your progress was kept by a newer version of this book. It is left as it is, and what you solve here lasts until you close the page.");
    offerReload();
    return unkept;
  }
  seen = { text, items };
  if (!whole) {
    putAside(text);
    storage.write(KEY, Object.keys(items).length ? store.text(items) : null);
    notify("Your progress could not be read, not all of it at least. A copy of it is kept aside.", {
      "Save the copy": () => saveAs("nnbook-unreadable.txt", aside().join("\n\n")),
    });
  }
  return items;
}

function keep(items) {
  if (unkept) {
    unkept = items;
    tell();
  } else write(store.text(items));
}

function putAside(text) {
  const texts = [...aside().filter((other) => other !== text), text].slice(-MOST_ASIDE);
  storage.write(ASIDE, JSON.stringify(texts));
}

/** @returns {string[]} what could not be read, and is kept for the reader to save */
export function aside() {
  try {
    const texts = JSON.parse(storage.read(ASIDE));
    return Array.isArray(texts) ? texts.filter((text) => typeof text === "string") : [];
  } catch {
    return [];
  }
}

/** Give the reader a text as a file. */
export function saveAs(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}

/** Count what is done of a kind: of a page, or of all. */
export function done(items, kind, page) {
  const counts = ([name, item]) => item.done && name.startsWith(`${kind}:`) && (page === undefined || item.page === page);
  return Object.entries(items).filter(counts).length;
}

/** @returns {string} everything, as JSON that a person can read and keep */
function exportText() {
  return store.text(all(), 2);
}
export { exportText as export };

/**
 * Take in what `export` once gave, here or elsewhere, also in an earlier version. What is done in either place is done.
 *
 * @returns {boolean} whether the text was of our form; where it was not, nothing changes
 */
function importText(text) {
  const { items, whole } = store.parse(text);
  if (!whole) return false;
  keep(store.merged(all(), items));
  return true;
}
export { importText as import };

/** Forget everything, what was put aside as well. */
export function reset() {
  unkept = undefined;
  storage.write(ASIDE, null);
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

function write(text) {
  storage.write(KEY, text);
  tell();
}

function tell() {
  const items = all();
  listeners.forEach((listener) => listener(items));
}

storage.onChange(KEY, tell);
