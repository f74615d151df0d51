"""Links to blocks, figures, formulas and tables, as a reader finds, copies and follows them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from waiting import know_the_sitemap, settle

SIGNS = ".nn-address"
THINGS = ["nn-block[id^=code-]:not(details *)", "nn-block[id^=figure-]", ".nn-formula", ".nn-table"]


def opacity(sign: Locator) -> str:
    """Return how much of a sign is seen."""
    found: str = sign.evaluate("(e) => getComputedStyle(e).opacity")
    return found


def top(thing: Locator) -> float:
    """Return where a thing begins, from the top of the window."""
    found: float = thing.evaluate("(e) => e.getBoundingClientRect().top")
    return found


@pytest.mark.parametrize("thing", THINGS)
def test_the_sign_appears_for_a_pointer_and_for_the_keyboard(visit: Callable[..., Page], thing: str) -> None:
    """It is out of sight else; a click or Enter leads to its thing, under the header."""
    page = visit("perceptron/")
    place = page.locator(thing).first
    sign = place.locator(f"> {SIGNS}")
    assert opacity(sign) == "0"
    place.hover()
    assert opacity(sign) == "1"
    page.mouse.move(0, 0)
    sign.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(sign).to_be_focused()
    assert opacity(sign) == "1"
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#{place.get_attribute('id')}")
    header = page.locator(".md-header").evaluate("(e) => e.getBoundingClientRect().bottom")
    page.wait_for_function(
        "(id) => document.getElementById(id).getBoundingClientRect().top < 300", arg=place.get_attribute("id")
    )
    assert top(place) >= header


def test_a_finger_meets_no_sign(visit: Callable[..., Page]) -> None:
    """Where nothing hovers, none is shown, and none is hit; whoever has a keyboard still gets there."""
    page = visit("perceptron/", viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    sign = page.locator(f"nn-block:not(details *) > {SIGNS}").first
    page.locator("nn-block:not(details *)").first.tap(position={"x": 100, "y": 30})
    assert opacity(sign) == "0"
    assert sign.evaluate("(e) => getComputedStyle(e).pointerEvents") == "none"


def test_a_sign_is_heard_once_and_has_no_text(visit: Callable[..., Page]) -> None:
    """It is called by what it links to; nothing of it is copied or found."""
    page = visit("perceptron/")
    sign = page.locator(f"nn-block[id^=figure-] > {SIGNS}").first
    expect(sign).to_have_accessible_name("Link to this figure")
    expect(sign).to_have_accessible_description("")
    assert page.locator(SIGNS).all_inner_texts() == [""] * page.locator(SIGNS).count()
    page.emulate_media(media="print")
    expect(sign).to_be_hidden()


def test_a_link_to_code_that_is_folded_opens_it(visit: Callable[..., Page]) -> None:
    """That one alone: on the page itself, after a reload, and where the same link is clicked again."""
    page = visit("perceptron/")
    fold = page.locator("nn-code").nth(2)
    name = fold.get_attribute("id")
    page.evaluate("(name) => { location.hash = name; }", name)
    expect(page.locator("nn-code > details[open]")).to_have_count(1)
    expect(fold.locator("pre")).to_be_visible()
    page.reload()
    expect(fold.locator("pre")).to_be_visible()
    fold.locator("details").evaluate("(e) => { e.open = false; }")
    fold.locator(SIGNS).focus()
    page.keyboard.press("Enter")
    expect(fold.locator("pre")).to_be_visible()
    expect(page.locator("nn-code > details[open]")).to_have_count(1)


def test_a_link_into_a_solution_opens_it(visit: Callable[..., Page]) -> None:
    """From another page as well, which instant navigation brings without loading anew."""
    page = visit("perceptron/")
    name = page.locator("details.solution nn-block[id^=code-]").first.get_attribute("id")
    other = visit("")
    know_the_sitemap(other, other.url, "speed/", "perceptron/")
    settle(other)
    other.evaluate(
        """(name) => {
          window.here = true;
          const link = document.createElement("a");
          link.href = `../perceptron/#${name}`;
          link.textContent = "There";
          link.id = "there";
          document.querySelector("article p").append(link);
        }""",
        name,
    )
    other.locator("#there").click()
    target = other.locator(f"#{name}")
    expect(target).to_be_visible()
    expect(target).to_be_in_viewport()
    assert other.evaluate("window.here") is True
    assert other.locator("details.solution[open]").count() == 1


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_signs_are_accessible(
    visit: Callable[..., Page], violations: Callable[..., list[str]], width: int, theme: str
) -> None:
    """The automatic checks find nothing while one is shown; no sign makes the page wider."""
    page = visit("perceptron/", viewport={"width": width, "height": 800}, color_scheme=theme)
    settle(page)
    page.locator(SIGNS).first.focus()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("typed", ["#100%", "#%E0%A4%A", "#no-such-thing", "#"])
def test_an_address_that_names_nothing_does_no_harm(visit: Callable[..., Page], typed: str) -> None:
    """No script fails over it, and a good one still opens what it leads to."""
    page = visit(f"perceptron/{typed}")
    settle(page)
    fold = page.locator("nn-code").first
    page.evaluate("(id) => { location.hash = id; }", fold.get_attribute("id"))
    expect(fold.locator("details")).to_have_attribute("open", "")
