"""Math: TeX becomes MathML at build time, prices stay prices, and bad TeX ends the build."""

import os
import re
import sys
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import processes
import pytest
from desk import as_mkdocs
from fontTools.ttLib import TTFont
from house import ROOT

from nnbook.book.content.errors import ChapterError
from nnbook.book.page.math import MathError, mathml, plain
from nnbook.book.site.font import FONT, math_font


@pytest.fixture
def md(desk):
    """Return a converter set up as the book sets it up."""
    return desk.converter("tables", "toc")


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
    assert '<div class="math"><math ' in html and 'display="block"' in html
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
        "```text\n$x$\n```",
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
        (r"\foo + 1", r'Unknown command "\foo"'),
        (r"1 + \foo", "at character 5"),
        (r"\frac{1}{2", 'Expected closing token "}"'),
        ("x_1_2", "Duplicate subscript"),
        (r"\begin{bmatrix} 1", r"\end"),
        (r"\left( x", r"\right"),
        ("Größe", r"no letter ö (words stand in \text{})"),
        ("日本", "no letter 日"),
        (r"\href{https://example.org}{x}", r'Unknown command "\href"'),
        (r"\mathfrak g", "no letter 𝔤"),
        (r"\boxed{x}", "no boxes"),
        ("p = 5%", r"\% is the sign"),
        ("x\0", "control character"),
        ("", "empty"),
    ],
)
def test_bad_tex_ends_the_build(tex, reason):
    """Bad TeX raises, with the TeX and what is wrong."""
    with pytest.raises(MathError) as caught:
        mathml(tex)
    assert reason in str(caught.value) and tex.split(" ")[-1].rstrip("\0") in str(caught.value)


@pytest.mark.parametrize("source", [r"Inline $\foo$.", "```math\n\\foo\n```", "| a |\n|---|\n| $\\foo$ |"])
def test_bad_tex_ends_a_conversion(md, source):
    """Neither a line of text, a fence nor a table swallows the error."""
    with pytest.raises(ChapterError, match=r"\\foo"):
        md.convert(source)


@pytest.mark.parametrize("source", [r"Inline $\foo$.", "```math\n\\foo\n```"])
def test_bad_tex_of_a_lab_ends_its_conversion(desk, source):
    """A lab is no chapter, and its formulas are held to the same."""
    md = as_mkdocs(desk.converter(), desk.book.docs / "labs" / "x.py")
    with pytest.raises(Exception, match=r"\\foo"):
        md.convert(source)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# One\n\nTwo $\\foo$.\n", 3),
        ("# One\n\n```math\nx\n```\n\n```math\n\\foo\n```\n", 7),
        ("---\ntitle: One\n---\n\n# One\n\nTwo $\\foo$.\n", 7),
        ("# One\n\nOf `\\foo` we say:\n\nTwo $\\foo$.\n", 5),
    ],
    ids=["line", "fence", "front matter", "said before"],
)
def test_bad_tex_names_file_and_line(desk, text, line):
    """The error begins with the line of the formula."""
    problem = rf"x\.md:{line}: bad TeX: Unknown command .\\foo"
    with pytest.raises(ChapterError, match=problem):
        desk.render(text)


def test_bad_tex_shows_in_the_page_while_serving(desk):
    """Where a failure is shown in the page, the rest of the page stands."""
    html = desk.render("Two $\\foo$ and $x$.\n\n```math\n\\foo\n```\n", serving=True)
    assert "x.md:1: bad TeX" in html and "x.md:3: bad TeX" in html and "<math" in html


def test_any_thread_may_set_math():
    """Builds that convert in several threads get their math."""
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda n: text(rf"\left(\frac{{{n}}}{{b}}\right)"), range(200)))
    assert results == [f"({n}b)" for n in range(200)]


def test_letters_are_chosen_by_code_point():
    """Bold, double-struck and script letters do not depend on mathvariant, which Chromium ignores."""
    assert text(r"\mathbf{w2} \mathbb R \mathcal{LN} \boldsymbol\theta") == "𝐰𝟐ℝℒ𝒩𝜽"


def test_code_in_a_formula_takes_its_family_from_the_page():
    """Typewriter letters are code, which the style sheets give a font."""
    assert "<mtext><code>np.dot</code></mtext>" in mathml(r"\texttt{np.dot}")


def test_upright_words_are_one_word():
    """A word in upright letters is one element, which a screen reader speaks as a word."""
    assert "<mi>MSE</mi>" in mathml(r"\mathrm{MSE}")


def test_negative_numbers_close_up():
    """A sign after a relation or an opening bracket has no space; between two terms it has."""
    sign = '<mo lspace="0" rspace="0">−</mo>'
    assert all(sign in mathml(tex) for tex in ("x = -1", "f(-1)", "(a, -b)", r"\left| -x \right|"))
    assert not any(sign in mathml(tex) for tex in ("a - b", "f(x) - 1", "x_i - y", "n! - 1"))


def test_functions_stand_off_their_operand():
    """A thin space parts the name of a function from its operands, and none from a bracket."""
    assert mathml(r"\log y").count("0.1667em") == 1
    assert mathml(r"a \log y").count("0.1667em") == 2
    assert mathml(r"\max_k p").count("0.1667em") == 1
    assert "0.1667em" not in mathml(r"\log(y)")


def test_norms_close_up_and_stretch():
    """Bars of a norm are fences and no relations, and those of left and right stretch."""
    assert '<mo stretchy="false" form="prefix">‖</mo>' in mathml(r"\lVert x \rVert")
    assert "<mo>|</mo><mfrac>" in mathml(r"\left| \frac ab \right|")
    assert "<mo>∣</mo>" in mathml(r"a \mid b")


def test_dots_are_one_sign():
    """Three dots are spoken once, and the signs beside them keep their space."""
    assert '<mo>+</mo><mo lspace="0" rspace="0">⋯</mo><mo>+</mo>' in mathml(r"a + \dots + b")
    assert '<mo>,</mo><mo lspace="0" rspace="0">…</mo><mo>,</mo>' in mathml(r"a, \dots, b")


def test_accents_and_primes_have_the_shapes_of_the_font():
    """Accents are not the ASCII signs, wide ones stretch, and primes are no scripts."""
    assert '<mo stretchy="false">ˆ</mo>' in mathml(r"\hat y")
    assert '<mo stretchy="true">\u0302</mo>' in mathml(r"\widehat{xy}")
    assert "msup" not in mathml("f''") and "″" in mathml("f''")


def test_lines_and_braces_span_their_term():
    """A line is one that stretches, and a brace keeps off what stands in it."""
    assert '<mo stretchy="true">‾</mo>' in mathml(r"\overline{x^2}")
    assert "accent" not in mathml(r"\underbrace{a_1 + a_2}_n")


def test_aligned_equations_carry_their_alignment():
    """Cells of aligned equations and cases say where they stand, and aligned equations are displays."""
    aligned = mathml(r"\begin{aligned} a &= b \\ c &= d \end{aligned}", display=True)
    assert '<mtable displaystyle="true"' in aligned
    assert aligned.count("nn-right") == aligned.count("nn-left") == 2
    cases = mathml(r"\begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}")
    assert '<mtable displaystyle="false"' in cases and cases.count("nn-left") == 4


def test_no_style_stands_in_a_formula():
    """Each of math-core's styles is a class of math.css, and of one that is none the error says so."""
    css = (ROOT / "docs/assets/css/math.css").read_text(encoding="utf-8")
    ruled = mathml(
        r"\begin{array}{|l|c|r|} \hline 1 & 2 & 3 \\ \hline 4 & 5 & 6 \\ \hline \end{array}", display=True
    )
    for formula in (
        ruled,
        mathml(r"\begin{cases} 1 & x \end{cases}"),
        mathml(r"\begin{aligned} a &= b \end{aligned}"),
    ):
        assert " style=" not in formula
        names = set(" ".join(re.findall(r'class="([^"]*)"', formula)).split())
        assert names and all(f"math .{name} {{" in css for name in names), names


@pytest.mark.parametrize(
    ("tex", "line"),
    [
        (r"\hat y = \sqrt{x}", "ŷ=√x"),
        (r"x^2 + y^{n+1}", "x^2+y^(n+1)"),
        (r"\sum_{i=1}^n w_i", "∑_(i=1)^nw_i"),
        (r"g'(z)", "g′(z)"),
        (r"\mathbf{x} \log y", "x log y"),
        (r"\overline{x} \, \vec v", "x̄ v⃗"),
    ],
)
def test_plain_writes_one_line(tex, line):
    """The plain form shows by signs what MathML shows by place."""
    assert plain(ET.fromstring(mathml(tex))) == line


@pytest.mark.parametrize("chapter", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: path.stem)
def test_every_formula_of_the_book_is_in_its_font(desk, chapter):
    """No formula of a chapter needs a sign that the font lacks."""
    signs = TTFont(BytesIO(math_font()[FONT])).getBestCmap()
    md = as_mkdocs(desk.converter("tables"), desk.book.docs / "labs" / "x.py")  # no block of a lab runs
    formulas = re.findall(r"<math.*?</math>", md.convert(chapter.read_text(encoding="utf-8")))
    shown = {sign for formula in formulas for sign in "".join(ET.fromstring(formula).itertext())}
    assert {sign for sign in shown if ord(sign) not in signs} == set()


def test_output_is_the_same_in_every_run():
    """Another process with another hash seed writes the same bytes."""
    code = (
        "import sys; from nnbook.book.page.math import mathml;"
        r"sys.stdout.buffer.write(mathml(r'\hat y = \frac1m \mathbf x').encode())"
    )
    runs = {
        processes.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, text=False
        ).stdout
        for seed in ("1", "2")
    }
    assert runs == {mathml(r"\hat y = \frac1m \mathbf x").encode()}


def test_a_full_stop_stays_with_its_formula(md):
    """No line begins with the stop that ends a sentence."""
    html = md.convert("We call it $z$. And ($a$), or $b$ alone.")
    assert html.count('<span class="nn-nobreak">') == 2
    assert "</math>.</span> And" in html and "</math>),</span> or" in html
