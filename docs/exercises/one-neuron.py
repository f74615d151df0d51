# One neuron

# %% starter
import numpy as np


def neuron(inputs, weights, bias):
    """Return the pre-activation and the output:
    1 where it is above zero, else 0.
    """
    ...


print(neuron(np.array([0.6, 0.8]), np.array([0.5, 0.5]), -0.4))

# %% hint
# Multiply each input by its weight, add everything up, and only then add the
# bias. `inputs @ weights` does the first two at once.

# %% solution
import numpy as np


def neuron(inputs, weights, bias):
    z = inputs @ weights + bias
    return z, int(z > 0)


print(neuron(np.array([0.6, 0.8]), np.array([0.5, 0.5]), -0.4))

# %% checks
import numpy as np

from nnbook.book.run.grader import close, parts

rng = np.random.default_rng(0)


def check_weighted_sum(neuron):
    cases = [(np.array([0.6, 0.8]), np.array([0.5, 0.5]), -0.4)]
    for n in (1, 3, 5):
        inputs, weights = rng.standard_normal(n), rng.standard_normal(n)
        cases.append((inputs, weights, rng.standard_normal()))
    for inputs, weights, bias in cases:
        answer = neuron(inputs, weights, bias)
        z, output = parts(answer, "the pre-activation", "the output")
        expected = bias
        for x, w in zip(inputs, weights):
            expected += x * w
        close(z, expected, "the pre-activation")
        close(output, expected > 0, "the output")


def check_zero_does_not_fire(neuron):
    answer = neuron(np.array([1.0, 2.0]), np.array([2.0, -1.0]), 0.0)
    z, output = parts(answer, "the pre-activation", "the output")
    close(z, 0.0, "the pre-activation")
    close(output, 0, "the output")


# %% wrong: the bias is forgotten
# The bias is part of the pre-activation: it shifts the sum before the step
# looks at it. Yours seems to be the inputs times the weights alone.
def neuron(inputs, weights, bias):
    z = inputs @ weights
    return z, int(z > 0)


# %% wrong: the products are not added up
# `inputs * weights` gives one product an input. A neuron has one sum:
# `inputs @ weights`, or `np.sum` around the products.
def neuron(inputs, weights, bias):
    z = inputs * weights + bias
    return z, (z > 0).astype(int)


# %% wrong: a step that fires at zero
# The step asks for a pre-activation *above* zero: `>`, not `>=`. Exactly zero
# does not fire.
def neuron(inputs, weights, bias):
    z = inputs @ weights + bias
    return z, int(z >= 0)
