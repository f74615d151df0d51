"""What a chapter costs as the book grows: built cold, built from the cache, and after one line of prose.

`python tests/benchmarks/scale.py` writes books of 10, 50, 200 and 500 chapters, each chapter with six blocks
that print, a figure and a little prose, and builds them with the configuration of this repository. It prints
the processor's time for each chapter that a larger book has more, and for a refresh under `mkdocs serve`.
`--write` also records them in docs/performance.md; `--sizes 10,50` takes less time.

Time is what the processor spent, user's and system's, in the build and in all that it started: what else the
machine does then counts for little. It is read as Linux tells it.
"""

import argparse
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import record

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "python tests/benchmarks/scale.py --write"
ENVIRONMENT = {"NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"}
TITLE = "The build, as the book grows"
SIZES, PRINTING = (10, 50, 200, 500), 6
EACH, LARGEST = 1.15, 1.5  # a chapter from one size to the next, and a refresh of the largest book
IDLE = 5  # seconds for which a server is watched while nothing changes

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
    return ours | ENVIRONMENT | {"PYTHONPATH": str(book)}


def build(book: Path) -> float:
    """Build a book; return the seconds of processor time of the build and of all that it waited for."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "build", "-q"], cwd=book, env=environment(book)
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{book.name}: the build failed")
    return usage.ru_utime + usage.ru_stime


def refresh(book: Path, turns: int) -> tuple[float, float]:
    """Change a line of prose under `mkdocs serve`, again and again.

    Returns
    -------
    (float, float)
        Seconds of processor time of a refresh, and of one second in which nothing changes: MkDocs looks
        twice a second whether a file has changed, and that is taken off the refresh.
    """
    page = sorted((book / "docs").glob("chapter*.md"))[-1]
    text = page.read_text(encoding="utf-8")
    with serving(book) as (process, lines):

        def change(turn: int) -> None:
            page.write_text(
                text.replace("A neuron weighs", f"In turn {turn} a neuron weighs", 1), encoding="utf-8"
            )
            wait(lines, "Reloading browsers")

        change(-1)  # what is only loaded once is loaded now
        spent = group_time(process.pid)
        time.sleep(IDLE)
        idle = (group_time(process.pid) - spent) / IDLE
        spent, begun = group_time(process.pid), time.monotonic()
        for turn in range(turns):
            change(turn)
        spent, took = group_time(process.pid) - spent, time.monotonic() - begun
    page.write_text(text, encoding="utf-8")
    return (spent - idle * took) / turns, idle


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
        start_new_session=True,
    ) as process:
        assert process.stdout
        try:
            wait(process.stdout, "Serving on")
            yield process, process.stdout
        finally:
            os.killpg(process.pid, signal.SIGINT)  # so that it removes its site


def wait(lines: Iterator[str], words: str) -> None:
    """Read lines up to one that has these words."""
    said = []
    for line in lines:
        said.append(line)
        if words in line:
            return
    raise RuntimeError("".join(said))


def group_time(leader: int) -> float:
    """Return the seconds of processor time of a group of processes and of all that they have waited for."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(fields[2]) == leader:
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(sizes: list[int], turns: int) -> dict[str, list[float]]:
    """Return seconds of processor time for each size, by what is done: a whole book, or one refresh."""
    result: dict[str, list[float]] = {"cold": [], "cached": [], "refresh": [], "idle": []}
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "first"
        write_book(first, 1)
        build(first)  # the math font, which is the same for all books, takes a second
        for size in sizes:
            book = Path(folder) / f"{size} chapters"
            write_book(book, size)
            shutil.copytree(first / ".cache" / "fonts", book / ".cache" / "fonts")
            result["cold"].append(build(book))
            result["cached"].append(min(build(book), build(book)))
            for name, seconds in zip(("refresh", "idle"), refresh(book, turns), strict=True):
                result[name].append(seconds)
            shutil.rmtree(book)
            taken = ", ".join(f"{name} {seconds[-1]:.3f} s" for name, seconds in result.items())
            print(f"{book.name}: {taken}", file=sys.stderr, flush=True)
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
    parser.add_argument("--turns", type=int, default=10, help="refreshes of each book (10)")
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
