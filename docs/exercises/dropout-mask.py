# The mask of dropout

# %% starter
import numpy as np


def dropout(A, keep, rng, training):
    """Return the outputs A of a layer as the
    next layer receives them. In training, each
    entry is kept with the probability keep, by
    itself, and the others become 0. The mean
    over many draws is A. In use, all speak.
    """
    ...


rng = np.random.default_rng(0)
print(dropout(np.ones((2, 5)), 0.5, rng, training=True))

# %% hint
# `rng.random(A.shape) < keep` is true with the probability `keep`, for each
# entry by itself. What is kept is divided by `keep`. In use nothing is changed.

# %% solution
import numpy as np


def dropout(A, keep, rng, training):
    if not training:
        return A
    return A * (rng.random(A.shape) < keep) / keep


rng = np.random.default_rng(0)
print(dropout(np.ones((2, 5)), 0.5, rng, training=True))

# %% checks
import numpy as np

from nnbook.book.run.grader import close, expect, present

A = np.random.default_rng(1).uniform(1, 2, (40, 250))


def check_mask(dropout):
    for keep in (0.8, 0.5, 0.25):
        rng = np.random.default_rng(0)
        close(dropout(A.copy(), keep, rng, False), A, "the output in use")
        got = np.asarray(present(dropout(A.copy(), keep, rng, True)))
        expect(got.shape == A.shape, f"the shape is {got.shape}, not {A.shape}")
        kept = got != 0
        # five standard errors of a share: one right answer in a million fails
        off = 5 * np.sqrt(keep * (1 - keep) / A.size)
        share = kept.mean()
        expect(
            abs(share - keep) < off,
            f"with `keep = {keep}` a part of `{share:.2f}` is kept",
        )
        for axis, each in ((0, "column"), (1, "row")):
            sides = kept.all(axis=axis) | ~kept.any(axis=axis)
            expect(
                sides.mean() < 0.5, f"each {each} is kept or lost as a whole"
            )
        close(got[kept], A[kept] / keep, "what is kept")
        again = np.asarray(dropout(A.copy(), keep, rng, True)) != 0
        expect((again != kept).any(), "the second draw is equal to the first")


# %% wrong: not scaled
# What is kept is not scaled, so the next layer receives too little: divide by
# `keep`.
import numpy as np


def dropout(A, keep, rng, training):
    if not training:
        return A
    return A * (rng.random(A.shape) < keep)


# %% wrong: scaled in use
# You scale in use, where all neurons speak. That is right if nothing is scaled
# in training. The mean over the draws shall be A already: divide by `keep` in
# training, and do nothing in use.
import numpy as np


def dropout(A, keep, rng, training):
    if not training:
        return A * keep
    return A * (rng.random(A.shape) < keep)


# %% wrong: the others are kept
# You drop with the probability `keep`. An entry is kept where the random number
# is *below* it.
import numpy as np


def dropout(A, keep, rng, training):
    if not training:
        return A
    return A * (rng.random(A.shape) > keep) / (1 - keep)


# %% wrong: one draw for a row
# You draw once for each neuron and all samples. Each entry is drawn by itself:
# `rng.random(A.shape)`.
import numpy as np


def dropout(A, keep, rng, training):
    if not training:
        return A
    return A * (rng.random((len(A), 1)) < keep) / keep


# %% wrong: always the same mask
# You make a generator in the function, and it draws the same mask each time.
# Use the `rng` that is given.
import numpy as np


def dropout(A, keep, rng, training):
    if not training:
        return A
    rng = np.random.default_rng(0)
    return A * (rng.random(A.shape) < keep) / keep


# %% wrong: dropout in use
# You drop in use as well, and the answers of the network become a matter of
# luck. Where `training` is false, return all of A.
import numpy as np


def dropout(A, keep, rng, training):
    return A * (rng.random(A.shape) < keep) / keep
