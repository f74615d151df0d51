"""A custom fence `cite`: how to cite the book, made from the CITATION.cff that the fence names.

The file is for GitHub and for programs that collect references; the page shows the same to people.
"""

import html
from pathlib import Path
from typing import Any

import yaml
from markdown import Markdown

from nnbook.book.page.page import Page

_ESCAPES = str.maketrans({sign: f"\\{sign}" for sign in "&%$#_{}"})


def format_citation(source: str, page: Page, md: Markdown) -> str:
    """Return the box for the file that the fence names, which lies beside mkdocs.yml.

    Raises
    ------
    ChapterError
        If the file cannot be read, or lacks what a citation needs.
    """
    try:
        work = read(page.book.root / source.strip())
    except (OSError, KeyError, TypeError, IndexError, yaml.YAMLError) as error:
        problem = f"{source.strip()} cannot be cited: {error!r}"
        raise page.error(page.fence("cite", source).line, problem) from error
    return f'<div class="nn-cite"><p>{apa(work)}</p><pre><code>{html.escape(bibtex(work))}</code></pre></div>'


def read(file: Path) -> dict[str, Any]:
    """Read what a CITATION.cff wants to be cited, with everything that a citation needs.

    Returns
    -------
    dict
        `title`, `authors` (a list of str, each "Family, Given" or a name), `year`, `version` and `url`.
    """
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    work = data.get("preferred-citation", data)
    return {
        "title": work["title"],
        "authors": [_name(author) for author in work["authors"]],
        "year": work["year"],
        "version": work["version"],
        "url": work["url"],
    }


def _name(author: dict[str, str]) -> str:
    return author["name"] if "name" in author else f"{author['family-names']}, {author['given-names']}"


def apa(work: dict[str, Any]) -> str:
    """Write a citation in the manner of the APA, as HTML."""
    *others, last = (_initials(author) for author in work["authors"])
    authors = f"{', '.join(others)}, & {last}" if others else last
    url = html.escape(work["url"])
    return (
        f"{html.escape(authors.rstrip('.'))}. ({work['year']}). <em>{html.escape(work['title'])}</em> "
        f'(Version {work["version"]}). <a href="{url}">{url}</a>'
    )


def _initials(author: str) -> str:
    family, comma, given = author.partition(", ")
    return f"{family}, {' '.join(f'{name[0]}.' for name in given.split())}" if comma else author


def bibtex(work: dict[str, Any]) -> str:
    """Write a citation for BibTeX; a name of many words is kept whole by its braces."""
    names = {author: author.translate(_ESCAPES) for author in work["authors"]}
    fields = {
        "author": " and ".join(tex if ", " in name else f"{{{tex}}}" for name, tex in names.items()),
        "title": f"{{{work['title'].translate(_ESCAPES)}}}",
        "year": str(work["year"]),
        "version": str(work["version"]),
        "url": work["url"],
    }
    lines = [f"  {name:7} = {{{value}}}," for name, value in fields.items()]
    return "\n".join(["@misc{nnbook,", *lines, "}"]) + "\n"
