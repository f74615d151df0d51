// <nn-question>: compares what was chosen or typed with the key that the build computed, and says what was wrong.
import { h } from "../core/dom.js";
import { BookElement } from "../core/element.js";
import * as progress from "./progress.js";

const TOLERANCE = 0.02; // of a number that is not whole; nnbook/book/content/quiz.py has the same rule

class NnQuestion extends BookElement {
  make() {
    const form = this.querySelector("form");
    this.kind = this.dataset.kind;
    this.key = this.dataset.key;
    this.boxes = [...form.querySelectorAll(".nn-choices input")];
    this.field = form.querySelector(".nn-answer-field :is(input, textarea)");
    this.feedback = form.querySelector(".nn-graded");
    this.explained = [...form.querySelectorAll(".nn-explained > li")];
    this.taught = form.querySelector(".nn-answer .nn-taught");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.check();
    });
    this.field?.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    // What was said of the last answer is not true of the next one.
    form.addEventListener("input", () => this.feedback.replaceChildren());
  }

  enter(signal) {
    progress.subscribe((items) => this.toggleAttribute("data-done", this.isDone(items)), signal);
  }

  isDone(items) {
    return items[`question:${this.id}`]?.done === true;
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
    return this.answer(passed, lead, about.map((box) => this.explanation(this.explained[box.value], about.length > 1)));
  }

  checkTyped(text) {
    const { same, problem } = this.kind === "number" ? readNumber(text) : readOutput(text);
    if (problem) return this.answer(null, problem);
    if (same(this.key)) return this.answer(true, `Right: ${this.kind === "number" ? this.key : "that is what it prints"}.`);
    const known = this.explained.filter((item) => same(item.dataset.given));
    return this.answer(false, known.length ? "Not yet." : "Not yet, and not one of the usual mistakes.",
      known.map((item) => this.explanation(item)));
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

  answer(passed, lead, explanations = []) {
    const first = explanations.length === 1 ? explanations[0] : h("p");
    first.prepend(h("strong", null, lead), " ");
    const rest = explanations.length === 1 ? [] : explanations;
    this.feedback.dataset.passed = passed;
    this.feedback.replaceChildren(first, ...rest);
    if (passed === null) return;
    this.toggleAttribute("data-answered", passed || this.hasAttribute("data-answered"));
    this.feedback.append(this.taught.cloneNode(true));
    progress.record("question", this.id, this.dataset.page, passed);
  }
}

/** Read a number in the ways in which people write it: 0.44, .44, 0,44, −0.44, 1,000, 4.4e-1. */
function readNumber(text) {
  const plain = text.trim().replaceAll("\u2212", "-").replaceAll(/[\s_\u202f]/g, "");
  if (!plain) return { problem: "Type a number first." };
  const readings = [plain.replace(",", "."), plain.replaceAll(",", "")]
    .map(Number).filter(Number.isFinite);
  if (!readings.length) return { problem: "That is no number. Write it like 0.25 or -3." };
  return { same: (key) => readings.some((given) => agree(given, key)) };
}

function agree(given, key) {
  const wanted = Number(key.replaceAll(",", ""));
  if (!key.includes(".")) return given === wanted;
  const digits = key.split(".")[1].length;
  return Math.abs(given - wanted) <= Math.max(TOLERANCE * Math.abs(wanted), 0.5 * 10 ** -digits) * (1 + 1e-9);
}

function readOutput(text) {
  if (!text.trim()) return { problem: "Type what the block prints first." };
  return { same: (key) => printed(key) === printed(text) };
}

/** Blanks and line ends count as one blank, and not at all beside brackets and commas. */
function printed(text) {
  return text.trim().replaceAll(/\s+/g, " ").replaceAll(/ ?([[\](),]) ?/g, "$1");
}

function copy(element) {
  return [...element.cloneNode(true).childNodes];
}

function capitalise(element) {
  const first = element.firstChild;
  if (first?.nodeType === Node.TEXT_NODE) first.data = first.data.replace(/^\s*\S/, (letter) => letter.toUpperCase());
}

customElements.define("nn-question", NnQuestion);
