"""A block against its chapter, and the library under a running server."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nnbook.book.check import blocks, listings
from nnbook.book.check.blocks import Outcome
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.failures import ChapterError


def test_the_text_of_one_stream_runs_together() -> None:
    """Prints join until a figure comes between; figures never join."""
    outcome = Outcome()
    for event in [("stdout", "a"), ("stdout", "\n"), ("figure", "<1>"), ("figure", "<2>"), ("stdout", "b\n")]:
        outcome.add(*event)
    assert outcome.events == [("stdout", "a\n"), ("figure", "<1>"), ("figure", "<2>"), ("stdout", "b\n")]
    assert outcome.text("stdout") == "a\nb\n"
    assert outcome.figures == ["<1>", "<2>"]


def failure(text: str) -> str:
    """Run the one block of a chapter and return what is wrong with it, or nothing."""
    [block] = Chapter(Path("docs/x.md"), text).blocks
    try:
        blocks.check(block, blocks.run(block))
    except ChapterError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "text",
    [
        "```python\nx = 1\n```\n",
        "```python\nprint()\n```\n",
        "```python\nprint(0.1 + 0.2)\n```\n\n```output\n0.3\n```\n",
        '```python alt="A"\nimport matplotlib.pyplot as plt\n\nplt.plot([1])\nprint(1)\nplt.show()\n```\n\n'
        "```output\n1\n```\n",
    ],
)
def test_a_block_that_keeps_its_promises_passes(text: str) -> None:
    """Silence without a pin, a print with its pin, a figure with its text."""
    assert failure(text) == ""


TIMED = "```python{}\nfrom time import perf_counter\n\nprint('took', perf_counter())\n```\n{}"
RECORD = TIMED.format(' recorded="1 May 2026 on a machine"', "\n```output\ntook 5\n```\n")


def test_of_what_was_recorded_the_words_are_held() -> None:
    """Another time passes, another word does not, and a record without a date is none."""
    assert failure(RECORD) == ""
    assert "something else than its pin" in failure(RECORD.replace("took 5", "lasted 5"))
    assert "something else than its pin" in failure(RECORD.replace("took 5", "took 5 6"))
    assert "the record has no date" in failure(RECORD.replace("1 May 2026 on a machine", " "))


def test_what_is_timed_cannot_be_pinned() -> None:
    """The message says what to write, and no output is lost: without a pin it is the usual message."""
    message = failure(TIMED.format("", "\n```output\ntook 5\n```\n"))
    assert message.startswith("docs/x.md:1: the block measures time, and no two runs take the same: write")
    assert 'recorded=""' in message and "--update-pins" in message
    assert "prints and has no pin" in failure(TIMED.format(' recorded=""', ""))
    assert "prints nothing" in failure(RECORD.replace("print('took', perf_counter())", "perf_counter()"))


@pytest.mark.parametrize("depth", [0, 7])
def test_a_traceback_names_the_chapter_s_own_line(depth: int) -> None:
    """The line in the message is the one in the author's editor."""
    message = failure("prose\n\n" * depth + "```python\nx = 1\n1 / 0\n```\n")
    assert message.startswith(f"docs/x.md:{2 * depth + 1}: the block was expected to run, and raised")
    assert f'File "docs/x.md", line {2 * depth + 3}, in <module>\n    1 / 0\n' in message


def test_a_traceback_quotes_todays_lines() -> None:
    """After an edit, the same line number shows the new code."""
    assert "    1 / 0\n" in failure("```python\n1 / 0\n```\n")
    assert "    2 / 0\n" in failure("```python\n2 / 0\n```\n")


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let a temporary folder be the library, with a module `zoo` and one that imports it."""
    kept = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "nnbook"}
    folder = tmp_path / "nnbook"
    folder.mkdir()
    monkeypatch.setattr(listings, "LIBRARY", folder)
    monkeypatch.setattr(blocks, "_library_stamp", {})
    monkeypatch.syspath_prepend(tmp_path)
    for name in kept.keys() - {name for name in kept if name.startswith("nnbook.book")}:
        del sys.modules[name]
    (folder / "__init__.py").write_text("")
    (folder / "zoo.py").write_text('ANIMAL = "cat"\n')
    (folder / "keeper.py").write_text("from nnbook.zoo import ANIMAL\n\nCALL = f'{ANIMAL}, come'\n")
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "nnbook"]:
        del sys.modules[name]
    sys.modules.update(kept)


def printed(code: str) -> str:
    """Run a block and return its print."""
    [block] = Chapter(Path("docs/x.md"), f"```python\n{code}\n```\n").blocks
    outcome = blocks.run(block)
    assert not outcome.text("error"), outcome.text("error")
    return outcome.text("stdout")


CALL = "from nnbook.keeper import CALL\n\nprint(CALL)"


def test_an_edit_of_the_library_reaches_the_next_block(library: Path) -> None:
    """A changed module is read again, and so is a module that imports it."""
    assert printed(CALL) == "cat, come\n"
    before = sys.modules["nnbook.keeper"]
    assert printed(CALL) == "cat, come\n"
    assert sys.modules["nnbook.keeper"] is before  # nothing is read twice without a reason
    (library / "zoo.py").write_text('ANIMAL = "elephant"\n')
    assert printed(CALL) == "elephant, come\n"
    assert sys.modules["nnbook.book.check.blocks"] is blocks


def test_a_new_module_is_found(library: Path) -> None:
    """A file that appears while the server runs can be imported."""
    printed(CALL)
    (library / "pond.py").write_text('ANIMAL = "duck"\n')
    assert printed("from nnbook.pond import ANIMAL\n\nprint(ANIMAL)") == "duck\n"


def test_a_broken_library_is_the_block_s_failure(library: Path) -> None:
    """A syntax error in a module is shown like any other error of the block."""
    (library / "zoo.py").write_text("ANIMAL = = 1\n")
    message = failure(f"```python\n{CALL}\n```\n")
    assert "SyntaxError" in message
    assert "zoo.py" in message
