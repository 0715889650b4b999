"""What the event log answers with: records of runs, materializations and stored outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphmat.keys import AssetKey

STARTED = "started"
SUCCESS = "success"
FAILURE = "failure"
CANCELED = "canceled"
INTERRUPTED = "interrupted"


class Record:
    """Base of the records: slotted, compared and printed by their fields."""

    __slots__: tuple[str, ...] = ()

    def _facts(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._facts() == other._facts()

    def __hash__(self) -> int:
        return hash((type(self), repr(self)))

    def __repr__(self) -> str:
        facts = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({facts})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), {name: getattr(self, name) for name in self.__slots__})


def _restore(cls: type[Record], facts: dict[str, Any]) -> Record:
    record = cls.__new__(cls)
    for name, value in facts.items():
        setattr(record, name, value)
    return record


def utc(seconds: float | None) -> datetime | None:
    """Seconds since the epoch as an aware datetime."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


PARQUET = "parquet"
"""How the bytes of a data frame are read."""


class StoredObject(Record):
    """What the project's own store holds of a value.

    Args:
        digest: Lower-case hexadecimal SHA-256 of the object's bytes; it is also the object's name.
        size_bytes: Length of the object.
        serializer: How the bytes are read, such as ``pickle``.
    """

    __slots__ = ("digest", "serializer", "size_bytes")

    def __init__(self, *, digest: str, size_bytes: int, serializer: str = "pickle") -> None:
        self.digest = digest
        self.size_bytes = size_bytes
        self.serializer = serializer


class RunRecord(Record):
    """One run.

    Args:
        run_id: A UUID as text.
        status: ``started``, ``success``, ``failure``, ``canceled`` (a signal asked it to end) or
            ``interrupted`` (its process died).
        job_name: The asset job, or ``__ASSET_JOB``.
        target: How the definitions were found, such as ``definitions.py``.
        asset_selection: The selected keys as text, in order; None where everything was asked for.
        partition_key: The partition of the run, if any.
        tags: Tags of the run.
        run_config: Run configuration, secrets masked.
        parent_run_id: The run that this one re-executes.
        root_run_id: The first run of the chain of re-executions; itself where there is none.
        started_at: Seconds since the epoch, UTC.
        ended_at: The same; None while it runs.
        error: Short text of what failed.
        process: Facts of the owning process (pid, host, boot id), for messages.
        step_keys_to_execute: Steps of a re-execution; None where all of the plan.
    """

    __slots__ = (
        "asset_selection",
        "ended_at",
        "error",
        "job_name",
        "parent_run_id",
        "partition_key",
        "process",
        "root_run_id",
        "run_config",
        "run_id",
        "started_at",
        "status",
        "step_keys_to_execute",
        "tags",
        "target",
    )

    def __init__(
        self,
        *,
        run_id: str,
        started_at: float,
        status: str = STARTED,
        job_name: str = "__ASSET_JOB",
        target: str = "",
        asset_selection: Sequence[str] | None = None,
        partition_key: str | None = None,
        tags: Mapping[str, str] | None = None,
        run_config: Mapping[str, Any] | None = None,
        parent_run_id: str | None = None,
        root_run_id: str | None = None,
        ended_at: float | None = None,
        error: str | None = None,
        process: Mapping[str, Any] | None = None,
        step_keys_to_execute: Sequence[str] | None = None,
    ) -> None:
        self.run_id = run_id
        self.started_at = started_at
        self.status = status
        self.job_name = job_name
        self.target = target
        self.asset_selection = None if asset_selection is None else tuple(asset_selection)
        self.partition_key = partition_key
        self.tags = dict(tags or {})
        self.run_config = dict(run_config or {})
        self.parent_run_id = parent_run_id
        self.root_run_id = root_run_id or run_id
        self.ended_at = ended_at
        self.error = error
        self.process = dict(process or {})
        self.step_keys_to_execute = (
            None if step_keys_to_execute is None else tuple(step_keys_to_execute)
        )


class MaterializationRecord(Record):
    """One materialization of an asset.

    Args:
        id: Increasing number in the log; the greatest of an asset and partition is the latest.
        asset_key: The asset.
        partition_key: Its partition, or None.
        run_id: The run that made it.
        step_key: The step that made it.
        output_name: The output of the step.
        time: Seconds since the epoch, UTC.
        metadata: Recorded metadata: name → document of the value (see ``definitions.metadata``).
        tags: Tags given with the materialization.
        code_version: Code version of the asset or of its op, or None.
        data_version: Version of the value: the user's, or the digest's first 16 characters.
        upstream: One document for each upstream asset that was read: ``key`` (text), ``partition``,
            ``data_version``, ``materialization_id``.
        is_expected: False where the asset had not been selected.
        stored: The object in the project's own store; None where another I/O manager holds it.
        io_manager_key: The I/O manager that stored it.
    """

    __slots__ = (
        "asset_key",
        "code_version",
        "data_version",
        "id",
        "io_manager_key",
        "is_expected",
        "metadata",
        "output_name",
        "partition_key",
        "run_id",
        "step_key",
        "stored",
        "tags",
        "time",
        "upstream",
    )

    def __init__(
        self,
        *,
        id: int,  # noqa: A002  # the column's name
        asset_key: AssetKey,
        run_id: str,
        time: float,
        partition_key: str | None = None,
        step_key: str | None = None,
        output_name: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        tags: Mapping[str, str] | None = None,
        code_version: str | None = None,
        data_version: str | None = None,
        upstream: Sequence[Mapping[str, Any]] = (),
        is_expected: bool = True,
        stored: StoredObject | None = None,
        io_manager_key: str | None = None,
    ) -> None:
        self.id = id
        self.asset_key = asset_key
        self.run_id = run_id
        self.time = time
        self.partition_key = partition_key
        self.step_key = step_key
        self.output_name = output_name
        self.metadata = dict(metadata or {})
        self.tags = dict(tags or {})
        self.code_version = code_version
        self.data_version = data_version
        self.upstream = tuple(upstream)
        self.is_expected = is_expected
        self.stored = stored
        self.io_manager_key = io_manager_key


class OutputRecord(Record):
    """One stored output of a step of a run, kept for re-execution.

    Args:
        run_id: The run that made it.
        step_key: The step; an item of a fan-out has its mapping key in brackets.
        output_name: The output.
        mapping_key: For an output that fans out, the key of the item.
        stored: The object in the project's own store; None where another I/O manager holds it.
        io_manager_key: The I/O manager that stored it.
    """

    __slots__ = ("io_manager_key", "mapping_key", "output_name", "run_id", "step_key", "stored")

    def __init__(
        self,
        *,
        run_id: str,
        step_key: str,
        output_name: str,
        mapping_key: str | None = None,
        stored: StoredObject | None = None,
        io_manager_key: str | None = None,
    ) -> None:
        self.run_id = run_id
        self.step_key = step_key
        self.output_name = output_name
        self.mapping_key = mapping_key
        self.stored = stored
        self.io_manager_key = io_manager_key


class StepAttempt(Record):
    """One attempt at a step.

    Args:
        run_id: The run.
        step_key: The step, with its mapping key in brackets in a fan-out.
        attempt: From 1.
        status: ``started``, ``success``, ``failure``, ``skipped``, ``retried``, ``interrupted``.
        started_at: Seconds since the epoch, UTC; None for a skipped step.
        ended_at: The same; None while it runs.
        error: The user's exception in one line, if it failed; the reason, if it was skipped.
    """

    __slots__ = ("attempt", "ended_at", "error", "run_id", "started_at", "status", "step_key")

    def __init__(
        self,
        *,
        run_id: str,
        step_key: str,
        attempt: int,
        status: str,
        started_at: float | None,
        ended_at: float | None = None,
        error: str | None = None,
    ) -> None:
        self.run_id = run_id
        self.step_key = step_key
        self.attempt = attempt
        self.status = status
        self.started_at = started_at
        self.ended_at = ended_at
        self.error = error
