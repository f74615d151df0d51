# A step with momentum

# %% starter
import numpy as np


def momentum_step(w, v, gradient, rate, beta):
    """Return the new weights and the new
    velocity.
    """
    ...


w, v = np.array([1.0, 2.0]), np.array([0.5, 0.0])
print(momentum_step(w, v, 2 * w, 0.1, 0.9))

# %% hint
# First the velocity: `beta` times the old one, plus the gradient. Then the
# step: the weights minus `rate` times the *new* velocity.

# %% solution
import numpy as np


def momentum_step(w, v, gradient, rate, beta):
    v = beta * v + gradient
    return w - rate * v, v


w, v = np.array([1.0, 2.0]), np.zeros(2)
for _ in range(3):
    w, v = momentum_step(w, v, 2 * w, 0.1, 0.9)
    print(w, v)

# %% checks
import numpy as np

from nnbook.book.run.grader import close, parts
from nnbook.training import momentum, update_parameters

rng = np.random.default_rng(0)


def check_steps(momentum_step):
    cases = ((2,), 0.25, 0.9), ((3, 2), 0.5, 0.5), ((4,), 0.01, 0.99)
    for shape, rate, beta in cases:
        params = {"w": rng.standard_normal(shape)}
        state = {"dw": rng.standard_normal(shape)}
        for _ in range(3):
            gradient = rng.standard_normal(shape)
            w, v = params["w"], state["dw"]
            answer = momentum_step(w, v, gradient, rate, beta)
            direction, state = momentum({"dw": gradient}, state, beta)
            params = update_parameters(params, direction, rate)
            w, v = parts(answer, "the new weights", "the new velocity")
            close(v, state["dw"], "the new velocity")
            close(w, params["w"], "the array of new weights")


# %% wrong: nothing is remembered
# This is plain gradient descent: your velocity is the gradient itself. Add
# `beta` times the old velocity.
def momentum_step(w, v, gradient, rate, beta):
    v = gradient
    return w - rate * v, v


# %% wrong: the step with the old velocity
# You step with the velocity from before. Bring it up to date first, then step
# with the new one.
def momentum_step(w, v, gradient, rate, beta):
    return w - rate * v, beta * v + gradient


# %% wrong: the gradient scaled down
# You multiply the gradient by `1 - beta`, as in a running mean. Adam does so;
# momentum, as the chapter has it, adds the whole gradient.
def momentum_step(w, v, gradient, rate, beta):
    v = beta * v + (1 - beta) * gradient
    return w - rate * v, v


# %% wrong: uphill
# Your velocity is right and your step goes uphill: subtract `rate` times the
# velocity.
def momentum_step(w, v, gradient, rate, beta):
    v = beta * v + gradient
    return w + rate * v, v


# %% wrong: the rate within the velocity
# Some books put the rate and the sign into the velocity, `v = beta * v - rate *
# gradient`, and add it. Here the velocity holds gradients alone, so that the
# rate can change without it: `v = beta * v + gradient`, then `w - rate * v`.
def momentum_step(w, v, gradient, rate, beta):
    v = beta * v - rate * gradient
    return w + v, v
