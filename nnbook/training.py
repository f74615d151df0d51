"""Training: gradient descent and its variants, full batch, mini-batch and one sample at a time."""

from collections.abc import Callable, Iterator, Sequence
from math import isfinite
from typing import Any

import numpy as np

from nnbook.forward import check_network, init_parameters
from nnbook.losses import check_outputs
from nnbook.optimizers import OPTIMIZERS, adam, momentum, sgd  # noqa: F401 - chapters import them from here
from nnbook.validation import (
    Array,
    Arrays,
    as_count,
    as_floats,
    as_generator,
    as_number,
    as_sizes,
    one_of,
    same_shape,
)
from nnbook.workspace import Workspace, with_ones

# What each activation can give, from where to where; the others reach everything.
_REACH = {
    "sigmoid": (0.0, 1.0),
    "softmax": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "relu": (0.0, np.inf),
    "elu": (-1.0, np.inf),
}
_SUM_TOLERANCE = 1e-4  # of labels that are probabilities, also in float32


class DivergenceError(FloatingPointError, ValueError):
    """The loss of a training run, or a weight, is no longer a finite number."""


def update_parameters(
    params: Arrays, gradients: Arrays, learning_rate: float, *, check: bool = True
) -> Arrays:
    """Take one step downhill: every parameter minus `learning_rate` times its gradient.

    Parameters
    ----------
    params, gradients : dict
        "W1", "b1", … and "dW1", "db1", …, of equal shapes.
    learning_rate : float
        Above 0.
    check : bool
        False skips the checks, for loops that have made them.

    Returns
    -------
    dict
        New parameters; `params` stays as it is.

    Raises
    ------
    ValueError
        Where a gradient is missing or has another shape, or the learning rate is not above 0.
    """
    if check:
        learning_rate = as_number("learning_rate", learning_rate, positive=True)
        for name, value in params.items():
            if f"d{name}" not in gradients:
                raise ValueError(f"gradients must hold d{name}, got {', '.join(gradients) or 'nothing'}")
            same_shape(**{name: value, f"d{name}": gradients[f"d{name}"]})
    return {name: value - learning_rate * gradients[f"d{name}"] for name, value in params.items()}


def batches(
    X: Array, Y: Array, batch_size: int | None, rng: np.random.Generator
) -> Iterator[tuple[Array, Array]]:
    """Cut the samples into batches of columns, in a new random order at each call.

    Yields
    ------
    X_batch, Y_batch : ndarray
        `batch_size` columns, in the last batch those that are left; all in their order without `batch_size`.

    Raises
    ------
    ValueError
        Where there are not as many labels as samples, or `batch_size` is not a positive whole number.
    """
    m = X.shape[1]
    if Y.shape[1] != m:
        raise ValueError(f"X and Y must have as many columns, got X {X.shape} and Y {Y.shape}")
    if batch_size is None or as_count("batch_size", batch_size) >= m:
        yield X, Y
        return
    samples, labels = np.ascontiguousarray(X.T), np.ascontiguousarray(Y.T)  # a sample's values side by side
    order = rng.permutation(m)
    for start in range(0, m, batch_size):
        chosen = order[start : start + batch_size]
        yield samples.take(chosen, axis=0).T, labels.take(chosen, axis=0).T


def train_network(
    X: Array,
    Y: Array,
    layer_sizes: Sequence[int],
    learning_rate: float = 0.01,
    epochs: int = 1000,
    *,
    activations: Sequence[str] | None = None,
    loss: str = "binary_cross_entropy",
    batch_size: int | None = None,
    optimizer: str = "sgd",
    params: Arrays | None = None,
    rng: int | np.random.Generator | None = None,
    on_epoch: Callable[[int, float], object] | None = None,
) -> tuple[Arrays, list[float]]:
    """Learn parameters that make the loss small, by gradient descent.

    Parameters
    ----------
    X, Y : ndarray, shapes (n_inputs, m) and (n_outputs, m)
        Data and labels, one column a sample.
    layer_sizes : sequence of int
        Neurons of each layer, from the inputs to the outputs.
    learning_rate, epochs : float, int
        Size of a step, and how often every sample is used.
    activations, loss
        As for `forward_propagation` and `compute_loss`.
    batch_size : int, optional
        Samples a step, drawn anew in each epoch: 1 is stochastic, without it every step uses all.
    optimizer : "sgd", "momentum" or "adam"
        What makes a direction of the gradients.
    params : dict, optional
        Where to start, left unchanged; without it `init_parameters(layer_sizes, "he", rng)`.
    rng : int or numpy.random.Generator, optional
        A seed or a generator makes the run repeatable.
    on_epoch : callable, optional
        Called after each epoch with its number, from 0, and its loss.

    Returns
    -------
    params, losses : dict, list of float
        What was learned, in the float type of `X`, and the loss of each epoch: the mean over all samples,
        each measured just before the step that it was used for.

    Raises
    ------
    ValueError
        Where shapes do not fit together, or a value or a name is not usable.
    DivergenceError
        Where the loss or a weight stops being finite.
    """
    rng = as_generator(rng)
    start = init_parameters(layer_sizes, "he", rng) if params is None else params
    X, Y, params, activations = check_training(X, Y, layer_sizes, start, activations, loss)
    learning_rate = as_number("learning_rate", learning_rate, positive=True)
    epochs = as_count("epochs", epochs, least=0)
    size = X.shape[1] if batch_size is None else as_count("batch_size", batch_size)
    optimize = OPTIMIZERS[one_of("optimizer", optimizer, OPTIMIZERS)]
    network, data = Workspace(params, activations, loss), with_ones(X)
    state: dict[str, Any] = {}
    losses: list[float] = []
    for epoch in range(epochs):
        total = 0.0
        with np.errstate(all="ignore"):  # what overflows ends in a loss that is not finite
            for X_batch, Y_batch in batches(data, Y, size, rng):
                total += network.backpropagate(X_batch, Y_batch)
                direction, state = optimize({"all": network.gradient}, state)
                network.descend(direction["all"], learning_rate)
        losses.append(total / X.shape[1])
        if not isfinite(losses[-1]):
            raise diverged(losses, learning_rate)
        if on_epoch is not None:
            on_epoch(epoch, losses[-1])
    if not np.isfinite(network.parameters).all():  # the last step has no loss to show it
        raise diverged(losses, learning_rate)
    return network.params(), losses


def check_training(
    X: Array,
    Y: Array,
    layer_sizes: Sequence[int],
    params: Arrays,
    activations: Sequence[str] | None,
    loss: str,
) -> tuple[Array, Array, Arrays, tuple[str, ...]]:
    """Return the data, the parameters and the activations, all in the float type of `X`.

    Raises
    ------
    ValueError
        Where `forward_propagation` or `compute_loss` would refuse them, where the data or the parameters
        do not have the sizes of the layers, or where the last activation can leave the range of the loss.
    """
    X = as_floats("X", X, ndim=(2,))
    Y, _ = check_outputs(Y, Y, loss)
    sizes = as_sizes("layer_sizes", layer_sizes)
    if (X.shape[0], Y.shape[0]) != (sizes[0], sizes[-1]) or X.shape[1] != Y.shape[1]:
        wanted = f"X must be ({sizes[0]}, m) and Y ({sizes[-1]}, m) to fit layer_sizes {sizes}"
        raise ValueError(f"{wanted}, got X {X.shape} and Y {Y.shape}{_mended(X, Y, sizes)}")
    X, params, names = check_network(X, params, activations)
    given = X.shape[0], *(value.shape[0] for name, value in params.items() if name.startswith("W"))
    if given != sizes:
        raise ValueError(f"params must have the layer_sizes {sizes}, got {given}")
    check_outcome(Y, names[-1], loss)
    return X, Y.astype(X.dtype), {name: value.astype(X.dtype) for name, value in params.items()}, names


def _mended(X: Array, Y: Array, sizes: Sequence[int]) -> str:
    """Return how data that does not fit may be meant; empty where nobody can tell."""
    across = X.shape[0] != sizes[0] and X.shape[1] == sizes[0]
    down = Y.shape[0] != sizes[-1] and Y.shape[1] == sizes[-1]
    if across or down:
        passed = " and ".join(f"{name}.T" for name, turned in (("X", across), ("Y", down)) if turned)
        return f": one column is one sample, so pass {passed}"
    if X.shape[0] == sizes[0] and Y.shape[0] == 1 < sizes[-1] and Y.shape[1] == X.shape[1]:
        return f": for class numbers pass one_hot(Y, {sizes[-1]}), from nnbook.preprocessing"
    return ""


def check_outcome(Y: Array, activation: str, loss: str) -> None:
    """Refuse labels, last activation and loss that do not fit: such a network would train to nonsense.

    Raises
    ------
    ValueError
        If the outputs cannot reach the labels, are always 1, or do not compete where they must.
    """
    outputs = len(Y)
    if activation == "softmax" and outputs == 1:
        raise ValueError("one output of softmax is always 1: use sigmoid, or one output for each class")
    if loss == "binary_cross_entropy" and activation not in ("sigmoid", "softmax"):
        raise ValueError(f"{loss} needs outputs of sigmoid, between 0 and 1, got {activation}")
    if loss == "categorical_cross_entropy":
        if activation != "softmax":
            wanted = f"outputs that compete, of softmax, got {activation}"
            raise ValueError(f"{loss} needs {wanted}; with sigmoid goes binary_cross_entropy")
        sums = Y.sum(axis=0)
        if wrong := np.flatnonzero(np.abs(sums - 1.0) > _SUM_TOLERANCE).tolist():
            first = wrong[0]
            column = np.array2string(Y[:, first], separator=", ", threshold=8, max_line_width=200)
            shown = f"column {first} is {column}, with the sum {sums[first]:g}"
            raise ValueError(f"{loss} needs labels whose columns sum to 1, and {shown}")
    low, high = _REACH.get(activation, (-np.inf, np.inf))
    if loss == "mean_squared_error" and (Y.min() < low or Y.max() > high):
        reach = f"from {low:g} to {high:g}" if np.isfinite(high) else f"from {low:g} upwards"
        raise ValueError(
            f"outputs of {activation} go {reach}, and Y goes from {Y.min():g} to {Y.max():g}: "
            'use "identity" as the last activation, or scale the labels'
        )


def diverged(losses: list[float], learning_rate: float) -> DivergenceError:
    """Make the error that says when training stopped being finite, and what usually causes it."""
    finite = [loss for loss in losses if isfinite(loss)]
    last = f"the last finite loss was {finite[-1]:.4g}" if finite else "it never was"
    return DivergenceError(
        f"training diverged in epoch {len(losses) - 1}: the loss or a weight is no longer finite ({last}). "
        f"Usual causes: a learning rate that is too high (it is {learning_rate:g}; try a tenth of it), "
        f"inputs or labels that are not scaled (bring each to mean 0 and spread 1), large initial weights."
    )
