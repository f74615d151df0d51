"""The one Markdown extension of the book, the same in MkDocs and in Zensical. These are its passes.

1. Find the page: the generator says which file it renders, or the text is looked up. Its pins become blank,
   since the page shows what the run printed; a line in which an error stands takes the place of what cannot
   be read.
2. SuperFences meets each fence and hands it to `fences.format_fence`, which runs blocks and makes forms of
   the rest. At every block it is made sure that it is the one that the parser of the book has found.
3. Formulas within a line become MathML.
4. Questions and faded examples, whose inside Markdown has made by now, become forms.
5. The path of the home page gets its places for progress, and how long each chapter takes.
6. The goal under a heading becomes the head of its section, with the minutes that the section takes.
7. Headings with formulas get a plain form for the table of contents.
8. Terms of the glossary become links.
9. Tables get their addresses; blocks, figures and formulas have got theirs in pass 2.
10. At the very end, every fence has to be in the page: what the parser found and the page does not show is an
    error, and so is an address that two things have.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from nnbook.book.content import meanings
from nnbook.book.content.book import SUFFIXES, Book
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.page import addresses, explorers, fences, math, playgrounds
from nnbook.book.page.exercise_form import with_one_solution
from nnbook.book.page.faded_form import MakeFaded
from nnbook.book.page.glossary import LinkTerms
from nnbook.book.page.highlight import lighten
from nnbook.book.page.page import FINDER, Making, Page, path_by_generator, visible
from nnbook.book.page.practice import AddPlaces
from nnbook.book.page.question_form import MakeForms
from nnbook.book.page.section_heads import AddHeads
from nnbook.book.results.results import Results

# What else is an element of its own, and no part of a paragraph.
ELEMENTS = (
    *("nn-block", "nn-code", "nn-steps", "nn-predict", "nn-question", "nn-faded", "nn-exercise"),
    *("nn-rebuild", "nn-today", "nn-mixture", "nn-solved", "nn-overview", "nn-playground"),
)


class BookExtension(Extension):
    """Render the pages of a book.

    The option `making` says how; without it, as in Zensical, the book is that whose mkdocs.yml lies in
    `root`. Where no generator says which file it renders, `path` may.
    """

    def __init__(self, **options: Any) -> None:
        self.config = {
            "root": [".", "the folder of mkdocs.yml"],
            "making": ["", "how the pages are made"],
            "path": ["", "the file that is rendered"],
        }
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802, the name is Python-Markdown's
        """Register the passes, in the order in which they work."""
        making = self.getConfig("making")
        root = Path(self.getConfig("root"))
        finder = FindPage(md, lambda: making or _making(root.resolve()), self.getConfig("path"))
        md.preprocessors.register(finder, FINDER, 1000)
        md.registerExtensions(["pymdownx.highlight", "pymdownx.superfences"], {})
        md.block_level_elements.extend([*explorers.TAGS, *ELEMENTS])
        # After code spans (190), which may hold a dollar; before escapes (180), which would eat backslashes.
        md.inlinePatterns.register(math.Inline(md), "nnbook_math", 185)
        # After the inline markup (20), before links are made relative and anchors are collected (0, 5).
        md.treeprocessors.register(MakeForms(md), "nnbook_questions", 15)
        md.treeprocessors.register(MakeFaded(md), "nnbook_faded", 14.5)
        md.treeprocessors.register(AddPlaces(md), "nnbook_places", 14)
        md.treeprocessors.register(AddHeads(md), "nnbook_heads", 13)
        md.treeprocessors.register(math.Headings(md), "nnbook_headings", 10)
        md.treeprocessors.register(LinkTerms(md), "nnbook_terms", 7)
        md.treeprocessors.register(addresses.NameTables(md), "nnbook_tables", 6)
        # After everything: raw HTML, for which placeholders stand until then, comes back at 30. The table of
        # contents puts each heading through the postprocessors, too, and that is before the tree is done.
        md.treeprocessors.register(EndTree(md), "nnbook_end", -1000)
        md.postprocessors.register(CountFences(md), "nnbook_count", -100)


class FindPage(Preprocessor):
    """Know the page that is rendered, and prepare its text."""

    def __init__(self, md: Markdown, get_making: Callable[[], Making], path: str) -> None:
        super().__init__(md)
        self.get_making = get_making
        self.path = Path(path) if path else None
        self.page: Page | None = None

    def run(self, lines: list[str]) -> list[str]:
        """Return the text of the page as SuperFences is to see it."""
        self.page = None
        if _is_inner(self.md):
            return lines
        fences.take_every_language(self.md)
        text = "\n".join(line.rstrip("\r") for line in lines)
        making = self.get_making()
        path = path_by_generator(self.md, making.book.docs) or self.path
        if path is not None and path.suffix not in SUFFIXES:  # a lab, whose page another tool has written
            return lines
        making.begin()
        chapter = _chapter(making.book, path, text)
        self.page = page = Page(chapter, making)
        try:
            for question in page.questions.values():  # what is wrong with them is said before anything else
                page.take_address(question.id, question.line)
            for example in page.faded.values():
                page.take_address(example.id, example.line)
            if chapter.uri == meanings.PAGE:
                meanings.meanings(chapter)
            text = explorers.with_data(chapter.body_without_pins, page.results)
            return playgrounds.with_runs(text, page.results, chapter.path).split("\n")
        except ChapterError as error:
            return [page.fail(error)]


def _chapter(book: Book, path: Path | None, text: str) -> Chapter:
    if path is None:
        return book.chapter_with(text) or Chapter(book.docs / "(a text of no page)", text, book.docs)
    return book.chapter(path)


class EndTree(Treeprocessor):
    """Note that the tree of the page is done."""

    def run(self, root: Element) -> None:
        """Let what comes to the postprocessors from now on be the whole page."""
        if page := Page.of(self.md):
            page.tree_is_done = True


class CountFences(Postprocessor):
    """Make sure that the page shows every fence, and that each address is that of one thing."""

    def run(self, text: str) -> str:
        """Return the page; while serving, with its errors above it where they would not be seen."""
        page = Page.of(self.md)
        if page is None or not page.tree_is_done:
            return text
        seen = visible(text)
        if not page.failures:
            page.lost(seen)
        if not page.failures:
            addresses.clash(page, seen)
        # Here and not at each fence, for what mkdocstrings sets as code has come by none.
        finished = with_one_solution(lighten(text))
        return "\n".join([*(failure for failure in page.failures if failure not in seen), finished])


def _is_inner(md: Markdown) -> bool:
    """Tell Markdown that markdown-exec or mkdocstrings converts within a page: code there is shown only."""
    return hasattr(md, "_original_md") or "mkdocstrings_ids" in md.treeprocessors


@lru_cache(maxsize=4)  # Zensical makes the extension anew for each page, and tells it nothing
def _making(root: Path) -> Making:
    book = Book.at(root)
    return Making(book, Results.of(book))


def makeExtension(**options: Any) -> BookExtension:  # noqa: N802, the name is Python-Markdown's
    """Return the extension; Python-Markdown calls this."""
    return BookExtension(**options)
