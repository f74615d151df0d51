"""Optimizers: what makes a direction to go out of a gradient, and what it remembers for the next step."""

from collections.abc import Callable
from typing import Any

import numpy as np

from nnbook.validation import Arrays


def sgd(gradients: Arrays, state: Arrays) -> tuple[Arrays, Arrays]:
    """Plain gradient descent: the direction to go is the gradient itself, and nothing is remembered."""
    return gradients, state


def momentum(gradients: Arrays, state: Arrays, beta: float = 0.9) -> tuple[Arrays, Arrays]:
    """Gather speed like a ball that rolls: the gradient plus `beta` times the direction before.

    Parameters
    ----------
    gradients : dict
        "dW1", "db1", …
    state : dict
        What the step before returned as state, {} at first.
    beta : float
        How much of the direction before is kept.

    Returns
    -------
    direction, state : dict
        What to pass to `update_parameters` instead of the gradients, and to the next step.

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration methods.
    """
    direction = {name: beta * state.get(name, 0.0) + gradient for name, gradient in gradients.items()}
    return direction, direction


def adam(
    gradients: Arrays,
    state: dict[str, Any],
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> tuple[Arrays, dict[str, Any]]:
    """Give every parameter a step of its own: the mean gradient, divided by its usual size.

    Parameters
    ----------
    gradients, state
        As for `momentum`.
    beta1, beta2 : float
        How much of the running mean of the gradient, and of its square, is kept.
    epsilon : float
        Keeps the division finite.

    Returns
    -------
    direction, state : dict
        As for `momentum`.

    References
    ----------
    Kingma and Ba (2015), Adam: a method for stochastic optimization, algorithm 1.
    """
    step = state.get("step", 0) + 1
    direction, after = {}, {"step": step}
    for name, gradient in gradients.items():
        mean, square = state.get(name, (0.0, 0.0))
        mean = beta1 * mean + (1.0 - beta1) * gradient
        square = beta2 * square + (1.0 - beta2) * gradient**2
        after[name] = mean, square
        mean, square = mean / (1.0 - beta1**step), square / (1.0 - beta2**step)  # both began at 0
        direction[name] = mean / (np.sqrt(square) + epsilon)
    return direction, after


OPTIMIZERS: dict[str, Callable[..., tuple[Arrays, dict[str, Any]]]] = {
    "sgd": sgd,
    "momentum": momentum,
    "adam": adam,
}
