// <backprop-inspector>: a network as a graph, every number in it, and where each comes from.
//
// The element carries, in data-trace, what nnbook computed when the site was built (nnbook/book/page/inspector.py):
// start values, values and gradients in their order, measured slopes, and the lines of the library.

import { button, h, s, set } from "../core/dom.js";
import { numberControl } from "./core/controls.js";
import { Explorer } from "./core/explorer.js";
import { literal, show } from "./core/numbers.js";
import { choice, real } from "./core/state.js";
import { measure, trace } from "./nnbook/trace.js";

const WIDTH = 352, HEIGHT = 308; // of the graph, about as many pixels on a phone
const PARAMETERS = { W1: [2, 2], b1: [2, 1], W2: [1, 2], b2: [1, 1] };
const GIVEN = { X: [2, 1], Y: [1, 1], ...PARAMETERS };

// An entry of a matrix is called W1_01: matrix, row, column. Each formula names the entries it reads.
const FORMULAS = {
  Z1_00: "{W1_00}·{X_00} + {W1_01}·{X_10} + {b1_00}",
  Z1_10: "{W1_10}·{X_00} + {W1_11}·{X_10} + {b1_10}",
  A1_00: "max(0, {Z1_00})",
  A1_10: "max(0, {Z1_10})",
  Z2_00: "{W2_00}·{A1_00} + {W2_01}·{A1_10} + {b2_00}",
  A2_00: "1 / (1 + exp(-{Z2_00}))",
  loss_00: "-{Y_00}·log({A2_00}) - (1 - {Y_00})·log(1 - {A2_00})",
  dZ2_00: "{A2_00} - {Y_00}",
  dW2_00: "{dZ2_00}·{A1_00}",
  dW2_01: "{dZ2_00}·{A1_10}",
  db2_00: "{dZ2_00}",
  dA1_00: "{W2_00}·{dZ2_00}",
  dA1_10: "{W2_01}·{dZ2_00}",
  dZ1_00: "{dA1_00} where {Z1_00} > 0, else 0",
  dZ1_10: "{dA1_10} where {Z1_10} > 0, else 0",
  dW1_00: "{dZ1_00}·{X_00}",
  dW1_01: "{dZ1_00}·{X_10}",
  dW1_10: "{dZ1_10}·{X_00}",
  dW1_11: "{dZ1_10}·{X_10}",
  db1_00: "{dZ1_00}",
  db1_10: "{dZ1_10}",
};
const operands = (entry) => [...new Set((FORMULAS[entry] ?? "").match(/\w+_\d\d/g))];

// where each entry stands: its centre; weights stand on the lines, biases above their neurons
const LEFT = 24, HIDDEN = 152, OUTPUT = 268, LOSS = 328, TOP = 106, BOTTOM = 252, MIDDLE = (TOP + BOTTOM) / 2;
const PLACES = {
  X_00: [LEFT, TOP], X_10: [LEFT, BOTTOM],
  W1_00: [84, TOP], W1_10: [84, 150], W1_01: [84, 208], W1_11: [84, BOTTOM],
  b1_00: [HIDDEN, 34], b1_10: [HIDDEN, 180],
  Z1_00: [HIDDEN, TOP - 22], A1_00: [HIDDEN, TOP + 22], Z1_10: [HIDDEN, BOTTOM - 22], A1_10: [HIDDEN, BOTTOM + 22],
  W2_00: [210, 140], W2_01: [210, 218],
  b2_00: [OUTPUT, MIDDLE - 72], Z2_00: [OUTPUT, MIDDLE - 22], A2_00: [OUTPUT, MIDDLE + 22],
  Y_00: [LOSS, MIDDLE - 50], loss_00: [LOSS, MIDDLE + 22],
};
const LINES = [
  [LEFT, TOP, HIDDEN, TOP], [LEFT, TOP, HIDDEN, BOTTOM], [LEFT, BOTTOM, HIDDEN, TOP], [LEFT, BOTTOM, HIDDEN, BOTTOM],
  [HIDDEN, TOP, OUTPUT, MIDDLE], [HIDDEN, BOTTOM, OUTPUT, MIDDLE],
  [HIDDEN, 34, HIDDEN, TOP], [HIDDEN, 180, HIDDEN, BOTTOM], [OUTPUT, MIDDLE - 72, OUTPUT, MIDDLE],
  [OUTPUT, MIDDLE + 22, LOSS, MIDDLE + 22], [LOSS, MIDDLE - 50, LOSS, MIDDLE + 22],
];

const ORDER = ["first", "second"]; // in words, for an index counts from 0
const NEURON = { 1: (row) => `the ${ORDER[row]} hidden neuron`, 2: () => "the output neuron" };

const parts = (entry) => {
  const [matrix, [row, column]] = entry.split("_");
  return { matrix, row: Number(row), column: Number(column) };
};
const base = (entry) => entry.replace(/^d/, "");

function symbol(entry) {
  const { matrix, row, column } = parts(entry);
  if (matrix === "loss") return "L";
  return /W/.test(matrix) ? `${matrix}[${row}, ${column}]` : `${matrix}[${row}]`;
}

function words(entry) {
  const { matrix, row, column } = parts(base(entry));
  const neuron = NEURON[matrix[1]]?.(row);
  const kinds = {
    X: () => `the ${ORDER[row]} input`,
    Y: () => "the target",
    l: () => "the loss",
    W: () => `weight from the ${ORDER[column]} ${matrix === "W1" ? "input" : "hidden neuron"} to ${neuron}`,
    b: () => `bias of ${neuron}`,
    Z: () => `sum of ${neuron}`,
    A: () => `output of ${neuron}`,
  };
  return kinds[matrix[0]]();
}

const entriesOf = (name, [rows, columns]) =>
  Array.from({ length: rows * columns }, (_, k) => `${name}_${Math.floor(k / columns)}${k % columns}`);
const GIVEN_ENTRIES = Object.entries(GIVEN).flatMap(([name, shape]) => entriesOf(name, shape));

class BackpropInspector extends Explorer {
  static key = "inspector";
  static title = "Backprop inspector";
  static asked = ["On the way back, which gradient is known first?", "that of the first layer", "that of the last layer", "all at the same time"];
  static fields = {};

  make() {
    this.built = JSON.parse(this.dataset.trace);
    const given = { X: this.built.X, Y: this.built.Y, ...this.built.params };
    const computed = Object.entries(this.built.steps).flatMap(([name, { value }]) => entriesOf(name, [value.length, value[0].length]));
    const data = [...entriesOf("X", GIVEN.X), "Y_00"];
    this.walk = [...data, ...computed]; // what can be walked through, in its order
    this.inputCount = data.length; // steps count from here on
    const limits = (entry) => (entry === "Y_00" ? [0, 1] : [-100, 100]);
    BackpropInspector.fields = {
      at: choice(computed[0], this.walk),
      ...Object.fromEntries(GIVEN_ENTRIES.map((entry) => [entry, real(entryOf(given, entry), ...limits(entry))])),
    };
    super.make();
  }

  build() {
    this.cells = Object.fromEntries(Object.keys(PLACES).map((entry) => [entry, this.makeCell(entry)]));
    const order = Object.keys(this.cells).sort((a, b) => this.order(a) - this.order(b));
    this.graph = s(
      "svg",
      { class: "nn-graph", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", "aria-label": "The network. The arrow keys walk through the computation, Enter leads to the field of what can be changed.", onkeydown: (event) => this.onKey(event) },
      s("path", { class: "nn-wires", d: LINES.map(([x1, y1, x2, y2]) => `M${x1} ${y1}L${x2} ${y2}`).join("") }),
      ...order.map((entry) => this.cells[entry].element),
    );
    this.back = button("◀ Back", () => this.step(-1), { "aria-label": "Back one step" });
    this.forth = button("Next ▶", () => this.step(1), { "aria-label": "Next step" });
    this.position = h("span", { class: "nn-position" });
    this.heading = h("p", { class: "nn-subject" });
    this.value = half("Forward");
    this.gradient = half("Backward");
    const field = (entry) =>
      numberControl(symbol(entry), BackpropInspector.fields[entry], (value) => this.set({ [entry]: value }), {
        slider: entry === "Y_00" ? [0, 1, 0.1] : [-3, 3, 0.1],
      });
    this.controls = Object.fromEntries(GIVEN_ENTRIES.map((entry) => [entry, field(entry)]));
    this.change = h("div", { class: "nn-change" }, ...Object.values(this.controls).map(({ element }) => element));
    this.unchangeable = h("p", { class: "nn-caption" }, "Computed. Inputs, weights, biases and the target can be changed: choose one.");
    this.change.append(this.unchangeable);
    return [
      h("p", { class: "nn-task" }, "Press Next: forward to the loss L, then back to every weight. Or choose a box to see where its number comes from, or to change it."),
      h("div", { class: "nn-columns" },
        h("div", { class: "nn-stack" }, this.graph, h("p", { class: "nn-caption" }, "In each box: its name, its value, and below it how much the loss moves with it. A round pair is a neuron: Z its sum, A its output.")),
        h("div", { class: "nn-stack" }, h("div", { class: "nn-buttons nn-steps" }, this.back, this.forth, this.position), this.heading, this.change),
      ),
      h("div", { class: "nn-columns nn-halves" }, this.value.element, this.gradient.element),
    ];
  }

  makeCell(entry) {
    const [x, y] = PLACES[entry];
    const { matrix } = parts(entry);
    const neuron = /[ZA]/.test(matrix), on = /[Wb]/.test(matrix); // a parameter stands on a line
    const [width, height] = neuron ? [62, 44] : [46, 42];
    const three = neuron || on; // lines of text
    const name = s("text", { class: "nn-symbol", y: three ? -9 : -4 }, symbol(entry).replace(" ", ""));
    const value = s("text", { class: "nn-value", y: three ? 3 : 11 });
    const gradient = s("text", { class: "nn-blame", y: 15 });
    const element = s(
      "g",
      { class: `nn-cell nn-kind-${neuron ? "neuron" : matrix[0]}`, role: "button", "data-entry": entry, transform: `translate(${x} ${y})`, onclick: () => this.choose(entry) },
      s("rect", { x: -width / 2, y: -height / 2, width, height, rx: neuron ? 18 : 2 }), // as in the drawings: round computes,
      name, value, ...(three ? [gradient] : []),
    );
    return { element, value, gradient };
  }

  // ---- what the reader does ----

  // The place in the walk where an entry is computed; a parameter has its place where its gradient is.
  order(entry) {
    const place = this.walk.indexOf(entry);
    return place < 0 ? this.walk.indexOf(`d${entry}`) : place;
  }

  choose(entry) {
    this.set({ at: this.walk[this.order(entry)] });
    this.cells[entry].element.focus();
  }

  step(by) {
    this.set({ at: this.walk[Math.min(this.walk.length - 1, Math.max(0, this.walk.indexOf(this.state.at) + by))] });
  }

  onKey(event) {
    const to = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (!to && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    const { entry } = event.target.dataset;
    const changed = !to && entry === base(this.state.at) && this.controls[entry];
    if (changed) return changed.element.querySelector("[type=number]").focus(); // Enter on what is chosen: change it
    if (to) this.step(to);
    else this.choose(entry);
    this.cells[base(this.state.at)].element.focus();
  }

  // ---- what follows from the state ----

  given() {
    return Object.fromEntries(
      Object.entries(GIVEN).map(([name, [rows, columns]]) => [
        name,
        Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => this.state[`${name}_${i}${j}`])),
      ]),
    );
  }

  // At the start the numbers are those that the library computed; a change computes them here.
  compute() {
    const { X, Y, ...params } = this.given();
    const { fields } = BackpropInspector;
    if (GIVEN_ENTRIES.every((entry) => this.state[entry] === fields[entry].initial)) {
      const values = Object.fromEntries(Object.entries(this.built.steps).map(([name, { value }]) => [name, value]));
      return { values: { X, Y, ...params, ...values }, measured: this.built.measured };
    }
    return { values: { X, Y, ...params, ...trace(X, Y, params) }, measured: measure(X, Y, params) };
  }

  number(entry) {
    return entryOf(this.values, entry);
  }

  refresh() {
    Object.assign(this, this.compute());
    const { at } = this.state;
    const chosen = base(at), read = operands(at);
    for (const [entry, { element, value, gradient }] of Object.entries(this.cells)) {
      const slope = this.number(`d${entry}`);
      value.textContent = show(this.number(entry), 3);
      gradient.textContent = slope === undefined ? "" : show(slope, 3);
      const blame = slope === undefined ? "" : `; the loss moves by ${show(slope, 3)} for each unit`;
      set(element, {
        "aria-label": `${symbol(entry)}, ${words(entry)}: ${show(this.number(entry), 3)}${blame}`,
        "aria-pressed": String(entry === chosen),
        tabindex: entry === chosen ? 0 : -1,
      });
      element.classList.toggle("nn-chosen", entry === chosen);
      element.classList.toggle("nn-read-value", read.includes(entry));
      element.classList.toggle("nn-read-blame", read.includes(`d${entry}`));
    }
    for (const [entry, control] of Object.entries(this.controls)) {
      control.show(this.state[entry]);
      control.element.hidden = entry !== chosen;
    }
    this.unchangeable.hidden = chosen in this.controls;
    const place = this.walk.indexOf(at);
    const step = place - this.inputCount;
    this.position.textContent = step < 0 ? "given" : `${step + 1} of ${this.walk.length - this.inputCount}`;
    this.back.disabled = place === 0;
    this.forth.disabled = place === this.walk.length - 1;
    this.heading.textContent = `${symbol(chosen)}: ${words(chosen)}`;
    this.showHalf(this.value, chosen, at === chosen, "Given, not computed.");
    this.showHalf(this.gradient, `d${chosen}`, at !== chosen, WHY_NONE[parts(chosen).matrix]);
  }

  showHalf({ element, formula, numbers, measured, code }, entry, active, none) {
    const step = this.built.steps[parts(entry).matrix];
    const slope = entryOf(this.measured, entry);
    element.classList.toggle("nn-now", active);
    code.hidden = numbers.hidden = !step;
    measured.hidden = slope === undefined;
    measured.textContent = slope === undefined ? "" : `Measured, by a turn of 0.00001 to both sides: ${show(slope, 5)}${this.doubt(entry, slope)}`;
    if (!step) {
      const value = this.number(entry);
      formula.textContent = value === undefined ? none : `${symbol(entry)} = ${show(value)}. ${none}`;
      return;
    }
    const fill = (text) => FORMULAS[entry].replaceAll(/\{(\w+)\}/g, (_, name) => text(name));
    formula.textContent = `${label(entry)} = ${fill(label)}`;
    numbers.textContent = `= ${fill((name) => factor(this.number(name)))} = ${show(this.number(entry))}`;
    code.replaceChildren(
      h("span", { class: "nn-where" }, step.function),
      h("code", null, step.line),
      ...(step.inner ? [h("span", { class: "nn-where" }, "which ends in"), h("code", null, step.inner)] : []),
    );
  }

  // A measurement fails at a kink; that is worth a word.
  doubt(entry, slope) {
    const derived = this.number(entry);
    if (derived === undefined || Math.abs(derived - slope) <= 1e-5 * Math.max(1, Math.abs(derived))) return "";
    return ". The two differ: the turn crosses the kink of ReLU, or is too coarse for a loss that bends so sharply.";
  }

  python() {
    const { X, Y, ...params } = this.given();
    const array = (rows) => `np.array([${rows.map((row) => `[${row.map(literal).join(", ")}]`).join(", ")}])`;
    return `import numpy as np

from nnbook.trace import measure_gradients, trace_network

X = ${array(X)}
Y = ${array(Y)}
params = {
${Object.entries(params).map(([name, rows]) => `    "${name}": ${array(rows)},\n`).join("")}}

for step in trace_network(X, Y, params):
    print(step.name, *(f"{value:.6g}" for value in step.value.ravel() + 0.0))  # + 0.0 makes -0.0 plain
for name, slopes in measure_gradients(X, Y, params).items():
    print("measured", name, *(f"{slope:.5g}" for slope in slopes.ravel() + 0.0))
`;
  }

  summary() {
    const { at } = this.state;
    const value = this.number(at);
    return `${label(at)}, ${words(at)}: ${show(value, 4)}. The loss is ${show(this.number("loss_00"), 4)}.`;
  }
}

const WHY_NONE = {
  X: "The data are not learned, so nobody asks how the loss moves with them.",
  Y: "The target is not learned, so nobody asks how the loss moves with it.",
  A2: "The library steps over this one: “output minus target” gives dZ2 at once.",
  loss: "The loss moves by 1 for each unit of itself. Here the walk back begins.",
};

const label = (entry) => (entry.startsWith("d") ? `∂L/∂${symbol(base(entry))}` : symbol(entry));
const factor = (x) => (x < 0 ? `(${show(x)})` : show(x));

function entryOf(matrices, entry) {
  const { matrix, row, column } = parts(entry);
  return matrices[matrix]?.[row]?.[column];
}

function half(title) {
  const formula = h("p", { class: "nn-formula" }), numbers = h("p", { class: "nn-formula" });
  const measured = h("p"), code = h("p", { class: "nn-line-of-code" });
  return { element: h("div", { class: "nn-half" }, h("p", { class: "nn-subtitle" }, title), formula, numbers, measured, code), formula, numbers, measured, code };
}

customElements.define("backprop-inspector", BackpropInspector);
