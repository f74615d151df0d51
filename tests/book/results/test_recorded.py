"""Steps that the build records: the same in each build and by each generator, and a file for each."""

import json
from pathlib import Path

import pytest
from house import House

from nnbook.book.content.book import Book
from nnbook.book.content.errors import ChapterError
from nnbook.book.results import recorded
from nnbook.book.results.pool import Pool
from nnbook.book.results.results import Results

CODE = "import numpy as np\n\nx = np.arange(3.0)\nprint(x @ x)"
PAGE = f"# Page\n\n```python steps\n{CODE}\n```\n\n```output\n5.0\n```\n"


def test_the_steps_of_a_page_are_files_named_by_their_content(house: House, pool: Pool) -> None:
    """Two recordings are byte for byte equal; a block that does not say `steps` has none."""
    page = house.write("docs/page.md", f"{PAGE}\n```python\ny = 1\n```\n")
    book = Book(house.root)
    made = []
    for _ in range(2):
        results = Results(book, None, 1, pool)
        made.append(recorded.files(book.chapter(page), results))
        results.close()
    assert made[0] == made[1] and len(made[0]) == 1
    ((name, text),) = made[0].items()
    assert name == f"assets/steps/{recorded.name(text.strip())}.json"
    assert [step["line"] for step in json.loads(text)["steps"]] == [3, 4]


def test_a_recorded_block_that_fails_ends_in_its_error(house: House, pool: Pool) -> None:
    """The steps are those that the block took; that it fails is for its own check to say."""
    page = house.write("docs/page.md", "# Page\n\n```python steps\nx = 1\nx / 0\n```\n")
    book = Book(house.root)
    results = Results(book, None, 1, pool)
    ((_, text),) = recorded.files(book.chapter(page), results).items()
    results.close()
    assert json.loads(text)["steps"][-1]["error"]["type"] == "ZeroDivisionError"


def test_steps_that_cannot_be_recorded_end_the_build(house: House, pool: Pool) -> None:
    """With the place of the block and the reason."""
    page = house.write("docs/page.md", "# Page\n\n```python steps\nimport os\n\nos._exit(3)\n```\n")
    book = Book(house.root)
    results = Results(book, None, 1, pool)
    with pytest.raises(
        ChapterError, match=r"page.md:3: its steps could not be recorded\nit ended its own process"
    ):
        recorded.files(book.chapter(page), results)
    results.close()


def test_both_generators_write_the_same_steps(house: House) -> None:
    """The pages name them alike, and they lie in the same place."""
    house.write("docs/page.md", PAGE)
    found = []
    for generator in ("mkdocs", "zensical"):
        assert house.build(generator).returncode == 0
        site = house.root / "site"
        if generator == "zensical":
            done = house.run("nnbook.book.site", "site")
            assert done.returncode == 0, done.stdout
        files = {file.name: file.read_bytes() for file in (site / "assets" / "steps").iterdir()}
        assert f'data-recorded="{Path(*files).stem}"' in (site / "page" / "index.html").read_text(
            encoding="utf-8"
        )
        found.append(files)
    assert found[0] == found[1]
