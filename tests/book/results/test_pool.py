"""A warm process serves one block after the other, and one book after the other, for as long as it suits."""

import gc
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import processes
import pytest
from house import ROOT, House
from processes import alive, sees_processes

from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Block
from nnbook.book.results import pool
from nnbook.book.results.pool import Pool
from nnbook.book.results.worker import ClosedError, Worker

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that forks")

PARENT = "import os\n\nprint(os.getppid())\n"


def block_of(source: str) -> Block:
    """Make a block that stands nowhere."""
    return Block(Path("docs/x.md"), 1, source, {}, None, 3, 3)


def parent(worker: Worker) -> int:
    """Return the number of the warm process that runs the blocks."""
    return int(worker.run(block_of(PARENT)).outcome.text("stdout"))


def book_in(root: Path, package: str) -> Book:
    """Make a book with a library of one number."""
    (root / package).mkdir(parents=True)
    (root / package / "__init__.py").write_text("X = 1\n", encoding="utf-8")
    return Book(root, package=package)


@pytest.fixture
def own() -> Iterator[Pool]:
    """Return a pool of the test's own, for one process."""
    kept = Pool(1)
    yield kept
    kept.close()


def test_blocks_fork_from_one_process(own: Pool, tmp_path: Path) -> None:
    """It lives for many blocks, an edit of the library among them, which it has not loaded."""
    book = book_in(tmp_path, "zoo")
    worker = Worker(book, own)
    first = parent(worker)
    (tmp_path / "zoo" / "__init__.py").write_text("X = 'changed'\n", encoding="utf-8")
    assert worker.run(block_of("from zoo import X\n\nprint(X)\n")).outcome.text("stdout") == "changed\n"
    assert parent(worker) == first
    worker.close()


def test_the_next_book_has_the_process_and_not_the_library(own: Pool, tmp_path: Path) -> None:
    """A name that one book's blocks can import is none in the other book."""
    one, other = (Worker(book_in(tmp_path / name, name), own) for name in ("zoo", "farm"))
    assert one.run(block_of("from zoo import X\n")).outcome.events == []
    first = parent(one)
    one.close()
    assert other.run(block_of("from farm import X\n")).outcome.events == []
    assert parent(other) == first
    assert "No module named 'zoo'" in other.run(block_of("import zoo\n")).outcome.text("error")
    other.close()


def test_a_process_in_use_is_nobody_else_s(own: Pool, tmp_path: Path) -> None:
    """Two workers at once have two processes; of those given back, as many live as are kept."""
    book = book_in(tmp_path, "zoo")
    one, other = Worker(book, own), Worker(book, own)
    pids = parent(one), parent(other)
    assert len(set(pids)) == 2
    one.close()
    other.close()
    third = Worker(book, own)
    assert parent(third) == pids[1]
    if Path("/proc/self/stat").exists():
        assert not alive(pids[0])
    third.close()


def test_other_machinery_has_another_process(own: Pool, tmp_path: Path, house: House) -> None:
    """The runner that is loaded is that of the book; one of several books by a link, and one as it is now."""
    linked, copied = Worker(Book(house.root), own), Worker(Book(ROOT), own)
    first = parent(linked)
    linked.close()
    assert parent(copied) == first
    copied.close()
    library = house.copy_library()
    worker = Worker(Book(house.root), own)
    second = parent(worker)
    assert second != first
    runner = library / "book" / "run" / "runner.py"
    os.utime(runner, (1, 1))
    third = parent(worker)
    assert third not in (first, second)
    worker.close()
    shutil.rmtree(library)


def test_what_the_library_of_the_machinery_says_now_is_what_a_block_imports(own: Pool, house: House) -> None:
    """Each module: some of them the machinery itself has loaded."""
    library = house.copy_library()
    worker = Worker(Book(house.root), own)
    parent(worker)
    names = sorted(file.stem for file in library.glob("*.py") if file.stem != "__init__")
    for name in names:
        with (library / f"{name}.py").open("a", encoding="utf-8") as file:
            file.write("\nCHANGED = True\n")
    source = "from importlib import import_module\n\nprint(*["
    source += f"name for name in {names!r} if not hasattr(import_module(f'nnbook.{{name}}'), 'CHANGED')])\n"
    assert worker.run(block_of(source)).outcome.events == [("stdout", "\n")]
    worker.close()


def test_another_processor_has_another_process(
    own: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NumPy asks for its processor when it is loaded."""
    worker = Worker(book_in(tmp_path, "zoo"), own)
    first = parent(worker)
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Prescott")
    assert parent(worker) != first
    worker.close()


@sees_processes
def test_a_process_that_died_is_not_taken(own: Pool, tmp_path: Path) -> None:
    """Whoever comes next has another one."""
    book = book_in(tmp_path, "zoo")
    worker = Worker(book, own)
    first = parent(worker)
    worker.close()
    os.kill(first, 9)
    processes.until(lambda: not alive(first), "it lives on")
    worker = Worker(book, own)
    assert alive(parent(worker))
    worker.close()


@sees_processes
def test_a_process_that_a_block_has_stopped_is_ended(
    own: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for an answer that never comes; the next block has another process."""
    monkeypatch.setattr(pool, "_PATIENCE", 0.5)
    worker = Worker(book_in(tmp_path, "zoo"), own)
    first = parent(worker)
    monkeypatch.setenv("NNBOOK_BLOCK_SECONDS", "0.5")
    stop = "import os\nimport signal\n\nos.kill(os.getppid(), signal.SIGSTOP)\n"
    assert "ended with it" in worker.run(block_of(stop)).outcome.text("ended")
    assert not alive(first)
    monkeypatch.undo()
    assert parent(worker) != first
    worker.close()


@sees_processes
def test_a_process_that_runs_a_block_is_not_kept(own: Pool, tmp_path: Path) -> None:
    """Who closes a worker ends the block that it runs, and does not hand it on."""
    worker = Worker(book_in(tmp_path, "zoo"), own)
    first, begun = parent(worker), tmp_path / "begun"
    endless = block_of(f"open({str(begun)!r}, 'w').close()\nwhile True:\n    pass\n")
    raised: list[bool] = []

    def run() -> None:
        with pytest.raises(ClosedError):
            worker.run(endless)
        raised.append(True)

    thread = threading.Thread(target=run)
    thread.start()
    processes.until(begun.exists, "the block does not run")
    worker.close()
    thread.join(processes.HANG)
    assert raised and not alive(first)


def test_a_worker_that_is_closed_takes_no_process(own: Pool, tmp_path: Path) -> None:
    """Whoever comes with a block while it is being closed is told so."""
    worker = Worker(book_in(tmp_path, "zoo"), own)
    worker.close()
    with pytest.raises(ClosedError):
        worker.run(block_of(PARENT))
    worker.close()


@sees_processes
def test_the_processes_end_with_their_pool(tmp_path: Path) -> None:
    """By its method, and where nobody has the pool any more."""
    book = book_in(tmp_path, "zoo")
    for end in ("close", "forget"):
        kept = Pool(1)
        worker = Worker(book, kept)
        pid = parent(worker)
        worker.close()
        assert alive(pid)
        if end == "close":
            kept.close()
        del worker, kept
        gc.collect()
        assert not alive(pid)


@sees_processes
def test_builds_of_one_process_share_it(house: House) -> None:
    """The next build of the same process does not warm one up again."""
    page = f"# A page\n\n```python\n{PARENT}```\n\n```output\n0\n```\n"
    said = []
    for name in ("one", "two"):
        house.write(f"docs/{name}.md", page.replace("A page", f"A page {name}"))
        said.append(
            [line for line in house.build("mkdocs", "-q").stdout.splitlines() if line.startswith("+")]
        )
        house.write(f"docs/{name}.md", f"# A page {name}\n")
    assert said[0] == said[1] != []
