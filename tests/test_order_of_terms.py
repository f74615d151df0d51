"""The order of terms in this book: tests/terms.toml says where each is introduced."""

from pathlib import Path

from nnbook.book.check import terms
from nnbook.book.content.book import Book

LIST = Path(__file__).with_name("terms.toml")


def test_no_page_uses_what_a_later_one_introduces(book: Book) -> None:
    """Neither a word, nor a sign, nor an idiom of NumPy; and each place that introduces one is there."""
    problems = terms.problems(book, terms.read(LIST))
    assert problems == [], "\n".join(["", *map(str, problems)])


def test_the_list_holds_the_chapters_in_the_order_of_the_navigation(book: Book) -> None:
    """All from the first chapter to the last questions; home, labs and reference are not read in an order."""
    held = terms.read(LIST).held
    assert [name for name in book.nav if name in held] == held
    assert len(terms.read(LIST).entries) >= 80
