"""Run the blocks of a chapter and hold each against what the chapter says of it."""

import importlib
import sys
from dataclasses import dataclass, field
from pathlib import Path

from nnbook.book.check import listings, pins
from nnbook.book.content.chapter import Block
from nnbook.book.content.failures import ChapterError, shown
from nnbook.book.content.imports import reads_clock
from nnbook.book.run import runner


@dataclass
class Outcome:
    """What one run of a block did: its events in their order, as `runner.run` emits them."""

    events: list[tuple[str, str]] = field(default_factory=list)

    def text(self, kind: str) -> str:
        """Join the texts of the events of one kind."""
        return "".join(text for event, text in self.events if event == kind)

    @property
    def figures(self) -> list[str]:
        """The SVG of each figure."""
        return [text for event, text in self.events if event == "figure"]

    def add(self, kind: str, text: str) -> None:
        """Record an event; text of one stream runs together."""
        if self.events and self.events[-1][0] == kind != "figure":
            self.events[-1] = (kind, self.events[-1][1] + text)
        else:
            self.events.append((kind, text))


def run(block: Block) -> Outcome:
    """Run a block as its chapter's own lines: a traceback names the chapter and the line in it."""
    forget_changed_library()
    outcome = Outcome()
    runner.run("\n" * block.line + block.source, outcome.add, filename=shown(block.path))
    return outcome


def check(block: Block, outcome: Outcome) -> None:
    """Raise where the outcome is not what the chapter promises.

    Raises
    ------
    ChapterError
        The block raised, warned, wrote to stderr, printed something else than its pin, showed a figure
        without `alt` (or more than one, or none in spite of an `alt`), is a listing that drifted, or pins
        how long something took.
    """
    if problem := _problem(block, outcome):
        raise ChapterError(block.path, block.line, problem)


def prints_its_pin(block: Block, printed: str) -> bool:
    """Tell whether `printed` is what the chapter shows: of what was recorded, the words alone."""
    agree = pins.same_words if "recorded" in block.options else pins.equal
    return agree(printed, block.pin or "")


def _problem(block: Block, outcome: Outcome) -> str | None:
    for name, here, library in listings.drifted(block.source):
        return (
            f"the listing of {name} has drifted from the library; `pytest --update-listings` renews it\n"
            + pins.difference(here, library)
        )
    if error := outcome.text("error"):
        return f"the block was expected to run, and raised\n{error}"
    if noise := outcome.text("stderr"):
        return f"the block was expected to be silent on stderr, and wrote\n{noise}"
    printed = outcome.text("stdout")
    figures, alt = len(outcome.figures), block.options.get("alt", "").strip()
    if figures > 1:
        return f"a block shows one figure at the most, since it has one alt text; this one shows {figures}"
    if figures and not alt:
        return 'the block shows a figure and has no alt text: write ```python alt="what the figure shows"'
    if "alt" in block.options and not figures:
        return "the block has an alt text and shows no figure: call plt.show(), or drop the alt text"
    if block.pin is None and printed.strip():
        return f"the block prints and has no pin; `pytest --update-pins` writes it. It printed\n{printed}"
    if block.pin is not None and not printed.strip():
        return f"the block has a pin and prints nothing. Expected\n{block.pin}"
    if block.pin is not None and not block.options.get("recorded", "never").strip():
        return f"the record has no date: {_RECORD}"
    if block.pin is not None and "recorded" not in block.options and reads_clock(block.source):
        return f"the block measures time, and no two runs take the same: {_RECORD}"
    if block.pin is not None and not prints_its_pin(block, printed):
        return (
            "the block prints something else than its pin; `pytest --update-pins` rewrites it\n"
            + pins.difference(printed, block.pin)
        )
    return None


_RECORD = 'write ```python recorded="" and no output fence; `pytest --update-pins` records what it prints'

_library_stamp: dict[Path, int] = {}


def forget_changed_library() -> None:
    """Let the next import of `nnbook` read the files again where one of them changed.

    `mkdocs serve` lives through many edits of the library; its modules would otherwise outlive them.
    """
    stamp = {file: file.stat().st_mtime_ns for file in listings.LIBRARY.glob("*.py")}
    if _library_stamp and stamp != _library_stamp:
        for name in [name for name in sys.modules if _is_library(name)]:
            del sys.modules[name]
        importlib.invalidate_caches()
    _library_stamp.clear()
    _library_stamp.update(stamp)


def _is_library(name: str) -> bool:
    return name.partition(".")[0] == "nnbook" and name.split(".")[1:2] != ["book"]
