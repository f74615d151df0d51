// An exercise: an editor with Check and Reset. Python itself comes with the first Check.
import { Field } from "../run/field.js";
import { broken, megabytes, showEvent } from "../run/output.js";
import { runPython, stopPython } from "../run/python.js";
import * as progress from "./progress.js";

const DRAFT = "nnbook.draft.";

class Exercise {
  constructor(form) {
    this.form = form;
    this.json = form.dataset.source;
    this.data = JSON.parse(this.json);
    this.starter = this.data.starter.replace(/\n$/, "");
    this.hint = form.querySelector(".nn-hint");
    this.bar = form.querySelector(".nn-bar");
    this.checkButton = this.button("Check", () => (this.busy ? stopPython() : this.check()));
    this.resetButton = this.button("Reset", () => this.reset());
    this.status = this.element("span", "nn-status");
    this.progress = this.element("span", "nn-progress");
    this.progress.setAttribute("aria-hidden", "true"); // each percent of a download is for the eye
    this.bar.append(this.status, this.progress);
    this.verdict = this.element("div", "nn-graded");
    this.results = this.element("div", "nn-results");
    this.bar.after(this.verdict, this.results);
    for (const live of [this.status, this.verdict]) live.setAttribute("role", "status");
    this.openField(form.querySelector(".nn-starter"));
    this.showBusy(false);
    // A reader who passes by need not load an editor; the field is there and works until it comes.
    new IntersectionObserver(([{ isIntersecting }], observer) => {
      if (!isIntersecting) return;
      observer.disconnect();
      this.field.upgrade();
    }, { rootMargin: "400px" }).observe(form);
  }

  element(tag, className) {
    return Object.assign(document.createElement(tag), { className });
  }

  button(name, action) {
    const button = Object.assign(this.element("button", ""), { type: "button", onclick: action });
    this.name(button, name);
    this.bar.append(button);
    return button;
  }

  name(button, name) {
    button.textContent = name;
    button.setAttribute("aria-label", `${name} the exercise: ${this.data.title.replaceAll("`", "")}`);
    button.dataset.does = name.toLowerCase();
  }

  /** Put a field in the place of the starter, as large as that was. */
  openField(starter) {
    const place = this.element("div", "nn-editor");
    place.style.minHeight = `${starter.offsetHeight}px`;
    this.field = new Field(place, read(DRAFT + this.data.id) ?? this.starter, {
      label: `Your code for: ${this.data.title.replaceAll("`", "")}. Control-Enter checks it.`,
      run: () => this.busy || this.check(),
      change: (code) => write(DRAFT + this.data.id, code === this.starter ? null : code),
    });
    starter.replaceWith(place);
  }

  showBusy(busy) {
    this.busy = busy;
    this.form.classList.toggle("nn-busy", busy);
    this.name(this.checkButton, busy ? "Stop" : "Check");
    this.progress.textContent = "";
  }

  say(text) {
    this.status.textContent = text;
  }

  async check() {
    if (typeof WebAssembly !== "object") return this.say("Python needs a browser with WebAssembly.");
    this.showBusy(true);
    this.say("Waiting for Python …");
    const outcome = await runPython(this.field.code, {
      progress: ({ loaded, total }) => {
        this.say("Loading Python, once …");
        this.progress.textContent = megabytes(loaded, total);
      },
      started: () => {
        this.say("Checking …");
        this.progress.textContent = "";
        this.verdict.replaceChildren();
        this.results.replaceChildren();
      },
      event: (kind, text) => showEvent(this.results, kind, text),
    }, this.json);
    this.showBusy(false);
    if (!outcome.verdict) return this.say(broken(outcome));
    this.show(outcome.verdict);
  }

  show({ passed, message, mistake, hint }) {
    this.say("");
    this.verdict.dataset.passed = passed;
    const lead = this.element("strong", "");
    lead.textContent = passed ? "" : "Not yet. ";
    const words = this.element("p", "");
    words.append(lead, ...prose(message));
    this.verdict.replaceChildren(words);
    progress.record("exercise", this.data.id, this.data.page, passed);
    if (passed) return;
    const found = this.element("p", "nn-diagnosis");
    const name = this.element("strong", "");
    name.append(...prose(`It looks like this: ${mistake}. `));
    found.append(name, ...prose(hint));
    if (hint) this.verdict.append(found);
    else this.hint.open = true;
  }

  reset() {
    if (this.busy) stopPython();
    this.field.replace(this.starter);
    this.verdict.replaceChildren();
    this.results.replaceChildren();
    this.hint.open = false;
    this.say(this.field.editor ? "As it was. Ctrl-Z in the editor brings your code back." : "As it was.");
  }
}

/** Turn a line of text into nodes, with the code between its backticks marked. */
function prose(text) {
  return text.split("`").map((part, index) => (
    index % 2 ? Object.assign(document.createElement("code"), { textContent: part }) : part
  ));
}

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key, text) {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // the draft lives as long as the page
  }
}

/** Mark the exercises that are solved. */
function mark(items = progress.all()) {
  for (const form of document.querySelectorAll(".nn-exercise"))
    form.toggleAttribute("data-done", items[`exercise:${form.dataset.exercise}`]?.done === true);
}

/** Make forms of the exercises that are none yet. */
export function enhance() {
  for (const form of document.querySelectorAll(".nn-exercise")) {
    if (!form.querySelector(".nn-bar button")) new Exercise(form);
  }
  mark();
}

progress.subscribe(mark);
