"""Losses: one number that says how far the outputs `A` are from the labels `Y`, and its gradient."""

# mypy: disable-error-code="no-any-return"
# (NumPy types what its ufuncs return as Any)

from __future__ import annotations

from typing import Any

import numpy as np

from nnbook.activations import ACTIVATIONS, check_activated
from nnbook.validation import Array, as_floats, checked, one_of, same_shape

_MANY_CLASSES = 10_000  # above it, whole numbers are amounts rather than classes
_MANY_DIGITS = 1e-30  # outputs above it have all their digits, in float32 as well
LOSSES = ("binary_cross_entropy", "categorical_cross_entropy", "mean_squared_error")


def check_outputs(A: Array, Y: Array, loss: str) -> tuple[Array, Array, str]:
    """Return the arguments as the losses need them.

    `A` and `Y` become arrays of one float type, that of `A`.

    Raises
    ------
    ValueError
        If `A` or `Y` is not finite, not of shape (n, m) with at least one entry, or not within the range that
        `loss` is defined for, if their shapes differ, or if `loss` is none of `LOSSES`.
    """
    Y = check_labels(Y, loss)
    A = as_floats("A", A, ndim=(2,))
    same_shape(A=A, Y=Y)
    _check_range("A", A, loss)
    return A, Y.astype(A.dtype, copy=False), loss


def check_labels(Y: Array, loss: str) -> Array:
    """Return labels of shape (n, m) as an array of floats.

    Raises
    ------
    ValueError
        If they are not finite, not of that shape with at least one entry, or not within the range that `loss`
        is defined for.
    """
    one_of("loss", loss, LOSSES)
    Y = as_floats("Y", Y, ndim=(2,))
    if Y.size == 0:
        raise ValueError(f"Y must hold at least one sample, got shape {Y.shape}")
    _check_range("Y", Y, loss)
    return Y


def _check_range(name: str, array: Array, loss: str) -> None:
    if loss != "mean_squared_error" and (array.min() < 0 or array.max() > 1):
        given = f"got {array.min():g} to {array.max():g}"
        raise ValueError(f"{loss} needs {name} between 0 and 1, {given}{_call_for(name, array)}")


def _call_for(name: str, labels: Array) -> str:
    """Return the call that makes labels of what somebody took for them; empty where none is known."""
    values = np.unique(labels)
    if values.size == 2 and tuple(values) == (-1.0, 1.0):
        return f": for labels of -1 and 1 pass ({name} + 1) / 2"
    whole = labels.shape[0] == 1 and bool((values == np.floor(values)).all())
    if name == "Y" and whole and values[0] >= 0 and values[-1] < _MANY_CLASSES:
        return f": for class numbers pass one_hot({name}), from nnbook.preprocessing"
    return ""


def safe_log(p: Array) -> Array:
    """Natural logarithm that stops at the smallest normal float.

    It does not fall to minus infinity. In float64 that float is 2.2e-308, whose logarithm is -708; every
    larger number keeps its exact logarithm, unlike with the usual log(p + epsilon).
    """
    return np.log(np.maximum(p, np.finfo(p.dtype).tiny))


@checked(check_outputs)
def compute_loss(A: Array, Y: Array, loss: str = "binary_cross_entropy") -> float:
    """Measure how far the outputs are from the labels.

    Parameters
    ----------
    A, Y : ndarray, shape (n_outputs, m)
        Outputs and labels, one column a sample.
    loss : str
        "binary_cross_entropy": mean of -(Y log A + (1 - Y) log(1 - A)) over all entries;
        "categorical_cross_entropy": mean over the samples of -sum(Y log A);
        "mean_squared_error": mean of (A - Y)**2 over all entries.

    Returns
    -------
    float
        Where A is exactly 0 or 1, also by rounding: 0 if the label agrees, large and finite if it does not.
        How wrong such an output is can no longer be seen, and a sigmoid rounds to 1 sooner than to 0: of a
        pre-activation of 40 the price is 708 here, of -40 on the other side 40. `output_loss` sees both.

    Raises
    ------
    ValueError
        If the shapes differ, a value is outside the range of the loss, or `loss` is none of `LOSSES`.
    """
    if loss == "binary_cross_entropy":
        costs = Y * -safe_log(A) + (1.0 - Y) * -safe_log(1.0 - A)
        return float(costs.sum()) / A.size
    if loss == "categorical_cross_entropy":
        return float((Y * -safe_log(A)).sum()) / A.shape[1]
    return float(((A - Y) ** 2).sum()) / A.size


def check_output_layer(Z: Array, A: Array, Y: Array, activation: str, loss: str) -> tuple[Any, ...]:
    """Return the arguments as the loss and the gradient of the last layer need them.

    Raises
    ------
    ValueError
        If a shape differs, a value is outside the range of the loss, `A` is not what the activation makes of
        `Z`, or a name is unknown.
    """
    A, Y, loss = check_outputs(A, Y, loss)
    Z = as_floats("Z", Z, ndim=(2,))
    same_shape(Z=Z, A=A)
    check_activated(A, Z, one_of("activation", activation, ACTIVATIONS))
    return Z, A, Y, activation, loss


@checked(check_output_layer)
def output_loss(Z: Array, A: Array, Y: Array, activation: str, loss: str) -> float:
    """Measure the loss of the last layer, also where an output has been rounded to 0 or 1.

    `compute_loss` sees the outputs alone. A sigmoid of 40 is rounded to 1, so that 708 is the price where the
    label is 0, while -40 and the label 1 cost 40. The pre-activations still tell how wrong both are: 40.

    Parameters
    ----------
    Z, A, Y : ndarray, shape (n_outputs, m)
        Pre-activations, which are also called logits, outputs and labels.
    activation, loss : str
        Activation of the last layer, and a loss as for `compute_loss`.

    Returns
    -------
    float
        `compute_loss(A, Y, loss)`; from `Z` for sigmoid with binary and for softmax with categorical
        cross-entropy.

    Raises
    ------
    ValueError
        If a shape differs, a value is outside the range of the loss, `A` is not what the activation makes of
        `Z`, or a name is unknown.
    """
    if (activation, loss) == ("sigmoid", "binary_cross_entropy"):
        wrong_side = np.maximum(Z, 0.0) - Y * Z  # |z| where sign and label disagree, 0 where they agree
        return float((wrong_side + np.log1p(np.exp(-np.abs(Z)))).sum()) / Z.size
    if (activation, loss) == ("softmax", "categorical_cross_entropy"):
        log_A = np.log(A) if A.min() > _MANY_DIGITS else log_softmax(Z)
        return -float(np.vdot(Y, log_A)) / Z.shape[1]
    return compute_loss.core(A, Y, loss)


def log_softmax(Z: Array) -> Array:
    """Logarithm of `softmax` along the first axis, also where the softmax is too small for a float."""
    below = np.maximum(Z - Z.max(axis=0), np.finfo(Z.dtype).min)  # 0 times minus infinity would be no number
    return below - np.log(np.exp(below).sum(axis=0))


@checked(check_outputs)
def loss_gradient(A: Array, Y: Array, loss: str = "binary_cross_entropy") -> Array:
    """Gradient of `compute_loss` with respect to the outputs, dL/dA.

    Parameters
    ----------
    A, Y, loss
        As for `compute_loss`.

    Returns
    -------
    ndarray, shape (n_outputs, m)
        Where a cross-entropy has an infinite slope, because A is 0 or 1 and the label disagrees, the slope
        at the nearest float inside stands for it: huge, finite and of the right sign.

    Raises
    ------
    ValueError
        As for `compute_loss`.
    """
    limits = np.finfo(A.dtype)
    if loss == "binary_cross_entropy":
        A = np.clip(A, limits.tiny, 1.0 - limits.epsneg)  # from the first float above 0 to the last below 1
        return (A - Y) / (A * (1.0 - A)) / A.size
    if loss == "categorical_cross_entropy":
        return -Y / np.maximum(A, limits.tiny) / A.shape[1]
    return 2.0 * (A - Y) / A.size
