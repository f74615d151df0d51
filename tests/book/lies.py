"""A book's lies, and the truths beside them: small books on disk, and what has to become of each.

test_lies.py builds and tests them by the real command lines. The kinds are those in which executable documents
were seen to lie; what stands here are inputs of each, since other inputs of each kind exist.
"""

# A table is read by its rows.
# ruff: noqa: E501
# fmt: off

import re
from dataclasses import dataclass, field
from typing import Literal

KINDS = {
    1: "what fails inside a fence is lost",
    2: "blocks reach each other, or what is around them",
    3: "shown as Python and never run",
    4: "output that is lost, or is no output",
    5: "no end",
    6: "a page that the generator reads and the book does not",
    7: "quiet is not strict",
    8: "messages that lead astray",
    9: "pins that accept what is not there, and refuse what is",
    10: "pins that time something",
    11: "blocks that are found and not shown, or shown and not found",
}

# A page stands for its file name, and the book's folder for itself, in texts that cannot know them.
ROOT = "@ROOT@"

Said = str | tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Case:
    """A small book and what has to become of it.

    Attributes
    ----------
    kind : int
        Which of KINDS.
    name : str
        The chapter is `docs/<name>.md`, unless `path` says otherwise.
    claim : str
        What an author relies on, in a sentence.
    text : str or bytes
        The chapter.
    wanted : str
        "fails", with file and line; "passes"; or "agrees": either of the two, and alike in tests and builds.
    lines : tuple of int
        The line that the message names; one of them where several would do.
    said : tuple of (str or tuple of str)
        Words of the message, in any case; of several in a tuple, one will do.
    unsaid : tuple of str
        What must neither be in the message nor in the page.
    shown : tuple of str
        What the page holds, tags taken out, where the book passes.
    count : int or None
        How many blocks the page shows, where the book passes.
    more : dict of str to (str or bytes)
        Other files of the book.
    settings : str
        Lines for mkdocs.yml; the book is then alone in each run.
    variables : dict of str to str
        Environment variables of whoever builds.
    apart : bool
        Whether the block can end whatever process it runs in.
    modes : str
        Which modes to try: all, or "strict", where MkDocs alone can tell, or "mkdocs", without Zensical.
    path : str
        The chapter's file; empty where `name` says it.
    """

    kind: int
    name: str
    claim: str
    text: str | bytes
    wanted: Literal["fails", "passes", "agrees"]
    lines: tuple[int, ...] = ()
    said: tuple[Said, ...] = ()
    unsaid: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    count: int | None = None
    more: dict[str, str | bytes] = field(default_factory=dict)
    settings: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    apart: bool = False
    modes: Literal["all", "strict", "mkdocs"] = "all"
    path: str = ""

    @property
    def file(self) -> str:
        """The chapter's file, relative to the book's folder."""
        return self.path or f"docs/{self.name}.md"

    def __repr__(self) -> str:
        """Name the case: its text would fill the screen."""
        return f"<{self.kind}-{self.name}>"

    @property
    def alone(self) -> bool:
        """Whether the book cannot share a run with others."""
        return bool(self.settings or self.variables)


CASES: list[Case] = []


def lie(
    kind: int, name: str, claim: str, text: str | bytes, line: int | tuple[int, ...], *said: Said, **more
):  # type: ignore[no-untyped-def]
    """Add a book that must fail at a line, with these words."""
    lines = line if isinstance(line, tuple) else (line,)
    CASES.append(Case(kind, name, claim, text, "fails", lines, said, **more))


def truth(kind: int, name: str, claim: str, text: str | bytes, *shown: str, **more):  # type: ignore[no-untyped-def]
    """Add a book that must pass and whose page shows these words."""
    CASES.append(Case(kind, name, claim, text, "passes", shown=shown, **more))


def either(kind: int, name: str, claim: str, text: str | bytes, line: int | tuple[int, ...], **more):  # type: ignore[no-untyped-def]
    """Add a book that may fail at a line or pass, as long as tests and builds agree."""
    lines = line if isinstance(line, tuple) else (line,)
    CASES.append(Case(kind, name, claim, text, "agrees", lines, **more))


def fence(code: str, pin: str | None = None, options: str = "", warning: str | None = None) -> str:
    """Write a block with its pin, and with the warnings that it may give."""
    text = f"```python{options}\n{code}\n```\n"
    if pin is not None:
        text += f"\n```output\n{pin}\n```\n"
    if warning is not None:
        text += f"\n```warning\n{warning}\n```\n"
    return text


def page(*parts: str) -> str:
    """Write a chapter whose first part begins on line 5."""
    return "# A page\n\nSome prose.\n\n" + "\n".join(parts)


def block(code: str, pin: str | None = None, options: str = "", warning: str | None = None) -> str:
    """Write a chapter with one block, which opens on line 5."""
    return page(fence(code, pin, options, warning))


def slug(text: str) -> str:
    """Make a file name of any text."""
    return re.sub(r"\W+", "-", text).strip("-").lower() or "x"


FIGURE = "import matplotlib.pyplot as plt\n\nplt.plot([1, 2])\nplt.show()"
UNSHOWN = FIGURE.replace("\nplt.show()", "")
ALT = ' alt="A line"'

# --- 1. What fails inside a fence is lost, and the strict build is green.

WRONG = block("print(1)", "999")
LOST = ("-999", "+1")
LONG = "x = " + "+".join(["1"] * 6000)
lie(
    1,
    "needs-yaml",
    "A wrong pin on one page fails, though another page needs a package by its import name.",
    WRONG,
    5,
    *LOST,
    more={"docs/needs-yaml-2.md": block("import yaml\n\nprint(yaml.safe_load('1'))", "1", ' needs="yaml"')},
)
lie(
    1,
    "beside-long",
    "A wrong pin on one page fails, though another page breaks the compiler.",
    WRONG,
    5,
    *LOST,
    more={"docs/zz-beside-long.md": block(LONG)},
)
either(1, "long", "A sum of 6,000 terms runs, or fails with its line.", block(LONG), 5)
truth(
    1,
    "yaml",
    "`needs` takes the import name of an installed package.",
    block("import yaml", options=' needs="yaml"'),
)
truth(1, "needs-two", "`needs` takes several names.", block("print(7)", "7", ' needs="yaml numpy"'), "7")
truth(
    1,
    "needs-declared",
    "A declared package that is not installed leaves the block unrun, and its page says so.",
    block("import nowhere_to_be_found\n\nprint(1)", "1", ' needs="nowhere-to-be-found"'),
    "nowhere-to-be-found",
)
for n, (needs, why) in enumerate(
    [
        ("nmupy", "a slip of the keyboard"),
        ("nowhere.sub", "a module of a package that is nowhere"),
        (".x", "a relative name"),
        ("..", "dots"),
        ("numpy,yaml", "commas in place of blanks"),
        ("numpy>=2", "a version"),
        ("a/b", "a path"),
        ("numpy nmupy", "one name that is right and one that is not"),
        ("", "nothing"),
    ]
):
    lie(
        1,
        f"needs-slip-{n}",
        f'`needs="{needs}"`, {why}, is refused.',
        block("print(1)", "1", f' needs="{needs}"'),
        5,
        "needs",
        *(needs.split()[-1:]),
    )
for name, claim, code, *words in [
    ("nul", "A NUL character in a block fails with its line.", "x = '\0'"),
    ("digits", "A number that is too long for Python fails with its line.", "x = 1" + "0" * 5000, "SyntaxError"),
    ("deep", "Brackets that are too deep for Python fail with their line.", "x = " + "(" * 300 + ")" * 300),
    ("interrupt", "A block that raises KeyboardInterrupt fails like any other.", "raise KeyboardInterrupt", "KeyboardInterrupt"),
    ("base", "So does one that raises what is no Exception.", "raise BaseException('boom')", "BaseException", "boom"),
    ("exit", "`sys.exit()` is no end of a block.", "import sys\n\nsys.exit()", "SystemExit"),
    ("exit-main", "Nor is it under `__main__`.", "import sys\n\nif __name__ == '__main__':\n    sys.exit(0)", "SystemExit"),
    ("recursion", "Endless recursion fails with its line.", "def f():\n    f()\n\n\nf()", "RecursionError"),
    ("memory", "So does what asks for more memory than there is.", "x = bytearray(10**18)", "MemoryError"),
    ("mute", "An error that cannot be printed is an error.", "class E(Exception):\n    def __str__(self):\n        raise E\n\n\nraise E", "E"),
    ("group", "An exception group is shown.", "raise ExceptionGroup('many', [ValueError('one'), TypeError('two')])", "one", "two"),
    ("surrogate", "What cannot be encoded fails as in a script.", "print('\\ud800')", "UnicodeEncodeError"),
    ("indent", "A block that is indented by half fails with its line.", "if True:\nx = 1", "IndentationError"),
    ("return", "`return` outside of a function fails.", "return 1", "SyntaxError"),
    ("await", "`await` at the top level fails.", "await x", "SyntaxError"),
    ("magic", "A notebook's magic is no Python.", "%matplotlib inline", "SyntaxError"),
    ("prompt", "Prompts are no Python.", ">>> print(1)", "SyntaxError"),
    ("python2", "Nor is Python 2.", "print 1", "SyntaxError"),
    ("tail", "What is raised in the last line counts.", "print(1)\n1 / 0", "ZeroDivisionError"),
    ("thread", "An error in a thread is an error.", "import threading\n\nt = threading.Thread(target=lambda: 1 / 0)\nt.start()\nt.join()", "ZeroDivisionError"),
    ("del", "So is one in `__del__`.", "class A:\n    def __del__(self):\n        raise ValueError('late')\n\n\na = A()\ndel a", "late"),
    ("assert", "A claim that is false fails.", "assert 0.1 + 0.2 == 0.3", "AssertionError"),
]:
    lie(1, f"raise-{name}", claim, block(code), (5, 6), *words, apart=name == "interrupt")
lie(1, "raise-nan", "A block that prints and then raises fails, its pin or not.", block("print(1)\n1 / 0", "1"), 5, "ZeroDivisionError")
lie(
    1, "math", "A formula that cannot be set fails with its line.", page("```math\n\\frac{1}{\n```\n"), (5, 6)
)
lie(1, "exercise", "An exercise that is nowhere fails with its line.", page("```exercise\nno-such-task\n```\n"), (5, 6), "no-such-task")
lie(
    1,
    "cite",
    "A fence that cites what is nowhere fails with its line.",
    page("```cite\nnobody1999\n```\n"),
    (5, 6),
)

# --- 2. Blocks reach each other, and the cache keeps it.

lie(
    2,
    "environ",
    "A block that relies on another one's environment variable fails.",
    page(
        fence("import os\n\nos.environ['MODE'] = 'loud'"),
        fence("import os\n\nprint(os.environ.get('MODE'))", "loud"),
    ),
    11,
    "-loud",
    "+None",
)
lie(
    2,
    "environ-pages",
    "So it does where the other block stands on another page.",
    block("import os\n\nprint(os.environ.get('MODE2'))", "loud"),
    5,
    "-loud",
    "+None",
    more={"docs/aaa-environ-pages.md": block("import os\n\nos.environ['MODE2'] = 'loud'")},
)
lie(
    2,
    "beside",
    "A module that lies beside the book cannot be imported.",
    block("import beside_the_book"),
    5,
    "ModuleNotFoundError",
    "beside_the_book",
    more={"beside_the_book.py": "x = 1\n"},
)
lie(
    2,
    "beside-docs",
    "Nor can one that lies beside the page.",
    block("import beside_the_page"),
    5,
    "ModuleNotFoundError",
    "beside_the_page",
    more={"docs/beside_the_page.py": "x = 1\n"},
)
lie(2, "folder", "Nor the folder of the pages.", block("import docs"), 5, "ModuleNotFoundError")
lie(
    2,
    "file",
    "A block cannot read the files of the book.",
    block("open('mkdocs.yml')"),
    5,
    "FileNotFoundError",
)
lie(
    2,
    "filter",
    "A filter of warnings does not reach the next block.",
    page(
        fence("import warnings\n\nwarnings.simplefilter('ignore')"),
        fence("import warnings\n\nwarnings.warn('careful')"),
    ),
    11,
    "careful",
)
lie(
    2,
    "name",
    "A name does not reach the next block.",
    page(fence("x = 1"), fence("print(x)", "1")),
    9,
    "NameError",
)
lie(
    2,
    "main-module",
    "Nor does what a block leaves in its `__main__`.",
    page(fence("import __main__\n\n__main__.x = 1"), fence("import __main__\n\nprint(__main__.x)", "1")),
    11,
    "AttributeError",
)
lie(
    2,
    "fork-exit",
    "A fork that goes on is no second end of the block.",
    block("import os\n\nif child := os.fork():\n    os.waitpid(child, 0)\nprint(1)", "1"),
    5,
    apart=True,
)
for name, claim, code, *words in [
    ("os-exit", "`os._exit(0)` is no good end, though its status is 0.", "import os\n\nos._exit(0)"),
    ("os-exit-late", "Nor is it after the output that was pinned.", "import os\n\nprint(1, flush=True)\nos._exit(0)"),
    ("segfault", "A crash fails with the line of its block.", "import ctypes\n\nctypes.string_at(0)", ("SIGSEGV", "segmentation", "signal 11")),
    ("abort", "So does an abort.", "import os\n\nos.abort()", ("SIGABRT", "abort", "signal 6")),
    ("kill", "So does a signal to itself.", "import os\nimport signal\n\nos.kill(os.getpid(), signal.SIGKILL)", ("SIGKILL", "kill", "signal 9")),
    ("exec", "So does a block that becomes another program.", "import os\n\nos.execvp('true', ['true'])"),
    ("kill-group", "A signal to all of its group reaches that block alone.", "import os\nimport signal\n\nos.killpg(0, signal.SIGTERM)"),
    ("kill-parent", "A signal to its parent fails that block, or no block.", "import os\nimport signal\n\nos.kill(os.getppid(), signal.SIGTERM)\n1 / 0"),
]:
    pin = "1" if name == "os-exit-late" else None
    lie(2, f"end-{name}", claim, block(code, pin), 5, *words, apart=True)

# A block that changes something, and what every other block finds all the same.
for name, changed, harm, look, found in [
    ("environ", "an environment variable", "import os\n\nos.environ['MODE3'] = 'loud'", "import os\n\nprint(os.environ.get('MODE3'))", "None"),
    ("putenv", "the environment of children", "import os\n\nos.putenv('MODE4', 'loud')", "import subprocess\n\nprint(subprocess.run(['printenv', 'MODE4']).returncode)", "1"),
    ("chdir", "the working directory", "import os\n\nos.chdir('/')", "import os\n\nprint(os.getcwd() == '/', os.listdir())", "False []"),
    ("files", "a file in the working directory", "open('left.txt', 'w').close()", "import os\n\nprint(os.listdir())", "[]"),
    ("rmdir", "the working directory, removed", "import os\n\nos.rmdir(os.getcwd())", "import os\n\nprint(os.listdir())", "[]"),
    ("path", "sys.path", "import sys\n\nsys.path.insert(0, '/nowhere')", "import sys\n\nprint('/nowhere' in sys.path)", "False"),
    ("path-clear", "sys.path, emptied", "import sys\n\nsys.path.clear()", "import colorsys\n\nprint(colorsys.__name__)", "colorsys"),
    ("modules", "sys.modules", "import sys\n\nsys.modules['json'] = None", "import json\n\nprint(json.dumps(1))", "1"),
    ("modules-clear", "sys.modules, emptied", "import sys\n\nsys.modules.clear()", "import json\n\nprint(json.dumps(1))", "1"),
    ("patched", "a function of the standard library", "import math\n\nmath.sqrt = None", "import math\n\nprint(math.sqrt(4))", "2.0"),
    ("patched-pickle", "the modules that results may travel by", "import json\nimport marshal\nimport pickle\n\njson.dumps = json.loads = pickle.dumps = pickle.loads = marshal.dumps = None", "import json\n\nprint(json.dumps(1))", "1"),
    ("patched-os", "functions of os", "import os\n\nos._exit = os.write = os.close = os.fork = os.waitpid = None", "import os\n\nprint(os.path.exists('/'))", "True"),
    ("patched-io", "the classes of io", "import io\n\nio.StringIO = io.TextIOWrapper = io.BytesIO = None", "import io\n\nprint(io.StringIO('x').read())", "x"),
    ("len", "a builtin", "import builtins\n\nbuiltins.len = None", "print(len('abc'))", "3"),
    ("print", "several builtins", "import builtins\n\nbuiltins.print = builtins.open = builtins.isinstance = builtins.__import__ = None", "import os\n\nprint(os.sep)", "/"),
    ("recursion", "the recursion limit", "import sys\n\nsys.setrecursionlimit(60)", "import sys\n\nprint(sys.getrecursionlimit())", "1000"),
    ("stdout", "sys.stdout", "import sys\n\nsys.stdout = None", "print(1)", "1"),
    ("stdout-closed", "sys.stdout, closed", "import sys\n\nsys.stdout.close()", "print(2)", "2"),
    ("stderr-closed", "sys.stderr, closed", "import sys\n\nsys.stderr.close()", "print(3)", "3"),
    ("descriptors", "the descriptors of the process", "import os\n\nos.closerange(3, 4096)", "print(4)", "4"),
    ("dup2", "descriptor 1", "import os\n\nos.dup2(os.open(os.devnull, os.O_WRONLY), 1)", "print(5)", "5"),
    ("printoptions", "NumPy's print options", "import numpy as np\n\nnp.set_printoptions(precision=2)", "import numpy as np\n\nprint(np.array([1 / 3]))", "[0.33333333]"),
    ("seterr", "NumPy's error states", "import numpy as np\n\nnp.seterr(all='ignore')", "import numpy as np\n\nprint(np.geterr()['over'])", "warn"),
    ("seed", "NumPy's random state", "import numpy as np\n\nnp.random.seed(0)", "import numpy as np\n\nprint(np.random.rand() == np.random.RandomState(0).rand())", "False"),
    ("seed-random", "the seed of random", "import random\n\nrandom.seed(0)", "import random\n\nprint(random.random() == random.Random(0).random())", "False"),
    ("rcparams", "Matplotlib's settings", "import matplotlib.pyplot as plt\n\nplt.rcParams['font.size'] = 99\nplt.style.use('dark_background')", "import matplotlib.pyplot as plt\n\nprint(plt.rcParams['font.size'] < 99)", "True"),
    ("backend", "Matplotlib's backend", "import matplotlib\n\nmatplotlib.use('agg')", "import matplotlib\n\nprint(matplotlib.get_backend() == 'agg')", "False"),
    ("figure", "an empty list of figures", "import matplotlib.pyplot as plt\n\nplt.close('all')", "import matplotlib.pyplot as plt\n\nprint(plt.get_fignums())", "[]"),
    ("locale", "the locale", "import contextlib\nimport locale\n\nwith contextlib.suppress(locale.Error):\n    locale.setlocale(locale.LC_NUMERIC, 'C.UTF-8')", "import locale\n\nprint(locale.setlocale(locale.LC_NUMERIC))", "C"),
    ("filters", "the filters of warnings", "import warnings\n\nwarnings.filterwarnings('ignore', message='mine')", "import warnings\n\nprint([f for f in warnings.filters if f[1] and f[1].pattern == 'mine'])", "[]"),
    ("signal", "a signal's handler", "import signal\n\nsignal.signal(signal.SIGINT, signal.SIG_IGN)", "import signal\n\nprint(signal.getsignal(signal.SIGINT) is signal.default_int_handler)", "True"),
    ("alarm", "an alarm", "import signal\n\nsignal.alarm(1)", "import signal\n\nprint(signal.alarm(0))", "0"),
    ("logging", "the configuration of logging", "import logging\nimport sys\n\nlogging.basicConfig(level=logging.DEBUG, stream=sys.stdout)", "import logging\n\nprint(logging.getLogger().level, logging.getLogger().handlers)", "30 []"),
    ("logging-disable", "logging, disabled", "import logging\n\nlogging.disable()", "import logging\n\nprint(logging.root.manager.disable)", "0"),
    ("umask", "the mask of new files", "import os\n\nos.umask(0o076)", "import os\n\nprint(os.umask(0o022) == 0o076)", "False"),
    ("rlimit", "a limit of the process", "import resource\n\nresource.setrlimit(resource.RLIMIT_NOFILE, (50, 50))", "import resource\n\nprint(resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 50)", "False"),
    ("nice", "the priority of the process", "import os\n\nos.nice(5)", "import os\n\nprint(os.nice(0) - os.getpriority(os.PRIO_PROCESS, os.getppid()))", "0"),
    ("trace", "a tracer", "import sys\n\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)", "import sys\n\nprint(sys.gettrace(), sys.getprofile())", "None None"),
    ("excepthook", "the hook of errors", "import sys\n\nsys.excepthook = lambda *a: None", "import sys\n\nprint(sys.excepthook is sys.__excepthook__)", "True"),
    ("displayhook", "decimal's precision", "import decimal\n\ndecimal.getcontext().prec = 3", "import decimal\n\nprint(decimal.Decimal(1) / 3)", "0.3333333333333333333333333333"),
    ("switch", "the garbage collector", "import gc\n\ngc.disable()\ngc.set_threshold(0)", "import gc\n\nprint(gc.isenabled())", "True"),
    ("digits", "the longest number", "import sys\n\nsys.set_int_max_str_digits(0)", "import sys\n\nprint(sys.get_int_max_str_digits())", "4300"),
    ("library", "a function of the library", "import nnbook.losses\n\nnnbook.losses.np = None", "import nnbook.losses\n\nprint(nnbook.losses.np is None)", "False"),
    ("argv", "the arguments", "import sys\n\nsys.argv.append('more')", "import sys\n\nprint(len(sys.argv))", "1"),
    ("linecache", "a name of the file system", "import pathlib\n\npathlib.Path.cwd = None", "import pathlib\n\nprint(pathlib.Path.cwd() is None)", "False"),
]:
    truth(
        2,
        f"leak-{name}",
        f"What a block does to {changed} ends with it.",
        page(fence(look, found), fence(harm), fence(look + "  # again", found), fence(harm + "  # again")),
        found,
        count=4,
        apart=True,
    )
# What no block gets from whoever builds. The values are set in every run: see WORLD of test_lies.py.
for name, claim, code, found in [
    ("token", "A block does not see the builder's variables.", "import os\n\nprint(os.environ.get('MY_TOKEN'))", "None"),
    ("columns", "The width of the builder's terminal does not matter.", "import shutil\n\nprint(shutil.get_terminal_size().columns)", "80"),
    ("argparse", "argparse sees no arguments of the builder.", "import argparse\n\nparser = argparse.ArgumentParser()\nparser.add_argument('files', nargs='*')\nprint(parser.parse_known_args()[0].files)", "[]"),
    ("argv", "A block has its own name alone.", "import sys\n\nprint(len(sys.argv))", "1"),
    ("main", "A block is `__main__`.", "import sys\n\nprint(__name__, sys.modules['__main__'].__dict__ is globals())", "__main__ True"),
    ("empty", "A block starts in an empty folder.", "import os\n\nprint(os.listdir())", "[]"),
    ("stdin", "There is nobody who would answer.", "import sys\n\nprint(repr(sys.stdin.read()))", "''"),
    ("modules", "No block finds the book's own machinery loaded.", "import sys\n\nprint('pytest' in sys.modules, 'mkdocs' in sys.modules)", "False False"),
    ("threads", "A block has one thread.", "import threading\n\nprint(threading.active_count())", "1"),
    ("timezone", "The builder's time zone does not matter.", "import time\n\nprint('JST' in time.tzname)", "False"),
    ("debug", "Assertions hold.", "print(__debug__)", "True"),
]:
    truth(2, f"world-{name}", claim, block(code, found), found)
lie(2, "world-input", "A block that asks is not answered.", block("input('name? ')", "name? "), 5, "EOFError")

# What a block starts ends with it. The pids are looked at after each run.
_NOTE = f"pathlib.Path('{ROOT}/pids/{{}}').write_text(str({{}}))"
for name, claim, code in [
    ("child", "A child that is left behind ends with its block.", "import pathlib\nimport subprocess\n\nchild = subprocess.Popen(['sleep', '6000'])\n" + _NOTE.format("child", "child.pid")),
    ("pipes", "So does one that holds the block's pipes.", "import pathlib\nimport subprocess\nimport sys\n\nchild = subprocess.Popen(['sleep', '6000'], stdout=sys.stdout, stderr=sys.stderr)\n" + _NOTE.format("pipes", "child.pid")),
    ("session", "So does one with a session of its own.", "import pathlib\nimport subprocess\n\nchild = subprocess.Popen(['sleep', '6000'], start_new_session=True)\n" + _NOTE.format("session", "child.pid")),
    ("grandchild", "So does a child's child whose parent is gone.", f"import subprocess\n\nsubprocess.run(['sh', '-c', 'sleep 6000 & echo $! > {ROOT}/pids/grandchild'])"),
    ("deaf", "So does one that does not listen.", "import pathlib\nimport subprocess\n\nchild = subprocess.Popen(['sh', '-c', 'trap \"\" TERM HUP INT; sleep 6000'])\n" + _NOTE.format("deaf", "child.pid")),
    ("fork", "So does a fork.", "import os\nimport pathlib\nimport time\n\npid = os.fork()\nif pid == 0:\n    time.sleep(6000)\n" + _NOTE.format("fork", "pid")),
    ("pool", "So does a pool that nobody closed.", "import multiprocessing\nimport pathlib\n\nif __name__ == '__main__':\n    pool = multiprocessing.get_context('fork').Pool(1)\n    pid = pool.apply(__import__('os').getpid)\n    " + _NOTE.format("pool", "pid")),
    ("thread", "A thread ends with its block.", "import os\nimport pathlib\nimport threading\nimport time\n\nthreading.Thread(target=time.sleep, args=(6000,), daemon=True).start()\n" + _NOTE.format("thread", "os.getpid()")),
    ("timer", "A timer ends with its block, whatever it would print.", "import os\nimport pathlib\nimport threading\n\nthreading.Timer(6000, print, ['late']).start()\n" + _NOTE.format("timer", "os.getpid()")),
]:
    truth(
        2,
        f"left-{name}",
        claim,
        page(fence(code), fence("for word in ['other']:\n    print(word)", "other")),
        "other",
        count=2,
        apart=True,
    )

# --- 3. Shown as Python and never run.

_OPENINGS = """
{code-cell}
{code-cell} ipython3
{code-cell} python
{code-block} python
{code} python
{doctest}
{testcode}
{python, echo=FALSE}
{python echo=FALSE}
{exec} python
{exec-python}
{marimo}
{python.marimo}
{jupyter-execute}
{python}
{ python }
{ipython}
{.python}
{ .python }
{.python .numberLines}
{.py}
{.python #example}
{.python hl_lines="1"}
{python3}
{pyodide}
{r}
{output}
python{1,3}
python{1}
python:main.py
python:
python,linenos
python,ignore
python;
python=
python#
python.
python|
python()
python[1]
python3.11
python3.11.2
python3
python2
python2.7
python-repl
python-console
python-exec
python_
Python
PYTHON
pythоn
py
py3
py3k
py2
Py
PY3
pycon
pycon3
pytb
pyi
pypy
pyodide
pyscript
pyconsole
py:main.py
py{1}
ipython
ipython3
IPython
ipythonconsole
bpython
xonsh
cython
sage
jupyter
jupyter-execute
notebook
repl
doctest
testcode
numpy
mojo
starlark
code
exec
script
python3 -i
python -i
python main.py
python linenums="1"
python title="main.py"
python hl_lines="1"
python exec="on"
python {1,3}
python {.numberLines}
python notest
python3 title="x"
py title="x"
mermaid
js
shell
zsh
yml
txt
none
plaintext
""".split("\n")[1:-1]
_seen: dict[str, int] = {}
for opening in _OPENINGS:
    name = slug(opening)
    _seen[name] = _seen.get(name, 0) + 1
    name += f"-{_seen[name]}" * (_seen[name] > 1)
    lie(
        3,
        f"fence-{name}",
        f"A fence that opens with ```{opening} is refused, and told what to write.",
        page(f"```{opening}\nx = 1\n```\n"),
        5,
        *(
            [re.split("[ =]", opening)[1]]  # the option that nothing reads
            if opening.startswith("python ")
            else [opening.split()[0], "```python"]
            if re.match(r"\{?\.?(ipy|py|code)", opening.lower())
            else [opening.split()[0]]
        ),
    )
for name, claim, text, line in [
    ("tildes", "Nor with tildes.", page("~~~py\nx = 1\n~~~\n"), 5),
    ("tildes-3", "Nor with tildes and another name.", page("~~~~ python3\nx = 1\n~~~~\n"), 5),
    ("blank", "Nor after a blank.", page("``` py\nx = 1\n```\n"), 5),
    ("four", "Nor with four marks.", page("````py\nx = 1\n````\n"), 5),
    ("list", "Nor in a list.", page("1. A step\n\n    ```py\n    x = 1\n    ```\n"), 7),
    ("quote", "Nor in a quote.", page("> ```py\n> x = 1\n> ```\n"), 5),
    ("details", "Nor in details.", page('<details markdown="1">\n<summary>S</summary>\n\n```py\nx = 1\n```\n\n</details>\n'), 8),
    ("bare", "A fence says its language.", page("```\nx = 1\n```\n"), 5),
    ("bare-blank", "Blanks are no language.", page("```   \nx = 1\n```\n"), 5),
    ("bare-tildes", "So it does with tildes.", page("~~~\nx = 1\n~~~\n"), 5),
    ("bare-list", "So it does in a list.", page("- A step\n\n    ```\n    x = 1\n    ```\n"), 7),
    ("indented", "An indented block of code is refused.", page("    x = 1\n"), 5),
    ("indented-tab", "So it is where a tab indents it.", page("\tx = 1\n"), 5),
    ("indented-list", "So it is in a list.", page("- A step\n\n        x = 1\n"), 7),
    ("pre", "Code in HTML is refused.", page('<pre><code class="language-python">x = 1\n</code></pre>\n'), 5),
    ("pre-bare", "So it is without a language.", page("<pre><code>x = 1\n</code></pre>\n"), 5),
    ("pre-class", "So it is by its element's class.", page('<pre class="python">\nx = 1\n</pre>\n'), 5),
    ("pre-div", "So it is within another element.", page('<div>\n<pre class="highlight"><code class="language-py">x = 1\n</code></pre>\n</div>\n'), (5, 6)),
    ("pre-upper", "So it is in capitals.", page("<PRE>\nx = 1\n</PRE>\n"), 5),
    ("code-inline", "So it is within a line.", page('Text <code class="language-python">x = 1</code>.\n'), 5),
    ("after-block", "A good block before it does not help.", page(fence("print(1)", "1"), "```py\nx = 1\n```\n"), 13),
]:
    lie(3, f"shape-{name}", claim, text, line)
SHOWN_ONLY = "bash bat bibtex c console cpp css diff html ini javascript json latex markdown powershell sh sql text toml xml yaml"
truth(
    3,
    "languages",
    "What is shown and not run may be in any of these languages.",
    page(*(f"```{language}\nthe {language}\n```\n" for language in SHOWN_ONLY.split())),
    *(f"the {language}" for language in SHOWN_ONLY.split()),
    count=0,
)
truth(3, "footnote", "A footnote's second paragraph is no code.", page("A line.[^1]\n\n[^1]: The first.\n\n    The second.\n"), "The second.", count=0)
truth(3, "definition", "Nor is that of a definition.", page("Term\n\n:   The first.\n\n    The second.\n"), "The second.", count=0)
truth(
    3, "item", "Nor is that of an item.", page("1. The first.\n\n    The second.\n"), "The second.", count=0
)
truth(
    3,
    "code",
    "Code within a line is shown as it is.",
    page("Some `x = 1` and <code>x</code>.\n"),
    "x = 1",
    count=0,
)
truth(
    3,
    "shown",
    "A block that is shown and not run says why.",
    block("import cluster\n\ncluster.start()", options=' shown="it needs a cluster"'),
    "cluster.start()",
    "Not run: it needs a cluster",
)
lie(
    3,
    "shown-empty",
    "A block that is shown says why, not nothing.",
    block("x = 1", options=' shown=""'),
    5,
    "shown",
)
lie(3, "shown-blank", "Nor a blank.", block("x = 1", options=' shown=" "'), 5, "shown")
lie(3, "shown-pin", "What did not run has no output.", block("print(1)", "1", ' shown="it takes a day"'), (5, 9), "shown")
lie(
    3, "shown-alt", "Nor a figure.", block(FIGURE, options=' shown="it takes a day" alt="A line"'), 5, "shown"
)

# --- 4. Output that is lost, or no output.

ESC = "\\x1b"
for name, claim, code, shown in [
    ("child", "What a child prints is output of the block.", "import subprocess\n\nsubprocess.run(['echo', 'x'])", "x"),
    ("child-order", "It stands where it was printed.", "import subprocess\n\nprint('a', flush=True)\nsubprocess.run(['echo', 'b'])\nprint('c')", "a\nb\nc"),
    ("system", "So is what a shell prints.", "import os\n\nos.system('echo y')", "y"),
    ("write", "So is what goes to the descriptor.", "import os\n\nos.write(1, b'raw\\n')", "raw"),
    ("fork", "So is what a fork prints.", "import os\n\npid = os.fork()\nif pid == 0:\n    print('child', flush=True)\n    os._exit(0)\nos.waitpid(pid, 0)", "child"),
    ("buffer", "So are bytes.", "import sys\n\nsys.stdout.buffer.write('käse\\n'.encode())", "käse"),
    ("reconfigure", "The stream can be set as in a script.", "import sys\n\nsys.stdout.reconfigure(line_buffering=True)\nprint(sys.stdout.line_buffering)", "True"),
    ("fileno", "It has a descriptor.", "import sys\n\nprint(sys.stdout.fileno())", "1"),
    ("dunder", "The original stream is that of the block.", "import sys\n\nprint('orig', file=sys.__stdout__)", "orig"),
    ("isatty", "Nobody sits before it.", "import sys\n\nprint(sys.stdout.isatty())", "False"),
    ("encoding", "It is UTF-8.", "import sys\n\nprint(sys.stdout.encoding.lower(), 'ζ')", "utf-8 ζ"),
    ("writelines", "It takes lines.", "import sys\n\nsys.stdout.writelines(['a\\n', 'b\\n'])", "a\nb"),
    ("redirect", "It can be redirected.", "import contextlib\nimport io\n\nwith contextlib.redirect_stdout(io.StringIO()) as held:\n    print('held')\nprint(held.getvalue().upper())", "HELD"),
    ("libc", "What C prints is output.", "import ctypes\n\nlibc = ctypes.CDLL(None)\nlibc.puts(b'from C')\nlibc.fflush(None)", "from C"),
    ("atexit", "What is printed at the end is output.", "import atexit\n\natexit.register(print, 'bye')", "bye"),
    ("logging", "So is what is logged there.", "import logging\nimport sys\n\nlogging.basicConfig(stream=sys.stdout, format='%(message)s')\nlogging.warning('logged')", "logged"),
    ("thread", "So is what a thread prints.", "import threading\n\nt = threading.Thread(target=print, args=['thread'])\nt.start()\nt.join()", "thread"),
    ("pool-fork", "A pool that forks works.", "import multiprocessing\n\n\ndef f(x):\n    return x + 1\n\n\nif __name__ == '__main__':\n    with multiprocessing.get_context('fork').Pool(1) as pool:\n        print(pool.map(f, [1, 2]))", "[2, 3]"),
    ("pool-spawn", "A pool that spawns works with what can be imported.", "import math\nimport multiprocessing\n\nif __name__ == '__main__':\n    with multiprocessing.get_context('spawn').Pool(1) as pool:\n        print(pool.map(math.factorial, [3, 4]))", "[6, 24]"),
    ("executor", "So do futures.", "from concurrent.futures import ThreadPoolExecutor\n\nwith ThreadPoolExecutor(2) as pool:\n    print(list(pool.map(abs, [-1, -2])))", "[1, 2]"),
    ("asyncio", "So does asyncio.", "import asyncio\n\n\nasync def f():\n    await asyncio.sleep(0)\n    print('async')\n\n\nasyncio.run(f())", "async"),
    ("no-newline", "A last line without an end is a line.", "print('end', end='')", "end"),
    ("long", "A long output is whole.", "for n in range(3):\n    print('x' * 70_000, flush=True)\nprint('last')", "\n".join(["x" * 70_000] * 3 + ["last"])),
    ("long-child", "So is a child's.", "import subprocess\n\nsubprocess.run('yes line | head -n 20000', shell=True)", "\n".join(["line"] * 20_000)),
    ("pickle", "What the block defines can be pickled.", "import pickle\n\n\nclass A:\n    x = 1\n\n\nprint(pickle.loads(pickle.dumps(A())).x)", "1"),
    ("dataclass", "Dataclasses work.", "from __future__ import annotations\n\nfrom dataclasses import dataclass\n\n\n@dataclass\nclass A:\n    x: int\n\n\nprint(A(1))", "A(x=1)"),
    ("tempfile", "A block may write its files.", "from pathlib import Path\n\nPath('a.txt').write_text('kept')\nprint(Path('a.txt').read_text())", "kept"),
    ("silenced", "What a block throws away is no output.", "import os\nimport sys\n\nwith open(os.devnull, 'w') as sys.stdout:\n    print('gone')\n\nsys.stdout = sys.__stdout__\nprint('here')", "here"),
    # As a terminal shows it at the end.
    ("red", "Colours are gone.", f"print('{ESC}[31mred{ESC}[0m')", "red"),
    ("bold", "So is all that only looks.", f"print('{ESC}[1;4;38;5;208mbold{ESC}[m plain')", "bold plain"),
    ("truecolor", "So are colours of 24 bits.", f"print('{ESC}[38;2;1;2;3mx{ESC}[39;49my')", "xy"),
    ("backspace", "A step back is one.", "print('abc\\b\\bX')", "aXc"),
    ("spinner", "A spinner has ended.", "for c in '|/-':\n    print(c, end='\\b')\nprint('ok')", "ok"),
    ("progress", "A progress bar shows its end.", "for n in range(1, 4):\n    print(f'\\r{n}/3', end='')\nprint()", "3/3"),
    ("progress-short", "What a shorter line leaves stays, as on a terminal.", "print('abcdef\\rxy')", "xycdef"),
    ("erase-line", "A line that is erased is gone.", f"print('abcdef\\r{ESC}[2Kxy')", "xy"),
    ("erase-end", "So is the end of one.", f"print('abcdef\\rxy{ESC}[K')", "xy"),
    ("erase-end-0", "However it is written.", f"print('abcdef\\rxy{ESC}[0K')", "xy"),
    ("up", "The cursor goes up.", f"print('a')\nprint('b')\nprint('{ESC}[1A\\rX')", "a\nX"),
    ("up-2", "By several lines.", f"print('one')\nprint('two')\nprint('{ESC}[2A{ESC}[2KONE{ESC}[2B\\rend')", "ONE\ntwo\nend"),
    ("up-f", "To their beginnings.", f"print('one')\nprint('two', end='')\nprint('{ESC}[FONE')", "ONE\ntwo"),
    ("left", "To the left.", f"print('abc{ESC}[2DX')", "aXc"),
    ("right", "To the right.", f"print('a{ESC}[2CX')", "a  X"),
    ("column", "To a column.", f"print('abc{ESC}[1GX')", "Xbc"),
    ("hide", "A cursor that hides leaves nothing.", f"print('{ESC}[?25lx{ESC}[?25h')", "x"),
    ("bell", "A bell is not seen.", "print('ding\\a')", "ding"),
    ("title", "Nor is a window's title.", f"print('{ESC}]0;title\\ax')", "x"),
    ("link", "A link shows its text.", f"print('{ESC}]8;;http://a.b{ESC}\\\\text{ESC}]8;;{ESC}\\\\')", "text"),
    ("crlf", "Ends of lines are those of any system.", "print('a\\r\\nb')", "a\nb"),
    ("child-colour", "A child's colours are gone as well.", "import subprocess\n\nsubprocess.run(['printf', r'\\033[32mgreen\\033[0m\\n'])", "green"),
]:
    truth(
        4,
        f"out-{name}",
        claim,
        block(code, shown),
        shown if len(shown) < 1000 else shown[-50:],
        unsaid=("\x1b", "\x08", "\x07"),
        count=1,
        apart=name.startswith(("pool", "atexit", "fork")),
    )
for name, claim, code, *words in [
    ("child", "What a child prints has a pin.", "import subprocess\n\nsubprocess.run(['echo', 'xyz'])", "xyz"),
    ("write", "So does what goes to the descriptor.", "import os\n\nos.write(1, b'xyz\\n')", "xyz"),
    ("dunder", "So does the original stream.", "import sys\n\nprint('xyz', file=sys.__stdout__)", "xyz"),
    ("buffer", "So do bytes.", "import sys\n\nsys.stdout.buffer.write(b'xyz\\n')", "xyz"),
    ("atexit", "So does what is printed at the end.", "import atexit\n\natexit.register(print, 'xyz')", "xyz"),
    ("fork", "So does a fork.", "import os\n\npid = os.fork()\nif pid == 0:\n    os.write(1, b'xyz')\n    os._exit(0)\nos.waitpid(pid, 0)", "xyz"),
    ("stderr-child", "What a child complains of is not lost.", "import subprocess\n\nsubprocess.run('echo xyz >&2', shell=True)", "stderr", "xyz"),
    ("stderr-write", "Nor what goes to its descriptor.", "import os\n\nos.write(2, b'xyz\\n')", "stderr", "xyz"),
    ("stderr-dunder", "Nor to the original stream.", "import sys\n\nprint('xyz', file=sys.__stderr__)", "stderr", "xyz"),
    ("stderr-logging", "Nor what is logged.", "import logging\n\nlogging.warning('xyz')", "stderr", "xyz"),
    ("stderr-atexit", "Nor what fails at the end.", "import atexit\n\n\n@atexit.register\ndef late():\n    raise ValueError('xyz')", "xyz"),
    ("invisible", "Colours alone are no output that a pin could hold.", f"print('{ESC}[31m{ESC}[0mxyz')", "xyz"),
]:
    lie(4, f"lost-{name}", claim, block(code), 5, *words, apart=name in ("atexit", "fork", "stderr-atexit"))
lie(4, "child-wrong", "A child's output is held to its pin.", block("import subprocess\n\nsubprocess.run(['echo', 'x'])", "y"), 5, "-y", "+x")
lie(4, "erased", "A pin cannot hold what a terminal has erased.", block(f"print('abc\\r{ESC}[2Kd')", "abcd"), 5, "-abcd", "+d")

for name, claim, code, options, *words in [
    ("plot", "A figure that is drawn and not shown fails.", UNSHOWN, "", "figure", "plt.show()"),
    ("plot-alt", "Its alt text does not help.", UNSHOWN, ALT, "plt.show()"),
    ("axes", "So does one by its axes.", "import matplotlib.pyplot as plt\n\nfig, ax = plt.subplots()\nax.plot([1, 2])", "", "plt.show()"),
    ("save", "So does one that was saved alone.", UNSHOWN + "\nplt.savefig('a.png')", "", "plt.show()"),
    ("second", "So does a second one after the first was shown.", FIGURE + "\nplt.plot([2, 1])", ALT, "plt.show()"),
    ("draw", "`plt.draw()` shows nothing.", UNSHOWN + "\nplt.draw()", "", "plt.show()"),
    ("agg", "Nor does another backend.", "import matplotlib\n\nmatplotlib.use('agg')\n" + FIGURE, ""),
    ("agg-alt", "Nor with an alt text.", "import matplotlib\n\nmatplotlib.use('agg')\n" + FIGURE, ALT),
    ("switch", "Nor one that is switched to.", FIGURE.replace("\n\n", "\n\nplt.switch_backend('svg')\n"), ALT),
    ("mentioned", "`plt.show` without brackets shows nothing.", UNSHOWN + "\nplt.show", "", "plt.show()"),
    ("function", "So does a figure that a function draws.", "import matplotlib.pyplot as plt\n\n\ndef draw():\n    plt.imshow([[1, 2]])\n\n\ndraw()", "", "plt.show()"),
    ("fig-show", "`fig.show()` without an alt text is not silent.", "import matplotlib.pyplot as plt\n\nfig, ax = plt.subplots()\nax.plot([1, 2])\nfig.show()", ""),
    ("no-alt", "A figure that is shown has an alt text.", FIGURE, "", "alt"),
    ("blank-alt", "A blank is none.", FIGURE, ' alt=" "', "alt"),
    ("closed-alt", "A figure that was closed is not shown.", UNSHOWN + "\nplt.close()\nplt.show()", ALT, "alt"),
    ("single", "An alt text stands in double quotes.", FIGURE, " alt='A line'", "alt"),
    ("curly", "Not in those of a text.", FIGURE, " alt=“A line”", "alt"),
]:
    lie(4, f"figure-{name}", claim, block(code, options=options), 5, *words)
truth(4, "figure", "A figure that is shown stands in the page.", block(FIGURE, options=ALT), count=1)
truth(4, "figure-close", "A figure that the block closed was not to be shown.", block(UNSHOWN + "\nplt.close()"), count=1)
truth(
    4, "figure-none", "Loading Matplotlib draws nothing.", block("import matplotlib.pyplot as plt"), count=1
)

DIVIDE = "import numpy as np\n\nx = np.log(np.array([0.0]))"
DIVIDED = "RuntimeWarning: divide by zero encountered in log"
WARN = "import warnings\n\nwarnings.warn('careful')"
truth(4, "warning", "A warning that is pinned is shown.", block(DIVIDE, warning=DIVIDED), DIVIDED)
truth(4, "warning-own", "So is one of the block's own.", block(WARN, warning="UserWarning: careful"), "UserWarning: careful")
truth(
    4,
    "warning-after",
    "It stands after the output, where there is one.",
    block(WARN + "\nprint('go')", "go", warning="UserWarning: careful"),
    "go",
    "UserWarning: careful",
)
truth(
    4,
    "warning-two",
    "Two warnings are two lines.",
    block(
        WARN + "\nwarnings.warn('again', FutureWarning)", warning="UserWarning: careful\nFutureWarning: again"
    ),
    "FutureWarning: again",
)
truth(4, "warning-old", "A deprecation is a warning.", block("import warnings\n\nwarnings.warn('old', DeprecationWarning)", warning="DeprecationWarning: old"), "DeprecationWarning: old")
truth(4, "warning-ignored", "What a block ignores is none.", block("import warnings\n\nwarnings.simplefilter('ignore')\nwarnings.warn('careful')"))
for name, claim, text, line, *words in [
    ("unpinned", "A warning without its fence fails.", block(DIVIDE), 5, DIVIDED),
    ("wrong", "So does one with another text.", block(DIVIDE, warning="RuntimeWarning: overflow"), (5, 11), "overflow", "divide by zero"),
    ("category", "So does one of another category.", block(DIVIDE, warning=DIVIDED.replace("Runtime", "User")), (5, 11), "RuntimeWarning", "UserWarning"),
    ("none", "A fence where no warning comes fails.", block("x = 1", warning="UserWarning: careful"), (5, 9), "careful"),
    ("more", "One warning more than pinned fails.", block(WARN + "\nwarnings.warn('again')", warning="UserWarning: careful"), (5, 12), "again"),
    ("fewer", "One fewer fails.", block(WARN, warning="UserWarning: careful\nUserWarning: again"), (5, 11), "again"),
    ("far", "The fence stands straight after its block.", page(fence(WARN), "Prose.\n", "```warning\nUserWarning: careful\n```\n"), (5, 13), "warning"),
    ("lone", "It does not stand alone.", page("```warning\nUserWarning: careful\n```\n"), 5, "warning"),
    ("empty", "It is not empty.", block("x = 1", warning=""), (5, 9), "warning"),
    ("prints", "It does not pin what is printed.", block("print('UserWarning: careful')", warning="UserWarning: careful"), (5, 9)),
    ("syntax", "What the compiler warns of counts.", block("x = 1 is 1"), 5, "literal"),
    ("escape", "So does a wrong escape.", block("x = '\\d'"), 5, "invalid escape"),
    ("raised", "A warning that is pinned excuses no error.", block(WARN + "\n1 / 0", warning="UserWarning: careful"), 5, "ZeroDivisionError"),
]:
    lie(4, f"warning-{name}", claim, text, line, *words)

# --- 5. No end.

SECOND = {"NNBOOK_BLOCK_SECONDS": "1"}
for name, claim, code in [
    ("loop", "A loop without an end ends.", "while True:\n    pass"),
    ("sleep", "So does a sleep.", "import time\n\ntime.sleep(6000)"),
    ("deaf", "So does a block that catches all, and no signal.", "import signal\n\nfor n in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGXCPU):\n    signal.signal(n, signal.SIG_IGN)\nwhile True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"),
    ("lock", "So does one that waits for itself.", "import threading\n\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()"),
    ("pool", "So does a pool that spawns without a guard, or breaks down.", "import multiprocessing\n\npool = multiprocessing.get_context('spawn').Pool(1)\nprint(pool.map(lambda x: x, [1]))"),
    ("child", "So does one whose child holds its pipes.", "import subprocess\nimport sys\nimport time\n\nsubprocess.Popen(['sleep', '6000'], stdout=sys.stdout, stderr=sys.stderr)\ntime.sleep(6000)"),
    ("wait", "So does one that waits for its child.", "import subprocess\n\nsubprocess.run(['sleep', '6000'])"),
    ("C", "So does one that does not come back to Python.", "x = 'a' * 40 + 'b'\nimport re\n\nre.match('(a+)+c', x)"),
    ("exit", "So does one whose end does not come.", "import atexit\nimport time\n\natexit.register(time.sleep, 6000)"),
]:
    words = [] if name == "pool" else [("NNBOOK_BLOCK_SECONDS", "seconds")]
    lie(5, f"limit-{name.lower()}", claim, block(code), 5, *words, variables=SECOND, apart=True)
lie(5, "limit-first", "The block that does not end is named, not the one before it.", page(fence("x = 1"), fence("while True:\n    pass")), 9, ("NNBOOK_BLOCK_SECONDS", "seconds"), variables=SECOND, apart=True)
truth(
    5,
    "more-time",
    "A block may ask for more time.",
    block("import time\n\ntime.sleep(1.2)\nprint('done')", "done", ' seconds="600"'),
    "done",
    variables=SECOND,
    apart=True,
)
truth(
    5,
    "same-time",
    "To ask for more changes nothing else.",
    block("print('done')", "done", ' seconds="90"'),
    "done",
)
either(
    5,
    "spawn-own",
    "A pool that spawns with a function of the block works as in a script, or fails at its line.",
    block("import multiprocessing\n\n\ndef f(x):\n    return x + 1\n\n\nif __name__ == '__main__':\n    with multiprocessing.get_context('spawn').Pool(1) as pool:\n        print(pool.map(f, [1, 2]))", "[2, 3]"),
    5,
    variables={"NNBOOK_BLOCK_SECONDS": "3"},
    apart=True,
)
for value in ("soon", "0", "-1", "", "nan", "inf", "1e", "5 s", "1,5"):
    lie(5, f"seconds-{slug(value)}-{len(value)}", f'`seconds="{value}"` is refused.', block("x = 1", options=f' seconds="{value}"'), 5, "seconds")

# --- 6. A page that the generator reads and the book does not.

ANSWER = block("print(6 * 7)", "42")
MISTAKE = block("print(6 * 7)", "43")
for name, claim, text in [
    ("bom", "A byte order mark is no text.", "\ufeff" + ANSWER),
    ("bom-front", "Nor is it before front matter.", "\ufeff---\ntitle: A\n---\n" + ANSWER),
    ("bom-crlf", "Nor with the ends of lines of Windows.", "\ufeff" + ANSWER.replace("\n", "\r\n")),
    ("front", "Front matter ends in three dashes.", "---\ntitle: A\n---\n" + ANSWER),
    ("front-dots", "Or in three dots.", "---\ntitle: A\n...\n" + ANSWER),
    ("front-blank", "Or in dashes and a blank.", "---\ntitle: A\n--- \n" + ANSWER),
    ("front-tab", "Or in dashes and a tab.", "---\ntitle: A\n---\t\n" + ANSWER),
    ("front-dots-blank", "Or in dots and a blank.", "---\ntitle: A\n... \n" + ANSWER),
    ("front-open-blank", "It begins so as well.", "--- \ntitle: A\n---\n" + ANSWER),
    ("front-lines", "Empty lines may follow it.", "---\ntitle: A\n---\n\n\n" + ANSWER),
    ("front-inner", "Dashes within a value do not end it.", "---\ntitle: |\n  A\n  ---\n  B\n---\n" + ANSWER),
    ("front-date", "It may have a date.", "---\ndate: 2026-11-25\ntags: [a, b]\n---\n" + ANSWER),
    ("front-null", "Or a value that is empty.", "---\ntitle:\n---\n" + ANSWER),
    ("front-empty", "Or nothing.", "---\n\n---\n" + ANSWER),
    ("front-none", "Or not even a line.", "---\n---\n" + ANSWER),
    ("front-comment", "Or a comment alone.", "---\n# nothing\n---\n" + ANSWER),
    ("front-crlf", "Its lines end as Windows ends them.", ("---\ntitle: A\n---\n" + ANSWER).replace("\n", "\r\n")),
    ("rule", "A page may begin with a rule.", "---\n\n" + ANSWER),
    ("rules", "And have another rule below.", "---\n\n" + ANSWER + "\n---\n\nThe end.\n"),
    ("rule-text", "And go on at once.", "---\n# A page\n\n" + fence("print(6 * 7)", "42")),
    ("rule-later", "A rule further down is no front matter.", ANSWER + "\n---\ntitle: B\n---\n"),
    ("mmd", "Lines of metadata may stand at the top.", "Title: A\nAuthor: B\n\n" + ANSWER),
    ("mmd-more", "With lines that go on.", "Title: A\nSummary: one\n    two\n\n" + ANSWER),
    ("crlf", "Lines end as Windows ends them.", ANSWER.replace("\n", "\r\n")),
    ("cr", "Or as old Macs did.", ANSWER.replace("\n", "\r")),
    ("mixed", "Or now so, now so.", ANSWER.replace("```\n", "```\r\n")),
    ("no-end", "The last line may have no end.", ANSWER.rstrip("\n")),
    ("lead", "Empty lines may come first.", "\n\n" + ANSWER),
    ("trail", "Or last.", ANSWER + "\n\n \n"),
    ("first", "A block may be all there is.", fence("print(6 * 7)", "42")),
    ("formfeed", "A form feed in the prose is a blank.", ANSWER.replace("Some prose", "Some\fprose")),
    ("unicode", "Prose in any script is prose.", ANSWER.replace("Some prose", "Ζ 文 🙂 e\u0301")),
    ("pin-separator", "So is what is printed.", block("print('a\\u2028b', 6 * 7)", "a\u2028b 42")),
]:
    # Zensical itself refuses front matter that says nothing.
    modes = "mkdocs" if name in ("front-empty", "front-none", "front-comment", "rules") else "all"
    truth(6, f"page-{name}", claim, text.encode(), "42", count=1, modes=modes)
    if name not in ("pin-separator",):
        wrong = text.replace("```output\n42", "```output\n43").replace("```output\r\n42", "```output\r\n43").replace("```output\r42", "```output\r43")
        number = re.split("\r\n|\r|\n", text).index("```python") + 1
        lie(6, f"wrong-{name}", "A wrong pin there fails with its line.", wrong.encode(), number, "-43", "+42", modes=modes)
for name, mark in [("separator", "\u2028"), ("paragraph", "\u2029"), ("next-line", "\x85")]:
    lie(6, f"lines-{name}", "What only some call the end of a line does not count.", MISTAKE.replace("Some prose", f"Some{mark}prose"), 5, "-43", "+42")
    lie(6, f"lines-{name}-code", "Nor does it in a block.", block(f"x = 'a{mark}b'\n\n1 / 0"), 5, "line 8", "ZeroDivisionError")
for name, claim, text in [
    ("empty", "A page may be empty.", ""),
    ("blank", "Or blank.", " \n\n"),
    ("bom-only", "Or a byte order mark.", "\ufeff"),
    ("only-front", "Or front matter alone.", "---\ntitle: A\n---\n"),
    ("only-prose", "Or have no block.", "# A page\n\nNo block.\n"),
]:
    truth(6, f"none-{name}", claim, text.encode(), count=0)
truth(
    6, "twins", "Two pages may have the same text.", ANSWER, "42", count=1, more={"docs/zz-twins.md": ANSWER}
)
lie(6, "twins-wrong", "Where that is wrong, a page that has it is named.", MISTAKE, 5, "-43", "+42", more={"docs/zz-twins-wrong.md": MISTAKE})
truth(6, "twins-front", "They may differ in their front matter alone.", "---\ntitle: A\n---\n" + ANSWER, "42", count=1, more={"docs/zz-twins-front.md": "---\ntitle: B\n---\n" + ANSWER})
lie(
    6,
    "twins-pin",
    "Pages that differ in a pin alone are not taken for each other.",
    MISTAKE + "\nA twin.\n",
    5,
    "-43",
    "+42",
    more={"docs/aa-twins-pin.md": ANSWER + "\nA twin.\n"},
)
for name, path in [
    ("deep", "docs/part/chapter/deep.md"),
    ("index", "docs/section/index.md"),
    ("readme", "docs/other/README.md"),
    ("space", "docs/my page.md"),
    ("umlaut", "docs/käse.md"),
    ("dots", "docs/v1.2.md"),
    ("upper", "docs/UPPER.md"),
]:
    truth(6, f"path-{name}", f"A page may be {path}.", ANSWER, "42", path=path, count=1)
    wrong_path = str(path).replace("docs/", "docs/wrong/")
    lie(6, f"wrong-path-{name}", "A wrong pin there fails.", MISTAKE, 5, "-43", path=wrong_path)
for suffix in ("markdown", "mdown", "mkdn", "mkd"):
    truth(6, f"suffix-{suffix}", f"A page may end in .{suffix}.", ANSWER, "42", path=f"docs/suffix-{suffix}.{suffix}", count=1, modes="mkdocs")
    lie(6, f"wrong-suffix-{suffix}", "A wrong pin there fails.", MISTAKE, 5, "-43", path=f"docs/wrong-{suffix}.{suffix}", modes="mkdocs")
for folder in ("text", "book/pages"):
    truth(6, f"docs-dir-{slug(folder)}", f"The pages may lie in {folder}.", ANSWER, "42", path=f"{folder}/x.md", count=1, settings=f"docs_dir: {folder}\n")
    lie(6, f"wrong-docs-dir-{slug(folder)}", "A wrong pin there fails.", MISTAKE, 5, "-43", path=f"{folder}/x.md", settings=f"docs_dir: {folder}\n")
truth(6, "flat", "Addresses may end in .html.", ANSWER, "42", count=1, settings="use_directory_urls: false\n")
truth(6, "nav", "The pages may be named in nav.", ANSWER, "42", count=1, settings="nav:\n  - index.md\n  - A title: nav.md\n")
# Zensical reads front matter and bytes by itself and refuses them in its own words, these apart.
UNREAD = ("object", "date", "control")
for name, front, line in [
    ("tab", "title: A\n\tb: c", (2, 3)),
    ("bracket", "tags: [a, b\ntitle: x", (2, 3)),
    ("brace", "tags: {a: b\ntitle: x", (2, 3)),
    ("quote", 'title: "A\nb: c', (2, 3, 4)),
    ("apostrophe", "title: 'It's'", 2),
    ("colon", "title: a: b", 2),
    ("indent", "a: b\n  c: d", (2, 3)),
    ("dedent", "tags:\n    - a\n  - b", (2, 3, 4)),
    ("alias", "title: *nowhere", 2),
    ("tag", "title: !mine x", 2),
    ("object", "title: !!python/object/apply:os.getcwd []", 2),
    ("at", "title: @x", 2),
    ("percent", "title: %x", 2),
    ("backtick", "title: `x`", 2),
    ("date", "title: A\ndate: 2026-13-45", 3),
    ("key", "? [a]\n: b", (2, 3)),
    ("merge", "title: A\n<<: 3", 3),
    ("control", "title: A\nb: \x01", (2, 3)),
    ("no-colon", "title: A\nauthor", (3, 4)),
    ("dash", "title: A\n- b", 3),
]:
    lie(6, f"yaml-{name}", "Front matter that is no YAML fails with its line.", f"---\n{front}\n---\n\n# A page\n", line, ("YAML", "front matter"), modes="all" if name in UNREAD else "mkdocs")
lie(
    6,
    "yaml-dots",
    "So it does where dots end it.",
    "---\ntitle: a: b\n...\n" + ANSWER,
    2,
    ("YAML", "front matter"),
    modes="mkdocs",
)
lie(6, "yaml-bom", "So it does after a byte order mark.", "\ufeff---\ntitle: a: b\n---\n" + ANSWER, 2, ("YAML", "front matter"), modes="mkdocs")
lie(6, "yaml-crlf", "So it does with the lines of Windows.", b"---\r\ntitle: A\r\nb: c: d\r\n---\r\n\r\n# A page\r\n", 3, ("YAML", "front matter"), modes="mkdocs")
for name, data, line in [
    ("latin-1", page("Käse.\n").encode("latin-1"), 5),
    ("latin-1-block", block("print('Käse')", "Käse").encode("latin-1"), (6, 10)),
    ("cp1252", page("“Quoted.”\n").encode("cp1252"), 5),
    ("utf-16", ANSWER.encode("utf-16"), 1),
    ("utf-16-be", b"\xfe\xff" + ANSWER.encode("utf-16-be"), 1),
    ("utf-32", ANSWER.encode("utf-32"), 1),
    ("half", page("Käse").encode()[:-3], 5),
    ("late", page("Käse.\n").encode() + b"\n\xff\n", 7),
    ("front", b"---\ntitle: \xe4\n---\n\n# A page\n", 2),
]:
    lie(6, f"encoding-{name}", "A file that is not UTF-8 fails with the line.", data, line, "UTF-8", modes="mkdocs")

# --- 7. Quiet is not strict.

for name, claim, text, *words in [
    ("link", "A link to no page fails.", "[x](nowhere.md)", "nowhere.md"),
    ("anchor", "So does one to no heading.", "[x](index.md#nowhere)", "index.md#nowhere"),
    ("own-anchor", "So does one to no heading of its page.", "[x](#nowhere)", "#nowhere"),
    ("image", "So does an image that is not there.", "![x](nowhere.png)", "nowhere.png"),
    ("reference", "So does a link whose address stands apart.", "[x][1]\n\n[1]: nowhere.md", "nowhere.md"),
    ("up", "So does one out of the book.", "[x](../nowhere.md)", "nowhere.md"),
    ("list", "So does one in a list.", "- [x](nowhere.md)", "nowhere.md"),
    ("footnote", "So does one in a footnote.", "x[^1]\n\n[^1]: [x](nowhere.md)", "nowhere.md"),
    ("absolute", "So does one from the root.", "[x](/nowhere.md)", "/nowhere.md"),
    ("folder", "So does one to an address.", "[x](nowhere/)", "nowhere/"),
]:
    lie(7, f"quiet-{name}", claim, page(text + "\n"), (), *words, modes="strict")
lie(7, "quiet-nav", "So does a page that nav leaves out.", ANSWER, (), "quiet-nav.md", modes="strict", settings="nav: [index.md]\n")
lie(7, "quiet-nav-more", "So does a page of nav that is not there.", ANSWER, (), "nowhere.md", modes="strict", settings="nav: [index.md, quiet-nav-more.md, nowhere.md]\n")
lie(7, "quiet-pin", "So does a wrong pin.", WRONG, 5, *LOST, modes="strict")
lie(7, "quiet-fence", "So does a wrong fence.", page("```py\nx = 1\n```\n"), 5, "py", modes="strict")

# --- 8. Messages that lead astray.

for name in ("ouput", "Output", "outptu", "out", "result", "stdout"):
    lie(8, f"behind-{slug(name)}-{len(name)}{name[0]}", f"A fence ```{name} behind a block that prints is named.", page(fence("print(1)"), f"```{name}\n1\n```\n"), (5, 9), name, "output")
for name in ("text", "console", "bash", "json"):
    lie(8, f"behind-{name}", f"So is ```{name}, which is right elsewhere.", page(fence("print(1)"), f"```{name}\n1\n```\n"), (5, 9), f"```{name}", "output")
for name, claim, text, line, *words in [
    ("comment", "A block in a comment is told so.", page("<!--\n" + fence("print(1)", "1") + "-->\n"), 6, "comment"),
    ("comment-lines", "So it is after an empty line.", page("<!--\n\n" + fence("print(1)", "1") + "\n-->\n"), 7, "comment"),
    ("comment-text", "So it is after words.", page("<!-- Later:\n\n" + fence("x = 1") + "\n-->\n"), 7, "comment"),
    ("comment-open", "So it is where the comment does not end.", page("<!--\n" + fence("x = 1")), (5, 6), "comment"),
    ("library", "A helper that is called like the library's function is told so.", block("def relu(z):\n    return z if z > 0 else 0\n\n\nprint(relu(1))", "1"), 5, "relu", "library", ("yours", "otherwise", "another name", "other name", "rename")),
    ("library-class", "So is a class.", block("class sigmoid:\n    pass"), 5, "sigmoid", "library", ("yours", "otherwise", "another name", "other name", "rename")),
    ("option", "An option that nothing reads is told which there are.", block("x = 1", options=' title="A"'), 5, "title", "alt", "needs", "norun", "recorded", "seconds", "shown"),
    ("option-two", "Of two such options both are named.", block("x = 1", options=' title="A" class="b"'), 5, "title", "class"),
    ("option-upper", "Options are in small letters.", block(FIGURE, options=' Alt="A"'), 5, "Alt"),
    ("option-bare", "A value has quotes.", block(FIGURE, options=" alt=A"), 5, 'alt="'),
    ("option-open", "Both of them.", block(FIGURE, options=' alt="A'), 5, 'alt="'),
    ("option-space", "There are no blanks around the sign.", block(FIGURE, options=' alt = "A"'), 5, 'alt="'),
    ("option-none", "`norun` has a value.", block("x = 1", options=" norun"), 5, "norun"),
    ("option-twice", "An option stands once.", block(FIGURE, options=' alt="A" alt="B"'), 5, "alt"),
    ("option-comma", "There is no comma.", block("x = 1", options=' norun="a", needs="numpy"'), 5, ","),
    ("name", "A name that another block defines: blocks stand alone.", page(fence("total = 1"), fence("print(total)", "1")), 9, "NameError", "total", "alone"),
    ("name-import", "An import in another block: blocks stand alone.", page(fence("import math"), fence("print(math.pi > 3)", "True")), 9, "NameError", "math", "alone"),
    ("name-def", "A function of another block: blocks stand alone.", page(fence("def twice(x):\n    return 2 * x"), fence("print(twice(1))", "2")), 10, "NameError", "twice", "alone"),
    ("name-later", "Of a later one as well.", page(fence("print(later)", "1"), fence("later = 1")), 5, "NameError", "later", "alone"),
    ("name-with", "Whatever defines it.", page(fence("for step in range(3):\n    pass"), fence("print(step)", "2")), 10, "NameError", "step", "alone"),
    ("tab", "A tab in a string is told its line.", block("x = 1\ny = 'a\tb'\nprint(y)", "a\tb"), (5, 7), (".md:7", "line 7"), "tab"),
    ("tab-indent", "So is one before a line.", block("if True:\n\tx = 1"), (5, 7), (".md:7", "line 7"), "tab"),
    ("output-first", "A pin before its block is told where it belongs.", page("```output\n1\n```\n", fence("print(1)")), (5, 9), "output", ("after", "behind")),
    ("output-far", "So is one behind a sentence.", page(fence("print(1)"), "It prints:\n", "```output\n1\n```\n"), (5, 11), "output", ("after", "behind")),
    ("output-two", "So is a second one.", page(fence("print(1)", "1"), "```output\n1\n```\n"), (5, 13), "output"),
    ("output-option", "A pin takes no options.", page(fence("print(1)"), '```output title="x"\n1\n```\n'), (5, 9), "title"),
    ("output-empty", "A pin says what is printed.", block("print(1)", ""), 5, "+1"),
    ("output-silent", "A pin of what prints nothing is told so.", block("x = 1", "1"), 5, "prints nothing"),
    ("output-prompt", "A pin that repeats the code is a difference.", block("print(1)", ">>> print(1)\n1"), 5, "->>> print(1)"),
    ("open", "A fence that is not closed is told so.", page("```python\nx = 1\n"), 5, "close"),
    ("open-short", "Three marks do not close four.", page("````python\nx = 1\n```\n"), 5, "close"),
    ("open-text", "Nor do marks with words.", page("```python\nx = 1\n``` end\n"), 5, "close"),
    ("open-other", "Nor do other marks.", page("```python\nx = 1\n~~~\n"), 5, "close"),
    ("open-output", "A pin is closed.", page(fence("print(1)"), "```output\n1\n"), (5, 9), "close"),
    ("admonition", "A block in `!!!` is told to start at the left.", page("!!! note\n\n    ```python\n    x = 1\n    ```\n"), (5, 7), ("left margin", "indented")),
    ("folded", "So is one in `???`.", page("??? note\n\n    ```python\n    x = 1\n    ```\n"), (5, 7), ("left margin", "indented")),
    ("tabs", "So is one in a tab of `===`.", page('=== "A"\n\n    ```python\n    x = 1\n    ```\n'), (5, 7), ("left margin", "indented")),
    ("traceback", "A traceback names the chapter and its line, and not the machinery.", block("x = 1\n\n\ndef f():\n    return x / 0\n\n\nf()"), 5, "line 10, in f", "line 13, in <module>", "ZeroDivisionError"),
]:
    lie(8, f"says-{name}", claim, text, line, *words, unsaid=("testing.py", "runner.py", "superfences.py"))

# --- 9. Pins that accept what is not there, and refuse what is.

_EQUAL = """
5.6e-17 | 0.0
0.0 | 5.6e-17
-0.0 | 0.0
1e-10 | 0.0
0.30000000000000004 | 0.3
-0.30000000000000004 | -0.3
0.50000001 | 0.5
1e5 | 100000.0
1.5e-3 | 0.0015
1E5 | 100000.0
nan | nan
inf -inf | inf -inf
[0.30000000000000004 0.2] | [0.3 0.2]
[0.30000000000000004, 0.2] | [0.3, 0.2]
(0.30000000000000004, 1) | (0.3, 1)
{'a': 0.30000000000000004} | {'a': 0.3}
loss=0.30000000000000004 | loss=0.3
loss: 0.30000000000000004. | loss: 0.3.
a, 0.30000000000000004; b | a, 0.3; b
array([0.30000000000000004]) | array([0.3])
np.float64(0.30000000000000004) | np.float64(0.3)
(0.30000000000000004+0.5j) | (0.3+0.5j)
(0.5-0.30000000000000004j) | (0.5-0.3j)
[1.0000000e+00 5.6000000e-17] | [1.0 0.0]
[ 0.5        -0.25000001 ] | [ 0.5  -0.25]
1.2.3 | 1.2.3
v2.0.1rc1 | v2.0.1rc1
2026-11-25 12:30:00 | 2026-11-25 12:30:00
0x7f3a | 0x7f3a
x = 3 | x = 3
50.000000001% | 50.0%
""".split("\n")[1:-1]
for n, line in enumerate(_EQUAL):
    printed, pinned = line.split(" | ")
    truth(9, f"same-{n:02}-{slug(pinned)[:20]}", f"{printed!r} is what {pinned!r} pins.", block(f"print({printed!r})", pinned), printed)
_DIFFERENT = """
1.2.3 | 1.2.30
1.2.30 | 1.2.3
1.2.3 | 1.2.4
2.0.10 | 2.0.1
v2.0.1rc1 | v2.0.1rc2
v2.0.1 | v2.0.10
version 1.2.3, ok | version 1.2.30, ok
(1.2.3) | (1.2.30)
v1.10 | v1.1
numpy-2.30 | numpy-2.3
python3.10 | python3.1
py-0.10-rc | py-0.1-rc
file-1.0.txt | file-1.00.txt
10.0.0.1 | 10.0.0.10
10.0.0.1 | 10.0.0.01
192.168.0.1/24 | 192.168.0.10/24
127.0.0.1:80.0 | 127.0.0.1:80.00
fe80::1e5 | fe80::1e05
2026-11-25 | 2026-11-26
2026-11-25 | 2026-11-025
2026.11.25 | 2026.11.250
12:30:45.1234567 | 12:30:45.1234568
12:30:45.5 | 12:30:45.50
2026-11-25T12:00:00.0000001 | 2026-11-25T12:00:00.0000002
0x1e5 | 0x1e05
0x7f3a0000 | 0x7f3a0001
a1e5 | a1e05
12e4f | 12e04f
550e8400-e29b-41d4 | 550e08400-e29b-41d4
sha1:1e5f.0 | sha1:1e05f.0
1_000.0 | 1_000.00
3 | 4
1000000 | 1000001
10000000000 | 10000000001
7 of 100 | 7 of 1000
2.0 | 2
2 | 2.0
1e5 | 100000
100000 | 1e5
10000000.0 | 10000001
0.440 | 0.441
0.999999 | 0.999997
0.0 | 0.000001
1e-8 | 0.0
1e-8 | 2e-8
-0.44 | 0.44
nan | 0.0
nan | inf
inf | -inf
inf | 1.7e308
True | False
None | 0
x1 | x2
1 2 | 1 2 3
1 2 3 | 1 2
12 | 1 2
a b | a  b
 a | a
epoch 3 | Epoch 3
(1+2j) | (1+3j)
(0.5+0.25j) | (0.5-0.25j)
(0.5+0.25j) | (0.5+0.26j)
[1. 2.] | [1. 3.]
[1, 2] | (1, 2)
[0.5 0.5] | [0.5, 0.5]
0.5s | 0.6s
1/2 | 1/3
1:2 | 1:20
""".split("\n")[1:-1]
for n, line in enumerate(_DIFFERENT):
    printed, pinned = line.split(" | ")
    lie(9, f"other-{n:02}-{slug(pinned)[:20]}", f"{printed!r} is not what {pinned!r} pins.", block(f"print({printed!r})", pinned), 5, f"-{pinned}", f"+{printed}")
for name, claim, printed, pinned in [
    ("line-more", "A line more is a difference.", "a\\nb", "a"),
    ("line-less", "A line less is one.", "a", "a\nb"),
    ("line-order", "So is another order.", "a\\nb", "b\na"),
    ("line-empty", "So is an empty line.", "a\\n\\nb", "a\nb"),
    ("no-break", "So is a blank that does not break.", "a\\u00a0b", "a b"),
    ("zero-width", "So is what nobody sees.", "a\\u200bb", "ab"),
    ("composed", "So is another spelling of a letter.", "e\\u0301", "é"),
    ("minus", "So is another minus.", "\\u22121", "-1"),
    ("cyrillic", "So is a letter of another script.", "\\u0430", "a"),
    ("elsewhere", "A number that is right in a wrong place is a difference.", "0.5 0.25", "0.25 0.5"),
]:
    lie(9, f"text-{name}", claim, block(f"print('{printed}')", pinned), 5, "expected", "came")
truth(
    9, "text-trail", "Blanks at the end of a line do not count.", block("print('a  \\nb\\n\\n')", "a\nb"), "a"
)

# --- 10. Pins that time something.

for name, claim, code in [
    ("compare", "Which of two is faster is no pin.", "import time\n\nt = time.perf_counter()\nfast = time.perf_counter() - t\nt = time.perf_counter()\nslow = time.perf_counter() - t + 9\nprint('faster:', fast < slow)"),
    ("from", "However the clock is imported.", "from time import perf_counter as clock\n\nprint('faster:', clock() > 0)"),
    ("as", "Whatever it is called.", "import time as t\n\nprint('faster:', t.time() > 0)"),
    ("star", "All of it at once as well.", "from time import *\n\nprint('faster:', monotonic() > 0)"),
    ("ns", "In nanoseconds as well.", "import time\n\nprint('faster:', time.perf_counter_ns() > 0)"),
    ("process", "The processor's time is time.", "import time\n\nprint('faster:', time.process_time() >= 0)"),
    ("thread", "So is a thread's.", "import time\n\nprint('faster:', time.thread_time() >= 0)"),
    ("clock", "So is a clock by its number.", "import time\n\nprint('faster:', time.clock_gettime(time.CLOCK_MONOTONIC) > 0)"),
    ("timeit", "timeit times.", "import timeit\n\nprint('faster:', timeit.timeit('1', number=1) < 99)"),
    ("timeit-from", "So does its timer.", "from timeit import default_timer\n\nprint('faster:', default_timer() > 0)"),
    ("datetime", "So does the time of day.", "from datetime import datetime\n\nt = datetime.now()\nprint('faster:', (datetime.now() - t).total_seconds() < 99)"),
    ("library", "So does the library's own timing.", "from nnbook import timing\n\nprint('faster:', timing is not None)"),
    ("function", "So does a clock in a function.", "def clock():\n    import time\n\n    return time.perf_counter()\n\n\nprint('faster:', clock() > 0)"),
    ("getattr", "So does one that is called by its name.", "import time\n\nprint('faster:', getattr(time, 'perf_counter')() > 0)"),
    ("resource", "So does what the system counted.", "import resource\n\nprint('faster:', resource.getrusage(resource.RUSAGE_SELF).ru_utime < 99)"),
    ("os-times", "So do the times of the process.", "import os\n\nprint('faster:', os.times().user < 99)"),
]:
    lie(10, f"time-{name}", claim, block(code, "faster: True"), 5, "time", "recorded")
TOOK = "import time\n\nprint('took', time.perf_counter_ns(), 'ns')"
DAY = ' recorded="25 November 2026 on a machine"'
truth(10, "recorded", "What is timed is recorded, and its page says when.", block(TOOK, "took 5 ns", DAY), "took 5 ns", "25 November 2026 on a machine")
truth(
    10,
    "sleep",
    "Who sleeps does not look at the clock.",
    block("import time\n\ntime.sleep(0)\nprint('up')", "up"),
    "up",
)
truth(10, "silent", "Who times and says nothing claims nothing.", block("import time\n\nt = time.perf_counter()"), "perf_counter")
truth(10, "date", "A day that is written down is no clock.", block("from datetime import date\n\nprint(date(2026, 11, 25))", "2026-11-25"), "2026-11-25")
lie(
    10,
    "recorded-words",
    "The words of a record are held.",
    block(TOOK, "needed 5 ns", DAY),
    5,
    "-needed 5 ns",
)
lie(10, "recorded-empty", "A record has its day.", block(TOOK, "took 5 ns", ' recorded=""'), 5, "recorded")
lie(10, "recorded-none", "A record is written down.", block(TOOK, options=DAY), 5, "pin")
lie(
    10,
    "recorded-raises",
    "What is recorded runs.",
    block("1 / 0\n" + TOOK, "took 5 ns", DAY),
    5,
    "ZeroDivisionError",
)

# --- 11. Blocks that are found and not shown, or shown and not found.


def _indented(text: str, by: str = "    ") -> str:
    return "".join(by + line if line.strip() else line.replace("\n", by.rstrip() + "\n") for line in text.splitlines(True))


_right, _wrong = fence("print(6 * 7)", "42"), fence("print(6 * 7)", "43")
for name, claim, before, by, after in [
    ("list", "in a list", "1. A step\n\n", "    ", ""),
    ("list-two", "in a list, by two blanks", "- A step\n\n", "  ", ""),
    ("list-three", "in a list, by three blanks", "1. A step\n\n", "   ", ""),
    ("list-tight", "in a list, without an empty line", "1. A step\n", "    ", ""),
    ("list-nested", "in a list of a list", "- A step\n\n    - Its part\n\n", "        ", ""),
    ("after-list", "after a list, without an empty line", "- A step\n", "", ""),
    ("quote", "in a quote", "", "> ", ""),
    ("quote-list", "in a list of a quote", "> - A step\n>\n", ">     ", ""),
    ("callout", "in a note", "> [!NOTE]\n", "> ", ""),
    ("after-quote", "after a quote, without an empty line", "> A word\n", "", ""),
    ("details", "in details", '<details markdown="1">\n<summary>S</summary>\n\n', "", "\n</details>\n"),
    ("details-tight", "in details, without empty lines", '<details markdown="1">\n<summary>S</summary>\n', "", "</details>\n"),
    ("details-raw", "in details that are not Markdown", "<details>\n<summary>S</summary>\n\n", "", "\n</details>\n"),
    ("details-raw-tight", "in such details, without empty lines", "<details>\n<summary>S</summary>\n", "", "</details>\n"),
    ("details-open", "in details that are not closed", '<details markdown="1">\n<summary>S</summary>\n\n', "", ""),
    ("details-deep", "in details, indented", '<details markdown="1">\n<summary>S</summary>\n\n', "    ", "\n</details>\n"),
    ("solution", "in a solution", '<details class="solution" markdown="1">\n<summary>S</summary>\n\n', "", "\n</details>\n"),
    ("div", "in an element", "<div>\n\n", "", "\n</div>\n"),
    ("div-tight", "in an element, without empty lines", "<div>\n", "", "</div>\n"),
    ("div-markdown", "in an element of Markdown", '<div markdown="1">\n\n', "", "\n</div>\n"),
    ("div-block", "in an element of blocks", '<div markdown="block">\n\n', "", "\n</div>\n"),
    ("div-span", "in an element of a line", '<div markdown="span">\n\n', "", "\n</div>\n"),
    ("div-two", "in an element of an element", '<div markdown="1">\n<div>\n\n', "", "\n</div>\n</div>\n"),
    ("paragraph", "in a paragraph of HTML", "<p>\n", "", "</p>\n"),
    ("span", "in an element within a line", "<span>\n", "", "</span>\n"),
    ("section", "in a section", "<section>\n\n", "", "\n</section>\n"),
    ("custom", "in an element of its own name", "<my-box>\n\n", "", "\n</my-box>\n"),
    ("cell", "in a table of HTML", "<table><tr><td>\n\n", "", "\n</td></tr></table>\n"),
    ("after-table", "after a table, without an empty line", "| a |\n|---|\n| b |\n", "", ""),
    ("footnote", "in a footnote", "A word.[^1]\n\n[^1]: The note.\n\n", "    ", ""),
    ("definition", "in a definition", "A term\n\n:   Its meaning.\n\n", "    ", ""),
    ("abbreviation", "after an abbreviation", "*[HTML]: A language\n", "", ""),
    ("address", "after an address", "[a]: http://a.b\n", "", ""),
    ("one", "behind one blank", "", " ", ""),
    ("three", "behind three blanks", "", "   ", ""),
    ("prose", "after prose, without an empty line", "A word.\n", "", ""),
    ("before-prose", "before prose, without an empty line", "", "", "A word.\n"),
    ("heading", "after a heading, without an empty line", "## A heading\n", "", ""),
    ("rule", "after a rule", "***\n", "", ""),
    ("comment-before", "after a comment", "<!-- A comment. -->\n", "", ""),
    ("comment-lines", "after a comment of lines", "<!--\nA comment.\n-->\n\n", "", ""),
    ("comment-odd", "after a comment that says --", "<!-- a -- b -->\n\n", "", ""),
    ("comment-shown", "after a comment that is shown as code", "Write `<!--` first.\n\n", "", "\nAnd `-->` last.\n"),
    ("script", "in a script", "<script>\n", "", "</script>\n"),
    ("style", "in a style", "<style>\n\n", "", "\n</style>\n"),
    ("textarea", "in a field", "<textarea>\n", "", "</textarea>\n"),
    ("instruction", "in an instruction", "<?x\n", "", "?>\n"),
    ("cdata", "in what is no Markdown", "<![CDATA[\n", "", "]]>\n"),
    ("dollars", "in a formula", "$$\n", "", "$$\n"),
    ("anchor", "after an anchor", '<a id="x"></a>\n', "", ""),
    ("image", "after an image of HTML", '<img src="x.png" alt="x">\n', "", ""),
    ("break", "after an element without content", "<br>\n", "", ""),
    ("attributes", "before attributes", "", "", "{: .wide }\n"),
    ("long", "after a fence within a longer one", "````markdown\n```python\n1 / 0\n```\n````\n\n", "", ""),
    ("backticks", "after marks within a line", "A ``` and a ``` again.\n\n", "", ""),
    ("toc", "after a table of contents", "[TOC]\n\n", "", ""),
]:
    line = 5 + before.count("\n")
    for kind, text in [("right", _right), ("wrong", _wrong)]:
        whole = page(before + (_indented(text, by) if by else text) + after)
        if kind == "wrong":
            lie(
                11, f"in-{name}-wrong", f"A wrong pin {claim} is not passed over.", whole, (line, line - 1, 5)
            )
        else:
            unsaid = ("```", "~~~") if name not in ("long", "backticks") else ()
            either(11, f"in-{name}", f"A block {claim} is shown and tested, or refused.", whole, (line, line - 1, 5), count=1, shown=("42",), unsaid=unsaid)
truth(11, "tildes", "Tildes make a block as well.", page(_right.replace("```", "~~~")), "42", count=1)
lie(11, "tildes-wrong", "And a wrong one.", page(_wrong.replace("```", "~~~")), 5, "-43", "+42")
truth(11, "four", "So do four marks.", page(_right.replace("```", "````")), "42", count=1)
truth(11, "marks", "Four marks hold three.", page("````python\nprint('''\n```\n''', 6 * 7)\n````\n\n````output\n\n```\n 42\n````\n"), "42", count=1)
truth(11, "adjacent", "Blocks may touch.", page("```python\nx = 1\n```\n```python\nprint(6 * 7)\n```\n```output\n42\n```\n"), "42", count=2)
truth(11, "equal", "Blocks may be equal.", page(_right, _right, _right), "42", count=3)
lie(11, "equal-wrong", "Of equal blocks the one with the wrong pin is named.", page(_right, _wrong, _right), 13, "-43", "+42")
truth(11, "empty", "A block may be a comment.", block("# nothing"), count=1)
either(11, "closing", "A block that closes with more marks than it opened with is shown and tested, or refused.", page("```python\nprint(6 * 7)\n`````\n\n```output\n42\n```\n"), 5, shown=("42",), count=1)
for name, claim, text in [
    ("markdown", "What a longer fence shows does not run.", "````markdown\n```python\n1 / 0\n```\n````\n"),
    ("markdown-tildes", "Nor what tildes show.", "~~~markdown\n```python\n1 / 0\n```\n~~~\n"),
    ("markdown-marks", "Nor what marks show.", "```markdown\n~~~python\n1 / 0\n~~~\n```\n"),
    ("markdown-pin", "Nor is its pin held.", "````markdown\n```python\n1 / 0\n```\n\n```output\n43\n```\n````\n"),
    ("markdown-py", "Nor is its language refused.", "````markdown\n```py\n1 / 0\n```\n````\n"),
    ("markdown-list", "Nor where it stands in a list.", "- A step\n\n    ````markdown\n    ```python\n    1 / 0\n    ```\n    ````\n"),
    ("inline", "Nor does code within a line.", "Write `1 / 0` or `` ```python `` here.\n"),
    ("table", "Nor in a table.", "| a | b |\n|---|---|\n| `1 / 0` | `python` |\n"),
]:
    truth(11, f"shown-{name}", claim, page(text), "1 / 0", count=0)

# --- More of the kinds, found by looking for what the machinery believes of Markdown and is not so.

CODE = "    print(6 * 7)  # 999"
for name, text in {
    "setext": f"Title\n===\n\n{CODE}\n",
    "bangs": f"!!! danger\n\n{CODE}\n",
    "question-marks": f"??? note\n\n{CODE}\n",
    "in-note": f"Word[^1].\n\n[^1]: A note.\n\n    {CODE}\n",
    "in-definition": f"Term\n\n:   Meaning.\n\n    {CODE}\n",
    "in-details": f'<details markdown="1">\n<summary>S</summary>\n{CODE}\n</details>\n',
    "in-div": f'<div markdown="1">\n<p>S</p>\n{CODE}\n</div>\n',
    "behind-rule": f"<hr>\n{CODE}\n",
    "behind-abbreviation": f"*[AB]: abbreviated\n{CODE}\n",
    "in-callout": f"> [!NOTE]\n> {CODE}\n",
    "xmp": "<xmp>print(6 * 7)  # 999</xmp>\n",
    "textarea": "<textarea>print(6 * 7)  # 999</textarea>\n",
    "listing-tag": "<listing>print(6 * 7)  # 999</listing>\n",
}.items():
    lie(3, f"stray-{name}", "What is shown as code stands in a fence.", page(text), tuple(range(1, 14)), "code")
for name, text in {
    "cite": "```cite CITATION.cff\n```\n",
    "exercise": "```exercise one-neuron\n```\n",
    "math": "```math foo-bar\nx = 1\n```\n",
    "closed": "```math\nx = 1\n`````\n",
    "shown": "```bash a-b\nls\n```\n",
}.items():
    lie(1, f"untaken-{name}", "A fence is made into what it stands for, or refused.", page(text), 5, "fence")
lie(11, "text-comment", "A fence that is only shown is shown.", page("<!-- a\n\n```text\nabc\n```\n\n-->\n"), (1, 5, 6, 7))
for name, tag in {"hidden": "<div hidden", "style": '<div style="display: none"'}.items():
    hidden = f'{tag} markdown="1">\n\n' + fence("print(1)", "1") + "\n</div>\n"
    lie(11, f"unseen-{name}", "What is hidden is not shown.", page(hidden), 5, "hidden")
for name, tag in {"last": '<div id="a" class=b hidden', "value": "<section hidden=until-found", "sight": "<div class='a' style='visibility:hidden'"}.items():
    lie(11, f"unseen-{name}", "Wherever the attribute stands.", page(f'{tag} markdown="1">\n\n' + fence("print(1)", "1")), 5, "hidden")
for name, attribute in {"alt": 'alt="A hidden layer"', "title": "title='the hidden one'", "aria": 'aria-hidden="true"', "class": 'class="a hidden-layer"'}.items():
    truth(11, f"seen-{name}", "A word is no attribute: networks have hidden layers.", page(f'<p><b {attribute}>Seen.</b></p>\n', fence("print(1)", "1")), "Seen.")
for name, line in {"link": "[home]: index.md", "note": "[^1]: Azevedo2009", "abbreviation": "*[AB]: a"}.items():
    text = f"See [home] and it[^1].\n\n```python\nprint(1)\n```\n\n{line}\n\n```output\n1\n```\n"
    lie(6, f"between-{name}", "What stands between a block and its pin is not dropped.", page(text), (13, 14), "straight after")
lie(4, "fork-raises", "What a fork of the block raises is heard.", block("import os\n\npid = os.fork()\nif pid == 0:\n    1 / 0\nos.waitpid(pid, 0)\nprint('all went well')", "all went well"), 5, "ZeroDivisionError")
lie(4, "fork-shows", "A figure of a fork is not lost in silence.", block("import os\n\nimport matplotlib.pyplot as plt\n\npid = os.fork()\nif pid == 0:\n    plt.plot([1])\n    plt.show()\n    os._exit(0)\nos.waitpid(pid, 0)"), 5, "a figure of a forked process")
lie(10, "recorded-silent", "A record is of something.", block("import time\n\ntime.time()", None, DAY), 5, "prints nothing")
lie(10, "recorded-nothing", "A record measures.", block("print(1 + 1)", "3", DAY), 5, "measures nothing")
truth(4, "own-style", "A block may take the defaults of Matplotlib.", block("import matplotlib.pyplot as plt\n\nplt.style.use('default')\nplt.plot([1])\nplt.title('Aa')\nplt.show()", options=ALT), "Aa")
