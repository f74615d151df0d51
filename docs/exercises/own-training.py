# Your own network, step 7 of 7: it learns to read
# continues: own-update

# %% starter
from nnbook.datasets import digits


def start(sizes, rng):
    """Return weights by He's rule, and biases of 0."""
    n_in, hidden, n_out = sizes
    return {
        "W1": rng.normal(0, np.sqrt(2 / n_in), (hidden, n_in)),
        "b1": np.zeros((hidden, 1)),
        "W2": rng.normal(0, np.sqrt(2 / hidden), (n_out, hidden)),
        "b2": np.zeros((n_out, 1)),
    }


def train(X, Y, params, epochs, rate):
    """Return the parameters after all epochs, and each epoch's loss."""
    losses = []
    ...


rng = np.random.default_rng(0)
X, y = digits()
Y = np.eye(10)[y].T
order = rng.permutation(len(y))
seen, unseen = order[:1347], order[1347:]
params = start((64, 32, 10), rng)
params, losses = train(X[:, seen], Y[:, seen], params, 200, 0.5)
right = forward(X[:, unseen], params)[1].argmax(axis=0) == y[unseen]
print(f"{right.sum()} of {len(unseen)} digits that it has never seen are read")

# %% hint
# An epoch goes forward, keeps the loss, goes back and updates. What `update`
# returns are the parameters of the next epoch.

# %% solution
from nnbook.datasets import digits


def start(sizes, rng):
    """Return weights by He's rule, and biases of 0."""
    n_in, hidden, n_out = sizes
    return {
        "W1": rng.normal(0, np.sqrt(2 / n_in), (hidden, n_in)),
        "b1": np.zeros((hidden, 1)),
        "W2": rng.normal(0, np.sqrt(2 / hidden), (n_out, hidden)),
        "b2": np.zeros((n_out, 1)),
    }


def train(X, Y, params, epochs, rate):
    """Return the parameters after all epochs, and each epoch's loss."""
    losses = []
    for _ in range(epochs):
        A1, A2 = forward(X, params)
        losses.append(loss(A2, Y))
        gradients = backward(X, Y, params, A1, A2)
        params = update(params, gradients, rate)
    return params, losses


rng = np.random.default_rng(0)
X, y = digits()
Y = np.eye(10)[y].T
order = rng.permutation(len(y))
seen, unseen = order[:1347], order[1347:]
params = start((64, 32, 10), rng)
params, losses = train(X[:, seen], Y[:, seen], params, 200, 0.5)
right = forward(X[:, unseen], params)[1].argmax(axis=0) == y[unseen]
print(f"{right.sum()} of {len(unseen)} digits that it has never seen are read")

# %% checks
import numpy as np

from nnbook.book.run.grader import close, expect, parts
from nnbook.datasets import digits

rng = np.random.default_rng(1)


def drawn(n_in, hidden, n_out):
    return {
        "W1": rng.normal(0, np.sqrt(2 / n_in), (hidden, n_in)),
        "b1": np.zeros((hidden, 1)),
        "W2": rng.normal(0, np.sqrt(2 / hidden), (n_out, hidden)),
        "b2": np.zeros((n_out, 1)),
    }


def passes(X, params):
    A1 = np.maximum(params["W1"] @ X + params["b1"], 0)
    Z2 = params["W2"] @ A1 + params["b2"]
    powers = np.exp(Z2 - Z2.max(axis=0))
    return A1, powers / powers.sum(axis=0)


def check_three_epochs(train):
    X, labels, params, rate = (
        rng.normal(size=(3, 6)),
        rng.integers(0, 2, 6),
        drawn(3, 4, 2),
        0.3,
    )
    Y = np.eye(2)[labels].T
    found, losses = parts(
        train(X, Y, params, 3, rate), "the parameters", "the losses"
    )
    expected = []
    for _ in range(3):
        A1, A2 = passes(X, params)
        expected.append(-np.log(A2[labels, range(6)]).mean())
        dZ2 = (A2 - Y) / 6
        dZ1 = params["W2"].T @ dZ2 * (A1 > 0)
        slopes = {
            "W1": dZ1 @ X.T,
            "b1": dZ1.sum(axis=1, keepdims=True),
            "W2": dZ2 @ A1.T,
            "b2": dZ2.sum(axis=1, keepdims=True),
        }
        params = {
            name: value - rate * slopes[name] for name, value in params.items()
        }
    close(losses, expected, "the losses")
    expect(isinstance(found, dict), "the parameters are no dictionary")
    for name, value in params.items():
        expect(name in found, f'the parameters have no `"{name}"`')
        close(found[name], value, f"`{name}`")


def check_it_reads(train):
    X, y = digits()
    order = rng.permutation(len(y))
    seen, unseen = order[:1347], order[1347:]
    trained = train(
        X[:, seen], np.eye(10)[y[seen]].T, drawn(64, 32, 10), 200, 0.5
    )
    params, _ = parts(trained, "the parameters", "the losses")
    right = passes(X[:, unseen], params)[1].argmax(axis=0) == y[unseen]
    found = f"{right.sum()} of {right.size} digits that it has never seen"
    expect(right.mean() > 0.9, f"it reads {found}, expected nine of ten")


# %% wrong: each epoch begins with the first parameters
# What `update` returns has to be the parameters of the next epoch: give it the
# name `params`.
def train(X, Y, params, epochs, rate):
    losses = []
    for _ in range(epochs):
        A1, A2 = forward(X, params)
        losses.append(loss(A2, Y))
        new = update(params, backward(X, Y, params, A1, A2), rate)
    return new, losses


# %% wrong: the loss is taken after the update
# The first loss is that of the start, before anything was learned: keep it
# between the way forward and the way back.
def train(X, Y, params, epochs, rate):
    losses = []
    for _ in range(epochs):
        A1, A2 = forward(X, params)
        params = update(params, backward(X, Y, params, A1, A2), rate)
        losses.append(loss(forward(X, params)[1], Y))
    return params, losses


# %% wrong: the way forward is gone once
# The outputs belong to the parameters that gave them. Go forward again in each
# epoch.
def train(X, Y, params, epochs, rate):
    losses = []
    A1, A2 = forward(X, params)
    for _ in range(epochs):
        losses.append(loss(A2, Y))
        params = update(params, backward(X, Y, params, A1, A2), rate)
    return params, losses


# %% wrong: one epoch too few
# You take one update less than there are epochs.
def train(X, Y, params, epochs, rate):
    losses = []
    for epoch in range(epochs):
        A1, A2 = forward(X, params)
        losses.append(loss(A2, Y))
        if epoch < epochs - 1:
            params = update(params, backward(X, Y, params, A1, A2), rate)
    return params, losses
