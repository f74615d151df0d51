"""Which modules of the library a piece of code reaches, read from its import statements."""

import ast
from functools import lru_cache
from pathlib import Path

from nnbook.book.listings import LIBRARY


@lru_cache(maxsize=1024)  # a page's blocks reach the same few modules again and again
def imports(source: str) -> frozenset[str]:
    """Name the modules that `source` imports, anywhere in it.

    `from nnbook import plots` counts as `nnbook.plots`: the name may be a module.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def library_files(source: str) -> set[Path]:
    """List the files of the library that `source` imports, directly or through each other."""
    known = {f"nnbook.{file.stem}": file for file in LIBRARY.glob("*.py")}
    found: set[Path] = {LIBRARY / "__init__.py"}
    waiting = [source]
    while waiting:
        new = {known[name] for name in imports(waiting.pop()) & known.keys()} - found
        found |= new
        waiting += [_read(file, file.stat().st_mtime_ns) for file in new]
    return found


@lru_cache
def _read(file: Path, changed: int) -> str:
    return file.read_text(encoding="utf-8")
