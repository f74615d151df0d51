"""Tests of the benchmarks: they run, and what they wrote stands as they wrote it. No speed is tested."""

import importlib.util
import subprocess
import sys
from contextlib import chdir
from functools import partial
from pathlib import Path

import pytest
from house import ROOT, House

from nnbook.book.check import numbers
from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Chapter
from nnbook.book.results.results import Results

sys.path.insert(0, str(ROOT / "tests" / "benchmarks"))

# they come from the folder that was just put on the path
import build  # noqa: E402
import network  # noqa: E402
import record  # noqa: E402
import scale  # noqa: E402

WRITTEN = [chapter for chapter in Book(ROOT).chapters if "written_by" in chapter.meta]


def test_a_record_replaces_its_own_section_and_leaves_the_others(tmp_path: Path) -> None:
    """Each section keeps its place; the page is what its sections give."""
    page = tmp_path / "performance.md"
    for title, value in (("One", "1.0"), ("Two", "2.0"), ("One", "3.0")):
        record.record(title, [["what", "ratio"], ["a", value]], f"python {title}.py", page=page)
    sections = record.read(page)
    assert list(sections) == ["One", "Two"]
    assert sections["One"].endswith("```sh\npython One.py\n```\n\n| what | ratio |\n|---|--:|\n| a | 3.0 |")
    assert "| a | 1.0 |" not in sections["One"] and "| a | 2.0 |" in sections["Two"]
    assert page.read_text(encoding="utf-8") == record.render(sections)


def test_a_column_without_a_name_is_refused(tmp_path: Path) -> None:
    """A screen reader would read its cells without one."""
    with pytest.raises(ValueError, match="each column needs a name"):
        record.record("One", [["what", ""], ["a", "1.0"]], "python one.py", page=tmp_path / "performance.md")


def test_the_page_is_as_the_scripts_wrote_it() -> None:
    """Nobody changed what stands outside the sections, and each has its machine and its command."""
    assert record.PAGE.read_text(encoding="utf-8") == record.render(record.read())
    for body in record.read().values():
        assert body.startswith("Measured on ") and "\n```sh\n" in body and "\n|---|" in body


@pytest.mark.parametrize("chapter", WRITTEN, ids=lambda chapter: chapter.path.name)
def test_a_page_that_a_script_writes_names_the_script(chapter: Chapter) -> None:
    """The script exists, and the page is no chapter: it has no blocks whose numbers would go unchecked."""
    assert (ROOT / chapter.meta["written_by"]).is_file()
    assert chapter.blocks == []


def test_only_the_front_matter_frees_a_page_from_founding_its_numbers(results: Results) -> None:
    """The same sentence passes on a page of a script, and nowhere else."""
    text = "# Page\n\nIt takes 0.37 of the time.\n"
    assert len(numbers.problems(Chapter(Path("docs/x.md"), text), results)) == 1
    written = Chapter(Path("docs/x.md"), f"---\nwritten_by: docs/performance.md\n---\n{text}")
    assert numbers.problems(written, results) == []


def test_the_cost_of_a_chapter_is_compared_from_one_size_to_the_next() -> None:
    """What every build takes to start is in the mean, and not in what each further chapter takes."""
    seconds = {
        "cold": [2.0, 4.0, 16.0],
        "cached": [1.5, 2.5, 7.5],
        "refresh": [0.02, 0.02, 0.04],
        "idle": [0.0] * 3,
    }
    table = {row[0]: row[1:] for row in scale.rows([10, 50, 200], seconds)}
    assert all(len(cells) == 6 for cells in table.values())
    assert table["cold, each chapter that is added"] == ["", "50.0", "80.0", "1.60", "1.15", "missed"]
    assert table["cached, a chapter"] == ["150.0", "50.0", "37.5", "0.75", "1.15", "met"]
    assert table["a refresh at 200, against one at 10"] == ["", "", "", "2.00", "1.50", "missed"]


@pytest.mark.skipif(sys.platform != "linux", reason="times are read as Linux tells them")
def test_commands_take_turns_until_each_has_ended(tmp_path: Path) -> None:
    """The quick one is begun again meanwhile, and one that fails is told."""
    log = tmp_path / "log"
    codes = (
        f"open({str(log)!r}, 'a').write('x')",
        "import time\n\nwhile time.process_time() < 1:\n    pass",
    )
    starts = [partial(subprocess.Popen, [sys.executable, "-c", code]) for code in codes]
    seconds = scale.in_turns(starts)
    assert log.read_text() > "x" and seconds[1] >= 1
    with pytest.raises(subprocess.CalledProcessError):
        scale.in_turns([partial(subprocess.Popen, [sys.executable, "-c", "raise SystemExit(1)"])])


def test_a_server_makes_the_changed_page_alone(house: House) -> None:
    """A line of prose has no block run and a block that is changed has one, also beside a lie that raises."""
    page = "# A\n\n```python\nprint(1)\n```\n\n```output\n1\n```\n\nProse.\n\n"
    lie = "````lie\n```python\nprint(rate)\n```\n````\n"
    file = house.write("docs/a.md", page + lie)
    with chdir(house.root):
        server = build.Server()
        try:
            file.write_text(f"{page}More.\n\n{lie}", encoding="utf-8")
            assert server.ran() == 0
            file.write_text(page.replace("print(1)", "print(0 + 1)") + lie, encoding="utf-8")
            assert server.ran() == 1
        finally:
            server.plugin.on_shutdown()
    assert server.builds == 1


def test_the_recorded_result_is_as_the_script_wrote_it() -> None:
    """The module that the chapter draws from is what the benchmark makes of its contents."""
    from nnbook.measured import NETWORK

    assert network.MEASURED.read_text(encoding="utf-8") == network.source(NETWORK)
    assert list(NETWORK["ratios"]) == list(NETWORK["profile"]) == [task.name for task in network.TASKS]
    for shares in NETWORK["profile"].values():
        assert tuple(shares) == network.PARTS
        assert abs(sum(shares.values()) - 1) <= 0.0005 * len(shares)  # each is rounded to a thousandth


@pytest.mark.parametrize("sizes", [(2, 3, 1), (4, 5, 3)])
@pytest.mark.parametrize("batch_size", [None, 8])
def test_every_runner_trains(sizes: tuple[int, ...], batch_size: int | None, monkeypatch) -> None:
    """Each runner that is installed here gets through a small task and has a positive ratio."""
    monkeypatch.setenv(network.THREADS[0], "1")
    if importlib.util.find_spec("torch"):  # to compile takes half a minute a network
        monkeypatch.setattr("torch.compile", lambda function: function)
    ratios = network.compare(network.Task(sizes, 20, batch_size, 2), turns=1)
    assert {"hand-written loop", "matrix products"} <= set(ratios) <= set(network.RUNNERS)
    assert all(ratio > 0 for ratio in ratios.values())
    shares = network.profile(network.Task(sizes, 20, batch_size, 2))
    assert tuple(shares) == network.PARTS
