"""The playground's Python: states, copies that end where the page ends, frames, and what is said of a run."""

import base64
import contextlib
import io
import json
import subprocess
import sys
import warnings
from typing import Any

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest

from nnbook.book.run import playground, symptoms
from nnbook.book.run.playground import Player, play, record, script, valid
from nnbook.training import train_network

Given = dict[str, Any]


def random_state(seed: int) -> Given:
    """Draw a state, also such as no reader would choose."""
    rng = np.random.default_rng(seed)

    def one(*choices: Any) -> Any:
        return choices[int(rng.integers(len(choices)))]

    data = one(*playground.CHOICES["data"])
    depth = int(rng.integers(0, playground.MOST_LAYERS + 1))
    points = [
        [*rng.uniform(-1, 1, 2).round(2).tolist(), int(rng.integers(2))]
        for _ in range(int(rng.integers(2, 30)))
    ]
    return {
        "data": data,
        "samples": int(rng.integers(4, 300)),
        "noise": float(one(0.0, 0.1, 0.35)),
        "held": int(one(0, 0, 25, 50)),
        "scaled": int(one(0, 1)),
        "points": points if data == "drawn" else [],
        "layers": [int(rng.integers(1, playground.MOST_NEURONS + 1)) for _ in range(depth)],
        "activations": [one(*playground.HIDDEN) for _ in range(depth)],
        "start": one(*playground.STARTS),
        "loss": "squared_error" if data in playground.AMOUNTS else one("cross_entropy", "squared_error"),
        "optimizer": one("sgd", "momentum", "adam"),
        "rate": float(f"{10 ** rng.uniform(-3, 0.5):.3g}"),
        "beta": float(one(0.0, 0.5, 0.9)),
        "batch": int(one(0, 1, 7, 32)),
        "l2": float(one(0.0, 0.0, 0.01)),
        "seed": int(rng.integers(1, 9999)),
        "at": int(rng.integers(0, 200)),
    }


def ran(source: str) -> Given:
    """Execute a copy, warnings as errors, and return its names."""
    names: Given = {}
    plt.switch_backend("agg")  # another one's `show` may close what was drawn
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()) as printed:
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive")
        exec(source, names)
    return names | {"printed": printed.getvalue()}


# ---- copies ----


@pytest.mark.parametrize("seed", range(50))
def test_a_copy_ends_where_the_page_ends(seed: int) -> None:
    """Fifty random states: the script, run by itself, has the page's parameters to 1e-12, and its picture."""
    state = random_state(seed)
    player = Player(valid(state))
    player.advance(state["at"])
    names = ran(script(state | {"at": player.count}))
    assert set(names["params"]) == set(player.params)
    for name, value in player.params.items():
        np.testing.assert_allclose(names["params"][name], value, rtol=1e-12, atol=1e-12)
    (axes,) = plt.figure(plt.get_fignums()[-1]).axes
    if state["data"] in playground.AMOUNTS:
        x, y = axes.lines[1].get_data()
        np.testing.assert_array_equal(x[[0, -1]], player.limits[0])
        wanted = player.forward(np.asarray(x)[None, :])[f"A{len(player.activations)}"][0]
        np.testing.assert_allclose(y, wanted, rtol=1e-12, atol=1e-12)
    else:
        assert axes.get_xlim() == player.limits[0] and axes.get_ylim() == player.limits[1]
        drawn = [points.get_offsets() for points in axes.collections if points.get_label()[:5] == "class"]
        np.testing.assert_array_equal(sorted(map(tuple, np.vstack(drawn))), sorted(map(tuple, player.X.T)))
    plt.close("all")


def test_slices_of_any_length_give_the_same() -> None:
    """TrainingStep by step, at once, and with the clock against it: the state and the count alone decide."""
    for seed in (3, 8, 21):
        state = random_state(seed) | {"at": 0}
        whole = Player(valid(state))
        whole.advance(60)
        sliced = Player(valid(state))
        while sliced.count < whole.count:
            sliced.advance(60, deadline=0.0)
            sliced.frame()  # to look changes nothing
        assert sliced.count == whole.count
        for name, value in whole.params.items():
            np.testing.assert_array_equal(sliced.params[name], value)


def test_the_page_trains_by_the_library_itself() -> None:
    """Whole epochs are those of `train_network`, losses among them, bit for bit."""
    state = valid(
        {"data": "moons", "batch": 32, "optimizer": "adam", "rate": 0.01, "l2": 0.001, "noise": 0.1}
    )
    player = Player(state)
    player.advance(10 * player.steps_per_epoch)
    params, losses = train_network(player.X, player.Y, player.sizes, state["rate"], 10, **player.how)
    assert player.losses == losses
    for name, value in params.items():
        np.testing.assert_array_equal(player.params[name], value)


def test_a_copy_runs_in_a_process_of_its_own() -> None:
    """As a file, with the library and Matplotlib, and prints the loss that the page shows."""
    state = {
        "data": "blobs",
        "held": 25,
        "layers": [5],
        "activations": ["relu"],
        "batch": 16,
        "rate": 0.1,
        "at": 37,
    }
    player = Player(valid(state))
    player.advance(37)
    command = [
        sys.executable,
        "-W",
        "error",
        "-c",
        "import matplotlib; matplotlib.use('svg')\n" + script(state),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == f"loss {player.frame()['loss']:.6g}"
    assert lines[1:] == [
        f"right: {player.frame()['right']:.1%}",
        f"right of those held back: {player.frame()['heldRight']:.1%}",
    ]


def test_a_notebook_is_the_script_in_cells() -> None:
    """It is valid, its cells run one after the other, and it names the command that was given."""
    state = {"data": "sine", "loss": "squared_error", "rate": 0.1, "at": 20}
    made = nbformat.reads(playground.notebook(state, "pip install nnbook"), as_version=4)
    nbformat.validate(made)
    code = "\n".join(cell.source for cell in made.cells if cell.cell_type == "code")
    assert [line for line in code.splitlines() if line] == [
        line for line in script(state).splitlines() if line
    ]
    assert "pip install nnbook" in made.cells[0].source
    assert ran(code)["params"]["W1"].shape == (4, 1)
    plt.close("all")


def test_no_line_of_a_copy_is_too_long() -> None:
    """It is formatted as the book is, up to 88 columns."""
    for seed in range(50):
        assert max(map(len, script(random_state(seed) | {"at": 3}).splitlines())) <= 88


# ---- states ----


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"data": "donut"}, "data must be one of and, or, nand, xor, halves"),
        ({"colour": 1}, "a state has data, samples, .*, got 'colour'"),
        ({"samples": 3}, "samples must be a whole number from 4 to 1000, got 3"),
        ({"samples": 20.0}, "samples must be a whole number .*, got 20.0"),
        ({"samples": True}, "samples must be a whole number .*, got True"),
        ({"rate": float("nan")}, "rate must be a number from 1e-06 to 1000, got nan"),
        ({"rate": "1"}, "rate must be a number .*, got '1'"),
        ({"rate": 0}, "rate must be a number .*, got 0"),
        ({"layers": [4] * 6, "activations": ["tanh"] * 6}, "layers must be a list of at most 5"),
        ({"layers": [17]}, "a layer must have 1 to 16 neurons, got 17"),
        ({"layers": [0]}, "a layer must have 1 to 16 neurons, got 0"),
        ({"layers": "44"}, "layers must be a list"),
        ({"activations": ["tanh", "tanh"]}, "activations must name one for each of 1 layers"),
        ({"activations": ["__import__('os')"]}, "an activation must be one of identity"),
        ({"data": "drawn"}, "points must hold one point at least"),
        ({"points": [[0, 2, 1]]}, "a point must be two numbers from -1 to 1"),
        ({"points": [[0, 0, 2]]}, "a class, 0 or 1, got"),
        ({"points": [[0, 0]]}, "a point must be"),
        ({"points": [[0, 0, 1]] * 61}, "at most 60 points"),
        ({"data": "sine"}, "loss must be squared_error for sine"),
        ({"data": "drawn", "points": [[0, 0, 1]], "held": 20}, "held must be 0 where there is one point"),
        ({"beta": 1}, "beta must be a number from 0 to 0.999"),
        ({"seed": 0}, "seed must be a whole number from 1"),
        ({"at": -1}, "at must be a whole number from 0"),
        ({"start": 0.01}, "start must be one of zero, small"),
    ],
)
def test_a_bad_state_is_refused_in_clear_words(state: Given, words: str) -> None:
    """It names what was given and what is wanted; to the page, too, which gets no traceback."""
    with pytest.raises(ValueError, match=words):
        valid(state)
    if "nan" in words:
        return  # JSON has none
    assert "must" in json.loads(play(json.dumps({"state": state}), {}))["refused"] or "colour" in state


def test_every_choice_trains() -> None:
    """Each data set, start, optimizer, loss and activation alone makes a frame that is JSON."""
    cases: list[Given] = [{name: value} for name, values in playground.CHOICES.items() for value in values]
    cases += [{"activations": [name]} for name in playground.HIDDEN]
    for case in cases:
        case |= {"points": [[0, 0, 0], [0.5, 0.5, 1]]} if case.get("data") == "drawn" else {}
        case |= {"loss": "squared_error"} if case.get("data") in playground.AMOUNTS else {}
        player = Player(valid(case))
        player.advance(5)
        json.dumps(player.frame(), allow_nan=False)
        json.dumps(player.data(), allow_nan=False)
        assert player.count == 5


# ---- what is seen ----


def folded(values: Any) -> Any:
    """Return log-odds as the map has them, between -1 and 1."""
    return values / (1 + np.abs(values))


def test_a_frame_shows_the_network() -> None:
    """The map is the log-odds on the grid, upper row first; a neuron's is its output, 0 in the middle."""
    player = Player(valid({"layers": [3, 2], "activations": ["tanh", "relu"], "at": 0}))
    player.advance(30)
    frame, data = player.frame(), player.data()
    (left, right), (low, high) = data["limits"]
    (text,) = frame["map"]
    shades = np.frombuffer(base64.b64decode(text), np.uint8).reshape(data["grid"], data["grid"])
    corners = np.array([[left, right, left, right], [high, high, low, low]])
    cache = player.forward(corners)
    found = shades[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert np.abs(found / 127.5 - 1 - folded(cache["Z3"][0] / frame["unit"])).max() <= 0.5 / 127.5 + 1e-9
    assert len(frame["neurons"]) == 5
    first = np.frombuffer(base64.b64decode(frame["neurons"][0]), np.uint8).reshape(data["coarse"], -1)
    assert abs(first[0, 0] / 127.5 - 1 - cache["A1"][0, 0]) <= 1 / 127.5
    assert np.array(frame["weights"][0]).shape == (3, 2) and len(frame["biases"][1]) == 2
    np.testing.assert_allclose(frame["weights"][0], player.params["W1"], rtol=1e-5)
    slope = player.gradients()["dW2"]
    np.testing.assert_allclose(frame["gradients"][1], np.sqrt(np.mean(slope**2)), rtol=1e-5)


def test_a_map_of_faint_answers_has_its_own_unit() -> None:
    """Before anything is learned all are nearly one half; the bytes still tell places apart."""
    player = Player(valid({}))
    (text,) = (frame := player.frame())["map"]
    shades = np.frombuffer(base64.b64decode(text), np.uint8)
    assert 0 < frame["unit"] < 0.2 and np.ptp(shades.astype(int)) >= 64
    player.advance(500)
    assert player.frame()["unit"] == 1
    zero = Player(valid({"start": "zero"})).frame()
    assert set(base64.b64decode(zero["map"][0])) == {128}


def test_the_map_of_several_classes_says_how_far_each_is_ahead() -> None:
    """So the shares of the softmax come back from it, and a border is where a class is ahead by nothing."""
    player = Player(valid({"data": "blobs", "layers": [4], "activations": ["tanh"]}))
    player.advance(40)
    frame, data = player.frame(), player.data()
    shades = np.array([np.frombuffer(base64.b64decode(text), np.uint8) for text in frame["map"]])
    part = shades / 127.5 - 1
    weights = np.exp(np.minimum(frame["unit"] * part / np.maximum(1 - np.abs(part), 1e-3), 0))
    (left, right), (low, high) = data["limits"]
    across, along = np.meshgrid(np.linspace(left, right, data["grid"]), np.linspace(high, low, data["grid"]))
    outputs = player.forward(np.stack([across.ravel(), along.ravel()]))["A2"]
    # A byte is at most half a step off, and no step of a byte changes a share by more than its own part of 1.
    assert np.abs(weights / weights.sum(axis=0) - outputs).max() < 1 / 127.5


def test_a_map_of_what_is_too_large_is_a_map() -> None:
    """Where log-odds are infinite, or the difference of two that are, bytes stand as elsewhere."""
    player = Player(valid({"data": "blobs", "layers": [4], "activations": ["tanh"]}))
    player.params["W2"] = np.full((3, 4), 1e308) * np.array([[1], [1], [-1]])
    frame = player.frame()
    assert len(frame["map"]) == 3
    json.dumps(frame, allow_nan=False)


def test_a_page_is_answered_in_slices() -> None:
    """It goes on from where it is, trains anew up to a count it does not know, and stops in time."""
    players: dict[str, Player] = {}

    def ask(**request: Any) -> Given:
        found: Given = json.loads(play(json.dumps({"milliseconds": 1e6} | request), players))
        return found

    first = ask(state={"rate": 0.5}, steps=10)
    assert (first["count"], first["behind"]) == (10, False)
    again = ask(state={"rate": 0.5, "at": 10}, steps=5)
    assert again["count"] == 15 and len(players) == 1
    back = ask(state={"rate": 0.5, "at": 3}, steps=0)
    assert back["count"] == 3
    anew = ask(state={"rate": 0.5, "at": 15}, steps=0)
    assert anew["weights"] == again["weights"]
    slow = ask(state={"at": 500}, milliseconds=0)
    assert (slow["behind"], slow["count"]) == (True, 1)
    for rate in (1.0, 2.0, 3.0, 4.0, 5.0):
        ask(state={"rate": rate})
    assert len(players) == 3


def test_the_session_of_a_page_plays() -> None:
    """Between two blocks, and whatever the first has done to the library, it goes on from where it was."""
    code = """
import json
from nnbook.book.run.session import Session
session = Session()
def ask(at, steps):
    request = {"state": {"at": at}, "steps": steps, "milliseconds": 1e6}
    return json.loads(session.play(json.dumps(request)))
first = ask(0, 3)
spoil = "import nnbook.training as t\\nt.training_steps = t.TrainingStep = None"
session.run(spoil, lambda *event: None, True)
session.run("from nnbook import train_network", lambda *event: None, True)
second = ask(3, 4)
assert ask(7, 0)["weights"] == second["weights"]
print(first["count"], second["count"], len(session._players))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("3 7 1\n", "")


def test_a_run_is_recorded() -> None:
    """Its frames begin at 0, are ever farther apart, and those of the training; two records are equal."""
    state = {"data": "moons", "rate": 0.5}
    made = record(state, frames=12, steps=300)
    counts = [frame["count"] for frame in made["frames"]]
    assert counts[0] == 0 and counts[-1] == 300 and counts == sorted(set(counts))
    player = Player(valid(state))
    player.advance(counts[6])
    assert made["frames"][6] == json.loads(json.dumps(player.frame())) or made["frames"][6] == player.frame()
    assert json.dumps(made) == json.dumps(record(state, frames=12, steps=300))


def test_a_diverging_run_ends_with_what_is_finite() -> None:
    """The last parameters that are finite stay, and the copy ends with them, without an error."""
    state = {
        "data": "line",
        "samples": 50,
        "layers": [],
        "activations": [],
        "loss": "squared_error",
        "at": 2000,
    }
    player = Player(valid(state))
    player.advance(2000)
    assert player.diverged and player.ended and player.count < 2000
    assert all(np.isfinite(value).all() for value in player.params.values())
    names = ran(script(state | {"at": player.count}))
    for name, value in player.params.items():
        np.testing.assert_array_equal(names["params"][name], value)
    json.dumps(player.frame(), allow_nan=False)
    plt.close("all")


# ---- what is said ----


def verdicts(player: Player) -> list[symptoms.Verdict]:
    """Return what is said of a network as it is."""
    return symptoms.verdicts(player, player.gradients(), player.right(player.X, player.Y))


def said(state: Given, at: int) -> list[symptoms.Verdict]:
    """Train so far and return the verdicts."""
    player = Player(valid(state))
    player.advance(at)
    return verdicts(player)


LINEAR: Given = {"layers": [], "activations": []}
FAILURES: dict[str, tuple[Given, int, str]] = {
    "vanished": (
        {"data": "quadrants", "layers": [8] * 4, "activations": ["relu"] * 4, "start": "small", "rate": 0.1},
        300,
        "the-signal-vanishes",
    ),
    "dead": (
        {"data": "quadrants", "layers": [16], "activations": ["relu"], "start": "he", "rate": 10.0},
        100,
        "relus-die",
    ),
    "high": (
        LINEAR | {"data": "line", "samples": 50, "loss": "squared_error"},
        100,
        "the-learning-rate-explodes",
    ),
    "diverged": (
        LINEAR | {"data": "line", "samples": 50, "loss": "squared_error"},
        2000,
        "the-learning-rate-explodes",
    ),
    "equal": ({"data": "xor", "start": "half", "rate": 0.5}, 1000, "all-neurons-start-equal"),
    "sure": (
        LINEAR
        | {"data": "drawn", "points": [[1, 0, 0]], "start": "three", "loss": "squared_error", "rate": 0.5},
        50,
        "a-sigmoid-saturates",
    ),
    "saturated": (
        {"layers": [8, 8], "activations": ["tanh", "tanh"], "start": "large", "rate": 0.1},
        100,
        "a-sigmoid-saturates",
    ),
    "unscaled": (LINEAR | {"data": "flats", "rate": 1e-4}, 300, "the-inputs-have-different-scales"),
    "low": ({"layers": [8], "activations": ["tanh"], "rate": 1e-3}, 300, "the-learning-rate"),
    "plateau": (LINEAR | {"data": "xor"}, 500, "the-plateau-at-the-start"),
    "overfitted": (
        {
            "data": "moons",
            "samples": 60,
            "noise": 0.35,
            "held": 50,
            "layers": [16, 16],
            "activations": ["tanh"] * 2,
            "optimizer": "adam",
            "rate": 0.02,
        },
        1000,
        "in-what-order-to-look",
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_is_recognised(name: str) -> None:
    """The first thing said is what it is, and leads to its section."""
    state, at, section = FAILURES[name]
    first = said(state, at)[0]
    assert (first.name, first.fault) == (name, True), first.text
    assert first.section.endswith(f"#{section}")


def test_the_neurons_are_named() -> None:
    """Dead ones are those that answer 0 to every sample, and all equal ones are in the list."""
    state, at, _ = FAILURES["dead"]
    player = Player(valid(state))
    player.advance(at)
    first = verdicts(player)[0]
    dead = (player.forward(player.X)["A1"] == 0).all(axis=1)
    assert first.layer == 1 and list(first.neurons) == (np.flatnonzero(dead) + 1).tolist()
    assert first.text.startswith(f"Neurons {first.neurons[0]}, {first.neurons[1]}")
    assert said(*FAILURES["equal"][:2])[0].neurons == (1, 2, 3, 4)


def test_numbers_are_written_as_on_the_rest_of_the_page() -> None:
    """Thousands have a comma, and a percentage its space."""
    assert "in the last 1,500 epochs" in said(FAILURES["plateau"][0], 3000)[0].text
    state, at, _ = FAILURES["sure"]
    assert "wrong for 100 % of the samples" in said(state, at)[0].text


def test_the_cure_of_saturation_is_that_of_its_cause() -> None:
    """Weights that were too large at the start, or steps that made them so; the lower rate does end it."""
    state, at, _ = FAILURES["saturated"]
    assert said(state, at)[0].text.endswith("Start with smaller weights.")
    bold: Given = {"optimizer": "adam", "rate": 2.0}
    (first, *_) = said(bold, 52)
    assert first.name == "saturated" and first.text.endswith("try a lower rate.")
    assert [verdict.name for verdict in said(bold | {"rate": 0.05}, 52) if verdict.fault] == []


CURES: list[tuple[str, Given]] = [
    ("vanished", {"start": "he"}),
    ("dead", {"rate": 0.5}),
    ("high", {"rate": 0.1}),
    ("equal", {"start": "xavier"}),
    ("sure", {"loss": "cross_entropy"}),
    ("saturated", {"start": "xavier", "rate": 1.0}),
    ("unscaled", {"scaled": 1, "rate": 1.0}),
    ("low", {"rate": 1.0}),
    ("plateau", {"layers": [4], "activations": ["tanh"]}),
    ("overfitted", {"samples": 1000, "noise": 0.1}),
]


@pytest.mark.parametrize(("name", "cure"), CURES)
def test_the_cure_of_the_chapter_ends_the_symptom(name: str, cure: Given) -> None:
    """The same state with one change, after as many steps, is no longer accused of it."""
    state, at, _ = FAILURES[name]
    assert [verdict.name for verdict in said(state | cure, at) if verdict.fault] == []


def healthy(seed: int) -> Given:
    """Draw a state as somebody would choose it who has read the book."""
    rng = np.random.default_rng(seed)

    def one(*choices: Any) -> Any:
        return choices[int(rng.integers(len(choices)))]

    data = one("and", "or", "halves", "quadrants", "circles", "moons", "blobs", "sine")
    optimizer = one("sgd", "momentum", "adam")
    activation = one("tanh", "relu", "leaky_relu", "elu")
    low, high = {"sgd": (-1.0, -0.3), "momentum": (-2.0, -1.3), "adam": (-2.3, -1.7)}[optimizer]
    depth = int(rng.integers(1, 3))
    return {
        "data": data,
        "samples": int(rng.integers(150, 400)),
        "noise": float(one(0.0, 0.05)),
        "layers": [int(rng.integers(6, 13)) for _ in range(depth)],
        "activations": [activation] * depth,
        "start": "xavier" if activation == "tanh" else "he",
        "loss": "squared_error" if data == "sine" else "cross_entropy",
        "optimizer": optimizer,
        "rate": float(f"{10 ** rng.uniform(low, high):.2g}"),
        "batch": int(one(0, 32)),
        "seed": int(rng.integers(1, 9999)),
    }


@pytest.mark.parametrize("seed", range(40))
def test_a_healthy_run_is_not_accused(seed: int) -> None:
    """Of forty states that a reader of the book would choose, each that learns hears of no fault."""
    state = healthy(seed)
    player = Player(valid(state))
    faults = []
    for at in (1, 2, 5, 10, 20, 30, 50, 100, 200, 300, 500, 800, 1300, 2000, 3000):
        player.advance(at)
        faults += [(at, v.name) for v in verdicts(player) if v.fault]
    # What does not learn in 3000 steps may well be told so; the test below counts those that do.
    learned = verdicts(player)[0].name in ("well", "dead", "saturated")
    assert not learned or faults == [], state


def test_the_healthy_are_healthy() -> None:
    """Nearly all of these states do learn, so that the test above is one."""
    learned = []
    for seed in range(10):
        player = Player(valid(healthy(seed)))
        player.advance(3000)
        learned.append(verdicts(player)[-1].name == "well")
    assert sum(learned) >= 8
