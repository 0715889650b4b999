"""The way in: from where the log is to an open event log."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from graphmat.storage.event_log import SqlEventLog
from graphmat.storage.sqlite import SqliteDatabase
from graphmat.storage.sqlite_file import is_present

LOG_FILE_NAME: Final = "event_log.sqlite"


def open_event_log(location: Path | str) -> SqlEventLog:
    """The event log of a home directory or of a database server.

    A home and a log that are not there are created, private to the user. A log that cannot be
    written, because of permissions or a read-only file system, is opened for reading.

    Args:
        location: The home directory; or a database URL, known by its ``://``.

    Raises:
        StorageError: What is there is damaged, of another version or somebody else's; it was left
            as it was.
    """
    if isinstance(location, str) and "://" in location:
        # it costs ten times what a small run costs
        from graphmat.storage.alchemy import AlchemyDatabase  # noqa: PLC0415  # as said above

        return SqlEventLog(AlchemyDatabase(location))
    return SqlEventLog(SqliteDatabase(log_file(location)))


def existing_event_log(home: Path | str) -> SqlEventLog | None:
    """The event log of a home directory, or None where nothing was recorded yet.

    For commands that only look: nothing is created.

    Raises:
        StorageError: As ``open_event_log``.
    """
    path = log_file(home)
    return SqlEventLog(SqliteDatabase(path)) if is_present(path) else None


def memory_event_log() -> SqlEventLog:
    """An event log that lives as long as the object."""
    return SqlEventLog(SqliteDatabase(None))


def log_file(home: Path | str) -> Path:
    """Absolute path of the log's file in a home directory."""
    return Path(home).absolute() / LOG_FILE_NAME
