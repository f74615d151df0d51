"""A site of another generator than MkDocs, finished: it has beside its pages what MkDocs' has."""

import hashlib
import json
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from house import ROOT, House, make_house
from markdown import Markdown

from nnbook.book.content import exercises
from nnbook.book.content.book import Book
from nnbook.book.page import exercise_form
from nnbook.book.results.pool import Pool
from nnbook.book.results.results import Results
from nnbook.book.site import labs
from nnbook.book.site.browser import publish
from nnbook.book.site.compare import compare, compare_files
from nnbook.book.site.finish import finish, page_of
from nnbook.book.site.share import Site

PAGE = """# A page

```python
print(0.5)
```

```output
0.5
```

```python alt="A line"
import matplotlib.pyplot as plt

plt.plot([1])
plt.show()
```
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Make a book of pages with blocks and without, at two depths, that Zensical has built, and finish it."""
    house = make_house(tmp_path_factory.mktemp("built") / "house")
    house.write("docs/page.md", PAGE)
    house.write("docs/deep/page.md", PAGE)
    house.write("docs/prose.md", "# Prose\n\nWith $x$.\n")
    done = house.build("zensical")
    assert done.returncode == 0, done.stdout
    assert "files written" in finished(house)
    return house


def finished(house: House) -> str:
    """Finish the site; return what was said."""
    done = house.run("nnbook.book.site", "site")
    assert done.returncode == 0, done.stdout
    return done.stdout


def state(site: Path) -> dict[str, str]:
    """Hash each file of a site."""
    return {
        file.relative_to(site).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in site.rglob("*")
        if file.is_file()
    }


def test_a_finished_site_has_what_that_of_mkdocs_has(built: House) -> None:
    """Blocks, notebooks, scripts, font and worker are the same."""
    assert built.build("mkdocs", "--strict", "-d", "mkdocs").returncode == 0
    assert compare(built.root / "mkdocs", built.root / "site") == (4, [])
    equal, differences = compare_files(built.root / "mkdocs", built.root / "site")
    assert differences == []
    assert equal > 6


def test_pages_offer_what_belongs_to_them(built: House) -> None:
    """The addresses are right from each depth, and a page without blocks offers nothing."""
    site = built.root / "site"
    for name, way in (("page", "../"), ("deep/page", "../../")):
        html = (site / name / "index.html").read_text(encoding="utf-8")
        for path in (f"notebooks/{name}.ipynb", f"scripts/{name}.py"):
            assert f'href="{way}{path}"' in html
            assert (site / path).exists()
        assert f'<script src="{way}assets/js/offline.js" type="module"></script>' in html
    assert "nn-takeaway" not in (site / "prose" / "index.html").read_text(encoding="utf-8")
    worker = (site / "sw.js").read_text(encoding="utf-8")
    assert '"notebooks/deep/page.ipynb"' in worker and "__FILES__" not in worker


def test_to_finish_a_site_twice_changes_nothing(built: House) -> None:
    """Whoever calls the command again has the same site, byte for byte."""
    before = state(built.root / "site")
    assert " 0 pages changed" in finished(built)
    assert state(built.root / "site") == before


LAB = """# %% [markdown]
# # A lab
#
# With $x^2$, and a link to the [page](../page.md#within).
#
# ## A part
#
# Of which a zebra is told.

# %%
print("  1 < 2")

# %% alt="A line that rises."
import matplotlib.pyplot as plt

plt.plot([1, 2])
plt.show()
"""


@pytest.fixture(scope="module")
def with_lab(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Make a book with a lab between two pages, that Zensical has built and that is finished."""
    house = make_house(tmp_path_factory.mktemp("lab") / "house")
    house.take_all_plugins()
    house.write("docs/page.md", f"{PAGE}\n## Within\n\nSee [the lab](labs/small.py#a-part).\n")
    house.write("docs/last.md", "# The last one\n")
    lab = house.write("docs/labs/small.py", LAB)
    stored = {"code": labs.fingerprint(labs.read(lab)), "packages": ["numpy 2.0"]}
    stored["outputs"] = [[{"text": ["  1 < 2"]}], [{"svg": ['<svg viewBox="0 0 1 1">', "</svg>"]}]]
    house.write("docs/labs/results/small.json", json.dumps(stored))
    nav = "nav: [index.md, page.md, {More: [{A lab: labs/small.py}, last.md]}]\n"
    settings = (house.root / "mkdocs.yml").read_text(encoding="utf-8")
    house.write("mkdocs.yml", f"{settings}\n{nav}")
    assert house.build("zensical").returncode == 0
    finished(house)
    return house


def test_a_lab_has_its_page(with_lab: House) -> None:
    """It shows what that of MkDocs shows, within the surroundings of the site's own."""
    assert with_lab.build("mkdocs", "--strict", "-d", "mkdocs").returncode == 0
    sites = [with_lab.root / name for name in ("mkdocs", "site")]
    assert compare_files(*sites)[1] == []
    articles = []
    for site in sites:
        html = (site / "labs/small/index.html").read_text(encoding="utf-8")
        articles.append(re.sub(r"\s+", " ", html[html.index("<h1") : html.index("</article>")]).strip())
    assert articles[0] == articles[1] and "1 &lt; 2" in articles[0] and "<math" in articles[0]
    soup = BeautifulSoup(html, "html.parser")
    assert soup.title and soup.title.get_text() == "A lab - nnbook"
    active = [" ".join(link.get_text().split()) for link in soup.select("a.md-nav__link--active")]
    assert active == ["A lab"]
    contents = soup.select(".md-sidebar--secondary a.md-nav__link")
    assert [link.get_text() for link in contents] == ["A part"]
    ways = {link["rel"][0]: link["href"] for link in soup.select("link[rel=prev], link[rel=next]")}
    assert ways == {"prev": "../../page/", "next": "../../last/"}
    assert [link["href"] for link in soup.select("a.md-footer__link")] == ["../../page/", "../../last/"]


def test_every_link_of_a_site_with_a_lab_leads_somewhere(with_lab: House) -> None:
    """Those of the lab's page, those of other pages to it, and what a page loads."""
    site = with_lab.root / "site"
    for page in site.rglob("*.html"):
        here = page.relative_to(site).as_posix().removesuffix("index.html")
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        links = {str(tag.get("href", tag.get("src"))) for tag in soup.select("[href], [src]")}
        assert "../labs/small/#a-part" in links or here != "page/"
        for link in links:
            place = urljoin(f"https://nnbook.github.io/nnbook/{here}", link)
            if place.startswith("https://nnbook.github.io/nnbook/"):
                file = site / urlsplit(place).path.removeprefix("/nnbook/")
                assert (file / "index.html" if file.is_dir() else file).is_file(), (page, link)


def test_a_lab_is_found(with_lab: House) -> None:
    """By the reader's search, by its words, and by search engines; once, however often it is finished."""
    finished(with_lab)
    site = with_lab.root / "site"
    items = json.loads((site / "search.json").read_text(encoding="utf-8"))["items"]
    (part,) = (item for item in items if "zebra" in item["text"])
    assert (part["location"], part["title"]) == ("labs/small/#a-part", "A part")
    assert part["path"] == ["More", "A lab"]
    assert (site / "sitemap.xml").read_text(encoding="utf-8").count("/labs/small/</loc>") == 1


def test_a_lab_without_results_is_told(with_lab: House) -> None:
    """With its file, and the command that stores them."""
    results = with_lab.root / "docs/labs/results/small.json"
    text = results.read_text(encoding="utf-8")
    results.unlink()
    done = with_lab.run("nnbook.book.site", "site")
    results.write_text(text, encoding="utf-8")
    assert done.returncode == 1
    assert "docs/labs/small.py:1: " in done.stdout and "Traceback" not in done.stdout


def test_what_is_no_site_of_the_book_is_refused(house: House) -> None:
    """A wrong folder gets no files."""
    house.write("docs/page.md", PAGE)
    (house.root / "empty").mkdir()
    done = house.run("nnbook.book.site", "empty")
    assert done.returncode == 1
    assert "holds no page of the book" in done.stdout
    assert list((house.root / "empty").iterdir()) == []


def test_a_page_that_cannot_be_taken_home_is_told(house: House) -> None:
    """One that has changed since the site was built, and is broken now, is named by file and line."""
    house.write("docs/page.md", "# A page\n")
    assert house.build("zensical").returncode == 0
    house.write("docs/page.md", "# A page\n\n```py\nx = 1\n```\n")
    done = house.run("nnbook.book.site", "site")
    assert done.returncode == 1
    assert "docs/page.md:3: " in done.stdout and "Traceback" not in done.stdout


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("index.md", "index.html"),
        ("a.md", "a/index.html"),
        ("deep/index.md", "deep/index.html"),
        ("deep/README.md", "deep/index.html"),
        ("deep/a.markdown", "deep/a/index.html"),
        ("a.b.md", "a.b/index.html"),
    ],
)
def test_a_page_is_found_where_a_generator_puts_it(house: House, name: str, file: str) -> None:
    """Addresses are folders, and the page of a folder is its index."""
    chapter = Book(house.root).chapter(house.write(f"docs/{name}", "# A\n"))
    assert page_of(house.root / "site", chapter) == house.root / "site" / file


def test_python_comes_where_it_was_fetched(house: House, monkeypatch: pytest.MonkeyPatch, pool: Pool) -> None:
    """Its files, its style sheet, its scripts and bars for exercises; without it a page has none of them."""
    house.write("docs/page.md", PAGE)
    md = Markdown(extensions=["pymdownx.highlight", "pymdownx.superfences"])
    md.convert("```python\nx\n```")
    card = exercise_form.render(exercises.read(ROOT / "docs/exercises/or-gate.py"), "page", md, python=False)
    page = house.write("site/page/index.html", f"<html><head></head><body><h1>A</h1>{card}</body></html>")
    results = Results(Book(house.root), None, 1, pool)
    whole = Site("book", "", "https://book.example/")
    try:
        done = finish(house.root / "site", results.book, results, whole, "nnbook")
        assert not done.python and "run.js" not in page.read_text(encoding="utf-8")
        assert "nn-no-python" in page.read_text(encoding="utf-8")
        monkeypatch.setattr(publish, "runtime_files", lambda root: {"assets/python/x": b"x"})
        done = finish(house.root / "site", results.book, results, whole, "nnbook")
    finally:
        results.close()
    assert done.python and (house.root / "site/assets/python/x").read_bytes() == b"x"
    found = re.findall(r'(?:src|href)="(\.\./assets/[^"]+)"', page.read_text(encoding="utf-8"))
    scripts = [f"../assets/js/{name}.js" for name in ("offline", "run/run")]
    assert sorted(found) == ["../assets/css/run.css", *scripts]
    assert page.read_text(encoding="utf-8").count('<div class="nn-bar"></div>') == 1  # of the card, for Check
    assert "nn-no-python" not in page.read_text(encoding="utf-8")
