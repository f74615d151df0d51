"""A block against its chapter."""

import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from nnbook.book.check.promises import check, check_listing, prints_its_pin
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.results.pool import Pool
from nnbook.book.results.results import Results

Failure = Callable[[str], str]


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory, pool: Pool) -> Iterator[Results]:
    """Return the results of a book with a library of one function."""
    root = tmp_path_factory.mktemp("book")
    for folder in ("docs", "zoo"):
        (root / folder).mkdir()
    (root / "zoo" / "__init__.py").write_text("", encoding="utf-8")
    (root / "zoo" / "animals.py").write_text("def feed(animal):\n    return 2 * animal\n", encoding="utf-8")
    results = Results(Book(root, package="zoo"), None, 1, pool)
    yield results
    results.close()


@pytest.fixture
def failure(zoo: Results, monkeypatch: pytest.MonkeyPatch) -> Failure:
    """Return what runs the first block of a page, docs/x.md, and says what is wrong with it, or nothing."""
    monkeypatch.chdir(zoo.book.root)

    def failure(text: str) -> str:
        path = zoo.book.docs / "x.md"
        path.write_text(text, encoding="utf-8")
        block = Chapter.read(path).blocks[0]
        try:
            check(block, zoo.get(block), zoo.book)
        except ChapterError as error:
            return str(error)
        return ""

    return failure


def fence(code: str, pin: str | None = None, options: str = "", warning: str | None = None) -> str:
    """Write a block with its pins."""
    text = f"```python{options}\n{code}\n```\n"
    for name, content in (("output", pin), ("warning", warning)):
        if content is not None:
            text += f"\n```{name}\n{content}\n```\n"
    return text


PLOT = "import matplotlib.pyplot as plt\n\nplt.plot([1])\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(fence("x = 1"), id="silent"),
        pytest.param(fence("print()"), id="only a line end"),
        pytest.param(fence("print(0.1 + 0.2)", "0.3"), id="printed"),
        pytest.param(fence(f"{PLOT}print(1)\nplt.show()", "1", ' alt="A"'), id="figure"),
        pytest.param(fence(f"{PLOT}plt.close()"), id="closed"),
        pytest.param(fence("print(1)", "1", ' predict="2 | 1"'), id="predicted"),
        pytest.param(fence("def hungry_feed(animal):\n    return 3 * animal"), id="another name"),
        pytest.param(
            fence(
                "import numpy as np\n\nprint(np.log(0.0))", "-inf", "", "RuntimeWarning: divide by zero"
            ).replace("zero\n", "zero encountered in log\n"),
            id="warned",
        ),
        pytest.param(fence("print('a\\tb')", "a       b"), id="as a terminal shows it"),
        pytest.param(fence("print('\\r1 of 2\\r2 of 2')", "2 of 2"), id="progress"),
    ],
)
def test_a_block_that_keeps_its_promises_passes(failure: Failure, text: str) -> None:
    """Silence without a pin, a print with its pin, a figure with its text, a warning with its fence."""
    assert failure(text) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            fence("print(1)"),
            "the block prints and has no pin; `pytest --update-pins` writes it. It printed\n1",
        ),
        (fence("x = 1", "1"), "the block has a pin and prints nothing. Expected\n1"),
        (
            fence("print(1)", "2"),
            "the block prints something else than its pin; `pytest --update-pins` rewrites",
        ),
        (fence("import sys\n\nsys.stderr.write('no')"), "expected to be silent on stderr, and wrote\nno"),
        (fence("import os\n\nos._exit(3)"), "the block did not come to its end: it ended its own process"),
        (fence(PLOT), "the block draws a figure and does not show it: call plt.show()"),
        (fence(f"{PLOT}plt.figure()"), "the block draws 2 figures and does not show"),
        (fence(f"{PLOT}plt.show()"), "the block shows a figure and has no alt text"),
        (fence(f"{PLOT}plt.show()", None, ' alt=" "'), "the block shows a figure and has no alt text"),
        (
            fence(f"{PLOT}plt.show()\n" * 2, None, ' alt="A"'),
            "one figure at the most, since it has one alt text",
        ),
        (fence("x = 1", None, ' alt="A"'), "the block has an alt text and shows no figure"),
        (fence("x = 1", None, " predict"), "neither prints nor draws, so there is nothing to predict"),
        (fence("print(1)", "1", ' predict="2 | 3"'), "none of the choices of predict is all that the block"),
    ],
)
def test_a_promise_that_is_not_kept_is_named(failure: Failure, text: str, words: str) -> None:
    """With the file and the line of the block, what was expected and what came."""
    message = failure("# A page\n\n" + text)
    assert message.startswith("docs/x.md:3: ") and words in message


def test_a_fence_behind_a_block_that_is_no_pin_is_named(failure: Failure) -> None:
    """An author who wrote another word than output learns which fence is meant."""
    message = failure(fence("print(1)") + "\n```text\n1\n```\n")
    assert "has no pin; ```text in line 5 is no pin: a pin is called output" in message
    assert "is no pin" not in failure(fence("print(1)") + "\nProse.\n\n```text\n1\n```\n")
    assert failure(fence("print(1)", "1") + "\n```text\n1\n```\n") == ""


def test_the_difference_to_the_pin_is_shown(failure: Failure) -> None:
    """Both sides, line by line."""
    assert failure(fence("print('a')\nprint('b')", "a\nc")).endswith(" a\n-c\n+b")


LOG = "import numpy as np\n\nprint(np.log(0.0))"
LOG_WARNS = "RuntimeWarning: divide by zero encountered in log"


def test_a_warning_is_an_error_where_no_fence_allows_it(failure: Failure) -> None:
    """The message says how it is allowed."""
    message = failure(fence(LOG, "-inf"))
    assert LOG_WARNS in message and "put a fence ```warning behind the block" in message


@pytest.mark.parametrize(
    "code",
    [
        "import warnings\n\nimport numpy as np\n\nwarnings.warn('w', np.exceptions.RankWarning)",
        "import warnings\n\nwarnings.warn('two\\nlines')",
    ],
)
def test_the_hint_at_the_fence_comes_with_every_kind_of_warning(failure: Failure, code: str) -> None:
    """Also where the traceback names its module, or where it says more than a line."""
    assert "put a fence ```warning behind the block" in failure(fence(code))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (fence(LOG, "-inf", "", "RuntimeWarning: divide"), "warns otherwise than its fence `warning` says"),
        (
            fence(LOG, "-inf", "", f"{LOG_WARNS}\n{LOG_WARNS}"),
            "warns otherwise than its fence `warning` says",
        ),
        (fence("print(1)", "1", "", LOG_WARNS), f"and does not warn. Expected\n{LOG_WARNS}"),
        (fence("x = 1", None, "", " "), "the fence `warning` of the block is empty"),
        (fence(LOG, "-inf", "", ""), "the fence `warning` of the block is empty"),
        (fence(LOG, "inf", "", LOG_WARNS), "prints something else than its pin"),
        (
            fence("raise RuntimeWarning('raised')", None, "", "RuntimeWarning: raised"),
            "expected to run, and raised",
        ),
    ],
)
def test_a_warning_is_held_to_its_fence(failure: Failure, text: str, words: str) -> None:
    """Word by word, and as often as it came; what is raised is no warning."""
    assert words in failure(text)


TIMED = "```python{}\nfrom time import perf_counter\n\nprint('took', perf_counter())\n```\n{}"
RECORD = TIMED.format(' recorded="1 May 2026 on a machine"', "\n```output\ntook 5\n```\n")


def test_of_what_was_recorded_the_words_are_held(failure: Failure) -> None:
    """Another time passes, another word does not, and a record without a date is none."""
    assert failure(RECORD) == ""
    assert "something else than its pin" in failure(RECORD.replace("took 5", "lasted 5"))
    assert "something else than its pin" in failure(RECORD.replace("took 5", "took 5 6"))
    assert "the record has no date" in failure(RECORD.replace("1 May 2026 on a machine", " "))


def test_what_is_timed_cannot_be_pinned(failure: Failure) -> None:
    """The message says what to write, and no output is lost: without a pin it is the usual message."""
    message = failure(TIMED.format("", "\n```output\ntook 5\n```\n"))
    assert message.startswith("docs/x.md:1: the block measures time, and no two runs take the same: write")
    assert 'recorded=""' in message and "--update-pins" in message
    assert "prints and has no pin" in failure(TIMED.format(' recorded=""', ""))
    assert "prints nothing" in failure(RECORD.replace("print('took', perf_counter())", "perf_counter()"))


def test_a_record_is_known_by_its_words(zoo: Results) -> None:
    """What the site shows of it is the record, as long as its words hold."""
    (record,) = Chapter(Path("docs/x.md"), RECORD).blocks
    assert prints_its_pin(record, "took 7.25\n") and not prints_its_pin(record, "lasted 5\n")
    (pinned,) = Chapter(Path("docs/x.md"), fence("print(5)", "5")).blocks
    assert prints_its_pin(pinned, "5\n") and not prints_its_pin(pinned, "6\n")


@pytest.mark.parametrize("depth", [0, 7])
def test_a_traceback_names_the_chapter_s_own_line(failure: Failure, depth: int) -> None:
    """The line in the message is the one in the author's editor."""
    message = failure("prose\n\n" * depth + "```python\nx = 1\n1 / 0\n```\n")
    assert message.startswith(f"docs/x.md:{2 * depth + 1}: the block was expected to run, and raised")
    assert f'File "docs/x.md", line {2 * depth + 3}, in <module>\n    1 / 0\n' in message


def test_a_traceback_quotes_todays_lines(failure: Failure) -> None:
    """After an edit, the same line number shows the new code."""
    assert "    1 / 0\n" in failure("```python\n1 / 0\n```\n")
    assert "    2 / 0\n" in failure("```python\n2 / 0\n```\n")


@pytest.mark.parametrize(
    "definition",
    [
        "speed = 1",
        "speed: int = 1",
        "speed, other = 1, 2",
        "other, speed = 1, 2",
        "def speed():\n    pass",
        "class speed:\n    pass",
        "import speed",
        "from math import pi as speed",
        "for speed in range(3):\n    pass",
    ],
)
def test_a_name_of_another_block_is_explained(failure: Failure, definition: str) -> None:
    """Whoever comes from notebooks expects names to carry over."""
    message = failure(fence("print(speed)") + "\n" + fence(definition))
    assert "NameError: name 'speed' is not defined" in message
    assert "Another block of the page defines speed. Blocks stand alone" in message


def test_a_name_that_nobody_defines_is_a_plain_error(failure: Failure) -> None:
    """A hint that leads nowhere would be worse than none."""
    message = failure(
        fence("print(speed)") + "\n" + fence("speedy = 1\nprint('speed =', speedy)", "speed = 1")
    )
    assert "NameError" in message and "Another block" not in message


def test_a_listing_that_drifted_is_told_from_a_name_of_the_author_s(failure: Failure) -> None:
    """Whichever it is, the message says what to do, and shows both."""
    message = failure(fence("def feed(animal):\n    return 3 * animal"))
    assert message.startswith("docs/x.md:1: feed is a name of the library, and here stands something else")
    assert "A function of your own needs another name" in message and "pytest --update-listings" in message
    assert re.search(r"^-    return 2 \* animal\n\+    return 3 \* animal$", message, re.MULTILINE)
    assert failure(fence("def feed(animal):\n    return 2 * animal")) == ""


def test_the_cause_comes_before_what_follows_from_it(failure: Failure) -> None:
    """A drifted listing explains what it breaks, an error that nothing was printed."""
    assert "name of the library" in failure(fence("def feed(animal):\n    return 1 / 0\n\n\nfeed(1)"))
    assert "ZeroDivisionError" in failure(fence("1 / 0", "1"))


def test_a_library_that_is_broken_is_the_block_s_failure(zoo: Results, failure: Failure) -> None:
    """A syntax error in a module is shown like any other error of the block."""
    file = zoo.book.root / "zoo" / "food.py"
    file.write_text("FOOD = = 1\n", encoding="utf-8")
    try:
        message = failure(fence("from zoo.food import FOOD\n\nprint(FOOD)", "1"))
    finally:
        file.unlink()
    assert message.startswith("docs/x.md:1: ") and "SyntaxError" in message and "food.py" in message


@pytest.mark.parametrize("code", ["print(1 + 1)", "import os\n\nprint(os.sep)", "import time\n\nprint(2)"])
def test_what_measures_nothing_is_no_record(failure: Failure, code: str) -> None:
    """Its numbers would be held to nothing."""
    said = failure(fence(code, "3", ' recorded="1 May 2026 on a machine"'))
    assert "measures nothing" in said and "drop recorded" in said


@pytest.mark.parametrize(
    "code",
    [
        "import os\n\nprint(os.cpu_count())",
        "import platform\n\nprint(len(platform.release()))",
        "import tracemalloc\n\ntracemalloc.start()\nprint(tracemalloc.get_traced_memory()[0])",
        "import sys\n\nprint(sys.getsizeof(1))",
    ],
)
def test_what_the_machine_says_may_be_a_record(failure: Failure, code: str) -> None:
    """Another one says otherwise."""
    assert failure(fence(code, "12345", ' recorded="1 May 2026 on a machine"')) == ""


def test_a_listing_that_cannot_run_here_is_held_to_the_library(zoo: Results) -> None:
    """What is shown as the library's code is that, also where a package is missing."""
    for code, drifted in (("return 2 * animal", False), ("return 3 * animal", True)):
        source = f"def feed(animal):\n    {code}\n"
        block = Block(zoo.book.docs / "x.md", 3, source, {"needs": "nowhere"}, None, 6, 6)
        with pytest.raises(ChapterError, match="is a name of the library") if drifted else nullcontext():
            check_listing(block, zoo.book)


def test_a_message_quotes_the_start_of_what_is_long(failure: Failure) -> None:
    """A loop that prints does not fill the author's terminal."""
    said = failure(fence("for n in range(300):\n    print(n, 'x' * 3000)\n"))
    assert "… and 250 lines more" in said and "49 xxx" in said and "\n50 xxx" not in said
    assert len(said) < 40_000
    assert "the block prints too much: it writes 2,000,001 bytes" in failure(
        fence("print('x' * 2_000_000)\n")
    )
