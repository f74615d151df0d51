"""Training: gradient descent and its variants, full batch, mini-batch and one sample at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

from nnbook.backprop import backward_propagation
from nnbook.forward import check_network, forward_propagation, init_parameters
from nnbook.losses import check_labels, output_loss
from nnbook.optimizers import OPTIMIZERS, adam, as_part, momentum, sgd  # noqa: F401 - chapters import them from here
from nnbook.parameters import Parameters, packed
from nnbook.validation import (
    Array,
    Arrays,
    as_arrays,
    as_count,
    as_floats,
    as_function,
    as_generator,
    as_number,
    as_sizes,
    checked,
    one_of,
    same_shape,
)

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


def _check_update(params: Arrays, gradients: Arrays, learning_rate: float) -> tuple[Any, ...]:
    arrays = as_arrays("params", params, 'of init_parameters or train_network, "W1", "b1" and so on')
    gradients = as_arrays("gradients", gradients, 'of backward_propagation, "dW1", "db1" and so on')
    for name, value in arrays.items():
        if f"d{name}" not in gradients:
            raise ValueError(f"gradients must hold d{name}, got {', '.join(gradients) or 'nothing'}")
        same_shape(**{name: value, f"d{name}": gradients[f"d{name}"]})
    if len(gradients) > len(arrays):
        beyond = ", ".join(name for name in gradients if name[1:] not in arrays)
        raise ValueError(f"params must hold what {beyond} belong to, got {', '.join(arrays) or 'nothing'}")
    return params | arrays, gradients, as_number("learning_rate", learning_rate, positive=True)


@checked(_check_update)
def update_parameters(params: Arrays, gradients: Arrays, learning_rate: float) -> Arrays:
    """Take one step downhill: each parameter minus rate times gradient.

    Parameters
    ----------
    params, gradients : dict
        "W1", "b1", … and "dW1", "db1", …, of equal shapes.
    learning_rate : float
        Above 0.

    Returns
    -------
    dict
        New parameters, with the activations that `params` knows; `params` stays as it is.

    Raises
    ------
    ValueError
        If a gradient is missing, has another shape or is not finite, or the learning rate is not above 0.
    """
    new: Arrays = {}
    for name, value in params.items():
        new[name] = value - learning_rate * gradients[f"d{name}"]
    return params | new


def _check_batches(X: Array, Y: Array, batch_size: int | None, rng: Any) -> tuple[Any, ...]:
    X, Y = as_floats("X", X, ndim=(2,), finite=False), as_floats("Y", Y, ndim=(2,), finite=False)
    if X.shape[1] != Y.shape[1]:
        raise ValueError(f"X and Y must have as many columns, got X {X.shape} and Y {Y.shape}")
    size = None if batch_size is None else as_count("batch_size", batch_size)
    return X, Y, size, as_generator(rng)


@checked(_check_batches)
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
        If there are not as many labels as samples, or `batch_size` is not a positive whole number.
    """
    m = X.shape[1]
    if batch_size is None or batch_size >= m:
        yield X, Y
        return
    samples = np.ascontiguousarray(X.T)  # a sample's values side by side, so that picking one is quick
    labels = np.ascontiguousarray(Y)
    order = rng.permutation(m)
    for start in range(0, m, batch_size):
        chosen = order[start : start + batch_size]
        yield samples.take(chosen, axis=0).T, labels.take(chosen, axis=1)


class TrainingStep(NamedTuple):
    """What one step of a training has done; its arrays are those that the next one changes.

    Attributes
    ----------
    epoch : int
        From 0.
    loss : float
        Mean over the samples of the step, measured just before it.
    samples : int
        How many these were.
    ends : bool
        Whether it is the last step of its epoch.
    rate : float
        The learning rate.
    params, vector : Parameters, ndarray
        The parameters after the step, by name, and all of them in one vector.
    gradients : dict
        What the step went by, with what `l2` adds.
    memory : dict
        What the optimizer remembers.
    """

    epoch: int
    loss: float
    samples: int
    ends: bool
    rate: float
    params: Parameters
    vector: Array
    gradients: Arrays
    memory: dict[str, Any]


def training_steps(
    X: Array,
    Y: Array,
    layer_sizes: Sequence[int],
    learning_rate: float | Callable[[int], float] = 0.01,
    *,
    activations: Sequence[str] | None = None,
    loss: str = "binary_cross_entropy",
    batch_size: int | None = None,
    optimizer: str = "sgd",
    beta: float = 0.9,
    l2: float = 0.0,
    params: Arrays | None = None,
    rng: int | np.random.Generator | None = None,
) -> Iterator[TrainingStep]:
    """Train without an end, one step each time that the next one is asked for.

    `train_network` is a loop over it. Between two steps one may look at the network, wait, and go on.

    Parameters
    ----------
    X, Y, layer_sizes, learning_rate, activations, loss, batch_size, optimizer, beta, l2, params, rng
        As for `train_network`.

    Yields
    ------
    TrainingStep

    Raises
    ------
    ValueError
        As for `train_network`, before the first step. Nothing is raised where a number stops being finite.
    """
    return _begin(
        X, Y, layer_sizes, learning_rate, activations, loss, batch_size, optimizer, beta, l2, params, rng
    )[1]


def _begin(
    X: Array,
    Y: Array,
    layer_sizes: Sequence[int],
    learning_rate: float | Callable[[int], float],
    activations: Sequence[str] | None,
    loss: str,
    batch_size: int | None,
    optimizer: str,
    beta: float,
    l2: float,
    params: Arrays | None,
    rng: int | np.random.Generator | None,
) -> tuple[TrainingStep, Iterator[TrainingStep]]:
    """Return how a training starts, as a step of number -1, and its steps."""
    rng = as_generator(rng)
    start = init_parameters(layer_sizes, "he", rng) if params is None else params
    X, Y, start, names = check_training(X, Y, layer_sizes, start, activations, loss)
    X, Y = np.asfortranarray(X), np.ascontiguousarray(Y)  # or `batches` would copy them in each epoch
    rate_of = _schedule(learning_rate)
    size = X.shape[1] if batch_size is None else as_count("batch_size", batch_size)
    optimize: Callable[..., Any] = OPTIMIZERS[one_of("optimizer", optimizer, OPTIMIZERS)].core
    beta = as_part("beta", beta)
    if optimizer == "momentum":
        optimize = partial(optimize, beta=beta)
    if as_number("l2", l2) < 0:
        raise ValueError(f"l2 must be at least 0, got {l2!r}")
    arrays, vector = packed(start)
    gradients, _ = packed({f"d{name}": np.zeros_like(value) for name, value in start.items()})
    first = TrainingStep(-1, np.nan, 0, True, np.nan, Parameters(arrays, names), vector, gradients, {})
    return first, _steps(X, Y, first, rate_of, loss, size, optimize, float(l2), rng)


def _steps(
    X: Array,
    Y: Array,
    first: TrainingStep,
    rate_of: Callable[[int], float],
    loss: str,
    size: int,
    optimize: Callable[..., Any],
    l2: float,
    rng: np.random.Generator,
) -> Iterator[TrainingStep]:
    params, vector = first.params, first.vector
    activations = params.activations
    assert activations is not None, "_begin has found them"
    gradients, gradient = packed(first.gradients)
    _, decay = packed({name: np.full_like(value, l2 * (name[0] == "W")) for name, value in params.items()})
    memory: dict[str, Any] = {}
    for epoch in count():
        rate, left = rate_of(epoch), X.shape[1]
        for X_batch, Y_batch in batches.core(X, Y, size, rng):
            with np.errstate(all="ignore"):  # what overflows ends in a loss that is not finite
                A, cache = forward_propagation.core(X_batch, params, activations)
                Z = cache[f"Z{len(activations)}"]
                cost = output_loss.core(Z, A, Y_batch, activations[-1], loss)
                backward_propagation.core(X_batch, Y_batch, params, cache, loss, gradients)
                if l2:
                    gradient += decay * vector
                direction, memory = optimize({"all": gradient}, memory)
                vector -= rate * direction["all"]
            left -= X_batch.shape[1]
            yield TrainingStep(
                epoch, cost, X_batch.shape[1], left == 0, rate, params, vector, gradients, memory
            )


def train_network(
    X: Array,
    Y: Array,
    layer_sizes: Sequence[int],
    learning_rate: float | Callable[[int], float] = 0.01,
    epochs: int = 1000,
    *,
    activations: Sequence[str] | None = None,
    loss: str = "binary_cross_entropy",
    batch_size: int | None = None,
    optimizer: str = "sgd",
    beta: float = 0.9,
    l2: float = 0.0,
    params: Arrays | None = None,
    rng: int | np.random.Generator | None = None,
    on_epoch: Callable[[int, float, Parameters], object] | None = None,
) -> tuple[Parameters, list[float]]:
    """Learn parameters that make the loss small, by gradient descent.

    Parameters
    ----------
    X, Y : ndarray, shapes (n_inputs, m) and (n_outputs, m)
        Data and labels, one column a sample.
    layer_sizes : sequence of int
        Neurons of each layer, from the inputs to the outputs.
    learning_rate : float or callable
        Size of a step, above 0: one for all epochs, or a function of the epoch, from 0.
    epochs : int
        How often every sample is used.
    activations, loss
        As for `forward_propagation` and `compute_loss`.
    batch_size : int, optional
        Samples a step, drawn anew in each epoch: 1 is stochastic, without it every step uses all.
    optimizer : "sgd", "momentum" or "adam"
        What makes a direction of the gradients. It starts anew in each call: to look at the network between
        epochs use `on_epoch`, and not many calls of one epoch.
    beta : float
        How much of the direction before "momentum" keeps, from 0 to below 1.
    l2 : float
        How strongly each weight is pulled towards 0, at least 0: so many times the weight is added to its
        gradient. Biases are left alone, and the losses are those of the data.
    params : dict, optional
        Where to start, left unchanged; without it `init_parameters(layer_sizes, "he", rng)`.
    rng : int or numpy.random.Generator, optional
        A seed or a generator makes the run repeatable. Calls that share one generator go on drawing from it.
    on_epoch : callable, optional
        Called after each epoch with its number, from 0, its loss, and the parameters as they are then, copies
        that cannot be written to. The training ends where it returns True.

    Returns
    -------
    params, losses : dict, list of float
        What was learned, in the float type of `X`; `forward_propagation` finds the activations in it. And
        the loss of each epoch: the mean over all samples, each measured just before the step that it was used
        for.

    Raises
    ------
    ValueError
        If shapes do not fit together, a value or a name is not usable, or the outputs, the loss and the
        labels do not belong together.
    DivergenceError
        If the loss, a weight or what the optimizer remembers stops being finite.
    """
    if on_epoch is not None:
        on_epoch = as_function("on_epoch", on_epoch, "print")
    epochs = as_count("epochs", epochs, least=0)
    step, steps = _begin(
        X, Y, layer_sizes, learning_rate, activations, loss, batch_size, optimizer, beta, l2, params, rng
    )
    names = step.params.activations
    assert names is not None, "_begin has found them"
    losses: list[float] = []
    for epoch in range(epochs):
        total, samples = 0.0, 0
        for step in steps:
            total += step.loss * step.samples
            samples += step.samples
            if step.ends:
                break
        losses.append(total / samples)
        if not isfinite(losses[-1]):
            raise diverged(losses, step.rate)
        if on_epoch is not None and _is_true(on_epoch(epoch, losses[-1], _copied(step.params, names))):
            break
    if not (np.isfinite(step.vector).all() and _finite(step.memory)):  # the last step has no loss to show it
        raise diverged(losses, step.rate)
    return Parameters({name: value.copy() for name, value in step.params.items()}, names), losses


def _schedule(learning_rate: float | Callable[[int], float]) -> Callable[[int], float]:
    """Return the learning rate as a function of the epoch, which checks what it gives."""
    if not callable(learning_rate):
        rate = as_number("learning_rate", learning_rate, positive=True)
        return lambda epoch: rate
    return lambda epoch: as_number(f"learning_rate({epoch})", learning_rate(epoch), positive=True)


def _finite(state: Any) -> bool:
    """Whether all arrays are finite that an optimizer remembers."""
    if isinstance(state, dict | tuple):
        return all(map(_finite, state.values() if isinstance(state, dict) else state))
    return bool(np.isfinite(state).all())


def _is_true(answer: object) -> bool:
    """Whether a callback said True: a loss or a list that it returns by chance is no such word."""
    return isinstance(answer, bool | np.bool_) and bool(answer)


def _copied(params: Arrays, activations: Sequence[str]) -> Parameters:
    """Copy parameters for somebody who could take them for the ones that are trained."""
    copies = {name: value.copy() for name, value in params.items()}
    for copy in copies.values():
        copy.setflags(write=False)
    return Parameters(copies, activations)


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
        If `forward_propagation` or `compute_loss` would refuse them, the data or the parameters do not have
        the sizes of the layers, or labels, last activation and loss do not belong together.
    """
    X = as_floats("X", X, ndim=(2,))
    Y = check_labels(Y, loss)
    sizes = as_sizes("layer_sizes", layer_sizes)
    if (X.shape[0], Y.shape[0]) != (sizes[0], sizes[-1]) or X.shape[1] != Y.shape[1]:
        wanted = f"X must be ({sizes[0]}, m) and Y ({sizes[-1]}, m) to fit layer_sizes {sizes}"
        raise ValueError(f"{wanted}, got X {X.shape} and Y {Y.shape}{_mended(X, Y, sizes)}")
    X, params, names = check_network(X, params, activations)
    given = X.shape[0], *(value.shape[0] for name, value in params.items() if name.startswith("W"))
    if given != sizes:
        raise ValueError(f"params must have the layer_sizes {sizes}, got {given}")
    check_outcome(Y, names[-1], loss)
    for layer, (size, name) in enumerate(zip(sizes[1:], names, strict=True), start=1):
        if (size, name) == (1, "softmax"):
            raise ValueError(
                f"softmax of one neuron is always 1, and layer {layer} has one: use sigmoid there"
            )
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
    if loss == "binary_cross_entropy" and activation != "sigmoid":
        also = "; with softmax goes categorical_cross_entropy" if activation == "softmax" else ""
        raise ValueError(f"{loss} needs outputs of sigmoid, between 0 and 1, got {activation}{also}")
    if loss == "categorical_cross_entropy":
        if activation != "softmax":
            wanted = f"outputs that compete, of softmax, got {activation}"
            raise ValueError(f"{loss} needs {wanted}; with sigmoid goes binary_cross_entropy")
    if activation == "softmax":
        sums = Y.sum(axis=0)
        if wrong := np.flatnonzero(np.abs(sums - 1.0) > _SUM_TOLERANCE).tolist():
            first = wrong[0]
            column = np.array2string(Y[:, first], separator=", ", threshold=8, max_line_width=200)
            shown = f"column {first} is {column}, with the sum {sums[first]:g}"
            raise ValueError(f"{activation} needs labels whose columns sum to 1, and {shown}")
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
