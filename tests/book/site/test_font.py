"""The math font that a site carries."""

import os
import sys
import xml.etree.ElementTree as ET
from io import BytesIO
from pathlib import Path

import processes
import pytest
from fontTools.ttLib import TTFont
from house import ROOT, House

from nnbook.book.page.math import mathml
from nnbook.book.site import font
from nnbook.book.site.font import FONT, math_font


def test_font_has_the_signs_and_its_licence() -> None:
    """The font holds a MATH table, every sign of the set, its copyright and its licence, in under 100 kB."""
    content = math_font()[FONT]
    cut = TTFont(BytesIO(content))
    names = {record.nameID: str(record) for record in cut["name"].names}
    assert len(content) < 100_000 and "MATH" in cut
    assert "STIX" in names[0] and "Open Font License" in names[13] and "OFL" in names[14]
    formula = mathml(
        r"\sum w_i \hat y \mathbb R \mathcal L \odot \top \nabla \partial \theta \gets \ne \le \ ,"
    )
    shown = "".join(ET.fromstring(formula).itertext())
    assert set(map(ord, shown)) <= set(cut.getBestCmap())


def test_the_font_is_the_same_in_every_run() -> None:
    """Another process with another hash seed cuts the same bytes."""
    code = "import sys; from nnbook.book.site.font import *; sys.stdout.buffer.write(math_font()[FONT])"
    environment = os.environ | {"PYTHONHASHSEED": "2"}
    done = processes.run([sys.executable, "-c", code], env=environment, text=False)
    assert done.stdout == math_font()[FONT]


def test_a_kept_font_is_used_and_a_damaged_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second build takes the font from the folder; damage, or another version of a tool, cuts it anew."""
    content = math_font(tmp_path)
    (file,) = tmp_path.iterdir()
    kept = file.read_bytes()
    file.write_bytes(kept[:-1])
    assert math_font(tmp_path) == content
    assert file.read_bytes() == kept
    monkeypatch.setattr(font.metadata, "version", lambda name: "of tomorrow")
    assert math_font(tmp_path) == content
    assert len(list(tmp_path.iterdir())) == 2


def test_a_site_has_the_font_where_the_style_sheet_looks(house: House) -> None:
    """The style sheet names the font by the path at which the build puts it."""
    assert house.build("mkdocs", "--strict").returncode == 0
    css = (ROOT / "docs/assets/css/math.css").read_text(encoding="utf-8")
    assert f'url("../{FONT.removeprefix("assets/")}")' in css
    assert (house.root / "site" / FONT).read_bytes() == math_font()[FONT]
