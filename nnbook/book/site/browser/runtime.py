"""Fetch what runs Python in the reader's browser, once, into a cache, and trust nothing but its sha256.

`python -m nnbook.book.site.browser.runtime` does it; building the site then takes the files from the cache.
The editor and the snapshot need npm and its Node.js, and they are what the site can do without.
"""

import argparse
import gzip
import hashlib
import http.client
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
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import click

from nnbook.book import GET_PYTHON

HERE = Path(__file__).parent
CACHE = Path(".cache") / "browser-python"
LOCK, EDITOR = "pyodide-lock.json", "editor.js"
SNAPSHOT, STAMP = "snapshot.bin", "snapshot.of"


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


def reduced(content: bytes) -> bytes:
    """Keep of a lock file what the settings ask for, in one form: a carrier has packages of its own in it.

    Raises
    ------
    ValueError
        Where it is no lock file.
    """
    lock = json.loads(content)
    try:
        return json.dumps({"info": lock["info"], "packages": wheels(lock)}, sort_keys=True).encode()
    except (KeyError, TypeError) as error:
        raise ValueError(f"this is no lock file of Pyodide: {error!r}") from error


def fetch(folder: Path) -> None:
    """Fill the cache `folder` with Python; files that it holds already are checked, not fetched again.

    Raises
    ------
    RuntimeFileError
        Where no source has a file with the right sha256.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        sources = [_source(line, Path(temporary)) for line in settings()["sources"]]
        _obtain(folder, LOCK, settings()["lock"], sources, reduced)
        for name, sha256 in _hashes(folder).items():
            _obtain(folder, name, sha256, sources)


def fetch_data(folder: Path) -> None:
    """Fill the cache with the data that the library carries in the reader's browser.

    Raises
    ------
    RuntimeFileError
        Where the source has not the file with the right sha256.
    """
    with tempfile.TemporaryDirectory() as temporary:
        for name, entry in settings()["data"].items():
            _obtain(folder, name, entry["sha256"], [_source(entry["source"], Path(temporary))])


def _hashes(folder: Path) -> dict[str, str]:
    """Return the sha256 of each file of Python, the lock file aside, which names those of the wheels."""
    lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    return {**settings()["core"], **{entry["file_name"]: entry["sha256"] for entry in wheels(lock).values()}}


def complete(folder: Path) -> bool:
    """Tell whether the cache holds every file of Python, each with the sha256 that it should have."""
    if not _holds(folder / LOCK, settings()["lock"]):
        return False
    return all(_holds(folder / name, sha256) for name, sha256 in _hashes(folder).items())


def data(folder: Path) -> dict[str, Path]:
    """Return the files of data that the cache holds, whole, by their names."""
    wanted = settings()["data"].items()
    return {name: folder / name for name, entry in wanted if _holds(folder / name, entry["sha256"])}


def has_editor(folder: Path) -> bool:
    """Tell whether the cache holds the editor, too."""
    return _holds(folder / EDITOR, settings()["editor"]["sha256"])


def has_snapshot(folder: Path) -> bool:
    """Tell whether the cache holds the memory of a started Python, whole, and of the core of the settings."""
    try:
        stamp = (folder / STAMP).read_text(encoding="utf-8")
        return stamp == _stamp((folder / SNAPSHOT).read_bytes())
    except OSError:
        return False


def _stamp(snapshot: bytes) -> str:
    """Name a snapshot and what it was taken of: it is made here, of files that are known."""
    core = json.dumps(settings()["core"], sort_keys=True).encode()
    return f"{_sha256(core)} {_sha256(snapshot)}\n"


def _holds(file: Path, sha256: str) -> bool:
    try:
        return _sha256(file.read_bytes()) == sha256
    except OSError:
        return False


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


Source = Callable[[str], bytes]
_FAILURES = (
    OSError,
    KeyError,
    ValueError,  # a lock file that is no JSON
    http.client.HTTPException,
    subprocess.SubprocessError,
    tarfile.TarError,
    zipfile.BadZipFile,
)


def _reason(error: Exception) -> str:
    """Say why something could not be had; a command that failed has said so itself."""
    said = [line for line in (getattr(error, "stderr", None) or "").splitlines() if line.strip()]
    kind = "" if isinstance(error, OSError) else f"{type(error).__name__}: "
    return f"{kind}{error}" + "".join(f"\n    {line}" for line in said[-3:])


def _obtain(
    folder: Path,
    name: str,
    sha256: str,
    sources: list[tuple[str, Source]],
    form: Callable[[bytes], bytes] = bytes,
) -> None:
    """Ask the cache, then each source in turn; what a source gives counts, and is kept, in the given form."""
    target = folder / name
    tried = []
    if target.exists():
        if _sha256(target.read_bytes()) == sha256:
            return
        tried.append(f"the cache: sha256 is {_sha256(target.read_bytes())}")
    for where, source in sources:
        try:
            content = form(source(name))
        except _FAILURES as error:
            tried.append(f"{where}: {_reason(error)}")
            continue
        if _sha256(content) != sha256:
            tried.append(f"{where}: sha256 is {_sha256(content)}")
            continue
        _keep(target, content)
        print(f"{name}: {len(content):,} bytes from {where}")
        return
    raise RuntimeFileError(
        f"{name} could not be had. Expected a file with sha256 {sha256}; tried\n"
        + "\n".join(f"  {t}" for t in tried)
    )


def _keep(target: Path, content: bytes) -> None:
    """Write a file so that an interrupted run leaves no half of it under its name."""
    part = target.with_name(f"{target.name}.part")
    part.write_bytes(content)
    part.replace(target)


def _source(line: str, temporary: Path) -> tuple[str, Source]:
    """Turn one line of the settings into a name for messages and a function from file name to content."""
    line = line.replace("{pyodide}", settings()["pyodide"])
    if line.startswith(("https://", "file://")):
        return line.rpartition("/")[0], lambda name: _download(line.replace("{file}", name))
    kind, package, path = line.split(" ")
    archive = _once(partial({"npm": _npm_archive, "pip": _pip_archive}[kind], package, temporary))
    return f"{kind} {package}", lambda name: archive()(path.replace("{file}", name))


def _once(open_archive: Callable[[], Source]) -> Callable[[], Source]:
    """Open an archive for the first file only; what failed then fails again at once."""
    opened: list[Source] = []
    failed: list[Exception] = []

    def archive() -> Source:
        if failed:
            raise failed[0]
        if not opened:
            try:
                opened.append(open_archive())
            except _FAILURES as error:
                failed.append(error)
                raise
        return opened[0]

    return archive


@cache
def _unreachable_hosts() -> set[str]:
    return set()


def _download(url: str) -> bytes:
    host = url.split("/")[2]
    if host in _unreachable_hosts():
        raise urllib.error.URLError("the host did not answer before")
    try:
        with urllib.request.urlopen(url, timeout=20) as response:
            return _read(response, url.rpartition("/")[2])
    except urllib.error.HTTPError:
        raise
    except OSError:
        if host:  # a file:// source has none, and lacking one file says nothing of the next
            _unreachable_hosts().add(host)
        raise


def _read(response: Any, name: str) -> bytes:
    """Read all that comes, and show how much it is."""
    content = bytearray()
    length, hidden = int(response.headers.get("Content-Length") or 0), not sys.stdout.isatty()
    with click.progressbar(length=length, label=name, hidden=hidden) as bar:
        while part := response.read(1 << 16):
            content += part
            bar.update(len(part))
    return bytes(content)


def _npm_archive(package: str, temporary: Path) -> Source:
    npm = _tool("npm")
    print(f"{package}: npm fetches it …", flush=True)
    name = _run(npm, "pack", *_NPM, package, cwd=temporary).splitlines()[-1]
    archive = tarfile.open(fileobj=io.BytesIO((temporary / name).read_bytes()))

    def read(path: str) -> bytes:
        member = archive.extractfile(path)
        if member is None:
            raise KeyError(path)
        return member.read()

    return read


def _pip_archive(package: str, temporary: Path) -> Source:
    print(f"{package}: pip fetches it …", flush=True)
    folder = temporary / "pip"
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--ignore-requires-python"]
    command += [
        "--only-binary=:all:",
        "--disable-pip-version-check",
        "--retries=1",
        "-d",
        str(folder),
        package,
    ]
    # On a terminal, pip shows how far it is.
    out = None if sys.stdout.isatty() else subprocess.DEVNULL
    _run(*command, cwd=temporary, stdout=out)
    archive = zipfile.ZipFile(io.BytesIO(next(folder.glob("*.whl")).read_bytes()))
    return lambda path: archive.read(path)


# Without a network, npm would try for minutes.
_NPM = ("--loglevel=error", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")
_BUNDLE = ("--bundle", "--minify", "--format=esm", "--target=es2022", "--legal-comments=none",
           "--outfile=bundle.js", "--log-level=error")  # fmt: skip


def _tool(name: str) -> str:
    """Find a tool of Node.js: on Windows it is a file such as `npm.cmd`, and its bare name starts nothing."""
    if found := shutil.which(name):
        return found
    raise FileNotFoundError(f"{name} is not on the PATH; it comes with Node.js")


def _run(*command: str, cwd: Path, stdout: int | None = subprocess.PIPE) -> str:
    """Run a command and return what it prints, whatever bytes that are."""
    done = subprocess.run(
        command,
        cwd=cwd,
        check=True,
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    return (done.stdout or "").strip()


def bundle_editor(folder: Path) -> None:
    """Bundle CodeMirror with our editor.js. The packages are exact, so the bundle is the same everywhere.

    Raises
    ------
    RuntimeFileError
        Where there is no npm, or it cannot have the packages, or the bundle has another sha256.
    """
    if has_editor(folder):
        return
    sha256 = settings()["editor"]["sha256"]
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary) / "editor"
        shutil.copytree(HERE / "editor", work)
        try:
            npm, npx = _tool("npm"), _tool("npx")
            print(f"{EDITOR}: npm fetches what it is made of …", flush=True)
            _run(npm, "install", "--no-package-lock", "--ignore-scripts", *_NPM, cwd=work)
            _run(npx, "--no-install", "esbuild", EDITOR, *_BUNDLE, cwd=work)
            content = (work / "bundle.js").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise RuntimeFileError(f"the editor could not be bundled. {_reason(error)}") from error
    if _sha256(content) != sha256:
        raise RuntimeFileError(
            f"{EDITOR}: expected a bundle with sha256 {sha256}, made one with {_sha256(content)}"
        )
    _keep(folder / EDITOR, content)
    print(f"{EDITOR}: {len(content):,} bytes, bundled from CodeMirror")


def take_snapshot(folder: Path) -> None:
    """Start Python once and keep its memory.

    Raises
    ------
    RuntimeFileError
        Where there is no Node.js, or Python does not start there.
    """
    if has_snapshot(folder):
        return
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary) / "snapshot"
        try:
            node = _tool("node")
            print(f"{SNAPSHOT}: Node.js starts Python once …", flush=True)
            _run(node, str(HERE / "snapshot.mjs"), str(folder.resolve()), str(made), cwd=Path(temporary))
            content = gzip.compress(made.read_bytes(), 9, mtime=0)
        except (OSError, subprocess.SubprocessError) as error:
            raise RuntimeFileError(f"no snapshot could be taken. {_reason(error)}") from error
    _keep(folder / SNAPSHOT, content)
    _keep(folder / STAMP, _stamp(content).encode())
    print(f"{SNAPSHOT}: {len(content):,} bytes, taken of a started Python")


def main(arguments: Sequence[str] = ()) -> int:
    """Fetch into the cache below the working directory, and say what is there and what is not."""
    parser = argparse.ArgumentParser(
        prog=GET_PYTHON, description="Fetch Python for the Run and Check buttons."
    )
    parser.add_argument(
        "--if-possible",
        action="store_true",
        help="end well also where something cannot be had: the book is built without it",
    )
    lacking = 0 if parser.parse_args(arguments).if_possible else 1
    try:
        fetch(CACHE)
    except (OSError, RuntimeFileError) as error:
        print(f"error: {error}", file=sys.stderr)
        print(f"The book is built without Run and Check until `{GET_PYTHON}` succeeds.", file=sys.stderr)
        return lacking
    whole = True
    for make, otherwise in (
        (fetch_data, f"The page has no handwritten digits until `{GET_PYTHON}` brings them."),
        (bundle_editor, f"Run and Check use a plain field until `{GET_PYTHON}` brings the editor."),
        (take_snapshot, f"Python starts more slowly until `{GET_PYTHON}` takes its snapshot."),
    ):
        try:
            make(CACHE)
        except (OSError, RuntimeFileError) as error:
            print(f"error: {error}", file=sys.stderr)
            print(otherwise, file=sys.stderr)
            whole = False
    if not whole:
        return lacking
    size = sum(file.stat().st_size for file in CACHE.iterdir())
    print(f"{CACHE}: {len(list(CACHE.iterdir()))} files, {size / 1e6:.1f} MB, every sha256 as it should be")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
