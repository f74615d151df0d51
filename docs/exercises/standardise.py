# Standardise the features

# %% starter
import numpy as np


def standardise(X, new):
    """Return both arrays, each feature with
    the mean 0 and the spread 1 that it gets
    *in X*. One row is one feature, one column
    one sample. new holds samples that came
    later.
    """
    ...


X = np.array([[50.0, 100.0, 150.0], [1.0, 2.0, 6.0]])
print(standardise(X, np.array([[100.0], [3.0]])))

# %% hint
# Take the mean and the standard deviation of each row of `X`, with
# `axis=1, keepdims=True`. Use these same two for both arrays.

# %% solution
import numpy as np


def standardise(X, new):
    mean = X.mean(axis=1, keepdims=True)
    spread = X.std(axis=1, keepdims=True)
    return (X - mean) / spread, (new - mean) / spread


X = np.array([[50.0, 100.0, 150.0], [1.0, 2.0, 6.0]])
print(standardise(X, np.array([[100.0], [3.0]])))

# %% checks
import statistics

import numpy as np

from nnbook.book.run.grader import close, parts

rng = np.random.default_rng(0)


def by_hand(array, X):
    """Measure each row of the array with the ruler of the same row of X."""
    rows = []
    for row, ruler in zip(array.tolist(), X.tolist()):
        mean, spread = statistics.fmean(ruler), statistics.pstdev(ruler)
        rows.append([(x - mean) / spread for x in row])
    return rows


def check_features(standardise):
    flats = np.array([[50.0, 100.0, 150.0], [1.0, 2.0, 6.0]])
    cases = [(flats, np.array([[100.0, 75.0], [3.0, 1.0]]))]
    for n, m, k in ((3, 3, 4), (4, 20, 1)):
        cases.append((rng.normal(5, 3, (n, m)), rng.normal(6, 2, (n, k))))
    for X, new in cases:
        first, second = parts(standardise(X, new), "X", "the new samples")
        close(first, by_hand(X, X), "`X`, standardised,")
        close(second, by_hand(new, X), "`new`, standardised,")


# %% wrong: a new ruler for the new samples
# You measured `new` with its own mean and spread. A sample that comes later
# must be measured with the ruler of the training data, or equal flats get
# different numbers.
def standardise(X, new):
    def scaled(A):
        mean = A.mean(axis=1, keepdims=True)
        return (A - mean) / A.std(axis=1, keepdims=True)

    return scaled(X), scaled(new)


# %% wrong: divided by the variance
# You divide by the variance. The spread is its root: `std`, not `var`.
def standardise(X, new):
    mean = X.mean(axis=1, keepdims=True)
    spread = X.var(axis=1, keepdims=True)
    return (X - mean) / spread, (new - mean) / spread


# %% wrong: one ruler for all features
# You took one mean and one spread for all features together, and they keep
# their different scales. Take them for each row: `axis=1`.
def standardise(X, new):
    return (X - X.mean()) / X.std(), (new - X.mean()) / X.std()


# %% wrong: the mean is not subtracted
# Your spread is right and your mean is not 0: subtract the mean before you
# divide.
def standardise(X, new):
    mean = X.mean(axis=1, keepdims=True)
    spread = X.std(axis=1, keepdims=True)
    return X / spread, new / spread
