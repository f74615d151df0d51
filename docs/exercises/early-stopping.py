# When to stop

# %% starter
def stop(losses, patience):
    """Return two numbers: the epoch to keep,
    and after how many epochs the training
    ends.

    losses are the validation losses, epoch 0
    first. The training ends once there has
    been no new lowest loss for patience
    epochs, or with the last one.
    """
    ...


print(stop([0.7, 0.5, 0.6, 0.4, 0.5, 0.6, 0.3], 2))

# %% hint
# Remember the lowest loss and its epoch. In each epoch, first see whether the
# loss is lower; if not, and `epoch - best` has reached the patience, return
# `best, epoch + 1`.


# %% solution
def stop(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return best, epoch + 1
    return best, len(losses)


print(stop([0.7, 0.5, 0.6, 0.4, 0.5, 0.6, 0.3], 2))

# %% checks
import numpy as np

from nnbook.book.run.grader import close, parts

rng = np.random.default_rng(0)


def by_hand(losses, patience):
    """Try each length of a training, the shortest first."""
    for length in range(1, len(losses) + 1):
        seen = losses[:length]
        best = seen.index(min(seen))
        if length - 1 - best >= patience:
            break
    return best, length


def check_stop(stop):
    bumpy = [0.9, 0.5, 0.6, 0.4, 0.5, 0.7, 0.6]
    cases = [([*bumpy, 0.45, 0.3, 0.2, 0.25, 0.22, 0.21, 0.24], 3)]
    cases += [([0.5, 0.4, 0.4, 0.3], 2), ([3.0, 2.0, 1.0], 1)]
    for patience in (1, 2, 4, 6):
        falling = np.linspace(1, 0.4, 14) + rng.uniform(0, 0.3, 14)
        cases.append((falling.round(3).tolist(), patience))
    for losses, patience in cases:
        got = parts(stop(list(losses), patience), "the epoch", "the length")
        close(got, by_hand(losses, patience), "the pair")


# %% wrong: the last epoch is kept
# You keep the parameters of the moment at which you stop. They have been worse
# for `patience` epochs: keep the epoch with the lowest loss.
def stop(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return epoch, epoch + 1
    return len(losses) - 1, len(losses)


# %% wrong: worse than the epoch before
# You compare with the epoch before. A loss may rise and fall on its way down:
# compare with the lowest one so far.
def stop(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[epoch - 1]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited >= patience:
            return best, epoch + 1
    return best, len(losses)


# %% wrong: the lowest loss of all
# You look for the lowest of all losses. When the training has ended, what would
# have come later is not known.
def stop(losses, patience):
    best = losses.index(min(losses))
    return best, min(best + patience + 1, len(losses))


# %% wrong: the wait is never renewed
# You count all epochs without a new lowest loss. The wait begins anew each time
# that there is one.
def stop(losses, patience):
    best, waited = 0, 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch > 0:
            waited += 1
        if waited >= patience:
            return best, epoch + 1
    return best, len(losses)


# %% wrong: an epoch too long
# You wait one epoch longer than the patience says. With a patience of 1, the
# first epoch without a new lowest loss is the last one.
def stop(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best > patience:
            return best, epoch + 1
    return best, len(losses)
