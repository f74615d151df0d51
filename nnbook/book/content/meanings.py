"""The page that says what an error means, and the texts by which it is found.

A book may have a page errors.md. A `###` heading of it that is code and nothing else is what an error says,
with … for what differs from case to case:

    ### `index … is out of bounds for axis`

A block under the heading makes the error, and its pin holds the text. Nothing else knows the texts: the site
gives them to its script from here.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from markdown.extensions.toc import slugify
from markdown_it.token import Token

from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.errors import ChapterError

PAGE = "errors.md"
GAP = "…"  # the page's script reads it likewise


@dataclass(frozen=True)
class Meaning:
    """A section that says what an error means.

    Attributes
    ----------
    line : int
        The line of its heading.
    text : str
        What the error says.
    """

    line: int
    text: str

    @property
    def anchor(self) -> str:
        """The id of the section on its page."""
        return slugify(self.text, "-")

    def found_in(self, said: str) -> bool:
        """Tell whether an error says it."""
        return re.search(".*?".join(map(re.escape, self.text.split(GAP))), said) is not None


def meanings_of(book: Book) -> list[Meaning]:
    """Read the errors that a book explains; empty where it has no such page."""
    path = book.docs / PAGE
    return meanings(book.chapter(path)) if path.exists() else []


def meanings(chapter: Chapter) -> list[Meaning]:
    """Read the errors that a page explains, in their order.

    Raises
    ------
    ChapterError
        Where a section has no text of an error although others under the same `##` do, where an earlier
        section would be found in its place, or where none of its blocks prints the text.
    """
    found: list[Meaning] = []
    for group, sections in _groups(chapter):
        if not any(text for _, _, text in sections):
            continue
        for line, end, text in sections:
            if not text:
                problem = (
                    f"others under line {group} say an error's text, and this section says none: its heading "
                    "is that text, in code and alone, as in ### `name 'np' is not defined`"
                )
                raise ChapterError(chapter.path, line, problem)
            meaning = Meaning(line, text)
            for earlier in found:
                if earlier.found_in(text) or earlier.anchor == meaning.anchor:
                    problem = f"line {earlier.line} explains {earlier.text!r}, and is found for {text!r}, too"
                    raise ChapterError(chapter.path, line, problem)
            pins = [(b.pin or "") + (b.warning or "") for b in chapter.blocks if line < b.line < end]
            if not any(map(meaning.found_in, pins)):
                problem = f"no block of this section prints {text!r}, nor warns of it"
                raise ChapterError(chapter.path, line, problem)
            found.append(meaning)
    return found


def _groups(chapter: Chapter) -> list[tuple[int, list[tuple[int, int, str]]]]:
    """Return the line of each `##` with its `###`: where they begin, where they end, and their code."""
    found = [
        (token.map[0] + 1, token.tag, _code(inline))
        for token, inline in pairwise(chapter.tokens)
        if token.type == "heading_open" and token.map is not None and token.tag in ("h1", "h2", "h3")
    ]
    groups: list[tuple[int, list[tuple[int, int, str]]]] = []
    ends = [*(line for line, _, _ in found[1:]), chapter.text.count("\n") + 2]
    for (line, tag, text), end in zip(found, ends, strict=True):
        if tag != "h3":
            groups.append((line, []))
        elif groups:
            groups[-1][1].append((line, end, text))
    return groups


def _code(heading: Token) -> str:
    """Return the text of a heading that is code and nothing else; empty where it is not."""
    parts = heading.children or []
    return parts[0].content if [part.type for part in parts] == ["code_inline"] else ""
