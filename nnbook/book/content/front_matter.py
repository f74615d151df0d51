"""What stands before the text of a page, in all the forms that MkDocs takes."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from mkdocs.utils import meta

from nnbook.book.content.errors import ChapterError

_FENCED = re.compile(r"\A---[ \t]*\n(.*?)(?:\.\.\.|---)[ \t]*(?:\n|\Z)", re.DOTALL)
_ENTRY = re.compile(r"""["']?[\w][\w .-]*["']?:(\s|$)|\?\s""")


@dataclass(frozen=True)
class FrontMatter:
    """What a page says of itself.

    Attributes
    ----------
    data : dict
        Its entries.
    lines : int
        How many lines of the file it takes, the empty ones behind it included.
    """

    data: dict[str, Any]
    lines: int


def read_front_matter(path: Path, text: str) -> FrontMatter:
    """Read the front matter of a page; empty where there is none.

    Parameters
    ----------
    path : Path
        The file, for messages.
    text : str
        All of it, its lines ended by a line feed.

    Returns
    -------
    FrontMatter

    Raises
    ------
    ChapterError
        If it is meant as YAML and is none: MkDocs would show it as text.
    """
    if (fenced := _FENCED.match(text)) and _ENTRY.match(_first_entry(fenced[1])):
        try:
            if not isinstance(yaml.safe_load(fenced[1]), dict):
                raise ChapterError(
                    path, 2, "the front matter has no entries: write `name: value` in each line"
                )
        except yaml.YAMLError as error:
            raise ChapterError(path, *_explain(error)) from error
        except ValueError as error:  # a date that no calendar has
            problem = f"the front matter is no YAML: {error}"
            raise ChapterError(path, 1 + _first_bad_line(fenced[1]), problem) from error
    body, data = meta.get_data(text)
    return FrontMatter(dict(data), text.count("\n") - body.count("\n"))


def _first_entry(yaml_text: str) -> str:
    """Return the first line that is no comment: a rule at the top of a page has an empty one below it."""
    return next((line for line in yaml_text.split("\n") if not line.startswith("#")), "")


def _first_bad_line(yaml_text: str) -> int:
    """Return the number of the first line with a value that cannot be read, counted from 1."""
    lines = yaml_text.split("\n")
    for number in range(1, len(lines)):
        try:
            yaml.safe_load("\n".join(lines[:number]))
        except ValueError:
            return number
        except yaml.YAMLError:
            continue
    return 1


def _explain(error: yaml.YAMLError) -> tuple[int, str]:
    """Return the line of the file and the problem; the front matter begins in the second line."""
    if isinstance(error, yaml.MarkedYAMLError) and (mark := error.problem_mark or error.context_mark):
        what = ", ".join(part for part in (error.context, error.problem) if part)
        return mark.line + 2, f"the front matter is no YAML: {what} (column {mark.column + 1})"
    return 2, f"the front matter is no YAML: {error}"
