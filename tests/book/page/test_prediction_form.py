"""The form of a block that asks first: around its outcome, which stays as it was."""

import re

import pytest
from bs4 import BeautifulSoup, Tag
from desk import Desk

from nnbook.book.content.errors import ChapterError


def block(options: str, code: str, pin: str = "") -> str:
    """Write a block."""
    output = f"\n```output\n{pin}\n```\n" if pin else ""
    return f"# A\n\n```python {options}\n{code}\n```\n{output}"


def asked(html: str) -> Tag:
    """Return the one form of a page."""
    (found,) = BeautifulSoup(html, "html.parser").select("nn-block > nn-predict")
    return found


PLOT = "import matplotlib.pyplot as plt\n\nplt.plot([1])\nplt.show()"


def test_the_outcome_is_that_of_a_block_that_asks_nothing(desk: Desk) -> None:
    """Without scripts, on paper, for the search and in a copy there is nothing else."""
    plain = desk.render(block("", "print(1)", "1"))
    html = desk.render(block("predict", "print(1)", "1"))
    form = asked(html).form
    assert form is not None and form.has_attr("data-search-exclude")
    assert re.sub(r"</?nn-predict[^>]*>|<form.*</form>", "", html) == plain


@pytest.mark.parametrize(
    ("predict", "pin", "question", "field"),
    [
        ("predict", "1", "What does it print?", "input"),
        ("predict", "1\n2", "What does it print?", "textarea[rows='2']"),
        ('predict="How many?"', "1\n2", "How many?", "input:not([type])"),
        ('predict="1 | <2>"', "1", "What does it print?", "input[type=radio][value='<2>']"),
    ],
)
def test_a_reader_types_or_chooses(desk: Desk, predict: str, pin: str, question: str, field: str) -> None:
    """As many lines as are printed, one where the question is the author's, or a choice."""
    form = asked(desk.render(block(predict, f"print({pin!r})", pin)))
    legend = form.select_one("legend")
    assert legend and legend.get_text().endswith(question)
    assert len(form.select(field)) == 1
    assert "picture in mind" not in form.get_text()


def test_a_drawing_is_sketched(desk: Desk) -> None:
    """Or said in words, or had in mind; its figure stays with the code folded under the form."""
    html = desk.render(block('predict alt="A"', PLOT))
    form = asked(html)
    assert form.has_attr("data-draws") and len(form.select("figure.nn-figure > svg[role=img]")) == 1
    assert "What does it draw?" in form.get_text() and "picture in mind" in form.get_text()
    assert len(form.select("input[aria-label='Your guess in words']")) == 1
    assert re.search("</nn-predict><nn-code", html)


def test_a_drawing_that_prints_may_be_chosen_of(desk: Desk) -> None:
    """Then nothing is sketched."""
    text = block('predict="1 | 2" alt="A"', f"print(1)\n{PLOT}", "1")
    form = asked(desk.render(text))
    assert not form.has_attr("data-draws") and len(form.select("input[type=radio]")) == 2


def test_the_order_is_not_the_authors_and_stays(desk: Desk) -> None:
    """Authors write the right choice first: the page has another order, the same in each build."""
    places = set()
    for number in range(1, 9):
        text = block(f'predict="{number} | a | b"', f"print({number})", str(number))
        html = desk.render(text)
        assert html == desk.render(text)
        choices = [str(one["value"]) for one in asked(html).select("input")]
        places.add(choices.index(str(number)))
    assert places == {0, 1, 2}


def test_a_guess_belongs_to_its_code_and_question(desk: Desk) -> None:
    """Another question, or another code, is another guess; another place on the page is the same."""
    texts = (
        block("predict", "print(1)", "1"),
        block("predict", "print(1)", "1") + "\nMore.\n",
        block('predict="How many?"', "print(1)", "1"),
        block("predict", "print(2)", "2"),
    )
    one, moved, question, code = (asked(desk.render(text))["data-key"] for text in texts)
    assert one == moved and len({str(one), str(question), str(code)}) == 3


def test_choices_that_the_block_does_not_print_end_the_build(desk: Desk) -> None:
    """With the file and the line of the block."""
    with pytest.raises(ChapterError, match=r"x.md:3: none of the choices of predict is all"):
        desk.render(block('predict="1 | 2"', "print(3)", "3"))


def test_what_failed_is_shown_while_serving(desk: Desk) -> None:
    """The author sees the message and no question."""
    html = desk.render(block('predict="1 | 2"', "print(3)", "3"), serving=True)
    assert "nn-failure" in html and "nn-predict" not in html
