"""Take the picture of README.md anew: `python tests/picture.py` builds the site and photographs a page of it.

It shows the page with the fonts of this machine, and with Run where Python for the browser was fetched.
Pillow, which comes with Matplotlib, makes it small.
"""

import io
import sys
import tempfile
from pathlib import Path

from house import CHROMIUM, ROOT, build, serving
from PIL import Image
from playwright.sync_api import Page, sync_playwright

TARGET = ROOT / "docs" / "assets" / "images" / "perceptron.png"
PATH = "perceptron/"
LOOK = {"viewport": {"width": 1220, "height": 985}, "device_scale_factor": 1.3, "color_scheme": "light"}
# A block of the section that prints nothing and shows a figure.
BLOCK = "h2#a-perceptron-learns-and ~ nn-block:has(.nn-figure)"


def take(page: Page) -> bytes:
    """Photograph prose, a block, what it prints and what it draws; `page` shows the chapter in the `LOOK`."""
    block = page.locator(BLOCK).first
    block.evaluate(
        """async (block) => {
          const below = () => block.getBoundingClientRect().bottom - innerHeight + 12;
          while (Math.abs(below()) > 1) { // what comes into sight is laid out, and moves what is below
            scrollBy(0, below());
            for (let count = 0; count < 3; count++) await new Promise(requestAnimationFrame);
          }
        }"""
    )
    page.locator(".md-search__input").wait_for()
    if page.locator("script[src*='run.js']").count():
        block.locator("[data-does=run]").wait_for()
    image = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    small = io.BytesIO()
    few = image.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(small, "PNG", optimize=True)
    return small.getvalue()


def main() -> int:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        with (
            serving(build(Path(folder) / "site")) as address,
            playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]) as browser,
        ):
            page = browser.new_page(**LOOK, service_workers="block")
            page.goto(address + PATH)
            TARGET.write_bytes(take(page))
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
