"""What a trained network answers: classes, and how often they are right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nnbook.forward import check_network, forward_propagation
from nnbook.validation import Array, Arrays, as_floats

# Where a single output changes from class 0 to class 1.
_MIDDLE = {"sigmoid": 0.5, "tanh": 0.0}


@np.errstate(over="ignore", invalid="ignore")
def predict(X: Array, params: Arrays, activations: Sequence[str] | None = None) -> NDArray[np.int64]:
    """Return the class that a network gives each sample.

    Parameters
    ----------
    X, params, activations
        As for `forward_propagation`.

    Returns
    -------
    ndarray of int, shape (m,)
        Of several outputs the number of the largest, the first where some are equal. Of one output 1 where it
        is above the middle of its range, 0.5 for sigmoid and 0 for tanh, else 0.

    Raises
    ------
    ValueError
        If shapes do not fit together, a value or a name is not usable, or the one output has no middle.
    """
    X, arrays, names = check_network(X, params, activations)
    A, _ = forward_propagation.core(X, arrays, names)
    if len(A) > 1:
        return np.asarray(A.argmax(axis=0), dtype=np.int64)
    if names[-1] not in _MIDDLE:
        raise ValueError(
            f"one output of {names[-1]} is an amount and no class: "
            "its values are forward_propagation(X, params)[0]"
        )
    return np.asarray(A[0] > _MIDDLE[names[-1]], dtype=np.int64)


def accuracy(X: Array, Y: Array, params: Arrays, activations: Sequence[str] | None = None) -> float:
    """Return the share of samples whose predicted class is the right one.

    Parameters
    ----------
    X, params, activations
        As for `forward_propagation`.
    Y : ndarray, shape (n_outputs, m), or (m,)
        Labels as for `train_network`, or the numbers of the classes.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        As for `predict`, and if there are not as many labels as samples, or they are none of this network.
    """
    predicted = predict(X, params, activations)
    labels = as_floats("Y", Y, ndim=(1, 2))
    outputs = len(params[f"W{len(params) // 2}"])
    if labels.shape not in ((len(predicted),), (outputs, len(predicted)), (1, len(predicted))):
        wanted = f"({outputs}, {len(predicted)}), or ({len(predicted)},) of class numbers"
        raise ValueError(f"Y must have the shape {wanted}, got {labels.shape}")
    if predicted.size == 0:
        raise ValueError("X must hold at least one sample, got none")
    right = labels.argmax(axis=0) if labels.ndim == 2 and len(labels) > 1 else labels.ravel()
    if outputs == 1:
        if np.abs(right).max() > 1:
            raise ValueError(f"labels of one output go from 0, or -1, to 1, got {np.unique(right)[:5]}")
        right = right > 0.5  # also for labels of -1 and 1
    elif labels.ndim == 1 or len(labels) == 1:
        _check_classes(right, outputs)
    return float((predicted == right).mean())


def _check_classes(numbers: Array, outputs: int) -> None:
    if not np.isin(numbers, np.arange(outputs)).all():
        raise ValueError(f"class numbers go from 0 to {outputs - 1}, got {np.unique(numbers)[:5]}")
