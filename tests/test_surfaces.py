"""Tests of nnbook.surfaces."""

from functools import partial

import numpy as np
import pytest
from rounding import U, assert_within, slope_error

from nnbook import training
from nnbook.gradcheck import numerical_gradient
from nnbook.surfaces import SURFACES, bowl_gradient, descend, two_minima_gradient, valley_gradient

every = pytest.mark.parametrize("name", SURFACES)


@pytest.mark.parametrize(
    ("name", "w", "loss", "slopes"),
    [
        ("bowl", (3, -1), 10, (6, -2)),
        ("valley", (2, 0.5), 4.5, (2, 10)),
        ("two_minima", (2, 1), 3.1, (4.3, 2)),  # 4/4 + 0.6 + 0.5 + 1
    ],
)
def test_a_surface_worked_by_hand(name, w, loss, slopes):
    """Height and slopes at one point are those of the formula."""
    surface, gradient = SURFACES[name]
    # 0.3 and the result are read; a product and two sums are no whole numbers
    np.testing.assert_allclose(surface(w), loss, rtol=5 * U)
    np.testing.assert_allclose(gradient(w), slopes, rtol=5 * U)


@every
def test_a_gradient_is_the_measured_one(name):
    """Over the whole plane the slopes agree with finite differences."""
    surface, gradient = SURFACES[name]
    error = 8 * U * surface((3, 3))  # at most eight roundings, none of more than the height in the corner
    for w in np.random.default_rng(0).uniform(-3, 3, (50, 2)):
        measure = partial(numerical_gradient, surface, w)
        assert_within(gradient(w), measure(1e-5), slope_error(measure, error))


@every
def test_many_points_at_once_give_what_each_gives_alone(name):
    """A grid (2, rows, columns) has heights (rows, columns) and slopes of its own shape."""
    grid = np.stack(np.meshgrid(np.linspace(-3, 3, 4), np.linspace(-2, 2, 3)))
    surface, gradient = SURFACES[name]
    heights, slopes = surface(grid), gradient(grid)
    assert heights.shape == (3, 4) and slopes.shape == grid.shape
    for row, column in np.ndindex(3, 4):
        w = grid[:, row, column]
        assert heights[row, column] == surface(w)
        np.testing.assert_array_equal(slopes[:, row, column], gradient(w))


@every
def test_a_loss_is_never_below_zero(name):
    """As losses do, the surfaces stay above zero."""
    surface, _ = SURFACES[name]
    assert surface(np.random.default_rng(0).uniform(-4, 4, (2, 10_000))).min() >= 0


@every
def test_a_surface_is_silent_however_large(name):
    """What no float can hold is infinite, and says so without a warning."""
    surface, gradient = SURFACES[name]
    assert surface([1e300, 1e300]) == np.inf
    np.testing.assert_array_equal(np.sign(gradient([1e308, -1e308])), [1, -1])


def test_two_minima_has_a_deeper_bottom_on_the_left():
    """Three places are flat: at the outer two the slope turns upwards, and the middle one is a pass."""
    flat = np.sort(np.roots([1, 0, -2, 0.3]).real)
    surface, gradient = SURFACES["two_minima"]
    for beside in (-1e-6, 1e-6):  # far more than the roots are off, far less than they are apart
        across, along = np.sign(gradient([flat + beside, np.zeros(3)]))
        np.testing.assert_array_equal(across, np.sign(beside) * np.array([1, -1, 1]))
        np.testing.assert_array_equal(along, 0)
    left, middle, right = surface([flat, np.zeros(3)])
    assert left < right < middle


def test_descend_worked_by_hand():
    """At a rate of 0.25 each step in the bowl halves both weights."""
    path = descend(bowl_gradient, (4, -2), 0.25, steps=3)
    np.testing.assert_array_equal(path, [[4, -2], [2, -1], [1, -0.5], [0.5, -0.25]])


def test_descend_with_momentum_worked_by_hand():
    """The second direction is half the first plus the new slope."""
    path = descend(bowl_gradient, (1.0, 0.0), 0.25, steps=2, momentum=0.5)
    np.testing.assert_array_equal(path[:, 0], [1, 0.5, 0])  # directions 2, then 0.5 · 2 + 1


@every
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_descend_goes_where_training_goes(name, momentum):
    """The steps are those of the library's own momentum and update, to the last bit."""
    _, gradient = SURFACES[name]
    params, state = {"w": np.array([-2.5, 1.5])}, {}
    walked = [params["w"]]
    for _ in range(50):
        direction, state = training.momentum({"dw": gradient(params["w"])}, state, beta=momentum)
        params = training.update_parameters(params, direction, 0.02)
        walked.append(params["w"])
    np.testing.assert_array_equal(descend(gradient, (-2.5, 1.5), 0.02, 50, momentum), walked)


@pytest.mark.parametrize("rate", [1.6, 1e3, 1e308])
@every
def test_a_walk_that_diverges_ends_finite_within_the_bound(name, rate):
    """The step that would leave the bound is not taken, and the path is shorter than asked for."""
    path = descend(SURFACES[name][1], (-2.5, 1.5), rate, steps=500, momentum=0.5)
    assert len(path) <= 500
    assert np.abs(path).max() <= 1e6


def test_the_sharp_edge_of_the_rate_is_two_over_the_curvature():
    """Across the valley, of curvature 20, the edge is at 0.1: it swings for ever there, and grows above."""
    below, at, above = (
        np.abs(descend(valley_gradient, (0, 1), rate, 100)[-1, 1]) for rate in (0.099, 0.1, 0.101)
    )
    assert below < 0.2 and at == 1 and above > 5


def test_a_high_rate_jumps_from_one_bottom_to_the_other():
    """From the same start in the right valley, a low rate stays in it and a high one leaves it."""
    low, high = (descend(two_minima_gradient, (2.5, 0.5), rate, 200) for rate in (0.05, 0.3))
    slowest = 0.9**199  # of 200 steps at 0.05 each leaves 0.9 of the slope in w2, which is 1; the others less
    assert low[:, 0].min() > 0 and abs(two_minima_gradient(low[-1])).max() < slowest
    assert high[-1, 0] < 0 and abs(two_minima_gradient(high[-1])).max() < slowest


def test_the_start_stays_and_no_steps_give_the_start():
    """A walk never writes into what it was given."""
    start = np.array([1.0, 2.0])
    np.testing.assert_array_equal(descend(bowl_gradient, start, 0.1, 0), [[1, 2]])
    descend(bowl_gradient, start, 0.1, 5)
    np.testing.assert_array_equal(start, [1, 2])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"start": (np.nan, 0)}, "start must be finite"),
        ({"start": (2e6, 0)}, "start must lie within the bound 1e"),
        ({"learning_rate": 0}, "learning_rate must be above 0"),
        ({"steps": -1}, "steps must be a whole number"),
        ({"momentum": np.inf}, "momentum must be finite"),
        ({"start": (1, 2, 3)}, "w must hold two weights"),
        ({"gradient": lambda w: w[:1]}, "must have the same shape"),
        ({"gradient": lambda w: None}, "gradient must be an array of numbers, got None"),
    ],
)
def test_what_is_not_usable_is_refused(change, message):
    """The error names the argument."""
    arguments = {"gradient": bowl_gradient, "start": (1.0, 1.0), "learning_rate": 0.1, "steps": 3} | change
    with pytest.raises(ValueError, match=message):
        descend(**arguments)
