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
# # Beyond one machine
#
# Some data does not fit on one machine, and some training would take it a year.
# The way out rests on one line of algebra: the gradient of a batch can be put
# together from the gradients of its parts.
#
# This lab shows that it is exact, then lets two worker processes train one
# network, and counts what has to travel between them. That count decides
# whether more machines help.
#
# ## The gradient of a batch is a weighted mean
#
# The loss is a mean over samples. Cut a batch of $m$ samples into parts of
# $m_1, m_2, \dots$ samples, and let $L_i$ be the loss of part $i$. Then
#
# ```math
# L = \sum_i \frac{m_i}{m} L_i
# \qquad\text{and so}\qquad
# \nabla L = \sum_i \frac{m_i}{m} \nabla L_i
# ```
#
# because the gradient of a sum is the sum of the gradients. The weights matter:
# a plain mean is wrong as soon as the parts are of different sizes.

# %%
import os

# one worker is one processor, and NumPy does not borrow that of the other
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import time

import numpy as np
from dask.distributed import Client, SubprocessCluster
from sklearn.datasets import load_digits

from nnbook.backprop import backward_propagation
from nnbook.forward import forward_propagation, init_parameters
from nnbook.losses import compute_loss
from nnbook.training import train_network, update_parameters

SIZES, ACTIVATIONS = (64, 128, 10), ("relu", "softmax")
LOSS = "categorical_cross_entropy"
digits = load_digits()
X = ((digits.data - digits.data.mean(axis=0)) / 16).T
Y = np.eye(10)[:, digits.target]
params = init_parameters(SIZES, "he", 0)


def loss_and_gradients(X, Y, params):
    """Return the loss of a part, its gradients, and how many samples it has."""
    A, cache = forward_propagation(X, params, ACTIVATIONS)
    loss = compute_loss(A, Y, LOSS)
    return loss, backward_propagation(X, Y, params, cache, LOSS), X.shape[1]


def weighted_mean(parts):
    """Put the loss and the gradients of a batch together from its parts."""
    total = sum(samples for _, _, samples in parts)
    loss, gradients = 0.0, {}
    for part_loss, part_gradients, samples in parts:
        share = samples / total
        loss += share * part_loss
        for name, gradient in part_gradients.items():
            gradients[name] = gradients.get(name, 0.0) + share * gradient
    return loss, gradients


whole_loss, whole, _ = loss_and_gradients(X, Y, params)
edges = [0, 100, 700, X.shape[1]]  # three parts of different sizes
cuts = [slice(a, b) for a, b in zip(edges, edges[1:], strict=False)]
parts = [loss_and_gradients(X[:, cut], Y[:, cut], params) for cut in cuts]
together_loss, together = weighted_mean(parts)
_, plain = weighted_mean([(loss, grads, 1) for loss, grads, _ in parts])


def largest_difference(one, other):
    """Return by how much two sets of arrays differ at most."""
    return max(np.abs(one[name] - other[name]).max() for name in one)


print("sizes of the parts:", [samples for _, _, samples in parts])
assert abs(together_loss - whole_loss) < 1e-12
assert largest_difference(whole, together) < 1e-12
print("the weighted mean is the gradient of the whole batch within 1e-12")
wrong = largest_difference(whole, plain)
print(f"the plain mean is off by up to {wrong:.4f}")
assert wrong > 1e-4

# %% [markdown]
# ## Two workers
#
# [Dask](https://distributed.dask.org/) starts the workers, sends them functions
# and data, and brings the results back. Here the workers are two processes of
# this machine. On a real cluster, whose machines have `nnbook` installed, the
# client is told where the scheduler is instead:
# `client = Client("tcp://the-scheduler:8786")`. Then there is no `cluster` to
# close, and the data is cut into as many parts as there are workers. The
# training step stays the same.

# %%
two = dict(n_workers=2, threads_per_worker=1)
cluster = SubprocessCluster(**two, dashboard_address=":0")
client = Client(cluster)
client.wait_for_workers(2)
workers = sorted(client.scheduler_info()["workers"])
print(len(workers), "workers")

# %% [markdown]
# Each worker gets its part of the data once, and keeps it. From then on only
# small things travel: in each step the weights go out to the workers, and the
# gradients come back.

# %%
shards = []
cuts = slice(0, 1000), slice(1000, None)  # unequal on purpose
for worker, cut in zip(workers, cuts, strict=True):
    arrays = np.ascontiguousarray(X[:, cut]), np.ascontiguousarray(Y[:, cut])
    shards.append([client.scatter(array, workers=[worker]) for array in arrays])


def distributed_step(params, learning_rate):
    """Take one step with the gradients that the workers compute."""
    futures = []
    for worker, shard in zip(workers, shards, strict=True):
        where = dict(workers=[worker], pure=False)
        call = client.submit(loss_and_gradients, *shard, params, **where)
        futures.append(call)
    loss, gradients = weighted_mean(client.gather(futures))
    return update_parameters(params, gradients, learning_rate), loss


STEPS, LEARNING_RATE = 30, 0.2
theirs, their_losses = params, []
for _ in range(STEPS):
    theirs, loss = distributed_step(theirs, LEARNING_RATE)
    their_losses.append(loss)

how = dict(activations=ACTIVATIONS, loss=LOSS, params=params)
ours, our_losses = train_network(X, Y, SIZES, LEARNING_RATE, STEPS, **how)
first, last = their_losses[0], their_losses[-1]
print(f"loss, step 1 and {STEPS}: {first:.6f}, {last:.6f}")
np.testing.assert_allclose(their_losses, our_losses, rtol=1e-10)
assert largest_difference(ours, theirs) < 1e-10
print("two workers and train_network learned the same weights, within 1e-10")

# %% [markdown]
# The result is the same, not just similar. This is **synchronous** training:
# every step waits for every worker. The slowest worker sets the pace.
#
# ## What is sent

# %%
bytes_data = X.nbytes + Y.nbytes
bytes_gradients = sum(value.nbytes for value in params.values())
print(f"the data, once:               {bytes_data / 1e3:8.1f} kB")
print(f"weights out, a worker a step: {bytes_gradients / 1e3:8.1f} kB")
print(f"gradients back, the same:     {bytes_gradients / 1e3:8.1f} kB")
steps = np.ceil(bytes_data / (2 * 2 * bytes_gradients))
print(f"in {steps:.0f} steps of two workers, more travels than all the data")
assert bytes_gradients == 8 * (128 * (64 + 1) + 10 * (128 + 1))

# %% [markdown]
# What travels does not depend on how many samples a worker has, only on how
# many weights the network has. So the more samples a worker looks at between
# two exchanges, the better its line is used.
#
# ## What a step costs, measured
#
# A step has two costs: computing, which the workers share, and sending, which
# grows with the network. The times are those of the machine that ran this lab,
# and the least of several tries, since other work can only make a try slower.


# %%
def least_time(function, tries=15):
    """Return the least time of several calls, in milliseconds."""
    times = []
    for _ in range(tries):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return 1e3 * min(times)


def echo(params):
    """Send back what came: a step without the computing."""
    return params


def exchange(params):
    """Send the weights to both workers and take as much back from each."""
    futures = []
    for worker in workers:
        where = dict(workers=[worker], pure=False)
        futures.append(client.submit(echo, params, **where))
    client.gather(futures)


print(
    "neurons  weights  sent a step  computing alone  exchange  with two workers"
)
for width in (32, 512, 4096):
    start = init_parameters((64, width, 10), "he", 0)
    sent = 2 * 2 * sum(value.nbytes for value in start.values())
    computing = least_time(lambda start=start: loss_and_gradients(X, Y, start))
    sending = least_time(lambda start=start: exchange(start))
    both = least_time(lambda start=start: distributed_step(start, 0.2))
    weights = sum(value.size for value in start.values())
    print(
        f"{width:7d} {weights:8d} {sent / 1e6:9.2f} MB {computing:13.1f} ms"
        f" {sending:6.1f} ms {both:14.1f} ms"
    )

client.close()
cluster.close()

# %% [markdown]
# For the small network the exchange costs far more than the computing: two
# workers are slower than one, and a hundred would be slower still. For the
# large one the exchange weighs less, but this batch is soon computed. And all
# of it shares one machine: two workers, the scheduler and this program compete
# for its processors. Distribution pays where the computing of a step takes
# long, compared with sending the weights.
#
# ## What more workers would cost, on paper
#
# Two workers on one machine cannot show how a hundred machines behave.
# Arithmetic can, if we say what we assume:
#
# - a batch of samples is shared equally by $n$ workers, and computing is
#   divided by $n$ without loss;
# - a network of $P$ weights in float32 sends $4P$ bytes, at a rate of $B$ bytes
#   a second, and each message waits a time $t$ first;
# - *one server* talks to all workers over its one line, one after the other; in
#   a *ring* every worker passes pieces to the next one, so that all lines work
#   at once, and each carries about $2 \cdot 4P$ bytes, whatever $n$ is.
#
# ```math
# T_\text{server} = \frac{C}{n} + n \left(2t + \frac{8P}{B}\right)
# ```
#
# ```math
# T_\text{ring} = \frac{C}{n} + 2(n-1) \left(t + \frac{4P}{nB}\right)
# ```
#
# Take a network of 25 million weights, a second of computing for a batch, a
# line of 10 gigabits a second and a wait of 50 microseconds.


# %%
def server(n, C=1.0, P=25e6, B=1.25e9, t=50e-6):
    """Return the time of a step: one server, `n` workers in turn."""
    return C if n == 1 else C / n + n * (2 * t + 8 * P / B)


def ring(n, C=1.0, P=25e6, B=1.25e9, t=50e-6):
    """Return the time of a step: `n` workers pass pieces around a ring."""
    return C if n == 1 else C / n + 2 * (n - 1) * (t + 4 * P / (n * B))


print("workers   server    ring   (seconds a step)")
for n in (1, 2, 4, 8, 16, 64, 256):
    print(f"{n:7d} {server(n):8.3f} {ring(n):7.3f}")
assert server(64) > server(1) and ring(64) < server(64)

# %% alt="How many times faster a step is, against the number of workers, both axes logarithmic. With one server the curve rises a little, then falls below one; with a ring it rises and levels off below ten; a straight line shows the ideal."
import matplotlib.pyplot as plt

counts = np.arange(1, 257)
fig, ax = plt.subplots()
by_ring = [ring(1) / ring(n) for n in counts]
by_server = [server(1) / server(n) for n in counts]
ax.loglog(counts, counts, ":", label="ideal")
ax.loglog(counts, by_ring, label="ring")
ax.loglog(counts, by_server, "--", label="one server")
ax.set(xlabel="workers", ylabel="times faster than one", ylim=(0.05, 300))
ax.legend()
plt.show()

# %% [markdown]
# With one server, the best number of workers is small: its line is soon full,
# and from there on each further worker makes every step slower. The ring does
# not get slower for a long time, but it stops getting faster: what remains is
# the time to send all weights twice.
#
# Beyond that there are four ways on, and large trainings use all of them: more
# samples a worker between two exchanges; fewer bytes a number; sending the last
# layer's gradients while the earlier ones are still being computed, which
# backpropagation's order allows; and faster lines. A larger batch has a limit
# of its own: it takes fewer steps in an epoch, and each step has to be worth
# more, as the tables of [Handwritten digits](digits.py) show for the batch of
# all pictures.
