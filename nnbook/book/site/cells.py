"""Cut a chapter into cells, and put its Markdown into the dialect that Jupyter and editors show.

What only the site can show is put in plain words or left out: widgets, attributes, footnotes, callouts,
links from page to page. Questions keep their answers folded.
"""

import html
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urljoin

from nnbook.book.content import exercises, faded, questions, rebuilds
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.content.questions import Question

_DETAILS = re.compile(r"<details\b[^>]*\bmarkdown=")
_SUMMARY = re.compile(r"<summary>(.*)</summary>")
_OPENED = re.compile(r"<([a-z][\w-]*)\b[^>]*\bmarkdown=[^>]*>")
_CLOSED = re.compile(r"</([a-z][\w-]*)>")
_NOTE = re.compile(r" {0,3}\[\^([^\]]+)\]:\s*(.*)")
_CALLOUT = re.compile(r"^(\s*>\s*)\[!(\w+)\]\s*$")
_INLINE = re.compile(
    r"""
    (?P<keep>\\[\\`$\[] | (?P<ticks>`+).+?(?P=ticks) | \$[^$]+\$)
    | \[\^(?P<note>[^\]]+)\]
    | \]\((?P<target>[^)\s]+)
    | (?P<attributes>\s*(?<!\\)\{\s?[:\#.][^}]*\})
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Cell:
    """A piece of a chapter: prose, or a block.

    Attributes
    ----------
    text : str
        Markdown that stands alone, or the code of the block.
    block : Block or None
        The block; None for prose.
    summary : str
        The words by which the page offers the solution that the cell belongs to; empty outside solutions.
    first : bool
        Whether the solution begins here.
    asks : bool
        Whether the reader is to say what the block prints.
    """

    text: str
    block: Block | None = None
    summary: str = ""
    first: bool = False
    asks: bool = False


def cut(chapter: Chapter, address: str) -> list[Cell]:
    """Cut a chapter into its cells.

    Parameters
    ----------
    chapter : Chapter
    address : str
        Where the page is on the web: what its links are relative to.

    Returns
    -------
    list of Cell
        A cell of prose ends before each block, heading and solution. Code that is only shown is prose.
        Footnotes are the last cell.
    """
    return _Cutter(chapter, address).run()


class _Cutter:
    def __init__(self, chapter: Chapter, address: str) -> None:
        self.chapter, self.address = chapter, address
        self.cells: list[Cell] = []
        self.prose: list[str] = []
        self.summary, self.first = "", False
        self.questions = {question.line - 1: question for question in questions.questions(chapter)}
        self.question: Question | None = None  # that the line stands in
        steps = [step for example in faded.examples(chapter) for step in example.blanks]
        self.unsaid = {
            wrong.line - 1 for step in steps for wrong in step.wrong
        }  # what the page says of an answer
        self.elements: list[str] = []  # tags around Markdown that are open
        self.shown = {block.line - 1: block for block in chapter.blocks if not block.runs}
        self.notes: dict[str, str] = {}  # the texts of footnotes, wherever they stand
        self.order: list[str] = []  # footnotes as they are first mentioned

    def run(self) -> list[Cell]:
        lines = self.chapter.text.split("\n")
        blocks = {block.line - 1: block for block in self.chapter.blocks if block.runs}
        headings = {
            t.map[0] for t in self.chapter.tokens if t.type == "heading_open" and t.map and not t.level
        }
        code = self._code()
        self.notes = self._notes(lines)
        number = self.chapter.front_matter.lines
        while number < len(lines):
            if block := blocks.get(number):
                self._end_of_prose()
                self._add(block.source.rstrip("\n"), block)
                number = block.pin_end
            elif number in code:
                end, text = code[number]
                self.prose += text
                number = end
            else:
                if number in headings:
                    self._end_of_prose()
                number = self._line(lines, number)
        self._end_of_prose()
        if self.order:
            self._add("\n".join(["## Notes", "", *map(self._note, self.order)]))
        return self.cells

    def _code(self) -> dict[int, tuple[int, list[str]]]:
        """Map the first line of all that is no prose, blocks aside, to its end and what stands for it."""
        lines = self.chapter.text.split("\n")
        found = {}
        for token in self.chapter.tokens:
            if token.type not in ("fence", "code_block") or token.map is None:
                continue
            start, end = token.map
            text = lines[start:end]
            if token.info.strip() == "math":
                before = text[0].partition(token.markup)[0]
                text = [f"{before}$$", *text[1:-1], f"{before}$$"]
            elif start in self.shown:
                before = re.match(r"[\s>]*", text[0])[0]  # type: ignore[index]  # it matches everything
                why = f"*Not run: {html.escape(self.shown[start].options['shown'], quote=False)}.*"
                text = [f"{before}{token.markup}python", *text[1:], before.rstrip(), f"{before}{why}"]
            elif token.info.strip() == "exercise":
                text = self._exercise(start + 1, token.content.strip())
            elif token.info.strip() == "rebuild":
                text = self._rebuild(start + 1, token.content.strip())
            found[start] = (end, text)
        return found

    def _notes(self, lines: list[str]) -> dict[str, str]:
        """Map the footnotes that the page defines to their texts."""
        code = {
            n for t in self.chapter.tokens if t.type in ("fence", "code_block") for n in range(*t.map or ())
        }
        found = {}
        for number in range(self.chapter.front_matter.lines, len(lines)):
            if number not in code and (match := _NOTE.match(lines[number])):
                text = [match[2], *map(str.strip, lines[number + 1 : _end_of_note(lines, number)])]
                found[match[1]] = " ".join(text)
        return found

    def _exercise(self, line: int, name: str) -> list[str]:
        exercise = exercises.find(self.chapter, line, name)
        words = f"**Exercise: {exercise.title.rstrip('.')}.**"
        link = f"[The page]({self.address}#exercise-{exercise.id}) checks your answer."
        return [f"{words} {link}", "", "```python", *exercise.starter.rstrip("\n").split("\n"), "```"]

    def _rebuild(self, line: int, name: str) -> list[str]:
        title = rebuilds.find(self.chapter, line, name).exercise.title.rstrip(".")
        link = f"[The page]({self.address}#rebuild-{name}) has its lines to put in order."
        return [f"**Rebuild it: {title}.** {link}"]

    def _line(self, lines: list[str], number: int) -> int:
        """Take in a line of prose; return the number of the next."""
        line = lines[number]
        if number in self.unsaid:
            return number + 1
        if number in self.questions:
            self._end_of_prose()
            self.question = self.questions[number]
            self.prose.append(f"**{questions.KINDS[self.question.kind]}.**")
        elif self.question and line.startswith("</div>"):
            self._end_of_prose()
            self.question, self.summary = None, ""
        elif self.question and number + 1 == self.question.choices[0].line:
            return self._choices(self.question, lines)
        elif self.question and number + 1 in self.question.table:  # other numbers, for the page alone
            return self.question.table.stop - 1
        elif _DETAILS.match(line):
            self._end_of_prose()
            self.summary, self.first = "Show more", True
        elif self.summary and (match := _SUMMARY.match(line)):
            self.summary = match[1]
        elif self.summary and line.startswith("</details>"):
            self._end_of_prose()
            self.summary = ""
        elif match := _OPENED.fullmatch(line.strip()):
            self.elements.append(match[1])
            if "-" in match[1]:  # the name of a widget has a hyphen, that of an element of HTML has none
                self.prose.append(
                    f"*[On the page]({self.address}) this part is a widget to try things out with.*"
                )
        elif (match := _CLOSED.fullmatch(line.strip())) and match[1] in self.elements:
            self.elements.remove(match[1])
        elif _NOTE.match(line):
            return _end_of_note(lines, number)
        elif match := _CALLOUT.match(line):
            self.prose += [f"{match[1]}**{match[2].capitalize()}**", match[1].rstrip()]
        else:
            adapted = _INLINE.sub(self._inline, line)
            if adapted.strip() or not line.strip():
                self.prose.append(adapted)
        return number + 1

    def _choices(self, question: Question, lines: list[str]) -> int:
        """Take in the list of a question: what there is to choose, and then the answer."""
        choices = [
            (
                choice.right,
                *(_INLINE.sub(self._inline, " ".join(t.split())) for t in (choice.text, choice.why)),
            )
            for choice in question.choices
        ]
        if not question.key:
            self.prose += [f"- {text}" for _, text, _ in choices]
        self._end_of_prose()
        self.summary, self.first = "Show the answer", True
        if question.kind == "number":
            self.prose += [f"The answer is **{question.key}**.", ""]
        elif question.kind == "prints":
            self.prose += ["The answer is what the block above prints.", ""]
        for right, text, why in choices:
            mark = "" if question.key else "**Right:** " if right else "Wrong: "
            self.prose.append(f"- {mark}{text}{questions.DASH}{why}")
        end = question.choices[-1].line
        while lines[end].startswith(" ") and lines[end].strip():
            end += 1
        return end

    def _inline(self, match: re.Match[str]) -> str:
        if match["note"]:
            if match["note"] not in self.notes:
                return match[0]
            if match["note"] not in self.order:
                self.order.append(match["note"])
            return f"<sup>{self.order.index(match['note']) + 1}</sup>"
        if match["target"]:
            return f"]({self._absolute(match['target'])}"
        return match["keep"] or ""

    def _absolute(self, target: str) -> str:
        """Return the address of what a page links to by the name of its source."""
        path, mark, anchor = target.partition("#")
        if "://" in path or path.startswith("mailto:"):
            return target
        page = PurePosixPath(self.chapter.uri)
        # Pages are folders on the site, so that of docs/labs/digits.md is one level deeper than its source.
        depth = len(page.parent.parts) + (page.stem != "index")
        home = urljoin(self.address, "../" * depth)
        source = (page.parent / path).as_posix() if path else page.as_posix()
        source = re.sub(r"(^|/)index\.md$", r"\1", source)
        return urljoin(home, re.sub(r"\.md$", "/", source)) + mark + anchor

    def _note(self, key: str) -> str:
        return f"{self.order.index(key) + 1}. {_INLINE.sub(self._inline, self.notes[key])}"

    def _end_of_prose(self) -> None:
        text = "\n".join(self.prose).strip("\n")
        self.prose = []
        if text.strip():
            self._add(re.sub(r"\n{3,}", "\n\n", text))

    def _add(self, text: str, block: Block | None = None) -> None:
        asks = self.question is not None and self.question.kind == "prints" and not self.summary
        self.cells.append(
            Cell(
                text,
                block,
                self.summary,
                first=bool(self.summary) and self.first,
                asks=asks and block is not None,
            )
        )
        self.first = False


def _end_of_note(lines: list[str], number: int) -> int:
    """Return the number of the line behind the footnote that a line begins."""
    number += 1
    while number < len(lines) and lines[number].startswith("    "):
        number += 1
    return number
