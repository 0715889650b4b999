"""What went wrong in SQLite, in words for the reader."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING, Final, TypeVar

from graphmat.errors import StorageError
from graphmat.storage.database import DuplicateRowError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

BUSY_TIMEOUT_S: Final = 30.0
"""How long a lock of another process is waited for."""

BUSY_SLICE_S: Final = 0.5
"""How long SQLite waits by itself; between slices Python looks for signals, such as Ctrl-C."""

_FAULTS: Final[dict[int, tuple[str, str | None]]] = {
    sqlite3.SQLITE_BUSY: (
        f"event log '{{name}}' stayed locked by another process for {BUSY_TIMEOUT_S:.0f} seconds",
        "another graphmat command is writing to it; try again when that one is done",
    ),
    sqlite3.SQLITE_FULL: (
        "the disk is full: event log '{name}' cannot be written",
        "free some space and run the command again; what was recorded is safe",
    ),
    sqlite3.SQLITE_READONLY: (
        "event log '{name}' cannot be written: it is read-only",
        "make the file and its folder writable, or choose another home with --home",
    ),
    sqlite3.SQLITE_PERM: (
        "event log '{name}' cannot be used: permission denied",
        "make the file and its folder writable, or choose another home with --home",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "event log '{name}' is damaged ({detail})",
        "nothing was changed; move the file away to start a new log, or restore a copy of it",
    ),
    sqlite3.SQLITE_NOTADB: (
        "'{name}' is not an event log: it is no SQLite database, or a damaged one",
        "nothing was changed; move the file away to start a new log, or restore a copy of it",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "event log '{name}' cannot be opened",
        "look at the permissions of the file and of its folder",
    ),
    sqlite3.SQLITE_IOERR: (
        "event log '{name}' cannot be read or written ({detail})",
        "look at the disk: it may be full, over its quota, or failing",
    ),
    sqlite3.SQLITE_PROTOCOL: (
        "event log '{name}' cannot be locked",
        "keep the home on a local disk: locks do not work on this file system",
    ),
    sqlite3.SQLITE_TOOBIG: ("a value is too large for event log '{name}'", None),
}

_LOCK_FAULTS: Final = frozenset(
    {
        sqlite3.SQLITE_IOERR_LOCK,
        sqlite3.SQLITE_IOERR_UNLOCK,
        sqlite3.SQLITE_IOERR_RDLOCK,
        sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK,
        sqlite3.SQLITE_IOERR_SHMLOCK,
        sqlite3.SQLITE_IOERR_SHMMAP,
        sqlite3.SQLITE_IOERR_SHMOPEN,
    }
)
_DUPLICATES: Final = frozenset(
    {sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE}
)


def is_busy(error: sqlite3.Error) -> bool:
    """Whether another process held a lock that was needed."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def patiently(act: Callable[[], T]) -> T:
    """Do what may find the log locked, again and again until it is not, or the time is over."""
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise


def is_fault_of_log(error: sqlite3.Error) -> bool:
    """Whether the file or the disk failed, not the statement."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _FAULTS


def storage_error(error: sqlite3.Error, name: str) -> StorageError:
    """The error of the library for an error of the driver.

    Args:
        error: What the driver raised.
        name: The log, as messages call it.
    """
    code = getattr(error, "sqlite_errorcode", 0)
    if code in _DUPLICATES:
        return DuplicateRowError(f"event log '{name}' already holds this: {error}")
    if code in _LOCK_FAULTS:
        code = sqlite3.SQLITE_PROTOCOL
    text, hint = _FAULTS.get(code & 0xFF, ("event log '{name}' cannot be used ({detail})", None))
    return StorageError(text.format(name=name, detail=error), hint=hint)
