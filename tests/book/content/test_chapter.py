"""What the parser finds in a chapter, and where."""

from pathlib import Path

import pytest

from nnbook.book.content.chapter import Block, Chapter, headings
from nnbook.book.content.errors import ChapterError


def chapter(text: str) -> Chapter:
    """Return a chapter with this text."""
    return Chapter(Path("docs/x.md"), text)


def only(text: str) -> Block:
    """Return the one block of a chapter."""
    [block] = chapter(text).blocks
    return block


def test_a_block_knows_its_lines_source_and_pin() -> None:
    """Lines count from the top of the file, and the pin belongs to the block above it."""
    block = only("# A\n\n```python\nx = 1\nprint(x)\n```\n\n```output\n1\n```\n\nEnd.\n")
    assert (block.line, block.end, block.pin_end) == (3, 6, 10)
    assert block.source == "x = 1\nprint(x)\n"
    assert block.pin == "1\n"
    assert block.options == {}


def test_front_matter_counts_as_lines_but_not_as_text() -> None:
    """A message names the line that the author's editor shows; the body is what the site renders."""
    page = chapter("---\ntitle: A\nfacts: []\n---\n\n# A\n\n```python\nx = 1\n```\n")
    assert page.blocks[0].line == 8
    assert page.meta == {"title": "A", "facts": []}
    assert page.body == "# A\n\n```python\nx = 1\n```"


@pytest.mark.parametrize(
    "text",
    [
        "```python\nx = 1\n```\n",
        "~~~python\nx = 1\n~~~\n",
        "````python\nx = 1\n````\n",
        "   ```python\n   x = 1\n   ```\n",
        "1. Step\n\n    ```python\n    x = 1\n    ```\n",
        "> ```python\n> x = 1\n> ```\n",
        '<details markdown="1">\n<summary>S</summary>\n\n```python\nx = 1\n```\n\n</details>\n',
        "Text right above.\n```python\nx = 1\n```\nText right below.\n",
    ],
)
def test_a_block_is_found_wherever_it_runs(text: str) -> None:
    """Lists, quotes, details and other fences hold blocks as the left margin does."""
    assert only(text).source == "x = 1\n"


@pytest.mark.parametrize(
    "text",
    [
        "````markdown\n```python\nx = 1\n```\n````\n",
        "<!--\n```python\nx = 1\n```\n-->\n",
        "```text\nx = 1\n```\n",
        "Some `python` and ``` in a line.\n",
    ],
)
def test_what_only_looks_like_a_block_is_none(text: str) -> None:
    """A fence shown within a fence, a comment, another language: nothing runs."""
    assert chapter(text).blocks == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("```output\n1\n```\n", 1),
        ("```python\nprint(1)\n```\n\nProse.\n\n```output\n1\n```\n", 7),
        ("```python\nprint(1)\n```\n\n```output\n1\n```\n\n```output\n1\n```\n", 9),
        ("```python\nprint(1)\n```\n\n<!-- a note -->\n\n```output\n1\n```\n", 7),
        ("- ```python\n  print(1)\n  ```\n\n```output\n1\n```\n", 5),
        ("```text\n1\n```\n\n```output\n1\n```\n", 5),
    ],
)
def test_an_output_belongs_to_the_block_straight_above(text: str, line: int) -> None:
    """A pin with anything in between, or a second one, pins nothing."""
    with pytest.raises(
        ChapterError, match=rf"docs/x.md:{line}: a (fence `output` stands straight|block has one)"
    ):
        chapter(text).blocks  # noqa: B018, to read them is what raises


BLOCK = "```python\nprint(1)\n```\n"
OUTPUT = "\n```output\n1\n```\n"
WARNING = "\n```warning\nUserWarning: w\n```\n"


def test_a_block_has_an_output_a_warning_or_both() -> None:
    """The warning belongs to the block or to its output straight above; an empty one is one."""
    both = only(BLOCK + OUTPUT + WARNING)
    assert (both.pin, both.warning, both.end, both.pin_end) == ("1\n", "UserWarning: w\n", 3, 11)
    warned = only(BLOCK + WARNING)
    assert (warned.pin, warned.warning, warned.pin_end) == (None, "UserWarning: w\n", 7)
    assert only(BLOCK + "\n```warning\n```\n").warning == ""
    assert only(BLOCK + OUTPUT).warning is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (WARNING, 2),
        (BLOCK + WARNING + OUTPUT, 9),
        (BLOCK + WARNING + WARNING, 9),
        (BLOCK + OUTPUT + WARNING + WARNING, 13),
        (BLOCK + "\nProse.\n" + WARNING, 7),
        (BLOCK + OUTPUT + "\nProse.\n" + WARNING, 11),
    ],
)
def test_a_warning_has_one_place(text: str, line: int) -> None:
    """Behind the output, once, with nothing in between."""
    with pytest.raises(ChapterError, match=rf"docs/x.md:{line}: a (fence|block) "):
        chapter(text).blocks  # noqa: B018, to read them is what raises


@pytest.mark.parametrize("pin", [OUTPUT, WARNING])
def test_a_block_that_does_not_run_has_no_pin(pin: str) -> None:
    """Nobody would hold it to that."""
    with pytest.raises(ChapterError, match="docs/x.md:5: the block is only shown, so it has no fence"):
        chapter(BLOCK.replace("python", 'python shown="why"', 1) + pin).blocks  # noqa: B018, to read them is what raises


def test_a_fence_behind_a_block_is_remembered() -> None:
    """Where it is not its pin, a message may name it; what stands further down is nothing to the block."""
    text = "\n```text\n1\n```\n"
    assert only(BLOCK + text).behind == "```text in line 5"
    assert only(BLOCK + text + text).behind == "```text in line 5"
    assert only(BLOCK + OUTPUT + text).behind == ""
    assert only(BLOCK + "\nProse.\n" + text).behind == ""
    assert only(text + "\n" + BLOCK).behind == ""


def test_a_block_says_how_it_is_to_be_run() -> None:
    """By its options: whether at all, for how long, and what it lacks."""
    plain = only(BLOCK)
    assert (plain.runs, plain.seconds, plain.missing, plain.no_run) == (True, None, [], "")
    assert not only(BLOCK.replace("python", 'python shown="why"', 1)).runs
    assert only(BLOCK.replace("python", 'python seconds="90"', 1)).seconds == 90
    assert (
        only(BLOCK.replace("python", 'python norun="it asks the network"', 1)).no_run == "it asks the network"
    )
    needing = only(BLOCK.replace("python", 'python needs="numpy nowhere-to-be-found"', 1))
    assert needing.missing == ["nowhere-to-be-found"]
    assert needing.no_run == "it needs numpy and nowhere-to-be-found"


def test_the_site_sees_no_pins_and_every_line_where_it_was() -> None:
    """Pins become blank lines, so that what other tools count stays true."""
    text = "# A\n\n```python\nprint(1)\n```\n\n```output\n1\n```\n\nEnd."
    lines = chapter(text).body_without_pins.split("\n")
    assert lines == ["# A", "", "```python", "print(1)", "```", "", "", "", "", "", "End."]


def test_front_matter_stays_out_of_what_the_site_sees() -> None:
    """Its lines count, and nothing in them is a block, a heading or a pin."""
    page = chapter(
        "---\ntitle: |\n  ```python\n  # A\n---\n\n# B\n\n```python\nprint(1)\n```\n\n```output\n1\n```\n"
    )
    assert [block.line for block in page.blocks] == [9]
    assert page.body_without_pins == "# B\n\n```python\nprint(1)\n```"
    assert list(headings(page)) == [(7, "B")]


def test_headings_are_found_wherever_markdown_sees_them() -> None:
    """Underlined, in quotes, and not in fences."""
    page = chapter("# A\n\nB\n===\n\n> ## C\n\n```text\n# D\n```\n")
    assert list(headings(page)) == [(1, "A"), (3, "B"), (6, "C")]


def test_a_page_has_names_below_the_folder_of_the_pages() -> None:
    """One for links, and one for the reader's progress."""
    page = Chapter(Path("docs/labs/digits.md"), "", Path("docs"))
    assert (page.uri, page.page_name) == ("labs/digits.md", "labs/digits")


def test_a_page_knows_its_comments() -> None:
    """What stands within one is not shown."""
    page = chapter("<!--\na\n-->\nb\n<!-- c -->\nd\n")
    assert [line for line in range(1, 7) if page.comment_at(line)] == [2, 3]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_file_is_written_as_it_was_encoded(tmp_path: Path, newline: str, mark: str) -> None:
    """Whatever its line ends and its mark, its text has line feeds and no mark."""
    file = tmp_path / "x.md"
    text = "---\ntitle: Ä\n---\n\n```python\nprint(1)\n```\n"
    content = (mark + text.replace("\n", newline)).encode()
    file.write_bytes(content)
    page = Chapter.read(file)
    assert (page.text, page.meta, page.docs) == (text, {"title": "Ä"}, tmp_path)
    assert [block.line for block in page.blocks] == [5]
    page.write()
    assert file.read_bytes() == content
    page.with_text(text + "\nEnd.\n").write()
    assert file.read_bytes() == content + f"{newline}End.{newline}".encode()


def test_a_file_that_is_not_in_utf_8_is_refused(tmp_path: Path) -> None:
    """The error names the line and the byte."""
    file = tmp_path / "x.md"
    file.write_bytes(b"# A\n\nB\xe4rbel\n")
    with pytest.raises(
        ChapterError, match=r"x.md:3: the file is not in UTF-8: byte 0xe4 (.*); save it in UTF-8"
    ):
        Chapter.read(file)


def test_a_control_character_is_refused(tmp_path: Path) -> None:
    """No editor shows it, and no page can hold it."""
    file = tmp_path / "x.md"
    file.write_bytes(b"# A\n\nB\x1bC\n")
    with pytest.raises(ChapterError, match=r"x.md:3: the control character 0x1b has no place in a page"):
        Chapter.read(file)
    file.write_bytes(b"# A\tB\f\n")
    assert Chapter.read(file).text == "# A\tB\f\n"


def test_a_block_that_html_swallows_is_found_by_its_pin() -> None:
    """Markdown does not see it, so the message says how to let it see."""
    text = "<div>\n```python\nprint(1)\n```\n\n```output\n1\n```\n</div>\n"
    with pytest.raises(ChapterError, match=r"docs/x.md:2: this block is part of the HTML above it: leave an"):
        chapter(text).blocks  # noqa: B018, to read them is what raises


def test_a_message_names_the_file_as_a_person_types_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below the working directory the path is relative; elsewhere it is whole."""
    error = ChapterError(tmp_path / "docs" / "x.md", 7, "wrong\n")
    assert str(error) == f"{tmp_path}/docs/x.md:7: wrong"
    monkeypatch.chdir(tmp_path)
    assert str(ChapterError(tmp_path / "docs" / "x.md", 7, "wrong\n")) == "docs/x.md:7: wrong"
