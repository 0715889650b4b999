from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphmat.errors import InvalidDefinitionError, ParameterError
from graphmat.partitions.cron import Cron
from graphmat.partitions.ticks import Ticks, zone_named

HALF_A_CENTURY = st.integers(
    int(datetime(1990, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2040, 1, 1, tzinfo=UTC).timestamp()),
)


def at(text):
    """The instant of a time in UTC."""
    return int(datetime.fromisoformat(text + "+00:00").timestamp())


def ticks_of(expression, zone):
    """The ticks of an expression in a zone."""
    return Ticks(Cron(expression), zone_named(zone))


@given(
    expression=st.sampled_from(
        ["0 * * * *", "*/15 * * * *", "30 2 * * *", "0 */6 * * *", "0 * * * 1-5", "0 0 1 */3 *"]
    ),
    zone=st.sampled_from(["UTC", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
    instant=HALF_A_CENTURY,
)
def test_before_and_after_meet(expression, zone, instant):
    """Going to the next tick and back to the previous one leads nowhere else."""
    ticks = ticks_of(expression, zone)
    after = ticks.at_or_after(instant)
    before = ticks.at_or_before(instant)
    assert before <= instant <= after
    assert ticks.at_or_before(after) == after == ticks.at_or_after(after)
    assert before == after or ticks.at_or_after(before + 1) == after
    assert [int(tick.timestamp()) for tick in ticks.walk(before, after)] == sorted({before, after})


@pytest.mark.parametrize(
    ("expression", "zone", "instant", "expected"),
    [
        # 02:30 does not come: the clock jumps from 02:00 to 03:00 at 07:00 UTC
        ("30 2 * * *", "America/New_York", "2023-03-12T00:00", "2023-03-12T07:00"),
        # 01:30 comes twice: the second time counts
        ("30 1 * * *", "America/New_York", "2023-11-05T00:00", "2023-11-05T06:30"),
        # midnight comes twice: the first time counts, else the day before would be 25 hours long
        ("0 0 * * *", "America/Havana", "2023-11-05T00:00", "2023-11-05T04:00"),
        # midnight does not come: the day begins at 01:00
        ("0 0 * * *", "America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00"),
    ],
)
def test_a_daily_time_and_a_change_of_the_clock(expression, zone, instant, expected):
    """Each day has the time once: moved where it is missing, chosen where it comes twice."""
    assert ticks_of(expression, zone).at_or_after(at(instant)) == at(expected)


def test_each_passing_hour_has_its_tick():
    """From midnight to midnight there are 23, 24 or 25 hourly ticks."""
    ticks = ticks_of("0 * * * *", "Europe/Berlin")
    for day, count in (("2023-03-25T23:00", 23), ("2023-10-28T22:00", 25)):
        begin = at(day)
        hours = list(ticks.walk(begin, begin + 26 * 3600))
        assert [hour.date() for hour in hours].count(hours[0].date()) == count


def test_an_unknown_zone_names_the_nearest():
    """A misspelt zone is answered with the right spelling."""
    with pytest.raises(InvalidDefinitionError, match="'Europe/Berln' is not known") as caught:
        zone_named("Europe/Berln")
    assert "did you mean 'Europe/Berlin'" in caught.value.hint


def test_a_zone_is_a_name():
    """Something other than text is no time zone."""
    with pytest.raises(ParameterError, match="must be the name of a time zone"):
        zone_named(1)


def test_the_calendar_ends():
    """Past the last year the error says that no time is left."""
    with pytest.raises(InvalidDefinitionError, match="has no time after"):
        ticks_of("0 0 1 1 *", "UTC").at_or_after(at("9999-02-01T00:00"))
