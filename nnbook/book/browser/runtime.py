"""Fetch what runs Python in the reader's browser, once, into a cache, and trust nothing but its sha256.

`python -m nnbook.book.browser.runtime` does it; building the site then takes the files from the cache.
"""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CACHE = Path(".cache") / "browser-python"


class RuntimeFileError(Exception):
    """A file could not be had, or is not the file that it should be."""


@cache
def settings() -> dict[str, Any]:
    """Read runtime.toml."""
    return tomllib.loads((HERE / "runtime.toml").read_text(encoding="utf-8"))


def wheels(lock: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the entries of the lock file for the packages of the settings and all that they need."""
    without = set(settings()["without"])
    found: dict[str, dict[str, Any]] = {}
    wanted = list(settings()["packages"])
    while wanted:
        name = wanted.pop()
        if name not in found:
            entry = lock["packages"][name]
            found[name] = entry | {"depends": [need for need in entry["depends"] if need not in without]}
            wanted += found[name]["depends"]
    return dict(sorted(found.items()))


def fetch(folder: Path) -> None:
    """Fill the cache `folder`; files that it holds already are checked, not fetched again.

    Raises
    ------
    RuntimeFileError
        Where no source has a file with the right sha256.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        sources = [_source(line, Path(temporary)) for line in settings()["sources"]]
        for name, sha256 in settings()["core"].items():
            _obtain(folder, name, sha256, sources)
        lock = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))
        for entry in wheels(lock).values():
            _obtain(folder, entry["file_name"], entry["sha256"], sources)
        _bundle_editor(folder, Path(temporary))


def complete(folder: Path) -> bool:
    """Tell whether the cache holds every file, each with the sha256 that it should have."""
    try:
        lock = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))
        hashes = settings()["core"] | {e["file_name"]: e["sha256"] for e in wheels(lock).values()}
        hashes["editor.js"] = settings()["editor"]["sha256"]
        return all(_sha256((folder / name).read_bytes()) == sha256 for name, sha256 in hashes.items())
    except (OSError, ValueError, KeyError):
        return False


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


Source = Callable[[str], bytes]


def _obtain(folder: Path, name: str, sha256: str, sources: list[tuple[str, Source]]) -> None:
    """Ask the cache, then each source in turn."""
    target = folder / name
    tried = []
    if target.exists():
        if _sha256(target.read_bytes()) == sha256:
            return
        tried.append(f"the cache: sha256 is {_sha256(target.read_bytes())}")
    for where, source in sources:
        try:
            content = source(name)
        except (OSError, KeyError, subprocess.SubprocessError, tarfile.TarError, zipfile.BadZipFile) as error:
            tried.append(f"{where}: {type(error).__name__}: {error}")
            continue
        if _sha256(content) != sha256:
            tried.append(f"{where}: sha256 is {_sha256(content)}")
            continue
        part = target.with_name(f"{name}.part")  # an interrupted run leaves no half file under the name
        part.write_bytes(content)
        part.replace(target)
        print(f"{name}: {len(content):,} bytes from {where}")
        return
    raise RuntimeFileError(
        f"{name} could not be had. Expected a file with sha256 {sha256}; tried\n"
        + "\n".join(f"  {t}" for t in tried)
    )


def _source(line: str, temporary: Path) -> tuple[str, Source]:
    """Turn one line of the settings into a name for messages and a function from file name to content."""
    line = line.replace("{pyodide}", settings()["pyodide"])
    if line.startswith(("https://", "file://")):
        return line.rpartition("/")[0], lambda name: _download(line.replace("{file}", name))
    kind, package, path = line.split(" ")
    archive = {"npm": _npm_archive, "pip": _pip_archive}[kind]
    once = cache(lambda: archive(package, temporary))
    return f"{kind} {package}", lambda name: once()(path.replace("{file}", name))


@cache
def _unreachable_hosts() -> set[str]:
    return set()


def _download(url: str) -> bytes:
    host = url.split("/")[2]
    if host in _unreachable_hosts():
        raise urllib.error.URLError("the host did not answer before")
    try:
        with urllib.request.urlopen(url, timeout=20) as response:
            return bytes(response.read())
    except urllib.error.HTTPError:
        raise
    except OSError:
        if host:  # a file:// source has none, and lacking one file says nothing of the next
            _unreachable_hosts().add(host)
        raise


def _npm_archive(package: str, temporary: Path) -> Source:
    out = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=temporary, check=True, capture_output=True, text=True
    )
    archive = tarfile.open(temporary / out.stdout.strip().splitlines()[-1])

    def read(path: str) -> bytes:
        member = archive.extractfile(path)
        if member is None:
            raise KeyError(path)
        return member.read()

    return read


def _pip_archive(package: str, temporary: Path) -> Source:
    folder = temporary / "pip"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--ignore-requires-python"]
    subprocess.run([*command, "--only-binary=:all:", "-d", folder, package], check=True, capture_output=True)
    archive = zipfile.ZipFile(io.BytesIO(next(folder.glob("*.whl")).read_bytes()))
    return lambda path: archive.read(path)


def _bundle_editor(folder: Path, temporary: Path) -> None:
    """Bundle CodeMirror with our editor.js. The packages are exact, so the bundle is the same everywhere."""
    sha256 = settings()["editor"]["sha256"]
    target = folder / "editor.js"
    if target.exists() and _sha256(target.read_bytes()) == sha256:
        return
    work = temporary / "editor"
    shutil.copytree(HERE / "editor", work)
    for command in (
        ["npm", "install", "--silent", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"],
        ["npx", "--no-install", "esbuild", "editor.js", "--bundle", "--minify", "--format=esm",
         "--target=es2022", "--legal-comments=none", "--outfile=bundle.js", "--log-level=error"],
    ):  # fmt: skip
        try:
            subprocess.run(command, cwd=work, check=True, capture_output=True, text=True)
        except OSError as error:
            raise RuntimeFileError(f"the editor needs Node.js with npm to be bundled: {error}") from error
        except subprocess.CalledProcessError as error:
            raise RuntimeFileError(
                f"{' '.join(command[:2])} failed for the editor:\n{error.stderr}"
            ) from error
    content = (work / "bundle.js").read_bytes()
    if _sha256(content) != sha256:
        raise RuntimeFileError(
            f"editor.js: expected a bundle with sha256 {sha256}, made one with {_sha256(content)}"
        )
    target.write_bytes(content)
    print(f"editor.js: {len(content):,} bytes, bundled from CodeMirror")


def main() -> int:
    """Fetch into the cache below the working directory and say what is there."""
    try:
        fetch(CACHE)
    except RuntimeFileError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    size = sum(file.stat().st_size for file in CACHE.iterdir())
    print(f"{CACHE}: {len(list(CACHE.iterdir()))} files, {size / 1e6:.1f} MB, every sha256 as it should be")
    return 0


if __name__ == "__main__":
    sys.exit(main())
