"""The glossary: anchors for its entries, and links from pages that use a term to what it means.

They come from the definition list of glossary.md: chapters are written without any mark-up for their terms.
"""

import os
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from functools import lru_cache

from markdown.extensions.toc import slugify
from markdown.treeprocessors import Treeprocessor

from nnbook.book.page.page import Page

# Not prose, or already marked: bold is where a page explains a word of its own.
_SKIPPED = {"a", "b", "button", "code", "h1", "h2", "h3", "h4", "h5", "h6", "math", "pre", "script", "strong"}
_SKIPPED |= {"dt", "figure", "style", "summary", "sup", "svg", "th"}
_APART = {"footnote", "nn-goal", "nn-length"}  # the text of a section explains what its head names
GLOSSARY = "glossary.md"
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
_ARROW = re.compile(r"→\s+$")


@dataclass(frozen=True)
class Entry:
    """One entry of the glossary.

    Attributes
    ----------
    names : tuple of str
        The term and its other names.
    text : str
        What it means, without mark-up and without links that say only where to read on.
    places : tuple of str
        What the entry links to, such as "forward.md#batches": first the place that teaches it.
    """

    names: tuple[str, ...]
    text: str
    places: tuple[str, ...]

    @property
    def taught(self) -> frozenset[str]:
        """The pages that the entry links to, such as "forward.md"."""
        return frozenset(place.partition("#")[0] for place in self.places)

    @property
    def anchor(self) -> str:
        """The id of the entry on its page."""
        return slugify(self.names[0], "-")


def entries(text: str) -> list[Entry]:
    """Read the entries of a glossary: lines with names, then a line that opens with a colon.

    A definition ends with a line of links for further reading, which opens with an arrow.
    """
    found = []
    for paragraph in re.split(r"\n\s*\n", text):
        names, colon, definition = paragraph.strip().partition("\n:")
        if not colon:
            continue
        meaning = re.sub(r"\s*→.*", "", definition, flags=re.DOTALL)
        plain = re.sub(r"[*`$]", "", _LINK.sub(r"\1", meaning))
        places = tuple(target for _, target in _LINK.findall(definition))
        found.append(Entry(tuple(names.split("\n")), " ".join(plain.split()), places))
    return found


@lru_cache(maxsize=1)  # the same for every page
def _index(text: str) -> tuple[dict[str, Entry], re.Pattern[str]]:
    """Map each name in small letters to its entry; the pattern finds the names and their plurals."""
    by_name = {name.lower(): entry for entry in entries(text) for name in reversed(entry.names)}
    longest_first = sorted(by_name, key=len, reverse=True)
    pattern = rf"(?<![\w-])({'|'.join(map(re.escape, longest_first))})(?:e?s)?(?![\w-])"
    return by_name, re.compile(pattern, re.IGNORECASE)


class LinkTerms(Treeprocessor):
    """Link the first use of each term in a page that does not explain it itself."""

    def run(self, root: ET.Element) -> None:
        """Work on the finished tree, before links are made relative and anchors are collected."""
        page = Page.of(self.md)
        if page is None:
            return
        glossary = page.book.docs / GLOSSARY
        if page.chapter.path == glossary:
            for term in root.iter("dt"):
                term.set("id", slugify("".join(term.itertext()), "-"))
            for part in (part for meaning in root.iter("dd") for part in meaning.iter()):
                # no line ends in an arrow whose link stands on the next
                part.text = _ARROW.sub("→\u00a0", part.text or "")
                part.tail = _ARROW.sub("→\u00a0", part.tail or "")
        elif glossary.exists() and page.chapter.uri != "index.md":  # the home page is a door, not a text
            by_name, self.pattern = _index(page.book.chapter(glossary).body)
            self.left = {n: entry for n, entry in by_name.items() if page.chapter.uri not in entry.taught}
            self.address = os.path.relpath(glossary, page.chapter.path.parent).replace(os.sep, "/")
            self._walk(root)

    def _walk(self, parent: ET.Element) -> None:
        """Link in the order of reading: the text of an element, then each child and what follows it."""
        self._link(parent, 0, parent.text)
        for child in list(parent):
            # an id marks what others point at, such as a work cited, whose title is not ours to link
            if child.tag not in _SKIPPED and child.get("class") not in _APART and not child.get("id"):
                self._walk(child)
            self._link(parent, list(parent).index(child) + 1, child.tail)

    def _link(self, parent: ET.Element, index: int, text: str | None) -> None:
        """Turn the terms of `text`, which stands before the child `index`, into links."""
        links: list[ET.Element] = []
        end = 0
        for match in self.pattern.finditer(text or ""):
            entry = self.left.get(match[1].lower())
            if entry is None:
                continue
            for name in entry.names:
                del self.left[name.lower()]
            address = f"{self.address}#{entry.anchor}"
            link = ET.Element("a", {"class": "nn-term", "href": address, "title": entry.text})
            link.text = match[0]
            _put(parent, index, links, match.string[end : match.start()])
            links.append(link)
            end = match.end()
        if links:
            assert text is not None
            links[-1].tail = text[end:]
            for offset, link in enumerate(links):
                parent.insert(index + offset, link)


def _put(parent: ET.Element, index: int, links: list[ET.Element], text: str) -> None:
    """Put the text before a link where an ElementTree keeps it."""
    if links:
        links[-1].tail = text
    elif index:
        parent[index - 1].tail = text
    else:
        parent.text = text
