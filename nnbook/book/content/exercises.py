"""Read an exercise: one Python file in cells, which plain Python tools and people can read as it stands.

The first line is the title, as a comment. A line `# continues: <name>` under it says that the answer goes on
from that to another exercise: it finds defined what that one asks for. Then come the cells `# %% starter`,
`# %% hint`, `# %% solution`, `# %% checks` and, for each known misunderstanding, `# %% wrong: in a few
words`, a wrong answer with the comment above its code as the hint. `nnbook.book.run.grader` says how the
checks are written.
"""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

from nnbook.book.content.chapter import Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.fences import Fence
from nnbook.book.content.imports import parsed
from nnbook.book.run.grader import Mistake

FOLDER = "exercises"  # below docs/; its files are material for the chapters, not pages
_SOLUTION = re.compile(r'\s*<details class="solution".*?</details>', re.DOTALL)
_CELL = re.compile(r"^# %% ?(.*)$")
_CONTINUES = re.compile(r"^# continues: *(\S+) *$", re.MULTILINE)
_PARTS = ("starter", "hint", "solution", "checks")


@dataclass(frozen=True)
class Exercise:
    """A task that the reader solves in the page.

    Attributes
    ----------
    path : Path
        Its file.
    title, hint : str
        Plain text with code between backticks.
    starter, solution, checks : str
        Code.
    mistakes : tuple of Mistake
        The named wrong answers.
    before : tuple of Exercise
        Those whose answers stand in the reader's file before this one, the first first.
    starts : dict of str to int
        The lines in which its cells begin, by their names.
    """

    path: Path
    title: str
    starter: str
    hint: str
    solution: str
    checks: str
    mistakes: tuple[Mistake, ...]
    before: tuple["Exercise", ...] = ()
    starts: dict[str, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def id(self) -> str:
        """The name by which a chapter calls it."""
        return self.path.stem

    @property
    def earlier(self) -> str:
        """The code that the book's own answers put before this one."""
        return "\n\n".join(exercise.solution for exercise in self.before)

    @property
    def asked(self) -> tuple[str, ...]:
        """The names that an answer has to define, in the order in which the checks want them."""
        functions = [node for node in parsed(self.checks).body if isinstance(node, ast.FunctionDef)]
        names = [argument.arg for f in functions if f.name.startswith("check_") for argument in f.args.args]
        return tuple(dict.fromkeys(names))


def read(path: Path, chain: tuple[str, ...] = ()) -> Exercise:
    """Read an exercise from its file; `chain` names those that continue it.

    Raises
    ------
    ChapterError
        Where the file has no title, a part is missing, there twice or of an unknown name, a wrong answer has
        no hint, the checks check nothing, or what it continues is not there or continues this one.
    """
    cells: dict[str, str] = {}
    starts: dict[str, int] = {}
    name, line = "", 1
    for number, text in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        match = _CELL.match(text)
        if match is None:
            cells[name] = cells.get(name, "") + f"{text}\n"
            continue
        name, line = match[1].strip(), number
        if name not in _PARTS and not name.startswith("wrong: "):
            raise ChapterError(path, line, f"a cell is one of {', '.join(_PARTS)} or wrong: …, got {name!r}")
        if name in cells:
            raise ChapterError(path, line, f"there are two cells {name!r}")
        cells[name], starts[name] = "", number
    head = cells.get("", "")
    continues = _CONTINUES.search(head)
    title, code = _comment(_CONTINUES.sub("", head))
    if not title or code:
        raise ChapterError(path, 1, "the first line is the title, as a comment, and then come the cells")
    for part in _PARTS:
        if not cells.get(part, "").strip():
            raise ChapterError(path, 1, f"the cell {part!r} is missing or empty")
    hint, code = _comment(cells["hint"])
    if not hint or code:
        raise ChapterError(path, 1, "a hint is a comment and nothing else")
    mistakes = tuple(_mistake(path, name, text) for name, text in cells.items() if name.startswith("wrong: "))
    starter, solution, checks = (cells[part].strip("\n") + "\n" for part in ("starter", "solution", "checks"))
    before = _before(path, continues[1], chain) if continues else ()
    exercise = Exercise(path, title, starter, hint, solution, checks, mistakes, before, starts)
    if not exercise.asked:
        raise ChapterError(path, 1, "no check asks for a name: write `def check_…(name): …`")
    return exercise


def _before(path: Path, name: str, chain: tuple[str, ...]) -> tuple[Exercise, ...]:
    """Read the exercise that one continues, and those that come before that."""
    chain = (path.stem, *chain)
    if name in chain:
        raise ChapterError(path, 2, f"exercises continue each other in a circle: {', '.join([name, *chain])}")
    if not path.with_name(f"{name}.py").exists():
        raise ChapterError(path, 2, f"it continues {name!r}, and no exercise beside it is called so")
    last = read(path.with_name(f"{name}.py"), chain)
    return (*last.before, last)


def find(chapter: Chapter, line: int, name: str) -> Exercise:
    """Read the exercise that the chapter calls `name` in `line`.

    Raises
    ------
    ChapterError
        If there is none of that name, or it is not as an exercise should be.
    """
    folder = chapter.docs / FOLDER
    known = sorted(path.stem for path in folder.glob("*.py"))
    if name not in known:
        raise ChapterError(
            chapter.path, line, f"no exercise is called {name!r}; there are {', '.join(known) or 'none'}"
        )
    return read(folder / f"{name}.py")


def fences(chapter: Chapter) -> list[Fence]:
    """Return the exercise fences of a chapter in their order; the content of each is a name."""
    return [fence for fence in chapter.fences if fence.language == "exercise"]


def solved_below(chapter: Chapter, end: int, exercise: Exercise) -> bool:
    """Tell whether the chapter's own solution comes after line `end` and defines all that is asked for."""
    solution = _SOLUTION.match("\n".join(chapter.text.split("\n")[end:]))
    return solution is not None and all(
        re.search(rf"^(def {name}\(|{name} = )", solution[0], re.MULTILINE) for name in exercise.asked
    )


def _mistake(path: Path, name: str, text: str) -> Mistake:
    hint, code = _comment(text)
    if not hint or not code:
        raise ChapterError(path, 1, f"the cell {name!r} needs a hint, as a comment, and under it the code")
    return Mistake(name.removeprefix("wrong: "), hint, code)


def _comment(text: str) -> tuple[str, str]:
    """Part a cell into the comment at its top, as one line of text, and the code under it."""
    lines = text.strip("\n").split("\n")
    end = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    words = " ".join(line.lstrip("#").strip() for line in lines[:end])
    code = "\n".join(lines[end:]).strip("\n")
    return words.strip(), code and f"{code}\n"
