"""Exercises in the page: written, checked and remembered, by mouse and by keyboard, on any screen."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from house import ROOT, needs_python
from playwright.sync_api import BrowserContext, Locator, Page, expect
from waiting import know_the_sitemap, settle

from nnbook.book.content import exercises
from nnbook.book.page import exercise_form
from nnbook.book.site.browser import publish

pytestmark = needs_python

EXERCISE = exercises.read(ROOT / "docs" / exercises.FOLDER / "one-neuron.py")
PAGE = "perceptron/"
KEY = "nnbook.progress"


def form_of(page: Page, name: str = EXERCISE.id) -> Locator:
    """Return the exercise with its editor loaded."""
    form = page.locator(f"#exercise-{name}")
    form.scroll_into_view_if_needed()
    expect(form.locator(".cm-content")).to_be_visible()
    return form


def check(form: Locator, answer: str | None = None) -> str:
    """Write an answer, press Check, wait, and return what the grader says."""
    if answer is not None:
        form.locator(".cm-content").fill(answer)
    form.locator("[data-does=check]").click()
    expect(form).not_to_have_class(re.compile("nn-busy"))
    return form.locator(".nn-graded").inner_text()


@pytest.fixture(scope="module")
def opened(new_context: Callable[..., BrowserContext], address: str) -> Iterator[Page]:
    """Open the page of the exercise once, so that Python is loaded once."""
    with new_context() as context:
        page = context.new_page()
        page.goto(address + PAGE)
        yield page


@pytest.fixture
def page(opened: Page) -> Iterator[Page]:
    """Return the page as a reader finds it who has done nothing yet; no test may raise an error in it."""
    wrong: list[str] = []
    hear = lambda error: wrong.append(str(error))  # noqa: E731
    opened.on("pageerror", hear)
    form_of(opened).locator("[data-does=reset]").click()
    opened.evaluate("async () => (await import('/assets/js/practice/progress.js')).reset()")
    yield opened
    opened.remove_listener("pageerror", hear)
    assert wrong == []


def test_a_wrong_and_a_right_answer(page: Page) -> None:
    """A known mistake gets its own hint, and the right answer is marked as solved."""
    form, mistake = form_of(page), EXERCISE.mistakes[0]
    said = check(form, mistake.code)
    assert said.startswith("Not yet. In neuron(")
    assert f"It looks like this: {mistake.name}. " in said
    assert mistake.hint in said
    assert form.get_attribute("data-done") is None
    assert check(form, EXERCISE.solution) == "Right: every check passed."
    assert form.get_attribute("data-done") is not None
    expect(form.locator(".nn-results samp")).to_contain_text("0.2999")


def test_the_hint_opens_by_itself_after_a_wrong_try(page: Page) -> None:
    """Where the mistake is none of the known ones, the exercise's own hint is shown."""
    form = form_of(page)
    expect(form.locator(".nn-hint")).not_to_have_attribute("open", "")
    assert "result is None" in check(form)
    expect(form.locator(".nn-hint p")).to_be_visible()
    expect(form.locator(".nn-graded")).to_have_attribute("role", "status")


def test_code_that_raises_shows_its_traceback(page: Page) -> None:
    """The lines are those of the editor, and nothing of the grader is shown."""
    form = form_of(page)
    said = check(form, "def neuron(inputs, weights, bias):\n    return 1 / 0")
    assert "your code raises ZeroDivisionError: division by zero" in said
    trace = form.locator(".nn-results").inner_text()
    assert 'File "answer.py", line 2' in trace
    assert "grader.py" not in trace and "runner.py" not in trace


def test_stop_ends_an_endless_answer(page: Page) -> None:
    """Here the loop is in a call that the grader makes; the next check works."""
    form = form_of(page)
    form.locator(".cm-content").fill("def neuron(inputs, weights, bias):\n    while True:\n        pass")
    form.locator("[data-does=check]").click()
    expect(form.locator(".nn-status")).to_contain_text("Checking")
    form.locator("[data-does=stop]").click()
    expect(form.locator(".nn-status")).to_contain_text("Python was restarted")
    assert check(form, EXERCISE.solution).startswith("Right")


def test_progress_and_the_draft_outlive_a_reload(visit: Callable[..., Page]) -> None:
    """What is solved stays solved, and what was written stays written, until Reset takes it back."""
    page = visit(PAGE)
    form = form_of(page)
    check(form, EXERCISE.solution)
    form.locator(".cm-content").fill("mine = 1")
    page.reload()
    form = form_of(page)
    assert form.get_attribute("data-done") is not None
    expect(form.locator(".cm-content")).to_have_text("mine = 1")
    form.locator("[data-does=reset]").click()
    expect(form.locator(".cm-content")).to_contain_text("Return the pre-activation")
    page.reload()
    expect(form_of(page).locator(".cm-content")).to_contain_text("Return the pre-activation")


def test_progress_is_kept_by_kind_id_and_page(page: Page) -> None:
    """A failed try counts as not done, a later one does not undo a solved exercise, and reset forgets all."""
    check(form_of(page))
    items = "async () => (await import('/assets/js/practice/progress.js')).all()"
    name = f"exercise:{EXERCISE.id}"
    item = page.evaluate(items)[name]
    assert (item["page"], item["done"]) == ("perceptron", False)
    check(form_of(page), EXERCISE.solution)
    check(form_of(page), EXERCISE.mistakes[0].code)
    item = page.evaluate(items)[name]
    assert (item["page"], item["done"]) == ("perceptron", True)
    assert [one["right"] for one in item["tries"]] == [False, True, False]
    assert [one.get("wrong") for one in item["tries"]] == [[], None, [EXERCISE.mistakes[0].name[:80]]]
    text = page.evaluate("async () => (await import('/assets/js/practice/progress.js')).export()")
    assert f'"{name}"' in text
    page.evaluate("async () => (await import('/assets/js/practice/progress.js')).reset()")
    assert page.evaluate(items) == {}
    assert form_of(page).get_attribute("data-done") is None
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None


def test_another_tab_shows_what_was_solved_here(page: Page) -> None:
    """Both look at one store."""
    with page.context.new_page() as other:
        other.goto(page.url)
        form = form_of(other)
        check(form_of(page), EXERCISE.solution)
        expect(form).to_have_attribute("data-done", "")


@pytest.mark.parametrize(
    "store",
    [
        "{",
        "null",
        "[]",
        '{"version": 0, "items": {}}',
        '{"version": 1, "items": []}',
        '{"version": 1, "items": {"exercise:one-neuron": true}}',
        '{"version": 1, "items": {"exercise:one-neuron": {"page": "perceptron", "done": "yes"}}}',
    ],
)
def test_a_corrupt_store_is_put_aside_with_a_note(
    visit: Callable[..., Page], address: str, store: str
) -> None:
    """The page says so, works, keeps progress again, and gives what it could not read to who wants it."""
    kept = {"origin": address.rstrip("/"), "localStorage": [{"name": KEY, "value": store}]}
    page = visit(PAGE, storage_state={"cookies": [], "origins": [kept]})
    notice = page.locator(".nn-notice")
    expect(notice).to_contain_text("Your progress could not be read")
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None
    with page.expect_download() as download:
        notice.get_by_role("button", name="Save the copy").click()
    assert Path(download.value.path()).read_text(encoding="utf-8") == store
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_have_count(0)
    assert form_of(page).get_attribute("data-done") is None


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    """Into the editor, Control-Enter, Escape and Tab out of it, Check, Reset, the hint."""
    form = form_of(page)
    editor = form.locator(".cm-content")
    editor.focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(EXERCISE.mistakes[0].code)
    page.keyboard.press("Control+Enter")
    expect(form.locator(".nn-graded")).to_contain_text("It looks like this")
    expect(editor).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(form.locator("[data-does=check]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(form).not_to_have_class(re.compile("nn-busy"))
    expect(form.locator("[data-does=check]")).to_be_focused()
    page.keyboard.press("Tab")
    expect(form.locator("[data-does=step]")).to_be_focused()
    page.keyboard.press("Tab")
    expect(form.locator("[data-does=reset]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(editor).to_contain_text("Return the pre-activation")
    page.keyboard.press("Tab")
    expect(form.locator(".nn-hint summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(form.locator(".nn-hint p")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_an_exercise_is_accessible(
    visit: Callable[..., Page], violations: Callable[..., list[str]], width: int, theme: Any
) -> None:
    """The automatic checks find nothing before, after a wrong and after a right answer; nothing overflows."""
    page = visit(PAGE, viewport={"width": width, "height": 800}, color_scheme=theme)
    form, within = form_of(page), f"#exercise-{EXERCISE.id}"
    assert violations(page, within) == []
    check(form, EXERCISE.mistakes[0].code)
    assert violations(page, within) == []
    check(form, EXERCISE.solution)
    form.locator(".nn-hint summary").click()
    assert violations(page, within) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_nothing_moves_when_the_script_comes(visit: Callable[..., Page]) -> None:
    """The form is as high before its script as after it."""
    heights = "[...document.querySelectorAll('nn-exercise')].map((form) => form.offsetHeight)"
    page = visit(service_workers="block")
    page.route(
        "**/practice/nn-exercise.js", lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    page.goto(page.url + PAGE)
    settle(page)
    before = page.evaluate(heights)
    assert len(before) >= 3
    page.unroute_all()
    page.reload()
    form_of(page)
    settle(page)
    assert all(abs(a - b) <= 1 for a, b in zip(before, page.evaluate(heights), strict=True))


def test_python_comes_with_the_first_check_alone(visit: Callable[..., Page]) -> None:
    """Reading and writing load an editor at most, and that only near an exercise."""
    page = visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("/assets/python/")[2]))
    page.goto(page.url + PAGE)
    expect(page.locator("nn-exercise [data-does=check]").first).to_be_attached()
    settle(page)
    assert set(asked) == {""}
    form_of(page).locator(".cm-content").fill("x = 1")
    assert set(asked) == {"", "editor.js"}


def test_an_exercise_works_on_a_page_that_instant_navigation_brings(visit: Callable[..., Page]) -> None:
    """Its data come along, and its buttons are there."""
    page = visit(service_workers="block")
    know_the_sitemap(page, page.url, "", PAGE)
    page.evaluate("window.same = true")
    page.locator(f".md-content a[href$='{PAGE}']").first.click()
    form = form_of(page)
    assert page.evaluate("window.same")
    expect(form.locator("[data-does=check]")).to_have_count(1)
    expect(form.locator(".cm-content")).to_contain_text("Return the pre-activation")


@pytest.mark.parametrize("editor", [publish.NO_EDITOR.decode(), "throw 1"], ids=["none", "broken"])
def test_without_the_editor_a_plain_field_serves(visit: Callable[..., Page], editor: str) -> None:
    """The answer is written, checked by Control-Enter, kept and taken back in the field."""
    page = visit(service_workers="block")
    page.route("**/editor.js", lambda route: route.fulfill(body=editor, content_type="text/javascript"))
    page.goto(page.url + PAGE)
    form = page.locator(f"#exercise-{EXERCISE.id}")
    field = form.get_by_role("textbox", name="Your code for: One neuron")
    field.fill(EXERCISE.solution)
    page.keyboard.press("Control+Enter")
    expect(form.locator(".nn-graded")).to_contain_text("Right")
    page.reload()
    expect(field).to_have_value(EXERCISE.solution)
    form.locator("[data-does=reset]").click()
    expect(field).to_have_value(EXERCISE.starter.rstrip("\n"))
    expect(form.locator(".nn-status")).to_have_text("As it was.")


def test_without_a_script_the_exercise_can_be_read(visit: Callable[..., Page]) -> None:
    """The starter, and in closed details the hint, and the answer with the solution; no dead button."""
    page = visit(PAGE, java_script_enabled=False)
    form = page.locator(f"#exercise-{EXERCISE.id}")
    expect(form.locator("code").first).to_contain_text("def neuron")
    expect(form.locator("button")).to_have_count(0)
    expect(form.locator(".nn-bar")).not_to_be_visible()
    form.locator(".nn-hint summary").click()
    expect(form.locator(".nn-hint p")).to_be_visible()
    solution = page.locator(f"#exercise-{EXERCISE.id} ~ details.solution").first
    solution.locator("summary").first.click()
    expect(solution.locator("code").first).to_contain_text("inputs @ weights + bias")


GRADE = """async ([code, exercise]) => {
  const { runPython } = await import("/assets/js/run/python.js");
  const nothing = () => {};
  return (await runPython(code, { progress: nothing, started: nothing, event: nothing }, exercise)).verdict;
}"""


def test_every_exercise_is_graded_in_the_browser_as_it_is_here(page: Page) -> None:
    """The other Python, and its 32-bit NumPy, give each solution and each wrong answer the same verdict."""
    differing = []
    for path in sorted((ROOT / "docs" / exercises.FOLDER).glob("*.py")):
        exercise = exercises.read(path)
        data = exercise_form.data(exercise, "anywhere")
        if not page.evaluate(GRADE, [exercise.solution, data])["passed"]:
            differing.append(f"{exercise.id}: the solution")
        if page.evaluate(GRADE, [exercise.starter, data])["passed"]:
            differing.append(f"{exercise.id}: the starter")
        for mistake in exercise.mistakes:
            verdict = page.evaluate(GRADE, [mistake.code, data])
            if (verdict["mistake"], verdict["passed"]) != (mistake.name, False):
                differing.append(f"{exercise.id}: {mistake.name}: {verdict}")
    assert differing == []
