# A forward pass through three layers

# %% starter
import numpy as np

from nnbook.activations import relu, sigmoid
from nnbook.forward import init_parameters


def forward_three_layers(X, params):
    """Return the answers of a network with
    ReLU, ReLU and sigmoid; params holds W1,
    b1, W2, b2, W3, b3.
    """
    ...


params = init_parameters([4, 8, 4, 1], rng=0)
print(forward_three_layers(np.ones((4, 2)), params))

# %% hint
# The first layer is `A1 = relu(params["W1"] @ X + params["b1"])`. The second
# reads `A1` where the first read `X`, and so on.

# %% solution
import numpy as np

from nnbook.activations import relu, sigmoid
from nnbook.forward import init_parameters


def forward_three_layers(X, params):
    A1 = relu(params["W1"] @ X + params["b1"])
    A2 = relu(params["W2"] @ A1 + params["b2"])
    return sigmoid(params["W3"] @ A2 + params["b3"])


params = init_parameters([4, 8, 4, 1], rng=0)
print(forward_three_layers(np.ones((4, 2)), params))

# %% checks
import numpy as np

from nnbook.book.run.grader import close
from nnbook.forward import forward_propagation, init_parameters

rng = np.random.default_rng(0)


def check_against_the_library(forward_three_layers):
    # hidden layers of equal size first, so that a mix-up shows in the values
    for sizes, m in (((4, 5, 5, 1), 3), ((4, 8, 4, 1), 5), ((2, 3, 6, 2), 1)):
        params = init_parameters(sizes, rng=rng)
        for name, value in params.items():
            params[name] = value + 0.1 * rng.standard_normal(value.shape)
        X = rng.standard_normal((sizes[0], m))
        A, _ = forward_propagation(X, params, ["relu", "relu", "sigmoid"])
        close(forward_three_layers(X, params), A)


# %% wrong: no activation in the hidden layers
# Without ReLU between them, the three layers collapse into one. Each hidden
# layer ends with its activation.
from nnbook.activations import sigmoid


def forward_three_layers(X, params):
    Z1 = params["W1"] @ X + params["b1"]
    Z2 = params["W2"] @ Z1 + params["b2"]
    return sigmoid(params["W3"] @ Z2 + params["b3"])


# %% wrong: ReLU at the output
# The last activation is a sigmoid: an answer shall lie between 0 and 1.
from nnbook.activations import relu


def forward_three_layers(X, params):
    A1 = relu(params["W1"] @ X + params["b1"])
    A2 = relu(params["W2"] @ A1 + params["b2"])
    return relu(params["W3"] @ A2 + params["b3"])


# %% wrong: the last layer reads the first
# Your third layer reads `A1`, and the second layer has no say. Each layer reads
# the activations of the one just before it.
from nnbook.activations import relu, sigmoid


def forward_three_layers(X, params):
    A1 = relu(params["W1"] @ X + params["b1"])
    A2 = relu(params["W2"] @ A1 + params["b2"])
    return sigmoid(params["W3"] @ A1 + params["b3"])


# %% wrong: the biases are forgotten
# Your sums lack their biases. Each layer has a bias of its own, `params["b1"]`
# and so on, and it is added before the activation.
from nnbook.activations import relu, sigmoid


def forward_three_layers(X, params):
    A1 = relu(params["W1"] @ X)
    A2 = relu(params["W2"] @ A1)
    return sigmoid(params["W3"] @ A2)
