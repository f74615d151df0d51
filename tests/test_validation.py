"""Tests of nnbook.validation."""

import numpy as np
import pytest

from nnbook.validation import (
    as_axis,
    as_count,
    as_floats,
    as_number,
    as_sizes,
    as_slopes,
    one_of,
    same_shape,
)


def test_floats_are_kept_and_the_rest_becomes_float64():
    """A float array comes back itself, not a copy; everything else becomes float64."""
    for dtype in (np.float32, np.float64):
        array = np.ones(3, dtype)
        assert as_floats("x", array) is array
    for value in ([1, 2], [True], np.ones(2, np.float16), np.ones(2, ">f8"), 3):
        assert as_floats("x", value).dtype == np.dtype(np.float64)


@pytest.mark.parametrize("value", ["text", None, [[1], [1, 2]], [1j], {}])
def test_what_is_not_numeric_is_refused(value):
    """The error names the argument and shows what was given."""
    with pytest.raises(ValueError, match="x must be an array of numbers, got"):
        as_floats("x", value)


def test_infinity_and_nan_pass_only_where_they_may():
    """Finite is the default; activations take infinity and NaN too."""
    value = [np.inf, np.nan, 1.0]
    with pytest.raises(ValueError, match="x must be finite, got 2 NaN or infinite values"):
        as_floats("x", value)
    np.testing.assert_array_equal(as_floats("x", value, finite=False), value)


def test_the_number_of_dimensions_is_checked():
    """The error says what is wanted and which shape was given."""
    assert as_floats("x", [[1]], ndim=(1, 2)).shape == (1, 1)
    with pytest.raises(ValueError, match=r"x must be 1-D or 2-D, got an array of shape \(\)"):
        as_floats("x", 1, ndim=(1, 2))


def test_a_number_becomes_a_plain_float():
    """A NumPy scalar would turn float32 arrays into float64; a Python float does not."""
    for value in (2, 2.0, np.float64(2), np.float32(2), np.array(2)):
        assert type(as_number("x", value)) is float


@pytest.mark.parametrize("value", [np.nan, np.inf, [1.0], "one", None])
def test_what_is_not_one_finite_number_is_refused(value):
    """The error names the argument."""
    with pytest.raises(ValueError, match="x must be"):
        as_number("x", value)


def test_a_positive_number_is_above_zero():
    """Zero and less are refused where a number must be positive."""
    assert as_number("x", 1e-300, positive=True) == 1e-300
    for value in (0, -1.5):
        with pytest.raises(ValueError, match=f"x must be above 0, got {value}"):
            as_number("x", value, positive=True)


@pytest.mark.parametrize("value", [0, -1, 1.0, True, "3", None])
def test_a_count_is_a_whole_number(value):
    """Fractions, truth values, text and numbers below the least are refused."""
    assert as_count("x", np.int64(3)) == 3
    with pytest.raises(ValueError, match=f"x must be a whole number of at least 1, got {value!r}"):
        as_count("x", value)


def test_sizes_are_those_of_at_least_two_layers():
    """A network has inputs and at least one layer of whole neurons."""
    assert as_sizes("sizes", [np.int64(2), 4, 1]) == (2, 4, 1)
    with pytest.raises(ValueError, match=r"sizes must hold .* at least one layer, got \(2,\)"):
        as_sizes("sizes", [2])
    with pytest.raises(ValueError, match="each of sizes must be a whole number of at least 1, got 0"):
        as_sizes("sizes", [2, 0])


def test_slopes_are_one_number_or_a_column():
    """Every other shape could be broadcast by mistake and is refused with both shapes."""
    z = np.zeros((2, 3), np.float32)
    assert as_slopes("alpha", 0.5, z).dtype == np.float32
    assert as_slopes("alpha", [[1], [2]], z).shape == (2, 1)
    with pytest.raises(ValueError, match=r"alpha \(3,\) and z \(2, 3\)"):
        as_slopes("alpha", [1, 2, 3], z)


def test_an_axis_must_exist():
    """The error says which axes there are; one number counts as one axis."""
    assert as_axis(-2, np.zeros((2, 3))) == -2
    assert as_axis(0, np.zeros(())) == 0
    with pytest.raises(ValueError, match="axis must be a whole number from -2 to 1, got 2"):
        as_axis(2, np.zeros((2, 3)))


@pytest.mark.parametrize("value", ["relo", None, 3, ["relu"]])
def test_an_unknown_name_is_answered_with_the_known_ones(value):
    """The error lists what could have been meant."""
    assert one_of("activation", "relu", ["relu", "tanh"]) == "relu"
    with pytest.raises(ValueError, match="activation must be one of relu, tanh, got"):
        one_of("activation", value, ["relu", "tanh"])


def test_different_shapes_are_shown():
    """The error shows every shape by name."""
    same_shape(A=np.ones((1, 2)), Y=np.ones((1, 2)))
    with pytest.raises(ValueError, match=r"A and Y must have the same shape, got A \(2, 3\), Y \(1, 3\)"):
        same_shape(A=np.ones((2, 3)), Y=np.ones((1, 3)))
