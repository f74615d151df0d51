"""What other libraries and courses publish about the same functions: what holds here, and what does not.

The values stand in the tests, the documentation or the exercises of SciPy, scikit-learn, PyTorch, Keras, JAX
with Optax, Equinox, micrograd, CS231n and deeplearning.ai. They are numbers, and the calls are ours. A
printed number is right to one in its last digit. Where we differ stands in `OURS`, with the reason.
"""

import re

import numpy as np
import pytest
import rounding
from rounding import ELEMENTARY, SINGLE, U, assert_within, rounded

from nnbook.activations import (
    ACTIVATIONS,
    elu,
    elu_derivative,
    identity,
    leaky_relu,
    leaky_relu_derivative,
    prelu,
    relu,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
    softmax,
)
from nnbook.backprop import backward_propagation, output_delta
from nnbook.forward import forward_propagation, init_parameters
from nnbook.gradcheck import numerical_gradient
from nnbook.losses import LOSSES, compute_loss, output_loss
from nnbook.optimizers import adam, momentum
from nnbook.preprocessing import one_hot, split, standardise
from nnbook.training import train_network, update_parameters

BCE, CCE, MSE = LOSSES
WITH = {BCE: "sigmoid", CCE: "softmax"}  # the activation that each cross-entropy goes with
Legacy = np.random.RandomState  # whose numbers the courses print


def drawn(seed, *shapes):
    """Return normal numbers in the order in which a course has drawn them."""
    generator = Legacy(seed)
    return [generator.randn(*shape) for shape in shapes]


def layers(*arrays):
    """Name weights and biases, which come in turns; a bias may be flat."""
    pairs = zip(arrays[::2], arrays[1::2], strict=True)
    named = [(f"W{n}", W, f"b{n}", b) for n, (W, b) in enumerate(pairs, start=1)]
    return {name: value for W, weights, b, bias in named for name, value in ((W, weights), (b, bias))}


def of_scores(Z, Y, loss):
    """Return the loss of pre-activations, which other libraries call logits."""
    Z = np.asarray(Z) if np.asarray(Z).dtype == np.float32 else np.asarray(Z, float)
    return output_loss(Z, ACTIVATIONS[WITH[loss]](Z), Y, WITH[loss], loss)


def of_training(Z, Y, loss):
    """Return the first loss of a training whose one layer passes its inputs on as pre-activations."""
    Z = np.asarray(Z) if np.asarray(Z).dtype == np.float32 else np.asarray(Z, float)
    params = {"W1": np.eye(len(Z)), "b1": np.zeros((len(Z), 1))}
    sizes, names = (len(Z), len(Z)), [WITH[loss]]
    return train_network(Z, Y, sizes, 1e-300, 1, activations=names, loss=loss, params=params)[1][0]


def columns(rows):
    """Turn samples that stand in rows, as elsewhere, into columns."""
    return np.asarray(rows, float).T


def outputs(X, params, *names):
    """Return what a network answers."""
    return forward_propagation(X, params, names)[0]


def scores(X, params, *names):
    """Return the pre-activations of the last layer."""
    return forward_propagation(X, params, names)[1][f"Z{len(names)}"]


def slopes(X, Y, params, names, loss):
    """Return the gradients of a network by name."""
    return backward_propagation(X, Y, params, forward_propagation(X, params, names)[1], loss)


def of_layer(X, W, b, dZ):
    """Return the gradients of one layer whose pre-activations have the slopes `dZ`, by a squared error."""
    params = layers(W, b)
    A = outputs(X, params, "identity")
    return slopes(X, A - dZ * A.size / 2, params, ["identity"], MSE)


def stepped(values, gradient, rate, optimizer=None, steps=1):
    """Return values after steps along one gradient."""
    params, state = {"W1": np.array([values], float)}, {}
    for _ in range(steps):
        direction = {"dW1": np.array([gradient], float)}
        if optimizer is not None:
            direction, state = optimizer(direction, state)
        params = update_parameters(params, direction, rate)
    return params["W1"]


def penalty(params, factor):
    """Return the weights' squares, which the courses add to the loss."""
    return factor * sum((value**2).sum() for name, value in params.items() if name[0] == "W")


# ---- cross-entropies far from 0, where an output is rounded to 0 or 1 ----

# Of a pre-activation and a label, with the price that the peer's tests name.
BINARY = [
    ("SciPy, log_expit", -32.0, 1, 32.000000000000014),
    ("SciPy, log_expit", -20.0, 1, 20.000000002061153),
    ("SciPy, log_expit", 100.0, 1, 3.720075976020836e-44),
    ("SciPy, log_expit", 500.0, 1, 7.124576406741286e-218),
    ("SciPy, log_expit", -750.0, 1, 750.0),
    ("SciPy, log_expit", -10_000.0, 1, 10_000.0),
    ("scikit-learn, HalfBinomialLoss", -37.5, 1, 37.5),
    ("scikit-learn, HalfBinomialLoss", -37.0, 0, 8.533047625744065e-17),
    ("scikit-learn, HalfBinomialLoss", 37.0, 0, 37.0),
    ("scikit-learn, HalfBinomialLoss", 232.8, 0, 232.8),
    ("scikit-learn, HalfBinomialLoss", 1e3, 0, 1e3),
    ("scikit-learn, HalfBinomialLoss", -1e3, 0, 0.0),
    ("scikit-learn, HalfBinomialLoss", 1e20, 0, 1e20),
    ("scikit-learn, HalfBinomialLoss", 1e20, 1, 0.0),
    ("PyTorch, bce_with_logits", -120.0, 1, 120.0),
    ("PyTorch, bce_with_logits", 30.0, 0.5, 15.000000000000094),  # the worked formula: 15 + log(1 + exp(-30))
    ("PyTorch, bce_with_logits", 300.0, 0.5, 150.0),
    ("PyTorch, bce_with_logits", 3000.0, 0, 3000.0),
    ("JAX, softplus", 89.0, 0, 89.0),
    ("Optax, sigmoid_binary_cross_entropy", -1e9, 1, 1e9),
    ("Optax, sigmoid_binary_cross_entropy", 1e9, 0, 1e9),
]
# Of the pre-activations of a sample, the class that is right, and the price.
CATEGORICAL = [
    ("SciPy, log_softmax", [1000.0, 1.0], 1, 999.0),
    ("SciPy, log_softmax", [1000.0, 1.0], 0, 0.0),
    ("scikit-learn, HalfMultinomialLoss", [1e4, 0.0, 7e-7], 2, 9999.9999993),
    ("PyTorch, cross_entropy", [30.0, 0.0], 1, 30.000000000000094),
    ("PyTorch, cross_entropy", [-3000.0, 0.0], 0, 3000.0),
    ("PyTorch, cross_entropy", [3000.0, -3000.0], 1, 6000.0),
    ("PyTorch, cross_entropy", [3e38, -3e38], 0, 0.0),
    ("Keras, CategoricalCrossentropy", [100.0, -100.0, -100.0], 1, 200.0),
]
TOLD = {np.float64: 1e-12, np.float32: 1e-6}  # how near a price has to be, relative to it
types = pytest.mark.parametrize("dtype", TOLD)
ways = pytest.mark.parametrize("way", [of_scores, of_training])


@types
@ways
@pytest.mark.parametrize(("peer", "z", "label", "price"), BINARY)
def test_a_binary_price_holds_on_both_sides(peer, z, label, price, way, dtype):
    """The other sign with the other label costs the same, by itself and in training."""
    allowed = TOLD[dtype] * price + 1e-12 * (dtype == np.float32)  # below that a rounded z decides
    for side, wanted in ((z, label), (-z, 1 - label)):
        assert way(np.array([[side]], dtype), [[wanted]], BCE) == pytest.approx(price, rel=0, abs=allowed)


@types
@ways
@pytest.mark.parametrize(("peer", "z", "right", "price"), CATEGORICAL)
def test_a_categorical_price_holds_in_any_order(peer, z, right, price, way, dtype):
    """A class has no place of its own: turned over, the same scores cost the same."""
    Z, Y = np.array(z, dtype)[:, None], np.eye(len(z))[:, [right]]
    for order in (slice(None), slice(None, None, -1)):
        assert way(Z[order], Y[order], CCE) == pytest.approx(price, rel=TOLD[dtype], abs=1e-12)


# ---- published values that hold ----

X_FIT, PARAMS_FIT = (
    [[0.6], [0.8], [0.7]],
    layers(np.array([[0.1, 0.3, 0.5], [0.2, 0.1, 0.0]]), np.full((2, 1), 0.1), [[0.1, 0.2]], [[1.0]]),
)
NEURON = layers(np.array([[-3.0, 1.0]]), np.array([[6.8813735870195432]]))
LOGISTIC = layers(np.array([[1.0, 2.0]]), np.array([[2.0]]))
LOGISTIC_X, LOGISTIC_Y = np.array([[1.0, 2.0, -1.0], [3.0, 4.0, -3.2]]), np.array([[1, 0, 1]])
CIRCUIT, CIRCUIT_X = layers(np.array([[2.0, -3.0]]), np.array([[-3.0]])), np.array([[-1.0], [-2.0]])

# CS231n writes samples as rows and weights as (n_in, n_out), and fills them with evenly spaced numbers.
RS = ("relu", "softmax")
_first, _second = Legacy(0), 10 * Legacy(1).randn(5, 4)
TINY = layers(
    (0.1 * _first.randn(4, 10)).T, np.zeros((10, 1)), (0.1 * _first.randn(10, 3)).T, np.zeros((3, 1))
)
TINY_X, TINY_Y = _second.T, one_hot([0, 1, 2, 2, 1], 3)
EVEN = layers(
    np.linspace(-0.7, 0.3, 250).reshape(5, 50).T,
    np.linspace(-0.1, 0.9, 50)[:, None],
    np.linspace(-0.3, 0.4, 350).reshape(50, 7).T,
    np.linspace(-0.9, 0.1, 7)[:, None],
)
EVEN_X, EVEN_Y = np.linspace(-5.5, 4.5, 15).reshape(5, 3), one_hot([0, 5, 1], 7)


def deep(generator):
    """Draw the weights of a 15-20-30-10 network as CS231n does."""
    pairs = [((0.05 * generator.randn(a, b)).T, np.zeros((b, 1))) for a, b in ((15, 20), (20, 30), (30, 10))]
    return layers(*(array for pair in pairs for array in pair))


_cs = Legacy(231)
DEEP_X, DEEP_Y = _cs.randn(2, 15).T, one_hot(_cs.randint(10, size=2), 10)
DEEP, DEEPER = deep(_cs), deep(_cs)
DEEP_NAMES = ("relu", "relu", "softmax")
_cs = Legacy(231)
SOFT_Z, SOFT_Y = 0.001 * _cs.randn(50, 10).T, one_hot(_cs.randint(10, size=50), 10)


def evenly(start, stop):
    """Return a 4 by 5 array of even steps."""
    return np.linspace(start, stop, 20).reshape(4, 5)


VELOCITY = {"dW1": -evenly(0.6, 0.9) / 1e-3}  # theirs is in the units of a weight, and has the other sign
MOVED = momentum({"dW1": evenly(-0.6, 0.4)}, VELOCITY, 0.9)[0]
ADAM = adam({"dW1": evenly(-0.6, 0.4)}, {"step": 5, "dW1": (evenly(0.6, 0.9), evenly(0.7, 0.5))})

# deeplearning.ai draws its arrays in this order.
SIX = drawn(6, (5, 4), (4, 5), (4, 1), (3, 4), (3, 1), (1, 3), (1, 1))
LINEAR = drawn(1, (3, 2), (1, 3), (1, 1))
ACTIVATED = drawn(2, (3, 2), (1, 3), (1, 1))
BACK_DZ, BACK_A, BACK_W, BACK_B = drawn(1, (3, 4), (5, 4), (3, 5), (3, 1))
UPDATED = layers(*drawn(2, (3, 4), (3, 1), (1, 3), (1, 1)))
_g = drawn(3, (3, 4), (3, 1), (1, 3), (1, 1))
UPDATES = {f"d{name}": value for name, value in layers(*_g).items()}
_o = drawn(1, (2, 3), (2, 1), (3, 3), (3, 1), (2, 3), (2, 1), (3, 3), (3, 1))
SMALL, SMALL_UPDATES = layers(*_o[:4]), {f"d{name}": value for name, value in layers(*_o[4:]).items()}
SMALL_ADAM = adam(
    SMALL_UPDATES, {"step": 1} | {name: (0 * value, 0 * value) for name, value in SMALL_UPDATES.items()}
)
REGULAR = layers(*drawn(1, (2, 3), (2, 1), (3, 2), (3, 1), (1, 3), (1, 1)))
SOFT_LABELS = columns([[0.33008796, 0.0391289, 0.9503603], [0.80376694, 0.92363342, 0.19147756]])
SOFT_OUTPUTS = columns([[0.23446431, 0.35822914, 0.06683268], [0.3413979, 0.05420256, 0.81619654]])


def summed_to_one(A):
    """Divide by the sum of each column, which Keras does by itself."""
    return A / A.sum(axis=0)


def by_hand(t):
    """Compute micrograd's longer example, with its operations in plain Python."""
    a, b = t
    c, d = a + b, a * b + b**3
    c += c + 1
    c += 1 + c - a
    d += d * 2 + max(b + a, 0)
    d += 3 * d + max(b - a, 0)
    f = (c - d) ** 2
    return f / 2 + 10 / f


def shorter(x):
    """Compute micrograd's shorter example."""
    z = 2 * x + 2 + x
    q = np.maximum(z, 0) + z * x
    return np.maximum(z * z, 0) + q + q * x


def each(loss, way, Z, Y):
    """Return the loss of each number alone."""
    return [way([[z]], [[y]], loss) for z, y in zip(Z, Y, strict=True)]


def each_class(z):
    """Return minus the price of each class in turn, which is the logarithm of softmax."""
    return [-of_scores(np.array(z)[:, None], np.eye(len(z))[:, [k]], CCE) for k in range(len(z))]


def each_sample(way, loss, A, Y):
    """Return the loss of each column alone."""
    return [way(A[:, [k]], Y[:, [k]], loss) for k in range(A.shape[1])]


HOLD = {
    "SciPy": {
        "expit of ten values from -4 to 4": (
            lambda: sigmoid(np.linspace(-4, 4, 10)),
            "0.01798621 0.04265125 0.0977726 0.20860853 0.39068246 0.60931754 0.79139147 0.9022274 0.95734875"
            " 0.98201379",
        ),
        "expit in its documentation": (
            lambda: sigmoid([-np.inf, -1.5, 0, 1.5, np.inf]),
            "0 0.18242552 0.5 0.81757448 1",
        ),
        "expit undoes logit": (
            lambda: sigmoid(
                [-2.079441541679836, -0.22314355131420985, 0.22314355131420985, -18.420680733952366]
            ),
            "0.1111111111111111 0.4444444444444444 0.5555555555555556 1e-8",
        ),
        "log_expit near 0": (
            lambda: [-price for price in each(BCE, of_scores, [-10, -3, -1, -0.1, 0, 0.1, 1, 10], [1] * 8)],
            "-10.000045398899218 -3.048587351573742 -1.3132616875182228 -0.7443966600735709"
            " -0.6931471805599453"
            " -0.6443966600735709 -0.3132616875182228 -4.539889921686465e-05",
        ),
        "softmax of 0 to 3": (
            lambda: softmax(np.arange(4)),
            "0.03205860328008499 0.08714431874203256 0.23688281808991013 0.6439142598879722",
        ),
        "softmax is the same with 100 added": (
            lambda: softmax(np.arange(4) + 100),
            "0.03205860328008499 0.08714431874203256 0.23688281808991013 0.6439142598879722",
        ),
        "softmax of numbers far apart": (
            lambda: softmax([[-25, 0, 25, 50], [1, 325, 749, 750]], axis=1),
            "2.678636961770877e-33 1.9287498479371314e-22 1.3887943864771144e-11 0.999999999986112"
            " 0 1.9444526359919372e-185 0.2689414213699951 0.7310585786300048",
        ),
        "softmax of 1000": (lambda: softmax([1000, 0, 0, 0]), "1 0 0 0"),
        "log_softmax of 0 to 3": (
            lambda: each_class(np.arange(4.0)),
            "-3.4401896985611953 -2.4401896985611953 -1.4401896985611953 -0.44018969856119533",
        ),
        "the gradient of a polynomial": (
            lambda: numerical_gradient(lambda x: 3 * x[0] ** 2 + 7 / 3 * x[1] ** 3, [1.0, 1.0]),
            "6.000000 7.000000",
        ),
        "the gradient in check_grad": (
            lambda: numerical_gradient(lambda x: x[0] ** 2 - 0.5 * x[1] ** 3, [1.5, -1.5]),
            "3.000000 -3.375000",
        ),
    },
    "scikit-learn": {
        "log_loss of three classes": (
            lambda: compute_loss(
                columns([[0.2, 0.7, 0.1], [0.6, 0.2, 0.2], [0.6, 0.1, 0.3]]), one_hot([1, 0, 2]), CCE
            ),
            "0.6904911",
        ),
        "log_loss of ham and spam": (
            lambda: compute_loss(
                columns([[0.3, 0.7], [0.6, 0.4], [0.4, 0.6], [0.7, 0.3]]), one_hot([0, 1, 1, 0]), CCE
            ),
            "0.7469410",
        ),
        "mean_squared_error": (lambda: compute_loss([[2.5, 0, 2, 8]], [[3, -0.5, 2, 7]], MSE), "0.375"),
        "mean_squared_error of two outputs": (
            lambda: compute_loss([[0, -1, 8], [2, 2, -5]], [[0.5, -1, 7], [1, 1, -6]], MSE),
            "0.7083333333",
        ),
        "HalfSquaredError, whose mean is twice as much": (
            lambda: compute_loss([[5.0]], [[1.0]], MSE) / 2,
            "8.0",
        ),
        "the hidden layer of the worked network": (
            lambda: forward_propagation(X_FIT, PARAMS_FIT, ["sigmoid", "sigmoid"])[1]["A1"],
            "0.679178699175393 0.574442516811659",
        ),
        "the output of the worked network": (
            lambda: outputs(X_FIT, PARAMS_FIT, "sigmoid", "sigmoid"),
            "0.7654",  # they print more, from digits that they had rounded before
        ),
        "StandardScaler on its own data": (
            lambda: standardise([[0, 0, 1, 1], [0, 0, 1, 1]]),
            "-1. -1. 1. 1. -1. -1. 1. 1.",
        ),
        "StandardScaler on other data": (
            lambda: standardise([[2], [2]], like=[[0, 0, 1, 1], [0, 0, 1, 1]]),
            "3. 3.",
        ),
        "LabelBinarizer": (
            lambda: one_hot([0, 1, 3, 2, 1]),
            "1 0 0 0 0 0 1 0 0 1 0 0 0 1 0 0 0 1 0 0",
        ),
    },
    "Keras": {
        "sigmoid of -1 to 3": (
            lambda: sigmoid(np.arange(-1, 4, dtype=np.float32)),
            "0.26894143 0.5 0.7310586 0.880797 0.95257413",
        ),
        "elu of -1 to 3": (lambda: elu(np.arange(-1, 4, dtype=np.float32)), "-0.63212055 0 1 2 3"),
        "elu with 0.5": (lambda: elu(np.arange(-1, 4, dtype=np.float32), 0.5), "-0.31606027 0 1 2 3"),
        "leaky_relu with 0.5": (lambda: leaky_relu([-10, -5, 0, 5, 10], 0.5), "-5 -2.5 0 5 10"),
        "softmax of each row": (
            lambda: softmax(np.array([[1, 2, 3], [1, 2, 3]], np.float32), axis=-1),
            "0.09003057 0.24472848 0.66524094 0.09003057 0.24472848 0.66524094",
        ),
        "softmax as a layer": (lambda: softmax([1, 2, 1]), "0.21194157 0.5761169 0.21194157"),
        "softmax where some are masked": (lambda: softmax([1, 2, -np.inf, -np.inf]), "0.268941 0.731059 0 0"),
        "log_sigmoid": (
            lambda: [-price for price in each(BCE, of_scores, range(-1, 4), [1] * 5)],
            "-1.3132616 -0.6931472 -0.31326166 -0.126928 -0.04858732",
        ),
        "softplus": (
            lambda: each(BCE, of_scores, range(-1, 4), [0] * 5),
            "0.31326166 0.6931472 1.3132616 2.126928 3.0485873",
        ),
        "binary cross-entropy of soft labels": (
            lambda: each(BCE, of_scores, [0.1, 0.2, 0.3, 0.4], [0.1, 0.9, 0.2, 1]),
            "0.73439666 0.61813887 0.79435524 0.51301525",
        ),
        "binary cross-entropy of scores outside 0 to 1": (
            lambda: each(BCE, of_scores, [0.99, -0.2, 0.9, -0.4], [0.1, 0.9, 0.2, 1]),
            "1.206961 0.778139 1.061154 0.913015",
        ),
        "binary cross-entropy of probabilities": (
            lambda: each(BCE, compute_loss, [0.1, 0.2, 0.3, 0.4], [0.1, 0.9, 0.2, 1]),
            "0.32508277 1.47080801 0.52613434 0.91629048",
        ),
        "binary cross-entropy of nine probabilities": (
            lambda: compute_loss([[0.9, 0.3, 0.1], [0.1, 0.8, 0.2], [0.2, 0.1, 0.7]], np.eye(3), BCE),
            "0.20046903",
        ),
        "binary cross-entropy of scores of ten": (
            lambda: of_scores(columns([[10, -10, 10], [10, 10, -10]]), columns([[1, 0, 1], [0, 1, 1]]), BCE),
            "3.3334",
        ),
        "categorical cross-entropy, with the outputs summed to 1": (
            lambda: each_sample(compute_loss, CCE, summed_to_one(SOFT_OUTPUTS), SOFT_LABELS),
            "2.54095299 3.96374412",
        ),
        "categorical cross-entropy along the first axis": (
            lambda: each_sample(compute_loss, CCE, summed_to_one(SOFT_OUTPUTS.T), SOFT_LABELS.T),
            "0.71683073 1.87988172 2.46810762",
        ),
        "categorical cross-entropy of scores": (
            lambda: each_sample(of_scores, CCE, SOFT_OUTPUTS, SOFT_LABELS),
            "1.59419954 2.49880593",
        ),
        "categorical cross-entropy of three samples": (
            lambda: each_sample(of_scores, CCE, columns([[8, 1, 1], [0, 9, 1], [2, 3, 5]]), np.eye(3)),
            "0.001822 0.000459 0.169846",
        ),
        "label smoothing": (
            lambda: of_scores([[100], [-100], [-100]], [[0.9 + 0.1 / 3], [0.1 / 3], [0.1 / 3]], CCE),
            "13.33333",
        ),
        "a layer of ones and its loss": (
            lambda: compute_loss(
                outputs([[1.4], [1.6], [0.8]], layers(np.ones((4, 3)), np.zeros((4, 1))), "sigmoid"),
                [[0.2], [0.6], [0.1], [0.3]],
                BCE,
            ),
            "2.682124",
        ),
        "mean squared error": (
            lambda: compute_loss(columns([[4, 8, 12], [8, 1, 3]]), columns([[1, 9, 2], [-5, -2, 6]]), MSE),
            "49.5",
        ),
        "a step of SGD": (lambda: stepped([1, 2, 3, 4], [1, 6, 7, 2], 0.5), "0.5 -1 -0.5 3"),
        "a step of Adam": (
            lambda: stepped([1, 2, 3, 4], [1, 6, 7, 2], 0.5, adam),
            "0.500000 1.500000 2.500000 3.500000",
        ),
        "to_categorical": (lambda: one_hot([0, 2, 1]), "1 0 0 0 0 1 0 1 0"),
    },
    "JAX": {
        "the slopes of ReLU": (lambda: relu_derivative([1.0, -1.0, 0.0]), "1 0 0"),
        "ELU far out, and its slope": (lambda: [elu(1e4), elu_derivative(1e4)], "10000 1"),
        "the slope of softplus at its ends": (lambda: sigmoid([np.inf, -np.inf]), "1 0"),
        "one_hot": (lambda: one_hot([1, 2, 0], 3), "0 0 1 1 0 0 0 1 0"),
        "the identity and its slope": (
            lambda: [*identity([1.0, 2.0, 3.0]), *ACTIVATIONS["identity"]([6])],
            "1 2 3 6",
        ),
        "softmax of 1000": (lambda: softmax(np.array([1000, 0], np.float32)), "1 0"),
    },
    "Optax": {
        "softmax_cross_entropy": (
            lambda: each_sample(
                of_scores, CCE, columns([[10, 1, -2], [1, 4, 0.2]]), columns([[0, 1, 0], [1, 0, 0]])
            ),
            "9.00013 3.0696733",
        ),
        "sigmoid_binary_cross_entropy": (
            lambda: [of_scores([[-1e9], [-1e-9]], Y, BCE) for Y in ([[1], [0]], [[0], [1]])],
            "5.0000000e8 0.3465736",
        ),
        "poly_loss_cross_entropy without its second term": (
            lambda: [
                of_scores(
                    [[0.14], [1.456], [2.356], [-0.124], [-2.47]], [[0.1], [0.15], [0.2], [0.25], [0.3]], CCE
                ),
                of_scores([[4], [2], [1]], [[1], [0], [0]], CCE),
                of_scores([[0], [5], [1]], [[0], [0.8], [0.2]], CCE),
            ],
            "2.8990 0.1698 0.8247",
        ),
        "squared_error": (
            lambda: each(MSE, compute_loss, [-2, -1, 0.5, 1], [-1.5, 0, -1, 1]),
            "0.25 1 2.25 0",
        ),
        "a first step of Adam, whatever the gradient": (
            lambda: adam({"dW1": np.array([[1e-3, 5.0, 1e5]])}, {})[0]["dW1"],
            "1.0000 1.0000 1.0000",
        ),
    },
    "Equinox": {
        "PReLU with one slope": (lambda: prelu([[-1, -2, -3], [-1, 2, 3]], 0.1), "-0.1 -0.2 -0.3 -0.1 2 3"),
        "PReLU with a slope for each channel": (
            lambda: prelu([[-1, -1], [-2, 2], [-3, 3]], [[0.2], [0.1], [0.1]]).T,
            "-0.2 -0.2 -0.3 -0.2 2 3",
        ),
        "an MLP has a gradient for each weight": (
            lambda: len(
                slopes(np.ones((2, 1)), np.ones((3, 1)), init_parameters((2, 8, 3)), RS[:1] * 2, MSE)
            ),
            "4",
        ),
    },
    "micrograd": {
        "the slope of the shorter example": (lambda: numerical_gradient(shorter, -4.0), "46.000000"),
        "the longer example": (lambda: by_hand((-4.0, 2.0)), "24.70408163265306"),
        "the slopes of the longer example": (
            lambda: numerical_gradient(by_hand, [-4.0, 2.0]),
            "138.833819 645.577259",
        ),
        "the neuron": (lambda: outputs([[2.0], [0.0]], NEURON, "tanh"), "0.7071067811865476"),
        "the slopes of the neuron": (
            lambda: np.concatenate(
                [
                    g.ravel()
                    for g in slopes([[2.0], [0.0]], [[0.2071067811865476]], NEURON, ["tanh"], MSE).values()
                ]
            ),
            "1.0000000000 0.0000000000 0.5000000000",
        ),
        "the parameters of two networks": (
            lambda: [
                sum(a.size for a in init_parameters(n).values()) for n in ((2, 16, 16, 1), (3, 4, 4, 1))
            ],
            "337 41",
        ),
    },
    "CS231n": {
        "affine_forward": (
            lambda: (
                outputs(
                    np.linspace(-0.1, 0.5, 240).reshape(2, 120).T,
                    layers(np.linspace(-0.2, 0.3, 360).reshape(120, 3).T, np.linspace(-0.3, 0.1, 3)[:, None]),
                    "identity",
                ).T
            ),
            "1.49834967 1.70660132 1.91485297 3.25553199 3.5141327 3.77273342",
        ),
        "relu_forward": (
            lambda: relu(np.linspace(-0.5, 0.5, 12)),
            "0 0 0 0 0 0 0.04545455 0.13636364 0.22727273 0.31818182 0.40909091 0.5",
        ),
        "softmax_loss": (lambda: of_scores(SOFT_Z, SOFT_Y, CCE), "2.3025458445"),
        "softmax_loss in training": (lambda: of_training(SOFT_Z, SOFT_Y, CCE), "2.3025458445"),
        "the scores of the small network": (
            lambda: scores(TINY_X, TINY, *RS).T,
            "-0.81233741 -1.27654624 -0.70335995 -0.17129677 -1.18803311 -0.47310444 -0.51590475 -1.01354314"
            " -0.8504215 -0.15419291 -0.48629638 -0.52901952 -0.00618733 -0.12435261 -0.15226949",
        ),
        "the loss of the small network, with its penalty": (
            lambda: compute_loss(outputs(TINY_X, TINY, *RS), TINY_Y, CCE) + penalty(TINY, 0.05),
            "1.30378789133",
        ),
        "the scores of the even network": (
            lambda: scores(EVEN_X, EVEN, *RS).T,
            "11.53165108 12.2917344 13.05181771 13.81190102 14.57198434 15.33206765 16.09215096"
            " 12.05769098 12.74614105 13.43459113 14.1230412 14.81149128 15.49994135 16.18839143"
            " 12.58373087 13.20054771 13.81736455 14.43418138 15.05099822 15.66781506 16.2846319",
        ),
        "the loss of the even network": (
            lambda: compute_loss(outputs(EVEN_X, EVEN, *RS), EVEN_Y, CCE),
            "3.4702243556",
        ),
        "the loss of the even network, with its penalty": (
            lambda: compute_loss(outputs(EVEN_X, EVEN, *RS), EVEN_Y, CCE) + penalty(EVEN, 0.5),
            "26.5948426952",
        ),
        "the loss of the deep network": (
            lambda: compute_loss(outputs(DEEP_X, DEEP, *DEEP_NAMES), DEEP_Y, CCE),
            "2.30047908977",
        ),
        "the loss of the deep network, with its penalty": (
            lambda: compute_loss(outputs(DEEP_X, DEEPER, *DEEP_NAMES), DEEP_Y, CCE) + penalty(DEEPER, 1.57),
            "7.05211477653",
        ),
        "sgd_momentum, the weights": (
            lambda: update_parameters({"W1": evenly(-0.4, 0.6)}, MOVED, 1e-3)["W1"],
            "0.1406 0.20738947 0.27417895 0.34096842 0.40775789 0.47454737 0.54133684 0.60812632 0.67491579"
            " 0.74170526 0.80849474 0.87528421 0.94207368 1.00886316 1.07565263 1.14244211 1.20923158"
            " 1.27602105"
            " 1.34281053 1.4096",
        ),
        "sgd_momentum, the velocity": (
            lambda: -1e-3 * MOVED["dW1"],
            "0.5406 0.55475789 0.56891579 0.58307368 0.59723158 0.61138947 0.62554737 0.63970526 0.65386316"
            " 0.66802105 0.68217895 0.69633684 0.71049474 0.72465263 0.73881053 0.75296842 0.76712632"
            " 0.78128421"
            " 0.79544211 0.8096",
        ),
        "adam, the weights": (
            lambda: update_parameters({"W1": evenly(-0.4, 0.6)}, ADAM[0], 1e-2)["W1"],
            "-0.40094747 -0.34836187 -0.29577703 -0.24319299 -0.19060977 -0.1380274 -0.08544591 -0.03286534"
            " 0.01971428 0.0722929 0.1248705 0.17744702 0.23002243 0.28259667 0.33516969 0.38774145"
            " 0.44031188"
            " 0.49288093 0.54544852 0.59801459",
        ),
        "adam, the mean": (
            lambda: ADAM[1]["dW1"][0],
            "0.48 0.49947368 0.51894737 0.53842105 0.55789474 0.57736842 0.59684211 0.61631579 0.63578947"
            " 0.65526316 0.67473684 0.69421053 0.71368421 0.73315789 0.75263158 0.77210526 0.79157895"
            " 0.81105263"
            " 0.83052632 0.85",
        ),
        "adam, the mean square": (
            lambda: ADAM[1]["dW1"][1],
            "0.69966 0.68908382 0.67851319 0.66794809 0.65738853 0.64683452 0.63628604 0.6257431 0.61520571"
            " 0.60467385 0.59414753 0.58362676 0.57311152 0.56260183 0.55209767 0.54159906 0.53110598"
            " 0.52061845"
            " 0.51013645 0.49966",
        ),
        "softmax in the notes": (lambda: softmax([-2.85, 0.86, 0.28]), "0.016 0.631 0.353"),
        "its loss": (lambda: of_scores([[-2.85], [0.86], [0.28]], [[0], [0], [1]], CCE), "1.04"),
        "softmax of numbers that overflow": (
            lambda: softmax([123, 456, 789]),
            "5.75274406e-290 2.39848787e-145 1.00000000",
        ),
        "softmax of halved scores": (lambda: softmax([1, -2, 0], temperature=2.0), "0.55 0.12 0.33"),
        "the circuit": (lambda: outputs(CIRCUIT_X, CIRCUIT, "sigmoid"), "0.73"),
        "the slopes of the circuit": (
            lambda: np.concatenate(
                [(sigmoid_derivative([[1.0]]) @ CIRCUIT_X.T).ravel(), [sigmoid_derivative(1.0)]]
            ),
            "-0.20 -0.39 0.20",
        ),
    },
    "deeplearning.ai": {
        "sigmoid": (lambda: sigmoid([1, 2, 3]), "0.73105858 0.88079708 0.95257413"),
        "sigmoid of 3": (lambda: sigmoid(3), "0.9525741268224334"),
        "the slopes of sigmoid": (lambda: sigmoid_derivative([1, 2, 3]), "0.19661193 0.10499359 0.04517666"),
        "softmax of rows": (
            lambda: softmax([[9, 2, 5, 0, 0], [7, 5, 0, 0, 0]], axis=1),
            "9.80897665e-01 8.94462891e-04 1.79657674e-02 1.21052389e-04 1.21052389e-04"
            " 8.78679856e-01 1.18916387e-01 8.01252314e-04 8.01252314e-04 8.01252314e-04",
        ),
        "logistic regression, the slopes": (
            lambda: slopes(LOGISTIC_X, LOGISTIC_Y, LOGISTIC, ["sigmoid"], BCE)["dW1"],
            "0.99845601 2.39507239",
        ),
        "logistic regression, the slope of the bias": (
            lambda: slopes(LOGISTIC_X, LOGISTIC_Y, LOGISTIC, ["sigmoid"], BCE)["db1"],
            "0.00145557813678",
        ),
        "logistic regression, the cost": (
            lambda: of_scores(scores(LOGISTIC_X, LOGISTIC, "sigmoid"), LOGISTIC_Y, BCE),
            "5.80154531939",  # theirs is from the rounded outputs, ours from the pre-activations
        ),
        "logistic regression, trained": (
            lambda: train_network(
                LOGISTIC_X, LOGISTIC_Y, (2, 1), 0.009, 100, activations=["sigmoid"], params=LOGISTIC
            )[0]["W1"],
            "0.19033591 0.12259159",
        ),
        "linear_forward": (
            lambda: outputs(LINEAR[0], layers(*LINEAR[1:]), "identity"),
            "3.26295337 -1.23429987",
        ),
        "linear_activation_forward with sigmoid": (
            lambda: outputs(ACTIVATED[0], layers(*ACTIVATED[1:]), "sigmoid"),
            "0.96890023 0.11013289",
        ),
        "linear_activation_forward with ReLU": (
            lambda: outputs(ACTIVATED[0], layers(*ACTIVATED[1:]), "relu"),
            "3.43896131 0",
        ),
        "L_model_forward": (
            lambda: forward_propagation(SIX[0], layers(*SIX[1:]))[0],
            "0.03921668 0.70498921 0.19734387 0.04728177",
        ),
        "compute_cost": (lambda: compute_loss([[0.8, 0.9, 0.4]], [[1, 1, 0]], BCE), "0.2797765635793422"),
        "linear_backward, the weights": (
            lambda: of_layer(BACK_A, BACK_W, BACK_B, BACK_DZ / 4)["dW1"],
            "0.07313866 -0.0976715 -0.87585828 0.73763362 0.00785716 0.85508818 0.37530413 -0.59912655"
            " 0.71278189"
            " -0.58931808 0.97913304 -0.24376494 -0.08839671 0.55151192 -0.10290907",
        ),
        "linear_backward, the biases": (
            lambda: of_layer(BACK_A, BACK_W, BACK_B, BACK_DZ / 4)["db1"],
            "-0.14713786 -0.11313155 -0.13209101",
        ),
        "update_parameters, W1": (
            lambda: update_parameters(UPDATED, UPDATES, 0.1)["W1"],
            "-0.59562069 -0.09991781 -2.14584584 1.82662008 -1.76569676 -0.80627147 0.51115557 -1.18258802"
            " -1.0535704 -0.86128581 0.68284052 2.20374577",
        ),
        "update_parameters, b1": (
            lambda: update_parameters(UPDATED, UPDATES, 0.1)["b1"],
            "-0.04659241 -1.28888275 0.53405496",
        ),
        "cost with a penalty": (
            lambda: (
                compute_loss(
                    [[0.40682402, 0.01629284, 0.16722898, 0.10118111, 0.40682402]], [[1, 1, 0, 1, 0]], BCE
                )
                + penalty(REGULAR, 0.01)
            ),
            "1.786485945",
        ),
        "gradient descent, W1": (
            lambda: update_parameters(SMALL, SMALL_UPDATES, 0.01)["W1"],
            "1.63535156 -0.62320365 -0.53718766 -1.07799357 0.85639907 -2.29470142",
        ),
        "momentum, W1, at 1 - beta times the rate": (
            lambda: update_parameters(SMALL, momentum(SMALL_UPDATES, {})[0], 0.001)["W1"],
            "1.62544598 -0.61290114 -0.52907334 -1.07347112 0.86450677 -2.30085497",
        ),
        "adam, W1": (
            lambda: update_parameters(SMALL, SMALL_ADAM[0], 0.01)["W1"],
            "1.63178673 -0.61919778 -0.53561312 -1.08040999 0.85796626 -2.29409733",
        ),
        "adam, W2": (
            lambda: update_parameters(SMALL, SMALL_ADAM[0], 0.01)["W2"],
            "0.32648046 -0.25681174 1.46954931 -2.05269934 -0.31497584 -0.37661299 1.14121081 -1.09244991"
            " -0.16498684",
        ),
        "one_hot": (
            lambda: one_hot([1, 2, 3, 0, 2, 1], 4),
            "0 0 0 1 0 0 1 0 0 0 0 1 0 1 0 0 1 0 0 0 1 0 0 0",
        ),
        "cost in single precision": (
            lambda: each(BCE, of_scores, sigmoid([0.2, 0.4, 0.7, 0.9]), [0, 0, 1, 1]),
            "1.00538719 1.03664076 0.41385433 0.39956614",
        ),
    },
}


IN_SINGLE = ("Keras", "JAX", "Optax", "Equinox")  # where their own numbers come from single precision


def printed(text):
    """Return the numbers of a text, and one in the last digit of each."""
    found = re.findall(r"(-?\d+(?:\.(\d*))?)(?:e([+-]?\d+))?", text)
    errors = [10.0 ** (int(power or 0) - len(decimals)) for _, decimals, power in found]
    return np.array([float(word) for word in text.split()]), np.array(errors)


@pytest.mark.parametrize(("peer", "what"), [(peer, what) for peer, known in HOLD.items() for what in known])
def test_a_published_value_holds(peer, what):
    """Ours is theirs to the last digit that they print, or to a few roundings where they print them all."""
    ours, text = HOLD[peer][what]
    found = np.asarray(ours())
    expected, digit = printed(text)
    single = SINGLE if peer in IN_SINGLE or "single" in what else 1
    exact = np.char.isdigit(np.char.lstrip(text.split(), "-"))  # a whole number is printed as it is
    digit = np.where(exact, 0.0, digit)
    assert_within(found.ravel(), expected, digit + 2 * (ELEMENTARY + 8) * single * U * np.abs(expected), what)


# ---- the same numbers, computed by SciPy, scikit-learn and PyTorch while the tests run ----


@pytest.fixture(scope="module")
def special():
    """Return SciPy's special functions, which come with scikit-learn."""
    return pytest.importorskip("scipy.special")


@pytest.fixture(scope="module")
def sklearn():
    """Return scikit-learn with the parts that are compared."""
    for part in ("metrics", "neural_network", "preprocessing"):
        pytest.importorskip(f"sklearn.{part}")
    return pytest.importorskip("sklearn")


@pytest.fixture(scope="module")
def torch():
    """Return PyTorch, with one thread: for arrays this small more only wait for each other."""
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    return torch


def assert_close(ours, theirs, exact):
    """Assert that two results are within twice the error of what is exact."""
    assert_within(ours, theirs, 2 * exact.error)


@pytest.mark.parametrize("z", [[-700, -100, -40, -36], [-10, -1, -1e-8, 0, 1e-300], [0.5, 3, 20, 36.7, 700]])
def test_sigmoid_is_that_of_scipy(special, z):
    """From one tail to the other, as far as a normal number reaches."""
    assert_close(sigmoid(z), special.expit(np.array(z, float)), rounding.activation(rounded(z), "sigmoid"))


@pytest.mark.parametrize("scale", [0.1, 1.0, 10.0, 100.0])
@pytest.mark.parametrize("axis", [0, 1])
def test_softmax_is_that_of_scipy(special, scale, axis):
    """Along both axes, for scores near each other and far apart."""
    z = scale * np.random.default_rng(0).standard_normal((4, 5))
    exact = rounding.activation(rounded(z), "softmax", axis)
    assert_close(softmax(z, axis), special.softmax(z, axis=axis), exact)


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("name", ["identity", "logistic", "tanh", "relu"])
def test_a_classifier_of_scikit_learn_answers_alike(sklearn, name, classes):
    """With the weights that it has learned, its probabilities and its log_loss are ours."""
    generator = np.random.default_rng(42)
    X, y = generator.random((5, 10)), (np.arange(5) + 1) % classes
    model = sklearn.neural_network.MLPClassifier(10, activation=name, solver="sgd", random_state=1)
    model.partial_fit(X, y, classes=np.arange(classes))
    params = layers(
        *(a for W, b in zip(model.coefs_, model.intercepts_, strict=True) for a in (W.T, b[:, None]))
    )
    last, loss = ("sigmoid", BCE) if classes == 2 else ("softmax", CCE)
    names = ({"logistic": "sigmoid"}.get(name, name), last)
    exact = rounding.network(X.T, y[None] if classes == 2 else one_hot(y), params, names, loss)
    theirs = model.predict_proba(X)
    A = outputs(X.T, params, *names)
    assert_close(A, (theirs[:, 1:] if classes == 2 else theirs).T, exact["A2"])
    assert_close(
        compute_loss(A, y[None] if classes == 2 else one_hot(y), loss),
        sklearn.metrics.log_loss(y, theirs),
        exact["loss"].off(classes),  # theirs divides by the sum of a row's probabilities first
    )


@pytest.mark.parametrize("data", ["random", "whole numbers", "a constant", "large"])
def test_standardise_is_the_scaler_of_scikit_learn(sklearn, data):
    """Features of any size, constant ones too, and other data by the means and spreads of the first."""
    X = np.random.default_rng(0).standard_normal((5, 40))
    X = {"random": X, "whole numbers": np.round(9 * X), "a constant": X, "large": 1e150 * X}[data]
    X[0] = 1.0 if data == "a constant" else X[0]
    scaler = sklearn.preprocessing.StandardScaler().fit(X.T)
    allowed = 200 * U * (1 + np.abs(scaler.transform(X.T).T))  # 40 terms, in mean, spread and quotient
    assert_within(standardise(X), scaler.transform(X.T).T, allowed)
    assert_within(standardise(X[:, :3], like=X), scaler.transform(X[:, :3].T).T, allowed[:, :3])


@ways
@types
@pytest.mark.parametrize("z", [30.0, 40.0, 88.0, 100.0, 300.0, 800.0, 3000.0, 1e6])
def test_binary_prices_are_those_of_pytorch(torch, z, dtype, way):
    """Labels of 0, 1 and in between, on both sides, in both float types."""
    for side in (z, -z):
        for label in (0.0, 0.5, 1.0):
            Z, Y = np.array([[side]], dtype), np.array([[label]], dtype)
            theirs = torch.nn.functional.binary_cross_entropy_with_logits(torch.tensor(Z), torch.tensor(Y))
            assert way(Z, Y, BCE) == pytest.approx(theirs.item(), rel=TOLD[dtype], abs=1e-12)


@ways
@pytest.mark.parametrize("scale", [1.0, 10.0, 100.0, 1000.0])
@pytest.mark.parametrize("shape", [(3, 5), (10, 1), (2, 7)])
def test_categorical_prices_are_those_of_pytorch(torch, shape, scale, way):
    """Of class numbers, of smoothed ones, and of labels that are probabilities."""
    generator = np.random.default_rng(0)
    Z, y = scale * generator.standard_normal(shape), generator.integers(shape[0], size=shape[1])
    soft = generator.dirichlet(np.ones(shape[0]), shape[1]).T
    price = torch.nn.functional.cross_entropy
    hard, rows, numbers = one_hot(y, shape[0]), torch.tensor(Z.T), torch.tensor(y)
    for Y, theirs in (
        (hard, price(rows, numbers)),
        (0.8 * hard + 0.2 / shape[0], price(rows, numbers, label_smoothing=0.2)),
        (soft, price(rows, torch.tensor(soft.T))),
    ):
        assert way(Z, Y, CCE) == pytest.approx(theirs.item(), rel=1e-12, abs=1e-12)


@types
@pytest.mark.parametrize("scale", [1.0, 30.0, 300.0, 3000.0])
def test_slopes_of_prices_are_those_of_pytorch(torch, scale, dtype):
    """Also where the output is rounded: the slope is A - Y, and errs by a rounding of 1."""
    generator = np.random.default_rng(0)
    Z, Y = (scale * generator.standard_normal((3, 4))).astype(dtype), generator.integers(0, 2, (3, 4))
    tensor = torch.tensor(Z, requires_grad=True)
    labels = torch.tensor(Y.astype(dtype))
    torch.nn.functional.binary_cross_entropy_with_logits(tensor, labels).backward()
    ours = output_delta(Z, sigmoid(Z), Y, "sigmoid", BCE)
    allowed = 2 * (ELEMENTARY + 4) * U * (SINGLE if dtype == np.float32 else 1) / Z.size
    assert_within(ours, tensor.grad.numpy(), allowed)


def test_the_gradient_of_rosenbrock_is_that_of_scipy(special):
    """Measured slopes of a function of nine variables, against those that SciPy derives."""
    optimize = pytest.importorskip("scipy.optimize")
    x = 0.1 * np.arange(9)
    error = 200 * U * optimize.rosen(x)  # at most eight terms of six roundings each, none above the sum
    measured = numerical_gradient(optimize.rosen, x)
    exact = rounding.slope_error(lambda eps: numerical_gradient(optimize.rosen, x, eps), error)
    assert_within(measured, optimize.rosen_der(x), exact)
    assert_within(
        measured, [-2.0, 10.6, 15.6, 13.4, 6.4, -3.0, -12.4, -19.4, 62.0], exact
    )  # as they print them


# ---- what is ours ----


class Refused(str):
    """The message with which a call is refused, or a part of it."""


ONES = np.ones((1, 1))
TWO_FLOATS = "the chapters know two float types, and what is neither is computed in the wider one"
COLUMNS = "a sample is a column, so that (m,) could be one sample or m"
OURS = {
    "float16": (
        "scikit-learn, PyTorch, Keras, JAX, Equinox",
        "float16",
        lambda: str(sigmoid(np.ones(2, np.float16)).dtype),
        "float64",
        TWO_FLOATS,
    ),
    "long double": (
        "SciPy",
        "longdouble",
        lambda: str(sigmoid(np.ones(2, np.longdouble)).dtype),
        "float64",
        TWO_FLOATS,
    ),
    "whole numbers through an activation": (
        "scikit-learn, PyTorch, Keras",
        "int64",
        lambda: str(relu([1, 2]).dtype),
        "float64",
        "a network computes with floats, and a type of its own for ReLU would surprise",
    ),
    "the type of what is drawn": (
        "JAX",
        "float32",
        lambda: str(init_parameters((2, 1))["W1"].dtype),
        "float64",
        "training takes the type of X, so that nothing has to be said twice",
    ),
    "the type of one-hot labels": (
        "PyTorch, JAX",
        "int64",
        lambda: str(one_hot([0, 1]).dtype),
        "float64",
        "labels are compared with outputs, which are floats",
    ),
    "the type of a loss": (
        "PyTorch",
        "float32",
        lambda: type(compute_loss(np.ones((1, 1), np.float32), ONES, MSE)).__name__,
        "float",
        "it is one number to look at",
    ),
    "flat labels": (
        "scikit-learn, PyTorch, Keras",
        0.6931471805599453,
        lambda: compute_loss([0.5, 0.5], [0, 1], BCE),
        Refused("Y must be 2-D, got an array of shape (2,): one row of numbers is Y.reshape(1, -1)"),
        COLUMNS,
    ),
    "flat data": (
        "scikit-learn, Keras",
        [-1.0, 1.0],
        lambda: standardise([1.0, 3.0]),
        Refused("X must be 2-D, got an array of shape (2,)"),
        COLUMNS,
    ),
    "flat labels to split": (
        "scikit-learn",
        3,
        lambda: split(np.arange(10)),
        Refused("array 1 must be 2-D, got an array of shape (10,)"),
        COLUMNS,
    ),
    "one sample without a batch": (
        "Equinox",
        [1.0],
        lambda: forward_propagation(np.ones(1), layers(ONES, ONES)),
        Refused("X must be 2-D, got an array of shape (1,)"),
        COLUMNS,
    ),
    "class numbers in several rows": (
        "PyTorch, Keras",
        (3, 2, 2),
        lambda: one_hot([[0, 1], [2, 0]]),
        Refused("classes must have the shape (m,) or (1, m), got (2, 2)"),
        COLUMNS,
    ),
    "softmax without an axis, of a matrix": (
        "SciPy",
        [[0.03205860328008499, 0.08714431874203256], [0.23688281808991013, 0.6439142598879722]],
        lambda: softmax([[0, 1], [2, 3]]),
        [[0.11920292202211755] * 2, [0.8807970779778825] * 2],
        "the classes of a sample stand in its column, so the first axis is meant",
    ),
    "softmax without an axis, of rows": (
        "Keras, deeplearning.ai",
        [[0.2689414213699951, 0.7310585786300049]] * 2,
        lambda: softmax([[0, 1], [2, 3]]),
        [[0.11920292202211755] * 2, [0.8807970779778825] * 2],
        "the classes of a sample stand in its column, so the first axis is meant",
    ),
    "softmax over the whole array": (
        "SciPy, Keras",
        [[0.25] * 2] * 2,
        lambda: softmax(np.zeros((2, 2)), axis=None),
        Refused("axis must be a whole number from -2 to 1, got None"),
        "no network has use for it, and softmax(z.ravel()) says it",
    ),
    "softmax over several axes": (
        "SciPy, Keras, JAX",
        [[0.25] * 2] * 2,
        lambda: softmax(np.zeros((2, 2)), axis=(0, 1)),
        Refused("axis must be a whole number from -2 to 1, got (0, 1)"),
        "no network has use for it",
    ),
    "softmax of infinity": (
        "SciPy, PyTorch, JAX",
        [np.nan, np.nan],
        lambda: softmax([0.0, np.inf]),
        [0.0, 1.0],
        "the limit says more than NaN",
    ),
    "softmax of two infinities": (
        "SciPy, PyTorch, JAX",
        [np.nan, np.nan],
        lambda: softmax([np.inf, np.inf]),
        [0.5, 0.5],
        "those at the top share all",
    ),
    "softmax where all are masked": (
        "SciPy and PyTorch, which give NaN; Keras and JAX",
        [0.0, 0.0],
        lambda: softmax([-np.inf, -np.inf]),
        [0.5, 0.5],
        "probabilities sum to 1, and no mask is known here",
    ),
    "no slope below 0, and minus infinity": (
        "PyTorch",
        np.nan,
        lambda: leaky_relu(-np.inf, 0.0),
        0.0,
        "0 is the limit",
    ),
    "the far tail of sigmoid": (
        "SciPy",
        False,
        lambda: bool(sigmoid(-740.0) > 0),
        True,
        "numbers below the normal ones are kept",
    ),
    "the slope of ReLU at NaN": (
        "PyTorch",
        1.0,
        lambda: relu_derivative(np.nan),
        0.0,
        "NaN is not above 0",
    ),
    "the slope of ELU at NaN": (
        "PyTorch",
        1.0,
        lambda: elu_derivative(np.nan),
        np.nan,
        "what is computed from NaN is NaN",
    ),
    "the slope of leaky ReLU at 0": (
        "JAX",
        1.0,
        lambda: leaky_relu_derivative(0.0),
        0.01,
        "0 counts as not above 0, as for ReLU, where all agree",
    ),
    "the slope of leaky ReLU unless said": (
        "Keras",
        -0.2,
        lambda: leaky_relu(-1.0),
        -0.01,
        "0.01 is the value of the paper, and PyTorch's",
    ),
    "slopes of PReLU in one row": (
        "PyTorch, Keras, Equinox",
        [[1.0, 1.0]],
        lambda: prelu(np.ones((1, 2)), np.ones(1)),
        Refused("alpha must be one number or a column with a row for each row of z"),
        "a neuron is a row, and a flat array would be broadcast along the samples",
    ),
    "PReLU that learns": (
        "Equinox",
        0.0,
        lambda: forward_propagation(ONES, layers(ONES, ONES) | {"alpha1": ONES}, ["prelu"]),
        Refused("params must be a dict of W1, b1, W2, b2 and so on"),
        "a network's parameters are weights and biases; the slope stays at 0.25",
    ),
    "a layer without a bias": (
        "Equinox",
        1.0,
        lambda: forward_propagation(ONES, {"W1": ONES}, ["identity"]),
        Refused("params must be a dict of W1, b1, W2, b2 and so on"),
        "a bias of 0 that stays 0 is no bias",
    ),
    "a layer of no neuron": (
        "Equinox",
        (0, 4),
        lambda: init_parameters((4, 0)),
        Refused("each of layer_sizes must be a whole number of at least 1, got 0"),
        "a mistake more often than a wish",
    ),
    "complex numbers": (
        "Equinox",
        1j,
        lambda: forward_propagation(1j * ONES, layers(ONES, ONES), ["identity"]),
        Refused("X must be an array of numbers"),
        "no chapter has use for them",
    ),
    "weights within a bound": (
        "Equinox",
        True,
        lambda: bool(np.abs(init_parameters((100, 100), rng=0)["W1"]).max() < 0.1),
        False,
        "weights are drawn from the normal distribution, of the spread that He or Glorot name",
    ),
    "a seed of the older generator": (
        "deeplearning.ai",
        1.78862847,
        lambda: init_parameters((2, 4, 1), "he", 3)["W1"][0, 0],
        2.0409191213851825,
        "seeds go to np.random.default_rng, as NumPy advises",
    ),
    "a certain and wrong output, cut off at the rounding of 1": (
        "scikit-learn",
        36.04365338911715,
        lambda: compute_loss([[0.0]], [[1.0]], BCE),
        708.3964185322641,
        "only what no float can hold is cut off",
    ),
    "a certain and wrong output, cut off at -100": (
        "PyTorch",
        100.0,
        lambda: compute_loss([[0.0]], [[1.0]], BCE),
        708.3964185322641,
        "only what no float can hold is cut off",
    ),
    "a certain and wrong output, cut off at 1e-7": (
        "Keras",
        16.11809565095832,
        lambda: compute_loss([[0.0]], [[1.0]], BCE),
        708.3964185322641,
        "only what no float can hold is cut off",
    ),
    "outputs that do not sum to 1": (
        "Keras",
        0.3239,
        lambda: compute_loss(
            columns([[0.9, 0.05, 0.05], [0.5, 0.89, 0.6], [0.05, 0.01, 0.94]]), np.eye(3), CCE
        ),
        -np.log([0.9, 0.89, 0.94]).mean(),
        "they are taken as they are; of scores softmax makes probabilities",
    ),
    "pre-activations of minus infinity": (
        "PyTorch, Optax",
        0.0,
        lambda: of_scores([[0.0], [-np.inf]], [[1], [0]], CCE),
        Refused("Z must be finite, got 1 NaN or infinite values"),
        "in training an infinite one means that it has diverged",
    ),
    "a loss by another name": (
        "micrograd",
        0.5,
        lambda: compute_loss(ONES, ONES, "hinge"),
        Refused("loss must be one of binary_cross_entropy, categorical_cross_entropy, mean_squared_error"),
        "three losses are taught",
    ),
    "a class that is not there": (
        "scikit-learn, Keras, JAX",
        [[0.0], [0.0], [0.0]],
        lambda: one_hot([3], 3),
        Refused("classes must be below n_classes, which is 3, got 3"),
        "a label of no class would teach nothing, and say nothing",
    ),
    "a class of -1": (
        "scikit-learn, Keras, JAX",
        [[0.0], [0.0], [0.0]],
        lambda: one_hot([-1], 3),
        Refused("classes must be whole numbers from 0, got [-1.]"),
        "a label of no class would teach nothing, and say nothing",
    ),
    "classes of no sample": (
        "PyTorch",
        (3, 0),
        lambda: one_hot([], 3),
        Refused("classes must be whole numbers from 0, got []"),
        "nothing can be learned from it",
    ),
    "labels that are texts": (
        "scikit-learn",
        (2, 2),
        lambda: one_hot(["ham", "spam"]),
        Refused("classes must be an array of numbers"),
        "np.unique(y, return_inverse=True)[1] numbers them",
    ),
    "NaN in data": (
        "scikit-learn",
        [[-1.0, np.nan, 1.0]],
        lambda: standardise([[1.0, np.nan, 3.0]]),
        Refused("X must be finite, got 1 NaN or infinite values"),
        "what is missing has to be filled or left out, and by somebody who knows why",
    ),
    "how much split sets apart": (
        "scikit-learn",
        3,
        lambda: split(np.zeros((1, 10)))[1].shape[1],
        2,
        "a fifth is ours, a quarter theirs",
    ),
    "how split rounds": (
        "scikit-learn",
        3,
        lambda: split(np.zeros((1, 10)), part=0.25)[1].shape[1],
        2,
        "the part is rounded, not raised to the next sample",
    ),
    "a number of samples to set apart": (
        "scikit-learn",
        2,
        lambda: split(np.zeros((1, 10)), part=2),
        Refused("part must be above 0 and below 1, got 2.0"),
        "one meaning for one argument",
    ),
    "the types that split keeps": (
        "scikit-learn",
        "int64",
        lambda: str(split(np.arange(10)[None])[0].dtype),
        "float64",
        "data and labels are floats everywhere",
    ),
    "momentum of 1": (
        "Keras",
        1.0,
        lambda: momentum({"dW1": ONES}, {}, 1.0),
        Refused("beta must be at least 0 and below 1, got 1.0"),
        "it forgets nothing and never comes to rest",
    ),
    "a mean square that never changes": (
        "scikit-learn",
        0.0,
        lambda: adam({"dW1": ONES}, {}, 0.9, 1.0),
        Refused("beta2 must be at least 0 and below 1, got 1.0"),
        "the correction for the start divides by 1 - beta2",
    ),
    "Adam without epsilon": (
        "PyTorch",
        1.0,
        lambda: adam({"dW1": ONES}, {}, epsilon=0.0),
        Refused("epsilon must be above 0, got 0.0"),
        "a gradient of 0 would be 0 / 0",
    ),
    "a rate of 0": (
        "PyTorch",
        1.0,
        lambda: update_parameters({"W1": ONES}, {"dW1": ONES}, 0.0),
        Refused("learning_rate must be above 0, got 0.0"),
        "a mistake more often than a wish",
    ),
    "a gradient whose square overflows": (
        "PyTorch, where the parameter stands still",
        0.0,
        lambda: adam({"dW1": np.full((1, 1), 1e30, np.float32)}, {}),
        Refused("dW1 must have a square that float32 can hold, got 1e+30"),
        "training that diverges is told, not hidden",
    ),
    "momentum at the same rate": (
        "deeplearning.ai",
        1.62544598,
        lambda: update_parameters(SMALL, momentum(SMALL_UPDATES, {})[0], 0.01)["W1"][0, 0],
        1.6353515554353708,
        "their new direction is (1 - beta) times the gradient; ours, like Polyak's, the gradient itself",
    ),
    "a cache made by hand": (
        "deeplearning.ai",
        0.41010002,
        lambda: backward_propagation(ONES, ONES, layers(ONES, ONES), {"Z1": 0 * ONES, "A1": ONES}),
        Refused("Z1 of the cache is not W1 @ X + b1: it belongs to other data or other params"),
        "gradients of two networks mixed would be wrong without a word",
    ),
}


def same(one, other):
    """Whether two answers are one, as far as rounding allows."""
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return np.shape(one) == np.shape(other) and np.allclose(one, other, rtol=32 * U, atol=0, equal_nan=True)


@pytest.mark.parametrize("what", OURS)
def test_a_difference_is_as_named(what):
    """Our answer, or our refusal, is the one of the table; it is not theirs, and the reason is said."""
    peers, theirs, ours, answer, reason = OURS[what]
    assert peers and reason
    if isinstance(answer, Refused):
        with pytest.raises(ValueError, match=re.escape(answer)):
            ours()
    else:
        found = ours()
        assert same(found, answer) and not same(found, theirs)


def test_dropout_is_not_offered():
    """deeplearning.ai drops neurons at random in the forward pass; ours has no such argument."""
    with pytest.raises(TypeError, match="unexpected keyword argument 'keep_prob'"):
        forward_propagation(ONES, layers(ONES, ONES), keep_prob=0.7)


def test_a_tensor_of_another_type_is_refused_with_the_call(torch):
    """NumPy has no bfloat16 of PyTorch's, so the message makes floats of it first."""
    with pytest.raises(ValueError, match=re.escape("got a Tensor: pass z.detach().float().numpy()")):
        sigmoid(torch.tensor([1.0], dtype=torch.bfloat16))


def test_an_array_of_bfloat16_becomes_float64():
    """JAX keeps its small type; here it is computed in the wider one, like float16."""
    ml_dtypes = pytest.importorskip("ml_dtypes")
    assert relu(np.ones(2, ml_dtypes.bfloat16)).dtype == np.float64
