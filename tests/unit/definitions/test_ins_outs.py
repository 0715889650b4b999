"""Inputs and outputs: what an op declares, and what it yields."""

from __future__ import annotations

import copy
import pickle

import pytest

from graphmat.definitions.ins_outs import (
    NO_VALUE,
    DataVersion,
    DynamicOut,
    DynamicOutput,
    In,
    Nothing,
    Out,
    Output,
    as_outs,
)
from graphmat.errors import InvalidDefinitionError, ParameterError


def test_no_value_is_one_thing():
    """The absence of a value stays itself in copies and in other processes."""
    assert pickle.loads(pickle.dumps(NO_VALUE)) is NO_VALUE
    assert copy.deepcopy(NO_VALUE) is NO_VALUE


def test_none_is_a_default():
    """An input whose default is None has a default."""
    assert In(default_value=None).has_default_value
    assert not In().has_default_value


def test_nothing_carries_order():
    """An input or output of type Nothing says so; Nothing itself cannot be made."""
    assert In(Nothing).is_nothing
    assert Out(Nothing).is_nothing
    assert not In(int).is_nothing
    with pytest.raises(InvalidDefinitionError, match="type to declare with"):
        Nothing()


def test_dynamic_outs_say_so():
    """An output that fans out is told apart by its declaration."""
    assert DynamicOut().is_dynamic
    assert not Out().is_dynamic


@pytest.mark.parametrize("make", [In, Out, lambda **o: Output(1, **o)])
@pytest.mark.parametrize("metadata", [["a"], {1: "a"}], ids=repr)
def test_metadata_is_a_dictionary(make, metadata):
    """Metadata of another form is refused where it is given."""
    with pytest.raises(ParameterError, match="metadata"):
        make(metadata=metadata)


@pytest.mark.parametrize("key", ["a", "a_1", "A"])
def test_mapping_keys(key):
    """An item of a fan-out is named by letters, digits and underscores."""
    assert DynamicOutput(1, key).mapping_key == key


@pytest.mark.parametrize(
    ("key", "error"),
    [
        ("a b", InvalidDefinitionError),
        ("", InvalidDefinitionError),
        ("a[b]", InvalidDefinitionError),
        ("é", InvalidDefinitionError),
        (1, ParameterError),
        (None, ParameterError),
    ],
)
def test_what_is_no_mapping_key(key, error):
    """Anything that could not stand in the name of a step is refused."""
    with pytest.raises(error, match="mapping key"):
        DynamicOutput(1, key)


def test_an_output_may_be_given_other_metadata():
    """The same output with other metadata is a new one."""
    output = Output(1, "a", {"x": 1}, DataVersion("v"), tags={"t": "u"})
    other = output.with_metadata({"y": 2})

    assert (other.metadata, other.value, other.output_name) == ({"y": 2}, 1, "a")
    assert (other.data_version, other.tags) == (DataVersion("v"), {"t": "u"})
    assert output.metadata == {"x": 1}


@pytest.mark.parametrize(
    ("given", "names"), [(None, None), (Out(), ["result"]), ({"a": Out(), "b": Out()}, ["a", "b"])]
)
def test_ways_to_declare_outputs(given, names):
    """No declaration, one, or several by name."""
    found = as_outs(given)

    assert (found if found is None else list(found)) == names


@pytest.mark.parametrize("given", [[Out()], {"a": int}, int, "a"])
def test_what_declares_no_output(given):
    """A list, a bare type and a text are refused."""
    with pytest.raises(ParameterError, match="Out"):
        as_outs(given)
