"""What ends a build, what a build says, and what a server shows."""

import contextlib
import gc
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import processes
import pytest
from house import ROOT, House, listing_block, make_house

PLAIN, STRICT, QUIET = [], ["--strict"], ["-q"]
MODES = [pytest.param(mode, id=" ".join(["build", *mode])) for mode in (PLAIN, STRICT, QUIET)]

GOOD = """# Good

```python
print(0.5)
```

```output
0.5
```

```python alt="A line that rises"
import matplotlib.pyplot as plt

plt.plot([1, 2])
plt.show()
```
"""


def page(code: str, *, options: str = "", pin: str | None = None) -> str:
    """Return a chapter whose only block opens on line 5."""
    output = "" if pin is None else f"\n```output\n{pin}\n```\n"
    return f"# Bad\n\nSome prose.\n\n```python{options}\n{code}\n```\n{output}"


FIGURE = "import matplotlib.pyplot as plt\n\nplt.plot([1, 2])\nplt.show()"

# What is wrong: the chapter, the line that the message names, and what it says of expected and got.
PROBLEMS = {
    "raise": (
        page("x = 1\nraise ValueError('boom')"),
        5,
        ["expected to run", 'File "docs/raise.md", line 7', "ValueError: boom"],
    ),
    "syntax": (
        page("x = 1\nx = = 2"),
        5,
        ["expected to run", 'File "docs/syntax.md", line 7', "SyntaxError"],
    ),
    "exit": (page("raise SystemExit(0)"), 5, ["expected to run", "SystemExit: 0"]),
    "warning": (
        page("import numpy as np\n\nnp.exp(np.array([1000.0]))"),
        5,
        ["expected to run", "RuntimeWarning: overflow"],
    ),
    "print": (page("print('z =', 0.44)", pin="z = 0.45"), 5, ["expected", "-z = 0.45", "came", "+z = 0.44"]),
    "no-pin": (page("print('a line')"), 5, ["prints and has no pin", "a line"]),
    "no-print": (page("x = 1", pin="a line"), 5, ["prints nothing", "Expected", "a line"]),
    "no-alt": (page(FIGURE), 5, ["shows a figure", "no alt text"]),
    "empty-alt": (page(FIGURE, options=' alt=""'), 5, ["shows a figure", "no alt text"]),
    "no-figure": (page("x = 1", options=' alt="A line"'), 5, ["has an alt text", "shows no figure"]),
    "two-figures": (page(FIGURE + "\n" + FIGURE, options=' alt="A line"'), 5, ["one figure", "shows 2"]),
    "listing": (
        page(listing_block() + "  # changed"),
        5,
        ["a name of the library", "pytest --update-listings", "expected", "came", "# changed"],
    ),
    "unshown": (page(FIGURE.replace("plt.show()", "")), 5, ["draws a figure", "call plt.show()"]),
    "ended": (page("import os\n\nprint('so far')\nos._exit(3)"), 5, ["come to its end", "the status 3"]),
    "other-warning": (
        page("import warnings\n\nwarnings.warn('old')") + "\n```warning\nUserWarning: new\n```\n",
        5,
        ["fence `warning`", "-UserWarning: new", "+UserWarning: old"],
    ),
    "no-warning": (page("x = 1") + "\n```warning\nUserWarning: new\n```\n", 5, ["does not warn", "new"]),
    "needs": (page("x = 1", options=' needs="no_such_package"'), 5, ["no_such_package", "declares no such"]),
    "empty-shown": (page("x = ...", options=' shown=""'), 5, ["says why the code is not run"]),
    "no-language": (page("x = 1") + "\n```\nx = 1\n```\n", 9, ["a fence says its language"]),
    "language": (page("x = 1") + "\n```pascal\nx := 1;\n```\n", 9, ["no language is called 'pascal'"]),
    "indented": (page("x = 1") + "\nProse.\n\n    x = 1\n", 11, ["code stands in a fence"]),
    "html": (
        page("x = 1") + '\n<pre class="language-python">\nx = 1\n</pre>\n',
        9,
        ["code stands in a fence", "not in <pre"],
    ),
    "stderr": (
        page("import sys\n\nprint('noise', file=sys.stderr)"),
        5,
        ["expected to be silent on stderr", "noise"],
    ),
    "option": (page("x = 1", options=' title="A title"'), 5, ["takes the options alt", "got title"]),
    "switch": (page("x = 1", options=" notest"), 5, ["takes the options alt", "got notest"]),
    "hidden-switch": (page(FIGURE, options=' alt="One notest more"'), 5, ["'notest'", "another word"]),
    "output-first": ("# Bad\n\n```output\n1\n```\n\n" + page("x = 1"), 3, ["straight after a python fence"]),
    "output-later": (
        page("print(1)") + "\nProse.\n\n```output\n1\n```\n",
        11,
        ["straight after a python fence"],
    ),
    "short-name": (page("x = 1") + "\n```py\nx = 1\n```\n", 9, ["opens with ```python", "got ```py"]),
    "braces": (
        page("x = 1") + "\n```{.python}\nx = 1\n```\n",
        9,
        ["opens with ```python", "got ```{.python}"],
    ),
    "pin-name": (page("print(1)") + "\n```outputs\n1\n```\n", 9, ["a pin is called output"]),
    "tabs": (
        page("x = 1") + '\n=== "Tab"\n\n    ```python\n    x = 2\n    ```\n',
        11,
        ["left margin", "x = 2"],
    ),
}
UNSEEN_BY_PYTEST = {"tabs"}  # SuperFences alone stumbles over it; tests/test_chapters.py counts the fences


def test_a_build_leaves_the_collector_as_it_was(house: House) -> None:
    """It looks less often for what can go; a program that builds a book has its own settings back."""
    house.write("ask.py", "import gc\n\n\ndef on_post_build(config):\n    print(gc.get_threshold())\n")
    settings = (house.root / "mkdocs.yml").read_text(encoding="utf-8")
    house.write("mkdocs.yml", f"{settings}\nhooks:\n  - ask.py\n")
    before = gc.get_threshold()
    assert f"(20000, {before[1]}, {before[2]})" in house.build().stdout
    assert gc.get_threshold() == before


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_bad_chapter_ends_the_build(problem: str, mode: list[str], house: House) -> None:
    """Every problem gives exit status 1 in every mode, with the file, the line, expected and got."""
    text, line, said = PROBLEMS[problem]
    house.write(f"docs/{problem}.md", text)
    bad = house.build("mkdocs", *mode)
    assert bad.returncode == 1
    assert f"docs/{problem}.md:{line}: " in bad.stdout
    for words in said:
        assert words in bad.stdout


@pytest.mark.parametrize("mode", MODES)
def test_the_command_line_exits_with_the_status(mode: list[str], house: House) -> None:
    """The shell sees 0 for a good book and 1 for one in which a block raises."""
    house.write("docs/good.md", GOOD)
    assert house.build("mkdocs", *mode).returncode == 0
    house.write("docs/raise.md", PROBLEMS["raise"][0])
    bad = house.run("mkdocs", "build", *mode)
    assert bad.returncode == 1
    assert "docs/raise.md:5: " in bad.stdout
    assert "ValueError: boom" in bad.stdout
    assert "mkdocs/" not in bad.stdout  # the author's own lines, not those of the machinery


SCRIPTS = [ROOT / ".ci" / "run", *sorted((ROOT / ".github" / "workflows").glob("*.yml"))]


def builds(script: Path) -> list[list[str]]:
    """Read what a script of CI gives to each `mkdocs build`, without the folder that it names."""
    commands = re.findall(r'mkdocs"? build\b(.*)', script.read_text(encoding="utf-8"))
    return [re.sub(r"-d \S+", "", options).split() for options in commands]


def test_ci_builds_strictly_and_is_never_quiet() -> None:
    """Each build of CI and of the workflows is strict, and none drops the warnings that strict counts."""
    found = [options for script in SCRIPTS for options in builds(script)]
    assert len(found) >= 5
    assert found == [["--strict"]] * len(found)


# What only a warning tells, and what it says.
FAULTS = {
    "broken link": ("[Nowhere](nowhere.md)", "'nowhere.md', but the target is not found"),
    "broken anchor": ("[Home](index.md#nowhere)", "'index.md#nowhere', but the doc 'index.md'"),
    "page missing from nav": ("Nothing leads here.", 'not included in the "nav" configuration'),
}


@pytest.mark.parametrize("mode", [STRICT, ["--quiet", *STRICT]], ids=" ".join)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_fails_a_strict_build(fault: str, mode: list[str], house: House) -> None:
    """CI's own command ends with 1 and says why, and so it does for a person who adds "quiet" to it."""
    text, said = FAULTS[fault]
    house.write("docs/x.md", f"# A page\n\n{text}\n")
    pages = ["index.md"] if "nav" in fault else ["index.md", "x.md"]
    config = (house.root / "mkdocs.yml").read_text(encoding="utf-8")
    house.write("mkdocs.yml", f"{config}\nnav: {pages}\n")
    done = house.run("mkdocs", "build", *mode)
    assert done.returncode == 1, done.stdout
    assert said in done.stdout


def test_zensical_stops_as_well(house: House) -> None:
    """Zensical builds a good book with the same blocks, and fails where one of them raises."""
    house.write("docs/good.md", GOOD)
    good = house.run("zensical", "build")
    assert good.returncode == 0, good.stdout
    html = (house.root / "site" / "good" / "index.html").read_text(encoding="utf-8")
    assert html.count("<nn-block ") == 2
    assert '<pre class="nn-output"><samp>0.5</samp></pre>' in html
    house.write("docs/raise.md", PROBLEMS["raise"][0])
    bad = house.run("zensical", "build")
    assert bad.returncode != 0
    assert "docs/raise.md:5: " in bad.stdout


def test_a_good_page_shows_code_output_and_figure(house: House) -> None:
    """The page holds the code, what the run printed in place of the pin, and the figure with its text."""
    house.write("docs/good.md", GOOD)
    good = house.build("mkdocs", *STRICT)
    assert good.returncode == 0, good.stdout
    html = (house.root / "site" / "good" / "index.html").read_text(encoding="utf-8")
    assert html.count("<nn-block ") == 2
    assert html.count('<pre class="nn-output"><samp>0.5</samp></pre>') == 1
    assert "```" not in html
    assert re.search(r'<figure class="nn-figure"><svg role="img" aria-label="A line that rises" ', html)


@pytest.mark.parametrize("tool", ["mkdocs", "zensical"])
def test_a_page_from_elsewhere_is_a_page_of_the_book(tool: str, house: House) -> None:
    """A link in docs is built at its place, with what readers take home; pytest tests and updates it."""
    target = house.write(
        "elsewhere/y.md", GOOD.replace("0.5\n```\n\n```python alt", "0.6\n```\n\n```python alt")
    )
    try:
        (house.root / "docs" / "deep").mkdir()
        (house.root / "docs" / "deep" / "x.md").symlink_to("../../elsewhere/y.md")
    except OSError:
        pytest.skip("on Windows only some may make links")
    bad = house.build(tool, *(["--strict"] if tool == "mkdocs" else []))
    assert bad.returncode != 0
    assert "docs/deep/x.md:3: the block prints something else" in bad.stdout
    done = house.run("pytest", "-v", "--update-pins", "docs/deep/x.md")
    assert "docs/deep/x.md::[CodeFence#1][line:3] PASSED" in done.stdout, done.stdout
    assert target.read_text(encoding="utf-8") == GOOD
    done = house.build(tool, *(["--strict"] if tool == "mkdocs" else []))
    assert done.returncode == 0, done.stdout
    assert "<svg" in (house.root / "site" / "deep" / "x" / "index.html").read_text(encoding="utf-8")
    if tool == "mkdocs":
        assert (house.root / "site" / "notebooks" / "deep" / "x.ipynb").exists()


def test_a_page_shows_what_came_within_the_tolerance(house: House) -> None:
    """Where the run and the pin differ by less than the tolerance, the page shows the run."""
    house.write("docs/near.md", page("print(0.50000001)", pin="0.5"))
    assert house.build("mkdocs", *STRICT).returncode == 0
    html = (house.root / "site" / "near" / "index.html").read_text(encoding="utf-8")
    assert "<samp>0.50000001</samp>" in html


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run pytest once over a book with every problem; map each chapter to the message of its failure."""
    house = make_house(tmp_path_factory.mktemp("pytest") / "house")
    house.write("docs/good.md", GOOD)
    for problem, (text, _, _) in PROBLEMS.items():
        house.write(f"docs/{problem}.md", text)
    result = house.run("pytest", "docs", "-q", "--junitxml=report.xml")
    assert result.returncode == 1, result.stdout
    messages: dict[str, str] = {}
    for case in ElementTree.parse(house.root / "report.xml").iter("testcase"):
        chapter = case.get("classname", "").rpartition(".")[0].rpartition(".")[2] or case.get("classname", "")
        failure = case.find("failure")
        messages.setdefault(chapter, "")
        messages[chapter] += "" if failure is None else failure.text or ""
    return messages


@pytest.mark.parametrize("problem", sorted(PROBLEMS.keys() - UNSEEN_BY_PYTEST))
def test_a_bad_chapter_fails_in_pytest(problem: str, verdicts: dict[str, str]) -> None:
    """Every problem fails the chapter's test, with the same words as the build."""
    _, line, said = PROBLEMS[problem]
    assert f"docs/{problem}.md:{line}: " in verdicts[problem]
    for words in said:
        assert words in verdicts[problem]


def test_a_good_chapter_passes_in_pytest(verdicts: dict[str, str]) -> None:
    """What is not wrong does not fail beside what is."""
    assert verdicts["good"] == ""


# `mkdocs serve` at a port that is free, which it writes down once it is its own.
SERVE = """from pathlib import Path

from mkdocs.__main__ import cli
from mkdocs.livereload import LiveReloadServer

activate = LiveReloadServer.server_activate


def server_activate(self):
    activate(self)
    Path("port.part").write_text(str(self.server_port))
    Path("port.part").rename("port")


LiveReloadServer.server_activate = server_activate
cli(["serve", "-a", "127.0.0.1:0"])
"""


@contextlib.contextmanager
def served(house: House, path: str) -> Iterator[Callable[[Callable[[str], bool]], str]]:
    """Serve the book; give a function that returns the page at `path` as soon as it is as wanted."""
    port, log = house.root / "port", house.root / "serve.log"
    environment = house.environment() | {"TMPDIR": str(house.root)}  # where the server leaves its site

    def wait(wanted: Callable[[str], bool]) -> str:
        html = ""

        def there() -> bool:
            nonlocal html
            assert server.poll() is None, log.read_text()
            with contextlib.suppress(OSError):  # not up yet, or the page is being written
                address = f"http://127.0.0.1:{port.read_text()}{path}"
                with urllib.request.urlopen(address, timeout=processes.HANG) as answer:
                    html = answer.read().decode()
                return wanted(html)
            return False

        processes.until(there, f"{path} never became as wanted")
        return html

    command = [sys.executable, "-c", SERVE]
    with (
        log.open("w") as output,
        processes.started(
            command, cwd=house.root, env=environment, stdout=output, stderr=subprocess.STDOUT
        ) as server,
    ):
        yield wait


def test_serving_shows_the_error_and_goes_on(house: House) -> None:
    """A broken block stands in the served page as an error, and the page heals when the block does.

    So it does when it is the library that breaks and heals.
    """
    library = house.copy_library()
    house.write("nnbook/zoo.py", 'ANIMAL = "cat"\n')
    block = "from nnbook.zoo import ANIMAL\n\nprint(ANIMAL)"
    good = page(block, pin="cat") + "\nThe page ends here.\n"
    house.write("docs/live.md", good)
    house.write("mkdocs.yml", re.sub(r"(?m)^site_url:.*$", "", (house.root / "mkdocs.yml").read_text()))
    with served(house, "/live/") as wait:
        wait(lambda html: "<samp>cat</samp>" in html)

        house.write("docs/live.md", good.replace("\ncat\n", "\ndog\n"))
        html = wait(lambda html: "nn-failure" in html)
        assert "docs/live.md:5: " in html
        assert "-dog\n+cat" in html
        assert "The page ends here." in html

        house.write("docs/live.md", good)
        assert "nn-failure" not in wait(lambda html: "<samp>cat</samp>" in html)

        house.write("nnbook/zoo.py", 'ANIMAL = "elephant"\n')
        assert "-cat\n+elephant" in wait(lambda html: "nn-failure" in html)

        (library / "zoo.py").write_text('ANIMAL = "cat"\n')
        assert "nn-failure" not in wait(lambda html: "<samp>cat</samp>" in html)

        house.write("docs/live.md", good + "\n```output\nlost\n```\n")
        assert "docs/live.md:17: " in wait(lambda html: "nn-failure" in html)
