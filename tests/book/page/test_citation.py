"""How to cite the book: the file for programs, and the box that the page makes of it."""

import html
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from house import ROOT, House

from nnbook.book.page import citation

CFF = ROOT / "CITATION.cff"
PAGE = "# Cite\n\nAs follows.\n\n```cite\nCITATION.cff\n```\n"


def cff(folder: Path, people: str, **changes: str) -> Path:
    """Write a file with these authors and return it."""
    fields = {"title": "A & B", "year": "2020", "version": "1.2", "url": "https://book.example/"} | changes
    lines = [f"{key}: {value}" for key, value in fields.items() if value]
    file = folder / "CITATION.cff"
    file.write_text("\n".join([*lines, "authors:", people]) + "\n", encoding="utf-8")
    return file


def test_the_file_is_as_the_format_wants_it() -> None:
    """It has what CFF 1.2.0 requires, and nothing that the format does not know."""
    data = yaml.safe_load(CFF.read_text(encoding="utf-8"))
    assert data["cff-version"] == "1.2.0"
    assert data.keys() >= {"message", "title", "authors"}
    assert data.keys() <= {
        *("abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers"),
        *("keywords", "license", "license-url", "message", "preferred-citation", "references", "repository"),
        *("repository-artifact", "repository-code", "title", "type", "url", "version"),
    }
    assert data["type"] in {"software", "dataset"}
    assert data["preferred-citation"].keys() >= {"type", "title", "authors"}


def test_the_file_agrees_with_the_package() -> None:
    """Version, licence and authors are those of pyproject.toml, the address that of mkdocs.yml."""
    data = yaml.safe_load(CFF.read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for work in (data, data["preferred-citation"]):
        assert work["version"] == project["version"]
        assert [author["name"] for author in work["authors"]] == [a["name"] for a in project["authors"]]
        assert f'"{work["url"]}"' in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert data["license"] == project["license"]


def test_people_are_named_by_family_and_initials(tmp_path: Path) -> None:
    """APA writes initials and an ampersand before the last author, BibTeX whole names joined by "and"."""
    people = "- {family-names: de Bie, given-names: Ada Maria}\n- {family-names: Ng, given-names: Bo}"
    work = citation.read(cff(tmp_path, people))
    assert citation.apa(work) == (
        "de Bie, A. M., &amp; Ng, B. (2020). <em>A &amp; B</em> (Version 1.2). "
        '<a href="https://book.example/">https://book.example/</a>'
    )
    assert "author  = {de Bie, Ada Maria and Ng, Bo}," in citation.bibtex(work)


def test_a_name_without_parts_stays_whole(tmp_path: Path) -> None:
    """BibTeX would take the last word of a group's name for a family name; braces prevent it."""
    work = citation.read(cff(tmp_path, "- {name: The A & B authors}"))
    assert citation.apa(work).startswith("The A &amp; B authors. (2020).")
    assert citation.bibtex(work) == (
        "@misc{nnbook,\n"
        "  author  = {{The A \\& B authors}},\n"
        "  title   = {{A \\& B}},\n"
        "  year    = {2020},\n"
        "  version = {1.2},\n"
        "  url     = {https://book.example/},\n"
        "}\n"
    )


@pytest.mark.parametrize("generator", ["mkdocs", "zensical"])
def test_both_generators_show_the_box(house: House, generator: str) -> None:
    """The page shows both forms of what the file says, whichever generator builds it."""
    house.write("CITATION.cff", CFF.read_text(encoding="utf-8"))
    house.write("docs/cite.md", PAGE)
    done = house.build(generator)
    assert done.returncode == 0, done.stdout
    page = (house.root / "site" / "cite" / "index.html").read_text(encoding="utf-8")
    (box,) = re.findall(r'<div class="nn-cite">(.*?)</div>', page, re.DOTALL)
    work = citation.read(CFF)
    assert citation.apa(work) in box
    shown = html.unescape(re.sub(r"<[^>]*>", "", box.partition("<pre>")[2]))
    assert citation.bibtex(work).strip() in shown


def test_a_file_that_cannot_be_cited_ends_the_build(house: House) -> None:
    """No file, or one without a year: the message names the page, the line and the file."""
    house.write("docs/cite.md", PAGE)
    missing = house.build("mkdocs")
    cff(house.root, "- {name: We}", year="")
    incomplete = house.build("mkdocs")
    for done in (missing, incomplete):
        assert done.returncode == 1
        assert "docs/cite.md:5: CITATION.cff cannot be cited" in done.stdout
    assert "'year'" in incomplete.stdout
