"""What README.md promises: its lines do what they say, on every system."""

import os
import re
import sys

import processes
import pytest
from house import ROOT
from mkdocs.config import load_config

README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)


def collected(*options: str) -> tuple[set[str], int]:
    """Return the tests that pytest would run, and how many it knows."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *options]
    done = processes.run(command, cwd=ROOT, env=environment)
    assert done.returncode == 0, done.stdout
    known = re.findall(r"(\d+) tests collected", done.stdout)
    return set(re.findall(r"^\S+::.*$", done.stdout, re.MULTILINE)), int(known[0])


@pytest.fixture(scope="module")
def in_a_browser() -> set[str]:
    """Return the tests that `pytest -m browser` runs."""
    return collected("-m", "browser")[0]


def test_the_test_line_runs_all_that_needs_no_browser(in_a_browser: set[str]) -> None:
    """`-m browser` runs the rest, and nothing is left over or run twice."""
    (line,) = (line for line in LINES if "pytest" in line)
    options = line.partition(".venv/bin/pytest ")[2].split()
    assert {"-q", "-n", "auto", "--durations=10"} == set(options)
    here, known = collected(*options[1:])
    assert {test.startswith("tests/browser/") for test in here} == {False}
    assert {test.startswith("tests/browser/") for test in in_a_browser} == {True}
    assert len(here) + len(in_a_browser) == known


def test_a_test_of_the_browser_that_is_named_is_run(in_a_browser: set[str]) -> None:
    """Whoever names a file of tests means it."""
    named, known = collected("tests/browser/test_print.py")
    assert named == {test for test in in_a_browser if test.startswith("tests/browser/test_print.py")}
    assert len(named) == known > 0


def test_the_book_is_where_the_server_says() -> None:
    """The address is that of `mkdocs serve`, whose path is the one of the published site."""
    config = load_config(str(ROOT / "mkdocs.yml"))
    path = re.sub(r"^\w+://[^/]+", "", config.site_url or "/")
    assert f"<http://{config.dev_addr.host}:{config.dev_addr.port}{path}>" in README


def test_the_lines_for_windows_are_those_for_the_others() -> None:
    """Each is the same command under its name there, with the quotes that its shells know."""
    (blocks,) = [re.findall(r"^```bat\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)]
    translated = [
        line.replace("python3 ", "py ")
        .replace(".venv/bin/", ".venv\\Scripts\\")
        .replace("'", '"')
        .split(" && ")
        for line in LINES
    ]
    assert [block.splitlines() for block in blocks] == translated
