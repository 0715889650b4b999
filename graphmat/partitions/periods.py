"""The four common time partitionings: hours, days, weeks and months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmat.partitions.cadence import ScheduleType
from graphmat.partitions.key_format import DATE, DATE_AND_TIME
from graphmat.partitions.time_window import TimeWindowPartitionsDefinition

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime


class HourlyPartitionsDefinition(TimeWindowPartitionsDefinition):
    """A partition for each hour.

    Args:
        start_date: No hour begins before.
        end_date: No hour ends after; None for no end.
        minute_offset: Minute at which hours begin.
        timezone: IANA name of the time zone; UTC by default.
        fmt: How keys are written; ``2024-01-31-13:00`` by default.
        end_offset: So many hours more exist than have ended.
        exclusions: Starts, or cron expressions of starts, that are left out.
    """

    def __init__(
        self,
        start_date: datetime | date | str,
        end_date: datetime | date | str | None = None,
        minute_offset: int = 0,
        timezone: str | None = None,
        fmt: str | None = None,
        end_offset: int = 0,
        exclusions: Sequence[str | datetime] | None = None,
    ) -> None:
        super().__init__(
            start=start_date,
            end=end_date,
            schedule_type=ScheduleType.HOURLY,
            minute_offset=minute_offset,
            timezone=timezone,
            fmt=fmt or DATE_AND_TIME,
            end_offset=end_offset,
            exclusions=exclusions,
        )


class DailyPartitionsDefinition(TimeWindowPartitionsDefinition):
    """A partition for each day.

    Args:
        start_date: No day begins before.
        end_date: No day ends after; None for no end.
        minute_offset: Minute of the hour at which days begin.
        hour_offset: Hour at which days begin.
        timezone: IANA name of the time zone; UTC by default.
        fmt: How keys are written; ``2024-01-31`` by default.
        end_offset: So many days more exist than have ended.
        exclusions: Starts, or cron expressions of starts, that are left out.
    """

    def __init__(
        self,
        start_date: datetime | date | str,
        end_date: datetime | date | str | None = None,
        minute_offset: int = 0,
        hour_offset: int = 0,
        timezone: str | None = None,
        fmt: str | None = None,
        end_offset: int = 0,
        exclusions: Sequence[str | datetime] | None = None,
    ) -> None:
        super().__init__(
            start=start_date,
            end=end_date,
            schedule_type=ScheduleType.DAILY,
            minute_offset=minute_offset,
            hour_offset=hour_offset,
            timezone=timezone,
            fmt=fmt or DATE,
            end_offset=end_offset,
            exclusions=exclusions,
        )


class WeeklyPartitionsDefinition(TimeWindowPartitionsDefinition):
    """A partition for each week.

    Args:
        start_date: No week begins before.
        end_date: No week ends after; None for no end.
        minute_offset: Minute of the hour at which weeks begin.
        hour_offset: Hour at which weeks begin.
        day_offset: Day at which weeks begin; 0 is Sunday.
        timezone: IANA name of the time zone; UTC by default.
        fmt: How keys are written; ``2024-01-31`` by default.
        end_offset: So many weeks more exist than have ended.
        exclusions: Starts, or cron expressions of starts, that are left out.
    """

    def __init__(
        self,
        start_date: datetime | date | str,
        end_date: datetime | date | str | None = None,
        minute_offset: int = 0,
        hour_offset: int = 0,
        day_offset: int = 0,
        timezone: str | None = None,
        fmt: str | None = None,
        end_offset: int = 0,
        exclusions: Sequence[str | datetime] | None = None,
    ) -> None:
        super().__init__(
            start=start_date,
            end=end_date,
            schedule_type=ScheduleType.WEEKLY,
            minute_offset=minute_offset,
            hour_offset=hour_offset,
            day_offset=day_offset,
            timezone=timezone,
            fmt=fmt or DATE,
            end_offset=end_offset,
            exclusions=exclusions,
        )


class MonthlyPartitionsDefinition(TimeWindowPartitionsDefinition):
    """A partition for each month.

    Args:
        start_date: No month begins before.
        end_date: No month ends after; None for no end.
        minute_offset: Minute of the hour at which months begin.
        hour_offset: Hour at which months begin.
        day_offset: Day at which months begin, from 1. A month without that day begins none.
        timezone: IANA name of the time zone; UTC by default.
        fmt: How keys are written; ``2024-01-31`` by default.
        end_offset: So many months more exist than have ended.
        exclusions: Starts, or cron expressions of starts, that are left out.
    """

    def __init__(
        self,
        start_date: datetime | date | str,
        end_date: datetime | date | str | None = None,
        minute_offset: int = 0,
        hour_offset: int = 0,
        day_offset: int = 1,
        timezone: str | None = None,
        fmt: str | None = None,
        end_offset: int = 0,
        exclusions: Sequence[str | datetime] | None = None,
    ) -> None:
        super().__init__(
            start=start_date,
            end=end_date,
            schedule_type=ScheduleType.MONTHLY,
            minute_offset=minute_offset,
            hour_offset=hour_offset,
            day_offset=day_offset,
            timezone=timezone,
            fmt=fmt or DATE,
            end_offset=end_offset,
            exclusions=exclusions,
        )
