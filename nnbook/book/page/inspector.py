"""Give the backprop inspector its numbers: the trace of a network, computed while the site is built."""

import html
import json
import re
from typing import Any

import numpy as np

from nnbook.book.check import blocks

_TAG = re.compile(r"^<backprop-inspector\b", re.MULTILINE)


def with_trace(markdown: str) -> str:
    """Put the trace into each tag of a backprop inspector, as its attribute `data-trace`.

    The chapter's file stays free of it, so it reads well raw; MkDocs and Zensical both get it.

    Parameters
    ----------
    markdown : str
        A chapter.

    Returns
    -------
    str
        With as many lines.
    """
    if not _TAG.search(markdown):
        return markdown
    value = html.escape(json.dumps(trace(), separators=(",", ":")))
    return _TAG.sub(lambda tag: f'{tag[0]} data-trace="{value}"', markdown)


def trace() -> dict[str, Any]:
    """Trace the example network in a form that JSON can hold.

    Returns
    -------
    dict
        "X", "Y" and "params"; "steps", by name in their order, each with its value, function, line and
        inner line; "measured", by the names of the gradients. All values are lists of rows.
    """
    blocks.forget_changed_library()
    from nnbook.trace import example_network, measure_gradients, trace_network  # as it stands in the file now

    X, Y, params = example_network()
    steps = {
        name: {"value": _rows(value), "function": function, "line": line, "inner": inner}
        for name, value, function, line, inner in trace_network(X, Y, params)
    }
    return {
        "X": _rows(X),
        "Y": _rows(Y),
        "params": {name: _rows(value) for name, value in params.items()},
        "steps": steps,
        "measured": {name: _rows(value) for name, value in measure_gradients(X, Y, params).items()},
    }


def _rows(value: np.ndarray[Any, Any]) -> list[list[float]]:
    rows: list[list[float]] = np.atleast_2d(value).tolist()
    return rows
