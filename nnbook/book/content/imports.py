"""Which modules of the library a piece of code reaches, read from its import statements."""

import ast
from functools import lru_cache
from pathlib import Path

from nnbook.book.check.listings import LIBRARY

# What of the module `time` tells how late it is.
_CLOCKS = {
    name + suffix
    for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time")
    for suffix in ("", "_ns")
}


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


def reads_clock(source: str) -> bool:
    """Tell whether `source` measures time: by `time`, by `timeit` or by `nnbook.timing`."""
    found = imports(source)
    if found & {"nnbook.timing", "timeit", *(f"time.{clock}" for clock in _CLOCKS)}:
        return True
    return "time" in found and any(
        isinstance(node, ast.Attribute) and node.attr in _CLOCKS for node in ast.walk(ast.parse(source))
    )


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
