# A forward pass through any number of layers

# %% starter
import numpy as np

from nnbook.activations import relu, sigmoid


def forward_deep(X, layers, activations):
    """Return the answers and the list of the
    pairs (Z, A), one a layer. layers is a list
    of pairs (W, b), activations a list of
    functions.
    """
    ...


hidden = np.ones((3, 2)), np.zeros((3, 1))
output = np.ones((1, 3)), np.zeros((1, 1))
print(forward_deep(np.ones((2, 1)), [hidden, output], [relu, sigmoid]))

# %% hint
# Go through both lists at once:
# `for (W, b), activation in zip(layers, activations)`. Start with `A = X`, and
# let each layer replace `A`.

# %% solution
import numpy as np

from nnbook.activations import relu, sigmoid


def forward_deep(X, layers, activations):
    A, cache = X, []
    for (W, b), activation in zip(layers, activations, strict=True):
        Z = W @ A + b
        A = activation(Z)
        cache.append((Z, A))
    return A, cache


hidden = np.ones((3, 2)), np.zeros((3, 1))
output = np.ones((1, 3)), np.zeros((1, 1))
print(forward_deep(np.ones((2, 1)), [hidden, output], [relu, sigmoid]))

# %% checks
import numpy as np

from nnbook.activations import relu, sigmoid, tanh
from nnbook.book.run.grader import close, expect, parts
from nnbook.forward import forward_propagation

rng = np.random.default_rng(0)


def check_networks(forward_deep):
    # equal sizes first: there a layer that reads the wrong array gives values
    for sizes in ((3, 3, 3, 3), (2, 4, 1), (10, 8, 6, 4, 2, 1), (3, 2)):
        hidden = [relu, tanh, relu, tanh][: len(sizes) - 2]
        functions, layers, params = [*hidden, sigmoid], [], {}
        for i, (n, n_out) in enumerate(zip(sizes, sizes[1:]), 1):
            W = params[f"W{i}"] = rng.standard_normal((n_out, n))
            b = params[f"b{i}"] = rng.standard_normal((n_out, 1))
            layers.append((W, b))
        X = rng.standard_normal((sizes[0], 4))
        names = [function.__name__ for function in functions]
        expected, wanted = forward_propagation(X, params, names)

        answer = forward_deep(X, layers, functions)
        A, cache = parts(answer, "the answers", "the list of pairs")
        close(A, expected, "the array of answers")
        count = f"{len(cache)} pairs, expected one a layer: {len(layers)}"
        expect(len(cache) == len(layers), f"the list has {count}")
        for i, pair in enumerate(cache, 1):
            Z, A = parts(pair, "Z", "A")
            close(Z, wanted[f"Z{i}"], f"Z of layer {i}")
            close(A, wanted[f"A{i}"], f"A of layer {i}")


# %% wrong: every layer reads X
# Each of your layers starts from `X` again. It has to read the activations of
# the layer before: put them into `A` and use `A` in the next round.
def forward_deep(X, layers, activations):
    A, cache = X, []
    for (W, b), activation in zip(layers, activations, strict=True):
        Z = W @ X + b
        A = activation(Z)
        cache.append((Z, A))
    return A, cache


# %% wrong: one activation for all layers
# You use the first function in every layer. The lists belong together: the
# second layer takes the second function.
def forward_deep(X, layers, activations):
    A, cache = X, []
    for (W, b), activation in zip(layers, activations, strict=True):
        Z = W @ A + b
        A = activations[0](Z)
        cache.append((Z, A))
    return A, cache


# %% wrong: the pair holds the layer's input
# Your pairs hold what goes into a layer. They should hold what comes out:
# append after the activation.
def forward_deep(X, layers, activations):
    A, cache = X, []
    for (W, b), activation in zip(layers, activations):
        Z = W @ A + b
        cache.append((Z, A))
        A = activation(Z)
    return A, cache


# %% wrong: nothing between the layers
# You pass `Z` on to the next layer. What a layer passes on is its activation
# `A`.
def forward_deep(X, layers, activations):
    A, cache = X, []
    for (W, b), activation in zip(layers, activations):
        Z = W @ A + b
        cache.append((Z, activation(Z)))
        A = Z
    return cache[-1][1], cache
