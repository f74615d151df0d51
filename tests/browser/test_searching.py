"""The search: what a reader types leads to the place that teaches it, in the site of either generator."""

import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from house import ROOT, House, make_house, serving
from playwright.sync_api import Page, expect

from nnbook.book.content.book import Book
from nnbook.book.site import search
from nnbook.book.site.search import WORKER

QUERIES: dict[str, list[str]] = tomllib.loads((ROOT / "tests/queries.toml").read_text("utf-8"))["queries"]
# As the themes do: the index first, and then one query after the other.
ASK = """async ([address, index, queries, isZensical]) => {
  const worker = new Worker(address);
  const hear = () => new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = reject;
  });
  const ask = (message) => {
    const answer = hear();
    worker.postMessage(message);
    return answer;
  };
  const ready = await ask({ type: 0, data: index });
  const answers = [];
  for (const query of queries) {
    answers.push(await ask({ type: 2, data: isZensical ? { input: query, filter: {} } : query }));
  }
  worker.terminate();
  return { ready, answers };
}"""


@pytest.fixture(scope="module")
def index(site: Path) -> dict[str, Any]:
    """Return what the search reads: what the theme hands to it, and the sections that it fetches itself."""
    found: dict[str, Any] = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    return found | {"docs": json.loads((site / "search/sections.json").read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def page(visit_once: Callable[..., Any]) -> Iterator[Page]:
    """Open one page in which the search is asked."""
    with visit_once("glossary/") as opened:
        yield opened


def ask(page: Page, home: str, index: dict[str, Any], *queries: str) -> list[dict[str, Any]]:
    """Ask the search of a site, and return its answers."""
    result = page.evaluate(ASK, [home + WORKER, index, queries, "items" in index])
    assert result["ready"]["type"] == 1 and all(answer["type"] == 3 for answer in result["answers"])
    return [answer["data"] for answer in result["answers"]]


def best(answer: dict[str, Any]) -> str:
    """Return the address of the first hit."""
    return str(answer["items"][0][0]["location"]) if answer["items"] else "nothing"


def test_the_first_hit_teaches_it(page: Page, address: str, index: dict[str, Any]) -> None:
    """Words, questions, signs, messages and misspelt words lead where they are taught."""
    answers = ask(page, address, index, *QUERIES)
    found = {query: best(answer) for query, answer in zip(QUERIES, answers, strict=True)}
    assert {query: place for query, place in found.items() if place not in QUERIES[query]} == {}


def test_every_place_of_the_list_is_a_section(index: dict[str, Any]) -> None:
    """A section that was renamed is renamed there."""
    sections = {section["location"] for section in index["docs"]}
    assert {place for places in QUERIES.values() for place in places} - sections == set()


def test_every_word_has_its_section(book: Book, index: dict[str, Any]) -> None:
    """What the glossary and the front matter name is there: a figure is no section."""
    sections = {section["location"]: section.get("words") for section in index["docs"]}
    for place, words in search.taught(book).items():
        assert sections.get(place) == words, place


def test_every_word_leads_to_what_teaches_it(page: Page, address: str, index: dict[str, Any]) -> None:
    """All names of the glossary, and all that the front matter adds."""
    places: dict[str, set[str]] = {}
    for section in index["docs"]:
        for word in section.get("words", []):
            places.setdefault(word.lower(), set()).add(section["location"])
    del places["*"]
    answers = ask(page, address, index, *places)
    wrong = {
        word: best(answer)
        for word, answer in zip(places, answers, strict=True)
        if best(answer) not in places[word]
    }
    assert wrong == {}


def test_the_reference_comes_last(page: Page, address: str, index: dict[str, Any]) -> None:
    """Where anything else has all that was asked for, it stands before the API."""
    for query, answer in zip(QUERIES, ask(page, address, index, *QUERIES), strict=True):
        pages = [items[0]["location"].partition("#")[0] for items in answer["items"]]
        whole = [
            page
            for page, items in zip(pages, answer["items"], strict=True)
            if all(items[0]["terms"].values()) and page != "api/"
        ]
        if "api/" in pages and whole:
            assert pages.index("api/") > max(pages.index(page) for page in whole[:5]), query


@pytest.mark.parametrize(
    "word", ["softmax", "perceptron", "backpropagation", "gradient", "activation", "momentum"]
)
def test_a_slip_changes_nothing(page: Page, address: str, index: dict[str, Any], word: str) -> None:
    """A letter left out, doubled, changed or swapped leads to what the word leads to."""
    slips = []
    for at in range(1, len(word) - 1):
        slips += [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            f"{word[:at]}q{word[at + 1 :]}",
        ]
        slips.append(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    right, *others = ask(page, address, index, word, *slips)
    wrong = {
        slip: best(other) for slip, other in zip(slips, others, strict=True) if best(other) != best(right)
    }
    assert len(wrong) <= len(slips) * 0.05, wrong  # some slip may make another word of it


def test_the_reader_is_told_what_was_not_found(page: Page, address: str, index: dict[str, Any]) -> None:
    """A misspelt word is named as missing, and what was taken for it is marked."""
    [answer] = ask(page, address, index, "sofmax")
    hit = answer["items"][0][0]
    assert hit["terms"] == {"sofmax": False, "softmax": True}
    assert "<mark>Softmax</mark>" in hit["title"] and "<mark>" in hit["text"]


@pytest.mark.parametrize(
    "query", ["", "  ", "-", "<b>", "a" * 500, '"', "+", "^", "\\", "💥", "constructor", "__proto__"]
)
def test_whatever_is_typed_is_answered(page: Page, address: str, index: dict[str, Any], query: str) -> None:
    """Signs and long words end no search."""
    [answer] = ask(page, address, index, query)
    assert isinstance(answer["items"], list)


@pytest.mark.parametrize(
    ("typed", "heading"), [("softmax", "Softmax for several classes"), ("percepton", "The perceptron")]
)
def test_a_reader_finds_it(visit: Callable[..., Page], typed: str, heading: str) -> None:
    """The theme shows the section first, and Enter leads there."""
    page = visit()
    field = page.locator(".md-search__input")
    field.focus()
    expect(page.locator(".md-search-result__meta")).to_have_text("Type to start searching")
    field.fill(typed)  # all at once: half of it finds something else first
    field.press("End")
    expect(page.locator(".md-search-result__item").first.locator("h2").first).to_have_text(heading)
    field.press("Enter")
    expect(page.get_by_role("heading", name=heading).first).to_be_in_viewport()


CHAPTER = """---
search:
  words:
    where-it-ends: [shoreline]
---

# Waves

## How it begins

A shoreline far away.

## Where it ends

On the beach.
"""


def test_the_site_of_zensical_searches_as_well(tmp_path: Path, new_context: Callable[..., Any]) -> None:
    """Its own window shows the section that teaches the word, misspelt or not, with the word marked."""
    house: House = make_house(tmp_path / "house")
    house.write("docs/waves.md", CHAPTER)
    assert house.build("zensical").returncode == 0
    assert house.run("nnbook.book.site", "site").returncode == 0
    with serving(house.root / "site") as home, new_context() as context:
        page = context.new_page()
        page.goto(home)
        page.locator(".md-search__button").click()
        page.get_by_role("combobox", name="Search").press_sequentially("shorelime")
        first = page.get_by_role("option").first
        expect(first.get_by_role("heading")).to_have_text("Where it ends")
        page.get_by_role("combobox", name="Search").fill("shoreline")
        expect(page.get_by_role("option")).to_have_count(2)
        expect(page.get_by_role("option").nth(1).locator("mark")).to_have_text("shoreline")
