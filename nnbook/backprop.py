"""Backpropagation: from the loss back to every weight, by the chain rule."""

# mypy: disable-error-code="no-any-return"
# (NumPy types what its ufuncs return as Any)

from __future__ import annotations

from typing import Any

import numpy as np

from nnbook.activations import DERIVATIVES, PRINTED, check_activated, softmax_derivative
from nnbook.forward import check_network
from nnbook.losses import check_output_layer, check_outputs, loss_gradient
from nnbook.validation import Array, Arrays, as_floats, checked, kind_of, one_of, same_shape


def _check_slopes(dA: Array, Z: Array, activation: str) -> tuple[Array, Array, str]:
    dA, Z = as_floats("dA", dA), as_floats("Z", Z)
    same_shape(dA=dA, Z=Z)
    return dA, Z, one_of("activation", activation, DERIVATIVES)


@checked(_check_slopes)
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

    Raises
    ------
    ValueError
        If the shapes differ, a value is not finite, or the name is unknown.
    """
    if activation == "softmax":
        return softmax_derivative.core(Z, dA)
    if activation == "relu":
        return dA * (Z > 0)  # true counts as 1, and needs no array of its own
    return dA * DERIVATIVES[activation].core(Z)


@checked(check_output_layer)
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

    Raises
    ------
    ValueError
        If the shapes differ, a value is outside the range of the loss, or a name is unknown.
    """
    if (activation, loss) == ("sigmoid", "binary_cross_entropy"):
        return (A - Y) / A.size
    if (activation, loss) == ("softmax", "categorical_cross_entropy"):
        return (A * Y.sum(axis=0) - Y) / A.shape[1]  # the labels of a sample sum to 1: A - Y
    return through_activation.core(loss_gradient.core(A, Y, loss), Z, activation)


def check_backward(
    X: Array,
    Y: Array,
    params: Arrays,
    cache: dict[str, Any],
    loss: str = "binary_cross_entropy",
    out: Arrays | None = None,
) -> tuple[Any, ...]:
    """Return the arguments as a backward pass needs them.

    Activations that a cache does not name, such as one made by hand, are those that `params` knows, else the
    default.

    Raises
    ------
    ValueError
        If something does not fit together, or the cache is not that of a forward pass with this `X` and these
        `params`.
    """
    if not isinstance(cache, dict):
        given = type(cache).__name__
        raise ValueError(f"cache must be the dict that forward_propagation returns second, got {given}")
    X, params, activations = check_network(X, params, cache.get("activations"))
    found: dict[str, Any] = {"activations": activations}
    A_previous = X
    for layer, activation in enumerate(activations, start=1):
        W, b = params[f"W{layer}"], params[f"b{layer}"]
        for name in (f"Z{layer}", f"A{layer}"):
            if name not in cache:
                raise ValueError(f"cache must hold {name}, got {', '.join(cache)}")
            found[name] = as_floats(name, cache[name], ndim=(2,))
            expected = (W.shape[0], X.shape[1])
            if found[name].shape != expected:
                raise ValueError(
                    f"{name} of the cache must be {expected} to fit W{layer} "
                    f"{W.shape} and X {X.shape}, got {found[name].shape}"
                )
        Z, A = found[f"Z{layer}"], found[f"A{layer}"]
        if (np.abs(Z - (W @ A_previous + b)) > _rounding(W, A_previous, b)).any():
            source = f"A{layer - 1}" if layer > 1 else "X"
            raise ValueError(
                f"Z{layer} of the cache is not W{layer} @ {source} + b{layer}: it belongs to other data or "
                "other params; call forward_propagation(X, params) again"
            )
        try:
            check_activated(A, Z, activation, layer)
        except ValueError as error:
            wanted = 'put the names in cache["activations"], or call forward_propagation again'
            raise ValueError(f"in the cache {error}: {wanted}") from error
        A_previous = A
    _, Y, _ = check_outputs(A_previous, Y, loss)
    if out is not None:
        _check_out(out, params)
    return X, Y, params, found, loss, out


def _check_out(out: Arrays, params: Arrays) -> None:
    wanted = {f"d{name}": f"{value.shape} {value.dtype}" for name, value in params.items()}
    given = {name: _form(value) for name, value in out.items()} if isinstance(out, dict) else {}
    if given != wanted:
        raise ValueError(f"out must hold {_listed(wanted)}, got {_listed(given) or kind_of(out)}")


def _listed(forms: dict[str, str]) -> str:
    return ", ".join(f"{name} {form}" for name, form in forms.items())


def _form(value: Any) -> str:
    """Return shape and type of an array that can be written to, or what else a value is."""
    if not isinstance(value, np.ndarray) or isinstance(value, np.ma.MaskedArray):
        return kind_of(value)
    return f"{value.shape} {value.dtype}{'' if value.flags.writeable else ', not to be written to'}"


def _rounding(W: Array, A: Array, b: Array) -> Array:
    """Bound how far two ways of computing W @ A + b may differ (Higham 2002, section 3.5), or printing it."""
    eps = max(np.finfo(array.dtype).eps for array in (W, A, b))
    sizes = np.abs(W) @ np.abs(A) + np.abs(b)
    return 2.0 * (W.shape[1] + 2) * eps * sizes + PRINTED * (1.0 + sizes)


@checked(check_backward)
def backward_propagation(
    X: Array,
    Y: Array,
    params: Arrays,
    cache: dict[str, Any],
    loss: str = "binary_cross_entropy",
    out: Arrays | None = None,
) -> Arrays:
    """Compute the gradient of the loss with respect to every parameter.

    It goes through the layers from the last to the first, and once.

    Parameters
    ----------
    X, Y : ndarray, shapes (n_inputs, m) and (n_outputs, m)
        Data and labels.
    params, cache : dict
        What `forward_propagation` was given and gave for this `X`.
    loss : str
        A name of `nnbook.losses.LOSSES`; the gradients are those of `output_loss`.
    out : dict, optional
        Arrays to write the gradients into, instead of new ones: "dW1", "db1", …, each of the shape and the
        float type of its parameter.

    Returns
    -------
    dict
        "dW1", "db1", "dW2", "db2", …, each of the shape of its parameter; `out` where it is given.

    Raises
    ------
    ValueError
        If shapes do not fit together, a value or a name is not usable, or the cache is that of other data,
        other parameters or other activations.
    """
    activations = cache["activations"]
    depth = len(activations)
    gradients = {} if out is None else out
    Z, A = cache[f"Z{depth}"], cache[f"A{depth}"]
    dZ = output_delta.core(Z, A, Y, activations[-1], loss)
    for layer in range(depth, 0, -1):
        A_previous = cache[f"A{layer - 1}"] if layer > 1 else X
        dW, db = gradients.get(f"dW{layer}"), gradients.get(f"db{layer}")
        gradients[f"dW{layer}"] = np.dot(dZ, A_previous.T, out=dW)
        gradients[f"db{layer}"] = dZ.sum(axis=1, keepdims=True, out=db)
        if layer > 1:
            dA = np.dot(params[f"W{layer}"].T, dZ)
            Z, activation = cache[f"Z{layer - 1}"], activations[layer - 2]
            dZ = through_activation.core(dA, Z, activation)
    return gradients
