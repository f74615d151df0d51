"""The page for an address that the site does not have: what was asked for, what is near to it, and the path.

It is shown at any depth, so all its addresses begin at the host. Without a script it lists all pages;
docs/assets/js/reading/nn-missing.js adds the address that was asked for, and the search.
"""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nnbook.book.content.book import Book
from nnbook.book.site.search import address

PAGE = "404.html"
TAG = "nn-missing"
_HEADING = re.compile(r"^#(?: %% \[markdown\]\n# #)? (.+)$", re.MULTILINE)
_THEIRS = re.compile(r"<h1>404 - Not found</h1>")


def with_content(page: str, book: Book, nav: Any, site_address: str) -> str:
    """Put into a theme's page for what is not found what a reader needs there.

    Parameters
    ----------
    page : str
        The HTML of the theme; of one that says nothing but that there is no such page, that gives way.
    book : Book
    nav : list, dict or None
        The navigation, as mkdocs.yml has it.
    site_address : str
        Where the site is on the web.

    Returns
    -------
    str
    """
    base = urlsplit(site_address).path or "/"
    parts = [
        "<h1>This page does not exist</h1>",
        f'<{TAG} data-base="{escape(base)}">',
        "<p>Nothing lies at this address. It may have moved, or a letter of it is wrong. "
        f'All pages stand below, and the <a href="{escape(base)}">home page</a> says what each gives.</p>',
    ]
    for title, pages in _groups(book, nav):
        tag = "ul" if title else "ol"
        links = "".join(
            f'<li><a href="{escape(base + address(uri))}">{escape(name)}</a></li>' for name, uri in pages
        )
        parts.append(f"<h2>{escape(title or 'The path')}</h2>\n<{tag}>{links}</{tag}>")
    parts.append(f"</{TAG}>")
    return _THEIRS.sub(lambda _: "\n".join(parts), page, count=1)


def _groups(book: Book, nav: Any) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Sort the pages as the navigation does: those of no section first, under no title."""
    entries = nav if isinstance(nav, list) else [chapter.uri for chapter in book.chapters]
    alone: list[tuple[str, str]] = []
    sections: list[tuple[str, list[tuple[str, str]]]] = []
    for entry in entries:
        for title, below in entry.items() if isinstance(entry, dict) else [("", entry)]:
            if isinstance(below, list):
                sections.append((str(title), [*_leaves(book, below)]))
            else:
                alone += _leaves(book, [entry])
    yield "", alone
    yield from sections


def _leaves(book: Book, entries: list[Any]) -> Iterator[tuple[str, str]]:
    """Find the pages of a navigation with their names, however deep its sections are."""
    for entry in entries:
        for title, below in entry.items() if isinstance(entry, dict) else [("", entry)]:
            if isinstance(below, list):
                yield from _leaves(book, below)
            elif re.search(r"\.\w+$", below) and "//" not in below and below != "index.md":
                yield str(title) or _title(book.docs / below), below


def _title(file: Path) -> str:
    """Name a page that the navigation does not name by its first heading."""
    found = _HEADING.search(file.read_text(encoding="utf-8")) if file.exists() else None
    return found[1].strip() if found else file.stem
