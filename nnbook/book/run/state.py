"""What Python is like before a reader's code ran, and the way back to it.

The page has one Python for all blocks. Each run gets names, warnings and settings of NumPy of its own from
the runner. Here is the rest: what code changes in modules, classes and settings of the process is put back.
What cannot be put back is told, and the page then starts another Python.
"""

import asyncio
import atexit
import contextlib
import decimal
import gc
import importlib
import linecache
import logging
import os
import shutil
import signal
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

_Dict = dict[str, Any]

# What Python itself writes into a class, when somebody asks for it.
_LAZY = {"__annotations_cache__", "__annotate_func__", "__abstractmethods__", "_abc_impl", "__doc__"}
# Whoever imports these can reach what no list of ours holds: the page, and the memory.
DOORS = {"js", "pyodide_js", "pyodide", "_pyodide", "_pyodide_core", "ctypes", "_ctypes"}
_WRITES = {
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.truncate",
    "os.chmod",
    "os.link",
    "os.symlink",
    "shutil.move",
}
_CODE = {"__code__", "__defaults__", "__kwdefaults__", "__bases__", "__class__"}


class State:
    """What Python is like now; `restore` brings it back.

    Parameters
    ----------
    folders : iterable of str
        Those that belong to the runs alone: what comes to lie there is deleted. Nowhere else is anything.
    """

    def __init__(self, folders: Iterable[str]) -> None:
        self._folders = tuple(folders)
        self._modules: dict[str, Any] = {}
        self._dicts: list[tuple[str, _Dict, _Dict]] = []
        self._classes: list[tuple[type, _Dict]] = []
        self._contents: list[tuple[Any, Any]] = []  # of lists, dicts and sets: the thing, and a copy
        self._known: set[int] = {id(sys.modules)}
        self.add()
        self._folder = os.getcwd()
        self._environ = dict(os.environ)
        self._files = _files(self._folders)
        self._limits = sys.getrecursionlimit(), sys.getswitchinterval(), sys.get_int_max_str_digits()
        self._signals = {number: signal.getsignal(number) for number in signal.valid_signals()}
        self._collector = gc.isenabled(), gc.get_threshold(), [*gc.callbacks]
        self._loggers = dict(logging.root.manager.loggerDict)
        self._logging = [(each, _settings(each)) for each in [logging.root, *_real(self._loggers)]]
        self._hooks = list(_hooks())
        self.spoiled = ""
        atexit._clear()

    def add(self) -> None:
        """Count the modules that were loaded since as what there was; they are as they should be."""
        for name, module in [*sys.modules.items()]:
            if name not in self._modules:
                self._modules[name] = module
                if isinstance(module, types.ModuleType):
                    self._keep_module(name, module)
                    self._keep_place(name)

    def _keep_place(self, name: str) -> None:
        """Let a package have the module that came into it."""
        parent, _, last = name.rpartition(".")
        package = self._modules.get(parent)
        if package is not None and last in vars(package):
            for names, before in (
                (names, before) for _, names, before in self._dicts if names is vars(package)
            ):
                before[last] = names[last]

    def _keep_module(self, name: str, module: types.ModuleType) -> None:
        names = vars(module)
        ours = name.partition(".")[0] == "nnbook"
        self._dicts.append((name, names, dict(names)))
        for key, value in [*names.items()]:
            if isinstance(value, type):
                self._keep_class(value)
            elif isinstance(value, list | dict | set) and (ours or not key.startswith("_")):
                self._keep_contents(value)
            elif ours and hasattr(value, "__dict__") and not isinstance(value, types.ModuleType):
                self._keep_contents(vars(value))  # such as the core of a function

    def _keep_class(self, kind: type) -> None:
        if id(kind) in self._known or not kind.__flags__ & 1 << 9 or kind.__flags__ & 1 << 8:
            return  # known, or one that nobody can change
        self._known.add(id(kind))
        self._classes.append((kind, dict(vars(kind))))

    def _keep_contents(self, value: Any) -> None:
        if id(value) not in self._known:
            self._known.add(id(value))
            self._contents.append((value, value.copy()))

    def watch(self) -> None:
        """Hear from now on of what cannot be put back; nothing takes this back."""

        def hear(event: str, arguments: tuple[Any, ...]) -> None:
            if event in ("import", "sys.addaudithook", "object.__setattr__", "open") or event in _WRITES:
                self._hear(event, arguments)

        sys.addaudithook(hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "import":
            wrong = arguments[0] in DOORS
        elif event == "object.__setattr__":
            where = getattr(arguments[0], "__module__", "__main__")
            wrong = arguments[1] in _CODE and where in self._modules and where != "__main__"
        elif event == "open":
            writes = arguments[2] & (os.O_WRONLY | os.O_RDWR) if isinstance(arguments[2], int) else False
            wrong = bool(writes) and self._is_elsewhere(arguments[0])
        elif event == "sys.addaudithook":
            wrong = True
        else:
            wrong = self._is_elsewhere(arguments[0])
        if wrong and not self.spoiled:
            self.spoiled = " ".join([event, *map(str, arguments[:1])])

    def _is_elsewhere(self, place: object) -> bool:
        """Tell whether a file is none of a run's own."""
        if not isinstance(place, str | bytes | os.PathLike):
            return False
        path = os.path.join(os.getcwd(), os.fsdecode(place))
        return not path.startswith((*self._folders, "/dev")) and "__pycache__" not in path

    def restore(self) -> str:
        """Bring back what there was.

        Returns
        -------
        str
            What could not be put back: this Python is not to be used any more. Empty where all is as it was.
        """
        try:
            self.put_back_names(lambda name: True)  # first what this file itself works with
            self._restore()
        except BaseException as error:
            self.spoiled = self.spoiled or repr(error)
        return self.spoiled

    def _restore(self) -> None:
        sys.settrace(None)
        sys.setprofile(None)
        self._put_back_modules()
        for kind, before in self._classes:
            _put_back_class(kind, before)
        for value, before in self._contents:
            _put_back_contents(value, before)
        sys.setrecursionlimit(self._limits[0])
        sys.setswitchinterval(self._limits[1])
        sys.set_int_max_str_digits(self._limits[2])
        for number, handler in self._signals.items():
            if signal.getsignal(number) is not handler and handler is not None:
                signal.signal(number, handler)
        enabled, threshold, gc.callbacks[:] = self._collector
        gc.set_threshold(*threshold)
        (gc.enable if enabled else gc.disable)()
        self._put_back_logging()
        for restore, before in self._hooks:
            restore(before)
        decimal.setcontext(decimal.Context())
        atexit._clear()
        asyncio._set_running_loop(None)
        os.chdir(self._folder)
        if dict(os.environ) != self._environ:
            os.environ.clear()
            os.environ.update(self._environ)
        for file in _files(self._folders) - self._files:
            shutil.rmtree(file) if os.path.isdir(file) and not os.path.islink(file) else os.unlink(file)
        linecache.clearcache()
        importlib.invalidate_caches()

    def _put_back_modules(self) -> None:
        """Forget the modules that came, but for those in machine code, which can be loaded only once."""
        stays = {
            name: module
            for name, module in sys.modules.items()
            if name not in self._modules and str(getattr(module, "__file__", "")).endswith(".so")
        }
        main = sys.modules.get("__main__")
        sys.modules.clear()
        sys.modules.update(self._modules)
        sys.modules.update(stays)
        self.add()
        if main is not None:
            sys.modules["__main__"] = main

    def put_back_names(self, of: Callable[[str], bool]) -> None:
        """Give modules the names back that they had, with what they stood for; `of` says which modules."""
        for name, names, before in self._dicts:
            if not of(name) or name == "__main__":
                continue
            if names.keys() != before.keys():
                for key in [key for key in names if key not in before]:
                    # A part of a package that came at its first use: without its name, yet known as a module,
                    # it would be asked for again without end.
                    if sys.modules.get(f"{name}.{key}") is not names[key]:
                        del names[key]
            for key, value in before.items():
                if key not in names or names[key] is not value:
                    names[key] = value

    def _put_back_logging(self) -> None:
        logging.disable(logging.NOTSET)
        loggers = logging.root.manager.loggerDict
        for name in [name for name in loggers if name not in self._loggers]:
            del loggers[name]
        for logger, before in self._logging:
            vars(logger).update(
                {**before, "handlers": [*before["handlers"]], "filters": [*before["filters"]]}
            )
            logger._cache.clear()  # type: ignore[attr-defined]  # whether a level is shown


def _put_back_class(kind: type, before: _Dict) -> None:
    now = vars(kind)
    for name in [name for name in now if name not in before and name not in _LAZY]:
        type.__delattr__(kind, name)
    for name, value in before.items():
        if name not in _LAZY and now.get(name) is not value:
            type.__setattr__(kind, name, value)


def _put_back_contents(value: Any, before: Any) -> None:
    if isinstance(value, list):
        if len(value) != len(before) or any(a is not b for a, b in zip(value, before, strict=True)):
            value[:] = before
    elif isinstance(value, dict):
        if value.keys() != before.keys() or any(value[key] is not before[key] for key in before):
            dict.clear(value)
            dict.update(value, before)
    elif value != before:
        value.clear()
        value.update(before)


def _settings(logger: logging.Logger) -> _Dict:
    own = dict(vars(logger))
    return own | {"handlers": [*logger.handlers], "filters": [*logger.filters]}


def _real(loggers: _Dict) -> Iterator[logging.Logger]:
    return (logger for logger in loggers.values() if isinstance(logger, logging.Logger))


def _hooks() -> Iterator[tuple[Callable[[Any], object], Any]]:
    """Yield what sets a thing that is in no module, with what it is now."""
    with contextlib.suppress(ImportError):
        import numpy as np

        yield np.random.set_bit_generator, np.random.get_bit_generator()  # type: ignore[attr-defined]
        yield np.setbufsize, np.getbufsize()


def _files(folders: Iterable[str]) -> set[str]:
    return {str(file) for folder in folders for file in Path(folder).iterdir()}
