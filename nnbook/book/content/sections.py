"""The sections of a page, from one `##` heading to the next: what each is for, and how long it takes.

A chapter says under each of its headings what the section is for, in an emphasised paragraph of its own:

    ## Weights and bias

    *After this section you can compute a neuron's output by hand.*

Where one section has such a goal, each other one has one, too, but for those that are practice alone:
questions and tasks, and the words that pose them.

How long a section takes is an estimate by the rates below, for a reader who wants to learn it. What is folded
is left out: a second reading, a solution, the code of a figure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from nnbook.book.content import faded, questions
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.errors import ChapterError

OPENING = "After this section you can "
LONGEST = 120  # characters of a goal, two lines of a page: whoever needs more names a topic, or two abilities

# Carver's reading rates (Journal of Reading 36, 1992) are 300 words a minute to follow an ordinary text, 200
# to learn from one and 138 to know it by heart. Here people read to learn.
WORDS_A_MINUTE = 200
# Whoever inspects code above some 300 to 500 lines an hour finds less and less of what is wrong in it (Cohen,
# Best Kept Secrets of Peer Code Review, 2006). 6 lines a minute are 360 an hour.
LINES_A_MINUTE = 6
# A display has some twenty signs, each to be matched with a word of the text around it.
FORMULA = 0.5  # minutes
# The axes, what is drawn, and what the text says of it: about as long as sixty words of a description take.
FIGURE = 0.3
# A minute for each choice is what those who write tests plan with, and here are explanations to read.
QUESTION = 1.5
# A task of a few lines of code, tried once or twice before it passes. People differ most here.
TASK = 10.0
# To put the pieces of a solution in order takes about half as long as to write it (Zhi, Chi, Barnes and
# Price, ICER 2019).
REBUILD = TASK / 2
# A step of a calculation by hand: a product or two and a sum, or the like to follow.
BLANK = 0.8
SHOWN_STEP = 0.3
# Words that pose one question or task. A section with more of them for each teaches something.
POSING = 100

_SHOWN_LINES = ("python", "lie")
_TEX = re.compile(r"(?<![\\$])\$[^$]+\$")
_SOLUTION = re.compile(r'<details\b[^>]*\bclass="solution"', re.IGNORECASE)


@dataclass
class Section:
    """A section of a page, or what stands before the first one.

    Attributes
    ----------
    line : int
        That of its heading; 1 before the first one.
    title : str
        Its heading, as Markdown; empty before the first one.
    goal : str
        What a reader can do after it, as plain text; empty where it does not say.
    reading, practice : float
        Minutes for its text, and for its questions and tasks.
    """

    line: int = 1
    title: str = ""
    goal: str = ""
    reading: float = 0.0
    practice: float = 0.0
    words: int = 0
    shows: bool = False  # code, a figure or a table
    asks: int = 0  # questions and tasks

    @property
    def is_practice(self) -> bool:
        """Whether it is made of questions and tasks, and of the words that pose them."""
        return self.asks > 0 and not self.shows and self.words <= POSING * self.asks

    @property
    def minutes(self) -> int:
        """How long it takes with its questions and tasks, in whole minutes; one at the least."""
        return max(1, round(self.reading + self.practice))


def sections(chapter: Chapter) -> list[Section]:
    """Read the sections of a page; the first one is what stands before the first `##`.

    Raises
    ------
    ChapterError
        If the page cannot be read, or a goal stands in another place than under a heading, is not an
        emphasised paragraph of its own, is too long or no sentence, or is missing where others have one.
    """
    found = list(_measured(chapter))
    _take_goals(chapter, found)
    if any(section.goal for section in found):
        for section in found[1:]:
            if not section.goal and not section.is_practice:
                problem = (
                    f"the section {section.title!r} says not what it is for, as others of the page do: "
                    f"under its heading stands *{OPENING}…*, alone, and at most {LONGEST} characters long"
                )
                raise ChapterError(chapter.path, section.line, problem)
    return found


def has_goals(chapter: Chapter) -> bool:
    """Tell, without parsing it, whether a page may have goals: all others can do without their sections."""
    return OPENING.strip() in chapter.text


def _measured(chapter: Chapter) -> Iterator[Section]:
    """Find the sections of a page with all but their goals."""
    asked = {question.line: question.end for question in questions.questions(chapter)}
    faded_at = {example.line: example for example in faded.examples(chapter)}
    codes = {block.line: block for block in chapter.blocks}
    section, line, end, after_task = Section(), 1, 0, False
    opened = False
    for token in chapter.tokens:
        if token.map:
            line = token.map[0] + 1
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0:
            yield section
            section, opened, after_task = Section(line), True, False
        elif token.type == "inline" and opened:
            section.title, opened = token.content, False
        if line in asked and line > end:
            end = asked[line]
            section.practice += QUESTION
            section.asks += 1
            after_task = False
        if line in faded_at and line > end:
            example = faded_at[line]
            end = example.end
            section.practice += BLANK * len(example.blanks)
            section.reading += SHOWN_STEP * (len(example.steps) - len(example.blanks))
            section.asks += bool(example.blanks)
            after_task = False
        if line <= end:
            continue
        if token.type == "html_block" and _SOLUTION.search(token.content) and not chapter.is_folded(line):
            if not after_task:  # a task that has no card
                section.practice += TASK
                section.asks += 1
            after_task = False
        if chapter.is_folded(line):
            continue
        if token.type == "inline" and not token.content.startswith("[^"):
            words = _words(token)
            section.words += words
            section.reading += words / WORDS_A_MINUTE
            after_task = False
        elif token.type == "table_open":
            section.shows = True
        elif token.type == "fence":
            language = token.info.split()[0]
            after_task = language == "exercise"
            if language == "math":
                section.reading += FORMULA
            elif language in ("exercise", "rebuild"):
                section.practice += TASK if language == "exercise" else REBUILD
                section.asks += 1
            elif language in _SHOWN_LINES:
                section.shows = True
                figure = line in codes and "alt" in codes[line].options
                lines = sum(bool(text.strip()) for text in token.content.split("\n"))
                section.reading += FIGURE if figure else lines / LINES_A_MINUTE
    yield section


def _words(token: Token) -> int:
    """Count the words of a text; a piece of code or a formula within a line is one."""
    text = "".join(
        child.content if child.type == "text" else " code " if child.type == "code_inline" else " "
        for child in token.children or []
        if child.type in ("text", "code_inline", "softbreak", "hardbreak")
    )
    return len(_TEX.sub("formula", text).split())


def _take_goals(chapter: Chapter, found: list[Section]) -> None:
    """Give each section its goal, and refuse what is one at another place or in another form."""
    headings = {section.line: section for section in found[1:]}
    before: Section | None = None  # the section whose heading stands straight above
    for opening, token in zip(chapter.tokens, chapter.tokens[1:], strict=False):
        if opening.map is None or opening.nesting != 1 and token.type != "inline":
            continue
        line = opening.map[0] + 1
        if opening.type == "paragraph_open" and (text := _plain(token)).startswith(OPENING.strip()):
            if problem := _wrong(text, token, before if opening.level == 0 else None):
                raise ChapterError(chapter.path, line, problem)
            assert before is not None
            before.goal = text
        if token.type == "inline":
            before = headings.get(line) if opening.type == "heading_open" else None


def _plain(token: Token) -> str:
    """Return the text of a paragraph without its marks; a line end is a blank."""
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or []
    ).replace("$", "")


def _wrong(text: str, token: Token, section: Section | None) -> str | None:
    """Return what is wrong with a goal."""
    marks = [child for child in token.children or [] if child.content or child.nesting]
    opens, closes = marks[0], marks[-1]
    if not (
        opens.type == "em_open"
        and closes.type == "em_close"
        and all(child.level > opens.level for child in marks[1:-1])
    ):
        return f"the goal of a section is an emphasised paragraph, *{OPENING}…*, with nothing beside it"
    if section is None:
        return "the goal of a section stands straight under its ## heading"
    if len(text) > LONGEST:
        return (
            f"the goal of a section has at most {LONGEST} characters, got {len(text)}: one ability is enough"
        )
    if not text.startswith(OPENING) or not text.endswith(".") or re.search(r"[.!?] +[A-Z]", text):
        return f"the goal of a section is one sentence, from {OPENING!r} to its full stop; got {text!r}"
    return None


def spoken(minutes: float) -> str:
    """Write a time as people say it, no finer than it is known: "4 minutes", "45 minutes", "1½ hours"."""
    if minutes < 9.5:
        whole = max(1, round(minutes))
        return "1 minute" if whole == 1 else f"{whole} minutes"
    if minutes < 87.5:
        return f"{5 * round(minutes / 5)} minutes"
    halves = round(minutes / 30)
    return f"{halves // 2}{'½' if halves % 2 else ''} hours"


def length(found: list[Section]) -> str:
    """Say how long a page takes, its practice apart."""
    reading = sum(section.reading for section in found)
    practice = sum(section.practice for section in found)
    said = f"About {spoken(reading)} to read"
    return f"{said}, and {spoken(practice)} to practise" if practice else said
