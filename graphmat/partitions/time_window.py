"""Partitions that are windows of time, cut by a cron expression."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from graphmat.errors import InvalidDefinitionError, ParameterError, UnknownPartitionError
from graphmat.partitions.base import (
    DynamicPartitionsStore,
    Moment,
    PartitionKeyRange,
    PartitionsDefinition,
    moment,
)
from graphmat.partitions.cadence import Cadence, ScheduleType, cadence_of, expression
from graphmat.partitions.cron import Cron
from graphmat.partitions.key_format import KeyFormat
from graphmat.partitions.keyed_windows import KeyedWindows, TimeWindow
from graphmat.partitions.ticks import Ticks, zone_named
from graphmat.partitions.windows import Bounds, WindowSeries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime


class TimeWindowPartitionsDefinition(PartitionsDefinition):
    """Windows of time from each tick of a cron expression to the next.

    A key is the start of its window, written with `fmt`. The windows that exist are those that have
    ended. A daily window is one day of the calendar, be it of 23, 24 or 25 hours; hours are counted
    one by one, so that the one that comes twice has two keys, the second with its offset from UTC.

    Args:
        start: No window begins before; text is read with `fmt`. It is a time on the zone's clocks,
            and a time zone that a datetime carries is not looked at.
        fmt: How keys are written (strftime). Must be fine enough to tell windows apart.
        end: No window ends after. None for no end.
        schedule_type: How often windows begin; instead of `cron_schedule`.
        timezone: IANA name of the time zone; UTC by default.
        end_offset: So many windows more exist than have ended; fewer where negative.
        minute_offset: Minute of the hour at which windows begin.
        hour_offset: Hour of the day at which windows begin.
        day_offset: Day of the week (0 is Sunday) or of the month (from 1).
        cron_schedule: When windows begin.
        exclusions: Starts, or cron expressions of starts, at which no window begins.

    Raises:
        InvalidDefinitionError: What was given does not make a series of windows.
    """

    def __init__(
        self,
        start: datetime | date | str,
        fmt: str,
        end: datetime | date | str | None = None,
        schedule_type: ScheduleType | None = None,
        timezone: str | None = None,
        end_offset: int = 0,
        minute_offset: int | None = None,
        hour_offset: int | None = None,
        day_offset: int | None = None,
        cron_schedule: str | None = None,
        exclusions: Sequence[str | datetime] | None = None,
    ) -> None:
        name = type(self).__name__
        cron = Cron(
            expression(cron_schedule, schedule_type, minute_offset, hour_offset, day_offset),
            f"cron_schedule of {name}",
        )
        _check_types(name, fmt, end_offset, exclusions)
        self.timezone = timezone or "UTC"
        self.fmt = fmt
        self.end_offset = end_offset
        self.cron_schedule = cron.text
        self.exclusions = tuple(exclusions) if exclusions else None
        zone = zone_named(self.timezone)
        keys = KeyFormat(fmt, zone, marks_second_pass=cron.every_hour)
        crons = [item for item in self.exclusions or () if isinstance(item, str)]
        starts = [item for item in self.exclusions or () if not isinstance(item, str)]
        self.series = WindowSeries(
            Ticks(cron, zone),
            start=keys.instant_given(start, f"start of {name}"),
            end=keys.instant_given(end, f"end of {name}") if end else None,
            end_offset=end_offset,
            excluded_starts=frozenset(
                keys.instant_given(item, f"one of the exclusions of {name}") for item in starts
            ),
            excluded_ticks=[Ticks(Cron(item, f"exclusions of {name}"), zone) for item in crons],
        )
        self.windows = KeyedWindows(self.series, keys, name)

    # ------------------------------------------------------------------ the definition itself

    @property
    def start(self) -> datetime:
        """No window begins before, in the definition's time zone."""
        return self.series.ticks.local(self.series.start)

    @property
    def end(self) -> datetime | None:
        """No window ends after; None for no end."""
        return None if self.series.end is None else self.series.ticks.local(self.series.end)

    @property
    def schedule_type(self) -> ScheduleType | None:
        """How often windows begin, or None where it is none of the four common ways."""
        cadence = cadence_of(self.cron_schedule)
        return None if cadence is None else cadence.schedule_type

    @property
    def cadence(self) -> Cadence:
        """When windows begin, as one of the four common ways.

        Raises:
            InvalidDefinitionError: It is none of them.
        """
        cadence = cadence_of(self.cron_schedule)
        if cadence is None:
            raise InvalidDefinitionError(
                f"windows of {self.cron_schedule!r} begin neither hourly, daily, weekly nor monthly"
            )
        return cadence

    @property
    def minute_offset(self) -> int:
        """Minute of the hour at which windows begin."""
        return self.cadence.minute

    @property
    def hour_offset(self) -> int:
        """Hour of the day at which windows begin; 0 where they are hourly."""
        return self.cadence.hour

    @property
    def day_offset(self) -> int:
        """Day of the week (0 is Sunday) or of the month at which windows begin; 0 for others."""
        return self.cadence.day or 0

    def get_cron_schedule(
        self,
        minute_of_hour: int | None = None,
        hour_of_day: int | None = None,
        day_of_week: int | None = None,
        day_of_month: int | None = None,
    ) -> str:
        """The cron expression of the windows, with some of its parts replaced."""
        parts = (minute_of_hour, hour_of_day, day_of_week, day_of_month)
        if parts == (None, None, None, None):
            return self.cron_schedule
        cadence = self.cadence
        weekly = cadence.schedule_type is ScheduleType.WEEKLY
        day = day_of_week if weekly else day_of_month
        return cadence._replace(
            minute=cadence.minute if minute_of_hour is None else minute_of_hour,
            hour=cadence.hour if hour_of_day is None else hour_of_day,
            day=cadence.day if day is None else day,
        ).cron

    def describe(self) -> dict[str, Any]:
        """The definition as plain data."""
        return {
            "kind": "time_window",
            "cron_schedule": self.cron_schedule,
            "start": self.start.isoformat(),
            "end": None if self.end is None else self.end.isoformat(),
            "timezone": self.timezone,
            "fmt": self.fmt,
            "end_offset": self.end_offset,
            "exclusions": [str(item) for item in self.exclusions or ()],
        }

    def _identity(self) -> tuple[object, ...]:
        """What makes two definitions the same; a daily one may be written in two ways."""
        series = self.series
        excluded = (
            series.excluded_starts,
            frozenset(ticks.cron.text for ticks in series.excluded_ticks),
        )
        shape = (self.timezone, self.fmt, self.end_offset, self.cron_schedule)
        return (series.start, series.end, *shape, *excluded)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TimeWindowPartitionsDefinition):
            return NotImplemented
        return self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __repr__(self) -> str:
        facts = {name: value for name, value in self.describe().items() if value}
        del facts["kind"]
        written = ", ".join(f"{name}={value!r}" for name, value in facts.items())
        return f"{type(self).__name__}({written})"

    def __str__(self) -> str:
        cadence = cadence_of(self.cron_schedule)
        kind = self.cron_schedule if cadence is None else cadence.schedule_type.value.lower()
        return f"{kind}, from {self.windows.key_at(self.series.start)} {self.timezone}"

    # ------------------------------------------------------------------ keys

    def get_partition_keys(
        self,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> list[str]:
        """The keys of the windows that exist at this time, oldest first."""
        bounds = self.bounds(moment(current_time, dynamic_partitions_store))
        return [] if bounds is None else self.windows.keys(bounds.first, bounds.last)

    def bounds(self, at: Moment) -> Bounds | None:
        """The windows that exist at that moment, or None where there are none."""
        return self.windows.bounds(at.now)

    def holds(self, key: str, at: Moment) -> bool:
        """Whether the window of this key exists at that moment."""
        try:
            start = self.windows.start_of(key)
        except UnknownPartitionError:
            return False
        bounds = self.bounds(at)
        return bounds is not None and bounds.first <= start <= bounds.last

    def ends(self, at: Moment) -> PartitionKeyRange | None:
        """The keys of the oldest and the newest window, or None where there is none."""
        bounds, key = self.bounds(at), self.windows.key_at
        return None if bounds is None else PartitionKeyRange(key(bounds.first), key(bounds.last))

    def beside(self, key: str, step: int, at: Moment) -> str | None:
        """The key of the window after (`step` 1) or before (-1) this one."""
        start, bounds = self.windows.start_of(key), self.bounds(at)
        if bounds is None:
            return None
        starting = self.series.starting_from if step > 0 else self.series.starting_by
        beside = starting(start + step)
        return self.windows.key_at(beside) if bounds.first <= beside <= bounds.last else None

    def between(self, start: str, end: str, at: Moment) -> list[str]:  # noqa: ARG002  # every kind is asked alike
        """The keys from one window to another, both included."""
        return self.windows.keys(self.windows.start_of(start), self.windows.start_of(end))

    def in_order(self, keys: Iterable[str], at: Moment) -> tuple[str, ...]:  # noqa: ARG002  # as above
        """These keys from the oldest to the newest, each once."""
        return tuple(sorted(set(keys), key=self.windows.start_of))

    def count(self, at: Moment) -> int:
        """How many windows exist at that moment."""
        bounds = self.bounds(at)
        return 0 if bounds is None else sum(1 for _ in self.series.walk(bounds.first, bounds.last))

    def unknown_key(self, key: str, at: Moment) -> UnknownPartitionError:
        """The error that tells why this is not a key, and which keys are near."""
        return self.windows.unknown_key(key, at.now)

    # ------------------------------------------------------------------ windows

    def time_window_for_partition_key(self, partition_key: str) -> TimeWindow:
        """The window of a key, whether or not it has ended yet.

        Raises:
            UnknownPartitionError: No window starts at what the key says.
        """
        return self.windows.window(self.windows.start_of(partition_key))

    def start_time_for_partition_key(self, partition_key: str) -> datetime:
        """Where the window of a key begins."""
        return self.time_window_for_partition_key(partition_key).start

    def end_time_for_partition_key(self, partition_key: str) -> datetime:
        """Where the window of a key ends."""
        return self.time_window_for_partition_key(partition_key).end

    def get_first_partition_window(self, current_time: datetime | None = None) -> TimeWindow | None:
        """The oldest window, or None where none exists yet."""
        bounds = self.bounds(moment(current_time, None))
        return None if bounds is None else self.windows.window(bounds.first)

    def get_last_partition_window(self, current_time: datetime | None = None) -> TimeWindow | None:
        """The newest window, or None where none exists yet."""
        bounds = self.bounds(moment(current_time, None))
        return None if bounds is None else self.windows.window(bounds.last)

    def get_partition_key_for_timestamp(self, timestamp: float, end_closed: bool = False) -> str:
        """The key of the window that holds an instant, or of the last one before it.

        Args:
            timestamp: Seconds since 1970, UTC.
            end_closed: Whether an instant between two windows belongs to the earlier one.
        """
        instant = math.ceil(timestamp) - 1 if end_closed else math.floor(timestamp)
        return self.windows.key_at(self.series.starting_by(instant))

    def get_partition_keys_in_time_window(self, time_window: TimeWindow) -> list[str]:
        """The keys of the windows that begin within a span of time, whether or not they ended."""
        begin, end = (math.ceil(edge.timestamp()) for edge in time_window)
        starts = self.series.overlapping(begin, end)
        return [self.windows.key_at(start) for start in starts if start >= begin]


def _check_types(name: str, fmt: object, end_offset: object, exclusions: object) -> None:
    if not isinstance(fmt, str):
        raise ParameterError(f"fmt of {name} must be a strftime format, got {fmt!r}")
    if not isinstance(end_offset, int):
        raise ParameterError(f"end_offset of {name} must be a whole number, got {end_offset!r}")
    if isinstance(exclusions, str):
        raise ParameterError(
            f"exclusions of {name} must be a list, got {exclusions!r}",
            hint=f"write [{exclusions!r}]",
        )
