"""A real browser for the tests: Chromium, the built site, and pages that may do nothing wrong."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

# A service worker would fetch the whole site in every test.
DEFAULTS = {"viewport": {"width": 1280, "height": 900}, "service_workers": "block"}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once; without one the tests are skipped, and in CI they fail."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        message = "no Chromium: `apt-get install chromium` brings one"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


class _Quiet(SimpleHTTPRequestHandler):
    """Serve files and say nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for pytest."""


@pytest.fixture
def serve() -> Iterator[Callable[[Path], str]]:
    """Return a function that serves a folder and gives its address."""
    servers = []

    def start(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serve the built site and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Return a function that opens a page of the site.

    Its keyword arguments are those of a Playwright context. When the test ends, no page may have written
    an error to the console, raised one, or asked another host for anything.
    """
    with _visiting(browser, address) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def visit_once(browser: Browser, address: str) -> Callable[[str], AbstractContextManager[Page]]:
    """Return `visit` for the fixtures of a module: a page that several tests share, held to the same."""

    @contextmanager
    def stay(path: str) -> Iterator[Page]:
        with _visiting(browser, address) as open_page:
            yield open_page(path)

    return stay


@contextmanager
def _visiting(browser: Browser, address: str) -> Iterator[Visit]:
    """Open pages, and look at the end whether one did something wrong."""
    contexts, wrong = [], []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            wrong.append(f"{message.text} {message.location['url']}")

    def open_page(path: str = "", **options: Any) -> Page:
        context = browser.new_context(**{**DEFAULTS, **options})
        contexts.append(context)
        page = context.new_page()
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

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def violations() -> Callable[..., list[str]]:
    """Return a function that lists what axe-core finds wrong with a page, or within a part of it."""

    def check(page: Page, within: str | None = None) -> list[str]:
        found = Axe().run(page, within).response["violations"]
        return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]

    return check
