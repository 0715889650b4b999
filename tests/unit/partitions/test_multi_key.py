from __future__ import annotations

import copy
import pickle

import pytest

from graphmat.errors import ParameterError
from graphmat.partitions.multi_key import MultiPartitionKey


def test_parts_are_joined_by_the_names_of_their_dimensions():
    """The order of the mapping does not matter, that of the names does."""
    key = MultiPartitionKey({"size": "s", "color": "red"})
    assert key == "red|s"
    assert key == MultiPartitionKey({"color": "red", "size": "s"})
    assert key.keys_by_dimension == {"color": "red", "size": "s"}
    assert isinstance(key, str)
    assert {key: 1}["red|s"] == 1


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda k: pickle.loads(pickle.dumps(k))]
)
def test_a_copy_keeps_its_parts(again):
    """Copies and pickles, as workers get them, still know the dimensions."""
    key = again(MultiPartitionKey({"size": "s", "color": "red"}))
    assert key == "red|s"
    assert key.keys_by_dimension == {"color": "red", "size": "s"}


@pytest.mark.parametrize("given", ["red|s", {"size": 1}, {1: "s"}])
def test_other_arguments_are_refused(given):
    """Only a mapping of name to key makes a key."""
    with pytest.raises(ParameterError, match=r"^MultiPartitionKey takes"):
        MultiPartitionKey(given)
