"""Surfaces over two weights, small enough to draw whole, and gradient descent on them.

Each takes weights `w` of shape (2, …): a point (2,), or many at once, such as the (2, rows, columns) of a
grid. Multiplications and additions only, so that another language can give the very same numbers. What is too
large for a float becomes infinite, without a warning.
"""

# mypy: disable-error-code="no-any-return"
# (NumPy types what its ufuncs return as Any)

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from nnbook.validation import (
    Array,
    Checked,
    Numbers,
    as_count,
    as_floats,
    as_function,
    as_number,
    checked,
    same_shape,
)


def _check_weights(w: Numbers) -> tuple[Array]:
    array = as_floats("w", w)
    if array.ndim == 0 or len(array) != 2:
        raise ValueError(f"w must hold two weights, in a shape (2, …), got {array.shape}")
    return (array,)


@checked(_check_weights)
def bowl(w: Numbers) -> Array:
    """Rise alike in all directions: w1**2 + w2**2, of curvature 2, with its bottom at the origin."""
    w1, w2 = w
    return w1 * w1 + w2 * w2


@checked(_check_weights)
def bowl_gradient(w: Numbers) -> Array:
    """Slopes of `bowl`, in the shape of `w`."""
    w1, w2 = w
    return np.stack([2.0 * w1, 2.0 * w2])


@checked(_check_weights)
def valley(w: Numbers) -> Array:
    """Rise twenty times as steeply across as along: (w1**2 + 20 * w2**2) / 2, of curvatures 1 and 20."""
    w1, w2 = w
    return 0.5 * (w1 * w1 + 20.0 * (w2 * w2))


@checked(_check_weights)
def valley_gradient(w: Numbers) -> Array:
    """Slopes of `valley`, in the shape of `w`."""
    w1, w2 = w
    return np.stack([w1, 20.0 * w2])


@checked(_check_weights)
def two_minima(w: Numbers) -> Array:
    """Have two bottoms, a deeper one on the left, with a pass between: (w1**2 - 2)**2 / 4 and a slope."""
    w1, w2 = w
    apart = w1 * w1 - 2.0
    return 0.25 * apart * apart + 0.3 * w1 + 0.5 + w2 * w2


@checked(_check_weights)
def two_minima_gradient(w: Numbers) -> Array:
    """Slopes of `two_minima`, in the shape of `w`."""
    w1, w2 = w
    return np.stack([w1 * (w1 * w1 - 2.0) + 0.3, 2.0 * w2])


SURFACES: dict[str, tuple[Checked[..., Array], Checked[..., Array]]] = {
    "bowl": (bowl, bowl_gradient),
    "valley": (valley, valley_gradient),
    "two_minima": (two_minima, two_minima_gradient),
}


def descend(
    gradient: Callable[[Array], Array],
    start: ArrayLike,
    learning_rate: float,
    steps: int,
    momentum: float = 0.0,
    *,
    bound: float = 1e6,
) -> Array:
    """Walk downhill, and keep every place on the way.

    Parameters
    ----------
    gradient : callable
        Takes weights of the shape of `start` and returns the slopes there, such as `bowl_gradient`.
    start : array_like, any shape
        Where the walk begins, within the bound.
    learning_rate : float
        Above 0.
    steps : int
        How many, 0 included.
    momentum : float
        How much of the direction before is kept, as in `nnbook.training.momentum`.
    bound : float
        A step that would bring a weight beyond it, to either side, is not taken, and ends the walk.

    Returns
    -------
    ndarray, shape (n + 1, …)
        The start and the place after each of n steps, all finite. n is less than `steps` where the walk
        left the bound.

    Raises
    ------
    ValueError
        Where an argument is not usable, or `gradient` returns another shape.
    """
    as_function("gradient", gradient, "bowl_gradient")
    w, learning_rate = as_floats("start", start), as_number("learning_rate", learning_rate, positive=True)
    momentum, bound = as_number("momentum", momentum), as_number("bound", bound, positive=True)
    if (np.abs(w) > bound).any():
        raise ValueError(f"start must lie within the bound {bound:g}, got {start!r}")
    direction, path = np.zeros_like(w), [w]
    for _ in range(as_count("steps", steps, least=0)):
        slopes = as_floats("gradient", gradient(w), finite=False)
        same_shape(w=w, gradient=slopes)
        with np.errstate(over="ignore", invalid="ignore"):  # what overflows is beyond the bound
            direction = momentum * direction + slopes
            w = w - learning_rate * direction
        if not (np.abs(w) <= bound).all():
            break
        path.append(w)
    return np.stack(path)
