"""What the reader's search reads: what figures say, and what each section teaches.

The theme takes a page apart tag by tag, and a drawing has hundreds of tags around a few words, as code has
for its colours: to read them was two fifths of what an author waits for. So the search reads a page without
them, and finds what it always found.

Which section teaches a word says the glossary, with the first link of its entry, and `search.words` in the
front matter of a page, for what readers call it otherwise:

    search:
      words:
        the-learning-rate-explodes: [learning rate too high, exploding gradients]

The ranking is ours, in docs/assets/js/reading/search: the theme's own search knows no misspelt word, and
takes a name that begins with a word for better than a section with the word in its title.
"""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.page.glossary import GLOSSARY, entries

WORKER = "assets/js/reading/search/worker.js"
INDEX = "search/search_index.json"  # what the theme's script of MkDocs reads on every page
SECTIONS = "search/sections.json"  # what our worker reads with the first query

_THEIRS = re.compile(r'("search":\s*"[^"]*?)assets/javascripts/workers/search\.[^"]*\.js"')
_DRAWING = re.compile(r'(?<=<figure class="nn-figure">)<svg\b.*?</svg>(?=</figure>)', re.DOTALL)
_UNREAD = re.compile(r"<!--.*?-->|<style\b.*?</style>|<[^>]*>", re.DOTALL)
_CODE = re.compile(r"<pre\b[^>]*>.*?</pre>", re.DOTALL)
_COLOUR = re.compile(r"</?(?:span|a)\b[^>]*>")
_FORMULA = re.compile(r"(<math\b[^>]*\bdata-search-exclude\b[^>]*>).*?(?=</math>)", re.DOTALL)
_VALUED = re.compile(r'\s?data-search-\w+="[^"]+"')


def to_read(page: str) -> str:
    """Return a page in which the search finds what it finds in the whole, with as few tags as that takes.

    Of a drawing it is the words, of code the text without its colours, and of what the search leaves out as a
    whole, such as a formula, nothing.
    """

    def words(drawing: re.Match[str]) -> str:
        text = " ".join(_UNREAD.sub(" ", drawing[0]).split())
        # The blanks stand alone, as in a drawing: of several beside each other the theme takes one.
        return f"<svg> <g>{text}</g> </svg>"

    page = _DRAWING.sub(words, page)
    page = _CODE.sub(lambda code: _COLOUR.sub("", code[0]), page)
    return _FORMULA.sub(r"\1", page)


def was_read(page: str) -> str:
    """Return a page as the theme leaves it behind that has read it: without its marks for the search."""
    return _VALUED.sub("", page)


def with_own_search(page: str, docs: Path) -> str:
    """Have a page ask our search, where the book has it."""
    if not (docs / WORKER).exists():
        return page
    return _THEIRS.sub(lambda theirs: f'{theirs[1]}{WORKER}"', page)


def keep_for_query(site: Path) -> None:
    """Put the sections of the index of a finished site where our search reads them with the first query.

    The theme fetches the index on every page and takes it apart, whether anybody searches or not.
    """
    index = site / INDEX
    if not (site / WORKER).exists() or not index.exists():
        return
    content = json.loads(index.read_text(encoding="utf-8"))
    (site / SECTIONS).write_text(
        json.dumps(content["docs"], ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    index.write_text(json.dumps(content | {"docs": []}, separators=(",", ":")), encoding="utf-8")


def address(target: str) -> str:
    """Return the address of a page in the site, with its anchor, by its path: `forward.md#batches`."""
    path, sign, anchor = target.partition("#")
    name = re.sub(r"\.\w+$", "", path)
    folder = re.sub(r"(^|/)(index|README)$", r"\1", name)
    return (folder if folder == "" or folder.endswith("/") else f"{folder}/") + sign + anchor


def taught(book: Book) -> dict[str, list[str]]:
    """Say which words each section teaches: those of the glossary, and those of the pages' front matter.

    Parameters
    ----------
    book : Book

    Returns
    -------
    dict of str to list of str
        Words by the address of the section, such as "forward/#batches".

    Raises
    ------
    ChapterError
        If `search.words` of a page is no list of words for each anchor.
    """
    found: dict[str, list[str]] = {}
    glossary = book.docs / GLOSSARY
    if glossary.exists():
        found[address(GLOSSARY)] = ["*"]  # it answers where nothing else does
        for entry in entries(book.chapter(glossary).body):
            for place in entry.places[:1]:
                found.setdefault(address(place), []).extend(entry.names)
    for chapter in book.chapters:
        for anchor, words in _own_words(chapter).items():
            place = anchor if "." in anchor else f"{chapter.uri}#{anchor}"  # a lab has no front matter
            found.setdefault(address(place), []).extend(words)
    return found


def add_words(sections: Iterable[dict[str, Any]], words: Mapping[str, list[str]]) -> None:
    """Write into the sections of an index, each with its `location`, what they teach."""
    for section in sections:
        if section["location"] in words:
            section["words"] = words[section["location"]]


def boosts(book: Book) -> dict[str, float]:
    """Return how much each page counts in the search, by its address, where `search.boost` says it."""
    settings = ((chapter.uri, _settings(chapter).get("boost")) for chapter in book.chapters)
    return {address(uri): float(boost) for uri, boost in settings if boost is not None}


def _settings(chapter: Chapter) -> dict[str, Any]:
    settings = chapter.front_matter.data.get("search")
    return settings if isinstance(settings, dict) else {}


def _own_words(chapter: Chapter) -> dict[str, list[str]]:
    words = _settings(chapter).get("words") or {}
    if not isinstance(words, dict) or not all(isinstance(phrases, list) for phrases in words.values()):
        problem = (
            "`search.words` names anchors of this page, each with a list of words: `my-section: [a word]`"
        )
        raise ChapterError(chapter.path, 1, problem)
    return {str(anchor): [str(phrase) for phrase in phrases] for anchor, phrases in words.items()}
