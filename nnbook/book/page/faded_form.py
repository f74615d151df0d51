"""The Markdown side of the faded examples: a `div` of the class `faded` becomes a calculation with blanks.

Without scripts, and on paper, a blank is a line to write on, and the answers are in their details.
docs/assets/js/practice/nn-faded.js compares what is typed, as numbers are compared in the questions.
"""

from xml.etree import ElementTree as ET

from markdown.treeprocessors import Treeprocessor

from nnbook.book.check import keys
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.faded import BLANK, Faded, Step
from nnbook.book.page.page import Page
from nnbook.book.results.results import Results

_KINDS = ("Step by step", "The last steps are yours", "All steps are yours")


class MakeFaded(Treeprocessor):
    """Make the faded examples, once their text is a tree."""

    def run(self, root: ET.Element) -> None:
        """Find them by their names."""
        page = Page.of(self.md)
        if page is None or page.failures:
            return
        left = dict(page.faded)
        try:
            for element in root.iter("div"):
                if element.get("id") in left and "faded" in element.get("class", "").split():
                    make_form(element, left.pop(element.attrib["id"]), page.chapter.page_name, page.results)
            for faded in left.values():
                problem = "Python-Markdown does not see this faded example: what stands around it swallows it"
                raise ChapterError(faded.path, faded.line, problem)
        except ChapterError as error:
            page.fail(error)


def make_form(element: ET.Element, faded: Faded, page: str, results: Results) -> None:
    """Turn the `div` of a faded example, with all that Python-Markdown made of its inside, into its form.

    Parameters
    ----------
    element : Element
    faded : Faded
    page : str
        The name of its page, by which progress is kept.
    results : Results
        By which its numbers are known before they were rounded.
    """
    parts = list(element)
    here = next((n for n, part in enumerate(parts) if part.tag == "ol"), len(parts))
    items = list(parts[here].findall("li")) if here < len(parts) else []
    folds = [part for part in parts[here:] if part.tag == "details"]
    if len(items) != len(faded.steps) or len(folds) != 1:
        problem = (
            "Python-Markdown does not see the steps or the fold under them: leave an empty line around each, "
            "and indent a wrong answer by four blanks"
        )
        raise ChapterError(faded.path, faded.line, problem)
    element.clear()
    element.tag = "nn-faded"
    label = f"{faded.id}-kind"
    element.attrib.update({"id": faded.id, "data-page": page, "role": "group", "aria-labelledby": label})
    blanks = faded.blanks
    kind = ET.SubElement(element, "p", {"class": "nn-faded-title", "id": label})
    kind.text = _KINDS[0 if not blanks else 1 if len(blanks) < len(items) else 2]
    form = ET.SubElement(element, "form")
    form.extend(parts[: here + 1])
    parts[here].set("class", "nn-steps")
    fold = folds[0]
    if blanks:
        exact = keys.of_lines(faded.proof, {step.place: step.key for step in blanks}, results)
        explained = ET.Element("ul", {"class": "nn-explained"})
        negative = any(step.key.startswith("-") for step in blanks)
        for number, (item, step) in enumerate(zip(items, faded.steps, strict=True), 1):
            if step.blank:
                _field(item, number, step, exact.get(step.place, ""), negative)
                _explain(explained, item, number, step)
        fold.insert(1, explained)
        button = ET.SubElement(form, "button", {"class": "nn-submit", "type": "submit"})
        button.text = "Check"
        ET.SubElement(form, "div", {"class": "nn-graded", "role": "status"})
    fold.set("class", "nn-answer")
    element.append(fold)


def _field(item: ET.Element, number: int, step: Step, exact: str, negative: bool) -> None:
    """Put a field into the place of the blank."""
    line = item[0] if len(item) and item[0].tag == "p" else item
    inner = [child for child in line if child.tag != "ul"]
    place = inner[-1] if inner else None
    before, _, after = ((place.tail if place is not None else line.text) or "").rpartition(BLANK)
    blank = ET.Element("span", {"class": "nn-blank"})
    blank.tail = after
    attributes = {"type": "text", "aria-label": f"Step {number}", "data-key": step.key}
    attributes |= {"data-exact": exact} if exact else {}
    # A phone's decimal keys have no minus, and which of the numbers needs one is not told.
    attributes |= {"inputmode": "text" if negative else "decimal", "autocomplete": "off"}
    ET.SubElement(blank, "input", attributes | {"autocapitalize": "off", "spellcheck": "false"})
    if place is None:
        line.text = before
    else:
        place.tail = before
    line.insert(len(inner), blank)


def _explain(explained: ET.Element, item: ET.Element, number: int, step: Step) -> None:
    """Move the wrong answers from under the blank to where the answers are."""
    entry = ET.SubElement(explained, "li", {"data-step": str(number)})
    entry.text = f"Step {number}: "
    key = ET.SubElement(entry, "strong")
    key.text = step.key
    if (under := item.find("ul")) is not None:
        key.tail = ". What goes wrong:"
        item.remove(under)
        entry.append(under)
        for wrong, said in zip(under.findall("li"), step.wrong, strict=True):
            wrong.set("data-given", said.text.strip("`$"))
