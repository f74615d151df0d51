"""Run one block as if it were a script of its own, and report what it prints and shows.

The build, the tests and the Python in the reader's browser all run blocks through this file, so it
needs nothing beyond the standard library and, where it is installed, Matplotlib.
"""

import builtins
import contextlib
import importlib.util
import io
import linecache
import random
import re
import sys
import threading
import traceback
import types
import warnings
from collections.abc import Callable, Iterator

# A block's events in the order in which they happen: "stdout" and "stderr" with text, "figure" with
# SVG, "error" with the traceback.
Emit = Callable[[str, str], None]

# sys.stdout, the warning filters and Matplotlib's state belong to the whole process.
_one_at_a_time = threading.RLock()


class _Stream(io.TextIOBase):
    """Hand everything that is written to `emit`, at once."""

    def __init__(self, kind: str, emit: Emit) -> None:
        self._kind, self._emit = kind, emit

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text:
            self._emit(self._kind, text)
        return len(text)


def run(
    source: str,
    emit: Emit,
    filename: str = "block.py",
    then: Callable[[dict[str, object]], None] | None = None,
) -> bool:
    """Execute `source` in a fresh namespace, with warnings as errors.

    Parameters
    ----------
    source : str
        The code of one block. It stands alone: it imports what it uses.
    emit : callable
        Called with `(kind, text)` for each event, while the block runs.
    filename : str
        What the traceback calls the block.
    then : callable, optional
        Called with the namespace after a block that ended well, under the same conditions: the grader of
        an exercise looks at what the block defined. What it raises counts as raised by the block.

    Returns
    -------
    bool
        Whether the block ended without an exception.
    """
    # The traceback quotes lines from here; there is no such file.
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    with (
        _one_at_a_time,
        _as_main() as namespace,
        _fresh_numpy(),
        _figures(emit),
        _strict_warnings(filename),
    ):
        with (
            contextlib.redirect_stdout(_Stream("stdout", emit)),
            contextlib.redirect_stderr(_Stream("stderr", emit)),
        ):
            try:
                exec(compile(source, filename, "exec", dont_inherit=True), namespace)
                if then is not None:
                    then(namespace)
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                emit("error", trimmed_traceback(error, filename))
                return False
    return True


@contextlib.contextmanager
def _as_main() -> Iterator[dict[str, object]]:
    """Give the block a `__main__` of its own: what holds in a script holds here (dataclasses, pickle)."""
    module = types.ModuleType("__main__")
    module.__dict__["__builtins__"] = builtins
    outer = sys.modules["__main__"]
    sys.modules["__main__"] = module
    try:
        yield module.__dict__
    finally:
        sys.modules["__main__"] = outer


@contextlib.contextmanager
def _fresh_numpy() -> Iterator[None]:
    """Keep print options, error states and seeds within the block: the next one would not stand alone."""
    random.seed()
    if importlib.util.find_spec("numpy") is None:
        yield
        return
    import numpy as np

    np.random.seed()
    with np.printoptions(), np.errstate():
        yield


@contextlib.contextmanager
def _figures(emit: Emit) -> Iterator[None]:
    """Let `plt.show()` emit the open figures, where there is a Matplotlib to show any."""
    if importlib.util.find_spec("matplotlib") is None:
        yield
        return
    from nnbook.book.run import figure

    figure.begin(lambda svg: emit("figure", svg))
    try:
        yield
    finally:
        figure.end()


@contextlib.contextmanager
def _strict_warnings(filename: str) -> Iterator[None]:
    """Turn warnings into errors; of those that Python hides, only what the block or nnbook causes."""
    # The compiler names a module by its file.
    ours = rf"__main__|nnbook(\.|$)|{re.escape(filename.removesuffix('.py'))}$"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for category in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
            warnings.simplefilter("ignore", category)
            warnings.filterwarnings("error", category=category, module=ours)
        yield


def trimmed_traceback(error: BaseException, filename: str) -> str:
    """Format `error` without the frames of whoever ran the block: the reader's code comes first."""
    trace = traceback.TracebackException.from_exception(error)
    first = next((i for i, frame in enumerate(trace.stack) if frame.filename == filename), len(trace.stack))
    del trace.stack[:first]
    return "".join(trace.format())
