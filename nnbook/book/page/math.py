"""Set TeX as MathML while the book is built, in MkDocs and in Zensical alike.

math-core reads the TeX and writes what browsers draw well; little is left to tidy. `format_display` serves
the math fences, `Inline` the formulas in a line.
"""

import re
import unicodedata
import xml.etree.ElementTree as ET
from functools import cache
from html import escape
from html.entities import html5
from re import Match

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from math_core import LatexError, LatexToMathML

from nnbook.book.content.fences import name_of
from nnbook.book.page import addresses
from nnbook.book.page.page import Page

_TEX = LatexToMathML(fancy_error=False)  # the errors that it draws are for terminals
_APPLY = "\u2061"  # the invisible sign after the name of a function
_ENTITY = re.compile(r"&([A-Z]\w+;)")  # as math-core names what nobody sees; XML knows no such names
_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*%")
_CONTROL = re.compile(r"[\0-\x08\x0b-\x1f\x7f]")
_UNSEEN = str.maketrans("", "", "\u2062\u2063")  # factors meet, a fence is missing
_ELLIPSES = {".": "…", "·": "⋯"}
# a screen reader would speak them one by one
_DOTS = re.compile(r"<mo[^>]*>([.·])</mo><mo[^>]*>\1</mo><mo[^>]*>\1</mo>")
_SHAPES = re.compile("[\ufe00\ufe01]")  # of script letters, of which the font has one
_COMBINING = {"ˆ": "\u0302", "¯": "\u0304", "˜": "\u0303", "˙": "\u0307", "‾": "\u0304"}
_LINE = "\u0332"  # by which math-core draws lines over and under terms, and fonts only short ones
_BRACES = {"⏞", "⏟"}
_PRIMES = {"′", "″", "‴"}
# The styles that math-core gives to cells, without blanks, and the class in math.css that says the same.
_STYLES = {
    "text-align:left": "nn-left",
    "text-align:right": "nn-right",
    "text-align:center": "",
    "justify-items:start": "",
    "justify-items:end": "",
    "justify-items:center": "",
    "padding-left:0": "nn-flush-left",
    "padding-right:0": "nn-flush-right",
    "padding-left:1em": "nn-apart",
    **{
        f"border-{side}:0.05emsolidcurrentcolor": f"nn-rule-{side}"
        for side in ("top", "right", "bottom", "left")
    },
}


class MathError(Exception):
    """TeX that cannot be set."""


@cache
def mathml(tex: str, display: bool = False) -> str:
    """Set a formula as MathML.

    Parameters
    ----------
    tex : str
        The formula in TeX, without its dollars.
    display : bool
        Whether the formula stands alone, as in a fence, or in a line of text.

    Returns
    -------
    str
        One `math` element, which keeps the TeX as its `alttext`.

    Raises
    ------
    MathError
        Where it is no TeX, or shows what the book's font or MathML Core has not.
    """
    tex = tex.strip()
    if not tex:
        raise MathError("empty formula")
    if _COMMENT.search(tex):
        raise MathError(f"bad TeX: % begins a comment, \\% is the sign\nin the formula: {tex}")
    if _CONTROL.search(tex):
        raise MathError(f"bad TeX: a control character\nin the formula: {tex!r}")
    try:
        written = _TEX.convert_with_local_state(tex, displaystyle=display)
    except LatexError as error:
        place, _, reason = str(error).partition(": ")
        raise MathError(f"bad TeX: {reason}\nat character {int(place) + 1} of the formula: {tex}") from None
    written = _ENTITY.sub(lambda match: html5[match[1]], _SHAPES.sub("", written))
    written = _DOTS.sub(lambda match: f'<mo lspace="0" rspace="0">{_ELLIPSES[match[1]]}</mo>', written)
    math = ET.fromstring(written)
    math.set("alttext", " ".join(tex.split()))
    for element in math.iter():
        _tidy(element, tex)
    if display or plain(math).replace(" ", "") != "".join(math.itertext()):
        math.set("data-search-exclude", "")  # the index holds text only: a fraction ½ would read 12
    return ET.tostring(math, encoding="unicode", short_empty_elements=False)


def plain(element: ET.Element) -> str:
    """Write MathML as one line of text, for places that hold no markup such as a table of contents.

    Parameters
    ----------
    element : Element
        A `math` element or a part of one.

    Returns
    -------
    str
        The formula with `_`, `^` and `/` for what markup showed by position.
    """
    parts = [plain(child) for child in element]
    if element.get("accent") == "true":
        return unicodedata.normalize("NFC", parts[0] + _COMBINING.get(parts[1], parts[1]))
    match element.tag:
        case "mfrac":
            return f"{_group(parts[0])}/{_group(parts[1])}"
        case "msqrt":
            return f"√{_group(''.join(parts))}"
        case "msub" | "munder":
            return f"{parts[0]}_{_group(parts[1])}"
        case "msup" | "mover":
            return f"{parts[0]}^{_group(parts[1])}"
        case "msubsup" | "munderover":
            return f"{parts[0]}_{_group(parts[1])}^{_group(parts[2])}"
        case "mspace":
            return " " if element.get("width") else ""
        case "mo" if element.text == _APPLY:
            return " " if element.get("lspace") else ""
    text = element.text or ""
    if len(text) == 1 and text.isalnum():
        text = unicodedata.normalize("NFKC", text)  # a bold w is a w where no font has the bold one
    return text.translate(_UNSEEN) + "".join(parts)


def words(element: ET.Element) -> str:
    """Write an element as text, each formula in it on one line as `plain` writes it."""
    if element.tag == "math":
        return plain(element)
    return (element.text or "") + "".join(words(child) + (child.tail or "") for child in element)


def display(tex: str) -> str:
    """Set a formula that stands alone.

    Raises
    ------
    MathError
        If the TeX cannot be set.
    """
    return f'<div class="math">{mathml(tex, display=True)}</div>'


def format_display(source: str, page: Page, md: Markdown) -> str:
    """Set a math fence as a display, in a box that scrolls where the formula is wider than the page."""
    fence = page.next_fence("math", source)  # none in a comment, which is told when the page is done
    line, name = (fence.line, name_of(fence)) if fence else (page.line_of(source), "")
    try:
        formula = display(source)
    except MathError as error:
        raise page.error(line, str(error)) from error
    target = addresses.address(page, "formula", source, line, name)
    return f'<div class="nn-formula" id="{target}">{formula}{addresses.link("formula", target)}</div>'


def _tidy(element: ET.Element, tex: str) -> None:
    """Change what browsers would draw otherwise than TeX; refuse what they would not draw.

    Raises
    ------
    MathError
    """
    # A content security policy would have to allow every style that stands in a line.
    if names := _classes(element.attrib.pop("style", ""), tex):
        element.set("class", names)
    if element.tag == "menclose":
        raise MathError(f"browsers draw no boxes and no strokes around formulas\nin the formula: {tex}")
    if element.tag == "mi":
        for sign in filter(str.isalpha, element.text or ""):
            if "À" <= sign <= "ÿ" or ord(sign) not in characters():
                problem = f"the math font has no letter {sign} (words stand in \\text{{}})"
                raise MathError(f"{problem}\nin the formula: {tex}")
    second = element[1].text if len(element) > 1 else None
    if second == _LINE:
        element[1].text = "‾"
    elif second in _BRACES:
        element.attrib.clear()  # as an accent, a brace would touch what stands in it
    elif second in _PRIMES and element.tag == "msup":
        # the font's primes stand high already, and as scripts they would be specks
        element.tag, element[1].attrib = "mrow", {"form": "postfix", "lspace": "0", "rspace": "0"}


def _classes(style: str, tex: str) -> str:
    """Return what math.css calls the style of a cell.

    Raises
    ------
    MathError
        If math.css has no word for it.
    """
    names = []
    for declaration in filter(None, style.replace(" ", "").split(";")):
        if declaration not in _STYLES:
            raise MathError(f"math.css has no class for {declaration}\nin the formula: {tex}")
        names.append(_STYLES[declaration])
    return " ".join(filter(None, names))


def _group(text: str) -> str:
    return f"({text})" if set(text) & set("+−±=<>≤≥/, ") and text[0] + text[-1] not in {"()", "[]"} else text


@cache
def characters() -> frozenset[int]:
    """Code points of the font: what math-core writes for the mathematics of this book."""
    ranges = [
        (0x20, 0x7E),
        (0xA0, 0xFF),
        (0x391, 0x3C9),
        (0x300, 0x30C),
        (0x2000, 0x200A),
        (0x2200, 0x222B),
        (0x2260, 0x228B),
    ]
    ranges += [(0x2295, 0x2299), (0x22A2, 0x22A5), (0x22C0, 0x22C6), (0x22EE, 0x22F1), (0x2308, 0x230B)]
    ranges += [(0x1D400, 0x1D49B)]  # bold, italic, bold italic
    ranges += [(0x1D49C, 0x1D4B5), (0x1D538, 0x1D551)]  # the capitals of script and double-struck
    ranges += [(0x1D6A8, 0x1D755), (0x1D7CE, 0x1D7D7)]  # Greek, and bold digits
    singles = "ϵϕϑϱˆˇˉ˘˙˜‾–—‘’“”†…‖′″‴ℓℎ∼≈ℂℍℕℙℚℝℤℬℰℱℋℐℒℳℛ←↑→↓↔↦⇐⇒⇔⟵⟶⟸⟹⟺⟨⟩⏞⏟⃗⊙⊤⊥⋅⟼△≔⟂ℏℜℑℵ\u2061\u2062\u2063"
    return frozenset(map(ord, singles)).union(*(range(first, last + 1) for first, last in ranges))


# No digit may follow, so that "$5 and $6" stays two prices; \x02 is Python-Markdown's mark of a code span.
_INLINE = r"(?<![\\$])\$(?![\s$])((?:\\[^\x02]|[^$\\\x02])+?)(?<!\s)\$(?![\d$])([.,;:!?)]*)"


class Inline(InlineProcessor):
    """Set `$…$` in a line, with the rule of pandoc that spares prices."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(_INLINE, md)

    def handleMatch(  # type: ignore[override, unused-ignore]  # noqa: N802
        self, m: Match[str], data: str
    ) -> tuple[ET.Element | str, int, int]:
        """Return the formula, with the full stop behind it."""
        try:
            math = ET.fromstring(mathml(m.group(1)))
        except MathError as error:
            page = Page.of(self.md)
            if page is None:
                raise
            before = page.chapter.text.partition(f"${m.group(1)}")[0]
            shown = page.fail(page.error(before.count("\n") + 1, str(error)))
            return self.md.htmlStash.store(shown), m.start(0), m.end(0)
        for element in math.iter():
            if element.text:
                element.text = AtomicString(element.text)  # else Markdown would read a * in it as emphasis
        if not m.group(2):
            return math, m.start(0), m.end(0)
        # a browser may break the line after a formula, and would leave its full stop alone on the next
        together = ET.Element("span", {"class": "nn-nobreak"})
        together.append(math)
        math.tail = m.group(2)
        return together, m.start(0), m.end(0)


class Headings(Treeprocessor):
    """Give headings with formulas a plain form for the table of contents."""

    def run(self, root: ET.Element) -> None:
        """Look through the finished tree."""
        for heading in root.iter():
            if heading.tag in {"h1", "h2", "h3", "h4", "h5", "h6"} and heading.find(".//math") is not None:
                for math in heading.iter("math"):
                    math.attrib.pop("data-search-exclude", None)  # a title with a hole would be worse
                heading.attrib.setdefault("data-toc-label", escape(words(heading), quote=False))
