// nnbook/activations.py, for one number (softmax: for an array). A test holds each against it.

const below = (z) => Math.exp(-Math.abs(z)); // at most 1, so it cannot overflow
const right = (z) => (z > 0 ? 1 : 0);

export const sigmoid = (z) => (z >= 0 ? 1 : below(z)) / (1 + below(z));
export const sigmoid_derivative = (z) => below(z) / (1 + below(z)) ** 2;
export const tanh = Math.tanh;
export const tanh_derivative = (z) => ((2 * below(z)) / (1 + below(z) ** 2)) ** 2;
export const relu = (z) => Math.max(z, 0);
export const relu_derivative = right;
export const leaky_relu = (z, alpha = 0.01) => Math.max(z, 0) + alpha * Math.min(z, 0);
export const leaky_relu_derivative = (z, alpha = 0.01) => (z > 0 ? 1 : alpha);
export const elu = (z, alpha = 1) => Math.max(z, 0) + alpha * Math.expm1(Math.min(z, 0));
export const elu_derivative = (z, alpha = 1) => (z > 0 ? 1 : alpha * Math.exp(z));

export function softmax(z, temperature = 1) {
  const top = Math.max(...z);
  const e = z.map((v) => Math.exp((v === top ? 0 : v - top) / temperature)); // infinity - infinity is no number
  const sum = e.reduce((a, b) => a + b);
  return e.map((v) => v / sum);
}
