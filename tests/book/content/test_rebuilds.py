"""Rebuilds: the lines of a tested solution, and wrong lines among them, each with its own hint."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from house import ROOT, House

from nnbook.book.check import orders
from nnbook.book.content import exercises, rebuilds
from nnbook.book.content.book import Book
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.rebuilds import Rebuild
from nnbook.book.run.grader import Verdict, grade, grade_json
from nnbook.book.run.orders import MOST, tried_json

FOLDER = ROOT / "docs" / exercises.FOLDER
PLACES = [
    (chapter.uri, fence.content.strip())
    for chapter in Book.at(ROOT).tested
    for fence in rebuilds.fences(chapter)
]
REBUILDS = [rebuilds.of(exercises.read(FOLDER / f"{name}.py")) for _, name in PLACES]

each_rebuild = pytest.mark.parametrize("rebuild", REBUILDS, ids=lambda rebuild: rebuild.id)


def graded(rebuild: Rebuild, lines: tuple[str, ...]) -> Verdict:
    """Grade lines as the page does."""
    exercise = rebuild.exercise
    return grade(rebuild.code(lines), exercise.checks, exercise.mistakes, lambda kind, text: None)


def tried(rebuild: Rebuild) -> list[tuple[int, ...]]:
    """Return the orders that the build finds right, the solution's first."""
    data = {"given": rebuild.given, "lines": rebuild.lines, "wrong": [], "checks": rebuild.exercise.checks}
    return [tuple(order) for order in json.loads(tried_json(json.dumps(data | {"mistakes": []})))["orders"]]


def test_the_book_has_ten_places_or_more() -> None:
    """Each is another exercise: a solution is put together once."""
    assert len(PLACES) >= 10
    assert len({name for _, name in PLACES}) == len(PLACES)


def test_a_rebuild_comes_before_its_exercise(book: Book) -> None:
    """On the page that asks to write the same solution, its lines stand further up."""
    for chapter in book.tested:
        written = {fence.content.strip(): fence.line for fence in exercises.fences(chapter)}
        for fence in rebuilds.fences(chapter):
            assert fence.line < written[fence.content.strip()], f"{chapter.uri}: {fence.content}"


@each_rebuild
def test_the_solutions_lines_pass(rebuild: Rebuild) -> None:
    """They are enough, without what the exercise's file has under them."""
    assert graded(rebuild, rebuild.lines).passed


@each_rebuild
def test_a_wrong_line_gets_its_own_hint(rebuild: Rebuild) -> None:
    """In the place of its line it fails, and the grader says why."""
    assert 1 <= len(rebuild.wrong) <= rebuilds.MOST
    for wrong in rebuild.wrong:
        verdict = graded(rebuild, rebuild.with_wrong(wrong))
        assert (verdict.passed, verdict.hint) == (False, wrong.mistake.hint)


@each_rebuild
def test_what_is_offered_is_not_solved(rebuild: Rebuild) -> None:
    """Each line is there once, and the right ones stand in no order that passes."""
    right = tried(rebuild)
    offered = orders.shuffled(rebuild, tuple(right))
    assert sorted(offered) == list(range(len(rebuild.lines) + len(rebuild.wrong)))
    lines = tuple(rebuild.lines[n] for n in offered if n < len(rebuild.lines))
    assert not graded(rebuild, lines).passed
    assert offered == orders.shuffled(rebuild, tuple(right))


@each_rebuild
def test_no_line_tells_by_its_form_that_it_is_right(rebuild: Rebuild) -> None:
    """None has a comment, none is longer than the column, and no two say the same."""
    texts = [*rebuild.lines, *(wrong.text for wrong in rebuild.wrong)]
    assert [text for text in texts if "#" in text or len(text) > 80] == []
    assert len({text.strip() for text in texts}) == len(texts)


OTHER_ORDERS = {
    "or-gate": ([0, 1, 2, 4, 3, 5, 6], [0, 1, 2, 5, 4, 3, 6], [0, 1, 2, 5, 3, 4, 6]),
    "standardise": ([1, 0, 2],),
    "shared-weight": ([0, 1, 2, 4, 3, 5, 6],),
}


@pytest.mark.parametrize(
    ("name", "order"), [(name, order) for name, found in OTHER_ORDERS.items() for order in found]
)
def test_an_order_that_nobody_wrote_down_is_right(name: str, order: list[int]) -> None:
    """Independent lines may change places, and the build knows it."""
    rebuild = rebuilds.of(exercises.read(FOLDER / f"{name}.py"))
    assert graded(rebuild, tuple(rebuild.lines[n] for n in order)).passed
    assert tuple(order) in tried(rebuild)


@pytest.mark.parametrize("name", ["forward-deep", "three-layers", "mini-batches"])
def test_where_each_line_needs_the_one_before_one_order_is_right(name: str) -> None:
    """And the build finds no other."""
    assert len(tried(rebuilds.of(exercises.read(FOLDER / f"{name}.py")))) == 1


def test_the_orders_that_are_kept_are_few() -> None:
    """Of four lines in any order all 24 are right; more are left to the grader in the page."""
    rebuild = rebuilds.of(exercises.read(FOLDER / "xor-network.py"))
    assert len(tried(rebuild)) == MOST == 24
    offered = orders.shuffled(rebuild, tuple(tried(rebuild)))
    assert [n for n in offered if n < 4] != [0, 1, 2, 3]


def test_wrong_answers_that_differ_by_one_line_are_many() -> None:
    """At least 59: what a wrong line can be made of."""
    found = [
        rebuilds.differing_line(e, m) for e in map(exercises.read, FOLDER.glob("*.py")) for m in e.mistakes
    ]
    assert sum(line is not None for line in found) >= 59


FILE = '''# The mean of the squares

# %% starter
def mean_square(values): ...

# %% hint
# Square first.

# %% solution
import math
import statistics


def mean_square(values):
    """Return the mean."""
    squares = [
        value**2  # of each
        for value in values
    ]
    count = len(values)

    return math.fsum(squares) / count  # the mean


print(mean_square([1, 2]))

# %% checks
from nnbook.book.run.grader import close

def check_mean(mean_square):
    close(mean_square([1, 2, 3]), 14 / 3)
    close(mean_square([2]), 4)

# %% wrong: no squares
# Nothing is squared.
import math


def mean_square(values):
    """Return the mean."""
    squares = [value for value in values]
    count = len(values)
    return math.fsum(squares) / count

# %% wrong: the sum
# It is not divided.
import math

def mean_square(values):
    """Return the mean."""
    squares = [
        value**2
        for value in values
    ]
    count = 1
    return math.fsum(squares) / count

# %% wrong: two lines
# Two lines differ.
def mean_square(values):
    """Return the mean."""
    squares = values
    count = 1
    return sum(squares) / count
'''
PAGE = "# Page\n\n```rebuild\nmean-square\n```\n"


def write(folder: Path, text: str = FILE) -> Path:
    """Write an exercise called mean-square."""
    path = folder / "docs" / "exercises" / "mean-square.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_an_exercise_that_continues_another_is_refused() -> None:
    """Its lines need the reader's own answer to the one before."""
    exercise = exercises.read(FOLDER / "own-layer.py")
    with pytest.raises(ChapterError, match="own-layer.py:[0-9]+: an exercise that continues another"):
        rebuilds.of(exercise)


def test_a_solution_is_taken_to_pieces(tmp_path: Path) -> None:
    """What is used and the first line are given; lines are logical ones, without comments or the example."""
    rebuild = rebuilds.of(exercises.read(write(tmp_path)))
    assert rebuild.given == "import math\n\n\ndef mean_square(values):"
    assert rebuild.lines == (
        '    """Return the mean."""',
        "    squares = [\n        value**2\n        for value in values\n    ]",
        "    count = len(values)",
        "    return math.fsum(squares) / count",
    )
    assert [(wrong.text, wrong.place, wrong.mistake.name) for wrong in rebuild.wrong] == [
        ("    squares = [value for value in values]", 1, "no squares"),
        ("    count = 1", 2, "the sum"),
    ]
    assert graded(rebuild, rebuild.lines).passed


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "    count = 1\n    return math",
            "    count = max(1, len(values))\n    return math",
            "45: .* is right, too",
        ),
        (
            "    count = 1\n    return math",
            "    count = (len(values))\n    return math",
            "45: .* is right, too",
        ),
        (
            "    squares = [value for value in values]\n    count",
            "    count = len(values)\n    count",
            "34: the wrong line `count = len.values.` is a line of the solution, too",
        ),
        (
            "close(mean_square([2]), 4)",
            "close(mean_square([2]), 5)",
            "9: the lines of the solution do not pass",
        ),
        ("print(mean_square([1, 2]))", "mean_square = max", "9: "),
    ],
)
def test_a_rebuild_that_cannot_be_one_ends_the_build(house: House, old: str, new: str, problem: str) -> None:
    """The error names the exercise's file and the line of the cell."""
    assert FILE.count(old) == 1
    write(house.root, FILE.replace(old, new))
    house.write("docs/page.md", PAGE)
    done = house.build("mkdocs", "-q")
    assert done.returncode == 1
    assert re.search(rf"exercises/mean-square\.py:.*{problem}", done.stdout), done.stdout


def test_two_wrong_lines_that_do_the_same_end_the_build(house: House) -> None:
    """The second would get the hint of the first."""
    cell = FILE[FILE.index("# %% wrong: the sum") : FILE.index("# %% wrong: two lines")]
    again = cell.replace("the sum", "again").replace("count = 1\n", "count = 1.0\n")
    write(house.root, FILE.replace("# %% wrong: two lines", f"{again}# %% wrong: two lines"))
    house.write("docs/page.md", PAGE)
    done = house.build("mkdocs", "-q")
    assert done.returncode == 1
    assert "mean-square.py:58: the wrong line `count = 1.0` gets another hint than its own" in done.stdout


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (PAGE.replace("mean-square", "mean"), "page.md:3: no exercise is called 'mean'"),
        (f"{PAGE}\n```rebuild\nmean-square\n```\n", "page.md:7: a page has a rebuild once"),
        (PAGE.replace("```rebuild", "```rebuild x"), "page.md:3: a fence `rebuild` takes no options"),
    ],
)
def test_a_fence_that_names_nothing_ends_the_build(house: House, page: str, problem: str) -> None:
    """The error says where."""
    write(house.root)
    house.write("docs/page.md", page)
    done = house.build("mkdocs", "-q")
    assert done.returncode == 1
    assert problem in done.stdout


@pytest.mark.parametrize("tool", ["mkdocs", "zensical"])
def test_without_a_script_the_lines_can_be_read(house: House, tool: str) -> None:
    """All of them, the given ones apart, and in closed details the hint and the answer."""
    write(house.root)
    house.write("docs/page.md", PAGE)
    done = house.build(tool, "-q")
    assert done.returncode == 0, done.stdout
    html = (house.root / "site" / "page" / "index.html").read_text(encoding="utf-8")
    form = html[html.index("<nn-rebuild ") : html.index("</nn-rebuild>")]
    lines = re.findall(r"<li data-line[^>]*>(.*?)</li>", form, re.DOTALL)
    read = [unescape(re.sub(r"<[^>]*>", "", line)) for line in lines]
    assert len(read) == 6 and "    count = 1" in read and "    count = len(values)" in read
    assert "Two of them belong nowhere." in form
    assert form.count("<details") == 2 and "<details open" not in form
    assert form.count("This copy of the book carries no Python") == 1


def test_the_script_gets_what_the_grader_needs(house: House) -> None:
    """The known orders, their verdicts, and what grades any other one."""
    write(house.root)
    house.write("docs/page.md", PAGE)
    assert house.build("mkdocs", "-q").returncode == 0
    html = (house.root / "site" / "page" / "index.html").read_text(encoding="utf-8")
    source = unescape(html.split(' data-source="')[1].split('"')[0])
    data = json.loads(source)
    known = {tuple(one["order"]): one["verdict"] for one in data["known"]}
    assert known[0, 1, 2, 3]["passed"] and known[0, 2, 1, 3]["passed"]
    assert not known[0, 4, 2, 3]["passed"] and known[0, 1, 5, 3]["hint"] == "It is not divided."
    rebuild = rebuilds.of(exercises.read(house.root / "docs/exercises/mean-square.py"))
    for order, verdict in known.items():
        texts = [*rebuild.lines, *(wrong.text for wrong in rebuild.wrong)]
        code = "\n".join([data["given"], *(texts[n] for n in order)])
        assert json.loads(grade_json(code, source, lambda kind, text: None)) == verdict
