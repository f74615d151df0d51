"""What a block asks before it shows what it did, and the choices held against that."""

import pytest

from nnbook.book.content.predictions import Prediction, fault, read


@pytest.mark.parametrize(
    ("text", "question", "choices"),
    [
        ("", "", ()),
        ("  ", "", ()),
        ("Which?", "Which?", ()),
        ("Which is it, 1 or 2?", "Which is it, 1 or 2?", ()),
        ("a | b", "", ("a", "b")),
        ("Which? a|b | c", "Which?", ("a", "b", "c")),
        ("Of which? why? a | what?", "Of which?", ("why? a", "what?")),
        ("[0. 1.] -0.5 | [0 1]", "", ("[0. 1.] -0.5", "[0 1]")),
    ],
)
def test_a_question_ends_in_its_mark(text: str, question: str, choices: tuple[str, ...]) -> None:
    """What follows are the choices; either may be missing."""
    assert read(text) == Prediction(question, choices)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("", "1"),
        ("Which?", "1"),
        ("True | False", "True\n"),
        ("[0. 1.] -0.5 | [0. 1.] 0.5", "[ 0.  1.] -0.5\n"),
        ("a b | b a", "a\nb\n"),
        ("How many? 1 | 11 | 111", "there are 11 of them"),
        ("How far? 0.5 | 5 | -0.5 | 0.55", "a step of 0.5."),
        ("Which? [0.5 0.5] | [1. 1.]", "sum: [0.5 0.5]\nrows: [1 1]"),
        ("Which? (3, 3) | (3,)", "(3, 3)"),
        ("Which? loss nan | loss 0.1", "loss nan"),
    ],
)
def test_one_choice_is_what_the_block_prints(text: str, printed: str) -> None:
    """All of it, or with a question a part of it that stands there as whole words."""
    assert fault(read(text), printed, draws=False) == ""


@pytest.mark.parametrize(
    ("text", "printed", "words"),
    [
        ("", "", "neither prints nor draws"),
        ("", " \n", "neither prints nor draws"),
        ("True", "True", "offers two choices or more"),
        ("True | ", "True", "offers two choices or more"),
        ("True | False", "true", "none of the choices of predict is all that the block prints"),
        ("True | False", "True False", "none of the choices"),
        ("1 | 2", "12", "none of the choices"),
        ("How many? 1 | 2", "12", "none of the choices of predict is in what the block prints"),
        ("How many? 1 | 2", "1 or 2", "1 and 2 both are in what the block prints"),
        ("How many? 0.5 | 2", "0.55 and -0.5 and 10.5", "none of the choices"),
        ("1 | 1", "1", "the choice 1 stands in predict twice"),
        ("[0  1] | [ 0 1 ]", "[0 1]", "the choice [0 1] stands in predict twice"),
    ],
)
def test_choices_without_the_true_one_are_told(text: str, printed: str, words: str) -> None:
    """Also such with two of them, or with one twice."""
    assert words in fault(read(text), printed, draws=False)


def test_a_drawing_is_sketched_and_not_chosen() -> None:
    """No choice can be held against a drawing; what it prints as well can."""
    assert fault(read(""), "", draws=True) == ""
    assert fault(read("Where?"), "", draws=True) == ""
    assert "only draws" in fault(read("up | down"), "", draws=True)
    assert fault(read("up | down"), "up", draws=True) == ""
