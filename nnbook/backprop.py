"""Backpropagation: from the loss back to every weight, by the chain rule."""

# mypy: disable-error-code="no-any-return"
# (NumPy types what its ufuncs return as Any)

from typing import Any

from nnbook.activations import DERIVATIVES, softmax_derivative
from nnbook.forward import check_network
from nnbook.losses import check_outputs, loss_gradient
from nnbook.validation import Array, Arrays, as_floats


def through_activation(dA: Array, Z: Array, activation: str) -> Array:
    """Carry a gradient back through an activation: from dL/dA to dL/dZ.

    Parameters
    ----------
    dA, Z : ndarray, shape (n, m)
        Gradient of the loss with respect to the layer's outputs, and the layer's pre-activations.
    activation : str
        A name of `nnbook.activations.DERIVATIVES`.

    Returns
    -------
    ndarray, shape (n, m)
        dA times the slope, entry by entry; for softmax dA times its Jacobian, column by column.
    """
    if activation == "softmax":
        return softmax_derivative(Z, dA)
    return dA * DERIVATIVES[activation](Z)


def output_delta(Z: Array, A: Array, Y: Array, activation: str, loss: str) -> Array:
    """Gradient of the loss with respect to the last layer's pre-activations, dL/dZ.

    Sigmoid with binary cross-entropy, and softmax with categorical cross-entropy, simplify to (A - Y) / N,
    which stays exact where the outputs saturate and the two factors would be 0 and infinity.

    Parameters
    ----------
    Z, A, Y : ndarray, shape (n_outputs, m)
        Pre-activations, outputs and labels.
    activation, loss : str
        Activation of the last layer, and a name of `nnbook.losses.LOSSES`.

    Returns
    -------
    ndarray, shape (n_outputs, m)
    """
    if (activation, loss) == ("sigmoid", "binary_cross_entropy"):
        return (A - Y) / A.size
    if (activation, loss) == ("softmax", "categorical_cross_entropy"):
        return (A * Y.sum(axis=0) - Y) / A.shape[1]  # the labels of a sample sum to 1: A - Y
    return through_activation(loss_gradient(A, Y, loss, check=False), Z, activation)


def backward_propagation(
    X: Array,
    Y: Array,
    params: Arrays,
    cache: dict[str, Any],
    loss: str = "binary_cross_entropy",
    *,
    check: bool = True,
) -> Arrays:
    """Compute the gradient of the loss with respect to every weight and bias, last layer first.

    Parameters
    ----------
    X, Y : ndarray, shapes (n_inputs, m) and (n_outputs, m)
        Data and labels.
    params, cache : dict
        What `forward_propagation` was given and gave for this `X`.
    loss : str
        A name of `nnbook.losses.LOSSES`; the gradients are those of exactly that number, save where a sigmoid
        or softmax output rounds to 0 or 1: they are then those of the loss before the rounding.
    check : bool
        False skips the checks, for loops that have made them.

    Returns
    -------
    dict
        "dW1", "db1", "dW2", "db2", …, each of the shape of its parameter.

    Raises
    ------
    ValueError
        Where shapes do not fit together, or a value or a name is not usable.
    """
    if check:
        X, Y, params, cache = check_backward(X, Y, params, cache, loss)
    activations = cache["activations"]
    depth = len(activations)
    dZ = output_delta(cache[f"Z{depth}"], cache[f"A{depth}"], Y, activations[-1], loss)
    gradients = {}
    for layer in range(depth, 0, -1):
        A_previous = cache[f"A{layer - 1}"] if layer > 1 else X
        gradients[f"dW{layer}"] = dZ @ A_previous.T
        gradients[f"db{layer}"] = dZ.sum(axis=1, keepdims=True)
        if layer > 1:
            dA = params[f"W{layer}"].T @ dZ
            dZ = through_activation(dA, cache[f"Z{layer - 1}"], activations[layer - 2])
    return gradients


def check_backward(
    X: Array, Y: Array, params: Arrays, cache: dict[str, Any], loss: str
) -> tuple[Array, Array, Arrays, dict[str, Any]]:
    """Return the arguments as a backward pass needs them, or raise a ValueError that says what is wrong.

    A cache without "activations", such as one made by hand, stands for ReLU and a sigmoid output.
    """
    if not isinstance(cache, dict):
        given = type(cache).__name__
        raise ValueError(f"cache must be the dict that forward_propagation returns second, got {given}")
    X, params, activations = check_network(X, params, cache.get("activations"))
    checked: dict[str, Any] = {"activations": activations}
    for layer in range(1, len(activations) + 1):
        for name in (f"Z{layer}", f"A{layer}"):
            if name not in cache:
                raise ValueError(f"cache must hold {name}, got {', '.join(cache)}")
            checked[name] = as_floats(name, cache[name], ndim=(2,))
            expected = (params[f"W{layer}"].shape[0], X.shape[1])
            if checked[name].shape != expected:
                raise ValueError(
                    f"{name} of the cache must be {expected} to fit W{layer} "
                    f"{params[f'W{layer}'].shape} and X {X.shape}, got {checked[name].shape}"
                )
    A = checked[f"A{len(activations)}"]
    _, Y = check_outputs(A, Y, loss)
    return X, Y, params, checked
