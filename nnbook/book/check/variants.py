"""The variants of a question: other numbers in its text and its blocks, whose keys these blocks compute.

Each variant is held to what the question itself is held to: it is decided by a run, its wrong answers are
wrong, and no two of them are the same. And no two variants have one key: who has seen one has seen no other.
"""

from dataclasses import dataclass, replace
from itertools import combinations

from nnbook.book.check import keys
from nnbook.book.content import answers
from nnbook.book.content.chapter import Block
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.questions import Question, Variant
from nnbook.book.results.results import Results


@dataclass(frozen=True)
class Keyed:
    """A variant with what its blocks said.

    Attributes
    ----------
    variant : Variant
    key, exact : str
        What the reader has to type, and the number before it was rounded.
    given : tuple of str
        The named wrong answers, where readers type; else empty.
    printed : tuple of str
        What each block of the question prints.
    """

    variant: Variant
    key: str
    exact: str
    given: tuple[str, ...]
    printed: tuple[str, ...]


def keyed(question: Question, results: Results) -> list[Keyed]:
    """Compute the keys of the variants of a question.

    Parameters
    ----------
    question : Question
    results : Results
        By which the blocks are run.

    Raises
    ------
    ChapterError
        Where a block of a variant fails or draws, decides otherwise than the question says, makes a wrong
        answer right, or two answers the same.
    """
    found = [_keyed(question, variant, results) for variant in question.variants]
    said = [(question.line, question.key), *((one.variant.line, one.key) for one in found)]
    for (_, key), (line, other) in combinations(said, 2):
        if question.key and found and _same(question, key, other):
            raise ChapterError(question.path, line, f"two variants have the key {other!r}")
    return found


def _keyed(question: Question, variant: Variant, results: Results) -> Keyed:
    def fail(problem: str) -> ChapterError:
        return ChapterError(question.path, variant.line, problem)

    def run(block: Block) -> str:
        other = replace(block, source=variant.of(block.source))
        outcome = results.get(other)
        if outcome.failed:
            raise fail(f"the block in line {block.line} fails in this variant:\n{outcome.failure}")
        if outcome.figures:
            raise fail(f"the block in line {block.line} draws, and a variant changes no drawing")
        return outcome.text("stdout").rstrip("\n")

    printed = tuple(run(block) for block in question.blocks)
    proof = printed[question.blocks.index(question.proof)] if question.proof else ""
    choices = tuple(variant.of(choice.text).strip("`$") for choice in question.choices)
    if not question.key:
        wanted = [choice.right for choice in question.choices]
        decided = [line.endswith("True") for line in proof.splitlines()]
        if question.proof and decided != wanted:
            raise fail(f"in this variant, the block decides otherwise than the ticks:\n{proof}")
        return Keyed(variant, "", "", (), printed)
    if question.kind == "number":
        lines = proof.splitlines()
        if len(lines) != 1 + len(choices) or not all(line.split() for line in lines):
            raise fail(f"in this variant, the block prints other lines:\n{proof}")
        key, *given = (line.split()[-1] for line in lines)
        if not answers.numbers(key):
            raise fail(f"the line of the answer ends in a number, got {lines[0]!r}")
        wrong = next((one for one in given if answers.is_number(one, key)), None)
    else:
        key, given = printed[0], list(choices)
        wrong = next((one for one in given if answers.printed(one) == answers.printed(key)), None)
        if key.count("\n") != question.key.count("\n"):
            raise fail("in this variant, the block prints another number of lines")
    if wrong is not None:
        raise fail(f"the wrong answer {wrong} is right in this variant")
    for one, other in combinations(given, 2):
        if _same(question, one, other):
            raise fail(f"two wrong answers are {other} in this variant")
    assert question.proof or question.kind == "prints"
    block = question.proof and replace(question.proof, source=variant.of(question.proof.source))
    exact = keys.exact(replace(question, key=key, proof=block), results)
    return Keyed(variant, key, exact, tuple(given), printed)


def _same(question: Question, one: str, other: str) -> bool:
    if question.kind == "number":
        values, others = ({number.value for number in answers.numbers(text)} for text in (one, other))
        return bool(values & others) or one == other
    return answers.printed(one) == answers.printed(other)
