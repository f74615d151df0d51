"""The pytest plugin, as a person at the command line meets it."""

import re

from house import House, listing_block

from nnbook.book.content.chapter import Chapter
from nnbook.book.results import cache

STALE = "# Stale\n\n```python\nprint(1 + 1)\n```\n\n```output\n3\n```\n"
FRESH = "# Stale\n\n```python\nprint(1 + 1)\n```\n\n```output\n2\n```\n"


def test_updates_rewrite_the_named_chapters_only(house: House) -> None:
    """`--update-pins docs/a.md` writes a.md, after which its test passes; b.md stays as it is."""
    a, b = house.write("docs/a.md", STALE), house.write("docs/b.md", STALE)
    done = house.run("pytest", "-q", "docs/a.md", "--update-pins")
    assert done.returncode == 0, done.stdout
    assert (a.read_text(), b.read_text()) == (FRESH, STALE)


def test_updates_work_in_parallel(house: House) -> None:
    """With two workers both options write every chapter once, and every test passes."""
    true_copy = f"# Listing\n\n```python\n{listing_block()}\n```\n"
    listing = true_copy.replace("\n```\n", "  # changed\n```\n")
    a, b, c = (
        house.write("docs/a.md", STALE),
        house.write("README.md", STALE),
        house.write("docs/c.md", listing),
    )
    done = house.run("pytest", "-q", "docs", "README.md", "-n", "2", "--update-pins", "--update-listings")
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout
    assert [path.read_text() for path in (a, b, c)] == [FRESH, FRESH, true_copy]


def test_an_update_that_cannot_be_done_is_a_readable_error(house: House) -> None:
    """A block that raises stops the update with file and line, and its chapter stays as it is."""
    text = "# A\n\n```python\n1 / 0\n```\n\n```output\n3\n```\n"
    a = house.write("docs/a.md", text)
    done = house.run("pytest", "-q", "docs", "--update-pins")
    assert done.returncode == 4
    assert "docs/a.md:3: no pin can be written" in done.stdout
    assert 'Traceback (most recent call last):\n  File "docs/a.md", line 4' in done.stdout
    assert "testing.py" not in done.stdout
    assert a.read_text() == text


def test_each_fence_is_a_test_that_a_person_finds(house: House) -> None:
    """A test is named after chapter and line; what is hidden from the collector fails there."""
    house.write("docs/a.md", FRESH + "\n```python\nx = 1\n```\n")
    house.write("docs/bare.md", "# A\n\n```python notest\nx = 1\n```\n")
    house.write("docs/needs.md", '# A\n\n```python needs="nowhere_to_be_found"\nx = 1\n```\n')
    house.write("docs/zoo.py", '"""A module.\n\n```python\nraise ValueError\n```\n"""\n')
    done = house.run("pytest", "docs", "-v")
    verdicts = dict(
        re.findall(r"^(docs/\S+(?: \S+)?) (PASSED|FAILED|SKIPPED)", done.stdout, flags=re.MULTILINE)
    )
    assert verdicts == {
        "docs/a.md::[CodeFence#1][line:3]": "PASSED",
        "docs/a.md::[CodeFence#2][line:11]": "PASSED",
        "docs/bare.md::[chapter][line:3]": "FAILED",
        "docs/needs.md::[CodeFence#1][line:3]": "SKIPPED",
    }
    assert "docs/bare.md:3: a python fence takes alt" in done.stdout


def test_a_test_runs_its_block_and_leaves_the_result_for_the_build(house: House) -> None:
    """A result from before is not believed, it is replaced; with NNBOOK_CACHE=off nothing is kept."""
    (block,) = Chapter.read(house.write("docs/a.md", FRESH)).blocks
    kept = house.root / cache.BLOCKS / cache.key(block)
    assert house.run("pytest", "-q", "docs", NNBOOK_CACHE="off").returncode == 0
    assert not kept.exists()
    cache.write(kept, b'[["stdout", "3\\n"]]')
    done = house.run("pytest", "-q", "docs")
    assert done.returncode == 0, done.stdout
    found = cache.find(block, house.root / cache.BLOCKS)
    assert found is not None and found.text("stdout") == "2\n"
