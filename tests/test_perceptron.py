"""Tests of nnbook.perceptron."""

import re

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nnbook.datasets import and_gate, nand_gate, or_gate, xor_gate
from nnbook.perceptron import Perceptron, step


def perceptron(weights, bias=0.0, learning_rate=0.5):
    """Make a perceptron that starts where it is told."""
    made = Perceptron(len(weights), learning_rate)
    made.weights[:], made.bias = weights, bias
    return made


def learn_in_whole_numbers(X, y, epochs):
    """Run Rosenblatt's rule from zero, with rate 1 on lists of int, where nothing is ever rounded."""
    weights, bias, mistakes = [0] * len(X[0]), 0, []
    for _ in range(epochs):
        mistakes.append(0)
        for inputs, target in zip(X, y, strict=True):
            fires = sum(w * x for w, x in zip(weights, inputs, strict=True)) + bias > 0
            if fires != bool(target):
                sign = 1 if target else -1
                weights = [w + sign * x for w, x in zip(weights, inputs, strict=True)]
                bias += sign
                mistakes[-1] += 1
        if not mistakes[-1]:
            break
    return weights, bias, mistakes


def test_a_step_worked_by_hand():
    """Only what is above zero fires; any shape is kept, and the answers are whole numbers."""
    fired = step([[-1e-300, -0.0, 0.0], [1e-300, 0.44, np.inf]])
    np.testing.assert_array_equal(fired, [[0, 0, 0], [1, 1, 1]])
    assert fired.dtype == np.int64
    assert step(2.0).shape == () and step([]).shape == (0,)
    np.testing.assert_array_equal(step([-np.inf, np.inf]), [0, 1])
    for no_number in (np.nan, [1.0, np.nan], 1j, "a", None):
        with pytest.raises(ValueError, match="z must be"):
            step(no_number)


def test_a_prediction_worked_by_hand():
    """0.5·0.4 + 0.3·0.6 + 0.2·0.8 = 0.54: a bias of -0.1 lets it fire, one of -0.6 does not."""
    inputs, weights = [0.5, 0.3, 0.2], [0.4, 0.6, 0.8]
    assert perceptron(weights, -0.1).predict(inputs) == 1
    assert perceptron(weights, -0.6).predict(inputs) == 0


def test_a_batch_gets_what_each_of_its_samples_gets():
    """One sample gives a plain int, a batch one answer a row, also a batch of none."""
    X = np.random.default_rng(0).standard_normal((20, 3))
    neuron = perceptron([1.0, -2.0, 0.5], 0.3)
    answers = neuron.predict(X)
    assert answers.shape == (20,) and set(answers.tolist()) == {0, 1}
    assert [neuron.predict(inputs) for inputs in X] == answers.tolist()
    assert type(neuron.predict(X[0])) is int
    assert neuron.predict(np.empty((0, 3))).shape == (0,)


@pytest.mark.parametrize(
    ("bias", "target", "weights_after", "bias_after"),
    [(-2.0, 1, [2.0, -0.5], -1.5), (0.0, 0, [0.0, 0.5], -0.5)],  # 0.5 times the error times the inputs 2, -1
)
def test_an_update_worked_by_hand(bias, target, weights_after, bias_after):
    """A mistake moves the weights by rate · error · input, towards firing or away from it."""
    neuron = perceptron([1.0, 0.0], bias)
    assert neuron.train([[2.0, -1.0]], [target], epochs=1) == [1]
    np.testing.assert_array_equal(neuron.weights, weights_after)
    assert neuron.bias == bias_after


def test_a_right_answer_changes_nothing():
    """The first epoch without a mistake is the last, whatever number of epochs was allowed."""
    neuron = perceptron([1.0, 1.0], -1.5)
    assert neuron.train(*and_gate(), epochs=100) == [0]
    np.testing.assert_array_equal(neuron.weights, [1.0, 1.0])
    assert neuron.bias == -1.5


@pytest.mark.parametrize("gate", [and_gate, or_gate, nand_gate])
@pytest.mark.parametrize("seed", range(5))
def test_every_separable_gate_is_learned(gate, seed):
    """From any small start training ends early, with all four samples right."""
    X, y = gate()
    neuron = Perceptron(2, learning_rate=0.1, rng=seed)
    mistakes = neuron.train(X, y)
    assert len(mistakes) < 100 and mistakes[-1] == 0 and 0 not in mistakes[:-1]
    np.testing.assert_array_equal(neuron.predict(X), y)


def test_xor_never_ends():
    """All epochs are used, none is without a mistake, and from zero the weights repeat for ever."""
    neuron = perceptron([0.0, 0.0], learning_rate=1.0)
    mistakes = neuron.train(*xor_gate(), epochs=50)
    assert len(mistakes) == 50 and 0 not in mistakes
    before = (*neuron.weights, neuron.bias)
    neuron.train(*xor_gate(), epochs=1)
    assert (*neuron.weights, neuron.bias) == before


@given(st.data())
def test_training_is_rosenblatts_rule(data):
    """On any whole numbers, mistakes, weights and bias are those of exact arithmetic."""
    whole = st.integers(-20, 20)
    n, m = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 8))
    X = data.draw(st.lists(st.lists(whole, min_size=n, max_size=n), min_size=m, max_size=m))
    y = data.draw(st.lists(st.integers(0, 1), min_size=m, max_size=m))
    neuron = perceptron([0.0] * n, learning_rate=1.0)
    mistakes = neuron.train(X, y, epochs=10)
    weights, bias, expected = learn_in_whole_numbers(X, y, epochs=10)
    assert mistakes == expected
    assert neuron.weights.tolist() == weights and neuron.bias == bias


@given(st.integers(0, 2**32 - 1))
def test_mistakes_stay_within_novikoffs_bound(seed):
    """Where a line separates the samples, there are at most (R / margin)**2 mistakes in all."""
    rng = np.random.default_rng(seed)
    truth = rng.standard_normal(3)  # two weights and a bias, which is the weight of an input of 1
    truth /= np.linalg.norm(truth)
    X = rng.uniform(-1, 1, (40, 2))
    distances = X @ truth[:2] + truth[2]
    X, distances = X[np.abs(distances) > 0.1], distances[np.abs(distances) > 0.1]
    neuron = perceptron([0.0, 0.0])
    mistakes = neuron.train(X, (distances > 0).astype(int), epochs=1000)
    longest = (X**2).sum(axis=1).max() + 1  # R**2
    assert mistakes[-1] == 0 and sum(mistakes) <= longest / np.abs(distances).min() ** 2


def test_the_start_is_small_and_repeatable():
    """Weights are a hundredth of a standard normal draw; seed and generator agree; the bias is 0."""
    first, again = Perceptron(5, rng=3), Perceptron(5, rng=np.random.default_rng(3))
    np.testing.assert_array_equal(first.weights, again.weights)
    np.testing.assert_array_equal(first.weights, 0.01 * np.random.default_rng(3).standard_normal(5))
    assert (Perceptron(5, rng=4).weights != first.weights).all()
    assert first.bias == 0.0 and first.learning_rate == 0.01


def test_training_leaves_its_data_alone():
    """Neither whole numbers nor floats are changed, and lists do as well as arrays."""
    X, y = and_gate()
    kept = X.copy()
    from_arrays, from_lists = perceptron([0.0, 0.0]), perceptron([0.0, 0.0])
    assert from_arrays.train(X, y) == from_lists.train(X.astype(int).tolist(), y.tolist())
    np.testing.assert_array_equal(X, kept)
    np.testing.assert_array_equal(from_arrays.weights, from_lists.weights)


def test_training_leaves_the_weights_that_it_was_given_alone():
    """Who set the weights, or kept them for a history, still holds what they held."""
    X, y = and_gate()
    given = np.array([1, 1])  # whole numbers serve as well
    neuron = perceptron([0.0, 0.0])
    neuron.weights = given
    neuron.train(X, y)
    np.testing.assert_array_equal(given, [1, 1])
    assert (neuron.weights != given).any()


X, Y = and_gate()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_inputs": 0}, "n_inputs must be a whole number of at least 1, got 0"),
        ({"n_inputs": 2.0}, "n_inputs must be a whole number of at least 1, got 2.0"),
        ({"n_inputs": 2, "learning_rate": 0}, "learning_rate must be above 0, got 0"),
        ({"n_inputs": 2, "learning_rate": np.nan}, "learning_rate must be finite, got nan"),
        ({"n_inputs": 2, "learning_rate": "fast"}, "learning_rate must be an array of numbers, got 'fast'"),
    ],
)
def test_a_neuron_that_cannot_be_is_refused(arguments, message):
    """The error names the argument, what is wanted and what was given."""
    with pytest.raises(ValueError, match=re.escape(message)):
        Perceptron(**arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"X": X[:, :1]},
            "X must have shape (m, 2) and y shape (m,), with m at least 1; got X (4, 1) and y (4,)",
        ),
        ({"y": Y[:3]}, "got X (4, 2) and y (3,)"),
        ({"X": X[:0], "y": Y[:0]}, "with m at least 1; got X (0, 2) and y (0,)"),
        ({"X": X[0]}, "X must be 2-D, got an array of shape (2,)"),
        ({"y": Y[:, None]}, "y must be 1-D, got an array of shape (4, 1)"),
        ({"X": np.where(X == 1, np.nan, X)}, "X must be finite, got 4 NaN or infinite values"),
        ({"X": "and"}, "X must be an array of numbers, got 'and'"),
        ({"y": 2 * Y - 1}, "y must hold only 0 and 1, got [-1.  1.]"),
        ({"y": Y / 2}, "y must hold only 0 and 1, got [0.  0.5]"),
        ({"epochs": 0}, "epochs must be a whole number of at least 1, got 0"),
        ({"epochs": 1.5}, "epochs must be a whole number of at least 1, got 1.5"),
    ],
)
def test_what_cannot_be_learned_is_refused(arguments, message):
    """Shapes, NaN and labels that make no sense raise an error, and the weights stay as they are."""
    neuron = perceptron([0.25, -0.5], 1.0)
    with pytest.raises(ValueError, match=re.escape(message)):
        neuron.train(**({"X": X, "y": Y} | arguments))
    assert (*neuron.weights, neuron.bias) == (0.25, -0.5, 1.0)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ([1.0, 2.0, 3.0], "inputs must have 2 features a sample, got shape (3,)"),
        (np.ones((2, 3)), "inputs must have 2 features a sample, got shape (2, 3)"),
        (1.0, "inputs must be 1-D or 2-D, got an array of shape ()"),
        ([1.0, np.inf], "inputs must be finite, got 1 NaN or infinite values"),
    ],
)
def test_what_cannot_be_answered_is_refused(inputs, message):
    """A sample of another size, and one that is not finite, raise an error."""
    with pytest.raises(ValueError, match=re.escape(message)):
        perceptron([1.0, 1.0]).predict(inputs)
