"""The page shows what a program writes as the build does."""

import random
from collections.abc import Callable

from playwright.sync_api import Page

from nnbook.book.results import terminal

# Words, wide signs, marks, and all that moves, erases, colours or says nothing.
PIECES = [
    *("a", "step 3/9", " ", "  ", "ü", "中文", "e\u0301", "😀", "|####  |"),
    *("\n", "\n", "\r", "\r", "\b", "\t", "\v", "\x07", "\x00", "\x7f", "\x85"),
    *("\x1b[31m", "\x1b[0m", "\x1b[38:5:208m", "\x1b[?25l", "\x1b]0;title\x07", "\x1b]8;;x\x1b\\", "\x1b(B"),
    *("\x1b[K", "\x1b[1K", "\x1b[2K", "\x1b[J", "\x1b[1J", "\x1b[2J", "\x9b2K"),
    *("\x1b[A", "\x1b[2A", "\x1b[B", "\x1b[3C", "\x1b[2D", "\x1b[E", "\x1b[F", "\x1b[5G", "\x1b[9999G"),
    *("\x1b[2;3H", "\x1b[H", "\x1b[2d", "\x1b7", "\x1b8", "\x1bM", "\x1bD", "\x1bE", "\x1bc"),
    *("\x1b[4h", "\x1b[4l", "\x1b[2@", "\x1b[2P", "\x1b[2X", "\x1b[L", "\x1b[2M"),
]

WRITE = """async (texts) => {
  const { Terminal } = await import("/assets/js/run/terminal.js");
  return texts.map((parts) => {
    const terminal = new Terminal();
    let shown = "";
    for (const part of parts) {
      const added = terminal.write(part);
      shown = added === null ? terminal.text() : shown + added;
    }
    return shown;
  });
}"""


def cut(text: str, rng: random.Random) -> list[str]:
    """Cut a text into parts, as it comes: anywhere, also within a sequence."""
    places = sorted(rng.randrange(len(text) + 1) for _ in range(rng.randrange(4)))
    return [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]


def test_the_page_and_the_build_show_the_same(visit: Callable[..., Page]) -> None:
    """Whatever is written, and in whatever parts it comes."""
    rng = random.Random(0)
    texts = ["".join(rng.choices(PIECES, k=rng.randrange(1, 14))) for _ in range(4000)]
    shown = visit("notation/").evaluate(WRITE, [cut(text, rng) for text in texts])
    wrong = [
        (text, came, terminal.as_shown(text))
        for text, came in zip(texts, shown, strict=True)
        if came != terminal.as_shown(text)
    ]
    assert wrong[:3] == [], f"{len(wrong)} of {len(texts)}"
