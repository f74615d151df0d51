"""Run one block as if it were a script of its own, and report what it prints and shows.

The build, the tests and the Python in the reader's browser all run blocks through this file, so it
needs nothing beyond the standard library and, where it is installed, Matplotlib.
"""

import builtins
import codecs
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
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

# A block's events in the order in which they happen: "stdout" and "stderr" with text, "figure" with
# SVG, "warning" with a line, "error" with the traceback, "unshown" with the number of figures that were drawn
# and not shown.
Emit = Callable[[str, str], None]

# How code is executed: the code, what a traceback calls it, and the names that it has.
How = Callable[[str, str, dict[str, object]], None]

_MOST_FRAMES = 1000  # at either end of a traceback

# sys.stdout, the warning filters and Matplotlib's state belong to the whole process.
_one_at_a_time = threading.RLock()


class _Bytes(io.RawIOBase):
    """Hand everything that is written to `emit`, at once."""

    def __init__(self, kind: str, emit: Emit) -> None:
        self._kind, self._emit = kind, emit
        self._decode = codecs.getincrementaldecoder("utf-8")("backslashreplace").decode

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return {"stdout": 1, "stderr": 2}[self._kind]

    def write(self, content: "Buffer") -> int:
        if text := self._decode(bytes(content)):
            self._emit(self._kind, text)
        return len(bytes(content))


def _stream(kind: str, emit: Emit) -> io.TextIOWrapper:
    """Return what a script has as `sys.stdout`, with its buffer, that writes to `emit`."""
    # typeshed asks for a buffered stream; TextIOWrapper itself does not.
    return io.TextIOWrapper(_Bytes(kind, emit), "utf-8", write_through=True)  # type: ignore[arg-type]


def run(
    source: str,
    emit: Emit,
    filename: str = "block.py",
    then: Callable[[dict[str, object]], None] | None = None,
    warns: bool = False,
    how: How | None = None,
) -> bool:
    """Execute `source` in this process, and hand what it prints to `emit`.

    The parameters are those of `execute`.

    Returns
    -------
    bool
        Whether the block ended without an exception.
    """

    def pass_on(kind: str, text: str) -> None:
        if kind != "unshown" or how is not None:
            emit(kind, text)

    with (
        _one_at_a_time,
        contextlib.redirect_stdout(_stream("stdout", emit)),
        contextlib.redirect_stderr(_stream("stderr", emit)),
    ):
        return execute(source, pass_on, filename, then, warns, how=how)


def execute(
    source: str,
    emit: Emit,
    filename: str = "block.py",
    then: Callable[[dict[str, object]], None] | None = None,
    warns: bool = False,
    script: str | None = None,
    library: str = "nnbook",
    how: How | None = None,
) -> bool:
    """Execute `source` in a fresh namespace; what it prints goes where `sys.stdout` leads.

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
    warns : bool
        Whether a warning is an event; else it is an error.
    script : str, optional
        The file of the same code, by which the processes that it starts find it.
    library : str, optional
        The package whose warnings count as the block's own, whatever their kind.
    how : callable, optional
        What executes the code; what it raises is raised by the block.

    Returns
    -------
    bool
        Whether the block ended without an exception.
    """
    # The traceback quotes lines from here; there is no such file.
    lines = [
        f"{line}\n" for line in source.split("\n")
    ]  # `splitlines` parts at signs that end no line of code
    linecache.cache[filename] = (len(source), None, lines, filename)
    with (
        _one_at_a_time,
        _as_main(script) as namespace,
        _fresh_numpy(),
        _figures(emit),
        _warnings(filename, library, emit if warns else None),
    ):
        try:
            (how or as_script)(source, filename, namespace)
            if then is not None:
                then(namespace)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            emit("error", trimmed_traceback(error, filename))
            return False
    return True


def as_script(source: str, filename: str, namespace: dict[str, object]) -> None:
    """Execute code as Python executes a script."""
    keep_builtins(exec, compile(source, filename, "exec", dont_inherit=True), namespace)


def keep_builtins(act: Callable[..., Any], *arguments: object) -> Any:
    """Call `act`, and undo what it does to Python's own names: what comes after it needs them."""
    names = vars(builtins)
    before = dict(names)
    try:
        return act(*arguments)
    finally:  # it may be that none of them is left
        names.clear()
        names.update(before)


@contextlib.contextmanager
def _as_main(script: str | None) -> Iterator[dict[str, object]]:
    """Give the block a `__main__` of its own: what holds in a script holds here (dataclasses, pickle)."""
    module = types.ModuleType("__main__")
    module.__dict__["__builtins__"] = builtins
    if script is not None:
        module.__file__ = script
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
        if unshown := figure.end():
            emit("unshown", str(unshown))


@contextlib.contextmanager
def _warnings(filename: str, library: str, emit: Emit | None) -> Iterator[None]:
    """Make errors or events of warnings; of those that Python hides, only what block or library causes."""
    # The compiler names a module by its file.
    ours = rf"__main__|{re.escape(library)}(\.|$)|{re.escape(filename.removesuffix('.py'))}$"
    action: Literal["error", "always"] = "always" if emit else "error"

    def show(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
        if emit:
            emit("warning", f"{category.__name__}: {message}\n")

    with warnings.catch_warnings():
        warnings.simplefilter(action)
        for hidden in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
            warnings.simplefilter("ignore", hidden)
            warnings.filterwarnings(action, category=hidden, module=ours)
        # Matplotlib says it where the place took a second to find: of the machine, not of the code.
        warnings.filterwarnings("ignore", r'Creating legend with loc="best" can be slow', UserWarning)
        if emit:
            warnings.showwarning = show
        yield


def shorten(error: BaseException) -> None:
    """Take the middle out of a traceback that is longer than anybody reads: writing it takes minutes."""
    frames = []
    place = error.__traceback__
    while place is not None:
        frames.append(place)
        place = place.tb_next
    if len(frames) > 2 * _MOST_FRAMES:
        frames[_MOST_FRAMES].tb_next = frames[-_MOST_FRAMES]


def trimmed_traceback(error: BaseException, filename: str) -> str:
    """Format `error` without the frames of whoever ran the block: the reader's code comes first."""
    shorten(error)
    trace = traceback.TracebackException.from_exception(error)
    first = next((i for i, frame in enumerate(trace.stack) if frame.filename == filename), len(trace.stack))
    del trace.stack[:first]
    return "".join(trace.format())
