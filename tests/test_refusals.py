"""Whatever is passed to a public function: an answer, or a ValueError that names the argument."""

import importlib
import inspect
import pkgutil
import re
from itertools import islice

import numpy as np
import pytest
from matplotlib.figure import Figure

import nnbook
from nnbook.activations import sigmoid, sigmoid_derivative
from nnbook.autograd import Value
from nnbook.datasets import quadrants
from nnbook.forward import forward_propagation, init_parameters
from nnbook.perceptron import Perceptron
from nnbook.saving import save

# What runs after the checks, or is one of them, and so trusts what it is given. All of nnbook.validation is.
INNER = {
    "activations": "check_activated",
    "autograd": "Operators",
    "backprop": "check_backward",
    "forward": "check_network check_parameters check_activations",
    "losses": "check_outputs check_labels check_output_layer safe_log log_softmax",
    "trace": "Step statement",
    "optimizers": "as_part",
    "training": "DivergenceError TrainingStep check_training check_outcome diverged",
    "plots": "as_axes",
}

X, Y = quadrants(6)
SIZES = (2, 3, 1)


def params():
    """Return the parameters of a 2-3-1 network."""
    return init_parameters(SIZES, rng=0)


def cache():
    """Return what a forward pass keeps."""
    return forward_propagation(X, params())[1]


def gradients():
    """Return something of the shape of each parameter."""
    return {f"d{name}": np.ones_like(value) for name, value in params().items()}


def adam_state():
    """Return what adam keeps."""
    return nnbook.adam(gradients(), {})[1]


AX = Figure().add_subplot()  # of a figure that belongs to no window


Z = np.array([[-1.0, 0.0, 2.0], [0.5, -0.5, 1.0]])
BCE = "binary_cross_entropy"
OUTPUTS = {"Z": Z, "A": sigmoid(Z), "Y": np.eye(2, 3), "activation": "sigmoid", "loss": BCE}
NETWORK = {"X": X, "params": params, "activations": ["relu", "sigmoid"]}
LABELLED = NETWORK | {"Y": Y}
CHECKED = LABELLED | {"loss": BCE, "eps": 1e-5}
COMMON = {
    "z": Z,
    "alpha": 0.5,
    "v": Z,
    "axis": 0,
    "temperature": 2.0,
    "w": np.array([1.0, 2.0]),
    "gradients": gradients,
    "beta": 0.5,
    "beta1": 0.5,
    "beta2": 0.5,
    "epsilon": 1e-8,
    "m": 5,
    "noise": 0.1,
    "rng": 0,
    "ax": AX,
}
# For each function one call that it answers, unless its arguments are those above. What is callable makes the
# argument, some of it in an empty folder, so that each call has its own.
CALLS = {
    "autograd.Value": {"data": X, "name": "x", "parents": lambda: [(Value(1.0), np.negative)]},
    "autograd.topological_order": {"end": lambda: Value(1.0) * 2},
    "autograd.unbroadcast": {"slope": np.ones((2, 3)), "shape": (2, 1)},
    "backprop.through_activation": {"dA": Z, "Z": Z, "activation": "tanh"},
    "backprop.output_delta": OUTPUTS,
    "backprop.backward_propagation": {
        "X": X,
        "Y": Y,
        "params": params,
        "cache": cache,
        "loss": BCE,
        "out": gradients,
    },
    "datasets.noisy_quadrants": {"m": 5, "rng": 0, "wrong": 0.25},
    "diagrams.draw_neuron": {
        "ax": AX,
        "inputs": ["x₁", "x₂"],
        "weights": ["w₁", "w₂"],
        "bias": "b",
        "total": "z",
        "output": "a",
    },
    "diagrams.draw_network": {"ax": AX, "layer_sizes": [2, 1], "names": ["in", "out"]},
    "diagrams.draw_layer": {
        "ax": AX,
        "W": np.ones((2, 3)),
        "A": np.ones((3, 1)),
        "b": np.ones((2, 1)),
        "names": ["Z", "W", "A", "b"],
        "numbers": True,
    },
    "diagrams.draw_chain": {
        "ax": AX,
        "names": ["x", "y"],
        "forward": ["3", "6"],
        "factors": ["2"],
        "backward": ["2", "1"],
    },
    "diagrams.draw_graph": {"ax": AX, "end": lambda: Value(1.0, "x") * 2},
    "diagrams.draw_weights": {"ax": AX, "W": np.ones((2, 3)), "output": 1, "hidden": 2},
    "diagrams.draw_pass": {
        "ax": AX,
        "X": X[:, [0]],
        "params": params,
        "Y": Y[:, [0]],
        "activations": ["relu", "sigmoid"],
        "loss": BCE,
        "backward": True,
        "parameters": True,
    },
    "forward.init_parameters": {"layer_sizes": SIZES, "scale": "he", "rng": 0},
    "forward.default_activations": {"depth": 2},
    "forward.forward_propagation": NETWORK,
    "gradcheck.numerical_gradient": {"f": lambda: np.sum, "x": np.ones(2), "eps": 1e-5},
    "gradcheck.check_gradients": CHECKED,
    "losses.compute_loss": {"A": OUTPUTS["A"], "Y": OUTPUTS["Y"], "loss": "mean_squared_error"},
    "losses.loss_gradient": {"A": OUTPUTS["A"], "Y": OUTPUTS["Y"], "loss": "mean_squared_error"},
    "losses.output_loss": OUTPUTS,
    "optimizers.sgd": {"gradients": gradients, "state": {}},
    "optimizers.momentum": {"gradients": gradients, "state": gradients, "beta": 0.5},
    "optimizers.adam": {
        "gradients": gradients,
        "state": adam_state,
        "beta1": 0.5,
        "beta2": 0.5,
        "epsilon": 1e-8,
    },
    "parameters.Parameters": {"params": params, "activations": ["relu", "sigmoid"]},
    "parameters.packed": {"arrays": params},
    "perceptron.Perceptron": {"n_inputs": 2, "learning_rate": 0.1, "rng": 0},
    "perceptron.Perceptron.predict": {"self": lambda: Perceptron(2, rng=0), "inputs": [1.0, 2.0]},
    "perceptron.Perceptron.train": {
        "self": lambda: Perceptron(2, rng=0),
        "X": [[0.0, 1.0], [1.0, 0.0]],
        "y": [0, 1],
        "epochs": 2,
    },
    "plots.plot_points": {"ax": AX, "X": X.T, "y": Y[0], "size": 60.0},
    "plots.plot_decision_line": {
        "ax": AX,
        "weights": [1.0, 2.0],
        "bias": 0.5,
        "label": "line",
        "colour": "#2f9152",
        "alpha": 0.5,
        "shade": True,
        "word": "fires",
    },
    "plots.plot_outputs": {"ax": AX, "network": lambda: lambda points: sigmoid(points[0]), "resolution": 4},
    "plots.plot_activation": {
        "ax": AX,
        "activation": lambda: sigmoid,
        "derivative": lambda: sigmoid_derivative,
        "limits": (-1.0, 1.0),
    },
    "prediction.predict": NETWORK,
    "prediction.accuracy": LABELLED,
    "preprocessing.one_hot": {"classes": [0, 1, 2], "n_classes": 3},
    "preprocessing.standardise": {"X": X, "like": X},
    "preprocessing.split": {"*arrays": (X, Y), "part": 0.5, "rng": 0},
    "saving.save": {"path": lambda folder: folder / "written.npz", "params": params},
    "saving.load": {"path": lambda folder: save(folder / "kept.npz", params())},
    "surfaces.descend": {
        "gradient": lambda: np.sign,
        "start": [1.0, 2.0],
        "learning_rate": 0.1,
        "steps": 3,
        "momentum": 0.5,
        "bound": 10.0,
    },
    "timing.fastest": {"*runs": lambda: (dict, list), "turns": 1},
    "trace.trace_network": LABELLED | {"loss": BCE},
    "trace.measure_gradients": CHECKED,
    "training.update_parameters": {"params": params, "gradients": gradients, "learning_rate": 0.1},
    "training.batches": {"X": X, "Y": Y, "batch_size": 4, "rng": 0},
    "training.train_network": {
        "X": X,
        "Y": Y,
        "layer_sizes": SIZES,
        "learning_rate": 0.1,
        "epochs": 2,
        "activations": ["relu", "sigmoid"],
        "loss": BCE,
        "batch_size": 4,
        "optimizer": "adam",
        "beta": 0.5,
        "l2": 0.1,
        "params": params,
        "rng": 0,
        "on_epoch": lambda: lambda epoch, loss, params: None,
    },
}
CALLS["training.training_steps"] = {
    name: value
    for name, value in CALLS["training.train_network"].items()
    if name not in ("epochs", "on_epoch")
}


class Tensor:
    """What asks for its gradient, as a tensor of PyTorch does, and does not become an array."""

    def __array__(self, dtype=None, copy=None):  # noqa: D105 - NumPy's own
        raise RuntimeError("Can't call numpy() on Tensor that requires grad.")


# No numbers at all, or such as are never right but where the argument is no number.
WRONG = {
    "None": None,
    "a text": "text",
    "an empty text": "",
    "bytes": b"text",
    "an object": object(),
    "a set": {1, 2},
    "a function": np.argsort,
    "a type": float,
    "a tensor": Tensor(),
    "a mask": np.ma.masked_array([[1.0, 2.0]], [[True, False]]),
    "complex": 1j,
    "complex in two dimensions": np.ones((2, 6)) * 1j,
    "a list of None": [None, None],
    "a list of texts": ["a", "b"],
    "a list of objects": [object(), object()],
    "a ragged list": [[1.0], [1.0, 2.0]],
    "texts in two dimensions": np.full((2, 6), "a"),
    "objects in two dimensions": np.full((2, 6), None),
    "days": np.full((2, 6), np.datetime64("2026-01-01")),
    "a whole number too large for a float": 10**400,
}
# Numbers that may be right in themselves and not fit another argument, which the message then names.
ODD = {
    "an empty list": [],
    "an empty dict": {},
    "a dict": {"a": 1},
    "NaN": np.nan,
    "infinity": np.inf,
    "minus infinity": -np.inf,
    "True": True,
    "0": 0,
    "-1": -1,
    "2.5": 2.5,
    "1e300": 1e300,
    "-1e300": -1e300,
    "1e-300": 1e-300,
    "an array of no dimension": np.array(0.5),
    "no numbers": np.zeros(0),
    "no rows": np.zeros((0, 3)),
    "no columns": np.zeros((2, 0)),
    "one row": np.ones((1, 6)),
    "a long array": np.ones(7),
    "three dimensions": np.ones((2, 3, 4)),
    "NaN in two dimensions": np.full((2, 6), np.nan),
    "infinity in two dimensions": np.full((2, 6), np.inf),
    "huge numbers": np.full((2, 6), 1e300),
    "huge numbers of both signs": np.array([[1e308, -1e308, 0.0]] * 2),
    "huge numbers, one dimension": np.array([1e300, -1e300]),
    "huge numbers in float32": np.full((2, 6), 1e38, np.float32),
    "truth values": np.ones((2, 6), bool),
}


def public():
    """Return each public function of the library by its module and name, and the methods of Perceptron."""
    found = {}
    for module in pkgutil.iter_modules(nnbook.__path__):
        if module.name not in ("book", "validation"):
            home = importlib.import_module(f"nnbook.{module.name}")
            ours = {name: value for name, value in vars(home).items() if is_from(home, value)}
            found |= {f"{module.name}.{name}": value for name, value in ours.items() if name[0] != "_"}
    return found | {
        f"perceptron.Perceptron.{name}": getattr(Perceptron, name) for name in ("predict", "train")
    }


def is_from(home, value):
    """Whether a value is a function or a class that the module defines."""
    return callable(value) and getattr(value, "__module__", None) == home.__name__


INNER_NAMES = {f"{module}.{name}" for module, names in INNER.items() for name in names.split()}
FUNCTIONS = {name: value for name, value in public().items() if name not in INNER_NAMES}


def call_of(name):
    """Return the arguments of a call that is answered, or what makes them."""
    if name in CALLS:
        return CALLS[name]
    return {argument: COMMON[argument] for argument in inspect.signature(FUNCTIONS[name]).parameters}


ARGUMENTS = [(name, argument) for name in FUNCTIONS for argument in call_of(name) if argument != "self"]


def made(value, folder):
    """Return an argument, made anew where something makes it."""
    if not callable(value):
        return value
    return value(folder) if "folder" in inspect.signature(value).parameters else value()


def answer(name, arguments):
    """Call a function, and go through what it yields."""
    several = [part for argument, parts in arguments.items() if argument[0] == "*" for part in parts]
    named = {argument: value for argument, value in arguments.items() if argument[0] != "*"}
    found = FUNCTIONS[name](*several, **named)
    return list(islice(found, 20)) if inspect.isgenerator(found) else found


def needed(name):
    """Return the arguments that a function cannot do without, with an asterisk before several."""
    parameters = inspect.signature(FUNCTIONS[name]).parameters.values()
    return [
        f"*{p.name}" if p.kind is p.VAR_POSITIONAL else p.name for p in parameters if p.default is p.empty
    ]


def as_lists(value):
    """Return a value with lists in place of its arrays."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {name: as_lists(part) for name, part in value.items()}
    return type(value)(map(as_lists, value)) if isinstance(value, list | tuple) else value


def arrays_of(value):
    """Yield the arrays in a result."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from arrays_of(part)


def with_bad(argument, good, bad):
    """Yield how a bad value can come into an argument: in its place, or as the first of its parts."""
    if argument[0] != "*":
        yield bad
    if isinstance(good, dict) and good:
        yield good | {next(iter(good)): bad}
    elif isinstance(good, list | tuple) and good:
        yield type(good)([bad, *good[1:]])


def tells(error, names):
    """Whether a message names one of the arguments, or what is one of several."""
    wanted = {re.escape(form) for name in names for form in (name, name.rstrip("s"))}
    return bool(re.search(rf"\b({'|'.join(wanted)})\b", str(error)))


def trouble(name, arguments, value, names):
    """Return what is wrong with how a function takes these arguments; nothing where all is right."""
    try:
        found = answer(name, arguments)
    except nnbook.DivergenceError:
        return ""
    except ValueError as error:
        return "" if tells(error, names) else f"none of {', '.join(names)} is named in {error}"
    except OSError as error:
        return "" if "path" in names else repr(error)
    except Exception as error:
        return repr(error)
    objects = any(array.dtype == object for array in arrays_of(found) if array is not value)
    return "the answer holds objects" if objects else ""


def test_each_public_function_is_in_the_table():
    """A new function needs a call in the table, and what is named as inner is there."""
    parameters = {name: set(inspect.signature(function).parameters) for name, function in FUNCTIONS.items()}
    assert [
        name for name, known in parameters.items() if name not in CALLS and not known <= set(COMMON)
    ] == []
    assert INNER_NAMES <= set(public()) and set(CALLS) <= set(FUNCTIONS)
    exported = {getattr(nnbook, name) for name in nnbook.__all__} - {nnbook.DivergenceError}
    assert exported <= set(FUNCTIONS.values())


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_calls_of_the_table_are_answered(name, tmp_path):
    """With all arguments, with those alone that are needed, and with lists in place of arrays."""
    if name == "datasets.digits":
        pytest.importorskip("sklearn", reason="the digits are a part of scikit-learn")
    arguments = {argument: made(value, tmp_path) for argument, value in call_of(name).items()}
    answer(name, arguments)
    answer(name, {argument: arguments[argument] for argument in needed(name)})
    answer(name, {argument: as_lists(value) for argument, value in arguments.items() if argument != "out"})


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS)
def test_a_bad_argument_is_answered_or_refused_by_name(name, argument, tmp_path, monkeypatch):
    """No error but ValueError, no warning of NumPy, and a message that says which argument is meant."""
    monkeypatch.chdir(tmp_path)  # where a text is the name of a file
    call = call_of(name)
    good = made(call[argument], tmp_path)
    runs = callable(good) or (argument == "*runs")
    parts = list(good) if isinstance(good, dict) else []
    found = []
    for what, bad in (WRONG | ODD).items():
        names = [argument.strip("*"), *parts, *(call if what in ODD else ())]
        for value in with_bad(argument, good, bad):
            if runs and callable(bad):
                continue  # what it does is up to whoever wrote it
            arguments = {other: made(maker, tmp_path) for other, maker in call.items()} | {argument: value}
            if wrong := trouble(name, arguments, bad, names):
                found.append(f"{what}: {wrong}")
    assert not found, "\n".join(found)
