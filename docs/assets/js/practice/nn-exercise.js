// <nn-exercise>: an editor with Check and Reset. Python itself comes with the first Check.
import { h } from "../core/dom.js";
import { Draft } from "../core/drafts.js";
import { PythonElement } from "../run/element.js";
import { Field, whenNear } from "../run/field.js";
import { broken, showEvent } from "../run/output.js";
import { partsOf, showFile } from "./file.js";
import * as progress from "./progress.js";
import { showVerdict } from "./verdict.js";

const heights = new WeakMap(); // of starters

/** All of a page are measured before the first is replaced: to measure one then has the page laid out anew. */
function heightOf(starter) {
  if (!heights.has(starter)) {
    // eslint-disable-next-line no-restricted-properties -- it changes nothing there
    for (const each of document.querySelectorAll("nn-exercise > :is(.nn-starter, .nn-editor)")) {
      heights.set(each, each.offsetHeight);
    }
  }
  return heights.get(starter) ?? starter.offsetHeight;
}

class NnExercise extends PythonElement {
  static verb = "Check";
  static doing = "Checking …";

  make() {
    this.json = this.dataset.source;
    this.data = JSON.parse(this.json);
    this.starter = this.data.starter.replace(/\n$/, "");
    this.draft = new Draft(this.data.id, this.starter);
    this.called = this.data.title.replaceAll("`", "");
    this.about = `the exercise: ${this.called}`;
    this.hint = this.querySelector(".nn-hint");
    this.clean();
    this.fillBar({ Step: () => this.busy || this.showSteps(), Reset: () => this.reset() });
    this.verdict = h("div", { class: "nn-graded", role: "status" });
    this.results = h("div", { class: "nn-results" });
    this.bar.after(this.verdict, this.results);
    this.openField();
    this.file = this.querySelector(".nn-file");
    this.file?.addEventListener("toggle", () => this.showFile());
  }

  /** Take back what another exercise made, where this one is a copy of it. */
  clean() {
    for (const made of this.querySelectorAll(":scope > :is(.nn-graded, .nn-results, nn-steps)")) made.remove();
    this.classList.remove("nn-busy");
  }

  /** Put a field in the place of the starter, as large as that was. */
  openField() {
    const starter = this.querySelector(":scope > :is(.nn-starter, .nn-editor)");
    const place = h("div", { class: "nn-editor" });
    place.style.minHeight = `${heightOf(starter)}px`;
    this.field = new Field(place, this.draft.text, {
      label: `Your code for: ${this.called}. Control-Enter checks it.`,
      run: () => this.busy || this.run(),
      change: (code) => {
        this.steps?.close?.(); // they are of other code
        if (!this.draft.keep(code)) this.ask();
      },
    });
    starter.replaceWith(place);
  }

  enter(signal) {
    const name = `exercise:${this.data.id}`;
    progress.subscribe((items) => this.toggleAttribute("data-done", items[name]?.done === true), signal);
    this.draft.follow({ take: (code) => this.field.replace(code), ask: () => this.ask() }, signal);
    if (this.draft.differs) this.ask();
    whenNear(this, () => this.field.upgrade(), signal);
  }

  ask() {
    this.say("Changed in another tab.");
    this.offer({
      "Take that one": () => this.field.replace(this.draft.takeOther()),
      "Keep this one": () => this.draft.keepThis(),
    });
  }

  showFile() {
    if (this.file?.open) showFile(this.file, this.data, this.hasAttribute("data-done") ? this.field.code : "");
  }

  /** The exercise as the grader gets it: the reader's own file goes before the answer. */
  get source() {
    return this.file ? JSON.stringify({ ...this.data, before: partsOf(this.data.before) }) : this.json;
  }

  /** What can be stepped through: the answer, behind the file where it goes on with one. */
  get code() {
    const before = this.file ? partsOf(this.data.before).map(({ code }) => code) : [];
    return [...before, this.field.code].join("\n\n");
  }

  /** Check the answer; with `steps`, run it line by line, and return what was recorded. */
  async run(steps) {
    this.steps?.close?.();
    const outcome = await this.execute(steps ? this.code : this.field.code, {
      edited: true,
      steps,
      started: () => {
        this.verdict.replaceChildren();
        this.results.replaceChildren();
      },
      event: (kind, text) => showEvent(this.results, kind, text),
    }, steps ? undefined : this.source);
    if (outcome?.verdict) this.show(outcome.verdict);
    if (steps && outcome && !broken(outcome)) this.say("");
    return outcome?.steps;
  }

  show(verdict) {
    this.say("");
    showVerdict(this.verdict, verdict);
    const { passed, mistake } = verdict;
    progress.record("exercise", this.data.id, this.data.page, passed, passed ? {} : { wrong: mistake ? [mistake] : [] });
    this.dispatchEvent(new CustomEvent("nn-answered", { bubbles: true }));
    this.showFile();
    if (!verdict.passed && !verdict.hint) this.hint.open = true;
  }

  reset() {
    if (this.busy) this.stop();
    this.draft.text = this.starter;
    this.draft.keepThis();
    this.offer();
    this.field.replace(this.starter);
    this.verdict.replaceChildren();
    this.results.replaceChildren();
    this.hint.open = false;
    this.say(this.field.editor ? "As it was. Ctrl-Z in the editor brings your code back." : "As it was.");
  }
}

customElements.define("nn-exercise", NnExercise);
