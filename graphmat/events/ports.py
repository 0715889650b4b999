"""The two sides of the wall: where events are kept, and where they are shown.

``EventLog`` keeps and answers; ``EventSink`` only shows. What is shown was stored first: an engine
hands events to a ``Recorder``, which appends them to the log in one transaction and passes them
on to the sinks afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from graphmat.events.model import Event

if TYPE_CHECKING:
    from graphmat.events.records import (
        MaterializationRecord,
        OutputRecord,
        RunRecord,
        StepAttempt,
    )
    from graphmat.keys import AssetAddress, AssetKey


class EventLog(Protocol):
    """Where runs, events and materializations are kept."""

    def create_run(self, run: RunRecord) -> None:
        """Record that a run exists; its later states follow from its events."""
        ...

    def append(self, events: Sequence[Event], *, durable: bool = False) -> None:
        """Store events, all or none, in one transaction.

        Args:
            events: Events of one run, in order, numbered; materializations, outputs, step attempts
                and the run's status are derived from them in the same transaction.
            durable: Whether the transaction must survive a power cut, not only a killed process.

        Raises:
            StorageError: The events could not be stored; none of them was.
        """
        ...

    def latest_materializations(
        self, addresses: Iterable[AssetAddress]
    ) -> Mapping[AssetAddress, MaterializationRecord]:
        """The newest materialization of each address that has one."""
        ...

    def all_latest_materializations(self) -> Sequence[MaterializationRecord]:
        """The newest materialization of every asset and partition, by key."""
        ...

    def materializations(
        self,
        asset_key: AssetKey,
        *,
        partition_key: str | None = None,
        run_id: str | None = None,
        limit: int | None = None,
    ) -> Sequence[MaterializationRecord]:
        """Materializations of one asset, newest first."""
        ...

    def run_materializations(self, run_id: str) -> Sequence[MaterializationRecord]:
        """Materializations of one run, in order."""
        ...

    def materialized_partitions(self, asset_key: AssetKey) -> frozenset[str]:
        """The partitions of an asset that have a materialization."""
        ...

    def run(self, run_id: str) -> RunRecord | None:
        """One run, or None."""
        ...

    def runs(
        self,
        *,
        statuses: Sequence[str] = (),
        tags: Mapping[str, str] | None = None,
        job_name: str | None = None,
        limit: int | None = None,
    ) -> Sequence[RunRecord]:
        """Runs, newest first."""
        ...

    def events(
        self,
        run_id: str,
        *,
        kinds: Sequence[str] = (),
        after: int = 0,
        limit: int | None = None,
    ) -> Sequence[Event]:
        """Events of a run in order, those with a sequence greater than ``after``."""
        ...

    def step_attempts(self, run_id: str) -> Sequence[StepAttempt]:
        """Attempts at the steps of a run, in order of their start."""
        ...

    def outputs(self, run_id: str) -> Sequence[OutputRecord]:
        """Stored outputs of the steps of a run that succeeded."""
        ...

    def dynamic_partitions(self, name: str) -> Sequence[str]:
        """Keys of a dynamic partitions definition, in the order they were added."""
        ...

    def add_dynamic_partitions(self, name: str, keys: Sequence[str]) -> None:
        """Add keys to a dynamic partitions definition; known ones stay as they are."""
        ...

    def delete_dynamic_partition(self, name: str, key: str) -> None:
        """Remove a key from a dynamic partitions definition."""
        ...

    def wipe(self, asset_keys: Sequence[AssetKey]) -> None:
        """Forget the materializations of assets."""
        ...

    def close(self) -> None:
        """Release what is held; safe to call twice."""
        ...


EventSink = Callable[[Sequence[Event]], None]
"""Shows events that were stored; must not raise for anything but an interrupt."""
