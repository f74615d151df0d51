"""Tests of nnbook.saving: what was saved is loaded, and nothing else."""

import os
import re

import numpy as np
import pytest

from nnbook.datasets import quadrants
from nnbook.forward import forward_propagation, init_parameters
from nnbook.parameters import Parameters
from nnbook.saving import load, save
from nnbook.training import train_network


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_loaded_network_answers_as_the_saved_one(tmp_path, dtype):
    """Bit for bit, in its float type, with its activations."""
    X, Y = quadrants(50)
    X = X.astype(dtype)
    params, _ = train_network(X, Y, (2, 4, 1), epochs=5, activations=["tanh", "sigmoid"], rng=0)
    file = save(tmp_path / "network", params)
    assert file == tmp_path / "network.npz"
    loaded = load(tmp_path / "network")
    assert loaded.activations == ("tanh", "sigmoid")
    assert {value.dtype for value in loaded.values()} == {np.dtype(dtype)}
    np.testing.assert_array_equal(forward_propagation(X, loaded)[0], forward_propagation(X, params)[0])


def test_a_plain_dict_is_saved_without_activations(tmp_path):
    """Nobody has said them, and nothing is made up."""
    file = save(str(tmp_path / "plain.npz"), init_parameters((2, 1), rng=0))
    assert load(file).activations is None
    assert set(load(file)) == {"W1", "b1"}


def test_a_file_is_replaced_when_the_new_one_is_complete(tmp_path, monkeypatch):
    """A failure on the way leaves the old network, and nothing beside it."""
    first = init_parameters((2, 1), rng=0)
    save(tmp_path / "net.npz", first)

    def fail(stream, **entries):
        stream.write(b"half")
        raise OSError("no space left")

    monkeypatch.setattr(np, "savez", fail)
    with pytest.raises(OSError, match="no space left"):
        save(tmp_path / "net.npz", init_parameters((2, 1), rng=1))
    np.testing.assert_array_equal(load(tmp_path / "net.npz")["W1"], first["W1"])
    assert os.listdir(tmp_path) == ["net.npz"]


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"W1": np.ones((1, 2))}, "params must be a dict of W1, b1, W2, b2 and so on, got ['W1']"),
        ([1.0], "params must be a dict of W1, b1, W2, b2 and so on, got list"),
        ({"W1": np.array([[np.nan]]), "b1": np.ones((1, 1))}, "W1 must be finite"),
        (Parameters(init_parameters((2, 1), rng=0), ["relu", "relu"]), "one for each of the 1 layers"),
    ],
)
def test_what_is_no_network_is_not_saved(tmp_path, params, message):
    """The file would be of no use to whoever loads it."""
    with pytest.raises(ValueError, match=re.escape(message)):
        save(tmp_path / "net.npz", params)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("path", ["", None, 3])
def test_what_is_no_name_of_a_file_is_refused(path):
    """The message shows one that is."""
    with pytest.raises(ValueError, match=re.escape('path must be the name of a file, such as "network.npz"')):
        save(path, init_parameters((2, 1), rng=0))
    with pytest.raises(ValueError, match="path must be the name of a file"):
        load(path)


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04half a zip", b"\x93NUMPY\x01\x00broken"])
def test_a_file_of_another_kind_is_refused(tmp_path, content):
    """The message names the file."""
    (tmp_path / "net.npz").write_bytes(content)
    with pytest.raises(ValueError, match=r"net\.npz is no file that save has written"):
        load(tmp_path / "net.npz")


def test_a_single_array_is_refused(tmp_path):
    """NumPy reads it as well, and it has no names."""
    np.save(tmp_path / "net.npy", np.ones(3))
    (tmp_path / "net.npy").rename(tmp_path / "net.npz")
    with pytest.raises(ValueError, match=r"net\.npz is no file that save has written: it holds one array"):
        load(tmp_path / "net.npz")


def test_a_file_that_holds_code_is_refused(tmp_path):
    """An array of objects would be unpickled, which runs whatever it says."""
    np.savez(tmp_path / "net.npz", W1=np.array([print], dtype=object), b1=np.ones((1, 1)))
    with pytest.raises(ValueError, match=r"net\.npz is no file that save has written"):
        load(tmp_path / "net.npz")


@pytest.mark.parametrize(
    "entries",
    [
        {"weights": np.ones(3)},
        {"W1": np.ones((1, 2)), "b1": np.ones((2, 1))},
        {"W1": np.ones((1, 2)), "b1": np.ones((1, 1)), "activations": np.array(["swish"])},
        {"W1": np.ones((1, 2)), "b1": np.ones((1, 1)), "activations": np.array(3)},
        {"W1": np.array([["a"]]), "b1": np.ones((1, 1))},
    ],
)
def test_arrays_that_are_no_network_are_refused(tmp_path, entries):
    """They are NumPy's file, and not one of ours."""
    np.savez(tmp_path / "net.npz", **entries)
    with pytest.raises(ValueError, match=r"net\.npz holds no network: "):
        load(tmp_path / "net.npz")


def test_a_file_that_is_not_there_is_python_s_own_error(tmp_path):
    """It names the file that was looked for."""
    with pytest.raises(FileNotFoundError, match=r"lost\.npz"):
        load(tmp_path / "lost")
