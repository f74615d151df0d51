"""Numbers in the prose of a chapter: each must be founded on something that ran, or be a cited fact.

A number is founded where a block of the page prints it (its pin), where it stands in the code of a block
(comments aside), or, for an alt text, where the figure shows it. It may be said in fewer digits than were
printed, as long as two significant digits are left, and in per cent. An explicit minus must be in the source
too; without one, "falls by 0.3" may speak of a printed -0.3.

Integers up to ten are free. So are exponents, subscripts and the digits within names (`W1`, `float64`,
`GPT-4`, `Python 3.11`). A number in a code span or in math is a claim like any other.

A wrong choice of a question is exempt, up to its dash: nothing can found what is not so. Its explanation, and
the right choices, are prose like any other. The table of a question's variants is none: the build runs each.

What comes from elsewhere (years, counts of neurons) stands in the front matter, as the prose says it, with
the key of an entry in references.md or of a footnote of the page::

    facts:
      - number: 86 billion
        source: azevedo2009

A page that a script writes has nobody's claims in it: its numbers are what the script measured. Its front
matter names the script, `written_by: tests/benchmarks/record.py`, and its numbers pass unread,
as long as that script is there.
"""

import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from nnbook.book.content import questions
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.results.results import Results

_FREE = 10
_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}

_NUMBER = re.compile(
    r"""
    (?P<minus>(?<![\w)\]])[-\u2212])?
    (?<![^\W_])(?<!\w_)(?<!\w\.)        # not within a word, an index or another number
    (?P<digits>\d{1,3}(?:[,\u202f\u2009]\d{3})+(?![\d,]) | \d+)?
    (?P<decimals>\.\d+)?
    (?<=\d)
    (?:[eE](?P<exponent>[-+\u2212]?\d+))?
    (?:[\s\u00a0\u202f-]?(?P<scale>hundred|thousand|million|billion|trillion)\b)?
    (?P<percent>[\s\u00a0\u202f]?\\?(?:%|per\ ?cent\b))?
    """,
    re.VERBOSE,
)
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_POWER = re.compile(r"(?:(\d[\d.]*)\s*[×·*]\s*)?(?<![\w.])10(?:([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)|\s?\*\*\s?(-?\d+))")
_TEX_POWER = re.compile(
    r"(?:(\d[\d.]*)\s*\\(?:cdot|times)\s*)?(?<![\w.])10\s*\^\s*(?:\{\s*([-+]?\d+)\s*\}|(\d))"
)
_TEX_SCRIPT = re.compile(r"[\^_]\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[a-zA-Z]+|[^\s\\{}])")

_INLINE = re.compile(
    r"""
    (?P<ticks>`+)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)
    | (?<![\\$])\$(?![\s$])(?P<math>(?:\\.|[^$\\])+?)(?<!\s)\$
    | <!--.*?-->
    | <img\b[^>]*?\salt=(?P<quote>["'])(?P<alt>.*?)(?P=quote)[^>]*>
    | </?[A-Za-z][^>]*>                                # tags and <https://…>
    | \[\^[^\]]+\]                                     # notes
    | (?<=\])\([^()\s]*(?:\s+"[^"]*")?\) | (?<=\])\[[^\]]*\] | \bhttps?://[^\s)]+
    | (?<!\\)\{[:\#.\s][^}]*\} | &\#?\w+;              # attributes, entities
    | \d+(?:\.\d+){2,}                                 # 1.6.1
    | \b(?:Python|NumPy|Matplotlib|MkDocs|Material)\s\d+(?:\.\d+)*
    | \b[A-Z]\w*-\d+(?:\.\d+)*                         # ResNet-50
    """,
    re.VERBOSE | re.DOTALL,
)
_ENTRY = re.compile(r"\{[^}\n]*#([\w:.-]+)[^}\n]*\}")  # {#azevedo2009}
_FOOTNOTE = re.compile(r"^\[\^([^\]]+)\]:", re.MULTILINE)


@dataclass(frozen=True)
class Number:
    """A number as a text has it.

    Attributes
    ----------
    text : str
        What stands there.
    start, end : int
        Where.
    value : Decimal
        With its sign, where it has one, and its power of ten.
    unit : int
        The power of ten of its last digit: the prose can mean nothing finer.
    percent : bool
        Whether it stands before a per cent sign.
    """

    text: str
    start: int
    end: int
    value: Decimal
    unit: int
    percent: bool

    @property
    def is_free(self) -> bool:
        """Whether it is one of the small integers that prose counts with."""
        return self.unit == 0 and abs(self.value) <= _FREE

    def is_founded_on(self, source: "Number") -> bool:
        """Tell whether it says what `source` says, in as many digits or in fewer."""
        if self._says(source.value):
            return True
        return self.percent and self._percentage._says(source.value)

    @property
    def _percentage(self) -> "Number":
        return Number(self.text, self.start, self.end, self.value.scaleb(-2), self.unit - 2, False)

    def _says(self, value: Decimal) -> bool:
        if not self.value.is_signed():
            value = abs(value)
        if self.value == value:
            return True
        if abs(self.value) < Decimal(10).scaleb(self.unit):  # one digit: too coarse to be a rounding
            return False
        return abs(value - self.value) <= Decimal(5).scaleb(self.unit - 1)


def find_numbers(text: str) -> Iterator[Number]:
    """Find the numbers in plain text, in which nothing but numbers and words is left."""
    for match in _NUMBER.finditer(text):
        if not match["digits"] and not match["decimals"]:
            continue
        digits = re.sub(r"\D", "", match["digits"] or "0")
        decimals = match["decimals"] or ""
        power = int((match["exponent"] or "0").replace("\u2212", "-")) + _SCALES.get(match["scale"], 0)
        sign = "-" if match["minus"] else ""
        value = Decimal(f"{sign}{digits}{decimals}").scaleb(power)
        unit = power - max(len(decimals) - 1, 0)
        yield Number(match[0].strip(), match.start(), match.end(), value, unit, bool(match["percent"]))


def problems(chapter: Chapter, results: Results, references: str = "") -> list[ChapterError]:
    """List what the prose says without a ground, and which of the page's facts are not in order.

    Parameters
    ----------
    chapter : Chapter
        The page.
    results : Results
        By which the numbers in a figure are known.
    references : str
        The text of references.md.

    Returns
    -------
    list of ChapterError
        In the order of their lines; none for a page that a script writes.
    """
    if script := chapter.meta.get("written_by"):
        if (results.book.root / str(script)).is_file():
            return []
        return [
            ChapterError(chapter.path, 1, f"the page is written by {script!r}, and there is no such file")
        ]
    try:
        facts = _facts(chapter)
        asked = questions.questions(chapter)
    except ChapterError as error:
        return [error]
    wrong = {choice.line for question in asked for choice in question.choices if not choice.right}
    tables = {line for question in asked for line in question.table}
    grounds = [number for block in chapter.blocks for number in _numbers_of(block)]
    found = [*_unknown_sources(chapter, facts, references)]
    used: set[str] = set()
    for line, text, block in _pieces(chapter, wrong, tables):
        spans = []
        for fact in facts:
            for match in _fact_pattern(fact.number).finditer(text):
                used.add(fact.number)
                spans.append(match.span())
        for number in find_numbers(text):
            if number.is_free or any(a <= number.start and number.end <= b for a, b in spans):
                continue
            if any(number.is_founded_on(ground) for ground in grounds):
                continue
            if block and any(number.is_founded_on(ground) for ground in _shown_numbers(block, results)):
                continue
            where = line + text.count("\n", 0, number.start)
            problem = (
                f"the prose says {number.text!r}, and no block of the page prints it, no code has it, "
                "and it is no fact of the front matter"
            )
            found.append(ChapterError(chapter.path, where, problem))
    for fact in facts:
        if fact.number not in used:
            found.append(
                ChapterError(chapter.path, fact.line, f"the fact {fact.number!r} does not stand in the prose")
            )
    return sorted(found, key=lambda error: error.line)


@dataclass(frozen=True)
class _Fact:
    number: str
    source: str
    line: int


def _facts(chapter: Chapter) -> list[_Fact]:
    lines = chapter.text.split("\n")
    facts = []
    for entry in chapter.meta.get("facts") or []:
        if not isinstance(entry, dict) or set(entry) != {"number", "source"}:
            raise ChapterError(chapter.path, 1, f"a fact has a number and a source, got {entry!r}")
        number, source = str(entry["number"]), str(entry["source"])
        line = next((n for n, text in enumerate(lines, 1) if "number:" in text and number in text), 1)
        facts.append(_Fact(number, source, line))
    return facts


def _unknown_sources(chapter: Chapter, facts: list[_Fact], references: str) -> Iterator[ChapterError]:
    known = set(_FOOTNOTE.findall(chapter.text)) | set(_FOOTNOTE.findall(references))
    known |= set(_ENTRY.findall(references))
    for fact in facts:
        if fact.source not in known:
            problem = (
                f"the source {fact.source!r} is neither an entry of references.md nor a footnote of the page"
            )
            yield ChapterError(chapter.path, fact.line, problem)


def _fact_pattern(number: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in number.split())
    return re.compile(rf"(?<![\w.,]){words}(?!\w|[.,]\d)")


def _numbers_of(block: Block) -> Iterator[Number]:
    """Find the numbers that a block prints and those in its code; a comment proves nothing."""
    yield from find_numbers(block.pin or "")
    yield from find_numbers(_plain(_without_comments(block.source)))


def _without_comments(source: str) -> str:
    lines = source.split("\n")
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                line, column = token.start
                lines[line - 1] = lines[line - 1][:column]
    except (tokenize.TokenError, SyntaxError):
        pass  # the block's own test says what is wrong
    return _code("\n".join(lines))


def _shown_numbers(block: Block, results: Results) -> Iterator[Number]:
    """Find the numbers in the text of a block's figure."""
    for svg in results.get(block).figures if block.runs and not block.missing else []:
        for text in re.findall(r">([^<>]*)</(?:text|tspan)>", svg):
            yield from find_numbers(text)


def _pieces(
    chapter: Chapter, wrong_choices: set[int], tables: set[int]
) -> Iterator[tuple[int, str, Block | None]]:
    """Cut the prose into `(line, plain text, the block whose alt text it is)`."""
    line = 1
    for token in chapter.tokens:
        if token.map:
            line = token.map[0] + 1
        if token.type == "fence" and token.info.strip() == "math":
            yield line + 1, _math(token.content), None
        elif token.type in ("inline", "html_block") and line not in tables:
            prose = token.content
            if line in wrong_choices:
                prose = prose.partition(questions.DASH)[2]
            if note := _FOOTNOTE.search(prose):
                prose = prose[: note.start()]
            if not (chapter.path.name == "references.md" and _ENTRY.search(prose)):
                yield line, _plain(_INLINE.sub(_readable, prose)), None
    for block in chapter.blocks:
        yield block.line, _plain(block.options.get("alt", "")), block


def _readable(match: re.Match[str]) -> str:
    """Turn a code span or a formula into plain text; blank what is no prose. Line ends stay."""
    if match["code"]:
        return f" {_code(match['code'])} "
    if match["math"]:
        return f" {_math(match['math'])} "
    if match["alt"]:
        return f" {match['alt']} "
    return re.sub(r"[^\n]", " ", match[0])


def _plain(text: str) -> str:
    """Write powers of ten as Python does."""
    return _POWER.sub(lambda m: f"{m[1] or 1}e{(m[2] or '').translate(_SUPERSCRIPTS) or m[3]}", text)


def _code(text: str) -> str:
    """Write code so that no comma joins two numbers and no underscore parts one."""
    return re.sub(r"(?<=\d)_(?=\d)", "", text).replace(",", ", ")


def _math(tex: str) -> str:
    """Take from TeX what is no number of its own: exponents, indices, the space between rows."""
    tex = _TEX_POWER.sub(lambda m: f"{m[1] or 1}e{m[2] or m[3]}", tex)
    tex = re.sub(r"\\\\\[[^\]]*\]", " ", tex)
    tex = re.sub(r"(?<=\d)(?:\{,\}|\\,)(?=\d{3})", ",", tex)
    tex = re.sub(r"\\[,:;! ]", " ", tex)
    tex = re.sub(r"(\\[dt]?frac)\s*(\d)(\d)", r"\1 \2 \3", tex)
    return _TEX_SCRIPT.sub(" ", tex)
