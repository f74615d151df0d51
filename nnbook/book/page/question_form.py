"""The Markdown side of the questions: a `div` of the class `question` becomes a form.

The form stands in the page as it will be used, so nothing moves when docs/assets/js/practice/nn-question.js
comes to life. Without scripts the style sheet hides what cannot work, and the choices and the answer are left
to read.
"""

import json
import re
from collections.abc import Sequence
from copy import deepcopy
from hashlib import sha256
from xml.etree import ElementTree as ET

from markdown.treeprocessors import Treeprocessor

from nnbook.book.check import keys, variants
from nnbook.book.check.variants import Keyed
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.questions import DASH, KINDS, Question, found_in
from nnbook.book.page import math
from nnbook.book.page.page import Page

_PLACEHOLDER = re.compile("\x02.*?\x03")  # for what Python-Markdown puts back at the end, such as blocks


class MakeForms(Treeprocessor):
    """Make forms of the questions, once their text is a tree."""

    def run(self, root: ET.Element) -> None:
        """Find the questions by their names."""
        page = Page.of(self.md)
        if page is None or page.failures:
            return
        left = dict(page.questions)
        try:
            for element in root.iter("div"):
                if element.get("id") in left and "question" in element.get("class", "").split():
                    question = left.pop(element.attrib["id"])
                    others = variants.keyed(question, page.results)
                    make_form(element, question, keys.exact(question, page.results), others)
            for question in left.values():
                problem = "Python-Markdown does not see this question: what stands around it swallows it"
                raise ChapterError(question.path, question.line, problem)
        except ChapterError as error:
            page.fail(error)


def make_form(element: ET.Element, question: Question, exact: str = "", others: Sequence[Keyed] = ()) -> None:
    """Turn the `div` of a question, with all that Python-Markdown made of its inside, into its form."""
    list_at = next((n for n, part in enumerate(element) if part.tag == "ul"), len(element))
    # Of the table of variants the page keeps what the script needs.
    parts = [part for n, part in enumerate(element) if n < list_at or not _is_table(part)]
    _all_swappable(parts, question)
    here = next((n for n, part in enumerate(parts) if part.tag == "ul"), len(parts))
    asked, answers, under = parts[:here], parts[here : here + 1], parts[here + 1 :]
    items = [_cut(item) for item in answers[0]] if answers else []
    if not asked or len(items) != len(question.choices):
        problem = "Python-Markdown does not see the list: leave an empty line above it, and none within"
        raise ChapterError(question.path, question.line, problem)
    element.clear()
    element.tag = "nn-question"
    element.attrib.update({"id": question.id, "data-kind": question.kind, "data-page": question.page})
    if question.key:
        element.set("data-key", question.key)
    if exact:
        element.set("data-exact", exact)
    if others:
        element.set("data-variants", _data(question, others))
    form = ET.SubElement(element, "form")
    fieldset = ET.SubElement(form, "fieldset")
    legend = ET.SubElement(fieldset, "legend")
    _text(legend, "span", KINDS[question.kind], "nn-kind")
    _move(asked[0], ET.SubElement(legend, "span"))
    fieldset.extend(asked[1:])
    if question.key:
        _field(fieldset, question)
    else:
        _boxes(fieldset, question, [text for text, _ in items])
    ET.SubElement(fieldset, "div", {"class": "nn-sure"})  # the script asks there how sure the reader is
    _text(fieldset, "button", "Check", "nn-submit").set("type", "submit")
    ET.SubElement(form, "div", {"class": "nn-graded", "role": "status"})
    details = ET.SubElement(form, "details", {"class": "nn-answer"})
    _text(details, "summary", "Show the answer")
    if question.kind == "number":
        _text(_text(details, "p", "The answer is "), "strong", question.key).tail = "."
    elif question.kind == "prints":
        _text(details, "p", "What the block prints stands under it now.")
    explained = ET.SubElement(details, "ul", {"class": "nn-explained"})
    for choice, (text, why) in zip(question.choices, items, strict=True):
        item = ET.SubElement(explained, "li", {"data-right": str(choice.right).lower()})
        if question.key:
            item.set("data-given", choice.text.strip("`$"))
        else:
            _text(item, "span", "Right: " if choice.right else "Wrong: ", "nn-truth")
        _move(text, ET.SubElement(item, "span", {"class": "nn-choice"}))
        item[-1].tail = DASH
        _move(why, ET.SubElement(item, "span", {"class": "nn-why"}))
    proof, taught = under[:-1], under[-1]
    if proof:
        said = "How it is computed:" if question.kind == "number" else "The check, choice by choice:"
        _text(details, "p", said)
    details.extend(proof)
    taught.set("class", "nn-taught")
    details.append(taught)


def _is_table(part: ET.Element) -> bool:
    return part.tag == "table" or (part.tag == "div" and part.find("table") is not None)


def _all_swappable(parts: list[ET.Element], question: Question) -> None:
    """Refuse a variant of what the page writes otherwise than the Markdown, such as a fraction."""
    pieces = [piece for part in parts for piece in (part if part.tag == "ul" else [part])]
    texts = [_PLACEHOLDER.sub(" ", "".join(piece.itertext())) for piece in pieces]
    for old, _ in question.variants[0].pairs if question.variants else ():
        pattern = found_in((old,))
        if len(pattern.findall(question.prose)) != sum(len(pattern.findall(text)) for text in texts):
            problem = f"{old!r} stands in a formula or a link as something else, so no variant can change it"
            raise ChapterError(question.path, question.table[0], problem)


def _data(question: Question, others: Sequence[Keyed]) -> str:
    """Write what the script needs of the variants, and it does not find out by itself."""
    found = []
    for one in others:
        data: dict[str, object] = {"new": [new for _, new in one.variant.pairs]}
        if question.key:
            data["key"] = one.key
        if one.exact:
            data["exact"] = one.exact
        if question.kind == "number":
            data["given"] = one.given
        if one.printed != (one.key,):
            data["printed"] = one.printed
        found.append(data)
    old = [old for old, _ in question.variants[0].pairs]
    return json.dumps({"old": old, "variants": found}, ensure_ascii=False, separators=(",", ":"))


def _boxes(parent: ET.Element, question: Question, texts: list[ET.Element]) -> None:
    box = "radio" if question.kind == "one" else "checkbox"
    choices = ET.SubElement(parent, "ul", {"class": "nn-choices"})
    order = list(enumerate(zip(question.choices, texts, strict=True)))
    if question.kind == "one":  # authors write the right one first; the same build must give the same page
        order.sort(key=lambda item: sha256(f"{question.id} {item[1][0].text}".encode()).digest())
    for number, (choice, text) in order:
        label = ET.SubElement(ET.SubElement(choices, "li"), "label")
        attributes = {"type": box, "name": question.id, "value": str(number)}
        if text.find(".//math") is not None:  # not every screen reader takes a formula for a name
            attributes["aria-label"] = " ".join(math.words(text).split())
        if choice.right:
            attributes["data-right"] = ""
        ET.SubElement(label, "input", attributes)
        _move(deepcopy(text), ET.SubElement(label, "span"))  # it stands in the answer as well


def _field(parent: ET.Element, question: Question) -> None:
    label = _text(parent, "label", "Your answer", "nn-answer-field")
    lines = question.key.count("\n") + 1
    if lines > 1:
        ET.SubElement(label, "textarea", {"rows": str(lines), "spellcheck": "false", "autocapitalize": "off"})
        return
    attributes = {"type": "text", "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
    if question.kind == "number":
        negative = question.key.startswith("-")
        attributes["inputmode"] = "text" if negative else "decimal"  # a phone's decimal keys have no minus
    ET.SubElement(label, "input", attributes)


def _cut(item: ET.Element) -> tuple[ET.Element, ET.Element]:
    """Cut a list item at its dash into what is chosen and why; drop the box."""
    if len(item) == 1 and item[0].tag == "p":
        item = item[0]
    text, why = ET.Element("span"), ET.Element("span")
    before = (item.text or "").lstrip()
    if before[:1] == "[" and before[2:3] == "]":
        before = before[3:].lstrip()
    text.text, dash, rest = before.partition(DASH)
    why.text = rest
    for child in list(item):
        tail = child.tail or ""
        if dash:
            why.append(child)
            continue
        text.append(child)
        child.tail, dash, why.text = tail.partition(DASH)
    return text, why


def _move(source: ET.Element, target: ET.Element) -> None:
    """Put the text and the children of an element into another."""
    target.text = source.text
    target.extend(list(source))


def _text(parent: ET.Element, tag: str, text: str, css_class: str = "") -> ET.Element:
    child = ET.SubElement(parent, tag, {"class": css_class} if css_class else {})
    child.text = text
    return child
