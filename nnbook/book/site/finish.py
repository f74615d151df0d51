"""Do for a site that another generator has built what MkDocs' hooks do: the files beside the pages.

These are notebooks and scripts, the math font, Python for the reader's browser, and the service worker. The
pages of labs come before, from lab_pages.py.
"""

import html
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Chapter
from nnbook.book.page import exercise_form, playgrounds, rebuild_form
from nnbook.book.results import recorded, store
from nnbook.book.results.results import Results
from nnbook.book.site import (
    delivery,
    error_table,
    font,
    head,
    labs,
    not_found,
    notebook,
    policy,
    question_bank,
    search,
    share,
    sitemap,
    start,
)
from nnbook.book.site.browser import publish

# What a site with Python loads besides, and what every finished site does.
PYTHON_STYLES = ("assets/css/run.css",)
PYTHON_SCRIPTS = ("assets/js/run/run.js",)
OFFLINE_SCRIPTS = ("assets/js/offline.js",)


@dataclass
class Finished:
    """What was done to a site.

    Attributes
    ----------
    files : int
        How many files were written.
    pages : int
        How many pages got something to load or to take home.
    python : bool
        Whether the site carries Python now.
    """

    files: int = 0
    pages: int = 0
    python: bool = False


def finish(
    site: Path, book: Book, results: Results, whole: share.Site, library: str, nav: Any = None
) -> Finished:
    """Put beside the pages of a built site what belongs there. Doing it twice changes nothing.

    Parameters
    ----------
    site : Path
        The folder of the site.
    book : Book
    results : Results
        What the blocks did.
    whole : share.Site
        What its pages have in common.
    library : str
        Where pip gets the library.
    nav : list, optional
        The navigation, as mkdocs.yml has it.

    Returns
    -------
    Finished

    Raises
    ------
    ChapterError
        If a page of the book cannot be read.
    FileNotFoundError
        If there is no page of the book in the folder.
    """
    done = Finished()
    made: dict[str, bytes | Path] = {**font.math_font(store.folder(book.root, "fonts"))}
    python = publish.runtime_files(book.root)
    done.python = bool(python)
    if python:
        made |= python | error_table.table(book)
    links: dict[Path, dict[str, str]] = {}
    cards = share.Cards(book, results, whole)
    card_of: dict[Path, share.Card] = {}
    described: dict[Path, str] = {}
    for chapter in book.chapters:
        page = page_of(site, chapter)
        if page.exists():
            card_of[page] = cards.of_chapter(chapter)
            described[page] = str(chapter.meta.get("description") or "")
        if chapter.uri == "index.md" or not page.exists():
            continue
        made |= playgrounds.runs(chapter.body, results, chapter.path)
        here = urljoin(whole.address, page.parent.relative_to(site).as_posix() + "/")
        home = notebook.take_home(chapter, results, here, library)
        made |= {path: content.encode() for path, content in home.items()}
        made |= {path: content.encode() for path, content in recorded.files(chapter, results).items()}
        links[page] = {path: os.path.relpath(site / path, page.parent).replace(os.sep, "/") for path in home}
    if not links:
        raise FileNotFoundError(f"{site} holds no page of the book: build it first")
    for lab in labs.labs(book.docs):
        uri = lab.relative_to(book.docs).as_posix()
        made[labs.script(uri)] = lab
        page = site / search.address(uri) / "index.html"
        if page.exists():
            title = head.title(page.read_text(encoding="utf-8")).removesuffix(f" - {whole.name}")
            card_of[page] = cards.of_lab(lab, title)
    made |= {card.path: card.content for card in [cards.of_book, *card_of.values()]}
    for path, content in made.items():
        file = site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.read_bytes() if isinstance(content, Path) else content)
        done.files += 1
    styles, scripts = (PYTHON_STYLES, PYTHON_SCRIPTS) if python else ((), ())
    for page in sorted(site.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        changed = notebook.with_links(text, links.get(page, {})) if "nn-takeaway" not in text else text
        # The page of what is not found is shown at any address.
        base = urlsplit(whole.address).path if page == site / not_found.PAGE else ""
        if (site / start.SCRIPT).exists():
            changed = start.with_own_start(changed, _seen_from(page, site, base, start.SCRIPT))
        ours = () if delivery.is_delivered(text) else styles
        changed = _loading(changed, page, site, base, ours, (*scripts, *OFFLINE_SCRIPTS))
        changed = search.with_own_search(changed, book.docs)
        if python:
            changed = rebuild_form.with_python(exercise_form.with_python(changed))
        if page == site / not_found.PAGE:
            changed = not_found.with_content(changed, book, nav, whole.address)
        if page in card_of:
            url = page.parent.relative_to(site).as_posix() + "/"
            url = "" if url == "./" else url
            changed = head.with_elements(
                changed, share.elements(changed, whole, url, card_of[page], described.get(page, ""))
            )
        if changed != text:
            page.write_text(changed, encoding="utf-8")
            done.pages += 1
    question_bank.write(site)
    _tell_search(site, book)
    sitemap.write(site, book, whole.address)
    delivery.deliver(site)
    policy.secure(site)
    publish.write_service_worker(site)
    return done


def _tell_search(site: Path, book: Book) -> None:
    """Write into the index of the search what each section teaches, and how much its page counts."""
    file = site / "search.json"
    if not file.exists():
        return
    index = json.loads(file.read_text(encoding="utf-8"))
    boosts = search.boosts(book)
    for section in index["items"]:
        page = section["location"].partition("#")[0]
        if page in boosts:
            section["boost"] = boosts[page]
    search.add_words(index["items"], search.taught(book))
    file.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def page_of(site: Path, chapter: Chapter) -> Path:
    """Return the file of a page in a site whose addresses are folders."""
    name = re.sub(r"(^|/)(index|README)$", "", chapter.page_name)
    return site / name / "index.html"


def _seen_from(page: Path, site: Path, base: str, path: str) -> str:
    return html.escape(
        base + path if base else os.path.relpath(site / path, page.parent).replace(os.sep, "/")
    )


def _loading(
    text: str, page: Path, site: Path, base: str, styles: tuple[str, ...], scripts: tuple[str, ...]
) -> str:
    """Have a page load style sheets and scripts that it does not load yet."""

    def seen_from_page(path: str) -> str:
        return _seen_from(page, site, base, path)

    for path in map(seen_from_page, styles):
        if f'href="{path}"' not in text:
            text = text.replace("</head>", f'<link rel="stylesheet" href="{path}">\n</head>', 1)
    for path in map(seen_from_page, scripts):
        if f'src="{path}"' not in text:
            text = text.replace("</body>", f'<script src="{path}" type="module"></script>\n</body>', 1)
    return text
