"""The playgrounds of a page, and the runs that the build records for them.

A playground is a tag around Markdown, `<nn-playground state="data=xor&layers=2" markdown="1">`. What it
starts with is run as any block is, and what comes of it stands in a file beside the page: a reader sees it
before Python is there.
"""

import hashlib
import html
import re
from pathlib import Path

from nnbook.book.content.chapter import Block
from nnbook.book.content.errors import ChapterError
from nnbook.book.results.results import Results
from nnbook.book.run import playground

FOLDER = "assets/playground"
TAG = "nn-playground"
_OPENING = re.compile(rf"^<{TAG}\b[^>]*>", re.MULTILINE)
_STATE = re.compile(r'\sstate="([^"]*)"')
_RECORD = """import json

from nnbook.book.run.playground import read, record

made = record(read({query!r}))
print(json.dumps(made, separators=(",", ":"), allow_nan=False))
"""


def with_runs(markdown: str, results: Results, path: Path) -> str:
    """Tell each playground which run is its own, as its attribute `data-run`.

    Parameters
    ----------
    markdown : str
        A chapter.
    results : Results
        By which the runs are recorded.
    path : Path
        Of the chapter, for errors.

    Returns
    -------
    str
        With as many lines.

    Raises
    ------
    ChapterError
        If a state is none, or cannot be trained.
    """

    def named(tag: re.Match[str]) -> str:
        line = markdown.count("\n", 0, tag.start()) + 1
        name = _name(_recorded(_query(tag[0]), results, path, line))
        return f'<{TAG} data-run="{name}"{tag[0].removeprefix(f"<{TAG}")}'

    return _OPENING.sub(named, markdown)


def runs(markdown: str, results: Results, path: Path) -> dict[str, bytes]:
    """Return the files of the runs of a chapter, by their names in the site.

    Raises
    ------
    ChapterError
        As for `with_runs`.
    """
    found = {}
    for tag in _OPENING.finditer(markdown):
        line = markdown.count("\n", 0, tag.start()) + 1
        made = _recorded(_query(tag[0]), results, path, line)
        found[f"{FOLDER}/{_name(made)}.json"] = made.encode()
    return found


def _query(tag: str) -> str:
    state = _STATE.search(tag)
    return html.unescape(state[1]) if state else ""


def _recorded(query: str, results: Results, path: Path, line: int) -> str:
    try:
        playground.read(query)
    except ValueError as error:
        raise ChapterError(path, line, f"this playground has no state: {error}") from error
    outcome = results.get(Block(Path(__file__), 1, _RECORD.format(query=query), {}, None, 0, 0))
    if outcome.failed:
        raise ChapterError(path, line, f"this playground cannot be recorded\n{outcome.failure}")
    return outcome.text("stdout").strip()


def _name(made: str) -> str:
    return hashlib.sha256(made.encode()).hexdigest()[:16]
