"""The numbers that two chapters print, found again by PyTorch, JAX, scikit-learn and SciPy.

The data, the starts and what is drawn on the way are the book's; what is computed from them is not. A printed
number is right to half a unit of its last digit: that is the only tolerance here. Numbers that only draws
decide are held to their distribution.
"""

import functools
import itertools
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

from nnbook.book.content.chapter import Chapter
from nnbook.datasets import digits, noisy_quadrants, quadrants
from nnbook.forward import init_parameters
from nnbook.preprocessing import one_hot, split, standardise

OUTSIDE = "an outside truth, of the extra `labs`"
DOCS = Path(__file__).parents[1] / "docs"
CHAPTERS = {name: Chapter.read(DOCS / f"{name}.md") for name in ("generalisation", "autograd")}

_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:,\d{3})*(?:\.\d*)?%?")
_ROUNDING = 1e-9  # of what lies in the middle between two printed numbers

Array = NDArray[np.float64]
Params = dict[str, Any]  # "W1", "b1" and so on, tensors with an axis in front: a network each

torch: Any
F: Any


@pytest.fixture(autouse=True)
def pytorch() -> None:
    """Import PyTorch where these tests run, not where they are collected: it takes more than a second."""
    global torch, F
    torch = pytest.importorskip("torch", reason=OUTSIDE)
    torch.set_num_threads(1)  # for matrices this small more threads only wait for each other
    F = torch.nn.functional


@pytest.fixture
def metrics() -> Any:
    """Import the measures of scikit-learn."""
    return pytest.importorskip("sklearn.metrics", reason=OUTSIDE)


@pytest.fixture
def jax() -> Any:
    """Import JAX, which rounds to single precision: to seven digits, where six are printed."""
    return pytest.importorskip("jax", reason=OUTSIDE)


# ---- what is printed ----


def pin_of(page: str, code: str) -> str:
    """Return what the one block with this code prints."""
    (pin,) = [block.pin for block in CHAPTERS[page].blocks if code in block.source and block.pin]
    return pin


def assert_prints(pin: str, expected: Sequence[Any], decimals: int | None = None) -> None:
    """Assert that a pin's numbers, all of them in their order, are these to half a unit of the last digit.

    NumPy leaves zeros at the end out: `decimals` says to how many places an array was rounded.
    """
    found = _NUMBER.findall(pin)
    assert len(found) == len(expected), f"{found} are not as many as {list(expected)}"
    for text, number in zip(found, expected, strict=True):
        scale = 0.01 if text.endswith("%") else 1.0
        digits = text.rstrip("%").replace(",", "")
        places = len(digits.partition(".")[2]) if decimals is None else decimals
        error = abs(float(digits) * scale - np.asarray(number).item())
        assert error <= scale * 0.5 * 10.0**-places + _ROUNDING, f"{text} is printed, and it is {number}"


def test_a_number_that_is_off_by_one_in_its_last_digit_is_refused() -> None:
    """The comparison sees the smallest change of a printed number, and a number that is missing."""
    assert_prints("97% of 2,000, loss -0.25 [1.]", [0.974, 2000, -0.2451, 1])
    for pin in ("98% of 2,000", "97% of 2,001", "97%"):
        with pytest.raises(AssertionError):
            assert_prints(pin, [0.974, 2000])


# ---- networks in PyTorch ----


def tensors(networks: Sequence[dict[str, Array]]) -> Params:
    """Put the parameters of several networks into tensors with a gradient, an axis for the networks first."""
    return {
        name: torch.tensor(np.stack([params[name] for params in networks]), requires_grad=True)
        for name in networks[0]
    }


def logits(params: Params, X: Any, hidden: Callable[[Any], Any] | None = None) -> Any:
    """Return the weighted sums of the output neurons of networks with one hidden layer."""
    return params["W2"] @ (hidden or torch.relu)(params["W1"] @ X + params["b1"]) + params["b2"]


def cross_entropy(Z: Any, Y: Any) -> Any:
    """Return the mean loss of each network."""
    return F.binary_cross_entropy_with_logits(Z, Y, reduction="none").mean(dim=(1, 2))


def squared_error(Z: Any, Y: Any) -> Any:
    """Return the mean squared error of each network."""
    return ((Z - Y) ** 2).mean(dim=(1, 2))


def class_loss(Z: Any, Y: Any) -> Any:
    """Return the cross-entropy of each network with several classes."""
    return -(Y * F.log_softmax(Z, dim=1)).sum(dim=1).mean(dim=1)


def train(
    params: Params,
    X: ArrayLike,
    Y: ArrayLike,
    rate: float,
    steps: int,
    *,
    loss: Callable[[Any, Any], Any] = cross_entropy,
    strengths: ArrayLike = 0.0,
    hidden: Callable[[Any], Any] | None = None,
    batch: Callable[[], Any] | None = None,
    look: Callable[[Params], bool] | None = None,
) -> list[Array]:
    """Train networks side by side with Adam, and return the losses of each step, those before it.

    `strengths` are those of the L2 penalty of each network, `batch` draws the samples of a step, and `look`
    ends the training where it returns True.
    """
    inputs, labels = torch.tensor(np.asarray(X)), torch.tensor(np.asarray(Y))
    price = torch.tensor(np.asarray(strengths))
    optimizer = torch.optim.Adam(params.values(), lr=rate, fused=True)
    losses = []
    for _ in range(steps):
        chosen = slice(None) if batch is None else batch()
        optimizer.zero_grad()
        each = loss(logits(params, inputs[..., chosen], hidden), labels[..., chosen])
        total = each.sum()  # no network moves with another one's parameters
        if price.any():
            squares = sum((params[name] ** 2).sum(dim=(1, 2)) for name in params if name[0] == "W")
            total = total + (price / 2 * squares).sum()
        total.backward()
        optimizer.step()
        losses.append(each.detach().numpy())
        if look is not None and look(params):
            break
    return losses


def on(params: Params, X: ArrayLike, hidden: Callable[[Any], Any] | None = None) -> Any:
    """Return the sums at the output, without a gradient."""
    with torch.no_grad():
        return logits(params, torch.tensor(np.asarray(X)), hidden)


def loss_on(params: Params, X: ArrayLike, Y: ArrayLike) -> Array:
    """Return the loss of each network on samples."""
    found: Array = cross_entropy(on(params, X), torch.tensor(np.asarray(Y)).expand_as(on(params, X))).numpy()
    return found


def right_on(params: Params, X: ArrayLike, Y: ArrayLike) -> Array:
    """Return which part of the samples each network with one output answers right."""
    found: Array = ((on(params, X) > 0).numpy() == (np.asarray(Y) > 0.5)).mean(axis=(1, 2))
    return found


def several(Y: Array, networks: int) -> Array:
    """Give each of several networks the same labels."""
    return np.broadcast_to(Y, (networks, *Y.shape))


def padded(params: dict[str, Array], width: int = 64) -> dict[str, Array]:
    """Add hidden neurons up to a width, whose weights are zero: a ReLU keeps them so in any training."""
    more = width - len(params["W1"])
    return {
        "W1": np.pad(params["W1"], ((0, more), (0, 0))),
        "b1": np.pad(params["b1"], ((0, more), (0, 0))),
        "W2": np.pad(params["W2"], ((0, 0), (0, more))),
        "b2": params["b2"],
    }


def wide(seed: int = 0, width: int = 64) -> dict[str, Array]:
    """Draw the start of a network for the quadrants, as `train_network` does with this seed."""
    return init_parameters((2, width, 1), rng=seed)


# ---- generalisation ----

WIDTHS = (1, 4, 16, 64)


def coins() -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Draw sixty points with coin throws for labels, and new ones."""
    rng = np.random.default_rng(0)
    X, new_X = quadrants(60, rng)[0], quadrants(2000, rng)[0]
    Y, new_Y = (rng.integers(0, 2, (1, m)).astype(float) for m in (60, 2000))
    return (X, Y), (new_X, new_Y)


@functools.cache
def long_training() -> tuple[list[Array], dict[int, Params]]:
    """Train five networks side by side: one of each width on noisy quadrants, and the last one on the coins.

    Returns
    -------
    losses, parameters : list of ndarray, dict of int to tensors
        Those of each step, and those after some steps.
    """
    (X, Y), (few, throws) = noisy_quadrants(100), coins()[0]
    none = ((0, 0), (0, 100 - 60))  # samples that do not count
    data = np.stack([X] * 4 + [np.pad(few, none)]), np.stack([Y] * 4 + [np.pad(throws, none)])
    share = torch.tensor(
        np.stack([np.full((1, 100), 1 / 100)] * 4 + [np.pad(np.full((1, 60), 1 / 60), none)])
    )
    params = tensors([*(padded(wide(width=width)) for width in WIDTHS), wide()])
    at: dict[int, Params] = {}
    steps = itertools.count(1)

    def keep(params: Params) -> bool:
        step = next(steps)
        if step in (30, 1000, 2000):
            at[step] = {name: value.detach().clone() for name, value in params.items()}
        return False

    def mean(Z: Any, Y: Any) -> Any:
        return (share * F.binary_cross_entropy_with_logits(Z, Y, reduction="none")).sum(dim=(1, 2))

    return train(params, *data, 0.02, 2000, loss=mean, look=keep), at


def test_coin_throws_are_learned_by_heart() -> None:
    """The losses at both ends and the two accuracies are those of PyTorch and its Adam."""
    losses, at = long_training()
    (X, Y), new = coins()
    found = right_on(at[2000], X, Y)[-1], right_on(at[2000], *new)[-1]
    expected = [losses[0][-1], losses[-1][-1], *found]
    assert_prints(pin_of("generalisation", "on the sixty"), expected)


def test_the_best_coin_thrower(metrics: Any) -> None:
    """Mean and best of the coin throwers are accuracies of scikit-learn, and so is the best one's later."""
    rng = np.random.default_rng(0)
    labels, new_labels = rng.integers(0, 2, 50), rng.integers(0, 2, 10_000)
    scores = [metrics.accuracy_score(labels, answers) for answers in rng.integers(0, 2, (200, 50))]
    later = metrics.accuracy_score(new_labels, rng.integers(0, 2, 10_000))
    assert_prints(pin_of("generalisation", "best, later"), [np.mean(scores), max(scores), later])


def test_overfitting_over_the_width() -> None:
    """Losses and accuracies of four widths, on the samples and on new ones, are those of PyTorch."""
    (X, Y), new = noisy_quadrants(100), noisy_quadrants(5000, rng=1000)
    losses, at = long_training()
    params = at[2000]
    found = losses[-1], right_on(params, X, Y), loss_on(params, *new), right_on(params, *new)
    expected = [number for row in zip(WIDTHS, *found, strict=False) for number in row]
    assert_prints(pin_of("generalisation", '"width   loss  right   loss  right"'), expected)


def test_ten_other_draws_overfit() -> None:
    """In PyTorch as well, the wide network fits its samples better each time, and does worse on new ones."""
    ours = [noisy_quadrants(100, seed) for seed in range(1, 11)]
    new = [noisy_quadrants(2000, seed + 1000) for seed in range(1, 11)]
    (X, Y), (new_X, new_Y) = (map(np.stack, zip(*pairs, strict=True)) for pairs in (ours, new))
    found = []
    for width in (4, 64):
        params = tensors([wide(seed, width) for seed in range(1, 11)])
        losses = train(params, X, Y, 0.02, 800)
        found.append((losses[-1], loss_on(params, new_X, new_Y)))
    better, worse = found[1][0] < found[0][0], found[1][1] > found[0][1]
    pin = pin_of("generalisation", "the wide network fits its samples better")
    assert_prints(pin, [better.sum(), 10, worse.sum(), 10])


def test_bias_and_variance() -> None:
    """The two parts of the error, of twenty networks trained side by side in PyTorch, are those printed."""
    x = np.linspace(-3, 3, 41)[None, :]
    expected: list[Any] = []
    for width in (1, 30):
        drawn: list[Any] = []
        for seed in range(20):
            rng = np.random.default_rng(seed)
            X = rng.uniform(-3, 3, (1, 15))
            Y = np.sin(X) + 0.3 * rng.standard_normal(X.shape)
            drawn.append((X, Y, init_parameters((1, width, 1), rng=rng)))
        X, Y = (np.stack([one[part] for one in drawn]) for part in (0, 1))
        params = tensors([start for _, _, start in drawn])
        train(params, X, Y, 0.03, 500, loss=squared_error, hidden=torch.tanh)
        curves = on(params, x, torch.tanh)[:, 0]
        error = ((curves - torch.sin(torch.tensor(x))) ** 2).mean()  # of a curve: the two together
        variance = torch.var(curves, dim=0, correction=0).mean()
        expected += [width, error - variance, variance]
    assert_prints(pin_of("generalisation", "bias squared"), expected)


def test_double_descent() -> None:
    """With PyTorch's shortest least squares the peak is where the samples are as many as the weights.

    The error climbs from the first width on, and no width beats whoever always answers 0: as the page says.
    """
    rng = np.random.default_rng(1)

    def draw(m: int) -> tuple[Array, Array]:
        X = rng.standard_normal((5, m))
        return X, np.sin(X.sum(axis=0)) + 0.3 * rng.standard_normal(m)

    (X, y), (new_X, new_y) = draw(40), draw(1000)
    widths, errors = (2, 5, 10, 20, 30, 40, 50, 80, 160, 320, 640), []
    for width in widths:
        found = []
        for _ in range(10):
            W, b = rng.standard_normal((width, 5)), rng.standard_normal((width, 1))
            hidden, new_hidden = (torch.relu(torch.tensor(W @ A + b)) for A in (X, new_X))
            weights = torch.linalg.lstsq(hidden.T, torch.tensor(y)[:, None], driver="gelsd").solution[:, 0]
            found.append(((weights @ new_hidden - torch.tensor(new_y)) ** 2).mean().item())
        errors.append(np.median(found))
    assert widths[int(np.argmax(errors))] == 40
    assert errors[:6] == sorted(errors[:6])
    assert min(errors[6:]) > min(errors[:5]) * 0.9
    assert min(errors) > np.mean(new_y**2)


def test_more_samples_bring_the_losses_together() -> None:
    """Both losses for each number of samples are those of PyTorch."""
    new = noisy_quadrants(5000, rng=1000)
    expected: list[Any] = []
    for m in (30, 100, 300, 1000):
        X, Y = noisy_quadrants(m)
        params = tensors([wide(width=32)])
        losses = train(params, X, Y[None], 0.02, 1000)
        expected += [m, losses[-1], loss_on(params, *new)]
    assert_prints(pin_of("generalisation", "samples   training loss   new loss"), expected)


def test_more_digits_are_read_better(metrics: Any) -> None:
    """Trained in PyTorch on as many digits, in the same batches, networks read as many of the test."""
    X, classes = digits()
    X, X_test, Y, Y_test = split(X, one_hot(classes), part=0.25, rng=0)
    expected: list[Any] = []
    for m in (50, 200, 1000):
        rng = np.random.default_rng(0)
        params = tensors([init_parameters((64, 32, 10), rng=rng)])
        order: list[Any] = []

        def batch(m: int = m, rng: np.random.Generator = rng, order: list[Any] = order) -> Any:
            if not order:
                order += np.array_split(rng.permutation(m), range(32, m, 32))
            return order.pop(0)

        steps = 40 * -(-m // 32)
        train(params, X[:, :m], Y[None, :, :m], 0.01, steps, loss=class_loss, batch=batch)
        expected.append(m)
        for x, y in ((X[:, :m], Y[:, :m]), (X_test, Y_test)):
            answers = on(params, x)[0].argmax(dim=0)
            expected.append(metrics.accuracy_score(y.argmax(axis=0), answers))
    assert_prints(pin_of("generalisation", "samples   training    test"), expected)


def test_the_gradient_of_the_penalty() -> None:
    """PyTorch differentiates the loss with its penalty to both printed rows."""
    X, Y = noisy_quadrants(20)
    params = tensors([init_parameters((2, 4, 1), rng=0)])
    loss = cross_entropy(logits(params, torch.tensor(X)), torch.tensor(Y[None])).sum()
    (loss + 0.3 / 2 * sum((params[name] ** 2).sum() for name in ("W1", "W2"))).backward()
    gradient = params["W2"].grad.ravel().tolist()
    assert_prints(pin_of("generalisation", "def penalised"), gradient * 2, decimals=4)


def test_the_strength_of_the_penalty() -> None:
    """With the penalty in the loss that PyTorch differentiates, both losses are those printed."""
    (X, Y), check = noisy_quadrants(100), noisy_quadrants(1000, rng=1)
    strengths = (0.0, 0.001, 0.01, 0.1)
    params = tensors([wide()] * 4)
    train(params, X, several(Y, 4), 0.02, 1000, strengths=strengths)
    found = loss_on(params, X, Y), loss_on(params, *check)
    expected = [number for row in zip(strengths, *found, strict=True) for number in row]
    assert_prints(pin_of("generalisation", "strength   training loss   validation loss"), expected)


def test_the_gradient_of_one_weight_with_its_price() -> None:
    """SGD with weight decay moves a weight by the gradient that the question asks for."""
    weight = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=1.0, weight_decay=0.1)
    (0.5 * weight).backward()
    optimizer.step()
    pin = pin_of("generalisation", "with the penalty {gradient")
    assert_prints(pin.splitlines()[0], [2.0 - weight.item()])


def test_stopping_in_time() -> None:
    """Keeping the best epoch of a training in PyTorch gives its number, the end, and both losses."""
    X, X_check, Y, Y_check = split(*noisy_quadrants(200), part=0.5, rng=0)
    new = noisy_quadrants(5000, rng=1000)
    params, found, kept = tensors([wide()]), [], {}

    def look(params: Params) -> bool:
        found.append(loss_on(params, X_check, Y_check).item())
        if found[-1] == min(found):
            kept.update({name: value.detach().clone() for name, value in params.items()})
        return len(found) - 1 - int(np.argmin(found)) >= 200

    # a callback sees the parameters after the step, as the book's does
    train(params, X, Y[None], 0.02, 2000, look=look)
    expected = [len(found), int(np.argmin(found)), loss_on(kept, *new), loss_on(params, *new)]
    assert_prints(pin_of("generalisation", "ended after"), expected)


def test_dropout_keeps_the_mean() -> None:
    """PyTorch scales by 1 / rho as well; the printed means are exact to four standard errors."""
    torch.manual_seed(0)
    a, W = (torch.tensor(v) for v in ([0.5, 2.0, 1.0, 0.2], [1.0, -0.5, 2.0, 1.0]))
    dropped = F.dropout(a.expand(1000, 4), p=0.5)
    assert set((dropped / a).unique().tolist()) == {0.0, 2.0}
    exact, divided, not_divided = map(float, _NUMBER.findall(pin_of("generalisation", "divided by rho")))
    assert abs(exact - float(W @ a)) <= 0.005
    error = float(((W * a) ** 2).sum() / 100_000) ** 0.5  # of the mean of products that are doubled or zero
    assert abs(divided - float(W @ a)) <= 0.005 + 4 * error
    assert abs(not_divided - float(W @ a) / 2) <= 0.005 + 4 * error / 2
    scaled = F.dropout(torch.ones(1000), p=1 - 1 / 5).max().item()
    assert_prints(pin_of("generalisation", "made up for").splitlines()[0], [scaled])


def test_dropout_in_a_training() -> None:
    """With the same masks, autograd finds the way back through dropout, and both losses are those printed."""
    (X, Y), new = noisy_quadrants(100), noisy_quadrants(5000, rng=1000)
    rng = np.random.default_rng(0)
    start = init_parameters((2, 64, 1), rng=rng)
    params, keep = tensors([start, start]), np.array([1.0, 0.5])[:, None, None]

    def hidden(Z: Any) -> Any:
        return torch.relu(Z) * torch.tensor((rng.random(Z.shape[1:]) < keep) / keep)

    train(params, X, several(Y, 2), 0.02, 1000, hidden=hidden)
    found = loss_on(params, X, Y), loss_on(params, *new)
    expected = [number for row in zip((1.0, 0.5), *found, strict=True) for number in row]
    assert_prints(pin_of("generalisation", "keep   training loss   new loss"), expected)


def test_a_test_with_copies_is_too_good() -> None:
    """In PyTorch as well the leaking test says as much, and is too good in as many draws."""
    drawn = []
    for seed in range(11):
        X, Y = noisy_quadrants(100, seed)
        twice = np.hstack([X, X]), np.hstack([Y, Y])
        drawn.append((*split(*twice, part=0.25, rng=seed), *noisy_quadrants(5000, seed + 1000)))
    X, X_test, Y, Y_test, new_X, new_Y = (np.stack(arrays) for arrays in zip(*drawn, strict=True))
    params = tensors([wide(seed) for seed in range(11)])
    train(params, X, Y, 0.02, 1000)
    test, truth = right_on(params, X_test, Y_test), right_on(params, new_X, new_Y)
    expected = [test[0], truth[0], (test > truth)[1:].sum(), 10]
    assert_prints(pin_of("generalisation", "too good in"), expected)


def test_luck_of_the_true_rule_in_so_small_a_test() -> None:
    """The true rule is right as often as said, and does as well as the leak in one small test of three.

    The number of its right answers is binomial; the mean of 100,000 of them is off by at most four errors.
    """
    binom = pytest.importorskip("scipy.stats", reason=OUTSIDE).binom
    printed, _ = _NUMBER.findall(pin_of("generalisation", "the true rule is right about"))
    assert abs(float(printed) / 100 - 0.85) <= 0.005 + 4 * (0.85 * 0.15 / 100_000) ** 0.5
    leaking = float(_NUMBER.findall(pin_of("generalisation", "too good in"))[0].rstrip("%")) / 100
    assert 0.3 < binom.sf(round(50 * leaking) - 1, 50, 0.85) < 0.4


def test_choosing_on_the_test_flatters() -> None:
    """Of twenty networks of each draw, trained in PyTorch, the first best one has both printed accuracies."""
    expected: list[Any] = []
    differences = []
    for seed in range(6):
        X, Y = noisy_quadrants(60, seed)
        params = tensors([wide(start, 8) for start in range(20)])
        train(params, X, several(Y, 20), 0.05, 100)
        few = right_on(params, *noisy_quadrants(30, seed + 500))
        many = right_on(params, *noisy_quadrants(2000, seed + 1000))
        best = few.argmax()
        expected += [few[best], 30, many[best], 2000]
        differences.append(few[best] - many[best])
    assert_prints(pin_of("generalisation", "flattered in the mean"), [*expected, np.mean(differences)])


def test_standardising_before_the_split() -> None:
    """Sixty networks on each kind of scale, trained in PyTorch, are right as often as printed."""
    rng = np.random.default_rng(0)
    before, after, labels, test_labels = [], [], [], []
    for _ in range(60):
        drawn = rng.standard_normal((3, 40))
        Y = (drawn.sum(axis=0, keepdims=True) > 0).astype(float)
        X = np.array([[10.0], [0.1]]) * np.exp(drawn[:2])
        X, X_test, Y, Y_test = split(X, Y, part=0.5, rng=rng)
        all_of_it = np.hstack([X, X_test])
        before.append((all_of_it - all_of_it.mean(1, keepdims=True)) / all_of_it.std(1, keepdims=True))
        after.append((all_of_it - X.mean(1, keepdims=True)) / X.std(1, keepdims=True))
        labels.append(Y)
        test_labels.append(Y_test)
        np.testing.assert_allclose(after[-1][:, 20:], standardise(X_test, like=X), rtol=0, atol=1e-12)
    expected = []
    for data in (np.stack(before), np.stack(after)):
        params = tensors([wide(run, 8) for run in range(60)])
        train(params, data[:, :, :20], np.stack(labels), 0.05, 60)
        expected.append(right_on(params, data[:, :, 20:], np.stack(test_labels)).mean())
    assert_prints(pin_of("generalisation", '"before the split"'), expected)


def test_the_confusion_of_rare_faults(metrics: Any) -> None:
    """Matrix, recall, precision and accuracy are scikit-learn's, of outputs that PyTorch computes."""
    dummy = pytest.importorskip("sklearn.dummy", reason=OUTSIDE)
    rng = np.random.default_rng(0)

    def draw(m: int) -> tuple[Array, Array]:
        Y = (rng.random((1, m)) < 0.05).astype(float)
        return rng.standard_normal((2, m)) + 2 * Y, Y

    (X, Y), (new_X, new_Y) = draw(2000), draw(20_000)
    params = tensors([wide(width=4)])
    train(params, X, Y[None], 0.05, 300)
    P, truth = torch.sigmoid(on(params, new_X))[0, 0].numpy(), new_Y[0] == 1
    baseline = dummy.DummyClassifier(strategy="most_frequent").fit(X.T, Y[0] == 1)
    expected: list[Any] = [0, baseline.score(new_X.T, truth)]
    for threshold in (0.5, 0.1):
        says = threshold < P
        expected += [threshold, metrics.accuracy_score(truth, says)]
        expected += metrics.confusion_matrix(truth, says).ravel().tolist()
        expected += [metrics.recall_score(truth, says), metrics.precision_score(truth, says)]
    assert_prints(pin_of("generalisation", "no fault"), expected)


def test_recall_precision_and_a_baseline_by_hand(metrics: Any) -> None:
    """The answers of two questions, counted out as lists of cases, are scikit-learn's."""
    truth, says = np.repeat([1, 1, 0], [40, 10, 20]), np.repeat([1, 0, 1], [40, 10, 20])
    lines = pin_of("generalisation", "right alarms").splitlines()
    assert_prints(lines[0], [100 * metrics.precision_score(truth, says)])
    assert_prints(lines[1], [100 * metrics.recall_score(truth, says)])
    real = np.repeat([0, 1], [49, 1])
    lines = pin_of("generalisation", "forged = 1 / 50").splitlines()
    assert_prints(lines[0], [100 * metrics.accuracy_score(real, np.zeros(50))])
    assert_prints(lines[2], [100 * metrics.recall_score(real, np.zeros(50))])


def test_calibration() -> None:
    """How sure and how right each network is, also in each range, is what scikit-learn's curve says."""
    calibration = pytest.importorskip("sklearn.calibration", reason=OUTSIDE)
    new_X, new_Y = noisy_quadrants(5000, rng=1000)
    expected: list[Any] = []
    _, at = long_training()
    for epochs in (30, 1000):
        P = torch.sigmoid(on(at[epochs], new_X))[WIDTHS.index(64), 0].numpy()
        sure, right = np.maximum(P, 1 - P), (P > 0.5) == (new_Y[0] == 1)
        shares, _ = calibration.calibration_curve(right, sure, n_bins=10)
        expected += [sure.mean(), right.mean()]
        for low, count, share in zip(range(5, 10), np.histogram(sure, 5, (0.5, 1))[0], shares, strict=True):
            expected += [low / 10, count, share]
    assert_prints(pin_of("generalisation", '"stopped:", 30'), expected)


def test_the_bootstrap() -> None:
    """What the draws approach is a binomial distribution: its quantiles are the printed ends.

    How often the interval holds the truth is a sum over that distribution; what the tests of the block found
    is where 999 of 1000 such counts are.
    """
    binom = pytest.importorskip("scipy.stats", reason=OUTSIDE).binom
    expected: list[Any] = [437, 450, 437 / 450]
    for m in (450, 1800):
        expected += (binom.ppf([0.025, 0.975], m, 437 / 450) / m).tolist()
    assert_prints(pin_of("generalisation", "four times as many"), expected)

    counts = np.arange(1, 450)
    low, high = (binom.ppf(q, 450, counts / 450) for q in (0.025, 0.975))
    holds = binom.pmf(counts, 450, 0.97)[(low <= 0.97 * 450) & (high >= 0.97 * 450)].sum()
    least, most = binom.ppf([0.0005, 0.9995], 300, holds) / 300
    (printed,) = _NUMBER.findall(pin_of("generalisation", "the truth lies within"))
    assert least <= float(printed[:-1]) / 100 <= most


# ---- autograd ----

MISH_AT = (-2.0, -1.0, 0.0, 1.0, 2.0)
MISH_PINS = ("walked back:", "x.grad.numpy()", "jax.grad(lambda")


def test_the_slopes_of_mish_in_pytorch() -> None:
    """PyTorch has mish built in, with a derivative of its own: each page's block finds that."""
    x = torch.tensor(MISH_AT, dtype=torch.float64, requires_grad=True)
    F.mish(x).sum().backward()
    slopes = x.grad.tolist()
    for code in MISH_PINS:
        pin = pin_of("autograd", code)
        assert_prints(pin, slopes * len(pin.splitlines()), decimals=4)
    assert_prints(pin_of("autograd", "by_steps = "), [slopes[3]] * 2)


def test_the_slopes_of_mish_in_jax(jax: Any) -> None:
    """JAX has mish built in as well, and differentiates it forwards here."""
    x = np.array(MISH_AT, dtype=np.float32)
    _, slopes = jax.jvp(jax.nn.mish, (x,), (np.ones_like(x),))
    for code in MISH_PINS:
        pin = pin_of("autograd", code)
        assert_prints(pin, slopes.tolist() * len(pin.splitlines()), decimals=4)


# Each block with what it differentiates, where, and which of its printed numbers are the slopes.
SLOPES: list[tuple[str, Callable[..., Any], list[Any], slice]] = [
    ("with the slope {slope}", lambda x, w: w * x, [2.0, 0.5], slice(3, 0, -2)),
    ('kind == "added"', lambda x: x * x + x, [3.0], slice(0, 1)),
    ("(x * x / 2 - x).sum()", lambda x: (x * x / 2 - x).sum(), [[1.0, 2.0, 3.0]], slice(None)),
    ("class Dual", lambda x, w: w * x * x + x, [3.0, 2.0], slice(1, None, 2)),
    ("the other factor", lambda a, b: a * b, [4.0, 5.0], slice(0, 2)),
    ("added up {x.grad", lambda x: x * x + 3 * x, [2.0], slice(0, 1)),
]


def printed_slopes(code: str, which: slice) -> list[float]:
    """Return those of the numbers of a block that are slopes."""
    return [float(number) for number in _NUMBER.findall(pin_of("autograd", code))[which]]


@pytest.mark.parametrize(("code", "f", "at", "which"), SLOPES, ids=[case[0] for case in SLOPES])
def test_small_graphs_in_pytorch(code: str, f: Callable[..., Any], at: list[Any], which: slice) -> None:
    """Slopes of small whole numbers are exact, in PyTorch's reverse mode."""
    inputs = [torch.tensor(value, requires_grad=True) for value in at]
    f(*inputs).backward()
    found = [slope for value in inputs for slope in value.grad.ravel().tolist()]
    assert printed_slopes(code, which) == found


@pytest.mark.parametrize(("code", "f", "at", "which"), SLOPES, ids=[case[0] for case in SLOPES])
def test_small_graphs_in_jax(code: str, f: Callable[..., Any], at: list[Any], which: slice, jax: Any) -> None:
    """They are exact in JAX's forward mode, too."""
    inputs = [np.array(value, dtype=np.float32) for value in at]
    found = jax.jacfwd(f, argnums=tuple(range(len(inputs))))(*inputs)
    assert printed_slopes(code, which) == [slope for part in found for slope in np.ravel(part).tolist()]


def test_what_comes_back_to_a_bias(jax: Any) -> None:
    """The slope of a repeated column is what PyTorch and JAX send back to it."""
    slope = np.array([[1.0, 2.0, 3.0], [0.0, 1.0, 2.0]], dtype=np.float32)
    b = torch.zeros((2, 1), requires_grad=True)
    b.expand(2, 3).backward(torch.tensor(slope))
    _, back = jax.vjp(lambda b: b + np.zeros_like(slope), np.zeros((2, 1), dtype=np.float32))
    for found in (b.grad.numpy(), back(slope)[0]):
        assert_prints(pin_of("autograd", "def unbroadcast"), np.ravel(found).tolist())


def test_the_tiny_network(jax: Any) -> None:
    """The four slopes that the figure's block asserts are those of PyTorch and of JAX."""
    at = {"x": 2.0, "w1": 0.5, "b1": -0.2, "w2": 1.5, "b2": -0.2}
    (block,) = [block for block in CHAPTERS["autograd"].blocks if "assert found == [" in block.source]
    asserted = block.source.partition("assert found == ")[2]

    leaves = {name: torch.tensor(value, requires_grad=True) for name, value in at.items()}
    a1 = torch.relu(leaves["w1"] * leaves["x"] + leaves["b1"])
    F.binary_cross_entropy_with_logits(leaves["w2"] * a1 + leaves["b2"], torch.zeros_like(a1)).backward()
    theirs = {name: value.grad.item() for name, value in leaves.items()}

    def loss(at: dict[str, Any]) -> Any:
        a1 = jax.nn.relu(at["w1"] * at["x"] + at["b1"])
        return -jax.nn.log_sigmoid(-(at["w2"] * a1 + at["b2"]))

    for slopes in (theirs, jax.grad(loss)(at)):
        assert_prints(asserted, [slopes[name] for name in ("w1", "b1", "w2", "b2")], decimals=4)
        (below,) = re.findall(r"below the slopes (\S+),", block.options["alt"])
        assert_prints(below, [slopes["x"]])


def test_the_shapes_of_the_gradients() -> None:
    """The layer of eight ReLUs has gradients of the printed shapes in PyTorch."""
    X, Y = quadrants()
    params = tensors([wide(width=8)])
    cross_entropy(logits(params, torch.tensor(X)), torch.tensor(Y[None])).backward()
    shapes = [size for value in params.values() for size in value.grad.shape[1:]]
    assert_prints(pin_of("autograd", "as by hand: {same}"), shapes)


def test_a_network_of_mish_in_pytorch() -> None:
    """Descent with PyTorch's mish, loss and weight decay goes along the printed losses."""
    X, Y = (torch.tensor(array) for array in quadrants())
    params = tensors([wide(width=8)])
    weights = [params["W1"], params["W2"]]
    groups = [{"params": weights, "weight_decay": 0.002}, {"params": [params["b1"], params["b2"]]}]
    optimizer = torch.optim.SGD(groups, lr=1.0)
    expected: list[Any] = []
    for step in range(301):
        optimizer.zero_grad()
        loss = cross_entropy(logits(params, X, F.mish), Y[None]).sum()
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            expected += [step, loss.item()]
    assert_prints(pin_of("autograd", "0.001 * penalty"), expected)


def test_a_network_of_mish_in_jax(jax: Any) -> None:
    """JAX goes along the same losses, with the penalty written into what it differentiates."""
    X, Y = (array.astype(np.float32) for array in quadrants())

    def loss(params: dict[str, Any]) -> Any:
        Z = params["W2"] @ jax.nn.mish(params["W1"] @ X + params["b1"]) + params["b2"]
        return -(Y * jax.nn.log_sigmoid(Z) + (1 - Y) * jax.nn.log_sigmoid(-Z)).mean()

    def penalised(params: dict[str, Any]) -> Any:
        return loss(params) + 0.001 * sum((params[name] ** 2).sum() for name in ("W1", "W2"))

    def step(params: dict[str, Any]) -> Any:
        return jax.tree.map(lambda p, g: p - g, params, jax.grad(penalised)(params)), loss(params)

    params = {name: value.astype(np.float32) for name, value in wide(width=8).items()}
    expected: list[Any] = []
    quick = jax.jit(step)
    for number in range(301):
        params, now = quick(params)
        if number % 100 == 0:
            expected += [number, float(now)]
    assert_prints(pin_of("autograd", "0.001 * penalty"), expected)


def test_forward_mode_costs_a_pass_for_each_parameter() -> None:
    """The printed factors are the numbers of parameters of PyTorch's layers."""
    lines = pin_of("autograd", "products = n * n + n").splitlines()
    assert len(lines) == 3
    for n, line in zip((2, 10, 100), lines, strict=True):
        layers = torch.nn.Linear(n, n), torch.nn.Linear(n, 1)
        count = sum(p.numel() for layer in layers for p in layer.parameters())
        products = 3 * sum(layer.weight.numel() for layer in layers)
        assert_prints(line, [n, products, count * products, count])


def test_a_walk_along_every_path() -> None:
    """The calls are counted by the walk back of PyTorch's own graph, followed along each path."""
    expected: list[Any] = []
    for doublings in (5, 10, 15, 20):
        end = torch.tensor(1.0, requires_grad=True)
        for _ in range(doublings):
            end = end + end
        paths: dict[Any, int] = {}

        def calls(node: Any, paths: dict[Any, int] = paths) -> int:
            if node not in paths:
                paths[node] = 1 + sum(calls(parent, paths) for parent, _ in node.next_functions)
            return paths[node]

        expected += [doublings, calls(end.grad_fn)]
    assert_prints(pin_of("autograd", "def calls(number)"), expected)
