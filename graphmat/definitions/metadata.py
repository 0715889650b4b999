"""Metadata values: what can be recorded about a value, as JSON documents.

A metadata value is stored as a document with its ``type``, so that a report can draw a table as a
table and a number as a number: ``{"type": "int", "value": 3}``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import isfinite
from os import PathLike, fspath
from typing import Any

from graphmat.definitions.arguments import as_dict
from graphmat.definitions.tables import (
    TableColumn,
    TableColumnLineage,
    TableRecord,
    TableSchema,
)
from graphmat.errors import InvalidMetadataError, ParameterError
from graphmat.keys import AssetKey

Seconds = float
"""Time since the epoch; a name of its own, for ``MetadataValue.float`` is a constructor."""


class MetadataValue:
    """A value with the way it is meant: make one with the static methods.

    Args:
        type_name: ``text``, ``int``, ``float``, ``bool``, ``json``, ``md``, ``url``, ``path``,
            ``timestamp``, ``table``, ``table_schema``, ``column_lineage``, ``asset``, ``job``,
            ``notebook``, ``python_artifact``, ``run`` or ``null``.
        value: The value, made of what JSON has.
    """

    __slots__ = ("type_name", "value")

    def __init__(self, type_name: str, value: Any) -> None:
        self.type_name = type_name
        self.value = value

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, MetadataValue)
            and self.type_name == other.type_name
            and self.value == other.value
        )

    __hash__ = None  # type: ignore[assignment]  # json values are not hashable

    def __repr__(self) -> str:
        return f"MetadataValue.{self.type_name}({self.value!r})"

    @property
    def text_value(self) -> Any:
        """The value of a text."""
        return self.value

    md_str = data = run_id = job_name = text_value

    @property
    def records(self) -> Any:
        """The rows of a table."""
        return [TableRecord(row) for row in self.value["records"]]

    @property
    def schema(self) -> TableSchema | None:
        """The columns of a table."""
        columns = self.value["schema"] if self.type_name == "table" else self.value
        return None if columns is None else TableSchema([TableColumn(**each) for each in columns])

    @property
    def asset_key(self) -> AssetKey:
        """The key of an asset value."""
        return AssetKey(self.value)

    @staticmethod
    def text(text: str) -> MetadataValue:
        """Plain text."""
        return MetadataValue("text", str(text))

    @staticmethod
    def int(value: int) -> MetadataValue:
        """A whole number."""
        return MetadataValue("int", value)

    @staticmethod
    def float(value: float) -> MetadataValue:
        """A number."""
        return MetadataValue("float", value)

    @staticmethod
    def bool(value: bool) -> MetadataValue:
        """A truth value."""
        return MetadataValue("bool", value)

    @staticmethod
    def json(data: Any) -> MetadataValue:
        """Anything that JSON can write."""
        return MetadataValue("json", _jsonable(data, "json"))

    @staticmethod
    def md(data: str) -> MetadataValue:
        """Markdown."""
        return MetadataValue("md", data)

    @staticmethod
    def url(url: str) -> MetadataValue:
        """An address on the web."""
        return MetadataValue("url", url)

    @staticmethod
    def path(path: str | PathLike[str]) -> MetadataValue:
        """A file or folder."""
        return MetadataValue("path", fspath(path))

    @staticmethod
    def notebook(path: str | PathLike[str]) -> MetadataValue:
        """A notebook file."""
        return MetadataValue("notebook", fspath(path))

    @staticmethod
    def python_artifact(artifact: Any) -> MetadataValue:
        """A function or class, by name."""
        return MetadataValue("python_artifact", f"{artifact.__module__}.{artifact.__name__}")

    @staticmethod
    def timestamp(value: Seconds | datetime) -> MetadataValue:
        """A moment: seconds since the epoch, or an aware datetime."""
        return MetadataValue(
            "timestamp", value.timestamp() if isinstance(value, datetime) else value
        )

    @staticmethod
    def asset(asset_key: AssetKey) -> MetadataValue:
        """An asset."""
        return MetadataValue("asset", asset_key.path)

    @staticmethod
    def job(job_name: str, location_name: str = "", *, repository_name: str = "") -> MetadataValue:
        """A job by name; the other names are not used."""
        del location_name, repository_name
        return MetadataValue("job", job_name)

    @staticmethod
    def dagster_run(run_id: str) -> MetadataValue:
        """A run."""
        return MetadataValue("run", run_id)

    @staticmethod
    def table(records: Sequence[Any], schema: Any = None) -> MetadataValue:
        """A table: a list of records, each a mapping of column names to plain values."""
        rows = [dict(getattr(record, "data", record)) for record in records]
        return MetadataValue(
            "table", {"records": _jsonable(rows, "table"), "schema": _schema_document(schema)}
        )

    @staticmethod
    def table_schema(schema: Any) -> MetadataValue:
        """The columns of a table."""
        return MetadataValue("table_schema", _schema_document(schema))

    @staticmethod
    def column_lineage(lineage: Any) -> MetadataValue:
        """Which columns were made from which."""
        return MetadataValue("column_lineage", _lineage_document(lineage))

    @staticmethod
    def pool(pool: str) -> MetadataValue:
        """The name of a pool."""
        return MetadataValue("pool", pool)

    @staticmethod
    def code_references(code_references: Sequence[Any]) -> MetadataValue:
        """Where code stands: files with lines, or addresses."""
        return MetadataValue("code_references", [each.document() for each in code_references])

    @staticmethod
    def null() -> MetadataValue:
        """No value."""
        return MetadataValue("null", None)


def _lineage_document(lineage: Any) -> Any:
    if isinstance(lineage, TableColumnLineage):
        return {
            column: [[each.asset_key.path, each.column_name] for each in deps]
            for column, deps in lineage.deps_by_column.items()
        }
    return _jsonable(lineage, "column lineage")


def _schema_document(schema: Any) -> Any:
    if schema is None:
        return None
    if isinstance(schema, TableSchema):
        return [
            {"name": column.name, "type": column.type, "description": column.description}
            for column in schema.columns
        ]
    return _jsonable(schema, "table schema")


def _jsonable(data: Any, name: str) -> Any:
    try:
        return json.loads(json.dumps(data))
    except (TypeError, ValueError) as error:
        raise InvalidMetadataError(
            f"metadata '{name}' cannot be written as JSON: {error}"
        ) from None


def _of_columns(value: TableSchema | TableColumnLineage) -> MetadataValue:
    if isinstance(value, TableSchema):
        return MetadataValue.table_schema(value)
    return MetadataValue.column_lineage(value)


_PLAIN = {str: "text", int: "int", float: "float", bool: "bool"}


def as_metadata_value(name: str, value: Any) -> MetadataValue:
    """Read one metadata value as the user gave it.

    Raises:
        InvalidMetadataError: It is of a kind that cannot be recorded.
    """
    plain = _PLAIN.get(type(value))
    if plain is not None:
        return MetadataValue(plain, value)
    if isinstance(value, MetadataValue):
        return value
    if value is None:
        return MetadataValue("null", None)
    if isinstance(value, dict | list):
        return MetadataValue("json", _jsonable(value, name))
    if isinstance(value, AssetKey):
        return MetadataValue("asset", value.path)
    if isinstance(value, PathLike):
        return MetadataValue("path", fspath(value))
    if isinstance(value, datetime):
        return MetadataValue.timestamp(value)
    if isinstance(value, TableSchema | TableColumnLineage):
        return _of_columns(value)
    for base, type_name in ((bool, "bool"), (str, "text"), (int, "int"), (float, "float")):
        if isinstance(value, base):
            return MetadataValue(type_name, base(value))
    # numpy scalars and their like know how to become a plain number
    item = getattr(value, "item", None)
    if callable(item) and getattr(value, "shape", None) == ():
        return as_metadata_value(name, item())
    raise InvalidMetadataError(
        f"metadata '{name}' has a value of type '{type(value).__name__}', which cannot be recorded",
        hint="wrap it: MetadataValue.json(...), .text(...), .md(...), .table(...)",
    )


def metadata_values(metadata: Mapping[str, Any] | None) -> dict[str, MetadataValue]:
    """Read metadata as the user gave it: names → values.

    Raises:
        InvalidMetadataError: A value is of a kind that cannot be recorded.
        ParameterError: A name is not text.
    """
    values = {}
    for name, value in as_dict(metadata, "metadata").items():
        if not isinstance(name, str):
            raise ParameterError(f"metadata keys must be strings, but {name!r} is not")
        values[name] = as_metadata_value(name, value)
    return values


def metadata_document(metadata: Mapping[str, Any] | None) -> dict[str, Any]:
    """Metadata as JSON: names → ``{"type": …, "value": …}``."""
    if not metadata:
        return {}
    return {
        name: {"type": value.type_name, "value": _json_number(value.value)}
        for name, value in metadata_values(metadata).items()
    }


def _json_number(value: Any) -> Any:
    """JSON has no infinities and no NaN: these are written as text."""
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    return value


def metadata_from_document(document: Mapping[str, Any]) -> dict[str, MetadataValue]:
    """The inverse of ``metadata_document``."""
    return {
        name: MetadataValue(value["type"], _number(value["type"], value["value"]))
        for name, value in document.items()
    }


def _number(type_name: str, value: Any) -> Any:
    """The inverse of ``_json_number``."""
    return float(value) if type_name == "float" and isinstance(value, str) else value
