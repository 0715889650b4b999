from __future__ import annotations

import pytest

from graphmat.errors import InvalidDefinitionError, ParameterError, UnknownPartitionError
from graphmat.partitions.mappings import upstream_keys
from graphmat.partitions.periods import DailyPartitionsDefinition
from graphmat.partitions.simple_mappings import (
    AllPartitionMapping,
    IdentityPartitionMapping,
    LastPartitionMapping,
    SpecificPartitionsPartitionMapping,
    StaticPartitionMapping,
)
from graphmat.partitions.static import StaticPartitionsDefinition

AB = StaticPartitionsDefinition(["a", "b"])
XYZ = StaticPartitionsDefinition(["x", "y", "z"])
DAYS = DailyPartitionsDefinition("2024-01-01")


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        (AllPartitionMapping(), ("x", "y", "z")),
        (LastPartitionMapping(), ("z",)),
        (SpecificPartitionsPartitionMapping(["z", "x"]), ("x", "z")),
        (StaticPartitionMapping({"y": ["a", "b"], "x": "a"}), ("x", "y")),
        (StaticPartitionMapping({"x": "b"}), ()),
    ],
)
def test_where_each_mapping_leads(mapping, expected, now):
    """From downstream 'a', each mapping leads to its upstream keys, in their order."""
    assert upstream_keys(mapping, AB, "a", XYZ, None, now) == expected


def test_the_same_key_must_exist_upstream(now):
    """Identity between different lists works for the keys that both have."""
    other = StaticPartitionsDefinition(["b", "c"])
    assert upstream_keys(IdentityPartitionMapping(), AB, "b", other, None, now) == ("b",)
    with pytest.raises(UnknownPartitionError, match="upstream partition 'a', which does") as caught:
        upstream_keys(IdentityPartitionMapping(), AB, "a", other, None, now)
    assert "StaticPartitionMapping" in caught.value.hint


def test_identity_needs_two_of_a_kind(now):
    """A static key is no day, which is told before any key is looked at."""
    with pytest.raises(InvalidDefinitionError, match="give a partition_mapping"):
        upstream_keys(IdentityPartitionMapping(), AB, "a", DAYS, None, now)


def test_the_last_partition_is_the_last_that_exists_now(now):
    """Of days, the last one is yesterday; where none has ended, there is none."""
    assert upstream_keys(LastPartitionMapping(), AB, "a", DAYS, None, now) == ("2024-01-09",)
    later = DailyPartitionsDefinition("2025-01-01")
    assert upstream_keys(LastPartitionMapping(), None, None, later, None, now) == ()


def test_a_specific_partition_must_exist(now):
    """A key that the upstream asset has not is refused."""
    with pytest.raises(
        UnknownPartitionError, match="the asset is made from upstream partition 'w'"
    ):
        upstream_keys(SpecificPartitionsPartitionMapping(["w"]), None, None, XYZ, None, now)


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"w": "a"}, "'w' is not a key of the upstream asset"),
        ({"x": "bb"}, r"'bb' is not a key of the downstream asset \(did you mean 'b'\?\)"),
    ],
)
def test_a_static_mapping_names_keys_that_exist(mapping, message, now):
    """A misspelt key of either side is refused, with the nearest."""
    with pytest.raises(InvalidDefinitionError, match=message):
        upstream_keys(StaticPartitionMapping(mapping), AB, "a", XYZ, None, now)


def test_a_static_mapping_needs_static_partitions(now):
    """Days on either side are refused."""
    mapping = StaticPartitionMapping({"x": "a"})
    for below, above in ((AB, DAYS), (DAYS, XYZ), (None, XYZ)):
        with pytest.raises(InvalidDefinitionError, match="partitions are not static"):
            upstream_keys(mapping, below, "a", above, None, now)


@pytest.mark.parametrize("made", [SpecificPartitionsPartitionMapping, StaticPartitionMapping])
def test_a_single_string_is_not_taken_apart(made):
    """A string in place of a list or a mapping is refused."""
    with pytest.raises(ParameterError, match=f"{made.__name__} takes a"):
        made("x")


def test_mappings_are_values():
    """Two mappings that say the same are the same, and different kinds never are."""
    assert AllPartitionMapping() == AllPartitionMapping()
    assert AllPartitionMapping() != LastPartitionMapping()
    assert StaticPartitionMapping({"x": "a"}) == StaticPartitionMapping({"x": "a"})
    assert SpecificPartitionsPartitionMapping(["x"]) != SpecificPartitionsPartitionMapping(["y"])
    assert len({StaticPartitionMapping({"x": "a"}), StaticPartitionMapping({"x": "a"})}) == 1
