"""Finish a site that another generator than MkDocs has built: `python -m nnbook.book.site SITE`.

It is called in the folder of mkdocs.yml.
"""

import argparse
import sys
from pathlib import Path

from mkdocs.config import load_config

from nnbook.book import GET_PYTHON
from nnbook.book.content.book import Book
from nnbook.book.content.errors import ChapterError
from nnbook.book.results.results import Results
from nnbook.book.site.finish import finish
from nnbook.book.site.lab_pages import write_lab_pages
from nnbook.book.site.library import setting
from nnbook.book.site.share import Site


def main(arguments: list[str]) -> int:
    """Finish the site in the folder that the arguments name; return 1 where that cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m nnbook.book.site", description=__doc__)
    parser.add_argument("site", type=Path, help="the folder of the built site")
    site = parser.parse_args(arguments).site.resolve()
    config = load_config()
    book = Book.at(Path.cwd())
    results = Results.of(book)
    try:
        lab_count = write_lab_pages(site, config, book.root)
        whole = Site(config.site_name, config.site_description or "", config.site_url or "")
        done = finish(site, book, results, whole, setting(config), config.nav)
    except (ChapterError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        results.close()
    python = (
        "with Python for the browser"
        if done.python
        else f"without Python for the browser: `{GET_PYTHON}` fetches it"
    )
    print(f"{done.files} files written, {done.pages} pages changed, {lab_count} labs made, {python}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
