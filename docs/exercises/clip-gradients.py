# Clip a gradient that is too long

# %% starter
import numpy as np


def clip(gradients, limit):
    """Return the gradients, all shortened by
    one factor where their common length is
    above the limit. The common length is the
    root of the sum of all squares, over all
    arrays of the dictionary.
    """
    ...


gradients = {"dW1": np.array([[3.0, 0.0]]), "db1": np.array([[4.0]])}
print(clip(gradients, 1.0))

# %% hint
# The length of all arrays together is
# `np.sqrt(sum(np.sum(g**2) for g in gradients.values()))`. Where it is above
# the limit, multiply every array by `limit / length`.

# %% solution
import numpy as np


def clip(gradients, limit):
    length = np.sqrt(sum(np.sum(g**2) for g in gradients.values()))
    factor = limit / length if length > limit else 1.0
    return {name: factor * g for name, g in gradients.items()}


gradients = {"dW1": np.array([[3.0, 0.0]]), "db1": np.array([[4.0]])}
print(clip(gradients, 1.0))

# %% checks
import math

import numpy as np

from nnbook.book.run.grader import close, expect, present

rng = np.random.default_rng(0)


def check_lengths(clip):
    given = {"dW1": np.array([[3.0, 1.5]]), "db1": np.array([[4.0]])}
    cases = [(given, 1.0), (given, 10.0)]
    shapes = {"dW1": (3, 2), "db1": (3, 1), "dW2": (1, 3), "db2": (1, 1)}
    for limit in (0.5, 3.0, 100.0):
        drawn = {k: rng.standard_normal(shape) for k, shape in shapes.items()}
        cases.append((drawn, limit))
    for gradients, limit in cases:
        got = present(clip(gradients, limit))
        expect(
            isinstance(got, dict), "the result is no dictionary of gradients"
        )
        values = np.concatenate([g.ravel() for g in gradients.values()])
        length = math.hypot(*values.tolist())
        for name, g in gradients.items():
            expect(name in got, f"the result lacks `{name}`")
            close(got[name], g * min(1.0, limit / length), f"`{name}`")


def check_zero(clip):
    zeros = np.zeros((2, 2))
    close(clip({"dW1": zeros}, 1.0)["dW1"], zeros, "`dW1`")


# %% wrong: each value for itself
# You cut every value by itself. That turns the gradient into another direction.
# One factor for all of them keeps it.
import numpy as np


def clip(gradients, limit):
    return {name: np.clip(g, -limit, limit) for name, g in gradients.items()}


# %% wrong: each array for itself
# You measured each array by itself, so the layers no longer stand in their true
# proportion. There is one length, of all arrays together.
import numpy as np


def clip(gradients, limit):
    clipped = {}
    for name, g in gradients.items():
        clipped[name] = g * min(1.0, limit / np.linalg.norm(g))
    return clipped


# %% wrong: short gradients made longer
# A gradient shorter than the limit stays as it is. You stretch it: ask first
# whether its length is above the limit.
import numpy as np


def clip(gradients, limit):
    length = np.sqrt(sum(np.sum(g**2) for g in gradients.values()))
    factor = limit / length
    return {name: factor * g for name, g in gradients.items()}


# %% wrong: the root is forgotten
# You compare with the sum of the squares. The length is its root.
import numpy as np


def clip(gradients, limit):
    length = sum(np.sum(g**2) for g in gradients.values())
    factor = limit / length if length > limit else 1.0
    return {name: factor * g for name, g in gradients.items()}
