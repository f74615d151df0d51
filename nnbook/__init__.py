"""The teaching code of nnbook: the fundamentals of neural networks in plain NumPy.

Every name below can be imported from here, as in `from nnbook import train_network`, or from its module, as
the chapters do. A module is loaded when one of its names is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnbook.activations import elu, identity, leaky_relu, prelu, relu, sigmoid, softmax, tanh
    from nnbook.backprop import backward_propagation
    from nnbook.forward import forward_propagation, init_parameters
    from nnbook.gradcheck import check_gradients, numerical_gradient
    from nnbook.losses import compute_loss, output_loss
    from nnbook.optimizers import adam, momentum, sgd
    from nnbook.parameters import Parameters
    from nnbook.perceptron import Perceptron, step
    from nnbook.prediction import accuracy, predict
    from nnbook.preprocessing import one_hot, split, standardise
    from nnbook.saving import load, save
    from nnbook.training import DivergenceError, train_network, update_parameters

_MODULES = {
    "activations": "elu identity leaky_relu prelu relu sigmoid softmax tanh",
    "backprop": "backward_propagation",
    "forward": "forward_propagation init_parameters",
    "gradcheck": "check_gradients numerical_gradient",
    "losses": "compute_loss output_loss",
    "optimizers": "adam momentum sgd",
    "parameters": "Parameters",
    "perceptron": "Perceptron step",
    "prediction": "accuracy predict",
    "preprocessing": "one_hot split standardise",
    "saving": "load save",
    "training": "DivergenceError train_network update_parameters",
}
_HOME = {name: module for module, names in _MODULES.items() for name in names.split()}
__all__ = [
    "DivergenceError",
    "Parameters",
    "Perceptron",
    "accuracy",
    "adam",
    "backward_propagation",
    "check_gradients",
    "compute_loss",
    "elu",
    "forward_propagation",
    "identity",
    "init_parameters",
    "leaky_relu",
    "load",
    "momentum",
    "numerical_gradient",
    "one_hot",
    "output_loss",
    "predict",
    "prelu",
    "relu",
    "save",
    "sgd",
    "sigmoid",
    "softmax",
    "split",
    "standardise",
    "step",
    "tanh",
    "train_network",
    "update_parameters",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
