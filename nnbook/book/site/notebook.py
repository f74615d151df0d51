"""Write a chapter as a notebook and as a script, for readers who take it home.

Both are made while the site is built, from the parse that the page is made from, and committed nowhere.
"""

import ast
import json
import re
import textwrap
from typing import Any

from nnbook.book.check.pins import normal
from nnbook.book.content.chapter import Block, Chapter
from nnbook.book.content.failures import ChapterError
from nnbook.book.site.cells import Cell, cut
from nnbook.book.site.library import install

# What a figure takes from the page's style sheets, it must bring along where there is no page.
_INK = "#20242c"
_SVG = re.compile(r'<figure class="nn-figure">(<svg .*?</svg>)</figure>', re.DOTALL)


def notebook(chapter: Chapter, page: str, address: str, library: str) -> str:
    """Write a chapter as a Jupyter notebook that opens complete and runs from top to bottom.

    Parameters
    ----------
    chapter : Chapter
    page : str
        The HTML of the chapter as the site shows it, from which the figures are taken.
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
    svgs = figures(page)
    command = install(library, "plots", "jupyterlab")
    written = [_markdown(_how_to_run(chapter, address, command, "a notebook"))]
    blocks = 0
    for cell in cut(chapter, address):
        if cell.block is None:
            written.append(_markdown(_folded(cell)))
            continue
        if cell.first:
            written.append(_markdown(f"*The {_noun(cell)} is in the folded cell below.*"))
        svg = svgs[blocks] if blocks < len(svgs) else ""
        written.append(_code(cell, cell.block, svg))
        blocks += 1
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

    `# %%` begins each cell, so that editors that know the sign run the script cell by cell.
    """
    parts = [_commented(_how_to_run(chapter, address, install(library, "plots"), "a script"))]
    for cell in cut(chapter, address):
        if cell.block is None:
            text = f"**{_noun(cell).capitalize()}**\n\n{cell.text}" if cell.first else cell.text
            parts.append(f"# %% [markdown]\n{_commented(text)}")
        else:
            parts.append(f"# %%\n{runnable(cell.block)}")
    return "\n\n".join(parts) + "\n"


def runnable(block: Block) -> str:
    """Return the code of a block; where it needs more than the library does, as code that can do without.

    Raises
    ------
    ChapterError
        Where such a block cannot be indented, since that would change a text of several lines.
    """
    source = block.source.rstrip("\n")
    needs = block.options.get("needs", "").split()
    if not needs:
        return source
    found = " and ".join(f'find_spec("{name}")' for name in needs)
    guarded = (
        f"from importlib.util import find_spec\n\nif {found}:\n"
        f"{textwrap.indent(source, '    ')}\n"
        f'else:\n    print("{missing(block)}")'
    )
    branch = ast.parse(guarded).body[1]
    assert isinstance(branch, ast.If)
    if [ast.dump(node) for node in branch.body] != [ast.dump(node) for node in ast.parse(source).body]:
        problem = "a block with needs= goes into scripts indented: write its texts in one line each"
        raise ChapterError(block.path, block.line, problem)
    return guarded


def missing(block: Block) -> str:
    """Return what a block says in place of its output where a package that it needs is not there."""
    return f"This block needs {block.options['needs'].replace(' ', ' and ')}."


def figures(page: str) -> list[str]:
    """Return the figure of each block of a page as SVG that needs no page around it; "" where it has none."""
    found = []
    for part in page.split("<nn-block")[1:]:
        match = _SVG.search(part)
        found.append(_standalone(match[1]) if match else "")
    return found


def _standalone(svg: str) -> str:
    """Give a figure its own colours and font, and a white ground."""
    svg = re.sub(r"var\(--[\w-]+,\s*([^()]+)\)", r"\1", svg).replace("currentColor", _INK)
    opening, end, rest = svg.partition(">")
    opening = opening.replace('style="', "style=\"font-family: 'DejaVu Sans', Verdana, sans-serif; ", 1)
    return f'{opening}{end}<rect width="100%" height="100%" fill="#fff"/>{rest}'


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
