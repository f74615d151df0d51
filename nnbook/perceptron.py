"""The perceptron: one neuron with a step activation, and the rule by which it learns."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnbook.validation import (
    Numbers,
    as_count,
    as_floats,
    as_generator,
    as_inputs,
    as_number,
    as_samples,
    checked,
    checked_method,
)


def _check_values(z: ArrayLike) -> tuple[NDArray[np.floating]]:
    values = as_floats("z", z, finite=False)
    if np.isnan(values).any():
        raise ValueError(f"z must be numbers, got NaN in {np.isnan(values).sum()} places")
    return (values,)


@checked(_check_values)
def step(z: Numbers) -> NDArray[np.int64]:
    """Fire or stay silent: 1 where `z` is above zero, 0 elsewhere.

    Parameters
    ----------
    z : array_like, any shape
        Pre-activations. Exactly zero does not fire.

    Returns
    -------
    ndarray of int, the shape of `z`

    Raises
    ------
    ValueError
        If `z` is not made of numbers, or one is NaN.
    """
    return np.asarray(z > 0, dtype=np.int64)


def _check_start(
    neuron: Perceptron, n_inputs: int, learning_rate: float, rng: int | np.random.Generator | None
) -> tuple[Any, ...]:
    n_inputs, rng = as_count("n_inputs", n_inputs), as_generator(rng)
    return neuron, n_inputs, as_number("learning_rate", learning_rate, positive=True), rng


def _check_inputs(neuron: Perceptron, inputs: ArrayLike) -> tuple[Any, ...]:
    return neuron, as_inputs(inputs, n_features=len(neuron.weights))


def _check_samples(neuron: Perceptron, X: ArrayLike, y: ArrayLike, epochs: int) -> tuple[Any, ...]:
    X, y = as_samples(X, y, n_features=len(neuron.weights))
    return neuron, X, y, as_count("epochs", epochs)


class Perceptron:
    """One neuron that learns to put samples into two classes, 0 and 1.

    Parameters
    ----------
    n_inputs : int
        The number of features of a sample.
    learning_rate : float
        How far one mistake moves the weights.
    rng : None, int or numpy.random.Generator
        Where the small starting weights come from.

    Attributes
    ----------
    weights : ndarray, shape (n_inputs,)
    bias : float

    References
    ----------
    Rosenblatt (1958), "The perceptron".
    """

    @checked_method(_check_start)
    def __init__(
        self, n_inputs: int, learning_rate: float = 0.01, rng: int | np.random.Generator | None = None
    ) -> None:
        generator = np.random.default_rng(rng)
        self.weights = 0.01 * generator.standard_normal(n_inputs)
        self.bias = 0.0
        self.learning_rate = learning_rate

    @checked_method(_check_inputs)
    def predict(self, inputs: Numbers) -> int | NDArray[np.int64]:
        """Answer 0 or 1 for one sample, or for each row of a batch.

        Parameters
        ----------
        inputs : array_like, shape (n_inputs,) or (m, n_inputs)
            One sample, or one a row.

        Returns
        -------
        int, or ndarray of int of shape (m,)

        Raises
        ------
        ValueError
            If the shape is another, or a value is not finite or too large to be multiplied.
        """
        fires = step(inputs @ self.weights + self.bias)
        return int(fires) if inputs.ndim == 1 else fires

    @checked_method(_check_samples)
    def train(self, X: Numbers, y: Numbers, epochs: int = 100) -> list[int]:
        """Learn from each sample in turn, until an epoch has no mistake.

        Parameters
        ----------
        X : array_like, shape (m, n_inputs)
            One sample a row.
        y : array_like, shape (m,)
            The class of each sample, 0 or 1.
        epochs : int
            How often to go through the samples at most.

        Returns
        -------
        list of int
            The number of mistakes in each epoch; the last is 0 where training ended early.

        Raises
        ------
        ValueError
            If a shape is another, a class is neither 0 nor 1, `epochs` is no such number, or a sample is not
            finite or too large to be multiplied.
        """
        mistakes = []
        for _ in range(epochs):
            mistakes.append(0)
            for inputs, target in zip(X, y, strict=True):
                # 1: it should have fired, -1: it should not have, 0: right
                error = target - self.predict(inputs)
                if error != 0:
                    change = self.learning_rate * error
                    self.weights = self.weights + change * inputs
                    self.bias += change
                    mistakes[-1] += 1
            if mistakes[-1] == 0:
                break
        return mistakes
