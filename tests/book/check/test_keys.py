"""The key of a question before its block rounded it."""

import pytest
from house import ROOT

from nnbook.book.check import keys
from nnbook.book.content import questions
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.questions import Question
from nnbook.book.results.results import Results

PAGE = """<div class="question" id="q" markdown="1">

What?

- -7 — no.

```python
{}
```

```output
{}
-7
```

Taught in [here](#there).

</div>
"""


def question(code: str, printed: str) -> Question:
    """Return a question for a number, whose block prints a line and then a wrong answer."""
    path = ROOT / "docs" / "x.md"
    text = PAGE.format(f"{code}\nprint(-7)", printed)
    (found,) = questions.questions(Chapter(path, text, ROOT / "docs"))
    return found


@pytest.mark.parametrize(
    ("code", "printed", "exact"),
    [
        ('print(f"it is {1 / 64:.4f}")', "it is 0.0156", "0.015625"),
        ("print(round(2 / 3, 2))", "0.67", "0.6666666666666666"),
        ("import numpy as np\\nprint(np.round(2 / 3, 2))", "0.67", "0.6666666666666666"),
        ("import numpy as np\\nprint(np.array(2 / 3).round(2))", "0.67", "0.6666666666666666"),
        ('print(f"{0.123:.0%}")', "12%", "12%"),
        ("print(12)", "12", "12"),
        ('print(f"{12:d}")', "12", "12"),
        ('print("%.2f" % (2 / 3))', "0.67", "0.67"),
        ("x = round(2.6)\\nprint(x)", "3", "2.6"),
    ],
)
def test_nothing_is_rounded(results: Results, code: str, printed: str, exact: str) -> None:
    """By a format, by `round`, or by NumPy; what rounds otherwise stays as it is."""
    assert keys.exact(question(code.replace("\\n", "\n"), printed), results) == exact


def test_another_number_is_not_taken_for_it(results: Results) -> None:
    """Where the block computes with what it has rounded, the key alone is known."""
    assert keys.exact(question("x = round(2.6)\nprint(x * 10)", "30"), results) == ""


def test_each_number_of_the_book_has_its_key(results: Results, book: Book) -> None:
    """Of every question for a number the unrounded one is known, and rounds to the key."""
    found = [
        (q.id, q.key, keys.exact(q, results))
        for chapter in book.chapters
        for q in questions.questions(chapter)
        if q.kind == "number"
    ]
    assert len(found) > 20 and [one for one in found if not one[2]] == []
