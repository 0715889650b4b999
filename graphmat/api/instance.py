"""``Instance``: where runs are recorded and values are kept."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from graphmat.io_managers.object_store import (
    MemoryObjectStore,
    ObjectStoreIOManager,
)
from graphmat.io_managers.places import opened_store
from graphmat.keys import AssetAddress, AssetKey
from graphmat.storage.opening import memory_event_log, open_event_log
from graphmat.supervision.run_locks import RunLocks, settle_dead_runs

if TYPE_CHECKING:
    from graphmat.events.records import MaterializationRecord, RunRecord
    from graphmat.supervision.server_locks import ServerRunLocks


class Instance:
    """An event log and a store.

    Args:
        log: The event log.
        store_manager: The default I/O manager.
        home: The folder of both; None where nothing lasts.
        run_locks: The locks of its runs, where this process keeps the record itself.
    """

    def __init__(
        self,
        log: Any,
        store_manager: ObjectStoreIOManager,
        home: Path | None,
        run_locks: RunLocks | ServerRunLocks | None = None,
    ) -> None:
        self.event_log = log
        self.store_manager = store_manager
        self.home = home
        self.run_locks = run_locks
        self.own_folder: Any = None

    # ---------------------------------------------------------------- making one

    @staticmethod
    def ephemeral(*_args: Any, **_kwargs: Any) -> Instance:
        """An instance in memory: gone with the object."""
        return Instance(memory_event_log(), ObjectStoreIOManager(MemoryObjectStore()), None)

    @staticmethod
    def at(
        home: str | os.PathLike[str],
        store: str | None = None,
        store_options: Mapping[str, Any] | None = None,
        log_url: str | None = None,
    ) -> Instance:
        """The instance in a folder; made when it is not there.

        Args:
            home: The folder.
            store: Where values are kept, if not in it: a folder, or an address such as
                ``s3://bucket/folder``.
            store_options: What the filesystem of that address is opened with.
            log_url: The event log, where that is on a database server.
        """
        path = Path(home)
        log = open_event_log(log_url or path)
        locks: RunLocks | ServerRunLocks
        if log_url:
            from graphmat.api.server_log import server_run_locks

            locks = server_run_locks(log_url)
        else:
            locks = RunLocks(path)
        settle_dead_runs(log, locks)
        values = ObjectStoreIOManager(opened_store(path, store, store_options))
        return Instance(log, values, path, locks)

    @staticmethod
    def get() -> Instance:
        """The instance of GRAPHMAT_HOME, or of ``.graphmat`` in the current folder.

        Values are kept in GRAPHMAT_STORE and the log in GRAPHMAT_LOG, where those are set.
        """
        home = os.environ.get("GRAPHMAT_HOME") or ".graphmat"
        store = os.environ.get("GRAPHMAT_STORE") or None
        return Instance.at(home, store, log_url=os.environ.get("GRAPHMAT_LOG"))

    @staticmethod
    def local_temp(tempdir: str | None = None, **_unused: Any) -> Instance:
        """An instance in a folder that is removed with it, unless it is given."""
        if tempdir is not None:
            return Instance.at(tempdir)
        import tempfile

        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        instance = Instance.at(folder.name)
        instance.own_folder = folder
        return instance

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.dispose()

    def dispose(self) -> None:
        """Release what is held."""
        self.event_log.close()
        if self.own_folder is not None:
            self.own_folder.cleanup()

    def report_runless_asset_event(self, asset_event: Any) -> None:
        """Record a materialization or an observation of an asset that no op here made."""
        from uuid import uuid4

        from graphmat.api.reported import report

        report(self, asset_event, str(uuid4()))

    def begin_run(self, record: RunRecord, claims: Sequence[tuple[str, str | None]]) -> None:
        """Record that a run begins, and hold what it makes until it is over.

        Args:
            record: The run.
            claims: The assets and partitions that it makes.

        Raises:
            ConflictError: Another run holds some of them, and this one belongs to a command.
        """
        locks = self.run_locks
        if locks is None:
            claim = getattr(self.event_log, "claim", None)
            if claim is not None:
                claim(record.run_id, claims)
            self.event_log.create_run(record)
            return
        # a program says itself what it runs at the same time; commands wait for it
        locks.hold(record.run_id, claims, must_be_free=False)
        try:
            self.event_log.create_run(record)
        except BaseException:
            locks.release(record.run_id)
            raise

    def end_run(self, run_id: str) -> None:
        """Let go of a run that is over."""
        if self.run_locks is not None:
            self.run_locks.release(run_id)

    @property
    def is_ephemeral(self) -> bool:
        """Whether nothing lasts."""
        return self.home is None

    # ---------------------------------------------------------------- assets

    def all_asset_keys(self) -> list[AssetKey]:
        """The assets that have been materialized."""
        return sorted({record.asset_key for record in self.event_log.all_latest_materializations()})

    get_asset_keys = all_asset_keys

    def has_asset_key(self, asset_key: AssetKey) -> bool:
        """Whether an asset has been materialized."""
        return self.get_latest_materialization_event(asset_key) is not None

    def get_latest_materialization_event(self, asset_key: AssetKey) -> Any:
        """The newest materialization of an asset, or None."""
        from graphmat.api.run_records import event_of_record

        records = self.event_log.materializations(asset_key, limit=1)
        return event_of_record(records[0]) if records else None

    def latest_materialization(
        self, asset_key: AssetKey, partition_key: str | None = None
    ) -> MaterializationRecord | None:
        """The record of the newest materialization of an asset and partition, or None."""
        address = AssetAddress(asset_key, partition_key)
        found: MaterializationRecord | None = self.event_log.latest_materializations([address]).get(
            address
        )
        return found

    def fetch_materializations(
        self, records_filter: Any, limit: int = 100, ascending: bool = False, **_unused: Any
    ) -> Any:
        """Materializations of an asset, newest first."""
        from graphmat.api.run_records import AssetRecordsFilter, EventRecord, EventRecords

        if not hasattr(records_filter, "admits"):
            records_filter = AssetRecordsFilter(records_filter)
        records = self.event_log.materializations(records_filter.asset_key)
        found = [EventRecord(each) for each in records if records_filter.admits(each)]
        return EventRecords((found[::-1] if ascending else found)[:limit])

    def get_event_records(
        self, event_records_filter: Any, limit: int | None = None, ascending: bool = False
    ) -> list[Any]:
        """Materializations that a filter admits, newest first.

        Raises:
            UsageError: Other events, or those of all assets, are asked for.
        """
        from graphmat.api.run_events import as_kinds
        from graphmat.errors import UsageError

        asked = as_kinds(event_records_filter.event_type)
        if asked != ("ASSET_MATERIALIZATION",) or event_records_filter.asset_key is None:
            raise UsageError(
                "get_event_records finds the materializations of one asset, nothing else",
                hint="instance.all_logs(run_id, of_type=…) has the other events of a run",
            )
        most = limit if limit is not None else 10**9
        found: list[Any] = self.fetch_materializations(
            event_records_filter, most, ascending
        ).records
        return found

    def get_run_records(self, filters: Any = None, limit: int | None = None, **_: Any) -> list[Any]:
        """Runs with their times, newest first."""
        from graphmat.api.run_records import RunRow

        return [RunRow(run) for run in self.get_runs(filters, limit)]

    def get_materialized_partitions(self, asset_key: AssetKey) -> set[str]:
        """The partitions of an asset that have been materialized."""
        return set(self.event_log.materialized_partitions(asset_key))

    def wipe_assets(self, asset_keys: Sequence[AssetKey]) -> None:
        """Forget the materializations of assets."""
        self.event_log.wipe(asset_keys)

    # ---------------------------------------------------------------- runs

    def get_runs(self, filters: Any = None, limit: int | None = None, **_unused: Any) -> list[Any]:
        """Runs, newest first."""
        from graphmat.api.run_records import Run

        statuses = [
            str(getattr(status, "value", status)).lower()
            for status in getattr(filters, "statuses", None) or ()
        ]
        tags = getattr(filters, "tags", None) or None
        run_ids = getattr(filters, "run_ids", None)
        job_name = getattr(filters, "job_name", None)
        records = self.event_log.runs(statuses=statuses, tags=tags, job_name=job_name, limit=limit)
        return [Run(record) for record in records if not run_ids or record.run_id in run_ids]

    def get_runs_count(self, filters: Any = None) -> int:
        """How many runs there are."""
        return len(self.get_runs(filters))

    def get_run_by_id(self, run_id: str) -> Any:
        """A run, or None."""
        from graphmat.api.run_records import Run

        record: RunRecord | None = self.event_log.run(run_id)
        return Run(record) if record is not None else None

    def get_run_step_stats(self, run_id: str, step_keys: Sequence[str] | None = None) -> list[Any]:
        """Status and attempts of each step of a run."""
        from graphmat.api.run_records import step_stats

        stats = step_stats(self.event_log.step_attempts(run_id))
        return [stat for stat in stats if not step_keys or stat.step_key in step_keys]

    def get_run_stats(self, run_id: str) -> Any:
        """Counts of a run's steps."""
        from graphmat.api.run_records import run_stats

        return run_stats(self, run_id)

    def all_logs(self, run_id: str, of_type: Any = None) -> list[Any]:
        """Events of a run, in order."""
        from graphmat.api.run_events import as_kinds
        from graphmat.api.run_records import LogEntry

        return [LogEntry(event) for event in self.event_log.events(run_id, kinds=as_kinds(of_type))]

    # ---------------------------------------------------------------- dynamic partitions

    def add_dynamic_partitions(
        self, partitions_def_name: str, partition_keys: Sequence[str]
    ) -> None:
        """Add keys to a dynamic partitions definition."""
        self.event_log.add_dynamic_partitions(partitions_def_name, list(partition_keys))

    def get_dynamic_partitions(self, partitions_def_name: str) -> list[str]:
        """Keys of a dynamic partitions definition."""
        return list(self.event_log.dynamic_partitions(partitions_def_name))

    def has_dynamic_partition(self, partitions_def_name: str, partition_key: str) -> bool:
        """Whether a dynamic partitions definition has a key."""
        return partition_key in self.get_dynamic_partitions(partitions_def_name)

    def delete_dynamic_partition(self, partitions_def_name: str, partition_key: str) -> None:
        """Remove a key from a dynamic partitions definition."""
        self.event_log.delete_dynamic_partition(partitions_def_name, partition_key)


@contextmanager
def instance_for_test(temp_dir: str | None = None, **_unused: Any) -> Iterator[Instance]:
    """An instance in a folder of its own, for a test."""
    with Instance.local_temp(temp_dir) as instance:
        yield instance


class NullEventLog:
    """Keeps nothing and knows nothing: for runs whose result is all that is wanted."""

    def create_run(self, run: RunRecord) -> None:
        """Nothing is kept."""

    def append(self, events: Sequence[Any], *, durable: bool = False) -> None:
        """Nothing is kept."""

    def latest_materializations(self, addresses: Any) -> Mapping[AssetAddress, Any]:
        """Nothing is known."""
        del addresses
        return {}

    def all_latest_materializations(self) -> Sequence[Any]:
        """Nothing is known."""
        return ()

    def materializations(self, asset_key: AssetKey, **_filters: Any) -> Sequence[Any]:
        """Nothing is known."""
        del asset_key
        return ()

    def run_materializations(self, run_id: str) -> Sequence[Any]:
        """Nothing is known."""
        del run_id
        return ()

    def materialized_partitions(self, asset_key: AssetKey) -> frozenset[str]:
        """Nothing is known."""
        del asset_key
        return frozenset()

    def run(self, run_id: str) -> RunRecord | None:
        """Nothing is known."""
        del run_id
        return None

    def runs(self, **_filters: Any) -> Sequence[RunRecord]:
        """Nothing is known."""
        return ()

    def events(self, run_id: str, **_filters: Any) -> Sequence[Any]:
        """Nothing is known."""
        del run_id
        return ()

    step_attempts = outputs = run_materializations

    def dynamic_partitions(self, name: str) -> Sequence[str]:
        """Nothing is known."""
        del name
        return ()

    def add_dynamic_partitions(self, name: str, keys: Sequence[str]) -> None:
        """Nothing is kept."""

    def delete_dynamic_partition(self, name: str, key: str) -> None:
        """Nothing is kept."""

    def wipe(self, asset_keys: Sequence[AssetKey]) -> None:
        """Nothing is kept."""

    def close(self) -> None:
        """Nothing is held."""
