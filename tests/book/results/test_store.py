"""Files that take long to make: read to the byte, dropped in time, not trusted where they are damaged."""

import os
import time
from pathlib import Path

import pytest

from nnbook.book.results import store


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """To the byte, also where it has many lines, or none; the folder is made."""
    for content in (b"", b"one", b"two\nlines\n", bytes(range(256))):
        store.write(tmp_path / "new" / "file", content)
        assert store.read(tmp_path / "new" / "file") == content
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["file"]  # no part of a file is left


def test_what_was_never_written_is_not_there(tmp_path: Path) -> None:
    """Neither a missing file nor a folder is an error."""
    assert store.read(tmp_path / "nothing") is None
    assert store.read(tmp_path) is None


@pytest.mark.parametrize("damage", [b"", b"half", b"0\n[]", b"\xff\xfe\n\x00"])
def test_what_is_damaged_is_not_trusted(tmp_path: Path, damage: bytes) -> None:
    """A file without its checksum counts as none, until it is written again."""
    file = tmp_path / "file"
    file.write_bytes(damage)
    assert store.read(file) is None
    store.write(file, b"content")
    assert store.read(file) == b"content"


def test_a_changed_letter_is_noticed(tmp_path: Path) -> None:
    """The checksum stands before the content."""
    store.write(tmp_path / "file", b'["true"]')
    whole = (tmp_path / "file").read_bytes()
    (tmp_path / "file").write_bytes(whole.replace(b"true", b"fake"))
    assert store.read(tmp_path / "file") is None


def test_a_folder_that_cannot_be_written_costs_time_alone(tmp_path: Path) -> None:
    """The build goes on without what it wanted to keep."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    store.write(tmp_path / "file" / "cache", b"content")
    assert store.read(tmp_path / "file" / "cache") is None


def test_what_nobody_used_for_a_month_goes(tmp_path: Path) -> None:
    """The cache does not grow for ever; what was read yesterday stays, however long ago it was written."""
    day = 24 * 3600
    for name, days in (("yesterday", 1), ("long ago", 31), ("read", 31)):
        store.write(tmp_path / name, b"content")
        os.utime(tmp_path / name, (time.time() - days * day,) * 2)
    assert store.read(tmp_path / "read") == b"content"
    store.prune(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {"yesterday", "read"}


@pytest.mark.skipif(os.name == "nt", reason="on Windows only some may make links")
def test_what_another_build_dropped_first_is_no_error(tmp_path: Path) -> None:
    """A file may go between the look at the folder and the look at the file; the folder may be missing."""
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    store.prune(tmp_path)
    store.prune(tmp_path / "nowhere")


def test_the_cache_lies_below_the_book_unless_it_is_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each kind has its folder; with NNBOOK_CACHE=off there is none, whatever else it may say."""
    monkeypatch.delenv("NNBOOK_CACHE", raising=False)
    assert store.folder(tmp_path, "blocks") == tmp_path / ".cache" / "blocks"
    assert store.folder(tmp_path, "fonts") == tmp_path / ".cache" / "fonts"
    monkeypatch.setenv("NNBOOK_CACHE", "off")
    assert store.folder(tmp_path, "blocks") is None
