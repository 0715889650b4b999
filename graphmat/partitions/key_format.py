"""How a window's start is written as a partition key, and read back."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, tzinfo

from graphmat.errors import InvalidDefinitionError, ParameterError
from graphmat.partitions.ticks import EARLIEST, LATEST

DATE = "%Y-%m-%d"
DATE_AND_TIME = "%Y-%m-%d-%H:%M"
FOUR_DIGITS = 1000
"""The first year that strftime writes as isoformat does, on every platform."""


class PartitionTimeError(InvalidDefinitionError, ValueError):
    """A start, an end or a key format of a time partitioning cannot be read."""


class KeyFormat:
    """Writes local times as keys and reads keys as instants.

    Where the clock goes back, an hour comes twice and so would its keys: the second one gets the
    offset from UTC at its end (`2023-11-05-01:00-0500`), unless the format shows the offset anyhow.
    Only series that run through each hour need that.

    Args:
        fmt: A strftime format.
        zone: Time zone of the local times.
        marks_second_pass: Whether the series has both passings of an hour.
    """

    def __init__(self, fmt: str, zone: tzinfo, *, marks_second_pass: bool) -> None:
        self.fmt = fmt
        self.zone = zone
        self.fmt_with_offset = fmt if "%z" in fmt else fmt + "%z"
        self._marks = marks_second_pass and "%z" not in fmt and zone is not UTC

    def key(self, start: datetime) -> str:
        """The key of the window that starts at this local time."""
        if self._marks and start.fold:
            return start.strftime(self.fmt_with_offset)
        if start.year >= FOUR_DIGITS:
            # strftime is three times as slow; a year of hourly keys has 8760 of them
            if self.fmt == DATE:
                return start.isoformat()[:10]
            if self.fmt == DATE_AND_TIME:
                text = start.isoformat()
                return f"{text[:10]}-{text[11:16]}"
        return start.strftime(self.fmt)

    def instant(self, key: str) -> float:
        """The earliest instant that the key can mean.

        Raises:
            ValueError: The key does not follow the format.
        """
        try:
            parsed = datetime.strptime(key, self.fmt)  # noqa: DTZ007  # the zone is set below
        except ValueError:
            return datetime.strptime(key, self.fmt_with_offset).astimezone(UTC).timestamp()
        if parsed.tzinfo is None:
            parsed = parsed.replace(tzinfo=self.zone, fold=0)
        return parsed.timestamp()

    def instant_given(self, given: datetime | date | str, what: str) -> int:
        """The instant that a user gave as a key, a day, or a time on the zone's clocks.

        Args:
            given: What the user gave; the time zone that a datetime may carry is not looked at.
            what: The words that name it in an error.

        Raises:
            PartitionTimeError: It cannot be read.
        """
        what = f"{what}, {str(given)!r},"
        if not isinstance(given, str | date):
            raise ParameterError(f"{what} must be a datetime or text, not {type(given).__name__}")
        try:
            instant = self.instant(given) if isinstance(given, str) else self._instant_on(given)
        except (ValueError, OverflowError):
            like = datetime(2024, 1, 31, tzinfo=self.zone).strftime(self.fmt)
            raise PartitionTimeError(
                f"{what} does not follow the key format {self.fmt!r}",
                hint=f"write it like {like!r}, or give a datetime",
            ) from None
        return min(max(math.ceil(instant), EARLIEST), LATEST)

    def _instant_on(self, day: date) -> float:
        wall = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)  # noqa: DTZ001  # wall time
        return wall.replace(tzinfo=self.zone).timestamp()
