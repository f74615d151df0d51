"""The steps that the build records: of blocks that say `steps`, so that a page has them without Python.

They are files beside the scripts, named by their content, and fetched with the first Step. What records them
runs as a block of its own, so they are known as long as the block and the library are as they were.
"""

import hashlib
from dataclasses import replace

from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.fences import STEPS
from nnbook.book.results.results import Results

FOLDER = "assets/steps"
_RECORDS = """import json

from nnbook.book.run import steps

data = steps.record({source!r}, lambda kind, text: None, warns={warns!r}, library={library!r})
print(json.dumps(data, separators=(",", ":")))
"""


def recorded(block: Block, results: Results) -> str:
    """Return the steps of a block, as JSON.

    Raises
    ------
    ChapterError
        If they could not be recorded.
    """
    warns = block.warning is not None
    source = _RECORDS.format(source=block.source, warns=warns, library=results.book.package)
    outcome = results.get(replace(block, source=source, options={}, pin=None, warning=None))
    if outcome.failed:
        raise ChapterError(block.path, block.line, f"its steps could not be recorded\n{outcome.failure}")
    return outcome.text("stdout").strip()


def name(text: str) -> str:
    """Return the name of the file of these steps, without its folder and its suffix."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def files(chapter: Chapter, results: Results) -> dict[str, str]:
    """Return the files of the steps of a page, by their names in the site.

    Raises
    ------
    ChapterError
        If steps could not be recorded.
    """
    texts = [recorded(block, results) for block in chapter.blocks if STEPS in block.options]
    return {f"{FOLDER}/{name(text)}.json": f"{text}\n" for text in texts}
