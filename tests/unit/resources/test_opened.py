from __future__ import annotations

import copy
import pickle

import pytest

from graphmat.errors import UnknownResourceError
from graphmat.resources.opened import Resources


def test_resources_are_attributes() -> None:
    """Open resources are read as attributes, and as a dictionary."""
    resources = Resources({"db": 1, "log": None}, "op 'a'")
    assert (resources.db, resources.log) == (1, None)
    assert resources._asdict() == {"db": 1, "log": None}
    assert list(resources) == [1, None]
    assert dir(resources) == ["db", "log"]
    assert repr(resources) == "Resources(db, log)"


def test_undeclared_resource() -> None:
    """A resource that exists but was not asked for is told from one that does not exist."""
    resources = Resources({"db": 1}, "op 'a'", {"db": 1, "vault": 2})
    with pytest.raises(
        UnknownResourceError, match=r"op 'a' uses .*'vault' without asking"
    ) as error:
        _ = resources.vault
    assert "required_resource_keys={'vault'}" in error.value.hint
    with pytest.raises(UnknownResourceError, match="'dv', which it has not") as error:
        _ = resources.dv
    assert error.value.hint == "did you mean 'db'?"


def test_hasattr_and_copies() -> None:
    """hasattr answers False, and copies and pickles work."""
    resources = Resources({"db": 1})
    assert not hasattr(resources, "vault")
    assert pickle.loads(pickle.dumps(resources)) == resources
    assert copy.copy(resources) == resources
