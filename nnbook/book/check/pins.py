"""Compare what a block printed with its pin: numbers as numbers, everything else exactly.

A number is a word that is one as a whole, with a unit behind it or without: `1.2.3`, `10.0.0.1` and
`2026-11-25` are text. So are two short numbers of one value, as `3.10` and `3.1`, which may be versions:
rounding changes the last of many digits, and adds no zero. A pin that records a time holds only the words:
another run takes another time.
"""

import difflib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

# Another BLAS may sum in another order; a change that a reader could see in six digits is a difference.
RELATIVE_TOLERANCE = 1e-6
# Zero on one machine is the rounding of something near one on another. Between two small numbers it does not
# count: how far a gradient is off is a claim like any other.
ABSOLUTE_TOLERANCE = 1e-9

_WORD = re.compile(r"(?:[\w.+-]|(?<=\d):(?=\d)|::)+")
_REAL = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_NUMBER = re.compile(_REAL)
# `1.5`, the same before a full stop, `1.5ms`, `1+2j`
_VALUE = re.compile(rf"(?P<real>{_REAL})(?:(?P<imaginary>[-+]{_REAL})(?=j))?(?P<unit>[^\W\d_]*)(?P<stop>\.?)")
_COUNT = re.compile(r"[-+]?[0-9]+")
_WHOLE = re.compile(r"[-+]?[0-9]+\.")  # a count before a full stop, or an array's `1.`
_SHORT = re.compile(r"[-+]?[0-9]*\.[0-9]{0,4}")
_ZERO = re.compile(r"[-+]?(?:0*\.0*|0+(?=[eE]))(?:[eE][-+]?0+)?")
_HEX = re.compile(r"[0-9]+[eE][0-9]+[^\W\d_]")


def equal(printed: str, pinned: str) -> bool:
    """Tell whether two outputs agree; blanks and empty lines at the ends do not count."""
    a, b = _parts(normal(printed)), _parts(normal(pinned))
    return len(a) == len(b) and all(map(_same, a, b))


def same_words(printed: str, recorded: str) -> bool:
    """Tell whether two outputs agree in all but their numbers, and the blanks that line them up."""
    return _NUMBER.sub("0", printed).split() == _NUMBER.sub("0", recorded).split()


def _parts(text: str) -> list[str]:
    """Cut a text into words, at the odd places, and what stands between them.

    Blanks beside a number only line it up with others: they count as one, and within brackets not at all.
    """
    parts: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        parts += [text[end : match.start()], match[0]]
        end = match.end()
    parts.append(text[end:])
    for place in range(0, len(parts), 2):
        beside = parts[place - 1 : place] + parts[place + 1 : place + 2]
        if any(_value(word) for word in beside):
            blanks = re.sub(r"[ \t]+", " ", parts[place])
            parts[place] = re.sub(r"(?<=[\[(]) | (?=[\])])", "", blanks)
    return parts


def _same(a: str, b: str) -> bool:
    if a == b:
        return True
    left, right = _value(a), _value(b)
    if left is None or right is None or left["unit"] != right["unit"] or left["stop"] != right["stop"]:
        return False
    if left["unit"] != "j":
        return left["imaginary"] == right["imaginary"] and _close(left["real"], right["real"])
    parts = [(left[part], right[part]) for part in ("real", "imaginary")]
    return all(x == y or bool(x and y) and _close(_pointed(x), _pointed(y)) for x, y in parts)


def _pointed(part: str) -> str:
    """Write the part of a complex number as what it is: Python shows `1.0` as `1` there."""
    return f"{part}.0" if _COUNT.fullmatch(part) else part


@lru_cache(maxsize=4096)  # a text has few words, and each is asked about several times
def _value(word: str) -> "re.Match[str] | None":
    """Read a word as a number; None where it is none, as the digest `12e4f`."""
    return None if _HEX.match(word) else _VALUE.fullmatch(word)


def _close(a: str, b: str) -> bool:
    """Tell whether what was printed, `a`, is what is pinned, `b`."""
    if a == b:
        return True
    if _COUNT.fullmatch(a) or _COUNT.fullmatch(b):
        return False  # a count has no rounding error
    if "-" not in (a[0], b[0]) and a[0] != b[0] and "+" in (a[0], b[0]):
        return False  # one was written with a plus, by will
    left, right = float(a), float(b)
    if math.isinf(left) or math.isinf(right):
        return False  # both are too large to tell whether they are near
    if any(value == 0 and not _ZERO.fullmatch(text) for value, text in ((left, a), (right, b))):
        return False  # too small to tell, or the digest `0e1234`
    if left == right and _SHORT.fullmatch(a) and _SHORT.fullmatch(b):
        return a.lstrip("-+") == b.lstrip("-+")  # zero has two signs
    if _WHOLE.fullmatch(a) and _WHOLE.fullmatch(b):
        return False
    near_zero = ABSOLUTE_TOLERANCE if _ZERO.fullmatch(a) or _ZERO.fullmatch(b) else 0.0
    return math.isclose(left, right, rel_tol=RELATIVE_TOLERANCE, abs_tol=near_zero)


def difference(printed: str, pinned: str) -> str:
    """Show what was pinned and what was printed, as a diff that a person can read.

    Where lines look alike, the signs that only one of them has follow by name, in lines that begin with `?`.
    """
    came, expected = _lines(printed), _lines(pinned)
    diff = difflib.unified_diff(expected, came, "expected (pinned)", "came (printed)", lineterm="")
    lines = [line for line in diff if not line.startswith("@@")]
    return "\n".join([*lines, *_odd(lines[2:])])


def _odd(diff: list[str]) -> Iterator[str]:
    """Name the signs in which lines of a diff differ that look alike."""
    runs = [(sign, [line[1:] for line in run]) for sign, run in groupby(diff, lambda line: line[0])]
    pinned, printed = Counter[str](), Counter[str]()
    for (before, old), (after, new) in zip(runs, runs[1:], strict=False):
        if (before, after) != ("-", "+"):
            continue
        whole = [("\n".join(old), "\n".join(new))]
        for a, b in zip(old, new, strict=True) if len(old) == len(new) else whole:
            if _alike(a, b):
                pinned += Counter(a) - Counter(b)
                printed += Counter(b) - Counter(a)
    for whose, signs in (("pinned", pinned), ("printed", printed)):
        for sign in sorted(signs):
            if not " " <= sign <= "~" and sign != "\n":
                yield f"? {whose}: U+{ord(sign):04X} {unicodedata.name(sign, '')}".rstrip()


def _alike(a: str, b: str) -> bool:
    """Tell whether two lines differ in nothing but signs for which a keyboard has no key."""
    left, right = ([sign for sign in line if not _unseen(sign)] for line in (a, b))
    return len(left) == len(right) and all(
        x == y or not (x + y).isascii() or (x + y).isspace() for x, y in zip(left, right, strict=True)
    )


def _unseen(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cf", "Cc", "Mn", "Me") and not sign.isspace()


def _lines(text: str) -> list[str]:
    return normal(text).split("\n") if normal(text) else []


def normal(text: str) -> str:
    """Strip what nobody sees: blanks at the ends of lines, empty lines at the end."""
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip("\n")
