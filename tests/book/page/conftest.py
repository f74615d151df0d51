"""What the tests of the pages share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import Desk
from house import ROOT

from nnbook.book.content.book import Book
from nnbook.book.results.pool import Pool
from nnbook.book.results.results import Results


@pytest.fixture(scope="session")
def remembered(pool: Pool) -> Iterator[Results]:
    """Return results that no file keeps; the blocks of all tests run in the same processes."""
    found = Results(Book(ROOT), None, 1, pool)
    yield found
    found.close()


@pytest.fixture
def desk(tmp_path: Path, remembered: Results) -> Desk:
    """Return an empty book."""
    (tmp_path / "docs").mkdir()
    return Desk(Book(tmp_path), remembered)
