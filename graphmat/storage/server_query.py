"""Questions in SQL from the user, answered by a server that lets nothing be changed."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import UsageError, did_you_mean
from graphmat.storage.database import QueryResult

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection, Error

_LEADING: Final = re.compile(r"(?:\s|\(|--[^\n]*(?:\n|$)|/\*.*?\*/)*(\w*)", re.DOTALL)
_QUESTIONS: Final = frozenset({"select", "with", "values", "table", "explain"})
_CHANGES: Final = "the event log answers questions only: this statement would change it"


def answer(connection: Connection[Any], sql: str, parameters: Sequence[Any] = ()) -> QueryResult:
    """The answer to a question, in a transaction that can only read.

    Args:
        connection: The server.
        sql: One SELECT, or WITH … SELECT, or EXPLAIN.
        parameters: Values for its question marks.

    Raises:
        UsageError: The text is no question.
    """
    found = _LEADING.match(sql)
    if found is None or found[1].lower() not in _QUESTIONS:
        raise UsageError(_CHANGES, hint="write a SELECT")
    connection.execute("BEGIN TRANSACTION READ ONLY")
    try:
        return ask(connection, sql, parameters)
    finally:
        if not connection.closed:
            connection.execute("ROLLBACK")


def ask(connection: Connection[Any], sql: str, parameters: Sequence[Any] = ()) -> QueryResult:
    """The answer to a question; prepared, which the server does with a single statement only."""
    text = sql.replace("%", "%%")
    if parameters:
        text = text.replace("?", "%s")
    cursor = connection.execute(text, tuple(parameters), prepare=True)
    columns = [column.name for column in cursor.description or ()]
    return QueryResult(columns, [tuple(map(_plain, row)) for row in cursor.fetchall()])


def _plain(value: Any) -> Any:
    """A value as SQLite would give it."""
    if value is None or isinstance(value, str | float):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value if isinstance(value, bytes) else str(value)


def usage_error(error: Error, views: Sequence[str]) -> UsageError | None:
    """What the user asked wrongly; None where that is not the reason.

    Args:
        error: What the driver raised.
        views: Names of the views.
    """
    state = error.sqlstate or ""
    text = str(error).strip().splitlines()[0] if str(error).strip() else ""
    if state == "25006":
        return UsageError(_CHANGES, hint="write a SELECT")
    if "multiple commands" in text:
        return UsageError("the event log answers one question at a time", hint="write one SELECT")
    if state == "42P01":
        missing = text.partition('"')[2].partition('"')[0]
        return UsageError(
            f"the event log has no view '{missing}'",
            hint=did_you_mean(missing, views) or f"there are {', '.join(views)}",
        )
    if state[:2] in {"42", "22", "0A", "21"} and state != "42501":
        return UsageError(f"the event log cannot answer this: {text}")
    return None
