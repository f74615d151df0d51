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


def check_slopes(slopes):
    # multiplied out, y is x² w² + 2 x w b + b²
    drawn = np.random.default_rng(0).uniform(-3, 3, (5, 3)).round(2)
    cases = [(3.0, 2.0, 1.0), *drawn.tolist()]
    # what is measured by small steps is off by more than rounding
    for rtol in (1e-6, 1e-12):
        for x, w, b in cases:
            pair = parts(slopes(x, w, b), "dy/dw", "dy/db")
            exact = [2 * x**2 * w + 2 * x * b, 2 * x * w + 2 * b]
            close(pair, exact, "the pair of dy/dw and dy/db", rtol, rtol)


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
    z = x * w + b
    return x, 1.0


# %% wrong: the bias left out of z
# You take the outer slope at `x * w`. It has to be taken where the square is:
# at `z = x * w + b`.
def slopes(x, w, b):
    z = x * w
    return 2 * z * x, 2 * z


# %% wrong: measured in place of derived
# You measure the slopes by small steps, and what is measured is off by a
# little. The chain rule gives them exactly: the outer slope times the inner.
def slopes(x, w, b):
    eps = 1e-5
    dw = ((x * (w + eps) + b) ** 2 - (x * (w - eps) + b) ** 2) / (2 * eps)
    db = ((x * w + b + eps) ** 2 - (x * w + b - eps) ** 2) / (2 * eps)
    return dw, db
