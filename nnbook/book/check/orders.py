"""Hold a rebuild against its checks: the solution's lines pass, each wrong line fails with its own hint.

This runs as a block does: in a process of its own, once, and what came of it is kept.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from nnbook.book.content.chapter import Block
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.rebuilds import Rebuild
from nnbook.book.results.results import Results

_SECONDS = "300"  # an author may have checks that take a while, and they run once for each order
_SOURCE = "from nnbook.book.run.orders import tried_json\n\nprint(tried_json({}))\n"


@dataclass(frozen=True)
class Tried:
    """What came of a rebuild's orders.

    Attributes
    ----------
    orders : tuple of tuple of int
        Orders of the solution's lines that pass, its own first. There may be more.
    verdicts : tuple of dict
        The grader's on the solution, and then on it with each of the wrong lines in its place.
    """

    orders: tuple[tuple[int, ...], ...]
    verdicts: tuple[dict[str, Any], ...]


def tried(rebuild: Rebuild, results: Results) -> Tried:
    """Try the orders of a rebuild.

    Parameters
    ----------
    rebuild : Rebuild
    results : Results
        By which they are run.

    Raises
    ------
    ChapterError
        If the lines of the solution do not pass its checks, or a wrong line passes them or gets another hint
        than its own.
    """
    exercise = rebuild.exercise
    start = exercise.starts["solution"]
    data = {
        "given": rebuild.given.rstrip("\n"),
        "lines": rebuild.lines,
        "wrong": [rebuild.with_wrong(wrong) for wrong in rebuild.wrong],
        "checks": exercise.checks,
        "mistakes": [asdict(mistake) for mistake in exercise.mistakes],
    }
    source = _SOURCE.format(repr(json.dumps(data)))
    outcome = results.get(Block(exercise.path, start, source, {"seconds": _SECONDS}, None, start, start))
    if outcome.failed:
        problem = f"the orders of the solution's lines could not be tried\n{outcome.text('error').rstrip()}"
        raise ChapterError(exercise.path, start, problem)
    found = json.loads(outcome.text("stdout"))
    if not found["solution"]["passed"]:
        problem = (
            "the lines of the solution do not pass its checks by themselves, without what stands under them: "
            f"{found['solution']['message']}"
        )
        raise ChapterError(exercise.path, start, problem)
    for wrong, verdict in zip(rebuild.wrong, found["wrong"], strict=True):
        said = f"the wrong line `{wrong.text.strip()}`"
        line = exercise.starts[f"wrong: {wrong.mistake.name}"]
        if verdict["passed"]:
            raise ChapterError(exercise.path, line, f"{said} is right, too: with it the checks pass")
        if verdict["mistake"] != wrong.mistake.name:
            got = f"that of {verdict['mistake']!r}" if verdict["mistake"] else "none"
            raise ChapterError(exercise.path, line, f"{said} gets another hint than its own: {got}")
    return Tried(tuple(map(tuple, found["orders"])), (found["solution"], *found["wrong"]))


def shuffled(rebuild: Rebuild, right: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    """Return an order in which a page offers all lines, the same in each build and not a right one.

    Parameters
    ----------
    rebuild : Rebuild
    right : tuple of tuple of int
        Orders of the solution's lines that are right.

    Returns
    -------
    tuple of int
        A number of each line: those of the solution are counted from 0, and the wrong ones go on.
    """
    count = len(rebuild.lines)
    orders = list(_shuffles(rebuild, count + len(rebuild.wrong)))
    # Where every order is right, the author's own at least is not given away.
    for solved in (right, right[:1]):
        for order in orders:
            if tuple(n for n in order if n < count) not in solved:
                return order
    raise AssertionError("two lines have two orders, and one of them is not the author's")


def _shuffles(rebuild: Rebuild, count: int) -> Iterator[tuple[int, ...]]:
    for turn in range(100):
        key = [sha256(f"{rebuild.id} {turn} {n}".encode()).digest() for n in range(count)]
        yield tuple(sorted(range(count), key=key.__getitem__))
