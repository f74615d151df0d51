"""Faded examples: a calculation in steps, whose numbers a block prints, and blanks with wrong answers."""

import re
from pathlib import Path

import pytest
from house import House

from nnbook.book.check import keys
from nnbook.book.content import answers, faded
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.results.results import Results


def test_each_calculation_comes_three_times(book: Book) -> None:
    """Full, with the last steps blank, with all blank: the same steps, and other numbers."""
    for name in ("forward.md", "backprop.md"):
        shown, half, own = faded.examples(book.chapter(book.docs / name))
        assert len(shown.steps) == len(half.steps) == len(own.steps)
        assert [step.blank for step in shown.steps] == [False] * len(shown.steps)
        assert [step.blank for step in own.steps] == [True] * len(own.steps)
        blanks = [step.blank for step in half.steps]
        assert blanks == sorted(blanks) and 1 < sum(blanks) < len(blanks)
        for one, other in ((shown, half), (half, own), (shown, own)):
            assert [a.key for a in one.steps] != [b.key for b in other.steps]


def test_each_blank_has_a_key_in_all_digits(book: Book, results: Results) -> None:
    """So that a reader who gives more digits than the page is right, and no wrong answer is."""
    for name in ("forward.md", "backprop.md"):
        for example in faded.examples(book.chapter(book.docs / name)):
            exact = keys.of_lines(example.proof, {step.place: step.key for step in example.blanks}, results)
            assert set(exact) == {step.place for step in example.blanks}
            for step in example.blanks:
                given = [step.key, exact[step.place], f"{float(exact[step.place]):.3g}"]
                assert all(answers.is_number(text, step.key, exact[step.place]) for text in given)
                wrong = [one.text for one in step.wrong]
                assert not any(answers.is_number(text, step.key, exact[step.place]) for text in wrong)
                assert len({value.value for text in wrong for value in answers.numbers(text)}) == len(wrong)


PAGE = """# Page

<div class="faded" id="by-hand" markdown="1">

Given is $x = 2$.

1. Doubled it is 4
2. The square is [ ]
    - 4 — that is twice as much.
3. The root of that is [ ].

<details class="solution" markdown="1">
<summary>Show the answers</summary>

```python
print("doubled", 4)
print("squared", 16)
print("  doubled only", 4)
print(f"root {16 / 3:.3f}")
```

```output
doubled 4
squared 16
  doubled only 4
root 5.333
```

</details>

</div>
"""


def read(text: str) -> list[faded.Faded]:
    """Read the faded examples of a text."""
    return faded.examples(Chapter(Path("page.md"), text))


def test_an_example_is_read_as_it_stands() -> None:
    """Each step with its key, its place in what is printed, and its wrong answers."""
    (example,) = read(PAGE)
    assert (example.id, example.line, example.end) == ("by-hand", 3, PAGE.count("\n"))
    assert [(step.blank, step.key, step.place) for step in example.steps] == [
        (False, "4", 0),
        (True, "16", 1),
        (True, "5.333", 3),
    ]
    assert [(w.text, w.why) for w in example.steps[1].wrong] == [("4", "that is twice as much.")]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (' id="by-hand"', "", ":3: a faded example opens with"),
        (
            "1. Doubled it is 4",
            "1. Doubled it is 5",
            ":7: the step ends in 5, and the block prints 'doubled 4'",
        ),
        ("    - 4 — that", "    - 5 — that", ":9: the wrong answer is 5, and the block prints"),
        ("    - 4 — that is twice as much.", "    - 4", ":9: a wrong answer is followed by a dash"),
        ("is [ ]\n", "[ ] is [ ]\n", ":8: a step has one blank"),
        ("is [ ].", "[ ] is 5.333", ":10: a step has one blank"),
        ("is [ ]\n", "is 16\n", ":9: only a blank has wrong answers"),
        ("    - 4 — that is twice as much.\n", "", ":14: the block prints a line for each step"),
        ("\n</div>\n", "", ":3: the faded example has no </div>"),
        ("root 5.333", "root", ":10: the line of a step ends in its number"),
        ("1. Doubled it is 4\n2.", "Text\n\n- one\n\n2.", ":18: the block prints"),
        ("  doubled only 4", "  doubled only 16", ":9: the wrong answer is 4"),
    ],
)
def test_an_example_that_is_not_as_it_should_be_is_refused(old: str, new: str, problem: str) -> None:
    """The error names the line and what is wrong."""
    assert old in PAGE
    text = PAGE.replace(old, new, 1) if old != "root 5.333" else PAGE.replace(old, new)
    with pytest.raises(ChapterError, match=f"page.md{re.escape(problem)}"):
        read(text)


@pytest.mark.parametrize("tool", ["mkdocs", "zensical"])
def test_without_a_script_the_example_can_be_read(house: House, tool: str) -> None:
    """The steps, a field for each blank with its key in all digits, and closed details with the answers."""
    house.write("docs/page.md", PAGE)
    done = house.build(tool, "-q")
    assert done.returncode == 0, done.stdout
    html = (house.root / "site" / "page" / "index.html").read_text(encoding="utf-8")
    form = html[html.index("<nn-faded ") : html.index("</nn-faded>")]
    assert re.findall(r'aria-label="(Step \d)"', form) == ["Step 2", "Step 3"]
    assert 'data-key="5.333"' in form and 'data-exact="5.333333333333333"' in form
    assert form.count("<details") == 1 and "<details open" not in form
    assert "[ ]" not in form
    details = form[form.index("<details") :]
    assert re.sub(r"<[^>]*>", "", details).split("What goes wrong:")[0].split() == (
        "Show the answers Step 2: 16.".split()
    )
    assert "that is twice as much" not in form[: form.index("<details")]
    assert 'data-given="4"' in details and "root 5.333" in details


def test_what_python_markdown_does_not_see_ends_the_build(house: House) -> None:
    """A wrong answer that is indented by three blanks is under the step for GitHub alone."""
    house.write("docs/page.md", PAGE.replace("    - 4 —", "   - 4 —"))
    done = house.build("mkdocs", "-q")
    assert done.returncode == 1
    assert "page.md:3: Python-Markdown does not see the steps" in done.stdout
