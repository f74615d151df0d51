# One layer

# %% starter
import numpy as np


def layer(X, W, b):
    """Return the activations of a ReLU layer;
    X has one column a sample, b one row a
    neuron.
    """
    ...


X = np.array([[1.0], [2.0]])
W = np.array([[0.5, 0.5], [0.3, 0.7]])
b = np.array([[0.0], [0.0]])
print(layer(X, W, b))

# %% hint
# A row of `W` holds the weights of one neuron, so `W @ X` gives each neuron its
# weighted sum. Add the bias, then apply ReLU.

# %% solution
import numpy as np


def layer(X, W, b):
    Z = W @ X + b
    return np.maximum(0, Z)


X = np.array([[1.0], [2.0]])
W = np.array([[0.5, 0.5], [0.3, 0.7]])
b = np.array([[0.0], [0.0]])
print(layer(X, W, b))

# %% checks
import numpy as np

from nnbook.book.run.grader import close

rng = np.random.default_rng(0)


def by_hand(X, W, b):
    """Go through every neuron and every sample."""
    A = np.zeros((len(W), X.shape[1]))
    for i, k in np.ndindex(A.shape):
        z = b[i, 0]
        for j in range(len(X)):
            z += W[i, j] * X[j, k]
        A[i, k] = max(0.0, z)
    return A


def check_layers(layer):
    X, W = np.array([[1.0], [2.0]]), np.array([[0.5, 0.5], [0.3, 0.7]])
    silent = np.array([[0.5, -0.5], [0.3, 0.7]])  # ReLU makes the first 0
    cases = [
        (X, W, np.zeros((2, 1))),
        (X, silent, np.array([[0.2], [0.0]])),
    ]
    for n, n_out, m in ((2, 3, 5), (4, 1, 2), (3, 3, 3)):
        shapes = (n, m), (n_out, n), (n_out, 1)
        cases.append([rng.standard_normal(shape) for shape in shapes])
    for X, W, b in cases:
        close(layer(X, W, b), by_hand(X, W, b))


# %% wrong: the weights transposed
# You sum along the columns of `W`. A row belongs to a neuron, a column to an
# input: `W @ X`, without a transpose.
import numpy as np


def layer(X, W, b):
    Z = W.T @ X + b
    return np.maximum(0, Z)


# %% wrong: the bias is forgotten
# The biases are missing. They are added to the weighted sums, before ReLU.
import numpy as np


def layer(X, W, b):
    Z = W @ X
    return np.maximum(0, Z)


# %% wrong: the bias after ReLU
# You add the bias to what ReLU returns. It belongs inside: it moves the point
# at which ReLU bends.
import numpy as np


def layer(X, W, b):
    return np.maximum(0, W @ X) + b


# %% wrong: no ReLU
# You return the pre-activations. ReLU still has to make the negative ones 0.
def layer(X, W, b):
    Z = W @ X + b
    return Z
