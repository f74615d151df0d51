"""What a chapter costs as the book grows: built cold, built from the cache, and after one line of prose.

`python tests/benchmarks/scale.py` writes books of 10, 50, 200 and 500 chapters, each chapter with six blocks
that print, a figure and a little prose, and builds them with the configuration of this repository. It prints
the processor's time for each chapter that a larger book has more, and for a refresh under `mkdocs serve`.
`--write` also records them in docs/performance.md; `--sizes 10,50` takes less time.

Time is what the processor spent, user's and system's, in the build and in all that it started, as Linux
tells it. While others work on a machine, a second of that holds half as much: so the sizes take turns.
"""

import argparse
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path

import record

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "python tests/benchmarks/scale.py --write"
ENVIRONMENT = {"NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"}
TITLE = "The build, as the book grows"
SIZES, PRINTING = (10, 50, 200, 500), 6
EACH, LARGEST = 1.15, 1.5  # a chapter from one size to the next, and a refresh of the largest book
TURN = 0.25  # seconds for which a build goes on before it is another one's turn
IDLE = 5  # seconds for which the servers are watched while nothing changes

PROSE = """\
A neuron weighs what comes in, adds its bias and passes the sum on. What follows shows one step of it, and
the block under it prints what comes out. See also [the home page](index.md).
"""
FIGURE = """\
```python alt="A curve that rises from the left to the right"
import matplotlib.pyplot as plt
import numpy as np

x = np.linspace(-4, 4, {points})
plt.plot(x, np.tanh(x))
plt.show()
```
"""


def chapter(number: int) -> str:
    """Write a chapter, none of whose blocks stands in another one."""
    parts = [f"# Chapter {number}\n", PROSE]
    for block in range(PRINTING):
        code = f"import numpy as np\n\nx = np.arange({block + 2}) + {number}\nprint(x @ x)\n"
        printed = sum((n + number) ** 2 for n in range(block + 2))
        parts += [f"## Step {block}\n", PROSE, f"```python\n{code}```\n\n```output\n{printed}\n```\n"]
    return "\n".join([*parts, "## The curve\n", PROSE, FIGURE.format(points=100 + number)])


def write_book(folder: Path, size: int) -> None:
    """Write a book of `size` chapters with the configuration, assets and library of this repository."""
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    folder.mkdir()
    (folder / "mkdocs.yml").write_text(
        re.sub(r"^nav:\n(?:[ #].*\n|\n)*", "", config, flags=re.MULTILINE), encoding="utf-8"
    )
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "docs" / "assets", folder / "docs" / "assets")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "nnbook", folder / "nnbook", ignore=ignored)
    (folder / "docs" / "index.md").write_text("# Home\n\nThe way in.\n", encoding="utf-8")
    for number in range(size):
        (folder / "docs" / f"chapter{number:03}.md").write_text(chapter(number), encoding="utf-8")


def environment(book: Path) -> dict[str, str]:
    """Return the variables of a process that works on a book: its blocks import the book's own library."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("NNBOOK_")}
    return ours | ENVIRONMENT | {"PYTHONPATH": str(book), "TMPDIR": str(book.parent)}


def start(book: Path, cold: bool) -> subprocess.Popen[bytes]:
    """Begin to build a book, from what is known of its blocks or without."""
    if cold:
        shutil.rmtree(book / ".cache" / "blocks", ignore_errors=True)
    return subprocess.Popen([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=book, env=environment(book))


def in_turns(starts: Sequence[Callable[[], subprocess.Popen[bytes]]]) -> list[float]:
    """Run commands in turns, a moment each, until every one of them has ended once.

    What ends before is begun again. So all of them meet the same machine, whose second of processor time
    holds half as much while others work on it.

    Returns
    -------
    list of float
        Seconds of processor time of one run of each, in the mean, and of all that it waited for.
    """
    seconds: list[list[float]] = [[] for _ in starts]
    running: list[subprocess.Popen[bytes] | None] = [None for _ in starts]
    try:
        while not all(seconds):
            for place, begin in enumerate(starts):
                process = running[place] = running[place] or begin()
                spent = go_on(process)
                if spent is not None:
                    running[place] = None
                    seconds[place].append(spent)
    finally:
        for process in running:
            if process is not None and process.returncode is None:
                os.kill(process.pid, signal.SIGCONT)  # it may end, and leave what it knows
                process.wait()
    return [sum(each) / len(each) for each in seconds]


def go_on(process: subprocess.Popen[bytes]) -> float | None:
    """Let a process go on for its turn; return the processor time that it took where it has ended.

    Raises
    ------
    subprocess.CalledProcessError
        If it failed.
    """
    os.kill(process.pid, signal.SIGCONT)  # Popen.send_signal would take in the end of one that has ended
    end = os.pidfd_open(process.pid)
    try:
        ended, _, _ = select.select([end], [], [], TURN)
    finally:
        os.close(end)
    if not ended:
        os.kill(process.pid, signal.SIGSTOP)
        return None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    return usage.ru_utime + usage.ru_stime


def refresh(books: Sequence[Path], turns: int) -> tuple[list[float], list[float]]:
    """Change a line of prose of each book under `mkdocs serve`, one book after the other, again and again.

    Returns
    -------
    (list of float, list of float)
        For each book, the least seconds of processor time of a refresh, and those of one second of watching:
        MkDocs looks twice a second whether a file has changed, in threads of their own.
    """
    with ExitStack() as stack:
        servers = [(book, *stack.enter_context(serving(book))) for book in books]
        for book, _, lines in servers:
            change(book, lines, -1)  # what is only loaded once is loaded now
        before = [all_threads(process.pid) for _, process, _ in servers]
        time.sleep(IDLE)
        pairs = zip(before, servers, strict=True)
        idle = [(all_threads(process.pid) - then) / IDLE for then, (_, process, _) in pairs]
        spent: list[list[float]] = [[] for _ in servers]
        for turn in range(turns):
            for times, (book, process, lines) in zip(spent, servers, strict=True):
                then = main_thread(process.pid)
                change(book, lines, turn)
                times.append(main_thread(process.pid) - then)
    return [min(times) for times in spent], idle


def change(book: Path, lines: Iterator[str], turn: int) -> None:
    """Change a line of the last chapter, and wait for its page.

    The text is as long as it was and written at once: a server that looks while a file is half written makes
    the page twice, and the second time would count for the next turn.
    """
    page = sorted((book / "docs").glob("chapter*.md"))[-1]
    words = f"In turn {turn:4} a neuron weighs"
    text = re.sub(r"(In turn [ -]*\d+ a|A) neuron weighs", words, page.read_text(), count=1)
    with page.open("r+b") as file:
        file.write(text.encode())
    wait(lines, "Reloading browsers")
    time.sleep(0.05)  # its last steps are counted once it waits again


@contextmanager
def serving(book: Path) -> Iterator[tuple[subprocess.Popen[str], Iterator[str]]]:
    """Serve a book for as long as the `with` lasts; give the process and the lines that it writes."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
        cwd=book,
        env=environment(book),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        try:
            wait(process.stdout, "Serving on")
            yield process, process.stdout
        finally:
            process.terminate()


def wait(lines: Iterator[str], words: str) -> None:
    """Read lines up to one that has these words."""
    said = []
    for line in lines:
        said.append(line)
        if words in line:
            return
    raise RuntimeError("".join(said))


def main_thread(process: int) -> float:
    """Return the seconds of processor time of the thread in which a server builds."""
    return thread_time(Path(f"/proc/{process}/task/{process}"))


def all_threads(process: int) -> float:
    """Return the seconds of processor time of the threads of a process."""
    return sum(map(thread_time, Path(f"/proc/{process}/task").iterdir()))


def thread_time(task: Path) -> float:
    """Return the seconds of processor time of a thread, as Linux tells them."""
    return int((task / "schedstat").read_text().split()[0]) / 1e9


def measure(sizes: list[int], turns: int) -> dict[str, list[float]]:
    """Return seconds of processor time for each size, by what is done: a whole book, or one refresh."""
    result: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "first"
        write_book(first, 1)
        in_turns(
            [partial(start, first, True)]
        )  # the math font, which is the same for all books, takes a second
        books = [Path(folder) / f"{size} chapters" for size in sizes]
        for book, size in zip(books, sizes, strict=True):
            write_book(book, size)
            shutil.copytree(first / ".cache" / "fonts", book / ".cache" / "fonts")
        for name in ("cold", "cached"):
            result[name] = in_turns([partial(start, book, name == "cold") for book in books])
            print(name, *(f"{seconds:.2f} s" for seconds in result[name]), file=sys.stderr, flush=True)
        result["refresh"], result["idle"] = refresh(books, turns)
    return result


def rows(sizes: list[int], result: dict[str, list[float]]) -> list[list[str]]:
    """Lay the result out as a table: milliseconds, and the largest ratio from one size to the next."""

    def row(label: str, seconds: list[float]) -> list[str]:
        ratios = [new / old for old, new in pairwise(seconds)]
        step = [f"{max(ratios):.2f}", f"{EACH:.2f}", verdict(max(ratios), EACH)] if ratios else ["", "", ""]
        blank = [""] * (len(sizes) - len(seconds))
        return [label, *blank, *(f"{1000 * each:.1f}" for each in seconds), *step]

    table = [
        ["Milliseconds of the processor, at chapters", *map(str, sizes), "largest step", "aim", "verdict"]
    ]
    for name in ("cold", "cached"):
        whole = list(zip(sizes, result[name], strict=True))
        table.append(row(f"{name}, a chapter", [seconds / size for size, seconds in whole]))
        more = [(new - old) / (larger - size) for (size, old), (larger, new) in pairwise(whole)]
        table.append(row(f"{name}, each chapter that is added", more))
    table.append(row("a refresh", result["refresh"]))
    ratio = result["refresh"][-1] / result["refresh"][0]
    label = f"a refresh at {sizes[-1]}, against one at {sizes[0]}"
    table.append([label, *[""] * len(sizes), f"{ratio:.2f}", f"{LARGEST:.2f}", verdict(ratio, LARGEST)])
    idle = [f"{1000 * each:.1f}" for each in result["idle"]]
    return [*table, ["watching for a second, which is not in it", *idle, "", "", ""]]


def verdict(ratio: float, aim: float) -> str:
    """Say whether an aim is met."""
    return "met" if ratio <= aim else "missed"


TEXT = (
    f"Books of chapters with {PRINTING} blocks that print, a figure and a little prose each. *Cold* runs "
    "every block, *cached* none, each in a new process; the time for each chapter that is added leaves out "
    "what every build takes to start. *A refresh* follows one line of prose under `mkdocs serve`. The "
    "*largest step* is the largest ratio from one size to the next. Time is the processor's, of the build "
    "and of all that it started."
)
PACKAGES = ("mkdocs", "mkdocs-material", "numpy", "matplotlib")


def main() -> None:
    """Measure, print, and record where that is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="record the result")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="chapters, separated by commas")
    parser.add_argument("--turns", type=int, default=40, help="refreshes of each book (40)")
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    table = rows(sizes, measure(sizes, arguments.turns))
    print(TITLE)
    for row in table:
        print(f"{row[0]:45}", *(f"{cell:>13}" for cell in row[1:]), sep="")
    if arguments.write:
        record.record(TITLE, table, COMMAND, text=TEXT, packages=PACKAGES)


if __name__ == "__main__":
    main()
