"""What blocks did: run once, remembered for as long as nothing changes on which it depends."""

import hashlib
import json
import os
import queue
import sys
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Block
from nnbook.book.content.errors import ChapterError
from nnbook.book.results import store, warm
from nnbook.book.results.outcome import Outcome
from nnbook.book.results.pool import Pool
from nnbook.book.results.present import Present
from nnbook.book.results.touched import Touched
from nnbook.book.results.worker import Run, Worker

_ASIDE = ("recorded", "predict", "steps")  # options that change nothing of what a block does
MOST = 4  # processes: each takes some 100 MB of memory
_SHARE = 8  # blocks that wait, for each process more: fewer are done before that one is warm


@dataclass
class _Known:
    """What a block did, and the state of what it had touched; empty where that changed while it ran."""

    outcome: Outcome
    touched: Touched | None
    fingerprint: str


@dataclass
class Counts:
    """How many blocks ran, and how many were known."""

    ran: int = 0
    known: int = 0


class _Place(NamedTuple):
    """Where a block with this key stands."""

    path: Path
    line: int
    key: str


@dataclass
class _Job:
    """A block that has to run."""

    block: Block
    place: _Place
    done: "Future[_Known]" = field(default_factory=Future)


class Results:
    """One block in, one outcome out.

    Blocks stand alone, so it does not matter when and where one runs. What is expected runs in other
    processes while the pages before it are rendered. A result is kept under all that the block itself says;
    it holds as long as everything is as it was that the run has touched: files, packages, and what it
    looked for in vain. What a block raised is kept for this object's life alone, and for the line where it
    stands, which the traceback names; that a block was ended, or died, is not kept.

    Parameters
    ----------
    book : Book
    folder : Path or None
        Where results are kept; None keeps them for this object's life.
    processes : int, optional
        How many blocks run at once; as many as there are cores, four at the most, unless said.
    pool : Pool, optional
        Where the processes come from, and stay after `close`; one that ends with it, unless said.
    """

    def __init__(
        self, book: Book, folder: Path | None, processes: int | None = None, pool: Pool | None = None
    ) -> None:
        self.book, self.folder = book, folder
        self.counts = Counts()
        self._processes = processes or min(os.cpu_count() or 1, MOST)
        self._pool, self._shares = pool or Pool(self._processes), pool is not None
        self._present = Present()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._expected: dict[_Place, _Job] = {}
        self._memory: dict[str, _Known] = {}
        self._failed: dict[_Place, _Known] = {}
        self._threads: list[threading.Thread] = []
        self._workers: list[Worker] = []
        self._lock = threading.RLock()  # a page may be rendered in any thread

    @classmethod
    def of(cls, book: Book, processes: int | None = None, pool: Pool | None = None) -> "Results":
        """Return the results of a book, kept in its cache unless NNBOOK_CACHE=off."""
        return cls(book, store.folder(book.root, "blocks"), processes, pool)

    def get(self, block: Block) -> Outcome:
        """Return what a block did when it last ran under the same conditions; run it where that is not known.

        Raises
        ------
        ChapterError
            If NNBOOK_BLOCK_SECONDS is no number of seconds.
        """
        place = self._place(block)
        with self._lock:
            expected = self._expected.pop(place, None)
            known = None if expected else self._find(place)
        if known is not None:
            self.counts.known += 1
            return known
        if expected is not None:
            self.counts.ran += 1
            done = expected.done.result()
            with self._lock:
                holds = self._holds(done)
            if holds or done.touched is None:  # what ran into its limit would do so again
                return done.outcome
        return self._outcome(self._ask(_Job(block, place)))

    def rerun(self, block: Block) -> Outcome:
        """Run a block whatever is known of it, and keep what it did."""
        return self._outcome(self._ask(_Job(block, self._place(block))))

    def expect(self, blocks: Iterable[Block]) -> None:
        """Begin to run those of the blocks that are not known, in their order."""
        with self._lock:
            for block in blocks:
                place = self._place(block)
                if place not in self._expected and self._find(place) is None:
                    self._expected[place] = self._ask(_Job(block, place))

    def knows(self, block: Block) -> bool:
        """Tell whether `get` would not have to run the block."""
        with self._lock:
            return self._find(self._place(block)) is not None

    def key(self, block: Block) -> str:
        """Hash what the block itself says, the system that it runs on, and how outcomes are made here."""
        said = {name: value for name, value in block.options.items() if name not in _ASIDE}
        parts = [
            block.source,
            json.dumps(said, sort_keys=True),
            str(block.warning is not None),
            sys.version,
            json.dumps({name: os.environ.get(name) for name in warm.KEPT}),
            self._code,
        ]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _place(self, block: Block) -> _Place:
        return _Place(block.path, block.line, self.key(block))

    @cached_property
    def _code(self) -> str:
        """Hash what makes an outcome of a run; what runs the block itself is touched by it."""
        files = sorted(Path(__file__).parent.glob("*.py"))
        return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()

    def close(self) -> None:
        """Run nothing more, and give the processes back; one that runs a block ends with the block."""
        with self._lock:
            self._expected.clear()
            threads, self._threads = self._threads, []
            workers, self._workers = self._workers, []
            jobs, self._jobs = self._jobs, queue.SimpleQueue()
        while not jobs.empty():
            if job := jobs.get_nowait():
                job.done.set_exception(RuntimeError("the results were closed before this block ran"))
        for _ in threads:
            jobs.put(None)
        for worker in workers:
            worker.close()
        for thread in threads:
            thread.join()
        if not self._shares:
            self._pool.close()

    def _ask(self, job: _Job) -> _Job:
        """Have a block run, by a thread that waits for its process."""
        with self._lock:
            if len(self._threads) < min(self._processes, 1 + self._jobs.qsize() // _SHARE):
                worker = Worker(self.book, self._pool)
                self._workers.append(worker)
                # Not to be waited for at the end: a build that is interrupted need not let its blocks finish.
                thread = threading.Thread(target=self._work, args=(worker, self._jobs), daemon=True)
                self._threads.append(thread)
                thread.start()
            self._jobs.put(job)
        return job

    def _work(self, worker: Worker, jobs: "queue.SimpleQueue[_Job | None]") -> None:
        while (job := jobs.get()) is not None:
            try:
                known = self._keep(job, worker.run(job.block))
            except BaseException as error:  # whoever waits for the block is told
                job.done.set_exception(error)
            else:
                job.done.set_result(known)

    def _outcome(self, job: _Job) -> Outcome:
        self.counts.ran += 1
        return job.done.result().outcome

    def _keep(self, job: _Job, run: Run) -> _Known:
        """Return what a block did and how long that holds, and keep it where it may be used again."""
        known = _Known(run.outcome, None, "")
        if run.touched is not None:
            touched = self._present.named(run.touched)
            fingerprint = self._present.fingerprint(touched)
            # Asked last: a file that was saved before that may be in the fingerprint.
            known = _Known(run.outcome, touched, "" if run.outdated else fingerprint)
        holds, failed, key = bool(known.fingerprint), run.outcome.failed, job.place.key
        with self._lock:
            self._memory.pop(key, None)
            self._failed.pop(job.place, None)
            if holds and failed:
                self._failed[job.place] = known
            elif holds:
                self._memory[key] = known
        if holds and not failed and self.folder is not None:
            content = {
                "touched": known.touched,
                "fingerprint": known.fingerprint,
                "events": run.outcome.events,
            }
            store.write(self.folder / key, json.dumps(content).encode())
        return known

    def _holds(self, known: _Known) -> bool:
        """Tell whether everything is as it was that the run has touched."""
        return known.touched is not None and known.fingerprint == self._present.fingerprint(known.touched)

    def _find(self, place: _Place) -> Outcome | None:
        failed = self._failed.get(place)
        if failed is not None and self._holds(failed):
            return failed.outcome
        known = self._memory.get(place.key) or self._read(place.key)
        if known is None or not self._holds(known):
            return None
        self._memory[place.key] = known
        return known.outcome

    def _read(self, key: str) -> _Known | None:
        content = None if self.folder is None else store.read(self.folder / key)
        if content is None:
            return None
        try:
            data = json.loads(content)
            # mypy takes names for keys of a TypedDict only where they are written out.
            touched: Touched = {name: list(data["touched"][name]) for name in Touched.__annotations__}  # type: ignore[assignment]
            return _Known(Outcome.from_json(data["events"]), touched, str(data["fingerprint"]))
        except (KeyError, TypeError, ValueError):  # another version of this module wrote it
            return None


def expectable(book: Book) -> list[Block]:
    """List the blocks of the pages that can run here, in the order in which a build comes to them."""
    found: list[Block] = []
    for path in book.paths:
        try:
            blocks = book.chapter(path).blocks
        except ChapterError:  # its page will say so
            continue
        found += [block for block in blocks if block.runs and not block.missing]
    return found
