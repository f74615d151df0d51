"""Step in a real browser: what the page shows of each line, by keyboard alone, and alike in both Pythons."""

import json
import math
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from house import ROOT, House, needs_python, sampled
from playwright.sync_api import Locator, Page, expect
from waiting import settle

from nnbook.book.content.book import Book
from nnbook.book.run import steps

CHAPTERS = [chapter for chapter in Book(ROOT).chapters if chapter.blocks]
BLOCKS = [
    block
    for chapter in CHAPTERS
    for block in chapter.blocks
    if block.runs and not (block.missing or block.no_run or "recorded" in block.options)
]
PROGRAMS = (ROOT / "tests" / "book" / "run" / "programs.txt").read_text(encoding="utf-8").split("# %% ")[1:]
RECORDED = "nn-block:has(> nn-steps[data-recorded])"


def opened(block: Locator) -> Locator:
    """Press Step, and return the steps."""
    block.locator("[data-does=step]").click()
    view = block.locator(".nn-steps-view")
    expect(view).to_be_visible()
    return view


def write(block: Locator, code: str) -> None:
    """Put code into the editor of a block."""
    if block.locator("[data-does=edit]").is_visible():
        block.locator("[data-does=edit]").click()
    editor = block.locator(".cm-content")
    expect(editor).to_be_visible()
    editor.focus()
    block.page.keyboard.press("ControlOrMeta+a")
    block.page.keyboard.insert_text(code)


@needs_python
def test_recorded_steps_work_before_python_is_there(visit: Callable[..., Page]) -> None:
    """Nothing of Python is fetched, nor anything of the steps before the first Step."""
    page = visit("forward/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    settle(page)
    assert not [url for url in asked if "stepping" in url or "/steps/" in url]
    view = opened(page.locator(RECORDED).nth(1))
    page.keyboard.press("ArrowRight")
    expect(view.locator(".nn-steps-says")).to_have_text("Line 5. New: Z1 array (4, 1).")
    assert not [url for url in asked if "assets/python" in url]
    assert [url for url in asked if "/steps/" in url]


def test_a_site_without_python_has_the_recorded_steps(house: House, serve: Any, new_context: Any) -> None:
    """Its blocks have no bar, and those that were recorded have Step."""
    code = "x = 1\nfor i in range(3):\n    x = x * 2\nprint(x)"
    house.write(
        "docs/page.md",
        f"# Page\n\n```python steps\n{code}\n```\n\n```output\n8\n```\n\n```python\ny = 1\n```\n",
    )
    assert house.build("mkdocs", "--strict").returncode == 0
    with new_context(has_touch=True, is_mobile=True) as context:
        page = context.new_page()
        page.goto(serve(house.root / "site") + "page/")
        expect(page.locator("nn-steps")).to_have_count(1)
        box = page.get_by_role("button", name="Step", exact=True).bounding_box()
        assert box and min(box["width"], box["height"]) >= 24  # as a finger needs it
        page.get_by_role("button", name="Step", exact=True).click()
        expect(page.locator(".nn-steps-count")).to_have_text("Step 1 of 9")
        page.keyboard.press("End")
        expect(page.locator(".nn-steps-says")).to_have_text("Line 4. It prints.")
        expect(page.locator(".nn-steps-out")).to_have_text("8")
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Step", exact=True)).to_be_focused()


@needs_python
def test_the_keyboard_alone_goes_through_all_steps(visit: Callable[..., Page]) -> None:
    """Forwards, back, to a mark and over a function; Escape goes back to the button."""
    page = visit("step/")
    block = page.locator("nn-block").first
    block.locator("[data-does=step]").focus()
    page.keyboard.press("Enter")
    view = block.locator(".nn-steps-view")
    count, current = view.locator(".nn-steps-count"), view.locator("li[aria-current=step]")
    expect(count).to_have_text("Step 1 of 8")
    page.keyboard.press("ArrowRight")
    expect(count).to_have_text("Step 2 of 8")
    page.keyboard.press("b")
    expect(view.locator("button[aria-pressed=true]")).to_have_text("4")
    page.keyboard.press("End")
    expect(current).to_contain_text("print(")
    page.keyboard.press("Home")
    page.keyboard.press("c")
    expect(count).to_have_text("Step 2 of 8")
    page.keyboard.press("Shift+Tab")  # to Back
    page.keyboard.press("Enter")
    expect(count).to_have_text("Step 1 of 8")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    result = view.locator("table[data-pointed]")
    result.focus()
    expect(view.locator(".nn-op-sum")).to_have_text("[0, 0]: 0.5 · 1 + 0.3 · 2 = 1.1")
    page.keyboard.press("ArrowDown")
    expect(view.locator(".nn-op-sum")).to_have_text("[1, 0]: 0.1 · 1 + 0.2 · 2 = 0.5")
    page.keyboard.press("Escape")
    expect(view).to_have_count(0)
    expect(block.locator("[data-does=step]")).to_be_focused()


@needs_python
def test_the_readers_own_code_ends_where_it_breaks(visit: Callable[..., Page]) -> None:
    """The operands stand side by side, with the words of the error and what would fit."""
    page = visit("step/")
    block = page.locator("nn-block").first
    write(block, "import numpy as np\nW = np.ones((3, 2))\nx = np.ones((3, 1))\nz = W @ x\nprint(z)\n")
    view = opened(block)
    page.keyboard.press("End")
    expect(view.locator(".nn-steps-says")).to_contain_text("Line 4. ValueError: matmul")
    broken = view.locator(".nn-op-broken")
    expect(broken.locator("table")).to_have_count(2)
    expect(broken.locator(".nn-op-why")).to_contain_text("W.T @ x would fit")
    expect(block.locator(".nn-results .nn-output")).to_contain_text("ValueError")
    view.locator(".nn-steps-close").click()
    write(block, "x = 1\n")
    expect(view).to_have_count(0)


@needs_python
def test_into_the_library_shows_cores_and_a_chosen_iteration_is_fetched(visit: Callable[..., Page]) -> None:
    """What was not recorded is recorded when somebody asks for it."""
    page = visit("step/")
    block = page.locator("nn-block").nth(1)
    view = opened(block)
    expect(view.locator(".nn-steps-notes")).to_contain_text("ran 1000 times")
    view.locator(".nn-steps-notes input").fill("321")
    view.locator(".nn-steps-notes").get_by_role("button").click()
    expect(view.locator(".nn-steps-where")).to_have_text("loop of line 4: 321 of 1000")
    write(block, "import numpy as np\nfrom nnbook import sigmoid\na = sigmoid(np.zeros((2, 1)))\n")
    view = opened(block)
    expect(view.locator(".nn-steps-count")).to_have_text("Step 1 of 1")
    view.locator(".nn-steps-into input").check()
    expect(view.locator(".nn-steps-count")).not_to_have_text("Step 1 of 1")
    page.keyboard.press("Home")
    expect(view.locator(".nn-steps-code")).to_contain_text("def sigmoid(z):")
    expect(view.locator(".nn-steps-says")).to_contain_text("sigmoid is called with z array (2, 1)")


@needs_python
def test_an_exercise_can_be_stepped_through(visit: Callable[..., Page]) -> None:
    """Nothing is graded, and the second name of an array says so."""
    page = visit("step/")
    exercise = page.locator("nn-exercise").nth(1)
    view = opened(exercise)
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(view.locator(".nn-steps-names")).to_contain_text("the same as w")
    expect(exercise.locator(".nn-graded")).to_be_empty()


VALUES = """import numpy as np
from dataclasses import dataclass, field

@dataclass
class Point:
    x: float
    tags: list = field(default_factory=list)

@dataclass
class Line:
    start: Point
    end: Point

text = "a   b"
seen = np.array([[12345.678, 0.123456], [True, 2.0]]) > 1, 1234567.5
large = np.array([12345.678, 0.123456])
rng = np.random.default_rng(0)
line = Line(Point(1.0, ["a long origin"]), Point(2.0, ["the end of it"]))
print(line.end.x, file=None) or print(text)
"""


@needs_python
@pytest.mark.parametrize("width", [390, 1280])
def test_values_are_written_as_python_writes_them(visit: Callable[..., Page], width: int) -> None:
    """All spaces of a text, True and False, the digits before the point; what is deep has room."""
    page = visit("step/", viewport={"width": width, "height": 900})
    block = page.locator("nn-block").first
    write(block, VALUES)
    view = opened(block)
    page.keyboard.press("End")
    expect(view.locator(".nn-steps-says")).to_have_text("Line 19. It prints.")
    names = view.locator(".nn-steps-names")
    assert "'a   b'" in names.inner_text()
    assert [*re.findall("True|False|true|false", names.inner_text())] == ["True", "False", "False", "True"]
    assert "1234568" in names.inner_text() and "12346" in names.inner_text()
    assert (
        re.search(r"rng\s+Generator\s", names.inner_text())
        and "Generator Generator" not in names.inner_text()
    )
    assert "Line of" not in names.inner_text()
    narrow = "found => found.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.outerHTML)"
    assert names.locator("dl, dd").evaluate_all(narrow) == []
    assert max(box["height"] for box in boxes(names.locator("dd > code"))) < 40


def boxes(found: Locator) -> list[Any]:
    """Return where elements stand."""
    return [each.bounding_box() for each in found.all()]


@needs_python
def test_what_is_no_python_says_so_where_the_steps_would_be(visit: Callable[..., Page]) -> None:
    """There is no line to show, and the words of the error."""
    page = visit("step/")
    block = page.locator("nn-block").first
    write(block, "x = 1\ndef f(:\n    return x\n")
    expect(opened(block).locator(".nn-steps-says")).to_contain_text("No line has run. SyntaxError: ")


@needs_python
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_steps_fit_and_axe_finds_nothing(
    visit: Callable[..., Page], violations: Callable[..., list[str]], width: int, scheme: str
) -> None:
    """With a product, a broadcast, shades and an error, on a phone and on a screen, in both themes."""
    page = visit("step/", viewport={"width": width, "height": 900}, color_scheme=scheme)
    block = page.locator("nn-block").first
    write(
        block,
        "import numpy as np\nparams = {'W': np.ones((3, 2)), 'b': np.zeros((3, 1))}\n"
        "X = np.arange(900.0).reshape(2, 450)\nZ = params['W'] @ X[:, :3] + params['b']\n"
        "with np.errstate(all='ignore'):\n    y = np.log(np.array([0.0, 1.0]))\nZ + y\n",
    )
    view = opened(block)
    for _ in range(8):
        assert violations(page, "nn-block:has(nn-steps)") == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        box, outer = view.bounding_box(), block.bounding_box()
        assert box and outer and box["width"] <= outer["width"] + 1
        if view.get_by_role("button", name="Next", exact=True).is_disabled():
            break
        page.keyboard.press("ArrowRight")
    expect(view.locator(".nn-steps-error")).to_be_visible()


# ---- the same steps in both Pythons ----

STEP = """async (code) => {
  const { runPython } = await import(new URL("assets/js/run/python.js", ROOT));
  const nothing = () => {};
  const heard = { progress: nothing, started: nothing, event: nothing };
  const handlers = { edited: true, steps: { library: "", chosen: [] }, ...heard };
  return JSON.stringify((await runPython(code, handlers)).steps);
}"""


@pytest.fixture(scope="module")
def stepping(visit_once: Callable[[str], AbstractContextManager[Page]], address: str) -> Iterator[Any]:
    """Return a function that steps through code in the page's Python."""
    with visit_once("step/") as page:
        yield lambda code: json.loads(page.evaluate(STEP.replace("ROOT", json.dumps(address)), code))


def differences(here: Any, there: Any, path: str = "") -> Iterator[str]:
    """Yield where two steps differ by more than rounding and the size of whole numbers."""
    if isinstance(here, dict) and isinstance(there, dict):
        for key in {*here, *there}:
            yield from differences(here.get(key), there.get(key), f"{path}.{key}")
    elif isinstance(here, list) and isinstance(there, list) and len(here) == len(there):
        for number, pair in enumerate(zip(here, there, strict=True)):
            yield from differences(*pair, f"{path}[{number}]")
    elif isinstance(here, float | int) and isinstance(there, float | int):
        if not math.isclose(here, there, rel_tol=1e-4, abs_tol=1e-9):
            yield f"{path}: {here} here, {there} there"
    elif re.sub(r"int(32|64)", "int", str(here)) != re.sub(r"int(32|64)", "int", str(there)):
        yield f"{path}: {here} here, {there} there"


def flattened(data: dict[str, Any]) -> list[Any]:
    """Put the values in the place of their numbers: which are equal depends on rounding."""
    values = data["values"]

    def of(number: int) -> Any:
        value = values[number]
        if value["k"] == "items":
            return {**value, "items": [[key, of(each)] for key, each in value["items"]]}
        return {key: part for key, part in value.items() if key != "shades"}

    return [
        [
            step["line"],
            step.get("did"),
            step["call"],
            [[name, of(number)] for name, number in step["names"]],
            step.get("loops"),
            [each["op"] for each in step.get("ops", [])],
            sorted(step.get("changed") or {}),
        ]
        for step in data["steps"]
    ]


def differing(stepping: Any, code: str) -> list[str]:
    """Step through code in both Pythons, and say in what the steps differ."""
    here = steps.record(code, lambda *event: None, warns=True)
    return [*differences(flattened(here), flattened(stepping(code)))][:3]


# What no two runs do alike, or what a page's Python cannot do, stepping or not.
UNLIKE = re.compile(
    r"exec\(|asyncio|rng\(\)|tracemalloc|perf_counter|thread|time\.|settrace|deep = \[deep\]|__version__"
)


def sources() -> list[str]:
    """Return the blocks that draw nothing, and the programs."""
    found = [block.source for block in BLOCKS if "alt" not in block.options]
    found = [source for source in found if "init_parameters" not in source or "rng=" in source]
    cells = [cell.partition("\n")[2] for cell in PROGRAMS]
    return [source for source in [*cells, *found] if not UNLIKE.search(source)]


@needs_python
def test_both_pythons_give_the_same_steps(stepping: Any) -> None:
    """A sample of the blocks, and programs that nobody wrote for it: lines, names, values, operations."""
    sample = [*sources()[: len(PROGRAMS)], *sampled(sources()[len(PROGRAMS) :], 12)]
    # A training that diverges makes digits of what the two round otherwise.
    sample = [source for source in sample if "above 1" not in source]
    found = {source: problems for source in sample if (problems := differing(stepping, source))}
    assert found == {}
    assert len(sample) > 40
