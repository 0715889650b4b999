"""``SqlEventLog``: the event log on any database that runs the room's statements."""

from __future__ import annotations

from _thread import RLock
from typing import TYPE_CHECKING

from graphmat.errors import StorageError
from graphmat.events.records import INTERRUPTED, STARTED, SUCCESS
from graphmat.storage.database import DuplicateRowError
from graphmat.storage.derivation import Derivation, OpenAttempts
from graphmat.storage.plain_text import plain_event, plain_run
from graphmat.storage.questions import Questions
from graphmat.storage.rows import event_ids, run_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphmat.events.model import Event
    from graphmat.events.records import RunRecord
    from graphmat.keys import AssetKey
    from graphmat.storage.database import Database
    from graphmat.storage.upkeep import Upkeep


class SqlEventLog(Questions):
    """The event log on a SQL database; ``events.ports.EventLog`` says what each method promises.

    Belongs to the process that opened it, in which threads may share it.

    Args:
        database: An open connection to the log; it is closed with the log.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._open_attempts: dict[int, OpenAttempts] = {}
        # what is remembered beside the database changes with it, one thread at a time
        self._appending = RLock()

    @property
    def name(self) -> str:
        """The log as messages call it: its path, or its URL without a password."""
        return self._database.name

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be written, as in a home on a read-only file system."""
        return self._database.is_read_only

    @property
    def is_present(self) -> bool:
        """Whether there is a log, where the database was not asked to make one."""
        return bool(getattr(self._database, "is_present", True))

    def close(self) -> None:
        """Release what is held; safe to call twice."""
        self._database.close()

    def create_run(self, run: RunRecord) -> None:
        """Record that a run exists; its later states follow from its events."""
        try:
            self._create_run(run)
        except UnicodeEncodeError:
            self._create_run(plain_run(run))

    def _create_run(self, run: RunRecord) -> None:
        tags = sorted(run.tags.items())
        try:
            with self._database.transaction():
                number = self._database.insert("insert_run", run_row(run))
                self._database.executemany(
                    "insert_run_tag", [(key, value, number) for key, value in tags]
                )
        except DuplicateRowError as error:
            raise StorageError(f"run '{run.run_id}' is already in the event log") from error
        self._remember_run(number, run.run_id)
        self._open_attempts[number] = {}

    def append(self, events: Sequence[Event], *, durable: bool = False) -> None:
        """Store events of one run, all or none, with what follows from them."""
        if not events:
            return
        try:
            self._append(events, durable=durable)
        except UnicodeEncodeError:
            self._append([plain_event(event) for event in events], durable=durable)

    def _append(self, events: Sequence[Event], *, durable: bool) -> None:
        run_id = events[0].run_id
        with self._appending:
            is_kept = False
            try:
                with self._database.transaction(durable=durable):
                    derivation = self._derivation(run_id, events)
                    self._store(derivation)
                is_kept = True
            except DuplicateRowError as error:
                numbers = f"{events[0].sequence} to {events[-1].sequence}"
                raise StorageError(
                    f"run '{run_id}' has an event among numbers {numbers} in the event log already",
                    hint="two processes may be recording the same run",
                ) from error
            finally:
                self._assets.settle(kept=is_kept)
            self._remember_attempts(derivation)

    def _remember_attempts(self, derivation: Derivation) -> None:
        still_open = self._open_attempts[derivation.run_number]
        for step_key in derivation.ended_steps:
            still_open.pop(step_key, None)
        still_open.update(derivation.begun_steps)

    def _derivation(self, run_id: str, events: Sequence[Event]) -> Derivation:
        number = self._known_run_number(run_id)
        if number not in self._open_attempts:
            rows = self._database.execute("open_step_attempts", event_ids(number))
            self._open_attempts[number] = {row[0]: (row[1], row[2], row[3]) for row in rows}
        keys = [event.asset_key for event in events if event.asset_key is not None]
        derivation = Derivation(number, self._assets.enter(keys), self._open_attempts[number])
        derivation.read(events)
        return derivation

    def _store(self, derivation: Derivation) -> None:
        database = self._database
        database.executemany("insert_event", derivation.events)
        if derivation.attempts:
            database.executemany("insert_step_attempt", derivation.attempts)
        if derivation.attempt_ends:
            database.executemany("end_step_attempt", derivation.attempt_ends)
        if derivation.outputs:
            database.executemany("insert_output", derivation.outputs)
        for row in derivation.materializations:
            number = database.insert("insert_materialization", row)
            database.executemany("set_latest", [(row[0], row[1], number)])
        if derivation.asset_checks:
            database.executemany("insert_asset_check", derivation.asset_checks)
        if derivation.run_end is not None:
            status, ended_at, error = derivation.run_end
            run_number = derivation.run_number
            database.execute("end_run", (status, ended_at, error, run_number))
            if status != SUCCESS:
                database.execute("interrupt_step_attempts", (ended_at, *event_ids(run_number)))

    def mark_interrupted(self, run_ids: Iterable[str]) -> list[str]:
        """Settle runs whose process died: they and their unfinished attempts are ``interrupted``.

        Their end is the time of their last event. Runs that have ended already stay as they are.

        Args:
            run_ids: Runs that the caller knows to be dead.

        Returns:
            Those that were settled.
        """
        settled = []
        with self._database.transaction():
            for run_id in run_ids:
                run = self.run(run_id)
                if run is None or run.status != STARTED:
                    continue
                number = self._known_run_number(run_id)
                times = self._database.execute("last_event_time", event_ids(number))
                ended_at = times[0][0] if times else run.started_at
                self._database.execute("end_run", (INTERRUPTED, ended_at, "", number))
                self._database.execute("interrupt_step_attempts", (ended_at, *event_ids(number)))
                self._open_attempts.pop(number, None)
                settled.append(run_id)
        return settled

    def upkeep(self) -> Upkeep:
        """What housekeeping asks of the log and does to it."""
        from graphmat.storage.upkeep import Upkeep  # noqa: PLC0415  # for one or two commands

        return Upkeep(self._database)

    def wipe(self, asset_keys: Sequence[AssetKey]) -> None:
        """Forget the materializations of assets."""
        numbers = [(number,) for number in self._assets.known(asset_keys).values()]
        if numbers:
            with self._database.transaction(durable=True):
                self._database.executemany("wipe_latest", numbers)
                self._database.executemany("wipe_materializations", numbers)

    def add_dynamic_partitions(self, name: str, keys: Sequence[str]) -> None:
        """Add keys to a dynamic partitions definition; known ones stay as they are."""
        with self._database.transaction(durable=True):
            self._database.executemany("insert_dynamic_partition", [(name, key) for key in keys])

    def delete_dynamic_partition(self, name: str, key: str) -> None:
        """Remove a key from a dynamic partitions definition."""
        with self._database.transaction(durable=True):
            self._database.executemany("delete_dynamic_partition", [(name, key)])

    def _known_run_number(self, run_id: str) -> int:
        number = self._run_number(run_id)
        if number is None:
            raise StorageError(f"run '{run_id}' is not in the event log")
        return number
