"""The book on every screen: narrow and wide, with the reader's own colours, under a finger."""

from collections.abc import Callable

import pytest
from panel import ready
from playwright.sync_api import Page, expect
from test_pages import ADDRESSES
from waiting import settle

TOO_WIDE = """() => [...document.querySelectorAll(".md-content :is(pre code, samp)")]
  .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth)
  .map((one) => one.textContent.slice(0, 60))"""


def test_nothing_is_wider_than_a_very_narrow_window(visit: Callable[..., Page]) -> None:
    """At 320 pixels, which is 640 at twice the size, no page can be scrolled sideways."""
    page = visit(viewport={"width": 320, "height": 700})
    home = page.url
    wide = []
    for path in ["", *ADDRESSES]:
        page.goto(home + path)
        settle(page)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)
    assert wide == []


@pytest.mark.parametrize("width", [1280, 1920])
def test_no_block_is_cut_off_on_a_wide_screen(visit: Callable[..., Page], width: int) -> None:
    """Neither code nor what it prints has to be scrolled."""
    page = visit(viewport={"width": width, "height": 900})
    home = page.url
    for path in ["", *ADDRESSES]:
        if path.startswith(("api/", "labs/")):
            continue  # signatures and notebooks have a layout of their own
        page.goto(home + path)
        settle(page)
        assert page.evaluate(TOO_WIDE) == [], path


def test_a_wide_screen_is_used(visit: Callable[..., Page]) -> None:
    """At 1920 pixels the page leaves a tenth of them free, and each title of the path takes one line."""
    page = visit("perceptron/", viewport={"width": 1920, "height": 1000})
    assert (
        page.locator(".md-main__inner").evaluate("(main) => main.getBoundingClientRect().width") > 0.9 * 1920
    )
    heights = page.locator(".md-nav--primary > .md-nav__list > .md-nav__item > a.md-nav__link").evaluate_all(
        "(links) => links.map((link) => link.getBoundingClientRect().height)"
    )
    assert len(set(heights)) == 1


def test_at_320_pixels_the_numbers_of_the_activation_explorer_stand_apart(visit: Callable[..., Page]) -> None:
    """No field covers a name or a number, and each shows all of its digits."""
    page = visit("activations/", viewport={"width": 320, "height": 700})
    page.wait_for_selector("activation-explorer.nn-ready", state="attached")
    covered = page.locator("activation-explorer .nn-functions tr").evaluate_all(
        """(rows) => rows.filter((row) => {
          const parts = [...row.querySelectorAll("label, input[type=number], td:not(:has(input)), thead th")];
          const boxes = parts.filter((part) => part.textContent || part.matches("input")).map((part) => {
            if (part.matches("input")) return part.getBoundingClientRect();
            const range = document.createRange();
            range.selectNodeContents(part);
            return range.getBoundingClientRect();
          });
          return boxes.some((box, i) => i && box.left < boxes[i - 1].right);
        }).map((row) => row.textContent)"""
    )
    assert covered == []
    for field in page.locator("activation-explorer .nn-functions input[type=number]").all():
        assert field.evaluate("(field) => field.scrollWidth <= field.clientWidth")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_forced_colours_leave_things_told_apart(visit: Callable[..., Page], theme: str) -> None:
    """Shares and icons are seen on the system's ground, keys differ, and a fold's mark stays a triangle."""
    page = visit("activations/", forced_colors="active", color_scheme=theme)
    page.wait_for_selector("activation-explorer.nn-ready", state="attached")

    def styles(selector: str, name: str, part: str | None = None) -> list[str]:
        return page.locator(selector).evaluate_all(
            "(all, [name, part]) => all.map((one) => getComputedStyle(one, part)[name])", [name, part]
        )

    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground not in styles("activation-explorer .nn-share span", "backgroundColor")
    keys = styles("activation-explorer .nn-key", "borderBottomColor")
    assert len(set(keys)) == len(keys) == 5
    assert ground not in styles(".md-code__button", "backgroundColor", "::after")
    assert set(styles("summary", "borderTopColor", "::before")) == {"rgba(0, 0, 0, 0)"}
    words = styles("activation-explorer svg text", "fill")
    assert set(words) == {page.evaluate("getComputedStyle(document.body).color")}


def test_a_field_says_its_range_while_it_refuses(visit: Callable[..., Page]) -> None:
    """A number that is too large is named as such, aloud, too; a good one is taken, and the words go."""
    explorer = ready(visit("activations/"), "activation-explorer")
    field = explorer.get_by_label("α of ELU")
    field.fill("3")
    refusal = explorer.get_by_role("alert").filter(has_text="a number")
    expect(refusal).to_have_text("a number from 0 to 2")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("0.5")
    expect(explorer.get_by_role("alert").filter(has_text="a number")).to_have_count(0)
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_a_finger_hits_every_choice_and_button(visit: Callable[..., Page]) -> None:
    """What is pressed on a phone is at least 24 pixels high and wide, with its label."""
    page = visit("quiz/", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    home = page.url.removesuffix("quiz/")
    for path in ("quiz/", "perceptron/", ""):
        page.goto(home + path)
        settle(page)
        small = page.locator("button, summary, [role=button], label:has(input), select").evaluate_all(
            """(all) => all.filter((one) => one.checkVisibility({ opacityProperty: true })).filter((one) => {
              const { width, height } = one.getBoundingClientRect();
              return width && (width < 24 || height < 24);
            }).map((one) => one.outerHTML.slice(0, 90))"""
        )
        assert small == [], path


def test_nothing_slides_for_who_asks_for_less_motion(visit: Callable[..., Page]) -> None:
    """No element of the page, nor of the theme around it, takes a moment to move."""
    page = visit("perceptron/", reduced_motion="reduce")
    moments = """() => Math.max(...[...document.querySelectorAll("*")].flatMap((one) =>
      [null, "::before", "::after"].flatMap((part) => {
        const { transitionDuration, animationDuration } = getComputedStyle(one, part);
        return `${transitionDuration}, ${animationDuration}`.split(", ").map(parseFloat);
      })))"""
    assert page.evaluate(moments) < 0.001
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moments) > 0.1
