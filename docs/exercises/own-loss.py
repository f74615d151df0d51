# Your own network, step 4 of 7: the loss
# continues: own-forward

# %% starter
def loss(A2, Y):
    """Return the mean cross-entropy; Y has a 1 for the right class."""
    ...


# %% hint
# `A2 * Y` keeps of each column the probability of the right class. Its
# logarithm, with the sign turned, is what the sample costs, and the loss is the
# mean over the samples.


# %% solution
def loss(A2, Y):
    """Return the mean cross-entropy; Y has a 1 for the right class."""
    return -np.log((A2 * Y).sum(axis=0)).mean()


# %% checks
import numpy as np

from nnbook.book.run.grader import close

rng = np.random.default_rng(0)


def check_loss(loss):
    for classes, m in ((3, 4), (2, 1), (10, 7)):
        A2 = rng.dirichlet(np.ones(classes), m).T
        labels = rng.integers(0, classes, m)
        expected = (
            sum(-np.log(A2[label, k]) for k, label in enumerate(labels)) / m
        )
        close(loss(A2, np.eye(classes)[labels].T), expected)


# %% wrong: the sum instead of the mean
# Yours grows with the number of samples. Divide by that number, or take the
# `mean`, so that batches of any size can be compared.
def loss(A2, Y):
    return -np.sum(Y * np.log(A2))


# %% wrong: the mean over classes and samples
# You divide by the number of entries of `Y`. A sample costs one number, so
# divide by the number of samples, which is that of the columns.
def loss(A2, Y):
    return -np.mean(Y * np.log(A2))


# %% wrong: the sign is missing
# The logarithm of a probability is negative, and a loss is to be small where
# things are right. Turn the sign.
def loss(A2, Y):
    return np.log((A2 * Y).sum(axis=0)).mean()
