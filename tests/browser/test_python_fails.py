"""Python that cannot be loaded, that hangs, and that dies: the page says so, and nobody waits for ever."""

import gzip
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from house import needs_python
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect
from waiting import know_the_sitemap

from nnbook.book.site.browser import publish

pytestmark = needs_python

CORE = ["worker.js", "manifest.json", "pyodide-lock.json", *publish.settings()["core"], "numpy-", "nnbook-"]


def give_404(route: Route) -> None:
    """Answer as a server that has no such file."""
    route.fulfill(status=404, body="")


def break_off(route: Route) -> None:
    """Answer as a line that is gone."""
    route.abort()


def give_half(route: Route) -> None:
    """Answer with the first half of the file."""
    whole = route.fetch().body()
    route.fulfill(body=whole[: len(whole) // 2])


def give_another(route: Route) -> None:
    """Answer with as many bytes, of another version."""
    whole = route.fetch().body()
    route.fulfill(body=whole[:-9] + bytes(9))


WAYS = [give_404, break_off, give_half, give_another]


@pytest.fixture
def page(new_context: Callable[..., BrowserContext], address: str) -> Iterator[Page]:
    """Open a chapter, in which files may be missing."""
    with new_context() as context:
        page = context.new_page()
        page.goto(f"{address}perceptron/")
        yield page


def block_of(page: Page, number: int = 1) -> Locator:
    """Return a block that prints."""
    return page.locator("nn-block:not(details *)").nth(number)


def press(block: Locator) -> None:
    """Press Run."""
    block.locator("[data-does=run]").click()


def status(block: Locator) -> Locator:
    """Return where a block says what is going on."""
    return block.locator(".nn-status")


def write(block: Locator, code: str) -> None:
    """Replace the code."""
    if block.locator("[data-does=edit]").is_visible():
        block.locator("[data-does=edit]").click()
    expect(block.locator(".cm-content")).to_be_visible()  # which takes the place of a plain field
    block.get_by_role("textbox").fill(code)


def by_chance(page: Page) -> str:
    """Run a block that tells whether hashes are by chance, as in a Python that started from nothing."""
    block = block_of(page)
    write(block, "import sys\nprint('by chance:', sys.flags.hash_randomization)")
    press(block)
    expect(status(block)).to_contain_text("Done")
    return block.locator(".nn-results .nn-output").text_content() or ""


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_file_that_cannot_be_had_is_named(page: Page, way: Callable[[Route], None]) -> None:
    """Each of them, in each way; "Try again" loads Python once the file is there."""
    block = block_of(page)
    unnamed = []
    for file in CORE:
        if file == "worker.js" and way is give_another:
            continue  # a script is what it is
        pattern = f"**/{file}*"
        page.route(pattern, way)
        press(block)
        expect(block).not_to_have_class(re.compile("nn-busy"))
        said = status(block).inner_text()
        if not said.startswith(f"Python could not be loaded: {file}"):
            unnamed.append(f"{file}: {said}")
        expect(block.get_by_role("button", name="Try again")).to_be_visible()
        page.unroute(pattern)
    assert unnamed == []
    block.get_by_role("button", name="Try again").click()
    expect(status(block)).to_contain_text("Done")
    expect(block.get_by_role("button", name="Try again")).to_have_count(0)


def test_each_file_of_matplotlib_that_cannot_be_had_is_named(page: Page, site: Path) -> None:
    """It is no error of the reader's code."""
    manifest = json.loads((site / "assets" / "python" / "manifest.json").read_text(encoding="utf-8"))
    block = block_of(page)
    write(block, "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()")
    unnamed = []
    for number, file in enumerate(manifest["groups"]["Matplotlib"]):
        page.route(f"**/{file}", WAYS[number % len(WAYS)])
        press(block)
        expect(block).not_to_have_class(re.compile("nn-busy"))
        said = status(block).inner_text()
        if not said.startswith(f"Python could not be loaded: {file}"):
            unnamed.append(f"{file}: {said}")
        page.unroute(f"**/{file}")
    assert unnamed == []
    block.get_by_role("button", name="Try again").click()
    expect(block.locator(".nn-results svg")).to_be_visible()


def test_a_file_of_which_nothing_comes_is_named(page: Page) -> None:
    """The page says which, and Stop ends the waiting."""
    held: list[Route] = []
    page.clock.install()
    page.reload()
    page.route("**/worker.js", lambda route: held.append(route))
    block = block_of(page)
    press(block)
    expect(status(block)).to_have_text("Waiting for Python …")
    page.clock.run_for(30_000)
    expect(status(block)).to_have_text("Nothing has come of worker.js for 20 seconds. Stop ends the waiting.")
    block.locator("[data-does=stop]").click()
    expect(status(block)).to_have_text("Stopped.")
    page.unroute_all()
    press(block)
    expect(status(block)).to_contain_text("Done")


def test_python_of_another_version_offers_reload(page: Page) -> None:
    """A page that was open while the site was renewed runs on, and says so."""
    old = 'export const BYTES = 1; export const VERSION = "old";'
    page.route("**/size.js", lambda route: route.fulfill(body=old, content_type="text/javascript"))
    page.reload()
    block = block_of(page)
    press(block)
    expect(status(block)).to_contain_text("Done")
    expect(page.locator(".nn-notice")).to_contain_text("There is a new version of this site.")


ENDLESS = "print('begun')\nwhile True: pass"


@pytest.mark.parametrize("begun", [True, False])
def test_what_runs_on_ends_with_its_page(page: Page, address: str, begun: bool) -> None:
    """Also where Python was still loading when the page was left: the next page runs its own."""
    know_the_sitemap(page, address, "perceptron/", "activations/")
    block = block_of(page)
    write(block, ENDLESS)
    press(block)
    if begun:
        expect(block.locator(".nn-results")).to_contain_text("begun")
    page.locator(".md-footer__link--next").click()
    expect(page.locator("h1")).to_contain_text("Activation functions")
    press(block_of(page))
    expect(status(block_of(page))).to_contain_text("Done")


def test_what_runs_on_ends_where_the_page_is_kept_for_back(page: Page, address: str) -> None:
    """Back shows the page as it was, and its Run works."""
    block = block_of(page)
    write(block, ENDLESS)
    press(block)
    expect(block.locator(".nn-results")).to_contain_text("begun")
    page.goto(f"{address}activations/")
    page.go_back()
    expect(block).not_to_have_class(re.compile("nn-busy"))
    write(block, "print('again')")
    press(block)
    expect(block.locator(".nn-results")).to_contain_text("again")


def test_a_block_that_another_one_keeps_waiting_says_so(page: Page) -> None:
    """It names the other and can stop it; its own Stop ends its waiting alone."""
    first, second = block_of(page, 1), block_of(page, 3)
    write(first, ENDLESS)
    press(first)
    expect(first.locator(".nn-results")).to_contain_text("begun")
    name = (first.locator("[data-does=stop]").get_attribute("aria-label") or "").removeprefix("Stop ")
    press(second)
    expect(status(second)).to_have_text(f"Waiting: {name} is running.")
    second.locator("button[data-does=stop]").click()
    expect(status(second)).to_have_text("Stopped.")
    expect(status(first)).to_have_text("Running …")
    press(second)
    second.get_by_role("button", name=f"Stop {name}").click()
    expect(status(first)).to_contain_text("Stopped. Python was restarted")
    expect(status(second)).to_contain_text("Done")


def test_a_double_click_runs_once(page: Page) -> None:
    """Its second half does not stop what the first began."""
    block = block_of(page)
    block.locator("[data-does=run]").dblclick()
    expect(status(block)).to_contain_text("Done")


DEATHS = {
    "a deep value": (
        "import sys\nsys.setrecursionlimit(10**5)\nx = []\nfor i in range(10**5): x = [x]\nrepr(x)"
    ),
    "its worker": "import js\njs.self.postMessage = None\n1 / 0",
    "JavaScript": "import js\njs.eval('throw new Error(1)')",
}


@pytest.mark.parametrize("death", DEATHS)
def test_a_python_that_ended_starts_anew(page: Page, death: str) -> None:
    """Nothing waits for it, and the next run works."""
    block = block_of(page)
    write(block, DEATHS[death])
    press(block)
    expect(status(block)).to_have_text(re.compile("^(Python ended|Failed): "))
    write(block, "print('again')")
    press(block)
    expect(status(block)).to_contain_text("Done")
    expect(block.locator(".nn-results")).to_have_text("again")


def test_an_answer_that_python_dies_of_is_told(page: Page) -> None:
    """No exercise is checked for ever."""
    form = page.locator("nn-exercise").first
    form.scroll_into_view_if_needed()
    form.get_by_role("textbox").fill(DEATHS["a deep value"])
    form.locator("[data-does=check]").click()
    expect(status(form)).to_have_text(
        "Python ended: a function called itself too deep. The next run starts another one."
    )


PROBE = "import numpy as np\nfrom nnbook.perceptron import step\nprint(np.dot([1], [2]), step([-1, 1]))"


def test_what_a_run_spoils_the_next_one_has_whole(page: Page) -> None:
    """What can be put back is put back, and for the rest another Python comes; "Restart Python" is there."""
    block = block_of(page)
    for dirt in (
        "import builtins, sys\nbuiltins.print = None\nsys.path.clear()\nsys.modules.clear()",
        "import numpy as np\nnp.dot = np.array = None",
        "import nnbook.perceptron as p\np.Perceptron.predict.__code__ = (lambda self, X: 0).__code__",
        "import js\njs.nothing = 1",
        "import os, shutil\nshutil.rmtree(os.path.dirname(os.__file__), ignore_errors=True)",
    ):
        write(block, dirt)
        press(block)
        expect(status(block)).to_contain_text(re.compile("Done|Failed"))
        write(
            block,
            "import numpy as np\nfrom nnbook.perceptron import step\nprint(np.dot([1], [2]), step([-1, 1]))",
        )
        press(block)
        expect(block.locator(".nn-results")).to_have_text("2 [0 1]")
    block.get_by_role("button", name="Restart Python").click()
    expect(status(block)).to_have_text("Python was restarted.")
    expect(block.locator("[data-does=run]")).to_be_focused()
    press(block)
    expect(status(block)).to_contain_text("Done")


def test_what_is_drawn_over_itself_is_shown_as_a_terminal_does(page: Page) -> None:
    """A bar stands there once, at each moment on its step."""
    block = block_of(page)
    write(block, "for i in range(4): print(f'\\r{i}/3', end='')\nprint()\nprint('\\x1b[31mred\\x1b[0m')")
    press(block)
    expect(status(block)).to_contain_text("Done")
    assert block.locator(".nn-results samp").text_content() == "3/3\nred\n"
    write(block, "print('\\r1/3', end='')\nprint('\\r2/3', end='')\nwhile True: pass")
    press(block)
    expect(block.locator(".nn-results samp")).to_have_text("2/3")
    block.locator("[data-does=stop]").click()


def test_hints_and_ends_are_shown(page: Page) -> None:
    """What this Python lacks, a value that nothing prints, an end that is no error."""
    block = block_of(page)
    for code, said, hint in (
        ("import pandas", "Failed: ModuleNotFoundError: No module named 'pandas'", "pip install pandas"),
        ("1 + 1", "Done in", "print(…)"),
        ("import threading\nthreading.Thread(target=print).start()", "Failed: RuntimeError", "one thread"),
        ("exit()", "Ended by exit() after", ""),
        ("import asyncio\nasync def f(): print(await asyncio.sleep(0, 5))\nasyncio.run(f())", "Done in", "5"),
    ):
        write(block, code)
        press(block)
        expect(status(block)).to_contain_text(said)
        expect(block.locator(".nn-results")).to_contain_text(hint)


@pytest.mark.parametrize("way", [*WAYS, Route.continue_], ids=lambda way: way.__name__)
def test_python_starts_without_its_snapshot_as_well(page: Page, way: Callable[[Route], None]) -> None:
    """Whatever is wrong with that; in a Python that started from it, hashes are not by chance."""
    page.route("**/snapshot.bin", way)
    assert by_chance(page).strip() == f"by chance: {int(way is not Route.continue_)}"


def test_a_snapshot_from_which_python_does_not_start_is_passed_over(page: Page, site: Path) -> None:
    """It is whole, and this browser cannot use it."""
    content = gzip.compress(b"no memory of a Python", mtime=0)
    manifest = json.loads((site / "assets" / "python" / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"]["snapshot.bin"] = {
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    page.route("**/manifest.json", lambda route: route.fulfill(json=manifest))
    page.route("**/snapshot.bin", lambda route: route.fulfill(body=content))
    assert by_chance(page).strip() == "by chance: 1"


def test_a_slow_line_does_without_the_snapshot(page: Page) -> None:
    """Where the rest has taken longer than a snapshot saves, only a copy that the browser has will do."""
    came: list[str] = []
    page.on("requestfinished", lambda request: came.append(request.url.rpartition("/")[2]))

    def slowly(route: Route) -> None:
        time.sleep(4)  # a second more than the worker waits for it
        route.continue_()

    page.route("**/pyodide.asm.wasm", slowly)
    assert by_chance(page).strip() == "by chance: 1"
    assert "pyodide.asm.wasm" in came and "snapshot.bin" not in came
