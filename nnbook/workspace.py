"""Forward and backward propagation for training, in as few and as cheap operations as NumPy allows.

The numbers are those of `forward_propagation`, `compute_loss` and `backward_propagation`, which say it more
plainly and check what they are given. Here nothing is checked, and overflow is left to the caller to silence.
The chapter Make it fast measures what each step away from the plain functions is worth.
"""

# mypy: disable-error-code="no-any-return"
# (NumPy types what its functions return as Any)

from collections.abc import Sequence

import numpy as np

from nnbook.activations import ACTIVATIONS
from nnbook.backprop import output_delta, through_activation
from nnbook.losses import compute_loss, safe_log
from nnbook.validation import Array, Arrays


class Workspace:
    """A network during training: all its parameters in one vector, and their gradient in another.

    A layer's part of the vector is one matrix: the weights, and as its last column the bias, which is the
    weight of an input that is always 1. One product then gives W @ A + b, and one gives both gradients.

    Parameters
    ----------
    params : dict
        "W1", "b1", …: the start, which is copied.
    activations, loss
        As `check_training` returned them.

    Attributes
    ----------
    parameters, gradient : ndarray, shape (number of parameters,)
        What an optimizer works on, whatever the number of layers.
    """

    def __init__(self, params: Arrays, activations: Sequence[str], loss: str) -> None:
        layers = range(1, len(activations) + 1)
        joined = [np.hstack([params[f"W{layer}"], params[f"b{layer}"]]) for layer in layers]
        self.activations, self.loss = activations, loss
        self.parameters = np.concatenate([W.ravel() for W in joined])
        self.gradient = np.empty_like(self.parameters)
        self._W, self._dW = _split(self.parameters, joined), _split(self.gradient, joined)
        self._ones = np.ones(len(joined[-1]), self.parameters.dtype)
        self._outputs: dict[int, list[Array]] = {}

    def backpropagate(self, X: Array, Y: Array) -> float:
        """Write the gradient of a batch, and return its loss, summed over the samples.

        Parameters
        ----------
        X : ndarray, shape (n_inputs + 1, m)
            Data as `with_ones` returns it.
        Y : ndarray, shape (n_outputs, m)
            Labels.
        """
        signals = [X, *self._outputs_for(X.shape[1])]
        pre_activations = []
        for layer, activation in enumerate(self.activations):
            Z = np.dot(self._W[layer], signals[layer])  # half the overhead of @, which small matrices feel
            activate(Z, activation, out=signals[layer + 1][:-1])
            pre_activations.append(Z)
        A = signals[-1][:-1]
        if (activation, self.loss) == ("softmax", "categorical_cross_entropy"):
            dZ = (A * np.dot(self._ones, Y) - Y) / A.shape[1]  # a product is quicker than Y.sum(axis=0)
        else:
            dZ = output_delta(Z, A, Y, activation, self.loss)
        for layer in range(len(self._W) - 1, -1, -1):
            np.dot(dZ, signals[layer].T, out=self._dW[layer])
            if layer > 0:
                dA = np.dot(self._W[layer].T, dZ)[:-1]  # quicker than with a cut W
                if self.activations[layer - 1] == "relu":
                    dZ = dA * (signals[layer][:-1] > 0)
                else:
                    dZ = through_activation(dA, pre_activations[layer - 1], self.activations[layer - 1])
        return total_loss(A, Y, self.loss)

    def descend(self, direction: Array, learning_rate: float) -> None:
        """Take one step: the parameters minus `learning_rate` times the direction, in place."""
        step = np.multiply(direction, learning_rate, out=self.gradient)  # whose values are used up by now
        np.subtract(self.parameters, step, out=self.parameters)

    def params(self) -> Arrays:
        """Return the parameters as the other functions take them: "W1", "b1", …, all copies."""
        params = {}
        for layer, W in enumerate(self._W, start=1):
            params[f"W{layer}"], params[f"b{layer}"] = W[:, :-1].copy(), W[:, -1:].copy()
        return params

    def _outputs_for(self, m: int) -> list[Array]:
        """Return memory for the outputs of each layer on `m` samples, above a row of ones."""
        if m not in self._outputs:
            self._outputs[m] = [np.ones((len(W) + 1, m), W.dtype) for W in self._W]
        return self._outputs[m]


def with_ones(X: Array) -> Array:
    """Return `X` above a row of ones, sample after sample in memory, so that a batch is quick to pick."""
    widened = np.ones((X.shape[0] + 1, X.shape[1]), X.dtype, order="F")
    widened[:-1] = X
    return widened


def activate(Z: Array, activation: str, out: Array) -> None:
    """Write what `ACTIVATIONS[activation]` gives for the finite `Z` to `out`."""
    if activation == "relu":
        np.maximum(Z, np.zeros(Z.shape, Z.dtype), out=out)  # with one number NumPy is several times slower
    elif activation == "sigmoid":
        np.divide(1.0, 1.0 + np.exp(-Z), out=out)  # where exp overflows, 1 / infinity is the right 0
    elif activation == "softmax":
        e = np.exp(Z - Z.max(axis=0))
        np.divide(e, e.sum(axis=0), out=out)
    else:
        out[:] = ACTIVATIONS[activation](Z)


def total_loss(A: Array, Y: Array, loss: str) -> float:
    """Return `compute_loss` times the number of samples."""
    if loss == "binary_cross_entropy":
        return -float(np.vdot(Y, safe_log(A)) + np.vdot(1.0 - Y, safe_log(1.0 - A))) / len(A)
    if loss == "categorical_cross_entropy":
        return -float(np.vdot(Y, safe_log(A)))
    return compute_loss(A, Y, loss, check=False) * A.shape[1]


def _split(vector: Array, like: Sequence[Array]) -> list[Array]:
    """Cut a vector into matrices of the shapes of `like`, which share its memory."""
    ends = np.cumsum([matrix.size for matrix in like])
    parts = zip(ends, like, strict=True)
    return [vector[end - matrix.size : end].reshape(matrix.shape) for end, matrix in parts]
