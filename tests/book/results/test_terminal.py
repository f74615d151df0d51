"""What a terminal shows of a text once all of it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbook.book.results.terminal import as_shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param("\x1b[31mred\x1b[0m\n", "red\n", id="colour"),
        pytest.param("\r0%\r50%\r100%\n", "100%\n", id="progress"),
        pytest.param("long\rsh\n", "shng\n", id="overwritten in part"),
        pytest.param("long\r\x1b[Ksh\n", "sh\n", id="erased"),
        pytest.param("abc\b\bX\n", "aXc\n", id="backspace"),
        pytest.param("a\tb\n", "a       b\n", id="tab"),
        pytest.param("日本\tx\n", "日本    x\n", id="wide"),
        pytest.param("one\ntwo\x1b[Aup\n", "oneup\ntwo\n", id="cursor up"),
        pytest.param("a\n\x1b[1A\x1b[2K", "", id="nothing left"),
        pytest.param("\x1b]0;title\x07x\n", "x\n", id="title"),
        pytest.param("\x1b]8;;http://host.example\x1b\\link\x1b]8;;\x1b\\\n", "link\n", id="link"),
        pytest.param("\n\n\x1b[1ma\x1b[0m", "\n\na", id="no line end"),
        pytest.param("a\x07\n", "a\n", id="bell"),
    ],
)
def test_control_characters_do_what_they_do_in_a_terminal(written: str, shown: str) -> None:
    """Nothing of them is left, and what they erased is gone."""
    assert as_shown(written) == shown


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x85"])
def test_no_line_is_lost(sign: str) -> None:
    """Other signs than a line feed begin a line as well; the screen must have room for it."""
    assert as_shown(f"a{sign}\rb{sign}\rc\n").split() == ["a", "b", "c"]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n")))
def test_a_text_without_control_characters_stays(text: str) -> None:
    """Blanks at the ends and empty lines too: what counts of them is for the pins to say."""
    assert as_shown(text) == text


@pytest.mark.parametrize("length", [80, 81, 500])
def test_a_line_is_as_long_as_it_comes(length: int) -> None:
    """No terminal is so wide that a line of the page would wrap."""
    assert as_shown(f"\x1b[1m{'x' * length}\x1b[0m\nend\n") == f"{'x' * length}\nend\n"


def test_many_lines_stay_in_their_order() -> None:
    """The screen is as high as the text."""
    lines = [f"line {number}" for number in range(300)]
    assert as_shown("\x1b[0m" + "\n".join(lines) + "\n").splitlines() == lines
