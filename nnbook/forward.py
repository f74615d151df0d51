"""Forward propagation: from the inputs to the outputs, through any number of layers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from nnbook.activations import ACTIVATIONS
from nnbook.parameters import Parameters
from nnbook.validation import (
    Array,
    Arrays,
    as_count,
    as_floats,
    as_generator,
    as_number,
    as_sizes,
    checked,
    one_of,
)

SCALES = ("he", "xavier")


def _check_start(
    layer_sizes: Sequence[int], scale: str | float, rng: int | np.random.Generator | None
) -> tuple[Any, ...]:
    sizes = as_sizes("layer_sizes", layer_sizes)
    if isinstance(scale, str):
        return sizes, one_of("scale", scale, SCALES), as_generator(rng)
    spread = as_number("scale", scale)
    if spread < 0:
        raise ValueError(f"scale must be at least 0, got {scale!r}")
    return sizes, spread, as_generator(rng)


@checked(_check_start)
def init_parameters(
    layer_sizes: Sequence[int],
    scale: str | float = "he",
    rng: int | np.random.Generator | None = None,
) -> Arrays:
    """Draw the weights of a network at random; the biases start at zero.

    Parameters
    ----------
    layer_sizes : sequence of int
        Neurons of each layer, from the inputs to the outputs, such as (2, 4, 1).
    scale : "he", "xavier" or float
        Standard deviation of the weights: sqrt(2 / n_in), made for ReLU (He and others, 2015),
        sqrt(2 / (n_in + n_out)), made for tanh (Glorot and Bengio, 2010), or one number for all layers.
    rng : int or numpy.random.Generator, optional
        A seed or a generator makes the draw repeatable.

    Returns
    -------
    dict
        "W1" of shape (n[1], n[0]), "b1" of shape (n[1], 1), and so on for each layer.

    Raises
    ------
    ValueError
        If there are fewer than two sizes, one is not a positive whole number, `scale` is unknown or below 0,
        or `rng` is neither a seed nor a generator.
    """
    rng = np.random.default_rng(rng)
    params: Arrays = {}
    for layer, (n_in, n_out) in enumerate(pairwise(layer_sizes), start=1):
        known: dict[Any, Any] = {"he": (2 / n_in) ** 0.5, "xavier": (2 / (n_in + n_out)) ** 0.5}
        spread = known.get(scale, scale)
        params[f"W{layer}"] = spread * rng.standard_normal((n_out, n_in))
        params[f"b{layer}"] = np.zeros((n_out, 1))
    return params


def default_activations(depth: int) -> tuple[str, ...]:
    """ReLU in the hidden layers and sigmoid at the output of a network of `depth` layers."""
    return ("relu",) * (as_count("depth", depth) - 1) + ("sigmoid",)


def check_network(
    X: Array, params: Arrays, activations: Sequence[str] | None = None
) -> tuple[Array, Arrays, tuple[str, ...]]:
    """Return the inputs, parameters and activations as a forward pass needs them.

    Activations that are None become those that `params` knows, else the default.

    Raises
    ------
    ValueError
        If `params` is not "W1", "b1", "W2", "b2", …, a shape does not fit the one before it, a value is NaN
        or infinite, or `activations` does not name one for each layer, or others than `params` knows.
    """
    X = as_floats("X", X, ndim=(2,))
    arrays = check_parameters(params)
    depth = len(arrays) // 2
    known = params.activations if isinstance(params, Parameters) else None
    names = check_activations(depth, activations, known)
    W1 = arrays["W1"]
    if W1.shape[1] != X.shape[0]:
        call = ": one column is one sample, so pass X.T" if W1.shape[1] == X.shape[1] else ""
        raise ValueError(f"W1 must have a column for each row of X, got W1 {W1.shape} and X {X.shape}{call}")
    return X, arrays, names


def check_parameters(params: Arrays) -> Arrays:
    """Return the parameters of a network as finite arrays of floats, layer after layer.

    Raises
    ------
    ValueError
        If `params` is not "W1", "b1", "W2", "b2", …, or a shape does not fit the one before it.
    """
    depth = len(params) // 2 if isinstance(params, dict) else 0
    names = [f"{kind}{layer}" for layer in range(1, depth + 1) for kind in "Wb"]
    if depth == 0 or set(params) != set(names):
        given = list(params) if isinstance(params, dict) else type(params).__name__
        raise ValueError(f"params must be a dict of W1, b1, W2, b2 and so on, got {given}")
    arrays = {name: as_floats(name, params[name], ndim=(2,)) for name in names}
    for layer in range(1, depth + 1):
        W, b = arrays[f"W{layer}"], arrays[f"b{layer}"]
        if layer > 1 and W.shape[1] != arrays[f"W{layer - 1}"].shape[0]:
            raise ValueError(
                f"W{layer} must have a column for each row of W{layer - 1}, "
                f"got W{layer} {W.shape} and W{layer - 1} {arrays[f'W{layer - 1}'].shape}"
            )
        if b.shape != (W.shape[0], 1):
            raise ValueError(f"b{layer} must be {(W.shape[0], 1)} to fit W{layer} {W.shape}, got {b.shape}")
    return arrays


def check_activations(
    depth: int, given: Sequence[str] | None, known: Sequence[str] | None
) -> tuple[str, ...]:
    """Return the activations of a network of `depth` layers: the given ones, the known ones, or the default.

    Raises
    ------
    ValueError
        If there is not one for each layer, one is unknown, or `given` differs from `known`.
    """
    activations = known if given is None else given
    if activations is None:
        activations = default_activations(depth)
    if not isinstance(activations, list | tuple) or len(activations) != depth:
        raise ValueError(f"activations must name one for each of the {depth} layers, got {activations!r}")
    names = tuple(one_of("activation", name, ACTIVATIONS) for name in activations)
    if known is not None and names != tuple(known):
        raise ValueError(
            f"these params were trained with the activations {', '.join(known)}, got {', '.join(names)}: "
            "leave them out, or pass dict(params) to try others"
        )
    return names


@checked(check_network)
def forward_propagation(
    X: Array, params: Arrays, activations: Sequence[str] | None = None
) -> tuple[Array, dict[str, Any]]:
    """Send data through the network: Z = W @ A + b, then A = activation(Z).

    Parameters
    ----------
    X : ndarray, shape (n_inputs, m)
        Data, one column a sample.
    params : dict
        "W1" of shape (n_1, n_inputs), "b1" of shape (n_1, 1), and so on.
    activations : sequence of str, optional
        One name of `ACTIVATIONS` for each layer. Without it those that `params` knows from `train_network` or
        `load`; else ReLU, and sigmoid at the output.

    Returns
    -------
    A : ndarray, shape (n_outputs, m)
        Outputs of the last layer.
    cache : dict
        "Z1", "A1", "Z2", "A2", … and the names "activations", kept for `backward_propagation`.

    Raises
    ------
    ValueError
        If shapes do not fit together, a value or a name is not usable, or the activations are others than
        those that `params` knows.
    """
    A, activations = X, activations or default_activations(len(params) // 2)
    cache: dict[str, Any] = {"activations": activations}
    for layer, activation in enumerate(activations, start=1):
        Z = np.dot(params[f"W{layer}"], A) + params[f"b{layer}"]
        A = ACTIVATIONS[activation].core(Z)
        cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A
    return A, cache
