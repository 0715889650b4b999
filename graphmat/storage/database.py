"""What a database must offer to keep the log; the two that do are ``sqlite`` and ``alchemy``.

A database runs the statements of ``storage.statements`` by name and gives rows as plain tuples. It
never shows an error of its driver: everything that goes wrong is a ``StorageError``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from graphmat.errors import StorageError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

T = TypeVar("T")
Row = tuple[Any, ...]

PLACES: Final = 64
"""Places for values in the statements that take several."""

KIND_PLACES: Final = 32
"""Places for kinds of event; there are about thirty."""

EVERYTHING: Final = 2**62
"""A limit that limits nothing, and a number greater than any id."""


class DuplicateRowError(StorageError):
    """A row with the same key is already there."""


class QueryResult:
    """The answer to a question in SQL.

    Args:
        columns: Names of the columns.
        rows: The rows, each a tuple of values.
    """

    __slots__ = ("columns", "rows")

    def __init__(self, columns: Sequence[str], rows: Sequence[Row]) -> None:
        self.columns = tuple(columns)
        self.rows = tuple(rows)


class Database(Protocol):
    """One connection to the log, for the process that opened it."""

    @property
    def name(self) -> str:
        """The log as messages call it: its path, or its URL without a password."""
        ...

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be written."""
        ...

    def transaction(
        self, *, durable: bool = False, unchecked: bool = False
    ) -> AbstractContextManager[None]:
        """Everything inside is stored, or, where it raises, nothing.

        Only one at a time, threads wait for each other.

        Args:
            durable: Whether it must survive a power cut, not only a killed process.
            unchecked: Whether what is deleted need not be looked for in other tables: the caller
                deletes all that belongs together.
        """
        ...

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run a named statement and give all rows of the answer."""
        ...

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a named statement once for each of the rows."""
        ...

    def insert(self, statement: str, parameters: Sequence[Any]) -> int:
        """Run a named insert and give the number that the new row got."""
        ...

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> QueryResult:
        """Answer a question of the user's that cannot change anything.

        Raises:
            UsageError: The text is no question, or names what is not there.
        """
        ...

    def close(self) -> None:
        """Release the connection; safe to call twice."""
        ...


def filled(values: Sequence[T], places: int = PLACES) -> tuple[T, ...]:
    """The values, the last of them repeated until all places are taken."""
    return (*values, *(values[-1],) * (places - len(values)))


def batches(values: Sequence[T], size: int = PLACES) -> Iterable[Sequence[T]]:
    """The values in pieces of at most ``size``."""
    return (values[start : start + size] for start in range(0, len(values), size))
