"""Listings and the library they copy."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from nnbook.book.check import listings
from nnbook.book.content.book import Book

MODULE = '''"""A module."""

import functools

LIMIT = 10


def twice(x):
    """Double."""
    return 2 * x  # a comment


@functools.cache
def thrice(x):
    return 3 * x


class Box:
    """Hold."""

    def open(self):
        return 1


def _private(x):
    return x
'''
TWICE = 'def twice(x):\n    """Double."""\n    return 2 * x  # a comment'
THRICE = "@functools.cache\ndef thrice(x):\n    return 3 * x"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Return a library of one small module."""
    (tmp_path / "small.py").write_text(MODULE, encoding="utf-8")
    return tmp_path


def test_public_functions_and_classes_are_found_with_their_source(library: Path) -> None:
    """Decorators and comments belong to it, private names and constants do not count."""
    found = listings.public_definitions(library)
    assert found.keys() == {"twice", "thrice", "Box"}
    assert found["twice"] == TWICE
    assert found["thrice"] == THRICE
    assert found["Box"].endswith("        return 1")


CHECKED = '''"""A module."""

from nnbook.validation import checked


@checked(as_numbers)
@functools.cache
def scale(
    x: Array,  # what
    by: float | None = None,
    /,
    *rest: Array,
    label: str = "a: b",
    **more: dict[str, int],
) -> tuple[Array, "dict[str, int]"]:
    """Return x times by.

    Parameters
    ----------
    x : ndarray
    """
    total: float = 0.0  # is kept
    found: list[Array]

    def inner(y: "Array") -> Array:
        """First.

        Second.
        """
        return y

    return inner(x) * by


class Box:
    """Hold ünïcödé.

    Attributes
    ----------
    size : int
    """

    size: int = 3

    def open(self, wide: bool = True) -> int:
        return 1

    @checked_method(as_numbers)
    def close(
        self, first_argument_that_is_long: int, second_argument_that_is_long: int, third: int = 1
    ) -> None:
        """Close."""

    def lock(
        self,
        first_argument_that_is_long: int,
        second_argument_that_is_long: int,
        third_argument_here: int,
        fourth_one: int = 2,
    ) -> None:
        """Lock."""

    def hide(
        self,
        first_argument_that_is_long: int,
        second_argument_that_is_long: int,
        third_argument_that_is_long: int,
        fourth_argument: int = 1,
    ) -> None:
        """Hide."""
'''
CORES = {
    "scale": '''@functools.cache
def scale(x, by=None, /, *rest, label="a: b", **more):
    """Return x times by."""
    total = 0.0  # is kept
    found: list[Array]

    def inner(y):
        """First."""
        return y

    return inner(x) * by''',
    "Box": '''class Box:
    """Hold ünïcödé."""

    size = 3

    def open(self, wide=True):
        return 1

    def close(
        self, first_argument_that_is_long, second_argument_that_is_long, third=1
    ):
        """Close."""

    def lock(
        self,
        first_argument_that_is_long,
        second_argument_that_is_long,
        third_argument_here,
        fourth_one=2,
    ):
        """Lock."""

    def hide(
        self,
        first_argument_that_is_long,
        second_argument_that_is_long,
        third_argument_that_is_long,
        fourth_argument=1,
    ):
        """Hide."""''',
}


@pytest.mark.parametrize("name", CORES)
def test_a_listing_is_the_core_of_its_definition(tmp_path: Path, name: str) -> None:
    """It has no annotations, one line of docstring and no check; comments and other decorators stay."""
    (tmp_path / "module.py").write_text(CHECKED, encoding="utf-8")
    assert listings.public_definitions(tmp_path)[name] == CORES[name]


def test_every_core_of_the_library_is_python(book: Book) -> None:
    """No definition is cut where it must not be, and none keeps an annotation in its head."""
    for name, core in listings.public_definitions(book.library).items():
        for node in ast.walk(ast.parse(core)):
            if isinstance(node, ast.arg):
                assert node.annotation is None, name


def test_a_true_copy_has_not_drifted(library: Path) -> None:
    """Code before and after a listing is free."""
    source = f"import functools\n\n\n{TWICE}\n\n\n{THRICE}\n\nprint(twice(2))\n"
    assert listings.drifted(source, library) == []


def test_a_book_without_a_library_has_no_listings() -> None:
    """Every name is its own."""
    assert listings.public_definitions(None) == {}
    assert listings.drifted(TWICE.replace("2", "3"), None) == []


@pytest.mark.parametrize(
    "source",
    [
        TWICE.replace("2 * x", "x * 2"),
        TWICE.replace("  # a comment", ""),
        TWICE.replace("Double", "Twice as much"),
        TWICE.replace("(x)", "(y)"),
        THRICE.removeprefix("@functools.cache\n"),
        TWICE.replace("    return", "\n    return"),
        "class twice:\n    pass",
        "async " + TWICE,
    ],
)
def test_any_difference_is_drift(library: Path, source: str) -> None:
    """One changed line, comment, docstring, argument or decorator is found."""
    [(name, here, there)] = listings.drifted(f"import functools\n\n\n{source}\n\n\nx = 1\n", library)
    assert here == source
    assert there == {"twice": TWICE, "thrice": THRICE}[name]


def test_other_names_and_inner_definitions_are_free(library: Path) -> None:
    """A deliberately worse version bears another name; a method or a nested function is no listing."""
    assert listings.drifted("def naive_twice(x):\n    return x + x\n", library) == []
    assert listings.drifted("class Other:\n    def twice(self):\n        return 0\n", library) == []
    assert listings.drifted("def _private(x):\n    return -x\n", library) == []


def test_what_is_not_python_has_no_listing(library: Path) -> None:
    """The run reports the syntax error better."""
    assert listings.drifted("def twice(x:\n", library) == []


def test_a_listing_is_found_beside_what_python_warns_of(library: Path) -> None:
    """An escape that is none is no reason to overlook it, also where warnings are errors."""
    [(name, _, _)] = listings.drifted("def twice(x):\n    return x + x\n\n\nprint('\\d')\n", library)
    assert name == "twice"


def test_renewing_changes_the_listings_only(library: Path) -> None:
    """Each drifted definition becomes the library's; lines around it stay; a second time changes nothing."""
    source = (
        "import functools\n\n\ndef twice(x):\n    return x + x\n\n\n"
        "def thrice(x):\n    return x\n\n\nprint(twice(2))\n"
    )
    renewed = listings.renewed(source, library)
    assert renewed == f"import functools\n\n\n{TWICE}\n\n\n{THRICE}\n\n\nprint(twice(2))\n"
    assert listings.renewed(renewed, library) == renewed
    assert listings.drifted(renewed, library) == []


def test_an_edit_of_the_library_is_seen_at_once(library: Path) -> None:
    """The files are read again when they change, also while a server runs."""
    assert listings.drifted(TWICE, library) == []
    (library / "small.py").write_text(MODULE.replace("2 * x", "x + x + 0"), encoding="utf-8")
    assert [name for name, _, _ in listings.drifted(TWICE, library)] == ["twice"]


def test_no_two_modules_share_a_public_name(book: Book) -> None:
    """A listing is known by its name alone, so the name must be one definition of the real library."""
    assert book.library is not None
    names = Counter(
        node.name
        for file in book.library.glob("*.py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    )
    assert names
    assert [name for name, count in names.items() if count > 1] == []
