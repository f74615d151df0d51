"""The book: where it lies, which pages it has, and which library it teaches."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from mkdocs.exceptions import ConfigurationError
from mkdocs.utils.yaml import get_yaml_loader, yaml_load

from nnbook.book.content import packages
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.errors import ChapterError

SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")  # of the files that MkDocs takes for pages
CONFIG = "mkdocs.yml"


class Book:
    """A book: the one place that knows its folders and its pages.

    A page is read once, and again when its file has changed.

    Parameters
    ----------
    root : Path
        The folder of mkdocs.yml, pyproject.toml and README.md.
    docs : Path, optional
        The folder of the pages; `root`/docs unless said.
    package : str, optional
        The name of the library that the book teaches.
    nav : sequence of str, optional
        The pages of the navigation in its order, such as "labs/digits.md".
    """

    def __init__(
        self, root: Path, docs: Path | None = None, package: str = "nnbook", nav: Sequence[str] = ()
    ) -> None:
        self.root = root.resolve()
        self.nav = tuple(nav)
        self.docs = (docs or root / "docs").resolve()
        self.package = package
        self._read: dict[Path, tuple[tuple[int, int], Chapter]] = {}
        self._by_text: tuple[tuple[object, ...], dict[str, Path]] = ((), {})

    @classmethod
    def at(cls, root: Path) -> "Book":
        """Open the book whose mkdocs.yml lies in `root`; where there is none, its pages are in docs.

        Raises
        ------
        ChapterError
            If mkdocs.yml cannot be read.
        """
        file = root / CONFIG
        settings: dict[str, Any] = {}
        if file.exists():
            try:
                with file.open(encoding="utf-8") as source:  # which may inherit from another file
                    settings = yaml_load(source, get_yaml_loader())
            except (yaml.YAMLError, UnicodeDecodeError, ConfigurationError) as error:
                raise ChapterError(file, 1, f"the settings cannot be read: {error}") from error
        if not isinstance(settings, dict) or not isinstance(settings.get("extra") or {}, dict):
            raise ChapterError(file, 1, f"the settings are no list of names and values, got {settings!r}")
        docs = root / str(settings.get("docs_dir", "docs"))
        return cls(root, docs, package_of(settings.get("extra") or {}), list(_leaves(settings.get("nav"))))

    @cached_property
    def declared(self) -> frozenset[str]:
        """The packages that pyproject.toml declares."""
        return packages.declared(self.root)

    @property
    def library(self) -> Path | None:
        """The folder of the library that the book teaches: beside mkdocs.yml, or where it is installed."""
        if (self.root / self.package / "__init__.py").exists():
            return self.root / self.package
        spec = find_spec(self.package) if self.package.isidentifier() else None
        places = spec.submodule_search_locations if spec else None
        return Path(next(iter(places))) if places else None

    @property
    def paths(self) -> list[Path]:
        """The files of the pages, in the order of their names; a link is a page at its place."""
        found: list[Path] = []
        for name, folders, files in os.walk(self.docs, followlinks=True):
            folder = Path(name)
            folders[:] = [
                below for below in folders if not below.startswith(".") and not _leads_back(folder / below)
            ]
            paths = [folder / file for file in files if not file.startswith(".")]
            found += [path for path in paths if path.suffix in SUFFIXES and path.is_file()]
        return sorted(found)

    @property
    def chapters(self) -> list[Chapter]:
        """The pages.

        Raises
        ------
        ChapterError
            If one is not encoded in UTF-8.
        """
        return [self.chapter(path) for path in self.paths]

    @property
    def in_order(self) -> list[Chapter]:
        """The pages of the navigation, as a reader meets them; without a navigation, all by their names.

        What the navigation names and is no page of the book, such as a lab, is left out.
        """
        if not self.nav:
            return self.chapters
        known = set(self.paths)
        return [self.chapter(self.docs / name) for name in self.nav if self.docs / name in known]

    @property
    def tested(self) -> list[Chapter]:
        """README.md, where there is one, and the pages: everything whose blocks are tested."""
        readme = self.root / "README.md"
        return [*([self.chapter(readme)] if readme.exists() else []), *self.chapters]

    def chapter(self, path: Path) -> Chapter:
        """Return a page as it stands in its file now.

        Raises
        ------
        ChapterError
            If it is not encoded in UTF-8.
        """
        state = path.stat()
        stamp = state.st_mtime_ns, state.st_size
        known = self._read.get(path)
        if known is None or known[0] != stamp:
            docs = self.docs if path.is_relative_to(self.docs) else self.root
            known = self._read[path] = stamp, Chapter.read(path, docs, self.declared)
        return known[1]

    def chapter_with(self, text: str) -> Chapter | None:
        """Return the page with this text, without the front matter or with it; None where there is none."""
        chapters = self.chapters
        stamp = tuple(map(id, chapters))
        if self._by_text[0] != stamp:
            index: dict[str, Path] = {}
            for chapter in chapters:
                index.setdefault(chapter.text.strip(), chapter.path)
                with suppress(ChapterError):  # it is found by all of its text, and then says what is wrong
                    index.setdefault(chapter.body, chapter.path)
            self._by_text = stamp, index
        path = self._by_text[1].get(re.sub(r"\r\n?", "\n", text).strip())
        return self.chapter(path) if path else None


def _leaves(nav: object) -> Iterator[str]:
    """Find what a navigation names, however deep its sections are."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, list | dict):
        for entry in nav.values() if isinstance(nav, dict) else nav:
            yield from _leaves(entry)


def _leads_back(folder: Path) -> bool:
    """Tell whether a folder is a link to one in which it stands."""
    return folder.is_symlink() and folder.resolve() in map(Path.resolve, folder.parents)


def place_in(docs: Path, source: Path) -> Path:
    """Return the path of a page below the folder of the pages, also where it is a link, or the folder is.

    What lies elsewhere has its real path.
    """
    source = Path(os.path.abspath(source))
    for folder in source.parents:
        if folder.resolve() == docs.resolve():
            return docs / source.relative_to(folder)
    return source.resolve()


def package_of(extra: Mapping[str, Any]) -> str:
    """Return the name of the library by `extra.library` of the settings, which says what pip installs."""
    match = re.match(r"\s*([A-Za-z0-9][\w.-]*)", str(extra.get("library") or "nnbook"))
    return packages.normal(match[1]).replace("-", "_") if match else "nnbook"
