"""Under `mkdocs serve`, make anew the pages that an author changed, and not the book.

MkDocs builds everything at each save: at 200 chapters a line of prose took seven seconds. A page whose change
shows in no other page is made alone here, by the same calls of MkDocs and in the same order; whatever else
has changed is left to MkDocs.
"""

import logging
import os
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import Any

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import write_file

from nnbook.book.content.meanings import PAGE as PAGE_OF_ERRORS
from nnbook.book.page.glossary import GLOSSARY

_log = logging.getLogger("mkdocs.plugins.nnbook")

# What is known of these is that a page needs no other one, or what `_Book` does about it. Any other plugin or
# hook may look at the whole book.
_SEARCH, _AUTOREFS = "material/search", "autorefs"
_KNOWN = {_SEARCH, _AUTOREFS, "mkdocs-jupyter", "mkdocstrings", "nnbook"}
_SNIPPETS = "pymdownx.snippets"  # with it, any file may stand in any page
_REFERENCE = re.compile(r"^::: ", re.MULTILINE)  # mkdocstrings makes addresses there that others link to
# What the home page counts, and how long it says that a chapter takes.
_PRACTICE = re.compile(
    r'\bdata-page="[^"]*"|<nn-(?:exercise|rebuild) id="[^"]*"|<p class="nn-length"[^>]*>[^<]*'
)

_Stamps = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class _Book:
    """A book as its last whole build left it, and the pages that were made anew since.

    Attributes
    ----------
    config, files, nav, env
        What MkDocs works with.
    stamps : dict
        When each file was last changed and its size, before the first one was read.
    shown : list of File
        Those that become pages under `mkdocs serve`, drafts included.
    found : dict
        What the search finds in the pages that were made anew, by their addresses, until it is in the index.
    """

    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: Environment
    stamps: _Stamps
    shown: list[File]
    found: dict[str, list[dict[str, str]]]

    def changed(self, now: _Stamps) -> set[str]:
        """Name the files that were changed, added or removed."""
        return {path for path, _ in self.stamps.items() ^ now.items()}

    def pages(self, changed: Iterable[str]) -> list[Page] | None:
        """Return the pages that the files are the sources of; None where one is something else."""
        config = self.config
        extensions = config.markdown_extensions
        if config.strict or config.plugins.keys() - _KNOWN or _SNIPPETS in extensions:
            return None
        sources = {file.abs_src_path: file for file in self.shown}
        found = []
        for path in changed:
            file = sources.get(path)
            page = file.page if file and file.inclusion != InclusionLevel.DRAFT else None
            if page is None or page.content is None or not os.path.exists(path):
                return None
            shown_elsewhere = os.path.basename(path) in (GLOSSARY, PAGE_OF_ERRORS) or _has_references(page)
            if not path.endswith(".md") or shown_elsewhere:
                return None
            found.append(page)
        return sorted(found, key=lambda page: page.file.src_uri)

    def make(self, pages: list[Page]) -> bool:
        """Make pages anew; return False, with nothing written, where another page would change as well."""
        before = [(_outside(page), page.present_anchor_ids) for page in pages]
        made = [file for page in pages for file in self._read(page)]
        if [outside for outside, _ in before] != [_outside(page) for page in pages]:
            return False
        for file in made:
            file.copy_file()
        for page in pages:
            self._write(page)
        moved = [ids for _, ids in before] != [page.present_anchor_ids for page in pages]
        linking = [file.page for file in self.shown if file.page] if moved else pages
        for page in linking:
            page.validate_anchor_links(files=self.files, log_level=self.config.validation.links.anchors)
        return True

    def _read(self, page: Page) -> list[File]:
        """Render the Markdown of a page; return the files that were made of it, such as its notebook."""
        config, files, events = self.config, self.files, self.config.plugins
        page = events.on_pre_page(page, config=config, files=files)
        page.read_source(config)
        page.markdown = events.on_page_markdown(page.markdown or "", page=page, config=config, files=files)
        page.render(config, files)
        # Files refuses another one of the same name, so those that were made earlier are taken out.
        rest = Files([file for file in files if file.generated_by is None])
        page.content = events.on_page_content(page.content or "", page=page, config=config, files=rest)
        made = [file for file in rest if file.generated_by is not None]
        for file in made:
            if file.src_uri in files.src_uris:
                files.remove(file)
            files.append(file)
        if _AUTOREFS in events:
            autorefs: Any = events[_AUTOREFS]
            autorefs.on_env(self.env, config=config, files=Files([page.file]))
        return made

    def _write(self, page: Page) -> None:
        """Put a page into its template and write it."""
        config, events = self.config, self.config.plugins
        page.active = True
        try:
            context = get_context(self.nav, self.shown, config, page)
            template = self.env.get_template(page.meta.get("template", "main.html"))
            with self._aside(page):
                context = events.on_page_context(context, page=page, config=config, nav=self.nav)
            output = events.on_post_page(template.render(context), page=page, config=config)
            if output.strip():
                write_file(output.encode("utf-8", errors="xmlcharrefreplace"), page.file.abs_dest_path)
        finally:
            page.active = False

    def renew_search(self) -> None:
        """Write the search index with what the pages that were made anew have in it now."""
        if self.search is None or not self.found:
            return
        entries = self.search.search_index.entries
        renewed: list[dict[str, str]] = []
        for url, old in groupby(entries, lambda entry: entry["location"].partition("#")[0]):
            renewed += self.found.pop(url, old)
        entries[:] = [*renewed, *chain.from_iterable(self.found.values())]
        self.found.clear()
        self.search.on_post_build(config=self.config)

    @contextmanager
    def _aside(self, page: Page) -> Iterator[None]:
        """Put aside what is added to the search index in the `with`: to sort it in costs the book."""
        entries = self.search.search_index.entries if self.search else []
        end = len(entries)
        yield
        self.found[page.url] = entries[end:]
        del entries[end:]

    @property
    def search(self) -> Any:
        """The plugin for the search; None where the book has none."""
        search: Any = self.config.plugins.get(_SEARCH)
        return search if search and search.config.enabled else None


class Refresh:
    """What `mkdocs serve` calls in place of its whole build.

    It makes the changed pages anew where only chapters were changed, and neither the title of one, nor its
    front matter, nor how long it takes, nor the number of its questions and exercises differs: other pages
    show these. It calls MkDocs' whole build where a file was added, removed or renamed; where the settings, a
    module of the library, an exercise, a lab, the glossary, the page of errors, a style sheet or a script was
    changed; where a page has mkdocstrings' `:::`; and always in a book with a plugin or with hooks that it
    does not know, and with `--strict`.

    A page alone gets what a whole build gives it: its notebook and script, warnings for what it links to and,
    where its headings are other ones, for what links to it. The search index is written when a browser asks.
    What it cannot see: an extension of Markdown that reads another page, and a template that shows one.

    The hooks of each whole build tell what it works with: `begin`, `plan`, `keep`, and `end`.
    """

    _server: LiveReloadServer
    _whole: Callable[[], None]
    _answer: Any  # the server's own way to answer a request

    def __init__(self) -> None:
        self._parts: dict[str, Any] = {}
        self._book: _Book | None = None
        self._lock = threading.Lock()  # between the builds and the browsers' requests

    def begin(self, config: MkDocsConfig) -> None:
        """Take note of the files before the first of them is read; to call in `on_config`."""
        with self._lock:
            self._book = None
        self._parts = {"config": config, "stamps": _stamps(config)}

    def plan(self, nav: Navigation) -> None:
        """Take note of the navigation; to call in `on_nav`."""
        self._parts["nav"] = nav

    def keep(self, env: Environment, files: Files) -> None:
        """Take note of the rendered pages; to call in `on_env`."""
        self._parts |= {"env": env, "files": files}

    def end(self) -> None:
        """Take the build for finished; to call in `on_post_build`."""
        files: Files = self._parts["files"]
        shown = files.documentation_pages(inclusion=InclusionLevel.is_in_serve)
        self._book = _Book(**self._parts, shown=list(shown), found={})

    def serve(self, server: LiveReloadServer, whole: Callable[[], None]) -> None:
        """Let a server call this in place of its whole build; to call in `on_serve`."""
        self._server, self._whole, self._answer = server, whole, server.get_app()
        server.builder = self
        server.set_app(self._request)

    def __call__(self) -> None:
        """Bring the site up to date.

        Raises
        ------
        Abort
            If MkDocs cannot make the site; what was wrong is logged.
        """
        with self._lock:
            book, self._book = self._book, None  # after a failure, the whole book is built
            done = book is not None and self._make(book)
        if not done:
            self._whole()

    def _make(self, book: _Book) -> bool:
        """Make the changed pages of a book anew; return False where that is not enough."""
        begun = time.monotonic()
        now = _stamps(book.config)
        changed = book.changed(now)
        if not changed and not self._watches_more(book.config):
            self._book = book
            return True
        pages = book.pages(changed)
        try:
            if not pages or not book.make(pages):
                return False
        except BuildError as error:  # as MkDocs says it
            _log.error("%s", error)
            raise Abort("Aborted with a BuildError!") from error
        self._book = replace(book, stamps=now)
        names = ", ".join(page.file.src_uri for page in pages)
        some = "1 page" if len(pages) == 1 else f"{len(pages)} pages"
        _log.info("Rebuilt %s in %.2f seconds: %s", some, time.monotonic() - begun, names)
        return True

    def _watches_more(self, config: MkDocsConfig) -> bool:
        """Tell whether the server was told to watch something else, as by `--watch-theme`."""
        watched = {os.path.abspath(emitter.watch.path) for emitter in self._server.observer.emitters}
        return not watched <= {os.path.abspath(path) for path in _watched(config)}

    def _request(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a browser; one that asks for the search index gets the one of the pages as they are now."""
        if environ["PATH_INFO"].endswith("/search/search_index.json"):
            with self._lock:
                if self._book:
                    self._book.renew_search()
        answer: Iterable[bytes] = self._answer(environ, start_response)
        return answer


def _outside(page: Page) -> tuple[Any, ...]:
    """Return what other pages show of this one."""
    return page.title, dict(page.meta), _PRACTICE.findall(page.content or ""), _has_references(page)


def _has_references(page: Page) -> bool:
    return _REFERENCE.search(page.markdown or "") is not None


def _watched(config: MkDocsConfig) -> list[str]:
    """List what MkDocs watches of a book."""
    return [config.docs_dir, *filter(None, [config.config_file_path]), *config.watch]


def _stamps(config: MkDocsConfig) -> _Stamps:
    """Tell when each watched file was changed, and its size; what Python compiles is no source."""
    found: _Stamps = {}
    folders: list[str] = []
    for top in _watched(config):
        if os.path.isfile(top):
            stat = os.stat(top)
            found[top] = stat.st_mtime_ns, stat.st_size
        else:
            folders.append(top)
    while folders:
        with suppress(FileNotFoundError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name == "__pycache__":
                    continue
                if entry.is_dir():
                    folders.append(entry.path)
                    continue
                with suppress(FileNotFoundError):  # an editor's file is there for a moment only
                    stat = entry.stat()
                    found[entry.path] = stat.st_mtime_ns, stat.st_size
    return found
