"""How quickly the playground trains and draws: 2-8-8-1 on 300 samples, in the page's Python and beside it.

`python tests/benchmarks/playground.py` builds the site, opens the playground in the system's Chromium, and
prints steps and pictures a second; `--site FOLDER` measures a site that is built already, and `--check` ends
with 1 below ten pictures a second. It needs Python for the browser, as browser.py does.

*In the page* are whole epochs, a step each, with a picture after every slice of 50 milliseconds, what a
reader gets at "as fast as it can". *By train_network* are the same epochs in one block without a picture,
and *outside* the same in this Python.

`--beside FOLDER` measures TensorFlow Playground, built from its sources into that folder, in the same
browser: the same layers and as many samples, all of them in a step. It draws after each epoch.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from browser import ARGUMENTS, LOADING, Quiet, build, chromium, served
from nnbook.book.run.playground import Player, valid
from nnbook.training import train_network

STATE = {"data": "quadrants", "samples": 300, "layers": [8, 8], "activations": ["tanh", "tanh"], "rate": 0.1}
QUERY = "?play.data=quadrants&play.samples=300&play.layers=8.8&play.activations=tanh.tanh&play.rate=0.1"
SECONDS = 5
LEAST = 10  # pictures a second
EPOCHS = 2000
# Counts the pictures of a while, and the steps that were taken in it.
PLAY = """async ([seconds]) => {
  const element = document.querySelector("nn-playground");
  element.speed = "fast";
  await element.take(1); // Python is here, and the first picture drawn
  const { showFrame } = element;
  const begun = performance.now(), first = element.frame.count;
  let pictures = 0;
  element.showFrame = function (frame) {
    pictures += 1;
    return showFrame.call(this, frame);
  };
  element.start();
  while (performance.now() - begun < 1000 * seconds) await new Promise(requestAnimationFrame);
  const passed = (performance.now() - begun) / 1000;
  element.pause();
  await element.asking;
  return [(element.frame.count - first) / passed, pictures / passed];
}"""
# The same epochs by one call, as a block of the reader's.
BLOCK = f"""import time

from nnbook.datasets import quadrants
from nnbook.training import train_network

X, Y = quadrants(300)
how = dict(activations=["tanh", "tanh", "sigmoid"], rng=1)
begun = time.perf_counter()
train_network(X, Y, (2, 8, 8, 1), 0.1, {EPOCHS}, **how)
print({EPOCHS} / (time.perf_counter() - begun))
"""
RUN = """async (code) => {
  const { runPython } = await import(new URL("../assets/js/run/python.js", location.href));
  let printed = "";
  const event = (kind, text) => (printed += text);
  await runPython(code, { edited: true, progress() {}, started() {}, event });
  return Number(printed);
}"""

# TensorFlow Playground at the same, with 300 of its 500 samples; it counts its epochs on its page.
BESIDE = (
    "#activation=tanh&batchSize=300&dataset=xor&learningRate=0.1&noise=0&networkShape=8,8&percTrainData=60"
)
PLAY_BESIDE = """async ([seconds]) => {
  const count = () => Number(document.querySelector("#iter-number").textContent.replaceAll(",", ""));
  document.querySelector("#play-pause-button").click();
  const begun = performance.now(), first = count();
  while (performance.now() - begun < 1000 * seconds) await new Promise(requestAnimationFrame);
  return (1000 * (count() - first)) / (performance.now() - begun);
}"""


def outside() -> tuple[float, float]:
    """Return the steps a second of `train_network` and of a player, in this Python."""
    player = Player(valid(STATE))
    begun = time.perf_counter()
    train_network(player.X, player.Y, player.sizes, 0.1, EPOCHS, **player.how)
    plain = EPOCHS / (time.perf_counter() - begun)
    begun = time.perf_counter()
    player.advance(EPOCHS)
    return plain, EPOCHS / (time.perf_counter() - begun)


def in_page(page: Page, address: str) -> tuple[float, float, float]:
    """Return the steps and the pictures a second of the page, and the steps of its Python by one call."""
    page.set_default_timeout(LOADING)
    page.goto(address + "playground/" + QUERY)
    page.wait_for_selector("nn-playground.nn-ready", state="attached")
    steps, pictures = page.evaluate(PLAY, [SECONDS])
    return steps, pictures, page.evaluate(RUN, BLOCK)


def beside(page: Page, address: str) -> float:
    """Return the epochs a second of TensorFlow Playground; each is a step and a picture."""
    page.add_init_script("window.ga = () => {}")  # it would tell others what is pressed
    page.goto(address + BESIDE)
    page.wait_for_selector("#play-pause-button")
    return float(page.evaluate(PLAY_BESIDE, [SECONDS]))


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--site", type=Path, help="a built site")
    parser.add_argument("--beside", type=Path, help="a built TensorFlow Playground")
    parser.add_argument("--check", action="store_true", help=f"end with 1 below {LEAST} pictures a second")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = options.site or Path(folder) / "site"
        if options.site is None:
            build(site)
        with served(site, Quiet) as address:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            steps, pictures, plain = in_page(browser.new_page(bypass_csp=True), address)
            if options.beside:
                with served(options.beside, Quiet) as other:
                    theirs = beside(browser.new_page(), other)
            browser.close()
    alone, player = outside()
    print("2-8-8-1 on 300 samples, all of them in a step")
    print(f"in the page             {steps:8,.0f} steps/s, {pictures:.1f} pictures/s")
    print(f"  by train_network      {plain:8,.0f} steps/s")
    if options.beside:
        print(f"TensorFlow Playground   {theirs:8,.0f} steps/s, {theirs:.1f} pictures/s")
    print(f"outside, a player       {player:8,.0f} steps/s")
    print(f"  by train_network      {alone:8,.0f} steps/s")
    return int(options.check and pictures < LEAST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
