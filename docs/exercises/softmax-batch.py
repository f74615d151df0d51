# Softmax of a batch

# %% starter
import numpy as np


def softmax(Z):
    """Turn each column of scores into
    probabilities that add up to 1.
    """
    ...


print(softmax(np.array([[2.0, 0.0], [1.0, 0.0], [0.5, 0.0]])))

# %% hint
# One column is one sample, so the sums run down the columns: `axis=0`. With
# `keepdims=True` the sums keep a shape that divides the columns again.

# %% solution
import numpy as np


def softmax(Z):
    e = np.exp(Z - Z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


print(softmax(np.array([[2.0, 0.0], [1.0, 0.0], [0.5, 0.0]])))

# %% checks
import numpy as np

from nnbook.book.run.grader import close

rng = np.random.default_rng(0)


def by_hand(scores):
    e = [np.exp(z - max(scores)) for z in scores]
    return [value / sum(e) for value in e]


def check_columns(softmax):
    cases = [np.array([[2.0, 0.0], [1.0, 0.0], [0.5, 0.0]])]
    cases += [rng.standard_normal(shape) for shape in ((4, 7), (3, 1))]
    for Z in cases:
        close(softmax(Z), np.transpose([by_hand(column) for column in Z.T]))


def check_large_scores(softmax):
    high = np.array([[1000.0, 0.0], [999.0, 2000.0]])
    low = np.array([[-1000.0, 5.0], [-1001.0, 6.0]])
    for Z in (high, low):
        close(softmax(Z), np.transpose([by_hand(column) for column in Z.T]))


# %% wrong: over the rows
# Your rows add up to 1, so the samples compete with each other. The classes of
# one sample stand in a column: `axis=0`.
import numpy as np


def softmax(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# %% wrong: over the whole array
# All your values together add up to 1. Each sample needs a sum of its own: give
# `sum` an axis, and `keepdims=True`.
import numpy as np


def softmax(Z):
    e = np.exp(Z - Z.max())
    return e / e.sum()


# %% wrong: the largest score is not subtracted
# The exponential of 1000 is too large for a float. Subtract the largest score
# of each column first; only differences count.
import numpy as np


def softmax(Z):
    e = np.exp(Z)
    return e / e.sum(axis=0, keepdims=True)


# %% wrong: one maximum for the whole batch
# You subtract the largest score of the whole batch. In a column whose scores
# are all far below it, every exponential is 0, and 0 is divided by 0. Each
# column needs a maximum of its own.
import numpy as np


def softmax(Z):
    e = np.exp(Z - Z.max())
    return e / e.sum(axis=0, keepdims=True)
