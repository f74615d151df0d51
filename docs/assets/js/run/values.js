// Values as the steps show them: numbers in a grid, shades where there are too many, names of what is within.
import { h } from "../core/dom.js";

/** Write a number with at most `digits` digits. */
export function numeral(entry, digits = 4) {
  if (typeof entry === "boolean") return entry ? "True" : "False";
  if (typeof entry !== "number" || Number.isInteger(entry)) return String(entry === null ? "None" : entry);
  const before = String(Math.trunc(Math.abs(entry))).length; // of the point: those are never rounded away
  return String(Number(entry.toPrecision(Math.max(digits, before))));
}

const tuple = (shape) => `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;

/** Say what kind of thing a value is: of an array its shape. */
export function shapeOf(value) {
  if (value.k === "array") return `${value.type === "array" ? "" : `${value.type} `}${tuple(value.shape)} ${value.dtype}`;
  if (value.k === "items") return value.of === "object" ? value.type : `${value.type} of ${value.count}`;
  if (value.k === "function" || value.k === "class") return value.k;
  return value.k === "text" ? "" : value.type ?? "";
}

/** Say in words what a value is, short enough to be spoken. */
export function shortly(value) {
  if (value.k === "number") return numeral(value.value, 6);
  if (value.k === "text") return value.text.length > 40 ? `${value.text.slice(0, 38)} …` : value.text;
  if (value.k === "array") return `array ${tuple(value.shape)}`;
  if (value.k === "function") return `the function ${value.text}`;
  if (value.k === "class") return `the class ${value.text}`;
  return shapeOf(value);
}

/**
 * Make what shows a value.
 *
 * @param {object} value
 * @param {object[]} values all of them
 * @param {{change?: true | number[] | object, label?: string}} options what changed in it, and what it is called
 */
export function valueOf(value, values, { change, label = "" } = {}) {
  switch (value.k) {
    case "array": return array(value, change, label);
    case "number": return h("span", { class: `nn-steps-number${change ? " nn-steps-new" : ""}` }, numeral(value.value, 6));
    case "items": return items(value, values, change);
    case "left": return h("span", { class: "nn-steps-note" }, "not recorded: there was too much");
    case "object": return h("span", { class: "nn-steps-note" }, value.type);
    default: return h("code", { class: change ? "nn-steps-new" : "" }, `${value.text}${value.length ? ` … ${value.length} characters` : ""}`);
  }
}

function array(value, change, label) {
  if (value.grid) return grid(value, { change, label });
  if (value.shades) return shades(value);
  return h("span", { class: "nn-steps-note" }, value.large ? "too large to look into" : "not numbers");
}

/** Make a table of the entries of an array; what has more than two axes stands in layers. */
export function grid({ grid: rows, shape, dtype }, { change, label = "" } = {}) {
  const width = rows[0]?.length ?? 0;
  const layer = shape.length > 2 ? shape.at(-2) : rows.length;
  const changed = new Set(Array.isArray(change) ? change : change === true ? rows.flatMap((row, i) => row.map((_, j) => i * width + j)) : []);
  const table = h("table", { class: "nn-grid", "aria-label": `${label} ${tuple(shape)} ${dtype}`.trim() });
  const body = h("tbody");
  rows.forEach((row, i) => {
    const cells = row.map((entry, j) => {
      const odd = typeof entry === "string" && /^-?(nan|inf)$/.test(entry);
      const names = [changed.has(i * width + j) && "nn-steps-new", odd && "nn-steps-bad"].filter(Boolean).join(" ");
      return h("td", { class: names || false, title: numeral(entry, 12) }, numeral(entry));
    });
    body.append(h("tr", { class: i && i % layer === 0 ? "nn-grid-layer" : false }, ...cells));
  });
  table.append(body);
  if (rows.length) return table;
  return h("span", { class: "nn-steps-note" }, "no entries");
}

function shades({ shades: rows, least, most, nan, inf }) {
  const words = `from ${numeral(least)} to ${numeral(most)}${nan ? `, ${nan} NaN` : ""}${inf ? `, ${inf} infinite` : ""}`;
  const lines = rows.map((row) => h("span", null, ...[...row].map((digit) => h("i", { class: `nn-shade-${digit === "?" ? "x" : digit}` }))));
  return h("span", { class: "nn-steps-shades", role: "img", "aria-label": `shades ${words}` }, ...lines, h("small", null, words));
}

function items({ items: listed, of, gap, large }, values, change) {
  const list = h("dl", { class: "nn-steps-items" });
  listed.forEach(([key, number], place) => {
    if (place === gap) list.append(h("dt", null, "…"), h("dd", null));
    const name = key ?? (gap && place >= gap ? "" : String(place));
    const value = values[number];
    const part = change === true ? true : change?.[key ?? place];
    const shown = of === "set" || of === "frozenset" ? "" : name;
    const shape = value.k === "array" || value.k === "items" ? ` ${shapeOf(value)}` : "";
    list.append(h("dt", null, h("code", null, shown), shape), h("dd", null, valueOf(value, values, { change: part, label: name })));
  });
  if (large) list.append(h("dt", null, "…"), h("dd", null, "too many to look into"));
  return listed.length || large ? list : h("span", { class: "nn-steps-note" }, "empty");
}
