"""What went wrong on a PostgreSQL server, in words for the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from psycopg import OperationalError

from graphmat.errors import StorageError
from graphmat.storage.database import DuplicateRowError

if TYPE_CHECKING:
    from psycopg import Error

_FAULTS: Final[dict[str, tuple[str, str | None]]] = {
    "57014": (
        "a question to event log '{name}' took longer than its server allows",
        "add options=-c%20statement_timeout=0 to the query of the URL to wait without end",
    ),
    "55P03": (
        "event log '{name}' stayed locked by another process",
        "another graphmat command is writing to it; try again when that one is done",
    ),
    "42501": (
        "event log '{name}' cannot be used: permission denied ({detail})",
        "let its owner grant what is missing; the first use needs CREATE on the database",
    ),
    "25006": (
        "event log '{name}' cannot be written: its server is read-only",
        "give the URL of the primary server, not of a copy",
    ),
    "53100": (
        "the disk of the server is full: event log '{name}' cannot be written",
        "free some space and run the command again; what was recorded is safe",
    ),
    "53300": (
        "event log '{name}' cannot be used: its server has no connection left",
        "raise max_connections, or run fewer commands at a time",
    ),
    "28P01": (
        "event log '{name}' cannot be used: the server does not accept the password",
        "look at GRAPHMAT_LOG, PGPASSWORD or ~/.pgpass",
    ),
    "3D000": (
        "there is no database for event log '{name}' ({detail})",
        "createdb makes one",
    ),
}


def is_lost(error: Error) -> bool:
    """Whether the connection is gone, not only the statement refused."""
    state = error.sqlstate
    if state is None:
        return isinstance(error, OperationalError)
    return state.startswith("08") or state in {"57P01", "57P02", "57P03", "57P05", "25P03"}


def server_error(error: Error, name: str) -> StorageError:
    """The error of the library for an error of the driver.

    Args:
        error: What the driver raised.
        name: The log, as messages call it.
    """
    state = error.sqlstate or ""
    detail = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if state == "23505":
        return DuplicateRowError(f"event log '{name}' already holds this: {detail}")
    if state in _FAULTS:
        text, hint = _FAULTS[state]
        return StorageError(text.format(name=name, detail=detail), hint=hint)
    if is_lost(error):
        return StorageError(
            f"the server of event log '{name}' went away: {detail}",
            hint="what was recorded is safe; run the command again when the server is back",
        )
    return StorageError(f"event log '{name}' cannot be used ({detail})")


def unreachable(error: Error, name: str) -> StorageError:
    """The error for a connection that could not be made."""
    text = str(error)
    for state, word in (("28P01", "password authentication failed"), ("53300", "too many clients")):
        if word in text:
            fault, hint = _FAULTS[state]
            return StorageError(fault.format(name=name), hint=hint)
    lines = text.strip().splitlines() or [type(error).__name__]
    if "database" in lines[-1] and "does not exist" in lines[-1]:
        fault, hint = _FAULTS["3D000"]
        return StorageError(fault.format(name=name, detail=lines[-1].strip()), hint=hint)
    return StorageError(
        f"the server of event log '{name}' cannot be reached: {lines[0].strip()}",
        hint="look whether it runs, and whether the URL names its host, port and user",
    )
