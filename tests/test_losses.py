"""Tests of nnbook.losses."""

import numpy as np
import pytest
import rounding
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays
from rounding import ELEMENTARY, LEAST, U, assert_within, loss_of, read, rounded, slope_error

from nnbook.activations import ACTIVATIONS, sigmoid, softmax
from nnbook.gradcheck import numerical_gradient
from nnbook.losses import LOSSES, compute_loss, loss_gradient, output_loss, safe_log
from nnbook.training import train_network

BCE, CCE, MSE = LOSSES
probabilities = arrays(np.float64, (3, 4), elements=st.floats(0, 1))


def test_binary_cross_entropy_worked_by_hand():
    """The loss is the mean surprise at the true labels."""
    A, Y = np.array([[0.9, 0.2, 0.8, 0.7, 0.1]]), np.array([[1, 0, 1, 1, 0]])
    error = loss_of(read(A), Y, BCE).error
    assert_within(compute_loss(A, Y), -np.log(0.9 * 0.8 * 0.8 * 0.7 * 0.9) / 5, 2 * error)
    np.testing.assert_array_equal(loss_gradient(np.array([[0.5]]), np.array([[1]])), [[-2.0]])


def test_categorical_cross_entropy_worked_by_hand():
    """Only the probability of the true class counts."""
    A, Y = np.array([[0.5, 0.25], [0.25, 0.25], [0.25, 0.5]]), np.array([[1, 0], [0, 1], [0, 0]])
    assert_within(compute_loss(A, Y, CCE), (np.log(2) + np.log(4)) / 2, 2 * loss_of(rounded(A), Y, CCE).error)
    np.testing.assert_array_equal(loss_gradient(A, Y, CCE), [[-1, 0], [0, -2], [0, 0]])


def test_mean_squared_error_worked_by_hand():
    """Errors of 1, 2, 0 and -1 have the mean square 1.5."""
    A, Y = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.0, 0.0], [3.0, 5.0]])
    assert compute_loss(A, Y, MSE) == 1.5
    np.testing.assert_array_equal(loss_gradient(A, Y, MSE), [[0.5, 1.0], [0.0, -0.5]])


def test_what_a_loss_averages_over():
    """Binary cross-entropy and squared error average over entries, categorical over samples."""
    A, Y = np.full((3, 4), 0.5), np.eye(3, 4)
    assert_within(compute_loss(A, Y, BCE), np.log(2), 2 * loss_of(rounded(A), Y, BCE).error)
    assert_within(compute_loss(A, Y, CCE), 3 * np.log(2) / 4, 2 * loss_of(rounded(A), Y, CCE).error)
    assert compute_loss(A, Y, MSE) == 0.25


@pytest.mark.parametrize("loss", LOSSES)
def test_gradient_is_the_measured_one(loss):
    """The gradient is that of exactly the number that compute_loss returns."""
    rng = np.random.default_rng(0)
    A, Y = rng.uniform(0.1, 0.9, (3, 4)), rng.uniform(0, 1, (3, 4))

    def measure(eps):
        return numerical_gradient(lambda x: compute_loss(x, Y, loss), A, eps)

    error = slope_error(measure, loss_of(rounded(A), Y, loss).error)
    assert_within(loss_gradient(A, Y, loss), measure(1e-5), error)


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
    loss = compute_loss(np.array([[1e-300]]), np.array([[1]]))
    # two logarithms and a product; that 1e-300 itself is rounded is nothing in its logarithm
    np.testing.assert_allclose(loss, 300 * np.log(10), rtol=(2 * ELEMENTARY + 2) * U)
    logarithms = safe_log(np.array([0.0, 1.0]))
    np.testing.assert_allclose(logarithms, [np.log(2) * -1022, 0], rtol=(2 * ELEMENTARY + 1) * U)


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
    whole, shuffled = compute_loss(A, Y, loss), compute_loss(A[:, order], Y[:, order], loss)
    error = loss_of(rounded(A), Y, loss).error
    assert_within(shuffled, whole, 2 * error)
    A, Y = np.tile(A, 3), np.tile(Y, 3)
    assert_within(compute_loss(A, Y, loss), whole, error + loss_of(rounded(A), Y, loss).error)
    assert whole >= 0


@pytest.mark.parametrize("loss", LOSSES)
@given(A=probabilities, Y=probabilities)
def test_the_mean_of_single_samples_is_the_loss_of_the_batch(loss, A, Y):
    """A batch costs what its columns cost on average, and a column's gradient is its share."""
    alone = [compute_loss(A[:, [i]], Y[:, [i]], loss) for i in range(4)]
    error = loss_of(rounded(A), Y, loss).error  # the means of the columns have a division more
    assert_within(compute_loss(A, Y, loss), np.mean(alone), 2 * error + U * np.mean(alone) + LEAST)
    share = loss_gradient(A[:, [2]], Y[:, [2]], loss) / 4  # a power of two: only an underflow rounds
    np.testing.assert_allclose(loss_gradient(A, Y, loss)[:, [2]], share, rtol=0, atol=LEAST)


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


def output(z, label, activation, loss, dtype=np.float64):
    """Return the loss of one sample with these pre-activations."""
    Z, Y = np.array(z, dtype).reshape(-1, 1), np.array(label, dtype).reshape(-1, 1)
    return output_loss(Z, ACTIVATIONS[activation](Z), Y, activation, loss)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [1.0, 16.0, 36.0, 40.0, 88.0, 104.0, 700.0, 720.0, 750.0, 3000.0])
def test_the_same_error_costs_the_same_on_both_sides(size, dtype):
    """Sure and wrong by z costs log(1 + exp(z)), sure and right log(1 + exp(-z)), above 0 and below."""
    digits = dict(rtol=(ELEMENTARY + 4) * (np.finfo(dtype).eps / 2), atol=np.finfo(dtype).tiny)
    wrong, right = size + np.log1p(np.exp(-size)), np.log1p(np.exp(-size))
    for z, label in ((size, 0.0), (-size, 1.0)):
        np.testing.assert_allclose(output(z, label, "sigmoid", BCE, dtype), wrong, **digits)
        np.testing.assert_allclose(output(z, 1.0 - label, "sigmoid", BCE, dtype), right, **digits)
    for z in ([size, 0.0], [0.0, -size]):
        np.testing.assert_allclose(output(z, [0.0, 1.0], "softmax", CCE, dtype), wrong, **digits)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("z", [40.0, -40.0, 3000.0, -3000.0])
def test_training_measures_from_the_pre_activations(z, dtype):
    """The first loss of a network of one weight is that of z."""
    start = {"W1": np.array([[1.0]]), "b1": np.array([[0.0]])}
    _, losses = train_network(np.array([[z]], dtype), [[float(z < 0)]], (1, 1), 1e-9, 1, params=start)
    assert losses == [abs(z)]


def test_the_loss_of_the_output_layer_is_that_of_its_outputs():
    """Where nothing is rounded to 0 or 1, for every activation that a loss takes."""
    rng = np.random.default_rng(0)
    Z, Y = rng.standard_normal((3, 5)), rng.uniform(0, 1, (3, 5))  # labels need not sum to 1
    for loss in LOSSES:
        for name in ACTIVATIONS if loss == MSE else ("sigmoid", "softmax"):
            A = ACTIVATIONS[name](Z)
            expected = loss_of(rounding.activation(rounded(Z), name), Y, loss)
            assert_within(
                output_loss(Z, A, Y, name, loss), compute_loss(A, Y, loss), 2 * expected.error, name
            )


def test_outputs_of_other_pre_activations_are_refused():
    """The loss would be that of Z or that of A, and nobody could tell which."""
    Z = np.array([[1.0, -1.0]])
    with pytest.raises(ValueError, match=r"A must be sigmoid\(Z\), and is tanh\(Z\)"):
        output_loss(Z, np.tanh(Z) ** 1, np.array([[1.0, 0.0]]), "sigmoid", MSE)
    with pytest.raises(ValueError, match=r"A must be sigmoid\(Z\)$"):
        output_loss(Z, sigmoid(-Z), np.array([[1.0, 0.0]]), "sigmoid", BCE)


def test_scores_as_far_apart_as_floats_go_cost_a_finite_amount():
    """Their difference is no float any more; a label of 0 does not meet it."""
    Z = np.array([[1e308], [-1e308]])
    assert output_loss(Z, softmax(Z), np.array([[1.0], [0.0]]), "softmax", CCE) == 0.0
    assert output_loss(Z, softmax(Z), np.array([[0.0], [1.0]]), "softmax", CCE) > 1e308
