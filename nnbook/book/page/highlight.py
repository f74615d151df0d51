"""Code in colours, as SuperFences sets it, and line by line."""

import re
from typing import Any

from markdown import Markdown

_CODE = re.compile(r"(<pre>(?:<span></span>)?<code>)(.+?)(</code></pre>)", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_LINE = '<span class="nn-line"'


def highlight(source: str, language: str, options: dict[str, Any], md: Markdown, **kwargs: Any) -> str:
    """Return code as HTML.

    Each line is an element: one that is too long for the screen goes on below, further in than it began.

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
    return by_line(result)


def by_line(text: str) -> str:
    """Return HTML in which each line of each piece of code is an element of its own."""
    return _CODE.sub(lambda code: f"{code[1]}{_lines(code[2])}{code[3]}", text)


def _lines(code: str) -> str:
    lines = code.removesuffix("\n").split("\n")
    whole = all(line.count("<span") == line.count("</span>") for line in lines)
    if not whole or _LINE in code:  # a line that is marked, or numbered, is set otherwise
        return code
    plain = [_TAG.sub("", line) for line in lines]
    indents = [len(line) - len(line.lstrip(" ")) for line in plain]
    pairs = zip(lines, indents, strict=True)
    return "".join(f'{_LINE} style="--nn-in:{indent}">{line}\n</span>' for line, indent in pairs)
