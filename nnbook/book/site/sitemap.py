"""What search engines read of a site: the map, with the day on which each page was changed, and robots.txt.

MkDocs writes today's date, which two builds of one commit need not share. The day of the last commit of a
page's source is the same for both. Where it is not known, as in an archive without git or in a copy of the
last commit alone, the map says no day.
"""

import gzip
import re
import subprocess
from pathlib import Path

from nnbook.book.content.book import Book
from nnbook.book.site import labs
from nnbook.book.site.search import address

_ENTRY = re.compile(r"(\s*)<loc>([^<]*)</loc>(?:\s*<lastmod>[^<]*</lastmod>)?")
_REFERENCE = re.compile(r"^::: ", re.MULTILINE)  # such a page changes with the library


def write(site: Path, book: Book, site_address: str) -> None:
    """Write into the sitemap when its pages were changed, and robots.txt, which names it.

    Parameters
    ----------
    site : Path
        The folder of the built site.
    book : Book
    site_address : str
        Where the site is on the web.
    """
    sitemap = site / "sitemap.xml"
    if sitemap.exists():
        days = {site_address + page: day for page, day in changed(book).items()}

        def dated(entry: re.Match[str]) -> str:
            day = days.get(entry[2])
            added = f"{entry[1]}<lastmod>{day}</lastmod>" if day else ""
            return f"{entry[1]}<loc>{entry[2]}</loc>{added}"

        text = _ENTRY.sub(dated, sitemap.read_text(encoding="utf-8"))
        sitemap.write_text(text, encoding="utf-8")
        packed = sitemap.with_suffix(".xml.gz")
        if packed.exists():
            packed.write_bytes(gzip.compress(text.encode(), mtime=0))
    named = f"\nSitemap: {site_address}sitemap.xml\n" if site_address and sitemap.exists() else ""
    (site / "robots.txt").write_text(f"User-agent: *\nAllow: /\n{named}", encoding="utf-8")


def changed(book: Book) -> dict[str, str]:
    """Return the day of the last commit of each page, by its address in the site; empty without git."""
    sources = {chapter.path: chapter.uri for chapter in book.chapters if not _REFERENCE.search(chapter.text)}
    sources |= {lab: lab.relative_to(book.docs).as_posix() for lab in labs.labs(book.docs)}
    if _git(book.root, "rev-parse", "--is-shallow-repository").strip() != "false":
        return {}
    top = Path(_git(book.root, "rev-parse", "--show-toplevel").strip())
    log = _git(
        book.root, "log", "-z", "--format=%x01%cs", "--name-only", "--no-renames", "--", str(book.docs)
    )
    days: dict[Path, str] = {}
    for commit in log.split("\x01")[1:]:
        day, *names = (part.strip() for part in commit.replace("\n", "\0").split("\0"))
        for name in filter(None, names):
            days.setdefault((top / name).resolve(), day)
    return {address(uri): days[path.resolve()] for path, uri in sources.items() if path.resolve() in days}


def _git(folder: Path, *arguments: str) -> str:
    """Return what git prints; nothing where it is not installed, or knows nothing of the folder."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.decode("utf-8", "surrogateescape")
