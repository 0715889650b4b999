"""The care of a log's file: taken to the current schema, copied while it is in use.

Only these two open a log of another version than the current one.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import StorageError
from graphmat.storage import migrations
from graphmat.storage.compiled_sqlite import SCHEMA
from graphmat.storage.sqlite_failures import BUSY_SLICE_S, patiently, storage_error
from graphmat.storage.sqlite_file import (
    connect_read_only,
    identity,
    is_present,
    is_writable,
    refuse_other_version,
    refuse_torn,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_PAGES_AT_ONCE: Final = 4096
_CREATED: Final = re.compile(r"CREATE (?:UNIQUE )?(TABLE|INDEX|VIEW) (\w+)")


def log_version(path: Path) -> int:
    """The version of the schema of a log.

    Args:
        path: Absolute path of its file.

    Raises:
        StorageError: It is no log, or a damaged one; it was left as it was.
    """
    if not is_present(path):
        raise StorageError(
            f"there is no event log at '{path}'",
            hint="nothing was recorded yet; graphmat materialize makes one",
        )
    refuse_torn(path)
    try:
        with closing(_look(path)) as connection:
            return _version(connection, path)
    except sqlite3.Error as error:
        raise storage_error(error, str(path)) from error


def upgrade_log(
    path: Path,
    backup: Path,
    refuse: Callable[[Sequence[tuple[str, str]]], None],
) -> tuple[int, int]:
    """Take a log to the current version of the schema, all or nothing.

    Args:
        path: Absolute path of its file.
        backup: Where a copy is kept of what it was; nothing is copied where nothing is to be done.
        refuse: Raises where one of these runs is going on: id, and facts of its process as JSON.

    Returns:
        The version that it had, and the one that it has.

    Raises:
        StorageError: It cannot be upgraded; it was left as it was.
    """
    version, current = log_version(path), migrations.CURRENT_VERSION
    if version > current:
        refuse_other_version(version, str(path))
    if version == current:
        return version, version
    back_up(path, backup, may_be_old=True)
    try:
        with closing(_connect(path)) as connection:
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute("PRAGMA synchronous=FULL")
            patiently(lambda: connection.execute("BEGIN IMMEDIATE"))
            try:
                refuse(_started_runs(connection))
                version = _version(connection, path)  # another process may have been first
                _take_to(connection, version, current)
                _refuse_dangling(connection, path)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise storage_error(error, str(path)) from error
    return version, current


def _take_to(connection: sqlite3.Connection, version: int, current: int) -> None:
    views = [text for text in SCHEMA if "CREATE VIEW" in text]
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()
    for (name,) in rows:
        connection.execute(f'DROP VIEW "{name}"')
    for step in migrations.UPGRADES[version - 1 : current - 1]:
        step(connection)
    for text in views:
        connection.execute(text)
    connection.execute("UPDATE meta SET value = ? WHERE name = 'schema_version'", (str(current),))
    connection.execute(f"PRAGMA user_version={current}")


def _started_runs(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute(
        "SELECT run_id, process FROM runs WHERE status = 'started'"
    ).fetchall()


def _refuse_dangling(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise StorageError(
            f"event log '{path}' cannot be upgraded: some of its rows belong to no run",
            hint="nothing was changed; graphmat db check tells more",
        )


def back_up(path: Path, target: Path, *, may_be_old: bool = False) -> int:
    """Copy a log, as it is at one moment, while others may write to it.

    Args:
        path: Absolute path of its file.
        target: The copy. A file that is there is replaced, at once and whole, if it is a log.
        may_be_old: Whether the log may be of an older version.

    Returns:
        The size of the copy in bytes.

    Raises:
        StorageError: The log cannot be read, the copy cannot be written, or something else is in
            its place; that was left as it was.
    """
    version = log_version(path)
    if not (may_be_old and version < migrations.CURRENT_VERSION):
        refuse_other_version(version, str(path))
    _refuse_foreign_target(path, target)
    aside = target.with_name(f".{target.name}.{os.getpid()}.aside")
    try:
        os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(_look(path)) as source, closing(sqlite3.connect(aside)) as copy:
            patiently(lambda: source.backup(copy, pages=_PAGES_AT_ONCE, sleep=0.01))
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, whole in itself
        _sync(aside)
        aside.replace(target)
        _sync(target.parent)
        return target.stat().st_size
    except sqlite3.Error as error:
        raise storage_error(error, str(path)) from error
    except OSError as error:
        raise StorageError(
            f"the copy '{target}' cannot be written: {error.strerror or error}"
        ) from error
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                aside.with_name(aside.name + suffix).unlink()


def _refuse_foreign_target(path: Path, target: Path) -> None:
    if target.is_dir():
        raise StorageError(f"'{target}' is a directory: name a file for the copy")
    if not os.path.lexists(target):
        if not target.parent.is_dir():
            raise StorageError(f"there is no folder '{target.parent}' for the copy")
        return
    if target.exists() and target.samefile(path):
        raise StorageError(f"'{target}' is the event log itself: name another file for the copy")
    try:
        log_version(target)
    except StorageError as error:
        raise StorageError(
            f"'{target}' is there and is no copy of an event log: it is not replaced",
            hint="name another file",
        ) from error


def integrity_faults(path: Path) -> list[str]:
    """What SQLite finds wrong with a log's file: pages, indices, rows that belong to nothing.

    Args:
        path: Absolute path of its file.

    Raises:
        StorageError: It is no log of this version, or cannot be read at all.
    """
    refuse_other_version(log_version(path), str(path))
    try:
        with closing(_look(path)) as connection:
            rows = connection.execute("PRAGMA integrity_check(50)").fetchall()
            faults = [text for (text,) in rows if text != "ok"]
            dangling = connection.execute("PRAGMA foreign_key_check").fetchmany(50)
            for table, row, parent, _ in dangling:
                which = "a row" if row is None else f"row {row}"
                faults.append(f"{which} of {table} belongs to no row of {parent}")
            faults += _differences(connection)
            return faults
    except sqlite3.Error as error:
        raise storage_error(error, str(path)) from error


def _differences(connection: sqlite3.Connection) -> list[str]:
    """What the schema lacks of what its version has."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master").fetchall()}
    named = (_CREATED.search(text) for text in SCHEMA)
    missing = sorted(found[2] for found in named if found and found[2] not in there)
    return [f"there is no table, index or view '{name}'" for name in missing]


def _version(connection: sqlite3.Connection, path: Path) -> int:
    is_ours, version, is_empty = identity(connection)
    if not is_ours:
        what = "an empty file" if is_empty else "a SQLite database of another program"
        raise StorageError(f"'{path}' is {what}, not an event log", hint="nothing was changed")
    return version


def _look(path: Path) -> sqlite3.Connection:
    if not is_writable(path):
        return connect_read_only(path)
    return _connect(f"{path.as_uri()}?mode=ro", uri=True)


def _connect(target: Path | str, **options: Any) -> sqlite3.Connection:
    found: sqlite3.Connection = sqlite3.connect(
        target, timeout=BUSY_SLICE_S, isolation_level=None, **options
    )
    return found


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
