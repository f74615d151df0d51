// nnbook/surfaces.py for one point, in the same order of operations, so that walks agree to the last bit.
// A test holds both against each other.

export const SURFACES = {
  bowl: [([x, y]) => x * x + y * y, ([x, y]) => [2 * x, 2 * y]],
  valley: [([x, y]) => 0.5 * (x * x + 20 * (y * y)), ([x, y]) => [x, 20 * y]],
  two_minima: [
    ([x, y]) => 0.25 * (x * x - 2) * (x * x - 2) + 0.3 * x + 0.5 + y * y,
    ([x, y]) => [x * (x * x - 2) + 0.3, 2 * y],
  ],
};

export const BOUND = 1e6;

// The start and the place after each step; shorter where a step would leave the bound.
export function descend(gradient, start, rate, steps, momentum = 0) {
  const path = [start];
  let direction = start.map(() => 0), w = start;
  for (let step = 0; step < steps; step++) {
    const slopes = gradient(w);
    direction = direction.map((d, i) => momentum * d + slopes[i]);
    w = w.map((x, i) => x - rate * direction[i]);
    if (!w.every((x) => Math.abs(x) <= BOUND)) break;
    path.push(w);
  }
  return path;
}
