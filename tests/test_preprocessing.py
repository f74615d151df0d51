"""Tests of nnbook.preprocessing."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nnbook.preprocessing import one_hot, split, standardise

RNG = np.random.default_rng(0)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20))
def test_each_column_has_one_1_in_the_row_of_its_class(classes):
    """The classes come back as the place of the largest entry, and each column sums to 1."""
    labels = one_hot(classes, 6)
    assert labels.shape == (6, len(classes)) and set(np.unique(labels)) <= {0.0, 1.0}
    np.testing.assert_array_equal(labels.argmax(axis=0), classes)
    np.testing.assert_array_equal(labels.sum(axis=0), 1)


def test_there_are_as_many_classes_as_the_highest_number_says():
    """Labels as a row are as good as a list."""
    assert one_hot([0, 2]).shape == (3, 2)
    np.testing.assert_array_equal(one_hot([[1, 0]]), [[0, 1], [1, 0]])
    np.testing.assert_array_equal(one_hot(np.array([True, False])), [[0, 1], [1, 0]])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.5],), "classes must be whole numbers from 0, got"),
        (([-1, 0],), "classes must be whole numbers from 0, got"),
        (([],), "classes must be whole numbers from 0, got"),
        (([[0, 1], [1, 0]],), "classes must have the shape"),
        (([3], 3), "classes must be below n_classes, which is 3, got 3"),
        (([0], 0), "n_classes must be a whole number of at least 1, got 0"),
        ((["cat"],), "classes must be an array of numbers, got"),
    ],
)
def test_what_is_no_class_is_refused(arguments, message):
    """The error says what was given."""
    with pytest.raises(ValueError, match=message):
        one_hot(*arguments)


@given(st.integers(0, 10**6), st.floats(1e-300, 1e300), st.floats(-1e3, 1e3))
def test_features_have_mean_0_and_spread_1(seed, unit, offset):
    """Whatever their unit, also where a square would overflow or vanish."""
    X = (np.random.default_rng(seed).standard_normal((3, 50)) + offset) * unit
    scaled = standardise(X)
    np.testing.assert_allclose(scaled.mean(axis=1), 0, atol=1e-9)
    np.testing.assert_allclose(scaled.std(axis=1), 1, rtol=1e-6)


def test_tested_data_is_scaled_like_the_training_data():
    """Its own mean stays in it: a network has to see it as it saw the others."""
    train, test = RNG.standard_normal((2, 100)) * 3 + 5, np.array([[5.0, 8.0], [5.0, 2.0]])
    mean, spread = train.mean(axis=1, keepdims=True), train.std(axis=1, keepdims=True)
    np.testing.assert_allclose(standardise(test, like=train), (test - mean) / spread, rtol=1e-12)


def test_a_feature_without_spread_becomes_0():
    """It tells nothing, and divides nothing by zero."""
    np.testing.assert_array_equal(standardise([[7.0, 7.0], [0.0, 0.0]]), np.zeros((2, 2)))
    assert standardise(np.ones((1, 3), np.float32)).dtype == np.float32


@pytest.mark.parametrize(("X", "like"), [(np.ones((2, 3)), np.ones((3, 3))), (np.ones((2, 0)), None)])
def test_data_that_cannot_be_scaled_is_refused(X, like):
    """Other features, or no sample."""
    with pytest.raises(ValueError, match="must have the same features"):
        standardise(X, like)


@given(st.integers(2, 40), st.floats(0.01, 0.99), st.integers(0, 10**6))
def test_every_sample_is_on_one_side_and_keeps_its_label(m, part, seed):
    """The parts together are the whole, drawn anew with another seed."""
    X = np.arange(2.0 * m).reshape(2, m)
    Y = X[:1] * 10
    X_train, X_test, Y_train, Y_test = split(X, Y, part=part, rng=seed)
    assert X_train.shape[1] >= 1 and X_test.shape[1] >= 1
    assert abs(X_test.shape[1] - part * m) <= 1
    np.testing.assert_array_equal(np.sort(np.hstack([X_train, X_test])[0]), X[0])
    for part_of_X, part_of_Y in ((X_train, Y_train), (X_test, Y_test)):
        np.testing.assert_array_equal(part_of_Y, part_of_X[:1] * 10)


def test_the_same_seed_splits_alike():
    """And another one otherwise."""
    X = np.arange(30.0).reshape(1, 30)
    first, again, other = (split(X, rng=seed)[1] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    ("arrays", "options", "message"),
    [
        ((np.ones((2, 5)), np.ones((1, 4))), {}, "a column for each of the same samples, two at least"),
        ((np.ones((2, 1)),), {}, "two at least"),
        ((), {}, "got none"),
        ((np.ones(5),), {}, "array 1 must be 2-D"),
        ((np.ones((2, 5)),), {"part": 0}, "part must be above 0 and below 1, got 0"),
        ((np.ones((2, 5)),), {"part": 1.0}, "part must be above 0 and below 1"),
        ((np.ones((2, 5)),), {"rng": "a"}, "rng must be a seed such as 0"),
    ],
)
def test_what_cannot_be_split_is_refused(arrays, options, message):
    """The error says what was given, and what is wanted."""
    with pytest.raises(ValueError, match=message):
        split(*arrays, **options)
