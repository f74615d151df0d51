"""The book: its folders, its pages, and the library that it teaches."""

import os
from pathlib import Path

import pytest

from nnbook.book.content.book import Book, package_of, place_in
from nnbook.book.content.errors import ChapterError


def write(root: Path, files: dict[str, str]) -> None:
    """Write files of a book, each by its name."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def pages(book: Book) -> list[str]:
    """Return the names of the pages."""
    return [path.relative_to(book.root).as_posix() for path in book.paths]


def test_the_pages_are_what_mkdocs_takes_for_pages(tmp_path: Path) -> None:
    """By their suffix, in every folder, and nothing that is hidden; the readme is tested with them."""
    for name in ("b.md", "labs/a.markdown", "c.mkd", "d.mdown", "e.mkdn", "notes.txt", "f.mdx", "g.map"):
        write(tmp_path, {f"docs/{name}": "# x\n"})
    for name in ("docs/.hidden/h.md", "docs/.i.md", "README.md", "CONTRIBUTING.md"):
        write(tmp_path, {name: "# x\n"})
    book = Book(tmp_path)
    expected = ["docs/b.md", "docs/c.mkd", "docs/d.mdown", "docs/e.mkdn", "docs/labs/a.markdown"]
    assert pages(book) == expected
    assert [chapter.path for chapter in book.chapters] == book.paths
    tested = [chapter.path.relative_to(tmp_path.resolve()).as_posix() for chapter in book.tested]
    assert tested == ["README.md", *expected]


def test_a_book_in_a_hidden_folder_has_its_pages(tmp_path: Path) -> None:
    """Where the book itself lies does not matter."""
    root = tmp_path / ".hidden" / "book"
    write(root, {"docs/a.md": "# x\n"})
    assert pages(Book(root)) == ["docs/a.md"]


def test_a_book_may_be_empty(tmp_path: Path) -> None:
    """Without pages, readme and folder."""
    book = Book(tmp_path)
    assert (book.paths, book.chapters, book.tested, book.declared) == ([], [], [], frozenset())


def test_the_settings_name_folder_and_library(tmp_path: Path) -> None:
    """Also with the tags that MkDocs knows; where there are none, the pages are in docs."""
    assert (Book.at(tmp_path).docs, Book.at(tmp_path).package) == (tmp_path.resolve() / "docs", "nnbook")
    settings = (
        "docs_dir: pages\nextra:\n  library: My_Zoo.animals[all]>=2\n"
        "markdown_extensions:\n  - toc:\n      slugify: !!python/name:os.path.join\n"
        "site_url: !ENV [NOWHERE, a]\n"
    )
    write(tmp_path, {"mkdocs.yml": settings, "pages/a.md": "# x\n"})
    book = Book.at(tmp_path)
    assert (pages(book), book.package) == (["pages/a.md"], "my_zoo_animals")


def test_settings_that_cannot_be_read_are_an_error_of_the_author_s(tmp_path: Path) -> None:
    """It names the file."""
    for settings in (b"docs_dir: [", b"site_name: \xe4\n", b"- a\n- b\n", b"extra: [a]\n"):
        (tmp_path / "mkdocs.yml").write_bytes(settings)
        with pytest.raises(ChapterError, match="mkdocs.yml:1: "):
            Book.at(tmp_path)


@pytest.mark.parametrize(
    ("library", "package"),
    [
        (None, "nnbook"),
        ("", "nnbook"),
        ("zoo", "zoo"),
        ("zoo[plots]>=1", "zoo"),
        ("My-Zoo", "my_zoo"),
        ("zoo @ git+https://host.example/zoo", "zoo"),
        ("https://host.example", "https"),
    ],
)
def test_the_library_is_called_as_pip_installs_it(library: str | None, package: str) -> None:
    """Its module has underscores and small letters."""
    assert package_of({} if library is None else {"library": library}) == package


def test_the_library_lies_beside_the_settings_or_where_it_is_installed(tmp_path: Path) -> None:
    """A folder is one where it has an `__init__.py`; what is nowhere is none."""
    (tmp_path / "yaml").mkdir()
    installed = Book(tmp_path, package="yaml").library
    assert installed is not None and (installed / "loader.py").exists()
    (tmp_path / "yaml" / "__init__.py").touch()
    assert Book(tmp_path, package="yaml").library == tmp_path.resolve() / "yaml"
    assert Book(tmp_path, package="nowhere_to_be_found").library is None
    assert Book(tmp_path, package="no name").library is None
    assert Book(tmp_path, package="this").library is None  # a module, and no folder


def test_a_page_is_read_once_and_again_when_it_changes(tmp_path: Path) -> None:
    """What is known of it is kept until then; a new page and one that is gone are seen at once."""
    write(tmp_path, {"docs/a.md": "# A\n"})
    book = Book(tmp_path)
    (first,) = book.chapters
    assert book.chapters[0] is first
    write(tmp_path, {"docs/a.md": "# A and more\n", "docs/b.md": "# B\n"})
    assert [chapter.text for chapter in book.chapters] == ["# A and more\n", "# B\n"]
    (tmp_path / "docs" / "a.md").write_text("# B and more\n", encoding="utf-8")
    os.utime(tmp_path / "docs" / "a.md", (1e9, 1e9))
    assert book.chapters[0].text == "# B and more\n"
    (tmp_path / "docs" / "b.md").unlink()
    assert len(book.chapters) == 1


def test_a_page_knows_its_folder_and_what_the_book_declares(tmp_path: Path) -> None:
    """A readme lies in the folder of the book."""
    write(tmp_path, {"docs/labs/a.md": "# A\n", "README.md": "# R\n"})
    write(tmp_path, {"pyproject.toml": '[project]\ndependencies = ["keras"]\n'})
    readme, page = Book(tmp_path).tested
    assert (readme.uri, page.uri) == ("README.md", "labs/a.md")
    assert page.declared == readme.declared == {"keras"}


def test_a_page_is_found_by_its_text(tmp_path: Path) -> None:
    """With front matter or without, whatever its line ends; the first of two that are equal."""
    write(
        tmp_path,
        {"docs/a.md": "---\ntitle: A\n---\n\n# A\n\nText.\n", "docs/b.md": "# B\n", "docs/c.md": "# B\n"},
    )
    book = Book(tmp_path)

    def found(text: str) -> str | None:
        chapter = book.chapter_with(text)
        return chapter.uri if chapter else None

    assert found("# A\n\nText.") == found("\n# A\r\n\r\nText.\r\n") == "a.md"
    assert found("---\ntitle: A\n---\n\n# A\n\nText.\n") == "a.md"
    assert found("# B") == "b.md"
    assert found("# D") is None
    write(tmp_path, {"docs/d.md": "# D\n"})
    assert found("# D") == "d.md"


def test_a_page_whose_front_matter_is_broken_is_no_obstacle_to_another(tmp_path: Path) -> None:
    """Its own page tells what is wrong with it."""
    write(tmp_path, {"docs/a.md": "---\ntitle: A: b\n---\n\n# A\n", "docs/b.md": "# B\n"})
    found = Book(tmp_path).chapter_with("# B")
    assert found is not None and found.uri == "b.md"


def test_settings_may_come_from_another_file(tmp_path: Path) -> None:
    """As MkDocs reads them; a file that is not there is an error with the name of the settings."""
    write(
        tmp_path,
        {
            "base.yml": "docs_dir: text\nextra:\n  library: zoo-keeper>=1\n",
            "mkdocs.yml": "INHERIT: base.yml\nsite_name: A book\n",
        },
    )
    book = Book.at(tmp_path)
    assert (book.docs.name, book.package) == ("text", "zoo_keeper")
    write(tmp_path, {"mkdocs.yml": "INHERIT: nowhere.yml\n"})
    with pytest.raises(ChapterError, match=r"mkdocs\.yml:1: .*nowhere\.yml"):
        Book.at(tmp_path)


def test_a_link_to_the_book_is_the_book(tmp_path: Path) -> None:
    """Its pages have one path, however one comes to them."""
    write(tmp_path / "real", {"docs/a.md": "# A\n"})
    try:
        (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    except OSError:
        pytest.skip("on Windows only some may make links")
    assert Book(tmp_path / "link").paths == Book(tmp_path / "real").paths
    assert [chapter.uri for chapter in Book(tmp_path / "link").chapters] == ["a.md"]


def test_a_page_that_is_a_link_is_a_page_at_its_place(tmp_path: Path) -> None:
    """So are those in a folder that is one; a link that leads nowhere, or round in a circle, is none."""
    write(tmp_path, {"elsewhere/y.md": "# Y\n", "elsewhere/deep/z.md": "# Z\n", "docs/a.md": "# A\n"})
    docs = tmp_path / "docs"
    try:
        (docs / "x.md").symlink_to("../elsewhere/y.md")
        (docs / "part").symlink_to("../elsewhere", target_is_directory=True)
        (docs / "nowhere.md").symlink_to("../nowhere.md")
        (tmp_path / "elsewhere" / "round").symlink_to("../docs", target_is_directory=True)
        (tmp_path / "link").symlink_to(docs, target_is_directory=True)
    except OSError:
        pytest.skip("on Windows only some may make links")
    book = Book(tmp_path)
    uris = ["a.md", "part/deep/z.md", "part/y.md", "x.md"]
    assert [chapter.uri for chapter in book.chapters] == uris
    assert book.chapters[3].text == "# Y\n"
    for name in ("x.md", "part/deep/z.md", "part/y.md"):
        assert place_in(book.docs, tmp_path / "link" / name) == book.docs / name
        assert place_in(book.docs, book.docs / "part" / ".." / name) == book.docs / name
    assert place_in(book.docs, tmp_path / "elsewhere" / "y.md") == tmp_path.resolve() / "elsewhere" / "y.md"


def test_a_folder_is_no_page(tmp_path: Path) -> None:
    """Whatever it is called."""
    write(tmp_path, {"docs/notes.md/a.md": "# A\n"})
    assert pages(Book(tmp_path)) == ["docs/notes.md/a.md"]
