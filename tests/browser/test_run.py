"""Python in the page: every block runs in Chromium, and each control does what it says."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from house import ROOT, House, needs_python
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect
from waiting import jumped, know_the_sitemap, settle

from nnbook.book.check import pins, promises
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.site.browser import publish

pytestmark = needs_python

PAGES = [chapter for chapter in Book(ROOT).chapters if chapter.blocks]

# Python 3.14 with 32-bit integers in the browser, 64-bit here: such words may differ, nothing else.
DIFFERS = re.compile(r"\bint(32|64)\b")


def address_of(chapter: Chapter) -> str:
    """Return the page's address within the site."""
    name = chapter.path.relative_to(ROOT / "docs").with_suffix("").as_posix()
    return "" if name == "index" else f"{name}/"


def run(block: Locator) -> str:
    """Press Run, wait for the end, and return what the status says."""
    block.locator("[data-does=run]").dispatch_event("click")  # an explorer hides its static figure's block
    expect(block).not_to_have_class(re.compile("nn-busy"))
    return block.locator(".nn-status").text_content() or ""  # what is out of sight has no inner text


def printed(block: Locator) -> str:
    """Return what stands in the block's outputs, errors included."""
    return "".join(block.locator(".nn-results .nn-output samp").all_text_contents())


def open_details(page: Page) -> None:
    """Open the solutions: their blocks run as well."""
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")


@pytest.mark.parametrize("chapter", PAGES, ids=lambda chapter: chapter.path.name)
def test_every_block_of_the_page_runs_in_the_browser(visit: Callable[..., Page], chapter: Chapter) -> None:
    """What it prints equals its pin, and it shows a figure where it has an alt text."""
    page = visit(address_of(chapter))
    page.evaluate("localStorage.setItem('nnbook.predict', 'show')")  # what asks first would not run at once
    page.reload()
    open_details(page)
    boxes = page.locator("nn-block")
    expect(boxes).to_have_count(len(chapter.blocks))
    wrong = [
        f"{chapter.path.name}:{block.line}: {problem}"
        for number, block in enumerate(chapter.blocks)
        if (problem := what_differs(boxes.nth(number), block))
    ]
    assert not wrong, "\n".join(wrong)


def what_differs(box: Locator, block: Block) -> str:
    """Run a block where it may, and say what is not as in the build; empty where all is."""
    if block.no_run:
        expect(box.locator(".nn-bar")).to_contain_text(block.no_run)
        expect(box.locator("button[data-does=run]")).to_have_count(0)
        return ""
    status = run(box)
    if not status.startswith("Done"):
        return f"{status}\n{printed(box)}"
    came, pinned = DIFFERS.sub("int", printed(box)), DIFFERS.sub("int", block.pin or "")
    if not promises.prints_its_pin(replace(block, pin=pinned), came):
        return pins.difference(came, pinned)
    shows = box.locator(".nn-results svg[role=img]").count()
    return "" if shows == ("alt" in block.options) else f"shows {shows} figures"


def test_nearly_all_blocks_run_in_the_browser(record_property: Callable[[str, object], None]) -> None:
    """At least 95 of 100 blocks have a Run button; the count is printed (pytest -rP shows it)."""
    blocks = [block for chapter in PAGES for block in chapter.blocks]
    skipped = [block for block in blocks if block.no_run]
    print(f"{len(blocks) - len(skipped)} of {len(blocks)} blocks run in the browser, {len(skipped)} do not:")
    for block in skipped:
        print(f"  {block.path.name}:{block.line}: {block.no_run}")
    record_property("blocks that run in the browser", len(blocks) - len(skipped))
    assert len(skipped) <= 0.05 * len(blocks)


@pytest.fixture(scope="module")
def opened(visit_once: Callable[[str], AbstractContextManager[Page]]) -> Iterator[Page]:
    """Open the first chapter once, so that Python is loaded once for all that does not end it."""
    with visit_once("perceptron/") as page:
        yield page


@pytest.fixture
def chapter_page(opened: Page) -> Iterator[Page]:
    """Return the first chapter, and leave it as it was, save that Python may be loaded."""
    yield opened
    reset = opened.locator("nn-block [data-does=reset]:visible")
    for _ in range(reset.count()):  # each click hides its button
        reset.first.click()
    expect(reset).to_have_count(0)


def printing_block(page: Page) -> Locator:
    """Return the first block that prints and shows nothing, by its place: its outputs will change."""
    number = page.evaluate(
        """() => [...document.querySelectorAll("nn-block:not(details *)")].findIndex(
            (block) => block.querySelector(".nn-output") && !block.querySelector(".nn-figure"))"""
    )
    return page.locator("nn-block:not(details *)").nth(number)


def edit(block: Locator, code: str) -> None:
    """Open the editor where it is closed, and replace the code."""
    if block.locator("[data-does=edit]").is_visible():
        block.locator("[data-does=edit]").click()
    editor = block.locator(".cm-content")
    expect(editor).to_be_visible()
    editor.focus()
    block.page.keyboard.press("ControlOrMeta+a")
    block.page.keyboard.insert_text(code)


def test_nothing_of_python_is_fetched_before_the_first_click(visit: Callable[..., Page]) -> None:
    """A reader who only reads pays nothing for it."""
    page = visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page.url + "perceptron/")
    expect(page.locator("nn-block [data-does=run]").first).to_be_attached()
    settle(page)
    assert not [url for url in asked if "assets/python" in url]
    edit(printing_block(page), "x = 1")
    assert {url.rpartition("/")[2] for url in asked if "assets/python" in url} == {"editor.js"}


def test_edited_code_runs_and_reset_restores_it(chapter_page: Page) -> None:
    """Control-Enter runs what stands in the editor; Reset brings code and output back."""
    block = printing_block(chapter_page)
    before, code = printed(block), block.locator("pre code").first.text_content()
    edit(block, "print('mine')")
    chapter_page.keyboard.press("Control+Enter")
    expect(block.locator(".nn-status")).to_contain_text("Done")
    assert printed(block) == "mine\n"
    block.locator("[data-does=reset]").click()
    assert printed(block) == before
    assert block.locator("pre code").first.text_content() == code
    expect(block.locator(".highlight")).to_be_visible()
    expect(block.locator(".cm-content")).to_have_count(0)


@pytest.mark.parametrize("editor", [publish.NO_EDITOR.decode(), "throw 1"], ids=["none", "broken"])
def test_without_the_editor_a_block_is_edited_in_a_plain_field(
    visit: Callable[..., Page], editor: str
) -> None:
    """It has the code and the keyboard: Control-Enter runs what is written, Copy takes it, Reset drops it."""
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    page.route("**/editor.js", lambda route: route.fulfill(body=editor, content_type="text/javascript"))
    page.goto(f"{page.url}perceptron/")
    block = printing_block(page)
    before, code = printed(block), block.locator("pre code").first.text_content() or ""
    block.locator("[data-does=edit]").click()
    field = block.get_by_role("textbox")
    expect(field).to_be_focused()
    expect(field).to_have_value(code.rstrip("\n"))
    field.fill("print('mine')")
    page.keyboard.press("Control+Enter")
    expect(block.locator(".nn-status")).to_contain_text("Done")
    assert printed(block) == "mine\n"
    block.locator("[data-does=copy]").click()
    expect(block.locator(".nn-status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == "print('mine')"
    block.locator("[data-does=reset]").click()
    assert printed(block) == before
    expect(field).to_have_count(0)
    expect(block.locator(".highlight")).to_be_visible()


def test_what_is_edited_can_be_copied(visit: Callable[..., Page]) -> None:
    """Copy takes the reader's version, not the book's."""
    page = visit("perceptron/", permissions=["clipboard-read", "clipboard-write"])
    block = printing_block(page)
    edit(block, "print('copied')")
    block.locator("[data-does=copy]").click()
    expect(block.locator(".nn-status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == "print('copied')"


@pytest.mark.parametrize("loop", ["while True: pass", "import time\nwhile True: time.sleep(0.1)"])
def test_stop_ends_any_loop_and_the_next_run_works(chapter_page: Page, loop: str) -> None:
    """Stop says that Python restarted; nothing hangs."""
    block = printing_block(chapter_page)
    edit(block, f"print('begun')\n{loop}")
    chapter_page.keyboard.press("Control+Enter")
    expect(block.locator(".nn-results")).to_contain_text("begun")
    block.locator("[data-does=stop]").click()
    expect(block.locator(".nn-status")).to_contain_text("Python was restarted")
    edit(block, "print('again')")
    assert run(block).startswith("Done")
    assert printed(block) == "again\n"


def test_what_a_stopped_python_says_late_does_not_end_the_next_run(visit: Callable[..., Page]) -> None:
    """A worker that is ended while it sleeps may still report an error."""
    page = visit("perceptron/")
    page.evaluate(
        """() => { window.workers = []; window.Worker = class extends Worker {
          constructor(...all) { super(...all); window.workers.push(this); } }; }"""
    )
    block = printing_block(page)
    # Within the page, for neither run may end before the next step, however slow the machine is.
    block.evaluate(
        """async (block) => {
          for (const name of ["run", "stop", "run"]) {
            await new Promise(requestAnimationFrame);
            block.querySelector(`[data-does=${name}]`).click();
          }
          const [old] = window.workers;
          old.dispatchEvent(new ErrorEvent("error", {message: "late"}));
          old.dispatchEvent(new MessageEvent("message", {data: {type: "failed", text: "late"}}));
        }"""
    )
    expect(block.locator(".nn-status")).to_contain_text("Done")
    assert page.evaluate("window.workers.length") == 2


def test_endless_output_is_cut_and_says_so(chapter_page: Page) -> None:
    """The page stays responsive, and Python starts afresh."""
    block = printing_block(chapter_page)
    edit(block, "while True: print('x' * 999)")
    assert "cut after 100,000 characters" in run(block)
    assert len(printed(block)) <= 100_000


def test_a_traceback_shows_the_block_and_nothing_else(chapter_page: Page) -> None:
    """Line numbers are those of the editor."""
    block = printing_block(chapter_page)
    edit(block, "def f():\n    return 1 / 0\n\nf()")
    assert "ZeroDivisionError" in run(block)
    text = printed(block)
    assert 'File "block.py", line 4' in text and 'File "block.py", line 2' in text
    assert "runner.py" not in text and "_pyodide" not in text


def test_a_warning_of_edited_code_is_shown(chapter_page: Page) -> None:
    """It runs elsewhere, so it runs here."""
    block = printing_block(chapter_page)
    edit(block, "import warnings\nwarnings.warn('careful')\nprint('after')")
    assert run(block).startswith("Done")
    assert printed(block) == "UserWarning: careful\nafter\n"


def test_input_is_refused_with_a_reason(chapter_page: Page) -> None:
    """There is no keyboard to read from, and the reader learns it."""
    block = printing_block(chapter_page)
    edit(block, "input('your name? ')")
    run(block)
    assert "not available in the browser" in printed(block)


def test_each_run_starts_with_a_fresh_namespace(chapter_page: Page) -> None:
    """Blocks stand alone here as well."""
    block = printing_block(chapter_page)
    edit(block, "kept = 1")
    assert run(block).startswith("Done")
    edit(block, "print(kept)")
    assert "NameError" in run(block)


@dataclass
class Look:
    """How a reader may look at a page."""

    width: int
    theme: str


@pytest.mark.parametrize("look", [Look(1280, "light"), Look(390, "dark")], ids=str)
def test_the_controls_are_accessible(
    visit: Callable[..., Page], violations: Callable[..., list[str]], look: Look
) -> None:
    """The automatic checks find nothing after a run, in the editor and after an error."""
    page = visit("perceptron/", viewport={"width": look.width, "height": 800}, color_scheme=look.theme)
    block = printing_block(page)
    run(block)
    assert violations(page, "nn-block") == []
    edit(block, "1 / 0")
    run(block)
    assert violations(page, "nn-block:has(.nn-editor)") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_keyboard_alone_is_enough(chapter_page: Page) -> None:
    """Run, Edit, Control-Enter, Escape and Tab out of the editor, Reset."""
    block = printing_block(chapter_page)
    block.locator("[data-does=run]").focus()
    chapter_page.keyboard.press("Enter")
    expect(block.locator(".nn-status")).to_contain_text("Done")
    expect(block.locator("[data-does=run]")).to_be_focused()
    chapter_page.keyboard.press("Tab")
    expect(block.locator("[data-does=step]")).to_be_focused()
    chapter_page.keyboard.press("Tab")
    chapter_page.keyboard.press("Enter")
    expect(block.locator(".cm-content")).to_be_focused()
    chapter_page.keyboard.press("Control+Enter")
    expect(block.locator(".nn-status")).to_contain_text("Done")
    chapter_page.keyboard.press("Escape")
    chapter_page.keyboard.press("Tab")
    expect(block.locator("[data-does=run]")).to_be_focused()
    chapter_page.keyboard.press("Tab")
    expect(block.locator("[data-does=step]")).to_be_focused()
    chapter_page.keyboard.press("Tab")
    chapter_page.keyboard.press("Enter")
    expect(block.locator("[data-does=edit]")).to_be_focused()


def test_nothing_jumps_when_the_buttons_come(visit: Callable[..., Page]) -> None:
    """The bar has its height before the script fills it."""
    page = visit("", service_workers="block")
    held: list[Route] = []
    page.route("**/nn-block.js", lambda route: held.append(route))
    with page.expect_request("**/nn-block.js"):
        page.goto(page.url + "perceptron/", wait_until="commit")  # the page waits for the script to be loaded
    bar = page.locator("nn-block:not(details *) > .nn-bar").first
    bar.scroll_into_view_if_needed()
    settle(page)
    # Of what was never in sight the browser only guesses the height, so not that of the page.
    height = "document.querySelector('nn-block:not(details *)').getBoundingClientRect().height"
    before, now = page.evaluate(height), page.evaluate("performance.now()")
    (script,) = held
    script.continue_()
    expect(bar.get_by_role("button", name="Run")).to_be_visible()
    assert jumped(page, since=now) < 0.02
    assert abs(page.evaluate(height) - before) <= 1 / 64  # Chromium counts in 64ths of a pixel


def test_python_survives_instant_navigation(visit: Callable[..., Page]) -> None:
    """The second page runs at once: nothing of Python is fetched again."""
    page = visit()
    know_the_sitemap(page, page.url, "perceptron/", "activations/")
    run(printing_block(page))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".md-footer__link--next").click()
    expect(page.locator("h1")).to_contain_text("Activation functions")
    assert run(printing_block(page)).startswith("Done")
    assert not [url for url in asked if "pyodide" in url or "numpy" in url]


def test_a_site_without_the_runtime_has_no_buttons(
    house: House, serve: Callable[[Path], str], new_context: Callable[..., BrowserContext]
) -> None:
    """It builds all the same, says so in one line, and promises nothing that is not there."""
    exercise = (ROOT / "docs" / "exercises" / "one-neuron.py").read_text(encoding="utf-8")
    house.write("docs/exercises/one-neuron.py", exercise)
    block = '```python norun="a reason"\nprint(1)\n```\n\n```output\n1\n```\n'
    house.write("docs/index.md", f"# Home\n\n{block}\n```exercise\none-neuron\n```\n")
    done = house.run("mkdocs", "build")
    assert done.returncode == 0, done.stdout
    assert len(re.findall("No Run buttons", done.stdout)) == 1
    with new_context() as context:
        page = context.new_page()
        page.goto(serve(house.root / "site"))
        expect(page.locator(".nn-output")).to_have_text("1")
        settle(page)
        expect(page.locator("button[data-does]")).to_have_count(0)
        expect(page.locator(".nn-bar").first).to_be_hidden()
        expect(page.locator("nn-exercise")).to_contain_text("This copy of the book carries no Python")
