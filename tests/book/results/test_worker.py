"""A block runs alone, and what it did is known however it ended."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import processes
import pytest
from processes import alive, sees_processes

from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Block
from nnbook.book.content.errors import ChapterError
from nnbook.book.results import warm
from nnbook.book.results.outcome import Outcome
from nnbook.book.results.pool import Pool
from nnbook.book.results.worker import Worker, limit

LIMIT = "NNBOOK_BLOCK_SECONDS"
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that forks")


def block_of(source: str, line: int = 1, warning: str | None = None, **options: str) -> Block:
    """Make a block that stands nowhere."""
    end = line + source.count("\n") + 1
    return Block(Path("docs/x.md"), line, source, options, None, end, end, warning)


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the library of a book: a module, one that imports it, and beside the library a stray file."""
    root = tmp_path_factory.mktemp("book")
    (root / "stray.py").write_text("", encoding="utf-8")
    folder = root / "zoo"
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "animals.py").write_text('ANIMAL = "cat"\n', encoding="utf-8")
    (folder / "keeper.py").write_text(
        "from zoo.animals import ANIMAL\n\nCALL = f'{ANIMAL}, come'\n", encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="module")
def worker(zoo: Path, pool: Pool) -> Iterator[Worker]:
    """Return a worker for many blocks."""
    worker = Worker(Book(zoo.parent, package="zoo"), pool)
    yield worker
    worker.close()


@pytest.fixture(scope="module")
def slow_worker(zoo: Path, pool: Pool) -> Iterator[Worker]:
    """Return a worker that starts a process for each block, as where there is no fork."""
    worker = Worker(Book(zoo.parent, package="zoo"), pool, forks=False)
    yield worker
    worker.close()


def outcome(worker: Worker, source: str) -> Outcome:
    """Run a block."""
    return worker.run(block_of(source)).outcome


def printed(worker: Worker, source: str) -> str:
    """Run a block that ends well and is silent but for its output; return that."""
    done = outcome(worker, source)
    assert [text for kind, text in done.events if kind not in ("stdout", "figure")] == []
    return done.text("stdout")


def test_the_environment_is_fixed(worker: Worker) -> None:
    """Nothing of the builder's reaches the block, but the clock's zone, the language and one thread do."""
    source = "import json\nimport os\n\nprint(json.dumps(dict(os.environ)))\n"
    environment = json.loads(printed(worker, source))
    assert "PYTEST_CURRENT_TEST" in os.environ
    places = {"PATH", "HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "MPLCONFIGDIR"}
    assert set(environment) - places - set(warm.KEPT) == set(warm.FIXED)
    assert environment.items() >= warm.FIXED.items()
    assert environment["HOME"] != os.environ.get("HOME")


def test_the_time_is_that_of_greenwich(worker: Worker) -> None:
    """Whatever the builder's zone."""
    assert printed(worker, "import time\n\nprint(time.localtime(0).tm_hour, time.tzname[0])\n") == "0 UTC\n"


def test_the_folder_is_empty_and_the_block_s_own(worker: Worker) -> None:
    """What a block leaves there, the next one does not find."""
    source = "import os\n\nprint(os.listdir())\nopen('left', 'w').close()\nprint(os.path.exists('left'))\n"
    assert printed(worker, source) == "[]\nTrue\n"
    assert printed(worker, source + "\n") == "[]\nTrue\n"
    folder = Path(printed(worker, "import os\n\nprint(os.getcwd())\n").strip())
    assert not folder.exists()


def test_a_temporary_file_is_gone_with_its_block(worker: Worker) -> None:
    """The place for such files is the block's own, too, and not its empty folder."""
    source = (
        "import os\nimport tempfile\n\n_, name = tempfile.mkstemp()\nprint(name)\nassert not os.listdir()\n"
    )
    assert not Path(printed(worker, source).strip()).exists()


def test_a_block_is_a_script_without_arguments_and_without_input(worker: Worker) -> None:
    """A program that reads its arguments reads none."""
    source = (
        "import sys\nfrom pathlib import Path\n\nprint(__name__, sys.argv == [Path(__file__).name])\n"
        "print(repr(sys.stdin.read()))\nprint(len(Path(__file__).read_text().splitlines()))\n"
    )
    assert printed(worker, source) == "__main__ True\n''\n6\n"


@pytest.mark.parametrize("name", ["stray", "processes", "test_worker", "from_the_path"])
def test_only_the_library_can_be_imported(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Not what lies beside it, nor what the builder can import, nor what PYTHONPATH names."""
    (tmp_path / "from_the_path.py").write_text("", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert printed(worker, "from zoo.keeper import CALL\n\nprint(CALL)\n") == "cat, come\n"
    assert f"No module named '{name}'" in outcome(worker, f"import {name}\n").text("error")


@pytest.mark.parametrize(
    ("name", "value", "source"),
    [
        ("PYTHONOPTIMIZE", "1", "assert __debug__"),
        ("PYTHONINTMAXSTRDIGITS", "1000", "assert len(str(10**2000)) == 2001"),
        ("PYTHONDEVMODE", "1", "import sys\n\nassert not sys.flags.dev_mode"),
        ("MPLBACKEND", "pdf", "import matplotlib\n\nassert 'nnbook' in matplotlib.get_backend()"),
        ("MATPLOTLIBRC", "rc", "import matplotlib\n\nassert matplotlib.rcParams['font.size'] == 11"),
    ],
)
def test_what_somebody_sets_for_python_reaches_no_block(
    zoo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, source: str
) -> None:
    """Such as that no assertion counts: whoever builds the book has it hold the same."""
    (tmp_path / "rc").write_text("font.size: 33\n", encoding="utf-8")
    monkeypatch.setenv(name, value.replace("rc", str(tmp_path / "rc")))
    for forks in {hasattr(os, "fork"), False}:
        pool = Pool(1)
        fresh = Worker(Book(zoo.parent, package="zoo"), pool, forks)
        assert outcome(fresh, f"{source}\n").events == []
        fresh.close()
        pool.close()


def test_pythonpath_reaches_no_block(zoo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it was set before the worker began."""
    (tmp_path / "from_the_path.py").write_text("", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    pool = Pool(1)
    fresh = Worker(Book(zoo.parent, package="zoo"), pool)
    assert "No module named" in outcome(fresh, "import from_the_path\n").text("error")
    fresh.close()
    pool.close()


def test_a_module_beside_the_block_can_be_imported(worker: Worker) -> None:
    """As by a script, which finds what lies in its folder."""
    source = "with open('mine.py', 'w') as file:\n    file.write('x = 3')\nimport mine\n\nprint(mine.x)\n"
    assert printed(worker, source) == "3\n"


def test_nothing_carries_over(worker: Worker) -> None:
    """Neither names, nor changed modules, nor settings, nor the variables of the environment."""
    change = (
        "import math\nimport os\n\nimport matplotlib.pyplot as plt\nimport numpy as np\n\n"
        "kept = math.kept = 1\nos.environ['KEPT'] = '1'\nnp.set_printoptions(precision=2)\n"
        "plt.rcParams['font.size'] = 30\nnp.random.seed(1)\n"
    )
    look = (
        "import math\nimport os\n\nimport matplotlib.pyplot as plt\nimport numpy as np\n\n"
        "print('kept' in globals(), hasattr(math, 'kept'), 'KEPT' in os.environ)\n"
        "print(np.get_printoptions()['precision'], plt.rcParams['font.size'])\n"
    )
    before = printed(worker, look)
    assert before == "False False False\n8 11.0\n"
    assert printed(worker, change) == ""
    assert printed(worker, look) == before
    draw = "import numpy as np\n\nprint(np.random.rand())\n"
    assert printed(worker, draw) != printed(worker, draw)


EVERY_WAY = """import os
import subprocess
import sys

print("a")
subprocess.run([sys.executable, "-c", "print('b')"], check=True)
os.write(1, b"c\\n")
sys.stdout.buffer.write(b"d\\n")
sys.__stdout__.write("e\\n")
os.system("echo f")
print("g")
"""


def test_all_output_is_seen_in_its_order(worker: Worker) -> None:
    """However it is written, also by the processes that the block starts."""
    assert printed(worker, EVERY_WAY).split() == list("abcdefg")


def test_a_figure_stands_between_what_was_printed_before_and_behind(worker: Worker) -> None:
    """Also where another process printed."""
    source = (
        "import os\n\nimport matplotlib.pyplot as plt\n\nos.write(1, b'a\\n')\nplt.plot([1, 2])\nplt.show()\n"
        "print('b')\n"
    )
    events = outcome(worker, source).events
    assert [kind for kind, _ in events] == ["stdout", "figure", "stdout"]
    assert (events[0][1], events[2][1]) == ("a\n", "b\n")


def test_noise_is_told_apart(worker: Worker) -> None:
    """What any process of the block writes to the standard error."""
    source = (
        "import os\nimport sys\n\nsys.stderr.write('a\\n')\nos.write(2, b'b\\n')\nos.system('echo c >&2')\n"
    )
    assert outcome(worker, source).events == [("stderr", "a\nb\nc\n")]


def test_a_figure_that_is_not_shown_is_counted(worker: Worker) -> None:
    """What was shown, or closed, is not."""
    draw = "import matplotlib.pyplot as plt\n\nplt.plot([1])\n"
    assert outcome(worker, draw).text("unshown") == "1"
    assert outcome(worker, draw + "plt.figure()\n").text("unshown") == "2"
    assert outcome(worker, draw + "plt.close()\n").events == []


def test_a_warning_is_an_error_or_an_event(worker: Worker) -> None:
    """The latter where the page has a fence for it, a line each."""
    source = (
        "import warnings\n\nfor n in range(2):\n    warnings.warn(f'no {n}', RuntimeWarning)\nprint('end')\n"
    )
    assert "RuntimeWarning: no 0" in outcome(worker, source).text("error")
    warned = worker.run(block_of(source, warning="")).outcome
    assert warned.text("warning") == "RuntimeWarning: no 0\nRuntimeWarning: no 1\n"
    assert (warned.text("stdout"), warned.failed) == ("end\n", False)


@pytest.mark.parametrize("line", [1, 15])
def test_a_traceback_names_the_page_s_own_line(worker: Worker, line: int) -> None:
    """The line is the one in the author's editor, and quotes what stands there now."""
    for code in ("1 / 0", "2 / 0"):
        error = worker.run(block_of(f"x = 1\n{code}\n", line)).outcome.text("error")
        assert error.startswith("Traceback (most recent call last):\n")
        assert f'  File "docs/x.md", line {line + 2}, in <module>\n    {code}\n' in error
        assert error.count("File ") == 1


def test_what_is_no_python_is_an_error(worker: Worker) -> None:
    """It names the line as well."""
    error = worker.run(block_of("x = 1\ny = = 1\n", 4)).outcome.text("error")
    assert 'File "docs/x.md", line 6' in error and "SyntaxError" in error


def test_what_was_printed_before_an_error_is_kept(worker: Worker) -> None:
    """The author wants to see how far it came."""
    done = outcome(worker, "print('so far')\n1 / 0\n")
    assert done.failed and done.text("stdout") == "so far\n"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("os._exit(3)", "it ended its own process, with the status 3"),
        ("os._exit(0)", "it ended its own process, with the status 0"),
        pytest.param(
            "os.kill(os.getpid(), 9)",
            "its process was ended by SIGKILL",
            marks=pytest.mark.skipif(os.name == "nt", reason="Windows has no signals"),
        ),
    ],
)
def test_a_block_that_ends_its_process_fails(worker: Worker, code: str, words: str) -> None:
    """What it had printed by then is known, and the next block runs."""
    done = outcome(worker, f"import os\n\nprint('so far')\n{code}\n")
    assert words in done.text("ended")
    assert done.failed and done.text("stdout") == "so far\n"
    assert printed(worker, "print('next')\n") == "next\n"


@pytest.mark.parametrize("code", ["raise SystemExit", "raise SystemExit(3)", "raise KeyboardInterrupt"])
def test_a_block_ends_with_its_last_line(worker: Worker, code: str) -> None:
    """What would end a script early fails, whoever raises it, and no line of the machinery is shown."""
    done = outcome(worker, f"x = 1\n{code}\n")
    assert done.failed
    assert 'File "docs/x.md", line 3' in done.text("error")
    assert "warm.py" not in "".join(text for _, text in done.events)


def test_a_block_that_does_not_end_is_ended(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words name the limit, what to write, and what it printed is known."""
    monkeypatch.setenv(LIMIT, "0.5")
    done = outcome(worker, "print('so far')\nwhile True:\n    pass\n")
    assert done.text("ended").startswith("it did not end within 0.5 seconds")
    assert 'seconds="1"' in done.text("ended") and LIMIT in done.text("ended")
    assert done.failed and done.text("stdout") == "so far\n"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("print('x' * 2_000_000)", "it writes 2,000,001 bytes to its output"),
        ("print(1_000_000 * 'ab\\r')", "it writes 3,000,001 bytes to its output"),
        ("sys.stderr.write('x' * 2_000_000)", "it writes 2,000,000 bytes to its standard error"),
        ("while True: os.write(1, 10_000 * b'x')", "bytes to its output"),
    ],
)
def test_output_for_which_no_page_has_room_is_a_failure(worker: Worker, code: str, words: str) -> None:
    """It is told by its length, and nothing of it is kept or resolved."""
    done = outcome(worker, f"import os\nimport sys\n\n{code}\n")
    assert done.failed and [kind for kind, _ in done.events] == ["flood"]
    assert words in done.text("flood")


@pytest.mark.parametrize("daemon", [True, False])
def test_a_thread_that_nobody_waits_for_ends_with_its_block(
    worker: Worker, monkeypatch: pytest.MonkeyPatch, daemon: bool
) -> None:
    """What it does after the last line is not seen, and the block takes no longer for it."""
    source = (
        "import threading\n\nthread = threading.Thread(target=threading.Event().wait, daemon={})\n"
        "thread.start()\nprint('main')\n"
    )
    monkeypatch.setenv(LIMIT, str(processes.HANG))
    assert printed(worker, source.format(daemon)) == "main\n"


def test_the_longer_limit_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fence asks for more than the usual minute; whoever sets more for all blocks gives it to all."""
    monkeypatch.delenv(LIMIT, raising=False)
    assert limit(block_of("x\n")) == 60
    assert limit(block_of("x\n", seconds="90")) == 90
    assert limit(block_of("x\n", seconds="0.5")) == 60
    monkeypatch.setenv(LIMIT, "1000")
    assert limit(block_of("x\n", seconds="90")) == 1000


@pytest.mark.parametrize("given", ["", "0", "-1", "a minute", "inf", "nan"])
def test_a_limit_that_is_none_is_refused(worker: Worker, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    """The error names the variable and what it says."""
    monkeypatch.setenv(LIMIT, given)
    with pytest.raises(ChapterError, match=f"docs/x.md:1: {LIMIT} is a number of seconds, got {given!r}"):
        worker.run(block_of("x = 1\n"))


START = """import subprocess
import sys

child = subprocess.Popen(
    [sys.executable, "-c", "import time; time.sleep(100000)"], start_new_session={new}
)
child.returncode = 0  # the block takes no more care of it
print(child.pid)
"""


@sees_processes
@pytest.mark.parametrize("new", [False, True])
@pytest.mark.parametrize("end", ["", "import os\n\nos._exit(0)\n", "1 / 0\n"])
def test_what_a_block_leaves_behind_ends_with_it(worker: Worker, new: bool, end: str) -> None:
    """A process of its own, also one in a session of its own, however the block ends."""
    pid = int(outcome(worker, START.format(new=new) + end).text("stdout"))
    processes.until(lambda: not alive(pid), "it outlives its block")


@sees_processes
def test_what_a_block_started_ends_with_its_time(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block that is ended takes with it what it started."""
    started = ""
    for seconds in (1, 10, 100, 1000):  # where the machine is so slow that the block comes to nothing
        monkeypatch.setenv(LIMIT, str(seconds))
        started = outcome(worker, START.format(new=True) + "while True:\n    pass\n").text("stdout")
        if started:
            break
    processes.until(lambda: not alive(int(started)), "it outlives its block")


@forks
def test_what_a_grandchild_starts_ends_as_well(worker: Worker) -> None:
    """A daemon, which has left its parents and their session, does not escape."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("looks at processes as Linux shows them")
    source = (
        "import os\nimport time\n\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        "        print(os.getpid())\n        time.sleep(100000)\n    os._exit(0)\nos.wait()\n"
        "while not os.fstat(1).st_size:\n    time.sleep(0.01)\n"
    )
    pid = int(printed(worker, source))
    processes.until(lambda: not alive(pid), "it outlives its block")


def test_a_block_ends_as_a_script_does(worker: Worker) -> None:
    """What was registered for the end is called, the last first; what a thread printed by then is seen."""
    source = (
        "import atexit\nimport threading\n\natexit.register(print, 'last')\natexit.register(print, 'first')\n"
        "thread = threading.Thread(target=print, args=['thread'])\nthread.start()\nthread.join()\n"
        "print('main')\n"
    )
    assert printed(worker, source).split() == ["thread", "main", "first", "last"]


def test_an_error_in_a_thread_or_at_the_end_is_noise(worker: Worker) -> None:
    """Python writes it to the standard error, and the page's test sees it there."""
    thread = (
        "import threading\n\nthread = threading.Thread(target=lambda: 1 / 0)\nthread.start()\nthread.join()\n"
    )
    at_end = "import atexit\n\natexit.register(lambda: 1 / 0)\n"
    for source in (thread, at_end):
        assert "ZeroDivisionError" in outcome(worker, source).text("stderr")


@pytest.mark.parametrize(
    "method",
    [pytest.param("fork", marks=forks), "spawn"],
)
def test_a_block_may_have_processes_of_its_own(worker: Worker, method: str) -> None:
    """A pool finds the functions of the block, which is a file to it as any script is."""
    source = (
        "import multiprocessing\n\n\ndef square(x):\n    return x * x\n\n\nif __name__ == '__main__':\n"
        f"    with multiprocessing.get_context({method!r}).Pool(2) as pool:\n"
        "        print(pool.map(square, [1, 2, 3]))\n"
    )
    assert printed(worker, source) == "[1, 4, 9]\n"


def test_its_classes_can_be_pickled(worker: Worker) -> None:
    """What holds in a script holds here."""
    source = (
        "import pickle\nfrom dataclasses import dataclass\n\n\n@dataclass\nclass A:\n    x: int\n\n\n"
        "print(pickle.loads(pickle.dumps(A(1))))\n"
    )
    assert printed(worker, source) == "A(x=1)\n"


def test_an_edit_of_the_library_reaches_the_next_block(worker: Worker, zoo: Path) -> None:
    """A changed module is read again, and so is a module that imports it; a new one is found."""
    call = "from zoo.keeper import CALL\n\nprint(CALL)\n"
    animals = zoo / "animals.py"
    assert printed(worker, call) == "cat, come\n"
    try:
        animals.write_text('ANIMAL = "elephant"\n', encoding="utf-8")
        assert printed(worker, call) == "elephant, come\n"
        (zoo / "pond.py").write_text('ANIMAL = "duck"\n', encoding="utf-8")
        assert printed(worker, "from zoo.pond import ANIMAL\n\nprint(ANIMAL)\n") == "duck\n"
        animals.write_text("ANIMAL = = 1\n", encoding="utf-8")
        error = outcome(worker, call).text("error")
        assert "SyntaxError" in error and "animals.py" in error
    finally:
        animals.write_text('ANIMAL = "cat"\n', encoding="utf-8")
        (zoo / "pond.py").unlink(missing_ok=True)


def test_a_warning_of_the_book_s_own_library_counts_of_whatever_kind(worker: Worker, zoo: Path) -> None:
    """Python hides the deprecations of other packages; those of the library are the author's."""
    (zoo / "old.py").write_text(
        "import warnings\n\n\ndef call():\n    warnings.warn('no longer', DeprecationWarning)\n",
        encoding="utf-8",
    )
    try:
        error = outcome(worker, "from zoo.old import call\n\ncall()\n").text("error")
        assert "DeprecationWarning: no longer" in error
    finally:
        (zoo / "old.py").unlink()


MANY = """import os
import sys

import matplotlib.pyplot as plt
import numpy as np
from zoo.keeper import CALL

print(CALL, os.listdir(), sys.argv, os.environ["TZ"], repr(sys.stdin.read()))
os.write(1, b"bytes\\n")
plt.plot([1, 2], label="a")
plt.title("A title")
plt.legend()
plt.show()
print(np.arange(3), __name__)
plt.figure()
print("noise", file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("source", "given"),
    [
        pytest.param(MANY, "600", id="all"),
        pytest.param("print(1)\n1 / 0\n", "600", id="error"),
        pytest.param("import os\n\nprint(1, flush=True)\nos._exit(3)\n", "600", id="exit"),
        pytest.param("while True:\n    pass\n", "0.5", id="limit"),
        pytest.param("import stray\n", "600", id="import"),
    ],
)
def test_without_a_fork_all_is_the_same(
    worker: Worker, slow_worker: Worker, monkeypatch: pytest.MonkeyPatch, source: str, given: str
) -> None:
    """Where a system cannot fork, each block has a new process, and the same outcome."""
    monkeypatch.setenv(LIMIT, given)
    assert outcome(slow_worker, source) == outcome(worker, source)


@sees_processes
def test_without_a_fork_nothing_is_left_behind_either(slow_worker: Worker) -> None:
    """What the block started ends with it."""
    pid = int(outcome(slow_worker, START.format(new=False)).text("stdout"))
    processes.until(lambda: not alive(pid), "it outlives its block")


def test_the_block_runs_with_the_python_of_the_build(worker: Worker) -> None:
    """And with what is installed for that."""
    assert printed(worker, "import sys\n\nprint(sys.executable)\n") == f"{sys.executable}\n"
