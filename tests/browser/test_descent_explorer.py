"""The explorer of gradient descent: its walks are the library's, and what it says of them is true."""

import itertools
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from panel import assert_it_stands_still, drag_by_finger, field, printed, ready, verdicts
from playwright.sync_api import Locator, expect
from waiting import come_to, copied, settle

from nnbook.surfaces import SURFACES, descend

Look = Callable[..., Locator]


@pytest.fixture
def look(visit: Any) -> Look:
    """Return a function that opens the chapter and gives the explorer, its script loaded."""

    def open_page(query: str = "", **options: Any) -> Locator:
        page = visit(f"backprop/{query}", service_workers="block", **options)
        return ready(page, "descent-explorer")

    return open_page


def rows(explorer: Locator) -> list[list[str]]:
    """Read the table of the walk."""
    return explorer.locator(".nn-walk tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
    )


# ---- the numbers ----

WALK = """async (cases) => {
  const { SURFACES, descend } = await import(new URL("../assets/js/explorers/nnbook/surfaces.js", location));
  return cases.map(({ surface, start, rate, steps, momentum }) => {
    const [loss, gradient] = SURFACES[surface];
    const path = descend(gradient, start, rate, steps, momentum);
    return { path, losses: path.map(loss), slopes: path.map(gradient) };
  });
}"""


def test_walks_are_those_of_the_library_to_the_last_bit(look: Look) -> None:
    """Every place, loss and slope is equal, in calm and wild walks, from ordinary and extreme starts."""
    rng = np.random.default_rng(0)
    starts = [
        (-2.5, 1.5),
        (0.0, 0.0),
        (3.0, -2.0),
        (1e6, -1e6),
        (1e-300, -1e-300),
        *rng.uniform(-3, 3, (4, 2)),
    ]
    rates = [1e-6, 0.01, 0.099, 0.1, 0.3, 0.57, 0.9, 1.0, 1.1, 1000.0, 1e308]
    cases = [
        {"surface": name, "start": list(start), "rate": rate, "steps": 200, "momentum": momentum}
        for name, start, rate, momentum in itertools.product(SURFACES, starts, rates, [0.0, 0.5, 0.999])
    ]
    results = look().page.evaluate(WALK, cases)
    lengths = set()
    for case, result in zip(cases, results, strict=True):
        loss, gradient = SURFACES[case["surface"]]
        path = descend(gradient, case["start"], case["rate"], case["steps"], case["momentum"])
        expected = {"path": path, "losses": loss(path.T), "slopes": gradient(path.T).T}
        for name, values in expected.items():  # a large whole number arrives as an int
            np.testing.assert_array_equal(np.array(result[name], dtype=float), values, f"{name} of {case}")
        lengths.add(len(path))
    assert 201 in lengths and len(lengths) > 20, "the cases must hold walks that end and walks that leave"


CURVATURES = {
    "bowl": (2, 2),
    "valley": (1, 20),
    "two_minima": (25, 2),
}  # the largest in the plane: 3 * 3**2 - 2


def test_contour_lines_lie_at_their_heights(look: Look) -> None:
    """Each point of each line has the height of the line, on every surface, as far as the grid tells it."""
    lines = look().page.evaluate(
        """async (levels) => {
          const { contours } = await import(new URL("../assets/js/explorers/core/contours.js", location));
          const { SURFACES } = await import(new URL("../assets/js/explorers/nnbook/surfaces.js", location));
          const plot = { limits: { x: [-3, 3], y: [-2, 2] }, x: (v) => 1e4 * v, y: (v) => 1e4 * v };
          return Object.entries(SURFACES).map(([name, [loss]]) => [name, contours(plot, loss, levels)]);
        }""",
        [0.1, 0.6, 1.5, 4, 8],
    )
    edges = np.array([6 / 90, 4 / 80])  # of the grid: where a curve crosses one, a chord is in its place
    steepest, pixel = 40, 0.05 / 1e4  # both coordinates of a point are rounded to tenths of a pixel
    for name, paths in lines:
        error = np.max(CURVATURES[name] * edges**2) / 8 + 2 * steepest * pixel
        for level, path in zip([0.1, 0.6, 1.5, 4, 8], paths, strict=True):
            points = np.array(re.findall(r"-?[\d.]+", path), dtype=float).reshape(-1, 2).T / 1e4
            assert points.shape[1] > 20
            np.testing.assert_allclose(SURFACES[name][0](points), level, rtol=0, atol=error)


# ---- what is said of a walk ----


VERDICTS = [
    ({}, r"Just right: at the bottom after 29 steps\."),
    ({"rate": 0.01}, r"Too low for 40 steps: it is still on the way down, with a slope of 2\.6\."),
    ({"rate": 0.01, "steps": 1}, r"Too low for one step: "),
    ({"rate": 0.5}, r"Just right: at the bottom after one step\."),
    ({"rate": 0.9}, r"Just right: at the bottom after 29 steps, though 28 steps on the way turned back\."),
    (
        {"rate": 1},
        r"Oscillating: the steps jump from side to side, and it comes no nearer\. The rate is high\.",
    ),
    ({"rate": 0.99}, r"Oscillating: .* and it comes nearer only slowly\."),
    ({"rate": 1.1}, r"Diverging: every step lands higher than the one before\."),
    (
        {"rate": 1.1, "steps": 200},
        r"Diverging: step 71 would leave ±1,000,000, so the walk stops before it\.",
    ),
    ({"rate": 1000}, r"Diverging: step 2 would leave"),
    ({"w1": 0, "w2": 0}, r"Just right: at the bottom after 0 steps\."),
    ({"surface": "valley", "rate": 0.09, "steps": 80}, r"Just right: .* turned back\."),
    ({"surface": "valley", "rate": 0.1}, r"Oscillating: "),
    ({"surface": "valley", "rate": 0.11, "steps": 200}, r"Diverging: step \d+ would leave"),
    ({"surface": "valley", "rate": 0.01}, r"Too low"),
    ({"momentum": 0.95, "rate": 0.02}, r"Oscillating: momentum carries it past the bottom and back"),
    (
        {"surface": "two_minima", "w1": 2.5, "rate": 0.05, "steps": 200},
        r"Just right: at the right, shallower bottom",
    ),
    (
        {"surface": "two_minima", "w1": 2.5, "rate": 0.3, "steps": 200},
        r"Just right: at the left, deeper bottom",
    ),
    (
        {"surface": "two_minima", "w1": 0.15, "w2": 0, "steps": 10},
        r"Too low: it stands near the pass between the minima",
    ),
]


def test_what_happens_is_named(look: Look) -> None:
    """Too low, right, oscillating and diverging are said where they happen."""
    said = verdicts(look(), [state for state, _ in VERDICTS])
    wrong = [(case, text) for case, text in zip(VERDICTS, said, strict=True) if not re.match(case[1], text)]
    assert wrong == []


def test_what_is_said_stays_when_the_other_scripts_have_come(look: Look) -> None:
    """The page's questions and progress have scripts of their own, which leave the explorer alone."""
    explorer = look("?descent.rate=0.1&descent.steps=41")  # an address of its own: nothing is in a cache yet
    explorer.page.evaluate(
        "() => document.querySelector('article').append(document.createElement('nn-overview'))"
    )
    for tag in ("nn-overview", "nn-question"):
        explorer.page.wait_for_function("(tag) => !!customElements.get(tag)", arg=tag)
    expect(explorer.locator(".nn-verdict")).to_contain_text("Just right")


def test_the_step_that_is_named_is_the_one_at_which_the_slope_ends(look: Look) -> None:
    """From the named step on the slope stays below 0.01, and just before it does not."""
    explorer = look("?descent.steps=100")
    for rate in ("0.05", "0.1", "0.2", "0.3", "0.95"):
        field(explorer, "Learning rate").fill(rate)
        named = re.search(r"after (\d+) steps", explorer.locator(".nn-verdict").inner_text())
        slopes = [float(row[4]) for row in rows(explorer)]
        assert named and max(slopes[int(named[1]) :]) <= 0.01 < slopes[int(named[1]) - 1]


def test_only_numbers_reach_the_screen(look: Look) -> None:
    """With every extreme of rate, momentum and start, no text or drawing is NaN, infinite or undefined."""
    found = look().evaluate(
        """(explorer, surfaces) => {
          const wrong = [];
          for (const surface of surfaces)
            for (const rate of [1e-6, 0.1, 0.5, 2, 1000]) for (const momentum of [0, 0.999])
            for (const [w1, w2] of [[-3, 2], [3, -2], [0, 0], [1e-12, 0]]) for (const steps of [1, 200]) {
              explorer.set({ surface, rate, momentum, w1, w2, steps });
              const { outerHTML } = explorer.querySelector(".nn-explorer");
              const bad = outerHTML.match(/NaN|Infinity|undefined|null|>-?inf</);
              if (bad) wrong.push([surface, rate, momentum, w1, w2, steps, bad[0]]);
            }
          return wrong;
        }""",
        list(SURFACES),
    )
    assert found == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?descent.surface=valley&descent.w1=1.35&descent.w2=-0.7&descent.rate=0.083&descent.momentum=0.6",
        "?descent.surface=two_minima&descent.rate=1e-05&descent.steps=3",
        "?descent.rate=1000&descent.steps=200&descent.momentum=0.999",
    ],
)
def test_the_copied_code_prints_the_table(query: str, look: Look) -> None:
    """The code runs alone and prints, in the same digits, what the screen shows."""
    explorer = look(query, permissions=["clipboard-read", "clipboard-write"])
    lines = printed(copied(explorer)).splitlines()
    assert [line.split() for line in lines[1:]] == rows(explorer)


# ---- what the reader does ----


def plane(explorer: Locator) -> tuple[float, float, float, float]:
    """Say where on the screen the plane is, and its size: the browser's box of it holds what it draws."""
    area = explorer.locator(".nn-plot-area")
    come_to(area)
    left, top, width, height = area.evaluate(
        """(area) => {
          const box = area.ownerSVGElement.getBoundingClientRect();
          const [x, y, ...size] = ["x", "y", "width", "height"].map((name) => area[name].baseVal.value);
          return [box.left + x, box.top + y, ...size];
        }"""
    )
    return left, top, width, height


def pixel(explorer: Locator, w1: float, w2: float) -> tuple[float, float]:
    """Say where on the screen two weights are."""
    left, top, width, height = plane(explorer)
    return left + (w1 + 3) / 6 * width, top + (2 - w2) / 4 * height


def start(explorer: Locator) -> tuple[float, float]:
    """Read where the walk starts."""
    return float(field(explorer, "Start w₁").input_value()), float(field(explorer, "Start w₂").input_value())


def test_the_pointer_drags_the_start(look: Look) -> None:
    """A drag of the ring takes the start along, also to the edge; a click elsewhere brings it there."""
    explorer = look()
    _, _, width, height = plane(explorer)
    assert max(6 / width, 4 / height) < 0.05 / 2, (
        "half of the steps that the start takes must be a pixel or more"
    )
    mouse = explorer.page.mouse
    mouse.move(*pixel(explorer, -2.5, 1.5))
    mouse.down()
    mouse.move(*pixel(explorer, 1.0, -1.0), steps=8)
    assert start(explorer) == (1, -1)
    mouse.move(*pixel(explorer, 9.0, -1.0), steps=8)
    mouse.up()
    assert start(explorer) == (3, -1)
    assert [float(x) for x in rows(explorer)[0][1:3]] == list(start(explorer))
    mouse.click(*pixel(explorer, -1.0, 0.5))
    assert start(explorer) == (-1, 0.5)
    explorer.page.wait_for_function("location.search.includes('descent.w1=')")


def test_a_drag_beside_the_ring_changes_nothing(look: Look) -> None:
    """Only the ring can be dragged."""
    explorer = look()
    mouse = explorer.page.mouse
    mouse.move(*pixel(explorer, 1.0, 1.0))
    mouse.down()
    mouse.move(*pixel(explorer, 2.0, -1.0), steps=5)
    mouse.up()
    assert start(explorer) == (-2.5, 1.5)


def test_a_finger_drags_the_start_and_does_not_scroll(look: Look) -> None:
    """A touch on the ring moves it, up and down as well."""
    explorer = look(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    x, y = pixel(explorer, -2.5, 1.5)
    scrolled = explorer.page.evaluate("scrollY")
    drag_by_finger(explorer.page, (x, y), (10, 10), 8)
    w1, w2 = start(explorer)
    assert w1 > -1.5 and w2 < 0.5
    settle(explorer.page)
    assert explorer.page.evaluate("scrollY") == scrolled


def test_the_keyboard_alone_is_enough(look: Look) -> None:
    """Surface, rate, momentum, steps and start are reached by Tab and changed by keys."""
    explorer = look()
    keyboard = explorer.page.keyboard
    explorer.get_by_role("radio", name="bowl").focus()
    keyboard.press("ArrowRight")
    assert explorer.get_by_role("radio", name="long valley").is_checked()
    keyboard.press("Tab")
    expect(explorer.get_by_role("slider", name="Learning rate, slider")).to_be_focused()
    keyboard.press("ArrowRight")
    assert field(explorer, "Learning rate").input_value() == "0.11"
    expect(explorer.locator(".nn-verdict")).to_contain_text("Diverging")
    for name in ["Learning rate", "Momentum, slider", "Momentum", "Steps, slider", "Steps", "Start w₁"]:
        keyboard.press("Tab")
        role = "slider" if name.endswith("slider") else "spinbutton"
        expect(explorer.get_by_role(role, name=name, exact=True)).to_be_focused()
    keyboard.press("ArrowUp")
    assert start(explorer) == (-2.4, 1.5)
    keyboard.press("Tab")
    keyboard.press("ArrowDown")
    assert start(explorer) == (-2.4, 1.4)
    explorer.page.wait_for_function("location.search.includes('descent.w2=1.4')")
    assert "Diverging" in explorer.locator(".nn-unseen").inner_text()


def test_nothing_moves_by_itself(look: Look) -> None:
    """The walk is drawn at once, so there is no motion that a reader might want reduced."""
    explorer = look(reduced_motion="no-preference", clock=True)
    field(explorer, "Learning rate").fill("0.3")
    assert_it_stands_still(explorer)
