# Accuracy for several classes

# %% starter
import numpy as np


def accuracy(A, Y):
    """Return the share of samples whose
    largest probability stands at the right
    class. A holds probabilities, Y one-hot
    labels; both have one row a class and one
    column a sample.
    """
    ...


A = np.array([[0.4, 0.5, 0.2], [0.35, 0.3, 0.2], [0.25, 0.2, 0.6]])
Y = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
print(accuracy(A, Y))

# %% hint
# `A.argmax(axis=0)` finds the row of the largest value in each column. Do the
# same with `Y`, compare, and take the mean.

# %% solution
import numpy as np


def accuracy(A, Y):
    return np.mean(A.argmax(axis=0) == Y.argmax(axis=0))


A = np.array([[0.4, 0.5, 0.2], [0.35, 0.3, 0.2], [0.25, 0.2, 0.6]])
Y = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
print(accuracy(A, Y))

# %% checks
import numpy as np

from nnbook.activations import softmax
from nnbook.book.run.grader import close

rng = np.random.default_rng(0)


def check_shares(accuracy):
    rows = [0.4, 0.5, 0.2, 0.7], [0.35, 0.3, 0.2, 0.2], [0.25, 0.2, 0.6, 0.1]
    close(accuracy(np.array(rows), np.eye(3)[:, [0, 1, 2, 0]]), 3 / 4)
    for classes, m in ((3, 8), (10, 4), (2, 20)):
        A = softmax(rng.standard_normal((classes, m)))
        labels = rng.integers(classes, size=m)
        right = 0
        for column, label in zip(A.T.tolist(), labels.tolist()):
            right += column.index(max(column)) == label
        close(accuracy(A, np.eye(classes)[:, labels]), right / m)


# %% wrong: the largest of each row
# You look along the rows and find the sample that suits a class best. The
# classes of a sample stand in a column: `axis=0`.
import numpy as np


def accuracy(A, Y):
    return np.mean(A.argmax(axis=1) == Y.argmax(axis=1))


# %% wrong: rounded probabilities compared
# You round the probabilities. The largest of several may well be below one
# half, and it counts all the same: use `argmax`.
import numpy as np


def accuracy(A, Y):
    return np.mean(A.round() == Y)


# %% wrong: counted, not divided
# You return how many are right. The accuracy is their share: divide by the
# number of samples, or take the mean.
import numpy as np


def accuracy(A, Y):
    return np.sum(A.argmax(axis=0) == Y.argmax(axis=0))
