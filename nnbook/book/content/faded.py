r"""Read the faded examples of a page: a calculation in steps, of which the reader fills in what is left out.

    <div class="faded" id="a-pass-by-hand" markdown="1">

    What is given: $x = 2$, the weight 0.5, the bias 0.1.

    1. The sum is $0.5 \cdot 2 + 0.1 =$ 1.1
    2. With a ReLU, what comes out is [ ]
        - 0 — a ReLU makes zeros of negative numbers only.

    <details class="solution" markdown="1">
    <summary>Show the answer</summary>

    (the block that computes it, with its pin)

    </details>

    </div>

A step ends in its number, or in a blank `[ ]`. The same calculation comes three times, with other numbers:
all steps shown, then the last ones blank, then nothing but the start. The block prints a line for each step,
which ends in the step's number. Under a blank there may be wrong answers, as under the questions, and for
each of them the block prints one line more, after that of the step.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from markdown_it.token import Token

from nnbook.book.content import answers
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.fences import html_of
from nnbook.book.content.questions import DASH, Choice

BLANK = "[ ]"

_OPENED = re.compile(r'<div\b[^>]*?\sclass="[^"]*\bfaded\b[^"]*"[^>]*>', re.IGNORECASE)
_ID = re.compile(r'\bid="([a-z0-9]+(?:-[a-z0-9]+)*)"')


@dataclass(frozen=True)
class Step:
    """A step of a calculation.

    Attributes
    ----------
    line : int
        Where it stands in the chapter's file.
    blank : bool
        Whether the reader fills in its number.
    key : str
        Its number, as the block prints it.
    place : int
        Which line of what the block prints has it, counted from 0.
    wrong : tuple of Choice
    """

    line: int
    blank: bool
    key: str
    place: int
    wrong: tuple[Choice, ...]


@dataclass(frozen=True)
class Faded:
    """A faded example.

    Attributes
    ----------
    path : Path
        The chapter's file.
    line, end : int
        The lines of its `div` and of its `</div>`.
    id : str
        Its name in the reader's progress.
    steps : tuple of Step
    proof : Block
        What computes them.
    """

    path: Path
    line: int
    end: int
    id: str
    steps: tuple[Step, ...]
    proof: Block

    @property
    def blanks(self) -> tuple[Step, ...]:
        """The steps that the reader fills in."""
        return tuple(step for step in self.steps if step.blank)


def examples(chapter: Chapter) -> list[Faded]:
    """Read the faded examples of a chapter in their order.

    Raises
    ------
    ChapterError
        Where one has no name, no list of steps, or no block that prints a line for each step and each wrong
        answer, or where the block and a step disagree.
    """
    if "faded" not in chapter.text:  # most pages have none
        return []
    top = [token for token in chapter.tokens if token.level == 0]
    starts = [n for n, token in enumerate(top) if _opens(token)]
    found = []
    for start, end in pairwise([*starts, len(top)]):
        closing = [n for n in range(start, end) if top[n].content.strip() == "</div>"]
        if not closing:
            problem = "the faded example has no </div> of its own, between empty lines"
            raise ChapterError(chapter.path, _line(top[start]), problem)
        found.append(_Reader(chapter, top[start], top[closing[0]]).read())
    return found


def _opens(token: Token) -> bool:
    return any(_OPENED.fullmatch(html.strip()) for html, _ in html_of(token))


class _Reader:
    def __init__(self, chapter: Chapter, opening: Token, closing: Token) -> None:
        self.chapter, self.attributes = chapter, opening.content
        self.line, self.end = _line(opening), _line(closing)
        self.inside = [t for t in chapter.tokens if t.map and self.line < _line(t) < self.end]

    def fail(self, problem: str, line: int | None = None) -> ChapterError:
        return ChapterError(self.chapter.path, line or self.line, problem)

    def read(self) -> Faded:
        name = _ID.search(self.attributes)
        if not name or 'markdown="1"' not in self.attributes:
            raise self.fail('a faded example opens with <div class="faded" id="its-name" markdown="1">')
        lists = [t for t in self.inside if t.type == "ordered_list_open" and t.level == 0]
        if len(lists) != 1:
            raise self.fail("a faded example has one numbered list: its steps")
        blocks = [block for block in self.chapter.blocks if self.line < block.line < self.end]
        if len(blocks) != 1 or blocks[0].pin is None:
            raise self.fail("a faded example has one block, with a pin: it prints a line for each step")
        proof = blocks[0]
        printed = (proof.pin or "").rstrip("\n").split("\n")
        items = self.items(lists[0])
        count = sum(1 + len(wrong) for _, wrong in items)
        if len(printed) != count:
            problem = "the block prints a line for each step and for each wrong answer under it"
            raise self.fail(f"{problem}: {count} lines, got {len(printed)}", proof.line)
        steps, place = [], 0
        for token, wrong in items:
            steps.append(self.step(token, wrong, printed[place : place + 1 + len(wrong)], place))
            place += 1 + len(wrong)
        return Faded(self.chapter.path, self.line, self.end, name[1], tuple(steps), proof)

    def items(self, start: Token) -> list[tuple[Token, list[Token]]]:
        """Return the text of each step, and the texts of the wrong answers under it."""
        first, last = start.map or (0, 0)
        texts = [t for t in self.inside if t.type == "inline" and first < _line(t) <= last]
        found: list[tuple[Token, list[Token]]] = []
        for text in texts:
            if text.level == start.level + 3:
                found.append((text, []))
            elif found:
                found[-1][1].append(text)
        return found

    def step(self, token: Token, under: list[Token], printed: list[str], place: int) -> Step:
        text, line = token.content.strip().removesuffix("."), _line(token)
        blank = text.endswith(BLANK)
        keys = [row.split()[-1] if row.split() else "" for row in printed]
        if not answers.numbers(keys[0]):
            raise self.fail(f"the line of a step ends in its number, got {printed[0]!r}", line)
        if text.count(BLANK) != int(blank):
            raise self.fail(f"a step has one blank {BLANK}, at its end", line)
        if not blank and not answers.is_number(text.split()[-1], keys[0]):
            raise self.fail(f"the step ends in {text.split()[-1]}, and the block prints {printed[0]!r}", line)
        if under and not blank:
            raise self.fail("only a blank has wrong answers under it", _line(under[0]))
        wrong = tuple(self.wrong(one, keys[0], row) for one, row in zip(under, printed[1:], strict=True))
        return Step(line, blank, keys[0], place, wrong)

    def wrong(self, token: Token, key: str, printed: str) -> Choice:
        text, _, why = token.content.partition(DASH)
        if not text.strip() or not why.strip():
            problem = f"a wrong answer is followed by a dash and what is wrong, got {token.content!r}"
            raise self.fail(problem, _line(token))
        last = printed.split()[-1] if printed.split() else ""
        values, said = ({n.value for n in answers.numbers(one)} for one in (last, text))
        if not values & said:
            raise self.fail(f"the wrong answer is {text}, and the block prints {printed!r}", _line(token))
        if answers.is_number(text, key):
            raise self.fail(f"the wrong answer {text} would count as right", _line(token))
        return Choice(_line(token), text.strip(), why.strip(), right=False)


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0
