"""Every page as it loads: nothing wrong for a screen reader, nothing wider than the screen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from house import ROOT
from playwright.sync_api import Page
from waiting import settle

SOURCES = [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "labs").glob("*.py")]
ADDRESSES = sorted(
    path.relative_to(ROOT / "docs").with_suffix("").as_posix() + "/"
    for path in SOURCES
    if path.stem != "index"
)
LOOKS = [(1280, "light"), (390, "dark"), (1280, "dark"), (390, "light")]


@pytest.mark.parametrize(
    ("path", "look"),
    [(path, LOOKS[number % len(LOOKS)]) for number, path in enumerate(["", *ADDRESSES])],
    ids=lambda value: (value or "home") if isinstance(value, str) else f"{value[0]}-{value[1]}",
)
def test_a_page_is_accessible_and_fits(
    visit: Callable[..., Page], violations: Callable[..., list[str]], path: str, look: tuple[int, str]
) -> None:
    """axe-core finds no violation on the whole page, contrast included, and the page has no sideways scroll.

    The looks take turns from page to page; what a widget does after a click is checked where it is tested.
    """
    width, theme = look
    page = visit(path, viewport={"width": width, "height": 844}, color_scheme=theme)
    settle(page)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_pages_are_those_of_the_site(site: Path) -> None:
    """No page escapes the check above."""
    built = {path.parent.relative_to(site).as_posix() + "/" for path in site.rglob("index.html")}
    assert built == {"./", *ADDRESSES}
