"""Right answers in other forms, and wrong ones, of which the checks of the exercises know nothing.

Each takes the solution of an exercise and changes what one of its functions gives, how it is called or what it
does beside. What cannot be said of an exercise in this way stands in the lists at the end.
"""

# ruff: noqa: E501 - a table is read by its rows

from collections.abc import Iterator

import pytest
from house import ROOT

from nnbook.book.content import exercises
from nnbook.book.content.exercises import Exercise
from nnbook.book.run.grader import Verdict, grade

EXERCISES = {
    path.stem: exercises.read(path) for path in sorted((ROOT / "docs" / exercises.FOLDER).glob("*.py"))
}

# What `change` does with a result: with each array or number in it, or with the result as a whole.
PRELUDE = """
import functools, types, warnings
import numpy as np

class Sub(np.ndarray): pass

class Callable:
    def __init__(self, function): self.function = function
    def __call__(self, *given, **named): return self.function(*given, **named)

def is_tree(value): return isinstance(value, (tuple, list, dict))

def each(f, value):
    if isinstance(value, dict): return {k: each(f, v) for k, v in value.items()}
    if isinstance(value, (tuple, list)): return type(value)(each(f, v) for v in value)
    return f(value)

def tuples(f, value):
    if isinstance(value, list): return [tuples(f, v) for v in value]
    return f(value) if isinstance(value, tuple) else value

def only_arrays(f, value): return each(lambda a: f(a) if isinstance(a, np.ndarray) else a, value)
def numbers(f, value): return each(lambda a: f(a) if np.ndim(a) == 0 else a, value)
def mapped(f, *rest): return each(f, *rest)

def frozen(a):
    a = np.array(a)
    a.setflags(write=False)
    return a

def equal_shapes(value): return not any(map(is_tree, value)) and len({np.shape(v) for v in value}) == 1
"""

# by their names; `f` is the function of the solution and `given` its arguments
RIGHT = {
    "float32": "return each(lambda a: np.asarray(a, np.float32), f(*given))",
    "long double": "return each(lambda a: np.asarray(a, np.longdouble), f(*given))",
    "a list for a tuple": "return tuples(list, f(*given))",
    "a generator for a tuple": "return tuples(lambda t: (v for v in t), f(*given))",
    "a map for a tuple": "return tuples(lambda t: map(lambda v: v, t), f(*given))",
    "an array for a tuple": "return tuples(lambda t: np.array(t) if equal_shapes(t) else t, f(*given))",
    "an array of its own class": "return only_arrays(lambda a: a.view(Sub), f(*given))",
    "columns first": "return only_arrays(np.asfortranarray, f(*given))",
    "backwards in memory": "return only_arrays(lambda a: a[::-1].copy()[::-1], f(*given))",
    "read-only": "return only_arrays(frozen, f(*given))",
    "objects": "return only_arrays(lambda a: a.astype(object), f(*given))",
    "numbers of NumPy": "return numbers(np.float64, f(*given))",
    "arrays without axes": "return numbers(np.asarray, f(*given))",
    "numbers of Python": "return numbers(float, f(*given))",
    "other rounding": "return each(lambda a: a * (1 + 2e-16), f(*given))",
    "it prints": "print('given', *given); return f(*given)",
    "it warns": "warnings.warn('careful'); np.log(np.zeros(1)); return f(*given)",
    "NumPy warns": "np.divide(np.zeros(2), 0); np.exp(np.full(2, 1e4)); return f(*given)",
    "it copies what it is given": "return f(*(np.array(g) if isinstance(g, np.ndarray) else g for g in given))",
    "a dictionary of its own": (
        "r = f(*given); return types.MappingProxyType(r).copy() if isinstance(r, dict) else r"
    ),
}
# how the name stands for the function
NAMES = {
    "a lambda": "{name} = lambda *given: f(*given)",
    "an object": "{name} = Callable(f)",
    "a partial": "{name} = functools.partial(f)",
    "a decorated function": "{name} = functools.wraps(f)(lambda *given, **named: f(*given, **named))",
    "a method": "{name} = types.SimpleNamespace(f=f).f",
}
WRONG = {
    "a thousandth too much": "return each(lambda a: np.asarray(a) * 1.001 + 1e-6, f(*given))",
    "a thousandth beside": "return each(lambda a: np.asarray(a) + 1e-3, f(*given))",
    "the sign turned": "return each(lambda a: -np.asarray(a, float) - 1e-3, f(*given))",
    "a tenth too little": "return each(lambda a: np.asarray(a) * 0.9 - 1e-3, f(*given))",
    "nothing": "f(*given)",
    "no number": "return each(lambda a: np.asarray(a) * np.nan, f(*given))",
    "infinity": "return each(lambda a: np.asarray(a) + np.inf, f(*given))",
    "a text": "return str(f(*given))",
    "texts of numbers": "return each(lambda a: np.asarray(a).astype(str), f(*given))",
    "complex numbers": "return each(lambda a: np.asarray(a) + 1e-3j, f(*given))",
    "an axis more": "return each(lambda a: np.asarray(a)[..., None], f(*given))",
    "an axis in front": "return each(lambda a: np.asarray(a)[None], f(*given))",
    "the first answer for ever": "{name}.first = r = getattr({name}, 'first', None) or [f(*given)]; return r[0]",
    "zeros": "return each(np.zeros_like, f(*given))",
    "ones": "return each(lambda a: np.ones_like(a) + 0.5, f(*given))",
    "an exception": "raise ValueError('no')",
    "the end": "raise SystemExit(0)",
    "printed": "print(f(*given))",
    "the function itself": "return f",
    "the arguments": "return given",
    "wrapped": "return [[f(*given)]]",
    "without the last": "r = f(*given); return r[:-1] if isinstance(r, tuple) else each(lambda a: np.ravel(a)[:-1], r)",
    "two of it": "r = f(*given); return r + r if isinstance(r, tuple) else [r, r]",
    "noise": "return each(lambda a: a + 1e-3 * (1 + np.random.default_rng(9).random(np.shape(a))), f(*given))",
}
# What is drawn from a generator is held to what chance allows, and what is drawn into axes gives nothing.
BY_CHANCE = {"he-initialisation"}
SMALL = {"a thousandth too much", "a thousandth beside", "noise", "the sign turned"}
GIVES_NOTHING = {"draw"}


def functions(exercise: Exercise) -> Iterator[str]:
    """List the functions of an exercise whose results the table can change."""
    for name in exercise.asked:
        if (
            exercise.id not in ("xor-network", "mini-batches", "own-training", "topological-order")
            and name not in GIVES_NOTHING
        ):
            yield name


CASES = [(exercise, name) for exercise in EXERCISES.values() for name in functions(exercise)]


def graded(exercise: Exercise, answer: str) -> Verdict:
    """Grade an answer in silence."""
    if "datasets import digits" in exercise.checks:
        pytest.importorskip("sklearn", reason="the digits are a part of scikit-learn")
    return grade(answer, exercise.checks, exercise.mistakes, lambda kind, text: None, before=exercise.earlier)


def bare(exercise: Exercise) -> str:
    """Return the solution without what it shows."""
    lines = exercise.solution.split("\n")
    return "\n".join(line for line in lines if not line.startswith(("print(", "plt.show()")))


def changed(exercise: Exercise, name: str, body: str) -> str:
    """Write the solution with one of its functions changed."""
    body = body.replace("{name}", name)
    define = f"def {name}(*given, f={name}):\n    {body}\n"
    return f"{PRELUDE}\n{bare(exercise)}\n{define}"


@pytest.mark.parametrize("form", RIGHT)
@pytest.mark.parametrize(("exercise", "name"), CASES, ids=lambda one: getattr(one, "id", one))
def test_a_right_answer_passes_in_each_form(exercise: Exercise, name: str, form: str) -> None:
    """Whatever its numbers are made of, and whatever it does beside."""
    if (exercise.id, name, form) == ("own-forward", "relu", "objects"):
        pytest.skip("the answer itself goes on with it, and NumPy has no exponential of objects")
    verdict = graded(exercise, changed(exercise, name, RIGHT[form]))
    assert verdict.passed, verdict.message


@pytest.mark.parametrize("form", NAMES)
@pytest.mark.parametrize(("exercise", "name"), CASES, ids=lambda one: getattr(one, "id", one))
def test_a_right_answer_passes_under_each_kind_of_name(exercise: Exercise, name: str, form: str) -> None:
    """A function is whatever can be called."""
    answer = f"{PRELUDE}\n{bare(exercise)}\nf = {name}\n{NAMES[form].format(name=name)}\n"
    verdict = graded(exercise, answer)
    assert verdict.passed, verdict.message


@pytest.mark.parametrize("form", WRONG)
@pytest.mark.parametrize(("exercise", "name"), CASES, ids=lambda one: getattr(one, "id", one))
def test_a_wrong_answer_is_refused(exercise: Exercise, name: str, form: str) -> None:
    """And no hint speaks of a mistake that it does not make."""
    if exercise.id in BY_CHANCE and form in SMALL:
        pytest.skip("chance is as far off")
    verdict = graded(exercise, changed(exercise, name, WRONG[form]))
    assert not verdict.passed
    assert verdict.hint == "", (verdict.message, verdict.hint)


# ---- what cannot be said by a table ----

BATCHES = """
import numpy as np

def batches(X, Y, size, rng):
    m = X.shape[1]
    {}
"""
CUT = "for i in range(0, m, size): yield X[:, o[i:i + size]], Y[:, o[i:i + size]]"
BATCHES_RIGHT = [
    f"o = rng.permutation(m)\n    {CUT}",
    f"o = np.arange(m); rng.shuffle(o)\n    {CUT}",
    f"o = np.argsort(rng.random(m))\n    {CUT}",
    f"o = rng.choice(m, m, replace=False)\n    {CUT}",
    f"o = list(range(m)); rng.shuffle(o)\n    {CUT}",
    f"o = sorted(range(m), key=lambda _: rng.random())\n    {CUT}",
    f"o = np.lexsort([rng.standard_normal(m)])\n    {CUT}",
    f"o = rng.permuted(np.arange(m))\n    {CUT}",
    f"o = rng.permutation(rng.permutation(m))\n    {CUT}",
    f"o = rng.permutation(m)[::-1]\n    {CUT}",
    f"o = rng.permutation(m); X, Y = X[:, o], Y[:, o]; o = np.arange(m)\n    {CUT}",
    f"o = rng.permutation(np.arange(m)).tolist()\n    {CUT}",
    "o = rng.permutation(m); return [(X[:, o[i:i + size]], Y[:, o[i:i + size]]) for i in range(0, m, size)]",
    "o = rng.permutation(m); return ((X[:, c], Y[:, c]) for c in np.split(o, range(size, m, size)))",
    "o = rng.permutation(m); return map(lambda c: (X[:, c], Y[:, c]), np.split(o, range(size, m, size)))",
    "Z = rng.permutation(np.vstack([X, Y]), axis=1)\n    for i in range(0, m, size): "
    "yield Z[:-1, i:i + size], Z[-1:, i:i + size]",
    "o = list(rng.permutation(m))\n    while o:\n        c, o = o[:size], o[size:]; yield X[:, c], Y[:, c]",
    "o = rng.permutation(m)\n    for c in np.split(o, range(size, m, size)): "
    "yield np.take(X, c, axis=1), np.take(Y, c, axis=1)",
    "o = rng.permutation(m)\n    for c in np.split(o, range(size, m, size)): yield [X[:, c], Y[:, c]]",
    "o = rng.permutation(m)\n    for c in np.split(o, range(size, m, size)): c = np.sort(c); yield X[:, c], Y[:, c]",
]
BATCHES_WRONG = [
    "yield X, Y",
    f"o = np.arange(m)\n    {CUT}",
    f"o = np.arange(m)[::-1]\n    {CUT}",
    f"o = np.roll(np.arange(m), rng.integers(m))\n    {CUT}",
    f"o = np.random.permutation(m)\n    {CUT}",
    f"o = np.random.default_rng(0).permutation(m)\n    {CUT}",
    f"o = rng.integers(m, size=m)\n    {CUT}",
    f"o = rng.permutation(m - 1)\n    {CUT}",
    f"o = np.concatenate([rng.permutation(m // 2), np.arange(m // 2, m)])\n    {CUT}",
    f"o = np.concatenate([np.arange(m // 2), m // 2 + rng.permutation(m - m // 2)])\n    {CUT}",
    "o = np.arange(m)\n    for _ in range(4): i, j = rng.integers(m, size=2); o[[i, j]] = o[[j, i]]\n    "
    + CUT,
    "o = np.arange(m)\n    for i in range(0, m, size): o[i:i + size] = rng.permutation(o[i:i + size])\n    "
    + CUT,
    "o = np.arange(m)\n    for i in range(m - 1):\n        if rng.random() < 0.5: o[[i, i + 1]] = o[[i + 1, i]]\n    "
    + CUT,
    "w = m // size * size; o = np.arange(m); o[:w] = rng.permutation(o[:w].reshape(-1, size)).ravel()\n    "
    + CUT,
    "w = m // size * size; o = np.arange(m); o[:w] = rng.permutation(o[:w].reshape(size, -1).T).ravel()\n    "
    + CUT,
    "o = rng.permutation(m); return X[:, o[:size]], Y[:, o[:size]]",
    "o = rng.permutation(m)\n    for i in range(0, m, size): yield Y[:, o[i:i + size]], X[:, o[i:i + size]]",
    "o = rng.permutation(m)\n    for i in range(0, m, size): yield X[:, o[i:i + size]], Y[:, i:i + size]",
    "o = rng.permutation(m)\n    for i in range(0, m, size + 1): yield X[:, o[i:i + size]], Y[:, o[i:i + size]]",
    "o = rng.permutation(m)\n    for i in range(0, m, size): yield X[:, o[i:i + size]].T, Y[:, o[i:i + size]].T",
    "o = rng.permutation(m)\n    for i in range(0, m, size): yield X[:1, o[i:i + size]], Y[:, o[i:i + size]]",
    "for _ in range(-(-m // size)): c = rng.choice(m, min(size, m), replace=False); yield X[:, c], Y[:, c]",
]

XOR = "import numpy as np\nW1, b1, W2, b2 = {}"
XOR_RIGHT = [
    "np.array([[1, 1], [-1, -1]]), np.array([-0.5, 1.5]), np.array([1, 1]), -1.5",
    "np.array([[1, 1], [1, 1]]), np.array([-0.5, -1.5]), np.array([1, -2]), -0.5",
    "np.array([[1, -1], [-1, 1]]), np.array([-0.5, -0.5]), np.array([1, 1]), -0.5",
    "[[20, 20], [-20, -20]], [-10, 30], [20, 20], -30",
    "[[-1, -1], [1, 1]], [1.5, -0.5], [1, 1], -1.5",
    "np.array([[1, 1], [-1, -1]]), np.array([[-0.5], [1.5]]), np.array([[1, 1]]), np.array([-1.5])",
    "np.float32([[1, 1], [-1, -1]]), np.float32([-0.5, 1.5]), np.float32([1, 1]), np.float32(-1.5)",
    "np.array([[1, 1], [1, 1]]), np.array([-0.5, -1.5]), np.array([0.7, -1.1]), -0.4",
    "((1, 1), (1, 1)), (0, -1), (1, -1), 0",
    "[[1, 0], [0, 1], [1, 1]], [0, 0, -1], [1, 1, -2], 0",
    "[[1, -1], [1, -1]], [0, 1], [1, -1], 1",
    "np.array([[1, 1], [-1, -1]]), np.array([-0.5, 1.5]), np.array([[1], [1]]), np.array([[-1.5]])",
    "[[0.3, 0.3], [0.3, 0.3]], [-0.2, -0.5], [1, -1], -0.5",
    "[[1, 1], [-1, -1], [0, 0]], [-0.5, 1.5, 0], [1, 1, 5], -1.5",
    "[[-3, 2], [2, -3]], [-1, -1], [4, 4], -1",
    "np.eye(2) - [[0, 1], [1, 0]], np.zeros(2), np.ones(2), 0",
    "[[1e6, 1e6], [-1e6, -1e6]], [-1, 1.5e6], [1, 1], -1.5",
    "np.matrix([[1, 1], [-1, -1]]), [-0.5, 1.5], [1, 1], -1.5",
    "[[True, True], [True, True]], [-0.5, -1.5], [1, -2], -0.5",
    "[[1, 1], [-1, -1]], np.array([-0.5, 1.5]), [1.0, 1.0], np.float64(-1.5)",
]
XOR_WRONG = [
    "np.zeros((2, 2)), np.zeros(2), np.zeros(2), 0",
    "np.ones((2, 2)), np.ones(2), np.ones(2), 1",
    "[[1, 1], [1, 1]], [-0.5, -1.5], [1, 1], -1.5",
    "[[1, 1], [1, 1]], [-0.5, -1.5], [1, 1], -0.5",
    "[[1, 1], [-1, -1]], [0.5, -1.5], [1, 1], 1.5",
    "[[1, 1], [-1, -1]], [-0.5, 1.5], [1, 1], -0.5",
    "[[1, 1], [-1, -1]], [-0.5, 1.5], [-1, -1], 1.5",
    "[[1, 1], [-1, -1]], [-0.5, 1.5], [1, 1], -2",
    "[[1, 1]], [-0.5], [1], -0.5",
    "[[1, 1], [-1, -1]], [-0.5], [1, 1], -1.5",
    "[[1, 1], [-1, -1]], [-0.5, 1.5], [1], -1.5",
    "[[1, 1], [-1, -1]], [-0.5, 1.5], [1, 1], [-1.5, 0]",
    "[1, 1], [-0.5, 1.5], [1, 1], -1.5",
    "[[1, 1, 0], [-1, -1, 0]], [-0.5, 1.5], [1, 1], -1.5",
    "[[1, 1], [-1, -1]], [-0.5, 1.5], [1, 1], None",
    "[['a', 'b'], ['c', 'd']], [0, 0], [1, 1], 0",
    "[[1, 1], [-1, -1]], [np.nan, 1.5], [1, 1], -1.5",
    "[[1, -1], [1, -1]], [-0.5, -0.5], [1, 1], -0.5",
    "[[1, 0], [0, 1]], [-0.5, -0.5], [1, 1], -1.5",
    "[[1, 1], [-1, -1]], [0, 1], [1, 1], -1.5",
]

CURVES = bare(EXERCISES["relu-and-sigmoid"]).split("def draw")[0]
DRAW = (
    CURVES
    + """
z, r, s = curves(-5, 5, 201)

def draw(ax):
    {}
"""
)
SAID = "ax.set(xlabel='z', ylabel='f(z)'); ax.legend()"
DRAW_RIGHT = [
    f"ax.plot(z, r, label='ReLU'); ax.plot(z, s, label='sigmoid'); {SAID}",
    f"ax.plot(z, s, 'r--', label='Sigmoid'); ax.plot(z, r, 'b', label='ReLU (relu)'); {SAID}",
    "plt.plot(z, r, label='relu'); plt.plot(z, s, label='SIGMOID'); plt.xlabel('x'); plt.ylabel('y'); plt.legend()",
    f"ax.plot([-5, 0, 5], [0, 0, 5], label='ReLU'); ax.plot(z, s, label='sigmoid'); {SAID}",
    "ax.plot(z, r, z, s); ax.set(xlabel='a', ylabel='b'); ax.legend(['ReLU', 'sigmoid'])",
    "ax.plot(z, np.transpose([r, s]), label=['ReLU', 'sigmoid']); ax.set(xlabel='a', ylabel='b'); ax.legend()",
    f"ax.axhline(0, color='k'); ax.axvline(0); ax.plot(z, r, label='ReLU'); ax.plot(z, s, label='sigmoid'); {SAID}",
    "a, = ax.plot(z, r); b, = ax.plot(z, s); ax.set_xlabel('i'); ax.set_ylabel('o'); "
    "ax.legend([a, b], ['ReLU', 'sigmoid'])",
    "a, = ax.plot(z, r, label='ReLU'); b, = ax.plot(z, s, label='sigmoid'); ax.set(xlabel='i', ylabel='o'); "
    "ax.legend(handles=[b, a])",
    f"ax.plot(z.tolist(), r.tolist(), label='ReLU'); ax.plot(list(z), list(s), label='sigmoid'); {SAID}",
    "for y, n in ((r, 'ReLU'), (s, 'sigmoid')): ax.plot(z, y, label=n)\n    " + SAID,
    f"ax.plot(z, r, color='tab:blue', lw=3, label='ReLU'); ax.plot(z, s, marker='.', label='sigmoid'); {SAID}",
    f"ax.plot(z, r, label='ReLU'); ax.plot(z, s, label='sigmoid'); ax.grid(); ax.set_title('Both'); {SAID}",
    f"ax.plot(z[::-1], r[::-1], label='ReLU'); ax.plot(z, s, label='sigmoid'); {SAID}",
    f"ax.plot(z[::4], r[::4], label='ReLU'); ax.plot(z[::4], s[::4], label='sigmoid'); {SAID}",
    f"ax.plot(z, r, label='ReLU'); ax.plot(z, s, label='sigmoid'); ax.set_xlim(-6, 6); {SAID}",
    f"ax.plot(z, r, label=r'$\\mathrm{{ReLU}}$ ReLU'); ax.plot(z, s, label='the sigmoid'); {SAID}",
    f"ax.plot(z, r, label='ReLU'); ax.plot(z, s, label='sigmoid'); ax.plot(z, z, ':', label='z'); {SAID}",
    "x = np.linspace(-5, 5, 100); ax.plot(x, np.maximum(0, x), label='ReLU'); "
    f"ax.plot(x, 1 / (1 + np.exp(-x)), label='sigmoid'); {SAID}",
    f"ax.plot(z, r, label='ReLU'); ax.plot(z, s, label='sigmoid'); {SAID}; plt.tight_layout()",
]
DRAW_WRONG = [
    "pass",
    "return z, r, s",
    f"ax.plot(z, r, label='ReLU'); {SAID}",
    f"ax.plot(z, s, label='sigmoid'); {SAID}",
    f"ax.plot(z, r, label='ReLU'); ax.plot(z, np.tanh(z), label='sigmoid'); {SAID}",
    f"ax.plot(z, np.abs(z), label='ReLU'); ax.plot(z, s, label='sigmoid'); {SAID}",
    f"ax.plot(z, z, label='ReLU'); ax.plot(z, s, label='sigmoid'); {SAID}",
    f"ax.plot(z, r, label='ReLU'); ax.plot(z, 1 - s, label='sigmoid'); {SAID}",
    "ax.plot(z, r, label='ReLU'); ax.plot(z, s, label='sigmoid'); ax.set(xlabel='z', ylabel='f')",
    f"ax.plot(z, r); ax.plot(z, s); {SAID}",
    f"ax.plot(z, r, label='sigmoid'); ax.plot(z, s, label='ReLU'); {SAID}",
    f"ax.plot(z, r, label='a'); ax.plot(z, s, label='b'); {SAID}",
    "ax.plot(z, r, label='ReLU'); ax.plot(z, s, label='sigmoid'); ax.legend(); ax.set(xlabel='z')",
    "ax.plot(z, r, label='ReLU'); ax.plot(z, s, label='sigmoid'); ax.legend(); ax.set(ylabel='z', xlabel=' ')",
    f"ax.plot(z[50:], r[50:], label='ReLU'); ax.plot(z[50:], s[50:], label='sigmoid'); {SAID}",
    f"ax.plot(z, r, label='ReLU'); ax.plot(z[:-1], s[:-1], label='sigmoid'); {SAID}",
    f"ax.plot(z, r, label='ReLU'); ax.plot(z[::40], s[::40], label='sigmoid'); {SAID}",
    f"ax.plot(r, label='ReLU'); ax.plot(s, label='sigmoid'); {SAID}",
    f"ax.scatter(z, r, label='ReLU'); ax.scatter(z, s, label='sigmoid'); {SAID}",
    f"ax = plt.figure().add_subplot(); ax.plot(z, r, label='ReLU'); ax.plot(z, s, label='sigmoid'); {SAID}",
    f"ax.plot(z, r * s, label='ReLU'); ax.plot(z, s, label='sigmoid'); {SAID}",
    "raise ValueError('no axes')",
]

PATH = (
    bare(EXERCISES["descent-path"]).split("def draw")[0]
    + """
side = np.linspace(-5, 5, 21)
a, b = np.meshgrid(side, side)
c = a**2 + b**2

def draw(ax, path):
    x, y = path[:, 0], path[:, 1]
    {}
"""
)
PATH_RIGHT = [
    "ax.plot_wireframe(a, b, c); ax.plot(x, y, x**2 + y**2)",
    "ax.plot_surface(a, b, c, cmap='viridis', alpha=0.4); ax.plot(x, y, x**2 + y**2, 'r.-')",
    "ax.plot(x, y, x**2 + y**2); ax.plot_surface(a, b, c)",
    "ax.plot_surface(a, b, c); ax.plot(x, y, zs=x**2 + y**2)",
    "ax.plot_surface(a, b, c); ax.plot3D(x, y, x**2 + y**2, marker='o')",
    "ax.plot_surface(a, b, c); ax.plot(*path.T, np.sum(path**2, axis=1))",
    "ax.plot_surface(a, b, c); ax.plot(x, y, [p @ p for p in path])",
    "ax.plot_surface(a, b, c); ax.plot(x, y, x**2 + y**2); ax.scatter(x, y, x**2 + y**2)",
    "ax.plot_trisurf(a.ravel(), b.ravel(), c.ravel()); ax.plot(x, y, x**2 + y**2)",
    "ax.plot_wireframe(a, b, c, rstride=2, cstride=2); ax.plot(x, y, x**2 + y**2, '-o')",
    "ax.plot_wireframe(a, b, c); ax.plot(x, y, x**2 + y**2); ax.set(xlabel='w1', ylabel='w2', zlabel='L')",
    "ax.plot_wireframe(a, b, c); ax.plot(x, y, x**2 + y**2); ax.view_init(60, 30)",
    "plt.gca().plot_wireframe(a, b, c); plt.gca().plot(x, y, x**2 + y**2)",
    "ax.plot_wireframe(a, b, c); ax.plot(x.tolist(), y.tolist(), (x**2 + y**2).tolist())",
    "s = np.linspace(-5, 5, 101); u, v = np.meshgrid(s, s); ax.plot_surface(u, v, u**2 + v**2); "
    "ax.plot(x, y, x**2 + y**2)",
    "ax.plot_wireframe(a, b, c); ax.plot(x, y, x * x + y * y, lw=3, color='k', zorder=9)",
    "ax.plot_wireframe(a, b, c); ax.plot(x, y, x**2 + y**2); ax.plot([0], [0], [0], 'r*')",
    "ax.plot_wireframe(a, b, c); ax.plot(x, y, np.linalg.norm(path, axis=1) ** 2)",
    "u, v = np.mgrid[-5:5:31j, -5:5:31j]; ax.plot_surface(u, v, u**2 + v**2); ax.plot(x, y, x**2 + y**2)",
    "ax.plot_wireframe(a, b, c); ax.plot(x, y, x**2 + y**2, label='path'); ax.legend(); ax.set_title('Descent')",
]
PATH_WRONG = [
    "pass",
    "return path",
    "ax.plot(x, y, x**2 + y**2)",
    "ax.plot_surface(a, b, c)",
    "ax.plot_surface(a, b, c); ax.plot(x, y)",
    "ax.plot_surface(a, b, c); ax.plot(x, y, 0)",
    "ax.plot_surface(a, b, c); ax.plot(x, y, np.arange(len(x)))",
    "ax.plot_surface(a, b, c); ax.plot(x, y, x + y)",
    "ax.plot_surface(a, b, c); ax.plot(x, y, np.sqrt(x**2 + y**2))",
    "ax.plot_surface(a, b, c); ax.plot(y, x, x**2 + y**2)",
    "ax.plot_surface(a, b, c); ax.plot(x[::-1], y[::-1], (x**2 + y**2)[::-1])",
    "ax.plot_surface(a, b, c); ax.plot(x[:5], y[:5], (x**2 + y**2)[:5])",
    "ax.plot_surface(a, b, c); ax.plot(x[::len(x) - 1], y[::len(x) - 1], (x**2 + y**2)[::len(x) - 1])",
    "ax.plot_surface(a, b, c); ax.scatter(x, y, x**2 + y**2)",
    "ax.plot_surface(a, b, -c); ax.plot(x, y, x**2 + y**2)",
    "ax.plot_surface(a, b, np.sqrt(c)); ax.plot(x, y, x**2 + y**2)",
    "ax.plot_surface(a, b, 3 * c); ax.plot(x, y, x**2 + y**2)",
    "ax.plot_surface(a / 10, b / 10, c / 100); ax.plot(x, y, x**2 + y**2)",
    "ax.plot_surface(2 * a, 2 * b, 4 * c); ax.plot(x, y, x**2 + y**2)",
    "ax = plt.figure().add_subplot(projection='3d'); ax.plot_surface(a, b, c); ax.plot(x, y, x**2 + y**2)",
    "path[:] = 0; ax.plot_surface(a, b, c); ax.plot(x, y, x**2 + y**2)",
]

HE = "import numpy as np\n\ndef he_weights(n, n_out, rng):\n    return {}"
HE_RIGHT = [
    "rng.normal(0, np.sqrt(2 / n), (n_out, n))",
    "rng.standard_normal((n_out, n)) * (2 / n) ** 0.5",
    "rng.uniform(-np.sqrt(6 / n), np.sqrt(6 / n), (n_out, n))",
    "rng.normal(scale=np.sqrt(2 / n), size=(n_out, n))",
    "(rng.standard_normal((n, n_out)) * np.sqrt(2 / n)).T",
    "np.array([rng.normal(0, np.sqrt(2 / n), n) for _ in range(n_out)])",
    "np.sqrt(2 / n) * rng.standard_normal((n_out, n), dtype=np.float32)",
    "[[rng.normal(0, (2 / n) ** 0.5) for _ in range(n)] for _ in range(n_out)]",
    "rng.standard_normal(n_out * n).reshape(n_out, n) / np.sqrt(n / 2)",
    "-np.sqrt(2 / n) * rng.standard_normal((n_out, n))",
    "np.clip(rng.standard_normal((n_out, n)), -4, 4) * np.sqrt(2 / n)",
]
HE_WRONG = [
    "np.sqrt(2 / n) * rng.choice([-1.0, 1.0], (n_out, n))",
    "np.sqrt(2 / n) * np.sign(rng.standard_normal((n_out, n)))",
    "np.tile(np.sqrt(2 / n) * rng.standard_normal(n), (n_out, 1))",
    "np.repeat(np.sqrt(2 / n) * rng.standard_normal((n_out, 1)), n, axis=1)",
    "2 / n * rng.standard_normal((n_out, n))",
    "np.sqrt(1 / n) * rng.standard_normal((n_out, n))",
    "np.sqrt(2 / n_out) * rng.standard_normal((n_out, n))",
    "np.sqrt(2 / (n + n_out)) * rng.standard_normal((n_out, n))",
    "np.sqrt(2 / n) * rng.standard_normal((n, n_out))",
    "np.sqrt(2 / n) * rng.random((n_out, n))",
    "np.abs(np.sqrt(2 / n) * rng.standard_normal((n_out, n)))",
    "np.sqrt(2 / n) * (rng.standard_normal((n_out, n)) + 0.2)",
    "np.sqrt(2 / n) * np.random.standard_normal((n_out, n))",
    "np.sqrt(2 / n) * np.random.default_rng(0).standard_normal((n_out, n))",
    "0.01 * rng.standard_normal((n_out, n))",
    "rng.standard_normal((n_out, n))",
    "np.zeros((n_out, n))",
    "np.sqrt(2 / n) * rng.uniform(-1, 1, (n_out, n))",
    "np.sqrt(2 / n) * np.round(rng.standard_normal((n_out, n)))",
    "np.sqrt(2 / n) * rng.standard_normal((n_out, n)).ravel()",
]

GRADIENT = (
    "def numerical_gradient(f, x, eps=1e-5):\n    x = np.array(x, dtype=float); g = np.zeros(x.shape)\n"
    "    for i in np.ndindex(x.shape):\n        d = np.zeros(x.shape); d[i] = eps\n        {}\n    return g\n"
)
DIFFERENCE = bare(EXERCISES["gradient-check"])
GRADIENT_RIGHT = [
    "g[i] = (f(x + d) - f(x - d)) / (2 * eps)",
    "g[i] = (f(x + d / 2) - f(x - d / 2)) / eps",
    "g[i] = (f(x + d) - f(x - d)) / 2 / eps",
    "g[i] = (4 * (f(x + d) - f(x - d)) / (2 * eps) - (f(x + 2 * d) - f(x - 2 * d)) / (4 * eps)) / 3",
    "g[i] = 0.5 * ((f(x + d) - f(x)) / eps + (f(x) - f(x - d)) / eps)",
    "y = x.copy(); y[i] += eps; up = f(y); y[i] -= 2 * eps; g[i] = (up - f(y)) / (2 * eps)",
    "g[i] = np.diff([f(x - d), f(x + d)])[0] / (2 * eps)",
    "g[i] = -(f(x - d) - f(x + d)) / (eps + eps)",
]
GRADIENT_WRONG = [
    "g[i] = (f(x + d) - f(x)) / eps",
    "g[i] = (f(x) - f(x - d)) / eps",
    "g[i] = (f(x + d) - f(x - d)) / eps",
    "g[i] = f(x + d) - f(x - d)",
    "g[i] = (f(x - d) - f(x + d)) / (2 * eps)",
    "d[i] = 1e-5; g[i] = (f(x + d) - f(x - d)) / 2e-5",
    "d[:] = eps; g[i] = (f(x + d) - f(x - d)) / (2 * eps)",
    "g[i] = (f(x + d) + f(x - d)) / (2 * eps)",
    "g[i] = (f(x + d) - f(x - d)) * 2 * eps",
    "g[i] = (f(x + 2 * d) - f(x)) / (2 * eps)",
    "g[i] = (f(d) - f(-d)) / (2 * eps)",
    "g[i] = (f(x * (1 + eps)) - f(x * (1 - eps))) / (2 * eps)",
    "x += d; up = f(x); x -= d; g[i] = (up - f(x)) / eps",
    "g[i] = x[i]",
    "g[i] = 2 * x[i]",
    "g[i] = round((f(x + d) - f(x - d)) / (2 * eps), 2)",
]
DIFFERENCES = """
def largest_difference(loss, params, gradients, eps=1e-5):
    off = {}
    for name, value in params.items():
        m = numerical_gradient(lambda a: loss({**params, name: a}), value, eps)
        off[name] = (m, gradients["d" + name])
    return {}
"""
DIFFERENCES_RIGHT = [
    "max(np.abs(m - g).max() for m, g in off.values())",
    "np.max([np.max(np.abs(m - g)) for m, g in off.values()])",
    "np.concatenate([np.abs(m - g).ravel() for m, g in off.values()]).max()",
    "max(abs(a - b) for m, g in off.values() for a, b in zip(m.flat, g.flat))",
    "float(max(np.linalg.norm((m - g).ravel(), np.inf) for m, g in off.values()))",
]
DIFFERENCES_WRONG = [
    "max((m - g).max() for m, g in off.values())",
    "min(np.abs(m - g).max() for m, g in off.values())",
    "np.mean([np.abs(m - g).max() for m, g in off.values()])",
    "sum(np.abs(m - g).max() for m, g in off.values()) + 1e-3",
    "max(np.abs(m - g).mean() for m, g in off.values())",
    "np.abs(off['W1'][0] - off['W1'][1]).max()",
    "max(np.abs(m - g).max() for m, g in list(off.values())[:-1])",
    "max(np.linalg.norm(m - g) / np.linalg.norm(m + g) for m, g in off.values())",
    "max(np.square(m - g).max() for m, g in off.values())",
    "max(abs(m.max() - g.max()) for m, g in off.values())",
    "max(abs(m.sum() - g.sum()) for m, g in off.values()) < 1e-6",
    "all(np.allclose(m, g) for m, g in off.values())",
    "0.0",
    "{n: np.abs(m - g).max() for n, (m, g) in off.items()}",
]
REST = "def largest" + DIFFERENCE.split("def largest")[1]

TABLES = {
    ("gradient-check", "import numpy as np\n" + GRADIENT + "\n\n" + REST): (GRADIENT_RIGHT, GRADIENT_WRONG),
    (
        "gradient-check",
        DIFFERENCE.split("def largest")[0] + DIFFERENCES.replace("off = {}", "off = dict()"),
    ): (
        DIFFERENCES_RIGHT,
        DIFFERENCES_WRONG,
    ),
    ("mini-batches", BATCHES): (BATCHES_RIGHT, BATCHES_WRONG),
    ("xor-network", XOR): (XOR_RIGHT, XOR_WRONG),
    ("relu-and-sigmoid", DRAW): (DRAW_RIGHT, DRAW_WRONG),
    ("descent-path", PATH): (PATH_RIGHT, PATH_WRONG),
    ("he-initialisation", HE): (HE_RIGHT, HE_WRONG),
}


@pytest.mark.parametrize(
    ("name", "answer"),
    [(name, frame.replace("{}", body)) for (name, frame), (right, _) in TABLES.items() for body in right],
)
def test_another_right_answer_passes(name: str, answer: str) -> None:
    """Batches drawn, networks found, curves and paths drawn, and weights drawn in other ways."""
    verdict = graded(EXERCISES[name], answer)
    assert verdict.passed, f"{answer}\n{verdict.message}"


@pytest.mark.parametrize(
    ("name", "answer"),
    [(name, frame.replace("{}", body)) for (name, frame), (_, wrong) in TABLES.items() for body in wrong],
)
def test_another_wrong_answer_is_refused(name: str, answer: str) -> None:
    """Half of the mixing, a network for another gate, a curve without its name, a path in the air."""
    assert not graded(EXERCISES[name], answer).passed, answer


NUMPY = "import numpy as np\nfrom nnbook.activations import relu, sigmoid\n"
# a mistake that looks like a named one, and what its message and hint say and do not say
OTHERS = [
    (
        "l2-penalty",
        "def with_penalty(gradients, params, strength):\n    for name in params:\n        if name[0] == 'W':\n"
        "            gradients['d' + name] = gradients['d' + name] + strength * params[name]\n    return gradients",
        "puts something else into the dictionary `gradients`",
        "new array",
    ),
    (
        "or-gate",
        "def train_epoch(X, y, weights, bias, rate):\n    total = 0\n    while True:\n        mistakes = 0\n"
        "        for inputs, target in zip(X, y):\n            error = target - int(inputs @ weights + bias > 0)\n"
        "            weights, bias = weights + rate * error * inputs, bias + rate * error\n"
        "            mistakes += error != 0\n        total += mistakes\n"
        "        if not mistakes: return weights, bias, total",
        "",
        "bias",
    ),
    (
        "three-layers",
        "def forward_three_layers(X, p):\n    A = relu(p['W1'] @ X + p['b1'])\n    A = relu(p['W2'] @ A + p['b2'])\n"
        "    return p['W3'] @ A + p['b3']",
        "",
        "ReLU",
    ),
    ("batch-of-rows", "def answers(rows, W, b):\n    return sigmoid(rows @ W + b)", "", "W @ rows"),
    (
        "mini-batches",
        "def batches(X, Y, size, rng):\n    o = rng.permutation(X.shape[1])\n    for i in range(0, len(o), size):\n"
        "        return X[:, o[i : i + size]], Y[:, o[i : i + size]]",
        "`yield` goes on",
        "rows",
    ),
]


@pytest.mark.parametrize(("name", "answer", "said", "unsaid"), OTHERS)
def test_no_hint_names_another_mistake(name: str, answer: str, said: str, unsaid: str) -> None:
    """One that does not fit is worse than none."""
    verdict = graded(EXERCISES[name], NUMPY + answer)
    assert not verdict.passed
    assert said in verdict.message and unsaid not in verdict.hint, verdict
