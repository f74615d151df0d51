"""The page that is being rendered: which chapter it is, and what its fences share."""

import html
import logging
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import cast

from bs4 import BeautifulSoup
from markdown import Markdown
from mkdocs.exceptions import BuildError
from pymdownx.superfences import SuperFencesException

from nnbook.book.content import faded, questions
from nnbook.book.content.book import Book, place_in
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.faded import Faded
from nnbook.book.content.fences import PINS, Fence
from nnbook.book.content.questions import Question
from nnbook.book.results.results import Results, expectable

FINDER = "nnbook_page"  # the preprocessor that knows the page
_UNSEEN = re.compile(r"<!--.*?-->|<(style|script|template)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_CODE = re.compile(r"<(?:pre|xmp|listing|plaintext|textarea)\b", re.IGNORECASE)
# MkDocs shows what is logged below its own name.
_log = logging.getLogger("mkdocs.plugins.nnbook")


class PageError(ChapterError, SuperFencesException, BuildError):
    """An error of a chapter that ends the build.

    SuperFences swallows every exception but its own, and MkDocs prints a BuildError without a traceback.
    """


@dataclass
class Making:
    """How the pages are made.

    Attributes
    ----------
    book : Book
    results : Results
    serving : bool
        Whether a failure shows in its page instead of ending the build.
    python : bool
        Whether the site carries Python for the reader's browser.
    """

    book: Book
    results: Results
    serving: bool = False
    python: bool = False
    begun: bool = False

    def begin(self) -> None:
        """Have the blocks that are not known run while the pages before them are rendered."""
        if not self.begun:
            self.begun = True
            self.results.expect(expectable(self.book))


@dataclass
class Page:
    """A page while it is rendered."""

    chapter: Chapter
    making: Making
    # The line of each fence, and what it became: all of that has to arrive.
    pieces: list[tuple[int, str]] = field(default_factory=list)
    rendered: int = 0
    failures: list[str] = field(default_factory=list)
    addresses: dict[str, int] = field(default_factory=dict)  # what can be linked to, and its line
    tree_is_done: bool = False

    @staticmethod
    def of(md: Markdown) -> "Page | None":
        """Return the page that `md` renders; None where it converts a text within one, or of another tool."""
        if FINDER not in md.preprocessors:
            return None
        # Python-Markdown's registries know no more than what all passes have.
        return cast("Page | None", md.preprocessors[FINDER].page)  # type: ignore[attr-defined]

    @property
    def book(self) -> Book:
        """The book of the page."""
        return self.making.book

    @property
    def results(self) -> Results:
        """What its blocks did."""
        return self.making.results

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The questions of the page by their names."""
        return {question.id: question for question in questions.questions(self.chapter)}

    @cached_property
    def faded(self) -> dict[str, Faded]:
        """The faded examples of the page by their names."""
        return {example.id: example for example in faded.examples(self.chapter)}

    def error(self, line: int, problem: str) -> ChapterError:
        """Return an error at a line of the page."""
        return ChapterError(self.chapter.path, line, problem)

    def fail(self, error: ChapterError) -> str:
        """End the build; while serving, return the error to show in the page.

        Raises
        ------
        PageError
            If this is a build.
        """
        if not self.making.serving:
            raise PageError(error.path, error.line, error.problem) from error
        _log.warning("%s", error)
        shown = f'<div class="nn-failure" role="alert"><pre>{html.escape(str(error))}</pre></div>'
        self.failures.append(shown)
        return shown

    def take_address(self, name: str, line: int) -> None:
        """Take note that what stands in a line can be linked to.

        Raises
        ------
        ChapterError
            If something else has the address.
        """
        if (other := self.addresses.setdefault(name, line)) != line:
            raise self.error(line, f"the name {name!r} is that of line {other} already")

    def fence(self, language: str, source: str) -> Fence:
        """Return the first fence of a language with this text.

        Raises
        ------
        ChapterError
            If the page has none.
        """
        found = [
            f for f in self.chapter.fences if f.language == language and f.content.split() == source.split()
        ]
        if not found:
            raise self.error(self.line_of(source), f"only SuperFences takes this for a fence\n{source}")
        return found[0]

    def next_fence(self, language: str, source: str) -> Fence | None:
        """Return the next fence of a language with this text; None where the parser knows none."""
        taken = [line for line, _ in self.pieces]
        for fence in self.chapter.fences:
            same = fence.language == language and fence.content.split() == source.split()
            if same and fence.line not in taken:
                return fence
        return None

    def place(self, language: str, source: str) -> int:
        """Return the line of the next fence of a language with this text, as far as the parser knows it."""
        fence = self.next_fence(language, source)
        return fence.line if fence else self.line_of(source)

    def next_block(self, source: str) -> Block:
        """Return the block that SuperFences found next, and make sure that it is the one the parser found.

        Raises
        ------
        ChapterError
            If they disagree.
        """
        found = self.chapter.blocks
        expected = found[self.rendered] if self.rendered < len(found) else None
        if expected is None or expected.source.split() != source.split():
            line = self.line_of(source)
            if line == 1 and expected is not None:  # nothing else is near
                line = expected.line
            if self.chapter.comment_at(line):
                raise self.error(
                    line, "the block stands in a comment, where nobody sees it: take it out of <!-- -->"
                )
            raise self.error(
                line, f"only SuperFences takes this for a block: start it at the left margin\n{source}"
            )
        if expected.source.strip() != source.strip():
            pairs = zip(expected.source.split("\n"), source.split("\n"), strict=False)
            offset = next((n for n, (here, there) in enumerate(pairs, 1) if here != there), 0)
            problem = (
                "SuperFences changes this line: put spaces in place of tabs, and no blanks at its end; "
                r"within a text, write \t and \x20"
            )
            raise self.error(expected.line + offset, problem)
        self.rendered += 1
        return expected

    def line_of(self, source: str) -> int:
        """Find the opening fence of a text that the parser did not see as SuperFences does."""
        first = source.strip().split("\n")[0].strip()
        lines = [line.strip() for line in self.chapter.text.split("\n")]
        seen = {fence.line for fence in self.chapter.fences}
        marked = [
            n
            for n, line in enumerate(lines, 1)
            if line.lstrip("> ").startswith(("```", "~~~")) and n not in seen
        ]
        return next((n for n in marked if first in lines[n : n + 1]), 1)

    def line_with(self, text: str) -> int:
        """Find the line of the page that a text begins with."""
        first = text.strip().split("\n")[0].strip()
        lines = self.chapter.text.split("\n")
        return next((n for n, line in enumerate(lines, 1) if first and first in line), 1)

    def lost(self, shown: str) -> str | None:
        """Return what is wrong with the finished page: a fence that it lacks; None where all are there."""
        blocks = self.chapter.blocks
        if self.rendered < len(blocks):
            problem = (
                "SuperFences takes this block for prose: close its fence, and leave a blank line above it"
            )
            return self.fail(self.error(blocks[self.rendered].line, problem))
        made = {line for line, _ in self.pieces}
        for fence in self.chapter.fences:
            if fence.language not in PINS and fence.line not in made:
                problem = (
                    "SuperFences takes this fence for prose: after the signs stands the language alone, and "
                    "the line that closes it has as many signs, at the same place"
                )
                return self.fail(self.error(fence.line, problem))
        if stray := stray_code(shown, "".join(piece for _, piece in self.pieces)):
            problem = (
                "this is shown as code, and nothing runs it: code stands in a fence, ```python where it "
                f"runs, ```text where it is something else\n{stray}"
            )
            return self.fail(self.error(self.line_with(stray), problem))
        for line, piece in self.pieces:
            if shown.count(visible(piece)) < sum(piece == other for _, other in self.pieces):
                problem = "the page does not show this fence: what stands around it swallows it"
                return self.fail(self.error(line, problem))
        return None


def visible(text: str) -> str:
    """Return HTML without what a browser does not show; a figure may have a style of its own in it."""
    return _UNSEEN.sub("", text)


def stray_code(shown: str, made: str) -> str | None:
    """Return code that a page shows and that no fence was made into; None where there is none.

    What mkdocstrings makes of docstrings is the library's; a field to type in stands in an element of ours.
    """
    if len(_CODE.findall(shown)) == len(_CODE.findall(made)):
        return None
    known = Counter(_read_code(made))
    for code in _read_code(shown):
        if not known[code]:
            return code
        known[code] -= 1
    return None


def _read_code(text: str) -> list[str]:
    """Read the text of each element of a page that shows code."""
    soup = BeautifulSoup(text, "html.parser")
    for other in soup.select(".doc, nn-question textarea, nn-exercise textarea"):
        other.decompose()
    return [element.get_text() for element in soup.select("pre, xmp, listing, plaintext, textarea")]


def path_by_generator(md: Markdown, docs: Path) -> Path | None:
    """Return the file that a site generator renders, if it says so; both register a pass that knows it."""
    # Python-Markdown's registries know no more than what all passes have.
    if "relpath" in md.treeprocessors:  # MkDocs
        source = md.treeprocessors["relpath"].file.abs_src_path  # type: ignore[attr-defined]
        return place_in(docs, Path(source)) if source else None
    if "rendering_context" in md.preprocessors:  # Zensical
        place: str = md.preprocessors["rendering_context"].page.path  # type: ignore[attr-defined]
        return place_in(docs, docs / place)
    return None
