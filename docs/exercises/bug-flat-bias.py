# Find the bug: equal samples, different answers

# %% starter
import numpy as np

W = np.array([[0.2, 0.5], [-0.6, 0.1], [0.4, -0.3]])
b = np.array([0.1, 0.2, 0.3])
x = np.array([[0.5], [0.8]])
X = np.hstack([x, x, x])  # the same sample three times


def layer(X, W, b):
    """Return W X + b: one sample a column, one bias a neuron."""
    return W @ X + b


print(layer(X, W, b).round(2))  # the columns should be equal

# %% hint
# Step to the line with `return`, and see which way `b` is repeated. A bias
# belongs to a neuron, and a neuron is a row.

# %% solution
import numpy as np

W = np.array([[0.2, 0.5], [-0.6, 0.1], [0.4, -0.3]])
b = np.array([0.1, 0.2, 0.3])
x = np.array([[0.5], [0.8]])
X = np.hstack([x, x, x])


def layer(X, W, b):
    return W @ X + b.reshape(-1, 1)


print(layer(X, W, b).round(2))

# %% checks
import numpy as np

from nnbook.book.run.grader import close

rng = np.random.default_rng(0)


def check_each_neuron_has_its_bias(layer):
    for n, n_in, m in ((3, 2, 3), (2, 4, 5), (4, 3, 1)):
        X, W = rng.standard_normal((n_in, m)), rng.standard_normal((n, n_in))
        b = rng.standard_normal(n)
        expected = np.zeros((n, m))
        for i in range(n):
            for k in range(m):
                expected[i, k] = np.sum(W[i] * X[:, k]) + b[i]
        close(layer(X, W, b), expected, "the pre-activations")


# %% wrong: the bias is still a row
# A row is repeated downwards: so each sample gets a bias, and not each neuron.
# A column is repeated to the right.
def layer(X, W, b):
    return W @ X + b.reshape(1, -1)


# %% wrong: the answer lies on its side
# The numbers are right, and each neuron has become a column. The data came
# with one sample a column, and so should the answer.
def layer(X, W, b):
    return X.T @ W.T + b


# %% wrong: one bias for all
# Equal samples have equal answers now, but all neurons share the first bias.
def layer(X, W, b):
    return W @ X + b[0]
