"""The picture of a page that is shared: its title beside its first figure, as PNG, drawn by Matplotlib.

Figures are SVG that Matplotlib wrote. What reads it here knows the part of SVG that those use, and the
drawing on the home page: paths, circles, markers, text, pictures, and what is cut off at a rectangle.
"""

import base64
import io
import re
import textwrap
import xml.etree.ElementTree as ET
from typing import Any

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import BboxImage
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, Transform
from PIL import Image

from nnbook.book.site.share import HEIGHT, WIDTH, Drawing, Names
from nnbook.plots import PALETTE

_DPI = 100
_POINT = 72 / _DPI  # points a pixel
_COLOURS = 128  # in the file: lines and a few fills, at a third of the bytes
_INK, _PAPER, _MUTED, _RULE = "#20242c", "#fdfdfb", "#5a616d", "#dedfd9"
_NAMED = {
    "currentColor": _INK,
    "--nn-ink": _INK,
    "--nn-paper": _PAPER,
    "--nn-muted": _MUTED,
    "--nn-rule": _RULE,
}
_NAMED |= {f"--nn-{name}": colour for name, colour in PALETTE.items()}
_PANEL = (500, 40, 660, 550)  # left, bottom, width, height of the white field for the figure
_MARGIN = 28

_TRANSFORM = re.compile(r"(\w+)\(([^)]*)\)")
_STEP = re.compile(r"([MLHVCQZmlhvcqz])([^MLHVCQZmlhvcqz]*)")
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3}  # that a segment of a path names
_CODES: dict[str, Any] = {"M": Path.MOVETO, "L": Path.LINETO, "Q": Path.CURVE3, "C": Path.CURVE4}
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")

_OWN = ("x", "y", "d", "id", "transform")  # what is said of an element says nothing of those within it

_Style = dict[str, str]


def draw(names: Names, drawing: Drawing | None) -> bytes:
    """Draw a picture; the same is drawn for the same arguments.

    Parameters
    ----------
    names : Names
    drawing : Drawing or None
        What stands beside them.

    Returns
    -------
    bytes
        A PNG file of `WIDTH` by `HEIGHT` pixels.
    """
    with matplotlib.rc_context(matplotlib.rcParamsDefault):
        figure = Figure(figsize=(WIDTH / _DPI, HEIGHT / _DPI), dpi=_DPI, facecolor=_PAPER)
        canvas = FigureCanvasAgg(figure)
        _letter(figure, names, drawing is not None)
        if drawing is not None:
            _frame(figure)
            _Reader(figure, ET.fromstring(_with_case(drawing.svg))).draw()
        canvas.draw()  # type: ignore[no-untyped-call]
        pixels = np.asarray(canvas.buffer_rgba())[..., :3]  # type: ignore[no-untyped-call]
    image = Image.fromarray(pixels).quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _with_case(svg: str) -> str:
    """Write the names as SVG has them: a parser for HTML makes small letters of them."""
    return svg.replace("viewbox=", "viewBox=").replace("clippath", "clipPath")


def _letter(figure: Figure, names: Names, beside: bool) -> None:
    """Write the names of the book and of the page at the left, and what the book is."""
    room = _PANEL[0] - 48 - 24 if beside else WIDTH - 96
    _write(figure, 48, HEIGHT - 76, names.book, 30 * _POINT, weight="bold")
    line = Line2D([48, 128], [HEIGHT - 100] * 2, color=PALETTE["orange"], lw=5)
    line.set_transform(Affine2D())
    figure.add_artist(line)
    for size in range(56, 12, -2):
        lines = textwrap.wrap(names.title, max(1, int(room / size / 0.62)), break_long_words=False)
        title = _write(
            figure,
            48,
            HEIGHT - 150,
            "\n".join(lines),
            size * _POINT,
            weight="bold",
            va="top",
            linespacing=1.2,
        )
        extent = title.get_window_extent()
        if extent.width <= room and extent.height <= 270:
            break
        title.remove()
    about = "\n".join(textwrap.wrap(names.about, int(room / 12.5)))
    _write(figure, 48, 48, about, 20 * _POINT, color=_MUTED, linespacing=1.4)


def _write(figure: Figure, x: float, y: float, text: str, size: float, **look: Any) -> Text:
    settings: dict[str, Any] = {"color": _INK, "parse_math": False} | look
    written = Text(x, y, text, fontsize=size, **settings)
    written.set_transform(Affine2D())
    figure.add_artist(written)
    return written


def _frame(figure: Figure) -> None:
    left, bottom, width, height = _PANEL
    panel = FancyBboxPatch(
        (left, bottom), width, height, boxstyle="round,pad=0,rounding_size=14", fc="white", ec=_RULE, lw=1.5
    )
    panel.set_transform(Affine2D())
    figure.add_artist(panel)


class _Reader:
    """Draw an SVG into the panel of a picture."""

    def __init__(self, figure: Figure, root: ET.Element) -> None:
        self.figure, self.root, self.drawn = figure, root, 0
        self.ids = {element.get("id"): element for element in root.iter() if element.get("id")}
        left, bottom, width, height = _PANEL
        x, y, w, h = (float(number) for number in _NUMBER.findall(root.get("viewBox", "0 0 400 300")))
        self.scale = min((width - 2 * _MARGIN) / w, (height - 2 * _MARGIN) / h)
        centre = Affine2D().translate(-x - w / 2, -y - h / 2).scale(self.scale, -self.scale)
        self.base = centre.translate(left + width / 2, bottom + height / 2)

    def draw(self) -> None:
        """Draw everything, what stands first below what follows."""
        self._draw(self.root, {}, self.base)

    def _draw(self, element: ET.Element, outer: _Style, place: Transform) -> None:
        tag = element.tag.rpartition("}")[2]
        if tag in ("defs", "clipPath", "metadata", "style", "title", "desc", "pattern"):
            return
        style = _style(element, outer)
        place = _transform(element.get("transform", "")) + place
        if tag == "path":
            self._path(_path(element.get("d", "")), style, place)
        elif tag == "circle":
            centre, radius = _numbers(element, "cx", "cy"), float(element.get("r", 0))
            self._path(Path.circle(centre, radius), style, place)
        elif tag == "rect":
            self._path(_rectangle(element), style, place)
        elif tag == "use":
            self._use(element, style, place)
        elif tag == "image":
            self._image(element, place)
        elif tag in ("text", "tspan"):
            self._text(element, style, place)
        for child in element:
            self._draw(child, style, place)

    def _add(self, artist: Artist, style: _Style) -> None:
        self.drawn += 1
        artist.set_zorder(10 + self.drawn)  # Matplotlib puts pictures below lines, and lines below text
        clip = self.ids.get(style.get("clip-path", "")[5:-1])
        if clip is not None:
            shapes = [_rectangle(shape) for shape in clip if shape.tag.endswith("rect")]
            shapes += [_path(shape.get("d", "")) for shape in clip if shape.tag.endswith("path")]
            if shapes:
                artist.set_clip_path(Path.make_compound_path(*shapes), self.base)
        self.figure.add_artist(artist, clip=clip is not None)

    def _path(self, path: Path, style: _Style, place: Transform) -> None:
        if not np.size(path.vertices):
            return
        # Lines and markers that are scaled keep their proportion to the figure, as its letters do.
        width = float(style.get("stroke-width", "1").removesuffix("px")) * self.scale * _POINT
        dashes = [
            float(number) * self.scale * _POINT
            for number in _NUMBER.findall(style.get("stroke-dasharray", ""))
        ]
        opacity = float(style.get("opacity", 1))
        cap: Any = style.get("stroke-linecap", "butt")
        join: Any = style.get("stroke-linejoin", "round")
        patch = PathPatch(
            path,
            facecolor=_colour(self._fill(style), opacity * float(style.get("fill-opacity", 1))),
            edgecolor=_colour(style.get("stroke", "none"), opacity * float(style.get("stroke-opacity", 1))),
            linewidth=width if style.get("stroke", "none") != "none" else 0,
            linestyle=(0, dashes) if dashes else "solid",
            joinstyle=join,
            capstyle="projecting" if cap == "square" else cap,
        )
        patch.set_transform(place)
        self._add(patch, style)

    def _fill(self, style: _Style) -> str:
        """Return the colour of an area; of one that is hatched, that of the ground."""
        fill = style.get("fill", "black")
        ground = self.ids.get(fill[5:-1]) if fill.startswith("url(") else None
        return fill if ground is None else next((shape.get("fill", _RULE) for shape in ground), _RULE)

    def _use(self, element: ET.Element, style: _Style, place: Transform) -> None:
        marker = self.ids.get(_link(element).removeprefix("#"))
        if marker is not None:
            x, y = _numbers(element, "x", "y")
            self._draw(marker, style, Affine2D().translate(x, y) + place)

    def _image(self, element: ET.Element, place: Transform) -> None:
        _, _, content = _link(element).partition("base64,")
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(content))).convert("RGBA"))
        (x, y), (w, h) = _numbers(element, "x", "y"), _numbers(element, "width", "height")
        (left, top), (right, bottom) = place.transform([(x, y), (x + w, y + h)])
        if top < bottom:
            pixels, top, bottom = pixels[::-1], bottom, top
        image = BboxImage(Bbox([(left, bottom), (right, top)]), interpolation="nearest", origin="upper")
        image.set_data(pixels)
        self._add(image, {})

    def _text(self, element: ET.Element, style: _Style, place: Transform) -> None:
        text = (element.text or "").strip()
        if not text:
            return
        xs = [float(number) for number in _NUMBER.findall(element.get("x", "0"))]
        y = float(_NUMBER.findall(element.get("y", "0"))[0])
        size = float(_NUMBER.findall(style.get("font-size", "11"))[0]) * self.scale * _POINT
        turned = place.get_matrix()
        look: dict[str, Any] = {
            "fontfamily": "DejaVu Sans",
            "fontsize": size,
            "fontstyle": "oblique" if style.get("font-style") in ("oblique", "italic") else "normal",
            "fontweight": "bold" if style.get("font-weight") in ("700", "bold") else "normal",
            "color": _colour(style.get("fill", "black"), float(style.get("opacity", 1))),
            "ha": {"middle": "center", "end": "right"}.get(style.get("text-anchor", ""), "left"),
            "va": "baseline",
            "rotation": float(np.degrees(np.arctan2(turned[1, 0], turned[0, 0]))),
            "rotation_mode": "anchor",
            "parse_math": False,
        }
        pieces = zip(xs, text, strict=False) if len(xs) > 1 else [(xs[0], text)]
        for x, piece in pieces:
            left, base = place.transform((x, y))
            written = Text(left, base, piece, **look)
            written.set_transform(Affine2D())
            self._add(written, style)


def _style(element: ET.Element, outer: _Style) -> _Style:
    """Return how an element is drawn: by its attributes and its style, and else as what it stands in."""
    own = {name: value for name, value in element.attrib.items() if not name.startswith("{")}
    for rule in own.pop("style", "").split(";"):
        name, colon, value = rule.partition(":")
        if colon:
            own[name.strip()] = value.strip()
    inherited = {
        name: value for name, value in outer.items() if name not in ("x", "y", "d", "id", "transform")
    }
    if "opacity" in own and "opacity" in outer:
        own["opacity"] = str(float(own["opacity"]) * float(outer["opacity"]))
    return inherited | own


def _colour(value: str, opacity: float) -> tuple[str, float]:
    """Return a colour as Matplotlib takes it; a variable of the style sheet is the light theme's."""
    if value == "none":
        return ("white", 0.0)
    if variable := re.match(r"var\((--[\w-]+)(?:,\s*([^)]+))?\)", value):
        value = _NAMED.get(variable[1], variable[2] or _INK)
    return (_NAMED.get(value, value), opacity)


def _numbers(element: ET.Element, *names: str) -> tuple[float, float]:
    first, second = (float(element.get(name, 0)) for name in names)
    return first, second


def _link(element: ET.Element) -> str:
    return next((value for name, value in element.attrib.items() if name.endswith("href")), "")


def _rectangle(element: ET.Element) -> Path:
    (x, y), (w, h) = _numbers(element, "x", "y"), _numbers(element, "width", "height")
    return Path([(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)], closed=True)


def _transform(text: str) -> Transform:
    """Return what `transform` says, of which the last one acts first."""
    found = Affine2D()
    for name, written in reversed(_TRANSFORM.findall(text)):
        n = [float(number) for number in _NUMBER.findall(written)]
        if name == "translate":
            found.translate(n[0], n[1] if len(n) > 1 else 0)
        elif name == "scale":
            found.scale(n[0], n[-1])
        elif name == "rotate":
            x, y = n[1:3] if len(n) > 2 else (0.0, 0.0)
            found.rotate_deg_around(x, y, n[0])
        elif name == "matrix":
            found = Affine2D(Affine2D.from_values(*n).get_matrix() @ found.get_matrix())
    return found


def _path(text: str) -> Path:
    """Return a path of straight lines and of curves of both kinds, given by places or by steps."""
    points: list[Any] = []
    codes: list[Any] = []
    place = start = np.zeros(2)
    for command, written in _STEP.findall(text):
        kind, by_steps = command.upper(), command.islower()
        numbers = [float(number) for number in _NUMBER.findall(written)]
        if kind == "Z":
            points.append(tuple(start))
            codes.append(Path.CLOSEPOLY)
            place = start
            continue
        if kind in "HV":
            axis = "HV".index(kind)
            for number in numbers:
                place = place.copy()
                place[axis] = number + (place[axis] if by_steps else 0)
                points.append(tuple(place))
                codes.append(Path.LINETO)
            continue
        for segment in np.reshape(numbers, (-1, _POINTS[kind], 2)):
            reached = segment + place if by_steps else segment
            place = reached[-1]
            points += map(tuple, reached)
            codes += [_CODES[kind]] * _POINTS[kind]
            if kind == "M":
                start, kind = place, "L"  # what follows the first pair are lines
    return Path(np.asarray(points).reshape(-1, 2), codes or None)
