"""The glossary: what it holds, and where its terms are linked."""

import re
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest
from house import ROOT, House, make_house

from nnbook.book.content.chapter import Chapter
from nnbook.book.page.glossary import entries

GLOSSARY = """# Glossary

Batch
:   Samples that go "together", as `X`.
    → [Batches](taught.md#batches)

Learning rate
Step size
:   How far a [step](taught.md) goes.
    → [Batches](taught.md#batches)
"""

PAGE = """# A batch heading

A [batch in a link](taught.md), a **batch in bold**, `batch` in code and $batch$ in maths stay as they are.

```python
batch = 1
```

The work "A batch of titles" is cited.
{#work2000}

Two batches and *a learning rate* are linked. This batch and this learning rate are not, nor is the step size.

| batch |
|---|
| combat, batch-like |
"""


class Links(HTMLParser):
    """Collect the links of a page to the glossary, and the ids of its elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.terms: list[tuple[str, str, str]] = []
        self.ids: set[str] = set()
        self.html = html
        self._open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an id, and a link with its address and title."""
        attributes = {name: value or "" for name, value in attrs}
        self.ids.add(attributes.get("id", ""))
        self._open = attributes.get("class") == "nn-term"
        if self._open:
            self.terms.append(("", attributes["href"], attributes["title"]))

    def handle_data(self, data: str) -> None:
        """Add the text of a link."""
        if self._open:
            self.terms[-1] = (self.terms[-1][0] + data, *self.terms[-1][1:])
            self._open = False


@pytest.fixture(scope="module", params=["mkdocs", "zensical"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Links]:
    """Build a book with a glossary in either generator; map each page to its links."""
    house = make_house(tmp_path_factory.mktemp(request.param) / "house")
    house.write("docs/index.md", "# Home\n\nA batch.\n")
    house.write("docs/glossary.md", GLOSSARY)
    house.write("docs/page.md", PAGE)
    house.write("docs/labs/deep.md", "# Deep\n\nA batch.\n")
    house.write("docs/taught.md", "# Taught\n\n## Batches\n\nA batch, a learning rate.\n")
    result = house.build(request.param, "--strict")
    assert result.returncode == 0, result.stdout
    out = house.root / "site"
    return {
        file.parent.relative_to(out).as_posix(): Links(file.read_text(encoding="utf-8"))
        for file in out.rglob("index.html")
    }


def test_the_first_use_in_prose_is_linked(site: dict[str, Links]) -> None:
    """One link a term, on its first use in running text, also where it stands in the plural."""
    assert [text for text, _, _ in site["page"].terms] == ["batches", "learning rate"]


def test_a_link_says_what_the_word_means(site: dict[str, Links]) -> None:
    """The title is the definition in plain words, without the pointer to where it is taught."""
    assert [title for _, _, title in site["page"].terms] == [
        'Samples that go "together", as X.',
        "How far a step goes.",
    ]


@pytest.mark.parametrize("page", ["page", "labs/deep"])
def test_a_link_leads_to_the_entry(page: str, site: dict[str, Links]) -> None:
    """From any depth, the address resolves to the glossary's page and to an id on it."""
    assert site[page].terms
    for _, address, _ in site[page].terms:
        path, _, anchor = address.partition("#")
        parts: list[str] = []
        for part in (PurePosixPath(page) / path).parts:
            if part == "..":
                parts.pop()
            else:
                parts.append(part)
        assert parts == ["glossary"]
        assert anchor in site["glossary"].ids


@pytest.mark.parametrize("page", ["taught", "glossary", "."])
def test_some_pages_link_nothing(page: str, site: dict[str, Links]) -> None:
    """Neither the page that teaches a term, nor the glossary, nor the home page links it."""
    assert site[page].terms == []


def test_no_line_ends_in_an_arrow(site: dict[str, Links]) -> None:
    """An arrow and the link that it leads to are broken apart nowhere."""
    assert site["glossary"].html.count("→\u00a0<a ") == 2


def test_a_book_without_a_glossary_builds(house: House) -> None:
    """The extension asks for nothing that a book need not have."""
    house.write("docs/page.md", "# Page\n\nA batch.\n")
    result = house.build("mkdocs", "--strict")
    assert result.returncode == 0, result.stdout


def book() -> Chapter:
    """Return the glossary of this book."""
    return Chapter.read(ROOT / "docs" / "glossary.md")


def test_the_entries_are_in_order_and_named_once() -> None:
    """A reader finds a word where the alphabet puts it, and a name stands for one entry."""
    found = entries(book().body)
    assert len(found) > 40
    firsts = [entry.names[0].lower() for entry in found]
    assert firsts == sorted(firsts)
    names = [name.lower() for entry in found for name in entry.names]
    assert len(names) == len(set(names))


def test_every_entry_is_a_sentence_and_says_where_it_is_taught() -> None:
    """No entry is empty, cut off, or without a page to read on; and none was missed by the parser."""
    found = entries(book().body)
    assert len(found) == len(re.findall(r"^:   ", book().body, flags=re.MULTILINE))
    for entry in found:
        assert re.fullmatch(r"[A-Z].{20,250}\.", entry.text), entry
        assert entry.taught, entry
        for page in entry.taught:
            assert (ROOT / "docs" / page).exists(), entry
