"""How pages load: one style sheet of ours, and early what a page will ask for."""

import re
from pathlib import Path

import pytest

from nnbook.book.site.delivery import deliver, is_delivered

PAGE = (
    "<html><head><meta charset='utf-8'>"
    '<link rel="stylesheet" href="{0}assets/stylesheets/main.1.min.css">'
    '\n<link rel="stylesheet" href="{0}assets/css/deep/reference.css">'
    '\n<link href="{0}assets/css/a.css" rel="stylesheet"/>'
    '<link rel="stylesheet" href="{0}assets/css/none.css"></head><body><math></math>'
    '<script src="{0}assets/js/main.js" type="module"></script></body></html>'
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a small site whose pages lie at three depths."""
    files = {
        "index.html": PAGE.format(""),
        "a/index.html": PAGE.format("../"),
        "404.html": PAGE.format("/book/"),
        "assets/stylesheets/main.1.min.css": "a{}",
        "assets/css/deep/reference.css": "/* one */ .r { mask: url(images/r.svg) }\n",
        "assets/css/a.css": ".a { src: url('../fonts/math.woff2'), url(data:image/x), url(#b) }\n",
        "assets/fonts/math.woff2": "font",
        "assets/js/main.js": 'import { a } from "./a/a.js";\nimport "./b.js";\nimport("./c.js");\n',
        "assets/js/a/a.js": 'import * as b from "../b.js";\n',
        "assets/js/b.js": 'import { a } from "./a/a.js";\n',
    }
    for name, text in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "root"), [("index.html", ""), ("a/index.html", "../"), ("404.html", "/book/")]
)
def test_a_page_loads_one_sheet_of_ours(site: Path, name: str, root: str) -> None:
    """It stands where the first stood, and holds all in their order; the theme's stays."""
    deliver(site)
    page = (site / name).read_text(encoding="utf-8")
    theme, ours, none = re.findall(r'rel="stylesheet" href="([^"]*)"', page)
    assert (theme, none) == (f"{root}assets/stylesheets/main.1.min.css", f"{root}assets/css/none.css")
    assert ours.startswith(f"{root}assets/css/book.") and is_delivered(page)
    sheet = (site / ours.removeprefix(root)).read_text(encoding="utf-8")
    assert sheet.startswith('.r { mask: url("deep/images/r.svg") }')  # seen from where it lies now
    assert 'url("../fonts/math.woff2"), url(data:image/x), url(#b)' in sheet
    assert not (site / "assets/css/a.css").exists() and (site / "assets/stylesheets/main.1.min.css").exists()


def test_what_a_page_asks_for_late_it_names_early(site: Path) -> None:
    """The font where it has a formula, and what its scripts import; not what they may import one day."""
    plain = site / "plain.html"
    plain.write_text(PAGE.format("").replace("math>", "p>"), encoding="utf-8")
    deliver(site)
    page = (site / "a/index.html").read_text(encoding="utf-8")
    assert re.findall(r'rel="modulepreload" href="([^"]*)"', page) == [
        "../assets/js/a/a.js",
        "../assets/js/b.js",
    ]
    assert re.findall(r'rel="preload" href="([^"]*)"', page) == ["../assets/fonts/math.woff2"]
    assert 'rel="preload"' not in plain.read_text(encoding="utf-8")


def test_twice_is_as_once(site: Path) -> None:
    """A site that another generator has built may be finished again."""
    deliver(site)
    once = {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}
    deliver(site)
    assert once == {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}


def test_another_sheet_is_another_file(site: Path) -> None:
    """What a browser has kept of a site never stands beside what came later."""
    other = site / "assets/css/a.css"
    text = other.read_text(encoding="utf-8")
    pages = []
    for sheet in (text, text + ".b {}"):
        (site / "index.html").write_text(PAGE.format(""), encoding="utf-8")
        other.write_text(sheet, encoding="utf-8")
        (site / "assets/css/deep/reference.css").write_text("", encoding="utf-8")
        deliver(site)
        pages.append((site / "index.html").read_text(encoding="utf-8"))
    assert pages[0] != pages[1]
