"""Run every block of the book and hold each to its page: `python -m nnbook.book.check`.

It is called in the folder of mkdocs.yml. The last line counts what was held.
"""

import sys
from pathlib import Path

from nnbook.book.check.promises import check
from nnbook.book.content.book import Book
from nnbook.book.content.errors import ChapterError
from nnbook.book.results.results import Results


def main() -> int:
    """Print what is not as it says, and how much was held; return 1 where anything is not."""
    results = Results.of(Book.at(Path.cwd()), processes=1)
    failed, ran, pins, figures, left = 0, 0, 0, 0, 0
    try:
        for path in [chapter.path for chapter in results.book.tested]:
            try:
                blocks = results.book.chapter(path).blocks
            except ChapterError as error:
                print(error)
                failed += 1
                continue
            for block in blocks:
                if not block.runs or block.missing:
                    left += 1
                    continue
                outcome = results.rerun(block)
                ran += 1
                try:
                    check(block, outcome, results.book)
                except ChapterError as error:
                    print(error)
                    failed += 1
                    continue
                pins += block.pin is not None
                figures += len(outcome.figures)
    finally:
        results.close()
    held = f"{ran} blocks ran, {pins} pins held, {figures} figures shown"
    print(f"{held}, {left} blocks not run, {failed} failures")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
