"""Automatic differentiation: values that remember where they came from, and one walk back along it."""

# mypy: disable-error-code="no-any-return, attr-defined, operator"
# (NumPy types what its ufuncs return as Any, and Operators are made for a class that has the others)

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnbook.validation import Array, as_floats, as_function, checked, checked_method, kind_of

Share = Callable[[Array], Array]  # from the slope of a result to that of one of its parents
Parents = Sequence[tuple["Value", Share]]

_SHAPES = "{what} needs shapes that broadcast, got {a} and {b}"


def _is_value(value: object) -> bool:
    return isinstance(value, Operators)  # as the class of a chapter is that is built on them


def _check_value(value: Any) -> tuple[Value]:
    if not _is_value(value):
        raise ValueError(f"end must be a Value, got {kind_of(value)}: Value(…) makes one")
    return (value,)


def _check_start(value: Value, data: ArrayLike, name: str, parents: Parents) -> tuple[Any, ...]:
    if _is_value(data):
        raise ValueError("data must be an array of numbers, got a Value: its numbers are in its data")
    if not isinstance(name, str):
        raise ValueError(f"name must be a text, got {kind_of(name)}")
    pairs = tuple(parents) if isinstance(parents, list | tuple) else (parents,)
    for pair in pairs:
        if not (isinstance(pair, tuple) and len(pair) == 2 and _is_value(pair[0])):
            raise ValueError(f"parents must be pairs of a Value and a function, got {kind_of(pair)}")
        as_function("the second of each pair of parents", pair[1], "lambda slope: slope")
    # what a result overflows to says so in its value, and the next operation refuses it
    return value, as_floats("data", data, finite=not pairs), name, pairs


def _check_pair(what: str, value: Value, other: Any) -> tuple[Value, Value]:
    """Return both operands, finite and of shapes that broadcast."""
    other = other if _is_value(other) else value.wrap(as_floats(f"the other side of {what}", other))
    for operand in (value, other):
        as_floats(f"each side of {what}", operand.data)
    a, b = value.data.shape, other.data.shape
    try:
        np.broadcast_shapes(a, b)
    except ValueError:
        raise ValueError(_SHAPES.format(what=what, a=a, b=b)) from None
    return value, other


def _check_quotient(value: Value, other: Any) -> tuple[Value, Value]:
    value, other = _check_pair("/", value, other)
    if not other.data.all():
        raise ValueError(f"/ needs divisors other than 0, got {np.sum(other.data == 0)} that are 0")
    return value, other


def _check_matrices(value: Value, other: Any) -> tuple[Value, Value]:
    other = other if _is_value(other) else value.wrap(as_floats("the other side of @", other))
    a, b = value.data.shape, other.data.shape
    for operand in (value, other):
        as_floats("each side of @", operand.data)
    if not (len(a) == len(b) == 2 and a[1] == b[0]):
        wanted = "two matrices, the second with a row for each column of the first"
        raise ValueError(f"@ needs {wanted}, got {a} and {b}")
    return value, other


def _check_power(value: Value, exponent: float) -> tuple[Value, float]:
    if _is_value(exponent):
        raise ValueError("the exponent must be a plain number, got a Value: the power of one is not built in")
    number = float(as_floats("the exponent", exponent, ndim=(0,)))
    data = as_floats("what is raised to a power", value.data)
    whole = number == np.floor(number)
    if not whole and (data < 0).any() or number < 1 and not data.all():
        wanted = "other than" if whole else "above"
        raise ValueError(f"the power {number:g} needs values {wanted} 0, got {data.min():g} as the least")
    return value, number


def _check_function(value: Value, f: Any, derivative: Any, name: str | None) -> tuple[Any, ...]:
    name = getattr(f, "__name__", "f") if name is None else name
    f, derivative = as_function("f", f, "np.exp"), as_function("derivative", derivative, "np.exp")
    data = as_floats(f"what {name} is applied to", value.data)
    for what, function in (("f", f), ("derivative", derivative)):
        found = as_floats(f"what {what} returns", function(data), finite=False)
        if found.shape != data.shape:
            raise ValueError(f"{what} must keep the shape {data.shape}, got {found.shape}")
    return value, f, derivative, name


def _check_sum(value: Value, axis: Any, keepdims: bool) -> tuple[Any, ...]:
    data = as_floats("what is added up", value.data)
    if not isinstance(keepdims, bool | np.bool_):
        raise ValueError(f"keepdims must be True or False, got {kind_of(keepdims)}")
    axes = () if axis is None else axis if isinstance(axis, tuple) else (axis,)
    for one in axes:
        whole = isinstance(one, int | np.integer) and not isinstance(one, bool)
        if not (whole and -data.ndim <= one < data.ndim):
            raise ValueError(f"axis must be one of the {data.ndim} axes of {data.shape}, got {axis!r}")
    if len({one % data.ndim for one in axes}) != len(axes):
        raise ValueError(f"axis must name each axis once, got {axis!r}")
    return value, axis, keepdims


def _check_end(value: Value) -> tuple[Value]:
    data = as_floats("the end of a walk back", value.data)
    if data.size != 1:
        call = ": add it up with sum() first"
        raise ValueError(f"backward needs one number such as a loss, got the shape {data.shape}{call}")
    return (value,)


def _check_slope(slope: ArrayLike, shape: Any) -> tuple[Array, tuple[int, ...]]:
    slope = as_floats("slope", slope, finite=False)
    try:
        shape = tuple(int(size) for size in shape)
        fits = np.broadcast_shapes(shape, slope.shape) == slope.shape
    except (TypeError, ValueError, OverflowError):
        fits = False
    if not fits:
        raise ValueError(f"slope must have a shape that the shape {shape!r} broadcasts to, got {slope.shape}")
    return slope, shape


@checked(_check_value)
def topological_order(end: Value) -> list[Value]:
    """List what a value came from: parents first, each value once.

    Parameters
    ----------
    end : Value

    Returns
    -------
    list of Value
        `end` is the last.

    Raises
    ------
    ValueError
        If `end` is no value.
    """
    order: list[Value] = []
    seen: set[Value] = set()
    stack = [(end, False)]
    while stack:
        value, parents_done = stack.pop()
        if parents_done:
            order.append(value)
        elif value not in seen:
            seen.add(value)
            stack.append((value, True))
            stack.extend((parent, False) for parent, _ in value.parents)
    return order


@checked(_check_slope)
def unbroadcast(slope: Array, shape: tuple[int, ...]) -> Array:
    """Add up a slope over the axes along which a value was repeated.

    Parameters
    ----------
    slope : array_like
        Of the shape to which the value was broadcast.
    shape : tuple of int
        That of the value itself.

    Returns
    -------
    ndarray, of that shape

    Raises
    ------
    ValueError
        If `shape` does not broadcast to that of `slope`.
    """
    added = tuple(range(slope.ndim - len(shape)))
    slope = slope.sum(axis=added)
    stretched = tuple(i for i, size in enumerate(shape) if size == 1)
    return slope.sum(axis=stretched, keepdims=True)


class Operators:
    """The signs that are made of +, *, @ and `apply`, for a class that has these four.

    Of `a - b` or `2 / a`, then, nobody has to say the slope.
    """

    def wrap(self, other: Any) -> Any:
        """Return a value as it is, and make one of an array or a number."""
        return other if isinstance(other, type(self)) else type(self)(other)  # type: ignore[call-arg]  # `Value` takes one

    def __neg__(self) -> Any:
        """Turn the sign."""
        return self * -1.0

    def __sub__(self, other: Any) -> Any:
        """Subtract, which is to add the negative."""
        return self + -self.wrap(other)

    @checked_method(_check_quotient)
    def __truediv__(self, other: Any) -> Any:
        """Divide, which is to multiply by the inverse."""
        return self * self.wrap(other) ** -1

    @checked_method(_check_power)
    def __pow__(self, n: float) -> Any:
        """Raise to the power of a plain number."""
        return self.apply(lambda x: x**n, lambda x: n * x ** (n - 1), f"**{n:g}")

    def __radd__(self, other: Any) -> Any:
        """Add to what is no value."""
        return self + other

    def __rsub__(self, other: Any) -> Any:
        """Subtract from what is no value."""
        return self.wrap(other) - self

    def __rmul__(self, other: Any) -> Any:
        """Multiply what is no value."""
        return self * other

    def __rtruediv__(self, other: Any) -> Any:
        """Divide what is no value."""
        return self.wrap(other) / self

    def __rmatmul__(self, other: Any) -> Any:
        """Multiply a matrix that is no value."""
        return self.wrap(other) @ self


class Value(Operators):
    """An array that remembers what it was computed from.

    It knows +, -, *, /, @, powers of plain numbers, `apply` and `sum`. Shapes broadcast as in NumPy, and the
    other side may be an array or a number.

    Parameters
    ----------
    data : array_like, any shape
        Copied, as float64; what is computed from it relies on it, so it cannot be written to.
    name : str
        Of an input what it is called, of a result the operation.
    parents : sequence of (Value, callable) pairs
        What it was computed from, each with the function that turns the slope of this value into a share for
        that parent. Inputs have none.

    Attributes
    ----------
    data : ndarray
    grad : ndarray, the shape of `data`
        How much the end of the last `backward` moves with each entry; zeros before.
    name : str
    parents : sequence of pairs

    Raises
    ------
    ValueError
        If `data` is not made of finite numbers, `name` is no text, or `parents` are no such pairs.

    References
    ----------
    Baydin, Pearlmutter, Radul and Siskind (2018), "Automatic differentiation in machine learning: a survey".
    """

    __array_ufunc__ = None  # so that NumPy leaves array + value to __radd__

    @checked_method(_check_start)
    def __init__(self, data: ArrayLike, name: str = "", parents: Parents = ()) -> None:
        self.data = np.array(data, dtype=float)
        self.data.setflags(write=False)  # the way back relies on it
        self.grad = np.zeros_like(self.data)
        self.name, self.parents = name, parents

    @checked_method(partial(_check_pair, "+"))
    def __add__(self, other: Any) -> Value:
        """Add: each side gets the slope of the sum."""
        other = self.wrap(other)
        shares = [(self, lambda slope: slope), (other, lambda slope: slope)]
        return Value(self.data + other.data, "+", shares)

    @checked_method(partial(_check_pair, "*"))
    def __mul__(self, other: Any) -> Value:
        """Multiply: each side gets the slope times the other side."""
        other = self.wrap(other)
        shares = [
            (self, lambda slope: slope * other.data),
            (other, lambda slope: slope * self.data),
        ]
        return Value(self.data * other.data, "*", shares)

    @checked_method(_check_matrices)
    def __matmul__(self, other: Any) -> Value:
        """Multiply matrices: each gets a product with the other, turned."""
        other = self.wrap(other)
        shares = [
            (self, lambda slope: slope @ other.data.T),
            (other, lambda slope: self.data.T @ slope),
        ]
        return Value(self.data @ other.data, "@", shares)

    @checked_method(_check_function)
    def apply(self, f: Callable[..., Any], derivative: Callable[..., Any], name: str | None = None) -> Value:
        """Apply a function to each entry: the slope times its derivative.

        Parameters
        ----------
        f, derivative : callable
            Each takes an array and returns one of its shape, as `np.exp` or `nnbook.activations.tanh` do.
        name : str, optional
            What to call the operation; that of `f` unless said.

        Returns
        -------
        Value, the shape of this one

        Raises
        ------
        ValueError
            If one cannot be called, returns another shape or no numbers, or this value is not finite.
        """
        there = derivative(self.data)
        shares = [(self, lambda slope: slope * there)]
        return Value(f(self.data), name or f.__name__, shares)

    @checked_method(_check_sum)
    def sum(self, axis: int | tuple[int, ...] | None = None, keepdims: bool = False) -> Value:
        """Add up entries: each gets the slope of its sum.

        Parameters
        ----------
        axis, keepdims
            As for `numpy.sum`.

        Returns
        -------
        Value

        Raises
        ------
        ValueError
            If there is no such axis, or this value is not finite.
        """
        kept = self.data.sum(axis=axis, keepdims=True)
        total = kept if keepdims else self.data.sum(axis=axis)

        def share(slope: Array) -> Array:
            return np.broadcast_to(slope.reshape(kept.shape), self.data.shape)

        return Value(total, "sum", [(self, share)])

    @checked_method(_check_end)
    def backward(self) -> None:
        """Walk back from here, and fill in `grad` of all on the way.

        What an earlier walk has left there is replaced, not added to.

        Raises
        ------
        ValueError
            If this is not one finite number.
        """
        order = topological_order.core(self)
        for value in order:
            value.grad = np.zeros_like(value.data)
        self.grad = np.ones_like(self.data)
        for value in reversed(order):
            for parent, share in value.parents:
                slope = unbroadcast.core(share(value.grad), parent.data.shape)
                parent.grad = parent.grad + slope
