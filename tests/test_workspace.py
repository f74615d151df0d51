"""Tests of nnbook.workspace: the fast passes against the plain ones."""

from itertools import islice

import numpy as np
import pytest
import rounding
from rounding import SINGLE, assert_within, rounded

from nnbook.activations import ACTIVATIONS
from nnbook.backprop import backward_propagation
from nnbook.forward import forward_propagation, init_parameters
from nnbook.losses import LOSSES, compute_loss
from nnbook.optimizers import OPTIMIZERS
from nnbook.training import train_network, update_parameters
from nnbook.workspace import Workspace, activate, total_loss, with_ones

BCE, CCE, MSE = LOSSES
OUTPUTS = [(loss, name) for loss in LOSSES for name in ("sigmoid", "softmax")]
OUTPUTS += [(MSE, name) for name in ACTIVATIONS if name not in ("sigmoid", "softmax")]


def problem(m, dtype=np.float64, seed=0):
    """Make data, soft labels that do not sum to 1, and parameters with biases."""
    rng = np.random.default_rng(seed)
    params = {name: value + 0.1 for name, value in init_parameters((3, 5, 4, 2), "xavier", rng).items()}
    params = {name: value.astype(dtype) for name, value in params.items()}
    return rng.standard_normal((3, m)).astype(dtype), rng.random((2, m)).astype(dtype), params


def assert_same_gradients(network, X, Y, params, activations, loss, times=1.0):
    """Compare loss and gradient of a batch with those of the plain functions, both off by as much."""
    exact = rounding.network(X, Y, params, activations, loss)
    A, cache = forward_propagation(X, params, activations)
    total, m = network.backpropagate(with_ones(X), Y), X.shape[1]
    error = exact["loss"].off(1).error  # the total is divided twice
    assert_within(total / m, compute_loss(A, Y, loss), 2 * times * error, "the loss")
    plain, errors = backward_propagation(X, Y, params, cache, loss), {n: v.error for n, v in exact.items()}
    vector, error = (
        np.concatenate([np.hstack([of[f"dW{n}"], of[f"db{n}"]]).ravel() for n in (1, 2, 3)])
        for of in (plain, errors)
    )
    assert_within(network.gradient, vector, 2 * times * error, "the gradient")


@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize(("loss", "last"), OUTPUTS)
def test_losses_and_gradients_are_those_of_the_plain_functions(hidden, loss, last):
    """Every activation in the hidden layers, with every output that suits a loss, agrees but for rounding."""
    X, Y, params = problem(m=6)
    activations = (hidden, hidden, last)
    network = Workspace(params, activations, loss)
    assert_same_gradients(network, X, Y, params, activations, loss)


def test_batches_of_several_sizes_do_not_disturb_each_other():
    """One network takes large and small batches in turn, as training does at the end of an epoch."""
    X, Y, params = problem(m=7)
    activations = ("relu", "tanh", "softmax")
    network = Workspace(params, activations, CCE)
    for columns in (slice(0, 4), slice(4, 7), slice(1, 5), slice(2, 3), slice(4, 7)):
        assert_same_gradients(network, X[:, columns], Y[:, columns], params, activations, CCE)


def test_float32_stays_float32():
    """The gradient and the parameters keep the type, and agree with the plain functions in its precision."""
    X, Y, params = problem(6, np.float32)
    activations = ("relu", "relu", "sigmoid")
    network = Workspace(params, activations, BCE)
    assert_same_gradients(network, X, Y, params, activations, BCE, times=SINGLE)
    network.descend(network.gradient, 0.1)
    values = [network.parameters, network.gradient, *network.params().values()]
    assert {value.dtype for value in values} == {np.dtype(np.float32)}


def test_a_step_is_that_of_update_parameters():
    """Descending along the gradient gives the parameters that the plain step gives."""
    X, Y, params = problem(m=6)
    network = Workspace(params, ("relu", "relu", "sigmoid"), BCE)
    _, cache = forward_propagation(X, params)
    expected = update_parameters(params, backward_propagation(X, Y, params, cache), 0.3)
    _, exact = next(rounding.training(X, Y, params, ("relu", "relu", "sigmoid"), BCE, 0.3))
    network.backpropagate(with_ones(X), Y)
    network.descend(network.gradient, 0.3)
    for name, value in network.params().items():
        assert_within(value, expected[name], 2 * exact[name].error, name)


def test_a_direction_that_is_no_gradient_survives_the_step():
    """What an optimizer remembers, such as momentum's direction, is not overwritten."""
    _, _, params = problem(m=1)
    network = Workspace(params, ("relu", "relu", "sigmoid"), BCE)
    direction = np.ones_like(network.parameters)
    before = network.parameters.copy()
    network.descend(direction, 0.5)
    assert (direction == 1).all()
    np.testing.assert_array_equal(network.parameters, before - 0.5)


def test_parameters_go_in_and_come_out_as_copies():
    """Neither the start nor what was handed out changes when training goes on."""
    _, _, params = problem(m=1)
    network = Workspace(params, ("relu", "relu", "sigmoid"), BCE)
    given = {name: value.copy() for name, value in params.items()}
    taken = network.params()
    network.descend(np.ones_like(network.parameters), 1.0)
    for name in given:
        np.testing.assert_array_equal(params[name], given[name])
        np.testing.assert_array_equal(taken[name], given[name])
        np.testing.assert_array_equal(network.params()[name], given[name] - 1)


def test_the_row_of_ones_makes_the_bias_a_weight():
    """[W | b] times a sample above a 1 is W x + b, worked by hand: 2 * 3 + 5."""
    widened = with_ones(np.array([[3.0]]))
    np.testing.assert_array_equal(widened, [[3.0], [1.0]])
    assert (np.array([[2.0, 5.0]]) @ widened).item() == 11


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_activations_agree_also_where_they_are_extreme(name, dtype):
    """From -1000 to 1000 the fast activation gives the values of the plain one."""
    Z = np.array([[-1000.0, -80.0, -1.0, 0.0], [1000.0, 80.0, 1.0, 1e-3]], dtype)
    out = np.full_like(Z, np.nan)
    with np.errstate(over="ignore", under="ignore"):
        activate(Z, name, out)
    error = rounding.activation(rounded(Z), name).error * (SINGLE if dtype is np.float32 else 1)
    assert_within(out, ACTIVATIONS[name](Z), 2 * error)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_total_loss_agrees_also_at_outputs_of_0_and_1(loss):
    """The loss of sure outputs, right and wrong, is the mean of the plain loss times the samples."""
    A, Y = np.array([[0.0, 1.0, 0.3], [1.0, 0.0, 0.7]]), np.array([[0.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    exact = 3 * rounding.loss_of(rounded(A), Y, loss)
    assert_within(total_loss(A, Y, loss), 3 * compute_loss(A, Y, loss), 2 * exact.error)


@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
def test_optimizers_do_on_one_vector_what_they_do_layer_by_layer(optimizer):
    """Training with a memory agrees with the plain loop over named parameters."""
    X, Y, params = problem(m=8)
    trained, _ = train_network(X, Y, (3, 5, 4, 2), 0.05, 5, params=params, optimizer=optimizer)
    steps = rounding.training(X, Y, params, ("relu", "relu", "sigmoid"), BCE, 0.05, optimizer)
    *_, (_, exact) = islice(steps, 5)
    state = {}
    for _ in range(5):
        _, cache = forward_propagation(X, params)
        direction, state = OPTIMIZERS[optimizer](backward_propagation(X, Y, params, cache), state)
        params = update_parameters(params, direction, 0.05)
    for name in params:
        assert_within(trained[name], params[name], 2 * exact[name].error, name)
