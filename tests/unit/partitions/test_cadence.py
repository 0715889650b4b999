from __future__ import annotations

import pytest

from graphmat.errors import InvalidDefinitionError
from graphmat.partitions.cadence import Cadence, ScheduleType, cadence_of, expression


@pytest.mark.parametrize(
    ("cadence", "cron"),
    [
        (Cadence(ScheduleType.HOURLY, 15), "15 * * * *"),
        (Cadence(ScheduleType.DAILY, 15, 6), "15 6 * * *"),
        (Cadence(ScheduleType.WEEKLY, 15, 6, 3), "15 6 * * 3"),
        (Cadence(ScheduleType.MONTHLY, 15, 6, 3), "15 6 3 * *"),
    ],
)
def test_a_cadence_and_its_cron_expression_say_the_same(cadence, cron):
    """Each of the four cadences is written as cron, and recognised from it."""
    assert cadence.cron == cron
    assert cadence_of(cron) == cadence


def test_the_first_day_is_the_default():
    """Weeks begin on Sunday and months on the first."""
    assert Cadence(ScheduleType.WEEKLY).cron == "0 0 * * 0"
    assert Cadence(ScheduleType.MONTHLY).cron == "0 0 1 * *"


@pytest.mark.parametrize("cron", ["*/5 * * * *", "0 0 1,15 * *", "0 0 1 1 *", "@daily"])
def test_other_expressions_have_no_cadence(cron):
    """What is none of the four is not forced into one."""
    assert cadence_of(cron) is None


def test_two_ways_of_saying_when_are_refused():
    """With a cron expression, neither a schedule type nor an offset may be given."""
    with pytest.raises(InvalidDefinitionError, match="hour_offset and schedule_type cannot"):
        expression("0 0 * * *", ScheduleType.DAILY, 0, 2, None)
