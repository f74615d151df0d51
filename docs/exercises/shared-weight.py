# A weight in two places

# %% starter
import numpy as np


def slope(w, x):
    """Return dy/dw of y = tanh(w h) with h =
    tanh(w x).
    """
    h = np.tanh(w * x)
    y = np.tanh(w * h)
    dw = 0.0
    # from y back to x: add the share of each place in which w stands
    return dw


print(slope(0.5, 2.0))

# %% hint
# Call the slope behind the outer tanh `d = 1 - y**2`. The outer w adds `d * h`.
# To reach the inner w, go on through h: multiply `d` by w and by `1 - h**2`,
# then by x. The two shares add up.

# %% solution
import numpy as np


def slope(w, x):
    h = np.tanh(w * x)
    y = np.tanh(w * h)
    d = 1 - y**2
    dw = d * h
    dh = d * w
    dw += dh * (1 - h**2) * x
    return dw


print(slope(0.5, 2.0))

# %% checks
import numpy as np

from nnbook.book.run.grader import close


def y(w, x):
    return np.tanh(w * np.tanh(w * x))


def check_against_measured_slopes(slope):
    drawn = np.random.default_rng(0).uniform(-1.5, 1.5, (6, 2)).round(2)
    cases = [(0.5, 2.0), *drawn.tolist()]
    for w, x in cases:
        measured = (y(w + 1e-5, x) - y(w - 1e-5, x)) / 2e-5
        close(slope(w, x), measured, rtol=1e-5, atol=1e-8)
    for w, x in cases:
        # a step off the real line subtracts nothing, so nothing is rounded
        exact = y(w + 1e-30j, x).imag / 1e-30
        close(slope(w, x), exact, rtol=1e-12, atol=1e-14)


# %% wrong: `=` for `+=`
# The second share overwrites the first: only the inner place of w is left.
# Where a value is used twice, its gradient is the *sum* of both shares: `+=`.
import numpy as np


def slope(w, x):
    h = np.tanh(w * x)
    y = np.tanh(w * h)
    d = 1 - y**2
    dw = d * h
    dh = d * w
    dw = dh * (1 - h**2) * x
    return dw


# %% wrong: only the outer place
# You stopped at the outer w. The same w also stands inside h: go on through h
# and add its share.
import numpy as np


def slope(w, x):
    h = np.tanh(w * x)
    y = np.tanh(w * h)
    return (1 - y**2) * h


# %% wrong: the way through h without its weight
# On its way to the inner place the slope passes `w * h`, and there it is
# multiplied by w.
import numpy as np


def slope(w, x):
    h = np.tanh(w * x)
    y = np.tanh(w * h)
    d = 1 - y**2
    dw = d * h
    dh = d
    dw += dh * (1 - h**2) * x
    return dw


# %% wrong: tanh's slope taken at the activation
# You put `tanh` around values that are activations already. From the activation
# y the slope is `1 - y**2`; only from the pre-activation it is
# `1 - np.tanh(z)**2`.
import numpy as np


def slope(w, x):
    h = np.tanh(w * x)
    y = np.tanh(w * h)
    d = 1 - np.tanh(y) ** 2
    return d * h + d * w * (1 - np.tanh(h) ** 2) * x


# %% wrong: measured in place of derived
# You measure the slope by a small step, and what is measured is off by a
# little. Go back through y and h, and it comes out exactly.
import numpy as np


def slope(w, x):
    def y(w):
        return np.tanh(w * np.tanh(w * x))

    return (y(w + 1e-5) - y(w - 1e-5)) / 2e-5
