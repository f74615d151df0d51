"""What counts as the same output."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from nnbook.book.check import pins


@pytest.mark.parametrize(
    ("printed", "pinned"),
    [
        ("0.44", "0.44"),
        ("0.44\n", "0.44"),
        ("a  \nb\n\n\n", "a\nb"),
        ("0.50000001", "0.5"),
        ("loss -1.0000000001e-05", "loss -1e-05"),
        ("[0.1 0.2]", "[0.10000000001 0.2]"),
        ("nan inf -inf", "nan inf -inf"),
        ("(2, 3)", "(2, 3)"),
        ("1e5", "100000.0"),
        ("", ""),
        ("x=1.5, y", "x=1.50000000001, y"),
        ("1.5ms, 2.5s, 3.5%", "1.50000000001ms, 2.50000000001s, 3.50000000001%"),
        ("It took 1.5.", "It took 1.50000000001."),
        ("(1.5+2.5j)", "(1.50000000001+2.50000000001j)"),
        ("1e-12", "0.0"),
        ("-1e-10", "0.0"),
        ("[1.5 2.  3.5]", "[1.5 2. 3.5]"),
        ("[ 1.5]", "[1.5]"),
        ("loss  1.5\t2.5", "loss 1.5 2.5"),
        ("0.30000000000000004", "0.3"),
        ("[1.        2.5000001]", "[1.  2.5]"),
        ("[1.0000001 2.5]", "[1.  2.5]"),
        ("[-0.  1.5]", "[0. 1.5]"),
        ("+0.000", "-0.000"),
        ("0.0e+00", "0.0"),
        ("(1.0000000000000002+2j)", "(1+2j)"),
        ("(1-2.0000000000000004j)", "(1-2j)"),
        ("(1+2.4e-16j)", "(1+0j)"),
        ("(1-0j)", "(1+0j)"),
        ("2.0000000000000004j", "2j"),
    ],
)
def test_equal(printed: str, pinned: str) -> None:
    """Equal text, or numbers within the tolerance and everything between them equal."""
    assert pins.equal(printed, pinned)
    assert pins.equal(pinned, printed)


@pytest.mark.parametrize(
    ("printed", "pinned"),
    [
        ("0.440", "0.441"),
        ("0.999999", "0.999997"),
        ("-0.44", "0.44"),
        ("7 of 100", "7 of 1000"),
        ("1000000", "1000001"),
        ("10000000.0", "10000001"),
        ("2.0", "2"),
        ("epoch 3", "Epoch 3"),
        ("a b", "a  b"),
        (" a", "a"),
        ("a\n\nb", "a\nb"),
        ("1 2", "1 2 3"),
        ("1 2 3", "1 2"),
        ("nan", "inf"),
        ("nan", "0.0"),
        ("inf", "-inf"),
        ("True", "False"),
        ("x1", "x2"),
        ("0.0", "0.000001"),
        ("1.0", "1"),
        ("12", "1 2"),
        ("1.0e400", "2.0e400"),
        ("", "0"),
    ],
)
def test_different(printed: str, pinned: str) -> None:
    """A difference in the sixth digit, a word, a blank within a line or a number more or less counts."""
    assert not pins.equal(printed, pinned)
    assert not pins.equal(pinned, printed)


@pytest.mark.parametrize(
    ("printed", "pinned"),
    [
        ("1.2.3", "1.2.30"),
        ("10.0.0.1", "10.0.0.10"),
        ("2026-11-25", "2026-11-26"),
        ("v1.50000000001", "v1.5"),
        ("1.5ms", "1.5s"),
        ("1.5", "1.5s"),
        ("1.5.", "1.5"),
        ("1e-8", "0.0"),
        ("12:30:01", "12:30:02"),
        ("fe80::1", "fe80::10"),
        ("12e4f", "120e3f"),
        ("1000000001", "1000000002"),
        ("There are 1000000.", "There are 1000001."),
        ("Python 3.10", "Python 3.1"),
        ("'3.10'", "'3.1'"),
        ("numpy==3.10", "numpy==3.1"),
        ("1.10rc", "1.1rc"),
        ("0.50", "0.5"),
        (".5", "0.5"),
        ("0e1234", "0e9999"),
        ("1E-400", "1E-500"),
        ("1E-400", "0.0"),
        ("٣.٥", "3.5"),
        ("+1.5", "1.5"),
        ("2j", "0+2j"),
        ("(1+2j)", "(1+3j)"),
        ("(1+2j)", "(1-2j)"),
    ],
)
def test_what_is_a_number_in_part_is_text(printed: str, pinned: str) -> None:
    """Versions, addresses, days, times, digests and names hold digits, and no rounding changes those."""
    assert not pins.equal(printed, pinned)
    assert not pins.equal(pinned, printed)


@given(st.floats(1e-3, 1e6), st.floats(-4e-7, 4e-7))
def test_a_rounding_error_does_not_break_a_pin(value: float, relative: float) -> None:
    """Whatever the number, a relative change below the tolerance is the same output."""
    assert pins.equal(f"{value * (1 + relative):.17g}0", f"{value:.17g}0") or "." not in f"{value:.17g}"


@given(st.text(), st.text())
def test_equality_is_symmetric(a: str, b: str) -> None:
    """It does not matter which text was printed and which was pinned."""
    assert pins.equal(a, b) == pins.equal(b, a)
    assert pins.equal(a, a)


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x85"])
def test_only_a_line_feed_ends_a_line(sign: str) -> None:
    """What Python takes for the end of a line as well is a sign like others."""
    assert not pins.equal(f"a{sign}b", "a\nb")
    assert not pins.equal("a\nb", f"a{sign}b")
    assert pins.difference(f"a{sign}b", "a\nb")


def test_the_difference_shows_both() -> None:
    """The pin's lines carry a minus, the printed lines a plus, lines that agree neither."""
    assert pins.difference("a\nb\n", "a\nc\n").splitlines() == [
        "--- expected (pinned)",
        "+++ came (printed)",
        " a",
        "-c",
        "+b",
    ]


@pytest.mark.parametrize(
    ("printed", "pinned", "names"),
    [
        ("a\u00a0b", "a b", ["printed: U+00A0 NO-BREAK SPACE"]),
        ("a b", "a\u00a0b", ["pinned: U+00A0 NO-BREAK SPACE"]),
        ("ab", "a\u200bb", ["pinned: U+200B ZERO WIDTH SPACE"]),
        ("same\nP\u0430ris", "same\nParis", ["printed: U+0430 CYRILLIC SMALL LETTER A"]),
        ("\u22121", "\u20131", ["pinned: U+2013 EN DASH", "printed: U+2212 MINUS SIGN"]),
        ("a\u2028b", "a\nb", ["printed: U+2028 LINE SEPARATOR"]),
        ("a\tb", "a b", ["printed: U+0009"]),
        ("x\u00e9", "y\u00e9", []),
        ("caf\u00e9", "tea", []),
        ("", "tea", []),
    ],
)
def test_the_difference_names_signs_that_look_like_others(
    printed: str, pinned: str, names: list[str]
) -> None:
    """Where two lines look alike, a person sees by the names how they differ."""
    found = pins.difference(printed, pinned).splitlines()
    assert [line.removeprefix("? ") for line in found if line.startswith("? ")] == names


def test_the_difference_to_nothing_has_no_empty_line() -> None:
    """An empty text has no line, and so none is missing."""
    assert pins.difference("", "tea").splitlines()[2:] == ["-tea"]


@pytest.mark.parametrize(
    ("printed", "recorded", "same"),
    [
        ("the product is 5 times as fast", "the product is 1250.5 times as fast", True),
        ("loop   12.5 ms", "loop 7 ms", True),
        ("a 1\nb 2e-05\n", "a 10\nb 0.5", True),
        ("the product is 5 times as fast", "the loop is 5 times as fast", False),
        ("5 6", "5", False),
        ("faster: True", "faster: False", False),
        ("", "5", False),
    ],
)
def test_of_a_record_the_words_count(printed: str, recorded: str, same: bool) -> None:
    """How long something took may be any number; what is said of it may not change."""
    assert pins.same_words(printed, recorded) is same
    assert pins.same_words(recorded, printed) is same


def test_an_array_within_the_tolerance_agrees() -> None:
    """NumPy's own layout of an array compares number by number."""
    array = np.array([[0.123456, 1.5], [2.25, -3.0]])
    assert pins.equal(str(array * (1 + 1e-12)), str(array))
