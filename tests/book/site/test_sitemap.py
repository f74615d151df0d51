"""What search engines read: the day of a page's last commit, and where the map is."""

import gzip
import os
import subprocess
from pathlib import Path

import pytest
from house import House

from nnbook.book.content.book import Book
from nnbook.book.site import sitemap

MAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url>
         <loc>https://x.example/b/</loc>
         <lastmod>2031-01-01</lastmod>
    </url>
    <url>
      <loc>https://x.example/b/deep/page/</loc>
    </url>
</urlset>
"""


def git(house: House, *arguments: str, day: str = "") -> None:
    """Run git in the book's folder."""
    who = {f"GIT_{role}_{what}": "nobody" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    when = {f"GIT_{role}_DATE": f"{day}T12:00:00+00:00" for role in ("AUTHOR", "COMMITTER")} if day else {}
    nowhere = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-c", "commit.gpgsign=false", *arguments]
    subprocess.run(
        command, cwd=house.root, env=os.environ | who | when | nowhere, check=True, capture_output=True
    )


@pytest.fixture
def committed(house: House) -> House:
    """Return a book of which one page was changed later than the other, and one was never committed."""
    house.write("docs/deep/page.md", "# A page\n")
    house.write("docs/ref.md", "# All\n\n::: nnbook\n")
    git(house, "init")
    git(house, "add", "docs")
    git(house, "commit", "-m", "one", day="2020-02-03")
    house.write("docs/deep/page.md", "# A page of ümlauts\n")
    git(house, "commit", "-am", "two", day="2021-04-05")
    house.write("docs/new.md", "# New\n")
    return house


def test_a_page_has_the_day_of_its_last_commit(committed: House) -> None:
    """What was never committed has none, and no page whose content comes from the library."""
    days = sitemap.changed(Book(committed.root))
    assert days == {"": "2020-02-03", "deep/page/": "2021-04-05"}


def test_the_map_says_it_and_robots_find_the_map(committed: House) -> None:
    """MkDocs' date of today is gone; to write it twice changes nothing."""
    site = committed.root / "site"
    committed.write("site/sitemap.xml", MAP)
    (site / "sitemap.xml.gz").write_bytes(b"")
    for _ in range(2):
        sitemap.write(site, Book(committed.root), "https://x.example/b/")
        text = (site / "sitemap.xml").read_text(encoding="utf-8")
        assert text == MAP.replace("2031-01-01", "2020-02-03").replace(
            "page/</loc>", "page/</loc>\n      <lastmod>2021-04-05</lastmod>"
        )
        assert gzip.decompress((site / "sitemap.xml.gz").read_bytes()).decode() == text
    robots = (site / "robots.txt").read_text(encoding="utf-8")
    assert robots == "User-agent: *\nAllow: /\n\nSitemap: https://x.example/b/sitemap.xml\n"


def test_a_copy_of_the_last_commit_alone_says_no_day(committed: House, tmp_path: Path) -> None:
    """There every page would be as young as that one."""
    git(committed, "clone", "--depth", "1", f"file://{committed.root}", str(tmp_path / "copy"))
    assert sitemap.changed(Book(tmp_path / "copy")) == {}


def test_without_git_there_is_no_day(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive builds as well, and so does a machine on which git is not installed."""
    assert sitemap.changed(Book(house.root)) == {}
    monkeypatch.setenv("PATH", "")
    house.write("site/sitemap.xml", MAP)
    sitemap.write(house.root / "site", Book(house.root), "")
    assert "lastmod" not in (house.root / "site/sitemap.xml").read_text(encoding="utf-8")
    assert (house.root / "site/robots.txt").read_text(encoding="utf-8") == "User-agent: *\nAllow: /\n"
