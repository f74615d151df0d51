"""On what a number was measured: the machine, the work that it had, and the versions of what ran there."""

import os
import platform
import re
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_LOAD = os.getloadavg()[0] if hasattr(os, "getloadavg") else None  # now, before what is measured adds to it


def machine() -> str:
    """Name the processor, its cores, and the work that others gave it in the minute before."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = re.findall(r"^model name\s*:\s*(.+)$", cpuinfo.read_text(encoding="utf-8"), re.MULTILINE)
        model = names[0] if names else model
    load = f", load average {_LOAD:.1f} at the start" if _LOAD is not None else ""
    return f"{model} with {os.cpu_count()} cores ({platform.system()}{load})"


def versions(packages: Sequence[str]) -> str:
    """Name the versions of Python and of those `packages` that are installed."""
    found = [f"Python {platform.python_version()}"]
    for name in packages:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)
