"""The labs run from top to bottom, and what their pages show was computed by the code they show."""

import ast
import importlib.util
import os
import re
import sys
from pathlib import Path

import processes
import pytest
from house import ROOT, House, make_house

from nnbook.book.content.errors import ChapterError
from nnbook.book.site import labs

LABS = labs.labs(ROOT / "docs")
NAMES = ["cluster", "digits", "frameworks", "table"]

each_lab = pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.stem)

SMALL = """# %% [markdown]
# # A lab
#
# With $x^2$, and a link to the [home page](../index.md).

# %%
print("  1 < 2")

# %% alt="A line that rises."
import matplotlib.pyplot as plt

plt.plot([1, 2])
plt.show()
"""


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Make a book with one small lab."""
    new = make_house(tmp_path)
    new.take_all_plugins()
    new.write("docs/labs/small.py", SMALL)
    return new


def imported(lab: Path) -> set[str]:
    """Find the packages that a lab imports."""
    found = set()
    for node in ast.walk(ast.parse(lab.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_all_labs_are_found() -> None:
    """The tests below have something to test."""
    assert [lab.stem for lab in LABS] == NAMES


@each_lab
def test_lab_runs_alone(lab: Path, tmp_path: Path) -> None:
    """A lab is a script that runs in a fresh Python with warnings as errors, its own assertions included."""
    missing = sorted(name for name in imported(lab) if importlib.util.find_spec(name) is None)
    if missing:
        pytest.skip(f"{lab.name} needs {' and '.join(missing)}: pip install -e '.[labs]'")
    done = processes.run(
        [sys.executable, "-W", "error", lab],
        cwd=tmp_path,
        # It shows no window, and what it leaves among the temporary files goes with the folder.
        env=os.environ | {"MPLBACKEND": "module://nnbook.book.run.figure", "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout


@each_lab
def test_results_belong_to_the_code(lab: Path) -> None:
    """The stored results are those of the code that stands there now, and each figure has its words."""
    notebook, packages = labs.stored(lab)
    assert any(package.startswith("numpy ") for package in packages)
    figures = [
        cell
        for cell in notebook.cells
        if any("image/svg+xml" in output.get("data", {}) for output in cell.get("outputs", []))
    ]
    assert figures
    for cell in figures:
        assert len(cell.metadata["alt"]) > 40
        assert "plt.show()" in cell.source


@each_lab
def test_lab_does_not_hide_a_package(lab: Path) -> None:
    """A script beside which Python looks for modules must not bear the name of something it imports."""
    assert importlib.util.find_spec(lab.stem) is None


def test_results_of_other_code_stop_the_build(house: House) -> None:
    """A lab without results, or with those of other code, is refused with the command that mends it."""
    lab = house.root / "docs/labs/small.py"
    with pytest.raises(ChapterError, match=r"never executed.*python -m nnbook\.book\.site\.labs small"):
        labs.stored(lab)
    assert house.run("nnbook.book.site.labs", "small").returncode == 0
    assert len(labs.stored(lab)[0].cells) == 3
    house.write("docs/labs/small.py", SMALL.replace("With", "Always with"))
    labs.stored(lab)  # prose may change
    house.write("docs/labs/small.py", SMALL.replace("1 < 2", "1 < 3"))
    with pytest.raises(ChapterError, match="the code has changed"):
        labs.stored(lab)
    bad = house.build("mkdocs", "-q")
    assert bad.returncode == 1
    assert "docs/labs/small.py:1" in bad.stdout


def test_page_shows_stored_results_and_says_so(house: House) -> None:
    """Built without executing, the page holds the output, the figure with its words, and a note."""
    assert house.run("nnbook.book.site.labs").returncode == 0
    stored = (house.root / "docs/labs/results/small.json").read_text(encoding="utf-8")
    pages = []
    for site in ("a", "b"):
        done = house.build("mkdocs", "--strict", "-d", site)
        assert done.returncode == 0, done.stdout
        pages.append((house.root / site / "labs/small/index.html").read_text(encoding="utf-8"))
    page = pages[0]
    assert pages[0] == pages[1]
    assert (house.root / "docs/labs/results/small.json").read_text(encoding="utf-8") == stored
    assert '<pre class="nn-output"><samp>  1 &lt; 2</samp></pre>' in page
    assert 'aria-label="A line that rises."' in page
    assert "stored ones" in page and "matplotlib 3" in page
    assert 'href="../.."' in page  # the link of the prose, resolved as in a chapter
    assert 'class="katex' in page or "<math" in page
    assert not re.findall(r'(?:src|data)="https?:', page)
    assert "cdnjs" not in page and "jp-Notebook" not in page
    assert (house.root / "a/scripts/labs/small.py").read_text(encoding="utf-8") == SMALL
    assert not (house.root / "a/labs/results").exists()


def test_a_notebook_among_the_pages_is_refused(house: House) -> None:
    """Whatever is stored in it, no build has run it."""
    house.write("docs/labs/old.ipynb", '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    done = house.build("mkdocs", "--strict")
    assert done.returncode == 1
    assert "labs/old.ipynb: a lab is a script in cells" in done.stdout


def test_page_can_be_executed_by_the_build(house: House) -> None:
    """With NNBOOK_LABS_EXECUTE the build runs the lab, needs no stored results, and stops where it fails."""
    done = house.build("mkdocs", "--strict", "-d", "a", NNBOOK_LABS_EXECUTE="true")
    assert done.returncode == 0, done.stdout
    page = (house.root / "a/labs/small/index.html").read_text(encoding="utf-8")
    assert "<samp>  1 &lt; 2</samp>" in page
    assert 'aria-label="A line that rises."' in page and "var(--nn-blue" in page
    assert "was executed when this page was built" in page
    house.write("docs/labs/small.py", SMALL.replace('print("  1 < 2")', "assert 1 > 2"))
    bad = house.run("mkdocs", "build", "--strict", "-d", "a", NNBOOK_LABS_EXECUTE="true")
    assert bad.returncode != 0
    assert "AssertionError" in bad.stdout
