"""The navigation that is written once reads as the one that Material writes into each page."""

import re
from pathlib import Path

import pytest
from house import ROOT, House
from mkdocs.config import load_config
from mkdocs.structure.files import Files

from nnbook.book.site import navigation

NESTED = """
nav:
  - index.md
  - Outside: https://example.org/
  - first.md
  - Deep:
      - deep/index.md
      - deep/second.md
      - Deeper:
          - deep/er/third.md
          - A file: assets/favicon.svg
  - Flat:
      - fourth.md
"""


def write(house: House) -> None:
    """Give the book pages in folders, a page over others, a section without its own page, and a link."""
    for name in ("first", "deep/index", "deep/second", "deep/er/third", "fourth"):
        house.write(f"docs/{name}.md", f"# Page {name}\n\n## Within\n")


def pages(house: House, folder: str) -> dict[str, bytes]:
    """Build the book; return what stands in each page."""
    assert house.build("mkdocs", "-d", folder).returncode == 0
    site = house.root / folder
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.html")}


@pytest.mark.parametrize("nav", ["", NESTED])
@pytest.mark.parametrize("addresses", ["true", "false"])
def test_a_remembered_navigation_is_the_one_that_the_theme_writes(
    house: House, monkeypatch: pytest.MonkeyPatch, nav: str, addresses: str
) -> None:
    """Every page is byte for byte the same, wherever it lies, and so is the one for what is not found."""
    write(house)
    config = (house.root / "mkdocs.yml").read_text(encoding="utf-8")
    house.write("mkdocs.yml", f"{config}\nuse_directory_urls: {addresses}\n{nav}")
    remembered = pages(house, "remembered")
    monkeypatch.setattr(navigation, "remember", lambda env, files: None)
    assert len(remembered) == 7
    assert remembered == pages(house, "written")


def test_a_page_takes_the_entries_of_others_in_one_piece() -> None:
    """The theme that this book has goes through them in the loop that is known; all else in it stays."""
    env = load_config(str(ROOT / "mkdocs.yml")).theme.get_env()
    written, *_ = env.loader.get_source(env, "partials/nav.html")
    navigation.remember(env, Files([]))
    read, *_ = env.loader.get_source(env, "partials/nav.html")
    start, loop, end = re.split(r"(\{% for nav_item .*?\{% endfor %})", written, flags=re.DOTALL)
    assert "item.render(nav_item, path, 1)" in loop
    assert read.startswith(start) and read.endswith(end) and "nav_item in" not in read
    assert env.loader.get_source(env, "base.html")[0].count("partials/nav.html") == 1


def test_an_entry_is_written_once(house: House, tmp_path: Path) -> None:
    """From pages side by side, a theme asks for the title of another page once."""
    for number in range(6):
        house.write(f"docs/page{number}.md", f"# Page {number}\n")
    # Material's template shows the icon that a page asks for: it is read for each entry that is written
    overrides = house.root / "overrides"
    house.write("overrides/.icons/counted.svg", "{{ count.append(1) or '' }}<svg/>")
    house.write("docs/page0.md", "---\nicon: counted\n---\n\n# Page 0\n")
    house.write(
        "count.py",
        "written = []\n\n\ndef on_env(env, config, files):\n    env.globals['count'] = written\n\n\n"
        "def on_post_build(config):\n    print(f'written {len(written)} times')\n",
    )
    config = (house.root / "mkdocs.yml").read_text(encoding="utf-8")
    config = config.replace("  name: material\n", f"  name: material\n  custom_dir: {overrides.name}\n")
    house.write("mkdocs.yml", f"{config}\nhooks:\n  - count.py\n")
    done = house.build()
    # on its own page, on the home page, on the first of the others, and on the one for what is not found
    assert "written 4 times" in done.stdout, done.stdout
