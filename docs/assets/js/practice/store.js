// What is kept of a reader's practice, as a value: read, write, add to it, join two. Nothing here touches the browser.
//
// {"version": 2, "items": {"question:or-gate": {"page": "perceptron", "done": true, "tries": [
//   {"day": "2026-11-27", "n": 2078400, "id": "k3f9a2x1", "right": false, "wrong": [2], "sure": 2, "variant": 0}]}}}
//
// An item is named by its kind and its id, and `page` is the chapter that teaches it, without ".md". Of a try are kept:
// the reader's day; a number that grows from try to try, whatever the clock says, and a name by chance, by which two
// devices' tries are told apart; whether it was right; which wrong thoughts it named, by their places in the list or in words; how sure the reader was
// (0, 1 or 2), and which variant was asked, where these are known. Version 1 had no tries.
export const VERSION = 2;
const MOST = 12; // tries of an item: the first, which says how hard it is, and the latest ones
const LONGEST = 80; // characters of a wrong thought that is kept in words
const THOUGHTS = 8;
const DAY = 86_400_000; // ms
const A_DAY = 100; // by which the number of a try grows in a day
const FORM_OF_DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/**
 * Read a store's text.
 *
 * @returns {{items: Object, whole: boolean, newer: boolean}} the items that are in order, whether that is all, and
 *   whether a newer version of the book has written it, of which nothing is known then
 */
export function parse(text) {
  const broken = { items: {}, whole: false, newer: false };
  try {
    const { version, items } = JSON.parse(text);
    if (Number.isInteger(version) && version > VERSION) return { ...broken, newer: true };
    if (![1, VERSION].includes(version) || !isPlain(items)) return broken;
    const entries = Object.entries(items), read = entries.map(([name, item]) => [name, itemOf(name, item)]);
    const fine = read.filter(([, item]) => item);
    return { items: Object.fromEntries(fine), whole: fine.length === entries.length, newer: false };
  } catch {
    return broken; // not JSON, or null where an object should be
  }
}

/** Write items as a store's text. */
export const text = (items, indent) => JSON.stringify({ version: VERSION, items }, null, indent);

const isPlain = (value) => typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

function itemOf(name, item) {
  if (!/^[a-z]+:.+$/.test(name) || !isPlain(item) || typeof item.page !== "string" || typeof item.done !== "boolean") return null;
  const tries = item.tries ?? [];
  if (!Array.isArray(tries)) return null;
  const read = tries.map(tryOf);
  return read.every(Boolean) ? { page: item.page, done: item.done, tries: kept(read) } : null;
}

/** Return a try with its properties in their one order; null where it is not of our form. */
function tryOf(given) {
  if (!isPlain(given)) return null;
  const { day, n, id, right, wrong, sure, variant } = given;
  const said = (thought) => isCount(thought) || (typeof thought === "string" && thought.length <= LONGEST);
  const fine = FORM_OF_DAY.test(day) && Number.isFinite(Date.parse(day)) && isCount(n) && /^[a-z0-9]{1,16}$/.test(id) && typeof right === "boolean"
    && (wrong === undefined || (Array.isArray(wrong) && wrong.length <= THOUGHTS && wrong.every(said)))
    && (sure === undefined || [0, 1, 2].includes(sure)) && (variant === undefined || isCount(variant));
  return fine ? { day, n, id, right, wrong, sure, variant } : null;
}

const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

/**
 * Return an item with one try more.
 *
 * @param {?Object} before the item so far
 * @param {string} page
 * @param {{day: string, id: string, right: boolean, wrong: ?Array, sure: ?number, variant: ?number}} given
 */
export function withTry(before, page, { wrong, ...given }) {
  const thoughts = wrong?.slice(0, THOUGHTS).map((one) => (typeof one === "string" ? one.slice(0, LONGEST) : one));
  const earlier = before?.tries ?? [];
  // By the day, so that two devices' tries stand in their order; by the tries before, so that no wrong clock turns it round.
  const n = Math.max(Date.parse(given.day) / DAY * A_DAY, (earlier.at(-1)?.n ?? 0) + 1);
  const added = tryOf({ ...given, n, wrong: thoughts });
  if (!added) throw new Error(`no try of our form: ${JSON.stringify(given)}`);
  return { page, done: added.right || before?.done === true, tries: kept([...earlier, added]) };
}

/** Join two stores' items. In which order, and how often, makes no difference. */
export function merged(ours, theirs) {
  const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].sort();
  return Object.fromEntries(names.map((name) => [name, joined(ours[name], theirs[name])]));
}

function joined(a, b) {
  if (!a || !b) return a ?? b;
  const tries = new Map();
  for (const one of [...a.tries, ...b.tries]) {
    const other = tries.get(one.id);
    if (!other || JSON.stringify(one) < JSON.stringify(other)) tries.set(one.id, one); // they are equal, unless edited
  }
  const [newer, older] = [a, b].sort((x, y) => order(last(y), last(x)) || (x.page < y.page ? 1 : -1));
  return { page: newer.page, done: newer.done || older.done, tries: kept([...tries.values()]) };
}

/** Return the latest try of an item; undefined where none is known. */
export const last = (item) => item?.tries.at(-1);

function kept(tries) {
  const sorted = [...tries].sort(order);
  return sorted.length > MOST ? [sorted[0], ...sorted.slice(1 - MOST)] : sorted;
}

/** By the number, and where two devices have given the same, by the name, which is the same on each. */
function order(a, b) {
  if (!a || !b) return Number(Boolean(a)) - Number(Boolean(b));
  return a.n - b.n || (a.id < b.id ? -1 : Number(a.id > b.id));
}
