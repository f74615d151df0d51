"""The inspector of backpropagation: its numbers, formulas and lines are the library's."""

import inspect
import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import rounding
from panel import printed, ready
from playwright.sync_api import Locator, expect
from rounding import Rounded, assert_within, rounded, slope_error
from waiting import copied

from nnbook import backprop, forward, losses
from nnbook.book.page import explorers
from nnbook.book.results.results import Results
from nnbook.trace import example_network, measure_gradients, trace_network

Look = Callable[..., Locator]


@pytest.fixture
def look(visit: Any) -> Look:
    """Return a function that opens the chapter and gives the inspector, its script loaded."""

    def open_page(query: str = "", **options: Any) -> Locator:
        page = visit(f"backprop/{query}", service_workers="block", **options)
        return ready(page, "backprop-inspector")

    return open_page


def cell(explorer: Locator, name: str) -> Locator:
    """Find the box of an entry in the graph by the name that a screen reader says."""
    return explorer.get_by_role("button", name=re.compile(rf"^{re.escape(name)}, "))


def name_of(box: Locator) -> str:
    """Read the symbol of a box from its accessible name."""
    symbol = re.match(r"\w+(\[[\d, ]+\])?", box.get_attribute("aria-label") or "")
    assert symbol
    return symbol[0]


def chosen(explorer: Locator) -> str:
    """Say which box is chosen: exactly one is, and it is the one that Tab reaches."""
    pressed = explorer.locator(".nn-cell[aria-pressed=true]")
    assert pressed.count() == 1 and explorer.locator(".nn-cell[tabindex='0']").count() == 1
    assert pressed.get_attribute("tabindex") == "0"
    return name_of(pressed)


def details(explorer: Locator) -> dict[str, list[str]]:
    """Read what is said of the chosen entry: the paragraphs and the code, forward and backward."""
    return {
        half.locator(".nn-subtitle").inner_text(): [
            text for text in half.locator("p:not(.nn-subtitle):visible").all_inner_texts() if text
        ]
        for half in explorer.locator(".nn-half").all()
    }


# ---- the numbers ----

COMPUTE = """async (networks) => {
  const { trace, measure } = await import(new URL("../assets/js/explorers/nnbook/trace.js", location));
  return networks.map(({ X, Y, params }) => (
    { values: trace(X, Y, params), measured: measure(X, Y, params) }
  ));
}"""


def networks() -> list[dict[str, Any]]:
    """Give networks of 2-2-1: the example, ordinary, extreme and silent ones."""
    rng = np.random.default_rng(0)
    shapes = {"W1": (2, 2), "b1": (2, 1), "W2": (1, 2), "b2": (1, 1)}
    found = [example_network()]
    for size, target in [(1, 0), (3, 1), (3, 0.25), (10, 0), (100, 1), (100, 0), (1e-5, 0)]:
        for _ in range(12):
            params = {name: rng.uniform(-size, size, shape) for name, shape in shapes.items()}
            found.append((rng.uniform(-size, size, (2, 1)), np.array([[float(target)]]), params))
    for value in (0.0, 100.0, -100.0):
        params = {name: np.full(shape, value) for name, shape in shapes.items()}
        found += [(np.full((2, 1), x), np.array([[y]]), params) for x in (0.0, 100.0) for y in (0.0, 1.0)]
    return [
        {"X": X.tolist(), "Y": Y.tolist(), "params": {name: p.tolist() for name, p in params.items()}}
        for X, Y, params in found
    ]


def arrays(network: dict[str, Any]) -> tuple[Any, Any, dict[str, Any]]:
    """Turn the lists of a network into arrays again."""
    params = {name: np.array(value, dtype=float) for name, value in network["params"].items()}
    return np.array(network["X"], dtype=float), np.array(network["Y"], dtype=float), params


ACTIVATIONS, LOSS, EPS = ["relu", "sigmoid"], "binary_cross_entropy", 1e-5


def exact_slopes(X: Any, Y: Any, params: dict[str, Any]) -> dict[str, Rounded]:
    """Measure as both do, and see what rounding does to the losses, which are then divided by 2 EPS.

    Near a saturated output, 1 - a is small, and yet off by a rounding of 1; and so is its logarithm.
    """
    after = {"W1": params["W2"], "b1": params["b2"]}

    def loss(A2: Rounded) -> Rounded:
        return rounding.loss_of(A2, Y, LOSS)

    def from_A1(A1: Rounded) -> Rounded:
        return loss(rounding.forward(A1, after, ["sigmoid"])["A1"])

    def from_parameter(name: str, value: Rounded) -> Rounded:
        return loss(rounding.forward(X, params | {name: value}, ACTIVATIONS)["A2"])

    losses: dict[str, Callable[[Rounded], Rounded]] = {
        "Z1": lambda Z1: from_A1(Z1.above()),
        "A1": from_A1,
        "Z2": lambda Z2: loss(rounding.activation(Z2, "sigmoid")),
        "A2": loss,
        **{name: partial(from_parameter, name) for name in params},
    }
    at = rounding.forward(X, params, ACTIVATIONS) | params
    return {f"d{name}": slopes(loss, rounded(at[name])) for name, loss in losses.items()}


def slopes(loss: Callable[[Rounded], Rounded], at: Rounded) -> Rounded:
    """Measure as `numerical_gradient` does."""
    values, errors = np.empty(at.value.shape), np.empty(at.value.shape)
    for place in np.ndindex(values.shape):
        above, below = at.value.copy(), at.value.copy()
        above[place] += EPS
        below[place] -= EPS
        difference = loss(Rounded(above, at.error)) - loss(Rounded(below, at.error))
        slope = difference / (above[place] - below[place])
        values[place], errors[place] = slope.value, slope.error
    return Rounded(values, errors)


def test_a_change_is_computed_as_the_library_computes_it(look: Look) -> None:
    """Every value and gradient agrees but for rounding, in ordinary, saturated and silent networks."""
    cases = networks()
    for case, result in zip(cases, look().page.evaluate(COMPUTE, cases), strict=True):
        X, Y, params = arrays(case)
        steps, exact = trace_network(X, Y, params), rounding.network(X, Y, params, ACTIVATIONS, LOSS)
        assert list(result["values"]) == [step.name for step in steps]
        for name, value, *_ in steps:
            assert_within(
                result["values"][name], np.atleast_2d(value), 2 * exact[name].error, f"{name} of {case}"
            )


def test_a_measured_slope_is_the_library_s_within_the_rounding_of_the_loss(look: Look) -> None:
    """Each agrees but for rounding, and of those that are not 0 nine in ten to a thousandth at least."""
    cases = networks()
    sharp = count = 0
    for case, result in zip(cases, look().page.evaluate(COMPUTE, cases), strict=True):
        measured, exact = measure_gradients(*arrays(case)), exact_slopes(*arrays(case))
        assert set(result["measured"]) == set(measured)
        for name, value in measured.items():
            error = 2 * exact[name].error
            assert_within(result["measured"][name], value, error, f"{name} of {case}")
            sharp += np.sum(error < np.abs(value) / 1000)
            count += np.count_nonzero(value)
    assert sharp >= 0.9 * count > 500  # where an output is saturated, rounding may be all that was measured


def test_the_page_carries_the_trace_of_the_library(look: Look, results: Results) -> None:
    """What the build wrote into the element is what the library computes now, and what the script would."""
    explorer = look()
    written = json.loads(explorer.get_attribute("data-trace") or "")
    assert written == json.loads(explorers.trace(results))
    network = {name: written[name] for name in ("X", "Y", "params")}
    (result,) = explorer.page.evaluate(COMPUTE, [network])
    exact = rounding.network(*arrays(network), ACTIVATIONS, LOSS)
    for name, step in written["steps"].items():
        assert_within(result["values"][name], np.array(step["value"]), 2 * exact[name].error, name)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?inspector.X_00=-1.7&inspector.W1_01=0.35&inspector.b1_10=2&inspector.Y_00=1&inspector.at=dW2_01",
        "?inspector.W1_00=100&inspector.X_00=100&inspector.W2_00=100",
    ],
)
def test_the_copied_code_prints_what_the_screen_shows(query: str, look: Look) -> None:
    """The code runs alone; it prints every value in the digits of the screen, and the measured slopes."""
    explorer = look(query, permissions=["clipboard-read", "clipboard-write"])
    lines = [line.split() for line in printed(copied(explorer)).splitlines()]
    values = {line[0]: line[1:] for line in lines if line[0] != "measured"}
    measured = {line[1]: line[2:] for line in lines if line[0] == "measured"}
    given = explorer.evaluate("(explorer) => explorer.given()")
    X, Y = np.array(given.pop("X")), np.array(given.pop("Y"))
    exact = exact_slopes(X, Y, {name: np.array(value, dtype=float) for name, value in given.items()})
    for at, found in every_step(explorer).items():
        half = "Backward" if at.startswith("d") else "Forward"
        name, place = at.split("_")
        if name not in values:
            continue  # an input or the target
        columns = 2 if "W" in name else 1
        index = int(place[0]) * columns + int(place[1])
        assert found[half][1].rpartition(" = ")[2] == values[name][index], at
        if half == "Backward":
            slope = re.search(r"sides: (-?[\d.e+-]*\d)", found[half][2])
            assert slope
            page, library = read_digits(5, float(slope[1])), read_digits(5, float(measured[name][index]))
            error = page.error + library.error + 2 * exact[name].error.ravel()[index]
            assert_within(page.value, library.value, error, at)


# ---- what is shown ----


def read_digits(digits: int, number: float) -> Rounded:
    """Return a number that is shown with so many digits: half a unit of the last one may be missing."""
    return Rounded(number, abs(number) * 0.5 * 10.0 ** (1 - digits))


def every_step(explorer: Locator) -> dict[str, dict[str, list[str]]]:
    """Walk through all steps and read the details of each, in the page itself, which is quick."""
    return explorer.evaluate(
        """(explorer) => Object.fromEntries(explorer.walk.map((at) => {
          explorer.set({ at });
          const halves = [...explorer.querySelectorAll(".nn-half")].map((half) => {
            const [title, ...rest] = [...half.querySelectorAll("p")].filter((p) => !p.hidden);
            const pieces = rest.flatMap((p) => p.querySelector("code") ? [...p.children] : [p]);
            return [title.textContent, pieces.map((piece) => piece.textContent).filter((text) => text)];
          });
          return [at, Object.fromEntries(halves)];
        }))"""
    )


SIGNS = str.maketrans({"·": "*"})


@pytest.mark.parametrize("query", ["", "?inspector.X_00=-1.7&inspector.W2_01=1.25&inspector.Y_00=0.25"])
def test_each_formula_with_its_numbers_gives_the_number_behind_it(query: str, look: Look) -> None:
    """Worked out anew from the text on the screen, both halves of all steps come to what they claim."""
    space = {
        "n": lambda number: read_digits(6, number),
        "exp": Rounded.exp,
        "log": Rounded.log,
        "max": lambda zero, number: number.above(),
        "where": lambda value, condition: value if condition.value > 0 else rounded(0.0),
    }
    seen = 0
    for at, halves in every_step(look(query)).items():
        for lines in halves.values():
            for line in lines:
                if not line.startswith("= "):
                    continue
                formula, _, result = line[2:].rpartition(" = ")
                formula = re.sub(r"(.*) where (.*) > 0, else 0", r"where(\1, \2)", formula.translate(SIGNS))
                formula = re.sub(r"\d+(\.\d+)?(e[-+]\d+)?", r"n(\g<0>)", formula)
                found, claimed = eval(formula, space), read_digits(6, float(result))
                assert_within(found.value, claimed.value, found.error + claimed.error, f"{at}, {line}: it")
                seen += 1
    assert seen >= 21


def test_each_line_of_code_stands_in_the_function_that_is_named(look: Look) -> None:
    """The line shown with a step is one of forward_propagation, compute_loss or backward_propagation."""
    functions = {
        "forward_propagation": forward.forward_propagation,
        "compute_loss": losses.compute_loss,
        "backward_propagation": backprop.backward_propagation,
    }
    seen = set()
    for halves in every_step(look()).values():
        for lines in halves.values():
            for function, line in zip(lines, lines[1:], strict=False):
                if function in functions:
                    assert line in " ".join(inspect.getsource(functions[function]).split())
                    seen.add((function, line))
    assert len(seen) == 8


def test_measured_and_derived_slopes_stand_side_by_side(look: Look) -> None:
    """At the start they agree in the digits shown; the answer is measured although nobody derives it."""
    X, Y, params = example_network()
    loss = rounding.network(X, Y, params, ACTIVATIONS, LOSS)["loss"]
    sizes = {eps: measure_gradients(X, Y, params, eps=eps) for eps in (EPS, 2 * EPS)}
    missed = {name: slope_error(lambda eps, name=name: sizes[eps][name], loss.error) for name in sizes[EPS]}
    compared = 0
    for at, halves in every_step(look()).items():
        lines = halves["Backward"]
        measured = next((line for line in lines if line.startswith("Measured")), None)
        if measured is None:
            assert at[0] in "XYl", at
            continue
        assert "differ" not in measured
        derived = next((line.rpartition(" = ")[2] for line in lines if line.startswith("= ")), None)
        if derived is None:
            assert at == "A2_00" and "steps over" in lines[0]
            continue
        found, expected = read_digits(5, float(measured.rpartition(" ")[2])), read_digits(6, float(derived))
        name, place = at.split("_")
        error = (
            found.error + expected.error + missed[f"d{name.removeprefix('d')}"][int(place[0]), int(place[1])]
        )
        assert_within(found.value, expected.value, error, at)
        compared += 1
    assert compared >= 14


def test_a_measurement_across_a_kink_is_said_to_fail(look: Look) -> None:
    """At a sum of exactly 0 the library counts the slope 0, and the measurement half of what is beside it."""
    query = "?inspector.X_00=0&inspector.X_10=0&inspector.b1_00=0&inspector.at=dZ1_00"
    lines = details(look(query))["Backward"]
    assert lines[1].endswith("= 0")
    assert "crosses the kink of ReLU" in lines[2]


# ---- what the reader does ----


def test_the_arrow_keys_walk_through_the_computation(look: Look) -> None:
    """Forward through the sums to the loss, then back to the first weights; the focus goes along."""
    explorer = look()
    steps = [step.name for step in trace_network(*example_network())]
    keyboard = explorer.page.keyboard
    cell(explorer, "Z1[0]").focus()
    keyboard.press("Home")
    assert chosen(explorer) == "X[0]"
    expect(explorer.locator(".nn-position")).to_have_text("given")
    expect(explorer.get_by_role("button", name="Back one step")).to_be_disabled()
    visited = []
    for _ in range(24):
        entry = explorer.evaluate("(e) => e.state.at")
        visited.append(entry.split("_")[0])
        assert explorer.evaluate("(e) => document.activeElement.getAttribute('aria-pressed')") == "true"
        keyboard.press("ArrowRight")
    assert list(dict.fromkeys(visited)) == ["X", "Y", *steps]
    assert chosen(explorer) == "b1[1]"
    expect(explorer.locator(".nn-position")).to_have_text("21 of 21")
    keyboard.press("ArrowLeft")
    assert chosen(explorer) == "b1[0]"
    explorer.page.wait_for_function("location.search === '?inspector.at=db1_00'")
    assert "∂L/∂b1[0]" in explorer.locator(".nn-unseen").inner_text()


def test_the_buttons_walk_too(look: Look) -> None:
    """Next goes on and Back returns."""
    explorer = look()
    explorer.get_by_role("button", name="Next step").click()
    assert chosen(explorer) == "Z1[1]"
    explorer.get_by_role("button", name="Back one step").click()
    assert chosen(explorer) == "Z1[0]"


def test_a_click_chooses_a_node_or_an_edge(look: Look) -> None:
    """Every box can be chosen; symbol, value, formula, line and measured slope stand together."""
    explorer = look()
    assert explorer.locator(".nn-cell").count() == 19
    for box in explorer.locator(".nn-cell").all():
        name = name_of(box)
        box.click()
        assert chosen(explorer) == name
    cell(explorer, "W1[0, 1]").click()
    expect(explorer.locator(".nn-subject")).to_have_text(
        "W1[0, 1]: weight from the second input to the first hidden neuron"
    )
    assert details(explorer) == {
        "Forward": ["W1[0, 1] = -0.2. Given, not computed."],
        "Backward": [
            "∂L/∂W1[0, 1] = ∂L/∂Z1[0]·X[1]",
            "= 0.933689·1 = 0.933689",
            "Measured, by a turn of 0.00001 to both sides: 0.93369",
            'backward_propagation\ngradients[f"dW{layer}"] = np.dot(dZ, A_previous.T, out=dW)',
        ],
    }
    marked = explorer.locator(".nn-read-value, .nn-read-blame").evaluate_all(
        "(cells) => cells.map((cell) => cell.getAttribute('aria-label').split(', ')[0])"
    )
    assert sorted(marked) == ["X[1]", "Z1[0]"]


def test_a_change_by_keyboard_is_computed_at_once(look: Look) -> None:
    """A negative weight silences the first hidden neuron, so its weights get no blame; Reset undoes it."""
    explorer = look()
    cell(explorer, "Z1[0]").focus()
    for _ in range(30):
        if chosen(explorer) == "W1[0, 0]":
            break
        explorer.page.keyboard.press("ArrowRight")
    explorer.page.keyboard.press("Enter")
    expect(explorer.get_by_role("spinbutton", name="W1[0, 0]", exact=True)).to_be_focused()
    explorer.page.keyboard.press("Control+A")
    explorer.page.keyboard.type("-0.5")
    expect(cell(explorer, "A1[0]")).to_have_attribute(
        "aria-label", "A1[0], output of the first hidden neuron: 0; the loss moves by 0.602 for each unit"
    )
    for name in ("W1[0, 0]", "W1[0, 1]", "b1[0]"):
        assert re.search(
            "the loss moves by -?0 for each", cell(explorer, name).get_attribute("aria-label") or ""
        )
    explorer.page.wait_for_function("location.search.includes('inspector.W1_00=-0.5')")
    explorer.get_by_role("button", name="Reset").click()
    assert details(explorer)["Forward"][1] == "= 0.5·2 + (-0.2)·1 + (-0.2) = 0.6"


def test_on_a_phone_the_graph_fits_and_its_boxes_can_be_hit(look: Look) -> None:
    """At 390 pixels no box is cut, none overlaps another, and none is smaller than 38 pixels."""
    explorer = look(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    boxes = explorer.locator(".nn-cell rect").evaluate_all(
        "(rects) => rects.map((rect) => { const b = rect.getBoundingClientRect(); "
        "return [b.left, b.top, b.right, b.bottom]; })"
    )
    for i, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0 and right <= 390 and min(right - left, bottom - top) >= 38
        for other in boxes[:i]:
            apart = (
                left >= other[2] - 3 or right <= other[0] + 3 or top >= other[3] - 3 or bottom <= other[1] + 3
            )
            assert apart
    cell(explorer, "W2[0, 1]").tap()
    assert chosen(explorer) == "W2[0, 1]"


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_below_moves_while_walking(width: int, look: Look) -> None:
    """The panel keeps its height at every step of the walk."""
    explorer = look(viewport={"width": width, "height": 900})
    heights = explorer.evaluate(
        """(explorer) => explorer.walk.map((at) => {
          explorer.set({ at });
          return explorer.getBoundingClientRect().height;
        })"""
    )
    assert len(set(heights)) == 1


def test_only_numbers_reach_the_screen(look: Look) -> None:
    """With extreme inputs and weights, nothing is NaN, infinite or undefined at any step."""
    found = look().evaluate(
        """(explorer) => {
          const wrong = [];
          for (const size of [0, 1e-9, 100, -100]) for (const Y_00 of [0, 1]) {
            const given = Object.keys(explorer.constructor.fields).filter((name) => name !== "at");
            explorer.set({ ...Object.fromEntries(given.map((name) => [name, size])), Y_00 });
            for (const at of explorer.walk) {
              explorer.set({ at });
              const { outerHTML } = explorer.querySelector(".nn-explorer");
              const bad = outerHTML.match(/NaN|Infinity|undefined|[^a-z]inf[^a-z]/);
              if (bad) wrong.push([size, Y_00, at, bad[0]]);
            }
          }
          return wrong;
        }"""
    )
    assert found == []
