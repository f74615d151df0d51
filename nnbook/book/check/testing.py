"""A pytest plugin: each Python fence that pytest-markdown-docs collects is run and held to its chapter."""

from collections.abc import Generator, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from pytest_markdown_docs._runners import _Runner, register_runner
from pytest_markdown_docs.definitions import FenceTestDefinition
from pytest_markdown_docs.plugin import MarkdownDocstringCodeModule, MarkdownTextFile

from nnbook.book.check import blocks
from nnbook.book.check.update import update_listings, update_pins
from nnbook.book.content.chapter import Chapter, chapters
from nnbook.book.content.failures import ChapterError
from nnbook.book.results import cache


@register_runner(default=True)
class ChapterRunner(_Runner):
    """Run a fence as the build does, and leave the result for the build."""

    results: Path | None = None

    def runtest(self, test: FenceTestDefinition, args: dict[str, Any]) -> None:
        """Find the fence's block by its line, run it, and check it."""
        block = next(block for block in _read(test.source_path).blocks if block.line == test.start_line)
        if block.missing:
            pytest.skip(f"{test.source_path.name}:{block.line} needs {' and '.join(block.missing)}")
        blocks.check(block, cache.rerun(block, self.results))

    def repr_failure(
        self, test: FenceTestDefinition, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None
    ) -> str:
        """Show what the build shows."""
        return str(excinfo.value) if isinstance(excinfo.value, ChapterError) else str(excinfo.getrepr())


class ChapterFile(MarkdownTextFile):
    """A chapter whose collected fences are those that its parser finds; else it is one failing test."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield one test a block."""
        items: list[Any] = list(super().collect())  # type: ignore[no-untyped-call]
        try:
            lines = [block.line for block in _read(self.path).blocks]
        except ChapterError as error:
            yield UnreadableChapter.of(self, error)
            return
        for line in sorted({item.start_line for item in items} ^ set(lines)):
            problem = "pytest-markdown-docs and the parser disagree about a block"
            yield UnreadableChapter.of(self, ChapterError(self.path, line, problem))
        yield from items


class UnreadableChapter(pytest.Item):
    """The failure of a chapter whose blocks cannot be told."""

    error: ChapterError

    @classmethod
    def of(cls, parent: ChapterFile, error: ChapterError) -> "UnreadableChapter":
        """Name the test by the line of the error."""
        item: UnreadableChapter = cls.from_parent(parent, name=f"[chapter][line:{error.line}]")
        item.error = error
        return item

    def runtest(self) -> None:
        """Fail."""
        raise self.error

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """Show what the build shows."""
        return str(self.error)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Generator[None, list[Any], list[Any]]:
    """Collect chapters as `ChapterFile`, and let no docstring run as if it were a block."""
    collectors = yield
    ours = [c for c in collectors if not isinstance(c, MarkdownTextFile | MarkdownDocstringCodeModule)]
    if any(isinstance(c, MarkdownTextFile) for c in collectors):
        ours.append(ChapterFile.from_parent(parent, path=file_path))
    return ours


@lru_cache(maxsize=1)  # pytest runs the fences of one chapter after another
def _read(path: Path) -> Chapter:
    return Chapter.read(path)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the two options that rewrite chapters."""
    group = parser.getgroup("nnbook")
    group.addoption("--update-pins", action="store_true", help="rewrite the output fences of the chapters")
    group.addoption(
        "--update-listings", action="store_true", help="copy the library's code into the chapters"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Find the cache; before anything is collected, rewrite the chapters that the command names, or all."""
    ChapterRunner.results = cache.folder(config.rootpath, cache.BLOCKS)
    if hasattr(config, "workerinput"):  # a process of pytest-xdist: the first process has done it
        return
    updates = [update_listings] * config.getoption("update_listings") + [update_pins] * config.getoption(
        "update_pins"
    )
    named = [Path(arg.split("::")[0]).resolve() for arg in config.args]
    for chapter in chapters(config.rootpath) if updates else []:
        if not any(chapter.path.is_relative_to(path) for path in named):
            continue
        for update in updates:
            try:
                text = update(chapter)
            except ChapterError as error:
                raise pytest.UsageError(str(error)) from error
            chapter = Chapter(chapter.path, text)
        chapter.path.write_text(chapter.text, encoding="utf-8")
