"""Which asset an input is, and which an output."""

from __future__ import annotations

import pytest

import graphmat as dg
from graphmat.errors import ParameterError
from graphmat.keys import AssetKey


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({}, ["name"]),
        ({"key": "k"}, ["k"]),
        ({"key": ["a", "b"]}, ["a", "b"]),
        ({"key_prefix": "p"}, ["p", "name"]),
        ({"key_prefix": ["p", "q"]}, ["p", "q", "name"]),
    ],
)
@pytest.mark.parametrize("kind", [dg.AssetIn, dg.AssetOut])
def test_keys(kind, options, path):
    """The key is given, or made of a prefix and the name of the parameter or output."""
    assert kind(**options).key_of("name") == AssetKey(path)


@pytest.mark.parametrize("kind", [dg.AssetIn, dg.AssetOut])
def test_a_key_or_a_prefix(kind):
    """Both at once contradict each other."""
    with pytest.raises(ParameterError, match="not both"):
        kind(key="a", key_prefix="b")


def test_what_an_output_says_goes_before_what_all_say():
    """Options of one output go before those of the whole definition."""
    spec = dg.AssetOut(group_name="own").to_spec("x", {"group_name": "all", "code_version": "1"})

    assert (spec.group_name, spec.code_version) == ("own", "1")
