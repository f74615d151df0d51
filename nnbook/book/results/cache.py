"""Remember on disk what each block did, by everything that could change it; and what else takes long to make.

An author who edits a line of prose then waits for no block. A result is found under the hash of the
block, of the modules that it imports from the library, of the runner, and of the versions of Python and
of the packages: a result that no longer holds is not found. What is damaged is not trusted.
"""

import contextlib
import hashlib
import json
import os
import sys
import tempfile
import time
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from nnbook.book.check import blocks
from nnbook.book.check.blocks import Outcome
from nnbook.book.content.chapter import Block
from nnbook.book.content.imports import library_files

BLOCKS, FONTS = Path(".cache") / "blocks", Path(".cache") / "fonts"
version = lru_cache(metadata.version)  # each look-up reads a file, and what is loaded cannot change
_MAX_AGE = 30 * 24 * 3600  # seconds after its last use at which a result is dropped


def folder(root: Path, kind: Path) -> Path | None:
    """Return where the book in `root` keeps its `BLOCKS` or `FONTS`; None with NNBOOK_CACHE=off."""
    return None if os.environ.get("NNBOOK_CACHE") == "off" else root / kind


def run(block: Block, results: Path | None) -> Outcome:
    """Return what `block` did when it last ran under the same conditions; run it where that is not known.

    Parameters
    ----------
    block : Block
    results : Path or None
        Where the results lie; None runs the block in any case.
    """
    known = find(block, results)
    return rerun(block, results) if known is None else known


def rerun(block: Block, results: Path | None) -> Outcome:
    """Run `block` whatever is known of it, and keep what it did for `run`."""
    if results is None:
        return blocks.run(block)
    before = key(block)
    outcome = blocks.run(block)
    # A traceback names lines, and those change with the prose; and a module may have been saved meanwhile.
    if not outcome.text("error") and key(block) == before:
        write(results / before, json.dumps(outcome.events).encode())
    return outcome


def find(block: Block, results: Path | None) -> Outcome | None:
    """Return what `block` did when it last ran under the same conditions; None where that is not known."""
    content = None if results is None else read(results / key(block))
    if content is None:
        return None
    try:
        return Outcome([(kind, text) for kind, text in json.loads(content)])
    except (TypeError, ValueError):  # another version of this module wrote it
        return None


def key(block: Block) -> str:
    """Hash everything that the outcome of `block` can depend on."""
    needs = ["numpy", "matplotlib", *block.options.get("needs", "").split()]
    versions = [sys.version, *(f"{name} {version(name)}" for name in needs)]
    parts = [block.source, json.dumps(block.options, sort_keys=True), _sources(block.source), *versions]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def prune(folder: Path) -> None:
    """Drop the results that no build has used for a month."""
    for file in folder.glob("*"):
        with contextlib.suppress(FileNotFoundError):  # another build may have been faster
            if time.time() - file.stat().st_mtime > _MAX_AGE:
                file.unlink()


def _sources(source: str) -> str:
    """Hash the files of the library that `source` reaches, and those by which any block runs."""
    room = Path(__file__).parents[1] / "run"
    runner, figure = room / "runner.py", room / "figure.py"
    try:
        files = library_files(source) | library_files(figure.read_text(encoding="utf-8"))
    except SyntaxError:  # it will fail, and nothing is kept of a failure
        files = set()
    digest = hashlib.sha256()
    for file in sorted(files | {runner, figure}):
        digest.update(file.name.encode() + b"\0" + _content(file, file.stat().st_mtime_ns) + b"\0")
    return digest.hexdigest()


@lru_cache
def _content(file: Path, changed: int) -> bytes:
    return file.read_bytes()


def read(file: Path) -> bytes | None:
    """Return what `write` wrote, and note that it is in use; None where there is nothing or it is damaged."""
    try:
        checksum, _, content = file.read_bytes().partition(b"\n")
        if checksum != _checksum(content):
            return None
        os.utime(file)
    except OSError:
        return None
    return content


def write(file: Path, content: bytes) -> None:
    """Keep `content` for `read`; where that cannot be done, the next build makes it again."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Renaming is one step: another build sees the whole file or none.
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as part:
            part.write(_checksum(content) + b"\n" + content)
        os.replace(part.name, file)
    except OSError:
        return  # a full or read-only disk costs time, not the build


def _checksum(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()
