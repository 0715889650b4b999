from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graphmat.errors import InvalidDefinitionError, ParameterError, UnknownPartitionError
from graphmat.partitions.mappings import upstream_keys
from graphmat.partitions.periods import (
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
    MonthlyPartitionsDefinition,
    WeeklyPartitionsDefinition,
)
from graphmat.partitions.static import StaticPartitionsDefinition
from graphmat.partitions.time_mapping import TimeWindowPartitionMapping

DAYS = DailyPartitionsDefinition("2024-01-01")


def mapped(mapping, key, now, below=DAYS, above=DAYS):
    """The upstream keys of a downstream key."""
    return upstream_keys(mapping, below, key, above, None, now)


@pytest.mark.parametrize(
    ("offsets", "key", "expected"),
    [
        ((0, 0), "2024-01-05", ["2024-01-05"]),
        ((-1, 0), "2024-01-05", ["2024-01-04", "2024-01-05"]),
        ((-1, -1), "2024-01-05", ["2024-01-04"]),
        ((0, 1), "2024-01-05", ["2024-01-05", "2024-01-06"]),
        ((-3, 0), "2024-01-02", ["2024-01-01", "2024-01-02"]),
        ((-1, -1), "2024-01-01", []),
        ((0, 5), "2024-01-08", ["2024-01-08", "2024-01-09"]),
    ],
)
def test_offsets_move_the_ends_of_the_span(offsets, key, expected, now):
    """Offsets count downstream windows, and never lead out of what exists upstream."""
    assert mapped(TimeWindowPartitionMapping(*offsets), key, now) == tuple(expected)


def test_offsets_pass_over_excluded_windows(now):
    """The working day before Monday is Friday."""
    weekdays = DailyPartitionsDefinition("2024-01-01", exclusions=["0 0 * * 0,6"])
    mapping = TimeWindowPartitionMapping(-1, -1)
    assert mapped(mapping, "2024-01-08", now, weekdays, weekdays) == ("2024-01-05",)


def test_a_window_upstream_that_is_excluded_is_not_missed(now):
    """A week is made from its working days where the upstream asset has no others."""
    weekdays = DailyPartitionsDefinition("2023-12-01", exclusions=["0 0 * * 0,6"])
    weekly = WeeklyPartitionsDefinition("2023-12-01")
    keys = mapped(TimeWindowPartitionMapping(), "2023-12-31", now, weekly, weekdays)
    assert keys == tuple(f"2024-01-0{day}" for day in range(1, 6))


def test_what_does_not_exist_upstream_is_an_error_unless_allowed(now):
    """Days before the upstream asset began are missed, or left out where that is allowed."""
    later = DailyPartitionsDefinition("2024-01-04")
    with pytest.raises(UnknownPartitionError, match="'2024-01-02' is made from upstream") as caught:
        mapped(TimeWindowPartitionMapping(), "2024-01-02", now, above=later)
    assert "allow_nonexistent_upstream_partitions=True" in caught.value.hint
    allowing = TimeWindowPartitionMapping(allow_nonexistent_upstream_partitions=True)
    assert mapped(allowing, "2024-01-02", now, above=later) == ()
    weekly = WeeklyPartitionsDefinition("2023-12-01")
    assert mapped(allowing, "2023-12-31", now, weekly, later) == (
        "2024-01-04",
        "2024-01-05",
        "2024-01-06",
    )


def test_each_hour_before_the_upstream_began_is_missed(now):
    """The peer only misses the first hour of a day; every hour is made from that day."""
    hours = HourlyPartitionsDefinition("2024-01-01-00:00")
    later = DailyPartitionsDefinition("2024-01-04")
    for key in ("2024-01-02-00:00", "2024-01-02-13:00"):
        with pytest.raises(UnknownPartitionError, match="upstream partition '2024-01-02'"):
            mapped(TimeWindowPartitionMapping(), key, now, hours, later)


PERIODS = {
    "hour": lambda start, zone: HourlyPartitionsDefinition(start, timezone=zone),
    "day": lambda start, zone: DailyPartitionsDefinition(start, timezone=zone),
    "shifted day": lambda start, zone: DailyPartitionsDefinition(
        start, timezone=zone, hour_offset=6
    ),
    "week": lambda start, zone: WeeklyPartitionsDefinition(start, timezone=zone),
    "month": lambda start, zone: MonthlyPartitionsDefinition(start, timezone=zone),
}


@settings(max_examples=120, deadline=None)
@given(
    below=st.sampled_from(sorted(PERIODS)),
    above=st.sampled_from(sorted(PERIODS)),
    zone=st.sampled_from(["UTC", "America/New_York", "Australia/Lord_Howe"]),
    day=st.integers(0, 360),
)
def test_the_upstream_windows_cover_the_downstream_one(below, above, zone, day):
    """The upstream windows leave no gap, hold the whole window, and none lies beside it."""
    moment = datetime(2023, 1, 20, 3, tzinfo=UTC) + timedelta(days=day)
    downstream = PERIODS[below](datetime(2022, 12, 1, tzinfo=UTC), zone)
    upstream = PERIODS[above](datetime(2022, 6, 1, tzinfo=UTC), zone)
    key = downstream.get_last_partition_key(moment)
    assume(key is not None)
    later = moment + timedelta(days=40)
    keys = upstream_keys(None, downstream, key, upstream, None, later)
    window = downstream.time_window_for_partition_key(key)
    windows = [upstream.time_window_for_partition_key(each) for each in keys]
    begin, end = (edge.timestamp() for edge in window)
    edges = [(each.start.timestamp(), each.end.timestamp()) for each in windows]
    assert edges[0][0] <= begin < edges[0][1]
    assert edges[-1][0] < end <= edges[-1][1]
    assert all(one[1] == other[0] for one, other in pairwise(edges))


@pytest.mark.parametrize(
    ("below", "above", "message"),
    [
        (StaticPartitionsDefinition(["a"]), DAYS, "downstream asset's partitions are not windows"),
        (DAYS, StaticPartitionsDefinition(["a"]), "upstream asset's partitions are not windows"),
        (None, DAYS, "downstream asset's partitions are not windows"),
        (
            DAYS,
            DailyPartitionsDefinition("2024-01-01", timezone="Europe/Berlin"),
            "time zones, 'Europe/Berlin' upstream and 'UTC' downstream, differ",
        ),
    ],
)
def test_both_sides_are_windows_in_one_zone(below, above, message, now):
    """Other partitions, and windows of another time zone, are refused."""
    with pytest.raises(InvalidDefinitionError, match=message):
        mapped(TimeWindowPartitionMapping(), "2024-01-02", now, below, above)


def test_an_offset_is_a_whole_number():
    """Text in place of a number is refused."""
    with pytest.raises(ParameterError, match="end_offset of TimeWindowPartitionMapping"):
        TimeWindowPartitionMapping(0, "1")
