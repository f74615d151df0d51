"""The one way in which a book fails its author: file, line, what was expected and what came."""

from pathlib import Path


class ChapterError(Exception):
    """Something in a file of the book is not as it says.

    Parameters
    ----------
    path : Path
        The file.
    line : int
        The line, counted from 1.
    problem : str
        What was expected and what came.
    """

    def __init__(self, path: Path, line: int, problem: str) -> None:
        self.path, self.line, self.problem = path, line, problem.rstrip()
        super().__init__(f"{shown(path)}:{line}: {self.problem}")


def shown(path: Path) -> str:
    """Write a path as a person types it: relative to the working directory where it lies below."""
    cwd = Path.cwd()
    return path.relative_to(cwd).as_posix() if path.is_relative_to(cwd) else str(path)
