"""Cron expressions of five fields, read into sets of minutes, hours and days."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from graphmat.errors import InvalidDefinitionError, ParameterError

ALIASES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
DAY = timedelta(days=1)
LAST_DAY = 0
"""Stands among the days of a month for the month's last day, whichever that is."""
LONGEST_WAIT_DAYS = 9 * 366
"""Leap days may lie eight years apart; a day that does not come within nine never comes."""


class Field(NamedTuple):
    """One field of an expression: its name, its bounds, and names that stand for numbers."""

    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()


FIELDS = (
    Field("minute", 0, 59),
    Field("hour", 0, 23),
    Field("day of month", 1, 31),
    Field("month", 1, 12, MONTHS),
    Field("day of week", 0, 7, WEEKDAYS),
)


class Cron:
    """A parsed cron expression; knows days and times of day, not time zones.

    Understands ``*``, numbers, names of months and weekdays, lists, ranges (also over the end, as
    in ``22-2``), steps, ``L`` as the month's last day, and ``@daily`` and its like. As everywhere,
    a day matches where either of day of month and day of week matches, if both are limited.

    Args:
        expression: The text.
        where: The words that name the place in an error.

    Raises:
        InvalidDefinitionError: The text is no such expression, or its day never comes.
    """

    def __init__(self, expression: str, where: str = "cron_schedule") -> None:
        if not isinstance(expression, str):
            raise ParameterError(f"{where} must be a cron expression, got {expression!r}")
        self.text = " ".join(expression.split())
        parts = ALIASES.get(self.text.lower(), self.text).lower().split()
        if len(parts) != len(FIELDS):
            raise InvalidDefinitionError(
                f"{where} {expression!r} must have five fields (minute hour day month weekday),"
                f" and has {len(parts)}",
                hint="for example '0 6 * * *' for each day at 06:00",
            )
        minutes, hours, days, months, weekdays = (
            _values(part, field, f"{where} {expression!r}")
            for part, field in zip(parts, FIELDS, strict=True)
        )
        self.minutes = tuple(sorted(minutes))
        self.hours = tuple(sorted(hours))
        self.days = days
        self.months = months
        self.weekdays = frozenset(day % 7 for day in weekdays)
        self.every_hour = hours == frozenset(range(24))
        self._any_day = days >= frozenset(range(1, 32))
        self._any_weekday = self.weekdays == frozenset(range(7))
        any_month = months == frozenset(range(1, 13))
        self.every_day = self._any_day and self._any_weekday and any_month
        if self.next_day(date(2000, 1, 1)) is None:
            raise InvalidDefinitionError(f"{where} {expression!r} names a day that never comes")

    def matches_day(self, day: date) -> bool:
        """Whether the expression has times on this day."""
        if self.every_day:
            return True
        if day.month not in self.months:
            return False
        if self._any_day:
            return day.isoweekday() % 7 in self.weekdays
        on_day = day.day in self.days or (LAST_DAY in self.days and (day + DAY).day == 1)
        if self._any_weekday:
            return on_day
        return on_day or day.isoweekday() % 7 in self.weekdays

    def next_day(self, day: date) -> date | None:
        """The first matching day from this one on, or None where none comes."""
        return self._seek(day, 1)

    def previous_day(self, day: date) -> date | None:
        """The last matching day up to this one, or None where none was."""
        return self._seek(day, -1)

    def _seek(self, day: date, step: int) -> date | None:
        start = day.toordinal()
        for ordinal in range(start, start + step * LONGEST_WAIT_DAYS, step):
            try:
                found = date.fromordinal(ordinal)
            except (ValueError, OverflowError):
                return None
            if self.matches_day(found):
                return found
        return None


def _values(part: str, field: Field, where: str) -> frozenset[int]:
    found: set[int] = set()
    for item in part.split(","):
        if field.name == "day of month" and item == "l":
            found.add(LAST_DAY)
        else:
            found.update(_item_values(item, field, where))
    return frozenset(found)


def _item_values(item: str, field: Field, where: str) -> list[int]:
    match = re.fullmatch(r"(?:(\*)|(\w+)(?:-(\w+))?)(?:/(\d+))?", item)
    if match is None:
        raise InvalidDefinitionError(
            f"{where}: {item!r} is not understood as {field.name}",
            hint="use *, a number, a list a,b, a range a-b or a step */n",
        )
    star, first, last, step_text = match.groups()
    # Sunday may be written 0 or 7, and is one day
    size = 7 if field.names is WEEKDAYS else field.high - field.low + 1
    end = field.low + size - 1
    step = int(step_text or 1)
    if not 0 < step <= size:
        raise InvalidDefinitionError(
            f"{where}: a step of {step} does not fit the {field.name}, which has {size} values"
        )
    if star:
        return list(range(field.low, end + 1, step))
    low = _number(first, field, where)
    if last is None:
        return [low] if step_text is None else list(range(low, end + 1, step))
    high = _number(last, field, where)
    if low > high:
        high += size
    return [value if value <= field.high else value - size for value in range(low, high + 1, step)]


def _number(text: str, field: Field, where: str) -> int:
    if text in field.names:
        return field.names.index(text) + field.low
    if text.isdecimal() and field.low <= int(text) <= field.high:
        return int(text)
    raise InvalidDefinitionError(
        f"{where}: {text!r} is not a {field.name}, which goes from {field.low} to {field.high}"
    )
