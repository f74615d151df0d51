"""The explorers in a browser: by pointer and keyboard, from an address, in every look, without a script."""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from panel import drag_by_finger, field, printed, ready
from playwright.sync_api import BrowserContext, Page, Route, expect
from waiting import come_to, copied, jumped, know_the_sitemap, settle

from nnbook.book.page import explorers

SCRIPTS = Path(__file__).resolve().parents[2] / "docs" / "assets" / "js"


@dataclass(frozen=True)
class Explorer:
    """What the tests that hold for every explorer need to know of one."""

    tag: str
    chapter: str
    query: str  # a state that is not the start
    broken: str  # an address that asks for nonsense
    fallback: str  # what the static table says


EXPLORERS = [
    Explorer(
        "activation-explorer",
        "activations/",
        "?activation.z=0.75&activation.leaky=0.2&activation.on=tanh.leaky_relu.elu&activation.t=2.5",
        "?activation.z=1e9&activation.t=0&activation.nothing=1",
        "sigmoid    value 0.500, slope 0.250",
    ),
    Explorer(
        "perceptron-trainer",
        "perceptron/",
        "?perceptron.samples=0_0_0~1_0.25_1~0.5_-0.3_0&perceptron.rate=0.3&perceptron.steps=7",
        "?perceptron.start=nand&perceptron.samples=0_0~1_1_1&perceptron.steps=-1",
        "4: [1. 1.] sum 1.0, wanted 1, then [0.5 0.5] 0.0",
    ),
    Explorer(
        "descent-explorer",
        "backprop/",
        "?descent.surface=valley&descent.rate=0.05&descent.momentum=0.6&descent.w1=1.25",
        "?descent.surface=hill&descent.rate=0&descent.steps=1.5",
        "rate 0.05, momentum 0.6: loss 2.07e-18",
    ),
    Explorer(
        "backprop-inspector",
        "backprop/",
        "?inspector.at=dW2_00",
        "?inspector.at=Q&inspector.nothing=2",
        "db1      [ 0.9337 -0.3112]",
    ),
    Explorer(
        "secant-explorer",
        "start/",
        "?secant.curve=log&secant.x=0.5&secant.step=-0.25",
        "?secant.curve=cube&secant.x=9&secant.step=a",
        "0.01  0.0201         2.01",
    ),
]
every = pytest.mark.parametrize("explorer", EXPLORERS, ids=lambda explorer: explorer.tag)


@pytest.fixture
def look(visit: Any) -> Any:
    """Return a function that opens the chapter of an explorer and waits for its script."""

    def open_page(explorer: Explorer, query: str = "", **options: Any) -> Page:
        page = visit(explorer.chapter + query, service_workers="block", **options)
        ready(page, explorer.tag)
        return page

    return open_page


# ---- what holds for every explorer ----


def test_each_explorer_is_tested() -> None:
    """The tags that Markdown knows, the loader's, the modules and the cases of these tests are the same."""
    loader = (SCRIPTS / "elements.js").read_text()
    loaded = re.findall(r'"(.*)": \(\) => import\("./explorers/\1.js"\)', loader)
    assert set(loaded) == set(explorers.TAGS)
    assert {path.stem for path in (SCRIPTS / "explorers").glob("*.js")} == set(explorers.TAGS)
    assert {explorer.tag for explorer in EXPLORERS} == set(explorers.TAGS)


@every
def test_an_explorer_is_small(explorer: Explorer) -> None:
    """With all that it imports, its first question among it, it is at most 18 KB of compressed script."""
    todo, seen = [SCRIPTS / "explorers" / f"{explorer.tag}.js"], set()
    while todo:
        path = todo.pop().resolve()
        if path not in seen:
            seen.add(path)
            todo += [path.parent / name for name in re.findall(r'from "(.*?)"', path.read_text())]
    assert len(seen) > 3
    assert sum(len(gzip.compress(path.read_bytes())) for path in seen) <= 18_000


@every
def test_only_a_page_with_an_explorer_loads_one(explorer: Explorer, visit: Any) -> None:
    """Its module comes to its own chapter, and not to the home page."""
    page = visit("", service_workers="block")
    loaded = (
        "performance.getEntriesByType('resource').map((e) => e.name).filter((n) => n.includes('/explorers/'))"
    )
    settle(page)
    assert page.evaluate(loaded) == []
    page.goto(page.url + explorer.chapter)
    ready(page, explorer.tag)
    assert any(name.endswith(f"/{explorer.tag}.js") for name in page.evaluate(loaded))


@every
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_when_the_script_takes_over(explorer: Explorer, width: int, visit: Any) -> None:
    """The fallback stands in the panel's height, so what is below the explorer stays where it is."""
    page = visit("", service_workers="block", viewport={"width": width, "height": 900})
    held: list[Route] = []
    page.route(f"**/{explorer.tag}.js", lambda route: held.append(route))
    with page.expect_request(f"**/{explorer.tag}.js"):
        page.goto(page.url + explorer.chapter)
        page.locator(f"{explorer.tag} ~ h2").first.scroll_into_view_if_needed()
    settle(page)
    height = "(tag) => document.querySelector(tag).getBoundingClientRect().height"
    before, now = page.evaluate(height, explorer.tag), page.evaluate("performance.now()")
    assert page.locator(explorer.tag).get_by_text(explorer.fallback).count() == 1
    (script,) = held
    script.continue_()
    ready(page, explorer.tag)
    assert jumped(page, since=now) < 0.02
    assert page.evaluate(height, explorer.tag) == before


@every
def test_without_javascript_a_figure_and_a_table_stand_there(explorer: Explorer, visit: Any) -> None:
    """The blocks of the chapter are all to be seen, and nothing of the panel."""
    page = visit(explorer.chapter, java_script_enabled=False)
    element = page.locator(explorer.tag)
    expect(element.locator("figure.nn-figure svg")).to_be_visible()
    expect(element.get_by_text(explorer.fallback)).to_be_visible()
    assert element.locator(".nn-explorer").count() == 0
    assert element.evaluate("(e) => e.scrollHeight <= Math.ceil(e.getBoundingClientRect().height)")


@every
def test_print_shows_the_figure_and_the_table(explorer: Explorer, look: Any) -> None:
    """On paper nothing can be moved, so the fallback is printed."""
    page = look(explorer)
    page.emulate_media(media="print")
    expect(page.locator(f"{explorer.tag} .nn-explorer")).to_be_hidden()
    expect(page.locator(explorer.tag).get_by_text(explorer.fallback)).to_be_visible()


@every
def test_where_the_script_cannot_load_the_fallback_stays(
    explorer: Explorer, new_context: Callable[..., BrowserContext], address: str
) -> None:
    """A failed import gives the fallback its full height."""
    with new_context() as context:
        page = context.new_page()
        page.route("**/core/element.js", lambda route: route.abort())
        page.goto(address + explorer.chapter)
        element = page.locator(f"{explorer.tag}[data-failed]")
        expect(element.get_by_text(explorer.fallback)).to_be_visible()
        assert element.evaluate("(e) => e.scrollHeight <= Math.ceil(e.getBoundingClientRect().height)")


@every
def test_an_address_brings_its_state_back(explorer: Explorer, look: Any) -> None:
    """A shared address shows what the sender saw, and writing it again gives the same address."""
    page = look(explorer, explorer.query)
    assert page.locator(f"{explorer.tag} .nn-explorer-note").is_hidden()
    again = page.evaluate(
        """async (tag) => {
          const { write } = await import(new URL("../assets/js/explorers/core/state.js", location));
          const element = document.querySelector(tag);
          history.replaceState(history.state, "", location.pathname);
          write(element.constructor.key, element.constructor.fields, element.state);
          return location.search;
        }""",
        explorer.tag,
    )
    assert sorted(again[1:].split("&")) == sorted(explorer.query[1:].split("&"))


@every
def test_a_broken_address_falls_back_and_says_so(explorer: Explorer, look: Any) -> None:
    """What is not valid is named in a visible note, and the start values stand."""
    page = look(explorer, explorer.broken)
    note = page.locator(f"{explorer.tag} .nn-explorer-note")
    expect(note).to_be_visible()
    for pair in explorer.broken[1:].split("&"):
        assert pair.split("=")[0].split(".")[1] in note.inner_text()
    assert page.evaluate(
        """(tag) => {
             const { state, constructor: { fields } } = document.querySelector(tag);
             return Object.keys(fields).every((name) => String(state[name]) === String(fields[name].initial));
           }""",
        explorer.tag,
    )


@every
def test_reset_goes_back_to_the_start(explorer: Explorer, look: Any) -> None:
    """Reset restores every field and cleans the address of this explorer, and of no other."""
    page = look(explorer, explorer.query + "&other.x=1#practice")
    page.locator(explorer.tag).get_by_role("button", name="Reset").click()
    page.wait_for_function("location.search === '?other.x=1'")
    assert "#" in page.url


@every
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(
    explorer: Explorer, theme: str, width: int, look: Any, violations: Callable[..., list[str]]
) -> None:
    """No violation of accessibility rules in any look, contrast included; nothing overflows the screen."""
    page = look(explorer, explorer.query, color_scheme=theme, viewport={"width": width, "height": 844})
    assert violations(page, explorer.tag) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@every
def test_a_finger_can_hit_every_control(explorer: Explorer, look: Any) -> None:
    """On a phone, buttons, fields and labels are at least 44 pixels high, and buttons as wide."""
    page = look(explorer, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    small = page.evaluate(
        """(tag) => [...document.querySelectorAll(`${tag} .nn-explorer :is(button, input, label)`)]
             .filter((e) => !e.closest("label") || e.matches("label"))
             .map((e) => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
             .filter(([, box]) => box.height && (box.height < 44 || box.width < 44))
             .map(([html, box]) => [html, box.width, box.height])""",
        explorer.tag,
    )
    assert small == []


@every
def test_code_can_be_copied_without_a_clipboard(explorer: Explorer, look: Any) -> None:
    """Where the browser refuses the clipboard, the code stands in a field, selected."""
    page = look(explorer)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    page.locator(explorer.tag).get_by_role("button", name="Copy as Python").click()
    code = page.locator(explorer.tag).get_by_role("textbox", name="Python code")
    expect(code).to_be_visible()
    assert printed(code.input_value())
    assert page.evaluate("getSelection().toString() || document.activeElement.value").startswith(
        ("from", "import")
    )


def test_instant_navigation_keeps_each_state_in_its_entry(visit: Any) -> None:
    """A heading's link keeps the state, another chapter has its own, going back brings the first again."""
    activation, perceptron = EXPLORERS[:2]
    page = visit("", service_workers="block")
    know_the_sitemap(page, page.url, activation.chapter, perceptron.chapter)
    ready(page, activation.tag)
    page.evaluate("window.stays = true")
    field(page, "Input z").fill("2.5")
    page.wait_for_function("location.search === '?activation.z=2.5'")
    page.locator(".md-sidebar--secondary a[href$='#practice']").click()
    page.wait_for_function("location.hash === '#practice'")
    page.wait_for_function("location.search === '?activation.z=2.5'")
    page.locator(".md-nav--primary a", has_text="Neurons and perceptrons").first.click()
    ready(page, perceptron.tag)
    assert "activation" not in page.url.split("?")[-1]
    page.get_by_role("button", name="One update").click()
    page.wait_for_function("location.search === '?perceptron.steps=2'")
    page.go_back()
    ready(page, activation.tag)
    assert field(page, "Input z").input_value() == "2.5"
    assert page.evaluate("window.stays"), "the page was loaded anew: instant navigation is off"


# ---- <activation-explorer> ----

ACTIVATION, PERCEPTRON = EXPLORERS[:2]


def table(page: Page) -> dict[str, list[str]]:
    """Read the table of functions: name to value and derivative."""
    rows = page.locator(".nn-functions tbody tr").all()
    return {row.locator("th").inner_text(): row.locator("td").all_inner_texts()[1:] for row in rows}


def test_the_slider_and_the_field_move_the_input(look: Any) -> None:
    """Keys on the slider and digits in the field change the same input; nonsense changes nothing."""
    page = look(ACTIVATION)
    slider = page.get_by_role("slider", name="Input z, slider")
    slider.focus()
    page.keyboard.press("End")
    assert field(page, "Input z").input_value() == "5"
    page.keyboard.press("ArrowLeft")
    assert field(page, "Input z").input_value() == "4.95"
    assert table(page)["ReLU"] == ["4.95", "1"]

    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("1000")
    assert table(page) == {
        "sigmoid": ["1", "0"],
        "tanh": ["1", "0"],
        "ReLU": ["1000", "1"],
        "leaky ReLU": ["1000", "1"],
        "ELU": ["1000", "1"],
    }
    expect(page.locator(".nn-caption")).to_contain_text("outside the drawing")
    page.keyboard.type("000")  # a million is out of range
    assert field(page, "Input z").get_attribute("aria-invalid") == "true"
    assert table(page)["ReLU"] == ["1000", "1"]
    page.keyboard.press("Tab")
    assert field(page, "Input z").input_value() == "1000"


def test_the_pointer_moves_the_input_along_the_drawing(look: Any) -> None:
    """Dragging moves the point on every curve, and the live region speaks once, afterwards."""
    page = look(ACTIVATION, clock=True)
    page.clock.pause_at(24 * 3600)  # however slowly the moves come, the reader does not pause between them
    page.evaluate(
        """() => {
             window.said = 0;
             const region = document.querySelector(".nn-explorer [role=status]");
             new MutationObserver(() => said++).observe(region, { childList: true });
           }"""
    )
    plot = page.locator(".nn-plot svg").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    page.mouse.move(box["x"] + 60, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 60, box["y"] + 50, steps=25)
    page.mouse.up()
    z = float(field(page, "Input z").input_value())
    assert 4 < z < 5
    marks = page.locator(".nn-plot circle.nn-mark")
    assert marks.count() == 5 and page.locator(".nn-plot .nn-tangent").count() == 5
    assert len(set(marks.evaluate_all("(marks) => marks.map((mark) => mark.getAttribute('cx'))"))) == 1
    assert page.evaluate("said") == 0
    page.clock.run_for(10_000)
    assert page.evaluate("said") == 1
    assert f"z {z:g}: sigmoid 0.9" in page.locator(".nn-explorer [role=status]").inner_text()


def test_functions_are_switched_off_by_keyboard(look: Any) -> None:
    """A function that is off has no curve and no numbers, and the address says so."""
    page = look(ACTIVATION)
    page.get_by_role("checkbox", name="tanh", exact=True).focus()
    page.keyboard.press("Space")
    assert table(page)["tanh"] == ["off", "off"]
    assert page.locator(".nn-curve.nn-line-tanh").count() == 0
    page.wait_for_function("location.search === '?activation.on=sigmoid.relu.leaky_relu.elu'")


@pytest.mark.parametrize(
    "query",
    ["", ACTIVATION.query, "?activation.z=0&activation.on=none", "?activation.z=-1000&activation.t=0.01"],
)
def test_the_copied_code_prints_the_table(query: str, look: Any) -> None:
    """The code runs alone and prints, in the same digits, what the screen shows."""
    page = look(ACTIVATION, query, permissions=["clipboard-read", "clipboard-write"])
    lines = [re.split(r"  +| (?=\S+ \S+$)| (?=\S+$)", line) for line in printed(copied(page)).splitlines()]
    shown = [[name, *cells] for name, cells in table(page).items() if "off" not in cells]
    shares = page.locator(".nn-softmax tbody tr td:last-child").all_inner_texts()
    assert lines == shown + [["softmax", share] for share in shares]


# ---- <perceptron-trainer> ----


def press(page: Page, *names: str) -> None:
    """Press buttons by their names."""
    for name in names:
        page.get_by_role("button", name=name, exact=True).click()


def weights(page: Page) -> list[str]:
    """Read the weights and the bias."""
    return page.locator(".nn-weights tbody td").all_inner_texts()


def test_updates_are_shown_as_arithmetic(look: Any) -> None:
    """One update goes on to the first mistake; its sum and its changes can be followed by hand."""
    page = look(PERCEPTRON)
    press(page, "One update")
    log = page.locator(".nn-log li")
    assert log.all_inner_texts() == [
        "sample 1: sum = 0·0 + 0·0 + 0 = 0 → 0, wanted 0, error 0\nnothing to change",
        "sample 2: sum = 0·0 + 0·1 + 0 = 0 → 0, wanted 1, error 1\n"
        "w₁ ← 0 + 0.5·0 = 0, w₂ ← 0 + 0.5·1 = 0.5, b ← 0 + 0.5 = 0.5",
    ]
    press(page, "One update")
    assert log.all_inner_texts() == [
        "sample 1: sum = 0·0 + 0.5·0 + 0.5 = 0.5 → 1, wanted 0, error -1\n"
        "w₁ ← 0 - 0.5·0 = 0, w₂ ← 0.5 - 0.5·0 = 0.5, b ← 0.5 - 0.5 = 0"
    ]
    assert weights(page) == ["0", "0.5", "0"]


def test_or_converges_and_says_so(look: Any) -> None:
    """Epoch by epoch to the end of the chapter's table; then nothing is left to press."""
    page = look(PERCEPTRON)
    press(page, *["One epoch"] * 4)
    expect(page.locator(".nn-verdict")).to_have_text("Converged: epoch 4 passed without a mistake.")
    assert weights(page) == ["0.5", "0.5", "0"]
    expect(page.locator(".nn-mistakes")).to_have_text("Mistakes in each epoch: 1, 2, 1, 0")
    for name in ("One update", "One epoch", "Run"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_disabled()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_xor_is_seen_to_cycle(motion: str, look: Any) -> None:
    """A run of XOR stops where the weights repeat, at once where the reader wants no motion."""
    page = look(PERCEPTRON, reduced_motion=motion)
    page.get_by_role("radio", name="XOR", exact=True).check()
    press(page, "Run")
    verdict = page.locator(".nn-verdict")
    if motion == "reduce":
        assert "cycles" in verdict.inner_text()
    expect(verdict).to_have_text(
        "It cycles: epoch 4 begins with exactly the weights with which epoch 3 began, "
        "so all repeats for ever."
    )
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_disabled()
    expect(page.locator(".nn-explorer [role=status]")).to_contain_text("It cycles")


PIXEL = """([x1, x2]) => {
  const { plot } = document.querySelector("perceptron-trainer");
  const box = plot.svg.getBoundingClientRect();
  return [box.left + plot.left + plot.x(x1), box.top + 10 + plot.y(x2)];
}"""


def near(page: Page, value: float) -> Any:
    """Say what a pointer hits: pixels of a plane that is two units wide, and the hundredths next to them."""
    width = page.evaluate("document.querySelector('perceptron-trainer').plot.width")
    return pytest.approx(value, abs=2 / width + 0.01 / 2)


def test_the_pointer_adds_moves_and_relabels_samples(look: Any) -> None:
    """A click on the plane adds, a drag moves, a click on a sample changes its class."""
    page = look(PERCEPTRON)
    come_to(page.locator(".nn-plot"))

    def pixel(x1: float, x2: float) -> tuple[float, float]:
        return tuple(page.evaluate(PIXEL, [x1, x2]))

    page.mouse.click(*pixel(0.5, 0.5))
    rows = page.locator(".nn-samples tbody tr")
    assert rows.count() == 5
    assert float(field(page, "x₁ of sample 5").input_value()) == near(page, 0.5)

    page.mouse.move(*pixel(0.5, 0.5))
    page.mouse.down()
    page.mouse.move(*pixel(1.25, 0.25), steps=8)
    page.mouse.up()
    assert rows.count() == 5
    assert float(field(page, "x₁ of sample 5").input_value()) == near(page, 1.25)
    assert float(field(page, "x₂ of sample 5").input_value()) == near(page, 0.25)

    page.mouse.click(*pixel(1.25, 0.25))
    expect(page.get_by_role("button", name="Sample 5 is of class 0: change it")).to_be_visible()
    page.mouse.move(*pixel(1, 1))
    page.mouse.down()
    page.mouse.move(*pixel(9, 9), steps=8)  # far outside
    page.mouse.up()
    assert field(page, "x₁ of sample 4").input_value() == "1.5"


def test_a_finger_moves_a_sample(look: Any) -> None:
    """A touch that starts on a sample drags it and does not scroll the page."""
    page = look(PERCEPTRON, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    come_to(page.locator(".nn-plot"))
    x, y = page.evaluate(PIXEL, [1, 1])
    to_x, to_y = page.evaluate(PIXEL, [0.75, 0.25])
    scrolled = page.evaluate("scrollY")
    drag_by_finger(page, (x, y), ((to_x - x) / 4, (to_y - y) / 4), 4)
    assert float(field(page, "x₁ of sample 4").input_value()) == near(page, 0.75)
    assert float(field(page, "x₂ of sample 4").input_value()) == near(page, 0.25)
    settle(page)
    assert page.evaluate("scrollY") == scrolled


def test_samples_are_edited_by_keyboard_alone(look: Any) -> None:
    """Add, move, relabel and delete without a pointer; the focus is never lost."""
    page = look(PERCEPTRON)
    rows = page.locator(".nn-samples tbody tr")
    page.get_by_role("button", name="Add a sample").focus()
    page.keyboard.press("Enter")
    assert rows.count() == 5
    field(page, "x₁ of sample 5").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("0.3")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sample 5 is of class 0: change it")).to_be_focused()
    assert page.evaluate("document.querySelector('perceptron-trainer').samples[4].inputs[0]") == 0.3
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert rows.count() == 4
    expect(page.get_by_role("button", name="Delete sample 4")).to_be_focused()


def test_an_edit_goes_on_from_the_learned_weights(look: Any) -> None:
    """Samples can be changed in the midst of a training, and the address holds where it started."""
    page = look(PERCEPTRON)
    press(page, "One epoch", "Sample 4 is of class 1: change it")
    assert weights(page) == ["0", "0.5", "0.5"]
    page.wait_for_function("location.search.includes('perceptron.weights=0_0.5_0.5')")
    press(page, "Run")
    expect(page.locator(".nn-verdict")).to_contain_text("It cycles")
    shown = weights(page)
    steps = page.evaluate("document.querySelector('perceptron-trainer').state.steps")
    page.wait_for_function("(steps) => location.search.endsWith(`perceptron.steps=${steps}`)", arg=steps)
    page.reload()
    ready(page, PERCEPTRON.tag)
    assert weights(page) == shown
    press(page, "Zero weights")
    assert weights(page) == ["0", "0", "0"]


def test_random_samples_can_be_separated_and_come_back_with_their_seed(look: Any) -> None:
    """Forty random sets all converge; the same seed gives the same set."""
    page = look(PERCEPTRON, "?perceptron.start=random&perceptron.seed=7")
    samples = "JSON.stringify(document.querySelector('perceptron-trainer').samples)"
    seventh = page.evaluate(samples)
    press(page, "Another random set")
    assert page.evaluate(samples) != seventh
    verdicts = page.evaluate(
        """() => { const e = document.querySelector("perceptron-trainer");
          return Array.from({length: 40}, (_, i) => {
            e.begin({start: "random", seed: i + 1}); e.train((training) => training.converged);
            return e.verdict.textContent; }); }"""
    )
    assert all(verdict.startswith("Converged") for verdict in verdicts), verdicts
    page.goto(page.url.split("?")[0] + "?perceptron.start=random&perceptron.seed=7")
    ready(page, PERCEPTRON.tag)
    assert page.evaluate(samples) == seventh


@pytest.mark.parametrize(
    "query",
    [
        "",
        PERCEPTRON.query,
        "?perceptron.start=random&perceptron.seed=3&perceptron.rate=0.1&perceptron.steps=37",
    ],
)
def test_the_copied_code_prints_the_training(query: str, look: Any) -> None:
    """The code runs alone and prints the weights, mistakes and answers that the screen shows."""
    page = look(PERCEPTRON, query, permissions=["clipboard-read", "clipboard-write"])
    lines = dict(re.split(r": | ", line, maxsplit=1) for line in printed(copied(page)).splitlines())
    assert [lines["w1"], lines["w2"], lines["b"]] == weights(page)
    assert page.locator(".nn-mistakes").inner_text().endswith(lines["mistakes"].strip("[]") or "yet")
    answers = page.locator(".nn-samples tbody td:nth-child(5)").all_inner_texts()
    assert lines["answers"] == str([int(answer[0]) for answer in answers])
