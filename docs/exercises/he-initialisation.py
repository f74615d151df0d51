# He's first weights

# %% starter
import numpy as np


def he_weights(n, n_out, rng):
    """Return the first weights of a ReLU layer
    with n inputs and n_out neurons, drawn from
    rng.
    """
    ...


print(he_weights(400, 100, np.random.default_rng(0)))

# %% hint
# `rng.standard_normal((rows, columns))` has spread 1. He's initialisation wants
# a *variance* of 2 divided by the number of inputs, and a spread is the root of
# a variance.

# %% solution
import numpy as np


def he_weights(n, n_out, rng):
    return np.sqrt(2 / n) * rng.standard_normal((n_out, n))


print(he_weights(400, 100, np.random.default_rng(0)).std())

# %% checks
import numpy as np

from nnbook.book.run.grader import close, expect, present


def check_spread(he_weights):
    for n, n_out in ((400, 100), (50, 800)):
        W = np.asarray(present(he_weights(n, n_out, np.random.default_rng(0))))
        shapes = f"{W.shape}, expected {(n_out, n)}"
        expect(W.shape == (n_out, n), f"the result has shape {shapes}")
        different = len(np.unique(W)) > 0.9 * W.size
        expect(different, "many of the weights are equal: draw each by itself")
        spread, mean, wanted = W.std(), W.mean(), np.sqrt(2 / n)
        found = f"about {spread:.2g}, expected about {wanted:.2g}"
        near = 0.95 < spread / wanted < 1.05
        expect(near, f"the spread of the weights is {found}")
        found = f"{mean:.2g}, expected about 0"
        centred = abs(mean) < 0.05 * wanted
        expect(centred, f"the mean of the weights is {found}")


def check_generator(he_weights):
    first, same, other = (
        he_weights(4, 3, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    close(same, first, "what comes from a generator of the same seed")
    advice = "another seed gives the same weights: draw them from `rng`"
    expect(not np.array_equal(first, other), advice)


# %% wrong: the variance in place of the spread
# You multiply by the variance. `standard_normal` has to be multiplied by the
# spread, which is its root.
def he_weights(n, n_out, rng):
    return 2 / n * rng.standard_normal((n_out, n))


# %% wrong: the neurons counted in place of the inputs
# Each neuron adds up n terms, so it is the number of *inputs* that blows its
# sum up: divide by n, not by n_out.
import numpy as np


def he_weights(n, n_out, rng):
    return np.sqrt(2 / n_out) * rng.standard_normal((n_out, n))


# %% wrong: the 2 is missing
# Without the 2 the signal shrinks from layer to layer: ReLU throws half of it
# away, and the 2 makes up for that.
import numpy as np


def he_weights(n, n_out, rng):
    return np.sqrt(1 / n) * rng.standard_normal((n_out, n))


# %% wrong: one row an input
# Your array has one row an input. The weights of the book have one row a
# neuron: `(n_out, n)`.
import numpy as np


def he_weights(n, n_out, rng):
    return np.sqrt(2 / n) * rng.standard_normal((n, n_out))


# %% wrong: one neuron drawn for all
# All neurons of your layer start alike, and so they would learn alike. Draw
# every row.
import numpy as np


def he_weights(n, n_out, rng):
    return np.tile(np.sqrt(2 / n) * rng.standard_normal(n), (n_out, 1))
