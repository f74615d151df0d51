"""Tests of nnbook.training."""

import re
from itertools import islice

import numpy as np
import pytest
import rounding
from rounding import U, assert_within

from nnbook.backprop import backward_propagation
from nnbook.forward import forward_propagation, init_parameters
from nnbook.losses import compute_loss
from nnbook.training import DivergenceError, batches, train_network, training_steps, update_parameters

RNG = np.random.default_rng(0)
X = RNG.standard_normal((2, 200))
Y = (X.sum(axis=0, keepdims=True) > 0).astype(int)
CLASSES = np.vstack([Y, 1 - Y])
SIZES = (2, 4, 1)


def accuracy(params, activations=None):
    """Share of the points that get the right side."""
    return np.mean((forward_propagation(X, params, activations)[0][:1] > 0.5) == Y)


def test_an_update_worked_by_hand():
    """Weight 1 with gradient 0.5 and learning rate 0.1 becomes 0.95, in a new dict."""
    params = {"W1": np.array([[1.0]]), "b1": np.array([[0.0]])}
    updated = update_parameters(params, {"dW1": np.array([[0.5]]), "db1": np.array([[-2.0]])}, 0.1)
    # 0.1 and the result are read, a product, a difference
    np.testing.assert_allclose(updated["W1"], [[0.95]], rtol=4 * U)
    np.testing.assert_allclose(updated["b1"], [[0.2]], rtol=4 * U)
    assert params["W1"] == 1 and params["b1"] == 0


@pytest.mark.parametrize(
    ("gradients", "rate", "message"),
    [
        ({"dW1": np.ones((1, 2))}, 0.1, "gradients must hold db1, got dW1"),
        ({"dW1": np.ones((1, 1)), "db1": np.ones((1, 1))}, 0.1, "W1 (1, 2), dW1 (1, 1)"),
        ({"dW1": np.ones((1, 2)), "db1": np.ones((1, 1))}, 0, "learning_rate must be above 0, got 0"),
        ({"dW1": np.ones((1, 2)), "db1": np.ones((1, 1))}, np.nan, "learning_rate must be finite"),
    ],
)
def test_an_update_refuses_what_does_not_fit(gradients, rate, message):
    """A missing gradient, a shape that would broadcast and a rate that is no step raise an error."""
    with pytest.raises(ValueError, match=re.escape(message)):
        update_parameters({"W1": np.ones((1, 2)), "b1": np.ones((1, 1))}, gradients, rate)


def test_training_is_the_loop_of_its_parts():
    """Full batch, each epoch is forward, loss, backward and update, as one would write it."""
    params = init_parameters(SIZES, rng=3)
    trained, losses = train_network(X, Y, SIZES, 0.5, 10, rng=3)
    exact = rounding.training(X, Y, params, ["relu", "sigmoid"], "binary_cross_entropy", 0.5)
    for loss, (exact_loss, exact_params) in zip(losses, exact, strict=False):
        A, cache = forward_propagation(X, params)
        assert_within(loss, compute_loss(A, Y), 2 * exact_loss.error, "the loss")
        params = update_parameters(params, backward_propagation(X, Y, params, cache), 0.5)
        errors = {name: value.error for name, value in exact_params.items()}
    for name in params:
        assert_within(trained[name], params[name], 2 * errors[name], name)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("batch_size", [None, 32, 1])
def test_every_variant_learns(optimizer, batch_size):
    """Full batch, mini-batch and stochastic descent with each optimizer separate the points."""
    rate = {"sgd": 0.5, "momentum": 0.1, "adam": 0.05}[optimizer] / (5 if batch_size == 1 else 1)
    epochs = {None: 300, 32: 20, 1: 3}[batch_size]
    params, losses = train_network(
        X, Y, SIZES, rate, epochs, batch_size=batch_size, optimizer=optimizer, rng=1
    )
    assert len(losses) == epochs and losses[-1] < 0.5 * losses[0]
    assert accuracy(params) > 0.95


@pytest.mark.parametrize(
    ("activations", "labels", "loss"),
    [
        (["tanh", "sigmoid"], CLASSES, "binary_cross_entropy"),
        (["leaky_relu", "softmax"], CLASSES, "categorical_cross_entropy"),
        (["elu", "softmax"], CLASSES, "categorical_cross_entropy"),
        (["sigmoid", "identity"], CLASSES, "mean_squared_error"),
        (["prelu", "softmax"], CLASSES, "mean_squared_error"),
    ],
)
def test_every_loss_is_learned(activations, labels, loss):
    """Each loss, with outputs that suit it, falls and separates the points."""
    params, losses = train_network(
        X, labels, (2, 4, 2), 0.05, 200, activations=activations, loss=loss, optimizer="adam", rng=1
    )
    assert losses[-1] < 0.7 * losses[0]
    A, _ = forward_propagation(X, params, activations)
    assert np.mean(A.argmax(axis=0) == labels.argmax(axis=0)) > 0.9


def test_handwritten_digits_are_learned():
    """A hidden layer of 128 reads at least 97 of 100 digits that it has not seen."""
    datasets = pytest.importorskip("sklearn.datasets")
    images, digits = datasets.load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(digits))
    train, test = order[360:], order[:360]
    scaled = ((images - images[train].mean(axis=0)) / 8).T
    activations = ["relu", "softmax"]
    params, _ = train_network(
        scaled[:, train],
        np.eye(10)[:, digits[train]],
        (64, 128, 10),
        0.005,
        20,
        activations=activations,
        loss="categorical_cross_entropy",
        batch_size=64,
        optimizer="adam",
        rng=0,
    )
    A, _ = forward_propagation(scaled[:, test], params, activations)
    assert np.mean(A.argmax(axis=0) == digits[test]) >= 0.97


@pytest.mark.parametrize("batch_size", [None, 32])
def test_the_same_seed_gives_the_same_run(batch_size):
    """Seed and generator agree to the last bit; another seed does not."""
    runs = [
        train_network(X, Y, SIZES, 0.1, 3, batch_size=batch_size, rng=rng)[1]
        for rng in (5, np.random.default_rng(5), 6)
    ]
    assert runs[0] == runs[1] != runs[2]


def test_batches_hold_every_sample_once_in_a_new_order():
    """The last batch takes what is left, X and Y stay together, and each call shuffles anew."""
    samples, rng = np.arange(10.0).reshape(1, -1), np.random.default_rng(0)
    orders = []
    for _ in range(2):
        parts = list(batches(samples, 2 * samples, 4, rng))
        assert [part.shape for part, _ in parts] == [(1, 4), (1, 4), (1, 2)]
        assert all((labels == 2 * part).all() for part, labels in parts)
        orders.append(np.hstack([part for part, _ in parts]).ravel().tolist())
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(10))
    assert orders[0] != orders[1] != list(range(10))


def test_the_loss_of_an_epoch_is_the_mean_over_its_samples():
    """Where steps are too small to change anything it is that of all samples, though one batch is smaller."""
    params = init_parameters(SIZES, rng=0)
    _, losses = train_network(X, Y, SIZES, 1e-300, 2, batch_size=96, params=params, rng=0)
    exact = rounding.network(X, Y, params, ["relu", "sigmoid"], "binary_cross_entropy")["loss"]
    for loss in losses:
        assert_within(loss, compute_loss(forward_propagation(X, params)[0], Y), 2 * exact.error)


@pytest.mark.parametrize(
    ("labels", "size", "message"),
    [
        (5, 3, r"as many columns, got X \(2, 9\) and Y \(1, 5\)"),
        (9, 0, "batch_size must"),
        (9, -3, "batch_size must"),
    ],
)
def test_batches_that_cannot_be_cut_are_refused(labels, size, message):
    """Labels that are missing, and sizes that are none, raise an error with the first batch."""
    with pytest.raises(ValueError, match=message):
        next(batches(np.ones((2, 9)), np.ones((1, labels)), size, np.random.default_rng(0)))


def test_a_batch_larger_than_the_data_is_all_of_it():
    """More samples than there are cannot be asked for: the run is full batch."""
    runs = [train_network(X, Y, SIZES, 0.1, 3, batch_size=size, rng=0)[1] for size in (None, 200, 1000)]
    assert runs[0] == runs[1] == runs[2]


def test_training_starts_where_it_is_told_and_changes_nothing_that_is_given():
    """Given parameters are the start and stay as they are, also without a single epoch."""
    start = init_parameters(SIZES, scale=0.01, rng=0)
    before = {name: value.copy() for name, value in start.items()}
    none, losses = train_network(X, Y, SIZES, epochs=0, params=start)
    assert losses == [] and all(none[name] is not start[name] for name in start)
    first, _ = train_network(X, Y, SIZES, 0.5, 10, params=start)
    second, _ = train_network(X, Y, SIZES, 0.5, 10, params=start)
    for name in start:
        np.testing.assert_array_equal(start[name], before[name])
        np.testing.assert_array_equal(none[name], before[name])
        np.testing.assert_array_equal(first[name], second[name])


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_parameters_take_the_float_type_of_the_data(optimizer, dtype):
    """float32 data are learned in float32 from the first step to the last."""
    params, losses = train_network(
        X.astype(dtype), Y, SIZES, np.float64(0.1), 2, batch_size=50, optimizer=optimizer, rng=0
    )
    assert {value.dtype for value in params.values()} == {np.dtype(dtype)}
    assert all(type(loss) is float for loss in losses)


def test_each_epoch_is_reported():
    """`on_epoch` gets the number of each epoch, from 0, its loss, and the parameters of that moment."""
    seen = []
    params, losses = train_network(X, Y, SIZES, epochs=3, rng=0, on_epoch=lambda *told: seen.append(told))
    assert [told[:2] for told in seen] == list(enumerate(losses))
    assert all(np.array_equal(seen[-1][2][name], params[name]) for name in params)
    assert not np.array_equal(seen[0][2]["W1"], seen[-1][2]["W1"])


@pytest.mark.parametrize("end", [True, np.True_])
def test_a_training_ends_where_the_callback_says_so(end):
    """What is returned are the parameters that the callback saw, and the losses until then."""
    seen = []

    def stop(epoch, loss, params):
        seen.append(params)
        return end if epoch == 4 else None

    params, losses = train_network(X, Y, SIZES, 0.5, 100, batch_size=32, rng=0, on_epoch=stop)
    assert len(losses) == len(seen) == 5
    for name in params:
        np.testing.assert_array_equal(params[name], seen[-1][name])


@pytest.mark.parametrize("answer", [1, 0.3, "stop", [True], np.float64(1.0), False, np.False_, None])
def test_only_true_ends_a_training(answer):
    """A loss or a list that a lambda happens to return is no word to stop."""
    assert len(train_network(X, Y, SIZES, epochs=3, rng=0, on_epoch=lambda *told: answer)[1]) == 3


def test_who_looks_at_a_training_does_not_change_it():
    """The run is that without a look, and the parameters shown are copies that cannot be written to."""
    shown = []
    how = dict(optimizer="momentum", batch_size=32, activations=["tanh", "sigmoid"])
    blind, _ = train_network(X, Y, SIZES, 0.1, 20, rng=0, **how)
    seen, _ = train_network(X, Y, SIZES, 0.1, 20, rng=0, **how, on_epoch=lambda *told: shown.append(told[2]))
    for name in blind:
        np.testing.assert_array_equal(blind[name], seen[name])
    assert shown[0].activations == ("tanh", "sigmoid")
    with pytest.raises(ValueError, match="read-only"):
        shown[0]["W1"] *= 0
    seen["W1"] *= 0  # what is returned is the caller's own


def test_the_caller_s_own_functions_warn_as_they_always_do():
    """The silence is that of the passes: what overflows in a callback or a schedule is the caller's."""

    def overflow(*told):
        return np.float64(1e300) * 1e300

    for own in ("on_epoch", "learning_rate"):
        with pytest.raises(RuntimeWarning, match="overflow"):
            train_network(X, Y, SIZES, epochs=1, rng=0, **{own: overflow})


def test_a_learning_rate_may_be_a_function_of_the_epoch():
    """A constant one is the number, and each epoch takes its own, full batch and by hand."""
    constant, _ = train_network(X, Y, SIZES, lambda epoch: 0.3, 5, rng=0)
    number, _ = train_network(X, Y, SIZES, 0.3, 5, rng=0)
    for name in number:
        np.testing.assert_array_equal(constant[name], number[name])
    rates = [0.5, 0.1, 0.02]
    params, _ = train_network(X, Y, SIZES, lambda epoch: rates[epoch], 3, rng=0)
    by_hand = init_parameters(SIZES, rng=0)
    for rate in rates:
        by_hand, _ = train_network(X, Y, SIZES, rate, 1, params=by_hand)
    for name in params:
        np.testing.assert_array_equal(params[name], by_hand[name])


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        (lambda epoch: 0.1 - 0.05 * epoch, r"learning_rate\(2\) must be above 0, got 0.0"),
        (lambda epoch: None, r"learning_rate\(0\) must be an array of numbers, got None"),
        (lambda epoch: np.nan, r"learning_rate\(0\) must be finite"),
    ],
)
def test_a_rate_that_is_none_is_refused_with_its_epoch(rate, message):
    """A schedule that runs out ends the training, and not in silence."""
    with pytest.raises(ValueError, match=message):
        train_network(X, Y, SIZES, rate, 5, rng=0)


def test_the_activations_of_a_training_go_on():
    """They are in what is returned, in a training that starts there, and others are refused."""
    first, _ = train_network(X, Y, SIZES, 0.5, 5, activations=["tanh", "sigmoid"], rng=0)
    assert first.activations == ("tanh", "sigmoid")
    second, _ = train_network(X, Y, SIZES, 0.5, 5, params=first)
    assert second.activations == ("tanh", "sigmoid")
    assert train_network(X, Y, SIZES, epochs=1, rng=0)[0].activations == ("relu", "sigmoid")
    with pytest.raises(
        ValueError, match="these params were trained with the activations tanh, sigmoid, got relu"
    ):
        train_network(X, Y, SIZES, params=first, activations=["relu", "sigmoid"])


def test_what_an_optimizer_can_no_longer_hold_is_divergence():
    """A square that float32 cannot hold would keep a parameter where it is, for ever."""
    how = dict(activations=["identity"], loss="mean_squared_error", optimizer="adam", rng=0)
    x = np.full((1, 4), 1e15, np.float32)
    with pytest.raises(DivergenceError, match="no longer finite"):
        train_network(x, 1e10 * np.ones((1, 4)), (1, 1), 1e-3, 3, **how)


def test_training_prints_nothing(capsys):
    """A library returns; progress is for `on_epoch`."""
    train_network(X, Y, SIZES, epochs=2, rng=0)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
def test_a_run_that_diverges_stops_and_says_why(optimizer):
    """The error tells epoch, last finite loss, learning rate and usual causes, without a warning before."""
    with pytest.raises(DivergenceError) as caught:
        train_network(
            1000 * X,
            Y,
            SIZES,
            10.0,
            1000,
            activations=["relu", "identity"],
            loss="mean_squared_error",
            optimizer=optimizer,
            rng=0,
        )
    message = str(caught.value)
    assert re.search(r"diverged in epoch \d+: .* no longer finite \(the last finite loss was \d", message)
    assert "learning rate that is too high (it is 10; " in message and "not scaled" in message
    assert isinstance(caught.value, FloatingPointError) and isinstance(caught.value, ValueError)


def test_weights_that_the_last_step_ruined_are_not_returned():
    """One step to infinity leaves only finite losses behind, and is an error all the same."""
    with pytest.raises(DivergenceError, match="in epoch 0: the loss or a weight is no longer finite"):
        train_network(1e10 * X, Y, SIZES, 1e300, 1, rng=0)


def test_a_start_that_is_not_finite_is_called_so():
    """Where the first loss is already infinite the error says that it never was finite."""
    with pytest.raises(DivergenceError, match=r"in epoch 0: .*\(it never was\)"):
        train_network(1e200 * X, Y, SIZES, activations=["relu", "identity"], loss="mean_squared_error", rng=0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"X": X[:1]}, "X must be (2, m) and Y (1, m) to fit layer_sizes (2, 4, 1), got X (1, 200)"),
        (
            {"Y": CLASSES},
            "X must be (2, m) and Y (1, m) to fit layer_sizes (2, 4, 1), got X (2, 200) and Y (2",
        ),
        ({"Y": Y[:, :1]}, "got X (2, 200) and Y (1, 1)"),
        ({"Y": Y[0]}, "Y must be 2-D, got an array of shape (200,)"),
        ({"Y": 2 * Y}, "binary_cross_entropy needs Y between 0 and 1, got 0 to 2"),
        ({"X": np.full_like(X, np.nan)}, "X must be finite, got 400 NaN"),
        ({"X": X[:, :0], "Y": Y[:, :0]}, "Y must hold at least one sample"),
        ({"layer_sizes": (2,)}, "layer_sizes must hold the inputs and at least one layer, got (2,)"),
        ({"learning_rate": 0}, "learning_rate must be above 0, got 0"),
        ({"learning_rate": -0.1}, "learning_rate must be above 0, got -0.1"),
        ({"epochs": -1}, "epochs must be a whole number of at least 0, got -1"),
        ({"epochs": 1.5}, "epochs must be a whole number of at least 0, got 1.5"),
        ({"batch_size": 0}, "batch_size must be a whole number of at least 1, got 0"),
        ({"optimizer": "adm"}, "optimizer must be one of sgd, momentum, adam, got 'adm'"),
        ({"loss": "mse"}, "loss must be one of binary_cross_entropy, "),
        ({"activations": ["relu"]}, "activations must name one for each of the 2 layers, got ['relu']"),
        ({"activations": ["relu", "tanh"]}, "needs outputs of sigmoid, between 0 and 1, got tanh"),
        ({"params": init_parameters((2, 3, 1))}, "params must have the layer_sizes (2, 4, 1), got (2, 3, 1)"),
        ({"params": init_parameters((3, 4, 1))}, "W1 must have a column for each row of X"),
    ],
)
def test_what_cannot_be_learned_is_refused(changes, message):
    """Shapes, labels, names and numbers that make no sense raise an error before the first step."""
    arguments = {"X": X, "Y": Y, "layer_sizes": SIZES, "rng": 0} | changes
    with pytest.raises(ValueError, match=re.escape(message)):
        train_network(**arguments)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_steps_one_by_one_are_the_training(optimizer):
    """Taken one at a time, with a look in between, they end where `train_network` ends, bit for bit."""
    how = dict(
        batch_size=64, optimizer=optimizer, beta=0.7, l2=0.01, params=init_parameters(SIZES, rng=3), rng=1
    )
    learned, losses = train_network(X, Y, SIZES, 0.1, epochs=3, **how)
    steps = [
        step._replace(vector=step.vector.copy())
        for step in islice(training_steps(X, Y, SIZES, 0.1, **how), 12)
    ]
    assert [step.ends for step in steps] == [False, False, False, True] * 3
    assert [step.epoch for step in steps] == [0] * 4 + [1] * 4 + [2] * 4
    assert [step.samples for step in steps] == [64, 64, 64, 8] * 3
    assert losses[0] == sum(step.loss * step.samples for step in steps[:4]) / 200
    for name, value in steps[-1].params.items():
        np.testing.assert_array_equal(value, learned[name])
    np.testing.assert_array_equal(
        steps[-1].vector, np.concatenate([value.ravel() for value in learned.values()])
    )


def test_l2_pulls_weights_and_no_bias():
    """One step adds l2 times the weight to its gradient, as by hand; the biases go where they go without."""
    start = init_parameters(SIZES, rng=0)
    start["b1"] += 0.5
    with_pull, _ = train_network(X, Y, SIZES, 0.5, epochs=1, params=start, l2=0.25)
    without, _ = train_network(X, Y, SIZES, 0.5, epochs=1, params=start)
    for name, value in start.items():
        pulled = 0.5 * 0.25 * value if name.startswith("W") else 0.0
        # a sum, two products and a difference, of numbers below 4
        np.testing.assert_allclose(with_pull[name], without[name] - pulled, rtol=0, atol=4 * 4 * U)


def test_beta_is_that_of_momentum():
    """With 0 momentum is plain descent; out of its range it is refused, whichever optimizer is asked for."""
    plain, _ = train_network(X, Y, SIZES, 0.1, epochs=5, rng=0)
    slow, _ = train_network(X, Y, SIZES, 0.1, epochs=5, rng=0, optimizer="momentum", beta=0.0)
    for name, value in plain.items():
        np.testing.assert_array_equal(value, slow[name])
    with pytest.raises(ValueError, match="beta must be at least 0 and below 1, got 1"):
        train_network(X, Y, SIZES, 0.1, beta=1)
    with pytest.raises(ValueError, match="l2 must be at least 0, got -1"):
        train_network(X, Y, SIZES, 0.1, l2=-1)
