"""What a page may weigh: what comes after keeps a long chapter light on a phone."""

import gzip
import re
from pathlib import Path

BYTES = 130_000  # compressed: two thirds of a second on the slow line that Lighthouse takes for a phone's
ELEMENTS = 9_500  # the longest chapter had 16,900, and blocked a phone for seconds
SHEETS = 4  # which nothing is painted before: two of the theme, one of the reference, one of ours
FIGURE = 100_000  # characters of a drawing: one was 320,000, for dots in bars


SHOW_STEPS = ("nn-steps", "stepping", "operations", "values")
STEPPING = 20_000  # compressed: what the first Step loads beside the steps themselves


def pages(site: Path) -> dict[str, str]:
    """Return the text of each page by its address."""
    return {
        page.relative_to(site).as_posix(): page.read_text(encoding="utf-8") for page in site.rglob("*.html")
    }


def test_no_page_is_heavier_than_its_budget(site: Path) -> None:
    """In bytes as they travel, in elements that a browser keeps, and in sheets that it waits for."""
    heavy = {}
    for name, text in pages(site).items():
        weight = {
            "bytes": (len(gzip.compress(text.encode(), 9)), BYTES),
            "elements": (len(re.findall(r"<[a-z][\w-]*[\s>]", text)), ELEMENTS),
            "sheets": (len(re.findall(r'<link\b[^>]*\brel="stylesheet"', text)), SHEETS),
        }
        heavy |= {f"{name}: {what}": found for what, found in weight.items() if found[0] > found[1]}
    assert heavy == {}, "what was found, and what a page may have"


def test_no_drawing_is_heavier_than_its_budget(site: Path) -> None:
    """A hatch of dots or a curve of thousands of points weighs more than the chapter around it."""
    heavy = {
        f"{name}: {svg[:200]}": len(svg)
        for name, text in pages(site).items()
        for svg in re.findall(r"<svg\b.*?</svg>", text, re.DOTALL)
        if len(svg) > FIGURE
    }
    assert heavy == {}


def test_no_style_and_no_handler_stands_within_a_page(site: Path) -> None:
    """The policy of the site forbids both, and the reader would see a page without them."""
    found = {
        f"{name}: {tag[:200]}"
        for name, text in pages(site).items()
        for tag in re.findall(r"""<style\b|<[a-z][^<>]*\s(?:style|on[a-z]+)=["'][^<>]*>""", text)
    }
    assert found == set()


def test_what_the_first_step_loads_is_within_its_budget(site: Path) -> None:
    """The scripts that show steps, each compressed by itself, as they travel; no page loads them before."""
    scripts = {name: site / "assets" / "js" / "run" / f"{name}.js" for name in SHOW_STEPS}
    found = {name: len(gzip.compress(file.read_bytes(), 9)) for name, file in scripts.items()}
    assert sum(found.values()) <= STEPPING, found
    early = {
        f"{page}: {name}"
        for page, text in pages(site).items()
        for name in SHOW_STEPS
        if f"/{name}.js" in text
    }
    assert early == set()
