"""Tests of nnbook.backprop."""

import re

import numpy as np
import pytest
import rounding
from hypothesis import given, strategies as st
from rounding import ELEMENTARY, Rounded, assert_within, check_error, rounded, slope_error

from nnbook.activations import ACTIVATIONS
from nnbook.backprop import backward_propagation, output_delta, through_activation
from nnbook.forward import forward_propagation, init_parameters
from nnbook.gradcheck import check_gradients, numerical_gradient
from nnbook.losses import LOSSES, compute_loss, loss_gradient
from nnbook.parameters import Parameters, packed

BCE, CCE, MSE = LOSSES
KINKED = ("relu", "leaky_relu", "prelu", "elu")


def gradients_of(X, Y, params, activations=None, loss=BCE):
    """Go forward and back."""
    return backward_propagation(X, Y, params, forward_propagation(X, params, activations)[1], loss)


def random_problem(activations, seed=0):
    """Draw a network whose outputs are near one half, and data that keep clear of every kink."""
    sizes = [3] * len(activations) + [2]
    for attempt in range(100):
        rng = np.random.default_rng((seed, attempt))
        params = init_parameters(sizes, "xavier", rng)
        params["W" + str(len(activations))] *= 0.2
        params["b" + str(len(activations))] += 0.5
        X, Y = rng.standard_normal((3, 4)), np.eye(2)[:, rng.integers(0, 2, 4)]
        A, cache = forward_propagation(X, params, activations)
        near_kink = any(
            np.abs(cache[f"Z{layer}"]).min() < 1e-3
            for layer, name in enumerate(activations, start=1)
            if name in KINKED
        )
        if not near_kink and A.min() > 0.01 and A.max() < 0.99:
            return X, Y, params
    raise AssertionError("no clear draw in a hundred")


def test_one_neuron_worked_by_hand():
    """With A = 3/4 and label 1 the error is -1/4, times the input 2 for the weight."""
    params = {"W1": np.array([[np.log(3) / 2]]), "b1": np.zeros((1, 1))}
    gradients = gradients_of(np.array([[2.0]]), np.array([[1]]), params)
    given = params | {"W1": Rounded(params["W1"]).off(ELEMENTARY)}  # it is a logarithm
    exact = rounding.network([[2.0]], [[1]], given, ["sigmoid"], BCE)
    assert_within(gradients["dW1"], [[-1 / 2]], exact["dW1"].error)
    assert_within(gradients["db1"], [[-1 / 4]], exact["db1"].error)


def test_two_layers_worked_by_hand():
    """The error 1/2 goes back through the weight 2 of a ReLU that is on, and stops at one that is off."""
    params = {
        "W1": np.array([[1.0], [-1.0]]),
        "b1": np.zeros((2, 1)),
        "W2": np.array([[2.0, 5.0]]),
        "b2": np.array([[-6.0]]),
    }
    gradients = gradients_of(np.array([[3.0]]), np.array([[0]]), params)
    np.testing.assert_array_equal(gradients["dW2"], [[1.5, 0]])
    np.testing.assert_array_equal(gradients["db2"], [[0.5]])
    np.testing.assert_array_equal(gradients["dW1"], [[3], [0]])
    np.testing.assert_array_equal(gradients["db1"], [[1], [0]])


@pytest.mark.parametrize("depth", range(1, 7))
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_gradients_are_the_measured_ones(name, loss, depth):
    """Every activation in every layer, with every loss, at depth 1 to 6, agrees with the measurement."""
    activations = [name] * depth
    problem = random_problem(activations)
    assert check_gradients(*problem, activations, loss) <= check_error(*problem, activations, loss)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("output", ["sigmoid", "softmax", "relu", "elu"])
def test_gradients_of_mixed_networks_are_the_measured_ones(output, loss):
    """All activations in one network agree with the measurement, whichever is at the output."""
    activations = [*ACTIVATIONS, output]
    problem = random_problem(activations, seed=1)
    assert check_gradients(*problem, activations, loss) <= check_error(*problem, activations, loss)


@pytest.mark.parametrize(("activation", "loss"), [("sigmoid", BCE), ("softmax", CCE)])
def test_the_short_cut_equals_the_chain_rule(activation, loss):
    """(A - Y) / N is what the loss gradient gives when it is carried through the activation."""
    rng = np.random.default_rng(0)
    Z, Y = rng.standard_normal((3, 4)), rng.uniform(0, 1, (3, 4))  # labels need not sum to 1
    A = ACTIVATIONS[activation](Z)
    long_way = through_activation(loss_gradient(A, Y, loss), Z, activation)
    exact_A = rounding.activation(rounded(Z), activation)
    exact = rounding.through_activation(rounding.loss_gradient(exact_A, Y, loss), rounded(Z), activation)
    assert_within(output_delta(Z, A, Y, activation, loss), long_way, 2 * exact.error)

    def measure(eps):
        return numerical_gradient(lambda z: compute_loss(ACTIVATIONS[activation](z), Y, loss), Z, eps)

    error = slope_error(measure, rounding.loss_of(exact_A, Y, loss).error)
    assert_within(long_way, measure(1e-5), error)


@pytest.mark.parametrize(("activation", "loss"), [("sigmoid", BCE), ("softmax", CCE)])
def test_certain_and_wrong_still_learns(activation, loss):
    """Where outputs are exactly 0 and 1 and wrong, the gradient is the full error, not 0 or NaN."""
    Z, Y = np.array([[1000.0], [-1000.0]]), np.array([[0.0], [1.0]])
    delta = output_delta(Z, ACTIVATIONS[activation](Z), Y, activation, loss)
    np.testing.assert_array_equal(delta, np.array([[1.0], [-1.0]]) / (2 if loss == BCE else 1))


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_certain_outputs_give_finite_gradients(name, loss):
    """With inputs of a thousand no gradient is NaN or infinite, whatever the hidden layers."""
    params = init_parameters((2, 3, 2), rng=0)
    X = np.array([[1000.0, -1000.0, 0.0], [1000.0, 0.0, -1000.0]])
    Y = np.eye(2, 3)
    for output in ("sigmoid", "softmax"):
        gradients = gradients_of(X, Y, params, [name, output], loss)
        assert all(np.isfinite(value).all() for value in gradients.values())


@given(
    sizes=st.lists(st.integers(1, 4), min_size=2, max_size=5),
    name=st.sampled_from(list(ACTIVATIONS)),
    loss=st.sampled_from(LOSSES),
    m=st.integers(1, 4),
    seed=st.integers(0, 99),
)
def test_each_gradient_has_the_shape_of_its_parameter(sizes, name, loss, m, seed):
    """The gradients fit W and b of each layer, and a batch's gradient is the mean of its columns'."""
    rng = np.random.default_rng(seed)
    X, Y, params = (
        rng.standard_normal((sizes[0], m)),
        rng.random((sizes[-1], m)),
        init_parameters(sizes, rng=rng),
    )
    activations = [name] * (len(sizes) - 2) + ["sigmoid"]
    gradients = gradients_of(X, Y, params, activations, loss)
    assert {name: value.shape for name, value in gradients.items()} == {
        f"d{name}": value.shape for name, value in params.items()
    }
    alone = [gradients_of(X[:, [i]], Y[:, [i]], params, activations, loss) for i in range(m)]
    exact = rounding.network(X, Y, params, activations, loss)  # m divisions and additions, in either order
    for name, value in gradients.items():
        assert_within(value, np.mean([one[name] for one in alone], axis=0), 2 * exact[name].error, name)


@pytest.mark.parametrize("loss", LOSSES)
def test_float_type_is_kept(loss):
    """float32 data and parameters give float32 gradients, also with labels of integers."""
    params = {name: value.astype(np.float32) for name, value in init_parameters((2, 3, 2), rng=0).items()}
    X, Y = np.ones((2, 4), np.float32), np.eye(2, 4, dtype=int)
    for activations in (["relu", "sigmoid"], ["tanh", "softmax"], ["elu", "sigmoid"]):
        gradients = gradients_of(X, Y, params, activations, loss)
        assert {value.dtype for value in gradients.values()} == {np.dtype(np.float32)}


def test_nothing_that_is_given_is_changed():
    """Data, parameters and cache are what they were, with and without checks."""
    X, Y, params = random_problem(["relu", "sigmoid"])
    _, cache = forward_propagation(X, params)
    given_arrays = [
        X,
        Y,
        *params.values(),
        *(value for name, value in cache.items() if name != "activations"),
    ]
    before = [value.copy() for value in given_arrays]
    checked = backward_propagation(X, Y, params, cache)
    unchecked = backward_propagation.core(X, Y, params, cache)
    for one, other in zip(given_arrays, before, strict=True):
        np.testing.assert_array_equal(one, other)
    for name in checked:
        np.testing.assert_array_equal(checked[name], unchecked[name])


def test_a_cache_made_by_hand_means_relu_and_sigmoid():
    """The four arrays of a walk through a two-layer network are enough."""
    X, Y, params = random_problem(["relu", "sigmoid"])
    _, cache = forward_propagation(X, params)
    by_hand = {name: cache[name] for name in ("Z1", "A1", "Z2", "A2")}
    np.testing.assert_array_equal(
        backward_propagation(X, Y, params, by_hand)["dW1"], backward_propagation(X, Y, params, cache)["dW1"]
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Y": np.ones((1, 4))}, "Y (1, 4)"),
        ({"Y": np.ones((2, 3))}, "Y (2, 3)"),
        ({"Y": np.ones(4)}, "Y must be 2-D, got an array of shape (4,)"),
        ({"Y": np.full((2, 4), 2)}, "needs Y between 0 and 1, got 2 to 2"),
        ({"X": np.ones((3, 5))}, "Z1 of the cache must be (3, 5) to fit W1 (3, 3) and X (3, 5), got (3, 4)"),
        ({"X": np.ones((2, 4))}, "W1 must have a column for each row of X, got W1 (3, 3) and X (2, 4)"),
        ({"Z2": np.ones((1, 4))}, "Z2 of the cache must be (2, 4) to fit W2 (2, 3) and X (3, 4), got (1, 4)"),
        ({"A1": np.ones((3, 1))}, "A1 of the cache must be (3, 4)"),
        ({"A1": None}, "cache must hold A1, got"),
        ({"activations": ("relu",)}, "activations must name one for each of the 2 layers, got ('relu',)"),
        ({"loss": "surprise"}, "loss must be one of binary_cross_entropy, "),
    ],
)
def test_what_does_not_fit_together_is_refused(changes, message):
    """Shapes that NumPy would broadcast raise an error with the shapes."""
    X, Y, params = random_problem(["relu", "sigmoid"])
    with pytest.raises(ValueError, match="cache must be the dict that .* returns second, got tuple"):
        backward_propagation(X, Y, params, forward_propagation(X, params))
    cache = forward_propagation(X, params)[1] | changes
    arguments = [cache.pop("X", X), cache.pop("Y", Y), params]
    loss = cache.pop("loss", BCE)
    cache = {name: value for name, value in cache.items() if value is not None}
    with pytest.raises(ValueError, match=re.escape(message)):
        backward_propagation(*arguments, cache, loss)


def test_the_cache_of_other_data_is_refused():
    """Shapes cannot tell: the gradients would be those of no data at all."""
    X, Y, params = random_problem(["relu", "sigmoid"])
    _, cache = forward_propagation(X + 0.01, params)
    with pytest.raises(
        ValueError, match=r"Z1 of the cache is not W1 @ X \+ b1: .* other data or other params"
    ):
        backward_propagation(X, Y, params, cache)


@pytest.mark.parametrize("name", ["W1", "b1", "W2", "b2"])
def test_the_cache_of_other_parameters_is_refused(name):
    """A step was taken after the forward pass, or the parameters are those of another network."""
    X, Y, params = random_problem(["relu", "sigmoid"])
    _, cache = forward_propagation(X, params)
    layer = name[1]
    with pytest.raises(ValueError, match=f"Z{layer} of the cache is not W{layer} @ "):
        backward_propagation(X, Y, params | {name: params[name] + 1e-3}, cache)


def test_a_cache_that_lacks_its_activations_is_refused_where_they_are_others():
    """It stands for ReLU and sigmoid, and its A1 is tanh of its Z1."""
    X, Y, params = random_problem(["relu", "sigmoid"])
    _, cache = forward_propagation(X, params, ["tanh", "sigmoid"])
    del cache["activations"]
    with pytest.raises(ValueError, match=r"A1 must be relu\(Z1\), and is tanh\(Z1\): put the names in cache"):
        backward_propagation(X, Y, params, cache)
    known = Parameters(params, ["tanh", "sigmoid"])
    named = cache | {"activations": ("tanh", "sigmoid")}
    for one, other in zip(
        backward_propagation(X, Y, known, cache).values(),
        backward_propagation(X, Y, params, named).values(),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("width", [3, 2000])
def test_rounding_and_printing_make_no_other_cache(width, dtype):
    """The same products in another order, or eight printed places, belong to the same data."""
    rng = np.random.default_rng(0)
    X, Y = rng.standard_normal((width, 4)).astype(dtype), rng.integers(2, size=(1, 4))
    params = {name: value.astype(dtype) for name, value in init_parameters((width, 5, 1), rng=0).items()}
    _, cache = forward_propagation(X, params)
    turned = {f"W{layer}": np.asfortranarray(params[f"W{layer}"]) for layer in (1, 2)}
    backward_propagation(np.asfortranarray(X), Y, params | turned, cache)
    places = {name: value if name == "activations" else value.round(8) for name, value in cache.items()}
    backward_propagation(X, Y, params, places)


def test_gradients_can_be_written_into_given_arrays():
    """`out` is what comes back, and holds what new arrays would."""
    X, Y, params = random_problem(["relu", "sigmoid"])
    _, cache = forward_propagation(X, params)
    expected = backward_propagation(X, Y, params, cache)
    views, vector = packed({f"d{name}": np.full_like(value, np.nan) for name, value in params.items()})
    assert backward_propagation(X, Y, params, cache, out=views) is views
    for name, gradient in expected.items():
        np.testing.assert_array_equal(views[name], gradient)
    assert np.isfinite(vector).all()


def test_places_for_other_gradients_are_refused():
    """They would be written over in part."""
    X, Y, params = random_problem(["relu", "sigmoid"])
    _, cache = forward_propagation(X, params)
    for out in ({}, {"dW1": np.empty((1, 1))}, []):
        with pytest.raises(ValueError, match="out must "):
            backward_propagation(X, Y, params, cache, out=out)
