from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from graphmat.errors import InvariantViolationError, ParameterError, UnknownPartitionError
from graphmat.partitions import mappings
from graphmat.partitions.mappings import check_mapping, default_mapping, upstream_keys
from graphmat.partitions.multi import MultiPartitionsDefinition
from graphmat.partitions.multi_key import MultiPartitionKey
from graphmat.partitions.periods import DailyPartitionsDefinition, HourlyPartitionsDefinition
from graphmat.partitions.static import StaticPartitionsDefinition

RECORDED = json.loads((Path(__file__).parent / "recorded" / "mappings.json").read_text())["cases"]
ASKED_AT = datetime.fromisoformat("2023-11-20T12:30+00:00")
AB = StaticPartitionsDefinition(["a", "b"])
DAYS = DailyPartitionsDefinition("2024-01-01")


@pytest.mark.parametrize("case", RECORDED, ids=range(len(RECORDED)))
def test_upstream_keys_are_those_of_the_peer(case, built):
    """Upstream keys, and where some are missing, agree with what dagster 1.13.29 gave."""
    mapping, below, above = (built(case[part]) for part in ("mapping", "downstream", "upstream"))
    if case["keys"] is None:
        with pytest.raises(UnknownPartitionError):
            upstream_keys(mapping, below, case["key"], above, None, ASKED_AT)
        return
    keys = upstream_keys(mapping, below, case["key"], above, None, ASKED_AT)
    assert sorted(keys) == case["keys"]
    if above is not None:
        assert [key for key in above.get_partition_keys(ASKED_AT) if key in keys] == list(keys)


@pytest.mark.parametrize(
    ("above", "below", "kind"),
    [
        (AB, AB, mappings.IdentityPartitionMapping),
        (AB, StaticPartitionsDefinition(["c"]), mappings.IdentityPartitionMapping),
        (AB, None, mappings.AllPartitionMapping),
        (None, AB, mappings.AllPartitionMapping),
        (DAYS, DAYS, mappings.TimeWindowPartitionMapping),
        (HourlyPartitionsDefinition("2024-01-01-00:00"), DAYS, mappings.TimeWindowPartitionMapping),
        (
            MultiPartitionsDefinition({"a": AB, "d": DAYS}),
            AB,
            mappings.MultiToSingleDimensionPartitionMapping,
        ),
        (
            MultiPartitionsDefinition({"a": AB, "b": AB}),
            AB,
            mappings.IdentityPartitionMapping,
        ),
    ],
)
def test_the_default_follows_from_the_definitions(above, below, kind):
    """Where no mapping was given, the two definitions decide."""
    assert type(default_mapping(above, below)) is kind


def test_an_unpartitioned_upstream_asset_has_no_keys(now):
    """A partitioned asset made from an un-partitioned one needs no upstream partition."""
    assert upstream_keys(None, AB, "a", None, None, now) == ()


def test_dynamic_keys_are_looked_up_in_the_store(built, store, now):
    """All fruits there are at the moment, and the same fruit for a fruit."""
    fruits = built(["DynamicPartitionsDefinition", {"name": "fruits"}])
    assert upstream_keys(None, None, None, fruits, store, now) == ("apple", "pear", "plum")
    assert upstream_keys(None, fruits, "pear", fruits, store, now) == ("pear",)


def test_keys_of_two_dimensions_come_with_their_parts(now):
    """Whatever the mapping, an upstream key of two dimensions knows them."""
    multi = MultiPartitionsDefinition({"l": AB, "m": AB})
    (key,) = upstream_keys(None, multi, "a|b", multi, None, now)
    assert isinstance(key, MultiPartitionKey)
    assert key.keys_by_dimension == {"l": "a", "m": "b"}


def test_a_key_that_is_needed_must_be_given(now):
    """A partitioned asset without its key cannot be mapped."""
    with pytest.raises(InvariantViolationError, match="leads from a partition key"):
        upstream_keys(None, AB, None, AB, None, now)


def test_a_mapping_is_a_mapping():
    """A class, or a name, in place of a mapping is refused."""
    with pytest.raises(ParameterError, match="must be a partition mapping, got 'all'"):
        check_mapping("all", AB, AB)
    check_mapping(mappings.TimeWindowPartitionMapping(), None, AB)
