"""Read the questions of a page: each is a `div` around plain Markdown, which reads well on GitHub, too.

    <div class="question" id="bias-of-a-neuron" markdown="1">

    What is asked.

    - [x] a right choice — why it is right
    - [ ] a wrong choice — what one has to believe to choose it

    Taught in [Weights and bias](perceptron.md#weights-and-bias).

    </div>

With one box ticked the reader chooses one, with more, several. A block under such a list proves it: it prints
a line for each choice, and the line ends in True or False.

A list without boxes names wrong answers to a question that is answered by typing; its key is computed. With a
block *above* the list the question is what that block prints. With a block *under* the list it is a number:
the first line that the block prints ends in the right one, and each further line in a named wrong one.

A table under the list makes variants. Its first row names what stands in the question, and each further row
what stands there instead, in its text, its code and its choices:

    | 0.5 | weights of 3 |
    |-----|--------------|
    | 0.2 | weights of 4 |
    | 0.8 | weights of 7 |

check/variants.py runs the blocks of each, and computes its key.
"""

import posixpath
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath

from markdown_it.token import Token

from nnbook.book.content import answers
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.fences import html_of

DASH = " — "  # between a choice and its explanation
KINDS = {
    "one": "Choose one",
    "several": "Choose all that are right",
    "number": "Type a number",
    "prints": "Type what is printed",
}

FEWEST, MOST = 2, 4  # variants beside the question itself

_OPENED = re.compile(r"""<div\b[^>]*?\sclass=(?:"([^"]*)"|'([^']*)'|([^\s>]+))[^>]*>""", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ID = re.compile(r'\bid="([a-z0-9]+(?:-[a-z0-9]+)*)"')
_TICK = re.compile(r"\[([ xX])\]\s+")
_LINK = re.compile(r"\]\(([^)\s#]*)#([^)\s]+)\)")


@dataclass(frozen=True)
class Choice:
    """A choice to tick, or a wrong answer that readers type.

    Attributes
    ----------
    line : int
        Where it stands in the chapter's file.
    text, why : str
        The Markdown before and after the dash.
    right : bool
        Whether its box is ticked.
    """

    line: int
    text: str
    why: str
    right: bool


@dataclass(frozen=True)
class Variant:
    """What stands in a question instead of what.

    Attributes
    ----------
    line : int
        Where its row stands in the chapter's file.
    pairs : tuple of (str, str)
        What the question has, and what this variant has.
    """

    line: int
    pairs: tuple[tuple[str, str], ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        """What is to be found: whole words and numbers, so that the 5 in 0.5 and in 15 is none."""
        return found_in(tuple(old for old, _ in self.pairs))

    def of(self, text: str) -> str:
        """Return a text of the question as this variant has it, all at once: no swap is swapped again."""
        return self.pattern.sub(lambda match: dict(self.pairs)[match[0]], text)


def found_in(texts: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern that finds these texts as whole words and numbers.

    docs/assets/js/practice/variants.js makes the same one.
    """
    parts = []
    for text in sorted(texts, key=len, reverse=True):
        before = r"(?<![A-Za-z0-9_.])" if re.match(r"[A-Za-z0-9_.]", text) else ""
        after = r"(?![A-Za-z0-9_]|\.[0-9])" if re.search(r"[A-Za-z0-9_.]$", text) else ""
        parts.append(before + re.escape(text) + after)
    return re.compile("|".join(parts))


@dataclass(frozen=True)
class Question:
    """A question.

    Attributes
    ----------
    path : Path
        The chapter's file.
    line, end : int
        The lines of its `div` and of its `</div>`.
    id : str
        Its name in the reader's progress; no other question of the book has it.
    kind : str
        A key of `KINDS`.
    choices : tuple of Choice
        In their order.
    key : str
        What the reader has to type; empty where there are boxes to tick.
    proof : Block or None
        The block under the list.
    page : str
        The chapter that teaches the answer, as `Chapter.page_name` has it.
    blocks : tuple of Block
        All of its blocks, in their order.
    variants : tuple of Variant
        Other numbers for the same question.
    table : range
        The lines of the table that names them.
    prose : str
        Its Markdown without fences and that table.
    """

    path: Path
    line: int
    end: int
    id: str
    kind: str
    choices: tuple[Choice, ...]
    key: str
    proof: Block | None
    page: str
    blocks: tuple[Block, ...] = ()
    variants: tuple[Variant, ...] = ()
    table: range = range(0)
    prose: str = ""


def questions(chapter: Chapter) -> list[Question]:
    """Read the questions of a chapter in their order.

    Raises
    ------
    ChapterError
        Where one has no name of its own, no right or no wrong choice, a choice without an explanation, no
        link to what teaches it, no block to compute its key, or a block that says otherwise.
    """
    found: list[Question] = []
    top = [token for token in chapter.tokens if token.level == 0]
    starts = [n for n, token in enumerate(top) if _opens(chapter, token)]
    for token in chapter.tokens:
        if token.level > 0:
            _opens(chapter, token)
    for start, end in pairwise([*starts, len(top)]):
        line = _line(top[start])
        ends = [n for n in range(start, end) if top[n].content.startswith("</div>")]
        if not ends:
            problem = "the question has no </div> of its own, between empty lines"
            raise ChapterError(chapter.path, line, problem)
        question = _Reader(chapter, top[start], top[ends[0]]).read()
        if question.id in [other.id for other in found]:
            raise ChapterError(chapter.path, line, f"two questions are called {question.id!r}")
        found.append(question)
    return found


def _opens(chapter: Chapter, token: Token) -> bool:
    """Tell whether a question opens here, and refuse one that Python-Markdown would not see."""
    for html, _ in html_of(token):
        for tag in _OPENED.finditer(_COMMENT.sub("", html)):
            if "question" not in "".join(filter(None, tag.groups())).split():
                continue
            if token.level > 0 or token.content.strip() != tag[0]:
                where = "has its line for itself, at the left margin, and an empty line under it"
                problem = f"the <div> of a question {where}"
                raise ChapterError(chapter.path, _line(token), problem)
            return True
    return False


class _Reader:
    def __init__(self, chapter: Chapter, opening: Token, closing: Token) -> None:
        self.chapter, self.line, self.end = chapter, _line(opening), _line(closing)
        self.attributes = opening.content
        first, last = self.line, self.end
        inside = [t for t in chapter.tokens if t.map and first < t.map[0] + 1 < last]
        self.lists = [t for t in inside if t.type == "bullet_list_open" and t.level == 0]
        self.inlines = [t for t in inside if t.type == "inline"]
        self.blocks = [block for block in chapter.blocks if first < block.line < last]

    def fail(self, problem: str, line: int | None = None) -> ChapterError:
        return ChapterError(self.chapter.path, line or self.line, problem)

    def read(self) -> Question:
        name = _ID.search(self.attributes)
        if not name or 'markdown="1"' not in self.attributes:
            raise self.fail('a question opens with <div class="question" id="its-name" markdown="1">')
        if len(self.lists) != 1 or self.lists[0].map is None:
            raise self.fail("a question has one list: its choices, or wrong answers to it")
        start, end = self.lists[0].map
        if not [t for t in self.inlines if _line(t) <= start]:
            raise self.fail("a question asks something before its list")
        items = [t for t in self.inlines if start < _line(t) <= end]
        choices = tuple(self.choice(token) for token in items)
        above = [block for block in self.blocks if block.line <= start]
        under = [block for block in self.blocks if block.line > end]
        if len(under) > 1:
            raise self.fail("one block under the list is enough", under[1].line)
        proof = under[0] if under else None
        table, variants = self.variants(end)
        if any(_TICK.match(token.content) for token in items):
            kind, key = self.ticked(choices, proof), ""
        elif proof:
            kind, key = "number", self.computed(choices, proof)
        else:
            kind, key = "prints", self.output(choices, above)
        page = self.taught([token for token in self.inlines if _line(token) > end])
        blocks = tuple(self.blocks)
        prose = self.prose(table)
        self.all_found(variants, prose, table)
        path = self.chapter.path
        return Question(
            *(path, self.line, self.end, name[1], kind, choices, key, proof, page),
            *(blocks, variants, table, prose),
        )

    def variants(self, end: int) -> tuple[range, tuple[Variant, ...]]:
        """Read the table under the list: its lines, and a variant for each of its rows but the first."""
        first, last = end + 1, self.end
        tables = [t for t in self.chapter.tokens if t.type == "table_open" and t.map and t.level == 0]
        under = [t.map for t in tables if t.map and first <= t.map[0] + 1 < last]
        if not under:
            return range(0), ()
        if len(under) > 1:
            raise self.fail("one table under the list is enough", under[1][0] + 1)
        start, stop = under[0]
        rows: dict[int, list[str]] = {}
        for token in self.inlines:
            if start < _line(token) <= stop:
                rows.setdefault(_line(token), []).append(_unticked(token.content))
        (_, old), *new = sorted(rows.items())
        if not FEWEST <= len(new) <= MOST:
            problem = f"a question has {FEWEST} to {MOST} variants, a row each, got {len(new)}"
            raise self.fail(problem, start + 1)
        for line, cells in rows.items():
            if not all(cells) or len(cells) != len(old):
                raise self.fail("no cell of a table of variants is empty", line)
        if len(set(old)) < len(old):
            raise self.fail(f"the table names something twice: {' | '.join(old)}", start + 1)
        pairs = [Variant(line, tuple(zip(old, cells, strict=True))) for line, cells in new]
        return range(start + 1, stop + 1), tuple(pairs)

    def prose(self, table: range) -> str:
        """Return the Markdown of the question without fences, addresses and the table."""
        lines = self.chapter.text.split("\n")
        fenced = {n for f in self.chapter.fences for n in range(f.line, f.end + 1)}
        kept = [lines[n - 1] for n in range(self.line + 1, self.end) if n not in fenced and n not in table]
        return re.sub(r"\]\([^)\s]*\)", "]", "\n".join(kept))

    def all_found(self, variants: tuple[Variant, ...], prose: str, table: range) -> None:
        """Refuse a table that names what the question does not have."""
        for old, _ in variants[0].pairs if variants else ():
            texts = [prose, *(block.source for block in self.blocks)]
            if not any(found_in((old,)).search(text) for text in texts):
                raise self.fail(f"{old!r} does not stand in the question, as a whole word", table[0])

    def choice(self, token: Token) -> Choice:
        tick = _TICK.match(token.content)
        text, _, why = token.content[tick.end() if tick else 0 :].partition(DASH)
        if not text.strip() or not why.strip():
            problem = f"a choice is followed by a dash and its own explanation, got {token.content!r}"
            raise self.fail(problem, _line(token))
        return Choice(_line(token), text.strip(), why.strip(), bool(tick and tick[1] != " "))

    def ticked(self, choices: tuple[Choice, ...], proof: Block | None) -> str:
        right = sum(choice.right for choice in choices)
        if not 0 < right < len(choices):
            raise self.fail("at least one choice is ticked, and one is not", choices[0].line)
        if proof:
            lines = self.lines(proof)
            if len(lines) != len(choices) or not all(re.search(r"\b(True|False)$", line) for line in lines):
                problem = f"the block prints {len(choices)} lines, one a choice, True or False at the end"
                raise self.fail(problem, proof.line)
            for choice, line in zip(choices, lines, strict=True):
                if choice.right != line.endswith("True"):
                    said = "right" if choice.right else "wrong"
                    problem = f"the choice counts as {said}, and the block prints {line!r}"
                    raise self.fail(problem, choice.line)
        return "one" if right == 1 else "several"

    def computed(self, choices: tuple[Choice, ...], proof: Block) -> str:
        lines = self.lines(proof)
        if len(lines) != 1 + len(choices):
            problem = "the block prints the answer and then each named wrong answer, a line each"
            raise self.fail(f"{problem}: {1 + len(choices)} lines, got {len(lines)}", proof.line)
        key, *wrong = (line.split()[-1] for line in lines)
        if not answers.numbers(key):
            raise self.fail(f"the line of the answer ends in a number, got {lines[0]!r}", proof.line)
        for choice, text, line in zip(choices, wrong, lines[1:], strict=True):
            values, said = ({n.value for n in answers.numbers(one)} for one in (text, choice.text))
            if not values & said:
                problem = f"the wrong answer is {choice.text}, and the block prints {line!r}"
                raise self.fail(problem, choice.line)
            if answers.is_number(choice.text, key):
                raise self.fail(f"the wrong answer {choice.text} would count as right", choice.line)
        return key

    def output(self, choices: tuple[Choice, ...], above: list[Block]) -> str:
        if len(above) != 1:
            problem = (
                "a list without boxes goes with a block: above it where the question is what the block "
                "prints, under it where the answer is a number"
            )
            raise self.fail(problem, choices[0].line)
        self.lines(above[0])
        key = above[0].pin or ""
        for choice in choices:
            if answers.printed(choice.text) == answers.printed(key):
                raise self.fail(f"the wrong answer {choice.text} is what the block prints", choice.line)
        return key.rstrip("\n")

    def lines(self, block: Block) -> list[str]:
        if block.pin is None:
            raise self.fail("the block of a question prints something, and has a pin", block.line)
        return block.pin.rstrip().splitlines()

    def taught(self, after: list[Token]) -> str:
        links = [link for token in after for link in _LINK.findall(token.content)]
        if not links:
            raise self.fail("under its list, a question links to the heading that teaches the answer")
        here = PurePosixPath(self.chapter.uri)
        target = here.parent / links[0][0] if links[0][0] else here
        return posixpath.normpath(target.with_suffix("").as_posix())  # without "..", as pages are named


def _unticked(cell: str) -> str:
    """Return what a cell of a table says, as code where it is code."""
    cell = cell.strip()
    return cell[1:-1] if len(cell) > 2 and cell[0] == cell[-1] == "`" else cell


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0
