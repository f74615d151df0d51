"""The table by which the page's script finds what explains an error."""

import json
from pathlib import Path

import pytest
from house import House

from nnbook.book.content.book import Book
from nnbook.book.results.results import Results
from nnbook.book.site import error_table, finish, share
from nnbook.book.site.browser import publish

SECTION = """### `{}`

```python
print("ValueError: {}")
```

```output
ValueError: {}
```

"""
PAGE = "# Errors\n\n## Shapes\n\n" + SECTION.replace("{}", "shapes differ") + SECTION.replace("{}", "no key")
FOUND = {"shapes differ": "errors/#shapes-differ", "no key": "errors/#no-key"}


@pytest.fixture
def with_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a site take a small file for Python: the real one would be copied for nothing."""
    monkeypatch.setattr(publish, "runtime_files", lambda root: {"assets/python/manifest.json": b"{}"})


def read(site: Path) -> dict[str, str]:
    """Return the table of a site."""
    table: dict[str, str] = json.loads((site / error_table.TABLE).read_text(encoding="utf-8"))
    return table


@pytest.mark.usefixtures("with_python")
def test_a_site_with_python_has_the_table(house: House) -> None:
    """In the order of the page, among what works offline; a site that is finished has the same."""
    house.write("docs/errors.md", PAGE)
    done = house.build("mkdocs", "--strict")
    assert done.returncode == 0, done.stdout
    site = house.root / "site"
    assert list(read(site).items()) == list(FOUND.items())
    html = (site / "errors" / "index.html").read_text(encoding="utf-8")
    assert 'id="shapes-differ"' in html and 'id="no-key"' in html
    assert f'"{error_table.TABLE}"' in (site / "sw.js").read_text(encoding="utf-8")
    before = (site / error_table.TABLE).read_bytes()
    (site / error_table.TABLE).unlink()
    with_results = Results.of(Book(house.root))
    finish.finish(site, with_results.book, with_results, share.Site("A", "", ""), "nnbook")
    with_results.close()
    assert (site / error_table.TABLE).read_bytes() == before


@pytest.mark.usefixtures("with_python")
def test_the_addresses_are_those_of_the_site(house: House) -> None:
    """Where pages are no folders, they end in their suffix."""
    house.write("docs/errors.md", PAGE)
    settings = (house.root / "mkdocs.yml").read_text(encoding="utf-8")
    house.write("mkdocs.yml", f"{settings}\nuse_directory_urls: false\n")
    assert house.build().returncode == 0
    assert read(house.root / "site")["no key"] == "errors.html#no-key"


@pytest.mark.usefixtures("with_python")
@pytest.mark.parametrize("text", [None, "# Errors\n\n## Of measurement\n\n### Half a division\n\nText.\n"])
def test_a_book_without_such_a_page_has_an_empty_table(house: House, text: str | None) -> None:
    """So that no browser asks in vain; and a page of that name may be about something else."""
    if text:
        house.write("docs/errors.md", text)
    done = house.build("mkdocs", "--strict")
    assert done.returncode == 0, done.stdout
    assert read(house.root / "site") == {}


def test_a_site_without_python_has_none(house: House) -> None:
    """Nothing runs there, so nothing raises."""
    house.write("docs/errors.md", PAGE)
    assert house.build().returncode == 0
    assert not (house.root / "site" / error_table.TABLE).exists()


@pytest.mark.parametrize("generator", ["mkdocs", "zensical"])
def test_a_page_that_is_not_in_order_ends_the_build(house: House, generator: str) -> None:
    """With the file and the line."""
    house.write("docs/errors.md", PAGE + "### A text without code\n")
    done = house.build(generator)
    assert done.returncode != 0
    assert "docs/errors.md:25: others under line 3 say an error's text" in " ".join(done.stdout.split())


@pytest.mark.usefixtures("with_python")
def test_two_sections_for_one_error_end_the_build(house: House) -> None:
    """Before any page is made, where the site has the table."""
    house.write("docs/errors.md", PAGE + SECTION.replace("{}", "shapes differ"))
    done = house.build()
    assert done.returncode == 1
    assert "docs/errors.md:25: line 5 explains 'shapes differ'" in done.stdout
