"""From a partition downstream to those upstream: which mapping holds, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphmat.errors import InvalidDefinitionError, InvariantViolationError, ParameterError
from graphmat.partitions.base import Moment
from graphmat.partitions.mapping_base import PartitionMapping, Question, UpstreamPartitionError
from graphmat.partitions.multi import MultiPartitionsDefinition
from graphmat.partitions.multi_mappings import (
    DimensionPartitionMapping,
    MultiPartitionMapping,
    MultiToSingleDimensionPartitionMapping,
)
from graphmat.partitions.simple_mappings import (
    AllPartitionMapping,
    IdentityPartitionMapping,
    LastPartitionMapping,
    SpecificPartitionsPartitionMapping,
    StaticPartitionMapping,
)
from graphmat.partitions.time_mapping import TimeWindowPartitionMapping
from graphmat.partitions.time_window import TimeWindowPartitionsDefinition

if TYPE_CHECKING:
    from datetime import datetime

    from graphmat.partitions.base import DynamicPartitionsStore, PartitionsDefinition

__all__ = [
    "AllPartitionMapping",
    "DimensionPartitionMapping",
    "IdentityPartitionMapping",
    "LastPartitionMapping",
    "MultiPartitionMapping",
    "MultiToSingleDimensionPartitionMapping",
    "PartitionMapping",
    "SpecificPartitionsPartitionMapping",
    "StaticPartitionMapping",
    "TimeWindowPartitionMapping",
    "UpstreamPartitionError",
    "check_mapping",
    "default_mapping",
    "upstream_keys",
]


def default_mapping(
    upstream_def: PartitionsDefinition | None, downstream_def: PartitionsDefinition | None
) -> PartitionMapping:
    """The mapping that holds where none was given.

    Args:
        upstream_def: The upstream asset's partitions, or None.
        downstream_def: The downstream asset's partitions, or None.

    Returns:
        All partitions where one side has none; the common dimension where one side has two and the
        other is like one of these; shared time between windows of time; else the same key.
    """
    if upstream_def is None or downstream_def is None:
        return AllPartitionMapping()
    by_dimension = MultiToSingleDimensionPartitionMapping()
    if by_dimension.fault(upstream_def, downstream_def) is None:
        return by_dimension
    windows = (TimeWindowPartitionsDefinition, TimeWindowPartitionsDefinition)
    if all(map(isinstance, (upstream_def, downstream_def), windows)):
        return TimeWindowPartitionMapping()
    return IdentityPartitionMapping()


def check_mapping(
    mapping: PartitionMapping,
    upstream_def: PartitionsDefinition | None,
    downstream_def: PartitionsDefinition | None,
) -> None:
    """Refuse a mapping that cannot lead from the one definition to the other.

    Raises:
        InvalidDefinitionError: Says why.
    """
    if not isinstance(mapping, PartitionMapping):
        raise ParameterError(f"partition_mapping must be a partition mapping, got {mapping!r}")
    if upstream_def is None:
        return
    fault = mapping.fault(upstream_def, downstream_def)
    if fault is not None:
        raise InvalidDefinitionError(f"{type(mapping).__name__} does not fit: {fault}")


def upstream_keys(
    mapping: PartitionMapping | None,
    downstream_def: PartitionsDefinition | None,
    downstream_key: str | None,
    upstream_def: PartitionsDefinition | None,
    store: DynamicPartitionsStore | None,
    now: datetime,
) -> tuple[str, ...]:
    """The upstream partitions that a downstream partition is made from.

    Args:
        mapping: How the two are related; None for the default.
        downstream_def: The downstream asset's partitions, or None.
        downstream_key: The partition that is made; None where the asset is not partitioned.
        upstream_def: The upstream asset's partitions, or None.
        store: The store of dynamic keys, where there is one.
        now: The time.

    Returns:
        Upstream keys in their definition's order, each once; none where the upstream asset is not
        partitioned, and possibly none where it is.

    Raises:
        InvalidDefinitionError: The mapping does not fit the definitions.
        InvariantViolationError: A key is needed and was not given.
        UnknownPartitionError: An upstream partition is needed that does not exist.
    """
    if upstream_def is None:
        return ()
    if mapping is None:
        mapping = default_mapping(upstream_def, downstream_def)
    check_mapping(mapping, upstream_def, downstream_def)
    if mapping.needs_key and downstream_key is None:
        raise InvariantViolationError(
            f"{type(mapping).__name__} leads from a partition key, and none was given"
        )
    question = Question(downstream_key, downstream_def, upstream_def, Moment(now, store))
    keys = mapping.upstream_keys(question)
    if isinstance(upstream_def, MultiPartitionsDefinition):
        return tuple(upstream_def.get_partition_key_from_str(key) for key in keys)
    return keys
