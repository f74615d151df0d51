"""The sections of a page: their goals, and how long they take."""

import re
from pathlib import Path

import pytest

from nnbook.book.content import sections
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.sections import (
    BLANK,
    FIGURE,
    FORMULA,
    LONGEST,
    QUESTION,
    REBUILD,
    SHOWN_STEP,
    TASK,
    Section,
)

GOAL = "*After this section you can add two numbers.*"
ASKED = """<div class="question" id="one" markdown="1">

What is it, in a word or two?

- [x] This — because it is this.
- [ ] That — because it is that.

Taught in [A](#a).

</div>
"""
WORDS = "word " * 100
FOLD = '<details class="{}" markdown="1">\n<summary>Show</summary>\n\n{}\n\n</details>\n'
BY_HAND = """<div class="faded" id="hand" markdown="1">

Given is $x$.

1. First 1
2. Then [ ]
3. And [ ]

<details class="solution" markdown="1">
<summary>Show the answer</summary>

```python
print("1\\n2\\n3")
```

```output
1
2
3
```

</details>

</div>
"""


def read(text: str) -> list[Section]:
    """Read the sections of a page."""
    return sections.sections(Chapter(Path("x.md"), text))


def test_a_section_goes_from_heading_to_heading() -> None:
    """What stands before the first one is the first; a heading of another level opens none."""
    found = read(
        f"# A\n\nText.\n\n## One `x`\n\n{GOAL}\n\n### Deep\n\nTwo\n---\n\n*After this section\nyou can go.*\n"
    )
    assert [(section.title, section.line) for section in found] == [("", 1), ("One `x`", 5), ("Two", 11)]
    assert [section.goal for section in found] == ["", GOAL.strip("*"), "After this section you can go."]


def test_a_page_without_goals_needs_none() -> None:
    """A page of reference says nothing of abilities."""
    assert [section.goal for section in read(f"# A\n\n## B\n\n{WORDS}\n\n## C\n\n*Emphasised.*\n")] == [
        ""
    ] * 3


@pytest.mark.parametrize(
    "text",
    [
        "Only text.",
        "A word.\n\n```python\nx = 1\n```",
        f"{WORDS * 3}\n\n{ASKED}",
        f"| a |\n|---|\n| b |\n\n{ASKED}",
    ],
    ids=["text", "code", "a question behind much text", "a table"],
)
def test_the_first_goal_makes_one_necessary_everywhere(text: str) -> None:
    """A section that teaches and says not what is refused, with its line and the sentence that is wanted."""
    for page in (
        f"# A\n\n## B\n\n{GOAL}\n\n## C\n\n{text}\n",
        f"# A\n\n## D\n\nText.\n\n## C\n\n{text}\n\n## B\n\n{GOAL}\n",
    ):
        line = re.search(r"## [CD]\n\n(?!\*)", page)
        assert line
        with pytest.raises(ChapterError, match=r"After this section you can …") as failure:
            read(page)
        assert failure.value.line == page.count("\n", 0, line.start()) + 1


@pytest.mark.parametrize(
    "text",
    [
        ASKED,
        f"Think first.\n\n{ASKED}",
        "### Build it\n\nBuild it from $x$:\n\n```math\nx\n```\n\n```exercise\nbuild\n```",
        '### Build it\n\nAs it was.\n\n<details class="solution" markdown="1">\n<summary>Show</summary>\n\n'
        "```python\nx = 1\n```\n\n</details>",
    ],
    ids=["questions", "a few words", "an exercise", "a solution alone"],
)
def test_practice_has_no_goal(text: str) -> None:
    """Questions and tasks need none, nor what little leads to them; what a reader can do is what they ask."""
    found = read(f"# A\n\n## B\n\n{GOAL}\n\n## C\n\n{text}\n")
    assert found[2].is_practice and not found[1].is_practice


LONG = f"*After this section you can {'x' * (LONGEST - len('After this section you can .'))}.*"


def test_a_goal_may_be_as_long_as_two_lines() -> None:
    """Marks are not counted, and may stand in it."""
    assert len(LONG) == LONGEST + 2
    assert read(f"## B\n\n{LONG}\n")[1].goal == LONG.strip("*")
    marked = "_After this section you can read `W` in $W x$, and **say** why._"
    assert read(f"## B\n\n{marked}\n")[1].goal == "After this section you can read W in W x, and say why."


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        (f"# A\n\n{GOAL}\n\n## B\n", 3, "straight under its ## heading"),
        (f"## B\n\nText.\n\n{GOAL}\n", 5, "straight under its ## heading"),
        (f"## B\n\n{GOAL}\n\n{GOAL}\n", 5, "straight under its ## heading"),
        (f"## B\n\n### C\n\n{GOAL}\n", 5, "straight under its ## heading"),
        (f"## B\n\n> {GOAL}\n", 3, "straight under its ## heading"),
        (f"## B\n\n- {GOAL}\n", 3, "straight under its ## heading"),
        (f"## B\n\n{GOAL} And more.\n", 3, "with nothing beside it"),
        (f"## B\n\n{GOAL.strip('*')}\n", 3, "an emphasised paragraph"),
        (f"## B\n\n*{GOAL}*\n", 3, "an emphasised paragraph"),
        ("## B\n\n*After this section you can* add. *It is so.*\n", 3, "with nothing beside it"),
        (f"## B\n\n{LONG.replace('x.', 'xy.')}\n", 3, f"at most {LONGEST} characters, got {LONGEST + 1}"),
        ("## B\n\n*After this section you can add*\n", 3, "one sentence"),
        ("## B\n\n*After this section you can add. Then go.*\n", 3, "one sentence"),
        ("## B\n\n*After this section you cannot add.*\n", 3, "one sentence"),
        (f"---\ntitle: A\n---\n\n# A\n\n{GOAL}\n", 7, "straight under its ## heading"),
    ],
)
def test_a_goal_in_another_form_is_refused(text: str, line: int, problem: str) -> None:
    """With its line, and what a goal is: nobody is to wonder why it did not become one."""
    with pytest.raises(ChapterError, match=re.escape(problem)) as failure:
        read(text)
    assert failure.value.line == line


@pytest.mark.parametrize(
    ("text", "reading", "practice"),
    [
        (WORDS * 4, 2.0, 0),
        (f"- {WORDS}\n\n> {WORDS}\n\n| {WORDS} | {WORDS} |\n|---|---|\n", 2.0, 0),
        ("`a b c` $x + y + z$ " * 50, 0.5, 0),
        ("[^1]: " + WORDS, 0, 0),
        ("```python\na = 1\n\nb = 2\nc = 3\n```\n\n```output\n1\n2\n```\n", 0.5, 0),
        ('```python alt="A line"\na = 1\nb = 2\n```\n', FIGURE, 0),
        ("```math\nx\n```\n\n```math\ny\n```\n", 2 * FORMULA, 0),
        (ASKED, 0, QUESTION),
        ("```exercise\nbuild\n```\n", 0, TASK),
        ("```rebuild\nbuild\n```\n", 0, REBUILD),
        (BY_HAND, SHOWN_STEP, 2 * BLANK),
        (FOLD.format("second", f"{WORDS}\n\n```math\nx\n```"), 0, 0),
        ("```exercise\nbuild\n```\n\n" + FOLD.format("solution", WORDS), 0, TASK),
        (FOLD.format("solution", WORDS), 0, TASK),
    ],
)  # fmt: skip
def test_minutes_are_those_of_what_a_reader_meets(text: str, reading: float, practice: float) -> None:
    """Words, lines, formulas and figures by their rates; practice apart; nothing of what is folded."""
    section = read(f"##\n\n{text}\n")[1]
    assert (section.reading, section.practice) == pytest.approx((reading, practice))


def test_minutes_are_whole_and_never_none() -> None:
    """A section of a few words takes a minute."""
    assert [read(f"##\n\n{'word ' * n}\n")[1].minutes for n in (1, 280, 320, 1000)] == [1, 1, 2, 5]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "1 minute"), (1.4, "1 minute"), (9.4, "9 minutes"), (9.6, "10 minutes"), (47, "45 minutes")]
    + [(87.4, "85 minutes"), (88, "1½ hours"), (121, "2 hours"), (400, "6½ hours")],
)
def test_a_time_is_no_finer_than_it_is_known(minutes: float, said: str) -> None:
    """Minutes up to ten, then fives, then halves of an hour."""
    assert sections.spoken(minutes) == said


def test_a_page_tells_its_practice_apart() -> None:
    """Whoever only reads is told how long that takes."""
    assert sections.length(read(f"# A\n\n{WORDS * 40}\n")) == "About 20 minutes to read"
    both = read(f"# A\n\n{WORDS * 20}\n\n## B\n\n{WORDS * 20}\n\n## C\n\n```exercise\nx\n```\n\n{ASKED}")
    assert sections.length(both) == "About 20 minutes to read, and 10 minutes to practise"
