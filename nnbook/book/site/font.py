"""The math font: STIX Two Math, cut at build time to the signs of a book on neural networks."""

from functools import cache
from hashlib import sha256
from importlib import metadata
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from nnbook.book.page.math import characters
from nnbook.book.results.store import read, write

FONT = "assets/fonts/math.woff2"


def math_font(folder: Path | None = None) -> dict[str, bytes]:
    """Make the files that a site with math needs beside its style sheet.

    Parameters
    ----------
    folder : Path, optional
        Where the font of earlier builds is kept; without it the font is cut again.

    Returns
    -------
    dict of str to bytes
        Content by path in the site: STIX Two Math, of the `ziamath` package, cut to the signs of a book on
        neural networks. It is under the SIL Open Font License 1.1, which its name table keeps.
    """
    spec = find_spec("ziamath")
    assert spec is not None and spec.submodule_search_locations, "ziamath is in the extra nnbook[book]"
    whole = Path(spec.submodule_search_locations[0], "fonts", "STIXTwoMath-Regular.ttf")
    versions = [f"{name} {metadata.version(name)}" for name in ("fonttools", "brotli")]
    key = sha256(
        b"\0".join(
            [
                whole.read_bytes(),
                Path(__file__).read_bytes(),
                str(sorted(characters())).encode(),
                *map(str.encode, versions),
            ]
        )
    )
    content = read(folder / key.hexdigest()) if folder else None
    if content is None:
        content = _cut(whole)
        if folder:
            write(folder / key.hexdigest(), content)
    return {FONT: content}


@cache
def _cut(whole: Path) -> bytes:
    """Cut a font to the signs of this book, as WOFF2."""
    from fontTools.subset import Options, Subsetter  # here, so that reading a chapter does not load fontTools
    from fontTools.ttLib import TTFont

    options = Options()
    options.layout_features = []  # such as other shapes for scripts, which Chromium does not use
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # 0, 13 and 14 are the copyright and the licence
    options.hinting = options.glyph_names = False
    font = TTFont(whole, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    font.flavor = "woff2"
    content = BytesIO()
    font.save(content)
    return content.getvalue()
