"""Counts of the code that a page shows: which lines count, and what each is about."""

from pathlib import Path
from textwrap import dedent

import pytest
from house import ROOT, House

from nnbook.book.check import counts
from nnbook.book.content.chapter import Chapter

DRAWING = frozenset({"nnbook.plots"})


# Each line of code stands behind the letter of its kind; t is the text of a docstring.
CODE = {
    "an import, over as many lines as it takes": """
        i import numpy as np
        i from nnbook.losses import (
        i     compute_loss,
        i )

        n x = np.ones(3)
    """,
    "a text that opens something": '''
        t """Module."""
        n class A:
        t     """Class."""
        n     def f(self, x):
        t         """Function.

        t         More of it.
        t         """
        n         return x
    ''',
    "a text that opens nothing": '''
        n x = """no docstring"""
        n """Nor this."""
        n def f():
        n     x = 1
        n     """Nor this."""
    ''',
    "what Matplotlib gave draws": """
        i import matplotlib.pyplot as plt
        n x = [1, 2]
        d fig, ax = plt.subplots()
        d ax.plot(
        d     x,
        d )
        n x.append(3)
    """,
    "what a module of the library that draws gave draws": """
        i from nnbook.plots import PALETTE
        i from nnbook import plots
        d blue = PALETTE["blue"]
        d print(blue)
        d plots.frame()
    """,
    "a name that is bound anew draws no more": """
        i import pylab as p
        n p = 3
        n print(p)
    """,
    "a loop of nothing but drawing": """
        i import pylab as p
        d for x in (1, 2):
        d     p.plot(x)
        n for x in (1, 2):
        n     y = x
        d     p.plot(y)
    """,
    "the head of a with that draws": """
        i import pylab as p
        d with p.subplots() as (fig, ax):
        n     x = 1
        d     ax.plot(x)
    """,
    "a function of nothing but drawing": '''
        i import pylab as p
        d def draw(x):
        t     """Draw."""
        d     p.plot(x)
    ''',
    "what refuses": """
        n def f(x):
        c     if x < 0:
        c         raise ValueError(
        c             x
        c         )
        n     if x > 3:
        n         x = 3
        c     elif x > 2:
        c         raise KeyError
        n     return x
    """,
    "the decorator": """
        c @checked(
        c     as_floats,
        c )
        n @cache
        n def f(x):
        n     return x
    """,
    "what looks at arguments": """
        i from nnbook.validation import as_count
        c n = as_count("n", 3)
        n print(n)
    """,
    "comments": """
        i # why
        i import numpy
        n # how
        n x = 1
        n # the end
    """,
    "branches": """
        n try:
        n     x = 1
        c except ValueError:
        c     raise
        n else:
        n     x = 3
        n finally:
        n     x = 4
        c match x:
        c     case 1:
        c         raise ValueError
        c     case _:
        c         raise KeyError
    """,
    "an assertion proves something": """
        n assert x == 1
    """,
    "what is no Python": """
        n import numpy
        n this is no Python
    """,
    "nothing": "",
}


@pytest.mark.parametrize("code", CODE.values(), ids=CODE)
def test_each_line_is_of_the_kind_of_its_statement(code: str) -> None:
    """By the syntax tree, whatever the lines look like."""
    lines = [line for line in dedent(code).split("\n") if line]
    by_letter = {"i": "imports", "n": "network", "c": "checks", "d": "drawing", "t": "docstrings"}
    found = counts.kinds("\n".join(line[2:] for line in lines), DRAWING, "nnbook.validation")
    assert len(found) == len(lines)
    assert [line for line, kind in zip(lines, found, strict=True) if kind != by_letter[line[0]]] == []


PAGE = """# A

```python
import numpy as np

x = np.ones(3)
```

```python alt="A line"
import matplotlib.pyplot as plt
```

<details class="solution" markdown="1">
<summary>Show</summary>

```python
y = 1
```

<details markdown="1">
<summary>More</summary>

```python
y = 2
```

</details>

```python
y = 3
```

</details>

```python shown="it is a sketch"
z = ...

w = ...
```

```text
<details>
```

```python
v = 1
```
"""


def test_what_is_folded_does_not_count(tmp_path: Path) -> None:
    """Neither the code of a figure, nor what `<details>` holds, however deep; a fence opens nothing."""
    found = counts.count(Chapter(tmp_path / "a.md", PAGE), None)
    assert found == {"imports": 1, "network": 4}


def test_what_proves_an_answer_does_not_count_and_what_is_asked_about_does(tmp_path: Path) -> None:
    """The form folds the one under the answer, and shows the other."""
    asked = "```python\nz = 1\nprint(z)\n```\n\n```output\n1\n```\n\n"
    choices = "- [x] 1 — that is it\n- [ ] 2 — that is not\n\n"
    proof = "```python\nfor z in (1, 2):\n    print(z == 1)\n```\n\n```output\nTrue\nFalse\n```\n\n"
    opened = '<div class="question" id="q" markdown="1">'
    text = f"# A\n\n{opened}\n\nWhat?\n\n{asked}{choices}{proof}See [A](#a).\n\n</div>\n"
    assert counts.count(Chapter(tmp_path / "a.md", text), None) == {"network": 2}


def test_a_fold_that_nothing_closes_goes_to_the_end(tmp_path: Path) -> None:
    """As a browser has it."""
    text = '<details markdown="1">\n\n```python\nx = 1\n```\n\nText.\n\n```python\ny = 1\n```\n'
    assert counts.count(Chapter(tmp_path / "a.md", text), None) == {}


def test_a_module_that_imports_matplotlib_draws() -> None:
    """Of this library, as its own files say."""
    source = "from nnbook.diagrams import draw_network\n\ndraw_network(None, [1], [''])\n"
    chapter = Chapter(ROOT / "a.md", f"```python\n{source}```\n")
    assert counts.count(chapter, ROOT / "nnbook") == {"imports": 1, "drawing": 1}


def test_the_command_counts_the_pages_in_their_order(house: House) -> None:
    """Those that show code, or those that are named; the last line is the sum."""
    house.write("docs/a.md", "# A\n\n```python\nimport numpy\n```\n")
    house.write("docs/b.md", "# B\n\n```python\nx = 1\ny = 2\nz = 3\n```\n")
    settings = (house.root / "mkdocs.yml").read_text(encoding="utf-8")
    house.write("mkdocs.yml", f"{settings}\nnav: [index.md, b.md, More: [{{Deep: a.md}}, labs/x.py]]\n")

    def said(*names: str) -> list[list[str]]:
        done = house.run("nnbook.book.check.counts", *names)
        assert done.returncode == 0, done.stdout
        return [line.split() for line in done.stdout.splitlines()[1:]]

    b, a = ["b", "3", "3", "0", "0", "0", "0", "100%"], ["a", "1", "0", "1", "0", "0", "0", "0%"]
    assert said() == [b, a, ["in", "all", "4", "3", "1", "0", "0", "0", "75%"]]
    assert said("a.md") == [a, ["in", "all", *a[1:]]]
    assert said("index")[0] == ["index", *"000000", "-"]


def test_the_command_says_what_it_cannot_count(house: House) -> None:
    """A page that is not there, and one that cannot be read, with its line."""
    house.write("docs/a.md", "# A\n\n```py\nx = 1\n```\n")
    done = house.run("nnbook.book.check.counts", "b")
    assert done.returncode == 2 and "no page is called 'b'" in done.stdout
    done = house.run("nnbook.book.check.counts")
    assert done.returncode == 1 and "a.md:3: " in done.stdout
