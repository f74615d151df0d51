"""Tests of nnbook.prediction: classes, and how many are right."""

import re

import numpy as np
import pytest

from nnbook.datasets import quadrants
from nnbook.prediction import accuracy, predict
from nnbook.preprocessing import one_hot
from nnbook.training import train_network

# One layer that hands its inputs on: the outputs are those of the pre-activations.
THREE = {"W1": np.eye(3), "b1": np.zeros((3, 1))}
ONE = {"W1": np.ones((1, 1)), "b1": np.zeros((1, 1))}


def test_the_largest_output_is_the_class():
    """The first of several that are equal, in whole numbers, whatever the last activation."""
    Z = np.array([[1.0, 0.0, 2.0, 5.0], [0.0, 3.0, 2.0, 5.0], [0.5, 1.0, 1.0, 6.0]])
    for last in ("softmax", "identity", "sigmoid", "tanh", "relu"):
        predicted = predict(Z, THREE, [last])
        np.testing.assert_array_equal(predicted[:3], [0, 1, 0])
        assert predicted.dtype == np.int64


@pytest.mark.parametrize("last", ["sigmoid", "tanh"])
def test_one_output_is_a_class_above_its_middle(last):
    """Exactly in the middle is class 0, as a step at 0 is."""
    np.testing.assert_array_equal(predict(np.array([[-1.0, 0.0, 1e-9, 3.0]]), ONE, [last]), [0, 0, 1, 1])


@pytest.mark.parametrize("last", ["identity", "relu", "elu"])
def test_one_amount_is_no_class(last):
    """A regression has no classes; the message names the call for its values."""
    with pytest.raises(ValueError, match=re.escape("its values are forward_propagation(X, params)[0]")):
        predict(np.ones((1, 2)), ONE, [last])


def test_labels_of_every_form_are_counted_alike():
    """One-hot columns, rows of class numbers and flat class numbers: three of four are right."""
    Z, numbers = np.eye(3)[:, [0, 1, 2, 0]], np.array([0, 1, 2, 1])
    for Y in (one_hot(numbers), numbers, numbers[None]):
        assert accuracy(Z, Y, THREE, ["softmax"]) == 0.75


@pytest.mark.parametrize("low", [0, -1])
def test_two_classes_may_be_labelled_from_minus_one(low):
    """0 and 1, or -1 and 1, flat or as a row."""
    Z, Y = np.array([[-2.0, -1.0, 1.0, 2.0]]), np.array([[low, 1, 1, 1]])
    assert accuracy(Z, Y, ONE, ["tanh"]) == accuracy(Z, Y[0], ONE, ["tanh"]) == 0.75


def test_the_activations_come_from_the_training():
    """What was trained with tanh is asked with tanh."""
    X, Y = quadrants()
    how = dict(activations=["tanh", "sigmoid"], optimizer="adam", rng=0)
    params, _ = train_network(X, Y, (2, 8, 1), 0.05, 200, **how)
    assert accuracy(X, Y, params) > 0.95
    assert accuracy(X, predict(X, params), params) == 1.0


@pytest.mark.parametrize(
    ("Y", "message"),
    [
        (np.ones((2, 4)), "Y must have the shape (3, 4), or (4,) of class numbers, got (2, 4)"),
        (np.ones(3), "got (3,)"),
        (np.array([0, 1, 2, 3]), "class numbers go from 0 to 2, got [0. 1. 2. 3.]"),
        (np.array([0, 0.5, 1, 1]), "class numbers go from 0 to 2"),
        (["cat"] * 4, "Y must be an array of numbers"),
    ],
)
def test_labels_of_another_network_are_refused(Y, message):
    """NumPy would compare them with whatever it can broadcast."""
    with pytest.raises(ValueError, match=re.escape(message)):
        accuracy(np.eye(3)[:, [0, 1, 2, 0]], Y, THREE, ["softmax"])


def test_class_numbers_beyond_two_are_no_labels_of_one_output():
    """Everything above the middle would count as class 1."""
    with pytest.raises(
        ValueError, match=re.escape("labels of one output go from 0, or -1, to 1, got [0. 1. 2.]")
    ):
        accuracy(np.ones((1, 3)), np.array([0, 1, 2]), ONE, ["sigmoid"])


def test_no_samples_have_no_accuracy():
    """0 of 0 is no share."""
    with pytest.raises(ValueError, match="X must hold at least one sample"):
        accuracy(np.ones((3, 0)), np.ones(0), THREE)
