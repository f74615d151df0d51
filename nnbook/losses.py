"""Losses: one number that says how far the outputs `A` are from the labels `Y`, and its gradient."""

# mypy: disable-error-code="no-any-return"
# (NumPy types what its ufuncs return as Any)

import numpy as np

from nnbook.validation import Array, as_floats, one_of, same_shape

_MANY_CLASSES = 10_000  # above it, whole numbers are amounts rather than classes
LOSSES = ("binary_cross_entropy", "categorical_cross_entropy", "mean_squared_error")


def check_outputs(A: Array, Y: Array, loss: str) -> tuple[Array, Array]:
    """Return `A` and `Y` as the losses need them, or raise a ValueError that says what is wrong.

    Both must be finite, of one shape (n, m) with at least one entry, and within the range that `loss`
    is defined for. `Y` becomes an array of the type of `A`.
    """
    one_of("loss", loss, LOSSES)
    Y, A = as_floats("Y", Y, ndim=(2,)), as_floats("A", A, ndim=(2,))
    same_shape(A=A, Y=Y)
    if Y.size == 0:
        raise ValueError(f"Y must hold at least one sample, got shape {Y.shape}")
    for name, array in (("Y", Y), ("A", A)):
        if loss != "mean_squared_error" and (array.min() < 0 or array.max() > 1):
            given = f"got {array.min():g} to {array.max():g}"
            raise ValueError(f"{loss} needs {name} between 0 and 1, {given}{_call_for(name, array, loss)}")
    return A, Y.astype(A.dtype, copy=False)


def _call_for(name: str, labels: Array, loss: str) -> str:
    """Return the call that makes labels of what somebody took for them; empty where none is known."""
    values = np.unique(labels)
    if values.size == 2 and tuple(values) == (-1.0, 1.0):
        return f": for labels of -1 and 1 pass ({name} + 1) / 2"
    whole = labels.shape[0] == 1 and bool((values == np.floor(values)).all())
    if name == "Y" and whole and values[0] >= 0 and values[-1] < _MANY_CLASSES:
        return f": for class numbers pass one_hot({name}), from nnbook.preprocessing"
    return ""


def safe_log(p: Array) -> Array:
    """Natural logarithm that stops at the smallest normal float instead of falling to minus infinity.

    In float64 that is 2.2e-308, whose logarithm is -708; every larger number keeps its exact logarithm,
    unlike with the usual log(p + epsilon).
    """
    return np.log(np.maximum(p, np.finfo(p.dtype).tiny))


def compute_loss(A: Array, Y: Array, loss: str = "binary_cross_entropy", *, check: bool = True) -> float:
    """Measure how far the outputs are from the labels.

    Parameters
    ----------
    A, Y : ndarray, shape (n_outputs, m)
        Outputs and labels, one column a sample.
    loss : str
        "binary_cross_entropy": mean of -(Y log A + (1 - Y) log(1 - A)) over all entries;
        "categorical_cross_entropy": mean over the samples of -sum(Y log A);
        "mean_squared_error": mean of (A - Y)**2 over all entries.
    check : bool
        False skips the checks, for loops that have made them.

    Returns
    -------
    float
        Where A is exactly 0 or 1, also by rounding: 0 if the label agrees, large and finite if it does not.

    Raises
    ------
    ValueError
        Where the shapes differ or a value is outside the range of the loss.
    """
    if check:
        A, Y = check_outputs(A, Y, loss)
    if loss == "binary_cross_entropy":
        return float((Y * -safe_log(A) + (1.0 - Y) * -safe_log(1.0 - A)).sum()) / A.size
    if loss == "categorical_cross_entropy":
        return float((Y * -safe_log(A)).sum()) / A.shape[1]
    return float(((A - Y) ** 2).sum()) / A.size


def loss_gradient(A: Array, Y: Array, loss: str = "binary_cross_entropy", *, check: bool = True) -> Array:
    """Gradient of `compute_loss` with respect to the outputs, dL/dA.

    Parameters
    ----------
    A, Y, loss, check
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
    if check:
        A, Y = check_outputs(A, Y, loss)
    limits = np.finfo(A.dtype)
    if loss == "binary_cross_entropy":
        A = np.clip(A, limits.tiny, 1.0 - limits.epsneg)  # from the first float above 0 to the last below 1
        return (A - Y) / (A * (1.0 - A)) / A.size
    if loss == "categorical_cross_entropy":
        return -Y / np.maximum(A, limits.tiny) / A.shape[1]
    return 2.0 * (A - Y) / A.size
