"""The drawings of neurons, layers and networks."""

import re
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import is_color_like, to_hex
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from rounding import U

from nnbook.autograd import Value
from nnbook.datasets import small_network
from nnbook.diagrams import (
    draw_biological_neuron,
    draw_chain,
    draw_graph,
    draw_layer,
    draw_network,
    draw_neuron,
    draw_pass,
    draw_weights,
)
from nnbook.forward import forward_propagation
from nnbook.plots import PALETTE
from nnbook.trace import example_network, trace_network


def axes() -> Axes:
    """Return empty axes of a figure that belongs to no window."""
    return Figure().add_subplot()


def texts(ax: Axes) -> list[str]:
    """Return what is written on the axes."""
    return [text.get_text() for text in ax.texts]


def test_draw_layer_shows_every_shape_and_entry() -> None:
    """The four matrices carry their shapes, and their boxes the entries of Z, W, A and b in turn."""
    X, params = small_network()
    ax = axes()
    draw_layer(ax, params["W1"], X, params["b1"], ["Z", "W", "X", "b"])
    written = texts(ax)
    shapes = [text for text in written if text.startswith("(")]
    assert shapes == ["(4, 1)", "(4, 3)", "(3, 1)", "(4, 1)"]
    assert written[:4] == ["0.52", "-0.16", "0.3", "0.1"]
    assert len(written) == 4 + 12 + 3 + 4 + 3 * 4


def test_draw_layer_without_numbers_writes_names_shapes_and_signs_only() -> None:
    """Boxes stay empty where there is no room."""
    _, params = small_network()
    ax = axes()
    draw_layer(ax, params["W1"], np.ones((3, 5)), params["b1"], ["Z", "W", "X", "b"], numbers=False)
    assert texts(ax) == "Z|(4, 5)|=|W|(4, 3)|·|X|(3, 5)|+|b|(4, 1)|".split("|")


def test_draw_layer_refuses_a_bias_that_would_broadcast() -> None:
    """A bias (4,) is not the column (4, 1)."""
    X, params = small_network()
    with pytest.raises(ValueError, match=r"b \(4,\)"):
        draw_layer(axes(), params["W1"], X, params["b1"].ravel(), ["Z", "W", "X", "b"])


def test_draw_chain_joins_each_name_to_the_next() -> None:
    """Three names stand in a row with what is above and below, and two factors between them."""
    ax = axes()
    draw_chain(ax, ["x", "g", "y"], ["3", "7", "49"], ["2", "14"], ["28", "14", "1"])
    across = {text.get_text(): text.get_position()[0] for text in ax.texts if text.get_text() in "xgy"}
    assert across["x"] < across["g"] < across["y"]
    assert [text for text in texts(ax) if text] == ["x", "3", "28", "g", "7", "14", "y", "49", "1", "2", "14"]


def test_draw_chain_refuses_texts_that_do_not_match() -> None:
    """Three names need two factors."""
    with pytest.raises(ValueError, match="factors"):
        draw_chain(axes(), ["x", "g", "y"], ["3", "7", "49"], ["2"], ["28", "14", "1"])


def test_draw_weights_writes_the_row_or_the_column_of_the_chosen_neuron() -> None:
    """An output neuron shows its row of W, a hidden neuron its column."""
    W = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
    for chosen, expected in (({"output": 1}, ["0.4", "0.5", "0.6"]), ({"hidden": 2}, ["0.3", "0.6"])):
        ax = axes()
        draw_weights(ax, W, **chosen)
        assert [text for text in texts(ax) if "." in text] == expected


def test_draw_weights_dashes_what_comes_back() -> None:
    """Lines into an output are full, those out of a hidden neuron dashed: no colour says it alone."""
    for chosen, style in (({"output": 1}, "-"), ({"hidden": 2}, "--")):
        ax = axes()
        draw_weights(ax, np.ones((2, 3)), **chosen)
        assert {line.get_linestyle() for line in ax.lines[1:]} == {style}


# ---- the neuron ----


def test_each_part_of_the_cell_stands_above_its_counterpart_in_the_same_colour() -> None:
    """Dendrites and inputs, synapses and weights, body and sum, threshold and activation, axon and output."""
    cell, neuron = axes(), axes()
    draw_biological_neuron(cell)
    draw_neuron(neuron, ["x₁", "x₂"], ["w₁", "w₂"], bias="b", total="z", output="a")
    words = {text.get_text(): text.get_position()[0] for ax in (cell, neuron) for text in ax.texts}
    pairs = {
        "blue": ("dendrites", "inputs"),
        "purple": ("synapses", "weights"),
        "green": ("cell body", "sum"),
        "pink": ("threshold", "activation"),
        "teal": ("axon", "output"),
    }
    for colour, (part, counterpart) in pairs.items():
        assert words[part] == words[counterpart]
        for ax in (cell, neuron):
            assert PALETTE[colour] in colours_at(ax, words[part])


def colours_at(ax: Axes, x: float) -> set[str]:
    """Return the colours of what is drawn from a little left of `x` to a little right of it."""
    found = set()
    for line in ax.lines:
        across = np.asarray(line.get_xdata())
        if across.min() - 0.3 <= x <= across.max() + 0.3:
            found.add(to_hex(line.get_color()))
    for dots in ax.collections:
        if np.abs(dots.get_offsets()[:, 0] - x).min() < 0.3:
            found.add(to_hex(dots.get_edgecolor()[0]))
    for patch in ax.patches:
        across = patch.get_xy()[:, 0]
        if across.min() <= x <= across.max():
            found.add(to_hex(patch.get_facecolor()))
    for text in ax.texts:
        if abs(text.get_position()[0] - x) < 0.3 and is_color_like(text.get_color()):
            found.add(to_hex(text.get_color()))
    for arrow in (text.arrow_patch for text in ax.texts if getattr(text, "arrow_patch", None)):
        found.add(to_hex(arrow.get_edgecolor()))
    return found


def test_draw_neuron_puts_each_weight_onto_its_line() -> None:
    """The middle of a weight lies on the line from its input to the sum."""
    ax = axes()
    draw_neuron(ax, ["x₁", "x₂", "x₃"], ["w₁", "w₂", "w₃"], bias="b", total="z", output="a")
    places = {text.get_text(): text.get_position() for text in ax.texts}
    for number in "₁₂₃":
        (x, y), (w, height) = places[f"x{number}"], places[f"w{number}"]
        assert height == pytest.approx(y * w / x, rel=0, abs=4 * U)
        assert x < w < places["z"][0] < places["a"][0]


# ---- the network ----


def nodes(ax: Axes) -> list[tuple[str, float, float]]:
    """Return the shape, "s", "o" or "D", and the place of each input, neuron and loss."""
    vertices = {"s": 5, "D": 5}
    found = []
    for dots in ax.collections:
        path = dots.get_paths()[0]
        angle = path.vertices[0] - path.vertices[1]
        square = len(path.vertices) == vertices["s"]
        shape = "o" if not square else "s" if (np.abs(angle) < 1e-9).any() else "D"
        found.append((shape, *map(float, dots.get_offsets()[0])))
    return found


def ends(ax: Axes) -> set[tuple[float, ...]]:
    """Return the ends of the lines that join the nodes, however many a path has."""
    joined = set()
    for line in ax.lines:
        points = np.column_stack(line.get_data()).reshape(-1, 3 if len(line.get_xdata()) > 2 else 2, 2)
        joined |= {(*map(float, pair[0]), *map(float, pair[1])) for pair in points}
    return joined


def test_draw_network_joins_every_neuron_to_every_neuron_of_the_next_layer() -> None:
    """Inputs are squares, neurons circles, and 3 · 4 + 4 · 2 different lines run from left to right."""
    ax = axes()
    draw_network(ax, [3, 4, 2], ["inputs", "hidden", "outputs"])
    drawn = nodes(ax)
    assert [shape for shape, *_ in drawn] == ["s"] * 3 + ["o"] * 6
    layers = [[place[1:] for place in drawn if place[1] == x] for x in (0, 1, 2)]
    wanted = {(*a, *b) for left, right in pairwise(layers) for a in left for b in right}
    assert ends(ax) == wanted and len(wanted) == 20
    assert texts(ax) == "x₁ x₂ x₃ h₁ h₂ h₃ h₄ o₁ o₂ inputs hidden outputs".split()


def test_draw_network_gives_no_names_where_layers_would_share_them() -> None:
    """Of two hidden layers neither is h alone."""
    ax = axes()
    draw_network(ax, [2, 3, 3, 1], ["a", "b", "c", "d"])
    assert [text for text in texts(ax) if text] == ["a", "b", "c", "d"]


def number(value: float) -> str:
    """Return a number as the chapters print it, by another way than the drawing's."""
    return np.format_float_positional(value, precision=4, trim="-")


def test_draw_pass_stands_on_the_network_of_draw_network() -> None:
    """The same nodes at the same places, the same names and lines; only numbers are added."""
    X, params = small_network()
    plain, numbered = axes(), axes()
    draw_network(plain, [3, 4, 2], ["", "", ""])
    draw_pass(numbered, X, params)
    assert nodes(plain) == nodes(numbered)
    assert ends(plain) == ends(numbered)
    assert texts(numbered)[:9] == texts(plain)[:9]


def test_draw_pass_writes_what_forward_propagation_computes() -> None:
    """Beside each neuron stand its z and a; on each line its weight, above each neuron its bias."""
    X, params = small_network()
    _, cache = forward_propagation(X, params)
    ax = axes()
    draw_pass(ax, X, params)
    at = {}
    for text in ax.texts:
        at.setdefault(text.xy if isinstance(text, Annotation) else text.get_position(), []).append(
            text.get_text()
        )
    columns = [[place[1:] for place in nodes(ax) if place[1] == x] for x in (0, 1, 2)]
    for place, value in zip(columns[0], X[:, 0], strict=True):
        assert number(value) in at[place]
    for layer in (1, 2):
        for row, place in enumerate(columns[layer]):
            z, a = (number(cache[f"{name}{layer}"][row, 0]) for name in "ZA")
            assert f"z {z}\na {a}" in at[place]
            assert f"b {number(params[f'b{layer}'][row, 0])}" in at[place]
        for (to, from_), weight in np.ndenumerate(params[f"W{layer}"]):
            start, end = np.array(columns[layer - 1][from_]), np.array(columns[layer][to])
            on = [place for place, found in at.items() if f"w {number(weight)}" in found]
            along = end - start
            away = [np.subtract(place, start) @ (-along[1], along[0]) for place in on]
            assert np.abs(away).min() < 16 * U


def test_draw_pass_without_parameters_leaves_the_values() -> None:
    """Weights and biases go, and nothing else."""
    X, params = small_network()
    with_them, without = axes(), axes()
    draw_pass(with_them, X, params)
    draw_pass(without, X, params, parameters=False)
    assert [text for text in texts(with_them) if text[0] not in "wb"] == texts(without)


def test_draw_pass_draws_the_gradients_of_the_library_and_arrows_back_to_every_neuron() -> None:
    """Below each neuron stands dz, below each weight dw; dashed arrows lead from L to o to h, not to x."""
    X, Y, params = example_network()
    traced = {step.name: step.value for step in trace_network(X, Y, params)}
    ax = axes()
    draw_pass(ax, X, params, Y, backward=True)
    written = texts(ax)
    wanted = [f"dz {number(v)}" for v in [*traced["dZ1"][:, 0], *traced["dZ2"][:, 0]]]
    assert [text for text in written if text.startswith("dz")] == wanted
    wanted = [f"dw {number(v)}" for v in [*traced["dW1"].ravel(), *traced["dW2"].ravel()]]
    assert [text for text in written if text.startswith("dw")] == wanted
    assert number(float(traced["loss"])) in written and "y 0" in written

    back = [
        text for text in ax.texts if isinstance(text, Annotation) and text.arrowprops and not text.get_text()
    ]
    assert all(arrow.xy[0] < arrow.xyann[0] for arrow in back)  # the heads are on the left
    assert all(arrow.arrow_patch.get_linestyle() != "-" for arrow in back)
    where = {place[1:] for place in nodes(ax) if place[0] != "s"}
    assert {arrow.xy for arrow in back} | {arrow.xyann for arrow in back} == where
    assert len(back) == 2 + 1


def test_draw_pass_writes_the_numbers_of_the_tiny_network() -> None:
    """By hand: z1 0.8, z2 1, the sigmoid of 1, its logarithm, and the blame that the chapter derives."""
    one = np.ones((1, 1))
    params = {"W1": 0.5 * one, "b1": -0.2 * one, "W2": 1.5 * one, "b2": -0.2 * one}
    ax = axes()
    draw_pass(ax, 2 * one, params, 0 * one, backward=True)
    a = 1 / (1 + np.exp(-1))
    for text in (
        "z 0.8\na 0.8",
        f"z 1\na {a:.4f}",
        f"{-np.log(1 - a):.4f}",
        f"dz {a:.4f}",
        f"dz {1.5 * a:.4f}",
    ):
        assert text in texts(ax)
    assert f"dw {0.8 * a:.4f}" in texts(ax) and f"dw {2 * 1.5 * a:.4f}" in texts(ax)
    assert [text for text in texts(ax) if text and text in "xhoL"] == ["x", "h", "o", "L"]


ONE = np.ones((1, 1))
TINY = {"W1": ONE, "b1": ONE, "W2": ONE, "b2": ONE}
PASSES = {
    "two samples": (
        {"X": np.ones((1, 2))},
        "X must be one sample, of shape (n[0], 1), got (1, 2): pass X[:, [0]]",
    ),
    "backward without a label": ({"backward": True}, "backward needs Y: without a label there is no loss"),
    "a number for backward": ({"backward": 1}, "backward must be True or False, got int"),
    "a text for parameters": ({"parameters": "no"}, "parameters must be True or False, got 'no'"),
    "inputs of another network": ({"X": np.ones((2, 1))}, "W1 must have a column for each row of X"),
    "labels of another network": ({"Y": np.ones((2, 1))}, "A and Y must have the same shape"),
    "a crowd": (
        {"params": {"W1": np.ones((101, 1)), "b1": np.ones((101, 1))}},
        "a layer must have at most 100 neurons, got 101",
    ),
}


@pytest.mark.parametrize("what", PASSES)
def test_draw_pass_refuses_before_it_draws(what) -> None:
    """What cannot be drawn leaves the axes empty."""
    changes, message = PASSES[what]
    ax = axes()
    with pytest.raises(ValueError, match=re.escape(message)):
        draw_pass(**({"ax": ax, "X": ONE, "params": TINY} | changes))
    assert not ax.texts and not ax.collections


def test_draw_graph_writes_each_value_with_its_name_its_number_and_its_slope() -> None:
    """Of x x + x at 3: inputs are squares, results circles, and arrows lead from each parent."""
    x = Value(3.0, "x")
    end = x * x + x
    end.backward()
    ax = axes()
    draw_graph(ax, end)
    assert [text for text in texts(ax) if text] == ["x", "3", "7", "*", "9", "1", "+", "12", "1"]
    assert nodes(ax) == [("s", 0, 0), ("o", 1, 0), ("o", 2, 0)]
    arrows = [text for text in ax.texts if isinstance(text, Annotation) and text.arrow_patch]
    assert sorted((*arrow.xyann, *arrow.xy) for arrow in arrows) == [
        (0, 0, 1, 0),
        (0, 0, 1, 0),
        (0, 0, 2, 0),
        (1, 0, 2, 0),
    ]


def test_draw_graph_puts_an_input_just_before_its_use_and_above_a_result() -> None:
    """A weight and a bias come from above, and two values never have one place."""
    w, x, b = Value(0.5, "w"), Value(2.0, "x"), Value(-0.2, "b")
    ax = axes()
    draw_graph(ax, (w * x + b) ** 2)
    drawn = nodes(ax)
    assert ("s", 1, 1) in drawn and ("s", 0, 0) in drawn and ("s", 0, 1) in drawn
    assert len({place[1:] for place in drawn}) == len(drawn) == 6


@pytest.mark.parametrize(
    ("end", "message"),
    [
        (Value([1.0, 2.0]) * 2, "end must be made of single numbers"),
        (sum([Value(1.0) for _ in range(30)], Value(0.0)), "end must come from at most 40 values"),
        (3, "end must be a Value"),
    ],
)
def test_draw_graph_refuses_what_is_no_picture(end, message) -> None:
    """Arrays have no room, and neither has a long calculation."""
    with pytest.raises(ValueError, match=message):
        draw_graph(axes(), end)
