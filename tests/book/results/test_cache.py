"""The cache of results: found where nothing changed, not found where anything could differ."""

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import processes
import pytest
from house import House

from nnbook.book.check import blocks, listings
from nnbook.book.content import imports
from nnbook.book.content.chapter import Block
from nnbook.book.results import cache


def block_of(source: str, **options: str) -> Block:
    """Make a block that stands nowhere."""
    return Block(Path("docs/x.md"), 1, source, options, None, 3, 3)


class Runs:
    """Count how often a block really runs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        run = blocks.run

        def counted(block: Block) -> blocks.Outcome:
            self.count += 1
            return run(block)

        monkeypatch.setattr(blocks, "run", counted)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    """Return the counter."""
    return Runs(monkeypatch)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a library of two modules, the second of which imports the first."""
    folder = tmp_path / "nnbook"
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "first.py").write_text("X = 1\n", encoding="utf-8")
    (folder / "second.py").write_text("from nnbook.first import X\n", encoding="utf-8")
    (folder / "third.py").write_text("Y = 1\n", encoding="utf-8")
    (folder / "plots.py").write_text("PALETTE = {}\n", encoding="utf-8")
    monkeypatch.setattr(listings, "LIBRARY", folder)
    monkeypatch.setattr(imports, "LIBRARY", folder)
    return folder


def test_a_block_that_did_not_change_runs_once(runs: Runs, tmp_path: Path) -> None:
    """The second result comes from the disk and equals the first."""
    block = block_of("print('hello')\n")
    first = cache.run(block, tmp_path)
    second = cache.run(block, tmp_path)
    assert runs.count == 1
    assert first == second and second.text("stdout") == "hello\n"


def test_a_figure_survives_the_cache_to_the_byte(runs: Runs, tmp_path: Path) -> None:
    """Cached and uncached sites are equal."""
    block = block_of("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\n", alt="a line")
    assert cache.run(block, tmp_path).figures == cache.run(block, tmp_path).figures
    assert cache.run(block, tmp_path).figures == blocks.run(block).figures


def test_prose_above_a_block_does_not_matter(runs: Runs, tmp_path: Path) -> None:
    """The same code on another line is the same result."""
    cache.run(block_of("print(1)\n"), tmp_path)
    cache.run(Block(Path("docs/y.md"), 40, "print(1)\n", {}, None, 43, 43), tmp_path)
    assert runs.count == 1


@pytest.mark.parametrize("other", [block_of("print(2)\n"), block_of("print(1)\n", alt="a figure")])
def test_another_block_or_other_options_run(runs: Runs, tmp_path: Path, other: Block) -> None:
    """One block changed means that one block runs."""
    cache.run(block_of("print(1)\n"), tmp_path)
    cache.run(other, tmp_path)
    assert runs.count == 2


@pytest.mark.parametrize(
    ("module", "runs_again"), [("first", True), ("second", True), ("third", False), ("plots", True)]
)
def test_a_change_in_the_library_reaches_the_blocks_that_import_it(
    library: Path, module: str, runs_again: bool
) -> None:
    """Through other modules as well; what a block cannot reach does not matter to it."""
    block = block_of("from nnbook.second import X\nprint(X)\n")
    before = cache.key(block)
    with (library / f"{module}.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert (cache.key(block) != before) == runs_again


def test_another_version_of_a_package_is_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """What NumPy 2.3 printed is not what NumPy 2.4 prints."""
    block = block_of("print(1)\n")
    before = cache.key(block)
    monkeypatch.setattr(cache, "version", lambda name: f"{name} of tomorrow")
    assert cache.key(block) != before


@pytest.mark.parametrize("damage", [b"", b"half", b"0\n[]", b"\xff\xfe\n\x00"])
def test_what_is_damaged_is_not_trusted(runs: Runs, tmp_path: Path, damage: bytes) -> None:
    """The block runs again, and its result is mended."""
    block = block_of("print(1)\n")
    cache.run(block, tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage)
    assert cache.run(block, tmp_path).text("stdout") == "1\n"
    assert runs.count == 2 and file.read_bytes() == whole


def test_a_changed_event_is_noticed(runs: Runs, tmp_path: Path) -> None:
    """Valid JSON of another content does not pass: the checksum stands before it."""
    block = block_of("print('true')\n")
    cache.run(block, tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes().replace(b"true", b"fake"))
    assert cache.run(block, tmp_path).text("stdout") == "true\n"


@pytest.mark.parametrize("content", [b"", b"not JSON", b"7", b'[["stdout"]]'])
def test_what_another_version_wrote_is_not_trusted(runs: Runs, tmp_path: Path, content: bytes) -> None:
    """Whole, but no result as this version writes them: the block runs again."""
    block = block_of("print(1)\n")
    cache.write(tmp_path / cache.key(block), content)
    assert cache.run(block, tmp_path).text("stdout") == "1\n"
    assert runs.count == 1


def test_a_failure_is_not_kept(runs: Runs, tmp_path: Path) -> None:
    """Its traceback names lines, which change with the prose."""
    block = block_of("1 / 0\n")
    assert "ZeroDivisionError" in cache.run(block, tmp_path).text("error")
    cache.run(block, tmp_path)
    assert runs.count == 2 and not list(tmp_path.iterdir())


def test_what_ran_while_the_library_changed_is_not_kept(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An author saved a module after the block had imported it: the result belongs to neither code."""
    block = block_of("from nnbook.second import X\nprint(X)\n")

    def run_and_save(block: Block) -> blocks.Outcome:
        (library / "first.py").write_text("X = 1000\n", encoding="utf-8")
        return blocks.Outcome([("stdout", "1\n")])

    monkeypatch.setattr(blocks, "run", run_and_save)
    assert cache.run(block, tmp_path / "results").text("stdout") == "1\n"
    assert not (tmp_path / "results").exists()


def test_a_folder_that_cannot_be_written_costs_time_alone(runs: Runs, tmp_path: Path) -> None:
    """The build goes on without a cache."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert cache.run(block_of("print(1)\n"), tmp_path / "file" / "cache").text("stdout") == "1\n"


def test_results_that_nobody_used_for_a_month_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache does not grow for ever, and what was used yesterday stays."""
    cache.run(block_of("print(1)\n"), tmp_path)
    now = cache.time.time()
    monkeypatch.setattr(cache.time, "time", lambda: now + 24 * 3600)
    cache.prune(tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    monkeypatch.setattr(cache.time, "time", lambda: now + 31 * 24 * 3600)
    cache.prune(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="on Windows only some may make links")
def test_what_another_build_dropped_first_is_no_error(tmp_path: Path) -> None:
    """A result may go between the look at the folder and the look at the file."""
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    cache.prune(tmp_path)


def write_chapters(house: House, chapters: int, blocks: int) -> None:
    """Give the book chapters of blocks that print, with a figure at the end of each."""
    for chapter in range(chapters):
        text = f"# Chapter {chapter}\n"
        for block in range(blocks):
            number = 100 * chapter + block
            text += f"\nA line.\n\n```python\nprint({number} + 1)\n```\n\n```output\n{number + 1}\n```\n"
        figure = f"import matplotlib.pyplot as plt\n\nplt.plot([1, {chapter}])\nplt.show()\n"
        house.write(f"docs/c{chapter}.md", f'{text}\n```python alt="A line"\n{figure}```\n')


def contents(folder: Path) -> dict[str, bytes]:
    """Read every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_site_from_the_cache_is_equal_byte_for_byte(house: House) -> None:
    """The first build fills the cache, the second reads every result, the third has none; all are equal."""
    write_chapters(house, chapters=2, blocks=3)
    assert house.build("mkdocs", "-d", "filling").returncode == 0
    results = list((house.root / cache.BLOCKS).iterdir())
    assert len(results) == 8
    before = {file: file.stat().st_ino for file in results}  # a result that is written anew is another file
    for file in results:
        os.utime(file, (1, cache.time.time() - 3600))
    hour_ago = results[0].stat().st_mtime
    assert house.build("mkdocs", "-d", "cached").returncode == 0
    assert {file: file.stat().st_ino for file in (house.root / cache.BLOCKS).iterdir()} == before
    assert all(file.stat().st_mtime > hour_ago + 1800 for file in results)
    assert house.build("mkdocs", "-d", "uncached", NNBOOK_CACHE="off").returncode == 0
    assert contents(house.root / "filling") == contents(house.root / "cached")
    assert contents(house.root / "cached") == contents(house.root / "uncached")


def test_two_builds_at_once_do_not_harm_each_other(house: House) -> None:
    """Both end well with the same site, and what they left in the cache is whole."""
    write_chapters(house, chapters=3, blocks=8)
    with ExitStack() as both:
        builds = [
            both.enter_context(
                processes.started(
                    [sys.executable, "-m", "mkdocs", "build", "-d", name],
                    cwd=house.root,
                    env=house.environment(),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                )
            )
            for name in ("one", "two")
        ]
        said = [process.communicate(timeout=processes.HANG)[0] for process in builds]
    assert [process.returncode for process in builds] == [0, 0], said
    assert contents(house.root / "one") == contents(house.root / "two")
    results = list((house.root / cache.BLOCKS).iterdir())
    assert len(results) == 3 * 9  # no half of a file is left
    for file in results:
        assert cache.read(file) is not None
