# Your own network, step 6 of 7: the update
# continues: own-backward

# %% starter
def update(params, gradients, rate):
    """Return new parameters, one step downhill."""
    ...


# %% hint
# The gradient of `params["W1"]` is `gradients["dW1"]`, and so on. Take the rate
# times it away, and put what comes into a new dictionary.


# %% solution
def update(params, gradients, rate):
    """Return new parameters, one step downhill."""
    return {
        name: value - rate * gradients[f"d{name}"]
        for name, value in params.items()
    }


# %% checks
import numpy as np

from nnbook.book.run.grader import close, expect, present

rng = np.random.default_rng(0)


def check_update(update):
    shapes = {"W1": (3, 2), "b1": (3, 1), "W2": (2, 3), "b2": (2, 1)}
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    gradients = {
        f"d{name}": rng.normal(size=shape) for name, shape in shapes.items()
    }
    for rate in (0.1, 2.0):
        found = present(update(params, gradients, rate))
        expect(
            isinstance(found, dict), "the result is no dictionary of parameters"
        )
        names = f"the names {sorted(found)}, expected {sorted(params)}"
        expect(found.keys() == params.keys(), f"the result has {names}")
        for name in params:
            wanted = params[name] + -rate * gradients[f"d{name}"]
            close(found[name], wanted, f"`{name}`")


# %% wrong: uphill
# You add the gradient, which points to where the loss grows. Take it away.
def update(params, gradients, rate):
    return {
        name: value + rate * gradients[f"d{name}"]
        for name, value in params.items()
    }


# %% wrong: the rate is forgotten
# Your step is as long as the gradient. The learning rate says how much of it is
# taken.
def update(params, gradients, rate):
    return {
        name: value - gradients[f"d{name}"] for name, value in params.items()
    }


# %% wrong: only the weights learn
# Biases are parameters, too: go through all names of `params`.
def update(params, gradients, rate):
    return {
        name: value - rate * gradients[f"d{name}"] if name[0] == "W" else value
        for name, value in params.items()
    }
