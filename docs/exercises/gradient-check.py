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


def largest_difference(loss, params, gradients, eps=1e-5):
    """Measure the slope of the loss for every
    parameter; return by how much it differs
    from the gradients at most. loss takes a
    dictionary like params; gradients["dW1"]
    belongs to params["W1"].
    """
    ...


print(numerical_gradient(lambda x: np.sum(x**2), np.array([1.0, -2.0, 3.0])))

# %% hint
# In each round copy `x` twice. In one copy add `eps` at `place`, in the other
# subtract it. The two values of `f` lie `2 * eps` apart. Then measure each
# parameter by itself: its `f` takes one array and gives
# `loss({**params, name: array})`.

# %% solution
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        above, below = x.astype(float), x.astype(float)  # two copies
        above[place] += eps
        below[place] -= eps
        gradient[place] = (f(above) - f(below)) / (2 * eps)
    return gradient


def largest_difference(loss, params, gradients, eps=1e-5):
    largest = 0.0
    for name, value in params.items():

        def loss_with(array, name=name):
            return loss({**params, name: array})

        measured = numerical_gradient(loss_with, value, eps)
        off = np.abs(measured - gradients[f"d{name}"])
        largest = max(largest, off.max())
    return largest


print(numerical_gradient(lambda x: np.sum(x**2), np.array([1.0, -2.0, 3.0])))

# %% checks
import numpy as np

from nnbook.backprop import backward_propagation
from nnbook.book.run.grader import close, expect
from nnbook.forward import forward_propagation, init_parameters
from nnbook.losses import compute_loss

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


def check_step(numerical_gradient):
    # of a cube, the two-sided measure is off by the square of the step
    x = np.array([1.0, -2.0])
    for eps in (0.1, 0.5):
        steps = []

        def cubes(moved, steps=steps):
            steps.append(np.abs(moved - x).max())
            return float(np.sum(moved**3))

        measured = numerical_gradient(cubes, x, eps)
        near = [step for step in steps if eps / 2.1 < step < 2.1 * eps]
        far = f"`f` is asked {max(steps, default=0):.2g} away from `x`"
        expect(near, f"{far}, and `eps` is {eps}")
        close(measured, 3 * x**2, atol=1.01 * eps**2)


def check_other_functions(numerical_gradient):
    for shape in ((2,), (2, 2), (1, 5)):
        x = rng.uniform(0.5, 2.5, shape)
        close(numerical_gradient(product, x), product(x) / np.tan(x), rtol=1e-5)


def network():
    """Return a network's loss, its parameters and its gradients."""
    X, Y = rng.standard_normal((3, 5)), np.array([[0.0, 1.0, 1.0, 0.0, 1.0]])
    params, how = (
        dict(init_parameters((3, 4, 1), "xavier", 1)),
        ("tanh", "sigmoid"),
    )
    _, cache = forward_propagation(X, params, how)

    def loss(params):
        return compute_loss(forward_propagation(X, params, how)[0], Y)

    return loss, params, dict(backward_propagation(X, Y, params, cache))


def check_backpropagation(numerical_gradient, largest_difference):
    loss, params, gradients = network()
    for name, value in params.items():
        measured = numerical_gradient(
            lambda array: loss({**params, name: array}), value
        )
        close(
            measured, gradients[f"d{name}"], f"the measured d{name}", atol=1e-7
        )
    found = largest_difference(loss, params, gradients)
    close(found, 0.0, "the difference to backpropagation", atol=1e-7)
    for name, off in (("W1", 0.5), ("b1", -0.25), ("W2", -0.125), ("b2", 2.0)):
        wrong = gradients[f"d{name}"].copy()
        wrong[-1, -1] += off
        found = largest_difference(
            loss, params, {**gradients, f"d{name}": wrong}
        )
        close(
            found,
            abs(off),
            f"the difference with a mistake in d{name}",
            atol=1e-6,
        )


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


# %% wrong: the sign counts
# A slope that is too small gives a difference below zero, and the largest of
# them passes it over. What counts is how far the two are apart: `np.abs`.
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[place] += eps
        below[place] -= eps
        gradient[place] = (f(above) - f(below)) / (2 * eps)
    return gradient


def largest_difference(loss, params, gradients, eps=1e-5):
    off = []
    for name, value in params.items():

        def f(array, name=name):
            return loss({**params, name: array})

        off.append(
            (numerical_gradient(f, value, eps) - gradients[f"d{name}"]).max()
        )
    return max(off)


# %% wrong: the mean of the differences
# A mean hides one wrong slope among many right ones. Return the largest
# difference.
import numpy as np


def numerical_gradient(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[place] += eps
        below[place] -= eps
        gradient[place] = (f(above) - f(below)) / (2 * eps)
    return gradient


def largest_difference(loss, params, gradients, eps=1e-5):
    off = []
    for name, value in params.items():

        def f(array, name=name):
            return loss({**params, name: array})

        off.append(
            np.abs(
                numerical_gradient(f, value, eps) - gradients[f"d{name}"]
            ).mean()
        )
    return max(off)
