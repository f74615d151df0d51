"""What only MkDocs can tell the book: where it lies, whether it is being served, which files the site has."""

import logging
from pathlib import Path
from typing import Literal

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from nnbook.book.content.chapter import Chapter
from nnbook.book.content.failures import ChapterError
from nnbook.book.page import math
from nnbook.book.results import cache
from nnbook.book.site import labs, library, notebook, sitemap
from nnbook.book.site.browser import COMMAND, publish, runtime

_log = logging.getLogger("mkdocs.plugins.nnbook")
_serving = False
_python: dict[str, bytes | Path] = {}


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Remember the command."""
    global _serving
    _serving = command == "serve"


def on_config(config: MkDocsConfig) -> None:
    """Hand it to the Markdown extension; add Python for the browser, and a life without a network."""
    global _python
    if config.strict:
        _count_all_warnings()
    library.setting(config)  # where it is wrong, no page need be rendered to say so
    root = Path(config.docs_dir).parent
    options = config.mdx_configs.setdefault("nnbook.book.page.fences", {})
    options["root"] = str(root)
    options["serving"] = _serving
    options["results"] = str(cache.folder(root, cache.BLOCKS) or "")
    labs.configure(config)
    _python = publish.runtime_files(root)
    options["python"] = bool(_python)
    if _python:
        config.extra_css.append("assets/css/run.css")
        _add_module(config, "assets/js/run/run.js")
        if not runtime.has_editor(root / runtime.CACHE):
            _log.info("No editor, but a plain field: `%s` bundles it where there is npm.", COMMAND)
    else:
        _log.info("No Run buttons: `%s` fetches Python for the browser.", COMMAND)
    if not _serving:  # an author wants to see the change, not a copy of the site before it
        _add_module(config, "assets/js/offline.js")


def _count_all_warnings() -> None:
    """Have MkDocs see its warnings even where it is quiet: it counts those alone that it would show."""
    log = logging.getLogger("mkdocs")
    log.setLevel(min(log.level, logging.WARNING))


def _add_module(config: MkDocsConfig, path: str) -> None:
    script = ExtraScriptValue(path)
    script.type = "module"
    config.extra_javascript.append(script)


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the math font, which is cut from an installed package and stands in no folder of ours."""
    fonts = cache.folder(Path(config.docs_dir).parent, cache.FONTS)
    for path, content in math.assets(fonts).items():
        files.append(File.generated(config, path, content=content))
    for path, source in _python.items():
        if isinstance(source, Path):
            files.append(File.generated(config, path, abs_src_path=str(source)))
        else:
            files.append(File.generated(config, path, content=source))


def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    """Give a lab its stored results, unless this build executes it."""
    if labs.is_lab(page.file) and not labs.executing(config):
        labs.with_results(page, config)
    return page


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Make the notebook and the script of a page with blocks, and offer them under its title.

    They come into the list of files this late so that mkdocs-jupyter does not take them for pages.
    """
    if labs.is_lab(page.file):
        return labs.make_page(html, page, config, files)
    source = page.file.abs_src_path
    if source is None or not source.endswith(".md") or page.is_homepage:
        return html
    chapter = Chapter.read(Path(source))
    address = page.canonical_url or ""
    try:
        if not chapter.blocks:
            return html
        contents = {
            "notebook": notebook.notebook(chapter, html, address, library.setting(config)),
            "script": notebook.script(chapter, address, library.setting(config)),
        }
    except ChapterError:  # the page shows it
        return html
    links = []
    stem = page.file.src_uri.removesuffix(".md")
    for kind, path in {"notebook": f"notebooks/{stem}.ipynb", "script": f"scripts/{stem}.py"}.items():
        files.append(File.generated(config, path, content=contents[kind]))
        links.append(f'<a href="{get_relative_url(path, page.url)}" download>{kind}</a>')
    line = f'<p class="nn-takeaway" data-search-exclude>Take this page home: {" · ".join(links)}</p>'
    return html.replace("</h1>", f"</h1>\n{line}", 1)


def on_post_build(config: MkDocsConfig) -> None:
    """Write the service worker, which lists what the site consists of; drop old results."""
    for folder in (cache.BLOCKS, cache.FONTS):
        cache.prune(Path(config.docs_dir).parent / folder)
    if not _serving:
        site = Path(config.site_dir)
        sitemap.undate(site)
        script = (Path(publish.__file__).parent / "sw.js").read_text(encoding="utf-8")
        (site / "sw.js").write_text(publish.service_worker(site, script), encoding="utf-8")
