"""What a step leaves behind: where its outputs are, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from graphmat.events.records import OutputRecord, StoredObject
    from graphmat.keys import AssetKey

SUCCESS: Final = "success"
FAILURE: Final = "failure"
SKIPPED: Final = "skipped"
RETRY: Final = "retry"

NOT_HELD: Final = object()
"""Marks that an output's value is not held in memory."""

ATOMS = (int, float, str, bool, bytes, type(None), complex)
"""Types whose values cannot be changed: any number of consumers may share one."""


class StoredOutput:
    """Where an output's value is, and what is known of it.

    Args:
        record: Run, step, output, and where the value is stored.
        asset_key: The asset that it is, if it is one.
        partition_keys: Its partitions.
        stored_by_partition: Partition → where its value is, of several that were stored.
        data_version: Version of the value.
        lineage: The assets it was computed from: (key, partition) → document of the upstream.
        value: The value itself, where it can be handed over within the process.
        metadata: Metadata of the output's declaration, for I/O managers.
        output_metadata: Metadata that the op gave.
        left: How many consumers have yet to take the value; None: not counted.
    """

    __slots__ = (
        "asset_key",
        "data_version",
        "left",
        "lineage",
        "metadata",
        "output_metadata",
        "partition_keys",
        "record",
        "stored_by_partition",
        "value",
    )

    def __init__(
        self,
        record: OutputRecord,
        *,
        asset_key: AssetKey | None = None,
        partition_keys: tuple[str, ...] = (),
        stored_by_partition: Mapping[str, StoredObject] | None = None,
        data_version: str | None = None,
        lineage: Mapping[Any, Any] | None = None,
        value: Any = NOT_HELD,
        metadata: Mapping[str, Any] | None = None,
        output_metadata: Mapping[str, Any] | None = None,
        left: int | None = None,
    ) -> None:
        self.left = left
        self.record = record
        self.asset_key = asset_key
        self.partition_keys = partition_keys
        self.stored_by_partition = stored_by_partition
        self.data_version = data_version
        self.lineage = lineage
        self.value = value
        self.metadata = metadata
        self.output_metadata = output_metadata

    def __reduce__(self) -> tuple[Any, ...]:
        facts = {name: getattr(self, name) for name in self.__slots__ if name != "value"}
        return _restore, (facts,)


def _restore(facts: dict[str, Any]) -> StoredOutput:
    return StoredOutput(facts.pop("record"), **facts)


class StepOutcome:
    """How an attempt at a step ended.

    Args:
        status: ``success``, ``failure`` or ``retry``.
        outputs: (output name, mapping key or None) → where its value is.
        error: Document of the exception.
        exception: The exception, where the step ran in this process.
        retry_after_s: Seconds to wait before the next attempt.
        blocking_failure: Name of the blocking check that failed, if one did.
    """

    __slots__ = (
        "blocking_failure",
        "error",
        "exception",
        "outputs",
        "retry_after_s",
        "status",
    )

    def __init__(
        self,
        status: str,
        outputs: dict[tuple[str, str | None], StoredOutput],
        *,
        error: dict[str, Any] | None = None,
        exception: BaseException | None = None,
        retry_after_s: float = 0.0,
        blocking_failure: str | None = None,
    ) -> None:
        self.status = status
        self.outputs = outputs
        self.error = error
        self.exception = exception
        self.retry_after_s = retry_after_s
        self.blocking_failure = blocking_failure


class RunOutcome:
    """How a run ended.

    Args:
        success: Whether every step succeeded or was rightly skipped.
        failed: Step keys that failed → document of the exception.
        skipped: Step keys that were skipped → the reason in words.
        succeeded: Step keys that succeeded.
        exception: The first exception, where it was raised in this process.
        not_made: Selected assets that were not made.
    """

    def __init__(self) -> None:
        self.failed: dict[str, dict[str, Any]] = {}
        self.skipped: dict[str, str] = {}
        self.skip_reasons: dict[str, str] = {}
        self.succeeded: list[str] = []
        self.exception: BaseException | None = None
        self.outputs: dict[tuple[str, str], dict[tuple[str, ...], StoredOutput]] = {}
        self.stopped_early = False

    @property
    def success(self) -> bool:
        """Whether no step failed."""
        return not self.failed
