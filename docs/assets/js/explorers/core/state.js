// The state of an explorer in the address of the page, so that it can be shared.
//
// Each field is one pair of the query, `?activation.z=1.5&perceptron.steps=7`: the explorer's key, a dot, the
// field. An explorer touches its own pairs only, so several share a page; the part after # stays with the
// headings. Fields at their default do not appear.
//
// A field is {initial, parse(text), format(value)}: parse gives undefined for what is not valid. A number's has a range.

import { number } from "./numbers.js";

const bounded = (kind, of) => (initial, min, max) => ({
  initial,
  parse(text) {
    const x = of(text);
    return x >= min && x <= max ? x : undefined;
  },
  format: String,
  range: `${kind} from ${min} to ${max}`,
});

export const real = bounded("a number", number);
export const integer = bounded("a whole number", (text) => (/^\d+$/.test(text) ? Number(text) : undefined));

export const choice = (initial, names) => ({
  initial,
  parse: (text) => (names.includes(text) ? text : undefined),
  format: String,
});

// some of the names, in their order; "none" for an empty set
export const subset = (initial, names) => ({
  initial,
  parse(text) {
    const chosen = text === "none" ? [] : text.split(".");
    const known = names.filter((name) => chosen.includes(name));
    return known.length === chosen.length ? known : undefined;
  },
  format: (value) => value.join(".") || "none",
});

export function defaults(fields) {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.initial]));
}

// Gives the state and the names that were asked for and are not valid.
export function read(key, fields) {
  const state = defaults(fields);
  const broken = [];
  for (const [name, text] of new URLSearchParams(location.search)) {
    if (!name.startsWith(`${key}.`)) continue;
    const field = name.slice(key.length + 1);
    const value = Object.hasOwn(fields, field) ? fields[field].parse(text) : undefined;
    if (value === undefined) broken.push(field);
    else state[field] = value;
  }
  return { state, broken };
}

/** Tell whether the address asks for a state of an explorer. */
export const isAsked = (key) => [...new URLSearchParams(location.search).keys()].some((name) => name.startsWith(`${key}.`));

export function write(key, fields, state) {
  const others = location.search.slice(1).split("&").filter((pair) => pair && !pair.startsWith(`${key}.`));
  const own = Object.entries(fields)
    .map(([name, field]) => [name, field.format(state[name]), field.format(field.initial)])
    .filter(([, text, initial]) => text !== initial)
    .map(([name, text]) => `${key}.${name}=${encodeURIComponent(text)}`);
  const query = [...others, ...own].join("&");
  const address = location.pathname + (query && `?${query}`) + location.hash;
  // Material keeps the scroll position in history.state
  if (address !== location.pathname + location.search + location.hash) history.replaceState(history.state, "", address);
}
