"""The plots that the chapters share."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from rounding import U

from nnbook.activations import relu, relu_derivative
from nnbook.datasets import quadrants
from nnbook.plots import PALETTE, plot_activation, plot_outputs, plot_points


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


def test_plot_activation_draws_the_value_and_the_slope_over_the_limits() -> None:
    """For ReLU from -1 to 2 the full line ends at (2, 2), and the dashed one has only the heights 0 and 1."""
    ax = Figure().add_subplot()
    plot_activation(ax, relu, relu_derivative, limits=(-1, 2))
    value, slope = ax.lines
    assert value.get_xydata()[[0, -1]].tolist() == [[-1, 0], [2, 2]]
    assert set(slope.get_ydata()) == {0, 1}
    assert (value.get_linestyle(), slope.get_linestyle()) == ("-", "--")


def test_plot_points_draws_every_sample_by_its_class() -> None:
    """Lists do as well as arrays, and class 0 comes first."""
    ax = Figure().add_subplot()
    plot_points(ax, [[0, 1], [2, 3], [4, 5]], [1, 0, 1])
    zero, one = ax.collections
    assert zero.get_offsets().tolist() == [[2, 3]] and one.get_offsets().tolist() == [[0, 1], [4, 5]]


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        (np.eye(2), [-1, 1], "y must hold only 0 and 1"),
        (*quadrants(20), "y must be 1-D"),
        (np.ones((2, 3)), [0, 1], "X must have shape"),
    ],
)
def test_plot_points_loses_no_sample_in_silence(X, y, message) -> None:
    """Another class, or samples as columns, raise an error."""
    with pytest.raises(ValueError, match=message):
        plot_points(Figure().add_subplot(), X, y)
