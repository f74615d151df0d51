"""Under `mkdocs serve` a save costs the pages that it changes, and the site is as a whole build makes it."""

import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from house import House, make_house
from processes import started, until

CHAPTER = """\
# {title}

A neuron weighs what comes in. See [another](second.md#within).

## Within

```python
print(3 + {number})
```

```output
{sum}
```
"""
QUESTION = """\

<div class="question" id="asked" markdown="1">

Which one?

- [x] this — so it is
- [ ] that — so it is not

Taught in [within](first.md#within).

</div>
"""
ALONE, WHOLE = "Rebuilt 1 page", "Building documentation..."


@dataclass
class Served:
    """A book under `mkdocs serve`: its folder, its address, its site and what the server has written."""

    house: House
    process: subprocess.Popen[str]
    port: int
    temporary: Path
    lines: list[str] = field(default_factory=list)

    @property
    def site(self) -> Path:
        """The folder that is served."""
        return next(self.temporary.glob("mkdocs_*"))

    def get(self, path: str) -> str:
        """Return what the server answers."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/nnbook/{path}") as answer:
            text: str = answer.read().decode()
            return text

    def files(self) -> dict[str, bytes]:
        """Return all that is served, once the search index is what a browser would get."""
        self.get("search/search_index.json")
        files = (path for path in self.site.rglob("*") if path.is_file())
        return {path.relative_to(self.site).as_posix(): path.read_bytes() for path in files}

    def times(self) -> dict[str, int]:
        """Tell when each page was written."""
        pages = self.site.rglob("*.html")
        return {path.relative_to(self.site).as_posix(): path.stat().st_mtime_ns for path in pages}

    def after(self, change: Callable[[], object]) -> str:
        """Make a change; return what the server writes until it has the browsers load anew."""
        here = len(self.lines)
        change()
        until(
            lambda: any("Reloading" in line or "An error happened" in line for line in self.lines[here:]),
            "the server does not see the change",
        )
        return "".join(self.lines[here:])

    def write(self, name: str, text: str) -> str:
        """Write a file of the book; return what the server writes."""
        return self.after(lambda: self.house.write(name, text))


@contextmanager
def serving(house: House, temporary: Path, *options: str) -> Iterator[Served]:
    """Serve a book for as long as the `with` lasts."""
    temporary.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = house.environment() | {"TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}", *options]
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with started(command, cwd=house.root, env=environment, **output) as process:
        served = Served(house, process, port, temporary)
        reader = threading.Thread(target=lambda: served.lines.extend(process.stdout), daemon=True)
        reader.start()
        until(lambda: any("Serving on" in line for line in served.lines), "the server does not start")
        yield served


def chapter(number: int, title: str) -> str:
    """Write a chapter."""
    return CHAPTER.format(title=title, number=number, sum=3 + number)


def write_pages(house: House) -> None:
    """Write two chapters, and a home page that counts their questions."""
    path = '<div class="nn-path" markdown="1">\n\n- [First](first.md)\n- [Second](second.md)\n\n</div>\n'
    house.write("docs/index.md", f"# Home\n\n{path}")
    house.write("docs/first.md", chapter(1, "First"))
    house.write("docs/second.md", chapter(2, "Second"))


@pytest.fixture(scope="module")
def one_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a book for many tests: a server takes seconds to start."""
    place = tmp_path_factory.mktemp("served")
    house = make_house(place / "house")
    house.take_all_plugins()
    house.copy_library()
    house.write("docs/glossary.md", "# Glossary\n\nneuron\n: It weighs what comes in.\n")
    house.write("waves.py", '"""Waves."""\n')  # to read the whole library takes a second in each whole build
    house.write("docs/api.md", "# API\n\n::: waves\n")
    write_pages(house)
    with serving(house, place / "temporary") as served:
        yield served


@pytest.fixture
def served(one_server: Served) -> Iterator[Served]:
    """Return the server, and leave the book as it was: each file that a test has changed, one by one."""
    root = one_server.house.root
    before = contents(root)
    yield one_server
    now = contents(root)
    for file in sorted({*before, *now}):
        if file not in before:
            one_server.after(file.unlink)
        elif before[file] != now.get(file):
            one_server.after(partial(file.write_bytes, before[file]))


def contents(root: Path) -> dict[Path, bytes]:
    """Read the files that a test may change."""
    files = (path for folder in ("docs", "nnbook") for path in (root / folder).rglob("*"))
    return {path: path.read_bytes() for path in files if path.is_file() and path.suffix != ".pyc"}


@pytest.fixture
def book(house: House) -> House:
    """Return a book of the test's own."""
    write_pages(house)
    return house


def test_a_line_of_prose_costs_its_page(served: Served) -> None:
    """No other page is written; the page, its notebook and script and the search have the new line."""
    before = served.times()
    said = served.write("docs/first.md", chapter(1, "First") + "\nA marvel.\n")
    assert ALONE in said and "first.md" in said and WHOLE not in said
    after = served.times()
    assert [page for page in before if before[page] != after[page]] == ["first/index.html"]
    for file in ("first/", "notebooks/first.ipynb", "scripts/first.py", "search/search_index.json"):
        assert "A marvel." in served.get(file)


def test_pages_made_anew_leave_the_site_that_a_whole_build_makes(book: House, tmp_path: Path) -> None:
    """After several saves, each file is byte for byte that of a whole build."""
    with serving(book, tmp_path / "served") as served:
        served.write("docs/second.md", chapter(2, "Second") + "\n## Another heading\n\nAnd more.\n")
        served.write("docs/first.md", chapter(7, "First"))
        said = served.write(
            "docs/index.md", (book.root / "docs/index.md").read_text(encoding="utf-8") + "\nHi.\n"
        )
        assert WHOLE not in "".join(served.lines).partition("Serving on")[2] and ALONE in said
        alone = served.files()
        settings = (book.root / "mkdocs.yml").read_text(encoding="utf-8")
        assert WHOLE in served.write("mkdocs.yml", settings + "\n")
        whole = served.files()
        assert [name for name in whole if whole[name] != alone.get(name)] == []
        assert alone.keys() == whole.keys()


def test_a_title_costs_the_book(served: Served) -> None:
    """The navigation of the other pages has the new title."""
    assert WHOLE in served.write("docs/first.md", chapter(1, "Renamed"))
    assert "Renamed" in served.get("second/")
    assert ALONE in served.write("docs/first.md", chapter(1, "Renamed") + "\nOn.\n")


def test_a_failing_block_shows_in_its_page_until_it_is_mended(served: Served) -> None:
    """Both cost the page alone, and the failure is logged with its file and line."""
    said = served.write("docs/first.md", chapter(1, "First").replace("print(3", "print(4"))
    assert ALONE in said and "first.md:7" in said and WHOLE not in said
    assert 'class="nn-failure"' in served.get("first/")
    said = served.write("docs/first.md", chapter(1, "First"))
    assert ALONE in said and "WARNING" not in said
    assert 'class="nn-failure"' not in served.get("first/")


def test_a_link_that_another_page_loses_is_told(served: Served) -> None:
    """A heading that goes costs its page, and the links of all pages are looked at."""
    said = served.write("docs/second.md", chapter(2, "Second").replace("## Within", "## Gone"))
    assert ALONE in said and "'first.md' contains a link 'second.md#within'" in said
    said = served.write("docs/first.md", chapter(1, "First").replace("second.md", "third.md"))
    assert ALONE in said and "'third.md' is not found among documentation files" in said


def test_a_link_to_a_block_that_is_gone_is_told(served: Served) -> None:
    """A block that is renamed costs its page, and a link to its old name is named."""
    second = chapter(2, "Second").replace("```python", '```python id="sum"')
    assert ALONE in served.write("docs/second.md", second)
    said = served.write("docs/first.md", chapter(1, "First") + "\nSee [the sum](second.md#sum).\n")
    assert ALONE in said and "WARNING" not in said
    said = served.write("docs/second.md", second.replace('"sum"', '"total"'))
    assert ALONE in said and "'first.md' contains a link 'second.md#sum'" in said
    assert '<nn-block id="total"' in served.get("second/")


def test_how_long_a_chapter_takes_is_said_on_the_home_page(served: Served) -> None:
    """A page that takes longer than it did costs the book, and one whose length stays costs itself."""
    goal = "## Within\n\n*After this section you can add.*\n"
    first = chapter(1, "First").replace("## Within\n", goal)
    assert WHOLE in served.write("docs/first.md", first)
    assert "About 1 minute to read." in served.get("")
    assert ALONE in served.write("docs/first.md", f"{first}\nOn.\n")
    assert WHOLE in served.write("docs/first.md", f"{first}\n{'word ' * 1000}\n")
    assert "About 5 minutes to read." in served.get("") and "About 5 minutes to read." in served.get("first/")


def test_a_question_is_counted_on_the_home_page(served: Served) -> None:
    """A page with one question more costs the book."""
    assert WHOLE in served.write("docs/first.md", chapter(1, "First") + QUESTION)
    assert 'data-questions="1"' in served.get("")
    assert ALONE in served.write("docs/first.md", chapter(1, "First") + QUESTION + "\nOn.\n")


def test_files_that_come_and_go_cost_the_book(served: Served) -> None:
    """A page that is added is there, and one that is removed is not."""
    assert WHOLE in served.write("docs/third.md", chapter(3, "Third"))
    assert "Third" in served.get("first/")
    assert ALONE in served.write("docs/third.md", chapter(3, "Third") + "\nOn.\n")
    assert WHOLE in served.after((served.house.root / "docs/third.md").unlink)
    assert "Third" not in served.get("first/")
    assert not (served.site / "third").exists()


@pytest.mark.parametrize(
    "name",
    [
        "docs/assets/css/nnbook.css",
        "docs/glossary.md",
        "docs/exercises/new.py",
        "nnbook/plots.py",
        "docs/api.md",
    ],
)
def test_what_other_pages_need_costs_the_book(served: Served, name: str) -> None:
    """A style sheet, the glossary, an exercise, a module of the library and a page with references."""
    old = served.house.root / name
    text = old.read_text(encoding="utf-8") if old.exists() else "# An exercise\n"
    assert WHOLE in served.write(name, f"{text}\n")


def test_a_plugin_that_is_not_known_costs_the_book(book: House, tmp_path: Path) -> None:
    """It may look at all pages, and so may hooks of the book's own."""
    settings = (book.root / "mkdocs.yml").read_text(encoding="utf-8")
    book.write("mkdocs.yml", settings + "\nhooks:\n  - own.py\n")
    book.write("own.py", "")
    with serving(book, tmp_path / "served") as served:
        assert WHOLE in served.write("docs/first.md", chapter(1, "First") + "\nOn.\n")


def test_what_raises_is_told_and_the_next_save_mends_it(served: Served) -> None:
    """A page that cannot be read leaves the server running."""
    said = served.after(lambda: (served.house.root / "docs/first.md").write_bytes(b"# \xff\n"))
    assert "first.md" in said and "An error happened" in said
    assert WHOLE in served.write("docs/first.md", chapter(1, "First") + "\nMended.\n")
    assert "Mended." in served.get("first/")
