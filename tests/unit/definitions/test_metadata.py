"""Metadata values: what can be recorded, and in which form."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path

import pytest

from graphmat.definitions.metadata import (
    MetadataValue,
    TableColumn,
    TableRecord,
    TableSchema,
    as_metadata_value,
    metadata_document,
    metadata_from_document,
    metadata_values,
)
from graphmat.errors import InvalidMetadataError, ParameterError
from graphmat.keys import AssetKey


class Level(IntEnum):
    """A number with a name."""

    HIGH = 3


class Scalar:
    """A number of another library, as numpy has them."""

    shape = ()

    def item(self):
        """The plain number."""
        return 2.5


@pytest.mark.parametrize(
    ("value", "kind", "plain"),
    [
        ("a", "text", "a"),
        (1, "int", 1),
        (True, "bool", True),
        (1.5, "float", 1.5),
        (None, "null", None),
        ([1, "a"], "json", [1, "a"]),
        ({"a": 1}, "json", {"a": 1}),
        (Path("a/b"), "path", "a/b"),
        (AssetKey(["a", "b"]), "asset", ["a", "b"]),
        (datetime(1970, 1, 2, tzinfo=UTC), "timestamp", 86400.0),
        (Level.HIGH, "int", 3),
        (Scalar(), "float", 2.5),
        (MetadataValue.md("*x*"), "md", "*x*"),
    ],
)
def test_plain_values_have_a_kind(value, kind, plain):
    """A plain value is recorded as what it is, ready for JSON."""
    found = as_metadata_value("x", value)

    assert (found.type_name, found.value) == (kind, plain)


@pytest.mark.parametrize("value", [object(), {1, 2}, b"x", [object()], lambda: 1])
def test_what_cannot_be_recorded(value):
    """A value that JSON has not is refused with the name that it was given under."""
    with pytest.raises(InvalidMetadataError, match="'size'"):
        as_metadata_value("size", value)


def test_names_are_text():
    """A name of another type is refused."""
    with pytest.raises(ParameterError, match="must be strings"):
        metadata_values({1: "a"})
    with pytest.raises(ParameterError, match="'metadata' must be a dictionary"):
        metadata_values(["a"])


def test_tables():
    """A table is its records, given as mappings or as records, and its columns."""
    table = MetadataValue.table(
        [TableRecord({"a": 1}), {"a": 2}],
        TableSchema([TableColumn("a", "int", "a number")]),
    )

    assert table.records == [TableRecord({"a": 1}), TableRecord({"a": 2})]
    assert table.schema == TableSchema([TableColumn("a", "int", "a number")])
    assert table.value["schema"] == [{"name": "a", "type": "int", "description": "a number"}]
    with pytest.raises(InvalidMetadataError):
        MetadataValue.table([{"a": object()}])


def test_documents_are_inverse():
    """What was written as a document is read as the same values."""
    metadata = {"n": 1, "t": "x", "m": MetadataValue.url("http://x"), "j": {"a": [1]}}
    document = metadata_document(metadata)

    assert document["m"] == {"type": "url", "value": "http://x"}
    assert metadata_from_document(document) == metadata_values(metadata)


def test_values_are_compared_by_kind_and_value():
    """The number one and the truth are two values."""
    assert MetadataValue.int(1) == MetadataValue.int(1)
    assert MetadataValue.int(1) != MetadataValue.bool(value=True)
    assert repr(MetadataValue.text("x")) == "MetadataValue.text('x')"
