// What a line computes with arrays. An entry of the result that a reader points at shows what it is made of: the row
// and the column of a product, the entries that are taken together, those that an axis lost.
import { h } from "../core/dom.js";
import { prose } from "./output.js";
import { grid, numeral, shapeOf, valueOf } from "./values.js";

const TERMS = 6; // of a sum that are written out

/** Make what shows an operation. */
export function operation(found, values) {
  const a = values[found.a], b = values[found.b], out = values[found.out];
  const head = h("p", { class: "nn-op-head" }, h("strong", null, TITLES[found.op](found)), ` ${DETAILS[found.op](found, a, b, out)}`);
  const sides = found.op === "reduction" ? [[found.of, a]] : [[found.left, a], [found.right, b]];
  const tables = [...sides.map(([name, value]) => part(name, value, values)), ...(out ? [part("result", out, values)] : [])];
  const signs = found.op === "reduction" ? [" → "] : [found.sign, "="];
  const row = h("div", { class: "nn-op-row" });
  tables.forEach((table, n) => row.append(...(n ? [h("span", { class: "nn-op-sign", "aria-hidden": "true" }, signs[n - 1])] : []), table));
  const box = h("div", { class: `nn-op${out ? "" : " nn-op-broken"}`, role: "group", "aria-label": TITLES[found.op](found) }, head, row);
  if (found.why) box.append(h("p", { class: "nn-op-why" }, ...prose(found.why)));
  else if (out?.grid?.length && sides.every(([, value]) => value.grid || value.k === "number")) point(found, a, b, out, tables, box);
  return box;
}

const TITLES = {
  product: ({ text }) => text,
  broadcast: ({ text }) => text,
  reduction: ({ name, of }) => `${name} of ${of}`,
};

const shape = (value) => (value.shape ? `(${value.shape.join(", ")}${value.shape.length === 1 ? "," : ""})` : "a number");

const DETAILS = {
  product: (found, a, b, out) => `${shape(a)} @ ${shape(b)}${out ? ` → ${shape(out)}` : ": no product"}`,
  broadcast: ({ repeated }, a, b, out) => {
    if (!out) return `${shape(a)} and ${shape(b)} do not fit`;
    const words = (repeated ?? []).map(([name, axes]) => `${name} is repeated ${axes.map(([axis, count]) => `${count} times along axis ${axis}`).join(" and ")}`);
    return `${shape(a)} and ${shape(b)} → ${shape(out)}: ${words.join("; ")}`;
  },
  reduction: ({ axes, all, keepdims }, a, b, out) => {
    const gone = all && axes.length > 1 ? "all axes go" : `axis ${axes.join(" and ")} ${axes.length > 1 ? "go" : "goes"}`;
    return `${shape(a)} → ${shape(out)}: ${gone} away${keepdims ? ", and stays with length 1" : ""}`;
  },
};

function part(name, value, values) {
  const shown = value.grid ? grid(value, { label: name }) : valueOf(value, values);
  return h("figure", null, shown, h("figcaption", null, h("code", null, name), " ", shapeOf(value)));
}

/** Say whether an entry of an operand goes into an entry of the result; both by their numbers along the axes. */
function goesInto(found, side, own, from, at, to) {
  if (found.op === "product") {
    if (from.length === 1) return true;
    return side === 0 ? own[0] === at[0] : own[1] === at[to.length - 1];
  }
  if (found.op === "reduction") {
    let place = 0;
    return own.every((index, axis) => {
      if (!found.axes.includes(axis)) return index === at[place++];
      if (found.keepdims) place++;
      return true;
    });
  }
  const lacking = to.length - from.length;
  return own.every((index, axis) => index === (from[axis] === 1 ? 0 : at[axis + lacking]));
}

/** Turn the place of a cell into numbers along the axes. */
function along(place, dims) {
  const found = [];
  let left = place;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    found.unshift(left % dims[axis]);
    left = Math.floor(left / dims[axis]);
  }
  return found;
}

/** Have a reader point at the entries of the result. */
function point(found, a, b, out, tables, box) {
  const operands = found.op === "reduction" ? [a] : [a, b];
  const cells = tables.map((table) => [...table.querySelectorAll("td")]);
  const result = cells.at(-1);
  const words = h("p", { class: "nn-op-sum", role: "status" });
  box.append(words);
  const width = out.grid[0].length;
  let at = 0;
  const show = (place) => {
    at = Math.min(Math.max(0, place), result.length - 1);
    const index = along(at, out.shape ?? []);
    result.forEach((cell, n) => cell.classList.toggle("nn-op-at", n === at));
    const taken = operands.map((operand, side) => cells[side].filter((cell, n) => {
      const goes = goesInto(found, side, along(n, operand.shape ?? []), operand.shape ?? [], index, out.shape ?? []);
      cell.classList.toggle("nn-op-in", goes);
      return goes;
    }));
    words.textContent = sentence(found, operands, taken, result[at], index);
  };
  const table = result[0].closest("table");
  table.tabIndex = 0;
  table.dataset.pointed = "";
  table.setAttribute("aria-label", `${table.getAttribute("aria-label")}: arrow keys point at an entry`);
  table.addEventListener("pointerover", ({ target }) => result.includes(target) && show(result.indexOf(target)));
  table.addEventListener("click", ({ target }) => result.includes(target) && show(result.indexOf(target)));
  table.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: width, ArrowUp: -width }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    if (at + by >= 0 && at + by < result.length) show(at + by);
  });
  show(0);
}

function sentence(found, operands, taken, cell, index) {
  const texts = taken.map((each, side) => (each.length ? each.map(({ textContent }) => textContent) : [numeral(operands[side].value ?? "")]));
  const place = `[${index.join(", ")}]`;
  const few = (terms, sign) => (terms.length <= TERMS ? terms.join(sign) : `${terms.slice(0, 2).join(sign)}${sign}…${sign}${terms.at(-1)}`);
  if (found.op === "product") {
    const terms = texts[0].map((one, n) => `${one} · ${bracket(texts[1][n])}`);
    return `${place}: ${few(terms, " + ")} = ${cell.textContent}`;
  }
  if (found.op === "reduction") return `${place}: ${found.name} of ${few(texts[0], ", ")} = ${cell.textContent}`;
  return `${place}: ${texts[0][0]} ${found.sign} ${bracket(texts[1][0])} = ${cell.textContent}`;
}

const bracket = (text) => (text?.startsWith("-") ? `(${text})` : text);
