"""What Python in the reader's browser costs: before the first click, at the first output, and later.

`python tests/benchmarks/browser.py` builds the site, opens it in the system's Chromium, and prints the
numbers beside what they should be. `--write` also records them in docs/performance.md; `--site FOLDER`
measures a site that is built already. It needs Python for the browser, which
`python -m nnbook.book.site.browser.runtime` fetches.

*Bare* is a page with nothing but a worker that loads Pyodide and NumPy from the same site. Both take turns,
each time in a new profile, and the least time counts.
"""

import argparse
import gzip
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

import record

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "python tests/benchmarks/browser.py --write"
CHAPTER = "perceptron/"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
LOADING = 120_000  # milliseconds
BARE_WORKER = """
import { loadPyodide } from "./assets/python/pyodide.mjs";
const python = await loadPyodide({
  indexURL: new URL("assets/python/", import.meta.url).href,
  packages: ["numpy"],
});
python.runPython("import numpy");
postMessage("ready");
"""
BARE_PAGE = """<!doctype html><title>Bare</title><script>
window.boot = () => new Promise((ready) => {
  const begun = performance.now();
  const worker = new Worker("bare.js", { type: "module" });
  worker.onmessage = () => ready(performance.now() - begun);
});
</script>"""
# Measured in the page, between the click and the change that a reader sees.
FIRST_OUTPUT = """([block, button]) => new Promise((shown) => {
  const begun = performance.now();
  const results = block.querySelector(".nn-results");
  const old = new Set(results.children);
  new MutationObserver((_, observer) => {
    const output = [...results.children].find((child) => !old.has(child) && child.textContent.trim());
    if (!output) return;
    observer.disconnect();
    shown(performance.now() - begun);
  }).observe(results, { childList: true, subtree: true, characterData: true });
  button.click();
})"""
UNTIL_STOPPED = """([block, button]) => new Promise((stopped) => {
  const begun = performance.now();
  new MutationObserver((_, observer) => {
    if (block.classList.contains("nn-busy")) return;
    observer.disconnect();
    stopped(performance.now() - begun);
  }).observe(block, { attributes: true });
  button.click();
})"""


class Quiet(SimpleHTTPRequestHandler):
    """Serve files and say nothing."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for the table."""


@contextmanager
def served(site: Path, handler: type[SimpleHTTPRequestHandler]) -> Iterator[str]:
    """Serve a site and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def chromium() -> str:
    """Return where the system's Chromium is."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        raise SystemExit("no Chromium: `apt-get install chromium` brings one")
    return found


def build(target: Path) -> None:
    """Build the site."""
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(target)]
    subprocess.run(command, cwd=ROOT, check=True)


def before_run(browser: Browser, address: str, site: Path) -> tuple[int, list[str]]:
    """Add up what the page fetches for Run before the first click, each file compressed.

    Returns
    -------
    (int, list of str)
        Bytes, and the names of the files.
    """
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url.removeprefix(address).partition("?")[0]))
    page.goto(address + CHAPTER)
    page.wait_for_load_state("networkidle")
    page.close()
    names = sorted({name for name in asked if re.search(r"/run/|/run\.css$", name)})
    if "assets/js/run/run.js" not in names:
        raise RuntimeError("the page has no Run buttons: is Python for the browser there?")
    return sum(len(gzip.compress((site / name).read_bytes(), 9)) for name in names), names


def bare(browser: Browser, address: str) -> float:
    """Return the milliseconds in which Pyodide with NumPy boots, in a new profile."""
    page = browser.new_page()
    page.set_default_timeout(LOADING)
    page.goto(address + "bare.html")
    page.wait_for_load_state("networkidle")  # the start of the browser's own processes counts for neither
    taken: float = page.evaluate("boot()")
    page.context.close()
    return taken


def block_with_numpy(page: Page) -> int:
    """Find the first block that imports NumPy, prints, and needs no Matplotlib, by its place."""
    number: int = page.evaluate(
        """() => [...document.querySelectorAll("nn-block")].findIndex((block) => {
          const code = block.querySelector("code").textContent;
          return code.includes("import numpy") && !/plt|plots|diagrams/.test(code)
            && block.querySelector(".nn-output") && block.querySelector("[data-does=run]");
        })"""
    )
    if number < 0:
        raise RuntimeError(f"{CHAPTER} has no block that prints with NumPy alone")
    return number


def click(page: Page, number: int, script: str) -> float:
    """Press Run or Stop of a block, and return the milliseconds that `script` measures."""
    block = page.locator("nn-block:not(details *)").nth(number).element_handle()
    button = block.query_selector("[data-does=run], [data-does=stop]")  # one button, under two names
    taken: float = page.evaluate(script, [block, button])
    return taken


def opened(page: Page, address: str) -> int:
    """Open the chapter, and return the place of the block that is run."""
    page.set_default_timeout(LOADING)
    page.goto(address + CHAPTER)
    page.wait_for_load_state("networkidle")
    page.locator("[data-does=run]").first.wait_for()
    return block_with_numpy(page)


def blocks(browser: Browser, address: str) -> tuple[float, float, float, float]:
    """Return milliseconds, in a new profile: of the first output, of one more, of Stop, of a second visit."""
    context = browser.new_context()
    page = context.new_page()
    number = opened(page, address)
    first = click(page, number, FIRST_OUTPUT)
    idle = page.locator("nn-block:not(details *)").nth(number).and_(page.locator(":not(.nn-busy)"))
    idle.wait_for()
    second = click(page, number, FIRST_OUTPUT)
    idle.wait_for()

    block = page.locator("nn-block:not(details *)").nth(number)
    block.locator("[data-does=edit]").click()
    block.locator(".cm-content").wait_for()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text("print('begun')\nwhile True: pass")
    page.keyboard.press("Control+Enter")
    block.locator(".nn-results", has_text="begun").wait_for()
    stop = click(page, number, UNTIL_STOPPED)
    if "Python was restarted" not in (said := block.locator(".nn-status").inner_text()):
        raise RuntimeError(f"the loop was to be stopped, and the page says: {said}")
    page.close()
    again = context.new_page()
    returned = click(again, opened(again, address), FIRST_OUTPUT)
    context.close()
    return first, second, stop, returned


def measure(site: Path, turns: int) -> list[list[str]]:
    """Measure everything; return the table."""
    (site / "bare.js").write_text(BARE_WORKER, encoding="utf-8")
    (site / "bare.html").write_text(BARE_PAGE, encoding="utf-8")
    with served(site, Quiet) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        size, names = before_run(browser, address, site)
        boots, runs = [], []
        for _ in range(turns):
            boots.append(bare(browser, address))
            runs.append(blocks(browser, address))
        browser.close()
    first, second, stop, returned = (min(times) for times in zip(*runs, strict=True))
    return [
        ["What", "result", "aim"],
        ["scripts and styles before Run, compressed", f"{size / 1000:.1f} kB", "10 kB"],
        ["first output, against the boot of bare Pyodide with NumPy", f"{first / min(boots):.2f}", "0.50"],
        ["first output of a second visit, against the same", f"{returned / min(boots):.2f}", "0.25"],
        ["the same block once more", f"{second:.0f} ms", "50 ms"],
        ["Stop, in a loop without end", f"{stop:.0f} ms", "100 ms"],
    ]


def main() -> None:
    """Measure, print, and record where that is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="record the result")
    parser.add_argument("--turns", type=int, default=5, help="runs of each (5)")
    parser.add_argument("--site", type=Path, help="a site that is built already")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        if arguments.site:
            shutil.copytree(arguments.site, site)
        else:
            build(site)
        rows = measure(site, arguments.turns)
    for row in rows:
        print(f"{row[0]:62}", *(f"{cell:>10}" for cell in row[1:]), sep="")
    if arguments.write:
        record.record("Python in the browser", rows, COMMAND, text=TEXT, packages=("playwright",))


TEXT = (
    "What a reader waits for. The first output includes the start of Python, in a profile that has nothing "
    "stored; the bare boot is measured in the same browser, in turns with it."
)


if __name__ == "__main__":
    main()
