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
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import record

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "python tests/benchmarks/build.py --sphinx PYTHON --write"
CHAPTER, MODULE = "docs/activations.md", "nnbook/optimizers.py"  # in which the copy is changed
PAGE = "site/activations/index.html"
ENVIRONMENT = {"NO_MKDOCS_2_WARNING": "1"}
MOCK_CHAPTERS, MOCK_BLOCKS = 10, 6
PAGES = 5  # refreshes for each build of the book: a page takes a small part of its time


def copy_book(target: Path) -> None:
    """Copy what a build needs; Python for the browser is linked."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("docs", "nnbook"):
        shutil.copytree(ROOT / name, target / name, ignore=ignored)
    for name in ("mkdocs.yml", "pyproject.toml", "README.md", "CITATION.cff"):
        shutil.copy(ROOT / name, target)
    (target / ".cache").mkdir()
    if (python := ROOT / ".cache" / "browser-python").exists():
        (target / ".cache" / python.name).symlink_to(python)


class Server:
    """What `mkdocs serve` does in its process: a first build, and then what follows each change.

    Attributes
    ----------
    refresh : callable
        What the server calls after a change.
    builds : int
        How often the whole book was built.
    """

    refresh: Callable[[], None]

    def __init__(self) -> None:
        from mkdocs.livereload import LiveReloadServer

        self.builds = 0
        config = self.begin()
        # It is never bound to its port: nobody reads the pages.
        server = LiveReloadServer(self.build, "127.0.0.1", 0, config.site_dir)
        config.plugins.on_serve(server, config=config, builder=self.build)
        self.refresh = server.builder

    def begin(self) -> "MkDocsConfig":
        """Know nothing, and build the book."""
        config = self._config()
        config.plugins.on_shutdown()
        config.plugins.on_startup(command="serve", dirty=False)
        self.plugin = config.plugins["nnbook"]
        self._build(config)
        return config

    def build(self) -> None:
        """Build the whole book, as after the change of a module."""
        self._build(self._config())

    def _config(self) -> "MkDocsConfig":
        from mkdocs.config import load_config

        return load_config("mkdocs.yml", site_dir="site")

    def _build(self, config: "MkDocsConfig") -> None:
        from mkdocs.commands import build

        self.builds += 1
        build.build(config, serve_url="http://127.0.0.1/")

    def ran(self) -> int:
        """Bring the site up to date; return how many blocks run for it."""
        before = self.plugin.making.results.counts.ran
        self.refresh()
        return self.plugin.making.results.counts.ran - before


def refresh(turns: int) -> dict[str, float]:
    """Measure the author's refresh and the cold build, in the folder of a copied book."""
    from material.plugins.search.plugin import SearchIndex

    from nnbook.book.content.book import Book
    from nnbook.book.page import fences
    from nnbook.book.results.outcome import Outcome
    from nnbook.book.results.results import Results, expectable
    from nnbook.book.site import search

    times: dict[str, list[float]] = {}

    def timed(name: str, action: Callable[[], object]) -> None:
        begun = time.perf_counter()
        action()
        times.setdefault(name, []).append(time.perf_counter() - begun)

    def without_execution(action: Callable[[], None]) -> None:
        with (
            mock.patch.object(Results, "get", lambda results, block: Outcome()),
            mock.patch.object(Results, "expect", lambda results, blocks: None),
            mock.patch.object(fences, "check", lambda *arguments: None),
        ):
            action()
        if "nn-failure" in page.read_text(encoding="utf-8"):
            raise RuntimeError(f"{CHAPTER} was not rendered")

    def without_search(action: Callable[[], None]) -> None:
        with (
            mock.patch.object(search, "to_read", lambda page: page),
            mock.patch.object(search, "was_read", lambda page: page),
            mock.patch.object(SearchIndex, "add_entry_from_context", lambda index, page: None),
        ):
            action()

    def every_block() -> None:
        for block in site_blocks:
            alone.rerun(block)

    def add_prose() -> None:
        chapter.write_text(f"{text}\nOne line more, number {next(numbers)}.\n", encoding="utf-8")

    logging.disable(logging.WARNING)
    chapter, page, module = Path(CHAPTER), Path(PAGE), Path(MODULE)
    text, numbers = chapter.read_text(encoding="utf-8"), count()
    book = Book(Path())
    site_blocks = expectable(book)
    alone = Results(book, None, processes=1)
    alone.get(site_blocks[0])  # its process is warm from now on
    server = Server()
    result: dict[str, float] = {"blocks": len(site_blocks)}
    add_prose()
    result["after a line of prose"] = server.ran()
    chapter.write_text(text.replace("```python\n", "```python\n# changed\n", 1), encoding="utf-8")
    result["after one block"] = server.ran()
    with module.open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    result["after a module of the library"] = server.ran()
    builds = server.builds
    for _ in range(PAGES * turns):
        add_prose()
        timed("page", server.refresh)
        add_prose()
        timed("page alone", lambda: without_execution(server.refresh))
        add_prose()
        timed("page without search", lambda: without_search(server.refresh))
    if server.builds > builds:
        raise RuntimeError(f"a line of prose in {CHAPTER} had the whole book built")
    for _ in range(turns):
        timed("book", server.build)
        timed("book alone", lambda: without_execution(server.build))
    with mock.patch.dict(os.environ, NNBOOK_CACHE="off"):
        for _ in range(turns):
            timed("cold", server.begin)
            timed("blocks alone", every_block)
            timed("book alone", lambda: without_execution(server.build))
    alone.close()
    server.plugin.on_shutdown()
    least = {name: min(values) for name, values in times.items()}
    result["refresh"] = least["page"] / least["page alone"]
    result["share of the search"] = 1 - least["page without search"] / least["page"]
    result["book"] = least["book"] / least["book alone"]
    result["cold"] = least["cold"] / (least["blocks alone"] + least["book alone"])
    result["share of the blocks"] = least["blocks alone"] / (least["blocks alone"] + least["book alone"])
    return result


def refresh_rows(result: dict[str, float]) -> list[list[str]]:
    """Lay the result out as a table."""
    ran = [name for name in result if name.startswith("after ")]
    return [
        ["What", "result", "aim"],
        ["refresh after a line of prose, against rendering alone", f"{result['refresh']:.2f}", "1.20"],
        ["share of the search in that refresh", f"{result['share of the search']:.2f}", "0.25"],
        ["the whole book with all results known, against the same", f"{result['book']:.2f}", "1.20"],
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
        "An author's change, in the process that `mkdocs serve` keeps: it makes the changed page anew, and "
        "not the book. *Rendering alone* is the same page, or the whole book, where no block runs and none "
        "has a result; *blocks alone* runs each once, one after the other, where a cold build starts "
        "processes for them and shares them among the cores. "
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
