"""The picture of README.md: a command takes it anew."""

import io
from collections.abc import Callable

import picture
from house import ROOT
from PIL import Image
from playwright.sync_api import Page


def test_the_picture_shows_a_block_and_its_figure(visit: Callable[..., Page]) -> None:
    """The one that is taken now is as large as the one that README.md shows, and the whole block is in it."""
    page = visit(picture.PATH, **picture.LOOK)
    taken = picture.take(page)
    assert f"({picture.TARGET.relative_to(ROOT).as_posix()})" in (ROOT / "README.md").read_text(
        encoding="utf-8"
    )
    with Image.open(io.BytesIO(taken)) as new, Image.open(picture.TARGET) as shown:
        assert new.size == shown.size
    box = page.locator(picture.BLOCK).first.bounding_box()
    assert box and 0 < box["y"] and box["y"] + box["height"] < picture.LOOK["viewport"]["height"]
