"""Compare what a block printed with its pin: floats with a tolerance, everything else exactly.

A pin that records a time holds only the words: another run takes another time.
"""

import difflib
import math
import re

# Another BLAS may sum in another order; a change that a reader could see in six digits is a difference.
RELATIVE_TOLERANCE = 1e-6

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


def equal(printed: str, pinned: str) -> bool:
    """Tell whether two outputs agree; trailing blanks and empty lines at the end do not count."""
    printed, pinned = normal(printed), normal(pinned)
    if printed == pinned:
        return True
    if _NUMBER.split(printed) != _NUMBER.split(pinned):
        return False
    return all(map(_same_number, _NUMBER.findall(printed), _NUMBER.findall(pinned)))


def same_words(printed: str, recorded: str) -> bool:
    """Tell whether two outputs agree in all but their numbers, and the blanks that line them up."""
    return _NUMBER.sub("0", printed).split() == _NUMBER.sub("0", recorded).split()


def _same_number(a: str, b: str) -> bool:
    if a == b:
        return True
    if re.fullmatch(r"[-+]?\d+", a) or re.fullmatch(r"[-+]?\d+", b):
        return False  # a count has no rounding error
    return math.isclose(float(a), float(b), rel_tol=RELATIVE_TOLERANCE)


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
