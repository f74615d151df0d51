# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The same network in PyTorch and Keras
#
# Few people write backpropagation by hand for their work. They use a framework,
# and two are met most often: [PyTorch](https://pytorch.org/) and
# [Keras](https://keras.io/), here on top of [JAX](https://docs.jax.dev/). This
# lab gives all three the same weights and the same data. If the chapters are
# right, the same numbers must come out, from the outputs to the last gradient.
#
# Then each trains the network in its own idiom. At the end the forty lines of
# [Your own autograd](../autograd.md) stand beside PyTorch and JAX, and we see
# what these add.

# %%
import os

os.environ["KERAS_BACKEND"] = "jax"  # Keras reads it when it is imported
os.environ["JAX_ENABLE_X64"] = "1"  # JAX would make float32 of everything
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import keras
import numpy as np
import torch

from nnbook.backprop import backward_propagation
from nnbook.forward import forward_propagation, init_parameters
from nnbook.losses import compute_loss
from nnbook.training import train_network

torch.set_num_threads(1)  # with matrices this small, more would only wait
torch.set_default_dtype(torch.float64)
keras.config.set_floatx("float64")

# %% [markdown]
# Three blobs of points in the plane, one class each, and a network with two
# hidden layers.
#
# One difference meets everybody who changes from one to another. The chapters
# write one *column* a sample, as the formulas do; the frameworks write one
# *row* a sample, as tables do. Both hold the same numbers, transposed.

# %%
SIZES, ACTIVATIONS = (2, 16, 8, 3), ("tanh", "relu", "softmax")
LOSS = "categorical_cross_entropy"
rng = np.random.default_rng(0)
classes = np.repeat([0, 1, 2], 50)
centres = np.array([[0.0, 1.2], [-1.0, -0.6], [1.0, -0.6]])
rows = centres[classes] + 0.6 * rng.standard_normal((150, 2))

X, Y = rows.T, np.eye(3)[:, classes]  # columns, for nnbook
params = init_parameters(SIZES, "he", rng)
print("nnbook takes", X.shape, "and the frameworks take", rows.shape)

# %% [markdown]
# ## nnbook

# %%
A, cache = forward_propagation(X, params, ACTIVATIONS)
loss = compute_loss(A, Y, LOSS)
gradients = backward_propagation(X, Y, params, cache, LOSS)
print(f"loss {loss:.12f}")


def agree(what, theirs, ours):
    """Assert that two arrays of one shape differ by less than 1e-10."""
    theirs = np.asarray(theirs)
    assert theirs.shape == np.shape(ours), (what, theirs.shape)
    assert theirs.dtype == np.float64, (what, theirs.dtype)
    largest = np.abs(theirs - ours).max()
    assert largest < 1e-10, (what, largest)
    print(f"{what:<12} agrees within 1e-10")


# %% [markdown]
# ## PyTorch
#
# A `Linear` layer keeps its weights as the chapters do, (n_out, n_in), and a
# bias without the second dimension. The network ends *before* the softmax:
# `cross_entropy` takes the scores and the class numbers, because it can compute
# the logarithm of a softmax more exactly than we could from its result.
#
# `backward()` is all that is left of backpropagation. PyTorch has noted each
# operation on the way forward, and walks back along its notes.

# %%
their_network = torch.nn.Sequential(
    torch.nn.Linear(2, 16),
    torch.nn.Tanh(),
    torch.nn.Linear(16, 8),
    torch.nn.ReLU(),
    torch.nn.Linear(8, 3),
)
linear = their_network[::2]  # between them stand the activations
with torch.no_grad():
    for number, layer in enumerate(linear, start=1):
        layer.weight.copy_(torch.from_numpy(params[f"W{number}"]))
        layer.bias.copy_(torch.from_numpy(params[f"b{number}"].ravel()))

inputs, targets = torch.from_numpy(rows), torch.from_numpy(classes)
scores = their_network(inputs)
their_loss = torch.nn.functional.cross_entropy(scores, targets)
their_loss.backward()

agree("outputs", torch.softmax(scores, dim=1).detach().T, A)
agree("loss", their_loss.detach(), loss)
for number, layer in enumerate(linear, start=1):
    agree(f"dW{number}", layer.weight.grad, gradients[f"dW{number}"])
    agree(f"db{number}", layer.bias.grad[:, None], gradients[f"db{number}"])

# %% [markdown]
# ## Keras on JAX
#
# Before we begin, a surprise. Asked for the tanh of float64 numbers, the Keras
# of this lab answers in float32, and with the accuracy of float32:

# %%
z = np.linspace(-2, 2, 9)
answer = keras.ops.tanh(z)
off = np.abs(np.asarray(answer) - np.tanh(z)).max()
print(f"{answer.dtype}, off by up to {off:.0e}")

# %% [markdown]
# For training that is more than enough. For a comparison to the tenth decimal
# it is not, and a test without such a narrow limit would not have seen it. So
# we hand the layer JAX's tanh.
#
# A `Dense` layer keeps its weights the other way round, (n_in, n_out), and
# brings its activation with it. JAX notes nothing while it merely computes.
# `value_and_grad` takes a function and returns another one, which computes the
# value and the gradient. So the network must be a pure function of its weights:
# Keras calls that `stateless_call`.

# %%
model = keras.Sequential(
    [
        keras.Input((2,)),
        keras.layers.Dense(16, activation=jnp.tanh),
        keras.layers.Dense(8, activation="relu"),
        keras.layers.Dense(3, activation="softmax"),
    ]
)


def set_start(model):
    """Give the model our initial weights."""
    for number, layer in enumerate(model.layers, start=1):
        W, b = params[f"W{number}"], params[f"b{number}"]
        layer.set_weights([W.T, b.ravel()])


def loss_of(weights):
    """Return the loss of the model with these weights, and its outputs."""
    outputs, _ = model.stateless_call(weights, [], jnp.asarray(rows))
    losses = keras.losses.sparse_categorical_crossentropy(classes, outputs)
    return losses.mean(), outputs


set_start(model)
weights = [variable.value for variable in model.trainable_variables]
values_and_gradients = jax.value_and_grad(loss_of, has_aux=True)
(keras_loss, outputs), keras_gradients = values_and_gradients(weights)

agree("outputs", outputs.T, A)
agree("loss", keras_loss, loss)
for number in (1, 2, 3):
    dW, db = keras_gradients[2 * number - 2 : 2 * number]
    agree(f"dW{number}", dW.T, gradients[f"dW{number}"])
    agree(f"db{number}", db[:, None], gradients[f"db{number}"])

# %% [markdown]
# Three programs, written by different people in different ways: one notes
# operations, one transforms functions, one has the derivatives worked out by
# hand. They agree to the tenth decimal.
#
# ## The same training, three idioms
#
# From the same start, 200 steps of plain gradient descent on all samples, with
# a learning rate of 0.1.
#
# In **nnbook** training is one call, and its loop is one to read.

# %%
LEARNING_RATE, EPOCHS = 0.1, 200
how = dict(activations=ACTIVATIONS, loss=LOSS, params=params)
trained, losses = train_network(X, Y, SIZES, LEARNING_RATE, EPOCHS, **how)
print(f"first loss {losses[0]:.6f}, last loss {losses[-1]:.6f}")

# %% [markdown]
# In **PyTorch** you write the loop. Gradients add up in the tensors until you
# clear them: forget `zero_grad`, and every step is taken with the sum of all
# gradients so far.

# %%
optimizer = torch.optim.SGD(their_network.parameters(), lr=LEARNING_RATE)
torch_losses = []
for _ in range(EPOCHS):
    optimizer.zero_grad()
    scores = their_network(inputs)
    step_loss = torch.nn.functional.cross_entropy(scores, targets)
    step_loss.backward()
    optimizer.step()
    torch_losses.append(step_loss.item())
print(f"first loss {torch_losses[0]:.6f}, last loss {torch_losses[-1]:.6f}")

# %% [markdown]
# In **Keras** you describe: `compile` says what to use, `fit` runs the loop.

# %%
set_start(model)
descent = keras.optimizers.SGD(LEARNING_RATE)
model.compile(optimizer=descent, loss="sparse_categorical_crossentropy")
all_at_once = dict(batch_size=len(rows), shuffle=False, verbose=0)
history = model.fit(rows, classes, epochs=EPOCHS, **all_at_once)
keras_losses = history.history["loss"]
print(f"first loss {keras_losses[0]:.6f}, last loss {keras_losses[-1]:.6f}")

# %%
for name, theirs in (("PyTorch", torch_losses), ("Keras", keras_losses)):
    agree(name, np.array(theirs), np.array(losses))
for number, layer in enumerate(linear, start=1):
    agree(f"W{number} PyTorch", layer.weight.detach(), trained[f"W{number}"])
for number, layer in enumerate(model.layers, start=1):
    W = np.asarray(layer.kernel.value).T
    agree(f"W{number} Keras", W, trained[f"W{number}"])

# %% alt="Three curves of the loss over two hundred epochs, of nnbook, PyTorch and Keras. They lie exactly on each other: a wide band, a thin line in it, and dots on that."
import matplotlib.pyplot as plt

fig, ax = plt.subplots()
ax.plot(losses, linewidth=8, alpha=0.35, label="nnbook")
ax.plot(torch_losses, label="PyTorch")
ax.plot(range(0, EPOCHS, 20), keras_losses[::20], "o", label="Keras")
ax.set(xlabel="epoch", ylabel="loss")
ax.legend()
plt.show()

# %% [markdown]
# ## The forty lines beside the two
#
# Behind `backward()` stands what [Your own autograd](../autograd.md) builds: a
# `Value` notes what it was computed from, and a walk back multiplies and adds.
# Here are its lines once more, and then the same ones in PyTorch and in JAX:
# first the $x$ that is [used
# twice](../autograd.md#where-a-value-is-used-twice), then the network of eight
# ReLUs. This time all three keep the columns of the chapters, so that the lines
# can be compared word by word.
#
# ### With Value

# %%
from nnbook.activations import (
    relu,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
)
from nnbook.autograd import Value, topological_order
from nnbook.datasets import quadrants

x = Value(3.0)
y = x * x + x
y.backward()
print("the slope of x * x + x at 3:", x.grad)

X, Y = quadrants()
start = init_parameters((2, 8, 1), rng=0)


def value_loss(params):
    """Return the loss as a Value, and the values of the parameters."""
    W1, b1, W2, b2 = values = [Value(array) for array in params]
    A1 = (W1 @ X + b1).apply(relu, relu_derivative)
    A2 = (W2 @ A1 + b2).apply(sigmoid, sigmoid_derivative)
    right = Y * A2 + (1 - Y) * (1 - A2)
    return -right.apply(np.log, np.reciprocal).sum() / Y.size, values


def value_gradients(params):
    """Return the gradient of the loss with each parameter."""
    loss, values = value_loss(params)
    loss.backward()
    return [value.grad for value in values]


arrays = list(start.values())
by_value = value_gradients(arrays)
print("the network:", *(array.shape for array in by_value))

# %% [markdown]
# ### With PyTorch
#
# The calculation is letter by letter the same. What differs is who remembers: a
# tensor does so on request, and each function of `torch` brings its own
# derivative.

# %%
x = torch.tensor(3.0, requires_grad=True)
y = x * x + x
y.backward()
agree("x * x + x", x.grad, 7.0)

X_torch, Y_torch = torch.from_numpy(X), torch.from_numpy(Y)


def torch_loss(W1, b1, W2, b2, X=X_torch, Y=Y_torch):
    """Return the loss as a tensor."""
    A1 = torch.relu(W1 @ X + b1)
    A2 = torch.sigmoid(W2 @ A1 + b2)
    right = Y * A2 + (1 - Y) * (1 - A2)
    return -torch.log(right).sum() / Y.numel()


tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
torch_loss(*tensors).backward()
for name, tensor, ours in zip(start, tensors, by_value, strict=True):
    agree(f"d{name}", tensor.grad, ours)

# %% [markdown]
# Two of its habits are not those of `Value`. Slopes of a second walk are
# *added* to those of the first. And a graph is let go of as soon as it has been
# walked, to save memory, so that a second walk along it is an error.

# %%
torch_loss(*tensors).backward()  # a new graph, the same slopes
agree("dW1, twice", tensors[0].grad, 2 * by_value[0])

y = x * x + x
y.backward()
try:
    y.backward()
except RuntimeError as error:
    print(str(error).split(" (")[0])
else:
    raise AssertionError("a graph can be walked twice")

# %% [markdown]
# ### With JAX
#
# Here nothing remembers. The loss is a function of the parameters, and `grad`
# makes another function of it, which returns the gradients: a list as the
# parameters are a list.

# %%
agree("x * x + x", jax.grad(lambda x: x * x + x)(3.0), 7.0)


def jax_loss(params, X=X, Y=Y):
    """Return the loss."""
    W1, b1, W2, b2 = params
    A1 = jax.nn.relu(W1 @ X + b1)
    A2 = jax.nn.sigmoid(W2 @ A1 + b2)
    right = Y * A2 + (1 - Y) * (1 - A2)
    return -jnp.log(right).sum() / Y.size


by_jax = jax.grad(jax_loss)(arrays)
for name, theirs, ours in zip(start, by_jax, by_value, strict=True):
    agree(f"d{name}", theirs, ours)

# %% [markdown]
# ## What a framework adds
#
# Not other mathematics: that was the point of this lab. What it adds is the
# rest.
#
# | What | nnbook | PyTorch | Keras on JAX |
# |---|---|---|---|
# | gradients | written by hand for each function | of any program, noted as it runs | of any pure function, by transforming it |
# | you write | one call | the loop | a description |
# | layers | dense | convolution, attention, recurrence and many more | the same |
# | hardware | the processor | graphics processors too | graphics processors and TPUs too |
# | before it runs | nothing | nothing, or `torch.compile` | compiled as a whole |
# | usual type | float64 | float32 | float32 |
# | a model's file | the dictionary of its weights | `state_dict` | `model.save` |
#
# The first line matters most. With gradients of any program, a new layer is an
# afternoon's idea: write its forward pass, and train. Here is mish, with which
# the chapter on autograd begins and which nobody derived, in both frameworks.

# %%
z = np.linspace(-2, 2, 5)
leaf = torch.tensor(z, requires_grad=True)
mish = leaf * torch.tanh(torch.log1p(torch.exp(leaf)))  # an activation
mish.sum().backward()
slope = jax.grad(lambda v: v * jnp.tanh(jnp.log1p(jnp.exp(v))))
by_jax = jax.vmap(slope)(z)
agree("slopes", leaf.grad, by_jax)
print(np.asarray(by_jax).round(4))

# %% [markdown]
# So far the forty lines can do the same. What follows they cannot.
#
# ### Slopes of slopes
#
# The `grad` of a `Value` is a plain array, which remembers nothing. In JAX the
# derivative is a function again, and has a derivative. In PyTorch
# `create_graph` has the walk back noted, too. What we can do is measure: the
# slope of a slope is how much the slope changes over a small step.

# %%
second = jax.vmap(jax.grad(slope))(z)
leaf = torch.tensor(z, requires_grad=True)
mish = leaf * torch.tanh(torch.log1p(torch.exp(leaf)))
(first,) = torch.autograd.grad(mish.sum(), leaf, create_graph=True)
(by_torch,) = torch.autograd.grad(first.sum(), leaf)
agree("second slope", by_torch, second)

eps = 1e-5
above, below = (jax.vmap(slope)(z + step) for step in (eps, -eps))
measured = (above - below) / (2 * eps)
assert np.abs(measured - second).max() < 1e-8
print(np.asarray(second).round(4))

# %% [markdown]
# Of a loss with many parameters, the second slopes are a table with a row and a
# column for each, the *Hessian*. Nobody writes it down for a network. But how
# the gradient changes along one direction costs no more than a few gradients:
# JAX carries the direction through its own walk back, in [forward
# mode](../autograd.md#forward-or-reverse). Here it is beside the difference of
# two gradients of our own.

# %%
rng = np.random.default_rng(1)
direction = [rng.standard_normal(array.shape) for array in arrays]
_, curvature = jax.jvp(jax.grad(jax_loss), (arrays,), (direction,))

tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
flat = torch.autograd.grad(torch_loss(*tensors), tensors, create_graph=True)
along = sum(
    (one * torch.from_numpy(d)).sum()
    for one, d in zip(flat, direction, strict=True)
)
by_torch = torch.autograd.grad(along, tensors)

eps = 1e-6
shifted = [
    [a + s * d for a, d in zip(arrays, direction, strict=True)]
    for s in (eps, -eps)
]
above, below = (value_gradients(params) for params in shifted)
for number, name in enumerate(start):
    agree(f"along, {name}", by_torch[number], curvature[number])
    measured = (above[number] - below[number]) / (2 * eps)
    assert np.abs(measured - curvature[number]).max() < 1e-6

# %% [markdown]
# ### One gradient for each sample
#
# Write a function for *one* sample, and `vmap` makes one for many, without a
# loop. So each sample gets a gradient of its own. Their mean is the gradient of
# the batch, which is all that a walk back from the mean loss can tell.

# %%
of_one = jax.grad(lambda params, x, y: jax_loss(params, x[:, None], y[:, None]))
each = jax.vmap(of_one, in_axes=(None, 1, 1))(arrays, X, Y)
print("dW1 of each sample:", each[0].shape)
for name, theirs, ours in zip(start, each, by_value, strict=True):
    agree(f"mean d{name}", theirs.mean(axis=0), ours)

longest = np.argmax(np.linalg.norm(each[0], axis=(1, 2)))
A, _ = forward_propagation(X, start)
which = f"sample {longest}, label {Y[0, longest]:g}"
print(f"the longest: {which}, answer {A[0, longest]:.2f}")

# %% [markdown]
# PyTorch has the same two in `torch.func`. There, too, one writes a function
# and gets another one. Here it is for the first weights alone:

# %%
W1, *others = (tensor.detach() for tensor in tensors)
of_one = torch.func.grad(
    lambda W1, x, y: torch_loss(W1, *others, x[:, None], y[:, None])
)
each_torch = torch.func.vmap(of_one, in_dims=(None, 1, 1))
agree("dW1 of each", each_torch(W1, X_torch, Y_torch), each[0])

# %% [markdown]
# ### Compiled as a whole
#
# `jit` runs a function once with stand-ins for its numbers, writes down what it
# does, and has that compiled. From then on no line of Python is run. The proof
# is a counter that counts only once:

# %%
runs = []


def counted(params):
    """Count how often Python comes by, and return the loss."""
    runs.append("one more")
    return jax_loss(params)


quick = jax.jit(jax.grad(counted))
for _ in range(5):
    compiled = quick(arrays)
print("called 5 times, run by Python:", len(runs))
assert len(runs) == 1
agree("dW1", compiled[0], by_value[0])

# %% [markdown]
# So a function that is compiled must not rely on anything but its arguments: it
# would be asked once and never again. `torch.compile` does the like.
#
# ### Without notes
#
# Who only asks a network needs no graph. A `Value` notes everything all the
# same. A tensor does not under `no_grad`, and JAX never does without `grad`.

# %%
kept = topological_order(value_loss(arrays)[0])
print("values that ours keeps for one loss:", len(kept))
with torch.no_grad():
    answer = torch_loss(*tensors)
print("what the tensor remembers:", answer.grad_fn)
assert answer.grad_fn is None and torch_loss(*tensors).grad_fn is not None

# %% [markdown]
# ### Elsewhere
#
# The same lines run on another processor. In PyTorch the tensors are sent there
# and back; JAX takes the fastest one that it finds, unless told otherwise, as
# at the top of this lab. Where there is no graphics processor, the line below
# sends them to where they are:

# %%
device = "cuda" if torch.cuda.is_available() else "cpu"
sent = [tensor.detach().to(device).requires_grad_() for tensor in tensors]
torch_loss(*sent, X_torch.to(device), Y_torch.to(device)).backward()
agree("dW1", sent[0].grad.cpu(), by_value[0])

# %% [markdown]
# The price is that the steps can no longer be seen. When a loss does not fall,
# the framework gives no reason. The chapter [When training
# fails](../failures.md) does, and it holds in every framework, because the
# numbers are the same.
