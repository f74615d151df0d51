"""Activation functions and their derivatives, exact and silent however large the input.

Each takes pre-activations `z` of any shape, also one number, and returns as many values: float32 stays
float32, everything else becomes float64. Infinity gives the limit, unless a slope of 0 multiplies it, and
NaN gives NaN, except that a derivative with a kink at 0 counts NaN as not above it.
"""

# mypy: disable-error-code="no-any-return"
# (NumPy types what its ufuncs return as Any)

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from nnbook.validation import Array, as_axis, as_floats, as_number, as_slopes, same_shape


def identity(z: ArrayLike) -> Array:
    """Leave every value as it is, for the output of a regression.

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    ndarray, the shape of `z`
        A copy.
    """
    z = as_floats("z", z, finite=False)
    return +z


def identity_derivative(z: ArrayLike) -> Array:
    """Slope of `identity`: 1 everywhere, in the shape of `z`."""
    z = as_floats("z", z, finite=False)
    return np.ones_like(z)


def sigmoid(z: ArrayLike) -> Array:
    """Squash every value into the range 0 to 1: 1 / (1 + exp(-z)).

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    ndarray, the shape of `z`
        Values from 0 to 1, exact in both tails.
    """
    z = as_floats("z", z, finite=False)
    e = np.exp(-np.abs(z))  # at most 1, so it cannot overflow
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def sigmoid_derivative(z: ArrayLike) -> Array:
    """Slope of `sigmoid` at every `z`: s * (1 - s), at most 1/4, in the shape of `z`."""
    z = as_floats("z", z, finite=False)
    e = np.exp(-np.abs(z))
    return e / (1.0 + e) ** 2  # s * (1 - s) itself would be 0 where s rounds to 1


def tanh(z: ArrayLike) -> Array:
    """Squash every value into the range -1 to 1, with 0 in the middle.

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    ndarray, the shape of `z`
    """
    z = as_floats("z", z, finite=False)
    return np.tanh(z)


def tanh_derivative(z: ArrayLike) -> Array:
    """Slope of `tanh` at every `z`: 1 - tanh(z)**2, at most 1, in the shape of `z`."""
    z = as_floats("z", z, finite=False)
    e = np.exp(-np.abs(z))
    return (2.0 * e / (1.0 + e * e)) ** 2  # 1 - tanh(z)**2 itself would be 0 where tanh(z) rounds to 1


def relu(z: ArrayLike) -> Array:
    """Keep what is positive and replace the rest by 0: max(0, z).

    Parameters
    ----------
    z : array_like, any shape

    Returns
    -------
    ndarray, the shape of `z`
    """
    z = as_floats("z", z, finite=False)
    return np.maximum(z, 0.0)


def relu_derivative(z: ArrayLike) -> Array:
    """Slope of `relu`: 1 above 0, else 0, also at the kink 0 itself; in the shape of `z`."""
    z = as_floats("z", z, finite=False)
    return (z > 0).astype(z.dtype)


def leaky_relu(z: ArrayLike, alpha: float = 0.01) -> Array:
    """Keep what is positive and shrink the rest by `alpha`, so that no neuron falls silent.

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
    z = as_floats("z", z, finite=False)
    return np.maximum(z, 0.0) + as_number("alpha", alpha) * np.minimum(z, 0.0)


def leaky_relu_derivative(z: ArrayLike, alpha: float = 0.01) -> Array:
    """Slope of `leaky_relu`: 1 above 0, else `alpha`, also at 0 itself; in the shape of `z`."""
    z = as_floats("z", z, finite=False)
    right = (z > 0).astype(z.dtype)
    return right + as_number("alpha", alpha) * (1.0 - right)


def prelu(z: ArrayLike, alpha: ArrayLike = 0.25) -> Array:
    """Like `leaky_relu`, with slopes below 0 that can differ from row to row because they are learned.

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
    z = as_floats("z", z, finite=False)
    return np.maximum(z, 0.0) + as_slopes("alpha", alpha, z) * np.minimum(z, 0.0)


def prelu_derivative(z: ArrayLike, alpha: ArrayLike = 0.25) -> Array:
    """Slope of `prelu`: 1 above 0, else `alpha`, also at 0 itself; in the shape of `z`."""
    z = as_floats("z", z, finite=False)
    right = (z > 0).astype(z.dtype)
    return right + as_slopes("alpha", alpha, z) * (1.0 - right)


def elu(z: ArrayLike, alpha: float = 1.0) -> Array:
    """Keep what is positive and bend the rest smoothly towards -alpha: alpha * (exp(z) - 1).

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
    z = as_floats("z", z, finite=False)
    below = np.minimum(z, 0.0)  # exp(+1000), which nobody needs, would overflow
    return np.maximum(z, 0.0) + as_number("alpha", alpha) * np.expm1(below)


def elu_derivative(z: ArrayLike, alpha: float = 1.0) -> Array:
    """Slope of `elu`: 1 above 0, else alpha * exp(z), also at 0 itself; in the shape of `z`."""
    z = as_floats("z", z, finite=False)
    right = (z > 0).astype(z.dtype)
    return right + as_number("alpha", alpha) * np.exp(np.minimum(z, 0.0)) * (1.0 - right)


def softmax(z: ArrayLike, axis: int = 0, temperature: float = 1.0) -> Array:
    """Turn scores into probabilities that sum to 1: exp(z / T) / sum(exp(z / T)).

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
    z = as_floats("z", z, finite=False)
    axis, temperature = as_axis(axis, z), as_number("temperature", temperature, positive=True)
    top = z.max(axis=axis, keepdims=True, initial=-np.inf)
    with np.errstate(over="ignore"):  # what is too far below the top for a float is -inf, and exp(-inf) is 0
        below = np.subtract(z, top, where=z != top, out=np.zeros_like(z))  # an infinite top is 0 below itself
        e = np.exp(below / temperature)
    return e / e.sum(axis=axis, keepdims=True)


def softmax_derivative(z: ArrayLike, v: ArrayLike, axis: int = 0, temperature: float = 1.0) -> Array:
    """Change of `softmax` when `z` changes by a small `v`: its Jacobian times `v`.

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
    s = softmax(z, axis, temperature)
    v = as_floats("v", v, finite=False)
    same_shape(z=s, v=v)
    return s * (v - (s * v).sum(axis=axis, keepdims=True)) / float(temperature)


# What networks find by name; where there is an alpha, it keeps its default there.
ACTIVATIONS: dict[str, Callable[..., Array]] = {
    "identity": identity,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "relu": relu,
    "leaky_relu": leaky_relu,
    "prelu": prelu,
    "elu": elu,
    "softmax": softmax,
}

DERIVATIVES: dict[str, Callable[..., Array]] = {
    "identity": identity_derivative,
    "sigmoid": sigmoid_derivative,
    "tanh": tanh_derivative,
    "relu": relu_derivative,
    "leaky_relu": leaky_relu_derivative,
    "prelu": prelu_derivative,
    "elu": elu_derivative,
    "softmax": softmax_derivative,  # takes the vector to multiply with as well
}
