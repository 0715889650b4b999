"""``Questions``: what the event log answers, on any database that runs the room's statements."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from graphmat.errors import UsageError
from graphmat.events.records import SUCCESS
from graphmat.keys import AssetAddress
from graphmat.storage.assets import AssetNumbers
from graphmat.storage.database import EVERYTHING, KIND_PLACES, batches, filled
from graphmat.storage.history import run_stream, usual_durations
from graphmat.storage.rows import (
    asset_check_from_row,
    event_from_row,
    event_id,
    event_ids,
    materialization_from_row,
    output_from_row,
    run_from_row,
    step_attempt_from_row,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from graphmat.events.model import Event
    from graphmat.events.records import (
        MaterializationRecord,
        OutputRecord,
        RunRecord,
        StepAttempt,
    )
    from graphmat.keys import AssetKey
    from graphmat.storage.database import Database, QueryResult, Row
    from graphmat.storage.records import AssetCheckRecord


class Questions:
    """The half of the event log that reads; ``events.ports.EventLog`` says what is promised.

    Args:
        database: An open connection to the log.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._assets = AssetNumbers(database)
        self._run_numbers: dict[str, int] = {}
        self._run_ids: dict[int, str] = {}

    def latest_materializations(
        self, addresses: Iterable[AssetAddress]
    ) -> Mapping[AssetAddress, MaterializationRecord]:
        """The newest materialization of each address that has one."""
        wanted = list(addresses)
        numbers = self._assets.known({address.asset_key for address in wanted})
        partitions_by_number: dict[int, list[str]] = {}
        for address in wanted:
            number = numbers.get(address.asset_key)
            if number is not None:
                partitions = partitions_by_number.setdefault(number, [])
                partitions.append(address.partition_key or "")
        with _collector_at_rest():
            records = self._materializations(self._latest_rows(partitions_by_number))
            return {AssetAddress(each.asset_key, each.partition_key): each for each in records}

    def _latest_rows(self, partitions_by_number: Mapping[int, Sequence[str]]) -> Iterable[Row]:
        whole = []
        for number, partitions in partitions_by_number.items():
            if set(partitions) == {""}:
                whole.append(number)
            elif len(partitions) == 1:
                yield from self._database.execute("latest", (number, partitions[0]))
            else:
                for some in batches(partitions):
                    values = (number, *filled(some))
                    yield from self._database.execute("latest_of_partitions", values)
        if len(whole) == 1:
            yield from self._database.execute("latest", (whole[0], ""))
        else:
            for numbers in batches(whole):
                yield from self._database.execute("latest_of_assets", filled(numbers))

    def all_latest_materializations(self) -> Sequence[MaterializationRecord]:
        """The newest materialization of every asset and partition, by key."""
        with _collector_at_rest():
            self._assets.read_all()
            records = self._materializations(self._database.execute("latest_of_all"))
        return sorted(records, key=lambda each: (each.asset_key.parts, each.partition_key or ""))

    def materializations(
        self,
        asset_key: AssetKey,
        *,
        partition_key: str | None = None,
        run_id: str | None = None,
        limit: int | None = None,
    ) -> Sequence[MaterializationRecord]:
        """Materializations of one asset, newest first."""
        number = self._assets.number(asset_key)
        if number is None:
            return []
        if run_id is not None:
            of_run = self.run_materializations(run_id)
            matching = (
                record
                for record in reversed(of_run)
                if record.asset_key == asset_key and partition_key in {None, record.partition_key}
            )
            return list(islice(matching, limit))
        if partition_key is None:
            rows = self._database.execute("materializations_of_asset", (number, _limit(limit)))
        else:
            rows = self._database.execute(
                "materializations_of_partition", (number, partition_key, _limit(limit))
            )
        return self._materializations(rows)

    def run_materializations(self, run_id: str) -> Sequence[MaterializationRecord]:
        """Materializations of one run, in order."""
        number = self._run_number(run_id)
        if number is None:
            return []
        rows = self._database.execute("materializations_of_run", (number,))
        return self._materializations(rows)

    def materialized_partitions(self, asset_key: AssetKey) -> frozenset[str]:
        """The partitions of an asset that have a materialization."""
        number = self._assets.number(asset_key)
        rows = self._database.execute("latest_partitions", (number,)) if number is not None else []
        return frozenset(partition for (partition,) in rows)

    def asset_checks(
        self,
        *,
        asset_key: AssetKey | None = None,
        run_id: str | None = None,
        limit: int | None = None,
    ) -> Sequence[AssetCheckRecord]:
        """Evaluations of asset checks, newest first.

        Args:
            asset_key: Those of one asset.
            run_id: Those of one run. One of the two must be given.
            limit: At most so many.
        """
        if run_id is not None:
            statement, number = "asset_checks_of_run", self._run_number(run_id)
        elif asset_key is not None:
            statement, number = "asset_checks_of_asset", self._assets.number(asset_key)
        else:
            raise UsageError("asset checks are asked for by asset or by run")
        rows = self._database.execute(statement, (number, EVERYTHING))
        records = (
            asset_check_from_row(row, self._assets.key(row[1]), self._run_id(row[4]))
            for row in rows
        )
        matching = (each for each in records if asset_key in {None, each.asset_key})
        return list(islice(matching, limit))

    def dynamic_partitions(self, name: str) -> Sequence[str]:
        """Keys of a dynamic partitions definition, in the order they were added."""
        return [key for (key,) in self._database.execute("dynamic_partitions", (name,))]

    def run(self, run_id: str) -> RunRecord | None:
        """One run, or None."""
        rows = self._database.execute("run", (run_id,))
        return run_from_row(rows[0]) if rows else None

    def runs(
        self,
        *,
        statuses: Sequence[str] = (),
        tags: Mapping[str, str] | None = None,
        job_name: str | None = None,
        limit: int | None = None,
    ) -> Sequence[RunRecord]:
        """Runs, newest first."""
        stream = run_stream(self._database, statuses=statuses, tags=tags, job_name=job_name)
        return list(islice(stream, limit))

    def events(
        self,
        run_id: str,
        *,
        kinds: Sequence[str] = (),
        after: int = 0,
        limit: int | None = None,
    ) -> Sequence[Event]:
        """Events of a run in order, those with a sequence greater than ``after``."""
        number = self._run_number(run_id)
        if number is None:
            return []
        place = (event_id(number, after), event_id(number + 1, 0))
        wanted = sorted(set(kinds))
        if not wanted:
            rows = self._database.execute("events", (*place, _limit(limit)))
        else:
            rows = []
            for some in batches(wanted, KIND_PLACES):
                values = (*place, *filled(some, KIND_PLACES), _limit(limit))
                rows += self._database.execute("events_of_kinds", values)
            rows = sorted(rows, key=lambda row: row[-1])[:limit]
        key_of = self._assets.key
        return [
            event_from_row(row, run_id, None if row[3] is None else key_of(row[3])) for row in rows
        ]

    def step_attempts(self, run_id: str) -> Sequence[StepAttempt]:
        """Attempts at the steps of a run, in order of their start."""
        rows = self._rows_of_run("step_attempts", run_id)
        return [step_attempt_from_row(row, run_id) for row in rows]

    def outputs(self, run_id: str) -> Sequence[OutputRecord]:
        """Stored outputs of the steps of a run that succeeded; of an output, the last."""
        done = {each.step_key for each in self.step_attempts(run_id) if each.status == SUCCESS}
        rows = self._rows_of_run("outputs", run_id)
        records = (output_from_row(row, run_id) for row in rows)
        last = {
            (each.step_key, each.output_name, each.mapping_key): each
            for each in records
            if each.step_key in done
        }
        return list(last.values())

    def step_durations(
        self, step_keys: Collection[str], *, samples: int = 5, depth: int = 50
    ) -> Mapping[str, float]:
        """How long steps usually take.

        Args:
            step_keys: Steps to look for.
            samples: How many of the newest successes to look at.
            depth: How many runs to go back at most.

        Returns:
            Step key → median in seconds; steps without a success are absent.
        """
        return usual_durations(self._database, step_keys, samples=samples, depth=depth)

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> QueryResult:
        """Answer one SELECT; nothing can be changed by it.

        Raises:
            UsageError: The text is no question, or names what is not there.
        """
        return self._database.query(sql, parameters)

    def _run_number(self, run_id: str) -> int | None:
        number = self._run_numbers.get(run_id)
        if number is None:
            for (number,) in self._database.execute("run_number", (run_id,)):
                self._remember_run(number, run_id)
        return number

    def _run_id(self, number: int) -> str:
        run_id = self._run_ids.get(number)
        if run_id is None:
            ((run_id,),) = self._database.execute("run_id", (number,))
            self._remember_run(number, run_id)
        return run_id

    def _remember_run(self, number: int, run_id: str) -> None:
        self._run_numbers[run_id] = number
        self._run_ids[number] = run_id

    def _rows_of_run(self, statement: str, run_id: str) -> list[Row]:
        number = self._run_number(run_id)
        return [] if number is None else self._database.execute(statement, event_ids(number))

    def _materializations(self, rows: Iterable[Row]) -> list[MaterializationRecord]:
        key_of, run_id_of = self._assets.key, self._run_id
        return [materialization_from_row(row, key_of(row[1]), run_id_of(row[3])) for row in rows]


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    # it would look again and again at thousands of new records, all of them alive
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _limit(limit: int | None) -> int:
    return EVERYTHING if limit is None else limit
