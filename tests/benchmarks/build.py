"""How fast the book builds: the author's refresh, the cold build, and the same blocks with other tools.

`python tests/benchmarks/build.py` copies the book, changes the copy as an author would, and prints ratios.
`--write` also records them in docs/performance.md. `--sphinx PYTHON` names the Python of an environment that
has Sphinx and myst-nb, where this one has not; what is not installed is left out.

What is compared takes turns in one process, and the least time of each counts, since whatever else the
machine does can only make a run longer.
"""

import argparse
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import record

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "python tests/benchmarks/build.py --sphinx PYTHON --write"
CHAPTER, MODULE = "docs/activations.md", "nnbook/optimizers.py"  # in which the copy is changed
ENVIRONMENT = {"NO_MKDOCS_2_WARNING": "1"}
MOCK_CHAPTERS, MOCK_BLOCKS = 10, 6


def copy_book(target: Path) -> None:
    """Copy what a build needs; Python for the browser is linked."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("docs", "nnbook"):
        shutil.copytree(ROOT / name, target / name, ignore=ignored)
    for name in ("mkdocs.yml", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, target)
    (target / ".cache").mkdir()
    if (python := ROOT / ".cache" / "browser-python").exists():
        (target / ".cache" / python.name).symlink_to(python)


def rebuild(cold: bool = False) -> int:
    """Do what `mkdocs serve` does after a file changed; return how many blocks ran.

    The plugin lives as long as the server, and so does what it knows of the blocks; not in a `cold` build.
    """
    from mkdocs.commands import build
    from mkdocs.config import load_config

    config = load_config("mkdocs.yml", site_dir="site")
    plugin = config.plugins["nnbook"]
    if cold:
        plugin.on_shutdown()
        plugin.making = None
    before = plugin.making.results.counts.ran if plugin.making else 0
    config.plugins.on_startup(command="serve", dirty=False)
    build.build(config)
    return plugin.making.results.counts.ran - before


def refresh(turns: int) -> dict[str, float]:
    """Measure the author's refresh and the cold build, in the folder of a copied book."""
    from nnbook.book.content.book import Book
    from nnbook.book.page import fences
    from nnbook.book.results.outcome import Outcome
    from nnbook.book.results.results import Results, expectable

    def timed(action: Callable[[], int], count: str = "") -> float:
        begun = time.perf_counter()
        ran = action()
        taken = time.perf_counter() - begun
        if count:
            result[count] = ran
        return taken

    def without_execution() -> int:
        with (
            mock.patch.object(Results, "get", lambda results, block: Outcome()),
            mock.patch.object(Results, "expect", lambda results, blocks: None),
            mock.patch.object(fences, "check", lambda block, outcome, book: None),
        ):
            return rebuild()

    def without_cache() -> int:
        with mock.patch.dict(os.environ, NNBOOK_CACHE="off"):
            return rebuild(cold=True)

    def every_block() -> int:
        for block in site_blocks:
            alone.rerun(block)
        return len(site_blocks)

    logging.disable(logging.WARNING)
    chapter, module = Path(CHAPTER), Path(MODULE)
    book = Book(Path())
    site_blocks = expectable(book)
    alone = Results(book, None, processes=1)
    alone.get(site_blocks[0])  # its process is warm from now on
    result: dict[str, float] = {"blocks": len(site_blocks)}
    text = chapter.read_text(encoding="utf-8")
    rebuild()
    times: dict[str, list[float]] = {}
    for turn in range(turns):
        chapter.write_text(f"{text}\nOne line more, number {turn}.\n", encoding="utf-8")
        times.setdefault("refresh", []).append(timed(rebuild, "after a line of prose"))
        times.setdefault("rendering", []).append(timed(without_execution))
    for _ in range(turns):
        times.setdefault("cold", []).append(timed(without_cache))
        times.setdefault("blocks alone", []).append(timed(every_block))
        times["rendering"].append(timed(without_execution))
    least = {name: min(values) for name, values in times.items()}
    result["refresh"] = least["refresh"] / least["rendering"]
    result["cold"] = least["cold"] / (least["blocks alone"] + least["rendering"])
    result["share of the blocks"] = least["blocks alone"] / (least["blocks alone"] + least["rendering"])

    chapter.write_text(text.replace("```python\n", "```python\n# changed\n", 1), encoding="utf-8")
    timed(rebuild, "after one block")
    with module.open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    timed(rebuild, "after a module of the library")
    alone.close()
    return result


def refresh_rows(result: dict[str, float]) -> list[list[str]]:
    """Lay the result out as a table."""
    ran = [name for name in result if name.startswith("after ")]
    return [
        ["What", "result", "aim"],
        ["refresh after a line of prose, against rendering alone", f"{result['refresh']:.2f}", "1.20"],
        ["cold build, against blocks alone and rendering alone", f"{result['cold']:.2f}", "1.30"],
        ["share of the blocks in the cold build's bare cost", f"{result['share of the blocks']:.2f}", ""],
        *(
            [f"blocks that ran {name}, of {result['blocks']:.0f}", f"{result[name]:.0f}", aim]
            for name, aim in zip(ran, ("0", "1", ""), strict=True)
        ),
    ]


def mock_block(chapter: int, block: int) -> str:
    """Return a block as chapters have them: it prints, and the last of a chapter draws."""
    if block == MOCK_BLOCKS - 1:
        return (
            "import matplotlib.pyplot as plt\n"
            "import numpy as np\n\n"
            f"x = np.linspace(-4, 4, {100 + chapter})\n"
            "plt.plot(x, np.tanh(x))\n"
            "plt.show()\n"
        )
    return f"import numpy as np\n\nx = np.arange({block + 2}) + {chapter}\nprint(x @ x)\n"


def mock_books(folder: Path) -> None:
    """Write the same chapters for each tool."""
    import nbformat

    house, jupyter, sphinx = (folder / name for name in ("house", "jupyter", "sphinx"))
    for docs in (house / "docs", jupyter / "docs", sphinx):
        docs.mkdir(parents=True)
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    extensions = config[config.index("markdown_extensions:") : config.index("validation:")]
    theme = "site_name: mock\ntheme:\n  name: material\n  font: false\n"
    # No plugin: the font, the notebooks and the service worker are things that the other tools do not make.
    (house / "mkdocs.yml").write_text(theme + extensions, encoding="utf-8")
    (jupyter / "mkdocs.yml").write_text(
        f"{theme}plugins:\n  - mkdocs-jupyter:\n      execute: true\n", encoding="utf-8"
    )
    (sphinx / "conf.py").write_text(
        "extensions = ['myst_nb']\nnb_execution_mode = 'force'\n", encoding="utf-8"
    )
    pages = [f"chapter{number}" for number in range(MOCK_CHAPTERS)]
    (sphinx / "index.md").write_text(
        "# Mock\n\n```{toctree}\n" + "\n".join(pages) + "\n```\n", encoding="utf-8"
    )
    for number, page in enumerate(pages):
        codes = [mock_block(number, block) for block in range(MOCK_BLOCKS)]
        house_page, sphinx_page = f"# Chapter {number}\n", SPHINX_HEAD + f"# Chapter {number}\n"
        notebook = nbformat.v4.new_notebook(
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        )
        notebook.cells = [nbformat.v4.new_markdown_cell(f"# Chapter {number}")]
        for block, code in enumerate(codes):
            drawn = block == MOCK_BLOCKS - 1
            pin = "" if drawn else f"\n```output\n{sum((n + number) ** 2 for n in range(block + 2))}\n```\n"
            alt = ' alt="A curve"' if drawn else ""
            house_page += f"\nBlock {block}.\n\n```python{alt}\n{code}```\n{pin}"
            sphinx_page += f"\nBlock {block}.\n\n```{{code-cell}} ipython3\n{code}```\n"
            notebook.cells += [
                nbformat.v4.new_markdown_cell(f"Block {block}."),
                nbformat.v4.new_code_cell(code),
            ]
        (house / "docs" / f"{page}.md").write_text(house_page, encoding="utf-8")
        (sphinx / f"{page}.md").write_text(sphinx_page, encoding="utf-8")
        nbformat.write(notebook, jupyter / "docs" / f"{page}.ipynb")


SPHINX_HEAD = """---
file_format: mystnb
kernelspec:
  name: python3
---

"""


def sphinx_versions(python: str) -> str:
    """Name the versions in the environment of `python`."""
    names = "'Sphinx', v('sphinx'), 'and myst-nb', v('myst-nb')"
    code = f"from importlib.metadata import version as v; print({names})"
    done = subprocess.run([python, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip()


def has(python: str, module: str) -> bool:
    """Tell whether the environment of `python` can import `module`."""
    return not subprocess.run([python, "-c", f"import {module}"], stderr=subprocess.DEVNULL).returncode


def tools(sphinx: str, turns: int) -> dict[str, float]:
    """Return for each installed tool the seconds from its start to the finished site, nothing cached."""
    here = sys.executable
    commands = {"house": [here, "-m", "mkdocs", "build", "-q"]}
    if has(here, "mkdocs_jupyter"):
        commands["jupyter"] = [here, "-m", "mkdocs", "build", "-q"]
    if has(sphinx, "myst_nb"):
        commands["sphinx"] = [sphinx, "-m", "sphinx", "-q", "-E", ".", "site"]
    times: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        mock_books(Path(folder))
        for _ in range(turns):
            for name, command in commands.items():
                book = Path(folder) / name
                for made in ("site", ".cache", ".jupyter_cache", "jupyter_execute"):
                    shutil.rmtree(book / made, ignore_errors=True)
                begun = time.perf_counter()
                subprocess.run(
                    command, cwd=book, env=os.environ | ENVIRONMENT, stderr=subprocess.DEVNULL, check=True
                )
                times[name].append(time.perf_counter() - begun)
                _check_executed(book)
    return {name: min(values) for name, values in times.items()}


def _check_executed(book: Path) -> None:
    """Make sure that the last printing block of the last chapter ran: its number stands in the page."""
    wanted = str(sum((n + MOCK_CHAPTERS - 1) ** 2 for n in range(MOCK_BLOCKS)))
    pages = [path for path in (book / "site").rglob("*.html") if f"chapter{MOCK_CHAPTERS - 1}" in str(path)]
    if not any(f">{wanted}" in path.read_text(encoding="utf-8") for path in pages):
        raise RuntimeError(f"{book.name}: the blocks were not executed")


TOOLS = {"jupyter": "mkdocs-jupyter", "sphinx": "Sphinx with myst-nb"}


def tools_rows(times: dict[str, float]) -> list[list[str]]:
    """Lay the ratios out as a table."""
    return [
        ["Tool", "time, where ours takes 1", "aim"],
        *(
            [label, f"{times[key] / times['house']:.1f}", "10"]
            for key, label in TOOLS.items()
            if key in times
        ),
    ]


def main() -> None:
    """Measure, print, and record where that is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="record the result")
    parser.add_argument("--turns", type=int, default=5, help="runs of each (5)")
    parser.add_argument("--sphinx", default=sys.executable, help="the Python that has Sphinx and myst-nb")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        print(json.dumps(refresh(arguments.turns)))
        return
    with tempfile.TemporaryDirectory() as folder:
        copy_book(Path(folder))
        # The copy's library, not the installed one, is what the copy's blocks import.
        environment = os.environ | ENVIRONMENT | {"PYTHONPATH": folder}
        command = [sys.executable, __file__, "--worker", "--turns", str(arguments.turns)]
        done = subprocess.run(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
    texts = dict(TEXTS)
    if has(arguments.sphinx, "myst_nb"):
        texts["The build, against other tools"] += f" With {sphinx_versions(arguments.sphinx)}."
    tables = {
        "The build": refresh_rows(json.loads(done.stdout)),
        "The build, against other tools": tools_rows(tools(arguments.sphinx, max(1, arguments.turns // 2))),
    }
    for title, rows in tables.items():
        print(title)
        for row in rows:
            print(f"{row[0]:62}", *(f"{cell:>12}" for cell in row[1:]), sep="")
        if arguments.write:
            record.record(title, rows, COMMAND, text=texts[title], packages=PACKAGES)


PACKAGES = ("mkdocs", "mkdocs-material", "mkdocs-jupyter", "numpy", "matplotlib")
TEXTS = {
    "The build": (
        "An author's change, in the process that `mkdocs serve` keeps. *Rendering alone* is a build in which "
        "no block runs and none has a result; *blocks alone* runs each once, one after the other, where a "
        "cold build starts processes for them and shares them among the cores. "
        f"The block is in `{CHAPTER}`, the module is `{MODULE}`: the blocks that reach it run again."
    ),
    "The build, against other tools": (
        f"{MOCK_CHAPTERS} chapters of {MOCK_BLOCKS} blocks, five that print and one that draws, built by "
        "a new process with nothing cached. Ours has its Markdown extensions without the plugin, "
        "which make notebooks, a font and a service worker besides."
    ),
}


if __name__ == "__main__":
    main()
