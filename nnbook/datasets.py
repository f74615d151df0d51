"""Small data sets that the chapters share; each call gives fresh arrays."""

from __future__ import annotations

import gzip
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnbook.validation import Array, Arrays, as_count, as_generator, as_number

Gate = tuple[NDArray[np.float64], NDArray[np.int64]]
Samples = tuple[NDArray[np.float64], NDArray[np.float64]]


def and_gate() -> Gate:
    """Return `X` (4, 2) and `y` (4,): 1 where both inputs are 1."""
    return _gate(0, 0, 0, 1)


def or_gate() -> Gate:
    """Return `X` (4, 2) and `y` (4,): 1 where at least one input is 1."""
    return _gate(0, 1, 1, 1)


def nand_gate() -> Gate:
    """Return `X` (4, 2) and `y` (4,): 0 where both inputs are 1."""
    return _gate(1, 1, 1, 0)


def xor_gate() -> Gate:
    """Return `X` (4, 2) and `y` (4,): 1 where exactly one input is 1."""
    return _gate(0, 1, 1, 0)


def _gate(*outputs: int) -> Gate:
    """Pair the four inputs, one a row in counting order, with their outputs."""
    return np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array(outputs)


def quadrants(
    m: int = 200, rng: int | np.random.Generator | None = 0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return `m` points around the origin: 1 where both coordinates have the same sign, a smooth XOR.

    Parameters
    ----------
    m : int
        How many points.
    rng : int or numpy.random.Generator, optional
        A seed or a generator; the default gives the same points at each call.

    Returns
    -------
    X : ndarray, shape (2, m)
        One column a sample, each coordinate drawn from the standard normal distribution.
    Y : ndarray, shape (1, m)
        The labels, 0 or 1.
    """
    X = as_generator(rng).standard_normal((2, as_count("m", m)))
    return X, (X[:1] * X[1:] > 0).astype(float)


def noisy_quadrants(
    m: int = 200, rng: int | np.random.Generator | None = 0, wrong: float = 0.15
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return `quadrants` of whose labels a part is wrong, so that nobody can answer all of them.

    Parameters
    ----------
    m, rng
        As for `quadrants`, whose points these are.
    wrong : float
        How probable it is that a label is turned around, from 0 to 1.

    Returns
    -------
    X, Y : ndarray, shapes (2, m) and (1, m)
        As from `quadrants`.
    """
    wrong = as_number("wrong", wrong)
    if not 0 <= wrong <= 1:
        raise ValueError(f"wrong must be from 0 to 1, got {wrong!r}")
    generator = as_generator(rng)
    X, Y = quadrants(m, generator)
    return X, np.where(generator.random(Y.shape) < wrong, 1 - Y, Y)


def halves(
    m: int = 200, rng: int | np.random.Generator | None = 0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return `m` points around the origin: 1 where the coordinates add up to more than 0.

    Parameters
    ----------
    m, rng
        As for `quadrants`.

    Returns
    -------
    X, Y : ndarray, shapes (2, m) and (1, m)
        As from `quadrants`; a straight line separates these labels.
    """
    X = as_generator(rng).standard_normal((2, as_count("m", m)))
    return X, (X[:1] + X[1:] > 0).astype(float)


def circles(m: int = 200, noise: float = 0.0, rng: int | np.random.Generator | None = 0) -> Samples:
    """Return `m` points around the origin: 1 in a disc, 0 in the ring about it.

    Parameters
    ----------
    m : int
        How many points, the half of them in the disc, one more where `m` is odd.
    noise : float
        Standard deviation of what is added to each coordinate, at least 0.
    rng : int or numpy.random.Generator, optional
        A seed or a generator; the default gives the same points at each call.

    Returns
    -------
    X, Y : ndarray, shapes (2, m) and (1, m)
        The disc goes out to 0.5, and the ring from 0.7 to 1.

    Raises
    ------
    ValueError
        If `m` is no positive whole number, or `noise` is below 0.
    """
    m, noise, rng = _checked(m, noise, rng)
    inside = np.arange(m) % 2 == 0
    angle = rng.uniform(0, 2 * np.pi, m)
    radius = np.where(inside, 0.5 * np.sqrt(rng.uniform(0, 1, m)), rng.uniform(0.7, 1, m))
    X = radius * np.stack([np.cos(angle), np.sin(angle)])
    return X + noise * rng.standard_normal((2, m)), inside[None, :].astype(float)


def moons(m: int = 200, noise: float = 0.0, rng: int | np.random.Generator | None = 0) -> Samples:
    """Return `m` points on two half circles that reach into each other: 0 above, 1 below.

    Parameters
    ----------
    m, noise, rng
        As for `circles`.

    Returns
    -------
    X, Y : ndarray, shapes (2, m) and (1, m)
        Without noise, from -1.5 to 1.5 across and from -0.75 to 0.75 along.

    Raises
    ------
    ValueError
        As for `circles`.
    """
    m, noise, rng = _checked(m, noise, rng)
    lower = np.arange(m) % 2
    angle = rng.uniform(0, np.pi, m)
    side = 1 - 2 * lower
    X = np.stack([side * (np.cos(angle) - 0.5), side * (np.sin(angle) - 0.25)])
    return X + noise * rng.standard_normal((2, m)), lower[None, :].astype(float)


def spiral(m: int = 200, noise: float = 0.0, rng: int | np.random.Generator | None = 0) -> Samples:
    """Return `m` points on two arms that wind around the origin, one and a quarter turns each: 0 and 1.

    Parameters
    ----------
    m, noise, rng
        As for `circles`.

    Returns
    -------
    X, Y : ndarray, shapes (2, m) and (1, m)
        Without noise, within a distance of 1.

    Raises
    ------
    ValueError
        As for `circles`.
    """
    m, noise, rng = _checked(m, noise, rng)
    arm = np.arange(m) % 2
    along = np.sqrt(rng.uniform(0.01, 1, m))  # as dense outside as inside
    angle = 2.5 * np.pi * along + np.pi * arm
    X = along * np.stack([np.cos(angle), np.sin(angle)])
    return X + noise * rng.standard_normal((2, m)), arm[None, :].astype(float)


def blobs(m: int = 200, noise: float = 0.25, rng: int | np.random.Generator | None = 0) -> Samples:
    """Return `m` points in three clouds, the corners of a triangle, with a row of labels for each.

    Parameters
    ----------
    m, noise, rng
        As for `circles`; `noise` is the spread of each cloud.

    Returns
    -------
    X, Y : ndarray, shapes (2, m) and (3, m)
        The corners have a distance of 1 from the origin. A column of `Y` holds a single 1.

    Raises
    ------
    ValueError
        As for `circles`.
    """
    m, noise, rng = _checked(m, noise, rng)
    cloud = np.arange(m) % 3
    angle = 2 * np.pi * cloud / 3 + np.pi / 2
    X = np.stack([np.cos(angle), np.sin(angle)])
    return X + noise * rng.standard_normal((2, m)), np.eye(3)[:, cloud]


def sine(m: int = 200, noise: float = 0.0, rng: int | np.random.Generator | None = 0) -> Samples:
    """Return `m` points of a sine to be regressed: an input from -1 to 1, and one whole period above it.

    Parameters
    ----------
    m, noise, rng
        As for `circles`; `noise` is added to the outputs alone.

    Returns
    -------
    X, Y : ndarray, shapes (1, m) and (1, m)

    Raises
    ------
    ValueError
        As for `circles`.
    """
    m, noise, rng = _checked(m, noise, rng)
    X = rng.uniform(-1, 1, (1, m))
    return X, np.sin(np.pi * X) + noise * rng.standard_normal((1, m))


def flats(m: int = 200, rng: int | np.random.Generator | None = 0) -> Samples:
    """Return `m` flats by their area in square metres and their rooms: 1 for the dearer half.

    Parameters
    ----------
    m, rng
        As for `quadrants`.

    Returns
    -------
    X, Y : ndarray, shapes (2, m) and (1, m)
        Areas from 50 to 150, one to five rooms: inputs of very different scales. A straight line separates
        the labels.

    Raises
    ------
    ValueError
        If `m` is no positive whole number.
    """
    m, _, rng = _checked(m, 0.0, rng)
    X = np.stack([rng.uniform(50, 150, m), rng.integers(1, 6, m)])
    worth = 2 * X[0] + 30 * X[1]
    return X, (worth > np.median(worth))[None, :].astype(float)


def _checked(
    m: int, noise: float, rng: int | np.random.Generator | None
) -> tuple[int, float, np.random.Generator]:
    if as_number("noise", noise) < 0:
        raise ValueError(f"noise must be at least 0, got {noise!r}")
    return as_count("m", m), float(noise), as_generator(rng)


def small_network() -> tuple[Array, Arrays]:
    """Return one sample and the parameters of a network 3 → 4 → 2 that can be worked by hand.

    Returns
    -------
    X : ndarray, shape (3, 1)
    params : dict
        "W1" (4, 3), "b1" (4, 1), "W2" (2, 4) and "b2" (2, 1), with one decimal each.
    """
    X = np.array([[0.5], [0.8], [0.2]])
    return X, {
        "W1": np.array([[0.2, 0.5, -0.4], [-0.6, 0.1, 0.3], [0.4, -0.3, 0.7], [-0.2, 0.6, 0.1]]),
        "b1": np.array([[0.1], [0.0], [0.2], [-0.3]]),
        "W2": np.array([[0.5, 0.9, -0.2, 0.4], [-1.0, 0.3, 0.6, 0.5]]),
        "b2": np.array([[0.1], [-0.1]]),
    }


def digits() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return 1,797 scans of handwritten digits.

    Returns
    -------
    X : ndarray, shape (64, 1797)
        One column a picture: its 8 by 8 pixels row by row, from 0 for paper to 1 for ink.
    y : ndarray, shape (1797,)
        The digit that each shows, 0 to 9.

    Raises
    ------
    ModuleNotFoundError
        If scikit-learn, which carries the file, is not installed. The reader's browser has the file itself.

    Notes
    -----
    The scans are from E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine
    Learning Repository, 1998 (CC BY 4.0).
    """
    with gzip.open(_digits_file(), "rt", encoding="ascii") as file:
        table = np.loadtxt(file, delimiter=",")
    return np.ascontiguousarray(table[:, :-1].T) / 16, table[:, -1].astype(np.int64)


def _digits_file() -> Path:
    """Find the file: beside this module where the site put it, and else within scikit-learn."""
    own = Path(__file__).with_name("data") / "digits.csv.gz"
    if own.exists():
        return own
    package = find_spec("sklearn")  # which is not imported: that takes a second, and needs SciPy
    for folder in package.submodule_search_locations or () if package else ():
        file = Path(folder, "datasets", "data", "digits.csv.gz")
        if file.exists():
            return file
    raise ModuleNotFoundError(
        "the digits are a part of scikit-learn, which is not installed: pip install scikit-learn",
        name="sklearn",
    )
