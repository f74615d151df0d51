"""Compare how long pieces of code take, on a machine that also does other things."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from nnbook.validation import as_count, as_function


def fastest(*runs: Callable[[], object], turns: int = 9) -> list[float]:
    """Let the runs take turns, and return the least time of each.

    Parameters
    ----------
    *runs : callable
        Called without arguments, in each turn as often as a hundredth of a second allows, and once at
        least: the clock of a browser tells a tenth of a millisecond.
    turns : int
        How many turns each run gets.

    Returns
    -------
    list of float
        Seconds a call, one for each run. The least, since whatever disturbs a run only makes it longer.

    Raises
    ------
    ValueError
        Where `turns` is below 1, or a run cannot be called.
    """
    for number, run in enumerate(runs, start=1):
        as_function(f"run {number}", run, "lambda: W @ X")
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(as_count("turns", turns)):
        for run, measured in zip(runs, times, strict=True):
            calls, begun, passed = 0, perf_counter(), 0.0
            while passed < 0.01:
                run()
                calls, passed = calls + 1, perf_counter() - begun
            measured.append(passed / calls)
    return [min(measured) for measured in times]
