"""Tests of nnbook.activations."""

import re

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from rounding import (
    ELEMENTARY,
    Rounded,
    U,
    activation,
    assert_within,
    rounded,
    slope_error,
    through_activation,
)

from nnbook import activations
from nnbook.activations import (
    ACTIVATIONS,
    DERIVATIVES,
    elu,
    elu_derivative,
    leaky_relu,
    leaky_relu_derivative,
    prelu,
    prelu_derivative,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
    softmax,
    softmax_derivative,
    tanh_derivative,
)
from nnbook.gradcheck import numerical_gradient

INF = np.inf
ELEMENTWISE = [name for name in ACTIVATIONS if name != "softmax"]

floats = st.floats(allow_nan=False, width=32)  # infinity and the subnormal numbers included
any_array = st.sampled_from([np.float32, np.float64]).flatmap(
    lambda dtype: arrays(dtype, array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4), elements=floats)
)


def derivative(name, z):
    """Call any derivative of one argument; softmax multiplies its Jacobian with ones."""
    return softmax_derivative(z, np.ones_like(z)) if name == "softmax" else DERIVATIVES[name](z)


def test_each_activation_is_listed_with_its_derivative():
    """The tables hold the functions of the module under their own names."""
    assert list(ACTIVATIONS) == list(DERIVATIVES)
    for name in ACTIVATIONS:
        assert ACTIVATIONS[name] is getattr(activations, name)
        assert DERIVATIVES[name] is getattr(activations, f"{name}_derivative")


@pytest.mark.parametrize(
    ("name", "z", "value", "slope"),
    [
        ("identity", -3.5, -3.5, 1),
        ("sigmoid", 0, 1 / 2, 1 / 4),
        ("sigmoid", np.log(3), 3 / 4, 3 / 16),
        ("sigmoid", -np.log(3), 1 / 4, 3 / 16),
        ("tanh", 0, 0, 1),
        ("tanh", np.log(2), 3 / 5, 16 / 25),
        ("relu", 2, 2, 1),
        ("relu", -2, 0, 0),
        ("leaky_relu", 2, 2, 1),
        ("leaky_relu", -2, -0.02, 0.01),
        ("prelu", 2, 2, 1),
        ("prelu", -2, -0.5, 0.25),
        ("elu", 2, 2, 1),
        ("elu", -np.log(2), -1 / 2, 1 / 2),
    ],
)
def test_values_worked_by_hand(name, z, value, slope):
    """Each function and its derivative give what a pencil gives."""
    given = Rounded(z).off(ELEMENTARY)  # where it is a logarithm
    exact, exact_slope = activation(given, name), through_activation(rounded(1.0), given, name)
    assert_within(ACTIVATIONS[name](z), value, exact.off(1).error)  # off(1): a decimal is read
    assert_within(DERIVATIVES[name](z), slope, exact_slope.off(1).error)


def test_softmax_worked_by_hand():
    """Scores 0 and ln 3 share one as 1 to 3, and the Jacobian has s * (1 - s) on its diagonal."""
    z, v = [[0], [np.log(3)]], [[1], [0]]
    given = Rounded(z).off(ELEMENTARY)
    assert_within(softmax(z), [[1 / 4], [3 / 4]], activation(given, "softmax").error)
    error = through_activation(rounded(v), given, "softmax").error
    assert_within(softmax_derivative(z, v), [[3 / 16], [-3 / 16]], error)


def test_alpha_sets_the_side_below_zero():
    """`alpha` is the slope of the leaky functions and the floor of ELU."""
    z = [-1000.0, -1.0, 3.0]
    np.testing.assert_array_equal(leaky_relu(z, alpha=0.5), [-500, -0.5, 3])
    np.testing.assert_array_equal(leaky_relu_derivative(z, alpha=0.5), [0.5, 0.5, 1])
    np.testing.assert_array_equal(prelu(z, alpha=0.5), [-500, -0.5, 3])
    np.testing.assert_array_equal(prelu_derivative(z, alpha=0.5), [0.5, 0.5, 1])
    # besides the exponential, what is expected rounds e, a division and a difference
    np.testing.assert_allclose(elu(z, alpha=2), [-2, 2 / np.e - 2, 3], rtol=(ELEMENTARY + 3) * U)
    np.testing.assert_allclose(elu_derivative(z, alpha=2), [0, 2 / np.e, 1], rtol=(ELEMENTARY + 2) * U)


def test_prelu_takes_a_slope_for_each_row():
    """A column of slopes gives each row, which is each neuron, its own."""
    z, alpha = -np.ones((2, 3), np.float32), np.array([[0.1], [0.2]])
    np.testing.assert_array_equal(prelu(z, alpha), np.float32([[-0.1] * 3, [-0.2] * 3]))
    np.testing.assert_array_equal(prelu_derivative(z, alpha), np.float32([[0.1] * 3, [0.2] * 3]))


@pytest.mark.parametrize("z_shape", [(3,), (3, 2), (2, 3, 3)])
def test_prelu_refuses_slopes_that_numpy_would_broadcast(z_shape):
    """Slopes that are not one for each row raise an error with both shapes."""
    for function in (prelu, prelu_derivative):
        with pytest.raises(ValueError, match=re.escape(f"got alpha (1, 3) and z {z_shape}")):
            function(np.zeros(z_shape), np.ones((1, 3)))


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_derivatives_are_the_measured_slopes(name):
    """Every derivative equals the central difference away from the kink at 0."""
    z = np.array([[-5.0, -1.3, -0.2], [0.1, 0.9, 4.0]])

    def measure(eps):
        return numerical_gradient(lambda x: ACTIVATIONS[name](x).sum(), z, eps)

    error = slope_error(measure, activation(rounded(z), name).sum().error)
    assert_within(DERIVATIVES[name](z), measure(1e-5), error)


@pytest.mark.parametrize(("axis", "temperature"), [(0, 1.0), (1, 0.5), (-1, 3.0)])
def test_softmax_derivative_is_the_measured_one(axis, temperature):
    """The Jacobian-vector product equals the measured gradient of the weighted sum of the outputs."""
    rng = np.random.default_rng(0)
    z, v = rng.standard_normal((3, 4)), rng.standard_normal((3, 4))

    def measure(eps):
        return numerical_gradient(lambda x: float(np.sum(v * softmax(x, axis, temperature))), z, eps)

    error = slope_error(measure, (v * activation(rounded(z), "softmax", axis, temperature)).sum().error)
    assert_within(softmax_derivative(z, v, axis, temperature), measure(1e-5), error)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("name", "values", "slopes"),
    [
        ("identity", [-INF, -1000, 1000, INF], [1, 1, 1, 1]),
        ("sigmoid", [0, 0, 1, 1], [0, 0, 0, 0]),
        ("tanh", [-1, -1, 1, 1], [0, 0, 0, 0]),
        ("relu", [0, 0, 1000, INF], [0, 0, 1, 1]),
        ("leaky_relu", [-INF, -10, 1000, INF], [0.01, 0.01, 1, 1]),
        ("prelu", [-INF, -250, 1000, INF], [0.25, 0.25, 1, 1]),
        ("elu", [-1, -1, 1000, INF], [0, 0, 1, 1]),
        ("softmax", [0, 0, 0, 1], [0, 0, 0, 0]),
    ],
)
def test_extremes_give_the_limits(name, values, slopes, dtype):
    """-inf, -1000, 1000 and inf give the limits, without a warning or NaN."""
    z = np.array([-INF, -1000, 1000, INF], dtype)
    # one elementary function, or alpha, which is rounded when it is read, in a product
    rtol = (ELEMENTARY + 2) * np.finfo(dtype).eps / 2
    np.testing.assert_allclose(ACTIVATIONS[name](z), np.array(values, dtype), rtol=rtol)
    np.testing.assert_allclose(derivative(name, z), np.array(slopes, dtype), rtol=rtol)


def test_tails_are_exact():
    """Far from 0 nothing is lost: e**-z remains where 1 - s would have rounded to 0."""
    z = np.array([40.0, -40.0, 700.0, -700.0])
    tail = np.exp(
        -np.abs(z)
    )  # against another exponential, a sum, which counts twice in a square, and a division
    np.testing.assert_allclose(sigmoid(-np.abs(z)), tail, rtol=(2 * ELEMENTARY + 2) * U)
    np.testing.assert_allclose(sigmoid_derivative(z), tail, rtol=(2 * ELEMENTARY + 4) * U)
    # against a square: an exponential, a sum and a division, which count twice, and the square itself
    np.testing.assert_allclose(tanh_derivative(30.0), 4 * np.exp(-60.0), rtol=(3 * ELEMENTARY + 5) * U)
    np.testing.assert_allclose(elu(-1e-20), -1e-20, rtol=ELEMENTARY * U)  # exp(z) - 1 would be 0


def test_the_kink_at_zero_takes_the_slope_of_the_left():
    """At exactly 0 ReLU has slope 0, and its variants have slope alpha."""
    assert relu_derivative(0) == 0
    assert leaky_relu_derivative(0, alpha=0.3) == 0.3
    assert prelu_derivative(0, alpha=0.3) == 0.3
    assert elu_derivative(0, alpha=0.3) == 0.3


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_nan_comes_out_as_nan(name):
    """A value that is not a number is not made to look like one."""
    assert np.isnan(ACTIVATIONS[name]([np.nan])).all()


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_lists_integers_and_single_numbers_become_float64(name):
    """What is not float32 or float64 becomes float64, and one number gives one number."""
    for z in ([-1, 0, 2], [True, False], 3, np.float16(0.5)):
        for result in (ACTIVATIONS[name](z), derivative(name, np.asarray(z))):
            assert result.dtype == np.float64
            assert result.shape == np.shape(z)


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", ["many", [[1, 2], [3]], None, 1j])
def test_what_is_no_array_of_numbers_is_refused(name, z):
    """Text, ragged lists, nothing at all and complex numbers raise an error that names `z`."""
    with pytest.raises(ValueError, match="z must be an array of numbers"):
        ACTIVATIONS[name](z)


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(z=any_array)
def test_shape_and_float_type_are_kept(name, z):
    """Any shape, also an empty one, and both float types come back as they went in, in silence."""
    before = z.copy()
    for result in (ACTIVATIONS[name](z), derivative(name, z)):
        assert (result.shape, result.dtype) == (z.shape, z.dtype)
        assert not np.isnan(result).any()
        assert result is not z
    np.testing.assert_array_equal(z, before)


@given(z=arrays(np.float64, (3, 2), elements=st.floats(-50, 50)), shift=st.floats(-1000, 1000))
def test_softmax_ignores_a_shift_of_all_scores(z, shift):
    """Only differences between scores count."""
    errors = [activation(scores, "softmax").error for scores in (rounded(z) + shift, rounded(z))]
    assert_within(softmax(z + shift), softmax(z), sum(errors))


@given(
    z=arrays(np.float64, (3, 4), elements=st.floats(allow_nan=False)),
    axis=st.integers(-2, 1),
    temperature=st.floats(0, allow_infinity=False, exclude_min=True),
)
def test_softmax_is_a_distribution_along_its_axis(z, axis, temperature):
    """Whatever the scores, the axis and the temperature, the outputs are from 0 to 1 and sum to 1."""
    s = softmax(z, axis, temperature)
    assert ((s >= 0) & (s <= 1)).all()
    n = s.shape[axis]  # n - 1 additions in the divisor, as many here, and a division
    np.testing.assert_allclose(s.sum(axis=axis), 1, rtol=(2 * n - 1) * U)


@given(z=arrays(np.float64, (3, 4), elements=st.floats(-1000, 1000)), column=st.integers(0, 3))
def test_softmax_of_a_batch_is_that_of_its_columns(z, column):
    """Each sample of a batch gets what it would get alone."""
    error = activation(rounded(z), "softmax").error[:, column]  # NumPy may have other code for more numbers
    assert_within(softmax(z)[:, column], softmax(z[:, column]), 2 * error)


def test_temperature_sharpens_and_flattens():
    """Low temperature nears one-hot and high temperature nears uniform, with the numbers of the book."""
    z = [2.0, 1.0, 0.5]
    half = 0.5e-3  # of the last digit that the book shows
    np.testing.assert_allclose(softmax(z, temperature=0.1), [1.000, 0.000, 0.000], rtol=0, atol=half)
    np.testing.assert_allclose(softmax(z, temperature=5.0), [0.391, 0.320, 0.289], rtol=0, atol=half)
    np.testing.assert_array_equal(softmax(z, temperature=1e-300), [1, 0, 0])
    # an exponential against the sum of three, which are added and divide, and 1 / 3 itself
    np.testing.assert_allclose(softmax(z, temperature=1e300), [1 / 3] * 3, rtol=(2 * ELEMENTARY + 4) * U)


def test_equal_infinite_scores_share_one():
    """Scores that tie at the top, be it at infinity or at minus infinity, get equal parts."""
    np.testing.assert_array_equal(softmax([INF, 0, INF]), [0.5, 0, 0.5])
    np.testing.assert_array_equal(softmax([-INF, -INF]), [0.5, 0.5])


@pytest.mark.parametrize("temperature", [0, -1, np.nan, INF, "hot", [1.0, 2.0]])
def test_softmax_refuses_a_temperature_that_is_not_above_zero(temperature):
    """A temperature that is no positive finite number raises an error that names it."""
    with pytest.raises(ValueError, match="temperature must be"):
        softmax([1.0, 2.0], temperature=temperature)


@pytest.mark.parametrize("axis", [1, -2, None, 0.0, True])
def test_softmax_refuses_an_axis_that_is_not_there(axis):
    """An axis that the array lacks raises an error that says which ones it has."""
    with pytest.raises(ValueError, match="axis must be a whole number from -1 to 0"):
        softmax([1.0, 2.0], axis=axis)


@pytest.mark.parametrize("alpha", [np.nan, INF, "steep", [0.1, 0.2]])
@pytest.mark.parametrize("function", [leaky_relu, leaky_relu_derivative, elu, elu_derivative, prelu])
def test_an_alpha_that_is_not_one_finite_number_is_refused(function, alpha):
    """`alpha` must be finite and, except for the column of prelu, a single number."""
    with pytest.raises(ValueError, match="alpha must be"):
        function([1.0, 2.0], alpha)


def test_softmax_derivative_refuses_another_shape():
    """A vector that NumPy would broadcast raises an error with both shapes."""
    with pytest.raises(ValueError, match=r"z \(3, 2\), v \(3, 1\)"):
        softmax_derivative(np.zeros((3, 2)), np.zeros((3, 1)))
