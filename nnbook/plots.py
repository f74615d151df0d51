"""Pictures of data and of what a neuron decides; the one module of the library that needs Matplotlib."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from nnbook.validation import Array, as_count, as_floats, as_number, as_samples

# Each has a contrast of at least 3 to 1 against white and against the site's dark background.
PALETTE = {
    "blue": "#3a7fd0",
    "orange": "#d26a11",
    "green": "#2f9152",
    "red": "#d9485f",
    "purple": "#8f63d2",
    "teal": "#1b8f9c",
    "pink": "#cc5094",
    "grey": "#7a7f87",
}
CLASS_COLOURS = tuple(PALETTE.values())
CLASS_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")  # shape too: some cannot tell the colours apart

_ROUNDING = 1e-6  # so far beyond 0 and 1 may an average of outputs be, in float32


def plot_points(ax: Axes, X: ArrayLike, y: ArrayLike, size: float = 60.0) -> None:
    """Draw samples as points, each class in a colour and a shape of its own: circles for 0, squares for 1.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    X : array_like, shape (m, 2)
        One sample a row.
    y : array_like, shape (m,)
        The classes, whole numbers from 0 to 7.
    size : float
        Area of a marker, in square points.

    Raises
    ------
    ValueError
        If a shape is another, a value is not finite, a class is no such number, or `size` is not above 0.
    """
    X, y = as_samples(X, y, n_features=2, n_classes=len(CLASS_COLOURS))
    size = as_number("size", size, positive=True)
    for label in range(max(2, int(y.max()) + 1)):  # a class without samples keeps its place in the legend
        chosen = X[y == label]
        ax.scatter(
            chosen[:, 0],
            chosen[:, 1],
            s=size,
            color=CLASS_COLOURS[label],
            marker=CLASS_MARKERS[label],
            label=f"class {label}",
            zorder=3,
        )
    ax.set_xlabel("x₁")
    ax.set_ylabel("x₂")


def plot_decision_line(
    ax: Axes,
    weights: ArrayLike,
    bias: float,
    label: str | None = None,
    colour: str = PALETTE["green"],
    alpha: float = 1.0,
) -> None:
    """Draw the points at which a neuron with two inputs has a pre-activation of exactly zero.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its limits stay as they are.
    weights : array_like, shape (2,)
        Not both zero: such a neuron gives the same answer everywhere, and there is no line.
    bias : float
    label, colour, alpha : str, str, float
        How the line looks, and what the legend calls it.
    """
    w = np.asarray(weights, dtype=float)
    if w.shape != (2,) or not w.any():
        raise ValueError(f"a line needs two weights, not both zero; got {w}")
    nearest = -bias * w / (w @ w)  # the point of the line that is closest to the origin
    x_limits, y_limits = ax.get_xlim(), ax.get_ylim()
    ax.axline(nearest, nearest + np.array([-w[1], w[0]]), color=colour, alpha=alpha, label=label)
    ax.set(xlim=x_limits, ylim=y_limits)


def frame_gate(ax: Axes) -> None:
    """Set limits and ticks that show the four corners of a logic gate, at equal scales."""
    ax.set(xlim=(-0.5, 1.5), ylim=(-0.5, 1.5), xticks=(0, 1), yticks=(0, 1), aspect="equal")


def plot_outputs(ax: Axes, network: Callable[[NDArray[np.float64]], ArrayLike], resolution: int = 80) -> None:
    """Shade the plane by the answer of a network with two inputs, and draw the lines between the classes.

    With one output the shade is that of class 0 or 1, and the line is where the output is 0.5. With
    several the shade is that of the class with the largest output, the stronger the farther it is ahead
    of the next one, and the lines are where two classes are equally likely. The colours are those of
    `plot_points`, whose markers say which class a colour is.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its limits say which part of the plane, and stay as they are.
    network : callable
        Takes points (2, n), one a column, and returns outputs between 0 and 1: n of them, of shape (n,) or
        (1, n), or (k, n) for k classes, 8 at most.
    resolution : int
        Points along each side of the grid, at least 2.

    Raises
    ------
    ValueError
        If `network` is no function, or its outputs have another shape, are not finite or not between 0 and
        1, or if `resolution` is no such number.
    """
    resolution = as_count("resolution", resolution, least=2)
    _check_function("network", network, "lambda points: forward_propagation(points, params)[0]")
    x_limits, y_limits = ax.get_xlim(), ax.get_ylim()
    x, y = np.meshgrid(np.linspace(*x_limits, resolution), np.linspace(*y_limits, resolution))
    outputs = _as_outputs(network(np.stack([x.ravel(), y.ravel()])), x.size).reshape(-1, *x.shape)
    if len(outputs) == 1:
        _shade_one(ax, x, y, outputs[0])
    else:
        _shade_classes(ax, x, y, outputs)
    ax.set(xlim=x_limits, ylim=y_limits)


def plot_activation(
    ax: Axes,
    activation: Callable[[NDArray[np.float64]], NDArray[np.floating]],
    derivative: Callable[[NDArray[np.float64]], NDArray[np.floating]],
    limits: tuple[float, float] = (-6.0, 6.0),
) -> None:
    """Draw an activation function as a full line and its slope as a dashed one.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    activation, derivative : callable
        Functions of the pre-activations, such as `sigmoid` and `sigmoid_derivative`.
    limits : tuple of float
        The smallest and the largest pre-activation.
    """
    z = np.linspace(*limits, 601)
    ax.plot(z, activation(z), label="value")
    ax.plot(z, derivative(z), linestyle="--", label="slope")
    ax.set_xlabel("pre-activation z")
    ax.legend(loc="upper left")


def _shade_one(ax: Axes, x: Array, y: Array, outputs: Array) -> None:
    """Shade for one output, whose class 1 is the likelier one above 0.5."""
    for level in (0.1, 0.3, 0.5, 0.7, 0.9):  # thin layers of one colour: no colour map knows the dark theme
        ax.contourf(x, y, outputs, [-1.0, level], colors=[CLASS_COLOURS[0]], alpha=0.08, zorder=0)
        ax.contourf(x, y, outputs, [level, 2.0], colors=[CLASS_COLOURS[1]], alpha=0.08, zorder=0)
    if outputs.min() < 0.5 < outputs.max():
        ax.contour(x, y, outputs, [0.5], colors=[PALETTE["green"]], linewidths=2, zorder=2)


def _shade_classes(ax: Axes, x: Array, y: Array, outputs: Array) -> None:
    """Shade for one output a class (k, rows, columns): where each of them is ahead of all others."""
    line = PALETTE["green" if len(outputs) == 2 else "grey"]  # green is the colour of the third class
    leads = [outputs[label] - np.delete(outputs, label, axis=0).max(axis=0) for label in range(len(outputs))]
    for lead, colour in zip(leads, CLASS_COLOURS, strict=False):
        for level in (1e-6, 0.2, 0.4, 0.6, 0.8):  # thin layers again; where classes tie, none is ahead
            if lead.max() > level:
                ax.contourf(x, y, lead, [level, 2.0], colors=[colour], alpha=0.08, zorder=0)
    for lead in leads[:-1]:  # the borders of the last class are those of the others
        if lead.min() < 0 < lead.max():
            ax.contour(x, y, lead, [0.0], colors=[line], linewidths=2, zorder=2)


def _as_outputs(value: Any, n: int) -> Array:
    """Turn what a network returns for `n` points into an array (k, n), or raise a ValueError."""
    name = "network(points)"
    if isinstance(value, tuple) and any(isinstance(part, dict) for part in value):
        call = "forward_propagation returns the outputs first, so return its [0]"
        raise ValueError(f"{name} must be an array of numbers, got a tuple: {call}")
    outputs = as_floats(name, value)
    if outputs.ndim not in (1, 2) or outputs.shape[-1] != n or not outputs.size:
        turned = outputs.ndim == 2 and len(outputs) == n
        call = f": one column is one point, so return {name}.T" if turned else ""
        raise ValueError(f"{name} must have shape ({n},), (1, {n}) or (k, {n}), got {outputs.shape}{call}")
    outputs = outputs.reshape(-1, n)
    if len(outputs) > len(CLASS_COLOURS):
        raise ValueError(f"{name} must have at most {len(CLASS_COLOURS)} classes, got {len(outputs)}")
    lowest, highest = outputs.min(), outputs.max()
    if lowest < -_ROUNDING or highest > 1 + _ROUNDING:
        given = f"got {lowest:g} to {highest:g}"
        raise ValueError(f"{name} must lie between 0 and 1, {given}: {_call_for(outputs)}")
    return outputs


def _call_for(outputs: Array) -> str:
    """Return the call that brings `outputs` between 0 and 1."""
    if len(outputs) > 1:
        return "for scores return softmax(scores), from nnbook.activations"
    whole = (outputs == np.floor(outputs)).all()
    if whole and 0 <= outputs.min() and outputs.max() < len(CLASS_COLOURS):
        count = int(outputs.max()) + 1
        return f"for class numbers return one_hot(numbers, {count}), from nnbook.preprocessing"
    if np.abs(outputs).max() <= 1:
        return "for answers from -1 to 1 return (answers + 1) / 2"
    return "for scores return sigmoid(scores), from nnbook.activations"


def _check_function(name: str, value: object, such_as: str) -> None:
    """Raise a ValueError where `value` cannot be called."""
    if not callable(value):
        raise ValueError(f"{name} must be a function such as {such_as}, got {_name_of(value)}")


def _name_of(value: object) -> str:
    return repr(value) if value is None or isinstance(value, str) else type(value).__name__
