# Two slopes

# %% starter
import numpy as np


def slopes(z):
    """Return the slope of sigmoid and the
    slope of ReLU, 0 at the kink, at every
    entry of z.
    """
    ...


print(slopes(np.array([-10.0, -5.0, 0.0, 5.0, 10.0])))

# %% hint
# With `s` the sigmoid of z, its slope is `s * (1 - s)`. ReLU has slope 1 where
# z is above 0, and 0 elsewhere.

# %% solution
import numpy as np


def slopes(z):
    s = 1 / (1 + np.exp(-z))
    return s * (1 - s), np.where(z > 0, 1.0, 0.0)


print(slopes(np.array([-10.0, -5.0, 0.0, 5.0, 10.0])))

# %% checks
import numpy as np

from nnbook.activations import sigmoid
from nnbook.book.run.grader import close, parts


def check_slopes(slopes):
    rng = np.random.default_rng(0)
    cases = [np.array([-10.0, -5.0, 0.0, 5.0, 10.0])]
    cases += [rng.standard_normal((2, 3)), rng.normal(0, 5, 20)]
    names = "the slope of sigmoid", "the slope of ReLU"
    for z in cases:
        of_sigmoid, of_relu = parts(slopes(z), *names)
        measured = (sigmoid(z + 1e-5) - sigmoid(z - 1e-5)) / 2e-5
        close(of_sigmoid, measured, "the slope of sigmoid", rtol=1e-4)
        close(of_relu, z > 0, "the slope of ReLU")
    for z in cases:
        # a step off the real line subtracts nothing, so nothing is rounded
        exact = (1 / (1 + np.exp(-(z + 1e-30j)))).imag / 1e-30
        of_sigmoid, _ = parts(slopes(z), *names)
        close(of_sigmoid, exact, names[0], rtol=1e-9, atol=1e-14)


# %% wrong: z in the place of the sigmoid
# The formula `s * (1 - s)` wants the sigmoid of z. You put z itself in.
import numpy as np


def slopes(z):
    s = z
    return s * (1 - s), np.where(z > 0, 1.0, 0.0)


# %% wrong: slope 1 at the kink
# At z = 0 ReLU has no slope. The book takes 0 there, as for everything that is
# not above zero: `z > 0`.
import numpy as np


def slopes(z):
    s = 1 / (1 + np.exp(-z))
    return s * (1 - s), np.where(z >= 0, 1.0, 0.0)


# %% wrong: the value of ReLU in place of its slope
# You return ReLU itself. Its slope is how fast it rises: 1 for every positive
# input, however large.
import numpy as np


def slopes(z):
    s = 1 / (1 + np.exp(-z))
    return s * (1 - s), np.maximum(0, z)


# %% wrong: the value of sigmoid in place of its slope
# You return the sigmoid itself. Far from zero it is flat, so its slope there is
# almost 0.
import numpy as np


def slopes(z):
    s = 1 / (1 + np.exp(-z))
    return s, np.where(z > 0, 1.0, 0.0)


# %% wrong: measured in place of derived
# You measure the slope of sigmoid by a small step, and what is measured is off
# by a little. With s for its value it is exactly `s * (1 - s)`.
import numpy as np


def slopes(z):
    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    measured = (sigmoid(z + 1e-5) - sigmoid(z - 1e-5)) / 2e-5
    return measured, np.where(z > 0, 1.0, 0.0)
