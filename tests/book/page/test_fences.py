"""The Markdown extension and its fence."""

import re
from pathlib import Path
from typing import Any

import markdown
import pytest
import yaml
from house import ROOT

from nnbook.book.content.failures import ChapterError
from nnbook.book.page import fences


def converter(root: Path, **options: Any) -> markdown.Markdown:
    """Return Python-Markdown with the part of the book's configuration that fences need."""
    return markdown.Markdown(
        extensions=[
            "md_in_html",
            "attr_list",
            "nnbook.book.page.fences",
            "pymdownx.highlight",
            "pymdownx.superfences",
        ],
        extension_configs={
            "nnbook.book.page.fences": {"root": str(root), **options},
            "pymdownx.superfences": {
                "custom_fences": [
                    {
                        "name": "python",
                        "class": "python",
                        "validator": fences.validate,
                        "format": fences.format_python,
                    }
                ]
            },
        },
    )


def render(root: Path, text: str, *, body: str | None = None, **options: Any) -> str:
    """Render a chapter as a site generator does, front matter cut off."""
    (root / "docs").mkdir(exist_ok=True)
    (root / "docs" / "x.md").write_text(text, encoding="utf-8")
    return converter(root, **options).convert(text if body is None else body)


BLOCK = "```python\nprint({})\n```\n\n```output\n{}\n```\n"


def test_the_configuration_runs_python_fences() -> None:
    """mkdocs.yml names the extension before SuperFences, and hands it the fences called `python`."""
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert "nnbook.book.page.fences\n" in text
    assert re.search(
        r"name: python\n\s+class: python\n\s+validator: !!python/name:nnbook.book.page.fences.validate", text
    )
    assert "format: !!python/name:nnbook.book.page.fences.format_python" in text
    assert yaml.safe_load(re.sub(r"!!\S+|!ENV", "", text))["theme"]["name"] == "material"


def test_front_matter_does_not_hide_the_chapter(tmp_path: Path) -> None:
    """The generator hands over the body only; the page is still found."""
    body = "# A\n\n" + BLOCK.format(1, 1)
    assert "<samp>1</samp>" in render(tmp_path, f"---\ntitle: A\n---\n{body}", body=body)


def test_text_of_no_chapter_does_not_run(tmp_path: Path) -> None:
    """A block whose chapter is unknown ends the build: there is nothing to hold it against."""
    with pytest.raises(ChapterError, match="no chapter has the text around this fence"):
        render(tmp_path, "# A\n", body="# B\n\n```python\nprint(1)\n```\n")


def test_two_pages_do_not_mix(tmp_path: Path) -> None:
    """One converter renders page after page; each block is held against its own chapter."""
    (tmp_path / "docs").mkdir()
    for name in "ab":
        (tmp_path / "docs" / f"{name}.md").write_text(f"# {name}\n\n" + BLOCK.format(f"'{name}'", name))
    md = converter(tmp_path)
    for name in "aba":
        html = md.reset().convert((tmp_path / "docs" / f"{name}.md").read_text())
        assert f"<samp>{name}</samp>" in html


def test_what_a_block_prints_cannot_become_markup(tmp_path: Path) -> None:
    """Output is text: tags, entities, Markdown and fences in it show as they are."""
    printed = "<b>&amp; *a* $x$ [l](u) {: .c }"
    html = render(tmp_path, BLOCK.format(repr(printed), printed))
    assert "<samp>&lt;b&gt;&amp;amp; *a* $x$ [l](u) {: .c }</samp>" in html


def test_the_alt_text_cannot_break_out_of_its_attribute(tmp_path: Path) -> None:
    """Angle brackets and apostrophes in it are escaped."""
    code = "import matplotlib.pyplot as plt\n\nplt.plot([1])\nplt.show()"
    html = render(tmp_path, f'```python alt="It\'s <b> & more"\n{code}\n```\n')
    assert 'aria-label="It&#x27;s &lt;b&gt; &amp; more"' in html


def test_print_and_figure_keep_their_order(tmp_path: Path) -> None:
    """What came before the figure stands above it, what came after stands below."""
    code = "import matplotlib.pyplot as plt\n\nprint('above')\nplt.plot([1])\nplt.show()\nprint('below')"
    html = render(tmp_path, f'```python alt="A"\n{code}\n```\n\n```output\nabove\nbelow\n```\n')
    parts = re.findall(r"<samp>(\w+)</samp>|<(figure) ", html)
    assert ["".join(part) for part in parts] == ["above", "figure", "below"]


def test_why_a_block_stays_at_home_is_said_where_others_run(tmp_path: Path) -> None:
    """A site without Python does not speak of a browser that could run the rest."""
    text = '```python norun="it trains <long>"\nx = 1\n```\n'
    assert "Not for the browser: it trains &lt;long&gt;." in render(tmp_path, text, python=True)
    assert "browser" not in render(tmp_path, text)


def test_an_empty_line_leaves_no_empty_box(tmp_path: Path) -> None:
    """A block that prints nothing but line ends shows its code only."""
    assert "nn-output" not in render(tmp_path, "```python\nprint()\n```\n")


def test_other_fences_are_left_to_superfences(tmp_path: Path) -> None:
    """A fence in another language, or one that is shown within a longer fence, does not run."""
    html = render(tmp_path, "```text\n1\n```\n\n````markdown\n```python\n1 / 0\n```\n````\n")
    assert "nn-block" not in html
    assert "1 / 0" in re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize("serving", [False, True])
def test_only_a_server_shows_failures(tmp_path: Path, serving: bool) -> None:
    """A build ends; a server shows each failure in its place, and the blocks after it."""
    text = "# A\n\n```python\n1 / 0\n```\n\nBetween.\n\n" + BLOCK.format(1, 2) + "\n" + BLOCK.format(3, 3)
    if not serving:
        with pytest.raises(ChapterError, match=r"x.md:3: "):
            render(tmp_path, text, serving=serving)
        return
    html = render(tmp_path, text, serving=serving)
    assert html.count('<div class="nn-failure" role="alert">') == 2
    assert "x.md:3: " in html and "x.md:9: " in html
    assert "<samp>3</samp>" in html and "Between." in html


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# A\n\n```python nonsense\nx = 1\n```\n", 3),
        ("# A\n\n```output\nx\n```\n", 3),
        ("# A\n\n!!! note\n\n    ```python\n    x = 1\n    ```\n", 5),
        ("# A\n\n```python\nx = 1\n", 3),
        ("# A\n\n```py\nx = 1\n```\n", 3),
        ("# A\n\n```python\nif True:\n\tx = 1\n```\n", 3),
    ],
)
def test_a_server_shows_what_no_block_can_tell(tmp_path: Path, text: str, line: int) -> None:
    """Where the chapter itself is wrong, its page shows that, and the server goes on."""
    assert f"x.md:{line}: " in render(tmp_path, text, serving=True)
    with pytest.raises(ChapterError, match=rf"x.md:{line}: "):
        render(tmp_path, text)


def test_a_record_is_shown_with_its_day_in_place_of_the_run(tmp_path: Path) -> None:
    """Two builds of one commit are equal, whatever the clock said in each; a figure is that of the run."""
    code = (
        "import matplotlib.pyplot as plt\nfrom time import perf_counter_ns\n\n"
        "print('took', perf_counter_ns())\nplt.plot([1])\nplt.show()"
    )
    fence = f'```python alt="A" recorded="1 May 2026 on <a machine>"\n{code}\n```\n\n```output\ntook 5\n```\n'
    html = render(tmp_path, fence)
    assert html.count("nn-output") == html.count("<samp>took 5</samp>") == html.count("<figure") == 1
    assert re.search(r'<p class="nn-note">Recorded on 1 May 2026 on &lt;a machine&gt;\. .*</p>', html)
    assert html == render(tmp_path, fence)


def test_missing_packages_show_the_recorded_output(tmp_path: Path) -> None:
    """A block that needs what is not installed shows its pin, and says so."""
    html = render(tmp_path, '```python needs="nowhere_to_be_found"\nprint(1)\n```\n\n```output\n2\n```\n')
    assert "<samp>2</samp>" in html
    assert "nowhere_to_be_found" in html
