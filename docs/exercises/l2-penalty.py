# A penalty on large weights

# %% starter
import numpy as np


def with_penalty(gradients, params, strength):
    """Return the gradients of the loss plus
    strength / 2 times the sum of all squared
    weights. gradients holds dW1, db1, …, those
    of the loss alone. params holds W1, b1, …
    Biases are not penalised.
    """
    ...


params = {"W1": np.array([[1.0, -2.0]]), "b1": np.array([[3.0]])}
gradients = {"dW1": np.zeros((1, 2)), "db1": np.zeros((1, 1))}
print(with_penalty(gradients, params, 0.1))

# %% hint
# The slope of `strength / 2 * w**2` is `strength * w`. The slope of a sum is
# the sum of the slopes, so it is added to what is there. Take care to make new
# arrays.

# %% solution
import numpy as np


def with_penalty(gradients, params, strength):
    penalised = dict(gradients)
    for name, value in params.items():
        if name.startswith("W"):
            penalised[f"d{name}"] = gradients[f"d{name}"] + strength * value
    return penalised


params = {"W1": np.array([[1.0, -2.0]]), "b1": np.array([[3.0]])}
gradients = {"dW1": np.zeros((1, 2)), "db1": np.zeros((1, 1))}
print(with_penalty(gradients, params, 0.1))

# %% checks
import numpy as np

from nnbook.book.run.grader import close, expect, present
from nnbook.forward import init_parameters
from nnbook.gradcheck import numerical_gradient

rng = np.random.default_rng(0)


def check_against_measured_slopes(with_penalty):
    cases = ((2, 1), 0.1), ((3, 4, 2), 0.5), ((2, 3, 3, 1), 2.0)
    for sizes, strength in cases:
        params, gradients = {}, {}
        for name, value in init_parameters(sizes, rng=0).items():
            params[name] = value + rng.standard_normal(value.shape)
            gradients[f"d{name}"] = rng.standard_normal(value.shape)

        def penalty(w):
            return strength / 2 * np.sum(w**2)

        got = present(with_penalty(gradients, params, strength))
        expect(
            isinstance(got, dict), "the result is no dictionary of gradients"
        )
        for name, value in params.items():
            expect(f"d{name}" in got, f"the result lacks `d{name}`")
            expected = gradients[f"d{name}"]
            if name.startswith("W"):
                expected = expected + numerical_gradient(penalty, value)
            close(got[f"d{name}"], expected, f"`d{name}`", rtol=1e-5, atol=1e-7)


# %% wrong: `=` for `+=`
# Your result holds the slope of the penalty alone: the gradient of the loss was
# overwritten. The penalty is *added* to the loss, so its slope is added too.
def with_penalty(gradients, params, strength):
    penalised = dict(gradients)
    for name, value in params.items():
        if name.startswith("W"):
            penalised[f"d{name}"] = strength * value
    return penalised


# %% wrong: the biases too
# You penalise the biases as well. They only move the bend of a neuron and
# cannot make it steep, so they are left free.
def with_penalty(gradients, params, strength):
    penalised = {}
    for name, value in params.items():
        penalised[f"d{name}"] = gradients[f"d{name}"] + strength * value
    return penalised


# %% wrong: a 2 too many
# You kept the 2 of the square's slope. The penalty begins with `strength / 2`,
# and the two cancel out.
def with_penalty(gradients, params, strength):
    penalised = dict(gradients)
    for name, value in params.items():
        if name.startswith("W"):
            penalised[f"d{name}"] = gradients[f"d{name}"] + 2 * strength * value
    return penalised


# %% wrong: the gradients changed in place
# `gradients["dW1"] += …` also changes the arrays of whoever called you. Make a
# new array: `gradients["dW1"] + …`.
def with_penalty(gradients, params, strength):
    for name in params:
        if name.startswith("W"):
            gradients[f"d{name}"] += strength * params[name]
    return gradients
