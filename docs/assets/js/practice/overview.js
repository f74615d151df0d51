// The reader's progress in sight: under each chapter on the home page, and in all, to save, load or forget.
import * as progress from "./progress.js";

const NOUNS = { question: "questions", exercise: "exercises" };

/** Say "3 of 7 questions, 1 of 5 exercises"; nothing where nothing is done. */
function summary(done, totals) {
  if (!Object.values(done).some(Boolean)) return "";
  return Object.keys(NOUNS).filter((kind) => totals[kind])
    .map((kind) => `${Math.min(done[kind], totals[kind])} of ${totals[kind]} ${NOUNS[kind]}`).join(", ");
}

function count(items, page) {
  const done = { question: 0, exercise: 0 };
  for (const [name, item] of Object.entries(items)) {
    const kind = name.split(":")[0];
    if (item.done && kind in done && item.page === page) done[kind] += 1;
  }
  return done;
}

function update(items) {
  for (const place of document.querySelectorAll(".nn-solved")) {
    const { page, questions, exercises } = place.dataset;
    place.textContent = summary(count(items, page), { question: Number(questions), exercise: Number(exercises) });
  }
  for (const tools of document.querySelectorAll(".nn-progress-tools")) showTools(tools, items);
}

function showTools(tools, items) {
  if (!tools.querySelector("button")) {
    const words = document.createElement("p");
    words.setAttribute("role", "status");
    tools.append(words, button("Save as a file", save), button("Load a file", load), button("Forget it all", forget));
  }
  const done = Object.entries(items).filter(([, item]) => item.done).map(([name]) => name.split(":")[0]);
  const parts = Object.entries(NOUNS).map(([kind, noun]) => {
    const number = done.filter((other) => other === kind).length;
    return `${number} ${number === 1 ? kind : noun}`;
  });
  const any = Object.keys(items).length > 0;
  tools.querySelector("p").textContent = any ? `Solved so far: ${parts.join(" and ")}.` : "Nothing is kept yet.";
  for (const each of tools.querySelectorAll("button")) each.disabled = !any && each.onclick !== load;
}

function button(textContent, onclick) {
  return Object.assign(document.createElement("button"), { type: "button", textContent, onclick });
}

function save() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([progress.export()], { type: "application/json" }));
  link.download = "nnbook-progress.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}

/** Add what a saved file holds, from another browser for instance. */
function load({ target }) {
  const field = Object.assign(document.createElement("input"), { type: "file", accept: ".json,application/json" });
  field.onchange = async () => {
    const [file] = field.files;
    if (!progress.import(await file.text()))
      target.parentElement.querySelector("p").textContent =
        `“${file.name}” holds no progress of this book: choose a file that “Save as a file” made. Nothing was changed.`;
  };
  field.click();
}

function forget() {
  if (confirm("Forget all answers and solved exercises? This cannot be undone.")) progress.reset();
}

/** Show it on this page. */
export function show() {
  update(progress.all());
}

progress.subscribe(update);
