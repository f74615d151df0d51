"""Activation functions and their derivatives, exact and silent however large the input.

Each takes pre-activations `z` of any shape, also one number, and returns as many values: float32 stays
float32, everything else becomes float64. Infinity gives the limit and NaN gives NaN, except that the
derivatives of ReLU, leaky ReLU and PReLU count NaN as not above 0.

`checked` looks at what a function is given and makes it an array; the function itself, as the chapters list
it, is its `core`.
"""

# mypy: disable-error-code="no-any-return"
# (NumPy types what its ufuncs return as Any)

from __future__ import annotations

from typing import Any

import numpy as np

from nnbook.validation import (
    Array,
    Checked,
    Numbers,
    as_axis,
    as_floats,
    as_number,
    as_slopes,
    checked,
    same_shape,
)


def _values(z: Numbers) -> tuple[Array]:
    return (as_floats("z", z, finite=False),)


def _values_and_slope(z: Numbers, alpha: float) -> tuple[Array, float]:
    z, alpha = as_floats("z", z, finite=False), as_number("alpha", alpha)
    if alpha == 0:
        z = np.where(z < 0, 0.0, z).astype(z.dtype)  # 0 times minus infinity would be no number
    return z, alpha


def _values_and_slopes(z: Numbers, alpha: Numbers) -> tuple[Array, Array]:
    z = as_floats("z", z, finite=False)
    alpha = as_slopes("alpha", alpha, z)
    return np.where((alpha == 0) & (z < 0), 0.0, z).astype(z.dtype), alpha


def _values_and_depth(z: Numbers, alpha: float) -> tuple[Array, float]:
    return as_floats("z", z, finite=False), as_number("alpha", alpha)


def _scores(z: Numbers, axis: int, temperature: float) -> tuple[Array, int, float]:
    """Return scores among which an infinite one is the limit: those at the top share all, the rest get 0."""
    z = as_floats("z", z, finite=False)
    axis, temperature = as_axis(axis, z), as_number("temperature", temperature, positive=True)
    top = z.max(axis=axis, keepdims=True, initial=-np.inf)
    limit = np.where(z == top, 0.0, -np.inf).astype(z.dtype)
    return np.where(np.isinf(top), limit, z), axis, temperature


def _scores_and_change(z: Numbers, v: Numbers, axis: int, temperature: float) -> tuple[Any, ...]:
    z, axis, temperature = _scores(z, axis, temperature)
    v = as_floats("v", v, finite=False)
    same_shape(z=z, v=v)
    return z, v, axis, temperature


@checked(_values)
def identity(z: Numbers) -> Array:
    """Leave every value as it is, for the output of a regression.

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    ndarray, the shape of `z`
        A copy.
    """
    return +z


@checked(_values)
def identity_derivative(z: Numbers) -> Array:
    """Slope of `identity`: 1 everywhere, in the shape of `z`."""
    return np.ones_like(z)


@checked(_values)
def sigmoid(z: Numbers) -> Array:
    """Squash every value into the range 0 to 1: 1 / (1 + exp(-z)).

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    ndarray, the shape of `z`
        Values from 0 to 1, exact in both tails.
    """
    e = np.exp(-np.abs(z))  # at most 1, so it cannot overflow
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


@checked(_values)
def sigmoid_derivative(z: Numbers) -> Array:
    """Slope of `sigmoid`: s * (1 - s), at most 1/4; in the shape of `z`."""
    e = np.exp(-np.abs(z))
    return e / (1.0 + e) ** 2  # s * (1 - s) is 0 where s rounds to 1


@checked(_values)
def tanh(z: Numbers) -> Array:
    """Squash every value into the range -1 to 1, with 0 in the middle.

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    ndarray, the shape of `z`
    """
    return np.tanh(z)


@checked(_values)
def tanh_derivative(z: Numbers) -> Array:
    """Slope of `tanh`: 1 - tanh(z)**2, at most 1; in the shape of `z`."""
    e = np.exp(-np.abs(z))
    return (2.0 * e / (1.0 + e * e)) ** 2  # exact where tanh(z) rounds to 1


@checked(_values)
def relu(z: Numbers) -> Array:
    """Keep what is positive and replace the rest by 0: max(0, z).

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    ndarray, the shape of `z`
    """
    return np.maximum(z, 0.0)


@checked(_values)
def relu_derivative(z: Numbers) -> Array:
    """Slope of `relu`: 1 above 0, else 0, also at 0; in the shape of `z`."""
    return (z > 0).astype(z.dtype)


@checked(_values_and_slope)
def leaky_relu(z: Numbers, alpha: float = 0.01) -> Array:
    """Keep what is positive and shrink the rest by `alpha`.

    So a neuron below 0 has a slope still, and does not fall silent for good.

    Parameters
    ----------
    z : array_like, any shape
    alpha : float
        Slope below 0.

    Returns
    -------
    ndarray, the shape of `z`

    References
    ----------
    Maas, Hannun and Ng (2013), Rectifier nonlinearities improve neural network acoustic models.
    """
    return np.maximum(z, 0.0) + alpha * np.minimum(z, 0.0)


@checked(_values_and_depth)
def leaky_relu_derivative(z: Numbers, alpha: float = 0.01) -> Array:
    """Slope of `leaky_relu`: 1 above 0, else `alpha`; shaped as `z`."""
    right = (z > 0).astype(z.dtype)
    return right + alpha * (1.0 - right)


@checked(_values_and_slopes)
def prelu(z: Numbers, alpha: Numbers = 0.25) -> Array:
    """Like `leaky_relu`, with an `alpha` for each row that is learned.

    Parameters
    ----------
    z : array_like, any shape
    alpha : float, or array_like of shape (n, 1) where `z` has shape (n, m)
        Slope below 0, for all or for each row.

    Returns
    -------
    ndarray, the shape of `z`

    Raises
    ------
    ValueError
        Where `alpha` has another shape.

    References
    ----------
    He, Zhang, Ren and Sun (2015), Delving deep into rectifiers.
    """
    return np.maximum(z, 0.0) + alpha * np.minimum(z, 0.0)


@checked(_values_and_slopes)
def prelu_derivative(z: Numbers, alpha: Numbers = 0.25) -> Array:
    """Slope of `prelu`: 1 above 0, else `alpha`; in the shape of `z`."""
    right = (z > 0).astype(z.dtype)
    return right + alpha * (1.0 - right)


@checked(_values_and_depth)
def elu(z: Numbers, alpha: float = 1.0) -> Array:
    """Keep what is positive, make the rest alpha * (exp(z) - 1).

    Parameters
    ----------
    z : array_like, any shape
    alpha : float
        How far below 0 the values can get.

    Returns
    -------
    ndarray, the shape of `z`

    References
    ----------
    Clevert, Unterthiner and Hochreiter (2016), Fast and accurate deep network learning by ELUs.
    """
    below = np.minimum(z, 0.0)  # exp(+1000) would overflow
    return np.maximum(z, 0.0) + alpha * np.expm1(below)


@checked(_values_and_depth)
def elu_derivative(z: Numbers, alpha: float = 1.0) -> Array:
    """Slope of `elu`: 1 above 0, else alpha * exp(z); shaped as `z`."""
    right = (z > 0).astype(z.dtype)
    return right + alpha * np.exp(np.minimum(z, 0.0)) * (1.0 - right)


@checked(_scores)
def softmax(z: Numbers, axis: int = 0, temperature: float = 1.0) -> Array:
    """Turn scores into probabilities: exp(z / T) / sum(exp(z / T)).

    Parameters
    ----------
    z : array_like, any shape
        Scores (logits), by default one column a sample.
    axis : int
        Along which the probabilities sum to 1.
    temperature : float
        Above 0: small sharpens the distribution, large flattens it.

    Returns
    -------
    ndarray, the shape of `z`

    Raises
    ------
    ValueError
        Where `z` has no such axis or `temperature` is not above 0.
    """
    top = z.max(axis=axis, keepdims=True, initial=-np.inf)
    e = np.exp((z - top) / temperature)  # at most 1: it cannot overflow
    return e / e.sum(axis=axis, keepdims=True)


@checked(_scores_and_change)
def softmax_derivative(z: Numbers, v: Numbers, axis: int = 0, temperature: float = 1.0) -> Array:
    """Change of `softmax` for a small change `v` of `z`: Jacobian times `v`.

    Every output depends on every input, so the derivative is a matrix, with s_i * (1 - s_i) / T on its
    diagonal and -s_i * s_j / T elsewhere. It is symmetric, hence this product serves backpropagation too.

    Parameters
    ----------
    z, v : array_like of one shape
        Scores, and the vector or gradient to multiply with.
    axis, temperature
        As for `softmax`.

    Returns
    -------
    ndarray, the shape of `z`

    Raises
    ------
    ValueError
        Where the shapes of `z` and `v` differ, or as for `softmax`.
    """
    p = softmax.core(z, axis, temperature)
    return p * (v - (p * v).sum(axis=axis, keepdims=True)) / temperature


# What networks find by name; where there is an alpha, it keeps its default there.
ACTIVATIONS: dict[str, Checked[..., Array]] = {
    "identity": identity,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "relu": relu,
    "leaky_relu": leaky_relu,
    "prelu": prelu,
    "elu": elu,
    "softmax": softmax,
}

DERIVATIVES: dict[str, Checked[..., Array]] = {
    "identity": identity_derivative,
    "sigmoid": sigmoid_derivative,
    "tanh": tanh_derivative,
    "relu": relu_derivative,
    "leaky_relu": leaky_relu_derivative,
    "prelu": prelu_derivative,
    "elu": elu_derivative,
    "softmax": softmax_derivative,  # takes the vector to multiply with as well
}


PRINTED = 1e-6  # what eight places or more of a printed number leave open; other data are further off


def check_activated(A: Array, Z: Array, activation: str, layer: int | str = "") -> None:
    """Refuse outputs `A` that are not what the activation makes of the pre-activations `Z`.

    Raises
    ------
    ValueError
        If a value is further off than rounding or printing can be.
    """
    with np.errstate(all="ignore"):
        expected = ACTIVATIONS[activation](Z)
        allowed = max(PRINTED, 64 * np.finfo(A.dtype).eps) * (1.0 + np.abs(expected))
        if (np.abs(A - expected) <= allowed).all():
            return
        fits = (name for name, f in ACTIVATIONS.items() if (np.abs(A - f(Z)) <= allowed).all())
        other = next(fits, None)
    hint = f", and is {other}(Z{layer})" if other else ""
    raise ValueError(f"A{layer} must be {activation}(Z{layer}){hint}")
