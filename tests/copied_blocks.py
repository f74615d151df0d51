"""Run every block of a built site as a reader would who copies it into a script.

`python tests/copied_blocks.py SITE` makes a fresh virtual environment with `nnbook[plots]` and nothing else,
takes the blocks from the HTML as the copy button does, runs each as a script of its own, and compares what it
prints with what the page shows. A block whose fence says that it needs more runs with the Python that runs
this file, which built the site. It is no pytest test, since it installs packages.
"""

import os
import re
import sys
import tempfile
import venv
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path

import processes

from nnbook.book.check import pins, promises
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Block

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Copied:
    """A block as the page shows it."""

    page: str
    number: int
    code: str = ""
    shown: str = ""


class Page(HTMLParser):
    """Collect the blocks of a page."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.blocks: list[Copied] = []
        self._within = False  # a block
        self._asks = False  # within what a block asks first, whose choices are code, too
        self._into: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "nn-block":
            self.blocks.append(Copied(self.name, len(self.blocks) + 1))
            self._within = True
        elif dict(attrs).get("class") == "nn-full":  # stands at the end of its block
            self._within = False
        elif self._within and tag == "form":
            self._asks = True
        elif self._within and not self._asks and tag in {"code", "samp"}:
            self._into = {"code": "code", "samp": "shown"}[tag]

    def handle_endtag(self, tag: str) -> None:
        if tag == "nn-block":
            self._within = False
        elif tag == "form":
            self._asks = False
        elif tag in {"code", "samp"}:
            if self._into == "shown":
                self.blocks[-1].shown += "\n"
            self._into = None

    def handle_data(self, data: str) -> None:
        if self._into:
            setattr(self.blocks[-1], self._into, getattr(self.blocks[-1], self._into) + data)


def blocks_of(site: Path) -> list[Copied]:
    """Read all pages of the site."""
    found = []
    for path in sorted(site.rglob("*.html")):
        page = Page(path.relative_to(site).as_posix())
        page.feed(path.read_text(encoding="utf-8"))
        found += page.blocks
    return found


def fresh_python(folder: Path) -> Path:
    """Make a virtual environment with nnbook and its plots; return its interpreter."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    install = [python, "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", f"{ROOT}[plots]"]
    done = processes.run(install)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return python


def problem(copied: Copied, block: Block, fresh: Path) -> str | None:
    """Run a copied block in a folder of its own; return how it differs from the page, if it does.

    One that needs more than `nnbook[plots]` does not run in the `fresh` Python.
    """
    python = sys.executable if block.options.get("needs") else fresh
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "block.py")
        script.write_text(copied.code, encoding="utf-8")
        done = processes.run(
            [python, script],
            cwd=folder,
            # One thread each, since as many blocks run at a time as there are cores.
            env=os.environ | {"MPLBACKEND": "agg", "PYTHONIOENCODING": "utf-8", "OPENBLAS_NUM_THREADS": "1"},
            encoding="utf-8",
        )
    where = f"{copied.page}, block {copied.number}"
    if done.returncode:
        return f"{where}: the copied block raised\n{done.stderr}"
    # Python writes where the warning comes from before it, and the page shows it behind what is printed.
    warned = re.findall(r"^.*?:\d+: (\w+Warning: .*\n)", done.stderr, re.MULTILINE)
    said = "".join([done.stdout, *warned])
    if not promises.prints_its_pin(replace(block, pin=copied.shown), said):
        return f"{where}: the copied block prints something else\n{pins.difference(said, copied.shown)}"
    return None


def main(site: Path) -> int:
    """Run all blocks; return the exit status."""
    found = blocks_of(site)
    written = [block for chapter in Book(ROOT).chapters for block in chapter.blocks]
    if sorted(copied.code.strip() for copied in found) != sorted(block.source.strip() for block in written):
        print(f"the chapters hold {len(written)} blocks, and the built pages show {len(found)}, or others")
        return 1
    by_code = {block.source.strip(): block for block in written}
    pairs = [(copied, by_code[copied.code.strip()]) for copied in found]
    runnable = [(copied, block) for copied, block in pairs if not block.missing]
    with tempfile.TemporaryDirectory() as folder:
        fresh = fresh_python(Path(folder))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            problems = [text for text in pool.map(lambda pair: problem(*pair, fresh), runnable) if text]
    print(*problems, sep="\n", end="\n" if problems else "")
    right = len(runnable) - len(problems)
    print(f"{right} of {len(found)} copied blocks run alone and print what the page shows")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
