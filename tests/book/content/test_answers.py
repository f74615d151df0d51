"""What readers type is compared as what it is: the page's script does the same with the same cases."""

import pytest
from answers import NUMBERS_RIGHT, NUMBERS_WRONG, OUTPUT_RIGHT, OUTPUT_WRONG

from nnbook.book.content import answers


@pytest.mark.parametrize(("given", "key", "exact"), NUMBERS_RIGHT)
def test_a_number_is_right_in_each_way_of_writing(given: str, key: str, exact: str) -> None:
    """As a fraction, with an exponent, in per cent, rounded to the digits that are given."""
    assert answers.is_number(given, key, exact)


@pytest.mark.parametrize(("given", "key", "exact"), NUMBERS_WRONG)
def test_another_number_is_wrong(given: str, key: str, exact: str) -> None:
    """Rounded the wrong way, to one digit, or a count that is not whole."""
    assert not answers.is_number(given, key, exact)


@pytest.mark.parametrize(("given", "key", "wrong"), OUTPUT_RIGHT)
def test_an_output_is_right_by_its_numbers(given: str, key: str, wrong: tuple[str, ...]) -> None:
    """With commas, without points, and its words as they are."""
    assert answers.is_output(given, key, wrong)


@pytest.mark.parametrize(("given", "key", "wrong"), OUTPUT_WRONG)
def test_another_output_is_wrong(given: str, key: str, wrong: tuple[str, ...]) -> None:
    """With other brackets, other numbers, or in a form where that is asked for."""
    assert not answers.is_output(given, key, wrong)


@pytest.mark.parametrize(
    ("given", "key", "near"),
    [("0.0159", "0.0156", True), ("0.017", "0.0156", False), ("12.1", "12", False), ("x", "0.1", False)],
)
def test_a_near_miss_is_told_from_a_miss(given: str, key: str, near: bool) -> None:
    """By two per cent; a count has no near miss."""
    assert answers.is_near(given, key) is near
