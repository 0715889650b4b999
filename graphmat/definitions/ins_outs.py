"""Inputs and outputs: what an op declares, and what it yields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Generic, Self, TypeVar

from graphmat.definitions.arguments import as_dict
from graphmat.errors import InvalidDefinitionError, ParameterError

T = TypeVar("T")


class _NoValue:
    """The absence of a value, where None is a value."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<no value>"

    def __reduce__(self) -> str:
        return "NO_VALUE"


NO_VALUE: Final = _NoValue()


class Nothing:
    """The type of an input or output that carries order, not data.

    An ``In(Nothing)`` waits for what it is connected to and loads nothing; an ``Out(Nothing)`` is
    never stored.
    """

    def __new__(cls) -> Self:
        """Refuse: it is not a value."""
        raise InvalidDefinitionError("'Nothing' is a type to declare with, not a value to make")


def as_metadata(metadata: Any) -> Mapping[str, Any] | None:
    """Check that metadata is a mapping with text keys; values are checked where it is recorded."""
    if metadata is None:
        return None
    if not isinstance(metadata, Mapping):
        raise ParameterError(
            f"metadata must be a dictionary, not of type '{type(metadata).__name__}'"
        )
    for name in metadata:
        if not isinstance(name, str):
            raise ParameterError(f"metadata keys must be strings, but {name!r} is not")
    return metadata


class In:
    """An input of an op.

    Args:
        dagster_type: Type that the value must have: a Python type or hint, a ``DagsterType``, or
            ``Nothing``. Default: the parameter's annotation.
        description: What it is.
        default_value: Value where nothing is connected. Default: the parameter's own default.
        metadata: Facts about the input, for I/O managers.
        asset_key: The asset that this input loads, where nothing is connected.
        asset_partitions: Kept for compatibility; partitions follow from mappings.
        input_manager_key: The resource that loads this input, instead of the I/O manager that
            stored the value.
    """

    __slots__ = (
        "asset_key",
        "asset_partitions",
        "dagster_type",
        "default_value",
        "description",
        "input_manager_key",
        "metadata",
    )

    def __init__(
        self,
        dagster_type: Any = NO_VALUE,
        description: str | None = None,
        default_value: Any = NO_VALUE,
        metadata: Mapping[str, Any] | None = None,
        asset_key: Any = None,
        asset_partitions: Any = None,
        input_manager_key: str | None = None,
    ) -> None:
        self.dagster_type = dagster_type
        self.description = description
        self.default_value = default_value
        self.metadata = as_metadata(metadata)
        self.asset_key = asset_key
        self.asset_partitions = asset_partitions
        self.input_manager_key = input_manager_key

    @property
    def is_nothing(self) -> bool:
        """Whether it carries order, not data."""
        return self.dagster_type is Nothing

    @property
    def has_default_value(self) -> bool:
        """Whether there is a value to use where nothing is connected."""
        return self.default_value is not NO_VALUE


class Out:
    """An output of an op.

    Args:
        dagster_type: Type that the value must have; default: from the function's annotation.
        description: What it is.
        is_required: Whether the op must always produce it. An op that is part of a subsettable
            graph yields optional outputs as ``context.selected_output_names`` asks.
        io_manager_key: The resource that stores and loads it; default ``io_manager``.
        metadata: Facts about the output, for I/O managers.
        code_version: Version of the code that computes it.
    """

    __slots__ = (
        "code_version",
        "dagster_type",
        "description",
        "io_manager_key",
        "is_required",
        "metadata",
    )
    is_dynamic = False

    def __init__(
        self,
        dagster_type: Any = NO_VALUE,
        description: str | None = None,
        is_required: bool = True,
        io_manager_key: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        code_version: str | None = None,
    ) -> None:
        self.dagster_type = dagster_type
        self.description = description
        self.is_required = is_required
        self.io_manager_key = io_manager_key
        self.metadata = as_metadata(metadata)
        self.code_version = code_version

    @property
    def is_nothing(self) -> bool:
        """Whether it carries order, not data."""
        return self.dagster_type is Nothing


class DynamicOut(Out):
    """An output of an op that yields any number of values, each under a mapping key."""

    __slots__ = ()
    is_dynamic = True


class GraphOut:
    """An output of a graph.

    Args:
        description: What it is.
    """

    __slots__ = ("description",)

    def __init__(self, description: str | None = None) -> None:
        self.description = description


class GraphIn:
    """An input of a graph.

    Args:
        description: What it is.
    """

    __slots__ = ("description",)

    def __init__(self, description: str | None = None) -> None:
        self.description = description


class Output(Generic[T]):
    """A value for one output of an op, with what is to be recorded about it.

    Args:
        value: The value.
        output_name: The output it is for; "result" is the name of an op's only output.
        metadata: Facts to record with the value's materialization.
        data_version: The caller's own version of the value, instead of its digest.
        tags: Tags to record with the materialization.
    """

    __slots__ = ("data_version", "metadata", "output_name", "tags", "value")

    def __init__(
        self,
        value: T,
        output_name: str | None = "result",
        metadata: Mapping[str, Any] | None = None,
        data_version: Any = None,
        *,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        self.value = value
        self.output_name = output_name or "result"
        self.metadata = dict(as_metadata(metadata) or {})
        self.data_version = data_version
        self.tags = as_dict(tags, "tags")

    def with_metadata(self, metadata: Mapping[str, Any] | None) -> Output[T]:
        """The same output with this metadata instead of its own."""
        return Output(self.value, self.output_name, metadata, self.data_version, tags=self.tags)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Output)
            and self.value == other.value
            and self.output_name == other.output_name
            and self.metadata == other.metadata
        )

    __hash__ = None  # type: ignore[assignment]  # holds any value

    def __repr__(self) -> str:
        return f"Output({self.value!r}, output_name={self.output_name!r})"


class DynamicOutput(Generic[T]):
    """One of the values of a dynamic output.

    Args:
        value: The value.
        mapping_key: Name of this item, unique among the output's items: letters, digits and
            underscores.
        output_name: The output it is for.
        metadata: Facts to record with the value.

    Raises:
        InvalidDefinitionError: The mapping key has other characters.
    """

    __slots__ = ("data_version", "mapping_key", "metadata", "output_name", "tags", "value")

    def __init__(
        self,
        value: T,
        mapping_key: str,
        output_name: str | None = "result",
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        if not isinstance(mapping_key, str):
            raise ParameterError(f"a mapping key must be a string, not {mapping_key!r}")
        if not mapping_key.replace("_", "a").isalnum() or not mapping_key.isascii():
            raise InvalidDefinitionError(
                f"mapping key {mapping_key!r} may have only letters, digits and underscores"
            )
        self.value = value
        self.mapping_key = mapping_key
        self.output_name = output_name or "result"
        self.metadata = dict(as_metadata(metadata) or {})
        self.data_version: Any = None
        self.tags: dict[str, str] = {}

    def __repr__(self) -> str:
        return (
            f"DynamicOutput({self.value!r}, mapping_key={self.mapping_key!r}, "
            f"output_name={self.output_name!r})"
        )


class DataVersion:
    """A version of an asset's value that the user gives.

    Args:
        value: The version, any text.
    """

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DataVersion) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return f"DataVersion({self.value!r})"


def as_outs(out: Any) -> dict[str, Out] | None:
    """Read the ``out`` argument of an op: one ``Out``, or a mapping of names to them."""
    if out is None:
        return None
    if isinstance(out, Out):
        return {"result": out}
    if isinstance(out, Mapping):
        for name, value in out.items():
            if not isinstance(value, Out):
                raise ParameterError(
                    f"output '{name}' must be declared with Out(...), not {value!r}"
                )
        return dict(out)
    if isinstance(out, Sequence):
        raise ParameterError("'out' must be an Out or a dictionary of names to Out, not a list")
    raise ParameterError(f"'out' must be an Out or a dictionary of names to Out, not {out!r}")
