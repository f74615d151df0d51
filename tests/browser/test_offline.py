"""After the first visit the book works without a network, and a new deployment replaces the old."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from house import needs_python
from playwright.sync_api import BrowserContext, Page, expect
from processes import until

from nnbook.book.site.browser import publish

CONTROLLED = "navigator.serviceWorker.controller?.state === 'activated'"


@pytest.fixture
def deployment(site: Path, tmp_path: Path) -> Path:
    """Return a copy of the site that a test may change."""
    return Path(shutil.copytree(site, tmp_path / "site"))


@pytest.fixture
def page(
    new_context: Callable[..., BrowserContext], deployment: Path, serve: Callable[[Path], str]
) -> Iterator[Page]:
    """Open the site as a new reader, and wait until the service worker has made its copy."""
    with new_context(service_workers="allow") as context:
        page = context.new_page()
        page.goto(serve(deployment))
        page.wait_for_function(CONTROLLED)
        yield page


def test_the_whole_site_reads_and_searches_offline(page: Page) -> None:
    """Pages that were never opened are there, with their style, and so is the search."""
    home = page.url
    page.context.set_offline(True)
    page.goto(f"{home}backprop/")
    expect(page.locator("h1")).to_contain_text("Backpropagation")
    assert page.evaluate("getComputedStyle(document.querySelector('nn-block')).borderTopWidth") == "1px"
    # What is typed before the index was read counts for nothing.
    expect(page.locator(".md-search-result__meta")).to_have_text("Type to start searching")
    page.locator(".md-search__input").press_sequentially("softmax")
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    page.goto(f"{home}activations/?activation.z=2")
    expect(page.locator("h1")).to_contain_text("Activation functions")
    page.goto(f"{home}perceptron/index.html")
    expect(page.locator("h1")).to_contain_text("Neurons")


def test_an_address_that_does_not_exist_says_so_offline(page: Page) -> None:
    """The reader sees the site's own page, not the browser's."""
    page.context.set_offline(True)
    page.goto(f"{page.url}no-such-page/")
    expect(page.locator("h1")).to_have_text("This page does not exist")


@needs_python
def test_python_runs_offline_once_it_was_loaded(page: Page) -> None:
    """Also after the page was closed and opened again."""
    home = page.url
    for offline in (False, True):
        page.context.set_offline(offline)
        page.goto(f"{home}perceptron/")
        block = page.locator("nn-block:not(details *)").nth(1)
        block.locator("[data-does=run]").click()
        expect(block.locator(".nn-status")).to_contain_text("Done")
        expect(block.locator(".nn-output")).to_contain_text("0.440")


def renew(deployment: Path) -> None:
    """Put another version of the site in its place."""
    index = deployment / "index.html"
    index.write_text(index.read_text(encoding="utf-8").replace("</h1>", " renewed</h1>", 1), encoding="utf-8")
    publish.write_service_worker(deployment)


def test_a_new_version_is_offered_and_replaces_the_old_one(page: Page, deployment: Path) -> None:
    """The page says that there is one; Reload shows it, and the old copy goes."""
    names = page.evaluate("caches.keys()")
    renew(deployment)
    page.reload()  # the browser asks for the worker, sees that it is another one, and installs it
    notice = page.locator(".nn-notice")
    expect(notice).to_contain_text("There is a new version of this site.")
    expect(page.locator("h1")).not_to_contain_text(
        "renewed"
    )  # a page and what it loads later belong together
    notice.get_by_role("button", name="Reload").click()
    expect(page.locator("h1")).to_contain_text("renewed")
    # The old copy goes when the new worker took over.
    until(lambda: not set(page.evaluate("caches.keys()")) & set(names), "the old copy never went")
    page.wait_for_function(CONTROLLED)
    expect(page.locator(".nn-notice")).to_have_count(0)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("h1")).to_contain_text("renewed")
    sites = [name for name in page.evaluate("caches.keys()") if "-site-" in name]
    assert len(sites) == 1


def test_a_new_version_is_noticed_under_an_open_page(page: Page, deployment: Path) -> None:
    """Whoever comes back to the tab hears of it, and whoever closes the line goes on."""
    renew(deployment)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    notice = page.locator(".nn-notice")
    expect(notice).to_contain_text("There is a new version of this site.")
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_have_count(0)


@needs_python
def test_offline_without_python_is_said_in_words(page: Page) -> None:
    """The reader learns what is missing and how large it is, and tries again once there is a network."""
    home = page.url
    page.context.set_offline(True)
    page.goto(f"{home}perceptron/")
    block = page.locator("nn-block:not(details *)").nth(1)
    block.locator("[data-does=run]").click()
    status = block.locator(".nn-status")
    expect(status).to_have_text(re.compile(r"^You are offline: Python needs one download of \d\d MB\.$"))
    page.context.set_offline(False)
    block.get_by_role("button", name="Try again").click()
    expect(status).to_contain_text("Done")


@needs_python
def test_a_wrong_copy_of_python_is_fetched_anew(page: Page) -> None:
    """What the worker has kept is believed for its content alone."""
    home = page.url
    page.goto(f"{home}perceptron/")
    block = page.locator("nn-block:not(details *)").nth(1)
    block.locator("[data-does=run]").click()
    expect(block.locator(".nn-status")).to_contain_text("Done")
    page.evaluate(
        """async () => {
          const name = (await caches.keys()).find((name) => name.includes("-python-"));
          const cache = await caches.open(name);
          for (const { url } of await cache.keys())
            if (/whl|zip/.test(url)) await cache.put(url, new Response("half"));
        }"""
    )
    page.reload()
    block.locator("[data-does=run]").click()
    expect(block.locator(".nn-status")).to_contain_text("Done")
