"""The key of a question in all digits: its block runs once more, with nothing rounded.

A block prints at most six digits, and a reader may give more, or others that round to the same. So what the
block says of how a number is written is left out: `f"{x:.4f}"` becomes `f"{x}"`, `x.round(4)` becomes `x`.
"""

import ast
from dataclasses import replace

from nnbook.book.content import answers
from nnbook.book.content.chapter import Block
from nnbook.book.content.imports import parsed
from nnbook.book.content.questions import Question
from nnbook.book.results.results import Results


def exact(question: Question, results: Results) -> str:
    """Return the key of a number before it was rounded; empty where that cannot be known.

    Parameters
    ----------
    question : Question
    results : Results
        By which the block is run.
    """
    if question.kind != "number" or question.proof is None:
        return ""
    return of_lines(question.proof, {0: question.key}, results).get(0, "")


def of_lines(block: Block, keys: dict[int, str], results: Results) -> dict[int, str]:
    """Return the numbers in which some lines of a block end, before they were rounded.

    Parameters
    ----------
    block : Block
    keys : dict of int to str
        The numbers as they are printed, by their lines, counted from 0.
    results : Results
        By which the block is run.

    Returns
    -------
    dict of int to str
        Without those that cannot be known.
    """
    try:
        tree = _Unrounded().visit(parsed(block.source))
    except SyntaxError:  # the block itself fails, and says so
        return {}
    source = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
    outcome = results.get(replace(block, source=source))
    lines = outcome.text("stdout").splitlines()
    if outcome.failed:
        return {}
    found = {n: _last(lines[n]) for n in keys if n < len(lines)}
    return {n: text for n, text in found.items() if _is_of(text, keys[n])}


def _last(line: str) -> str:
    return line.split()[-1] if line.split() else ""


def _is_of(found: str, shown: str) -> bool:
    """Tell whether a number is one that was rounded to what is shown, and not by something else."""
    rounds = [answers.numbers(text) for text in (shown, found)]
    if not all(rounds):
        return False
    key, number = (numbers[-1] for numbers in rounds)
    return abs(key.value - number.value) <= key.half * (1 + 1e-6)


class _Unrounded(ast.NodeTransformer):
    """Leave out what rounds a number, or writes it with fewer digits."""

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:  # noqa: N802, the name is Python's
        """Write the value as it is, unless in per cent."""
        self.generic_visit(node)
        spec = ast.unparse(node.format_spec) if node.format_spec else ""
        return node if "%" in spec else ast.FormattedValue(node.value, -1, None)

    def visit_Call(self, node: ast.Call) -> ast.AST:  # noqa: N802, the name is Python's
        """Take the number that is rounded: `round(x, 2)`, `x.round(2)`, `np.round(x, 2)`."""
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "round" and node.args:
            return node.args[0]
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("round", "around"):
            module = isinstance(node.func.value, ast.Name) and node.func.value.id == "np"
            return node.args[0] if module and node.args else node.func.value
        return node
