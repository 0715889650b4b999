"""Runs and rows of the event log, as people read them in Python."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from graphmat.api.run_events import RunEvent, materialization_of
from graphmat.errors import InvariantViolationError
from graphmat.events import kinds
from graphmat.events.model import Event
from graphmat.keys import AssetKey

if TYPE_CHECKING:
    from graphmat.definitions.checks import AssetMaterialization
    from graphmat.events.records import MaterializationRecord, RunRecord, StepAttempt


class DagsterRunStatus(enum.Enum):
    """How a run stands."""

    STARTED = "STARTED"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    CANCELED = "CANCELED"
    INTERRUPTED = "INTERRUPTED"


class RunsFilter:
    """Which runs are asked for.

    Args:
        run_ids: These.
        job_name: Of this job.
        statuses: With these statuses.
        tags: With these tags.
    """

    def __init__(
        self,
        run_ids: Sequence[str] | None = None,
        job_name: str | None = None,
        statuses: Sequence[Any] | None = None,
        tags: dict[str, Any] | None = None,
        **_unused: Any,
    ) -> None:
        self.run_ids = run_ids
        self.job_name = job_name
        self.statuses = statuses
        self.tags = tags


class EventRecordsFilter:
    """Which events are asked for.

    Args:
        event_type: Of this kind.
        asset_key: Of this asset.
        asset_partitions: Of these partitions.
        after_cursor: With a greater number in the log.
        before_cursor: With a smaller number in the log.
        after_timestamp: Later than this.
        before_timestamp: Earlier than this.
        storage_ids: With these numbers in the log.
    """

    def __init__(
        self,
        event_type: Any,
        asset_key: Any = None,
        asset_partitions: Sequence[str] | None = None,
        after_cursor: int | None = None,
        before_cursor: int | None = None,
        after_timestamp: float | None = None,
        before_timestamp: float | None = None,
        storage_ids: Sequence[int] | None = None,
    ) -> None:
        self.event_type = event_type
        self.asset_key = None if asset_key is None else AssetKey.from_coercible(asset_key)
        self.asset_partitions = asset_partitions
        self.after_cursor = after_cursor
        self.before_cursor = before_cursor
        self.after_timestamp = after_timestamp
        self.before_timestamp = before_timestamp
        self.storage_ids = storage_ids

    def admits(self, record: MaterializationRecord) -> bool:
        """Whether a materialization is asked for."""
        ranges = (
            (record.id, self.after_cursor, self.before_cursor),
            (record.time, self.after_timestamp, self.before_timestamp),
        )
        return (
            (not self.asset_partitions or record.partition_key in self.asset_partitions)
            and (not self.storage_ids or record.id in self.storage_ids)
            and all(
                (after is None or value > after) and (before is None or value < before)
                for value, after, before in ranges
            )
        )


class AssetRecordsFilter(EventRecordsFilter):
    """Which materializations of an asset are asked for; see ``EventRecordsFilter``."""

    def __init__(
        self,
        asset_key: Any,
        asset_partitions: Sequence[str] | None = None,
        after_timestamp: float | None = None,
        before_timestamp: float | None = None,
        after_storage_id: int | None = None,
        before_storage_id: int | None = None,
        storage_ids: Sequence[int] | None = None,
    ) -> None:
        super().__init__(
            kinds.ASSET_MATERIALIZATION,
            asset_key,
            asset_partitions,
            after_storage_id,
            before_storage_id,
            after_timestamp,
            before_timestamp,
            storage_ids,
        )


class Run:
    """A run, as people read it in Python.

    Args:
        record: Its record.
    """

    def __init__(self, record: RunRecord) -> None:
        self.record = record

    def __getattr__(self, name: str) -> Any:
        if name == "record":
            raise AttributeError(name)
        return getattr(self.record, name)

    @property
    def status(self) -> DagsterRunStatus:
        """How it stands."""
        return DagsterRunStatus[self.record.status.upper()]

    @property
    def is_success(self) -> bool:
        """Whether it succeeded."""
        return self.record.status == "success"

    @property
    def is_failure(self) -> bool:
        """Whether it failed."""
        return self.record.status == "failure"

    @property
    def is_finished(self) -> bool:
        """Whether it has ended."""
        return self.record.status != "started"

    @property
    def asset_selection(self) -> frozenset[AssetKey] | None:
        """The selected assets; None where everything was asked for."""
        selected = self.record.asset_selection
        if selected is None:
            return None
        return frozenset(AssetKey.from_user_string(key) for key in selected)


class RunRow:
    """A run with its times.

    Args:
        run: The run.
    """

    def __init__(self, run: Run) -> None:
        self.dagster_run = run
        self.start_time = run.record.started_at
        self.end_time = run.record.ended_at


class LogEntry:
    """A row of the event log, as people read it in Python.

    Args:
        event: The event.
    """

    def __init__(self, event: Event) -> None:
        self.event = event
        self.is_dagster_event = event.kind != kinds.LOG_MESSAGE
        self.dagster_event = RunEvent(event) if self.is_dagster_event else None
        self.level = event.data.get("level", 10) if not self.is_dagster_event else 10
        self.user_message = event.message
        self.message = event.message
        self.step_key = event.step_key
        self.run_id = event.run_id
        self.timestamp = event.time

    @property
    def asset_materialization(self) -> AssetMaterialization | None:
        """The materialization, if it is one."""
        if self.event.kind != kinds.ASSET_MATERIALIZATION:
            return None
        return materialization_of(self.event)

    def get_dagster_event(self) -> RunEvent:
        """The event."""
        if self.dagster_event is None:
            raise InvariantViolationError("a log message is no event of the run")
        return self.dagster_event


class EventRecord:
    """A materialization with its number in the log.

    Args:
        record: Its record.
    """

    def __init__(self, record: MaterializationRecord) -> None:
        self.record = record
        self.storage_id = record.id
        self.run_id = record.run_id
        self.timestamp = record.time
        self.asset_key = record.asset_key
        self.partition_key = record.partition_key

    @property
    def event_log_entry(self) -> LogEntry:
        """The row of the log."""
        return event_of_record(self.record)

    @property
    def asset_materialization(self) -> AssetMaterialization | None:
        """The materialization."""
        return self.event_log_entry.asset_materialization


class EventRecords:
    """Materializations, newest first.

    Args:
        records: The records.
    """

    def __init__(self, records: list[EventRecord]) -> None:
        self.records = records
        self.cursor = ""
        self.has_more = False


def event_of_record(record: MaterializationRecord) -> LogEntry:
    """The event that a record of a materialization was derived from."""
    return LogEntry(
        Event(
            kinds.ASSET_MATERIALIZATION,
            record.run_id,
            record.time,
            record.step_key,
            record.asset_key,
            record.partition_key,
            "",
            {
                "metadata": record.metadata,
                "tags": record.tags,
                "code_version": record.code_version,
                "data_version": record.data_version,
                "upstream": list(record.upstream),
            },
        )
    )


def step_stats(attempts: Sequence[StepAttempt]) -> list[Any]:
    """Status and number of attempts of each step."""
    found: dict[str, Any] = {}
    for attempt in attempts:
        found[attempt.step_key] = SimpleNamespace(
            step_key=attempt.step_key,
            status=SimpleNamespace(value=attempt.status.upper(), name=attempt.status.upper()),
            attempts=attempt.attempt,
            start_time=attempt.started_at,
            end_time=attempt.ended_at,
        )
    return list(found.values())


def run_stats(instance: Any, run_id: str) -> Any:
    """Counts of a run."""
    attempts = instance.event_log.step_attempts(run_id)
    last = {attempt.step_key: attempt.status for attempt in attempts}
    record = instance.event_log.run(run_id)
    return SimpleNamespace(
        run_id=run_id,
        steps_succeeded=sum(status == "success" for status in last.values()),
        steps_failed=sum(status == "failure" for status in last.values()),
        materializations=len(instance.event_log.run_materializations(run_id)),
        start_time=record.started_at,
        end_time=record.ended_at,
    )
