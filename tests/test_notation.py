"""One symbol, one meaning: docs/notation.md lists the symbols of all formulas and the ways of indices."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from house import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(page for page in DOCS.glob("*.md") if page.name != "notation.md")
LABS = sorted((DOCS / "labs").glob("*.py"))
EXPLORERS = sorted((DOCS / "assets" / "js" / "explorers").rglob("*.js"))

LAYER, SAMPLE, COMPONENT, WORDS = "a layer", "a sample", "a component", "words"
OF_LAYERS = set("WbZAn")  # the symbols that belong to a layer as a whole

# How a formula is laid out, and what is known from school.
LAYOUT = set(
    "begin end frac tfrac left right big Big bigl bigr text operatorname underbrace quad qquad hat"
    " cdot dots ldots le ge ne to Longrightarrow".split()
)
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[A-Za-z]|\d+|\S")


@dataclass(frozen=True)
class Use:
    """A symbol where it stands, with the kinds of its indices."""

    place: str
    base: str
    kinds: frozenset[str] = frozenset()


def formulas(path: Path) -> Iterator[tuple[int, str]]:
    """Find the formulas of a page or a lab, each with its line; those of a display line by line."""
    fence: str | None = None
    prose = path.suffix == ".md"
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if path.suffix == ".py":
            if line.startswith("# %%"):
                prose = "[markdown]" in line
            line = line.removeprefix("#")
        if not prose:
            continue
        opening = re.match(r"\s*(?:>\s*)?(`{3,})(\S*)", line)
        if opening and fence is None:
            fence = opening[2]
        elif opening and not opening[2]:
            fence = None
        elif fence == "math":
            yield number, line
        elif fence is None:
            yield from ((number, tex) for tex in in_line(line))


def in_line(line: str) -> list[str]:
    """Find the formulas in a line of prose."""
    return re.findall(r"(?<![\\$])\$(?![\s$])([^$]+?)(?<!\s)\$", re.sub(r"`[^`]*`", "", line))


def group(tokens: list[str], start: int) -> tuple[list[str], int]:
    """Return what an index holds, without its braces, and where the formula goes on."""
    if tokens[start] != "{":
        return [tokens[start]], start + 1
    depth, end = 1, start + 1
    while depth:
        depth += {"{": 1, "}": -1}.get(tokens[end], 0)
        end += 1
    return tokens[start + 1 : end - 1], end


def uses(place: str, tex: str) -> Iterator[Use]:
    """Reduce a formula to its symbols: letters, letters with a hat, and signs, each with its indices."""
    tex = re.sub(r"\\(hat|mathbb)\s*\{?\s*([A-Za-z])\s*\}?", r"\\\1@\2", tex)
    tex = re.sub(r"_\{\s*\\text\{[^{}]*\}\s*\}|_\\text\{[^{}]*\}", "_@", tex)
    tex = re.sub(r"\\operatorname\{[^{}]*\}|\\text\{[^{}]*\}|\\(?:begin|end)\{[^{}]*\}", " ", tex)
    tokens = re.findall(rf"\\(?:hat|mathbb)@[A-Za-z]|{TOKEN.pattern}", tex)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if not (token[0] == "\\" and token[1].isalpha() or token.isalpha()) or token[1:] in LAYOUT:
            continue
        kinds: set[str] = set()
        while at < len(tokens) and tokens[at] in "'^_" and not token.startswith("\\sum"):
            mark = tokens[at]
            at += 1
            if mark == "'":
                continue
            held, at = group(tokens, at)
            if mark == "_":
                kinds.add(WORDS if held == ["@"] else COMPONENT)
            elif held[0] == "[":
                kinds.add(LAYER)
            elif held[0] == "(":
                kinds.add(SAMPLE)
            yield from uses(place, " ".join(held))
        yield Use(place, token, frozenset(kinds))


def used() -> list[Use]:
    """List the symbols of all formulas but those of notation.md itself."""
    return [
        use
        for path in (*PAGES, *LABS)
        for line, tex in formulas(path)
        for use in uses(f"{path.relative_to(ROOT).as_posix()}:{line}", tex)
    ]


def rows(text: str) -> Iterator[tuple[str, list[str]]]:
    """Find the rows of the tables of notation.md, each with its section and its cells."""
    section = ""
    for line in text.split("\n"):
        section = line[3:] if line.startswith("## ") else section
        if line.startswith("| ") and not line.startswith("| Symbol"):
            yield section, [cell.strip() for cell in line.strip("|").split(" | ")]


NOTATION = list(rows((DOCS / "notation.md").read_text(encoding="utf-8")))
TABLES = ("Sizes and indices", "Data, parameters and what is computed", "Learning")
OPERATIONS, LOCAL, FORMS = "Operations", "Letters of one place", "Layers, samples and components"


def of_row(cells: list[str]) -> set[tuple[str, str]]:
    """Return the symbols that a row defines, each alone and with each kind of index that it shows."""
    found: set[tuple[str, str]] = set()
    for tex in in_line(cells[0]):
        # the indices of a symbol come before it; dW is the d in front of a W
        base = Use("", "d") if re.fullmatch("d[A-Za-z]", tex) else list(uses("", tex))[-1]
        found |= {(base.base, kind) for kind in base.kinds or {""}}
    return found


def listed() -> set[tuple[str, str]]:
    """Return the symbols of the book, with the kinds of their indices."""
    known = {each for section, cells in NOTATION if section in TABLES for each in of_row(cells)}
    for section, cells in NOTATION:
        if section == FORMS and len(cells) > 1:
            known |= {
                (use.base, kind) for tex in in_line(cells[1]) for use in uses("", tex) for kind in use.kinds
            }
        if section == OPERATIONS:
            signs = (use for tex in in_line(cells[0]) for use in uses("", tex))
            known |= {(use.base, "") for use in signs if use.base.startswith("\\") or use.base == "e"}
    return known


def local() -> set[tuple[str, str, str]]:
    """Return the letters of one place: page, symbol, kind of index."""
    found = set()
    for section, cells in NOTATION:
        if section == LOCAL:
            for page in re.findall(r"\]\(([^)#]+)", cells[1]):
                found |= {(f"docs/{page}", *symbol) for symbol in of_row(cells)}
    return found


def unlisted(symbols: list[Use]) -> list[str]:
    """Say of each use that notation.md does not know where it stands, and what it is."""
    known, here = listed(), local()
    return [
        f"{use.place}: {use.base} with {kind or 'no index'} is not in notation.md"
        for use in symbols
        for kind in use.kinds or {""}
        if (use.base, kind) not in known and (use.place.split(":")[0], use.base, kind) not in here
    ]


def bare(symbols: list[Use]) -> list[str]:
    """Say of each symbol of a layer where a bare subscript stands on it."""
    return [
        f"{use.place}: a subscript on {use.base}, where a layer stands in square brackets"
        for use in symbols
        if use.base in OF_LAYERS and COMPONENT in use.kinds and LAYER not in use.kinds
    ]


def test_notation_lists_every_symbol_of_the_formulas() -> None:
    """Each letter and sign, and each kind of index on it, of all pages and labs."""
    symbols = used()
    assert len(symbols) > 1000
    assert unlisted(symbols) == [], "\n".join(["", *unlisted(symbols)])


def test_no_layer_is_a_subscript() -> None:
    """Neither in a formula nor in a figure or an explorer, where the digit stands behind the letter."""
    problems = bare(used())
    for path in (*PAGES, *LABS, *EXPLORERS, DOCS / "notation.md"):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            for found in re.findall(r"(?<![A-Za-z])d?[WZAbzan][₀-₉]", line):
                problems.append(f"{path.relative_to(ROOT).as_posix()}:{number}: {found} names a layer")
    assert problems == [], "\n".join(["", *problems])


def test_each_symbol_has_one_meaning() -> None:
    """It stands in one row of the tables; with the indices that it has there, and in no other."""
    meanings: dict[tuple[str, str], int] = {}
    for section, cells in NOTATION:
        for symbol in of_row(cells) if section in TABLES else ():
            meanings[symbol] = meanings.get(symbol, 0) + 1
    assert {symbol for symbol, count in meanings.items() if count > 1} == set()


def test_notation_lists_nothing_that_no_formula_uses() -> None:
    """A symbol that the book has given up goes from the tables, too."""
    bases = {use.base for use in used()}
    assert {base for base, _ in listed()} - bases == set()


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"W^{[1]}", {("W", LAYER)}),
        (r"w_{32}^{[1]}", {("w", LAYER), ("w", COMPONENT)}),
        (r"\hat y_c", {(r"\hat@y", COMPONENT), ("c", "")}),
        (r"x^{(k)} + x^2", {("x", SAMPLE), ("x", ""), ("k", "")}),
        (r"n_{\text{in}}", {("n", WORDS)}),
        (r"W^{[l]\top} dZ^{[l]}", {("W", LAYER), ("Z", LAYER), ("d", ""), ("l", ""), (r"\top", "")}),
    ],
)
def test_a_formula_is_reduced_to_its_symbols(tex: str, expected: set[tuple[str, str]]) -> None:
    """Letters and signs, with the kinds of their indices."""
    assert {(use.base, kind) for use in uses("", tex) for kind in use.kinds or {""}} == expected


def test_an_unknown_symbol_and_a_bare_subscript_are_found_with_their_place() -> None:
    """What the two tests above would say of them."""
    symbols = list(uses("docs/x.md:3", r"W_1 \xi"))
    assert bare(symbols) == ["docs/x.md:3: a subscript on W, where a layer stands in square brackets"]
    assert r"docs/x.md:3: \xi with no index is not in notation.md" in unlisted(symbols)
