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
# The slope of `strength / 2 * w**2` is `strength * w`. The slope of a sum is the sum of the slopes, so it
# is added to what is there. Take care to make new arrays.

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
    for sizes, strength in (
        ((2, 1), 0.1),
        ((3, 4, 2), 0.5),
        ((2, 3, 3, 1), 2.0),
    ):
        params = {
            k: v + rng.standard_normal(v.shape)
            for k, v in init_parameters(sizes, rng=0).items()
        }
        gradients = {
            f"d{k}": rng.standard_normal(v.shape) for k, v in params.items()
        }
        got = with_penalty(gradients, params, strength)
        expect(
            isinstance(present(got), dict),
            "the result is no dictionary of gradients",
        )
        for name, value in params.items():
            expect(f"d{name}" in got, f"the result lacks `d{name}`")
            share = numerical_gradient(
                lambda w, s=strength: s / 2 * np.sum(w**2), value
            )
            expected = gradients[f"d{name}"] + share * name.startswith("W")
            close(got[f"d{name}"], expected, f"`d{name}`", rtol=1e-5, atol=1e-7)


# %% wrong: `=` for `+=`
# Your result holds the slope of the penalty alone: the gradient of the loss was overwritten. The penalty is
# *added* to the loss, so its slope is added too.
def with_penalty(gradients, params, strength):
    return {
        name: strength * params[name[1:]] if name.startswith("dW") else gradient
        for name, gradient in gradients.items()
    }


# %% wrong: the biases too
# You penalise the biases as well. They only move the bend of a neuron and cannot make it steep, so they are
# left free.
def with_penalty(gradients, params, strength):
    return {
        name: gradient + strength * params[name[1:]]
        for name, gradient in gradients.items()
    }


# %% wrong: a 2 too many
# You kept the 2 of the square's slope. The penalty begins with `strength / 2`, and the two cancel out.
def with_penalty(gradients, params, strength):
    return {
        name: gradient + 2 * strength * params[name[1:]]
        if name.startswith("dW")
        else gradient
        for name, gradient in gradients.items()
    }


# %% wrong: the gradients changed in place
# `gradients["dW1"] += …` also changes the arrays of whoever called you. Make a new array: `gradients["dW1"]
# + …`.
def with_penalty(gradients, params, strength):
    for name in params:
        if name.startswith("W"):
            gradients[f"d{name}"] += strength * params[name]
    return gradients
