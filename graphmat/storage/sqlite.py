"""The log's database on the standard library's ``sqlite3``, with statements compiled ahead."""

from __future__ import annotations

import os
import sqlite3
from _thread import RLock  # the whole of ``threading`` would cost a run a millisecond
from typing import TYPE_CHECKING, Any

from graphmat.errors import StorageError
from graphmat.storage.compiled_sqlite import STATEMENTS
from graphmat.storage.sqlite_failures import is_busy, patiently, storage_error
from graphmat.storage.sqlite_file import open_file, open_memory

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from graphmat.storage.database import QueryResult, Row


class SqliteDatabase:
    """A connection to a log in a SQLite file, or to one in memory.

    Args:
        path: Absolute path of the file; None for a log that lives as long as this object.

    Raises:
        StorageError: The file cannot be used; it was left as it was.
    """

    __slots__ = ("_connection", "_is_durable", "_lock", "_process", "is_read_only", "name")

    def __init__(self, path: Path | None) -> None:
        self.name = str(path) if path is not None else "in memory"
        self.is_read_only = False
        self._connection: sqlite3.Connection | None
        if path is None:
            self._connection = open_memory()
        else:
            self._connection, self.is_read_only = open_file(path)
        self._is_durable = False
        self._lock = RLock()
        self._process = os.getpid()

    def transaction(self, *, durable: bool = False, unchecked: bool = False) -> _Transaction:
        """Everything inside is stored, or, where it raises, nothing."""
        return _Transaction(self, durable=durable, unchecked=unchecked)

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run a named statement and give all rows of the answer."""
        text = STATEMENTS[statement]
        try:
            with self._lock:
                connection = self._usable()
                return patiently(lambda: connection.execute(text, parameters).fetchall())
        except sqlite3.Error as error:
            raise storage_error(error, self.name) from error

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a named statement once for each of the rows."""
        try:
            self._in_transaction().executemany(STATEMENTS[statement], rows)
        except sqlite3.Error as error:
            raise storage_error(error, self.name) from error

    def insert(self, statement: str, parameters: Sequence[Any]) -> int:
        """Run a named insert and give the number that the new row got."""
        try:
            connection = self._in_transaction()
            return connection.execute(STATEMENTS[statement], parameters).lastrowid or 0
        except sqlite3.Error as error:
            raise storage_error(error, self.name) from error

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> QueryResult:
        """Answer a question of the user's that cannot change anything."""
        from graphmat.storage.sqlite_query import answer  # noqa: PLC0415  # no run asks anything

        with self._lock:
            return answer(self._usable(), self.name, sql, parameters)

    def close(self) -> None:
        """Release the connection; safe to call twice."""
        connection, self._connection = self._connection, None
        # after a fork the connection belongs to the parent
        if connection is not None and self._process == os.getpid():
            connection.close()

    def _usable(self) -> sqlite3.Connection:
        if self._connection is None:
            raise StorageError(f"event log '{self.name}' is closed")
        if self._process != os.getpid():
            raise StorageError(
                f"event log '{self.name}' was opened before this process was forked",
                hint="open the event log in the process that uses it",
            )
        return self._connection

    def _in_transaction(self) -> sqlite3.Connection:
        """The connection, where a transaction has begun on it.

        Whoever began that was asked for its process, which costs as much as storing a row.
        """
        connection = self._connection
        if connection is None or not connection.in_transaction:
            return self._usable()
        return connection

    def _writable(self) -> sqlite3.Connection:
        connection = self._usable()
        if self.is_read_only:
            raise StorageError(
                f"event log '{self.name}' cannot be written: it is read-only",
                hint="make the file and its folder writable, or choose another home with --home",
            )
        return connection

    def begin(self, *, durable: bool, unchecked: bool = False) -> None:
        """Start a transaction, waiting for other threads and processes."""
        self._lock.acquire()
        try:
            connection = self._writable()
            if durable is not self._is_durable:
                connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
                self._is_durable = durable
            if unchecked:
                connection.execute("PRAGMA foreign_keys=OFF")
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if not is_busy(error):
                    raise
                patiently(lambda: connection.execute("BEGIN IMMEDIATE"))
        except BaseException as error:
            self._lock.release()
            if isinstance(error, sqlite3.Error):
                raise storage_error(error, self.name) from error
            raise

    def end(self, *, keep: bool, unchecked: bool = False) -> None:
        """End the transaction; it is undone unless it is to be kept and can be."""
        connection = self._connection
        try:
            if connection is not None:
                try:
                    if keep:
                        connection.execute("COMMIT")
                finally:
                    # some failures have undone the transaction already
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    if unchecked:
                        connection.execute("PRAGMA foreign_keys=ON")
        except sqlite3.Error as error:
            raise storage_error(error, self.name) from error
        finally:
            self._lock.release()


class _Transaction:
    __slots__ = ("_database", "_durable", "_unchecked")

    def __init__(self, database: SqliteDatabase, *, durable: bool, unchecked: bool) -> None:
        self._database = database
        self._durable = durable
        self._unchecked = unchecked

    def __enter__(self) -> None:
        self._database.begin(durable=self._durable, unchecked=self._unchecked)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._database.end(keep=kind is None, unchecked=self._unchecked)
