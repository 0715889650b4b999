"""A log in a SQLite file: how it is created, recognised and opened.

A file that is not a log of this version is told about and left as it was, byte for byte. The file
is never opened but through SQLite: closing any other descriptor of it would drop the locks that
SQLite holds for the whole process.

Creation is safe for several processes at once and for a kill at any point: an empty file, or a
database without a single table, counts as not yet created; tables, version and the mark that makes
the file ours come in one transaction.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from graphmat.errors import StorageError
from graphmat.storage.compiled_sqlite import SCHEMA, STATEMENTS
from graphmat.storage.migrations import CURRENT_VERSION
from graphmat.storage.sqlite_failures import BUSY_SLICE_S, is_busy, patiently, storage_error

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION_ID: Final = 0x67726D74  # "grmt"

# A step's end touches a handful of places, each of which costs a page. With small pages it writes
# 8 to 16 KB instead of 16 to 40; the WAL is folded back after as many bytes as by default.
_PAGE_SIZE: Final = 1024
_CHECKPOINT_PAGES: Final = 4_000_000 // _PAGE_SIZE

_FOREIGN_HINT: Final = "nothing was changed; move the file away, or choose another home with --home"


def open_file(path: Path) -> tuple[sqlite3.Connection, bool]:
    """Open the log at a path, creating it and its folder where they are absent.

    Args:
        path: Absolute path of the file.

    Returns:
        The connection, and whether it can only read: so it is where the file or its folder cannot
        be written.

    Raises:
        StorageError: It cannot be used; it was left as it was.
    """
    try:
        exists = is_present(path)
        if exists:
            refuse_torn(path)
        if exists and not is_writable(path):
            return _checked(connect_read_only(path), path), True
        if not exists:
            _create_empty(path)
        elif _size(path, "-wal"):
            # a connection that may write would fold the leftover in before we know whose it is
            _checked(_connect_uri(path, "mode=ro"), path, may_be_new=True).close()
        return patiently(lambda: _opened(path)), False
    except sqlite3.Error as error:
        raise storage_error(error, str(path)) from error
    except OSError as error:
        raise _unusable(path, error) from error


def open_memory() -> sqlite3.Connection:
    """A log that lives as long as its connection."""
    connection = _connect(":memory:")
    _make_tables(connection)
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


def is_present(path: Path) -> bool:
    """Whether there is a file to open.

    Raises:
        StorageError: There is something else, or it cannot be found out.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    except NotADirectoryError:
        raise StorageError(
            f"'{path.parent}' is not a directory, so it cannot be graphmat's home",
            hint="move the file away, or choose another home with --home",
        ) from None
    except OSError as error:
        raise _unusable(path, error) from error
    if not stat.S_ISREG(mode):
        what = "a directory" if stat.S_ISDIR(mode) else "not a regular file"
        raise StorageError(f"'{path}' is {what}, where the event log should be", hint=_FOREIGN_HINT)
    return True


def refuse_torn(path: Path) -> None:
    """Raise where a log was cut.

    Raises:
        StorageError: It was; it is left as it is.
    """
    # SQLite rounds up: it would not miss the end of a last page, and takes one byte for none
    for wait_s in (0.02, 0.0):
        if path.stat().st_size % 512 == 0 or _size(path, "-wal"):
            return
        time.sleep(wait_s)
    raise StorageError(
        f"'{path}' is not an event log: it is no SQLite database, or a damaged one",
        hint="nothing was changed; move the file away to start a new log, or restore a copy of it",
    )


def _unusable(path: Path, error: OSError) -> StorageError:
    return StorageError(
        f"event log '{path}' cannot be opened: {error.strerror or error}",
        hint="look at the permissions of its folder, or choose another home with --home",
    )


def _size(path: Path, suffix: str) -> int | None:
    """Size of a file that SQLite keeps beside the log, or None where there is none."""
    try:
        return path.with_name(path.name + suffix).stat().st_size
    except OSError:
        return None


def is_writable(path: Path) -> bool:
    """Whether a log's file and its folder may be written by this process."""
    as_effective = os.access in os.supports_effective_ids
    return os.access(path, os.W_OK, effective_ids=as_effective) and os.access(
        path.parent, os.W_OK | os.X_OK, effective_ids=as_effective
    )


def _create_empty(path: Path) -> None:
    home = path.parent
    if not home.is_dir():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync_folder(home.parent)
    with suppress(FileExistsError):  # another process may have been first
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _connect(target: Path | str, *, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(
        target,
        timeout=BUSY_SLICE_S,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=128,
        uri=uri,
    )


def _connect_uri(path: Path, options: str) -> sqlite3.Connection:
    return _connect(f"{path.as_uri()}?{options}", uri=True)


def connect_read_only(path: Path) -> sqlite3.Connection:
    """A connection to a log that cannot be written."""
    # Without a WAL and its index nobody has the log open, and nothing is missing from the file.
    # With them SQLite can read along, where the index exists or can be made.
    is_quiet = not _size(path, "-wal") and _size(path, "-shm") is None
    return _connect_uri(path, "immutable=1" if is_quiet else "mode=ro")


def _opened(path: Path) -> sqlite3.Connection:
    connection = _connect(path)
    try:
        connection.execute("PRAGMA synchronous=NORMAL")
        if not _is_current(connection, path, may_be_new=True):
            _create(connection, path)
        _use_wal(connection, path)
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}")
        if sys.platform == "darwin":
            connection.execute("PRAGMA fullfsync=ON")  # fsync alone leaves it in the disk's cache
    except BaseException:
        connection.close()
        raise
    return connection


def _checked(
    connection: sqlite3.Connection, path: Path, *, may_be_new: bool = False
) -> sqlite3.Connection:
    try:
        _is_current(connection, path, may_be_new=may_be_new)
    except BaseException:
        connection.close()
        raise
    return connection


def _is_current(connection: sqlite3.Connection, path: Path, *, may_be_new: bool) -> bool:
    """Whether the file is a log of this version; False where it holds nothing at all.

    Raises:
        StorageError: It is somebody else's, or of another version.
    """
    is_ours, version, is_empty = identity(connection)
    if is_ours:
        refuse_other_version(version, str(path))
        return True
    if is_empty and may_be_new:
        return False
    raise StorageError(
        f"'{path}' is a SQLite database of another program, not an event log", hint=_FOREIGN_HINT
    )


def identity(connection: sqlite3.Connection) -> tuple[bool, int, bool]:
    """Whether a file is a log, of which version, and whether it holds nothing at all.

    Args:
        connection: The file.
    """
    is_alone = not connection.in_transaction
    if is_alone:
        connection.execute("BEGIN")  # all answers of one moment: it may be being created just now
    try:
        (mark,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if mark == APPLICATION_ID:
            return True, version, False
        (count,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return False, version, (mark, version, count) == (0, 0, 0)
    finally:
        if is_alone:
            connection.execute("COMMIT")


def refuse_other_version(version: int, name: str) -> None:
    """Raise where a log's schema is not of this version.

    Args:
        version: Version that the log has.
        name: The log, as messages call it.

    Raises:
        StorageError: It is another; the log was left as it was.
    """
    if version == CURRENT_VERSION:
        return
    is_older = version < CURRENT_VERSION
    age = "an older" if is_older else "a newer"
    raise StorageError(
        f"event log '{name}' was made by {age} graphmat: its schema has version {version}, "
        f"this graphmat reads version {CURRENT_VERSION}",
        hint="take it to this version, with a copy kept: graphmat db upgrade"
        if is_older
        else "nothing was changed; use the graphmat that made it, or another home with --home",
    )


def _create(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute(f"PRAGMA page_size={_PAGE_SIZE}")
    _use_wal(connection, path)
    connection.execute("BEGIN IMMEDIATE")
    try:
        # another process may have been first
        if not _is_current(connection, path, may_be_new=True):
            _make_tables(connection)
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={CURRENT_VERSION}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _make_tables(connection: sqlite3.Connection) -> None:
    for text in SCHEMA:
        connection.execute(text)
    connection.execute(STATEMENTS["insert_meta"], ("schema_version", str(CURRENT_VERSION)))


def _use_wal(connection: sqlite3.Connection, path: Path) -> None:
    try:
        (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
    except sqlite3.OperationalError as error:
        if is_busy(error):
            time.sleep(0.005)  # unlike all else, this does not wait for other processes by itself
        raise
    if mode != "wal":
        raise StorageError(
            f"event log '{path}' is on a file system that several processes cannot share safely",
            hint="keep the home on a local disk, or choose another one with --home",
        )
