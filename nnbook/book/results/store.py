"""Files that take long to make, remembered on disk; what is damaged is not trusted."""

import contextlib
import hashlib
import os
import tempfile
import time
from pathlib import Path

CACHE = Path(".cache")  # below the root of the book
_MAX_AGE = 30 * 24 * 3600  # seconds after its last use at which a file is dropped


def folder(root: Path, kind: str) -> Path | None:
    """Return where the book in `root` keeps "blocks" or "fonts"; None with NNBOOK_CACHE=off."""
    return None if os.environ.get("NNBOOK_CACHE") == "off" else root / CACHE / kind


def prune(folder: Path) -> None:
    """Drop the files that no build has used for a month."""
    for file in folder.glob("*"):
        with contextlib.suppress(FileNotFoundError):  # another build may have been faster
            if time.time() - file.stat().st_mtime > _MAX_AGE:
                file.unlink()


def read(file: Path) -> bytes | None:
    """Return what `write` wrote, and note that it is in use; None where there is nothing or it is damaged."""
    try:
        checksum, _, content = file.read_bytes().partition(b"\n")
        if checksum != _checksum(content):
            return None
        os.utime(file)
    except OSError:
        return None
    return content


def write(file: Path, content: bytes) -> None:
    """Keep `content` for `read`; where that cannot be done, the next build makes it again."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Renaming is one step: another build sees the whole file or none.
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as part:
            part.write(_checksum(content) + b"\n" + content)
        os.replace(part.name, file)
    except OSError:
        return  # a full or read-only disk costs time, not the build


def _checksum(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()
