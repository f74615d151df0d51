"""The style sheets of the site, as files."""

import re
from pathlib import Path

import pytest
from house import ROOT

SHEETS = sorted((ROOT / "docs" / "assets" / "css").glob("*.css"))
EVERYBODYS = {"print.css"}  # which says of each part what becomes of it on paper


def classes(sheet: Path) -> set[str]:
    """Return the classes of ours that a style sheet names."""
    return set(re.findall(r"\.(nn-[\w-]+)", sheet.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "sheet", [s for s in SHEETS if s.name not in {"explorers.css", *EVERYBODYS}], ids=lambda s: s.name
)
def test_the_explorers_share_no_class_with(sheet: Path) -> None:
    """A page holds explorers, questions and blocks at once: one word, one meaning."""
    assert classes(sheet) & classes(ROOT / "docs" / "assets" / "css" / "explorers.css") == set()
