"""The playground: a network that trains in slices, what is seen of it, and what is wrong with it.

A state is a dict of plain values that stands in the address of a page. From it comes one source, `setup`,
which makes the data and the network: here it is executed, and the script that a reader copies begins with it.
The steps are those of `nnbook.training.training_steps`, so what is seen is what `train_network` does.
"""

import base64
import json
import math
import time
import urllib.parse
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnbook.activations import ACTIVATIONS
from nnbook.backprop import backward_propagation
from nnbook.book.run import symptoms
from nnbook.forward import forward_propagation
from nnbook.losses import output_loss
from nnbook.prediction import accuracy
from nnbook.training import TrainingStep, training_steps

State = dict[str, Any]
Array = NDArray[np.float64]

MOST_STEPS = 200_000
MOST_LAYERS = 5
MOST_NEURONS = 16
MOST_POINTS = 60
GRID = 50  # places along each side of the decision map
COARSE = 2  # of how many of them a neuron's map shows one

GATES = ("and", "or", "nand", "xor")
CLOUDS = ("halves", "quadrants", "circles", "moons", "spiral", "blobs", "flats", "drawn")
AMOUNTS = ("sine", "line")
STARTS = {
    "zero": 0.0,
    "small": 0.01,
    "xavier": "xavier",
    "he": "he",
    "large": 20.0,
    "half": 0.5,  # all weights and biases are one number
    "three": 3.0,
}
_SAME = ("half", "three")
HIDDEN = ("identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu")
assert set(HIDDEN) < set(ACTIVATIONS)

# What each value may be: names to choose from, or the smallest and the largest number.
CHOICES: dict[str, tuple[str, ...]] = {
    "data": (*GATES, *CLOUDS, *AMOUNTS),
    "start": tuple(STARTS),
    "loss": ("cross_entropy", "squared_error"),
    "optimizer": ("sgd", "momentum", "adam"),
}
WHOLE: dict[str, tuple[int, int]] = {
    "samples": (4, 1000),
    "held": (0, 80),  # percent
    "scaled": (0, 1),
    "batch": (0, 1000),  # 0 is all samples
    "seed": (1, 9999),
    "at": (0, MOST_STEPS),
}
REAL: dict[str, tuple[float, float]] = {
    "noise": (0.0, 1.0),
    "rate": (1e-6, 1000.0),
    "beta": (0.0, 0.999),
    "l2": (0.0, 10.0),
}
START: State = {
    "data": "circles",
    "samples": 200,
    "noise": 0.0,
    "held": 0,
    "scaled": 0,
    "points": [],
    "layers": [4],
    "activations": ["tanh"],
    "start": "xavier",
    "loss": "cross_entropy",
    "optimizer": "sgd",
    "rate": 2.0,
    "beta": 0.9,
    "batch": 0,
    "l2": 0.0,
    "seed": 1,
    "at": 0,
}


def valid(state: Mapping[str, Any]) -> State:
    """Return a whole state: what is given, and for the rest that of the start.

    Raises
    ------
    ValueError
        If a name is none of a state, or a value is not what it may be; it says what is wanted.
    """
    if unknown := sorted(set(state) - set(START)):
        raise ValueError(f"a state has {', '.join(START)}, got {', '.join(map(repr, unknown))}")
    whole = START | dict(state)
    for name, choices in CHOICES.items():
        if whole[name] not in choices:
            raise ValueError(f"{name} must be one of {', '.join(choices)}, got {whole[name]!r}")
    for name, (low, high) in WHOLE.items():
        value = whole[name]
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"{name} must be a whole number from {low} to {high}, got {value!r}")
    for name, (least, most) in REAL.items():
        value = whole[name]
        if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"{name} must be a number from {least:g} to {most:g}, got {value!r}")
        whole[name] = float(value)
    _check_layers(whole["layers"], whole["activations"])
    whole["points"] = _points(whole["points"])
    if whole["data"] == "drawn" and not whole["points"]:
        raise ValueError("points must hold one point at least where the data are drawn, got none")
    if whole["data"] in AMOUNTS and whole["loss"] != "squared_error":
        raise ValueError(f"loss must be squared_error for {whole['data']}, an amount, got {whole['loss']!r}")
    if whole["held"] and whole["data"] == "drawn" and len(whole["points"]) < 2:
        raise ValueError(f"held must be 0 where there is one point, got {whole['held']!r}")
    return whole


def read(query: str) -> State:
    """Return the state that an address asks for, such as "data=xor&layers=4.2&activations=tanh.relu".

    Raises
    ------
    ValueError
        If it asks for none, as `valid` says.
    """
    state: State = {}
    for name, text in urllib.parse.parse_qsl(query, keep_blank_values=True):
        try:
            if name in WHOLE:
                state[name] = int(text)
            elif name in REAL:
                state[name] = float(text)
            elif name in ("layers", "activations"):
                parts = [] if text == "none" else text.split(".")
                state[name] = [int(part) for part in parts] if name == "layers" else parts
            elif name == "points":
                state[name] = [[float(x) for x in point.split("_")] for point in text.split("~")]
            else:
                state[name] = text
        except ValueError as error:
            raise ValueError(f"{name} must be written in numbers, got {text!r}") from error
    return valid(state)


def _check_layers(layers: Any, activations: Any) -> None:
    if not isinstance(layers, list | tuple) or len(layers) > MOST_LAYERS:
        raise ValueError(f"layers must be a list of at most {MOST_LAYERS} numbers of neurons, got {layers!r}")
    for size in layers:
        if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= MOST_NEURONS:
            raise ValueError(f"a layer must have 1 to {MOST_NEURONS} neurons, got {size!r}")
    if not isinstance(activations, list | tuple) or len(activations) != len(layers):
        raise ValueError(f"activations must name one for each of {len(layers)} layers, got {activations!r}")
    for name in activations:
        if name not in HIDDEN:
            raise ValueError(f"an activation must be one of {', '.join(HIDDEN)}, got {name!r}")


def _points(given: Any) -> list[list[float]]:
    if not isinstance(given, list | tuple) or len(given) > MOST_POINTS:
        raise ValueError(f"points must be a list of at most {MOST_POINTS} points, got {given!r}")
    for point in given:
        fine = isinstance(point, list | tuple) and len(point) == 3 and point[2] in (0, 1)
        if not fine or not all(isinstance(x, int | float) and -1 <= x <= 1 for x in point):
            raise ValueError(f"a point must be two numbers from -1 to 1 and a class, 0 or 1, got {point!r}")
    return [[float(x), float(y), int(label)] for x, y, label in given]


# ---- one source for the page and for the copy ----


def _sizes(state: State) -> tuple[int, ...]:
    inputs = 1 if state["data"] in AMOUNTS else 2
    return (inputs, *state["layers"], 3 if state["data"] == "blobs" else 1)


def _loss(state: State) -> tuple[str, str]:
    """Return the activation of the last layer, and the loss."""
    if state["data"] in AMOUNTS:
        return "identity", "mean_squared_error"
    last = "softmax" if state["data"] == "blobs" else "sigmoid"
    crossed = "categorical_cross_entropy" if last == "softmax" else "binary_cross_entropy"
    return last, crossed if state["loss"] == "cross_entropy" else "mean_squared_error"


def setup(state: State) -> tuple[set[str], str]:
    """Write what makes data and network.

    Parameters
    ----------
    state : dict
        A valid one.

    Returns
    -------
    imports : set of str
        The lines that it needs before.
    source : str
        It defines `X`, `Y`, `sizes`, `rate` and `how`, and `X_held` and `Y_held` where a part is held back.
    """
    imports = {"from nnbook.forward import init_parameters"}
    lines = _lines_of_data(state, imports)
    if state["held"]:
        imports.add("from nnbook.preprocessing import split")
        lines.append(f"X, X_held, Y, Y_held = split(X, Y, part={state['held'] / 100!r}, rng=0)")
    if state["scaled"]:
        imports.add("from nnbook.preprocessing import standardise")
        if state["held"]:
            lines.append("X_held = standardise(X_held, like=X)")
        lines.append("X = standardise(X)")
    size = STARTS[state["start"]]
    lines += ["", f"sizes = {_sizes(state)!r}"]
    if state["start"] in _SAME:
        imports.add("import numpy as np")
        lines += [
            "start = init_parameters(sizes)",
            f"start = {{name: np.full_like(value, {size!r}) for name, value in start.items()}}",
        ]
    else:
        written = f'"{size}"' if isinstance(size, str) else repr(size)
        lines.append(f"start = init_parameters(sizes, {written}, rng={state['seed']})")
    last, loss = _loss(state)
    names = ", ".join(f'"{name}"' for name in (*state["activations"], last))
    lines += [
        f"rate = {state['rate']!r}",
        "how = dict(",
        f"    activations=[{names}],",
        f'    loss="{loss}",',
        *([f"    batch_size={state['batch']},"] if state["batch"] else []),
        f'    optimizer="{state["optimizer"]}",',
        *([f"    beta={state['beta']!r},"] if state["optimizer"] == "momentum" else []),
        *([f"    l2={state['l2']!r},"] if state["l2"] else []),
        "    params=start,",
        f"    rng={state['seed']},",
        ")",
    ]
    return imports, "\n".join(lines) + "\n"


def _lines_of_data(state: State, imports: set[str]) -> list[str]:
    # The samples stay where they are, whichever seed the network and its batches have.
    data, samples, noise = (state[name] for name in ("data", "samples", "noise"))
    spread = f"{noise!r} * np.random.default_rng(1).standard_normal"
    if data == "drawn":
        imports.add("import numpy as np")
        rows = [f"    [{x!r}, {y!r}, {label}]," for x, y, label in state["points"]]
        return ["points = np.array([", *rows, "])", "X, Y = points[:, :2].T, points[:, 2:].T"]
    if data == "line":
        imports.add("import numpy as np")
        lines = [f"X = np.linspace(-2, 2, {samples})[None, :]", "Y = 3 * X"]
        return [*lines, f"Y = Y + {spread}(Y.shape)"] if noise else lines
    name = f"{data}_gate" if data in GATES else data
    imports.add(f"from nnbook.datasets import {name}")
    if data in GATES:
        lines = [f"X, y = {name}()", "X, Y = X.T, y[None, :].astype(float)"]
    elif data in ("halves", "quadrants", "flats"):
        lines = [f"X, Y = {name}({samples})"]
    else:
        return [f"X, Y = {name}({samples}, noise={noise!r})"]
    if noise and data != "flats":
        imports.add("import numpy as np")
        lines.append(f"X = X + {spread}(X.shape)")
    return lines


def script(state: Mapping[str, Any]) -> str:
    """Write a script that runs alone with `nnbook`, and ends with the parameters and the picture of a state.

    Raises
    ------
    ValueError
        As for `valid`.
    """
    imports, body = _parts(valid(state))
    return "\n".join([imports, *body])


def notebook(state: Mapping[str, Any], library: str = "") -> str:
    """Write `script` as a Jupyter notebook: data and network, training, and picture in a cell each.

    Parameters
    ----------
    state : dict
    library : str
        The command that installs the library, where it is known.

    Raises
    ------
    ValueError
        As for `valid`.
    """
    imports, (made, trained, drawn) = _parts(valid(state))
    text = "# A network from the playground\n\nIt ends with the parameters and the picture of the page."
    if library:
        text += f" To run it, take Python 3.11 or newer and\n\n```sh\n{library}\n```"
    sources = [("markdown", text), ("code", imports + "\n" + made), ("code", trained), ("code", drawn)]
    cells: list[dict[str, Any]] = []
    for number, (kind, source) in enumerate(sources, 1):
        lines = source.strip("\n").splitlines(keepends=True)
        cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": lines}
        cells.append(cell | ({"execution_count": None, "outputs": []} if kind == "code" else {}))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _parts(state: State) -> tuple[str, list[str]]:
    """Return the imports, and the source of making, training and drawing."""
    imports, made = setup(state)
    imports |= {"import matplotlib.pyplot as plt", "from nnbook.forward import forward_propagation"}
    epochs, rest = divmod(state["at"], Player(state).steps_per_epoch)
    if rest:
        imports |= {"from itertools import islice", "from nnbook.training import training_steps"}
        trained = (
            "steps = training_steps(X, Y, sizes, rate, **how)\n"
            f"for step in islice(steps, {state['at']}):  # {epochs} epochs, and a part of another\n"
            "    pass\n"
            "params = step.params\n"
        )
    else:
        imports.add("from nnbook.training import train_network")
        trained = f"params, _ = train_network(X, Y, sizes, rate, epochs={epochs}, **how)\n"
    imports.add("from nnbook.losses import compute_loss")
    trained += "A, _ = forward_propagation(X, params)\n"
    trained += """print(f"loss {compute_loss(A, Y, how['loss']):.6g}")\n"""
    imports.add("from nnbook.losses import compute_loss")
    if state["data"] not in AMOUNTS:
        imports.add("from nnbook.prediction import accuracy")
        trained += 'print(f"right: {accuracy(X, Y, params):.1%}")\n'
        if state["held"]:
            trained += 'print(f"right of those held back: {accuracy(X_held, Y_held, params):.1%}")\n'
    drawn = _lines_of_picture(state, imports)
    ours = _joined(line for line in imports if "nnbook" in line)
    others = sorted(line for line in imports if line.startswith("import"))
    first = sorted(imports - {*others} - {line for line in imports if "nnbook" in line})
    groups = ["\n".join(group) for group in (first, others, ours) if group]
    return "\n\n".join(groups) + "\n", [made, trained, drawn]


def _joined(lines: Any) -> list[str]:
    """Join what is imported from one module into one line."""
    names: dict[str, set[str]] = {}
    for line in lines:
        module, _, name = line.removeprefix("from ").partition(" import ")
        names.setdefault(module, set()).add(name)
    return [f"from {module} import {', '.join(sorted(found))}" for module, found in sorted(names.items())]


def _lines_of_picture(state: State, imports: set[str]) -> str:
    lines = ["fig, ax = plt.subplots()"]
    if state["data"] in AMOUNTS:
        imports.add("import numpy as np")
        low, high = Player(state).limits[0]
        lines += [
            'ax.plot(X[0], Y[0], "o", markersize=3, label="data")',
            f"x = np.linspace({low!r}, {high!r}, 200)[None, :]",
            'ax.plot(x[0], forward_propagation(x, params)[0][0], label="network")',
            "ax.legend()",
        ]
    else:
        (left, right), (low, high) = Player(state).limits
        labels = "Y.argmax(axis=0)" if state["data"] == "blobs" else "Y[0]"
        imports.add("from nnbook.plots import plot_outputs, plot_points")
        lines += [
            f"ax.set(xlim=({left!r}, {right!r}), ylim=({low!r}, {high!r}))",
            "plot_outputs(ax, lambda points: forward_propagation(points, params)[0])",
            f"plot_points(ax, X.T, {labels}, size=20)",
        ]
    return "\n".join([*lines, "plt.show()"]) + "\n"


# ---- the training ----


class Player:
    """A network in training, which goes on from where it is.

    Parameters
    ----------
    state : dict
        Validated; where it is `at` plays no part.

    Attributes
    ----------
    count : int
        The steps that were taken.
    diverged : bool
        Whether the next step is none any more: a number would not be finite. The parameters are then
        those of a step before, which give a loss.
    start : dict
        The parameters before the first step.
    nothing_known : float
        The loss of answering the same to every sample, the best there is.
    losses : list of float
        Of each epoch, as `train_network` gives them.
    looks : list of tuple
        Epoch, and the losses on what is learned and on what is held back, NaN without; the epochs are ever
        farther apart.
    """

    def __init__(self, state: State) -> None:
        self.state = valid(state)
        imports, source = setup(self.state)
        names: dict[str, Any] = {}
        exec("\n".join(sorted(imports)) + "\n" + source, names)
        self.X, self.Y, self.sizes, self.how = (names[name] for name in ("X", "Y", "sizes", "how"))
        self.X_held, self.Y_held = names.get("X_held"), names.get("Y_held")
        self.activations, self.loss = tuple(self.how["activations"]), self.how["loss"]
        self.steps_per_epoch: int = math.ceil(self.X.shape[1] / (self.state["batch"] or self.X.shape[1]))
        self.nothing_known = symptoms.nothing_known(self.Y, self.loss)
        self.limits: tuple[tuple[float, float], tuple[float, float]] = self._limits()
        self.params: dict[str, Array] = names["start"]
        self.start = {name: value.copy() for name, value in self.params.items()}
        self._steps = training_steps(self.X, self.Y, self.sizes, names["rate"], **self.how)
        self._step: TrainingStep | None = None
        self._before: Array = np.zeros(0)  # the parameters before the last step, in one vector
        self.count, self.diverged = 0, False
        self.losses: list[float] = []
        self._total = 0.0
        self.looks: list[tuple[float, float, float]] = []
        self._next_look = 0
        self._look()

    @property
    def epoch(self) -> float:
        """How many epochs were trained, the part of one among them."""
        return self.count / self.steps_per_epoch

    @property
    def ended(self) -> bool:
        """Whether there is no step any more."""
        return self.diverged or self.count >= MOST_STEPS

    def advance(self, until: int, deadline: float = math.inf) -> None:
        """Train until so many steps were taken, or `time.perf_counter()` is past the deadline."""
        while self.count < until and not self.ended:
            self._advance()
            if time.perf_counter() >= deadline:
                break

    def _advance(self) -> None:
        step = self._step
        if step is None:
            before = np.concatenate([value.ravel() for value in self.params.values()])
        else:
            before = step.vector.copy()
        step = next(self._steps)
        if not (math.isfinite(step.loss) and np.isfinite(step.vector).all()):
            step.vector[:] = before
            self.params = step.params
            self._go_back()
            return
        self._step, self._before, self.params = step, before, step.params
        self.count += 1
        self._total += step.loss * step.samples
        if step.ends:
            self.losses.append(self._total / self.X.shape[1])
            self._total = 0.0
            if len(self.losses) >= self._next_look:
                self._look()

    def _go_back(self) -> None:
        """End with parameters, among the last, that give every sample a loss: a copy can draw these."""
        self.diverged = True
        back = 1
        while self.count and not math.isfinite(self.cost(self.params)):
            self.count = max(0, self.count - back)
            back *= 2
            again = Player(self.state)
            again.advance(self.count)
            self.params = again.params

    def _look(self) -> None:
        epoch = len(self.losses)
        held = math.nan if self.X_held is None else self.cost(self.params, self.X_held, self.Y_held)
        self.looks.append((epoch, self.cost(self.params), held))
        self._next_look = max(epoch + 1, math.ceil(1.1 * epoch))

    # ---- what can be asked of it ----

    def forward(self, X: Array, params: Mapping[str, Array] | None = None) -> dict[str, Any]:
        """Send data through the network as it is, unless other parameters are given."""
        params = self.params if params is None else params
        with np.errstate(all="ignore"):
            cache: dict[str, Any] = forward_propagation.core(X, params, self.activations)[1]
        return cache

    def cost(self, params: Mapping[str, Array], X: Array | None = None, Y: Array | None = None) -> float:
        """Return the loss of some parameters, on what is learned unless said."""
        X, Y = (self.X, self.Y) if X is None or Y is None else (X, Y)
        with np.errstate(all="ignore"):
            A, cache = forward_propagation.core(X, params, self.activations)
            Z = cache[f"Z{len(self.activations)}"]
            return float(output_loss.core(Z, A, Y, self.activations[-1], self.loss))

    def right(self, X: Array | None, Y: Array | None) -> float | None:
        """Return the share of samples that get the right class; None of amounts."""
        if X is None or Y is None or self.state["data"] in AMOUNTS:
            return None
        return accuracy(X, Y, self.params, self.activations)

    def gradients(self) -> dict[str, Array]:
        """Return the gradients of the loss on all that is learned."""
        with np.errstate(all="ignore"):
            cache = forward_propagation.core(self.X, self.params, self.activations)[1]
            found: dict[str, Array] = backward_propagation.core(self.X, self.Y, self.params, cache, self.loss)
        return found

    def ahead(self, far: float) -> dict[str, Array]:
        """Return the parameters `far` times the last step farther on."""
        assert self._step is not None, "a step was taken"
        ahead = self._step.vector + far * (self._step.vector - self._before)
        found, place = {}, 0
        for name, value in self.params.items():
            found[name] = ahead[place : place + value.size].reshape(value.shape)
            place += value.size
        return found

    def _limits(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return which part of the plane is shown: all samples, and a rim."""
        data = self.state["data"]
        if data in AMOUNTS:
            (left, right), (low, high) = _around(self.X[0]), _around(self.Y[0])
            return (left, right), (low, high)
        if data == "drawn" and not self.state["scaled"]:
            return (-1.1, 1.1), (-1.1, 1.1)
        if data == "flats" and not self.state["scaled"]:
            return _around(self.X[0]), _around(self.X[1])
        middle = 0.5 if data in GATES and not self.state["scaled"] else 0.0
        far = round(float(np.abs(self.X - middle).max()) * 1.1 + (middle and 0.45), 3)
        return (middle - far, middle + far), (middle - far, middle + far)

    # ---- what is seen ----

    def data(self) -> dict[str, Any]:
        """Return what stays as it is during a training, for JSON."""
        labels = self.Y.argmax(axis=0) if len(self.Y) > 1 else self.Y[0]
        found = {"points": [*self.X.round(4).tolist(), labels.round(4).tolist()], "held": []}
        if self.X_held is not None and self.Y_held is not None:
            labels = self.Y_held.argmax(axis=0) if len(self.Y_held) > 1 else self.Y_held[0]
            found["held"] = [*self.X_held.round(4).tolist(), labels.round(4).tolist()]
        return found | {
            "limits": self.limits,
            "sizes": self.sizes,
            "activations": self.activations,
            "stepsPerEpoch": self.steps_per_epoch,
            "grid": GRID,
            "coarse": len(range(0, GRID, COARSE)),
        }

    def frame(self) -> dict[str, Any]:
        """Return what is seen of the network as it is, for JSON."""
        gradients, right = self.gradients(), self.right(self.X, self.Y)
        held = self.X_held is not None
        layers = range(1, len(self.sizes))
        return {
            "count": self.count,
            "epoch": round(self.epoch, 4),
            "ended": self.ended,
            "loss": _number(self.cost(self.params)),
            "heldLoss": _number(self.cost(self.params, self.X_held, self.Y_held)) if held else None,
            "right": right,
            "heldRight": self.right(self.X_held, self.Y_held),
            "weights": [_numbers(self.params[f"W{layer}"]) for layer in layers],
            "biases": [_numbers(self.params[f"b{layer}"][:, 0]) for layer in layers],
            "gradients": [_number(_size(gradients[f"dW{layer}"])) for layer in layers],
            "verdicts": [verdict._asdict() for verdict in symptoms.verdicts(self, gradients, right)],
            **self._maps(),
        }

    def _maps(self) -> dict[str, Any]:
        (left, right), (low, high) = self.limits
        x = np.linspace(left, right, GRID)
        if self.sizes[0] == 1:
            places = x[None, :]
        else:
            # The first row is the upper one, as on a screen.
            across, along = np.meshgrid(x, np.linspace(high, low, GRID))
            places = np.stack([across.ravel(), along.ravel()])
        cache = self.forward(places)
        last = len(self.activations)
        outputs = cache[f"A{last}"]
        found: dict[str, Any] = {"neurons": [], "curve": None, "map": None, "unit": 1.0}
        if self.activations[-1] == "identity":
            found["curve"] = _numbers(outputs[0])
        else:
            ahead = _ahead(cache[f"Z{last}"])
            # Of answers that are nearly one half everywhere, bytes of whole log-odds would be steps.
            far = float(np.abs(np.nan_to_num(ahead)).max())
            found["unit"] = unit = float(f"{min(1.0, max(far, 1e-6)):.6g}")
            found["map"] = _bytes(127.5 * (1 + _folded(ahead / unit)))
        for layer, name in enumerate(self.activations[:-1], 1):
            A = cache[f"A{layer}"]
            middle, reach = _RANGE.get(name, (0.0, None))
            shown = A.reshape(len(A), -1, GRID)[:, ::COARSE, ::COARSE].reshape(len(A), -1)
            with np.errstate(all="ignore"):
                far = reach or np.maximum(np.abs(A).max(axis=1, keepdims=True), 1e-12)
                found["neurons"] += _bytes(127.5 * (1 + (shown - middle) / far))
        return found


# The middle and the reach of what an activation gives; the others reach as far as they do on the map.
_RANGE = {"sigmoid": (0.5, 0.5), "tanh": (0.0, 1.0)}


def _around(values: Array) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    rim = 0.1 * (high - low) or 1.0
    return round(low - rim, 3), round(high + rim, 3)


def _size(array: Array) -> float:
    """Return the root of the mean square."""
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.mean(array**2)))


def _number(value: float) -> float | None:
    """Return a number with six digits; None where JSON has none."""
    return float(f"{value:.6g}") if math.isfinite(value) else None


def _numbers(array: Array) -> list[Any]:
    if array.ndim > 1:
        return [_numbers(row) for row in array]
    return [_number(float(value)) for value in array]


def _ahead(Z: Array) -> Array:
    """Return how far each class is ahead of the best of the others, in log-odds; a single row has them."""
    if len(Z) == 1:
        return Z
    others = [np.delete(Z, row, axis=0).max(axis=0) for row in range(len(Z))]
    with np.errstate(invalid="ignore"):  # where both are infinite
        ahead: Array = np.subtract(Z, others)
    return ahead


def _folded(values: Array) -> Array:
    """Press all numbers between -1 and 1, with most room for those around 0."""
    values = np.clip(values, -1e9, 1e9)
    folded: Array = values / (1 + np.abs(values))
    return folded


def _bytes(shades: Array) -> list[str]:
    """Write each row as bytes in base 64."""
    whole = np.where(np.isfinite(shades), np.clip(np.rint(shades), 0, 255), 128.0).astype(np.uint8)
    return [base64.b64encode(row.tobytes()).decode() for row in whole]


# ---- what the page asks ----


def play(request: str, players: dict[str, Player]) -> str:
    """Answer the page.

    Parameters
    ----------
    request : str
        JSON: the `state`; `steps`, how many to take beyond where it is `at`, if any, and for how many
        `milliseconds` at most; or `write`, "script" or "notebook", and the command that installs `library`.
    players : dict
        The networks that are kept, by their states. A state that is not among them is trained anew up to
        where it is, which gives the same: it may take several requests.

    Returns
    -------
    str
        JSON: the `text` that is written; or the frame and the `data`; or that it is `behind`, and its
        `count`; or what is `refused`, in words.
    """
    asked = json.loads(request)
    try:
        state = valid(asked["state"])
        if "write" in asked:
            text = script(state) if asked["write"] == "script" else notebook(state, asked.get("library", ""))
            return json.dumps({"text": text})
    except ValueError as error:
        return json.dumps({"refused": str(error)})
    key = json.dumps(state | {"at": 0}, sort_keys=True)
    player = players.get(key)
    deadline = time.perf_counter() + asked.get("milliseconds", 50) / 1000
    if player is None or player.count > state["at"]:
        player = Player(state)
    players.pop(key, None)
    players[key] = player  # the last one used is the last to go
    for old in list(players)[:-3]:
        del players[old]
    if player.count < state["at"]:
        player.advance(state["at"], deadline)
        if player.count < state["at"] and not player.ended:
            return json.dumps({"behind": True, "count": player.count})
    player.advance(player.count + asked.get("steps", 0), deadline)
    return json.dumps({"behind": False, **player.frame(), "data": player.data()})


def record(state: Mapping[str, Any], frames: int = 24, steps: int = 4000) -> dict[str, Any]:
    """Return a run that can be shown without Python: `data` and `frames`, ever farther apart.

    Parameters
    ----------
    state : dict
    frames : int
        How many at most.
    steps : int
        After how many it ends, unless it diverges before.
    """
    player = Player(valid(state))
    found = [player.frame()]
    for number in range(1, frames):
        until = max(number, round(steps ** (number / (frames - 1))))
        player.advance(until)
        found.append(player.frame())
        if player.ended:
            break
    return {"data": player.data(), "frames": found}
