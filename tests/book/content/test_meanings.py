"""The page that says what errors mean: how its texts are read, and what is refused."""

from pathlib import Path

import pytest
from house import ROOT

from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.meanings import PAGE, Meaning, meanings, meanings_of


def section(heading: str, pin: str, kind: str = "output") -> str:
    """Return a section whose block prints `pin`, or warns so."""
    output = "" if kind == "output" else "```output\n1\n```\n\n"
    return f"### {heading}\n\nA cause.\n\n```python\nraises()\n```\n\n{output}```{kind}\n{pin}\n```\n\n"


def page(*sections: str) -> Chapter:
    """Return a page with one group of sections, which begins in line 3."""
    return Chapter(Path("docs/errors.md"), "# Errors\n\n## Shapes\n\n" + "".join(sections), Path("docs"))


def refused(*sections: str) -> str:
    """Return what is said of a page that is refused."""
    with pytest.raises(ChapterError) as caught:
        meanings(page(*sections))
    return str(caught.value)


INDEX = section("`index … is out of bounds`", "IndexError: index 4 is out of bounds for axis 0")


def test_a_heading_in_code_is_what_an_error_says() -> None:
    """The text, the line and the anchor that the site gives the heading; a warning counts as well."""
    warned = section("`overflow encountered in …`", "RuntimeWarning: overflow encountered in exp", "warning")
    first, second = meanings(page(INDEX, warned))
    assert (first.line, first.text, first.anchor) == (5, "index … is out of bounds", "index-is-out-of-bounds")
    assert (second.text, second.anchor) == ("overflow encountered in …", "overflow-encountered-in")


@pytest.mark.parametrize(
    ("text", "said", "found"),
    [
        ("shapes … not aligned", "ValueError: shapes (4,2) and (3,5) not aligned: 2 != 3", True),
        ("shapes … not aligned", "ValueError: shapes differ\nnot aligned", False),
        ("object is not callable", "TypeError: 'numpy.ndarray' object is not callable", True),
        ("type(s) for", "TypeError: unsupported operand type(s) for -: 'list' and 'float'", True),
        ("type(s) for", "TypeError: unsupported operand types for -", False),
        ("did you mean", "NameError: name 'nq' is not defined. Did you mean: 'np'?", False),
    ],
)
def test_a_text_is_found_to_the_letter_but_for_its_gaps(text: str, said: str, found: bool) -> None:
    """A gap takes anything within a line; brackets are brackets."""
    assert Meaning(1, text).found_in(said) is found


def test_the_same_text_twice_is_refused() -> None:
    """Nobody could tell which section an error leads to; the message names both."""
    said = refused(INDEX, INDEX)
    assert said.startswith("docs/errors.md:17: line 5 explains 'index … is out of bounds'")


def test_a_text_that_an_earlier_one_covers_is_refused() -> None:
    """The later section would never be found."""
    later = section(
        "`IndexError: index 4 is out of bounds for axis`", "IndexError: index 4 is out of bounds for axis"
    )
    assert ":17: line 5 explains 'index … is out of bounds', and is found for" in refused(INDEX, later)


def test_two_texts_with_one_anchor_are_refused() -> None:
    """The link would lead to the first of them."""
    assert ":17: line 5" in refused(INDEX, section("`index is: out of bounds`", "index is: out of bounds"))


@pytest.mark.parametrize("heading", ["A cause", "The `nan`", "**`index`**", "`a` `b`"])
def test_a_section_without_a_text_is_refused(heading: str) -> None:
    """In a group in which others have one, it was forgotten."""
    assert ":17: others under line 3 say an error's text, and this section says none" in refused(
        INDEX, section(heading, "index")
    )


@pytest.mark.parametrize("pin", ["IndexError: index 4 is out of range", "1"])
def test_a_text_that_no_block_prints_is_refused(pin: str) -> None:
    """So the page cannot drift from what is installed; the next section's pin does not count."""
    wrong = section("`index … is out of bounds`", pin)
    other = section("`shapes … not aligned`", "shapes (1,) not aligned, index 4 is out of bounds")
    assert ":5: no block of this section prints 'index … is out of bounds'" in refused(wrong, other)


def test_a_group_without_any_text_is_prose() -> None:
    """What goes wrong without a word has none; nor has a page of that name in somebody else's book."""
    silent = Chapter(
        Path("docs/errors.md"), "# Errors\n\n### Of measurement\n\n## Silent\n\n### Two\n\nText.\n"
    )
    assert meanings(silent) == []


def test_a_book_need_not_have_the_page(tmp_path: Path) -> None:
    """Then it explains nothing."""
    (tmp_path / "docs").mkdir()
    assert meanings_of(Book(tmp_path)) == []


def test_the_table_of_the_page_leads_to_each_of_its_sections() -> None:
    """Whoever does not search finds the error there, with its text as in the heading."""
    chapter = Book(ROOT).chapter(ROOT / "docs" / PAGE)
    table = chapter.text.partition("\n## ")[0]
    found = meanings(chapter)
    assert len(found) > 20
    missing = [each.text for each in found if f"[`{each.text}`](#{each.anchor})" not in table]
    assert missing == []
