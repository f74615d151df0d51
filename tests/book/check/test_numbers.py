"""Which numbers of the prose count as founded."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nnbook.book.check import numbers
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Chapter
from nnbook.book.results.pool import Pool
from nnbook.book.results.results import Results

BLOCK = """
```python
import numpy as np

rate, samples = 0.05, 1_000  # 777 in a comment
print("loss", 0.6590, -0.25, 12345.678)
```

```output
loss 0.6590 -0.25 12345.678
```
"""


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, pool: Pool) -> Iterator[Results]:
    """Return the results of an empty book."""
    results = Results(Book(tmp_path_factory.mktemp("book")), None, 1, pool)
    yield results
    results.close()


Said = Callable[..., list[str]]


@pytest.fixture
def said(runs: Results) -> Said:
    """Return what gives the messages for a page with this prose, without the path."""

    def said(
        prose: str, block: str = BLOCK, meta: str = "", references: str = "", name: str = "x.md"
    ) -> list[str]:
        page = Chapter(Path("docs") / name, f"{meta}# A page\n\n{prose}\n{block}")
        found = numbers.problems(page, runs, references)
        return [str(problem).removeprefix(f"docs/{name}:") for problem in found]

    return said


@pytest.mark.parametrize(
    "prose",
    [
        "The loss is 0.6590.",
        "The loss is 0.659, as a number.",
        "It is 0.66 in two digits.",
        "That is 65.9 %, or 66 %, or 66%, or 66 per cent, or $65.9\\,\\%$.",
        "It is **0.659** and _0.659_ and *0.659* and (0.659).",
        "It is `0.659` and `loss = 0.659`.",
        "It is $0.659$ and $L = 0.659\\,$.",
        "It is -0.25, or \u22120.25, or $-0.25$.",
        "It falls by 0.25.",
        "From -0.25 to 0.659: [-0.25, 0.659].",
        "There are 1000 samples, or 1,000, or 1\u202f000, or a thousand: 1 thousand.",
        "There are $1000$, or $1{,}000$, or $1\\,000$.",
        "In full 12345.678, or 12,345.678, or 12346.",
        "A rate of 0.05, or 5e-2, or 5 %, or $5 \\cdot 10^{-2}$, or 5·10⁻², or 5 × 10⁻².",
        "Ten of them: 10, 7, 0, and $-3$ is small too.",
        "The layers are 2-4-1, 2-layer, 3-D, the 1st and the 10th.",
        "`W1`, W12, A22, x22, L22, float64, w_12, `x_12`, GPT-45, ResNet-50.",
        "NumPy 2.0, Python 3.11, version 1.61.0.",
        "$x_{12}$, $x_1^{20}$, $2^{n}$, $W^{[12]}$, $x^{20}_{ij}$, $e^{-17}$, $\\sigma_{12,\\text{max}}$",
        "$\\frac12$ of it, $\\tfrac{1}{2}$ too.",
        "[A link](https://host.example/2024/12345?x=99) and <https://host.example/1999>.",
        "A bare https://host.example/1987.",
        "![A picture](images/figure-1234.png) and [a section](#part-77){ #id-88 .w99 }.",
        "A note.[^smith1999]\n\n[^smith1999]: J. Smith, *Title*, Journal 12 (1999), 345-678.",
        "A note.[^smith1999]\n\n[^smith1999]: J. Smith, 1999.\n[^jones2001]: M. Jones, 2001.",
        "An entity &#8211; and &nbsp; and a comment <!-- 1234 -->.",
        '<img src="a.png" width="350" height="200">',
        "```text\n1234\n```",
        "> [!NOTE]\n> It is 0.659.",
    ],
)
def test_founded(said: Said, prose: str) -> None:
    """What a block prints or holds, in fewer digits or in per cent, and what is no number at all."""
    assert said(prose) == []


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("The loss is 0.6591.", ["0.6591"]),
        ("The loss is 0.65.", ["0.65"]),
        ("The loss is 0.7.", ["0.7"]),
        ("The loss is 0.65900001.", ["0.65900001"]),
        ("It is -0.659.", ["-0.659"]),
        ("It is \u22120.659 and $-0.659$.", ["\u22120.659", "-0.659"]),
        ("It is 12 345.", ["12", "345"]),
        ("It is 12,346,000.", ["12,346,000"]),
        ("A page of 777.", ["777"]),
        ("Eleven is 11.", ["11"]),
        ("Half is 0.5, and 1.5 is more.", ["0.5", "1.5"]),
        ("67 % or 67% of them.", ["67 %", "67%"]),
        ("`0.44` in a code span, and `(2,300)`.", ["0.44", "300"]),
        ("$0.44$ and $\\frac{1}{256}$ and $x_1 + 0.44$.", ["0.44", "256", "0.44"]),
        ("$10^{-5}$ and $2 \\cdot 10^{4}$ and $10^4$ and 10⁻⁵.", ["1e-5", "2e4", "1e4", "1e-5"]),
        ("10 million and 86 billion neurons, 2 hundred.", ["10 million", "86 billion", "2 hundred"]),
        ("In 1958, between 1960-1969, in the 1970s.", ["1958", "1960", "1969", "1970"]),
        ("A 784-30-10 network of 784-dimensional inputs.", ["784", "30", "784"]),
        ("The 100th epoch takes 25ms.", ["100", "25"]),
        ("| a | b |\n|---|---|\n| 1 | 0.44 |", ["0.44"]),
        ("- A list\n- of 0.44", ["0.44"]),
        ("> A quote of 0.44", ["0.44"]),
        ("## 12 steps", ["12"]),
        ("<summary>Show 12 steps</summary>", ["12"]),
        ('<div markdown="1">\n\nInside 0.44\n\n</div>', ["0.44"]),
        ("[A link of 0.44](x.md) and ![a picture of 0.45](x.png)", ["0.44", "0.45"]),
        ("```math\nz = 0.44 + x_{12}\n```", ["0.44"]),
        ("```math\n\\begin{pmatrix} 0.44 \\\\[12pt] 0.659 \\end{pmatrix}\n```", ["0.44"]),
        ("A start of .44 and an end of 44.", [".44", "44"]),
        ("1e-5 and 1E-5 and 1e\u22125", ["1e-5", "1E-5", "1e\u22125"]),
        ("A note[^1] of 0.44.\n\n[^1]: Smith, 1999.", ["0.44"]),
    ],
)
def test_unfounded(said: Said, prose: str, found: list[str]) -> None:
    """What the page neither prints nor holds, wherever the prose says it."""
    assert [message.split("'")[1] for message in said(prose)] == found


def test_the_line_of_a_number_is_its_own(said: Said) -> None:
    """In a paragraph of several lines, a table and a formula, below front matter."""
    prose = "One.\nTwo: 0.44.\nThree.\n\n| a |\n|---|\n| 1 |\n| 0.45 |\n\n```math\nx\n= 0.46\n```\n"
    assert [message.split(":")[0] for message in said(prose)] == ["4", "10", "14"]
    assert [message.split(":")[0] for message in said(prose, meta="---\ntitle: A\n---\n")] == [
        "7",
        "13",
        "17",
    ]


def test_the_message_names_file_line_and_number(runs: Results) -> None:
    """A person finds the number without searching."""
    page = Chapter(Path("docs/x.md"), "# A\n\nIt is 0.44.\n")
    [problem] = numbers.problems(page, runs)
    assert str(problem).startswith("docs/x.md:3: the prose says '0.44', and ")


def test_another_page_is_no_ground(said: Said) -> None:
    """Only the page's own blocks count."""
    assert len(said("It is 0.659.", block="")) == 1


FACTS = """---
facts:
  - number: 86 billion
    source: azevedo2009
  - number: 1958
    source: rosenblatt1958
---
"""
NOTES = "\n\n[^azevedo2009]: Azevedo, 2009.\n[^rosenblatt1958]: Rosenblatt, 1958.\n"


@pytest.mark.parametrize("end", [".", ",[^azevedo2009] of course.", " neurons.", ")."])
def test_a_cited_fact_is_founded(said: Said, end: str) -> None:
    """A fact of the front matter may stand anywhere in the prose, also across a line end."""
    assert said(f"In 1958 there were 86 billion{end} Still 86\nbillion." + NOTES, meta=FACTS) == []


def test_a_fact_may_cite_the_references(said: Said) -> None:
    """An entry of references.md is a source as a footnote is."""
    references = "- Azevedo, 2009. {#azevedo2009}\n\n[Rosenblatt]{ .entry #rosenblatt1958 }\n"
    assert said("In 1958 there were 86 billion.", meta=FACTS, references=references) == []


@pytest.mark.parametrize(
    ("prose", "messages"),
    [
        ("There were 86 billion." + NOTES, ["5: the fact '1958' does not stand in the prose"]),
        (
            "There were 86 billion in 19580, or 1958.5." + NOTES,
            ["'1958' does not stand", "'19580'", "'1958.5'"],
        ),
        ("In 1958, 86 million and 86 billion." + NOTES, ["'86 million'"]),
        (
            "In 1958 there were 86 billion.",
            ["3: the source 'azevedo2009' is neither", "5: the source 'rosenblatt1958' is neither"],
        ),
    ],
)
def test_a_fact_that_is_not_in_order_fails(said: Said, prose: str, messages: list[str]) -> None:
    """An unused fact, a fact that says another number, an unknown source."""
    found = said(prose, meta=FACTS)
    assert len(found) == len(messages)
    for message, wanted in zip(found, messages, strict=True):
        assert wanted in message


def test_a_fact_without_source_fails(said: Said) -> None:
    """A number and a source, nothing less."""
    [message] = said("In 1958.", meta="---\nfacts:\n  - number: 1958\n---\n")
    assert "a fact has a number and a source" in message


def test_entries_of_the_references_are_citations(said: Said) -> None:
    """On references.md an entry with an id may hold years and pages; other prose may not."""
    entry = "- Smith, 1999, pages 123-145. {#smith1999}\n- Not an entry, 1999."
    assert [message.split("'")[1] for message in said(entry, name="references.md")] == ["1999"]
    assert len(said(entry)) == 4


FIGURE = """
```python alt="{}"
import matplotlib.pyplot as plt

plt.figure()
plt.text(0.5, 0.5, f"{{3 / 8:.3f}}")
plt.plot([0, 20])
plt.show()
```
"""


def test_an_alt_text_may_say_what_the_figure_shows(said: Said) -> None:
    """The figure's own text founds its alt text, and nothing else."""
    assert said("", block=FIGURE.format("A text that says 0.375, below 17.5")) == []
    [message] = said("", block=FIGURE.format("A text that says 0.376"))
    assert message.startswith("5: the prose says '0.376'")
    [message] = said("It is 0.375.", block=FIGURE.format("A text"))
    assert message.startswith("3: the prose says '0.375'")


def test_a_wrong_choice_may_say_a_wrong_number(said: Said) -> None:
    """It is exempt up to its dash; its explanation, the right choices and any other list are not."""
    question = (
        '<div class="question" id="q" markdown="1">\n\nHow large is the loss?\n\n'
        "- [x] 0.659 — it is 0.71\n- [ ] 0.72 — it is 0.73\n\nTaught in [A page](#a-page).\n\n</div>"
    )
    assert [problem.split("'")[1] for problem in said(question)] == ["0.71", "0.73"]
    assert [problem.split("'")[1] for problem in said("- [ ] 0.72 — it is 0.73")] == ["0.72", "0.73"]


def test_the_numbers_of_a_script_pass_unread(said: Said, runs: Results) -> None:
    """What it wrote is what it measured; a script that is not there wrote nothing."""
    (runs.book.root / "record.py").write_text("", encoding="utf-8")
    assert said("It is 0.44.", meta="---\nwritten_by: record.py\n---\n") == []
    for name in ("me", "nowhere.py", "."):
        (problem,) = said("It is 0.44.", meta=f"---\nwritten_by: {name}\n---\n")
        assert repr(name) in problem and "no such file" in problem


@pytest.mark.parametrize("quote", ['"', "'"])
def test_the_words_of_a_picture_in_html_count(said: Said, quote: str) -> None:
    """As those of one in Markdown do; its size and its address do not."""
    picture = f"Text <img src='a-0.77.png' alt={quote}{{}}{quote} width='640'> and more."
    assert said(picture.format("The loss is 0.659")) == []
    (problem,) = said(picture.format("The loss is 0.72"))
    assert "'0.72'" in problem


@pytest.mark.parametrize("options", [' shown="why"', ' needs="nowhere_to_be_found"'])
def test_a_block_that_does_not_run_founds_by_its_code_alone(said: Said, options: str) -> None:
    """There is no figure to look into."""
    block = f"\n```python{options}\nx = 0.375\n```\n"
    assert said("It is 0.375.", block=block) == []
    assert len(said("It is 0.376.", block=block)) == 1
