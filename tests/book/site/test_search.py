"""The search finds what figures say, reads nothing of how they are drawn, and knows what sections teach."""

import json
import re
import shutil

import pytest
from house import House

from nnbook.book.content.book import Book
from nnbook.book.content.errors import ChapterError
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
plt.title("Up and down")  # $x^2$ & <b>

plt.legend()
plt.show()
```

What $x^2$ follows it, `a  <  b` and:

```python
def wave(x):
    '''Return   a < b.'''

    return [x, "é &amp;"]
```

- one  two

- *three*

| a | b |
|---|---|
| `c` | $d$ |
"""


def test_the_index_is_the_one_of_the_theme_and_the_page_has_its_figure(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file of the site is byte for byte what it would be if the search had read the drawing."""
    house.write("docs/waves.md", CHAPTER)
    assert house.build("mkdocs", "-d", "words").returncode == 0
    with monkeypatch.context() as context:
        context.setattr(search, "to_read", lambda page: page)
        assert house.build("mkdocs", "-d", "drawings").returncode == 0
    words, drawings = (
        {file.relative_to(house.root / site): file.read_bytes() for file in (house.root / site).rglob("*.*")}
        for site in ("words", "drawings")
    )
    assert words == drawings
    sections = json.loads((house.root / "words/search/sections.json").read_text(encoding="utf-8"))
    [found] = [entry["text"] for entry in sections if entry["location"] == "waves/#a-sine"]
    assert "It rises and falls." in found and "Up and down" in found and "a &lt; b &amp; c" in found


def test_a_page_is_read_with_few_tags() -> None:
    """What a drawing says stays in its place, and code keeps its text; other pictures are left alone."""
    drawn = '<svg width="3"><style>a { b }</style><!-- <text>no</text> --><text>one</text>\n<g>two</g></svg>'
    page = f'<svg>icon</svg><figure class="nn-figure">{drawn}</figure>, <figure class="nn-figure">'
    page += f"{drawn.replace('one', 'three')}</figure>"
    page += '<pre><code><span class="k">if</span> <a id="x"></a>a &lt; b:</code></pre>'
    page += '<math data-search-exclude=""><mi>x</mi></math>'
    read = search.to_read(page)
    words = "icon one two , three two if a &lt; b:"
    assert re.sub("<[^>]*>", " ", read).split() == words.split()
    assert "<pre><code>if a &lt; b:</code></pre>" in read
    marked = '<p data-search-exclude>a</p><p data-search-x="1">b</p>'
    assert search.was_read(marked) == "<p data-search-exclude>a</p><p>b</p>"


GLOSSARY = """# Glossary

Crest
Peak
:   The top of a wave.
    → [A sine](waves.md#a-sine) and [The sea](sea.md)
"""


def test_the_index_says_what_sections_teach(house: House) -> None:
    """Of a word of the glossary it is the first link; the front matter adds other names, of labs as well."""
    words = "search:\n  boost: 2\n  words:\n    a-sine: [summit, 3]\n    labs/sea.py#deep: [trench]\n"
    house.write("docs/waves.md", f"---\n{words}---\n\n{CHAPTER}")
    house.write("docs/glossary.md", GLOSSARY)
    house.write("docs/sea.md", "# The sea\n")
    book = Book(house.root)
    assert search.taught(book) == {
        "glossary/": ["*"],
        "waves/#a-sine": ["Crest", "Peak", "summit", "3"],
        "labs/sea/#deep": ["trench"],
    }
    assert search.boosts(book) == {"waves/": 2.0}
    assert house.build("mkdocs", "--strict").returncode == 0
    sections = json.loads((house.root / "site/search/sections.json").read_text(encoding="utf-8"))
    assert {entry["location"]: entry["words"] for entry in sections if "words" in entry} == {
        "glossary/": ["*"],
        "waves/#a-sine": ["Crest", "Peak", "summit", "3"],
    }


def test_words_that_are_no_list_are_told(house: House) -> None:
    """With the page, by either generator's build."""
    house.write("docs/waves.md", "---\nsearch:\n  words: [a, b]\n---\n\n# Waves\n")
    with pytest.raises(ChapterError, match="search.words"):
        search.taught(Book(house.root))
    done = house.build("mkdocs")
    assert done.returncode == 1 and "docs/waves.md:1: " in done.stdout


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("index.md", ""),
        ("index.md#a", "#a"),
        ("a.md", "a/"),
        ("a.b.md#c", "a.b/#c"),
        ("deep/index.md", "deep/"),
        ("deep/README.md#x", "deep/#x"),
        ("labs/a.py#b", "labs/a/#b"),
    ],
)
def test_a_section_is_found_where_a_generator_puts_it(target: str, place: str) -> None:
    """Addresses are folders, and the page of a folder is its index."""
    assert search.address(target) == place


def test_a_book_without_our_search_keeps_that_of_the_theme(house: House) -> None:
    """One that has no copy of our scripts still searches."""
    page = '{"search": "../assets/javascripts/workers/search.0af.min.js"}'
    assert search.with_own_search(page, house.root / "docs") == f'{{"search": "../{search.WORKER}"}}'
    assert search.with_own_search(page, house.root) == page


def test_no_page_loads_what_only_a_query_needs(house: House) -> None:
    """The index that the theme reads has no section, where our search has them by themselves."""
    house.write("docs/waves.md", CHAPTER)
    assert house.build("mkdocs", "--strict").returncode == 0
    index = json.loads((house.root / "site/search/search_index.json").read_text(encoding="utf-8"))
    assert index["docs"] == [] and index["config"]
    shutil.rmtree(house.root / "docs/assets/js/reading")
    assert house.build("mkdocs", "-d", "theirs").returncode == 0
    assert json.loads((house.root / "theirs/search/search_index.json").read_text(encoding="utf-8"))["docs"]
