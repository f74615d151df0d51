"""Count the code that a page shows: `python -m nnbook.book.check.counts [PAGE …]`.

A page is named as in the navigation, with its suffix or without; without names, the pages of the navigation
that show code are counted. Nothing runs, so the answer is there at once; that is why this is a command of its
own, and no part of `python -m nnbook.book.check`, which takes minutes.

A line is counted where a reader meets it without opening anything: the lines of Python blocks that are not
blank, without the blocks with an alt text, whose code is folded under the figure, and without what stands
within `<details>`. The block under the list of a question is not counted either: its form folds it under the
answer. What a question asks about, the block above its list, is counted.

Each counted line is one of these, by the syntax tree:

imports
    A line of an `import` statement.
docstrings
    A line of the text that opens a module, a class or a function.
drawing
    A line of a statement that uses a name of Matplotlib, or of a module of the library that imports it, or a
    name that such a statement has bound, as `ax` is.
checks
    A line of `raise`, of a decorator that a core is without, or of a statement that uses a name of the
    library's module `validation`.
network
    All the rest: what the page is about. Code that is shown and is not Python counts here, too.

The head of a compound statement, such as a loop, is of the kind of what stands in it, docstrings aside, where
all of that is of one kind; else it is about the network. A comment and an `else:` are of the kind of the line
below.
"""

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from nnbook.book.check.listings import CHECKS
from nnbook.book.content import questions
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.imports import imports, parsed

KINDS = ("network", "imports", "docstrings", "drawing", "checks")
_PARTS = ("body", "orelse", "finalbody")


def visible_blocks(chapter: Chapter) -> list[Block]:
    """Return the blocks of a page whose code a reader meets without opening anything.

    Raises
    ------
    ChapterError
        If the page cannot be read.
    """
    proofs = [question.proof for question in questions.questions(chapter)]
    return [
        block
        for block in chapter.blocks
        if "alt" not in block.options and not chapter.is_folded(block.line) and block not in proofs
    ]


def count(chapter: Chapter, library: Path | None) -> Counter[str]:
    """Count the visible lines of a page by their kind.

    Parameters
    ----------
    chapter : Chapter
    library : Path or None
        The folder of the library that the book teaches.

    Returns
    -------
    Counter
        By the names in `KINDS`.

    Raises
    ------
    ChapterError
        If the page cannot be read.
    """
    drawing = frozenset(_drawing_modules(library))
    checking = f"{library.name}.validation" if library else ""
    found: Counter[str] = Counter()
    for block in visible_blocks(chapter):
        found.update(kinds(block.source, drawing, checking))
    return found


def kinds(source: str, drawing: frozenset[str], checking: str) -> list[str]:
    """Name the kind of each line of a piece of code that is not blank.

    Parameters
    ----------
    source : str
    drawing : frozenset of str
        The modules of the library that draw.
    checking : str
        Its module that checks arguments.
    """
    lines = source.split("\n")
    counted = [number for number, line in enumerate(lines, 1) if line.strip()]
    try:
        body = parsed(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ["network"] * len(counted)
    known = _Kinds(drawing, checking)
    known.read(body, docstring=True)
    found: list[str] = []
    after = ""  # the kind of what stands below
    for number in reversed(counted):
        after = known.lines.get(number, after)
        found.append(after)
    last = next((kind for kind in found if kind), "network")  # comments at the end
    return [kind or last for kind in reversed(found)]


class _Kinds:
    """The kinds of the lines of a piece of code, as far as statements begin or go on there."""

    def __init__(self, drawing: frozenset[str], checking: str) -> None:
        self.lines: dict[int, str] = {}
        self.modules = {"drawing": drawing, "checks": frozenset({checking})}
        self.names: dict[str, str] = {}  # what draws or checks, and which of these

    def read(self, body: Sequence[ast.stmt], docstring: bool = False) -> list[str]:
        """Take the kinds of statements, in their order; return those of all that is no head."""
        found: list[str] = []
        for number, statement in enumerate(body):
            inner = list(_bodies(statement))
            if not inner:
                kind = (
                    "docstrings" if docstring and not number and _is_text(statement) else self._of(statement)
                )
                self._mark(statement.lineno, statement.end_lineno, kind)
                found.append(kind)
                continue
            begin, end = statement.lineno, inner[0][0].lineno - 1
            head = [child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)]
            draws = self._uses("drawing", head)
            self._bind(statement, "drawing" if draws else "")
            opens = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            within = [kind for part in inner for kind in self.read(part, docstring=opens)]
            alike = set(within) - {"docstrings"}
            only = next(iter(alike)) if len(alike) == 1 else "network"
            self._mark(begin, max(begin, end), "drawing" if draws else only)
            for decorator in getattr(statement, "decorator_list", ()):
                call = decorator.func if isinstance(decorator, ast.Call) else decorator
                kind = "checks" if ast.unparse(call) in CHECKS else "network"
                self._mark(decorator.lineno, decorator.end_lineno, kind)
            found += within
        return found

    def _mark(self, first: int, last: int | None, kind: str) -> None:
        for line in range(first, (last or first) + 1):
            self.lines.setdefault(line, kind)

    def _of(self, statement: ast.stmt) -> str:
        """Return the kind of a statement that holds no other one; take note of what it binds."""
        if isinstance(statement, ast.Import | ast.ImportFrom):
            self._import(statement)
            return "imports"
        if isinstance(statement, ast.Raise) or self._uses("checks", [statement]):
            return "checks"
        kind = "drawing" if self._uses("drawing", [statement]) else "network"
        self._bind(statement, kind if kind == "drawing" else "")
        return kind

    def _uses(self, kind: str, nodes: Sequence[ast.AST]) -> bool:
        return any(
            isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and self.names.get(node.id) == kind
            for top in nodes
            for node in ast.walk(top)
        )

    def _bind(self, statement: ast.stmt, kind: str) -> None:
        """Take note that the names which a statement binds come from what draws, or not."""
        targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
        targets += [item.optional_vars for item in getattr(statement, "items", ())]
        for target in filter(None, targets):
            for node in ast.walk(target):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    self.names[node.id] = kind

    def _import(self, statement: ast.Import | ast.ImportFrom) -> None:
        module = getattr(statement, "module", None)
        for alias in statement.names:
            paths = {module, f"{module}.{alias.name}"} if module else {alias.name}
            for kind, modules in self.modules.items():
                if any(path in modules or kind == "drawing" and _is_matplotlib(path) for path in paths):
                    self.names[alias.asname or alias.name.partition(".")[0]] = kind


def _bodies(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Find the statements that a compound statement holds, part by part."""
    for part in _PARTS:
        if found := getattr(statement, part, None):
            yield found
        if part == "body":
            for branch in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
                yield branch.body


def _is_text(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def _is_matplotlib(path: str) -> bool:
    return path.partition(".")[0] in ("matplotlib", "mpl_toolkits", "pylab")


def _drawing_modules(library: Path | None) -> Iterator[str]:
    """Find the modules of the library that import Matplotlib themselves."""
    for file in sorted(library.glob("*.py")) if library else []:
        if any(map(_is_matplotlib, imports(file.read_text(encoding="utf-8")))):
            yield f"{library.name}.{file.stem}" if library else ""


def line_of(name: str, found: Counter[str]) -> str:
    """Write the counts of a page as a line of the table."""
    total = found.total()
    share = f"{found['network'] / total:5.0%}" if total else "    -"
    return f"{name:<22}{total:>7}" + "".join(f"{found[kind]:>12}" for kind in KINDS) + f"{share:>8}"


def main(arguments: Sequence[str]) -> int:
    """Print a line a page, and the sum; return 1 where a page cannot be read, 2 where there is none."""
    book = Book.at(Path.cwd())
    by_name = {chapter.page_name: chapter for chapter in book.in_order}
    names = [Path(name).with_suffix("").as_posix() for name in arguments]
    if unknown := [name for name in names if name not in by_name]:
        print(f"no page is called {unknown[0]!r}; there are {', '.join(by_name)}")
        return 2
    failed = False
    whole: Counter[str] = Counter()
    print(f"{'page':<22}{'lines':>7}" + "".join(f"{kind:>12}" for kind in KINDS) + f"{'share':>8}")
    for name in names or by_name:
        try:
            found = count(by_name[name], book.library)
        except ChapterError as error:
            print(error)
            failed = True
            continue
        whole += found
        if found or names:
            print(line_of(name, found))
    print(line_of("in all", whole))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
