"""Locks of runs on a server: each is an advisory lock of the connection of the run's process.

The server takes it away when the connection ends, wherever the process was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import psycopg

from graphmat.errors import StorageError
from graphmat.storage.postgres import CLAIMS_LOCK, PostgresDatabase, lock_key
from graphmat.storage.server_failures import server_error
from graphmat.storage.server_session import server_session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from psycopg import Connection

_LIVE: Final = """
EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND ((classid::bigint << 32) | objid::bigint) = run_locks.lock_key)"""


class LockTable:
    """The locks of the runs of a log on a server.

    Args:
        url: The log.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def _with_session(self, act: Callable[[Any], Any]) -> Any:
        session = server_session(self._url)
        try:
            with session.lock:
                return act(session)
        finally:
            session.leave()

    def hold(self, run_id: str, holder: str, check: Callable[[Sequence[str]], None] | None) -> None:
        """Hold a run until it is released or this process ends.

        Args:
            run_id: The run.
            holder: Who holds it, as a text for others.
            check: Raises where one of the live holders is in the way.

        Raises:
            StorageError: It is held by another process.
        """
        PostgresDatabase(self._url).close()  # the first use makes the tables
        session = server_session(self._url)  # kept as long as the run is held
        key = lock_key(session.url.schema, run_id)
        claims = lock_key(session.url.schema, str(CLAIMS_LOCK))

        def act(connection: Connection[Any]) -> None:
            with connection.transaction():
                connection.execute(f"SELECT pg_advisory_xact_lock({claims})")
                if check is not None:
                    check(_live(connection))
                connection.execute(f"DELETE FROM run_locks WHERE NOT {_LIVE}")  # noqa: S608  # words of our own
                _take(connection, run_id, key)
                connection.execute(
                    "INSERT INTO run_locks VALUES (%s, %s, %s)", (run_id, key, holder)
                )

        def again(connection: Connection[Any]) -> None:
            _refuse_settled(connection, run_id)
            _take(connection, run_id, key)

        try:
            with session.lock:
                session.retried(act)
                session.retake[run_id] = again
        except BaseException:
            session.leave()
            raise

    def release(self, run_id: str) -> None:
        """Let go of a run; one that is not held is left alone."""

        def act(session: Any) -> bool:
            if session.retake.pop(run_id, None) is None:
                return False
            key = lock_key(session.url.schema, run_id)
            try:
                connection = session.connection()
                connection.execute("DELETE FROM run_locks WHERE run_id = %s", (run_id,))
                connection.execute(f"SELECT pg_advisory_unlock({key})")
            except (psycopg.Error, StorageError):
                pass  # it went with the connection
            session.leave()
            return True

        try:
            self._with_session(act)
        except StorageError:
            return

    def holders(self) -> list[str]:
        """The texts of those who hold a run and are alive."""

        def act(session: Any) -> list[str]:
            try:
                found: list[str] = session.retried(_live)
            except StorageError as error:
                if getattr(error.__cause__, "sqlstate", None) == "42P01":
                    return []  # nothing was ever recorded
                raise
            return found

        found: list[str] = self._with_session(act)
        return found

    def live_run_ids(self) -> set[str]:
        """The runs that are held by a process that is alive."""
        sql = f"SELECT run_id FROM run_locks WHERE {_LIVE}"  # noqa: S608  # words of our own

        def act(session: Any) -> set[str]:
            rows = session.retried(lambda connection: connection.execute(sql).fetchall())
            return {run_id for (run_id,) in rows}

        found: set[str] = self._with_session(act)
        return found


def _live(connection: Connection[Any]) -> list[str]:
    rows = connection.execute(f"SELECT holder FROM run_locks WHERE {_LIVE}").fetchall()  # noqa: S608  # words of our own
    return [holder for (holder,) in rows]


def _take(connection: Connection[Any], run_id: str, key: int) -> None:
    row = connection.execute(f"SELECT pg_try_advisory_lock({key})").fetchone()
    if row is None or not row[0]:
        raise StorageError(f"run '{run_id}' is held by another process")


def _refuse_settled(connection: Connection[Any], run_id: str) -> None:
    """A run that others took for dead while the server was away does not go on."""
    try:
        row = connection.execute("SELECT status FROM runs WHERE run_id = %s", (run_id,)).fetchone()
    except psycopg.Error as error:
        raise server_error(error, run_id) from error
    if row is not None and row[0] == "interrupted":
        raise StorageError(
            f"run '{run_id}' was taken for dead while the connection to the server was lost",
            hint=f"graphmat resume {run_id[:8]} goes on with it",
        )
