"""Pages of the labs in a site that another generator than MkDocs has built: it knows Markdown alone.

What a page shows comes from mkdocs-jupyter, as under MkDocs. What surrounds it comes from a page of the site
itself, whose links, title, contents and place in the navigation become those of the lab.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

from bs4 import BeautifulSoup, Comment, Tag
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import get_files
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink
from mkdocs.utils import get_relative_url

from nnbook.book.site import labs
from nnbook.book.site.start import CONTENTS

_LINK = re.compile(r'(?<=\shref=")[^"]*')
_ANYWHERE = "https://site.invalid/"  # a site is moved as a whole, so its own address does not count
_CONTENT = " the lab "  # a comment that stands in the page where its content comes


def write_lab_pages(site: Path, config: MkDocsConfig, root: Path) -> int:
    """Write the pages of the labs, and have every link to the script of one lead there.

    Parameters
    ----------
    site : Path
        The folder of the site.
    config : MkDocsConfig
        The settings of the book, as they were loaded.
    root : Path
        The folder of mkdocs.yml.

    Returns
    -------
    int
        How many there are now; none where the navigation has no lab.

    Raises
    ------
    ChapterError
        If the results that are stored for a lab are none, or those of other code.
    """
    pages = list(_rendered(config, root))
    shell = _shell(site) if pages else None
    if shell is None:
        return 0
    _lead_to(site, pages)
    html = shell.read_text(encoding="utf-8")
    for page in pages:
        file = site / page.file.dest_uri
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_filled(html, shell.parent.name + "/", page, config), encoding="utf-8")
        (site / page.file.src_uri).unlink(missing_ok=True)  # it is taken home from another place
    _make_findable(site, pages, config)
    return len(pages)


def _rendered(config: MkDocsConfig, root: Path) -> Iterator[Page]:
    """Render the labs of the navigation as MkDocs does."""
    jupyter: Any = config.plugins.get("mkdocs-jupyter")
    if jupyter is None:
        return
    labs.configure(config)
    files = jupyter.on_files(get_files(config), config)
    for page in get_navigation(files, config).pages:
        if labs.is_lab(page.file):
            if not labs.executing(config):
                labs.with_results(page, config, root)
            jupyter.on_pre_page(page, config=config, files=files)
            page.render(config, files)
            page.content = labs.make_page(page.content or "", page, config, files)
            yield page


def _shell(site: Path) -> Path | None:
    """Return a page of the site: if it can be, one that has a page before it and one behind it."""
    pages = sorted(site.glob("*/index.html"))
    return max(
        pages, key=lambda page: page.read_text(encoding="utf-8").count("md-footer__link--"), default=None
    )


def _lead_to(site: Path, labs: list[Page]) -> None:
    """Have the links to the scripts of labs lead to their pages."""
    for file in sorted(site.rglob("*.html")):
        here = file.relative_to(site).as_posix().removesuffix("index.html")
        text = file.read_text(encoding="utf-8")

        def lead(match: re.Match[str], here: str = here) -> str:
            place = urljoin(_ANYWHERE + here, match[0])
            for lab in labs:
                if urldefrag(place)[0].endswith("/" + lab.file.src_uri) and "/scripts/" not in place:
                    return match[0].replace(lab.file.src_uri, lab.url)
            return match[0]

        changed = _LINK.sub(lead, text)
        if changed != text:
            file.write_text(changed, encoding="utf-8")


def _filled(shell: str, address: str, page: Page, config: MkDocsConfig) -> str:
    """Return the page of a lab, made of another page of the site, whose address there is given."""
    soup = BeautifulSoup(shell, "html.parser")
    for name in ("href", "src"):
        for tag in soup.select(f"[{name}]"):
            tag[name] = _seen_from(page.url, address, str(tag[name]))
    title = str(page.title)
    for place in soup.select("title"):
        place.string = f"{title} - {config.site_name}"
    for place in soup.select('[data-md-component="header-topic"] .md-ellipsis'):
        place.string = title
    for place in soup.select('meta[name="description"]'):
        place["content"] = str(page.meta.get("description") or config.site_description or "")
    for place in soup.select('link[rel~="canonical"]'):
        place["href"] = page.canonical_url or ""
    _put_in_navigation(soup, page)
    for side, other in (("prev", page.previous_page), ("next", page.next_page)):
        _lead_on(soup, side, page, other)
    (article,) = soup.select("article")
    for inside in [*article.children]:
        if not (isinstance(inside, Tag) and inside.get("id") == "__skip"):
            inside.extract()
    article.append(Comment(_CONTENT))
    for script in soup.select("script#__config"):
        settings = json.loads(script.get_text())
        settings |= {name: _seen_from(page.url, address, settings[name]) for name in ("base", "search")}
        script.string = json.dumps(settings, separators=(",", ":"))
    base = get_relative_url(".", page.url)
    html = str(soup).replace('new URL("..",location)', f'new URL("{base}",location)')
    return html.replace(f"<!--{_CONTENT}-->", page.content or "")


def _seen_from(here: str, before: str, link: str) -> str:
    """Return a link of the page `before` as it is for the page `here`; one that leads elsewhere stays."""
    place = urljoin(_ANYWHERE + before, link)
    if link.startswith("#") or not place.startswith(_ANYWHERE):
        return link
    address, fragment = urldefrag(place.removeprefix(_ANYWHERE))
    return get_relative_url(address or ".", here) + (f"#{fragment}" if fragment else "")


def _put_in_navigation(soup: BeautifulSoup, page: Page) -> None:
    """Show in the navigation where the page is, and what is on it."""
    for item in soup.select(".md-nav--primary .md-nav__item--active"):
        if (link := item.find("a", recursive=False)) is None:
            continue  # a section, whose page is not shown any more, may stay open
        for inner in item.select(":scope > label, :scope > input, :scope > nav"):
            inner.decompose()
        item["class"] = "md-nav__item"
        link["class"] = "md-nav__link"
    for own in soup.select(f'.md-nav--primary a[href="{get_relative_url(page.url, page.url)}"]'):
        own["class"] = "md-nav__link md-nav__link--active"
        for item in own.find_parents("li"):
            item["class"] = f"{' '.join(item.get_attribute_list('class'))} md-nav__item--active"
            for toggle in item.select(":scope > input"):
                toggle["checked"] = ""
    for contents in soup.select(f".md-sidebar--secondary :is([data-md-component=toc], [{CONTENTS}])"):
        contents.clear()
        # The title of the page is the first entry, and what is on it stands below.
        for entry in [below for top in page.toc for below in top.children]:
            contents.append(_entry(soup, entry))


def _entry(soup: BeautifulSoup, entry: AnchorLink) -> Tag:
    item = soup.new_tag("li", attrs={"class": "md-nav__item"})
    link = soup.new_tag("a", attrs={"class": "md-nav__link", "href": entry.url})
    name = soup.new_tag("span", attrs={"class": "md-ellipsis"})
    name.string = entry.title
    link.append(name)
    item.append(link)
    if entry.children:
        nav = soup.new_tag("nav", attrs={"class": "md-nav", "aria-label": entry.title})
        below = soup.new_tag("ul", attrs={"class": "md-nav__list"})
        below.extend(_entry(soup, child) for child in entry.children)
        nav.append(below)
        item.append(nav)
    return item


def _lead_on(soup: BeautifulSoup, side: str, page: Page, other: Page | None) -> None:
    """Name the page before the lab, or the one behind it."""
    places = soup.select(f'link[rel~="{side}"], .md-footer__link--{side}')
    if other is None:
        for place in places:
            place.decompose()
        return
    for place in places:
        place["href"] = get_relative_url(other.url or ".", page.url)
        if place.name == "a":
            direction = str(place["aria-label"]).partition(":")[0]
            place["aria-label"] = f"{direction}: {other.title}"
            (name,) = place.select(".md-ellipsis")
            name.string = str(other.title)


def _make_findable(site: Path, pages: list[Page], config: MkDocsConfig) -> None:
    """Put the labs into what the reader's search and other people's search engines read."""
    index, sitemap = site / "search.json", site / "sitemap.xml"
    if index.exists():
        search = json.loads(index.read_text(encoding="utf-8"))
        urls = tuple(page.url for page in pages)
        search["items"] = [item for item in search["items"] if not item["location"].startswith(urls)]
        search["items"] += [entry for page in pages for entry in _sections(page)]
        index.write_text(json.dumps(search, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    if sitemap.exists():
        text = sitemap.read_text(encoding="utf-8")
        for page in pages:
            entry = f"<loc>{page.canonical_url}</loc>"
            if entry not in text:
                text = text.replace("</urlset>", f"  <url>\n    {entry}\n  </url>\n</urlset>")
        sitemap.write_text(text, encoding="utf-8")


def _sections(page: Page) -> Iterator[dict[str, object]]:
    """Cut a page at its headings, as the reader's search finds it."""
    soup = BeautifulSoup(page.content or "", "html.parser")
    for hidden in soup.select("svg, .headerlink, [data-search-exclude]"):
        hidden.decompose()
    path = [*(str(section.title) for section in reversed([*page.ancestors])), str(page.title)]
    for heading in soup.find_all(re.compile("^h[1-6]$")):
        level = int(heading.name[1])
        text = []
        for after in heading.next_elements:
            if isinstance(after, Tag) and re.fullmatch("h[1-6]", after.name):
                break
            if not isinstance(after, Tag) and heading not in after.parents:
                text.append(str(after))
        words = " ".join("".join(text).split())
        title = heading.get_text().strip()
        place = page.url if level == 1 else f"{page.url}#{heading.get('id', '')}"
        yield {
            "location": place,
            "level": level,
            "title": title,
            "text": f"<p>{words.replace('&', '&amp;').replace('<', '&lt;')}</p>",
            "path": path,
            "tags": [],
        }
