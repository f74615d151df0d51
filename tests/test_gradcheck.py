"""Tests of nnbook.gradcheck."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from rounding import U, check_error

from nnbook import gradcheck
from nnbook.forward import default_activations, init_parameters
from nnbook.gradcheck import check_gradients, numerical_gradient
from nnbook.losses import LOSSES

BCE, _, MSE = LOSSES


def test_numerical_gradient_worked_by_hand():
    """Of x**2 + 3y the slopes at (2, 5) are 4 and 3; a step misses nothing of a square."""
    gradient = numerical_gradient(lambda x: x[0] ** 2 + 3 * x[1], [2, 5])
    sizes = 4 + 15 + 19.01  # a square, a product and their sum are rounded, and divided by the step
    np.testing.assert_allclose(gradient, [4, 3], rtol=0, atol=U * sizes / 1e-5)


@given(
    x=arrays(
        st.sampled_from([np.float32, np.float64, np.int64]),
        array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
        elements=st.integers(-5, 5),
    )
)
def test_any_shape_is_measured_and_left_unchanged(x):
    """The gradient of half the squares is the point itself, in float64, and the point stays."""
    before = x.copy()
    gradient = numerical_gradient(lambda point: np.sum(point**2) / 2, x)
    assert gradient.dtype == np.float64 and gradient.shape == x.shape
    size = (
        np.sum((np.abs(x) + 1e-5) ** 2) / 2
    )  # of the sum; it is rounded with the squares and n - 1 additions
    np.testing.assert_allclose(gradient, x, rtol=0, atol=x.size * U * size / 1e-5)
    np.testing.assert_array_equal(x, before)


def test_the_point_survives_a_function_that_fails():
    """An exception of the function passes through, and the point is what it was."""
    x = np.array([1.0, 2.0])

    def fail(point):
        point[:] = 0
        raise RuntimeError("no value here")

    with pytest.raises(RuntimeError, match="no value here"):
        numerical_gradient(fail, x)
    np.testing.assert_array_equal(x, [1, 2])


def test_a_smaller_step_can_measure_worse():
    """A step of 1e-7 is within rounding: 1e-5 comes nearer to the slope of the exponential."""
    x = np.linspace(0.5, 2, 20)  # twenty slopes: one may be right by luck, the worst of them is not
    errors = [
        np.abs(numerical_gradient(lambda z: np.exp(z).sum(), x, eps) - np.exp(x)).max()
        for eps in (1e-3, 1e-5, 1e-7, 1e-9)
    ]
    assert errors[1] == min(errors)


@pytest.mark.parametrize("eps", [0, -1e-5, np.nan, "small"])
def test_a_step_must_be_above_zero(eps):
    """A step of nothing or less raises an error that names it."""
    with pytest.raises(ValueError, match="eps must be"):
        numerical_gradient(np.sum, [1.0], eps)


def test_a_point_must_be_finite():
    """Around infinity there is nothing to measure."""
    with pytest.raises(ValueError, match="x must be finite"):
        numerical_gradient(np.sum, [np.inf])


def example(seed=0):
    """Give data, labels and parameters of a 3-4-1 network."""
    rng = np.random.default_rng(seed)
    return rng.standard_normal((3, 5)), rng.integers(0, 2, (1, 5)), init_parameters((3, 4, 1), rng=rng)


def test_right_gradients_pass():
    """Backpropagation and the measurement differ, and by no more than step and rounding explain."""
    assert 0 < check_gradients(*example()) <= check_error(*example(), default_activations(2), BCE) < 1e-7


@pytest.mark.parametrize("name", ["dW1", "db1", "dW2", "db2"])
def test_one_wrong_gradient_is_found(monkeypatch, name):
    """An error of a hundredth in a single entry of a single parameter shows."""

    def wrong(*arguments):
        gradients = right(*arguments)
        gradients[name].flat[np.abs(gradients[name]).argmax()] *= 1.01
        return gradients

    right = gradcheck.backward_propagation
    monkeypatch.setattr(gradcheck, "backward_propagation", wrong)
    assert check_gradients(*example()) > 1e-4


def test_gradients_that_are_all_nothing_agree():
    """Where ReLU is silent every gradient is 0, and 0 differs from 0 by 0, not by 0 / 0."""
    X, Y, params = example()
    params["b1"] = params["b1"] - 100
    params["b2"] = params["b2"] + 40
    params["b2"] = params["b2"] + 800  # so that the loss is 0 to the last digit
    assert check_gradients(X, np.ones_like(Y), params) == 0


def test_a_kink_within_the_step_shows():
    """At exactly 0 ReLU has slope 0 here and one half when measured across the kink."""
    X, Y, params = example()
    assert check_gradients(0 * X, Y, params) > 1e-3


def test_single_precision_is_checked_in_double():
    """float32 data and parameters pass as well, and integers and lists too."""
    X, Y, params = example()
    X, single = X.astype(np.float32), {name: value.astype(np.float32) for name, value in params.items()}
    double = {name: value.astype(float) for name, value in single.items()}
    error = check_error(X.astype(float), Y, double, default_activations(2), BCE)
    assert check_gradients(X, Y.tolist(), single) <= error < 1e-7


def test_labels_of_one_row_for_two_outputs_are_refused():
    """The shapes that would broadcast, and average over twice too many entries, raise an error."""
    X, Y, _ = example()
    with pytest.raises(ValueError, match=r"A \(2, 5\), Y \(1, 5\)|Y \(1, 5\), A \(2, 5\)"):
        check_gradients(X, Y, init_parameters((3, 4, 2), rng=0))


def test_a_gradient_that_is_not_finite_is_not_right(monkeypatch):
    """NaN is found in one entry, and so is an overflow; neither passes for a difference of nothing."""
    right = gradcheck.backward_propagation

    def with_nan(*arguments):
        gradients = right(*arguments)
        gradients["dW1"][0, 0] = np.nan
        return gradients

    assert check_gradients([[1e200]], [[0.0]], {"W1": [[1.0]], "b1": [[0.0]]}, ["identity"], MSE) == np.inf
    monkeypatch.setattr(gradcheck, "backward_propagation", with_nan)
    assert check_gradients(*example()) == np.inf


@pytest.mark.parametrize("z", [40.0, -40.0, 3000.0, -3000.0])
def test_an_output_that_rounds_passes(z):
    """The loss is measured from the pre-activation, and goes on where the output stands still."""
    assert check_gradients([[z]], [[float(z < 0)]], {"W1": [[1.0]], "b1": [[0.0]]}) < 1e-7


def test_parameters_that_are_none_are_refused():
    """The error is that of the forward pass."""
    with pytest.raises(ValueError, match="params must be a dict"):
        check_gradients([[1.0]], [[0.0]], None)


def test_a_function_may_keep_and_change_what_it_gets():
    """It gets copies of its own: to return its argument, or to write into it, does no harm."""
    assert numerical_gradient(lambda w: w, 2.0) == 1

    def doubles(x):
        x *= 2
        return x.sum()

    size = 6.01  # of the sum, which is rounded
    np.testing.assert_allclose(numerical_gradient(doubles, [1.0, 2.0]), [2, 2], rtol=0, atol=U * size / 1e-5)


def test_the_step_that_rounding_leaves_is_the_one_that_counts():
    """At 1e9 a step of 1e-5 is rounded by much; a step that moves nothing is refused."""
    measured = numerical_gradient(lambda x: 3 * (x - 1e9), 1e9, 1e-5)
    np.testing.assert_allclose(measured, 3, rtol=3 * U)  # a product, a difference and a division
    with pytest.raises(ValueError, match=r"eps must be large enough to move x from 1e\+12, got 1e-05"):
        numerical_gradient(lambda x: x**2, 1e12)


@pytest.mark.parametrize("f", [lambda x: x, lambda x: None, lambda x: x[:1], lambda x: "much"])
def test_a_function_must_return_one_number(f):
    """An array, nothing or a text raises an error that says so."""
    with pytest.raises(ValueError, match="f must return one number: what f returns must be"):
        numerical_gradient(f, [1.0, 2.0])
