"""What readers get wrong: `python -m nnbook.book.items *.json` reads progress files that they chose to send.

The book sends nothing, so these files are all that there is to know. Of each question the first try of each
reader counts, since later ones know the answer. Printed are how many tried it, which share was right, how
well it tells those who know the rest from those who do not (the correlation with the share of other
questions that they had right), and the wrong thought that was named most. Every share and correlation
stands with an interval that holds it in 95 of 100 samples; with few readers it is wide, and says so.
"""

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnbook.book.content import questions
from nnbook.book.content.book import Book
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.questions import Question

VERSION = 2
FEWEST = 4  # readers for an interval of a correlation, and other questions for a share of these
_Z = 1.959964  # of a normal distribution, 95 % lies within so many deviations


@dataclass(frozen=True)
class First:
    """The first try of a reader at a question.

    Attributes
    ----------
    right : bool
    wrong : tuple of int or str
        Which wrong thoughts it named, by their places in the list of choices or in words.
    sure : int or None
        How sure the reader was, from 0 to 2; None where they did not say.
    """

    right: bool
    wrong: tuple[int | str, ...] = ()
    sure: int | None = None


@dataclass(frozen=True)
class Share:
    """A share or a correlation, and the interval in which it lies.

    Attributes
    ----------
    value, low, high : float
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """Write it with two decimals."""
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]"


@dataclass(frozen=True)
class Item:
    """What is known of a question.

    Attributes
    ----------
    name : str
        Its kind and its id, as progress files have it.
    n : int
        How many readers tried it.
    right : Share
        The share that was right at once.
    discrimination : Share or None
        The correlation with the share of other questions; None where too few tried it, or all alike.
    worst : int, str or None
        The wrong thought that was named most; None where none was.
    chosen : Share or None
        The share of those who tried the question that it had.
    certain : int
        How many were certain and wrong.
    """

    name: str
    n: int
    right: Share
    discrimination: Share | None
    worst: int | str | None
    chosen: Share | None
    certain: int


def read(text: str) -> dict[str, First]:
    """Read the first tries of a progress file; those of before version 2 have none.

    Raises
    ------
    ValueError
        If it is no progress file of this book, or one of a newer version.
    """
    wanted = "wanted is a file that “Save as a file” of the book made"
    try:
        content = json.loads(text)
    except ValueError as error:
        raise ValueError(f"it is not JSON ({error}); {wanted}") from error
    if not isinstance(content, dict) or not isinstance(content.get("items"), dict):
        raise ValueError(f"it has no items; {wanted}")
    version = content.get("version")
    if version not in range(1, VERSION + 1):
        raise ValueError(f"its version is {version!r}, and known are 1 to {VERSION}; take this book's newest")
    found = {}
    for name, item in content["items"].items():
        tries = item.get("tries", []) if isinstance(item, dict) else None
        if not isinstance(tries, list):
            raise ValueError(f"the tries of {name!r} are no list; {wanted}")
        if tries:
            found[name] = _first(name, tries, wanted)
    return found


def _first(name: str, tries: list[Any], wanted: str) -> First:
    try:
        one = min(tries, key=lambda given: (given["n"], given["id"]))
        right, wrong, sure = one["right"], one.get("wrong", []), one.get("sure")
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"a try of {name!r} lacks what it needs ({error!r}); {wanted}") from error
    known = isinstance(wrong, list) and all(isinstance(thought, int | str) for thought in wrong)
    if not isinstance(right, bool) or not known or sure not in (None, 0, 1, 2):
        raise ValueError(f"a try of {name!r} is not of our form, got {one!r}; {wanted}")
    return First(right, tuple(wrong), sure)


def share(count: int, n: int) -> Share:
    """Return a share with Wilson's interval, which holds for few readers and for shares near 0 and 1.

    Parameters
    ----------
    count, n : int
        How many of how many; `n` is 1 or more.
    """
    p, z2 = count / n, _Z**2
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n**2)) / (1 + z2 / n)
    return Share(p, max(0.0, middle - half), min(1.0, middle + half))


def correlation(x: Sequence[float], y: Sequence[float]) -> Share | None:
    """Return the correlation of two lists with Fisher's interval; None where it is not defined.

    Parameters
    ----------
    x, y : sequence of float
        Of one length.
    """
    n = len(x)
    if n < FEWEST or len(set(x)) < 2 or len(set(y)) < 2:
        return None
    mean_x, mean_y = sum(x) / n, sum(y) / n
    product = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    spread = math.sqrt(sum((a - mean_x) ** 2 for a in x) * sum((b - mean_y) ** 2 for b in y))
    r = max(-1.0, min(1.0, product / spread))
    if abs(r) == 1:
        return Share(r, r, r)
    z, half = math.atanh(r), _Z / math.sqrt(n - 3)
    return Share(r, math.tanh(z - half), math.tanh(z + half))


def analyse(readers: Sequence[Mapping[str, First]], kind: str = "question") -> list[Item]:
    """Say what is known of each item of a kind, the hardest first.

    Parameters
    ----------
    readers : sequence of mapping
        Of each reader, the first tries by the names of the items.
    kind : str, optional
        The kind of the items.
    """
    names = sorted({name for reader in readers for name in reader if name.startswith(f"{kind}:")})
    scores = [Counter(first.right for name, first in reader.items() if name in names) for reader in readers]
    found = []
    for name in names:
        tried = [
            (reader[name], score) for reader, score in zip(readers, scores, strict=True) if name in reader
        ]
        firsts = [first for first, _ in tried]
        others = [
            (float(first.right), (score[True] - first.right) / (score.total() - 1))
            for first, score in tried
            if score.total() > FEWEST
        ]
        thoughts = Counter(thought for first in firsts for thought in set(first.wrong))
        worst, count = min(thoughts.items(), key=lambda one: (-one[1], str(one[0])), default=(None, 0))
        found.append(
            Item(
                name,
                len(firsts),
                share(sum(first.right for first in firsts), len(firsts)),
                correlation([right for right, _ in others], [rest for _, rest in others]),
                worst,
                share(count, len(firsts)) if count else None,
                sum(not first.right and first.sure == 2 for first in firsts),
            )
        )
    return sorted(found, key=lambda item: (item.right.value, item.name))


def table(items: Iterable[Item], known: Mapping[str, Question]) -> str:
    """Write the items as lines of text, the wrong thoughts in words where the book has the question."""
    lines = ["question | N | right at once | discrimination | certain and wrong | most chosen wrong thought"]
    for item in items:
        name = item.name.partition(":")[2]
        thought = "-"
        if item.chosen is not None:
            thought = f"{_words(item.worst, known.get(name))}: {item.chosen}"
        lines.append(
            f"{name} | {item.n} | {item.right} | {item.discrimination or '-'} | {item.certain} | {thought}"
        )
    return "\n".join(lines)


def _words(thought: int | str | None, question: Question | None) -> str:
    if question is None or not isinstance(thought, int):
        return f"no. {thought}" if isinstance(thought, int) else str(thought)
    if thought >= len(question.choices):
        return f"no. {thought}, which the question has no more"
    return question.choices[thought].text


def main(arguments: list[str]) -> int:
    """Print the table of the files that the arguments name; return 1 where one cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m nnbook.book.items", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", help="progress files")
    texts: dict[str, Path] = {}
    readers = []
    for file in parser.parse_args(arguments).files:
        try:
            text = file.read_text(encoding="utf-8")
            if text in texts:
                print(f"{file}: the same as {texts[text]}, counted once", file=sys.stderr)
                continue
            texts[text] = file
            readers.append(read(text))
        except (OSError, ValueError) as error:
            print(f"{file}: {error}", file=sys.stderr)
            return 1
    print(f"{len(readers)} reader{'' if len(readers) == 1 else 's'}")
    print(table(analyse(readers), _known()))
    return 0


def _known() -> dict[str, Question]:
    """Return the questions of the book in this folder by their names; none where there is no book."""
    if not Path("mkdocs.yml").exists():
        return {}
    try:
        chapters = Book.at(Path.cwd()).chapters
        return {question.id: question for chapter in chapters for question in questions.questions(chapter)}
    except ChapterError:
        return {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
