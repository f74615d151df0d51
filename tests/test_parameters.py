"""Tests of nnbook.parameters: what parameters know, and how they share one vector."""

import copy
import pickle

import numpy as np
import pytest

from nnbook.forward import forward_propagation, init_parameters
from nnbook.parameters import Parameters, packed
from nnbook.training import update_parameters

NAMES = ("tanh", "sigmoid")


def known():
    """Make parameters that know their activations."""
    return Parameters(init_parameters((2, 3, 1), rng=0), NAMES)


@pytest.mark.parametrize(
    "derive",
    [
        lambda params: params | {"b1": params["b1"] + 1},
        lambda params: {"b1": params["b1"] + 1} | params,
        lambda params: params.copy(),
        copy.copy,
        copy.deepcopy,
        lambda params: pickle.loads(pickle.dumps(params)),
        lambda params: update_parameters(params, {f"d{name}": value for name, value in params.items()}, 0.1),
    ],
)
def test_what_is_made_of_parameters_knows_their_activations(derive):
    """A step of a loop written by hand does not turn tanh into ReLU."""
    derived = derive(known())
    assert derived.activations == NAMES and set(derived) == {"W1", "b1", "W2", "b2"}


def test_a_forward_pass_uses_the_activations_that_are_known():
    """Nothing needs to be said, saying the same is no harm, and a plain dict has forgotten them."""
    X, params = np.ones((2, 1)), known()
    A, cache = forward_propagation(X, params)
    assert cache["activations"] == NAMES
    np.testing.assert_array_equal(A, forward_propagation(X, params, list(NAMES))[0])
    assert forward_propagation(X, dict(params))[1]["activations"] == ("relu", "sigmoid")


def test_other_activations_than_those_that_are_known_are_refused():
    """They would give numbers of a network that nobody has trained; the message says how to want that."""
    with pytest.raises(ValueError, match=r"tanh, sigmoid, got relu, sigmoid: .* pass dict\(params\)"):
        forward_propagation(np.ones((2, 1)), known(), ["relu", "sigmoid"])


def test_packed_arrays_are_views_of_one_vector():
    """A change of the vector is one of the arrays and the other way round; what was given stays."""
    given = {"W": np.arange(6.0).reshape(2, 3), "b": np.array([[7.0], [8.0]])}
    views, vector = packed(given)
    np.testing.assert_array_equal(vector, [0, 1, 2, 3, 4, 5, 7, 8])
    vector += 1
    views["b"][0] = 0
    np.testing.assert_array_equal(views["W"], [[1, 2, 3], [4, 5, 6]])
    np.testing.assert_array_equal(vector[6:], [0, 9])
    np.testing.assert_array_equal(given["b"], [[7], [8]])
    assert packed({"w": np.float32([1, 2])})[1].dtype == np.float32
