"""One name for each kind of metadata value: to make one, and to tell one by ``isinstance``.

All values are ``MetadataValue`` objects; these names stand for those of one kind.
"""

from __future__ import annotations

from typing import Any

from graphmat.definitions.metadata import MetadataValue, as_metadata_value


class _Kind(type):
    """A class whose instances are the metadata values of one kind."""

    type_name: str

    def __call__(cls, *args: Any, **options: Any) -> MetadataValue:
        """Make a value of the kind."""
        make = getattr(MetadataValue, cls.type_name if cls.type_name != "run" else "dagster_run")
        made: MetadataValue = make(*args, *options.values())
        return made

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, MetadataValue) and instance.type_name == cls.type_name


class TextMetadataValue(metaclass=_Kind):
    """Plain text."""

    type_name = "text"


class IntMetadataValue(metaclass=_Kind):
    """A whole number."""

    type_name = "int"


class FloatMetadataValue(metaclass=_Kind):
    """A number."""

    type_name = "float"


class BoolMetadataValue(metaclass=_Kind):
    """A truth value."""

    type_name = "bool"


class JsonMetadataValue(metaclass=_Kind):
    """Anything that JSON can write."""

    type_name = "json"


class MarkdownMetadataValue(metaclass=_Kind):
    """Markdown."""

    type_name = "md"


class UrlMetadataValue(metaclass=_Kind):
    """An address on the web."""

    type_name = "url"


class PathMetadataValue(metaclass=_Kind):
    """A file or folder."""

    type_name = "path"


class NotebookMetadataValue(metaclass=_Kind):
    """A notebook file."""

    type_name = "notebook"


class PythonArtifactMetadataValue(metaclass=_Kind):
    """A function or class, by name."""

    type_name = "python_artifact"


class TimestampMetadataValue(metaclass=_Kind):
    """A moment."""

    type_name = "timestamp"


class TableMetadataValue(metaclass=_Kind):
    """A table."""

    type_name = "table"


class TableSchemaMetadataValue(metaclass=_Kind):
    """The columns of a table."""

    type_name = "table_schema"


class TableColumnLineageMetadataValue(metaclass=_Kind):
    """Which columns were made from which."""

    type_name = "column_lineage"


class DagsterAssetMetadataValue(metaclass=_Kind):
    """An asset."""

    type_name = "asset"


class DagsterJobMetadataValue(metaclass=_Kind):
    """A job."""

    type_name = "job"


class DagsterRunMetadataValue(metaclass=_Kind):
    """A run."""

    type_name = "run"


class NullMetadataValue(metaclass=_Kind):
    """No value."""

    type_name = "null"


class PoolMetadataValue(metaclass=_Kind):
    """The name of a pool."""

    type_name = "pool"


class CodeReferencesMetadataValue(metaclass=_Kind):
    """Where code stands."""

    type_name = "code_references"


class MetadataEntry:
    """A metadata value with its name, as older modules write it.

    Args:
        label: Its name.
        description: What it is.
        entry_data: The value.
        value: The value, by its newer name.
    """

    __slots__ = ("description", "label", "value")

    def __init__(
        self,
        label: str,
        description: str | None = None,
        entry_data: Any = None,
        value: Any = None,
    ) -> None:
        self.label = label
        self.description = description
        self.value = as_metadata_value(label, entry_data if value is None else value)

    @property
    def entry_data(self) -> MetadataValue:
        """The value."""
        return self.value
