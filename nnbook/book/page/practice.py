"""What there is to do in each chapter: how long it takes, and the totals that progress is set against."""

from xml.etree import ElementTree as ET

from markdown.treeprocessors import Treeprocessor

from nnbook.book.content import exercises, questions, rebuilds, sections
from nnbook.book.content.book import Book
from nnbook.book.content.errors import ChapterError
from nnbook.book.page.page import Page


def totals(book: Book) -> dict[str, dict[str, int]]:
    """Count the practice of the book.

    Returns
    -------
    dict
        "questions", "exercises" and "rebuilds" by the name of the page that teaches them. A page that
        cannot be read is left out: it shows its error itself.
    """
    found: dict[str, dict[str, int]] = {}
    for path in book.paths:
        try:
            chapter = book.chapter(path)
            pages = [("questions", question.page) for question in questions.questions(chapter)]
            pages += [("exercises", chapter.page_name) for _ in exercises.fences(chapter)]
            pages += [("rebuilds", chapter.page_name) for _ in rebuilds.fences(chapter)]
        except ChapterError:
            continue
        for kind, page in pages:
            counts = found.setdefault(page, {"questions": 0, "exercises": 0, "rebuilds": 0})
            counts[kind] += 1
    return found


def length(book: Book, name: str) -> str:
    """Say how long the page of a name takes; empty where it has no goals, or cannot be read."""
    path = book.docs / f"{name}.md"
    if not path.is_file():
        return ""
    try:
        chapter = book.chapter(path)
        found = sections.sections(chapter) if sections.has_goals(chapter) else []
    except ChapterError:  # it shows its error itself
        return ""
    return sections.length(found) if any(section.goal for section in found) else ""


class AddPlaces(Treeprocessor):
    """Give each chapter of the home page's path its length, and a place for the reader's progress."""

    def run(self, root: ET.Element) -> None:
        """Look at the links while they still name files."""
        page = Page.of(self.md)
        paths = [element for element in root.iter("div") if element.get("class") == "nn-path"]
        if page is None or not paths:
            return
        counts = totals(page.book)
        for item in (item for element in paths for item in element.iter("li")):
            link = next(item.iter("a"), None)
            name = link.get("href", "").removesuffix(".md") if link is not None else ""
            if said := length(page.book, name):
                ET.SubElement(item, "p", {"class": "nn-length"}).text = f"{said}."
            if name in counts:
                numbers = {f"data-{kind}": str(number) for kind, number in counts[name].items()}
                ET.SubElement(item, "nn-solved", {"data-page": name, **numbers})
