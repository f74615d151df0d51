"""Grade a reader's answer to an exercise: run it, then put what it defined through the hidden checks.

The tests and the Python in the reader's browser grade through this file, so it needs nothing beyond the
standard library, NumPy and the runner.

The checks are functions named `check_…` whose parameters are the names that the answer has to define:
`def check_values(softplus): close(softplus(0.0), np.log(2.0))`. They have a namespace of their own, so no
name of the answer can replace one of theirs.

A named wrong answer is recognised by what it does. It goes through the same checks, and where it fails in
each as the reader's answer does, with the same message and with the same result of the call that led there,
its hint is the one to show. What only looks like it gets none: a hint that does not fit is worse.
"""

import contextlib
import inspect
import io
import json
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from numbers import Real
from typing import Any

import numpy as np

from nnbook.book.run import runner
from nnbook.book.run.runner import Emit

ANSWER = "answer.py"  # what a traceback calls the reader's code
EARLIER = "network.py"  # and the code that stands before it in the reader's file
_SHOWN = 6  # entries of an array that a message spells out
_SHOWN_IN_CALL = 12  # entries of all arrays of a call
_LACKS = "your code does not define"
_KEPT = 10_000  # characters of what a call printed


@dataclass(frozen=True)
class Mistake:
    """A named wrong answer, as an exercise lists it."""

    name: str
    hint: str
    code: str


@dataclass(frozen=True)
class Verdict:
    """What the grader says.

    Attributes
    ----------
    passed : bool
    message : str
        What the first check that failed found; code stands between backticks.
    mistake, hint : str
        Name and hint of the named wrong answer that fails in the same way; empty where none does.
    """

    passed: bool
    message: str
    mistake: str = ""
    hint: str = ""


class Wrong(Exception):
    """What a check found, in words for the reader."""


def expect(condition: object, message: str) -> None:
    """Raise `Wrong` with `message` unless `condition` holds."""
    if not condition:
        raise Wrong(message)


def close(
    got: object, expected: object, what: str = "the result", rtol: float = 1e-6, atol: float = 1e-9
) -> None:
    """Raise `Wrong` unless `got` has the shape and, within the tolerances, the values of `expected`.

    Parameters
    ----------
    got : object
        What the answer gave; anything may come.
    expected : array_like
    what : str
        What to call it in the message.
    rtol, atol : float
        As in `numpy.allclose`.
    """
    wanted = np.asarray(expected, dtype=float)
    try:
        found = np.asarray(_unpacked(present(got, what)))
        if found.dtype.kind == "O" and not all(isinstance(item, Real) for item in found.flat):
            raise TypeError(found.dtype)
        if found.dtype.kind not in "biufO":  # "0.5" would become a number
            raise TypeError(found.dtype)
        if found.dtype.kind == "f" and found.itemsize < 8:  # right to the digits that it has
            rtol = max(rtol, 100 * float(np.finfo(found.dtype).eps))
            atol = max(atol, rtol * float(np.abs(wanted[np.isfinite(wanted)]).max(initial=0.0)))
        found = found.astype(float)
    except (TypeError, ValueError):
        raise Wrong(
            f"{what} is of the type `{type(got).__name__}` and not made of numbers of one shape"
        ) from None
    if found.shape != wanted.shape:
        number = "one number" if wanted.ndim == 0 else f"shape {wanted.shape}"
        transposed = ": it is transposed" if wanted.ndim > 1 and found.shape == wanted.shape[::-1] else ""
        raise Wrong(f"{what} has shape {found.shape}, expected {number}{transposed}")
    right = np.isclose(found, wanted, rtol, atol)
    if right.all():
        return
    if found.size <= _SHOWN:
        raise Wrong(f"{what} is {_told_apart(found, wanted)}")
    first = tuple(int(i) for i in np.argwhere(~right)[0])
    place = f"[{', '.join(map(str, first))}]"
    many = f"{np.sum(~right)} of {right.size} values are wrong, first"
    raise Wrong(f"{what} differs: {many} {place}, {_told_apart(found[first], wanted[first])}")


def _told_apart(found: object, wanted: object) -> str:
    """Write what came and what was expected with so many digits that they differ."""
    for digits in (4, 6, 9, 12, 17):
        came, expected = (_spelled(value, digits) for value in (found, wanted))
        if came != expected:
            break
    return f"`{came}`, expected `{expected}`"


def _unpacked(got: object) -> object:
    """Return what an iterator gives, such as a `map`; everything else as it is."""
    return list(got) if isinstance(got, Iterator) else got


def present(got: object, what: str = "the result") -> Any:
    """Return `got`, or raise `Wrong` where it is None."""
    expect(got is not None, f"{what} is `None`: a `return` is missing, or `...` still stands for your code")
    return got


def parts(got: object, *names: str) -> Sequence[Any]:
    """Return the parts of what can be unpacked, or raise `Wrong` where there are not as many as names."""
    got = _unpacked(present(got))
    if isinstance(got, np.ndarray) and got.ndim > 0:
        got = list(got)
    if not isinstance(got, tuple | list) or len(got) != len(names):
        count = f"{len(got)} values" if isinstance(got, tuple | list) else f"`{show(got)}`"
        raise Wrong(f"the result is {count}, expected {len(names)}: {', '.join(names)}")
    return got


def show(value: object) -> str:
    """Write a value for a message: four digits, and of a large array the shape alone."""
    return _spelled(value, 4) or (
        f"array of shape {value.shape}" if isinstance(value, np.ndarray) else type(value).__name__
    )


def _spelled(value: object, digits: int = 4) -> str:
    """Write a number, a short array or list of numbers, a text or a function; else nothing."""
    if isinstance(value, bool | np.bool_ | str) or value is None:
        return str(value) if isinstance(value, np.bool_) else repr(value)
    if isinstance(value, int | float | np.number):
        return f"{value:.{digits}g}"
    if isinstance(value, np.ndarray):
        return _spelled(value.tolist(), digits) if value.size <= _SHOWN else ""
    if isinstance(value, list | tuple):
        items = ["" if isinstance(item, np.ndarray) else _spelled(item, digits) for item in value]
        return "" if "" in items or len(items) > _SHOWN else f"[{', '.join(items)}]"
    return str(getattr(value, "__name__", "")) if callable(value) else ""


@dataclass(frozen=True)
class _Problem:
    """What a check found, and what the call gave that led there."""

    text: str
    result: object = None

    def is_that_of(self, other: "_Problem | None") -> bool:
        """Tell whether another answer has gone wrong in the same way."""
        return other is not None and self.text == other.text and _alike(self.result, other.result)


def _alike(a: Any, b: Any) -> bool:
    """Tell whether two results are the same, but for the rounding of another way to compute them."""
    numbers = np.ndarray | np.number | int | float
    if isinstance(a, numbers) and isinstance(b, numbers):
        one, other = np.asarray(a), np.asarray(b)
        if one.dtype.kind not in "biufc" or other.dtype.kind not in "biufc":
            return one.dtype == other.dtype
        return one.shape == other.shape and np.allclose(one, other, 1e-6, 1e-9, equal_nan=True)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(map(_alike, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_alike(a[key], b[key]) for key in a)
    return type(a) is type(b)


class _Call:
    """What the answer was last asked to do, and what came of it."""

    def __init__(self) -> None:
        self.text = ""
        self.result: object = None
        self.printed = ""

    def write(self, text: str) -> int:
        """Keep the end of what the call prints: a loop may print for ever."""
        self.printed = (self.printed + text)[-_KEPT:]
        return len(text)

    def flush(self) -> None:
        """Nothing waits."""


class _Guarded:
    """A function of the answer: each call is described, gets copies, and must leave them as they are."""

    def __init__(self, function: Callable[..., object], name: str, call: _Call) -> None:
        self._function, self.__name__, self._call = function, name, call

    def __call__(self, *args: object, **kwargs: object) -> object:
        call, names = self._call, _parameters(self._function, len(args))
        call.text, call.printed = _describe(self.__name__, names, args, kwargs), ""
        call.result = None
        given, given_by_name = _copy(args), _copy(kwargs)
        held = [dict(value) if isinstance(value, dict) else None for value in _values(given, given_by_name)]
        with contextlib.redirect_stdout(call):
            result = call.result = self._function(*given, **given_by_name)
            if inspect.isgenerator(result):  # only now does its code run, and it stays a generator
                call.result = list(result)
                result = (value for value in call.result)
        arguments = zip(_values(args, kwargs), _values(given, given_by_name), held, strict=True)
        for name, (before, after, had) in zip([*names, *kwargs], arguments, strict=True):
            if had is not None and _holds_others(had, after):
                advice = f"put it into a new one, such as `dict({name})`"
                raise Wrong(f"your code puts something else into the dictionary `{name}`; {advice}")
            if not _same(before, after):
                raise Wrong(f"your code changes its argument `{name}`; compute a new array instead")
        return result


def _holds_others(before: dict[Any, Any], after: Any) -> bool:
    """Tell whether a dictionary holds other things than before, and not only the same that were changed."""
    return before.keys() != after.keys() or any(after[key] is not value for key, value in before.items())


def _values(args: Iterable[object], kwargs: dict[str, object]) -> list[object]:
    return [*args, *kwargs.values()]


def _parameters(function: Callable[..., object], count: int) -> list[str]:
    try:
        names = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):  # some of NumPy's own functions tell nothing of themselves
        names = []
    return [*names, *(f"argument {n + 1}" for n in range(len(names), count))][:count]


def _describe(name: str, names: list[str], args: tuple[object, ...], kwargs: dict[str, object]) -> str:
    """Write a call so that the reader can repeat it, or with the shapes where the arrays are large."""
    values = dict(zip([*names, *kwargs], _values(args, kwargs), strict=True))
    arrays = {n: v for n, v in values.items() if isinstance(v, np.ndarray)}
    if sum(v.size for v in arrays.values()) <= _SHOWN_IN_CALL:
        arrays = {n: v for n, v in arrays.items() if not _spelled(v)}
    shown = [n if n in arrays else _spelled(v) or n for n, v in values.items()]
    shapes = " and ".join(f"`{n}` of shape {v.shape}" for n, v in arrays.items())
    return f"`{name}({', '.join(shown)})`" + (f" with {shapes}" if shapes else "")


def _copy(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, list | tuple):
        return type(value)(map(_copy, value))
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return value


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    return True


def grade(
    answer: str,
    checks: str,
    mistakes: Iterable[Mistake],
    emit: Emit,
    told: Callable[[BaseException], None] = lambda error: None,
    clean: Callable[[], None] = lambda: None,
    before: str = "",
) -> Verdict:
    """Grade an answer.

    Parameters
    ----------
    answer : str
        The reader's code.
    checks : str
        The code of the checks.
    mistakes : iterable of Mistake
        The named wrong answers.
    emit : callable
        Gets what the answer prints, shows and raises, as from `runner.run`.
    told : callable, optional
        Gets the exception by which the answer stops.
    clean : callable, optional
        Called between the answer and its checks: takes back what the answer did to others' names.
    before : str, optional
        Code that stands before the answer in the reader's file, and whose names the answer finds.

    Returns
    -------
    Verdict
    """
    found = _problems(answer, checks, emit, told, clean, before)
    problems = [problem for problem in found if problem]
    if not problems:
        return Verdict(True, "Right: every check passed.")
    text = problems[0].text
    message = f"{text[0].upper()}{text[1:]}."
    for mistake in mistakes:
        theirs = _problems(mistake.code, checks, lambda kind, text: None, lambda error: None, clean, before)
        if _is_that_mistake(found, theirs):
            return Verdict(False, message, mistake.name, mistake.hint)
    return Verdict(False, message)


def _is_that_mistake(found: list[_Problem | None], theirs: list[_Problem | None]) -> bool:
    """Tell whether an answer fails as a named wrong one does, which may define a part of what is asked."""
    pairs = [
        (ours, other)
        for ours, other in zip(found, theirs, strict=False)
        if other is None or not other.text.startswith(_LACKS)
    ]
    same = all(ours is other if ours is None else ours.is_that_of(other) for ours, other in pairs)
    return same and any(ours for ours, _ in pairs)


def grade_json(
    answer: str,
    exercise: str,
    emit: Emit,
    told: Callable[[BaseException], None] = lambda error: None,
    clean: Callable[[], None] = lambda: None,
) -> str:
    """Grade for the page's script: `exercise` is what the page carries as JSON, and so is the verdict."""
    data = json.loads(exercise)
    mistakes = [Mistake(**mistake) for mistake in data["mistakes"]]
    before = "\n\n".join(part["code"] for part in data.get("before", ()))
    return json.dumps(asdict(grade(answer, data["checks"], mistakes, emit, told, clean, before)))


def _problems(
    answer: str,
    checks: str,
    emit: Emit,
    told: Callable[[BaseException], None],
    clean: Callable[[], None],
    before: str,
) -> list[_Problem | None]:
    """Return what each check finds, or the one reason why none could be made."""
    # Before the answer runs, so that nothing which it changes in a module reaches the checks' imports.
    namespace: dict[str, Any] = {"__name__": "checks"}
    exec(compile(checks, "checks.py", "exec", dont_inherit=True), namespace)
    functions = [value for name, value in namespace.items() if name.startswith("check_")]
    problems: list[_Problem | None] = []
    last_line, earlier = "", ""

    def watch(kind: str, text: str) -> None:
        nonlocal last_line
        if kind == "error":
            last_line = text.strip().splitlines()[-1]
        emit(kind, text)

    def examine(defined: dict[str, object]) -> None:
        clean()
        with warnings.catch_warnings():
            # What counts is what comes, and not what NumPy says on the way: in the page it says nothing.
            warnings.simplefilter("ignore")
            for check in functions:
                # The first that fails speaks; the others only tell whether a mistake is a known one.
                first = not any(problems)
                problems.append(_found(check, defined, emit if first else lambda kind, text: None))

    def execute(source: str, filename: str, namespace: dict[str, object]) -> None:
        nonlocal earlier
        try:
            if before:
                earlier = "the part of your file that comes before this step"
                with contextlib.redirect_stdout(io.StringIO()):  # which was said when that part was checked
                    runner.as_script(before, EARLIER, namespace)
                earlier = ""
            runner.as_script(source, filename, namespace)
        except BaseException as error:
            told(error)
            raise

    if not runner.run(answer, watch, ANSWER, then=examine, warns=True, how=execute):
        return [_Problem(f"{earlier or 'your code'} stopped before it could be checked: `{last_line}`")]
    return problems


def _found(check: Callable[..., None], defined: dict[str, object], emit: Emit) -> _Problem | None:
    """Run one check; return what it found, with the call that led there."""
    call = _Call()
    wanted = {}
    for name in inspect.signature(check).parameters:
        if name not in defined:
            return _Problem(f"{_LACKS} `{name}`")
        value = defined[name]
        wanted[name] = _Guarded(value, name, call) if callable(value) else value
    try:
        check(**wanted)
        return None
    except KeyboardInterrupt:
        raise
    except Wrong as wrong:
        found, trace = str(wrong), ""
    except BaseException as error:  # also SystemExit, which is no more an answer than any other
        by_answer = any(frame.filename == ANSWER for frame in traceback.extract_tb(error.__traceback__))
        trace = runner.trimmed_traceback(error, ANSWER) if by_answer else ""
        found = f"your {'code raises' if by_answer else 'answer cannot be used:'} `{_last_line(error)}`"
    if call.printed:
        emit("stdout", call.printed)
    if trace:
        emit("error", trace)
    return _Problem(f"In {call.text}, {found}" if call.text else found, call.result)


def _last_line(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error)).strip().splitlines()[-1]
