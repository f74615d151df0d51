"""What a run of a block touched, recorded while it ran: what its result depends on."""

import os
import sys
from functools import lru_cache
from typing import Any, TypedDict


class Touched(TypedDict):
    """What a run depended on.

    `files` are the modules and other files that it read, by their paths; `packages` are what is installed
    and took part, as modules while it runs, as packages once it is kept; `absent` are modules that it
    sought in vain.
    """

    files: list[str]
    packages: list[str]
    absent: list[str]
    gone: list[str]


class Recorder:
    """Note what this process reads from now on.

    Parameters
    ----------
    own : str
        The folder that the block has for itself: what it reads there it has written.
    """

    def __init__(self, own: str) -> None:
        self._own = os.path.realpath(own) + os.sep
        self._opened: set[str] = set()
        self._sought: set[str] = set()
        self._on = True
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._on:
            return
        if event == "open" and isinstance(arguments[0], str | bytes) and not _writes(arguments[1]):
            self._opened.add(os.path.abspath(os.fsdecode(arguments[0])))
        elif event == "import":
            self._sought.add(str(arguments[0]))

    def found(self) -> Touched:
        """Return what was touched until now."""
        self._on = False
        installed = _installed()
        files, packages = set(), set()
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if not isinstance(file, str):
                continue
            place = _real(file)
            if any(place.startswith(folder) for folder in installed):
                packages.add(name.partition(".")[0])
            elif not _is_python_s_own(place) and not place.startswith(self._own) and place.endswith(".py"):
                files.add(place)
        for path in map(os.path.realpath, self._opened):
            ours = path.startswith((*installed, self._own, "/dev/", "/proc/", "/sys/")) or _is_python_s_own(
                path
            )
            if not ours and not path.endswith(".pyc") and os.path.isfile(path):
                files.add(path)
        absent = {name for name in self._sought if name not in sys.modules}
        return {
            "files": sorted(files),
            "packages": sorted(packages),
            "absent": sorted(name for name in absent if name.isidentifier()),
            "gone": sorted(place for name in absent for place in _places(name)),
        }


def _places(name: str) -> list[str]:
    """Return the files in which a module of a package would be that is not there."""
    package, _, module = name.rpartition(".")
    folders = getattr(sys.modules.get(package), "__path__", [])
    return [os.path.join(folder, place) for folder in folders for place in (f"{module}.py", module)]


def _writes(mode: object) -> bool:
    return isinstance(mode, str) and not set(mode).isdisjoint("wax")


def _installed() -> tuple[str, ...]:
    """Return the folders of installed packages."""
    return tuple(
        os.path.realpath(folder) + os.sep
        for folder in sys.path
        if os.path.basename(folder) in ("site-packages", "dist-packages")
    )


def _is_python_s_own(path: str) -> bool:
    return path.startswith((_real(sys.base_prefix) + os.sep, os.path.dirname(_real(os.__file__))))


# A path is looked at link by link, and a warm process has some thousand modules: it asks before it forks.
_real = lru_cache(maxsize=None)(os.path.realpath)


def look_at_modules() -> None:
    """Find out where the modules lie that are loaded by now, so that no fork has to."""
    for module in list(sys.modules.values()):
        if isinstance(file := getattr(module, "__file__", None), str):
            _is_python_s_own(_real(file))
