"""Faded examples in the page: what is typed into the blanks is compared, said and remembered."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from house import ROOT
from playwright.sync_api import Locator, Page, expect
from waiting import come_to, settle

from nnbook.book.content import faded
from nnbook.book.content.book import Book

PAGE = "forward/"
SHOWN, HALF, OWN = faded.examples(Book(ROOT).chapter(ROOT / "docs" / "forward.md"))


@pytest.fixture(scope="module")
def opened(visit_once: Callable[[str], AbstractContextManager[Page]]) -> Iterator[Page]:
    """Open the page once."""
    with visit_once(PAGE) as page:
        yield page


@pytest.fixture
def page(opened: Page) -> Page:
    """Return the page as a reader finds it who has done nothing yet."""
    opened.evaluate("async () => (await import('/assets/js/practice/progress.js')).reset()")
    for example in (HALF, OWN):
        for field in form_of(opened, example).get_by_role("textbox").all():
            field.fill("")
    return opened


def form_of(page: Page, example: faded.Faded = OWN) -> Locator:
    """Return an example that is alive and stands still."""
    page.evaluate("customElements.whenDefined('nn-faded').then(() => {})")
    form = page.locator(f"#{example.id}")
    come_to(form)
    return form


def fill(form: Locator, example: faded.Faded, *texts: str) -> str:
    """Type into the blanks, in their order, press Check and return what is said."""
    fields = form.get_by_role("textbox").all()
    assert len(fields) == len(example.blanks)
    for field, text in zip(fields, texts, strict=False):
        field.fill(text)
    form.get_by_role("button", name="Check").click()
    return form.locator(".nn-graded").inner_text()


@pytest.mark.parametrize("example", [HALF, OWN], ids=lambda example: example.id)
def test_all_steps_right(page: Page, example: faded.Faded) -> None:
    """Marked as done, and kept; the fields are blank again after a reload, and the mark is there."""
    form = form_of(page, example)
    said = fill(form, example, *(step.key for step in example.blanks))
    assert said == f"Right. All {len(example.blanks)} steps."
    expect(form).to_have_attribute("data-done", "")
    items = page.evaluate("async () => (await import('/assets/js/practice/progress.js')).all()")
    assert list(items) == [f"faded:{example.id}"]
    assert items[f"faded:{example.id}"].items() >= {"page": "forward", "done": True}.items()
    page.reload()
    form = form_of(page, example)
    expect(form).to_have_attribute("data-done", "")
    expect(form.get_by_role("textbox").first).to_have_value("")


def test_each_wrong_thought_is_named(page: Page) -> None:
    """By its own words, under the number of its step, whatever way it is written."""
    form = form_of(page)
    for place, step in enumerate(OWN.blanks):
        for wrong in step.wrong:
            texts = [one.key for one in OWN.blanks]
            texts[place] = wrong.text.replace("−", "-")
            said = fill(form, OWN, *texts)
            number = OWN.steps.index(step) + 1
            assert f"Step {number}: {wrong.text} — {wrong.why}" in said.replace("\n", " ")
            field = form.get_by_role("textbox", name=f"Step {number}", exact=True)
            expect(field).to_have_attribute("aria-invalid", "true")
            expect(field).to_be_focused()
            expect(form).not_to_have_attribute("data-done", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0.57444", "Right so far. 1 of 6 steps."),
        ("0.574442516811659", "Right so far. 1 of 6 steps."),
        ("57.44 %", "Right so far. 1 of 6 steps."),
        ("0,5744", "Right so far. 1 of 6 steps."),
        ("0.58", "near, look at its last digits."),
        ("7", "none of the usual mistakes."),
        ("a half", "that is no number."),
    ],
)
def test_numbers_are_compared_as_numbers(page: Page, text: str, said: str) -> None:
    """With the key in all digits, and one step alone may be checked."""
    form = form_of(page)
    assert said in fill(form, OWN, "", "", "", "", "", text)
    expect(form).not_to_have_attribute("data-done", "")


def test_nothing_typed_is_no_answer(page: Page) -> None:
    """It says so, and nothing is kept."""
    assert fill(form_of(page), OWN) == "Type a number first."
    assert page.evaluate("localStorage.getItem('nnbook.progress')") is None


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    """Tab from blank to blank, Enter checks; a change takes back what was said of it."""
    form = form_of(page, HALF)
    first, second, third = form.get_by_role("textbox").all()
    first.focus()
    for step in HALF.blanks:
        page.keyboard.type(step.key)
        page.keyboard.press("Tab")
    expect(form.get_by_role("button", name="Check")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(third).to_be_focused()
    page.keyboard.press("Enter")
    expect(form.locator(".nn-graded")).to_contain_text("Right.")
    expect(form.locator(".nn-graded")).to_have_attribute("role", "status")
    second.press("1")
    expect(form.locator(".nn-graded")).to_be_empty()


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_a_faded_example_is_accessible(
    visit: Callable[..., Page], violations: Callable[..., list[str]], width: int, theme: Any
) -> None:
    """The automatic checks find nothing, before and after; nothing overflows."""
    page = visit(PAGE, viewport={"width": width, "height": 800}, color_scheme=theme)
    form, within = form_of(page), f"#{OWN.id}"
    assert violations(page, within) == []
    fill(form, OWN, "-0.5", "0", "1", "x")
    form.locator("summary").first.click()
    assert violations(page, within) == []
    assert violations(page, f"#{SHOWN.id}") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_nothing_moves_when_the_script_comes(visit: Callable[..., Page]) -> None:
    """The form is as high before its script as after it."""
    heights = "[...document.querySelectorAll('nn-faded')].map((form) => form.offsetHeight)"
    page = visit()
    page.route(
        "**/practice/nn-faded.js", lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    page.goto(page.url + PAGE)
    settle(page)
    before = page.evaluate(heights)
    assert len(before) == 3
    page.unroute_all()
    page.reload()
    form_of(page)
    settle(page)
    assert page.evaluate(heights) == before


def test_without_a_script_the_steps_and_the_answers_can_be_read(visit: Callable[..., Page]) -> None:
    """A blank is a line to write on; no field that does nothing."""
    page = visit(PAGE, java_script_enabled=False)
    form = page.locator(f"#{OWN.id}")
    expect(form.locator(".nn-steps > li")).to_have_count(len(OWN.steps))
    for dead in form.locator("input, .nn-submit").all():
        expect(dead).not_to_be_visible()
    drawn = "(blank) => getComputedStyle(blank, '::after').content"
    assert "____" in form.locator(".nn-blank").first.evaluate(drawn)
    form.locator("summary").first.click()
    expect(form.locator(".nn-explained > li").first).to_contain_text(OWN.steps[0].key)


def test_on_paper_there_is_a_line_for_each_blank(visit: Callable[..., Page]) -> None:
    """And no button."""
    page = visit(PAGE)
    form = form_of(page)
    page.emulate_media(media="print")
    expect(form.get_by_role("textbox").first).to_be_visible()
    expect(form.locator(".nn-submit")).not_to_be_visible()
