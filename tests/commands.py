"""Commands for small books, each in a fork of a process that has loaded what they load.

To load it takes longer than most of them do, and the tests run a hundred. A fork is as alone as a process of
its own: its folder, its environment, its streams. What Python takes from the environment when it starts is
the exception: where a test sets that, or a system cannot fork, the command has a process of its own.
"""

import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from select import select

import processes

FORKED = {"pytest", "zensical", "nnbook.book.site"}
# What they share; not the plugins of pytest, which looks into them while it loads them.
LOADED = (
    *("pytest", "mkdocs.commands.build", "markdown_exec", "zensical.main", "material.plugins.search.plugin"),
    *("nnbook.book.page.extension", "nnbook.book.site.finish", "nnbook.book.check.promises"),
)


def run(
    module: str, arguments: list[str], folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run `python -m module arguments` in a folder; what it writes comes in `stdout`."""
    forked = module in FORKED and hasattr(os, "fork")
    server, at_start = _server() if forked else (None, {})
    if server is None or _of_python(environment) != at_start:
        command = [sys.executable, "-m", module, *arguments]
        return processes.run(command, cwd=folder, env=environment, stderr=subprocess.STDOUT)
    with tempfile.TemporaryDirectory() as place:
        written = Path(place) / "written"
        request = [module, arguments, str(folder), environment, str(written)]
        assert server.stdin and server.stdout
        server.stdin.write(json.dumps(request).encode() + b"\n")
        server.stdin.flush()
        group = int(server.stdout.readline())
        with processes.group(group):
            assert select([server.stdout], [], [], processes.HANG)[0], f"{module} {arguments} does not end"
            status = int(server.stdout.readline())
        return subprocess.CompletedProcess([module, *arguments], status, written.read_text(encoding="utf-8"))


@functools.cache
def _server() -> tuple[subprocess.Popen[bytes], dict[str, str]]:
    """Start the process that forks, which ends when nobody is there to ask any more; tell its settings."""
    settings = _of_python(os.environ)
    server = subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    atexit.register(server.communicate)
    return server, settings


def _of_python(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what Python takes from the environment when it starts."""
    return {name: value for name, value in environment.items() if name.startswith("PYTHON")}


def _serve() -> None:
    """Answer each request with the number of a fork, and with its status once it has ended.

    In the fork this returns, and the module has run; what is left is to end as any process does.
    """
    for name in LOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    for line in sys.stdin.buffer:
        fork = os.fork()
        if not fork:
            os.setsid()
            return _become(*json.loads(line))
        print(fork, flush=True)
        _, status = os.waitpid(fork, 0)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(fork, signal.SIGKILL)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(
    module: str, arguments: list[str], folder: str, environment: dict[str, str], written: str
) -> None:
    """Be `python -m module arguments`."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    nothing, file = os.open(os.devnull, os.O_RDONLY), os.open(written, os.O_WRONLY | os.O_CREAT, 0o600)
    for number, stream in enumerate((nothing, file, file)):
        os.dup2(stream, number)
    sys.argv[1:] = arguments
    sys.path[0] = folder
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _serve()
