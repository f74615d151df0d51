"""How a page starts: what it does before it is there, and what the theme does not do to it."""

import re

SCRIPT = "assets/js/first.js"
CONTENTS = "data-nn-contents"  # of a list: the table of contents of its page
_FIRST = re.compile(r"[ \t]*(?=<script\b|</head>)")


# The theme makes a tooltip of each title, for which it measures the page again and again.
_SIGN = re.compile(r'(<a\b(?=[^>]* class="headerlink")[^>]*?) title="[^"]*"')


def with_own_start(page: str, address: str) -> str:
    """Have a page load our first script, and take from the theme what it does slowly. Twice is as once.

    Parameters
    ----------
    page : str
        The HTML of a page.
    address : str
        Where the script is, seen from there.
    """
    script = f'<script src="{address}"></script>'
    if script not in page:
        head, mark, rest = page.partition("<head>")
        page = head + mark + _FIRST.sub(f"    {script}\n\\g<0>", rest, count=1)
    page = _SIGN.sub(r'\1 aria-label="Link to this heading"', page)
    page = page.replace('data-md-component="toc"', CONTENTS)
    return page.replace('data-md-component="palette"', "data-nn-palette")
