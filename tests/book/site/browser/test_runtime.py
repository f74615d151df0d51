"""Fetching Python for the browser: sources in their order, trust by sha256 only."""

import gzip
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nnbook.book import GET_PYTHON
from nnbook.book.site.browser import runtime

CORE, WHEEL = b"the core", b"a wheel"


def sha256(content: bytes) -> str:
    """Hash as the lock file does."""
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """Set up a runtime of a core file, a lock file and two wheels, and two folders as sources."""
    lock = {
        "info": {"python": "3.14"},
        "packages": {
            "numpy": {"depends": ["helper", "left-out"], "file_name": "numpy.whl", "sha256": sha256(WHEEL)},
            "helper": {"depends": [], "file_name": "helper.whl", "sha256": sha256(WHEEL)},
            "left-out": {"depends": [], "file_name": "left-out.whl", "sha256": sha256(WHEEL)},
            "other": {"depends": [], "file_name": "other.whl", "sha256": sha256(WHEEL)},
        },
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
        "core": {"core.js": sha256(CORE)},
        "editor": {"sha256": sha256(b"editor")},
        "data": {"table.csv": {"source": f"file://{tmp_path}/second/{{file}}", "sha256": sha256(b"1,2")}},
    }
    (tmp_path / "second" / "table.csv").write_bytes(b"1,2")
    monkeypatch.setattr(runtime, "settings", lambda: settings)
    settings["lock"] = sha256(runtime.reduced(files["pyodide-lock.json"]))
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
    assert names == {"pyodide-lock.json", "core.js", "numpy.whl", "helper.whl"}


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


def test_what_else_stands_in_a_lock_file_does_not_count(small: dict[str, Any], tmp_path: Path) -> None:
    """A carrier lists packages of its own, in a form of its own: of those that we need it says the same."""
    file = tmp_path / "second" / "pyodide-lock.json"
    runtime.fetch(tmp_path / "official")
    lock = json.loads(file.read_bytes())
    lock["packages"] = {"carried": lock["packages"]["other"], **lock["packages"]}
    file.write_text(json.dumps(lock, indent=3), encoding="utf-8")
    runtime.fetch(tmp_path / "carried")
    kept = [(tmp_path / cache / "pyodide-lock.json").read_bytes() for cache in ("official", "carried")]
    assert kept[0] == kept[1]
    assert runtime.complete(tmp_path / "carried")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"info": {}, "packages": {}}', b"\xff"])
def test_what_is_no_lock_file_is_passed_over(small: dict[str, Any], tmp_path: Path, content: bytes) -> None:
    """A page that says "sign in to this network" is none; the next source is asked."""
    (tmp_path / "first" / "pyodide-lock.json").write_bytes(content)
    runtime.fetch(tmp_path / "cache")
    assert runtime.complete(tmp_path / "cache")


def test_a_lock_file_that_was_changed_is_refused(small: dict[str, Any], tmp_path: Path) -> None:
    """The hashes of the wheels are themselves under a hash."""
    lock = tmp_path / "second" / "pyodide-lock.json"
    lock.write_bytes(lock.read_bytes().replace(sha256(WHEEL).encode(), sha256(b"tampered").encode()))
    with pytest.raises(runtime.RuntimeFileError, match="pyodide-lock.json could not be had"):
        runtime.fetch(tmp_path / "cache")


@pytest.mark.parametrize(("options", "status"), [([], 1), (["--if-possible"], 0)])
def test_the_command_says_what_went_wrong(
    small: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    status: int,
) -> None:
    """One message, no traceback, and what it means for the book; who can do without is not stopped."""
    monkeypatch.chdir(tmp_path)
    small["sources"] = [f"file://{tmp_path}/nowhere/{{file}}"]
    assert runtime.main(options) == status
    said = capsys.readouterr().err
    assert said.startswith("error: pyodide-lock.json could not be had")
    assert f"file://{tmp_path}/nowhere: <urlopen error [Errno 2] No such file or directory" in said
    assert f"The book is built without Run and Check until `{GET_PYTHON}` succeeds." in said


@pytest.mark.parametrize(("options", "status"), [([], 1), (["--if-possible"], 0)])
def test_without_npm_all_but_editor_and_snapshot_comes(
    small: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    status: int,
) -> None:
    """The core comes from the carrier; the message says what Run and Check do then, and what mends it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    small["sources"].insert(0, "npm pyodide@1 package/{file}")
    assert runtime.main(options) == status
    said = capsys.readouterr()
    assert said.err.startswith("error: the editor could not be bundled. npm is not on the PATH")
    assert f"Run and Check use a plain field until `{GET_PYTHON}` brings the editor." in said.err
    assert "error: no snapshot could be taken. node is not on the PATH" in said.err
    assert f"Python starts more slowly until `{GET_PYTHON}` takes its snapshot." in said.err
    assert "npm fetches" not in said.out
    assert runtime.complete(runtime.CACHE) and not runtime.has_editor(runtime.CACHE)
    (runtime.CACHE / "editor.js").write_bytes(b"editor")
    assert runtime.main(options) == status and not runtime.has_snapshot(runtime.CACHE)
    (runtime.CACHE / runtime.SNAPSHOT).write_bytes(b"memory")
    (runtime.CACHE / runtime.STAMP).write_text(runtime._stamp(b"memory"), encoding="utf-8")
    assert runtime.main(options) == 0


def test_data_comes_from_a_place_of_its_own(
    small: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is trusted for its sha256 alone, and what has been damaged is data no more."""
    monkeypatch.chdir(tmp_path)
    runtime.fetch(runtime.CACHE)
    runtime.fetch_data(runtime.CACHE)
    assert runtime.data(runtime.CACHE) == {"table.csv": runtime.CACHE / "table.csv"}
    (runtime.CACHE / "table.csv").write_bytes(b"1,")
    assert runtime.data(runtime.CACHE) == {}
    (tmp_path / "second" / "table.csv").write_bytes(b"2,1")
    assert runtime.main() == 1
    said = capsys.readouterr().err
    assert "error: table.csv could not be had" in said
    assert f"The page has no handwritten digits until `{GET_PYTHON}` brings them." in said


def tool(folder: Path, name: str, script: str) -> None:
    """Put a program into a folder: a tool of Node.js that does what `script` says."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!{sys.executable}\nimport os, pathlib, sys\n{script}", encoding="utf-8")
    (folder / name).chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="the tools are scripts as POSIX starts them")
def test_the_editor_is_bundled_and_trusted_for_its_sha256_alone(
    small: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bundle of another sha256 is refused, and what npm says where it fails is told."""
    bin, cache = tmp_path / "bin", tmp_path / "cache"
    cache.mkdir()
    monkeypatch.setenv("PATH", str(bin))
    tool(bin, "npm", "assert pathlib.Path('package.json').exists()")
    tool(bin, "npx", "pathlib.Path('bundle.js').write_text('other')")
    with pytest.raises(runtime.RuntimeFileError, match=f"expected a bundle with sha256 {sha256(b'editor')}"):
        runtime.bundle_editor(cache)
    tool(bin, "npx", "pathlib.Path('bundle.js').write_text('editor')")
    runtime.bundle_editor(cache)
    assert runtime.has_editor(cache)
    (cache / "editor.js").unlink()
    tool(bin, "npm", "sys.exit('no way to the registry')")
    with pytest.raises(runtime.RuntimeFileError, match="no way to the registry"):
        runtime.bundle_editor(cache)


@pytest.mark.skipif(os.name == "nt", reason="the tools are scripts as POSIX starts them")
def test_a_snapshot_is_of_the_core_that_is_there(
    small: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is cut off, or of another core, is taken anew, and what the engine says is told."""
    bin, cache = tmp_path / "bin", tmp_path / "cache"
    cache.mkdir()
    monkeypatch.setenv("PATH", str(bin))
    tool(bin, "node", "pathlib.Path(sys.argv[3]).write_text('memory')")
    runtime.take_snapshot(cache)
    assert runtime.has_snapshot(cache)
    whole = (cache / runtime.SNAPSHOT).read_bytes()
    assert gzip.decompress(whole) == b"memory"
    (cache / runtime.SNAPSHOT).write_bytes(whole[:-9])
    assert not runtime.has_snapshot(cache)
    runtime.take_snapshot(cache)
    assert runtime.has_snapshot(cache)
    small["core"] = {"core.js": sha256(b"another core")}
    assert not runtime.has_snapshot(cache)
    tool(bin, "node", "sys.exit('no such engine')")
    with pytest.raises(runtime.RuntimeFileError, match="no such engine"):
        runtime.take_snapshot(cache)


@pytest.mark.skipif(os.name == "nt", reason="the tools are scripts as POSIX starts them")
def test_a_source_that_failed_is_asked_no_more(
    small: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That there is no network npm takes a while to find out; it does so once, not once a file."""
    asked = tmp_path / "asked"
    tool(tmp_path / "bin", "npm", f"open({str(asked)!r}, 'a').write('npm ')\nsys.exit('no network')")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    small["sources"].insert(0, "npm pyodide@1 package/{file}")
    runtime.fetch(tmp_path / "cache")
    assert asked.read_text(encoding="utf-8") == "npm "
    assert runtime.complete(tmp_path / "cache")


def test_the_settings_of_the_book_are_complete() -> None:
    """Each source is one line that says where a file stands, and every hash is a sha256."""
    settings = runtime.settings()
    assert all("{file}" in line for line in settings["sources"])
    data = settings["data"].values()
    assert all("{file}" in entry["source"] for entry in data)
    hashes = [settings["lock"], *settings["core"].values(), settings["editor"]["sha256"]]
    hashes += [entry["sha256"] for entry in data]
    assert all(len(value) == 64 and int(value, 16) for value in hashes)
