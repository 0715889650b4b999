"""Answers to questions in SQL: a table for people; CSV and JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphmat.rendering.json_text import json_text
from graphmat.rendering.plain import safe
from graphmat.rendering.screen import Screen, Styled, Text
from graphmat.rendering.table import Column, table_lines

SCHEMA = "graphmat/sql/1"


def answer_lines(
    screen: Screen, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> list[Text]:
    """An answer as a table; what is NULL shows as a dash."""
    numeric = [
        bool(rows) and all(isinstance(row[place], int | float | None) for row in rows)
        for place in range(len(columns))
    ]
    shown = [
        Column(safe(name), wraps=not right, is_right=right, keep=True)
        for name, right in zip(columns, numeric, strict=True)
    ]
    return table_lines(screen, shown, [[_cell(value) for value in row] for row in rows])


def _cell(value: Any) -> Text:
    return Styled("-", "dim") if value is None else safe(value)


def answer_text(form: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """An answer for programs.

    Args:
        form: ``csv`` (a head line, then the rows; what is NULL is empty) or ``json``.
        columns: The names of the columns.
        rows: The values.
    """
    if form == "csv":
        import csv
        import io

        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
        return stream.getvalue().rstrip("\n")
    return json_text(
        {
            "schema": SCHEMA,
            "columns": list(columns),
            "rows": [dict(zip(columns, row, strict=True)) for row in rows],
        }
    )
