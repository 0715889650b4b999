"""The log's database through SQLAlchemy: the same statements, compiled by it as they are used.

So far for SQLite alone, where it keeps the compiled text honest: one contract suite runs on both.
"""

from __future__ import annotations

import os
import sqlite3
from _thread import RLock
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from graphmat.errors import StorageError, UsageError
from graphmat.storage.compile import schema_texts
from graphmat.storage.migrations import CURRENT_VERSION
from graphmat.storage.sqlite_failures import BUSY_TIMEOUT_S, storage_error
from graphmat.storage.sqlite_file import APPLICATION_ID, refuse_other_version
from graphmat.storage.sqlite_query import answer
from graphmat.storage.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import URL, Connection, CursorResult

    from graphmat.storage.database import QueryResult, Row


class AlchemyDatabase:
    """A connection to a log by its URL.

    Args:
        url: A database URL, such as ``sqlite:////var/graphmat/log.sqlite``.

    Raises:
        UsageError: The text is no URL of a database that can hold a log.
        StorageError: The database cannot be used; it was left as it was.
    """

    def __init__(self, url: str) -> None:
        parsed = _supported(url)
        self.name = parsed.render_as_string(hide_password=True)
        self.is_read_only = False
        self._lock = RLock()
        self._process = os.getpid()
        self._is_writing = self._is_durable = False
        self._statements = statements()
        engine = create_engine(
            parsed, poolclass=NullPool, connect_args={"check_same_thread": False}
        )
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", self._begin)
        with self._told():
            self._connection: Connection | None = engine.connect()
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def transaction(self, *, durable: bool = False, unchecked: bool = False) -> Iterator[None]:
        """Everything inside is stored, or, where it raises, nothing."""
        del unchecked  # it only costs time
        with self._lock:
            connection = self._usable()
            self._is_writing, self._is_durable = True, durable
            try:
                with self._told():
                    transaction = connection.begin()
                try:
                    yield
                except BaseException:
                    transaction.rollback()
                    raise
                with self._told():
                    transaction.commit()
            finally:
                self._is_writing = False

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run a named statement and give all rows of the answer."""
        with self._lock, self._told():
            result = self._run(statement, parameters)
            rows = [tuple(row) for row in result] if result.returns_rows else []
            if not self._is_writing:
                self._usable().rollback()
            return rows

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a named statement once for each of the rows."""
        clause, names = self._statements[statement]
        values = [_named(names, row) for row in rows]
        if values:
            with self._told():
                self._usable().execute(clause, values)

    def insert(self, statement: str, parameters: Sequence[Any]) -> int:
        """Run a named insert and give the number that the new row got."""
        with self._told():
            key = self._run(statement, parameters).inserted_primary_key
        return int(key[0]) if key is not None else 0

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> QueryResult:
        """Answer a question of the user's that cannot change anything."""
        with self._lock:
            driver = self._usable().connection.driver_connection
            if not isinstance(driver, sqlite3.Connection):
                raise StorageError(f"event log '{self.name}' answers no questions in SQL")
            return answer(driver, self.name, sql, parameters)

    def close(self) -> None:
        """Release the connection; safe to call twice."""
        connection, self._connection = self._connection, None
        if connection is not None and self._process == os.getpid():
            connection.close()

    def _usable(self) -> Connection:
        if self._connection is None:
            raise StorageError(f"event log '{self.name}' is closed")
        if self._process != os.getpid():
            raise StorageError(
                f"event log '{self.name}' was opened before this process was forked",
                hint="open the event log in the process that uses it",
            )
        return self._connection

    def _run(self, statement: str, parameters: Sequence[Any]) -> CursorResult[Any]:
        clause, names = self._statements[statement]
        return self._usable().execute(clause, _named(names, parameters))

    def _begin(self, connection: Connection) -> None:
        if self._is_writing:
            level = "FULL" if self._is_durable else "NORMAL"
            connection.exec_driver_sql(f"PRAGMA synchronous={level}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if isinstance(error.orig, sqlite3.Error):
                raise storage_error(error.orig, self.name) from error
            raise StorageError(f"event log '{self.name}' cannot be used: {error.orig}") from error
        except SQLAlchemyError as error:
            raise StorageError(f"event log '{self.name}' cannot be used: {error}") from error

    def _prepare(self) -> None:
        with self.transaction():
            connection = self._usable()
            with self._told():
                tables = inspect(connection).get_table_names()
            if "meta" in tables:
                ((version,),) = self.execute("meta", ("schema_version",))
                refuse_other_version(int(version), self.name)
            elif tables:
                raise StorageError(
                    f"'{self.name}' holds tables of another program",
                    hint="nothing was changed; give the event log a database of its own",
                )
            else:
                self._create(connection)

    def _create(self, connection: Connection) -> None:
        with self._told():
            for text in schema_texts():
                connection.exec_driver_sql(text)
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={CURRENT_VERSION}")
        self.executemany("insert_meta", [("schema_version", str(CURRENT_VERSION))])


def _supported(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise UsageError("the URL of the event log is not one that can be read") from error
    if parsed.get_backend_name() != "sqlite":
        raise UsageError(
            f"an event log cannot be kept in '{parsed.get_backend_name()}'",
            hint="give a home directory, or a URL that begins with sqlite:///",
        )
    return parsed


def _set_up(driver: Any, _record: object) -> None:
    driver.isolation_level = None  # transactions begin where we say, and as we say
    driver.execute(f"PRAGMA busy_timeout={int(BUSY_TIMEOUT_S * 1000)}")
    driver.execute("PRAGMA journal_mode=WAL")
    driver.execute("PRAGMA foreign_keys=ON")


def _named(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    return {f"b_{name}": value for name, value in zip(names, values, strict=True)}
