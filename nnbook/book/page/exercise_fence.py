"""The Markdown side of the exercises: a fence `exercise` with the name of one becomes its form in the page.

Without a script the form is a starter, a hint and an answer to read. On a site that carries Python,
docs/assets/js/practice/nn-exercise.js makes an editor of it and checks what the reader writes.
"""

import html
import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from markdown import Markdown

from nnbook.book.content import exercises
from nnbook.book.content.chapter import Chapter
from nnbook.book.content.exercises import Exercise
from nnbook.book.content.failures import ChapterError
from nnbook.book.page.fences import highlight
from nnbook.book.site.browser import COMMAND

_SOLUTION = re.compile(r'\s*<details class="solution".*?</details>', re.DOTALL)


_NO_PYTHON = (
    "This copy of the book carries no Python, so it cannot check your answer. "
    f"Whoever built it adds Python with <code>{COMMAND}</code> and builds again."
)


def format_exercise(
    source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **kwargs: Any
) -> str:
    """Return the form of the exercise that the fence names."""
    page = getattr(md, "nnbook_page", None)
    if page is None:
        raise ChapterError(Path("docs"), 1, f"no chapter has the text around this fence\n{source}")
    try:
        chapter: Chapter = page.chapter
        line, end = _lines(chapter, source)
        exercise = find(chapter, line, source.strip())
    except ChapterError as error:
        return str(page.fail(error))
    answer = not solved_below(chapter, end, exercise)
    return render(exercise, page_name(chapter), md, answer=answer, python=page.python)


def solved_below(chapter: Chapter, end: int, exercise: Exercise) -> bool:
    """Tell whether the chapter's own solution comes after line `end` and defines all that is asked for."""
    solution = _SOLUTION.match("\n".join(chapter.text.split("\n")[end:]))
    return solution is not None and all(
        re.search(rf"^(def {name}\(|{name} = )", solution[0], re.MULTILINE) for name in exercise.asked
    )


def find(chapter: Chapter, line: int, name: str) -> Exercise:
    """Read the exercise that the chapter calls `name` in `line`.

    Raises
    ------
    ChapterError
        Where there is none of that name, or it is not as an exercise should be.
    """
    folder = _docs(chapter) / exercises.FOLDER
    known = sorted(path.stem for path in folder.glob("*.py"))
    if name not in known:
        raise ChapterError(
            chapter.path, line, f"no exercise is called {name!r}; there are {', '.join(known) or 'none'}"
        )
    return exercises.read(folder / f"{name}.py")


def fences(chapter: Chapter) -> list[tuple[int, int, str]]:
    """List the exercise fences of a chapter: opening line, closing line, name."""
    return [
        (token.map[0] + 1, token.map[1], token.content.strip())
        for token in chapter.tokens
        if token.type == "fence" and token.map and token.info.strip() == "exercise"
    ]


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
        f"{_text(exercise.title)}</p>",
        f'<div class="nn-starter">{highlight(exercise.starter, md)}</div>',
        # The bar is filled, and shown, where the site carries Python.
        '<div class="nn-bar"></div>' if python else f'<p class="nn-no-python">{_NO_PYTHON}</p>',
        f'<details class="nn-hint"><summary>Show a hint</summary><p>{_text(exercise.hint)}</p></details>',
    ]
    if answer:
        code = highlight(exercise.solution, md)
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
    return json.dumps(content)


def page_name(chapter: Chapter) -> str:
    """Name the chapter as the reader's progress does: its file below docs/, without the suffix."""
    return chapter.path.relative_to(_docs(chapter)).with_suffix("").as_posix()


def _text(text: str) -> str:
    """Escape a line of text, and mark the code between backticks."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))


def _lines(chapter: Chapter, source: str) -> tuple[int, int]:
    """Return the first and last line of the fence that names the exercise."""
    found = [(line, end) for line, end, name in fences(chapter) if name == source.strip()]
    if len(found) != 1:
        problem = f"a page names an exercise once, got {source.strip()!r} {len(found)} times"
        raise ChapterError(chapter.path, found[-1][0] if found else 1, problem)
    return found[0]


def _docs(chapter: Chapter) -> Path:
    return next((folder for folder in chapter.path.parents if folder.name == "docs"), chapter.path.parent)
