"""An error in the page leads to what explains it, and the search finds that by the error's text."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from urllib.parse import unquote

import pytest
from house import needs_python
from playwright.sync_api import Locator, Page, expect
from waiting import settle

from nnbook.book.site.error_table import TABLE

BROADCAST = "import numpy as np\nnp.ones((4, 5)) + np.ones(4)"
LINE = ".nn-results > .nn-meaning"


@pytest.fixture(scope="module")
def opened(visit_once: Callable[[str], AbstractContextManager[Page]]) -> Iterator[Page]:
    """Open a chapter once, so that Python is loaded once."""
    with visit_once("perceptron/") as page:
        yield page


def write_and_run(part: Locator, code: str) -> Locator:
    """Run other code in a block or an exercise, wait for its end, and return the part."""
    if part.locator("[data-does=edit]:visible").count():
        part.locator("[data-does=edit]").click()
    part.locator(".cm-content").fill(code)
    part.locator("[data-does=run], [data-does=check]").click()
    expect(part).not_to_have_class(re.compile("nn-busy"))
    settle(part.page)
    return part


def block_of(page: Page) -> Locator:
    """Return a block that prints: the first one draws."""
    return page.locator("nn-block:not(:has(.nn-figure, nn-code), details *)").first


@needs_python
def test_an_error_leads_to_its_section(opened: Page) -> None:
    """One line under the traceback; another run takes it away, and one without a mistake has none."""
    block = write_and_run(block_of(opened), BROADCAST)
    line = block.locator(LINE)
    expect(line).to_have_text("What this error means: operands could not be broadcast together")
    assert line.evaluate("(e) => e.previousElementSibling.dataset.kind") == "error"
    write_and_run(block, "print(1)")
    expect(line).to_have_count(0)


@needs_python
@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("import numpy as np\nnp.array([]).mean()", "Mean of empty slice"),  # a warning
        ("import numpy as np\nnp.arange(3)[7]", "index … is out of bounds for axis"),
        ("import numpy as np\nprint(nq)", "name '…' is not defined"),
        ("try:\n    {}['W1']\nexcept KeyError:\n    [] - 1", "unsupported operand type(s) for"),
        ("from nnbook.losses import compute_loss\ncompute_loss([[1]], [[0]], 'mse')", "did you mean"),
    ],
)  # fmt: skip
def test_the_last_error_is_the_one_that_is_explained(opened: Page, code: str, text: str) -> None:
    """So is a warning, which ends nothing; what was caught on the way does not count."""
    line = write_and_run(block_of(opened), code).locator(LINE)
    expect(line).to_have_text(f"What this error means: {text}")


@needs_python
@pytest.mark.parametrize(
    "code",
    [
        "1 / 0",
        "raise ValueError('new')  # operands could not be broadcast together",
        "import numpy as np\ntry:\n    np.ones(2) + np.ones(3)\nexcept ValueError as e:\n    print(e)",
    ],
)
def test_an_error_that_the_book_does_not_explain_has_no_line(opened: Page, code: str) -> None:
    """Neither has one whose code quotes a text that is explained, nor one that was caught."""
    block = block_of(opened)
    expect(write_and_run(block, BROADCAST).locator(LINE)).to_have_count(1)  # the table is there
    expect(write_and_run(block, code).locator(LINE)).to_have_count(0)


@needs_python
def test_an_answer_that_raises_leads_there_too(opened: Page) -> None:
    """Where the grader calls it, and where it stops before that."""
    form = opened.locator("nn-exercise").first
    form.scroll_into_view_if_needed()
    write_and_run(form, "def neuron(inputs, weights, bias):\n    return [1.0] - bias")
    expect(form.locator(LINE)).to_have_text("What this error means: unsupported operand type(s) for")
    write_and_run(form, BROADCAST)
    expect(form.locator(LINE)).to_have_text("What this error means: operands could not be broadcast together")
    form.locator("[data-does=reset]").click()
    expect(form.locator(LINE)).to_have_count(0)


@needs_python
@pytest.mark.parametrize("place", ["", "perceptron/"])
def test_the_link_leads_to_the_section_from_any_depth(visit: Callable[..., Page], place: str) -> None:
    """And nothing is asked for before an error."""
    page = visit(place)
    home = page.url.removesuffix(place)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    block = block_of(page) if place else page.locator("nn-block").first
    write_and_run(block, "print(1)")
    assert f"{home}{TABLE}" not in asked
    write_and_run(block, BROADCAST)
    block.locator(LINE).get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text("What this error means")
    assert page.url == f"{home}errors/#operands-could-not-be-broadcast-together"
    heading = page.locator("#operands-could-not-be-broadcast-together")
    expect(heading).to_be_in_viewport()
    expect(heading).to_contain_text("operands could not be broadcast together")


@needs_python
def test_each_address_of_the_table_is_a_section_of_the_page(visit: Callable[..., Page]) -> None:
    """Its heading is the text."""
    page = visit("errors/")
    found = page.evaluate(
        """async (table) => Object.entries(await (await fetch(`/${table}`)).json()).map(([text, address]) => {
          const at = document.getElementById(decodeURIComponent(address.split("#")[1]));
          return [text, at?.querySelector("code").textContent];
        })""",
        TABLE,
    )
    assert len(found) > 20
    assert [text for text, heading in found if heading != text] == []


@needs_python
def test_without_the_table_an_error_is_shown_all_the_same(visit: Callable[..., Page]) -> None:
    """The next error asks for it again."""
    page = visit("perceptron/")
    block = block_of(page)
    page.route(f"**/{TABLE}", lambda route: route.fulfill(body="<html>", content_type="text/html"), times=1)
    write_and_run(block, BROADCAST)
    expect(block.locator(".nn-results samp")).to_contain_text("could not be broadcast")
    expect(block.locator(LINE)).to_have_count(0)
    write_and_run(block, BROADCAST)
    expect(block.locator(LINE)).to_have_count(1)


@needs_python
@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_the_line_is_accessible(
    visit: Callable[..., Page], violations: Callable[..., list[str]], width: int, theme: str
) -> None:
    """The automatic checks find nothing, and the page does not grow wider than the screen."""
    page = visit("perceptron/", viewport={"width": width, "height": 800}, color_scheme=theme)
    block = write_and_run(block_of(page), "import numpy as np\nif np.ones(2) > 0:\n    pass")
    expect(block.locator(LINE)).to_be_visible()
    assert violations(page, "nn-block:has(.nn-meaning)") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    "words",
    [
        "could not be broadcast",
        "truth value ambiguous",
        "core dimension",
        "only length-1 arrays can be converted",
        "object is not callable",
        "loss is 0 and the accuracy is chance",
    ],
)
def test_the_search_finds_an_error_by_its_words(visit: Callable[..., Page], words: str) -> None:
    """The first hit is the page that explains it."""
    page = visit()
    # What is typed before the index was read counts for nothing.
    page.locator(".md-search__input").focus()
    expect(page.locator(".md-search-result__meta")).to_have_text("Type to start searching")
    page.locator(".md-search__input").fill(words)  # all at once: half of them find something else first
    page.locator(".md-search__input").press("End")
    first = page.locator(".md-search-result__link").first
    expect(first).to_be_visible()
    assert "/errors/" in unquote(first.get_attribute("href") or "")
