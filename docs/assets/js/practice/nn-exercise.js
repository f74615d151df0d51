// <nn-exercise>: an editor with Check and Reset. Python itself comes with the first Check.
import { h } from "../core/dom.js";
import * as storage from "../core/storage.js";
import { PythonElement } from "../run/element.js";
import { Field } from "../run/field.js";
import { broken, showEvent } from "../run/output.js";
import { stopPython } from "../run/python.js";
import * as progress from "./progress.js";

const NEAR = "400px"; // from the window: there the editor is fetched

class NnExercise extends PythonElement {
  static verb = "Check";
  static doing = "Checking …";

  make() {
    this.json = this.dataset.source;
    this.data = JSON.parse(this.json);
    this.starter = this.data.starter.replace(/\n$/, "");
    this.draft = `nnbook.draft.${this.data.id}`;
    this.called = this.data.title.replaceAll("`", "");
    this.about = `the exercise: ${this.called}`;
    this.hint = this.querySelector(".nn-hint");
    this.clean();
    this.fillBar({ Reset: () => this.reset() });
    this.verdict = h("div", { class: "nn-graded", role: "status" });
    this.results = h("div", { class: "nn-results" });
    this.bar.after(this.verdict, this.results);
    this.openField();
  }

  /** Take back what another exercise made, where this one is a copy of it. */
  clean() {
    for (const made of this.querySelectorAll(":scope > :is(.nn-graded, .nn-results)")) made.remove();
    this.classList.remove("nn-busy");
  }

  /** Put a field in the place of the starter, as large as that was. */
  openField() {
    const starter = this.querySelector(":scope > :is(.nn-starter, .nn-editor)");
    const place = h("div", { class: "nn-editor" });
    place.style.minHeight = `${starter.offsetHeight}px`;
    this.field = new Field(place, storage.read(this.draft) ?? this.starter, {
      label: `Your code for: ${this.called}. Control-Enter checks it.`,
      run: () => this.busy || this.run(),
      change: (code) => storage.write(this.draft, code === this.starter ? null : code),
    });
    starter.replaceWith(place);
  }

  enter(signal) {
    const name = `exercise:${this.data.id}`;
    progress.subscribe((items) => this.toggleAttribute("data-done", items[name]?.done === true), signal);
    // A reader who passes by need not load an editor; the field is there and works until it comes.
    const near = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      near.disconnect();
      this.field.upgrade();
    }, { rootMargin: NEAR });
    near.observe(this);
    signal.addEventListener("abort", () => near.disconnect());
  }

  async run() {
    const outcome = await this.execute(this.field.code, {
      started: () => {
        this.verdict.replaceChildren();
        this.results.replaceChildren();
      },
      event: (kind, text) => showEvent(this.results, kind, text),
    }, this.json);
    if (outcome?.verdict) this.show(outcome.verdict);
    else if (outcome) this.say(broken(outcome));
  }

  show({ passed, message, mistake, hint }) {
    this.say("");
    this.verdict.dataset.passed = passed;
    this.verdict.replaceChildren(h("p", null, h("strong", null, passed ? "" : "Not yet. "), ...prose(message)));
    progress.record("exercise", this.data.id, this.data.page, passed);
    if (passed) return;
    const name = h("strong", null, ...prose(`It looks like this: ${mistake}. `));
    if (hint) this.verdict.append(h("p", { class: "nn-diagnosis" }, name, ...prose(hint)));
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
  return text.split("`").map((part, index) => (index % 2 ? h("code", null, part) : part));
}

customElements.define("nn-exercise", NnExercise);
