"""Optimizers: what makes a direction to go out of a gradient, and what it remembers for the next step."""

from collections.abc import Callable
from typing import Any

import numpy as np

from nnbook.validation import Arrays, as_number, same_shape


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

    Raises
    ------
    ValueError
        Where `beta` is not from 0 to below 1, or the state is that of other gradients.

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration methods.
    """
    beta, direction = _kept("beta", beta), {}
    for name, gradient in gradients.items():
        before = state[name] if name in state else np.zeros_like(gradient)
        same_shape(**{name: gradient, f"state of {name}": before})
        direction[name] = beta * before + gradient
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

    Raises
    ------
    ValueError
        As for `momentum`, and where `epsilon` is not above 0.

    References
    ----------
    Kingma and Ba (2015), Adam: a method for stochastic optimization, algorithm 1.
    """
    beta1, beta2 = _kept("beta1", beta1), _kept("beta2", beta2)
    epsilon = as_number("epsilon", epsilon, positive=True)
    step = state.get("step", 0) + 1
    direction, after = {}, {"step": step}
    for name, gradient in gradients.items():
        if ("step" in state) != (name in state):
            raise ValueError(f"state must be what adam returned for {name}, got {', '.join(state)}")
        mean, square = state[name] if name in state else (np.zeros_like(gradient), np.zeros_like(gradient))
        same_shape(**{name: gradient, f"state of {name}": mean})
        mean = beta1 * mean + (1.0 - beta1) * gradient
        square = beta2 * square + (1.0 - beta2) * gradient**2
        after[name] = mean, square
        mean, square = mean / (1.0 - beta1**step), square / (1.0 - beta2**step)  # both began at 0
        direction[name] = mean / (np.sqrt(square) + epsilon)
    return direction, after


def _kept(name: str, beta: float) -> float:
    """Return the part of the past that is kept, or raise a ValueError."""
    part = as_number(name, beta)
    if not 0 <= part < 1:
        raise ValueError(f"{name} must be at least 0 and below 1, got {beta!r}")
    return part


OPTIMIZERS: dict[str, Callable[..., tuple[Arrays, dict[str, Any]]]] = {
    "sgd": sgd,
    "momentum": momentum,
    "adam": adam,
}
