"""What is wrong with a training, told by its symptoms: those of the chapter "When training fails".

Each limit is chosen so that the run of that chapter is recognised and one that learns is not accused. Where
the network answers nearly all of what it learns, nothing but learning by heart is a fault: it has learned.
"""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from nnbook.book.run.playground import Player

Array = NDArray[np.float64]

WELL = 0.95  # of the samples are right; of an amount, so much of its variance is explained
EQUAL = 1e-9  # relative difference of two neurons: far above rounding, far below any random draw
FLAT = 0.05  # of the greatest slope of a sigmoid or tanh: a neuron there learns twenty times more slowly
FEW = 20  # samples, below which a ReLU is easily 0 for all of them
MOST = 0.9  # of the samples, for which a neuron must be flat to be called saturated
SURE = 0.9  # so far from its label an output of 0 to 1 must be to be sure and wrong
JUMPS = 20  # epochs by which a loss that jumps is judged
JUMP = 0.1  # of the loss, by which it must change on the average from one of them to the next
TURNS = (
    0.3  # of these epochs, in which it must turn from falling to rising or back; momentum swings more slowly
)
HIGH = 0.3  # of the loss of knowing nothing: jumps far below it are those of small losses
FALLS = (
    0.95  # of the loss before: a loss that falls becomes so much lower, and one that jumps was lower already
)
GROWN = 2.0  # times what it was at first, or what knowing nothing costs
SCALES = 10.0  # between the sizes of two inputs: the curvatures then differ a hundredfold
SLOW = 1e-4  # of the loss, by which an epoch must lower it not to be slow
SLOPE = 0.01  # length of a gradient that is no plateau
STILL = 0.01  # of the loss of knowing nothing, by which a loss may move on a plateau
LONG = 200  # epochs that a plateau takes at least
ALIKE = 0.02  # between the largest and the smallest answer where the signal has vanished
WORSE = 1.5  # times its smallest, at which the loss on what is held back has risen
HELD = 10  # samples held back, below which one of them decides


class Verdict(NamedTuple):
    """What is said of a run.

    Attributes
    ----------
    name : str
        Of the symptom.
    fault : bool
        Whether something is wrong; else it is only to be known.
    text : str
    section : str
        The address of what explains it, from the root of the site; empty where nothing does.
    layer : int
        Which one has it, from 1; 0 where it is the whole network.
    neurons : list of int
        Which of that layer, from 1.
    """

    name: str
    fault: bool
    text: str
    section: str = ""
    layer: int = 0
    neurons: tuple[int, ...] = ()


def verdicts(player: "Player", gradients: Mapping[str, Array], right: float | None) -> list[Verdict]:
    """Return what is to be said of a network in training, faults first; always something.

    Parameters
    ----------
    player : Player
    gradients : dict
        Of its loss, as it is.
    right : float, optional
        Which part of the samples is right; None of amounts.
    """
    loss = player.cost(player.params)
    if player.diverged:
        return [
            Verdict(
                "diverged",
                True,
                "The training has diverged: after the next step a number would not be finite. Try a tenth of "
                "the rate.",
                "failures/#the-learning-rate-explodes",
            )
        ]
    if not player.losses:
        if player.count:
            return [Verdict("learning", False, "It is in its first epoch.")]
        return [Verdict("new", False, "Nothing is learned yet: the weights are as they were drawn.")]
    cache = player.forward(player.X)
    well = loss <= (1 - WELL) * player.nothing_known if right is None else right >= WELL
    dead = _dead(player, cache)
    found = [*_equal(player), *_saturated(player, cache), *_sure(player, cache)]
    found += [*_unscaled(player), *_too_high(player)]
    if well:
        found = [verdict for verdict in found if verdict.name == "saturated"]
        found = [verdict._replace(fault=False) for verdict in [*dead, *found]]
    elif any(verdict.name != "high" for verdict in found):
        found += dead
    else:
        whole = any(len(verdict.neurons) == player.sizes[verdict.layer] for verdict in dead)
        standing = _standing(player, loss, cache, gradients)
        if not whole and standing and standing[0].name == "vanished":  # which leaves ReLUs at 0 as well
            dead = [verdict._replace(fault=False) for verdict in dead]
        found = [*dead, *found]
        if not any(verdict.fault for verdict in found):
            found = [*standing, *found]
    found += _overfitted(player)
    if not any(verdict.fault for verdict in found):
        found.append(_fine(right, well, loss < player.looks[0][1]))
    return sorted(found, key=lambda verdict: not verdict.fault)


def nothing_known(Y: Array, loss: str) -> float:
    """Return the loss of answering the same to every sample, the best there is."""
    share = Y.mean(axis=1)
    if loss == "mean_squared_error":
        return float(np.mean((Y - share[:, None]) ** 2))
    chances = share if len(share) > 1 else np.array([share[0], 1 - share[0]])
    return float(-sum(chance * math.log(chance) for chance in chances if chance > 0))


def _fine(right: float | None, well: bool, lower: bool) -> Verdict:
    """Say how far it is; that it learns only where the loss is below that of the start."""
    share = "" if right is None else f"{math.floor(1000 * right) / 10:g} %"  # only all of them are 100 %
    if well:
        text = (
            f"{share} of the samples are right." if share else "It has learned nearly all there is to learn."
        )
    elif lower:
        text = f"It is learning: {share} are right so far." if share else "It is learning."
    else:
        text = "The loss is not yet below that of the start."
    return Verdict("well" if well else "learning", False, text)


def _falls(player: "Player") -> bool:
    """Whether the loss is about as low as ever, and of late clearly lower than before."""
    losses = player.losses
    quarter = max(len(losses) // 4, 1)
    before, now = np.mean(losses[-2 * quarter : -quarter] or np.inf), np.mean(losses[-quarter:])
    return bool(now < FALLS * before and FALLS * losses[-1] < min(losses))


def _hidden(player: "Player") -> list[tuple[int, str]]:
    return list(enumerate(player.activations[:-1], 1))


def _equal(player: "Player") -> list[Verdict]:
    """Find layers whose neurons have the same weights before and behind them: equal gradients for ever."""
    found = []
    for layer, _ in _hidden(player):
        rows = np.hstack(
            [player.params[f"W{layer}"], player.params[f"b{layer}"], player.params[f"W{layer + 1}"].T]
        )
        if len(rows) > 1 and np.ptp(rows, axis=0).max() <= EQUAL * max(float(np.abs(rows).max()), EQUAL):
            zero = (
                "All weights were zero at the start, and so no" if player.state["start"] == "zero" else "No"
            )
            text = (
                f"{zero} neuron of layer {layer} differs from the others: all get equal gradients, and the "
                f"{len(rows)} of them do the work of one."
            )
            section = "failures/#all-neurons-start-equal"
            found.append(Verdict("equal", True, text, section, layer, tuple(range(1, len(rows) + 1))))
    return found


def _dead(player: "Player", cache: Mapping[str, Any]) -> list[Verdict]:
    """Find ReLUs that answer 0 to every sample. A few do no harm: a fault is the half of a layer."""
    found = []
    for layer, name in _hidden(player):
        if name != "relu":
            continue
        dead = np.flatnonzero((cache[f"A{layer}"] == 0).all(axis=1)) + 1
        if dead.size:
            size = player.sizes[layer]
            text = (
                f"{_neurons(dead)} of layer {layer} {'is' if dead.size == 1 else 'are'} dead: the answer to "
                "every sample is 0, and no gradient comes through."
            )
            many = 2 * dead.size >= size and player.X.shape[1] >= FEW and not _falls(player)
            found.append(Verdict("dead", many, text, "failures/#relus-die", layer, tuple(dead.tolist())))
    return found


def _saturated(player: "Player", cache: Mapping[str, Any]) -> list[Verdict]:
    """Find layers of which more than the half is at a limit of sigmoid or tanh for nearly every sample."""
    found = []
    for layer, name in _hidden(player):
        flat = _flat(cache[f"A{layer}"], name)
        if 2 * flat.size > player.sizes[layer]:
            before = _flat(player.forward(player.X, player.start)[f"A{layer}"], name)
            cure = (
                "Start with smaller weights."
                if 2 * before.size > player.sizes[layer]
                else "At the start it was not so: try a lower rate."
            )
            text = (
                f"{_neurons(flat)} of layer {layer} {'is' if flat.size == 1 else 'are'} saturated: at a "
                f"limit for nearly every sample, where the slope is almost 0. {cure}"
            )
            found.append(
                Verdict("saturated", True, text, "failures/#a-sigmoid-saturates", layer, tuple(flat.tolist()))
            )
    return found


def _flat(A: Array, name: str) -> NDArray[np.int64]:
    """Return the neurons, from 1, that are at a limit for nearly every sample; none of other activations."""
    slope = {"sigmoid": 4 * A * (1 - A), "tanh": 1 - A**2}.get(name)
    if slope is None:
        return np.zeros(0, np.int64)
    return np.flatnonzero((slope < FLAT).mean(axis=1) >= MOST) + 1


def _sure(player: "Player", cache: Mapping[str, Any]) -> list[Verdict]:
    """Find outputs that are wrong and sure of it, which squared error hardly corrects."""
    if player.loss != "mean_squared_error" or player.activations[-1] not in ("sigmoid", "softmax"):
        return []
    if len(player.losses) < JUMPS or _falls(player):
        return []  # it is being corrected
    wrong = np.abs(cache[f"A{len(player.activations)}"] - player.Y).max(axis=0) > SURE
    if wrong.mean() < 1 - MOST:
        return []
    text = (
        f"The output is sure of itself and wrong for {100 * wrong.mean():.0f} % of the samples: it is "
        "saturated there, and squared error hardly corrects it. Cross-entropy does."
    )
    return [Verdict("sure", True, text, "failures/#a-sigmoid-saturates", len(player.activations))]


def _unscaled(player: "Player") -> list[Verdict]:
    """Find inputs of very different sizes; that of a bias is 1."""
    size = np.sqrt(np.mean(player.X**2, axis=1))[np.ptp(player.X, axis=1) > 0]
    if not size.size or (size.max() < SCALES and size.max() / size.min() < SCALES):
        return []
    sizes = " and ".join(f"{value:.3g}" for value in size)
    text = (
        f"The inputs have different scales: they are about {sizes} in size, and a bias sees 1. One rate "
        "cannot suit them all: standardise the inputs."
    )
    return [Verdict("unscaled", True, text, "failures/#the-inputs-have-different-scales")]


def _too_high(player: "Player") -> list[Verdict]:
    """Find a loss that jumps up and down, or has grown."""
    section = "failures/#the-learning-rate-explodes"
    losses = np.array(player.losses)
    if len(losses) >= 5:
        least = GROWN * max(losses[0], player.nothing_known)
        if losses[-1] > least and losses[-1] >= 0.9 * losses.max():
            text = "The loss has grown: each step lands higher than the one before. The rate is too high."
            return [Verdict("high", True, text, section)]
    if len(losses) <= JUMPS:
        return []
    recent = losses[-JUMPS - 1 :]
    moves = np.diff(recent)
    turns = moves[1:] * moves[:-1] < 0
    much = recent.mean() >= HIGH * player.nothing_known
    if much and turns.mean() >= TURNS and np.abs(moves).mean() >= JUMP * recent.mean():
        text = "The loss jumps up and down: the steps land beyond the valley. The rate is too high."
        return [Verdict("high", True, text, section)]
    return []


def _standing(
    player: "Player", loss: float, cache: Mapping[str, Any], gradients: Mapping[str, Array]
) -> list[Verdict]:
    """Find a rate that is far too low, a signal that has vanished, or a plateau."""
    slope = math.sqrt(sum(float((value**2).sum()) for value in gradients.values()))
    if player.count >= JUMPS and slope >= SLOPE:
        # Ten and a hundred steps like the last one, taken at once.
        ten, hundred = loss - player.cost(player.ahead(10)), loss - player.cost(player.ahead(100))
        slow = 0 < player.steps_per_epoch * ten / 10 < SLOW * loss
        if slow and hundred > 5 * ten:
            text = (
                "The rate is too low: the loss falls straight on, and a hundred such steps taken at once "
                "would still lower it. Try a rate ten times as high."
            )
            return [Verdict("low", True, text, "backprop/#the-learning-rate")]
    known, epoch = player.nothing_known, len(player.losses)
    if epoch < LONG or not known:
        return []
    since = [cost for at, cost, _ in player.looks if at >= epoch / 2]
    if not since or max(abs(cost - loss) for cost in since) > STILL * known:
        return []
    answers = cache[f"A{len(player.activations)}"]
    if len(player.activations) > 1 and np.ptp(answers, axis=1).max() < ALIKE:
        text = (
            "The signal vanishes: the answer is the same to every sample, and hardly any gradient comes "
            "back. Start with larger weights."
        )
        return [Verdict("vanished", True, text, "failures/#the-signal-vanishes")]
    text = (
        f"A plateau: in the last {epoch - epoch // 2:,} epochs the loss has hardly moved. It may be left "
        "behind, or the network is too small for these data."
    )
    return [Verdict("plateau", True, text, "backprop/#the-plateau-at-the-start")]


def _overfitted(player: "Player") -> list[Verdict]:
    """Find a loss on what is held back that rises while that on what is learned falls."""
    if player.X_held is None or player.X_held.shape[1] < HELD or len(player.looks) < 3:
        return []
    at, learned, held = np.array(player.looks).T
    best = int(held.argmin())
    if held[-1] < WORSE * held[best] or learned[-1] > 0.9 * learned[best] or held[-1] < WORSE * learned[-1]:
        return []
    # Near zero a loss multiplies by little.
    if held[-1] - held[best] < 0.1 * player.nothing_known:
        return []
    text = (
        f"Overfitting: since epoch {at[best]:,.0f} the loss on what is held back has risen from "
        f"{held[best]:.2g} to {held[-1]:.2g}, while that on what is learned fell. The network learns its "
        "samples by heart."
    )
    return [Verdict("overfitted", True, text, "failures/#in-what-order-to-look")]


def _neurons(numbers: Array | NDArray[np.int64]) -> str:
    """Name neurons: "Neuron 2", "Neurons 1, 3 and 4"."""
    *first, last = [str(number) for number in numbers]
    return f"Neurons {', '.join(first)} and {last}" if first else f"Neuron {last}"
