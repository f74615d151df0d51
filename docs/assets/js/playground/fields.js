// The state of a playground: the names and limits of nnbook/book/run/playground.py, which checks it again.
import { choice, integer, real } from "../explorers/core/state.js";

export const MOST_LAYERS = 5, MOST_NEURONS = 16, MOST_POINTS = 60;
export const ACTIVATIONS = ["identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu"];
export const GATES = ["and", "or", "nand", "xor"];
export const AMOUNTS = ["sine", "line"];

const listed = (initial, one, most) => ({
  initial,
  parse(text) {
    const list = text === "none" ? [] : text.split(".").map(one);
    return list.length <= most && !list.includes(undefined) ? list : undefined;
  },
  format: (list) => list.join(".") || "none",
});

const place = real(0, -1, 1);
const size = integer(1, 1, MOST_NEURONS);

// "x1_x2_class" joined by "~"
const points = {
  initial: [],
  parse(text) {
    const list = text.split("~").map((part) => part.split("_"));
    const valid = ([x1, x2, label, ...rest]) =>
      !rest.length && place.parse(x1) !== undefined && place.parse(x2 ?? "") !== undefined && /^[01]$/.test(label);
    if (list.length > MOST_POINTS || !list.every(valid)) return undefined;
    return list.map(([x1, x2, label]) => [place.parse(x1), place.parse(x2), Number(label)]);
  },
  format: (list) => list.map((point) => point.join("_")).join("~"),
};

export const FIELDS = {
  data: choice("circles", [...GATES, "halves", "quadrants", "circles", "moons", "spiral", "blobs", "flats", "drawn", ...AMOUNTS]),
  samples: integer(200, 4, 1000),
  noise: real(0, 0, 1),
  held: integer(0, 0, 80),
  scaled: integer(0, 0, 1),
  points,
  layers: listed([4], size.parse, MOST_LAYERS),
  activations: listed(["tanh"], (name) => (ACTIVATIONS.includes(name) ? name : undefined), MOST_LAYERS),
  start: choice("xavier", ["zero", "small", "xavier", "he", "large", "half", "three"]),
  loss: choice("cross_entropy", ["cross_entropy", "squared_error"]),
  optimizer: choice("sgd", ["sgd", "momentum", "adam"]),
  rate: real(2, 1e-6, 1000),
  beta: real(0.9, 0, 0.999),
  batch: integer(0, 0, 1000),
  l2: real(0, 0, 10),
  seed: integer(1, 1, 9999),
  at: integer(0, 0, 200_000),
};

/** Make the parts of a state fit together; give the names of those that did not. */
export function mend(state) {
  const broken = [];
  if (state.activations.length !== state.layers.length) {
    broken.push("activations");
    state.activations = state.layers.map((_, i) => state.activations[i] ?? state.activations.at(-1) ?? "tanh");
  }
  if (AMOUNTS.includes(state.data) && state.loss !== "squared_error") {
    broken.push("loss");
    state.loss = "squared_error";
  }
  if (state.data === "drawn" && !state.points.length) {
    broken.push("points");
    state.data = "circles";
  }
  if (state.held && state.data === "drawn" && state.points.length < 2) {
    broken.push("held");
    state.held = 0;
  }
  return broken;
}

/** The fields with another start, as an address writes it: "data=xor&layers=2". */
export function startingFrom(query) {
  const own = Object.entries(FIELDS).map(([name, field]) => {
    const text = new URLSearchParams(query).get(name);
    return [name, text === null ? field : { ...field, initial: field.parse(text) ?? field.initial }];
  });
  return Object.fromEntries(own);
}
