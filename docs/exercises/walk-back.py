# Walk back along a list

# %% starter
def slopes(values, steps):
    """Return a dictionary: how much the result
    of the last step moves with each value.

    values maps each name to its number. steps
    are (result, sign, a, b) in the order in
    which they were computed, such as
    ("y", "*", "x", "w"). A sign is "+" or "*".
    """
    ...


values = {"x": 3.0, "p": 9.0, "y": 12.0}
steps = [("p", "*", "x", "x"), ("y", "+", "p", "x")]
print(slopes(values, steps))

# %% hint
# Begin with a slope of 0 for every name, and 1 for the last result. Then go
# through `reversed(steps)`. A sum passes its slope on to both; a product passes
# it on to `a`, times the value of `b`, and to `b`, times the value of `a`. Add
# with `+=`.


# %% solution
def slopes(values, steps):
    found = {name: 0.0 for name in values}
    found[steps[-1][0]] = 1.0
    for result, sign, a, b in reversed(steps):
        slope = found[result]
        found[a] += slope * (values[b] if sign == "*" else 1.0)
        found[b] += slope * (values[a] if sign == "*" else 1.0)
    return found


values = {"x": 3.0, "p": 9.0, "y": 12.0}
steps = [("p", "*", "x", "x"), ("y", "+", "p", "x")]
print(slopes(values, steps))

# %% checks
import numpy as np

from nnbook.book.run.grader import close, expect, present

rng = np.random.default_rng(0)


def drawn(n):
    """Draw a calculation of n steps from two numbers."""
    values, steps = {"u": 2.0, "v": -3.0}, []
    for number in range(n):
        names = list(values)
        a, b = (str(name) for name in rng.choice(names[-3:], 2))
        sign = str(rng.choice(["+", "*"]))
        result = f"s{number}"
        values[result] = compute(values[a], sign, values[b])
        steps.append((result, sign, a, b))
    return values, steps


def compute(a, sign, b):
    return a + b if sign == "+" else a * b


def exact(values, steps, name):
    """Carry one slope forward: what a dual number does."""
    moves = {other: float(other == name) for other in values}
    for result, sign, a, b in steps:
        if result != name:
            by = (values[b], values[a]) if sign == "*" else (1.0, 1.0)
            moves[result] = by[0] * moves[a] + by[1] * moves[b]
    return moves[steps[-1][0]]


def check_slopes(slopes):
    cases = [
        (
            {"x": 3.0, "w": 2.0, "p": 6.0, "q": 18.0, "y": 24.0},
            [("p", "*", "x", "w"), ("q", "*", "p", "x"), ("y", "+", "q", "p")],
        )
    ]
    cases += [drawn(n) for n in (2, 4, 6, 8)]
    for values, steps in cases:
        got = present(slopes(dict(values), list(steps)))
        expect(isinstance(got, dict), "the result is no dictionary of slopes")
        for name in values:
            expect(name in got, f"the result lacks `{name}`")
            wanted = exact(values, steps, name)
            close(got[name], wanted, f"the slope of `{name}`", atol=1e-6)


# %% wrong: `=` for `+=`
# A later share overwrites an earlier one. Where a value is used twice, its
# shares add up: `+=`.
def slopes(values, steps):
    found = {name: 0.0 for name in values}
    found[steps[-1][0]] = 1.0
    for result, sign, a, b in reversed(steps):
        slope = found[result]
        found[a] = slope * (values[b] if sign == "*" else 1.0)
        found[b] = slope * (values[a] if sign == "*" else 1.0)
    return found


# %% wrong: from the first step on
# You go through the steps in the order in which they were computed. At the
# first one its result has no slope yet: go back from the last, with
# `reversed(steps)`.
def slopes(values, steps):
    found = {name: 0.0 for name in values}
    found[steps[-1][0]] = 1.0
    for result, sign, a, b in steps:
        slope = found[result]
        found[a] += slope * (values[b] if sign == "*" else 1.0)
        found[b] += slope * (values[a] if sign == "*" else 1.0)
    return found


# %% wrong: a factor times itself
# A product moves by the *other* factor: the share of `a` is the slope times the
# value of `b`. You multiply by the factor's own value.
def slopes(values, steps):
    found = {name: 0.0 for name in values}
    found[steps[-1][0]] = 1.0
    for result, sign, a, b in reversed(steps):
        slope = found[result]
        found[a] += slope * (values[a] if sign == "*" else 1.0)
        found[b] += slope * (values[b] if sign == "*" else 1.0)
    return found


# %% wrong: the slope of the result is left out
# You add the slopes of single steps. Along a path they are multiplied: each
# share is that slope times the slope that has come to the result.
def slopes(values, steps):
    found = {name: 0.0 for name in values}
    found[steps[-1][0]] = 1.0
    for result, sign, a, b in reversed(steps):
        found[a] += values[b] if sign == "*" else 1.0
        found[b] += values[a] if sign == "*" else 1.0
    return found
