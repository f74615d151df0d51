"""Gradient checking: compare backpropagation with slopes that are measured, not derived."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import inf

import numpy as np
from numpy.typing import ArrayLike

from nnbook.backprop import backward_propagation
from nnbook.forward import check_network, forward_propagation
from nnbook.losses import check_labels, output_loss
from nnbook.validation import Array, Arrays, as_floats, as_function, as_number


def numerical_gradient(f: Callable[[Array], float], x: ArrayLike, eps: float = 1e-5) -> Array:
    """Measure the gradient of `f` at `x`: step a little to both sides of every entry.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of `x` and returns one number.
    x : array_like, any shape
        Never changed: `f` gets float64 copies, which are its own.
    eps : float
        Step. The central difference errs by about eps**2, its rounding by about 1e-16 / eps times the size
        of `f`: 1e-5 serves both, while 1e-7 is already within rounding.

    Returns
    -------
    ndarray of float64, the shape of `x`

    Raises
    ------
    ValueError
        Where `x` is not finite, `eps` is not above 0 or too small to move an entry, or `f` returns anything
        but one number.
    """
    as_function("f", f, "np.sum")
    point = as_floats("x", x).astype(np.float64)
    eps = as_number("eps", eps, positive=True)
    gradient = np.zeros_like(point)
    for index in np.ndindex(point.shape):
        above, below = point.copy(), point.copy()
        with np.errstate(over="ignore"):
            above[index] += eps
            below[index] -= eps
            distance = above[index] - below[index]  # what rounding has left of 2 eps
        if not 0 < distance < inf:
            size = "large" if distance == 0 else "small"
            raise ValueError(f"eps must be {size} enough to move x from {point[index]:g}, got {eps:g}")
        gradient[index] = (_one_number(f(above)) - _one_number(f(below))) / distance
    return gradient


def _one_number(value: ArrayLike) -> float:
    try:
        return float(as_floats("what f returns", value, ndim=(0,), finite=False))
    except ValueError as error:
        raise ValueError(f"f must return one number: {error}") from error


def check_gradients(
    X: Array,
    Y: Array,
    params: Arrays,
    activations: Sequence[str] | None = None,
    loss: str = "binary_cross_entropy",
    eps: float = 1e-5,
) -> float:
    """Largest relative difference between backpropagation and the measured gradient, in float64.

    Parameters
    ----------
    X, Y, params, activations, loss
        As for `forward_propagation` and `backward_propagation`.
    eps : float
        Step of `numerical_gradient`.

    Returns
    -------
    float
        The largest difference between an entry of both, divided by the largest measured entry of the whole
        network, or by 1e-3 where even that is smaller: such entries drown in the rounding of the loss.
        Around 1e-9 where all is right, above 1e-4 where a formula is wrong, infinite where a gradient is not
        finite. It is large, too, where a pre-activation is so near to a kink, as ReLU has one at 0, that a
        step of `eps` crosses it.

    Raises
    ------
    ValueError
        As for `forward_propagation` and `backward_propagation`.
    """
    X, params, activations = check_network(X, params, activations)
    X, Y = X.astype(np.float64), check_labels(Y, loss).astype(np.float64)
    params = {name: value.astype(np.float64) for name, value in params.items()}

    def loss_with(name: str, value: Array) -> float:
        A, cache = forward_propagation.core(X, params | {name: value}, activations)
        return output_loss.core(cache[f"Z{len(activations)}"], A, Y, activations[-1], loss)

    difference, largest = 0.0, 1e-3
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is reported as such
        _, cache = forward_propagation(X, params, activations)
        gradients = backward_propagation(X, Y, params, cache, loss)
        for name, value in params.items():
            measured = numerical_gradient(partial(loss_with, name), value, eps)
            if not (np.isfinite(measured).all() and np.isfinite(gradients[f"d{name}"]).all()):
                return inf
            difference = max(difference, np.abs(gradients[f"d{name}"] - measured).max())
            largest = max(largest, np.abs(measured).max())
    return float(difference / largest)
