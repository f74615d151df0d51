# Weights for XOR

# %% starter
import numpy as np

W1 = np.array([[0.0, 0.0], [0.0, 0.0]])  # one row a hidden neuron
b1 = np.array([0.0, 0.0])
W2 = np.array([0.0, 0.0])  # from the hidden neurons to the output
b2 = 0.0

# %% hint
# Let one hidden neuron say "at least one" (OR) and the other "not both" (NAND).
# The output neuron fires where both do (AND). A bias is the threshold with its
# sign turned: fires above 0.5 means a bias of -0.5.

# %% solution
import numpy as np

W1 = np.array([[1.0, 1.0], [-1.0, -1.0]])  # OR, NAND
b1 = np.array([-0.5, 1.5])
W2 = np.array([1.0, 1.0])  # AND
b2 = -1.5

# %% checks
import numpy as np

from nnbook.book.run.grader import expect, show
from nnbook.datasets import xor_gate
from nnbook.perceptron import step


def check_truth_table(W1, b1, W2, b2):
    X, y = xor_gate()
    W1, W2 = np.asarray(W1, dtype=float), np.asarray(W2, dtype=float)
    b1, b2 = np.asarray(b1, dtype=float), np.asarray(b2, dtype=float)
    two_columns = W1.ndim == 2 and W1.shape[1] == 2
    expect(two_columns, f"`W1` has shape {W1.shape}, expected two columns")
    n = len(W1)
    for name, value in (("b1", b1), ("W2", W2)):
        counts = f"{value.size} numbers, expected {n}, one a hidden neuron"
        expect(value.size == n, f"`{name}` has {counts}")
    expect(b2.size == 1, f"`b2` has {b2.size} numbers, expected one")
    hidden = step(X @ W1.T + b1.ravel())
    output = step(hidden @ W2.ravel() + b2.item())
    says = ", ".join(f"`{show(column)}`" for column in hidden.T)
    expect(
        np.array_equal(output, y),
        f"for the inputs 0 0, 0 1, 1 0 and 1 1 the hidden neurons say {says} "
        f"and the network answers `{show(output)}`, expected `{show(y)}`",
    )


# %% wrong: AND in place of NAND
# Your second hidden neuron says "both", and XOR needs "not both". Turn the
# signs of its weights and of its bias.
import numpy as np

W1 = np.array([[1.0, 1.0], [1.0, 1.0]])
b1 = np.array([-0.5, -1.5])
W2 = np.array([1.0, 1.0])
b2 = -1.5

# %% wrong: an output neuron that computes OR
# "At least one" or "not both" is always true. The output neuron has to want
# both at once, so its threshold lies between 1 and 2.
import numpy as np

W1 = np.array([[1.0, 1.0], [-1.0, -1.0]])
b1 = np.array([-0.5, 1.5])
W2 = np.array([1.0, 1.0])
b2 = -0.5

# %% wrong: thresholds in place of biases
# A bias is added, a threshold is passed: they have opposite signs. A neuron
# that fires above 0.5 has a bias of -0.5.
import numpy as np

W1 = np.array([[1.0, 1.0], [-1.0, -1.0]])
b1 = np.array([0.5, -1.5])
W2 = np.array([1.0, 1.0])
b2 = 1.5
