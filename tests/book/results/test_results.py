"""Results: known where nothing changed, not known where anything could differ, run ahead where expected."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import processes
import pytest
from house import House
from processes import alive, sees_processes

from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.results import store
from nnbook.book.results.outcome import Outcome
from nnbook.book.results.pool import Pool
from nnbook.book.results.present import Present
from nnbook.book.results.results import Results, expectable
from nnbook.book.results.touched import Touched


def block_of(source: str, line: int = 1, warning: str | None = None, **options: str) -> Block:
    """Make a block that stands nowhere."""
    end = line + source.count("\n") + 1
    return Block(Path("docs/x.md"), line, source, options, None, end, end, warning)


def save(file: Path, text: str) -> None:
    """Write a file of the library as if that had been long ago: a block that reads it begins after that."""
    file.write_text(text, encoding="utf-8")
    os.utime(file, (time.time() - 3600,) * 2)


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a library of three modules, the second of which imports the first."""
    folder = tmp_path_factory.mktemp("book") / "zoo"
    folder.mkdir()
    save(folder / "__init__.py", "")
    save(folder / "first.py", "X = 1\n")
    save(folder / "second.py", "from zoo.first import X\n")
    save(folder / "third.py", "Y = 1\n")
    return folder


@pytest.fixture(scope="module")
def results(zoo: Path, pool: Pool) -> Iterator[Results]:
    """Return results that are kept in a folder, for many blocks, each of which is another one."""
    results = Results(Book(zoo.parent, package="zoo"), zoo.parent / "kept", 1, pool)
    yield results
    results.close()


def again(results: Results) -> Results:
    """Return the results as another build meets them: it knows what is in the folder."""
    return Results(Book(results.book.root, package="zoo"), results.folder, processes=1)


def file_of(results: Results, block: Block) -> Path:
    """Return the file in which a result is kept."""
    assert results.folder is not None
    return results.folder / results.key(block)


def test_a_file_saved_before_the_result_is_kept_is_not_taken_for_the_one_that_was_read(
    results: Results, zoo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The block has ended, and what it depends on is looked at a moment later."""
    named = Present.named

    def after_a_save(self: Present, touched: Touched) -> Touched:
        (zoo / "first.py").write_text("X = 2\n", encoding="utf-8")
        return named(self, touched)

    block = block_of("from zoo.first import X\n\nprint('late', X)\n")
    monkeypatch.setattr(Present, "named", after_a_save)
    try:
        assert results.get(block).text("stdout") == "late 1\n"
        monkeypatch.undo()
        assert not results.knows(block) and not again(results).knows(block)
        assert results.get(block).text("stdout") == "late 2\n"
    finally:
        save(zoo / "first.py", "X = 1\n")


def test_another_way_to_make_outcomes_is_another_result(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an earlier version of this package kept is not what this one would show."""
    block = block_of("print('made')\n")
    results.get(block)
    other = again(results)
    assert other.knows(block)
    monkeypatch.setattr(Path, "read_bytes", lambda path: b"another version")
    assert again(results).key(block) != other.key(block)


def test_what_starts_a_process_is_kept_for_nobody(results: Results) -> None:
    """What that read is not known: a run that was expected is used, and whoever asks next runs it again."""
    block = block_of("import subprocess\nimport sys\n\nsubprocess.run([sys.executable, '-c', ''])\n")
    ran = results.counts.ran
    results.expect([block])
    assert results.get(block).events == []
    assert results.counts.ran == ran + 1 and not again(results).knows(block)
    results.get(block)
    assert results.counts.ran == ran + 2


def test_a_block_that_did_not_change_runs_once(results: Results) -> None:
    """The second result comes from memory and the third from the disk; all are equal."""
    block = block_of("print('hello')\n")
    ran = results.counts.ran
    first = results.get(block)
    assert first.text("stdout") == "hello\n"
    assert results.get(block) == first
    assert results.counts.ran == ran + 1
    other = again(results)
    assert other.get(block) == first
    assert (other.counts.ran, other.counts.known) == (0, 1)


def test_a_figure_is_kept_to_the_byte(results: Results) -> None:
    """Cached and uncached sites are equal."""
    block = block_of("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\n", alt="a line")
    (figure,) = results.get(block).figures
    assert again(results).get(block).figures == [figure]
    assert results.rerun(block).figures == [figure]


def test_prose_above_a_block_does_not_matter(results: Results) -> None:
    """The same code on another line of another page, and its pin, are the same result."""
    results.get(block_of("print(1)\n"))
    assert results.knows(Block(Path("docs/y.md"), 40, "print(1)\n", {}, "2\n", 43, 47))


@pytest.mark.parametrize(
    "other",
    [
        block_of("print(2)\n"),
        block_of("print(1)\n", alt="a figure"),
        block_of("print(1)\n", seconds="90"),
        block_of("print(1)\n", warning=""),
        block_of("print(1) \n"),
    ],
)
def test_another_block_or_other_options_are_not_known(results: Results, other: Block) -> None:
    """One block changed means that one block runs."""
    results.get(block_of("print(1)\n"))
    assert not results.knows(other)
    assert results.knows(block_of("print(1)\n", recorded="a day")), "when it was recorded changes no output"


def test_what_names_the_processor_is_part_of_the_key(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one rounds in another way."""
    block = block_of("print(1)\n")
    before = results.key(block)
    for name in ("NPY_DISABLE_CPU_FEATURES", "OPENBLAS_CORETYPE", "PYTHONHASHSEED"):
        with monkeypatch.context() as context:
            context.setenv(name, "7")
            assert results.key(block) != before
    assert results.key(block) == before


@pytest.mark.parametrize(("module", "holds"), [("first", False), ("second", False), ("third", True)])
def test_a_change_in_the_library_reaches_the_blocks_whose_run_read_it(
    results: Results, zoo: Path, module: str, holds: bool
) -> None:
    """Through other modules as well; what a block did not read does not matter to it."""
    block = block_of("from zoo.second import X\n\nprint(X)\n")
    results.get(block)
    file = zoo / f"{module}.py"
    source = file.read_text(encoding="utf-8")
    try:
        save(file, source + "# changed\n")
        assert results.knows(block) is holds
        assert again(results).knows(block) is holds
    finally:
        save(file, source)
    assert results.knows(block)


def test_a_file_that_a_block_read_counts(results: Results, tmp_path: Path) -> None:
    """Wherever it lies."""
    save(tmp_path / "data", "1")
    block = block_of(f"with open({str(tmp_path / 'data')!r}) as file:\n    print(file.read())\n")
    assert results.get(block).text("stdout") == "1\n"
    assert results.knows(block)
    save(tmp_path / "data", "2")
    assert results.get(block).text("stdout") == "2\n"


def test_another_version_of_a_package_is_another_result(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What NumPy 2.3 printed is not what NumPy 2.4 prints."""
    block = block_of("import numpy as np\n\nprint(np.arange(3))\n")
    results.get(block)
    assert again(results).knows(block)
    monkeypatch.setattr("importlib.metadata.version", lambda name: f"{name} of tomorrow")
    assert not again(results).knows(block)


def test_a_module_that_was_missing_and_came_is_noticed(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A block that can do without it did something else then."""
    block = block_of("try:\n    import gibbon\nexcept ImportError:\n    print('no gibbon')\n")
    results.get(block)
    assert results.knows(block)
    (tmp_path / "gibbon.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert not results.knows(block)


@pytest.mark.parametrize(
    "content", [b"", b"not JSON", b"7", b"[]", b'{"events": []}', b'{"events": 7, "touched": {}}']
)
def test_what_another_version_wrote_is_not_trusted(results: Results, content: bytes) -> None:
    """Whole, but no result as this version writes them: it does not count."""
    block = block_of(f"print({content!r})\n")
    store.write(file_of(results, block), content)
    assert not again(results).knows(block)


@pytest.mark.parametrize("change", ["events", "touched", "fingerprint"])
def test_a_result_with_a_part_of_another_kind_is_not_trusted(results: Results, change: str) -> None:
    """JSON of this form with a number in it is no result either."""
    block = block_of("print('a part')\n")
    results.get(block)
    content = store.read(file_of(results, block))
    assert content is not None
    store.write(file_of(results, block), json.dumps(json.loads(content) | {change: 7}).encode())
    other = again(results)
    assert not other.knows(block)
    results.rerun(block)  # for who comes after


def test_a_damaged_result_is_mended(results: Results) -> None:
    """The block runs again."""
    block = block_of("print('whole')\n")
    results.get(block)
    whole = file_of(results, block).read_bytes()
    for damage in (b"", b"half", whole[:-9], whole.replace(b"whole", b"other")):
        file_of(results, block).write_bytes(damage)
        assert not again(results).knows(block)
    mending = again(results)
    assert mending.get(block).text("stdout") == "whole\n"
    mending.close()
    assert file_of(results, block).read_bytes() == whole


def test_what_a_block_raised_is_known_to_this_build_and_on_this_line(results: Results) -> None:
    """Its traceback names the line, which changes with the prose."""
    block = block_of("1 / 0\n", 7)
    ran = results.counts.ran
    for _ in range(2):
        assert "line 8, in <module>" in results.get(block).text("error")
    assert results.counts.ran == ran + 1
    assert not file_of(results, block).exists() and not again(results).knows(block)
    assert "line 10, in <module>" in results.get(block_of("1 / 0\n", 9)).text("error")
    assert results.counts.ran == ran + 2
    assert not results.knows(Block(Path("docs/y.md"), 7, "1 / 0\n", {}, None, 9, 9))


def test_what_a_block_raised_is_known_until_what_it_read_changes(results: Results, zoo: Path) -> None:
    """A module that is mended mends the block."""
    block = block_of("from zoo.third import Z\n\nprint('mended', Z)\n")
    assert "ImportError" in results.get(block).text("error")
    assert results.knows(block)
    try:
        save(zoo / "third.py", "Y = Z = 1\n")
        assert not results.knows(block)
        assert results.get(block).text("stdout") == "mended 1\n"
    finally:
        save(zoo / "third.py", "Y = 1\n")
    assert "ImportError" in results.get(block).text("error")


def test_a_block_that_ended_its_process_is_not_kept(results: Results) -> None:
    """Perhaps it does not do so the next time."""
    block = block_of("import os\n\nos._exit(0)\n")
    assert results.get(block).failed
    assert not results.knows(block)


def test_a_block_that_was_ended_by_its_limit_is_not_kept(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a machine that is less busy it may come to its end."""
    monkeypatch.setenv("NNBOOK_BLOCK_SECONDS", "0.5")
    block = block_of("while True:\n    pass\n")
    assert "did not end" in results.get(block).text("ended")
    assert not results.knows(block) and not file_of(results, block).exists()


def test_what_ran_while_the_library_changed_is_not_kept(results: Results, zoo: Path) -> None:
    """An author saved a module after the block had imported it: the result belongs to neither code."""
    file = zoo / "third.py"
    source = file.read_text(encoding="utf-8")
    block = block_of(
        "from pathlib import Path\n\nfrom zoo.third import Y\n\n"
        f"Path({str(file)!r}).write_text('Y = 2')\nprint(Y)\n"
    )
    try:
        assert results.get(block).text("stdout") == "1\n"
        assert not results.knows(block) and not file_of(results, block).exists()
    finally:
        save(file, source)


def test_a_rerun_believes_nothing_and_is_kept(results: Results) -> None:
    """The tests run each block, and leave the results for the build."""
    block = block_of("import os\n\nprint(os.getpid())\n")
    first = results.get(block)
    second = results.rerun(block)
    assert second != first
    assert results.get(block) == again(results).get(block) == second


def test_a_folder_that_cannot_be_written_costs_time_alone(results: Results, tmp_path: Path) -> None:
    """The build goes on, and remembers as long as it lives."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    other = Results(results.book, tmp_path / "file" / "cache", processes=1)
    block = block_of("print('in vain')\n")
    assert other.get(block).text("stdout") == "in vain\n"
    assert other.knows(block)
    other.close()


def test_a_limit_that_is_none_is_told_to_whoever_asks(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the block was expected."""
    monkeypatch.setenv("NNBOOK_BLOCK_SECONDS", "a minute")
    block = block_of("print('never ran')\n")
    results.expect([block])
    for _ in range(2):
        with pytest.raises(ChapterError, match="NNBOOK_BLOCK_SECONDS is a number of seconds"):
            results.get(block)


# Block 0 waits until a later one has run, which only another process can do meanwhile.
WAIT = """import time
from pathlib import Path

while not Path({flag!r}).exists():
    time.sleep(0.01)
"""
NOTE = """import os

with open({log!r}, "a") as file:
    print({number}, os.getppid(), file=file)
print({number})
"""


def numbered(folder: Path, count: int) -> list[Block]:
    """Return blocks that print their number and note it; the first of them waits for the last."""
    flag, log = str(folder / "flag"), str(folder / "log")
    sources = [NOTE.format(log=log, number=number) for number in range(count)]
    sources[0] = WAIT.format(flag=flag) + sources[0]
    sources[-1] += f"open({flag!r}, 'w').close()\n"
    return [block_of(source, 10 * number, seconds="600") for number, source in enumerate(sources, 1)]


@pytest.fixture
def two(zoo: Path) -> Iterator[Results]:
    """Return results that are kept nowhere, with two processes."""
    results = Results(Book(zoo.parent, package="zoo"), None, processes=2)
    yield results
    results.close()


def test_each_block_that_is_expected_runs_once(two: Results, tmp_path: Path) -> None:
    """In two processes, which both have something to do; the outcomes are those of the blocks."""
    blocks = numbered(tmp_path, 24)
    two.expect(blocks)
    two.expect(blocks)
    assert [two.get(block).text("stdout") for block in blocks] == [f"{n}\n" for n in range(24)]
    ran = [line.split() for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]
    assert sorted(int(number) for number, _ in ran) == list(range(24))
    if hasattr(os, "fork"):
        assert len({pid for _, pid in ran}) == 2
    assert two.counts.ran == 24
    assert [two.get(block).text("stdout") for block in blocks] == [f"{n}\n" for n in range(24)]
    assert (two.counts.ran, two.counts.known) == (24, 24)


def test_what_is_expected_and_known_does_not_run(results: Results) -> None:
    """An author's refresh is as quick as before: one block changed is one block that runs."""
    block = block_of("import os\n\nprint('known', os.getpid())\n")
    first = results.get(block)
    ran = results.counts.ran
    results.expect([block])
    assert results.get(block) == first and results.counts.ran == ran


def test_what_was_expected_is_told_as_it_would_be(results: Results) -> None:
    """An outcome does not show who asked for it, a failure neither."""
    blocks = [
        block_of("print(1)\n1 / 0\n", 7),
        block_of("import matplotlib.pyplot as plt\n\nplt.plot([1])\nplt.show()\nprint(7)\n"),
        block_of("import os\n\nos._exit(3)\n"),
    ]
    results.expect(blocks)
    assert [results.get(block) for block in blocks] == [results.rerun(block) for block in blocks]


def test_an_edit_between_expecting_and_asking_is_seen(results: Results, zoo: Path) -> None:
    """A result is taken only where what the run read is still so."""
    block = block_of("from zoo.second import X\n\nprint('now', X)\n")
    results.expect([block])
    processes.until(lambda: results.knows(block), "the block was not run ahead")
    try:
        save(zoo / "first.py", "X = 1000\n")
        assert results.get(block).text("stdout") == "now 1000\n"
    finally:
        save(zoo / "first.py", "X = 1\n")


def test_a_mended_library_does_away_with_a_failure_that_was_expected(
    results: Results, zoo: Path, tmp_path: Path
) -> None:
    """A server expects the blocks of pages that it does not come to; what they raised is no news later."""
    begun = block_of("print('the one before has ended')\n")
    block = block_of(
        f"open({str(tmp_path / 'begun')!r}, 'w').close()\nfrom zoo.second import X\n\nprint(X)\n"
    )
    try:
        save(zoo / "first.py", "X = = 1\n")
        results.expect([block, begun])
        processes.until(lambda: results.knows(begun), "the blocks were not run ahead")
        assert (tmp_path / "begun").exists()
    finally:
        save(zoo / "first.py", "X = 1\n")
    assert results.get(block).events == [("stdout", "1\n")]


@sees_processes
def test_closing_ends_the_processes(zoo: Path) -> None:
    """Results that were closed can be asked again, and closed again."""
    results = Results(Book(zoo.parent, package="zoo"), None, processes=1)
    results.close()
    warm = int(results.get(block_of("import os\n\nprint(os.getppid())\n")).text("stdout"))
    assert alive(warm)
    results.close()
    assert not alive(warm)
    assert results.get(block_of("print('again')\n")).text("stdout") == "again\n"
    results.close()


def test_closing_waits_for_no_block(zoo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stops a build does not wait for the minute that a block may take, and nobody waits for ever."""
    limit = 30
    monkeypatch.setenv("NNBOOK_BLOCK_SECONDS", str(limit))
    results = Results(Book(zoo.parent, package="zoo"), None, processes=1)
    begun = tmp_path / "begun"
    results.expect([block_of(f"open({str(begun)!r}, 'w').close()\nwhile True:\n    pass\n")])
    processes.until(begun.exists, "the block does not run")
    start = time.monotonic()

    def ask() -> None:
        with pytest.raises(Exception):  # noqa: B017  # whatever says that it was closed
            results.get(block_of("print('comes too late')\n"))

    waiting = threading.Thread(target=ask, daemon=True)
    waiting.start()
    processes.until(lambda: results.counts.ran, "nobody asks")
    results.close()
    assert time.monotonic() - start < limit, "the block was let run for all its time"
    waiting.join(limit)
    assert not waiting.is_alive(), "somebody waits for a block that nobody runs"


def test_the_blocks_that_can_run_here_are_expected(tmp_path: Path) -> None:
    """Page by page, without those that are shown only, that lack a package, or whose page cannot be read."""
    (tmp_path / "docs").mkdir()
    fence = "```python{}\nprint({})\n```\n\n"
    pages = {
        "b.md": fence.format("", 3),
        "a.md": fence.format("", 1)
        + fence.format(' shown="why"', 0)
        + fence.format(' needs="nowhere_to_be_found"', 0)
        + fence.format("", 2),
        "c.md": fence.format(" notest", 4),
    }
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["nowhere-to-be-found"]\n')
    for name, text in pages.items():
        (tmp_path / "docs" / name).write_text(text, encoding="utf-8")
    assert [block.source for block in expectable(Book(tmp_path))] == [
        "print(1)\n",
        "print(2)\n",
        "print(3)\n",
    ]


# A block that tells who it is, and goes on for ever.
STAY = """import os
import time

with open({file!r}, "w") as file:
    file.write(f"{{os.getpid()}} {{os.getppid()}}")
os.rename({file!r}, {file!r} + ".whole")
while True:
    time.sleep(0.01)
"""
BUILD = """import signal
from pathlib import Path

from nnbook.book.content.book import Book
from nnbook.book.results.results import Results, expectable
from nnbook.book.results.touched import Touched

# As in a terminal. What a shell starts with "&" ignores Ctrl-C, and so does what the tests start there.
signal.signal(signal.SIGINT, signal.default_int_handler)
results = Results(Book(Path()), None, processes=2)
results.expect(expectable(results.book))
for block in expectable(results.book):
    results.get(block)
"""


@sees_processes
@pytest.mark.parametrize("end", ["SIGKILL", "SIGINT"])
def test_no_process_outlives_its_build(tmp_path: Path, end: str) -> None:
    """Killed, or stopped by Ctrl-C, which all processes of a terminal hear, the build leaves none behind."""
    files = [tmp_path / name for name in ("one", "two")]
    (tmp_path / "docs").mkdir()
    sources = [STAY.format(file=str(file)) for file in files] + 22 * ["x = 1\n"]
    page = "# A page\n\n" + "\n".join(f"```python\n{source}```\n" for source in sources)
    (tmp_path / "docs" / "page.md").write_text(page, encoding="utf-8")
    (tmp_path / "build.py").write_text(BUILD, encoding="utf-8")
    said = tmp_path / "said"
    environment = os.environ | {"NNBOOK_BLOCK_SECONDS": str(2 * processes.HANG)}
    with (
        said.open("w", encoding="utf-8") as stderr,
        processes.started(
            [sys.executable, "build.py"], cwd=tmp_path, stderr=stderr, env=environment
        ) as build,
    ):
        whole = [Path(f"{file}.whole") for file in files]
        processes.until(lambda: all(file.exists() for file in whole), "the build ran no two blocks at once")
        pids = [int(pid) for file in whole for pid in file.read_text(encoding="utf-8").split()]
        assert len(set(pids)) == 4 and build.pid not in pids and all(map(alive, pids))
        if end == "SIGINT":
            os.killpg(build.pid, signal.SIGINT)
        else:
            build.kill()
        assert build.wait(processes.HANG)
        processes.until(lambda: not any(map(alive, pids)), "a process outlives its build")
    assert said.read_text(encoding="utf-8").count("Traceback") == (end == "SIGINT")


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


def kept(house: House) -> list[Path]:
    """List the results that the builds of a book keep."""
    return list((house.root / store.CACHE / "blocks").iterdir())


def test_a_site_from_the_cache_is_equal_byte_for_byte(house: House) -> None:
    """The first build fills the cache, the second reads every result, the third has none; all are equal."""
    write_chapters(house, chapters=2, blocks=3)
    filling = house.build("mkdocs", "-d", "filling")
    assert filling.returncode == 0, filling.stdout
    results = kept(house)
    assert len(results) == 8
    before = {file: file.stat().st_ino for file in results}  # a result that is written anew is another file
    for file in results:
        os.utime(file, (1, time.time() - 3600))
    hour_ago = results[0].stat().st_mtime
    assert house.build("mkdocs", "-d", "cached").returncode == 0
    assert {file: file.stat().st_ino for file in kept(house)} == before
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
    assert len(kept(house)) == 3 * 9  # no half of a file is left
    for file in kept(house):
        assert store.read(file) is not None


def test_a_book_that_moved_keeps_its_results(results: Results, zoo: Path, tmp_path: Path) -> None:
    """What a block says is the key, and not where its page lies."""
    block = block_of("print('moved')\n")
    results.get(block)
    (tmp_path / "page.md").write_text("# Moved\n\n```python\nprint('moved')\n```\n", encoding="utf-8")
    (moved,) = Chapter.read(tmp_path / "page.md").blocks
    assert results.get(moved) == Outcome([("stdout", "moved\n")]) and results.key(moved) == results.key(block)


def test_a_block_without_an_end_is_waited_for_once(
    zoo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was run ahead and ended by its limit is not run into the limit again."""
    monkeypatch.setenv("NNBOOK_BLOCK_SECONDS", "0.5")
    results = Results(Book(zoo.parent, package="zoo"), None, processes=1)
    log = tmp_path / "log"
    block = block_of(f"with open({str(log)!r}, 'a') as file:\n    file.write('x')\nwhile True:\n    pass\n")
    try:
        results.expect([block])
        assert "did not end within 0.5 seconds" in results.get(block).text("ended")
    finally:
        results.close()
    assert log.read_text(encoding="utf-8") == "x"
