"""Blocks and explorers that ask first: typed, chosen, sketched, passed, remembered; and without a script."""

from collections.abc import Callable
from typing import Any

import pytest
from house import needs_python
from panel import field
from playwright.sync_api import BrowserContext, Locator, Page, expect
from test_drafts import BLOCKED
from waiting import come_to, settle

from nnbook.book.page import explorers

PAGE = "perceptron/"
Visit = Callable[..., Page]

EXPLORERS = {
    "secant-explorer": "start/",
    "activation-explorer": "activations/",
    "perceptron-trainer": "perceptron/",
    "descent-explorer": "backprop/",
    "backprop-inspector": "backprop/",
}


@pytest.fixture
def page(visit: Visit) -> Page:
    """Open a chapter, alive."""
    return alive(visit(PAGE))


def alive(page: Page) -> Page:
    """Wait until the script has come."""
    page.wait_for_function("!!customElements.get('nn-predict')")
    return page


def typed(page: Page) -> Locator:
    """Return the first block that has its output typed, by its form."""
    return page.locator("nn-predict:not([data-draws], :has([type=radio]))").first


def chosen(page: Page) -> Locator:
    """Return the first block with choices."""
    return page.locator("nn-predict:has([type=radio])").first


def drawn(page: Page) -> Locator:
    """Return the first block whose drawing is sketched."""
    return page.locator("nn-predict[data-draws]").first


def press(form: Locator, name: str) -> None:
    """Press a button of a form."""
    form.get_by_role("button", name=name, exact=True).click()


def outcome(form: Locator) -> Locator:
    """Return what the block prints or draws."""
    return form.locator(".nn-output, .nn-figure > svg").first


def said(form: Locator) -> str:
    """Return what stands beside the outcome, on one line."""
    come_to(form)  # what is out of sight has no inner text
    return " ".join(form.locator(".nn-said").inner_text().split())


def sketch(form: Locator) -> None:
    """Draw a line on the empty axes."""
    come_to(form.locator(".nn-figure"))
    box = form.locator(".nn-sketch svg").bounding_box()
    assert box
    mouse = form.page.mouse
    mouse.move(box["x"] + 90, box["y"] + 60)
    mouse.down()
    for step in range(1, 11):
        mouse.move(box["x"] + 90 + 9 * step, box["y"] + 60 + 5 * step)
    mouse.up()


def test_a_typed_guess_stands_beside_what_is_printed(page: Page) -> None:
    """Only then is the output seen; nothing says wrong, and nothing is red."""
    form = typed(page)
    expect(outcome(form)).to_be_hidden()
    form.get_by_label("Your guess").fill("[0 1 1]")
    press(form, "Compare")
    expect(outcome(form)).to_have_text("[0 0 1]")
    expect(outcome(form)).to_be_visible()
    assert said(form) == "You said [0 1 1] Guess again"
    left, right = form.locator(".nn-said").bounding_box(), outcome(form).bounding_box()
    assert left and right and left["y"] == right["y"] and left["x"] + left["width"] <= right["x"]
    expect(form.get_by_role("status")).to_have_text("You said: [0 1 1]. It prints: [0 0 1]")
    colours = form.evaluate(
        """(form) => [...form.querySelectorAll(".nn-said, .nn-said *, .nn-output, .nn-output *")]
            .flatMap((one) => [getComputedStyle(one).color, getComputedStyle(one).borderLeftColor])"""
    )
    error = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--nn-error')")
    red = tuple(int(error.strip()[place : place + 2], 16) for place in (1, 3, 5))
    assert f"rgb{red}" not in colours


def test_a_choice_stands_beside_what_is_printed(page: Page) -> None:
    """Without one, the form says what it waits for."""
    form = chosen(page)
    press(form, "Compare")
    expect(form.get_by_role("status")).to_contain_text("Choose what you expect.")
    expect(outcome(form)).to_be_hidden()
    box = form.get_by_role("radio").first
    value = box.get_attribute("value") or ""
    box.check()
    press(form, "Compare")
    expect(outcome(form)).to_be_visible()
    assert said(form) == f"You said {value} Guess again"


@pytest.mark.parametrize(("width", "touch"), [(1280, False), (390, True)])
def test_a_sketch_stands_beside_the_drawing(visit: Visit, width: int, touch: bool) -> None:
    """It is made on the axes alone, kept, and shown again after a reload."""
    page = alive(visit(PAGE, viewport={"width": width, "height": 900}, has_touch=touch))
    form = drawn(page)
    expect(outcome(form)).to_be_hidden()
    axes = form.locator(".nn-sketch svg")
    expect(axes).to_be_visible()
    expect(axes.locator("text")).not_to_have_count(0)
    assert axes.evaluate("(svg) => svg.outerHTML.includes('--nn-red')") is False
    sketch(form)
    expect(form.locator(".nn-strokes path")).to_have_count(1)
    press(form, "Compare")
    for _ in range(2):
        expect(outcome(form)).to_be_visible()
        expect(form.locator(".nn-said .nn-strokes path")).to_have_count(1)
        expect(form.locator(".nn-figure .nn-sketch")).to_have_count(0)
        if width > 800:
            left, right = form.locator(".nn-said svg").bounding_box(), outcome(form).bounding_box()
            assert left and right and left["x"] + left["width"] <= right["x"]
        page.reload()
        alive(page)


def test_who_cannot_draw_says_it_or_has_it_in_mind(page: Page) -> None:
    """By the keyboard alone: words in the field, or one button; the alt text is read aloud then."""
    form = drawn(page)
    field = form.get_by_label("Your guess in words")
    field.focus()
    page.keyboard.type("parallel")
    page.keyboard.press("Enter")
    expect(form.get_by_role("status")).to_contain_text(
        "You said: parallel. It draws: Three parallel straight lines"
    )
    assert "parallel" in said(form)
    form.get_by_role("button", name="Guess again").press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    expect(outcome(form)).to_be_hidden()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(form.get_by_role("button", name="I have a picture in mind")).to_be_focused()
    page.keyboard.press("Enter")
    expect(outcome(form)).to_be_visible()
    assert "a picture in mind" in said(form)


def test_a_guess_is_kept_and_passing_is_not(page: Page) -> None:
    """After a reload the guess stands there; what was only shown is asked again."""
    form, other = typed(page), chosen(page)
    form.get_by_label("Your guess").fill("one two")
    press(form, "Compare")
    press(other, "Just show me")
    expect(outcome(other)).to_be_visible()
    assert said(other) == ""
    page.reload()
    alive(page)
    expect(outcome(form)).to_be_visible()
    assert "You said one two" in said(form)
    expect(outcome(other)).to_be_hidden()


def test_one_choice_holds_for_the_whole_book(page: Page) -> None:
    """Show all: here, in another tab, in the next chapter, after a reload; and back from each block."""
    other = page.context.new_page()
    other.goto(page.url)
    alive(other)
    waiting = "nn-predict:not([data-told])"
    press(typed(page), "Show all, in the whole book")
    for tab in (page, other):
        expect(tab.locator(waiting)).to_have_count(0)
        expect(outcome(typed(tab))).to_be_visible()
        expect(outcome(drawn(tab))).to_be_visible()
    expect(page.locator(".nn-explorer-asks:visible")).to_have_count(0)
    page.locator(".md-footer__link--next").click()
    expect(page.locator("h1")).to_contain_text("Activation functions")
    expect(page.locator("nn-predict").first).to_have_attribute("data-told", "all")
    page.reload()
    alive(page)
    expect(page.locator(waiting)).to_have_count(0)
    press(page.locator("nn-predict").first, "Ask me first")
    expect(page.locator("nn-predict[data-told]")).to_have_count(0)
    expect(other.locator("nn-predict[data-told]")).to_have_count(0)


@pytest.mark.parametrize("guess", ["{", "[]", "5", '{"words": 5}', '{"strokes": [["a"]]}', "null", '"x"'])
def test_a_broken_guess_is_none(page: Page, guess: str) -> None:
    """Whatever lies in the store, the block asks."""
    key = typed(page).get_attribute("data-key")
    page.evaluate("([key, guess]) => localStorage.setItem(`nnbook.guess.${key}`, guess)", [key, guess])
    page.reload()
    alive(page)
    expect(outcome(typed(page))).to_be_hidden()


def test_where_storage_is_blocked_it_works(new_context: Callable[..., BrowserContext], address: str) -> None:
    """For as long as the page lives, and the reader is told."""
    with new_context() as context:
        context.add_init_script(BLOCKED)
        page = context.new_page()
        page.goto(address + PAGE)
        form = typed(alive(page))
        form.get_by_label("Your guess").fill("1")
        press(form, "Compare")
        expect(outcome(form)).to_be_visible()
        assert "You said 1" in said(form)
        expect(page.locator(".nn-notice")).to_contain_text("keep nothing")
        press(chosen(page), "Show all, in the whole book")
        expect(page.locator("nn-predict:not([data-told])")).to_have_count(0)


@needs_python
def test_run_asks_first(page: Page) -> None:
    """And goes on once there is a guess, or by one click; the guess stays beside what the run gave."""
    form = typed(page)
    block = page.locator("nn-block", has=form).first
    block.locator("[data-does=run]").click()
    expect(form.get_by_label("Your guess")).to_be_focused()
    expect(block.locator(".nn-bar .nn-status")).to_contain_text("Say first what comes")
    page.keyboard.type("[1 1 1]")
    page.keyboard.press("Enter")
    expect(block.locator(".nn-bar .nn-status")).to_contain_text("Done")
    expect(form.locator(".nn-results .nn-output")).to_have_text("[0 0 1]")
    assert "You said [1 1 1]" in said(form)
    figure = page.locator("nn-block", has=drawn(page)).first
    figure.locator("[data-does=run]").click()
    press(drawn(page), "Just show me")
    expect(figure.locator(".nn-bar .nn-status")).to_contain_text("Done")
    expect(figure.locator(".nn-results svg[role=img]")).to_be_visible()


@needs_python
def test_the_readers_own_code_is_not_asked_about(page: Page) -> None:
    """It runs at once, and Reset brings the question back."""
    form = typed(page)
    block = page.locator("nn-block", has=form).first
    block.locator("[data-does=edit]").click()
    editor = block.locator(".cm-content")
    editor.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text("print('mine')")
    page.keyboard.press("Control+Enter")
    expect(block.locator(".nn-bar .nn-status")).to_contain_text("Done")
    expect(form.locator(".nn-output")).to_have_text("mine")
    expect(form.locator(".nn-output")).to_be_visible()
    expect(form.locator("form")).to_be_hidden()
    block.locator("[data-does=reset]").click()
    expect(form.locator("form")).to_be_visible()
    expect(outcome(form)).to_be_hidden()


def test_a_screen_reader_hears_no_outcome_before(page: Page) -> None:
    """What is hidden is in no tree of what is read; the question names the group."""
    for form in page.locator("nn-predict").all():
        tree = form.aria_snapshot()
        assert "Say first, then see" in tree and "img" not in tree
        printed = form.locator(".nn-output")
        for text in printed.all_text_contents():
            assert text.split("\n")[0] not in tree


def test_without_a_script_the_outcome_stands(visit: Visit) -> None:
    """No question, and nothing that could not be pressed; so on paper, too."""
    page = visit(PAGE, java_script_enabled=False)
    for form in page.locator("nn-predict").all():
        expect(form.locator("form")).to_be_hidden()
        expect(form.locator(".nn-output, .nn-figure > svg").first).to_be_visible()
    page = alive(visit(PAGE))
    page.emulate_media(media="print")
    for form in page.locator("nn-predict").all():
        expect(form.locator("form")).to_be_hidden()
        assert form.locator(".nn-output, .nn-figure > svg").first.evaluate(
            "(one) => one.checkVisibility({ visibilityProperty: true })"
        )


def test_where_its_script_fails_the_outcome_stands(
    new_context: Callable[..., BrowserContext], address: str
) -> None:
    """Without a question that nothing would answer."""
    with new_context() as context:
        page = context.new_page()
        broken = {"body": "throw 1", "content_type": "text/javascript"}
        page.route("**/nn-predict.js", lambda route: route.fulfill(**broken))
        page.goto(address + PAGE)
        expect(typed(page)).to_have_attribute("data-failed", "")
        expect(outcome(typed(page))).to_be_visible()
        expect(typed(page).locator("form")).to_be_hidden()


def test_where_no_script_comes_the_outcome_shows_after_a_while(visit: Visit) -> None:
    """Ten seconds, by the style sheet alone."""
    page = visit()
    page.route("**/elements.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(page.url + PAGE)
    come_to(typed(page))
    waits = "(one) => one.getAnimations().map((each) => [each.animationName, each.effect.getTiming().delay])"
    hidden = typed(page).locator("> :not(form)")  # around the output, where blocks run
    assert hidden.evaluate(waits) == [["nn-late", 10_000]]
    page.evaluate("document.getAnimations().forEach((each) => each.finish())")
    expect(outcome(typed(page))).to_be_visible()
    assert outcome(typed(page)).evaluate("(one) => one.clientHeight") > 20


def test_nothing_moves_when_the_script_comes(visit: Visit) -> None:
    """Each form is as high before its script as after it."""
    heights = """[...document.querySelectorAll('nn-predict')].map((form) => {
      form.style.contentVisibility = "visible";
      return Math.round(form.getBoundingClientRect().height);
    })"""
    page = visit()
    page.route("**/nn-predict.js", lambda route: None)
    page.goto(page.url + PAGE, wait_until="commit")
    page.wait_for_selector(".md-footer")
    before = page.evaluate(heights)
    assert len(before) > 3
    page.unroute_all(behavior="ignoreErrors")
    page.goto(page.url)
    settle(alive(page))
    assert page.evaluate(heights) == before


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_it_is_accessible(visit: Visit, violations: Callable[..., list[str]], width: int, theme: Any) -> None:
    """The automatic checks find nothing while it asks, beside a guess, and where all is shown."""
    page = alive(visit(PAGE, viewport={"width": width, "height": 900}, color_scheme=theme))
    within = "nn-block:has(nn-predict)"
    assert violations(page, within) == []
    typed(page).get_by_label("Your guess").fill("1")
    press(typed(page), "Compare")
    press(drawn(page), "I have a picture in mind")
    assert violations(page, within) == []
    press(chosen(page), "Show all, in the whole book")
    assert violations(page, within) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# ---- explorers ----


@pytest.mark.parametrize("tag", explorers.TAGS)
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_an_explorer_asks_before_it_moves(
    visit: Visit, violations: Callable[..., list[str]], tag: str, width: int, theme: Any
) -> None:
    """Its controls wait; what was said stands in its title, now and on the next visit; nothing jumps."""
    page = visit(EXPLORERS[tag], viewport={"width": width, "height": 900}, color_scheme=theme)
    explorer = page.locator(f"{tag}.nn-ready")
    explorer.scroll_into_view_if_needed()
    asks = explorer.locator(".nn-explorer-asks")
    expect(asks).to_be_visible()
    panel = explorer.locator(".nn-explorer").bounding_box()
    box = asks.bounding_box()
    assert panel and box and box["y"] + box["height"] < panel["y"] + panel["height"]
    assert violations(page, tag) == []
    height = explorer.evaluate("(e) => e.offsetHeight")
    reset = explorer.get_by_role("button", name="Reset")
    assert reset.evaluate("(one) => one.closest('[inert]') !== null")  # out of reach
    choice = asks.get_by_role("button").first
    words = choice.inner_text()
    choice.press("Enter")
    expect(asks).to_be_hidden()
    expect(explorer.locator(".nn-explorer-title")).to_contain_text(f"You said: {words}")
    assert reset.evaluate("(one) => one.closest('[inert]') === null")
    assert abs(explorer.evaluate("(e) => e.offsetHeight") - height) <= 30  # a second line of the title
    assert violations(page, tag) == []
    page.reload()
    expect(explorer.locator(".nn-explorer-title")).to_contain_text(f"You said: {words}")
    expect(asks).to_be_hidden()


def test_an_explorer_is_passed_by_one_press(visit: Visit) -> None:
    """It asks no more, and says nothing of it."""
    page = visit("start/")
    explorer = page.locator("secant-explorer.nn-ready")
    press(explorer, "Just let me try")
    expect(explorer.locator(".nn-explorer-asks")).to_be_hidden()
    field(explorer, "Step").fill("0.5")
    expect(explorer.locator(".nn-slopes td").first).to_have_text("0.5")
    page.reload()
    expect(explorer.locator(".nn-explorer-title")).to_have_text("Secant explorer")
    expect(explorer.locator(".nn-explorer-asks")).to_be_hidden()


def test_a_link_to_a_state_is_not_asked_about(visit: Visit) -> None:
    """Whoever follows it wants to see that; and who has chosen to be shown all is never asked."""
    page = visit("start/?secant.step=0.5")
    explorer = page.locator("secant-explorer.nn-ready")
    expect(explorer.get_by_role("button", name="Reset")).to_be_enabled()
    expect(explorer.locator(".nn-explorer-asks")).to_be_hidden()
    page.goto(page.url.partition("?")[0])
    press(explorer, "Show all, in the whole book")
    expect(explorer.locator(".nn-explorer-asks")).to_be_hidden()
    page.reload()
    expect(explorer.get_by_role("button", name="Reset")).to_be_enabled()
    expect(explorer.locator(".nn-explorer-asks")).to_be_hidden()
