"""The key of a question in all digits: its block runs once more, with nothing rounded.

A block prints at most six digits, and a reader may give more, or others that round to the same. So what the
block says of how a number is written is left out: `f"{x:.4f}"` becomes `f"{x}"`, `x.round(4)` becomes `x`.
"""

import ast
from dataclasses import replace

from nnbook.book.content import answers
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
    try:
        tree = _Unrounded().visit(parsed(question.proof.source))
    except SyntaxError:  # the block itself fails, and says so
        return ""
    source = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
    outcome = results.get(replace(question.proof, source=source))
    lines = outcome.text("stdout").splitlines()
    if outcome.failed or not lines or not lines[0].split():
        return ""
    found = lines[0].split()[-1]
    rounds = [answers.numbers(text) for text in (question.key, found)]
    if not all(rounds):
        return ""
    key, number = (numbers[-1] for numbers in rounds)
    # Another number than the key would be one that was rounded by something else.
    return found if abs(key.value - number.value) <= key.half * (1 + 1e-6) else ""


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
