"""Forward propagation: from the inputs to the outputs, through any number of layers."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from nnbook.activations import ACTIVATIONS
from nnbook.validation import Array, Arrays, as_floats, as_generator, as_number, as_sizes, one_of

SCALES = ("he", "xavier")


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
        "W1" of shape (n_1, n_0), "b1" of shape (n_1, 1), and so on for each layer.

    Raises
    ------
    ValueError
        Where there are fewer than two sizes, one is not a positive whole number, or `scale` is unknown.
    """
    sizes = as_sizes("layer_sizes", layer_sizes)
    rng = as_generator(rng)
    params = {}
    for layer, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
        if isinstance(scale, str):
            spread = {"he": 2 / n_in, "xavier": 2 / (n_in + n_out)}[one_of("scale", scale, SCALES)] ** 0.5
        else:
            spread = as_number("scale", scale)
            if spread < 0:
                raise ValueError(f"scale must be at least 0, got {scale!r}")
        params[f"W{layer}"] = spread * rng.standard_normal((n_out, n_in))
        params[f"b{layer}"] = np.zeros((n_out, 1))
    return params


def default_activations(depth: int) -> tuple[str, ...]:
    """ReLU in the hidden layers and sigmoid at the output of a network of `depth` layers."""
    return ("relu",) * (depth - 1) + ("sigmoid",)


def check_network(
    X: Array, params: Arrays, activations: Sequence[str] | None
) -> tuple[Array, Arrays, tuple[str, ...]]:
    """Return the inputs, parameters and activations as a forward pass needs them; None becomes the default.

    Raises
    ------
    ValueError
        Where `params` is not "W1", "b1", "W2", "b2", …, where a shape does not fit the one before it,
        where a value is NaN or infinite, or where `activations` does not name one for each layer.
    """
    X = as_floats("X", X, ndim=(2,))
    depth = len(params) // 2 if isinstance(params, dict) else 0
    names = [f"{kind}{layer}" for layer in range(1, depth + 1) for kind in "Wb"]
    if depth == 0 or set(params) != set(names):
        given = list(params) if isinstance(params, dict) else type(params).__name__
        raise ValueError(f"params must be a dict of W1, b1, W2, b2 and so on, got {given}")
    checked = {name: as_floats(name, params[name], ndim=(2,)) for name in names}
    source, inputs = "X", X
    for layer in range(1, depth + 1):
        W, b = checked[f"W{layer}"], checked[f"b{layer}"]
        if W.shape[1] != inputs.shape[0]:
            raise ValueError(
                f"W{layer} must have a column for each row of {source}, "
                f"got W{layer} {W.shape} and {source} {inputs.shape}"
            )
        if b.shape != (W.shape[0], 1):
            raise ValueError(f"b{layer} must be {(W.shape[0], 1)} to fit W{layer} {W.shape}, got {b.shape}")
        source, inputs = f"W{layer}", W
    if activations is None:
        activations = default_activations(depth)
    if not isinstance(activations, list | tuple) or len(activations) != depth:
        raise ValueError(f"activations must name one for each of the {depth} layers, got {activations!r}")
    return X, checked, tuple(one_of("activation", name, ACTIVATIONS) for name in activations)


def forward_propagation(
    X: Array, params: Arrays, activations: Sequence[str] | None = None, *, check: bool = True
) -> tuple[Array, dict[str, Any]]:
    """Send data through the network, layer by layer: Z = W @ A + b, then A = activation(Z).

    Parameters
    ----------
    X : ndarray, shape (n_inputs, m)
        Data, one column a sample.
    params : dict
        "W1" of shape (n_1, n_inputs), "b1" of shape (n_1, 1), and so on.
    activations : sequence of str, optional
        One name of `ACTIVATIONS` for each layer; without it ReLU, and sigmoid at the output.
    check : bool
        False skips the checks, for loops that have made them.

    Returns
    -------
    A : ndarray, shape (n_outputs, m)
        Outputs of the last layer.
    cache : dict
        "Z1", "A1", "Z2", "A2", … and the names "activations", kept for `backward_propagation`.

    Raises
    ------
    ValueError
        Where shapes do not fit together, or a value or a name is not usable.
    """
    if check:
        X, params, activations = check_network(X, params, activations)
    elif activations is None:
        activations = default_activations(len(params) // 2)
    A: Array = X
    cache: dict[str, Any] = {"activations": activations}
    for layer, activation in enumerate(activations, start=1):
        Z = params[f"W{layer}"] @ A + params[f"b{layer}"]
        A = ACTIVATIONS[activation](Z)
        cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A
    return A, cache
