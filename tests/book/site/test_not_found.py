"""The page for what is not found: all pages, by addresses that hold at any depth, from either generator."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from house import House, make_house

from nnbook.book.content.book import Book
from nnbook.book.site import not_found

NAV = """
nav:
  - Home: index.md
  - The <sea>: sea.md
  - deep/shore.md
  - More:
      - Of waves: deep/waves.md
      - Below:
          - Far: far.md
  - Elsewhere: https://elsewhere.example/a.html
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Build a book with both generators."""
    house = make_house(tmp_path_factory.mktemp("missing") / "house")
    for name in ("sea", "deep/shore", "deep/waves", "far"):
        house.write(f"docs/{name}.md", f"# Page {name}\n")
    house.write("mkdocs.yml", (house.root / "mkdocs.yml").read_text(encoding="utf-8") + NAV)
    assert house.build("mkdocs", "--strict", "-d", "mkdocs").returncode == 0
    assert house.build("zensical").returncode == 0
    assert house.run("nnbook.book.site", "site").returncode == 0
    return house


@pytest.mark.parametrize("folder", ["mkdocs", "site"])
def test_it_leads_to_every_page(house: House, folder: str) -> None:
    """In the order of the navigation, from the root of the host."""
    site = house.root / folder
    soup = BeautifulSoup((site / not_found.PAGE).read_text(encoding="utf-8"), "html.parser")
    (missing,) = soup.select("nn-missing")
    assert [(link.get_text(), link["href"]) for link in missing.select("li a")] == [
        ("The <sea>", "/nnbook/sea/"),
        ("Page deep/shore", "/nnbook/deep/shore/"),
        ("Of waves", "/nnbook/deep/waves/"),
        ("Far", "/nnbook/far/"),
    ]
    assert [heading.get_text() for heading in missing.select("h2")] == ["The path", "More"]
    assert missing["data-base"] == "/nnbook/"
    for tag in soup.select("[href], [src]"):
        place = str(tag.get("href", tag.get("src")))
        parts = urlsplit(place)
        if not (parts.scheme or parts.netloc or place.startswith("#")):
            assert parts.path.startswith("/nnbook/"), place
            file = site / parts.path.removeprefix("/nnbook/")
            assert (file / "index.html" if file.is_dir() else file).is_file(), place


def test_a_theme_that_says_more_is_left_alone(tmp_path: Path) -> None:
    """Its own page is not ours to fill."""
    page = "<h1>Lost at sea</h1>"
    assert not_found.with_content(page, Book(tmp_path), None, "") == page
