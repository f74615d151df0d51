"""The references: in order, complete, and the same as in the notes of the chapters."""

import re
from pathlib import Path

import pytest
from house import ROOT

from nnbook.book.content.book import Book

TEXT = (ROOT / "docs" / "references.md").read_text(encoding="utf-8")
ENTRIES = {key: entry for entry, key in re.findall(r"^(\S.*)\n\{#(\w+)\}$", TEXT, flags=re.MULTILINE)}
NOTES = [
    pytest.param(key, note, id=f"{chapter.path.name}:{key}")
    for chapter in Book(ROOT).chapters
    for key, note in re.findall(r"^\[\^(\w+)\]: (.*)$", chapter.text, flags=re.MULTILINE)
]


def title(text: str) -> str:
    """Return the title of a work: what stands first in quotes, or else first in italics."""
    match = re.search(r'"([^"]+)"', text) or re.search(r"\*([^*]+)\*", text)
    assert match, text
    return match[1]


def test_the_entries_are_in_order() -> None:
    """A reader finds an entry by its first author, and then by its year."""
    assert len(ENTRIES) > 15
    keys = [(re.sub(r"\d", "", key), key[-4:]) for key in ENTRIES]
    assert keys == sorted(keys)
    assert len(keys) == len(re.findall(r"^\{#", TEXT, flags=re.MULTILINE))


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_what_names_a_paragraph_ends_it(path: Path) -> None:
    """A name in braces with a line below it is no name: it stands in the page as it was typed."""
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"^\{[#.].*\}\n\S.*", text, flags=re.MULTILINE) == []


@pytest.mark.parametrize("key", ENTRIES)
def test_a_key_is_the_first_author_and_the_year(key: str) -> None:
    """The key of an entry is what one would guess, and the entry names both of its parts."""
    entry = ENTRIES[key]
    assert key[-4:] in entry
    assert key[:-4] in entry.split(",")[0].lower().replace(" ", "")


@pytest.mark.parametrize(("key", "note"), NOTES)
def test_a_note_agrees_with_its_entry(key: str, note: str) -> None:
    """A note of a chapter names a work of the references, by the same title, year and pages."""
    entry = ENTRIES[key]
    assert title(note) == title(entry)
    assert key[-4:] in note
    pages = re.search(r"pages \d+–\d+", note)
    assert pages is None or pages[0] in entry
