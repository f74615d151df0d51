"""The table of contents and the address say which section is read."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from waiting import settle

ACTIVE = ".md-sidebar--secondary .md-nav__link--active"


def scroll_to(page: Page, heading: str) -> None:
    """Bring a heading below the header, as a reader's wheel does."""
    page.locator(f"#{heading}").evaluate("(e) => scrollBy(0, e.getBoundingClientRect().top - 60)")


def is_seen(link: Locator) -> bool:
    """Tell whether an entry is within what is seen of the contents."""
    seen: bool = link.evaluate(
        """(e) => { const box = e.closest(".md-sidebar__scrollwrap").getBoundingClientRect();
        const own = e.getBoundingClientRect(); return own.top >= box.top && own.bottom <= box.bottom; }"""
    )
    return seen


def test_the_section_that_is_read_is_marked(visit: Callable[..., Page]) -> None:
    """None at the top; then the one whose heading has gone by last, which stands in the address as well."""
    page = visit("backprop/")
    expect(page.locator(ACTIVE)).to_have_count(0)
    scroll_to(page, "the-chain-rule")
    expect(page.locator(ACTIVE)).to_have_attribute("href", f"{page.url.partition('#')[0]}#the-chain-rule")
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#the-chain-rule")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    last = page.locator(".md-sidebar--secondary .md-nav__link").last
    expect(last).to_have_class("md-nav__link md-nav__link--passed md-nav__link--active")
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator(ACTIVE)).to_have_count(0)
    expect(page).to_have_url(page.url.partition("#")[0])


def test_the_mark_stays_in_sight(visit: Callable[..., Page]) -> None:
    """Contents that are longer than the window follow the reader."""
    page = visit("api/", viewport={"width": 1280, "height": 500})
    link = page.locator(".md-sidebar--secondary .md-nav__link").last
    assert not is_seen(link)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(link).to_have_class("md-nav__link md-nav__link--passed md-nav__link--active")
    assert is_seen(link)


def test_the_next_page_is_marked_as_well(visit: Callable[..., Page]) -> None:
    """Where instant navigation brought it, and what was read before is forgotten."""
    page = visit("perceptron/")
    scroll_to(page, "train-one-yourself")
    expect(page.locator(ACTIVE)).to_have_count(1)
    page.locator(".md-footer__link--next").click()
    expect(page.locator("h1")).to_contain_text("Activation functions")
    expect(page.locator(ACTIVE)).to_have_count(0)
    scroll_to(page, "explore")
    expect(page.locator(ACTIVE)).to_contain_text("Explore")
    page.go_back()
    expect(page.locator("h1")).to_contain_text("Neurons and perceptrons")
    expect(page.locator(ACTIVE)).to_have_count(1)
    assert page.evaluate("scrollY") > 0


@pytest.mark.parametrize("target", ["the-chain-rule", "two-steps-downhill"])
def test_who_comes_for_a_place_stays_there(visit: Callable[..., Page], target: str) -> None:
    """The address of a link is kept, be it that of a heading or of something within a section."""
    page = visit(f"backprop/#{target}")
    expect(page.locator(f"#{target}")).to_be_in_viewport()
    expect(page.locator(ACTIVE)).to_have_count(1)
    settle(page)
    page.wait_for_timeout(500)  # twice as long as the address takes to follow
    assert page.url.endswith(f"#{target}")
    page.mouse.wheel(0, 3000)
    expect(page).not_to_have_url(re.compile(target))
