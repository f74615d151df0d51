"""The search finds what figures say, and reads nothing of how they are drawn."""

import json
import re

import pytest
from house import House

from nnbook.book.site import search

CHAPTER = """\
# Waves

## A sine

It rises and falls.

```python alt="A sine, and its slope at zero"
import matplotlib.pyplot as plt
import numpy as np

x = np.linspace(0, 6, 50)
plt.plot(x, np.sin(x), label="a < b & c")
plt.title("Up and down")
plt.legend()
plt.show()
```

What follows it.
"""


def test_the_index_is_the_one_of_the_theme_and_the_page_has_its_figure(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file of the site is byte for byte what it would be if the search had read the drawing."""
    house.write("docs/waves.md", CHAPTER)
    assert house.build("mkdocs", "-d", "words").returncode == 0
    with monkeypatch.context() as context:
        context.setattr(search, "apart", lambda page: (page, []))
        assert house.build("mkdocs", "-d", "drawings").returncode == 0
    words, drawings = (
        {file.relative_to(house.root / site): file.read_bytes() for file in (house.root / site).rglob("*.*")}
        for site in ("words", "drawings")
    )
    assert words == drawings
    index = json.loads((house.root / "words/search/search_index.json").read_text(encoding="utf-8"))
    [found] = [entry["text"] for entry in index["docs"] if entry["location"] == "waves/#a-sine"]
    assert "It rises and falls." in found and "Up and down" in found and "a &lt; b &amp; c" in found


def test_drawings_are_put_aside_and_back() -> None:
    """What a drawing says stays in its place; other pictures are left alone."""
    drawn = '<svg width="3"><style>a { b }</style><!-- <text>no</text> --><text>one</text>\n<g>two</g></svg>'
    page = f'<svg>icon</svg><figure class="nn-figure">{drawn}</figure>, <figure class="nn-figure">'
    page += f"{drawn.replace('one', 'three')}</figure>"
    without, drawings = search.apart(page)
    assert re.sub("<[^>]*>", "", without).split() == ["icon", "one", "two", ",", "three", "two"]
    assert search.together(without, drawings) == page
    assert without.count("<") == 14  # of three pictures, two of them with a group, and two figures
