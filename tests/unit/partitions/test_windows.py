from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from graphmat.errors import InvalidDefinitionError
from graphmat.partitions.cron import Cron
from graphmat.partitions.ticks import Ticks
from graphmat.partitions.windows import WindowSeries

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


def day(count, hours=0):
    """The instant so many days after Monday, the first of January 2024."""
    return int((MONDAY + timedelta(days=count, hours=hours)).timestamp())


def series(*, end=None, end_offset=0, excluded=(), excluded_crons=()):
    """Days from that Monday on."""
    return WindowSeries(
        Ticks(Cron("0 0 * * *"), UTC),
        start=day(0),
        end=end,
        end_offset=end_offset,
        excluded_starts=frozenset(excluded),
        excluded_ticks=[Ticks(Cron(text), UTC) for text in excluded_crons],
    )


@pytest.mark.parametrize(
    ("end_offset", "hours", "last"),
    [(0, 0, 3), (0, 23, 3), (1, 0, 4), (3, 12, 6), (-1, 12, 2), (-3, 12, 0)],
)
def test_the_last_window_is_counted_from_the_one_that_has_ended(end_offset, hours, last):
    """On the fifth day four days have ended; an end offset counts on or back from there."""
    bounds = series(end_offset=end_offset).bounds(day(4, hours))
    assert bounds == (day(0), day(last), day(last + 1))


@pytest.mark.parametrize(("end_offset", "days"), [(0, 0.5), (-1, 1.5), (1, -2), (-4, 4)])
def test_there_may_be_no_window_yet(end_offset, days):
    """Before the first window has ended, or where the offset takes all away, none exists."""
    assert series(end_offset=end_offset).bounds(day(days)) is None


@pytest.mark.parametrize(("end", "last"), [(day(2), 1), (day(2, 12), 1), (day(9), 3)])
def test_no_window_ends_after_the_end(end, last):
    """The end cuts the series, also within a window, and also where an offset reaches beyond."""
    assert series(end=end).bounds(day(4)).last == day(last)
    assert series(end=end, end_offset=9).bounds(day(4)).last == day(max(1, (end - day(1)) // 86400))


@pytest.mark.parametrize("end", [day(0), day(-1), day(0, 12)])
def test_an_end_before_the_first_window_has_ended_leaves_none(end):
    """A series that ends before its first window does has no windows."""
    assert series(end=end).bounds(day(4)) is None


def test_excluded_windows_are_left_out_and_not_counted():
    """Weekends are neither listed nor counted, and the windows around them do not grow."""
    weekdays = series(excluded_crons=["0 0 * * 6", "0 0 * * 0"])
    assert [start.isoweekday() for start in weekdays.walk(day(0), day(8))] == [1, 2, 3, 4, 5, 1, 2]
    assert weekdays.end_of(day(4)) == day(5)
    assert weekdays.ended_by(day(7)) == day(4)
    assert weekdays.shift(day(7), -1) == day(4)
    assert weekdays.shift(day(5), 1) == day(8)
    assert weekdays.starting_from(day(5)) == weekdays.starting_by(day(7)) == day(7)


def test_one_start_can_be_excluded():
    """A single day is left out, and is no start of a window."""
    without = series(excluded=[day(1)])
    assert [start.day for start in without.walk(day(0), day(3))] == [1, 3, 4]
    assert not without.is_start(day(1))
    assert without.is_start(day(2))
    assert not without.is_start(day(2, 1))


def test_windows_that_share_time_with_a_span():
    """A span touches each day it has an hour of, and not the day at whose midnight it ends."""
    daily = series()
    assert daily.overlapping(day(1, 12), day(2, 12)) == [day(1), day(2)]
    assert daily.overlapping(day(1), day(2)) == [day(1)]
    assert daily.overlapping(day(2), day(2)) == []


def test_exclusions_that_leave_nothing_are_refused():
    """A series of which each window is excluded is an error and not an endless search."""
    with pytest.raises(InvalidDefinitionError, match="exclusions leave no partition"):
        series(excluded_crons=["0 */6 * * *"])
