"""The reader's own network: a file that grows from page to page, checked as a whole and taken away."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from house import ROOT, needs_python
from playwright.sync_api import Locator, Page, expect
from test_exercise_forms import check, form_of

from nnbook.book.content import exercises

pytestmark = needs_python

LAST = exercises.read(ROOT / "docs" / exercises.FOLDER / "own-training.py")
STEPS = [*LAST.before, LAST]
PAGES = {
    "own-neuron": "perceptron/",
    "own-layer": "forward/",
    "own-forward": "forward/",
    "own-loss": "forward/",
    "own-backward": "backprop/",
    "own-update": "backprop/",
    "own-training": "own/",
}
MINE = "# mine: "


def open_file(form: Locator) -> Locator:
    """Open the file so far, anew, and return its fold."""
    file = form.locator(".nn-file")
    if file.get_attribute("open") is None:
        file.locator("summary").click()
    expect(file.locator(".nn-file-note")).to_be_visible()
    return file


def test_the_steps_are_those_of_the_book() -> None:
    """Seven, each on the page that teaches it."""
    assert [step.id for step in STEPS] == list(PAGES)
    assert [re.search(r"step (\d) of (\d)", step.title).groups() for step in STEPS] == [  # type: ignore[union-attr]
        (str(number), str(len(STEPS))) for number in range(1, len(STEPS) + 1)
    ]


def test_all_steps_make_a_program(visit: Callable[..., Page], address: str, tmp_path: Path) -> None:
    """What was written on four pages learns to read, is shown as the reader's own, and runs alone."""
    page = visit(PAGES["own-neuron"])
    for step in STEPS:
        if not page.url.endswith(f"/{PAGES[step.id]}"):
            page.goto(address + PAGES[step.id])
        form = form_of(page, step.id)
        assert check(form, f"{MINE}{step.id}\n{step.solution}") == "Right: every check passed."
    read = re.search(r"(\d+) of 450 digits", form.locator(".nn-results samp").inner_text())
    assert read and int(read[1]) > 405
    file = open_file(form)
    expect(file.locator(".nn-file-note")).to_have_text("All 7 steps are yours.")
    with page.expect_download() as started:
        file.get_by_role("button", name="Download network.py").click()
    program = tmp_path / started.value.suggested_filename
    started.value.save_as(program)
    text = program.read_text(encoding="utf-8")
    assert program.name == "network.py" and "the book's answer" not in text
    assert [line.removeprefix(MINE) for line in text.split("\n") if line.startswith(MINE)] == list(PAGES)
    pytest.importorskip("sklearn", reason="the digits are a part of scikit-learn")
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert re.fullmatch(r"(\d+) of 450 digits that it has never seen are read\n", done.stdout)


def test_where_a_step_is_not_solved_the_book_s_answer_stands(
    visit: Callable[..., Page], address: str
) -> None:
    """One may begin anywhere; an answer that is only begun is none, and one that passes is used at once."""
    page = visit(PAGES["own-layer"])
    layer, forward = (
        next(step for step in STEPS if step.id == name) for name in ("own-layer", "own-forward")
    )
    assert check(form_of(page, forward.id), forward.solution).startswith("Right")
    note = open_file(form_of(page, forward.id)).locator(".nn-file-note")
    expect(note).to_have_text("1 of 3 steps are yours. Where one is not solved, the book's answer stands.")
    form_of(page, layer.id).locator(".cm-content").fill("def layer(X, W, b): return 0")
    assert check(form_of(page, forward.id)).startswith("Right")
    assert check(form_of(page, layer.id), layer.solution.replace("W @ X", "np.dot(W, X)")).startswith("Right")
    assert check(form_of(page, forward.id)).startswith("Right")
    expect(note).to_have_text("2 of 3 steps are yours. Where one is not solved, the book's answer stands.")
    expect(page.locator(f"#exercise-{forward.id} .nn-file code")).to_contain_text("np.dot(W, X)")
    # It was right once, and is not now: what the next step says of it leads there.
    form_of(page, layer.id).locator(".cm-content").fill("def layer(X, W, b): return W @ X")
    assert "differs" in check(form_of(page, forward.id))
    form_of(page, layer.id).locator(".cm-content").fill("layer = lost")
    assert "The part of your file that comes before this step stopped" in check(form_of(page, forward.id))


def test_without_scripts_the_file_is_the_book_s(visit: Callable[..., Page]) -> None:
    """It stands folded under the step."""
    page = visit(PAGES["own-forward"], java_script_enabled=False)
    file = page.locator("#exercise-own-forward .nn-file")
    file.locator("summary").click()
    expect(file.locator("code")).to_contain_text("def neuron")
    expect(file.locator("code")).to_contain_text("def layer")
    expect(file).not_to_contain_text("Download")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_file_is_accessible(
    visit: Callable[..., Page], violations: Callable[..., list[str]], width: int, scheme: str
) -> None:
    """On a phone and on a screen, in both themes; nothing is wider than the window."""
    page = visit(PAGES["own-training"], viewport={"width": width, "height": 900}, color_scheme=scheme)
    open_file(form_of(page, LAST.id))
    assert violations(page, "#exercise-own-training") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
