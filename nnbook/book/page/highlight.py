"""Code in colours, as SuperFences sets it, and line by line."""

import re
from typing import Any

from markdown import Markdown

_CODE = re.compile(r"(?<=<code>).+?(?=</code></pre>)", re.DOTALL)


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
    indents = [len(line) - len(line.lstrip(" ")) for line in source.strip("\n").split("\n")]
    return _CODE.sub(lambda code: _by_line(code[0], indents), result, count=1)


def _by_line(code: str, indents: list[int]) -> str:
    lines = code.removesuffix("\n").split("\n")
    whole = all(line.count("<span") == line.count("</span>") for line in lines)
    if not whole or len(lines) != len(indents):  # a line that is marked, or numbered, is set otherwise
        return code
    pairs = zip(lines, indents, strict=True)
    return "".join(
        f'<span class="nn-line" style="--nn-in:{indent}">{line}\n</span>' for line, indent in pairs
    )
