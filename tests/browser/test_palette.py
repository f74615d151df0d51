"""The light and the dark theme: the system's, until the reader chooses one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

SCHEMES = {"light": "default", "dark": "slate"}
SWITCH = "label[for^=__palette]:visible"


def shows(page: Page, theme: str) -> None:
    """Expect all of a theme: of the page, of what the browser draws, and of the switch."""
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[theme])
    expect(page.locator("meta[name=color-scheme]")).to_have_attribute("content", theme)
    expect(page.locator(SWITCH)).to_have_attribute("for", f"__palette_{int(theme == 'light')}")
    header = page.locator(".md-header").evaluate("(e) => getComputedStyle(e).backgroundColor")
    expect(page.locator("meta[name=theme-color]")).to_have_attribute("content", header)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_is_that_of_the_system(visit: Callable[..., Page], theme: str) -> None:
    """And follows it, since nobody has chosen."""
    page = visit("notation/", color_scheme=theme)
    shows(page, theme)
    other = "dark" if theme == "light" else "light"
    page.emulate_media(color_scheme=other)  # type: ignore[arg-type]  # one of the two
    shows(page, other)
    page.reload()
    shows(page, other)


def test_what_is_chosen_stays(visit: Callable[..., Page]) -> None:
    """On the next page, after a reload, and whatever the system says."""
    page = visit("perceptron/", color_scheme="light")
    page.locator(SWITCH).click()
    shows(page, "dark")
    page.locator(".md-footer__link--next").click()
    expect(page.locator("h1")).to_contain_text("Activation functions")
    shows(page, "dark")
    page.reload()
    shows(page, "dark")
    page.emulate_media(color_scheme="dark")
    page.emulate_media(color_scheme="light")
    shows(page, "dark")
    page.locator(SWITCH).click()
    shows(page, "light")


def test_the_theme_is_switched_by_keyboard(visit: Callable[..., Page]) -> None:
    """Enter on the choice takes the other one."""
    page = visit("notation/", color_scheme="light")
    page.locator("#__palette_0").focus()
    page.keyboard.press("Enter")
    shows(page, "dark")
    page.keyboard.press("Enter")
    shows(page, "light")


@pytest.mark.parametrize("kept", ["", "null", "[]", "{", '{"color": null}', '{"index": 1}'])
def test_what_is_kept_and_cannot_be_read_is_none(visit: Callable[..., Page], address: str, kept: str) -> None:
    """The page has the theme of the system then, and no script ends with an error."""
    page = visit("notation/", color_scheme="dark")
    page.evaluate("(text) => localStorage.setItem('/.__palette', text)", kept)
    page.goto(f"{address}glossary/")
    shows(page, "dark")
    page.locator(SWITCH).click()
    shows(page, "light")
