# A confusion matrix

# %% starter
import numpy as np


def confusion(truth, answers, n_classes):
    """Return a matrix with a row for each true
    class and a column for each answer: how
    many samples have that pair. truth and
    answers are whole numbers, one a sample.
    """
    ...


print(confusion(np.array([0, 0, 1]), np.array([0, 1, 1]), 2))

# %% hint
# Begin with zeros of shape `(n_classes, n_classes)`. Go through both arrays
# with `zip`, and add 1 in the row of the truth and the column of the answer.

# %% solution
import numpy as np


def confusion(truth, answers, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=int)
    for true, answer in zip(truth, answers):
        counts[true, answer] += 1
    return counts


print(confusion(np.array([0, 0, 1]), np.array([0, 1, 1]), 2))

# %% checks
import numpy as np

from nnbook.book.run.grader import close

rng = np.random.default_rng(0)


def check_counts(confusion):
    cases = [(np.array([0, 0, 0, 2, 2, 0]), np.array([0, 2, 2, 0, 2, 2]), 4)]
    for n, m in ((2, 8), (3, 20), (5, 60)):
        cases.append((rng.integers(0, n, m), rng.integers(0, n, m), n))
    for truth, answers, n in cases:
        pairs = list(zip(truth.tolist(), answers.tolist()))
        wanted = [[pairs.count((i, j)) for j in range(n)] for i in range(n)]
        close(confusion(truth, answers, n), wanted)


# %% wrong: rows and columns changed over
# You have a row for each answer. Put the true class first: `[true, answer]`.
import numpy as np


def confusion(truth, answers, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=int)
    for true, answer in zip(truth, answers):
        counts[answer, true] += 1
    return counts


# %% wrong: a pair counts once
# A pair that comes several times is counted once. `counts[truth, answers] += 1`
# adds to each place only once, however often it is named: use a loop, or
# `np.add.at`.
import numpy as np


def confusion(truth, answers, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=int)
    counts[truth, answers] += 1
    return counts


# %% wrong: shares in place of counts
# You divide by the number of samples. A confusion matrix holds counts; a share
# hides how few samples a rare class has.
import numpy as np


def confusion(truth, answers, n_classes):
    counts = np.zeros((n_classes, n_classes))
    for true, answer in zip(truth, answers):
        counts[true, answer] += 1
    return counts / len(truth)


# %% wrong: mistakes alone
# You count the mistakes and leave out the right answers. They belong on the
# diagonal.
import numpy as np


def confusion(truth, answers, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=int)
    for true, answer in zip(truth, answers):
        counts[true, answer] += true != answer
    return counts
