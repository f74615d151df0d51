// <activation-explorer>: one input, and what each activation function makes of it.

import { h, s } from "../core/dom.js";
import { checkbox, numberControl, onDrag } from "./core/controls.js";
import { Explorer } from "./core/explorer.js";
import { literal, show } from "./core/numbers.js";
import { Plot } from "./core/plot.js";
import { real, subset } from "./core/state.js";
import * as nnbook from "./nnbook/activations.js";

// the name in the library, the name on the screen, the field of the state that is its alpha
const FUNCTIONS = [
  ["sigmoid", "sigmoid"],
  ["tanh", "tanh"],
  ["relu", "ReLU"],
  ["leaky_relu", "leaky ReLU", "leaky"],
  ["elu", "ELU", "elu"],
];
const NAMES = FUNCTIONS.map(([name]) => name);
const EDGE = 5; // of the drawing; the number field goes further
const LOGITS = ["l1", "l2", "l3"];

class ActivationExplorer extends Explorer {
  static key = "activation";
  static title = "Activation explorer";
  static asked = ["Which of these has the smallest slope at z = 3?", "sigmoid", "tanh", "ReLU"];
  static fields = {
    z: real(-1, -1000, 1000),
    leaky: real(0.01, 0, 2),
    elu: real(1, 0, 2),
    on: subset(NAMES, NAMES),
    l1: real(2, -1000, 1000),
    l2: real(1, -1000, 1000),
    l3: real(0.5, -1000, 1000),
    t: real(1, 0.001, 1000),
  };

  build() {
    const { fields } = ActivationExplorer;
    const control = (label, name, options) => numberControl(label, fields[name], (value) => this.set({ [name]: value }), options);

    this.plot = new Plot({
      x: [-EDGE, EDGE], y: [-1.5, 5], xTicks: [-4, -2, 0, 2, 4], yTicks: [-1, 0, 1, 2, 3, 4, 5], xLabel: "z",
      label: "The curves of the chosen functions, with a point and a tangent at the input. The table has the same numbers.",
      draw: () => this.draw(),
    });
    const follow = (event) => {
      const z = Math.round(this.plot.at(event)[0] * 20) / 20;
      this.set({ z: Math.min(EDGE, Math.max(-EDGE, z)) });
    };
    onDrag(this.plot.svg, { start: follow, move: follow });
    this.caption = h("p", { class: "nn-caption" });

    this.controls = { z: control("Input z", "z", { slider: [-EDGE, EDGE, 0.05] }) };
    this.rows = FUNCTIONS.map(([name, label, alpha]) => {
      const box = checkbox(h("span", { class: `nn-key nn-line-${name}` }, label), (on) => this.turn(name, on));
      if (alpha) this.controls[alpha] = control(`α of ${label}`, alpha, { hidden: true, step: 0.01 });
      const value = h("td"), slope = h("td");
      const row = h("tr", null, h("th", { scope: "row" }, box.element), h("td", null, ...(alpha ? [this.controls[alpha].element] : [])), value, slope);
      return { name, alpha, box, value, slope, row };
    });
    const heads = ["Function", "α", "Value", "Derivative"].map((text) => h("th", { scope: "col" }, text));
    const table = h("table", { class: "nn-explorer-table nn-functions" }, h("thead", null, h("tr", null, ...heads)), h("tbody", null, ...this.rows.map(({ row }) => row)));

    for (const [i, name] of LOGITS.entries()) this.controls[name] = control(`Logit ${i + 1}`, name, { hidden: true });
    this.controls.t = control("Temperature", "t", { slider: [0.1, 5, 0.05] });
    this.shares = LOGITS.map((name) => {
      const bar = h("span"), share = h("td");
      return { name, bar, share, row: h("tr", null, h("td", null, this.controls[name].element), h("td", { class: "nn-share" }, bar), share) };
    });
    const shareHeads = ["Logit", "", "Softmax"].map((text) => (text ? h("th", { scope: "col" }, text) : h("td")));
    const shareTable = h("table", { class: "nn-explorer-table nn-softmax" }, h("thead", null, h("tr", null, ...shareHeads)), h("tbody", null, ...this.shares.map(({ row }) => row)));

    return [
      this.plot.element,
      this.caption,
      this.controls.z.element,
      h("div", { class: "nn-columns" }, table, h("div", null, shareTable, this.controls.t.element)),
    ];
  }

  turn(name, on) {
    this.set({ on: NAMES.filter((other) => (other === name ? on : this.state.on.includes(other))) });
  }

  // The functions that are on: [{name, label, parameters, f, slope}, …].
  chosen() {
    return FUNCTIONS.filter(([name]) => this.state.on.includes(name)).map(([name, label, alpha]) => {
      const parameters = alpha ? [this.state[alpha]] : [];
      return { name, label, parameters, f: (z) => nnbook[name](z, ...parameters), slope: (z) => nnbook[`${name}_derivative`](z, ...parameters) };
    });
  }

  shareOf() {
    return nnbook.softmax(LOGITS.map((name) => this.state[name]), this.state.t);
  }

  refresh() {
    const { z, on } = this.state;
    for (const [name, control] of Object.entries(this.controls)) control.show(this.state[name]);
    const chosen = Object.fromEntries(this.chosen().map((entry) => [entry.name, entry]));
    for (const { name, box, value, slope, row } of this.rows) {
      box.show(on.includes(name));
      row.classList.toggle("nn-off", !on.includes(name));
      value.textContent = chosen[name] ? show(chosen[name].f(z)) : "off";
      slope.textContent = chosen[name] ? show(chosen[name].slope(z)) : "off";
    }
    for (const [i, share] of this.shareOf().entries()) {
      this.shares[i].share.textContent = show(share);
      this.shares[i].bar.style.width = `${100 * share}%`;
    }
    this.caption.textContent =
      Math.abs(z) > EDGE
        ? `z = ${show(z)} lies outside the drawing; the table follows it.`
        : z === 0
          ? "At 0 the rectifiers have a kink: the library counts the slope on its left."
          : "Drag across the drawing, or use the slider. Dashed: the tangents.";
    if (this.plot.width) this.draw();
  }

  draw() {
    const { plot } = this;
    const { z } = this.state;
    const axes = s("path", { class: "nn-plot-zero", d: `M${plot.x(-EDGE)} ${plot.y(0)}H${plot.x(EDGE)}M${plot.x(z)} 0V${plot.height}` });
    const curves = [], marks = [];
    for (const { name, f, slope } of this.chosen()) {
      curves.push(s("path", { class: `nn-curve nn-line-${name}`, d: plot.curve(f) }));
      if (Math.abs(z) > EDGE) continue;
      const [x, y] = [plot.x(z), plot.y(f(z))];
      const rise = (slope(z) * (plot.y(0) - plot.y(1))) / (plot.x(1) - plot.x(0)); // pixels up for each to the right
      const dx = 70 / Math.hypot(1, rise);
      marks.push(s("path", { class: `nn-tangent nn-line-${name}`, d: `M${x - dx} ${y + dx * rise}L${x + dx} ${y - dx * rise}` }));
      marks.push(s("circle", { class: `nn-mark nn-line-${name}`, cx: x, cy: y, r: 5.5 }));
    }
    plot.area.replaceChildren(axes, ...curves, ...marks);
  }

  python() {
    const { z, t } = this.state;
    const chosen = this.chosen();
    const names = chosen.flatMap(({ name }) => [name, `${name}_derivative`]);
    const call = (name, parameters) => `${name}(${["z", ...parameters.map((alpha) => `alpha=${literal(alpha)}`)].join(", ")})`;
    const lines = chosen.map(({ name, label, parameters }) => `    ("${label}", ${call(name, parameters)}, ${call(`${name}_derivative`, parameters)}),`);
    const table = `z = ${literal(z)}\nfor name, value, slope in [\n${lines.join("\n")}\n]:\n    print(f"{name:12} {value:.6g} {slope:.6g}")\n\n`;
    return `from nnbook.activations import (
${[...names, "softmax"].map((name) => `    ${name},\n`).join("")})

${chosen.length ? table : ""}logits = [${LOGITS.map((name) => literal(this.state[name])).join(", ")}]
for share in softmax(logits, temperature=${literal(t)}):
    print(f"softmax      {share:.6g}")
`;
  }

  summary() {
    const { z } = this.state;
    const values = this.chosen().map(({ label, f, slope }) => `${label} ${show(f(z), 3)}, slope ${show(slope(z), 3)}`);
    return `z ${show(z)}: ${values.join("; ") || "every function is off"}. Softmax ${this.shareOf().map((share) => show(share, 3)).join(", ")}.`;
  }
}

customElements.define("activation-explorer", ActivationExplorer);
