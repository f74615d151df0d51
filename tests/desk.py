"""Pages of a book rendered one by one, with no site generator around them."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from nnbook.book.content.book import Book
from nnbook.book.page.page import Making
from nnbook.book.results.results import Results


@dataclass
class Desk:
    """A book in a temporary folder, and what its blocks did."""

    book: Book
    results: Results

    def write(self, name: str, text: str) -> Path:
        """Write a page of the book, `x.md` for instance, or another file of docs/."""
        path = self.book.docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def converter(self, *more: str, serving: bool = False, python: bool = False) -> Markdown:
        """Return Python-Markdown with the part of the book's configuration that the book itself needs."""
        making = Making(self.book, self.results, serving, python)
        return Markdown(
            extensions=["md_in_html", "attr_list", "nnbook.book.page", *more],
            extension_configs={"nnbook.book.page": {"making": making}},
        )

    def render(self, text: str, *, body: str | None = None, **options: Any) -> str:
        """Render the page x.md with this text as a site generator does, front matter cut off."""
        self.write("x.md", text)
        return self.converter(**options).convert(text if body is None else body)


def as_mkdocs(md: Markdown, path: Path) -> Markdown:
    """Tell a converter that it renders this file, as MkDocs tells it."""
    links = Treeprocessor(md)
    links.file = SimpleNamespace(abs_src_path=str(path))  # type: ignore[attr-defined]
    md.treeprocessors.register(links, "relpath", 0)
    return md


def as_zensical(md: Markdown, path: str) -> Markdown:
    """Tell a converter that it renders this file of docs/, as Zensical tells it."""
    context = Preprocessor(md)
    context.page = SimpleNamespace(path=path)  # type: ignore[attr-defined]
    context.run = lambda lines: lines  # type: ignore[method-assign]
    md.preprocessors.register(context, "rendering_context", 2000)
    return md
