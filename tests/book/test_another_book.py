"""Somebody else's book: its own folders and library, built and tested with what a wheel of ours brings."""

import os
import re
import shutil
import sys
import sysconfig
import venv
from pathlib import Path

import processes
import pytest
from house import ALWAYS, ROOT

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
LIBRARY = '''"""Waves."""

import numpy as np


def wave(x, rate=1.0):
    """Return a wave at the places x."""
    return np.sin(rate * np.asarray(x))
'''
CHAPTERS = {
    "index.md": "# Waves\n\nA book about them.\n",
    "still.md": "# Still\n\n```python\nfrom waves import wave\n\nprint(wave(0))\n```\n\n"
    "```output\n0.0\n```\n",
    "high.md": "# High\n\n```python\nimport numpy as np\nfrom waves import wave\n\n"
    "print(wave([np.pi / 2, np.pi]))\n```\n\n"
    "```output\n[1.0000000e+00 1.2246468e-16]\n```\n",
    "seen.md": '# Seen\n\n```python alt="A wave"\nimport matplotlib.pyplot as plt\nfrom waves import wave\n\n'
    "plt.plot(wave(range(9)))\nplt.show()\n```\n",
    "deep/sum.md": "# Sum\n\nWe add $a + b$.\n\n```python\nprint(2 + 3)\n```\n\n```output\n5\n```\n",
}


def told(language: str) -> str:
    """Return what CONTRIBUTING tells whoever has a book of their own."""
    section = CONTRIBUTING.partition("## A book of your own")[2].partition("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)[0]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the Python of an environment in which nnbook is installed from a wheel."""
    folder = tmp_path_factory.mktemp("another")
    source = folder / "source"
    shutil.copytree(ROOT / "nnbook", source / "nnbook", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--wheel-dir", str(folder)]
    done = processes.run([sys.executable, "-m", "pip", "wheel", *options, "."], cwd=source)
    assert done.returncode == 0, done.stderr
    venv.create(folder / "env", with_pip=False, symlinks=sys.platform != "win32")
    paths = sysconfig.get_paths(
        vars={"base": str(folder / "env"), "platbase": str(folder / "env")}, scheme="venv"
    )
    packages = Path(paths["purelib"])
    [wheel] = folder.glob("*.whl")
    shutil.unpack_archive(wheel, packages, "zip")
    # What it needs comes from here; our own copy of nnbook does not, since its finder is not loaded there.
    (packages / "needs.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    return str(Path(paths["scripts"]) / Path(sys.executable).name)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return the folder of a book with five chapters, which knows nothing of ours."""
    (tmp_path / "waves").mkdir()
    (tmp_path / "waves" / "__init__.py").write_text(LIBRARY, encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(told("yaml"), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(told("toml"), encoding="utf-8")
    for name, text in CHAPTERS.items():
        path = tmp_path / "text" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def run(python: str, book: Path, *arguments: str) -> tuple[int, str]:
    """Run a module in the book's folder; return its status and what it wrote."""
    processes_of_ours = {"PYTHONPATH", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "NNBOOK_CACHE"}
    done = processes.run(
        [python, "-m", *arguments],
        cwd=book,
        env={name: value for name, value in _environment().items() if name not in processes_of_ours},
    )
    return done.returncode, done.stdout + done.stderr


def _environment() -> dict[str, str]:

    return os.environ | ALWAYS


def test_the_twenty_lines_are_all_that_it_takes(python: str, book: Path) -> None:
    """The book is built strictly, each block is shown with what it gave, and each is tested."""
    assert len(told("yaml").splitlines()) <= 20
    status, said = run(python, book, "mkdocs", "build", "--strict")
    assert status == 0, said
    pages = {
        path.parent.name: path.read_text(encoding="utf-8") for path in (book / "site").rglob("index.html")
    }
    assert "<samp>0.0</samp>" in pages["still"]
    assert "e-16]</samp>" in pages["high"]
    assert 'aria-label="A wave"' in pages["seen"]
    assert "<samp>5</samp>" in pages["sum"] and "<math" in pages["sum"]
    assert "waves[plots]" in (book / "site" / "notebooks" / "still.ipynb").read_text(encoding="utf-8")
    status, said = run(python, book, "pytest", "-q")
    assert status == 0 and "9 passed" in said, said  # four blocks, five pages


def test_its_own_library_is_what_its_listings_are_held_to(python: str, book: Path) -> None:
    """A definition of a public name of that library has to be the library's; a name of ours is free."""
    code = "def wave(x, rate=1.0):\n    return x\n"
    (book / "text" / "still.md").write_text(f"# Still\n\n```python\n{code}```\n", encoding="utf-8")
    status, said = run(python, book, "mkdocs", "build")
    assert status == 1 and "text/still.md:3: wave is a name of the library" in said
    code = code.replace("wave", "relu")
    (book / "text" / "still.md").write_text(f"# Still\n\n```python\n{code}```\n", encoding="utf-8")
    status, said = run(python, book, "mkdocs", "build")
    assert status == 0, said


def test_a_lie_in_it_ends_its_build_and_its_tests(python: str, book: Path) -> None:
    """The message names the page in its own folder."""
    path = book / "text" / "deep" / "sum.md"
    path.write_text(path.read_text(encoding="utf-8").replace("\n5\n", "\n6\n"), encoding="utf-8")
    for command in (("mkdocs", "build", "-q"), ("pytest", "-q")):
        status, said = run(python, book, *command)
        assert status == 1 and "text/deep/sum.md:5: the block prints something else than its pin" in said
