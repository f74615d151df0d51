"""Tests of nnbook.losses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnbook.gradcheck import numerical_gradient
from nnbook.losses import LOSSES, compute_loss, loss_gradient, safe_log

BCE, CCE, MSE = LOSSES
probabilities = arrays(np.float64, (3, 4), elements=st.floats(0, 1))


def test_binary_cross_entropy_worked_by_hand():
    """The loss is the mean surprise at the true labels."""
    A, Y = np.array([[0.9, 0.2, 0.8, 0.7, 0.1]]), np.array([[1, 0, 1, 1, 0]])
    assert compute_loss(A, Y) == pytest.approx(-np.log(0.9 * 0.8 * 0.8 * 0.7 * 0.9) / 5, rel=1e-15)
    np.testing.assert_allclose(loss_gradient(np.array([[0.5]]), np.array([[1]])), [[-2.0]])


def test_categorical_cross_entropy_worked_by_hand():
    """Only the probability of the true class counts."""
    A, Y = np.array([[0.5, 0.25], [0.25, 0.25], [0.25, 0.5]]), np.array([[1, 0], [0, 1], [0, 0]])
    assert compute_loss(A, Y, CCE) == pytest.approx((np.log(2) + np.log(4)) / 2, rel=1e-15)
    np.testing.assert_allclose(loss_gradient(A, Y, CCE), [[-1, 0], [0, -2], [0, 0]])


def test_mean_squared_error_worked_by_hand():
    """Errors of 1, 2, 0 and -1 have the mean square 1.5."""
    A, Y = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.0, 0.0], [3.0, 5.0]])
    assert compute_loss(A, Y, MSE) == 1.5
    np.testing.assert_array_equal(loss_gradient(A, Y, MSE), [[0.5, 1.0], [0.0, -0.5]])


def test_what_a_loss_averages_over():
    """Binary cross-entropy and squared error average over entries, categorical over samples."""
    A, Y = np.full((3, 4), 0.5), np.eye(3, 4)
    assert compute_loss(A, Y, BCE) == pytest.approx(np.log(2), rel=1e-15)
    assert compute_loss(A, Y, CCE) == pytest.approx(3 * np.log(2) / 4, rel=1e-15)
    assert compute_loss(A, Y, MSE) == 0.25


@pytest.mark.parametrize("loss", LOSSES)
def test_gradient_is_the_measured_one(loss):
    """The gradient is that of exactly the number that compute_loss returns."""
    rng = np.random.default_rng(0)
    A, Y = rng.uniform(0.1, 0.9, (3, 4)), rng.uniform(0, 1, (3, 4))
    measured = numerical_gradient(lambda x: compute_loss(x, Y, loss), A)
    np.testing.assert_allclose(loss_gradient(A, Y, loss), measured, rtol=1e-7)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_outputs_that_equal_hard_labels_cost_nothing(loss, dtype):
    """No epsilon biases the loss: where A is exactly 0 or 1 and the label agrees it is exactly 0."""
    Y = np.array([[0, 1, 1], [1, 0, 0]], dtype)
    assert str(compute_loss(Y, Y, loss)) == "0.0"  # and not -0.0
    assert np.isfinite(loss_gradient(Y, Y, loss)).all()


@pytest.mark.parametrize("loss", [BCE, CCE])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_certain_and_wrong_is_large_and_finite(loss, dtype):
    """Where A is exactly 0 or 1 and the label disagrees, loss and gradient are large and finite."""
    Y = np.array([[0, 1], [1, 0]], dtype)
    A = 1 - Y
    gradient = loss_gradient(A, Y, loss)
    assert 80 < compute_loss(A, Y, loss) < 1000
    assert np.isfinite(gradient).all() and gradient.dtype == dtype
    assert (gradient[Y == 1] < -1e6).all()
    if loss == BCE:
        assert (gradient[Y == 0] > 1e6).all()


def test_small_probabilities_keep_their_exact_logarithm():
    """An epsilon of 1e-8 inside the logarithm would give 18 here instead of 691."""
    assert compute_loss(np.array([[1e-300]]), np.array([[1]])) == pytest.approx(300 * np.log(10), rel=1e-15)
    np.testing.assert_allclose(safe_log(np.array([0.0, 1.0])), [np.log(2) * -1022, 0], rtol=1e-15)


@pytest.mark.parametrize("loss", LOSSES)
def test_float32_gives_a_float32_gradient(loss):
    """Labels of another type do not widen the gradient, and the loss is a plain float."""
    A, Y = np.full((2, 3), 0.5, np.float32), np.eye(2, 3, dtype=int)
    assert loss_gradient(A, Y, loss).dtype == np.float32
    assert type(compute_loss(A, Y, loss)) is float


@pytest.mark.parametrize("loss", LOSSES)
@given(A=probabilities, Y=probabilities, order=st.permutations(range(4)))
def test_order_and_repetition_of_samples_do_not_matter(loss, A, Y, order):
    """The loss of shuffled or repeated samples is the loss of the samples."""
    whole = compute_loss(A, Y, loss)
    assert compute_loss(A[:, order], Y[:, order], loss) == pytest.approx(whole, rel=1e-12)
    assert compute_loss(np.tile(A, 3), np.tile(Y, 3), loss) == pytest.approx(whole, rel=1e-12)
    assert whole >= 0


@pytest.mark.parametrize("loss", LOSSES)
@given(A=probabilities, Y=probabilities)
def test_the_mean_of_single_samples_is_the_loss_of_the_batch(loss, A, Y):
    """A batch costs what its columns cost on average, and a column's gradient is its share."""
    alone = [compute_loss(A[:, [i]], Y[:, [i]], loss) for i in range(4)]
    assert compute_loss(A, Y, loss) == pytest.approx(np.mean(alone), rel=1e-12)
    np.testing.assert_allclose(
        loss_gradient(A, Y, loss)[:, [2]], loss_gradient(A[:, [2]], Y[:, [2]], loss) / 4, rtol=1e-12
    )


@pytest.mark.parametrize("function", [compute_loss, loss_gradient])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(
    ("A", "Y", "message"),
    [
        (np.ones((2, 5)), np.ones((1, 5)), r"A \(2, 5\).*Y \(1, 5\)|Y \(1, 5\).*A \(2, 5\)"),
        (np.ones((1, 5)), np.ones((5, 1)), r"same shape"),
        (np.ones((1, 5)), np.ones(5), r"Y must be 2-D, got an array of shape \(5,\)"),
        (np.ones(5), np.ones((1, 5)), r"A must be 2-D, got an array of shape \(5,\)"),
        (np.full((1, 2), np.nan), np.ones((1, 2)), "A must be finite, got 2 NaN"),
        (np.ones((1, 2)), np.full((1, 2), np.inf), "Y must be finite, got 2 NaN"),
        (np.ones((1, 0)), np.ones((1, 0)), "at least one sample"),
    ],
)
def test_shapes_and_values_that_do_not_fit_are_refused(function, loss, A, Y, message):
    """What NumPy would broadcast, and what is not finite, raises an error with what was given."""
    with pytest.raises(ValueError, match=message):
        function(A, Y, loss)


@pytest.mark.parametrize(
    ("loss", "A", "Y", "message"),
    [
        (BCE, 1.5, 1, "needs A between 0 and 1, got 1.5 to 1.5"),
        (BCE, 0.5, 2, "needs Y between 0 and 1, got 2 to 2"),
        (BCE, 0.5, -1, "needs Y between 0 and 1, got -1 to -1"),
        (CCE, -0.1, 1, "needs A between 0 and 1, got -0.1 to -0.1"),
        (CCE, 2.0, 1, "needs A between 0 and 1, got 2 to 2"),  # scores that met no softmax
        ("hinge", 0.5, 1, "loss must be one of binary_cross_entropy, .*, got 'hinge'"),
    ],
)
def test_values_outside_the_range_of_a_loss_are_refused(loss, A, Y, message):
    """A cross-entropy takes probabilities, and a loss must have a known name."""
    with pytest.raises(ValueError, match=message):
        compute_loss(np.array([[A]]), np.array([[Y]]), loss)
