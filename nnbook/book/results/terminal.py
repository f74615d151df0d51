"""What a terminal shows in the end of what a program writes: no colours, a progress bar on its last step.

pyte reads the control sequences. Its screen is not used: it costs time for each place of its width and
height, empty or not, and it loses what is drawn behind a sign without a width.
"""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import cast

import pyte
from pyte.screens import wcwidth

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x80-\x9f]")

# What changes no text, and what pyte would take for text: it knows numbers between semicolons only.
_MUTE = re.compile(
    r"""
    (?:\x1b\]|\x9d) [^\n\x07\x1b\x9c]* (?:\x07|\x1b\\|\x9c)?           # a title, a link
    | (?:\x1b[PX^_]|[\x90\x98\x9e\x9f]) [^\x1b\x9c]* (?:\x1b\\|\x9c)?  # a picture
    | (?:\x1b\[|\x9b) (?![0-9;]*[@-ln-~]) [0-?]* [ -/]* [@-~]?         # colours, `38:5:208m`; modes, `?25l`
    | \x1b (?![\[78cDEHM]) [ -/]* [0-~]?
    | [\x00-\x07\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9a\x9c]
    """,
    re.VERBOSE,
)

# How far a program can move the cursor where there is no text: it asks for column 9999 to find the last one.
_COLUMNS, _LINES = 256, 24
_INSERT = 4  # the mode in which a sign moves what is to the right of it


def as_shown(text: str) -> str:
    """Return the text that a terminal shows once all of `text` is written.

    Parameters
    ----------
    text : str
        What a program writes, with the control characters that move the cursor, erase, and colour.

    Returns
    -------
    str
        Without control characters; lines are as long as they come, and as many.
    """
    if not _CONTROL.search(text):
        return text
    text = _MUTE.sub("", text.replace("\x85", "\n"))
    screen = _Screen()
    pyte.Stream(cast(pyte.Screen, screen)).feed(text)
    shown = screen.lines()
    while shown and not shown[-1]:
        shown.pop()
    ends = text.endswith("\n") and bool(shown)
    return "\n".join(shown) + ("\n" if ends else "")


class _Screen:
    """A terminal that grows with its text, so that nothing wraps and nothing scrolls away.

    A row is a list of cells: a sign with its marks, and behind a sign that is two columns wide an empty text.
    Only rows with text are kept. The methods have the names by which pyte calls them.
    """

    rows: dict[int, list[str]]
    height: int  # as far down as the cursor was
    x: int
    y: int
    saved: tuple[int, int]
    inserts: bool

    def __init__(self) -> None:
        self.reset()

    def __getattr__(self, event: str) -> Callable[..., None]:
        """Let all other events of pyte do nothing."""
        return _nothing

    def lines(self) -> list[str]:
        """Return the text of each row, without blanks at its end."""
        return ["".join(self.rows.get(y, ())).rstrip(" ") for y in range(self.height)]

    def draw(self, text: str) -> None:
        row, cells = self._row(), _cells(text)
        row += [" "] * (self.x - len(row))
        if _without_width(cells[0][0]):
            if self.x:
                row[self.x - (1 if row[self.x - 1] else 2)] += cells.pop(0)
            elif len(cells) > 1:
                cells[:2] = [cells[0] + cells[1]]
            else:  # there is no sign yet to stand with
                row[:1] = cells
                return
        elif not self.x and row and _without_width(row[0]):
            cells[0] = row[0] + cells[0]
        end = self.x + len(cells)
        _replace(row, self.x, self.x if self.inserts else min(end, len(row)), cells)
        self.x = end

    def reset(self) -> None:
        self.rows = {}
        self.height = 1
        self.x = self.y = 0
        self.saved = (0, 0)
        self.inserts = False

    def set_mode(self, *modes: int) -> None:
        self.inserts |= _INSERT in modes

    def reset_mode(self, *modes: int) -> None:
        self.inserts &= _INSERT not in modes

    def carriage_return(self) -> None:
        self.x = 0

    def linefeed(self) -> None:
        self._move(0, self.y + 1)  # a terminal goes to the start for all programs, whatever its mode

    def index(self) -> None:
        self._move(self.x, self.y + 1)

    def reverse_index(self) -> None:
        if self.y:
            self._move(self.x, self.y - 1)
        else:
            self._shift(1)

    def tab(self) -> None:
        self.x += 8 - self.x % 8

    def backspace(self) -> None:
        self.cursor_back()

    def save_cursor(self) -> None:
        self.saved = self.x, self.y

    def restore_cursor(self) -> None:
        self.cursor_position(self.saved[1] + 1, self.saved[0] + 1)

    def cursor_up(self, count: int = 0, *_: int) -> None:
        self._move(self.x, max(0, self.y - (count or 1)))

    def cursor_up1(self, count: int = 0, *_: int) -> None:
        self.x = 0
        self.cursor_up(count)

    def cursor_down(self, count: int = 0, *_: int) -> None:
        self._move(self.x, min(self.y + (count or 1), self._bottom()))

    def cursor_down1(self, count: int = 0, *_: int) -> None:
        self.x = 0
        self.cursor_down(count)

    def cursor_back(self, count: int = 0, *_: int) -> None:
        self.x = max(0, self.x - (count or 1))

    def cursor_forward(self, count: int = 0, *_: int) -> None:
        self.x = max(self.x, self._within(self.x + (count or 1)))

    def cursor_to_column(self, column: int = 0, *_: int) -> None:
        self.x = self._within((column or 1) - 1)

    def cursor_to_line(self, line: int = 0, *_: int) -> None:
        self._move(self.x, min((line or 1) - 1, self._bottom()))

    def cursor_position(self, line: int = 0, column: int = 0, *_: int) -> None:
        self._move((column or 1) - 1, min((line or 1) - 1, self._bottom()))

    def insert_characters(self, count: int = 0, *_: int) -> None:
        row = self._row()
        length = len(row)
        if self.x < length:
            _replace(row, self.x, self.x, [" "] * min(count or 1, _COLUMNS))
            del row[max(length, _COLUMNS) :]

    def delete_characters(self, count: int = 0, *_: int) -> None:
        self._erase(self.x, self.x + (count or 1), "")

    def erase_characters(self, count: int = 0, *_: int) -> None:
        self._erase(self.x, self.x + (count or 1), " ")

    def erase_in_line(self, how: int = 0, *_: int) -> None:
        if how == 1:
            self._erase(0, self.x + 1, " ")
        else:
            self._erase(0 if how == 2 else self.x, len(self._row()), "")

    def erase_in_display(self, how: int = 0, *_: int) -> None:
        if how in (2, 3):
            self.rows, self.height = {}, self.y + 1
            return
        self.erase_in_line(how)
        if how == 1:
            self.rows = {y: row for y, row in self.rows.items() if y >= self.y}
        else:
            for y in range(self.y + 1, self.height):
                self.rows.pop(y, None)
            self.height = self.y + 1

    def insert_lines(self, count: int = 0, *_: int) -> None:
        self._shift(min(count or 1, _LINES))
        self.x = 0

    def delete_lines(self, count: int = 0, *_: int) -> None:
        self._shift(-(count or 1))
        self.x = 0

    def _row(self) -> list[str]:
        return self.rows.setdefault(self.y, [])

    def _bottom(self) -> int:
        return max(_LINES, self.height) - 1

    def _within(self, x: int) -> int:
        return min(x, max(_COLUMNS - 1, len(self.rows.get(self.y, ()))))

    def _move(self, x: int, y: int) -> None:
        self.y = y
        self.x = self._within(x)
        self.height = max(self.height, y + 1)

    def _shift(self, count: int) -> None:
        """Move the cursor's row and all below it down, or up over what is there where `count` is negative."""
        places = range(self.y, self.height)
        few = [y for y in self.rows if y in places] if len(self.rows) < len(places) else places
        below = {y: self.rows.pop(y) for y in few if y in self.rows}
        self.rows.update({y + count: row for y, row in below.items() if y + count >= self.y})
        if below:
            self.height = max(self.height + count, self.y + 1)

    def _erase(self, start: int, end: int, by: str) -> None:
        row = self._row()
        end = min(end, len(row))
        if start < end:
            _replace(row, start, end, [by] * (end - start) if by else [])


def _nothing(*_: object) -> None: ...


def _cells(text: str) -> list[str]:
    """Cut a text into cells; the first has no width where the text begins with marks."""
    if text.isascii():
        return list(text)
    widths = [wcwidth(sign) for sign in text]
    cells: list[str] = []
    for start, end in pairwise([0, *(at for at, width in enumerate(widths) if at and width > 0), len(text)]):
        cells.append(text[start:end])
        if widths[start] == 2:
            cells.append("")
    return cells


def _without_width(text: str) -> bool:
    return all(wcwidth(sign) <= 0 for sign in text)


def _replace(row: list[str], start: int, end: int, cells: list[str]) -> None:
    """Put cells in the place of others; of a wide sign that is cut in two, nothing is left."""
    if start < len(row) and not row[start]:
        row[start - 1] = " "
    if end < len(row) and not row[end]:
        row[end] = " "
    row[start:end] = cells
