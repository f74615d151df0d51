# Find the bug: the best weights are the last ones

# %% starter
import numpy as np


def descend(w, loss, gradient, rate, count):
    """Return the best weights on the way, and the last ones."""
    w = np.array(w, dtype=float)
    best = w
    for _ in range(count):
        w -= rate * gradient(w)
        if loss(w) < loss(best):
            best = w
    return best, w


def loss(w):
    return float(np.sum(w**2))


def gradient(w):
    return 2 * w


# The rate is too high, so the start should be the best.
best, last = descend([1.0, -2.0], loss, gradient, 1.5, 3)
print("best", best, "last", last)

# %% hint
# Step to the line `best = w`, and read what stands beside the name `best`.
# Then step over the line that changes `w`.

# %% solution
import numpy as np


def descend(w, loss, gradient, rate, count):
    w = np.array(w, dtype=float)
    best = w.copy()
    for _ in range(count):
        w -= rate * gradient(w)
        if loss(w) < loss(best):
            best = w.copy()
    return best, w


def loss(w):
    return float(np.sum(w**2))


def gradient(w):
    return 2 * w


best, last = descend([1.0, -2.0], loss, gradient, 1.5, 3)
print("best", best, "last", last)

# %% checks
import numpy as np

from nnbook.book.run.grader import close, parts


def square(w):
    return float(np.sum(w**2))


def square_gradient(w):
    return 2 * w


def check_too_high_a_rate_leaves_the_start_the_best(descend):
    answer = descend(np.array([1.0, -2.0]), square, square_gradient, 1.5, 3)
    best, last = parts(answer, "the best weights", "the last weights")
    close(last, [-8.0, 16.0], "the last weights")
    close(best, [1.0, -2.0], "the best weights")


def from_three(w):
    return float(np.sum((w - 3) ** 2))


def one_to_the_right(w):
    return -np.ones(w.shape)


def check_the_best_may_lie_in_the_middle(descend):
    answer = descend(np.array([0.0]), from_three, one_to_the_right, 1.0, 5)
    best, last = parts(answer, "the best weights", "the last weights")
    close(last, [5.0], "the last weights")
    close(best, [3.0], "the best weights")


# %% wrong: best and w are one array
# They are two names of it until `descend` ends, where a copy comes too late.
# Copy it when it is kept.
import numpy as np


def descend(w, loss, gradient, rate, count):
    w = np.array(w, dtype=float)
    best = w
    for _ in range(count):
        w -= rate * gradient(w)
        if loss(w) < loss(best):
            best = w
    return best.copy(), w


# %% wrong: only the start is copied
# The start is safe now. With the first improvement, `best` becomes another
# name of `w` again.
import numpy as np


def descend(w, loss, gradient, rate, count):
    w = np.array(w, dtype=float)
    best = w.copy()
    for _ in range(count):
        w -= rate * gradient(w)
        if loss(w) < loss(best):
            best = w
    return best, w
