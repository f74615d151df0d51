"""A chapter taken home: what becomes of its Markdown, and that its notebook and its script run."""

import ast
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat
import processes
import pytest
from house import ROOT, House
from nbclient import NotebookClient
from traitlets.config import Config

from nnbook.book.check import pins, promises
from nnbook.book.content import questions
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.results.outcome import Outcome
from nnbook.book.results.results import Results
from nnbook.book.site import notebook
from nnbook.book.site.cells import Cell, cut

ADDRESS = "https://book.example/sub/page/"
LIBRARY = "nnbook @ https://host.example/x.tar.gz"
FIGURE = "import matplotlib.pyplot as plt\n\nplt.plot([1, 2])\nplt.show()\n"


def chapter(text: str, path: str = "docs/page.md") -> Chapter:
    """Return a chapter that lies in no file."""
    return Chapter(ROOT / path, text, ROOT / "docs")


def cells(text: str, path: str = "docs/page.md", address: str = ADDRESS) -> list[Cell]:
    """Cut a text."""
    return cut(chapter(text, path), address)


def prose(text: str, path: str = "docs/page.md", address: str = ADDRESS) -> str:
    """Return the only cell that a text without blocks becomes."""
    (cell,) = cells(text, path, address)
    return cell.text


class Drawn(Results):
    """Say of each block that it drew a figure, and run none."""

    def __init__(self, svg: str) -> None:
        super().__init__(Book(ROOT), None)
        self.svg = svg

    def get(self, block: Block) -> Outcome:
        """Return the figure."""
        return Outcome([("stdout", "1\n"), ("figure", self.svg)])


def read(text: str, svg: str = "<svg/>") -> dict[str, Any]:
    """Return the notebook of a text, found valid, without the cell that says how to run it."""
    data = json.loads(notebook.notebook(chapter(text), Drawn(svg), ADDRESS, LIBRARY))
    nbformat.validate(data)
    first = "".join(data["cells"].pop(0)["source"])
    assert 'pip install "nnbook[plots] @ https://host.example/x.tar.gz" jupyterlab\n' in first
    return data


def test_cells_follow_the_page() -> None:
    """Prose and blocks take turns in their order, and pins are no prose."""
    found = cells(
        "---\ntitle: T\n---\n\n# T\n\nOne.\n\n```python\nprint(1)\n```\n\n```output\n1\n```\n\nTwo.\n"
    )
    assert [cell.text for cell in found] == ["# T\n\nOne.", "print(1)", "Two."]
    assert [cell.block and cell.block.pin for cell in found] == [None, "1\n", None]


def test_a_heading_begins_a_cell() -> None:
    """Editors fold a notebook by the headings of its cells; a # in code is no heading."""
    text = "# T\n\nOne.\n\n```sh\n# no heading\n```\n\n## S\n\nTwo.\n"
    assert [cell.text for cell in cells(text)] == ["# T\n\nOne.\n\n```sh\n# no heading\n```", "## S\n\nTwo."]


def test_display_math_stands_between_dollars() -> None:
    """Jupyter knows no math fence; the TeX itself is not touched, also not in a quote."""
    assert prose("```math\na_{1} [^x] = {.5}\n```\n") == "$$\na_{1} [^x] = {.5}\n$$"
    assert prose("> ```math\n> a\n> ```\n") == "> $$\n> a\n> $$"


def test_a_callout_is_a_quote_with_a_bold_name() -> None:
    """What a callout says stays a quote."""
    assert prose("> [!NOTE]\n> Mind the step.\n") == "> **Note**\n>\n> Mind the step."


SOLUTION = """Try.

<details class="solution" markdown="1">
<summary>Show the solution</summary>

First.

```python
print(1)
```

```output
1
```

Last.

</details>

Go on.
"""


def test_a_solution_is_folded_in_the_notebook() -> None:
    """Its prose stands in details that Jupyter knows, its code is hidden, and what follows is neither."""
    task, first, code, last, after = read(SOLUTION)["cells"]
    assert task["source"] == ["Try."]
    assert (
        "".join(first["source"]) == "<details>\n<summary>Show the solution</summary>\n\nFirst.\n\n</details>"
    )
    assert code["metadata"] == {"jupyter": {"source_hidden": True, "outputs_hidden": True}}
    assert "".join(code["outputs"][0]["text"]) == "1\n"
    assert (
        "".join(last["source"]) == "<details>\n<summary>The solution goes on</summary>\n\nLast.\n\n</details>"
    )
    assert after["source"] == ["Go on."]


def test_a_solution_of_code_alone_is_announced() -> None:
    """Nobody looks for a folded cell that no word speaks of."""
    _, announced, code, *_ = read(SOLUTION.replace("First.\n\n", ""))["cells"]
    assert announced["source"] == ["*The solution is in the folded cell below.*"]
    assert code["cell_type"] == "code"


def test_a_widget_leaves_what_it_stands_for() -> None:
    """The tags of a widget go, its static content stays, and a line says where to find it."""
    first, code, *rest = cells(
        '<some-explorer markdown="1">\n\n```python\nx = 1\n```\n\n</some-explorer>\n\nAfter.\n'
    )
    assert first.text == f"*[On the page]({ADDRESS}) this part is a widget to try things out with.*"
    assert code.text == "x = 1"
    assert [cell.text for cell in rest] == ["After."]


def test_wrappers_go_and_other_html_stays() -> None:
    """A div around Markdown shows nothing; a line break in a table does."""
    assert prose('<div class="x" markdown="1">\n\nIn a<br>box.\n\n</div>\n') == "In a<br>box."


def test_footnotes_are_numbered_and_gathered_at_the_end() -> None:
    """They count in the order in which they are mentioned; one that nobody mentions is left out."""
    text = "# T\n\nA.[^b] B.[^a] C.[^b]\n\n[^a]: Alpha\n    and *more*.\n[^b]: Beta.\n[^c]: Gamma.\n"
    body, notes = cells(text)
    assert body.text == "# T\n\nA.<sup>1</sup> B.<sup>2</sup> C.<sup>1</sup>"
    assert notes.text == "## Notes\n\n1. Beta.\n2. Alpha and *more*."


def test_a_note_that_is_not_defined_stays_its_text() -> None:
    """So does a bracket that is escaped, and a definition within code defines nothing."""
    text = "A.[^nowhere] B.\\[^a] C.[^a] D.[^code]\n\n```text\n[^code]: x\n```\n\n[^a]:Alpha.[^never]\n"
    body, notes = cells(text)
    assert body.text.startswith("A.[^nowhere] B.\\[^a] C.<sup>1</sup> D.[^code]\n")
    assert notes.text == "## Notes\n\n1. Alpha.[^never]"


def test_a_note_may_mention_another() -> None:
    """That one is gathered as well, though nothing else mentions it."""
    _, notes = cells("# T\n\nA.[^a]\n\n[^a]: Alpha.[^b]\n[^b]: Beta.\n")
    assert notes.text == "## Notes\n\n1. Alpha.<sup>2</sup>\n2. Beta."


@pytest.mark.parametrize(
    ("path", "address", "target", "wanted"),
    [
        ("docs/page.md", ADDRESS, "other.md", "https://book.example/sub/other/"),
        ("docs/page.md", ADDRESS, "other.md#part", "https://book.example/sub/other/#part"),
        ("docs/page.md", ADDRESS, "#part", "https://book.example/sub/page/#part"),
        ("docs/page.md", ADDRESS, "index.md", "https://book.example/sub/"),
        ("docs/page.md", ADDRESS, "assets/a.png", "https://book.example/sub/assets/a.png"),
        ("docs/page.md", ADDRESS, "https://else.example/x.md", "https://else.example/x.md"),
        ("docs/index.md", "https://book.example/sub/", "page.md", "https://book.example/sub/page/"),
        (
            "docs/labs/a.md",
            "https://book.example/sub/labs/a/",
            "b.md#c",
            "https://book.example/sub/labs/b/#c",
        ),
        ("docs/labs/a.md", "https://book.example/sub/labs/a/", "../b.md", "https://book.example/sub/b/"),
        ("docs/labs/index.md", "https://book.example/sub/labs/", "../b.md", "https://book.example/sub/b/"),
    ],
)
def test_links_lead_to_the_site(path: str, address: str, target: str, wanted: str) -> None:
    """A link from page to page has its full address, since a notebook lies anywhere."""
    assert prose(f"See [it]({target}).\n", path, address) == f"See [it]({wanted})."


def test_attributes_are_left_out() -> None:
    """Ids and classes are for the site; what looks alike in math and code stays."""
    text = "A work.\n{#key1999}\n\n[Go](x.md){ .big } and $\\hat{y}_{.5}$ and `{#a} [^b]`.\n"
    wanted = "A work.\n\n[Go](https://book.example/sub/x/) and $\\hat{y}_{.5}$ and `{#a} [^b]`."
    assert prose(text) == wanted


def test_an_exercise_leaves_its_task_and_a_link(house: House) -> None:
    """The title, what the reader starts from, and the place where an answer is checked."""
    house.write(
        "docs/exercises/double.py",
        "# Write `double`.\n# %% starter\ndef double(x):\n    ...\n# %% hint\n# Add.\n"
        "# %% solution\ndef double(x):\n    return 2 * x\n"
        "# %% checks\ndef check_two(double):\n    assert double(1) == 2\n",
    )
    (cell,) = cut(
        Chapter(house.root / "docs" / "page.md", "```exercise\ndouble\n```\n", house.root / "docs"), ADDRESS
    )
    assert cell.text == (
        f"**Exercise: Write `double`.** [The page]({ADDRESS}#exercise-double) checks your answer.\n\n"
        "```python\ndef double(x):\n    ...\n```"
    )


def test_a_rebuild_leaves_a_link(house: House) -> None:
    """What is put in order by moving lines is for the page."""
    house.write(
        "docs/exercises/double.py",
        "# Write `double`.\n# %% starter\ndef double(x):\n    ...\n# %% hint\n# Add.\n"
        "# %% solution\ndef double(x):\n    y = 2 * x\n    return y\n"
        "# %% checks\ndef check_two(double):\n    assert double(1) == 2\n"
        "# %% wrong: half\n# Double.\ndef double(x):\n    y = x / 2\n    return y\n",
    )
    page = Chapter(house.root / "docs" / "page.md", "```rebuild\ndouble\n```\n", house.root / "docs")
    (cell,) = cut(page, ADDRESS)
    link = f"[The page]({ADDRESS}#rebuild-double) has its lines to put in order."
    assert cell.text == f"**Rebuild it: Write `double`.** {link}"


def test_a_faded_example_keeps_its_blanks() -> None:
    """The steps stand there without what the page says of wrong answers; the block is folded."""
    block = "```python\nprint(3)\nprint(4)\nprint(5)\n```\n\n```output\n3\n4\n5\n```\n\n"
    opening = '<details class="solution" markdown="1">\n<summary>Show the answer</summary>'
    fold = f"{opening}\n\n{block}</details>\n"
    steps = "1. First 3\n2. Then [ ]\n    - 5 — too much.\n"
    text = f'<div class="faded" id="x" markdown="1">\n\nGiven.\n\n{steps}\n{fold}\n</div>\n'
    asked, _, code = read(text)["cells"]
    assert "".join(asked["source"]) == "Given.\n\n1. First 3\n2. Then [ ]"
    assert code["metadata"]["jupyter"]["source_hidden"]


QUESTION = """<div class="question" id="name" markdown="1">

Which?

{above}- {wrong}no — that is *wrong*
- {right}yes — as [here](x.md#y)
  it says

{under}Taught in [Here](x.md#y).

</div>

Go on.
"""
TAUGHT = "Taught in [Here](https://book.example/sub/x/#y)."
HERE = "as [here](https://book.example/sub/x/#y) it says"


def test_a_question_shows_its_choices_and_folds_its_answer() -> None:
    """No box is ticked in what is asked; the answer says which choice is right, and why."""
    asked, answer, after = cells(QUESTION.format(wrong="[ ] ", right="[x] ", above="", under=""))
    assert (asked.text, asked.summary) == ("**Choose one.**\n\nWhich?\n\n- no\n- yes", "")
    assert answer.summary == "Show the answer"
    assert answer.text == f"- Wrong: no — that is *wrong*\n- **Right:** yes — {HERE}\n\n{TAUGHT}"
    assert (after.text, after.summary) == ("Go on.", "")


def test_a_question_for_a_number_does_not_name_wrong_answers() -> None:
    """They are in the answer, and so is the block that computes it."""
    block = "```python\nprint(3, 1, 2, sep='\\n')\n```\n\n```output\n3\n1\n2\n```\n\n"
    text = (
        QUESTION.format(wrong="", right="", above="", under=block).replace("no —", "1 —").replace("yes", "2")
    )
    asked, answer, code, taught, _ = read(text)["cells"]
    assert "".join(asked["source"]) == "**Type a number.**\n\nWhich?"
    assert f"The answer is **3**.\n\n- 1 — that is *wrong*\n- 2 — {HERE}" in "".join(answer["source"])
    assert code["metadata"]["jupyter"] == {"source_hidden": True, "outputs_hidden": True}
    assert "<summary>The answer goes on</summary>" in "".join(taught["source"])


def test_a_question_for_an_output_hides_it() -> None:
    """The reader sees the block, and what it prints only where it is unfolded."""
    block = "```python\nprint(3)\n```\n\n```output\n3\n```\n\n"
    asked, code, answer, _ = read(QUESTION.format(wrong="", right="", above=block, under=""))["cells"]
    assert "".join(asked["source"]) == f"**{questions.KINDS['prints']}.**\n\nWhich?"
    assert code["metadata"]["jupyter"] == {"source_hidden": False, "outputs_hidden": True}
    assert "".join(code["outputs"][0]["text"]) == "3\n"
    assert "The answer is what the block above prints." in "".join(answer["source"])


def test_a_figure_brings_its_colours_and_its_words() -> None:
    """The notebook holds the page's figure, which needs no style sheet there, with its alt text."""
    svg = (
        '<svg viewBox="0 0 9 9" stroke-linejoin="round">'
        '<path fill="var(--nn-blue, #3a7fd0)" stroke="currentColor"/>'
        '<path fill="var(--md-default-bg-color, #fff)"/></svg>'
    )
    text = f'```python\nx = 1\n```\n\n```python alt="A line"\n{FIGURE}```\n'
    without, with_figure = read(text, svg)["cells"]
    assert without["outputs"] == []
    (output,) = with_figure["outputs"]
    assert output["data"]["text/plain"] == ["A line"]
    assert output["metadata"]["image/svg+xml"]["alt"] == "A line"
    drawn = "".join(output["data"]["image/svg+xml"])
    assert "var(" not in drawn and "currentColor" not in drawn
    assert 'role="img"' in drawn and 'aria-label="A line"' in drawn
    assert "#3a7fd0" in drawn and "font-family" in drawn
    ground, *_ = list(ElementTree.fromstring(drawn))
    assert ground.get("fill") == "#fff"


NEEDY = """```python needs="no_such_package"
import no_such_package

print("fine")
```

```output
fine
```
"""


def test_a_block_that_needs_more_keeps_its_pin_and_can_do_without() -> None:
    """The notebook shows what the block prints; the code says what is missing instead of failing."""
    (cell,) = read(NEEDY)["cells"]
    assert "".join(cell["outputs"][0]["text"]) == "fine\n"
    done = processes.run([sys.executable, "-c", "".join(cell["source"])])
    assert (done.returncode, done.stdout) == (0, "This block needs no_such_package.\n")


def test_a_block_that_needs_more_runs_where_that_is_installed(capsys: pytest.CaptureFixture[str]) -> None:
    """Where the package is there, the block does what it does on the page."""
    (block,) = chapter(NEEDY.replace("no_such_package", "numpy")).blocks
    exec(compile(notebook.runnable(block), "block.py", "exec"), {})
    assert capsys.readouterr().out == block.pin


def test_a_block_whose_text_would_change_is_refused() -> None:
    """To indent a text of several lines is to change it."""
    source = 'import json\n\nx = """a\nb"""\n'
    (block,) = chapter(f'```python needs="json"\n{source}```\n').blocks
    with pytest.raises(ChapterError, match=r"docs/page.md:1: .*indented"):
        notebook.runnable(block)


@pytest.mark.parametrize("source", ["x = = 1\n", "return\n", "# no code\n", "x = '\\d'\n", ""])
def test_a_block_that_needs_more_goes_home_as_it_is(source: str, results: Results) -> None:
    """Its own check tells what is wrong with it, and the rest of the script runs."""
    block = f'```python needs="no_such_package"\n{source}```\n'
    made = notebook.take_home(
        chapter(f"# A\n\n{block}\n```python\nprint(1)\n```\n"), results, ADDRESS, LIBRARY
    )
    nbformat.validate(json.loads(made["notebooks/page.ipynb"]))
    done = ran(made["scripts/page.py"])
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["1"]), done.stderr


def ran(script: str) -> subprocess.CompletedProcess[str]:
    """Run a script."""
    return processes.run([sys.executable, "-W", "ignore", "-c", script])


SHOWN = """# A

One.

```python shown="it never ends"
while True:
    x = "```"
```

```python
print(1)
```

```output
1
```
"""


def test_code_that_is_only_shown_does_not_run_at_home(results: Results) -> None:
    """It is a fence in the notebook's prose and a comment of the script, with the words of the page."""
    prose, code = read(SHOWN)["cells"]
    assert "".join(prose["source"]) == (
        '# A\n\nOne.\n\n```python\nwhile True:\n    x = "```"\n```\n\n*Not run: it never ends.*'
    )
    assert (code["cell_type"], code["source"]) == ("code", ["print(1)"])
    script = notebook.script(chapter(SHOWN), ADDRESS, LIBRARY)
    assert '# ```python\n# while True:\n#     x = "```"\n# ```\n#\n# *Not run: it never ends.*\n' in script
    assert ran(script).stdout == "1\n"
    quoted = "> ```python shown='<no>'\n> x\n> ```\n".replace("'", '"')
    assert prose_of(quoted) == "> ```python\n> x\n> ```\n>\n> *Not run: &lt;no&gt;.*"
    alone = chapter(SHOWN.partition("```python\nprint")[0])
    assert notebook.take_home(alone, results, ADDRESS, LIBRARY) == {}


def prose_of(text: str) -> str:
    """Return all prose of a text."""
    return "\n\n".join(cell.text for cell in cells(text) if cell.block is None)


FUTURE = '''# A

```python
print(1)
```

```python
"""A text."""
from __future__ import annotations  # why

def f(x: nowhere): ...

print(2)
```

```python needs="no_such_package"
from __future__ import (
    annotations, division
)
import no_such_package
```

```python
from __future__ import division; print(3)
```
'''


def test_imports_from_the_future_come_first_in_a_script() -> None:
    """Elsewhere they are errors; in a notebook each cell has its own, also where its code is guarded."""
    script = notebook.script(chapter(FUTURE), ADDRESS, LIBRARY)
    assert "\n\n# %%\nfrom __future__ import annotations, division\n\n" in script
    assert script.count("__future__") == 1 and "# why" in script
    done = ran(script)
    assert (done.returncode, done.stdout) == (0, "1\n2\nThis block needs no_such_package.\n3\n")
    sources = ["".join(cell["source"]) for cell in read(FUTURE)["cells"] if cell["cell_type"] == "code"]
    assert sources[1].startswith('"""A text."""\nfrom __future__ import annotations  # why\n')
    for source in sources:
        assert ran(source).returncode == 0


def test_equal_chapters_give_equal_notebooks() -> None:
    """The ids of the cells are no accident."""
    data = read(SOLUTION)
    assert data == read(SOLUTION)
    ids = [cell["id"] for cell in data["cells"]]
    assert len(set(ids)) == len(ids)


def test_the_site_offers_both_and_keeps_them(house: House) -> None:
    """A page with blocks links its notebook and its script, and the files are there, with the figure."""
    house.write("docs/plain.md", "# Plain\n\nNo block.\n")
    block = f'```python alt="A line"\n{FIGURE}print(0.5)\n```\n\n```output\n0.5\n```\n'
    house.write("docs/deep/good.md", f"# Good\n\n{block}")
    done = house.build("mkdocs", "--strict")
    assert done.returncode == 0, done.stdout
    site = house.root / "site"
    html = (site / "deep" / "good" / "index.html").read_text(encoding="utf-8")
    for kind, path in (("notebook", "notebooks/deep/good.ipynb"), ("script", "scripts/deep/good.py")):
        assert f'<a href="../../{path}" download>{kind}</a>' in html
        assert (site / path).exists()
        assert f'"{path}"' in (site / "sw.js").read_text(encoding="utf-8")  # it is there offline, too
    data = json.loads((site / "notebooks" / "deep" / "good.ipynb").read_text(encoding="utf-8"))
    nbformat.validate(data)
    printed, drawn = data["cells"][-1]["outputs"]
    assert printed["text"] == ["0.5\n"]
    ElementTree.fromstring("".join(drawn["data"]["image/svg+xml"]))
    assert "nn-takeaway" not in (site / "plain" / "index.html").read_text(encoding="utf-8")


def test_a_page_without_blocks_offers_nothing(results: Results) -> None:
    """There is nothing to run in it, and no line says that there is."""
    assert notebook.take_home(chapter("# A\n\nProse.\n"), results, ADDRESS, LIBRARY) == {}
    assert notebook.with_links("<h1>A</h1>", {}) == "<h1>A</h1>"


def test_what_is_taken_home_is_named_after_its_page(results: Results) -> None:
    """A page in a folder has its notebook and its script in one of that name, offered under the title."""
    made = notebook.take_home(
        chapter("# A\n\n```python\nx = 1\n```\n", "docs/deep/a.md"), results, ADDRESS, LIBRARY
    )
    assert list(made) == ["notebooks/deep/a.ipynb", "scripts/deep/a.py"]
    nbformat.validate(json.loads(made["notebooks/deep/a.ipynb"]))
    assert "\nx = 1\n" in made["scripts/deep/a.py"]
    html = notebook.with_links("<h1>A</h1><p>B</p><h1>C</h1>", {name: f"../../{name}" for name in made})
    title, _, rest = html.partition("</h1>")
    assert title == "<h1>A"
    assert rest.strip().startswith('<p class="nn-takeaway"')
    for name, kind in zip(made, ("notebook", "script"), strict=True):
        assert html.count(f'<a href="../../{name}" download>{kind}</a>') == 1


BOOK = [chapter for chapter in Book(ROOT).chapters if chapter.blocks]
each_chapter = pytest.mark.parametrize("chapter", BOOK, ids=lambda chapter: chapter.path.stem)


def pinned(block: Block) -> str:
    """Return what a block prints here, in a line or more, or nothing."""
    if block.missing:
        return notebook.missing(block) + "\n"
    return pins.normal(block.pin) + "\n" if block.pin else ""


@each_chapter
def test_nothing_of_the_site_is_left_in_a_notebook(chapter: Chapter) -> None:
    """No attribute, footnote, callout or relative link of a real chapter is left over in its prose."""
    found = cut(chapter, ADDRESS)
    assert [cell.block for cell in found if cell.block] == chapter.blocks
    for cell in found:
        if cell.block is None and "```" not in cell.text and "`{" not in cell.text:
            for rest in ("markdown=", "[^", "[!", "{#", "{ .", ".md)", ".md#"):
                assert rest not in cell.text


@each_chapter
def test_a_script_has_the_code_of_the_notebook(chapter: Chapter, results: Results) -> None:
    """Cell by cell the same code, and all else is comment; the notebook of each chapter runs below."""
    parts = re.split(r"^# %%(.*)\n", notebook.script(chapter, ADDRESS, LIBRARY), flags=re.MULTILINE)
    code = [text.rstrip() for mark, text in zip(parts[1::2], parts[2::2], strict=True) if not mark]
    cells = json.loads(notebook.notebook(chapter, results, ADDRESS, LIBRARY))["cells"]
    assert code == ["".join(cell["source"]).rstrip() for cell in cells if cell["cell_type"] == "code"]
    prose = [text for mark, text in zip(["", *parts[1::2]], parts[::2], strict=True) if mark]
    assert ast.parse("\n".join([parts[0], *prose])).body == []


@pytest.mark.parametrize("name", ["activations", "takeaways"])  # the first has a block that may do without
def test_a_script_prints_the_pins(name: str, tmp_path: Path) -> None:
    """The script of a chapter runs alone, and prints what the page shows, in its order, and nothing else."""
    (chapter,) = (chapter for chapter in BOOK if chapter.path.stem == name)
    file = tmp_path / "script.py"
    file.write_text(notebook.script(chapter, ADDRESS, LIBRARY), encoding="utf-8")
    environment = os.environ | {"MPLBACKEND": "agg", "PYTHONUTF8": "1"}
    done = processes.run([sys.executable, file], cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stderr
    wanted = "".join(pinned(block) for block in chapter.blocks)
    assert pins.equal(done.stdout, wanted), pins.difference(done.stdout, wanted)


@each_chapter
def test_a_notebook_runs_and_prints_the_pins(chapter: Chapter, results: Results, tmp_path: Path) -> None:
    """Run from top to bottom, each cell prints its pin, and draws and warns where the page does."""
    book = nbformat.reads(notebook.notebook(chapter, results, ADDRESS, LIBRARY), as_version=4)
    with tempfile.TemporaryDirectory() as folder:  # a socket's name must be short
        # A port that is free may be another process's a moment later.
        named = {"transport": "ipc", "ip": f"{folder}/kernel"} if os.name == "posix" else {}
        NotebookClient(
            book,
            timeout=processes.HANG,
            startup_timeout=processes.HANG,
            iopub_timeout=processes.HANG,  # or what a busy machine prints late is lost
            shutdown_kernel="immediate",  # asked politely, one kernel in four takes three seconds to end
            resources={"metadata": {"path": str(tmp_path)}},
            config=Config(KernelManager=named),
        ).execute()
    ran = [cell for cell in book.cells if cell.cell_type == "code"]
    assert len(ran) == len(chapter.blocks)
    for cell, block in zip(ran, chapter.blocks, strict=True):
        streams = [output for output in cell.outputs if output.output_type == "stream"]
        warned = "".join(output.text for output in streams if output.name == "stderr")
        assert bool(warned) == (block.warning is not None), warned
        told = (block.warning or "").splitlines()
        assert [line for line in told if line not in warned] == []
        printed = "".join(output.text for output in streams if output.name == "stdout")
        wanted = replace(block, pin=pinned(block))
        assert promises.prints_its_pin(wanted, printed), pins.difference(printed, pinned(block))
        drawn = [output for output in cell.outputs if "image/png" in output.get("data", {})]
        assert len(drawn) == ("alt" in block.options and not block.missing)
