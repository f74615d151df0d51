"""The SVG of a figure."""

import re
import xml.etree.ElementTree as ET

import matplotlib.pyplot as plt
import pytest

from nnbook.book.run import runner
from nnbook.plots import PALETTE

PLOT = """
import matplotlib.pyplot as plt

fig, ax = plt.subplots()
ax.plot([0, 1], [0, 1], label="a line", marker="o")
ax.plot([0, 1], [1, 0], label="another")
ax.fill_between([0, 1], [0, 1], hatch="/")
ax.set(xlabel="input", title="A title")
ax.legend(frameon=True)
plt.show()
"""


def figures(source: str) -> list[str]:
    """Run a block and return the figures that it shows."""
    found: list[tuple[str, str]] = []
    assert runner.run(source, lambda kind, text: found.append((kind, text))), found
    return [text for kind, text in found if kind == "figure"]


def figure(source: str) -> str:
    """Run a block and return its one figure."""
    [svg] = figures(source)
    return svg


def test_a_figure_is_one_well_formed_element() -> None:
    """It can stand in a page: no prologue, no style that reaches others, no date, no script."""
    svg = figure(PLOT)
    assert ET.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert svg.startswith("<svg ") and svg.endswith("</svg>")
    for part in ("<style", "<script", "<metadata", "<?xml", "<!DOCTYPE"):
        assert part not in svg


def test_text_stays_text() -> None:
    """A screen reader, a search and a selection find the words."""
    texts = [
        "".join(element.itertext()).strip()
        for element in ET.fromstring(figure(PLOT)).iter()
        if "text" in element.tag
    ]
    assert {"a line", "another", "input", "A title"} <= set(texts)


def test_no_place_is_finer_than_can_be_seen() -> None:
    """Hundredths of a point are enough for lines, texts and marks, and what lies level is not turned."""
    svg = figure(PLOT)
    places = re.findall(r' (?:d|x|y|width|height)="([^"]*)"', svg)
    assert len(places) > 20 and not [place for place in places if re.search(r"\.\d{3}", place)]
    assert "rotate(-0 " not in svg and "rotate(0 " not in svg


def test_the_steps_of_a_line_lead_to_its_places() -> None:
    """A line of thousands of points that ends where it began comes back exactly: no rounding adds up."""
    svg = figure("""
import matplotlib.pyplot as plt
import numpy as np

x, y = np.random.default_rng(0).normal(size=(2, 3000))
plt.rcParams["path.simplify"] = False
plt.plot([*x, x[0]], [*y, y[0]])
plt.show()
""")
    line = max(re.findall(r' d="([^"]*)"', svg), key=len)
    assert line[0] == "m" and not re.search("[A-Z]", line)
    steps = [
        (command, [float(number) for number in re.findall(r"-?[\d.]+", numbers)])
        for command, numbers in re.findall("([a-z])([^a-z]*)", line)
    ]
    assert steps[0][0] == "m" and {command for command, _ in steps[1:]} <= {"l", "h", "v"}
    across = [
        n
        for command, numbers in steps
        for n in (numbers[::2] if command in "ml" else numbers * (command == "h"))
    ]
    down = [
        n
        for command, numbers in steps
        for n in (numbers[1::2] if command in "ml" else numbers * (command == "v"))
    ]
    assert len(across) > 2900 and len(down) > 2900
    assert round(100 * sum(across[1:])) == round(100 * sum(down[1:])) == 0


def test_no_group_holds_one_thing_alone() -> None:
    """Matplotlib puts each line into a group of its own, and a browser keeps every element."""
    assert not re.search(r"<g><(\w+)\b[^<>]*/></g>", figure(PLOT))


def test_ink_and_paper_are_the_page_s() -> None:
    """Axes and text use currentColor, lines the palette's variables, and nothing is black or white."""
    svg = figure(PLOT)
    assert "currentColor" in svg
    assert f"var(--nn-blue, {PALETTE['blue']})" in svg
    colours = set(re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\))", re.sub(r'(href=|url\()"?#[\w-]+', "", svg)))
    assert colours <= set(PALETTE.values())


def test_equal_figures_are_equal_and_others_share_no_id() -> None:
    """The same code gives the same text; ids of two figures in one page do not meet."""
    one, same, other = figure(PLOT), figure(PLOT), figure(PLOT.replace("a line", "the line"))
    assert one == same
    ids = [set(re.findall(r' id="([^"]+)"', svg)) for svg in (one, other)]
    assert ids[0] and ids[1] and not ids[0] & ids[1]


def test_every_reference_has_its_target() -> None:
    """Markers, clips and hatches still point at something after the ids were changed."""
    svg = figure(PLOT)
    ids = re.findall(r' id="([^"]+)"', svg)
    references = re.findall(r'href="#([^"]+)"', svg) + re.findall(r"url\(#([^)]+)\)", svg)
    assert references
    assert set(references) == set(ids)
    assert len(ids) == len(set(ids))


def test_the_size_is_in_css_pixels() -> None:
    """An inch of the figure is 96 pixels wide, and the height follows from the viewBox."""
    svg = ET.fromstring(
        figure("import matplotlib.pyplot as plt\nplt.figure(figsize=(5, 2))\nplt.plot([0, 1])\nplt.show()")
    )
    _, _, width, height = map(float, svg.attrib["viewBox"].split())
    assert abs(float(svg.attrib["width"]) - width * 96 / 72) <= 0.5  # a whole number of pixels
    # Empty margins are cut. What a twentieth leaves of them is less than 72 pixels an inch would differ.
    assert float(svg.attrib["width"]) == pytest.approx(5 * 96, rel=0.05)
    assert height / width == pytest.approx(2 / 5, rel=0.1)
    assert "height" not in svg.attrib


def test_the_style_of_a_block_ends_with_it() -> None:
    """What one block changes in rcParams does not reach the next."""
    before = figure(PLOT)
    change = "plt.rcParams['lines.linewidth'] = 9\nplt.style.use('dark_background')"
    figures(f"import matplotlib.pyplot as plt\n{change}")
    assert figure(PLOT) == before


def test_a_figure_that_is_never_shown_does_not_reach_the_next_block() -> None:
    """Without plt.show() nothing is shown, then or later."""
    assert figures("import matplotlib.pyplot as plt\nplt.plot([1])") == []
    assert plt.get_fignums() == []
    assert figures("import matplotlib.pyplot as plt\nplt.show()") == []


def test_show_shows_each_open_figure_once() -> None:
    """Two open figures come in the order of their making; a second show has nothing left."""
    source = (
        "import matplotlib.pyplot as plt\n"
        "for name in 'first', 'second':\n    plt.figure()\n    plt.title(name)\n"
        "plt.show()\nplt.show()"
    )
    first, second = figures(source)
    assert ">first<" in first and ">second<" in second


def test_words_of_a_figure_cannot_become_markup() -> None:
    """A label with angle brackets and ampersands is escaped."""
    svg = figure("import matplotlib.pyplot as plt\nplt.title('<b> & </b>')\nplt.show()")
    assert "&lt;b&gt; &amp; &lt;/b&gt;" in svg
