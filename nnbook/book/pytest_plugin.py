"""A pytest plugin: each Python fence that pytest-markdown-docs collects is run and held to its page.

What of pytest-markdown-docs is not meant for others stands in this file and nowhere else.
"""

from collections.abc import Generator, Iterator
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from pytest_markdown_docs._runners import _Runner, register_runner
from pytest_markdown_docs.definitions import FenceTestDefinition
from pytest_markdown_docs.plugin import MarkdownDocstringCodeModule, MarkdownTextFile

from nnbook.book.check.promises import check, check_listing
from nnbook.book.check.update import update_listings, update_pins
from nnbook.book.content.book import SUFFIXES, Book, place_in
from nnbook.book.content.chapter import Chapter, parser
from nnbook.book.content.errors import ChapterError
from nnbook.book.page.page import Making
from nnbook.book.page.render import Renderer
from nnbook.book.results.results import Results

RESULTS = pytest.StashKey[Results]()
RENDERER = pytest.StashKey[Renderer]()


class ChapterParser(MarkdownIt):
    """The parser that pytest-markdown-docs asks for: it finds the fences that the book finds."""

    def parse(self, src: str, env: Any = None) -> Any:
        """Parse a page without its front matter, and with as many lines."""
        return list(Chapter(Path("page.md"), src.removeprefix("\ufeff")).tokens)


class ChapterFile(MarkdownTextFile):
    """A page whose collected fences are those that its parser finds; else it is one failing test."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield one test a block."""
        book = self.config.stash[RESULTS].book
        try:
            chapter = book.chapter(self.path)
            lines = [block.line for block in chapter.blocks]
            items: list[Any] = list(super().collect())  # type: ignore[no-untyped-call]
        except ChapterError as error:
            yield UnreadableChapter.of(self, error)
            return
        for line in sorted({item.start_line for item in items} ^ set(lines)):
            problem = "pytest-markdown-docs and the parser disagree about a block"
            yield UnreadableChapter.of(self, ChapterError(self.path, line, problem))
        yield from items
        if chapter.path.is_relative_to(book.docs):
            yield WholePage.from_parent(self, name="[page]")


class WholePage(pytest.Item):
    """A page as a build makes it: its formulas, forms and planted lies are held as well."""

    def runtest(self) -> None:
        """Render the page; what the test of a block says is not said again."""
        results = self.config.stash[RESULTS]
        renderer = self.config.stash.setdefault(
            RENDERER, Renderer.of(Making(results.book, results, begun=True))
        )
        try:
            renderer.render(self.path)
        except ChapterError as error:
            blocks = [block for block in results.book.chapter(self.path).blocks if block.line == error.line]
            for block in blocks:
                with suppress(ChapterError):
                    check(block, results.get(block), results.book)
                    break
            else:
                if blocks:
                    pytest.skip(f"the test of the block in line {error.line} says what is wrong")
            raise

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show what the build shows."""
        return (
            str(excinfo.value) if isinstance(excinfo.value, ChapterError) else super().repr_failure(excinfo)
        )

    def reportinfo(self) -> tuple[Path, int, str]:
        """Say where the page is."""
        return self.path, 0, f"{self.path.name}, the page"


class UnreadableChapter(pytest.Item):
    """The failure of a page whose blocks cannot be told."""

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


@pytest.hookimpl(tryfirst=True)  # or its own parser answers
def pytest_markdown_docs_markdown_it() -> MarkdownIt:
    """Have pytest-markdown-docs parse as the book does."""
    return ChapterParser("commonmark", parser().options)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Generator[None, list[Any], list[Any]]:
    """Put our collector in the place of that of pytest-markdown-docs; leave docstrings to prose."""
    collectors = yield
    ours = [c for c in collectors if not isinstance(c, MarkdownTextFile | MarkdownDocstringCodeModule)]
    docs = parent.config.stash[RESULTS].book.docs
    is_page = file_path.suffix in SUFFIXES and file_path.is_relative_to(docs)
    if is_page or any(isinstance(c, MarkdownTextFile) for c in collectors):
        ours.append(ChapterFile.from_parent(parent, path=file_path))
    return ours


@pytest.hookimpl(tryfirst=True)
def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Have pytest enter the folders of pages that it leaves out elsewhere, such as one called build."""
    docs = config.stash[RESULTS].book.docs
    patterns = ["__pycache__", *config.getini("norecursedirs")]  # the first is no setting of pytest's
    left_out = any(fnmatch(collection_path.name, pattern) for pattern in patterns)
    if not left_out or collection_path.name.startswith(".") or not collection_path.is_dir():
        return None
    return False if collection_path.is_relative_to(docs) else None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the two options that rewrite pages."""
    group = parser.getgroup("nnbook")
    group.addoption("--update-pins", action="store_true", help="rewrite the output fences of the chapters")
    group.addoption(
        "--update-listings", action="store_true", help="copy the library's code into the chapters"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Open the book; before anything is collected, rewrite the pages that the command names, or all."""
    try:
        book = Book.at(config.rootpath)
    except ChapterError as error:
        raise pytest.UsageError(str(error)) from error
    results = config.stash[RESULTS] = Results.of(book, processes=1)
    _register(results)
    if not hasattr(config, "workerinput"):  # in a process of pytest-xdist: the first process has done it
        _update(config, results)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the processes of the blocks."""
    config.stash[RESULTS].close()


def _register(results: Results) -> None:
    """Have pytest-markdown-docs run each fence as the build does, and leave the result for the build."""

    @register_runner(default=True)
    class ChapterRunner(_Runner):
        """Run a fence as a block of its page."""

        def runtest(
            self, test: FenceTestDefinition, args: dict[str, Any], *, asyncio_runner: object = None
        ) -> None:
            """Find the fence's block by its line, run it, and check it."""
            blocks = results.book.chapter(test.source_path).blocks
            block = next(block for block in blocks if block.line == test.start_line)
            where = f"{test.source_path.name}:{block.line}"
            if not block.runs:
                pytest.skip(f"{where} is shown only: {block.options['shown']}")
            if block.missing:
                check_listing(block, results.book)
                pytest.skip(f"{where} needs {' and '.join(block.missing)}")
            check(block, results.rerun(block), results.book)

        def repr_failure(
            self, test: FenceTestDefinition, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None
        ) -> str:
            """Show what the build shows."""
            return str(excinfo.value) if isinstance(excinfo.value, ChapterError) else str(excinfo.getrepr())


def _update(config: pytest.Config, results: Results) -> None:
    pins, listings = config.getoption("update_pins"), config.getoption("update_listings")
    if not pins and not listings:
        return
    named = [place_in(results.book.docs, Path(arg.split("::")[0])) for arg in config.args]
    try:
        for chapter in results.book.tested:
            if not any(chapter.path.is_relative_to(path) for path in named):
                continue
            renewed = chapter
            if listings:
                renewed = renewed.with_text(update_listings(renewed, results.book))
            if pins:
                renewed = renewed.with_text(update_pins(renewed, results))
            if renewed.text != chapter.text:
                renewed.write()
    except ChapterError as error:
        raise pytest.UsageError(str(error)) from error
