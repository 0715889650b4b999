"""``Upkeep``: what housekeeping asks of the event log, and how it takes old runs out of it.

These questions read whole tables, as no others may; no command but ``gc`` and ``store`` asks them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graphmat.events.records import INTERRUPTED, STARTED
from graphmat.keys import AssetKey
from graphmat.storage.assets import AssetNumbers
from graphmat.storage.rows import document_text, event_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from contextlib import AbstractContextManager

    from graphmat.storage.database import Database, Row

COLLECTED_TAG: Final = "graphmat/collected"
"""The tag of a run whose values were taken away, but for the newest ones of assets."""

_RUNS: Final = """
SELECT number, run_id, status, root_run_id, started_at, coalesce(ended_at, started_at), tags,
       process <> '' FROM runs ORDER BY number"""

_NEWEST: Final = """
SELECT made.run_number, made.asset_id, made.partition_key, made.digest, made.size_bytes
FROM latest_materializations JOIN materializations made ON made.id = materialization_id"""

_NEWEST_CHECKS: Final = """
SELECT run_number, id FROM asset_checks WHERE id IN (
    SELECT max(id) FROM asset_checks GROUP BY asset_id, partition_key, check_name)"""

_NEWEST_AT: Final = """
SELECT run_number, id FROM materializations WHERE id IN (
    SELECT max(id) FROM materializations made WHERE time < ? AND EXISTS (
        SELECT 1 FROM materializations newer WHERE newer.asset_id = made.asset_id
        AND newer.partition_key = made.partition_key AND newer.id > made.id AND newer.time >= ?)
    GROUP BY asset_id, partition_key)"""

_VERSIONS: Final = """
SELECT run_number, digest, size_bytes FROM materializations
WHERE asset_id = ? AND partition_key = ? ORDER BY id DESC"""

_NAMED: Final = """
SELECT 'output', outputs.run_number, digest, size_bytes, runs.run_id, runs.status, step_key,
       output_name, NULL, '', 0
FROM outputs JOIN runs ON runs.number = outputs.run_number WHERE digest <> ''
UNION ALL
SELECT 'materialization', made.run_number, digest, size_bytes, runs.run_id, runs.status, step_key,
       output_name, assets.key, made.partition_key,
       CASE WHEN made.id = latest.materialization_id THEN 1 ELSE 0 END
FROM materializations made JOIN runs ON runs.number = made.run_number
JOIN assets ON assets.id = made.asset_id
LEFT JOIN latest_materializations latest
    ON latest.asset_id = made.asset_id AND latest.partition_key = made.partition_key
WHERE digest <> ''"""

_ATTEMPTS: Final = """
SELECT id, run_number, step_key, attempt, status FROM step_attempts WHERE id > ? AND id < ?"""

_OUTPUTS: Final = "SELECT * FROM outputs WHERE id > ? AND id < ?"

_CHECKS: Final = """
SELECT asset_id, partition_key, check_name, run_number, step_key, time, passed
FROM asset_checks WHERE run_number = ?"""

_MADE: Final = """
SELECT run_number, id, asset_id, partition_key, step_key, output_name, time, digest
FROM materializations"""

_RUN_TABLES: Final = (
    "delete_events",
    "delete_step_attempts",
    "delete_outputs",
)


class RunFacts(NamedTuple):
    """What housekeeping has to know of a run."""

    number: int
    run_id: str
    status: str
    root_run_id: str
    started_at: float
    last_at: float
    tags: Mapping[str, str]
    tells_process: bool

    @property
    def is_collected(self) -> bool:
        """Whether its values were taken away."""
        return COLLECTED_TAG in self.tags


class NewestValue(NamedTuple):
    """The newest materialization of an asset and partition."""

    run_number: int
    asset_id: int
    partition_key: str
    digest: str
    size_bytes: int | None


class Named(NamedTuple):
    """A place in the log where an object is named."""

    kind: str
    run_number: int
    digest: str
    size_bytes: int
    run_id: str
    run_status: str
    step_key: str
    output_name: str
    asset: str | None
    partition_key: str | None
    is_newest: bool


class Upkeep:
    """What housekeeping asks and does.

    Args:
        database: The log.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is done, or nothing of it; no other process writes meanwhile."""
        return self._database.transaction(durable=True, unchecked=True)

    def _ask(self, sql: str, *values: Any) -> Iterable[Row]:
        return self._database.query(sql, values).rows

    def runs(self) -> list[RunFacts]:
        """All runs, oldest first."""
        return [
            RunFacts._make((*row[:6], json.loads(row[6]) if row[6] else {}, bool(row[7])))
            for row in self._ask(_RUNS)
        ]

    def newest(self) -> list[NewestValue]:
        """The newest materialization of every asset and partition."""
        return [NewestValue(*row) for row in self._ask(_NEWEST)]

    def runs_of_newest_checks(self) -> set[int]:
        """Numbers of the runs that evaluated a check last."""
        return {number for number, _ in self._ask(_NEWEST_CHECKS)}

    def runs_of_newest_at(self, time: float) -> set[int]:
        """Numbers of the runs that made what was the newest at a time, and is not any more."""
        return {number for number, _ in self._ask(_NEWEST_AT, time, time)}

    def versions(self, newest: NewestValue) -> list[Row]:
        """Run number, digest and size of all versions of an asset and partition, newest first."""
        return list(self._ask(_VERSIONS, newest.asset_id, newest.partition_key))

    def named(self) -> list[Named]:
        """All places where objects are named."""
        return [
            Named._make(
                (
                    *row[:8],
                    AssetKey.from_db_string(row[8]).to_user_string() if row[8] else None,
                    row[9] or None,
                    bool(row[10]),
                )
            )
            for row in self._ask(_NAMED)
        ]

    # ---------------------------------------------------------------- tables beside their events

    def asset_numbers(self, keys: Iterable[AssetKey]) -> Mapping[AssetKey, int]:
        """The numbers under which the tables know assets."""
        return AssetNumbers(self._database).known(keys)

    def attempt_rows(self, run_number: int) -> Iterable[Row]:
        """Attempts at the steps of a run."""
        return self._ask(_ATTEMPTS, *event_ids(run_number))

    def output_rows(self, run_number: int) -> Iterable[Row]:
        """Stored outputs of a run."""
        return self._ask(_OUTPUTS, *event_ids(run_number))

    def check_rows(self, run_number: int) -> list[Row]:
        """Evaluations of checks of a run."""
        return list(self._ask(_CHECKS, run_number))

    def materialization_rows(self) -> dict[int, dict[Row, int]]:
        """Number of a run → what tells its materializations apart → their ids."""
        found: dict[int, dict[Row, int]] = {}
        for row in self._ask(_MADE):
            found.setdefault(row[0], {})[row[2:]] = row[1]
        return found

    def materialization_ids(self) -> Iterable[Row]:
        """Id, asset and partition of all materializations."""
        return self._ask("SELECT id, asset_id, partition_key FROM materializations")

    def latest_ids(self) -> dict[tuple[int, str], int]:
        """Asset and partition → id of what the log calls the newest."""
        return {
            (row[0], row[1]): row[2]
            for row in self._ask(
                "SELECT asset_id, partition_key, materialization_id FROM latest_materializations"
            )
        }

    # ---------------------------------------------------------------- changes, in a transaction

    def remove(self, runs: Iterable[RunFacts]) -> None:
        """Take runs out of the log, with all that they left in it."""
        database = self._database
        for run in runs:
            for statement in _RUN_TABLES:
                database.execute(statement, event_ids(run.number))
            database.execute("delete_materializations_of_run", (run.number,))
            database.execute("delete_asset_checks_of_run", (run.number,))
            database.executemany(
                "delete_run_tag", [(key, value, run.number) for key, value in run.tags.items()]
            )
            database.execute("delete_run", (run.number,))

    def mark_collected(self, runs: Iterable[RunFacts]) -> None:
        """Note that the values of runs are taken away, but for the newest ones of assets."""
        for run in runs:
            tags = document_text({**run.tags, COLLECTED_TAG: "values"})
            self._database.execute("set_run_tags", (tags, run.number))
            self._database.executemany("insert_run_tag", [(COLLECTED_TAG, "values", run.number)])


def may_be_live(run: RunFacts, *, since: float) -> bool:
    """Whether a run may still be going on.

    Those whose process died were settled before. One that never told its process, as from Python,
    is believed for a time.

    Args:
        run: A run.
        since: Until when back such a run is believed.
    """
    return run.status == STARTED and (run.tells_process or run.started_at >= since)


def may_be_resumed(run_status: str) -> bool:
    """Whether the values of a run may be needed to go on with it."""
    return run_status in {STARTED, INTERRUPTED, "failure", "canceled"}
