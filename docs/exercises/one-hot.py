# One-hot labels

# %% starter
import numpy as np


def one_hot(labels, n_classes):
    """Return an array with one column a label:
    1 in the row of its class, 0 elsewhere.
    Classes count from 0.
    """
    ...


print(one_hot(np.array([1, 0, 2, 1]), 3))

# %% hint
# Start with `np.zeros((n_classes, m))`. Then one line sets all the ones: index
# the rows with the labels and the columns with `np.arange(m)`.

# %% solution
import numpy as np


def one_hot(labels, n_classes):
    Y = np.zeros((n_classes, len(labels)))
    Y[labels, np.arange(len(labels))] = 1
    return Y


print(one_hot(np.array([1, 0, 2, 1]), 3))

# %% checks
import numpy as np

from nnbook.book.run.grader import close

rng = np.random.default_rng(0)


def check_labels(one_hot):
    cases = [(np.array([1, 0]), 3), (np.array([1, 0, 2, 1]), 3)]
    for n, m in ((2, 6), (5, 5), (10, 3)):
        cases.append((rng.integers(n, size=m), n))
    for labels, n_classes in cases:
        expected = [labels == k for k in range(n_classes)]
        close(one_hot(labels, n_classes), expected)


# %% wrong: one row a label
# You have one row a label. In the network chapters a sample is a column, and so
# are its labels.
import numpy as np


def one_hot(labels, n_classes):
    return np.eye(n_classes)[labels]


# %% wrong: the number of classes read from the labels
# A batch need not contain every class. Use `n_classes` for the number of rows,
# not the largest label.
import numpy as np


def one_hot(labels, n_classes):
    Y = np.zeros((labels.max() + 1, len(labels)))
    Y[labels, np.arange(len(labels))] = 1
    return Y


# %% wrong: classes counted from 1
# Class 0 belongs to row 0. You seem to subtract 1, and index -1 is the last
# row.
import numpy as np


def one_hot(labels, n_classes):
    Y = np.zeros((n_classes, len(labels)))
    Y[labels - 1, np.arange(len(labels))] = 1
    return Y
