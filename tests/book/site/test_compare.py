"""The comparison of two built sites."""

from pathlib import Path

import pytest
from house import House

from nnbook.book.site.compare import Shown, compare, compare_files, main, read_blocks

BLOCK = (
    '<nn-block><div class="highlight"><pre><span></span><code>'
    '<span class="nb">print</span><span class="p">(</span>1 &lt; 2)\n</code></pre></div>'
    '<pre class="nn-output"><samp>True</samp></pre>'
    '<figure class="nn-figure"><svg role="img" aria-label="A line"><path d="M 0 0"/><text>0.5</text></svg>'
    "</figure></nn-block>"
)


def site(root: Path, **pages: str) -> Path:
    """Write a site of these pages."""
    for page, html in pages.items():
        (root / page).mkdir(parents=True)
        (root / page / "index.html").write_text(
            f"<!doctype html><body><p>Text<br>{html}<p>More", encoding="utf-8"
        )
    return root


def test_a_block_is_its_code_output_and_figure() -> None:
    """Tags that highlight are dropped, entities read, and the drawing kept."""
    [shown] = read_blocks(f"<p>A <code>span</code>{BLOCK}<pre>other</pre>")
    assert shown == Shown(
        code="print(1 < 2)\n",
        output="True",
        figure='<figure class="nn-figure">\n'
        '<svg aria-label="A line" role="img">\n<path d="M 0 0">\n<text>\n0.5\n',
    )


def test_equal_blocks_in_other_surroundings_are_equal(tmp_path: Path) -> None:
    """Other highlighting, other pages without blocks and other text do not count."""
    plain = BLOCK.replace('<span class="nb">print</span>', '<a id="l1"></a><span>pri</span>nt')
    a = site(tmp_path / "a", one=BLOCK, two=BLOCK + BLOCK, empty="")
    other = f"<ul><li>{BLOCK}<li>{BLOCK}</ul>"
    b = site(tmp_path / "b", one=f"<section>{plain}</section>", two=other, empty="<p>Other text")
    assert compare(a, b) == (3, [])
    assert main([str(a), str(b)]) == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("True", "False", ["one/index.html: block 2, output", "-True", "+False"]),
        ("1 &lt; 2", "1 &lt; 3", ["one/index.html: block 2, code", "-print(1 < 2)", "+print(1 < 3)"]),
        ("M 0 0", "M 0 1", ["one/index.html: block 2, figure", '-<path d="M 0 0">', '+<path d="M 0 1">']),
        ("A line", "A curve", ["one/index.html: block 2, figure"]),
        ('<pre class="nn-output"><samp>True</samp></pre>', "", ["one/index.html: block 2, output", "-True"]),
    ],
)
def test_a_difference_is_told_with_page_and_block(
    old: str, new: str, said: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another output, code, drawing or alt text, or none, gives status 1."""
    a = site(tmp_path / "a", one=BLOCK + BLOCK)
    b = site(tmp_path / "b", one=BLOCK + BLOCK.replace(old, new))
    assert main([str(a), str(b)]) == 1
    output = capsys.readouterr().out
    for words in said:
        assert words in output
    assert "\n1 blocks are equal, 1 differences\n" in output


def test_a_lost_block_or_page_is_a_difference(tmp_path: Path) -> None:
    """What only one site has is told as well."""
    a = site(tmp_path / "a", one=BLOCK + BLOCK, two=BLOCK)
    b = site(tmp_path / "b", one=BLOCK)
    assert compare(a, b) == (
        1,
        [f"one/index.html: 2 blocks in {a}, 1 in {b}", f"two/index.html: 1 blocks in {a}, 0 in {b}"],
    )


def test_files_beside_the_pages_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The book's own are to be the same; a generator's are not looked at, nor is the list of the worker."""
    a, b = site(tmp_path / "a", one=BLOCK), site(tmp_path / "b", one=BLOCK)
    names = ("notebooks/x.ipynb", "scripts/labs/x.py", "assets/css/x.css", "sw.js", "assets/javascripts/x.js")
    for folder in (a, b):
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(folder.name if name.endswith(".js") else "same")
    assert compare_files(a, b) == (5, [])
    assert main([str(a), str(b)]) == 0
    (b / "notebooks" / "x.ipynb").write_text("other")
    (a / "scripts" / "labs" / "x.py").unlink()
    (b / "sw.js").unlink()
    site(a, two="")
    assert compare_files(a, b) == (
        2,
        [
            f"sw.js: only in {a}",
            f"two/index.html: only in {a}",
            f"scripts/labs/x.py: only in {b}",
            "notebooks/x.ipynb: other content",
        ],
    )
    capsys.readouterr()
    assert main([str(a), str(b)]) == 1
    assert "notebooks/x.ipynb: other content\n" in capsys.readouterr().out


def test_two_empty_sites_prove_nothing(tmp_path: Path) -> None:
    """A wrong folder must not look like success."""
    assert main([str(tmp_path / "a"), str(tmp_path / "b")]) == 1
    assert main([]) == 2


def test_mkdocs_and_zensical_show_the_same(house: House) -> None:
    """A page with code, output, figure and solution comes out of both generators with equal blocks."""
    house.write(
        "docs/x.md",
        "# A\n\n```python\nprint('<1>')\n```\n\n```output\n<1>\n```\n\n"
        '<details class="solution" markdown="1">\n<summary>Show the solution</summary>\n\n'
        '```python alt="A line"\nimport matplotlib.pyplot as plt\n\nplt.plot([1])\nplt.show()\n```\n\n'
        "</details>\n\n"
        "- A list\n\n    ```python\n    x = 1\n    ```\n",
    )
    for generator in ("mkdocs", "zensical"):
        done = house.build(generator, "-q", "-d", "mkdocs")
        assert done.returncode == 0, done.stdout
    assert compare(house.root / "mkdocs", house.root / "site") == (3, [])
