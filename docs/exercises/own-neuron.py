# Your own network, step 1 of 7: a neuron

# %% starter
import numpy as np


def neuron(x, w, b):
    """Return the pre-activation of one neuron."""
    ...


# %% hint
# `w @ x` multiplies each input by its weight and adds everything up. The bias
# comes on top.

# %% solution
import numpy as np


def neuron(x, w, b):
    """Return the pre-activation of one neuron."""
    return w @ x + b


# %% checks
import numpy as np

from nnbook.book.run.grader import close

rng = np.random.default_rng(0)


def check_weighted_sum(neuron):
    cases = [(np.array([1.0, 2.0]), np.array([1.0, 0.5]), 0.5)]
    for n in (1, 5):
        cases.append((rng.normal(size=n), rng.normal(size=n), rng.normal()))
    for x, w, b in cases:
        expected = b
        for input, weight in zip(x, w):
            expected += weight * input
        close(neuron(x, w, b), expected)


# %% wrong: the bias is forgotten
# Yours is the weighted sum alone. The bias is added to it, whatever the inputs
# are.
def neuron(x, w, b):
    return w @ x


# %% wrong: the products are not added up
# `w * x` gives one product an input, and a neuron has one sum. `w @ x` adds
# them up.
def neuron(x, w, b):
    return w * x + b


# %% wrong: the step is taken already
# A neuron of this file stops before its activation: what it does with the sum
# is for later. Return the sum itself.
def neuron(x, w, b):
    return int(w @ x + b > 0)
