"""Questions in the page: answered by mouse and by keyboard, remembered, and readable without a script."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from answers import NUMBERS_RIGHT, NUMBERS_WRONG, OUTPUT_RIGHT, OUTPUT_WRONG
from house import ROOT
from playwright.sync_api import Locator, Page, expect
from waiting import settle

from nnbook.book.check import variants
from nnbook.book.content import questions
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.questions import Question
from nnbook.book.page import practice
from nnbook.book.results.results import Results

PAGE = "quiz/"
KEY = "nnbook.progress"
QUESTIONS = questions.questions(Chapter.read(ROOT / "docs" / "quiz.md"))
VARIED = [
    chapter
    for chapter in Book(ROOT).chapters
    if any(question.variants for question in questions.questions(chapter))
]


def first(kind: str) -> Question:
    """Return the page's first question of a kind."""
    return next(question for question in QUESTIONS if question.kind == kind)


ONE, SEVERAL, NUMBER, PRINTS = (first(kind) for kind in ("one", "several", "number", "prints"))


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    """Open the knowledge check, alive."""
    return alive(visit(PAGE))


def alive(page: Page) -> Page:
    """Wait until the script has come."""
    page.wait_for_function("!!customElements.get('nn-question')")
    return page


def words(place: Locator) -> str:
    """Return the text of a place on one line; unlike its inner text, it has formulas in one piece."""
    return " ".join((place.text_content() or "").split())


def form_of(page: Page, question: Question) -> Locator:
    """Return a question."""
    return page.locator(f"nn-question[id='{question.id}']")


def choose(page: Page, question: Question, wanted: set[int]) -> str:
    """Tick the choices of these numbers and no others, press Check, and return what is said."""
    form = form_of(page, question)
    for number in range(len(question.choices)):
        box = form.locator(f"input[value='{number}']")
        if question.kind == "one":
            if number in wanted:
                box.check()
        else:
            box.set_checked(number in wanted)
    form.get_by_role("button", name="Check").click()
    return words(form.locator(".nn-graded"))


def type_in(page: Page, question: Question, answer: str) -> str:
    """Type an answer, press Check, and return what is said."""
    form = form_of(page, question)
    form.get_by_label("Your answer").fill(answer)
    form.get_by_role("button", name="Check").click()
    return words(form.locator(".nn-graded"))


def as_written(page: Page, question: Question) -> None:
    """Go on after a miss, until the question stands there as its author wrote it."""
    form = form_of(page, question)
    if (again := form.get_by_role("button", name="Ask me with other numbers")).count():
        again.click()
    while form.get_attribute("data-variant") not in (None, "0"):
        cycle(form)


def right(question: Question) -> set[int]:
    """Return the numbers of the right choices."""
    return {number for number, choice in enumerate(question.choices) if choice.right}


def explanation(page: Page, question: Question, number: int) -> str:
    """Return the explanation of a choice as the page's answer has it, from its second letter on."""
    return words(form_of(page, question).locator(".nn-explained > li").nth(number).locator(".nn-why"))[1:]


def is_done(page: Page, question: Question) -> bool:
    """Tell whether the question is marked as answered."""
    return form_of(page, question).get_attribute("data-done") is not None


def test_choose_one(page: Page) -> None:
    """A wrong choice gets its own explanation and the way back, the right one is marked."""
    wrong = next(number for number, choice in enumerate(ONE.choices) if not choice.right)
    said = choose(page, ONE, {wrong})
    assert said.startswith("Not yet.")
    assert explanation(page, ONE, wrong) in said
    assert "/perceptron/#" in form_of(page, ONE).locator(".nn-graded a").evaluate("link => link.href")
    assert not is_done(page, ONE)
    assert choose(page, ONE, right(ONE)).startswith("Right.")
    assert is_done(page, ONE)


def test_choose_several(page: Page) -> None:
    """What was wrongly chosen is explained, what is missing is said to be missing, all of it is right."""
    wrong = next(number for number, choice in enumerate(SEVERAL.choices) if not choice.right)
    said = choose(page, SEVERAL, right(SEVERAL) | {wrong})
    assert said.startswith("Not yet.")
    assert explanation(page, SEVERAL, wrong) in said
    missing = choose(page, SEVERAL, set(sorted(right(SEVERAL))[:1]))
    assert "something is missing" in missing
    assert not is_done(page, SEVERAL)
    assert choose(page, SEVERAL, right(SEVERAL)).startswith("Right.")
    assert is_done(page, SEVERAL)


def test_type_a_number(page: Page) -> None:
    """A named wrong number is recognised, another one is not, and the key counts in each way of writing."""
    for number, choice in enumerate(NUMBER.choices):
        said = type_in(page, NUMBER, choice.text)
        assert said.startswith("Not yet.")
        assert explanation(page, NUMBER, number) in said
        as_written(page, NUMBER)
    assert "not one of the usual mistakes" in type_in(page, NUMBER, "-123456")
    as_written(page, NUMBER)
    assert "no number" in type_in(page, NUMBER, "many")
    assert not is_done(page, NUMBER)
    assert type_in(page, NUMBER, f" {NUMBER.key} ").startswith(f"Right: {NUMBER.key}")
    assert is_done(page, NUMBER)


def test_numbers_are_read_as_people_write_them(page: Page) -> None:
    """As a fraction, rounded by the reader, in full; what is rounded the wrong way is told to be near."""
    (layers,) = (question for question in QUESTIONS if question.id == "three-sigmoid-layers")
    for answer in ("0.0156", "1/64", "0.016", "0,0156", "0.015625", "1.5625e-2", "1.6 %"):
        assert type_in(page, layers, answer).startswith("Right: 0.0156"), answer
    for answer in ("0.0159", "0.0157"):
        assert type_in(page, layers, answer).startswith("Not yet, but near: look at its last digits."), answer
        as_written(page, layers)
    for answer in ("\u22120.0156", "0.02", "1/65.5", "64"):
        assert type_in(page, layers, answer).startswith("Not yet, and not one of"), answer
        as_written(page, layers)


def test_the_page_compares_as_the_build_does(page: Page) -> None:
    """Every case of the tests of nnbook/book/content/answers.py."""
    verdicts = """async ([path, name, cases]) => {
      const compare = (await import(path))[name];
      return cases.map((given) => compare(...given));
    }"""
    path = page.url.replace(PAGE, "assets/js/practice/answers.js")
    for name, cases, wanted in (
        ("isNumber", NUMBERS_RIGHT, True),
        ("isNumber", NUMBERS_WRONG, False),
        ("isOutput", OUTPUT_RIGHT, True),
        ("isOutput", OUTPUT_WRONG, False),
    ):
        said = page.evaluate(verdicts, [path, name, [list(case) for case in cases]])
        assert [case for case, one in zip(cases, said, strict=True) if one is not wanted] == []


def test_type_what_is_printed(page: Page) -> None:
    """The output is hidden until it was said; blanks do not count, the order does."""
    form = form_of(page, PRINTS)
    output = form.locator("fieldset .nn-output")
    expect(output).not_to_be_visible()
    said = type_in(page, PRINTS, PRINTS.choices[0].text.strip("`"))
    assert said.startswith("Not yet.")
    assert explanation(page, PRINTS, 0) in said
    expect(output).not_to_be_visible()
    as_written(page, PRINTS)
    assert type_in(page, PRINTS, "  " + "   ".join(PRINTS.key.split()) + " ").startswith("Right")
    expect(output).to_be_visible()


def test_an_answer_that_was_asked_for_shows_the_output(page: Page) -> None:
    """It is no answer of the reader's, so nothing is marked."""
    form = form_of(page, PRINTS)
    form.get_by_text("Show the answer").click()
    expect(form.locator("fieldset .nn-output")).to_be_visible()
    assert not is_done(page, PRINTS)


# Answers in one go, as they stand after each is typed and checked: a trip for each would take minutes.
SAID = """(question, answers) => answers.map((text) => {
  while (question.missed || Number(question.dataset.variant)) question.again();
  question.field.value = text;
  question.submit.click();
  return question.querySelector(".nn-graded").textContent.split(/\\s+/).join(" ").trim();
})"""


def test_the_right_answer_to_every_question_counts(page: Page) -> None:
    """Whatever the build computed as the key is what the script takes; each named wrong answer is refused."""
    for question in QUESTIONS:
        if question.key:
            wrong = [choice.text.strip("`$") for choice in question.choices]
            *refused, taken = form_of(page, question).evaluate(SAID, [*wrong, question.key])
            for number, said in enumerate(refused):
                assert said.startswith("Not yet."), question.id
                assert explanation(page, question, number) in said, question.id
            assert taken.startswith("Right"), question.id
        else:
            assert choose(page, question, right(question)).startswith("Right."), question.id
    assert page.locator("nn-question:not([data-done])").count() == 0


def test_nothing_chosen_is_no_try(page: Page) -> None:
    """The page asks for an answer, and records nothing."""
    assert choose(page, ONE, set()).startswith("Choose an answer first")
    assert type_in(page, NUMBER, " ").startswith("Type a number first")
    assert type_in(page, PRINTS, "").startswith("Type what the block prints")
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None


def test_a_new_answer_takes_back_what_was_said_of_the_old(page: Page) -> None:
    """Nothing stands beside an answer that it is not about."""
    type_in(page, NUMBER, NUMBER.key)
    form_of(page, NUMBER).get_by_label("Your answer").fill("5")
    expect(form_of(page, NUMBER).locator(".nn-graded")).to_be_empty()


def test_a_return_to_what_was_answered_is_blank(page: Page) -> None:
    """The tick stands beside it, and the reader can try again: nothing shows the answer."""
    choose(page, ONE, right(ONE))
    type_in(page, PRINTS, PRINTS.key)
    type_in(page, NUMBER, NUMBER.choices[0].text)
    page.reload()
    alive(page)
    assert is_done(page, ONE) and is_done(page, PRINTS) and not is_done(page, NUMBER)
    expect(form_of(page, ONE).locator("input:checked")).to_have_count(0)
    expect(form_of(page, PRINTS).get_by_label("Your answer")).to_have_value("")
    expect(form_of(page, PRINTS).locator("fieldset .nn-output")).not_to_be_visible()
    key = json.loads(form_of(page, PRINTS).get_attribute("data-variants") or "")["variants"][0]["key"]
    assert type_in(page, PRINTS, key).startswith("Right"), "it asks anew, with other numbers"
    expect(form_of(page, PRINTS).locator("fieldset .nn-output")).to_be_visible()


def test_another_tab_shows_what_was_answered_here(page: Page) -> None:
    """Both look at one store."""
    with page.context.new_page() as other:
        other.goto(page.url)
        alive(other)
        choose(page, ONE, right(ONE))
        expect(form_of(other, ONE)).to_have_attribute("data-done", "")


@pytest.mark.parametrize("path", [PAGE, ""])
def test_a_corrupt_store_is_put_aside_with_a_note(visit: Callable[..., Page], path: str) -> None:
    """The page says so, works, and keeps progress again."""
    page = visit("notation/")  # without practice, so nothing reads the store before it should
    home = page.url.removesuffix("notation/")
    page.evaluate(f"localStorage.setItem('{KEY}', '{{')")
    page.goto(home + path)
    expect(page.locator(".nn-notice")).to_contain_text("Your progress could not be read")
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None
    page.goto(home + PAGE)
    alive(page)
    assert choose(page, ONE, right(ONE)).startswith("Right.")
    items = json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))["items"]
    assert {name: item["done"] for name, item in items.items()} == {f"question:{ONE.id}": True}


def test_the_home_page_counts_by_chapter(visit: Callable[..., Page]) -> None:
    """Nothing for a new reader; then what is done of what there is; nothing moves."""
    page = visit()
    place = page.locator(f"nn-solved[data-page='{ONE.page}']")
    heights = "[...document.querySelectorAll('.nn-path li')].map((item) => item.offsetHeight)"
    settle(page)
    before = page.evaluate(heights)
    expect(page.locator("nn-overview button").first).to_be_attached()  # the script has come
    expect(place).to_be_empty()
    page.goto(page.url + PAGE)
    alive(page)
    choose(page, ONE, right(ONE))
    choose(page, SEVERAL, right(SEVERAL))
    page.go_back()
    totals = practice.totals(Book(ROOT))[ONE.page]
    rest = f"0 of {totals['exercises']} exercises, 0 of {totals['rebuilds']} rebuilds"
    expect(place).to_have_text(f"2 of {totals['questions']} questions, {rest}")
    expect(page.locator("nn-solved[data-page='backprop']")).to_be_empty()
    settle(page)
    assert page.evaluate(heights) == before


def test_progress_is_saved_as_a_file_forgotten_and_loaded(page: Page, tmp_path: Path) -> None:
    """The file is the store; forgetting asks first; loading adds to what is there and refuses other files."""
    tools = page.locator("nn-overview")
    expect(tools.get_by_role("status")).to_have_text("Nothing is kept yet.")
    expect(tools.get_by_role("button", name="Save as a file")).to_be_disabled()
    choose(page, ONE, right(ONE))
    expect(tools.get_by_role("status")).to_have_text("Solved so far: 1 question, 0 exercises and 0 rebuilds.")
    with page.expect_download() as download:
        tools.get_by_role("button", name="Save as a file").click()
    assert download.value.suggested_filename == "nnbook-progress.json"
    saved = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    (item,) = saved["items"].values()
    assert list(saved["items"]) == [f"question:{ONE.id}"]
    assert (item["page"], item["done"], [one["right"] for one in item["tries"]]) == (ONE.page, True, [True])
    page.once("dialog", lambda dialog: dialog.dismiss())
    tools.get_by_role("button", name="Forget it all").click()
    assert is_done(page, ONE)
    page.once("dialog", lambda dialog: dialog.accept())
    tools.get_by_role("button", name="Forget it all").click()
    expect(form_of(page, ONE)).not_to_have_attribute("data-done", "")
    assert page.evaluate(f"localStorage.getItem('{KEY}')") is None

    def load(file: Path) -> None:
        with page.expect_file_chooser() as chooser:
            tools.get_by_role("button", name="Load a file").click()
        chooser.value.set_files(file)

    choose(page, SEVERAL, right(SEVERAL))
    other = tmp_path / "other.json"
    other.write_text('{"version": 1, "items": {"question:x": {"done": "yes"}}}', encoding="utf-8")
    load(other)
    expect(tools.get_by_role("status")).to_contain_text("“other.json” holds no progress of this book")
    assert is_done(page, SEVERAL) and not is_done(page, ONE)
    load(Path(download.value.path()))
    expect(tools.get_by_role("status")).to_have_text(
        "Solved so far: 2 questions, 0 exercises and 0 rebuilds."
    )
    assert is_done(page, SEVERAL) and is_done(page, ONE)


def test_the_home_page_saves_and_forgets_too(visit: Callable[..., Page]) -> None:
    """The tools stand where the chapters' progress is shown."""
    page = alive(visit(PAGE))
    choose(page, ONE, right(ONE))
    page.goto(page.url.removesuffix(PAGE))
    tools = page.locator("nn-overview")
    expect(tools.get_by_role("status")).to_have_text("Solved so far: 1 question, 0 exercises and 0 rebuilds.")
    for name in ("Save as a file", "Load a file", "Forget it all"):
        expect(tools.get_by_role("button", name=name)).to_be_enabled()


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    """Arrows and Space choose, Enter in a field and on Check answers, Tab goes on to the answer."""
    form = form_of(page, ONE)
    boxes = form.locator("input")
    boxes.first.focus()
    page.keyboard.press("Space")
    for _ in range(len(ONE.choices)):
        if form.locator("input:checked").get_attribute("data-right") is not None:
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(form.get_by_label("guessing")).to_be_focused()
    page.keyboard.press("Tab")
    expect(form.get_by_role("button", name="Check")).to_be_focused()
    page.keyboard.press("Enter")
    expect(form.locator(".nn-graded")).to_contain_text("Right.")
    expect(form.get_by_role("button", name="Check")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(form.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(form.locator(".nn-explained")).to_be_visible()

    for box in form_of(page, SEVERAL).locator("input").all():
        box.focus()
        if box.get_attribute("data-right") is not None:
            page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(form_of(page, SEVERAL).locator(".nn-graded")).to_contain_text("Right.")

    for question in (NUMBER, PRINTS):
        form_of(page, question).get_by_label("Your answer").focus()
        page.keyboard.type(question.key)
        page.keyboard.press("Enter")
        expect(form_of(page, question).locator(".nn-graded")).to_contain_text("Right")


def test_what_is_said_is_announced(page: Page) -> None:
    """The region is there before the words come, and each group of choices has the question as its name."""
    expect(form_of(page, ONE).get_by_role("status")).to_be_attached()
    group = form_of(page, ONE).get_by_role("group").first
    assert "A neuron should fire" in (group.locator("legend").text_content() or "")


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark"), (390, "light")])
def test_a_question_is_accessible(
    visit: Callable[..., Page], violations: Callable[..., list[str]], width: int, theme: Any
) -> None:
    """The automatic checks find nothing before and after answers and with answers open; nothing overflows."""
    page = alive(visit("perceptron/", viewport={"width": width, "height": 800}, color_scheme=theme))
    own = questions.questions(Chapter.read(ROOT / "docs" / "perceptron.md"))
    assert violations(page, "nn-question") == []
    for question in own:
        form = form_of(page, question)
        if question.key:
            type_in(page, question, question.choices[0].text.strip("`"))
        else:
            choose(page, question, right(question))
        form.locator("summary").click()
    assert violations(page, "nn-question") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_nothing_moves_when_the_script_comes(visit: Callable[..., Page]) -> None:
    """Each form is as high before its script as after it."""
    heights = """[...document.querySelectorAll('nn-question')].map((form) => {
      form.style.contentVisibility = "visible";  // what is out of sight has a height that is guessed
      return form.offsetHeight;
    })"""
    page = visit()
    page.route("**/js/elements.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(page.url + PAGE)
    settle(page)
    before = page.evaluate(heights)
    assert len(before) == len(QUESTIONS)
    page.unroute_all()
    page.reload()
    settle(alive(page))
    assert page.evaluate(heights) == before


def test_without_a_script_a_question_can_be_read(visit: Callable[..., Page]) -> None:
    """Its choices are a list, its answer and explanations stand in closed details; no dead control."""
    page = visit(PAGE, java_script_enabled=False)
    form = form_of(page, ONE)
    expect(form.locator(".nn-choices li")).to_have_count(len(ONE.choices))
    assert form.locator(".nn-choices").is_visible()
    for control in ("input", "button", "textarea"):
        assert [c for c in page.locator(f"nn-question {control}").all() if c.is_visible()] == []
    expect(form.locator(".nn-explained")).not_to_be_visible()
    form.locator("summary").click()
    expect(form.locator(".nn-explained")).to_be_visible()
    printed = form_of(page, PRINTS)
    expect(printed.locator("fieldset .nn-output")).not_to_be_visible()
    printed.locator("summary").click()
    expect(printed.locator("fieldset .nn-output")).to_be_visible()


def cycle(form: Locator) -> str:
    """Miss a question with variants, go on, and return the number of the one that stands there then."""
    form.get_by_label("Your answer").fill("-123456")
    form.get_by_role("button", name="Check").click()
    form.get_by_role("button", name="Ask me with other numbers").click()
    return form.get_attribute("data-variant") or ""


def test_after_a_miss_the_numbers_are_others(page: Page) -> None:
    """What was said stays beside the numbers that it is about, until the reader goes on."""
    form = form_of(page, NUMBER)
    field = form.get_by_label("Your answer")
    asked = words(form.locator("legend"))
    said = type_in(page, NUMBER, NUMBER.choices[0].text)
    assert said.startswith("Not yet.") and words(form.locator("legend")) == asked
    assert not field.is_editable()
    field.press("Enter")
    assert words(form.locator("legend")) == NUMBER.variants[0].of(asked) != asked
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    expect(form.locator(".nn-graded")).to_be_empty()
    assert not type_in(page, NUMBER, NUMBER.key).startswith("Right"), "that was the answer before"
    tries = page.evaluate(f"JSON.parse(localStorage.getItem('{KEY}')).items['question:{NUMBER.id}'].tries")
    assert [(one["variant"], one["right"]) for one in tries] == [(0, False), (1, False)]
    page.reload()
    alive(page)
    assert form.get_attribute("data-variant") == str(2 % (len(NUMBER.variants) + 1))


# What stands there of each variant, and what is said of an answer and of another one.
SHOWN = """(question, answers) => {
  const texts = (selector) => [...question.querySelectorAll(selector)].map((part) => part.textContent.trim());
  const answer = (text) => {
    question.field.value = text;
    question.submit.click();
    return question.querySelector(".nn-graded").textContent.trim();
  };
  return answers.map((pair, number) => {
    question.show(number);
    const shown = {
      asked: question.querySelector("legend").textContent,
      codes: texts("nn-block .highlight code"),
      outputs: texts("nn-block .nn-output"),
      choices: texts(".nn-choice"),
      given: [...question.querySelectorAll("[data-given]")].map((item) => item.dataset.given),
    };
    shown.said = pair.map(answer);
    question.again();
    return shown;
  });
}"""


@pytest.mark.parametrize("chapter", VARIED, ids=lambda chapter: chapter.path.stem)
def test_every_variant_stands_in_the_page_as_it_was_keyed(
    visit: Callable[..., Page], results: Results, chapter: Chapter
) -> None:
    """Its text, code and output are those of the build, its key is right, its wrong answers are not."""
    page = alive(visit(f"{chapter.path.stem}/"))
    for question in (question for question in questions.questions(chapter) if question.variants):
        form = form_of(page, question)
        keyed = variants.keyed(question, results)
        first, *others = form.evaluate(SHOWN, [[], *([one.key, one.given[-1]] for one in keyed)])
        for one, shown in zip(keyed, others, strict=True):
            assert shown["asked"] == one.variant.of(first["asked"]), question.id
            sources = [one.variant.of(block.source).strip() for block in question.blocks]
            assert shown["codes"] == sources, question.id
            assert shown["outputs"] == [text.strip() for text in one.printed], question.id
            assert shown["given"] == list(one.given), question.id
            assert shown["choices"] == list(one.given), question.id
            taken, refused = shown["said"]
            assert taken.startswith("Right") and refused.startswith("Not yet."), question.id
        assert form.evaluate(SHOWN, [[]]) == [first], "and round again"


def test_a_block_of_another_variant_runs_as_it_stands(page: Page) -> None:
    """It is another block, and no reader's code of the first one stands in it."""
    form = form_of(page, PRINTS)
    cycle(form)
    type_in(page, PRINTS, json.loads(form.get_attribute("data-variants") or "")["variants"][0]["key"])
    block = form.locator("nn-block")
    if block.get_by_role("button", name="Run").count():
        before = words(block.locator("samp"))
        block.locator("[data-does=run]").click()
        expect(block.locator(".nn-results")).to_have_text(before)
