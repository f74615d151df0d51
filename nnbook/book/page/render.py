"""Render a page with no site generator around it: for tests, which are to say what every build would."""

import warnings
from collections.abc import Sequence
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown import Markdown
from mkdocs.config import load_config

from nnbook.book.content.book import CONFIG
from nnbook.book.page.page import Making


@dataclass
class Renderer:
    """Python-Markdown as the settings of a book have it.

    Attributes
    ----------
    making : Making
        How the pages are made.
    extensions : sequence of str
    options : dict
        The options of the extensions, by their names.
    """

    making: Making
    extensions: Sequence[str] = ("md_in_html", "attr_list", "tables", "nnbook.book.page")
    options: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, making: Making) -> "Renderer":
        """Take the extensions from mkdocs.yml; where there is none, the least that a page needs."""
        settings = making.book.root / CONFIG
        if not settings.exists():
            return cls(making)
        with chdir(making.book.root), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # how quiet other packages are is not for a page to say
            config = load_config(str(settings))
        return cls(making, config.markdown_extensions, config.mdx_configs)

    def render(self, path: Path) -> str:
        """Return the HTML of a page of the book.

        Raises
        ------
        ChapterError
            If a build of the book would end at this page.
        """
        chapter = self.making.book.chapter(path)
        ours = {"making": self.making, "path": str(path)}
        options = {**self.options, "nnbook.book.page": {**self.options.get("nnbook.book.page", {}), **ours}}
        with chdir(self.making.book.root), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Markdown(extensions=[*self.extensions], extension_configs=options).convert(chapter.body)
