"""Listings: definitions in a chapter that must equal the library's, to the letter."""

import ast
from functools import lru_cache
from pathlib import Path

import nnbook

LIBRARY = Path(nnbook.__file__).parent


def public_definitions() -> dict[str, str]:
    """Map the name of each public function and class of the library to its source.

    The files are read, not imported: the answer is what stands there now, also while a server runs.
    """
    files = sorted(LIBRARY.glob("*.py"))
    return _definitions_of(tuple((file, file.stat().st_mtime_ns) for file in files))


@lru_cache(maxsize=1)
def _definitions_of(files: tuple[tuple[Path, int], ...]) -> dict[str, str]:
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
        body = ast.parse(source).body
    except SyntaxError:
        return []
    lines = source.splitlines()
    found = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            last = node.end_lineno or node.lineno
            found.append((node.name, "\n".join(lines[first - 1 : last]), (first, last)))
    return found


def drifted(source: str) -> list[tuple[str, str, str]]:
    """List `(name, here, library)` for each definition in `source` that differs from the library's."""
    found = definitions(source)
    library = public_definitions() if found else {}
    return [
        (name, here, library[name]) for name, here, _ in found if name in library and here != library[name]
    ]


def renewed(source: str) -> str:
    """Return `source` with each drifted definition replaced by the library's."""
    library = public_definitions()
    lines = source.splitlines()
    for name, _, (first, last) in reversed(definitions(source)):
        if name in library:
            lines[first - 1 : last] = library[name].splitlines()
    return "\n".join(lines) + "\n"
