"""Watch a network compute: every value and gradient on the way, with the line of the library that made it."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from types import CodeType, FrameType
from typing import Any, NamedTuple

import numpy as np

from nnbook.activations import ACTIVATIONS
from nnbook.backprop import backward_propagation, check_backward
from nnbook.forward import forward_propagation
from nnbook.gradcheck import numerical_gradient
from nnbook.losses import compute_loss
from nnbook.validation import Array, Arrays

_FORWARD, _LOSS, _BACKWARD = (
    f.core.__code__ for f in (forward_propagation, compute_loss, backward_propagation)
)
_WATCHED = (_FORWARD, _LOSS, _BACKWARD)


class Step(NamedTuple):
    """One value that a network computed.

    Attributes
    ----------
    name : str
        "Z1", "A1", …, then "loss", then "dZ2", "dW2", "db2", "dA1", "dZ1" and so on.
    value : ndarray
    function, line : str
        The function that computed it, and its statement, as it stands in the library.
    inner : str
        The line with which a function that the statement called gave its result; empty where it called
        none of the library.
    """

    name: str
    value: Array
    function: str
    line: str
    inner: str


def example_network() -> tuple[Array, Array, Arrays]:
    """Return `X` (2, 1), `Y` (1, 1) and `params` of a 2-2-1 network that can be followed by hand."""
    params = {
        "W1": np.array([[0.5, -0.2], [-0.3, 0.9]]),
        "b1": np.array([[-0.2], [0.1]]),
        "W2": np.array([[1.5, -0.5]]),
        "b2": np.array([[-0.2]]),
    }
    return np.array([[2.0], [1.0]]), np.array([[0.0]]), params


def trace_network(
    X: Array,
    Y: Array,
    params: Arrays,
    activations: Sequence[str] | None = None,
    loss: str = "binary_cross_entropy",
) -> list[Step]:
    """Run `forward_propagation`, `compute_loss` and `backward_propagation`, and record what they compute.

    Nothing is computed a second time: the functions run as they are, and Python reports each line.

    Parameters
    ----------
    X, Y, params, activations, loss
        As for `forward_propagation` and `backward_propagation`.

    Returns
    -------
    list of Step
        In the order in which the values came to be.

    Raises
    ------
    ValueError
        As for `forward_propagation` and `backward_propagation`.
    """
    steps: list[Step] = []
    with _watching(steps):
        A, cache = forward_propagation(X, params, activations)
        compute_loss(A, Y, loss)
        backward_propagation(X, Y, params, cache, loss)
    return steps


@np.errstate(over="ignore", invalid="ignore")
def measure_gradients(
    X: Array,
    Y: Array,
    params: Arrays,
    activations: Sequence[str] | None = None,
    loss: str = "binary_cross_entropy",
    eps: float = 1e-5,
) -> Arrays:
    """Measure what backpropagation derives: how far the loss moves with each value on the way.

    Parameters
    ----------
    X, Y, params, activations, loss
        As for `forward_propagation` and `backward_propagation`.
    eps : float
        Step of `numerical_gradient`.

    Returns
    -------
    dict
        "dZ1", "dA1", "dW1", "db1", and so on for each layer.

    Raises
    ------
    ValueError
        As for `forward_propagation` and `backward_propagation`.
    """
    _, cache = forward_propagation(X, params, activations)
    X, Y, params, cache, *_ = check_backward(X, Y, params, cache, loss)
    names = cache["activations"]

    def from_A(layer: int, A: Array, params: Arrays = params) -> float:
        """Run the layers after `layer`, whose outputs are `A`."""
        for number, name in enumerate(names[layer:], start=layer + 1):
            A = ACTIVATIONS[name].core(params[f"W{number}"] @ A + params[f"b{number}"])
        return compute_loss.core(A, Y, loss)

    def from_Z(layer: int, Z: Array) -> float:
        return from_A(layer, ACTIVATIONS[names[layer - 1]].core(Z))

    def from_parameter(layer: int, name: str, value: Array) -> float:
        return from_A(layer - 1, cache[f"A{layer - 1}"] if layer > 1 else X, params | {name: value})

    measured = {}
    for layer in range(1, len(names) + 1):
        measured[f"dZ{layer}"] = numerical_gradient(partial(from_Z, layer), cache[f"Z{layer}"], eps)
        measured[f"dA{layer}"] = numerical_gradient(partial(from_A, layer), cache[f"A{layer}"], eps)
        for name in (f"W{layer}", f"b{layer}"):
            measured[f"d{name}"] = numerical_gradient(partial(from_parameter, layer, name), params[name], eps)
    return measured


@contextmanager
def _watching(steps: list[Step]) -> Iterator[None]:
    """Have Python report the lines that run, and put back who listened before."""
    before = sys.gettrace()
    sys.settrace(_Watch(steps).call)
    try:
        yield
    finally:
        sys.settrace(before)


class _Watch:
    """Listens to the lines of the watched functions, and to the returns of what they call."""

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps
        self.seen: dict[str, object] = {}
        self.line, self.inner = 0, ""

    def call(self, frame: FrameType, event: str, result: object) -> Any:
        if frame.f_code in _WATCHED:
            self.seen = {}
            self.line, self.inner = frame.f_lineno, ""
            return self.watch
        caller = frame.f_back
        if caller and caller.f_code in _WATCHED and frame.f_globals["__name__"].startswith("nnbook."):
            return self.callee
        return None

    def callee(self, frame: FrameType, event: str, result: object) -> Any:
        if event == "return" and result is not None:  # None where an exception passes
            self.inner = statement(frame.f_code, frame.f_lineno)
        return self.callee

    def watch(self, frame: FrameType, event: str, result: object) -> Any:
        """Record what the statement before has computed."""
        computed = _variables(frame)
        if event == "return" and frame.f_code is _LOSS and result is not None:
            computed["loss"] = result
            self.line = frame.f_lineno
        for name, value in computed.items():
            if self.seen.get(name) is not value and (full := _name(name, frame.f_locals)):
                line = statement(frame.f_code, self.line)
                self.steps.append(Step(full, np.asarray(value), frame.f_code.co_name, line, self.inner))
        self.seen |= computed
        if event == "line":
            self.line, self.inner = frame.f_lineno, ""
        return self.watch


def _variables(frame: FrameType) -> dict[str, object]:
    """Give the variables of a watched function, and the entries of its gradients, that exist by now."""
    if frame.f_code is _LOSS:
        return {}
    names = ("dZ", "dA") if frame.f_code is _BACKWARD else ("Z", "A")
    found = {name: frame.f_locals[name] for name in names if name in frame.f_locals}
    gradients: dict[str, object] = frame.f_locals.get("gradients", {})
    return found | gradients


def _name(name: str, variables: Mapping[str, Any]) -> str:
    """Say which layer a variable belongs to: `Z` in layer 2 is Z2, and `dZ` made there is that of layer 1."""
    layer = variables.get("layer")
    if name in ("Z", "A"):
        return f"{name}{layer}" if layer else ""  # before layer 1, A is X
    if name in ("dZ", "dA"):
        return f"{name}{layer - 1 if layer else variables['depth']}"
    return name


@cache
def statement(code: CodeType, line: int) -> str:
    """Return the statement of a function that a line belongs to, in one line.

    Parameters
    ----------
    code : code
        Of the function: its `__code__`.
    line : int
        Counted from the top of its file.

    Returns
    -------
    str
    """
    source = textwrap.dedent(inspect.getsource(code))
    wanted = line - code.co_firstlineno + 1
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt) and not hasattr(node, "body"):
            if node.lineno <= wanted <= (node.end_lineno or node.lineno):
                return " ".join((ast.get_source_segment(source, node) or "").split())
    raise LookupError(f"no statement of {code.co_name} stands in line {line}")
