"""What holds whatever the numbers are, tried on random networks and data.

Where two ways of computing one thing may round apart, `rounding` counts how far; elsewhere they agree bit for
bit.
"""

import tempfile
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import rounding
from hypothesis import given, strategies as st
from rounding import ELEMENTARY, SINGLE, Rounded, U, assert_within

from nnbook.activations import ACTIVATIONS, DERIVATIVES, elu, leaky_relu, prelu, relu, sigmoid, softmax
from nnbook.backprop import backward_propagation
from nnbook.forward import forward_propagation, init_parameters
from nnbook.gradcheck import numerical_gradient
from nnbook.losses import LOSSES, compute_loss, output_loss
from nnbook.optimizers import OPTIMIZERS
from nnbook.parameters import Parameters, packed
from nnbook.prediction import accuracy, predict
from nnbook.preprocessing import one_hot, split, standardise
from nnbook.saving import load, save
from nnbook.training import batches, train_network, update_parameters

BCE, CCE, MSE = LOSSES
ENDS = [(MSE, name) for name in ACTIVATIONS] + [
    (loss, name) for loss in (BCE, CCE) for name in ("sigmoid", "softmax")
]
TRAINED = [(MSE, "identity"), (MSE, "tanh"), (BCE, "sigmoid"), (CCE, "softmax")]  # what training accepts

seeds = st.integers(0, 2**32 - 1)
names = st.sampled_from(sorted(ACTIVATIONS))
sizes = st.integers(1, 5)
floats = st.sampled_from([np.float32, np.float64])
values = st.floats(-3000, 3000, width=32)  # float32 holds them as they are
numbers = st.lists(values, min_size=1, max_size=8)


def labels(generator, shape, loss, name):
    """Draw labels that a network with such an end can learn."""
    if name == "softmax":
        return generator.dirichlet(np.ones(shape[0]), shape[1]).T
    return generator.random(shape)


@st.composite
def networks(draw, ends=tuple(ENDS), most=4):
    """Draw data, labels, parameters, activations and a loss of a network of up to `most` layers."""
    loss, last = draw(st.sampled_from(ends))
    inner = draw(st.lists(names, max_size=most - 1))
    shape = [draw(sizes) for _ in range(len(inner) + 1)] + [draw(st.integers(2, 5)), draw(st.integers(1, 6))]
    generator = np.random.default_rng(draw(seeds))
    *layer_sizes, m = shape
    params = init_parameters(layer_sizes, "xavier", generator)
    params = {name: value + 0.1 * generator.standard_normal(value.shape) for name, value in params.items()}
    X, Y = generator.standard_normal((layer_sizes[0], m)), labels(generator, (layer_sizes[-1], m), loss, last)
    return X, Y, params, (*inner, last), loss


def passes(X, Y, params, names, loss):
    """Return outputs, loss and gradients by name."""
    A, cache = forward_propagation(X, params, names)
    price = output_loss(cache[f"Z{len(names)}"], A, Y, names[-1], loss)
    return {"A": A, "loss": price} | backward_propagation(X, Y, params, cache, loss)


def assert_same_passes(one, other, exact, names):
    """Assert that loss and gradients of two ways are within twice the error of what is exact."""
    for name in ("loss", *(name for name in one if name[0] == "d")):
        assert_within(one[name], other[name], 2 * exact[name].error, name)


# ---- activations ----


@given(numbers)
def test_a_sigmoid_and_its_mirror_make_one(z):
    """The two probabilities of an event and of its opposite are all there is."""
    z = np.array(z)
    np.testing.assert_allclose(sigmoid(z) + sigmoid(-z), 1.0, rtol=0, atol=2 * (ELEMENTARY + 3) * U)


@given(numbers, st.floats(-100, 100))
def test_softmax_knows_only_differences(z, shift):
    """A constant that is added to all scores changes no probability."""
    z = np.array(z)
    given = Rounded(z, U * np.abs(z + shift))  # what the sum rounds
    assert_within(softmax(z + shift), softmax(z), 2 * rounding.activation(given, "softmax").error)


@given(numbers, st.floats(0.125, 8))
def test_a_temperature_divides_the_scores(z, temperature):
    """Warm probabilities of some scores are the usual ones of smaller scores."""
    z = np.array(z)
    exact = rounding.activation(Rounded(z / temperature).off(3), "softmax")
    assert_within(softmax(z, temperature=temperature), softmax(z / temperature), 2 * exact.error)


@given(seeds, sizes, sizes, st.integers(0, 1))
def test_probabilities_sum_to_one(seed, n, m, axis):
    """Along the axis that was asked for, whichever it is."""
    s = softmax(100 * np.random.default_rng(seed).standard_normal((n, m)), axis)
    assert s.min() >= 0
    np.testing.assert_allclose(s.sum(axis=axis), 1.0, rtol=0, atol=2 * s.shape[axis] * U)


@given(numbers, floats)
def test_rectifiers_are_made_of_the_two_halves_of_a_number(z, dtype):
    """To the last bit: what is cut off is what the mirror keeps, and a slope of 1 cuts nothing off."""
    z = np.array(z, dtype)
    np.testing.assert_array_equal(relu(z) - relu(-z), z)
    np.testing.assert_array_equal(leaky_relu(z, 1.0), z)
    np.testing.assert_array_equal(leaky_relu(z, 0.0), relu(z))
    np.testing.assert_array_equal(prelu(z, 0.25), leaky_relu(z, 0.25))
    np.testing.assert_array_equal(np.maximum(elu(z), 0), relu(z))
    assert elu(z, 0.5).min() >= -0.5


@given(names, seeds, floats)
def test_a_face_answers_what_its_core_does(name, seed, dtype):
    """The checks change nothing of what is right, neither the numbers nor their type."""
    Z, v = 10 * np.random.default_rng(seed).standard_normal((2, 3, 4)).astype(dtype)
    np.testing.assert_array_equal(ACTIVATIONS[name](Z), ACTIVATIONS[name].core(Z), strict=True)
    arguments = (Z, v) if name == "softmax" else (Z,)
    found = DERIVATIVES[name](*arguments)
    np.testing.assert_array_equal(found, DERIVATIVES[name].core(*arguments), strict=True)
    assert found.dtype == dtype


# ---- losses ----


@given(values, st.sampled_from([0, 1]), floats)
def test_one_error_has_one_price_on_both_sides(z, label, dtype):
    """Bit for bit, at any distance: the other sign with the other label is the same mistake."""
    one, other = np.array([[z]], dtype), np.array([[-z]], dtype)
    price = partial(output_loss, activation="sigmoid", loss=BCE)
    assert price(one, sigmoid(one), [[label]]) == price(other, sigmoid(other), [[1 - label]])


@given(values, values, floats)
def test_two_classes_that_change_places_cost_the_same(z, other, dtype):
    """The price of softmax depends on the scores alone, not on where a class stands."""
    Z, Y = np.array([[z], [other]], dtype), np.array([[1.0], [0.0]])
    price = partial(output_loss, activation="softmax", loss=CCE)
    assert price(Z, softmax(Z), Y) == price(Z[::-1], softmax(Z[::-1]), Y[::-1])


@given(networks())
def test_the_loss_of_scores_is_that_of_outputs(case):
    """As far as the outputs still tell it, which the counted error knows."""
    X, Y, params, names, loss = case
    exact = rounding.network(X, Y, params, names, loss)["loss"]
    found = passes(X, Y, params, names, loss)
    assert_within(found["loss"], compute_loss(found["A"], Y, loss), 2 * exact.error)


# ---- passes ----


@given(networks())
def test_a_batch_answers_what_its_samples_answer_alone(case):
    """Samples do not know of each other."""
    X, _, params, names, _ = case
    error = rounding.forward(X, params, names)[f"A{len(names)}"].error
    together, _ = forward_propagation(X, params, names)
    alone = np.hstack([forward_propagation(X[:, [k]], params, names)[0] for k in range(X.shape[1])])
    assert_within(alone, together, 2 * error)


@given(networks(), seeds)
def test_the_order_of_samples_is_no_matter(case, seed):
    """Outputs change places with them, and loss and gradients stay."""
    X, Y, params, names, loss = case
    order = np.random.default_rng(seed).permutation(X.shape[1])
    exact = rounding.network(X, Y, params, names, loss)
    one, other = passes(X, Y, params, names, loss), passes(X[:, order], Y[:, order], params, names, loss)
    assert_within(other["A"], one["A"][:, order], 2 * exact[f"A{len(names)}"].error[:, order])
    assert_same_passes(one, other, exact, names)


@given(networks())
def test_samples_that_come_twice_change_no_mean(case):
    """Loss and gradients are means, so a copy of all data leaves them."""
    X, Y, params, names, loss = case
    twice = np.hstack([X, X]), np.hstack([Y, Y])
    exact = rounding.network(*twice, params, names, loss)
    assert_same_passes(passes(X, Y, params, names, loss), passes(*twice, params, names, loss), exact, names)


@given(networks())
def test_nothing_that_is_given_is_written_to(case):
    """All passes work on data and parameters that cannot be written to."""
    X, Y, params, names, loss = case
    for array in (X, Y, *params.values()):
        array.setflags(write=False)
    found = passes(X, Y, params, names, loss)
    update_parameters(params, {name: value for name, value in found.items() if name[0] == "d"}, 0.1)


# ---- gradients ----

EPS, DISTANCE = 4e-3, 0.05  # the step of a measurement, and how far from a kink every pre-activation is


def away_from_kinks(depth, loss, last, generator):
    """Draw a network none of whose pre-activations comes near a kink, and its data.

    The sizes of a row of weights sum to 1. So a value that moves by a step moves nothing behind it by more,
    as the slopes of all activations are at most 1, and a weight moves its sum by a step times its input. The
    bias of a neuron puts 0 into a gap between its sums, or beside them all.
    """
    sizes = generator.integers(1, 6, depth + 1)
    sizes[-1] = max(sizes[-1], 2)
    names = [*generator.choice(sorted(ACTIVATIONS), depth - 1), last]
    X, params = generator.standard_normal((sizes[0], generator.integers(1, 6))), {}
    A = X
    for layer, (n_in, n_out) in enumerate(zip(sizes, sizes[1:], strict=False), start=1):
        W = generator.standard_normal((n_out, n_in))
        W /= np.abs(W).sum(axis=1, keepdims=True)
        Z = W @ A
        edges = np.sort(Z, axis=1)
        edges = np.hstack([edges[:, :1] - 0.5, edges, edges[:, -1:] + 0.5])
        gaps, middles = np.diff(edges), (edges[:, 1:] + edges[:, :-1]) / 2
        chosen = (generator.random(gaps.shape) * (gaps > 2 * DISTANCE)).argmax(axis=1, keepdims=True)
        b = -np.take_along_axis(middles, chosen, axis=1)
        params |= {f"W{layer}": W, f"b{layer}": b}
        A = ACTIVATIONS[names[layer - 1]](Z + b)
        assert np.abs(Z + b).min() > DISTANCE > 2 * EPS * max(1.0, np.abs(A).max(), np.abs(X).max())
    Y = labels(generator, (sizes[-1], X.shape[1]), loss, last)
    return X, Y, params, [str(name) for name in names]


@pytest.mark.parametrize("depth", range(1, 9))
@pytest.mark.parametrize(("loss", "last"), ENDS)
def test_backpropagation_meets_measured_slopes_to_1e8(depth, loss, last):
    """Random networks of one to eight layers: every gradient, relative to the largest, and the bound as well.

    A step of twice the size misses four times as much, so that four thirds of the one less a third of the
    other miss only what is of the fourth order. With twice the steps that is sixteen times as much; the
    difference is fifteen times of it, and a seventh leaves room for the next order. What the counted error of
    a loss passes on is three times the error / eps, and a seventh of half as much again.
    """
    generator = np.random.default_rng([depth, ENDS.index((loss, last))])
    X, Y, params, names = away_from_kinks(depth, loss, last, generator)
    exact = rounding.network(X, Y, params, names, loss)
    found = passes(X, Y, params, names, loss)

    def loss_with(name, value):
        A, cache = forward_propagation.core(X, params | {name: value}, names)
        return output_loss.core(cache[f"Z{depth}"], A, Y, last, loss)

    largest = max(np.abs(found[f"d{name}"]).max() for name in params)
    for name, value in params.items():
        half, once, twice = (
            numerical_gradient(partial(loss_with, name), value, eps) for eps in (EPS / 2, EPS, 2 * EPS)
        )
        measured, missing = (4 * half - once) / 3, (4 * once - twice) / 3
        bound = np.abs(missing - measured) / 7 + 4 * exact["loss"].error / EPS + exact[f"d{name}"].error
        assert_within(found[f"d{name}"], measured, bound, name)
        assert bound.max() < 1e-8 * max(largest, 1e-3), (name, bound.max() / largest)


# ---- training ----


@st.composite
def trainings(draw):
    """Draw the arguments of a training that is over soon."""
    X, Y, params, activations, loss = draw(networks(tuple(TRAINED), most=3))
    activations = ["tanh" if name == "softmax" else name for name in activations[:-1]] + [activations[-1]]
    layer_sizes = [X.shape[0], *(len(value) for name, value in params.items() if name[0] == "W")]
    return {
        "X": X,
        "Y": Y,
        "layer_sizes": layer_sizes,
        "learning_rate": draw(st.floats(1e-3, 0.1)),
        "epochs": draw(st.integers(1, 5)),
        "activations": activations,
        "loss": loss,
        "batch_size": draw(st.none() | st.integers(1, 7)),
        "optimizer": draw(st.sampled_from(sorted(OPTIMIZERS))),
        "rng": draw(seeds),
    }


def assert_same_training(one, other):
    """Assert that two trainings gave the same, bit for bit."""
    (params, losses), (others, other_losses) = one, other
    assert losses == other_losses and params.activations == others.activations
    assert params.keys() == others.keys()
    for name, value in params.items():
        np.testing.assert_array_equal(value, others[name], strict=True)


@given(trainings())
def test_a_seed_makes_a_training_repeatable(call):
    """The same seed, and a generator in the same state, lead to the same network bit for bit."""
    assert_same_training(train_network(**call), train_network(**call))
    generator = np.random.default_rng(call["rng"])
    assert_same_training(train_network(**call), train_network(**call | {"rng": generator}))


@given(trainings())
def test_a_rate_that_never_changes_may_be_a_function(call):
    """A function of the epoch that gives one number is that number."""
    rate = call["learning_rate"]
    assert_same_training(train_network(**call), train_network(**call | {"learning_rate": lambda epoch: rate}))


@given(trainings(), st.integers(0, 4))
def test_a_training_that_is_stopped_returns_what_was_shown(call, last):
    """The parameters of the epoch that said True, and those of a training that is as long from the start."""
    shown = []

    def stop(epoch, loss, params):
        shown.append((params, loss))
        return epoch == last

    params, losses = train_network(**call, on_epoch=stop)
    assert losses == [loss for _, loss in shown] and len(losses) == min(last + 1, call["epochs"])
    assert_same_training((params, losses), (shown[-1][0], losses))
    assert_same_training((params, losses), train_network(**call | {"epochs": len(losses)}))


@given(trainings())
def test_a_callback_that_watches_changes_nothing(call):
    """Whatever it returns but True, and with all that it is shown."""
    seen = train_network(**call, on_epoch=lambda epoch, loss, params: [loss, predict_or_none(call, params)])
    assert_same_training(train_network(**call), seen)


def predict_or_none(call, params):
    """Return the classes where the network has some."""
    return predict(call["X"], params) if len(call["Y"]) > 1 else None


@given(seeds, st.sampled_from([(MSE, "identity"), (BCE, "sigmoid"), (CCE, "softmax")]), st.integers(1, 3))
def test_single_precision_trains_like_double(seed, end, steps):
    """From the same numbers, as far apart as roundings of that size can bring them in a few steps."""
    generator, (loss, last) = np.random.default_rng(seed), end
    X = generator.standard_normal((3, 5)).astype(np.float32)
    Y = one_hot(generator.integers(0, 2, 5), 2)
    start = {
        name: value.astype(np.float32) for name, value in init_parameters((3, 4, 2), rng=generator).items()
    }
    double = {name: value.astype(float) for name, value in start.items()}
    activations, rate = ["tanh", last], 0.125
    exact = rounding.training(X.astype(float), Y, double, activations, loss, rate)
    price, wanted = [next(exact) for _ in range(steps)][-1]
    found, losses = train_network(
        X, Y, (3, 4, 2), rate, steps, activations=activations, loss=loss, params=start
    )
    assert_within(losses[-1], price.value, 2 * SINGLE * price.error, "the loss")
    for name, value in found.items():
        assert value.dtype == np.float32
        assert_within(value, wanted[name].value, 2 * SINGLE * wanted[name].error, name)


@given(st.sampled_from(sorted(OPTIMIZERS)), seeds, floats, st.integers(1, 6))
def test_an_optimizer_does_not_care_how_its_gradients_are_named(optimizer, seed, dtype, steps):
    """On one vector of all it takes the steps that it takes on each by name, bit for bit."""
    generator, optimize = np.random.default_rng(seed), OPTIMIZERS[optimizer]
    by_name, at_once = {}, {}
    for _ in range(steps):
        shapes = {"dW1": (3, 2), "db1": (3, 1), "dW2": (1, 3)}
        gradients = {name: generator.standard_normal(shape).astype(dtype) for name, shape in shapes.items()}
        views, vector = packed(gradients)
        directions, by_name = optimize(gradients, by_name)
        together, at_once = optimize({"all": vector}, at_once)
        np.testing.assert_array_equal(packed(directions)[1], together["all"], strict=True)
        assert views.keys() == gradients.keys()


@given(st.integers(1, 12), st.none() | st.integers(1, 13), seeds)
def test_batches_hold_each_sample_once(m, size, seed):
    """With its own label, and no batch but the last is smaller than was asked for."""
    X = np.arange(2.0 * m).reshape(2, m)
    parts = list(batches(X, X[:1] + 0.5, size, np.random.default_rng(seed)))
    together = np.hstack([part for part, _ in parts])
    np.testing.assert_array_equal(np.sort(together, axis=1), X)
    np.testing.assert_array_equal(np.hstack([part for _, part in parts]), together[:1] + 0.5)
    assert all(part.shape[1] == (size or m) for part, _ in parts[:-1])


# ---- parameters ----


@given(st.lists(sizes, min_size=2, max_size=5), seeds, floats)
def test_packed_arrays_are_views_of_one_vector(shape, seed, dtype):
    """They hold what was given, in its order, and a change of the vector is a change of each."""
    given = {name: value.astype(dtype) for name, value in init_parameters(shape, rng=seed).items()}
    views, vector = packed(given)
    assert list(views) == list(given) and vector.dtype == dtype
    for name, value in given.items():
        np.testing.assert_array_equal(views[name], value, strict=True)
    vector += 1
    for name, value in given.items():
        np.testing.assert_array_equal(views[name], value + dtype(1), strict=True)
    again, other = packed(views)
    np.testing.assert_array_equal(other, vector, strict=True)
    assert not np.shares_memory(other, vector) and list(again) == list(given)


@given(st.lists(sizes, min_size=2, max_size=5), seeds, floats, st.data())
def test_a_file_gives_back_what_was_saved(shape, seed, dtype, data):
    """Names, numbers to the last bit, their type, and the activations where they are known."""
    activations = data.draw(st.none() | st.tuples(*[names] * (len(shape) - 1)))
    arrays = {name: value.astype(dtype) for name, value in init_parameters(shape, rng=seed).items()}
    with tempfile.TemporaryDirectory() as folder:
        found = load(save(Path(folder) / "network", Parameters(arrays, activations)))
    assert found.activations == activations and list(found) == list(arrays)
    for name, value in arrays.items():
        np.testing.assert_array_equal(found[name], value, strict=True)


@given(networks())
def test_parameters_keep_their_activations_through_what_is_made_of_them(case):
    """Both sides of |, a copy and an update know them; a plain dict of them does not."""
    X, Y, plain, activations, loss = case
    params = Parameters(plain, activations)
    gradients = {
        name: value for name, value in passes(X, Y, plain, activations, loss).items() if name[0] == "d"
    }
    made = [
        params | {"W1": params["W1"]},
        dict(params) | params,
        params.copy(),
        update_parameters(params, gradients, 0.1),
    ]
    assert [other.activations for other in made] == [activations] * 4
    assert not hasattr(dict(params), "activations")
    np.testing.assert_array_equal(
        forward_propagation(X, params)[0], forward_propagation(X, plain, activations)[0], strict=True
    )


@given(networks(tuple(TRAINED)))
def test_a_network_is_right_about_its_own_answers(case):
    """What it predicts are the largest outputs, and against them its accuracy is 1."""
    X, _, params, activations, _ = case
    found = predict(X, params, activations)
    np.testing.assert_array_equal(found, forward_propagation(X, params, activations)[0].argmax(axis=0))
    assert accuracy(X, found, params, activations) == 1.0
    assert accuracy(X, one_hot(found, len(params[f"b{len(activations)}"])), params, activations) == 1.0


# ---- data ----


@given(st.lists(st.integers(0, 6), min_size=1, max_size=12), st.integers(7, 9))
def test_one_hot_labels_tell_their_classes(classes, count):
    """The place of the 1 is the class, and there is one in each column."""
    found = one_hot(classes, count)
    assert found.shape == (count, len(classes))
    np.testing.assert_array_equal(found.argmax(axis=0), classes)
    np.testing.assert_array_equal(found.sum(axis=0), 1)
    np.testing.assert_array_equal(one_hot(classes), found[: max(classes) + 1])


@given(st.integers(2, 30), st.floats(0.01, 0.99), seeds)
def test_split_parts_all_samples_and_keeps_pairs(m, part, seed):
    """Each sample is on one side, with its label, and both sides have one."""
    X = np.arange(2.0 * m).reshape(2, m)
    X_left, X_apart, Y_left, Y_apart = split(X, X[:1] + 0.5, part=part, rng=seed)
    np.testing.assert_array_equal(np.sort(np.hstack([X_left, X_apart]), axis=1), X)
    np.testing.assert_array_equal(np.hstack([Y_left, Y_apart]), np.hstack([X_left, X_apart])[:1] + 0.5)
    assert min(X_left.shape[1], X_apart.shape[1]) >= 1 and abs(X_apart.shape[1] - part * m) <= 1


def random_data(seed, m, dtype=np.float64):
    """Draw features of different means and spreads."""
    generator = np.random.default_rng(seed)
    return (generator.standard_normal((3, m)) * [[1.0], [10.0], [0.1]] + [[0.0], [5.0], [-1.0]]).astype(dtype)


@given(seeds, st.integers(2, 12), st.integers(-60, 60))
def test_standardise_does_not_know_the_unit(seed, m, power):
    """Another unit, also of the other sign, and another order of samples, change no digit."""
    X = random_data(seed, m)
    found = standardise(X)
    np.testing.assert_array_equal(standardise(2.0**power * X), found)
    np.testing.assert_array_equal(standardise(-X), -found)
    np.testing.assert_array_equal(standardise(X[:, :1], like=X), found[:, :1])


@given(seeds, st.integers(2, 12), st.floats(-100, 100))
def test_standardise_does_not_know_the_origin(seed, m, shift):
    """Another origin, and a second standardise, change what rounding does: it grows with mean over spread."""
    X = random_data(seed, m)
    found, spread = standardise(X), X.std(axis=1, keepdims=True)
    top = np.abs(X).max(axis=1, keepdims=True) + abs(shift)
    # The mean of m numbers is off by m + 1 roundings of the largest, each number and its difference by 3, and
    # the spread by as much; a result of up to the root of m passes that on.
    error = 4 * (m + 4) * U * top / spread * (1 + np.abs(found))
    assert_within(standardise(X + shift), found, 2 * error)
    assert_within(standardise(found), found, 2 * error)
    assert_within(found.mean(axis=1), np.zeros(3), error.max(axis=1))
    assert_within(found.std(axis=1), np.ones(3), error.max(axis=1))
