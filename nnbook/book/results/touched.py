"""What a run of a block touched, recorded while it ran: what its result depends on."""

import os
import sys
import sysconfig
from functools import lru_cache
from typing import Any, TypedDict


class Touched(TypedDict):
    """What a run depended on.

    `files` are the modules and other files that it read, by their paths; `packages` are what is installed
    and took part: names of modules while it runs, names of packages once `Present.named` has seen them;
    `absent` are modules that it sought in vain; `gone` are paths that it sought in vain; `folders` are those
    whose files it listed.
    """

    files: list[str]
    packages: list[str]
    absent: list[str]
    gone: list[str]
    folders: list[str]


class Recorder:
    """Note what this process reads from now on.

    What it asks about a file without reading it, Python does not tell.

    Parameters
    ----------
    own : str
        The folder that the block has for itself: what it reads there it has written.
    """

    def __init__(self, own: str) -> None:
        self._own = os.path.realpath(own) + os.sep
        self._opened: set[str] = set()
        self._listed: set[str] = set()
        self._sought: set[str] = set()
        self._starts = False
        self._on = True
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._on:
            return
        if event == "open" and isinstance(arguments[0], str | bytes) and not _writes(*arguments[1:]):
            self._opened.add(os.path.abspath(os.fsdecode(arguments[0])))
        elif event == "import":
            self._sought.add(str(arguments[0]))
        elif event in ("os.listdir", "os.scandir"):
            # Python itself lists folders to find modules, and those are told as such.
            if not sys._getframe(1).f_code.co_filename.startswith("<frozen"):
                folder = arguments[0] if isinstance(arguments[0], str | bytes) else "."
                self._listed.add(os.path.abspath(os.fsdecode(folder)))
        elif event in _STARTS and not _is_of_a_package():
            self._starts = True

    def found(self) -> Touched | None:
        """Return what was touched until now; None where another process was started, which is not heard.

        What an installed package starts, to look at the system, is its own affair: its version counts.
        """
        self._on = False
        if self._starts or not _POPENS.isdisjoint(sys.modules):
            return None
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

        def ours(path: str) -> bool:
            others = (*installed, self._own, "/dev/", "/proc/", "/sys/")
            return not f"{path}{os.sep}".startswith(others) and not _is_python_s_own(path)

        opened = {path for path in map(os.path.realpath, self._opened) if ours(path)}
        files |= {path for path in opened if not path.endswith(".pyc") and os.path.isfile(path)}
        absent = {name for name in self._sought if name not in sys.modules}
        gone = {path for path in opened if not os.path.exists(path)}
        gone |= {place for name in absent for place in _places(name)}
        return {
            "files": sorted(files),
            "packages": sorted(packages),
            "absent": sorted(name for name in absent if name.isidentifier()),
            "gone": sorted(gone),
            "folders": sorted(path for path in map(os.path.realpath, self._listed) if ours(path)),
        }


# Multiprocessing starts processes unheard, and loads one of these for it.
_POPENS = {f"multiprocessing.popen_{way}" for way in ("fork", "spawn_posix", "spawn_win32", "forkserver")}
_STARTS = ("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "subprocess.Popen")


def _is_of_a_package() -> bool:
    """Tell whether an installed package began what happens: the first caller that is not Python's own."""
    frame = sys._getframe(2)
    while (caller := frame.f_back) is not None:
        frame, place = caller, caller.f_code.co_filename
        if not place.startswith("<frozen") and not _is_python_s_own(_real(place)):
            return any(_real(place).startswith(folder) for folder in _installed())
    return False


def _places(name: str) -> list[str]:
    """Return the files in which a module of a package would be that is not there."""
    package, _, module = name.rpartition(".")
    folders = getattr(sys.modules.get(package), "__path__", [])
    return [os.path.join(folder, place) for folder in folders for place in (f"{module}.py", module)]


def _writes(mode: object, flags: int) -> bool:
    if isinstance(mode, str):
        return not set(mode).isdisjoint("wax")
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))  # `os.open` has no mode


def _installed() -> tuple[str, ...]:
    """Return the folders of installed packages."""
    return tuple(
        os.path.realpath(folder) + os.sep
        for folder in sys.path
        if os.path.basename(folder) in ("site-packages", "dist-packages")
    )


def _is_python_s_own(path: str) -> bool:
    """Tell whether a file or folder belongs to Python's own library, of whose version the key tells."""
    return f"{path}{os.sep}".startswith(tuple(_real(place) + os.sep for place in _LIBRARY))


_STDLIB = {os.path.dirname(os.__file__), sysconfig.get_path("stdlib")}
_ZIP = f"python{sys.version_info.major}{sys.version_info.minor}.zip"  # in which it may be, too
_LIBRARY = {*_STDLIB, *(os.path.join(os.path.dirname(folder), _ZIP) for folder in _STDLIB)}
# A path is looked at link by link, and a warm process has some thousand modules: it asks before it forks.
_real = lru_cache(maxsize=None)(os.path.realpath)


def look_at_modules() -> None:
    """Find out where the modules lie that are loaded by now, so that no fork has to."""
    for module in list(sys.modules.values()):
        if isinstance(file := getattr(module, "__file__", None), str):
            _is_python_s_own(_real(file))
