"""Pictures of data and of what a neuron decides; the one module of the library that needs Matplotlib."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import is_color_like
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path
from numpy.typing import ArrayLike, NDArray

from nnbook.validation import Array, as_count, as_floats, as_function, as_number, as_samples, kind_of

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

_FAR = 1e200  # farther than the limits of any picture, and small enough to be multiplied
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
        If a shape is another, a value is not finite, a class is no such number, `size` is not above 0, or
        `ax` is no axes.
    """
    ax = as_axes(ax)
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
    shade: bool = False,
    word: str = "",
) -> None:
    """Draw the points at which a neuron with two inputs has a pre-activation of exactly zero.

    Short ticks stand on the side of the line on which the neuron fires.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its limits stay as they are.
    weights : array_like, shape (2,)
        Not both zero: such a neuron gives the same answer everywhere, and there is no line.
    bias : float
    label, colour, alpha : str, str, float
        How the line looks, and what the legend calls it; `alpha` goes from 0, invisible, to 1.
    shade : bool
        Whether to shade the side on which the neuron fires.
    word : str
        What to write along the middle of the line, on that side, such as "fires".

    Raises
    ------
    ValueError
        If `weights` has another shape or is zero, a number is not finite, `colour` is no colour, `alpha` is
        below 0 or above 1, `shade` is neither True nor False, `word` is no text, or `ax` is no axes with
        linear scales.
    """
    ax = as_axes(ax)
    w = as_floats("weights", weights).astype(float)
    if w.shape != (2,):
        call = ": pass np.ravel(weights)" if w.size == 2 else ""
        raise ValueError(f"weights must have shape (2,), got {w.shape}{call}")
    if not w.any():
        raise ValueError("weights must not both be 0: such a neuron answers alike everywhere, without a line")
    shape = np.shape(as_floats("bias", bias))
    if shape and np.size(bias) == 1:
        raise ValueError(f"bias must be one number, got shape {shape}: pass np.ravel(bias)[0]")
    bias, alpha = as_number("bias", bias), as_number("alpha", alpha)
    if ax.get_xscale() != "linear" or ax.get_yscale() != "linear":
        raise ValueError("ax must have linear scales: on others the points lie on a curve")
    if not 0 <= alpha <= 1:
        raise ValueError(f"alpha must lie between 0 and 1, got {alpha!r}")
    if not is_color_like(colour):
        raise ValueError(f'colour must be one of Matplotlib\'s, such as PALETTE["green"], got {colour!r}')
    if not isinstance(shade, bool | np.bool_):
        raise ValueError(f"shade must be True or False, got {kind_of(shade)}")
    if not isinstance(word, str):
        raise ValueError(f"word must be a text, got {kind_of(word)}")

    scale = -np.frexp(np.abs(w).max())[1]  # a power of two: nothing is rounded, and no square vanishes
    with np.errstate(over="ignore"):
        w, bias = np.ldexp(w, scale), np.ldexp(bias, scale)
    w[np.abs(w) < 1 / _FAR] = 0.0  # a slope that no picture shows
    nearest = -np.clip(bias, -_FAR, _FAR) * w / (w @ w)  # the point of the line that is closest to the origin
    x_limits, y_limits = ax.get_xlim(), ax.get_ylim()
    slope = -w[0] / w[1] if w[1] else np.inf
    ax.axline(nearest, slope=slope, color=colour, alpha=alpha, label=label)
    side, ends = _firing_side(w, float(bias), x_limits, y_limits)
    if shade and len(side):
        ax.add_patch(Polygon(side, facecolor=colour, edgecolor="none", alpha=0.14 * alpha, zorder=0))
    if len(ends) and np.ptp(ends, axis=0).any():  # more than a corner
        _mark_side(ax, w, ends, colour, alpha, word)
    ax.set(xlim=x_limits, ylim=y_limits)


def frame_gate(ax: Axes) -> None:
    """Set limits and ticks that show the four corners of a logic gate, at equal scales.

    Parameters
    ----------
    ax : matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If `ax` is no axes.
    """
    as_axes(ax).set(xlim=(-0.5, 1.5), ylim=(-0.5, 1.5), xticks=(0, 1), yticks=(0, 1), aspect="equal")


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
        1; if `resolution` is no such number, or `ax` is no axes.
    """
    ax, resolution = as_axes(ax), as_count("resolution", resolution, least=2)
    as_function("network", network, "lambda points: forward_propagation(points, params)[0]")
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
        Functions of the pre-activations (n,), such as `sigmoid` and `sigmoid_derivative`, which return n
        numbers.
    limits : tuple of float
        The smallest and the largest pre-activation.

    Raises
    ------
    ValueError
        If a function is none, returns another shape or what is not finite; if `limits` are not two numbers
        of which the first is smaller, or `ax` is no axes.
    """
    ax = as_axes(ax)
    as_function("activation", activation, "sigmoid, from nnbook.activations")
    as_function("derivative", derivative, "sigmoid_derivative, from nnbook.activations")
    ends = as_floats("limits", limits)
    if ends.shape != (2,) or not ends[0] < ends[1]:
        raise ValueError(f"limits must be two numbers, the smaller one first, got {limits!r}")
    z = np.linspace(float(ends[0]), float(ends[1]), 601)
    curves = []
    for name, function in (("activation(z)", activation), ("derivative(z)", derivative)):
        curves.append(as_floats(name, function(z.copy())))  # a function that changes its input changes a copy
        if curves[-1].shape != z.shape:
            raise ValueError(f"{name} must have the shape of z, {z.shape}, got {curves[-1].shape}")
    ax.plot(z, curves[0], label="value")
    ax.plot(z, curves[1], linestyle="--", label="slope")
    ax.set_xlabel("pre-activation z")
    ax.legend(loc="upper left")


def _firing_side(
    w: Array, bias: float, x_limits: tuple[float, float], y_limits: tuple[float, float]
) -> tuple[Array, Array]:
    """Return the part of the picture where a neuron fires, as corners (n, 2), and the ends of its line.

    There are no ends where the line misses the picture, and no corners where the neuron fires nowhere in it.
    """
    (left, right), (low, high) = x_limits, y_limits
    corners = np.array([[left, low], [right, low], [right, high], [left, high]])
    side, ends = [], []
    for here, there in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        z, z_there = here @ w + bias, there @ w + bias
        if z > 0:
            side.append(here)
        if (z > 0) != (z_there > 0):
            ends.append(here + z / (z - z_there) * (there - here))
            side.append(ends[-1])
    return np.array(side).reshape(-1, 2), np.array(ends).reshape(-1, 2)


def _mark_side(ax: Axes, w: Array, ends: Array, colour: str, alpha: float, word: str) -> None:
    """Put ticks, and a word, on the firing side of the line between two `ends`."""
    width = max(np.abs(np.ptp(ax.get_xlim())), np.abs(np.ptp(ax.get_ylim())))
    out = w / np.linalg.norm(w) * width * 0.028
    along = ends[1] - ends[0]
    count = max(1, round(float(np.linalg.norm(along)) / width / 0.12))
    feet = ends[0] + (np.arange(count)[:, None] + 0.5) / count * along
    comb = np.stack([feet, feet + out], axis=1).reshape(-1, 2)
    ax.add_patch(
        PathPatch(
            Path(comb, np.tile([Path.MOVETO, Path.LINETO], count)),  # one path, however many ticks
            fill=False,
            edgecolor=colour,
            alpha=alpha,
            linewidth=1.2,
        )
    )
    if not word:
        return
    if along[0] < 0:
        along = -along
    x, y = ends.mean(axis=0) + 1.4 * out
    above = out[1] > 0 or (out[1] == 0 and out[0] < 0)
    ax.text(
        x,
        y,
        word,
        ha="center",
        va="bottom" if above else "top",
        rotation=float(np.degrees(np.arctan2(along[1], along[0]))),
        rotation_mode="anchor",
        transform_rotates_text=True,
    )


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


def as_axes(ax: Any) -> Axes:
    """Return `ax`, or raise a ValueError that says where Matplotlib's axes are to be had."""
    if isinstance(ax, Axes):
        return ax
    array = isinstance(ax, np.ndarray)
    several = list(ax.flat) if array else ax if isinstance(ax, list | tuple) else []
    places = [place for place, one in enumerate(several) if isinstance(one, Axes)]
    call = ""
    if hasattr(ax, "gca"):  # a figure, or pyplot
        call = ": pass ax.gca()"
    elif places:
        call = f": pass one of them, such as {'ax.flat' if array else 'ax'}[{places[0]}]"
    wanted = "ax must be a Matplotlib axes, such as that of plt.subplots()[1]"
    raise ValueError(f"{wanted}, got {kind_of(ax)}{call}")
