"""The steps of a block: each says what the block itself would, and stepping changes nothing."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from house import ROOT, sampled

from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Block
from nnbook.book.results.pool import Pool
from nnbook.book.results.worker import Worker
from nnbook.book.run.steps import Limits, record

HELPER = (Path(__file__).parent / "stepped.py").read_text(encoding="utf-8")
MEASURES = re.compile("tracemalloc")  # what it prints is another thing each time
CHAPTERS = [chapter for chapter in Book(ROOT).tested if chapter.blocks]


@pytest.fixture(scope="module")
def worker(pool: Pool) -> Iterator[Worker]:
    """Return what runs code in processes of its own, each a fork of a warm one."""
    worker = Worker(Book(ROOT), pool)
    yield worker
    worker.close()


def ran(worker: Worker, code: str) -> str:
    """Run code under the helper in a process of its own, and return what it printed."""
    block = Block(ROOT / "steps.md", 1, f"{HELPER}\n\n{code}\n", {"seconds": "300"}, None, 1, 1)
    outcome = worker.run(block).outcome
    assert not outcome.failed, outcome.failure
    return outcome.text("stdout")


def steppable(blocks: list[Block]) -> list[Block]:
    """Return the blocks that a reader can step through."""
    chosen = [block for block in blocks if block.runs and not block.missing and not block.no_run]
    return [
        block for block in chosen if not MEASURES.search(block.source) and "recorded" not in block.options
    ]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.path.name)
def test_each_step_of_each_block_is_what_the_block_does(worker: Worker, chapter: Any) -> None:
    """After each statement the names are worth what they are without stepping; figures are the same."""
    assert_steps_hold(worker, chapter, sampled(steppable(chapter.blocks), 4))


def assert_steps_hold(worker: Worker, chapter: Any, blocks: list[Block]) -> None:
    """Step through blocks of a page in one process, and hold the steps against the blocks."""
    reports = json.loads(ran(worker, f"report({[block.source for block in blocks]!r})"))
    wrong = [
        f"{chapter.path.name}:{block.line}: {problem}"
        for block, report in zip(blocks, reports, strict=True)
        for problem in report["wrong"]
    ]
    assert wrong == []
    assert all(report["steps"] for report in reports)


# Programs that nobody wrote for it.
PROGRAMS = {
    cell.partition("\n")[0]: cell.partition("\n")[2]
    for cell in (Path(__file__).parent / "programs.txt").read_text(encoding="utf-8").split("# %% ")[1:]
}


def test_programs_that_nobody_wrote_for_it_do_what_they_do_without(worker: Worker) -> None:
    """Errors, generators, classes, recursion, threads, and what is sly: the output is the same."""
    reports = json.loads(ran(worker, f"report({[*PROGRAMS.values()]!r}, compare=False)"))
    found = {name: report["wrong"] for name, report in zip(PROGRAMS, reports, strict=True) if report["wrong"]}
    assert found == {}
    by_name = dict(zip(PROGRAMS, reports, strict=True))
    assert [name for name, report in by_name.items() if not report["steps"]] == ["no Python", "nothing"]
    assert max(report["steps"] for report in reports) <= 500
    errors = {name: report["error"]["type"] for name, report in by_name.items() if report["error"]}
    assert errors == {
        "an error in a function": "ZeroDivisionError",
        "no Python": "SyntaxError",
        "an error that was caught before": "ZeroDivisionError",
        "numpy's own errors": "IndexError",
    }


EDITS = """
import random

rng = random.Random(0)
pieces = ["", "0", "(", ")", "[:, None]", ".T", " @ ", " + ", "x", "np.nan", "\\n", "    "]
pieces += ["for i in range(3):", "lambda: 0"]
edited = []
for source in SOURCES:
    for _ in range(6):
        place = rng.randrange(len(source) + 1)
        edited.append(source[:place] + rng.choice(pieces) + source[place + rng.choice([0, 0, 1, 5]) :])
report(edited, compare=False)
"""


def test_no_edit_of_a_block_breaks_the_steps(worker: Worker) -> None:
    """A block that is changed at random prints, draws and fails as without stepping."""
    sources = [
        block.source
        for chapter in CHAPTERS
        for block in steppable(chapter.blocks)
        if "train" not in block.source and "alt" not in block.options
    ][::9]
    reports = json.loads(ran(worker, f"SOURCES = {sources!r}\n{EDITS}"))
    assert len(reports) == 6 * len(sources) > 60
    assert [report["wrong"] for report in reports if report["wrong"]] == []
    assert any(report["error"] for report in reports) and any(not report["error"] for report in reports)


def steps_of(source: str, **options: Any) -> dict[str, Any]:
    """Record the steps of a source here."""
    return record(source, lambda *event: None, **options)


def test_a_product_a_broadcast_and_a_reduction_are_shown_with_their_shapes() -> None:
    """Which rows and columns, what is repeated along which axis how often, and which axis goes away."""
    data = steps_of(
        "import numpy as np\nW = np.ones((2, 3))\nX = np.ones((3, 4))\nb = np.ones((2, 1))\n"
        "Z = W @ X + b\nm = Z.mean(axis=1, keepdims=True)\n"
    )
    product, broadcast = data["steps"][3]["ops"]
    shapes = [data["values"][product[part]]["shape"] for part in ("a", "b", "out")]
    assert (product["op"], shapes) == ("product", [[2, 3], [3, 4], [2, 4]])
    assert (broadcast["op"], broadcast["repeated"]) == ("broadcast", [["b", [[1, 4]]]])
    (reduction,) = data["steps"][4]["ops"]
    assert (reduction["name"], reduction["axes"], reduction["keepdims"]) == ("mean", [1], True)


@pytest.mark.parametrize(
    "line", ["(A - m) / s", "A.T @ (A - m)", "s - (A - m)", "A - m + s", "np.maximum(A, m)"]
)
def test_an_operation_is_written_as_in_the_line(line: str) -> None:
    """With the brackets that it needs, and without others."""
    data = steps_of(
        "import numpy as np\nA = np.ones((2, 3))\nm = np.ones((2, 1))\ns = np.ones(3)\nm = m[:, :1]\n"
        f"y = {line}\n"
    )
    assert data["steps"][-1]["ops"][-1]["text"] == line


@pytest.mark.parametrize(
    "line, words",
    [
        ("W @ x", ["3 columns", "2 entries", "`W.T @ x`"]),
        ("W + x", ["last axis has 3 and 2", "`x.reshape(-1, 1)`"]),
        ("W @ V", ["3 columns", "2 rows", "`W.T @ V` or `W @ V.T`"]),
    ],
)
def test_an_error_of_shapes_is_the_last_step_and_says_what_would_fit(line: str, words: list[str]) -> None:
    """The operands stand side by side, and each way that is named has the product or the sum."""
    start = "import numpy as np\nW = np.ones((2, 3))\nx = np.ones(2)\nV = np.ones((2, 3))\n"
    data = steps_of(f"{start}y = {line}\nprint(y)\n")
    last = data["steps"][-1]
    assert (last["line"], last["did"], last["error"]["type"]) == (5, "raise", "ValueError")
    (operation,) = last["ops"]
    assert "out" not in operation and all(word in operation["why"] for word in words)
    for way in re.findall("`(.*?)`", operation["why"]):
        changed = line.split()[1] == "@" and way or line.replace("x", way)
        assert steps_of(f"{start}y = {changed}\n")["error"] is None


def test_a_long_loop_keeps_its_first_its_last_and_the_chosen_iterations() -> None:
    """What is left out is said, and the last step is that of the end."""
    source = "x = 0\nfor i in range(1000):\n    x = x + i\nprint(x)\n"
    for chosen, kept in ([], [1, 2, 1000]), ([(2, 500)], [1, 2, 500, 1000]):
        data = steps_of(source, chosen=chosen)
        assert data["loops"] == [{"line": 2, "ran": 1000, "kept": kept, "left": True}]
        assert "ran 1000 times" in data["left"][0]
        last = data["steps"][-1]
        assert data["values"][dict(last["names"])["x"]]["value"] == 499_500 and data["out"] == "499500\n"


def test_of_many_calls_by_one_line_the_first_are_shown() -> None:
    """A comprehension that calls a function a thousand times is no longer than one that calls it twice."""
    data = steps_of("def f(n):\n    return n * n\n\nall = [f(n) for n in range(1000)]\nprint(len(all))\n")
    assert data["steps"][-1]["line"] == 5 and "Of many calls" in data["left"][0]


def test_a_loop_whose_end_nobody_knows_keeps_its_last_iteration() -> None:
    """A `while` shows how it ended, however long it ran."""
    data = steps_of("n = 0\nwhile n < 700:\n    n += 1\n")
    assert data["loops"] == [{"line": 2, "ran": 700, "kept": [1, 2, 700], "left": True}]


def test_nan_is_marked_where_it_first_stands() -> None:
    """The line that made it, and no later one."""
    data = steps_of(
        "import numpy as np\nwith np.errstate(all='ignore'):\n    y = np.log(np.zeros(2))\n"
        "    y = y - y\n    w = y\n"
    )
    assert [(step["line"], step["bad"]) for step in data["steps"] if "bad" in step] == [
        (3, ["y"]),
        (5, ["w"]),
    ]


def test_two_names_of_one_array_and_a_part_of_it_are_told() -> None:
    """What changes with it changes in the same step."""
    data = steps_of("import numpy as np\na = np.zeros((2, 2))\nb = a\nc = a[0]\nc += 1\n")
    last = data["steps"][-1]
    assert last["same"] == {"b": ["a", "same"], "c": ["a", "view"]}
    assert last["changed"] == {"a": [0, 1], "b": [0, 1], "c": [0, 1]}


def test_arrays_that_share_entries_say_so_where_none_is_the_whole() -> None:
    """What `reshape` gives is a part of an array without a name; rows of it share nothing."""
    data = steps_of(
        "import numpy as np\nA = np.arange(12.0).reshape(3, 4)\nB = A[1:]\nT = A.T\n"
        "one, other = np.zeros((2, 3))\neven, odd = np.arange(6.0)[::2], np.arange(6.0)[1::2]\n"
    )
    assert data["steps"][-1]["same"] == {"B": ["A", "shares"], "T": ["A", "shares"]}


def test_the_library_is_stepped_into_as_its_core() -> None:
    """Its checks and its annotations are not shown, and only who asks for it sees it at all."""
    source = "import numpy as np\nfrom nnbook import sigmoid\n\na = sigmoid(np.zeros((2, 1)))\n"
    assert [function["name"] for function in steps_of(source)["functions"]] == [""]
    functions = steps_of(source, library="nnbook")["functions"]
    assert {function["name"] for function in functions} >= {"", "sigmoid"}
    text = "\n".join(line for function in functions for _, line in function.get("text", []))
    assert "def sigmoid(z):" in text and "checked" not in text and "ArrayLike" not in text


def test_shades_stand_for_what_is_too_large_to_read() -> None:
    """The darkest tile is where the largest numbers are."""
    data = steps_of("import numpy as np\nx = np.arange(10_000.0).reshape(100, 100)\n")
    value = data["values"][dict(data["steps"][0]["names"])["x"]]
    assert (value["least"], value["most"], len(value["shades"]), len(value["shades"][0])) == (
        0.0,
        9999.0,
        12,
        24,
    )
    assert value["shades"][0][0] == "0" and value["shades"][-1][-1] == "9"


def test_lines_are_bounded_and_the_block_goes_on() -> None:
    """What comes after the last line that was followed is printed, and the steps say where they end."""
    data = steps_of("x = 0\nwhile x < 5000:\n    x += 1\nprint(x)\n", limits=Limits(events=1000))
    assert data["left"][0].startswith("The steps end after 1,000 lines") and data["out"] == "5000\n"


def test_a_recursion_without_end_ends_the_steps_and_says_so() -> None:
    """The note stands beside each step, so it does not say from where on."""
    data = steps_of(
        "def f(n):\n    return f(n + 1)\n\ntry:\n    f(0)\nexcept RecursionError:\n    print(1)\n"
    )
    assert data["out"] == "1\n"
    assert data["left"][-1] == (
        "The steps end where calls went too deep to be followed; the block went on to its end."
    )


def test_values_are_bounded_and_say_so() -> None:
    """Where there are too many, the rest is named and not shown."""
    data = steps_of("import numpy as np\nx = np.zeros((12, 12))\nfor i in range(100):\n    x = x + i\n",
                    limits=Limits(characters=10_000))  # fmt: skip
    assert "too many values" in " ".join(data["left"]) and len(json.dumps(data["values"])) < 20_000


def test_large_values_are_followed_for_a_while() -> None:
    """A long loop would have them read thousands of times; the steps say that they were not."""
    code = "numbers = list(range(20_000))\nfor i in range(400):\n    numbers[0] = i\nprint(numbers[0])\n"
    data = steps_of(code, limits=Limits(entries=100_000))
    assert any("was looked into at first" in text for text in data["left"])
    assert data["out"] == "399\n"
    assert not any("was looked into" in text for text in steps_of("x = [1] * 2_000\n")["left"])
