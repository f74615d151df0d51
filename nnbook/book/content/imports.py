"""What a piece of code imports, read from its import statements."""

import ast
from functools import lru_cache
from pathlib import Path

# What tells how late it is, or how long something took, by the module in which it is; `*` takes all of them.
_CLOCKS = {
    "time": {
        "*",
        *(
            name + suffix
            for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time", "clock_gettime")
            for suffix in ("", "_ns")
        ),
        *("ctime", "asctime", "localtime", "gmtime"),
    },
    "datetime": {"*", "now", "today", "utcnow"},
    "os": {"times"},
    "resource": {"*", "getrusage"},
}


@lru_cache(maxsize=1024)  # a page's blocks reach the same few modules again and again
def imports(source: str) -> frozenset[str]:
    """Name the modules that `source` imports, anywhere in it; none where it is not Python.

    `from nnbook import plots` counts as `nnbook.plots`: the name may be a module.
    """
    found: set[str] = set()
    for node in _nodes(source):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def reads_clock(source: str) -> bool:
    """Tell whether `source` measures time, by a clock of Python's own or by `nnbook.timing`."""
    found = imports(source)
    if found & {"nnbook.timing", "timeit"}:
        return True
    names = _names(source)
    return any(
        module in found and clocks & (names | {name for name in clocks if f"{module}.{name}" in found})
        for module, clocks in _CLOCKS.items()
    )


def measures(source: str) -> bool:
    """Tell whether `source` prints what another run or another machine may print otherwise."""
    machine = {"platform", "psutil", "tracemalloc"}
    return (
        reads_clock(source)
        or bool(machine & {name.partition(".")[0] for name in imports(source)})
        or bool({"cpu_count", "process_cpu_count", "getsizeof"} & _names(source))
    )


def bound_names(source: str) -> set[str]:
    """Return the names that `source` binds, anywhere in it."""
    found: set[str] = set()
    for node in _nodes(source):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return found


def _names(source: str) -> set[str]:
    """Return the attributes in `source`, also those that `getattr` is asked for."""
    found: set[str] = set()
    for node in _nodes(source):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
            found |= {str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)}
    return found


def _nodes(source: str) -> list[ast.AST]:
    try:
        return list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError):  # running it will say what is wrong
        return []


def library_files(source: str, library: Path) -> set[Path]:
    """List the files of the package in the folder `library` that `source` imports, directly or not."""
    known = {f"{library.name}.{file.stem}": file for file in library.glob("*.py")}
    found: set[Path] = {library / "__init__.py"}
    waiting = [source]
    while waiting:
        new = {known[name] for name in imports(waiting.pop()) & known.keys()} - found
        found |= new
        waiting += [file.read_text(encoding="utf-8") for file in new]
    return found
