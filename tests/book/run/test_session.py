"""The reader's Python: what a run may do, what it is told, and that the next one finds all as it was."""

import contextlib
import functools
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator

import processes
import pytest

# A session keeps hold of its process, so it has one of its own; lines go in, and a line comes of each.
PROGRAM = """
import json, os
from nnbook.book.run.session import Session
asked, told = os.fdopen(os.dup(0)), os.dup(1)
session = Session(os.getcwd())
def run(source, edited=True, exercise=None, steps=None):
    events = []
    emit = lambda kind, text: events.append([kind, text])
    try:
        if steps is not None:
            outcome = session.step(source, emit, edited, json.dumps(steps))
        elif exercise is None:
            outcome = session.run(source, emit, edited)
        else:
            outcome = session.grade(source, exercise, emit)
    except Exception:  # the worker ends with it
        outcome = '{"ok": false, "spoiled": "it ended"}'
    return {**json.loads(outcome), "events": events}
for line in asked:
    os.write(told, json.dumps(run(*json.loads(line))).encode() + b"\\n")
"""


STARTED = contextlib.ExitStack()


@pytest.fixture(scope="module", autouse=True)
def _ends() -> Iterator[None]:
    """End what the tests here have started."""
    yield
    STARTED.close()
    python.cache_clear()


@functools.cache
def python() -> "subprocess.Popen[str]":
    """Start a Python for the runs; as in the page it serves until one has spoiled it."""
    folder = STARTED.enter_context(tempfile.TemporaryDirectory())  # a session deletes what comes to lie there
    command = [sys.executable, "-c", PROGRAM]
    return STARTED.enter_context(processes.started(command, cwd=folder, stdin=-1, stdout=-1))


def session(*runs: list[object]) -> list[dict[str, object]]:
    """Run code in one session, and return what came of each: a list is the arguments of a run."""
    process = python()
    assert process.stdin and process.stdout
    outcomes: list[dict[str, object]] = []
    for arguments in runs:
        process.stdin.write(json.dumps(arguments) + "\n")
        process.stdin.flush()
        hangs = threading.Timer(processes.HANG, process.kill)
        hangs.start()
        line = process.stdout.readline()
        hangs.cancel()
        assert line, f"Python ended in {arguments}"
        outcomes.append(json.loads(line))
    if any(outcome["spoiled"] for outcome in outcomes):
        python.cache_clear()
    return outcomes


def text(outcome: dict[str, object], kind: str) -> str:
    """Join the events of a kind."""
    return "".join(text for event, text in outcome["events"] if event == kind)  # type: ignore[attr-defined]


PROBE = """
import asyncio, collections, decimal, gc, json, logging, math, os, random, sys, warnings
import numpy as np
import nnbook.forward
from nnbook.activations import ACTIVATIONS, relu
from nnbook.training import train_network
from nnbook import Parameters
print(len([1]), sorted({3, 1}), max(1, 2), math.sqrt(4.0), json.dumps({"a": 1}), round(np.exp(0.0), 3))
print(np.add(1, 2), np.array([0.123456789]), np.zeros(2).dtype, np.random.default_rng(0).random())
print(relu([-1.0, 2.0]), relu.core(np.array([-1.0])), sorted(ACTIVATIONS), train_network.__name__)
print(os.listdir("."), os.environ.get("DIRT"), sys.argv)
print(sys.gettrace(), sys.getrecursionlimit(), gc.isenabled())
print(decimal.getcontext().prec, logging.root.handlers, logging.root.level, "dirt" in sys.modules)
print(np.linalg.norm([3.0, 4.0]), collections.Counter("aa").total(), Parameters.__len__.__name__)
print(str(sys.excepthook)[:9], open.__name__)
async def main(): return 5
print(asyncio.run(main()), isinstance(random.random(), float))
print(nnbook.forward.__name__, os.path.join("a", "b"))
"""

DIRT = {
    "builtins": "import builtins\nbuiltins.print = builtins.len = None",
    "a builtin that is gone": "import builtins\ndel builtins.sorted",
    "the import": "import builtins\nbuiltins.__import__ = None",
    "all builtins": "import builtins\nvars(builtins).clear()",
    "the path": "import sys\nsys.path.clear()\nsys.meta_path.clear()\nsys.path_hooks.clear()",
    "the path, another": "import sys\nsys.path = sys.meta_path = None",
    "NumPy": "import numpy as np\nnp.exp = np.add = lambda *a: 7\nnp.linalg.norm = None",
    "NumPy's settings": (
        "import numpy as np\nnp.seterr(all='raise')\nnp.set_printoptions(precision=2)\nnp.random.seed(0)"
    ),
    "NumPy is gone": (
        "import sys\nfor name in [*sys.modules]:\n    if name.startswith('numpy'): del sys.modules[name]"
    ),
    "all modules are gone": "import sys\nsys.modules.clear()",
    "the library": "import nnbook.activations as a, nnbook\na.relu = nnbook.relu = lambda x: 0",
    "a core": "from nnbook.activations import relu\nrelu.core = lambda x: 0",
    "a table of the library": "from nnbook.activations import ACTIVATIONS\nACTIVATIONS.clear()",
    "a class": "from nnbook import Parameters\nParameters.__len__ = lambda self: 0",
    "a class of Python": "import collections\ncollections.Counter.total = lambda self: 'no'",
    "a module of Python": (
        "import math, json, random\nmath.sqrt = json.dumps = random.random = lambda *a: 'no'"
    ),
    "the environment": "import os\nos.environ['DIRT'] = '1'\nos.environ.pop('HOME', None)",
    "the folder": "import os\nos.makedirs('a/b')\nopen('dirt.py', 'w').close()\nos.chdir('a')",
    "a module of its own": (
        "open('dirt.py', 'w').write('x = 1')\nimport sys\nsys.path.insert(0, '.')\nimport dirt"
    ),
    "traces": "import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)",
    "limits": "import sys, gc\nsys.setrecursionlimit(90)\ngc.disable()\nsys.set_int_max_str_digits(0)",
    "the streams": "import sys\nsys.stdout = sys.stderr = sys.__stdout__ = None\nsys.argv.append('x')",
    "a closed stream": "import sys\nsys.stdout.close()",
    "hooks": "import sys\nsys.excepthook = sys.displayhook = None",
    "warnings": "import warnings\nwarnings.simplefilter('error')\nwarnings.showwarning = None",
    "logging": (
        "import logging\nlogging.basicConfig(level=10)\nlogging.disable(50)\n"
        "logging.getLogger('x').setLevel(1)"
    ),
    "decimals": "import decimal\ndecimal.getcontext().prec = 3",
    "signals": "import signal\nsignal.signal(signal.SIGINT, lambda *a: None)",
    "what runs at the end": "import atexit\natexit.register(lambda: 1 / 0)",
    "the grader": (
        "import nnbook.book.run.grader as g, nnbook.book.run.runner as r\n"
        "g.grade = g._problem = r.run = r.execute = None"
    ),
    "the session": ("import nnbook.book.run.session as s\ns.Session.run = s.Session._end = s.runner = None"),
    "the state": "import nnbook.book.run.state as s\ns.State.restore = s.State._restore = s.os = None",
    "asyncio": (
        "import asyncio\nasyncio.run = None\nloop = asyncio.new_event_loop()\nasyncio.set_event_loop(loop)"
    ),
    "a task that is left": (
        "import asyncio\nasync def f(): await asyncio.sleep(9)\n"
        "async def m(): asyncio.create_task(f())\nasyncio.run(m())"
    ),
    "the code of a function": (
        "from nnbook.activations import relu\nrelu.core.__code__ = (lambda z: 0).__code__"
    ),
    "its defaults": "from nnbook.training import train_network\ntrain_network.__kwdefaults__ = {}",
    "an error": "1 / 0",
    "an end": "exit()",
}


# To start another Python takes seconds, so it is for what nothing else helps against.
SPOILS = {"the code of a function", "its defaults", "the session", "the state"}


def test_a_run_finds_all_as_it_was() -> None:
    """Whatever the one before it changed."""
    dirt = {name: code for name, code in DIRT.items() if name not in SPOILS}
    clean, *runs = session(
        [PROBE, False], *(run for code in dirt.values() for run in ([code], [PROBE, False]))
    )
    assert clean["ok"], text(clean, "error")
    for name, first, second in zip(dirt, runs[::2], runs[1::2], strict=True):
        assert not first["spoiled"], f"{name}: {first['spoiled']}"
        assert second["ok"], f"{name}: {text(second, 'error')}"
        assert text(second, "stdout") == text(clean, "stdout"), name


@pytest.mark.parametrize("dirt", sorted(SPOILS))
def test_what_cannot_be_put_back_is_told(dirt: str) -> None:
    """Another Python comes then."""
    assert session([DIRT[dirt]])[0]["spoiled"]


@pytest.mark.parametrize(
    "code",
    [
        "import ctypes",
        "import sys\nsys.addaudithook(lambda *a: None)",
        "import os, numpy\nos.remove(os.path.dirname(numpy.__file__) + '/no_such_file')",
        "import numpy\nopen(numpy.__file__, 'r+').close()",
    ],
)
def test_what_reaches_too_far_takes_another_python(code: str) -> None:
    """Nothing says what was done there."""
    assert session([code])[0]["spoiled"]


def test_figures_are_shown_and_settings_of_matplotlib_go() -> None:
    """The next figure has the style of the book."""
    draw = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    dirt = "import matplotlib\nmatplotlib.rcParams['lines.linewidth'] = 9\nmatplotlib.pyplot.show = None"
    first, _, second = session([draw], [f"import matplotlib.pyplot\n{dirt}"], [draw])
    assert text(first, "figure") == text(second, "figure") != ""


def test_a_warning_of_edited_code_is_shown() -> None:
    """The code goes on; the book's own is as strict as in the build."""
    code = "import warnings, numpy as np\nwarnings.warn('careful')\nnp.log(np.zeros(1))\nprint('after')"
    mine, book = session([code, True], [code, False])
    assert mine["ok"] and text(mine, "stdout") == "after\n"
    assert text(mine, "warning") == (
        "UserWarning: careful\nRuntimeWarning: divide by zero encountered in log\n"
    )
    assert not book["ok"] and "UserWarning: careful" in text(book, "error")


def test_an_unclosed_file_fails_nothing() -> None:
    """It is spoken of and no more."""
    (outcome,) = session(["open('x', 'w').write('1')\nprint(open('x').read())"])
    assert outcome["ok"] and text(outcome, "stdout") == "1\n"


@pytest.mark.parametrize(
    ("code", "ended"),
    [
        ("print(1)\nexit()\nprint(2)", ""),
        ("print(1)\nquit()", ""),
        ("import sys\nprint(1)\nsys.exit(3)", "3"),
        ("print(1)\nraise SystemExit('enough')", "enough"),
    ],
)
def test_an_exit_ends_a_run_well(code: str, ended: str) -> None:
    """Nothing failed, and the page is told how it ended."""
    (outcome,) = session([code])
    assert (outcome["ok"], outcome["ended"], text(outcome, "stdout")) == (True, ended, "1\n")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("1 + 1", True),
        ("print('a')\nx = [1]\nx", True),
        ("from __future__ import annotations\nimport numpy as np\nnp.exp(1)", True),
        ("def f(): return 3\nf()", True),
        ("def f(): return 3\nf();", True),
        ("print(1)", False),
        ("import sys\nsys.stdout.write('a')", False),
        ("x = 1", False),
        ("", False),
        ("'''About.'''", False),
        ("...", False),
        ("None", False),
        ("[1].append(2)", False),
        ("import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()\nplt.plot([1])\nplt.close()", False),
    ],
)
def test_a_value_in_the_last_line_is_spoken_of(code: str, told: bool) -> None:
    """A notebook would show it; nothing is said where nothing is lost."""
    mine, book = session([code], [code, False])
    assert mine["ok"] and ("print(…)" in text(mine, "hint")) == told
    assert text(book, "hint") == ""


def test_a_figure_that_was_not_shown_is_spoken_of() -> None:
    """What was drawn is not lost without a word."""
    (outcome,) = session(["import matplotlib.pyplot as plt\nplt.plot([1])"])
    assert "plt.show()" in text(outcome, "hint")


def test_an_error_in_the_last_line_has_its_place() -> None:
    """The traceback is that of a script, also where the last line is looked at by itself."""
    (outcome,) = session(["x = 0\n\n1 / x"])
    assert text(outcome, "error").startswith('Traceback (most recent call last):\n  File "block.py", line 3')
    assert "1 / x" in text(outcome, "error") and "session.py" not in text(outcome, "error")


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("import polars.io", "NumPy, Matplotlib and nnbook. At home, `pip install polars`"),
        ("raise ModuleNotFoundError(name='sklearn.x')", "`pip install scikit-learn`"),
        ("import cv2", "`pip install opencv-python`"),
        ("import nunpy", "Was `numpy` meant?"),
        ("import qqzzy", "NumPy, Matplotlib and nnbook, and no `qqzzy`. At home, `pip install`"),
        ('raise RuntimeError("can\'t start new thread")', "one thread"),
        ("import os\nos.no_such_fork", "one thread"),
        ("import errno\nraise OSError(errno.ENOSYS, 'Function not implemented')", "one thread"),
        ("await f()", "asyncio.run(main())"),
        ("1 / 0", ""),
        ("import numpy.no_such_part", ""),
    ],
)
def test_what_comes_of_the_place_is_explained(code: str, hint: str) -> None:
    """The line under the error says what this Python has and what it lacks; other errors get none."""
    exercise = json.dumps({"checks": "def check_x(x): pass", "mistakes": []})
    block, answer = session([code], [code, True, exercise])
    assert hint in text(block, "hint") and bool(text(block, "hint")) == bool(hint)
    assert text(answer, "hint") == text(block, "hint")


def test_coroutines_run() -> None:
    """They wait, one runs while another waits, and what would wait for ever says so."""
    code = (
        "import asyncio\n"
        "async def say(seconds, word):\n    await asyncio.sleep(seconds)\n    print(word)\n    return word\n"
        "async def main():\n    return await asyncio.gather(say(0.02, 'b'), say(0.01, 'a'))\n"
        "print(asyncio.run(main()))"
    )
    lost = (
        "import asyncio\nasync def main(): await asyncio.get_running_loop().create_future()\n"
        "asyncio.run(main())"
    )
    first, second, third = session([code, False], [lost], [code, False])
    assert first["ok"] and text(first, "stdout") == "a\nb\n['b', 'a']\n" == text(third, "stdout")
    assert "nothing here will ever bring" in text(second, "error")


CHECKS = (
    "import numpy as np\nfrom nnbook.book.run.grader import close\ndef check_f(f): close(f(2), np.exp(2.0))"
)
EXERCISE = json.dumps({"checks": CHECKS, "mistakes": []})
WRONG, RIGHT = "def f(x): return 7", "import numpy as np\ndef f(x): return np.exp(x)"


@pytest.mark.parametrize(
    "dirt",
    [
        "import numpy as np\nnp.isclose = lambda *a, **k: np.array(True)",
        "import numpy as np\nnp.exp = lambda x: 7",
        "import nnbook.book.run.grader as g\ng.close = g.expect = g._found = lambda *a, **k: None",
        "import nnbook.book.run.grader as g\ng.Wrong = BaseException\ng.np = None",
        "import json\njson.dumps = lambda *a, **k: '{}'",
        "import builtins\nbuiltins.isinstance = lambda *a: True",
    ],
)
def test_no_grader_is_fooled(dirt: str) -> None:
    """Neither by what a block did before, nor by what the answer itself does to others' names."""
    right, block, wrong, fooling, again = session(
        [RIGHT, True, EXERCISE],
        [dirt],
        [WRONG, True, EXERCISE],
        [f"{dirt}\n{WRONG}", True, EXERCISE],
        [RIGHT, True, EXERCISE],
    )
    passed = [outcome["verdict"]["passed"] for outcome in (right, wrong, fooling, again)]  # type: ignore[index]
    assert passed == [True, False, False, True]
    assert not block["spoiled"]


LAZY = """
import numpy as np
def check_it(double):
    assert np.ma.isMaskedArray(np.ma.array([1.0])) and double(2) == 4
"""


def test_a_part_of_numpy_that_comes_at_its_first_use_is_there_for_the_checks() -> None:
    """An answer may be the first to need it, and so may the run after a check."""
    exercise = {"checks": LAZY, "mistakes": []}
    answer = "import numpy as np\n\n\ndef double(x):\n    return np.ma.array([x]).sum() * 2\n"
    uses = "import numpy as np\nprint(np.ma.array([1.0]).sum())\n"
    first, second, third = session(
        [answer, True, json.dumps(exercise)], [uses], [answer, True, json.dumps(exercise)]
    )
    for graded in (first, third):
        assert graded["verdict"]["passed"], graded  # type: ignore[index]
    assert second["ok"] and text(second, "stdout") == "1.0\n"


ASKED = {"library": "nnbook", "chosen": [[2, 300]]}


def test_a_run_line_by_line_gives_its_steps_and_leaves_all_as_it_was() -> None:
    """What it prints comes as in a run; the next run has no trace, and the library is as it was."""
    loop = "x = 0\nfor i in range(600):\n    x += i\nprint(x)\n"
    library = "import numpy as np\nfrom nnbook import sigmoid\nprint(sigmoid(np.zeros(1)))\n"
    stepped, cores, broken, ended, after = session(
        [loop, True, None, ASKED],
        [library, False, None, ASKED],
        ["import numpy as np\nnp.ones((2, 3)) @ np.ones(2)\n", True, None, ASKED],
        ["exit(3)\n", True, None, ASKED],
        ["import sys\nprint(sys.gettrace())\n"],
    )
    assert (text(stepped, "stdout"), stepped["ok"], stepped["spoiled"]) == ("179700\n", True, "")
    assert stepped["steps"]["loops"][0]["kept"] == [1, 2, 300, 600]  # type: ignore[index]
    assert {function["name"] for function in cores["steps"]["functions"]} >= {"sigmoid"}  # type: ignore[index]
    assert cores["ok"] and not cores["spoiled"]
    assert not broken["ok"] and broken["steps"]["steps"][-1]["did"] == "raise"  # type: ignore[index]
    assert (ended["ok"], ended["ended"]) == (True, "3")
    assert text(after, "stdout") == "None\n"
