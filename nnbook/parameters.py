"""The parameters of a network: by name, with its activations, in one vector, and in a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nnbook.validation import Array, Arrays


class Parameters(dict[str, Array]):
    """Weights and biases by name, "W1", "b1", …, that know the activations of their network.

    A dict like any other; what is made of it by `|` and `copy` knows them too, while `dict(params)` forgets
    them. `train_network` and `load` return one, and `forward_propagation` reads it.

    Parameters
    ----------
    params : dict
        The arrays by name.
    activations : sequence of str, optional
        One for each layer; None where nobody has said.

    Attributes
    ----------
    activations : tuple of str, or None
    """

    def __init__(self, params: Mapping[str, Array], activations: Sequence[str] | None = None) -> None:
        super().__init__(params)
        self.activations = None if activations is None else tuple(activations)

    def __or__(self, other: Any) -> Parameters:  # type: ignore[override]
        """Return both, with the activations of this one."""
        return Parameters(dict(self) | other, self.activations)

    def __ror__(self, other: Any) -> Parameters:  # type: ignore[override]
        """Return both, with the activations of this one."""
        return Parameters(other | dict(self), self.activations)

    def copy(self) -> Parameters:
        """Return the same arrays in another dict."""
        return Parameters(self, self.activations)


def packed(arrays: Mapping[str, Array]) -> tuple[Arrays, Array]:
    """Copy arrays into one vector.

    Parameters
    ----------
    arrays : dict
        By name, of one float type.

    Returns
    -------
    views, vector : dict, ndarray of shape (number of entries,)
        The arrays by name, each a view of its part of the vector: a change of one is a change of the other.
    """
    vector = np.concatenate([array.ravel() for array in arrays.values()])
    ends = np.cumsum([array.size for array in arrays.values()])
    parts = zip(ends, arrays.items(), strict=True)
    return {name: vector[end - array.size : end].reshape(array.shape) for end, (name, array) in parts}, vector
