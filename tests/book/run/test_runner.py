"""One run of one block."""

import sys
import threading
import warnings

import processes
import pytest

from nnbook.book.run import runner


def events(source: str) -> list[tuple[str, str]]:
    """Run a block and return all that it emits."""
    found: list[tuple[str, str]] = []
    runner.run(source, lambda kind, text: found.append((kind, text)), filename="chapter.md")
    return found


def error(source: str) -> str:
    """Run a block that fails and return its traceback."""
    found: list[tuple[str, str]] = []
    assert not runner.run(source, lambda kind, text: found.append((kind, text)), filename="chapter.md")
    assert found[-1][0] == "error"
    return found[-1][1]


def printed(source: str) -> str:
    """Run a block that succeeds and return what it prints."""
    found: list[tuple[str, str]] = []
    assert runner.run(source, lambda kind, text: found.append((kind, text))), found
    return "".join(text for kind, text in found if kind == "stdout")


@pytest.mark.parametrize("sign", ["\x0c", "\u2028", "\x85"])
def test_a_sign_that_ends_no_line_of_code_moves_no_line_of_a_traceback(sign: str) -> None:
    """The line that is quoted is the one that raised."""
    found: list[tuple[str, str]] = []
    runner.execute(
        f"x = '{sign}'\ny = 2\n1 / 0\n", lambda kind, text: found.append((kind, text)), "docs/x.md"
    )
    assert "line 3" in found[0][1] and "\n    1 / 0\n" in found[0][1]


def test_events_come_in_the_order_in_which_they_happen() -> None:
    """Print, figure, print stay in this order."""
    source = "import matplotlib.pyplot as plt\nprint('a')\nplt.plot([1])\nplt.show()\nprint('b')"
    kinds = [kind for kind, text in events(source) if text != "\n"]
    assert kinds == ["stdout", "figure", "stdout"]


def test_nothing_outlives_a_block() -> None:
    """A name of one block is unknown in the next."""
    assert printed("secret = 1\nprint(secret)") == "1\n"
    assert "NameError: name 'secret' is not defined" in error("print(secret)")


def test_a_block_is_a_script() -> None:
    """`__name__`, dataclasses and pickle work as in a file that Python runs."""
    source = (
        "import pickle\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass Point:\n    x: 'int'\n"
        "print(__name__, pickle.loads(pickle.dumps(Point(2))))"
    )
    assert printed(source) == "__main__ Point(x=2)\n"


def test_the_outer_main_and_streams_come_back() -> None:
    """A block that raises leaves the process as it found it."""
    before = sys.modules["__main__"], sys.stdout, sys.stderr, list(warnings.filters)
    error("1 / 0")
    assert before == (sys.modules["__main__"], sys.stdout, sys.stderr, list(warnings.filters))


def test_future_imports_of_the_runner_do_not_reach_the_block() -> None:
    """Annotations are evaluated, as in a script without a future import."""
    assert "NameError" in error("def f(x: Undefined): ...")


def test_the_print_of_a_library_is_seen() -> None:
    """What a called module writes belongs to the block's output."""
    assert printed("import sys\nsys.stdout.write('from below')") == "from below"
    assert "The Zen of Python" in printed("import sys\nsys.modules.pop('this', None)\nimport this")


@pytest.mark.parametrize(
    "source",
    [
        "import warnings\nwarnings.warn('careful')",
        "import warnings\nwarnings.warn('careful', DeprecationWarning)",
        "import warnings\nwarnings.warn('careful', ResourceWarning)",
        "import numpy as np\nnp.log(np.zeros(1))",
        "import numpy as np\nnp.exp(np.array(1000.0))",
    ],
)
def test_a_warning_fails_a_block(source: str) -> None:
    """Warnings of the block's own code are errors, of every category."""
    assert "Warning: " in error(source)


def test_a_slow_machine_fails_no_block() -> None:
    """Matplotlib warns where a legend took a second to place, which a busy machine may take for any."""
    said = 'Creating legend with loc="best" can be slow with large amounts of data.'
    found: list[tuple[str, str]] = []
    for warns in (False, True):
        source = f"import warnings\nwarnings.warn({said!r})\nprint('done')\n"
        assert runner.run(source, lambda kind, text: found.append((kind, text)), warns=warns), found
    assert {kind for kind, _ in found} == {"stdout"}


def test_a_doubtful_escape_fails_a_block() -> None:
    """What the compiler warns of is an error in every Python, also where Python 3.11 hides it."""
    assert "escape sequence" in error("print('\\d')")


def test_a_deprecation_deep_in_another_package_does_not_fail_a_block() -> None:
    """What Python hides from users by default stays hidden where neither the block nor nnbook causes it."""
    source = (
        "import types, warnings\n"
        "module = types.ModuleType('elsewhere')\n"
        "exec('import warnings\\ndef f(): warnings.warn(\"old\", DeprecationWarning)', module.__dict__)\n"
        "module.f()\nprint('done')"
    )
    assert printed(source) == "done\n"


def test_a_deprecation_within_nnbook_fails_a_block() -> None:
    """The library is ours, so its deprecated calls are ours to mend."""
    source = (
        "import types, warnings\n"
        "module = types.ModuleType('nnbook.zoo')\n"
        "exec('import warnings\\ndef f(): warnings.warn(\"old\", DeprecationWarning)', module.__dict__)\n"
        "module.f()"
    )
    assert "DeprecationWarning: old" in error(source)


def test_a_traceback_starts_in_the_block_and_quotes_its_lines() -> None:
    """The reader sees the block's file name, line and code, and nothing of the runner."""
    trace = error("def f():\n    return 1 / 0\n\nf()")
    assert 'File "chapter.md", line 4, in <module>\n    f()' in trace
    assert 'File "chapter.md", line 2, in f\n    return 1 / 0' in trace
    assert "runner.py" not in trace
    assert trace.endswith("ZeroDivisionError: division by zero\n")


def test_a_syntax_error_names_the_line() -> None:
    """What cannot be compiled is reported like what raises."""
    trace = error("x = 1\nx = = 2")
    assert 'File "chapter.md", line 2' in trace
    assert "SyntaxError" in trace


def test_leaving_the_interpreter_is_an_error() -> None:
    """`sys.exit()` would end a reader's script half-way, whatever its status."""
    assert "SystemExit: 0" in error("import sys\nsys.exit(0)")


def test_the_keyboard_still_interrupts() -> None:
    """Ctrl-C ends the build, not the block."""
    with pytest.raises(KeyboardInterrupt):
        runner.run("raise KeyboardInterrupt", lambda kind, text: None)


def test_blocks_in_threads_do_not_mix() -> None:
    """Two threads that run blocks at once each get their own output."""
    outputs: dict[str, str] = {}

    def work(name: str) -> None:
        outputs[name] = printed(
            f"import time\nfor _ in range(20):\n    print('{name}')\n    time.sleep(0.001)"
        )

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outputs == {"a": "a\n" * 20, "b": "b\n" * 20}


def test_the_streams_come_back_after_blocks_in_threads() -> None:
    """Whichever of them ends first, the process has its own output again."""
    before = sys.stdout, sys.stderr
    threads = [
        threading.Thread(target=printed, args=(f"import time\ntime.sleep({seconds})",))
        for seconds in (0.02, 0.01)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sys.stdout, sys.stderr) == before


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("sys.stdout.buffer.write('é\\n'.encode())\nprint('after')", "é\nafter\n"),
        ("sys.stdout.buffer.write('é'.encode()[:1])\nsys.stdout.buffer.write('é'.encode()[1:])", "é"),
        ("sys.stdout.buffer.write(bytes([255]))", "\\xff"),
        ("sys.stdout.reconfigure(line_buffering=True)\nprint('é')", "é\n"),
        ("sys.stdout.writelines(['a', 'b'])", "ab"),
        ("print('a', end='', flush=True)", "a"),
        ("print(sys.stdout.fileno(), sys.stderr.fileno())", "1 2\n"),
        ("print(sys.stdout.encoding, sys.stdout.isatty(), sys.stdout.writable())", "utf-8 False True\n"),
        ("print(sys.stdout.readable(), sys.stdout.closed)", "False False\n"),
    ],
)
def test_the_output_is_a_stream_as_a_script_has_it(source: str, wanted: str) -> None:
    """It takes bytes, can be told how to buffer, and has a number."""
    assert printed(f"import sys\n{source}") == wanted


def test_what_is_printed_comes_at_once() -> None:
    """A reader sees each line while the block runs, not at its end."""
    seen: list[str] = []
    source = "print('a')\nprint('b', end='')\nbefore = 1\nraise OSError"
    runner.run(source, lambda kind, text: seen.append(f"{kind} {text}"))
    assert "".join(text.partition(" ")[2] for text in seen[:-1]) == "a\nb"
    assert seen[-1].startswith("error ")


def test_the_two_streams_keep_their_order() -> None:
    """What goes to stderr stands between what was printed before it and after it."""
    found = events("import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')")
    assert [(kind, text.strip()) for kind, text in found if text.strip()] == [
        ("stdout", "a"),
        ("stderr", "b"),
        ("stdout", "c"),
    ]


WARNS = "import warnings\nprint('before')\nwarnings.warn('careful')\nprint('after')"


def test_a_warning_that_is_meant_is_an_event() -> None:
    """With `warns` it is told in a line, in its place, and the block goes on."""
    found: list[tuple[str, str]] = []
    assert runner.run(WARNS, lambda kind, text: found.append((kind, text)), warns=True)
    joined = "".join(f"{kind}: {text}" if kind == "warning" else text for kind, text in found)
    assert joined == "before\nwarning: UserWarning: careful\nafter\n"


def test_a_warning_is_told_each_time_it_is_given() -> None:
    """Python would tell of a line in a loop once; the page shows what the code does."""
    found: list[tuple[str, str]] = []
    source = "import warnings\nfor _ in range(3):\n    warnings.warn('again')"
    assert runner.run(source, lambda kind, text: found.append((kind, text)), warns=True)
    assert found == [("warning", "UserWarning: again\n")] * 3


def test_what_python_hides_is_told_where_the_block_causes_it() -> None:
    """A deprecation of the block's own is a warning as any other, and one of another package is not."""
    found: list[tuple[str, str]] = []
    source = (
        "import types, warnings\n"
        "module = types.ModuleType('elsewhere')\n"
        "exec('import warnings\\ndef f(): warnings.warn(\"old\", DeprecationWarning)', module.__dict__)\n"
        "module.f()\nwarnings.warn('mine', DeprecationWarning)"
    )
    assert runner.run(source, lambda kind, text: found.append((kind, text)), warns=True)
    assert found == [("warning", "DeprecationWarning: mine\n")]


def test_warnings_are_as_before_after_a_block() -> None:
    """Whether it may warn or not, the filters and the way to show warnings are the process's own again."""
    before = list(warnings.filters), warnings.showwarning
    for warns in (True, False):
        runner.run(WARNS, lambda kind, text: None, warns=warns)
    assert (list(warnings.filters), warnings.showwarning) == before


UNSHOWN = "import matplotlib.pyplot as plt\n\nplt.plot([1])\nplt.figure()\nplt.plot([2])"


def test_figures_that_were_not_shown_are_counted() -> None:
    """`execute` says how many; `run`, for readers who try things out, says nothing."""
    found: list[tuple[str, str]] = []
    assert runner.execute(UNSHOWN, lambda kind, text: found.append((kind, text)))
    assert found == [("unshown", "2")]
    assert events(UNSHOWN) == []
    assert events(f"{UNSHOWN}\nplt.close('all')") == []


def test_execute_leaves_the_streams_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """What the block prints goes where the process prints."""
    found: list[tuple[str, str]] = []
    assert runner.execute("print(1 + 1)", lambda kind, text: found.append((kind, text)))
    assert found == []
    assert capsys.readouterr().out == "2\n"


def test_a_script_has_its_file() -> None:
    """`__file__` is there where the code has a file, and is not where it has none."""
    found: list[tuple[str, str]] = []
    runner.execute(
        "import sys\nsys.stderr.write(__file__)\n1 / 0",
        lambda kind, text: found.append((kind, text)),
        script="/somewhere/block.py",
    )
    assert "ZeroDivisionError" in found[-1][1]
    assert "NameError" in error("print(__file__)")


def test_what_comes_after_sees_what_the_block_defined() -> None:
    """`then` gets the names, under the block's conditions, and what it raises is the block's."""

    def look(names: dict[str, object]) -> None:
        print(names["x"])
        raise KeyError("then")

    found: list[tuple[str, str]] = []
    assert not runner.run("x = 5", lambda kind, text: found.append((kind, text)), then=look)
    assert "".join(text for kind, text in found if kind == "stdout") == "5\n"
    assert found[-1][0] == "error" and "KeyError: 'then'" in found[-1][1]


def test_a_numpy_print_option_does_not_reach_the_next_block() -> None:
    """Each block prints arrays as a fresh Python does."""
    printed("import numpy as np\nnp.set_printoptions(precision=2)")
    assert printed("import numpy as np\nprint(np.array([0.123456]))") == "[0.123456]\n"


def test_a_seed_does_not_reach_the_next_block() -> None:
    """A block that draws without a seed cannot pass by what an earlier block seeded."""
    seeds = "import random\nimport numpy as np\nrandom.seed(0)\nnp.random.seed(0)\n"
    draw = "import random\nimport numpy as np\nprint(random.random())\nprint(np.random.random())"
    python, numpy = printed(seeds + draw).split()
    printed(seeds)
    assert python not in printed(draw)
    printed(seeds)
    assert numpy not in printed(draw)


def test_an_error_state_does_not_reach_the_next_block() -> None:
    """A block that silences NumPy silences only itself."""
    printed("import numpy as np\nnp.seterr(all='ignore')\nnp.log(np.zeros(1))")
    assert "RuntimeWarning: divide by zero" in error("import numpy as np\nnp.log(np.zeros(1))")


def test_the_runner_needs_only_the_standard_library() -> None:
    """Alone in an interpreter without Matplotlib and NumPy, the file runs a block."""
    hidden = ["numpy", "matplotlib"]
    program = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(['numpy', 'matplotlib', 'yaml', 'mkdocs', 'markdown']))\n"
        "import importlib.util as util\n"
        "find = util.find_spec\n"
        f"util.find_spec = lambda name, *a: None if name in {hidden} else find(name, *a)\n"
        f"spec = util.spec_from_file_location('alone', {runner.__file__!r})\n"
        "alone = util.module_from_spec(spec)\n"
        "spec.loader.exec_module(alone)\n"
        "events = []\n"
        "assert alone.run('print(1 + 1)', lambda *event: events.append(event))\n"
        "assert ''.join(text for _, text in events) == '2\\n', events\n"
        "assert not any(name.startswith('nnbook') for name in sys.modules)\n"
    )
    done = processes.run([sys.executable, "-c", program])
    assert done.returncode == 0, done.stderr
