"""What is done to data before training: classes become labels, inputs get a scale, samples are set apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from nnbook.validation import Array, as_count, as_floats, as_generator, as_number


def one_hot(classes: ArrayLike, n_classes: int | None = None) -> Array:
    """Turn class numbers into labels: a column for each sample, with a 1 in the row of its class.

    Parameters
    ----------
    classes : array_like, shape (m,) or (1, m)
        Whole numbers from 0.
    n_classes : int, optional
        How many classes there are; one more than the highest number unless said.

    Returns
    -------
    ndarray of float64, shape (n_classes, m)

    Raises
    ------
    ValueError
        If a number is no class from 0 to `n_classes` - 1, or the shape is another.
    """
    numbers = as_floats("classes", classes, ndim=(1, 2))
    if numbers.ndim == 2 and numbers.shape[0] != 1:
        raise ValueError(f"classes must have the shape (m,) or (1, m), got {numbers.shape}")
    numbers = numbers.ravel()
    if numbers.size == 0 or (numbers != np.floor(numbers)).any() or numbers.min() < 0:
        raise ValueError(f"classes must be whole numbers from 0, got {np.unique(numbers)[:5]}")
    highest = as_count("the highest of classes", int(numbers.max()), least=0)
    count = highest + 1 if n_classes is None else as_count("n_classes", n_classes)
    if highest >= count:
        raise ValueError(f"classes must be below n_classes, which is {count}, got {highest}")
    labels: Array = (np.arange(count)[:, None] == numbers).astype(np.float64)
    return labels


def standardise(X: ArrayLike, like: ArrayLike | None = None) -> Array:
    """Bring every feature to mean 0 and spread 1, so that none is loud because of its unit.

    Parameters
    ----------
    X : array_like, shape (n_features, m)
        Data, one column a sample.
    like : array_like, shape (n_features, m_train), optional
        The data whose means and spreads are used: those of the training data, also for what is tested. `X`
        unless said.

    Returns
    -------
    ndarray, the shape of `X`
        A feature that is the same everywhere in `like` becomes 0 there.

    Raises
    ------
    ValueError
        If the data is not finite, empty, or has another number of features than `like`.
    """
    X = as_floats("X", X, ndim=(2,))
    source = X if like is None else as_floats("like", like, ndim=(2,))
    if len(source) != len(X) or source.size == 0:
        wanted = "X and like must have the same features, and like at least one sample"
        raise ValueError(f"{wanted}, got {X.shape} and {source.shape}")
    with np.errstate(over="ignore", invalid="ignore"):
        top = np.abs(source).max(axis=1, keepdims=True)
        unit = np.where(top > 0, top, 1.0)  # first, so that no square overflows
        mean = (source / unit).mean(axis=1, keepdims=True)
        spread = (source / unit).std(axis=1, keepdims=True)
        rounding = source.shape[1] * np.finfo(source.dtype).eps * np.abs(mean)
        return np.asarray((X / unit - mean) / np.where(spread > rounding, spread, 1.0))


def split(
    *arrays: ArrayLike, part: float = 0.2, rng: int | np.random.Generator | None = None
) -> tuple[Array, ...]:
    """Set some of the samples apart, drawn at random and the same ones from each array.

    Parameters
    ----------
    *arrays : array_like, shapes (n, m)
        Data and labels, one column a sample.
    part : float
        Which part is set apart, above 0 and below 1; at least one sample of each side.
    rng : int or numpy.random.Generator, optional
        A seed or a generator makes the draw repeatable.

    Returns
    -------
    tuple of ndarray
        For each array first what is left to train with, then what is set apart: `X_train, X_test, Y_train,
        Y_test = split(X, Y)`.

    Raises
    ------
    ValueError
        If the arrays have different numbers of samples, fewer than two, or `part` is no part.
    """
    columns = [as_floats(f"array {n}", array, ndim=(2,)) for n, array in enumerate(arrays, start=1)]
    counts = [array.shape[1] for array in columns]
    if len(set(counts)) != 1 or counts[0] < 2:
        wanted = "each array must have a column for each of the same samples, two at least"
        raise ValueError(f"{wanted}, got {_shapes(columns)}")
    part = as_number("part", part)
    if not 0 < part < 1:
        raise ValueError(f"part must be above 0 and below 1, got {part!r}")
    order = as_generator(rng).permutation(counts[0])
    apart = min(max(round(part * counts[0]), 1), counts[0] - 1)
    chosen = order[apart:], order[:apart]
    return tuple(array[:, side] for array in columns for side in chosen)


def _shapes(arrays: Sequence[Array]) -> str:
    return ", ".join(str(array.shape) for array in arrays) or "none"
