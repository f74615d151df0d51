"""The numbers that the build writes into the backprop inspector."""

import html
import json
import re

import pytest
from desk import Desk
from house import House

from nnbook.book.content.book import Book
from nnbook.book.content.errors import ChapterError
from nnbook.book.page import explorers
from nnbook.book.results.pool import Pool
from nnbook.book.results.results import Results
from nnbook.trace import example_network, measure_gradients, trace_network

PAGE = """# Page

<backprop-inspector markdown="1">

A *fallback*.

</backprop-inspector>

Text with `<backprop-inspector>` in it.
"""


@pytest.mark.parametrize("generator", ["mkdocs", "zensical"])
def test_the_page_carries_the_trace(generator: str, house: House, results: Results) -> None:
    """Both generators hand it on unharmed, and still render the Markdown in the element."""
    house.write("docs/x.md", PAGE)
    done = house.build(generator, "--strict")
    assert done.returncode == 0, done.stdout
    page = (house.root / "site" / "x" / "index.html").read_text(encoding="utf-8")
    tags = re.findall(r"<backprop-inspector\b[^>]*>", page)
    assert len(tags) == 1
    written = re.search(r'data-trace="([^"]*)"', tags[0])
    assert written and html.unescape(written[1]) == explorers.trace(results)
    assert "<em>fallback</em>" in page


def test_the_trace_is_that_of_the_library(results: Results) -> None:
    """Values, lines and measured slopes are what nnbook.trace gives, as lists of rows."""
    X, Y, params = example_network()
    trace = json.loads(explorers.trace(results))
    steps = trace_network(X, Y, params)
    assert list(trace["steps"]) == [step.name for step in steps]
    for step in steps:
        written = trace["steps"][step.name]
        assert written["value"] == (step.value.tolist() if step.value.ndim else [[float(step.value)]])
        assert (written["function"], written["line"], written["inner"]) == step[2:]
    assert trace["measured"] == {
        name: slopes.tolist() for name, slopes in measure_gradients(X, Y, params).items()
    }
    assert (trace["X"], trace["Y"], set(trace["params"])) == (X.tolist(), Y.tolist(), set(params))


def test_a_page_without_the_element_stays_as_it_is(results: Results) -> None:
    """Nothing is computed for it, and a tag within a line is no element."""
    text = "# Page\n\nText with `<backprop-inspector>` in it.\n"
    before = results.counts.ran, results.counts.known
    assert explorers.with_data(text, results) == text
    assert (results.counts.ran, results.counts.known) == before


def test_the_lines_of_a_page_stay_where_they_are(results: Results) -> None:
    """An error below the element still names its line."""
    assert explorers.with_data(PAGE, results).count("\n") == PAGE.count("\n")


def test_an_edit_of_the_library_shows_in_the_next_trace(house: House, pool: Pool) -> None:
    """While the author's server lives, the lines are those that stand in the files now."""
    file = house.copy_library() / "backprop.py"
    text = file.read_text(encoding="utf-8")
    results = Results(Book(house.root), None, 1, pool)
    try:
        before = json.loads(explorers.trace(results))["steps"]["dA1"]["line"]
        assert before in text
        file.write_text(text.replace(before, before.replace(".T,", ".transpose(),")), encoding="utf-8")
        assert ".transpose()," in json.loads(explorers.trace(results))["steps"]["dA1"]["line"]
    finally:
        results.close()


def test_a_library_that_cannot_be_traced_fails_the_page(house: House, desk: Desk, pool: Pool) -> None:
    """The page says so, and what the library raised."""
    (house.copy_library() / "trace.py").write_text("raise OSError('unforeseen')\n", encoding="utf-8")
    broken = Desk(desk.book, Results(Book(house.root), None, 1, pool))
    try:
        with pytest.raises(ChapterError, match=r"(?s)no trace of the example network.*OSError: unforeseen"):
            broken.render(PAGE)
        assert "OSError: unforeseen" in broken.render(PAGE, serving=True)
    finally:
        broken.results.close()
