"""Fences in a page: blocks run, and exercises, citations, formulas and lies become what they stand for."""

import html
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown_exec import base_format
from pymdownx.superfences import highlight_validator

from nnbook.book.check import listings
from nnbook.book.check.promises import check, check_listing
from nnbook.book.content.chapter import Block
from nnbook.book.content.errors import ChapterError
from nnbook.book.content.fences import SHOWN, STEPS
from nnbook.book.page import addresses, citation, exercise_form, lies, math, prediction_form, rebuild_form
from nnbook.book.page.highlight import highlight
from nnbook.book.page.page import Page, PageError, path_by_generator
from nnbook.book.results import recorded


def format_fence(source: str, language: str, options: dict[str, Any], md: Markdown, **kwargs: Any) -> str:
    """Return what a fence of any language is in its page."""
    page = Page.of(md)
    if page is None and language == "math":  # of a lab
        return _formula_of_lab(source, md)
    if page is None:
        return highlight(source, language, options, md, **kwargs)
    try:
        if language in SHOWN:
            made = highlight(source, language, options, md, **kwargs)
            page.pieces.append((page.place(language, source), made))
            return made
        if language not in _MADE_OF:
            raise page.error(
                page.line_of(source), f"only SuperFences takes this for a fence ```{language}\n{source}"
            )
        made = _MADE_OF[language](source, page, md)
    except ChapterError as error:
        return page.fail(error)
    except Exception as error:  # SuperFences would drop it, and the fence with it
        return page.fail(page.error(page.place(language, source), _unexpected(language, error)))
    page.pieces.append((page.place(language, source), made))
    return made


def _formula_of_lab(source: str, md: Markdown) -> str:
    try:
        return math.display(source)
    except math.MathError as error:
        path = path_by_generator(md, Path("docs")) or Path("docs")
        raise PageError(path, 1, str(error)) from error


def _unexpected(language: str, error: Exception) -> str:
    where = "".join(traceback.format_exception(error)[-2:]).rstrip()
    return f"the fence ```{language} could not be made into a part of the page\n{where}"


def validate(
    language: str, inputs: dict[str, str], options: dict[str, Any], attrs: dict[str, Any], md: Markdown
) -> bool:
    """Take every fence; what its options say the parser of the book has read."""
    if Page.of(md) is None or language in SHOWN:
        taken: bool = highlight_validator(language, inputs, options, attrs, md)
        return taken
    return True


def take_every_language(md: Markdown) -> None:
    """Have SuperFences hand over every fence, so that it passes none over.

    This is done when a page begins: a generator may have put another SuperFences in the place of ours.
    """
    fences: Any = md.preprocessors["fenced_code_block"]

    def form(src: str, language: str, options: dict[str, Any], md: Markdown, **kwargs: Any) -> str:
        return format_fence(src, language, options, md, **kwargs)

    def take(*arguments: Any) -> bool:
        fences.get_hl_settings()
        return validate(*arguments)

    fences.extension.extend_super_fences("*", form, take, None)


def format_block(source: str, page: Page, md: Markdown) -> str:
    """Run a block through markdown-exec; return its source, and under it what it printed and showed.

    What draws stands folded under its figure: a reader wants to see it, and only then how it was made. What
    defines functions as the library does has their full text, folded, at its end.
    """
    block = page.next_block(source)
    code = highlight(source, "python", {}, md)
    attributes = " data-norun" if block.no_run or not block.runs else ""
    name = block.options.get("id", "")
    bar = ""
    if block.no_run and page.making.python:
        bar = f"Not for the browser: {html.escape(block.no_run)}."
    output = prediction_form.around(_output(block, page, md), block)
    # The bar is empty, and hidden, until a site that carries Python puts its buttons there.
    bar = f'<div class="nn-bar">{bar}</div>'
    draws = '<figure class="nn-figure">' in output
    kind = "figure" if draws else "code"
    target = addresses.address(page, kind, block.source, block.line, name)
    if draws:
        below = addresses.address(page, "code", block.source, block.line)
        fold = _FOLD.format(below, code, addresses.link("code", below))
    bar += _steps(block, page)
    parts = f"{output}{fold}{bar}" if draws else f"{code}{bar}{output}"
    full, sign = _full_text(block, page, md), addresses.link(kind, target)
    return f'<nn-block id="{target}"{attributes}>{parts}{full}{sign}</nn-block>'


_FOLD = (
    '<nn-code id="{}"><details><summary data-search-exclude><span>Show</span><span>Hide</span> the code'
    "</summary>{}</details>{}</nn-code>"
)


def _steps(block: Block, page: Page) -> str:
    """Return the place for the steps that the build has recorded; nothing where the block asks for none."""
    if STEPS not in block.options or block.missing:
        return ""
    try:
        return (
            f'<nn-steps data-recorded="{recorded.name(recorded.recorded(block, page.results))}"></nn-steps>'
        )
    except ChapterError as error:
        return page.fail(error)


def _full_text(block: Block, page: Page, md: Markdown) -> str:
    """Return the whole of what a block shows the core of, as it stands in the library."""
    texts = listings.full_texts(block.source, page.book.library)
    if not texts:
        return ""
    code = highlight("\n\n\n".join(texts.values()), "python", {}, md)
    names = " and ".join(f"<code>{name}</code>" for name in texts)
    summary = f"<summary>The library's {names}, with the checks and the docstring</summary>"
    return f'<details class="nn-full" data-search-exclude>{summary}{code}</details>'


def _output(block: Block, page: Page, md: Markdown) -> str:
    try:
        output: str = base_format(
            language="python",
            run=lambda *_, **__: _run(block, page),
            code=block.source,
            md=md,
            html=True,
            update_toc=False,
        )
    except ChapterError as error:
        output = page.fail(error)
    return output


def _run(block: Block, page: Page) -> str:
    if not block.runs:
        return _note(f"Not run: {html.escape(block.options['shown'])}.")
    if block.missing:
        check_listing(block, page.book)
        packages = " and ".join(block.missing)
        note = f"Recorded earlier: this site was built without {packages}, so the block was not run."
        return _render("stdout", block.pin or "", block) + _note(note)
    outcome = page.results.get(block)
    check(block, outcome, page.book, page.chapter.blocks)
    if recorded := block.options.get("recorded"):
        # What this run printed is passed over: two builds of one commit are equal.
        events = [("stdout", block.pin or ""), *(event for event in outcome.events if event[0] == "figure")]
        note = f"Recorded on {html.escape(recorded)}. Another run, or another machine, takes another time."
        return "".join(_render(kind, text, block) for kind, text in events) + _note(note)
    return "".join(_render(kind, text, block) for kind, text in outcome.events)


def described(svg: str, alt: str) -> str:
    """Return a figure that says in words what it shows."""
    return svg.replace("<svg ", f'<svg role="img" aria-label="{html.escape(alt, quote=True)}" ', 1)


def _note(text: str) -> str:
    return f'<p class="nn-note">{text}</p>'


def _render(kind: str, text: str, block: Block) -> str:
    if kind == "figure":
        return f'<figure class="nn-figure">{described(text, block.options["alt"])}</figure>'
    if not text.strip():
        return ""
    warns = " nn-warning" if kind == "warning" else ""
    return f'<pre class="nn-output{warns}"><samp>{html.escape(text.rstrip())}</samp></pre>'


_MADE_OF: dict[str, Callable[[str, Page, Markdown], str]] = {
    "python": format_block,
    "exercise": exercise_form.format_exercise,
    "rebuild": rebuild_form.format_rebuild,
    "cite": citation.format_citation,
    "lie": lies.format_lie,
    "math": math.format_display,
}
