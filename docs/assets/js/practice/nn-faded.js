// <nn-faded>: a calculation with blanks. What is typed is compared with the keys that the build computed.
import { h } from "../core/dom.js";
import { BookElement } from "../core/element.js";
import { isNear, isNumber, numbers } from "./answers.js";
import * as progress from "./progress.js";

class NnFaded extends BookElement {
  make() {
    this.form = this.querySelector(":scope > form");
    this.fields = [...this.form.querySelectorAll(".nn-blank input")];
    this.feedback = this.form.querySelector(".nn-graded");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.check();
    });
    // What was said of a step is not true of its next answer.
    this.form.addEventListener("input", ({ target }) => {
      this.mark(target, null);
      this.feedback.replaceChildren();
    });
    for (const field of this.fields) this.mark(field, null); // a copy has the marks of another one
    this.feedback?.replaceChildren();
  }

  enter(signal) {
    progress.subscribe((items) => this.toggleAttribute("data-done", items[`faded:${this.id}`]?.done === true), signal);
  }

  /** Mark a field as right or wrong; null takes the mark away. */
  mark(field, right) {
    if (right === null) delete field.parentElement.dataset.right;
    else field.parentElement.dataset.right = right;
    field.toggleAttribute("aria-invalid", false);
    if (right === false) field.setAttribute("aria-invalid", "true");
  }

  check() {
    const filled = this.fields.filter((field) => field.value.trim());
    if (!filled.length) return this.say(null, "Type a number first.");
    const wrong = filled.filter((field) => !isNumber(field.value, field.dataset.key, field.dataset.exact));
    for (const field of filled) this.mark(field, !wrong.includes(field));
    const right = filled.length - wrong.length, all = this.fields.length;
    const done = right === all;
    const lead = done ? "Right." : wrong.length ? "Not yet." : "Right so far.";
    this.say(done || (wrong.length ? false : null), `${lead} ${count(right, all)}`, wrong.map((field) => this.explain(field)));
    if (wrong.length) wrong[0].focus();
    return progress.record("faded", this.id, this.dataset.page, done);
  }

  explain(field) {
    const step = field.getAttribute("aria-label");
    const words = h("p", null, h("strong", null, `${step}: `));
    const given = [...this.querySelectorAll(`.nn-explained > [data-step="${step.replace("Step ", "")}"] [data-given]`)];
    const known = given.find((item) => isNumber(field.value, item.dataset.given));
    if (!numbers(field.value).length) words.append("that is no number. Write it like 0.25, 1/4 or -3.");
    else if (known) words.append(...known.cloneNode(true).childNodes);
    else words.append(isNear(field.value, field.dataset.key) ? "near, look at its last digits." : "none of the usual mistakes. Work out the step once more.");
    return words;
  }

  say(passed, lead, explanations = []) {
    this.feedback.dataset.passed = passed;
    this.feedback.replaceChildren(h("p", null, h("strong", null, lead)), ...explanations);
  }
}

function count(right, all) {
  if (right === all) return all === 1 ? "That is the step." : `All ${all} steps.`;
  return `${right} of ${all} ${all === 1 ? "step" : "steps"}.`;
}

customElements.define("nn-faded", NnFaded);
