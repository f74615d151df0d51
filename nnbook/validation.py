"""Refuse bad input with a message that says what was given and what is wanted."""

from __future__ import annotations

import difflib
import inspect
import sys
from collections.abc import Callable, Collection, Sequence
from functools import wraps
from math import isfinite
from typing import Any, ParamSpec, Protocol, TypeAlias, TypeVar, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array: TypeAlias = NDArray[Any]  # short names keep signatures readable
Arrays: TypeAlias = dict[str, Array]  # arrays by name: "W1", "b1", … or "dW1", "db1", …
Numbers: TypeAlias = Any  # what becomes an array before the function itself runs: a number, a list, an array

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")

LARGEST = 1e150  # of a sample's values: a product of two is a float as well
KEPT = (np.dtype(np.float32), np.dtype(np.float64))
_LONG = 200  # characters of a value that a message shows
_ORDERED = (list, tuple, range, np.ndarray)
# What other libraries and papers call the same.
_OTHER_NAMES = {
    "mse": "mean_squared_error",
    "l2": "mean_squared_error",
    "squared_error": "mean_squared_error",
    "bce": "binary_cross_entropy",
    "log_loss": "binary_cross_entropy",
    "cce": "categorical_cross_entropy",
    "cross_entropy": "categorical_cross_entropy",
    "crossentropy": "categorical_cross_entropy",
    "nll": "categorical_cross_entropy",
    "linear": "identity",
    "none": "identity",
    "logistic": "sigmoid",
    "leakyrelu": "leaky_relu",
    "lrelu": "leaky_relu",
    "gd": "sgd",
    "gradient_descent": "sgd",
    "kaiming": "he",
    "glorot": "xavier",
}


class Checked(Protocol[_Given, _Answer]):
    """A function that looks at what it is given before it runs."""

    core: Callable[..., _Answer]  # the function itself, which trusts what it is given
    __name__: str

    def __call__(self, *args: _Given.args, **kwargs: _Given.kwargs) -> _Answer: ...  # noqa: D102 - the class says it


def checked(
    check: Callable[..., tuple[Any, ...]],
) -> Callable[[Callable[_Given, _Answer]], Checked[_Given, _Answer]]:
    """Decorate a function so that it checks its arguments first; `f.core` is the function without that.

    The checks are for people. Code that has made them calls the core, as the passes of a training do: it is
    the same function, and it is what the chapters list. What overflows says so in its value, without a
    warning; where a value has to be finite, the check of the next function refuses it.

    Parameters
    ----------
    check : callable
        Takes all arguments of the function in their order, and returns what the core shall get instead, or
        raises a ValueError.
    """

    def decorate(core: Callable[_Given, _Answer]) -> Checked[_Given, _Answer]:
        signature = inspect.signature(core)

        @wraps(core)
        def face(*args: _Given.args, **kwargs: _Given.kwargs) -> _Answer:
            try:
                bound = signature.bind(*args, **kwargs)
            except TypeError as error:
                raise TypeError(f"{core.__qualname__}() {error}") from None
            bound.apply_defaults()
            with np.errstate(all="ignore"):
                return core(*check(*bound.arguments.values()))  # type: ignore[call-arg]  # as many as it takes

        found = cast("Checked[_Given, _Answer]", face)
        found.core = core
        return found

    return decorate


def checked_method(
    check: Callable[..., tuple[Any, ...]],
) -> Callable[[Callable[_Given, _Answer]], Callable[_Given, _Answer]]:
    """Decorate a method as `checked` does a function; `check` takes the object first and returns it first.

    To a type checker the result is a plain function: only that can be bound to an object, or construct one.
    """
    return checked(check)


def as_floats(
    name: str, value: ArrayLike, ndim: tuple[int, ...] = (), *, finite: bool = True
) -> NDArray[np.floating]:
    """Turn `value` into an array of floats.

    Parameters
    ----------
    name : str
        What to call the value in an error message.
    value : array_like of numbers
        float32 and float64 keep their type, everything else becomes float64.
    ndim : tuple of int, optional
        The numbers of dimensions that are accepted; any where it is empty.
    finite : bool, optional
        Whether to refuse NaN and infinity.

    Returns
    -------
    ndarray of float, the shape of `value`
        `value` itself, not a copy, where it already is such an array.

    Raises
    ------
    ValueError
        Where `value` is not numeric, has another number of dimensions, or holds NaN or infinity
        although it should be finite.
    """
    if isinstance(value, np.ma.MaskedArray):
        raise ValueError(f"{name} must be a plain array, got a masked one: fill it with {name}.filled(0.0)")
    try:
        array = np.asarray(value)
        if array.dtype not in KEPT:
            array = array.astype(np.float64, casting="same_kind")  # neither text, None nor complex
    except (TypeError, ValueError, RuntimeError) as error:  # the last comes from a tensor that has a gradient
        shown, call = _short(repr(value)), ""
        if hasattr(value, "detach"):
            floats = ".float()" if "bfloat16" in str(getattr(value, "dtype", "")) else ""  # NumPy has none
            shown, call = f"a {type(value).__name__}", f": pass {name}.detach(){floats}.numpy()"
        raise ValueError(f"{name} must be an array of numbers, got {shown}{call}") from error
    if ndim and array.ndim not in ndim:
        wanted = " or ".join(f"{n}-D" for n in ndim)
        call = f": one row of numbers is {name}.reshape(1, -1)" if (array.ndim, ndim) == (1, (2,)) else ""
        raise ValueError(f"{name} must be {wanted}, got an array of shape {array.shape}{call}")
    if finite and not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, got {np.sum(~np.isfinite(array))} NaN or infinite values")
    return array


def as_arrays(name: str, value: Any, origin: str) -> Arrays:
    """Turn a dict of arrays by name into one of finite float arrays.

    Raises
    ------
    ValueError
        If `value` is no dict, the message naming the `origin` it should have, or an entry is not usable.
    """
    if not isinstance(value, dict):
        raise ValueError(f"{name} must be the dict {origin}, got {_shown(value)}")
    return {key: as_floats(str(key), array) for key, array in value.items()}


def _shown(value: object) -> str:
    """Return what a value is, short."""
    return "None" if value is None else f"the {type(value).__name__} {_short(repr(value))}"


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]} …"


def as_number(name: str, value: float, *, positive: bool = False) -> float:
    """Turn `value` into one finite Python float, which leaves float32 arrays float32.

    Raises
    ------
    ValueError
        Where `value` is not one finite number, or not above 0 although it should be.
    """
    if isinstance(value, bool | np.bool_):
        raise ValueError(f"{name} must be a number, got {value!r}")
    number = float(value if isinstance(value, float) else as_floats(name, value, ndim=(0,)))
    if not isfinite(number):
        raise ValueError(f"{name} must be finite, got {value!r}")
    if positive and number <= 0:
        raise ValueError(f"{name} must be above 0, got {value!r}")
    return number


def as_count(name: str, value: int, *, least: int = 1) -> int:
    """Turn `value` into a Python int of at least `least`, or raise a ValueError."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, got {_short(repr(value))}")
    if value > sys.maxsize:
        raise ValueError(f"{name} must be at most {sys.maxsize}, got {_short(repr(value))}")
    return int(value)


def as_index(name: str, value: int, length: int) -> int:
    """Turn `value` into the number of one of `length` things, counted from 0, or raise a ValueError."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not 0 <= value < length:
        raise ValueError(f"{name} must be a whole number from 0 to {length - 1}, got {_short(repr(value))}")
    return int(value)


def as_sizes(name: str, value: Sequence[int]) -> tuple[int, ...]:
    """Turn `value` into the sizes of at least two layers, or raise a ValueError."""
    if isinstance(value, set | frozenset | dict):
        raise ValueError(
            f"{name} must be in an order, as in (2, 4, 1), got the {type(value).__name__} {value!r}"
        )
    ordered = isinstance(value, _ORDERED) and getattr(value, "ndim", 1) == 1
    sizes = tuple(as_count(f"each of {name}", n) for n in value) if ordered else ()
    if len(sizes) < 2:
        raise ValueError(f"{name} must hold the inputs and at least one layer, got {sizes or value!r}")
    return sizes


def as_slopes(name: str, value: ArrayLike, z: Array) -> Array:
    """Turn `value` into one number, or a column (n, 1) of numbers for the n rows of `z`.

    Raises
    ------
    ValueError
        Where `value` is not finite or has any other shape, which NumPy might broadcast.
    """
    slopes = as_floats(name, value).astype(z.dtype)
    if slopes.ndim > 0 and (z.ndim != 2 or slopes.shape != (z.shape[0], 1)):
        raise ValueError(
            f"{name} must be one number or a column with a row for each row of z, "
            f"got {name} {slopes.shape} and z {z.shape}"
        )
    return slopes


def as_axis(axis: int, array: Array) -> int:
    """Return `axis`, or raise a ValueError where `array` has no such axis; one number counts as one axis."""
    ndim = max(array.ndim, 1)
    if isinstance(axis, bool) or not isinstance(axis, (int, np.integer)) or not -ndim <= axis < ndim:
        raise ValueError(f"axis must be a whole number from {-ndim} to {ndim - 1}, got {axis!r}")
    return int(axis)


def as_texts(name: str, value: Sequence[str], count: int | None = None) -> tuple[str, ...]:
    """Turn `value` into a tuple of texts, `count` of them where it is given.

    Raises
    ------
    ValueError
        Where `value` is no list or tuple of texts, or of another length.
    """
    wanted = "a list of texts" if count is None else f"a list of {count} texts"
    if not isinstance(value, list | tuple) or not all(isinstance(text, str) for text in value):
        raise ValueError(f"{name} must be {wanted}, got {_shown(value)}")
    if count not in (None, len(value)):
        raise ValueError(f"{name} must be {wanted}, got {len(value)}")
    return tuple(value)


def as_function(name: str, value: Any, such_as: str) -> Callable[..., Any]:
    """Return `value`, or raise a ValueError where it cannot be called."""
    if not callable(value):
        raise ValueError(f"{name} must be a function such as {such_as}, got {kind_of(value)}")
    return cast("Callable[..., Any]", value)


def kind_of(value: object) -> str:
    """Return what kind of thing a value is, or the value itself where that is shorter."""
    return repr(value) if value is None or isinstance(value, str) else type(value).__name__


def one_of(name: str, value: str, known: Collection[str]) -> str:
    """Return `value`, or raise a ValueError that lists the `known` names, and the one that may be meant."""
    if not isinstance(value, str) or value not in known:
        meant = f": did you mean {close!r}?" if (close := _nearest(value, known)) else ""
        raise ValueError(f"{name} must be one of {', '.join(known)}, got {value!r}{meant}")
    return value


def _nearest(value: object, known: Collection[str]) -> str | None:
    """Return the name that is meant by a short form, by other letters, or by a slip; None where none is."""
    if not isinstance(value, str):
        return None
    plain = value.lower().strip().replace("-", "_").replace(" ", "_")
    squeezed = {name.replace("_", ""): name for name in known}
    initials = {"".join(word[0] for word in name.split("_")): name for name in known if "_" in name}
    other = _OTHER_NAMES.get(plain, plain)
    if other in known:
        return other
    if found := squeezed.get(plain.replace("_", "")) or initials.get(plain):
        return found
    return next(iter(difflib.get_close_matches(plain, known, 1)), None)


def as_generator(rng: int | np.random.Generator | None) -> np.random.Generator:
    """Return the generator for `rng`: itself, that of a seed, or a fresh one for None.

    Raises
    ------
    ValueError
        Where `rng` is none of these.
    """
    try:
        return np.random.default_rng(rng)
    except (TypeError, ValueError) as error:
        wanted = "a seed such as 0, a generator of np.random.default_rng, or None"
        raise ValueError(f"rng must be {wanted}, got {rng!r}") from error


def same_shape(**arrays: NDArray[np.floating]) -> None:
    """Raise a ValueError that shows every shape unless all arrays have the same one.

    NumPy would otherwise broadcast (2, m) against (1, m) and average over twice too many entries.
    """
    shapes = {name: array.shape for name, array in arrays.items()}
    if len(set(shapes.values())) > 1:
        shown = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ValueError(f"{' and '.join(shapes)} must have the same shape, got {shown}")


def as_inputs(inputs: ArrayLike, n_features: int) -> NDArray[np.floating]:
    """Turn one sample (n_features,), or one a row (m, n_features), into an array of floats.

    Raises
    ------
    ValueError
        If the shape is another, or a value is not finite or above `LARGEST`.
    """
    samples = as_floats("inputs", inputs, ndim=(1, 2))
    if samples.shape[-1] != n_features:
        raise ValueError(f"inputs must have {n_features} features a sample, got shape {samples.shape}")
    _check_size("inputs", samples)
    return samples


def _check_size(name: str, array: Array) -> None:
    if array.size and (largest := np.abs(array).max()) > LARGEST:
        raise ValueError(f"{name} must be at most {LARGEST:g} in size, got {largest:g}: scale the data")


def as_samples(
    X: ArrayLike, y: ArrayLike, n_features: int, n_classes: int = 2
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Turn samples (m, n_features), one a row, and their classes (m,) into arrays of floats.

    Raises
    ------
    ValueError
        If a shape is another, `m` is 0, a value is not finite or above `LARGEST`, or a class is none of the
        whole numbers below `n_classes`.
    """
    X, y = as_floats("X", X, ndim=(2,)), as_floats("y", y)
    if y.ndim != 1:
        raise ValueError(f"y must be 1-D, got an array of shape {y.shape}{_call_for_flat(y)}")
    if X.shape != (len(y), n_features) or len(y) == 0:
        wanted = f"X must have shape (m, {n_features}) and y shape (m,), with m at least 1"
        call = ": one row is one sample, so pass X.T" if X.T.shape == (len(y), n_features) else ""
        raise ValueError(f"{wanted}; got X {X.shape} and y {y.shape}{call}")
    _check_size("X", X)
    if not np.isin(y, np.arange(n_classes)).all():
        wanted = "only 0 and 1" if n_classes == 2 else f"only whole numbers from 0 to {n_classes - 1}"
        raise ValueError(f"y must hold {wanted}, got {_call_for_classes(np.unique(y), n_classes)}")
    return X, y


def _call_for_flat(y: Array) -> str:
    """Return the call that makes classes (m,) of `y`; empty where none is known."""
    if y.ndim == 2 and 1 in y.shape:
        return ": pass np.ravel(y)"
    if y.ndim == 2 and y.size and np.isin(y, (0, 1)).all():
        for axis in (0, 1):
            if (y.sum(axis=axis) == 1).all():
                return f": for one-hot labels pass np.argmax(y, axis={axis})"
    return ""


def _call_for_classes(found: Array, n_classes: int) -> str:
    """Say which classes were `found`, and the call that numbers them from 0 where there is one."""
    if found.size > 10:
        return f"{found.size} different values from {found[0]:g} to {found[-1]:g}"
    if tuple(found) == (-1.0, 1.0):
        return f"{found}: for labels of -1 and 1 pass (y + 1) / 2"
    if found.size > n_classes:
        return f"{found.size} classes, {found}"
    return f"{found}: np.unique(y, return_inverse=True)[1] numbers them from 0"
