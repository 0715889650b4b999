from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmat.errors import UnknownPartitionError
from graphmat.partitions.dynamic import DynamicPartitionsDefinition
from graphmat.partitions.multi import MultiPartitionsDefinition
from graphmat.partitions.periods import DailyPartitionsDefinition
from graphmat.partitions.ranges import parse_partition_keys
from graphmat.partitions.static import StaticPartitionsDefinition

SIZES = StaticPartitionsDefinition(["s", "m", "l", "xl"])
DAYS = DailyPartitionsDefinition("2024-01-01")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m", ["m"]),
        ("s..l", ["s", "m", "l"]),
        ("s...l", ["s", "m", "l"]),
        (" s .. m ", ["s", "m"]),
        ("xl,s", ["s", "xl"]),
        ("xl, s..m, m", ["s", "m", "xl"]),
        ("m..m", ["m"]),
        ("m,", ["m"]),
    ],
)
def test_keys_lists_and_ranges(text, expected, now):
    """Keys come in the definition's order, each once, however they were written."""
    assert parse_partition_keys(text, SIZES, now=now) == tuple(expected)


def test_ranges_of_days(now):
    """Days with their dashes are keys like others."""
    assert parse_partition_keys("2024-01-03...2024-01-05,2024-01-01", DAYS, now=now) == (
        "2024-01-01",
        "2024-01-03",
        "2024-01-04",
        "2024-01-05",
    )


def test_ranges_of_two_dimensions(now):
    """A range of keys of two dimensions is the block between its corners."""
    multi = MultiPartitionsDefinition({"day": DAYS, "size": SIZES})
    assert parse_partition_keys("2024-01-01|l..2024-01-02|xl", multi, now=now) == (
        "2024-01-01|l",
        "2024-01-01|xl",
        "2024-01-02|l",
        "2024-01-02|xl",
    )


def test_what_is_a_key_as_it_stands_is_not_split(now):
    """Keys with commas and dots in them are understood, alone, in lists and in ranges."""
    odd = StaticPartitionsDefinition(["a", "a,b", "a..b", "b", "v1.2", "v1..3"])
    assert parse_partition_keys("a,b", odd, now=now) == ("a,b",)
    assert parse_partition_keys("a..b", odd, now=now) == ("a..b",)
    assert parse_partition_keys("b,a,b", odd, now=now) == ("a,b", "b")
    assert parse_partition_keys("v1.2..v1..3", odd, now=now) == ("v1.2", "v1..3")


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1))
def test_a_list_of_keys_gives_these_keys(keys):
    """Joined by commas and parsed again, keys are the same, in order and once."""
    letters = StaticPartitionsDefinition(list("hgfedcba"))
    parsed = parse_partition_keys(",".join(keys), letters, now=None)
    assert parsed == tuple(sorted(set(keys), reverse=True))


def test_dynamic_keys_come_from_the_store(store, now):
    """The store of dynamic keys is asked."""
    fruits = DynamicPartitionsDefinition(name="fruits")
    assert parse_partition_keys("apple..pear", fruits, now=now, store=store) == ("apple", "pear")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("xxl", "'xxl' does not exist", "did you mean 'xl'"),
        ("s..xxl", "end of range 's..xxl': partition key 'xxl'", "did you mean 'xl'"),
        ("q..s", "start of range 'q..s'", "the keys are 's', 'm', 'l', 'xl'"),
        ("l..s", "range 'l..s' runs backwards", "write s..l"),
        ("s..", "range 's..' has no end", "the keys go from 's' to 'xl'"),
        ("..s", "range '..s' has no start", "the keys go from"),
        ("", "'' names no partition", "write a key, a range A..B"),
        (" , ", "names no partition", "write a key"),
    ],
)
def test_the_error_names_what_is_wrong(text, message, hint, now):
    """A wrong key, a range that runs backwards or has no end, and nothing at all are refused."""
    with pytest.raises(UnknownPartitionError) as caught:
        parse_partition_keys(text, SIZES, now=now)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_a_day_that_has_not_ended_is_refused(now):
    """A range may not reach beyond the last window; the error tells the last key."""
    with pytest.raises(UnknownPartitionError, match="lies after the last") as caught:
        parse_partition_keys("2024-01-08..2024-01-12", DAYS, now=now)
    assert caught.value.hint == "the last is '2024-01-09'"
