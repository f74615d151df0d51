"""What there is to do in each chapter: the totals that the home page sets the reader's progress against."""

from pathlib import Path
from xml.etree import ElementTree as ET

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor

from nnbook.book.content import quiz
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.failures import ChapterError
from nnbook.book.page import exercise_fence


def totals(docs: Path) -> dict[str, dict[str, int]]:
    """Count the practice of the book.

    Parameters
    ----------
    docs : Path
        The folder of the chapters.

    Returns
    -------
    dict
        "questions" and "exercises" by the name of the page that teaches them. A page that cannot be read
        is left out: it shows its error itself.
    """
    found: dict[str, dict[str, int]] = {}
    for path in sorted(docs.rglob("*.md")):
        chapter = Chapter.read(path)
        try:
            pages = [("questions", question.page) for question in quiz.questions(chapter)]
        except ChapterError:
            pages = []
        pages += [("exercises", exercise_fence.page_name(chapter)) for _ in exercise_fence.fences(chapter)]
        for kind, page in pages:
            counts = found.setdefault(page, {"questions": 0, "exercises": 0})
            counts[kind] += 1
    return found


class PracticeExtension(Extension):
    """Give each chapter of the home page's path a place for the reader's progress."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802, the name is Python-Markdown's
        """Look at the links while they still name files."""
        md.treeprocessors.register(_AddPlaces(md), "nnbook_practice", 14)


class _AddPlaces(Treeprocessor):
    def run(self, root: ET.Element) -> None:
        page = getattr(self.md, "nnbook_page", None)
        paths = [element for element in root.iter("div") if element.get("class") == "nn-path"]
        if page is None or not paths:
            return
        counts = totals(page.chapter.path.parent)
        for item in (item for element in paths for item in element.iter("li")):
            link = next(item.iter("a"), None)
            name = link.get("href", "").removesuffix(".md") if link is not None else ""
            if name in counts:
                numbers = {f"data-{kind}": str(number) for kind, number in counts[name].items()}
                ET.SubElement(item, "nn-solved", {"data-page": name, **numbers})


def makeExtension(**options: object) -> PracticeExtension:  # noqa: N802, the name is Python-Markdown's
    """Return the extension; Python-Markdown calls this."""
    return PracticeExtension(**options)
