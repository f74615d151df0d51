"""Set TeX as MathML while the book is built, in MkDocs and in Zensical alike.

KaTeX (in the `pykatex` package, so without Node) reads the TeX; what it writes is tidied to what browsers
draw well and kept as plain MathML. `fence` serves the math fences, `MathExtension` the inline `$…$`, and
`python -m nnbook.book.page.math SITE` puts the math font into a built site.
"""

import sys
import unicodedata
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import sha256
from html import escape
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from re import Match
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from mkdocs.exceptions import BuildError
from pymdownx.superfences import SuperFencesException

from nnbook.book.content.failures import ChapterError
from nnbook.book.results.cache import read, version, write

FONT = "assets/fonts/math.woff2"

# QuickJS, inside pykatex, belongs to the thread that imports it and crashes in others, of which builds have
# several. The thread hangs on pykatex itself, so that this module finds it again when it is loaded anew.
_KATEX: ThreadPoolExecutor = getattr(sys.modules.get("pykatex"), "thread", None) or ThreadPoolExecutor(1)

_APPLY = "\u2061"  # the invisible sign that KaTeX writes after the name of a function
_THIN = "0.1667em"
_SCRIPTED = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
_ROWS = {"math", "mrow", "mstyle", "mtd", "mpadded", "msqrt"}
_SIGNS = {"−", "+", "±", "∓"}
_CLOSERS = {")", "]", "}", "⟩", "⌉", "⌋", "!", "′"}
_BARS = {"|", "∣", "∥"}
_VARIANTS = {
    "bold": "BOLD",
    "bold-italic": "BOLD ITALIC",
    "double-struck": "DOUBLE-STRUCK",
    "script": "SCRIPT",
}
# KaTeX writes accents as ASCII signs, of which fonts have no flat nor wide shapes
_ACCENTS = {"^": ("ˆ", "\u0302"), "~": ("˜", "\u0303"), "ˉ": ("ˉ", "\u0304"), "˙": ("˙", "\u0307")}
_COMBINING = {flat: wide for flat, wide in _ACCENTS.values()}
_PRIMES = {"′": "′", "′′": "″", "′′′": "‴"}
_FAMILIES = {"monospace", "sans-serif"}  # of the page, by the style sheet


class MathError(SuperFencesException, BuildError):
    """TeX that cannot be set.

    SuperFences swallows every other exception, and MkDocs prints a BuildError without a traceback.
    """


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
        Where KaTeX refuses the TeX or would only warn about it.
    """
    tex = tex.strip()
    if not tex:
        raise MathError("empty formula")
    written = _KATEX.submit(_katex, tex, display).result()
    root = ET.fromstring(written.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', ""))
    content = root.find(".//semantics/*[1]")
    assert content is not None, "KaTeX always writes semantics around the formula"
    math = ET.Element("math", {"alttext": " ".join(tex.split())})
    if display:
        math.set("display", "block")
    math.append(content)
    _tidy(math)
    if display or plain(math) != "".join(math.itertext()):
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
        return unicodedata.normalize("NFC", parts[0] + _COMBINING.get(element[1].text or "", ""))
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
            return " "
    text = element.text or ""
    if len(text) == 1 and text.isalnum():
        text = unicodedata.normalize("NFKC", text)  # a bold w is a w where no font has the bold one
    return text.replace(_APPLY, "") + "".join(parts)


def words(element: ET.Element) -> str:
    """Write an element as text, each formula in it on one line as `plain` writes it."""
    if element.tag == "math":
        return plain(element)
    return (element.text or "") + "".join(words(child) + (child.tail or "") for child in element)


def fence(source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_: Any) -> str:
    """Set a math fence as a display: a formatter of a `pymdownx.superfences` custom fence.

    Parameters
    ----------
    source : str
        The TeX in the fence.
    language, css_class, options, md
        What SuperFences passes to every formatter; a formula needs none of it.

    Returns
    -------
    str
        A box that scrolls where the formula is wider than the page.
    """
    try:
        return f'<div class="math">{mathml(source, display=True)}</div>'
    except MathError as error:
        return _fail(error, source.strip(), md)


class MathExtension(Extension):
    """Python-Markdown extension that sets inline `$…$`, with the rule of pandoc that spares prices."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the name is Python-Markdown's)
        """Register the inline math and the plain headings in the table of contents.

        Parameters
        ----------
        md : Markdown
            The converter to extend.
        """
        # after code spans (190), which may hold a dollar; before escapes (180), which would eat backslashes
        md.inlinePatterns.register(_Inline(_INLINE, md), "nnbook-math", 185)
        # after the inline markup (20), before toc reads the headings (5)
        md.treeprocessors.register(_Headings(md), "nnbook-math-headings", 10)


def makeExtension(**options: Any) -> MathExtension:  # noqa: N802 (the name is Python-Markdown's)
    """Make the extension where its name is given as `nnbook.book.page.math`.

    Parameters
    ----------
    **options
        Configuration of the extension, of which there is none.

    Returns
    -------
    MathExtension
        The extension.
    """
    return MathExtension(**options)


def assets(folder: Path | None = None) -> dict[str, bytes]:
    """Make the files that a site with math needs beside its style sheet.

    Parameters
    ----------
    folder : Path, optional
        Where the font of earlier builds is kept; without it the font is cut again.

    Returns
    -------
    dict of str to bytes
        Content by path in the site: STIX Two Math, of the `ziamath` package, cut to the signs of a book on
        neural networks. It is under the SIL Open Font License 1.1, which its name table keeps.
    """
    spec = find_spec("ziamath")
    assert spec is not None and spec.submodule_search_locations, "ziamath is in the extra nnbook[book]"
    whole = Path(spec.submodule_search_locations[0], "fonts", "STIXTwoMath-Regular.ttf")
    versions = [f"{name} {version(name)}" for name in ("fonttools", "brotli")]
    key = sha256(b"\0".join([whole.read_bytes(), Path(__file__).read_bytes(), *map(str.encode, versions)]))
    content = read(folder / key.hexdigest()) if folder else None
    if content is None:
        content = _cut(whole)
        if folder:
            write(folder / key.hexdigest(), content)
    return {FONT: content}


@cache
def _cut(whole: Path) -> bytes:
    """Cut a font to the signs of this book, as WOFF2."""
    from fontTools.subset import Options, Subsetter  # here, so that reading a chapter does not load fontTools
    from fontTools.ttLib import TTFont

    options = Options()
    options.layout_features = []  # such as other shapes for scripts, which Chromium does not use
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # 0, 13 and 14 are the copyright and the licence
    options.hinting = options.glyph_names = False
    font = TTFont(whole, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=_characters())
    subsetter.subset(font)
    font.flavor = "woff2"
    content = BytesIO()
    font.save(content)
    return content.getvalue()


def write_assets(site: Path) -> None:
    """Write the assets into a site.

    Parameters
    ----------
    site : Path
        Folder of the site, which may not exist yet.
    """
    for name, content in assets().items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _fail(error: MathError, tex: str, md: Markdown) -> str:
    """End the build, with file and line where the page knows its chapter; while serving, show the error."""
    page = getattr(md, "nnbook_page", None)
    if page is None:
        raise error
    before = page.chapter.path.read_text(encoding="utf-8").partition(tex)[0]
    shown: str = page.fail(ChapterError(page.chapter.path, before.count("\n") + 1, str(error)))
    return shown


def _katex(tex: str, display: bool) -> str:
    import pykatex  # here, since the thread that imports it must be the one that calls it

    pykatex.thread = _KATEX
    try:
        written: str = pykatex.renderToString(
            tex,
            displayMode=display,
            output=pykatex.OUTPUT_MATHML,
            strict=pykatex.STRICT_ERROR,  # what LaTeX would refuse is an error, not a warning
            throwOnError=True,
        )
    except (pykatex.ParseError, ValueError) as error:
        reason = str(error).replace("\u0332", "")  # KaTeX underlines the place, which logs garble
        raise MathError(f"bad TeX: {reason}\nin the formula: {tex}") from None
    if 'mathcolor="#cc0000"' in written:  # how KaTeX shows a command that it does not trust, such as \href
        raise MathError(f"bad TeX: a command that loads or links something\nin the formula: {tex}")
    return written


def _tidy(element: ET.Element, script: bool = False) -> None:
    """Change KaTeX's MathML into what MathML Core draws as TeX would."""
    for place, child in enumerate(element):
        _tidy(child, script or (element.tag in _SCRIPTED and place > 0))
    _letter(element)
    if element.tag == "mtable":
        _align(element)
    elif element.tag == "mo":
        _operator(element, script)
    elif element.get("accent") == "true":
        accent = element[1]
        flat, wide = _ACCENTS.get(accent.text or "", (accent.text, accent.text))
        stretchy = accent.get("stretchy", "true" if accent.text == "\u20d7" else "false")
        accent.text = wide if stretchy == "true" else flat
        accent.attrib = {"stretchy": stretchy}
    elif element.tag == "msup" and (primes := "".join(element[1].itertext())) in _PRIMES:
        # the font's primes stand high already, and as scripts they would be specks
        mark = ET.Element("mo", {"form": "postfix", "lspace": "0", "rspace": "0"})
        mark.text = _PRIMES[primes]
        element.tag, element[1] = "mrow", mark
    if element.tag in _ROWS:
        _space(element)


def _operator(sign: ET.Element, script: bool) -> None:
    """Tell fences from relations, and close up the signs in scripts."""
    bar = sign.text in _BARS
    if bar and sign.get("fence") == "true":
        sign.set("stretchy", "true")
    if script or (bar and (sign.get("stretchy") or sign.get("fence"))):
        sign.attrib |= {"lspace": "0", "rspace": "0"}


def _letter(element: ET.Element) -> None:
    """Choose letters by their code points, since MathML Core knows no other `mathvariant` than normal."""
    if len(element) > 1 and all(c.tag == "mi" and c.get("mathvariant") == "normal" for c in element):
        word = ET.Element("mi")
        word.text = "".join(c.text or "" for c in element)
        element[:] = [word]  # \mathrm{MSE} is one word, for the eye and for a screen reader
    variant = element.get("mathvariant")
    text = element.text or ""
    if variant is None or (variant == "normal" and element.tag == "mi" and len(text) == 1):
        return
    del element.attrib["mathvariant"]
    if variant in _VARIANTS:
        element.text = "".join(_styled(character, _VARIANTS[variant]) for character in text)
    elif variant in _FAMILIES:
        element.attrib |= {"class": variant, "mathvariant": "normal"}
    elif variant not in {"normal", "italic"}:
        raise MathError(f"the font of the book has no {variant} letters for: {text}")


def _styled(character: str, style: str) -> str:
    name = unicodedata.name(character, "")
    for word in ("LATIN ", "GREEK ", "LETTER "):
        name = name.replace(word, "")
    for prefix in ("MATHEMATICAL ", ""):  # some, such as ℝ and ℒ, are older than the mathematical alphabets
        try:
            return unicodedata.lookup(f"{prefix}{style} {name}")
        except KeyError:
            continue
    return character


def _align(table: ET.Element) -> None:
    """Hand the alignment of columns to each cell, where style sheets can see it."""
    columns = table.attrib.pop("columnalign", "").split()
    tight = table.attrib.pop("columnspacing", "").startswith("0em")
    table.attrib.pop("rowspacing", None)
    if tight:
        table.set("class", "aligned")
    for row in table:
        for cell, side in zip(row, columns, strict=False):
            if side != "center":
                cell.set("class", side)


def _space(row: ET.Element) -> None:
    """Space signs and the names of functions in a row by TeX's rules, which MathML leaves to its writer."""
    children = list(row)
    operand = False  # whether what stands before is something to add to
    for place, child in enumerate(children):
        after = children[place + 1] if place + 1 < len(children) else None
        if child.tag == "mo":
            if child.text in _SIGNS and not operand:
                child.attrib |= {"form": "prefix", "lspace": "0", "rspace": "0"}
            operand = child.text in _CLOSERS or (child.text in _BARS and operand)
            if child.text == _APPLY:
                _thin_before_operand(row, child, after)
        elif child.tag != "mspace":
            bare = after is not None and after.text == _APPLY
            scripted = child.tag in _SCRIPTED and any(mo.text == _APPLY for mo in child[0].iter("mo"))
            if (bare or scripted) and operand:
                row.insert(list(row).index(child), ET.Element("mspace", {"width": _THIN}))
            if scripted:
                _thin_before_operand(row, child, after)
            operand = not scripted and not (child.text or "").isspace()


def _thin_before_operand(row: ET.Element, function: ET.Element, after: ET.Element | None) -> None:
    while after is not None and after.tag in _SCRIPTED | {"mrow"} and len(after):
        after = after[0]
    if after is not None and after.tag not in {"mo", "mspace"}:
        row.insert(list(row).index(function) + 1, ET.Element("mspace", {"width": _THIN}))


def _group(text: str) -> str:
    return f"({text})" if set(text) & set("+−±=<>≤≥/, ") and text[0] + text[-1] not in {"()", "[]"} else text


def _characters() -> set[int]:
    """Code points of the font: what KaTeX writes for the mathematics of this book."""
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
    singles = "ϵϕϑϱˆˇˉ˘˙˜‾–—‘’“”†…‖′″‴ℓℎ∼≈ℂℍℕℙℚℝℤℬℰℱℋℐℒℳℛ←↑→↓↔↦⇐⇒⇔⟵⟶⟸⟹⟺⟨⟩⏞⏟⃗⊙⊤⊥⋅⟼△\u2061"
    return {code for first, last in ranges for code in range(first, last + 1)} | set(map(ord, singles))


# No digit may follow, so that "$5 and $6" stays two prices; \x02 is Python-Markdown's mark of a code span.
_INLINE = r"(?<![\\$])\$(?![\s$])((?:\\[^\x02]|[^$\\\x02])+?)(?<!\s)\$(?![\d$])([.,;:!?)]*)"


class _Inline(InlineProcessor):
    def handleMatch(  # type: ignore[override, unused-ignore]  # noqa: N802
        self, m: Match[str], data: str
    ) -> tuple[ET.Element | str, int, int]:
        try:
            math = ET.fromstring(mathml(m.group(1)))
        except MathError as error:
            return self.md.htmlStash.store(_fail(error, m.group(1), self.md)), m.start(0), m.end(0)
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


class _Headings(Treeprocessor):
    def run(self, root: ET.Element) -> None:
        for heading in root.iter():
            if heading.tag in {"h1", "h2", "h3", "h4", "h5", "h6"} and heading.find(".//math") is not None:
                for math in heading.iter("math"):
                    math.attrib.pop("data-search-exclude", None)  # a title with a hole would be worse
                heading.attrib.setdefault("data-toc-label", escape(words(heading), quote=False))


if __name__ == "__main__":
    write_assets(Path(sys.argv[1]))
