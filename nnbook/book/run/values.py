"""What a value was like at one moment: described so that it can be written as JSON, and the value let go.

Nothing is called that a block could have written: no `__repr__`, no `__len__`, no property.
"""

import enum
import types
import weakref
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Any

try:
    import numpy as np
except ImportError:  # a book about something else
    np = None  # type: ignore[assignment]

_Interrupt = KeyboardInterrupt  # a block may do anything to the builtins

_ROWS, _COLUMNS = 12, 12  # of an array whose numbers are shown
_TILES = 24  # columns of shades
_ITEMS = 12  # of a list, a tuple or a dict that are shown
_DEEP = 3  # dicts within dicts
_LARGE = 1_000_000  # entries of an array that nobody looks into
FEW = 10_000  # entries that are always looked at
_TEXT = 160  # characters of a text


class Value:
    """What a value was like at one moment."""

    __slots__ = ("__weakref__", "bad", "data", "exact", "size")

    def __init__(self, data: dict[str, Any], exact: Any = None, bad: bool = False) -> None:
        self.data = data
        self.exact = exact  # the bytes of the entries, and how many an entry has
        self.bad = bad  # whether there is a NaN or an infinity in it
        self.size = 0


class Values:
    """The values of a run: those that are equal are one.

    Parameters
    ----------
    library : str
        The package whose objects are looked into, beside the block's own.
    entries : int
        How many entries are looked at in all of what has more than `FEW`. They are counted: by time, the
        values would be others on each machine.
    """

    def __init__(self, library: str, entries: int) -> None:
        self._known: weakref.WeakValueDictionary[Any, Value] = weakref.WeakValueDictionary()
        self._library = library
        self._left = entries

    @property
    def spent(self) -> bool:
        """Whether something was not looked into any more."""
        return self._left < 0

    def _looks_into(self, count: int) -> bool:
        if count <= FEW:
            return True
        self._left -= count
        return self._left >= 0

    def of(self, thing: Any, deep: int = 0) -> Value:
        """Describe a value."""
        try:
            return self._of(thing, deep)
        except _Interrupt:
            raise
        except Exception:  # it changed in the meantime, or is like nothing else
            return self._kept(("object", name_of(type(thing))), {"k": "object", "type": name_of(type(thing))})

    def _of(self, thing: Any, deep: int) -> Value:
        kind = type(thing)
        if np is not None and issubclass(kind, np.ndarray):
            return self._array(thing)
        if (
            thing is None
            or kind in (bool, int, float, complex)
            or (np is not None and issubclass(kind, np.generic))
        ):
            return self._number(thing)
        if kind in (str, bytes):
            more = len(thing) > _TEXT
            text = repr(thing[:_TEXT])
            return self._kept(
                ("text", text, len(thing), hash(thing)),
                {"k": "text", "text": text, **({"length": len(thing)} if more else {})},
            )
        if kind is range:
            return self._kept(("text", repr(thing)), {"k": "text", "text": repr(thing)})
        if kind is types.FunctionType:
            text = f"{thing.__name__}({', '.join(list_arguments(thing.__code__, stars=True))})"
            return self._kept(("function", text), {"k": "function", "text": text})
        if name_of(kind) in ("builtin_function_or_method", "ufunc", "_ArrayFunctionDispatcher", "module"):
            return self._kept(("function", thing.__name__), {"k": "function", "text": thing.__name__})
        if issubclass(kind, type):
            return self._kept(("class", name_of(thing)), {"k": "class", "text": name_of(thing)})
        if issubclass(kind, enum.Enum) and (known := _attributes(thing)) and type(known.get("_name_")) is str:
            text = f"{name_of(kind)}.{known['_name_']}"
            return self._kept(("text", text), {"k": "text", "text": text})
        if deep < _DEEP:
            for base, items in (
                (dict, dict.items),
                (list, None),
                (tuple, None),
                (deque, None),
                (set, None),
                (frozenset, None),
            ):
                if issubclass(kind, base):
                    pairs = items(thing) if items else ((None, each) for each in base.__iter__(thing))
                    return self._items(name_of(kind), base, base.__len__(thing), pairs, deep)
            attributes = self.attributes(thing)
            if attributes is not None:
                named = {name: each for name, each in attributes.items() if type(name) is str}
                return self._items(name_of(kind), object, len(named), named.items(), deep)
        return self._kept(("object", name_of(kind)), {"k": "object", "type": name_of(kind)})

    def attributes(self, thing: Any) -> dict[str, Any] | None:
        """Return the attributes of an object of the block or of the library; None for any other."""
        module = type.__getattribute__(type(thing), "__module__")
        if not isinstance(module, str) or module.partition(".")[0] not in ("__main__", self._library):
            return None
        return _attributes(thing)

    def _kept(self, key: Any, data: dict[str, Any], exact: Any = None, bad: bool = False) -> Value:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Value(data, exact, bad)
        return found

    def _number(self, thing: Any) -> Value:
        value = thing.item() if np is not None and isinstance(thing, np.generic) else thing
        shown = _entry(value)
        data = {"k": "number", "type": name_of(type(thing)), "value": shown}
        bad = isinstance(value, float) and shown in ("nan", "inf", "-inf")
        exact = (
            value
            if isinstance(value, int) and shown != value
            else repr(value)
            if type(value) is float
            else shown
        )
        return self._kept(("number", data["type"], type(shown).__name__, exact), data, bad=bad)

    def _items(self, name: str, base: type, count: int, pairs: Iterable[tuple[Any, Any]], deep: int) -> Value:
        """Describe what holds others, the first and the last of them where there are many."""
        half = _ITEMS // 2
        seen = self._looks_into(count)
        first = 0 if base in (set, frozenset) else half  # a set has no first ones
        listed = [*islice(pairs, _LARGE if seen else first)]
        if base in (set, frozenset):  # of texts, the order is another one in each process
            listed.sort(key=lambda pair: (type(pair[1]).__name__, _plain(pair[1])))
        cut = listed if count <= _ITEMS or not seen else listed[:half] + listed[-half:]
        shown: list[Any] = [
            [None if base not in (dict, object) else _plain(key), self.of(each, deep + 1)]
            for key, each in cut
        ]
        data = {
            "k": "items",
            "type": name,
            "of": base.__name__,
            "count": count,
            **({"gap": half} if count > _ITEMS else {}),
            **({} if seen else {"large": True}),
            "items": shown,
        }
        key: tuple[Any, ...] = (
            "items",
            name,
            count,
            tuple(key for key, _ in shown),
            tuple(id(value) for _, value in shown),
        )
        if count > _ITEMS:  # what is not shown may change, too
            key += (tuple(_as_key(each) for _, each in listed),)
        return self._kept(key, data, bad=any(value.bad for _, value in shown))

    def _array(self, array: Any) -> Value:
        name = "array" if type(array) is np.ndarray else name_of(type(array))
        array = np.ndarray.view(array, np.ndarray)
        data: dict[str, Any] = {
            "k": "array",
            "type": name,
            "shape": [*array.shape],
            "dtype": str(array.dtype),
        }
        key = ("array", name, array.shape, array.dtype.str)
        if array.size > _LARGE or not self._looks_into(array.size):
            return self._kept(key, {**data, "large": True})
        if array.dtype.kind not in "biufcSUmM":
            return self._kept(key, data)
        content = array.tobytes()
        known = self._known.get((*key, content))
        if known is not None:
            return known
        with np.errstate(all="ignore"):
            bad = self._look_into(array, data)
        return self._kept((*key, content), data, (content, array.itemsize), bad)

    def _look_into(self, array: Any, data: dict[str, Any]) -> bool:
        """Add what is to be seen of an array; return whether there is a NaN or an infinity in it."""
        flat = array.reshape(-1, array.shape[-1] if array.ndim else 1) if array.size else array.reshape(0, 0)
        numbers = array.dtype.kind in "biuf"
        finite = np.isfinite(flat) if array.dtype.kind in "fc" else np.ones(flat.shape, bool)
        bad = not bool(finite.all())
        if bad:
            data["nan"] = int(np.isnan(flat).sum())
            data["inf"] = int(flat.size - finite.sum()) - data["nan"]
        if flat.shape[0] <= _ROWS and flat.shape[1] <= _COLUMNS:
            data["grid"] = [[_entry(each) for each in row] for row in flat.tolist()]
        elif numbers and finite.any():
            known = flat[finite].astype(float)
            least, most = float(known.min()), float(known.max())
            data["least"], data["most"] = _entry(least), _entry(most)
            data["shades"] = _shades(flat.astype(float), finite, least, most)
        return bad


def _shades(flat: Any, finite: Any, least: float, most: float) -> list[str]:
    """Return a digit for each tile of an array, from 0 for the least to 9; ? where nothing is finite."""
    for axis, tiles in ((0, _ROWS), (1, _TILES)):
        count = flat.shape[axis]
        if count > tiles:
            starts = [count * tile // tiles for tile in range(tiles)]
            flat = np.add.reduceat(np.where(finite, flat, 0.0), starts, axis)
            finite = np.add.reduceat(finite.astype(int), starts, axis)
        else:
            flat = np.where(finite, flat, 0.0)
            finite = finite.astype(int)
        flat, finite = flat / np.maximum(finite, 1), (finite > 0)
    # Six digits: what is one half on one machine may lie a bit below on another.
    levels = np.round(np.round((flat - least) / ((most - least) or 1.0), 6) * 9)
    levels = np.clip(levels, 0, 9).astype(int)
    return ["".join(str(n) if seen else "?" for n, seen in zip(row, known, strict=True))
            for row, known in zip(levels.tolist(), finite.tolist(), strict=True)]  # fmt: skip


def _entry(value: Any) -> Any:
    """Return a number as JSON has it, with six digits; what JSON lacks as a text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if value.bit_length() > 200:
            return f"a whole number of {value.bit_length()} bits"
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        if value - value == 0:
            if abs(value) <= 1e15 and (abs(value) >= 1e6 or value == int(value)):
                return round(value) + 0.0  # six digits of it would end in zeros that are none
            return float(f"{value:.6g}")
        return "nan" if value != value else "inf" if value > 0 else "-inf"
    if isinstance(value, complex):
        return f"{value:.6g}"
    return str(value)[:20]


def _as_key(thing: Any) -> Any:
    """Tell a thing from what may stand in its place later."""
    if np is not None and isinstance(thing, np.generic):
        return thing.tobytes()
    return thing if type(thing) in (int, float, bool, str) else id(thing)


def _plain(key: Any) -> str:
    """Name a key of a dict; nothing is asked of one that the block has made."""
    if type(key) is str:
        return key[:_TEXT]
    if key is None or type(key) in (int, float, bool, bytes):
        return str(_entry(key)) if type(key) is int else repr(key)[:_TEXT]
    if type(key) is tuple and len(key) < _ITEMS:
        return f"({', '.join(map(_plain, key))})"
    return f"a {name_of(type(key))}"


def list_arguments(code: types.CodeType, stars: bool = False) -> list[str]:
    """Return the names of the arguments of a function in the order of its head, with its stars or without."""
    names = code.co_varnames
    plain, named = code.co_argcount, code.co_argcount + code.co_kwonlyargcount
    rest = [*names[named : named + bool(code.co_flags & 4) + bool(code.co_flags & 8)]]
    several = [f"{'*' if stars else ''}{rest.pop(0)}"] if code.co_flags & 4 else []
    if stars and named > plain and not several:
        several = ["*"]
    return [
        *names[:plain],
        *several,
        *names[plain:named],
        *(f"{'**' if stars else ''}{each}" for each in rest),
    ]


def name_of(kind: type) -> str:
    """Return the name of a class, without asking its own class."""
    name = type.__dict__["__name__"].__get__(kind)
    return name[:_TEXT] if type(name) is str else "object"


def _attributes(thing: Any) -> dict[str, Any] | None:
    """Return the `__dict__` of an object without asking the object."""
    for kind in type.__dict__["__mro__"].__get__(type(thing)):
        found = type.__dict__["__dict__"].__get__(kind).get("__dict__")
        if found is not None:
            if type(found) is not types.GetSetDescriptorType:
                return None
            names = found.__get__(thing)
            return names if type(names) is dict else None
    return None


def changed_in(before: Value | None, after: Value) -> Any:
    """Say what changed: True for all, the numbers of entries, for items what changed in each; or None."""
    if before is after:
        return None
    if before is None or before.data["k"] != after.data["k"]:
        return True
    same = all(before.data.get(name) == after.data.get(name) for name in ("shape", "dtype", "type", "count"))
    if same and "large" in after.data:  # nobody looks into it any more, so nobody knows
        return None
    if after.data["k"] == "items" and "gap" not in after.data and "gap" not in before.data:
        old = {key if key is not None else n: value for n, (key, value) in enumerate(before.data["items"])}
        new = {key if key is not None else n: value for n, (key, value) in enumerate(after.data["items"])}
        if before.data["type"] == after.data["type"] and old.keys() & new.keys():
            found = {str(key): changed_in(old.get(key), value) for key, value in new.items()}
            return {key: change for key, change in found.items() if change is not None} or True
    if after.data["k"] == "array" and same and before.exact and after.exact and "grid" in after.data:
        (old_bytes, size), (new_bytes, _) = before.exact, after.exact
        places = range(len(new_bytes) // size)
        return [
            n for n in places if old_bytes[n * size : (n + 1) * size] != new_bytes[n * size : (n + 1) * size]
        ]
    return True
