"""Which packages blocks may need, and which are there."""

from pathlib import Path

import pytest

from nnbook.book.content import packages

PROJECT = """[project]
dependencies = ["numpy>=2.0,<3", "Scikit_Learn"]

[project.optional-dependencies]
labs = ["keras>=3.15 ; python_version > '3'", "zope.interface[test]", "torch@ https://host.example/torch.whl"]
"""


def test_what_pyproject_declares_is_found(tmp_path: Path) -> None:
    """In the dependencies and in all extras, by the names of the package index."""
    (tmp_path / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    assert packages.declared(tmp_path) == {"numpy", "scikit-learn", "keras", "zope-interface", "torch"}


@pytest.mark.parametrize("text", ["", "[project]\n", "[tool.ruff]\nline-length = 110\n"])
def test_a_book_may_declare_nothing(tmp_path: Path, text: str) -> None:
    """Also where it has no such file."""
    assert packages.declared(tmp_path) == frozenset()
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    assert packages.declared(tmp_path) == frozenset()


@pytest.mark.parametrize(
    ("name", "installed"),
    [
        ("numpy", True),
        ("yaml", True),  # a module
        ("PyYAML", True),  # and its package
        ("pyyaml", True),
        ("mkdocs-material", True),
        ("markdown_it_py", True),
        ("json", True),
        ("nowhere_to_be_found", False),
        ("nowhere-to-be-found", False),
        ("no such name", False),
    ],
)
def test_what_is_installed_is_known_by_either_name(name: str, installed: bool) -> None:
    """That of the package, and that by which code imports it."""
    assert packages.is_installed(name) is installed
    assert packages.is_known(name, frozenset()) is installed


def test_a_declared_package_is_known_without_being_there() -> None:
    """However it is written."""
    declared = frozenset({"nowhere-to-be-found"})
    for name in ("nowhere-to-be-found", "Nowhere_To.Be-Found"):
        assert packages.is_known(name, declared)
    assert not packages.is_known("nowhere", declared)


@pytest.mark.parametrize(
    ("package", "module"),
    [("numpy", "numpy"), ("PyYAML", "yaml"), ("pyyaml", "yaml"), ("not-there", "not_there")],
)
def test_a_package_is_imported_by_its_module(package: str, module: str) -> None:
    """Where nobody knows better, the name itself tells."""
    assert packages.module_of(package) == module


def test_what_is_installed_meanwhile_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An author installs a package while the book is served."""
    monkeypatch.syspath_prepend(tmp_path)
    assert "gibbon_hands" not in packages.by_module()
    record = tmp_path / "Gibbon_Hands-1.0.dist-info"
    record.mkdir()
    (record / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: Gibbon-Hands\nVersion: 1.0\n", encoding="utf-8"
    )
    (record / "top_level.txt").write_text("gibbon_hands\n", encoding="utf-8")
    assert packages.by_module()["gibbon_hands"] == ["Gibbon-Hands"]
