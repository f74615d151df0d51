"""The fences of a page: which languages there are, which options a block takes, and what is refused.

The languages are a list of the allowed. What is not on it might be Python that nobody runs.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markdown_it.token import Token

from nnbook.book.content import packages, predictions
from nnbook.book.content.errors import ChapterError

PINS = ("output", "warning")  # what the block before prints, and how it warns
FORMS = ("cite", "exercise", "lie", "math", "rebuild")  # of which the page makes something
SHOWN = (
    *("bash", "bat", "bibtex", "c", "console", "cpp", "css", "diff", "html", "ini", "javascript", "json"),
    *("latex", "markdown", "powershell", "sh", "sql", "text", "toml", "xml", "yaml"),
)
LANGUAGES = ("python", *PINS, *FORMS, *SHOWN)

STEPS = "steps"
OPTIONS = {
    "alt": "what its figure shows, in words",
    "id": "by which name it is linked to",
    "needs": "packages without which it cannot run, such as keras",
    "norun": "why the reader's browser cannot run it",
    "predict": "what its reader is asked before it shows what it did",
    "recorded": "when and on what its output was recorded, whose numbers are other ones in each run",
    "seconds": "how long it may take, where a minute is not enough",
    "shown": "why it is shown and not run",
    "steps": "that the build records its steps, for pages without Python",
}

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ONE_NAME = re.compile(r'id="([^"]*)"')
_OPTION = re.compile(r'([\w-]+)="([^"]*)"')
_WORD = re.compile(rf"(?<!\S)(?:{predictions.WORD}|{STEPS})(?!\S)")  # options that may stand without a value
_LIKE_PYTHON = re.compile(
    r"(?i)py|sage|code|doctest|exec|marimo|jupyter|thebe|repl|notebook|console|session|numpy"
)
# pytest-markdown-docs reads these as switches wherever they stand after the language.
_SWITCHES = re.compile(r"\b(notest|continuation)\b|\b(fixture|runner|retry):")
# Below these, what is indented is prose to Python-Markdown: admonitions, tabs, notes and definitions.
_CONTAINER = re.compile(r"!!!|\?\?\?|===|\[\^[^\]]+\]:|:\s")
# The attributes before it are read one by one: an alt text may speak of a hidden layer.
_HIDDEN = re.compile(
    r"""<[a-z][\w-]*(?:\s+[\w:-]+(?:=(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*?\s+
    (?:hidden(?=[\s=/>])|style=["'][^"'>]*(?:display:\s*none|visibility:\s*hidden))""",
    re.IGNORECASE | re.VERBOSE,
)
_RAW_CODE = re.compile(
    r"""<(?:pre|xmp|listing|plaintext|textarea)\b[^>]*|<code\b[^>]*\bclass=["']?[^"'>]*(?:lang|highlight|py)""",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Fence:
    """A fence.

    Attributes
    ----------
    line, end : int
        The lines of the opening and of the closing fence, counted from 1.
    language : str
        The first word after the signs.
    rest : str
        What stands after it.
    content : str
        The text between the lines.
    after : int
        The last line of what stands before the fence, with nothing but empty lines between; -1 where the
        fence comes first.
    """

    line: int
    end: int
    language: str
    rest: str
    content: str
    after: int


def find(path: Path, tokens: Iterable[Token], lines: Sequence[str]) -> Iterator[Fence]:
    """Find the fences of a page, and refuse what is shown as code in another way.

    Parameters
    ----------
    path : Path
        The page's file, for messages.
    tokens : iterable of Token
        What markdown-it makes of the page.
    lines : sequence of str
        The page.

    Yields
    ------
    Fence

    Raises
    ------
    ChapterError
        If a fence says no language of `LANGUAGES`, or code stands in the page without a fence.
    """
    after = -1
    for token in tokens:
        if token.map is None:
            if token.type in (
                "list_item_close",
                "blockquote_close",
            ):  # what follows stands in another list or quote
                after = -1
            continue
        line, end = token.map[0] + 1, token.map[1]
        if token.type == "code_block" and not _CONTAINER.match(_above(lines, line)):
            raise ChapterError(
                path, line, "code stands in a fence: open it with ```text, or with ```python where it runs"
            )
        for html, offset in html_of(token):
            if hidden := _HIDDEN.search(html):
                where = line + offset + html.count("\n", 0, hidden.start())
                raise ChapterError(
                    path, where, f"what stands in {hidden[0]}… is hidden from readers: drop it"
                )
            if raw := _RAW_CODE.search(html):
                where = line + offset + html.count("\n", 0, raw.start())
                problem = f"code stands in a fence, and not in {raw[0]}…: nothing would run it"
                raise ChapterError(path, where, problem)
        if token.type == "fence":
            language, _, rest = token.info.strip().partition(" ")
            _check_language(path, line, token.markup, token.info.strip(), language)
            closing = lines[end - 1].strip(" >\t")
            if end == line or closing.strip(token.markup[0]) or len(closing) < len(token.markup):
                raise ChapterError(path, line, f"nothing closes the fence {token.markup}{language}")
            name = _ONE_NAME.fullmatch(rest.strip()) if language == "math" else None
            if name and not is_name(name[1]):
                raise ChapterError(path, line, wrong_name(name[1]))
            if language in (*PINS, *FORMS) and rest.strip() and not name:
                problem = f"a fence `{language}` takes no options, got {rest.strip()}"
                raise ChapterError(path, line, f"{problem}; what it is about stands within")
            yield Fence(line, end, language, rest.strip(), token.content, after)
        after = end


def name_of(fence: Fence) -> str:
    """Return the name that a fence says; empty where it says none."""
    return next((value for name, value in _OPTION.findall(fence.rest) if name == "id"), "")


def wrong_name(name: str) -> str:
    """Say what a name may be."""
    return f"a name is made of small letters, digits and hyphens, got {name!r}"


def is_name(text: str) -> bool:
    """Tell whether something may be called so in an address."""
    return _NAME.fullmatch(text) is not None


def _above(lines: Sequence[str], line: int) -> str:
    """Return the nearest line above `line` that is neither empty nor indented."""
    above = reversed(lines[: line - 1])
    return next((text for text in above if text.strip() and not text.startswith(("    ", "\t"))), "")


def html_of(token: Token) -> Iterator[tuple[str, int]]:
    """Find the HTML that a token holds, each piece with the lines above it."""
    if token.type == "html_block":
        yield token.content, 0
    line = 0
    for child in token.children or []:
        line += child.type in ("softbreak", "hardbreak")
        if child.type == "html_inline":
            yield child.content, line


def _check_language(path: Path, line: int, marks: str, info: str, language: str) -> None:
    if language in LANGUAGES:
        return
    got = f"got {marks}{info}"
    if not info:
        problem = "a fence says its language, such as ```text, or ```python where it runs"
    elif close := difflib.get_close_matches(language.lower(), PINS, 1):
        problem = f"a pin is called {close[0]}; {got}"
    elif _LIKE_PYTHON.search(info):
        problem = (
            'a block that runs opens with ```python, and one that is only shown with ```python shown="why"; '
            + got
        )
    elif language.startswith("{"):
        word = re.sub(r"\W.*", "", info.lstrip("{. "))
        problem = f"the language is the first word after the signs, as in ```{word or 'text'}; {got}"
    else:
        problem = f"no language is called {language!r} here; there are {', '.join(LANGUAGES)}"
    raise ChapterError(path, line, problem)


def read_options(path: Path, fence: Fence, declared: frozenset[str] | None) -> dict[str, str]:
    """Read what stands after the word python.

    Parameters
    ----------
    path : Path
        The page's file, for messages.
    fence : Fence
    declared : frozenset of str or None
        The packages that a block may need; None allows any.

    Returns
    -------
    dict of str to str

    Raises
    ------
    ChapterError
        If there is an option that nothing reads, one twice, or one with a value that cannot be meant.
    """
    left = _OPTION.sub("", fence.rest)
    pairs = [*_OPTION.findall(fence.rest), *((word, "") for word in _WORD.findall(left))]
    options = dict(pairs)
    left = _WORD.sub("", left).strip()
    unknown = left or ", ".join(sorted(options.keys() - OPTIONS.keys()))
    if unknown:
        *others, last = (f'{name}="…"' for name in OPTIONS)
        known = f"{', '.join(others)} and {last}"
        raise ChapterError(path, fence.line, f"a python fence takes the options {known}; got {unknown}")
    if len(options) < len(pairs):
        twice = next(name for name, _ in pairs if [n for n, _ in pairs].count(name) > 1)
        raise ChapterError(path, fence.line, f"the option {twice} stands there twice")
    if switch := _SWITCHES.search(fence.rest):
        problem = f"the tests would read {switch[0]!r} as a switch: use another word"
        raise ChapterError(path, fence.line, problem)
    if wrong := _wrong_value(options, declared):
        raise ChapterError(path, fence.line, wrong)
    return options


def _wrong_value(options: dict[str, str], declared: frozenset[str] | None) -> str | None:
    seconds = options.get("seconds", "1")
    if not re.fullmatch(r"\d+(\.\d+)?", seconds) or not 0 < float(seconds) <= 86_400:
        return f'seconds="…" is a number of seconds, a day at the most; got {seconds!r}'
    for name in ("needs", "norun"):
        if not options.get(name, "x").strip():
            return f'{name}="…" says {OPTIONS[name]}; got nothing'
    if options.get(STEPS):
        return f"{STEPS} takes no value, got {options[STEPS]!r}"
    if "shown" in options and (others := options.keys() - {"shown", "id"}):
        other = next(name for name in options if name in others)
        return f"a block that is only shown takes no other option, got {other}"
    if "id" in options and not is_name(options["id"]):
        return wrong_name(options["id"])
    if not options.get("shown", "why").strip():
        return 'shown="…" says why the code is not run: the page tells its readers'
    for name in options.get("needs", "").split():
        if declared is not None and not packages.is_known(name, declared):
            close = difflib.get_close_matches(name, sorted(declared), 1)
            meant = f"; did you mean {close[0]}?" if close else ""
            return f'needs="{name}": pyproject.toml declares no such package, and none is installed{meant}'
    return None
