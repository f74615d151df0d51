"""What of Python and of the offline copy gets into a site."""

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import processes
import pytest

from nnbook.book.site.browser import publish


def test_the_wheel_holds_the_library_and_the_runner_alone(tmp_path: Path) -> None:
    """Unpacked somewhere else, it imports and runs a block without the site's machinery."""
    _, wheel = publish.nnbook_wheel()
    zipfile.ZipFile(io.BytesIO(wheel)).extractall(tmp_path)
    code = (
        "import nnbook.perceptron, nnbook.book.run.runner as r, sys\n"
        "seen = []\n"
        "assert r.run('print(6 * 7)', lambda kind, text: seen.append(text))\n"
        "assert ''.join(seen) == '42\\n', seen\n"
        "assert not {'mkdocs', 'markdown', 'yaml'} & set(sys.modules)\n"
        f"assert nnbook.__file__.startswith({str(tmp_path)!r})\n"
    )
    done = processes.run([sys.executable, "-c", code], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rooms = {
        path.relative_to(tmp_path / "nnbook" / "book").parts[0] for path in tmp_path.glob("nnbook/book/*/*")
    }
    assert rooms - {"__pycache__"} == {"run"}  # what Python compiles as it imports is none


def test_equal_sources_give_an_equal_wheel() -> None:
    """Two builds of one commit stay byte for byte equal."""
    assert publish.nnbook_wheel() == publish.nnbook_wheel()


def test_data_lies_beside_the_library(tmp_path: Path) -> None:
    """There it is looked for first, and in a browser nowhere else."""
    (tmp_path / "digits.csv.gz").write_bytes(b"pixels")
    _, wheel = publish.nnbook_wheel([tmp_path / "digits.csv.gz"])
    assert zipfile.ZipFile(io.BytesIO(wheel)).read("nnbook/data/digits.csv.gz") == b"pixels"


def test_the_modules_that_draw_are_known() -> None:
    """The worker loads Matplotlib for them, also for those that reach it through another module."""
    found = publish.modules_with_matplotlib()
    assert {"nnbook.plots", "nnbook.diagrams"} <= found
    assert not found & {"nnbook.perceptron", "nnbook.activations", "nnbook.datasets"}


def test_without_the_editor_a_note_stands_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No reader's browser asks for a file that the site does not have."""
    monkeypatch.setattr(publish, "complete", lambda cache: True)
    cache = tmp_path / publish.CACHE
    cache.mkdir(parents=True)
    lock = {"info": {}, "packages": {name: wheel(name) for name in publish.settings()["packages"]}}
    (cache / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    for name in [*publish.settings()["core"], *(entry["file_name"] for entry in lock["packages"].values())]:
        (cache / name).write_text(name, encoding="utf-8")
    files = publish.runtime_files(tmp_path)
    assert files["assets/python/editor.js"] == publish.NO_EDITOR
    manifest = json.loads(files["assets/python/manifest.json"])
    assert manifest["files"]["editor.js"]["size"] == len(publish.NO_EDITOR)


def wheel(name: str) -> dict[str, Any]:
    """Return what a lock file says of a package."""
    return {"name": name, "version": "1", "file_name": f"{name}.whl", "sha256": "", "depends": []}


def test_without_the_runtime_there_is_nothing_to_publish(tmp_path: Path) -> None:
    """A clone that never fetched Python builds a site without Run buttons."""
    assert publish.runtime_files(tmp_path) == {}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Make a finished site of two pages, with a runtime and files that no reader asks for."""
    for name in (
        "index.html",
        "a/index.html",
        "assets/x.js",
        "assets/x.js.map",
        "sitemap.xml",
        "assets/python/p.wasm",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, encoding="utf-8")
    return tmp_path


SCRIPT = "const FILES = __FILES__; // __VERSION__ __PYTHON__"


def filled(site: Path) -> tuple[list[str], str, str]:
    """Read the list and the two versions out of the service worker."""
    text = publish.service_worker(site, SCRIPT)
    listed, _, versions = text.removeprefix("const FILES = ").partition("; // ")
    version, python = versions.split()
    return json.loads(listed), version, python


def test_the_offline_copy_lists_what_readers_ask_for(site: Path) -> None:
    """Pages and assets are in it; source maps and sitemaps are not, and Python comes when it is used."""
    assert filled(site)[0] == ["a/index.html", "assets/x.js", "index.html"]


def test_a_changed_page_is_another_version_and_leaves_python_alone(site: Path) -> None:
    """Readers fetch the site again after a deployment, and not the 20 MB of Python."""
    _, version, python = filled(site)
    (site / "index.html").write_text("changed", encoding="utf-8")
    _, new_version, new_python = filled(site)
    assert new_version != version and new_python == python
    (site / "assets/python/p.wasm").write_text("changed", encoding="utf-8")
    assert filled(site)[1:] == (new_version, filled(site)[2]) and filled(site)[2] != python


def test_a_finished_site_gets_its_service_worker(site: Path) -> None:
    """It lists what the site consists of, itself left out, and a second time it is the same."""
    publish.write_service_worker(site)
    script = (site / "sw.js").read_text(encoding="utf-8")
    assert '["a/index.html", "assets/x.js", "index.html"]' in script
    assert not {"__FILES__", "__VERSION__", "__PYTHON__"} & set(script.split())
    publish.write_service_worker(site)
    assert (site / "sw.js").read_text(encoding="utf-8") == script
