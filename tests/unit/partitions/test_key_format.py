from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from graphmat.errors import ParameterError
from graphmat.partitions.key_format import DATE, DATE_AND_TIME, KeyFormat, PartitionTimeError

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize("fmt", [DATE, DATE_AND_TIME, "%Y%m%d", "%d %b %Y"])
def test_the_short_way_writes_what_strftime_writes(fmt):
    """The common formats are written without strftime, and to the same letter."""
    moment = datetime(2024, 2, 3, 4, 5, tzinfo=UTC)
    assert KeyFormat(fmt, UTC, marks_second_pass=True).key(moment) == moment.strftime(fmt)


@pytest.mark.parametrize("hour", [0, 1, 2])
@pytest.mark.parametrize("fold", [0, 1])
def test_what_is_written_is_read_back(hour, fold):
    """Both passings of an hour are told apart by their keys."""
    keys = KeyFormat(DATE_AND_TIME, NEW_YORK, marks_second_pass=True)
    instant = datetime(2023, 11, 5, hour, tzinfo=NEW_YORK, fold=fold).timestamp()
    assert keys.instant(keys.key(datetime.fromtimestamp(instant, NEW_YORK))) == instant


def test_a_format_with_an_offset_needs_no_mark():
    """Where each key shows its offset, the second passing gets no other one."""
    keys = KeyFormat("%Y-%m-%dT%H%z", NEW_YORK, marks_second_pass=True)
    assert keys.key(datetime(2023, 11, 5, 1, tzinfo=NEW_YORK, fold=1)) == "2023-11-05T01-0500"
    assert keys.instant("2023-11-05T01-0500") == keys.instant("2023-11-05T01-0400") + 3600


def test_a_calendar_series_is_not_marked():
    """A daily key stays a plain date where its time comes twice."""
    keys = KeyFormat(DATE, NEW_YORK, marks_second_pass=False)
    assert keys.key(datetime(2023, 11, 5, 1, tzinfo=NEW_YORK, fold=1)) == "2023-11-05"


def test_a_key_in_another_format_is_a_value_error():
    """What does not follow the format is not read as something else."""
    with pytest.raises(ValueError, match="does not match format"):
        KeyFormat(DATE, UTC, marks_second_pass=False).instant("2024/01/01")


def test_a_given_time_is_a_time_on_the_zones_clocks():
    """Text and datetimes mean local time, whatever zone the datetime carries."""
    keys = KeyFormat(DATE, NEW_YORK, marks_second_pass=False)
    midnight = int(datetime(2024, 1, 1, 5, tzinfo=UTC).timestamp())
    for given in ("2024-01-01", datetime(2024, 1, 1), datetime(2024, 1, 1, tzinfo=UTC)):  # noqa: DTZ001
        assert keys.instant_given(given, "start") == midnight


def test_what_cannot_be_read_is_named():
    """The errors name the argument and what was given."""
    keys = KeyFormat(DATE, UTC, marks_second_pass=False)
    with pytest.raises(PartitionTimeError, match=r"start, '1\.1\.24', does not follow"):
        keys.instant_given("1.1.24", "start")
    with pytest.raises(ParameterError, match="start, '7', must be a datetime or text, not int"):
        keys.instant_given(7, "start")
