"""The Markdown side: Python fences that run, in a page that knows its chapter.

A Python-Markdown extension and a SuperFences custom fence: all that MkDocs and Zensical have in common.
"""

import html
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor
from markdown_exec import base_format

from nnbook.book.check import blocks
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.content.failures import ChapterError
from nnbook.book.page import inspector
from nnbook.book.results import ahead

# MkDocs shows what is logged below its own name.
_log = logging.getLogger("mkdocs.plugins.nnbook")

# Their tags stand around Markdown; docs/assets/js/elements.js loads what makes them alive.
EXPLORERS = ("activation-explorer", "perceptron-trainer", "descent-explorer", "backprop-inspector")
# What else is an element of its own, and no part of a paragraph.
ELEMENTS = ("nn-block", "nn-exercise", "nn-question", "nn-solved", "nn-overview")


@dataclass
class _Page:
    """What the fences of one page share while the page is rendered."""

    chapter: Chapter
    root: Path
    serving: bool
    results: Path | None
    python: bool  # whether the site carries Python for the reader's browser
    rendered: int = 0
    failed: bool = False
    strays: list[str] = field(default_factory=list)

    def next_block(self, source: str) -> Block:
        """Return the block that SuperFences found next, and make sure that it is the one the parser found."""
        found = self.chapter.blocks
        expected = found[self.rendered] if self.rendered < len(found) else None
        if expected is None or expected.source.split() != source.split():
            problem = f"only SuperFences takes this for a block: start it at the left margin\n{source}"
            raise ChapterError(self.chapter.path, self._line_of(source), problem)
        if expected.source.strip() != source.strip():
            problem = "use spaces in place of tabs, and leave empty lines empty: SuperFences changes them"
            raise ChapterError(expected.path, expected.line, problem)
        self.rendered += 1
        return expected

    def _line_of(self, source: str) -> int:
        """Find the opening fence of a block that the parser did not see."""
        first = source.strip().split("\n")[0].strip()
        lines = [line.strip() for line in self.chapter.text.split("\n")]
        seen = {block.line for block in self.chapter.blocks}
        fences = [n for n, line in enumerate(lines, 1) if line.startswith(("```", "~~~")) and n not in seen]
        return next((n for n in fences if first in lines[n : n + 1]), 1)

    def fail(self, error: ChapterError) -> str:
        """End the build; while serving, return the error to show in the page."""
        if not self.serving:
            raise error
        _log.warning("%s", error)
        self.failed = True
        return f'<div class="nn-failure" role="alert"><pre>{html.escape(str(error))}</pre></div>'


class ChapterExtension(Extension):
    """Tell the fences of a page which chapter they stand in.

    Options are `root`, the folder that holds docs/; `serving`, whether a failure shows in the page
    instead of ending the build; `results`, the folder of the cache, without which every block runs;
    `python`, whether the site carries Python for the reader's browser.
    """

    def __init__(self, **options: Any) -> None:
        self.config = {
            "root": [".", "the folder of docs/"],
            "serving": [False, "show failures in the page"],
            "results": ["", "the folder of the cache"],
            "python": [False, "say nothing of what only Python in the browser can do"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802, the name is Python-Markdown's
        """Look at each page before anything else changes its text."""
        md.preprocessors.register(_FindChapter(md, **self.getConfigs()), "nnbook_chapter", 1000)
        md.block_level_elements.extend([*EXPLORERS, *ELEMENTS])
        md.preprocessors.register(_CountBlocks(md), "nnbook_count", 24)  # SuperFences' own has 25


class _FindChapter(Preprocessor):
    """Recognise the page by its text: neither generator tells an extension which file it renders."""

    def __init__(self, md: Markdown, root: str, serving: bool, results: str, python: bool) -> None:
        super().__init__(md)
        self.root, self.serving, self.python = Path(root).resolve(), serving, python
        self.results = Path(results) if results else None

    def run(self, lines: list[str]) -> list[str]:
        self.md.nnbook_page = None  # type: ignore[attr-defined]
        if _is_inner(self.md):
            return lines
        text = "\n".join(lines).strip()
        for path in sorted((self.root / "docs").rglob("*.md")):
            chapter = Chapter.read(path)
            if chapter.body == text:
                page = _Page(chapter, self.root, self.serving, self.results, self.python)
                self.md.nnbook_page = page  # type: ignore[attr-defined]
                try:
                    return inspector.with_trace(chapter.body_without_pins).split("\n")
                except ChapterError as error:
                    return [page.fail(error)]
        return lines


class _CountBlocks(Preprocessor):
    """Make sure that SuperFences has met every block: one that it takes for prose would not run."""

    def run(self, lines: list[str]) -> list[str]:
        page: _Page | None = getattr(self.md, "nnbook_page", None)
        if page is None:
            return lines
        if page.failed:  # SuperFences may show a stray fence as text and drop what we made of it
            return [*page.strays, "", *lines]
        if page.rendered == len(page.chapter.blocks):
            return lines
        block = page.chapter.blocks[page.rendered]
        problem = "SuperFences takes this block for prose: close its fence, and leave a blank line above it"
        return [page.fail(ChapterError(block.path, block.line, problem)), "", *lines]


def makeExtension(**options: Any) -> ChapterExtension:  # noqa: N802, the name is Python-Markdown's
    """Return the extension; Python-Markdown calls this."""
    return ChapterExtension(**options)


def validate(
    language: str, inputs: dict[str, str], options: dict[str, Any], attrs: dict[str, Any], md: Markdown
) -> bool:
    """Take every fence of the language, save in text that another tool renders with our extensions."""
    return not _is_inner(md)


def _is_inner(md: Markdown) -> bool:
    """Tell Markdown that markdown-exec or mkdocstrings converts within a page: code there is shown only."""
    return hasattr(md, "_original_md") or "mkdocstrings_ids" in md.treeprocessors


def format_python(
    source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **kwargs: Any
) -> str:
    """Run a block through markdown-exec; return its source, and under it what it printed and showed."""
    highlighted = highlight(source, md)
    page: _Page | None = getattr(md, "nnbook_page", None)
    if page is None:
        raise ChapterError(Path("docs"), 1, f"no chapter has the text around this fence\n{source}")
    try:
        block = page.next_block(source)
    except ChapterError as error:
        page.strays.append(page.fail(error))
        return highlighted
    attributes = bar = ""
    try:
        if block.no_run:
            attributes = " data-norun"
        if block.no_run and page.python:
            bar = f"Not for the browser: {html.escape(block.no_run)}."
        output: str = base_format(
            language="python",
            run=lambda *_, **__: _run(block, page),
            code=source,
            md=md,
            html=True,
            update_toc=False,
        )
    except ChapterError as error:
        output = page.fail(error)
    # The bar is empty, and hidden, until a site that carries Python puts its buttons there.
    return f'<nn-block{attributes}>{highlighted}<div class="nn-bar">{bar}</div>{output}</nn-block>'


def _run(block: Block, page: _Page) -> str:
    if block.missing:
        packages = " and ".join(block.missing)
        note = f"Recorded earlier: this site was built without {packages}, so the block was not run."
        return _render("stdout", block.pin or "", block) + _note(note)
    outcome = ahead.run(block, page.root, page.results)
    blocks.check(block, outcome)
    if recorded := block.options.get("recorded"):
        # What this run printed is passed over: two builds of one commit are equal.
        events = [("stdout", block.pin or ""), *(event for event in outcome.events if event[0] == "figure")]
        note = f"Recorded on {html.escape(recorded)}. Another run, or another machine, takes another time."
        return "".join(_render(kind, text, block) for kind, text in events) + _note(note)
    return "".join(_render(kind, text, block) for kind, text in outcome.events)


def _note(text: str) -> str:
    return f'<p class="nn-note">{text}</p>'


def _render(kind: str, text: str, block: Block) -> str:
    if kind == "figure":
        alt = html.escape(block.options["alt"], quote=True)
        svg = text.replace("<svg ", f'<svg role="img" aria-label="{alt}" ', 1)
        return f'<figure class="nn-figure">{svg}</figure>'
    if not text.strip():
        return ""
    return f'<pre class="nn-output"><samp>{html.escape(text.rstrip())}</samp></pre>'


def highlight(source: str, md: Markdown) -> str:
    """Highlight as SuperFences does where no custom fence takes the language."""
    fences: Any = md.preprocessors["fenced_code_block"]
    result: str = fences.highlight(
        src=source, language="python", options={}, md=md, classes=[], id_value="", attrs={}
    )
    return result
