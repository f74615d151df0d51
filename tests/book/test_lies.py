"""No lie gets through: each small book of lies.py is rendered, and one of each kind goes to each command."""

import re
from collections.abc import Callable, Iterator
from contextlib import chdir
from html import unescape
from pathlib import Path
from typing import Any

import lies
import markdown
import pytest
from house import House, make_house
from lies import CASES, KINDS, Case
from markdown.treeprocessors import Treeprocessor
from mkdocs.config import load_config
from mkdocs.utils.meta import get_data

from nnbook.book.content.book import Book
from nnbook.book.content.errors import ChapterError
from nnbook.book.page.page import Making
from nnbook.book.results.pool import Pool
from nnbook.book.results.results import Results
from nnbook.book.site.compare import read_blocks

EXTRAS = "[project.optional-dependencies]\n"
# What only a command can tell: settings of a book, and MkDocs' own warnings.
RENDERED = [case for case in CASES if not case.settings and case.modes != "strict"]
SET = [case for case in CASES if case not in RENDERED]
# One lie of each kind; those with a setting of the environment would need a run of their own.
_LIES = [case for case in RENDERED if case.wanted == "fails" and not case.variables and not case.path]
FIRST = list({case.kind: case for case in reversed(_LIES)}.values())


def write(house: House, case: Case) -> Path:
    """Write the files of a case into a book; return the chapter's."""
    for name, text in {case.file: case.text, **case.more}.items():
        path = house.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(
            text if isinstance(text, bytes) else text.replace(lies.ROOT, str(house.root)).encode()
        )
    return house.root / case.file


class Desk:
    """A book in which one chapter after the other is written and rendered, as a generator does it."""

    def __init__(self, root: Path, pool: Pool) -> None:
        self.house = make_house(root)
        # A package that is declared and not to be had.
        project = (root / "pyproject.toml").read_text(encoding="utf-8")
        self.house.write(
            "pyproject.toml", project.replace(EXTRAS, EXTRAS + 'far = ["nowhere-to-be-found>=1"]\n')
        )
        (root / "pids").mkdir()
        with chdir(root):
            self.settings = load_config("mkdocs.yml")
        self.book = Book(root)
        self.results = Results(self.book, None, 1, pool)

    def render(self, path: Path) -> str:
        """Render a chapter as MkDocs does; return its HTML."""

        class File:
            abs_src_path = str(path)

        class Relpath(Treeprocessor):
            file = File

            def run(self, root: Any) -> None:
                """Do nothing: MkDocs' own pass of this name knows the file, and makes links relative."""

        making = Making(self.book, self.results, begun=True)
        configs = {**self.settings.mdx_configs, "nnbook.book.page": {"making": making}}
        md = markdown.Markdown(extensions=self.settings.markdown_extensions, extension_configs=configs)
        md.treeprocessors.register(Relpath(md), "relpath", 0)
        text = path.read_bytes().decode("utf-8-sig", "surrogateescape")
        body, _ = get_data(text.replace("\r\n", "\n").replace("\r", "\n"))
        with chdir(self.house.root):
            return md.convert(body)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, pool: Pool) -> Iterator[Desk]:
    """Return the desk of this module."""
    desk = Desk(tmp_path_factory.mktemp("lies") / "house", pool)
    yield desk
    desk.results.close()


@pytest.mark.parametrize("case", RENDERED, ids=lambda case: f"{case.kind}-{case.name}")
def test_no_lie_is_rendered(
    case: Case, desk: Desk, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    """A lie fails with file, line and reason; what is true stands in its page, as often as it was written."""
    if case.wanted == "fails":
        record_property("lie", case.kind)  # pytest's summary counts them
    for name, value in {"MY_TOKEN": "secret", **case.variables}.items():
        monkeypatch.setenv(name, value)
    path = write(desk.house, case)
    try:
        html = desk.render(path)
    except ChapterError as error:
        assert case.wanted != "passes", f"{case.claim}\n{error}"
        held_to(case, f"{case.file}{str(error).partition(path.name)[2]}")
    else:
        assert case.wanted != "fails", f"it passes: {case.claim}"
        text = unescape(re.sub(r"<[^>]*>", "", html))
        assert [word for word in case.shown if word not in text] == []
        assert [word for word in case.unsaid if word in text] == []
        assert case.count is None or len(read_blocks(html)) == case.count
    finally:
        path.unlink()
    if case.name.startswith("left-"):
        [pid] = (desk.house.root / "pids" / case.name.removeprefix("left-")).read_text().split()
        assert not Path("/proc", pid).exists(), f"{case.claim} {pid} is still there"


def held_to(case: Case, said: str) -> None:
    """Hold a message against the words that it must have, and the line of the page."""
    assert not case.lines or any(said.startswith(f"{case.file}:{line}: ") for line in case.lines), said
    for words in case.said:
        one_of = (words,) if isinstance(words, str) else words
        assert any(word.casefold() in said.casefold() for word in one_of), f"{one_of}\n{said}"
    assert case.wanted != "fails" or [word for word in case.unsaid if word in said] == []


@pytest.mark.parametrize("quiet", [(), ("-q",)], ids=["loud", "quiet"])
@pytest.mark.parametrize("case", SET, ids=lambda case: f"{case.kind}-{case.name}")
def test_no_setting_hides_a_lie(
    case: Case, quiet: tuple[str, ...], house: House, record_property: Callable[[str, object], None]
) -> None:
    """Neither do the settings of a book, nor does a build that is quiet as well as strict."""
    if case.wanted == "fails":
        record_property("lie", case.kind)
    settings = (house.root / "mkdocs.yml").read_text(encoding="utf-8")
    house.write("mkdocs.yml", f"{settings}\n{case.settings}")
    write(house, case)
    done = house.build("mkdocs", *quiet, "--strict", "-d", "built")
    assert (done.returncode == 0) == (case.wanted == "passes"), f"{case.claim}\n{done.stdout}"
    assert [words for words in case.said if words not in done.stdout] == [], done.stdout
    assert all(f"{case.file}:{line}: " in done.stdout for line in case.lines), done.stdout
    if case.wanted == "passes":
        pages = (house.root / "built").rglob("*.html")
        text = unescape(re.sub(r"<[^>]*>", "", "".join(page.read_text(encoding="utf-8") for page in pages)))
        assert [word for word in case.shown if word not in text] == []


def test_every_kind_is_tried() -> None:
    """Each kind has lies."""
    assert {case.kind for case in CASES if case.wanted == "fails"} == set(KINDS)


@pytest.fixture
def liars(house: House, request: pytest.FixtureRequest) -> House:
    """Return a book with one lie, and with all plugins of this one."""
    house.take_all_plugins()
    write(house, request.param)
    return house


def each_kind(test: Any) -> Any:
    """Try a test with one lie of each kind."""
    ids = [f"{case.kind}-{case.name}" for case in FIRST]
    return pytest.mark.parametrize(("liars", "case"), [(c, c) for c in FIRST], ids=ids, indirect=["liars"])(
        test
    )


@each_kind
@pytest.mark.parametrize("options", [(), ("-q",), ("--strict",)], ids=["plain", "-q", "--strict"])
def test_no_build_of_mkdocs_hides_a_lie(liars: House, case: Case, options: tuple[str, ...]) -> None:
    """Neither does a quiet one."""
    done = liars.build("mkdocs", *options)
    assert done.returncode == 1 and f"{case.file}:" in done.stdout, done.stdout


@each_kind
def test_no_build_of_zensical_hides_a_lie(liars: House, case: Case) -> None:
    """It has no hooks, and the same extension."""
    done = liars.build("zensical")
    assert done.returncode != 0 and case.file.rpartition("/")[2] in done.stdout, done.stdout


def test_no_run_of_pytest_hides_a_lie(house: House) -> None:
    """One run over a lie of each kind fails in each of their files."""
    for case in FIRST:
        write(house, case)
    done = house.run("pytest", "-q", "-rA", "docs")
    failed = set(re.findall(r"^(?:FAILED|ERROR) (\S+?)::", done.stdout, re.MULTILINE))
    assert failed == {case.file for case in FIRST}, done.stdout
