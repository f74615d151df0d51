"""Run a block line by line and say what each line did: in the build, in the tests, in the reader's browser.

It knows nothing of a page. `record` gives what can be written as JSON: the steps, each a line that has run,
with the names of its function and their values after it. A value is described when the line has run, and no
object of the block is kept: the block prints, draws and frees what it would without. Of an object nothing is
called that the block could have written, such as a `__repr__`.

What is bounded says what was left out. Once there are more than `Limits.steps`, loops keep their first two
iterations, the last, and those that were chosen; then the first and the last; then the library's own lines
go; then all that comes but the end.
"""

import ast
import contextlib
import dis
import json
import os
import sys
import types
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from nnbook.book.run import runner
from nnbook.book.run.algebra import Algebra, UnknownError
from nnbook.book.run.runner import Emit
from nnbook.book.run.values import FEW, Value, Values, changed_in, list_arguments, name_of

try:
    import numpy as np
except ImportError:  # a book about something else
    np = None  # type: ignore[assignment]


_YIELDS, _COROUTINE = 0x2A0, 0x80  # the flags of generators and coroutines, plain and both
# What is a part of another line.
_PARTS = ("<listcomp>", "<dictcomp>", "<setcomp>", "<genexpr>", "__annotate__")
_open = open  # a block may do anything to the names of Python


@dataclass(frozen=True)
class Limits:
    """How much is recorded.

    Attributes
    ----------
    steps : int
        Lines that have run.
    names : int
        Names of one step.
    characters : int
        Of the JSON of all values.
    depth : int
        Calls within calls.
    tried : int
        Steps that are recorded and dropped again, since nobody knew which iteration would be the last.
    events : int
        Lines that are followed, recorded or not, before the block goes on unwatched. They are counted: by
        time, the steps would be others on each machine.
    entries : int
        Of arrays, lists and dicts with many of them, looked at to see what has changed.
    """

    steps: int = 500
    names: int = 40
    characters: int = 300_000
    depth: int = 40
    tried: int = 5_000
    events: int = 1_000_000
    entries: int = 20_000_000


def record(
    source: str,
    emit: Emit,
    filename: str = "block.py",
    warns: bool = False,
    library: str = "",
    chosen: Iterable[tuple[int, int]] = (),
    limits: Limits | None = None,
) -> dict[str, Any]:
    """Run a block as `runner.run` does, and return its steps.

    Parameters
    ----------
    source, emit, filename, warns
        As of `runner.run`.
    library : str
        The package whose functions are stepped into; none where it is empty.
    chosen : iterable of (int, int)
        Lines of loops, and the iterations that are to be kept of them.
    limits : Limits, optional

    Returns
    -------
    dict
        See `Recorder.data`.
    """
    recorder = Recorder(emit, library, chosen, limits or Limits())
    runner.run(source, recorder.hear, filename, warns=warns, how=recorder.execute)
    return recorder.data()


@dataclass(eq=False)
class _Unit:
    """A statement, or the head of one that has others in it: what runs as one line."""

    line: int
    end: int
    node: ast.AST | None
    loops: tuple["_Unit", ...]  # the heads of those in whose body it stands, from the outer to the inner
    is_loop: bool = False

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to see in it."""
        return isinstance(self.node, ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal | ast.Pass)


class _Lines:
    """The statements of a file, by their lines."""

    def __init__(self, tree: ast.AST) -> None:
        self.units: dict[int, _Unit] = {}
        self.functions: dict[int, ast.AST] = {}  # by the line of their head, or of their first decorator
        self._visit(getattr(tree, "body", []), ())

    def unit(self, line: int) -> _Unit:
        """Return the statement of a line."""
        if line not in self.units:
            self.units[line] = _Unit(line, line, ast.Pass(), ())  # of no statement
        return self.units[line]

    def _visit(self, body: Iterable[Any], loops: tuple[_Unit, ...]) -> None:
        for node in body:
            first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
            inner = [child for name in ("body", "handlers", "cases", "orelse", "finalbody") if
                     isinstance(found := getattr(node, name, None), list) for child in found]  # fmt: skip
            inner = [
                child for child in inner if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case)
            ]
            starts = [_first_line(child) for child in inner]
            end = max(node.lineno, min(starts) - 1) if starts else node.end_lineno or node.lineno
            line = node.lineno
            taken = [self.units[n] for n in range(first, end + 1) if n in self.units]
            if taken or (starts and min(starts) <= line):  # several statements in one line
                for unit in taken or [
                    self._put(_Unit(line, node.end_lineno or line, None, loops), first, end)
                ]:
                    unit.node, unit.end = None, max(unit.end, node.end_lineno or line)
                    unit.is_loop = False
                for n in range(first, (node.end_lineno or line) + 1):
                    self.units.setdefault(n, taken[0] if taken else self.units[line])
                continue
            unit = self._put(_Unit(line, end, node, loops), first, end)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                self.functions[first] = self.functions[line] = node
                self._visit(node.body, ())
                continue
            if isinstance(node, ast.For | ast.AsyncFor | ast.While):
                unit.is_loop = True
                self._visit(node.body, (*loops, unit))
                self._visit(node.orelse, loops)
                continue
            for name in ("body", "orelse", "finalbody"):
                found = getattr(node, name, None)
                if isinstance(found, list):
                    self._visit(found, loops)
            for part in [*getattr(node, "handlers", ()), *getattr(node, "cases", ())]:
                head = _first_line(part)
                if part.body[0].lineno > head:
                    self._put(
                        _Unit(head, part.body[0].lineno - 1, part, loops), head, part.body[0].lineno - 1
                    )
                self._visit(part.body, loops)

    def _put(self, unit: _Unit, first: int, end: int) -> _Unit:
        for line in range(first, end + 1):
            self.units.setdefault(line, unit)
        return unit


def _first_line(node: Any) -> int:
    lines: list[int] = [each.lineno for each in getattr(node, "decorator_list", ())]
    lines.append(getattr(node, "lineno", None) or node.pattern.lineno)
    return min(lines)


@dataclass(eq=False)
class _Function:
    """A function, a class body or the block itself, as code that is shown."""

    name: str
    lines: _Lines
    code: types.CodeType
    is_library: bool = False
    text: list[tuple[int, str]] = field(default_factory=list)  # of a function of the library, line by line


@lru_cache(maxsize=32)
def _library_file(path: str) -> tuple[_Lines, list[str], bool]:
    """Read a file of the library; say as well whether it draws."""
    with _open(path, encoding="utf-8") as file:
        text = file.read()
    return _Lines(ast.parse(text)), text.split("\n"), "matplotlib" in text


def _core_text(node: Any, lines: list[str]) -> list[tuple[int, str]]:
    """Return the lines of a function without annotations in its head, decorators, and a long docstring."""
    indent = " " * node.col_offset
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    named += [each for each in (arguments.vararg, arguments.kwarg) if each is not None]
    for each in named:
        each.annotation = None  # nobody else reads this tree
    head = f"def {node.name}({ast.unparse(arguments)}):"
    found = [(node.lineno, head)]
    body = node.body
    docstring = body[0] if ast.get_docstring(node) else None
    if docstring is not None:
        first = (ast.get_docstring(node) or "").split("\n")[0]
        found.append((docstring.lineno, f'    """{first}"""'))
    start = docstring.end_lineno + 1 if docstring is not None else body[0].lineno
    found += [(n, lines[n - 1].removeprefix(indent)) for n in range(start, node.end_lineno + 1)]
    return found


_Path = tuple[tuple[int, int], ...]  # the loops within which a line ran, and their iterations


class _Loop:
    """One time that a loop runs."""

    def __init__(
        self, number: int, head: _Unit, function: _Function, total: int | None, chosen: set[int]
    ) -> None:
        self.number, self.head, self.function, self.total = number, head, function, total
        self.chosen = chosen
        self.iteration = 0
        self.tentative = True  # its head runs, and nobody knows yet whether another iteration comes
        self.keep = True
        self.are_calls = False  # by one line, which are counted as iterations are

    @property
    def is_numbered(self) -> bool:
        """Whether steps may say in which of its iterations they are."""
        return self.number >= 0 and self.iteration > 0


class _Activation:
    """One call of a function, while it runs."""

    def __init__(
        self,
        recorder: "Recorder",
        function: _Function,
        number: int,
        path: _Path = (),
        stack: tuple[tuple[str, int], ...] = (),
        yields: bool = False,
    ) -> None:
        self.recorder, self.function, self.number = recorder, function, number
        self.outer_path, self.stack, self.yields = path, stack, yields
        self.loops: list[_Loop] = []
        self.unit: _Unit | None = None  # what runs now
        self.path = path
        self.names: dict[str, Value] = {}
        self.error: dict[str, str] | None = None
        self.raised = 0
        self.operations: list[dict[str, Any]] = []
        self.calls: dict[int, _Loop] = {}  # of each function that the line calls
        self.out = recorder._length  # how much was printed before the line
        self.paused: _Unit | None = None  # the statement in which a generator waits
        self.begins = True  # no line of it has run
        self.goes_on = False  # within that statement, which has been shown
        self.is_behind = False  # it ran on while nobody followed it

    def __call__(self, frame: types.FrameType, event: str, arg: Any) -> "_Activation":
        """Follow the lines of the call: Python calls this."""
        try:
            self.recorder._follow(self, frame, event, arg)
        except:  # noqa: E722 - whatever it is, the block must not see it
            self.recorder._fail()
        return self

    def ends_class(self, unit: _Unit) -> bool:
        """Tell whether Python is back at the head of a class, as newer ones are at its end."""
        begins, self.begins = self.begins, False
        is_head = isinstance(unit.node, ast.ClassDef) and unit.node.name == self.function.code.co_name
        return is_head and not begins and not self.function.code.co_flags & 2

    @property
    def recording(self) -> bool:
        return all(loop.keep for loop in self.loops)


@dataclass(eq=False)
class _Step:
    unit: _Unit
    activation: _Activation
    stack: tuple[tuple[str, int], ...]  # who has called: of a generator it may be another one each time
    path: _Path
    names: dict[str, Value]
    changed: dict[str, Any]
    gone: list[str]
    alias: dict[str, list[str]]
    more: int  # names that are not listed
    out: int  # how much was printed before its end
    prints: bool
    given: int  # how many of the names are what a function is called with
    did: str
    value: Value | None = None
    error: dict[str, str] | None = None
    raised: int = 0  # the identity of what was raised
    operations: list[dict[str, Any]] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)  # the names in a line that raised

    @property
    def function(self) -> _Function:
        return self.activation.function


class Recorder:
    """Records the steps of one run; `execute` runs the code, for `runner.run(…, how=recorder.execute)`.

    Parameters
    ----------
    emit : callable
        Hears what the block prints and draws, as of `runner.run`.
    library : str
        The package whose functions are stepped into.
    chosen : iterable of (int, int)
        Lines of loops of the block, and iterations to keep.
    limits : Limits
    """

    def __init__(
        self,
        emit: Emit,
        library: str = "",
        chosen: Iterable[tuple[int, int]] = (),
        limits: Limits | None = None,
    ) -> None:
        self._emit, self._limits = emit, limits or Limits()
        self._chosen: dict[int, set[int]] = {}
        for line, iteration in chosen:
            self._chosen.setdefault(line, set()).add(iteration)
        self._watches_library = bool(library)
        spec = find_spec(library) if library.isidentifier() else None
        places = (
            [os.path.join(place, "") for place in (spec.submodule_search_locations or ())] if spec else []
        )
        self._folder = places[0] if places else "\0"
        self._machinery = os.path.join(self._folder, "book", "")
        self._values = Values(library, self._limits.entries)
        self._own: dict[int, _Function] = {}
        self._of_library: dict[int, tuple[types.CodeType, _Function | None]] = {}
        self._steps: list[_Step] = []
        self._stack: list[_Activation] = []
        self._loops: list[_Loop] = []
        self._hidden = 0
        self._calls = 0
        self._first: int | None = None  # how many iterations of a loop are kept; all where it is None
        self._shows_library = True
        self._full = False
        self._dropped = self._events = 0
        self._left: list[str] = []
        self._printed: list[str] = []
        self._length = 0
        self._seen_bad: set[tuple[str, str]] = set()
        self._error: dict[str, str] | None = None
        self._stopped = False

    def hear(self, kind: str, text: str) -> None:
        """Pass an event of the run on, and keep what was printed."""
        if kind == "stdout":
            if self._length < 20_000:
                self._printed.append(text)
            self._length += len(text)
        self._emit(kind, text)

    # -- running --

    def execute(self, source: str, filename: str, namespace: dict[str, object]) -> None:
        """Execute code as a script, and record its steps."""
        try:
            code, lines = compile(source, filename, "exec", dont_inherit=True), _Lines(ast.parse(source))
        except Exception as error:
            self._error = _words(type(error), error)
            raise
        self._take(code, lines, "")
        before = sys.gettrace()

        def run() -> None:
            sys.settrace(self._enter)
            exec(code, namespace)

        try:
            runner.keep_builtins(run)
        except BaseException as error:
            self._look_at_end(before)
            if not isinstance(error, SystemExit | KeyboardInterrupt):
                self._end_with(error)
            raise
        else:
            self._look_at_end(before)
        finally:
            sys.settrace(before)

    def _look_at_end(self, before: Any) -> None:
        if not self._stopped and sys.gettrace() != self._enter:
            self._left.append("The block set a trace of its own: the steps end where it did.")
        sys.settrace(before)
        self._stopped = True

    def _take(self, code: types.CodeType, lines: _Lines, name: str) -> None:
        self._own[id(code)] = _Function(name, lines, code)
        for constant in code.co_consts:
            if isinstance(constant, types.CodeType):
                self._take(constant, lines, constant.co_name)

    def _fail(self) -> None:
        """End the recording, for a reason that is not the block's."""
        sys.settrace(None)
        if not self._stopped:
            self._stopped = True
            deep = isinstance(sys.exc_info()[1], RecursionError)
            self._left.append(
                "The steps end where calls went too deep to be followed; the block went on to its end."
                if deep
                else "The steps end where they could no longer be recorded; the block went on to its end."
            )

    def _enter(self, frame: types.FrameType, event: str, arg: Any) -> Any:
        """Decide whether a call is followed: Python calls this for each, and a figure makes very many."""
        try:
            code = frame.f_code
            if id(code) not in self._own and not code.co_filename.startswith(self._folder):
                return None
            if event != "call":
                return None
            follower = self._follower(frame, code)
            if follower is None and type(frame.f_trace) is _Activation:
                frame.f_trace.is_behind = True
            return follower
        except:  # noqa: E722 - whatever it is, the block must not see it
            self._fail()
            return None

    def _follower(self, frame: types.FrameType, code: types.CodeType) -> Any:
        if self._hidden or (self._stack and (self._full or not self._stack[-1].recording)):
            return None
        function = self._own.get(id(code))
        if function is None:
            if code.co_filename.startswith(self._machinery):
                return None
            if "core" in code.co_freevars and "check" in code.co_freevars:  # the face of a core
                return None
            function = self._library_function(frame)
            if function is None:
                self._hidden += 1
                frame.f_trace_lines = False
                return self._leave_hidden
            if not self._shows_library:
                return None
        elif code.co_name in _PARTS:
            return None
        calls = None
        if self._stack and not code.co_flags & _YIELDS:
            calls = self._calls_of(self._stack[-1], code)
            if not self._stays(calls, calls.iteration):
                return None
        if len(self._stack) >= self._limits.depth:
            self._say(f"Calls within more than {self._limits.depth} others are not shown.")
            return None
        return self._begin(frame, function, calls)

    def _calls_of(self, outer: _Activation, code: types.CodeType) -> _Loop:
        """Count the calls of a function by one line: they are bounded as the iterations of a loop are."""
        calls = outer.calls.get(id(code))
        if calls is None:
            head = outer.unit or outer.function.lines.unit(0)
            calls = outer.calls[id(code)] = _Loop(len(self._loops), head, outer.function, None, set())
            calls.are_calls = True
            self._loops.append(calls)
        calls.iteration += 1
        return calls

    def _leave_hidden(self, frame: types.FrameType, event: str, arg: Any) -> Any:
        if event == "return":
            self._hidden -= 1
        return self._leave_hidden

    def _library_function(self, frame: types.FrameType) -> _Function | None:
        """Return the function of the library that is called; None for checks, drawing and imports."""
        code, outer = frame.f_code, frame.f_back
        if outer is not None and {"check", "core"} <= {*outer.f_code.co_freevars}:
            core = outer.f_locals.get("core")
            if getattr(core, "__code__", None) is not code:
                return None
        known = self._of_library.get(id(code))
        if known is None:
            known = self._of_library[id(code)] = code, self._read_library(code)
        return known[1]

    def _read_library(self, code: types.CodeType) -> _Function | None:
        if code.co_name.startswith("<") or os.path.basename(code.co_filename) in (
            "validation.py",
            "__init__.py",
        ):
            return None
        lines, text, draws = _library_file(code.co_filename)
        node = lines.functions.get(code.co_firstlineno)
        if draws or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return None
        return _Function(code.co_name, lines, code, True, _core_text(node, text))

    def _begin(self, frame: types.FrameType, function: _Function, calls: _Loop | None) -> _Activation:
        outer = self._stack[-1] if self._stack else None
        known = frame.f_trace  # of a generator that goes on
        if outer and type(known) is _Activation and known.recorder is self and known not in self._stack:
            return self._go_on(known, frame, outer)
        path = self._path_within(outer) if outer else ()
        if calls is not None:
            path = (*path, (calls.number, calls.iteration))
        stack = self._stack_within(outer) if outer else ()
        self._calls += 1
        code = frame.f_code
        activation = _Activation(self, function, self._calls, path, stack, bool(code.co_flags & _YIELDS))
        self._stack.append(activation)
        node = function.lines.functions.get(code.co_firstlineno)
        is_class = isinstance(node, ast.ClassDef)
        if outer and frame.f_lineno != code.co_firstlineno:  # a generator goes on
            activation.names = self._names(activation, frame)[0]
        elif outer and node is not None and not is_class and code.co_name != "<lambda>":
            activation.unit = function.lines.unit(code.co_firstlineno)
            self._finish(activation, frame, "call")
        return activation

    def _go_on(self, activation: _Activation, frame: types.FrameType, outer: _Activation) -> _Activation:
        """Follow a generator again, from the statement in which it has waited."""
        activation.outer_path, activation.stack = self._path_within(outer), self._stack_within(outer)
        if activation.is_behind:  # nobody knows in which iterations it is
            activation.loops = [self._unnumbered(loop) for loop in activation.loops]
            activation.is_behind = False
        self._stack.append(activation)
        activation.names = self._names(activation, frame)[0]
        if activation.paused is not None:
            unit, activation.paused = activation.paused, None
            operations = activation.operations
            self._start(activation, frame, unit, computes=False)
            if activation.function.code.co_flags & _COROUTINE:
                activation.operations = operations
            else:
                activation.goes_on = True
        return activation

    @staticmethod
    def _unnumbered(loop: _Loop) -> _Loop:
        other = _Loop(-1, loop.head, loop.function, None, set())
        other.tentative = loop.tentative
        return other

    @staticmethod
    def _stack_within(outer: _Activation) -> tuple[tuple[str, int], ...]:
        """Return who has called whom, and in which lines, down to the line that runs."""
        return (*outer.stack, (outer.function.name, outer.unit.line if outer.unit else 0))

    @staticmethod
    def _path_within(outer: _Activation) -> _Path:
        """Return the iterations within which a line runs that is not done yet."""
        own = tuple((loop.number, loop.iteration) for loop in outer.loops if loop.is_numbered)
        return outer.outer_path + own

    def _follow(self, activation: _Activation, frame: types.FrameType, event: str, arg: Any) -> None:
        self._events += 1
        if self._events > self._limits.events:
            self._say(f"The steps end after {self._limits.events:,} lines; the block went on to its end.")
            self._stopped = True
            sys.settrace(None)
            return
        while self._stack and self._stack[-1] is not activation:  # what ended without a word
            if activation not in self._stack:
                return
            self._stack.pop()
        if event == "line":
            unit = activation.function.lines.unit(frame.f_lineno)
            if unit is activation.unit:
                return  # another part of the same statement
            self._turn(activation, frame, unit)
            self._finish(activation, frame, "line")
            self._start(activation, frame, unit)
        elif event == "exception":
            kind, error, _ = arg
            if not issubclass(kind, StopIteration | StopAsyncIteration | GeneratorExit):
                activation.error, activation.raised = _words(kind, error), id(error)
        elif event == "return":
            if activation.yields and _is_suspended(frame):
                activation.paused = activation.unit
                if not activation.function.code.co_flags & _COROUTINE:  # it has given nothing to see
                    self._finish(activation, frame, "yield", arg)
            else:
                self._turn(activation, frame, None)
                self._finish(activation, frame, "return", arg)
            self._stack.pop()

    def _start(
        self, activation: _Activation, frame: types.FrameType, unit: _Unit, computes: bool = True
    ) -> None:
        activation.unit, activation.out, activation.goes_on = unit, self._length, False
        activation.error, activation.raised, activation.operations = None, 0, []
        activation.calls = {}
        if isinstance(unit.node, ast.Raise) and unit.node.exc is None:  # of which Python tells nothing
            again = sys.exc_info()[1]
            if again is not None:
                activation.error, activation.raised = _words(type(again), again), id(again)
        inner = tuple(
            (loop.number, loop.iteration)
            for loop in activation.loops
            if loop.head in unit.loops and loop.is_numbered
        )
        activation.path = activation.outer_path + inner
        if computes and activation.recording and not self._full:
            algebra = Algebra(self._values, _looking_up(frame))
            algebra.see(unit.node)
            activation.operations = algebra.found

    def _turn(self, activation: _Activation, frame: types.FrameType, unit: _Unit | None) -> None:
        """Follow the loops of a call to the line that comes next; None where the call ends."""
        heads = () if unit is None else (*unit.loops, *((unit,) if unit.is_loop else ()))
        kept = [loop for loop in activation.loops if loop.head in heads]
        activation.loops = kept
        for head in heads:
            loop = next((each for each in kept if each.head is head), None)
            if loop is None:
                loop = self._begin_loop(activation, frame, head)
                if head is not unit:  # a generator goes on within it
                    self._iterate(loop)
            elif head is unit:
                loop.tentative = True
            elif loop.tentative:
                self._iterate(loop)

    def _begin_loop(self, activation: _Activation, frame: types.FrameType, head: _Unit) -> _Loop:
        function = activation.function
        chosen = set() if function.is_library else self._chosen.get(head.line, set())
        known = activation.recording  # else it has no number: there may be very many
        number = len(self._loops) if known else -1
        loop = _Loop(number, head, function, _total(head.node, frame), chosen)
        if known:
            self._loops.append(loop)
        activation.loops.append(loop)
        return loop

    def _iterate(self, loop: _Loop) -> None:
        """Begin the next iteration of a loop; it is known now that the one before was not the last."""
        loop.tentative = False
        if self._first is not None and loop.iteration and not self._stays(loop, loop.iteration):
            self._drop((loop.number, loop.iteration))
        loop.iteration += 1
        certain = self._first is None or self._stays(loop, loop.iteration) or loop.iteration == loop.total
        loop.keep = certain or (loop.total is None and self._dropped <= self._limits.tried)

    def _stays(self, loop: _Loop, iteration: int) -> bool:
        return self._first is None or iteration <= self._first or iteration in loop.chosen

    def _drop(self, place: tuple[int, int]) -> None:
        while self._steps and place in self._steps[-1].path:
            self._steps.pop()
            self._dropped += 1

    def _finish(self, activation: _Activation, frame: types.FrameType, did: str, arg: Any = None) -> None:
        """Record what the line did that has run."""
        unit, activation.unit = activation.unit, None
        goes_on, prints = activation.goes_on, self._length > activation.out
        is_last = did == "return" and len(self._stack) == 1
        if unit is None or not activation.recording or unit.is_quiet and activation.error is None:
            return
        if self._full and not is_last:
            return
        path = activation.path
        if unit.is_loop:
            own = next((loop for loop in activation.loops if loop.head is unit), None)
            if own is not None and not own.tentative and own.is_numbered:
                path = (*path, (own.number, own.iteration))
        names, alias, more = self._names(activation, frame)
        given = sum(name in names for name in list_arguments(frame.f_code)) if did == "call" else 0
        before = activation.names
        changed = {name: change for name, value in names.items()
                   if (change := changed_in(before.get(name), value)) is not None}  # fmt: skip
        gone = [name for name in before if name not in names]
        activation.names = names
        is_more = goes_on and (did == "line" or arg is None) or activation.ends_class(unit)
        if is_more and not (changed or gone or prints or activation.error):
            return
        step = _Step(
            unit,
            activation,
            activation.stack,
            path,
            names,
            changed,
            gone,
            alias,
            more,
            self._length,
            prints,
            given,
            did,
        )
        if activation.error is not None:
            step.did, step.error, step.raised = "raise", activation.error, activation.raised
            step.used = [name for name in _names_in(unit.node) if name in names]
        elif did in ("return", "yield"):
            is_function = len(self._stack) > 1 and activation.function.code.co_flags & 2
            step.did = (
                did if is_function and (arg is not None or isinstance(unit.node, ast.Return)) else "line"
            )
            step.value = self._values.of(arg) if step.did != "line" else None
        if did != "call":
            failed = step.did == "raise"
            step.operations = [each for each in activation.operations if failed or "why" not in each]
        self._look_for_bad(step)
        self._steps.append(step)
        if len(self._steps) > self._limits.steps - 2 and not self._full:  # the last two come in any case
            self._shorten()

    def _look_for_bad(self, step: _Step) -> None:
        """Note the names in which a NaN or an infinity stands for the first time."""
        for name in step.changed:
            place = (step.function.name, name)
            if step.names[name].bad and place not in self._seen_bad:
                self._seen_bad.add(place)
                step.bad.append(name)

    def _names(
        self, activation: _Activation, frame: types.FrameType
    ) -> tuple[dict[str, Value], dict[str, Any], int]:
        """Describe what the names of a call stand for."""
        code, here = frame.f_code, frame.f_locals
        given: list[str] = []
        if code.co_flags & 2:  # a function: what it is given, and then its names in the order of its code
            given = list_arguments(code)
            order = dict.fromkeys((*given, *code.co_varnames, *code.co_cellvars, *code.co_freevars))
            things = {name: here[name] for name in order if name in here}
            world = frame.f_globals
            for name in _globals_of(code):
                if name in world and name not in things and not _is_tool(world[name]):
                    things[name] = world[name]
        else:
            things = dict(here)
        found: dict[str, Value] = {}
        alias: dict[str, list[str]] = {}
        owners: dict[int, str] = {}
        hidden: dict[int, list[tuple[str, Any]]] = {}  # names of parts of an array that has none
        for name, thing in things.items():
            if type(name) is not str or name.startswith(".") or name not in given and self._is_hidden(thing):
                continue
            if name.startswith("__") and not self._is_method(thing):
                continue
            if len(found) == self._limits.names:
                return found, alias, len(things) - len(found)
            found[name] = self._values.of(thing)
            same = _shared(thing, owners, hidden)
            if same:
                alias[name] = same
            elif _is_mutable(thing):
                owners[id(thing)] = name
                if root := _root(thing):
                    hidden.setdefault(root, []).append((name, thing))
        return found, alias, 0

    def _is_method(self, thing: Any) -> bool:
        """Tell whether this is a function that stands in the block, such as an `__init__`."""
        if type(thing) is not types.FunctionType or thing.__code__.co_name in _PARTS:
            return False
        return id(thing.__code__) in self._own

    def _is_hidden(self, thing: Any) -> bool:
        """Tell whether a name stands for a tool: a module, or a function that the block has not written."""
        kind = type(thing)
        if kind is types.FunctionType:  # of the block is as well what a decorator has put in its place
            return id(thing.__code__) not in self._own and thing.__module__ != "__main__"
        if issubclass(kind, type):
            return bool(type.__dict__["__module__"].__get__(thing) != "__main__")
        tools = (types.ModuleType, types.BuiltinFunctionType)
        return kind in tools or name_of(kind) in ("ufunc", "_ArrayFunctionDispatcher", "_Feature")

    # -- bounds --

    def _say(self, text: str) -> None:
        if text not in self._left:
            self._left.append(text)

    def _shorten(self) -> None:
        """Drop what there is too much of, the less important first."""
        for act in (self._keep_two, self._keep_one, self._drop_library):
            act()
            if len(self._steps) <= self._limits.steps * 3 // 4:
                return
        self._full = True
        self._say(f"There are more than {self._limits.steps} steps: what comes later was left out.")

    def _keep_two(self) -> None:
        if self._first is None:
            self._first = 2
            self._drop_iterations()

    def _keep_one(self) -> None:
        self._first = 1
        self._drop_iterations()

    def _drop_iterations(self) -> None:
        def stays(step: _Step) -> bool:
            for number, iteration in step.path:
                loop = self._loops[number]
                if not self._stays(loop, iteration) and iteration != loop.iteration:
                    return False
            return True

        self._steps = [step for step in self._steps if stays(step)]

    def _drop_library(self) -> None:
        if self._shows_library and self._watches_library:
            self._shows_library = False
            self._steps = [step for step in self._steps if not step.function.is_library]
            self._say("The library's own lines were left out: there are too many.")

    # -- the end --

    def _end_with(self, error: BaseException) -> None:
        """Have the steps end where an error was raised."""
        self._error = _words(type(error), error)
        first = len(self._steps)
        while first and self._steps[first - 1].raised == id(error):  # on its way out of the calls
            first -= 1
        if first < len(self._steps):
            own = (n for n in range(first, len(self._steps)) if not self._steps[n].function.is_library)
            del self._steps[next(own, len(self._steps) - 1) + 1 :]
            return
        place = error.__traceback__
        found = None
        while place is not None:
            if id(place.tb_frame.f_code) in self._own:
                found = place
            place = place.tb_next
        if found is None:
            return
        function = self._own[id(found.tb_frame.f_code)]
        activation = _Activation(self, function, self._calls + 1)
        activation.unit = function.lines.unit(found.tb_lineno)
        activation.error, activation.raised = self._error, id(error)
        self._full = False
        self._limits = replace(self._limits, steps=sys.maxsize)
        self._finish(activation, found.tb_frame, "return")

    def data(self) -> dict[str, Any]:
        """Return what was recorded, as JSON may have it.

        Returns
        -------
        dict
            `steps` : each a dict with `line` and `to`, `in` (the number of its function), `call`, `depth`,
            `names` (pairs of a name and the number of its value), and where there is something to say
            `from` (who called), `given` (how many of the names are what it is called with), `changed`,
            `gone`, `same`, `loops` (line, iteration, how many there were), `did` ("call", "return",
            "yield" or "raise"), `value`, `error`, `ops`, `bad`, `used`, `out` (how much was printed),
            `prints` (whether some of it by this line);
            `values` : what values were like;
            `functions` : the name and, of those of the library, the text by lines;
            `loops` : line, iterations, and which of them are kept, where that is not all;
            `out`, `left` and `error`;
            `library` : whether its functions were stepped into.
        """
        writer = _Writer(self._limits.characters)
        counts = self._counts()
        functions: list[_Function] = []
        steps = [self._written(step, writer, functions, counts) for step in self._steps]
        loops = self._kept_loops()
        left = [*self._left, *writer.left]
        for loop in loops:
            if loop["left"] and "name" not in loop:
                what = _ranges(loop["kept"], loop["ran"])
                left.append(f"The loop in line {loop['line']} ran {loop['ran']} times; {what} left out.")
        if self._values.spent:
            left.append(f"What has more than {FEW:,} entries was looked into at first, and then no more.")
        if any(loop["left"] and "name" in loop for loop in loops):
            left.append("Loops of the library are shown with their first and last iterations.")
        return {
            "steps": steps,
            "values": writer.values,
            "functions": [
                {"name": function.name, **({"text": function.text} if function.is_library else {})}
                for function in functions
            ],
            "loops": [loop for loop in loops if loop["left"] and "name" not in loop],
            "out": "".join(self._printed)[:20_000],
            "left": left,
            "error": self._error,
            "library": self._watches_library,
        }

    def _counts(self) -> dict[int, int]:
        """Return how many iterations each run of a loop had."""
        return {loop.number: loop.iteration for loop in self._loops}

    def _kept_loops(self) -> list[dict[str, Any]]:
        kept: dict[int, set[int]] = {}
        for step in self._steps:
            for number, iteration in step.path:
                kept.setdefault(number, set()).add(iteration)
        found: dict[tuple[int, bool, str], dict[str, Any]] = {}
        for loop in self._loops:
            if loop.number not in kept:
                continue
            if loop.are_calls:
                if loop.iteration > len(kept[loop.number]):
                    self._say("Of many calls of a function by one line, the first are shown.")
                continue
            function = loop.function
            key = loop.head.line, function.is_library, function.name if function.is_library else ""
            entry: dict[str, Any] = {
                "line": loop.head.line,
                "ran": loop.iteration,
                "kept": sorted(kept[loop.number]),
            }
            entry["left"] = loop.iteration > len(kept[loop.number])
            if function.is_library:
                entry["name"] = function.name
            if key not in found or (entry["left"] and not found[key]["left"]):
                found[key] = entry
        return list(found.values())

    def _written(
        self, step: _Step, writer: "_Writer", functions: list[_Function], counts: dict[int, int]
    ) -> dict[str, Any]:
        if step.function not in functions:
            functions.append(step.function)
        loops = [
            [self._loops[number].head.line, iteration, counts[number]]
            for number, iteration in step.path
            if not self._loops[number].are_calls
        ]
        found: dict[str, Any] = {
            "line": step.unit.line,
            "to": step.unit.end,
            "in": functions.index(step.function),
            "call": step.activation.number,
            "depth": len(step.stack),
            "names": [[name, writer.number(value)] for name, value in step.names.items()],
            "from": [list(each) for each in step.stack],
            "changed": step.changed,
            "gone": step.gone,
            "given": step.given,
            "same": step.alias,
            "more": step.more,
            "loops": loops,
            "did": step.did if step.did != "line" else "",
            "out": step.out,
            "prints": step.prints,
            "error": step.error,
            "bad": step.bad,
            "used": step.used,
            "ops": [
                {key: writer.number(part) if isinstance(part, Value) else part for key, part in each.items()}
                for each in step.operations
            ],
        }
        if step.value is not None:
            found["value"] = writer.number(step.value)
        needed = ("line", "to", "in", "call", "depth", "names", "value")
        return {name: part for name, part in found.items() if part or name in needed}


class _Writer:
    """Numbers the values that are written."""

    def __init__(self, room: int) -> None:
        self.values: list[dict[str, Any]] = []
        self.left: list[str] = []
        self._numbers: dict[int, int] = {}
        self._room = room

    def number(self, value: Value) -> int:
        """Return the number of a value."""
        if id(value) not in self._numbers:
            data = value.data
            if data["k"] == "items":
                data = {**data, "items": [[key, self.number(part)] for key, part in data["items"]]}
            size = len(json.dumps(data))
            if size > self._room:
                data = {"k": "left", "type": data.get("type", "")}
                if not self.left:
                    self.left.append("There are too many values: some are not shown.")
            else:
                self._room -= size
            self._numbers[id(value)] = len(self.values)
            self.values.append(data)
        return self._numbers[id(value)]


def _ranges(kept: list[int], ran: int) -> str:
    """Say which iterations are not kept."""
    missing, start = [], 1
    for iteration in [*kept, ran + 1]:
        if iteration > start:
            missing.append(f"{start}" if iteration == start + 1 else f"{start} to {iteration - 1}")
        start = iteration + 1
    one = len(missing) == 1 and " to " not in missing[0]
    return f"iteration{'' if one else 's'} {' and '.join(missing)} {'is' if one else 'are'}"


def _words(kind: type, error: Any) -> dict[str, str]:
    """Return the words of an error, unless the block itself would have to say them."""
    module = type.__dict__["__module__"].__get__(kind)
    known = isinstance(module, str) and module != "__main__" and not issubclass(kind, RecursionError)
    text = ""
    arguments: tuple[Any, ...] = BaseException.__dict__["args"].__get__(error)
    plain = all(each is None or type(each) in (str, int, float, bool, tuple) for each in arguments)
    if known and (plain or module.partition(".")[0] == "numpy"):
        with contextlib.suppress(Exception):
            text = str(error)
    elif len(arguments) == 1 and type(arguments[0]) is str:
        text = arguments[0]
    return {"type": name_of(kind).removeprefix("_"), "text": text[:600]}


def _names_in(node: ast.AST | None) -> Iterator[str]:
    """Yield the names that a statement reads, each once, without what stands in the lines below its head."""
    parts = [] if node is None else [node]
    seen = set()
    while parts:
        part = parts.pop()
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and part.id not in seen:
            seen.add(part.id)
            yield part.id
        parts += [
            child for child in reversed([*ast.iter_child_nodes(part)])
            if not isinstance(child, ast.stmt | ast.excepthandler | ast.match_case)
        ]  # fmt: skip


def _is_suspended(frame: types.FrameType) -> bool:
    """Tell whether a generator only pauses: what it gives is not what it returns."""
    code, place = frame.f_code.co_code, frame.f_lasti
    return 0 <= place < len(code) and "YIELD" in dis.opname[code[place]]


def _is_mutable(thing: Any) -> bool:
    kind = type(thing)
    if np is not None and issubclass(kind, np.ndarray):
        return True
    return kind in (list, dict, set, deque) or type.__dict__["__module__"].__get__(kind) == "__main__"


def _shared(thing: Any, owners: dict[int, str], hidden: dict[int, list[tuple[str, Any]]]) -> list[str] | None:
    """Say of which other name's array, list or dict this is the same, or a part, or with which it shares."""
    if not _is_mutable(thing):
        return None
    if id(thing) in owners:
        return [owners[id(thing)], "same"]
    if np is not None and type(thing) is np.ndarray:
        base = thing.base
        while type(base) is np.ndarray:
            if id(base) in owners:
                return [owners[id(base)], "view"]
            base = base.base
        for name, other in hidden.get(_root(thing), ()):
            if _overlap(thing, other):
                return [name, "shares"]
    return None


def _root(thing: Any) -> int:
    """Return the identity of the array in whose memory another one stands; 0 where it has its own."""
    found = 0
    while np is not None and type(thing) is np.ndarray:
        thing = thing.base
        found = id(thing) if type(thing) is np.ndarray else found
    return found


def _overlap(one: Any, other: Any) -> bool:
    most: Any = 1000
    try:
        return bool(np.shares_memory(one, other, max_work=most))
    except Exception:  # nobody knows without more work
        return False


@lru_cache(maxsize=256)
def _globals_of(code: types.CodeType) -> tuple[str, ...]:
    """Return the names of the block that a function uses: `co_names` has those of attributes as well."""
    found = [each.argval for each in dis.get_instructions(code) if each.opname.endswith("_GLOBAL")]
    return tuple(dict.fromkeys(found))


def _is_tool(thing: Any) -> bool:
    return callable(thing) or isinstance(thing, types.ModuleType)


def _looking_up(frame: types.FrameType) -> Callable[[str], Any]:
    """Return a function that finds what a name stands for in a call."""
    here, world = frame.f_locals, frame.f_globals

    def look_up(name: str) -> Any:
        if name in here:
            return here[name]
        if name in world:
            return world[name]
        raise UnknownError

    return look_up


def _total(node: Any, frame: types.FrameType) -> int | None:
    """Return how many iterations a loop will have, where that is known without running anything."""
    if not isinstance(node, ast.For):
        return None
    try:
        return _length(node.iter, _looking_up(frame))
    except (UnknownError, TypeError, ValueError, OverflowError):
        return None


def _length(node: ast.expr, look_up: Callable[[str], Any]) -> int:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        name = node.func.id
        with contextlib.suppress(UnknownError):
            look_up(name)
            raise TypeError  # the block has one of its own
        if name == "range" and not node.keywords:
            return len(range(*(_whole(each, look_up) for each in node.args)))
        if name in ("enumerate", "reversed", "zip") and node.args:
            return min(_length(each, look_up) for each in (node.args if name == "zip" else node.args[:1]))
    if isinstance(node, ast.List | ast.Tuple) and not any(
        isinstance(each, ast.Starred) for each in node.elts
    ):
        return len(node.elts)
    if isinstance(node, ast.Name):
        thing = look_up(node.id)
        if type(thing) in (list, tuple, range, str) or (
            np is not None and type(thing) is np.ndarray and thing.ndim
        ):
            return len(thing)
    raise UnknownError


def _whole(node: ast.expr, look_up: Callable[[str], Any]) -> int:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_whole(node.operand, look_up)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.FloorDiv):
        one, other = _whole(node.left, look_up), _whole(node.right, look_up)
        if isinstance(node.op, ast.FloorDiv):
            return one // other if other else 0
        return (
            one + other
            if isinstance(node.op, ast.Add)
            else one - other
            if isinstance(node.op, ast.Sub)
            else one * other
        )
    if isinstance(node, ast.Name) and type(thing := look_up(node.id)) is int:
        return thing
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "len"
        and len(node.args) == 1
    ):
        return _length(node.args[0], look_up)
    raise UnknownError
