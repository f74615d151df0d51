# Measure a gradient

# %% starter
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    """Return the slope of f for every entry of
    x, measured with a step to both sides. f
    takes an array of the shape of x and
    returns one number.
    """
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        ...
    return gradient


print(numerical_gradient(lambda x: np.sum(x**2), np.array([1.0, -2.0, 3.0])))

# %% hint
# In each round copy `x` twice. In one copy add `eps` at `place`, in the other
# subtract it. The two values of `f` lie `2 * eps` apart.

# %% solution
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[place] += eps
        below[place] -= eps
        gradient[place] = (f(above) - f(below)) / (2 * eps)
    return gradient


print(numerical_gradient(lambda x: np.sum(x**2), np.array([1.0, -2.0, 3.0])))

# %% checks
import numpy as np

from nnbook.book.run.grader import close

rng = np.random.default_rng(0)


def square_of_the_sum(x):
    return float(np.sum(x) ** 2 + np.sum(x**2))


def product(x):
    return float(np.prod(np.sin(x)))


def check_square(numerical_gradient):
    # of a square, the two-sided measure is exact whatever the step
    cases = [np.array([1.0, -2.0, 3.0])]
    cases += [rng.standard_normal(shape) for shape in ((2, 2), (3, 4))]
    for x in cases:
        measured = numerical_gradient(square_of_the_sum, x, 0.1)
        close(measured, 2 * np.sum(x) + 2 * x)


def cubes(x):
    return float(np.sum(x**3))


def check_step(numerical_gradient):
    # of a cube, the two-sided measure is off by the square of the step
    x = np.array([1.0, -2.0])
    for eps in (0.1, 0.5):
        close(numerical_gradient(cubes, x, eps), 3 * x**2 + eps**2)


def check_other_functions(numerical_gradient):
    for shape in ((2,), (2, 2), (1, 5)):
        x = rng.uniform(0.5, 2.5, shape)
        close(numerical_gradient(product, x), product(x) / np.tan(x), rtol=1e-5)


# %% wrong: to one side only
# You step to one side, and the bend of the function spoils the measure. Step to
# both sides, and what it adds on one side it takes away on the other.
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        above = x.copy()
        above[place] += eps
        gradient[place] = (f(above) - f(x)) / eps
    return gradient


# %% wrong: a step of its own
# Your step is always the same. Whoever calls the function says how long it
# shall be: use `eps`.
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[place] += 1e-5
        below[place] -= 1e-5
        gradient[place] = (f(above) - f(below)) / 2e-5
    return gradient


# %% wrong: divided by one step
# Your slopes are twice too large: the two points lie two steps apart, so divide
# by `2 * eps`.
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[place] += eps
        below[place] -= eps
        gradient[place] = (f(above) - f(below)) / eps
    return gradient


# %% wrong: all entries moved at once
# You move the whole array, so every slope holds the effect of all entries
# together. Move one entry and leave the others where they are.
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    return np.full(x.shape, (f(x + eps) - f(x - eps)) / (2 * eps))


# %% wrong: never put back
# An entry that was moved stays moved, and the slopes after it are measured
# elsewhere. Copy `x` afresh for every entry, or put the old value back.
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    gradient, x = np.zeros(x.shape), x.copy()
    for place in np.ndindex(x.shape):
        x[place] += eps
        above = f(x)
        x[place] -= 2 * eps
        gradient[place] = (above - f(x)) / (2 * eps)
    return gradient
