"""The files by which a site runs Python and works offline: the runtime, our wheel, the service worker."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nnbook.book.content.imports import imports, library_files
from nnbook.book.site.browser.runtime import (
    CACHE,
    EDITOR,
    SNAPSHOT,
    complete,
    data,
    has_editor,
    has_snapshot,
    settings,
    wheels,
)

FOLDER = "assets/python"
SIZE = "assets/js/run/size.js"
_HERE = Path(__file__).parent
_PACKAGE = _HERE.parents[2]
# What stands in the editor's place where it could not be bundled: docs/assets/js/run/field.js then keeps the
# plain field, and no reader's browser asks for a file that is not there.
NO_EDITOR = b"export const openEditor = undefined;\n"
# Of nnbook.book, the browser needs what runs a block, draws its figures, grades and plays, and nothing else.
_BOOK_MODULES = (
    "__init__",
    *(
        f"run/{name}"
        for name in (
            "__init__",
            "runner",
            "figure",
            "grader",
            "hints",
            "playground",
            "symptoms",
            "state",
            "session",
            "steps",
            "values",
            "algebra",
        )
    ),
)


def runtime_files(root: Path) -> dict[str, bytes | Path]:
    """Map site-relative names to contents, or to files to copy, for Python in the browser.

    Returns
    -------
    dict
        Empty where the cache below `root` is not complete: the site then has no Run buttons.
    """
    cache = root / CACHE
    if not complete(cache):
        return {}
    lock = json.loads((cache / "pyodide-lock.json").read_text(encoding="utf-8"))
    wheel_name, wheel = nnbook_wheel(data(cache).values())
    packages = wheels(lock)
    files: dict[str, bytes | Path] = {
        name: cache / name
        for name in [*settings()["core"], *(entry["file_name"] for entry in packages.values())]
    }
    files[EDITOR] = cache / EDITOR if has_editor(cache) else NO_EDITOR
    if has_snapshot(cache):
        files[SNAPSHOT] = cache / SNAPSHOT
    files[wheel_name] = wheel
    packages["nnbook"] = {
        "name": "nnbook",
        "version": version("nnbook"),
        "file_name": wheel_name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel).hexdigest(),
        "package_type": "package",
        "imports": ["nnbook"],
        "depends": ["numpy"],
        "unvendored_tests": False,
    }
    files["pyodide-lock.json"] = json.dumps(lock | {"packages": packages}, sort_keys=True).encode()
    groups = _groups(packages)
    manifest = {
        "version": _version(files),
        "files": {name: _described(content) for name, content in sorted(files.items())},
        "groups": groups,
        "drawing": sorted(modules_with_matplotlib()),
    }
    files["manifest.json"] = json.dumps(manifest).encode()
    files["LICENCES.txt"] = _licences(packages).encode()
    size = sum(_size(files[name]) for name in groups["Python"])
    # The page knows these before it asks for anything of Python.
    known = f'export const BYTES = {size};\nexport const VERSION = "{manifest["version"]}";\n'
    return {SIZE: known.encode(), **{f"{FOLDER}/{name}": content for name, content in files.items()}}


def _groups(packages: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """Name the files that are fetched together: by the first run, and by the first that draws."""
    first, names = ["numpy", "nnbook"], sorted(packages)
    wheels = {name: packages[name]["file_name"] for name in names}
    return {
        "Python": [
            *settings()["core"],
            "pyodide-lock.json",
            *(wheels[name] for name in names if name in first),
        ],
        "Matplotlib": [wheels[name] for name in names if name not in first],
    }


def _version(files: dict[str, bytes | Path]) -> str:
    """Hash all that a page runs, the editor aside: a page and its Python belong together."""
    parts = (f"{name} {_described(files[name])}" for name in sorted(files) if name != EDITOR)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _described(content: bytes | Path) -> dict[str, int | str]:
    read = content.read_bytes() if isinstance(content, Path) else content
    return {"size": len(read), "sha256": hashlib.sha256(read).hexdigest()}


def nnbook_wheel(data: Iterable[Path] = ()) -> tuple[str, bytes]:
    """Build the wheel of nnbook for the browser, with files of data; equal sources give equal bytes."""
    modules = {f"nnbook/{file.name}": file.read_bytes() for file in sorted(_PACKAGE.glob("*.py"))}
    for name in _BOOK_MODULES:
        modules[f"nnbook/book/{name}.py"] = (_PACKAGE / "book" / f"{name}.py").read_bytes()
    modules |= {f"nnbook/data/{file.name}": file.read_bytes() for file in sorted(data)}
    info = f"nnbook-{version('nnbook')}.dist-info"
    modules[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: nnbook\nVersion: {version('nnbook')}\n".encode()
    )
    modules[f"{info}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: nnbook\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    modules[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in [*modules, f"{info}/RECORD"]).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in modules.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), content)
    return f"nnbook-{version('nnbook')}-py3-none-any.whl", buffer.getvalue()


def modules_with_matplotlib() -> set[str]:
    """Name the public modules of nnbook that import Matplotlib, themselves or through each other."""
    return {
        f"nnbook.{file.stem}"
        for file in _PACKAGE.glob("*.py")
        if any(
            _imports_matplotlib(reached) for reached in library_files(f"import nnbook.{file.stem}", _PACKAGE)
        )
    }


def _imports_matplotlib(file: Path) -> bool:
    names = imports(file.read_text(encoding="utf-8"))
    return any(name.partition(".")[0] == "matplotlib" for name in names)


def write_service_worker(site: Path) -> None:
    """Write the service worker of a finished site, which lists what that consists of."""
    script = (_HERE / "sw.js").read_text(encoding="utf-8")
    (site / "sw.js").write_text(service_worker(site, script), encoding="utf-8")


def service_worker(site: Path, script: str) -> str:
    """Fill the list of what works offline into the service worker's source.

    Parameters
    ----------
    site : Path
        The finished site.
    script : str
        The source, with `__FILES__`, `__VERSION__` and `__PYTHON__` to be filled in.

    Returns
    -------
    str
        The worker: another site gives another version, and another runtime another name for its cache.
    """
    files = [file for file in sorted(site.rglob("*")) if file.is_file() and file.name != "sw.js"]
    python = [file for file in files if file.is_relative_to(site / FOLDER)]
    pages = [
        file for file in files if file not in python and _is_for_readers(file.relative_to(site).as_posix())
    ]
    names = [file.relative_to(site).as_posix() for file in pages]
    return (
        script.replace("__FILES__", json.dumps(names))
        .replace("__VERSION__", _digest(site, pages))
        .replace("__PYTHON__", _digest(site, python))
    )


def _is_for_readers(name: str) -> bool:
    """Tell whether a reader's browser asks for the file: not for maps, nor for pictures of shared links."""
    unread = name.startswith("assets/cards/") or "/lunr/" in name  # stemmers of other languages
    return not (unread or name.endswith((".map", ".gz", ".xml", ".txt")))


def _digest(site: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(site).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _size(content: bytes | Path) -> int:
    return content.stat().st_size if isinstance(content, Path) else len(content)


def _licences(packages: dict[str, dict[str, Any]]) -> str:
    names = "\n".join(
        f"- {name} {entry['version']}" for name, entry in sorted(packages.items()) if name != "nnbook"
    )
    return (
        f"Pyodide {settings()['pyodide']}: Mozilla Public License 2.0, see https://pyodide.org.\n"
        "It contains CPython: Python Software Foundation License.\n"
        "editor.js, where it is there, is a bundle of CodeMirror 6: MIT License, see https://codemirror.net.\n"
        "nnbook's wheel may hold digits.csv.gz, out of scikit-learn: E. Alpaydin and C. Kaynak, Optical "
        "Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998, CC BY 4.0.\n"
        "The wheels below hold their licences in their .dist-info folders:\n"
        f"{names}\n"
    )
