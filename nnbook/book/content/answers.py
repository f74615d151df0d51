"""Compare what a reader types with a key, as what it is: a number, numbers in brackets, or text.

A number may be written in any way that says it: `0.25`, `.25`, `0,25`, `1/4`, `2.5e-1`, `25 %`. Who rounds is
right to the digits that they give, if those are as many as the key shows, or two. A fraction is not rounded,
nor is a count. What is printed is compared word by word: `[0, 1] -0.5` are the numbers of `[0. 1.] -0.5`, and
the other words are text. docs/assets/js/practice/answers.js does the same; tests/answers.py has the cases of
both.
"""

import re
from dataclasses import dataclass, replace

_DIGITS = re.compile(r"([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d{1,3}))?", re.ASCII)
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d*)?", re.ASCII)
_POWER = re.compile(r"[*×·]10(?:\^|\*\*)\(?([-+]?\d+)\)?", re.ASCII)
_CALL = re.compile(r"(?:np\.|numpy\.)?(?:array|float64|float32|int64)\(([^()]*)\)")
_WORD = re.compile(r"[\[\]()]|[^\s\[\](),;]+")
_FEWEST = 2  # digits that count; with fewer, a guess is right too often
_ROUNDING = 1e-9  # of a computer, in what it multiplies out of digits
_NEAR = 0.02


@dataclass(frozen=True)
class Number:
    """A number as somebody wrote it.

    Attributes
    ----------
    value : float
    half : float
        Half a unit of its last digit; 0 where it is a fraction, which nobody has rounded.
    digits : int
        How many of its digits count.
    """

    value: float
    half: float
    digits: int


def numbers(text: str) -> list[Number]:
    """Read a number; `1,234` has two readings, and what is none has none."""
    plain = re.sub(r"[\s_\u202f`$]", "", text).replace("\u2212", "-")
    plain = _POWER.sub(r"e\1", plain)
    percent = plain.endswith("%")
    plain = plain.removesuffix("%")
    readings = [plain.replace(",", ".")] if plain.count(",") < 2 else []
    if _THOUSANDS.fullmatch(plain):
        readings.append(plain.replace(",", ""))
    found = [number for one in readings if (number := _fraction(one)) is not None]
    return [_hundredth(number) for number in found] if percent else found


def _fraction(text: str) -> Number | None:
    above, slash, below = text.partition("/")
    first = _decimal(above)
    if not slash or first is None:
        return first if not slash else None
    second = _decimal(below)
    if second is None or second.value == 0:
        return None
    return Number(first.value / second.value, 0.0, 0)


def _decimal(text: str) -> Number | None:
    match = _DIGITS.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        return None
    decimals, exponent = match[3] or "", int(match[4] or 0)
    unit = float(f"1e{exponent - len(decimals)}")
    return Number(float(text), unit / 2, len((match[2] + decimals).lstrip("0")))


def _hundredth(number: Number) -> Number:
    return replace(number, value=number.value / 100, half=number.half / 100)


def is_number(given: str, key: str, exact: str = "") -> bool:
    """Tell whether an answer says the number of a key.

    Parameters
    ----------
    given, key : str
    exact : str, optional
        The number of the key before it was rounded. Where that is not known, it may be whatever rounds to the
        key.
    """
    wanted, full = numbers(key), numbers(exact)
    if not wanted:
        return False
    return any(_says(number, wanted[-1], full[-1] if full else None) for number in numbers(given))


def _says(given: Number, shown: Number, full: Number | None) -> bool:
    target = full.value if full else shown.value
    if _equal(given.value, target) or _equal(given.value, shown.value):
        return True
    if shown.half >= 0.5 or given.value == 0 or not shown.half:  # a count; nothing; a fraction
        return False
    if given.half and given.digits < min(_FEWEST, shown.digits):
        return False
    if given.digits < _FEWEST and given.half > shown.half:  # 1 is no rounded 0.5
        return False
    unknown = 0.0 if full else shown.half
    return abs(given.value - target) <= max(given.half, unknown) * (1 + _ROUNDING)


def is_near(given: str, key: str) -> bool:
    """Tell whether an answer differs from a number that is no count by little, such as a wrong last digit."""
    wanted = numbers(key)
    if not wanted or wanted[-1].half >= 0.5:
        return False
    value = wanted[-1].value
    return any(abs(number.value - value) <= _NEAR * abs(value) for number in numbers(given))


def _equal(a: float, b: float) -> bool:
    return abs(a - b) <= _ROUNDING * abs(b)


def printed(text: str) -> str:
    """Write what a block prints so that blanks and line ends count as one, and not at all beside brackets."""
    return re.sub(r" ?([\[\](),]) ?", r"\1", " ".join(text.strip(" `\n").split()))


def is_output(given: str, key: str, wrong: tuple[str, ...] = ()) -> bool:
    """Tell whether an answer says what a block prints: its numbers as numbers, the rest as text.

    Where a wrong answer has the numbers of the key in another form, the form is what is asked for.
    """
    if printed(given) == printed(key):
        return True
    return not any(_same_words(one, key) for one in wrong) and _same_words(given, key)


def _same_words(given: str, key: str) -> bool:
    left, right = _words(given), _words(key)
    return len(left) == len(right) and all(map(_same, left, right))


def _words(text: str) -> list[str]:
    plain = text.strip(" `\n").replace("\u2212", "-")
    return _WORD.findall(_CALL.sub(r"\1", plain))


def _same(given: str, wanted: str) -> bool:
    if given == wanted:
        return True
    a, b = _decimal(given), _decimal(wanted)
    return a is not None and b is not None and _equal(a.value, b.value)
