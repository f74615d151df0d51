# An order for the walk

# %% starter
def order(end, parents):
    """Return the names of all values that end
    came from, and end: each once, and each
    after its parents. parents maps a name to
    the list of its parents.
    """
    ...


parents = {"x": [], "p": ["x", "x"], "y": ["p", "x"]}
print(order("y", parents))

# %% hint
# Visit a value like this: if it has been seen, do nothing. Otherwise mark it as
# seen, visit its parents, and only then append it to the list.


# %% solution
def order(end, parents):
    found, seen = [], set()

    def visit(name):
        if name not in seen:
            seen.add(name)
            for parent in parents[name]:
                visit(parent)
            found.append(name)

    visit(end)
    return found


parents = {"x": [], "p": ["x", "x"], "y": ["p", "x"]}
print(order("y", parents))

# %% checks
import numpy as np

from nnbook.book.run.grader import expect, present

rng = np.random.default_rng(0)


def drawn(n):
    """Draw a graph of n values, in which each has up to two parents."""
    parents = {"v0": []}
    for number in range(1, n):
        some = rng.choice(number, rng.integers(0, 3))
        parents[f"v{number}"] = [f"v{one}" for one in some]
    return f"v{n - 1}", parents


def behind(end, parents):
    """Return all that a value came from, and itself."""
    found, new = set(), {end}
    while new:
        found |= new
        new = {one for name in new for one in parents[name]} - found
    return found


def check_order(order):
    parents = {"a": [], "b": ["a"], "c": ["b"], "d": ["a", "c"]}
    parents |= {"y": ["d", "b"], "other": ["a"]}
    cases = [("y", parents), *(drawn(n) for n in (3, 6, 10, 15, 25))]
    for end, parents in cases:
        got = present(order(end, parents))
        expect(isinstance(got, list | tuple), "the result is no list of names")
        names = [str(name) for name in got]
        expect(
            len(names) == len(set(names)), f"a name comes twice in `{names}`"
        )
        wanted = behind(end, parents)
        missing, strange = wanted - set(names), set(names) - wanted
        expect(not missing, f"`{sorted(missing)}` is missing from `{names}`")
        expect(not strange, f"`{end}` did not come from `{sorted(strange)}`")
        place = {name: number for number, name in enumerate(names)}
        for name in names:
            for parent in parents[name]:
                expect(
                    place[parent] < place[name],
                    f"`{name}` stands before its parent `{parent}`: `{names}`",
                )


# %% wrong: appended before its parents
# You append a value when you come to it. Its parents have to be in the list by
# then: visit them first, and append it last.
def order(end, parents):
    found, seen = [], set()

    def visit(name):
        if name not in seen:
            seen.add(name)
            found.append(name)
            for parent in parents[name]:
                visit(parent)

    visit(end)
    return found


# %% wrong: one storey after the other
# You go back storey by storey and turn the list around. A value that is used by
# two storeys is found by the nearer one, and then stands behind a value that
# uses it. Append it when all its parents are done.
def order(end, parents):
    found, new = [], [end]
    while new:
        name = new.pop(0)
        if name not in found:
            found.append(name)
            new += parents[name]
    return found[::-1]


# %% wrong: nobody notes who was seen
# A value that is used twice comes twice. Note which ones you have seen, and do
# nothing when you come again.
def order(end, parents):
    found = []

    def visit(name):
        for parent in parents[name]:
            visit(parent)
        found.append(name)

    visit(end)
    return found


# %% wrong: all that there is
# You return every value of the graph, also those that `end` did not come from.
# Begin at `end` and follow the parents.
def order(end, parents):
    return sorted(parents, key=lambda name: (name == end, len(name), name))
