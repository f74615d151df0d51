"""The page for what is not found: what was asked for, what is near to it, and the search."""

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, expect


class _Host(SimpleHTTPRequestHandler):
    """Serve a site below /nnbook/, and its own page for what is not there, as hosts do."""

    def translate_path(self, path: str) -> str:
        """Find the file of an address."""
        return super().translate_path(path.removeprefix("/nnbook"))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's page."""
        content = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for pytest."""


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[str]:
    """Serve the site where its settings say that it is, and give the address of its host."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, directory=str(site))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("/nnbook/perceptrons", "Neurons and perceptrons"),
        ("/nnbook/deep/down/backprob/index.html", "Backpropagation and gradient descent"),
        ("/nnbook/lab/digit.html", "Handwritten digits"),
        ("/nnbook/%3Cb%3E/zzz/", None),
        ("/nnbook/%E0%A4%A", None),
    ],
)
def test_it_says_what_was_asked_for_and_what_is_near(
    new_context: Callable[..., object], host: str, asked: str, near: str | None
) -> None:
    """At any depth, with its style, whatever the address was."""
    with new_context() as context:  # type: ignore[attr-defined]
        page: Page = context.new_page()
        page.goto(host + asked)
        missing = page.locator("nn-missing")
        expect(missing.get_by_role("searchbox")).to_be_visible()
        expect(missing.locator("code")).to_contain_text("/nnbook/")
        assert page.locator("nn-missing b").count() == 0
        nearest = missing.get_by_text("Nearest to it")
        expect(nearest).to_have_count(1 if near else 0)
        if near:
            nearest.get_by_role("link").first.click()
            expect(page.get_by_role("heading", level=1)).to_contain_text(near)


def test_it_searches(new_context: Callable[..., object], host: str) -> None:
    """With the words of the address, in the search of the site."""
    with new_context() as context:  # type: ignore[attr-defined]
        page: Page = context.new_page()
        page.goto(f"{host}/nnbook/soft-max/")
        field = page.locator("nn-missing").get_by_role("searchbox")
        expect(field).to_have_value("soft max")
        page.locator("nn-missing").get_by_role("button").click()
        expect(page.locator(".md-search-result__item h2").first).to_have_text("Softmax for several classes")


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_it_is_accessible(
    new_context: Callable[..., object],
    violations: Callable[..., list[str]],
    host: str,
    width: int,
    theme: str,
) -> None:
    """The automatic checks find nothing, and nothing is wider than the screen."""
    with new_context(viewport={"width": width, "height": 800}, color_scheme=theme) as context:  # type: ignore[attr-defined]
        page: Page = context.new_page()
        page.goto(f"{host}/nnbook/a/very-long-address-that-has-no-page-and-no-end-in-sight-at-all/")
        expect(page.locator("nn-missing").get_by_role("searchbox")).to_be_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
