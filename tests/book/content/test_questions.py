"""Questions: how they are read and shown, what is refused, and that those of the book are in order."""

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from house import ROOT, House, make_house

from nnbook.book.content import exercises, questions
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Chapter, headings
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.questions import Question
from nnbook.book.page import practice

PARTS = ("perceptron", "activations", "forward", "backprop")
CHAPTERS = [chapter for chapter in Book.at(ROOT).chapters if chapter.path.parent.name == "docs"]
QUESTIONS = [question for chapter in CHAPTERS for question in questions.questions(chapter)]

CHOICES = "- [x] yes — since it is so indeed\n- [ ] no — that would be another thing"
NUMBER = """- 3 — it was added

```python
print("times", 1.0 * 2)
print("plus", 3)
```

```output
times 2.0
plus 3
```"""
PRINTS = """```python
print([0, 1])
```

```output
[0, 1]
```

- `[1, 0]` — the order was turned"""
PROOF = "\n\n```python\nprint('yes', {})\nprint('no', {})\n```\n\n```output\nyes {}\nno {}\n```"
LINK = "Taught in [One](perceptron.md#one)."


def page(inside: str, attributes: str = 'id="q" markdown="1"', link: str = LINK) -> Chapter:
    """Return a chapter whose only question has this inside."""
    text = f'# A page\n\n<div class="question" {attributes}>\n\nIs it so?\n\n{inside}\n\n{link}\n\n</div>\n'
    return Chapter(Path("docs/quiz.md"), text, Path("docs"))


def read(inside: str) -> Question:
    """Read the only question of a page."""
    (question,) = questions.questions(page(inside))
    return question


def test_the_kind_follows_from_the_list_and_its_block() -> None:
    """One tick or several, a block under the list for a number, a block above it for an output."""
    assert read(CHOICES).kind == "one"
    assert read(CHOICES + "\n- [x] perhaps — that is right as well").kind == "several"
    assert (read(NUMBER).kind, read(NUMBER).key) == ("number", "2.0")
    assert (read(PRINTS).kind, read(PRINTS).key) == ("prints", "[0, 1]")


def test_a_choice_has_its_own_explanation() -> None:
    """What stands before the first dash is the choice, all after it explains."""
    question = read("- [x] `a` — it is — really — so\n- [ ] b -\n  c — no")
    assert [(c.text, c.why, c.right) for c in question.choices] == [
        ("`a`", "it is — really — so", True),
        ("b -\nc", "no", False),
    ]
    assert [choice.line for choice in question.choices] == [7, 8]


def test_a_question_belongs_to_the_chapter_that_teaches_it() -> None:
    """A link to another page names that page, a link within the page its own."""
    assert read(CHOICES).page == "perceptron"
    (own,) = questions.questions(page(CHOICES, link="See [One](#one)."))
    assert own.page == "quiz"


@pytest.mark.parametrize(
    ("chapter", "line", "problem"),
    [
        (page(CHOICES, 'markdown="1"'), 3, "a question opens with"),
        (page(CHOICES, 'id="q"'), 3, "a question opens with"),
        (page("Nothing to choose."), 3, "one list"),
        (page(CHOICES + "\n\nAnd:\n\n" + CHOICES), 3, "one list"),
        (page(CHOICES.replace("[x]", "[ ]")), 7, "at least one choice is ticked, and one is not"),
        (page(CHOICES.replace("[ ]", "[x]")), 7, "at least one choice is ticked, and one is not"),
        (page("- [x] yes — since it is so\n- [ ] no"), 8, "its own explanation, got '[ ] no'"),
        (page("- [x] yes — since it is so\n- [ ] no — "), 8, "its own explanation"),
        (page(CHOICES, link="Taught somewhere."), 3, "links to the heading"),
        (page(CHOICES, link="Taught in [One](perceptron.md)."), 3, "links to the heading"),
        (page(CHOICES + PROOF.format(True, True, True, True)), 8, "counts as wrong, and the block prints"),
        (
            page(CHOICES + PROOF.format(False, False, False, False)),
            7,
            "counts as right, and the block prints",
        ),
        (page(CHOICES + PROOF.format(1, 0, 1, 0)), 10, "prints 2 lines, one a choice, True or False"),
        (page("- 3 — it was added"), 7, "goes with a block"),
        (page(NUMBER.replace("- 3 —", "- 4 —")), 7, "the wrong answer is 4, and the block prints 'plus 3'"),
        (page(NUMBER.replace("3", "2.03")), 7, "the wrong answer 2.03 would count as right"),
        (page(NUMBER + "\n\n" + NUMBER.partition("\n\n")[2]), 19, "one block under the list is enough"),
        (page(NUMBER.replace("- 3 — it was added\n", "- 3 — added\n- 4 — no\n")), 10, "3 lines, got 2"),
        (page(NUMBER.replace("times 2.0", "times two")), 9, "ends in a number, got 'times two'"),
        (page(NUMBER.partition("\n\n```output")[0]), 9, "has a pin"),
        (page(PRINTS.replace("`[1, 0]`", "`[ 0,1 ]`")), 15, "is what the block prints"),
        (
            Chapter(Path("docs/x.md"), page(CHOICES).text.replace("</div>", ""), Path("docs")),
            3,
            "no </div> of its own",
        ),
        (
            Chapter(Path("docs/x.md"), 2 * (page(CHOICES).text + "\n"), Path("docs")),
            16,
            "two questions are called 'q'",
        ),
    ],
)
def test_what_is_not_in_order_is_refused(chapter: Chapter, line: int, problem: str) -> None:
    """The error names the line, and says what was expected."""
    with pytest.raises(ChapterError, match=re.escape(problem)) as caught:
        questions.questions(chapter)
    assert caught.value.line == line


@pytest.mark.parametrize("name", ['"hard question"', '"question hard"', "question", "'a question b'"])
def test_a_question_may_have_other_classes(name: str) -> None:
    """It is read, and so held to its proof."""
    text = page(CHOICES).text.replace('class="question"', f"class={name}")
    assert len(questions.questions(Chapter(Path("docs/x.md"), text, Path("docs")))) == 1


@pytest.mark.parametrize("name", ['"questions"', '"no-question"', '"x" title="question"'])
def test_another_class_is_no_question(name: str) -> None:
    """A word is not a part of another one."""
    text = page(CHOICES).text.replace('class="question"', f"class={name}")
    assert questions.questions(Chapter(Path("docs/x.md"), text, Path("docs"))) == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("\n\nIs it so?", "\nIs it so?", 3),
        ("<div class", "- A list\n\n    <div class", 5),
        ("<div class", "> <div class", 3),
        ("<div class", "Some prose <div class", 3),
        ("<div class", "<section>\n<div class", 3),
    ],
)
def test_a_question_that_markdown_would_not_see_is_refused(old: str, new: str, line: int) -> None:
    """Else its text would stand in the page, boxes and all, and nobody would hold it to its proof."""
    text = page(CHOICES).text.replace(old, new, 1)
    with pytest.raises(ChapterError, match="has its line for itself, at the left margin") as caught:
        questions.questions(Chapter(Path("docs/x.md"), text, Path("docs")))
    assert caught.value.line == line


class Forms(HTMLParser):
    """Collect the tags with their attributes, and the text, of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of each such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build a page with a question of each kind, and return its HTML."""
    house = make_house(tmp_path_factory.mktemp("quiz") / "house")
    several = CHOICES + "\n- [x] perhaps, $z$ — that is *right* as well"
    insides = {"a": CHOICES + PROOF.format(True, False, True, False), "b": several, "c": NUMBER, "d": PRINTS}
    text = "".join(
        page(inside, f'id="{name}" markdown="1"').text.partition("\n\n")[2] + "\n"
        for name, inside in insides.items()
    )
    house.write("docs/quiz.md", f"# A page\n\n{text}")
    house.write("docs/perceptron.md", "# Neurons\n\n## One\n\nIt is so.\n")
    done = house.build("mkdocs", "--strict", "-d", "site")
    assert done.returncode == 0, done.stdout
    return (house.root / "site" / "quiz" / "index.html").read_text(encoding="utf-8")


def test_a_question_becomes_a_form(built: str) -> None:
    """With a fieldset, a legend, the inputs of its kind, and a place for what is said of an answer."""
    forms = Forms(built)
    questions = forms.of("nn-question")
    assert [(form["id"], form["data-kind"], form.get("data-key")) for form in questions] == [
        ("a", "one", None),
        ("b", "several", None),
        ("c", "number", "2.0"),
        ("d", "prints", "[0, 1]"),
    ]
    assert {form["data-page"] for form in questions} == {"perceptron"}
    assert built.count("<legend>") == 4
    kinds = Counter(field["type"] for field in forms.of("input") if field.get("name") in ("a", "b"))
    assert kinds == {"radio": 2, "checkbox": 3}
    right = Counter(field.get("name") for field in forms.of("input") if "data-right" in field)
    assert right == {"a": 1, "b": 2}
    status = [box for box in forms.of("div") if box.get("class") == "nn-graded"]
    assert [box["role"] for box in status] == ["status"] * 4


def test_the_answer_stands_in_details(built: str) -> None:
    """Explanations, the block that proves it and the link; the boxes of the Markdown are gone."""
    answers = re.findall(r'<details class="nn-answer">.*?</details>', built, re.DOTALL)
    assert len(answers) == 4
    assert all('href="../perceptron/#one"' in answer for answer in answers)
    assert "since it is so indeed" in answers[0] and "that would be another thing" in answers[0]
    assert "<nn-block " in answers[0] and "<nn-block " in answers[2]
    assert "<strong>2.0</strong>" in answers[2] and 'data-given="3"' in answers[2]
    assert "that is <em>right</em> as well" in answers[1]
    question = built.partition('<nn-question data-key="[0, 1]"')[2].partition("<details")[0]
    assert 'class="nn-output"' in question  # the style sheet hides it until it is asked for
    assert "[x]" not in built and "[ ]" not in built


def test_an_error_in_a_question_ends_the_build(house: House) -> None:
    """The build names the file and the line."""
    house.write("docs/quiz.md", page(CHOICES.replace("[x]", "[ ]")).text)
    house.write("docs/perceptron.md", "# Neurons\n\n## One\n")
    done = house.build("mkdocs", "-q", "-d", "site")
    assert done.returncode != 0
    assert "docs/quiz.md:7: at least one choice is ticked" in done.stdout


def test_the_home_page_has_the_totals(house: House) -> None:
    """Questions count for the chapter that teaches them, exercises and rebuilds for their page."""
    path = "1.  [Neurons](perceptron.md)\n\n    One.\n\n2.  [Quiz](quiz.md)\n\n    Two."
    house.write("docs/index.md", f'# Home\n\n<div class="nn-path" markdown="1">\n\n{path}\n\n</div>\n')
    house.write("docs/quiz.md", page(CHOICES).text)
    own = page(CHOICES, 'id="own" markdown="1"', "See [One](#one).").text.replace("# A page", "# P\n\n## One")
    house.write("docs/perceptron.md", own + "\n```rebuild\none-neuron\n```\n\n```exercise\none-neuron\n```\n")
    counted = {"questions": 2, "exercises": 1, "rebuilds": 1}
    assert practice.totals(Book(house.root)) == {"perceptron": counted}
    exercise = (ROOT / "docs" / "exercises" / "one-neuron.py").read_text(encoding="utf-8")
    house.write("docs/exercises/one-neuron.py", exercise)
    done = house.build("mkdocs", "--strict", "-d", "site")
    assert done.returncode == 0, done.stdout
    html = (house.root / "site" / "index.html").read_text(encoding="utf-8")
    (place,) = Forms(html).of("nn-solved")
    numbers = {f"data-{kind}": str(number) for kind, number in counted.items()}
    assert place == {"data-page": "perceptron"} | numbers


def test_there_are_enough_questions() -> None:
    """At least sixty in the four parts, all four kinds in each, and a set at the end of each chapter."""
    by_part = {part: [q for q in QUESTIONS if q.page == part] for part in PARTS}
    for part, found in by_part.items():
        kinds = Counter(question.kind for question in found)
        print(f"{part}: {len(found)} questions, {dict(kinds)}")
        assert set(kinds) == set(questions.KINDS), part
    proven = sum(question.proof is not None or bool(question.key) for question in QUESTIONS)
    print(f"{len(QUESTIONS)} questions, {proven} with a key that code gives")
    assert sum(map(len, by_part.values())) >= 60
    for chapter in ("start", *PARTS, "failures", "generalisation", "autograd", "speed"):
        assert len([q for q in QUESTIONS if q.path.stem == q.page == chapter]) >= 3, chapter


@pytest.mark.parametrize("name", [*PARTS, "failures", "generalisation", "autograd", "speed"])
def test_every_section_of_a_chapter_asks(name: str) -> None:
    """A question helps most where its idea was just met; the last two sections are for practice."""
    chapter = next(chapter for chapter in CHAPTERS if chapter.path.stem == name)
    sections = [line for line, _ in headings(chapter) if chapter.text.split("\n")[line - 1].startswith("## ")]
    asked = [question.line for question in QUESTIONS if question.path == chapter.path]
    mute = [
        f"{chapter.uri}:{start}"
        for start, end in pairwise(sections[:-1])
        if not any(start < line < end for line in asked)
    ]
    assert len(sections) > 7 and mute == []


def test_no_two_questions_have_one_name() -> None:
    """The reader's progress is kept by name, over all pages."""
    assert [name for name, times in Counter(q.id for q in QUESTIONS).items() if times > 1] == []


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_every_choice_is_explained(question: Question) -> None:
    """Each has an explanation of its own, of twenty characters or more, and there are at least two."""
    explanations = [choice.why for choice in question.choices]
    assert [why for why in explanations if len(why) < 20] == []
    assert len(set(explanations)) == len(explanations) >= 2


def test_no_question_escapes_the_parser() -> None:
    """An independent count finds as many as the parser."""
    for chapter in CHAPTERS:
        fenceless = re.sub(r"^(`{3,}).*?^\1", "", chapter.text, flags=re.MULTILINE | re.DOTALL)
        assert len(re.findall(r"class=.?question\b", fenceless)) == len(questions.questions(chapter))


def test_progress_knows_every_page() -> None:
    """The totals of the home page add up to all questions and exercises."""
    totals = practice.totals(Book.at(ROOT))
    tasks = sum(len(exercises.fences(chapter)) for chapter in CHAPTERS)
    assert sum(counts["questions"] for counts in totals.values()) == len(QUESTIONS)
    assert sum(counts["exercises"] for counts in totals.values()) == tasks
