"""The page that is rendered: which chapter it is, and that all of its fences arrive."""

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from desk import Desk, as_mkdocs, as_zensical
from house import ROOT, House
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from mkdocs.config import load_config

from nnbook.book.content.errors import ChapterError
from nnbook.book.page import citation
from nnbook.book.page.page import Page

RAISING = "# A\n\n```python\n1 / 0\n```\n"


def page_of(md: Markdown) -> Page:
    """Return the page of a converter that has one."""
    page = Page.of(md)
    assert page is not None
    return page


def test_the_configuration_names_the_one_extension() -> None:
    """It brings SuperFences itself, and nothing else of ours or of SuperFences has to be named."""
    extensions = load_config(str(ROOT / "mkdocs.yml")).markdown_extensions
    assert [name for name in extensions if "nnbook" in name or "superfences" in name] == ["nnbook.book.page"]


def test_a_page_is_known_by_its_text(desk: Desk) -> None:
    """Where no generator says which file it renders, the file with that text is it, front matter or not."""
    text = "---\ntitle: A\n---\n# A\n\nText.\n"
    path = desk.write("deep/a.md", text)
    desk.write("b.md", "# B\n")
    md = desk.converter()
    for given in (text, "# A\n\nText.", "\n# A\r\n\r\nText.\r\n"):
        md.reset().convert(given)
        assert page_of(md).chapter.path == path


def test_a_generator_is_believed(desk: Desk) -> None:
    """Of two pages with one text, the page is the one that MkDocs or Zensical says it renders."""
    paths = [desk.write(name, "# Same\n") for name in ("a.md", "deep/b.md")]
    for path in paths:
        for md in (
            as_mkdocs(desk.converter(), path),
            as_zensical(desk.converter(), path.relative_to(desk.book.docs).as_posix()),
        ):
            md.convert("# Same")
            assert page_of(md).chapter.path == path


@pytest.mark.parametrize("generator", ["mkdocs", "zensical"])
def test_both_generators_say_which_page_they_render(generator: str, house: House) -> None:
    """Two pages with one text, at two depths, each have links that lead to the glossary from there."""
    house.write("docs/glossary.md", "# Glossary\n\nBatch\n:   Samples that go together. → [A](a.md)\n")
    house.write("docs/a.md", "# A\n")
    for name in ("same", "deep/same"):
        house.write(f"docs/{name}.md", "# Same\n\nA batch.\n")
    done = house.build(generator, "--strict")
    assert done.returncode == 0, done.stdout
    for name, way in (("same", "../"), ("deep/same", "../../")):
        html = (house.root / "site" / name / "index.html").read_text(encoding="utf-8")
        assert f'href="{way}glossary/#batch"' in html


def test_each_page_is_itself_in_one_converter(desk: Desk) -> None:
    """One converter renders page after page; each block is held against its own page."""
    for name in "ab":
        desk.write(f"{name}.md", f"# {name}\n\n```python\nprint('{name}')\n```\n\n```output\n{name}\n```\n")
    md = desk.converter()
    for name in "aba":
        html = md.reset().convert((desk.book.docs / f"{name}.md").read_text(encoding="utf-8"))
        assert f"<samp>{name}</samp>" in html
        assert page_of(md).chapter.page_name == name


def test_there_is_no_page_where_there_is_no_book(desk: Desk) -> None:
    """Neither a plain converter has one, nor one that renders a lab, whose code another tool has run."""
    assert Page.of(Markdown()) is None
    md = as_mkdocs(desk.converter(), desk.book.docs / "labs" / "x.py")
    assert "nn-block" not in md.convert(RAISING)
    assert Page.of(md) is None


def test_a_text_of_no_page_is_held_to_itself(desk: Desk) -> None:
    """A block whose page is unknown is not passed over."""
    with pytest.raises(ChapterError, match=r"(?s)a text of no page\):3: .*ZeroDivisionError"):
        desk.converter().convert(RAISING)


@pytest.mark.parametrize("error", [RuntimeError, MemoryError, RecursionError, KeyError, SystemError])
def test_whatever_is_raised_while_a_fence_is_made_names_its_line(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    """SuperFences would swallow it and the fence; the build ends, and a server shows it in its place."""

    def read(file: Path) -> None:
        raise error("unforeseen")

    monkeypatch.setattr(citation, "read", read)
    text = "# A\n\nBefore.\n\n```cite\nx\n```\n\nAfter.\n"
    with pytest.raises(ChapterError, match=r"(?s)x\.md:5: .*unforeseen"):
        desk.render(text)
    html = desk.render(text, serving=True)
    before, _, rest = html.partition('<div class="nn-failure" role="alert"><pre>')
    failure, _, after = rest.partition("</pre></div>")
    assert "Before." in before and "After." in after
    assert "x.md:5: " in failure and "unforeseen" in failure and "Traceback" not in html


def test_an_unforeseen_error_tells_of_the_fence_that_it_broke(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two fences with one text, it is the second that fails where the second fails."""
    calls: list[Path] = []

    def read(file: Path) -> dict[str, object]:
        calls.append(file)
        if len(calls) == 2:
            raise RuntimeError("unforeseen")
        return {"title": "T", "authors": ["We"], "year": "1", "version": "1", "url": "u"}

    monkeypatch.setattr(citation, "read", read)
    with pytest.raises(ChapterError, match=r"(?s)x\.md:7: .*unforeseen"):
        desk.render("# A\n\n```cite\nx\n```\n\n```cite\nx\n```\n")


@pytest.mark.parametrize("serving", [False, True])
def test_a_block_that_no_parser_can_take_apart_names_its_line(desk: Desk, serving: bool) -> None:
    """A sum of 30,000 terms is too deep for each Python; whoever stumbles over it, the page says so."""
    text = f"# A\n\n```python\nprint({' + '.join(['1'] * 30_000)})\n```\n\n```output\n30000\n```\n"
    if serving:
        assert "x.md:3: " in desk.render(text, serving=True)
    else:
        with pytest.raises(ChapterError, match=r"x\.md:3: (.|\n)*RecursionError"):
            desk.render(text)


class Swallow(Treeprocessor):
    """Take all but the heading out of the page, as an extension might."""

    def run(self, root: Element) -> None:
        """Keep the first element."""
        root[:] = root[:1]


FENCES = {
    "python": "```python\nprint(1)\n```\n\n```output\n1\n```",
    "math": "```math\nx\n```",
    "shown": '```python shown="it is a sketch"\nx = ...\n```',
}


@pytest.mark.parametrize("fence", FENCES.values(), ids=FENCES)
def test_a_fence_that_the_page_does_not_show_ends_the_build(desk: Desk, fence: str) -> None:
    """It was made, and something took it away: at the end it is missed."""
    desk.write("x.md", f"# A\n\n{fence}\n")
    md = desk.converter()
    md.treeprocessors.register(Swallow(md), "swallow", 1)
    with pytest.raises(ChapterError, match=r"x\.md:3: the page does not show this fence"):
        md.convert(f"# A\n\n{fence}")


def test_a_fence_that_stands_twice_is_missed_once(desk: Desk) -> None:
    """Two fences with one text are two in the page; that the first is there does not excuse the second."""

    class SwallowLast(Treeprocessor):
        def run(self, root: Element) -> None:
            root[:] = root[:-1]

    text = "# A\n\n```math\nx\n```\n\nText.\n\n```math\nx\n```"
    desk.write("x.md", text)
    md = desk.converter()
    md.treeprocessors.register(SwallowLast(md), "swallow", 1)
    with pytest.raises(ChapterError, match="the page does not show this fence"):
        md.convert(text)


@pytest.mark.parametrize(
    ("around", "line"),
    [("<!--\n\n{}\n\n-->", 5), ("<!--\n{}\n-->", 4), ("<style>\n\n{}\n\n</style>", 5)],
)
def test_a_block_where_nobody_sees_it_is_refused(desk: Desk, around: str, line: int) -> None:
    """In a comment or a style sheet it would run unseen; SuperFences does not know the difference."""
    text = f"# A\n\n{around.format('```python' + chr(10) + 'x = 1' + chr(10) + '```')}\n"
    with pytest.raises(ChapterError, match=rf"x\.md:{line}: "):
        desk.render(text)


def test_an_error_that_would_be_hidden_stands_above_the_served_page(desk: Desk) -> None:
    """What is wrong within a comment is shown outside of it."""
    html = desk.render("# A\n\n<!--\n\n```python\nx = 1\n```\n\n-->\n", serving=True)
    assert "x.md:5: the block stands in a comment" in html.partition("<!--")[0]


@pytest.mark.parametrize("generator", ["mkdocs", "zensical"])
def test_a_page_in_windows_text_is_a_page(generator: str, house: House) -> None:
    """Lines that end as on Windows, a byte order mark, and front matter hide no block."""
    path = house.root / "docs" / "x.md"
    text = "---\ntitle: A\n---\n\n# A\n\n```python\nprint(1)\n```\n\n```output\n1\n```\n"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    done = house.build(generator, "--strict")
    assert done.returncode == 0, done.stdout
    html = (house.root / "site" / "x" / "index.html").read_text(encoding="utf-8")
    assert html.count("<samp>1</samp>") == html.count("nn-output") == 1


@pytest.mark.parametrize("hidden", ["<!--\n\n{}\n-->\n", "<style>\n\n{}\n</style>\n"])
def test_a_formula_that_nobody_sees_ends_the_build(hidden: str, desk: Desk) -> None:
    """It is in the HTML of the page, and no browser shows it."""
    with pytest.raises(ChapterError, match=r"x\.md:5: the page does not show this fence"):
        desk.render("# A\n\n" + hidden.format("```math\nx\n```\n"))
