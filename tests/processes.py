"""What a test starts, it ends: where the test fails as well, and with all that was started in turn."""

import atexit
import contextlib
import functools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# Seconds: a limit that only a hang reaches. A test waits for a condition, and does not know how quick the
# machine is, nor what else it does.
HANG = 600


def until(condition: Callable[[], object], otherwise: str) -> None:
    """Wait until `condition()` holds; say what is wrong where it never does."""
    deadline = time.monotonic() + HANG
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.02)


@contextlib.contextmanager
def started(command: list[Any], **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """Start a process for as long as the `with` lasts; `options` are those of `subprocess.Popen`."""
    with subprocess.Popen(command, **{"text": True} | options, start_new_session=True) as process:
        _tell(process.pid)
        try:
            yield process
        finally:
            _end(process)
            _tell(process.pid)


@contextlib.contextmanager
def group(number: int) -> Iterator[None]:
    """End a group that another process has started, however the `with` or this process ends."""
    _tell(number)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # it has ended by itself
            os.killpg(number, signal.SIGKILL)
        _tell(number)


def run(command: list[Any], **options: Any) -> subprocess.CompletedProcess[Any]:
    """Run a command to its end; `options` are those of `subprocess.Popen`."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with started(command, **pipes | options) as process:
        written = process.communicate(timeout=HANG)
    return subprocess.CompletedProcess(command, process.returncode, *written)


def _end(process: subprocess.Popen[Any]) -> None:
    """End a process and, where the system knows groups, whatever is left of what it started."""
    if os.name != "posix":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):  # nothing is left; so says macOS
        os.killpg(process.pid, signal.SIGKILL)


# It reads the number of a group when that starts and again when it has ended. Its input ends with the process
# that writes there, however that ends: no `finally` runs in a worker of pytest-xdist that is killed.
GUARD = """import os, signal, sys

groups = set()
for line in sys.stdin:
    groups ^= {int(line)}
for group in groups:
    try:
        os.killpg(group, signal.SIGKILL)
    except OSError:
        pass
"""


_telling = threading.Lock()


def _tell(group: int) -> None:
    """Tell the guard that a group starts or has ended."""
    if os.name != "posix":
        return
    with _telling:
        guard = _guard()
        assert guard.stdin
        guard.stdin.write(f"{group}\n")
        guard.stdin.flush()


@functools.cache
def _guard() -> subprocess.Popen[str]:
    """Start the guard of this process."""
    guard = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", GUARD],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,  # Ctrl-C is not for it
    )
    atexit.register(guard.communicate)
    return guard


def alive(pid: int) -> bool:
    """Tell whether the process `pid` still runs; one that has ended and waits to be noticed does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


sees_processes = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="looks at processes as Linux shows them"
)
