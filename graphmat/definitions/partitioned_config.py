"""``PartitionedConfig``: the run configuration of a job, made from the partition of the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphmat.errors import ConfigMappingError, GraphmatError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from graphmat.partitions.base import PartitionsDefinition

_KEY_TAG = "dagster/partition"


class Partition:
    """A partition as older functions take it: its name and its value are the key.

    Args:
        name: The key.
    """

    __slots__ = ("name", "value")

    def __init__(self, name: str) -> None:
        self.name = name
        self.value = name


class PartitionedConfig:
    """Run configuration that depends on the partition: give it to a job as its ``config``.

    Args:
        partitions_def: The partitions of the job.
        run_config_for_partition_fn: Makes the configuration of a ``Partition``.
        decorated_fn: What calling the object calls.
        tags_for_partition_fn: Makes tags of a ``Partition``.
        run_config_for_partition_key_fn: Makes the configuration of a partition key.
        tags_for_partition_key_fn: Makes tags of a partition key.

    Raises:
        ParameterError: No function makes the configuration, or two do.
    """

    def __init__(
        self,
        partitions_def: PartitionsDefinition,
        run_config_for_partition_fn: Callable[[Any], Any] | None = None,
        decorated_fn: Callable[..., Any] | None = None,
        tags_for_partition_fn: Callable[[Any], Mapping[str, str]] | None = None,
        run_config_for_partition_key_fn: Callable[[str], Any] | None = None,
        tags_for_partition_key_fn: Callable[[str], Mapping[str, str]] | None = None,
    ) -> None:
        if (run_config_for_partition_fn is None) == (run_config_for_partition_key_fn is None):
            raise ParameterError(
                "PartitionedConfig takes run_config_for_partition_key_fn, or "
                "run_config_for_partition_fn, and not both"
            )
        if tags_for_partition_fn is not None and tags_for_partition_key_fn is not None:
            raise ParameterError(
                "PartitionedConfig takes tags_for_partition_key_fn or tags_for_partition_fn, "
                "not both"
            )
        self.partitions_def = partitions_def
        self.decorated_fn = decorated_fn
        self.run_config_for_partition_fn = run_config_for_partition_fn
        self.run_config_for_partition_key_fn = run_config_for_partition_key_fn
        self.tags_for_partition_fn = tags_for_partition_fn
        self.tags_for_partition_key_fn = tags_for_partition_key_fn

    def get_partition_keys(self, current_time: datetime | None = None) -> Sequence[str]:
        """The keys of the partitions."""
        return self.partitions_def.get_partition_keys(current_time)

    def get_run_config_for_partition_key(self, partition_key: str) -> Any:
        """The run configuration of a partition.

        Raises:
            ConfigMappingError: The function raised.
        """
        if self.run_config_for_partition_key_fn is not None:
            made = self._call(self.run_config_for_partition_key_fn, partition_key, partition_key)
        else:
            function = self.run_config_for_partition_fn
            made = self._call(function, Partition(partition_key), partition_key)
        return made.to_config_dict() if hasattr(made, "to_config_dict") else made

    def get_tags_for_partition_key(self, partition_key: str, job_name: str | None = None) -> Any:
        """The tags of a run of a partition."""
        del job_name
        tags: dict[str, str] = {}
        if self.tags_for_partition_key_fn is not None:
            tags = self._call(self.tags_for_partition_key_fn, partition_key, partition_key)
        elif self.tags_for_partition_fn is not None:
            given = Partition(partition_key)
            tags = self._call(self.tags_for_partition_fn, given, partition_key)
        return {**tags, _KEY_TAG: str(partition_key)}

    @staticmethod
    def _call(function: Any, given: Any, partition_key: str) -> Any:
        try:
            return function(given)
        except GraphmatError:
            raise
        except Exception as error:
            name = getattr(function, "__name__", "a function")
            raise ConfigMappingError(
                f"'{name}' of a partitioned config failed for partition '{partition_key}': "
                f"{type(error).__name__}: {error}"
            ) from error

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function that was decorated.

        Raises:
            ParameterError: None was.
        """
        if self.decorated_fn is None:
            raise ParameterError("this PartitionedConfig was not made by a decorator")
        return self.decorated_fn(*args, **kwargs)


def static_partitioned_config(
    partition_keys: Sequence[str],
    tags_for_partition_fn: Callable[[str], Mapping[str, str]] | None = None,
    tags_for_partition_key_fn: Callable[[str], Mapping[str, str]] | None = None,
) -> Callable[[Callable[[str], Any]], PartitionedConfig]:
    """Make the configuration of a job of the key of one of these partitions.

    Args:
        partition_keys: The keys.
        tags_for_partition_fn: Makes tags of a key.
        tags_for_partition_key_fn: The same.

    Returns:
        A decorator for a function of the key.
    """
    from graphmat.partitions.static import StaticPartitionsDefinition

    return _of_key(
        StaticPartitionsDefinition(partition_keys),
        tags_for_partition_key_fn or tags_for_partition_fn,
    )


def dynamic_partitioned_config(
    partition_fn: Callable[[datetime | None], Sequence[str]],
    tags_for_partition_fn: Callable[[str], Mapping[str, str]] | None = None,
    tags_for_partition_key_fn: Callable[[str], Mapping[str, str]] | None = None,
) -> Callable[[Callable[[str], Any]], PartitionedConfig]:
    """Make the configuration of a job of the key of a partition that a function lists.

    Args:
        partition_fn: Lists the keys.
        tags_for_partition_fn: Makes tags of a key.
        tags_for_partition_key_fn: The same.

    Returns:
        A decorator for a function of the key.
    """
    from graphmat.partitions.dynamic import DynamicPartitionsDefinition

    return _of_key(
        DynamicPartitionsDefinition(partition_fn),
        tags_for_partition_key_fn or tags_for_partition_fn,
    )


def _of_key(
    partitions_def: PartitionsDefinition, tags: Callable[[str], Mapping[str, str]] | None
) -> Callable[[Callable[[str], Any]], PartitionedConfig]:
    def decorate(function: Callable[[str], Any]) -> PartitionedConfig:
        return PartitionedConfig(
            partitions_def,
            decorated_fn=function,
            run_config_for_partition_key_fn=function,
            tags_for_partition_key_fn=tags,
        )

    return decorate


def _of_window(partitions_def: Any, tags: Any) -> Callable[[Any], PartitionedConfig]:
    def window(key: str) -> tuple[datetime, datetime]:
        found = partitions_def.time_window_for_partition_key(key)
        return found.start, found.end

    def decorate(function: Any) -> PartitionedConfig:
        return PartitionedConfig(
            partitions_def,
            decorated_fn=function,
            run_config_for_partition_key_fn=lambda key: function(*window(key)),
            tags_for_partition_key_fn=None if tags is None else lambda key: tags(*window(key)),
        )

    return decorate


def hourly_partitioned_config(
    start_date: datetime | str,
    minute_offset: int = 0,
    timezone: str | None = None,
    fmt: str | None = None,
    end_offset: int = 0,
    tags_for_partition_fn: Callable[[datetime, datetime], Mapping[str, str]] | None = None,
) -> Callable[[Callable[[datetime, datetime], Any]], PartitionedConfig]:
    """Make the configuration of a job of the hour of a partition.

    Args:
        start_date: The first hour.
        minute_offset: Minutes after the full hour.
        timezone: Default: UTC.
        fmt: Format of the keys.
        end_offset: How many hours after the last full one there are.
        tags_for_partition_fn: Makes tags of start and end.

    Returns:
        A decorator for a function of start and end.
    """
    from graphmat.partitions.periods import HourlyPartitionsDefinition

    return _of_window(
        HourlyPartitionsDefinition(
            start_date,
            minute_offset=minute_offset,
            timezone=timezone,
            fmt=fmt,
            end_offset=end_offset,
        ),
        tags_for_partition_fn,
    )


def daily_partitioned_config(
    start_date: datetime | str,
    minute_offset: int = 0,
    hour_offset: int = 0,
    timezone: str | None = None,
    fmt: str | None = None,
    end_offset: int = 0,
    tags_for_partition_fn: Callable[[datetime, datetime], Mapping[str, str]] | None = None,
) -> Callable[[Callable[[datetime, datetime], Any]], PartitionedConfig]:
    """Make the configuration of a job of the day of a partition.

    Args:
        start_date: The first day.
        minute_offset: Minutes after the hour.
        hour_offset: Hours after midnight.
        timezone: Default: UTC.
        fmt: Format of the keys.
        end_offset: How many days after the last full one there are.
        tags_for_partition_fn: Makes tags of start and end.

    Returns:
        A decorator for a function of start and end.
    """
    from graphmat.partitions.periods import DailyPartitionsDefinition

    return _of_window(
        DailyPartitionsDefinition(
            start_date,
            minute_offset=minute_offset,
            hour_offset=hour_offset,
            timezone=timezone,
            fmt=fmt,
            end_offset=end_offset,
        ),
        tags_for_partition_fn,
    )


def weekly_partitioned_config(
    start_date: datetime | str,
    minute_offset: int = 0,
    hour_offset: int = 0,
    day_offset: int = 0,
    timezone: str | None = None,
    fmt: str | None = None,
    end_offset: int = 0,
    tags_for_partition_fn: Callable[[datetime, datetime], Mapping[str, str]] | None = None,
) -> Callable[[Callable[[datetime, datetime], Any]], PartitionedConfig]:
    """Make the configuration of a job of the week of a partition.

    Args:
        start_date: From when on there are weeks.
        minute_offset: Minutes after the hour.
        hour_offset: Hours after midnight.
        day_offset: Day of the week on which it begins; 0 is Sunday.
        timezone: Default: UTC.
        fmt: Format of the keys.
        end_offset: How many weeks after the last full one there are.
        tags_for_partition_fn: Makes tags of start and end.

    Returns:
        A decorator for a function of start and end.
    """
    from graphmat.partitions.periods import WeeklyPartitionsDefinition

    return _of_window(
        WeeklyPartitionsDefinition(
            start_date,
            minute_offset=minute_offset,
            hour_offset=hour_offset,
            day_offset=day_offset,
            timezone=timezone,
            fmt=fmt,
            end_offset=end_offset,
        ),
        tags_for_partition_fn,
    )


def monthly_partitioned_config(
    start_date: datetime | str,
    minute_offset: int = 0,
    hour_offset: int = 0,
    day_offset: int = 1,
    timezone: str | None = None,
    fmt: str | None = None,
    end_offset: int = 0,
    tags_for_partition_fn: Callable[[datetime, datetime], Mapping[str, str]] | None = None,
) -> Callable[[Callable[[datetime, datetime], Any]], PartitionedConfig]:
    """Make the configuration of a job of the month of a partition.

    Args:
        start_date: From when on there are months.
        minute_offset: Minutes after the hour.
        hour_offset: Hours after midnight.
        day_offset: Day of the month on which it begins.
        timezone: Default: UTC.
        fmt: Format of the keys.
        end_offset: How many months after the last full one there are.
        tags_for_partition_fn: Makes tags of start and end.

    Returns:
        A decorator for a function of start and end.
    """
    from graphmat.partitions.periods import MonthlyPartitionsDefinition

    return _of_window(
        MonthlyPartitionsDefinition(
            start_date,
            minute_offset=minute_offset,
            hour_offset=hour_offset,
            day_offset=day_offset,
            timezone=timezone,
            fmt=fmt,
            end_offset=end_offset,
        ),
        tags_for_partition_fn,
    )
