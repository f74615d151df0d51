"""The labs: scripts in docs/labs, made into pages by mkdocs-jupyter.

A lab needs packages that most builds do without, and minutes rather than seconds. So its results are stored
beside it, and a build shows those; with NNBOOK_LABS_EXECUTE=true mkdocs-jupyter executes it instead.
`python -m nnbook.book.site.labs [NAME …]` executes labs and stores what they print and draw.
"""

# mypy: disable-error-code="no-untyped-call"
# (nbformat has no types)

import hashlib
import json
import os
import sys
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from mkdocs_jupyter.config import settings

from nnbook.book.content.book import Book
from nnbook.book.content.errors import ChapterError
from nnbook.book.page.highlight import lighten
from nnbook.book.results import store
from nnbook.book.site.library import install, setting

_TEMPLATES = Path(__file__).parent / "templates" / "labs"
_END = "<!-- end of the lab -->"
_BACKEND = "module://nnbook.book.site.lab_figures"
_FOLDER = "labs"  # below the folder of the pages
_PACKAGES = ("numpy", "matplotlib", "scikit-learn", "torch", "keras", "jax", "distributed")


def labs(docs: Path) -> list[Path]:
    """List the scripts of the labs of a book, by name."""
    return sorted((docs / _FOLDER).glob("*.py"))


def results_file(lab: Path) -> Path:
    """Return where the results of a lab are stored."""
    return lab.parent / "results" / f"{lab.stem}.json"


def read(lab: Path) -> Any:
    """Read a lab as a notebook without outputs."""
    import jupytext  # takes longer than all else that a build of a small book without labs loads

    return jupytext.read(lab, fmt="py:percent")


def _code(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def fingerprint(notebook: Any) -> str:
    """Name the code of a lab: other code has another name; prose does not count."""
    return hashlib.sha256("\n# %%\n".join(cell.source for cell in _code(notebook)).encode()).hexdigest()[:16]


def record(lab: Path) -> None:
    """Execute a lab from top to bottom and store what each cell prints and draws.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        Where a cell raises.
    """
    from nbclient import NotebookClient

    os.environ["MPLBACKEND"] = _BACKEND
    notebook = read(lab)
    # A busy machine starts a kernel late, and what a cell prints comes late: it must not be lost.
    limit = 600  # seconds
    client = NotebookClient(
        notebook, timeout=limit, startup_timeout=limit, iopub_timeout=limit, kernel_name="python3"
    )
    client.execute()
    stored = {
        "code": fingerprint(notebook),
        "packages": [f"{name} {version(name).split('+')[0]}" for name in _PACKAGES if _uses(notebook, name)],
        "outputs": [_shown(cell) for cell in _code(notebook)],
    }
    results_file(lab).parent.mkdir(exist_ok=True)
    results_file(lab).write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _uses(notebook: Any, package: str) -> bool:
    module = {"scikit-learn": "sklearn", "distributed": "dask.distributed"}.get(package, package)
    return any(f"{word} {module}" in cell.source for cell in _code(notebook) for word in ("import", "from"))


def _shown(cell: Any) -> list[dict[str, list[str]]]:
    """Return the texts and figures of a cell; what goes to stderr, such as a progress bar, passes."""
    shown: list[dict[str, list[str]]] = []
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stdout":
            if shown and "text" in shown[-1]:
                shown[-1]["text"] = ("\n".join(shown[-1]["text"]) + "\n" + output.text).rstrip().split("\n")
            else:
                shown.append({"text": output.text.rstrip().split("\n")})
        elif "image/svg+xml" in output.get("data", {}):
            shown.append({"svg": output.data["image/svg+xml"].split("\n")})
    return shown


def stored(lab: Path) -> tuple[Any, list[str]]:
    """Read a lab with its stored results as outputs.

    Returns
    -------
    notebook, packages : NotebookNode, list of str
        The second says with what the results were computed.

    Raises
    ------
    ChapterError
        Where no results are stored, or those of other code.
    """
    import nbformat

    notebook = read(lab)
    again = f"store its results with `python -m nnbook.book.site.labs {lab.stem}`"
    if not results_file(lab).exists():
        raise ChapterError(lab, 1, f"this lab was never executed: {again}")
    results = json.loads(results_file(lab).read_text(encoding="utf-8"))
    if results["code"] != fingerprint(notebook):
        raise ChapterError(lab, 1, f"the code has changed since the lab was executed: {again}")
    for number, (cell, outputs) in enumerate(zip(_code(notebook), results["outputs"], strict=True), 1):
        cell.execution_count = number
        for output in outputs:
            if "text" in output:
                text = "\n".join(output["text"]) + "\n"
                cell.outputs.append(nbformat.v4.new_output("stream", name="stdout", text=text))
            else:
                data = {"image/svg+xml": "\n".join(output["svg"])}
                cell.outputs.append(nbformat.v4.new_output("display_data", data=data))
    return notebook, results["packages"]


def configure(config: MkDocsConfig) -> None:
    """Have mkdocs-jupyter write with our templates, and a lab that it executes draw with our figures."""
    settings.templates_dir = str(_TEMPLATES)
    if executing(config):
        os.environ["MPLBACKEND"] = _BACKEND


def executing(config: MkDocsConfig) -> bool:
    """Whether this build executes the labs."""
    plugin = config.plugins.get("mkdocs-jupyter")
    return plugin is not None and bool(plugin.config["execute"])


def is_lab(file: File) -> bool:
    """Whether a file of the site is a lab."""
    return file.src_uri.startswith(f"{_FOLDER}/") and file.src_uri.endswith(".py")


def script(uri: str) -> str:
    """Return where a site has the script of a lab, which lies there among the pages."""
    return f"scripts/{uri}"


def with_results(page: Page, config: MkDocsConfig, root: Path) -> None:
    """Give mkdocs-jupyter, which is about to read the lab, a notebook with the stored results instead."""
    import nbformat

    lab = Path(config.docs_dir) / page.file.src_uri
    notebook, _ = stored(lab)
    copy = root / store.CACHE / "labs" / f"{lab.stem}.ipynb"
    copy.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, copy)
    page.file.abs_src_path = str(copy)


def make_page(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Make the page of what mkdocs-jupyter gave: Markdown becomes HTML as in a chapter, links are checked."""
    source = Path(config.docs_dir) / page.file.src_uri
    page.markdown = html.split(_END)[0]
    page.file.abs_src_path = str(source)
    Page.render(page, config, files)
    address = get_relative_url(script(page.file.src_uri), page.url)
    command = install(setting(config), "labs")
    head = (
        '<p class="nn-takeaway" data-search-exclude>Take this lab home: '
        f'<a href="{address}" download>script</a> · it needs '
        f"<code>{escape(command, quote=False)}</code></p>\n{_provenance(source, config)}"
    )
    return lighten(page.content or "").replace("</h1>", f"</h1>\n{head}", 1)


def _provenance(lab: Path, config: MkDocsConfig) -> str:
    if executing(config):
        return '<p class="nn-provenance">This lab was executed when this page was built.</p>'
    packages = ", ".join(stored(lab)[1])
    return (
        '<p class="nn-provenance">The results on this page are stored ones: this build did not execute the '
        f"lab. They were computed by the code shown, with {packages}.</p>"
    )


def main(names: list[str]) -> None:
    """Execute the labs of these names, or all, and store their results."""
    for lab in labs(Book.at(Path.cwd()).docs):
        if not names or lab.stem in names:
            print(f"{lab.stem} …", flush=True)
            record(lab)


if __name__ == "__main__":
    main(sys.argv[1:])
