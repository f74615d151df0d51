"""Tests of nnbook.optimizers; tests/test_against_torch.py follows fifty steps of each."""

import numpy as np
import pytest
from rounding import U

from nnbook.optimizers import OPTIMIZERS, adam, momentum, sgd
from nnbook.surfaces import SURFACES, bowl_gradient

every = pytest.mark.parametrize("optimize", OPTIMIZERS.values(), ids=OPTIMIZERS)


def test_plain_descent_follows_the_gradient():
    """The direction is the gradient itself, and nothing is remembered."""
    gradients = {"dW1": np.array([2.0, -3.0])}
    assert sgd(gradients, {}) == (gradients, {})


def test_momentum_worked_by_hand():
    """Two equal gradients of 1 give the directions 1 and 1.9; with beta 0.5 they give 1 and 1.5."""
    for beta, second in ((0.9, 1.9), (0.5, 1.5)):
        direction, state = momentum({"dW1": np.ones(1)}, {}, beta)
        assert direction["dW1"] == 1
        direction, state = momentum({"dW1": np.ones(1)}, state, beta)
        assert direction["dW1"] == second


def test_momentum_adds_up_to_a_limit():
    """Where the gradient stays the same, the speed tends to 1 / (1 - beta) times it."""
    state = {}
    for _ in range(300):
        direction, state = momentum({"dW1": np.array([2.0])}, state)
    # What is missing after 300 steps, and rounding: beta is read, which counts nine times as much in
    # 1 - beta, and a product and a sum in each step add up tenfold.
    np.testing.assert_allclose(direction["dW1"], [20.0], rtol=0.9**300 + (9 + 20) * U)


def test_adam_worked_by_hand():
    """The first direction is the sign of the gradient, whatever its size; then mean by root mean square."""
    direction, state = adam({"dW1": np.array([1e-3, -1e3])}, {})
    expected = [1e-3 / (1e-3 + 1e-8), -1e3 / (1e3 + 1e-8)]
    # two roundings in the mean, three in the square before its root, three after it; two of what is expected
    np.testing.assert_allclose(direction["dW1"], expected, rtol=(2 + 3 / 2 + 3 + 2) * U)
    direction, state = adam({"dW1": np.array([0.0, -1e3])}, state)
    mean, square = 0.9 * 0.1 * 1e-3 / (1 - 0.9**2), 0.999 * 0.001 * 1e-6 / (1 - 0.999**2)

    def of_beta(beta):
        """Beta is read, and squared: that counts as much more in 1 - beta as this is smaller."""
        return 1 / (1 - beta) + 3 / (1 - beta**2)

    # half of what is under the root; and all other roundings, in no more than 20 places
    rtol = (of_beta(0.9) + of_beta(0.999) / 2 + 20) * U
    np.testing.assert_allclose(direction["dW1"], [mean / (np.sqrt(square) + 1e-8), expected[1]], rtol=rtol)


def test_adam_stands_still_without_a_gradient():
    """Zero over zero is no step, not NaN."""
    state = {}
    for _ in range(3):
        direction, state = adam({"dW1": np.zeros(2)}, state)
        np.testing.assert_array_equal(direction["dW1"], [0.0, 0.0])


@every
def test_each_parameter_has_a_memory_of_its_own(optimize):
    """Several parameters at once go where each goes alone."""
    steps = [
        {"dW1": np.array([1.0, -2.0]), "db1": np.array([[0.5]])},
        {"dW1": np.ones(2), "db1": -np.ones((1, 1))},
    ]
    state, alone = {}, {name: {} for name in steps[0]}
    for gradients in steps:
        together, state = optimize(gradients, state)
        for name, gradient in gradients.items():
            direction, alone[name] = optimize({name: gradient}, alone[name])
            np.testing.assert_array_equal(together[name], direction[name])
            assert together[name].shape == gradient.shape


@every
def test_nothing_that_is_given_is_changed(optimize):
    """Gradients and state stay as they are: the caller may still need them."""
    gradients = {"dW1": np.array([1.0, -2.0])}
    _, state = optimize(gradients, {})
    before = {name: np.array(value, copy=True) for name, value in state.items()}
    optimize(gradients, state)
    np.testing.assert_array_equal(gradients["dW1"], [1.0, -2.0])
    for name, value in before.items():
        np.testing.assert_array_equal(state[name], value)


@every
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_float_type_is_kept(optimize, dtype):
    """float32 gradients give float32 directions, in the first step and later."""
    state = {}
    for _ in range(2):
        direction, state = optimize({"dW1": np.ones(2, dtype)}, state)
        assert direction["dW1"].dtype == np.dtype(dtype)


@every
def test_each_reaches_the_bottom_of_a_bowl(optimize):
    """From one place on the wall, every optimizer comes to rest at the minimum."""
    bowl, _ = SURFACES["bowl"]
    w, state = np.array([3.0, -2.0]), {}
    for step in range(400):
        direction, state = optimize({"dw": bowl_gradient(w)}, state)
        w = w - 0.05 / (1 + step / 100) * direction["dw"]
    assert bowl(w) < 1e-3


@pytest.mark.parametrize(
    ("optimize", "state", "options", "message"),
    [
        (momentum, {"dW1": np.ones((1, 3))}, {}, r"dW1 \(2, 3\), state of dW1 \(1, 3\)"),
        (momentum, {}, {"beta": 1.0}, "beta must be at least 0 and below 1, got 1.0"),
        (momentum, {}, {"beta": "much"}, "beta must be an array of numbers"),
        (adam, {"step": 1, "dW1": (np.ones((1, 3)),) * 2}, {}, r"dW1 \(2, 3\), state of dW1 \(1, 3\)"),
        (adam, {"dW1": np.ones((2, 3))}, {}, "state must be what adam returned, got one without its step"),
        (adam, {"step": 1, "dW1": np.ones((2, 3))}, {}, "state of dW1 must be the pair that adam returned"),
        (adam, {"step": 1, "dW1": 1, "db1": 1}, {}, "state must be what adam returned for dW1, {} at first"),
        (momentum, {"db1": np.ones((2, 1))}, {}, "state must be what momentum returned for dW1, {} at first"),
        (momentum, {"step": 1, "dW1": 1}, {}, "state must be what momentum returned, got that of adam"),
        (momentum, None, {}, "state must be what momentum returned for dW1, {} at first, got None"),
        (adam, None, {}, "state must be what adam returned for dW1, {} at first, got None"),
        (adam, {"step": 1}, {}, "state must be what adam returned for dW1, {} at first, got step"),
        (adam, {}, {"beta1": 1.0}, "beta1 must be at least 0 and below 1"),
        (adam, {}, {"beta2": -0.1}, "beta2 must be at least 0 and below 1"),
        (adam, {}, {"epsilon": 0}, "epsilon must be above 0"),
    ],
)
def test_what_is_not_usable_is_refused(optimize, state, options, message):
    """The state of another network or optimizer would broadcast; other constants would divide by 0."""
    with pytest.raises(ValueError, match=message):
        optimize({"dW1": np.ones((2, 3))}, state, **options)
