# The gradients of a layer

# %% starter
import numpy as np


def layer_gradients(dZ, A):
    """Return dW and db of a layer. dZ, the
    slope of the loss with respect to Z, has
    shape (n_out, m); the 1/m of the mean is in
    it already. A, what the layer read, has
    shape (n, m).
    """
    ...


dZ, A = np.ones((2, 4)), np.ones((3, 4))
print(layer_gradients(dZ, A))

# %% hint
# dW has the shape of W, (n_out, n). Only one product of `dZ` and `A` has it,
# and it adds up over the samples. db adds up `dZ` along its rows and stays a
# column.

# %% solution
import numpy as np


def layer_gradients(dZ, A):
    return dZ @ A.T, dZ.sum(axis=1, keepdims=True)


dZ, A = np.ones((2, 4)), np.ones((3, 4))
print(layer_gradients(dZ, A))

# %% checks
import numpy as np

from nnbook.book.run.grader import close, parts
from nnbook.gradcheck import numerical_gradient

rng = np.random.default_rng(0)


def check_against_measured_slopes(layer_gradients):
    for n_out, n, m in ((2, 5, 4), (3, 3, 2), (1, 4, 6), (4, 2, 1)):
        dZ, A = rng.standard_normal((n_out, m)), rng.standard_normal((n, m))
        W, b = rng.standard_normal((n_out, n)), rng.standard_normal((n_out, 1))

        def loss(W, b):  # its slope with respect to Z is dZ
            return np.sum(dZ * (W @ A + b))

        dW, db = parts(layer_gradients(dZ, A), "dW", "db")
        of_W = numerical_gradient(lambda W: loss(W, b), W)
        of_b = numerical_gradient(lambda b: loss(W, b), b)
        close(dW, of_W, "dW", rtol=1e-5, atol=1e-7)
        close(db, of_b, "db", rtol=1e-5, atol=1e-7)


# %% wrong: the gradient transposed
# dW must have the shape of W, one row a neuron. `A @ dZ.T` has one row an
# input: swap the factors, `dZ @ A.T`.
def layer_gradients(dZ, A):
    return A @ dZ.T, dZ.sum(axis=1, keepdims=True)


# %% wrong: the mean taken twice
# `dZ` is the slope of the loss, and the loss is a mean: the 1/m stands in `dZ`
# already. You divide once more.
def layer_gradients(dZ, A):
    m = A.shape[1]
    return dZ @ A.T / m, dZ.sum(axis=1, keepdims=True) / m


# %% wrong: a flat bias gradient
# db must have the shape of b, a column. Without `keepdims=True` the sum drops a
# dimension, and a later `b - rate * db` would blow b up into a square.
def layer_gradients(dZ, A):
    return dZ @ A.T, dZ.sum(axis=1)


# %% wrong: the bias gradient summed over the neurons
# You sum over the neurons. Each neuron has a bias of its own, and its slope
# adds up over the *samples*, along a row: `axis=1`.
def layer_gradients(dZ, A):
    return dZ @ A.T, dZ.sum(axis=0, keepdims=True)
