"""Fences in their page: what a block shows, and what is said where it cannot be shown."""

import re
from html import unescape
from pathlib import Path

import pytest
from desk import Desk
from house import ROOT

from nnbook.book.check import listings
from nnbook.book.content.book import Book
from nnbook.book.content.errors import ChapterError
from nnbook.book.results.results import Results

BLOCK = "```python\nprint({})\n```\n\n```output\n{}\n```\n"


def test_front_matter_does_not_hide_the_chapter(desk: Desk) -> None:
    """The generator hands over the body only; the page is still found."""
    body = "# A\n\n" + BLOCK.format(1, 1)
    assert "<samp>1</samp>" in desk.render(f"---\ntitle: A\n---\n{body}", body=body)


def test_what_a_block_prints_cannot_become_markup(desk: Desk) -> None:
    """Output is text: tags, entities, Markdown and fences in it show as they are."""
    printed = "<b>&amp; *a* $x$ [l](u) {: .c }"
    html = desk.render(BLOCK.format(repr(printed), printed))
    assert "<samp>&lt;b&gt;&amp;amp; *a* $x$ [l](u) {: .c }</samp>" in html


def test_the_alt_text_cannot_break_out_of_its_attribute(desk: Desk) -> None:
    """Angle brackets and apostrophes in it are escaped."""
    code = "import matplotlib.pyplot as plt\n\nplt.plot([1])\nplt.show()"
    html = desk.render(f'```python alt="It\'s <b> & more"\n{code}\n```\n')
    assert 'aria-label="It&#x27;s &lt;b&gt; &amp; more"' in html


def test_print_and_figure_keep_their_order(desk: Desk) -> None:
    """What came before the figure stands above it, what came after stands below."""
    code = "import matplotlib.pyplot as plt\n\nprint('above')\nplt.plot([1])\nplt.show()\nprint('below')"
    html = desk.render(f'```python alt="A"\n{code}\n```\n\n```output\nabove\nbelow\n```\n')
    parts = re.findall(r"<samp>(\w+)</samp>|<(figure) ", html)
    assert ["".join(part) for part in parts] == ["above", "figure", "below"]


def test_why_a_block_stays_at_home_is_said_where_others_run(desk: Desk) -> None:
    """A site without Python does not speak of a browser that could run the rest."""
    text = '```python norun="it trains <long>"\nx = 1\n```\n'
    assert "Not for the browser: it trains &lt;long&gt;." in desk.render(text, python=True)
    assert "browser" not in desk.render(text)


def test_an_empty_line_leaves_no_empty_box(desk: Desk) -> None:
    """A block that prints nothing but line ends shows its code only."""
    assert "nn-output" not in desk.render("```python\nprint()\n```\n")


def test_other_fences_are_left_to_superfences(desk: Desk) -> None:
    """A fence in another language, or one that is shown within a longer fence, does not run."""
    html = desk.render("```text\n1\n```\n\n````markdown\n```python\n1 / 0\n```\n````\n")
    assert "nn-block" not in html
    assert "1 / 0" in re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize("serving", [False, True])
def test_only_a_server_shows_failures(desk: Desk, serving: bool) -> None:
    """A build ends; a server shows each failure in its place, and the blocks after it."""
    text = "# A\n\n```python\n1 / 0\n```\n\nBetween.\n\n" + BLOCK.format(1, 2) + "\n" + BLOCK.format(3, 3)
    if not serving:
        with pytest.raises(ChapterError, match=r"x.md:3: "):
            desk.render(text, serving=serving)
        return
    html = desk.render(text, serving=serving)
    assert html.count('<div class="nn-failure" role="alert">') == 2
    assert "x.md:3: " in html and "x.md:9: " in html
    assert "<samp>3</samp>" in html and "Between." in html


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# A\n\n```python nonsense\nx = 1\n```\n", 3),
        ("# A\n\n```output\nx\n```\n", 3),
        ("# A\n\n!!! note\n\n    ```python\n    x = 1\n    ```\n", 5),
        ("# A\n\n```python\nx = 1\n", 3),
        ("# A\n\n```py\nx = 1\n```\n", 3),
        ("# A\n\n```python\nif True:\n\tx = 1\n```\n", 5),
    ],
)
def test_a_server_shows_what_no_block_can_tell(desk: Desk, text: str, line: int) -> None:
    """Where the chapter itself is wrong, its page shows that, and the server goes on."""
    assert f"x.md:{line}: " in desk.render(text, serving=True)
    with pytest.raises(ChapterError, match=rf"x.md:{line}: "):
        desk.render(text)


def test_a_record_is_shown_with_its_day_in_place_of_the_run(desk: Desk) -> None:
    """Two builds of one commit are equal, whatever the clock said in each; a figure is that of the run."""
    code = (
        "import matplotlib.pyplot as plt\nfrom time import perf_counter_ns\n\n"
        "print('took', perf_counter_ns())\nplt.plot([1])\nplt.show()"
    )
    fence = f'```python alt="A" recorded="1 May 2026 on <a machine>"\n{code}\n```\n\n```output\ntook 5\n```\n'
    html = desk.render(fence)
    assert html.count("nn-output") == html.count("<samp>took 5</samp>") == html.count("<figure") == 1
    assert re.search(r'<p class="nn-note">Recorded on 1 May 2026 on &lt;a machine&gt;\. .*</p>', html)
    assert html == desk.render(fence)


def test_missing_packages_show_the_recorded_output(desk: Desk) -> None:
    """A block that needs what is not installed shows its pin, and says so."""
    (desk.book.root / "pyproject.toml").write_text(
        '[project]\ndependencies = ["nowhere-to-be-found"]\n', encoding="utf-8"
    )
    html = desk.render('```python needs="nowhere_to_be_found"\nprint(1)\n```\n\n```output\n2\n```\n')
    assert "<samp>2</samp>" in html
    assert "nowhere_to_be_found" in html


def test_what_is_shown_only_says_why(desk: Desk) -> None:
    """The code stands there, with no button, and a note that nobody ran it; nobody did."""
    html = desk.render('```python shown="it <never> ends"\nwhile True:\n    pass\n```\n', python=True)
    assert re.search('<nn-block id="[^"]*" data-norun>', html)
    assert '<p class="nn-note">Not run: it &lt;never&gt; ends.</p>' in html
    assert "while True" in re.sub(r"<[^>]+>", "", html)
    assert "nn-output" not in html


WARNS = "import warnings\n\nwarnings.warn('a <b>')\nprint('done')"


def test_a_warning_that_is_meant_is_shown(desk: Desk) -> None:
    """It stands in a box of its own, as text, and the fence that pins it is no part of the page."""
    pins = "\n```output\ndone\n```\n\n```warning\nUserWarning: a <b>\n```\n"
    html = desk.render(f"```python\n{WARNS}\n```\n{pins}")
    assert html.count('<pre class="nn-output nn-warning"><samp>UserWarning: a &lt;b&gt;</samp></pre>') == 1
    assert html.count('<pre class="nn-output"><samp>done</samp></pre>') == 1
    assert html.count("a &lt;b&gt;") == 2  # in the code and in the box


@pytest.mark.parametrize("pin", ["", "\n```warning\nUserWarning: another\n```\n"], ids=["none", "another"])
def test_a_warning_that_is_not_pinned_ends_the_build(desk: Desk, pin: str) -> None:
    """Without its fence it is an error, and the fence holds it to the letter."""
    with pytest.raises(ChapterError, match=r"x\.md:1: (.|\n)*UserWarning: a <b>"):
        desk.render(f"```python\n{WARNS}\n```\n\n```output\ndone\n```\n{pin}")


@pytest.mark.parametrize(
    "text",
    [
        "> {}\n>\n> {}\n",
        "- item\n\n    {}\n\n    {}\n",
        '<details markdown="1">\n<summary>More</summary>\n\n{}\n\n{}\n\n</details>\n',
        "Text.\n\n{}\n{}\n",
    ],
    ids=["quote", "list", "details", "close"],
)
def test_a_block_runs_wherever_prose_may_stand(desk: Desk, text: str) -> None:
    """In quotes, lists and solutions it is a block as any other, and so is its pin."""
    start = re.search(r"^(.*)\{", text, re.MULTILINE)
    assert start
    block, pin = (
        f"\n{start[1]}".join(lines) for lines in (["```python", "print(2)", "```"], ["```output", "2", "```"])
    )
    html = desk.render(text.format(block, pin))
    assert html.count("<samp>2</samp>") == html.count("nn-output") == html.count("<nn-block") == 1


def test_the_same_block_twice_is_two_blocks(desk: Desk) -> None:
    """Each is in the page, and one that fails is told by its own line."""
    assert desk.render(BLOCK.format(1, 1) * 2).count("<samp>1</samp>") == 2
    with pytest.raises(ChapterError, match=r"x\.md:9: "):
        desk.render(BLOCK.format(1, 1) + "\n" + BLOCK.format(1, 2))


def test_other_languages_are_coloured_as_their_fence_says(desk: Desk) -> None:
    """What is shown only is left to SuperFences, with its titles and highlighted lines."""
    html = desk.render('```json title="A file" hl_lines="1"\n{"a": 1}\n```\n')
    assert '<span class="filename">A file</span>' in html and 'class="hll"' in html


DRAWING = "import matplotlib.pyplot as plt\n\nplt.plot([1])\nplt.show()"


def order(html: str) -> list[str]:
    """List code, outputs, figures and what is folded, as they follow each other."""
    return re.findall(r'<(details|figure|samp|div class="highlight|div class="nn-bar)', html)


def test_what_draws_is_folded_under_its_figure(desk: Desk) -> None:
    """The picture comes first; what runs it is in reach, whether the code is open or not."""
    html = desk.render(f'```python alt="A"\nprint(1)\n{DRAWING}\n```\n\n```output\n1\n```\n')
    assert order(html) == ["samp", "figure", "details", 'div class="highlight', 'div class="nn-bar']
    assert "open" not in html.partition("<details")[2].partition(">")[0]
    html = desk.render("```python\nprint(1)\n```\n\n```output\n1\n```\n")
    assert order(html) == ['div class="highlight', 'div class="nn-bar', "samp"]


def test_a_drawing_that_fails_shows_its_code(desk: Desk) -> None:
    """While an author writes, there is no figure to fold it under."""
    html = desk.render(f'```python alt="A"\n{DRAWING}\n1 / 0\n```\n', serving=True)
    assert "ZeroDivisionError" in html and "<details" not in html


def test_a_listing_has_the_full_text_at_its_end(tmp_path: Path, remembered: Results) -> None:
    """What the core leaves out, as the library has it; a function of one's own has none."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "nnbook").mkdir()
    step = (ROOT / "nnbook/perceptron.py").read_text(encoding="utf-8")
    (tmp_path / "nnbook/perceptron.py").write_text(step, encoding="utf-8")
    core = listings.public_definitions(ROOT / "nnbook")["step"]
    desk = Desk(Book(tmp_path), remembered)
    html = desk.render(f"```python\nimport numpy as np\n\n\n{core}\n```\n")
    assert order(html)[-2:] == ["details", 'div class="highlight']
    full = unescape(re.sub(r"<[^>]*>", "", html.partition("<details")[2]))
    assert "step" in full and "Parameters\n    ----------" in full and "@checked(" in full
    assert "data-search-exclude" in html  # the reference has it
    own = desk.render("```python\ndef mine():\n    return 1\n```\n")
    assert "<details" not in own


def test_a_long_line_of_code_is_an_element(desk: Desk) -> None:
    """It knows how far in it begins; what stands between the tags is the code, to the letter."""
    long = "x" * 40
    source = f"def f(x):\n    {long} = '''\n      {long}\n'''\n\n    return x < 1\n\n{long} = {30 * ' '}1\n"
    html = desk.render(f"```python\n{source}```\n")
    assert re.findall(r'class="nn-long( nn-in-\d+)?"', html) == [" nn-in-4", " nn-in-4", ""]
    (code,) = re.findall(r"<code>(.*)</code>", html, re.DOTALL)
    assert unescape(re.sub(r"<[^>]*>", "", code)) == source
    marked = desk.render(f"```text hl_lines='1'\n{long}\nb\n```\n")
    assert "nn-long" not in marked and "hll" in marked
    deep = desk.render(f"```text\n\n\n{70 * ' '}{long}\nb\n```\n")
    assert "nn-in-24" in deep


def test_what_has_the_colour_of_the_text_is_no_element(desk: Desk) -> None:
    """Names and signs of code are text; "and" is a word, as a keyword is."""
    html = desk.render("```python\nx = (1 and 2)\n```\n")
    (code,) = re.findall(r"<code>(.*)</code>", html, re.DOTALL)
    assert code == 'x = (1 <span class="k">and</span> 2)\n'
