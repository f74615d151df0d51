"""The one parser of a chapter: its blocks with their pins, and its prose, each with its line."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from nnbook.book.content.failures import ChapterError

_FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)
_OPTION = re.compile(r'([\w-]+)="([^"]*)"')
_OPTIONS = {"alt", "needs", "norun", "recorded"}
# What would be shown and not run, or run by one tool and not by another.
_OTHER_NAMES = re.compile(r"(?i)py|py3|python3?|pycon|ipython3?")
# pytest-markdown-docs reads these as switches wherever they stand after the language.
_SWITCHES = re.compile(r"\b(notest|continuation)\b|\b(fixture|runner|retry):")


@dataclass(frozen=True)
class Block:
    """One Python fence of a chapter.

    Attributes
    ----------
    path : Path
        The chapter's file.
    line : int
        The line of the opening fence, counted from 1.
    source : str
        The code.
    options : dict of str to str
        What stands after the language: `alt`, the text for a figure; `needs`, the packages without which
        the block cannot run, such as "keras jax"; `norun`, why the reader's browser cannot run it;
        `recorded`, when and on what the pin was recorded: the numbers in it are other ones in each run.
    pin : str or None
        The text of the `output` fence straight after the block; None where there is none.
    end, pin_end : int
        The lines of the closing fences; `pin_end` equals `end` where there is no pin.
    """

    path: Path
    line: int
    source: str
    options: dict[str, str]
    pin: str | None
    end: int
    pin_end: int

    @property
    def no_run(self) -> str:
        """Why the reader's browser cannot run the block; empty where it can."""
        needs = self.options.get("needs", "").replace(" ", " and ")
        return self.options.get("norun") or (f"it needs {needs}" if needs else "")

    @property
    def missing(self) -> list[str]:
        """The packages that the block needs and that are not installed here."""
        return [name for name in self.options.get("needs", "").split() if find_spec(name) is None]


@dataclass(frozen=True)
class Chapter:
    """A Markdown file of the book, or README.md.

    Attributes
    ----------
    path : Path
        The file.
    text : str
        All of it, front matter included.
    """

    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> "Chapter":
        """Read a chapter from its file."""
        return cls(path, path.read_text(encoding="utf-8"))

    @cached_property
    def meta(self) -> dict[str, Any]:
        """The front matter; empty where there is none."""
        match = _FRONT_MATTER.match(self.text)
        return yaml.safe_load(match[1]) or {} if match else {}

    @property
    def body(self) -> str:
        """The Markdown without the front matter, as a site generator renders it."""
        return _FRONT_MATTER.sub("", self.text).strip()

    @property
    def body_without_pins(self) -> str:
        """The body, `output` fences blank: the site shows what the run printed instead."""
        lines = self.text.split("\n")
        for block in self.blocks:
            lines[block.end : block.pin_end] = [""] * (block.pin_end - block.end)
        return Chapter(self.path, "\n".join(lines)).body

    @property
    def tokens(self) -> tuple[Token, ...]:
        """What markdown-it makes of the file; lines count from the top, front matter included."""
        return _tokens(_FRONT_MATTER.sub(lambda match: "\n" * match[0].count("\n"), self.text))

    @cached_property
    def blocks(self) -> list[Block]:
        """The Python fences in their order.

        Raises
        ------
        ChapterError
            Where a fence carries an option that nothing reads, calls Python by another name, or is an
            `output` fence that follows no block.
        """
        blocks: list[Block] = []
        for before, token in zip([None, *self.tokens], self.tokens, strict=False):
            if token.type != "fence" or token.map is None:
                continue
            line, end = token.map[0] + 1, token.map[1]
            language, _, rest = token.info.strip().partition(" ")
            if language == "output":
                if not (blocks and before is not None and before.map and blocks[-1].end == before.map[1]):
                    raise ChapterError(
                        self.path, line, "an output fence must stand straight after a python fence"
                    )
                last = blocks.pop()
                blocks.append(
                    Block(
                        last.path, last.line, last.source, last.options, token.content, last.end, pin_end=end
                    )
                )
            elif language != "python" and _OTHER_NAMES.fullmatch(language.strip("{.}") or rest.strip(" .}")):
                raise ChapterError(
                    self.path, line, f"a block that runs opens with ```python, got {token.markup}{token.info}"
                )
            elif language == "python":
                options = _parse_options(self.path, line, rest)
                blocks.append(Block(self.path, line, token.content, options, None, end, pin_end=end))
        return blocks


def chapters(root: Path) -> list[Chapter]:
    """Read README.md and every Markdown file of docs/ below `root`, in the order of their paths."""
    return [Chapter.read(path) for path in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]]


@lru_cache(maxsize=64)  # a build reads each chapter several times: to run it, to count its practice, …
def _tokens(text: str) -> tuple[Token, ...]:
    return tuple(MarkdownIt("commonmark").enable("table").parse(text))


def _parse_options(path: Path, line: int, text: str) -> dict[str, str]:
    options = dict(_OPTION.findall(text))
    left = _OPTION.sub("", text).strip()
    if left or not options.keys() <= _OPTIONS:
        unknown = left or ", ".join(sorted(options.keys() - _OPTIONS))
        known = ", ".join(f'{name}="…"' for name in sorted(_OPTIONS))
        raise ChapterError(path, line, f"a python fence takes {known}; got {unknown}")
    if switch := _SWITCHES.search(text):
        raise ChapterError(path, line, f"the tests would read {switch[0]!r} as a switch: use another word")
    return options
