"""A process that is warm and runs blocks, each in a fork of itself: pool.py starts it and talks to it.

It has NumPy and Matplotlib loaded, one figure drawn, and no thread, so that a fork costs some milliseconds.
A fork is alone: its own folder, its own session of processes, a fixed environment, its own standard
streams, which are files. What it prints, by whatever way, is therefore known, and so is what it printed
before it died.

It knows no book: a request names the library of its own, and the fork alone finds that.

Where a system cannot fork, this file is started anew for each block: slower, and alone as well.

This file runs by its path, so that it needs nothing to be installed; it must import nothing of `nnbook`
before the finder is in its place.
"""

import atexit
import builtins
import codecs
import contextlib
import ctypes
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import io
import json
import os
import select
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

OUT, ERR, EVENTS, SCRIPT, WORK = "stdout", "stderr", "events", "block.py", "work"
KEPT = (  # of the builder's environment: what names the processor, the order of hashes, and the system's own
    *("NPY_DISABLE_CPU_FEATURES", "OPENBLAS_CORETYPE", "PYTHONHASHSEED"),
    *("SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT", "WINDIR"),
)
# One thread: what a product of matrices rounds to must not depend on the number of cores.
FIXED = {
    **{name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")},
    **{"LANG": "C.UTF-8", "TZ": "UTC", "COLUMNS": "80", "LINES": "24", "PYTHONUTF8": "1"},
}
_MOST = 64 * 2**20  # bytes in one file: a loop that prints would fill the disk
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux


_LEANED_ON = (builtins, codecs, io, json, json.encoder, os, os.path, importlib.util)


class OnlyTheBook(importlib.abc.MetaPathFinder):
    """Find the book's library and machinery, each in its folder; nothing else that lies beside them."""

    def __init__(self, folders: dict[str, str]) -> None:
        self.folders = folders

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find a package by its name."""
        folder = self.folders.get(fullname)
        return None if folder is None else importlib.machinery.PathFinder.find_spec(fullname, [folder])


def warm_up() -> None:
    """Load what most blocks use, and draw one figure, which takes long only once."""
    from nnbook.book.results import touched
    from nnbook.book.run import runner

    for module in ("numpy", "matplotlib.pyplot"):
        if importlib.util.find_spec(module.partition(".")[0]) is not None:
            importlib.import_module(module)
    runner.execute(_FIGURE, lambda kind, text: None, "warm.py")
    touched.look_at_modules()
    gc.collect()
    gc.freeze()  # no fork need look through all this again


_FIGURE = """import importlib.util

if importlib.util.find_spec("matplotlib"):
    import matplotlib.pyplot as plt

    plt.plot([0, 1], label="a")
    plt.title("b")
    plt.legend()
    plt.show()
"""


def run_here(request: dict[str, Any], finder: OnlyTheBook) -> None:
    """Become a process that runs a block, and end with it."""
    finder.folders |= request["folders"]
    folder = Path(request["folder"])
    _enter(folder)
    out, log = str(folder / OUT), str(folder / EVENTS)
    end, own_process, first = os._exit, os.getpid, os.getpid()

    def emit(kind: str, text: str) -> None:
        if own_process() != first:  # what the block has forked is not the block, and is heard as any child is
            if kind == "error":
                os.write(2, text.encode())
            elif kind != "unshown":
                os.write(2, f"a {kind} of a forked process is not seen\n".encode())
            return
        # Opened anew each time: a block may close all that is open.
        with open(log, "a", encoding="utf-8") as events:
            events.write(json.dumps({"kind": kind, "text": text, "after": os.stat(out).st_size}) + "\n")

    as_found = [(vars(module), dict(vars(module))) for module in _LEANED_ON]

    def leave() -> None:
        """Come last of all that is called at the end; the teardown of modules has nothing to tell."""
        if own_process() != first:  # what the block has forked is not the block
            return
        for now, before in as_found:  # a block may have changed what the last words need
            now.update(before)
        emit("end", json.dumps(touched.found()))
        end(0)

    atexit.register(leave)
    from nnbook.book.results.touched import Recorder
    from nnbook.book.run import runner

    touched = Recorder(str(folder))
    name = request["filename"]
    try:
        runner.execute(
            request["source"],
            emit,
            name,
            warns=request["warns"],
            script=str(folder / SCRIPT),
            library=request["library"],
        )
    except KeyboardInterrupt as error:  # nobody but the block has raised it
        emit("error", runner.trimmed_traceback(error, name))
    gc.collect()  # what a `__del__` prints is said in any case, and not by chance
    if any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread()):
        emit("cut", "")  # a thread that nobody waits for ends with its block
        leave()
    sys.exit()  # as a script ends: what was registered with atexit is called


def _enter(folder: Path) -> None:
    """Take the block's own folder, streams, arguments and environment."""
    work = folder / WORK
    os.chdir(work)
    for number, (path, flags) in enumerate(
        (
            (os.devnull, os.O_RDONLY),
            (str(folder / OUT), os.O_WRONLY | os.O_APPEND | os.O_CREAT),
            (str(folder / ERR), os.O_WRONLY | os.O_APPEND | os.O_CREAT),
        )
    ):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, encoding="utf-8", closefd=False)
    setattr(sys, "__stdin__", sys.stdin)  # noqa: B010, mypy takes it for a constant
    # Unbuffered: what the block prints and what its children print stay in their order.
    for name, number in (("stdout", 1), ("stderr", 2)):
        raw = io.FileIO(number, "w", closefd=False)
        stream = io.TextIOWrapper(raw, "utf-8", write_through=True)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.argv = [SCRIPT]
    sys.path.insert(0, str(work))
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is not None:  # else what a child draws would look for all fonts anew
        kept["MPLCONFIGDIR"] = matplotlib.get_cachedir()
    os.environ.clear()
    os.environ.update(
        {
            "PATH": os.pathsep.join([os.path.dirname(sys.executable), os.defpath]),
            **{name: str(work) for name in ("HOME", "USERPROFILE")},
            **{name: str(folder) for name in ("TMPDIR", "TEMP", "TMP")},
            **FIXED,
            **kept,
        }
    )
    tempfile.tempdir = None
    if hasattr(time, "tzset"):
        time.tzset()
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST, _MOST))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Server:
    """The warm process: it reads a request a line and answers each with how the block's process ended."""

    requests: int
    answers: int
    woken: int
    wake: int

    def __init__(self, finder: OnlyTheBook) -> None:
        if sys.platform == "win32":
            raise NotImplementedError("there is no fork on Windows")
        self.finder = finder
        self.requests, self.answers = os.dup(0), os.dup(1)
        for number, flags in ((0, os.O_RDONLY), (1, os.O_WRONLY)):
            nothing = os.open(os.devnull, flags)
            os.dup2(nothing, number)
            os.close(nothing)
        self.woken, self.wake = os.pipe()
        for end in (self.woken, self.wake):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(
            signal.SIGINT, signal.SIG_IGN
        )  # Ctrl-C is for the build to hear, whose end is the end of this
        signal.set_wakeup_fd(self.wake)
        if sys.platform == "linux":  # what a block leaves behind becomes a child of this process
            ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)

    def serve(self) -> None:
        """Run blocks until the other side is gone."""
        left = b""
        while chunk := os.read(self.requests, 65536):
            left += chunk
            while b"\n" in left:
                line, _, left = left.partition(b"\n")
                os.write(self.answers, json.dumps(self.run(json.loads(line))).encode() + b"\n")

    def run(self, request: dict[str, Any]) -> int | None:
        """Run one block; return how its process ended, None where its time was over."""
        if sys.platform == "win32":
            raise NotImplementedError("there is no fork on Windows")
        process = os.fork()
        if process == 0:
            os.setsid()
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            for end in (self.requests, self.answers, self.woken, self.wake):
                os.close(end)
            run_here(request, self.finder)
        status = None
        try:
            status = self.wait(process, request["seconds"])
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # nothing is left; so says macOS
                os.killpg(process, signal.SIGKILL)
            if status is None:
                os.waitpid(process, 0)
            _end_what_is_left()
        return None if status is None else os.waitstatus_to_exitcode(status)

    def wait(self, process: int, seconds: float) -> int | None:
        """Wait for a process; return its status, or None where its time is over."""
        if sys.platform == "win32":
            raise NotImplementedError("there is no fork on Windows")
        deadline = time.monotonic() + seconds
        while True:
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                return status
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            ready, _, _ = select.select([self.woken, self.requests], [], [], left)
            if self.woken in ready:
                with contextlib.suppress(BlockingIOError):
                    os.read(self.woken, 4096)
            if self.requests in ready:  # requests come one at a time, so the other side is gone
                sys.exit()


def _end_what_is_left() -> None:
    """End what the block started and nobody waits for, also where it has left the block's session."""
    if sys.platform == "win32":
        raise NotImplementedError("there is no fork on Windows")
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    while True:
        try:
            left = children.read_text(encoding="ascii").split() if children.exists() else []
        except OSError:
            left = []
        for child in map(int, left):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(child, signal.SIGKILL)
        try:
            os.waitpid(-1, 0 if left else os.WNOHANG)
        except ChildProcessError:
            return
        if not left:
            return


def main() -> None:
    """Serve, or run the one block that is asked for, by the machinery in the folder that is named."""
    *once, home = sys.argv[1:]
    finder = OnlyTheBook({"nnbook": home})
    sys.meta_path.insert(0, finder)
    if once:
        if importlib.util.find_spec("matplotlib"):  # it finds its cache while it knows whose home this is
            importlib.import_module("matplotlib")
        run_here(json.loads(sys.stdin.readline()), finder)
        return
    server = Server(finder)
    warm_up()
    server.serve()
    os._exit(0)  # whoever asked waits for the end, and the teardown of all these modules has nothing to tell


if __name__ == "__main__":
    main()
