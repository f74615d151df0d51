"""The Markdown side of the exercises: a fence `exercise` with the name of one becomes its form in the page.

Without a script the form is a starter, a hint and an answer to read. On a site that carries Python,
docs/assets/js/practice/nn-exercise.js makes an editor of it and checks what the reader writes.
"""

import html
import json
import re
from dataclasses import asdict

from markdown import Markdown

from nnbook.book import GET_PYTHON
from nnbook.book.content import exercises
from nnbook.book.content.exercises import Exercise
from nnbook.book.page.highlight import highlight
from nnbook.book.page.page import Page

_NO_PYTHON = (
    "This copy of the book carries no Python, so it cannot check your answer. "
    f"Whoever built it adds Python with <code>{GET_PYTHON}</code> and builds again."
)
BAR = '<div class="nn-bar"></div>'
_NO_BAR = f'<p class="nn-no-python">{_NO_PYTHON}</p>'


def with_python(page: str) -> str:
    """Return a page of a site that has got Python after the page was made: its exercises can be checked."""
    return page.replace(_NO_BAR, BAR)


def format_exercise(source: str, page: Page, md: Markdown) -> str:
    """Return the form of the exercise that the fence names.

    Raises
    ------
    ChapterError
        If the page names it twice, or there is none of that name, or it is not as an exercise should be.
    """
    chapter, name = page.chapter, source.strip()
    found = [fence for fence in exercises.fences(chapter) if fence.content.strip() == name]
    if len(found) != 1:
        line = found[-1].line if found else page.line_of(source)
        raise page.error(line, f"a page names an exercise once, got {name!r} {len(found)} times")
    page.take_address(f"exercise-{name}", found[0].line)
    exercise = exercises.find(chapter, found[0].line, name)
    answer = not exercises.solved_below(chapter, found[0].end, exercise)
    return render(exercise, chapter.page_name, md, answer=answer, python=page.making.python)


# The answer of a card, and the solution of the same task: no heading and no other card stands between them.
_TWO_SOLUTIONS = re.compile(
    r'<details class="nn-answer"><summary>Show the answer</summary>((?:(?!</?details\b).)*)</details>'
    r"</nn-exercise>"
    r'((?:(?!<h[1-6]\b|<nn-exercise\b).)*?<details class="solution"[^>]*>\s*<summary>.*?</summary>)',
    re.DOTALL,
)


def with_one_solution(page: str) -> str:
    """Return a page in which one way leads to a task's solution: the card's answer begins the fold below."""
    return _TWO_SOLUTIONS.sub(r"</nn-exercise>\2<p>An answer that passes the checks:</p>\1", page)


def render(exercise: Exercise, page: str, md: Markdown, answer: bool = True, python: bool = True) -> str:
    """Write the form.

    Parameters
    ----------
    exercise : Exercise
    page : str
        The name of its page, by which progress is kept.
    md : Markdown
        What renders the page.
    answer : bool
        False leaves the solution out, where the chapter shows the same code anyway.
    python : bool
        False says that this site cannot check answers, and what whoever built it can do.
    """
    title = f"exercise-{exercise.id}-title"
    # Not a script element: instant navigation makes such elements anew, and forgets that they hold data.
    source = html.escape(data(exercise, page), quote=True)
    parts = [
        f'<nn-exercise id="exercise-{exercise.id}"'
        f' data-source="{source}" role="group" aria-labelledby="{title}">',
        f'<p class="nn-exercise-title" id="{title}"><span class="nn-kind">Exercise</span> ',
        f"{marked(exercise.title)}</p>",
        f'<div class="nn-starter">{highlight(exercise.starter, "python", {}, md)}</div>',
        # The bar is filled, and shown, where the site carries Python.
        BAR if python else _NO_BAR,
        f'<details class="nn-hint"><summary>Show a hint</summary><p>{marked(exercise.hint)}</p></details>',
    ]
    if exercise.before:
        code = highlight(exercise.earlier, "python", {}, md)
        parts.append(f'<details class="nn-file"><summary>Show the file so far</summary>{code}</details>')
    if answer:
        code = highlight(exercise.solution, "python", {}, md)
        parts.append(f'<details class="nn-answer"><summary>Show the answer</summary>{code}</details>')
    return "".join([*parts, "</nn-exercise>"])


def data(exercise: Exercise, page: str) -> str:
    """Write what the script and the grader need as JSON."""
    content = {
        "id": exercise.id,
        "page": page,
        "title": exercise.title,
        "starter": exercise.starter,
        "checks": exercise.checks,
        "mistakes": [asdict(mistake) for mistake in exercise.mistakes],
    }
    if exercise.before:
        content["before"] = [
            {"id": step.id, "title": step.title, "code": step.solution} for step in exercise.before
        ]
    return json.dumps(content)


def marked(text: str) -> str:
    """Return a line of text as HTML, with the code between backticks marked."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))
