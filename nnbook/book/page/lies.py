"""Planted lies: a fence `lie` holds a small page that must fail, and shows what the build says to it."""

import html
from pathlib import Path

from markdown import Markdown

from nnbook.book.check.promises import check
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.page.highlight import highlight
from nnbook.book.page.page import Page

PAGE = Path("lie.md")  # what messages call a planted page


def format_lie(source: str, page: Page, md: Markdown) -> str:
    """Return a planted page as it is written, and under it why it fails.

    Raises
    ------
    ChapterError
        If it passes.
    """
    said = what_is_said(source, page)
    if said is None:
        raise page.error(page.place("lie", source), "this lie passes: nothing is wrong with it")
    code = highlight(source, "markdown", {}, md)
    return f'<div class="nn-lie">{code}<pre class="nn-output"><samp>{html.escape(said)}</samp></pre></div>'


def what_is_said(source: str, page: Page) -> str | None:
    """Return what the build says to a page with this text; None where it has nothing to say."""
    chapter = Chapter(PAGE, source, page.book.docs, page.book.declared)
    try:
        for block in chapter.blocks:
            if block.runs and not block.missing:
                check(block, page.results.get(block), page.book, chapter.blocks)
    except ChapterError as error:
        return str(error)
    return None
