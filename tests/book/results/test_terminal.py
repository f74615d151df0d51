"""What a terminal shows of a text once all of it is written."""

import time

import pytest
from hypothesis import given, strategies as st

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
        pytest.param("\x1b[38:5:208m x\x1b[0m", " x", id="colour with colons"),
        pytest.param("\x1b[32mok\n\x1b[0m", "ok\n", id="colour ends behind the line"),
        pytest.param("\x1b[!px\x1b[<u\x1b[=1uy\x1b(B", "xy", id="what a terminal reads and no more"),
        pytest.param("\x1bPq#0;2;0\x1b\\x\x1b_Ga=T\x1b\\y", "xy", id="pictures"),
        pytest.param("\x1b]0;title\nx\n", "\nx\n", id="title without an end"),
        pytest.param("a\x1b", "a", id="escape at the end"),
        pytest.param("a\x1b[", "a", id="sequence without an end"),
        pytest.param("a\x1b[?5A\x1b[1;2A\x1b[²b", "a²b", id="numbers that mean nothing"),
        pytest.param("lost\x1bcdone\nnext\n", "done\nnext\n", id="reset"),
        pytest.param("\x1b[20la\nb\n", "a\nb\n", id="a line feed goes to the start"),
        pytest.param("\x1b[30Cx", " " * 30 + "x", id="forward"),
        pytest.param("a\x1b[31Gx", "a" + " " * 29 + "x", id="to a column"),
        pytest.param("\x1b[1;1Ha\x1b[2;1Hb\x1b[3;1Hc", "a\nb\nc", id="to a place"),
        pytest.param("a\x1b[2Bb", "a\n\n b", id="down"),
        pytest.param("\n" * 30 + "\x1b[3A\x1b[3Bx\n", "\n" * 30 + "x\n", id="up and down again"),
        pytest.param("one\n\x1b[99B\nend\n", "one" + "\n" * 24 + "end\n", id="nothing scrolls away"),
        pytest.param("ab\x1b7cd\x1b8X\n", "abXd\n", id="back to a saved place"),
        pytest.param("abc\r\x1b[2@X\n", "X abc\n", id="signs inserted"),
        pytest.param("ac\b\x1b[4hb\n", "abc\n", id="insert mode"),
        pytest.param("abcd\r\x1b[2P\n", "cd\n", id="signs deleted"),
        pytest.param("abcd\r\x1b[2X\n", "  cd\n", id="signs erased"),
        pytest.param("abcd\b\b\x1b[1K\n", "   d\n", id="erased to here"),
        pytest.param("a\nb\x1b[A\x1b[LX\n", "X\na\nb\n", id="line inserted"),
        pytest.param("a\nb\nc\x1b[2A\x1b[M\n", "b\nc\n", id="line deleted"),
        pytest.param("a\x1bMb\n", " b\na\n", id="line above the first"),
        pytest.param("a\nb\nc\x1b[A\x1b[J", "a\nb", id="all below erased"),
        pytest.param("a\nb\nc\x1b[A\x1b[1J", "\n\nc", id="all above erased"),
        pytest.param("a\nb\x1b[2J\x1b[Hc\n", "c\n", id="all erased"),
        pytest.param("日本\bx\n", "日 x\n", id="half of a wide sign"),
        pytest.param("日本\rx\n", "x 本\n", id="other half of a wide sign"),
    ],
)
def test_control_characters_do_what_they_do_in_a_terminal(written: str, shown: str) -> None:
    """Nothing of them is left, and what they erased is gone."""
    assert as_shown(written) == shown


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x85"])
def test_no_line_is_lost(sign: str) -> None:
    """Other signs than a line feed begin a line as well; the screen must have room for it."""
    assert as_shown(f"a{sign}\rb{sign}\rc\n").split() == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param("\x1b[32m✔\ufe0f passed 42\x1b[0m", "✔\ufe0f passed 42", id="variation selector"),
        pytest.param("\x1b[1m\ufeffabc\x1b[0m", "\ufeffabc", id="byte order mark"),
        pytest.param("\x1b[1m👩\u200d💻 x\x1b[0m", "👩\u200d💻 x", id="joined emoji"),
        pytest.param("a\u200bb\tc", "a\u200bb      c", id="zero width space"),
        pytest.param("ที่นี่\tx", "ที่นี่      x", id="Thai"),
        pytest.param("\x1b[1mहिन्दी\x1b[0m x", "हिन्दी x", id="Devanagari"),
        pytest.param("\u1112\u1161\u11ab\tx", "\u1112\u1161\u11ab      x", id="Hangul"),
        pytest.param("e\u0301x\b\bab\n", "ab\n", id="a mark goes with its letter"),
        pytest.param("\u0301\x07a\n", "\u0301a\n", id="a mark before a letter"),
        pytest.param("日\x07\u0301x\n", "日\u0301x\n", id="a mark on a wide sign"),
    ],
)
def test_a_sign_without_a_width_stays_where_it_is(written: str, shown: str) -> None:
    """It stays with what it stands behind, and nothing after it is lost."""
    assert as_shown(written) == shown


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n")))
def test_colour_changes_no_text(text: str) -> None:
    """Whatever the signs: all are there, but for blanks at the ends and empty lines at the end."""
    lines = "\n".join(line.rstrip(" ") for line in text.split("\n")).rstrip("\n")
    assert as_shown(f"\x1b[1m{text}\x1b[0m") == lines + ("\n" if lines and text.endswith("\n") else "")


@given(
    st.lists(
        st.sampled_from(
            ["a", "日", "e\u0301", "\u200b", "\n", "\r", "\b", "\t", "\x1b", "\x9b", "\x1b7", "\x1b8"]
        )
        | st.builds("\x1b[{}{}".format, st.sampled_from(["", "1", "2;3", "9999", ":", "?5"]), st.characters())
        | st.characters(exclude_categories=["Cs"])
    ).map("".join)
)
def test_whatever_is_written_has_no_control_characters_in_the_end(text: str) -> None:
    """No sequence is so odd that it fails, or is shown as it is, or makes much of little."""
    shown = as_shown(text)
    assert not [sign for sign in shown if sign < " " and sign != "\n" or "\x7f" <= sign < "\xa0"]
    assert len(shown) <= 10_000 * (len(text) + 1)


def _sizes() -> list[object]:
    """Texts whose cost was width times height, or worse."""
    long = 2**20
    return [
        pytest.param("x" * 20_000 + "\t\n" + "a\n" * 3000, id="one long line"),
        pytest.param("\x1b[1ma\x1b[0m\n" * (long // 10), id="many short lines"),
        pytest.param("x" * (long // 4) + "\tab\x1b[K" * (long // 8), id="erased at the end"),
        pytest.param("\r\x1b[K50% of it" * (long // 14), id="progress"),
        pytest.param("\x1b[2Jframe\n" * (long // 10), id="frames"),
        pytest.param("x" * (long // 2) + "\x1bDy" * (long // 6), id="stairs"),
        pytest.param("\x1b[9999Cx\n" * (long // 9), id="far to the right"),
        pytest.param("\x1b[1me" + "\u0301" * (long // 2), id="many marks"),
        pytest.param("\x1b]" * (long // 2), id="titles without an end"),
    ]


@pytest.mark.parametrize("text", _sizes())
def test_the_cost_is_that_of_the_text(text: str) -> None:
    """A text as long as a page has room for is a matter of seconds."""
    begun = time.process_time()
    as_shown(text)
    assert time.process_time() - begun < 60  # where it took hours


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
