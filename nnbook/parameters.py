"""The parameters of a network: by name, with its activations, and in one vector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nnbook.validation import Array, Arrays, as_floats, as_texts, checked, kind_of


class Parameters(dict[str, Array]):
    """Weights and biases by name, "W1", "b1", …, that know the activations of their network.

    A dict like any other; what is made of it by `|` and `copy` knows them too, while `dict(params)` forgets
    them. `train_network` and `load` return one, and `forward_propagation` reads it.

    Parameters
    ----------
    params : dict
        The arrays by name.
    activations : list or tuple of str, optional
        One for each layer; None where nobody has said.

    Attributes
    ----------
    activations : tuple of str, or None

    Raises
    ------
    ValueError
        If `params` is no dict, or `activations` no list of texts. Whether they are a network says the
        function that gets them.
    """

    def __init__(self, params: Mapping[str, Array], activations: Sequence[str] | None = None) -> None:
        if not isinstance(params, Mapping):
            raise ValueError(f"params must be a dict of W1, b1, W2, b2 and so on, got {kind_of(params)}")
        super().__init__(params)
        self.activations = None if activations is None else as_texts("activations", activations)

    # A dict's own return a dict, and would forget the activations.
    def __or__(self, other: Any) -> Parameters:  # type: ignore[override]  # narrower than a dict's
        """Return both, with the activations of this one."""
        return Parameters(dict(self) | other, self.activations)

    def __ror__(self, other: Any) -> Parameters:  # type: ignore[override]  # as above
        """Return both, with the activations of this one."""
        return Parameters(other | dict(self), self.activations)

    def copy(self) -> Parameters:
        """Return the same arrays in another dict."""
        return Parameters(self, self.activations)


def _check_arrays(arrays: Mapping[str, Array]) -> tuple[Arrays]:
    if not isinstance(arrays, Mapping):
        raise ValueError(f"arrays must be a dict of arrays by name, got {kind_of(arrays)}")
    found = {name: as_floats(str(name), array, finite=False) for name, array in arrays.items()}
    types = ", ".join(sorted({str(array.dtype) for array in found.values()}))
    if types not in ("float32", "float64"):
        raise ValueError(f"arrays must be of one float type, got {types or 'none'}")
    return (found,)


@checked(_check_arrays)
def packed(arrays: Arrays) -> tuple[Arrays, Array]:
    """Copy arrays into one vector.

    Parameters
    ----------
    arrays : dict
        By name, of one float type.

    Returns
    -------
    views, vector : dict, ndarray of shape (number of entries,)
        The arrays by name, each a view of its part of the vector: a change of one is a change of the other.

    Raises
    ------
    ValueError
        If there is no array, one holds no numbers, or they are of several types.
    """
    vector = np.concatenate([array.ravel() for array in arrays.values()])
    views: Arrays = {}
    end = 0
    for name, array in arrays.items():
        start, end = end, end + array.size
        views[name] = vector[start:end].reshape(array.shape)
    return views, vector
