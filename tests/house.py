"""A book of its own for a test: small enough to build, break and mend."""

import contextlib
import logging
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest import mock

import commands
import jinja2
import processes
import pytest
from click.testing import CliRunner
from mkdocs.__main__ import cli

from nnbook.book import GET_PYTHON
from nnbook.book.check import listings
from nnbook.book.content.book import Book
from nnbook.book.results import store
from nnbook.book.run import runner
from nnbook.book.site.browser import runtime

ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
needs_python = pytest.mark.skipif(
    not (runtime.complete(ROOT / runtime.CACHE) and runtime.has_editor(ROOT / runtime.CACHE)),
    reason=f"Python for the browser and the editor are not there: `{GET_PYTHON}` fetches them",
)
# Builds that are compared may lie on both sides of midnight, and a site has its day in it.
ALWAYS = {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1000000000"}

# Those of this book, without its pages.
SETTINGS = re.sub(
    r"^nav:\n(?:[ #].*\n|\n)*", "", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), flags=re.M
)


@dataclass
class House:
    """A book in a temporary folder, made with the configuration and the machinery of this repository."""

    root: Path
    own_library: bool = False

    def write(self, name: str, text: str) -> Path:
        """Write a file of the book, `docs/x.md` for instance."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def take_all_plugins(self) -> None:
        """Give the book the plugins for labs and for the reference, which take a third of a build's start."""
        self.write("mkdocs.yml", SETTINGS)

    def copy_library(self) -> Path:
        """Give the book a copy of nnbook that a test may edit; return its folder."""
        library = self.root / "nnbook"
        library.unlink() if library.is_symlink() else shutil.rmtree(library)
        shutil.copytree(ROOT / "nnbook", library, ignore=shutil.ignore_patterns("__pycache__"))
        self.own_library = True
        return library

    def environment(self) -> dict[str, str]:
        """Return the variables of a process that works on this book."""
        # A test under pytest-xdist must not make the inner pytest a worker of the outer one, and what
        # somebody chose for this book is not meant for that one.
        ours = ("PYTEST_", "COV_", "NNBOOK_")
        outer = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        outer |= ALWAYS
        outer["PYTEST_ADDOPTS"] = "-p no:hypothesispytest"  # a second of start that these books do not need
        if self.own_library:
            outer["PYTHONPATH"] = str(self.root)
        return outer

    def run(self, module: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m module arguments` in the book's folder; what it writes comes in `stdout`."""
        return commands.run(module, list(arguments), self.root, self.environment() | variables)

    def build(
        self, generator: str = "mkdocs", *options: str, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Build the book with MkDocs, which takes the options, or with Zensical, which has none of them.

        MkDocs runs in this process, which spares the seconds of its start, unless the book has a library of
        its own: this process has loaded the other one.
        """
        if generator != "mkdocs" or self.own_library:
            return self.run(generator, "build", *(options if generator == "mkdocs" else ()), **variables)
        for once in logging.getLogger("mkdocs.commands.build").filters:
            once.msgs.clear()  # type: ignore[union-attr]  # a new process has said nothing yet
        # A build that raises would leave its handler, which writes to what is closed by then.
        logger = mock.patch.multiple(logging.getLogger("mkdocs"), handlers=[], propagate=False)
        environment = mock.patch.dict(os.environ, self.environment() | variables, clear=True)
        theme = mock.patch.object(jinja2.Environment, "list_templates", _list_templates)
        with contextlib.chdir(self.root), environment, logger, theme:
            result = CliRunner().invoke(cli, ["build", *options])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return subprocess.CompletedProcess(["mkdocs", "build", *options], result.exit_code, result.output)


_list_anew = jinja2.Environment.list_templates
_listed: dict[tuple[str, ...], list[str]] = {}


def _list_templates(env: jinja2.Environment, *arguments: Any, **options: Any) -> list[str]:
    """List the files of a theme once: there are 14,000 icons, and MkDocs looks for them in each build."""
    loader = env.loader
    if not isinstance(loader, jinja2.FileSystemLoader):
        return _list_anew(env, *arguments, **options)
    folders = tuple(loader.searchpath)
    if folders not in _listed:
        _listed[folders] = _list_anew(env, *arguments, **options)
    return _listed[folders]


def sampled(blocks: Sequence[Any], share: int) -> list[Any]:
    """Return one in so many, where all would take too long; with NNBOOK_ALL_BLOCKS set, all."""
    return [*blocks[:: 1 if os.environ.get("NNBOOK_ALL_BLOCKS") else share]]


def listing_block() -> str:
    """Return a block that defines a function of the library as the library does, and that runs alone."""
    for source in sorted(listings.public_definitions(Book(ROOT).library).values(), key=len):
        block = f"from __future__ import annotations\n\n\n{source}"
        if source.startswith("def ") and runner.run(block, lambda kind, text: None):
            return block
    raise LookupError("no function of the library stands alone")


def make_house(root: Path) -> House:
    """Make a book with a home page and nothing else in the folder `root`."""
    new = House(root)
    new.write(
        "mkdocs.yml", re.sub(r"^  - mkdocs(?:-jupyter|trings):.*\n(?:    .*\n)*", "", SETTINGS, flags=re.M)
    )
    new.write("pyproject.toml", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    new.write("README.md", "# A book\n")
    new.write("docs/index.md", "# Home\n")
    shutil.copytree(ROOT / "docs" / "assets", root / "docs" / "assets")
    link(root / "nnbook", ROOT / "nnbook")
    # The font is the same for every book, and it takes a second to make.
    fonts = store.CACHE / "fonts"
    (ROOT / fonts).mkdir(parents=True, exist_ok=True)
    (root / fonts.parent).mkdir()
    link(root / fonts, ROOT / fonts)
    return new


def link(place: Path, folder: Path) -> None:
    """Let a folder be found in another place, too; as a copy on Windows, where only some may make links."""
    try:
        place.symlink_to(folder, target_is_directory=True)
    except OSError:
        shutil.copytree(folder, place)


def build(target: Path, **variables: str) -> Path:
    """Build the site strictly into `target`."""
    done = processes.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(target)],
        cwd=ROOT,
        env=os.environ | ALWAYS | variables,
        stderr=subprocess.STDOUT,
    )
    assert done.returncode == 0, done.stdout
    return target


class _Quiet(SimpleHTTPRequestHandler):
    """Serve files and say nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for pytest."""


class _Forgotten(_Quiet):
    """Serve files of which the browser may keep none by itself."""

    def end_headers(self) -> None:
        """Say so."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


@contextlib.contextmanager
def serving(folder: Path, kept: bool = True) -> Iterator[str]:
    """Serve a folder and give its address; unless `kept`, no browser has a copy but by the service worker."""
    handler = partial(_Quiet if kept else _Forgotten, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
