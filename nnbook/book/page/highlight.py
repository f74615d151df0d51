"""Code in colours, as SuperFences sets it, with no more elements than a reader sees.

A chapter can show two thousand lines, and whatever restyles the page passes every element of it. So a
word has an element only where its colour is not the text's, and a line only where it may be longer than
the screen.
"""

import re
from typing import Any

from markdown import Markdown

_CODE = re.compile(r"<pre>(?:<span></span>)?<code>(.+?)</code></pre>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
# Names, numbers, operators, punctuation and blanks. "and" and its like are words to readers.
_PLAIN = re.compile(r'<span class="(?:n|nn|mi|mf|sa|o|p|w)">([^<]*)</span>')
_WORD = re.compile(r'<span class="ow">')
_LINE = '<span class="nn-long'
_SHORT = 34  # characters that fit into a screen of 320 pixels
_DEEPEST = 24  # columns of indentation that nnbook.css knows, in steps of four


def highlight(source: str, language: str, options: dict[str, Any], md: Markdown, **kwargs: Any) -> str:
    """Return code as HTML.

    Parameters
    ----------
    source : str
    language : str
    options : dict
        Those that SuperFences has taken.
    md : Markdown
        What renders the page.
    **kwargs
        Classes, id and attributes, as SuperFences passes them.
    """
    fences: Any = md.preprocessors["fenced_code_block"]
    given = {"classes": [], "id_value": "", "attrs": {}} | kwargs
    result: str = fences.highlight(src=source, language=language, options=options, md=md, **given)
    return result


def highlight_line(source: str, md: Markdown) -> str:
    """Return a line of Python as the inside of an element `code`, for where it is one among others."""
    found = _CODE.search(highlight(source, "python", {}, md))
    assert found is not None
    return _lines(_light(found[1])).removesuffix("\n")


def lighten(text: str) -> str:
    """Return HTML whose pieces of code have few elements, and lines that go on below.

    A line that is too long for the screen goes on further in than it began. The element between `pre` and
    `code` keeps Material's script away, which mounts each `pre > code` and has the page laid out for it.
    Doing it twice changes nothing.
    """
    return _CODE.sub(_lighter, text)


def _lighter(match: re.Match[str]) -> str:
    return f'<pre><span class="nn-source"><code>{_lines(_light(match[1]))}</code></span></pre>'


def _light(code: str) -> str:
    return _WORD.sub('<span class="k">', _PLAIN.sub(r"\1", code))


def _lines(code: str) -> str:
    lines = code.removesuffix("\n").split("\n")
    whole = all(line.count("<span") == line.count("</span>") for line in lines)
    if not whole:  # a line that is marked, or numbered, is set otherwise
        return code
    return "".join(f"{_line(line)}\n" for line in lines)


def _line(line: str) -> str:
    plain = _TAG.sub("", line)
    if len(plain) <= _SHORT:
        return line
    indent = min((len(plain) - len(plain.lstrip(" "))) // 4 * 4, _DEEPEST)
    return f'{_LINE}{f" nn-in-{indent}" if indent else ""}">{line}</span>'
