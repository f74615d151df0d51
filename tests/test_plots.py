"""The plots that the chapters share."""

import re

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from rounding import U

from nnbook.activations import relu, relu_derivative
from nnbook.datasets import quadrants
from nnbook.perceptron import Perceptron
from nnbook.plots import (
    PALETTE,
    plot_activation,
    plot_outputs,
    plot_points,
)


def axes(**settings) -> Axes:
    """Return empty axes of a figure that belongs to no window."""
    ax = Figure().add_subplot()
    ax.set(**settings)
    return ax


# ---- points ----


def test_plot_points_draws_every_sample_by_its_class() -> None:
    """Lists do as well as arrays, and class 0 comes first."""
    ax = axes()
    plot_points(ax, [[0, 1], [2, 3], [4, 5]], [1, 0, 1])
    zero, one = ax.collections
    assert zero.get_offsets().tolist() == [[2, 3]] and one.get_offsets().tolist() == [[0, 1], [4, 5]]


def test_plot_points_gives_eight_classes_a_colour_and_a_shape_each() -> None:
    """No two classes share the one or the other, so nobody has to tell colours apart."""
    ax = axes()
    plot_points(ax, np.arange(32).reshape(16, 2), np.arange(16) % 8)
    assert len({to_hex(c.get_facecolor()[0]) for c in ax.collections}) == 8
    assert len({c.get_paths()[0].vertices.tobytes() for c in ax.collections}) == 8
    assert [c.get_label() for c in ax.collections] == [f"class {label}" for label in range(8)]
    assert [len(c.get_offsets()) for c in ax.collections] == [2] * 8


def test_plot_points_keeps_the_look_of_a_class_whichever_others_there_are() -> None:
    """Class 2 without class 1 looks as it does with it, and both stand in the legend."""
    alone, beside = axes(), axes()
    plot_points(alone, np.ones((2, 2)), [0, 2])
    plot_points(beside, np.ones((4, 2)), [0, 1, 2, 3])
    assert [c.get_label() for c in alone.collections] == ["class 0", "class 1", "class 2"]
    third, same = alone.collections[2], beside.collections[2]
    assert to_hex(third.get_facecolor()[0]) == to_hex(same.get_facecolor()[0])
    np.testing.assert_array_equal(third.get_paths()[0].vertices, same.get_paths()[0].vertices)


X, Y = quadrants(20)
POINTS = {
    "samples as columns": (
        {"X": X, "y": Y[0]},
        "got X (2, 20) and y (20,): one row is one sample, so pass X.T",
    ),
    "labels as a row": ({"y": Y}, "y must be 1-D, got an array of shape (1, 20): pass np.ravel(y)"),
    "labels as a column": ({"y": Y.T}, "got an array of shape (20, 1): pass np.ravel(y)"),
    "one-hot columns": (
        {"y": np.eye(3)[:, np.arange(20) % 3]},
        "got an array of shape (3, 20): for one-hot labels pass np.argmax(y, axis=0)",
    ),
    "one-hot rows": ({"y": np.eye(3)[np.arange(20) % 3]}, "pass np.argmax(y, axis=1)"),
    "neither one class nor one-hot": ({"y": np.ones((2, 20))}, "got an array of shape (2, 20)"),
    "three features": ({"X": np.ones((20, 3))}, "X must have shape (m, 2) and y shape (m,)"),
    "labels of -1 and 1": (
        {"y": 2 * Y[0] - 1},
        "y must hold only whole numbers from 0 to 7, got [-1.  1.]: for labels of -1 and 1 pass (y + 1) / 2",
    ),
    "years": (
        {"y": 2000 + Y[0]},
        "got [2000. 2001.]: np.unique(y, return_inverse=True)[1] numbers them from 0",
    ),
    "nine classes": (
        {"y": np.arange(20) % 9},
        "y must hold only whole numbers from 0 to 7, got 9 classes, [0. 1. 2. 3. 4. 5. 6. 7. 8.]",
    ),
    "amounts": ({"y": np.linspace(-2, 3, 20)}, "got 20 different values from -2 to 3"),
    "no samples": ({"X": np.ones((0, 2)), "y": []}, "with m at least 1; got X (0, 2) and y (0,)"),
    "no array": ({"X": None}, "X must be an array of numbers, got None"),
    "text": ({"X": "points"}, "X must be an array of numbers, got 'points'"),
    "texts": ({"y": ["a", "b"] * 10}, "y must be an array of numbers, got ['a', 'b'"),
    "no classes": ({"y": None}, "y must be an array of numbers, got None"),
    "NaN": ({"X": np.full((20, 2), np.nan)}, "X must be finite, got 40 NaN or infinite values"),
    "a NaN as class": ({"y": np.append(Y[0, 1:], np.nan)}, "y must be finite, got 1 NaN"),
    "complex": ({"X": X.T + 1j}, "X must be an array of numbers"),
    "a mask": ({"X": np.ma.masked_array(X.T, X.T > 1)}, "got a masked one: fill it with X.filled(0.0)"),
    "no size": ({"size": 0}, "size must be above 0, got 0"),
    "a text as size": ({"size": "big"}, "size must be an array of numbers, got 'big'"),
}


@pytest.mark.parametrize("what", POINTS)
def test_plot_points_loses_no_sample_in_silence(what) -> None:
    """What is no sample and no class is refused, with what was given, what is wanted and the call."""
    changes, message = POINTS[what]
    ax = axes()
    with pytest.raises(ValueError, match=re.escape(message)):
        plot_points(**({"ax": ax, "X": X.T, "y": Y[0]} | changes))
    assert not ax.collections


@pytest.mark.parametrize("what", ["samples as columns", "labels as a row", "labels of -1 and 1", "amounts"])
def test_a_perceptron_says_what_the_plot_says(what) -> None:
    """The words about samples are those of one place, and a perceptron knows two classes."""
    changes, message = POINTS[what]
    with pytest.raises(ValueError, match=re.escape(message.replace("whole numbers from 0 to 7", "0 and 1"))):
        Perceptron(2).train(**({"X": X.T, "y": Y[0]} | changes))


# ---- the outputs of a network ----


def test_plot_outputs_draws_the_line_where_the_output_is_one_half() -> None:
    """For the output (x1 + 1) / 2 the line is x1 = 0, and the limits of the axes stay."""
    ax = Figure().add_subplot()
    ax.set(xlim=(-1, 1), ylim=(-2, 2))
    plot_outputs(ax, lambda X: (X[0] + 1) / 2)
    green = [c for c in ax.collections if PALETTE["green"] in map(to_hex, c.get_edgecolor())]
    (path,) = green[0].get_paths()
    # the output is half a rounding of 1 off, and its slope is a half: one rounding; to interpolate costs less
    np.testing.assert_allclose(path.vertices[:, 0], 0, rtol=0, atol=2 * U)
    assert ax.get_xlim() == (-1, 1)
    assert ax.get_ylim() == (-2, 2)


def test_plot_outputs_draws_no_line_where_no_output_is_one_half() -> None:
    """A network that answers 0.9 everywhere shades the plane and has no boundary."""
    ax = Figure().add_subplot()
    plot_outputs(ax, lambda X: np.full(X.shape[1], 0.9))
    colours = {to_hex(edge) for c in ax.collections for edge in c.get_edgecolor()}
    assert PALETTE["green"] not in colours
    assert ax.collections


# ---- activations ----


def test_plot_activation_draws_the_value_and_the_slope_over_the_limits() -> None:
    """For ReLU from -1 to 2 the full line ends at (2, 2), and the dashed one has only the heights 0 and 1."""
    ax = axes()
    plot_activation(ax, relu, relu_derivative, limits=(-1, 2))
    value, slope = ax.lines
    assert value.get_xydata()[[0, -1]].tolist() == [[-1, 0], [2, 2]]
    assert set(slope.get_ydata()) == {0, 1}
    assert (value.get_linestyle(), slope.get_linestyle()) == ("-", "--")
