"""What a piece of code reaches, read from its import statements."""

from pathlib import Path

import pytest

from nnbook.book.content.imports import imports, library_files, reads_clock


def test_every_import_statement_counts() -> None:
    """Wherever it stands; what is imported from a package may be a module of it."""
    source = "import a.b as c\nfrom d import e\n\n\ndef f():\n    from . import g\n    import h, i\n"
    assert imports(source) == {"a.b", "d", "d.e", "h", "i"}
    assert imports("import = 1") == frozenset()


def test_the_files_of_a_library_are_found_through_each_other(tmp_path: Path) -> None:
    """Also where two import each other; what nobody imports is not there."""
    library = tmp_path / "zoo"
    library.mkdir()
    sources = {
        "__init__": "",
        "a": "import zoo.b\n",
        "b": "from zoo import a\n",
        "c": "",
        "d": "import yaml\n",
    }
    for name, source in sources.items():
        (library / f"{name}.py").write_text(source, encoding="utf-8")
    found = library_files("from zoo.a import x\nfrom zoo import d\n", library)
    assert {file.name for file in found} == {"__init__.py", "a.py", "b.py", "d.py"}
    assert library_files("import numpy\n", library) == {library / "__init__.py"}


@pytest.mark.parametrize(
    "source",
    [
        "from time import perf_counter\n\nperf_counter()",
        "import time\n\ntime.perf_counter_ns()",
        "import time as t\n\nt.time()",
        "from time import time",
        "import timeit",
        "from timeit import repeat",
        "from time import *\n\nperf_counter()",
        "import time\n\ngetattr(time, 'monotonic')()",
        "from datetime import datetime\n\ndatetime.now()",
        "import datetime\n\ndatetime.date.today()",
        "import os\n\nos.times()",
        "import resource\n\nresource.getrusage(0)",
        "from nnbook.timing import fastest",
        "from nnbook import timing",
        "def f():\n    import time\n\n    return time.monotonic()",
    ],
)
def test_a_clock_is_seen(source: str) -> None:
    """However it is imported."""
    assert reads_clock(source)


@pytest.mark.parametrize(
    "source",
    [
        "print(1)",
        "import time\n\ntime.sleep(0)",
        "from time import sleep",
        "time = 3\nprint(time)",
        "import numpy as np\n\nnp.perf_counter = 1",
        "from nnbook.training import train_network",
        "import os\n\nprint(os.sep)",
        "from datetime import date\n\nprint(date(2026, 1, 1))",
        "x = = 1",
    ],
)
def test_what_only_looks_like_a_clock_is_none(source: str) -> None:
    """A name is no clock, and to sleep is not to measure."""
    assert not reads_clock(source)
