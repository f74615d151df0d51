"""The warm processes that run blocks: started, asked, and kept for the next book of the same machinery."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import weakref
from pathlib import Path
from typing import Any

from nnbook.book.results import warm

_PATIENCE = 60  # seconds that a busy machine may take for what takes milliseconds


class DiedError(Exception):
    """The warm process has ended while it was asked."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status)


class WarmProcess:
    """A process that runs one block after the other, each in a fork of itself.

    Parameters
    ----------
    home : Path
        The folder in which the package with the machinery lies.
    """

    def __init__(self, home: Path) -> None:
        self._state = _state(home)
        self._process = _start(home)

    def suits(self, home: Path) -> bool:
        """Tell whether it lives, and has loaded what lies in `home` now, for this processor."""
        return self._process.poll() is None and self._state == _state(home)

    def run(self, request: dict[str, Any]) -> int | None:
        """Run a block; return how it ended, None where its time was over.

        Raises
        ------
        DiedError
            If the warm process itself ends meanwhile.
        """
        assert self._process.stdin and self._process.stdout
        answer = b""
        with contextlib.suppress(BrokenPipeError, ValueError):  # it has ended, or is closed: say so below
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
            if select.select([self._process.stdout], [], [], request["seconds"] + _PATIENCE)[0]:
                answer = self._process.stdout.readline()
            else:  # the block has stopped it
                self._process.kill()
        if not answer:
            raise DiedError(self._process.wait())
        status: int | None = json.loads(answer)
        return status

    def close(self) -> None:
        """End it, and with it the block that runs."""
        assert self._process.stdin and self._process.stdout
        with contextlib.suppress(BrokenPipeError):  # it has ended already
            self._process.stdin.close()  # it ends when nobody is there to ask any more
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:  # it is stopped
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


class Pool:
    """Warm processes that nobody uses just now: to start one takes half a second.

    They end with this object, or with `close`.

    Parameters
    ----------
    most : int
        How many are kept: each takes some 100 MB of memory.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._idle: list[WarmProcess] = []
        self._lock = threading.Lock()
        weakref.finalize(self, _close, self._idle)

    def take(self, home: Path, held: WarmProcess | None = None) -> WarmProcess:
        """Return a process that suits: the one that is held, or one of those kept, or a new one."""
        if held is not None:
            if held.suits(home):
                return held
            held.close()
        with self._lock:
            taken = next((process for process in self._idle if process.suits(home)), None)
            if taken is not None:
                self._idle.remove(taken)
        return taken or WarmProcess(home)

    def give(self, process: WarmProcess) -> None:
        """Keep a process for whoever takes it next; of more than are kept, the oldest ends."""
        with self._lock:
            self._idle.append(process)
            too_many = self._idle[: -self._most]
            del self._idle[: -self._most]
        _close(too_many)

    def close(self) -> None:
        """End the processes that are kept."""
        with self._lock:
            idle, self._idle[:] = self._idle[:], []
        _close(idle)


def _close(processes: list[WarmProcess]) -> None:
    while processes:
        processes.pop().close()


def run_once(home: Path, request: dict[str, Any], seconds: float) -> int | None:
    """Run a block where a system cannot fork; return how it ended, None where its time was over."""
    with _start(home, "once") as process:
        assert process.stdin
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.close()
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end_tree(process)


def _start(home: Path, *mode: str) -> "subprocess.Popen[bytes]":
    # What somebody sets for Python or Matplotlib makes a block do something else: no assertion holds with -O.
    environment = {
        name: value
        for name, value in os.environ.items()
        if name in warm.KEPT or not name.startswith(("PYTHON", "MPLBACKEND", "MATPLOTLIBRC"))
    }
    return subprocess.Popen(
        [sys.executable, "-P", warm.__file__, *mode, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL if mode else subprocess.PIPE,
        cwd=tempfile.gettempdir(),
        env=environment | warm.FIXED,
        start_new_session=True,
    )


def _state(home: Path) -> object:
    """Return what a warm process has from its start: the machinery, and what of the environment is kept.

    The package is looked at as a whole: the machinery draws in the colours of its library.
    """
    files = sorted((home / "nnbook").rglob("*.py"))
    stamps = [(str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files]
    return stamps, {name: os.environ.get(name) for name in warm.KEPT}


def _end_tree(process: "subprocess.Popen[bytes]") -> None:
    """End a process and what it has started."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True)
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):  # nothing is left; so says macOS
        os.killpg(process.pid, signal.SIGKILL)
