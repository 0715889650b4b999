"""The series of windows of a time partitioning, as whole seconds; knows nothing of keys."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from graphmat.errors import InvalidDefinitionError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from graphmat.partitions.ticks import Ticks

EXCLUDED_RUN_LIMIT = 20_000
"""So many windows in a row that are all excluded mean that there is no other."""


class Bounds(NamedTuple):
    """Where the existing windows begin and end.

    Args:
        first: Start of the first window.
        last: Start of the last window.
        end: End of the last window.
    """

    first: int
    last: int
    end: int


class WindowSeries:
    """Windows from each tick to the next, less those whose start is excluded.

    A window is named by its start. It exists from the moment at which it has ended, unless
    `end_offset` shifts that.

    Args:
        ticks: Where windows begin.
        start: No window begins before.
        end: No window ends after; None for no limit.
        end_offset: How many windows more (or fewer) exist than have ended.
        excluded_starts: Starts that are no window's.
        excluded_ticks: Series of such starts.
    """

    def __init__(
        self,
        ticks: Ticks,
        *,
        start: int,
        end: int | None,
        end_offset: int,
        excluded_starts: frozenset[int],
        excluded_ticks: Sequence[Ticks],
    ) -> None:
        self.ticks = ticks
        self.start = start
        self.end = end
        self.end_offset = end_offset
        self.excluded_starts = excluded_starts
        self.excluded_ticks = tuple(excluded_ticks)
        self.first = self.starting_from(start)

    def is_excluded(self, tick: int) -> bool:
        """Whether no window begins at this tick although the cron expression has it."""
        return tick in self.excluded_starts or any(
            series.at_or_after(tick) == tick for series in self.excluded_ticks
        )

    def is_start(self, instant: int) -> bool:
        """Whether a window begins here, be it before the first or after the last."""
        return self.ticks.at_or_after(instant) == instant and not self.is_excluded(instant)

    def end_of(self, start: int) -> int:
        """Where the window that begins here ends."""
        return self.ticks.at_or_after(start + 1)

    def starting_from(self, instant: int) -> int:
        """The first window that begins at this instant or later."""
        return self._skip(self.ticks.at_or_after(instant), lambda t: self.ticks.at_or_after(t + 1))

    def starting_by(self, instant: int) -> int:
        """The last window that begins at this instant or earlier."""
        return self._skip(
            self.ticks.at_or_before(instant), lambda t: self.ticks.at_or_before(t - 1)
        )

    def ended_by(self, instant: int) -> int:
        """The last window that has ended by this instant."""
        return self.starting_by(self.ticks.at_or_before(instant) - 1)

    def _skip(self, tick: int, step: Callable[[int], int]) -> int:
        for _ in range(EXCLUDED_RUN_LIMIT):
            if not self.is_excluded(tick):
                return tick
            tick = step(tick)
        raise InvalidDefinitionError(
            f"exclusions leave no partition of cron_schedule {self.ticks.cron.text!r}"
            f" near {self.ticks.local(tick)}"
        )

    def walk(self, first: int, last: int) -> Iterator[datetime]:
        """The starts from one window's to another's, both included, as local times."""
        starts = self.ticks.walk(first, last)
        if not self.excluded_starts and not self.excluded_ticks:
            yield from starts
            return
        # the coming tick of each excluded series, so that most windows need no calendar work
        coming = [first - 1 for _ in self.excluded_ticks]
        for start in starts:
            tick = int(start.timestamp())
            for place, series in enumerate(self.excluded_ticks):
                if coming[place] < tick:
                    coming[place] = series.at_or_after(tick)
            if tick not in coming and tick not in self.excluded_starts:
                yield start

    def overlapping(self, begin: int, end: int) -> list[int]:
        """The windows that share time with this one, in order; the end is not part of it."""
        if begin >= end:
            return []
        starts = self.walk(self.ticks.at_or_before(begin), self.ticks.at_or_before(end - 1))
        return [int(start.timestamp()) for start in starts]

    def shift(self, instant: int, count: int) -> int:
        """Move a window's edge by so many windows; excluded ones do not count."""
        for _ in range(-count):
            instant = self.ended_by(instant)
        for _ in range(count):
            instant = self.end_of(self.starting_from(instant))
        return instant

    def bounds(self, now: float) -> Bounds | None:
        """The windows that exist at this time, or None where there are none yet."""
        if self.end is not None and self.end <= self.start:
            return None
        last = self._last(now)
        if last is None or last < self.first:
            return None
        return Bounds(self.first, last, self.end_of(last))

    def _last(self, now: float) -> int | None:
        if self.end_of(self.first) > self._horizon(now):
            return None
        by_end = None if self.end is None else self.ended_by(self.end)
        last = self.ended_by(math.floor(now))
        if self.end_offset < 0:
            for _ in range(-self.end_offset):
                last = self.starting_by(last - 1)
        elif self.end_offset > 0:
            last = self.starting_from(self.end_of(last))
            for _ in range(self.end_offset - 1):
                last = self.starting_from(last + 1)
            last = max(last, self.first)
        return last if by_end is None else min(last, by_end)

    def _horizon(self, now: float) -> int:
        """Until when the first window must have ended for there to be any.

        With a positive `end_offset` the peer (1.13.29) counts from the next start after now, not
        from the last window that has ended; so a first window that lies one further ahead exists.
        """
        if self.end_offset == 0:
            return math.floor(now)
        if self.end_offset > 0:
            start = self.starting_from(math.ceil(now))
            for _ in range(self.end_offset):
                start = self.starting_from(start + 1)
            return start
        start = self.ended_by(math.floor(now))
        for _ in range(-self.end_offset - 1):
            start = self.starting_by(start - 1)
        return start
