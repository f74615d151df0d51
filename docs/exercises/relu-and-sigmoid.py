# The numbers behind the plot

# %% starter
import numpy as np


def curves(start, stop, n):
    """Return n inputs from start to stop, both
    included, and the ReLU and the sigmoid of
    each.
    """
    ...


print(curves(-5, 5, 11))

# %% hint
# `np.linspace` includes both ends. ReLU is the larger of 0 and z, and sigmoid
# is one divided by `1 + np.exp(-z)`.

# %% solution
import numpy as np


def curves(start, stop, n):
    z = np.linspace(start, stop, n)
    return z, np.maximum(0, z), 1 / (1 + np.exp(-z))


z, relu, sigmoid = curves(-5, 5, 11)
print(z, relu, sigmoid.round(3), sep="\n")

# %% checks
import numpy as np

from nnbook import activations
from nnbook.book.run.grader import close, parts


def check_curves(curves):
    for start, stop, n in ((-5, 5, 5), (-2, 6, 3), (-5, 5, 101)):
        answer = curves(start, stop, n)
        z, relu, sigmoid = parts(answer, "the inputs", "ReLU", "sigmoid")
        expected = start + (stop - start) * np.arange(n) / (n - 1)
        close(z, expected, "the array of inputs")
        close(relu, activations.relu(expected), "ReLU")
        close(sigmoid, activations.sigmoid(expected), "sigmoid")


# %% wrong: the right end is left out
# `np.arange` stops before the end, as `range` does.
# `np.linspace(start, stop, n)` takes both ends in.
import numpy as np


def curves(start, stop, n):
    z = np.arange(start, stop, (stop - start) / n)
    return z, np.maximum(0, z), 1 / (1 + np.exp(-z))


# %% wrong: the absolute value in place of ReLU
# ReLU makes negative inputs 0. Yours turns their sign: that is the absolute
# value.
import numpy as np


def curves(start, stop, n):
    z = np.linspace(start, stop, n)
    return z, np.abs(z), 1 / (1 + np.exp(-z))


# %% wrong: exp(z) in place of exp(-z)
# Your sigmoid falls where it should rise: the exponent carries a minus,
# `np.exp(-z)`.
import numpy as np


def curves(start, stop, n):
    z = np.linspace(start, stop, n)
    return z, np.maximum(0, z), 1 / (1 + np.exp(z))
