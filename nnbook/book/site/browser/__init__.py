"""Python in the reader's browser: where its files come from, and how they get into the site."""

from nnbook.book import GET_PYTHON as COMMAND

__all__ = ["COMMAND"]
