// The steps of a block, to go through: the code with its current line, and beside it the names with their values. All
// that is shown is what nnbook/book/run/steps.py has written; nothing is computed here but sums that a reader checks.
import { button, h } from "../core/dom.js";
import { operation } from "./operations.js";
import { shapeOf, shortly, valueOf } from "./values.js";

const LINES = 12; // of what was printed that are shown
const RELATIONS = { same: "the same as", view: "a part of", shares: "shares entries with" };

const sayError = ({ type, text }) => `${type}${text ? `: ${text}` : ""}.`.replace(/\s*\.+$/, ".");

export class Stepping {
  constructor(data, source, { close, kept = {} }) {
    this.data = data;
    this.source = source;
    this.kept = { breaks: new Set(), folded: new Set(), into: data.library && data.asked, line: undefined, ...kept };
    this.at = 0;
    this.select();
    this.element = h("section", { class: "nn-steps-view", "aria-label": `Steps of ${source.about}` },
      this.makeBar(close), this.makeBody(), this.makeNotes());
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  /** Choose the steps that are shown: with the library's lines or without. */
  select() {
    const { steps, functions } = this.data;
    this.steps = this.kept.into ? steps : steps.filter((step) => !functions[step.in].text);
  }

  get step() {
    return this.steps[this.at];
  }

  /** Show the first step, or that of the line where the reader was. */
  begin() {
    const place = this.kept.go?.(this.steps);
    this.kept.go = undefined;
    this.go(place > 0 ? place : 0);
    if (this.steps.length) this.next.focus();
    else this.says.textContent = this.data.error ? `No line has run. ${sayError(this.data.error)}` : "No line has run that could be shown.";
  }

  makeBar(close) {
    this.back = button("Back", () => this.go(this.at - 1), { title: "Left arrow" });
    this.next = button("Next", () => this.go(this.at + 1), { title: "Right arrow" });
    this.over = button("Over", () => this.go(this.placeOver()), { title: "o: to the next line of this function" });
    this.on = button("To the mark", () => this.go(this.placeOfMark()), { title: "c: to the next marked line" });
    this.slider = h("input", {
      type: "range", min: 1, value: 1, "aria-label": "Step", oninput: () => this.go(this.slider.value - 1),
    });
    this.count = h("span", { class: "nn-steps-count" });
    const into = h("input", { type: "checkbox", onchange: () => this.stepInto(into.checked) });
    into.checked = Boolean(this.kept.into);
    this.into = h("label", { class: "nn-steps-into" }, into, " into the library");
    const has = this.data.functions.some(({ text }) => text);
    this.into.hidden = !has && !this.source.again;
    this.over.hidden = !this.data.functions.some((each, number) => number && (this.kept.into || !each.text));
    return h("div", { class: "nn-steps-bar" }, this.back, this.next, this.over, this.on, this.slider, this.count, this.into,
      button("Close", close, { class: "nn-steps-close" }));
  }

  makeBody() {
    this.says = h("p", { class: "nn-steps-says", role: "status" });
    this.where = h("p", { class: "nn-steps-where" });
    this.code = h("ol", { class: "nn-steps-code highlight", "aria-label": "Code" });
    this.printed = h("pre", { class: "nn-steps-out" }, h("samp", { tabindex: 0 }));
    this.names = h("div", { class: "nn-steps-names" });
    this.computes = h("div", { class: "nn-steps-computes" });
    return h("div", { class: "nn-steps-body" }, this.says, this.computes,
      h("div", { class: "nn-steps-left" }, this.where, this.code, this.printed), this.names);
  }

  makeNotes() {
    const notes = this.data.left.map((text) => h("li", null, text));
    if (this.source.again) for (const loop of this.data.loops) notes.push(this.makeChoice(loop));
    return h("ul", { class: "nn-steps-notes" }, ...notes);
  }

  /** Have a reader choose an iteration that was left out. */
  makeChoice({ line, ran }) {
    const field = h("input", { type: "number", min: 1, max: ran, value: Math.ceil(ran / 2) });
    const choose = () => {
      const iteration = Math.min(Math.max(1, Math.round(Number(field.value) || 1)), ran);
      this.kept.go = (steps) => steps.findIndex(({ loops }) => loops?.some((at) => at[0] === line && at[1] === iteration));
      this.source.again({ library: this.kept.into, chosen: [[line, iteration]] });
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") choose();
    });
    return h("li", null, h("label", null, `Show of the loop in line ${line} iteration `, field), " ", button("Show", choose));
  }

  stepInto(into) {
    this.kept.into = into;
    const { line, call } = this.step ?? {};
    if (into && !this.data.library) {
      this.kept.go = (steps) => steps.findIndex((step) => step.line === line && step.in === 0);
      this.source.again({ library: true, chosen: [] });
      return;
    }
    this.select();
    this.over.hidden = !this.data.functions.some((each, number) => number && (into || !each.text));
    this.go(Math.max(0, this.steps.findIndex((step) => step.line === line && step.call === call)));
  }

  // ---- moving ----

  placeOver() {
    const { depth } = this.step;
    const found = this.steps.findIndex((step, place) => place > this.at && step.depth <= depth);
    return found < 0 ? this.steps.length - 1 : found;
  }

  placeOfMark() {
    const marked = (step) => !this.data.functions[step.in].text && this.kept.breaks.has(step.line);
    const found = this.steps.findIndex((step, place) => place > this.at && marked(step));
    return found < 0 ? this.steps.length - 1 : found;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      this.element.querySelector(".nn-steps-close").click();
      return;
    }
    if (event.target.matches("input, [data-pointed]")) return; // they have keys of their own
    const act = {
      ArrowRight: () => this.go(this.at + 1),
      ArrowLeft: () => this.go(this.at - 1),
      Home: () => this.go(0),
      End: () => this.go(this.steps.length - 1),
      o: () => this.go(this.placeOver()),
      c: () => this.kept.breaks.size && this.go(this.placeOfMark()),
      b: () => this.mark(event.target.dataset?.line ? Number(event.target.dataset.line) : this.step.line),
      ArrowDown: () => this.toLine(event.target, 1),
      ArrowUp: () => this.toLine(event.target, -1),
    }[event.key];
    if (!act || (event.key.startsWith("ArrowD") || event.key.startsWith("ArrowU")) && !event.target.dataset.line) return;
    event.preventDefault();
    act();
  }

  /** Bring the focus to the number of another line. */
  toLine(from, by) {
    const numbers = [...this.code.querySelectorAll("button")];
    numbers[numbers.indexOf(from) + by]?.focus();
  }

  go(place) {
    if (!this.steps.length) return;
    const inside = this.element.contains(document.activeElement) ? document.activeElement : null;
    this.at = Math.min(Math.max(0, place), this.steps.length - 1);
    this.render();
    if (inside && !inside.isConnected) this.next.focus(); // what had it was of another step
    if (inside?.disabled) (this.next.disabled ? this.back : this.next).focus();
  }

  mark(line) {
    const { breaks } = this.kept;
    if (!breaks.delete(line)) breaks.add(line);
    for (const number of this.code.querySelectorAll("button")) {
      number.setAttribute("aria-pressed", breaks.has(Number(number.dataset.line)));
    }
    this.on.hidden = !breaks.size;
  }

  // ---- showing ----

  render() {
    const { step, steps } = this;
    this.back.disabled = this.at === 0;
    this.next.disabled = this.over.disabled = this.on.disabled = this.at === steps.length - 1;
    this.on.hidden = !this.kept.breaks.size;
    this.slider.max = steps.length;
    this.slider.value = this.at + 1;
    this.slider.setAttribute("aria-valuetext", `${this.at + 1} of ${steps.length}, line ${step.line}`);
    this.count.textContent = `Step ${this.at + 1} of ${steps.length}`;
    this.says.textContent = this.words();
    this.where.textContent = this.place();
    this.where.hidden = !this.where.textContent;
    this.renderCode();
    const out = this.data.out.slice(0, step.out ?? 0).replace(/\n$/, "");
    this.printed.hidden = !out;
    this.printed.firstElementChild.textContent = out.split("\n").slice(-LINES).join("\n");
    this.renderNames();
  }

  /** Say in words what the step did. */
  words() {
    const { step } = this;
    const { name } = this.data.functions[step.in];
    const parts = [`Line ${step.line}${name ? `, in ${name}` : ""}.`];
    if (step.did === "call") parts.push(`${name} is called with ${this.listed(step.names.slice(0, step.given ?? 0)) || "nothing"}.`);
    else {
      const all = Object.entries(step.changed ?? {});
      const had = new Set(this.before()?.names.map(([each]) => each));
      const fresh = all.filter(([each]) => !had.has(each)), other = all.filter(([each]) => had.has(each));
      if (fresh.length) parts.push(`New: ${this.listed(step.names.filter(([each]) => fresh.some(([one]) => one === each)))}.`);
      for (const [each, what] of other) parts.push(`${each} changed${this.howMany(each, what)}.`);
    }
    if (step.gone) parts.push(`Gone: ${step.gone.join(", ")}.`);
    if (step.value !== undefined) parts.push(`${step.did === "yield" ? "Yields" : "Returns"} ${shortly(this.data.values[step.value])}.`);
    if (step.bad) parts.push(`Here NaN or infinity appears first, in ${step.bad.join(" and ")}.`);
    if (step.did === "raise") parts.push(sayError(step.error));
    else if (step.prints) parts.push("It prints.");
    else if (parts.length === 1) parts.push("No name changed.");
    return parts.join(" ");
  }

  /** The step before this one in the same call. */
  before() {
    return this.steps.slice(0, this.at).findLast(({ call }) => call === this.step.call);
  }

  listed(names) {
    return names.map(([name, value]) => `${name} ${shortly(this.data.values[value])}`).join(", ");
  }

  howMany(name, what) {
    const value = this.data.values[this.step.names.find(([each]) => each === name)[1]];
    if (!Array.isArray(what)) return `: ${shortly(value)}`;
    return ` in ${what.length} of its ${value.shape.reduce((a, b) => a * b, 1)} entries, ${shapeOf(value)}`;
  }

  place() {
    const { step } = this;
    const parts = (step.loops ?? []).map(([line, iteration, ran]) => `loop of line ${line}: ${iteration} of ${ran}`);
    const from = step.from?.at(-1);
    if (from) parts.unshift(`called in line ${from[1]}${from[0] ? ` of ${from[0]}` : ""}`);
    return parts.join(" · ");
  }

  renderCode() {
    const { step } = this;
    const made = this.data.functions[step.in];
    const own = made.text ? made : null;
    if (this.shown !== own || !this.code.children.length) {
      this.shown = own;
      this.code.replaceChildren(...(own ? own.text.map(([line, text]) => this.line(line, text, false)) : this.ownLines()));
    }
    for (const item of this.code.children) {
      const number = Number(item.value);
      const here = number >= step.line && number <= step.to;
      item.toggleAttribute("aria-current", false);
      if (here) item.setAttribute("aria-current", "step");
      item.classList.toggle("nn-steps-raised", here && step.did === "raise");
      const button = item.querySelector("button");
      if (button && !button.matches(":focus")) button.tabIndex = number === step.line ? 0 : -1;
      if (number === step.line) this.bring(item, this.code);
    }
  }

  ownLines() {
    const { code, listing } = this.source;
    const texts = code.split("\n");
    const coloured = listing?.innerHTML.replace(/\n$/, "").split("\n"); // of this page, and no element goes on over a line
    return texts.map((text, n) => this.line(n + 1, text, true, coloured?.length === texts.length && coloured[n]));
  }

  line(number, text, markable, coloured) {
    const code = h("code");
    if (coloured) code.innerHTML = coloured;
    else code.textContent = text || " ";
    const sign = markable
      ? h("button", {
        type: "button", "data-line": number, tabindex: -1, "aria-pressed": this.kept.breaks.has(number),
        "aria-label": `Stop at line ${number}`, onclick: () => this.mark(number),
      }, String(number))
      : h("span", null, String(number));
    return h("li", { value: number }, sign, code);
  }

  /** Scroll a box, and not the page, so that what stands in it is seen. */
  bring(item, box) {
    const top = item.offsetTop - box.offsetTop;
    if (top < box.scrollTop || top + item.offsetHeight > box.scrollTop + box.clientHeight) {
      box.scrollTop = top - box.clientHeight / 3;
    }
  }

  renderNames() {
    const { step } = this;
    const { values } = this.data;
    const error = step.did === "raise"
      ? [h("p", { class: "nn-steps-error" }, h("strong", null, step.error.type), step.error.text ? `: ${step.error.text}` : "")] : [];
    this.computes.replaceChildren(...error, ...(step.ops ?? []).map((each) => operation(each, values)));
    const parts = [];
    if (step.value !== undefined) {
      parts.push(this.name(step.did === "yield" ? "it yields" : "it returns", step.value, true));
    }
    const used = new Set(step.used);
    const names = [...step.names].sort((a, b) => used.has(b[0]) - used.has(a[0]));
    for (const [name, value] of names) parts.push(this.name(name, value, step.changed?.[name]));
    if (step.more) parts.push(h("p", null, `${step.more} names more are not shown.`));
    this.names.replaceChildren(...parts);
    const first = this.names.querySelector("[data-changed]");
    this.names.scrollTop = 0;
    if (first) this.bring(first, this.names);
  }

  name(name, number, change) {
    const value = this.data.values[number];
    const { folded } = this.kept;
    const same = this.step.same?.[name];
    const bad = this.step.bad?.includes(name);
    const shown = valueOf(value, this.data.values, { change, label: name });
    const kind = value.k === "object" ? "" : shapeOf(value); // which is all that is shown of it
    const title = [h("code", null, name), " ", h("span", null, kind),
      same ? h("em", null, ` ${RELATIONS[same[1]]} ${same[0]}`) : "",
      bad ? h("em", { class: "nn-steps-bad" }, " first NaN or infinity") : ""];
    if (value.k !== "array" && value.k !== "items") {
      title.splice(1, 1, " ", shown, " ");
      return h("p", { class: "nn-steps-name", "data-changed": change !== undefined }, ...title);
    }
    const details = h("details", {
      class: "nn-steps-name", "data-changed": change !== undefined, open: !folded.has(name),
      ontoggle: () => (details.open ? folded.delete(name) : folded.add(name)),
    }, h("summary", null, ...title), shown);
    return details;
  }
}

