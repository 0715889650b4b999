"""The way in: from where the log is to an open event log."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from graphmat.errors import StorageError
from graphmat.storage.event_log import SqlEventLog
from graphmat.storage.sqlite import SqliteDatabase
from graphmat.storage.sqlite_file import is_present

LOG_FILE_NAME: Final = "event_log.sqlite"
_OTHERS_WRITE: Final = 0o022


def open_event_log(location: Path | str, *, shared: bool = False) -> SqlEventLog:
    """The event log of a home directory or of a database server.

    A home and a log that are not there are created, private to the user. A log that cannot be
    written, because of permissions or a read-only file system, is opened for reading.

    Args:
        location: The home directory; or a database URL, known by its ``://``.
        shared: Whether a home may be used that other users own or can write to.

    Raises:
        StorageError: What is there is damaged, of another version or somebody else's; it was left
            as it was.
    """
    if isinstance(location, str) and "://" in location:
        from graphmat.storage.server_url import is_server  # noqa: PLC0415  # few need it

        if is_server(location):
            return _server_log(location, create=True)
        # it costs ten times what a small run costs
        from graphmat.storage.alchemy import AlchemyDatabase  # noqa: PLC0415  # as said above

        return SqlEventLog(AlchemyDatabase(location))
    path = log_file(location)
    refuse_shared(path.parent, shared=shared)
    return SqlEventLog(SqliteDatabase(path))


def existing_server_log(url: str) -> SqlEventLog | None:
    """The event log on a database server, or None where nothing was recorded yet.

    Raises:
        UsageError: The URL leads to no server that can hold a log.
        StorageError: The server or the log cannot be used.
    """
    log = _server_log(url, create=False)
    if not log.is_present:
        log.close()
        return None
    return log


def _server_log(url: str, *, create: bool) -> SqlEventLog:
    from graphmat.storage.server_url import refuse_without_driver  # noqa: PLC0415  # few need it

    refuse_without_driver()
    from graphmat.storage.postgres import PostgresDatabase  # noqa: PLC0415  # as above

    return SqlEventLog(PostgresDatabase(url, create=create))


def existing_event_log(home: Path | str, *, shared: bool = False) -> SqlEventLog | None:
    """The event log of a home directory, or None where nothing was recorded yet.

    For commands that only look: nothing is created.

    Args:
        home: The home directory.
        shared: Whether a home may be used that other users own or can write to.

    Raises:
        StorageError: As ``open_event_log``.
    """
    path = log_file(home)
    if not is_present(path):
        return None
    refuse_shared(path.parent, shared=shared)
    return SqlEventLog(SqliteDatabase(path))


def refuse_shared(home: Path, *, shared: bool) -> None:
    """Raise where another user could put values into a home: to load one is to run its code.

    Args:
        home: The home directory; one that is not there yet is nobody's.
        shared: Whether that is what the user wants, as GRAPHMAT_SHARED_HOME says, too.

    Raises:
        StorageError: The home is another user's, or others can write to it.
    """
    if shared or os.environ.get("GRAPHMAT_SHARED_HOME", "").lower() in {"1", "true", "yes", "on"}:
        return
    try:
        status = home.stat()
    except OSError:
        return  # whoever opens the log will tell
    hint = "if you trust everybody who can write there: GRAPHMAT_SHARED_HOME=1"
    if status.st_uid not in {os.geteuid(), 0}:
        raise StorageError(
            f"the home '{home}' belongs to another user: to load a value from it could run their "
            "code",
            hint=f"choose another home with --home; {hint}",
        )
    if status.st_mode & _OTHERS_WRITE:
        raise StorageError(
            f"other users can write to the home '{home}': to load a value from it could run their "
            "code",
            hint=f"chmod go-w '{home}'; {hint}",
        )


def memory_event_log() -> SqlEventLog:
    """An event log that lives as long as the object."""
    return SqlEventLog(SqliteDatabase(None))


def log_file(home: Path | str) -> Path:
    """Absolute path of the log's file in a home directory."""
    return Path(home).absolute() / LOG_FILE_NAME
