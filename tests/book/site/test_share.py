"""What a page shows where a link to it is shared, the same in the site of either generator."""

import io
import re
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup
from house import House, make_house
from PIL import Image

from nnbook.book.site import share
from nnbook.book.site.picture import draw

HOME = """---
title: All about waves
description: A book of waves
---

# Waves

<svg viewBox="0 0 40 20" role="img" aria-label="A wave &amp; a line"><g fill="none" stroke="var(--nn-blue)">
<path d="M0 10 C10 0 20 20 30 10 H38 V12 Z" stroke-width="2"/></g><circle r="2" fill="red"/></svg>
"""
PAGE = """---
description: What "rises" & falls
---

# A sine

```python alt="A line < that rises"
import matplotlib.pyplot as plt
import numpy as np

plt.imshow(np.eye(3))
plt.plot([1, 2], "o--", label="$x_1$")
plt.bar([0], [1], hatch="/")
plt.show()
```
"""
PLAIN = """# Prose

It has *no* figure. And it says so. Its third sentence would be far too long for a description, since
search engines and those who show links cut off whatever does not fit into the lines that they have, as this.
"""
ADDRESS = "https://nnbook.github.io/nnbook/"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build one book with both generators."""
    house: House = make_house(tmp_path_factory.mktemp("shared") / "house")
    house.write("docs/index.md", HOME)
    house.write("docs/deep/sine.md", PAGE)
    house.write("docs/prose.md", PLAIN)
    assert house.build("mkdocs", "--strict", "-d", "mkdocs").returncode == 0
    assert house.build("zensical").returncode == 0
    assert house.run("nnbook.book.site", "site").returncode == 0
    return {"mkdocs": house.root / "mkdocs", "zensical": house.root / "site"}


def said(site: Path, page: str) -> dict[str, str]:
    """Return what a page says in its head, and hold it to saying everything once."""
    soup = BeautifulSoup((site / page / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert soup.head is not None
    found = [
        (str(tag.get("property") or tag.get("name")), str(tag["content"]))
        for tag in soup.head.select("meta[property], meta[name]")
        if tag.get("name") not in ("viewport", "generator")
    ]
    assert len(dict(found)) == len(found)
    (canonical,) = soup.select("link[rel=canonical]")
    return dict(found) | {
        "canonical": str(canonical["href"]),
        "title": soup.title.get_text() if soup.title else "",
    }


@pytest.mark.parametrize("generator", ["mkdocs", "zensical"])
@pytest.mark.parametrize(
    ("page", "title", "description", "alt", "picture"),
    [
        ("", "All about waves", "A book of waves", "A wave & a line", "index"),
        ("deep/sine/", "A sine", 'What "rises" & falls', "A line < that rises", "deep/sine"),
        ("prose/", "Prose", "It has no figure. And it says so.", "A wave & a line", "index"),
    ],
)
def test_a_page_says_what_it_is(
    sites: dict[str, Path], generator: str, page: str, title: str, description: str, alt: str, picture: str
) -> None:
    """Title, description, address and picture, in the words of both who ask for them."""
    found = said(sites[generator], page)
    assert found["title"] == f"{title} - nnbook"
    assert found["og:title"] == found["twitter:title"] == title
    assert {found[name] for name in ("description", "og:description", "twitter:description")} == {description}
    assert found["og:url"] == found["canonical"] == ADDRESS + page
    assert found["og:image"] == found["twitter:image"] == f"{ADDRESS}assets/cards/{picture}.png"
    assert found["og:image:alt"] == found["twitter:image:alt"] == alt
    assert found["og:type"] == ("article" if page else "website")
    assert found["twitter:card"] == "summary_large_image"
    file = sites[generator] / found["og:image"].removeprefix(ADDRESS)
    with Image.open(file) as image:
        assert (
            (found["og:image:width"], found["og:image:height"])
            == tuple(map(str, image.size))
            == ("1200", "630")
        )


def test_both_generators_say_the_same(sites: dict[str, Path]) -> None:
    """In all pages, with the same pictures, byte for byte."""
    first, second = sites.values()
    for page in ("", "deep/sine/", "prose/"):
        assert said(first, page) == said(second, page)
    pictures = {file.relative_to(first): file.read_bytes() for file in (first / share.FOLDER).rglob("*.png")}
    assert len(pictures) == 2
    assert pictures == {
        file.relative_to(second): file.read_bytes() for file in (second / share.FOLDER).rglob("*.png")
    }


def test_pictures_are_no_part_of_what_works_offline(sites: dict[str, Path]) -> None:
    """No reader looks at them."""
    for site in sites.values():
        assert share.FOLDER not in (site / "sw.js").read_text(encoding="utf-8")


def pixels(drawing: share.Drawing | None, title: str = "Waves") -> Image.Image:
    """Draw a picture and read it."""
    return Image.open(io.BytesIO(draw(share.Names("book", title, "about waves"), drawing))).convert("RGB")


WHOLE = "M0 0 L100 0 L100 100 L0 100 z"
MARKER = '<defs><path id="m" d="M0 0 L100 0 L100 50 L0 50 z"/></defs>'
CLIP = '<defs><clipPath id="c"><rect width="100" height="25"/></clipPath></defs>'


@pytest.mark.parametrize(
    ("shape", "part"),
    [
        (f'<path d="{WHOLE}" style="fill: #d26a11"/>', 1),
        ('<path d="M0 0 H50 V100 H0 Z" fill="var(--nn-orange, #123456)"/>', 0.5),
        ('<path d="m100 0v50h-50-50v-50zm-50 50 50 0 0 50-50 0z" fill="#d26a11"/>', 0.75),
        ('<path d="m10 20q-5 5 0 60h80v-60z" fill="#d26a11"/>', 0.5),
        (
            '<g transform="translate(50 0) scale(0.5 1)" fill="#d26a11"><rect width="100" height="100"/></g>',
            0.5,
        ),
        ('<g fill="#d26a11"><rect width="50" height="50" transform="rotate(180 50 50)"/></g>', 0.25),
        ('<circle cx="50" cy="50" r="50" fill="#d26a11"/>', 0.785),
        (f'{MARKER}<use xlink:href="#m" y="50" fill="#d26a11"/>', 0.5),
        (f'{CLIP}<g clip-path="url(#c)"><path d="{WHOLE}" style="fill: #d26a11"/></g>', 0.25),
        ('<path d="M0 50 L100 50" stroke="#d26a11" stroke-width="10" fill="none"/>', 0.1),
    ],
)
def test_what_figures_consist_of_is_drawn(shape: str, part: float) -> None:
    """Areas are as large as they are in the figure: a side of 100 is 494 pixels."""
    links = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    image = np.asarray(pixels(share.Drawing(f'<svg {links} viewBox="0 0 100 100">{shape}</svg>', "")))
    panel = image[:, 500:].astype(int)  # the line under the book's name has the same colour
    count = (abs(panel - (210, 106, 17)).max(axis=2) < 12).sum()
    assert count / 494**2 == pytest.approx(part, abs=0.02)


def test_a_long_title_keeps_beside_the_figure() -> None:
    """Whatever its words are, it does not reach into the panel."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'
    for title in ("Backpropagation " * 6, "Incomprehensibilities of it", "A " * 60):
        panel = pixels(share.Drawing(svg, ""), title).crop((500, 0, 1200, 630))
        assert min(darkest for darkest, _ in panel.getextrema()) > 200


def test_without_an_address_there_is_no_picture() -> None:
    """A picture has to be named by its full address."""
    card = share.Card("assets/cards/index.png", "A wave", b"")
    found = share.elements("<title>A - b</title>", share.Site("b", "about", ""), "a/", card)
    assert not re.search("image|og:url|canonical", "".join(found)) and any(
        "og:title" in each for each in found
    )
