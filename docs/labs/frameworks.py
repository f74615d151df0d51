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
# Then each trains the network in its own idiom, and we see what the framework
# adds.

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
# afternoon's idea: write its forward pass, and train. Here is a function that
# no chapter has a derivative for, in both frameworks.

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
# The price is that the steps can no longer be seen. When a loss does not fall,
# the framework gives no reason. The chapter [When training
# fails](../failures.md) does, and it holds in every framework, because the
# numbers are the same.
