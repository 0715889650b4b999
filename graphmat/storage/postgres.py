"""The log's database on a PostgreSQL server, by psycopg."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

import psycopg

from graphmat.errors import StorageError
from graphmat.storage import migrations
from graphmat.storage.server_failures import server_error
from graphmat.storage.server_query import answer, ask, usage_error
from graphmat.storage.server_schema import ServerStatements, schema_texts
from graphmat.storage.server_session import server_session
from graphmat.storage.sqlite_file import refuse_other_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from psycopg import Connection

    from graphmat.storage.database import QueryResult, Row

_NUMBERING: Final = frozenset({"insert_run", "insert_asset", "insert_materialization"})
"""Statements that give numbers, which are to grow in the order in which they can be seen."""

SCHEMA_LOCK, WRITERS_LOCK, NUMBERS_LOCK, CLAIMS_LOCK = range(4)


class PostgresDatabase:
    """A connection to a log on a server.

    Writers take a lock of the schema that they can share, and housekeeping one that it cannot; who
    gives numbers holds another until they are seen by all.

    Args:
        url: Where the server is.
        create: Whether a log that is not there is made.

    Raises:
        UsageError: The URL leads to no server that can hold a log.
        StorageError: The server or the log cannot be used; it was left as it was.
    """

    def __init__(self, url: str, *, create: bool = True) -> None:
        self._session = server_session(url)
        self.name = self._session.name
        self._is_open = True
        self._is_numbering = False
        self.is_read_only = False
        self._lock_keys = [
            lock_key(self._session.url.schema, str(number)) for number in range(CLAIMS_LOCK + 1)
        ]
        self._statements: Any = None
        try:
            self.is_present = self._look() or (create and self._create())
            if self.is_present:
                self._statements = ServerStatements()
                self.is_read_only = self._is_unwritable()
        except BaseException:
            self.close()
            raise

    # ---------------------------------------------------------------- what a database offers

    @contextmanager
    def transaction(self, *, durable: bool = False, unchecked: bool = False) -> Iterator[None]:
        """Everything inside is stored, or, where it raises, nothing."""
        with self._session.lock:
            if self.is_read_only:
                self._usable()
                raise StorageError(
                    f"event log '{self.name}' cannot be written: its server lets this user read",
                    hint="give the URL of the primary server, and of a user who may write",
                )
            commit = "on" if durable else "off"
            shared = "" if unchecked else "_shared"
            lock = f"pg_advisory_xact_lock{shared}({self._lock_keys[WRITERS_LOCK]})"
            self._usable()
            self._session.retried(
                lambda connection: _begun(
                    connection, f"BEGIN; SET LOCAL synchronous_commit={commit}; SELECT {lock}"
                )
            )
            self._session.is_in_transaction, self._is_numbering = True, False
            try:
                with self._told():
                    yield
                    self._usable().execute("COMMIT")
            except BaseException:
                with suppress(psycopg.Error):
                    self._session.connection().execute("ROLLBACK")
                raise
            finally:
                self._session.is_in_transaction = False

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run a named statement and give all rows of the answer."""
        with self._session.lock:
            self._usable()
            text, values = self._statements[statement], _clean(parameters)

            def act(connection: Connection[Any]) -> list[Row]:
                cursor = connection.execute(text, values)
                if cursor.description is None:
                    return []
                return [_as_given(row) for row in cursor.fetchall()]

            rows: list[Row] = self._session.retried(act)
            return rows

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a named statement once for each of the rows."""
        values = [_clean(row) for row in rows]
        if not values:
            return
        with self._session.lock, self._told():
            connection = self._usable()
            self._number(statement, connection)
            connection.cursor().executemany(self._statements[statement], values)

    def insert(self, statement: str, parameters: Sequence[Any]) -> int:
        """Run a named insert and give the number that the new row got."""
        with self._session.lock, self._told():
            connection = self._usable()
            self._number(statement, connection)
            row = connection.execute(self._statements[statement], _clean(parameters)).fetchone()
            return int(row[0]) if row is not None else 0

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> QueryResult:
        """Answer a question of the user's that cannot change anything."""
        with self._session.lock:
            self._usable()
            if self._session.is_in_transaction:
                with self._told():
                    return ask(self._usable(), sql, parameters)
            try:
                found: QueryResult = self._session.retried(
                    lambda connection: answer(connection, sql, parameters)
                )
            except StorageError as error:
                views = sorted(name for (name,) in self._views())
                cause = error.__cause__
                fault = usage_error(cause, views) if isinstance(cause, psycopg.Error) else None
                if fault is None:
                    raise
                raise fault from cause
            return found

    def close(self) -> None:
        """Release the connection; safe to call twice."""
        if self._is_open:
            self._is_open = False
            self._session.leave()

    # ---------------------------------------------------------------- parts

    def _usable(self) -> Connection[Any]:
        if not self._is_open:
            raise StorageError(f"event log '{self.name}' is closed")
        return self._session.connection()

    def _number(self, statement: str, connection: Connection[Any]) -> None:
        if statement in _NUMBERING and not self._is_numbering:
            connection.execute(f"SELECT pg_advisory_xact_lock({self._lock_keys[NUMBERS_LOCK]})")
            self._is_numbering = True

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise server_error(error, self.name) from error

    def _rows(self, sql: str, *values: Any) -> list[Row]:
        rows: list[Row] = self._session.retried(
            lambda connection: connection.execute(sql, values).fetchall()
        )
        return rows

    def _views(self) -> list[Row]:
        return self._rows(
            "SELECT viewname FROM pg_views WHERE schemaname = %s", self._session.url.schema
        )

    def _look(self) -> bool:
        """Whether there is a log of this version; a schema of somebody else's is refused."""
        schema = self._session.url.schema
        tables = {
            name
            for (name,) in self._rows(
                "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(%s) "
                "AND relkind IN ('r', 'p', 'v', 'm', 'f')",
                f'"{schema}"',
            )
        }
        if not tables:
            return False
        if not {"meta", "runs", "events", "run_locks"} <= tables:
            raise StorageError(
                f"schema '{schema}' of '{self.name}' holds tables of another program",
                hint="nothing was changed; give the log a schema of its own: add schema=NAME to "
                "the query of the URL",
            )
        ((version,),) = self._rows("SELECT value FROM meta WHERE name = 'schema_version'")
        refuse_other_version(int(version), self.name)
        return True

    def _create(self) -> bool:
        ((encoding,),) = self._rows("SHOW server_encoding")
        if encoding != "UTF8":
            raise StorageError(
                f"event log '{self.name}' cannot be kept: its database is encoded in {encoding}",
                hint="createdb --encoding=UTF8 --template=template0 makes one that can keep it",
            )
        self._session.retried(
            lambda connection: _begun(
                connection,
                f"BEGIN; SELECT pg_advisory_xact_lock({self._lock_keys[SCHEMA_LOCK]})",
            )
        )
        self._session.is_in_transaction = True
        connection = self._usable()
        try:
            with self._told():
                if not self._look():  # another process may have been first
                    name = psycopg.sql.Identifier(self._session.url.schema)
                    make = psycopg.sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(name)
                    if not self._rows(
                        "SELECT 1 FROM pg_namespace WHERE nspname = %s", self._session.url.schema
                    ):
                        connection.execute(make)
                    for text in schema_texts():
                        connection.execute(text)
                    connection.execute(
                        "INSERT INTO meta VALUES ('schema_version', %s)",
                        (str(migrations.CURRENT_VERSION),),
                    )
                connection.execute("COMMIT")
        except BaseException:
            with suppress(psycopg.Error):
                connection.execute("ROLLBACK")
            raise
        finally:
            self._session.is_in_transaction = False
        return True

    def _is_unwritable(self) -> bool:
        ((is_copy, may_write),) = self._rows(
            "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on',"
            " has_table_privilege('events', 'INSERT')"
        )
        return is_copy or not may_write


def lock_key(schema: str, what: str) -> int:
    """The number of an advisory lock, from -2**63 to 2**63 - 1."""
    digest = hashlib.blake2b(f"graphmat\0{schema}\0{what}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _begun(connection: Connection[Any], text: str) -> None:
    try:
        connection.execute(text)
    except psycopg.Error:
        if not connection.closed:
            connection.execute("ROLLBACK")
        raise


_NO_CHARACTER: Final = "\uffff"
"""Stands for the one character that the server's texts cannot hold, the one of code 0."""


def _clean(row: Sequence[Any]) -> Sequence[Any]:
    if any(type(value) is str and "\0" in value for value in row):
        return [_replaced(value, "\0", _NO_CHARACTER) for value in row]
    return row


def _as_given(row: Row) -> Row:
    if any(type(value) is str and _NO_CHARACTER in value for value in row):
        return tuple(_replaced(value, _NO_CHARACTER, "\0") for value in row)
    return row


def _replaced(value: Any, old: str, new: str) -> Any:
    return value.replace(old, new) if type(value) is str else value
