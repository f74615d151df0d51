"""What stands before the text of a page, in all the forms that MkDocs takes."""

from pathlib import Path

import pytest
from mkdocs.utils import meta

from nnbook.book.content.errors import ChapterError
from nnbook.book.content.front_matter import read_front_matter

X = Path("docs/x.md")


@pytest.mark.parametrize(
    ("text", "data", "lines"),
    [
        pytest.param("---\ntitle: A\nfacts: []\n---\n# H\n", {"title": "A", "facts": []}, 4, id="usual"),
        pytest.param("---\ntitle: A\n---\n\n\n# H\n", {"title": "A"}, 5, id="empty lines behind"),
        pytest.param("---\ntitle: A\n...\n# H\n", {"title": "A"}, 3, id="dots"),
        pytest.param("--- \ntitle: A\n---\t\n# H\n", {"title": "A"}, 3, id="blanks behind"),
        pytest.param("---\n# why\ntitle: A\n---\n# H\n", {"title": "A"}, 4, id="comment"),
        pytest.param("---\n{title: A}\n---\n# H\n", {"title": "A"}, 3, id="in braces"),
        pytest.param('---\n"title": A\n---\n# H\n', {"title": "A"}, 3, id="quoted"),
        pytest.param("---\nx: |\n  a\n  ---\n  b\n---\n# H\n", {"x": "a\n---\nb\n"}, 6, id="dashes within"),
        pytest.param("title: A\nother: B\n\n# H\n", {"title": "A", "other": "B"}, 3, id="no dashes"),
        pytest.param("title: A\n    and more\n# H\n", {"title": "A and more"}, 2, id="no dashes, continued"),
        pytest.param("---\ntitle: A\u2028\n---\n# H\n", {"title": "A"}, 3, id="line separator"),
    ],
)
def test_front_matter_is_read_as_mkdocs_reads_it(text: str, data: dict[str, object], lines: int) -> None:
    """Its entries, and as many lines as it takes."""
    found = read_front_matter(X, text)
    body, expected = meta.get_data(text)
    assert found.lines == lines
    assert found.data == expected
    assert {name: str(value).strip() for name, value in found.data.items()} == {
        name: str(value).strip() for name, value in data.items()
    }
    assert "\n".join(text.split("\n")[lines:]) == body


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\n---\ntitle: B\n---\n",
        "---\n---\n# A\n",
        "---\n\nProse under a rule.\n\n---\n",
        "---\n- a\n- b\n---\n",
        " ---\ntitle: A\n---\n",
        "# A\n",
        "",
    ],
)
def test_a_rule_is_no_front_matter(text: str) -> None:
    """Nothing is taken from the text."""
    found = read_front_matter(X, text)
    assert (found.data, found.lines) == ({}, 0)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("---\ntitle: A: b\n---\n# H\n", 2, "mapping values are not allowed"),
        ("---\ntitle: A\nfacts: [\n---\n# H\n", 4, "the front matter is no YAML"),
        ("---\ntitle: A\nday: 2026-02-30\n---\n# H\n", 3, "the front matter is no YAML: day is out of range"),
        ("---\ntitle: A\n\tb: c\n---\n# H\n", 3, "the front matter is no YAML"),
    ],
)
def test_front_matter_that_is_broken_is_refused(text: str, line: int, words: str) -> None:
    """MkDocs would show it as text; the error names the line of the file."""
    with pytest.raises(ChapterError, match=f"docs/x.md:{line}: .*{words}"):
        read_front_matter(X, text)
