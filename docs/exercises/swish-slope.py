# The slope of a new activation

# %% starter
import numpy as np

from nnbook.activations import sigmoid


def swish(z):
    return z * sigmoid(z)


def swish_derivative(z):
    """Return the slope of swish at every entry
    of z.
    """
    ...


print(swish_derivative(np.array([-2.0, 0.0, 2.0])))

# %% hint
# Swish is a product, and the product rule has two terms: the slope of the first
# factor times the second, plus the first factor times the slope of the second.
# The slope of `s = sigmoid(z)` is `s * (1 - s)`.

# %% solution
import numpy as np

from nnbook.activations import sigmoid


def swish_derivative(z):
    s = sigmoid(z)
    return s + z * s * (1 - s)


print(swish_derivative(np.array([-2.0, 0.0, 2.0])))

# %% checks
import numpy as np

from nnbook.book.run.grader import close


def swish(z):
    return z / (1 + np.exp(-z))


def check_against_measured_slopes(swish_derivative):
    rng = np.random.default_rng(0)
    cases = [np.array([-2.0, 0.0, 2.0])]
    cases += [rng.standard_normal((2, 3)), rng.normal(0, 4, 30)]
    for z in cases:
        measured = (swish(z + 1e-5) - swish(z - 1e-5)) / 2e-5
        close(swish_derivative(z), measured, rtol=1e-5, atol=1e-8)
    for z in cases:
        # a step off the real line subtracts nothing, so nothing is rounded
        exact = swish(z + 1e-30j).imag / 1e-30
        close(swish_derivative(z), exact, rtol=1e-11, atol=1e-13)


# %% wrong: half of the product rule
# You took the slope of the first factor, z, and left the second alone. The
# sigmoid changes with z as well: there is a second term.
from nnbook.activations import sigmoid


def swish_derivative(z):
    return sigmoid(z)


# %% wrong: the product of the slopes
# The slope of a product is not the product of the slopes: 1 times `s * (1 - s)`
# leaves z out. Use the product rule.
from nnbook.activations import sigmoid


def swish_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong: taken at the activation
# You seem to take the sigmoid of swish's output. The derivative is taken at the
# pre-activation z.
from nnbook.activations import sigmoid


def swish_derivative(z):
    a = z * sigmoid(z)
    s = sigmoid(a)
    return s + a * s * (1 - s)


# %% wrong: measured in place of derived
# You measure the slope by a small step, and what is measured is off by a
# little. The product rule gives it exactly.
from nnbook.activations import sigmoid


def swish_derivative(z):
    above, below = z + 1e-5, z - 1e-5
    return (above * sigmoid(above) - below * sigmoid(below)) / 2e-5
