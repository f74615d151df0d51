"""The grader: what it says of an answer, and that no answer can break or fool it by accident."""

import json

import numpy as np
import pytest

from nnbook.book.run.grader import Mistake, Verdict, Wrong, close, grade, grade_json, parts, show

CHECKS = """
import numpy as np

from nnbook.book.run.grader import close

def check_small(double):
    close(double(3), 6)

def check_arrays(double):
    for m in (2, 8):
        x = np.arange(m) + 0.5
        close(double(x), [2 * float(value) for value in x])
"""
SQUARED = Mistake("squared", "That is the square.", "def double(x):\n    return x * x")
RIGHT = "def double(x):\n    return 2 * x\n"


def graded(answer: str, checks: str = CHECKS) -> tuple[Verdict, list[tuple[str, str]]]:
    """Grade and return the verdict with all events."""
    events: list[tuple[str, str]] = []
    verdict = grade(answer, checks, [SQUARED], lambda kind, text: events.append((kind, text)))
    return verdict, events


def text(events: list[tuple[str, str]], kind: str) -> str:
    """Join the events of a kind."""
    return "".join(text for event, text in events if event == kind)


def test_a_right_answer_passes() -> None:
    """It passes whichever way it is written, and nothing is emitted."""
    with_numpy = "import numpy as np\ndouble = np.vectorize(lambda x: 2.0 * x)"
    for answer in (RIGHT, "double = lambda x: x + x", with_numpy):
        verdict, events = graded(answer)
        assert verdict == Verdict(True, "Right: every check passed.")
        assert events == []


def test_the_first_failing_check_speaks() -> None:
    """The message names the call with its arguments, what came and what was expected."""
    verdict, _ = graded("def double(x):\n    return x + 1")
    assert verdict == Verdict(False, "In `double(3)`, the result is `4`, expected `6`.")


def test_large_arguments_are_told_by_their_shapes() -> None:
    """Such a call names its arguments, and the message says which value is the first wrong one."""
    verdict, _ = graded("def double(x):\n    return 2 * x + (x > 6) * 1.0")
    assert verdict.message == (
        "In `double(x)` with `x` of shape (8,), the result differs: 2 of 8 values are wrong, first [6], "
        "`14`, expected `13`."
    )


def test_a_known_mistake_is_recognised_by_what_it_does() -> None:
    """Another text that computes the same gets the hint; another mistake gets none."""
    verdict, _ = graded("def double(number):\n    result = number**2\n    return result")
    assert (verdict.mistake, verdict.hint) == ("squared", "That is the square.")
    assert graded("def double(x):\n    return 7")[0].hint == ""


def test_what_the_code_prints_is_emitted() -> None:
    """First what it prints by itself, then what the call printed that went wrong, and no other call."""
    code = (
        "import numpy as np\nprint('hello')\n"
        "def double(x):\n    print('got', x)\n    return 2 * x if np.ndim(x) == 0 else x"
    )
    verdict, events = graded(code)
    assert not verdict.passed
    assert text(events, "stdout") == "hello\ngot [0.5 1.5]\n"


def test_a_flood_from_a_call_is_cut() -> None:
    """Of what a call prints the end is kept, so that a long loop fills no memory."""
    _, events = graded("def double(x):\n    for i in range(20000):\n        print(i)\n    return x")
    printed = text(events, "stdout")
    assert len(printed) <= 10_000
    assert printed.endswith("19999\n")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("def double(x):\n    return x[", "SyntaxError: '[' was never closed"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("import nowhere", "ModuleNotFoundError: No module named 'nowhere'"),
    ],
)
def test_code_that_stops_by_itself_is_told(answer: str, error: str) -> None:
    """The traceback is emitted too, and shows nothing but the reader's code."""
    verdict, events = graded(answer)
    assert verdict == Verdict(False, f"Your code stopped before it could be checked: `{error}`.")
    assert 'File "answer.py", line' in text(events, "error")
    assert "grader.py" not in text(events, "error") and "runner.py" not in text(events, "error")


def test_a_warning_of_the_answer_is_shown() -> None:
    """It says nothing of what comes, and in the page NumPy does not warn at all: the value counts."""
    verdict, events = graded(f"import numpy as np\nnp.exp(1000.0)\n{RIGHT}")
    assert verdict.passed
    assert events == [("warning", "RuntimeWarning: overflow encountered in exp\n")]
    verdict, _ = graded("import numpy as np\ndef double(x):\n    return np.exp(np.float64(1000.0))")
    assert verdict.message == "In `double(3)`, the result is `inf`, expected `6`."
    around = "import numpy as np\ndef double(x):\n    return np.where(x == 0, 0, 2 / np.divide(1, x))"
    assert graded(around)[0].passed
    warns = "import warnings\ndef double(x):\n    warnings.warn('careful')\n    return 2 * x"
    assert graded(warns)[0].passed


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("return x / 0", "ZeroDivisionError: division by zero"),
        ("raise SystemExit", "SystemExit"),
        ("return double(x)", "RecursionError: maximum recursion depth exceeded"),
        ("return undefined", "NameError: name 'undefined' is not defined"),
        ("assert x == 2, 'two only'", "AssertionError: two only"),
    ],
)
def test_code_that_raises_when_called_is_told(body: str, error: str) -> None:
    """The call is named, and the traceback begins in the reader's code."""
    verdict, events = graded(f"def double(x):\n    {body}")
    assert verdict == Verdict(False, f"In `double(3)`, your code raises `{error}`.")
    traceback = text(events, "error")
    assert traceback.startswith('Traceback (most recent call last):\n  File "answer.py", line 2')
    assert "grader.py" not in traceback and "checks.py" not in traceback


def test_a_generator_that_raises_is_told() -> None:
    """Its code runs only when the check goes through it, and is the reader's all the same."""
    checks = (
        "from nnbook.book.run.grader import close\ndef check_all(count):\n    close(list(count(2)), [0, 1])"
    )
    verdict, events = graded("def count(n):\n    yield 0\n    raise ValueError('no')", checks)
    assert verdict.message == "In `count(2)`, your code raises `ValueError: no`."
    assert "answer.py" in text(events, "error")


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("", "Your code does not define `double`"),
        ("def duoble(x):\n    return 2 * x", "Your code does not define `double`"),
        (
            "def double(x):\n    2 * x",
            "the result is `None`: a `return` is missing, or `...` still stands for your code",
        ),
        (
            "def double(x):\n    return 'six'",
            "the result is of the type `str` and not made of numbers of one shape",
        ),
        (
            "def double(x):\n    return [[1], [1, 2]]",
            "the result is of the type `list` and not made of numbers of one shape",
        ),
        ("def double(x):\n    return [x, x]", "the result has shape (2,), expected one number"),
        (
            "def double():\n    return 6",
            "your answer cannot be used: `TypeError: double() takes 0 positional arguments but 1 was given`",
        ),
        ("double = 6", "Your answer cannot be used: `TypeError: 'int' object is not callable`"),
        ("def double(x):\n    return float('nan')", "the result is `nan`, expected `6`"),
    ],
)
def test_answers_of_another_form_are_told(answer: str, found: str) -> None:
    """Nothing defined, nothing returned, the wrong type or shape, the wrong parameters."""
    message = graded(answer)[0].message.removeprefix("In `double(3)`, ")
    assert message == f"{found}."


def test_a_changed_argument_is_told() -> None:
    """An answer that works in place is caught, and the check's own arrays stay as they are."""
    verdict, _ = graded("def double(x):\n    x *= 2\n    return x")
    assert verdict.message == (
        "In `double([0.5, 1.5])`, your code changes its argument `x`; compute a new array instead."
    )


def test_an_argument_that_a_generator_changes_is_told() -> None:
    """A generator runs when its values are taken; what it prints and changes then counts as well."""
    answer = "def cut(x):\n    print('cutting')\n    x *= 2\n    yield x[:1]\n    yield x[1:]\n"
    checks = "import numpy as np\n\ndef check_cut(cut):\n    list(cut(np.array([0.5, 1.5])))\n"
    verdict, events = graded(answer, checks)
    assert not verdict.passed and "changes its argument `x`" in verdict.message
    assert text(events, "stdout") == "cutting\n"
    assert graded(answer.replace("x *= 2", "x = 2 * x"), checks)[0].passed


def test_whatever_unpacks_is_a_pair() -> None:
    """A tuple, a list, an array of two rows, a `map`, a generator; not one of another length, nor a text."""
    checks = """
from nnbook.book.run.grader import close, parts

def check_pair(pair):
    first, second = parts(pair(2.0), "first", "second")
    close(first, 2)
    close(second, 4)
"""
    numpy = "import numpy as np\n"
    for body in (
        "return x, 2 * x",
        "return [x, 2 * x]",
        "return np.array([x, 2 * x])",
        "return x * np.arange(1, 3)",
        "return map(float, (x, 2 * x))",
        "return (n * x for n in (1, 2))",
        "yield x\n    yield 2 * x",
    ):
        verdict, _ = graded(f"{numpy}def pair(x):\n    {body}\n", checks)
        assert verdict.passed, (body, verdict.message)
    for body in (
        "return x",
        "return 'ab'",
        "return x, 2 * x, 3 * x",
        "return np.array([x])",
        "yield x",
        "return {1, 2}",
    ):
        verdict, _ = graded(f"{numpy}def pair(x):\n    {body}\n", checks)
        assert "expected 2: first, second" in verdict.message, body


def test_fewer_digits_are_no_mistake() -> None:
    """An answer in float32 is right to the digits that it has, and one that is wrong is told with more."""
    half = "import numpy as np\ndef double(x):\n    return np.float32(2) * np.asarray(x, dtype=np.float32)"
    assert graded(half)[0].passed
    verdict, _ = graded("def double(x):\n    return 2.0000123 * x")
    assert verdict.message == "In `double(3)`, the result is `6.00004`, expected `6`."
    verdict, _ = graded(f"{half} * np.float32(1.001)")
    assert not verdict.passed


@pytest.mark.parametrize("got", ["0.5", ["0.5"], np.array(["0.5"]), [0.5, None], 0.5 + 0j])
def test_close_takes_no_text_for_a_number(got: object) -> None:
    """NumPy would read a number out of a text."""
    with pytest.raises(Wrong, match="not made of numbers of one shape"):
        close(got, 0.5)


@pytest.mark.parametrize(
    "before",
    [
        "def close(*args): pass",
        "def check_small(double): pass\ndef check_arrays(double): pass",
        "np = float = list = range = None",
        "__name__ = 'checks'",
        "import numpy as np\nnp.seterr(all='ignore')\nnp.set_printoptions(precision=1)",
        "import numpy as np\nnp.random.seed(0)",
        "import warnings\nwarnings.simplefilter('ignore')",
        "import sys\nsys.stdout = None",
        "class Wrong(Exception): pass",
        "from nnbook.book.run.grader import *",
    ],
)
def test_names_and_settings_of_the_answer_do_not_reach_the_checks(before: str) -> None:
    """A wrong answer stays wrong with the same message and hint, a right one stays right."""
    wrong = "def double(x):\n    return x * x"
    assert graded(f"{before}\n{wrong}")[0] == graded(wrong)[0]
    assert graded(f"{RIGHT}\n{before}")[0].passed


def test_an_answer_leaves_nothing_behind() -> None:
    """What one answer defines is not there for the next."""
    assert graded(RIGHT)[0].passed
    assert graded("y = 1")[0].message == "Your code does not define `double`."


def test_each_check_starts_from_the_same_numbers() -> None:
    """Random inputs come from the seed of the checks: the same answer gets the same words each time."""
    checks = (
        "import numpy as np\nfrom nnbook.book.run.grader import close\nrng = np.random.default_rng(0)\n"
        "def check_random(double):\n    x = rng.standard_normal(4)\n    close(double(x), 2 * x)"
    )
    answer = "import numpy as np\nnp.random.seed(1)\ndef double(x):\n    return x + np.random.rand() * 0"
    assert graded(answer, checks)[0] == graded(answer, checks)[0]


def test_the_page_gets_json() -> None:
    """The worker hands texts over, and gets a text back."""
    exercise = json.dumps(
        {"checks": CHECKS, "mistakes": [vars(SQUARED)], "title": "more than the grader reads"}
    )
    verdict = json.loads(grade_json("def double(x): return x**2", exercise, lambda kind, text: None))
    assert verdict == {
        "passed": False,
        "message": "In `double(3)`, the result is `9`, expected `6`.",
        "mistake": "squared",
        "hint": "That is the square.",
    }


def test_close_names_a_transposed_array() -> None:
    """Of all wrong shapes it is the one that readers meet most."""
    with pytest.raises(Wrong, match=r"^dW has shape \(5, 2\), expected shape \(2, 5\): it is transposed$"):
        close(np.zeros((5, 2)), np.zeros((2, 5)), "dW")


def test_close_allows_for_rounding_and_no_more() -> None:
    """A relative difference of 1e-7 passes, one of 1e-5 does not."""
    close([1.0 + 1e-7, 1e6 + 0.1], [1.0, 1e6])
    with pytest.raises(Wrong):
        close(1.0 + 1e-5, 1.0)


def test_parts_wants_as_many_values_as_names() -> None:
    """It says how many came, and which were wanted."""
    assert list(parts((1, 2), "a", "b")) == [1, 2]
    with pytest.raises(Wrong, match="the result is 3 values, expected 2: a, b"):
        parts((1, 2, 3), "a", "b")
    with pytest.raises(Wrong, match="the result is `5`, expected 2: a, b"):
        parts(5, "a", "b")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1 / 3, "0.3333"),
        (np.int64(7), "7"),
        (True, "True"),
        (np.bool_(False), "False"),
        (np.array([[1.0, 2.0]]), "[[1, 2]]"),
        (np.array(0.25), "0.25"),
        (np.zeros((2, 4)), "array of shape (2, 4)"),
        ((1, 2.5), "[1, 2.5]"),
        (np.mean, "mean"),
        ({}, "dict"),
        ("tanh", "'tanh'"),
    ],
)
def test_show(value: object, shown: str) -> None:
    """Short values are spelled out with four digits, others named."""
    assert show(value) == shown


def test_a_mistake_that_only_looks_like_a_named_one_has_no_hint() -> None:
    """The message may be the same; what the call gave, or what another check finds, is not."""
    checks = CHECKS + "\n\ndef check_negative(double):\n    close(double(-1), -2)\n"
    alike = "def double(x):\n    return x * x if x is 3 or x == 3 else 2 * x"
    named = graded("def double(x):\n    return x**2", checks)[0]
    assert (named.message, named.hint) == (
        "In `double(3)`, the result is `9`, expected `6`.",
        "That is the square.",
    )
    verdict = graded(alike.replace("x is 3 or ", ""), checks)[0]
    assert (verdict.message, verdict.hint) == (named.message, "")
    checks = "import numpy as np\nfrom nnbook.book.run.grader import close\n\ndef check_array(double):\n"
    checks += "    x = np.arange(10.0)\n    close(double(x), 2 * x)\n"
    assert graded("def double(x):\n    return x**2", checks)[0].hint == "That is the square."
    late = "import numpy as np\ndef double(x):\n    return np.where(x < 9, x**2, 7)"
    assert graded(late, checks)[0].message == graded("def double(x):\n    return x**2", checks)[0].message
    assert graded(late, checks)[0].hint == ""


def test_a_mistake_that_defines_a_part_is_known_by_that() -> None:
    """Other functions of the answer may be right or missing."""
    checks = CHECKS + "\n\ndef check_other(halve):\n    close(halve(3), 1.5)\n"
    wrong = "def double(x):\n    return x**2\n"
    assert graded(wrong, checks)[0].hint == "That is the square."
    assert graded(wrong + "def halve(x):\n    return x / 2\n", checks)[0].hint == "That is the square."


def test_a_dictionary_that_is_written_into_is_told_from_a_changed_array() -> None:
    """The advice for one would be no help with the other."""
    checks = "import numpy as np\n\ndef check_all(double):\n    double({'a': np.ones(2)})\n"
    for body, said in (
        (
            "d['a'] = d['a'] * 2",
            "puts something else into the dictionary `d`; put it into a new one, such as `dict(d)`",
        ),
        ("d['b'] = 1", "puts something else into the dictionary `d`"),
        ("d.clear()", "puts something else into the dictionary `d`"),
        ("d['a'] *= 2", "changes its argument `d`; compute a new array instead"),
    ):
        assert said in graded(f"def double(d):\n    {body}", checks)[0].message
