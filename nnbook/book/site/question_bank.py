"""All questions of a finished site in one place, from which the reader's browser takes them into other pages.

The page Today and the knowledge check ask questions of every chapter. Their forms are cut out of the
finished pages, so they are those of the chapters for MkDocs and Zensical alike, and the reader fetches one
file instead of ten chapters. A smaller file says which questions and tasks there are: what the navigation
counts.
"""

import html
import json
import re
from pathlib import Path

BANK = "assets/practice/questions.json"
INDEX = "assets/practice/index.json"
READER = "assets/js/practice/bank.js"  # what reads both

_FORM = re.compile(r"<nn-question\b[^>]*>.*?</nn-question>", re.DOTALL)
_TASK = re.compile(r"<nn-exercise\b[^>]*?\sdata-source=(?:\"([^\"]*)\"|'([^']*)')")
_ATTRIBUTE = re.compile(r'\s(id|data-page)="([^"]*)"')


def write(site: Path) -> None:
    """Write both files of a finished site, in a book that has questions and the script for them.

    Parameters
    ----------
    site : Path
        The folder of the site.
    """
    if not (site / READER).exists():
        return
    bank: dict[str, dict[str, str]] = {}
    index: dict[str, dict[str, list[str]]] = {"question": {}, "exercise": {}}
    for file in sorted(site.rglob("*.html")):
        text = file.read_text(encoding="utf-8")
        place = file.relative_to(site).as_posix().removesuffix("index.html")
        for form in _FORM.findall(text):
            attributes = dict(_ATTRIBUTE.findall(form[: form.index(">")]))
            name, page = html.unescape(attributes["id"]), html.unescape(attributes["data-page"])
            bank[name] = {"at": place, "html": form}
            index["question"].setdefault(page, []).append(name)
        for quotes in _TASK.findall(text):
            task = json.loads(html.unescape("".join(quotes)))
            index["exercise"].setdefault(task["page"], []).append(task["id"])
    for name, content in ((BANK, bank), (INDEX, index)):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (site / name).write_text(written, encoding="utf-8")
