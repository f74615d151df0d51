# Your own network, step 2 of 7: a layer
# continues: own-neuron

# %% starter
def layer(X, W, b):
    """Return the pre-activations: a row a neuron, a column a sample."""
    ...


# %% hint
# Row i of `W` holds the weights of neuron i, and column k of `X` is sample k.
# So `W @ X` has every weighted sum, and the column `b` is repeated for each
# sample by itself.


# %% solution
def layer(X, W, b):
    """Return the pre-activations: a row a neuron, a column a sample."""
    return W @ X + b


# %% checks
import numpy as np

from nnbook.book.run.grader import close

rng = np.random.default_rng(0)


def check_every_entry_is_a_neuron_with_a_sample(layer):
    # As many samples as neurons at first: there a bias along the wrong axis
    # fits, too.
    for n_in, n_out, m in ((3, 2, 2), (2, 4, 3), (5, 1, 1), (1, 3, 6)):
        X, W = rng.normal(size=(n_in, m)), rng.normal(size=(n_out, n_in))
        b = rng.normal(size=(n_out, 1))
        expected = np.array(
            [
                [
                    sum(W[i, j] * X[j, k] for j in range(n_in)) + b[i, 0]
                    for k in range(m)
                ]
                for i in range(n_out)
            ]
        )
        close(layer(X, W, b), expected)


# %% wrong: the bias is forgotten
# Yours are the weighted sums alone. Each neuron adds its bias: `+ b`.
def layer(X, W, b):
    return W @ X


# %% wrong: the biases lie along the samples
# A neuron is a row, and so its bias belongs to a row: `b` is a column already,
# and needs no turning.
def layer(X, W, b):
    return W @ X + b.reshape(1, -1)


# %% wrong: samples and neurons have changed places
# Your rows are samples and your columns neurons. In this file a sample is a
# column, all the way through: `W` stands to the left of `X`.
def layer(X, W, b):
    return X.T @ W.T + b.T
