"""Every exercise of the book: its starter fails, its solution passes, each wrong answer gets its own hint."""

import json
import re
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from house import ROOT, House
from markdown import Markdown

from nnbook.book import GET_PYTHON
from nnbook.book.content import exercises
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.exercises import Exercise
from nnbook.book.page import exercise_form
from nnbook.book.run.grader import Mistake, Verdict, grade, grade_json

FOLDER = ROOT / "docs" / exercises.FOLDER
EXERCISES = [exercises.read(path) for path in sorted(FOLDER.glob("*.py"))]
MISTAKES = [(exercise, mistake) for exercise in EXERCISES for mistake in exercise.mistakes]

each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)


def graded(exercise: Exercise, answer: str) -> tuple[Verdict, list[str]]:
    """Grade as the page does; return the verdict and what the answer raised."""
    raised: list[str] = []
    keep = lambda kind, text: raised.append(text) if kind == "error" else None  # noqa: E731
    if "datasets import digits" in exercise.checks:
        pytest.importorskip("sklearn", reason="the digits are a part of scikit-learn")
    return grade(answer, exercise.checks, exercise.mistakes, keep, before=exercise.earlier), raised


def test_there_are_enough_exercises() -> None:
    """The twelve tasks of the source and at least eight more."""
    assert len(EXERCISES) >= 20


@each_exercise
def test_the_starter_fails(exercise: Exercise) -> None:
    """What the reader finds in the editor is no answer yet."""
    verdict, _ = graded(exercise, exercise.starter)
    assert not verdict.passed


@each_exercise
def test_the_solution_passes(exercise: Exercise) -> None:
    """The answer that the page shows is right, and raises nothing."""
    verdict, raised = graded(exercise, exercise.solution)
    assert verdict.passed, verdict.message
    assert raised == []


@each_exercise
def test_an_exercise_names_wrong_answers(exercise: Exercise) -> None:
    """There are at least two, with different names and hints."""
    assert len(exercise.mistakes) >= 2
    assert len({mistake.name for mistake in exercise.mistakes}) == len(exercise.mistakes)
    assert (
        len({mistake.hint for mistake in exercise.mistakes} | {exercise.hint}) == len(exercise.mistakes) + 1
    )


@pytest.mark.parametrize(
    ("exercise", "mistake"),
    MISTAKES,
    ids=lambda item: getattr(item, "id", None) or item.name.replace(" ", "-"),
)
def test_a_wrong_answer_gets_its_own_hint(exercise: Exercise, mistake: Mistake) -> None:
    """The checks find it, say something of it, and tell it from the other wrong answers."""
    verdict, _ = graded(exercise, mistake.code)
    assert not verdict.passed
    assert (verdict.mistake, verdict.hint) == (mistake.name, mistake.hint)
    assert not re.search(r"cannot be used|NameError|ImportError|SyntaxError", verdict.message)


@each_exercise
def test_what_the_page_shows_fits_its_column(exercise: Exercise) -> None:
    """Starter and solution have lines of at most 80 characters."""
    shown = (exercise.starter + exercise.solution).splitlines()
    assert [line for line in shown if len(line) > 80] == []


def test_every_exercise_has_its_place_in_one_page(book: Book) -> None:
    """Each file is named by one fence of the book, and each fence names a file."""
    used = Counter(fence.content.strip() for chapter in book.tested for fence in exercises.fences(chapter))
    assert used == Counter(exercise.id for exercise in EXERCISES)


def test_every_practice_task_can_be_graded(book: Book) -> None:
    """Every task in the practice sections of these chapters has its exercise, one after each heading."""
    names = "perceptron activations forward backprop failures generalisation autograd"
    taught = {f"{name}.md" for name in names.split()}
    without = [
        f"{chapter.path.name}: {task.splitlines()[0]}"
        for chapter in book.tested
        if chapter.path.name in taught
        for section in re.findall(r"^## Practice\n(.*?)(?=^## |\Z)", chapter.text, re.MULTILINE | re.DOTALL)
        for task in section.split("\n### ")[1:]
        if "```exercise\n" not in task
    ]
    assert without == []


FILE = """# A double

# %% starter
def double(x): ...

# %% hint
# Add `x` to <itself> & return it.

# %% solution
def double(x): return x + x

# %% checks
from nnbook.book.run.grader import close

def check_double(double):
    close(double(3), 6)

# %% wrong: squared
# That is the square.
# It is equal at 2 alone.
def double(x): return x * x

# %% wrong: unchanged
# Twice as much is wanted.
def double(x): return x
"""


def write(folder: Path, text: str = FILE) -> Path:
    """Write an exercise called double."""
    path = folder / "docs" / "exercises" / "double.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_as_it_says(tmp_path: Path) -> None:
    """Title, hints in one line, code without the hint, and the names that an answer has to define."""
    exercise = exercises.read(write(tmp_path))
    assert (exercise.id, exercise.title) == ("double", "A double")
    assert exercise.hint == "Add `x` to <itself> & return it."
    assert exercise.starter == "def double(x): ...\n"
    assert exercise.mistakes[0] == Mistake(
        "squared", "That is the square. It is equal at 2 alone.", "def double(x): return x * x\n"
    )
    assert exercise.asked == ("double",)


def test_a_file_is_read_whatever_python_warns_of(tmp_path: Path) -> None:
    """An escape that is none in the checks is for their run to say, also where warnings are errors."""
    text = FILE.replace("close(double(3), 6)", "close(double(3), 6)\n    '\\d'")
    assert exercises.read(write(tmp_path, text)).asked == ("double",)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("# A double\n", "", ":1: the first line is the title"),
        ("# %% hint", "# %% tip", ":6: a cell is one of"),
        ("# %% solution", "# %% starter", ":9: there are two cells 'starter'"),
        ("def double(x): return x + x", "", ":1: the cell 'solution' is missing or empty"),
        ("# Twice as much is wanted.\n", "", ":1: the cell 'wrong: unchanged' needs a hint"),
        ("def check_double(double)", "def test_double(double)", ":1: no check asks for a name"),
        ("# Add `x`", "Add = 1 #", ":1: a hint is a comment and nothing else"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_refused(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    """The error names the file, the line and what is wrong."""
    assert old in FILE
    with pytest.raises(ChapterError, match=f"double.py{re.escape(problem)}"):
        exercises.read(write(tmp_path, FILE.replace(old, new)))


PAGE = "# Page\n\n## Practice\n\n```exercise\ndouble\n```\n"


def form(house: House, page: str = PAGE, tool: str = "mkdocs") -> str:
    """Build a page and return its exercise."""
    write(house.root)
    house.write("docs/page.md", page)
    done = house.build(tool, "-q")
    assert done.returncode == 0, done.stdout
    assert not (house.root / "site" / "exercises" / "double.html").exists()
    html = (house.root / "site" / "page" / "index.html").read_text(encoding="utf-8")
    return html[html.index("<nn-exercise ") : html.index("</article>")]


@pytest.mark.parametrize("tool", ["mkdocs", "zensical"])
def test_without_a_script_the_form_can_be_read(house: House, tool: str) -> None:
    """The title, the starter, the hint and the answer stand in the page, the latter two closed."""
    html = form(house, tool=tool)
    text = re.sub(r"<[^>]*>", "", html)
    assert "Exercise A double" in text
    assert "def double(x): ..." in text
    assert "Add x to &lt;itself&gt; &amp; return it." in text
    assert "def double(x): return x + x" in text
    assert html.count("<details") == 2 and "<details open" not in html


@pytest.mark.parametrize("tool", ["mkdocs", "zensical"])
def test_a_copy_without_python_says_so_on_each_card(house: House, tool: str) -> None:
    """One line tells the reader why nothing can be checked, and whoever built the book what to type."""
    html = form(house, tool=tool)
    assert html.count("This copy of the book carries no Python") == 1
    assert html.count(f"<code>{GET_PYTHON}</code>") == 1


def test_a_copy_with_python_does_not_speak_of_it(house: House) -> None:
    """There the line would not be true."""
    exercise = exercises.read(write(house.root))
    assert "no Python" not in exercise_form.render(exercise, "page", plain_markdown(), python=True)
    assert "no Python" in exercise_form.render(exercise, "page", plain_markdown(), python=False)


def plain_markdown() -> Markdown:
    """Return what highlights code as the site does; it is ready when it has converted something."""
    md = Markdown(extensions=["pymdownx.highlight", "pymdownx.superfences"])
    md.convert("```python\nx\n```")
    return md


def test_the_script_gets_what_the_grader_needs(house: House) -> None:
    """The data survive HTML: they grade as the file does, and no text in them ends the attribute."""
    house_file = FILE.replace("It is equal", '"></div>It is equal')
    write(house.root, house_file)
    exercise = exercises.read(house.root / "docs" / "exercises" / "double.py")
    page = Chapter(house.root / "docs" / "page.md", PAGE, house.root / "docs")
    html = exercise_form.render(exercise, page.page_name, plain_markdown())
    data = unescape(html.split(' data-source="')[1].split('"')[0])
    assert json.loads(data)["page"] == "page"
    verdict = json.loads(grade_json("def double(x): return x * x", data, lambda kind, text: None))
    assert verdict["hint"] == exercise.mistakes[0].hint


def test_the_answer_is_shown_once(house: House) -> None:
    """The form has no answer where the chapter's solution, straight below, defines all that is asked."""
    exercise = exercises.read(write(house.root))

    def shown_below(text: str) -> bool:
        page = Chapter(house.root / "docs" / "page.md", PAGE + text)
        return exercises.solved_below(page, exercises.fences(page)[0].end, exercise)

    solution = '\n<details class="solution" markdown="1">\n\n```python\n{}\n```\n\n</details>\n'
    assert shown_below(solution.format("def double(x):\n    return 2 * x"))
    assert shown_below(solution.format("double = lambda x: 2 * x"))
    assert not shown_below(solution.format("print(double(2))"))
    assert not shown_below("\nText.\n" + solution.format("def double(x):\n    return 2 * x"))
    assert "Show the answer" in form(house)


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (
            PAGE.replace("double", "triple"),
            "page.md:5: no exercise is called 'triple'; there are double",
        ),
        (f"{PAGE}\n```exercise\ndouble\n```\n", "page.md:9: a page names an exercise once"),
    ],
)
def test_a_fence_that_names_no_exercise_ends_the_build(house: House, page: str, problem: str) -> None:
    """The error says where."""
    write(house.root)
    house.write("docs/page.md", page)
    done = house.build("mkdocs", "-q")
    assert done.returncode == 1
    assert problem in done.stdout


NEXT = """# Twice the double
# continues: double

# %% starter
def fourfold(x): ...

# %% hint
# Call `double` twice.

# %% solution
def fourfold(x): return double(double(x))

# %% checks
from nnbook.book.run.grader import close

def check_fourfold(fourfold):
    close(fourfold(3), 12)

# %% wrong: once
# That is the double.
def fourfold(x): return double(x)

# %% wrong: thrice
# That is the double of the double's double.
def fourfold(x): return double(double(double(x)))
"""


def test_an_exercise_goes_on_from_another(house: House) -> None:
    """Its answers find the earlier ones, those of the reader, or else the book's, which the form shows."""
    path = write(house.root)
    path.with_name("fourfold.py").write_text(NEXT, encoding="utf-8")
    exercise = exercises.read(path.with_name("fourfold.py"))
    assert exercise.title == "Twice the double" and [step.id for step in exercise.before] == ["double"]
    for code in (exercise.solution, *(mistake.code for mistake in exercise.mistakes)):
        assert graded(exercise, code)[0].passed == (code == exercise.solution)
    html = exercise_form.render(exercise, "page", plain_markdown())
    assert "Show the file so far" in html
    data = json.loads(unescape(html.split(' data-source="')[1].split('"')[0]))
    assert data["before"] == [{"id": "double", "title": "A double", "code": "def double(x): return x + x\n"}]
    data["before"][0]["code"] = "print('loud')\ndef double(x): return 2 * x"
    said: list[str] = []

    def verdict() -> Any:
        given = grade_json(exercise.solution, json.dumps(data), lambda kind, text: said.append(text))
        return json.loads(given)

    assert verdict()["passed"] and said == []
    data["before"][0]["code"] = "def double(x): return x"
    assert verdict()["message"] == "In `fourfold(3)`, the result is `3`, expected `12`."
    data["before"][0]["code"] = "double = lost"
    assert verdict()["message"] == (
        "The part of your file that comes before this step stopped before it could be checked: "
        "`NameError: name 'lost' is not defined`."
    )


@pytest.mark.parametrize(
    ("continues", "problem"),
    [
        ("nothing", "it continues 'nothing', and no exercise beside it is called so"),
        ("fourfold", "exercises continue each other in a circle: double, fourfold, double"),
        ("double", "exercises continue each other in a circle: double, double"),
    ],
)
def test_what_is_continued_has_to_be_there(house: House, continues: str, problem: str) -> None:
    """One that is missing, or that comes back to itself, is named with its file."""
    path = write(house.root, FILE.replace("# A double", f"# A double\n# continues: {continues}"))
    path.with_name("fourfold.py").write_text(NEXT, encoding="utf-8")
    with pytest.raises(ChapterError, match=problem) as raised:
        exercises.read(path)
    assert raised.value.line == 2
