"""The schema on a PostgreSQL server: the same tables and views, and one more for live runs.

There are no foreign keys to ``runs``: SQLite can leave them unchecked while runs are deleted, and a
server would read a whole table of events for each.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.dialects.postgresql.psycopg import dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from graphmat.errors import InvariantViolationError
from graphmat.storage.schema import metadata
from graphmat.storage.statements import POSTGRESQL, Statement, statements
from graphmat.storage.views import views

RUN_LOCKS: Final = """
CREATE TABLE run_locks (
    run_id TEXT COLLATE "C" PRIMARY KEY, lock_key BIGINT NOT NULL, holder TEXT NOT NULL
)"""


def _dialect() -> Any:
    return dialect(paramstyle="format")  # type: ignore[no-untyped-call]  # SQLAlchemy's


def _text(clause: Any, **options: Any) -> str:
    return str(clause.compile(dialect=_dialect(), **options))


def view_texts() -> tuple[str, ...]:
    """The statements that make the views."""
    literal = {"literal_binds": True}
    return tuple(
        # the text goes to the server without parameters, where a percent sign is one
        f"CREATE VIEW {name} AS {_text(question, compile_kwargs=literal).replace('%%', '%')}"
        for name, question in views(POSTGRESQL).items()
    )


def schema_texts() -> tuple[str, ...]:
    """The statements that make the tables, indices and views, in order."""
    tables = metadata.sorted_tables
    return (
        *(
            _text(
                CreateTable(
                    table,
                    include_foreign_key_constraints=[
                        key
                        for key in table.foreign_key_constraints
                        if key.referred_table.name != "runs"
                    ],
                )
            )
            for table in tables
        ),
        RUN_LOCKS,
        *(
            _text(CreateIndex(index))
            for table in tables
            for index in sorted(table.indexes, key=lambda index: str(index.name))
        ),
        *view_texts(),
    )


class ServerStatements:
    """The room's statements as text for the server, each compiled when it is first used."""

    def __init__(self) -> None:
        self._statements: dict[str, Statement] = statements(POSTGRESQL)
        self._texts: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        text = self._texts.get(name)
        if text is None:
            clause, parameters = self._statements[name]
            compiled = clause.compile(dialect=_dialect())
            expected = [f"b_{parameter}" for parameter in parameters]
            if compiled.positiontup != expected:
                raise InvariantViolationError(f"parameters of '{name}' are misplaced")
            text = self._texts[name] = str(compiled)
        return text
