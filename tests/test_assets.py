"""The style sheets and scripts of the site, as files."""

import re
from pathlib import Path

import pytest
from house import ROOT

from nnbook.book.page import explorers, extension
from nnbook.book.site import not_found

ASSETS = ROOT / "docs" / "assets"
SHEETS = sorted((ASSETS / "css").glob("*.css"))
TAGS = {*extension.ELEMENTS, *explorers.TAGS, not_found.TAG}
OWN = [sheet for sheet in SHEETS if sheet.stem in TAGS]
EVERYBODYS = {"print.css"}  # which says of each part what becomes of it on paper


def classes(sheet: Path) -> set[str]:
    """Return the classes of ours that a style sheet names."""
    return set(re.findall(r"\.(nn-[\w-]+)", sheet.read_text(encoding="utf-8")))


def selectors(css: str) -> list[str]:
    """Return what the rules of a style sheet are for, with those within `@media`."""
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    preludes = (prelude.strip() for prelude in re.findall(r"([^{};]+)\{", plain))
    return [part.strip() for prelude in preludes if prelude[0] != "@" for part in outer_parts(prelude)]


def outer_parts(selector: str) -> list[str]:
    """Cut a selector at its commas, save those within brackets."""
    return re.split(r",(?![^()]*\))", re.sub(r"\([^()]*\([^()]*\)[^()]*\)", "()", selector))


# What no element does: for all code of a page, its contents, its colours, and the navigation.
OF_PAGES = {f"./reading/{name}.js" for name in ("contents", "copy", "marks", "palette")}


def test_each_element_has_a_sheet_and_a_module() -> None:
    """Both bear the name of its tag, and one of the two loaders knows the module."""
    assert {sheet.stem for sheet in OWN} == TAGS
    loaders = [ASSETS / "js" / "elements.js", ASSETS / "js" / "run" / "run.js"]
    found = {
        module.rpartition("/")[2].removesuffix(".js"): loader.parent / module
        for loader in loaders
        for module in re.findall(r'import\b.*"(.*)"', loader.read_text(encoding="utf-8"))
        if "/core/" not in module and module not in OF_PAGES
    }
    assert set(found) == TAGS
    for tag, module in found.items():
        assert f'customElements.define("{tag}", ' in module.read_text(encoding="utf-8")


@pytest.mark.parametrize("sheet", OWN, ids=lambda sheet: sheet.name)
def test_an_elements_sheet_is_for_what_stands_in_it(sheet: Path) -> None:
    """Every rule of it goes through the tag, so it changes nothing elsewhere in the page."""
    tag = re.compile(rf"(?<![\w.-]){sheet.stem}(?![\w-])")
    found = selectors(sheet.read_text(encoding="utf-8"))
    assert found and [selector for selector in found if not tag.search(selector)] == []


@pytest.mark.parametrize(
    "sheet",
    [s for s in SHEETS if s.stem not in {"explorers", *explorers.TAGS} and s.name not in EVERYBODYS],
    ids=lambda s: s.name,
)
def test_the_explorers_share_no_class_with(sheet: Path) -> None:
    """A page holds explorers, questions and blocks at once: one word, one meaning."""
    assert classes(sheet) & classes(ASSETS / "css" / "explorers.css") == set()
