"""The explorer of secants: its numbers are NumPy's, and both points go where the reader takes them."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from panel import assert_it_stands_still, drag_by_finger, field, printed, ready, verdicts
from playwright.sync_api import Locator, expect
from waiting import come_to, copied, settle

Look = Callable[..., Locator]
FUNCTIONS = {"square": np.square, "exp": np.exp, "log": np.log}


@pytest.fixture
def look(visit: Any) -> Look:
    """Return a function that opens the chapter and gives the explorer, its script loaded."""

    def open_page(query: str = "", **options: Any) -> Locator:
        page = visit(f"start/{query}", service_workers="block", **options)
        return ready(page, "secant-explorer")

    return open_page


def row(explorer: Locator) -> list[str]:
    """Read the table: step, rise, slope of the secant and of the tangent."""
    return explorer.locator(".nn-slopes tbody td").all_inner_texts()


def place(explorer: Locator) -> tuple[float, float]:
    """Read where both points are."""
    x, step = (float(field(explorer, name).input_value()) for name in ("First point x", "Step"))
    return x, x + step


PIXEL = """([curve, x]) => {
  const { plot } = document.querySelector("secant-explorer");
  const box = plot.svg.getBoundingClientRect();
  const y = { square: x * x, exp: Math.exp(x), log: Math.log(x) }[curve];
  return [box.left + plot.left + plot.x(x), box.top + 10 + plot.y(y)];
}"""


def pixel(explorer: Locator, x: float, curve: str = "square") -> tuple[float, float]:
    """Say where on the screen a point of the curve is."""
    across, down = explorer.page.evaluate(PIXEL, [curve, x])
    return across, down


# ---- the numbers ----


def test_it_starts_with_the_numbers_of_the_chapter(look: Look) -> None:
    """The first secant of the table that it replaces, and the tangent's slope."""
    explorer = look()
    assert row(explorer) == ["1.5", "5.25", "3.5", "2"]
    table = explorer.locator(".nn-output").inner_text()
    assert " 1.5  5.2500         3.50" in table and "tangent 2.00" in table


@pytest.mark.parametrize("curve", FUNCTIONS)
def test_the_table_is_numpys(curve: str, look: Look) -> None:
    """In all digits that are shown, for points left and right of the first."""
    f, explorer = FUNCTIONS[curve], look(f"?secant.curve={curve}")
    for x in (0.5, 1.0, 1.75):
        field(explorer, "First point x").fill(str(x))
        for h in (0.25, 0.1, 0.001, -0.001, -0.25):
            field(explorer, "Step").fill(str(h))
            rise = f(x + h) - f(x)
            slope = {"square": 2 * x, "exp": np.exp(x), "log": 1 / x}[curve]
            assert row(explorer) == [f"{number:.5g}" for number in (h, rise, rise / h, slope)]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?secant.curve=exp&secant.x=-1&secant.step=0.01",
        "?secant.curve=log&secant.step=-0.3",
        "?secant.step=0",
    ],
)
def test_the_copied_code_prints_the_table(query: str, look: Look) -> None:
    """The code runs alone and prints, in the same digits, what the screen shows."""
    explorer = look(query, permissions=["clipboard-read", "clipboard-write"])
    lines = printed(copied(explorer)).splitlines()
    assert [line.split(maxsplit=1)[1] for line in lines] == row(explorer)


SAID = [
    ({}, r"The secant is steeper than the tangent, by 1\.5\. Make the step smaller\."),
    ({"step": -1.5}, r"The secant is less steep than the tangent, by 1\.5\."),
    ({"curve": "log", "step": 1}, r"The secant is less steep than the tangent, by 0\.3069\."),
    ({"step": 0.01}, r"The secant is as good as the tangent: their slopes differ by 0\.01\."),
    ({"step": 0}, r"Both points are one: no step, no rise, no secant\."),
    ({"step": 1e-12}, r"The step is too small for a computer"),
]


def test_what_is_seen_is_said(look: Look) -> None:
    """How the secant differs from the tangent, and what a step of zero or of almost zero does."""
    said = verdicts(look(), [state for state, _ in SAID])
    wrong = [(case, text) for case, text in zip(SAID, said, strict=True) if not re.match(case[1], text)]
    assert wrong == []


def test_the_smallest_step_that_is_not_warned_of_shows_no_rounding(look: Look) -> None:
    """Three digits of the slope are right from 1e-10 on, and below the reader is told."""
    explorer = look()
    for x in ("-3", "0.35", "3"):
        field(explorer, "First point x").fill(x)
        field(explorer, "Step").fill("1e-10" if float(x) < 3 else "-1e-10")
        secant, tangent = (float(text) for text in row(explorer)[2:])
        assert secant == pytest.approx(tangent, rel=1e-4, abs=0)
        expect(explorer.locator(".nn-verdict")).not_to_contain_text("too small")


def test_only_numbers_reach_the_screen(look: Look) -> None:
    """With every extreme of both points, no text or drawing is NaN, infinite or undefined."""
    found = look().evaluate(
        """(explorer) => {
          const wrong = [];
          const wrongText = /NaN|Infinity|undefined|null|>-?inf</;
          for (const curve of ["square", "exp", "log"]) for (const x of [-3, -1e-9, 0, 0.04, 1, 3])
            for (const step of [-6, -1, -1e-15, 0, 1e-300, 1e-15, 1, 6]) {
              explorer.set({ curve, x, step });
              const bad = explorer.querySelector(".nn-explorer").outerHTML.match(wrongText);
              if (bad) wrong.push([curve, x, step, bad[0]]);
            }
          return wrong;
        }"""
    )
    assert found == []


# ---- what the reader does ----


def test_the_pointer_drags_the_second_point_onto_the_first(look: Look) -> None:
    """The secant turns all the way into the tangent, and goes on to the other side."""
    explorer = look()
    come_to(explorer.locator(".nn-plot"))
    width = explorer.evaluate("(e) => e.plot.width")
    assert 6 / width < 0.05 / 2, "half of the steps that a point takes must be a pixel or more"
    mouse = explorer.page.mouse
    mouse.move(*pixel(explorer, 2.5))
    mouse.down()
    slopes = []
    for x in (2.0, 1.5, 1.25, 1.1):
        mouse.move(*pixel(explorer, x), steps=3)
        slopes.append(float(row(explorer)[2]))
    assert slopes == [3, 2.5, 2.25, 2.1]
    mouse.move(*pixel(explorer, 1.0), steps=3)
    assert row(explorer) == ["0", "0", "0 / 0", "2"]
    expect(explorer.locator(".nn-secant")).to_have_count(0)
    mouse.move(*pixel(explorer, 0.5), steps=3)
    mouse.up()
    assert row(explorer)[2] == "1.5"
    expect(explorer.locator(".nn-secant")).to_have_count(1)
    explorer.page.wait_for_function("location.search.includes('secant.step=-0.5')")


def test_the_pointer_takes_the_nearer_point(look: Look) -> None:
    """The first point keeps the step on its way, and stops where the curve leaves the drawing."""
    explorer = look()
    come_to(explorer.locator(".nn-plot"))
    mouse = explorer.page.mouse
    mouse.move(*pixel(explorer, 1.0))
    mouse.down()
    mouse.move(*pixel(explorer, -1.0), steps=5)
    assert place(explorer) == (-1, 0.5)
    box = explorer.locator(".nn-plot").bounding_box()
    assert box
    mouse.move(box["x"] - 50, box["y"] + 50, steps=3)
    mouse.up()
    assert place(explorer) == (-3, -1.5)


def test_the_points_stay_on_the_drawn_part_of_a_curve(look: Look) -> None:
    """The logarithm ends at 0, so both points stay right of it; another curve has its own points again."""
    explorer = look()
    field(explorer, "First point x").fill("-2")
    explorer.get_by_role("radio", name="log x").check()
    assert place(explorer)[0] == 0.05
    explorer.get_by_role("radio", name="x²").check()
    assert place(explorer) == (-2, -0.5)
    explorer.get_by_role("radio", name="log x").check()
    field(explorer, "Step").fill("-3")
    assert min(place(explorer)) > 0
    field(explorer, "Step").fill("5")
    assert place(explorer)[1] == pytest.approx(3)


def test_a_finger_drags_a_point_and_does_not_scroll(look: Look) -> None:
    """A touch on the square takes it along, up and down as well."""
    explorer = look(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    come_to(explorer.locator(".nn-plot"))
    x, y = pixel(explorer, 2.5)
    scrolled = explorer.page.evaluate("scrollY")
    drag_by_finger(explorer.page, (x, y), (-10, 10), 5)
    assert place(explorer)[0] == 1 and place(explorer)[1] < 2
    settle(explorer.page)
    assert explorer.page.evaluate("scrollY") == scrolled


def test_the_keyboard_alone_is_enough(look: Look) -> None:
    """Curve, step and first point are reached by Tab and changed by keys; what follows is said."""
    explorer = look()
    keyboard = explorer.page.keyboard
    explorer.get_by_role("radio", name="x²").focus()
    keyboard.press("ArrowRight")
    assert explorer.get_by_role("radio", name="eˣ").is_checked()
    keyboard.press("ArrowLeft")
    keyboard.press("Tab")
    expect(explorer.get_by_role("slider", name="Step, slider")).to_be_focused()
    keyboard.press("ArrowLeft")
    assert row(explorer)[0] == "1.49"
    for name, role in [
        ("Step", "spinbutton"),
        ("First point x, slider", "slider"),
        ("First point x", "spinbutton"),
    ]:
        keyboard.press("Tab")
        expect(explorer.get_by_role(role, name=name, exact=True)).to_be_focused()
    keyboard.press("ArrowUp")
    assert place(explorer)[0] > 1
    status = explorer.locator(".nn-unseen[role=status]")
    expect(status).to_contain_text("slope of the secant")
    expect(status).to_contain_text("of the tangent")


def test_nothing_moves_by_itself(look: Look) -> None:
    """The lines are drawn at once, so there is no motion that a reader might want reduced."""
    explorer = look(reduced_motion="no-preference", clock=True)
    field(explorer, "Step").fill("0.3")
    assert_it_stands_still(explorer)
