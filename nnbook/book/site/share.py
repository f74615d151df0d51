"""What a page shows where somebody shares a link to it, in its head: title, description, address, picture."""

import hashlib
import html
import json
import re
from dataclasses import astuple, dataclass
from importlib.metadata import version
from pathlib import Path

from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Chapter, headings
from nnbook.book.results import store
from nnbook.book.results.results import Results
from nnbook.book.site import head, labs

FOLDER = "assets/cards"
WIDTH, HEIGHT = 1200, 630  # pixels: what those who show links ask for

_HERO = re.compile(r"<svg\b[^>]*\brole=\"img\"[^>]*>.*?</svg>", re.DOTALL)
_LABEL = re.compile(r'\baria-label="([^"]*)"')
_PARAGRAPH = re.compile(r"</h1>.*?<p>(.*?)</p>", re.DOTALL)
_LONGEST = 200  # characters of a description: search engines cut off what is longer
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Site:
    """What the pages of a site have in common.

    Attributes
    ----------
    name, about : str
        Its name, and what it is.
    address : str
        Where it is on the web; empty where nobody said it, and then pages have no picture.
    """

    name: str
    about: str
    address: str


@dataclass(frozen=True)
class Names:
    """What a picture says: the names of the book and of the page, and what the book is."""

    book: str
    title: str
    about: str


@dataclass(frozen=True)
class Drawing:
    """A figure as SVG, and what it shows in words."""

    svg: str
    alt: str


@dataclass(frozen=True)
class Card:
    """The picture of a page: where it lies in the site, what it shows in words, and the PNG file."""

    path: str
    alt: str
    content: bytes


class Cards:
    """The pictures of a book: that of a page has its first figure, and a page without one has the book's.

    Parameters
    ----------
    book : Book
    results : Results
        What the blocks did.
    site : Site
    """

    def __init__(self, book: Book, results: Results, site: Site) -> None:
        self.book, self.results, self.site = book, results, site
        self.folder = store.folder(book.root, "cards")
        home = book.docs / "index.md"
        self.of_book = self._of_book(book.chapter(home) if home.exists() else None)

    def _of_book(self, home: Chapter | None) -> Card:
        """Return the picture of the home page: its drawing, or else its first figure."""
        if home is None:
            return self._make("index", self.site.name, None)
        hero = _HERO.search(home.text)
        drawing = Drawing(hero[0], _label(hero[0])) if hero else self._first_figure(home)
        return self._make("index", _title(home), drawing)

    def of_chapter(self, chapter: Chapter) -> Card:
        """Return the picture of a page of the book.

        Raises
        ------
        ChapterError
            If the page cannot be read.
        """
        drawing = None if chapter.uri == "index.md" else self._first_figure(chapter)
        return self._make(chapter.page_name, _title(chapter), drawing) if drawing else self.of_book

    def of_lab(self, lab: Path, title: str) -> Card:
        """Return the picture of a lab, with the first figure of its stored results."""
        drawing = _first_stored(lab)
        name = lab.relative_to(self.book.docs).with_suffix("").as_posix()
        return self._make(name, title, drawing) if drawing else self.of_book

    def _first_figure(self, chapter: Chapter) -> Drawing | None:
        for block in chapter.blocks:
            if "alt" in block.options and block.runs and not block.missing:
                for svg in self.results.get(block).figures:
                    return Drawing(svg, block.options["alt"])
        return None

    def _make(self, name: str, title: str, drawing: Drawing | None) -> Card:
        """Draw a picture, or take it from where those of earlier builds are kept."""
        names = Names(self.site.name, title, self.site.about)
        code = Path(__file__).with_name("picture.py").read_text(encoding="utf-8")
        parts = [
            code,
            version("matplotlib"),
            version("pillow"),
            *astuple(names),
            drawing.svg if drawing else "",
        ]
        key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
        content = None if self.folder is None else store.read(self.folder / key)
        if content is None:
            from nnbook.book.site.picture import draw  # with Matplotlib, which most builds need not load

            content = draw(names, drawing)
            if self.folder is not None:
                store.write(self.folder / key, content)
        return Card(f"{FOLDER}/{name}.png", drawing.alt if drawing else self.site.about, content)


def elements(page: str, site: Site, url: str, card: Card, described: str = "") -> list[str]:
    """Return what a page has in its head for those who share it and for search engines.

    Parameters
    ----------
    page : str
        Its HTML, with its title.
    site : Site
    url : str
        Its address in the site; empty for the home page.
    card : Card
        Its picture.
    described : str, optional
        What its front matter says of it; without that, its first sentences say it.

    Returns
    -------
    list of str
        For `head.with_elements`.
    """
    title = head.title(page).removesuffix(f" - {site.name}")
    described = described or (_first_sentences(page) if url else "") or site.about
    said = {"og:type": "article" if url else "website", "og:site_name": site.name, "og:title": title}
    said |= {"og:description": described, "og:locale": "en_GB"}
    named = {"description": described, "twitter:title": title, "twitter:description": described}
    links = []
    if site.address:
        picture = site.address + card.path
        links.append(head.element("link", rel="canonical", href=site.address + url))
        said |= {"og:url": site.address + url, "og:image": picture, "og:image:type": "image/png"}
        said |= {"og:image:width": str(WIDTH), "og:image:height": str(HEIGHT), "og:image:alt": card.alt}
        named |= {
            "twitter:card": "summary_large_image",
            "twitter:image": picture,
            "twitter:image:alt": card.alt,
        }
    return [
        *links,
        *(head.element("meta", name=name, content=content) for name, content in named.items()),
        *(head.element("meta", property=name, content=content) for name, content in said.items()),
    ]


def _first_sentences(page: str) -> str:
    """Return the sentences with which a page begins, as far as a description goes."""
    found = _PARAGRAPH.search(page)
    text = html.unescape(re.sub(r"<[^>]*>", "", found[1])) if found else ""
    kept = ""
    for sentence in _SENTENCE.split(" ".join(text.split())):
        if kept and len(kept) + len(sentence) > _LONGEST:
            break
        kept = f"{kept} {sentence}".strip()
    return kept


def _title(chapter: Chapter) -> str:
    """Return the first heading of a page as text."""
    first = next((title for _, title in headings(chapter)), "")
    return html.unescape(re.sub(r"[*`]|<[^>]*>", "", first)).strip() or str(chapter.meta.get("title", ""))


def _label(svg: str) -> str:
    found = _LABEL.search(svg)
    return html.unescape(found[1]) if found else ""


def _first_stored(lab: Path) -> Drawing | None:
    """Return the first figure of the results that are stored for a lab, with the words of its cell."""
    file = labs.results_file(lab)
    if not file.exists():
        return None
    cells = [cell for cell in labs.read(lab).cells if cell.cell_type == "code"]
    for cell, outputs in zip(cells, json.loads(file.read_text(encoding="utf-8"))["outputs"], strict=False):
        for output in outputs:
            if "svg" in output:
                return Drawing("\n".join(output["svg"]), str(cell.metadata.get("alt", "")))
    return None
