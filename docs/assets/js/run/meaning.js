// What an error means: where the book explains it, by what the error says. The build makes the table of the page
// "What this error means"; it is fetched with the first error, and a reader whose code runs never asks for it.
import { h } from "../core/dom.js";

const SITE = new URL("../../../", import.meta.url);
const TABLE = new URL("errors.json", import.meta.url);

let table; // a promise of [{text, pattern, address}]

async function fetchTable() {
  const response = await fetch(TABLE);
  if (!response.ok) throw new Error(`${TABLE} ${response.status}`);
  return Object.entries(await response.json()).map(([text, address]) => ({ text, address, pattern: pattern(text) }));
}

/** Match a text to the letter, and anything within a line where it has an ellipsis, as content/meanings.py does. */
function pattern(text) {
  return new RegExp(text.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*?"));
}

/** Return what a traceback ends in: the last error's own words, without the code that it quotes. */
function lastWords(traceback) {
  const lines = traceback.trimEnd().split("\n");
  const frame = lines.findLastIndex((line) => /^ +File "/.test(line));
  const first = lines.findIndex((line, index) => index > frame && /^\S/.test(line));
  return lines.slice(first).join("\n");
}

/**
 * Make the line that leads to what explains an error.
 *
 * @param {string} traceback
 * @returns {Promise<?Element>} null where the book does not explain it
 */
export async function meaningOf(traceback) {
  try {
    table ??= fetchTable();
    const said = lastWords(traceback);
    const found = (await table).find(({ pattern }) => pattern.test(said));
    if (!found) return null;
    const link = h("a", { href: new URL(found.address, SITE) }, h("code", null, found.text));
    return h("p", { class: "nn-meaning" }, "What this error means: ", link);
  } catch {
    table = undefined; // the next error may have more luck
    return null;
  }
}
