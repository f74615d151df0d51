"""What several test modules share: a small book, and the built site."""

import functools
import gc
import os
import sqlite3
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from house import House, build, make_house
from processes import HANG

from nnbook.book.content.book import Book
from nnbook.book.pytest_plugin import RESULTS
from nnbook.book.results.pool import Pool
from nnbook.book.results.results import MOST, Results

BROWSER = Path(__file__).parent / "browser"


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Return a book with a home page and nothing else."""
    return make_house(tmp_path / "house")


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    """Return warm processes for the books of many tests."""
    pool = Pool(MOST)
    yield pool
    pool.close()


@pytest.fixture(scope="session")
def results(pytestconfig: pytest.Config) -> Results:
    """Return what the blocks of this book did: that by which the tests of its blocks run them."""
    return pytestconfig.stash[RESULTS]


@pytest.fixture(scope="session")
def book(results: Results) -> Book:
    """Return this book."""
    return results.book


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Let one process at a time go on; on any system, a database's lock ends with the process that has it."""
    # A database waits no longer than it is told: here for another one that itself waits until it hangs.
    with closing(sqlite3.connect(file, timeout=2 * HANG, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site once a run of pytest: under pytest-xdist one worker builds and the others wait.

    Where the worker that builds is killed, another one begins anew; where the build fails, all say why.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    target, verdict = shared / "site", shared / "site.verdict"
    with alone(shared / "site.lock"):
        if not verdict.exists():
            try:
                build(target)
                message = ""
            except Exception as error:
                message = str(error) or repr(error)
            (shared / "site.part").write_text(message, encoding="utf-8")
            (shared / "site.part").rename(verdict)
    assert verdict.read_text(encoding="utf-8") == ""
    return target


def pytest_configure(config: pytest.Config) -> None:
    """Give each worker of pytest-xdist, and what it starts, one thread for the matrix products.

    Python's collector looks less often while the modules of the tests are loaded, which all stay.
    """
    gc.set_threshold(20_000)
    if getattr(config.option, "numprocesses", None):
        for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
            os.environ.setdefault(name, "1")


def pytest_collectstart() -> None:
    """Settle what hypothesis does; not in the process that hands out the tests, which loads none."""
    settle_hypothesis()


@functools.cache
def settle_hypothesis() -> None:
    """Have hypothesis try the same examples each time, without a limit of time: a machine may be busy."""
    import hypothesis

    hypothesis.settings.register_profile(
        "nnbook",
        deadline=None,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
        max_examples=40,
        derandomize=True,
        database=None,
    )
    hypothesis.settings.load_profile("nnbook")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the browser to `-m browser`, and to whoever names a test of it.

    Each worker of pytest-xdist, which begins with its share of the list, begins with blocks. The tests of the
    built site come late, when those of the blocks have left their results for it, and not last, when nobody
    else has anything to do while it is built.
    """
    paths = [Path(argument.split("::")[0]).resolve() for argument in config.args]
    if not config.option.markexpr and not any(path.is_relative_to(BROWSER) for path in paths):
        skipped = [item for item in items if item.get_closest_marker("browser")]
        config.hook.pytest_deselected(items=skipped)
        items[:] = [item for item in items if item not in skipped]
    kinds: dict[str, list[pytest.Item]] = {"late": [], "block": [], "other": []}
    for item in items:
        late = "site" in getattr(item, "fixturenames", ())
        kinds["late" if late else "block" if item.path.suffix == ".md" else "other"].append(item)
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 1))
    shares = [
        share(part, number, workers) for number in range(workers) for part in (kinds["block"], kinds["other"])
    ]
    last = shares[-1]
    shares[-1] = [*last[: len(last) // 2], *kinds["late"], *last[len(last) // 2 :]]
    items[:] = [item for each in shares for item in each]


def share(items: list[pytest.Item], number: int, of: int) -> list[pytest.Item]:
    """Return one of several equal parts, in which what belongs together stays together."""
    return items[len(items) * number // of : len(items) * (number + 1) // of]


def pytest_collection_finish() -> None:
    """Spare Python's collector the thousands of tests, which stay to the end."""
    gc.freeze()


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> Generator[None, int, int]:
    """Have one worker more than there are cores: many tests wait for a server. A browser does not wait."""
    chosen = yield
    given = "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ or config.option.markexpr == "browser"
    return chosen if given else chosen + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Let a worker that is done take tests from one that is not: those in the browser are long."""
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)


def planted(reports: Iterable[Any]) -> list[object]:
    """Return the kind of each lie that the tests planted."""
    calls = [report for report in reports if isinstance(report, pytest.TestReport) and report.when == "call"]
    return [value for report in calls for name, value in report.user_properties if name == "lie"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many lies were planted and caught; with --durations=10, which share the slowest ten took."""
    caught = planted(terminalreporter.stats.get("passed", []))
    if lies := caught + planted(terminalreporter.stats.get("failed", [])):
        kinds = len(set(lies))
        terminalreporter.write_line(f"{len(lies)} lies of {kinds} kinds were planted, {len(caught)} caught.")
    count = terminalreporter.config.getoption("durations")
    if not count:
        return
    times: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                times[report.nodeid] += report.duration
    if total := times.total():
        share = sum(seconds for _, seconds in times.most_common(count)) / total
        terminalreporter.write_line(
            f"The slowest {count} of {len(times)} tests took {share:.0%} of the time."
        )
