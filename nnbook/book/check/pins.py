"""Compare what a block printed with its pin: numbers as numbers, everything else exactly.

A number is a word that is one as a whole, with a unit behind it or without: `1.2.3`, `10.0.0.1` and
`2026-11-25` are text. A pin that records a time holds only the words: another run takes another time.
"""

import difflib
import math
import re

# Another BLAS may sum in another order; a change that a reader could see in six digits is a difference.
RELATIVE_TOLERANCE = 1e-6
# Zero on one machine is the rounding of something near one on another. Between two small numbers it does not
# count: how far a gradient is off is a claim like any other.
ABSOLUTE_TOLERANCE = 1e-9

_WORD = re.compile(r"(?:[\w.+-]|(?<=\d):(?=\d)|::)+")
_REAL = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_NUMBER = re.compile(_REAL)
# `1.5`, the same before a full stop, `1.5ms`, `1+2j`
_VALUE = re.compile(rf"(?P<real>{_REAL})(?:(?P<imaginary>[-+]{_REAL})(?=j))?(?P<unit>[^\W\d_]*)(?P<stop>\.?)")
_ZERO = re.compile(r"[-+]?0*\.0*(?:[eE][-+]?0+)?")
_HEX = re.compile(r"\d+[eE]\d+[^\W\d_]")


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
    return _close(left["real"], right["real"]) and _close(left["imaginary"] or "0", right["imaginary"] or "0")


def _value(word: str) -> "re.Match[str] | None":
    """Read a word as a number; None where it is none, as the digest `12e4f`."""
    return None if _HEX.match(word) else _VALUE.fullmatch(word)


def _close(a: str, b: str) -> bool:
    """Tell whether what was printed, `a`, is what is pinned, `b`."""
    if a == b:
        return True
    if re.fullmatch(r"[-+]?\d+", a) or re.fullmatch(r"[-+]?\d+", b):
        return False  # a count has no rounding error
    left, right = float(a), float(b)
    if math.isinf(left) or math.isinf(right):
        return False  # both are too large to tell whether they are near
    near_zero = ABSOLUTE_TOLERANCE if _ZERO.fullmatch(a) or _ZERO.fullmatch(b) else 0.0
    return math.isclose(left, right, rel_tol=RELATIVE_TOLERANCE, abs_tol=near_zero)


def difference(printed: str, pinned: str) -> str:
    """Show what was pinned and what was printed, as a diff that a person can read."""
    lines = difflib.unified_diff(
        normal(pinned).splitlines(),
        normal(printed).splitlines(),
        "expected (pinned)",
        "came (printed)",
        lineterm="",
    )
    return "\n".join(line for line in lines if not line.startswith("@@"))


def normal(text: str) -> str:
    """Strip what nobody sees: blanks at the ends of lines, empty lines at the end."""
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip("\n")
