"""Read a rebuild: a fence that names an exercise, whose solution the reader puts together from its lines.

    ```rebuild
    one-neuron
    ```

Nothing is written twice. The lines are those of the exercise's solution, from the first to the last of the
names that its checks ask for; what imports, and the line that opens the first function, is given. Among them
stand wrong lines: those by which a named wrong answer differs, where that is one line alone.

A line carries its indentation. What is to be learnt is which computation comes when; how Python marks a loop
is not, and lines that move sideways as well are twice the work by keyboard.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from nnbook.book.content import exercises
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.exercises import Exercise
from nnbook.book.content.fences import Fence
from nnbook.book.content.imports import parsed
from nnbook.book.run.grader import Mistake

MOST = 3  # wrong lines: each more is one to read, and teaches less than the one before
_SILENT = (
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
    tokenize.ENDMARKER,
)


@dataclass(frozen=True)
class Wrong:
    """A line that does not belong into the answer.

    Attributes
    ----------
    text : str
        With its indentation.
    place : int
        Which line of the solution it stands for, counted from 0.
    mistake : Mistake
        The named wrong answer that has it.
    """

    text: str
    place: int
    mistake: Mistake


@dataclass(frozen=True)
class Rebuild:
    """A solution to put together.

    Attributes
    ----------
    exercise : Exercise
    given : str
        The code that stands above the reader's lines.
    lines : tuple of str
        Those of the solution, in its order. One that goes on below, within brackets, is one.
    wrong : tuple of Wrong
    """

    exercise: Exercise
    given: str
    lines: tuple[str, ...]
    wrong: tuple[Wrong, ...]

    @property
    def id(self) -> str:
        """The name of its exercise."""
        return self.exercise.id

    def code(self, lines: tuple[str, ...]) -> str:
        """Return the answer that is made of these lines."""
        return "\n".join([self.given.rstrip("\n"), *lines]) + "\n"

    def with_wrong(self, wrong: Wrong) -> tuple[str, ...]:
        """Return the lines of the solution with a wrong one in its place."""
        return (*self.lines[: wrong.place], wrong.text, *self.lines[wrong.place + 1 :])


def fences(chapter: Chapter) -> list[Fence]:
    """Return the rebuild fences of a chapter in their order; the content of each is a name."""
    return [fence for fence in chapter.fences if fence.language == "rebuild"]


def find(chapter: Chapter, line: int, name: str) -> Rebuild:
    """Read the rebuild of the exercise that the chapter calls `name` in `line`.

    Raises
    ------
    ChapterError
        If there is none of that name, or its lines are not as those of a rebuild should be.
    """
    return of(exercises.find(chapter, line, name))


def of(exercise: Exercise) -> Rebuild:
    """Take the solution of an exercise to pieces.

    Raises
    ------
    ChapterError
        If the exercise continues another, fewer than two lines are to be put in order, no wrong answer
        differs by one line alone, or a wrong line is one of the solution.
    """
    if exercise.before:
        problem = "an exercise that continues another is not taken to pieces: its lines alone do not run"
        raise ChapterError(exercise.path, exercise.starts["solution"], problem)
    parts = _parts(exercise.solution, exercise.asked)
    lines = [line for part in parts.values() for line in part]
    opening = lines.pop(0) if lines[0].startswith(("def ", "class ")) else ""
    if len(lines) < 2:
        problem = f"the solution has {len(lines)} line to put in order, and a rebuild needs two or more"
        raise ChapterError(exercise.path, exercise.starts["solution"], problem)
    wrong: dict[str, Wrong] = {}
    for mistake in exercise.mistakes:
        text, place = differing_line(exercise, mistake) or ("", -1)
        place -= bool(opening)
        if place < 0:  # it differs by more, or by the line that is given
            continue
        if _words(text) in map(_words, lines):
            problem = f"the wrong line `{text.strip()}` is a line of the solution, too"
            raise ChapterError(exercise.path, exercise.starts[f"wrong: {mistake.name}"], problem)
        wrong.setdefault(text, Wrong(text, place, mistake))
    if not wrong:
        problem = "no wrong answer differs from the solution by one line alone: a rebuild needs a wrong line"
        raise ChapterError(exercise.path, exercise.starts["solution"], problem)
    chosen = tuple(wrong.values())[:MOST]
    imports = _imports(exercise.solution, [*lines, *(one.text for one in chosen)])
    given = "\n\n\n".join(filter(None, [imports, opening]))
    return Rebuild(exercise, given, tuple(lines), chosen)


def _imports(code: str, lines: list[str]) -> str:
    """Return those of the imports of a solution that some of the lines use."""
    used = set(re.findall(r"\w+", "\n".join(lines)))
    found = [
        ast.unparse(node)
        for node in parsed(code).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        and used & {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    ]
    return "\n".join(found)


def differing_line(exercise: Exercise, mistake: Mistake) -> tuple[str, int] | None:
    """Return the one line by which a wrong answer differs, and its place; None where there is more."""
    parts = _parts(exercise.solution, exercise.asked)
    theirs = _parts(mistake.code, exercise.asked)
    other = parts | {name: part for name, part in theirs.items() if name in parts}
    ours, lines = ([line for part in all_of.values() for line in part] for all_of in (parts, other))
    if len(ours) != len(lines):
        return None
    pairs = enumerate(zip(ours, lines, strict=True))
    differing = [(line, n) for n, (right, line) in pairs if _words(right) != _words(line)]
    return differing[0] if len(differing) == 1 else None


def _parts(code: str, asked: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the lines of the statements between which lies what is asked, by what they define."""
    body = parsed(code).body
    found = _asked(body, asked)
    if not found:
        return {}
    inner = body[body.index(found[0]) : body.index(found[-1]) + 1]
    lines = code.split("\n")
    parts: dict[str, list[str]] = {}
    for node in inner:
        text = "\n".join(lines[_start(node) - 1 : node.end_lineno]) + "\n"
        name = _name(node) or ast.unparse(node)
        while name in parts:  # what is defined again is another part
            name += "'"
        parts[name] = list(_logical(text))
    return parts


def _asked(body: list[ast.stmt], asked: tuple[str, ...]) -> list[ast.stmt]:
    return [node for node in body if _name(node) in asked]


def _name(node: ast.stmt) -> str:
    """Return what a statement defines; empty where that is nothing, or more than one name."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return ""


def _start(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _logical(code: str) -> Iterator[str]:
    """Cut code into lines as Python counts them, without comments: these would tell which line is right."""
    rows = code.split("\n")
    start = 1
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        row = token.start[0]
        if token.type == tokenize.COMMENT:
            rows[row - 1] = rows[row - 1][: token.start[1]].rstrip()
        elif token.type == tokenize.NEWLINE:
            yield "\n".join(text for text in rows[start - 1 : row] if text.strip())
            start = row + 1


def _words(line: str) -> list[str]:
    """Return what a line says, however it is set."""
    tokens = tokenize.generate_tokens(io.StringIO(f"{line.strip()}\n").readline)
    return [token.string for token in tokens if token.type not in _SILENT]
