// <nn-rebuild>: lines to put in order, by keyboard, by pointer and by touch. The build has tried the usual orders, so
// they are judged at once; any other goes to the grader, where the site carries Python.
import { button, h } from "../core/dom.js";
import { Draft } from "../core/drafts.js";
import { BookElement } from "../core/element.js";
import { showEvent } from "../run/output.js";
import { Drag } from "./drag.js";
import * as progress from "./progress.js";
import { showVerdict } from "./verdict.js";

/** What PythonElement has, as far as a site without Python can have it. */
class PlainElement extends BookElement {
  fillBar(others) {
    this.runButton = button("Check", () => this.run(), { class: "nn-submit", "data-does": "check" });
    const buttons = Object.entries(others).map(([text, action]) =>
      button(text, action, { class: "nn-submit", "data-does": text.toLowerCase() }));
    this.status = h("span", { class: "nn-status", role: "status" });
    this.offers = h("span");
    this.bar = h("div", { class: "nn-rebuild-bar" }, this.runButton, ...buttons, this.status, this.offers);
    this.querySelector(":scope > .nn-no-python").before(this.bar);
  }

  offer(actions = {}) {
    this.offers.replaceChildren(...Object.entries(actions).map(([text, action]) => button(text, () => {
      this.offer();
      action();
    }, { class: "nn-submit" })));
  }
}

// The build gives a rebuild a bar where the site carries Python; elsewhere there is no module that could run it.
// eslint-disable-next-line no-restricted-properties -- it only looks which of the two sites this is
const python = document.querySelector("nn-rebuild > .nn-bar");
const Base = python ? (await import("../run/element.js")).PythonElement : PlainElement;

class NnRebuild extends Base {
  static verb = "Check";
  static doing = "Checking …";

  make() {
    this.json = this.dataset.source;
    this.data = JSON.parse(this.json);
    this.about = `the lines of: ${this.data.title.replaceAll("`", "")}`;
    this.pool = this.querySelector(":scope > .nn-lines");
    this.built = this.querySelector(":scope > .nn-built");
    this.hint = this.querySelector(":scope > .nn-hint");
    const made = new Map([...this.querySelectorAll("li[data-line]")].map((line) => [Number(line.dataset.line), line]));
    this.lines = this.data.offered.map((number) => made.get(number)); // a copy may have them elsewhere
    this.lines.forEach((line) => this.openLine(line));
    this.clean();
    this.draft = new Draft(`rebuild:${this.data.id}`, "[]");
    this.arrange(this.draft.text);
    this.fillBar({ Reset: () => this.reset() });
    this.verdict = h("div", { class: "nn-graded", role: "status" });
    this.results = h("div", { class: "nn-results" });
    this.told = h("p", { class: "nn-unseen", role: "status" }); // each step, for who does not see it
    this.bar.after(this.verdict, this.results, this.told);
    this.drag = new Drag(this.built, { taken: (line) => this.moveOut(line), dropped: (line, before) => this.moveIn(line, before) });
  }

  /** Take back what another rebuild made, where this one is a copy of it. */
  clean() {
    for (const made of this.querySelectorAll(":scope > :is(.nn-graded, .nn-results, .nn-unseen, .nn-rebuild-bar)")) made.remove();
    this.classList.remove("nn-busy");
  }

  /** Make of a line, which can be read, one that can be moved. */
  openLine(line) {
    const code = line.querySelector("code");
    const words = code.textContent.trim();
    const step = (by, sign, name) => button(sign, () => this.moveBy(line, by), {
      class: "nn-step", tabindex: -1, "aria-label": `${name}: ${words}`, // who has arrow keys needs no stops more
    });
    line.replaceChildren(
      h("span", { class: "nn-handle", "aria-hidden": "true", onpointerdown: (event) => this.drag.begin(event, line) }),
      h("button", {
        type: "button",
        class: "nn-line",
        onclick: () => this.drag.justEnded || (this.isIn(line) ? this.moveOut(line) : this.moveIn(line)),
        onkeydown: (event) => this.press(event, line),
        onpointerdown: (event) => event.pointerType === "mouse" && this.drag.begin(event, line), // a finger scrolls here
      }, code),
      h("span", { class: "nn-steps" }, step(-1, "↑", "Up"), step(1, "↓", "Down")),
    );
  }

  enter(signal) {
    const name = `rebuild:${this.data.id}`;
    progress.subscribe((items) => this.toggleAttribute("data-done", items[name]?.done === true), signal);
    this.draft.follow({ take: (text) => this.arrange(text), ask: () => this.ask() }, signal);
    signal.addEventListener("abort", () => this.drag.end());
    if (this.draft.differs) this.ask();
  }

  ask() {
    this.say("Changed in another tab.");
    this.offer({
      "Take that one": () => this.arrange(this.draft.takeOther()),
      "Keep this one": () => this.draft.keepThis(),
    });
  }

  isIn(line) {
    return line.parentElement === this.built;
  }

  get answer() {
    return [...this.built.querySelectorAll("li[data-line]")];
  }

  /** The numbers of the lines, by which the build has tried their orders. */
  get order() {
    return this.answer.map((line) => Number(line.dataset.line));
  }

  press(event, line) {
    const { key } = event;
    const home = { Home: -Infinity, End: Infinity, ArrowUp: -1, ArrowDown: 1 }[key];
    if (!home || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault(); // else the page scrolls
    if (this.isIn(line)) this.moveBy(line, home);
    else {
      const others = [...this.pool.children];
      const next = Math.min(Math.max(others.indexOf(line) + home, 0), others.length - 1);
      others[next].querySelector(".nn-line").focus();
    }
  }

  moveBy(line, by) {
    const others = this.answer.filter((other) => other !== line);
    const place = Math.min(Math.max(this.answer.indexOf(line) + by, 0), others.length);
    this.moveIn(line, others[place] ?? null);
  }

  moveIn(line, before = null) {
    this.move(line, () => this.built.insertBefore(line, before));
    this.told.textContent = `${this.answer.indexOf(line) + 1} of ${this.answer.length} in your answer: ${textOf(line).trim()}`;
  }

  /** Put a line back among the others, at the place where it was. */
  moveOut(line) {
    this.move(line, () => this.fillPool([...this.pool.children, line]));
    this.told.textContent = `Taken out: ${textOf(line).trim()}`;
  }

  fillPool(lines) {
    this.pool.append(...this.lines.filter((line) => lines.includes(line)));
  }

  /** Change where a line is, without its losing the focus. */
  move(line, act) {
    const focused = document.activeElement;
    act();
    if (this.contains(focused) && document.activeElement !== focused) focused.focus({ preventScroll: true });
    this.forget();
    this.draft.keep(JSON.stringify(this.answer.map(textOf))) || this.ask();
  }

  /** What was said of the last order is not true of the next one. */
  forget() {
    this.verdict.replaceChildren();
    this.results.replaceChildren();
    if (this.busy) return;
    this.say("");
    this.offer();
  }

  /** Put the lines where a draft has them; what it has and the page has not is left out. */
  arrange(text) {
    const left = new Set(this.lines);
    const taken = read(text).map((words) => {
      const line = [...left].find((one) => textOf(one) === words);
      left.delete(line);
      return line;
    }).filter(Boolean);
    this.built.replaceChildren(...taken);
    this.fillPool([...left]);
  }

  async run() {
    const { order } = this;
    if (!order.length) {
      this.say("Move lines into your answer first.");
      return;
    }
    const known = this.data.known.find((one) => one.order.join() === order.join());
    if (known) this.show(known.verdict);
    else if (this.execute) await this.grade(order);
    else this.cannotTell();
  }

  async grade(order) {
    const code = [this.data.given, ...this.answer.map(textOf)].join("\n") + "\n";
    const outcome = await this.execute(code, {
      edited: true,
      started: () => this.results.replaceChildren(),
      event: (kind, text) => showEvent(this.results, kind, text),
    }, this.json);
    if (!outcome?.verdict) return;
    if (this.order.join() !== order.join()) this.say("You have moved a line since: check again.");
    else this.show(this.withoutIdle(outcome.verdict, order));
  }

  /** A wrong line that changes nothing passes every check, and stays one that does not belong here. */
  withoutIdle(verdict, order) {
    const idle = order.findIndex((number) => number >= this.data.count);
    if (!verdict.passed || idle < 0) return verdict;
    const message = `Every check passed, and a line is one too many: \`${textOf(this.answer[idle]).trim()}\` changes nothing here. Take it out.`;
    return { passed: false, message };
  }

  cannotTell() {
    const words = "This copy of the book cannot tell: the order may be right, and its build has not tried it.";
    this.verdict.dataset.passed = null;
    this.verdict.replaceChildren(h("p", null, words));
  }

  show(verdict) {
    this.say("");
    showVerdict(this.verdict, verdict);
    progress.record("rebuild", this.data.id, this.data.page, verdict.passed);
    if (!verdict.passed && verdict.mistake === "") this.hint.open = true;
  }

  reset() {
    if (this.busy) this.stop();
    this.draft.text = "[]";
    this.draft.keepThis();
    this.arrange("[]");
    this.forget();
    this.say("As it was.");
  }
}

const textOf = (line) => line.querySelector("code").textContent;

/** Read a draft; none where it is of no form that this page writes. */
function read(text) {
  try {
    const lines = JSON.parse(text);
    return Array.isArray(lines) ? lines : [];
  } catch {
    return [];
  }
}

customElements.define("nn-rebuild", NnRebuild);
