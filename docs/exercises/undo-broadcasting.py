# Undo the broadcasting

# %% starter
import numpy as np


def undo(slope, shape):
    """Return the slope of a value of this
    shape that NumPy had broadcast to the shape
    of slope. The result has that shape.
    """
    ...


print(undo(np.ones((2, 3)), (2, 1)))

# %% hint
# First sum over the axes in front that the shape does not have: there are
# `slope.ndim - len(shape)`. Then sum with `keepdims=True` over the axes on
# which the shape has a 1.

# %% solution
import numpy as np


def undo(slope, shape):
    missing = slope.ndim - len(shape)
    slope = slope.sum(axis=tuple(range(missing)))
    ones = tuple(i for i, size in enumerate(shape) if size == 1)
    return slope.sum(axis=ones, keepdims=True)


print(undo(np.ones((2, 3)), (2, 1)))

# %% checks
import numpy as np

from nnbook.book.run.grader import close

rng = np.random.default_rng(0)
CASES = [
    ((2, 3), (2, 1)),
    ((2, 3), (3,)),
    ((4, 2, 3), (1, 3)),
    ((2, 3), (2, 3)),
    ((2, 3), ()),
    ((3, 1, 2), (3, 1, 1)),
]


def check_against_copies(undo):
    for full, shape in CASES:
        slope = rng.standard_normal(full)
        places = np.arange(int(np.prod(shape))).reshape(shape)
        used = np.broadcast_to(places, full)
        wanted = np.zeros(places.size)
        np.add.at(wanted, used.ravel(), slope.ravel())
        what = f"the slope from {full} to {shape}"
        close(undo(slope, shape), wanted.reshape(shape), what)


# %% wrong: the mean for the sum
# You take the mean of the shares. They are added up: a value that is used three
# times moves the end three times.
import numpy as np


def undo(slope, shape):
    missing = slope.ndim - len(shape)
    slope = slope.mean(axis=tuple(range(missing)))
    ones = tuple(i for i, size in enumerate(shape) if size == 1)
    return slope.mean(axis=ones, keepdims=True)


# %% wrong: only axes of length 1
# You sum over axes of length 1, and forget those that the shape does not have.
# NumPy puts them in front: sum over the first `slope.ndim - len(shape)` axes as
# well.
import numpy as np


def undo(slope, shape):
    ones = tuple(i for i, size in enumerate(shape) if size == 1)
    return slope.sum(axis=ones, keepdims=True)


# %% wrong: only missing axes
# You sum over the axes that the shape does not have, and forget those on which
# it has a 1: there the value was repeated, too.
import numpy as np


def undo(slope, shape):
    missing = slope.ndim - len(shape)
    return slope.sum(axis=tuple(range(missing)))


# %% wrong: `keepdims` is missing
# Your sums are right, and the axes of length 1 are gone. Keep them with
# `keepdims=True`, so that the slope has the shape of the value.
import numpy as np


def undo(slope, shape):
    missing = slope.ndim - len(shape)
    slope = slope.sum(axis=tuple(range(missing)))
    ones = tuple(i for i, size in enumerate(shape) if size == 1)
    return slope.sum(axis=ones)


# %% wrong: a number of the right shape
# You only change the shape, or take a part of the slope. Each entry of the
# value was used in several places, and all their shares count.
import numpy as np


def undo(slope, shape):
    return np.resize(slope, shape)
