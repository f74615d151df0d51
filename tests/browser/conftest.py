"""A real browser for the tests: Chromium, the built site, and pages that may do nothing wrong."""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from house import CHROMIUM, serving
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from processes import HANG

# A service worker would fetch the whole site in every test.
# Playwright's waiting evaluates text, which the site's policy forbids: test_guarded.py alone keeps to it.
DEFAULTS = {"viewport": {"width": 1280, "height": 900}, "service_workers": "block", "bypass_csp": True}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]

limit = HANG * 1000  # milliseconds, as Playwright counts
expect.set_options(timeout=limit)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark every test of this folder, so that `-m browser` finds it."""
    item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """After a hang, wait for others less long: the run has failed, and is to say why before CI ends it."""
    global limit
    report = yield
    if report.failed and report.duration >= HANG:
        limit = 30_000
        expect.set_options(timeout=limit)
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once; without one the tests are skipped, and in CI they fail."""
    if CHROMIUM is None:
        message = "no Chromium: `apt-get install chromium` brings one"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        with playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, timeout=limit) as browser:
            yield browser


NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def new_context(browser: Browser) -> NewContext:
    """Return a function that makes a context of the browser, which a `with` closes with all its pages."""

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**{**DEFAULTS, **options})
        context.set_default_timeout(limit)
        return context

    return make


@pytest.fixture
def serve() -> Iterator[Callable[[Path], str]]:
    """Return a function that serves a folder and gives its address."""
    with ExitStack() as servers:
        yield lambda folder: servers.enter_context(serving(folder))


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serve the built site and give its address."""
    with serving(site) as found:
        yield found


Visit = Callable[..., Page]

# A reader has seen all that scrolls sideways: js/access.js looks at what comes into sight.
SCROLL_BY_KEYBOARD = """() => {
  const boxes = ".nn-output samp, .nn-failure pre, .md-typeset table:not([class]), div.math, " +
    ".md-typeset :is(p, dd):has(math)";
  const unseen = [...document.querySelectorAll(boxes)].find(
    (box) => box.tabIndex < 0 && box.scrollWidth > box.clientWidth
      && box.checkVisibility({ visibilityProperty: true }) // not what is asked first, and out of sight
  );
  unseen?.scrollIntoView({ behavior: "instant" });
  return !unseen;
}"""


@pytest.fixture
def visit(new_context: NewContext, address: str) -> Iterator[Visit]:
    """Return a function that opens a page of the site.

    Its keyword arguments are those of a Playwright context, and `clock` for a page whose clock the test may
    stop and turn. When the test ends, no page may have written
    an error to the console, raised one, or asked another host for anything.
    """
    with _visiting(new_context, address) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def visit_once(new_context: NewContext, address: str) -> Callable[[str], AbstractContextManager[Page]]:
    """Return `visit` for the fixtures of a module: a page that several tests share, held to the same."""

    @contextmanager
    def stay(path: str) -> Iterator[Page]:
        with _visiting(new_context, address) as open_page:
            yield open_page(path)

    return stay


@contextmanager
def _visiting(new_context: NewContext, address: str) -> Iterator[Visit]:
    """Open pages, and look at the end whether one did something wrong."""
    wrong: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            wrong.append(f"{message.text} {message.location['url']}")

    def open_page(path: str = "", *, clock: bool = False, **options: Any) -> Page:
        context = contexts.enter_context(new_context(**options))
        page = context.new_page()
        if clock:
            page.clock.install(time=0)  # before any script of the page starts a timer
        page.on("console", hear)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        context.on(
            "request",
            lambda request: (
                wrong.append(f"asked {request.url}")
                if not request.url.startswith((address, "blob:", "data:"))
                else None
            ),
        )
        page.goto(address + path)
        return page

    with ExitStack() as contexts:
        yield open_page
    assert wrong == []


@pytest.fixture
def violations() -> Callable[..., list[str]]:
    """Return a function that lists what axe-core finds wrong with a page, or within a part of it."""

    def check(page: Page, within: str | None = None) -> list[str]:
        page.wait_for_function(SCROLL_BY_KEYBOARD)
        found = Axe().run(page, within).response["violations"]
        return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]

    return check
