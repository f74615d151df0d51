"""Keep parameters in a file, with the activations of their network."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import numpy as np

from nnbook.forward import check_activations, check_parameters
from nnbook.parameters import Parameters
from nnbook.validation import Arrays

_ACTIVATIONS = "activations"  # the name of the entry beside "W1", "b1", …


def save(path: str | os.PathLike[str], params: Arrays) -> Path:
    """Write parameters to a file of NumPy's format `.npz`, which holds arrays by name and no code.

    Parameters
    ----------
    path : str or path
        The file; `.npz` is added to a name that does not end so. A file that is there is replaced once the
        new one is complete.
    params : dict
        "W1", "b1", …; the activations that they know are written with them.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ValueError
        If `params` is no network: a name is missing, a shape does not fit, or a value is not finite.
    OSError
        If the file cannot be written.
    """
    arrays = check_parameters(params)
    file = _file(path)
    entries = dict(arrays)
    if isinstance(params, Parameters) and params.activations is not None:
        entries[_ACTIVATIONS] = np.array(check_activations(len(arrays) // 2, params.activations, None))
    beside = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as stream:
            np.savez(stream, **entries)  # type: ignore[arg-type]  # no name is that of its option
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return file


def load(path: str | os.PathLike[str]) -> Parameters:
    """Read parameters that `save` has written.

    Parameters
    ----------
    path : str or path
        The file, with or without `.npz`.

    Returns
    -------
    dict
        "W1", "b1", … as `Parameters`, which know the activations that they were saved with.

    Raises
    ------
    ValueError
        If the file holds no network.
    OSError
        If the file is not there or cannot be read.
    """
    file = _file(path)
    try:
        with file.open("rb") as stream:
            stored = np.load(stream, allow_pickle=False)
            if not isinstance(stored, np.lib.npyio.NpzFile):
                raise ValueError("it holds one array without a name")
            entries = {name: stored[name] for name in stored.files}
    except (ValueError, zipfile.BadZipFile, EOFError) as error:
        raise ValueError(f"{file} is no file that save has written: {error}") from error
    names = entries.pop(_ACTIVATIONS, None)
    try:
        arrays = check_parameters(entries)
        known = None if names is None else check_activations(len(arrays) // 2, names.tolist(), None)
    except ValueError as error:
        raise ValueError(f"{file} holds no network: {error}") from error
    return Parameters(arrays, known)


def _file(path: str | os.PathLike[str]) -> Path:
    if not isinstance(path, str | os.PathLike) or not os.fspath(path):
        raise ValueError(f'path must be the name of a file, such as "network.npz", got {path!r}')
    file = Path(path)
    return file if file.suffix == ".npz" else file.with_name(f"{file.name}.npz")
