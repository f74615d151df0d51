"""The pytest plugin, as a person at the command line meets it."""

import re

from house import House, listing_block

from nnbook.book.content.book import Book
from nnbook.book.results import store
from nnbook.book.results.results import Results

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
    assert "6 passed" in done.stdout  # three blocks, and three pages
    assert [path.read_text() for path in (a, b, c)] == [FRESH, FRESH, true_copy]


def test_an_update_that_cannot_be_done_is_a_readable_error(house: House) -> None:
    """A block that raises stops the update with file and line, and its chapter stays as it is."""
    text = "# A\n\n```python\n1 / 0\n```\n\n```output\n3\n```\n"
    a = house.write("docs/a.md", text)
    done = house.run("pytest", "-q", "docs", "--update-pins")
    assert done.returncode == 4
    assert "docs/a.md:3: no pin can be written" in done.stdout
    assert 'Traceback (most recent call last):\n  File "docs/a.md", line 4' in done.stdout
    assert "pytest_plugin.py" not in done.stdout
    assert a.read_text() == text


def test_each_fence_is_a_test_that_a_person_finds(house: House) -> None:
    """A test is named after chapter and line; what is hidden from the collector fails there."""
    house.write("docs/a.md", FRESH + "\n```python\nx = 1\n```\n")
    house.write("docs/bare.md", "# A\n\n```python notest\nx = 1\n```\n")
    house.write("docs/needs.md", '# A\n\n```python needs="nowhere-to-be-found"\nx = 1\n```\n')
    house.write("docs/shown.md", '# A\n\n```python shown="it takes a week"\nx = 1\n```\n')
    declare(house)
    house.write("docs/zoo.py", '"""A module.\n\n```python\nraise ValueError\n```\n"""\n')
    done = house.run("pytest", "docs", "-v")
    verdicts = dict(
        re.findall(r"^(docs/\S+(?: \S+)?) (PASSED|FAILED|SKIPPED)", done.stdout, flags=re.MULTILINE)
    )
    assert verdicts == {
        "docs/a.md::[CodeFence#1][line:3]": "PASSED",
        "docs/a.md::[CodeFence#2][line:11]": "PASSED",
        "docs/a.md::[page]": "PASSED",
        "docs/bare.md::[chapter][line:3]": "FAILED",
        "docs/index.md::[page]": "PASSED",
        "docs/needs.md::[CodeFence#1][line:3]": "SKIPPED",
        "docs/needs.md::[page]": "PASSED",
        "docs/shown.md::[CodeFence#1][line:3]": "SKIPPED",
        "docs/shown.md::[page]": "PASSED",
    }
    assert "docs/bare.md:3: a python fence takes the options alt" in done.stdout


def declare(house: House) -> None:
    """Have the book declare a package that is installed nowhere."""
    file = house.root / "pyproject.toml"
    text = file.read_text(encoding="utf-8")
    declared = text.replace('dependencies = ["', 'dependencies = ["nowhere-to-be-found", "', 1)
    file.write_text(declared, encoding="utf-8")


def test_a_skipped_block_says_why(house: House) -> None:
    """A package that is missing, or what the fence says to its readers."""
    house.write("docs/needs.md", '# A\n\n```python needs="nowhere-to-be-found"\nx = 1\n```\n')
    house.write("docs/shown.md", '# A\n\n```python shown="it takes a week"\nx = 1\n```\n')
    declare(house)
    done = house.run("pytest", "docs", "-q", "-rs")
    assert "needs.md:3 needs nowhere-to-be-found" in done.stdout
    assert "shown.md:3 is shown only: it takes a week" in done.stdout


def test_the_blocks_of_a_page_stand_alone(house: House) -> None:
    """A name of the first is not there in the second, and the message of the test is that of the build."""
    house.write("docs/a.md", "# A\n\n```python\nspeed = 1\n```\n\n```python\nprint(speed)\n```\n")
    done = house.run("pytest", "docs", "-q")
    assert done.returncode == 1 and "1 failed, 2 passed, 1 skipped" in done.stdout
    assert "docs/a.md:7: the block was expected to run, and raised" in done.stdout
    assert "Another block of the page defines speed" in done.stdout
    assert "promises.py" not in done.stdout


def test_a_page_is_tested_as_a_whole(house: House) -> None:
    """What ends a build and is no block fails here, too: with its line, and once."""
    choices = "- [x] 3 — so\n- [ ] 4 — not so\n"
    question = f'<div class="question" id="q" markdown="1">\n\nWhat?\n\n{choices}\n{{}}\n</div>\n'
    proof = "```python\nprint(False)\nprint(True)\n```\n\n```output\nFalse\nTrue\n```\n\nSee [A](#a).\n"
    lie = "````lie\n```python\nprint(1)\n```\n\n```output\n1\n```\n````\n"
    bad = {
        "formula": ("With $\\frac{1}{$ in it.\n", 3),
        "display": ("```math\n\\frac{1}{\n```\n", 3),
        "exercise": ("```exercise\nnowhere\n```\n", 3),
        "rebuild": ("```rebuild\nnowhere\n```\n", 3),
        "citation": ("```cite\nNOWHERE.cff\n```\n", 3),
        "lie": (lie, 3),
        "question": (question.format(proof), 7),
        "stray": ("Title\n===\n\n    x = 1\n", 6),
        "comment": ("<!--\n\n```text\nx\n```\n\n-->\n", 5),
    }
    for name, (text, _) in bad.items():
        house.write(f"docs/{name}.md", f"# A\n\n{text}")
    done = house.run("pytest", "docs", "-q", "-rA")
    failed = re.findall(r"^FAILED docs/(\w+)\.md::\[page\]", done.stdout, re.MULTILINE)
    assert sorted(failed) == sorted(bad), done.stdout
    for name, (_, line) in bad.items():
        assert f"docs/{name}.md:{line}: " in done.stdout, f"{name}\n{done.stdout}"
    assert "Traceback" not in done.stdout


def test_no_folder_of_pages_is_passed_over(house: House) -> None:
    """Also where its name is one that pytest passes over elsewhere; hidden ones are no pages."""
    for folder in ("build", "dist/deep", "venv", ".hidden"):
        house.write(f"docs/{folder}/x.md", "# X\n\n```python\nx = 1\n```\n")
    house.write("build/y.md", "# Y\n\n```python\nx = 1\n```\n")
    done = house.run("pytest", "--collect-only", "-q", "docs", ".")
    assert done.stdout.count("[CodeFence#1]") == 3 and "7 tests collected" in done.stdout, done.stdout


def test_the_caches_of_python_are_folders_of_pages_as_well(house: House) -> None:
    """The builds read what lies there below the pages, and elsewhere it is nobody's."""
    for folder in ("docs/__pycache__", "docs/deep/__pycache__/deeper", "__pycache__"):
        house.write(f"{folder}/x.md", "# X\n\n```python\nx = 1\n```\n")
    done = house.run("pytest", "--collect-only", "-q", "docs", ".")
    assert done.stdout.count("[CodeFence#1]") == 2 and "5 tests collected" in done.stdout, done.stdout


def test_pytest_finds_the_fences_that_the_book_finds(house: House) -> None:
    """One in the front matter is none, and a byte order mark before the first hides nothing."""
    house.write("docs/a.md", "---\ntitle: A\ncode: |\n  ```python\n  1 / 0\n  ```\n---\n\n" + FRESH)
    house.write("docs/b.md", "\ufeff```python\nprint(1)\n```\n\n```output\n1\n```\n")
    house.write("docs/c.md", "```python\nprint(1)\n```\n\n```output\n2\n```\n")
    done = house.run("pytest", "-v", "docs")
    verdicts = dict(re.findall(r"^(docs/\S+line\S+) (PASSED|FAILED)", done.stdout, flags=re.MULTILINE))
    assert verdicts == {
        "docs/a.md::[CodeFence#1][line:11]": "PASSED",
        "docs/b.md::[CodeFence#1][line:1]": "PASSED",
        "docs/c.md::[CodeFence#1][line:1]": "FAILED",
    }, done.stdout


def test_pages_are_tested_whatever_their_suffix_and_folder(house: House) -> None:
    """All files that MkDocs takes for pages, in the folder that mkdocs.yml names; docstrings are prose."""
    config = (house.root / "mkdocs.yml").read_text(encoding="utf-8")
    house.write("mkdocs.yml", config + "\ndocs_dir: pages\n")
    for name in ("a.md", "b.markdown", "c.mkd"):
        house.write(f"pages/{name}", FRESH)
    windows = "\ufeff" + FRESH.replace("\n", "\r\n")
    house.write("pages/windows.md", "").write_bytes(windows.encode())
    house.write("pages/yaml.md", f"---\ntitle: A\n...\n\n{FRESH}")
    done = house.run("pytest", "pages", "-q")
    assert done.returncode == 0 and "10 passed" in done.stdout, done.stdout


def test_an_update_leaves_a_page_alone_that_needs_none(house: House) -> None:
    """Its file is not written anew, whatever its line ends."""
    a = house.write("docs/a.md", "")
    mixed = FRESH.encode().replace(b"# Stale\n", b"# Stale\r\n")
    a.write_bytes(mixed)
    before = a.stat().st_mtime_ns
    assert house.run("pytest", "-q", "docs/a.md", "--update-pins", "--update-listings").returncode == 0
    assert (a.read_bytes(), a.stat().st_mtime_ns) == (mixed, before)


def test_a_test_runs_its_block_and_leaves_the_result_for_the_build(house: House) -> None:
    """A result from before is not believed, it is replaced; with NNBOOK_CACHE=off nothing is kept."""
    page = house.write("docs/a.md", FRESH)
    results = Results(Book(house.root), house.root / store.CACHE / "blocks")
    (block,) = results.book.chapter(page).blocks
    assert house.run("pytest", "-q", "docs", NNBOOK_CACHE="off").returncode == 0
    assert not results.knows(block)
    done = house.run("pytest", "-q", "docs")
    assert done.returncode == 0, done.stdout
    (kept,) = (house.root / store.CACHE / "blocks").iterdir()
    content = store.read(kept)
    assert content is not None
    store.write(kept, content.replace(b'"2\\n"', b'"3\\n"'))
    assert results.get(block).text("stdout") == "3\n"
    done = house.run("pytest", "-q", "docs")
    assert done.returncode == 0, done.stdout
    assert Results(results.book, results.folder).get(block).text("stdout") == "2\n"
