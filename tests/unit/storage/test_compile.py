from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import bindparam, select

import graphmat.storage
from graphmat.errors import InvariantViolationError
from graphmat.storage import compiled_sqlite
from graphmat.storage.compile import (
    TARGET,
    schema_texts,
    source,
    statement_text,
    statement_texts,
)
from graphmat.storage.schema import runs
from graphmat.storage.statements import Statement


def words(text):
    """The text without regard to where its lines end."""
    return text.split()


def test_compiled_text_is_that_of_the_schema():
    """What a run uses is what the tables, views and statements say today.

    If it fails: python -m graphmat.storage.compile
    """
    fresh, kept = statement_texts(), compiled_sqlite.STATEMENTS
    assert {name: words(text) for name, text in kept.items()} == {
        name: words(text) for name, text in fresh.items()
    }
    assert [words(text) for text in compiled_sqlite.SCHEMA] == [
        words(text) for text in schema_texts()
    ]


def test_module_is_written_as_it_stands():
    """Compiling again changes no byte of the file."""
    assert TARGET.read_text(encoding="utf-8") == source()


def test_every_statement_is_used():
    """A question that nobody asks any more is taken out."""
    room = Path(graphmat.storage.__file__).parent
    own = {"statements.py", "compiled_sqlite.py"}
    code = "".join(file.read_text() for file in room.glob("*.py") if file.name not in own)

    assert [name for name in compiled_sqlite.STATEMENTS if f'"{name}"' not in code] == []


def test_parameters_out_of_order_are_noticed():
    """A statement whose text takes its parameters in another order is not compiled."""
    clause = select(runs.c.run_id).where(
        runs.c.status == bindparam("b_status"), runs.c.number < bindparam("b_before")
    )

    assert statement_text("x", Statement(clause, ("status", "before"))).count("?") == 2
    with pytest.raises(InvariantViolationError, match="'x'"):
        statement_text("x", Statement(clause, ("before", "status")))
