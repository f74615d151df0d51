"""How fast `train_network` is: against PyTorch, JAX, scikit-learn, a loop by hand and bare matrix products.

`python tests/benchmarks/network.py` prints the ratios, for three sizes, with one thread and with all.
`--write` also records them in docs/performance.md and in nnbook/measured.py, from which the chapter Make it
fast draws its figures. What is not installed is left out.

Every runner does the same work: all epochs of stochastic gradient descent from data in memory, with the loss
of each batch read. The runners take turns, and the least time of each counts, since whatever else the machine
does can only make a run longer.
"""

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

import record
from nnbook.backprop import backward_propagation
from nnbook.book.check.provenance import machine, versions
from nnbook.forward import forward_propagation, init_parameters
from nnbook.losses import output_loss
from nnbook.timing import fastest
from nnbook.training import batches, train_network, update_parameters

MEASURED = Path(__file__).resolve().parents[2] / "nnbook" / "measured.py"
COMMAND = "python tests/benchmarks/network.py --write"
RATE = 0.05
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


@dataclass(frozen=True)
class Task:
    """A network to train, on random data: the speed does not depend on what they mean."""

    sizes: tuple[int, ...]
    samples: int
    batch_size: int | None
    epochs: int
    dtype: str = "float64"

    @property
    def name(self) -> str:
        """The sizes of the layers, and the batch."""
        batch = f"batch of {self.batch_size}" if self.batch_size else f"all {self.samples} samples"
        return f"{'-'.join(map(str, self.sizes))}, {batch}, {self.dtype}"

    @property
    def steps(self) -> int:
        """Updates in a run."""
        return self.epochs * (-(-self.samples // self.batch_size) if self.batch_size else 1)

    @property
    def loss(self) -> str:
        """The loss that suits the number of outputs."""
        return "binary_cross_entropy" if self.sizes[-1] == 1 else "categorical_cross_entropy"

    @property
    def activations(self) -> list[str]:
        """ReLU, and an output that suits the loss."""
        last = "sigmoid" if self.sizes[-1] == 1 else "softmax"
        return ["relu"] * (len(self.sizes) - 2) + [last]

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """Make inputs (n_inputs, m) and labels (n_outputs, m)."""
        rng = np.random.default_rng(0)
        X = rng.standard_normal((self.sizes[0], self.samples)).astype(self.dtype)
        if self.sizes[-1] == 1:
            return X, (X[:1] * X[1:2] > 0).astype(self.dtype)
        return X, np.eye(self.sizes[-1], dtype=self.dtype)[:, rng.integers(self.sizes[-1], size=self.samples)]


TASKS = (
    Task((2, 4, 1), 200, None, 1000),
    Task((64, 32, 10), 1797, 32, 5),
    Task((784, 256, 128, 10), 2560, 128, 15, "float32"),
)
Run = Callable[[], object]


def nnbook_run(task: Task) -> Run:
    """Train with the library."""
    X, Y = task.data()
    how = dict(activations=task.activations, loss=task.loss, batch_size=task.batch_size, rng=0)
    return lambda: train_network(X, Y, task.sizes, RATE, task.epochs, **how)


def hand_run(task: Task) -> Run:
    """Train with a loop written for this one network: no names, no checks, no other losses or activations."""
    X, Y = task.data()
    start = init_parameters(task.sizes, rng=0)
    layers, binary = range(1, len(task.sizes)), task.sizes[-1] == 1
    size = task.batch_size or task.samples

    def run() -> None:
        W = [start[f"W{layer}"].astype(task.dtype) for layer in layers]
        b = [start[f"b{layer}"].astype(task.dtype) for layer in layers]
        rng = np.random.default_rng(0)
        samples, labels = np.ascontiguousarray(X.T), np.ascontiguousarray(Y.T)
        for _ in range(task.epochs):
            order = rng.permutation(task.samples) if task.batch_size else None
            total = 0.0
            for first in range(0, task.samples, size):
                x, y = X, Y
                if order is not None:
                    chosen = order[first : first + size]
                    x, y = samples[chosen].T, labels[chosen].T
                A = [x]
                for w, bias in zip(W[:-1], b[:-1], strict=True):
                    A.append(np.maximum(w @ A[-1] + bias, 0.0))
                z = W[-1] @ A[-1] + b[-1]
                if binary:
                    p = 1.0 / (1.0 + np.exp(-z))
                    total -= float((y * np.log(p) + (1.0 - y) * np.log(1.0 - p)).sum())
                else:
                    p = np.exp(z - z.max(axis=0))
                    p /= p.sum(axis=0)
                    total -= float((y * np.log(p)).sum())
                d = (p - y) / x.shape[1]
                for layer in range(len(W) - 1, -1, -1):
                    dW, db = d @ A[layer].T, d.sum(axis=1, keepdims=True)
                    if layer:
                        d = (W[layer].T @ d) * (A[layer] > 0)
                    W[layer] -= RATE * dW
                    b[layer] -= RATE * db

    return run


def chapter_run(task: Task, times: dict[str, list[float]]) -> Run:
    """Train with the functions of the chapters one after the other, and collect the seconds of each."""
    X, Y = task.data()
    start = init_parameters(task.sizes, rng=0)
    clock = time.perf_counter

    def run() -> None:
        params = {name: value.astype(task.dtype) for name, value in start.items()}
        rng = np.random.default_rng(0)
        data = np.asfortranarray(X)
        for _ in range(task.epochs):
            begun = clock()
            for X_batch, Y_batch in batches.core(data, Y, task.batch_size, rng):
                picked = clock()
                A, cache = forward_propagation.core(X_batch, params, task.activations)
                forward = clock()
                Z = cache[f"Z{len(task.activations)}"]
                output_loss.core(Z, A, Y_batch, task.activations[-1], task.loss)
                measured = clock()
                gradients = backward_propagation.core(X_batch, Y_batch, params, cache, task.loss)
                backward = clock()
                params = update_parameters.core(params, gradients, RATE)
                updated = clock()
                moments = (begun, picked, forward, measured, backward, updated)
                for part, before, after in zip(PARTS, moments, moments[1:], strict=False):
                    times.setdefault(part, []).append(after - before)
                begun = clock()

    return run


PARTS = ("pick the batch", "forward", "loss", "backward", "update")


def products_run(task: Task) -> Run:
    """Do the matrix products of the training and nothing else: the least that any loop needs."""
    m = task.batch_size or task.samples
    rng = np.random.default_rng(0)
    A = [rng.random((m, task.sizes[0])).astype(task.dtype).T]  # as a batch lies in memory
    A += [rng.random((n, m)).astype(task.dtype) for n in task.sizes[1:]]
    W = [
        value.astype(task.dtype) for name, value in init_parameters(task.sizes, rng=0).items() if "W" in name
    ]
    Z, dW = [np.empty_like(a) for a in A], [np.empty_like(w) for w in W]

    def run() -> None:
        for _ in range(task.steps):
            for layer, w in enumerate(W):
                np.matmul(w, A[layer], out=Z[layer + 1])
            for layer in range(len(W) - 1, -1, -1):
                np.matmul(Z[layer + 1], A[layer].T, out=dW[layer])
                if layer:
                    np.matmul(W[layer].T, Z[layer + 1], out=Z[layer])

    return run


def torch_run(task: Task) -> Run:
    """Train with PyTorch as its tutorials do: eager, modules, an optimizer of its own."""
    return torch_training(task, lambda function: function)


def compiled_torch_run(task: Task) -> Run:
    """Train with PyTorch, the loss and its gradients compiled before the first turn, by a C++ compiler."""
    import torch

    run = torch_training(task, torch.compile)
    run()
    return run


def torch_training(task: Task, prepare: Callable[[Any], Any]) -> Run:
    """Train with PyTorch, with what `prepare` makes of the function that takes the loss of a batch."""
    import torch

    torch.set_num_threads(int(os.environ[THREADS[0]]))
    X, Y = task.data()
    inputs = torch.from_numpy(np.ascontiguousarray(X.T))
    binary = task.sizes[-1] == 1
    labels = torch.from_numpy(np.ascontiguousarray(Y.T) if binary else Y.argmax(axis=0))
    loss_of = torch.nn.BCEWithLogitsLoss() if binary else torch.nn.CrossEntropyLoss()

    measure_loss = prepare(lambda network, batch, wanted: loss_of(network(batch), wanted))

    def run() -> None:
        modules: list[torch.nn.Module] = []
        for n_in, n_out in zip(task.sizes, task.sizes[1:], strict=False):
            modules += [torch.nn.Linear(n_in, n_out), torch.nn.ReLU()]
        network = torch.nn.Sequential(*modules[:-1]).to(inputs.dtype)
        optimizer = torch.optim.SGD(network.parameters(), lr=RATE)
        for _ in range(task.epochs):
            chosen = torch.randperm(task.samples).split(task.batch_size) if task.batch_size else [None]
            for indices in chosen:
                batch, wanted = (inputs, labels) if indices is None else (inputs[indices], labels[indices])
                optimizer.zero_grad()
                loss = measure_loss(network, batch, wanted)
                loss.backward()
                optimizer.step()
                loss.item()

    return run


def jax_run(task: Task) -> Run:
    """Train with JAX: batch, loss, gradients and update in one jitted function, compiled before."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", task.dtype == "float64")
    X, Y = task.data()
    inputs, labels = jnp.asarray(X.T), jnp.asarray(Y.T)
    start = init_parameters(task.sizes, rng=0)
    layers, binary = range(1, len(task.sizes)), task.sizes[-1] == 1

    def loss_of(params: Any, x: Any, y: Any) -> Any:
        for W, b in params[:-1]:
            x = jnp.maximum(x @ W + b, 0.0)
        z = x @ params[-1][0] + params[-1][1]
        if binary:
            return (jnp.logaddexp(0.0, z) - y * z).mean()
        return -(y * jax.nn.log_softmax(z)).sum(axis=1).mean()

    @jax.jit
    def step(params: Any, inputs: Any, labels: Any, chosen: Any) -> Any:
        x, y = (inputs, labels) if chosen is None else (inputs[chosen], labels[chosen])
        loss, gradients = jax.value_and_grad(loss_of)(params, x, y)
        return jax.tree.map(lambda value, gradient: value - RATE * gradient, params, gradients), loss

    def run() -> None:
        params = [
            (jnp.asarray(start[f"W{n}"].T, task.dtype), jnp.asarray(start[f"b{n}"][:, 0], task.dtype))
            for n in layers
        ]
        rng, size = np.random.default_rng(0), task.batch_size or task.samples
        for _ in range(task.epochs):
            order = rng.permutation(task.samples) if task.batch_size else None
            for first in range(0, task.samples, size):
                chosen = None if order is None else order[first : first + size]
                params, loss = step(params, inputs, labels, chosen)
                float(loss)

    run()
    return run


def sklearn_run(task: Task) -> Run:
    """Train with scikit-learn's MLPClassifier, plain descent and no penalty."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    X, Y = task.data()
    samples = np.ascontiguousarray(X.T)
    labels = Y[0].astype(int) if task.sizes[-1] == 1 else Y.argmax(axis=0)

    def run() -> None:
        model = MLPClassifier(
            task.sizes[1:-1],
            solver="sgd",
            alpha=0.0,
            momentum=0.0,
            batch_size=task.batch_size or task.samples,
            shuffle=task.batch_size is not None,
            learning_rate_init=RATE,
            max_iter=task.epochs,
            tol=0.0,
            n_iter_no_change=task.epochs + 1,
            random_state=0,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(samples, labels)

    return run


RUNNERS: dict[str, tuple[str, Callable[[Task], Run]]] = {
    "PyTorch": ("torch", torch_run),
    "PyTorch compiled": ("torch", compiled_torch_run),
    "JAX": ("jax", jax_run),
    "scikit-learn": ("sklearn", sklearn_run),
    "hand-written loop": ("numpy", hand_run),
    "matrix products": ("numpy", products_run),
}


def compare(task: Task, turns: int) -> dict[str, float]:
    """Return for each runner how many times as long as `train_network` it takes."""
    ours = nnbook_run(task)
    others = {}
    for name, (module, make) in RUNNERS.items():
        if importlib.util.find_spec(module) and (name != "PyTorch compiled" or shutil.which("g++")):
            others[name] = make(task)
    base, *times = fastest(ours, *others.values(), turns=turns)
    return {name: taken / base for name, taken in zip(others, times, strict=True)}


def profile(task: Task) -> dict[str, float]:
    """Return the share of each part of a step, by the median of its times."""
    times: dict[str, list[float]] = {}
    chapter_run(task, times)()
    parts = {part: median(values) for part, values in times.items()}
    return {part: value / sum(parts.values()) for part, value in parts.items()}


def measure(threads: int, turns: int) -> dict[str, dict[str, dict[str, float]]]:
    """Measure in a process of its own: BLAS reads the number of threads when it is loaded."""
    flags = f"--xla_cpu_multi_thread_eigen={'true' if threads > 1 else 'false'}"
    environment = os.environ | {name: str(threads) for name in THREADS} | {"XLA_FLAGS": flags}
    command = [sys.executable, __file__, "--worker", "--turns", str(turns)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def literal(value: object, indent: int = 0) -> str:
    """Write dicts, texts and numbers as Python source, one entry a line."""
    if isinstance(value, dict):
        inner = " " * (indent + 4)
        entries = [
            f"{inner}{json.dumps(key)}: {literal(entry, indent + 4)},\n" for key, entry in value.items()
        ]
        return "{\n" + "".join(entries) + " " * indent + "}"
    return json.dumps(round(value, 3) if isinstance(value, float) else value)


def rows(results: dict[int, dict[str, dict[str, dict[str, float]]]]) -> list[list[str]]:
    """Lay the ratios out as a table."""
    names = list(RUNNERS)
    table = [["Network", "threads", *names]]
    for task in TASKS:
        for threads, measured in results.items():
            ratios = measured["ratios"][task.name]
            cells = [f"{ratios[name]:.2f}" if name in ratios else "" for name in names]
            table.append([task.name, str(threads), *cells])
    return table


def main() -> None:
    """Measure, print, and record where that is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="record the result")
    parser.add_argument("--turns", type=int, default=9, help="runs of each (9)")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        ratios = {task.name: compare(task, arguments.turns) for task in TASKS}
        print(json.dumps({"ratios": ratios, "profile": {task.name: profile(task) for task in TASKS}}))
        return
    results = {threads: measure(threads, arguments.turns) for threads in sorted({1, os.cpu_count() or 1})}
    print("Time of each, where train_network takes 1")
    for row in rows(results):
        print(f"{row[0]:42}{row[1]:>8}", *(f"{cell:>16}" for cell in row[2:]), sep="")
    if arguments.write:
        write(results)


def write(results: dict[int, dict[str, dict[str, dict[str, float]]]]) -> None:
    """Record in the page, and for the chapter."""
    text = (
        "How long others take where `train_network` takes 1: above 1, `train_network` is faster. "
        "All do the same epochs of plain gradient descent on the same data. "
        "*PyTorch* runs eagerly on the CPU and once compiled, *JAX* jitted; what they compile is compiled "
        "before. The *hand-written loop* is NumPy for this one network, without names and checks, and "
        "*matrix products* is the arithmetic alone, which no loop can undercut.\n"
        "The chapter [Make it fast](speed.md) explains the differences."
    )
    packages = ("numpy", "torch", "jax", "scikit-learn")
    record.record("The network", rows(results), COMMAND, text=text, packages=packages)
    network = {
        "date": date.today().isoformat(),
        "machine": machine(),
        "versions": versions(packages),
        "ratios": results[1]["ratios"],
        "profile": results[1]["profile"],
    }
    MEASURED.write_text(source(network), encoding="utf-8")


def source(network: dict[str, object]) -> str:
    """Return the module that keeps the result for the chapter."""
    return (
        '"""What tests/benchmarks/network.py measured and wrote, with one thread; no person edits it."""\n\n'
        "from typing import Any\n\n"
        f"NETWORK: dict[str, Any] = {literal(network)}\n"
    )


if __name__ == "__main__":
    main()
