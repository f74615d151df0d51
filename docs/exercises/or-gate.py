# One epoch on the OR gate

# %% starter
import numpy as np

from nnbook.datasets import or_gate


def train_epoch(X, y, weights, bias, rate):
    """Learn from each row of X in turn; return
    the weights in a new array, the bias and
    the number of mistakes.
    """
    mistakes = 0
    for inputs, target in zip(X, y):
        ...
    return weights, bias, mistakes


X, y = or_gate()
print(train_epoch(X, y, np.array([0.25, -0.125]), 0.0, 0.5))

# %% hint
# Predict with the weights of this moment, then take
# `error = target - prediction`. Where it is not zero, add
# `rate * error * inputs` to the weights and `rate * error` to the bias. Make
# new weights, `weights = weights + …`: with `+=` the array that was given would
# change.

# %% solution
import numpy as np

from nnbook.datasets import or_gate


def train_epoch(X, y, weights, bias, rate):
    mistakes = 0
    for inputs, target in zip(X, y):
        error = target - int(inputs @ weights + bias > 0)
        weights = weights + rate * error * inputs
        bias = bias + rate * error
        mistakes += error != 0
    return weights, bias, mistakes


X, y = or_gate()
weights, bias = np.array([0.25, -0.125]), 0.0
for epoch in range(6):
    weights, bias, mistakes = train_epoch(X, y, weights, bias, 0.5)
    print(f"epoch {epoch + 1}: {mistakes} mistakes")

# %% checks
import numpy as np

from nnbook.book.run.grader import close, parts
from nnbook.datasets import and_gate, or_gate
from nnbook.perceptron import Perceptron


def compare(answer, *expected):
    names = "the array of weights", "the bias", "the number of mistakes"
    found = parts(answer, *names)
    for got, wanted, name in zip(found, expected, names):
        close(got, wanted, name)


def check_zero_does_not_fire(train_epoch):
    X, y, start = np.array([[1.0, -1.0]]), np.array([0]), np.array([0.5, 0.5])
    compare(train_epoch(X, y, start, 0.0, 0.25), start, 0.0, 0)


def check_epochs(train_epoch):
    X = np.random.default_rng(0).standard_normal((8, 3))
    drawn = X, (X[:, 0] > 0.3).astype(int)
    cases = (or_gate(), 0.5), (drawn, 0.25), (and_gate(), 0.125)
    for (X, y), rate in cases:
        n = X.shape[1]
        twin = Perceptron(n, learning_rate=rate)
        twin.weights, twin.bias = np.array([0.25, -0.125, 0.5])[:n], 0.0
        for _ in range(3):
            answer = train_epoch(X, y, twin.weights.copy(), twin.bias, rate)
            (mistakes,) = twin.train(X, y, epochs=1)
            compare(answer, twin.weights, twin.bias, mistakes)


# %% wrong: a step that fires at zero
# The sample's sum is exactly zero, and the perceptron fires *above* zero only:
# `>`, not `>=`. There was no mistake to learn from.
def train_epoch(X, y, weights, bias, rate):
    mistakes = 0
    for inputs, target in zip(X, y):
        error = target - int(inputs @ weights + bias >= 0)
        weights = weights + rate * error * inputs
        bias = bias + rate * error
        mistakes += error != 0
    return weights, bias, mistakes


# %% wrong: the error with its sign turned
# Your weights move away from the target. Where the perceptron fired too little,
# the target is 1 and the answer 0, and the weights have to grow:
# `error = target - prediction`.
def train_epoch(X, y, weights, bias, rate):
    mistakes = 0
    for inputs, target in zip(X, y):
        error = int(inputs @ weights + bias > 0) - target
        weights = weights + rate * error * inputs
        bias = bias + rate * error
        mistakes += error != 0
    return weights, bias, mistakes


# %% wrong: the bias does not learn
# The bias is a weight whose input is always 1. It moves at each mistake as
# well, by `rate * error`.
def train_epoch(X, y, weights, bias, rate):
    mistakes = 0
    for inputs, target in zip(X, y):
        error = target - int(inputs @ weights + bias > 0)
        weights = weights + rate * error * inputs
        mistakes += error != 0
    return weights, bias, mistakes


# %% wrong: all predictions made before the first update
# You predict for all samples with the weights from before the epoch. The
# perceptron learns at once: the second sample already meets the weights that
# the first one has moved.
import numpy as np


def train_epoch(X, y, weights, bias, rate):
    errors = y - (X @ weights + bias > 0)
    weights = weights + rate * errors @ X
    bias = bias + rate * errors.sum()
    return weights, bias, int(np.sum(errors != 0))
