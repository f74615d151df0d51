"""What the pages of the site weigh: bytes, elements, and for how long they block a slow phone.

`python tests/benchmarks/weight.py` builds the site, opens each page in the system's Chromium as a phone whose
processor is four times slower, and prints a table. `--before SITE` opens the pages of another built site in
turns with these, and prints ratios; `--write` records the table in docs/performance.md. `--lighthouse` has
Lighthouse give its marks instead, mobile and desktop; npm fetches it.

*Blocking* is what of each task goes beyond 50 ms, from the first byte until nothing has been asked for half a
second: the least of the turns.
"""

import argparse
import gzip
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from playwright.sync_api import Browser, sync_playwright

import record
from browser import Quiet, build, chromium, served

COMMAND = "python tests/benchmarks/weight.py --write"
LIGHTHOUSE = "lighthouse@12.8.2"
SLOWER = 4
PHONE = {"viewport": {"width": 412, "height": 823}, "is_mobile": True, "has_touch": True}
WATCH = """window.tasks = [];
new PerformanceObserver((list) => tasks.push(...list.getEntries().map((e) => e.duration)))
  .observe({ type: "longtask", buffered: true });"""
TEXT = (
    "*Compressed* is the page alone, *loaded* all that it asks for before the reader does anything. "
    "*Blocking* is what of each task goes beyond 50 ms, in Chromium as a phone whose processor is "
    f"{SLOWER} times slower."
)


class _Compressing(Quiet):
    """Serve a site as hosts do, with gzip, below any path."""

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Answer with the compressed file."""
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        if file.suffix not in {".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml"} or not file.is_file():
            return super().send_head()
        content = gzip.compress(file.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return BytesIO(content)


@dataclass
class Weight:
    """What a page weighs: bytes of it and of all that it loads, elements, milliseconds."""

    compressed: int
    loaded: float
    elements: int
    blocking: float


def pages_of(site: Path, chosen: list[str] | None) -> list[str]:
    """Name the pages of a site by their addresses, or those that were chosen."""
    if chosen is not None:
        return chosen
    names = (page.parent.relative_to(site).as_posix() for page in site.rglob("index.html"))
    return sorted("" if name == "." else f"{name}/" for name in names)


def weigh(browser: Browser, address: str, name: str) -> Weight:
    """Open a page, in a profile that has nothing stored, and weigh it."""
    context = browser.new_context(**PHONE, service_workers="block", bypass_csp=True)
    page = context.new_page()
    page.add_init_script(WATCH)
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    sizes: list[float] = []
    client.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    answer = page.goto(address + name)
    assert answer is not None
    compressed = len(gzip.compress(answer.body(), 6))
    page.wait_for_load_state("networkidle")
    elements = page.evaluate("document.querySelectorAll('*').length")
    tasks = page.evaluate("new Promise((tell) => requestIdleCallback(() => tell(tasks)))")
    context.close()
    return Weight(compressed, sum(sizes), elements, sum(max(0, task - 50) for task in tasks))


def measure(site: Path, pages: list[str], before: Path | None, turns: int) -> list[list[str]]:
    """Weigh the pages, in turns with those of another site; return the table."""
    head = ["Page", "compressed, kB", "loaded, kB", "elements", "blocking, ms"]
    rows = [head + (["compressed before", "elements before", "blocking before"] if before else [])]
    sites = [site, before] if before else [site]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        for name in pages:
            weights: list[list[Weight]] = [[] for _ in sites]
            for _ in range(turns):
                for folder, found in zip(sites, weights, strict=True):
                    if (folder / name / "index.html").exists():
                        with served(folder, _Compressing) as address:
                            found.append(weigh(browser, address, name))
            now, *earlier = (min(found, key=lambda weight: weight.blocking) for found in weights if found)
            row = [f"/{name}", f"{now.compressed / 1000:.0f}", f"{now.loaded / 1000:.0f}", str(now.elements)]
            row.append(f"{now.blocking:.0f}")
            if earlier:
                then = earlier[0]
                row += [f"× {then.compressed / now.compressed:.2f}", f"× {then.elements / now.elements:.2f}"]
                row.append(f"× {then.blocking / max(now.blocking, 1):.1f}")
            elif before:
                row += ["new"] * 3
            rows.append(row)
        browser.close()
    return rows


def marks(site: Path, pages: list[str]) -> list[list[str]]:
    """Have Lighthouse mark each page: performance on a phone and on a desk, the others on a phone."""
    rows = [["Page", "mobile", "desktop", "accessibility", "best practices", "SEO"]]
    with tempfile.TemporaryDirectory() as folder, served(site, _Compressing) as address:
        subprocess.run(
            ["npm", "install", "--silent", "--no-package-lock", LIGHTHOUSE], cwd=folder, check=True
        )
        for name in pages:
            mobile = _marks(folder, address + name)
            desktop = _marks(folder, address + name, "--preset=desktop")
            others = [mobile[kind] for kind in ("accessibility", "best-practices", "seo")]
            rows.append([f"/{name}", mobile["performance"], desktop["performance"], *others])
    return rows


def _marks(folder: str, address: str, *options: str) -> dict[str, str]:
    command = [f"{folder}/node_modules/.bin/lighthouse", address, "--quiet", "--output=json", *options]
    flags = "--chrome-flags=--headless=new --no-sandbox"
    done = subprocess.run(
        [*command, flags], env=os.environ | {"CHROME_PATH": chromium()}, capture_output=True, check=True
    )
    categories = json.loads(done.stdout)["categories"]
    return {name: f"{100 * category['score']:.0f}" for name, category in categories.items()}


def main() -> None:
    """Measure, print, and record where that is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="record the table")
    parser.add_argument("--turns", type=int, default=3, help="openings of each page (3)")
    parser.add_argument("--site", type=Path, help="a site that is built already")
    parser.add_argument("--before", type=Path, help="a site of before, which takes turns with this one")
    parser.add_argument("--lighthouse", action="store_true", help="print Lighthouse's marks instead")
    parser.add_argument("--pages", nargs="*", metavar="PAGE", help="some alone: api/ backprop/")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = arguments.site or Path(folder) / "site"
        if not arguments.site:
            build(site)
        pages = pages_of(site, arguments.pages)
        if arguments.lighthouse:
            rows = marks(site, pages)
        else:
            rows = measure(site, pages, arguments.before, arguments.turns)
    for row in rows:
        print(f"{row[0]:20}", *(f"{cell:>18}" for cell in row[1:]), sep="")
    if arguments.write and not arguments.lighthouse:
        record.record("The pages", [row[:5] for row in rows], COMMAND, text=TEXT, packages=("playwright",))


if __name__ == "__main__":
    main()
