"""A chapter as HTML: the Markdown extension `nnbook.book.page`."""

from nnbook.book.page.extension import makeExtension

__all__ = ["makeExtension"]
