"""What readers do on the site, in Firefox and in WebKit; the rest of this folder does it in Chromium."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import engines
import pytest
from engines import ENTER, RIGHT, Reader
from house import ROOT, needs_python, serving
from test_pages import ADDRESSES

from nnbook.book.content import exercises, questions, rebuilds
from nnbook.book.content.chapter import Chapter

pytestmark = needs_python

QUIZ = questions.questions(Chapter.read(ROOT / "docs" / "quiz.md"))
QUESTION = next(question for question in QUIZ if question.kind == "one")
EXERCISE = exercises.read(ROOT / "docs" / exercises.FOLDER / "one-neuron.py")
REBUILD = rebuilds.of(EXERCISE)
PRINTS, DRAWS = "nn-block:not(:has(.nn-figure), details *)", "nn-block:has(.nn-figure):not(details *)"


@pytest.fixture(scope="session")
def copy(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the site whose pages note what goes wrong in them."""
    return engines.copy_that_hears(site, tmp_path_factory.mktemp("engines") / "site")


@pytest.fixture(scope="module")
def home(copy: Path) -> Iterator[str]:
    """Serve the copy and give its address."""
    with serving(copy) as address:
        yield address


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def opened(request: pytest.FixtureRequest) -> Iterator[Reader]:
    """Start a browser once for all tests; in CI Firefox has to be there, and is the second engine."""
    if request.param == "firefox" and engines.FIREFOX is None:
        message = "no Firefox: `apt-get install firefox-esr` brings one"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    if request.param == "webkit" and engines.WEBKIT is None:
        pytest.skip("no WebKit to drive: `apt-get install webkit2gtk-driver xvfb` brings one")
    with getattr(engines, request.param)() as reader:
        yield reader


@pytest.fixture
def reader(opened: Reader, home: str) -> Iterator[Reader]:
    """Open the home page; when the test ends, nothing may have gone wrong on the pages that it opened."""
    opened.open(home)
    yield opened
    assert engines.wrong(opened) == ""


def test_each_page_opens_without_an_error(reader: Reader, home: str) -> None:
    """All that is alive in it comes, and nothing is wider than the window."""
    for path in ADDRESSES:
        reader.open(home + path)
        assert engines.wrong(reader) == "", path
        assert reader.ask("document.documentElement.scrollWidth <= innerWidth"), path


def test_the_search_finds_a_word(reader: Reader) -> None:
    """What is typed is found, and a click leads there."""
    reader.click(".md-search__input")
    reader.see(".md-search-result__meta", "Type to start searching")  # the index was read
    reader.type(".md-search__input", "softmax")
    reader.click(".md-search-result__link[href*='h=softmax']")  # and not what was found for half a word
    reader.until("location.pathname !== '/'")
    reader.see("h1")


def test_a_question_tells_wrong_from_right(reader: Reader, home: str) -> None:
    """A wrong choice is explained, and the right one counts."""
    reader.open(f"{home}quiz/")
    place = f"#{QUESTION.id}"
    for right, said in ((False, "Not yet."), (True, "Right.")):
        number = next(number for number, choice in enumerate(QUESTION.choices) if choice.right is right)
        reader.click(f"{place} label:has(input[value='{number}'])")
        reader.click(f"{place} .nn-submit")
        reader.see(f"{place} .nn-graded", said)
    reader.see(f"{place}[data-done]")


def test_an_explorer_follows_the_keyboard_and_the_pointer(reader: Reader, home: str) -> None:
    """An arrow key moves a slider, and the ring goes where it is dragged."""
    reader.ask("localStorage.setItem('nnbook.predict', 'show')")  # it would ask first
    reader.open(f"{home}backprop/")
    state = "document.querySelector('descent-explorer').state"
    steps, w1 = reader.ask(f"{state}.steps"), reader.ask(f"{state}.w1")
    reader.type("descent-explorer [aria-label='Steps, slider']", RIGHT)
    reader.until(f"{state}.steps === arguments[0]", steps + 1)
    reader.drag("descent-explorer .nn-ring", (120, 0))
    reader.until(f"{state}.w1 > arguments[0]", w1)


def test_python_prints_draws_and_grades(reader: Reader, home: str) -> None:
    """Blocks run, and what is typed into an exercise is told wrong or right."""
    reader.open(f"{home}perceptron/")
    for block, result in ((PRINTS, "samp"), (DRAWS, "svg")):
        place = f"#{reader.ask('document.querySelector(arguments[0]).id', block)}"
        reader.click(f"{place} [data-does=run]")
        reader.see(f"{place} .nn-status", "Done")
        reader.see(f"{place} .nn-results {result}")
    place = f"#exercise-{EXERCISE.id}"
    reader.ask("document.querySelector(arguments[0]).scrollIntoView()", place)  # which brings the editor
    answers = {"None": "Not yet.", "(inputs @ weights + bias, int(inputs @ weights + bias > 0))": "Right:"}
    for answer, said in answers.items():
        code = f"def neuron(inputs, weights, bias): return {answer}"
        reader.type(f"{place} .cm-content", code, instead=True)
        reader.click(f"{place} [data-does=check]")
        reader.see(f"{place} .nn-graded", said)


def test_a_guess_stands_beside_what_came(reader: Reader, home: str) -> None:
    """What the block prints is out of sight until something was guessed."""
    reader.ask("localStorage.removeItem('nnbook.predict')")  # another test wants to see all
    reader.open(f"{home}perceptron/")
    first = "document.querySelector('nn-predict:not([data-draws], :has([type=radio]))')"
    reader.ask(f"{first}.setAttribute('data-here', '')")
    outcome = "document.querySelector('[data-here] .nn-output').checkVisibility({ visibilityProperty: true })"
    assert not reader.ask(outcome)
    reader.type("[data-here] [aria-label='Your guess']", "1 2 3")
    reader.click("[data-here] .nn-submit")
    reader.until(outcome)
    reader.see("[data-here] .nn-said", "1 2 3")


def test_steps_go_on_and_back(reader: Reader, home: str) -> None:
    """Those that were recorded, and those of the reader's own code."""
    reader.open(f"{home}step/")
    place = "nn-block:has(> nn-steps[data-recorded])"
    reader.click(f"{place} [data-does=step]")
    reader.see(f"{place} .nn-steps-count", "Step 1 of")
    reader.type(f"{place} .nn-steps-bar button:nth-of-type(2)", RIGHT)
    reader.see(f"{place} .nn-steps-count", "Step 2 of")
    reader.click(f"{place} .nn-steps-close")
    reader.click(f"{place} [data-does=edit]")
    reader.type(f"{place} .cm-content", f"a = 2{ENTER}b = a * 21", instead=True)
    reader.click(f"{place} [data-does=step]")
    reader.see(f"{place} .nn-steps-count", "Step 1 of 2")
    reader.click(f"{place} .nn-steps-bar button:nth-of-type(2)")
    reader.see(f"{place} .nn-steps-names", "42")


def test_a_network_learns_in_the_playground(reader: Reader, home: str) -> None:
    """Its first picture was recorded; then Python trains it, and the map is drawn."""
    reader.open(f"{home}playground/")
    reader.click("nn-playground .nn-play-main")
    reader.until("document.querySelector('nn-playground').frame?.count > 5")
    reader.click("nn-playground .nn-play-main")
    reader.type("nn-playground [data-does='more 0']", ENTER)  # a network that nobody recorded
    reader.click("nn-playground .nn-play-main + button")
    reader.until("document.querySelector('nn-playground').frame?.count === 1")
    colours = """new Set(document.querySelector("nn-playground canvas").getContext("2d")
      .getImageData(0, 0, 200, 200).data).size"""
    assert reader.ask(colours) > 10


def test_lines_are_put_in_order(reader: Reader, home: str) -> None:
    """By pressing them one after the other; a wrong one gets its hint, and the right order counts."""
    reader.open(f"{home}perceptron/")
    place = f"#rebuild-{REBUILD.id}"
    offered = f"[...document.querySelectorAll('{place} > .nn-lines code')]"
    number = f"{offered}.findIndex((code) => code.textContent.trim() === arguments[0]) + 1"
    for line in REBUILD.lines:
        found = reader.ask(number, line.strip())
        reader.click(f"{place} > .nn-lines > li:nth-child({found}) .nn-line")
    reader.click(f"{place} [data-does=check]")
    reader.see(f"{place} .nn-graded", "Right")


def test_the_book_is_read_offline(opened: Reader, copy: Path) -> None:
    """Without its server, pages that were never opened are there, and Python runs again."""
    with ExitStack() as server:
        home = server.enter_context(serving(copy, kept=False))
        opened.open(f"{home}perceptron/")
        opened.until("navigator.serviceWorker.controller?.state === 'activated'")
        for end in (server.close, None):
            opened.click(f"{PRINTS} [data-does=run]")
            opened.see("nn-block .nn-status", "Done")
            if end:
                end()
                opened.open(f"{home}takeaways/")
                opened.see("h1", "Key takeaways")
                opened.open(f"{home}perceptron/")
                opened.reload()
        assert engines.wrong(opened) == ""
