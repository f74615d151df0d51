"""The API reference: complete, made from the docstrings, and undisturbed by the book's own extensions."""

import re
import shutil

import pytest
from house import ROOT, House

from nnbook.book.check import listings

GENERATORS = ("mkdocs", "zensical")

# A docstring with everything that means something else in a chapter.
ZOO = '''"""Animals."""


def feed(animal, amount=2, times=3):
    """Give an `animal` its food.

    Parameters
    ----------
    animal : ndarray, shape (m,)
        Fed with a learning rate.
    amount, times : int, optional
        How much, and how often.

    Raises
    ------
    ValueError
        Where nobody is hungry.

    Notes
    -----
    Run as

    ```python
    raise RuntimeError("a docstring ran")
    ```
    """


def _hide():
    """Stay out of sight."""
'''


def build(house: House, generator: str, page: str) -> str:
    """Build the book and return the HTML of a page."""
    house.take_all_plugins()
    result = house.build(generator, "--strict")
    assert result.returncode == 0, result.stdout
    return (house.root / "site" / page / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("generator", GENERATORS)
def test_the_reference_holds_every_public_name(generator: str, house: House) -> None:
    """Each public function and class of each module has its place, and nothing private has."""
    shutil.copy(ROOT / "docs" / "api.md", house.root / "docs")
    house.write("docs/notation.md", "# Notation\n")  # which that page links to
    html = build(house, generator, "api")
    shown = re.findall(r'<h3 id="(nnbook\.[\w.]+)"', html)
    assert sorted(shown) == list(shown), "two builds must have one order"
    assert set(shown) == {
        f"nnbook.{file.stem}.{name}"
        for file in (ROOT / "nnbook").glob("*.py")
        for name, _, _ in listings.definitions(file.read_text(encoding="utf-8"))
        if not name.startswith("_")
    }


@pytest.mark.parametrize("generator", GENERATORS)
def test_a_docstring_keeps_its_words(generator: str, house: House) -> None:
    """Shapes, types and defaults stand as in the source, and a block in a docstring is shown and not run."""
    house.copy_library()
    house.write("nnbook/zoo.py", ZOO)
    house.write("docs/zoo.md", "# Zoo\n\n::: nnbook.zoo\n")
    house.write("docs/glossary.md", "# Glossary\n\nLearning rate\n:   How far a step goes.\n")
    html = build(house, generator, "zoo")
    entries = [
        re.sub(r"<.*?>", "", entry)
        for entry in re.findall(r'<div class="nn-entry">(.*?)</div>', html, re.DOTALL)
    ]
    assert [" ".join(entry.split()) for entry in entries] == [
        "animal ndarray, shape (m,)",
        "amount int, default 2",
        "times int, default 3",
        "ValueError",
    ]
    assert "a docstring ran" in html
    assert "<nn-block" not in html
    assert "nn-term" not in html
    assert "_hide" not in html


def test_the_reference_loads_nothing_from_elsewhere(house: House) -> None:
    """The page asks no other host for anything: no script, style, image or inventory."""
    house.write("docs/api.md", "# API\n\n::: nnbook.losses\n")
    html = build(house, "mkdocs", "api")
    loaded = re.findall(r'<(?:script|img|source|iframe)[^>]* src="([^"]+)"', html)
    loaded += re.findall(r'<link[^>]* rel="(?:stylesheet|preload|icon|preconnect)"[^>]* href="([^"]+)"', html)
    assert len(loaded) > 2
    assert not [address for address in loaded if "//" in address]
    assert not (house.root / "site" / "objects.inv").exists()
