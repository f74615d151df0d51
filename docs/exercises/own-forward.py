# Your own network, step 3 of 7: the way forward
# continues: own-layer

# %% starter
def relu(Z):
    """Return the positive part of each entry."""
    ...


def softmax(Z):
    """Return probabilities: each column adds up to 1."""
    ...


def forward(X, params):
    """Return the hidden layer's output and the probabilities."""
    ...


# %% hint
# `np.maximum` compares entry by entry. Softmax takes the largest score of each
# column away first, so that no exponential is too large, and divides by the sum
# of the column. `forward` calls `layer` twice, with `params["W1"]` and
# `params["b1"]`, then with `params["W2"]` and `params["b2"]`.


# %% solution
def relu(Z):
    """Return the positive part of each entry."""
    return np.maximum(Z, 0)


def softmax(Z):
    """Return probabilities: each column adds up to 1."""
    powers = np.exp(Z - Z.max(axis=0))
    return powers / powers.sum(axis=0)


def forward(X, params):
    """Return the hidden layer's output and the probabilities."""
    A1 = relu(layer(X, params["W1"], params["b1"]))
    A2 = softmax(layer(A1, params["W2"], params["b2"]))
    return A1, A2


# %% checks
import numpy as np

from nnbook.book.run.grader import close, parts

rng = np.random.default_rng(0)


def check_relu(relu):
    Z = np.array([[-1.5, 0.0, 2.5], [3.0, -0.1, -4.0]])
    close(relu(Z), [[0, 0, 2.5], [3, 0, 0]])


def check_softmax(softmax):
    Z = rng.normal(size=(3, 4))
    powers = [[np.exp(z) for z in column] for column in Z.T]
    close(
        softmax(Z),
        np.transpose([[p / sum(column) for p in column] for column in powers]),
    )
    # Scores that no exponential of a float can hold.
    close(
        softmax(np.array([[1000.0], [1000.0]])),
        [[0.5], [0.5]],
        "`softmax` of two scores of 1000",
    )


def check_forward(forward):
    for n_in, hidden, n_out, m in ((3, 4, 2, 5), (2, 3, 3, 1)):
        X = rng.normal(size=(n_in, m))
        params = {
            "W1": rng.normal(size=(hidden, n_in)),
            "b1": rng.normal(size=(hidden, 1)),
            "W2": rng.normal(size=(n_out, hidden)),
            "b2": rng.normal(size=(n_out, 1)),
        }
        Z1 = params["W1"] @ X + params["b1"]
        hidden_output = Z1 * (Z1 > 0)
        scores = params["W2"] @ hidden_output + params["b2"]
        A1, A2 = parts(
            forward(X, params), "the hidden layer's output", "the probabilities"
        )
        close(A1, hidden_output, "the hidden layer's output")
        close(
            A2,
            np.exp(scores) / np.exp(scores).sum(axis=0, keepdims=True),
            "the probabilities",
        )


# %% wrong: softmax divides by the sum of everything
# A column is a sample, and each sample has probabilities of its own. Sum along
# the classes only: `axis=0`.
def relu(Z):
    return np.maximum(Z, 0)


def softmax(Z):
    powers = np.exp(Z - Z.max(axis=0))
    return powers / powers.sum()


def forward(X, params):
    A1 = relu(layer(X, params["W1"], params["b1"]))
    return A1, softmax(layer(A1, params["W2"], params["b2"]))


# %% wrong: softmax adds up along the samples
# A column is a sample, so what competes stands in one column: `axis=0`, and not
# `axis=1`.
def relu(Z):
    return np.maximum(Z, 0)


def softmax(Z):
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def forward(X, params):
    A1 = relu(layer(X, params["W1"], params["b1"]))
    return A1, softmax(layer(A1, params["W2"], params["b2"]))


# %% wrong: large scores overflow
# The exponential of 1000 is more than a float can hold. Take the largest score
# of each column away first: the probabilities stay the same.
def relu(Z):
    return np.maximum(Z, 0)


def softmax(Z):
    powers = np.exp(Z)
    return powers / powers.sum(axis=0)


def forward(X, params):
    A1 = relu(layer(X, params["W1"], params["b1"]))
    return A1, softmax(layer(A1, params["W2"], params["b2"]))


# %% wrong: the hidden layer has no activation
# Without ReLU two layers are no more than one: what goes into the second layer
# is `relu` of what the first one gives.
def relu(Z):
    return np.maximum(Z, 0)


def softmax(Z):
    powers = np.exp(Z - Z.max(axis=0))
    return powers / powers.sum(axis=0)


def forward(X, params):
    A1 = layer(X, params["W1"], params["b1"])
    return A1, softmax(layer(A1, params["W2"], params["b2"]))
