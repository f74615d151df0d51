"""Pictures of data and of what a neuron decides; the one module of the library that needs Matplotlib."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from nnbook.validation import as_number, as_samples

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
    """Shade the plane by the output of a network with two inputs, and draw the line where it is 0.5.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its limits say which part of the plane, and stay as they are.
    network : callable
        Takes points (2, n), one a column, and returns n outputs between 0 and 1.
    resolution : int
        Points along each side of the grid.
    """
    x_limits, y_limits = ax.get_xlim(), ax.get_ylim()
    x, y = np.meshgrid(np.linspace(*x_limits, resolution), np.linspace(*y_limits, resolution))
    outputs = np.reshape(network(np.stack([x.ravel(), y.ravel()])), x.shape)
    for level in (0.1, 0.3, 0.5, 0.7, 0.9):  # thin layers of one colour: no colour map knows the dark theme
        ax.contourf(x, y, outputs, [-1.0, level], colors=[CLASS_COLOURS[0]], alpha=0.08, zorder=0)
        ax.contourf(x, y, outputs, [level, 2.0], colors=[CLASS_COLOURS[1]], alpha=0.08, zorder=0)
    if outputs.min() < 0.5 < outputs.max():
        ax.contour(x, y, outputs, [0.5], colors=[PALETTE["green"]], linewidths=2, zorder=2)
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
