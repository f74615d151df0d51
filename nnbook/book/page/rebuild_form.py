"""The Markdown side of the rebuilds: a fence `rebuild` that names an exercise becomes lines to put in order.

Without a script the lines are there to be put in order on paper, and the solution is in its details.
docs/assets/js/practice/nn-rebuild.js has the reader move them. The usual orders have been tried by the build,
so they are judged at once; any other goes to the grader, where the site carries Python.
"""

import html
import json
from dataclasses import asdict

from markdown import Markdown

from nnbook.book import GET_PYTHON
from nnbook.book.check import orders
from nnbook.book.check.orders import Tried
from nnbook.book.content import rebuilds
from nnbook.book.content.rebuilds import Rebuild
from nnbook.book.page.exercise_form import BAR, marked
from nnbook.book.page.highlight import highlight, highlight_line
from nnbook.book.page.page import Page

_NO_PYTHON = (
    '<p class="nn-no-python">This copy of the book carries no Python, so it can judge only the orders that '
    f"its build has tried. Whoever built it adds Python with <code>{GET_PYTHON}</code> and builds again.</p>"
)
_KEYS = (
    '<p class="nn-keys" data-search-exclude>Press a line to move it into your answer, and again to take it '
    "out. The arrow keys move it there, and so does a drag.</p>"
)
_COUNTS = ("None of them belongs", "One of them belongs", "Two of them belong", "Three of them belong")


def with_python(page: str) -> str:
    """Return a page of a site that has got Python after the page was made: its rebuilds can be graded."""
    return page.replace(_NO_PYTHON, BAR)


def format_rebuild(source: str, page: Page, md: Markdown) -> str:
    """Return the form of the rebuild that the fence names.

    Raises
    ------
    ChapterError
        If the page names it twice, or there is no exercise of that name, or its lines and its checks are not
        as those of a rebuild should be.
    """
    chapter, name = page.chapter, source.strip()
    found = [fence for fence in rebuilds.fences(chapter) if fence.content.strip() == name]
    if len(found) != 1:
        line = found[-1].line if found else page.line_of(source)
        raise page.error(line, f"a page has a rebuild once, got {name!r} {len(found)} times")
    page.take_address(f"rebuild-{name}", found[0].line)
    rebuild = rebuilds.find(chapter, found[0].line, name)
    tried = orders.tried(rebuild, page.results)
    return render(rebuild, tried, chapter.page_name, md, python=page.making.python)


def render(rebuild: Rebuild, tried: Tried, page: str, md: Markdown, python: bool = True) -> str:
    """Write the form.

    Parameters
    ----------
    rebuild : Rebuild
    tried : Tried
        What came of its orders.
    page : str
        The name of its page, by which progress is kept.
    md : Markdown
        What renders the page.
    python : bool
        False says that this site cannot grade, and what whoever built it can do.
    """
    name, exercise = f"rebuild-{rebuild.id}", rebuild.exercise
    hint = marked(exercise.hint)
    texts = [*rebuild.lines, *(wrong.text for wrong in rebuild.wrong)]
    lines = "".join(
        f'<li data-line="{n}"><code class="highlight">{highlight_line(texts[n], md)}</code></li>'
        for n in orders.shuffled(rebuild, tried.orders)
    )
    given = (
        f'<div class="nn-given">{highlight(rebuild.given, "python", {}, md)}</div>' if rebuild.given else ""
    )
    answer = highlight(rebuild.code(rebuild.lines), "python", {}, md)
    return "".join(
        [
            f'<nn-rebuild id="{name}" data-source="{html.escape(data(rebuild, tried, page), quote=True)}"',
            f' role="group" aria-labelledby="{name}-title">',
            f'<p class="nn-rebuild-title" id="{name}-title"><span class="nn-kind">Rebuild it</span> ',
            f"{marked(exercise.title)}</p>",
            f'<p class="nn-asked">Put these lines in order. {_COUNTS[len(rebuild.wrong)]} nowhere.</p>',
            _KEYS,
            f'<ul class="nn-lines" aria-label="Lines" data-search-exclude>{lines}</ul>',
            given if rebuild.given else "",
            '<ol class="nn-built" aria-label="Your answer"></ol>',
            BAR if python else _NO_PYTHON,
            f'<details class="nn-hint"><summary>Show a hint</summary><p>{hint}</p></details>',
            f'<details class="nn-answer"><summary>Show the answer</summary>{answer}</details></nn-rebuild>',
        ]
    )


def data(rebuild: Rebuild, tried: Tried, page: str) -> str:
    """Write what the script and the grader need as JSON."""
    count = len(rebuild.lines)
    right, *wrong = tried.verdicts
    known = [{"order": order, "verdict": right} for order in tried.orders]
    for n, (line, verdict) in enumerate(zip(rebuild.wrong, wrong, strict=True)):
        order = [count + n if place == line.place else place for place in range(count)]
        known.append({"order": tuple(order), "verdict": verdict})
    content = {
        "id": rebuild.id,
        "page": page,
        "title": rebuild.exercise.title,
        "given": rebuild.given.rstrip("\n"),
        "count": count,
        "offered": orders.shuffled(rebuild, tried.orders),
        "known": known,
        "checks": rebuild.exercise.checks,
        "mistakes": [asdict(mistake) for mistake in rebuild.exercise.mistakes],
    }
    return json.dumps(content)
