// In the navigation, behind the name of a page: how much of its practice is solved, and how much is due. Nothing stands
// there before something is solved, nor where the reader wants no reminders.
import { h } from "../core/dom.js";
import * as bank from "../practice/bank.js";
import { today } from "../practice/days.js";
import * as progress from "../practice/progress.js";
import * as reminders from "../practice/reminders.js";
import { due } from "../practice/schedule.js";

const TODAY = "today";
const always = new AbortController().signal;
let latest; // the call whose answer is to be shown

async function mark() {
  const call = latest = {};
  const items = progress.all();
  const wanted = reminders.wanted() && Object.keys(items).length > 0;
  if (!wanted) return show(new Map());
  const [index, known] = await Promise.all([bank.index(), bank.known(items)]);
  if (call === latest) show(counted(index, items, due(known, today())));
}

/** Count by the addresses of the pages. */
function counted(index, items, waiting) {
  const found = new Map();
  const pages = new Set(Object.values(index).flatMap(Object.keys));
  for (const page of pages) {
    const names = Object.entries(index).flatMap(([kind, of]) => (of[page] ?? []).map((id) => `${kind}:${id}`));
    const solved = names.filter((name) => items[name]?.done).length;
    const late = waiting.filter((one) => one.page === page).length;
    if (solved || late) found.set(bank.address(page).pathname, { text: `${solved}/${names.length}`, words: `${solved} of ${names.length} solved`, late });
  }
  if (waiting.length) found.set(bank.address(TODAY).pathname, { text: "", words: "", late: waiting.length });
  return found;
}

function show(found) {
  for (const link of document.querySelectorAll(".md-nav--primary a.md-nav__link[href]")) {
    const { pathname, hash } = new URL(link.href);
    const count = hash ? undefined : found.get(pathname);
    const old = link.querySelector(".nn-mark");
    if (!count) {
      old?.remove();
      continue;
    }
    const parts = [];
    if (count.text) parts.push(h("span", { "aria-hidden": "true" }, count.text), h("span", { class: "nn-unseen" }, count.words));
    if (count.late) parts.push(h("span", { class: "nn-due" }, `${count.late} due`));
    const made = h("span", { class: "nn-mark" }, ...parts);
    if (old?.textContent === made.textContent) continue;
    if (old) old.replaceWith(made);
    else link.append(made);
  }
}

function look() {
  mark().catch((error) => console.info("nnbook does not mark what is solved:", error.message));
}

progress.subscribe(look, always);
reminders.onChoice(look, always);
document$.subscribe(look); // a page that instant navigation brings
addEventListener("visibilitychange", () => document.visibilityState === "visible" && look()); // another day, say
