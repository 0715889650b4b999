from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmat.errors import (
    InvalidDefinitionError,
    InvalidInvocationError,
    ParameterError,
    UnknownPartitionError,
)
from graphmat.partitions.base import Moment, PartitionKeyRange
from graphmat.partitions.dynamic import DynamicPartitionsDefinition
from graphmat.partitions.multi import MultiPartitionsDefinition
from graphmat.partitions.multi_key import MultiPartitionKey
from graphmat.partitions.periods import DailyPartitionsDefinition
from graphmat.partitions.static import StaticPartitionsDefinition

COLORS = StaticPartitionsDefinition(["red", "blue"])
SIZES = StaticPartitionsDefinition(["s", "m"])
SHIRTS = MultiPartitionsDefinition({"size": SIZES, "color": COLORS})
SALES = MultiPartitionsDefinition({"day": DailyPartitionsDefinition("2024-01-01"), "color": COLORS})


def test_each_key_of_one_with_each_of_the_other():
    """Dimensions stand in alphabetical order, and the second one changes fastest."""
    assert SHIRTS.get_partition_keys() == ["red|s", "red|m", "blue|s", "blue|m"]
    assert SHIRTS.get_partition_keys()[1].keys_by_dimension == {"color": "red", "size": "m"}
    assert SHIRTS.partition_dimension_names == ["color", "size"]
    assert SHIRTS.get_num_partitions() == 4


def test_windows_of_time_take_the_time_of_asking(now):
    """A dimension of days has the days that have ended."""
    assert SALES.get_num_partitions(now) == 18
    assert SALES.get_first_partition_key(now) == "red|2024-01-01"
    assert SALES.get_last_partition_key(now) == "blue|2024-01-09"
    assert SALES.has_partition_key("red|2024-01-09", now)
    assert not SALES.has_partition_key("red|2024-01-10", now)
    window = SALES.time_window_for_partition_key("red|2024-01-09")
    assert window.end == datetime(2024, 1, 10, tzinfo=UTC)
    with pytest.raises(InvalidDefinitionError, match="has 0"):
        SHIRTS.time_window_for_partition_key("red|s")


@settings(max_examples=40)
@given(st.integers(1, 4), st.integers(1, 4))
def test_neighbours_follow_the_list(first, second):
    """Next and previous walk the list of keys, without listing it."""
    multi = MultiPartitionsDefinition(
        {
            "a": StaticPartitionsDefinition([f"a{n}" for n in range(first)]),
            "b": StaticPartitionsDefinition([f"b{n}" for n in range(second)]),
        }
    )
    keys = multi.get_partition_keys()
    for key, following in zip(keys, [*keys, None][1:], strict=True):
        assert multi.get_next_partition_key(key) == following
        if following is not None:
            assert multi.get_prev_partition_key(following) == key
    assert multi.get_prev_partition_key(keys[0]) is None


def test_a_range_is_a_range_in_each_dimension(now):
    """From one key to another means the block of which they are the corners."""
    span = PartitionKeyRange("red|2024-01-02", "blue|2024-01-03")
    assert SALES.get_partition_keys_in_range(span, now) == [
        "red|2024-01-02",
        "red|2024-01-03",
        "blue|2024-01-02",
        "blue|2024-01-03",
    ]


def test_some_keys_in_order(now):
    """Keys given anyhow come back in the order of the list, each once, with their parts."""
    ordered = SHIRTS.in_order(["blue|s", "red|m", "blue|s", "red|s"], Moment(now))
    assert ordered == ("red|s", "red|m", "blue|s")
    assert all(isinstance(key, MultiPartitionKey) for key in ordered)


def test_all_keys_with_one_part():
    """One dimension can be held, and the other runs through."""
    assert SHIRTS.get_multipartition_keys_with_dimension_value("size", "m") == ["red|m", "blue|m"]
    with pytest.raises(InvalidDefinitionError, match="'sise' is not a dimension") as caught:
        SHIRTS.get_multipartition_keys_with_dimension_value("sise", "m")
    assert caught.value.hint == "did you mean 'size'?"


@pytest.mark.parametrize(
    ("key", "message", "hint"),
    [
        ("s|red", "has its parts in the wrong order", "'color' comes before 'size': 'red|s'"),
        ("red", "has 1 parts, not two", "keys look like <color>|<size>"),
        ("red|s|x", "has 3 parts", "<color>|<size>"),
        ("rd|s", "dimension 'color': partition key 'rd' does not exist", "did you mean 'red'?"),
        ("red|q", "dimension 'size': partition key 'q' does not exist", "the keys are 's', 'm'"),
    ],
)
def test_an_unknown_key_names_the_dimension(key, message, hint):
    """The error tells which part is wrong, or that the two were swapped."""
    assert not SHIRTS.has_partition_key(key)
    with pytest.raises(UnknownPartitionError) as caught:
        SHIRTS.validate_partition_key(key)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_dynamic_keys_that_cannot_be_joined_are_left_out(make_store, now):
    """A dynamic key with the delimiter in it would be ambiguous, and takes no part."""
    multi = MultiPartitionsDefinition(
        {"fruit": DynamicPartitionsDefinition(name="fruits"), "size": SIZES}
    )
    store = make_store(fruits=["a|b", "fig"])
    assert multi.get_partition_keys(now, store) == ["fig|s", "fig|m"]
    assert multi.get_num_partitions(now, store) == 2
    assert multi.get_first_partition_key(now, store) == "fig|s"
    assert multi.get_first_partition_key(now, make_store()) is None


@pytest.mark.parametrize("dimensions", [{}, {"a": SIZES}, {"a": SIZES, "b": SIZES, "c": SIZES}])
def test_there_are_exactly_two_dimensions(dimensions):
    """One or three dimensions are refused, as a definition and as a call."""
    with pytest.raises(InvalidDefinitionError, match="takes exactly two dimensions, got"):
        MultiPartitionsDefinition(dimensions)
    with pytest.raises(InvalidInvocationError):
        MultiPartitionsDefinition(dimensions)


@pytest.mark.parametrize(
    ("dimension", "error", "message"),
    [
        (SHIRTS, InvalidDefinitionError, "not a MultiPartitionsDefinition"),
        (["a"], ParameterError, r"'b' must be a partitions definition, got \['a'\]"),
        (DynamicPartitionsDefinition(lambda _: []), InvalidDefinitionError, "need a name here"),
        (StaticPartitionsDefinition(["x|y"]), InvalidDefinitionError, r"may not hold '\|'"),
        (StaticPartitionsDefinition(["x,y"]), InvalidDefinitionError, "may not hold ','"),
        (
            DailyPartitionsDefinition(datetime(2024, 1, 1, tzinfo=UTC), fmt="%Y|%m|%d"),
            InvalidDefinitionError,
            "key format '%Y|%m|%d' may not hold",
        ),
    ],
)
def test_not_everything_can_be_a_dimension(dimension, error, message):
    """Dimensions are static, of time, or dynamic by name, and their keys can be joined."""
    with pytest.raises(error, match=message):
        MultiPartitionsDefinition({"a": SIZES, "b": dimension})


def test_dimensions_come_as_a_mapping_of_names():
    """A list in place of the mapping, or a number in place of a name, is refused."""
    with pytest.raises(ParameterError, match="takes a mapping of dimension name to definition"):
        MultiPartitionsDefinition([SIZES, COLORS])
    with pytest.raises(ParameterError, match="name of a dimension must be a string, got 1"):
        MultiPartitionsDefinition({1: SIZES, "b": COLORS})


def test_the_same_dimensions_make_the_same_definition():
    """Names and definitions count, the order of the mapping does not."""
    same = MultiPartitionsDefinition({"color": COLORS, "size": SIZES})
    assert same == SHIRTS
    assert hash(same) == hash(SHIRTS)
    assert MultiPartitionsDefinition({"color": COLORS, "sizes": SIZES}) != SHIRTS
    described = json.loads(json.dumps(SALES.describe()))
    assert described["kind"] == "multi"
    assert described["dimensions"]["day"]["cron_schedule"] == "0 0 * * *"
    assert str(SHIRTS) == (
        "dimensions 'color' (static keys 'red', 'blue') and 'size' (static keys 's', 'm')"
    )
