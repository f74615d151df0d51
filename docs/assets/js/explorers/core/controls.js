import { h, set } from "../../core/dom.js";

// A number as a field and, with `slider: [min, max, step]`, a slider beside it. Gives {element, show(value)};
// `change` is called with each valid number. The field takes what `field.parse` takes (state.js), else says its range.
export function numberControl(label, field, change, { slider, hidden, step = "any" } = {}) {
  const input = h("input", { type: "number", step, inputmode: "decimal", "aria-label": label });
  const range = slider && h("input", { type: "range", min: slider[0], max: slider[1], step: slider[2], "aria-label": `${label}, slider` });
  const refusal = h("span", { class: "nn-refusal", role: "alert" });
  let shown;
  const refuse = (why) => {
    set(input, { "aria-invalid": why ? "true" : null });
    refusal.textContent = why;
  };
  const show = (value) => {
    shown = value;
    if (input.value === "" || Number(input.value) !== value) input.value = value; // leaves what is being typed
    refuse("");
    if (range) range.value = value;
  };
  input.addEventListener("input", () => {
    const value = field.parse(input.value);
    refuse(value === undefined ? field.range : "");
    if (value !== undefined) change(value);
  });
  input.addEventListener("blur", () => {
    if (input.hasAttribute("aria-invalid")) input.value = "";
    show(shown); // what is not valid goes
  });
  range?.addEventListener("input", () => change(Number(range.value)));
  const name = hidden ? [] : [h("span", { "aria-hidden": "true" }, label)];
  return { element: h("div", { class: `nn-number${range ? " nn-wide" : ""}` }, ...name, ...(range ? [range] : []), input, refusal), show };
}

export function checkbox(label, change, properties) {
  const input = h("input", { type: "checkbox", ...properties, onchange: () => change(input.checked) });
  return { element: h("label", { class: "nn-check" }, input, label), show: (on) => (input.checked = on) };
}

let groups = 0;

// One of several: choices is [[value, text], …].
export function radios(legend, choices, change) {
  const name = `nn-radios-${++groups}`;
  const inputs = choices.map(([value]) => h("input", { type: "radio", name, value, onchange: () => change(value) }));
  const labels = choices.map(([, text], i) => h("label", null, inputs[i], h("span", null, text)));
  return {
    element: h("fieldset", { class: "nn-radios" }, h("legend", null, legend), ...labels),
    show: (value) => inputs.forEach((input) => (input.checked = input.value === value)),
  };
}

// Calls start(event) where a pointer goes down on the target, move(event) while it is down, and end(event) with
// a "pointerup", or a "pointercancel" where a finger scrolls the page. It never does where holds(event) is true.
export function onDrag(target, { start, move, end = () => {}, holds = () => false }) {
  // touch-action would be simpler, but Chromium does not heed it on the children of an SVG
  target.addEventListener("touchstart", (event) => holds(event) && event.preventDefault(), { passive: false });
  target.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault(); // no text selection
    target.setPointerCapture(event.pointerId);
    start(event);
    const stop = (last) => {
      target.removeEventListener("pointermove", move);
      target.removeEventListener("pointerup", stop);
      target.removeEventListener("pointercancel", stop);
      end(last);
    };
    target.addEventListener("pointermove", move);
    target.addEventListener("pointerup", stop);
    target.addEventListener("pointercancel", stop);
  });
}
