"""What a terminal shows in the end of what a program writes: no colours, a progress bar on its last step."""

import re

import pyte

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x80-\x9f]")


def as_shown(text: str) -> str:
    """Return the text that a terminal shows once all of `text` is written.

    Parameters
    ----------
    text : str
        What a program writes, with the control characters that move the cursor, erase, and colour.

    Returns
    -------
    str
        Without control characters; lines are as long as they come.
    """
    if not _CONTROL.search(text):
        return text
    text = text.replace("\x85", "\n")
    lines = re.split(r"[\n\x0b\x0c\x85]|\x1b[DE]", text)  # all that moves a terminal to the next line
    screen = pyte.Screen(max(map(_width, lines)) + 1, len(lines) + 1)
    screen.set_mode(pyte.modes.LNM)  # a line feed goes to the start of the line
    pyte.Stream(screen).feed(text)
    shown = [line.rstrip() for line in screen.display]
    while shown and not shown[-1]:
        shown.pop()
    ends = text.endswith("\n") and bool(shown)
    return "\n".join(shown) + ("\n" if ends else "")


def _width(line: str) -> int:
    """Return a width in which a terminal need not wrap: signs may be two columns wide, and tabs eight."""
    return max(2 * len(part) + 8 * part.count("\t") for part in line.split("\r"))
