"""The head of a section: what a reader can do after it, and about how long it takes.

The emphasised sentence of the chapter stands in it, as `nnbook.book.content.sections` has found it, with the
minutes that it counts. A section of practice has the minutes alone, and the page has their sum at its top.
"""

from xml.etree import ElementTree as ET

from markdown.treeprocessors import Treeprocessor

from nnbook.book.content import sections
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.sections import Section
from nnbook.book.page.page import Page


class AddHeads(Treeprocessor):
    """Give the sections of a page that has goals their heads."""

    def run(self, root: ET.Element) -> None:
        """Find the headings in their order, once the text is a tree."""
        page = Page.of(self.md)
        if page is None or page.failures or not sections.has_goals(page.chapter):
            return
        try:
            opening, *found = sections.sections(page.chapter)
            if not any(section.goal for section in found):
                return
            places = [(parent, child) for parent in root.iter() for child in parent if child.tag == "h2"]
            if len(places) != len(found):
                problem = (
                    "the sections of the page cannot be told: each heading of one is a line with ## alone"
                )
                raise page.error(found[0].line, problem)
            for section, (parent, heading) in zip(found, places, strict=True):
                if not _make_head(section, parent, heading):
                    problem = "the goal is no paragraph of its own: leave an empty line above and below it"
                    raise page.error(section.line, problem)
        except ChapterError as error:
            page.fail(error)
            return
        title = next((n for n, child in enumerate(root) if child.tag == "h1"), None)
        if title is not None:
            said = ET.Element("p", {"class": "nn-length", "data-search-exclude": ""})
            said.text = f"{sections.length([opening, *found])}."
            said.tail = "\n"
            root.insert(title + 1, said)


def _make_head(section: Section, parent: ET.Element, heading: ET.Element) -> bool:
    """Make the head under a heading; return False where the paragraph of its goal is not there."""
    under = list(parent).index(heading) + 1
    if section.goal:
        head = parent[under] if under < len(parent) else heading
        if (
            head.tag != "p"
            or [child.tag for child in head] != ["em"]
            or (head.text or head[0].tail or "").strip()
        ):
            return False
        sentence = head[0]
        head.remove(sentence)
        head.text = f"{sentence.text or ''}"
        head.extend(list(sentence))
        last = head[-1] if len(head) else None
        if last is None:
            head.text += " "
        else:
            last.tail = f"{last.tail or ''} "
    else:
        head = ET.Element("p")
        head.tail = "\n"
        parent.insert(under, head)
    head.set("class", "nn-goal")
    # Not on the paragraph: the search is to find the sentence. A screen reader would spell out "min".
    minutes = ET.SubElement(head, "span", {"class": "nn-minutes", "data-search-exclude": ""})
    seen = ET.SubElement(minutes, "span", {"aria-hidden": "true"})
    seen.tail = " "
    seen.text = f"{'· ' if section.goal else ''}{section.minutes} min"
    heard = ET.SubElement(minutes, "span", {"class": "nn-unseen"})
    heard.text = f"About {section.minutes} minute{'s' if section.minutes > 1 else ''}."
    return True
