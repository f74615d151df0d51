// The three curves whose slopes chapter "Before you start" teaches, and the difference quotient, for one number.
// A test holds each against NumPy.

export const CURVES = {
  square: [(x) => x * x, (x) => 2 * x],
  exp: [Math.exp, Math.exp],
  log: [Math.log, (x) => 1 / x],
};

// What a step of h from x does: [rise, slope of the secant]; no step has no secant.
export function quotient(curve, x, h) {
  const [f] = CURVES[curve];
  const rise = f(x + h) - f(x);
  return [rise, h === 0 ? undefined : rise / h];
}

export const derivative = (curve, x) => CURVES[curve][1](x);
