"""Math: TeX becomes MathML at build time, prices stay prices, and bad TeX ends the build."""

import os
import re
import sys
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import processes
import pytest
from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from nnbook.book.content.failures import ChapterError
from nnbook.book.page import math
from nnbook.book.page.math import FONT, MathError, assets, fence, mathml, plain, write_assets

ROOT = Path(__file__).parents[3]


@pytest.fixture
def md():
    """Return a converter set up as the book sets it up."""
    return Markdown(
        extensions=[
            "nnbook.book.page.math",
            "attr_list",
            "md_in_html",
            "tables",
            "toc",
            "pymdownx.superfences",
        ],
        extension_configs={
            "pymdownx.superfences": {
                "custom_fences": [{"name": "math", "class": "math", "format": fence}],
            }
        },
    )


def text(tex):
    """Return the text that a formula shows."""
    return "".join(ET.fromstring(mathml(tex)).itertext())


def test_inline_math_becomes_mathml(md):
    """A formula between dollars becomes a MathML element that keeps its TeX and repeats nothing."""
    html = md.convert("The output $z = w_1 + b$ of a neuron.")
    assert '<math alttext="z = w_1 + b"' in html
    assert "<msub><mi>w</mi><mn>1</mn></msub><mo>+</mo>" in html
    assert "annotation" not in html and "$" not in html


def test_fence_becomes_display_math(md):
    """A math fence becomes a display in a box of its own."""
    html = md.convert("```math\n\\frac{1}{m}\n```")
    assert html.startswith('<div class="math"><math ') and 'display="block"' in html
    assert "<mfrac><mn>1</mn><mi>m</mi></mfrac>" in html


@pytest.mark.parametrize(
    "source",
    [
        "It costs $5 and $6.",
        "From $5-$6 a month.",
        "A lone $ sign.",
        "Escaped \\$x\\$ dollars.",
        "Spaces $ x $ inside.",
        "Code `$x$` span.",
        "Code `a$` and `b$` spans.",
        "    $x$ in indented code",
        "```\n$x$\n```",
    ],
)
def test_what_is_no_math_stays(md, source):
    """Prices, escaped dollars, code and dollars beside spaces are no math."""
    assert "<math" not in md.convert(source)


def test_math_beside_a_price_is_math(md):
    """A price before a formula does not swallow it."""
    html = md.convert("For $5, the sum $x$ is due.")
    assert "$5, the sum <math" in html


def test_math_does_not_reach_over_code(md):
    """A dollar before a code span does not pair with one after it."""
    html = md.convert("a $x `code` y$ b")
    assert "<code>code</code>" in html and "<math" not in html


def test_tex_is_no_markdown(md):
    """Stars, underscores and backslashes in a formula are TeX, never emphasis or escapes."""
    html = md.convert(r"$a * b * c_1 d_1$ and $\{x \, y\}$ and $\text{a *b* c}$")
    assert "<em>" not in html and html.count("<math") == 3
    assert '<mo stretchy="false">{</mo>' in html


@pytest.mark.parametrize(
    "source",
    [
        "| a | b |\n|---|---|\n| $x_1$ | 2 |",
        "- one\n    - two $x_1$",
        "> quoted $x_1$",
        '<details markdown="1">\n<summary>More</summary>\n\nThe $x_1$.\n\n</details>',
        "**bold $x_1$**",
        "[link $x_1$](#there)",
    ],
)
def test_inline_math_works_inside(md, source):
    """Tables, lists, quotes, details, emphasis and links hold inline math."""
    assert "<msub><mi>x</mi><mn>1</mn></msub>" in md.convert(source)


@pytest.mark.parametrize(
    "source",
    ['<details markdown="1">\n\n```math\nx_1\n```\n\n</details>', "- item\n\n    ```math\n    x_1\n    ```"],
)
def test_display_math_works_inside(md, source):
    """Details and lists hold math fences."""
    assert '<div class="math"><math' in md.convert(source)


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        (r"## The sigmoid $\sigma(z)$", "The sigmoid σ(z)"),
        (r"## Why $W^{[2]}$ and $w_i$", "Why W^[2] and w_i"),
        (r"## A step of $\frac{1}{m}$, *always*", "A step of 1/m, always"),
        (r"## Deriving $\frac{\partial L}{\partial w}$", "Deriving ∂L/∂w"),
        (r"## If $a < b$ & so", "If a&lt;b &amp; so"),
        (r"## Plain $x$ {#x data-toc-label='Given'}", "Given"),
    ],
)
def test_heading_is_plain_in_the_contents(md, heading, name):
    """The table of contents shows a formula of a heading as one line of text."""
    md.convert(heading)
    assert md.toc_tokens[0]["name"] == name


def test_heading_keeps_its_math(md):
    """The heading itself shows the formula, and a search finds its text."""
    html = md.convert(r"## Why $W^{[2]}$")
    assert "<msup><mi>W</mi>" in html and "data-search-exclude" not in html


def test_search_skips_what_text_cannot_hold():
    """The search index gets simple formulas, and none whose text would read as another number."""
    assert "data-search-exclude" not in mathml("z = x + 1")
    assert "data-search-exclude" in mathml(r"\frac12")
    assert "data-search-exclude" in mathml("z", display=True)


@pytest.mark.parametrize(
    ("tex", "reason"),
    [
        (r"\foo + 1", r"Undefined control sequence: \foo"),
        (r"\frac{1}{2", "expected '}'"),
        ("x_1_2", "Double subscript"),
        (r"\begin{bmatrix} 1", r"\end"),
        (r"\left( x", r"\right"),
        ("Größe", "unicodeTextInMathMode"),
        (r"\href{https://example.org}{x}", "links"),
        (r"\mathfrak g", "fraktur"),
        ("x\0", "null"),
        ("", "empty"),
    ],
)
def test_bad_tex_ends_the_build(tex, reason):
    """Bad TeX raises the exception that SuperFences lets through, with the TeX and what is wrong."""
    with pytest.raises(MathError) as caught:
        mathml(tex)
    assert isinstance(caught.value, SuperFencesException)
    assert reason in str(caught.value) and tex.split(" ")[-1] in str(caught.value)


@pytest.mark.parametrize("source", [r"Inline $\foo$.", "```math\n\\foo\n```", "| a |\n|---|\n| $\\foo$ |"])
def test_bad_tex_ends_a_conversion(md, source):
    """Neither a line of text, a fence nor a table swallows the error."""
    with pytest.raises(MathError, match=r"\\foo"):
        md.convert(source)


def test_bad_tex_names_file_and_line(md, tmp_path):
    """Where the page knows its chapter, the error begins with the line of the formula."""
    path = tmp_path / "chapter.md"
    path.write_text("# One\n\nTwo $\\foo$.\n", encoding="utf-8")
    chapter = SimpleNamespace(path=path)

    def fail(error):
        raise error

    md.nnbook_page = SimpleNamespace(chapter=chapter, fail=fail)
    with pytest.raises(ChapterError, match=r"chapter\.md:3: bad TeX: Undefined control sequence: \\foo"):
        md.convert(path.read_text(encoding="utf-8"))


def test_bad_tex_shows_in_the_page_while_serving(md, tmp_path):
    """Where a failure is shown in the page, the rest of the page stands."""
    path = tmp_path / "chapter.md"
    path.write_text("Two $\\foo$ and $x$.\n\n```math\n\\foo\n```\n", encoding="utf-8")
    md.nnbook_page = SimpleNamespace(
        chapter=SimpleNamespace(path=path), fail=lambda error: f"<b>{error.line}</b>"
    )
    html = md.convert(path.read_text(encoding="utf-8"))
    assert "<b>1</b>" in html and "<math" in html


def test_module_may_be_loaded_anew():
    """A reload, as `mkdocs serve` makes after an edit, keeps the one thread of KaTeX."""
    code = (
        "import sys; import nnbook.book.page.math as m; m.mathml('x'); del sys.modules[m.__name__];"
        "import nnbook.book.page.math as n; assert n is not m;"
        "print(n.mathml(r'\\left(\\frac{a}{b}\\right)'))"
    )
    run = processes.run([sys.executable, "-c", code], encoding="utf-8")
    assert run.returncode == 0 and "<mfrac>" in run.stdout


def test_any_thread_may_set_math():
    """Builds that convert in several threads get their math, although KaTeX lives in one."""
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda n: text(rf"\left(\frac{{{n}}}{{b}}\right)"), range(200)))
    assert results == [f"({n}b)" for n in range(200)]


def test_letters_are_chosen_by_code_point():
    """Bold, double-struck and script letters do not depend on mathvariant, which Chromium ignores."""
    assert text(r"\mathbf{w2} \mathbb R \mathcal{LN} \boldsymbol\theta") == "𝐰𝟐ℝℒ𝒩𝜽"


def test_code_in_a_formula_takes_its_family_from_the_page():
    """Typewriter letters are plain text in a class, which the style sheet gives a font."""
    assert '<mtext class="monospace" mathvariant="normal">np.dot</mtext>' in mathml(r"\texttt{np.dot}")


def test_upright_words_are_one_word():
    """A word in upright letters is one element, which a screen reader speaks as a word."""
    assert "<mi>MSE</mi>" in mathml(r"\mathrm{MSE}")


def test_negative_numbers_close_up():
    """A sign after a relation or an opening bracket is a prefix; between two terms it is not."""
    prefix = '<mo form="prefix" lspace="0" rspace="0">−</mo>'
    assert prefix in mathml("x = -1") and prefix in mathml("f(-1)") and prefix in mathml("(a, -b)")
    assert not any(prefix in mathml(tex) for tex in ("a - b", "f(x) - 1", "x_i - y", "n! - 1"))


def test_functions_stand_off_their_operand():
    """A thin space parts the name of a function from its operands, and none from a bracket."""
    assert mathml(r"\log y").count("mspace width") == 1
    assert mathml(r"a \log y").count("mspace width") == 2
    assert mathml(r"\max_k p").count("mspace width") == 1
    assert "mspace" not in mathml(r"\log(y)")


def test_norms_close_up_and_stretch():
    """Bars of a norm have no space of a relation, and those of left and right stretch."""
    assert '<mo stretchy="false" lspace="0" rspace="0">∥</mo>' in mathml(r"\lVert x \rVert")
    assert 'stretchy="true"' in mathml(r"\left| \frac ab \right|")
    assert "<mo>∣</mo>" in mathml(r"a \mid b")


def test_accents_and_primes_have_the_shapes_of_the_font():
    """Accents are not the ASCII signs, wide ones stretch, and primes are no scripts."""
    assert '<mo stretchy="false">ˆ</mo>' in mathml(r"\hat y")
    assert '<mo stretchy="true">\u0302</mo>' in mathml(r"\widehat{xy}")
    assert "msup" not in mathml("f''") and "″" in mathml("f''")


def test_aligned_equations_carry_their_alignment():
    """Cells of aligned equations and cases tell the style sheet where they stand."""
    aligned = mathml(r"\begin{aligned} a &= b \\ c &= d \end{aligned}", display=True)
    assert '<mtable class="aligned">' in aligned
    assert aligned.count('<mtd class="right">') == aligned.count('<mtd class="left">') == 2
    assert '<mtd class="left">' in mathml(r"\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}")


@pytest.mark.parametrize(
    ("tex", "line"),
    [
        (r"\hat y = \sqrt{x}", "ŷ=√x"),
        (r"x^2 + y^{n+1}", "x^2+y^(n+1)"),
        (r"\sum_{i=1}^n w_i", "∑_(i=1)^nw_i"),
        (r"g'(z)", "g′(z)"),
        (r"\mathbf{x} \log y", "x log y"),
    ],
)
def test_plain_writes_one_line(tex, line):
    """The plain form shows by signs what MathML shows by place."""
    assert plain(ET.fromstring(mathml(tex))) == line


def test_font_has_the_signs_and_its_licence():
    """The font holds a MATH table, every sign of the set, its copyright and its licence, in under 100 kB."""
    from fontTools.ttLib import TTFont

    content = assets()[FONT]
    font = TTFont(BytesIO(content))
    names = {record.nameID: str(record) for record in font["name"].names}
    assert len(content) < 100_000 and "MATH" in font
    assert "STIX" in names[0] and "Open Font License" in names[13] and "OFL" in names[14]
    shown = text(r"\sum w_i \hat y \mathbb R \mathcal L \odot \top \nabla \partial \theta \gets \ne \le \ ,")
    assert set(map(ord, shown)) <= set(font.getBestCmap())


@pytest.mark.parametrize("chapter", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: path.stem)
def test_every_formula_of_the_book_is_in_its_font(md, chapter):
    """No formula of a chapter needs a sign that the font lacks."""
    from fontTools.ttLib import TTFont

    signs = TTFont(BytesIO(assets()[FONT])).getBestCmap()
    formulas = re.findall(r"<math.*?</math>", md.convert(chapter.read_text(encoding="utf-8")))
    shown = {sign for formula in formulas for sign in "".join(ET.fromstring(formula).itertext())}
    assert {sign for sign in shown if ord(sign) not in signs} == set()


def test_output_is_the_same_in_every_run():
    """Another process with another hash seed writes the same bytes."""
    code = (
        "import sys; from nnbook.book.page.math import *;"
        r"sys.stdout.buffer.write(mathml(r'\hat y = \frac1m \mathbf x').encode() + assets()[FONT])"
    )
    runs = {
        processes.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, text=False
        ).stdout
        for seed in ("1", "2")
    }
    assert runs == {mathml(r"\hat y = \frac1m \mathbf x").encode() + assets()[FONT]}


def test_a_kept_font_is_used_and_a_damaged_one_is_not(tmp_path, monkeypatch):
    """The second build takes the font from the folder; damage, or another version of a tool, cuts it anew."""
    content = assets(tmp_path)
    (file,) = tmp_path.iterdir()
    monkeypatch.setattr(math, "_cut", lambda whole: b"cut anew")
    assert assets(tmp_path) == content
    file.write_bytes(file.read_bytes()[:-1])
    assert assets(tmp_path) == {FONT: b"cut anew"} == assets(tmp_path)
    monkeypatch.setattr(math, "_cut", lambda whole: b"cut by another tool")
    monkeypatch.setattr(math, "version", lambda name: "of tomorrow")
    assert assets(tmp_path) == {FONT: b"cut by another tool"}


def test_assets_are_where_the_style_sheet_looks(tmp_path):
    """The style sheet names the font by the path at which it is written."""
    write_assets(tmp_path)
    css = (ROOT / "docs/assets/css/math.css").read_text(encoding="utf-8")
    assert f'url("../{FONT.removeprefix("assets/")}")' in css
    assert (tmp_path / FONT).read_bytes() == assets()[FONT]


def test_a_full_stop_stays_with_its_formula(md):
    """No line begins with the stop that ends a sentence."""
    html = md.convert("We call it $z$. And ($a$), or $b$ alone.")
    assert html.count('<span class="nn-nobreak">') == 2
    assert "</math>.</span> And" in html and "</math>),</span> or" in html
