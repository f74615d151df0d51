"""What a reader writes is kept: in blocks and exercises, in two tabs, and where storage is blocked."""

from collections.abc import Callable, Iterator

import pytest
from house import needs_python
from playwright.sync_api import BrowserContext, Locator, Page, expect

PAGE = "perceptron/"

# What a browser does that keeps nothing for a site.
BLOCKED = """for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"])
  Object.defineProperty(window, name, {
    get() { throw new DOMException("Access is denied for this document.", "SecurityError"); },
    configurable: true,
  });"""


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> Iterator[BrowserContext]:
    """Return a context, for several tabs."""
    with new_context() as context:
        yield context


def open_tab(context: BrowserContext, address: str) -> Page:
    """Open the chapter in a tab of its own."""
    page = context.new_page()
    page.goto(address + PAGE)
    return page


def block_of(page: Page) -> Locator:
    """Return a block that prints."""
    return page.locator("nn-block:not(details *)").nth(1)


def field(place: Locator) -> Locator:
    """Return the editor of a block or an exercise."""
    place.scroll_into_view_if_needed()
    if place.locator("[data-does=edit]").is_visible():
        place.locator("[data-does=edit]").click()
    editor = place.locator(".cm-content")
    expect(editor).to_be_visible()
    return editor


def exercise(page: Page) -> Locator:
    """Return the first exercise."""
    return page.locator("nn-exercise").first


@needs_python
def test_an_edited_block_is_kept(context: BrowserContext, address: str) -> None:
    """After a reload, a link and Back it stands there as it was left, until Reset drops it."""
    page = open_tab(context, address)
    block = block_of(page)
    original = block.locator("pre code").first.text_content()
    field(block).fill("print('mine')")
    page.reload()
    expect(block.locator(".cm-content")).to_have_text("print('mine')")
    expect(block.locator(".nn-status")).to_have_text("As you left it. Reset brings the book's own back.")
    page.goto(f"{address}activations/")
    page.go_back()
    expect(block.locator(".cm-content")).to_have_text("print('mine')")
    block.locator("[data-does=reset]").click()
    page.reload()
    expect(block.locator("[data-does=edit]")).to_be_visible()
    expect(block.locator(".cm-content, .nn-field")).to_have_count(0)
    assert block.locator("pre code").first.text_content() == original


@needs_python
@pytest.mark.parametrize("place", [block_of, exercise])
def test_a_tab_shows_what_another_one_writes(
    context: BrowserContext, address: str, place: Callable[[Page], Locator]
) -> None:
    """In both ways, as long as each has heard of the other."""
    one, two = place(open_tab(context, address)), place(open_tab(context, address))
    field(one).fill("a = 1")
    expect(two.locator(".cm-content, .nn-field").first).to_be_visible()
    expect(field(two)).to_have_text("a = 1")
    field(two).fill("a = 2")
    expect(field(one)).to_have_text("a = 2")
    one.locator("[data-does=reset]").click()
    expect(field(two)).not_to_have_text("a = 2")


@needs_python
@pytest.mark.parametrize("place", [block_of, exercise])
@pytest.mark.parametrize("choice", ["Take that one", "Keep this one"])
def test_two_tabs_do_not_overwrite_each_other(
    context: BrowserContext, address: str, place: Callable[[Page], Locator], choice: str
) -> None:
    """A tab that has not heard of the other's text keeps its own to itself, also over a reload, and asks."""
    page = open_tab(context, address)
    deaf = "addEventListener('storage', (event) => event.stopImmediatePropagation(), true)"
    other = context.new_page()
    other.add_init_script(deaf)
    other.goto(address + PAGE)
    one, two = place(page), place(other)
    field(two).fill("b = 1")
    expect(field(one)).to_have_text("b = 1")
    field(one).fill("a = 1")
    field(two).fill("b = 2")
    expect(two.locator(".nn-status")).to_have_text("Changed in another tab.")
    expect(field(one)).to_have_text("a = 1")
    other.reload()
    expect(two.locator(".nn-status")).to_have_text("Changed in another tab.")
    expect(field(two)).to_have_text("b = 2")
    two.get_by_role("button", name=choice).click()
    left = "a = 1" if choice == "Take that one" else "b = 2"
    expect(field(two)).to_have_text(left)
    expect(field(one)).to_have_text(left)
    other.reload()
    expect(field(two)).to_have_text(left)
    expect(two.locator(".nn-status")).not_to_have_text("Changed in another tab.")


def test_the_site_works_where_storage_is_blocked(visit: Callable[..., Page], address: str) -> None:
    """The theme's script lives: search, copy buttons, palette; what is solved lasts as long as the page."""
    page = visit("notation/")
    page.add_init_script(BLOCKED)
    page.goto(f"{address}quiz/")
    page.wait_for_function("!!customElements.get('nn-question')")
    question = page.locator("nn-question").first
    for box in question.locator("input[data-right]").all():
        box.check()
    question.get_by_role("button", name="Check").click()
    expect(question).to_have_attribute("data-done", "")
    expect(page.locator(".nn-notice")).to_contain_text("lasts until you close or reload the page")
    page.goto(f"{address}{PAGE}")
    block_of(page).locator("pre").first.scroll_into_view_if_needed()  # there they come
    expect(page.get_by_role("button", name="Copy the code").first).to_be_attached()
    scheme = page.locator("body").get_attribute("data-md-color-scheme")
    page.locator("label[for^=__palette]:visible").click()
    expect(page.locator("body")).not_to_have_attribute("data-md-color-scheme", scheme or "")
    expect(page.locator(".md-search-result__meta")).to_have_text("Type to start searching")
    page.locator(".md-search__input").press_sequentially("softmax")
    expect(page.locator(".md-search-result__link").first).to_be_attached()
