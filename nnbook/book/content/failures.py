"""The one way in which a chapter fails: file, line, what was expected and what came."""

from pathlib import Path

from mkdocs.exceptions import BuildError
from pymdownx.superfences import SuperFencesException


class ChapterError(SuperFencesException, BuildError):
    """Something in a chapter is not as it says.

    SuperFences swallows every other exception, and MkDocs prints a BuildError without a traceback.

    Parameters
    ----------
    path : Path
        The chapter's file.
    line : int
        The line, counted from 1.
    problem : str
        What was expected and what came.
    """

    def __init__(self, path: Path, line: int, problem: str) -> None:
        self.path, self.line, self.problem = path, line, problem
        super().__init__(f"{shown(path)}:{line}: {problem.rstrip()}")


def shown(path: Path) -> str:
    """Write a path as a person types it: relative to the working directory where it lies below."""
    cwd = Path.cwd()
    return path.relative_to(cwd).as_posix() if path.is_relative_to(cwd) else str(path)
