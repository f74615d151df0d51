"""What a piece of code reaches, read from its import statements."""

from pathlib import Path

import pytest

from nnbook.book.content.imports import bound_names, imports, library_files, measures, reads_clock


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
        "def f():\n    return t.monotonic()\n\n\nimport time as t",
        "import time\n\nprint(time.strftime('%Y'))",
        "from time import strftime as s\n\nprint(s('%Y'))",
        "import time\n\nprint(time.gmtime().tm_year, time.gmtime(None))",
        "import time\n\nnow = time.ctime\nprint(now())",
        "import time\nfrom collections import defaultdict\n\ndefaultdict(time.ctime)[0]",
        "from time import *\n\nprint(ctime())",
        "import time\n\nclock = time\nprint(clock.time())",
        "import time\n\nif clock := time:\n    clock.time()",
        "__import__('time').time()",
        "import importlib\n\nimportlib.import_module('time').time()",
        "from importlib import import_module\n\nm = import_module('time')\nm.perf_counter()",
        "getattr(__import__('time'), 'time')()",
        "__import__('timeit').repeat('1')",
        "import numpy as np\n\nprint(np.datetime64('now'))",
        "from numpy import datetime64\n\nprint(datetime64('today', 'D'))",
        "import os\n\nos.path.getmtime('a')",
        "from os.path import getctime",
        "import os.path as p\n\np.getatime('a')",
        "from pathlib import Path\n\nPath('a').stat().st_mtime",
        "import os\n\nos.stat('a').st_atime_ns",
        "import os\n\ngetattr(os.stat('a'), 'st_ctime')",
        "import asyncio\n\nasyncio.new_event_loop().time()",
        "import asyncio\n\nasync def f():\n    loop = asyncio.get_running_loop()\n    return loop.time()",
        "import asyncio\n\nwith asyncio.Runner() as r:\n    r.get_loop().time()",
        "import subprocess\n\nsubprocess.run(['date', '+%s'])",
        "import subprocess\n\nsubprocess.check_output('cd /; /bin/date', shell=True)",
        "import os\n\nos.system('date')",
        "import subprocess as s, sys\n\ns.run([sys.executable, '-m', 'timeit', '1'])",
        "import subprocess as s, sys\n\ns.run([sys.executable, '-c', 'import time; time.time()'])",
        "import uuid\n\nprint(uuid.uuid1())",
        "from email.utils import formatdate\n\nprint(formatdate(localtime=True))",
        "import email.utils\n\nprint(email.utils.localtime())",
        "import cProfile",
        "from profile import run",
        "import timeit as t",
        "from timeit import *",
        "from torch.utils import benchmark",
        "import torch.utils.benchmark as b",
        "import torch\n\ntorch.utils.benchmark.Timer('1')",
        "import datetime\nfrom datetime import datetime as d\n\nd.now()",
        "from datetime import date\n\nclass Day(date): ...\n\nDay.today()",
        "from datetime import date\n\ndate(2026, 1, 1).today()",
        "import time\n\nprint('\\d', time.time())",
        "import time\n\nx = " + " + ".join("1" * 900) + "\ntime.time()",
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
        "import time\n\nprint(time.gmtime(0), time.ctime(0.5))",
        "import time\n\nday = time.gmtime(0)\nprint(time.strftime('%Y', day), time.asctime(day))",
        "from time import strftime, gmtime\n\nprint(strftime('%Y', gmtime(0)))",
        "import time\n\nf = time.gmtime\nprint(f(0), time.gmtime(*[0]))",
        "from email.utils import formatdate, localtime\n\nprint(formatdate(0), formatdate(timeval=0))",
        "import numpy as np\n\nprint(np.datetime64('2026-01-01'), np.datetime64('NaT'))",
        "import time\n\ntime.sleep(0)\nprint(race.time, race.time())",
        "from datetime import date\n\nprint(calendar.today(), now())",
        "import asyncio\n\nprint(race.time())",
        "class Race:\n    time = 3\n    now = 4\n\n\nprint(Race.time, Race().now)",
        "import subprocess\n\nsubprocess.run(['echo', 'date'])\nsubprocess.run(['update'])",
        "import uuid\n\nprint(uuid.uuid5(uuid.NAMESPACE_DNS, 'a'))",
        "import torch\n\ntorch.utils.data",
        "x = a\nx = x.b\nx = x.c\nx = y\ny = x",
    ],
)
def test_what_only_looks_like_a_clock_is_none(source: str) -> None:
    """A name is no clock, and to sleep is not to measure."""
    assert not reads_clock(source)


def test_a_block_may_record_what_another_machine_prints_otherwise() -> None:
    """Times and sizes; what is given its time prints the same everywhere."""
    assert measures("import os\n\nprint(os.cpu_count())")
    assert measures("import time\n\nprint(time.ctime())")
    assert not measures("import time\n\nprint(time.gmtime(0))")


def test_code_is_read_whatever_python_warns_of() -> None:
    """Also where warnings are errors, as in these tests."""
    assert imports("import a\n\n'\\d'") == {"a"}
    assert bound_names("x = '\\d'") == {"x"}
