"""What a piece of code imports, read from its import statements."""

import ast
import re
import warnings
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

# What tells how late it is, or how long something took, by its path from the module.
_CLOCKS = {
    *(
        f"time.{name}{suffix}"
        for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time", "clock_gettime")
        for suffix in ("", "_ns")
    ),
    *(f"datetime.datetime.{name}" for name in ("now", "today", "utcnow")),
    "datetime.date.today",
    *(f"pandas.Timestamp.{name}" for name in ("now", "today", "utcnow")),
    *(f"asyncio.{loop}.time" for loop in ("get_event_loop", "get_running_loop", "new_event_loop")),
    "asyncio.Runner.get_loop.time",
    "os.times",
    *(f"os.path.{name}" for name in ("getmtime", "getctime", "getatime")),
    "resource.getrusage",
    *(f"uuid.{name}" for name in ("uuid1", "uuid6", "uuid7")),
    "email.utils.make_msgid",
    "torch.cuda.Event",
}
# Of these modules, everything is about time.
_TIMERS = {"cProfile", "nnbook.timing", "profile", "timeit", "torch.profiler", "torch.utils.benchmark"}
# These take the present time where they are given none: which argument that is, and its name.
_NOW_UNLESS_GIVEN = {
    "time.asctime": (0, ""),
    "time.ctime": (0, ""),
    "time.gmtime": (0, ""),
    "time.localtime": (0, ""),
    "time.strftime": (1, ""),
    "email.utils.formatdate": (0, "timeval"),
    "email.utils.localtime": (0, "dt"),
}
_NOW_BY_WORD = {"numpy.datetime64", "pandas.Timestamp", "pandas.to_datetime"}
_COMMANDS = {
    *(f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output", "Popen")),
    *("subprocess.getoutput", "subprocess.getstatusoutput", "os.system", "os.popen"),
}
_CLOCK_COMMAND = re.compile(
    r"(?:^|[;|&(`]|-[cm]\s)\s*(?:/\S*/)?(?:date|uptime|hwclock|time|timeit|cProfile)(?!\S)"
)
_IMPORTERS = {"__import__", "importlib.import_module"}
_BUILTINS = {"__import__", "getattr"}
_KNOWN = {*_CLOCKS, *_TIMERS, *_NOW_UNLESS_GIVEN, *_NOW_BY_WORD, *_COMMANDS, *_IMPORTERS, *_BUILTINS}
# No other object has what the system keeps of a file.
_FILE_TIMES = {f"st_{name}time{suffix}" for name in ("a", "birth", "c", "m") for suffix in ("", "_ns")}


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


@lru_cache(maxsize=1024)  # a server asks again for each block of the page that is saved
def reads_clock(source: str) -> bool:
    """Tell whether `source` measures time, by a clock of Python's own or by `nnbook.timing`."""
    return _Clocks(_nodes(source)).are_read()


class _Clocks:
    """The clocks in the nodes of a piece of code, found by what its names stand for.

    A name stands for everything that is bound to it anywhere, as long as that leads to what is known here.
    """

    def __init__(self, nodes: list[ast.AST]) -> None:
        self.nodes = nodes
        self.meanings: dict[str, set[str]] = defaultdict(set, {name: {name} for name in _BUILTINS})
        self.imported: set[str] = set()
        for node in nodes:
            if isinstance(node, ast.Import):
                self._import(node)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                self._import_from(node, node.module)
        self.bindings = [binding for node in nodes for binding in _bindings(node)]
        while any([self._bind(name, self.paths(value)) for name, value in self.bindings]):
            pass  # a name may be bound to one that is bound further below

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.imported.add(alias.name)
            package = alias.name.partition(".")[0]
            self._bind(alias.asname or package, {alias.name if alias.asname else package})

    def _import_from(self, node: ast.ImportFrom, module: str) -> None:
        for alias in node.names:
            path = f"{module}.{alias.name}"
            self.imported.add(path)
            self._bind(alias.asname or alias.name, {path})
            if alias.name == "*":
                for known in _KNOWN:
                    if known.startswith(f"{module}."):
                        name = known.removeprefix(f"{module}.").partition(".")[0]
                        self._bind(name, {f"{module}.{name}"})

    def _bind(self, name: str, paths: set[str]) -> bool:
        """Add meanings to a name; tell whether one is new."""
        new = {path for path in paths if _is_timer(path) or _leads(path)} - self.meanings[name]
        self.meanings[name] |= new
        return bool(new)

    def paths(self, node: ast.AST) -> set[str]:
        """Return what an expression may stand for, as far as it leads to what is known here."""
        if isinstance(node, ast.Name):
            return self.meanings.get(node.id, set()) if isinstance(node.ctx, ast.Load) else set()
        if isinstance(node, ast.Attribute):
            return {path for path in self._below(node.value, node.attr) if _is_timer(path) or _leads(path)}
        if not isinstance(node, ast.Call):
            return set()
        called = self.paths(node.func)
        words = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
        match words:
            case [str(module), *_] if called & _IMPORTERS:
                return {module.partition(".")[0] if "__import__" in called else module}
            case [_, str(name), *_] if "getattr" in called:
                return self._below(node.args[0], name)
        # What an object gives, its class has: `date(2026, 1, 1).today` is `date.today`.
        return {path for path in called if any(known.startswith(f"{path}.") for known in _KNOWN)}

    def _below(self, node: ast.AST, name: str) -> set[str]:
        return {f"{path}.{name}" for path in self.paths(node)}

    def are_read(self) -> bool:
        """Tell whether one of them is read, or handed on to be read."""
        if any(path in _CLOCKS or _is_timer(path) for path in self.imported):
            return True
        if _FILE_TIMES & _attributes(self.nodes):
            return True
        calls = [node for node in self.nodes if isinstance(node, ast.Call)]
        if any(map(self._takes_now, calls)):
            return True
        # What is called has been judged with its arguments, and so is what is called by a name of one's own.
        judged = {id(call.func) for call in calls} | {id(value) for _, value in self.bindings}
        return any(
            path in _CLOCKS or _is_timer(path) or (path in _NOW_UNLESS_GIVEN and id(node) not in judged)
            for node in self.nodes
            for path in self.paths(node)
        )

    def _takes_now(self, call: ast.Call) -> bool:
        """Tell whether a call takes the present time by its arguments, or for want of one."""
        for path in self.paths(call.func):
            if path in _NOW_UNLESS_GIVEN and not _is_given(call, *_NOW_UNLESS_GIVEN[path]):
                return True
            if path in _NOW_BY_WORD and any(word.lower() in ("now", "today") for word in _texts(call.args)):
                return True
            if path in _COMMANDS:
                words = _texts([*call.args[:1], *(k.value for k in call.keywords if k.arg == "args")])
                if _CLOCK_COMMAND.search(" ".join(words)) or any(map(reads_clock, words)):
                    return True
        return False


def _bindings(node: ast.AST) -> list[tuple[str, ast.expr]]:
    """List the names to which a node binds the value of an expression, imports aside."""
    match node:
        case ast.Assign(targets=targets, value=value):
            pairs = [(target, value) for target in targets]
        case (
            ast.AnnAssign(target=target, value=ast.expr() as value)
            | ast.NamedExpr(target=target, value=value)
        ):
            pairs = [(target, value)]
        case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
            pairs = [(target, value)]
        case ast.ClassDef(name=name, bases=bases):
            return [(name, base) for base in bases]
        case _:
            return []
    return [(target.id, value) for target, value in pairs if isinstance(target, ast.Name)]


def _is_given(call: ast.Call, place: int, name: str) -> bool:
    """Tell whether a call has an argument at a place, or by its name; None is none."""
    if any(isinstance(arg, ast.Starred) for arg in call.args) or any(k.arg is None for k in call.keywords):
        return True
    found = [*call.args[place : place + 1], *(k.value for k in call.keywords if k.arg == name)]
    return any(not (isinstance(arg, ast.Constant) and arg.value is None) for arg in found)


def _texts(args: list[ast.expr]) -> list[str]:
    """Return the texts in arguments, and in the lists among them, in their order."""
    flat = [e for arg in args for e in (arg.elts if isinstance(arg, ast.List | ast.Tuple) else [arg])]
    return [arg.value for arg in flat if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]


def _is_timer(path: str) -> bool:
    """Tell whether a path is that of a module that is about time, or of something in it."""
    return any(path == timer or path.startswith(f"{timer}.") for timer in _TIMERS)


@lru_cache(maxsize=4096)
def _leads(path: str) -> bool:
    """Tell whether a path is known here, or part of one that is."""
    return any(known == path or known.startswith(f"{path}.") for known in _KNOWN)


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
    return _attributes(_nodes(source))


def _attributes(nodes: list[ast.AST]) -> set[str]:
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
            found |= {str(arg.value) for arg in node.args if isinstance(arg, ast.Constant)}
    return found


def parsed(source: str) -> ast.Module:
    """Parse code in silence: what Python warns of, such as an escape that is none, is for the run to say.

    Where warnings are errors, as in tests, such code could not be parsed otherwise.

    Raises
    ------
    SyntaxError, ValueError, RecursionError, MemoryError
        If it is not Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def _nodes(source: str) -> list[ast.AST]:
    try:
        return list(ast.walk(parsed(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # running it will say what is wrong
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
