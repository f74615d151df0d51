"""What a block's result depends on: all that its run read, and nothing else."""

import importlib.metadata
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from nnbook.book.content.book import Book
from nnbook.book.content.chapter import Block
from nnbook.book.results.pool import Pool
from nnbook.book.results.present import Present
from nnbook.book.results.touched import Touched
from nnbook.book.results.worker import Worker


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a library: one module imports another, a third reads a file, and a fourth does nothing."""
    folder = tmp_path_factory.mktemp("book") / "zoo"
    folder.mkdir()
    sources = {
        "__init__.py": "",
        "first.py": "X = 1\n",
        "second.py": "from zoo.first import X\n",
        "third.py": "from pathlib import Path\n\nNAMES = (Path(__file__).parent / 'names.txt').read_text()\n",
        "fourth.py": "Y = 1\n",
        "names.txt": "cat\n",
    }
    for name, source in sources.items():
        (folder / name).write_text(source, encoding="utf-8")
        os.utime(folder / name, (1e9, 1e9))  # long before any block
    return folder


@pytest.fixture(scope="module")
def worker(zoo: Path, pool: Pool) -> Iterator[Worker]:
    """Return a worker for all blocks."""
    worker = Worker(Book(zoo.parent, package="zoo"), pool)
    yield worker
    worker.close()


def touched(worker: Worker, source: str) -> Touched:
    """Run a block and return what it touched."""
    run = worker.run(Block(Path("docs/x.md"), 1, source, {}, None, 3, 3))
    assert not run.outcome.failed, run.outcome.text("error")
    assert run.touched is not None
    return run.touched


def of_the_library(found: Touched, zoo: Path) -> set[str]:
    """Return the names of the files of the library."""
    return {Path(file).name for file in found["files"] if Path(file).is_relative_to(zoo.resolve())}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("print(1)\n", set()),
        ("import zoo\n", {"__init__.py"}),
        ("from zoo.second import X\n", {"__init__.py", "first.py", "second.py"}),
        ("import importlib\n\nimportlib.import_module('zoo.' + 'first')\n", {"__init__.py", "first.py"}),
        ("import zoo.third\n", {"__init__.py", "third.py", "names.txt"}),
        ("def f():\n    import zoo.first\n", set()),
    ],
)
def test_the_modules_and_files_that_it_read_count(
    worker: Worker, zoo: Path, source: str, names: set[str]
) -> None:
    """However it came to them; what it could have read and did not does not count."""
    assert of_the_library(touched(worker, source), zoo) == names


def test_what_runs_the_block_counts(worker: Worker) -> None:
    """A figure looks as the machinery draws it."""
    names = {Path(file).name for file in touched(worker, "print(1)\n")["files"]}
    assert names >= {"runner.py", "figure.py", "plots.py"}


def test_what_it_wrote_itself_does_not_count(worker: Worker) -> None:
    """Its own folder is gone when it has ended; neither does what Python brings along."""
    source = (
        "import json\nimport tempfile\nfrom pathlib import Path\n\nPath('a').write_text('1')\n"
        "print(Path('a').read_text())\nwith tempfile.NamedTemporaryFile() as file:\n"
        "    Path(file.name).read_bytes()\nprint(Path(json.__file__).read_text()[:0])\n"
    )
    assert touched(worker, source)["files"] == touched(worker, "print(1)\n")["files"]


def test_a_file_elsewhere_counts(worker: Worker, tmp_path: Path) -> None:
    """By whatever path it was opened."""
    file = tmp_path / "data.txt"
    file.write_text("1", encoding="utf-8")
    os.utime(file, (1e9, 1e9))
    for opened in (f"open({str(file)!r}).close()\n", f"import os\n\nos.close(os.open({str(file)!r}, 0))\n"):
        assert str(file.resolve()) in touched(worker, opened)["files"]


def test_packages_count_by_the_names_under_which_they_are_installed(worker: Worker) -> None:
    """A module is not always called as its package."""
    found = Present().named(touched(worker, "import yaml\n"))
    assert {"numpy", "PyYAML"} <= set(found["packages"])


def test_what_it_sought_in_vain_counts(worker: Worker) -> None:
    """Once it is there, the block does something else."""
    source = "try:\n    import gibbon.hands\nexcept ImportError:\n    print('no gibbon')\n"
    assert "gibbon" in touched(worker, source)["absent"]
    assert "gibbon" not in touched(worker, "print(1)\n")["absent"]


def test_what_it_sought_in_vain_in_the_library_counts(
    worker: Worker, zoo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module that appears there is found by the next run."""
    monkeypatch.syspath_prepend(zoo.parent)
    found = touched(worker, "try:\n    import zoo.pond\nexcept ImportError:\n    print('no pond')\n")
    before = Present().fingerprint(found)
    (zoo / "pond.py").write_text("", encoding="utf-8")
    try:
        assert Present().fingerprint(found) != before
    finally:
        (zoo / "pond.py").unlink()


def test_what_changed_while_it_ran_is_not_told(worker: Worker, zoo: Path) -> None:
    """An author saved a module after the block had read it: the result belongs to neither code."""
    source = (
        f"from pathlib import Path\n\nimport zoo.fourth\n\nPath({str(zoo / 'fourth.py')!r}).write_text('')\n"
    )
    run = worker.run(Block(Path("docs/x.md"), 1, source, {}, None, 3, 3))
    assert not run.outcome.failed and run.outdated


def test_a_file_that_was_put_in_the_place_of_another_is_not_told(worker: Worker, tmp_path: Path) -> None:
    """However old it is."""
    old, new = tmp_path / "old", tmp_path / "new"
    for file in (old, new):
        file.write_text(file.name, encoding="utf-8")
        os.utime(file, (1e9, 1e9))
    source = f"import os\n\nprint(open({str(old)!r}).read())\nos.replace({str(new)!r}, {str(old)!r})\n"
    assert worker.run(Block(Path("docs/x.md"), 1, source, {}, None, 3, 3)).outdated


def test_a_file_that_it_sought_in_vain_counts(worker: Worker, tmp_path: Path) -> None:
    """Once it is there, the block reads it."""
    file = tmp_path / "data.txt"
    source = f"try:\n    open({str(file)!r})\nexcept FileNotFoundError:\n    print('none')\n"
    found = touched(worker, source)
    before = Present().fingerprint(found)
    file.write_text("1", encoding="utf-8")
    assert Present().fingerprint(found) != before


@pytest.mark.parametrize(
    "code",
    [
        "import os\n\nprint(os.listdir({0!r}))",
        "import os\n\nprint([entry.name for entry in os.scandir({0!r})])",
        "from pathlib import Path\n\nprint(sorted(Path({0!r}).glob('*.csv')))",
        "import glob\n\nprint(glob.glob({0!r} + '/*'))",
    ],
)
def test_a_folder_that_it_listed_counts(worker: Worker, tmp_path: Path, code: str) -> None:
    """A file more is another list."""
    found = touched(worker, code.format(str(tmp_path)) + "\n")
    assert found["folders"] == [str(tmp_path.resolve())]
    before = Present().fingerprint(found)
    (tmp_path / "more.csv").write_text("", encoding="utf-8")
    assert Present().fingerprint(found) != before


def test_an_import_lists_no_folder(worker: Worker) -> None:
    """Modules count one by one, and a new one does not cost the others."""
    assert touched(worker, "import zoo.second\nimport numpy.linalg\n")["folders"] == []
    assert touched(worker, "import os\n\nprint(os.listdir())\n")["folders"] == []


@pytest.mark.parametrize(
    "code",
    [
        "import subprocess\n\nsubprocess.run(['true'])",
        "import os\n\nos.system('true')",
        "import os\n\nif os.fork() == 0:\n    os._exit(0)\nos.wait()",
        "import multiprocessing\n\nif __name__ == '__main__':\n"
        "    multiprocessing.get_context('spawn').Process(target=len, args=('',)).start()",
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has none of these")
def test_what_another_process_reads_is_not_known(worker: Worker, code: str) -> None:
    """So the result holds for no other build."""
    run = worker.run(Block(Path("docs/x.md"), 1, code + "\n", {}, None, 3, 3))
    assert run.touched is None and not run.outcome.failed


def test_what_a_package_starts_is_its_own_affair(worker: Worker) -> None:
    """Matplotlib asks a program for its version, and other packages look at the system that way."""
    source = (
        "import matplotlib\n\ntry:\n    matplotlib._get_executable_info('magick')\n"
        "except matplotlib.ExecutableNotFoundError:\n    pass\n"
    )
    assert "matplotlib" in touched(worker, source)["packages"]


def test_a_block_that_did_not_live_to_its_end_tells_nothing(worker: Worker) -> None:
    """What it read by then is not known."""
    run = worker.run(Block(Path("docs/x.md"), 1, "import os\n\nos._exit(0)\n", {}, None, 3, 3))
    assert run.touched is None


def files(*paths: Path) -> Touched:
    """Return what a run touched that read these files."""
    return {**nothing(), "files": [str(path) for path in paths]}


def nothing() -> Touched:
    """Return what a run touched that touched nothing."""
    return {"files": [], "packages": [], "absent": [], "gone": [], "folders": []}


def test_the_content_of_a_file_counts_and_not_its_time(tmp_path: Path) -> None:
    """A file that was saved unchanged is the same; one that is changed, gone or back is told apart."""
    file = tmp_path / "a.py"
    file.write_text("1", encoding="utf-8")
    present = Present()
    before = present.fingerprint(files(file))
    os.utime(file, (1e9, 1e9))
    assert present.fingerprint(files(file)) == before
    file.write_text("22", encoding="utf-8")
    changed = present.fingerprint(files(file))
    file.unlink()
    gone = present.fingerprint(files(file))
    file.write_text("1", encoding="utf-8")
    assert len({before, changed, gone}) == 3
    assert present.fingerprint(files(file)) == before == Present().fingerprint(files(file))


def test_the_version_of_a_package_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What NumPy 2.3 printed is not what NumPy 2.4 prints."""
    found: Touched = {**nothing(), "packages": ["numpy"]}
    before = Present().fingerprint(found)
    monkeypatch.setattr(importlib.metadata, "version", lambda name: f"{name} of tomorrow")
    assert Present().fingerprint(found) != before


def test_a_module_that_was_absent_and_is_there_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for the object that asked before."""
    found: Touched = {**nothing(), "absent": ["gibbon"]}
    present = Present()
    before = present.fingerprint(found)
    (tmp_path / "gibbon.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert present.fingerprint(found) != before
