"""What only MkDocs can tell the book: where it lies, whether it is being served, which files the site has."""

import gc
import logging
import re
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from jinja2 import Environment
from mkdocs.config.base import Config
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import BuildError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from mkdocs.utils.templates import TemplateContext

from nnbook.book import GET_PYTHON
from nnbook.book.content.book import SUFFIXES, Book, package_of, place_in
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.meanings import PAGE as PAGE_OF_ERRORS
from nnbook.book.page import playgrounds
from nnbook.book.page.page import Making
from nnbook.book.results import recorded, store
from nnbook.book.results.pool import Pool
from nnbook.book.results.results import MOST, Results
from nnbook.book.site import (
    delivery,
    error_table,
    finish,
    font,
    head,
    labs,
    library,
    navigation,
    not_found,
    notebook,
    policy,
    question_bank,
    search,
    share,
    sitemap,
    start,
)
from nnbook.book.site.browser import publish, runtime
from nnbook.book.site.refresh import Refresh

_ADDRESS = re.compile(r'<[a-z][\w-]*\b[^<>]*?\sid="([^"]*)"')
_log = logging.getLogger("mkdocs.plugins.nnbook")


# MkDocs gives no types to what makes a class of options or a plugin.
class Options(Config):  # type: ignore[no-untyped-call]
    """The options of the plugin: none."""


class Hooks(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """The plugin `nnbook` of mkdocs.yml."""

    def __init__(self) -> None:
        super().__init__()
        self.serving = False
        self.making: Making | None = None
        self.python: dict[str, bytes | Path] = {}
        self.refresh = Refresh()
        self.content = ""  # of the page that the search reads
        self.cards: share.Cards | None = None
        self.card_of: dict[str, share.Card] = {}  # by the sources of the pages
        self.words: dict[str, list[str]] = {}  # that the sections teach, by their addresses
        self.pool = Pool(MOST)  # for every build of this process, whichever book it builds
        self._thresholds = gc.get_threshold()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Begin anew with each command: a plugin that has this event outlives the builds of a process."""
        self.serving = command == "serve"
        self.making = None
        self.cards, self.card_of = None, {}
        # A build makes much and drops little. To look after every 700 objects which of them can go costs the
        # more the larger the book is.
        self._thresholds = gc.get_threshold()
        gc.set_threshold(20_000, *self._thresholds[1:])

    def on_shutdown(self) -> None:
        """Have no block run any more when the server ends."""
        gc.set_threshold(*self._thresholds)
        self.serving = False
        self._end()

    def on_build_error(self, *, error: Exception) -> None:
        """Have no block run any more when a build fails."""
        self._end()

    def _end(self) -> None:
        if self.making is not None and not self.serving:
            self.making.results.close()

    def on_config(self, config: MkDocsConfig) -> None:
        """Hand the book to the Markdown extension; add Python for the browser and life without a network."""
        if config.strict:
            _count_all_warnings()
        library.setting(config)  # where it is wrong, no page need be rendered to say so
        root = (
            Path(config.config_file_path).parent if config.config_file_path else Path(config.docs_dir).parent
        )
        self.python = publish.runtime_files(root)
        self.making = self._making_of(Book(root, Path(config.docs_dir), package_of(config.extra)))
        self._learn_words()
        config.mdx_configs.setdefault("nnbook.book.page", {})["making"] = self.making
        labs.configure(config)
        if self.python:
            config.extra_css.extend(finish.PYTHON_STYLES)
            for script in finish.PYTHON_SCRIPTS:
                _add_module(config, script)
            if not runtime.has_editor(root / runtime.CACHE):
                _log.info("No editor, but a plain field: `%s` bundles it where there is npm.", GET_PYTHON)
        else:
            _log.info("No Run buttons: `%s` fetches Python for the browser.", GET_PYTHON)
        if self.serving:
            self.refresh.begin(config)
        else:  # an author wants to see the change, not a copy of the site before it
            for script in finish.OFFLINE_SCRIPTS:
                _add_module(config, script)
            self.site = share.Site(config.site_name, config.site_description or "", config.site_url or "")

    def _learn_words(self) -> None:
        """Find out which section teaches a word, for the search."""
        try:
            self.words = search.taught(self._book)
        except ChapterError as error:
            if not self.serving:
                raise BuildError(str(error)) from error
            self.words = {}  # the page shows it

    def _making_of(self, book: Book) -> Making:
        """Return how the pages are made; what is known of an unchanged book outlives a refresh."""
        before = self.making
        if before is not None and (before.book.docs, before.book.package) == (book.docs, book.package):
            return Making(before.book, before.results, self.serving, bool(self.python))
        if before is not None:
            before.results.close()
        return Making(book, Results.of(book, pool=self.pool), self.serving, bool(self.python))

    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Add the math font, which is cut from an installed package, and what comes with Python.

        Raises
        ------
        BuildError
            If the page of errors is not in order, or a notebook lies among the pages: mkdocs-jupyter would
            show what any code once stored in it.
        """
        for file in files:
            if file.src_uri.endswith(".ipynb") and file.generated_by is None:
                problem = (
                    "a lab is a script in cells, whose results are stored for its code; see CONTRIBUTING"
                )
                raise BuildError(f"{file.src_uri}: {problem}")
        made = font.math_font(store.folder(self._book.root, "fonts"))
        for path, content in made.items():
            files.append(File.generated(config, path, content=content))
        for path, source in self.python.items():
            if isinstance(source, Path):
                files.append(File.generated(config, path, abs_src_path=str(source)))
            else:
                files.append(File.generated(config, path, content=source))
        if self.python:
            self._add_error_table(files, config)
        if not self.serving:
            assert self.making is not None, "MkDocs calls on_config first"
            self.cards = share.Cards(self._book, self.making.results, self.site)
            self._add_card(files, config, self.cards.of_book)

    def _add_card(self, files: Files, config: MkDocsConfig, card: share.Card) -> None:
        """Add the picture of a page, which may be that of others."""
        if card.path not in files.src_uris:
            files.append(File.generated(config, card.path, content=card.content))

    def _add_error_table(self, files: Files, config: MkDocsConfig) -> None:
        """Add the table by which an error in the page finds what explains it."""
        page = files.get_file_from_path(PAGE_OF_ERRORS)
        try:
            made = error_table.table(self._book, page.url if page else "")
        except ChapterError as error:
            if not self.serving:
                raise BuildError(str(error)) from error
            return  # the page shows it
        for path, content in made.items():
            files.append(File.generated(config, path, content=content))

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        """Keep the navigation for the pages that are made anew alone."""
        self.refresh.plan(nav)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        """Have the navigation written once, and not once a page."""
        navigation.remember(env, files)
        self.refresh.keep(env, files)

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[[], None]
    ) -> None:
        """Make the pages anew that were changed, and not the book."""
        if self.serving:
            self.refresh.serve(server, builder)

    @property
    def _book(self) -> Book:
        assert self.making is not None, "MkDocs calls on_config first"
        return self.making.book

    def on_pre_page(self, page: Page, *, config: MkDocsConfig, files: Files) -> Page:
        """Give a lab its stored results, unless this build executes it."""
        if labs.is_lab(page.file) and not labs.executing(config):
            try:
                labs.with_results(page, config, self._book.root)
            except ChapterError as error:
                raise BuildError(str(error)) from error
        return page

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Make the notebook and the script of a page with blocks, and offer them under its title.

        They come into the list of files this late so that mkdocs-jupyter does not take them for pages.
        """
        assert self.making is not None, "MkDocs calls on_config first"
        # MkDocs looks for what links may lead to before the fences are in the page.
        page.present_anchor_ids = (page.present_anchor_ids or set()) | set(_ADDRESS.findall(html))
        if labs.is_lab(page.file):
            lab = Path(config.docs_dir) / page.file.src_uri
            script = labs.script(page.file.src_uri)
            files.append(File.generated(config, script, content=lab.read_text(encoding="utf-8")))
            if self.cards is not None:
                self.card_of[page.file.src_uri] = self.cards.of_lab(lab, str(page.title))
                self._add_card(files, config, self.card_of[page.file.src_uri])
            return labs.make_page(html, page, config, files)
        source = page.file.abs_src_path
        if source is None or Path(source).suffix not in SUFFIXES or page.is_homepage:
            return html
        try:
            chapter = self._book.chapter(place_in(self._book.docs, Path(source)))
            if self.cards is not None:
                self.card_of[page.file.src_uri] = self.cards.of_chapter(chapter)
                self._add_card(files, config, self.card_of[page.file.src_uri])
            beside: dict[str, str | bytes] = {
                **recorded.files(chapter, self.making.results),
                **playgrounds.runs(chapter.body, self.making.results, chapter.path),
            }
            for path, content in beside.items():
                if path not in files.src_uris:
                    files.append(File.generated(config, path, content=content))
            made = notebook.take_home(
                chapter,
                self.making.results,
                page.canonical_url or "",
                library.setting(config),
            )
        except ChapterError as error:
            if self.serving:  # the page shows it
                return html
            raise BuildError(str(error)) from error
        links = {}
        for path, content in made.items():
            files.append(File.generated(config, path, content=content))
            links[path] = get_relative_url(path, page.url)
        return notebook.with_links(html, links)

    @event_priority(100)  # before the search reads the page
    def _put_aside(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        self.content = page.content or ""
        page.content = search.to_read(self.content)
        return context

    @event_priority(-100)
    def _put_back(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        page.content = search.was_read(self.content)
        if index := getattr(config.plugins.get("material/search"), "search_index", None):
            own = takewhile(
                lambda entry: entry["location"].partition("#")[0] == page.url, reversed(index.entries)
            )
            search.add_words(own, self.words)
        return context

    on_page_context = CombinedEvent(_put_aside, _put_back)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Have the page ask our search, work without storage, and say what it is to whom it is shared."""
        output = search.with_own_search(output, Path(config.docs_dir))
        output = self._with_own_start(output, config, get_relative_url(start.SCRIPT, page.url))
        if self.cards is None:  # an author shares no page
            return output
        card = self.card_of.get(page.file.src_uri, self.cards.of_book)
        return head.with_elements(
            output, share.elements(output, self.site, page.url, card, str(page.meta.get("description") or ""))
        )

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Fill the page for what is not found."""
        if template_name != not_found.PAGE:
            return output_content
        page = not_found.with_content(output_content, self._book, config.nav, config.site_url or "")
        root = urlsplit(config.site_url or "/").path.rstrip("/")  # it is shown at any address
        page = self._with_own_start(page, config, f"{root}/{start.SCRIPT}")
        return search.with_own_search(page, Path(config.docs_dir))

    def _with_own_start(self, page: str, config: MkDocsConfig, address: str) -> str:
        """Have a page start as ours do, in a book that has the script for it."""
        there = (Path(config.docs_dir) / start.SCRIPT).exists()
        return start.with_own_start(page, address) if there else page

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the service worker, which lists what the site consists of; drop old results."""
        self._end()
        for kind in ("blocks", "fonts"):
            store.prune(self._book.root / store.CACHE / kind)
        site = Path(config.site_dir)
        question_bank.write(site)
        if self.serving:
            self.refresh.end()
        else:
            sitemap.write(site, self._book, config.site_url or "")
            search.keep_for_query(site)
            delivery.deliver(site)
            policy.secure(site)
            publish.write_service_worker(site)


def _count_all_warnings() -> None:
    """Have MkDocs see its warnings even where it is quiet: it counts those alone that it would show."""
    log = logging.getLogger("mkdocs")
    log.setLevel(min(log.level, logging.WARNING))


def _add_module(config: MkDocsConfig, path: str) -> None:
    """Have the pages load a script of the book, where it has that."""
    if not (Path(config.docs_dir) / path).exists():
        return
    script = ExtraScriptValue(path)
    script.type = "module"
    config.extra_javascript.append(script)
