# Your own network, step 5 of 7: the way back
# continues: own-loss

# %% starter
def backward(X, Y, params, A1, A2):
    """Return the gradients: "dW1", "db1", "dW2" and "db2"."""
    m = X.shape[1]
    ...


# %% hint
# At the scores the slopes are `(A2 - Y) / m`. A weight's slope is that of the
# pre-activation behind it times the input in front of it: `dZ @ A.T` adds this
# up over the samples, and the biases' slopes are the sums of the rows. Back
# through the weights it goes by `W2.T`, and ReLU lets through only where `A1`
# is above 0.


# %% solution
def backward(X, Y, params, A1, A2):
    """Return the gradients: "dW1", "db1", "dW2" and "db2"."""
    m = X.shape[1]
    dZ2 = (A2 - Y) / m
    dZ1 = params["W2"].T @ dZ2 * (A1 > 0)
    return {
        "dW1": dZ1 @ X.T,
        "db1": dZ1.sum(axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T,
        "db2": dZ2.sum(axis=1, keepdims=True),
    }


# %% checks
import numpy as np

from nnbook.book.run.grader import close, expect, present

rng = np.random.default_rng(0)


def passes(X, params):
    A1 = np.maximum(params["W1"] @ X + params["b1"], 0)
    Z2 = params["W2"] @ A1 + params["b2"]
    return A1, np.exp(Z2) / np.exp(Z2).sum(axis=0)


def measured(X, labels, params, name):
    """Measure each slope by a small step to both sides."""
    slopes = np.zeros_like(params[name])
    for place in np.ndindex(slopes.shape):
        losses = []
        for eps in (1e-5, -1e-5):
            moved = {key: value.copy() for key, value in params.items()}
            moved[name][place] += eps
            A2 = passes(X, moved)[1]
            losses.append(-np.log(A2[labels, range(len(labels))]).mean())
        slopes[place] = (losses[0] - losses[1]) / 2e-5
    return slopes


def check_gradients(backward):
    for n_in, hidden, classes, m in ((3, 4, 3, 5), (2, 5, 2, 1)):
        X = rng.normal(size=(n_in, m))
        labels = rng.integers(0, classes, m)
        params = {
            "W1": rng.normal(size=(hidden, n_in)),
            "b1": rng.normal(size=(hidden, 1)),
            "W2": rng.normal(size=(classes, hidden)),
            "b2": rng.normal(size=(classes, 1)),
        }
        A1, A2 = passes(X, params)
        found = present(backward(X, np.eye(classes)[labels].T, params, A1, A2))
        expect(
            isinstance(found, dict), "the result is no dictionary of gradients"
        )
        for name in ("W2", "b2", "W1", "b1"):
            expect(f"d{name}" in found, f'the result has no `"d{name}"`')
            # A step of 1e-5 to both sides is off by its square, and by the
            # rounding of a loss divided by it.
            close(
                found[f"d{name}"],
                measured(X, labels, params, name),
                f"`d{name}`",
                atol=1e-7,
            )


# %% wrong: ReLU's slope is forgotten
# Where a hidden neuron gave 0, moving its pre-activation changes nothing, so no
# slope goes back through it: multiply by `A1 > 0`.
def backward(X, Y, params, A1, A2):
    dZ2 = (A2 - Y) / X.shape[1]
    dZ1 = params["W2"].T @ dZ2
    return {
        "dW1": dZ1 @ X.T,
        "db1": dZ1.sum(axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T,
        "db2": dZ2.sum(axis=1, keepdims=True),
    }


# %% wrong: the mean is forgotten
# The loss is a mean over the samples, and so is each of its slopes. Divide by
# `m` once, at the start of the way back.
def backward(X, Y, params, A1, A2):
    dZ2 = A2 - Y
    dZ1 = params["W2"].T @ dZ2 * (A1 > 0)
    return {
        "dW1": dZ1 @ X.T,
        "db1": dZ1.sum(axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T,
        "db2": dZ2.sum(axis=1, keepdims=True),
    }


# %% wrong: all slopes have the wrong sign
# Yours point downhill. A gradient points uphill, and the update turns the sign:
# begin with `A2 - Y`.
def backward(X, Y, params, A1, A2):
    dZ2 = (Y - A2) / X.shape[1]
    dZ1 = params["W2"].T @ dZ2 * (A1 > 0)
    return {
        "dW1": dZ1 @ X.T,
        "db1": dZ1.sum(axis=1, keepdims=True),
        "dW2": dZ2 @ A1.T,
        "db2": dZ2.sum(axis=1, keepdims=True),
    }


# %% wrong: the biases' slopes are not added up
# All samples share the bias of a neuron, so its slope is the sum over them:
# `dZ2.sum(axis=1, keepdims=True)`, a column like `b2`.
def backward(X, Y, params, A1, A2):
    dZ2 = (A2 - Y) / X.shape[1]
    dZ1 = params["W2"].T @ dZ2 * (A1 > 0)
    return {"dW1": dZ1 @ X.T, "db1": dZ1, "dW2": dZ2 @ A1.T, "db2": dZ2}
