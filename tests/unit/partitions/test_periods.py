from __future__ import annotations

import pytest

from graphmat.partitions.periods import (
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
    MonthlyPartitionsDefinition,
    WeeklyPartitionsDefinition,
)


@pytest.mark.parametrize(
    ("definition", "first", "last", "count"),
    [
        (
            HourlyPartitionsDefinition("2024-01-01-00:00"),
            "2024-01-01-00:00",
            "2024-01-10-11:00",
            228,
        ),
        (DailyPartitionsDefinition("2024-01-01"), "2024-01-01", "2024-01-09", 9),
        (WeeklyPartitionsDefinition("2023-12-01"), "2023-12-03", "2023-12-31", 5),
        (MonthlyPartitionsDefinition("2023-06-15"), "2023-07-01", "2023-12-01", 6),
    ],
)
def test_each_period_by_default(definition, first, last, count, now):
    """Hours, days, weeks from Sunday and months from the first, as far as they have ended."""
    keys = definition.get_partition_keys(now)
    assert (keys[0], keys[-1], len(keys)) == (first, last, count)


@pytest.mark.parametrize(
    ("definition", "cron"),
    [
        (HourlyPartitionsDefinition("2024-01-01-00:00", minute_offset=7), "7 * * * *"),
        (DailyPartitionsDefinition("2024-01-01", minute_offset=7, hour_offset=8), "7 8 * * *"),
        (WeeklyPartitionsDefinition("2024-01-01", None, 7, 8, 2), "7 8 * * 2"),
        (MonthlyPartitionsDefinition("2024-01-01", None, 7, 8, 9), "7 8 9 * *"),
        (MonthlyPartitionsDefinition("2024-01-01", day_offset=0), "0 0 1 * *"),
    ],
)
def test_offsets_say_where_periods_begin(definition, cron):
    """Minute, hour and day offset are the fields of the cron expression."""
    assert definition.cron_schedule == cron


def test_a_month_without_the_day_begins_none(now):
    """Of months that begin on the 31st, only those exist that have one."""
    monthly = MonthlyPartitionsDefinition("2023-01-01", day_offset=31)
    assert monthly.get_partition_keys(now)[:3] == ["2023-01-31", "2023-03-31", "2023-05-31"]
