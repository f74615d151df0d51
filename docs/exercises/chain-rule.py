# Two slopes by the chain rule

# %% starter
def slopes(x, w, b):
    """Return dy/dw and dy/db for y = (x w + b)
    squared.
    """
    ...


print(slopes(2.0, 3.0, 1.0))

# %% hint
# Give the inner part a name: `z = x * w + b`, so that y is z squared. The outer
# slope is `2 * z`. Multiply it by how fast z moves with w, and with b.


# %% solution
def slopes(x, w, b):
    z = x * w + b
    return 2 * z * x, 2 * z


print(slopes(2.0, 3.0, 1.0))

# %% checks
import numpy as np

from nnbook.book.run.grader import close, parts
from nnbook.gradcheck import numerical_gradient


def check_against_measured_slopes(slopes):
    drawn = np.random.default_rng(0).uniform(-3, 3, (5, 3)).round(2)
    for x, w, b in [(3.0, 2.0, 1.0), *drawn.tolist()]:

        def y(point):
            return (x * point[0] + point[1]) ** 2

        pair = parts(slopes(x, w, b), "dy/dw", "dy/db")
        measured = numerical_gradient(y, [w, b])
        close(pair, measured, "the pair of dy/dw and dy/db")


# %% wrong: the inner slope is forgotten
# You took the outer slope `2 * z` for both. When w moves by a little, z moves x
# times as much: multiply by x.
def slopes(x, w, b):
    z = x * w + b
    return 2 * z, 2 * z


# %% wrong: the outer slope is forgotten
# You took the inner slopes alone, how fast z moves. The square outside
# multiplies them by `2 * z`.
def slopes(x, w, b):
    return x, 1.0


# %% wrong: the bias left out of z
# You take the outer slope at `x * w`. It has to be taken where the square is:
# at `z = x * w + b`.
def slopes(x, w, b):
    return 2 * x * w * x, 2 * x * w
