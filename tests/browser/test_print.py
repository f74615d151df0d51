"""Each page on paper: what Chromium prints of it, read back from the PDF."""

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from house import ROOT
from playwright.sync_api import Page
from pypdf import PdfReader
from waiting import settle

from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Chapter

PAGES = Book(ROOT).chapters
WIDTH = 642  # pixels between the margins of A4
SHORT = 30  # lines that fit on half a page
OUTPUTS = """[...document.querySelectorAll("nn-block")].map(
    (block) => block.querySelector(".nn-output samp")?.textContent.trimEnd() ?? "")"""


def address_of(chapter: Chapter) -> str:
    """Return the page's address within the site."""
    name = chapter.path.relative_to(ROOT / "docs").with_suffix("").as_posix()
    return "" if name == "index" else f"{name}/"


def squeezed(text: str) -> str:
    """Drop all blanks: a PDF does not tell which of them are only the wrapping of a line; part ligatures."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def printed(page: Page) -> list[str]:
    """Print a page on A4, as from the browser's menu, and return what stands on each sheet."""
    pdf = PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True)))
    return [squeezed(sheet.extract_text()) for sheet in pdf.pages]


def solutions(chapter: Chapter) -> list[str]:
    """Return the plain lines of prose within the solutions."""
    found = re.findall(r'<details class="solution".*?</summary>(.*?)</details>', chapter.text, re.DOTALL)
    lines = [line for text in found for line in re.sub(r"```.*?```", "", text, flags=re.DOTALL).split("\n")]
    return [line for line in lines if line.strip() and not re.search(r"[$`*\[\]|<>&\"']", line)]


@pytest.fixture(scope="module", params=PAGES, ids=lambda c: c.path.relative_to(ROOT / "docs").stem)
def chapter(request: pytest.FixtureRequest) -> Chapter:
    """Return each chapter in turn: its tests follow each other and share one page of the browser."""
    found: Chapter = request.param
    return found


@pytest.fixture(scope="module")
def opened(visit_once: Callable[[str], AbstractContextManager[Page]], chapter: Chapter) -> Iterator[Page]:
    """Open the page of the chapter once."""
    with visit_once(address_of(chapter)) as page:
        settle(page)
        yield page


@pytest.fixture
def page(opened: Page) -> Page:
    """Return the page of the chapter as it is on a wide screen."""
    opened.set_viewport_size({"width": 1280, "height": 900})
    opened.emulate_media(media="null")
    return opened


def test_a_page_prints_whole(chapter: Chapter, page: Page) -> None:
    """Title, code, outputs and solutions are all on paper; a short block and its output share a sheet."""
    sheets = printed(page)
    assert [sheet[: len(str(number))] for number, sheet in enumerate(sheets, 1)] == [
        str(number) for number in range(1, len(sheets) + 1)
    ]
    text = "".join(sheet.removeprefix(str(number)) for number, sheet in enumerate(sheets, 1))
    title = re.search(r"^# (.*)$", chapter.text, re.MULTILINE)
    assert title and squeezed(title[1]) in sheets[0]
    for block, shown in zip(chapter.blocks, page.evaluate(OUTPUTS), strict=True):
        output = "" if block.missing else shown  # its last digit may be another than in the pin
        assert bool(output) == bool(block.pin and not block.missing), block.line
        lines = [*block.source.split("\n"), *output.split("\n")]
        assert [line for line in lines if squeezed(line) not in text] == [], block.line
        parts = [squeezed(block.source), squeezed(output)]
        if "alt" in block.options:  # what it printed and drew stands first
            parts.reverse()
        assert len(lines) > SHORT or any(
            (first := sheet.find(parts[0])) >= 0 and sheet.find(parts[1], first) >= 0 for sheet in sheets
        ), f"{chapter.path.name}:{block.line} is torn"
    assert [line for line in solutions(chapter) if squeezed(line) not in text] == []


def test_nothing_is_cut_at_the_right(page: Page) -> None:
    """Between the margins of A4 nothing scrolls, and nothing reaches beyond them."""
    page.set_viewport_size({"width": WIDTH, "height": 900})
    page.emulate_media(media="print")
    wide = page.evaluate(
        """width => [...document.querySelectorAll(".md-content *")]
            .filter((e) => e.checkVisibility() && !e.closest("svg *, .nn-unseen"))
            .filter((e) => e.getBoundingClientRect().right > width + 1
                || (getComputedStyle(e).overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1))
            .map((e) => e.outerHTML.slice(0, 120))""",
        WIDTH,
    )
    assert wide == []


def test_what_only_a_screen_can_use_is_left_out(page: Page) -> None:
    """No header, navigation, footer, button or panel of a widget is on paper; a line to move is its text."""
    page.emulate_media(media="print")
    screen_only = (
        "header, nav, footer, button:not(.nn-line), .nn-explorer input, .md-sidebar, .md-content__button, "
        ".headerlink, .footnote-backref, .nn-bar, .nn-explorer, .nn-takeaway"
    )
    shown = page.locator(screen_only).evaluate_all(
        "all => all.filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 120))"
    )
    assert shown == []


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [("perceptron/", "solution", "Solution"), ("forward/", "second", "Second reading")],
)
def test_what_is_folded_opens_on_paper_and_stays_closed_on_the_screen(
    visit: Callable[..., Page], path: str, kind: str, name: str
) -> None:
    """Printing opens what is closed, names it without asking for a click, and changes nothing in the page."""
    page = visit(path)
    text = "".join(printed(page))
    assert text.count(squeezed(name)) >= page.locator(f"details.{kind}").count() > 0
    assert squeezed(f"Show the {name}").lower() not in text.lower()
    assert page.locator("details[open]").count() == 0


def test_a_link_shows_where_it_leads(visit: Callable[..., Page], address: str) -> None:
    """The address of another page stands behind its link, in full; a link within the page has none."""
    page = visit("failures/")
    text = "".join(printed(page))
    assert f"({address}backprop/#the-learning-rate)" in text
    assert f"({address}failures/" not in text
    assert "(https://" not in "".join(printed(visit("references/")))  # an address that stands there anyway


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_paper_is_light(visit: Callable[..., Page], theme: str) -> None:
    """Whatever the theme on the screen, ink is dark on white, and a figure has the light palette."""
    page = visit("perceptron/", color_scheme=theme)
    scheme = page.evaluate("document.body.dataset.mdColorScheme")
    assert scheme == {"light": "default", "dark": "slate"}[theme]
    page.emulate_media(media="print", color_scheme=theme)
    style = page.evaluate(
        """() => {
            const style = getComputedStyle(document.body);
            const names = ["--nn-paper", "--nn-ink", "--nn-blue"];
            return [style.backgroundColor, ...names.map((name) => style.getPropertyValue(name))];
        }"""
    )
    assert style == ["rgb(255, 255, 255)", "#fff", "#20242c", "#3a7fd0"]


def test_code_keeps_its_lines_on_paper(visit_once: Callable[[str], AbstractContextManager[Page]]) -> None:
    """Blocks, exercises and the answers of rebuilds: what stands below each other stays so."""
    with visit_once("perceptron/") as page:
        page.emulate_media(media="print")
        kept = "(all) => new Set(all.map((code) => getComputedStyle(code).whiteSpace)).size === 1"
        codes = page.locator(".md-typeset pre code")
        assert codes.first.evaluate("(code) => getComputedStyle(code).whiteSpace") == "pre-wrap"
        assert codes.evaluate_all(kept)
