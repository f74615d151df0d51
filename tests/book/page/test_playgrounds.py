"""The runs that the build records for the playgrounds of a page."""

import json
import re
from pathlib import Path

import pytest
from house import House

from nnbook.book.content.errors import ChapterError
from nnbook.book.page import playgrounds
from nnbook.book.results.results import Results
from nnbook.book.run.playground import START, read, record

QUERY = "data=xor&layers=3&activations=relu&start=he&rate=0.5"
PAGE = """# Page

<nn-playground state="QUERY" asks="What? | this | that" markdown="1">

A *fallback*.

</nn-playground>

Text with `<nn-playground>` in it.
""".replace("QUERY", QUERY)
HERE = Path("page.md")


@pytest.mark.parametrize("generator", ["mkdocs", "zensical"])
def test_the_page_names_a_run_that_lies_beside_it(generator: str, house: House) -> None:
    """Both generators write the same file, which is what the library does, and still render the Markdown."""
    house.write("docs/x.md", PAGE)
    done = house.build(generator, "--strict")
    assert done.returncode == 0, done.stdout
    site = house.root / "site"
    if generator == "zensical":
        done = house.run("nnbook.book.site", "site")
        assert done.returncode == 0, done.stdout + done.stderr
    page = (site / "x" / "index.html").read_text(encoding="utf-8")
    (tag,) = re.findall(r"<nn-playground\b[^>]*>", page)
    name = re.search(r'data-run="(\w+)"', tag)
    assert name and "asks=" in tag and "<em>fallback</em>" in page
    written = (site / playgrounds.FOLDER / f"{name[1]}.json").read_text(encoding="utf-8")
    assert written == json.dumps(record(read(QUERY)), separators=(",", ":"))


def test_a_run_is_named_by_what_it_is(results: Results) -> None:
    """Equal states share a file; the page and the list of files agree, and no line is added."""
    text = PAGE + PAGE.replace("# Page", "").replace("rate=0.5", "rate=0.25")
    named = playgrounds.with_runs(text, results, HERE)
    names = re.findall(r'data-run="(\w+)"', named)
    assert len(set(names)) == 2 and named.count("\n") == text.count("\n")
    assert set(playgrounds.runs(text, results, HERE)) == {
        f"{playgrounds.FOLDER}/{name}.json" for name in names
    }
    twice = playgrounds.runs(PAGE + PAGE, results, HERE)
    assert len(twice) == 1


def test_a_page_without_a_playground_stays_as_it_is(results: Results) -> None:
    """Nothing is recorded, and nothing in a line is taken for one."""
    text = "# Page\n\nText with `<nn-playground>` in it.\n"
    assert playgrounds.with_runs(text, results, HERE) == text
    assert playgrounds.runs(text, results, HERE) == {}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("data=donut", "data must be one of"),
        ("layers=3.x&activations=relu.relu", "layers must be written in numbers, got '3.x'"),
        ("layers=3.3", "activations must name one for each of 2 layers"),
        ("rate=quick", "rate must be written in numbers"),
        ("speed=1", "a state has data"),
    ],
)
def test_a_broken_state_ends_the_build_with_its_line(query: str, words: str, results: Results) -> None:
    """The author reads file, line, and what a state may be."""
    text = PAGE.replace(QUERY, query)
    with pytest.raises(ChapterError, match=words) as caught:
        playgrounds.with_runs(text, results, HERE)
    assert str(caught.value).startswith("page.md:3")


def test_an_address_is_a_state() -> None:
    """Each field as the page writes it, nothing for the start, and lists that are empty."""
    assert read("") == START
    state = read(
        "data=drawn&points=0.5_-1_0~0_0_1&layers=none&activations=none&rate=1e-3&samples=50&noise=0.1&at=7"
    )
    assert state["points"] == [[0.5, -1.0, 0], [0.0, 0.0, 1]]
    assert (state["layers"], state["activations"], state["rate"], state["at"]) == ([], [], 0.001, 7)
