from __future__ import annotations

import sqlite3

import pytest

from graphmat.storage.database import DuplicateRowError
from graphmat.storage.sqlite_failures import is_busy, is_fault_of_log, storage_error


def failure(code, text="what the driver says"):
    """An error as the driver raises it."""
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "part"),
    [
        (sqlite3.SQLITE_BUSY, "stayed locked by another process"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "stayed locked by another process"),
        (sqlite3.SQLITE_FULL, "the disk is full"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "read-only"),
        (sqlite3.SQLITE_CORRUPT, "is damaged"),
        (sqlite3.SQLITE_NOTADB, "is not an event log"),
        (sqlite3.SQLITE_CANTOPEN, "cannot be opened"),
        (sqlite3.SQLITE_IOERR_WRITE, "cannot be read or written"),
        (sqlite3.SQLITE_IOERR_SHMMAP, "cannot be locked"),
        (sqlite3.SQLITE_IOERR_LOCK, "cannot be locked"),
    ],
)
def test_each_failure_has_its_words(code, part):
    """The message names the log and the cause in one line, and the hint says what to do."""
    error = storage_error(failure(code), "/home/log")

    assert part in error.message
    assert "'/home/log'" in error.message
    assert "\n" not in error.message
    assert error.hint
    assert is_fault_of_log(failure(code)) or code == sqlite3.SQLITE_BUSY_SNAPSHOT


def test_unforeseen_failure_keeps_the_drivers_words():
    """What has no words of its own is passed on in one line."""
    error = storage_error(failure(sqlite3.SQLITE_ERROR), "log")

    assert error.message == "event log 'log' cannot be used (what the driver says)"
    assert not is_fault_of_log(failure(sqlite3.SQLITE_ERROR))


def test_duplicates_and_locks_can_be_told_apart():
    """Two failures mean something to the callers in the room."""
    twice = storage_error(failure(sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY), "log")

    assert isinstance(twice, DuplicateRowError)
    assert is_busy(failure(sqlite3.SQLITE_BUSY_RECOVERY))
    assert not is_busy(failure(sqlite3.SQLITE_FULL))
