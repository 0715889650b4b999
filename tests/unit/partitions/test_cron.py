from __future__ import annotations

from datetime import date

import pytest

from graphmat.errors import InvalidDefinitionError, ParameterError
from graphmat.partitions.cron import Cron


@pytest.mark.parametrize(
    ("expression", "minutes", "hours"),
    [
        ("0 0 * * *", [0], [0]),
        ("*/20 * * * *", [0, 20, 40], list(range(24))),
        ("5/25 0 * * *", [5, 30, 55], [0]),
        ("0 22-2 * * *", [0], [0, 1, 2, 22, 23]),
        ("0 1-23/11 * * *", [0], [1, 12, 23]),
        ("1,2,2 3,4-5 * * *", [1, 2], [3, 4, 5]),
        ("*/60 */24 * * *", [0], [0]),
        ("@hourly", [0], list(range(24))),
    ],
)
def test_times_of_day_are_read(expression, minutes, hours):
    """Numbers, lists, ranges, steps and aliases become the minutes and hours they name."""
    cron = Cron(expression)
    assert (list(cron.minutes), list(cron.hours)) == (minutes, hours)


@pytest.mark.parametrize(
    ("expression", "days"),
    [
        ("0 0 * * *", list(range(1, 8))),
        ("0 0 * * 0", [4]),
        ("0 0 * * 7", [4]),
        ("0 0 * * sun,MON", [4, 5]),
        ("0 0 * * 5-7", [2, 3, 4]),
        ("0 0 * * 6-1", [3, 4, 5]),
        ("0 0 2 * *", [2]),
        ("0 0 2 FEB *", [2]),
        ("0 0 2 mar-dec *", []),
        ("0 0 2 * 4", [1, 2]),
        ("0 0 */3 * *", [1, 4, 7]),
        ("@weekly", [4]),
        ("@monthly", [1]),
    ],
)
def test_days_are_read(expression, days):
    """In the first week of February 2024, which begins on a Thursday, these days match."""
    cron = Cron(expression)
    assert [day for day in range(1, 8) if cron.matches_day(date(2024, 2, day))] == days


def test_the_last_day_of_a_month_is_found_in_each_month():
    """``L`` is the last day, be it the 29th, the 30th or the 31st."""
    cron = Cron("0 0 L * *")
    assert cron.next_day(date(2024, 2, 1)) == date(2024, 2, 29)
    assert cron.next_day(date(2024, 3, 1)) == date(2024, 3, 31)
    assert cron.previous_day(date(2024, 5, 30)) == date(2024, 4, 30)


def test_leap_days_are_found_eight_years_apart():
    """Between 2096 and 2104 there is no leap day, and the search does not give up."""
    assert Cron("0 0 29 2 *").next_day(date(2096, 3, 1)) == date(2104, 2, 29)


def test_a_day_after_the_last_year_is_not_found():
    """Where the calendar ends, there is no next day and no error."""
    assert Cron("0 0 1 1 *").next_day(date(9999, 2, 1)) is None


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("0 0 * *", "must have five fields .* and has 4"),
        ("0 0 0 * * *", "has 6"),
        ("@fortnightly", "has 1"),
        ("60 0 * * *", "'60' is not a minute, which goes from 0 to 59"),
        ("0 0 0 * *", "'0' is not a day of month"),
        ("0 0 * * 1#2", "'1#2' is not understood as day of week"),
        ("0 0 * * funday", "'funday' is not a day of week"),
        ("*/90 * * * *", "a step of 90 does not fit the minute, which has 60 values"),
        ("*/0 * * * *", "a step of 0"),
        ("0 0 30 2 *", "names a day that never comes"),
    ],
)
def test_what_is_no_expression_is_refused(expression, message):
    """The error names the field and what stands in it."""
    with pytest.raises(InvalidDefinitionError, match=message):
        Cron(expression)


def test_something_other_than_text_is_refused():
    """A number in place of the expression is told as such."""
    with pytest.raises(ParameterError, match="must be a cron expression, got 5"):
        Cron(5)
