"""Compare two built sites: `python -m nnbook.book.site.compare SITE_A SITE_B`.

The same chapters, built by MkDocs and by Zensical, must show the same code, outputs and figures, and the
same files must lie beside them. What surrounds them is each generator's own.
"""

import difflib
import sys
from dataclasses import dataclass, fields
from html.parser import HTMLParser
from pathlib import Path

# The folders of the book.
_ASSETS = ("cards", "css", "fonts", "images", "js", "python", "steps")
_OURS = ("notebooks", "scripts", *(f"assets/{name}" for name in _ASSETS))
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Shown:
    """What the page shows of one block.

    Attributes
    ----------
    code, output : str
        Text, without the tags that highlight it.
    figure : str
        The SVG, one tag or text a line.
    """

    code: str = ""
    output: str = ""
    figure: str = ""


class _Reader(HTMLParser):
    """Collect the blocks of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Shown] = []
        self._open: list[tuple[str, str]] = []  # each open element's tag and which part of a block it is

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = (dict(attrs).get("class") or "").split()
        part = self._open[-1][1] if self._open else ""
        if tag == "nn-block":
            self.blocks.append(Shown())
            part = "block"
        elif part == "block":
            if "nn-output" in classes:
                part = "output"
            elif "nn-figure" in classes:
                part = "figure"
            elif "nn-full" in classes:
                part = ""
            elif tag == "code":
                part = "code"
        if part == "figure":
            self._add(
                "figure", " ".join([f"<{tag}", *(f'{key}="{value}"' for key, value in sorted(attrs))]) + ">\n"
            )
        if tag not in _VOID:
            self._open.append((tag, part))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in (name for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        part = self._open[-1][1] if self._open else ""
        if part in ("code", "output"):
            self._add(part, data)
        elif part == "figure" and data.strip():
            self._add(part, data.strip() + "\n")

    def _add(self, part: str, text: str) -> None:
        setattr(self.blocks[-1], part, getattr(self.blocks[-1], part) + text)


def read_blocks(html: str) -> list[Shown]:
    """Read the blocks of a page in their order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.blocks


def compare(a: Path, b: Path) -> tuple[int, list[str]]:
    """Compare two sites page by page.

    Returns
    -------
    (int, list of str)
        How many blocks are equal, and each difference with its page and block.
    """
    pages_a, pages_b = _pages(a), _pages(b)
    equal, differences = 0, []
    for page in sorted(pages_a.keys() | pages_b.keys()):
        blocks_a, blocks_b = pages_a.get(page, []), pages_b.get(page, [])
        if len(blocks_a) != len(blocks_b):
            differences.append(f"{page}: {len(blocks_a)} blocks in {a}, {len(blocks_b)} in {b}")
        for number, pair in enumerate(zip(blocks_a, blocks_b, strict=False), 1):
            unequal = [
                part.name for part in fields(Shown) if len({getattr(shown, part.name) for shown in pair}) == 2
            ]
            equal += not unequal
            for part in unequal:
                old, new = (getattr(shown, part).splitlines() for shown in pair)
                lines = difflib.unified_diff(old, new, str(a), str(b), lineterm="", n=1)
                differences.append("\n".join([f"{page}: block {number}, {part}", *lines]))
    return equal, differences


def compare_files(a: Path, b: Path) -> tuple[int, list[str]]:
    """Compare the pages of two sites by their names, and the files that the book puts beside them.

    Returns
    -------
    (int, list of str)
        How many files are equal, and each difference.
    """
    files_a, files_b = _files(a), _files(b)
    differences = [f"{name}: only in {a}" for name in sorted(files_a - files_b)]
    differences += [f"{name}: only in {b}" for name in sorted(files_b - files_a)]
    both = sorted(files_a & files_b)
    # What surrounds a page is the generator's own, and the worker lists what its site consists of.
    alike = [name for name in both if name != "sw.js" and not name.endswith(".html")]
    unequal = [name for name in alike if (a / name).read_bytes() != (b / name).read_bytes()]
    differences += [f"{name}: other content" for name in unequal]
    return len(both) - len(unequal), differences


def _files(site: Path) -> set[str]:
    ours = [file for folder in _OURS for file in (site / folder).rglob("*")]
    files = [*ours, *site.rglob("*.html"), site / "sw.js"]
    return {file.relative_to(site).as_posix() for file in files if file.is_file()}


def _pages(site: Path) -> dict[str, list[Shown]]:
    pages = {
        path.relative_to(site).as_posix(): read_blocks(path.read_text(encoding="utf-8"))
        for path in site.rglob("*.html")
    }
    return {page: blocks for page, blocks in pages.items() if blocks}


def main(arguments: list[str]) -> int:
    """Print what is equal and what is not; return 1 where anything differs, or where there is nothing."""
    if len(arguments) != 2:
        print(__doc__)
        return 2
    a, b = map(Path, arguments)
    equal, differences = compare(a, b)
    equal_files, other_files = compare_files(a, b)
    for difference in [*differences, *other_files]:
        print(difference)
    print(f"{equal} blocks are equal, {len(differences)} differences")
    print(f"{equal_files} files are equal, {len(other_files)} differences")
    return 1 if differences or other_files or not equal else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
