"""How a page starts, whichever generator made it."""

from nnbook.book.site.start import with_own_start

PAGE = """<html class="no-js"><head>
<meta charset="utf-8">
<link rel="stylesheet" href="a.css">
<script>theme()</script>
</head><body><form data-md-component="palette"></form><ul data-md-component="toc"></ul>
<h2>A<a class="headerlink" href="#a" title="Permanent link">&para;</a></h2>
<h2>B<a href="#b" class="headerlink" title="Permanent link">&para;</a></h2>
<a href="#c" title="What it is">c</a></body></html>"""


def test_our_script_comes_behind_the_sheets_and_before_all_others() -> None:
    """It looks for the sheets, and the theme's scripts rely on what it does."""
    page = with_own_start(PAGE, "../assets/js/first.js")
    first = page.index('<script src="../assets/js/first.js"></script>')
    assert page.index("a.css") < first < page.index("theme()")
    bare = with_own_start("<head><title>A</title></head>", "x.js")
    assert bare.index("</title>") < bare.index("x.js") < bare.index("</head>")


def test_what_the_theme_does_slowly_is_ours() -> None:
    """Its script finds neither palette nor contents, and makes no tooltip of the sign at a heading."""
    page = with_own_start(PAGE, "x.js")
    assert "data-md-component" not in page and "data-nn-palette" in page and "data-nn-contents" in page
    assert page.count('aria-label="Link to this heading"') == 2 and "Permanent" not in page
    assert 'title="What it is"' in page


def test_twice_is_as_once() -> None:
    """What is done to a finished site may be done again."""
    page = with_own_start(PAGE, "x.js")
    assert with_own_start(page, "x.js") == page
