"""Under the policy of the site a reader runs, edits, answers, searches, explores; code stays at home."""

from collections.abc import Callable

import pytest
from house import needs_python
from playwright.sync_api import BrowserContext, Locator, Page, expect

Visit = Callable[..., Page]
NewContext = Callable[..., BrowserContext]


@pytest.fixture
def guarded(visit: Visit) -> Visit:
    """Return `visit` under the policy: what that forbids is an error in the console, which `visit` tells."""

    def open_page(path: str) -> Page:
        page = visit(path, bypass_csp=False)
        assert page.locator("meta[http-equiv=Content-Security-Policy]").count() == 1
        return page

    return open_page


def run(block: Locator) -> Locator:
    """Run a block to its end, and return its results."""
    block.scroll_into_view_if_needed()
    block.locator("[data-does=run]").click()
    expect(block.locator(".nn-status")).to_contain_text("Done")
    return block.locator(".nn-results")


def write(block: Locator, code: str) -> None:
    """Put code before that of a block, as a reader types it, and run it.

    Chromium gives what replaces a selection the style of that, and the console tells that it must not.
    """
    block.locator(".cm-content").click()
    keyboard = block.page.keyboard
    keyboard.press("ControlOrMeta+Home")
    keyboard.type(f"{code}; ")
    keyboard.press("Control+Enter")


@needs_python
def test_blocks_run_and_are_edited(guarded: Visit) -> None:
    """One that prints, one that draws, and one with other code, in an editor that has its looks."""
    page = guarded("perceptron/")
    drawing = page.locator("nn-block:has(.nn-figure):not(details *)").first
    expect(run(drawing).locator("svg")).to_have_count(1)
    block = page.locator("nn-block:has(.nn-output):not(:has(.nn-figure), details *)").first
    run(block)
    block.get_by_role("button", name="Edit").click()
    assert block.locator(".cm-content").evaluate("(e) => getComputedStyle(e).whiteSpace") == "pre"
    write(block, "print('mine')")
    expect(block.locator(".nn-results")).to_contain_text("mine")


@needs_python
def test_an_exercise_is_graded(guarded: Visit) -> None:
    """A wrong answer is told from none."""
    exercise = guarded("perceptron/#practice").locator("nn-exercise").first
    exercise.scroll_into_view_if_needed()
    exercise.get_by_role("button", name="Check").click()
    expect(exercise.locator(".nn-graded")).not_to_be_empty()


@needs_python
def test_code_reaches_no_other_host(new_context: NewContext, address: str) -> None:
    """What stands in a block can ask this site alone, whatever it asks with."""
    with new_context(bypass_csp=False) as context:
        page = context.new_page()
        refused: dict[str, str | None] = {}
        context.on("requestfailed", lambda request: refused.update({request.url: request.failure}))
        page.goto(f"{address}perceptron/")
        block = page.locator("nn-block:has(.nn-output):not(:has(.nn-figure), details *)").first
        block.scroll_into_view_if_needed()
        block.get_by_role("button", name="Edit").click()
        url = "https://other.example/"
        write(block, f"import js; r = js.XMLHttpRequest.new(); r.open('GET', '{url}', False); r.send()")
        expect(block.locator(".nn-status")).to_contain_text("Failed")
        expect(block.locator(".nn-results")).to_contain_text("NetworkError")
    assert refused == {url: "csp"}


def test_questions_are_answered(guarded: Visit) -> None:
    """The quiz says what is right."""
    question = guarded("quiz/").locator("nn-question:has(input[type=radio])").first
    question.scroll_into_view_if_needed()
    question.get_by_role("radio").first.check()
    question.get_by_role("button").first.click()
    expect(question.locator(".nn-verdict, .nn-feedback, [role=status]").first).not_to_be_empty()


@pytest.mark.parametrize(
    ("path", "tag"),
    [
        ("start/", "secant-explorer"),
        ("activations/", "activation-explorer"),
        ("perceptron/", "perceptron-trainer"),
        ("backprop/", "descent-explorer"),
        ("backprop/", "backprop-inspector"),
    ],
)
def test_explorers_come_alive(guarded: Visit, path: str, tag: str) -> None:
    """Each makes its panel."""
    explorer = guarded(path).locator(tag)
    explorer.scroll_into_view_if_needed()
    expect(explorer).to_have_class("nn-ready")


def test_the_search_finds_and_the_next_page_comes(guarded: Visit) -> None:
    """By instant navigation, under the policy of the page before."""
    page = guarded("")
    page.get_by_role("searchbox").or_(page.locator("[data-md-component=search-query]")).first.click()
    page.keyboard.type("softmax")
    hit = page.locator(".md-search-result__link").first
    expect(hit).to_be_visible()
    hit.click()
    expect(page).not_to_have_title("nnbook - nnbook")


@pytest.mark.parametrize("path", ["api/", "labs/digits/", "notation/", "performance/", "errors/"])
def test_other_pages_break_nothing(guarded: Visit, path: str) -> None:
    """What is in them is allowed, the reference and a lab included."""
    expect(guarded(path).locator("h1").first).to_be_visible()
