"""What a reader does with the panel of an explorer, and reads on it."""

from typing import Any

from playwright.sync_api import Locator, Page

from nnbook.book.run import runner


def ready(page: Page, tag: str) -> Locator:
    """Go to an explorer, and return it when it is alive and its first question is passed."""
    explorer = page.locator(tag)
    explorer.first.scroll_into_view_if_needed()
    page.wait_for_selector(f"{tag}.nn-ready", state="attached")
    explorer.evaluate_all(
        """(all) => all.forEach((one) => {
          const buttons = [...one.querySelectorAll(".nn-explorer-asks:not([hidden]) button")];
          buttons.find(({ textContent }) => textContent === "Just let me try")?.click();
        })"""
    )
    return explorer


def field(place: Page | Locator, name: str) -> Locator:
    """Find a number field by its label."""
    return place.get_by_role("spinbutton", name=name, exact=True)


def printed(code: str) -> str:
    """Run code as a block of the book runs, and return what it prints."""
    events: list[tuple[str, str]] = []
    assert runner.run(code, lambda kind, text: events.append((kind, text))), events
    return "".join(text for kind, text in events if kind == "stdout")


def verdicts(explorer: Locator, states: list[dict[str, Any]]) -> list[str]:
    """Return what the explorer says of each state, which starts from the one at first."""
    said: list[str] = explorer.evaluate(
        """(explorer, states) => states.map((state) => {
          explorer.reset();
          explorer.set(state);
          return explorer.querySelector(".nn-verdict").textContent;
        })""",
        states,
    )
    return said


def drag_by_finger(page: Page, start: tuple[float, float], step: tuple[float, float], count: int) -> None:
    """Put a finger down and take it along, a step at a time."""
    client = page.context.new_cdp_session(page)

    def touch(kind: str, *points: dict[str, float]) -> None:
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    (x, y), (dx, dy) = start, step
    touch("touchStart", {"x": x, "y": y})
    for i in range(1, count + 1):
        touch("touchMove", {"x": x + dx * i, "y": y + dy * i})
    touch("touchEnd")


def assert_it_stands_still(explorer: Locator) -> None:
    """Let ten seconds of a clock of the test's own go by, in which the drawing must not change."""
    assert explorer.evaluate("(e) => e.getAnimations({ subtree: true }).length") == 0
    drawing = explorer.locator(".nn-plot-area").inner_html()
    explorer.page.clock.run_for(10_000)
    assert explorer.locator(".nn-plot-area").inner_html() == drawing
