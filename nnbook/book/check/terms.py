r"""The order of terms: no page uses a term, a sign or an idiom before the place that introduces it.

The list is a TOML file, which says what is held and where each thing is introduced:

    held = ["start.md", "perceptron.md"]  # the pages, in the order in which they are read

    [words]  # of the prose, with other names behind commas; a plural is the same word
    "learning rate, step size" = "perceptron.md#training-a-perceptron"

    [signs]  # of formulas, in TeX
    '\sum' = "perceptron.md#the-artificial-neuron"

    [idioms]  # of the code that a reader sees without opening anything
    "axis=" = "start.md#shapes"

A word is written as in the list: one with a capital has to have it, any other may have one. What stands in
code spans, titles of pages, alt texts, folds and footnotes is no use. A link is none where it leads to the
very place that introduces the word, and so is all of a question under which such a link stands: it asks
whether the reader knows that place. An idiom is found in the syntax tree and is one of these:

- `.T`, an attribute; `axis=`, an argument by its name; `zip()`, a call by its name; `np.where`, a name of a
  module
- what `IDIOMS` lists, such as `@`, `lambda`, `list comprehension`, `boolean index`
"""

import ast
import posixpath
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from markdown.extensions.toc import slugify

from nnbook.book.check.counts import visible_blocks
from nnbook.book.content import questions
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Chapter, headings
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.imports import parsed

KINDS = ("words", "signs", "idioms")
IDIOMS = {
    "@": "a matrix product",
    "|": "a union, or an or of truth values",
    "~": "a not of truth values",
    "**keywords": "arguments by name from a dict",
    "*arguments": "arguments from a sequence",
    "+=": "an operation in place, whichever it is",
    ":=": "a name for a part of an expression",
    "[:, None]": "an index with None, which adds an axis",
    "[::step]": "a slice with a step",
    "[i:j]": "a slice",
    "[[i, j]]": "an index with a list",
    "a, b =": "an assignment to several names",
    "assert": "an assertion",
    "boolean index": "an index with a comparison",
    "class": "a class",
    "conditional expression": "a value if a condition holds, else another",
    "dict comprehension": "a dict made in a loop",
    "f-string": "a text with values in it",
    "f-string format": "a value in a text with a format behind a colon",
    "generator expression": "values made in a loop, one by one",
    "lambda": "a function without a name",
    "list comprehension": "a list made in a loop",
    "try": "an attempt that may fail",
    "with": "a block that ends what it begins",
}
_FAMILY = re.compile(r"\.\w+|\w+=|\w+\(\)|\w+(?:\.\w+)+")

_CODE = re.compile(
    r"(?P<ticks>`+).+?(?<!`)(?P=ticks)(?!`)|<!--.*?-->|</?[A-Za-z][^>]*>|!\[[^\]]*\]\([^)]*\)", re.DOTALL
)
_MATH = re.compile(r"(?<![\\$])\$(?![\s$])((?:\\.|[^$\\])+?)(?<!\s)\$")
_TARGET = re.compile(r"(?<=\])\([^)]*\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^)\s]*)[^)]*\)")
_NAMED = re.compile(r"""\{:?[^}\n]*#([\w:.-]+)[^}\n]*\}|\bid="([^"]+)\"""")
_SINGLE = re.compile(r"\{\s*(\w)\s*\}")


@dataclass(frozen=True)
class Term:
    """An entry of the list.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    name : str
        As the list has it.
    place : str
        The page and the anchor that introduce it.
    line : int
        Where the entry stands.
    """

    kind: str
    name: str
    place: str
    line: int


@dataclass
class Terms:
    """A list of terms.

    Attributes
    ----------
    path : Path
        Its file.
    held : list of str
        The pages, in the order in which they are read.
    entries : list of Term
    """

    path: Path
    held: list[str]
    entries: list[Term] = field(default_factory=list)

    def error(self, line: int, problem: str) -> ChapterError:
        """Return an error at a line of the list."""
        return ChapterError(self.path, line, problem)


def read(path: Path) -> Terms:
    """Read a list of terms.

    Raises
    ------
    ChapterError
        If the file is no list, or names an idiom that nothing finds.
    """
    text = path.read_text(encoding="utf-8")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ChapterError(path, 1, f"the list of terms cannot be read: {error}") from error
    lines = text.split("\n")
    terms = Terms(path, data.pop("held", []))
    for kind, entries in data.items():
        if kind not in KINDS or not isinstance(entries, dict):
            raise terms.error(1, f"a list of terms has the tables {', '.join(KINDS)}, got {kind!r}")
        start = next(n for n, line in enumerate(lines) if line.strip() == f"[{kind}]")
        for name, place in entries.items():
            quoted = re.compile(rf"""["']?{re.escape(name)}["']?\s*=""")
            line = next(
                (n for n, text in enumerate(lines[start:], start + 1) if quoted.match(text)), start + 1
            )
            if kind == "idioms" and name not in IDIOMS and not _FAMILY.fullmatch(name):
                raise terms.error(line, f"no idiom is called {name!r}; there are {', '.join(IDIOMS)}")
            terms.entries.append(Term(kind, name, str(place), line))
    return terms


def problems(book: Book, terms: Terms) -> list[ChapterError]:
    """List what is used before it is introduced, and what is introduced nowhere.

    Returns
    -------
    list of ChapterError
        The entries whose place there is not, by their lines; then the uses, page by page.

    Raises
    ------
    ChapterError
        If a page that is held cannot be read.
    """
    chapters = {chapter.uri: chapter for chapter in book.chapters}
    order = {name: number for number, name in enumerate(terms.held)}
    found = [
        terms.error(1, f"the list holds {name}, and there is no such page")
        for name in order.keys() - chapters
    ]
    places: dict[Term, tuple[int, int]] = {}
    anchors = {name: _anchors(chapters[name]) for name in order if name in chapters}
    for found_there in anchors.values():  # a link to a page without an anchor leads to its title
        found_there[""] = next(iter(found_there.values()), 1)
    for term in terms.entries:
        page, _, anchor = term.place.partition("#")
        if page not in order:
            what = "is no page that is held" if page in chapters else "is no such page"
            found.append(terms.error(term.line, f"{term.name!r}: no such place, {page} {what}"))
        elif anchor not in anchors.get(page, {}):
            found.append(terms.error(term.line, f"{term.name!r}: no such place, {term.place}"))
        else:
            places[term] = order[page], anchors[page][anchor]
    early: list[ChapterError] = []
    for name in (name for name in terms.held if name in chapters):
        uses = _Uses(chapters[name])
        for term, place in places.items():
            here = list(uses.of(term))
            first, end = place[1], _end(chapters[name], place[1]) if "#" in term.place else None
            if place[0] == order[name] and not any(
                first <= line and (not end or line < end) for line, *_ in here
            ):
                found.append(terms.error(term.line, f"{term.name!r}: {term.place} says nothing of it"))
            for line, said, target in here:
                linked = term.place in (target, *uses.asked_at(line))
                if (order[name], line) < place and not linked:
                    later = f"introduced later, in {term.place}: link it there, or wait"
                    problem = f"{said!r} is used here, and {later}"
                    early.append(ChapterError(chapters[name].path, line, problem))
    return [*sorted(found, key=lambda error: error.line), *early]


def _anchors(chapter: Chapter) -> dict[str, int]:
    """Map what can be linked to on a page to its line, as the site's own table of contents names headings."""
    found: dict[str, int] = {}
    for line, text in headings(chapter):
        plain = re.sub(r"\{[^}]*\}\s*$|[`*$]", "", _LINK.sub(r"\1", text))
        slug = name = slugify(plain.strip(), "-")
        number = 0
        while name in found:
            number += 1
            name = f"{slug}_{number}"
        found[name] = line
    for number, text in enumerate(chapter.text.split("\n"), 1):
        for match in _NAMED.finditer(text):
            found.setdefault(match[1] or match[2], number)
    return found


def _end(chapter: Chapter, line: int) -> int | None:
    """Return the line of the heading that ends the section which begins in a line; None at the page's end."""
    levels = [(t.map[0] + 1, int(t.tag[1])) for t in chapter.tokens if t.type == "heading_open" and t.map]
    own = next((level for number, level in levels if number == line), 6)
    return next((number for number, level in levels if number > line and level <= own), None)


class _Uses:
    """What a page uses, in prose, formulas and visible code; each with its line."""

    def __init__(self, chapter: Chapter) -> None:
        self.chapter = chapter
        self.prose: list[tuple[int, str, str]] = []  # with its links, and without where they lead
        self.formulas: list[tuple[int, str]] = []
        self.code: dict[str, list[int]] = {}
        self.asked: dict[tuple[int, int], list[str]] = {}
        for question in questions.questions(chapter):
            text = "\n".join(chapter.text.split("\n")[question.line - 1 : question.end])
            targets = [self._place(link[2]) for link in _LINK.finditer(text)]
            self.asked[question.line, question.end] = targets
        line, title = 1, False
        for token in chapter.tokens:
            if token.map:
                line = token.map[0] + 1
            if token.type == "heading_open":
                title = token.tag == "h1"
            if chapter.is_folded(line):
                continue
            if token.type == "fence" and token.info.strip().partition(" ")[0] == "math":
                self.formulas.append((line + 1, token.content))
            elif token.type == "inline" and not title and not token.content.startswith("[^"):
                text = _CODE.sub(_blank, token.content)
                for match in _MATH.finditer(text):
                    self.formulas.append((_line(line, text, match.start()), match[1]))
                text = _MATH.sub(_blank, text)
                self.prose.append((line, text, _TARGET.sub(_blank, text)))
            if token.type == "heading_close":
                title = False
        for block in visible_blocks(chapter):
            for name, number in idioms(block.source):
                self.code.setdefault(name, []).append(block.line + number)

    def of(self, term: Term) -> Iterator[tuple[int, str, str]]:
        """Find the uses of a term: line, what is written, and where it links; empty where it does not."""
        if term.kind == "idioms":
            for line in sorted(set(self.code.get(term.name, []))):
                yield line, term.name, ""
        elif term.kind == "signs":
            sign = _sign(term.name)
            for line, tex in self.formulas:
                for match in sign.finditer(_normal(tex)):
                    yield _line(line, _normal(tex), match.start()), term.name, ""
        else:
            word = _word(term.name)
            for line, text, plain in self.prose:
                for match in word.finditer(plain):
                    said = " ".join(match[0].split())
                    yield _line(line, text, match.start()), said, self._target(text, match.start())

    def asked_at(self, line: int) -> list[str]:
        """Return the places to which the links of the question in a line lead; none outside of questions."""
        return next((found for (first, last), found in self.asked.items() if first <= line <= last), [])

    def _target(self, text: str, start: int) -> str:
        """Return the place to which the link around a word leads."""
        around = (link for link in _LINK.finditer(text) if link.start(1) <= start < link.end(1))
        return next((self._place(link[2]) for link in around), "")

    def _place(self, target: str) -> str:
        """Return the page and the anchor that a link of this page leads to."""
        page, mark, anchor = target.partition("#")
        folder = posixpath.dirname(self.chapter.uri)
        path = posixpath.normpath(posixpath.join(folder, page)) if page else self.chapter.uri
        return f"{path}{mark}{anchor}"


def _blank(match: re.Match[str]) -> str:
    """Take a piece out of a text, which keeps its length and its lines."""
    return re.sub(r"[^\n]", "\0", match[0])


def _line(first: int, text: str, start: int) -> int:
    return first + text.count("\n", 0, start)


def _word(name: str) -> re.Pattern[str]:
    """Return what finds a word of the prose and its plural, over the end of a line as well."""
    each = [r"\s+".join(map(_letters, part.split())) for part in name.split(",")]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(each)})(?:e?s)?(?![\w-])")


def _letters(part: str) -> str:
    """Return the pattern of a part of a word; a small first letter may be a capital."""
    first = part[0]
    start = f"[{first}{first.upper()}]" if first.islower() else re.escape(first)
    return start + re.escape(part[1:])


def _normal(tex: str) -> str:
    """Write a letter in braces as one without."""
    return _SINGLE.sub(r" \1", tex)


def _sign(name: str) -> re.Pattern[str]:
    """Return what finds a sign in TeX, whatever blanks are in it; a command ends with its letters."""
    pattern = r"\s*".join(re.escape(part) for part in _normal(name).split())
    return re.compile(pattern + (r"(?![A-Za-z])" if name[-1].isalpha() and "\\" in name else ""))


def idioms(source: str) -> Iterator[tuple[str, int]]:
    """Find the idioms of a piece of code, each with its line in it; none where it is not Python."""
    try:
        tree = parsed(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        for name in _names(node):
            yield name, line
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                yield (f"{keyword.arg}=" if keyword.arg else "**keywords"), keyword.lineno


_BY_TYPE: dict[type[ast.AST], str] = {
    ast.Assert: "assert",
    ast.AugAssign: "+=",
    ast.ClassDef: "class",
    ast.DictComp: "dict comprehension",
    ast.GeneratorExp: "generator expression",
    ast.IfExp: "conditional expression",
    ast.JoinedStr: "f-string",
    ast.Lambda: "lambda",
    ast.ListComp: "list comprehension",
    ast.NamedExpr: ":=",
    ast.Try: "try",
    ast.With: "with",
}


def _names(node: ast.AST) -> Iterator[str]:
    """Name the idioms that a node of the syntax tree is."""
    if type(node) in _BY_TYPE:
        yield _BY_TYPE[type(node)]
    match node:
        case ast.BinOp(op=ast.MatMult()) | ast.AugAssign(op=ast.MatMult()):
            yield "@"
        case ast.BinOp(op=ast.BitOr()):
            yield "|"
        case ast.UnaryOp(op=ast.Invert()):
            yield "~"
        case ast.FormattedValue(format_spec=spec) if spec is not None:
            yield "f-string format"
        case ast.Attribute(attr=attr):
            yield f".{attr}"
            yield from _dotted(node)
        case ast.Call(func=ast.Name(id=name)):
            yield f"{name}()"
        case ast.Assign(targets=[ast.Tuple()]):
            yield "a, b ="
        case ast.Subscript(slice=index):
            yield from _indexing(index)
    if isinstance(node, ast.Call) and any(isinstance(argument, ast.Starred) for argument in node.args):
        yield "*arguments"


def _dotted(node: ast.expr) -> Iterator[str]:
    """Name an attribute of a module with its path, as np.random.default_rng."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        yield ".".join([node.id, *reversed(parts)])


def _indexing(index: ast.expr) -> Iterator[str]:
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    for part in parts:
        match part:
            case ast.Constant(value=None) | ast.Attribute(attr="newaxis"):
                yield "[:, None]"
            case ast.Slice(step=step):
                yield "[i:j]" if step is None else "[::step]"
            case ast.List():
                yield "[[i, j]]"
            case ast.Compare():
                yield "boolean index"
            case ast.UnaryOp(op=ast.Invert()) | ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
                yield "boolean index"
