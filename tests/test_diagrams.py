"""The drawings of neurons, layers and networks."""

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnbook.datasets import small_network
from nnbook.diagrams import draw_chain, draw_layer, draw_values, draw_weights
from nnbook.trace import example_network


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


def test_draw_values_writes_every_number_at_its_place() -> None:
    """Weights stand on the lines, values above the neurons, and blame below those that have some."""
    X, _, params = example_network()
    ax = axes()
    hidden, output = np.array([0.6, 0.4]), np.array([0.5])
    draw_values(ax, [params["W1"], params["W2"]], [X[:, 0], hidden, output], [None, -hidden, -output])
    weights, neurons = texts(ax)[:6], texts(ax)[6:]
    assert weights == ["0.5", "-0.2", "-0.3", "0.9", "1.5", "-0.5"]
    assert neurons == "x₁ 2 x₂ 1 h₁ 0.6 -0.6 h₂ 0.4 -0.4 o₁ 0.5 -0.5".split()


def test_draw_values_refuses_values_of_another_network() -> None:
    """The shapes must fit each other."""
    _, _, params = example_network()
    weights, fitting = [params["W1"], params["W2"]], [np.ones(2), np.ones(2), np.ones(1)]
    for values, blame in (
        ([np.ones(2), np.ones(3), np.ones(1)], [None] * 3),
        ([np.ones((2, 1)), *fitting[1:]], [None] * 3),  # columns, as the network functions give them
        (fitting, [None, np.ones(1), None]),
    ):
        with pytest.raises(ValueError, match="must be of one network"):
            draw_values(axes(), weights, values, blame)
