# ReLU and sigmoid in one plot

# %% starter
import matplotlib.pyplot as plt
import numpy as np


def curves(start, stop, n):
    """Return n inputs from start to stop, both
    included, and the ReLU and the sigmoid of
    each.
    """
    ...


def draw(ax):
    """Draw both from -5 to 5, each with a
    label, and give ax a legend and a name for
    each axis.
    """
    ...


fig, ax = plt.subplots()
draw(ax)
plt.show()

# %% hint
# `np.linspace` includes both ends. ReLU is the larger of 0 and z, and sigmoid
# is one divided by `1 + np.exp(-z)`. `ax.plot(z, relu, label="ReLU")` draws a
# curve; the label shows once `ax.legend()` is called, and
# `ax.set(xlabel=…, ylabel=…)` names the axes.

# %% solution
import matplotlib.pyplot as plt
import numpy as np


def curves(start, stop, n):
    z = np.linspace(start, stop, n)
    return z, np.maximum(0, z), 1 / (1 + np.exp(-z))


def draw(ax):
    z, relu, sigmoid = curves(-5, 5, 201)
    ax.plot(z, sigmoid, label="sigmoid")
    ax.plot(z, relu, label="ReLU")
    ax.set(xlabel="input", ylabel="output")
    ax.legend()


fig, ax = plt.subplots()
draw(ax)
plt.show()

# %% checks
import matplotlib.pyplot as plt
import numpy as np

from nnbook import activations
from nnbook.book.run.grader import close, expect, parts


def check_curves(curves):
    for start, stop, n in ((-5, 5, 5), (-2, 6, 3), (-5, 5, 101)):
        answer = curves(start, stop, n)
        z, relu, sigmoid = parts(answer, "the inputs", "ReLU", "sigmoid")
        expected = start + (stop - start) * np.arange(n) / (n - 1)
        close(z, expected, "the array of inputs")
        close(relu, activations.relu(expected), "ReLU")
        close(sigmoid, activations.sigmoid(expected), "sigmoid")


def look(line):
    return line.get_color(), line.get_linestyle(), line.get_marker()


def check_drawing(draw):
    ax = plt.figure().add_subplot()
    try:
        draw(ax)
    finally:
        plt.close("all")
    curves = [line for line in ax.lines if len(line.get_xdata()) > 2]
    expect(len(curves) >= 2, f"`ax` has {len(curves)} curves, expected two")
    legend = ax.get_legend()
    entries = zip(legend.get_texts(), legend.get_lines()) if legend else []
    names = {look(line): text.get_text() for text, line in entries}
    for name, f in (
        ("ReLU", activations.relu),
        ("sigmoid", activations.sigmoid),
    ):
        drawn = None
        for line in curves:
            z, y = np.asarray(line.get_xydata(), dtype=float).T
            if np.allclose(y, f(z), atol=1e-6):
                drawn = line
        expect(drawn, f"no curve of `ax` is that of {name}")
        z = np.asarray(drawn.get_xdata(), dtype=float)
        ends = np.array([z.min(), z.max()])
        close(ends, [-5.0, 5.0], f"the range of {name}")
        smooth = name == "ReLU" or len(z) >= 20
        expect(
            smooth, f"{name} has {len(z)} points, and its bends show corners"
        )
        expect(
            legend,
            "`ax` has no legend: labels show once `ax.legend()` is called",
        )
        said = names.get(look(drawn), "nothing")
        right = name.lower() in said.lower()
        expect(right, f"the legend calls the curve of {name} {said!r}")
    for axis, label in (("x", ax.get_xlabel()), ("y", ax.get_ylabel())):
        expect(
            label.strip(),
            f"the {axis} axis has no name: `ax.set({axis}label=…)`",
        )


# %% wrong: the right end is left out
# `np.arange` stops before the end, as `range` does.
# `np.linspace(start, stop, n)` takes both ends in.
import numpy as np


def curves(start, stop, n):
    z = np.arange(start, stop, (stop - start) / n)
    return z, np.maximum(0, z), 1 / (1 + np.exp(-z))


# %% wrong: the absolute value in place of ReLU
# ReLU makes negative inputs 0. Yours turns their sign: that is the absolute
# value.
import numpy as np


def curves(start, stop, n):
    z = np.linspace(start, stop, n)
    return z, np.abs(z), 1 / (1 + np.exp(-z))


# %% wrong: exp(z) in place of exp(-z)
# Your sigmoid falls where it should rise: the exponent carries a minus,
# `np.exp(-z)`.
import numpy as np


def curves(start, stop, n):
    z = np.linspace(start, stop, n)
    return z, np.maximum(0, z), 1 / (1 + np.exp(z))


# %% wrong: labels without a legend
# The curves have their labels, and nobody sees them: `ax.legend()` shows them.
import numpy as np


def curves(start, stop, n):
    z = np.linspace(start, stop, n)
    return z, np.maximum(0, z), 1 / (1 + np.exp(-z))


def draw(ax):
    z, relu, sigmoid = curves(-5, 5, 201)
    ax.plot(z, sigmoid, label="sigmoid")
    ax.plot(z, relu, label="ReLU")
    ax.set(xlabel="input", ylabel="output")


# %% wrong: the names exchanged
# Your legend names the curves in the order in which you thought of them, and
# they were drawn in the other. Let each say its name: `label=…` in its `plot`.
import numpy as np


def curves(start, stop, n):
    z = np.linspace(start, stop, n)
    return z, np.maximum(0, z), 1 / (1 + np.exp(-z))


def draw(ax):
    z, relu, sigmoid = curves(-5, 5, 201)
    ax.plot(z, sigmoid)
    ax.plot(z, relu)
    ax.set(xlabel="input", ylabel="output")
    ax.legend(["ReLU", "sigmoid"])


# %% wrong: axes without names
# Your axes have no names. `ax.set(xlabel=…, ylabel=…)` says what goes in and
# what comes out.
import numpy as np


def curves(start, stop, n):
    z = np.linspace(start, stop, n)
    return z, np.maximum(0, z), 1 / (1 + np.exp(-z))


def draw(ax):
    z, relu, sigmoid = curves(-5, 5, 201)
    ax.plot(z, sigmoid, label="sigmoid")
    ax.plot(z, relu, label="ReLU")
    ax.legend()
