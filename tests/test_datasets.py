"""The data sets of the chapters."""

import gzip

import numpy as np
import pytest
from rounding import assert_within, read

from nnbook import datasets
from nnbook.datasets import (
    and_gate,
    digits,
    halves,
    nand_gate,
    noisy_quadrants,
    or_gate,
    quadrants,
    small_network,
    xor_gate,
)

FIVE_STANDARD_ERRORS = 5 * 0.5  # of the mean of labels that are 0 or 1 alike, times the root of their number


@pytest.mark.parametrize(
    ("gate", "truth"),
    [
        (and_gate, lambda a, b: a and b),
        (or_gate, lambda a, b: a or b),
        (nand_gate, lambda a, b: not (a and b)),
        (xor_gate, lambda a, b: a != b),
    ],
)
def test_a_gate_is_its_truth_table(gate, truth) -> None:
    """Each of the four inputs stands there once, with what logic says of it, in fresh arrays."""
    X, y = gate()
    assert sorted(map(tuple, X.tolist())) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert y.tolist() == [int(truth(bool(a), bool(b))) for a, b in X]
    assert not np.shares_memory(X, gate()[0])


def test_quadrants_label_the_sign_of_the_product() -> None:
    """The label is 1 exactly where both coordinates have one sign, and both classes are well represented."""
    X, Y = quadrants(400)
    assert X.shape == (2, 400)
    assert Y.shape == (1, 400)
    np.testing.assert_array_equal(Y[0] == 1, np.sign(X[0]) == np.sign(X[1]))
    assert abs(Y.mean() - 0.5) < FIVE_STANDARD_ERRORS / Y.size**0.5


def test_noisy_quadrants_are_quadrants_with_a_part_of_the_labels_turned() -> None:
    """The points are the same, and as many labels are wrong as one asks for, none or all of them too."""
    X, Y = quadrants(4000, rng=3)
    for wrong in (0.0, 0.15, 1.0):
        noisy_X, noisy_Y = noisy_quadrants(4000, rng=3, wrong=wrong)
        np.testing.assert_array_equal(noisy_X, X)
        assert abs((noisy_Y != Y).mean() - wrong) <= FIVE_STANDARD_ERRORS / Y.size**0.5
        assert set(np.unique(noisy_Y)) == {0, 1}


@pytest.mark.parametrize("wrong", [-0.1, 1.5, np.nan, "few"])
def test_no_part_is_less_than_nothing_or_more_than_all(wrong) -> None:
    """A probability lies between 0 and 1."""
    with pytest.raises(ValueError, match="wrong must be"):
        noisy_quadrants(5, wrong=wrong)


def test_quadrants_are_repeatable_and_fresh() -> None:
    """A call gives equal points in new arrays; another seed gives other points."""
    first, again = quadrants(5), quadrants(5)
    np.testing.assert_array_equal(first[0], again[0])
    assert not np.shares_memory(first[0], again[0])
    assert (quadrants(5, rng=1)[0] != first[0]).any()


def test_small_network_gives_what_the_hand_gives() -> None:
    """Its hidden pre-activations are 0.52, -0.16, 0.3, 0.1 and its output pre-activations 0.34, -0.39."""
    X, params = small_network()
    W1, b1, W2, b2 = (read(params[name]) for name in ("W1", "b1", "W2", "b2"))
    by_hand = read([[0.52], [-0.16], [0.3], [0.1]])
    Z1 = W1 @ read(X) + b1
    assert_within(Z1.value, by_hand.value, Z1.error + by_hand.error)
    Z2, expected = W2 @ by_hand.above() + b2, read([[0.34], [-0.39]])
    assert_within(Z2.value, expected.value, Z2.error + expected.error)


def test_halves_label_the_side_of_the_diagonal() -> None:
    """The label is 1 exactly where x2 > -x1; 200 points hold about as many of each class."""
    X, Y = halves()
    assert X.shape == (2, 200)
    np.testing.assert_array_equal(Y[0] == 1, X[1] > -X[0])
    assert abs(Y.mean() - 0.5) < FIVE_STANDARD_ERRORS / Y.size**0.5


@pytest.mark.parametrize("make", [quadrants, noisy_quadrants, halves])
@pytest.mark.parametrize("m", [0, -1, 2.5, None])
def test_no_data_set_has_part_of_a_point(make, m) -> None:
    """The error names the argument."""
    with pytest.raises(ValueError, match="m must be a whole number of at least 1"):
        make(m)


def test_the_digits_are_read_from_beside_the_library(tmp_path, monkeypatch) -> None:
    """A line of the file is the 64 pixels of a picture, from 0 to 16, and the digit that it shows."""
    (tmp_path / "data").mkdir()
    lines = "\n".join(",".join(map(str, [*range(16)] * 4 + [label])) for label in (7, 0, 3))
    (tmp_path / "data" / "digits.csv.gz").write_bytes(gzip.compress(lines.encode()))
    monkeypatch.setattr(datasets, "__file__", str(tmp_path / "datasets.py"))
    X, y = digits()
    assert X.shape == (64, 3) and X.flags.c_contiguous and y.tolist() == [7, 0, 3]
    assert X[:, 1].tolist() == [pixel / 16 for pixel in [*range(16)] * 4]


def test_without_the_digits_it_is_said_what_brings_them(tmp_path, monkeypatch) -> None:
    """scikit-learn carries them, and is named with the command that installs it."""
    monkeypatch.setattr(datasets, "__file__", str(tmp_path / "datasets.py"))
    monkeypatch.setattr(datasets, "find_spec", lambda name: None)
    with pytest.raises(
        ModuleNotFoundError, match="scikit-learn, which is not installed: pip install scikit-learn"
    ):
        digits()


def test_the_digits_are_those_of_scikit_learn() -> None:
    """The same pictures in the same order, each a column, between 0 and 1."""
    theirs = pytest.importorskip("sklearn.datasets").load_digits()
    X, y = digits()
    assert X.shape == (64, 1797) and (X.min(), X.max()) == (0, 1)
    assert np.array_equal(16 * X.T, theirs.data) and np.array_equal(y, theirs.target)
