"""The numbers that the build writes into the backprop inspector."""

import html
import json
import re

import pytest
from house import House

from nnbook.book.page import inspector
from nnbook.trace import example_network, measure_gradients, trace_network

PAGE = """# Page

<backprop-inspector markdown="1">

A *fallback*.

</backprop-inspector>

Text with `<backprop-inspector>` in it.
"""


@pytest.mark.parametrize("generator", ["mkdocs", "zensical"])
def test_the_page_carries_the_trace(generator: str, house: House) -> None:
    """Both generators hand it on unharmed, and still render the Markdown in the element."""
    house.write("docs/x.md", PAGE)
    done = house.build(generator, "--strict")
    assert done.returncode == 0, done.stdout
    page = (house.root / "site" / "x" / "index.html").read_text(encoding="utf-8")
    tags = re.findall(r"<backprop-inspector\b[^>]*>", page)
    assert len(tags) == 1
    written = re.search(r'data-trace="([^"]*)"', tags[0])
    assert written and json.loads(html.unescape(written[1])) == json.loads(json.dumps(inspector.trace()))
    assert "<em>fallback</em>" in page


def test_the_trace_is_that_of_the_library() -> None:
    """Values, lines and measured slopes are what nnbook.trace gives, as lists of rows."""
    X, Y, params = example_network()
    trace = inspector.trace()
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


def test_a_page_without_the_element_stays_as_it_is() -> None:
    """Nothing is computed for it, and a tag within a line is no element."""
    text = "# Page\n\nText with `<backprop-inspector>` in it.\n"
    assert inspector.with_trace(text) == text


def test_an_edit_of_the_library_shows_in_the_next_trace(house: House) -> None:
    """While the author's server lives, the lines are those that stand in the files now."""
    library = house.copy_library()
    house.write(
        "edit.py",
        "import os, pathlib\n"
        "from nnbook.book.page import inspector\n"
        "before = inspector.trace()['steps']['dA1']['line']\n"
        "file = pathlib.Path('nnbook/backprop.py')\n"
        "text = file.read_text()\n"
        "assert before in text\n"
        "file.write_text(text.replace(before, before.replace('.T @', '.transpose() @')))\n"
        "os.utime(file, (1, 1))\n"
        "after = inspector.trace()['steps']['dA1']['line']\n"
        "assert '.transpose() @' in after, after\n",
    )
    assert library.is_dir()
    done = house.run("edit")
    assert done.returncode == 0, done.stdout
