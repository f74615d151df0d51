"""A Matplotlib backend whose `plt.show()` makes one SVG for the light and the dark theme."""

import hashlib
import io
import re
from collections.abc import Callable
from typing import Any

import matplotlib
from cycler import cycler
from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureCanvasBase, FigureManagerBase
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from nnbook.plots import PALETTE

# Drawn in these stand-ins, then replaced: the page decides what ink and paper are.
_INK, _PAPER = "#010203", "#fefdfc"

STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": _INK,
    "axes.facecolor": _PAPER,
    "axes.grid": True,
    "axes.labelcolor": _INK,
    "axes.prop_cycle": cycler(color=list(PALETTE.values())),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": _INK,
    "axes.titlesize": "medium",
    "figure.constrained_layout.use": True,
    "figure.edgecolor": "none",
    "figure.facecolor": "none",
    "figure.figsize": (5.2, 3.2),
    "figure.titlesize": "medium",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 11.0,
    "grid.alpha": 0.18,
    "grid.color": _INK,
    "hatch.color": _INK,
    "image.cmap": "viridis",
    "legend.edgecolor": _INK,
    "legend.facecolor": _PAPER,
    "legend.framealpha": 0.85,
    "legend.frameon": False,
    "lines.linewidth": 2.0,
    "patch.edgecolor": _INK,
    "savefig.edgecolor": "none",
    "savefig.facecolor": "none",
    "svg.fonttype": "none",
    "svg.hashsalt": "nnbook",
    "text.color": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
}

_PAGES_OWN = {("font-family", "inherit"), ("font-family", "'DejaVu Sans'")}  # what the page says anyway

_show: Callable[[str], None] | None = None


class FigureCanvas(FigureCanvasSVG):
    """The canvas that Matplotlib asks a backend for."""


class FigureManager(FigureManagerBase):
    """Hand every open figure over when the block says `plt.show()`."""

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:
        """Render the open figures, oldest first, and close them."""
        for manager in Gcf.get_all_fig_managers():
            if _show is not None:
                _show(to_svg(manager.canvas.figure))
        Gcf.destroy_all()


FigureCanvas.manager_class = FigureManager  # type: ignore[assignment]


def begin(show: Callable[[str], None]) -> None:
    """Start a block: Matplotlib's defaults, our style, no open figure, and `show` for each SVG."""
    global _show
    _show = show
    matplotlib.rcdefaults()
    matplotlib.rcParams.update(STYLE)
    matplotlib.use(f"module://{__name__}")


def show_with(show: Callable[[str], None]) -> None:
    """Hand every figure that is shown from now on to `show`."""
    global _show
    _show = show


def end() -> int:
    """End a block; forget the figures that were never shown, and return how many those are."""
    global _show
    _show = None
    unshown = len(Gcf.get_all_fig_managers())
    Gcf.destroy_all()
    return unshown


def to_svg(figure: Figure) -> str:
    """Render `figure` as an `<svg>` element that can stand in a page next to others.

    Returns
    -------
    str
        Text stays text, ink is `currentColor`, the palette's colours are CSS variables with the
        colour itself as fallback, and equal figures give equal text.
    """
    buffer = io.StringIO()
    canvas: FigureCanvasBase = figure.canvas
    with matplotlib.rc_context({name: STYLE[name] for name in ("svg.fonttype", "svg.hashsalt")}):
        canvas.print_figure(
            buffer, format="svg", metadata={"Date": None}, bbox_inches="tight", pad_inches=0.04
        )
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    # A style element would reach every other drawing of the page.
    svg = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>", "", svg, count=1, flags=re.DOTALL)
    svg = re.sub(r"<svg[^>]*>", _open_tag, svg, count=1)
    svg = re.sub(r' transform="rotate\(-?0 [^"]*\)"', "", svg)  # each text that lies level has one
    svg = re.sub(r' (?:x|y|width|height)="[^"]*"', _shorter, svg)
    svg = re.sub(r' d="([^"]*)"', _as_steps, svg)
    svg = svg.replace(" font-family: 'DejaVu Sans', sans-serif;", "").replace(
        "'DejaVu Sans', sans-serif", "inherit"
    )
    svg = svg.replace(_INK, "currentColor").replace(_PAPER, "var(--md-default-bg-color, #fff)")
    for name, colour in PALETTE.items():
        svg = svg.replace(colour, f"var(--nn-{name}, {colour})")
    # A content security policy would have to allow every style that stands in a line.
    return _without_wrappers(re.sub(r' style="([^"]*)"', _attributes, _own_ids(svg)).strip())


def _open_tag(match: re.Match[str]) -> str:
    """Give the width in CSS pixels (96 an inch, where Matplotlib writes 72); the height follows from it."""
    attributes = dict(re.findall(r'([\w:]+)="([^"]*)"', match[0]))
    width = float(attributes["width"].removesuffix("pt")) * 96 / 72
    return (
        f'<svg xmlns="{attributes["xmlns"]}" xmlns:xlink="{attributes["xmlns:xlink"]}" width="{width:.0f}" '
        f'viewBox="{attributes["viewBox"]}" stroke-linejoin="round" stroke-linecap="butt">'
    )


def _attributes(style: re.Match[str]) -> str:
    """Write a style as what SVG calls presentation attributes."""
    pairs = [tuple(map(str.strip, part.split(":", 1))) for part in style[1].split(";") if ":" in part]
    return "".join(f' {name}="{value}"' for name, value in pairs if (name, value) not in _PAGES_OWN)


def _shorter(match: re.Match[str]) -> str:
    """Write a place in hundredths of a point: finer steps cannot be seen."""
    return re.sub(r"-?\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", match[0])


def _as_steps(path: re.Match[str]) -> str:
    """Write a path by its steps from place to place, whose numbers are shorter than those of places.

    A place is rounded before the step to it is taken, so no error adds up.
    """
    written, before = [], ""
    x = y = 0
    start = (0, 0)
    for command, numbers in re.findall(r"([MLCQz])([^MLCQz]*)", path[1]):
        if command == "z":
            written.append("z")
            before, (x, y) = "", start
            continue
        places = [round(100 * float(number)) for number in numbers.split()]
        steps = [place - (y if index % 2 else x) for index, place in enumerate(places)]
        x, y = places[-2:]
        name = command.lower()
        if command == "M":
            start = (x, y)
        elif command == "L" and 0 in steps:
            name, steps = ("v", steps[1:]) if steps[0] == 0 else ("h", steps[:1])
        line = " ".join(map(_hundredths, steps)).replace(" -", "-")
        if name != before:
            line = name + line
        elif not line.startswith("-"):
            line = " " + line
        written.append(line)
        before = "l" if command == "M" else name  # what follows a move without a command is a line
    return f' d="{"".join(written)}"'


def _hundredths(number: int) -> str:
    text = f"{number / 100:g}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _without_wrappers(svg: str) -> str:
    """Drop the spaces between elements, and each group that says nothing and holds one element alone."""
    svg = re.sub(r">\s+<", "><", svg)
    alone = re.compile(r"<g>(<(\w+)\b[^<>]*(?:/>|>[^<>]*</\2>))</g>")
    while alone.search(svg):
        svg = alone.sub(r"\1", svg)
    return svg.replace("</text>", "</text>\n")  # words stay apart for who copies them, and for the search


def _own_ids(svg: str) -> str:
    """Drop the ids that nothing refers to and make the others unique among the figures of a page."""
    used = set(re.findall(r"url\(#([^)]+)\)", svg)) | set(re.findall(r'href="#([^"]+)"', svg))
    prefix = "f" + hashlib.sha256(svg.encode()).hexdigest()[:8]
    svg = re.sub(r' id="([^"]+)"', lambda m: f' id="{prefix}-{m[1]}"' if m[1] in used else "", svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", svg)
    return re.sub(r'href="#([^"]+)"', rf'href="#{prefix}-\1"', svg)
