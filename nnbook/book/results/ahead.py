"""Run the blocks of a build side by side: other processes take those of the last pages while it renders.

Blocks stand alone, so it does not matter where one runs. Each process takes the next block when it is
free, and the build itself runs what nobody has taken yet: none waits for another as long as there is work.
"""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from nnbook.book.check.blocks import Outcome
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.content.failures import ChapterError
from nnbook.book.results import cache

_SHARE = 8  # blocks for one process: fewer have run here before it has started
_MOST = 4  # processes: each takes some 100 MB of memory

_Name = tuple[Path, int, str]


def run(block: Block, root: Path, results: Path | None) -> Outcome:
    """Return what `block` did or does, and have other processes run the blocks that the build comes to later.

    Parameters
    ----------
    block : Block
    root : Path
        The folder of docs/, whose chapters the build renders.
    results : Path or None
        Where the results of earlier builds lie; None runs every block.
    """
    global _plan
    if (known := cache.find(block, results)) is not None:
        return known
    name = _name(block)
    if name not in _plan:
        _plan.drop()
        _plan = _Plan(_missing(root, results), results)
    ahead = _plan.take(name)
    return cache.rerun(block, results) if ahead is None else ahead


def _name(block: Block) -> _Name:
    """Tell blocks apart by where they stand, which a traceback shows, and by all that they depend on."""
    return block.path, block.line, cache.key(block)


def _missing(root: Path, results: Path | None) -> dict[_Name, Block]:
    """Find the blocks of the book that have to run, in the order of their pages."""
    found = {}
    for path in sorted((root / "docs").rglob("*.md")):
        try:
            blocks = Chapter.read(path).blocks
        except ChapterError:  # its page will say so
            continue
        for block in blocks:
            if not block.missing and cache.find(block, results) is None:
                found[_name(block)] = block
    return found


class _Plan:
    """The blocks that have to run, and the processes that take them from the end."""

    def __init__(self, waiting: dict[_Name, Block], results: Path | None) -> None:
        self._waiting, self._results = waiting, results
        self._taken: dict[_Name, Future[tuple[str, Outcome]]] = {}
        self._lock = threading.Lock()  # a block on its way from one to the other would seem to be in neither
        count = min((os.cpu_count() or 1) - 1, len(waiting) // _SHARE, _MOST)
        if count < 1:
            return
        # A fork would copy the locks of threads that it does not copy.
        start = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(count, start, _begin)
        for _ in range(count):
            self._hand_out()

    def __contains__(self, name: _Name) -> bool:
        with self._lock:
            return name in self._waiting or name in self._taken

    def take(self, name: _Name) -> Outcome | None:
        """Return what a process found, waiting where it is at it; None leaves the block to the caller."""
        with self._lock:
            self._waiting.pop(name, None)
            future = self._taken.pop(name, None)
        if future is None:
            return None
        try:
            key, outcome = future.result()
        except Exception:  # the process broke down: whatever the reason is, the block shows it here too
            return None
        return outcome if key == name[2] else None

    def drop(self) -> None:
        """Hand out nothing more."""
        with self._lock:
            self._waiting.clear()

    def _hand_out(self, done: Future[tuple[str, Outcome]] | None = None) -> None:
        """Give a process the last waiting block; its end calls this again."""
        if done is not None and isinstance(done.exception(), BrokenProcessPool):
            return  # since Python 3.12 the pool has its own lock in hand here, and would wait for itself
        with self._lock:
            try:
                name, block = self._waiting.popitem()
                future = self._taken[name] = self._pool.submit(_run, block, self._results)
            except (KeyError, RuntimeError):  # nothing is left, or the processes or this one have ended
                self._pool.shutdown(wait=False)
                return
        future.add_done_callback(self._hand_out)


_plan = _Plan({}, None)


def _begin() -> None:
    """Live as long as the build: Ctrl-C is for the build to hear, and its end is the end of this."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_build, daemon=True).start()


def _end_with_build() -> None:
    if build := multiprocessing.parent_process():
        build.join()
    os._exit(1)


def _run(block: Block, results: Path | None) -> tuple[str, Outcome]:
    """Run a block in another process; the key tells whether the library was then what it is now."""
    return cache.key(block), cache.run(block, results)
