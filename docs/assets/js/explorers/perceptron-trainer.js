// <perceptron-trainer>: samples in a plane, and a perceptron that learns them step by step.

import { button, h, s } from "../core/dom.js";
import { numberControl, onDrag, radios } from "./core/controls.js";
import { Explorer } from "./core/explorer.js";
import { literal, number, show } from "./core/numbers.js";
import { Plot } from "./core/plot.js";
import { choice, integer, real } from "./core/state.js";
import { step, Training, weightedSum } from "./nnbook/perceptron.js";

const LOW = -0.5, HIGH = 1.5; // the plane
const MOST_SAMPLES = 24;
const MOST_EPOCHS = 1000;
const FRAME = 250; // milliseconds an epoch of a run is shown
const GATES = { and: [0, 0, 0, 1], or: [0, 1, 1, 1], xor: [0, 1, 1, 0] };
const CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]];

const place = real(0, LOW, HIGH);

// null: the samples of the start; else "x1_x2_class" joined by "~"
const samples = {
  initial: null,
  parse(text) {
    const list = text.split("~").map((part) => part.split("_"));
    const valid = ([x1, x2, target, ...rest]) =>
      !rest.length && place.parse(x1) !== undefined && place.parse(x2 ?? "") !== undefined && /^[01]$/.test(target);
    if (list.length > MOST_SAMPLES || !list.every(valid)) return undefined;
    return list.map((part) => ({ inputs: [place.parse(part[0]), place.parse(part[1])], target: Number(part[2]) }));
  },
  format: (list) => (list ? list.map(({ inputs, target }) => [...inputs, target].join("_")).join("~") : ""),
};

const weights = {
  initial: [0, 0, 0],
  parse(text) {
    const list = text.split("_").map(number);
    return list.length === 3 && list.every((w) => Math.abs(w) <= 1e6) ? list : undefined;
  },
  format: (list) => list.join("_"),
};

class PerceptronTrainer extends Explorer {
  static key = "perceptron";
  static title = "Perceptron trainer";
  static asked = ["The line moves for a sample that was wrong. Can another one become wrong by that?", "yes", "no"];
  static fields = {
    start: choice("or", ["and", "or", "xor", "random"]),
    seed: integer(1, 1, 9999),
    samples,
    rate: real(0.5, 0.001, 100),
    weights, // at the start
    steps: integer(0, 0, MOST_SAMPLES * MOST_EPOCHS), // looks since
  };

  build() {
    this.starts = radios("Start with", [["and", "AND"], ["or", "OR"], ["xor", "XOR"], ["random", "random"]], (start) =>
      this.begin({ start }),
    );
    this.again = button("Another random set", () => this.begin({ start: "random", seed: (this.state.seed % 9999) + 1 }));
    this.rate = numberControl("Learning rate", PerceptronTrainer.fields.rate, (rate) => this.edit({ rate }), { slider: [0.1, 2, 0.1] });
    this.update = button("One update", () => this.train((training, look) => look.error !== 0));
    this.epoch = button("One epoch", () => this.train((training) => training.epochEnded));
    this.run = button("Run", () => (this.running ? this.pause() : this.start()));
    this.zero = button("Zero weights", () => this.begin({ samples: this.state.samples }));
    this.weightCells = [h("td"), h("td"), h("td")];
    this.verdict = h("p", { class: "nn-verdict" });
    this.mistakes = h("p", { class: "nn-mistakes" });

    this.plot = new Plot({
      x: [LOW, HIGH], y: [LOW, HIGH], xTicks: [0, 1], yTicks: [0, 1], xLabel: "x₁", yLabel: "x₂", equal: true,
      label: "The samples, the line and, shaded, the side on which the neuron fires. The table has the same numbers.",
      draw: () => this.draw(),
    });
    this.letDrag();

    this.log = h("ol", { class: "nn-log", tabindex: 0, "aria-label": "The sums of this epoch" });
    this.newClass = radios("New samples are of", [["0", "class 0"], ["1", "class 1"]], (value) => {
      this.target = Number(value);
    });
    this.newClass.show("1");
    this.target = 1;
    this.add = button("Add a sample", () => this.addSample(this.free()));
    this.body = h("tbody");
    this.rows = [];
    const heads = ["#", "x₁", "x₂", "Wanted", "Answer", ""].map((text) => (text ? h("th", { scope: "col" }, text) : h("td")));
    const table = h("table", { class: "nn-explorer-table nn-samples" }, h("thead", null, h("tr", null, ...heads)), this.body);
    const weightHeads = ["w₁", "w₂", "b"].map((text) => h("th", { scope: "col" }, text));
    return [
      h("p", { class: "nn-task" }, "Press “One update” and watch the line turn. Then start with XOR."),
      h("div", { class: "nn-columns nn-trainer" },
        h("div", { class: "nn-stack" },
          this.plot.element,
          h("p", { class: "nn-caption" }, "Circles are of class 0, squares of class 1. Shaded: the neuron fires. Click the plane to add a sample, and a sample to change its class; drag to move it."),
          h("div", { class: "nn-buttons nn-add" }, this.newClass.element, this.add),
        ),
        h("div", { class: "nn-stack" },
          this.starts.element,
          this.rate.element,
          h("div", { class: "nn-buttons" }, this.update, this.epoch, this.run, this.zero, this.again),
          h("table", { class: "nn-explorer-table nn-weights" }, h("thead", null, h("tr", null, ...weightHeads)), h("tbody", null, h("tr", null, ...this.weightCells))),
          this.verdict,
          this.mistakes,
        ),
      ),
      h("p", { class: "nn-subtitle" }, "This epoch, sum by sum"),
      this.log,
      h("div", { class: "nn-scroll", tabindex: 0, role: "region", "aria-label": "Samples" }, table),
    ];
  }

  // ---- what the reader does ----

  // Begin anew, with weights of zero.
  begin(changes) {
    this.halt();
    this.set({ samples: null, weights: [0, 0, 0], steps: 0, ...changes });
  }

  // Go on from the weights of now.
  edit(changes) {
    this.halt();
    const { weights: [w1, w2], bias } = this.training;
    this.set({ weights: [w1, w2, bias], steps: 0, ...changes });
  }

  // Look at samples until `enough(training, look)`, the end of the training or the most epochs.
  train(enough) {
    const training = this.replay();
    while (!this.over(training)) if (enough(training, training.look())) break;
    this.set({ steps: training.seen });
  }

  over(training) {
    return training.converged || training.seen >= MOST_EPOCHS * training.samples.length;
  }

  start() {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      return this.train((training) => training.cycle);
    }
    const frame = () => {
      this.train((training) => training.epochEnded);
      if (this.over(this.training) || this.training.cycle) this.pause();
    };
    this.running = setInterval(frame, FRAME);
    frame();
  }

  halt() {
    clearInterval(this.running);
    this.running = undefined;
  }

  pause() {
    this.halt();
    this.refresh();
  }

  change(index, changes) {
    this.edit({ samples: this.samples.map((sample, i) => (i === index ? { ...sample, ...changes } : sample)) });
  }

  addSample(inputs) {
    if (this.samples.length < MOST_SAMPLES) this.edit({ samples: [...this.samples, { inputs, target: this.target }] });
  }

  removeSample(index) {
    this.edit({ samples: this.samples.filter((_, i) => i !== index) });
    this.rows[Math.min(index, this.rows.length - 1)].remove.focus(); // the row with the focus may be gone
  }

  // The place of a grid that is farthest from all samples.
  free() {
    const grid = [-0.25, 0.25, 0.75, 1.25].flatMap((x1) => [-0.25, 0.25, 0.75, 1.25].map((x2) => [x1, x2]));
    const room = ([a, b]) => Math.min(...this.samples.map(({ inputs: [x1, x2] }) => Math.hypot(a - x1, b - x2)));
    return grid.reduce((best, place) => (room(place) > room(best) ? place : best));
  }

  // Marks are drawn anew while they move, so the whole drawing follows the pointer.
  letDrag() {
    let index, from, moved;
    const inside = (event) => this.plot.at(event).map((x) => Math.min(HIGH, Math.max(LOW, Math.round(x * 100) / 100)));
    onDrag(this.plot.svg, {
      holds: (event) => event.target.closest(".nn-sample"),
      start: (event) => {
        index = event.target.closest(".nn-sample")?.dataset.index;
        from = [event.clientX, event.clientY];
        moved = false;
      },
      move: (event) => {
        moved ||= Math.hypot(event.clientX - from[0], event.clientY - from[1]) > 4;
        if (moved && index !== undefined) this.change(Number(index), { inputs: inside(event) });
      },
      end: (event) => {
        if (moved || event.type !== "pointerup") return;
        if (index !== undefined) this.change(Number(index), { target: 1 - this.samples[index].target });
        else if (this.plot.at(event).every((x) => x >= LOW && x <= HIGH)) this.addSample(inside(event));
      },
    });
  }

  // ---- what follows from the state ----

  get samples() {
    const { start, seed } = this.state;
    return this.state.samples ?? (start === "random" ? randomSamples(seed) : CORNERS.map((inputs, i) => ({ inputs, target: GATES[start][i] })));
  }

  replay() {
    const training = new Training(this.samples, this.state.rate, this.state.weights);
    while (training.seen < this.state.steps && !this.over(training)) training.look();
    return training;
  }

  refresh() {
    const training = (this.training = this.replay());
    this.state.steps = training.seen; // an address may want more
    this.starts.show(this.state.start);
    this.again.disabled = this.state.start !== "random";
    this.rate.show(this.state.rate);
    const over = this.over(training);
    for (const control of [this.update, this.epoch]) control.disabled = over;
    this.run.disabled = over || Boolean(training.cycle && !this.running);
    this.run.textContent = this.running ? "Stop" : "Run";
    this.add.disabled = this.samples.length >= MOST_SAMPLES;
    for (const [i, value] of [...training.weights, training.bias].entries()) this.weightCells[i].textContent = show(value);
    this.verdict.textContent = this.judge();
    this.verdict.classList.toggle("nn-done", training.converged);
    this.verdict.classList.toggle("nn-cycle", Boolean(training.cycle));
    const epochs = training.mistakes;
    this.mistakes.textContent = `Mistakes in each epoch: ${epochs.length > 12 ? "…, " : ""}${epochs.slice(-12).join(", ") || "none yet"}`;
    this.showLog();
    this.showTable();
    if (this.plot.width) this.draw();
  }

  judge() {
    const { training } = this;
    const epochs = training.mistakes.length;
    if (training.converged) return `Converged: epoch ${epochs} passed without a mistake.`;
    if (training.cycle) {
      const [first, next] = training.cycle;
      return `It cycles: epoch ${next} begins with exactly the weights with which epoch ${first} began, so all repeats for ever.`;
    }
    if (this.over(training)) return `No end after ${MOST_EPOCHS} epochs.`;
    if (!training.seen) return this.state.weights.some((w) => w) ? "The training goes on from these weights." : "All weights are zero: the neuron answers 0 everywhere.";
    if (training.epochEnded) return `Epoch ${epochs} is over, with ${training.mistakes.at(-1) === 1 ? "one mistake" : `${training.mistakes.at(-1)} mistakes`}.`;
    return `Epoch ${epochs}, after sample ${training.looks.length} of ${this.samples.length}.`;
  }

  showLog() {
    const { looks, rate } = this.training;
    const lines = looks.map(({ index, inputs: [x1, x2], target, before: [w1, w2, b], sum, answer, error, after }) => {
      const text = `sample ${index + 1}: sum = ${show(w1)}·${factor(x1)} ${signed(w2)}·${factor(x2)} ${signed(b)} = ${show(sum)} → ${answer}, wanted ${target}, error ${error}`;
      const move = (name, w, x, result) => `${name} ← ${show(w)} ${signed(rate * error)}${x === undefined ? "" : `·${factor(x)}`} = ${show(result)}`;
      const moves = error ? [move("w₁", w1, x1, after[0]), move("w₂", w2, x2, after[1]), move("b", b, undefined, after[2])].join(",  ") : "nothing to change";
      return h("li", { class: error ? "nn-wrong" : null }, h("span", null, text), h("span", null, moves));
    });
    this.log.replaceChildren(...(lines.length ? lines : [h("li", null, "Press “One update”: each sum stands here.")]));
    this.log.scrollTop = this.log.scrollHeight;
  }

  // Rows are kept: the control in use keeps the focus.
  showTable() {
    const { samples, training } = this;
    while (this.rows.length > samples.length) this.rows.pop().row.remove();
    while (this.rows.length < samples.length) {
      this.rows.push(this.makeRow(this.rows.length));
      this.body.append(this.rows.at(-1).row);
    }
    for (const [i, { inputs, target }] of samples.entries()) {
      const { row, controls, flip, answer, remove } = this.rows[i];
      controls.forEach((control, axis) => control.show(inputs[axis]));
      flip.textContent = target ? "■ 1" : "● 0";
      flip.setAttribute("aria-label", `Sample ${i + 1} is of class ${target}: change it`);
      const given = step(weightedSum(training.weights, training.bias, inputs));
      answer.textContent = `${given} ${given === target ? "✓" : "✗"}`;
      row.classList.toggle("nn-wrong", given !== target);
      remove.disabled = samples.length < 2;
    }
  }

  makeRow(index) {
    const axis = (i) =>
      numberControl(`x${"₁₂"[i]} of sample ${index + 1}`, place, (value) => this.change(index, { inputs: this.samples[index].inputs.map((x, j) => (j === i ? value : x)) }), { hidden: true, step: 0.05 });
    const controls = [axis(0), axis(1)];
    const flip = button("", () => this.change(index, { target: 1 - this.samples[index].target }));
    const remove = button("✕", () => this.removeSample(index), { class: "nn-remove", "aria-label": `Delete sample ${index + 1}` });
    const answer = h("td");
    const row = h("tr", null, h("th", { scope: "row" }, String(index + 1)), ...controls.map(({ element }) => h("td", null, element)), h("td", null, flip), answer, h("td", null, remove));
    return { row, controls, flip, answer, remove };
  }

  draw() {
    const { plot, training } = this;
    const parameters = [...training.weights, training.bias];
    const shade = s("polygon", { class: "nn-fires", points: plot.region(parameters).join(" ") });
    plot.area.replaceChildren(shade, ...this.line(parameters), ...this.samples.map((sample, i) => this.mark(sample, i)));
  }

  line([w1, w2, b]) {
    if (!w1 && !w2) return [];
    const { plot } = this;
    const foot = -b / (w1 * w1 + w2 * w2), along = 9 / Math.hypot(w1, w2); // far beyond the plane
    const end = (sign) => [plot.x(foot * w1 - sign * along * w2), plot.y(foot * w2 + sign * along * w1)].join(" ");
    return [s("path", { class: "nn-line", d: `M${end(1)}L${end(-1)}` })];
  }

  mark({ inputs, target }, index) {
    const [x, y] = [this.plot.x(inputs[0]), this.plot.y(inputs[1])];
    const shape = target ? s("rect", { x: x - 7, y: y - 7, width: 14, height: 14 }) : s("circle", { cx: x, cy: y, r: 8 });
    const last = this.training.looks.at(-1)?.index === index;
    const ring = last ? [s("circle", { class: "nn-last", cx: x, cy: y, r: 14 })] : [];
    const grip = s("circle", { class: "nn-grip", cx: x, cy: y, r: 22 }); // as large as a finger
    return s("g", { class: `nn-sample nn-class-${target}`, "data-index": index }, grip, ...ring, shape);
  }

  python() {
    const { rate, steps, weights } = this.state;
    const list = this.samples;
    return `import numpy as np

from nnbook.perceptron import Perceptron

X = np.array([
${list.map(({ inputs }) => `    [${inputs.map(literal).join(", ")}],\n`).join("")}])
y = np.array([${list.map(({ target }) => target).join(", ")}])

perceptron = Perceptron(n_inputs=2, learning_rate=${literal(rate)})
perceptron.weights[:] = [${literal(weights[0])}, ${literal(weights[1])}]
perceptron.bias = ${literal(weights[2])}

mistakes = []
for look in range(${steps}):  # so many samples were looked at, one after another
    i = look % len(X)
    if i == 0:
        mistakes.append(0)
    mistakes[-1] += sum(perceptron.train(X[[i]], y[[i]], epochs=1))

print("mistakes:", mistakes)
print(f"w1 {perceptron.weights[0]:.6g}")
print(f"w2 {perceptron.weights[1]:.6g}")
print(f"b {perceptron.bias:.6g}")
print("answers:", [perceptron.predict(x) for x in X])
`;
  }

  summary() {
    const { weights, bias } = this.training;
    return `${this.judge()} Weights ${weights.map((w) => show(w, 3)).join(" and ")}, bias ${show(bias, 3)}.`;
  }
}

// Ten samples on both sides of a random line, none close to it, the same for each seed.
function randomSamples(seed) {
  let bits = seed * 0x9e3779b1;
  const uniform = (low, high) => {
    bits ^= bits << 13; // xorshift
    bits ^= bits >>> 17;
    bits ^= bits << 5;
    return low + ((bits >>> 0) / 2 ** 32) * (high - low);
  };
  const angle = uniform(0, 2 * Math.PI);
  const side = (x1, x2) => (x1 - 0.5) * Math.cos(angle) + (x2 - 0.5) * Math.sin(angle);
  const list = [];
  while (list.length < 10) {
    const inputs = [uniform(-0.4, 1.4), uniform(-0.4, 1.4)].map((x) => Math.round(x * 100) / 100);
    const target = list.length % 2;
    if ((target ? 1 : -1) * side(...inputs) > 0.1) list.push({ inputs, target });
  }
  return list;
}

const factor = (x) => (x < 0 ? `(${show(x)})` : show(x));
const signed = (x) => (x < 0 ? `- ${show(-x)}` : `+ ${show(x)}`);

customElements.define("perceptron-trainer", PerceptronTrainer);
