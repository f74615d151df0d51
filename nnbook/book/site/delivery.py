"""How the pages of a finished site load: few files, and early those that a page will ask for.

Style sheets of ours are many, one a subject, and each is a request before a page can be painted. The browser
hears of the math font and of what a script imports only when it has read the style sheet or the script.
"""

import hashlib
import posixpath
import re
from pathlib import Path

from nnbook.book.site.font import FONT

_SHEETS = "assets/css"
_LINK = re.compile(r"\s*<link\b([^>]*)>")
_SCRIPT = re.compile(r"<script\b([^>]*)>")
_OURS = re.compile(r"((?:\.\./)*|\./|/(?:.*?/)?)(assets/(?:css|js)/.*)")  # the way to the root, and the file
_JOINED = re.compile(rf"{_SHEETS}/book\.[0-9a-f]{{8}}\.css")
_IMPORT = re.compile(r'^import\s(?:[^"\n;]*?\sfrom\s)?"(\.[^"]+)"', re.MULTILINE)


def deliver(site: Path) -> None:
    """Have each page load one style sheet of ours, and name early what it loads. Twice changes nothing."""
    delivery = _Delivery(site)
    for page in sorted(site.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        changed = delivery.with_early(delivery.with_one_sheet(text))
        if changed != text:
            page.write_text(changed, encoding="utf-8")
    for name in delivery.taken:
        (site / name).unlink()


def is_delivered(page: str) -> bool:
    """Tell whether a page, as HTML, loads the one style sheet."""
    return any(_JOINED.fullmatch(sheet[1]) for sheet in map(_sheet, _LINK.findall(page)) if sheet)


def _sheet(attributes: str) -> tuple[str, str] | None:
    """Return the way to the site's root and the name of a sheet of ours; None for any other link."""
    return _ours(attributes, "href") if re.search(r'\brel="stylesheet"', attributes) else None


def _ours(attributes: str, name: str) -> tuple[str, str] | None:
    value = re.search(rf'\b{name}="([^"]*)"', attributes)
    found = _OURS.fullmatch(value[1]) if value else None
    return (found[1], found[2]) if found else None


class _Delivery:
    """What is known of a site while its pages are gone through."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.joined: dict[tuple[str, ...], str] = {}  # the one sheet, by those that it holds
        self.imports: dict[str, frozenset[str]] = {}  # what a module imports, by its name

    @property
    def taken(self) -> set[str]:
        """The sheets that no page loads any more."""
        return {name for names in self.joined for name in names}

    def with_one_sheet(self, page: str) -> str:
        """Put one sheet in the place of the first of ours."""
        found = [
            sheet for sheet in map(_sheet, _LINK.findall(page)) if sheet and (self.site / sheet[1]).is_file()
        ]
        if len(found) < 2:
            return page
        joined = self._join(tuple(name for _, name in found))
        link = f'\n      <link rel="stylesheet" href="{found[0][0]}{joined}">'
        places = {found[0]: link} | dict.fromkeys(found[1:], "")
        return _LINK.sub(lambda match: places.get(_sheet(match[1]) or ("", ""), match[0]), page)

    def _join(self, names: tuple[str, ...]) -> str:
        """Write the sheets into one, in the order in which they hold; return its name."""
        if names not in self.joined:
            text = "".join(_moved((self.site / name).read_text(encoding="utf-8"), name) for name in names)
            name = f"{_SHEETS}/book.{hashlib.sha256(text.encode()).hexdigest()[:8]}.css"
            (self.site / name).parent.mkdir(parents=True, exist_ok=True)
            (self.site / name).write_text(text, encoding="utf-8")
            self.joined[names] = name
        return self.joined[names]

    def with_early(self, page: str) -> str:
        """Name what the page will ask for: the font of its formulas, and what its scripts import."""
        sheets = [sheet for sheet in map(_sheet, _LINK.findall(page)) if sheet]
        if not sheets:
            return page
        root, early = sheets[0][0], []
        if "<math" in page and (self.site / FONT).is_file():
            early.append(_link("preload", root + FONT, ' as="font" type="font/woff2" crossorigin'))
        scripts = [
            _ours(attributes, "src") for attributes in _SCRIPT.findall(page) if 'type="module"' in attributes
        ]
        names = {script[1] for script in scripts if script}
        imported = {other for name in names for other in self._imports(name)} - names
        early += [_link("modulepreload", root + name) for name in sorted(imported)]
        # Behind the style sheets: a page is painted when these are there, and waits for none of the others.
        new = "".join(f"{link}\n" for link in early if link not in page)
        return page.replace("</head>", f"{new}</head>", 1)

    def _imports(self, name: str) -> frozenset[str]:
        """Name all modules that one imports before it runs, itself or through others."""
        if name not in self.imports:
            self.imports[name] = frozenset()  # of modules that import each other, one comes first
            file = self.site / name
            text = file.read_text(encoding="utf-8") if file.is_file() else ""
            direct = {
                posixpath.normpath(posixpath.join(posixpath.dirname(name), other))
                for other in _IMPORT.findall(text)
            }
            self.imports[name] = frozenset(direct).union(*map(self._imports, direct))
        return self.imports[name]


def _moved(sheet: str, name: str) -> str:
    """Return a sheet that finds its files from the folder of ours, and without its comments."""
    folder = posixpath.dirname(name)

    def seen_from_there(match: re.Match[str]) -> str:
        return f'url("{posixpath.relpath(posixpath.join(folder, match[1]), _SHEETS)}")'

    sheet = re.sub(r"/\*.*?\*/\s*", "", sheet, flags=re.DOTALL)
    return re.sub(r"""url\(["']?(?!data:|[a-z]+:|/|#)([^"')]+)["']?\)""", seen_from_there, sheet)


def _link(relation: str, address: str, more: str = "") -> str:
    return f'<link rel="{relation}" href="{address}"{more}>'
