"""Writes ``compiled_sqlite``: the schema, views and statements as text for SQLite.

Importing SQLAlchemy costs more than a small run. So what a run needs is compiled ahead; a test
compares the text with a fresh compilation. Run it after every change to ``schema``, ``views`` or
``statements``::

    python -m graphmat.storage.compile
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from graphmat.errors import InvariantViolationError
from graphmat.storage.schema import metadata
from graphmat.storage.statements import Statement, statements
from graphmat.storage.views import views

if TYPE_CHECKING:
    from collections.abc import Iterable

TARGET = Path(__file__).with_name("compiled_sqlite.py")

_HEAD = '''"""The text of the schema, the views and the statements for SQLite.

Written by ``python -m graphmat.storage.compile``: change ``schema``, ``views`` or ``statements``
and run it, never edit this file.
"""

from __future__ import annotations

from typing import Final
'''


def _text(clause: Any, **options: Any) -> str:
    compiled = str(clause.compile(dialect=sqlite.dialect(paramstyle="qmark"), **options))
    return " ".join(compiled.split()).replace("( ", "(").replace(" )", ")")


def schema_texts() -> tuple[str, ...]:
    """The statements that make the tables, indices and views, in order."""
    tables = metadata.sorted_tables
    return (
        *(_text(CreateTable(table)) for table in tables),
        *(
            _text(CreateIndex(index))
            for table in tables
            for index in sorted(table.indexes, key=lambda index: str(index.name))
        ),
        *(
            f"CREATE VIEW {name} AS {_text(question, compile_kwargs={'literal_binds': True})}"
            for name, question in views().items()
        ),
    )


def statement_text(name: str, statement: Statement) -> str:
    """The text of a statement, its parameters marked by position.

    Raises:
        InvariantViolationError: The positions are not those that the statement declares.
    """
    compiled = statement.clause.compile(dialect=sqlite.dialect(paramstyle="qmark"))
    found = tuple(compiled.positiontup or ())
    if found != tuple(f"b_{parameter}" for parameter in statement.parameters):
        raise InvariantViolationError(f"parameters of statement '{name}' stand as {found}")
    return _text(statement.clause)


def statement_texts() -> dict[str, str]:
    """Name of each statement → its text."""
    return {name: statement_text(name, each) for name, each in statements().items()}


def _lines(text: str, indent: str) -> str:
    wrapped = textwrap.wrap(text, 92, break_long_words=False, break_on_hyphens=False)
    return f'{indent}"""\n' + "\n".join(wrapped) + '\n"""'


def source() -> str:
    """The whole module."""
    schema: Iterable[str] = (f"{_lines(text, '    ')},\n" for text in schema_texts())
    named = (
        f'    "{name}": {_lines(text, "")},\n' for name, text in sorted(statement_texts().items())
    )
    return (
        f"{_HEAD}\n"
        f"SCHEMA: Final[tuple[str, ...]] = (\n{''.join(schema)})\n\n"
        f"STATEMENTS: Final[dict[str, str]] = {{\n{''.join(named)}}}\n"
    )


if __name__ == "__main__":
    TARGET.write_text(source(), encoding="utf-8")
