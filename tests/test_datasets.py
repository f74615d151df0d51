"""The data sets of the chapters."""

import gzip

import numpy as np
import pytest
from rounding import assert_within, read

from nnbook import datasets
from nnbook.datasets import (
    and_gate,
    blobs,
    circles,
    digits,
    flats,
    halves,
    moons,
    nand_gate,
    noisy_quadrants,
    or_gate,
    quadrants,
    sine,
    small_network,
    spiral,
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


@pytest.mark.parametrize(
    "make", [quadrants, noisy_quadrants, halves, circles, moons, spiral, blobs, sine, flats]
)
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
    theirs = pytest.importorskip("sklearn.datasets", reason="it carries the digits").load_digits()
    X, y = digits()
    assert X.shape == (64, 1797) and (X.min(), X.max()) == (0, 1)
    assert np.array_equal(16 * X.T, theirs.data) and np.array_equal(y, theirs.target)


def test_circles_are_a_disc_in_a_ring() -> None:
    """By their distance from the origin: 1 up to 0.5, 0 from 0.7 to 1, as many of each, all around."""
    X, Y = circles(400)
    radius = np.hypot(*X)
    assert X.shape == (2, 400) and Y.shape == (1, 400) and Y.sum() == 200
    assert radius[Y[0] == 1].max() <= 0.5
    assert 0.7 <= radius[Y[0] == 0].min() and radius.max() <= 1
    for label in (0, 1):
        assert {(x > 0, y > 0) for x, y in X[:, Y[0] == label].T} == {
            (left, low) for left in (False, True) for low in (False, True)
        }


def test_moons_reach_into_each_other() -> None:
    """Each is half a unit circle around its centre, and each has points on the other's side of the middle."""
    X, Y = moons(400)
    for label, side in ((0, 1), (1, -1)):
        x, y = side * X[:, Y[0] == label]
        np.testing.assert_allclose(np.hypot(x + 0.5, y + 0.25), 1, rtol=8 * np.finfo(float).eps)
        assert (y + 0.25 >= 0).all() and y.min() < 0


def test_a_spiral_winds_both_arms() -> None:
    """The angle grows with the distance by two and a half times pi, and the arms are opposite."""
    X, Y = spiral(400)
    radius = np.hypot(*X)
    turned = np.stack([np.cos(2.5 * np.pi * radius), np.sin(2.5 * np.pi * radius)])
    cosine = (turned * X).sum(axis=0) / radius
    np.testing.assert_allclose(cosine, 1 - 2 * Y[0], atol=1e-12, rtol=0)
    assert 0.1 <= radius.min() and radius.max() <= 1


def test_blobs_are_three_clouds() -> None:
    """Each has a third of the points, a row of its own, and its mean at a corner of the triangle."""
    X, Y = blobs(300, noise=0.1)
    assert Y.shape == (3, 300) and (Y.sum(axis=0) == 1).all() and (Y.sum(axis=1) == 100).all()
    corners = [(0, 1), (-(3**0.5) / 2, -0.5), (3**0.5 / 2, -0.5)]
    for row, corner in zip(Y, corners, strict=True):
        far = X[:, row == 1].mean(axis=1) - corner
        assert (np.abs(far) < 5 * 0.1 / 100**0.5).all()  # five standard errors


def test_a_sine_is_one_period_with_noise_in_its_outputs() -> None:
    """Noise leaves the inputs as they are, and has the spread that was asked for."""
    X, Y = sine(400)
    noisy_X, noisy_Y = sine(400, noise=0.2)
    np.testing.assert_array_equal(Y, np.sin(np.pi * X))
    np.testing.assert_array_equal(X, noisy_X)
    spread = (noisy_Y - Y).std()
    assert abs(spread - 0.2) < 5 * 0.2 / (2 * 400) ** 0.5


def test_flats_have_inputs_of_two_scales() -> None:
    """Areas are tens of times the rooms, and the dearer half is 1."""
    X, Y = flats(200)
    assert X[0].min() >= 50 and X[0].max() <= 150
    assert set(X[1]) == {1, 2, 3, 4, 5}
    worth = 2 * X[0] + 30 * X[1]
    assert Y.sum() == 100 and worth[Y[0] == 1].min() > worth[Y[0] == 0].max()


@pytest.mark.parametrize("make", [circles, moons, spiral, blobs, sine])
def test_noise_moves_points_by_its_spread(make) -> None:
    """Twice the noise moves each point twice as far; less than none is refused."""
    (X, Y), (X1, Y1), (X2, Y2) = (make(50, noise=noise) for noise in (0.0, 0.1, 0.2))
    np.testing.assert_allclose(X2 - X, 2 * (X1 - X), atol=1e-14, rtol=0)
    np.testing.assert_allclose(Y2 - Y, 2 * (Y1 - Y), atol=1e-14, rtol=0)
    with pytest.raises(ValueError, match="noise must be at least 0, got -1"):
        make(50, noise=-1)
