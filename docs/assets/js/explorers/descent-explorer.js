// <descent-explorer>: a landscape over two weights, and the walk that gradient descent takes on it.

import { contours } from "./core/contours.js";
import { h, s } from "../core/dom.js";
import { numberControl, onDrag, radios } from "./core/controls.js";
import { Explorer } from "./core/explorer.js";
import { literal, show } from "./core/numbers.js";
import { Plot } from "./core/plot.js";
import { choice, integer, real } from "./core/state.js";
import { BOUND, SURFACES, descend } from "./nnbook/surfaces.js";

const X = [-3, 3], Y = [-2, 2]; // the drawing
const FLAT = 0.01; // a slope below it counts as the bottom
const RECENT = 10; // steps by which the end of a walk is judged
const FAR = 1e3; // beyond it, lines are not drawn

// the name on the screen, the heights of the contour lines, and the name of the bottom near a place
const LOOKS = {
  bowl: ["bowl", [0.1, 0.4, 1, 2, 3.5, 5.5, 8, 11], () => "the bottom"],
  valley: ["long valley", [0.1, 0.5, 1.5, 4, 8, 14, 22, 32], () => "the bottom"],
  two_minima: [
    "two minima",
    [0.1, 0.25, 0.6, 1, 1.5, 2.2, 3.5, 5.5, 8, 11],
    ([w1]) => (Math.abs(w1) < 0.8 ? undefined : w1 < 0 ? "the left, deeper bottom" : "the right, shallower bottom"),
  ],
};

class DescentExplorer extends Explorer {
  static key = "descent";
  static title = "Descent explorer";
  static asked = ["Twice the learning rate: does the walk arrive sooner?", "always", "up to an edge, and beyond it never", "it makes no difference"];
  static fields = {
    surface: choice("bowl", Object.keys(LOOKS)),
    w1: real(-2.5, ...X),
    w2: real(1.5, ...Y),
    rate: real(0.1, 1e-6, 1000),
    momentum: real(0, 0, 0.999),
    steps: integer(40, 1, 200),
  };

  build() {
    const { fields } = DescentExplorer;
    const control = (label, name, options) => numberControl(label, fields[name], (value) => this.set({ [name]: value }), options);
    this.controls = {
      rate: control("Learning rate", "rate", { slider: [0.01, 1.2, 0.01] }),
      momentum: control("Momentum", "momentum", { slider: [0, 0.99, 0.01] }),
      steps: control("Steps", "steps", { slider: [1, 200, 1], step: 1 }),
      w1: control("Start w₁", "w1", { step: 0.1 }),
      w2: control("Start w₂", "w2", { step: 0.1 }),
    };
    this.surfaces = radios("Surface", Object.entries(LOOKS).map(([name, [label]]) => [name, label]), (surface) => this.set({ surface }));
    this.plot = new Plot({
      x: X, y: Y, xTicks: [-3, -2, -1, 0, 1, 2, 3], yTicks: [-2, -1, 0, 1, 2], xLabel: "w₁", yLabel: "w₂", equal: true,
      label: "Contour lines of the surface, and the walk from its start, a ring, to its end, a cross. The table has the same numbers.",
      draw: () => this.draw(),
    });
    this.letDrag();
    this.verdict = h("p", { class: "nn-verdict" });
    this.body = h("tbody");
    const heads = ["Step", "w₁", "w₂", "Loss", "Slope"].map((text) => h("th", { scope: "col" }, text));
    const table = h("table", { class: "nn-explorer-table nn-walk" }, h("thead", null, h("tr", null, ...heads)), this.body);
    const { rate, momentum, steps, w1, w2 } = this.controls;
    return [
      this.surfaces.element,
      this.plot.element,
      h("p", { class: "nn-caption" }, "Drag the ring, or click where the walk shall start. Each dot is a step, and the cross is where it ends. Along a grey line the loss is the same."),
      this.verdict,
      h("div", { class: "nn-columns" },
        h("div", { class: "nn-stack" }, rate.element, momentum.element, steps.element),
        h("div", { class: "nn-stack" }, w1.element, w2.element),
      ),
      h("div", { class: "nn-scroll", tabindex: 0, role: "region", "aria-label": "The walk, step by step" }, table),
    ];
  }

  // A drag of the ring moves it; a click elsewhere brings it there, while a finger that scrolls does not.
  letDrag() {
    let held, moved;
    const place = (event) => {
      const [w1, w2] = this.plot.at(event).map((x) => Math.round(x * 20) / 20);
      this.set({ w1: Math.min(X[1], Math.max(X[0], w1)), w2: Math.min(Y[1], Math.max(Y[0], w2)) });
    };
    const ring = (event) => Boolean(event.target.closest(".nn-start-ring"));
    onDrag(this.plot.svg, {
      holds: ring,
      start: (event) => {
        held = ring(event);
        moved = false;
      },
      move: (event) => {
        moved = true;
        if (held) place(event);
      },
      end: (event) => {
        if (event.type === "pointerup" && !moved) place(event);
      },
    });
  }

  // ---- what follows from the state ----

  walk() {
    const { surface, w1, w2, rate, momentum, steps } = this.state;
    const [loss, gradient] = SURFACES[surface];
    const path = descend(gradient, [w1, w2], rate, steps, momentum);
    return path.map((w) => ({ w, loss: loss(w), slope: Math.hypot(...gradient(w)) }));
  }

  refresh() {
    this.walked = this.walk();
    this.surfaces.show(this.state.surface);
    for (const [name, control] of Object.entries(this.controls)) control.show(this.state[name]);
    const [kind, text] = judge(this.walked, this.state, LOOKS[this.state.surface][2]);
    this.verdict.textContent = text;
    this.verdict.className = `nn-verdict nn-${kind}`;
    const rows = this.walked.map(({ w, loss, slope }, step) =>
      h("tr", null, h("th", { scope: "row" }, String(step)), ...[...w, loss, slope].map((x) => h("td", null, show(x, 4)))),
    );
    this.body.replaceChildren(...rows);
    if (this.plot.width) this.draw();
  }

  draw() {
    const { plot } = this;
    const { surface } = this.state;
    if (this.drawn !== `${surface} ${plot.width}`) {
      const lines = contours(plot, SURFACES[surface][0], LOOKS[surface][1]);
      this.lines = s("path", { class: "nn-contour", d: lines.join("") });
      this.drawn = `${surface} ${plot.width}`;
    }
    const far = this.walked.findIndex(({ w }) => w.some((x) => Math.abs(x) > FAR));
    const places = (far < 0 ? this.walked : this.walked.slice(0, far)).map(({ w }) => [plot.x(w[0]), plot.y(w[1])]);
    const dots = places.slice(1).map(([x, y]) => `M${x} ${y}h0`);
    const [[x, y], [endX, endY]] = [places[0], places.at(-1)];
    plot.area.replaceChildren(
      this.lines,
      s("path", { class: "nn-trail", d: `M${places.map((place) => place.join(" ")).join("L")}` }),
      s("path", { class: "nn-dots", d: dots.join("") }),
      s("path", { class: "nn-end", d: `M${endX - 6} ${endY - 6}l12 12m0 -12l-12 12` }),
      s("g", { class: "nn-start-ring" }, s("circle", { class: "nn-grip", cx: x, cy: y, r: 22 }), s("circle", { class: "nn-ring", cx: x, cy: y, r: 8 })),
    );
  }

  python() {
    const { surface, w1, w2, rate, momentum, steps } = this.state;
    return `import numpy as np

from nnbook.surfaces import ${surface}, ${surface}_gradient, descend

start = (${literal(w1)}, ${literal(w2)})
path = descend(${surface}_gradient, start, learning_rate=${literal(rate)}, steps=${steps}, momentum=${literal(momentum)})
print("step w1 w2 loss slope")
for step, w in enumerate(path):
    slope = np.linalg.norm(${surface}_gradient(w))
    print(f"{step} {w[0]:.4g} {w[1]:.4g} {${surface}(w):.4g} {slope:.4g}")
`;
  }

  summary() {
    const { w, loss } = this.walked.at(-1);
    return `${this.verdict.textContent} After ${this.walked.length - 1} steps: w₁ ${show(w[0], 3)}, w₂ ${show(w[1], 3)}, loss ${show(loss, 3)}.`;
  }
}

// Says what a walk is like, as [kind, sentence]; the kinds are "done", "cycle" (oscillates), "far" and "low".
function judge(walked, { steps, momentum }, bottomAt) {
  const n = walked.length - 1;
  const moves = walked.slice(1).map(({ w }, i) => w.map((x, axis) => x - walked[i].w[axis]));
  const turns = moves.map((move, i) => i > 0 && move[0] * moves[i - 1][0] + move[1] * moves[i - 1][1] < 0);
  const uphill = moves.map((_, i) => walked[i + 1].loss > walked[i].loss);
  const recent = (list) => list.slice(-RECENT).filter(Boolean).length;
  const { loss, slope, w } = walked[n];

  if (n < steps) return ["far", `Diverging: step ${n + 1} would leave ±${BOUND.toLocaleString("en")}, so the walk stops before it. The rate is too high.`];
  if (n > 3 && uphill.slice(-4).every(Boolean) && loss > walked[0].loss) {
    return ["far", "Diverging: every step lands higher than the one before. The rate is too high."];
  }
  const bottom = bottomAt(w);
  const arrived = n + 1 - [...walked].reverse().findIndex((place) => place.slope > FLAT);
  if (slope <= FLAT && bottom) {
    const steady = arrived > n + 1 ? 0 : arrived;
    const turned = turns.slice(0, steady).filter(Boolean).length;
    const way = turned ? `, though ${turned === 1 ? "one step" : `${turned} steps`} on the way turned back` : "";
    return ["done", `Just right: at ${bottom} after ${steady === 1 ? "one step" : `${steady} steps`}${way}.`];
  }
  if (recent(turns) > 2 || recent(uphill) > 0) {
    const before = walked[Math.max(0, n - RECENT)].loss;
    const gain = loss < 0.99 * before ? "comes nearer only slowly" : "comes no nearer";
    const cause = recent(turns) > 2 ? "the steps jump from side to side" : momentum ? "momentum carries it past the bottom and back" : "it overshoots";
    return ["cycle", `Oscillating: ${cause}, and it ${gain}. The rate${momentum ? " or the momentum" : ""} is high.`];
  }
  if (!bottom && slope < 0.3) return ["low", `Too low: it stands near the pass between the minima, where the slope is only ${show(slope, 3)}.`];
  return ["low", `Too low for ${steps === 1 ? "one step" : `${steps} steps`}: it is still on the way down, with a slope of ${show(slope, 3)}.`];
}

customElements.define("descent-explorer", DescentExplorer);
