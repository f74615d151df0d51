// <nn-predict>: asks what a block prints or draws before it shows it, and then puts the guess beside what came.
import { button, h } from "../core/dom.js";
import { BookElement } from "../core/element.js";
import * as storage from "../core/storage.js";
import { ask, asks, onChoice } from "../core/asking.js";
import { Sketch } from "./sketch.js";

const LONGEST = 300; // characters of an outcome that are read aloud; the rest is there to be read

class NnPredict extends BookElement {
  make() {
    for (const made of this.querySelectorAll(":scope > :is(.nn-said, .nn-unseen)")) made.remove(); // of a copy
    this.form = this.querySelector(":scope > form");
    this.field = this.form.querySelector("input:not([type=radio]), textarea");
    this.status = h("p", { class: "nn-unseen", role: "status" });
    this.said = h("div", { class: "nn-said", tabindex: -1, hidden: true });
    this.form.after(this.status, this.said);
    this.form.onsubmit = (event) => {
      event.preventDefault();
      this.take(this.given());
    };
    this.form.onclick = ({ target }) => this.act(target.dataset?.does);
    this.form.onkeydown = (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
    };
    this.key = `nnbook.guess.${this.dataset.key}`;
  }

  enter(signal) {
    this.show();
    const follow = () => {
      this.passed = false;
      this.show();
    };
    onChoice(follow, signal);
    storage.onChange(this.key, follow, signal);
  }

  /** Whether the block still waits for what the reader says. */
  get waits() {
    return !this.hasAttribute("data-told");
  }

  /** Have the reader say first what comes, and then go on with `then()`. */
  askFirst(then) {
    this.then = then;
    this.form.querySelector("input:checked, input, textarea").focus();
  }

  /** Step aside: what is shown now comes of the reader's own code. */
  aside(away) {
    this.toggleAttribute("data-aside", away);
  }

  act(does) {
    if (does === "mind") this.take({ mind: true });
    else if (does === "show") this.pass();
    else if (does === "all") {
      ask(false);
      this.tell();
    }
  }

  /** Return what the reader has said, or nothing. */
  given() {
    const chosen = this.form.querySelector("input:checked")?.value;
    const words = this.field?.value.trim();
    const strokes = this.sketch?.strokes.length ? this.sketch.strokes : undefined;
    return chosen || words || strokes ? { words: chosen ?? words, strokes } : undefined;
  }

  take(guess) {
    if (!guess) {
      const what = this.sketch ? "Sketch it, say it in words, or have it in mind." : this.field ? "Type what you expect." : "Choose what you expect.";
      this.say(`${what} “Just show me” passes.`);
      this.form.querySelector("input, textarea").focus();
      return;
    }
    storage.write(this.key, JSON.stringify(guess));
    this.show();
    this.tell();
  }

  /** Show what came to who does not want to guess, this once. */
  pass() {
    this.passed = true;
    this.show();
    this.tell();
  }

  /** Say what stands there now, take the reader along, and go on with what had to wait. */
  tell() {
    const shown = this.outcome();
    const guess = this.said.querySelector(".nn-guess")?.textContent;
    this.say(guess ? `You said: ${guess}. ${shown}` : shown);
    this.said.focus({ preventScroll: true });
    const { then } = this;
    this.then = undefined;
    then?.();
  }

  outcome() {
    const printed = [...this.querySelectorAll(".nn-output")].map((output) => output.textContent.trim()).join("\n");
    const drawn = this.querySelector(".nn-figure svg[role=img]")?.getAttribute("aria-label");
    return [printed && `It prints: ${printed.slice(0, LONGEST)}`, drawn && `It draws: ${drawn}`].filter(Boolean).join(" ");
  }

  /** Show the question, or the outcome with what the reader has said of it. */
  show() {
    const guess = read(this.key);
    const told = guess ? "guess" : this.passed ? "passed" : asks() ? null : "all";
    if (told) this.dataset.told = told;
    else delete this.dataset.told;
    if (!told && this.hasAttribute("data-draws")) this.letSketch();
    else this.sketch?.element.remove();
    this.said.hidden = !told;
    this.said.replaceChildren(...(guess ? this.beside(guess) : told === "all" ? [this.offer()] : []));
  }

  letSketch() {
    const figure = this.querySelector(".nn-figure");
    if (!figure) return; // a run of another code has taken its place
    this.sketch ??= new Sketch(figure.querySelector("svg"));
    figure.append(this.sketch.element);
  }

  /** Return what the reader has said, as it stands beside what came. */
  beside({ words, strokes, mind }) {
    const drawing = this.querySelector(".nn-figure svg[role=img]");
    const parts = [];
    if (strokes && drawing) parts.push(new Sketch(drawing, strokes).element);
    if (words || mind) parts.push(h("p", { class: "nn-guess" }, words || "a picture in mind"));
    else if (strokes) parts.push(h("p", { class: "nn-guess nn-unseen" }, "a sketch"));
    return [h("p", { class: "nn-kind" }, "You said"), ...parts, button("Guess again", () => this.again(), { "data-does": "again" })];
  }

  again() {
    storage.write(this.key, null);
    this.passed = false;
    this.sketch = undefined;
    this.form.reset();
    this.show();
    if (this.waits) this.form.querySelector("input, textarea").focus();
    else this.said.querySelector("button")?.focus();
  }

  /** Return the way back to being asked. */
  offer() {
    return button("Ask me first", () => {
      ask(true);
      this.form.querySelector("input, textarea").focus();
    }, { "data-does": "ask" });
  }
}

/** Read a guess that is kept; nothing where there is none, or no guess. */
function read(key) {
  try {
    const guess = JSON.parse(storage.read(key));
    const drawn = Array.isArray(guess?.strokes) && guess.strokes.every((points) => Array.isArray(points) && points.every(Number.isFinite));
    const strokes = drawn ? guess.strokes : undefined;
    const words = typeof guess?.words === "string" ? guess.words : undefined;
    return words || strokes || guess?.mind ? { words, strokes, mind: guess.mind === true } : undefined;
  } catch {
    return undefined;
  }
}

customElements.define("nn-predict", NnPredict);
