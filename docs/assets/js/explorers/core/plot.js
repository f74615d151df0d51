// A plot with axes that fills its box, drawn in CSS pixels so that its text has one size on every screen.
//
//   const plot = new Plot({ x: [-5, 5], y: [-1, 5], xTicks: [-5, 0, 5], yTicks: [0, 5], xLabel: "z",
//                           label: "what a screen reader says", draw: () => plot.area.replaceChildren(…) });
//   plot.element   the box, to put into the page; its size comes from CSS (.nn-plot)
//   plot.area      the SVG between the axes, which clips; `draw` fills it, also after a change of size
//   plot.x(v), plot.y(v)        from data to pixels of the area
//   plot.at(event)              [x, y] in data where a pointer is
//   plot.curve(f)               the path of y = f(x)
//   plot.region([a, b, c])      the corners of what of the area has a x + b y + c > 0, in pixels
// `equal: true` gives both axes one scale.

import { h, s } from "../../core/dom.js";

const LEFT = 34, RIGHT = 10, TOP = 10, BOTTOM = 36;

export class Plot {
  constructor({ x, y, xTicks, yTicks, xLabel, yLabel = "", label, equal = false, draw }) {
    Object.assign(this, { limits: { x, y }, ticks: { x: xTicks, y: yTicks }, names: [xLabel, yLabel], equal, draw });
    this.axes = s("g");
    this.area = s("svg", { class: "nn-plot-area" });
    this.svg = s("svg", { role: "img", "aria-label": label }, this.axes, this.area);
    this.element = h("div", { class: "nn-plot" }, this.svg);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.element);
  }

  resize() {
    const box = this.element.getBoundingClientRect();
    if (box.width === this.outer?.width && box.height === this.outer?.height) return;
    this.outer = box;
    let width = Math.max(40, box.width - LEFT - RIGHT);
    let height = Math.max(40, box.height - TOP - BOTTOM);
    const { x, y } = this.limits;
    if (this.equal) {
      const scale = Math.min(width / (x[1] - x[0]), height / (y[1] - y[0]));
      [width, height] = [scale * (x[1] - x[0]), scale * (y[1] - y[0])];
    }
    Object.assign(this, { width, height, left: LEFT + (box.width - LEFT - RIGHT - width) / 2 });
    for (const [name, value] of Object.entries({ x: this.left, y: TOP, width, height })) this.area.setAttribute(name, value);
    this.drawAxes();
    this.draw();
  }

  x(value) {
    const [low, high] = this.limits.x;
    return ((value - low) / (high - low)) * this.width;
  }

  y(value) {
    const [low, high] = this.limits.y;
    return ((high - value) / (high - low)) * this.height;
  }

  at(event) {
    const box = this.svg.getBoundingClientRect();
    const { x, y } = this.limits;
    return [
      x[0] + ((event.clientX - box.left - this.left) / this.width) * (x[1] - x[0]),
      y[1] - ((event.clientY - box.top - TOP) / this.height) * (y[1] - y[0]),
    ];
  }

  curve(f) {
    const [low, high] = this.limits.x;
    const steps = Math.ceil(this.width / 2);
    const points = Array.from({ length: steps + 1 }, (_, i) => low + (i / steps) * (high - low));
    return "M" + points.map((v) => `${this.x(v).toFixed(1)} ${this.y(f(v)).toFixed(1)}`).join("L");
  }

  region([a, b, c]) {
    const { x, y } = this.limits;
    const corners = [[x[0], y[0]], [x[1], y[0]], [x[1], y[1]], [x[0], y[1]]];
    const side = ([u, v]) => a * u + b * v + c;
    return corners
      .flatMap((p, i) => {
        const q = corners[(i + 1) % 4], [f, g] = [side(p), side(q)];
        const t = f / (f - g);
        return [...(f > 0 ? [p] : []), ...(f > 0 !== g > 0 ? [[p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])]] : [])];
      })
      .map(([u, v]) => [this.x(u), this.y(v)]);
  }

  drawAxes() {
    const { width, height, left } = this;
    const text = (value) => String(value).replace("-", "−");
    const grid = [
      ...this.ticks.x.map((v) => `M${left + this.x(v)} ${TOP}v${height}`),
      ...this.ticks.y.map((v) => `M${left} ${TOP + this.y(v)}h${width}`),
    ];
    this.axes.replaceChildren(
      s("path", { class: "nn-plot-grid", d: grid.join("") }),
      s("path", { class: "nn-plot-frame", d: `M${left} ${TOP}v${height}h${width}` }),
      ...this.ticks.x.map((v) => s("text", { x: left + this.x(v), y: TOP + height + 15, "text-anchor": "middle" }, text(v))),
      ...this.ticks.y.map((v) => s("text", { x: left - 6, y: TOP + this.y(v) + 4, "text-anchor": "end" }, text(v))),
      s("text", { x: left + width / 2, y: TOP + height + 31, "text-anchor": "middle" }, this.names[0]),
      s("text", { x: left - 24, y: TOP + height / 2 + 4, "text-anchor": "middle" }, this.names[1]),
    );
  }
}
