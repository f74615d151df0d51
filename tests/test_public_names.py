"""Tests of what can be imported from nnbook itself."""

import importlib
import inspect
import subprocess
import sys

import pytest

import nnbook


@pytest.mark.parametrize("name", nnbook.__all__)
def test_a_public_name_is_that_of_its_module(name):
    """The same object, also where a type checker looks, and with a text for help()."""
    found = getattr(nnbook, name)
    assert getattr(importlib.import_module(found.__module__), name) is found
    assert inspect.getdoc(found)
    assert f"{name} as {name}" in inspect.getsource(nnbook)
    assert name in dir(nnbook)


def test_importing_the_library_loads_no_module_of_it():
    """A block depends on what it uses, and a script starts at once."""
    code = (
        "import sys, nnbook; print([name for name in sys.modules if name.startswith(('nnbook.', 'numpy'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_name_that_is_not_there_is_an_attribute_error():
    """With Python's own words, so that hasattr and the like work."""
    with pytest.raises(AttributeError, match="module 'nnbook' has no attribute 'fit'"):
        nnbook.fit  # noqa: B018 - to ask for it is the test
