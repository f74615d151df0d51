"""What learners get wrong, and what they are told: what was given, what is wanted, and the call."""

import re

import numpy as np
import pytest

from nnbook.datasets import quadrants
from nnbook.forward import forward_propagation, init_parameters
from nnbook.losses import compute_loss
from nnbook.perceptron import Perceptron
from nnbook.training import train_network

X, Y = quadrants(40)
NUMBERS = np.arange(40) % 3  # class numbers
THREE = {
    "layer_sizes": (2, 4, 3),
    "activations": ["relu", "softmax"],
    "loss": "categorical_cross_entropy",
}


class Tensor:
    """As PyTorch's, which has a gradient and is no array before it is detached."""

    def __array__(self, dtype=None, copy=None):  # noqa: D105, NumPy's own
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")

    def detach(self):
        """Return what has no gradient."""


def train(**changes):
    """Train a small network but for these arguments."""
    return train_network(**{"X": X, "Y": Y, "layer_sizes": (2, 4, 1), "epochs": 2, "rng": 0} | changes)


TOLD = {
    "samples as rows": ({"X": X.T, "Y": Y.T}, "one column is one sample, so pass X.T and Y.T"),
    "inputs as rows": ({"X": X.T}, "one column is one sample, so pass X.T"),
    "labels as rows": ({"Y": Y.T}, "one column is one sample, so pass Y.T"),
    "flat labels": ({"Y": Y[0]}, "got an array of shape (40,): one row of numbers is Y.reshape(1, -1)"),
    "flat inputs": ({"X": X[0]}, "one row of numbers is X.reshape(1, -1)"),
    "class numbers": (
        {**THREE, "Y": NUMBERS[None]},
        "for class numbers pass one_hot(Y), from",
    ),
    "two class numbers": ({**THREE, "Y": NUMBERS[None] % 2}, "for class numbers pass one_hot(Y, 3)"),
    "labels of -1 and 1": ({"Y": 2 * Y - 1}, "got -1 to 1: for labels of -1 and 1 pass (Y + 1) / 2"),
    "mse": ({"loss": "mse"}, "got 'mse': did you mean 'mean_squared_error'?"),
    "BCE": ({"loss": "BCE"}, "did you mean 'binary_cross_entropy'?"),
    "crossentropy": ({"loss": "categorical_crossentropy"}, "did you mean 'categorical_cross_entropy'?"),
    "Adam": ({"optimizer": "Adam"}, "did you mean 'adam'?"),
    "momentun": ({"optimizer": "momentun"}, "did you mean 'momentum'?"),
    "ReLU": ({"activations": ["ReLU", "sigmoid"]}, "got 'ReLU': did you mean 'relu'?"),
    "LeakyReLU": ({"activations": ["LeakyReLU", "sigmoid"]}, "did you mean 'leaky_relu'?"),
    "linear": ({"activations": ["relu", "linear"]}, "did you mean 'identity'?"),
    "a set of sizes": ({"layer_sizes": {4, 2, 1}}, "must be in an order, as in (2, 4, 1), got the set"),
    "a true rate": ({"learning_rate": True}, "learning_rate must be a number, got True"),
    "a text as seed": ({"rng": "a"}, "rng must be a seed such as 0"),
    "a negative seed": ({"rng": -1}, "rng must be a seed such as 0"),
    "a mask": ({"X": np.ma.masked_array(X, X > 1)}, "got a masked one: fill it with X.filled(0.0)"),
    "a tensor": ({"X": Tensor()}, "got a Tensor: pass X.detach().numpy()"),
    "nothing": ({"Y": None}, "Y must be an array of numbers, got None"),
    "complex": ({"X": X + 1j}, "X must be an array of numbers"),
    "params as a list": ({"params": [1, 2]}, "params must be a dict of W1, b1, W2, b2 and so on, got list"),
    "sigmoids that compete": (
        {**THREE, "Y": np.eye(3)[:, NUMBERS], "activations": ["relu", "sigmoid"]},
        "needs outputs that compete, of softmax, got sigmoid; with sigmoid goes binary_cross_entropy",
    ),
    "one softmax": ({"activations": ["relu", "softmax"]}, "one output of softmax is always 1: use sigmoid"),
    "labels without a class": (
        {**THREE, "Y": np.eye(3)[:, NUMBERS] * (np.arange(40) != 5)},
        "labels whose columns sum to 1, and column 5 is [0., 0., 0.], with the sum 0",
    ),
    "labels of two classes": (
        {**THREE, "Y": np.maximum(np.eye(3)[:, NUMBERS], np.eye(3)[:, (NUMBERS + 1) % 3])},
        "labels whose columns sum to 1, and column 0 is [1., 1., 0.], with the sum 2",
    ),
    "out of reach of sigmoid": (
        {"Y": 5 + 45 * Y, "loss": "mean_squared_error"},
        'outputs of sigmoid go from 0 to 1, and Y goes from 5 to 50: use "identity"',
    ),
    "out of reach of tanh": (
        {"Y": 3 * Y, "loss": "mean_squared_error", "activations": ["relu", "tanh"]},
        "outputs of tanh go from -1 to 1, and Y goes from 0 to 3",
    ),
    "out of reach of relu": (
        {"Y": Y - 1, "loss": "mean_squared_error", "activations": ["relu", "relu"]},
        "outputs of relu go from 0 upwards, and Y goes from -1 to 0",
    ),
}


@pytest.mark.parametrize("what", TOLD)
def test_a_learner_is_told_the_call(what):
    """Before the first step, with a ValueError like all others."""
    changes, message = TOLD[what]
    with pytest.raises(ValueError, match=re.escape(message)):
        train(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"Y": 5 + 45 * Y, "loss": "mean_squared_error", "activations": ["relu", "identity"]},
        {"Y": 2 * Y - 1, "loss": "mean_squared_error", "activations": ["relu", "tanh"]},
        {"Y": 0.3 * Y},
        {**THREE, "Y": np.eye(3)[:, NUMBERS]},
        {**THREE, "Y": np.eye(3, dtype=np.float32)[:, NUMBERS] * 0.7 + np.float32(0.1)},
        {"layer_sizes": [2, 4, 1]},
        {"layer_sizes": np.array([2, 4, 1])},
        {"rng": np.random.default_rng(0)},
    ],
)
def test_what_can_be_learned_is_not_refused(changes):
    """The other side of each of these: soft labels, scaled labels, other containers."""
    train(**changes)


def test_others_say_the_same():
    """The words are those of one place, whichever function is asked."""
    params = init_parameters((2, 4, 1), rng=0)
    with pytest.raises(ValueError, match="did you mean 'relu'"):
        forward_propagation(X, params, ["Relu", "sigmoid"])
    with pytest.raises(ValueError, match="did you mean 'mean_squared_error'"):
        compute_loss(Y, Y, "MSE")
    with pytest.raises(ValueError, match="did you mean 'xavier'"):
        init_parameters((2, 4, 1), scale="glorot")
    with pytest.raises(ValueError, match="scale must be at least 0, got -1"):
        init_parameters((2, 4, 1), scale=-1)
    with pytest.raises(ValueError, match="rng must be a seed"):
        Perceptron(2, rng="a")
