"""Drawings of neurons and networks, with their numbers where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from nnbook.plots import PALETTE, as_axes
from nnbook.validation import Array, as_floats, as_index, as_sizes, as_texts, kind_of

_MANY = 100  # neurons of a layer: more are no picture
_MOST = _MANY**2  # lines between two layers
_INPUT, _SUM, _OUTPUT = PALETTE["blue"], PALETTE["green"], PALETTE["orange"]


def draw_biological_neuron(ax: Axes) -> None:
    """Draw a nerve cell from left to right: dendrites, cell body, axon, synapses.

    Parameters
    ----------
    ax : matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If `ax` is no axes.
    """
    ax = as_axes(ax)
    for y, bend in ((0.9, 0.25), (0.35, 0.1), (-0.35, -0.1), (-0.9, -0.25)):
        ax.plot([-3.2, -2.2, -0.4], [y, y * 0.75, bend], color=_INPUT)
        ax.plot([-3.1, -2.2], [y * 0.45 + 0.12 * np.sign(y), y * 0.75], color=_INPUT)
    ax.plot([0, 2.6], [0, 0], color=_OUTPUT, linewidth=4)
    for y in (0.6, 0, -0.6):
        ax.plot([2.6, 3.1, 3.35], [0, y * 0.7, y], color=_OUTPUT)
        ax.scatter([3.4], [y], s=50, color=_OUTPUT, zorder=3)
    ax.scatter([0], [0], s=1500, color=_SUM, zorder=2)
    for x, text in (
        (-2.4, "dendrites\nreceive"),
        (0, "cell body\nadds up"),
        (1.7, "axon\ntransmits"),
        (3.3, "synapses\npass on"),
    ):
        ax.text(x, -1.15, text, ha="center", va="top")
    _blank(ax, (-3.9, 4.1), (-1.9, 1.1))


def draw_neuron(
    ax: Axes, inputs: Sequence[str], weights: Sequence[str], bias: str, total: str, output: str
) -> None:
    """Draw an artificial neuron from left to right: inputs, weights, sum, activation, output.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    inputs, weights : sequences of str, of one length
        What stands in the circles on the left, and on their lines.
    bias, total, output : str
        What stands on the line from above, in the sum, and behind the activation.

    Raises
    ------
    ValueError
        If what should be a text is none, there is not one weight for each input, or `ax` is no axes.
    """
    ax, inputs, weights = as_axes(ax), as_texts("inputs", inputs), as_texts("weights", weights)
    if len(inputs) != len(weights):
        raise ValueError(f"each input needs one weight, got {len(inputs)} inputs and {len(weights)} weights")
    bias, total, output = (_as_text(*one) for one in (("bias", bias), ("total", total), ("output", output)))
    rows = np.linspace(0.9, -0.9, len(inputs))
    for y, value, weight in zip(rows, inputs, weights, strict=True):
        ax.plot([-2.8, 0], [y, 0], color=_INPUT, zorder=1)
        _circle(ax, -2.8, y, value, _INPUT, 900)
        ax.text(-1.55, y * 0.57 + 0.16, weight, ha="center", va="center", color=_INPUT)
    ax.plot([0, 0], [1.05, 0], color=PALETTE["grey"], zorder=1)
    ax.text(0, 1.1, bias, ha="center", va="bottom", color=PALETTE["grey"])
    ax.annotate("", (3.1, 0), (0.5, 0), arrowprops={"arrowstyle": "->", "color": _OUTPUT, "linewidth": 2})
    _circle(ax, 0, 0, total, _SUM, 1900)
    ax.plot([1.35, 1.65, 1.65, 1.95], [-0.2, -0.2, 0.2, 0.2], color=_OUTPUT, linewidth=3, zorder=4)
    ax.text(3.2, 0, output, ha="left", va="center", color=_OUTPUT)
    for x, text in ((-2.8, "inputs"), (-1.45, "weights"), (0, "sum"), (1.65, "activation"), (3.3, "output")):
        ax.text(x, -1.25, text, ha="center", va="top")
    _blank(ax, (-3.9, 4.1), (-1.6, 1.45))


def draw_network(ax: Axes, layer_sizes: Sequence[int], names: Sequence[str]) -> None:
    """Draw a network from left to right, every neuron joined to every neuron of the next layer.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    layer_sizes : sequence of int
        The number of neurons in each layer, inputs first; 100 at most, for more are no picture.
    names : sequence of str, as many as layers
        What stands below each layer.

    Raises
    ------
    ValueError
        If a size is no such number, there is not one name for each layer, or `ax` is no axes.
    """
    ax, layer_sizes = as_axes(ax), as_sizes("layer_sizes", layer_sizes)
    names = as_texts("names", names)
    if len(names) != len(layer_sizes):
        raise ValueError(f"names must be one for each of layer_sizes {layer_sizes}, got {len(names)}")
    if max(layer_sizes) > _MANY:
        raise ValueError(f"each of layer_sizes must be at most {_MANY}, got {max(layer_sizes)}")
    columns = [np.linspace(size - 1, 1 - size, size) * 0.5 for size in layer_sizes]
    for x, (left, right) in enumerate(zip(columns, columns[1:], strict=False)):
        for y in left:
            for z in right:
                ax.plot([x, x + 1], [y, z], color=PALETTE["grey"], linewidth=1, zorder=1)
    lowest = -max(layer_sizes) / 2
    for x, (column, name) in enumerate(zip(columns, names, strict=True)):
        colour = _INPUT if x == 0 else _OUTPUT if x == len(columns) - 1 else _SUM
        ax.scatter(np.full(len(column), x), column, s=550, color=colour, zorder=2)
        ax.text(x, lowest - 0.1, name, ha="center", va="top")
    _blank(ax, (-0.5, len(columns) - 0.5), (lowest - 0.9, -lowest))


def draw_layer(ax: Axes, W: Array, A: Array, b: Array, names: Sequence[str], numbers: bool = True) -> None:
    """Draw Z = W · A + b as boxes with their shapes, and what goes into the first entry of Z shaded.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    W, A, b : ndarray, shapes (n_out, n_in), (n_in, m) and (n_out, 1)
        Weights, inputs and biases of a layer.
    names : sequence of 4 str
        What stands above Z, W, A and b.
    numbers : bool
        Whether the boxes show their entries; for many columns there is no room.

    Raises
    ------
    ValueError
        If the shapes do not fit each other, a value is not finite, there are not four names, `numbers` is
        neither True nor False, or `ax` is no axes.
    """
    ax, names = as_axes(ax), as_texts("names", names, 4)
    W, A, b = as_floats("W", W), as_floats("A", A), as_floats("b", b)
    if W.ndim != 2 or A.ndim != 2 or W.shape[1] != A.shape[0] or b.shape != (W.shape[0], 1):
        raise ValueError(f"shapes must fit W · A + b, got W {W.shape}, A {A.shape}, b {b.shape}")
    if not isinstance(numbers, bool | np.bool_):
        raise ValueError(f"numbers must be True or False, got {kind_of(numbers)}")
    if not (0 < W.size <= _MOST and 0 < A.size <= _MOST):
        raise ValueError(f"W and A must have from 1 to {_MOST} entries, got shapes {W.shape} and {A.shape}")
    with np.errstate(over="ignore", invalid="ignore"):
        Z = W @ A + b
    tallest, left = max(Z.shape[0], A.shape[0]), 0.0
    for matrix, name, sign, colour, first in (
        (Z, names[0], "=", _OUTPUT, (0, 0)),
        (W, names[1], "·", _SUM, (0, slice(None))),
        (A, names[2], "+", _INPUT, (slice(None), 0)),
        (b, names[3], "", PALETTE["grey"], (0, 0)),
    ):
        rows, columns = matrix.shape
        shaded = np.zeros(matrix.shape, dtype=bool)
        shaded[first] = True
        for (row, column), value in np.ndenumerate(matrix):
            corner = left + column, rows / 2 - row - 1
            alpha = 0.4 if shaded[row, column] else 0.07
            ax.add_patch(Rectangle(corner, 1, 1, facecolor=colour, alpha=alpha, edgecolor="none"))
            ax.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor=colour, linewidth=1.2))
            if numbers:
                ax.text(corner[0] + 0.5, corner[1] + 0.5, f"{value:.4g}", ha="center", va="center")
        middle = left + columns / 2
        ax.text(middle, tallest / 2 + 0.2, name, ha="center", va="bottom", color=colour, weight="bold")
        ax.text(middle, -tallest / 2 - 0.2, f"({rows}, {columns})", ha="center", va="top")
        left += columns + 1.05
        ax.text(left - 0.52, 0, sign, ha="center", va="center", size="large")
    _blank(ax, (-0.4, left - 0.65), (-tallest / 2 - 1, tallest / 2 + 1))


def draw_chain(
    ax: Axes, names: Sequence[str], forward: Sequence[str], factors: Sequence[str], backward: Sequence[str]
) -> None:
    """Draw quantities that depend on each other in a row, from the first cause to the last effect.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    names, forward, backward : sequences of str, of one length
        What stands in the circles, above them and below them.
    factors : sequence of str, one fewer
        What stands on the arrow from each circle to the next.

    Raises
    ------
    ValueError
        If one is no sequence of texts or of another length, or `ax` is no axes.
    """
    ax, names, factors = as_axes(ax), as_texts("names", names), as_texts("factors", factors)
    forward, backward = as_texts("forward", forward), as_texts("backward", backward)
    counts = len(forward), len(backward), len(factors)
    if not names or counts != (len(names), len(names), len(names) - 1):
        wanted = "forward and backward must hold one text for each of names, and factors one fewer"
        raise ValueError(f"{wanted}, got {counts[0]}, {counts[1]} and {counts[2]} for {len(names)} names")
    for x, (name, above, below) in enumerate(zip(names, forward, backward, strict=True)):
        _circle(ax, x, 0, name, _SUM, 620)
        ax.text(x, 0.55, above, ha="center", va="center", color=_INPUT)
        ax.text(x, -0.55, below, ha="center", va="center", color=_OUTPUT)
    for x, factor in enumerate(factors):
        ends = {"arrowstyle": "->", "color": PALETTE["grey"], "linewidth": 1.5}
        ax.annotate("", (x + 0.72, 0), (x + 0.28, 0), arrowprops=ends)
        ax.text(x + 0.5, 0.2, factor, ha="center", va="center")
    _blank(ax, (-0.5, len(names) - 0.5), (-0.8, 0.8))


def draw_weights(ax: Axes, W: Array, output: int | None = None, hidden: int | None = None) -> None:
    """Draw the weights between two layers as lines, those of one neuron coloured and with their values.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    W : ndarray, shape (n_out, n_in)
    output, hidden : int, optional
        Neuron on the right or on the left whose lines stand out, counted from 0.

    Raises
    ------
    ValueError
        If `W` is no matrix of finite numbers, there is no such neuron, or `ax` is no axes.
    """
    ax, W = as_axes(ax), _as_matrix("W", W)
    output = None if output is None else as_index("output", output, W.shape[0])
    hidden = None if hidden is None else as_index("hidden", hidden, W.shape[1])
    right, left = (np.linspace(n - 1, 1 - n, n) * 0.5 for n in W.shape)
    for (to, from_), weight in np.ndenumerate(W):
        chosen = to == output or from_ == hidden
        colour = (_INPUT if to == output else _OUTPUT) if chosen else PALETTE["grey"]
        ends = [left[from_], right[to]]
        ax.plot(
            [0, 1], ends, color=colour, linewidth=2.5 if chosen else 1, alpha=1 if chosen else 0.5, zorder=1
        )
        if chosen:
            at = 0.38 if to == output else 0.62  # nearer to where the lines are apart
            y = float(ends[0] + at * (ends[1] - ends[0]))
            ax.scatter([at], [y], s=340, color=ax.get_facecolor(), zorder=2)
            ax.text(at, y, f"{weight:g}", ha="center", va="center", color=colour, zorder=5)
    for x, column, letter, mark in ((0, left, "h", hidden), (1, right, "o", output)):
        for number, y in enumerate(column):
            colour = PALETTE["grey"] if number != mark else _INPUT if x else _OUTPUT
            _circle(ax, x, y, f"{letter}{_subscript(number + 1)}", colour, 520)
    tallest = max(W.shape) / 2
    _blank(ax, (-0.2, 1.2), (-tallest, tallest))


def draw_values(
    ax: Axes, weights: Sequence[Array], values: Sequence[Array], blame: Sequence[Array | None]
) -> None:
    """Draw a network with one hidden layer: weights on the lines, numbers above and below each neuron.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    weights : sequence of 2 ndarray, shapes (n_1, n_0) and (n_2, n_1)
        Written on the lines.
    values, blame : sequences of 3 ndarray or None, shapes (n_0,), (n_1,) and (n_2,)
        Written above and below the inputs, the hidden neurons and the outputs; nothing for None in `blame`.

    Raises
    ------
    ValueError
        Where the shapes are not those of one network, a value is not finite, or `ax` is no axes.
    """
    ax = as_axes(ax)
    weights = [_as_matrix(f"weights[{n}]", W) for n, W in enumerate(_several("weights", weights, 2))]
    values = [as_floats(f"values[{n}]", a) for n, a in enumerate(_several("values", values, 3))]
    parts = enumerate(_several("blame", blame, 3))
    blame = [None if part is None else as_floats(f"blame[{n}]", part) for n, part in parts]
    sizes = [weights[0].shape[1], weights[0].shape[0], weights[1].shape[0]]
    shown = [(n, a) for n, a in zip(2 * sizes, [*values, *blame], strict=True) if a is not None]
    if weights[1].shape[1] != sizes[1] or any(array.shape != (size,) for size, array in shown):
        shapes = [array.shape for array in (*weights, *(array for _, array in shown))]
        raise ValueError(f"weights, values and blame must be of one network, got shapes {shapes}")
    columns = [np.linspace(size - 1, 1 - size, size) * 0.7 for size in sizes]
    for x, W in enumerate(weights):
        for (to, from_), weight in np.ndenumerate(W):
            ends = columns[x][from_], columns[x + 1][to]
            ax.plot([x, x + 1], ends, color=PALETTE["grey"], linewidth=1, zorder=1)
            y = float(ends[0] + 0.35 * (ends[1] - ends[0]))
            ax.scatter([x + 0.35], [y], s=340, color=ax.get_facecolor(), zorder=2)
            ax.text(x + 0.35, y, f"{weight:g}", ha="center", va="center", zorder=5)
    letters = "xho"
    for x, column in enumerate(columns):
        for number, y in enumerate(column):
            _circle(ax, x, y, f"{letters[x]}{_subscript(number + 1)}", _SUM, 560)
            ax.text(x, y + 0.32, f"{values[x][number]:.3g}", ha="center", va="center", color=_INPUT)
            shares = blame[x]
            if shares is not None:
                ax.text(x, y - 0.32, f"{shares[number]:.3g}", ha="center", va="center", color=_OUTPUT)
    tallest = max(sizes) * 0.7
    _blank(ax, (-0.3, 2.3), (-tallest + 0.1, tallest - 0.1))


def _as_text(name: str, value: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a text, got {kind_of(value)}")
    return value


def _as_matrix(name: str, value: Array) -> Array:
    """Return a matrix of finite numbers that a picture has room for, or raise a ValueError."""
    matrix = as_floats(name, value, ndim=(2,))
    if not 0 < matrix.size <= _MOST:
        raise ValueError(f"{name} must have from 1 to {_MOST} entries, got shape {matrix.shape}")
    return matrix


def _several(name: str, value: Sequence[Any], count: int) -> Sequence[Any]:
    """Return `count` things in a list or a tuple, or raise a ValueError."""
    if not isinstance(value, list | tuple) or len(value) != count:
        given = len(value) if isinstance(value, list | tuple) else kind_of(value)
        raise ValueError(f"{name} must be a list of {count} arrays, got {given}")
    return value


def _subscript(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def _circle(ax: Axes, x: float, y: float, text: str, colour: str, size: float) -> None:
    ax.scatter([x], [y], s=size, facecolor=ax.get_facecolor(), edgecolor=colour, linewidth=2, zorder=2)
    ax.text(x, y, text, ha="center", va="center", zorder=5)


def _blank(ax: Axes, x_limits: tuple[float, float], y_limits: tuple[float, float]) -> None:
    ax.set(xlim=x_limits, ylim=y_limits)
    ax.set_axis_off()
