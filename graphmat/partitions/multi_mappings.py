"""Mappings from and to partitions of two dimensions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from graphmat.errors import ParameterError, did_you_mean
from graphmat.partitions.mapping_base import PartitionMapping, Question
from graphmat.partitions.multi import MultiPartitionsDefinition, PartitionDimensionDefinition
from graphmat.partitions.simple_mappings import IdentityPartitionMapping
from graphmat.partitions.time_mapping import TimeWindowPartitionMapping
from graphmat.partitions.time_window import TimeWindowPartitionsDefinition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphmat.partitions.base import PartitionsDefinition


class DimensionLink(NamedTuple):
    """The dimension that is linked to the other asset's only one, and how.

    Args:
        dimension_name: The dimension.
        mapping: Leads from the downstream keys to the upstream ones.
    """

    dimension_name: str
    mapping: PartitionMapping


class MultiToSingleDimensionPartitionMapping(PartitionMapping):
    """Partitions of two dimensions and of one of these, in either direction.

    A partition belongs to those that agree in the dimension, whatever they are in the other.

    Args:
        partition_dimension_name: The dimension that both have. By default the one of which the
            single-dimensional definition is the same, or else the only one of time if both are.
    """

    def __init__(self, partition_dimension_name: str | None = None) -> None:
        self.partition_dimension_name = partition_dimension_name

    def fault(
        self, upstream_def: PartitionsDefinition, downstream_def: PartitionsDefinition | None
    ) -> str | None:
        """One must have two dimensions, and the other be like one of these."""
        if downstream_def is None:
            return super().fault(upstream_def, downstream_def)
        found = self._link(upstream_def, downstream_def)
        return found if isinstance(found, str) else None

    def upstream_keys(self, question: Question) -> tuple[str, ...]:
        """The keys that agree in the dimension."""
        _, below, above, at = question
        key = question.downstream_key or ""
        link = self._link(above, below) if below is not None else ""
        assert isinstance(link, DimensionLink)  # noqa: S101  # see `fault`
        if isinstance(below, MultiPartitionsDefinition):
            part = below.get_partition_key_from_str(key).keys_by_dimension[link.dimension_name]
            dimension = below.get_partitions_def_for_dimension(link.dimension_name)
            return link.mapping.upstream_keys(Question(part, dimension, above, at))
        assert isinstance(above, MultiPartitionsDefinition)  # noqa: S101  # see `fault`
        dimension = above.get_partitions_def_for_dimension(link.dimension_name)
        parts = link.mapping.upstream_keys(Question(key, below, dimension, at))
        return tuple(above.keys_with({link.dimension_name: parts}, at))

    def _link(
        self, upstream_def: PartitionsDefinition, downstream_def: PartitionsDefinition
    ) -> DimensionLink | str:
        """The linked dimension, or why there is none."""
        sides = (upstream_def, downstream_def)
        multi = [side for side in sides if isinstance(side, MultiPartitionsDefinition)]
        single = [side for side in sides if not isinstance(side, MultiPartitionsDefinition)]
        if len(multi) != 1:
            return "exactly one of the two assets must have partitions of two dimensions"
        candidates = self._candidates(multi[0])
        if isinstance(candidates, str):
            return candidates
        same = [name for name, definition in candidates if definition == single[0]]
        if len(same) == 1:
            return DimensionLink(same[0], IdentityPartitionMapping())
        if same:
            return "both dimensions are alike: give partition_dimension_name"
        timed = [
            name
            for name, definition in candidates
            if isinstance(definition, TimeWindowPartitionsDefinition)
        ]
        if len(timed) == 1 and isinstance(single[0], TimeWindowPartitionsDefinition):
            mapping = TimeWindowPartitionMapping()
            other = multi[0].get_partitions_def_for_dimension(timed[0])
            ends = (other, single[0]) if upstream_def is multi[0] else (single[0], other)
            fault = mapping.fault(*ends)
            return DimensionLink(timed[0], mapping) if fault is None else fault
        return f"no dimension of {multi[0]} is like {single[0]}"

    def _candidates(
        self, definition: MultiPartitionsDefinition
    ) -> Sequence[PartitionDimensionDefinition] | str:
        name = self.partition_dimension_name
        if name is None:
            return definition.partitions_defs
        found = [dimension for dimension in definition.partitions_defs if dimension.name == name]
        return found or _no_dimension(name, "multi-partitioned", definition)

    def facts(self) -> tuple[Any, ...]:
        """The dimension, where one is named."""
        return (self.partition_dimension_name,)


class DimensionPartitionMapping(NamedTuple):
    """How a dimension downstream leads to one upstream.

    Args:
        dimension_name: The dimension downstream.
        partition_mapping: Leads from its keys to those of the upstream dimension.
    """

    dimension_name: str
    partition_mapping: PartitionMapping


class MultiPartitionMapping(PartitionMapping):
    """Partitions of two dimensions and of two others, dimension by dimension.

    Args:
        downstream_mappings_by_upstream_dimension: Upstream dimension → the downstream dimension it
            follows, and how. All keys of an upstream dimension that is not mentioned are used.
    """

    def __init__(
        self, downstream_mappings_by_upstream_dimension: Mapping[str, DimensionPartitionMapping]
    ) -> None:
        given: Any = downstream_mappings_by_upstream_dimension
        if not isinstance(given, Mapping) or not all(
            isinstance(item, DimensionPartitionMapping)
            and isinstance(item.partition_mapping, PartitionMapping)
            for item in given.values()
        ):
            raise ParameterError(
                "MultiPartitionMapping takes a mapping of upstream dimension to"
                f" DimensionPartitionMapping, got {given!r}"
            )
        self.downstream_mappings_by_upstream_dimension = downstream_mappings_by_upstream_dimension

    def fault(
        self, upstream_def: PartitionsDefinition, downstream_def: PartitionsDefinition | None
    ) -> str | None:
        """Both must have two dimensions, which the mapping names, each once."""
        for side, definition in (("upstream", upstream_def), ("downstream", downstream_def)):
            if not isinstance(definition, MultiPartitionsDefinition):
                return f"the {side} asset's partitions are not of two dimensions"
        assert isinstance(upstream_def, MultiPartitionsDefinition)  # noqa: S101  # for mypy
        assert isinstance(downstream_def, MultiPartitionsDefinition)  # noqa: S101  # as above
        taken: set[str] = set()
        for upstream_name, (
            name,
            mapping,
        ) in self.downstream_mappings_by_upstream_dimension.items():
            if upstream_name not in upstream_def.partition_dimension_names:
                return _no_dimension(upstream_name, "upstream", upstream_def)
            if name not in downstream_def.partition_dimension_names:
                return _no_dimension(name, "downstream", downstream_def)
            if name in taken:
                return f"two upstream dimensions follow the one dimension {name!r}"
            taken.add(name)
            fault = mapping.fault(
                upstream_def.get_partitions_def_for_dimension(upstream_name),
                downstream_def.get_partitions_def_for_dimension(name),
            )
            if fault is not None:
                return f"from dimension {name!r} to {upstream_name!r}: {fault}"
        return None

    def upstream_keys(self, question: Question) -> tuple[str, ...]:
        """The keys whose parts follow from the parts of the downstream key."""
        below, above = question.downstream_def, question.upstream_def
        assert isinstance(below, MultiPartitionsDefinition)  # noqa: S101  # see `fault`
        assert isinstance(above, MultiPartitionsDefinition)  # noqa: S101  # as above
        parts = below.get_partition_key_from_str(question.downstream_key or "").keys_by_dimension
        wanted = {
            upstream_name: mapping.upstream_keys(
                Question(
                    parts[name],
                    below.get_partitions_def_for_dimension(name),
                    above.get_partitions_def_for_dimension(upstream_name),
                    question.at,
                )
            )
            for upstream_name, (name, mapping) in (
                self.downstream_mappings_by_upstream_dimension.items()
            )
        }
        return tuple(above.keys_with(wanted, question.at))

    def facts(self) -> tuple[Any, ...]:
        """What follows what."""
        return (dict(self.downstream_mappings_by_upstream_dimension),)


def _no_dimension(name: str, side: str, definition: MultiPartitionsDefinition) -> str:
    guess = did_you_mean(name, definition.partition_dimension_names)
    return f"the {side} asset has no dimension {name!r}" + (f" ({guess})" if guess else "")
