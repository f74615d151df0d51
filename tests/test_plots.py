"""The plots that the chapters share."""

import io
import re

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from rounding import U

from nnbook.activations import relu, relu_derivative, sigmoid, sigmoid_derivative, softmax
from nnbook.datasets import quadrants, xor_gate
from nnbook.forward import forward_propagation, init_parameters
from nnbook.perceptron import Perceptron
from nnbook.plots import (
    CLASS_COLOURS,
    PALETTE,
    frame_gate,
    plot_activation,
    plot_decision_line,
    plot_outputs,
    plot_points,
)
from nnbook.preprocessing import one_hot


def axes(**settings) -> Axes:
    """Return empty axes of a figure that belongs to no window."""
    ax = Figure().add_subplot()
    ax.set(**settings)
    return ax


def layers(ax: Axes, colour: str) -> list:
    """Return the paths that are filled with `colour`, the lowest layer first."""
    return [c.get_paths()[0] for c in ax.collections if to_hex(colour) in map(to_hex, c.get_facecolor())]


def lines(ax: Axes, colour: str) -> list:
    """Return the paths that are drawn, not filled, in `colour`."""
    drawn = [c for c in ax.collections if not len(c.get_facecolor())]
    return [c.get_paths()[0] for c in drawn if colour in map(to_hex, c.get_edgecolor())]


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
    ax = axes(xlim=(-1, 1), ylim=(-2, 2))
    plot_outputs(ax, lambda points: (points[0] + 1) / 2)
    (path,) = lines(ax, PALETTE["green"])
    # the output is half a rounding of 1 off, and its slope is a half: one rounding; to interpolate costs less
    np.testing.assert_allclose(path.vertices[:, 0], 0, rtol=0, atol=2 * U)
    assert ax.get_xlim() == (-1, 1)
    assert ax.get_ylim() == (-2, 2)


def test_plot_outputs_draws_no_line_where_no_output_is_one_half() -> None:
    """A network that answers 0.9 everywhere shades the plane and has no boundary."""
    ax = axes()
    plot_outputs(ax, lambda points: np.full(points.shape[1], 0.9))
    assert not lines(ax, PALETTE["green"])
    assert ax.collections


def test_plot_outputs_takes_one_output_as_numbers_or_as_a_row() -> None:
    """The shapes (n,) and (1, n) give one picture, and so does an average that is above 1 by rounding."""
    found = []
    for change in (lambda row: row, lambda row: row[0], lambda row: row * (1 + 1e-7)):
        ax = axes(xlim=(-9, 9), ylim=(-9, 9))
        plot_outputs(ax, lambda points, change=change: change(sigmoid(9 * points[:1])))
        found.append([len(path.vertices) for c in ax.collections for path in c.get_paths()])
    assert found[0] == found[1] == found[2]


def test_plot_outputs_shades_each_place_by_the_class_that_wins_there() -> None:
    """With the outputs of a softmax of how near each centre is, that is the class of the nearest centre."""
    centres = np.array([[0.0, 0.0], [2.0, 1.0], [-2.0, 1.0], [0.0, -2.0]])

    def nearness(points):
        return -((centres[:, :, None] - points) ** 2).sum(axis=1)

    ax = axes(xlim=(-3, 3), ylim=(-3, 3))
    plot_outputs(ax, lambda points: softmax(nearness(points)))
    tried = np.random.default_rng(0).uniform(-3, 3, (300, 2))
    near = np.sort(nearness(tried.T), axis=0)
    clear = (
        near[-1] - near[-2] > 1
    )  # centres are at most 4 apart, so a border is at least 1 / 8 away: 1.6 cells
    assert clear.sum() > 200
    for point, winner in zip(tried[clear], nearness(tried[clear].T).argmax(axis=0), strict=True):
        shades = [layers(ax, CLASS_COLOURS[label])[0].contains_point(point) for label in range(4)]
        assert np.flatnonzero(shades).tolist() == [winner]


def test_plot_outputs_shades_the_stronger_the_farther_a_class_is_ahead() -> None:
    """For x1 / 2 ahead, the layers of 0, 0.2 and 0.4 begin at x1 = 0, 0.4 and 0.8; another never wins."""
    ax = axes(xlim=(-1, 1), ylim=(-1, 1))
    plot_outputs(ax, lambda points: [0.5 - points[0] / 4, 0.5 + points[0] / 4, np.full(points.shape[1], 0.2)])
    begins = [path.vertices[:, 0].min() for path in layers(ax, CLASS_COLOURS[1])]
    ends = [path.vertices[:, 0].max() for path in layers(ax, CLASS_COLOURS[0])]
    # three numbers of at most 1, each half an ulp off, over a slope of a half; then the place itself
    np.testing.assert_allclose(begins, [2e-6, 0.4, 0.8], rtol=0, atol=8 * U)
    np.testing.assert_allclose(ends, [-2e-6, -0.4, -0.8], rtol=0, atol=8 * U)
    assert not layers(ax, CLASS_COLOURS[2])
    assert ax.get_xlim() == (-1, 1) == ax.get_ylim()


def test_plot_outputs_draws_a_line_where_two_classes_are_equally_likely() -> None:
    """A class that is ahead by x1 ends at x1 = 0: green for two classes as for one output, else grey."""
    for third, colour in (([], "green"), ([0.0], "grey")):
        ax = axes(xlim=(-1, 1), ylim=(-1, 1))
        plot_outputs(
            ax,
            lambda points, third=third: np.stack(
                [(1 - points[0]) / 2, (1 + points[0]) / 2, *(np.full(points.shape[1], p) for p in third)]
            ),
        )
        for path in lines(ax, PALETTE[colour]):
            # two outputs of about a half, whose difference is exact; the slope is 1
            np.testing.assert_allclose(path.vertices[:, 0], 0, rtol=0, atol=2 * U)
        assert len(lines(ax, PALETTE[colour])) == max(1, 2 * len(third))


def test_plot_outputs_shades_nothing_where_no_class_is_ahead() -> None:
    """Three equal outputs are no answer, so there is no colour and no line."""
    ax = axes()
    plot_outputs(ax, lambda points: np.full((3, points.shape[1]), 1 / 3))
    assert not ax.collections


def test_plot_outputs_takes_eight_classes_and_no_more() -> None:
    """One-hot answers of eight classes shade in all eight colours; for a ninth there is none."""

    def answers(count):
        return lambda points: one_hot(np.minimum(np.floor(points[0] * count), count - 1), count)

    ax = axes(xlim=(0, 1), ylim=(0, 1))
    plot_outputs(ax, answers(8))
    assert all(layers(ax, colour) for colour in CLASS_COLOURS)
    with pytest.raises(ValueError, match="must have at most 8 classes, got 9"):
        plot_outputs(ax, answers(9))


PARAMS = init_parameters((2, 4, 1), rng=0)
OUTPUTS = {
    "the answer with its cache": (
        lambda points: forward_propagation(points, PARAMS),
        "got a tuple: forward_propagation returns the outputs first, so return its [0]",
    ),
    "parameters": (PARAMS, "network must be a function such as lambda points: forward_propagation(points, "),
    "outputs": (np.ones(6400), "params)[0], got ndarray"),
    "no network": (None, "params)[0], got None"),
    "nothing": (lambda points: None, "network(points) must be an array of numbers, got None"),
    "texts": (
        lambda points: ["a"] * points.shape[1],
        "network(points) must be an array of numbers, got ['a'",
    ),
    "complex": (lambda points: points[0] + 1j, "network(points) must be an array of numbers"),
    "a mask": (
        lambda points: np.ma.masked_array(points, points > 0),
        "network(points) must be a plain array, got a masked one",
    ),
    "NaN": (
        lambda points: np.full(points.shape[1], np.nan),
        "network(points) must be finite, got 6400 NaN or infinite values",
    ),
    "one NaN among three classes": (
        lambda points: np.where(np.arange(points.shape[1]) == 7, np.nan, np.full((3, 1), 0.5)),
        "network(points) must be finite, got 3 NaN",
    ),
    "points as rows": (
        lambda points: np.full((points.shape[1], 3), 0.5),
        "must have shape (6400,), (1, 6400) or (k, 6400), got (6400, 3): one column is one point, "
        "so return network(points).T",
    ),
    "a column": (lambda points: np.full((points.shape[1], 1), 0.5), "so return network(points).T"),
    "one number": (lambda points: 0.5, "or (k, 6400), got ()"),
    "too few": (lambda points: points[0, 1:], "or (k, 6400), got (6399,)"),
    "a grid": (lambda points: np.ones((80, 80)), "or (k, 6400), got (80, 80)"),
    "no class": (lambda points: np.ones((0, points.shape[1])), "or (k, 6400), got (0, 6400)"),
    "scores": (
        lambda points: 6 * points[0] - 3,
        "network(points) must lie between 0 and 1, got -3 to 3: for scores return sigmoid(scores)",
    ),
    "tanh": (
        lambda points: 2 * points[0] - 1,
        "got -1 to 1: for answers from -1 to 1 return (answers + 1) / 2",
    ),
    "class numbers": (
        lambda points: np.floor(2.5 * points[0]),
        "got 0 to 2: for class numbers return one_hot(numbers, 3), from nnbook.preprocessing",
    ),
    "scores of three": (
        lambda points: np.stack([points[0], -points[0], points[1]]),
        "got -1 to 1: for scores return softmax(scores), from nnbook.activations",
    ),
}


@pytest.mark.parametrize("what", OUTPUTS)
def test_plot_outputs_says_what_a_network_has_to_return(what) -> None:
    """Before anything is drawn, with what was given, what is wanted and the call."""
    network, message = OUTPUTS[what]
    ax = axes()
    with pytest.raises(ValueError, match=re.escape(message)):
        plot_outputs(ax, network)
    assert not ax.collections


@pytest.mark.parametrize("resolution", [1, 0, -3, 2.5, True, None, "fine"])
def test_plot_outputs_needs_two_points_along_each_side(resolution) -> None:
    """A grid of one point has no area; one of two has."""
    plot_outputs(axes(), lambda points: points[0], resolution=2)
    message = f"resolution must be a whole number of at least 2, got {resolution!r}"
    with pytest.raises(ValueError, match=re.escape(message)):
        plot_outputs(axes(), lambda points: points[0], resolution=resolution)


# ---- the line of a neuron ----


@pytest.mark.parametrize("scale", [1.0, 2.0**-1000, 2.0**900])
def test_plot_decision_line_is_where_the_sum_is_zero(scale) -> None:
    """For 3 x1 - 4 x2 + 5 it passes through (-0.6, 0.8) with the slope 3/4, however small the weights."""
    ax = axes(xlim=(-1, 1), ylim=(-2, 2))
    plot_decision_line(ax, np.array([3.0, -4.0]) * scale, 5.0 * scale)
    (line,) = ax.lines
    np.testing.assert_allclose(line.get_xy1(), [-0.6, 0.8], rtol=4 * U, atol=0)
    assert line.get_slope() == 0.75
    assert (ax.get_xlim(), ax.get_ylim()) == ((-1, 1), (-2, 2))


def test_plot_decision_line_stands_upright_where_one_weight_is_zero() -> None:
    """The line of 2 x1 - 1 is x1 = 1/2."""
    ax = axes()
    plot_decision_line(ax, [2, 0], -1)
    assert ax.lines[0].get_slope() == np.inf and ax.lines[0].get_xy1()[0] == 0.5


@pytest.mark.parametrize(
    ("weights", "bias"),
    [
        ([5e-324, 0], 1e308),
        ([1e308, 1e308], -1e308),
        ([1, 1e-320], 0.5),
        ([1e-320, -1], 0.5),
        ([1, 1], 1e300),
    ],
)
def test_plot_decision_line_draws_extreme_weights_in_silence(weights, bias) -> None:
    """Whatever is a float gives a line, which may lie outside the picture."""
    ax = axes()
    plot_decision_line(ax, weights, bias)
    ax.figure.savefig(io.BytesIO(), format="svg")


@pytest.mark.parametrize(
    ("weights", "bias"), [([1, 1], -0.5), ([-1, 2], 0.3), ([0, -3], 1), ([2, 0], -1), ([-1e-9, 1e-9], 0)]
)
def test_plot_decision_line_has_its_ticks_where_the_neuron_fires(weights, bias) -> None:
    """Each tick begins where the sum is zero, at a right angle, and ends where it is above zero."""
    ax = axes(xlim=(-1, 1), ylim=(-1, 1))
    plot_decision_line(ax, weights, bias)
    (comb,) = ax.patches
    feet, ends = comb.get_path().vertices.reshape(-1, 2, 2).swapaxes(0, 1)
    w = np.array(weights, dtype=float)
    scale = np.abs(w).max()
    np.testing.assert_allclose((feet @ w + bias) / scale, 0, rtol=0, atol=16 * U)
    assert (ends @ w + bias > 0).all()
    np.testing.assert_allclose(((ends - feet) @ [-w[1], w[0]]) / scale, 0, rtol=0, atol=16 * U)
    assert len(feet) > 5 and np.abs(feet).max() <= 1


def test_plot_decision_line_shades_the_side_on_which_the_neuron_fires() -> None:
    """Of x1 + x2 - 0.5, each place with a sum above zero lies in the polygon, and no other does."""
    ax = axes(xlim=(-1, 1), ylim=(-1, 1))
    plot_decision_line(ax, [1, 1], -0.5, shade=True)
    (polygon,) = [patch for patch in ax.patches if isinstance(patch, Polygon)]
    tried = np.random.default_rng(0).uniform(-1, 1, (300, 2))
    assert polygon.get_path().contains_points(tried).tolist() == (tried.sum(axis=1) > 0.5).tolist()


def test_plot_decision_line_shades_all_or_nothing_where_the_line_misses_the_picture() -> None:
    """A neuron that fires everywhere shades the square, one that is silent nothing; neither has ticks."""
    for bias, corners in ((9, 4), (-9, 0)):
        ax = axes(xlim=(-1, 1), ylim=(-1, 1))
        plot_decision_line(ax, [1, 1], bias, shade=True, word="fires")
        assert [len(patch.get_xy()) - 1 for patch in ax.patches] == [corners] * bool(corners)
        assert not ax.texts


def test_plot_decision_line_puts_no_tick_into_a_corner_that_it_touches() -> None:
    """The line x1 + x2 = -2 has one point in common with the square."""
    ax = axes(xlim=(-1, 1), ylim=(-1, 1))
    plot_decision_line(ax, [1, 1], 2, word="fires")
    assert not ax.patches and not ax.texts


@pytest.mark.parametrize("weights", [(1, 1), (-1, -1), (1, -1), (-1, 1), (2, 0), (-2, 0), (0, 1), (0, -1)])
def test_plot_decision_line_writes_its_word_along_the_line_on_the_firing_side(weights) -> None:
    """The word is readable from the left or from below, and lies beyond the ticks."""
    fig = Figure(figsize=(4, 4))
    ax = fig.add_subplot(xlim=(-1, 1), ylim=(-1, 1), aspect="equal")
    plot_decision_line(ax, weights, 0, word="fires")
    (text,) = ax.texts
    fig.draw_without_rendering()
    box = ax.transData.inverted().transform(text.get_window_extent())
    assert text.get_text() == "fires"
    assert box.mean(axis=0) @ weights > 0.028 * 2 * np.hypot(*weights)
    assert text.get_rotation() <= 90.001 or text.get_rotation() >= 269.999  # never upside down


LINE = {
    "a curve": ({"ax": axes(xscale="log")}, "ax must have linear scales"),
    "three weights": ({"weights": [1, 2, 3]}, "weights must have shape (2,), got (3,)"),
    "a row of weights": (
        {"weights": [[1, 2]]},
        "weights must have shape (2,), got (1, 2): pass np.ravel(weights)",
    ),
    "no weights": ({"weights": None}, "weights must be an array of numbers, got None"),
    "zero weights": ({"weights": [0, 0]}, "weights must not both be 0"),
    "texts": ({"weights": ["1", "2"]}, "weights must be an array of numbers, got ['1', '2']"),
    "complex": ({"weights": [1j, 2]}, "weights must be an array of numbers"),
    "NaN": ({"weights": [np.nan, 1]}, "weights must be finite, got 1 NaN or infinite values"),
    "a mask": ({"weights": np.ma.masked_array([1, 2], [0, 1])}, "fill it with weights.filled(0.0)"),
    "no bias": ({"bias": None}, "bias must be an array of numbers, got None"),
    "bias NaN": ({"bias": np.nan}, "bias must be finite"),
    "a column as bias": (
        {"bias": [[2.0]]},
        "bias must be one number, got shape (1, 1): pass np.ravel(bias)[0]",
    ),
    "two biases": ({"bias": [1, 2]}, "bias must be 0-D, got an array of shape (2,)"),
    "a true bias": ({"bias": True}, "bias must be a number, got True"),
    "no colour": (
        {"colour": "gren"},
        "colour must be one of Matplotlib's, such as PALETTE[\"green\"], got 'gren'",
    ),
    "a strong line": ({"alpha": 2}, "alpha must lie between 0 and 1, got 2"),
    "shade with a colour": ({"shade": "red"}, "shade must be True or False, got 'red'"),
    "a number as word": ({"word": 1}, "word must be a text, got int"),
    "a text as alpha": ({"alpha": "faint"}, "alpha must be an array of numbers, got 'faint'"),
}


@pytest.mark.parametrize("what", LINE)
def test_plot_decision_line_says_what_a_line_needs(what) -> None:
    """Two finite weights, not both zero, and one bias."""
    changes, message = LINE[what]
    ax = axes()
    with pytest.raises(ValueError, match=re.escape(message)):
        plot_decision_line(**({"ax": ax, "weights": [1, 2], "bias": 0.5} | changes))
    assert not ax.lines


# ---- activations ----


def test_plot_activation_draws_the_value_and_the_slope_over_the_limits() -> None:
    """For ReLU from -1 to 2 the full line ends at (2, 2), and the dashed one has only the heights 0 and 1."""
    ax = axes()
    plot_activation(ax, relu, relu_derivative, limits=(-1, 2))
    value, slope = ax.lines
    assert value.get_xydata()[[0, -1]].tolist() == [[-1, 0], [2, 2]]
    assert set(slope.get_ydata()) == {0, 1}
    assert (value.get_linestyle(), slope.get_linestyle()) == ("-", "--")


def test_plot_activation_draws_a_function_that_writes_into_its_input() -> None:
    """What `z[z < 0] = 0` changes is a copy, so both curves keep their pre-activations."""

    def careless(z):
        z[z < 0] = 0
        return z

    ax = axes()
    plot_activation(ax, careless, relu_derivative, limits=(-1, 2))
    for line in ax.lines:
        assert line.get_xdata()[[0, -1]].tolist() == [-1, 2]
    assert ax.lines[1].get_ydata()[0] == 0


CURVES = {
    "a name": (
        {"activation": "relu"},
        "activation must be a function such as sigmoid, from nnbook.activations, got",
    ),
    "no slope": ({"derivative": None}, "derivative must be a function such as sigmoid_derivative, "),
    "values": ({"activation": np.ones(601)}, "got ndarray"),
    "nothing": ({"activation": lambda z: None}, "activation(z) must be an array of numbers, got None"),
    "one number": ({"derivative": lambda z: 1.0}, "derivative(z) must have the shape of z, (601,), got ()"),
    "a row": (
        {"activation": lambda z: z[None]},
        "activation(z) must have the shape of z, (601,), got (1, 601)",
    ),
    "NaN": ({"activation": lambda z: z * np.nan}, "activation(z) must be finite, got 601 NaN"),
    "complex": ({"derivative": lambda z: z * 1j}, "derivative(z) must be an array of numbers"),
    "a mask": ({"activation": lambda z: np.ma.masked_array(z, z > 0)}, "got a masked one"),
    "one limit": ({"limits": 6}, "limits must be two numbers, the smaller one first, got 6"),
    "limits that go down": ({"limits": (6, -6)}, "the smaller one first, got (6, -6)"),
    "texts as limits": ({"limits": ("a", "b")}, "limits must be an array of numbers, got ('a', 'b')"),
    "infinite limits": ({"limits": (-np.inf, 1)}, "limits must be finite"),
}


@pytest.mark.parametrize("what", CURVES)
def test_plot_activation_says_what_a_curve_needs(what) -> None:
    """Two functions that return a finite number for each pre-activation, and limits that go up."""
    changes, message = CURVES[what]
    ax = axes()
    given = {"ax": ax, "activation": sigmoid, "derivative": sigmoid_derivative} | changes
    with pytest.raises(ValueError, match=re.escape(message)):
        plot_activation(**given)
    assert not ax.lines


# ---- axes ----


def test_frame_gate_shows_the_four_corners_of_a_gate() -> None:
    """They lie within the limits, at equal scales, and the ticks name them."""
    ax = axes()
    frame_gate(ax)
    corners, _ = xor_gate()
    for low, high in (ax.get_xlim(), ax.get_ylim()):
        assert low < corners.min() and corners.max() < high
    assert ax.get_aspect() == 1
    assert ax.get_xticks().tolist() == ax.get_yticks().tolist() == [0, 1]


NO_AXES = {
    "a figure": (Figure(), "got Figure: pass ax.gca()"),
    "pyplot": (pyplot, "got module: pass ax.gca()"),
    "nothing": (None, "got None"),
    "text": ("ax", "got 'ax'"),
    "data": (np.ones((3, 2)), "got ndarray"),
    "what plt.subplots() returns": ((Figure(), axes()), "got tuple: pass one of them, such as ax[1]"),
    "what plt.subplots(2, 2)[1] is": (
        Figure().subplots(2, 2),
        "got ndarray: pass one of them, such as ax.flat[0]",
    ),
}


@pytest.mark.parametrize("what", NO_AXES)
@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: plot_points(ax, X.T, Y[0]),
        lambda ax: plot_decision_line(ax, [1, 2], 0.5),
        lambda ax: frame_gate(ax),
        lambda ax: plot_outputs(ax, lambda points: points[0]),
        lambda ax: plot_activation(ax, sigmoid, sigmoid_derivative),
    ],
    ids=["plot_points", "plot_decision_line", "frame_gate", "plot_outputs", "plot_activation"],
)
def test_what_is_no_axes_is_refused_by_each_plot(draw, what) -> None:
    """The error says what it is, and where axes are to be had."""
    given, message = NO_AXES[what]
    wanted = f"ax must be a Matplotlib axes, such as that of plt.subplots()[1], {message}"
    with pytest.raises(ValueError, match=re.escape(wanted)):
        draw(given)
