"""The order of terms: what counts as a use, what introduces it, and what is said where the order is wrong."""

import re
from pathlib import Path

import pytest

from nnbook.book.check import terms
from nnbook.book.content.book import Book
from nnbook.book.content.errors import ChapterError

A = "# First\n\n{}\n\n## Slopes\n\nA slope $\\eta$ of `code`.\n\n```python\nx @ y\n```\n"
B = "# Second\n\n## Later\n\nThe learning rate.\n"
LIST = """held = ["a.md", "b.md"]

[words]
"slope, rise over run" = "a.md#slopes"
"learning rate" = "b.md#later"
"Adam" = "b.md"

[signs]
'\\eta' = "a.md#slopes"

[idioms]
"@" = "a.md#slopes"
"""


def found(root: Path, text: str, listed: str = LIST) -> list[str]:
    """Return what is wrong with a book whose first page begins with this text; file and line, and what."""
    (root / "docs").mkdir(exist_ok=True)
    (root / "docs/a.md").write_text(A.format(text), encoding="utf-8")
    (root / "docs/b.md").write_text(B + "\nOf Adam.\n", encoding="utf-8")
    (root / "docs/c.md").write_text("# No chapter\n\nAdam.\n", encoding="utf-8")
    (root / "terms.toml").write_text(listed, encoding="utf-8")
    problems = terms.problems(Book(root), terms.read(root / "terms.toml"))
    return [f"{error.path.name}:{error.line}: {error.problem}" for error in problems]


FENCE = "```{}\n{}\n```"


@pytest.mark.parametrize(
    "text",
    [
        "Text.",
        "The `slope` and <b slope>it</b>, ![slope](x.png).",
        "Slopestyle, downslope and slope-less, and adam.",
        "[The slope](#slopes), [a slope](a.md#slopes) and [learning\nrates](b.md#later), [Adam](b.md).",
        "Of $\\etas$ and $1 - \\beta$.",
        FENCE.format('python alt="a slope"', "x @ y"),
        FENCE.format("text", "slope \\eta @"),
        '<details class="second" markdown="1">\n\nThe slope $\\eta$.\n\n```python\nx @ y\n```\n\n</details>',
        "[^1]: A slope.",
        "<!-- slope -->",
    ],
    ids=["nothing", "marks", "words", "links", "signs", "figure", "text", "fold", "note", "comment"],
)
def test_what_is_no_use_may_come_first(tmp_path: Path, text: str) -> None:
    """What nobody reads, other words, and a link to the very place."""
    assert found(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("Text.\n\nThe slope.", 5, "slope"),
        ("Slopes are.", 3, "Slopes"),
        ("A rise over\nrun.", 3, "rise over run"),
        ("## The **slope**", 3, "slope"),
        ("> - one\n>   and its slope", 4, "slope"),
        ("| a |\n|---|\n| slope |", 5, "slope"),
        ("[The slope](b.md#later) of [slope](#later).", 3, "slope"),
        ("The learning rate.", 3, "learning rate"),
        ("*Adam*.", 3, "Adam"),
        ("Text\nand ${\\eta}_1$.", 4, "\\eta"),
        (FENCE.format("math", "x\n\\eta x"), 5, "\\eta"),
        (FENCE.format("python", "x = 1\n\nprint(x @ x)"), 6, "@"),
    ],
)
def test_a_use_before_its_place_is_told(tmp_path: Path, text: str, line: int, said: str) -> None:
    """With file and line, what is used, and where it is introduced."""
    problem, *more = found(tmp_path, text)
    assert problem.startswith(f"a.md:{line}: {said!r} is used here, and introduced later, in ")
    assert len(more) == text.count("slope](") - 1 if "slope](" in text else more == []


def test_a_question_may_ask_for_what_it_links_to(tmp_path: Path) -> None:
    """A page that asks what a reader knows comes before what teaches it."""
    asked = (
        '<div class="question" id="one" markdown="1">\n\nWhich slope?\n\n- [x] This — its slope.\n'
        "- [ ] That — no slope.\n\nTaught in [Slopes]({}).\n\n</div>"
    )
    assert found(tmp_path, asked.format("#slopes")) == []
    assert len(found(tmp_path, asked.format("#first"))) == 4


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("b.md#later", "b.md#nowhere", "'learning rate': no such place, b.md#nowhere"),
        ("b.md#later", "x.md#later", "'learning rate': no such place, x.md is no such page"),
        ("b.md#later", "c.md#no-chapter", "'learning rate': no such place, c.md is no page that is held"),
        ("b.md#later", "b.md#second", ""),
        ("a.md#slopes", "a.md#first", ""),
        ('"Adam" = "b.md"', '"Adam" = "b.md#later"', ""),
        ('rate" = "b.md#later"', 'rate" = "a.md#slopes"', "a.md#slopes says nothing of it"),
        ('"@" =', '"lambda" =', "'lambda': a.md#slopes says nothing of it"),
        ('"a.md", "b.md"', '"a.md", "b.md", "d.md"', "the list holds d.md, and there is no such page"),
    ],
)
def test_each_entry_has_a_place_that_speaks_of_it(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """A heading, a name or a page that is held; its section, subsections with it, uses the word."""
    listed = LIST.replace(old, new)
    problems = found(tmp_path, "Text.", listed)
    assert [text for text in problems if text.startswith("terms.toml:")] == problems
    if not problem:
        assert problems == []
        return
    number = next(n for n, line in enumerate(listed.split("\n"), 1) if new in line)
    assert problems[0].startswith(f"terms.toml:{number}: ") and problem in problems[0]


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("## It {#own}\n\nAdam.", "own"),
        ("## It `x`, [so](b.md)\n\nAdam.", "it-x-so"),
        ('```math id="sum"\nx\n```\n\nAdam.', "sum"),
        ("| a |\n|---|\n| b |\n\n{: #table }\n\nAdam.", "table"),
        ("## Slopes\n\nAdam.\n\n## Slopes", "slopes"),
        ("## Slopes\n\n## Slopes\n\nAdam.", "slopes_1"),
    ],
)
def test_a_place_may_be_any_address(tmp_path: Path, text: str, anchor: str) -> None:
    """That of a heading, as the site makes it, or a name that the author gave."""
    listed = f'held = ["a.md"]\n\n[words]\n"Adam" = "a.md#{anchor}"\n'
    assert found(tmp_path, text, listed) == []
    assert len(found(tmp_path, f"Of Adam.\n\n{text}", listed)) == 1


@pytest.mark.parametrize(
    ("listed", "line", "problem"),
    [
        ("held = [", 1, "cannot be read"),
        ('[verbs]\n"go" = "a.md"\n', 1, "words, signs, idioms"),
        ('held = []\n\n[idioms]\n"a loop" = "a.md"\n', 4, "no idiom is called 'a loop'"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, listed: str, line: int, problem: str) -> None:
    """With its line, and what may stand there."""
    with pytest.raises(ChapterError, match=re.escape(problem)) as failure:
        found(tmp_path, "Text.", listed)
    assert failure.value.line == line


CODE = {
    "x @ y": {"@"},
    "x @= y": {"@", "+="},
    "x.T": {".T", "x.T"},
    "f(x, axis=0)": {"f()", "axis="},
    "np.where(x)": {".where", "np.where"},
    "np.random.default_rng(0)": {".default_rng", ".random", "np.random", "np.random.default_rng"},
    "f'{x}'": {"f-string"},
    "f'{x:.2f}'": {"f-string", "f-string format"},
    "x[:, None]": {"[:, None]", "[i:j]"},
    "x[np.newaxis]": {"[:, None]", ".newaxis", "np.newaxis"},
    "x[::2]": {"[::step]"},
    "x[[1, 2]]": {"[[i, j]]"},
    "x[x > 1]": {"boolean index"},
    "x[~m]": {"boolean index", "~"},
    "x[0]": set(),
    "a, b = x": {"a, b ="},
    "[x for x in y]": {"list comprehension"},
    "{x: 1 for x in y}": {"dict comprehension"},
    "f(x for x in y)": {"f()", "generator expression"},
    "f(*x, **y)": {"f()", "*arguments", "**keywords"},
    "lambda x: x": {"lambda"},
    "x | y": {"|"},
    "1 if x else 2": {"conditional expression"},
    "def f(axis=0):\n    pass": set(),
    "'@ lambda axis='  # zip()": set(),
    "this is no Python": set(),
}


@pytest.mark.parametrize("code", CODE)
def test_an_idiom_is_found_in_the_syntax_tree(code: str) -> None:
    """Whatever the text looks like."""
    assert {name for name, _ in terms.idioms(code)} == CODE[code]


def test_each_idiom_of_the_list_can_be_found() -> None:
    """None is named that nothing finds."""
    more = ("assert x", "with x:\n    y", "try:\n    x\nfinally:\n    y", "class A:\n    x", "(y := x)")
    assert terms.IDIOMS.keys() <= {name for code in (*CODE, *more) for name, _ in terms.idioms(code)}
