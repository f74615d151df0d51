"""The head of a page: what stands in it, and what is put into it, whichever generator made the page."""

import html
import re
from collections.abc import Iterable

_HEAD = re.compile(r"(<head\b[^>]*>)(.*?)(</head>)", re.DOTALL)
_CHARSET = re.compile(r"""<meta\s+charset=["'][^>]*>\s*""")
# What stands once in a head. It is known by what these find at its begin, everything else by all of it.
_ONCE = re.compile(
    r'<(?:title|meta (?:name|property|http-equiv)="[^"]*"|link rel="(?:canonical|manifest)")(?=[\s>])'
)


def element(tag: str, **attributes: str) -> str:
    """Write an element without content; of a name's underscores hyphens are made (`http_equiv`).

    `element("meta", http_equiv="refresh", content="9")` is `<meta http-equiv="refresh" content="9">`.
    """
    written = (f' {name.replace("_", "-")}="{html.escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{''.join(written)}>"


def with_elements(page: str, elements: Iterable[str]) -> str:
    """Put elements into the head of a page.

    A title, a `meta` of one name and a canonical link stand once in a head: one that is there gives way to
    the new one, in its place. All others come straight behind the `charset`, in their order, since a content
    security policy holds for what stands behind it. To put in what is there changes nothing.

    Parameters
    ----------
    page : str
        The HTML of a page; one without a head stays as it is.
    elements : iterable of str
        Each is one element, as `element` writes it.

    Returns
    -------
    str
    """
    found = _HEAD.search(page)
    if found is None:
        return page
    head, added = found[2], ""
    for new in elements:
        once = _ONCE.match(new)
        if once is None:
            added += f"{new}\n" if new not in head else ""
            continue
        end = r"[^>]*>.*?</title>" if new.startswith("<title") else r"""(?:"[^"]*"|[^">])*>"""
        old = re.compile(rf"{re.escape(once[0])}(?=[\s>]){end}", re.DOTALL)
        head, count = old.subn(lambda _, new=new: new, head, count=1)
        added += "" if count else f"{new}\n"
    charset = _CHARSET.search(head)
    place = charset.end() if charset else 0
    head = f"{head[:place]}{added}{head[place:]}"
    return page[: found.start(2)] + head + page[found.end(2) :]


def title(page: str) -> str:
    """Return the title of a page as text; empty where there is none."""
    found = re.search(r"<title\b[^>]*>(.*?)</title>", page, re.DOTALL)
    return html.unescape(found[1]).strip() if found else ""
