"""Compare how long pieces of code take, on a machine that also does other things."""

from collections.abc import Callable
from time import perf_counter


def fastest(*runs: Callable[[], object], turns: int = 9) -> list[float]:
    """Let each run take its turn, several times, and keep the least time of each.

    Parameters
    ----------
    *runs : callable
        Called without arguments. A run should take a millisecond at least: clocks are coarse.
    turns : int
        How often each is called.

    Returns
    -------
    list of float
        Seconds, one for each run. The least, since whatever disturbs a run only makes it longer.

    Raises
    ------
    ValueError
        Where `turns` is below 1.
    """
    if turns < 1:
        raise ValueError(f"turns must be at least 1, got {turns}")
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(turns):
        for run, measured in zip(runs, times, strict=True):
            begun = perf_counter()
            run()
            measured.append(perf_counter() - begun)
    return [min(measured) for measured in times]
