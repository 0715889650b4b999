"""Partitions of two dimensions: each key of the one with each key of the other."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from graphmat.errors import (
    InvalidDefinitionError,
    InvalidInvocationError,
    ParameterError,
    UnknownPartitionError,
    did_you_mean,
)
from graphmat.partitions.base import (
    DynamicPartitionsStore,
    Moment,
    PartitionKeyRange,
    PartitionsDefinition,
    moment,
)
from graphmat.partitions.dynamic import DynamicPartitionsDefinition
from graphmat.partitions.multi_key import DELIMITER, MultiPartitionKey
from graphmat.partitions.static import StaticPartitionsDefinition
from graphmat.partitions.time_window import TimeWindowPartitionsDefinition

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from graphmat.partitions.keyed_windows import TimeWindow

RESERVED = "|,[]"
"""What a static key may not hold where it is part of a key of two dimensions."""
DIMENSION_COUNT = 2


class DimensionCountError(InvalidDefinitionError, InvalidInvocationError):
    """A definition of several dimensions has not exactly two."""


class PartitionDimensionDefinition(NamedTuple):
    """One dimension.

    Args:
        name: Its name.
        partitions_def: The keys it has.
    """

    name: str
    partitions_def: PartitionsDefinition


class MultiPartitionsDefinition(PartitionsDefinition):
    """Each key of one dimension with each key of another.

    Keys join the two by ``|``, in alphabetical order of the dimensions' names, whatever the order
    of the mapping.

    Args:
        partitions_defs: Dimension name → definition (static, time window, or dynamic by name).

    Raises:
        InvalidDefinitionError: Not two dimensions, or one that cannot be a dimension.
    """

    def __init__(self, partitions_defs: Mapping[str, PartitionsDefinition]) -> None:
        if not isinstance(partitions_defs, Mapping):
            raise ParameterError(
                "MultiPartitionsDefinition takes a mapping of dimension name to definition,"
                f" got {partitions_defs!r}"
            )
        if len(partitions_defs) != DIMENSION_COUNT:
            names = ", ".join(repr(name) for name in partitions_defs) or "none"
            raise DimensionCountError(
                f"MultiPartitionsDefinition takes exactly two dimensions, got {names}"
            )
        for name, definition in partitions_defs.items():
            _check_dimension(name, definition)
        self.partitions_defs: Sequence[PartitionDimensionDefinition] = [
            PartitionDimensionDefinition(name, partitions_defs[name])
            for name in sorted(partitions_defs)
        ]

    # ------------------------------------------------------------------ dimensions

    @property
    def partition_dimension_names(self) -> list[str]:
        """The names of the dimensions, in the order of their keys."""
        return [dimension.name for dimension in self.partitions_defs]

    def get_partitions_def_for_dimension(self, dimension_name: str) -> PartitionsDefinition:
        """The definition of one dimension.

        Raises:
            InvalidDefinitionError: There is no such dimension.
        """
        for dimension in self.partitions_defs:
            if dimension.name == dimension_name:
                return dimension.partitions_def
        names = self.partition_dimension_names
        raise InvalidDefinitionError(
            f"{dimension_name!r} is not a dimension of {self}",
            hint=did_you_mean(dimension_name, names) or f"it has {names[0]!r} and {names[1]!r}",
        )

    @property
    def time_window_dimensions(self) -> list[PartitionDimensionDefinition]:
        """The dimensions whose keys are windows of time."""
        return [
            dimension
            for dimension in self.partitions_defs
            if isinstance(dimension.partitions_def, TimeWindowPartitionsDefinition)
        ]

    @property
    def has_time_window_dimension(self) -> bool:
        """Whether a dimension's keys are windows of time."""
        return bool(self.time_window_dimensions)

    def time_window_for_partition_key(self, partition_key: str) -> TimeWindow:
        """The window of the one dimension that is of time.

        Raises:
            InvalidDefinitionError: Not exactly one dimension is of time.
        """
        dimensions = self.time_window_dimensions
        if len(dimensions) != 1:
            raise InvalidDefinitionError(
                f"a partition has a time window where one dimension is of time, and {self}"
                f" has {len(dimensions)}"
            )
        definition = self.get_partitions_def_for_dimension(dimensions[0].name)
        assert isinstance(definition, TimeWindowPartitionsDefinition)  # noqa: S101  # for mypy
        parts = self.get_partition_key_from_str(partition_key).keys_by_dimension
        return definition.time_window_for_partition_key(parts[dimensions[0].name])

    # ------------------------------------------------------------------ keys

    def key_of(self, parts: Iterable[str]) -> MultiPartitionKey:
        """The key of these parts, given in the order of the dimensions."""
        return MultiPartitionKey(dict(zip(self.partition_dimension_names, parts, strict=True)))

    def get_partition_key_from_str(self, partition_key_str: str) -> MultiPartitionKey:
        """The key with its parts, from its text.

        Raises:
            UnknownPartitionError: The text has not one part for each dimension.
        """
        parts = str(partition_key_str).split(DELIMITER)
        if len(parts) != DIMENSION_COUNT:
            names = DELIMITER.join(f"<{name}>" for name in self.partition_dimension_names)
            raise UnknownPartitionError(
                f"partition key {str(partition_key_str)!r} has {len(parts)} parts, not two",
                hint=f"keys look like {names}",
            )
        return self.key_of(parts)

    def get_partition_keys(
        self,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> list[MultiPartitionKey]:
        """All keys; the second dimension changes fastest."""
        return self.keys_with({}, moment(current_time, dynamic_partitions_store))

    def get_multipartition_keys_with_dimension_value(
        self,
        dimension_name: str,
        dimension_partition_key: str,
        current_time: datetime | None = None,
        dynamic_partitions_store: DynamicPartitionsStore | None = None,
    ) -> list[MultiPartitionKey]:
        """All keys with this key in this dimension."""
        self.get_partitions_def_for_dimension(dimension_name)
        at = moment(current_time, dynamic_partitions_store)
        return self.keys_with({dimension_name: [dimension_partition_key]}, at)

    def keys_with(
        self, parts_by_dimension: Mapping[str, Sequence[str]], at: Moment
    ) -> list[MultiPartitionKey]:
        """All keys with one of these parts in each dimension named, and any in the others."""
        return self._joined(
            parts_by_dimension[name]
            if name in parts_by_dimension
            else definition.get_partition_keys(*at)
            for name, definition in self.partitions_defs
        )

    def _joined(self, parts_by_place: Iterable[Sequence[str]]) -> list[MultiPartitionKey]:
        return [self.key_of(parts) for parts in product(*map(_joinable, parts_by_place))]

    def holds(self, key: str, at: Moment) -> bool:
        """Whether each part is a key of its dimension at that moment."""
        parts = str(key).split(DELIMITER)
        return len(parts) == DIMENSION_COUNT and all(
            dimension.partitions_def.holds(part, at)
            for dimension, part in zip(self.partitions_defs, parts, strict=True)
        )

    def ends(self, at: Moment) -> PartitionKeyRange | None:
        """The first key of both dimensions and the last key of both, or None."""
        first, second = (_ends(dimension.partitions_def, at) for dimension in self.partitions_defs)
        if first is None or second is None:
            return None
        return PartitionKeyRange(
            self.key_of((first.start, second.start)), self.key_of((first.end, second.end))
        )

    def beside(self, key: str, step: int, at: Moment) -> str | None:
        """The key after (`step` 1) or before (-1) this one; the second dimension moves first."""
        if not self.holds(key, at):
            raise self.unknown_key(key, at)
        (_, outer), (_, inner) = self.get_partition_key_from_str(key).dimension_keys
        outer_def, inner_def = (dimension.partitions_def for dimension in self.partitions_defs)
        beside = inner_def.beside(inner, step, at)
        if beside is not None:
            return self.key_of((outer, beside))
        farther = outer_def.beside(outer, step, at)
        ends = inner_def.ends(at)
        if farther is None or ends is None:
            return None
        return self.key_of((farther, ends.start if step > 0 else ends.end))

    def between(self, start: str, end: str, at: Moment) -> list[MultiPartitionKey]:
        """The keys whose parts lie between those of two keys, in each dimension by itself."""
        starts = self.get_partition_key_from_str(start).dimension_keys
        stops = self.get_partition_key_from_str(end).dimension_keys
        return self._joined(
            dimension.partitions_def.between(low.partition_key, high.partition_key, at)
            for dimension, low, high in zip(self.partitions_defs, starts, stops, strict=True)
        )

    def in_order(self, keys: Iterable[str], at: Moment) -> tuple[MultiPartitionKey, ...]:
        """These keys in the order of the dimensions' keys, each once."""
        splits = {tuple(key.split(DELIMITER)) for key in keys}
        places = []
        for place, dimension in enumerate(self.partitions_defs):
            order = dimension.partitions_def.in_order({parts[place] for parts in splits}, at)
            places.append({part: rank for rank, part in enumerate(order)})
        ranked = sorted(
            splits,
            key=lambda parts: [ranks[part] for ranks, part in zip(places, parts, strict=True)],
        )
        return tuple(self.key_of(parts) for parts in ranked)

    def count(self, at: Moment) -> int:
        """How many keys there are at that moment."""
        first, second = (_count(dimension.partitions_def, at) for dimension in self.partitions_defs)
        return first * second

    def unknown_key(self, key: str, at: Moment) -> UnknownPartitionError:
        """The error that tells which part is not a key of its dimension."""
        try:
            parts = self.get_partition_key_from_str(key).dimension_keys
        except UnknownPartitionError as error:
            return error
        text, turned = str(key), DELIMITER.join(part.partition_key for part in reversed(parts))
        if self.holds(turned, at):
            first, second = self.partition_dimension_names
            return UnknownPartitionError(
                f"partition key {text!r} has its parts in the wrong order",
                hint=f"dimension {first!r} comes before {second!r}: {turned!r}",
            )
        for (name, part), (_, definition) in zip(parts, self.partitions_defs, strict=True):
            if not definition.holds(part, at):
                cause = definition.unknown_key(part, at)
                return UnknownPartitionError(
                    f"partition key {text!r}, dimension {name!r}: {cause.message}", hint=cause.hint
                )
        return super().unknown_key(key, at)

    # ------------------------------------------------------------------ the definition itself

    def describe(self) -> dict[str, Any]:
        """The definition as plain data."""
        dimensions = {name: definition.describe() for name, definition in self.partitions_defs}
        return {"kind": "multi", "dimensions": dimensions}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MultiPartitionsDefinition) and (
            self.partitions_defs == other.partitions_defs
        )

    def __hash__(self) -> int:
        return hash(tuple(self.partitions_defs))

    def __repr__(self) -> str:
        return f"MultiPartitionsDefinition({dict(self.partitions_defs)!r})"

    def __str__(self) -> str:
        return "dimensions {} and {}".format(
            *(f"{name!r} ({definition})" for name, definition in self.partitions_defs)
        )


def _joinable(parts: Sequence[str]) -> list[str]:
    """The parts without the delimiter; others could not be told apart once joined.

    Only dynamic keys can hold it: for the other kinds it was refused.
    """
    return [part for part in parts if DELIMITER not in part]


def _ends(definition: PartitionsDefinition, at: Moment) -> PartitionKeyRange | None:
    if not isinstance(definition, DynamicPartitionsDefinition):
        return definition.ends(at)
    keys = _joinable(definition.get_partition_keys(*at))
    return PartitionKeyRange(keys[0], keys[-1]) if keys else None


def _count(definition: PartitionsDefinition, at: Moment) -> int:
    if not isinstance(definition, DynamicPartitionsDefinition):
        return definition.count(at)
    return len(_joinable(definition.get_partition_keys(*at)))


def _check_dimension(name: object, definition: object) -> None:
    kinds = (
        StaticPartitionsDefinition,
        TimeWindowPartitionsDefinition,
        DynamicPartitionsDefinition,
    )
    if not isinstance(name, str):
        raise ParameterError(f"the name of a dimension must be a string, got {name!r}")
    if not isinstance(definition, PartitionsDefinition):
        raise ParameterError(
            f"dimension {name!r} must be a partitions definition, got {definition!r}"
        )
    if not isinstance(definition, kinds):
        raise InvalidDefinitionError(
            f"dimension {name!r} must be a static, time window or dynamic partitions definition,"
            f" not a {type(definition).__name__}"
        )
    if isinstance(definition, DynamicPartitionsDefinition) and definition.name is None:
        raise InvalidDefinitionError(f"dimension {name!r}: dynamic partitions need a name here")
    if isinstance(definition, TimeWindowPartitionsDefinition) and DELIMITER in definition.fmt:
        raise InvalidDefinitionError(
            f"dimension {name!r}: the key format {definition.fmt!r} may not hold {DELIMITER!r},"
            " which has a meaning in keys of two dimensions"
        )
    if isinstance(definition, StaticPartitionsDefinition):
        for key in definition.get_partition_keys():
            found = next((mark for mark in RESERVED if mark in key), None)
            if found is not None:
                raise InvalidDefinitionError(
                    f"dimension {name!r}: partition key {key!r} may not hold {found!r},"
                    " which has a meaning in keys of two dimensions"
                )
