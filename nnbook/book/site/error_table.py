"""What an error in the page leads to: a table of what errors say and where the book explains it.

The script that shows an error reads it, and only then. It lies beside that script, which knows no address of
its site; and it is there in a book without such a page as well, so that no browser asks in vain.
"""

import json

from nnbook.book.content.book import Book
from nnbook.book.content.meanings import meanings_of

TABLE = "assets/js/run/errors.json"


def table(book: Book, address: str = "errors/") -> dict[str, bytes]:
    """Make the table.

    Parameters
    ----------
    book : Book
    address : str
        Where the page is, seen from the home page; empty where the site does not show it.

    Returns
    -------
    dict
        The name of the file and its content, which maps texts to addresses in the order of the page.

    Raises
    ------
    ChapterError
        If the page cannot be read, or two of its sections would be found for one error.
    """
    explained = meanings_of(book) if address else []
    found = {meaning.text: f"{address}#{meaning.anchor}" for meaning in explained}
    return {TABLE: json.dumps(found, ensure_ascii=False, indent=1).encode()}
