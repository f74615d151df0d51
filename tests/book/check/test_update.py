"""What the two update commands write."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from nnbook.book.check.provenance import machine
from nnbook.book.check.update import update_listings, update_pins
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.results.pool import Pool
from nnbook.book.results.results import Results


def chapter(text: str) -> Chapter:
    """Return a chapter with this text."""
    return Chapter(Path("docs/x.md"), text)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, pool: Pool) -> Iterator[Results]:
    """Return the results of an empty book."""
    results = Results(Book(tmp_path_factory.mktemp("book")), None, 1, pool)
    yield results
    results.close()


Update = Callable[[str], str]


@pytest.fixture
def update(runs: Results) -> Update:
    """Return what renews the pins of a text."""
    return lambda text: update_pins(chapter(text), runs)


WARNS = "```python\nimport warnings\n\nwarnings.warn('loud')\nprint(2)\n```\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "```python\nprint(1)\n```\n", "```python\nprint(1)\n```\n\n```output\n1\n```\n", id="new"
        ),
        pytest.param(
            "```python\nprint(1)\n```\n\n```output\n2\n3\n```\n\nEnd.\n",
            "```python\nprint(1)\n```\n\n```output\n1\n```\n\nEnd.\n",
            id="other",
        ),
        pytest.param(
            "```python\nx = 1\n```\n\n```output\n2\n```\n\nEnd.\n",
            "```python\nx = 1\n```\n\nEnd.\n",
            id="obsolete",
        ),
        pytest.param(
            "1. Step\n\n    ```python\n    print(1)\n    ```\n\nEnd.\n",
            "1. Step\n\n    ```python\n    print(1)\n    ```\n\n    ```output\n    1\n    ```\n\nEnd.\n",
            id="list",
        ),
        pytest.param(
            "> ```python\n> print(1)\n> ```\n",
            "> ```python\n> print(1)\n> ```\n>\n> ```output\n> 1\n> ```\n",
            id="quote",
        ),
        pytest.param(
            "- ```python\n  print(1)\n  ```\n",
            "- ```python\n  print(1)\n  ```\n\n  ```output\n  1\n  ```\n",
            id="item",
        ),
        pytest.param(
            "```python\nprint('a  ')\nprint()\nprint('b\\n')\n```\n",
            "```python\nprint('a  ')\nprint()\nprint('b\\n')\n```\n\n```output\na\n\nb\n```\n",
            id="blanks",
        ),
        pytest.param(
            "```python\nprint('`' * 3)\n```\n",
            "```python\nprint('`' * 3)\n```\n\n````output\n```\n````\n",
            id="fence",
        ),
        pytest.param(
            "```python\nprint(0.50000001)\n```\n\n```output\n0.5\n```\n",
            "```python\nprint(0.50000001)\n```\n\n```output\n0.5\n```\n",
            id="within the tolerance",
        ),
        pytest.param(
            '```python needs="nowhere_to_be_found"\nprint(1)\n```\n\n```output\n2\n```\n',
            '```python needs="nowhere_to_be_found"\nprint(1)\n```\n\n```output\n2\n```\n',
            id="needs",
        ),
        pytest.param("```python\nprint()\n```\n", "```python\nprint()\n```\n", id="only a line end"),
        pytest.param(
            '```python shown="why"\nprint(1)\n```\n', '```python shown="why"\nprint(1)\n```\n', id="shown"
        ),
        pytest.param(
            f"{WARNS}\n```output\n1\n```\n\n```warning\n```\n\nEnd.\n",
            f"{WARNS}\n```output\n2\n```\n\n```warning\nUserWarning: loud\n```\n\nEnd.\n",
            id="warning",
        ),
        pytest.param(
            f"{WARNS}\n```warning\nUserWarning: soft\n```\n\nEnd.\n",
            f"{WARNS}\n```output\n2\n```\n\n```warning\nUserWarning: loud\n```\n\nEnd.\n",
            id="warning alone",
        ),
        pytest.param(
            "```python\nprint(2)\n```\n\n```output\n2\n```\n\n```warning\nUserWarning: loud\n```\n\nEnd.\n",
            "```python\nprint(2)\n```\n\n```output\n2\n```\n\nEnd.\n",
            id="no warning",
        ),
        pytest.param(
            "```python\nprint('\\r1 of 2\\r2 of 2')\n```\n",
            "```python\nprint('\\r1 of 2\\r2 of 2')\n```\n\n```output\n2 of 2\n```\n",
            id="terminal",
        ),
        pytest.param(
            "~~~python\nprint(1)\n~~~\nEnd.\n",
            "~~~python\nprint(1)\n~~~\n\n```output\n1\n```\nEnd.\n",
            id="tildes",
        ),
    ],
)
def test_pins_become_what_the_blocks_print(update: Update, before: str, after: str) -> None:
    """A pin appears, changes, goes or stays, in its place; a second update changes nothing."""
    assert update(before) == after
    assert update(after) == after


def test_a_record_is_written_with_its_day_and_machine(update: Update) -> None:
    """It is made where there is none, stays while its words hold, and is made anew where they do not."""
    timed = '# A\n\n```python recorded="{}" alt="A"\nprint(\'took\', {})\n```\n'
    written = update(timed.format("", 5))
    [block] = chapter(written).blocks
    assert block.pin == "took 5\n"
    assert block.options == {"recorded": f"{date.today():%d %B %Y} on {machine()}", "alt": "A"}
    assert update(written.replace("print('took', 5)", "print('took', 6)")).count("took 5") == 1
    old = written.replace(block.options["recorded"], "1 May 2026").replace("took 5", "lasted 5")
    assert update(old) == written


def test_every_pin_of_a_chapter_is_written_at_once(update: Update) -> None:
    """Lines that come or go above do not move what is written below."""
    block = "```python\nprint({})\n```\n"
    before = "---\ntitle: A\n---\n\n" + "\nBetween.\n\n".join(block.format(i) for i in range(4))
    after = update(before)
    assert [b.pin for b in chapter(after).blocks] == ["0\n", "1\n", "2\n", "3\n"]
    assert after.count("Between.") == 3


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import os\n\nos._exit(3)", "with the status 3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ],
)
def test_no_pin_is_written_for_a_block_that_fails(update: Update, code: str, words: str) -> None:
    """The update names the block instead."""
    with pytest.raises(ChapterError, match=rf"docs/x.md:3: no pin can be written(.|\n)*{words}"):
        update(f"# A\n\n```python\nprint(1)\n{code}\n```\n")


def test_no_pin_is_written_for_a_warning_without_a_fence(update: Update) -> None:
    """Whether it is meant is for the author to say."""
    with pytest.raises(ChapterError, match="docs/x.md:1: no pin can be written(.|\n)*UserWarning: loud"):
        update(WARNS)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_file_keeps_its_line_ends_and_its_mark(
    runs: Results, tmp_path: Path, newline: str, mark: bytes
) -> None:
    """As an editor on Windows has written it; a second update changes nothing."""
    file = tmp_path / "x.md"
    text = "# Ä\n\n```python\nprint('é')\n```\n"
    file.write_bytes(mark + text.replace("\n", newline).encode())
    for _ in range(2):
        page = Chapter.read(file)
        page.with_text(update_pins(page, runs)).write()
        pinned = text + "\n```output\né\n```\n"
        assert file.read_bytes() == mark + pinned.replace("\n", newline).encode()


def test_listings_become_the_library(tmp_path: Path) -> None:
    """Drifted listings are rewritten where they stand, other blocks and other lines are left alone."""
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "small" / "module.py").write_text(
        'def twice(x):\n    """Double."""\n\n    return 2 * x\n', encoding="utf-8"
    )
    book = Book(tmp_path, package="small")
    before = (
        "# A\n\n```python\ndef twice(x):\n    return x + x\n\n\nprint(twice(2))\n```\n\n```output\n4\n```\n\n"
        "- Again\n\n    ```python\n    def twice(x):\n        return x + x\n    ```\n\n"
        "```python\ndef naive_twice(x):\n    return x + x\n```\n"
    )
    after = (
        '# A\n\n```python\ndef twice(x):\n    """Double."""\n\n    return 2 * x\n\n\nprint(twice(2))\n```\n\n'
        "```output\n4\n```\n\n"
        '- Again\n\n    ```python\n    def twice(x):\n        """Double."""\n\n'
        "        return 2 * x\n    ```\n\n"
        "```python\ndef naive_twice(x):\n    return x + x\n```\n"
    )
    assert update_listings(chapter(before), book) == after
    assert update_listings(chapter(after), book) == after
