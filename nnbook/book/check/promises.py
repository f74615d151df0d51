"""Hold what a block did against what its page says of it."""

import re
from collections.abc import Sequence

from nnbook.book.check import listings, pins
from nnbook.book.content import predictions
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Block
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.imports import bound_names, measures, reads_clock
from nnbook.book.results.outcome import Outcome

_RECORD = 'write ```python recorded="" and no output fence; `pytest --update-pins` records what it prints'
_MANY, _LONG = 50, 500  # lines that a message quotes, and characters of each
_NAME_ERROR = re.compile(r"^NameError: name '(\w+)' is not defined", re.MULTILINE)


def check(block: Block, outcome: Outcome, book: Book, blocks: Sequence[Block] | None = None) -> None:
    """Raise where the outcome is not what the page promises.

    Parameters
    ----------
    block : Block
    outcome : Outcome
        What its run did.
    book : Book
    blocks : sequence of Block, optional
        Those of its page, where that is no file of the book.

    Raises
    ------
    ChapterError
        If the block raised, did not end, warned without a `warning` fence, wrote to stderr, printed
        something else than its pin, drew a figure that it did not show, showed one without `alt` (or more
        than one, or none in spite of an `alt`), is a listing that drifted, pins how long something took, or
        has its readers predict what it does not do.
    """
    for find in (_drift, _failure, _noise, _figures, _pin, _prediction, _warnings):
        if problem := find(block, outcome, book):
            raise ChapterError(block.path, block.line, problem + _hint(block, outcome, book, blocks))


def check_listing(block: Block, book: Book) -> None:
    """Raise where a block, which may lack what it needs to run, is a listing that drifted.

    Raises
    ------
    ChapterError
        If it defines a name of the library otherwise.
    """
    if problem := _drift(block, Outcome(), book):
        raise ChapterError(block.path, block.line, problem)


def prints_its_pin(block: Block, printed: str) -> bool:
    """Tell whether `printed` is what the page shows: of what was recorded, the words alone."""
    agree = pins.same_words if "recorded" in block.options else pins.equal
    return agree(printed, block.pin or "")


def _drift(block: Block, outcome: Outcome, book: Book) -> str | None:
    for name, here, library in listings.drifted(block.source, book.library):
        return (
            f"{name} is a name of the library, and here stands something else. A function of "
            "your own needs another name; a listing is renewed by `pytest --update-listings`\n"
            + pins.difference(here, library)
        )
    return None


def _failure(block: Block, outcome: Outcome, book: Book) -> str | None:
    if words := outcome.text("flood"):
        return f"the block prints too much: {words}"
    if words := outcome.text("ended"):
        return f"the block did not come to its end: {words}"
    if error := outcome.text("error"):
        return f"the block was expected to run, and raised\n{error.rstrip()}"
    return None


def _hint(block: Block, outcome: Outcome, book: Book, blocks: Sequence[Block] | None) -> str:
    """Return what may help an author whose block raised."""
    error = outcome.text("error")
    if match := _NAME_ERROR.search(error):
        page = book.chapter(block.path).blocks if blocks is None else blocks
        if any(match[1] in bound_names(other.source) for other in page if other.line != block.line):
            alone = "Blocks stand alone: each defines what it uses."
            return f"\nAnother block of the page defines {match[1]}. {alone}"
    if re.search(r"^[\w.]*Warning: ", error, re.MULTILINE):
        return "\nIf it is meant, put a fence ```warning behind the block: `pytest --update-pins` fills it."
    return ""


def _noise(block: Block, outcome: Outcome, book: Book) -> str | None:
    if noise := outcome.text("stderr"):
        return f"the block was expected to be silent on stderr, and wrote\n{_start(noise)}"
    return None


def _start(text: str) -> str:
    """Return what a message quotes of a text that may be long."""
    lines = [line if len(line) <= _LONG else f"{line[:_LONG]} …" for line in text.splitlines()]
    return "\n".join(
        lines[:_MANY] + ([f"… and {len(lines) - _MANY} lines more"] if len(lines) > _MANY else [])
    )


def _figures(block: Block, outcome: Outcome, book: Book) -> str | None:
    figures, alt = len(outcome.figures), block.options.get("alt", "").strip()
    if unshown := outcome.text("unshown"):
        what = "a figure" if unshown == "1" else f"{unshown} figures"
        return f"the block draws {what} and does not show it: call plt.show(), or plt.close() to drop it"
    if figures > 1:
        return f"a block shows one figure at the most, since it has one alt text; this one shows {figures}"
    if figures and not alt:
        return 'the block shows a figure and has no alt text: write ```python alt="what the figure shows"'
    if "alt" in block.options and not figures:
        return "the block has an alt text and shows no figure: call plt.show(), or drop the alt text"
    return None


def _pin(block: Block, outcome: Outcome, book: Book) -> str | None:
    printed = outcome.text("stdout")
    if "recorded" in block.options and not measures(block.source):
        return (
            'the block measures nothing, so each run prints the same: drop recorded="…", '
            "with which its numbers are held to nothing"
        )
    if "recorded" in block.options and not printed.strip():
        return 'the block has recorded="…" and prints nothing: drop it'
    if block.pin is None and printed.strip():
        stray = f"; {block.behind} is no pin: a pin is called output" if block.behind else ""
        what = f"the block prints and has no pin{stray}; `pytest --update-pins` writes it"
        return f"{what}. It printed\n{_start(printed)}"
    if block.pin is None:
        return None
    if not printed.strip():
        return f"the block has a pin and prints nothing. Expected\n{block.pin}"
    if not block.options.get("recorded", "never").strip():
        return f"the record has no date: {_RECORD}"
    if "recorded" not in block.options and reads_clock(block.source):
        return f"the block measures time, and no two runs take the same: {_RECORD}"
    if not prints_its_pin(block, printed):
        return (
            "the block prints something else than its pin; `pytest --update-pins` rewrites it\n"
            + pins.difference(printed, block.pin)
        )
    return None


def _prediction(block: Block, outcome: Outcome, book: Book) -> str | None:
    # The pin, which is what the block prints on every machine.
    asked = block.prediction
    return predictions.fault(asked, block.pin or "", bool(outcome.figures)) or None if asked else None


def _warnings(block: Block, outcome: Outcome, book: Book) -> str | None:
    warned = outcome.text("warning")
    if block.warning is not None and not block.warning.strip():
        return "the fence `warning` of the block is empty; `pytest --update-pins` writes into it"
    if block.warning is None or pins.equal(warned, block.warning):
        return None
    if not warned:
        return f"the block has a fence `warning` and does not warn. Expected\n{block.warning}"
    return (
        "the block warns otherwise than its fence `warning` says; `pytest --update-pins` rewrites it\n"
        + pins.difference(warned, block.warning)
    )
