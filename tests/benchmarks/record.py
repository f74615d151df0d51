"""Keep what a benchmark measured in a section of docs/performance.md, with day, machine and command.

`record(title, rows, command)` is all that a benchmark needs. A section of the same title is replaced, the
others stay, and nobody edits the page by hand: a test renders it anew and compares.
"""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from nnbook.book.check.provenance import machine, versions

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
HEAD = """\
---
title: Performance
description: How fast the network and the book are, as ratios, measured by scripts that anyone can start.
written_by: tests/benchmarks/record.py
search:
  boost: 0.3
---

# Performance

Scripts wrote this page: each section is what one of them measured, and its command measures again
on your machine.
What was compared took turns in one run, so that other work on the machine slowed all of it alike.
Other machines give other numbers.
"""


def record(
    title: str,
    rows: Sequence[Sequence[str]],
    command: str,
    *,
    text: str = "",
    packages: Sequence[str] = ("numpy",),
    page: Path = PAGE,
) -> None:
    """Write a section of the page.

    Parameters
    ----------
    title : str
        The section's heading; a section that has it is replaced.
    rows : sequence of sequences of str
        The table, its first row the head.
    command : str
        What to type in the root of the repository to measure again.
    text : str, optional
        What was measured and how to read the table, as Markdown.
    packages : sequence of str, optional
        The distributions whose versions matter.
    page : Path, optional
        The page, for tests.

    Raises
    ------
    ValueError
        If a column has no name: a screen reader would read its cells without one.
    """
    if not all(rows[0]):
        raise ValueError(f"each column needs a name, but the head is {list(rows[0])}")
    parts = [f"Measured on {date.today():%d %B %Y} on {machine()}, with {versions(packages)}."]
    parts += [text.strip(), f"```sh\n{command}\n```", table(rows)]
    sections = read(page)
    sections[title] = "\n\n".join(part for part in parts if part)
    page.write_text(render(sections), encoding="utf-8")


def read(page: Path = PAGE) -> dict[str, str]:
    """Return the sections of the page by their titles; none where there is no page."""
    if not page.exists():
        return {}
    pieces = re.split(r"^## (.+)\n", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {title: body.strip() for title, body in zip(pieces[1::2], pieces[2::2], strict=True)}


def render(sections: dict[str, str]) -> str:
    """Return the text of the page."""
    return HEAD + "".join(f"\n## {title}\n\n{body}\n" for title, body in sections.items())


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table, whose columns but the first are aligned to the right."""
    head, *body = [" | ".join(row) for row in rows]
    rule = "|".join(["---", *["--:"] * (len(rows[0]) - 1)])
    return "\n".join([f"| {head} |", f"|{rule}|", *(f"| {row} |" for row in body)])
