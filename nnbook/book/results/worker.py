"""Run a block in a process of its own, and say what it did, however it ended."""

import json
import os
import shutil
import signal
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Block
from nnbook.book.content.errors import ChapterError, shown
from nnbook.book.results import pool, warm
from nnbook.book.results.outcome import Outcome
from nnbook.book.results.pool import DiedError, Pool, WarmProcess
from nnbook.book.results.touched import Touched

_SECONDS = "NNBOOK_BLOCK_SECONDS"
_ROOM = 2**20  # bytes of output: a page has no room for more, and a terminal takes seconds to resolve them
_MACHINERY = Path(__file__).parents[2]  # the package `nnbook` with this file


class ClosedError(Exception):
    """Nobody wants to know any more what the block does."""


@dataclass(frozen=True)
class Run:
    """A run of a block.

    Attributes
    ----------
    outcome : Outcome
        What it did.
    touched : Touched or None
        What that depends on; None where it is not known.
    begun : int
        When it began, in nanoseconds as the file system tells them.
    """

    outcome: Outcome
    touched: Touched | None
    begun: int = 0

    @property
    def outdated(self) -> bool:
        """Whether a file that it read was saved since it began: which content it read is not known."""
        return self.touched is None or any(_changed_since(self.begun, file) for file in self.touched["files"])


def limit(block: Block) -> float:
    """Return how many seconds a block may take.

    Raises
    ------
    ChapterError
        If NNBOOK_BLOCK_SECONDS is no number of seconds.
    """
    given = os.environ.get(_SECONDS, "60")
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0
    if not 0 < seconds < float("inf"):
        raise ChapterError(block.path, block.line, f"{_SECONDS} is a number of seconds, got {given!r}")
    return max(seconds, block.seconds or 0)


class Worker:
    """Whoever runs the blocks of a book, one after the other, each in a process of its own.

    Parameters
    ----------
    book : Book
    processes : Pool
        Where it takes its warm process, and gives it back when it is closed.
    forks : bool
        Whether blocks are forks of one process; else each has a new one.
    """

    def __init__(self, book: Book, processes: Pool, forks: bool = hasattr(os, "fork")) -> None:
        self._book, self._pool, self._forks = book, processes, forks
        self._process: WarmProcess | None = None
        self._busy = self._closed = False
        self._lock = threading.Lock()  # it is closed while it runs a block

    def run(self, block: Block) -> Run:
        """Run a block as its page's own lines: a traceback names the page and the line in it.

        Raises
        ------
        ChapterError
            If NNBOOK_BLOCK_SECONDS is no number of seconds.
        ClosedError
            If the worker is closed, or is being closed.
        """
        seconds = limit(block)
        folder = Path(tempfile.mkdtemp(prefix="nnbook-"))
        try:
            (folder / warm.WORK).mkdir()
            script = folder / warm.SCRIPT
            script.write_text(block.source, encoding="utf-8")
            begun = script.stat().st_mtime_ns
            home, folders = self._places()
            request = {
                "folder": str(folder),
                "folders": folders,
                "library": self._book.package,
                "source": "\n" * block.line + block.source,
                "filename": shown(block.path),
                "warns": block.warning is not None,
                "seconds": seconds,
            }
            status = self._fork(home, request) if self._forks else pool.run_once(home, request, seconds)
            return _read(folder, status, seconds, begun)
        except DiedError as error:
            if self._closed:
                raise ClosedError from error
            words = f"the process that runs the blocks ended with it: {_how_ended(error.status)}"
            return Run(Outcome([("ended", words)]), None)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Give the warm process back, for good; one that runs a block ends, and the block with it."""
        with self._lock:
            self._closed = True
            process, self._process = self._process, None
            busy = self._busy
        if process is not None:
            process.close() if busy else self._pool.give(process)

    def _fork(self, home: Path, request: dict[str, Any]) -> int | None:
        with self._lock:
            if self._closed:
                raise ClosedError
            process = self._process = self._pool.take(home, self._process)
            self._busy = True
        try:
            return process.run(request)
        finally:
            with self._lock:
                self._busy = False

    def _places(self) -> tuple[Path, dict[str, str]]:
        """Return the folder of `nnbook`, and the library's by its name where that is another package."""
        library = self._book.library
        if library is None or self._book.package != _MACHINERY.name:
            return _MACHINERY.parent, {} if library is None else {self._book.package: str(library.parent)}
        real = library.resolve()  # books that have it by a link have the same
        return (real if real.name == library.name else library).parent, {}


def _read(folder: Path, status: int | None, seconds: float, begun: int) -> Run:
    """Read what a run left in its folder."""
    events: list[tuple[str, str, int]] = []
    touched: Touched | None = None
    ended = False  # by its last line
    length = None  # of its output, which a thread that it left behind may still write
    for line in _content(folder / warm.EVENTS).decode("utf-8").splitlines():
        event = json.loads(line)
        if event["kind"] == "end":
            ended, touched = True, json.loads(event["text"])
        elif event["kind"] == "cut":
            length = event["after"]
        else:
            events.append((event["kind"], event["text"], event["after"]))
    if status is None:
        touched = None  # how far it came depends on how busy the machine is
        events.append(("ended", _over(seconds), 0))
    elif not ended and not any(kind == "error" for kind, _, _ in events):
        events.append(("ended", _how_ended(status), 0))
    printed, noise = _content(folder / warm.OUT)[:length], _content(folder / warm.ERR)
    for stream, written in (("output", printed), ("standard error", noise)):
        if len(written) > _ROOM:
            words = f"it writes {len(written):,} bytes to its {stream}, where a page has room for {_ROOM:,}"
            return Run(Outcome([("flood", words)]), None)
    return Run(Outcome.of_run(printed, noise, events), touched, begun)


def _content(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""


def _changed_since(begun: int, file: str) -> bool:
    """Tell whether a file was saved, or another one put in its place, after the block began."""
    try:
        state = os.stat(file)
    except OSError:
        return True
    return state.st_mtime_ns >= begun or state.st_ctime_ns > begun


def _over(seconds: float) -> str:
    return (
        f"it did not end within {seconds:g} seconds. Where it needs more, say so: "
        f'```python seconds="{2 * seconds:g}", or set {_SECONDS} for all blocks'
    )


def _how_ended(status: int) -> str:
    if status >= 0:
        return f"it ended its own process, with the status {status}, where a script ends by its last line"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"its process was ended by {name}"
