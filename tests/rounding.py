"""What rounding may do to a result: bounds that are counted, so that no test knows one machine.

IEEE 754 fixes +, -, *, / and the square root: each is off by one rounding at most. It leaves open in which
order BLAS adds, and how far off exp, log and tanh are, so these differ from processor to processor, and from
NumPy to PyTorch and to JavaScript. A test that allows what is counted here holds on all of them.

A few operations are counted by hand: `rtol=(ELEMENTARY + 3) * U`. For a whole network `Rounded` counts, by
the rules of running error analysis (Higham, Accuracy and Stability of Numerical Algorithms, 2002, chapter 3).
Between two ways of computing one thing may lie twice the error, for both are off.
"""

# ruff: noqa: D105 - what an operator does is known

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnbook.forward import forward_propagation
from nnbook.gradcheck import numerical_gradient
from nnbook.losses import output_loss
from nnbook.validation import Array

U = 2.0**-53  # one rounding in float64, relative to the result: half a unit in the last place
LEAST = 2.0**-1074  # the smallest number above 0: what an underflow rounds to
ELEMENTARY = 8  # roundings that exp, log or tanh may be off: 4 units, the most that NumPy's tests let pass
SINGLE = 2.0**29  # how many times as much a rounding in float32 is


class Rounded:
    """Numbers, and how far from the exact ones each may be, in whatever order they were computed.

    An operation passes on the errors of what it is given, and adds the roundings of its own.
    """

    __array_ufunc__ = None  # so that an array on the left leaves the operation to this class

    def __init__(self, value: ArrayLike, error: ArrayLike = 0.0) -> None:
        self.value: Array = np.asarray(value, dtype=float)
        error = np.where(np.isnan(error), np.inf, error)  # an infinite error times 0 bounds nothing
        self.error: Array = np.broadcast_to(error, self.value.shape)

    def off(self, roundings: float, sizes: Array | None = None) -> "Rounded":
        """Add roundings of the size of the values, or of the sizes of the terms that they are sums of."""
        sizes = np.abs(self.value) if sizes is None else sizes
        return Rounded(self.value, self.error + roundings * (U * sizes + LEAST))

    def __neg__(self) -> "Rounded":
        return Rounded(-self.value, self.error)

    def __abs__(self) -> "Rounded":
        return Rounded(np.abs(self.value), self.error)

    def __add__(self, other: Any) -> "Rounded":
        other = rounded(other)
        return Rounded(self.value + other.value, self.error + other.error).off(1)

    def __sub__(self, other: Any) -> "Rounded":
        return self + -rounded(other)

    def __mul__(self, other: Any) -> "Rounded":
        other = rounded(other)
        a, b = np.abs(self.value), np.abs(other.value)
        with np.errstate(invalid="ignore"):
            passed_on = a * other.error + self.error * b + self.error * other.error
        return Rounded(self.value * other.value, passed_on).off(1)

    def __truediv__(self, other: Any) -> "Rounded":
        other = rounded(other)
        with np.errstate(all="ignore"):
            value = self.value / other.value
            least = np.maximum(np.abs(other.value) - other.error, 0.0)  # that the divisor may be
            return Rounded(value, (self.error + np.abs(value) * other.error) / least).off(1)

    def __matmul__(self, other: Any) -> "Rounded":
        other = rounded(other)
        a, b = np.abs(self.value), np.abs(other.value)
        with np.errstate(invalid="ignore"):
            passed_on = a @ other.error + self.error @ b + self.error @ other.error
        return Rounded(self.value @ other.value, passed_on).off(a.shape[-1], a @ b)

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other: Any) -> "Rounded":
        return rounded(other) - self

    def __rtruediv__(self, other: Any) -> "Rounded":
        return rounded(other) / self

    @property
    def T(self) -> "Rounded":
        return Rounded(self.value.T, self.error.T)

    def sum(self, axis: int | None = None) -> "Rounded":
        """Add up in any order: each of the additions rounds what is at most the sum of the sizes."""
        values, errors, sizes = (
            x.sum(axis=axis, keepdims=axis is not None) for x in (self.value, self.error, np.abs(self.value))
        )
        return Rounded(values, errors).off(self.value.size / values.size - 1, sizes)

    def sqrt(self) -> "Rounded":
        root, low = np.sqrt(self.value), np.sqrt(np.maximum(self.value - self.error, 0.0))
        with np.errstate(all="ignore"):  # near 0 the root of the error is the smaller bound
            return Rounded(root, np.fmin(self.error / (root + low), np.sqrt(self.error))).off(1)

    def exp(self) -> "Rounded":
        with np.errstate(all="ignore"):
            value = np.exp(self.value)
            return Rounded(value, value * np.expm1(self.error)).off(ELEMENTARY)

    def log(self) -> "Rounded":
        """Logarithm that stops at the smallest normal number, as `nnbook.losses.safe_log` does."""
        tiny = np.finfo(float).tiny
        low, p, high = (np.maximum(self.value + by, tiny) for by in (-self.error, 0.0, self.error))
        passed_on = np.maximum(np.log1p((high - p) / p), np.log1p((p - low) / low))
        return Rounded(np.log(p), passed_on).off(ELEMENTARY)

    def tanh(self) -> "Rounded":
        nearest = np.maximum(np.abs(self.value) - self.error, 0.0)  # to 0, where it is steepest
        with np.errstate(all="ignore"):
            return Rounded(np.tanh(self.value), self.error / np.cosh(nearest) ** 2).off(ELEMENTARY)

    def above(self) -> "Rounded":
        """Keep what is above 0 and make the rest 0, which rounds nothing."""
        return Rounded(np.maximum(self.value, 0.0), np.where(self.value > -self.error, self.error, 0.0))

    def is_above(self) -> "Rounded":
        """Return 1 above 0, else 0; a number within its error of 0 may be either."""
        return Rounded(self.value > 0, (np.abs(self.value) <= self.error) & (self.error > 0))


def rounded(value: Any) -> Rounded:
    """Return numbers as such with an error; where they have none it is 0."""
    return value if isinstance(value, Rounded) else Rounded(value)


def read(decimals: ArrayLike) -> Rounded:
    """Return numbers that stand in a text as decimals: reading them rounds each."""
    return Rounded(decimals).off(1)


def assert_within(found: ArrayLike, expected: ArrayLike, error: ArrayLike, what: object = "it") -> None:
    """Assert that no number differs from the expected one by more than its error."""
    found, expected = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
    assert found.shape == expected.shape, f"{what} has the shape {found.shape}, expected {expected.shape}"
    with np.errstate(invalid="ignore"):
        difference = np.where(found == expected, 0.0, np.abs(found - expected))  # infinity - infinity is none
    error = np.broadcast_to(error, found.shape)
    for place in map(tuple, np.argwhere(~(difference <= error))):
        raise AssertionError(
            f"{what} is {found[place]!r} at {place}, expected {expected[place]!r}: "
            f"the difference {difference[place]:.3g} is above {error[place]:.3g}"
        )


# ---- networks ----

ALPHAS = {"relu": 0.0, "leaky_relu": 0.01, "prelu": 0.25}


def activation(Z: Rounded, name: str, axis: int = 0, temperature: float = 1.0) -> Rounded:
    """Return the outputs of a layer, or any other values of an activation."""
    if name == "identity":
        return Z
    if name == "tanh":
        return Z.tanh()
    if name == "sigmoid":
        e = (-abs(Z)).exp()
        right = Z.value >= 0
        return Rounded(np.where(right, 1.0, e.value), np.where(right, 0.0, e.error)) / (1.0 + e)
    if name == "softmax":
        e = ((Z - Z.value.max(axis=axis, keepdims=True)) / temperature).exp()
        return e / e.sum(axis)
    below = -(-Z).above()
    if name == "elu":  # exp(z) - 1 loses most near 0, and expm1, which is a function of its own, elsewhere
        return Z.above() + (below.exp() - 1.0).off(ELEMENTARY)
    return Z.above() + ALPHAS[name] * below


def through_activation(
    dA: Rounded, Z: Rounded, name: str, axis: int = 0, temperature: float = 1.0
) -> Rounded:
    """Carry a gradient back, by formulas that lose more than the library's: a (1 - a) and 1 - a a."""
    A = activation(Z, name, axis, temperature)
    if name == "softmax":
        return A * (dA - (A * dA).sum(axis)) / temperature
    if name in ("identity", "tanh", "sigmoid"):
        return dA * {"identity": 1.0, "tanh": 1.0 - A * A, "sigmoid": A * (1.0 - A)}[name]
    right = Z.is_above()
    return dA * (right + ((-(-Z).above()).exp() if name == "elu" else ALPHAS[name]) * (1.0 - right))


def loss_of(A: Rounded, Y: Array, loss: str) -> Rounded:
    """Return the loss of the outputs."""
    if loss == "binary_cross_entropy":
        return (Y * -A.log() + (1.0 - Y) * -(1.0 - A).log()).sum() / Y.size
    if loss == "categorical_cross_entropy":
        return (Y * -A.log()).sum() / Y.shape[1]
    return ((A - Y) * (A - Y)).sum() / Y.size


def loss_gradient(A: Rounded, Y: Array, loss: str) -> Rounded:
    """Return the slope of the loss with each output."""
    if loss == "binary_cross_entropy":
        return (A - Y) / (A * (1.0 - A)) / Y.size
    if loss == "categorical_cross_entropy":
        return -(Y / A) / Y.shape[1]
    return 2.0 * (A - Y) / Y.size


def forward(
    X: ArrayLike | Rounded, params: Mapping[str, Any], activations: Sequence[str]
) -> dict[str, Rounded]:
    """Return "A0", which is the data, "Z1", "A1", "Z2" and so on."""
    found = {"A0": rounded(X)}
    for layer, name in enumerate(activations, start=1):
        W, A, b = rounded(params[f"W{layer}"]), found[f"A{layer - 1}"], rounded(params[f"b{layer}"])
        Z = (W @ A + b).off(W.value.shape[1], np.abs(b.value))  # the bias may be the first that is added
        found |= {f"Z{layer}": Z, f"A{layer}": activation(Z, name)}
    return found


def network(
    X: ArrayLike | Rounded, Y: ArrayLike, params: Mapping[str, Any], activations: Sequence[str], loss: str
) -> dict[str, Rounded]:
    """Return what `forward` does, then "loss", "dZ2", "dW2", "db2", "dA1" and so on."""
    found, Y, depth = forward(X, params, activations), np.asarray(Y), len(activations)
    A = found[f"A{depth}"]
    found["loss"] = loss_of(A, Y, loss)
    if (activations[-1], loss) == ("sigmoid", "binary_cross_entropy"):
        # Who goes the long way divides by a (1 - a) and multiplies with it: five roundings more. An error
        # of 1 - a is in both and cancels.
        dZ = ((A - Y) / Y.size).off(5)
    else:
        dZ = through_activation(loss_gradient(A, Y, loss), found[f"Z{depth}"], activations[-1])
    for layer in range(depth, 0, -1):
        found |= {f"dZ{layer}": dZ, f"dW{layer}": dZ @ found[f"A{layer - 1}"].T, f"db{layer}": dZ.sum(axis=1)}
        if layer > 1:
            found[f"dA{layer - 1}"] = rounded(params[f"W{layer}"]).T @ dZ
            dZ = through_activation(found[f"dA{layer - 1}"], found[f"Z{layer - 1}"], activations[layer - 2])
    return found


def training(
    X: ArrayLike,
    Y: ArrayLike,
    params: Mapping[str, Any],
    activations: Sequence[str],
    loss: str,
    rate: float,
    optimizer: str = "sgd",
) -> Iterator[tuple[Rounded, dict[str, Rounded]]]:
    """Yield the loss before each step and the parameters after it, with all that rounding has added up to."""
    state: dict[str, Any] = {}
    step = 0
    while True:
        step += 1
        found, after = network(X, Y, params, activations, loss), {}
        for name, value in params.items():
            direction, state[name] = optimize(found[f"d{name}"], state.get(name), optimizer, step)
            after[name] = rounded(value) - rate * direction
        params = after
        yield found["loss"], params


def optimize(gradient: Rounded, before: Any, optimizer: str, step: int) -> tuple[Rounded, Any]:
    """Return the direction to go, and what is remembered."""
    if optimizer == "sgd":
        return gradient, None
    if optimizer == "momentum":
        direction = gradient if before is None else 0.9 * before + gradient
        return direction, direction
    mean, square = before or (0.0, 0.0)
    # PyTorch has the same terms in another order, which costs up to two roundings more in each line.
    mean = (0.9 * rounded(mean) + (1.0 - 0.9) * gradient).off(2)
    square = (0.999 * rounded(square) + (1.0 - 0.999) * (gradient * gradient)).off(2)
    size = (square / (1.0 - 0.999**step)).sqrt() + 1e-8
    return (mean / (1.0 - 0.9**step) / size).off(2), (mean, square)


# ---- measured slopes ----


def slope_error(measure: Callable[[float], Array], error: ArrayLike, eps: float = 1e-5) -> Array:
    """Bound how far measured slopes are from true ones where the values that they come from have an error.

    Steps of twice the size miss four times as much, so a third of the difference is what the steps miss, and
    half of it leaves room for the next order. Two values, divided by their distance, pass on error / eps, and
    half of that with twice the steps. Next to this the rounding of a derived slope is nothing.

    Parameters
    ----------
    measure : callable
        Takes the size of a step and returns the measured slopes.
    error : array_like
        How far from the exact one a value may be.
    eps : float
        The step of the measurement.
    """
    once, twice = measure(eps), measure(2 * eps)
    return np.abs(twice - once) / 2 + 1.5 * np.asarray(error) / eps


def check_error(X: Array, Y: Array, params: dict[str, Array], activations: Sequence[str], loss: str) -> float:
    """Bound what `check_gradients` may return where every gradient is right."""
    found = network(X, Y, params, activations, loss)

    def measure(name: str, eps: float) -> Array:
        return numerical_gradient(partial(loss_with, name), params[name], eps)

    def loss_with(name: str, value: Array) -> float:
        A, cache = forward_propagation.core(X, params | {name: value}, activations)
        return output_loss.core(cache[f"Z{len(activations)}"], A, Y, activations[-1], loss)

    errors = [slope_error(partial(measure, name), found["loss"].error).max() for name in params]
    largest = max(np.abs(found[f"d{name}"].value).max() for name in params)
    return max(errors) / max(largest, 1e-3)
