# Find the bug: all answers are right, and the accuracy is one half

# %% starter
import numpy as np


def accuracy(A, y):
    """Return the share of right answers: outputs (m, 1), labels (m,)."""
    answers = A > 0.5
    right = answers == y
    return np.mean(right)


A = np.array([[0.9], [0.2], [0.8], [0.1]])
y = np.array([1, 0, 1, 0])
print(accuracy(A, y))  # all four are right

# %% hint
# Step into `accuracy`, and look at the shape of `right`: four samples have
# four answers.

# %% solution
import numpy as np


def accuracy(A, y):
    answers = A > 0.5
    right = answers.ravel() == y
    return np.mean(right)


A = np.array([[0.9], [0.2], [0.8], [0.1]])
y = np.array([1, 0, 1, 0])
print(accuracy(A, y))

# %% checks
import numpy as np

from nnbook.book.run.grader import close

rng = np.random.default_rng(0)


def check_the_share_of_right_answers(accuracy):
    A = np.array([[0.9], [0.2], [0.8], [0.6], [0.7]])
    cases = [(A, np.array([1, 0, 1, 0, 1]))]
    for m in (1, 4, 9):
        cases.append((rng.uniform(size=(m, 1)), rng.integers(0, 2, size=m)))
    for A, y in cases:
        right = [(a[0] > 0.5) == (label == 1) for a, label in zip(A, y)]
        close(accuracy(A, y), sum(right) / len(y), "the accuracy")


# %% wrong: the labels as a row
# A row and a column still make a table: each answer is compared with each
# label. Both have to lie the same way.
import numpy as np


def accuracy(A, y):
    answers = A > 0.5
    right = answers == y.reshape(1, -1)
    return np.mean(right)


# %% wrong: the table is only counted otherwise
# The sum over the table, by the number of samples, can be larger than 1.
# The table itself is what is wrong.
import numpy as np


def accuracy(A, y):
    answers = A > 0.5
    right = answers == y
    return np.sum(right) / len(y)


# %% wrong: the labels are not looked at
# This is the share of samples that the network calls 1. It does not say which
# of these answers are right.
import numpy as np


def accuracy(A, y):
    answers = A > 0.5
    return np.mean(answers)
