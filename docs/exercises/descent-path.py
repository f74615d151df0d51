# The path of a descent

# %% starter
import numpy as np


def descend(start, rate, steps):
    """Return the path down the bowl w1² + w2²
    as an array: the start in the first row,
    then a row a step.
    """
    ...


print(descend(np.array([4.0, -3.0]), 0.1, 5))

# %% hint
# The gradient of the bowl is `2 * w`. Each step gives `w - rate * 2 * w`. Put
# the start into a list, append each new point, and make an array of the list at
# the end.

# %% solution
import numpy as np


def descend(start, rate, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - rate * 2 * path[-1])
    return np.array(path)


print(descend(np.array([4.0, -3.0]), 0.1, 5))

# %% checks
import numpy as np

from nnbook.book.run.grader import close

rng = np.random.default_rng(0)


def check_paths(descend):
    cases = [(np.array([4.0, -3.0]), 0.1, 2), (np.array([1.0, 2.0]), 0.25, 1)]
    for rate, steps in ((0.05, 20), (0.9, 6)):
        cases.append((rng.uniform(-5, 5, 2), rate, steps))
    for start, rate, steps in cases:
        path = descend(start, rate, steps)
        if isinstance(path, np.ndarray) and path.ndim == 2 and len(path):
            close(path[0], start, "the first row")
        left = (1 - 2 * rate) ** np.arange(steps + 1)  # of the start
        close(path, np.outer(left, start), "the path")


# %% wrong: uphill
# Your path climbs. The gradient points uphill, so a step down subtracts it.
import numpy as np


def descend(start, rate, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] + rate * 2 * path[-1])
    return np.array(path)


# %% wrong: the slope of the square without its 2
# Your steps are half as long as they should be: the slope of `w**2` is `2 * w`.
import numpy as np


def descend(start, rate, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - rate * path[-1])
    return np.array(path)


# %% wrong: the same array in every row
# All rows of your path are equal. `w -= …` changes the array that already
# stands in the list, so the list holds the same array many times. Write
# `w = w - …`, which makes a new one.
import numpy as np


def descend(start, rate, steps):
    w = start.copy()
    path = [w]
    for _ in range(steps):
        w -= rate * 2 * w
        path.append(w)
    return np.array(path)


# %% wrong: the start is left out
# Your path begins after the first step. The start is its first point.
import numpy as np


def descend(start, rate, steps):
    w, path = start, []
    for _ in range(steps):
        w = w - rate * 2 * w
        path.append(w)
    return np.array(path)
