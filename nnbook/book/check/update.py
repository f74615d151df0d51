"""Rewrite the pins and listings of a page from what the code prints and the library says today."""

import re
from datetime import date

from nnbook.book.check import listings, pins, promises
from nnbook.book.check.provenance import machine
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.results.results import Results


def update_pins(chapter: Chapter, results: Results) -> str:
    """Return the page's text with every pin as the block prints it now.

    A pin that still holds within the tolerance stays as it is, and so does that of a block which cannot
    run here. What a block with `recorded` prints is recorded anew only where its words have changed, or where
    it has no pin; with it comes the day and the machine. Warnings are written where a fence `warning` stands.

    Raises
    ------
    ChapterError
        If a block raises: what it would have printed is not known.
    """
    lines = chapter.text.split("\n")
    for block in reversed(chapter.blocks):
        if block.missing or not block.runs:
            continue
        outcome = results.rerun(block)
        if outcome.failed:
            problem = f"no pin can be written, for the block failed\n{outcome.failure}"
            raise ChapterError(block.path, block.line, problem)
        printed, warned = outcome.text("stdout"), outcome.text("warning")
        holds = block.pin is not None and bool(printed) and promises.prints_its_pin(block, printed)
        warns_so = block.warning is None or pins.equal(warned, block.warning)
        if holds and warns_so:
            continue
        written = [*_pin("output", block.pin or "" if holds else printed)]
        if block.warning is not None:
            written += _pin("warning", warned)
        lines[block.end : block.pin_end] = _quoted(chapter, block, written)
        if "recorded" in block.options and not holds:
            today = f"{date.today():%d %B %Y} on {machine()}"
            fence = lines[block.line - 1]
            lines[block.line - 1] = re.sub(r'recorded="[^"]*"', f'recorded="{today}"', fence)
    return "\n".join(lines)


def update_listings(chapter: Chapter, book: Book) -> str:
    """Return the page's text with every listing as it stands in the library."""
    lines = chapter.text.split("\n")
    for block in reversed(chapter.blocks):
        if listings.drifted(block.source, book.library):
            renewed = listings.renewed(block.source, book.library).rstrip("\n").split("\n")
            lines[block.line : block.end - 1] = _quoted(chapter, block, renewed)
    return "\n".join(lines)


def _pin(name: str, text: str) -> list[str]:
    """Return the lines of a pin with the empty line before it; none where there is nothing to hold."""
    if not text.strip():
        return []
    inner = max(map(len, re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (inner + 1)
    return ["", f"{fence}{name}", *pins.normal(text).split("\n"), fence]


def _quoted(chapter: Chapter, block: Block, lines: list[str]) -> list[str]:
    """Indent the lines as the block is, behind the same `>` where it stands in a quote."""
    before = chapter.text.split("\n")[block.line - 1].partition("```")[0].partition("~~~")[0]
    start = re.sub("[^>]", " ", before)
    return [(start + line).rstrip() for line in lines]
