"""What a piece of code reaches, read from its import statements."""

import pytest

from nnbook.book.content.imports import reads_clock


@pytest.mark.parametrize(
    "source",
    [
        "from time import perf_counter\n\nperf_counter()",
        "import time\n\ntime.perf_counter_ns()",
        "import time as t\n\nt.time()",
        "from time import time",
        "import timeit",
        "from timeit import repeat",
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
    ],
)
def test_what_only_looks_like_a_clock_is_none(source: str) -> None:
    """A name is no clock, and to sleep is not to measure."""
    assert not reads_clock(source)
