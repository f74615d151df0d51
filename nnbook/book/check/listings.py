"""Listings: definitions in a chapter that must equal the library's core, to the letter.

The core of a definition is what somebody learns who types it: without annotations, with the first line of the
docstring, and without the decorators `checked` and `checked_method`, which look at the arguments before the
function runs.
"""

import ast
from collections.abc import Iterator
from functools import lru_cache
from io import StringIO
from pathlib import Path
from tokenize import OP, generate_tokens

from nnbook.book.content.imports import parsed


def public_definitions(library: Path | None) -> dict[str, str]:
    """Map the name of each public function and class of the library in that folder to its core.

    The files are read, not imported: the answer is what stands there now, also while a server runs.
    """
    return _cores_of(_state(library))


def full_texts(source: str, library: Path | None) -> dict[str, str]:
    """Map the name of each definition in `source` of which the library has more to all that it has."""
    found = definitions(source)
    texts = _texts_of(_state(library)) if found else {}
    return {name: texts[name] for name, here, _ in found if texts.get(name, here) != here}


_State = tuple[tuple[Path, int], ...]  # the files of a library, and when each was written


def _state(library: Path | None) -> _State:
    files = sorted(library.glob("*.py")) if library else []
    return tuple((file, file.stat().st_mtime_ns) for file in files)


WIDTH = 80  # of a line, as ruff lays out what stands in a chapter
CHECKS = ("checked", "checked_method")  # the decorators that a core is without


@lru_cache(maxsize=1)
def _cores_of(files: _State) -> dict[str, str]:
    return {name: core(text) for name, text in _texts_of(files).items()}


@lru_cache(maxsize=1)
def _texts_of(files: _State) -> dict[str, str]:
    return {
        name: source
        for file, _ in files
        for name, source, _ in definitions(file.read_text(encoding="utf-8"))
        if not name.startswith("_")
    }


def definitions(source: str) -> list[tuple[str, str, tuple[int, int]]]:
    """List the top-level functions and classes of `source`.

    Returns
    -------
    list of (name, source, (first, last))
        With decorators; lines count from 1. Empty where `source` is not Python.
    """
    try:
        body = parsed(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    lines = source.splitlines()
    found = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            last = node.end_lineno or node.lineno
            found.append((node.name, "\n".join(lines[first - 1 : last]), (first, last)))
    return found


def core(source: str) -> str:
    """Return the core of a definition.

    Only the heads of functions are laid out anew; comments and line breaks of the rest stay.
    """
    tree, lines = parsed(source), source.splitlines()
    edits = [edit for node in ast.walk(tree) for edit in _edits(node, source)]
    for (line, column), (last, end), text in sorted(edits, reverse=True):
        before, after = lines[line - 1].encode()[:column].decode(), lines[last - 1].encode()[end:].decode()
        joined = before + text + after
        lines[line - 1 : last] = [joined] if joined.strip() else []
    return "\n".join(lines)


_Place = tuple[int, int]  # a line from 1, and bytes into it


def _edits(node: ast.AST, source: str) -> Iterator[tuple[_Place, _Place, str]]:
    """Yield from where to where something else stands in the core, and what."""
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        yield _end(node.target), (node.value.lineno, node.value.col_offset), " = "
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) in CHECKS:
            yield (decorator.lineno, 0), _end(decorator), ""
    text = ast.get_docstring(node)
    if text and "\n" in text:
        docstring = node.body[0]
        yield (docstring.lineno, docstring.col_offset), _end(docstring), f'"""{text.splitlines()[0]}"""'
    if not isinstance(node, ast.ClassDef):
        yield (node.lineno, node.col_offset), _head_end(node, source), _head(node, source)


def _end(node: ast.expr | ast.stmt) -> _Place:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


def _head(node: ast.FunctionDef | ast.AsyncFunctionDef, source: str) -> str:
    """Return the head of a function without its annotations."""
    kind = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    arguments = ", ".join(_arguments(node.args, source))
    head = f"{kind} {node.name}({arguments}):"
    if node.col_offset + len(head) <= WIDTH:
        return head
    inner, outer = " " * (node.col_offset + 4), " " * node.col_offset
    each = (
        [arguments] if len(inner + arguments) <= WIDTH else [f"{a}," for a in _arguments(node.args, source)]
    )
    lines = "\n".join(inner + line for line in each)
    return f"{kind} {node.name}(\n{lines}\n{outer}):"


def _arguments(given: ast.arguments, source: str) -> Iterator[str]:
    """Yield the arguments of a function as they stand in its head, without their annotations."""
    named = [*given.posonlyargs, *given.args]
    defaults: list[ast.expr | None] = [None] * (len(named) - len(given.defaults))
    for number, (name, default) in enumerate(zip(named, [*defaults, *given.defaults], strict=True)):
        yield _argument(name, default, source)
        if number + 1 == len(given.posonlyargs):
            yield "/"
    if given.vararg:
        yield f"*{given.vararg.arg}"
    elif given.kwonlyargs:
        yield "*"
    for name, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        yield _argument(name, default, source)
    if given.kwarg:
        yield f"**{given.kwarg.arg}"


def _argument(name: ast.arg, default: ast.expr | None, source: str) -> str:
    return name.arg if default is None else f"{name.arg}={ast.get_source_segment(source, default)}"


def _head_end(node: ast.FunctionDef | ast.AsyncFunctionDef, source: str) -> _Place:
    """Return where the colon ends that closes the head of a function."""
    depth = 0
    for token in generate_tokens(StringIO(source).readline):
        if token.start < (node.lineno, node.col_offset) or token.type != OP:
            continue
        depth += (token.string in "([{") - (token.string in ")]}")
        if depth == 0 and token.string == ":":
            return token.end[0], len(token.line[: token.end[1]].encode())
    raise LookupError(f"the head of {node.name} has no end")


def drifted(source: str, library: Path | None) -> list[tuple[str, str, str]]:
    """List `(name, here, library)` for each definition in `source` that differs from the library's."""
    found = definitions(source)
    public = public_definitions(library) if found else {}
    return [(name, here, public[name]) for name, here, _ in found if name in public and here != public[name]]


def renewed(source: str, library: Path | None) -> str:
    """Return `source` with each drifted definition replaced by the library's."""
    public = public_definitions(library)
    lines = source.splitlines()
    for name, _, (first, last) in reversed(definitions(source)):
        if name in public:
            lines[first - 1 : last] = public[name].splitlines()
    return "\n".join(lines) + "\n"
