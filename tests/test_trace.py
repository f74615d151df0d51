"""Tests of nnbook.trace."""

import inspect
import sys

import numpy as np
import pytest
import rounding
from rounding import assert_within, read, slope_error

from nnbook import backprop, forward, losses
from nnbook.backprop import backward_propagation
from nnbook.forward import forward_propagation, init_parameters
from nnbook.losses import compute_loss
from nnbook.trace import example_network, measure_gradients, trace_network

MODULES = {"forward_propagation": forward, "compute_loss": losses, "backward_propagation": backprop}


def test_the_example_worked_by_hand():
    """The sums, the blame of both hidden neurons and the slope of one weight, with pencil and paper."""
    X, Y, params = example_network()
    values = {step.name: step.value for step in trace_network(X, Y, params)}
    a = 1 / (1 + np.exp(-0.5))
    by_hand = {
        "Z1": [[0.6], [0.4]],  # 1 - 0.2 - 0.2 and -0.6 + 0.9 + 0.1
        "Z2": [[0.5]],  # 0.9 - 0.2 - 0.2
        "loss": -np.log(1 - a),
        "dZ1": [[1.5 * a], [-0.5 * a]],
        "dW1": [[3 * a, 1.5 * a], [-a, -0.5 * a]],
    }
    given = {name: read(value) for name, value in params.items()}
    exact = rounding.network(X, Y, given, ["relu", "sigmoid"], "binary_cross_entropy")
    for name, value in by_hand.items():
        assert_within(values[name], value, 2 * exact[name].error, name)


@pytest.mark.parametrize(
    ("activations", "loss"),
    [
        (["tanh", "relu", "sigmoid"], "binary_cross_entropy"),
        (["elu", "sigmoid", "softmax"], "categorical_cross_entropy"),
        (["sigmoid", "tanh", "identity"], "mean_squared_error"),
    ],
)
def test_a_trace_holds_what_the_library_returns(activations, loss):
    """Every entry of the cache, the loss and every gradient are there, in order, to the last bit."""
    rng = np.random.default_rng(0)
    X, Y, params = (
        rng.standard_normal((3, 5)),
        np.eye(2)[:, rng.integers(0, 2, 5)],
        init_parameters((3, 4, 3, 2), rng=1),
    )
    steps = trace_network(X, Y, params, activations, loss)
    A, cache = forward_propagation(X, params, activations)
    expected = {name: value for name, value in cache.items() if name != "activations"}
    expected["loss"] = compute_loss(A, Y, loss)
    gradients = backward_propagation(X, Y, params, cache, loss)
    expected |= gradients
    found = {step.name: step.value for step in steps}
    for name, value in expected.items():
        np.testing.assert_array_equal(found[name], value)
    order = "Z1 A1 Z2 A2 Z3 A3 loss dZ3 dW3 db3 dA2 dZ2 dW2 db2 dA1 dZ1 dW1 db1"
    assert [step.name for step in steps] == order.split()
    for layer in (2, 3):
        np.testing.assert_array_equal(found[f"dA{layer - 1}"], params[f"W{layer}"].T @ found[f"dZ{layer}"])


def test_a_line_is_the_one_of_the_library_that_computes_the_value():
    """It stands in the named function; put into a namespace with what it reads, it gives the value again."""
    X, Y, params = example_network()
    steps = {step.name: step for step in trace_network(X, Y, params)}
    for step in steps.values():
        source = inspect.getsource(getattr(MODULES[step.function], step.function))
        assert step.line in " ".join(source.split())

    def rerun(name, result, **variables):
        space = (
            dict(vars(MODULES[steps[name].function])) | {"params": params, "layer": int(name[-1])} | variables
        )
        exec(steps[name].line, space)
        np.testing.assert_array_equal(eval(result, space), steps[name].value)

    rerun("Z1", "Z", A=X)
    rerun("Z2", "Z", A=steps["A1"].value)
    new = {"gradients": {}, "dW": None, "db": None}  # no arrays are given to write into
    rerun("dW2", "gradients['dW2']", dZ=steps["dZ2"].value, A_previous=steps["A1"].value, **new)
    rerun("db1", "gradients['db1']", dZ=steps["dZ1"].value, **new)
    space = vars(backprop) | {"params": params, "layer": 2, "dZ": steps["dZ2"].value}
    exec(steps["dA1"].line, space)  # made in the loop of layer 2
    np.testing.assert_array_equal(space["dA"], steps["dA1"].value)


def test_the_inner_line_is_that_of_the_function_which_was_called():
    """A ReLU ends in its maximum, the output's gradient in answer minus label; a product calls nothing."""
    steps = {step.name: step for step in trace_network(*example_network())}
    assert steps["A1"].inner == "return np.maximum(z, 0.0)"
    assert steps["dZ2"].inner == "return (A - Y) / A.size"
    assert steps["Z1"].inner == steps["dW1"].inner == steps["db2"].inner == ""


def test_the_measured_gradients_are_those_of_backpropagation():
    """Pre-activations, outputs, weights and biases alike; what the short form skips is measured as well."""
    rng = np.random.default_rng(0)
    X, Y, params = (
        rng.standard_normal((3, 5)),
        rng.integers(0, 2, (1, 5)),
        init_parameters((3, 4, 2, 1), rng=1),
    )
    names = ["tanh", "elu", "sigmoid"]
    derived = {step.name: step.value for step in trace_network(X, Y, params, names) if step.name[0] == "d"}
    measured = measure_gradients(X, Y, params, names)
    assert set(measured) == {*derived, "dA3"}
    A, _ = forward_propagation(X, params, names)
    loss = rounding.network(X, Y, params, names, "binary_cross_entropy")["loss"]
    for name, value in (derived | {"dA3": losses.loss_gradient(A, Y)}).items():
        error = slope_error(
            lambda eps, name=name: measure_gradients(X, Y, params, names, eps=eps)[name], loss.error
        )
        assert_within(measured[name], value, error, name)


def test_who_listened_before_is_put_back():
    """A debugger or a measure of coverage goes on afterwards, also after an error."""
    X, Y, params = example_network()
    before = sys.gettrace()

    def listen(frame, event, argument):
        return None

    try:
        sys.settrace(listen)
        trace_network(X, Y, params)
        after, failed = sys.gettrace(), None
        with pytest.raises(ValueError, match="A and Y must have the same shape"):
            trace_network(X, np.ones((2, 1)), params)
        failed = sys.gettrace()
    finally:
        sys.settrace(before)
    assert after is listen and failed is listen


@pytest.mark.parametrize("X", [np.ones((3, 1)), np.array([[np.nan], [1.0]])])
def test_what_the_library_refuses_is_refused(X):
    """The library's own error passes through."""
    _, Y, params = example_network()
    with pytest.raises(ValueError, match="X"):
        trace_network(X, Y, params)
    with pytest.raises(ValueError, match="X"):
        measure_gradients(X, Y, params)


@pytest.mark.parametrize(
    ("Y", "loss", "message"),
    [
        (np.ones((2, 1)), "binary_cross_entropy", "A and Y must have the same shape"),
        ([[2.0]], "binary_cross_entropy", "needs Y between 0 and 1"),
        ([[1.0]], "bce", "loss must be one of"),
    ],
)
def test_labels_and_losses_that_do_not_fit_are_not_measured(Y, loss, message):
    """What would broadcast, or count as another loss, raises an error; labels may be a list."""
    X, _, params = example_network()
    assert "dW1" in measure_gradients(X, [[1.0]], params)
    with pytest.raises(ValueError, match=message):
        measure_gradients(X, Y, params, loss=loss)
