"""The instants at which a cron expression comes round in a time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from graphmat.errors import InvalidDefinitionError, ParameterError, did_you_mean
from graphmat.partitions.cron import DAY, Cron

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUR_S = 3600
SECOND_PASS_HOURS = (1, 2, 3)
"""Where the clock goes back over these hours, a daily time means its second passing. At midnight it
means the first, or else a day would begin before the last one has ended."""
# Years of four digits, in every zone: the others cannot be written and read back alike.
EARLIEST = int(datetime(1000, 1, 3, tzinfo=UTC).timestamp())
LATEST = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())


def zone_named(name: str) -> tzinfo:
    """The time zone of an IANA name.

    Raises:
        InvalidDefinitionError: No zone bears this name; with the nearest ones.
    """
    if not isinstance(name, str):
        raise ParameterError(f"timezone must be the name of a time zone, got {name!r}")
    if name.upper() == "UTC":
        return UTC
    import zoneinfo  # noqa: PLC0415  # 3 ms that definitions in UTC need not pay

    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidDefinitionError(
            f"timezone {name!r} is not known",
            hint=did_you_mean(name, zoneinfo.available_timezones())
            or "give an IANA name such as 'Europe/Berlin'",
        ) from None


class Ticks:
    """A cron expression in a time zone, as a series of instants (whole seconds since 1970, UTC).

    An expression that names its hours follows the calendar: each matching day has each of its
    times once, moved to the end of the gap where the clock jumps over it (unless that lies in
    another day). One that leaves the hour open follows the course of time: an hour that comes
    twice has two ticks, a missing one none.

    Args:
        cron: When.
        zone: Where.
    """

    def __init__(self, cron: Cron, zone: tzinfo) -> None:
        self.cron = cron
        self.zone = zone
        self._minutes_s = tuple(minute * 60 for minute in cron.minutes)
        self._times = tuple(time(hour, minute) for hour in cron.hours for minute in cron.minutes)

    def local(self, instant: float) -> datetime:
        """The instant on the zone's clocks."""
        return datetime.fromtimestamp(instant, self.zone)

    def at_or_after(self, instant: int) -> int:
        """The first tick from this instant on."""
        found = (
            self._running_after(instant) if self.cron.every_hour else self._calendar_after(instant)
        )
        if found is None or found > LATEST:
            raise InvalidDefinitionError(
                f"cron_schedule {self.cron.text!r} has no time after {self.local(instant)}"
            )
        return found

    def at_or_before(self, instant: int) -> int:
        """The last tick up to this instant."""
        found = (
            self._running_before(instant)
            if self.cron.every_hour
            else self._calendar_before(instant)
        )
        if found is None:
            raise InvalidDefinitionError(
                f"cron_schedule {self.cron.text!r} has no time before {self.local(instant)}"
            )
        return found

    def walk(self, first: int, last: int) -> Iterator[datetime]:
        """The ticks from one tick to another, both included, as local times."""
        if self.cron.every_hour and self.cron.every_day:
            yield from self._walk_hours(first, last)
        elif not self.cron.every_hour:
            yield from self._walk_days(first, last)
        else:
            tick = first
            while tick <= last:
                yield self.local(tick)
                tick = self.at_or_after(tick + 1)

    def _walk_hours(self, first: int, last: int) -> Iterator[datetime]:
        """Steps from minute to minute, and looks again only where the clock was changed."""
        minutes = self.cron.minutes
        following = {
            minute: (after, (after - minute) % 60 * 60 or HOUR_S)
            for minute, after in zip(minutes, (*minutes[1:], minutes[0]), strict=True)
        }
        zone, local = self.zone, datetime.fromtimestamp
        tick, here = first, self.local(first)
        while tick <= last:
            yield here
            minute, ahead = following[here.minute]
            here = local(tick + ahead, zone)
            if here.minute == minute and not here.second:
                tick += ahead
            else:
                tick = self.at_or_after(tick + 1)
                here = self.local(tick)

    def _walk_days(self, first: int, last: int) -> Iterator[datetime]:
        day: date | None = self.local(first).date()
        while day is not None:
            for tick in self._on_day(day):
                if tick > last:
                    return
                if tick >= first:
                    yield self.local(tick)
            day = self.cron.next_day(day + DAY)

    # ------------------------------------------------------------------ the course of time

    def _running_after(self, instant: int) -> int | None:
        tick = self._minute_after(instant)
        while not self.cron.matches_day(today := self.local(tick).date()):
            day = self.cron.next_day(today)
            if day is None:
                return None
            tick = self._minute_after(self.instant_of(datetime.combine(day, time())))
        return tick

    def _running_before(self, instant: int) -> int | None:
        tick = self._minute_before(instant)
        while not self.cron.matches_day(today := self.local(tick).date()):
            day = self.cron.previous_day(today)
            if day is None:
                return None
            tick = self._minute_before(self.instant_of(datetime.combine(day + DAY, time())) - 1)
        return tick

    def _minute_after(self, instant: int) -> int:
        offset = self._offset(instant)
        into = (instant + offset) % HOUR_S
        ahead = next(
            (minute - into for minute in self._minutes_s if minute >= into),
            HOUR_S - into + self._minutes_s[0],
        )
        if self._offset(instant + ahead) == offset:
            return instant + ahead
        return self._minute_after(self._change(instant, instant + ahead))

    def _minute_before(self, instant: int) -> int:
        offset = self._offset(instant)
        into = (instant + offset) % HOUR_S
        back = next(
            (into - minute for minute in reversed(self._minutes_s) if minute <= into),
            HOUR_S + into - self._minutes_s[-1],
        )
        if self._offset(instant - back) == offset:
            return instant - back
        return self._minute_before(self._change(instant - back, instant) - 1)

    # ------------------------------------------------------------------ the calendar

    def _calendar_after(self, instant: int) -> int | None:
        day = self.cron.next_day(self.local(instant).date())
        while day is not None:
            found = [tick for tick in self._on_day(day) if tick >= instant]
            if found:
                return found[0]
            day = self.cron.next_day(day + DAY)
        return None

    def _calendar_before(self, instant: int) -> int | None:
        day = self.cron.previous_day(self.local(instant).date())
        while day is not None:
            found = [tick for tick in self._on_day(day) if tick <= instant]
            if found:
                return found[-1]
            day = self.cron.previous_day(day - DAY)
        return None

    def _on_day(self, day: date) -> list[int]:
        """The ticks of one matching day, in order, each once."""
        ticks = [self.instant_of(datetime.combine(day, wall)) for wall in self._times]
        if self.zone is UTC:
            return ticks
        # a time that was moved out of its day, or a day that the zone left out, has no tick
        return sorted({tick for tick in ticks if self.local(tick).date() == day})

    def instant_of(self, wall: datetime) -> int:
        """The instant at which the zone's clocks show this (naive) time.

        A time that the clocks jump over means the end of the jump; for one that they show twice
        see `SECOND_PASS_HOURS`.
        """
        if self.zone is UTC:
            return int(wall.replace(tzinfo=UTC).timestamp())
        early = int(wall.replace(tzinfo=self.zone, fold=0).timestamp())
        late = int(wall.replace(tzinfo=self.zone, fold=1).timestamp())
        if early > late:
            return self._change(late, early)
        return late if wall.hour in SECOND_PASS_HOURS else early

    def _offset(self, instant: int) -> int:
        if self.zone is UTC:
            return 0
        offset = self.local(instant).utcoffset() or timedelta()
        return offset.days * 86_400 + offset.seconds

    def _change(self, before: int, after: int) -> int:
        """The first instant with the later one's offset, where the two lie around one change."""
        offset = self._offset(after)
        while after - before > 1:
            middle = (before + after) // 2
            if self._offset(middle) == offset:
                after = middle
            else:
                before = middle
        return after
