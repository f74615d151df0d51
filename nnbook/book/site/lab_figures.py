"""The Matplotlib backend of a lab that is executed for the book: `plt.show()` gives the cell a themed SVG."""

from IPython.display import display
from matplotlib import rcParams

from nnbook.book.run import figure


def _display(svg: str) -> None:
    display({"image/svg+xml": svg, "text/plain": "(a figure)"}, raw=True)  # type: ignore[no-untyped-call]


class FigureCanvas(figure.FigureCanvas):
    """The canvas that Matplotlib asks a backend for."""


FigureManager = figure.FigureManager

rcParams.update(figure.STYLE)
figure.show_with(_display)
