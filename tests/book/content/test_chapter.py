"""What the parser finds in a chapter, and where."""

from pathlib import Path

import pytest

from nnbook.book.content.chapter import Block, Chapter, chapters
from nnbook.book.content.failures import ChapterError


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


def test_a_page_without_front_matter_has_no_meta() -> None:
    """A rule of dashes further down is not front matter."""
    assert chapter("# A\n\n---\ntitle: B\n---\n").meta == {}
    assert chapter("---\n---\n# A\n").meta == {}


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
        "```\nx = 1\n```\n",
        "```text\nx = 1\n```\n",
        "```pythonic\nx = 1\n```\n",
        "Some `python` and ``` in a line.\n",
    ],
)
def test_what_only_looks_like_a_block_is_none(text: str) -> None:
    """A fence shown within a fence, a comment, another language: nothing runs."""
    assert chapter(text).blocks == []


@pytest.mark.parametrize(
    "opening",
    [
        "py",
        "py3",
        "python3",
        "Python",
        "pycon",
        "ipython",
        "{.python}",
        "{ .python }",
        "{.python #a}",
        "{python}",
    ],
)
def test_python_has_one_name(opening: str) -> None:
    """Code under another name of Python would be shown and not run, so it is refused."""
    with pytest.raises(ChapterError, match=r"docs/x.md:3: a block that runs opens with ```python, got ```"):
        chapter(f"# A\n\n```{opening}\nx = 1\n```\n").blocks  # noqa: B018


def test_options_are_read() -> None:
    """An alt text keeps its blanks and signs."""
    assert only('```python alt="A line: y = 2x, steep"\nx = 1\n```\n').options == {
        "alt": "A line: y = 2x, steep"
    }


@pytest.mark.parametrize(
    ("options", "got"),
    [
        ("continuation", "continuation"),
        ("notest", "notest"),
        ("fixture:tmp_path", "fixture:tmp_path"),
        ("exec=on", "exec=on"),
        ('title="A"', "title"),
        ('alt="A" hl_lines="1"', "hl_lines"),
        ("alt='A'", "alt='A'"),
        ("alt=A", "alt=A"),
        ('{alt="A"}', "{}"),
    ],
)
def test_an_unknown_option_is_refused(options: str, got: str) -> None:
    """What nobody reads would otherwise be believed to work."""
    with pytest.raises(ChapterError, match=r"docs/x.md:1: a python fence takes alt") as caught:
        chapter(f"```python {options}\nx = 1\n```\n").blocks  # noqa: B018
    assert str(caught.value).endswith(f"got {got}")


@pytest.mark.parametrize("word", ["notest", "continuation", "fixture:a", "runner:b", "retry:3"])
def test_an_alt_text_holds_no_switch_of_the_tests(word: str) -> None:
    """The test collector reads words of the alt text too; a block must not vanish by one."""
    with pytest.raises(ChapterError, match="use another word"):
        chapter(f'```python alt="A {word} here"\nx = 1\n```\n').blocks  # noqa: B018


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
    with pytest.raises(ChapterError, match=rf"docs/x.md:{line}: an output fence must stand straight after"):
        chapter(text).blocks  # noqa: B018


def test_the_site_sees_no_pins_and_every_line_where_it_was() -> None:
    """Pins become blank lines, so that what other tools count stays true."""
    text = "# A\n\n```python\nprint(1)\n```\n\n```output\n1\n```\n\nEnd."
    lines = chapter(text).body_without_pins.split("\n")
    assert lines == ["# A", "", "```python", "print(1)", "```", "", "", "", "", "", "End."]


def test_the_readme_is_a_chapter(tmp_path: Path) -> None:
    """README.md and every Markdown file below docs/ are read, others not."""
    for name in ("README.md", "CONTRIBUTING.md", "docs/b.md", "docs/labs/a.md", "docs/notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("# x\n")
    assert [c.path.relative_to(tmp_path).as_posix() for c in chapters(tmp_path)] == [
        "README.md",
        "docs/b.md",
        "docs/labs/a.md",
    ]


def test_a_message_names_the_file_as_a_person_types_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below the working directory the path is relative; elsewhere it is whole."""
    error = ChapterError(tmp_path / "docs" / "x.md", 7, "wrong\n")
    assert str(error) == f"{tmp_path}/docs/x.md:7: wrong"
    monkeypatch.chdir(tmp_path)
    assert str(ChapterError(tmp_path / "docs" / "x.md", 7, "wrong\n")) == "docs/x.md:7: wrong"
