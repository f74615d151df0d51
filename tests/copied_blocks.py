"""Run every block of a built site as a reader would who copies it into a script.

`python tests/copied_blocks.py SITE` makes a fresh virtual environment with `nnbook[plots]` and nothing else,
takes the blocks from the HTML as the copy button does, runs each as a script of its own, and compares what it
prints with what the page shows. A block whose fence says that it needs more runs with the Python that runs
this file, which built the site. It is no pytest test, since it installs packages.
"""

import os
import subprocess
import sys
import tempfile
import venv
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from nnbook.book import pins
from nnbook.book.chapter import chapters

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Copied:
    """A block as the page shows it."""

    page: str
    number: int
    code: str = ""
    shown: str = ""
    recorded: bool = False  # the page says that the site was built without a package that the block needs


class Page(HTMLParser):
    """Collect the blocks of a page."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.blocks: list[Copied] = []
        self._depth = 0  # of open div elements within a block
        self._into: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if tag == "div" and (self._depth or "nn-block" in classes):
            if not self._depth:
                self.blocks.append(Copied(self.name, len(self.blocks) + 1))
            self._depth += 1
        elif self._depth and tag in {"code", "samp"}:
            self._into = {"code": "code", "samp": "shown"}[tag]
        elif self._depth and "nn-note" in classes:
            self.blocks[-1].recorded = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self._depth:
            self._depth -= 1
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


def sources_with_needs() -> set[str]:
    """Return the code of the blocks whose fences name packages beyond `nnbook[plots]`."""
    return {b.source.strip() for chapter in chapters(ROOT) for b in chapter.blocks if b.options.get("needs")}


def fresh_python(folder: Path) -> Path:
    """Make a virtual environment with nnbook and its plots; return its interpreter."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    install = [python, "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", f"{ROOT}[plots]"]
    subprocess.run(install, check=True)
    return python


def problem(block: Copied, python: Path | str) -> str | None:
    """Run a block in a folder of its own; return how it differs from the page, if it does."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "block.py")
        script.write_text(block.code, encoding="utf-8")
        done = subprocess.run(
            [python, script],
            cwd=folder,
            # One thread each, since as many blocks run at a time as there are cores.
            env=os.environ | {"MPLBACKEND": "agg", "PYTHONIOENCODING": "utf-8", "OPENBLAS_NUM_THREADS": "1"},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )
    where = f"{block.page}, block {block.number}"
    if done.returncode:
        return f"{where}: the copied block raised\n{done.stderr}"
    if not pins.equal(done.stdout, block.shown):
        return f"{where}: the copied block prints something else\n{pins.difference(done.stdout, block.shown)}"
    return None


def main(site: Path) -> int:
    """Run all blocks; return the exit status."""
    found = blocks_of(site)
    written = sum(len(chapter.blocks) for chapter in chapters(ROOT) if chapter.path.name != "README.md")
    if len(found) != written:
        print(f"the chapters hold {written} blocks, and the built pages show {len(found)}")
        return 1
    runnable = [block for block in found if not block.recorded]
    needy = sources_with_needs()
    with tempfile.TemporaryDirectory() as folder:
        fresh = fresh_python(Path(folder))
        pythons = [sys.executable if block.code.strip() in needy else fresh for block in runnable]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            problems = [text for text in pool.map(problem, runnable, pythons) if text]
    print(*problems, sep="\n", end="\n" if problems else "")
    right = len(runnable) - len(problems)
    print(f"{right} of {len(found)} copied blocks run alone and print what the page shows")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
