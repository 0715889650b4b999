"""The four common ways in which windows begin, between their offsets and a cron expression."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from graphmat.errors import InvalidDefinitionError, ParameterError


class ScheduleType(Enum):
    """How often windows begin, where it is one of the four common ways."""

    HOURLY = "HOURLY"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


SHAPES = {
    ScheduleType.HOURLY: r"(\d+) \* \* \* \*",
    ScheduleType.DAILY: r"(\d+) (\d+) \* \* \*",
    ScheduleType.WEEKLY: r"(\d+) (\d+) \* \* (\d+)",
    ScheduleType.MONTHLY: r"(\d+) (\d+) (\d+) \* \*",
}


class Cadence(NamedTuple):
    """One of the four ways, with where in the hour, day and week or month windows begin.

    Args:
        schedule_type: How often.
        minute: Minute of the hour.
        hour: Hour of the day; 0 where windows are hourly.
        day: Day of the week (0 is Sunday) or of the month (from 1); None for its first.
    """

    schedule_type: ScheduleType
    minute: int = 0
    hour: int = 0
    day: int | None = None

    @property
    def cron(self) -> str:
        """The cron expression that says the same."""
        kind = self.schedule_type
        if kind is ScheduleType.HOURLY:
            return f"{self.minute} * * * *"
        if kind is ScheduleType.DAILY:
            return f"{self.minute} {self.hour} * * *"
        if kind is ScheduleType.WEEKLY:
            return f"{self.minute} {self.hour} * * {self.day or 0}"
        return f"{self.minute} {self.hour} {self.day or 1} * *"


def cadence_of(cron: str) -> Cadence | None:
    """The cadence that a cron expression says, or None where it is none of the four."""
    for schedule_type, shape in SHAPES.items():
        match = re.fullmatch(shape, cron)
        if match is not None:
            return Cadence(schedule_type, *(int(number) for number in match.groups()))
    return None


def expression(
    cron_schedule: str | None,
    schedule_type: ScheduleType | None,
    minute_offset: int | None,
    hour_offset: int | None,
    day_offset: int | None,
) -> str:
    """The cron expression that a definition's arguments mean.

    Raises:
        InvalidDefinitionError: Neither or both ways of saying it were used.
        ParameterError: An offset is not a whole number.
    """
    offsets = {"minute_offset": minute_offset, "hour_offset": hour_offset, "day_offset": day_offset}
    for name, offset in offsets.items():
        if offset is not None and not isinstance(offset, int):
            raise ParameterError(f"{name} must be a whole number, got {offset!r}")
    if cron_schedule is None:
        if schedule_type is None:
            raise InvalidDefinitionError(
                "a time window partitions definition needs cron_schedule or schedule_type"
            )
        return Cadence(schedule_type, minute_offset or 0, hour_offset or 0, day_offset).cron
    doubled = [name for name, offset in offsets.items() if offset]
    if schedule_type is not None:
        doubled.append("schedule_type")
    if doubled:
        raise InvalidDefinitionError(
            f"cron_schedule {cron_schedule!r} already says when windows begin, so"
            f" {' and '.join(doubled)} cannot be given as well"
        )
    return cron_schedule
