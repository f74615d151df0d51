"""Tests of nnbook.autograd.

Whole numbers of this size are computed without rounding, also by PyTorch and by differences with a step of a
half: there, slopes have to be equal to the last bit.
"""

import numpy as np
import pytest
import rounding
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes
from rounding import ELEMENTARY, U, assert_within

from nnbook.activations import ACTIVATIONS, DERIVATIVES, relu, relu_derivative, sigmoid, sigmoid_derivative
from nnbook.autograd import Operators, Value, topological_order, unbroadcast
from nnbook.backprop import backward_propagation
from nnbook.forward import forward_propagation
from nnbook.gradcheck import numerical_gradient
from nnbook.losses import compute_loss

MSE = "mean_squared_error"

seeds = st.integers(0, 2**32 - 1)


def whole(rng, shape):
    """Draw whole numbers from -4 to 4, none of them 0."""
    return rng.choice([-4.0, -3.0, -2.0, -1.0, 1.0, 2.0, 3.0, 4.0], shape)


def slopes_of(f, *arrays):
    """Return the slopes of the sum of `f` with each array, by a walk back."""
    values = [Value(array) for array in arrays]
    f(*values).sum().backward()
    return [value.grad for value in values]


# ---- single operations ----

# None bends more than a square, of which a difference of both sides misses nothing.
OPERATIONS = {
    "a + b": lambda a, b: a + b,
    "a - b": lambda a, b: a - b,
    "a * b": lambda a, b: a * b,
    "-a + b": lambda a, b: -a + b,
    "a ** 2 + b ** 1": lambda a, b: a**2 + b**1,
    "3 - a + b * 2": lambda a, b: 3 - a + b * 2,
    "2 * a + b / 4": lambda a, b: 2 * a + b / 4,
    "a.sum() * b": lambda a, b: a.sum() * b,
    "a.sum(1) + b.sum(0)": lambda a, b: a.sum(1) + b.sum(0),
    "a.sum((0, 1)) - b": lambda a, b: a.sum((0, 1)) - b,
    "a.sum(0, keepdims) * b": lambda a, b: a.sum(axis=0, keepdims=True) * b,
    "a @ b": lambda a, b: a @ b,
    "array @ a": lambda a, b: np.eye(3)[::-1] @ a + b,
    "a @ array": lambda a, b: a @ np.arange(9.0).reshape(3, 3) + b,
    "array * a": lambda a, b: np.arange(3.0) * a - np.arange(3.0) + b,
    "array - a": lambda a, b: np.arange(3.0) - a * b,
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_has_the_slopes_that_are_measured(name):
    """To the last bit, and its value is what NumPy makes of the same sign."""
    f = OPERATIONS[name]
    a, b = whole(np.random.default_rng(0), (2, 3, 3))
    np.testing.assert_array_equal(f(Value(a), Value(b)).data, f(a, b))
    da, db = slopes_of(f, a, b)
    np.testing.assert_array_equal(da, numerical_gradient(lambda x: np.sum(f(x, b)), a, eps=0.5))
    np.testing.assert_array_equal(db, numerical_gradient(lambda x: np.sum(f(a, x)), b, eps=0.5))


def test_a_quotient_and_its_mirror_worked_by_hand():
    """Of a / b at (3, 2) the slopes are 1/2 and -3/4, and of 6 / b at 2 it is -3/2."""
    a, b = Value(3.0), Value(2.0)
    (a / b).backward()
    assert (a.grad, b.grad) == (0.5, -0.75)
    (6 / b).backward()
    assert b.grad == -1.5


@pytest.mark.parametrize(
    ("n", "x", "slope"), [(3, -2.0, 12.0), (-2, 2.0, -0.25), (0.5, 4.0, 0.25), (1, 0.0, 1)]
)
def test_a_power_worked_by_hand(n, x, slope):
    """The exponent comes down and is one less, whether it is whole or not."""
    value = Value(x)
    (value**n).backward()
    assert value.grad == slope


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "softmax"])
def test_any_function_of_the_library_can_be_applied(name):
    """With its derivative, which has a test of its own, times the slope that comes back."""
    z, slope = np.linspace(-3, 3, 12).reshape(3, 4), whole(np.random.default_rng(0), (3, 4))
    value = Value(z)
    end = value.apply(ACTIVATIONS[name], DERIVATIVES[name])
    np.testing.assert_array_equal(end.data, ACTIVATIONS[name](z))
    assert end.name == name
    (end * slope).sum().backward()
    np.testing.assert_array_equal(value.grad, slope * DERIVATIVES[name](z))


# ---- broadcasting ----


@given(mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3), seeds)
def test_what_broadcasts_gets_a_slope_of_its_own_shape(shapes, seed):
    """Whatever the two shapes are, slopes are those of the same arrays, repeated by hand and measured."""
    rng = np.random.default_rng(seed)
    a, b = (whole(rng, shape) for shape in shapes.input_shapes)
    for f in (lambda a, b: a + b, lambda a, b: a * b, lambda a, b: a * b - b * b):
        da, db = slopes_of(f, a, b)
        assert (da.shape, db.shape) == (a.shape, b.shape)
        np.testing.assert_array_equal(da, numerical_gradient(lambda x, f=f: np.sum(f(x, b)), a, eps=0.5))
        np.testing.assert_array_equal(db, numerical_gradient(lambda x, f=f: np.sum(f(a, x)), b, eps=0.5))


@given(mutually_broadcastable_shapes(num_shapes=1, base_shape=(2, 3, 2), max_dims=3))
def test_a_slope_is_added_up_where_the_value_was_repeated(shapes):
    """Of ones, each entry gets as many as it has copies."""
    (shape,) = shapes.input_shapes
    full = shapes.result_shape
    found = unbroadcast(np.ones(full), shape)
    assert found.shape == shape
    np.testing.assert_array_equal(found, np.prod(full) // np.prod(shape))


# ---- graphs ----


@st.composite
def expressions(draw):
    """Draw steps of a calculation: signs, and which of the earlier results they take."""
    signs = st.sampled_from(["+", "-", "*", "@", "relu", "square", "rows"])
    return [
        (draw(signs), draw(st.integers(0, 9)), draw(st.integers(0, 9)))
        for _ in range(draw(st.integers(1, 7)))
    ]


def calculate(steps, inputs, functions):
    """Carry the steps out, each on results of the steps before, and add all results up."""
    pool = list(inputs)
    for sign, one, other in steps:
        a, b = pool[one % len(pool)], pool[other % len(pool)]
        pool.append(functions[sign](a, b))
    total = functions["sum"](pool[0], None)
    for result in pool[1:]:
        total = total + functions["sum"](result, None)
    return total


SIGNS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "@": lambda a, b: a @ b,
    "square": lambda a, b: a**2,
}
OURS = SIGNS | {
    "relu": lambda a, b: a.apply(relu, relu_derivative),
    "sum": lambda a, b: a.sum(),
    "rows": lambda a, b: a.sum(axis=0, keepdims=True) + 0 * a,
}


@given(expressions(), seeds)
def test_random_expressions_agree_with_pytorch(steps, seed):
    """Values and slopes of any calculation are PyTorch's, to the last bit where none of them rounds."""
    torch = pytest.importorskip("torch", reason="an outside truth, of the extra `labs`")
    theirs = SIGNS | {
        "relu": lambda a, b: torch.relu(a),
        "sum": lambda a, b: a.sum(),
        "rows": lambda a, b: a.sum(dim=0, keepdim=True) + 0 * a,
    }
    rng = np.random.default_rng(seed)
    arrays = [whole(rng, (2, 2)) for _ in range(3)]
    values = [Value(array) for array in arrays]
    tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
    end, their_end = calculate(steps, values, OURS), calculate(steps, tensors, theirs)
    end.backward()
    their_end.backward()
    largest = max(np.abs([value.data, value.grad]).max() for value in topological_order(end))
    if largest < 2**25:  # a product of two such numbers is still exact, and so is the sum of two products
        assert end.data == their_end.detach().numpy()
        for value, tensor in zip(values, tensors, strict=True):
            np.testing.assert_array_equal(value.grad, tensor.grad.numpy())


@pytest.mark.parametrize(
    ("f", "name"), [(np.exp, "exp"), (np.log, "log"), (np.tanh, "tanh"), (np.sqrt, "sqrt")]
)
def test_functions_agree_with_pytorch(f, name):
    """Of a product that goes through a function, both have the same slopes, but for what it rounds."""
    torch = pytest.importorskip("torch", reason="an outside truth, of the extra `labs`")
    derivative = {
        "exp": np.exp,
        "log": lambda z: 1 / z,
        "tanh": lambda z: 1 - np.tanh(z) ** 2,
        "sqrt": lambda z: 0.5 / np.sqrt(z),
    }[name]
    x = np.linspace(0.25, 2, 8)
    value, tensor = Value(x), torch.tensor(x, requires_grad=True)
    (value * 2.0).apply(f, derivative).sum().backward()
    getattr(torch, name)(tensor * 2.0).sum().backward()
    # of tanh, the square is subtracted from 1, which keeps its error and makes the rest small
    size = 1.0 if name == "tanh" else np.abs(value.grad)
    assert_within(value.grad, tensor.grad.numpy(), 2 * 2 * (2 * ELEMENTARY + 3) * U * size)


def test_a_value_that_is_used_twice_gets_both_shares():
    """Of x x + x at 3 the slope is 7, whichever share comes first, and of w w w at 2 it is 12."""
    x = Value(3.0)
    (x * x + x).backward()
    assert x.grad == 7
    (x + x * x).backward()
    assert x.grad == 7
    w = Value(2.0)
    (w * w * w).backward()
    assert w.grad == 12


def test_a_value_waits_for_all_that_use_it():
    """It is used by the first and by the last of a chain: its share must not go on before both have come."""
    x = Value(2.0)
    a = x * 3.0  # used at once, and again much later
    end = ((a + 1.0) * 1.0 + 0.0) * a
    end.backward()  # of (a + 1) a the slope is 2 a + 1, and a moves by 3
    assert x.grad == 39


@given(expressions(), seeds)
def test_parents_come_first_and_each_value_once(steps, seed):
    """That is what an order is for: nobody is asked for a slope that is not complete."""
    rng = np.random.default_rng(seed)
    order = topological_order(calculate(steps, [Value(whole(rng, (2, 2))) for _ in range(3)], OURS))
    place = {value: number for number, value in enumerate(order)}
    assert len(place) == len(order)
    assert all(place[parent] < place[value] for value in order for parent, _ in value.parents)


def test_a_chain_of_10000_operations_needs_no_recursion():
    """Python allows about a thousand calls within each other, and a training may be longer than that."""
    start = end = Value(1.0)
    for _ in range(5_000):
        end = end * 1.0 + start
    end.backward()
    assert end.data == 5_001
    assert start.grad == 5_001
    assert len(topological_order(end)) == 10_000 + 1 + 5_000  # with the ones that are wrapped


def test_a_diamond_of_forty_storeys_is_walked_once():
    """Each storey doubles the paths: who follows them one by one never ends."""
    start = end = Value(1.0)
    for _ in range(40):
        end = end + end
    end.backward()
    assert end.data == start.grad == 2.0**40


def test_a_second_walk_replaces_the_slopes_of_the_first():
    """Nothing has to be set to zero between two steps."""
    x = Value(3.0)
    end = x * x
    end.backward()
    end.backward()
    assert x.grad == 6


# ---- networks ----


def two_layers(X, params):
    """Return the outputs of a ReLU layer and a sigmoid one, as a value, and its parameters."""
    values = {name: Value(array, name) for name, array in params.items()}
    A1 = (values["W1"] @ X + values["b1"]).apply(relu, relu_derivative)
    return (values["W2"] @ A1 + values["b2"]).apply(sigmoid, sigmoid_derivative), values


def test_the_tiny_network_has_the_numbers_of_the_chapter():
    """The four gradients that the chapter on backpropagation works out by hand, for a label of 0."""
    params = {"W1": [[0.5]], "b1": [[-0.2]], "W2": [[1.5]], "b2": [[-0.2]]}
    outputs, values = two_layers(np.array([[2.0]]), params)
    end = -(1 - outputs).apply(np.log, np.reciprocal)
    end.backward()
    found = [values[name].grad.item() for name in ("W1", "b1", "W2", "b2")]
    assert [round(slope, 4) for slope in found] == [2.1932, 1.0966, 0.5848, 0.7311]
    assert round(end.data.item(), 4) == 1.3133


@pytest.mark.parametrize("seed", range(20))
def test_networks_have_the_gradients_of_backpropagation(seed):
    """Loss and gradients are those of nnbook.backprop, as far as rounding allows."""
    rng = np.random.default_rng(seed)
    n, hidden, outputs, m = rng.integers(1, 6, 4)
    X, Y = rng.standard_normal((n, m)), rng.random((outputs, m))
    shapes = {"W1": (hidden, n), "b1": (hidden, 1), "W2": (outputs, hidden), "b2": (outputs, 1)}
    params = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    exact = rounding.network(X, Y, params, ["relu", "sigmoid"], MSE)
    A, cache = forward_propagation(X, params)
    gradients = backward_propagation(X, Y, params, cache, MSE)
    A2, values = two_layers(X, params)
    end = ((A2 - Y) ** 2).sum() / Y.size
    end.backward()
    assert_within(end.data, compute_loss(A, Y, MSE), 2 * exact["loss"].error)
    for name, value in values.items():
        assert_within(value.grad, gradients[f"d{name}"], 2 * exact[f"d{name}"].off(2).error, name)


# ---- bad input ----

W = Value(np.ones((2, 3)), "W")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Value("two"), "data must be an array of numbers, got 'two'"),
        (lambda: Value([1.0, np.nan]), "data must be finite, got 1 NaN"),
        (lambda: Value(1j), "data must be an array of numbers"),
        (lambda: Value(W), "data must be an array of numbers, got a Value: its numbers are in its data"),
        (lambda: Value(1.0, 3), "name must be a text, got int"),
        (lambda: Value(1.0, "x", [W]), "parents must be pairs of a Value and a function, got Value"),
        (lambda: Value(1.0, "x", W), "parents must be pairs of a Value and a function, got Value"),
        (lambda: Value(1.0, "x", [(W, 3)]), "the second of each pair of parents must be a function such as"),
        (lambda: W + "b", "the other side of \\+ must be an array of numbers, got 'b'"),
        (lambda: W + None, "the other side of \\+ must be an array of numbers, got None"),
        (lambda: W + np.ones(4), "\\+ needs shapes that broadcast, got \\(2, 3\\) and \\(4,\\)"),
        (lambda: np.ones(4) * W, "\\* needs shapes that broadcast, got \\(2, 3\\) and \\(4,\\)"),
        (lambda: W @ W, "@ needs two matrices, .* got \\(2, 3\\) and \\(2, 3\\)"),
        (lambda: W @ np.ones(3), "@ needs two matrices, .* got \\(2, 3\\) and \\(3,\\)"),
        (lambda: W**W, "the exponent must be a plain number, got a Value"),
        (lambda: Value([0.0, 1.0]) ** -1, "the power -1 needs values other than 0, got 0"),
        (lambda: Value(-2.0) ** 0.5, "the power 0.5 needs values above 0, got -2"),
        (lambda: 1 / Value([0.0, 1.0]), "/ needs divisors other than 0, got 1 that are 0"),
        (lambda: W.sum(2), "axis must be one of the 2 axes of \\(2, 3\\), got 2"),
        (lambda: W.sum((0, -2)), "axis must name each axis once, got \\(0, -2\\)"),
        (lambda: W.sum("rows"), "axis must be one of the 2 axes"),
        (lambda: W.sum(0, keepdims=1), "keepdims must be True or False, got int"),
        (lambda: W.apply(3, np.exp), "f must be a function such as np.exp, got int"),
        (lambda: W.apply(np.exp, None), "derivative must be a function such as np.exp, got None"),
        (lambda: W.apply(np.exp, np.mean), "derivative must keep the shape \\(2, 3\\), got \\(\\)"),
        (lambda: W.apply(np.exp, np.exp, 3), "name must be a text, got int"),
        (lambda: Value(-1.0).apply(np.log, np.reciprocal) + 1, "each side of \\+ must be finite"),
        (lambda: Value(1000.0).apply(np.exp, np.exp).backward(), "the end of a walk back must be finite"),
        (
            lambda: W.backward(),
            "backward needs one number such as a loss, got the shape \\(2, 3\\): add it up",
        ),
        (lambda: W.data.__setitem__((0, 0), 2.0), "read-only"),
        (lambda: topological_order(3), "end must be a Value, got int"),
        (
            lambda: unbroadcast(np.ones(3), (2,)),
            "slope must have a shape that the shape \\(2,\\) broadcasts to, got \\(3,\\)",
        ),
        (lambda: unbroadcast(np.ones(3), "x"), "slope must have a shape"),
    ],
)
def test_bad_input_is_refused(call, message):
    """With what was given and what is wanted."""
    with pytest.raises(ValueError, match=message):
        call()


def test_the_array_that_was_given_stays_free():
    """A value has a copy: who goes on with the array changes no graph."""
    array = np.ones(2)
    value = Value(array)
    end = (value * value).sum()
    array += 1
    end.backward()
    np.testing.assert_array_equal(value.grad, [2, 2])


def test_a_class_of_a_chapter_gets_the_other_signs_too():
    """A listing stands alone: its class is not the library's, and all signs work on it."""

    class Listed(Operators):
        __init__, __add__, __mul__ = Value.__init__, Value.__add__, Value.__mul__

    listed = Listed(3.0)
    assert (listed + Listed(1.0)).data == 4
    assert listed.wrap(listed) is listed
