from __future__ import annotations

import json
import pickle
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphmat.errors import InvalidDefinitionError, ParameterError, UnknownPartitionError
from graphmat.partitions.base import PartitionKeyRange
from graphmat.partitions.cadence import ScheduleType
from graphmat.partitions.keyed_windows import TimeWindow
from graphmat.partitions.periods import (
    DailyPartitionsDefinition,
    HourlyPartitionsDefinition,
    MonthlyPartitionsDefinition,
    WeeklyPartitionsDefinition,
)
from graphmat.partitions.time_window import TimeWindowPartitionsDefinition

RECORDED = json.loads((Path(__file__).parent / "recorded" / "windows.json").read_text())["cases"]
ZONES = [
    "UTC",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/Havana",
    "Asia/Kolkata",
    "Pacific/Apia",
]


def utc(moment):
    """A time as recorded."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


@pytest.mark.parametrize(
    "case", RECORDED, ids=[f"{c['definition'][0]}-{n}" for n, c in enumerate(RECORDED)]
)
def test_keys_and_windows_are_those_of_the_peer(case, built):
    """Keys and the instants of their windows agree with what dagster 1.13.29 gave."""
    definition, now = built(case["definition"]), datetime.fromisoformat(case["now"])
    keys = definition.get_partition_keys(now)
    assert keys == case["keys"]
    windows = [definition.time_window_for_partition_key(key) for key in keys]
    assert [[utc(edge) for edge in window] for window in windows] == case["windows"]
    assert all(definition.has_partition_key(key, now) for key in keys)


@st.composite
def definitions(draw):
    """A definition of any cadence around a change of the clock, with a time to ask at."""
    zone = draw(st.sampled_from(ZONES))
    change = draw(
        st.sampled_from(["2023-03-12", "2023-11-05", "2023-04-02", "2023-10-01", "2011-12-30"])
    )
    cron = draw(
        st.sampled_from(
            [
                "{m} * * * *",
                "*/15 * * * *",
                "{m} {h} * * *",
                "{m} */6 * * *",
                "{m} {h} * * {w}",
                "{m} {h} {d} * *",
                "{m} {h} * * 1-5",
                "{m} * * * {w}",
            ]
        )
    ).format(
        m=draw(st.sampled_from([0, 15, 30, 59])),
        h=draw(st.integers(0, 23)),
        w=draw(st.integers(0, 6)),
        d=draw(st.integers(1, 31)),
    )
    hourly = cron.split()[1] == "*"
    start = datetime.fromisoformat(change) - timedelta(
        days=draw(st.integers(0, 3 if hourly else 90))
    )
    definition = TimeWindowPartitionsDefinition(
        start=start,
        fmt="%Y-%m-%d-%H:%M",
        timezone=zone,
        cron_schedule=cron,
        end_offset=draw(st.integers(-2, 3)),
    )
    now = start.replace(tzinfo=UTC) + timedelta(
        days=draw(st.integers(0, 6 if hourly else 200)), minutes=draw(st.integers(0, 1439))
    )
    return definition, now


@settings(max_examples=150, deadline=None)
@given(definitions())
def test_keys_are_ordered_and_unique_and_windows_touch(drawn):
    """Keys come once, oldest first, and each window begins where the one before ended."""
    definition, now = drawn
    keys = definition.get_partition_keys(now)
    windows = [definition.time_window_for_partition_key(key) for key in keys]
    assert len(set(keys)) == len(keys) == definition.get_num_partitions(now)
    assert all(window.start.timestamp() < window.end.timestamp() for window in windows)
    for window, following in pairwise(windows):
        assert window.end.timestamp() == following.start.timestamp()


@settings(max_examples=100, deadline=None)
@given(definitions())
def test_next_and_previous_undo_each_other(drawn):
    """Next and previous are the neighbours in the list, and first and last enclose it."""
    definition, now = drawn
    keys = definition.get_partition_keys(now)
    assert definition.get_first_partition_key(now) == (keys[0] if keys else None)
    assert definition.get_last_partition_key(now) == (keys[-1] if keys else None)
    pairs = list(zip(keys, [*keys, None][1:], strict=True))
    for key, following in pairs[:: max(1, len(pairs) // 20)]:
        assert definition.has_partition_key(key, now)
        assert definition.get_next_partition_key(key, now) == following
        if following is not None:
            assert definition.get_prev_partition_key(following, now) == key
    if keys:
        assert definition.get_prev_partition_key(keys[0], now) is None


@pytest.mark.parametrize(
    ("day", "hours"), [("2023-03-12", 23), ("2023-11-04", 24), ("2023-11-05", 25)]
)
def test_a_day_is_a_day_of_the_calendar(day, hours):
    """A daily window is as long as the day was: 23, 24 or 25 hours."""
    daily = DailyPartitionsDefinition("2023-01-01", timezone="America/New_York")
    window = daily.time_window_for_partition_key(day)
    assert window.end.timestamp() - window.start.timestamp() == hours * 3600
    assert window.start.isoformat()[:16] == f"{day}T00:00"


def test_an_hour_that_comes_twice_has_two_keys():
    """Where the clock goes back, the second hour's key ends with its offset from UTC."""
    hourly = HourlyPartitionsDefinition("2023-11-05-00:00", timezone="America/New_York")
    now = datetime(2023, 11, 5, 8, tzinfo=UTC)
    assert hourly.get_partition_keys(now) == [
        "2023-11-05-00:00",
        "2023-11-05-01:00",
        "2023-11-05-01:00-0500",
        "2023-11-05-02:00",
    ]
    assert utc(hourly.start_time_for_partition_key("2023-11-05-01:00")) == "2023-11-05T05:00Z"
    assert utc(hourly.end_time_for_partition_key("2023-11-05-01:00-0500")) == "2023-11-05T07:00Z"


def test_hours_stay_on_the_hour_where_the_clock_moves_by_half():
    """On Lord Howe Island, whose clock moves by 30 minutes, hours still begin on the hour."""
    hourly = HourlyPartitionsDefinition("2023-04-02-00:00", timezone="Australia/Lord_Howe")
    keys = hourly.get_partition_keys(datetime(2023, 4, 1, 18, tzinfo=UTC))
    assert keys[:4] == [f"2023-04-02-0{hour}:00" for hour in range(4)]
    window = hourly.time_window_for_partition_key("2023-04-02-01:00")
    assert window.end.timestamp() - window.start.timestamp() == 90 * 60


def test_a_day_that_a_zone_left_out_has_no_key():
    """Samoa had no 30th of December 2011, so there is no such partition."""
    daily = DailyPartitionsDefinition("2011-12-28", timezone="Pacific/Apia")
    now = datetime(2012, 1, 2, tzinfo=UTC)
    assert daily.get_partition_keys(now) == ["2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"]


@pytest.mark.parametrize(
    "made",
    [
        lambda: DailyPartitionsDefinition("2024-01-01"),
        lambda: DailyPartitionsDefinition(datetime(2024, 1, 1)),  # noqa: DTZ001
        lambda: DailyPartitionsDefinition(date(2024, 1, 1)),
        lambda: DailyPartitionsDefinition(datetime(2024, 1, 1, tzinfo=UTC)),
        lambda: TimeWindowPartitionsDefinition(
            start="2024-01-01", fmt="%Y-%m-%d", cron_schedule="0 0 * * *"
        ),
        lambda: TimeWindowPartitionsDefinition(
            start="2024-01-01", fmt="%Y-%m-%d", schedule_type=ScheduleType.DAILY
        ),
    ],
)
def test_definitions_that_say_the_same_are_equal(made):
    """However a daily partitioning is written, it is the same one, also as a key of a dict."""
    daily = DailyPartitionsDefinition("2024-01-01")
    assert made() == daily
    assert hash(made()) == hash(daily)


def test_definitions_that_say_something_else_differ():
    """Start, zone, offset, format and exclusions each make another definition."""
    daily = DailyPartitionsDefinition("2024-01-01")
    others = [
        DailyPartitionsDefinition("2024-01-02"),
        DailyPartitionsDefinition("2024-01-01", end_date="2025-01-01"),
        DailyPartitionsDefinition("2024-01-01", timezone="Europe/Berlin"),
        DailyPartitionsDefinition("2024-01-01", hour_offset=1),
        DailyPartitionsDefinition("2024-01-01", end_offset=1),
        DailyPartitionsDefinition(datetime(2024, 1, 1, tzinfo=UTC), fmt="%Y-%m-%d-%H"),
        DailyPartitionsDefinition("2024-01-01", exclusions=["0 0 * * 0"]),
    ]
    assert all(other != daily for other in others)
    assert len({daily, *others}) == len(others) + 1


def test_a_naive_time_is_meant_on_the_zones_clocks():
    """Asked with a time without zone, the definition takes it as its own."""
    daily = DailyPartitionsDefinition("2024-01-01", timezone="America/New_York")
    assert daily.get_partition_keys(datetime(2024, 1, 2)) == ["2024-01-01"]  # noqa: DTZ001
    assert daily.get_partition_keys(datetime(2024, 1, 2, tzinfo=UTC)) == []


def test_without_a_time_now_is_meant():
    """Asked without a time, a definition that began two days ago has its days."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    daily = DailyPartitionsDefinition((yesterday - timedelta(days=1)).strftime("%Y-%m-%d"))
    assert yesterday.strftime("%Y-%m-%d") in daily.get_partition_keys()


def test_a_range_has_both_its_ends(now):
    """A range of days holds the first and the last one."""
    daily = DailyPartitionsDefinition("2024-01-01")
    span = PartitionKeyRange("2024-01-03", "2024-01-05")
    assert daily.get_partition_keys_in_range(span, now) == [
        "2024-01-03",
        "2024-01-04",
        "2024-01-05",
    ]
    assert daily.get_partition_keys_in_range(PartitionKeyRange(*reversed(span)), now) == []


@pytest.mark.parametrize(
    ("key", "message", "hint"),
    [
        ("2024-13-01", "does not follow the format '%Y-%m-%d'", "keys look like '2024-01-01'"),
        ("2024-1-02", "no window starts then", "the nearest keys are"),
        ("2023-12-31", "lies before the first", "the first is '2024-01-01'"),
        ("2024-01-10", "lies after the last", "the last is '2024-01-09'"),
        ("2024-01-06", "is among the exclusions", None),
        ("9999-12-31", "lies beyond the calendar", None),
        (None, "does not follow the format", "keys look like"),
    ],
)
def test_an_unknown_key_is_told_apart(key, message, hint, now):
    """The error says whether a key is misspelt, too early, too late or excluded."""
    daily = DailyPartitionsDefinition("2024-01-01", exclusions=["0 0 * * 6"])
    assert not daily.has_partition_key(key, now)
    with pytest.raises(UnknownPartitionError, match=message) as caught:
        daily.validate_partition_key(key, now)
    assert repr(key) in caught.value.message
    assert (caught.value.hint or "").startswith(hint or "")


def test_a_key_between_two_windows_names_its_neighbours(now):
    """A Wednesday asked of weeks that begin on Sunday is answered with the Sundays around it."""
    weekly = WeeklyPartitionsDefinition("2023-01-01")
    with pytest.raises(UnknownPartitionError) as caught:
        weekly.time_window_for_partition_key("2024-01-03")
    assert caught.value.hint == "the nearest keys are '2023-12-31' and '2024-01-07'"


def test_nothing_has_ended_yet(now):
    """Of a partitioning that begins today, the error names the key that will be the first."""
    daily = DailyPartitionsDefinition("2024-01-10")
    assert daily.get_partition_keys(now) == []
    assert daily.get_first_partition_key(now) is None
    assert daily.get_num_partitions(now) == 0
    with pytest.raises(UnknownPartitionError, match="no window has ended yet") as caught:
        daily.validate_partition_key("2024-01-10", now)
    assert caught.value.hint == "the first will be '2024-01-10'"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"cron_schedule": "0 0 * *"}, "must have five fields"),
        ({}, "needs cron_schedule or schedule_type"),
        ({"cron_schedule": "0 0 * * *", "hour_offset": 3}, "hour_offset cannot be given as well"),
        ({"cron_schedule": "0 0 * * *", "timezone": "Europe/Berlim"}, "timezone 'Europe/Berlim'"),
        ({"cron_schedule": "0 0 * * *", "fmt": "%Y-%m"}, "too coarse for '0 0 \\* \\* \\*'"),
        ({"cron_schedule": "0 0 * * *", "fmt": "%m-%d"}, "cannot be read back"),
        ({"cron_schedule": "0 0 * * *", "exclusions": ["0 0 * * *"]}, "leave no partition"),
        ({"cron_schedule": "0 0 * * *", "exclusions": ["never"]}, "five fields"),
        (
            {"cron_schedule": "0 0 * * *", "end_offset": "1"},
            "end_offset of .* must be a whole number",
        ),
        ({"cron_schedule": "0 0 * * *", "fmt": None}, "must be a strftime format, got None"),
        ({"cron_schedule": "0 0 * * *", "exclusions": "0 0 * * 6"}, "must be a list, got"),
        ({"schedule_type": ScheduleType.HOURLY, "minute_offset": 75}, "'75' is not a minute"),
        ({"schedule_type": ScheduleType.HOURLY, "minute_offset": "5"}, "minute_offset must be"),
    ],
)
def test_what_makes_no_windows_is_refused(arguments, message):
    """A definition that cannot work is refused when it is written, with the reason."""
    with pytest.raises(InvalidDefinitionError, match=message):
        TimeWindowPartitionsDefinition(
            **{"start": datetime(2024, 1, 1, tzinfo=UTC), "fmt": "%Y-%m-%d", **arguments}
        )


@pytest.mark.parametrize("name", ["start_date", "end_date"])
def test_a_date_that_cannot_be_read_is_a_value_error(name):
    """A start or end in another format is refused with an example of the right one."""
    dates = {"start_date": "2024-01-01", name: "01.02.2024"}
    with pytest.raises(ValueError, match="does not follow the key format '%Y-%m-%d'") as caught:
        DailyPartitionsDefinition(**dates)
    assert caught.value.hint == "write it like '2024-01-31', or give a datetime"


def test_a_start_of_a_wrong_type_is_refused():
    """A number is not a date."""
    with pytest.raises(ParameterError, match="must be a datetime or text, not int"):
        DailyPartitionsDefinition(20240101)


def test_the_parts_of_a_schedule_can_be_read_and_replaced():
    """Offsets are read from the cron expression, and other ones make another expression."""
    monthly = MonthlyPartitionsDefinition(
        "2024-01-01", minute_offset=5, hour_offset=3, day_offset=2
    )
    assert monthly.schedule_type is ScheduleType.MONTHLY
    assert (monthly.minute_offset, monthly.hour_offset, monthly.day_offset) == (5, 3, 2)
    assert monthly.get_cron_schedule() == "5 3 2 * *"
    assert monthly.get_cron_schedule(hour_of_day=7, day_of_month=9) == "5 7 9 * *"
    weekly = WeeklyPartitionsDefinition("2024-01-01", day_offset=1)
    assert weekly.get_cron_schedule(day_of_week=4) == "0 0 * * 4"


def test_an_uncommon_schedule_has_no_offsets():
    """Every six hours is no common cadence, so there is no offset to tell."""
    often = TimeWindowPartitionsDefinition(
        start=datetime(2024, 1, 1, tzinfo=UTC), fmt="%Y-%m-%d-%H", cron_schedule="0 */6 * * *"
    )
    assert often.schedule_type is None
    with pytest.raises(InvalidDefinitionError, match="neither hourly, daily, weekly nor monthly"):
        _ = often.hour_offset


def test_keys_by_instant_and_by_span():
    """An instant has the key of the window around it; a span, those of windows that begin in it."""
    daily = DailyPartitionsDefinition("2024-01-01")
    noon = datetime(2024, 1, 5, 12, tzinfo=UTC)
    midnight = datetime(2024, 1, 6, tzinfo=UTC)
    assert daily.get_partition_key_for_timestamp(noon.timestamp()) == "2024-01-05"
    assert daily.get_partition_key_for_timestamp(midnight.timestamp()) == "2024-01-06"
    assert daily.get_partition_key_for_timestamp(midnight.timestamp(), end_closed=True) == (
        "2024-01-05"
    )
    span = TimeWindow(noon, noon + timedelta(days=2))
    assert daily.get_partition_keys_in_time_window(span) == ["2024-01-06", "2024-01-07"]


def test_the_outermost_windows(now):
    """First and last window are those of the first and last key."""
    daily = DailyPartitionsDefinition("2024-01-01")
    assert utc(daily.get_first_partition_window(now).start) == "2024-01-01T00:00Z"
    assert utc(daily.get_last_partition_window(now).end) == "2024-01-10T00:00Z"
    assert DailyPartitionsDefinition("2025-01-01").get_last_partition_window(now) is None


def test_the_description_is_plain_data():
    """The description survives JSON and tells all that the definition was given."""
    daily = DailyPartitionsDefinition(
        "2024-01-01", "2024-02-01", timezone="Europe/Berlin", exclusions=["0 0 * * 0"]
    )
    assert json.loads(json.dumps(daily.describe())) == {
        "kind": "time_window",
        "cron_schedule": "0 0 * * *",
        "start": "2024-01-01T00:00:00+01:00",
        "end": "2024-02-01T00:00:00+01:00",
        "timezone": "Europe/Berlin",
        "fmt": "%Y-%m-%d",
        "end_offset": 0,
        "exclusions": ["0 0 * * 0"],
    }
    assert str(daily) == "daily, from 2024-01-01 Europe/Berlin"
    assert repr(daily).startswith("DailyPartitionsDefinition(cron_schedule='0 0 * * *'")


def test_far_dates_do_not_break_the_arithmetic(now):
    """The first and the last years that datetime knows are taken as no limit at all."""
    daily = DailyPartitionsDefinition("2024-01-01", end_date=datetime.max)  # noqa: DTZ901
    assert daily.get_last_partition_key(now) == "2024-01-09"
    assert DailyPartitionsDefinition(datetime.min).has_partition_key("2024-01-09", now)  # noqa: DTZ901


def test_single_keys_are_answered_without_listing(now, monkeypatch):
    """Membership, ends and neighbours of a century of hours do not walk through its hours."""
    hourly = HourlyPartitionsDefinition(
        "1924-01-01-00:00", timezone="Europe/Berlin", exclusions=["0 0 * * *"]
    )

    def refuse(*_):
        raise AssertionError

    monkeypatch.setattr("graphmat.partitions.windows.WindowSeries.walk", refuse)
    assert hourly.has_partition_key("2001-09-09-03:00", now)
    assert hourly.get_next_partition_key("2001-09-09-23:00", now) == "2001-09-10-01:00"
    assert hourly.get_prev_partition_key("2001-09-10-01:00", now) == "2001-09-09-23:00"
    assert hourly.get_last_partition_key(now) == "2024-01-10-12:00"


def test_a_definition_can_be_sent_to_a_worker(now):
    """Pickled and read again, the definition is the same and has the same keys."""
    daily = DailyPartitionsDefinition("2024-01-01", timezone="Europe/Berlin", end_offset=1)
    again = pickle.loads(pickle.dumps(daily))
    assert again == daily
    assert again.get_partition_keys(now) == daily.get_partition_keys(now)
