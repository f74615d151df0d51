# Repair the shapes

# %% starter
import numpy as np

from nnbook.activations import sigmoid


def answers(rows, W, b):
    """Return the answers, one column a sample.
    rows has one *row* a sample, W one row a
    neuron, and b is a flat array with one
    number a neuron.
    """
    return sigmoid(W @ rows + b)


# three samples of two features
rows = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
print(answers(rows, np.array([[1.0, -1.0], [2.0, 0.5]]), np.array([0.5, -0.5])))

# %% hint
# Write the shapes down. `W` is (n_out, n), so what stands to its right must
# have n rows: transpose the samples. A bias of shape (n_out, 1) is added to
# every column; a flat one is added to every row.

# %% solution
import numpy as np

from nnbook.activations import sigmoid


def answers(rows, W, b):
    return sigmoid(W @ rows.T + b[:, np.newaxis])


# three samples of two features
rows = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
print(answers(rows, np.array([[1.0, -1.0], [2.0, 0.5]]), np.array([0.5, -0.5])))

# %% checks
import numpy as np

from nnbook.activations import sigmoid
from nnbook.book.run.grader import close

rng = np.random.default_rng(0)


def compare(answers, *cases):
    for m, n, n_out in cases:
        rows = rng.standard_normal((m, n))
        W, b = rng.standard_normal((n_out, n)), rng.standard_normal(n_out)
        expected = np.zeros((n_out, m))
        for neuron, sample in np.ndindex(n_out, m):
            z = sum(W[neuron] * rows[sample]) + b[neuron]
            expected[neuron, sample] = sigmoid(z)
        close(answers(rows, W, b), expected)


def check_equal_sizes(answers):
    # here what is mixed up gives values, and no error: they tell what it is
    compare(answers, (2, 2, 2))


def check_batches(answers):
    # as many samples as neurons first: there NumPy adds a flat bias, wrongly
    compare(answers, (3, 2, 3), (5, 2, 3), (1, 4, 2), (4, 3, 1))


# %% wrong: the samples are not transposed
# `W @ rows` wants as many rows as the samples have features. In `rows`, the
# features are the columns: `rows.T`.
from nnbook.activations import sigmoid


def answers(rows, W, b):
    return sigmoid(W @ rows + b.reshape(-1, 1))


# %% wrong: reshaped in place of transposed
# `reshape` keeps the order of the numbers and only breaks the lines elsewhere,
# so your samples are mixed. A transpose turns rows into columns.
from nnbook.activations import sigmoid


def answers(rows, W, b):
    return sigmoid(W @ rows.reshape(W.shape[1], -1) + b.reshape(-1, 1))


# %% wrong: a flat bias
# Here NumPy adds the flat bias along the rows, one number a *sample*. Make it a
# column, `b[:, np.newaxis]` or `b.reshape(-1, 1)`, and each neuron gets its
# own.
from nnbook.activations import sigmoid


def answers(rows, W, b):
    return sigmoid(W @ rows.T + b)


# %% wrong: one row a sample
# Your numbers are right and your shape is not: you return one row a sample.
# Turn the result.
from nnbook.activations import sigmoid


def answers(rows, W, b):
    return sigmoid(rows @ W.T + b)
