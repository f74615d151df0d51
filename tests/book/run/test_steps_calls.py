"""Calls in the steps: what they are given, where they go on, and what their lines say that they do."""

from typing import Any

import pytest

from nnbook.book.run.steps import record

PAUSED = """
def batches(data, size):
    for start in range(0, len(data), size):
        got = yield data[start : start + size]
        if got:
            start = got


def both(data):
    yield from batches(data, 2)
    yield "end"


for batch in both([1, 2, 3, 4, 5]):
    print(batch)
"""


def steps_of(source: str, **options: Any) -> dict[str, Any]:
    """Record the steps of a source here."""
    return record(source.removeprefix("\n"), lambda *event: None, **options)


def lines_of(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the steps of a function."""
    numbers = [n for n, function in enumerate(data["functions"]) if function["name"] == name]
    return [step for step in data["steps"] if step["in"] in numbers]


def test_a_generator_that_goes_on_is_the_same_call() -> None:
    """It counts its iterations on, says what changed since it paused, and who called it."""
    data = steps_of(PAUSED)
    steps = lines_of(data, "batches")
    assert len({step["call"] for step in steps}) == 1
    heads = [step["loops"] for step in steps if step["line"] == 2]
    assert heads == [[[2, 1, 3]], [[13, 1, 4], [2, 2, 3]], [[13, 2, 4], [2, 3, 3]], [[13, 3, 4]]]
    assert {tuple(step["from"][-1]) for step in steps} == {("both", 9)}
    data = steps_of("def f():\n    yield 1\n    yield 2\n\ng = f()\nx = next(g)\ny = next(g)\n")
    assert [step["from"] for step in lines_of(data, "f")] == [[["", 6]], [["", 6]], [["", 7]]]


def test_what_a_generator_is_sent_is_of_the_line_with_its_yield() -> None:
    """And not of the line that comes next."""
    steps = lines_of(steps_of(PAUSED), "batches")
    (received,) = [step for step in steps if "got" in (step.get("changed") or {})]
    assert (received["line"], received.get("did", "")) == (3, "")


def test_a_statement_that_paused_is_shown_again_only_where_it_does_more() -> None:
    """A bare `yield` is one step, and what an `await` gives is of its own line."""
    data = steps_of("def f():\n    yield 1\n    yield 2\n\nx = [*f()]\n")
    assert [(step["line"], step.get("did")) for step in lines_of(data, "f")] == [
        (1, "call"),
        (2, "yield"),
        (3, "yield"),
    ]
    data = steps_of("def f():\n    yield 1\n\ng = f()\nnext(g)\ng.close()\n")
    assert [step["line"] for step in lines_of(data, "f")] == [1, 2]
    source = """
import types

@types.coroutine
def pause():
    yield

async def give(n):
    await pause()
    return n

async def main():
    out = []
    out.append(await give(3))
    return out

running = main()
running.send(None)
try:
    running.send(None)
except StopIteration as end:
    x = end.value
"""
    data = steps_of(source)
    assert [(step["line"], [*step.get("changed", {})]) for step in lines_of(data, "main")] == [
        (11, []),
        (12, ["out"]),
        (13, ["out"]),
        (14, []),
    ]
    assert {tuple(step["from"][-1]) for step in lines_of(data, "give")} == {("main", 13)}
    assert [step["line"] for step in lines_of(data, "give")] == [7, 8, 9]


def test_what_is_printed_is_said_of_the_line_that_prints() -> None:
    """Neither a generator that goes on nor a class that begins has printed what came before."""
    source = "print(1)\nclass A:\n    x = 1\n\ndef f():\n    n = 0\n    while n < 2:\n        yield n\n"
    data = steps_of(f"{source}        n += 1\n\nfor k in f():\n    print(k)\ny = print(2)\n")
    assert {step["line"] for step in data["steps"] if step.get("prints")} == {1, 12, 13}
    assert data["steps"][-1]["changed"] == {"y": True}


def test_a_generator_that_ran_on_unfollowed_says_of_no_loop_in_which_iteration_it_is() -> None:
    """What is said of the others is right, and the steps are bounded as they were."""
    source = "def f():\n    for i in range(900):\n        yield i\n\n"
    data = steps_of(f"{source}for k in f():\n    x = k\nall = [*f()]\n")
    for step in lines_of(data, "f"):
        i = {name: data["values"][number]["value"] for name, number in step["names"]}.get("i")
        own = [iteration for line, iteration, _ in step.get("loops", []) if line == 2]
        assert own in ([], [i + 1]) if i is not None else own == [], step
    assert data["steps"][-1]["line"] == 7 and len(data["steps"]) <= 500
    assert max(i for _, i, _ in (loop for step in data["steps"] for loop in step.get("loops", []))) == 900


def test_a_function_is_called_with_what_it_is_given() -> None:
    """Tools and classes too, in the order of its head, and not what it sees besides."""
    source = """
import numpy as np

scale = 2

def outer(bias):
    def layer(act, *sizes, kind=int, dtype=np.float32, **more):
        return act(scale + bias)

    return layer(np.tanh, 1, 2)

y = outer(1)
"""
    data = steps_of(source)
    (call,) = [step for step in lines_of(data, "layer") if step.get("did") == "call"]
    names = {name: data["values"][number] for name, number in call["names"]}
    assert [*names] == ["act", "sizes", "kind", "dtype", "more", "bias", "scale"] and call["given"] == 5
    assert [names[name]["text"] for name in ("act", "kind", "dtype")] == ["tanh", "int", "float32"]
    assert "given" not in data["steps"][-1]


@pytest.mark.parametrize(
    "head",
    ["(a, b)", "(*args, **kwargs)", "(a, *, b)", "(a, *b, c, **d)", "(**d)", "()", "(a, /, b)"],
)
def test_a_function_is_shown_with_the_stars_of_its_head(head: str) -> None:
    """Its defaults and a slash are left out."""
    data = steps_of(f"def f{head}:\n    x = 1\n")
    assert data["values"][0]["text"] == f"f{head.replace(' /,', '')}"


def test_what_a_decorator_puts_in_the_place_of_a_function_is_shown() -> None:
    """Also where the decorator is not of the block."""
    source = "from contextlib import contextmanager\n\n@contextmanager\ndef tag(name):\n    yield name\n"
    data = steps_of(source)
    assert [*data["steps"][0]["changed"]] == ["tag"]
    assert data["values"][0]["text"].startswith("tag(*args")


def test_a_name_of_the_block_is_not_an_attribute_of_the_same_name() -> None:
    """A function that says `self.y` does not use `y`."""
    source = "y = 1\nz = 2\nclass A:\n    def set(self):\n        self.y = z\n\na = A()\na.set()\n"
    steps = lines_of(steps_of(source), "set")
    assert [[name for name, _ in step["names"]] for step in steps] == [["self", "z"], ["self", "z"]]


def test_a_class_shows_its_methods_and_not_how_python_keeps_annotations() -> None:
    """A dataclass has no steps of its annotations, and a class that was imported is a tool."""
    source = """
from dataclasses import dataclass
from enum import Enum

@dataclass
class Point:
    x: int
    y: float = 0.0

    def __post_init__(self):
        pass

p = Point(1)
"""
    data = steps_of(source)
    assert {function["name"] for function in data["functions"]} == {"", "Point", "__post_init__"}
    assert ["__post_init__"] in [[*step.get("changed", {})] for step in lines_of(data, "Point")]
    assert [name for name, _ in data["steps"][-1]["names"]] == ["Point", "p"]
    assert [step["line"] for step in lines_of(data, "Point")].count(5) == 1


def test_a_bare_raise_raises_what_is_handled() -> None:
    """Also after another error was handled within, and where the raise is caught by the same function."""
    source = """
def f():
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            try:
                [][1]
            except IndexError:
                pass
            raise
    except ArithmeticError:
        return 1

def g():
    try:
        int("x")
    except ValueError:
        raise

f()
g()
"""
    data = steps_of(source)
    for name, line, kind in ("f", 10, "ZeroDivisionError"), ("g", 18, "ValueError"):
        (step,) = [step for step in lines_of(data, name) if step["line"] == line]
        assert (step["did"], step["error"]["type"]) == ("raise", kind)
