"""Read what a block asks before it shows what it did: the word `predict` behind ```python.

    ```python predict                                   what will it print, or draw? Typed, or sketched
    ```python predict="[0 1] | [1 0]"                   chosen: one of them is all that it prints
    ```python predict="Is the loss lower? yes | no"     chosen: one of them stands in what it prints
    ```python predict="How many of 20 learn it?"        typed, with a question of the author's

The right choice is marked nowhere: it is the one that the block prints, and `fault` says where none is,
or two are.
"""

import re
from dataclasses import dataclass

WORD = "predict"


@dataclass(frozen=True)
class Prediction:
    """What is asked before a block shows what it did.

    Attributes
    ----------
    question : str
        The author's; empty where the block's whole outcome is asked for.
    choices : tuple of str
        What the reader chooses from, in the author's order; empty where the reader types or sketches.
    """

    question: str
    choices: tuple[str, ...]


def read(text: str) -> Prediction:
    """Read what stands in `predict="…"`; what ends in a question mark is the question."""
    question, mark, rest = text.strip().partition("? ") if "? " in text else ("", "", text.strip())
    if not mark and rest.endswith("?"):
        question, mark, rest = rest[:-1], "?", ""
    choices = tuple(choice.strip() for choice in rest.split("|")) if rest.strip() else ()
    return Prediction(question + mark.strip(), choices)


def fault(prediction: Prediction, printed: str, draws: bool) -> str:
    """Say what is wrong with a prediction, held against what its block did; empty where nothing is."""
    choices = [_words(choice) for choice in prediction.choices]
    if not printed.strip() and not draws:
        return "the block neither prints nor draws, so there is nothing to predict"
    if not choices:
        return ""
    if len(choices) < 2 or not all(choices):
        return f'predict="…" offers two choices or more, with | between them, got {prediction.choices}'
    if twice := next((choice for choice in choices if choices.count(choice) > 1), ""):
        return f"the choice {twice} stands in predict twice"
    if not printed.strip():
        return "the choices of predict are held against what a block prints, and this one only draws"
    output = _words(printed)
    stands = _stands_in if prediction.question else str.__eq__
    right = [choice for choice in choices if stands(choice, output)]
    if len(right) == 1:
        return ""
    found = f"{' and '.join(right)} both are" if right else "none of the choices of predict is"
    where = "in what the block prints" if prediction.question else "all that the block prints"
    return f"{found} {where}, and one has to be:\n{printed.rstrip()}"


def _words(text: str) -> str:
    """Write a text with one blank between its words, and none within brackets at their ends."""
    return re.sub(r"(?<=[\[(]) | (?=[\])])", "", " ".join(text.split()))


def _stands_in(choice: str, output: str) -> bool:
    """Tell whether a choice stands in an output as whole words and numbers."""
    return re.search(rf"(?<![\w.+-]){re.escape(choice)}(?!\w|[.+-]\w)", output) is not None
