from __future__ import annotations

from types import SimpleNamespace

import pytest

from graphmat.errors import (
    InvalidDefinitionError,
    InvariantViolationError,
    ParameterError,
    UnknownPartitionError,
)
from graphmat.partitions.dynamic import DynamicPartitionsDefinition

FRUITS = DynamicPartitionsDefinition(name="fruits")


def test_keys_come_from_the_store(store):
    """Keys are those the store has under the name, in its order, at the time of asking."""
    assert FRUITS.get_partition_keys(dynamic_partitions_store=store) == ["apple", "pear", "plum"]
    assert FRUITS.has_partition_key("pear", dynamic_partitions_store=store)
    assert FRUITS.get_next_partition_key("pear", dynamic_partitions_store=store) == "plum"
    store.keys["fruits"] = ["fig"]
    assert FRUITS.get_last_partition_key(dynamic_partitions_store=store) == "fig"


def test_a_key_that_was_not_added_is_refused(store):
    """An unknown key is an error that names the nearest one."""
    with pytest.raises(UnknownPartitionError) as caught:
        FRUITS.validate_partition_key("aple", dynamic_partitions_store=store)
    assert caught.value.hint.startswith("did you mean 'apple'")


def test_without_a_store_there_is_nothing_to_ask():
    """The error says what is missing and how to give it."""
    with pytest.raises(InvariantViolationError, match="dynamic partitions 'fruits' are kept in"):
        FRUITS.get_partition_keys()


def test_keys_may_come_from_a_function(now):
    """A function is given the time and may return strings or things with a name."""
    seen = []

    def keys(current_time):
        seen.append(current_time)
        return ["a", SimpleNamespace(name="b"), "a"]

    definition = DynamicPartitionsDefinition(keys)
    assert definition.get_partition_keys(now) == ["a", "b"]
    assert seen == [now]
    assert definition.describe()["partition_fn"].endswith("keys")


def test_a_function_must_return_strings(now):
    """A number among the keys is refused when it appears."""
    with pytest.raises(InvariantViolationError, match="7 is of type int"):
        DynamicPartitionsDefinition(lambda _: [7]).get_partition_keys(now)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({}, InvalidDefinitionError, "got neither"),
        ({"name": "x", "partition_fn": print}, InvalidDefinitionError, "got both"),
        ({"partition_fn": "fruits"}, ParameterError, "must be a function, got 'fruits'"),
        ({"name": 5}, ParameterError, "name must be a string, got 5"),
    ],
)
def test_a_definition_has_a_name_or_a_function(arguments, error, message):
    """Neither, both, or the one in place of the other is refused."""
    with pytest.raises(error, match=message):
        DynamicPartitionsDefinition(**arguments)


def test_definitions_of_one_name_are_one():
    """The name makes the definition."""
    assert DynamicPartitionsDefinition(name="fruits") == FRUITS
    assert hash(DynamicPartitionsDefinition(name="fruits")) == hash(FRUITS)
    assert DynamicPartitionsDefinition(name="nuts") != FRUITS
    assert FRUITS.describe() == {"kind": "dynamic", "name": "fruits"}
    assert str(FRUITS) == "dynamic partitions 'fruits'"
