"""Rewrite the pins and listings of a chapter from what the code prints and the library says today."""

import re
from datetime import date

from nnbook.book.check import blocks, listings, pins
from nnbook.book.check.provenance import machine
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.content.failures import ChapterError


def update_pins(chapter: Chapter) -> str:
    """Return the chapter's text with every pin as the block prints it now.

    A pin that still holds within the tolerance stays as it is, and so does that of a block which cannot
    run here. What a block with `recorded` prints is recorded anew only where its words have changed, or where
    it has no pin; with it comes the day and the machine.

    Raises
    ------
    ChapterError
        Where a block raises: what it would have printed is not known.
    """
    lines = chapter.text.split("\n")
    for block in reversed(chapter.blocks):
        if block.missing:
            continue
        outcome = blocks.run(block)
        if error := outcome.text("error"):
            raise ChapterError(block.path, block.line, f"no pin can be written: the block raised\n{error}")
        printed = outcome.text("stdout")
        if block.pin is not None and printed and blocks.prints_its_pin(block, printed):
            continue
        lines[block.end : block.pin_end] = _quoted(chapter, block, _pin(printed))
        if "recorded" in block.options:
            today = f"{date.today():%d %B %Y} on {machine()}"
            fence = lines[block.line - 1]
            lines[block.line - 1] = re.sub(r'recorded="[^"]*"', f'recorded="{today}"', fence)
    return "\n".join(lines)


def update_listings(chapter: Chapter) -> str:
    """Return the chapter's text with every listing as it stands in the library."""
    lines = chapter.text.split("\n")
    for block in reversed(chapter.blocks):
        if listings.drifted(block.source):
            renewed = listings.renewed(block.source).rstrip("\n").split("\n")
            lines[block.line : block.end - 1] = _quoted(chapter, block, renewed)
    return "\n".join(lines)


def _pin(printed: str) -> list[str]:
    """Return the lines of the pin with the empty line before it; none where nothing was printed."""
    if not printed.strip():
        return []
    inner = max(map(len, re.findall(r"`{3,}", printed)), default=2)
    fence = "`" * (inner + 1)
    return ["", f"{fence}output", *pins.normal(printed).split("\n"), fence]


def _quoted(chapter: Chapter, block: Block, lines: list[str]) -> list[str]:
    """Indent the lines as the block is, behind the same `>` where it stands in a quote."""
    before = chapter.text.split("\n")[block.line - 1].partition("```")[0].partition("~~~")[0]
    start = re.sub("[^>]", " ", before)
    return [(start + line).rstrip() for line in lines]
