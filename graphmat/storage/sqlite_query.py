"""Questions in SQL from the user, answered by SQLite without the right to change anything."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import UsageError, did_you_mean
from graphmat.storage.database import QueryResult
from graphmat.storage.sqlite_failures import is_fault_of_log, patiently, storage_error

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALLOWED: Final = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
    }
)
_ALLOWED_PRAGMAS: Final = frozenset({"table_info", "table_list", "table_xinfo"})


def answer(
    connection: sqlite3.Connection, name: str, sql: str, parameters: Sequence[Any] = ()
) -> QueryResult:
    """The answer to a question of the user's.

    Args:
        connection: The log.
        name: The log, as messages call it.
        sql: One SELECT, or WITH … SELECT, or EXPLAIN.
        parameters: Values for its question marks.

    Raises:
        UsageError: The text is no question, or names what is not there.
        StorageError: The log cannot be read.
    """
    connection.execute("PRAGMA query_only=ON")
    connection.set_authorizer(_authorize)
    try:
        cursor = patiently(lambda: connection.execute(sql, parameters))
        columns = [column[0] for column in cursor.description or ()]
        return QueryResult(columns, cursor.fetchall())
    except (sqlite3.Error, sqlite3.Warning) as error:
        fault = error
    finally:
        connection.set_authorizer(None)
        connection.execute("PRAGMA query_only=OFF")
    if isinstance(fault, sqlite3.Error) and is_fault_of_log(fault):
        raise storage_error(fault, name) from fault
    raise _usage_error(connection, fault) from fault


def _authorize(action: int, first: str | None, *_: object) -> int:
    is_allowed = action in _ALLOWED or (
        action == sqlite3.SQLITE_PRAGMA and first in _ALLOWED_PRAGMAS
    )
    return sqlite3.SQLITE_OK if is_allowed else sqlite3.SQLITE_DENY


def _usage_error(connection: sqlite3.Connection, fault: Exception) -> UsageError:
    if "not authorized" in str(fault):
        return UsageError(
            "the event log answers questions only: this statement would change it",
            hint="write a SELECT",
        )
    missing = re.fullmatch(r"no such table: (?:main\.)?(.*)", str(fault))
    if missing is None:
        return UsageError(f"the event log cannot answer this: {fault}")
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall()
    views = sorted(name for (name,) in rows)
    return UsageError(
        f"the event log has no view '{missing[1]}'",
        hint=did_you_mean(missing[1], views) or f"there are {', '.join(views)}",
    )
