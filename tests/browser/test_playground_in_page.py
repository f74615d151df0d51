"""The playground in a browser: by pointer, finger and keyboard, with Python and without, in every look."""

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from house import needs_python
from panel import field, printed
from playwright.sync_api import Locator, Page, Route, expect
from waiting import come_to, copied, know_the_sitemap, settle

from nnbook.book.run import playground
from nnbook.book.run.playground import Player, valid

Visit = Callable[..., Page]
TAG = "nn-playground"
FAILURES = {
    "weights far too small": "The signal vanishes",
    "a rate far too bold": "dead",
    "a rate above the limit": "The rate is too high",
    "all weights alike": "do the work of one",
    "squared error behind a sigmoid": "sure of itself and wrong",
    "square metres and rooms": "different scales",
    "few samples, many neurons": "Overfitting",
}


@pytest.fixture
def look(visit: Visit) -> Callable[..., Locator]:
    """Return a function that opens the playground, with its first picture."""

    def open_page(query: str = "", page_name: str = "playground/", **options: Any) -> Locator:
        page = visit(page_name + query, **options)
        element = page.locator(f"{TAG}.nn-ready")
        come_to(element.locator(".nn-play-main"))
        return element

    return open_page


def press(element: Locator, name: str) -> None:
    """Press a button of the playground."""
    element.get_by_role("button", name=name, exact=True).click()


def count(element: Locator) -> int:
    """Return the steps of what is shown; -1 where nothing is."""
    return int(element.evaluate("(element) => element.frame?.count ?? -1"))


def comes_to(element: Locator, least: int) -> None:
    """Wait until so many steps are shown."""
    element.page.wait_for_function(
        f"(least) => (document.querySelector('{TAG}').frame?.count ?? -1) >= least", arg=least
    )


def assert_it_shows(element: Locator, state: dict[str, Any]) -> None:
    """Hold what is on the screen against the library after as many steps, to the digits of the screen."""
    frame = element.evaluate("(element) => element.frame")
    player = Player(valid(state))
    player.advance(frame["count"])
    for layer, rows in enumerate(frame["weights"], 1):
        np.testing.assert_allclose(rows, player.params[f"W{layer}"], rtol=2e-5, atol=1e-9)
    text = element.locator("dd").nth(1).inner_text()
    assert float(text.split(",")[0]) == pytest.approx(player.cost(player.params), rel=1e-3)


# ---- before and without Python ----


def test_the_first_picture_needs_no_python(look: Callable[..., Locator]) -> None:
    """A recorded frame shows samples and network; nothing of Python is asked for before it is wanted."""
    element = look()
    expect(element.locator("dd").first).to_have_text("0 · step 0")
    settle(element.page)
    asked = element.page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert not [name for name in asked if "/assets/python/" in name]
    colours = element.locator(".nn-play-map").evaluate(
        """(canvas) => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return new Set(Array.from(data.filter((_, i) => i % 4 === 0))).size;
        }"""
    )
    assert colours > 10


def test_what_is_drawn_has_a_name_before_its_first_picture(visit: Visit, violations: Any) -> None:
    """The recorded run may be slow to come, or not come at all."""
    page = visit()
    page.route("**/assets/playground/*.json", lambda route: None)  # held until the page is closed
    page.goto(page.url + "playground/")
    element = page.locator(f"{TAG}.nn-ready")
    come_to(element.locator(".nn-play-main"))
    assert violations(page, TAG) == []


def test_a_change_before_python_shows_the_network(look: Callable[..., Locator]) -> None:
    """Its layers are known without: a page that goes blank seems to be broken."""
    element = look()
    chart = element.locator(".nn-play-net")
    come_to(chart)
    drawn = """(canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return Array.from(data).filter((x, i) => i % 4 === 3 && x > 0).length;
    }"""
    press(element, "Add a layer")
    expect(element.locator("dd").first).to_have_text("–")
    expect(chart).to_have_attribute("aria-label", re.compile("2, 4, 4, 1 neurons"))
    assert chart.evaluate(drawn) > 100
    element.get_by_role("slider").press("ArrowRight")  # there is no time to move through
    expect(element.locator("dd").first).to_have_text("–")


def test_without_python_in_the_site_the_recorded_run_plays(new_context: Any, address: str) -> None:
    """To its end, and the page says why no more; what needs Python is switched off."""

    def without(route: Route) -> None:
        body = re.sub(r"<script[^>]*run/run\.js[^>]*></script>", "", route.fetch().text())
        route.fulfill(body=body, content_type="text/html")

    with new_context() as context:
        page = context.new_page()
        page.route("**/playground/", without)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address + "playground/")
        element = page.locator(f"{TAG}.nn-ready")
        come_to(element.locator(".nn-play-main"))
        expect(element.locator("dd").first).to_have_text("0 · step 0")
        press(element, "One step")
        assert count(element) == 1
        press(element, "Play")
        expect(element.locator(".nn-play-news")).to_have_text(
            "This site carries no Python: the recorded run ends here."
        )
        assert count(element) == 4000
        assert_it_shows(element, {})
        expect(element.get_by_role("button", name="Copy as Python")).to_be_disabled()
        press(element, "Another start")
        expect(element.locator(".nn-play-news")).to_contain_text("carries no Python")
        assert not [url for url in asked if "/assets/python/" in url or url.endswith("/run/worker.js")]


@pytest.mark.parametrize("media", ["screen", "print"])
def test_without_a_script_and_on_paper_a_figure_stands(media: Any, visit: Visit) -> None:
    """The block of the page that makes and trains the same network."""
    page = visit("playground/", java_script_enabled=media == "print")
    page.emulate_media(media=media)
    element = page.locator(TAG)
    expect(element.locator("figure.nn-figure svg").first).to_be_visible()
    expect(element.locator(".nn-explorer:visible")).to_have_count(0)


# ---- training ----


@needs_python
def test_it_trains_by_the_library_and_stops_at_once(look: Callable[..., Locator]) -> None:
    """Play goes on until Pause; then nothing moves, and what is shown is what `train_network` gives."""
    element = look()
    press(element, "Play")
    comes_to(element, 20)
    press(element, "Pause")
    expect(element.get_by_role("button", name="Play", exact=True)).to_be_visible()
    element.page.wait_for_function(
        f"async () => {{ await document.querySelector('{TAG}').asking; return true; }}"
    )
    stopped = count(element)
    settle(element.page)
    assert count(element) == stopped
    assert_it_shows(element, {})
    element.page.wait_for_function(f"location.search === '?play.at={stopped}'")


@needs_python
def test_steps_epochs_and_starts(look: Callable[..., Locator]) -> None:
    """One step, the rest of an epoch, from the start with the same seed and with another one."""
    element = look("?play.batch=50")
    press(element, "One step")
    comes_to(element, 1)
    first = element.evaluate("(element) => element.frame.weights")
    press(element, "One epoch")
    comes_to(element, 4)
    assert count(element) == 4
    press(element, "From the start")
    comes_to(element, 0)
    press(element, "One step")
    comes_to(element, 1)
    assert element.evaluate("(element) => element.frame.weights") == first
    assert_it_shows(element, {"batch": 50})
    press(element, "Another start")
    press(element, "One step")
    comes_to(element, 1)
    assert_it_shows(element, {"batch": 50, "seed": 2})
    assert element.evaluate("(element) => element.frame.weights") != first


@needs_python
def test_two_quick_steps_are_two(look: Callable[..., Locator]) -> None:
    """Also where the second is pressed before the first has come."""
    element = look()
    element.evaluate("(element) => { element.take(1); element.take(1); element.take(3); }")
    comes_to(element, 5)
    assert count(element) == 5
    assert_it_shows(element, {})


@needs_python
def test_a_change_while_python_loads_loads_it_once(look: Callable[..., Locator]) -> None:
    """What is chosen meanwhile is what trains, and nothing of Python is fetched anew."""
    element = look()
    workers: list[str] = []
    element.page.on("worker", lambda worker: workers.append(worker.url))
    press(element, "Play")
    expect(element.locator(".nn-play-news")).to_contain_text("Python")
    element.get_by_role("combobox", name="Samples of").select_option("moons")
    press(element, "One step")
    comes_to(element, 1)
    assert_it_shows(element, {"data": "moons"})
    assert len(workers) == 1


@needs_python
def test_time_is_moved_back_and_goes_the_same_way_again(look: Callable[..., Locator]) -> None:
    """The slider shows what was, by keys too; training goes on from there."""
    element = look()
    for steps in (1, 2, 3, 4):
        press(element, "One step")
        comes_to(element, steps)
    fourth = element.evaluate("(element) => element.frame.weights")
    line = element.get_by_role("slider", name="Time: move back to what was")
    line.focus()
    element.page.keyboard.press("ArrowLeft")
    element.page.keyboard.press("ArrowLeft")
    assert count(element) == 2
    assert line.get_attribute("aria-valuetext") == "step 2"
    for steps in (3, 4):
        press(element, "One step")
        comes_to(element, steps)
    assert element.evaluate("(element) => element.frame.weights") == fourth


@needs_python
def test_a_hidden_tab_pauses(look: Callable[..., Locator]) -> None:
    """Nobody sees it train, so it does not."""
    element = look()
    press(element, "Play")
    comes_to(element, 4)
    element.page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { value: true, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    expect(element.get_by_role("button", name="Play", exact=True)).to_be_visible()


@needs_python
def test_a_block_and_the_playground_share_one_python(look: Callable[..., Locator]) -> None:
    """A block runs between two slices, and the training goes on as if nothing had been."""
    element = look(page_name="takeaways/")
    press(element, "Just let me try")
    press(element, "Play")
    comes_to(element, 4)
    block = element.page.locator("nn-block:not([data-norun], details *)").first
    come_to(block)
    block.locator("[data-does=run]").click()
    expect(block.locator(".nn-bar .nn-status")).to_contain_text("Done")
    now = count(element)
    comes_to(element, now + 4)
    press(element, "Pause")
    element.page.wait_for_function(
        f"async () => {{ await document.querySelector('{TAG}').asking; return true; }}"
    )
    assert_it_shows(element, {"layers": [8], "activations": ["identity"]})


@needs_python
def test_who_leaves_the_page_ends_it(visit: Visit) -> None:
    """By instant navigation, where the page's Python lives on: no slice is asked for any more."""
    page = visit("")
    know_the_sitemap(page, page.url, "playground/", "quiz/")
    element = page.locator(f"{TAG}.nn-ready")
    come_to(element.locator(".nn-play-main"))
    press(element, "Play")
    comes_to(element, 4)
    page.evaluate(f"() => {{ window.left = document.querySelector('{TAG}'); }}")
    page.locator(".md-footer__link--prev").click()
    expect(page.locator("h1")).to_contain_text("Knowledge check")
    page.wait_for_function("async () => { await window.left.asking; return true; }")
    before = page.evaluate("window.left.frame.count")
    settle(page)
    assert page.evaluate("[window.left.playing, window.left.frame.count]") == [False, before]


# ---- what it says ----


@needs_python
@pytest.mark.parametrize("link", FAILURES)
def test_a_failure_opens_and_is_recognised(link: str, look: Callable[..., Locator]) -> None:
    """The link opens the very state; trained up to there, its fault is named and leads to its section."""
    element = look()
    page = element.page
    page.get_by_role("link", name=link, exact=True).click()
    page.wait_for_function("location.search !== ''")
    element = page.locator(f"{TAG}.nn-ready")
    expect(element.locator(".nn-explorer-note")).to_be_hidden()
    come_to(element.locator(".nn-play-main"))
    press(element, "One step")
    fault = element.locator(".nn-play-fault").first
    expect(fault).to_contain_text(FAILURES[link])
    target = fault.get_by_role("link").get_attribute("href")
    assert target
    path, _, section = target.partition("#")
    assert page.evaluate(
        """async ([path, id]) => {
          const text = await (await fetch(path)).text();
          return new DOMParser().parseFromString(text, "text/html").getElementById(id) !== null;
        }""",
        [path, section],
    )


@needs_python
def test_play_first_shows_the_step_of_the_address(look: Callable[..., Locator]) -> None:
    """There a symptom is to be seen, or what somebody else has seen; Play goes on from it."""
    element = look("?play.rate=1&play.at=30")
    news = element.locator(".nn-play-news")
    expect(news).to_have_text("Press Play: Python is loaded, once, and trains up to step 30.")
    press(element, "Play")
    expect(news).to_have_text("This is step 30. Press Play to go on.")
    assert count(element) == 30
    assert_it_shows(element, {"rate": 1.0})
    press(element, "Play")
    comes_to(element, 34)
    expect(news).to_have_text("")


def test_the_chapter_opens_what_the_page_opens(visit: Visit) -> None:
    """Each link of the chapter on failures is one of the table's."""
    page = visit("failures/")
    states = "(links) => links.map((link) => new URL(link.href).search)"
    there = page.locator("a[href*='playground/?play.']").evaluate_all(states)
    page.goto(page.url.replace("failures/", "playground/"))
    known = page.locator("table a[href*='?play.']").evaluate_all(states)
    assert len(known) == len(FAILURES) and len(there) >= 6 and set(there) <= set(known)


def test_both_sides_know_the_same_states(look: Callable[..., Locator]) -> None:
    """Names, choices, limits and starts in the page are those of Python."""
    element = look()
    fields = element.evaluate(
        """(element) => Object.fromEntries(Object.entries(element.constructor.fields)
            .map(([name, field]) => [name, { initial: field.initial, range: field.range ?? null }]))"""
    )
    assert {name: value["initial"] for name, value in fields.items()} == playground.START
    for name, (low, high) in {**playground.WHOLE, **playground.REAL}.items():
        words = fields[name]["range"]
        found = [float(number) for number in re.findall(r"\d[\d.e-]*", words)]
        assert [float(low), float(high)] == found, (name, words)
    parse = "(element, [name, text]) => element.constructor.fields[name].parse(text) !== undefined"
    for name, choices in playground.CHOICES.items():
        assert all(element.evaluate(parse, [name, choice]) for choice in choices)
        assert not element.evaluate(parse, [name, "nothing"])
    assert element.evaluate(parse, ["layers", "16.16.16.16.16"])
    assert not element.evaluate(parse, ["layers", "17"]) and not element.evaluate(
        parse, ["layers", "1.1.1.1.1.1"]
    )
    assert element.evaluate(parse, ["activations", ".".join(playground.HIDDEN[:5])])


# ---- what the reader changes ----


def test_a_broken_address_is_said_and_mended(look: Callable[..., Locator]) -> None:
    """What is no state is named in a visible note; what does not fit together is as well."""
    element = look("?play.data=donut&play.rate=0&play.layers=4.4&play.at=x")
    note = element.locator(".nn-explorer-note")
    expect(note).to_be_visible()
    for name in ("data", "rate", "at", "activations"):
        assert name in note.inner_text()
    assert element.evaluate("({ state }) => [state.data, state.rate, state.activations]") == [
        "circles",
        2,
        ["tanh", "tanh"],
    ]
    again = look("?play.data=drawn&play.points=2_2_2")
    expect(again.locator(".nn-explorer-note")).to_contain_text("(points)")  # and not twice


@needs_python
def test_layers_and_neurons_come_and_go(look: Callable[..., Locator]) -> None:
    """By their buttons, up to five of sixteen; the focus stays, and the network is that of the state."""
    element = look()
    for _ in range(4):
        press(element, "Add a layer")
    expect(element.get_by_role("button", name="Add a layer")).to_be_disabled()
    more = element.get_by_role("button", name="One neuron more in layer 1")
    more.focus()
    for _ in range(12):
        element.page.keyboard.press("Enter")
    expect(more).to_be_disabled()
    press(element, "Take layer 3 away")
    element.get_by_role("combobox", name="Activation of layer 2").select_option("relu")
    press(element, "One step")
    comes_to(element, 1)
    assert element.evaluate("({ data }) => data.sizes") == [2, 16, 4, 4, 4, 1]
    assert_it_shows(element, {"layers": [16, 4, 4, 4], "activations": ["tanh", "relu", "tanh", "tanh"]})


def test_a_large_layer_leaves_the_others_their_size(look: Callable[..., Locator]) -> None:
    """The names of the inputs are in their boxes, and small layers show their maps."""
    element = look(viewport={"width": 390, "height": 844})
    sizes = element.evaluate(
        """async () => {
          const { places } = await import(new URL("../assets/js/playground/pictures.js", location.href));
          return places([2, 16, 4, 1], 358, 240).wide;
        }"""
    )
    assert sizes == [34, 9, 34, 34]


@needs_python
def test_points_are_drawn_by_pointer_and_by_keys(look: Callable[..., Locator]) -> None:
    """A click on the map adds one where it was, the fields one where they say, each of the chosen class."""
    element = look()
    element.get_by_role("combobox", name="Samples of").select_option("drawn")
    press(element, "One step")
    comes_to(element, 1)
    element.get_by_role("radio", name="■ class 1").check()
    chart = element.locator(".nn-play-map")
    come_to(chart)
    box = chart.bounding_box()
    assert box
    chart.click(position={"x": box["width"] * (0.5 + 0.25), "y": box["height"] * 0.5})
    x, y, label = element.evaluate("({ state }) => state.points.at(-1)")
    assert (abs(x - 0.55) < 0.05, abs(y) < 0.05, label) == (True, True, 1)
    field(element, "x₁").fill("-0.25")
    field(element, "x₂").fill("")
    refusal = element.get_by_role("alert").filter(has_text="a number from -1 to 1")
    expect(refusal).to_be_visible()
    field(element, "x₂").fill("0.75")
    expect(refusal).to_be_hidden()
    press(element, "Add the point")
    assert element.evaluate("({ state }) => state.points.at(-1)") == [-0.25, 0.75, 1]
    less = element.get_by_role("button", name="Take the last away")
    for left in (3, 2, 1):
        less.click()
        assert element.evaluate("({ state }) => state.points.length") == left
    expect(less).to_be_disabled()


@needs_python
def test_an_amount_takes_squared_error(look: Callable[..., Locator]) -> None:
    """Its loss changes with the data, the other one cannot be chosen, and the answer is a curve."""
    element = look()
    element.get_by_role("combobox", name="Samples of").select_option("sine")
    press(element, "One epoch")
    comes_to(element, 1)
    assert element.evaluate("({ frame }) => frame.curve.length") == playground.GRID
    expect(element.locator("dd").nth(2)).to_have_text("an amount has no right and wrong")
    assert element.get_by_role("combobox", name="Loss", exact=True).evaluate(
        "(select) => [...select.options].filter((option) => option.disabled).map((option) => option.value)"
    ) == ["cross_entropy"]


def test_what_data_bring_along_goes_with_them(look: Callable[..., Locator]) -> None:
    """Loss and rate of an amount, the spread of clouds; what the reader has changed since stays."""
    element = look()
    data = element.get_by_role("combobox", name="Samples of")
    now = "({ state }) => [state.loss, state.rate, state.noise]"
    for name in ("sine", "line"):
        data.select_option(name)
        assert element.evaluate(now) == ["squared_error", 0.1, 0]
    data.select_option("blobs")
    assert element.evaluate(now) == ["cross_entropy", 2, 0.25]
    data.select_option("sine")
    field(element, "Learning rate").fill("0.5")
    field(element, "Learning rate").press("Enter")
    data.select_option("moons")
    assert element.evaluate(now) == ["cross_entropy", 0.5, 0]


def test_a_number_counts_once_it_is_typed(look: Callable[..., Locator]) -> None:
    """What begins as another number begins no training; one that is refused goes when the field is left."""
    element = look()
    held = field(element, "Held back, in %")
    held.focus()
    keyboard = element.page.keyboard
    keyboard.press("Control+A")
    keyboard.type("99")
    assert element.evaluate("({ state }) => state.held") == 0
    keyboard.press("Enter")
    refusal = element.get_by_role("alert").filter(has_text="a whole")
    expect(refusal).to_have_text("a whole number from 0 to 80")
    assert element.evaluate("({ state }) => state.held") == 0
    keyboard.press("Tab")
    expect(held).to_have_value("0")
    expect(refusal).to_have_count(0)
    held.focus()
    keyboard.press("Control+A")
    keyboard.type("30")
    keyboard.press("Enter")
    assert element.evaluate("({ state }) => state.held") == 30


# ---- what one takes along ----


@needs_python
def test_the_copy_prints_what_the_page_shows(look: Callable[..., Locator]) -> None:
    """It runs alone, and so does the notebook; the link is the state."""
    element = look(
        "?play.data=moons&play.batch=30&play.noise=0.1", permissions=["clipboard-read", "clipboard-write"]
    )
    press(element, "One step")
    comes_to(element, 1)
    code = copied(element.page)
    loss, right = printed(code).splitlines()
    assert float(loss.split()[1]) == pytest.approx(element.evaluate("({ frame }) => frame.loss"), rel=1e-5)
    assert right == f"right: {element.evaluate('({ frame }) => frame.right'):.1%}"
    with element.page.expect_download() as download:
        press(element, "As a notebook")
    made = json.loads(download.value.path().read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in made["cells"] if cell["cell_type"] == "code"]
    assert printed("\n".join(cells)).splitlines() == [loss, right]
    with element.page.expect_download() as download:
        press(element, "Save the picture")
    assert download.value.path().read_bytes()[:4] == b"\x89PNG"
    press(element, "Copy the link")
    link = element.page.evaluate("navigator.clipboard.readText()")
    assert link.endswith("?play.data=moons&play.noise=0.1&play.batch=30&play.at=1")


@needs_python
def test_a_challenge_is_met_and_kept(look: Callable[..., Locator]) -> None:
    """Every ReLU of a layer dies at a rate far too high; that it was done stands there after a reload."""
    element = look(
        "?play.data=quadrants&play.layers=4.1&play.activations=relu.relu&play.start=he&play.rate=10"
    )
    challenge = element.locator(".nn-play-challenges li", has_text="die")
    expect(challenge).to_contain_text("Not done yet")
    press(element, "Play")
    expect(challenge).to_contain_text("Done.")
    element.page.reload()
    expect(challenge).to_contain_text("Done.")
    kept = json.loads(element.page.evaluate("localStorage.getItem('nnbook.progress')"))
    assert list(kept["items"]) == ["challenge:all-dead"]
    found = kept["items"]["challenge:all-dead"]
    assert (found["page"], found["done"], len(found["tries"])) == ("playground", True, 1)


# ---- for everybody ----


def test_an_embedded_one_asks_first(look: Callable[..., Locator]) -> None:
    """And the page itself does not: there the first thing to press is Play."""
    element = look(page_name="failures/")
    asks = element.locator(".nn-explorer-asks")
    expect(asks).to_be_visible()
    assert element.locator(".nn-play-main").evaluate("(one) => one.closest('[inert]') !== null")
    press(element, "no, hardly one")
    expect(asks).to_be_hidden()
    expect(element.locator(".nn-explorer-title")).to_contain_text("You said: no, hardly one")
    assert look().locator(".nn-explorer-asks:visible").count() == 0


@needs_python
def test_the_keyboard_alone_will_do(look: Callable[..., Locator]) -> None:
    """Play and pause by Enter, the table by Space; what is said is heard once it stands still."""
    element = look()
    page = element.page
    element.get_by_role("button", name="Play", exact=True).focus()
    page.keyboard.press("Enter")
    comes_to(element, 4)
    page.keyboard.press("Enter")
    expect(element.locator(".nn-explorer > [role=status]")).to_contain_text("Step ")
    element.locator("summary", has_text="All numbers").focus()
    page.keyboard.press("Enter")
    expect(element.get_by_role("region", name="The network in numbers").get_by_role("row")).to_have_count(6)


@pytest.mark.parametrize("name", ["playground/", "failures/"])
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark"), (390, "light"), (1280, "dark")])
def test_axe_finds_nothing(
    name: str, width: int, theme: Any, look: Callable[..., Locator], violations: Callable[..., list[str]]
) -> None:
    """No violation in any look, folds open; nothing overflows the screen."""
    element = look(page_name=name, viewport={"width": width, "height": 844}, color_scheme=theme)
    page = element.page
    if name == "failures/":
        press(element, "Just let me try")
    element.evaluate(
        "(element) => element.querySelectorAll('details').forEach((one) => { one.open = true; })"
    )
    assert violations(page, TAG) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_finger_can_hit_every_control(look: Callable[..., Locator]) -> None:
    """On a phone, buttons, fields, choices and folds are at least 44 pixels high, and buttons as wide."""
    element = look(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    small = element.evaluate(
        """(element) => [...element.querySelectorAll("button, input, select, summary, label")]
            .filter((e) => e.type !== "range")
            .filter((e) => !e.closest("label") || e.matches("label"))
            .map((e) => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
            .filter(([, box]) => box.height && (box.height < 44 || box.width < 44))
            .map(([html, box]) => [html, box.width, box.height])"""
    )
    assert small == []


@pytest.mark.parametrize("name", ["playground/", "failures/"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_moves_when_the_script_takes_over(name: str, width: int, visit: Visit) -> None:
    """The fallback stands in the panel's height, and the panel keeps to it."""
    page = visit("", viewport={"width": width, "height": 900})
    held: list[Route] = []
    page.route(f"**/{TAG}.js", lambda route: held.append(route))
    with page.expect_request(f"**/{TAG}.js"):
        page.goto(page.url + name)
    height = f"document.querySelector('{TAG}').getBoundingClientRect().height"
    settle(page)
    come_to(page.locator(TAG))
    before = page.evaluate(height)
    held[0].continue_()
    expect(page.locator(f"{TAG}.nn-ready")).to_have_count(1)
    settle(page)
    assert page.evaluate(height) == before


@needs_python
def test_colours_follow_the_theme_and_the_reader(look: Callable[..., Locator]) -> None:
    """The pictures are drawn anew in the dark theme, and with forced colours they are still there."""
    element = look(color_scheme="light")
    corner = "(canvas) => [...canvas.getContext('2d').getImageData(1, 1, 1, 1).data]"
    chart = element.locator(".nn-play-net")
    place = """(canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return Array.from(data).filter((x, i) => i % 4 === 3 && x > 0).length;
    }"""
    assert chart.evaluate(place) > 100
    bright = element.locator(".nn-play-map").evaluate(corner)
    element.page.emulate_media(color_scheme="dark")
    element.page.wait_for_function(
        f"(before) => {{ const canvas = document.querySelector('{TAG} .nn-play-map');"
        " return canvas.getContext('2d').getImageData(1, 1, 1, 1).data[0] < before - 50; }",
        arg=bright[0],
    )
    element.page.emulate_media(forced_colors="active")
    assert chart.evaluate(place) > 100
    play = element.locator(".nn-play-main")
    colours = "(one) => [getComputedStyle(one).color, getComputedStyle(document.body).backgroundColor]"
    for _ in range(2):
        words, paper = play.evaluate(colours)
        assert words != paper  # the system lays paper behind words
        play.hover()
