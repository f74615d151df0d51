"""Optimizers: what makes a direction to go out of a gradient, and what it remembers for the next step."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnbook.validation import Arrays, Checked, as_arrays, as_count, as_floats, as_number, checked, same_shape


def _check_gradients(gradients: Arrays) -> Arrays:
    return as_arrays("gradients", gradients, 'of backward_propagation, "dW1", "db1" and so on')


def _check_state(optimizer: str, state: Any, gradients: Arrays) -> dict[str, Any]:
    """Return the state, which holds something for each gradient, or nothing at all."""
    if not isinstance(state, dict) or (state and set(state) - {"step"} != set(gradients)):
        given = ", ".join(map(str, state)) if isinstance(state, dict) else repr(state)
        wanted = f"what {optimizer} returned for {', '.join(gradients)}, {{}} at first"
        raise ValueError(f"state must be {wanted}, got {given}")
    return state


def _check_sgd(gradients: Arrays, state: Arrays) -> tuple[Any, ...]:
    return _check_gradients(gradients), state


@checked(_check_sgd)
def sgd(gradients: Arrays, state: Arrays) -> tuple[Arrays, Arrays]:
    """Plain gradient descent: the direction to go is the gradient itself, and nothing is remembered.

    Parameters
    ----------
    gradients, state
        As for `momentum`; any state will do.

    Returns
    -------
    direction, state : dict
        Both as they were given.

    Raises
    ------
    ValueError
        If the gradients are no dict of finite arrays.
    """
    return gradients, state


def _check_momentum(gradients: Arrays, state: Arrays, beta: float) -> tuple[Any, ...]:
    gradients = _check_gradients(gradients)
    state = _check_state("momentum", state, gradients)
    if "step" in state:
        raise ValueError("state must be what momentum returned, got that of adam; {} at first")
    state = as_arrays("state", state, "that momentum returned")
    for name, before in state.items():
        same_shape(**{name: gradients[name], f"state of {name}": before})
    return gradients, state, as_part("beta", beta)


@checked(_check_momentum)
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
        If `beta` is not from 0 to below 1, a gradient is not finite, or the state is that of other gradients
        or of another optimizer.

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration methods.
    """
    direction = {name: beta * state.get(name, 0.0) + gradient for name, gradient in gradients.items()}
    return direction, direction


def _check_adam(
    gradients: Arrays, state: dict[str, Any], beta1: float, beta2: float, epsilon: float
) -> tuple[Any, ...]:
    gradients = _check_gradients(gradients)
    beta1, beta2 = as_part("beta1", beta1), as_part("beta2", beta2)
    state = _check_state("adam", state, gradients)
    if state:
        if "step" not in state:
            raise ValueError("state must be what adam returned, got one without its step; {} at first")
        state = {**state, "step": as_count("step of state", state["step"])}
    for name, gradient in gradients.items():
        with np.errstate(over="ignore"):
            if not np.isfinite((1.0 - beta2) * gradient * gradient).all():
                largest = f"got {np.abs(gradient).max():g}"
                raise ValueError(
                    f"{name} must have a square that {gradient.dtype} can hold, {largest}: such a gradient "
                    "comes of training that diverges, or of data that are not scaled"
                )
        if state:
            if not isinstance(state[name], tuple) or len(state[name]) != 2:
                raise ValueError(f"state of {name} must be the pair that adam returned, got {state[name]!r}")
            mean, square = (as_floats(f"state of {name}", part) for part in state[name])
            if (square < 0).any():
                raise ValueError(f"state of {name} must hold squares second, got {square.min():g}")
            same_shape(**{name: gradient, f"state of {name}": mean, f"squares of {name}": square})
            state[name] = mean, square
    return gradients, state, beta1, beta2, as_number("epsilon", epsilon, positive=True)


@checked(_check_adam)
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
        As for `momentum`, and if `epsilon` is not above 0 or the square of a gradient is too large for its
        float type: it would count as infinite, and the parameter would stand still for ever.

    References
    ----------
    Kingma and Ba (2015), Adam: a method for stochastic optimization, algorithm 1.
    """
    step = state.get("step", 0) + 1
    direction: Arrays = {}
    after: dict[str, Any] = {"step": step}
    for name, gradient in gradients.items():
        mean, square = state.get(name, (0.0, 0.0))
        mean = beta1 * mean + (1.0 - beta1) * gradient
        square = beta2 * square + (1.0 - beta2) * gradient * gradient
        after[name] = mean, square
        mean = mean / (1.0 - beta1**step)  # both began at 0
        size = np.sqrt(square) / (1.0 - beta2**step) ** 0.5  # the square itself might overflow
        direction[name] = mean / (size + epsilon)
    return direction, after


def as_part(name: str, beta: float) -> float:
    """Return the part of the past that is kept, or raise a ValueError."""
    part = as_number(name, beta)
    if not 0 <= part < 1:
        raise ValueError(f"{name} must be at least 0 and below 1, got {beta!r}")
    return part


OPTIMIZERS: dict[str, Checked[..., tuple[Arrays, dict[str, Any]]]] = {
    "sgd": sgd,
    "momentum": momentum,
    "adam": adam,
}
