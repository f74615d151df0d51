"""Blocks in other processes: the same outcomes as here, none lost, and no process that outlives its build."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import processes
import pytest

from nnbook.book.check import blocks
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.results import ahead, cache

# Block 0 waits until a later one has run, which only another process can do meanwhile.
WAIT = """import time
from pathlib import Path

deadline = time.monotonic() + {hang}
while not Path({flag!r}).exists():
    assert time.monotonic() < deadline, "no other process ran a block"
    time.sleep(0.01)
print(0)
"""
NOTE = """import os

with open({log!r}, "a") as file:
    file.write("{number} " + str(os.getpid()) + "\\n")
print({number})
"""


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder for chapters, on a machine with two cores, before anything was built."""
    monkeypatch.setattr(ahead.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(ahead, "_plan", ahead._Plan({}, None))
    (tmp_path / "docs").mkdir()
    yield tmp_path
    ahead._plan.drop()
    for process in multiprocessing.active_children():  # a test that fails leaves one at its blocks
        process.kill()
        process.join()


def write(book: Path, sources: list[str], a_page: int = 8) -> list[Block]:
    """Write chapters of blocks; return the blocks in the order in which a build comes to them."""
    found = []
    for start in range(0, len(sources), a_page):
        path = book / "docs" / f"page{start:03}.md"
        fences = "\n".join(f"```python\n{source}```\n" for source in sources[start : start + a_page])
        path.write_text(f"# A page\n\n{fences}", encoding="utf-8")
        found += Chapter.read(path).blocks
    return found


def numbered(book: Path, count: int) -> list[str]:
    """Return blocks that print their number, and of which the last sets the first free."""
    flag, log = str(book / "flag"), str(book / "log")
    sources = [NOTE.format(log=log, number=number) for number in range(count)]
    sources[0] = WAIT.format(flag=flag, hang=processes.HANG)
    sources[-1] += f"open({flag!r}, 'w').close()\n"
    return sources


@pytest.mark.parametrize("results", [None, "results"])
def test_each_block_runs_once_here_or_there(book: Path, results: str | None) -> None:
    """The outcomes are those of the blocks, in spite of who ran them, and both had something to do."""
    found = write(book, numbered(book, 24))
    folder = book / results if results else None
    printed = [ahead.run(block, book, folder).text("stdout") for block in found]
    assert printed == [f"{number}\n" for number in range(24)]
    ran = [line.split() for line in (book / "log").read_text(encoding="utf-8").splitlines()]
    assert sorted(int(number) for number, _ in ran) == list(range(1, 24))
    assert len({pid for _, pid in ran} - {str(os.getpid())}) == 1
    if folder:
        assert len(list(folder.iterdir())) == 24
        assert all(cache.find(block, folder) for block in found)


def test_a_failure_is_told_as_it_is_here(book: Path) -> None:
    """The traceback names the chapter and the line, whichever process ran the block."""
    sources = numbered(book, 16)
    sources[-1] += "1 / 0\n"
    found = write(book, sources)
    outcomes = [ahead.run(block, book, None) for block in found]
    assert outcomes[-1] == blocks.run(found[-1])
    last = found[-1].line + len(found[-1].source.splitlines())
    assert f'{found[-1].path.name}", line {last}' in outcomes[-1].text("error")


def test_what_another_process_does_not_survive_runs_here(book: Path) -> None:
    """A process that dies costs time, no block."""
    sources = numbered(book, 24)
    sources[-1] += f"if os.getpid() != {os.getpid()}:\n    os._exit(3)\n"
    found = write(book, sources)
    assert [ahead.run(block, book, None).text("stdout") for block in found] == [f"{n}\n" for n in range(24)]


def test_what_ran_with_another_library_runs_again(book: Path) -> None:
    """A result is taken only where the key that the process found is the key of now."""
    (block,) = write(book, ["print('now')\n"])
    name = ahead._name(block)
    for key, printed in ((name[2], "before\n"), ("another key", "now\n")):
        future: Future[tuple[str, blocks.Outcome]] = Future()
        future.set_result((key, blocks.Outcome([("stdout", "before\n")])))
        ahead._plan._taken[name] = future
        assert ahead.run(block, book, None).text("stdout") == printed


@pytest.mark.parametrize(("count", "cores"), [(7, 2), (24, 1)])
def test_what_is_not_worth_a_process_starts_none(
    book: Path, monkeypatch: pytest.MonkeyPatch, count: int, cores: int
) -> None:
    """A few blocks are done before a process is there, and one core has no place for a second."""
    monkeypatch.setattr(ahead.os, "cpu_count", lambda: cores)
    monkeypatch.setattr(ahead, "ProcessPoolExecutor", None)
    found = write(book, [f"print({number})\n" for number in range(count)])
    printed = [ahead.run(block, book, None).text("stdout") for block in found]
    assert printed == [f"{number}\n" for number in range(count)]


def test_damaged_results_are_planned_once(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is no result does not count as one: the book is searched once, not once a block."""
    monkeypatch.setattr(ahead.os, "cpu_count", lambda: 1)
    searched: list[Path] = []
    missing = ahead._missing
    monkeypatch.setattr(
        ahead, "_missing", lambda root, results: searched.append(root) or missing(root, results)
    )
    found = write(book, [f"print({number})\n" for number in range(24)])
    (book / "results").mkdir()
    for block in found:
        (book / "results" / cache.key(block)).write_bytes(b"half")
    printed = [ahead.run(block, book, book / "results").text("stdout") for block in found]
    assert printed == [f"{number}\n" for number in range(24)]
    assert searched == [book]


def test_a_book_with_all_its_results_starts_none(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An author's refresh is as quick as before: one block changed is one block that runs, here."""
    sources = [f"print({number})\n" for number in range(24)]
    for block in write(book, sources):
        cache.run(block, book / "results")
    monkeypatch.setattr(ahead, "ProcessPoolExecutor", None)
    sources[5] = "print('changed')\n"
    found = write(book, sources)
    printed = [ahead.run(block, book, book / "results").text("stdout") for block in found]
    assert printed == ["changed\n" if n == 5 else f"{n}\n" for n in range(24)]


def alive(pid: int) -> bool:
    """Tell whether the process `pid` still runs; one that has ended and waits to be noticed does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


# A block that goes on as long as the test that has started its build.
STAY = """import os
import time

open({begun!r}, "w").close()
while os.getppid() == {test}:
    time.sleep(0.01)
"""
# And one that goes on until the build has heard of its end.
LINGER = """import time
from pathlib import Path

while not Path({heard!r}).exists():
    time.sleep(0.01)
"""
BUILD = """import signal
from pathlib import Path

from nnbook.book.results import ahead
from nnbook.book.content.chapter import Chapter

if __name__ == "__main__":
    # As in a terminal. What a shell starts with "&" ignores Ctrl-C, and so does what the tests start there.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    ahead.os.cpu_count = lambda: 2
    for page in sorted(Path("docs").glob("*.md")):
        for block in Chapter.read(page).blocks:
            ahead.run(block, Path().resolve(), None)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("end", ["SIGKILL", "SIGINT"])
def test_no_process_outlives_its_build(book: Path, end: str) -> None:
    """Killed, or stopped by Ctrl-C, which all processes of a terminal hear, the build leaves none behind."""
    sources = numbered(book, 24)
    begun, heard, log, said = (book / name for name in ("begun", "heard", "log", "said"))
    sources[0] = STAY.format(begun=str(begun), test=os.getpid())
    sources[-2] += LINGER.format(heard=str(heard))
    write(book, sources)
    (book / "build.py").write_text(BUILD, encoding="utf-8")
    with (
        said.open("w", encoding="utf-8") as stderr,
        processes.started([sys.executable, "build.py"], cwd=book, stderr=stderr) as build,
    ):
        processes.until(begun.exists, "the build ran no block")
        processes.until(lambda: log.exists() and log.read_text().count("\n") == 2, "no other process did")
        worker = int(log.read_text(encoding="utf-8").split()[1])
        assert worker != build.pid and alive(worker)
        if end == "SIGINT":
            os.killpg(build.pid, signal.SIGINT)
            processes.until(lambda: "KeyboardInterrupt" in said.read_text(), "the build did not hear it")
            heard.touch()
        else:
            build.kill()
        assert build.wait(processes.HANG)
        processes.until(lambda: not alive(worker), "it outlives its build")
    assert said.read_text(encoding="utf-8").count("Traceback") == (end == "SIGINT")
