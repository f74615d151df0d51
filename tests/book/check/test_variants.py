"""The variants of questions: how their table is read, what is refused, and what their keys are."""

import pytest
from house import ROOT, House

from nnbook.book.check import variants
from nnbook.book.content import answers, questions
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.questions import Question, Variant
from nnbook.book.results.results import Results

TABLE = "| 0.5 | three |\n|-----|-------|\n| 0.2 | four |\n| 0.9 | five |"
NUMBER = """<div class="question" id="q" markdown="1">

How much is 0.5 times three?

- 3.5 — 0.5 was added.

```python
x = 0.5
n = {{"three": 3, "four": 4, "five": 5}}["three"]
print("product", round(x * n, 2))
print("sum", x + n)
```

```output
product 1.5
sum 3.5
```

{table}

Taught in [here](#a).

</div>
"""
PRINTS = """<div class="question" id="q" markdown="1">

What does this print?

```python
print([1, 2] + [3])
```

```output
[1, 2, 3]
```

- `[3, 1, 2]` — {why}
- `[4, 2]` — added up

{table}

Taught in [here](#a).

</div>
"""


def page(house: House, question: str) -> Question:
    """Write a page with this question, and read it."""
    house.write("docs/page.md", f"# A\n\n{question}")
    (found,) = questions.questions(Chapter.read(house.root / "docs/page.md", house.root / "docs"))
    return found


def keyed(house: House, question: str) -> list[variants.Keyed]:
    """Compute the keys of the variants of a page's question."""
    found = page(house, question)
    results = Results.of(Book.at(house.root))
    try:
        return variants.keyed(found, results)
    finally:
        results.close()


def test_a_number_is_computed_for_each_row(house: House) -> None:
    """So are the wrong answers, in their order."""
    first, second = keyed(house, NUMBER.format(table=TABLE))
    assert (first.key, first.given) == ("0.8", ("4.2",))
    assert (second.key, second.given, second.printed) == ("4.5", ("5.9",), ("product 4.5\nsum 5.9",))


def test_what_is_printed_is_run_for_each_row(house: House) -> None:
    """Its wrong answers are those of the row."""
    table = "| `[1, 2]` | `[3, 1, 2]` |\n|---|---|\n| `[5, 6]` | `[3, 5, 6]` |\n| `[7]` | `[3, 7]` |"
    first, second = keyed(house, PRINTS.format(why="turned", table=table))
    assert (first.key, first.given) == ("[5, 6, 3]", ("[3, 5, 6]", "[4, 2]"))
    assert second.key == "[7, 3]"


def test_whole_words_and_numbers_are_swapped_all_at_once() -> None:
    """No part of a number is one, and what was put in is not swapped again."""
    variant = Variant(1, (("5", "3"), ("3", "5"), ("x = 1", "x = 2"), ("[0 1]", "[1]")))
    text = "5 and 3, 0.5, 15, 5.0, 5.: x5 -5 (5) [0 1] x = 1 x = 10 5_0"
    assert variant.of(text) == "3 and 5, 0.5, 15, 5.0, 3.: x5 -3 (3) [1] x = 2 x = 10 5_0"


@pytest.mark.parametrize(
    ("table", "line", "problem"),
    [
        ("| 0.5 |\n|---|\n| 0.2 |", 21, "a question has 2 to 4 variants, a row each, got 1"),
        ("| 0.5 |\n|---|\n" + "| 0.2 |\n" * 5, 21, "a question has 2 to 4 variants, a row each, got 5"),
        ("| 0.5 | three |\n|---|---|\n| | four |\n| 0.9 | five |", 23, "no cell of a table of var"),
        ("| 0.7 |\n|---|\n| 0.2 |\n| 0.9 |", 21, "'0.7' does not stand in the question"),
        ("| 0.5 | 0.5 |\n|---|---|\n| 0.2 | 0.2 |\n| 0.9 | 0.9 |", 21, "the table names something twice"),
        (f"{TABLE}\n\nMore:\n\n{TABLE}", 28, "one table under the list is enough"),
        ("| 0.5 |\n|---|\n| 0.2 |\n| 0.5 |", 24, "two variants have the key '1.5'"),
        ("| 0.5 |\n|---|\n| 0.2 |\n| 0.2 |", 24, "two variants have the key '0.6'"),
        ("| 0.5 |\n|---|\n| 0.2 |\n| 1.5 |", 24, "the wrong answer 4.5 is right in this variant"),
        ("| 0.5 |\n|---|\n| 0.2 |\n| no |", 24, "the block in line 9 fails in this variant:\n"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_table_is_said_with_its_line(
    house: House, table: str, line: int, problem: str
) -> None:
    """What was given, and what is wanted."""
    with pytest.raises(ChapterError) as raised:
        keyed(house, NUMBER.format(table=table))
    assert problem in raised.value.problem
    assert raised.value.line == line


def test_a_wrong_answer_that_is_printed_is_refused(house: House) -> None:
    """And so are two that a reader could not tell apart."""
    rows = "| `[3]` | `[3, 1, 2]` |\n|---|---|\n| `[4]` | `[4, 1, 2]` |\n| `[5]` | "
    with pytest.raises(ChapterError, match=r"the wrong answer \[1, 2, 5\] is right"):
        keyed(house, PRINTS.format(why="turned", table=f"{rows}`[1, 2, 5]` |"))
    with pytest.raises(ChapterError, match=r"two wrong answers are \[4, 2\]"):
        keyed(house, PRINTS.format(why="turned", table=f"{rows}`[4, 2]` |"))


def test_the_build_refuses_what_the_page_could_not_swap(house: House) -> None:
    """The parts of a fraction are another text in the page than in Markdown."""
    table = "| 3 |\n|---|\n| 4 |\n| 5 |"
    house.write("docs/page.md", "# A\n\n" + PRINTS.format(why=r"the $\frac{3}{4}$ of it", table=table))
    done = house.build()
    assert done.returncode != 0
    assert "docs/page.md:" in done.stdout and "'3' stands in a formula or a link" in done.stdout


def test_the_table_is_for_the_page_alone(house: House) -> None:
    """Its form has no table, and nor have the notebook and the script."""
    house.write("docs/page.md", "# A\n\n" + NUMBER.format(table=TABLE))
    done = house.build()
    assert done.returncode == 0, done.stdout
    site = house.root / "site"
    shown = (site / "page/index.html").read_text(encoding="utf-8")
    assert "data-variants" in shown and "<table" not in shown
    for made in [*site.rglob("*.ipynb"), *site.rglob("page.py")]:
        assert "five |" not in made.read_text(encoding="utf-8")


ALL = [
    question
    for chapter in Book.at(ROOT).chapters
    for question in questions.questions(chapter)
    if question.variants
]

# The slope of a ReLU above zero, a path with a silent one on it, the loss of a perfect answer.
ALIKE = {"slope-just-above-zero", "one-silent-on-the-path", "certain-and-right"}


@pytest.mark.parametrize("question", ALL, ids=lambda question: question.id)
def test_the_variants_of_the_book_hold(question: Question, results: Results) -> None:
    """Every key is the only right answer among all that its variant names, and no other variant has it."""
    found = variants.keyed(question, results)
    assert len(found) >= 2
    for one in found:
        if question.kind == "number":
            assert answers.is_number(one.exact or one.key, one.key, one.exact)
            wrong = [given for given in one.given if answers.is_number(given, one.key, one.exact)]
        else:
            wrong = [given for given in one.given if answers.is_output(given, one.key, one.given)]
        assert wrong == []
    keys = [question.key, *(one.key for one in found)]
    assert len(set(keys)) == len(keys)


def test_every_typed_question_has_variants() -> None:
    """But those whose answer is the same for all numbers; two to four, so that three to five are asked."""
    typed = {
        question.id: len(question.variants)
        for chapter in Book(ROOT).chapters
        for question in questions.questions(chapter)
        if question.key
    }
    assert {name for name, count in typed.items() if not count} == ALIKE
    assert {count for count in typed.values() if count} <= {2, 3, 4}
