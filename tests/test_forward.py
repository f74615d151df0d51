"""Tests of nnbook.forward."""

import re

import numpy as np
import pytest
import rounding
from hypothesis import given, strategies as st
from rounding import ELEMENTARY, Rounded, U, assert_within, read

from nnbook.activations import ACTIVATIONS, sigmoid
from nnbook.forward import check_network, default_activations, forward_propagation, init_parameters

layer_sizes = st.lists(st.integers(1, 5), min_size=2, max_size=5)


def test_forward_propagation_worked_by_hand():
    """Inputs 1 and 2 pass a ReLU layer as 1.5 and 1.7, and a sigmoid of their sum follows."""
    params = {
        "W1": np.array([[0.5, 0.5], [0.3, 0.7]]),
        "b1": np.zeros((2, 1)),
        "W2": np.array([[1.0, 1.0]]),
        "b2": np.array([[np.log(3) - 3.2]]),
    }
    A, cache = forward_propagation(np.array([[1], [2]]), params)
    given = {name: read(value) for name, value in params.items()}
    given["b2"] = Rounded([[np.log(3)]]).off(ELEMENTARY) - read(3.2)
    exact = rounding.forward([[1], [2]], given, ["relu", "sigmoid"])
    assert_within(cache["Z1"], [[1.5], [1.7]], exact["Z1"].off(1).error)  # off(1): 1.7 is read as well
    assert_within(cache["A1"], [[1.5], [1.7]], exact["A1"].off(1).error)
    assert_within(cache["Z2"], [[np.log(3)]], exact["Z2"].error)
    assert_within(A, [[0.75]], exact["A2"].error)
    assert A is cache["A2"]


def test_the_cache_holds_every_layer_and_its_activation():
    """Backpropagation finds Z and A of each layer, and which activation leads from one to the other."""
    _, cache = forward_propagation(np.ones((2, 3)), init_parameters((2, 4, 1), rng=0))
    assert set(cache) == {"Z1", "A1", "Z2", "A2", "activations"}
    assert cache["activations"] == ("relu", "sigmoid")


def test_hidden_layers_default_to_relu_and_the_output_to_sigmoid():
    """Without activations a network of any depth classifies."""
    assert default_activations(1) == ("sigmoid",)
    assert default_activations(3) == ("relu", "relu", "sigmoid")


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_can_stand_in_every_layer(name):
    """Each layer applies the function of its name to its own Z."""
    X, params = np.array([[0.5, -1.0]]), init_parameters((1, 3, 3), rng=0)
    A, cache = forward_propagation(X, params, [name, name])
    np.testing.assert_array_equal(cache["A1"], ACTIVATIONS[name](params["W1"] @ X + params["b1"]))
    np.testing.assert_array_equal(A, ACTIVATIONS[name](params["W2"] @ cache["A1"] + params["b2"]))


@given(sizes=layer_sizes, m=st.integers(0, 4), seed=st.integers(0, 99))
def test_shapes_follow_the_layers(sizes, m, seed):
    """Every layer gives a row for each of its neurons and a column for each sample."""
    X = np.random.default_rng(seed).standard_normal((sizes[0], m))
    A, cache = forward_propagation(X, init_parameters(sizes, rng=seed))
    assert A.shape == (sizes[-1], m)
    for layer, size in enumerate(sizes[1:], start=1):
        assert cache[f"Z{layer}"].shape == cache[f"A{layer}"].shape == (size, m)


@given(
    sizes=layer_sizes, names=st.lists(st.sampled_from(list(ACTIVATIONS)), min_size=4), seed=st.integers(0, 99)
)
def test_a_batch_of_one_is_the_column_of_a_batch(sizes, names, seed):
    """Samples do not see each other: alone or among others, each gets the same outputs."""
    X, params = np.random.default_rng(seed).standard_normal((sizes[0], 5)), init_parameters(sizes, rng=seed)
    activations = names[: len(sizes) - 1]
    batch, _ = forward_propagation(X, params, activations)
    alone, _ = forward_propagation(X[:, [3]], params, activations)
    exact = rounding.forward(X, params, activations)[f"A{len(activations)}"]
    assert_within(alone, batch[:, [3]], 2 * exact.error[:, [3]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_float_type_is_kept(dtype):
    """Data and parameters of one float type give outputs of that type."""
    params = {name: value.astype(dtype) for name, value in init_parameters((2, 3, 1), rng=0).items()}
    _, cache = forward_propagation(np.ones((2, 4), dtype), params)
    assert {cache[name].dtype for name in ("Z1", "A1", "Z2", "A2")} == {np.dtype(dtype)}


def test_extreme_inputs_saturate_in_silence():
    """A thousand times larger than any sensible input, outputs are still probabilities."""
    A, _ = forward_propagation(
        np.array([[-1000.0, 1000.0]]), {"W1": np.array([[1000.0]]), "b1": np.zeros((1, 1))}
    )
    np.testing.assert_array_equal(A, [[0, 1]])


def test_skipping_the_checks_changes_nothing_else():
    """With and without checks the same numbers come out, and the arguments stay as they are."""
    X, params = np.ones((2, 3)), init_parameters((2, 4, 1), rng=0)
    before = {name: value.copy() for name, value in params.items()}
    checked, _ = forward_propagation(X, params)
    np.testing.assert_array_equal(forward_propagation.core(X, params)[0], checked)
    assert (X == 1).all() and all((params[name] == before[name]).all() for name in before)


def test_weights_of_a_hundredth_silence_a_deep_network():
    """From weights of 0.01 a deep network answers 0.5 whatever it is asked; from He's it does not."""
    sizes, X = (10, 64, 32, 16, 8, 1), np.random.default_rng(1).standard_normal((10, 50))
    faint, _ = forward_propagation(X, init_parameters(sizes, scale=0.01, rng=0))
    clear, _ = forward_propagation(X, init_parameters(sizes, rng=0))
    assert np.abs(faint - 0.5).max() < 0.5e-4  # which prints as 0.5000
    assert clear.max() - clear.min() > 0.1


def test_parameters_have_the_shapes_of_the_layers():
    """W has a row for each neuron and a column for each input; biases are columns of zeros."""
    params = init_parameters((3, 4, 2), rng=0)
    assert {name: value.shape for name, value in params.items()} == {
        "W1": (4, 3),
        "b1": (4, 1),
        "W2": (2, 4),
        "b2": (2, 1),
    }
    assert not params["b1"].any() and not params["b2"].any()


@pytest.mark.parametrize(
    ("scale", "spread"), [("he", 0.1), ("xavier", (2 / 600) ** 0.5), (0.01, 0.01), (0, 0)]
)
def test_weights_have_the_spread_of_their_scale(scale, spread):
    """He draws with sqrt(2 / n_in), Xavier with sqrt(2 / (n_in + n_out)), a number with itself."""
    W = init_parameters((200, 400, 3), scale, rng=0)["W1"]
    # Five standard errors, by which not one seed in a million is off: of n draws the spread has one of
    # 1 / sqrt(2 n) of itself, and the mean one of 1 / sqrt(n) of the spread.
    assert abs(W.std() - spread) <= 5 * spread / (2 * W.size) ** 0.5
    assert abs(W.mean()) <= 5 * spread / W.size**0.5


def test_the_same_seed_draws_the_same_weights():
    """A seed and a generator from it agree; another seed and no seed do not."""
    first = init_parameters((3, 4), rng=7)["W1"]
    np.testing.assert_array_equal(init_parameters((3, 4), rng=np.random.default_rng(7))["W1"], first)
    assert (init_parameters((3, 4), rng=8)["W1"] != first).all()
    assert (init_parameters((3, 4))["W1"] != init_parameters((3, 4))["W1"]).all()


def test_scales_differ_only_by_their_factor():
    """The draw is the same for every scale, so that scales can be compared fairly."""
    he, small = init_parameters((8, 4), "he", rng=0)["W1"], init_parameters((8, 4), 0.01, rng=0)["W1"]
    np.testing.assert_allclose(he, 50 * small, rtol=3 * U)  # 0.01 is read, and two products


@pytest.mark.parametrize(
    ("sizes", "scale", "message"),
    [
        ((3,), "he", r"layer_sizes must hold the inputs and at least one layer, got \(3,\)"),
        ((3, 0), "he", "each of layer_sizes must be a whole number of at least 1, got 0"),
        (5, "he", "layer_sizes must hold the inputs and at least one layer, got 5"),
        ((3, 2.0), "he", "each of layer_sizes must be a whole number of at least 1, got 2.0"),
        ((3, 2), "hee", "scale must be one of he, xavier, got 'hee'"),
        ((3, 2), np.nan, "scale must be finite, got nan"),
    ],
)
def test_sizes_and_scales_that_make_no_network_are_refused(sizes, scale, message):
    """The error says which argument is wrong and what it was."""
    with pytest.raises(ValueError, match=message):
        init_parameters(sizes, scale)


def network(**changes):
    """Give the parameters of a 2-3-1 network with some of them changed; None removes one."""
    params = init_parameters((2, 3, 1), rng=0) | changes
    return {name: value for name, value in params.items() if value is not None}


@pytest.mark.parametrize(
    ("X", "params", "message"),
    [
        (np.ones((3, 5)), network(), "W1 must have a column for each row of X, got W1 (3, 2) and X (3, 5)"),
        (np.ones(2), network(), "X must be 2-D, got an array of shape (2,)"),
        (np.full((2, 1), np.nan), network(), "X must be finite, got 2 NaN"),
        (
            np.ones((2, 5)),
            network(W2=np.ones((1, 4))),
            "W2 must have a column for each row of W1, got W2 (1, 4) and W1 (3, 2)",
        ),
        (np.ones((2, 5)), network(b1=np.ones((1, 3))), "b1 must be (3, 1) to fit W1 (3, 2), got (1, 3)"),
        (np.ones((2, 5)), network(b1=np.ones((1, 1))), "b1 must be (3, 1) to fit W1 (3, 2), got (1, 1)"),
        (np.ones((2, 5)), network(b1=np.ones(3)), "b1 must be 2-D, got an array of shape (3,)"),
        (np.ones((2, 5)), network(W1=np.full((3, 2), np.inf)), "W1 must be finite, got 6 NaN"),
        (np.ones((2, 5)), network(b2=None), "params must be a dict of W1, b1, W2, b2 and so on, got ['W1'"),
        (np.ones((2, 5)), network(W3=1, W2=None), "params must be a dict of W1, b1, W2, b2 and so on"),
        (np.ones((2, 5)), {}, "params must be a dict of W1, b1, W2, b2 and so on, got []"),
        (np.ones((2, 5)), [np.ones((3, 2)), np.ones((3, 1))], "params must be a dict of W1, b1"),
        (np.ones((2, 5)), None, "params must be a dict of W1, b1, W2, b2 and so on, got NoneType"),
    ],
)
def test_what_does_not_fit_together_is_refused(X, params, message):
    """Shapes that NumPy would broadcast or choke on raise an error with both shapes."""
    with pytest.raises(ValueError, match=re.escape(message)):
        forward_propagation(X, params)


@pytest.mark.parametrize(
    ("activations", "message"),
    [
        (["relu"], "activations must name one for each of the 2 layers, got ['relu']"),
        ("relu", "activations must name one for each of the 2 layers, got 'relu'"),
        ([], "activations must name one for each of the 2 layers, got []"),
        (5, "activations must name one for each of the 2 layers, got 5"),
        (["relu", "sigmoyd"], "activation must be one of identity, sigmoid, "),
        (["relu", sigmoid], "activation must be one of identity, sigmoid, "),
    ],
)
def test_activations_are_known_names_one_for_each_layer(activations, message):
    """The error lists the known names or says how many are wanted."""
    with pytest.raises(ValueError, match=re.escape(message)):
        forward_propagation(np.ones((2, 5)), network(), activations)


def test_checked_networks_are_float_arrays():
    """Lists and integers become arrays of float64."""
    X, params, names = check_network([[1], [2]], {"W1": [[1, 2]], "b1": [[0]]}, ["relu"])
    assert {array.dtype for array in (X, *params.values())} == {np.dtype(np.float64)}
    assert names == ("relu",)
