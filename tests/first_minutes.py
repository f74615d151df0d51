"""Meet this project as a stranger does: paste the README's first line, and use what it serves.

`python tests/first_minutes.py` works in a copy of this checkout with empty caches. It runs the line as it
stands, opens the README's address in Chromium, presses Run and Check, and says what it saw. It is no pytest
test, since it installs packages. `--without npm` hides npm from the line, and `--without python` leaves it no
place where the files of Python could come from. `--without nothing npm python` does one after the other in
one copy: pip has installed everything when the second one begins, and the caches are empty again.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import processes
from house import CHROMIUM, ROOT
from playwright.sync_api import Locator, Page, expect, sync_playwright

from nnbook.book.check import pins
from nnbook.book.content import exercises

# What a clone does not have, wherever it lies, and what it does not have at its top.
ANYWHERE = shutil.ignore_patterns(".git", ".venv", ".cache", "*.egg-info", "__pycache__", ".*_cache")
AT_THE_TOP = {"site", "build"}


def ours(folder: str, names: list[str]) -> set[str]:
    """Name what is not to be copied from a folder."""
    top = AT_THE_TOP if Path(folder) == ROOT else set()
    return {*ANYWHERE(folder, names), *top}


LIMIT = 1000 * processes.HANG  # milliseconds
EXERCISE = exercises.read(ROOT / "docs" / exercises.FOLDER / "one-neuron.py")


def readme() -> tuple[str, str]:
    """Return the line that serves the book, and the address under which it says the book is."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^python3 -m venv .*mkdocs serve$", text, re.MULTILINE)
    (address,) = re.findall(r"<(http://127\.0\.0\.1:\S+)>", text)
    return line, address


def hide(names: set[str], folder: Path) -> str:
    """Make a PATH on which all is found that is found now, save the programs of these names."""
    folder.mkdir()
    for directory in map(Path, os.environ["PATH"].split(os.pathsep)):
        for program in directory.glob("*") if directory.is_dir() else ():
            if program.name not in names and not (folder / program.name).exists():
                (folder / program.name).symlink_to(program)
    return str(folder)


def answers(address: str) -> bool:
    """Tell whether there is a page."""
    try:
        with urllib.request.urlopen(address, timeout=processes.HANG) as page:
            return bool(page.status == 200)
    except urllib.error.HTTPError:
        raise
    except OSError:
        return False


def run(block: Locator) -> None:
    """Press Run and wait for the end."""
    block.locator("[data-does=run]").click()
    expect(block.locator(".nn-status")).to_contain_text("Done")


def try_everything(page: Page, editor: str) -> None:
    """Run a block that prints and one that draws, and check a wrong and a right answer."""
    blocks = page.locator("nn-block:not(details *)")  # a question has some in its fold
    printing = blocks.filter(has=page.locator(".nn-output")).filter(has_not=page.locator(".nn-figure")).first
    # By `text_content`: what is out of sight is not laid out, and has no inner text.
    shown = printing.locator(".nn-output").text_content() or ""
    run(printing)
    printed = printing.locator(".nn-results .nn-output").text_content() or ""
    assert shown and pins.equal(printed, shown), pins.difference(printed, shown)
    print("Run: a block prints what the page showed")
    drawing = blocks.filter(has=page.locator(".nn-figure")).filter(has=page.locator("[data-does=run]")).first
    run(drawing)
    expect(drawing.locator(".nn-results svg[role=img]")).to_have_count(1)
    print("Run: a block draws its figure")
    printing.locator("[data-does=edit]").click()
    expect(printing.locator(editor)).to_be_visible()
    form = page.locator(f"#exercise-{EXERCISE.id}")
    form.scroll_into_view_if_needed()
    field = form.locator(editor)
    for answer, verdict in (
        (EXERCISE.mistakes[0].code, f"It looks like this: {EXERCISE.mistakes[0].name}."),
        (EXERCISE.solution, "Right: every check passed."),
    ):
        field.fill(answer)
        form.locator("[data-does=check]").click()
        expect(form.locator(".nn-graded")).to_contain_text(verdict)
        print(f"Check: {verdict}")


def read_only(page: Page) -> None:
    """Find nothing promised that is not there, and a line that says why."""
    expect(page.locator(".nn-no-python").first).to_contain_text("carries no Python")
    # What asks first, and what puts lines in order, has buttons that need no Python.
    expect(page.locator("nn-predict button").first).to_be_attached()  # the scripts have come
    expect(page.locator(":is(nn-block, nn-exercise) > .nn-bar button")).to_have_count(0)
    expect(page.locator(":is(nn-block, nn-exercise) > .nn-bar:visible")).to_have_count(0)
    for name in ("run", "step", "edit", "check"):
        expect(page.locator(f":is(nn-block, nn-exercise) [data-does={name}]")).to_have_count(0)
    print("no buttons, and each card says why")


def use(page: Page, address: str, without: str) -> None:
    """Do what a reader can do on the first chapter of the served book."""
    page.set_default_timeout(LIMIT)
    expect.set_options(timeout=LIMIT)
    page.goto(address)
    page.locator(".nn-start").click()
    expect(page.locator("h1")).to_contain_text("Neurons and perceptrons")
    if without == "python":
        read_only(page)
    else:
        try_everything(page, "textarea.nn-field" if without == "npm" else ".cm-content")


SAID = {
    "nothing": "every sha256 as it should be",
    "npm": "Run and Check use a plain field until",
    "python": "The book is built without Run and Check until",
}
RUNTIME = Path("nnbook", "book", "site", "browser", "runtime.toml")


def paste(folder: Path, clone: Path, without: str) -> None:
    """Paste the line in a clone, use the book that it serves, and end all that was started."""
    line, address = readme()
    assert not answers(address.rpartition("/nnbook")[0]), f"something else answers at {address}"
    shutil.rmtree(clone / ".cache", ignore_errors=True)
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    if without == "npm":
        environment["PATH"] = hide({"npm", "npx"}, folder / "bin")
    settings = (ROOT / RUNTIME).read_text(encoding="utf-8")
    if without == "python":
        settings = re.sub(r"(?s)sources = \[.*?\n\]", "sources = []", settings)
    (clone / RUNTIME).write_text(settings, encoding="utf-8")
    log = folder / "terminal.txt"
    with log.open("w", encoding="utf-8") as terminal, processes.started(
        ["bash", "-c", line], cwd=clone, env=environment, stdout=terminal, stderr=subprocess.STDOUT
    ) as shell:  # fmt: skip

        def served() -> bool:
            assert shell.poll() is None, log.read_text(encoding="utf-8")
            return answers(address)

        processes.until(served, f"nothing answers at {address}")
        said = log.read_text(encoding="utf-8")
        assert SAID[without] in said, said
        print(f"served at {address}: {SAID[without]} …")
        with sync_playwright() as playwright:
            with playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]) as browser:
                use(browser.new_page(), address, without)


def main() -> int:
    """Paste the line once for each thing that is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", choices=SAID, nargs="+", default=["nothing"])
    ways = parser.parse_args().without
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder, "nnbook")
        shutil.copytree(ROOT, clone, ignore=ours)
        for without in ways:
            paste(Path(folder), clone, without)
    return 0


if __name__ == "__main__":
    sys.exit(main())
