"""The teaching code of nnbook: the fundamentals of neural networks in plain NumPy.

Every name below can be imported from here, as in `from nnbook import train_network`, or from its module, as
the chapters do. A module is loaded when one of its names is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnbook.activations import (
        elu as elu,
        identity as identity,
        leaky_relu as leaky_relu,
        prelu as prelu,
        relu as relu,
        sigmoid as sigmoid,
        softmax as softmax,
        tanh as tanh,
    )
    from nnbook.autograd import Value as Value
    from nnbook.backprop import backward_propagation as backward_propagation
    from nnbook.forward import forward_propagation as forward_propagation, init_parameters as init_parameters
    from nnbook.gradcheck import check_gradients as check_gradients, numerical_gradient as numerical_gradient
    from nnbook.losses import compute_loss as compute_loss, output_loss as output_loss
    from nnbook.optimizers import adam as adam, momentum as momentum, sgd as sgd
    from nnbook.parameters import Parameters as Parameters
    from nnbook.perceptron import Perceptron as Perceptron, step as step
    from nnbook.prediction import accuracy as accuracy, predict as predict
    from nnbook.preprocessing import one_hot as one_hot, split as split, standardise as standardise
    from nnbook.saving import load as load, save as save
    from nnbook.training import (
        DivergenceError as DivergenceError,
        train_network as train_network,
        update_parameters as update_parameters,
    )

_MODULES = {
    "activations": "elu identity leaky_relu prelu relu sigmoid softmax tanh",
    "autograd": "Value",
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
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
