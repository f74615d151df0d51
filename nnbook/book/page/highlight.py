"""Code in colours, as SuperFences sets it."""

from typing import Any

from markdown import Markdown


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
