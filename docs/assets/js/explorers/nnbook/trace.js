// nnbook/trace.py for one sample, a hidden layer of ReLU and a sigmoid output. Matrices are lists of rows.
// A test holds each value against it.

import { relu, relu_derivative, sigmoid } from "./activations.js";

const EPS = 1e-5;
const TINY = 2 ** -1022; // the smallest normal float

const safeLog = (p) => Math.log(Math.max(p, TINY));
const affine = (W, A, b) => W.map((row, i) => [row.reduce((sum, w, j) => sum + w * A[j][0], 0) + b[i][0]]);
const each = (f, M) => M.map((row) => row.map(f));
const outer = (dZ, A) => dZ.map(([d]) => A.map(([a]) => d * a));

const lossOf = ([[a]], [[y]]) => y * -safeLog(a) + (1 - y) * -safeLog(1 - a);
const fromA1 = (A1, Y, { W2, b2 }) => lossOf(each(sigmoid, affine(W2, A1, b2)), Y);
const fromX = (X, Y, params) => fromA1(each(relu, affine(params.W1, X, params.b1)), Y, params);

export function trace(X, Y, params) {
  const { W1, b1, W2, b2 } = params;
  const Z1 = affine(W1, X, b1), A1 = each(relu, Z1);
  const Z2 = affine(W2, A1, b2), A2 = each(sigmoid, Z2);
  const dZ2 = [[A2[0][0] - Y[0][0]]];
  const dA1 = W2[0].map((w) => [w * dZ2[0][0]]);
  const dZ1 = dA1.map(([d], i) => [d * relu_derivative(Z1[i][0])]);
  return { Z1, A1, Z2, A2, loss: [[lossOf(A2, Y)]], dZ2, dW2: outer(dZ2, A1), db2: dZ2, dA1, dZ1, dW1: outer(dZ1, X), db1: dZ1 };
}

export function measure(X, Y, params) {
  const { Z1, A1, Z2, A2 } = trace(X, Y, params);
  const measured = {
    dZ1: slopes((Z) => fromA1(each(relu, Z), Y, params), Z1),
    dA1: slopes((A) => fromA1(A, Y, params), A1),
    dZ2: slopes((Z) => lossOf(each(sigmoid, Z), Y), Z2),
    dA2: slopes((A) => lossOf(A, Y), A2),
  };
  for (const name of Object.keys(params)) {
    measured[`d${name}`] = slopes((value) => fromX(X, Y, { ...params, [name]: value }), params[name]);
  }
  return measured;
}

function slopes(f, M) {
  const at = (i, j, value) => f(M.map((row, k) => row.map((x, l) => (k === i && l === j ? value : x))));
  return M.map((row, i) => row.map((x, j) => {
    const above = x + EPS, below = x - EPS; // what rounding has left of 2 EPS lies between them
    return (at(i, j, above) - at(i, j, below)) / (above - below);
  }));
}
