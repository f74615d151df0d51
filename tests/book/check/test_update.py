"""What the two update commands write."""

from datetime import date
from pathlib import Path

import pytest

from nnbook.book.check import listings
from nnbook.book.check.provenance import machine
from nnbook.book.check.update import update_listings, update_pins
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.failures import ChapterError


def chapter(text: str) -> Chapter:
    """Return a chapter with this text."""
    return Chapter(Path("docs/x.md"), text)


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
    ],
)
def test_pins_become_what_the_blocks_print(before: str, after: str) -> None:
    """A pin appears, changes, goes or stays, in its place; a second update changes nothing."""
    assert update_pins(chapter(before)) == after
    assert update_pins(chapter(after)) == after


def test_a_record_is_written_with_its_day_and_machine() -> None:
    """It is made where there is none, stays while its words hold, and is made anew where they do not."""
    timed = '# A\n\n```python recorded="{}" alt="A"\nprint(\'took\', {})\n```\n'
    written = update_pins(chapter(timed.format("", 5)))
    [block] = chapter(written).blocks
    assert block.pin == "took 5\n"
    assert block.options == {"recorded": f"{date.today():%d %B %Y} on {machine()}", "alt": "A"}
    assert update_pins(chapter(written.replace("print('took', 5)", "print('took', 6)"))).count("took 5") == 1
    old = written.replace(block.options["recorded"], "1 May 2026").replace("took 5", "lasted 5")
    assert update_pins(chapter(old)) == written


def test_every_pin_of_a_chapter_is_written_at_once() -> None:
    """Lines that come or go above do not move what is written below."""
    block = "```python\nprint({})\n```\n"
    before = "---\ntitle: A\n---\n\n" + "\nBetween.\n\n".join(block.format(i) for i in range(4))
    after = update_pins(chapter(before))
    assert [b.pin for b in chapter(after).blocks] == ["0\n", "1\n", "2\n", "3\n"]
    assert after.count("Between.") == 3


def test_no_pin_is_written_for_a_block_that_raises() -> None:
    """The update names the block instead."""
    with pytest.raises(ChapterError, match=r"docs/x.md:3: no pin can be written(.|\n)*ZeroDivisionError"):
        update_pins(chapter("# A\n\n```python\nprint(1)\n1 / 0\n```\n"))


def test_listings_become_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drifted listings are rewritten where they stand, other blocks and other lines are left alone."""
    (tmp_path / "small.py").write_text('def twice(x):\n    """Double."""\n\n    return 2 * x\n')
    monkeypatch.setattr(listings, "LIBRARY", tmp_path)
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
    assert update_listings(chapter(before)) == after
    assert update_listings(chapter(after)) == after
