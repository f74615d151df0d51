"""Step through blocks in a process of their own, and hold the steps against the blocks themselves.

The text of this file is run as a block, with a call of `report` under it: see test_steps.py.
"""

import ast
import inspect
import json

import numpy as np

from nnbook.book.run import runner, steps

# What starts anew in each run starts alike in both.
default_rng, seed = np.random.default_rng, np.random.seed
np.random.default_rng = lambda start=None: default_rng(0 if start is None else start)
np.random.seed = lambda start=0: seed(start)


def report(sources, compare=True):
    """Print what is wrong with the steps of each source, and how many places were compared, as JSON."""
    print(json.dumps([step_through(source, compare) for source in sources]))


def step_through(source, compare=True):
    """Record the steps of a source and run it without; return problems and counts."""
    stepped, plain, wrong, counts = [], [], [], {"steps": 0, "compared": 0}
    data = steps.record(source, lambda *event: stepped.append(event))
    json.loads(json.dumps(data, allow_nan=False))
    counts["steps"] = len(data["steps"])
    how = None
    if compare:
        how = lambda *given: cut_off(*given, data, wrong, counts)  # noqa: E731 - it is for the runner
    runner.run(source, lambda *event: plain.append(event), "block.py", how=how)
    if joined(stepped) != joined(plain):
        wrong.append(f"stepped, it did {joined(stepped)}, and without {joined(plain)}")
    return {"wrong": wrong, **counts, "left": data["left"], "error": data["error"]}


def joined(events):
    """Join what was printed, and list what else happened."""
    printed = "".join(text for kind, text in events if kind == "stdout")
    return printed, [event for event in events if event[0] not in ("stdout", "unshown")]


def cut_off(source, filename, namespace, data, wrong, counts):
    """Run a block statement by statement, and look after each whether the steps say the same."""
    code = compile(source, filename, "exec", dont_inherit=True)
    tree = ast.parse(source)
    flags = code.co_flags & sum(getattr(__import__("__future__"), name).compiler_flag
                                for name in __import__("__future__").all_feature_names)  # fmt: skip
    for statement in tree.body:
        one = compile(ast.Module([statement], []), filename, "exec", flags, dont_inherit=True)
        runner.keep_builtins(exec, one, namespace)
        first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", ()))])
        here = [s for s in data["steps"] if s["depth"] == 0 and first <= s["line"] <= statement.end_lineno]
        if not here:
            if not data["left"] and not isinstance(statement, ast.Import | ast.ImportFrom | ast.Pass):
                if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
                    wrong.append(f"line {statement.lineno} has no step")
            continue
        counts["compared"] += 1
        problem = differs(here[-1], data["values"], namespace)
        if problem:
            wrong.append(f"after line {statement.lineno}: {problem}")


def differs(step, values, namespace):
    """Say in what a step differs from the names as they are."""
    shown = {name: values[number] for name, number in step["names"]}
    real = {name: thing for name, thing in namespace.items() if not name.startswith("__") and is_value(thing)}
    if step.get("more"):
        real = {name: thing for name, thing in real.items() if name in shown}
    if shown.keys() != real.keys():
        return f"the steps show {[*shown]}, and there are {[*real]}"
    for name, thing in real.items():
        if not agrees(shown[name], thing, values):
            return f"{name} is shown as {shown[name]}, and is {thing!r}"
    return ""


def is_value(thing):
    """Tell whether a name is more than a tool that was imported."""
    if inspect.ismodule(thing) or isinstance(thing, np.ufunc):
        return False
    if inspect.isroutine(thing) or inspect.isclass(thing):
        return thing.__module__ == "__main__" and not inspect.isbuiltin(thing)
    return type(thing).__name__ != "_Feature"


def agrees(shown, thing, values):
    """Tell whether a value is shown as it is."""
    if isinstance(thing, np.ndarray):
        if tuple(shown["shape"]) != thing.shape or shown["dtype"] != str(thing.dtype):
            return False
        if "grid" not in shown:
            return thing.size > 12 or thing.dtype == object
        flat = [entry for row in shown["grid"] for entry in row]
        return len(flat) == thing.size and all(map(same, flat, thing.ravel().tolist()))
    if isinstance(thing, bool | int | float | complex | np.generic) or thing is None:
        return shown["k"] == "number" and same(shown["value"], getattr(thing, "item", lambda: thing)())
    if isinstance(thing, str | bytes | range):
        return repr(thing).startswith(shown["text"][:-1])
    if isinstance(thing, dict):
        pairs = [*thing.items()] if len(thing) <= 12 else [*thing.items()][:6] + [*thing.items()][-6:]
        return shown["count"] == len(thing) and all(
            agrees(values[number], each, values) or values[number]["k"] == "object"
            for (_, number), (_, each) in zip(shown["items"], pairs, strict=True)
        )
    if isinstance(thing, list | tuple):
        listed = list(thing) if len(thing) <= 12 else [*thing[:6], *thing[-6:]]
        return shown["count"] == len(thing) and all(
            agrees(values[number], each, values)
            for (_, number), each in zip(shown["items"], listed, strict=True)
        )
    return shown["k"] in ("object", "items", "function", "class", "text")


def same(shown, number):
    """Tell whether a number is shown to six digits."""
    if isinstance(number, float) and np.isfinite(number):
        return shown in (float(f"{number:.6g}"), number) or abs(number) >= 1e6 and shown == round(number)
    if isinstance(number, float):
        return shown == str(number)
    return (
        shown == number
        or str(number)[:20] in str(shown)
        or "bits" in str(shown)
        or isinstance(number, complex)
    )
