"""What a line computes with arrays: its products, what is repeated in it, and which axes go away.

All is computed anew from the arrays themselves, before the line runs; nothing of the block's own is called.
"""

import ast
import contextlib
from collections.abc import Callable
from typing import Any

from nnbook.book.run.values import Values

try:
    import numpy as np
except ImportError:  # a book about something else
    np = None  # type: ignore[assignment]


class UnknownError(Exception):
    """The value of an expression is not known without running the block's own code."""


_REDUCTIONS = ("sum", "mean", "max", "min", "prod", "std", "var", "argmax", "argmin", "any", "all")
_SAFE = (
    *("exp", "log", "log1p", "expm1", "sqrt", "square", "tanh", "abs", "negative", "sign", "where", "clip"),
    *("maximum", "minimum", "add", "subtract", "multiply", "divide"),
)
_SIGNS: dict[type, tuple[str, str]] = {
    ast.Add: ("+", "add"),
    ast.Sub: ("-", "subtract"),
    ast.Mult: ("*", "multiply"),
    ast.Div: ("/", "divide"),
    ast.Pow: ("**", "power"),
    ast.FloorDiv: ("//", "floor_divide"),
    ast.Mod: ("%", "remainder"),
    ast.Eq: ("==", "equal"),
    ast.NotEq: ("!=", "not_equal"),
    ast.Lt: ("<", "less"),
    ast.LtE: ("<=", "less_equal"),
    ast.Gt: (">", "greater"),
    ast.GtE: (">=", "greater_equal"),
}
_MOST = 20_000  # entries of an operand
_OPERATIONS = 6  # of a line
# What NumPy's names mean, whatever a block does to them later.
_KNOWN = (
    *(*_REDUCTIONS, *_SAFE, "dot", "matmul", "array", "zeros", "ones"),
    *(name for _, name in _SIGNS.values()),
)
_NUMPY: dict[str, Any] = {} if np is None else {name: getattr(np, name) for name in _KNOWN}


class Algebra:
    """What a line computes with arrays: its products, what is repeated in it, and which axes go away.

    It computes itself what NumPy would, on arrays and numbers alone, and asks no object of the block.
    """

    def __init__(self, values: Values, look_up: Callable[[str], Any]) -> None:
        self._values, self._look_up = values, look_up
        self.found: list[dict[str, Any]] = []

    def see(self, node: ast.AST | None) -> None:
        """Look at a statement before it runs."""
        if np is None:
            return
        if isinstance(node, ast.AugAssign):
            target = ast.copy_location(ast.BinOp(node.target, node.op, node.value), node)
            self._try(target)
        elif isinstance(node, ast.Assign | ast.Return | ast.AnnAssign | ast.Expr):
            self._try(node.value)
        elif isinstance(node, ast.If | ast.While | ast.Assert):
            self._try(node.test)
        elif isinstance(node, ast.For):
            self._try(node.iter)

    def _try(self, node: ast.expr | None) -> None:
        if node is None:
            return
        with contextlib.suppress(UnknownError, RecursionError), np.errstate(all="ignore"):
            self._value(node)

    def _value(self, node: ast.expr) -> Any:
        """Return the value of an expression."""
        read = getattr(self, f"_of_{type(node).__name__.lower()}", None)
        if read is None:
            for child in ast.iter_child_nodes(node):
                if isinstance(node, ast.Tuple | ast.List | ast.JoinedStr | ast.FormattedValue | ast.Starred):
                    if isinstance(child, ast.expr):
                        self._try(child)
            raise UnknownError
        return read(node)

    def _of_constant(self, node: ast.Constant) -> Any:
        return node.value

    def _of_name(self, node: ast.Name) -> Any:
        return self._look_up(node.id)

    def _of_attribute(self, node: ast.Attribute) -> Any:
        thing = self._value(node.value)
        if type(thing) is np.ndarray:
            if node.attr == "T":
                return thing.T
            if node.attr in ("shape", "size", "ndim"):
                return getattr(thing, node.attr)
            raise UnknownError
        attributes = self._values.attributes(thing)
        if attributes is None or node.attr not in attributes:
            raise UnknownError
        return attributes[node.attr]

    def _of_subscript(self, node: ast.Subscript) -> Any:
        thing, index = self._value(node.value), self._index(node.slice)
        try:
            if type(thing) is np.ndarray:
                return thing[index]
            if issubclass(type(thing), dict) and type(index) in (str, int):
                return dict.__getitem__(thing, index)
            if type(thing) in (list, tuple) and type(index) is int:
                return thing[index]
        except (KeyError, IndexError, ValueError) as error:
            raise UnknownError from error
        raise UnknownError

    def _index(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Tuple):
            return tuple(self._index(each) for each in node.elts)
        if isinstance(node, ast.Slice):
            return slice(
                *(None if part is None else self._index(part) for part in (node.lower, node.upper, node.step))
            )
        if isinstance(node, ast.JoinedStr):
            return "".join(str(self._index(part)) for part in node.values)
        if isinstance(node, ast.FormattedValue) and node.format_spec is None and node.conversion == -1:
            return self._index(node.value)
        if isinstance(node, ast.Attribute) and node.attr == "newaxis":
            return None
        found = self._value(node)
        if found is None or found is ... or type(found) in (int, str, bool):
            return found
        if type(found) is np.ndarray and found.dtype.kind in "bi" and found.size <= _MOST:
            return found
        raise UnknownError

    def _of_unaryop(self, node: ast.UnaryOp) -> Any:
        value = self._operand(node.operand)
        if isinstance(node.op, ast.USub):
            return -value
        if isinstance(node.op, ast.UAdd):
            return value
        raise UnknownError

    def _of_binop(self, node: ast.BinOp) -> Any:
        a, b = self._operands(node.left, node.right)
        if isinstance(node.op, ast.MatMult):
            return self._product(node.left, node.right, a, b)
        if type(node.op) not in _SIGNS:
            raise UnknownError
        return self._elementwise(*_SIGNS[type(node.op)], node.left, node.right, a, b)

    def _of_compare(self, node: ast.Compare) -> Any:
        operands = self._operands(node.left, node.comparators[0])
        if len(node.ops) > 1 or type(node.ops[0]) not in _SIGNS:
            raise UnknownError
        return self._elementwise(*_SIGNS[type(node.ops[0])], node.left, node.comparators[0], *operands)

    def _operands(self, left: ast.expr, right: ast.expr) -> tuple[Any, Any]:
        """Return both; where one is not known, the other is looked at all the same."""
        try:
            first = self._operand(left)
        except UnknownError:
            self._try(right)
            raise
        return first, self._operand(right)

    def _operand(self, node: ast.expr) -> Any:
        value = self._value(node)
        if type(value) is np.ndarray:
            if value.size > _MOST or value.dtype.kind not in "biufc":
                raise UnknownError
            return value
        if type(value) in (int, float, bool) or isinstance(value, np.number | np.bool_):
            if type(value) is int and abs(value) > 2**31:
                raise UnknownError
            return value
        raise UnknownError

    def _elementwise(self, sign: str, name: str, left: ast.expr, right: ast.expr, a: Any, b: Any) -> Any:
        shapes = np.shape(a), np.shape(b)
        if type(a) is not np.ndarray and type(b) is not np.ndarray:
            if sign not in "+-*/" or (sign == "/" and b == 0):
                raise UnknownError
            return a + b if sign == "+" else a - b if sign == "-" else a * b if sign == "*" else a / b
        try:
            out = _NUMPY[name](a, b)
        except Exception as error:
            if _broadcast(*shapes) is None:
                self._note("broadcast", sign, left, right, a, b, None, why=_fits_broadcast(left, right, a, b))
            raise UnknownError from error
        if shapes[0] != shapes[1] and () not in shapes:
            names = (_text(left), _text(right))
            repeated = [
                [name, _repeated(shape, out.shape)] for name, shape in zip(names, shapes, strict=True)
            ]
            self._note(
                "broadcast", sign, left, right, a, b, out, repeated=[each for each in repeated if each[1]]
            )
        return out

    def _product(self, left: ast.expr, right: ast.expr, a: Any, b: Any) -> Any:
        if type(a) is not np.ndarray or type(b) is not np.ndarray:
            raise UnknownError
        if a.size * (b.shape[-1] if b.ndim else 1) > 100 * _MOST:
            raise UnknownError
        try:
            out = _NUMPY["matmul"](a, b)
        except Exception as error:
            self._note("product", "@", left, right, a, b, None, why=_fits_product(left, right, a, b))
            raise UnknownError from error
        if a.ndim <= 2 and b.ndim <= 2:
            self._note("product", "@", left, right, a, b, out)
        return out

    def _of_call(self, node: ast.Call) -> Any:
        function = node.func
        if isinstance(function, ast.Attribute):
            if isinstance(function.value, ast.Name) and self._is_numpy(function.value.id):
                return self._numpy_call(function.attr, node)
            with contextlib.suppress(UnknownError):
                thing = self._operand(function.value)
                if type(thing) is np.ndarray:
                    return self._method(function.attr, function.value, thing, node)
        for each in [*node.args, *(keyword.value for keyword in node.keywords)]:
            self._try(each)
        raise UnknownError

    def _is_numpy(self, name: str) -> bool:
        try:
            return self._look_up(name) is np
        except UnknownError:
            return False

    def _numpy_call(self, name: str, node: ast.Call) -> Any:
        if name in ("array", "zeros", "ones") and not node.keywords and len(node.args) == 1:
            return self._literal(name, node.args[0])
        if name not in _NUMPY or vars(np).get(name) is not _NUMPY[name] or not node.args:
            for each in node.args:
                self._try(each)
            raise UnknownError
        if name in _REDUCTIONS:
            return self._reduction(
                name, node.args[0], self._operand(node.args[0]), node.args[1:], node.keywords
            )
        if name in ("dot", "matmul") and len(node.args) == 2:
            left, right = node.args
            return self._product(left, right, *self._operands(left, right))
        if name in ("add", "subtract", "multiply", "divide", "maximum", "minimum") and len(node.args) == 2:
            sign = next((sign for sign, other in _SIGNS.values() if other == name), f"np.{name}")
            left, right = node.args
            return self._elementwise(sign, name, left, right, *self._operands(left, right))
        operands = [self._operand(each) for each in node.args]
        if node.keywords:
            raise UnknownError
        try:
            return _NUMPY[name](*operands)
        except Exception as error:
            raise UnknownError from error

    def _literal(self, name: str, node: ast.expr) -> Any:
        """Return an array that is written out, or one of zeros or ones."""
        try:
            given = ast.literal_eval(node)
            sizes = given if isinstance(given, tuple) else (given,)
            if name != "array" and (
                len(sizes) > 3 or not all(type(n) is int and 0 <= n < 200 for n in sizes)
            ):
                raise UnknownError
            return _NUMPY[name](given)
        except (ValueError, TypeError, SyntaxError) as error:
            raise UnknownError from error

    def _method(self, name: str, owner: ast.expr, thing: Any, node: ast.Call) -> Any:
        if name in _REDUCTIONS:
            return self._reduction(name, owner, thing, node.args, node.keywords)
        if name == "dot" and len(node.args) == 1:
            return self._product(owner, node.args[0], thing, self._operand(node.args[0]))
        if name in ("reshape", "copy", "ravel", "flatten", "transpose") and not node.keywords:
            places = [self._index(each) for each in node.args]
            try:
                return getattr(np.ndarray, name)(thing, *places)
            except Exception as error:
                raise UnknownError from error
        for each in node.args:
            self._try(each)
        raise UnknownError

    def _reduction(
        self, name: str, owner: ast.expr, thing: Any, args: list[ast.expr], keywords: list[ast.keyword]
    ) -> Any:
        given = {keyword.arg: self._index(keyword.value) for keyword in keywords if keyword.arg}
        if args:
            given["axis"] = self._index(args[0])
        if (
            given.keys() - {"axis", "keepdims"}
            or len(args) > 1
            or type(thing) is not np.ndarray
            or not thing.size
        ):
            raise UnknownError
        try:
            out = _NUMPY[name](thing, **given)
        except Exception as error:
            raise UnknownError from error
        axis = given.get("axis")
        axes = [*range(thing.ndim)] if axis is None else [*axis] if type(axis) is tuple else [axis]
        self._add({
            "op": "reduction", "name": name, "of": _text(owner), "a": self._values.of(thing),
            "axes": [each % thing.ndim for each in axes], "all": axis is None,
            "keepdims": bool(given.get("keepdims")), "out": self._values.of(out),
        })  # fmt: skip
        return out

    def _note(
        self, kind: str, sign: str, left: ast.expr, right: ast.expr, a: Any, b: Any, out: Any, **more: Any
    ) -> None:
        first, second = self._values.of(a), self._values.of(b)
        found = {
            "op": kind,
            "sign": sign,
            "text": _joined(left, sign, right),
            "left": _text(left),
            "a": first,
            "right": _text(right),
            "b": second,
        }
        found |= more
        self._add(found if out is None else {**found, "out": self._values.of(out)})

    def _add(self, operation: dict[str, Any]) -> None:
        if len(self.found) < _OPERATIONS:
            self.found.append(operation)


def _text(node: ast.expr) -> str:
    return _cut(ast.unparse(node), 40)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 2]} …"


def _joined(left: ast.expr, sign: str, right: ast.expr) -> str:
    """Write an operation with those brackets of its operands that it needs."""
    one, other = ast.unparse(left), ast.unparse(right)
    if sign.startswith("np."):
        return _cut(f"{sign}({one}, {other})", 82)
    return _cut(ast.unparse(ast.parse(f"({one}) {sign} ({other})", mode="eval")), 82)


def _operand_text(node: ast.expr) -> str:
    """Write an operand so that a method can be called on it."""
    text = _text(node)
    return text if isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call) else f"({text})"


def _turned(text: str) -> str:
    """Write the transpose of an operand."""
    return text.removesuffix(".T") if text.endswith(".T") else f"{text}.T"


def _broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...] | None:
    try:
        return tuple(np.broadcast_shapes(a, b))
    except ValueError:
        return None


def _repeated(shape: tuple[int, ...], out: tuple[int, ...]) -> list[list[int]]:
    """List the axes of the result along which an operand is repeated, and how many times."""
    padded = (1,) * (len(out) - len(shape)) + shape
    return [
        [axis, count] for axis, (own, count) in enumerate(zip(padded, out, strict=True)) if own == 1 < count
    ]


def _shape(shape: tuple[int, ...]) -> str:
    return str(tuple(shape))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _listed(ways: list[str]) -> str:
    return f" {' or '.join(f'`{way}`' for way in ways[:2])} would fit." if ways else ""


def _fits_product(left: ast.expr, right: ast.expr, a: Any, b: Any) -> str:
    """Say why two arrays have no product, and what would have one."""
    if not a.ndim or not b.ndim:
        return "A product with `@` takes arrays, and one of these is a single number: `*` multiplies by it."
    needed = (
        f"{_count(a.shape[-1], 'column')}"
        if a.ndim > 1
        else f"{_count(a.shape[0], 'entry').replace('entrys', 'entries')}"
    )
    rows = b.shape[-2] if b.ndim > 1 else b.shape[0]
    had = f"{_count(rows, 'row')}" if b.ndim > 1 else f"{_count(rows, 'entry').replace('entrys', 'entries')}"
    names = [_operand_text(left), _operand_text(right)]
    ways = []
    for text, first, second in (
        (f"{_turned(names[0])} @ {names[1]}", a.T if a.ndim > 1 else None, b),
        (f"{names[0]} @ {_turned(names[1])}", a, b.T if b.ndim > 1 else None),
        (f"{names[1]} @ {names[0]}", b, a),
    ):
        if (
            first is not None
            and second is not None
            and first.shape[-1] == second.shape[-2 if second.ndim > 1 else 0]
        ):
            ways.append(text)
    return f"The left one has {needed}, and the right one {had}: these have to be equal.{_listed(ways)}"


def _fits_broadcast(left: ast.expr, right: ast.expr, a: Any, b: Any) -> str:
    """Say why two arrays cannot be taken entry by entry, and what could be."""
    shapes = [np.shape(a), np.shape(b)]
    backwards = zip(reversed(shapes[0]), reversed(shapes[1]), strict=False)
    place, (one, other) = next(
        (n, pair) for n, pair in enumerate(backwards, 1) if pair[0] != pair[1] and 1 not in pair
    )
    where = {1: "last axis", 2: "last axis but one"}.get(place, f"axis {place} from the right")
    names = [_operand_text(left), _operand_text(right)]
    ways = []
    for number, name in enumerate(names):
        own, fixed = shapes[number], shapes[1 - number]
        for text, changed in (
            (f"{name}.reshape(-1, 1)", (own[0], 1) if len(own) == 1 else None),
            (_turned(name), own[::-1] if len(own) == 2 else None),
        ):
            out = None if changed is None else _broadcast(changed, fixed)
            if out is not None and (len(own) == 1 or changed == fixed or 1 in own):
                ways.append(text)
    return (
        f"Shapes are compared from the right: the {where} has {one} and {other}, "
        f"and two lengths have to be equal, or one of them 1.{_listed(ways)}"
    )
