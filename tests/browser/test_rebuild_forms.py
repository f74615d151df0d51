"""Rebuilds in the page: lines put in order by keyboard, mouse and finger, judged, kept, on any screen."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from house import ROOT, House, needs_python, serving
from playwright.sync_api import BrowserContext, Error, Locator, Page, expect
from waiting import come_to, know_the_sitemap, settle

from nnbook.book.content import exercises, rebuilds
from nnbook.book.content.rebuilds import Rebuild

pytestmark = needs_python

FOLDER = ROOT / "docs" / exercises.FOLDER
PAGE = "perceptron/"


def read(name: str) -> Rebuild:
    """Read a rebuild of the book."""
    return rebuilds.of(exercises.read(FOLDER / f"{name}.py"))


NEURON, EPOCH = read("one-neuron"), read("or-gate")


def form_of(page: Page, rebuild: Rebuild = NEURON) -> Locator:
    """Return a rebuild that is alive and stands still."""
    form = page.locator(f"#rebuild-{rebuild.id}")
    expect(form.locator("[data-does=check]")).to_be_attached()
    come_to(form.locator(".nn-lines"))
    return form


def line(form: Locator, text: str) -> Locator:
    """Return the button of the line with this text."""
    return form.locator(".nn-line").filter(has_text=re.compile(rf"^\s*{re.escape(text.strip())}$"))


def shown(form: Locator, where: str = ".nn-built") -> list[str]:
    """Return the lines of the answer, or of those that are left."""
    return form.locator(f"{where} code").all_text_contents()


def answer(form: Locator, *lines: str) -> None:
    """Put these lines into the answer, by clicks."""
    for text in lines:
        line(form, text).click()
    assert shown(form) == list(lines)


def check(form: Locator) -> str:
    """Press Check, wait, and return what is said."""
    form.locator("[data-does=check]").click()
    expect(form).not_to_have_class(re.compile("nn-busy"))
    return form.locator(".nn-graded").inner_text()


@pytest.fixture(scope="module")
def opened(new_context: Callable[..., BrowserContext], address: str) -> Iterator[Page]:
    """Open the page once, so that Python is loaded once."""
    with new_context() as context:
        page = context.new_page()
        page.goto(address + PAGE)
        yield page


@pytest.fixture
def page(opened: Page) -> Iterator[Page]:
    """Return the page as a reader finds it who has done nothing yet; no test may raise an error in it."""
    wrong: list[str] = []

    def hear(error: Error) -> None:
        wrong.append(str(error))

    opened.on("pageerror", hear)
    for rebuild in (NEURON, EPOCH):
        form_of(opened, rebuild).locator("[data-does=reset]").click()
    opened.evaluate("async () => (await import('/assets/js/practice/progress.js')).reset()")
    yield opened
    opened.remove_listener("pageerror", hear)
    assert wrong == []


def test_the_solution_is_right_and_kept(page: Page) -> None:
    """It is marked as solved, by its kind, and a wrong order afterwards does not undo it."""
    form = form_of(page)
    answer(form, *NEURON.lines)
    assert check(form) == "Right: every check passed."
    expect(form).to_have_attribute("data-done", "")
    line(form, NEURON.lines[0]).click()
    expect(form.locator(".nn-graded")).to_be_empty()
    assert check(form).startswith("Not yet.")
    items = page.evaluate("async () => (await import('/assets/js/practice/progress.js')).all()")
    assert list(items) == ["rebuild:one-neuron"]
    assert items["rebuild:one-neuron"].items() >= {"page": "perceptron", "done": True}.items()


@pytest.mark.parametrize("rebuild", [NEURON, EPOCH], ids=lambda rebuild: rebuild.id)
def test_a_wrong_line_gives_its_own_hint(page: Page, rebuild: Rebuild) -> None:
    """In the place of its line, and the hint is that of the named wrong answer."""
    form = form_of(page, rebuild)
    for wrong in rebuild.wrong:
        form.locator("[data-does=reset]").click()
        answer(form, *rebuild.with_wrong(wrong))
        said = check(form)
        assert f"It looks like this: {wrong.mistake.name}. " in said
        assert wrong.mistake.hint.replace("`", "") in said
        expect(form).not_to_have_attribute("data-done", "")


ORDERS = [(0, 1, 2, 4, 3, 5, 6), (0, 1, 2, 5, 4, 3, 6), (1, 0, 2, 3, 4, 5, 6), (0, 1, 3, 4, 2, 5, 6)]


@pytest.mark.parametrize("order", ORDERS)
def test_the_grader_decides_which_orders_are_right(page: Page, order: tuple[int, ...]) -> None:
    """Two that nobody wrote down pass; one that Python cannot read and one that learns too early fail."""
    form = form_of(page, EPOCH)
    answer(form, *(EPOCH.lines[n] for n in order))
    said = check(form)
    assert said.startswith("Right") == (order in ORDERS[:2]), said


def test_a_wrong_line_that_changes_nothing_is_one_too_many(page: Page) -> None:
    """All checks pass where the right line overwrites it, and it does not belong there all the same."""
    form = form_of(page)
    answer(form, NEURON.wrong[0].text, *NEURON.lines)
    said = check(form)
    assert said.startswith("Not yet. Every check passed, and a line is one too many")
    assert NEURON.wrong[0].text.strip() in said
    expect(form).not_to_have_attribute("data-done", "")
    line(form, NEURON.wrong[0].text).click()
    assert check(form).startswith("Right")


def test_check_without_a_line_says_what_to_do(page: Page) -> None:
    """Nothing is graded, and nothing recorded."""
    form = form_of(page)
    check(form)
    expect(form.locator(".nn-status")).to_have_text("Move lines into your answer first.")
    assert page.evaluate("localStorage.getItem('nnbook.progress')") is None


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    """Tab goes through the lines, Enter and Space move them in and out, arrows up and down; each is said."""
    form = form_of(page)
    told = form.locator(".nn-unseen")
    left = shown(form, ".nn-lines")
    line(form, left[0]).focus()
    page.keyboard.press("ArrowDown")
    expect(line(form, left[1])).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    expect(line(form, left[1])).to_be_focused()
    second, first = line(form, NEURON.lines[1]), line(form, NEURON.lines[0])
    second.focus()
    page.keyboard.press("Enter")
    expect(second).to_be_focused()
    expect(told).to_have_text(f"1 of 1 in your answer: {NEURON.lines[1].strip()}")
    first.focus()
    page.keyboard.press("Space")
    assert shown(form) == [NEURON.lines[1], NEURON.lines[0]]
    page.keyboard.press("ArrowUp")
    expect(told).to_have_text(f"1 of 2 in your answer: {NEURON.lines[0].strip()}")
    expect(first).to_be_focused()
    assert shown(form) == list(NEURON.lines)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("End")
    assert shown(form) == [NEURON.lines[1], NEURON.lines[0]]
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    expect(told).to_have_text(f"Taken out: {NEURON.lines[1].strip()}")
    expect(second).to_be_focused()
    assert shown(form, ".nn-lines") == [text for text in left if text != NEURON.lines[0]]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(form.locator("[data-does=check]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(form.locator(".nn-graded")).to_have_text("Right: every check passed.")


def middle(place: Locator) -> tuple[float, float]:
    """Return the middle of a box in the window."""
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_line_is_dragged_by_mouse(page: Page) -> None:
    """Into the answer, above another, and out again; Escape takes a drag back; no click follows it."""
    form = form_of(page)
    x, y = middle(form.locator(".nn-built"))

    def drag(text: str, to: tuple[float, float], drop: bool = True) -> None:
        page.mouse.move(*middle(line(form, text)))
        page.mouse.down()
        page.mouse.move(*to, steps=5)
        if drop:
            page.mouse.up()

    drag(NEURON.lines[1], (x, y))
    assert shown(form) == [NEURON.lines[1]]
    above = line(form, NEURON.lines[1]).bounding_box()
    assert above
    drag(NEURON.lines[0], (x, above["y"] + 2), drop=False)
    expect(form.locator(".nn-drop")).to_have_count(1)
    page.mouse.up()
    assert shown(form) == list(NEURON.lines)
    drag(NEURON.lines[0], middle(form.locator(".nn-lines")), drop=False)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert shown(form) == list(NEURON.lines)
    expect(form.locator(".nn-drop, .nn-dragged")).to_have_count(0)
    drag(NEURON.lines[0], middle(form.locator(".nn-lines")))
    assert shown(form) == [NEURON.lines[1]]


def stroke(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Move a finger over the glass: Chromium itself makes pointer events of it, or scrolls."""
    glass = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        places = [{"x": x, "y": y} for x, y in points]
        glass.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    touch("touchStart", start)
    for n in range(1, 11):
        touch("touchMove", (start[0], start[1] + (end[1] - start[1]) * n / 10))
    touch("touchEnd")


def test_a_finger_drags_by_the_grip_and_taps_elsewhere(visit: Callable[..., Page]) -> None:
    """By the grip the line moves and the page stands; on the line the page scrolls, and a tap moves it."""
    page = visit(PAGE, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    form = form_of(page)
    second, first = line(form, NEURON.lines[1]), line(form, NEURON.lines[0])
    second.tap()
    assert shown(form) == [NEURON.lines[1]]
    come_to(form.locator(".nn-built"))
    place = page.evaluate("scrollY")
    _, y = middle(second)
    stroke(page, middle(first.locator("xpath=preceding-sibling::*")), (0, y - 12))
    assert shown(form) == list(NEURON.lines)
    assert page.evaluate("scrollY") == place
    x, y = middle(first)
    stroke(page, (x, y), (x, y - 200))
    page.wait_for_function("(place) => scrollY > place", arg=place)
    assert shown(form) == list(NEURON.lines)
    come_to(form.locator(".nn-built"))
    form.get_by_role("button", name=f"Down: {NEURON.lines[0].strip()}", exact=True).tap()
    assert shown(form) == [NEURON.lines[1], NEURON.lines[0]]
    form.get_by_role("button", name=f"Up: {NEURON.lines[0].strip()}", exact=True).tap()
    assert check(form).startswith("Right")


def test_a_draft_outlives_a_reload_and_is_shared_with_another_tab(visit: Callable[..., Page]) -> None:
    """Until Reset takes it back, which brings the lines where they were."""
    page = visit(PAGE)
    form = form_of(page)
    offered = shown(form, ".nn-lines")
    answer(form, NEURON.lines[1])
    page.reload()
    form = form_of(page)
    assert shown(form) == [NEURON.lines[1]]
    other = page.context.new_page()
    other.goto(page.url)
    there = form_of(other)
    assert shown(there) == [NEURON.lines[1]]
    line(form, NEURON.lines[0]).click()
    expect(there.locator(".nn-built code")).to_have_count(2)
    form.locator("[data-does=reset]").click()
    expect(there.locator(".nn-built code")).to_have_count(0)
    assert shown(there, ".nn-lines") == shown(form, ".nn-lines") == offered
    page.reload()
    assert shown(form_of(page)) == []


@pytest.mark.parametrize("kept", ["{", "7", "null", '["no such line", 3, null, {}]'])
def test_a_draft_that_is_none_does_no_harm(visit: Callable[..., Page], address: str, kept: str) -> None:
    """What the page has not is left out."""
    stored = {"name": "nnbook.draft.rebuild:one-neuron", "value": kept}
    state = {"cookies": [], "origins": [{"origin": address.rstrip("/"), "localStorage": [stored]}]}
    form = form_of(visit(PAGE, storage_state=state))
    assert shown(form) == []
    answer(form, *NEURON.lines)
    assert check(form).startswith("Right")


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_a_rebuild_is_accessible(
    visit: Callable[..., Page], violations: Callable[..., list[str]], width: int, theme: Any
) -> None:
    """The automatic checks find nothing before, while and after; nothing overflows."""
    page = visit(PAGE, viewport={"width": width, "height": 800}, color_scheme=theme)
    form, within = form_of(page, EPOCH), f"#rebuild-{EPOCH.id}"
    assert violations(page, within) == []
    answer(form, *EPOCH.with_wrong(EPOCH.wrong[0]))
    assert violations(page, within) == []
    assert "It looks like this" in check(form)
    form.locator(".nn-hint summary").click()
    assert violations(page, within) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for item in form.locator("li[data-line]").all():
        assert item.evaluate("(item) => item.scrollWidth <= item.clientWidth")


def test_nothing_moves_when_the_script_comes(visit: Callable[..., Page]) -> None:
    """The form is as high before its script as after it."""
    heights = "[...document.querySelectorAll('nn-rebuild')].map((form) => form.offsetHeight)"
    page = visit(service_workers="block")
    page.route(
        "**/practice/nn-rebuild.js", lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    page.goto(page.url + PAGE)
    settle(page)
    before = page.evaluate(heights)
    assert len(before) >= 2
    page.unroute_all()
    page.reload()
    form_of(page)
    settle(page)
    assert all(abs(a - b) <= 1 for a, b in zip(before, page.evaluate(heights), strict=True))


def test_the_usual_orders_are_judged_without_python(visit: Callable[..., Page]) -> None:
    """The solution and each wrong line; nothing of Python is loaded for them."""
    page = visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("/assets/python/")[2]))
    page.goto(page.url + PAGE)
    form = form_of(page)
    answer(form, *NEURON.lines)
    assert check(form).startswith("Right")
    assert set(asked) <= {"", "editor.js"}


def test_a_rebuild_works_on_a_page_that_instant_navigation_brings(visit: Callable[..., Page]) -> None:
    """Its lines can be moved."""
    page = visit(service_workers="block")
    know_the_sitemap(page, page.url, "", PAGE)
    page.evaluate("window.same = true")
    page.locator(f".md-content a[href$='{PAGE}']").first.click()
    form = form_of(page)
    assert page.evaluate("window.same")
    answer(form, *NEURON.lines)
    assert check(form).startswith("Right")


def test_without_a_script_the_lines_can_be_read(visit: Callable[..., Page]) -> None:
    """All lines, and in closed details the hint and the answer; no dead button, no empty list."""
    page = visit(PAGE, java_script_enabled=False)
    form = page.locator(f"#rebuild-{NEURON.id}")
    expect(form.locator(".nn-lines code")).to_have_count(len(NEURON.lines) + len(NEURON.wrong))
    expect(form.locator("button")).to_have_count(0)
    for dead in (".nn-keys", ".nn-built", ".nn-bar"):
        expect(form.locator(dead)).not_to_be_visible()
    form.locator(".nn-answer summary").click()
    expect(form.locator(".nn-answer code")).to_contain_text("inputs @ weights + bias")


def test_on_paper_the_lines_are_there(visit: Callable[..., Page]) -> None:
    """With room to write them in order; what is for the screen is not."""
    page = visit(PAGE)
    form = form_of(page)
    page.emulate_media(media="print")
    expect(form.locator(".nn-lines code").first).to_be_visible()
    for dead in (".nn-keys", ".nn-handle", ".nn-bar"):
        expect(form.locator(dead).first).not_to_be_visible()
    box = form.locator(".nn-built").bounding_box()
    assert box and box["height"] > 100
    space = form.locator(".nn-lines code").first.evaluate("(code) => getComputedStyle(code).whiteSpace")
    assert space == "pre-wrap"  # the indentation is on paper, too


def test_a_site_without_python_judges_what_its_build_has_tried(
    house: House, new_context: Callable[..., BrowserContext]
) -> None:
    """The solution, orders that are equal to it and each wrong line; of any other order it says so."""
    for name in ("or-gate",):
        house.write(f"docs/exercises/{name}.py", (FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    house.write("docs/page.md", "# Page\n\n```rebuild\nor-gate\n```\n")
    assert house.build("mkdocs", "-q").returncode == 0
    wrong: list[str] = []
    with serving(house.root / "site") as address, new_context() as context:
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.goto(f"{address}page/")
        form = form_of(page, EPOCH)
        said = {}
        for order in ORDERS:
            form.locator("[data-does=reset]").click()
            answer(form, *(EPOCH.lines[n] for n in order))
            form.locator("[data-does=check]").click()
            said[order] = form.locator(".nn-graded").inner_text()
        form.locator("[data-does=reset]").click()
        answer(form, *EPOCH.with_wrong(EPOCH.wrong[1]))
        form.locator("[data-does=check]").click()
        hint = EPOCH.wrong[1].mistake.hint.replace("`", "")
        assert hint in form.locator(".nn-graded").inner_text()
        items = json.loads(page.evaluate("localStorage.getItem('nnbook.progress')"))["items"]
    assert [said[order].startswith("Right") for order in ORDERS] == [True, True, False, False]
    assert all("cannot tell" in said[order] for order in ORDERS[2:])
    assert items["rebuild:or-gate"].items() >= {"page": "page", "done": True}.items()
    assert wrong == []
