"""Write a chapter as a notebook and as a script, for readers who take it home.

Both are made while the site is built, from the parse that the page is made from, and committed nowhere.
"""

import ast
import json
import re
import textwrap
import warnings
from typing import Any

from nnbook.book.check.pins import normal
from nnbook.book.content import packages
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.imports import parsed
from nnbook.book.page.fences import described
from nnbook.book.results.results import Results
from nnbook.book.site.cells import Cell, cut
from nnbook.book.site.library import install

# What a figure takes from the page's style sheets, it must bring along where there is no page.
_INK = "#20242c"


def take_home(chapter: Chapter, results: Results, address: str, library: str) -> dict[str, str]:
    """Write what readers of a page take home: its notebook and its script, by their names in the site.

    Parameters
    ----------
    chapter : Chapter
    results : Results
        What its blocks did.
    address : str
        Where the page is on the web.
    library : str
        Where pip gets the library.

    Returns
    -------
    dict of str to str
        Empty for a page without blocks that run.

    Raises
    ------
    ChapterError
        If the page cannot be read, or a block cannot be written so that it runs without what it needs.
    """
    if not any(block.runs for block in chapter.blocks):
        return {}
    return {
        f"notebooks/{chapter.page_name}.ipynb": notebook(chapter, results, address, library),
        f"scripts/{chapter.page_name}.py": script(chapter, address, library),
    }


def with_links(html: str, addresses: dict[str, str]) -> str:
    """Offer what `take_home` wrote under the title of its page.

    Parameters
    ----------
    html : str
        The page.
    addresses : dict of str to str
        By the names in the site, the addresses as seen from the page.
    """
    if not addresses:
        return html
    links = [
        f'<a href="{address}" download>{"notebook" if path.endswith(".ipynb") else "script"}</a>'
        for path, address in addresses.items()
    ]
    line = f'<p class="nn-takeaway" data-search-exclude>Take this page home: {" · ".join(links)}</p>'
    return html.replace("</h1>", f"</h1>\n{line}", 1)


def notebook(chapter: Chapter, results: Results, address: str, library: str) -> str:
    """Write a chapter as a Jupyter notebook that opens complete and runs from top to bottom.

    Parameters
    ----------
    chapter : Chapter
    results : Results
        What its blocks did, from which the figures are taken.
    address : str
        Where the page is on the web.
    library : str
        Where pip gets the library.

    Returns
    -------
    str
        JSON, nbformat 4.5. Prose is Markdown, blocks are code with their pins and figures as outputs, and
        the code of solutions is folded, and so is an output that the
        reader is asked for.
    """
    command = install(library, "plots", "jupyterlab")
    written = [_markdown(_how_to_run(chapter, address, command, "a notebook"))]
    for cell in cut(chapter, address):
        if cell.block is None:
            written.append(_markdown(_folded(cell)))
            continue
        if cell.first:
            written.append(_markdown(f"*The {_noun(cell)} is in the folded cell below.*"))
        written.append(_code(cell, cell.block, figure(cell.block, results)))
    for number, data in enumerate(written, 1):
        data["id"] = f"cell-{number}"
    content = {
        "cells": written,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def script(chapter: Chapter, address: str, library: str) -> str:
    """Write a chapter as a script: its blocks one after the other, its prose as comments between them.

    `# %%` begins each cell, so that editors that know the sign run the script cell by cell. Names are carried
    over from one block to the next, and imports from `__future__`, which Python wants first, hold for all.
    """
    parts: list[str] = []
    futures: dict[str, None] = {}
    for cell in cut(chapter, address):
        if cell.block is None:
            text = f"**{_noun(cell).capitalize()}**\n\n{cell.text}" if cell.first else cell.text
            parts.append(f"# %% [markdown]\n{_commented(text)}")
            continue
        names, code = _without_futures(runnable(cell.block))
        futures |= dict.fromkeys(names)
        # One block that is not Python would keep all others from running.
        parts.append(f"# %%\n{code if _compiles(code) else _commented(code)}")
    if futures:
        parts.insert(0, f"# %%\nfrom __future__ import {', '.join(futures)}")
    first = _commented(_how_to_run(chapter, address, install(library, "plots"), "a script"))
    return "\n\n".join([first, *parts]) + "\n"


def runnable(block: Block) -> str:
    """Return the code of a block; where it needs more than the library does, as code that can do without.

    What is no code, or not Python, is left as it is: its own check tells what is wrong.

    Raises
    ------
    ChapterError
        Where such a block cannot be indented, since that would change a text of several lines.
    """
    source = block.source.rstrip("\n")
    needs = block.options.get("needs", "").split()
    if not needs or not _compiles(source):
        return source
    futures, source = _without_futures(source)
    body = parsed(source).body
    if not body:
        return block.source.rstrip("\n")
    found = " and ".join(f'find_spec("{packages.module_of(name)}")' for name in needs)
    guarded = (
        f"from importlib.util import find_spec\n\nif {found}:\n"
        f"{textwrap.indent(source, '    ')}\n"
        f'else:\n    print("{missing(block)}")'
    )
    branch = parsed(guarded).body[1]
    assert isinstance(branch, ast.If)
    if [ast.dump(node) for node in branch.body] != [ast.dump(node) for node in body]:
        problem = "a block with needs= goes into scripts indented: write its texts in one line each"
        raise ChapterError(block.path, block.line, problem)
    return f"from __future__ import {', '.join(futures)}\n{guarded}" if futures else guarded


def _compiles(source: str) -> bool:
    """Tell whether a text is Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(source, "block", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def _without_futures(source: str) -> tuple[list[str], str]:
    """Part code into what it imports from `__future__`, name by name, and all the rest."""
    if not _compiles(source):
        return [], source
    lines = source.encode().split(b"\n")  # columns are counted in bytes
    names: list[str] = []
    for node in reversed(parsed(source).body):
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            names = [ast.unparse(alias) for alias in node.names] + names
            first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
            rest = lines[first][: node.col_offset] + lines[last][node.end_col_offset :].lstrip(b" ;")
            lines[first : last + 1] = [rest] if rest.strip() else []
    return names, b"\n".join(lines).decode().strip("\n") if names else source


def missing(block: Block) -> str:
    """Return what a block says in place of its output where a package that it needs is not there."""
    return f"This block needs {block.options['needs'].replace(' ', ' and ')}."


def figure(block: Block, results: Results) -> str:
    """Return the figure of a block as SVG that needs no page around it; "" where it has none."""
    if "alt" not in block.options or not block.runs or block.missing:
        return ""
    return "".join(_standalone(described(svg, block.options["alt"])) for svg in results.get(block).figures)


def _standalone(svg: str) -> str:
    """Give a figure its own colours and font, and a white ground."""
    svg = re.sub(r"var\(--[\w-]+,\s*([^()]+)\)", r"\1", svg).replace("currentColor", _INK)
    opening, end, rest = svg.partition(">")
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    return f'{opening} font-family="DejaVu Sans, Verdana, sans-serif"{end}{ground}{rest}'


def _how_to_run(chapter: Chapter, address: str, command: str, kind: str) -> str:
    title = chapter.meta.get("title", chapter.path.stem)
    return (
        f"*[{title}]({address}) as {kind}, made when the site was built.*\n"
        f"To run it, take Python 3.11 or newer and\n\n```sh\n{command}\n```"
    )


def _noun(cell: Cell) -> str:
    """Return what "Show the solution" shows."""
    return cell.summary.removeprefix("Show ").removeprefix("the ")


def _folded(cell: Cell) -> str:
    """Return prose, that of a solution behind the words that unfold it."""
    if not cell.summary:
        return cell.text
    summary = cell.summary if cell.first else f"The {_noun(cell)} goes on"
    return f"<details>\n<summary>{summary}</summary>\n\n{cell.text}\n\n</details>"


def _markdown(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(cell: Cell, block: Block, svg: str) -> dict[str, Any]:
    outputs: list[dict[str, Any]] = []
    if block.pin:
        text = (normal(block.pin) + "\n").splitlines(keepends=True)
        outputs.append({"output_type": "stream", "name": "stdout", "text": text})
    if svg:
        alt = block.options["alt"]
        outputs.append(
            {
                "output_type": "display_data",
                "data": {"image/svg+xml": svg.splitlines(keepends=True), "text/plain": [alt]},
                "metadata": {"image/svg+xml": {"alt": alt}},
            }
        )
    folded = {"source_hidden": bool(cell.summary), "outputs_hidden": bool(cell.summary) or cell.asks}
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"jupyter": folded} if any(folded.values()) else {},
        "outputs": outputs,
        "source": runnable(block).splitlines(keepends=True),
    }


def _commented(text: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in text.split("\n"))
