// <nn-question>: compares what was chosen or typed with the key that the build computed, and says what was wrong.
import { h } from "../core/dom.js";
import { BookElement } from "../core/element.js";
import { isNear, isNumber, isOutput, numbers } from "./answers.js";
import * as progress from "./progress.js";
import * as reminders from "./reminders.js";
import { Sureness } from "./sureness.js";
import { Variants } from "./variants.js";

const AGAIN = "Ask me with other numbers";

class NnQuestion extends BookElement {
  make() {
    const form = this.querySelector("form");
    this.name = this.dataset.name ?? this.id; // a copy elsewhere in the book has no id
    this.kind = this.dataset.kind;
    this.key = this.dataset.key;
    this.exact = this.dataset.exact;
    this.boxes = [...form.querySelectorAll(".nn-choices input")];
    this.field = form.querySelector(".nn-answer-field :is(input, textarea)");
    this.feedback = form.querySelector(".nn-graded");
    this.explained = [...form.querySelectorAll(".nn-explained > li")];
    this.taught = form.querySelector(".nn-answer .nn-taught");
    this.sureness = new Sureness(form.querySelector(".nn-sure"));
    this.submit = form.querySelector(".nn-submit");
    if (this.dataset.variants) this.vary();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.missed) this.again();
      else this.check();
    });
    this.field?.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    // What was said of the last answer is not true of the next one.
    form.addEventListener("input", ({ target }) => this.sureness.has(target) || this.feedback.replaceChildren());
  }

  enter(signal) {
    progress.subscribe((items) => this.toggleAttribute("data-done", this.isDone(items)), signal);
    reminders.onChoice(() => this.sureness.show(), signal);
    this.sureness.show();
  }

  /** Show other numbers to who has met the question before. */
  vary() {
    this.variants = new Variants(this);
    const before = progress.all()[`question:${this.name}`];
    if (before) this.show((before.tries.at(-1)?.variant ?? 0) + 1);
    else this.dataset.variant = 0;
  }

  show(number) {
    const variant = number % this.variants.count;
    const { key = this.dataset.key, exact = variant ? undefined : this.dataset.exact } = this.variants.show(variant) ?? {};
    this.key = key;
    this.exact = exact;
    this.dataset.variant = variant;
    const said = this.querySelector(".nn-answer > p > strong:only-child");
    if (said && this.kind === "number") said.textContent = key;
    if (this.field?.inputMode) this.field.inputMode = key.startsWith("-") ? "text" : "decimal";
  }

  /** After a miss, and what was said of it, ask with other numbers. */
  again() {
    this.hold(false);
    this.show(this.variants.shown + 1);
    this.feedback.replaceChildren();
    this.removeAttribute("data-answered");
    this.querySelector(".nn-answer").open = false;
    if (this.field) this.field.value = "";
    for (const box of this.boxes) box.checked = false;
    (this.field ?? this.boxes[0]).focus();
  }

  /** Keep what was answered as long as its numbers stand there. */
  hold(missed) {
    this.missed = missed;
    this.submit.textContent = missed ? AGAIN : "Check";
    if (this.field) this.field.readOnly = missed;
    for (const box of this.boxes) box.disabled = missed;
  }

  isDone(items) {
    return items[`question:${this.name}`]?.done === true;
  }

  check() {
    if (this.field) this.checkTyped(this.field.value);
    else this.checkChosen(this.boxes.filter((box) => box.checked));
  }

  checkChosen(chosen) {
    if (!chosen.length) return this.answer(null, "Choose an answer first.");
    const wrong = chosen.filter((box) => !box.hasAttribute("data-right"));
    const missing = this.boxes.filter((box) => box.hasAttribute("data-right") && !box.checked);
    const passed = !wrong.length && !missing.length;
    const [lead, about] = passed ? ["Right.", chosen]
      : wrong.length ? ["Not yet.", wrong]
      : ["Not yet: all that you chose is right, and something is missing.", []];
    const explanations = about.map((box) => this.explanation(this.explained[box.value], about.length > 1));
    return this.answer(passed, lead, explanations, wrong.map((box) => Number(box.value)));
  }

  checkTyped(text) {
    const given = this.explained.map((item) => item.dataset.given);
    const { same, near, problem } = reader(this.kind, text, this.exact, given);
    if (problem) return this.answer(null, problem);
    if (same(this.key)) return this.answer(true, `Right: ${this.kind === "number" ? this.key : "that is what it prints"}.`);
    const known = this.explained.filter((item) => reader(this.kind, text).same(item.dataset.given));
    const lead = known.length ? "Not yet." : near?.(this.key) ? "Not yet, but near: look at its last digits."
      : "Not yet, and not one of the usual mistakes.";
    return this.answer(false, lead, known.map((item) => this.explanation(item)), known.map((item) => this.explained.indexOf(item)));
  }

  /** Copy the explanation of a choice; where there are several, with the choice before it. */
  explanation(item, named = false) {
    const words = h("p");
    const why = item.querySelector(".nn-why");
    if (named) words.append(...copy(item.querySelector(".nn-choice")), " — ");
    words.append(...copy(why));
    if (!named) capitalise(words);
    return words;
  }

  answer(passed, lead, explanations = [], wrong = []) {
    const first = explanations.length === 1 ? explanations[0] : h("p");
    first.prepend(h("strong", null, lead), " ");
    const rest = explanations.length === 1 ? [] : explanations;
    this.feedback.dataset.passed = passed;
    this.feedback.replaceChildren(first, ...rest);
    if (passed === null) return;
    this.toggleAttribute("data-answered", passed || this.hasAttribute("data-answered"));
    this.feedback.append(this.taught.cloneNode(true));
    const details = { wrong: passed ? undefined : wrong, sure: this.sureness.take(), variant: this.variants?.shown };
    progress.record("question", this.name, this.dataset.page, passed, details);
    if (this.variants && !passed) this.hold(true);
    this.dispatchEvent(new CustomEvent("nn-answered", { bubbles: true, detail: { passed } }));
  }
}

/** Return what compares an answer with a key, or what is wrong with the answer. */
function reader(kind, text, exact, wrong) {
  if (kind !== "number") return text.trim() ? { same: (key) => isOutput(text, key, wrong) } : { problem: "Type what the block prints first." };
  if (!text.trim()) return { problem: "Type a number first." };
  if (!numbers(text).length) return { problem: "That is no number. Write it like 0.25, 1/4 or -3." };
  return { same: (key) => isNumber(text, key, exact), near: (key) => isNear(text, key) };
}

function copy(element) {
  return [...element.cloneNode(true).childNodes];
}

function capitalise(element) {
  const first = element.firstChild;
  if (first?.nodeType === Node.TEXT_NODE) first.data = first.data.replace(/^\s*\S/, (letter) => letter.toUpperCase());
}

customElements.define("nn-question", NnQuestion);
