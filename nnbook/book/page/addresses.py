"""Addresses: blocks, figures, formulas and tables can be linked to, as headings and questions can.

An author names what is to be linked: `id="…"` behind the language of a fence, or `{: #… }` in a paragraph
of its own under a table. What has no name has an address that is made of itself, such as `code-3f09ab`: the
kind, and the beginning of the hash of its content. So it stays the same whatever is written, moved or
renamed around it, in both generators and in each build. Equal things of one page are told apart by their
order, and a link to one finds its like, whichever comes first.

A drawing and its code are two things: the card has the address of the figure, or the author's name, and the
fold in it that of the code.
"""

import re
from collections import Counter
from hashlib import sha256
from xml.etree import ElementTree as ET

from markdown.treeprocessors import Treeprocessor

from nnbook.book.content import fences
from nnbook.book.content.errors import ChapterError
from nnbook.book.page.page import Page

_DIGITS = 6  # of a hash: on a page of 200 things, two get the same in one of 800 books
_NAME = re.compile(r"\{:\s*#([^\s}]+)\s*\}")
_PLACEHOLDER = re.compile("\x02[^\x03]*\x03")  # for raw HTML, counted from the top of the page
_ID = re.compile(r'<([a-z][\w-]*)\b[^<>]*?\sid="([^"]*)"')
_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_HEADING = re.compile(r"h[1-6]")


def address(page: Page, kind: str, content: str, line: int, name: str = "") -> str:
    """Return the address of a thing of the page, and take note of it.

    Parameters
    ----------
    page : Page
    kind : str
        "code", "figure", "formula" or "table".
    content : str
        What it is made of.
    line : int
        Where it stands.
    name : str
        The author's name for it; empty where there is none.

    Raises
    ------
    ChapterError
        If something else of the page has the name.
    """
    if name:
        page.take_address(name, line)
        return name
    words = " ".join(content.split())
    made = f"{kind}-{sha256(words.encode()).hexdigest()[:_DIGITS]}"
    found, number = made, 1
    while found in page.addresses:
        number += 1
        found = f"{made}-{number}"
    page.take_address(found, line)
    return found


def link(kind: str, target: str) -> str:
    """Return the sign that links to a thing. The style sheet draws it: nobody copies it with the code."""
    return f'<a class="nn-address" href="#{target}" aria-label="Link to this {kind}"></a>'


class NameTables(Treeprocessor):
    """Give the tables of a page their addresses."""

    def run(self, root: ET.Element) -> None:
        """Put each table into an element that has its address, and the sign that links there.

        Take note of what else has a name, such as a heading with `{ #name }`, before the table of contents
        gives the other headings theirs.
        """
        page = Page.of(self.md)
        if page is None or page.failures:
            return
        for element in root.iter():
            if (name := element.get("id")) and name not in page.addresses:
                page.addresses[name] = page.line_with(f"#{name}")
        places = [(parent, child) for parent in root.iter() for child in parent if child.tag == "table"]
        try:
            for parent, table in places:
                _name(page, parent, table)
        except ChapterError as error:
            page.fail(error)


def _name(page: Page, parent: ET.Element, table: ET.Element) -> None:
    under = list(parent).index(table) + 1
    below = parent[under] if under < len(parent) else None
    name, line = "", 1
    if below is not None and below.tag == "p" and not len(below):
        if given := _NAME.fullmatch((below.text or "").strip()):
            name, line = given[1], page.line_with(given[0])
            parent.remove(below)
            if not fences.is_name(name):
                raise page.error(line, fences.wrong_name(name))
    content = _PLACEHOLDER.sub("", " ".join(table.itertext()))
    found = address(page, "table", content, line, name)
    around = ET.Element("div", {"class": "nn-table", "id": found})
    parent[under - 1] = around
    around.tail, table.tail = table.tail, None
    around.append(table)
    around.append(ET.fromstring(link("table", found)))


def clash(page: Page, shown: str) -> str | None:
    """Return what is wrong with the addresses of a finished page; None where each is that of one thing.

    The table of contents gives a heading another address where something else has its own; that is told, too,
    since it would lead astray who has linked to the heading.
    """
    found = _ID.findall(_SVG.sub("", shown))
    twice = [name for name, count in Counter(name for _, name in found).items() if count > 1]
    headings = {
        name.removesuffix("_1") for tag, name in found if _HEADING.fullmatch(tag) and name.endswith("_1")
    }
    for name in [*twice, *sorted(headings & page.addresses.keys())]:
        line = page.addresses.get(name) or page.line_with(f"#{name}")
        problem = (
            f"two things of the page have the address #{name}, by a name or a heading: call one otherwise"
        )
        return page.fail(page.error(line, problem))
    return None
