"""The same weights in PyTorch: an outside truth for values, losses, gradients and steps."""

import numpy as np
import pytest

from nnbook.activations import ACTIVATIONS, DERIVATIVES, prelu, prelu_derivative, softmax, softmax_derivative
from nnbook.backprop import backward_propagation
from nnbook.forward import forward_propagation, init_parameters
from nnbook.losses import LOSSES, compute_loss, loss_gradient
from nnbook.training import train_network

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


def close(ours, theirs):
    """Assert equality within 1e-12, relative to the largest value."""
    theirs = theirs.detach().numpy() if isinstance(theirs, torch.Tensor) else theirs
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12 * max(1, np.abs(theirs).max()))


def their_forward(X, params, activations):
    """Compute the outputs with tensors."""
    A = torch.tensor(X)
    for layer, name in enumerate(activations, start=1):
        A = THEIR_ACTIVATIONS[name](params[f"W{layer}"] @ A + params[f"b{layer}"])
    return A


def random_case(seed):
    """Draw sizes, activations, a loss that suits the output, parameters, data and labels."""
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
    """Outputs, loss and every gradient of a random network are those of PyTorch within 1e-12."""
    X, Y, params, activations, loss = random_case(seed)
    tensors = {name: leaf(value) for name, value in params.items()}
    theirs = their_forward(X, tensors, activations)
    A, cache = forward_propagation(X, params, activations)
    close(A, theirs)
    their_loss = THEIR_LOSSES[loss](theirs, torch.tensor(Y))
    close(compute_loss(A, Y, loss), their_loss)
    their_loss.backward()
    gradients = backward_propagation(X, Y, params, cache, loss)
    for name, tensor in tensors.items():
        close(gradients[f"d{name}"], tensor.grad)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_agree(name):
    """Values and derivatives are those of PyTorch, from the middle far into the tails."""
    z = np.concatenate([np.linspace(-30, 30, 401), [-700.0, -100.0, 100.0, 700.0]])
    v = np.random.default_rng(0).standard_normal(z.shape)
    tensor = leaf(z)
    theirs = THEIR_ACTIVATIONS[name](tensor)
    theirs.backward(torch.tensor(v))
    close(ACTIVATIONS[name](z), theirs)
    close(DERIVATIVES[name](z, v) if name == "softmax" else v * DERIVATIVES[name](z), tensor.grad)


def test_prelu_with_a_slope_for_each_row_agrees():
    """A column of slopes is what PyTorch calls the weight of its channels."""
    rng = np.random.default_rng(0)
    z, alpha = rng.standard_normal((3, 5)), rng.standard_normal((3, 1))
    tensor = leaf(z.T.copy())
    theirs = F.prelu(tensor, torch.tensor(alpha.ravel()))
    theirs.sum().backward()
    close(prelu(z, alpha), theirs.detach().numpy().T)
    close(prelu_derivative(z, alpha), tensor.grad.numpy().T)


@pytest.mark.parametrize(("axis", "temperature"), [(0, 0.5), (1, 1.0), (-1, 4.0)])
def test_softmax_with_axis_and_temperature_agrees(axis, temperature):
    """Along any axis and at any temperature, values and products are those of PyTorch."""
    rng = np.random.default_rng(0)
    z, v = rng.standard_normal((3, 5)), rng.standard_normal((3, 5))
    tensor = leaf(z)
    theirs = F.softmax(tensor / temperature, dim=axis)
    theirs.backward(torch.tensor(v))
    close(softmax(z, axis, temperature), theirs)
    close(softmax_derivative(z, v, axis, temperature), tensor.grad)


@pytest.mark.parametrize("loss", LOSSES)
def test_losses_agree(loss):
    """Each loss and its gradient with respect to the outputs are those of PyTorch."""
    rng = np.random.default_rng(0)
    A, Y = rng.uniform(0.05, 0.95, (4, 7)), rng.random((4, 7))
    tensor = leaf(A)
    theirs = THEIR_LOSSES[loss](tensor, torch.tensor(Y))
    theirs.backward()
    close(compute_loss(A, Y, loss), theirs)
    close(loss_gradient(A, Y, loss), tensor.grad)


def test_logits_agree_with_softmax_and_its_loss():
    """What PyTorch computes from scores and class numbers equals softmax and one-hot labels."""
    rng = np.random.default_rng(0)
    z, classes = 5 * rng.standard_normal((4, 7)), rng.integers(0, 4, 7)
    theirs = F.cross_entropy(torch.tensor(z.T), torch.tensor(classes))
    close(compute_loss(softmax(z), np.eye(4)[:, classes], CCE), theirs)


@pytest.mark.parametrize("optimizer", THEIR_OPTIMIZERS)
def test_fifty_steps_agree(optimizer):
    """From the same start, fifty steps of each optimizer lead to the same weights and losses."""
    rng = np.random.default_rng(0)
    X, Y, start = rng.standard_normal((3, 20)), rng.integers(0, 2, (1, 20)), init_parameters((3, 5, 1), rng=1)
    activations = ["tanh", "sigmoid"]
    tensors = {name: leaf(value) for name, value in start.items()}
    their_optimizer = THEIR_OPTIMIZERS[optimizer](list(tensors.values()), lr=0.05)
    their_losses = []
    for _ in range(50):
        their_optimizer.zero_grad()
        loss = F.binary_cross_entropy(
            their_forward(X, tensors, activations), torch.tensor(Y, dtype=torch.float64)
        )
        loss.backward()
        their_optimizer.step()
        their_losses.append(loss.item())
    params, losses = train_network(
        X, Y, (3, 5, 1), 0.05, 50, activations=activations, optimizer=optimizer, params=start
    )
    np.testing.assert_allclose(losses, their_losses, rtol=1e-11)
    for name, tensor in tensors.items():
        np.testing.assert_allclose(params[name], tensor.detach().numpy(), rtol=1e-9, atol=1e-12)
