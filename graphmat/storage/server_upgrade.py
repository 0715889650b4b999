"""A log on a server, taken to the current version of the schema."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import psycopg

from graphmat.errors import StorageError
from graphmat.storage import migrations
from graphmat.storage.postgres import SCHEMA_LOCK, WRITERS_LOCK, lock_key
from graphmat.storage.server_failures import server_error
from graphmat.storage.server_schema import view_texts
from graphmat.storage.server_session import server_session
from graphmat.storage.sqlite_file import refuse_other_version

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from psycopg import Connection


def upgrade_server(url: str, refuse: Callable[[Sequence[str]], None]) -> tuple[int, int]:
    """Take a log to the current version, all or nothing.

    Args:
        url: The log.
        refuse: Raises where one of these runs, which the log calls started, is going on.

    Returns:
        The version that it had, and the one that it has.

    Raises:
        StorageError: It cannot be upgraded; it was left as it was.
    """
    session = server_session(url)
    current = migrations.CURRENT_VERSION
    try:
        with session.lock:
            connection = session.connection()
            version = _version(connection, session.name)
            if version > current:
                refuse_other_version(version, session.name)
            if version == current:
                return version, version
            started = connection.execute("SELECT run_id FROM runs WHERE status = 'started'")
            refuse([run_id for (run_id,) in started.fetchall()])
            with connection.transaction():
                for lock in (SCHEMA_LOCK, WRITERS_LOCK):
                    key = lock_key(session.url.schema, str(lock))
                    connection.execute(f"SELECT pg_advisory_xact_lock({key})")
                _take_to(connection, _version(connection, session.name), current)
            return version, current
    except psycopg.Error as error:
        raise server_error(error, session.name) from error
    finally:
        with suppress(psycopg.Error):
            session.leave()


def _version(connection: Connection[Any], name: str) -> int:
    try:
        row = connection.execute("SELECT value FROM meta WHERE name = 'schema_version'").fetchone()
    except psycopg.errors.UndefinedTable:
        row = None
    if row is None:
        raise StorageError(
            f"there is no event log at '{name}'",
            hint="nothing was recorded yet; graphmat materialize makes one",
        )
    return int(row[0])


def _take_to(connection: Connection[Any], version: int, current: int) -> None:
    views = connection.execute(
        "SELECT viewname FROM pg_views WHERE schemaname = current_schema()"
    ).fetchall()
    for (name,) in views:
        connection.execute(psycopg.sql.SQL("DROP VIEW {}").format(psycopg.sql.Identifier(name)))
    for step in migrations.UPGRADES[version - 1 : current - 1]:
        step(connection)
    for text in view_texts():
        connection.execute(text.encode())
    connection.execute("UPDATE meta SET value = %s WHERE name = 'schema_version'", (str(current),))
