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
# # Handwritten digits
#
# So far the data had two inputs, so that it could be drawn. Here a network of
# the same few functions reads handwriting: scans of the digits zero to nine,
# each of 8 by 8 pixels. It gets about 98 of 100 right after a second of
# training, on pictures that it has never seen.
#
# The library is the one of the chapters. Only the data comes from elsewhere: it
# is a part of [scikit-learn](https://scikit-learn.org/), so nothing is
# downloaded.

# %% [markdown]
# ## The data
#
# A picture is a column of 64 numbers, from 0 for paper to 16 for ink. A label
# becomes a column of ten numbers, a one in the place of the digit and zeros
# elsewhere: this is what [softmax](../activations.md) is compared with.

# %%
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from tqdm import tqdm

from nnbook.forward import forward_propagation
from nnbook.losses import compute_loss
from nnbook.prediction import accuracy
from nnbook.training import train_network

digits = load_digits()
pictures = np.arange(len(digits.target))
split = dict(test_size=0.25, stratify=digits.target, random_state=0)
chosen, held_back = train_test_split(pictures, **split)
print(f"{len(chosen)} pictures to learn from")
print(f"{len(held_back)} held back for the test")

# %% alt="Ten small grey pictures in two rows, one of each digit from zero to nine, coarse but readable."
fig, axes = plt.subplots(2, 5, figsize=(5.2, 2.6))
for digit, ax in enumerate(axes.flat):
    first = chosen[digits.target[chosen] == digit][0]
    ax.imshow(digits.images[first], cmap="gray_r")
    ax.set_title(str(digit))
    ax.axis("off")
plt.show()

# %% [markdown]
# Gradient descent goes astray where inputs are large or lie far from zero. So
# each pixel loses its mean and is divided by the full ink, 16. The mean is that
# of the training pictures alone. A mean over all pictures would let the test
# leak into the training: the test asks how the network does on pictures that
# nobody has seen, and the mean has seen them.

# %%
mean = digits.data[chosen].mean(axis=0)
X = ((digits.data - mean) / 16).T
Y = np.eye(10)[:, digits.target]
X_train, Y_train = X[:, chosen], Y[:, chosen]
X_test, Y_test = X[:, held_back], Y[:, held_back]
print("inputs", X_train.shape, "labels", Y_train.shape)
assert abs(X_train.mean()) < 1e-12 and (Y.sum(axis=0) == 1).all()

# %% [markdown]
# ## Training
#
# One hidden layer of 128 neurons, softmax over ten outputs, Adam on batches of
# 64 pictures. `on_epoch` is called after each epoch with its number, its loss
# and the parameters of that moment. So it can move a progress bar, which is
# drawn where you run the lab and not on this page, and every fifth time it
# looks how the network does on the test pictures. The training goes on as if
# nobody had looked.

# %%
LOSS = "categorical_cross_entropy"


def outputs(X, params):
    """Return the ten probabilities of each picture."""
    return forward_propagation(X, params)[0]


def train(width=128, learning_rate=0.005, epochs=50, batch_size=64, **how):
    """Train a network with one hidden layer on the digits."""
    how |= dict(activations=("relu", "softmax"), loss=LOSS, optimizer="adam")
    how |= dict(epochs=epochs, batch_size=batch_size)
    sizes = 64, width, 10
    return train_network(X_train, Y_train, sizes, learning_rate, **how)


epochs_done, right_train, right_test, test_losses = [], [], [], []


def look(epoch, loss, params):
    """Move the bar, and look at the test pictures every fifth time."""
    bar.update()
    if epoch % 5 == 4:
        epochs_done.append(epoch + 1)
        right_train.append(accuracy(X_train, Y_train, params))
        right_test.append(accuracy(X_test, Y_test, params))
        test_losses.append(compute_loss(outputs(X_test, params), Y_test, LOSS))


with tqdm(total=50, unit="epoch") as bar:
    params, losses = train(rng=0, on_epoch=look)

print(f"training {right_train[-1]:.1%}, test {right_test[-1]:.1%}")
assert right_test[-1] >= 0.97

# %% alt="Two curves of the loss on a logarithmic axis over fifty epochs. That of the training falls all the way; that of the test falls fast and then stays level, well above it."
fig, ax = plt.subplots()
ax.semilogy(range(1, 51), losses, label="training")
ax.semilogy(epochs_done, test_losses, "o--", label="test")
ax.set(xlabel="epoch", ylabel="loss")
ax.legend()
plt.show()

# %% alt="The share of right answers over fifty epochs: in training it reaches one, in the test it levels off a little below."
fig, ax = plt.subplots()
ax.plot(epochs_done, right_train, "o-", label="training")
ax.plot(epochs_done, right_test, "o--", label="test")
ax.set(xlabel="epoch", ylabel="share of right answers")
ax.legend()
plt.show()

# %% [markdown]
# The two curves of the loss part early. From there on the network learns the
# training pictures by heart, and that helps nobody. It does not hurt much
# either: the test accuracy falls by less than one in a hundred.
#
# ## Which digits does it mistake?
#
# The confusion matrix counts pictures: a row for what was written, a column for
# what the network read. Right answers are on the diagonal, in blue, and
# mistakes beside it, in red.

# %% alt="A table of ten by ten cells. The diagonal holds some forty pictures a digit; only a few cells beside it, in another colour, hold a one or a two."
P = outputs(X_test, params)
written, answered = Y_test.argmax(axis=0), P.argmax(axis=0)
confusion = np.zeros((10, 10), dtype=int)
np.add.at(confusion, (written, answered), 1)
assert confusion.sum() == len(held_back)
assert confusion.trace() / confusion.sum() == right_test[-1]

fig, ax = plt.subplots(figsize=(5.2, 4.8))
ax.grid(False)
colours = np.where(confusion > 0, np.eye(10), np.nan)
ax.imshow(colours, cmap="coolwarm_r", alpha=0.5)
for i, j in zip(*np.nonzero(confusion), strict=True):
    ax.text(j, i, confusion[i, j], ha="center", va="center", fontsize=9)
ax.set(xlabel="read", ylabel="written", xticks=range(10), yticks=range(10))
plt.show()

# %% [markdown]
# Here are the pictures that it got wrong, the surest mistakes first, at most
# eight of them. Above each stands how probable the network found its answer.

# %% alt="Up to eight badly written digits, each with the digit that was meant, the digit that was read, and the probability of the answer."
wrong = np.flatnonzero(written != answered)
wrong = wrong[np.argsort(-P[answered[wrong], wrong])]
fig, axes = plt.subplots(2, 4, figsize=(5.2, 3.6))
for ax, i in zip(axes.flat, wrong[:8], strict=False):
    ax.imshow(digits.images[held_back[i]], cmap="gray_r")
    sure = P[answered[i], i]
    ax.set_title(f"{written[i]} read as {answered[i]}\n{sure:.0%} sure")
for ax in axes.flat:
    ax.axis("off")
plt.show()

# %% [markdown]
# Many of these are hard for us as well: at 8 by 8 pixels the loop of a nine
# closes or not, an eight loses its waist. And some, we would read at a glance.
# A network that has learned all its training pictures by heart is often sure
# even where it is wrong, but it is less sure than usual. Sort the pictures by
# how sure it is, and most of the mistakes stand among the first few:

# %%
surest, right = P.max(axis=0), written == answered
print(f"right answers: {np.median(surest[right]):.4f} sure (median)")
print(f"wrong answers: {np.median(surest[~right]):.4f} sure (median)")
doubtful = np.argsort(surest)[: len(surest) // 20]
caught = np.isin(wrong, doubtful).sum()
print(f"of {surest.size} pictures, the {doubtful.size} least sure ones")
print(f"hold {caught} of the {wrong.size} mistakes")
assert caught > wrong.size / 3  # by chance it would be a twentieth

# %% [markdown]
# A machine that sorts letters uses this: it reads what it is sure of, and hands
# the rest to a person.
#
# There is a deeper reason for mistakes. The network does not know that pixels
# have neighbours: if all pictures had their pixels shuffled in the same way, it
# would learn exactly as well. A digit that is shifted by one pixel is therefore
# a new picture to it.

# %%
shifted = np.roll(digits.images[held_back], 1, axis=2)
shifted[:, :, 0] = 0  # what left on the right must not come in on the left
X_shifted = ((shifted.reshape(-1, 64) - mean) / 16).T
right_shifted = accuracy(X_shifted, Y_test, params)
print(f"test pictures as they are: {right_test[-1]:.1%} right")
print(f"one pixel to the right:    {right_shifted:.1%} right")
assert right_shifted < right_test[-1] - 0.1

# %% [markdown]
# Nobody would be troubled by that shift. Convolutional networks were made for
# this weakness: they look for the same strokes at every place.
#
# ## What the first layer looks for
#
# A neuron of the first layer has one weight for each pixel, so its weights are
# a picture. But a part of that picture is the noise of the random start, and
# says nothing about digits. What the neuron *learned* is the difference from
# its start.

# %%
start, _ = train(rng=0, epochs=0)  # the same seed draws the same start
W1, learned = params["W1"], params["W1"] - start["W1"]
print(f"usual size of a weight at the start: {start['W1'].std():.3f}")
print(f"usual size of what training added:   {learned.std():.3f}")

# %% [markdown]
# Red pixels are those whose ink the neuron learned to count for itself, blue
# ones those it learned to count against. These are the sixteen neurons that
# changed most.

# %% alt="Sixteen small pictures in red and blue. Each shows patches and strokes of one colour next to the other, in the middle of the picture; the margins on the left and right are pale."
longest = np.argsort(-np.linalg.norm(learned, axis=1))[:16]
limit = np.abs(learned[longest]).max()
fig, axes = plt.subplots(4, 4, figsize=(4.4, 4.4))
for ax, neuron in zip(axes.flat, longest, strict=True):
    weights = learned[neuron].reshape(8, 8)
    ax.imshow(weights, cmap="RdBu_r", vmin=-limit, vmax=limit)
    ax.axis("off")
plt.show()

# %% [markdown]
# No neuron looks for a whole digit. A neuron compares patches: ink here and
# none there. The second layer puts 128 such comparisons together.
#
# Some pixels are never inked in training, at the left and right edges for
# instance. Their input is always zero, so their gradient is zero too, and their
# weights are still those of the start:

# %%
never = digits.data[chosen].max(axis=0) == 0
print(f"{never.sum()} of 64 pixels are never inked")
unmoved = np.array_equal(W1[:, never], start["W1"][:, never])
print("their weights have not moved:", unmoved)
assert never.any() and unmoved

# %% [markdown]
# ## Width, learning rate and batch size
#
# Each table changes one thing and leaves the rest as above. Each line is the
# mean over two seeds, after 20 epochs, so that the differences show. With 450
# test pictures, one more mistake is already 0.2 percent: do not believe in the
# last digit.


# %%
def row(label, **changes):
    """Train twice with some settings changed, and print how it went."""
    runs = [train(epochs=20, rng=seed, **changes) for seed in (1, 2)]
    loss = np.mean([losses[-1] for _, losses in runs])
    right = np.mean([accuracy(X_test, Y_test, params) for params, _ in runs])
    print(f"{label:>8}  {loss:13.4f}  {right:13.1%}")
    return right


print("   width  training loss  test accuracy")
by_width = {n: row(n, width=n) for n in (2, 8, 32, 128, 256)}
assert by_width[2] < by_width[8] < by_width[128]

# %%
print("    rate  training loss  test accuracy")
rates = 0.0001, 0.001, 0.005, 0.05, 0.5
by_rate = {rate: row(rate, learning_rate=rate) for rate in rates}
assert by_rate[0.005] > by_rate[0.0001] and by_rate[0.005] > by_rate[0.5]

# %%
print("   batch  training loss  test accuracy")
sizes = 16, 64, 256, len(chosen)
by_batch = {size: row(size, batch_size=size) for size in sizes}
assert by_batch[64] > by_batch[len(chosen)]

# %% [markdown]
# Width: two neurons are too few to tell ten digits apart, and from some dozens
# on more neurons gain little.
#
# Learning rate: too small is only slow. Too large never settles, and the
# largest shows that loss and accuracy are two things: nine of ten answers and
# more are right, but the network is so sure of the others that the loss is that
# of no learning at all, or worse. Between the extremes a factor of ten changes
# little: this is why the rate is tried in powers of ten.
#
# Batch size: a small batch takes more steps in the same number of epochs, so it
# gets further. All pictures in one batch make one step an epoch, and 20 steps
# are not enough. What the small batch costs is time: many small matrix products
# take longer than a few large ones, as [Make it fast](../speed.md) measures.
#
# One warning. These tables show the test accuracy, to show what each setting
# does. Whoever *chooses* a setting by them has used up the test: the best of
# many lines is partly luck. To choose, hold back one more part of the data, the
# validation set, and look at the test once, at the end.
