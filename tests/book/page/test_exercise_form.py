"""The card of an exercise in its page: one way leads to the solution of a task."""

import re
from pathlib import Path

import pytest

from nnbook.book.page.exercise_form import with_one_solution

CARD = (
    '<nn-exercise id="{0}"><details class="nn-answer"><summary>Show the answer</summary>{0}</details>'
    "</nn-exercise>"
)
FOLD = '<p>Text.</p><details class="solution">\n<summary>Show the solution</summary>\n<p>Steps.</p></details>'


def test_the_answer_of_a_card_begins_the_solution_below() -> None:
    """One fold holds both, the answer first, and the card has none."""
    page = with_one_solution(CARD.format("a") + FOLD)
    assert "nn-answer" not in page
    assert re.search(r"</summary><p>An answer that passes the checks:</p>a\s*<p>Steps\.</p></details>$", page)


@pytest.mark.parametrize("between", ["<h3>Another task</h3>", CARD.format("b").replace("nn-answer", "other")])
def test_the_solution_of_another_task_is_none_of_this(between: str) -> None:
    """A card without a solution below keeps its answer."""
    page = CARD.format("a") + between + FOLD
    assert with_one_solution(page) == page


def test_twice_is_as_once() -> None:
    """What was put together stays so, and several tasks each have their own."""
    page = with_one_solution("<h3>A</h3>" + CARD.format("a") + FOLD + "<h3>B</h3>" + CARD.format("b") + FOLD)
    assert page.count("An answer that passes") == 2 and with_one_solution(page) == page


def test_no_task_of_the_book_has_two(site: Path) -> None:
    """No section of a built page has a card with an answer and a solution as well."""
    for page in site.rglob("index.html"):
        for section in re.split(r"<h[1-6]\b", page.read_text(encoding="utf-8")):
            cards = "".join(re.findall(r"<nn-exercise\b.*?</nn-exercise>", section, re.DOTALL))
            both = 'class="nn-answer"' in cards and '<details class="solution"' in section
            assert not both, (page, section[:80])
