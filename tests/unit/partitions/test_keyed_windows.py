from __future__ import annotations

from datetime import UTC, datetime

import pytest

from graphmat.errors import UnknownPartitionError
from graphmat.partitions.cron import Cron
from graphmat.partitions.key_format import KeyFormat, PartitionTimeError
from graphmat.partitions.keyed_windows import KeyedWindows
from graphmat.partitions.ticks import Ticks
from graphmat.partitions.windows import WindowSeries


def windows(cron="0 7 * * *", fmt="%Y-%m-%d"):
    """Windows from the first of January 2024, with their keys."""
    series = WindowSeries(
        Ticks(Cron(cron), UTC),
        start=int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()),
        end=None,
        end_offset=0,
        excluded_starts=frozenset(),
        excluded_ticks=[],
    )
    return KeyedWindows(series, KeyFormat(fmt, UTC, marks_second_pass=False), "days")


def test_a_key_need_not_show_what_all_windows_share():
    """A date is enough of a key for windows that all begin at seven."""
    days = windows()
    start = int(datetime(2024, 1, 3, 7, tzinfo=UTC).timestamp())
    assert days.start_of("2024-01-03") == start
    assert days.key_at(start) == "2024-01-03"
    assert days.window(start).end == datetime(2024, 1, 4, 7, tzinfo=UTC)


def test_keys_from_start_to_start():
    """Keys are listed from one window to another, both included."""
    days = windows()
    first, last = days.start_of("2024-02-28"), days.start_of("2024-03-01")
    assert days.keys(first, last) == ["2024-02-28", "2024-02-29", "2024-03-01"]


@pytest.mark.parametrize(
    ("fmt", "message"),
    [("%Y-%m", "too coarse"), ("%d", "cannot be read back"), ("%H", "too coarse")],
)
def test_a_format_must_tell_windows_apart_and_be_readable(fmt, message):
    """Formats that lose the day or the year are refused at once."""
    with pytest.raises(PartitionTimeError, match=message):
        windows(fmt=fmt)


def test_a_key_that_exists_later_lies_after_the_last():
    """The error for tomorrow says when the last window ended."""
    error = windows().unknown_key("2024-01-05", datetime(2024, 1, 4, 12, tzinfo=UTC))
    assert isinstance(error, UnknownPartitionError)
    assert error.message == (
        "partition key '2024-01-05' lies after the last, whose window ended"
        " 2024-01-04 07:00:00+00:00"
    )
    assert error.hint == "the last is '2024-01-03'"
