"""Try the orders of a solution's lines, so that a page can judge the usual ones before Python is there.

The build runs this as a block, by the reader's own grader; `nnbook.book.check.orders` reads what it prints.
"""

import json
from collections import deque
from dataclasses import asdict
from typing import Any

from nnbook.book.run.grader import Mistake, Verdict, grade

MOST = 24  # right orders that are kept, the solution's own included: the grader in the page knows the others


def tried_json(text: str) -> str:
    """Try what a rebuild can become.

    Parameters
    ----------
    text : str
        JSON: the code that is `given`, the `lines` of the solution, what is `wrong`, each as lines with a
        wrong one among them, the `checks` and the named `mistakes`.

    Returns
    -------
    str
        JSON: the verdict on the `solution`, one on each of the `wrong`, and the `orders` of the lines that
        are right, each as the numbers of its lines; the solution's own is the first.
    """
    data = json.loads(text)
    mistakes = [Mistake(**mistake) for mistake in data["mistakes"]]

    def graded(lines: list[str], known: list[Mistake]) -> Verdict:
        code = "\n".join([data["given"], *lines]) + "\n"
        return grade(code, data["checks"], known, lambda kind, text: None)

    solution = graded(data["lines"], mistakes)
    found: dict[str, Any] = {
        "solution": asdict(solution),
        "wrong": [asdict(graded(lines, mistakes)) for lines in data["wrong"]],
        "orders": [],
    }
    if solution.passed:
        found["orders"] = _right_orders(
            len(data["lines"]), lambda order: graded([data["lines"][n] for n in order], []).passed
        )
    return json.dumps(found)


def _right_orders(count: int, passes: Any) -> list[list[int]]:
    """Find the orders that can be reached from the solution's by exchanging neighbours, each one right."""
    first = tuple(range(count))
    right, seen, waiting = [first], {first}, deque([first])
    while waiting:
        order = waiting.popleft()
        for n in range(count - 1):
            other = (*order[:n], order[n + 1], order[n], *order[n + 2 :])
            if other in seen:
                continue
            seen.add(other)
            if passes(other):
                right.append(other)
                waiting.append(other)
                if len(right) == MOST:
                    return [list(order) for order in right]
    return [list(order) for order in right]
