"""Refuse bad input with a message that says what was given and what is wanted."""

from collections.abc import Collection, Iterable, Sequence
from math import isfinite
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[Any]  # short names keep signatures readable
Arrays: TypeAlias = dict[str, Array]  # arrays by name: "W1", "b1", … or "dW1", "db1", …

KEPT = (np.dtype(np.float32), np.dtype(np.float64))


def as_floats(
    name: str, value: ArrayLike, ndim: tuple[int, ...] = (), *, finite: bool = True
) -> NDArray[np.floating]:
    """Turn `value` into an array of floats.

    Parameters
    ----------
    name : str
        What to call the value in an error message.
    value : array_like of numbers
        float32 and float64 keep their type, everything else becomes float64.
    ndim : tuple of int, optional
        The numbers of dimensions that are accepted; any where it is empty.
    finite : bool, optional
        Whether to refuse NaN and infinity.

    Returns
    -------
    ndarray of float, the shape of `value`
        `value` itself, not a copy, where it already is such an array.

    Raises
    ------
    ValueError
        Where `value` is not numeric, has another number of dimensions, or holds NaN or infinity
        although it should be finite.
    """
    try:
        array = np.asarray(value)
        if array.dtype not in KEPT:
            array = array.astype(np.float64, casting="same_kind")  # neither text, None nor complex
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be an array of numbers, got {value!r}") from error
    if ndim and array.ndim not in ndim:
        wanted = " or ".join(f"{n}-D" for n in ndim)
        raise ValueError(f"{name} must be {wanted}, got an array of shape {array.shape}")
    if finite and not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got {np.sum(~np.isfinite(array))} NaN or infinite values")
    return array


def as_number(name: str, value: float, *, positive: bool = False) -> float:
    """Turn `value` into one finite Python float, which leaves float32 arrays float32.

    Raises
    ------
    ValueError
        Where `value` is not one finite number, or not above 0 although it should be.
    """
    number = float(value if isinstance(value, float) else as_floats(name, value, ndim=(0,)))
    if not isfinite(number):
        raise ValueError(f"{name} must be finite, got {value!r}")
    if positive and number <= 0:
        raise ValueError(f"{name} must be above 0, got {value!r}")
    return number


def as_count(name: str, value: int, *, least: int = 1) -> int:
    """Turn `value` into a Python int of at least `least`, or raise a ValueError."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, got {value!r}")
    return int(value)


def as_sizes(name: str, value: Sequence[int]) -> tuple[int, ...]:
    """Turn `value` into the sizes of at least two layers, or raise a ValueError."""
    sizes = tuple(as_count(f"each of {name}", n) for n in value) if isinstance(value, Iterable) else ()
    if len(sizes) < 2:
        raise ValueError(f"{name} must hold the inputs and at least one layer, got {sizes or value!r}")
    return sizes


def as_slopes(name: str, value: ArrayLike, z: Array) -> Array:
    """Turn `value` into one number, or a column (n, 1) of numbers for the n rows of `z`.

    Raises
    ------
    ValueError
        Where `value` is not finite or has any other shape, which NumPy might broadcast.
    """
    slopes = as_floats(name, value).astype(z.dtype)
    if slopes.ndim > 0 and (z.ndim != 2 or slopes.shape != (z.shape[0], 1)):
        raise ValueError(
            f"{name} must be one number or a column with a row for each row of z, "
            f"got {name} {slopes.shape} and z {z.shape}"
        )
    return slopes


def as_axis(axis: int, array: Array) -> int:
    """Return `axis`, or raise a ValueError where `array` has no such axis; one number counts as one axis."""
    ndim = max(array.ndim, 1)
    if isinstance(axis, bool) or not isinstance(axis, (int, np.integer)) or not -ndim <= axis < ndim:
        raise ValueError(f"axis must be a whole number from {-ndim} to {ndim - 1}, got {axis!r}")
    return int(axis)


def one_of(name: str, value: str, known: Collection[str]) -> str:
    """Return `value`, or raise a ValueError that lists the `known` names where it is none of them."""
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{name} must be one of {', '.join(known)}, got {value!r}")
    return value


def same_shape(**arrays: NDArray[np.floating]) -> None:
    """Raise a ValueError that shows every shape unless all arrays have the same one.

    NumPy would otherwise broadcast (2, m) against (1, m) and average over twice too many entries.
    """
    shapes = {name: array.shape for name, array in arrays.items()}
    if len(set(shapes.values())) > 1:
        shown = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ValueError(f"{' and '.join(shapes)} must have the same shape, got {shown}")


def as_samples(
    X: ArrayLike, y: ArrayLike, n_features: int
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Turn samples (m, n_features), one a row, and their labels (m,), 0 or 1, into arrays of floats.

    Raises
    ------
    ValueError
        Where a shape is another, `m` is 0, a value is not finite, or a label is neither 0 nor 1.
    """
    X, y = as_floats("X", X, ndim=(2,)), as_floats("y", y, ndim=(1,))
    if X.shape != (len(y), n_features) or len(y) == 0:
        wanted = f"X must have shape (m, {n_features}) and y shape (m,), with m at least 1"
        raise ValueError(f"{wanted}; got X {X.shape} and y {y.shape}")
    if not np.isin(y, (0, 1)).all():
        raise ValueError(f"y must hold only 0 and 1, got {np.unique(y)}")
    return X, y
