"""The packages that blocks may need: what pyproject.toml declares, and what is installed here."""

import re
import sys
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


def declared(root: Path) -> frozenset[str]:
    """Name the packages that `pyproject.toml` in `root` declares, of all extras; empty without that file."""
    file = root / "pyproject.toml"
    if not file.exists():
        return frozenset()
    project: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8")).get("project", {})
    lines = [*project.get("dependencies", [])]
    for extra in project.get("optional-dependencies", {}).values():
        lines += extra
    return frozenset(normal(match[1]) for line in lines if (match := _NAME.match(line)))


def normal(name: str) -> str:
    """Write the name of a package as the package index does: small letters, one hyphen between words."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_known(name: str, names: frozenset[str]) -> bool:
    """Tell whether a block may need `name`: one of the declared `names`, or what can be imported here."""
    return normal(name) in names or is_installed(name)


def is_installed(name: str) -> bool:
    """Tell whether `name`, of a package or of a module, is there."""
    if name.isidentifier() and find_spec(name) is not None:
        return True
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def module_of(name: str) -> str:
    """Return the name by which code imports the package `name`."""
    if name.isidentifier() and find_spec(name) is not None:
        return name
    for module, packages in by_module().items():
        if normal(name) in map(normal, packages) and not module.startswith("_"):
            return module
    return normal(name).replace("-", "_")


def by_module() -> Mapping[str, list[str]]:
    """Return the names of the installed packages to which each module belongs."""
    return _by_module(tuple(path for folder in sys.path for path in Path(folder).glob("*-info")))


@lru_cache(maxsize=1)
def _by_module(records: tuple[Path, ...]) -> Mapping[str, list[str]]:
    """Read the records of all that is installed, which takes longer than a page does."""
    return metadata.packages_distributions()
