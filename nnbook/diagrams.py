"""Drawings of neurons and networks, with their numbers where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from nnbook.autograd import Value, topological_order
from nnbook.backprop import backward_propagation
from nnbook.forward import check_network, forward_propagation
from nnbook.losses import compute_loss
from nnbook.plots import PALETTE, as_axes
from nnbook.validation import Array, Arrays, as_floats, as_index, as_sizes, as_texts, kind_of

_MANY = 100  # neurons of a layer: more are no picture
_MOST = _MANY**2  # lines between two layers
_STEPS = 40  # values of a graph

# One look for a network in all chapters. It runs from left to right. A square is given, a circle computes; a
# weight stands on its line, a bias on a line from above. Values are blue; what comes back is orange and
# dashed, and its name begins with a d.
_INPUT, _WEIGHT, _SUM = PALETTE["blue"], PALETTE["purple"], PALETTE["green"]
_THRESHOLD, _OUTPUT, _LINE = PALETTE["pink"], PALETTE["teal"], PALETTE["grey"]
_FORWARD, _BACKWARD = PALETTE["blue"], PALETTE["orange"]
_NODE = 560  # area of a neuron, in square points
_TO_LOSS = 0.85  # how far the loss stands from the outputs
_PARTS = (-2.85, -1.45, 0.0, 1.5, 3.05)  # where the five parts of a neuron stand, of a cell and of ours


def draw_biological_neuron(ax: Axes) -> None:
    """Draw a nerve cell from left to right: dendrites with synapses, cell body, threshold, axon.

    Each part stands above its counterpart in `draw_neuron`, in the same colour.

    Parameters
    ----------
    ax : matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If `ax` is no axes.
    """
    ax = as_axes(ax)
    _, synapses, _, threshold, axon = _PARTS
    for end, y, size in ((0.35, 0.85, 30), (0.1, 0.0, 110), (-0.35, -0.85, 60)):
        ax.plot([-3.3, -2.4, 0], [y + end / 3, y * 0.85, 0], color=_INPUT, zorder=1)
        ax.plot([-3.1, -2.4], [y - end / 2 - 0.15, y * 0.85], color=_INPUT, zorder=1)
        there = y * 0.85 * synapses / -2.4
        ax.plot([synapses - 0.3, synapses], [there + 0.42, there], color=_LINE, linewidth=1.2, zorder=2)
        ax.scatter([synapses], [there], s=size, color=_WEIGHT, zorder=3)
    ax.add_patch(
        Polygon([(0, 0.3), (threshold + 0.2, 0.05), (threshold + 0.2, -0.05), (0, -0.3)], color=_THRESHOLD)
    )
    ax.plot([threshold + 0.2, axon], [0, 0], color=_OUTPUT, linewidth=4)
    for y in (0.5, 0, -0.5):
        ax.plot([axon, axon + 0.5], [0, y], color=_OUTPUT)
    ax.scatter(np.full(3, axon + 0.55), [0.5, 0, -0.5], s=40, color=_OUTPUT, zorder=3)
    ax.scatter([0], [0], s=1500, color=_SUM, zorder=2)
    _name_parts(ax, ("dendrites", "synapses", "cell body", "threshold", "axon"), -1.25)
    _blank(ax, (-3.6, 3.9), (-1.65, 1.2))


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
    left, middle, _, right, end = _PARTS
    for y, value, weight in zip(rows, inputs, weights, strict=True):
        ax.plot([left, 0], [y, 0], color=_INPUT, zorder=1)
        _node(ax, left, y, value, _INPUT, 720, "s")
        _on_line(ax, middle, y * middle / left, weight, _WEIGHT)
    ax.plot([0, 0], [1.05, 0], color=_THRESHOLD, zorder=1)
    ax.text(0, 1.1, bias, ha="center", va="bottom", color=_THRESHOLD)
    ax.plot([0, right], [0, 0], color=_LINE, zorder=1)
    _node(ax, 0, 0, total, _SUM, 1900, "o")
    _node(ax, right, 0, "", _THRESHOLD, 900, "o")
    steps = np.array([-0.2, 0, 0, 0.2]), np.array([-0.17, -0.17, 0.17, 0.17])
    ax.plot(right + steps[0], steps[1], color=_THRESHOLD, linewidth=3, zorder=4)
    look = {"arrowstyle": "->", "color": _OUTPUT, "linewidth": 2}
    ax.annotate("", (end, 0), (right + 0.4, 0), arrowprops=look)
    ax.text(end + 0.1, 0, output, ha="left", va="center", color=_OUTPUT)
    _name_parts(ax, ("inputs", "weights", "sum", "activation", "output"), -1.35)
    _blank(ax, (-3.6, 3.9), (-1.75, 1.5))


def draw_network(ax: Axes, layer_sizes: Sequence[int], names: Sequence[str]) -> None:
    """Draw a network from left to right, every neuron joined to every neuron of the next layer.

    Inputs are squares, neurons circles. With one hidden layer they have names: x₁, h₁, o₁ and so on.

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
    _draw_nodes(ax, layer_sizes)
    lowest = -max(layer_sizes) / 2
    for x, name in enumerate(names):
        ax.text(x, lowest - 0.1, name, ha="center", va="top")
    _blank(ax, (-0.5, len(names) - 0.5), (lowest - 0.9, -lowest))


def draw_pass(
    ax: Axes,
    X: Array,
    params: Arrays,
    Y: Array | None = None,
    activations: Sequence[str] | None = None,
    loss: str = "binary_cross_entropy",
    backward: bool = False,
    parameters: bool = True,
) -> None:
    """Draw the way of one sample through a network, and the way of the blame back.

    The network is that of `draw_network`. Beside each neuron stand its sum z and its activation a, on the
    lines the weights w, above the neurons their biases b, and behind the outputs the loss L.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    X : ndarray, shape (n[0], 1)
        The sample; what the layers make of it, `forward_propagation` computes.
    params, activations, loss
        As for `forward_propagation` and `compute_loss`.
    Y : ndarray, shape (n[D], 1), optional
        The label. Without it, there is no loss to be drawn.
    backward : bool
        Whether to draw the gradients of `backward_propagation`, too: dashed arrows run back from the loss,
        dz below a neuron says how much the loss moves with its sum, and with its bias, and dw below a
        weight how much it moves with that.
    parameters : bool
        Whether weights and biases are written; for many there is no room.

    Raises
    ------
    ValueError
        If `X` is not one sample, the arrays are not of one network, `backward` is asked for without `Y`,
        `backward` or `parameters` is neither True nor False, or `ax` is no axes.
    """
    ax = as_axes(ax)
    for name, flag in (("backward", backward), ("parameters", parameters)):
        if not isinstance(flag, bool | np.bool_):
            raise ValueError(f"{name} must be True or False, got {kind_of(flag)}")
    if backward and Y is None:
        raise ValueError("backward needs Y: without a label there is no loss that could be to blame")
    X, params, names = check_network(X, params, activations)
    A, cache = forward_propagation(X, params, names)
    if A.shape[1] != 1:
        raise ValueError(f"X must be one sample, of shape (n[0], 1), got {np.shape(X)}: pass X[:, [0]]")
    depth = len(cache["activations"])
    sizes = [len(X), *(len(cache[f"Z{layer}"]) for layer in range(1, depth + 1))]
    if max(sizes) > _MANY:
        raise ValueError(f"a layer must have at most {_MANY} neurons, got {max(sizes)}")
    measured = None if Y is None else compute_loss(A, Y, loss)
    slopes = backward_propagation(X, Y, params, cache, loss) if backward and Y is not None else {}

    columns = _draw_nodes(ax, sizes, depth if not slopes else 1)
    for row, value in enumerate(np.ravel(X)):
        _beside(ax, 0, columns[0][row], (0, 17), _short(value), _FORWARD, "center", "bottom")
    for layer in range(1, depth + 1):
        left, right = columns[layer - 1], columns[layer]
        for row, y in enumerate(right):
            z, a = cache[f"Z{layer}"][row, 0], cache[f"A{layer}"][row, 0]
            _beside(ax, layer, y, (5, 16), f"z {_short(z)}\na {_short(a)}", _FORWARD, "left", "bottom")
            if parameters:
                _from_above(ax, layer, y, f"b {_short(params[f'b{layer}'][row, 0])}")
            if slopes:  # of one sample, the gradient of a bias is that of the sum
                dz = f"dz {_short(slopes[f'db{layer}'][row, 0])}"
                _beside(ax, layer, y, (5, -18), dz, _BACKWARD, "center", "top")
        at = _place_for_weights(len(left), len(right))
        for to, from_ in product(range(len(right)), range(len(left))) if parameters else ():
            y = float(left[from_] + at * (right[to] - left[from_]))
            _on_line(ax, layer - 1 + at, y, f"w {_short(params[f'W{layer}'][to, from_])}")
            if slopes:
                dw = f"dw {_short(slopes[f'dW{layer}'][to, from_])}"
                _beside(ax, layer - 1 + at, y, (3, -6), dw, _BACKWARD, "center", "top")
        if slopes and layer > 1:
            for start, end in product(right, left):
                _arrow_back(ax, (layer, start), (layer - 1, end))
    if measured is not None and Y is not None:
        _draw_loss(ax, depth, columns[-1], measured, np.ravel(Y), bool(slopes))
    tallest = (max(sizes) - 1) / 2
    last = depth if measured is None else depth + _TO_LOSS
    below, above = (0.45, 0.75) if parameters else (0.3, 0.75)
    _blank(ax, (-0.17, last + 0.45), (-tallest - below, tallest + above))


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
        (Z, names[0], "=", _SUM, (0, 0)),
        (W, names[1], "·", _WEIGHT, (0, slice(None))),
        (A, names[2], "+", _INPUT, (slice(None), 0)),
        (b, names[3], "", _THRESHOLD, (0, 0)),
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
        _node(ax, x, 0, name, _SUM, 620, "o")
        ax.text(x, 0.55, above, ha="center", va="center", color=_FORWARD)
        ax.text(x, -0.55, below, ha="center", va="center", color=_BACKWARD)
    for x, factor in enumerate(factors):
        ends = {"arrowstyle": "->", "color": _LINE, "linewidth": 1.5}
        ax.annotate("", (x + 0.72, 0), (x + 0.28, 0), arrowprops=ends)
        ax.text(x + 0.5, 0.2, factor, ha="center", va="center")
    _blank(ax, (-0.5, len(names) - 0.5), (-0.8, 0.8))


def draw_graph(ax: Axes, end: Value) -> None:
    """Draw what a value was computed from, from the inputs on the left to that value on the right.

    Inputs are squares, operations circles. Above each stands its number, below it how much the end moves with
    it, as the last `end.backward()` has left it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    end : Value
        One number, made of numbers, of which 40 at most.

    Raises
    ------
    ValueError
        If `end` is no value, it or what it came from is an array, it came from more, or `ax` is no axes.
    """
    ax, order = as_axes(ax), topological_order(end)
    if len(order) > _STEPS:
        raise ValueError(f"end must come from at most {_STEPS} values, got {len(order)}")
    if arrays := [value.data.shape for value in order if value.data.size != 1]:
        raise ValueError(f"end must be made of single numbers, got one of shape {arrays[0]}")
    places, lowest = _places(order), -0.6
    for value in order:
        x, y = places[value]
        for parent, _ in value.parents:
            left, row = places[parent]
            bend = 0.7 if row == y and x - left > 1 else 0.0  # around what stands between
            lowest = min(lowest, y - bend * 1.8)
            look = {"arrowstyle": "->", "color": _LINE, "linewidth": 1.2, "shrinkA": 14, "shrinkB": 13}
            bent = {"connectionstyle": f"arc3,rad={bend}"}
            ax.annotate("", (x, y), (left, row), arrowprops=look | bent, zorder=1)
        colour, marker = (_SUM, "o") if value.parents else (_INPUT, "s")
        _node(ax, x, y, value.name, colour, _NODE, marker)
        above, below = _short(value.data.item()), _short(value.grad.item())
        _beside(ax, x, y, (0, 15), above, _FORWARD, "center", "bottom")
        _beside(ax, x, y, (0, -15), below, _BACKWARD, "center", "top")
    columns, rows = np.transpose(list(places.values()))
    _blank(ax, (-0.45, columns.max() + 0.45), (min(lowest, rows.min() - 0.6), rows.max() + 0.6))


def _places(order: Sequence[Value]) -> dict[Value, tuple[int, int]]:
    """Give each value a column behind its parents, and a row: results in the middle, inputs above."""
    columns: dict[Value, int] = {}
    for value in order:
        columns[value] = 1 + max((columns[parent] for parent, _ in value.parents), default=-1)
    for value in reversed(order):  # an input stands just before its first use
        for parent, _ in value.parents:
            if not parent.parents:
                users = [columns[user] for user in order if parent in [one for one, _ in user.parents]]
                columns[parent] = min(users) - 1
    places: dict[Value, tuple[int, int]] = {}
    for column in range(max(columns.values()) + 1):
        inside = [value for value in order if columns[value] == column]
        results = [value for value in inside if value.parents]
        inputs = [value for value in inside if not value.parents]
        places |= {value: (column, -row) for row, value in enumerate(results)}
        places |= {value: (column, row) for row, value in enumerate(inputs, start=bool(results))}
    return places


def draw_weights(ax: Axes, W: Array, output: int | None = None, hidden: int | None = None) -> None:
    """Draw the weights between two layers as lines, those of one neuron coloured and with their values.

    The lines into an output neuron are full, as values go forward; those out of a hidden neuron are dashed,
    as blame comes back.

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
    right, left = (_column(size) for size in W.shape)
    ax.plot(*_wires(0, left, right), color=_LINE, linewidth=1, alpha=0.5, zorder=1)
    for (to, from_), weight in np.ndenumerate(W):
        if to != output and from_ != hidden:
            continue
        colour, at = (_FORWARD, 0.38) if to == output else (_BACKWARD, 0.62)  # where the lines are apart
        ends, dash = [left[from_], right[to]], "-" if to == output else "--"
        ax.plot([0, 1], ends, color=colour, linewidth=2.5, linestyle=dash, zorder=1)
        _on_line(ax, at, float(ends[0] + at * (ends[1] - ends[0])), f"{weight:g}", colour)
    for x, column, letter, mark in ((0, left, "h", hidden), (1, right, "o", output)):
        for number, (y, name) in enumerate(zip(column, _names(letter, len(column)), strict=True)):
            colour = _SUM if number != mark else _FORWARD if x else _BACKWARD
            _node(ax, x, y, name, colour, _NODE, "o")
    tallest = max(W.shape) / 2
    _blank(ax, (-0.2, 1.2), (-tallest, tallest))


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


def _column(size: int) -> Array:
    """Return the heights of a layer's neurons, the first one on top."""
    return np.linspace(size - 1, 1 - size, size) * 0.5


def _names(letter: str, size: int) -> list[str]:
    """Return the names of a layer's neurons; one that is alone needs no number."""
    return [letter] if size == 1 else [f"{letter}{_subscript(number + 1)}" for number in range(size)]


def _subscript(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def _short(value: float) -> str:
    """Return a number as the chapters print it: four decimals at most."""
    shown = f"{value:.4f}".rstrip("0").rstrip(".") if 1e-4 <= abs(value) < 1000 else f"{value:.4g}"
    return shown.removeprefix("-") if float(shown) == 0 else shown


def _place_for_weights(left: int, right: int) -> float:
    """Return where on the lines between two layers numbers have room: not where lines cross or meet."""
    if min(left, right) > 1:
        return 0.37
    return 0.5 if left == 1 else 0.6


def _wires(x: float, left: Array, right: Array) -> tuple[Array, Array]:
    """Return the lines from each neuron at `x` to each one to its right, as one path with gaps."""
    ends = [(y, z, np.nan) for y in left for z in right]
    return np.tile([x, x + 1, np.nan], len(ends)), np.ravel(ends)


def _draw_nodes(ax: Axes, sizes: Sequence[int], gaps: int | None = None) -> list[Array]:
    """Draw inputs, neurons and the lines of the first `gaps` layers, and return the heights of each layer."""
    columns = [_column(size) for size in sizes]
    letters = "xho" if len(sizes) == 3 else "xo" if len(sizes) == 2 else ""
    for x, (left, right) in enumerate(list(pairwise(columns))[:gaps]):
        ax.plot(*_wires(x, left, right), color=_LINE, linewidth=1, zorder=1)
    for x, column in enumerate(columns):
        names = _names(letters[x], len(column)) if letters else [""] * len(column)
        for y, name in zip(column, names, strict=True):
            if x:
                _node(ax, x, y, name, _SUM, _NODE, "o")
            else:
                _node(ax, x, y, name, _INPUT, _NODE, "s")
    return columns


def _name_parts(ax: Axes, names: Sequence[str], y: float) -> None:
    """Write the names of a neuron's parts below them."""
    for x, name in zip(_PARTS, names, strict=True):
        ax.text(x, y, name, ha="center", va="top")


def _on_line(ax: Axes, x: float, y: float, text: str, colour: str | None = None) -> None:
    """Write a weight on its line, which makes room for it."""
    paper = {"facecolor": ax.get_facecolor(), "edgecolor": "none", "pad": 1.5}
    ax.text(x, y, text, ha="center", va="center", color=colour, bbox=paper, zorder=5)


def _beside(
    ax: Axes, x: float, y: float, offset: tuple[float, float], text: str, colour: str, ha: Any, va: Any
) -> None:
    """Write what belongs to a neuron beside it, `offset` points from its centre."""
    ax.annotate(
        text,
        (x, y),
        offset,
        textcoords="offset points",
        color=colour,
        ha=ha,
        va=va,
        linespacing=1.1,
        bbox={"facecolor": ax.get_facecolor(), "edgecolor": "none", "pad": 0.5},
        zorder=4,
    )


def _from_above(ax: Axes, x: float, y: float, text: str) -> None:
    """Let a line from above bring a bias, or a label."""
    look = {"arrowstyle": "-", "color": _LINE, "linewidth": 1, "shrinkA": 0, "shrinkB": 0}
    ax.annotate(text, (x, y), (0, 48), "data", "offset points", look, ha="center", va="bottom", zorder=1)


def _arrow_back(ax: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw the way of the blame, from a neuron on the right to one on the left."""
    look = {"arrowstyle": "->", "color": _BACKWARD, "linewidth": 1.5, "linestyle": (0, (4, 2.5))}
    ax.annotate("", end, start, arrowprops=look | {"shrinkA": 14, "shrinkB": 14}, zorder=2)


def _draw_loss(ax: Axes, depth: int, outputs: Array, loss: float, labels: Array, backward: bool) -> None:
    """Draw the loss behind the outputs, and what comes into it."""
    x = depth + _TO_LOSS
    for y in outputs:
        if backward:
            _arrow_back(ax, (x, 0), (depth, y))
        else:
            ax.plot([depth, x], [y, 0], color=_LINE, linewidth=1, zorder=1)
    _node(ax, x, 0, "L", _LINE, 0.6 * _NODE, "D")
    _beside(ax, x, 0, (5, 20), _short(loss), _FORWARD, "left", "bottom")
    _from_above(ax, x, 0, "y " + ", ".join(_short(label) for label in labels))


def _node(ax: Axes, x: float, y: float, text: str, colour: str, size: float, marker: str) -> None:
    paper = ax.get_facecolor()
    ax.scatter([x], [y], s=size, marker=marker, facecolor=paper, edgecolor=colour, linewidth=2, zorder=2)
    ax.text(x, y, text, ha="center", va="center", zorder=5)


def _blank(ax: Axes, x_limits: tuple[float, float], y_limits: tuple[float, float]) -> None:
    ax.set(xlim=x_limits, ylim=y_limits)
    ax.set_axis_off()
