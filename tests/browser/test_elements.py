"""What is alive in a page makes itself so, wherever it comes into one: nobody looks for it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from house import House, needs_python
from playwright.sync_api import BrowserContext, Locator, Page, expect
from waiting import know_the_sitemap, settle

from nnbook.book.page import explorers, extension

pytestmark = needs_python

# Each with a page on which it stands, and what its script has made of it.
ELEMENTS = {
    "nn-block": ("perceptron/", "[data-does=run]"),
    "nn-exercise": ("perceptron/", "[data-does=check]"),
    "nn-rebuild": ("perceptron/", "[data-does=check]"),
    "nn-overview": ("", "button >> nth=0"),
    "secant-explorer": ("start/", ".nn-explorer"),
    "activation-explorer": ("activations/", ".nn-explorer"),
    "perceptron-trainer": ("perceptron/", ".nn-explorer"),
    "descent-explorer": ("backprop/", ".nn-explorer"),
    "backprop-inspector": ("backprop/", ".nn-explorer"),
    "nn-playground": ("playground/", ".nn-explorer"),
}
every = pytest.mark.parametrize("tag", ELEMENTS)

# The element as the build wrote it, from the page's source: no script has touched it.
WRITTEN = """async ([path, selector]) => {
  const text = await (await fetch(path)).text();
  return new DOMParser().parseFromString(text, "text/html").querySelector(selector).outerHTML;
}"""
BLOCK = "nn-block:not([data-norun], details *)"


def alive(element: Locator) -> Locator:
    """Return what the script of an element has made."""
    tag = element.evaluate("(element) => element.localName")
    return element.locator(ELEMENTS[tag][1])


def insert(page: Page, path: str, selector: str) -> Locator:
    """Put an element, as the build wrote it, at the end of the page, and return it."""
    written = page.evaluate(WRITTEN, [path, selector])
    page.evaluate(
        """(html) => {
          const box = Object.assign(document.createElement("div"), { id: "later", innerHTML: html });
          document.querySelector("article").append(box);
        }""",
        written,
    )
    return page.locator("#later > *")


def controls(element: Locator) -> list[str]:
    """List the buttons, fields and pictures of an element by what they are."""
    found: list[str] = element.evaluate(
        """(element) => [...element.querySelectorAll("button, input, textarea, .cm-content, svg")]
            .filter((each) => !each.closest("nav")) // where Material puts a copy button of its own
            .map((each) => `${each.localName} ${each.ariaLabel} ${each.textContent}`)"""
    )
    return found


@every
def test_an_element_that_is_inserted_later_comes_alive(visit: Callable[..., Page], tag: str) -> None:
    """Also on a page that had none of its kind, so that its module has to come first."""
    page = visit("notation/")
    path, _ = ELEMENTS[tag]
    element = insert(page, f"../{path}", BLOCK if tag == "nn-block" else tag)
    expect(alive(element)).to_have_count(1)


def test_a_question_that_is_inserted_later_can_be_answered(visit: Callable[..., Page]) -> None:
    """It compares, and records what was solved; a place for progress that comes then, shows it."""
    page = visit("notation/")
    question = insert(page, "../perceptron/", "nn-question:has(input[data-right])")
    page.wait_for_function("!!customElements.get('nn-question')")
    for box in question.locator("input[data-right]").all():
        box.check()
    question.get_by_role("button", name="Check").click()
    expect(question.locator(".nn-graded")).to_contain_text("Right.")
    expect(question).to_have_attribute("data-done", "")
    solved = page.evaluate(WRITTEN, ["../", "nn-solved[data-page='perceptron']"])
    page.evaluate("(html) => document.querySelector('#later').insertAdjacentHTML('beforeend', html)", solved)
    expect(page.locator("nn-solved")).to_contain_text("1 of ")


def test_an_inserted_block_runs_and_has_a_number_of_its_own(visit: Callable[..., Page]) -> None:
    """Blocks are named by their order in the page, whichever of them came first."""
    page = visit("perceptron/")
    first = page.locator("nn-block:not([data-norun])").first.locator("[data-does=run]")
    expect(first).to_have_attribute("aria-label", "Run block 1")
    written = page.evaluate(WRITTEN, [".", BLOCK])
    page.evaluate("(html) => document.querySelector('h1').insertAdjacentHTML('afterend', html)", written)
    inserted = page.locator("h1 + nn-block")
    expect(inserted.locator("[data-does=run]")).to_have_attribute("aria-label", "Run block 1")
    names = page.locator("[data-does=run]").evaluate_all("(all) => all.map((each) => each.ariaLabel)")
    assert names == [f"Run block {number}" for number in range(1, len(names) + 1)]
    inserted.locator("[data-does=run]").click()
    expect(inserted.locator(".nn-status")).to_contain_text("Done")


@every
def test_an_element_that_leaves_and_comes_back_has_its_controls_once(
    visit: Callable[..., Page], tag: str
) -> None:
    """Taken out and put in again, moved, and as a copy of one that is alive."""
    path, _ = ELEMENTS[tag]
    page = visit(path)
    element = page.locator(BLOCK if tag == "nn-block" else tag).first
    expect(alive(element)).to_have_count(1)
    if tag == "nn-exercise":
        element.scroll_into_view_if_needed()
        expect(element.locator(".cm-content")).to_be_visible()
    settle(page)
    before = controls(element)
    handle = element.element_handle()
    handle.evaluate(
        """(element) => {
          const { parentNode: place, nextSibling: next } = element;
          element.remove();
          place.insertBefore(element, next);
          place.prepend(element);
          place.insertBefore(element, next);
        }"""
    )
    settle(page)
    assert controls(element) == before
    handle.evaluate(
        "(element) => { const copy = element.cloneNode(true); copy.id = 'copy'; element.replaceWith(copy); }"
    )
    copy = page.locator("#copy")
    if tag == "nn-exercise":
        copy.scroll_into_view_if_needed()
        expect(copy.locator(".cm-content")).to_be_visible()
    settle(page)
    assert controls(copy) == before


def test_what_left_the_page_hears_of_nothing_more(visit: Callable[..., Page]) -> None:
    """And hears of all that it missed when it comes back."""
    page = visit("quiz/")
    page.wait_for_function("!!customElements.get('nn-question')")
    assert page.evaluate(
        """async () => {
          const { record } = await import("/assets/js/practice/progress.js");
          const question = document.querySelector("nn-question");
          const { parentNode: place, nextSibling: next } = question;
          const solved = () => question.hasAttribute("data-done");
          const seen = [solved()];
          question.remove();
          record("question", question.id, question.dataset.page, true);
          seen.push(solved());
          place.insertBefore(question, next);
          return [...seen, solved()];
        }"""
    ) == [False, False, True]


def test_pages_that_come_by_instant_navigation_are_alive(visit: Callable[..., Page]) -> None:
    """There and back again: every element has its controls once, and an old page's run does not go on."""
    page = visit()
    know_the_sitemap(page, page.url, "perceptron/", "activations/")
    page.evaluate("window.same = true")
    block = page.locator(BLOCK).first
    block.locator("[data-does=edit]").click()
    block.locator(".cm-content").fill("print('begun')\nwhile True: pass")
    page.keyboard.press("Control+Enter")
    expect(block.locator(".nn-results")).to_contain_text("begun")
    page.locator(".md-footer__link--next").click()
    expect(page.locator("h1")).to_contain_text("Activation functions")
    expect(page.locator("activation-explorer .nn-explorer")).to_have_count(1)
    expect(page.locator("nn-exercise").first.locator("[data-does=check]")).to_have_count(1)
    block.locator("[data-does=run]").click()  # the other page's block
    expect(block.locator(".nn-status")).to_contain_text("Done")
    page.go_back()
    expect(page.locator("h1")).to_contain_text("Neurons and perceptrons")
    for tag in ("nn-block", "nn-exercise", "perceptron-trainer"):
        for element in page.locator(f"{tag}:not([data-norun])").all():
            expect(alive(element)).to_have_count(1)
    assert page.evaluate("window.same")


def test_without_python_the_scripts_for_it_are_not_fetched(
    house: House, serve: Callable[[Path], str], new_context: Callable[..., BrowserContext]
) -> None:
    """A block and an exercise are there to be read, while a question is alive."""
    house.write(
        "docs/index.md",
        "# Home\n\n```python\nprint(1)\n```\n\n```output\n1\n```\n\n<nn-overview></nn-overview>\n",
    )
    done = house.build("mkdocs", "--strict", "-d", "site")
    assert done.returncode == 0, done.stdout
    asked: list[str] = []
    with new_context() as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(serve(house.root / "site"))
        expect(page.locator("nn-overview button").first).to_be_visible()
        settle(page)
        expect(page.locator("nn-block samp")).to_have_text("1")
        expect(page.locator("nn-block button[data-does]")).to_have_count(0)
    assert not [url for url in asked if "/run/" in url or "/run.css" in url or "nn-exercise.js" in url]


def test_each_element_is_tested_here() -> None:
    """Those that Markdown knows; questions and their like, and folds, have tests of their own."""
    others = "nn-predict nn-question nn-faded nn-steps nn-today nn-mixture nn-solved nn-code".split()
    assert {*ELEMENTS, *others} == {*extension.ELEMENTS, *explorers.TAGS}


def test_an_element_is_still_what_every_element_is(visit: Callable[..., Page], site: Path) -> None:
    """No property or method of ours takes the name of one that the browser gives to all."""
    page = visit("notation/")
    pages = {file: file.read_text(encoding="utf-8") for file in sorted(site.rglob("index.html"))}
    wrong: list[str] = []
    for tag in [*extension.ELEMENTS, *explorers.TAGS]:
        stands = next((file for file, text in pages.items() if f"<{tag}" in text), None)
        assert stands, f"no page has {tag}"
        insert(page, f"../{stands.parent.relative_to(site).as_posix()}/", tag)
        page.wait_for_function("(tag) => !!customElements.get(tag)", arg=tag)
        wrong += page.evaluate(
            """(tag) => {
              const names = new Set();
              let own = document.querySelector(tag);
              for (; own !== HTMLElement.prototype; own = Object.getPrototypeOf(own))
                for (const name of Object.getOwnPropertyNames(own)) names.add(name);
              names.delete("constructor");
              const taken = [...names].filter((name) => name in HTMLElement.prototype);
              return taken.map((name) => `${tag}.${name}`);
            }""",
            tag,
        )
    assert wrong == []
