"""The present state of what runs touched: it tells whether a result still holds."""

import hashlib
import os
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from nnbook.book.content import packages
from nnbook.book.results.touched import Touched


class Present:
    """The present state of what runs touched; what cannot change while this process lives is asked once."""

    def __init__(self) -> None:
        self._content: dict[str, tuple[tuple[int, int], str]] = {}
        self._versions: dict[str, str] = {}

    def named(self, touched: Touched) -> Touched:
        """Put the names of the packages in place of those of their modules."""
        by_module = packages.by_module()
        names = {package for module in touched["packages"] for package in by_module.get(module, [])}
        return {**touched, "packages": sorted(names)}

    def fingerprint(self, touched: Touched) -> str:
        """Hash the present state of what a run touched."""
        parts = [f"{path} {self._hash(path)}" for path in touched["files"]]
        parts += [f"{name} {self._version(name)}" for name in touched["packages"]]
        parts += [f"{name} {find_spec(name) is not None}" for name in touched["absent"]]
        parts += [f"{path} {os.path.exists(path)}" for path in touched["gone"]]
        parts += [f"{path} {_names(path)}" for path in touched["folders"]]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _hash(self, path: str) -> str:
        try:
            state = os.stat(path)
        except OSError:
            return "gone"
        stamp = state.st_mtime_ns, state.st_size
        known = self._content.get(path)
        if known is None or known[0] != stamp:
            content = hashlib.sha256(Path(path).read_bytes()).hexdigest()
            known = self._content[path] = stamp, content
        return known[1]

    def _version(self, package: str) -> str:
        if package not in self._versions:
            try:
                self._versions[package] = metadata.version(package)
            except metadata.PackageNotFoundError:
                self._versions[package] = "gone"
        return self._versions[package]


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []
