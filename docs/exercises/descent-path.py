# The path of a descent

# %% starter
import matplotlib.pyplot as plt
import numpy as np


def descend(start, rate, steps):
    """Return the path down the bowl w1² + w2²
    as an array: the start in the first row,
    then a row a step.
    """
    ...


def draw(ax, path):
    """Draw the bowl from -5 to 5 both ways
    into ax, which has three dimensions, and
    the path on it.
    """
    ...


start = np.random.default_rng(0).uniform(-5, 5, 2)
fig, ax = plt.subplots(subplot_kw={"projection": "3d"})
draw(ax, descend(start, 0.1, 20))
plt.show()

# %% hint
# The gradient of the bowl is `2 * w`. Each step gives `w - rate * 2 * w`. Put
# the start into a list, append each new point, and make an array of the list at
# the end. `np.meshgrid` makes the grid for `ax.plot_wireframe`, and
# `ax.plot(w1, w2, height)` draws the path at the heights that you give.

# %% solution
import matplotlib.pyplot as plt
import numpy as np


def descend(start, rate, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - rate * 2 * path[-1])
    return np.array(path)


def draw(ax, path):
    side = np.linspace(-5, 5, 21)
    w1, w2 = np.meshgrid(side, side)
    ax.plot_wireframe(w1, w2, w1**2 + w2**2, linewidth=0.8, alpha=0.5)
    w1, w2 = path.T
    ax.plot(w1, w2, w1**2 + w2**2, ".-", color="tab:orange")
    ax.set(xlabel="w₁", ylabel="w₂", zlabel="loss")


start = np.random.default_rng(0).uniform(-5, 5, 2)
fig, ax = plt.subplots(subplot_kw={"projection": "3d"})
draw(ax, descend(start, 0.1, 20))
plt.show()

# %% checks
import matplotlib.pyplot as plt
import numpy as np

from nnbook.book.run.grader import close, expect

rng = np.random.default_rng(0)


def check_paths(descend):
    cases = [(np.array([4.0, -3.0]), 0.1, 2), (np.array([1.0, 2.0]), 0.25, 1)]
    for rate, steps in ((0.05, 20), (0.9, 6)):
        cases.append((rng.uniform(-5, 5, 2), rate, steps))
    for start, rate, steps in cases:
        path = descend(start, rate, steps)
        if isinstance(path, np.ndarray) and path.ndim == 2 and len(path):
            close(path[0], start, "the first row")
        left = (1 - 2 * rate) ** np.arange(steps + 1)  # of the start
        close(path, np.outer(left, start), "the path")


def axes_with(draw, path):
    """Draw, and return the lines, what else there is, and how far it goes."""
    ax = plt.figure().add_subplot(projection="3d")
    try:
        draw(ax, path)
        lines = [np.array(line.get_data_3d()) for line in ax.lines]
        wide = np.abs(ax.xy_dataLim.get_points()).max()
        return (
            lines,
            len(ax.collections),
            wide,
            ax.zz_dataLim.get_points()[:, 0],
        )
    finally:
        plt.close("all")


def check_drawing(draw):
    path = np.outer(0.8 ** np.arange(12), [4.0, -3.0])
    lines, _, _, _ = axes_with(draw, path)
    expect(lines, "`ax` has no path: `ax.plot(w1, w2, height)` draws one")
    paths = [line.T for line in lines if line.shape == (3, len(path))]
    on = [line for line in paths if np.allclose(line[:, :2], path)]
    order = "goes through the points of the path in their order"
    expect(on, f"no line of `ax` {order}")
    heights = np.sum(path**2, axis=1)
    close(
        on[0][:, 2], heights, "the array of heights of the path in the drawing"
    )


def check_surface(draw):
    # a path that stays at the lowest point hides nothing of the surface
    _, surfaces, wide, (low, top) = axes_with(draw, np.zeros((2, 2)))
    how = "`ax.plot_wireframe` or `ax.plot_surface` draws one"
    expect(surfaces, f"`ax` has no surface: {how}")
    expect(4.9 < wide < 5.1, f"the surface reaches to {wide:.3g}, expected 5")
    bowl = low > -0.1 and 24.9 < top < 50.1  # at a side, and at a corner
    rises = f"the surface goes from {low:.3g} to {top:.3g}"
    expect(bowl, f"{rises}, and the bowl from 0 to 50 at its corners")


# %% wrong: uphill
# Your path climbs. The gradient points uphill, so a step down subtracts it.
import numpy as np


def descend(start, rate, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] + rate * 2 * path[-1])
    return np.array(path)


# %% wrong: the slope of the square without its 2
# Your steps are half as long as they should be: the slope of `w**2` is `2 * w`.
import numpy as np


def descend(start, rate, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - rate * path[-1])
    return np.array(path)


# %% wrong: the same array in every row
# All rows of your path are equal. `w -= …` changes the array that already
# stands in the list, so the list holds the same array many times. Write
# `w = w - …`, which makes a new one.
import numpy as np


def descend(start, rate, steps):
    w = start.copy()
    path = [w]
    for _ in range(steps):
        w -= rate * 2 * w
        path.append(w)
    return np.array(path)


# %% wrong: the start is left out
# Your path begins after the first step. The start is its first point.
import numpy as np


def descend(start, rate, steps):
    w, path = start, []
    for _ in range(steps):
        w = w - rate * 2 * w
        path.append(w)
    return np.array(path)


# %% wrong: the path under the bowl
# Your path lies on the floor, below the bowl. Each of its points stands as high
# as the bowl there: give `ax.plot` the heights as a third array.
import numpy as np


def descend(start, rate, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - rate * 2 * path[-1])
    return np.array(path)


def draw(ax, path):
    side = np.linspace(-5, 5, 21)
    a, b = np.meshgrid(side, side)
    ax.plot_surface(a, b, a**2 + b**2, alpha=0.5)
    ax.plot(path[:, 0], path[:, 1], np.zeros(len(path)), ".-")


# %% wrong: the path alone
# The path hangs in the air: the bowl on which it runs is missing. Draw it with
# `ax.plot_surface` or `ax.plot_wireframe`.
import numpy as np


def descend(start, rate, steps):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - rate * 2 * path[-1])
    return np.array(path)


def draw(ax, path):
    side = np.linspace(-5, 5, 21)
    a, b = np.meshgrid(side, side)
    ax.plot(path[:, 0], path[:, 1], np.sum(path**2, axis=1), ".-")
