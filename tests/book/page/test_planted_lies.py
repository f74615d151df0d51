"""Lies that a page plants to show what the build says to them."""

from pathlib import Path

import pytest
from desk import Desk

from nnbook.book.content.errors import ChapterError

LIE = "# A\n\n````lie\n```python\nprint(1 + 1)\n```\n\n```output\n{}\n```\n````\n"


def test_a_planted_lie_is_shown_with_what_is_said_of_it(desk: Desk) -> None:
    """The page holds the lie as it is written and the message, and its blocks are none of the page."""
    html = desk.render(LIE.format(3))
    assert html.count('<div class="nn-lie">') == 1 and "<nn-block" not in html
    assert "lie.md:1: the block prints something else than its pin" in html
    assert "-3\n+2" in html


def test_a_planted_lie_that_passes_ends_the_build(desk: Desk) -> None:
    """What the build has nothing to say to is no lie, or the check of it is gone."""
    with pytest.raises(ChapterError, match=r"x\.md:3: this lie passes"):
        desk.render(LIE.format(2))


def test_a_planted_lie_about_another_block_is_explained(desk: Desk) -> None:
    """Its page is no file, and is known all the same."""
    html = desk.render("# A\n\n````lie\n```python\nx = 1\n```\n\n```python\nprint(x)\n```\n````\n")
    assert "Another block of the page defines x." in html
    assert not Path("lie.md").exists()


def test_a_planted_lie_that_raises_costs_no_refresh(desk: Desk) -> None:
    """Its block runs once for as long as the server lives, wherever the lie stands by then."""
    lie = "# A\n\n````lie\n```python\nprint(rates)\n```\n````\n"
    html = desk.render(lie)
    ran = desk.results.counts.ran
    assert desk.render(lie.replace("# A\n", "# A\n\nA line of prose.\n")).endswith(html.partition("</h1>")[2])
    assert "NameError" in html and desk.results.counts.ran == ran
