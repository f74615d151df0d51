"""Run a block in a process of its own, and say what it did, however it ended."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Block
from nnbook.book.content.errors import ChapterError, shown
from nnbook.book.results import warm
from nnbook.book.results.outcome import Outcome
from nnbook.book.results.touched import Touched

_SECONDS = "NNBOOK_BLOCK_SECONDS"
_MACHINERY = Path(__file__).parents[3]  # the folder in which the package with this file lies


class _DiedError(Exception):
    """The warm process has ended while it was asked."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status)


@dataclass(frozen=True)
class Run:
    """A run of a block: what it did, what it touched, and whether nothing of that changed meanwhile."""

    outcome: Outcome
    touched: Touched | None


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
    """One warm process, started when the first block comes, and anew when the library has changed.

    Parameters
    ----------
    book : Book
    forks : bool
        Whether blocks are forks of one process; else each has a new one.
    """

    def __init__(self, book: Book, forks: bool = hasattr(os, "fork")) -> None:
        self._book, self._forks = book, forks
        self._process: subprocess.Popen[bytes] | None = None
        self._stamp: object = None

    def run(self, block: Block) -> Run:
        """Run a block as its page's own lines: a traceback names the page and the line in it."""
        seconds = limit(block)
        folder = Path(tempfile.mkdtemp(prefix="nnbook-"))
        try:
            (folder / warm.WORK).mkdir()
            script = folder / warm.SCRIPT
            script.write_text(block.source, encoding="utf-8")
            begun = script.stat().st_mtime_ns
            request = {
                "folder": str(folder),
                "source": "\n" * block.line + block.source,
                "filename": shown(block.path),
                "warns": block.warning is not None,
                "seconds": seconds,
            }
            status = self._fork(request) if self._forks else self._start_once(request, seconds)
            return _read(folder, status, seconds, begun)
        except _DiedError as error:
            words = f"the process that runs the blocks ended with it: {_how_ended(error.status)}"
            return Run(Outcome([("ended", words)]), None)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """End the warm process, and with it the block that runs."""
        process, self._process = self._process, None
        if process is not None:
            assert process.stdin and process.stdout
            try:
                process.stdin.close()  # it ends when nobody is there to ask any more
            except BrokenPipeError:  # it has ended already
                pass
            process.wait()
            process.stdout.close()

    def _fork(self, request: dict[str, Any]) -> int | None:
        stamp = self._state_of_library()
        if self._process is None or stamp != self._stamp or self._process.poll() is not None:
            self.close()
            self._stamp = stamp
            self._process = self._start(True)
        process = self._process
        assert process.stdin and process.stdout
        answer = b""
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except BrokenPipeError:  # it has ended: say so below
            pass
        if not answer:
            raise _DiedError(process.wait())
        status: int | None = json.loads(answer)
        return status

    def _start_once(self, request: dict[str, Any], seconds: float) -> int | None:
        with self._start(False, "once") as process:
            assert process.stdin
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.close()
            try:
                return process.wait(seconds)
            except subprocess.TimeoutExpired:
                return None
            finally:
                _end_tree(process)

    def _start(self, answers: bool, *mode: str) -> "subprocess.Popen[bytes]":
        folders = {"nnbook": str(_MACHINERY)}
        if library := self._book.library:
            folders[self._book.package] = str(library.parent)
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("PYTHONPATH", "PYTHONWARNINGS", "PYTHONSTARTUP", "MPLBACKEND")
        }
        return subprocess.Popen(
            [sys.executable, "-P", warm.__file__, *mode, json.dumps(folders)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if answers else subprocess.DEVNULL,
            cwd=tempfile.gettempdir(),
            env=environment | warm.FIXED,
            start_new_session=True,
        )

    def _state_of_library(self) -> object:
        library = self._book.library
        files = sorted(
            [*(library.rglob("*.py") if library else ()), *Path(__file__).parents[1].glob("run/*.py")]
        )
        return [(str(file), file.stat().st_mtime_ns) for file in files]


def _end_tree(process: "subprocess.Popen[bytes]") -> None:
    """End a process and what it has started."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True)
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # nothing is left; so says macOS
        return


def _read(folder: Path, status: int | None, seconds: float, begun: int) -> Run:
    """Read what a run left in its folder."""
    events: list[tuple[str, str, int]] = []
    touched: Touched | None = None
    length = None  # of its output, where it left somebody behind who still writes
    for line in _content(folder / warm.EVENTS).decode("utf-8").splitlines():
        event = json.loads(line)
        if event["kind"] == "end":
            touched = json.loads(event["text"])
        elif event["kind"] == "cut":
            length = event["after"]
        else:
            events.append((event["kind"], event["text"], event["after"]))
    if status is None:
        events.append(("ended", _over(seconds), 0))
    elif touched is None and not any(kind == "error" for kind, _, _ in events):
        events.append(("ended", _how_ended(status), 0))
    outcome = Outcome.of_run(_content(folder / warm.OUT)[:length], _content(folder / warm.ERR), events)
    if touched is not None and any(_changed_since(begun, file) for file in touched["files"]):
        touched = None
    return Run(outcome, touched)


def _content(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""


def _changed_since(begun: int, file: str) -> bool:
    """Tell whether a file was saved after the block began: which content it read is not known."""
    try:
        return os.stat(file).st_mtime_ns >= begun
    except OSError:
        return True


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
