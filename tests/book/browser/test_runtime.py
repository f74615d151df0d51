"""Fetching Python for the browser: sources in their order, trust by sha256 only."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nnbook.book.browser import runtime

CORE, WHEEL = b"the core", b"a wheel"


def sha256(content: bytes) -> str:
    """Hash as the lock file does."""
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Set up a runtime of a core file, a lock file and two wheels, and two folders as sources."""
    lock = {
        "packages": {
            "numpy": {"depends": ["helper", "left-out"], "file_name": "numpy.whl", "sha256": sha256(WHEEL)},
            "helper": {"depends": [], "file_name": "helper.whl", "sha256": sha256(WHEEL)},
            "left-out": {"depends": [], "file_name": "left-out.whl", "sha256": sha256(WHEEL)},
            "other": {"depends": [], "file_name": "other.whl", "sha256": sha256(WHEEL)},
        }
    }
    files = {
        "pyodide-lock.json": json.dumps(lock).encode(),
        "core.js": CORE,
        "numpy.whl": WHEEL,
        "helper.whl": WHEEL,
    }
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
    for name, content in files.items():
        (tmp_path / "second" / name).write_bytes(content)
    settings: dict[str, Any] = {
        "pyodide": "1",
        "packages": ["numpy"],
        "without": ["left-out"],
        "sources": [f"file://{tmp_path}/first/{{file}}", f"file://{tmp_path}/second/{{file}}"],
        "core": {name: sha256(files[name]) for name in ("pyodide-lock.json", "core.js")},
        "editor": {"sha256": sha256(b"editor")},
    }
    monkeypatch.setattr(runtime, "settings", lambda: settings)

    def bundle(folder: Path, temporary: Path) -> None:
        (folder / "editor.js").write_bytes(b"editor")

    monkeypatch.setattr(runtime, "_bundle_editor", bundle)
    yield settings


def test_a_file_comes_from_the_first_source_that_has_the_right_one(
    small: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A source with a file of another hash is passed over, and the next one is asked."""
    (tmp_path / "first" / "core.js").write_bytes(b"something else")
    (tmp_path / "first" / "numpy.whl").write_bytes(WHEEL)
    cache = tmp_path / "cache"
    runtime.fetch(cache)
    said = capsys.readouterr().out
    assert (cache / "core.js").read_bytes() == CORE
    assert f"core.js: {len(CORE)} bytes from file://{tmp_path}/second" in said
    assert f"numpy.whl: {len(WHEEL)} bytes from file://{tmp_path}/first" in said
    assert runtime.complete(cache)


def test_only_what_is_needed_is_fetched(small: dict[str, Any], tmp_path: Path) -> None:
    """Packages that nothing needs, and those that the settings leave out, stay where they are."""
    runtime.fetch(tmp_path / "cache")
    names = {file.name for file in (tmp_path / "cache").iterdir()}
    assert names == {"pyodide-lock.json", "core.js", "numpy.whl", "helper.whl", "editor.js"}


def test_a_full_cache_asks_no_source(small: dict[str, Any], tmp_path: Path) -> None:
    """The second run needs neither network nor carrier."""
    runtime.fetch(tmp_path / "cache")
    small["sources"] = []
    runtime.fetch(tmp_path / "cache")
    assert runtime.complete(tmp_path / "cache")


def test_a_damaged_file_in_the_cache_is_fetched_again(small: dict[str, Any], tmp_path: Path) -> None:
    """The cache is not trusted either."""
    runtime.fetch(tmp_path / "cache")
    (tmp_path / "cache" / "numpy.whl").write_bytes(b"half a whe")
    assert not runtime.complete(tmp_path / "cache")
    runtime.fetch(tmp_path / "cache")
    assert (tmp_path / "cache" / "numpy.whl").read_bytes() == WHEEL


def test_a_wrong_hash_everywhere_is_a_clear_error(small: dict[str, Any], tmp_path: Path) -> None:
    """The error names the file, the hash it should have, and what each source gave."""
    (tmp_path / "second" / "numpy.whl").write_bytes(b"tampered")
    with pytest.raises(runtime.RuntimeFileError) as caught:
        runtime.fetch(tmp_path / "cache")
    message = str(caught.value)
    assert "numpy.whl could not be had" in message
    assert sha256(WHEEL) in message and sha256(b"tampered") in message
    assert f"file://{tmp_path}/first" in message and f"file://{tmp_path}/second" in message
    assert not (tmp_path / "cache" / "numpy.whl").exists()


def test_a_lock_file_that_was_changed_is_refused(small: dict[str, Any], tmp_path: Path) -> None:
    """The hashes of the wheels are themselves under a hash."""
    lock = tmp_path / "second" / "pyodide-lock.json"
    lock.write_bytes(lock.read_bytes().replace(sha256(WHEEL).encode(), sha256(b"tampered").encode()))
    with pytest.raises(runtime.RuntimeFileError, match="pyodide-lock.json could not be had"):
        runtime.fetch(tmp_path / "cache")


def test_the_command_says_what_went_wrong(
    small: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An author reads one message and no traceback, and the exit status is 1."""
    monkeypatch.chdir(tmp_path)
    small["sources"] = []
    assert runtime.main() == 1
    assert capsys.readouterr().err.startswith("error: pyodide-lock.json could not be had")


def test_the_settings_of_the_book_are_complete() -> None:
    """Each source is one line that says where a file stands, and every hash is a sha256."""
    settings = runtime.settings()
    assert all("{file}" in line for line in settings["sources"])
    hashes = [*settings["core"].values(), settings["editor"]["sha256"]]
    assert all(len(value) == 64 and int(value, 16) for value in hashes)
