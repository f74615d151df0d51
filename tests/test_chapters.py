"""What holds for every chapter of the book, and for the site that is built from them."""

import contextlib
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import processes
import pytest
from house import ROOT

from nnbook import timing
from nnbook.book.check import counts, numbers, pins, promises
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.results.outcome import Outcome
from nnbook.book.results.results import Results
from nnbook.book.run import runner

CHAPTERS = Book(ROOT).tested

REFERENCES = ROOT / "docs" / "references.md"


def readable_blocks() -> list[Block]:
    """List the blocks of all chapters; one that cannot be read fails its own test in docs/."""
    found: list[Block] = []
    for chapter in CHAPTERS:
        with contextlib.suppress(ChapterError):
            found += chapter.blocks
    return found


PINNED = [block for block in readable_blocks() if block.pin]

# Any line that could open a Python fence in any tool: indented, quoted, in braces, under another name.
OPENING = re.compile(
    r"^[\s>\-*+\d.]*(?:`{3,}|~{3,})\s*\{?\s*\.?(?:python|py|pycon|ipython)[0-9]*\b", re.IGNORECASE
)


def name(item: Chapter | Block) -> str:
    """Name a chapter, or a block by its chapter and line."""
    path = item.path.relative_to(ROOT).as_posix()
    return f"{path}:{item.line}" if isinstance(item, Block) else path


each_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=name)


def openings(text: str) -> list[int]:
    """Find the lines that open Python fences, without any Markdown parser."""
    found, fence = [], ""
    for number, line in enumerate(text.split("\n"), 1):
        mark = re.match(r"[\s>\-*+\d.]*(`{3,}|~{3,})", line)
        if not mark:
            continue
        if fence:
            if mark[1].startswith(fence) and not line.strip(" >`~"):
                fence = ""
            continue
        fence = mark[1]
        if OPENING.match(line):
            found.append(number)
    return found


@pytest.fixture(scope="module")
def collected() -> dict[str, list[int]]:
    """Map each chapter to the lines of the fences that pytest collects there."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "docs", "README.md"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    done = processes.run(command, cwd=ROOT, env=environment)
    assert done.returncode in (0, 5), done.stdout
    lines: dict[str, list[int]] = {}
    for path, line in re.findall(r"^(\S+\.md)::\[CodeFence#\d+\]\[line:(\d+)\]$", done.stdout, re.MULTILINE):
        lines.setdefault(path, []).append(int(line))
    return lines


@each_chapter
def test_every_python_fence_is_a_test(chapter: Chapter, collected: dict[str, list[int]]) -> None:
    """An independent count finds the fences that pytest collects and that the parser runs."""
    found = openings(chapter.text)
    assert collected.get(name(chapter), []) == found
    assert [block.line for block in chapter.blocks] == found


@pytest.mark.parametrize(
    "text",
    [
        "!!! note\n\n    ```python\n    x = 1\n    ```\n",
        '??? example "More"\n\n    ```python\n    x = 1\n    ```\n',
        '=== "Tab"\n\n    ```python\n    x = 1\n    ```\n',
        "```{.python}\nx = 1\n```\n",
        "```{ .python .annotate }\nx = 1\n```\n",
        "<div>\n```python\nx = 1\n```\n</div>\n",
        "```Python\nx = 1\n```\n",
        "```pycon\n>>> x\n```\n",
    ],
)
def test_the_count_sees_what_would_not_be_tested(text: str) -> None:
    """The count is worth something: it finds a fence where the parser finds none, or refuses it."""
    assert len(openings(text)) == 1
    try:
        blocks = Chapter(Path("docs/x.md"), text).blocks
    except ChapterError as error:
        assert "opens with ```python" in str(error)
    else:
        assert blocks == []


def test_the_count_passes_over_fences_that_are_only_shown() -> None:
    """A fence inside a longer fence is text."""
    assert openings("````markdown\n```python\nx = 1\n```\n````\n\n```python\nx\n```\n") == [7]


@each_chapter
def test_no_construct_hides_fences(chapter: Chapter) -> None:
    """No `???`, `!!!` or `===` opens a line of prose: the test collector would skip what is inside."""
    fenced = {
        line for token in chapter.tokens if token.type == "fence" and token.map for line in range(*token.map)
    }
    prose = [line for number, line in enumerate(chapter.text.split("\n")) if number not in fenced]
    assert [line for line in prose if re.match(r"\s*(\?\?\?\+?|!!!|===!?\+?)\s", line)] == []


NUMBER = re.compile(r"\d+\.?\d*|\.\d+")


@pytest.mark.parametrize("block", PINNED, ids=name)
def test_a_changed_digit_breaks_its_pin(block: Block) -> None:
    """Whichever digit of a pin is changed, one at a time, the comparison notices."""
    assert block.pin is not None
    unnoticed = [
        f"{block.pin[:place]}[{digit}]{block.pin[place + 1 :]}"
        for place, old in enumerate(block.pin)
        if old.isdecimal()
        for digit in "0123456789"
        if digit != old and pins.equal(block.pin, block.pin[:place] + digit + block.pin[place + 1 :])
    ]
    assert unnoticed == []


@pytest.mark.parametrize("block", PINNED, ids=name)
def test_a_pin_has_six_significant_digits_at_most(block: Block) -> None:
    """A seventh digit of a float would be within the tolerance and so prove nothing."""
    assert block.pin is not None
    floats = [number for number in NUMBER.findall(block.pin) if "." in number]
    assert [number for number in floats if len(number.replace(".", "").lstrip("0")) > 6] == []


@pytest.mark.parametrize("block", [b for b in PINNED if "recorded" in b.options], ids=name)
def test_what_measures_time_needs_no_fine_clock(
    block: Block, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a browser tells a hundredth of a second, no more, there is still a time, and it is not 0."""
    fine = time.perf_counter
    for module in (time, timing):
        monkeypatch.setattr(module, "perf_counter", lambda: fine() * 100 // 1 / 100)
    found: list[tuple[str, str]] = []
    runner.run(block.source, lambda kind, text: found.append((kind, text)))
    promises.check(block, Outcome(found), book)


@pytest.mark.parametrize("chapter", [c for c in CHAPTERS if c.path.name != "README.md"], ids=name)
def test_every_number_in_the_prose_is_founded(chapter: Chapter, results: Results) -> None:
    """A number is printed by a block of the page, stands in its code, or is a cited fact."""
    references = REFERENCES.read_text(encoding="utf-8") if REFERENCES.exists() else ""
    assert [str(problem) for problem in numbers.problems(chapter, results, references)] == []


# The chapters whose code is counted, and how much of it a reader is to meet.
TAUGHT = ("perceptron", "activations", "forward", "backprop", "failures", "speed")
MOST_LINES, LEAST_SHARE = 1100, 0.7


def test_the_chapters_show_little_code_and_most_of_it_teaches(book: Book) -> None:
    """At most so many visible lines in all, and so many of them about the network, as counts.py tells."""
    found = {name: counts.count(book.chapter(book.docs / f"{name}.md"), book.library) for name in TAUGHT}
    whole = sum(found.values(), Counter())
    table = "\n".join(counts.line_of(name, kinds) for name, kinds in [*found.items(), ("in all", whole)])
    assert whole.total() <= MOST_LINES and whole["network"] >= LEAST_SHARE * whole.total(), f"\n{table}"


WIDTH = 80  # characters, which fit into the page's column


def test_every_chapter_asks_what_comes(book: Book) -> None:
    """Some blocks of each have their readers say it first, and of the book at least 25."""
    names = ("start", *TAUGHT, "generalisation", "autograd")
    asking = {
        name: [block.line for block in book.chapter(book.docs / f"{name}.md").blocks if block.prediction]
        for name in names
    }
    assert all(asking.values()) and sum(map(len, asking.values())) >= 25, asking


def code_of(path: Path, book: Book) -> Iterator[tuple[int, str]]:
    """Find the Python lines of a page, an exercise or a lab, each with its number; prose is no code."""
    if path.suffix == ".md":
        for block in book.chapter(path).blocks:
            yield from enumerate(block.source.split("\n"), block.line + 1)
        return
    prose = False
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        prose = "[markdown]" in line if line.startswith("# %%") else prose
        if not prose and not line.startswith("# %%"):
            yield number, line


def test_all_code_fits_into_the_page(book: Book) -> None:
    """Blocks, listings, exercises and labs; ruff lays out what is in Markdown, and reports no long line."""
    paths = [*book.paths, *book.docs.glob("exercises/*.py"), *book.docs.glob("labs/*.py")]
    wide = [
        f"{path.relative_to(book.root)}:{number}: {len(line)} characters, more than {WIDTH}"
        for path in paths
        for number, line in code_of(path, book)
        if len(line) > WIDTH
    ]
    assert wide == [], "\n".join(["", *wide])


class Resources(HTMLParser):
    """Collect what a browser fetches to show a page, and the inline styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.urls: list[str] = []
        self.styles: list[str] = []
        self._in_style = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        self._in_style = tag == "style"
        self.styles.append(values.get("style", ""))
        if tag == "link":
            fetched = set(values.get("rel", "").split()) & {
                "dns-prefetch",
                "icon",
                "manifest",
                "modulepreload",
                "preconnect",
                "prefetch",
                "preload",
                "stylesheet",
            }
            self.urls += [values.get("href", "")] if fetched else []
        elif tag in ("image", "use"):
            self.urls += [values.get("href", ""), values.get("xlink:href", "")]
        elif tag != "a":
            self.urls += [values.get(key, "") for key in ("src", "data", "poster")]
            self.urls += [part.split()[0] for part in values.get("srcset", "").split(",") if part.strip()]

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.styles.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False


def styled(css: str) -> Iterator[str]:
    """Find the addresses that a style sheet fetches."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    for match in re.finditer(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""", css):
        yield match[1] or match[2]


def foreign(url: str) -> bool:
    """Tell whether a browser would leave the site's own host for it."""
    return bool(urlsplit(url).netloc)


def test_no_page_fetches_from_another_host(site: Path) -> None:
    """Scripts, styles, icons, fonts and images all come from the site itself."""
    found: Counter[tuple[str, str]] = Counter()
    pages = 0
    for path in site.rglob("*"):
        urls: list[str] = []
        if path.suffix == ".html":
            page = Resources(path.read_text(encoding="utf-8"))
            pages += 1
            urls = page.urls + [url for css in page.styles for url in styled(css)]
        elif path.suffix in (".css", ".svg"):
            urls = list(styled(path.read_text(encoding="utf-8")))
        found.update((path.relative_to(site).as_posix(), url) for url in urls if foreign(url))
    assert pages > len(CHAPTERS) - 2
    assert found == Counter()


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://host.example/x.js"></script>',
        '<link rel="preload stylesheet" href="//host.example/x.css">',
        '<img srcset="a.png 1x, https://host.example/b.png 2x">',
        '<svg><image href="https://host.example/x.png"/></svg>',
        '<p style="background: url(https://host.example/x.png)">',
        "<style>@import 'https://host.example/x.css';</style>",
        '<iframe src="https://host.example/">',
    ],
)
def test_the_search_for_other_hosts_finds_one(html: str) -> None:
    """Each way to fetch from elsewhere is seen; a link that a reader follows is not one."""
    page = Resources(
        html + '<a href="https://host.example/">x</a><link rel="canonical" href="https://h.example/">'
    )
    urls = page.urls + [url for css in page.styles for url in styled(css)]
    assert len([url for url in urls if foreign(url)]) == 1
