"""The explorers: custom elements around Markdown, and the numbers that the build gives to one of them."""

import html
import re
from pathlib import Path

from nnbook.book.content.chapter import Block
from nnbook.book.content.errors import ChapterError
from nnbook.book.results.results import Results

# Their tags stand around Markdown; docs/assets/js/elements.js loads what makes them alive.
TAGS = (
    "secant-explorer",
    "activation-explorer",
    "perceptron-trainer",
    "descent-explorer",
    "backprop-inspector",
)

_INSPECTOR = re.compile(r"^<backprop-inspector\b", re.MULTILINE)
# Run as any block is: on its own, with the library as it stands now, and remembered.
_TRACE = """import json

import numpy as np
from nnbook.trace import example_network, measure_gradients, trace_network


def rows(value):
    return np.atleast_2d(value).tolist()


X, Y, params = example_network()
steps = {
    name: {"value": rows(value), "function": function, "line": line, "inner": inner}
    for name, value, function, line, inner in trace_network(X, Y, params)
}
found = {
    "X": rows(X),
    "Y": rows(Y),
    "params": {name: rows(value) for name, value in params.items()},
    "steps": steps,
    "measured": {name: rows(value) for name, value in measure_gradients(X, Y, params).items()},
}
print(json.dumps(found, separators=(",", ":")))
"""


def with_data(markdown: str, results: Results) -> str:
    """Put the trace of the example network into each backprop inspector, as its attribute `data-trace`.

    The chapter's file stays free of it, so it reads well raw.

    Parameters
    ----------
    markdown : str
        A chapter.
    results : Results
        By which the trace is computed.

    Returns
    -------
    str
        With as many lines.

    Raises
    ------
    ChapterError
        If the library cannot trace the network.
    """
    if not _INSPECTOR.search(markdown):
        return markdown
    value = html.escape(trace(results))
    return _INSPECTOR.sub(lambda tag: f'{tag[0]} data-trace="{value}"', markdown)


def trace(results: Results) -> str:
    """Trace the example network.

    Returns
    -------
    str
        JSON: "X", "Y" and "params"; "steps", by name in their order, each with its value, function, line and
        inner line; "measured", by the names of the gradients. All values are lists of rows.

    Raises
    ------
    ChapterError
        If the library cannot do it.
    """
    block = Block(Path(__file__), _line_of_trace(), _TRACE, {}, None, 0, 0)
    outcome = results.get(block)
    if outcome.failed:
        raise ChapterError(block.path, block.line, f"no trace of the example network\n{outcome.failure}")
    return outcome.text("stdout").strip()


def _line_of_trace() -> int:
    lines = Path(__file__).read_text(encoding="utf-8").split("\n")
    return lines.index('_TRACE = """import json') + 1
