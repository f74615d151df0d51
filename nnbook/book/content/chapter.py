"""A page of the book as its author writes it: blocks with their pins, and prose, each with its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from nnbook.book.content import fences, packages, predictions
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.fences import Fence
from nnbook.book.content.front_matter import FrontMatter, read_front_matter
from nnbook.book.content.predictions import Prediction

_BYTE_ORDER_MARK = "\ufeff"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_FOLD = re.compile(r"<(/?)details\b", re.IGNORECASE)
_OPENING = re.compile(r"\s*(?:>\s*)*(?:```+|~~~+)\s*python\b")


@dataclass(frozen=True)
class Block:
    """One Python fence of a page.

    Attributes
    ----------
    path : Path
        The page's file.
    line : int
        The line of the opening fence, counted from 1.
    source : str
        The code.
    options : dict of str to str
        What stands after the language: see `fences.OPTIONS`.
    pin : str or None
        The text of the `output` fence straight after the block; None where there is none.
    end, pin_end : int
        The lines of the closing fences; `pin_end` is that of the last pin, and equals `end` where there is
        none.
    warning : str or None
        The text of the `warning` fence behind the block or its output: it may warn so. None where it may not.
    behind : str
        The fence straight behind the block that is no pin, as a message names it; empty where there is none.
    """

    path: Path
    line: int
    source: str
    options: dict[str, str]
    pin: str | None
    end: int
    pin_end: int
    warning: str | None = None
    behind: str = ""

    @property
    def runs(self) -> bool:
        """Whether the block is code to run, and not only to be shown."""
        return "shown" not in self.options

    @property
    def no_run(self) -> str:
        """Why the reader's browser cannot run the block; empty where it can."""
        needs = self.options.get("needs", "").replace(" ", " and ")
        return self.options.get("norun") or (f"it needs {needs}" if needs else "")

    @property
    def missing(self) -> list[str]:
        """The packages that the block needs and that are not installed here."""
        return [name for name in self.options.get("needs", "").split() if not packages.is_installed(name)]

    @property
    def prediction(self) -> Prediction | None:
        """What the reader is asked before the block shows what it did; None where nothing is asked."""
        return predictions.read(self.options[predictions.WORD]) if predictions.WORD in self.options else None

    @property
    def seconds(self) -> float | None:
        """The time that the fence asks for; None where it does not."""
        return float(self.options["seconds"]) if "seconds" in self.options else None


@dataclass(frozen=True)
class Chapter:
    """A Markdown file of the book.

    Attributes
    ----------
    path : Path
        The file.
    text : str
        All of it, front matter included, without a byte order mark; lines end with a line feed.
    docs : Path
        The folder of the pages, below which the file lies.
    declared : frozenset of str or None
        The packages that the book declares, which its blocks may need; None where nobody knows.
    newline : str
        What ends the lines in the file.
    mark : str
        The byte order mark, where the file has one.
    """

    path: Path
    text: str
    docs: Path = field(default=Path(), compare=False)
    declared: frozenset[str] | None = field(default=None, compare=False, repr=False)
    newline: str = "\n"
    mark: str = ""

    def __post_init__(self) -> None:
        """Take the file's own folder for that of the pages where nothing else is said."""
        if self.docs == Path():
            object.__setattr__(self, "docs", self.path.parent)

    @classmethod
    def read(cls, path: Path, docs: Path | None = None, declared: frozenset[str] | None = None) -> "Chapter":
        """Read a page from its file.

        Raises
        ------
        ChapterError
            If the file is not encoded in UTF-8, or holds control characters.
        """
        content = path.read_bytes()
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            problem = (
                f"the file is not in UTF-8: byte 0x{content[error.start]:02x} is no part of a character "
                f"({error.reason}); save it in UTF-8"
            )
            raise ChapterError(path, line, problem) from error
        mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
        newline = next((end for end in ("\r\n", "\n", "\r") if end in text), "\n")
        text = text.removeprefix(mark).replace("\r\n", "\n").replace("\r", "\n")
        if control := _CONTROL.search(text):
            line = text.count("\n", 0, control.start()) + 1
            code = f"{ord(control[0]):02x}"
            problem = f"the control character 0x{code} has no place in a page; in code, write \\x{code}"
            raise ChapterError(path, line, problem)
        return cls(path, text, docs or path.parent, declared, newline, mark)

    def with_text(self, text: str) -> "Chapter":
        """Return the page with another text, its encoding kept."""
        return replace(self, text=text)

    def write(self) -> None:
        """Write the page into its file, as it was encoded."""
        self.path.write_bytes((self.mark + self.text.replace("\n", self.newline)).encode("utf-8"))

    @property
    def uri(self) -> str:
        """Its name below the folder of the pages, such as "labs/digits.md"."""
        return self.path.relative_to(self.docs).as_posix()

    @property
    def page_name(self) -> str:
        """Its name in the reader's progress: the file without the suffix."""
        return self.uri.removesuffix(self.path.suffix)

    @cached_property
    def front_matter(self) -> FrontMatter:
        """What stands before its text.

        Raises
        ------
        ChapterError
            If that is broken.
        """
        return read_front_matter(self.path, self.text)

    @property
    def meta(self) -> dict[str, Any]:
        """The entries of the front matter; empty where there is none."""
        return self.front_matter.data

    @property
    def body(self) -> str:
        """The Markdown without the front matter, as a site generator renders it."""
        return "\n".join(self.text.split("\n")[self.front_matter.lines :]).strip()

    @property
    def body_without_pins(self) -> str:
        """The body, its pins blank: the site shows what the run printed instead."""
        lines = self.text.split("\n")
        for block in self.blocks:
            lines[block.end : block.pin_end] = [""] * (block.pin_end - block.end)
        return "\n".join(lines[self.front_matter.lines :]).strip()

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """What markdown-it makes of the file; lines count from the top, front matter included."""
        lines = self.text.split("\n")
        lines[: self.front_matter.lines] = [""] * self.front_matter.lines
        return _parsed("\n".join(lines))

    @cached_property
    def fences(self) -> list[Fence]:
        """The fences in their order.

        Raises
        ------
        ChapterError
            If one is in a language that the book does not know, or code is shown without a fence.
        """
        return list(fences.find(self.path, self.tokens, self.text.split("\n")))

    @cached_property
    def blocks(self) -> list[Block]:
        """The Python fences in their order.

        Raises
        ------
        ChapterError
            If a fence carries an option that nothing reads, or is a pin that follows no block.
        """
        blocks: list[Block] = []
        last_end = -1  # the line of the fence to which a pin may belong
        for fence in self.fences:
            if fence.language == "python":
                options = fences.read_options(self.path, fence, self.declared)
                blocks.append(
                    Block(self.path, fence.line, fence.content, options, None, fence.end, fence.end)
                )
            elif fence.language in fences.PINS:
                if not blocks or fence.after != last_end or self._between(last_end, fence.line):
                    raise self._stray(fence)
                blocks.append(_pinned(blocks.pop(), fence))
            elif blocks and fence.after == last_end == blocks[-1].end:
                here = f"```{fence.language} in line {fence.line}"
                blocks[-1] = replace(blocks[-1], behind=here)
                continue
            else:
                continue
            last_end = fence.end
        return blocks

    def _between(self, end: int, line: int) -> bool:
        """Tell whether anything stands between two lines: to markdown-it a definition is no token."""
        return any(text.strip(" \t>") for text in self.text.split("\n")[end : line - 1])

    def _stray(self, pin: Fence) -> ChapterError:
        """Say what is wrong with a pin that follows no block that Markdown sees."""
        lines = self.text.split("\n")
        seen = {fence.line for fence in self.fences}
        before = [n for n, line in enumerate(lines[: pin.line - 1], 1) if _OPENING.match(line)]
        if before and before[-1] not in seen:
            problem = (
                "this block is part of the HTML above it: leave an empty line between them, "
                'and write markdown="1" into the tag'
            )
            return ChapterError(self.path, before[-1], problem)
        return ChapterError(
            self.path, pin.line, f"a fence `{pin.language}` stands straight after a python fence"
        )

    @cached_property
    def _folds(self) -> list[tuple[int, int]]:
        """The lines of each `<details>` and of its end, which is that of the page where nothing closes it."""
        found: list[tuple[int, int]] = []
        opened: list[int] = []
        for token in self.tokens:
            for html, offset in fences.html_of(token):
                for tag in _FOLD.finditer(html):
                    line = (token.map or (0, 0))[0] + 1 + offset + html.count("\n", 0, tag.start())
                    if not tag[1]:
                        opened.append(line)
                    elif opened:
                        found.append((opened.pop(), line))
        return [*found, *((line, self.text.count("\n") + 2) for line in opened)]

    def is_folded(self, line: int) -> bool:
        """Tell whether `line` lies within `<details>`, which a reader has to open."""
        return any(first < line < last for first, last in self._folds)

    def comment_at(self, line: int) -> bool:
        """Tell whether `line` lies within an HTML comment."""
        before = "\n".join(self.text.split("\n")[: line - 1])
        return before.rfind("<!--") > before.rfind("-->")


def _pinned(block: Block, fence: Fence) -> Block:
    """Return the block with a pin more."""
    if not block.runs:
        problem = f"the block is only shown, so it has no fence `{fence.language}`"
        raise ChapterError(block.path, fence.line, problem)
    if fence.language == "warning":
        given = block.warning
        pinned = replace(block, warning=fence.content, pin_end=fence.end)
    else:
        given = block.pin if block.pin is not None else block.warning
        pinned = replace(block, pin=fence.content, pin_end=fence.end)
    if given is not None:
        problem = "a block has one fence `output` and then one fence `warning` at the most"
        raise ChapterError(block.path, fence.line, problem)
    return pinned


# pytest has each page parsed for its own collector, too, and the tests open the book anew.
@lru_cache(maxsize=64)
def _parsed(text: str) -> tuple[Token, ...]:
    return tuple(parser().parse(text))


def parser() -> MarkdownIt:
    """Return the parser of the book, which pytest-markdown-docs is given as well."""
    return MarkdownIt("commonmark").enable("table")


def headings(chapter: Chapter) -> Iterator[tuple[int, str]]:
    """Find the headings of a page: line and text."""
    for before, token in zip(chapter.tokens, chapter.tokens[1:], strict=False):
        if before.type == "heading_open" and before.map:
            yield before.map[0] + 1, token.content
