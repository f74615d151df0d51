"""The numbers of the explorers: their JavaScript against the library."""

import math
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page
from rounding import ELEMENTARY, U

from nnbook import activations
from nnbook.datasets import and_gate, or_gate, xor_gate
from nnbook.perceptron import Perceptron

CALL = """async ([module, calls]) => {
  const functions = await import(new URL(`../assets/js/explorers/${module}.js`, location));
  return calls.map(([name, ...args]) => functions[name](...args));
}"""

EXTREMES = [0.0, 1e-300, 1e-16, 1e-5, 0.5, 1.0, 20.0, 37.0, 700.0, 1000.0, 1e300, math.inf]
INPUTS = [*EXTREMES, *(-z for z in EXTREMES), *np.linspace(-12, 12, 97).tolist()]
ALPHAS = {"leaky_relu": [0.01, 0.3, 2.0], "elu": [1.0, 0.2, 2.0]}
NAMES = ["sigmoid", "tanh", "relu", "leaky_relu", "elu"]


@pytest.fixture
def call(visit: Any) -> Any:
    """Return a function that calls functions of one module in the browser."""
    page: Page = visit("perceptron/", service_workers="block")
    return lambda module, calls: page.evaluate(CALL, [module, calls])


# The slope of tanh, (2e / (1 + e**2))**2, is rounded most: e counts twice in the square, which in JavaScript
# is a power, as free as an exponential, and the rest is less than once more. Both languages may be off.
APART = 2 * (2 + 1 + 1) * ELEMENTARY * U


def same(a: float, b: float) -> bool:
    """Tell whether two numbers differ by no more than rounding explains; infinities must be equal."""
    return math.isclose(a, b, rel_tol=APART, abs_tol=0.0)


@pytest.mark.parametrize("suffix", ["", "_derivative"])
def test_activations_are_those_of_the_library(call: Any, suffix: str) -> None:
    """Each value and derivative agrees but for rounding, from 1e-300 to infinity, for several alphas."""
    calls = [
        [name + suffix, z, *alpha]
        for name in NAMES
        for alpha in [[a] for a in ALPHAS.get(name, [])] or [[]]
        for z in INPUTS
    ]
    expected = [float(getattr(activations, name)(*arguments)) for name, *arguments in calls]
    for arguments, a, b in zip(calls, call("nnbook/activations", calls), expected, strict=True):
        assert same(a, b), f"{arguments}: {a} in the page, {b} in the library"


def test_softmax_is_that_of_the_library(call: Any) -> None:
    """Shares agree but for rounding, for equal, far and infinite logits, at small and large temperatures."""
    logits = [[2.0, 1.0, 0.5], [0, 0, 0], [1000, 1000, -1000], [-1000, 0, 1000], [1e-300, 0, 0], [5, -3, 4.5]]
    logits += [[math.inf, 0, 1], [math.inf, 1, math.inf], [-math.inf, 0, 1]]
    calls = [["softmax", z, t] for z in logits for t in (0.001, 0.1, 1.0, 3.7, 1000.0)]
    for (_, z, t), shares in zip(calls, call("nnbook/activations", calls), strict=True):
        expected = activations.softmax(z, temperature=t).tolist()
        assert all(map(same, shares, expected)), f"{z} at {t}: {shares}, {expected}"


SLOPES = {
    "square": (np.square, lambda x: 2 * x),
    "exp": (np.exp, np.exp),
    "log": (np.log, lambda x: 1 / x),
}


def test_difference_quotients_are_those_of_numpy(call: Any) -> None:
    """Rise and slopes agree but for rounding, for three curves, from steps of 2 down to a billionth."""
    for name, (f, slope) in SLOPES.items():
        points = [0.05, 0.3, 1.0, 2.0, 3.0] + ([] if name == "log" else [-3.0, -0.7, 0.0])
        steps = [h for size in (2, 0.5, 0.01, 1e-5, 1e-9) for h in (size, -size)]
        cases = [(x, h) for x in points for h in steps if name != "log" or x + h > 0]
        assert len(cases) > 40
        quotients = call("core/slopes", [["quotient", name, x, h] for x, h in cases])
        derivatives = call("core/slopes", [["derivative", name, x] for x, _ in cases])
        for (x, h), (rise, secant), tangent in zip(cases, quotients, derivatives, strict=True):
            # a difference keeps the rounding of both heights, in both languages
            heights = abs(f(x)) + abs(f(x + h))
            apart = 2 * heights * (ELEMENTARY + 1) * U
            expected = f(x + h) - f(x)
            assert abs(rise - expected) <= apart, (name, x, h)
            assert abs(secant - expected / h) <= apart / abs(h) + 2 * U * abs(expected / h), (name, x, h)
            assert same(tangent, float(slope(x))), (name, x)


def test_no_step_has_no_secant(call: Any) -> None:
    """At a step of 0 there is a rise of 0 and no slope, rather than NaN."""
    assert call("core/slopes", [["quotient", name, 1.0, 0] for name in SLOPES]) == [[0, None]] * 3


TRAIN = """async (sets) => {
  const { Training } = await import(new URL("../assets/js/explorers/nnbook/perceptron.js", location));
  return sets.map(({ X, y, rate, start, looks }) => {
    const training = new Training(X.map((inputs, i) => ({ inputs, target: y[i] })), rate, start);
    const steps = Array.from({ length: looks }, () => training.look());
    return { steps, mistakes: training.mistakes, cycle: training.cycle ?? null };
  });
}"""


def test_the_perceptron_learns_update_for_update_as_the_library(visit: Any) -> None:
    """After every sample, weights, bias and error are equal, for gates, random samples and many rates."""
    rng = np.random.default_rng(0)
    sets = [
        {"X": X.tolist(), "y": y.tolist(), "rate": rate, "start": start, "looks": 100}
        for X, y in [
            and_gate(),
            or_gate(),
            xor_gate(),
            *((rng.uniform(-0.5, 1.5, (m, 2)), rng.integers(0, 2, m)) for m in (1, 2, 7, 24)),
        ]
        for rate in (0.1, 1.0, 100.0)
        for start in ([0.0, 0.0, 0.0], rng.standard_normal(3).tolist())
    ]
    results = visit("perceptron/", service_workers="block").evaluate(TRAIN, sets)
    for case, result in zip(sets, results, strict=True):
        X, y = np.array(case["X"]), np.array(case["y"])
        perceptron = Perceptron(2, learning_rate=case["rate"])
        perceptron.weights[:], perceptron.bias = case["start"][:2], case["start"][2]
        for look, step in enumerate(result["steps"]):
            i = look % len(X)
            mistakes = perceptron.train(X[[i]], y[[i]], epochs=1)
            assert mistakes == [abs(step["error"])], (case, look)
            assert step["after"] == [*perceptron.weights, perceptron.bias], (case, look)
        per_epoch = np.add.reduceat(
            [abs(step["error"]) for step in result["steps"]], np.arange(0, case["looks"], len(X))
        )
        assert result["mistakes"] == per_epoch.tolist()


def test_a_cycle_is_found_exactly_where_the_chapter_shows_it(visit: Any) -> None:
    """XOR repeats from epoch 3 on, with the weights that the library has there; AND never repeats."""
    sets = [
        {"X": gate()[0].tolist(), "y": gate()[1].tolist(), "rate": 1.0, "start": [0, 0, 0], "looks": 12}
        for gate in (xor_gate, and_gate)
    ]
    xor, conjunction = visit("perceptron/", service_workers="block").evaluate(TRAIN, sets)
    assert xor["cycle"] == [3, 4] and conjunction["cycle"] is None

    perceptron = Perceptron(2, learning_rate=1.0)
    perceptron.weights[:] = 0
    starts = []
    for _ in range(4):
        starts.append([*perceptron.weights, perceptron.bias])
        perceptron.train(*xor_gate(), epochs=1)
    assert starts[3] == starts[2] and starts[2] not in starts[:2]


def test_numbers_are_shown_as_python_prints_them(call: Any) -> None:
    """`show` is the format .6g, ties included; `literal` is Python code for the very same number."""
    rng = np.random.default_rng(1)
    numbers = [0.0, 1.0, -1.0, 1.953125, -1.953125, 1234567.0, 1e-5, 9.999995e-5, 123456.5, 123457.5, 1e22]
    numbers += (rng.standard_normal(300) * 10.0 ** rng.integers(-12, 12, 300)).tolist()
    for number, text in zip(numbers, call("core/numbers", [["show", x] for x in numbers]), strict=True):
        assert text == f"{number:.6g}"
    for number, text in zip(numbers, call("core/numbers", [["literal", x] for x in numbers]), strict=True):
        assert type(eval(text)) is float and eval(text) == number
