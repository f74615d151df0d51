"""Code as a reader meets it: what is folded and what opens it, and long lines on a narrow screen."""

from collections.abc import Callable

import pytest
from house import needs_python
from playwright.sync_api import Page, expect
from waiting import settle

FOLDS = "nn-code > details"
OPEN = f"{FOLDS}[open]"


def listings(page: Page) -> list[bool]:
    """Tell of each block that draws, and is not itself out of sight, whether its code is seen."""
    found: list[bool] = page.locator(f"{FOLDS} > .highlight").evaluate_all(
        """all => all.filter((e) => e.closest("nn-block").checkVisibility()).map(
            (e) => e.checkVisibility())"""
    )
    return found


def all_open(page: Page) -> None:
    """Wait until each figure of the page has its code open."""
    expect(page.locator(OPEN).first).to_be_attached()
    expect(page.locator(f"{FOLDS}:not([open])")).to_have_count(0)


def test_one_choice_holds_for_the_whole_book(visit: Callable[..., Page]) -> None:
    """Closed at first; whoever opens one opens all, on the next page and after a reload as well."""
    page = visit("perceptron/")
    folds = page.locator(FOLDS)
    assert folds.count() > 2 and not any(listings(page))
    assert folds.first.locator("summary").inner_text() == "Show the code"
    folds.nth(1).locator("summary").click()
    all_open(page)
    assert all(listings(page))
    assert folds.first.locator("summary").inner_text() == "Hide the code"
    page.reload()
    all_open(page)
    page.locator(".md-footer__link--next").click()
    expect(page.locator("h1")).to_contain_text("Activation functions")
    all_open(page)
    page.locator(f"{FOLDS} > summary").locator("visible=true").last.click()
    expect(page.locator(OPEN)).to_have_count(0)
    page.reload()
    settle(page)
    expect(page.locator(OPEN)).to_have_count(0)


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_what_the_reader_opens_stays_where_it_is(visit: Callable[..., Page], key: str) -> None:
    """However much opens above it; the keyboard does what a click does, and keeps the focus."""
    page = visit("backprop/")
    summary = page.locator(f"{FOLDS} > summary").nth(6)
    summary.scroll_into_view_if_needed()
    settle(page)
    top = "(e) => Math.round(e.getBoundingClientRect().top)"
    before, height = summary.evaluate(top), page.evaluate("document.documentElement.scrollHeight")
    summary.press(key)
    all_open(page)
    assert page.evaluate("document.documentElement.scrollHeight") > height
    assert abs(summary.evaluate(top) - before) <= 1
    expect(summary).to_be_focused()


def test_another_tab_follows(visit: Callable[..., Page]) -> None:
    """Two pages of the book side by side look alike."""
    page = visit("perceptron/")
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(FOLDS).first).to_be_visible()
    settle(other)
    page.locator(f"{FOLDS} > summary").first.click()
    expect(other.locator(OPEN)).to_have_count(page.locator(FOLDS).count())


def test_without_a_script_each_fold_opens(visit: Callable[..., Page]) -> None:
    """By itself, as every `details` does."""
    page = visit("perceptron/", java_script_enabled=False)
    page.locator(f"{FOLDS} > summary").first.click()
    expect(page.locator(OPEN)).to_have_count(1)


@needs_python
@pytest.mark.parametrize("does", ["run", "edit"])
def test_run_and_edit_open_the_code(visit: Callable[..., Page], does: str) -> None:
    """That of their block; the choice for the book stays."""
    page = visit("perceptron/")
    block = page.locator("nn-block:has(nn-code)").first
    block.locator(f"[data-does={does}]").click()
    expect(block.locator("details[open]")).to_have_count(1)
    expect(page.locator(OPEN)).to_have_count(1)
    if does == "edit":
        expect(block.get_by_role("textbox")).to_be_focused()
        block.locator("[data-does=run]").click()
    expect(block.locator(".nn-status")).to_contain_text("Done")
    expect(block.locator(".nn-results svg[role=img]")).to_have_count(1)
    page.reload()
    settle(page)
    expect(page.locator(OPEN)).to_have_count(0)


def test_paper_has_the_code_and_not_the_full_texts(visit: Callable[..., Page]) -> None:
    """Nobody can click there; the full text is in the reference."""
    page = visit("perceptron/")
    full = page.locator(".nn-full")
    assert full.count() > 0
    full.first.locator("summary").click()
    expect(full.first).to_contain_text("Parameters")
    page.emulate_media(media="print")
    assert all(listings(page))
    assert not any(full.evaluate_all("all => all.map((e) => e.checkVisibility())"))


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_the_folds_are_accessible(
    visit: Callable[..., Page], violations: Callable[..., list[str]], width: int, theme: str
) -> None:
    """The automatic checks find nothing, open or closed."""
    page = visit("perceptron/", viewport={"width": width, "height": 800}, color_scheme=theme)
    assert violations(page, "nn-block:has(details)") == []
    page.locator(f"{FOLDS} > summary").first.click()
    page.locator(".nn-full > summary").first.click()
    assert violations(page, "nn-block:has(details)") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


PHONE = {"width": 390, "height": 800}


@pytest.mark.parametrize("name", ["activations/", "labs/digits/"])
def test_long_lines_go_on_further_in_on_a_phone(visit: Callable[..., Page], name: str) -> None:
    """No code has to be scrolled, and no second row begins where a line could begin."""
    page = visit(name, viewport=PHONE)
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    code = page.locator(":is(nn-block, .nn-lab-cell) pre code")
    assert not any(code.evaluate_all("all => all.map((e) => e.scrollWidth > e.clientWidth + 1)"))
    rows = page.locator(".nn-long").evaluate_all(
        """all => all.map((line) => {
            const range = document.createRange();
            range.selectNodeContents(line);
            const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
            const first = rects.filter(({ top }) => Math.abs(top - rects[0].top) < 3);
            const others = rects.filter((rect) => !first.includes(rect));
            const left = (of) => Math.min(...of.map((rect) => rect.left));
            return others.length ? left(others) - left(first) : null;
        })"""
    )
    wrapped = [further for further in rows if further is not None]
    assert len(wrapped) > 20 and min(wrapped) > 10


@pytest.mark.parametrize("name", ["speed/", "forward/"])
def test_nothing_is_cut_off_on_a_wide_screen(visit: Callable[..., Page], name: str) -> None:
    """The full text of a listing and what an error says are wider than the column, and go on below."""
    page = visit(name, viewport={"width": 1280, "height": 800})
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
    shown = page.locator("nn-block :is(pre code, samp)")
    assert not any(shown.evaluate_all("all => all.map((e) => e.scrollWidth > e.clientWidth + 1)"))


@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_copied_has_the_lines_of_the_code(visit: Callable[..., Page], width: int) -> None:
    """However wide they are set: by the button, and by who selects them."""
    allowed = ["clipboard-read", "clipboard-write"]
    page = visit("activations/", viewport=PHONE | {"width": width}, permissions=allowed)
    code = page.locator("nn-block:not(:has(nn-code), details *) pre code").nth(1)  # in no fold
    wanted = code.evaluate("(e) => e.textContent.trimEnd()")
    assert wanted.count("\n") > 5
    code.scroll_into_view_if_needed()
    copy = code.locator("xpath=ancestor::pre").get_by_role("button", name="Copy the code")
    copy.click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()").rstrip() == wanted
    code.evaluate("(e) => getSelection().selectAllChildren(e)")
    page.keyboard.press("ControlOrMeta+c")
    assert page.evaluate("navigator.clipboard.readText()").rstrip() == wanted


@needs_python
def test_a_run_takes_the_place_of_all_that_the_build_said(visit: Callable[..., Page]) -> None:
    """Under a server that is also what was wrong with the block."""
    page = visit("perceptron/")
    page.evaluate(
        """async () => {
          const text = await (await fetch("")).text();
          const written = new DOMParser().parseFromString(text, "text/html");
          const block = written.querySelector("nn-block:has(.nn-output)");
          block.querySelector(".nn-output").outerHTML = '<div class="nn-failure"><pre>wrong</pre></div>';
          block.id = "failed";
          document.querySelector("article").append(block);
        }"""
    )
    block = page.locator("#failed")
    expect(block.locator(".nn-results > .nn-failure")).to_have_count(1)
    block.locator("[data-does=run]").click()
    expect(block.locator(".nn-status")).to_contain_text("Done")
    expect(block.locator(".nn-failure")).to_have_count(0)
