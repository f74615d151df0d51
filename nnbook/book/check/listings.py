"""Listings: definitions in a chapter that must equal the library's, to the letter."""

import ast
from functools import lru_cache
from pathlib import Path

from nnbook.book.content.imports import parsed


def public_definitions(library: Path | None) -> dict[str, str]:
    """Map the name of each public function and class of the library in that folder to its source.

    The files are read, not imported: the answer is what stands there now, also while a server runs.
    """
    files = sorted(library.glob("*.py")) if library else []
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
