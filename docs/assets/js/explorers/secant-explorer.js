// <secant-explorer>: two points of a curve, the secant through them, and the tangent that it becomes.

import { h, s } from "../core/dom.js";
import { numberControl, onDrag, radios } from "./core/controls.js";
import { Explorer } from "./core/explorer.js";
import { literal, show } from "./core/numbers.js";
import { Plot } from "./core/plot.js";
import { CURVES, derivative, quotient } from "./core/slopes.js";
import { choice, real } from "./core/state.js";

const X = [-3, 3], Y = [-3, 9]; // the drawing
const DIGITS = 5; // four numbers side by side, on a phone too
const TINY = 1e-10; // below it, the rounding of the heights shows in the digits of the slope
const NEAR = 0.02; // a slope that differs by so small a part looks the same

// the name on the screen, in NumPy, and where both points stay, so that the curve is in the drawing
const LOOKS = {
  square: ["x²", "square", [-3, 3]],
  exp: ["eˣ", "exp", [-3, 2]],
  log: ["log x", "log", [0.05, 3]],
};

class SecantExplorer extends Explorer {
  static key = "secant";
  static title = "Secant explorer";
  static asked = ["On x² the second point comes nearer and nearer to the first, at 1. What does the slope of the secant do?", "it goes to 0", "it settles on 2", "it grows without end"];
  static fields = {
    curve: choice("square", Object.keys(LOOKS)),
    x: real(1, ...X),
    step: real(1.5, X[0] - X[1], X[1] - X[0]),
  };

  build() {
    const { fields } = SecantExplorer;
    this.curves = radios("Curve", Object.entries(LOOKS).map(([name, [label]]) => [name, label]), (curve) => this.set({ curve }));
    this.controls = {
      step: numberControl("Step", fields.step, (step) => this.move({ step }), { slider: [-2, 2, 0.01] }),
      x: numberControl("First point x", fields.x, (x) => this.move({ x }), { slider: [...X, 0.05] }),
    };
    this.plot = new Plot({
      x: X, y: Y, xTicks: [-3, -2, -1, 0, 1, 2, 3], yTicks: [-3, 0, 3, 6, 9], xLabel: "x", yLabel: "y",
      label: "The curve, two points on it, the secant through both and the dashed tangent at the first. The table has the same numbers.",
      draw: () => this.draw(),
    });
    this.letDrag();
    this.cells = Array.from({ length: 4 }, () => h("td"));
    const heads = ["Step", "Rise", "Slope of secant", "Slope of tangent"].map((name) =>
      h("th", { scope: "col" }, h("span", { class: `nn-key-${name.split(" ").at(-1).toLowerCase()}` }, name)),
    );
    this.verdict = h("p", { class: "nn-verdict" });
    return [
      h("p", { class: "nn-task" }, "Drag the square towards the circle, or make the step small. Watch the secant turn."),
      this.curves.element,
      this.plot.element,
      h("table", { class: "nn-explorer-table nn-slopes" },
        h("caption", { class: "nn-unseen" }, "The step and the rise from the first point to the second, and the slopes of secant and tangent"),
        h("thead", null, h("tr", null, ...heads)),
        h("tbody", null, h("tr", null, ...this.cells)),
      ),
      this.verdict,
      h("div", { class: "nn-stack" }, this.controls.step.element, this.controls.x.element),
    ];
  }

  // Both points stay on the part of the curve that is drawn: the first where it is put, the second as far as it may go.
  move(changes) {
    const { x, step } = { ...this.at, ...changes };
    this.set(kept(this.state.curve, x, step));
  }

  // A pointer takes the nearer point along. A finger scrolls the page only where it goes down beside both.
  letDrag() {
    let second;
    onDrag(this.plot.svg, {
      holds: (event) => Boolean(event.target.closest(".nn-grip")),
      start: (event) => {
        const [x] = this.plot.at(event);
        second = Math.abs(x - this.at.x - this.at.step) <= Math.abs(x - this.at.x);
        // to draw here would take the finger's target away before its touchstart, which asks for it
      },
      move: (event) => {
        const x = Math.round(this.plot.at(event)[0] * 20) / 20;
        this.move(second ? { step: rounded(x - this.at.x) } : { x });
      },
    });
  }

  // ---- what follows from the state ----

  refresh() {
    const { curve } = this.state;
    this.at = { curve, ...kept(curve, this.state.x, this.state.step) }; // another curve may have less room
    const { x, step } = this.at;
    const [rise, secant] = quotient(curve, x, step), tangent = derivative(curve, x);
    this.numbers = { step, rise, secant, tangent };
    this.curves.show(curve);
    this.controls.x.show(x);
    this.controls.step.show(step);
    const texts = [step, rise, secant, tangent].map((number) => (number === undefined ? "0 / 0" : show(number, DIGITS)));
    for (const [i, cell] of this.cells.entries()) cell.textContent = texts[i];
    const [kind, text] = judge(this.numbers);
    this.verdict.textContent = text;
    this.verdict.className = `nn-verdict nn-${kind}`;
    if (this.plot.width) this.draw();
  }

  draw() {
    const { plot } = this;
    const { curve, x, step } = this.at, { secant, tangent } = this.numbers;
    const [f] = CURVES[curve], [, , [low, high]] = LOOKS[curve];
    const y = f(x), end = [plot.x(x + step), plot.y(f(x + step))], start = [plot.x(x), plot.y(y)];
    const line = (slope) => `M${plot.x(X[0])} ${plot.y(y + slope * (X[0] - x))}L${plot.x(X[1])} ${plot.y(y + slope * (X[1] - x))}`;
    const far = Math.abs(end[0] - start[0]) > 40; // there is room for the words
    const right = step > 0 ? end[0] < plot.width - 26 : end[0] < 26;
    const label = (at, up, anchor, text) => s("text", { x: at, y: up, "text-anchor": anchor }, text);
    plot.area.replaceChildren(
      s("path", { class: "nn-plot-zero", d: `M${plot.x(X[0])} ${plot.y(0)}H${plot.x(X[1])}M${plot.x(0)} 0V${plot.height}` }),
      s("path", { class: "nn-curve", d: this.curve(f, low, high) }),
      s("path", { class: "nn-tangent", d: line(tangent) }),
      ...(secant === undefined ? [] : [s("path", { class: "nn-secant", d: line(secant) })]),
      s("path", { class: "nn-corner", d: `M${start[0]} ${start[1]}H${end[0]}V${end[1]}` }),
      ...(far ? [label((start[0] + end[0]) / 2, start[1] + (end[1] > start[1] ? -5 : 13), "middle", "step")] : []),
      ...(far && Math.abs(end[1] - start[1]) > 16
        ? [label(end[0] + (right ? 4 : -4), (start[1] + end[1]) / 2 + 4, right ? "start" : "end", "rise")]
        : []),
      s("circle", { class: "nn-grip", cx: start[0], cy: start[1], r: 22 }),
      s("circle", { class: "nn-first", cx: start[0], cy: start[1], r: 7 }),
      s("circle", { class: "nn-grip", cx: end[0], cy: end[1], r: 22 }),
      s("rect", { class: "nn-second", x: end[0] - 6, y: end[1] - 6, width: 12, height: 12 }),
    );
  }

  // Plot's own curve goes over all of its width, and the logarithm ends at 0.
  curve(f, low, high) {
    const { plot } = this, steps = Math.ceil(plot.width / 2);
    const points = Array.from({ length: steps + 1 }, (_, i) => low + (i / steps) * (high - low));
    return `M${points.map((x) => `${plot.x(x).toFixed(1)} ${plot.y(f(x)).toFixed(1)}`).join("L")}`;
  }

  python() {
    const { curve, x, step } = this.at, [, name] = LOOKS[curve];
    const tangent = { square: "2 * x", exp: "np.exp(x)", log: "1 / x" }[curve];
    return `import numpy as np

x, step = ${literal(x)}, ${literal(step)}
rise = np.${name}(x + step) - np.${name}(x)
print(f"step    {step:.${DIGITS}g}")
print(f"rise    {rise:.${DIGITS}g}")
${step === 0 ? 'print("secant  0 / 0")' : `print(f"secant  {rise / step:.${DIGITS}g}")`}
print(f"tangent {${tangent}:.${DIGITS}g}")
`;
  }

  summary() {
    const { step, rise, secant, tangent } = this.numbers;
    const [label] = LOOKS[this.at.curve];
    const slopes = secant === undefined ? "no secant" : `slope of the secant ${show(secant, 4)}`;
    return `${label} at ${show(this.at.x, 4)}: step ${show(step, 4)}, rise ${show(rise, 4)}, ${slopes}, of the tangent ${show(tangent, 4)}. ${this.verdict.textContent}`;
  }
}

const rounded = (x) => Math.round(x * 100) / 100;

// Where the first point may be, and how far the second from it.
function kept(curve, x, step) {
  const [low, high] = LOOKS[curve][2];
  const within = Math.min(high, Math.max(low, x));
  const end = within + step;
  return { x: within, step: end < low ? rounded(low - within) : end > high ? rounded(high - within) : step };
}

// Says how near the secant is to the tangent, as [kind, sentence].
function judge({ step, secant, tangent }) {
  if (secant === undefined) return ["cycle", "Both points are one: no step, no rise, no secant. The tangent is where the secants were going."];
  if (Math.abs(step) < TINY) return ["cycle", "The step is too small for a computer: both heights are rounded, and that shows in the slope."];
  const off = Math.abs(secant - tangent);
  if (off <= NEAR * (1 + Math.abs(tangent))) return ["done", `The secant is as good as the tangent: their slopes differ by ${show(off, 2)}.`];
  return ["low", `The secant is ${secant > tangent ? "steeper" : "less steep"} than the tangent, by ${show(off, 4)}. Make the step smaller.`];
}

customElements.define("secant-explorer", SecantExplorer);
