// The questions of the whole book, for pages that ask those of others: what the build has cut out of its pages.
// nnbook/book/site/question_bank.py writes both files. They are fetched when they are asked for, once.

const ROOT = new URL("../../../", import.meta.url);
const fetched = new Map();

async function read(name) {
  const response = await fetch(new URL(`assets/practice/${name}.json`, ROOT));
  if (!response.ok) throw new Error(`${response.url} answers with ${response.status}`);
  return response.json();
}

function once(name) {
  if (!fetched.has(name)) {
    fetched.set(name, read(name).catch((error) => {
      fetched.delete(name); // a later try may have more luck
      throw error;
    }));
  }
  return fetched.get(name);
}

/** @returns {Promise<Object<string, Object<string, string[]>>>} by kind, the names of the items that each page teaches */
export const index = () => once("index");

/** @returns {Promise<Array<{id: string, page: string, item: ?Object}>>} the questions of the book, with what is kept of them */
export async function known(items) {
  const { question } = await index();
  return Object.entries(question).flatMap(([page, names]) => names.map((id) => ({ id, page, item: items[`question:${id}`] })));
}

/** The address of a page by its name in the reader's progress. */
export const address = (page) => new URL(page === "index" ? "" : `${page}/`, ROOT);

/**
 * Make the form of a question, to be put into another page than its own.
 *
 * @returns {Promise<HTMLElement>}
 */
export async function form(id) {
  const { at, html } = (await once("questions"))[id];
  const made = Object.assign(document.createElement("template"), { innerHTML: html }).content.firstElementChild;
  const home = new URL(at, ROOT);
  made.dataset.name = id;
  // The page has each id once, and links were meant from another one. Within a drawing, its parts find each other by ids.
  for (const part of [made, ...made.querySelectorAll("[id]")]) if (!part.closest("svg")) part.removeAttribute("id");
  for (const link of made.querySelectorAll("a[href]")) link.href = new URL(link.getAttribute("href"), home);
  for (const address of made.querySelectorAll(".nn-address")) address.remove();
  return document.importNode(made, true);
}

/** Return what teaches the answer of a form: the link's text and address. */
export function section(made) {
  const link = made.querySelector(".nn-answer .nn-taught a");
  return { title: link?.textContent ?? "", href: link?.href ?? "" };
}
