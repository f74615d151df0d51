# Softmax with a temperature

# %% starter
import numpy as np


def softmax_with_temperature(z, temperature=1.0):
    """Turn a list of scores into
    probabilities; a high temperature makes
    them more alike.
    """
    ...


print(softmax_with_temperature(np.array([2.0, 1.0, 0.5]), 0.5))

# %% hint
# Divide the scores by the temperature first. Then subtract the largest, so that
# no exponential can overflow, and divide each exponential by their sum.

# %% solution
import numpy as np


def softmax_with_temperature(z, temperature=1.0):
    scaled = z / temperature
    e = np.exp(scaled - scaled.max())
    return e / e.sum()


print(softmax_with_temperature(np.array([2.0, 1.0, 0.5]), 0.5))

# %% checks
import numpy as np

from nnbook.activations import softmax
from nnbook.book.run.grader import close

rng = np.random.default_rng(0)


def check_temperatures(softmax_with_temperature):
    for z in (np.array([2.0, 1.0, 0.5]), rng.standard_normal(5)):
        close(softmax_with_temperature(z), softmax(z))
        for T in (0.5, 2.0, 5.0):
            close(softmax_with_temperature(z, T), softmax(z / T))


def check_large_scores(softmax_with_temperature):
    z = np.array([1000.0, 999.0, -1000.0])
    for T in (1.0, 0.5, 10.0):
        close(softmax_with_temperature(z, T), softmax(z / T))


# %% wrong: multiplied by the temperature
# Yours gets sharper when it is warmer. Divide the scores by the temperature: a
# high one brings them together.
import numpy as np


def softmax_with_temperature(z, temperature=1.0):
    scaled = z * temperature
    e = np.exp(scaled - scaled.max())
    return e / e.sum()


# %% wrong: the temperature after the softmax
# You divide the probabilities, and then they no longer add up to 1. The
# temperature belongs to the scores, before the exponential.
import numpy as np


def softmax_with_temperature(z, temperature=1.0):
    e = np.exp(z - z.max())
    return e / e.sum() / temperature


# %% wrong: the largest score is not subtracted
# The exponential of 1000 is too large for a float. Only differences between
# scores count, so subtract the largest score first: nothing is then above
# `exp(0)`.
import numpy as np


def softmax_with_temperature(z, temperature=1.0):
    scaled = z / temperature
    e = np.exp(scaled)
    return e / e.sum()
