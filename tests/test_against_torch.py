"""The same weights in PyTorch: an outside truth for values, losses, gradients and steps."""

import numpy as np
import pytest
import rounding
from rounding import Rounded, assert_within, rounded

from nnbook.activations import ACTIVATIONS, DERIVATIVES, prelu, prelu_derivative, softmax, softmax_derivative
from nnbook.backprop import backward_propagation
from nnbook.forward import forward_propagation, init_parameters
from nnbook.losses import LOSSES, compute_loss, loss_gradient
from nnbook.optimizers import OPTIMIZERS
from nnbook.training import train_network, update_parameters

BCE, CCE, MSE = LOSSES

THEIR_ACTIVATIONS = {
    "identity": lambda z: z,
    "sigmoid": lambda z: torch.sigmoid(z),
    "tanh": lambda z: torch.tanh(z),
    "relu": lambda z: F.relu(z),
    "leaky_relu": lambda z: F.leaky_relu(z),
    "prelu": lambda z: F.prelu(z, torch.tensor(0.25, dtype=z.dtype)),
    "elu": lambda z: F.elu(z),
    "softmax": lambda z: F.softmax(z, dim=0),
}
THEIR_LOSSES = {
    BCE: lambda A, Y: F.binary_cross_entropy(A, Y),
    CCE: lambda A, Y: -(Y * A.log()).sum() / A.shape[1],
    MSE: lambda A, Y: F.mse_loss(A, Y),
}
THEIR_OPTIMIZERS = {
    "sgd": lambda tensors, lr: torch.optim.SGD(tensors, lr=lr),
    "momentum": lambda tensors, lr: torch.optim.SGD(tensors, lr=lr, momentum=0.9),
    "adam": lambda tensors, lr: torch.optim.Adam(tensors, lr=lr),
}


@pytest.fixture(scope="module", autouse=True)
def pytorch():
    """Import PyTorch where these tests run, not where they are collected: it takes more than a second."""
    global torch, F
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)  # for matrices this small more threads only wait for each other
    F = torch.nn.functional


def leaf(array):
    """Make a tensor that collects its gradient."""
    return torch.tensor(array, requires_grad=True)


def close(ours, theirs, exact, what="it"):
    """Assert that both are within the error of what is exact, so within twice that of each other."""
    assert_within(ours, theirs.detach().numpy(), 2 * exact.error, what)


def their_forward(X, params, activations):
    """Compute the outputs with tensors."""
    A = torch.tensor(X)
    for layer, name in enumerate(activations, start=1):
        A = THEIR_ACTIVATIONS[name](params[f"W{layer}"] @ A + params[f"b{layer}"])
    return A


def random_case(seed):
    """Draw sizes, activations, a loss that suits the output, parameters, data and labels.

    No seed that is used here leads to an a (1 - a) below 1e-12, which PyTorch takes for 1e-12.
    """
    rng = np.random.default_rng(seed)
    depth, m = rng.integers(1, 6), rng.integers(1, 20)
    sizes = rng.integers(1, 12, depth + 1)
    sizes[-1] += 1  # softmax over one output is always 1, which PyTorch's clipped logarithms count otherwise
    loss = LOSSES[seed % 3]
    outputs = list(ACTIVATIONS) if loss == MSE else ["sigmoid", "softmax"]
    activations = [*rng.choice(list(ACTIVATIONS), depth - 1), rng.choice(outputs)]
    params = init_parameters(sizes, "he", rng)
    params = {name: value + 0.1 * rng.standard_normal(value.shape) for name, value in params.items()}
    X, Y = rng.standard_normal((sizes[0], m)), rng.random((sizes[-1], m))
    return X, Y, params, [str(name) for name in activations], loss


@pytest.mark.parametrize("seed", range(60))
def test_random_networks_agree(seed):
    """Outputs, loss and every gradient of a random network are those of PyTorch as far as rounding allows."""
    X, Y, params, activations, loss = random_case(seed)
    exact = rounding.network(X, Y, params, activations, loss)
    tensors = {name: leaf(value) for name, value in params.items()}
    theirs = their_forward(X, tensors, activations)
    A, cache = forward_propagation(X, params, activations)
    close(A, theirs, exact[f"A{len(activations)}"])
    their_loss = THEIR_LOSSES[loss](theirs, torch.tensor(Y))
    close(compute_loss(A, Y, loss), their_loss, exact["loss"])
    their_loss.backward()
    gradients = backward_propagation(X, Y, params, cache, loss)
    for name, tensor in tensors.items():
        close(gradients[f"d{name}"], tensor.grad, exact[f"d{name}"], name)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_agree(name):
    """Values and derivatives are those of PyTorch, from the middle far into the tails."""
    z = np.concatenate([np.linspace(-30, 30, 401), [-700.0, -100.0, 100.0, 700.0]])
    v = np.random.default_rng(0).standard_normal(z.shape)
    tensor = leaf(z)
    theirs = THEIR_ACTIVATIONS[name](tensor)
    theirs.backward(torch.tensor(v))
    close(ACTIVATIONS[name](z), theirs, rounding.activation(rounded(z), name))
    ours = DERIVATIVES[name](z, v) if name == "softmax" else v * DERIVATIVES[name](z)
    close(ours, tensor.grad, rounding.through_activation(rounded(v), rounded(z), name))


def test_prelu_with_a_slope_for_each_row_agrees():
    """A column of slopes is what PyTorch calls the weight of its channels; one product rounds in one way."""
    rng = np.random.default_rng(0)
    z, alpha = rng.standard_normal((3, 5)), rng.standard_normal((3, 1))
    tensor = leaf(z.T.copy())
    theirs = F.prelu(tensor, torch.tensor(alpha.ravel()))
    theirs.sum().backward()
    np.testing.assert_array_equal(prelu(z, alpha), theirs.detach().numpy().T)
    np.testing.assert_array_equal(prelu_derivative(z, alpha), tensor.grad.numpy().T)


@pytest.mark.parametrize(("axis", "temperature"), [(0, 0.5), (1, 1.0), (-1, 4.0)])
def test_softmax_with_axis_and_temperature_agrees(axis, temperature):
    """Along any axis and at any temperature, values and products are those of PyTorch."""
    rng = np.random.default_rng(0)
    z, v = rng.standard_normal((3, 5)), rng.standard_normal((3, 5))
    tensor = leaf(z)
    theirs = F.softmax(tensor / temperature, dim=axis)
    theirs.backward(torch.tensor(v))
    given = Rounded(z).off(1)  # PyTorch divides by the temperature before it subtracts the largest
    close(softmax(z, axis, temperature), theirs, rounding.activation(given, "softmax", axis, temperature))
    exact = rounding.through_activation(rounded(v), given, "softmax", axis, temperature)
    close(softmax_derivative(z, v, axis, temperature), tensor.grad, exact)


@pytest.mark.parametrize("loss", LOSSES)
def test_losses_agree(loss):
    """Each loss and its gradient with respect to the outputs are those of PyTorch."""
    rng = np.random.default_rng(0)
    A, Y = rng.uniform(0.05, 0.95, (4, 7)), rng.random((4, 7))
    tensor = leaf(A)
    theirs = THEIR_LOSSES[loss](tensor, torch.tensor(Y))
    theirs.backward()
    close(compute_loss(A, Y, loss), theirs, rounding.loss_of(rounded(A), Y, loss))
    exact = rounding.loss_gradient(rounded(A), Y, loss)
    exact = exact.off(1)  # PyTorch multiplies with 1 / N, which is a rounding more
    close(loss_gradient(A, Y, loss), tensor.grad, exact)


def test_logits_agree_with_softmax_and_its_loss():
    """What PyTorch computes from scores and class numbers equals softmax and one-hot labels."""
    rng = np.random.default_rng(0)
    z, classes = 5 * rng.standard_normal((4, 7)), rng.integers(0, 4, 7)
    theirs, Y = F.cross_entropy(torch.tensor(z.T), torch.tensor(classes)), np.eye(4)[:, classes]
    exact = rounding.loss_of(rounding.activation(rounded(z), "softmax"), Y, CCE)
    close(compute_loss(softmax(z), Y, CCE), theirs, exact)


WALK, RATE = ["tanh", "sigmoid"], 0.05  # the activations of a network that is trained, and the learning rate


def their_training(optimizer, steps):
    """Give data, labels and a start, and for each step from there their loss, gradients and new weights."""
    rng = np.random.default_rng(0)
    X, Y, start = rng.standard_normal((3, 20)), rng.integers(0, 2, (1, 20)), init_parameters((3, 5, 1), rng=1)
    tensors = {name: leaf(value) for name, value in start.items()}
    their_optimizer = THEIR_OPTIMIZERS[optimizer](list(tensors.values()), lr=RATE)
    taken = []
    for _ in range(steps):
        their_optimizer.zero_grad()
        loss = F.binary_cross_entropy(their_forward(X, tensors, WALK), torch.tensor(Y, dtype=torch.float64))
        loss.backward()
        their_optimizer.step()
        gradients = {f"d{name}": tensor.grad.numpy().copy() for name, tensor in tensors.items()}
        taken.append((loss, gradients, {name: tensor.detach().clone() for name, tensor in tensors.items()}))
    return X, Y, start, taken


# What a step errs is in the next gradient. Adam divides by the size of the gradients, and so multiplies that:
# the bound, which takes the worst of each step, grows four- or fivefold at each.
@pytest.mark.parametrize(("optimizer", "steps"), [("sgd", 50), ("momentum", 50), ("adam", 10)])
def test_many_steps_agree(optimizer, steps):
    """From the same start, training leads to the same losses and weights, as far as rounding allows."""
    X, Y, start, taken = their_training(optimizer, steps)
    exact = rounding.training(X, Y, start, WALK, BCE, RATE, optimizer)
    for step, ((their_loss, _, theirs), (loss, params)) in enumerate(
        zip(taken, exact, strict=False), start=1
    ):
        ours, losses = train_network(
            X, Y, (3, 5, 1), RATE, step, activations=WALK, optimizer=optimizer, params=start
        )
        close(losses[-1], their_loss, loss, f"the loss of step {step}")
        for name in start:
            close(ours[name], theirs[name], params[name], f"{name} after step {step}")


@pytest.mark.parametrize("optimizer", THEIR_OPTIMIZERS)
def test_each_optimizer_takes_the_same_steps_along_the_same_gradients(optimizer):
    """Fifty times, their gradient and what is remembered of those before give the step that they take."""
    _, _, before, taken = their_training(optimizer, 50)
    state, exact_state = {}, {}
    for step, (_, gradients, after) in enumerate(taken, start=1):
        direction, state = OPTIMIZERS[optimizer](gradients, state)
        ours = update_parameters(before, direction, RATE)
        for name, theirs in after.items():
            gradient = rounded(gradients[f"d{name}"])
            exact, exact_state[name] = rounding.optimize(gradient, exact_state.get(name), optimizer, step)
            close(ours[name], theirs, rounded(before[name]) - RATE * exact, f"{name} after step {step}")
        before = {name: tensor.numpy() for name, tensor in after.items()}
