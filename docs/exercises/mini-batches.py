# Cut the samples into mini-batches

# %% starter
import numpy as np


def batches(X, Y, size, rng):
    """Yield pairs (X_batch, Y_batch) of `size`
    columns in random order; the last pair
    takes what is left.
    """
    yield X, Y  # everything at once, in the old order


X, Y = np.arange(10.0).reshape(2, 5), np.arange(5.0).reshape(1, 5)
for X_batch, Y_batch in batches(X, Y, 2, np.random.default_rng(0)):
    print(X_batch, Y_batch)

# %% hint
# `order = rng.permutation(m)` mixes the numbers of the columns. Go through it
# in steps of `size`, and take the same columns of both: `X[:, chosen]` and
# `Y[:, chosen]`.

# %% solution
import numpy as np


def batches(X, Y, size, rng):
    order = rng.permutation(X.shape[1])
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        yield X[:, chosen], Y[:, chosen]


X, Y = np.arange(10.0).reshape(2, 5), np.arange(5.0).reshape(1, 5)
for X_batch, Y_batch in batches(X, Y, 2, np.random.default_rng(0)):
    print(X_batch, Y_batch)

# %% checks
import numpy as np

from nnbook.book.run.grader import expect, parts, show


def cut(batches, m, size, seed=0):
    X = np.stack([np.arange(float(m)) ** power for power in (1, 2, 3)])
    got = batches(X, 100 + X[:1], size, np.random.default_rng(seed))
    expect(got is not None, "the result is `None`: a `yield` is missing")
    one = isinstance(got, tuple) and len(got) == 2 and np.ndim(got[0]) == 2
    advice = "`return` ends with the first, and `yield` goes on"
    expect(not one, f"the result is one pair, not one after another: {advice}")
    return X, [parts(pair, "X_batch", "Y_batch") for pair in got]


def check_cuts(batches):
    for m, size in ((6, 2), (10, 4), (5, 8), (7, 1)):
        X, pairs = cut(batches, m, size)
        widths = [size] * (m // size) + [m % size] * (m % size > 0)
        for X_batch, Y_batch in pairs:
            same = X_batch.shape[0] == 3 and Y_batch.shape[0] == 1
            shapes = f"the shapes {X_batch.shape} and {Y_batch.shape}"
            expect(
                same and X_batch.shape[1] == Y_batch.shape[1],
                f"a batch has {shapes}; all rows belong into it, and as many "
                "columns of both",
            )
        got = [X_batch.shape[1] for X_batch, _ in pairs]
        counts = f"`{show(got)}`, expected `{show(widths)}`"
        expect(got == widths, f"of {m} samples the batches hold {counts}")
        X_all = np.concatenate([X_batch for X_batch, _ in pairs], axis=1)
        Y_all = np.concatenate([Y_batch for _, Y_batch in pairs], axis=1)
        together = np.array_equal(Y_all, 100 + X_all[:1])
        expect(together, "a label is no longer with its sample")
        each_once = np.array_equal(np.sort(X_all), X)
        expect(each_once, "not every sample comes exactly once")


def check_order(batches):
    orders = []
    for seed in (1, 2, 1):
        _, pairs = cut(batches, 50, 8, seed)
        orders.append(np.concatenate([x for x, _ in pairs], axis=1)[0])
    first, other, same = orders
    expect(
        np.any(first != np.arange(50.0)),
        "the samples come in their old order: draw one from `rng`",
    )
    expect(
        np.any(first != other),
        "another generator gives the same order: draw it from `rng`",
    )
    expect(
        np.all(first == same),
        "the same generator gives another order: draw it from `rng` alone",
    )
    expect(
        np.sum(np.diff(first) != 1) > 5,
        "the samples still follow each other in their old order, from another "
        "start",
    )


def check_chance(batches):
    # in 200 orders, chance passes over nothing that it could do
    m, size, draws = 30, 6, 200
    places, together = np.zeros(m), np.zeros((m, m))
    for seed in range(draws):
        _, pairs = cut(batches, m, size, seed)
        found = [x[0].astype(int) for x, _ in pairs]
        places[np.concatenate(found)] += np.arange(m)
        for batch in found:
            together[np.ix_(batch, batch)] += 1
    middle, places = (m - 1) / 2, places / draws
    off = np.abs(places - middle).argmax()
    expect(
        abs(places[off] - middle) < 5,
        f"sample {off} of {m} comes near place {places[off]:.0f} time and "
        "again: each is to be as likely at every place",
    )
    pairs = together[~np.eye(m, dtype=bool)]
    expect(
        0 < pairs.min() and pairs.max() < draws / 2,
        "the same samples come into one batch time and again: draw anew who "
        "comes together",
    )


# %% wrong: the rest is dropped
# The samples that do not fill a batch are lost. Let the last batch be smaller:
# a slice may reach beyond the end.
def batches(X, Y, size, rng):
    order = rng.permutation(X.shape[1])
    for start in range(0, len(order) // size * size, size):
        chosen = order[start : start + size]
        yield X[:, chosen], Y[:, chosen]


# %% wrong: data and labels mixed apart
# You draw one order for the data and another for the labels, so each sample
# gets a stranger's label. Draw one order and use it for both.
def batches(X, Y, size, rng):
    X, Y = rng.permutation(X, axis=1), rng.permutation(Y, axis=1)
    for start in range(0, X.shape[1], size):
        yield X[:, start : start + size], Y[:, start : start + size]


# %% wrong: cut along the rows
# You cut the rows, and those are the features. The samples are the columns:
# `X[:, chosen]`.
def batches(X, Y, size, rng):
    order = rng.permutation(X.shape[0])
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        yield X[chosen], Y[[0]]


# %% wrong: always in the old order
# Your batches are the same in every epoch. Mix the columns first, with
# `rng.permutation`.
import numpy as np


def batches(X, Y, size, rng):
    order = np.arange(X.shape[1])
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        yield X[:, chosen], Y[:, chosen]


# %% wrong: the batches mixed, and not the samples
# You cut first and then mix the batches, so the same samples always come
# together. Mix the columns, and cut then.
def batches(X, Y, size, rng):
    starts = range(0, X.shape[1], size)
    whole = [start for start in starts if start + size <= X.shape[1]]
    for i in rng.permutation(len(whole)):
        chosen = slice(whole[i], whole[i] + size)
        yield X[:, chosen], Y[:, chosen]
    if X.shape[1] % size:
        chosen = slice(starts[-1], X.shape[1])
        yield X[:, chosen], Y[:, chosen]


# %% wrong: mixed within each batch
# You cut first and mix each batch for itself, so the same samples always come
# together, at the same time. Mix all columns, and cut then.
def batches(X, Y, size, rng):
    for start in range(0, X.shape[1], size):
        chosen = rng.permutation(range(start, min(start + size, X.shape[1])))
        yield X[:, chosen], Y[:, chosen]
