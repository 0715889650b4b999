"""Windows of time and their keys, each from the other."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from graphmat.errors import UnknownPartitionError
from graphmat.partitions.key_format import KeyFormat, PartitionTimeError
from graphmat.partitions.ticks import EARLIEST, LATEST

if TYPE_CHECKING:
    from datetime import datetime

    from graphmat.partitions.windows import Bounds, WindowSeries

LAST_YEARS = LATEST - 10 * 366 * 86_400
"""After this there may be no next tick, which a window needs to end."""


class TimeWindow(NamedTuple):
    """A span of time; its start belongs to it, its end does not.

    Args:
        start: Where it begins.
        end: Where it ends.
    """

    start: datetime
    end: datetime


class KeyedWindows:
    """A series of windows with the format of their keys.

    Args:
        series: The windows.
        fmt: How their starts are written.
        owner: The words that name the definition in an error.

    Raises:
        PartitionTimeError: The format gives one key to two windows, or cannot be read back.
    """

    def __init__(self, series: WindowSeries, fmt: KeyFormat, owner: str) -> None:
        self.series = series
        self.format = fmt
        key = self.key_at(series.first)
        if key == self.key_at(series.starting_from(series.first + 1)):
            raise PartitionTimeError(
                f"two windows would have the key {key!r}: the key format {fmt.fmt!r} of"
                f" {owner} is too coarse for {series.ticks.cron.text!r}"
            )
        try:
            read_back = self.start_of(key)
        except UnknownPartitionError:
            read_back = None
        if read_back != series.first:
            raise PartitionTimeError(
                f"the key format {fmt.fmt!r} of {owner} cannot be read back: {key!r} does not tell"
                f" the start {series.ticks.local(series.first)}"
            )

    def key_at(self, start: int) -> str:
        """The key of the window that begins here."""
        return self.format.key(self.series.ticks.local(start))

    def keys(self, first: int, last: int) -> list[str]:
        """The keys from one window's start to another's, both included."""
        key = self.format.key
        return [key(start) for start in self.series.walk(first, last)]

    def window(self, start: int) -> TimeWindow:
        """The window that begins here."""
        local = self.series.ticks.local
        return TimeWindow(local(start), local(self.series.end_of(start)))

    def bounds(self, now: datetime) -> Bounds | None:
        """The windows that exist at this time; a naive one is meant on the zone's clocks."""
        aware = now if now.tzinfo is not None else now.replace(tzinfo=self.format.zone)
        return self.series.bounds(aware.timestamp())

    def start_of(self, key: str) -> int:
        """The start of the window with this key, whether or not the window exists yet.

        Raises:
            UnknownPartitionError: No window starts at what the key says.
        """
        try:
            earliest = math.ceil(self.format.instant(key))
        except (ValueError, TypeError, OverflowError):
            raise UnknownPartitionError(
                f"partition key {key!r} does not follow the format {self.format.fmt!r}",
                hint=f"keys look like {self.key_at(self.series.first)!r}",
            ) from None
        if not EARLIEST <= earliest <= LAST_YEARS:
            raise UnknownPartitionError(f"partition key {key!r} lies beyond the calendar")
        start = self.series.ticks.at_or_after(earliest)
        if self.key_at(start) != key:
            near = (self.series.starting_by(earliest), self.series.starting_from(earliest))
            raise UnknownPartitionError(
                f"partition key {key!r} does not exist: no window starts then",
                hint="the nearest keys are {!r} and {!r}".format(*map(self.key_at, near)),
            )
        if self.series.is_excluded(start):
            raise UnknownPartitionError(f"partition key {key!r} is among the exclusions")
        return start

    def unknown_key(self, key: str, now: datetime) -> UnknownPartitionError:
        """The error that tells why no window has this key now, and which keys are near."""
        try:
            start = self.start_of(key)
        except UnknownPartitionError as unknown:
            return unknown
        bounds = self.bounds(now)
        if bounds is None:
            return UnknownPartitionError(
                f"partition key {key!r} does not exist: no window has ended yet",
                hint=f"the first will be {self.key_at(self.series.first)!r}",
            )
        if start < bounds.first:
            return UnknownPartitionError(
                f"partition key {key!r} lies before the first",
                hint=f"the first is {self.key_at(bounds.first)!r}",
            )
        return UnknownPartitionError(
            f"partition key {key!r} lies after the last, whose window ended"
            f" {self.series.ticks.local(bounds.end)}",
            hint=f"the last is {self.key_at(bounds.last)!r}",
        )
