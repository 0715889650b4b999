from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmat.errors import InvalidDefinitionError, UnknownPartitionError
from graphmat.partitions.base import Moment, PartitionKeyRange
from graphmat.partitions.static import StaticPartitionsDefinition

SIZES = StaticPartitionsDefinition(["s", "m", "l", "xl"])


def test_keys_stand_as_they_were_written():
    """Keys are listed in the order in which they were given, not sorted."""
    assert SIZES.get_partition_keys() == ["s", "m", "l", "xl"]
    assert SIZES.get_num_partitions() == 4
    assert SIZES.get_partition_keys_in_range(PartitionKeyRange("m", "xl")) == ["m", "l", "xl"]
    assert SIZES.get_partition_keys_in_range(PartitionKeyRange("l", "s")) == []


def test_the_list_that_is_handed_out_is_not_the_definitions_own():
    """Changing the list of keys does not change the definition."""
    SIZES.get_partition_keys().clear()
    assert SIZES.get_num_partitions() == 4


@given(st.lists(st.text("abcxyz-_0", min_size=1), unique=True, min_size=1), st.data())
def test_neighbours_follow_the_list(keys, data):
    """Next and previous are the neighbours in the list, and undo each other."""
    definition = StaticPartitionsDefinition(keys)
    place = data.draw(st.integers(0, len(keys) - 1))
    following = definition.get_next_partition_key(keys[place])
    assert following == ([*keys, None][place + 1])
    if following is not None:
        assert definition.get_prev_partition_key(following) == keys[place]


def test_the_nearest_key_is_named(now):
    """A misspelt key is answered with the right one."""
    with pytest.raises(UnknownPartitionError) as caught:
        SIZES.get_next_partition_key("XL")
    assert caught.value.hint.startswith("did you mean 'xl'")
    assert SIZES.in_order(["xl", "s", "xl"], Moment(now)) == ("s", "xl")


def test_an_empty_list_is_allowed():
    """No keys is a definition too, and its error says that there are none."""
    none = StaticPartitionsDefinition([])
    assert none.get_first_partition_key() is None
    with pytest.raises(UnknownPartitionError, match="there are no partitions yet"):
        none.validate_partition_key("a")


def test_equal_lists_make_equal_definitions():
    """Definitions are the same where keys and their order are, also after a pickle."""
    same = pickle.loads(pickle.dumps(SIZES))
    assert same == SIZES
    assert hash(same) == hash(SIZES)
    assert StaticPartitionsDefinition(["m", "s", "l", "xl"]) != SIZES


def test_a_description_shows_a_few_keys():
    """Data holds all keys, a sentence about it a few."""
    many = StaticPartitionsDefinition([f"k{number}" for number in range(9)])
    assert len(many.describe()["partition_keys"]) == 9
    assert str(many) == "static keys 'k0', 'k1', 'k2', 'k3', 'k4', ..."
    assert eval(repr(SIZES)) == SIZES


def test_keys_are_checked():
    """What may not be a key is refused where the definition is written."""
    with pytest.raises(
        InvalidDefinitionError, match=r"^StaticPartitionsDefinition: .*more than once"
    ):
        StaticPartitionsDefinition(["a", "a"])
