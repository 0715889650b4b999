from __future__ import annotations

import pytest

from graphmat.errors import InvalidDefinitionError, ParameterError, UnknownPartitionError
from graphmat.partitions.mappings import upstream_keys
from graphmat.partitions.multi import MultiPartitionsDefinition
from graphmat.partitions.multi_mappings import (
    DimensionPartitionMapping,
    MultiPartitionMapping,
    MultiToSingleDimensionPartitionMapping,
)
from graphmat.partitions.periods import DailyPartitionsDefinition, WeeklyPartitionsDefinition
from graphmat.partitions.simple_mappings import IdentityPartitionMapping, LastPartitionMapping
from graphmat.partitions.static import StaticPartitionsDefinition
from graphmat.partitions.time_mapping import TimeWindowPartitionMapping

AB = StaticPartitionsDefinition(["a", "b"])
XY = StaticPartitionsDefinition(["x", "y"])
DAYS = DailyPartitionsDefinition("2024-01-01")
BOTH = MultiPartitionsDefinition({"letter": AB, "mark": XY})
TWINS = MultiPartitionsDefinition({"one": AB, "two": AB})
DAILY = MultiPartitionsDefinition({"day": DAYS, "letter": AB})


def single(*names):
    """The mapping by one dimension."""
    return MultiToSingleDimensionPartitionMapping(*names)


def test_one_dimension_leads_to_all_keys_that_have_it(now):
    """From a single key to those that agree in the dimension, and back to the one."""
    assert upstream_keys(single(), AB, "a", BOTH, None, now) == ("a|x", "a|y")
    assert upstream_keys(single(), BOTH, "b|x", AB, None, now) == ("b",)
    assert upstream_keys(single("letter"), AB, "b", BOTH, None, now) == ("b|x", "b|y")
    assert upstream_keys(single(), BOTH, "b|x", XY, None, now) == ("x",)


def test_a_named_dimension_is_the_one_that_is_used(now):
    """Where both dimensions are alike, the name decides; the peer refuses here."""
    assert upstream_keys(single("two"), AB, "a", TWINS, None, now) == ("a|a", "b|a")
    assert upstream_keys(single("one"), TWINS, "a|b", AB, None, now) == ("a",)


def test_a_dimension_of_time_meets_other_windows(now):
    """Weeks and a dimension of days share their time."""
    weekly = WeeklyPartitionsDefinition("2023-12-31")
    keys = upstream_keys(single(), weekly, "2024-01-07", DAILY, None, now.replace(day=20))
    assert keys[:3] == ("2024-01-07|a", "2024-01-07|b", "2024-01-08|a")
    assert keys[-1] == "2024-01-13|b"
    assert upstream_keys(single(), DAILY, "2024-01-03|b", weekly, None, now) == ("2023-12-31",)


@pytest.mark.parametrize(
    ("mapping", "above", "message"),
    [
        (single(), TWINS, "both dimensions are alike: give partition_dimension_name"),
        (single("three"), TWINS, "has no dimension 'three'"),
        (single(), MultiPartitionsDefinition({"p": XY, "q": DAYS}), "no dimension of .* is like"),
        (single(), AB, "exactly one of the two assets must have"),
    ],
)
def test_a_dimension_must_be_found(mapping, above, message, now):
    """No such dimension, or two of them, is refused with what to do."""
    with pytest.raises(InvalidDefinitionError, match=message):
        upstream_keys(mapping, AB, "a", above, None, now)


def test_dimensions_lead_to_dimensions(now):
    """Each upstream dimension follows its own, and one that is not named runs through."""
    mapping = MultiPartitionMapping(
        {"day": DimensionPartitionMapping("day", TimeWindowPartitionMapping(-1))}
    )
    assert upstream_keys(mapping, DAILY, "2024-01-05|a", DAILY, None, now) == (
        "2024-01-04|a",
        "2024-01-04|b",
        "2024-01-05|a",
        "2024-01-05|b",
    )
    crossed = MultiPartitionMapping(
        {
            "letter": DimensionPartitionMapping("two", IdentityPartitionMapping()),
            "mark": DimensionPartitionMapping("one", LastPartitionMapping()),
        }
    )
    keys = upstream_keys(crossed, TWINS, "a|b", BOTH, None, now)
    assert keys == ("b|y",)
    assert keys[0].keys_by_dimension == {"letter": "b", "mark": "y"}


def test_a_part_that_does_not_exist_upstream_is_missed(now):
    """A missing part is an error as a missing key is."""
    mapping = MultiPartitionMapping(
        {"mark": DimensionPartitionMapping("one", IdentityPartitionMapping())}
    )
    with pytest.raises(UnknownPartitionError, match="'a' is made from upstream partition 'a'"):
        upstream_keys(mapping, TWINS, "a|b", BOTH, None, now)


def link(name):
    """The same key as in a downstream dimension."""
    return DimensionPartitionMapping(name, IdentityPartitionMapping())


@pytest.mark.parametrize(
    ("given", "below", "message"),
    [
        ({"leter": link("one")}, TWINS, r"upstream asset has no dimension 'leter' \(did you mean"),
        ({"letter": link("tow")}, TWINS, r"downstream asset has no dimension 'tow' \(did you mean"),
        ({"letter": link("one"), "mark": link("one")}, TWINS, "follow the one dimension 'one'"),
        ({"letter": link("day")}, DAILY, "from dimension 'day' to 'letter': .* partition_mapping"),
        ({"letter": link("one")}, AB, "downstream asset's partitions are not of two dimensions"),
    ],
)
def test_dimensions_are_named_rightly(given, below, message, now):
    """Unknown or doubly used dimensions, and mappings that do not fit theirs, are refused."""
    with pytest.raises(InvalidDefinitionError, match=message):
        upstream_keys(MultiPartitionMapping(given), below, "a|b", BOTH, None, now)


@pytest.mark.parametrize("given", ["letter", {"letter": "one"}, {"letter": ("one", "identity")}])
def test_a_multi_mapping_takes_dimension_mappings(given):
    """Names alone are not enough."""
    with pytest.raises(ParameterError, match="of upstream dimension to DimensionPartitionMapping"):
        MultiPartitionMapping(given)
