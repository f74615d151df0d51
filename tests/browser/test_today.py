"""Questions come back: over days, devices, broken stores and wrong clocks, as far as the reader wants it."""

import json
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from house import ROOT
from playwright.sync_api import Locator, Page, expect
from waiting import know_the_sitemap, settle

from nnbook.book.content import questions
from nnbook.book.content.book import Book
from nnbook.book.content.questions import Question
from nnbook.book.page import practice

PAGE = "today/"
KEY = "nnbook.progress"
BOOK = Book.at(ROOT)
QUESTIONS = {question.id: question for chapter in BOOK.chapters for question in questions.questions(chapter)}
BY_PAGE: dict[str, list[Question]] = {}
for one in QUESTIONS.values():
    BY_PAGE.setdefault(one.page, []).append(one)
OWN = questions.questions(BOOK.chapter(BOOK.docs / "perceptron.md"))
CHOSEN = next(question for question in OWN if question.kind == "one")
MANY = next(question for question in OWN if question.kind == "several")
START = "2026-11-02"

Visit = Callable[..., Page]


def tried(day: str, right: bool, **more: Any) -> dict[str, Any]:
    """Return a try as it is kept."""
    number = date.fromisoformat(day).toordinal() * 100
    return {"day": day, "n": number, "id": f"t{number}", "right": right} | more


def item(question: Question, *tries: dict[str, Any], done: bool = True) -> dict[str, Any]:
    """Return what is kept of a question, by its name."""
    return {f"question:{question.id}": {"page": question.page, "done": done, "tries": list(tries)}}


def with_store(address: str, text: str) -> dict[str, Any]:
    """Return the options of a context whose browser has kept a store."""
    kept = {"origin": address.rstrip("/"), "localStorage": [{"name": KEY, "value": text}]}
    return {"storage_state": {"cookies": [], "origins": [kept]}}


def store(items: dict[str, Any], version: int = 2) -> str:
    """Return a store's text."""
    return json.dumps({"version": version, "items": items})


def kept(page: Page) -> dict[str, Any]:
    """Return the items that the browser keeps."""
    text = page.evaluate(f"localStorage.getItem('{KEY}')")
    return json.loads(text)["items"] if text else {}


@pytest.fixture
def visit(visit: Visit) -> Visit:
    """Return a function that opens a page whose clock can be turned."""
    return partial(visit, clock=True)


def on(page: Page, day: str, path: str = PAGE, time: str = "12:00:00") -> Page:
    """Open a page of the book on another day, by the reader's clock."""
    page.clock.set_fixed_time(f"{day}T{time}")
    root = page.evaluate("new URL('/', location).href")
    page.goto(root + path)
    return alive(page)


def alive(page: Page) -> Page:
    """Wait until the page Today has said what is due, and the other elements have come."""
    if page.locator("nn-question").count():
        page.evaluate("async () => { await customElements.whenDefined('nn-question'); }")
    if page.locator("nn-today").count():
        expect(status(page)).not_to_be_empty()
    return page


def status(page: Page) -> Locator:
    """Return where the page Today says what is due."""
    return page.locator("nn-today > [role=status]")


def asked(page: Page) -> list[str]:
    """Return the names of the questions that the page Today asks, in their order."""
    return page.locator("nn-today nn-question").evaluate_all(
        "forms => forms.map((form) => form.dataset.name)"
    )


def form_of(page: Page, question: Question) -> Locator:
    """Return a question of the page, its own or one that was brought."""
    return page.locator(f"nn-question:is([id='{question.id}'], [data-name='{question.id}'])")


def answer(page: Page, question: Question, right: bool, sure: str = "") -> None:
    """Choose all right choices, or one that is wrong, say how sure, and press Check."""
    form = form_of(page, question)
    for number, choice in enumerate(question.choices):
        box = form.locator(f".nn-choices input[value='{number}']")
        if question.kind == "one":
            if choice.right == right:
                box.check()
        else:
            box.set_checked(choice.right == right)
    if sure:
        form.get_by_label(sure).check()
    form.get_by_role("button", name="Check").click()
    expect(form.locator(".nn-graded")).to_contain_text("Right." if right else "Not yet")


def test_a_week_of_use(visit: Visit) -> None:
    """What is missed comes back on the next day, certain and wrong first, and in a week what was right."""
    page = on(visit(), START, "perceptron/")
    right, missed = CHOSEN, MANY
    answer(page, right, right=True, sure="fairly")
    answer(page, missed, right=False, sure="guessing")
    on(page, START)
    expect(status(page)).to_have_text("Nothing is due today.")
    on(page, "2026-11-03")
    assert asked(page) == [missed.id]
    expect(status(page)).to_have_text("1 question is due.")
    answer(page, missed, right=True)
    expect(status(page)).to_have_text("That is all for today.")
    for day in ("2026-11-03", "2026-11-08"):
        on(page, day)
        assert asked(page) == []
    on(page, "2026-11-09")
    assert asked(page) == [right.id]
    answer(page, right, right=False, sure="certain")
    on(page, "2026-11-10")
    assert asked(page) == [right.id, missed.id], "one was certain and wrong, the other is due for a week"
    tries = kept(page)[f"question:{right.id}"]["tries"]
    assert [(one["day"], one["right"], one.get("sure")) for one in tries] == [
        (START, True, 1),
        ("2026-11-09", False, 2),
    ]
    wrong = [number for number, choice in enumerate(right.choices) if not choice.right]
    assert tries[1]["wrong"] and set(tries[1]["wrong"]) <= set(wrong)


def test_what_was_right_three_times_more_stays_away(visit: Visit) -> None:
    """It comes a week after each right answer, the same each time, and after the third return no more."""
    page = on(visit(), START, "perceptron/")
    answer(page, CHOSEN, right=True)
    for day, before in (("2026-11-09", "08"), ("2026-11-16", "15"), ("2026-11-23", "22")):
        assert asked(on(page, f"2026-11-{before}")) == []
        assert asked(on(page, day)) == [CHOSEN.id]
        answer(page, CHOSEN, right=True)
    for day in ("2026-11-30", "2027-06-01"):
        assert asked(on(page, day)) == []


def test_an_answer_after_the_answer_was_told_is_no_recall(visit: Visit) -> None:
    """Who was wrong and then right on one day is asked on the next."""
    page = on(visit(), START, "perceptron/")
    answer(page, CHOSEN, right=False, sure="certain")
    answer(page, CHOSEN, right=True)
    expect(form_of(page, CHOSEN)).to_have_attribute("data-done", "")
    assert asked(on(page, "2026-11-03")) == [CHOSEN.id]


def test_a_handful_is_mixed_and_the_rest_waits(visit: Visit, address: str) -> None:
    """Five of other chapters each, what was certain and wrong before all; then others, when asked for."""
    items: dict[str, Any] = {}
    for number, found in enumerate(BY_PAGE.values()):
        for question in found[:3]:
            items |= item(question, tried(f"2026-10-{10 + number:02d}", right=True))
    urgent = BY_PAGE["backprop"][2]
    items |= item(urgent, tried("2026-10-30", right=False, sure=2), done=False)
    page = on(visit(**with_store(address, store(items))), START)
    first = asked(page)
    assert len(first) == 5 and first[0] == urgent.id
    assert len({QUESTIONS[name].page for name in first}) == 5
    expect(status(page)).to_have_text(f"{len(items)} questions are due. Here are 5 of them.")
    for section in page.locator("nn-today section").all():
        place = section.locator("h2 a").evaluate("link => link.href")
        for link in section.locator(".nn-answer .nn-taught a:first-child").all():
            assert link.evaluate("link => link.href") == place
    for name in first:
        question = QUESTIONS[name]
        form = form_of(page, question)
        if question.key:
            form.get_by_label("Your answer").fill(question.key)
            form.get_by_role("button", name="Check").click()
        else:
            answer(page, question, right=True)
    expect(status(page)).to_contain_text("These are done.")
    page.get_by_role("button", name="Bring 5 more").click()
    expect(status(page)).to_have_text(f"{len(items) - 5} questions are due. Here are 5 of them.")
    expect(status(page)).to_be_focused()
    assert not set(asked(page)) & set(first)


def test_links_of_a_question_lead_where_they_led(visit: Visit, address: str) -> None:
    """They were written for another page; no id stands twice, and the page has what it needs."""
    items: dict[str, Any] = {}
    for question in (*BY_PAGE["start"][:2], *OWN):
        items |= item(question, tried("2026-10-10", right=True))
    page = on(visit(**with_store(address, store(items))), START)
    links = page.locator("nn-today nn-question a[href]").evaluate_all(
        "links => links.map(({ href }) => href)"
    )
    assert links and all("/today/" not in link for link in links)
    for link in set(links):
        path, _, anchor = link.removeprefix(address).partition("#")
        page.goto(address + path)
        assert page.locator(f"[id='{anchor}']").count() == 1, link


def test_two_devices_are_merged(visit: Visit, address: str, tmp_path: Path) -> None:
    """Through a file; whichever way and however often, what either knows is known."""
    one = item(CHOSEN, tried("2026-10-20", right=True), tried("2026-10-27", right=True))
    other = item(CHOSEN, tried("2026-10-28", right=False, sure=2), done=False)
    other |= item(MANY, tried("2026-11-01", right=True))
    ways = []
    for here, there in ((one, other), (other, one)):
        page = on(visit(**with_store(address, store(here))), START)
        file = tmp_path / "theirs.json"
        file.write_text(store(there), encoding="utf-8")
        for _ in range(2):
            with page.expect_file_chooser() as chooser:
                page.get_by_role("button", name="Load a file").click()
            chooser.value.set_files(file)
            expect(page.locator("nn-overview [role=status]")).to_have_text(
                "Solved so far: 2 questions, 0 exercises and 0 rebuilds."
            )
        ways.append(kept(page))
        assert asked(on(page, START)) == [CHOSEN.id]
        assert asked(on(page, "2026-11-08")) == [CHOSEN.id, MANY.id]
    assert ways[0] == ways[1]
    assert [t["day"] for t in ways[0][f"question:{CHOSEN.id}"]["tries"]] == [
        "2026-10-20",
        "2026-10-27",
        "2026-10-28",
    ]


# Devices by chance: some begin from a common store, each adds tries of its own on days that jump.
MERGE = """async ([path, seed]) => {
  const store = await import(path);
  const next = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const any = (count) => Math.floor(next() * count);
  const more = (items) => {
    const made = { ...items };
    for (let left = any(40); left > 0; left--) {
      const name = `question:${any(3)}`;
      const day = `2026-11-${String(1 + any(28)).padStart(2, "0")}`;
      const details = { wrong: any(2) ? [any(4)] : undefined, sure: any(2) ? any(3) : undefined };
      const given = { day, id: `x${any(1e9).toString(36)}`, right: any(2) === 1, ...details };
      made[name] = store.withTry(made[name], "abc"[any(3)], given);
    }
    if (any(3) === 0) made["exercise:old"] = { page: "z", done: any(2) === 1, tries: [] };
    return made;
  };
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  for (let count = 0; count < 300; count++) {
    const base = more({}), a = store.merged(more(base), {}), b = store.merged(more(base), {}), c = more({});
    const both = store.merged(a, b);
    const claims = {
      commutes: same(both, store.merged(b, a)),
      repeats: same(store.merged(both, a), both) && same(store.merged(both, both), both),
      associates: same(store.merged(store.merged(a, b), c), store.merged(a, store.merged(b, c))),
      keeps: Object.keys(both).every((name) => both[name].done === Boolean(a[name]?.done || b[name]?.done)),
      reads: store.text(store.parse(store.text(both)).items) === store.text(both),
      bounded: Object.values(both).every(({ tries }) => tries.length <= 12),
    };
    const broken = Object.keys(claims).filter((claim) => !claims[claim]);
    if (broken.length) return `${broken}: ${JSON.stringify([a, b, c])}`;
  }
  return "";
}"""


@pytest.mark.parametrize("seed", [1, 26, 2026])
def test_the_order_of_merges_makes_no_difference(visit: Visit, seed: int) -> None:
    """Nor does how often they are made; what is done stays done, and the size is bounded."""
    page = visit()
    assert page.evaluate(MERGE, ["/assets/js/practice/store.js", seed]) == ""


def test_of_many_tries_the_first_and_the_latest_are_kept(visit: Visit) -> None:
    """The first says how hard a question is, the latest when it comes back."""
    page = visit("perceptron/")
    page.evaluate(
        """async () => {
          const { record } = await import("/assets/js/practice/progress.js");
          for (let n = 0; n < 40; n++) record("question", "many", "perceptron", n === 39, { wrong: [n] });
        }"""
    )
    tries = kept(page)["question:many"]["tries"]
    assert [one.get("wrong") for one in tries] == [[0], *([n] for n in range(29, 40))]
    assert len(json.dumps(tries)) < 1500


def test_the_store_of_before_is_taken_over(visit: Visit, address: str, tmp_path: Path) -> None:
    """All that was solved is solved, here and in a file; it is due, since nobody knows from when it is."""
    old = {f"question:{CHOSEN.id}": {"page": "perceptron", "done": True}}
    old |= {"exercise:one-neuron": {"page": "perceptron", "done": True}}
    page = on(visit(**with_store(address, store(old, version=1))), START, "perceptron/")
    expect(form_of(page, CHOSEN)).to_have_attribute("data-done", "")
    answer(page, MANY, right=True)
    items = kept(page)
    assert {name: found["done"] for name, found in items.items()} == {
        **dict.fromkeys(old, True),
        f"question:{MANY.id}": True,
    }
    assert asked(on(page, START)) == [CHOSEN.id]
    file = tmp_path / "old.json"
    other = BY_PAGE["forward"][0]
    file.write_text(store({f"question:{other.id}": {"page": "forward", "done": True}}, version=1), "utf-8")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Load a file").click()
    chooser.value.set_files(file)
    expect(page.locator("nn-overview [role=status]")).to_have_text(
        "Solved so far: 3 questions, 1 exercise and 0 rebuilds."
    )
    assert kept(page)[f"question:{MANY.id}"] == items[f"question:{MANY.id}"]


def test_what_can_be_read_of_a_broken_store_is_kept(visit: Visit, address: str) -> None:
    """The whole text of before can be saved, later as well."""
    items = item(CHOSEN, tried("2026-10-10", right=True)) | {"question:x": {"done": "yes"}}
    items |= item(MANY, {"day": "yesterday"})
    broken = store(items)
    page = alive(visit(PAGE, **with_store(address, broken)))
    expect(page.locator(".nn-notice")).to_contain_text("A copy of it is kept aside")
    assert asked(page) == [CHOSEN.id]
    on(page, START)
    expect(page.locator(".nn-notice")).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save what could not be read").click()
    assert Path(download.value.path()).read_text(encoding="utf-8") == broken
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Forget it all").click()
    expect(page.get_by_role("button", name="Save what could not be read")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('nnbook.progress'))") == []


def test_a_newer_store_is_left_alone(visit: Visit, address: str) -> None:
    """What is solved lasts as long as the page; nothing is written over what a later version has kept."""
    newer = '{"version": 3, "records": ["all", "different"]}'
    page = on(visit(**with_store(address, newer)), START, "perceptron/")
    expect(page.locator(".nn-notice").first).to_contain_text("newer version")
    answer(page, CHOSEN, right=True)
    expect(form_of(page, CHOSEN)).to_have_attribute("data-done", "")
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == newer


def test_two_tabs_keep_what_either_is_told(visit: Visit) -> None:
    """Neither writes over the other, and both show it."""
    page = on(visit(), START, "perceptron/")
    with page.context.new_page() as other:
        other.goto(page.url)
        alive(other)
        answer(other, MANY, right=True)
        answer(page, CHOSEN, right=True)
        answer(other, CHOSEN, right=False)
        assert len(kept(page)[f"question:{CHOSEN.id}"]["tries"]) == 2
        assert len(kept(page)[f"question:{MANY.id}"]["tries"]) == 1
        expect(form_of(page, MANY)).to_have_attribute("data-done", "")


def test_one_switch_turns_all_of_it_off(visit: Visit, address: str) -> None:
    """Nothing is due or marked, nobody is asked how sure they are, and only "solved" is kept."""
    items = item(CHOSEN, tried("2026-10-10", right=True))
    page = on(visit(**with_store(address, store(items))), START)
    assert asked(page) == [CHOSEN.id]
    expect(page.locator(".md-sidebar .nn-mark").first).to_be_visible()
    choice = page.get_by_label("Keep each try")
    expect(choice).to_be_checked()
    choice.uncheck()
    for _ in range(2):
        expect(status(page)).to_contain_text("you have switched that off")
        expect(page.locator(".nn-mark")).to_have_count(0)
        assert asked(page) == []
        on(page, START)
    on(page, START, "perceptron/")
    expect(form_of(page, MANY).locator(".nn-sure")).to_be_hidden()
    answer(page, MANY, right=True)
    answer(page, CHOSEN, right=False)
    assert kept(page)[f"question:{MANY.id}"] == {"page": "perceptron", "done": True, "tries": []}
    assert kept(page)[f"question:{CHOSEN.id}"] == items[f"question:{CHOSEN.id}"]
    expect(form_of(page, MANY)).to_have_attribute("data-done", "")
    on(page, START)
    page.get_by_role("button", name="Bring questions back").click()
    expect(page.locator("nn-today nn-question").first).to_be_visible()
    expect(page.get_by_label("Keep each try")).to_be_checked()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kolkata"])
def test_a_day_is_the_readers_own(visit: Visit, zone: str) -> None:
    """From their midnight to their midnight, wherever they are."""
    page = visit(timezone_id=zone)
    for moment, due in (("23:59:00", []), ("00:01:00", [CHOSEN.id])):
        if due:
            on_local(page, "2026-11-03", moment)
        else:
            on_local(page, START, moment, "perceptron/")
            answer(page, CHOSEN, right=False)
            on_local(page, START, moment)
        assert asked(page) == due


def on_local(page: Page, day: str, time: str, path: str = PAGE) -> None:
    """Open a page at a time of the page's own zone."""
    page.clock.set_fixed_time(page.evaluate("(text) => new Date(text).toISOString()", f"{day}T{time}"))
    page.goto(page.evaluate("new URL('/', location).href") + path)
    alive(page)


def test_a_clock_that_went_wrong_costs_no_question(visit: Visit) -> None:
    """What was answered in a wrong future comes back at once; what is answered next puts it right."""
    page = on(visit(), "2031-05-01", "perceptron/")
    answer(page, CHOSEN, right=True)
    assert asked(on(page, START)) == [CHOSEN.id]
    answer(page, CHOSEN, right=True)
    assert asked(on(page, "2026-11-03")) == []
    assert asked(on(page, "2026-11-09")) == [CHOSEN.id]
    assert [one["day"] for one in kept(page)[f"question:{CHOSEN.id}"]["tries"]] == ["2031-05-01", START]
    on(page, "1970-01-01", "perceptron/")
    answer(page, CHOSEN, right=False)
    assert asked(on(page, "2026-11-03")) == [CHOSEN.id]


def test_a_day_ahead_is_another_time_zone(visit: Visit) -> None:
    """Who flies west is not asked at once again."""
    page = on(visit(), "2026-11-03", "perceptron/")
    answer(page, CHOSEN, right=True)
    assert asked(on(page, START)) == []


def test_a_question_that_is_gone_is_no_ones_debt(visit: Visit, address: str) -> None:
    """It is kept, and neither asked nor counted."""
    items = item(CHOSEN, tried("2026-10-10", right=True))
    items["question:renamed-since"] = {"page": "perceptron", "done": True, "tries": []}
    items["question:of-a-lost-page"] = {
        "page": "lost",
        "done": False,
        "tries": [tried("2026-10-10", right=False)],
    }
    page = on(visit(**with_store(address, store(items))), START)
    assert asked(page) == [CHOSEN.id]
    expect(status(page)).to_have_text("1 question is due.")
    expect(mark_of(page, "perceptron")).to_contain_text("1 due")
    answer(page, CHOSEN, right=True)
    assert "question:renamed-since" in kept(page)


def mark_of(page: Page, name: str) -> Locator:
    """Return what the navigation says of a page."""
    return page.locator(f".md-sidebar--primary a.md-nav__link[href$='{name}/'] .nn-mark")


def test_the_navigation_says_what_is_solved_and_due(visit: Visit, address: str) -> None:
    """In a few words, for the eye and for a screen reader, and after instant navigation."""
    page = on(visit(), START, "perceptron/")
    expect(page.locator(".nn-mark")).to_have_count(0)
    answer(page, CHOSEN, right=True)
    totals = practice.totals(BOOK)["perceptron"]
    number = totals["questions"] + totals["exercises"]
    expect(mark_of(page, "perceptron")).to_have_text(f"1/{number}1 of {number} solved")
    answer(page, MANY, right=False)
    on(page, "2026-11-03", "activations/")
    expect(mark_of(page, "perceptron")).to_have_text(f"1/{number}1 of {number} solved1 due")
    expect(mark_of(page, "today")).to_have_text("1 due")
    expect(mark_of(page, "backprop")).to_have_count(0)
    know_the_sitemap(page, address, "activations/", "forward/")
    page.evaluate("window.same = true")
    page.locator(".md-footer__link--next").click()
    expect(page.locator("h1")).to_contain_text("Forward propagation")
    assert page.evaluate("window.same")
    expect(mark_of(page, "today")).to_have_text("1 due")


def test_ten_questions_of_the_whole_book(visit: Visit, address: str) -> None:
    """Of several chapters, each once, what was certain and wrong first; the same after a look elsewhere."""
    urgent = BY_PAGE["speed"][0]
    items = item(urgent, tried("2026-11-01", right=False, sure=2), done=False)
    page = on(visit(**with_store(address, store(items))), START, "quiz/")
    mixture = page.locator("nn-mixture")
    names = "forms => forms.map((form) => form.dataset.name)"
    mixture.get_by_role("button", name="Draw ten questions").click()
    expect(mixture.locator("nn-question")).to_have_count(10)
    expect(mixture.get_by_role("status").first).to_have_text(
        f"Here are 10 of the {len(QUESTIONS)} questions of the book."
    )
    drawn = mixture.locator("nn-question").evaluate_all(names)
    assert drawn[0] == urgent.id and len(set(drawn)) == 10
    assert len({QUESTIONS[name].page for name in drawn}) == len(BY_PAGE)
    on(page, START, "quiz/")
    expect(mixture.locator("nn-question")).to_have_count(10)
    assert mixture.locator("nn-question").evaluate_all(names) == drawn
    mixture.get_by_role("button", name="Draw ten others").click()
    expect(mixture.locator("nn-question").first).not_to_have_attribute("data-name", drawn[0])
    assert not set(mixture.locator("nn-question").evaluate_all(names)) & set(drawn)


def test_without_a_network_the_page_says_so(visit: Visit, address: str) -> None:
    """And brings the questions when it is asked again."""
    items = item(CHOSEN, tried("2026-10-10", right=True))
    page = visit(**with_store(address, store(items)))
    page.route("**/assets/practice/*.json", lambda route: route.fulfill(status=200, body="<html>"))
    on(page, START)
    expect(status(page)).to_have_text("The questions could not be had: there may be no network.")
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(status(page)).to_have_text("1 question is due.")


def test_without_a_script_the_page_leads_to_the_questions(visit: Visit) -> None:
    """It says what it would do, and no control is dead."""
    page = visit(PAGE, java_script_enabled=False, clock=False)
    expect(page.locator("nn-today")).to_contain_text("this page needs scripts")
    assert page.locator("nn-today a[href='../quiz/']").is_visible()
    assert [c for c in page.locator("article :is(button, input)").all() if c.is_visible()] == []


def test_the_keyboard_alone_is_enough(visit: Visit, address: str) -> None:
    """An answer, how sure, Check, and the next handful."""
    items: dict[str, Any] = {}
    chosen = [question for question in QUESTIONS.values() if question.kind == "one"][:7]
    for question in chosen:
        items |= item(question, tried("2026-10-10", right=True))
    page = on(visit(**with_store(address, store(items))), START)
    for name in asked(page):
        form = form_of(page, QUESTIONS[name])
        form.locator(".nn-choices input").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")  # from "guessing"
        page.keyboard.press("Tab")
        expect(form.get_by_role("button", name="Check")).to_be_focused()
        page.keyboard.press("Enter")
        expect(form.locator(".nn-graded")).not_to_be_empty()
        assert kept(page)[f"question:{name}"]["tries"][-1]["sure"] == 1
        expect(form.locator(".nn-sure input:checked")).to_have_count(0)
    page.get_by_role("button", name="Bring 2 more").focus()
    page.keyboard.press("Enter")
    expect(status(page)).to_be_focused()
    assert len(asked(page)) == 2


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark"), (390, "light")])
def test_the_page_is_accessible(
    visit: Visit, address: str, violations: Callable[..., list[str]], width: int, theme: Any
) -> None:
    """With questions, verdicts and marks in the navigation; nothing overflows."""
    items: dict[str, Any] = {}
    for found in BY_PAGE.values():
        for question in found[:2]:
            items |= item(question, tried("2026-10-10", right=True))
    options = with_store(address, store(items))
    page = visit(viewport={"width": width, "height": 800}, color_scheme=theme, **options)
    on(page, START)
    expect(page.locator("nn-today nn-question")).to_have_count(5)
    settle(page)
    assert violations(page) == []
    for name in asked(page):
        form_of(page, QUESTIONS[name]).get_by_role("button", name="Check").click()
        form_of(page, QUESTIONS[name]).locator("summary").click()
    assert violations(page, "article") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
