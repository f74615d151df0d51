"""The reader's Python: one process for all blocks and answers of a page, each of which finds it clean.

The worker of the page runs all code through this file. What a run is allowed differs from the build where the
reader wrote the code: a warning is shown, `exit()` ends it well, and a value in the last line is spoken of.
"""

import __future__

import ast
import asyncio
import builtins
import contextlib
import contextvars
import importlib.util
import json
import sys
import time
from collections.abc import Callable
from typing import Any

import nnbook
from nnbook.book.run import grader, hints, runner, steps
from nnbook.book.run.runner import Emit
from nnbook.book.run.state import DOORS, State

_UNSHOWN = "A figure was drawn and not shown: `plt.show()` shows it."


class Session:
    """What a worker has of Python.

    Parameters
    ----------
    *folders : str
        Those that belong to the runs alone: what they leave there is deleted.
    """

    def __init__(self, *folders: str) -> None:
        builtins.input = _no_input
        asyncio.run = _run_coroutine
        asyncio._set_running_loop(None)
        self._players: dict[str, Any] = {}
        self._state = State(folders)
        self._state.watch()

    def load(self, source: str) -> None:
        """Load what code imports, before it runs: so it is known what that is like, and the next finds it."""
        self._state.spoiled = ""  # what was unpacked since is no run's doing
        try:
            names = {name for node in ast.walk(ast.parse(source)) for name in _imported(node)}
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return  # which the run tells
        if importlib.util.find_spec("matplotlib") is not None:
            # The runner shows figures by them, and would load them in each run anew.
            names |= {"matplotlib.pyplot", "nnbook.book.run.figure"}
        if any(name.partition(".")[0] in DOORS for name in names):
            self._state.spoiled = "import"
        known = {*_LIBRARIES, *sys.stdlib_module_names} - _LOUD - DOORS
        for name in sorted(name for name in names - sys.modules.keys() if name.partition(".")[0] in known):
            with contextlib.suppress(Exception):  # which the run raises
                importlib.import_module(name)
        self._state.add()

    def run(self, source: str, emit: Emit, edited: bool) -> str:
        """Run a block.

        Parameters
        ----------
        source : str
        emit : callable
            As of `runner.run`, and called with "hint" and words in which code stands between backticks.
        edited : bool
            Whether the reader has changed it. The book's own is as strict as in the build.

        Returns
        -------
        str
            JSON: whether it ended `ok`, how it was `ended` by itself, and by what this Python is `spoiled`.
        """
        trial = _Trial(emit)
        how = trial.execute if edited else None

        self.load(source)

        def run() -> bool:
            return runner.run(source, trial.hear, "block.py", warns=edited, how=how)

        ok = contextvars.copy_context().run(run)
        if ok and trial.hint:
            emit("hint", trial.hint)
        return self._end({"ok": ok, "ended": trial.ended})

    def step(self, source: str, emit: Emit, edited: bool, asked: str) -> str:
        """Run a block line by line.

        Parameters
        ----------
        source, emit, edited
            As of `run`; no hints are given.
        asked : str
            JSON: the name of a `library` to step into, and the `chosen` iterations of loops.

        Returns
        -------
        str
            JSON: as of `run`, and `steps` as of `steps.Recorder.data`.
        """
        trial = _Trial(emit)
        options = json.loads(asked)
        self.load(source)
        recorder = steps.Recorder(trial.hear, options["library"], options["chosen"])

        def execute(source: str, filename: str, namespace: dict[str, object]) -> None:
            try:
                recorder.execute(source, filename, namespace)
            except SystemExit as error:
                if not edited:
                    raise
                trial.ended = "" if error.code is None else str(error.code)
            except BaseException as error:
                trial.told(error)
                raise

        def run() -> bool:
            return runner.run(source, recorder.hear, "block.py", warns=edited, how=execute)

        ok = contextvars.copy_context().run(run)
        return self._end({"ok": ok, "ended": trial.ended, "steps": recorder.data()})

    def grade(self, source: str, exercise: str, emit: Emit) -> str:
        """Grade an answer; the parameters are those of `grader.grade_json`.

        Returns
        -------
        str
            JSON: the `verdict`, and by what this Python is `spoiled`, if it is.
        """
        trial = _Trial(emit)
        data = json.loads(exercise)
        for code in (data["checks"], *(part["code"] for part in data.get("before", ()))):
            self.load(code)
        self.load(source)

        def grade() -> str:
            return grader.grade_json(source, exercise, trial.hear, trial.told, self._clean)

        return self._end({"verdict": json.loads(contextvars.copy_context().run(grade))})

    def play(self, request: str) -> str:
        """Answer the playground; parameter and return value are those of `playground.play`.

        It is loaded when it is first used: most pages have none.
        """
        self.load("import nnbook.book.run.playground")
        return str(sys.modules["nnbook.book.run.playground"].play(request, self._players))

    def _clean(self) -> None:
        """Have the checks find NumPy and the library as they are, whatever the answer has done to them."""
        self._state.put_back_names(lambda name: name.partition(".")[0] in _CHECKED)

    def _end(self, outcome: dict[str, Any]) -> str:
        outcome["spoiled"] = self._state.restore()
        return json.dumps(outcome)


# What a reader's code imports from, and what prints or opens a page when it is imported.
_LIBRARIES = {"numpy", "matplotlib", "mpl_toolkits", "nnbook"}
_LOUD = {"this", "antigravity", "__hello__", "__phello__"}
_CHECKED = {"numpy", "nnbook", "math", "builtins", "json", "inspect", "operator", "functools", "random"}


def _imported(node: ast.AST) -> list[str]:
    """Name the modules that a statement may load."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom) or node.level or not node.module:
        return []
    homes = nnbook._HOME if node.module == "nnbook" else {}
    return [node.module, *(f"nnbook.{homes[alias.name]}" for alias in node.names if alias.name in homes)]


class _Trial:
    """One run of what a reader wrote."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._events = 0
        self.ended: str | None = None
        self.hint = ""
        self._error = ""

    def hear(self, kind: str, text: str) -> None:
        """Pass an event on, with what helps under an error."""
        if kind == "unshown":
            self.hint = self.hint or _UNSHOWN
            return
        self._events += 1
        self._emit(kind, text)
        if kind == "error" and self._error:
            self._emit("hint", self._error)

    def told(self, error: BaseException) -> None:
        """Hear of an error before its traceback comes."""
        runner.shorten(error)
        self._error = hints.of_error(error)

    def execute(self, source: str, filename: str, namespace: dict[str, object]) -> None:
        """Execute code, and look at the value of its last line."""
        try:
            tree = ast.parse(source, filename)
            last = hints.last_value(tree)
            if last is None:
                runner.as_script(source, filename, namespace)
                return
            del tree.body[-1]
            code = compile(tree, filename, "exec", dont_inherit=True)
            runner.keep_builtins(exec, code, namespace)
            before = self._events
            flags = code.co_flags & _FUTURE
            code = compile(ast.Expression(last), filename, "eval", flags, dont_inherit=True)
            value = runner.keep_builtins(eval, code, namespace)
            if self._events == before:
                self.hint = hints.of_value(value)
        except SystemExit as error:
            self.ended = "" if error.code is None else str(error.code)
        except BaseException as error:
            self.told(error)
            raise


_FUTURE = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


def _no_input(prompt: object = "") -> str:
    raise RuntimeError("input() is not available in the browser: write the value into the code")


class _Loop(asyncio.base_events.BaseEventLoop):
    """An event loop that waits by sleeping: in a page there is nothing to hear from but the time."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = _Sleeper()

    def _process_events(self, event_list: list[Any]) -> None: ...

    def _write_to_self(self) -> None: ...


class _Sleeper:
    """What a loop asks whether something came."""

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("the coroutine waits for something that nothing here will ever bring")
        if timeout > 0:
            time.sleep(timeout)
        return []

    def close(self) -> None: ...


def _run_coroutine(
    main: Any, *, debug: bool | None = None, loop_factory: Callable[[], Any] | None = None
) -> Any:
    """Run a coroutine as `asyncio.run` does; Pyodide's own needs what not every browser has."""
    with asyncio.Runner(debug=debug, loop_factory=loop_factory or _Loop) as run:
        return run.run(main)
