"""Mappings that need no calendar: by the key itself, to all, to the last, or as written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphmat.errors import ParameterError, did_you_mean
from graphmat.partitions.mapping_base import PartitionMapping, Question
from graphmat.partitions.static import StaticPartitionsDefinition
from graphmat.partitions.time_window import TimeWindowPartitionsDefinition

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from graphmat.partitions.base import PartitionsDefinition


class IdentityPartitionMapping(PartitionMapping):
    """The partition of the same key, for two definitions of one kind."""

    def fault(
        self, upstream_def: PartitionsDefinition, downstream_def: PartitionsDefinition | None
    ) -> str | None:
        """Both must be of one kind, whatever their keys; a daily and an hourly one are."""
        if downstream_def is not None and _kind(upstream_def) is not _kind(downstream_def):
            return (
                f"the upstream asset's partitions are {upstream_def}, and the downstream asset's"
                f" {downstream_def}; give a partition_mapping that leads from one to the other"
            )
        return super().fault(upstream_def, downstream_def)

    def upstream_keys(self, question: Question) -> tuple[str, ...]:
        """The key itself."""
        key = question.downstream_key or ""
        if question.downstream_def == question.upstream_def:
            return (key,)
        if not question.upstream_def.holds(key, question.at):
            raise question.missing(
                [key],
                "the two assets have different partitions: give a partition_mapping, such as"
                " StaticPartitionMapping or AllPartitionMapping",
            )
        return (key,)


class AllPartitionMapping(PartitionMapping):
    """All partitions that exist upstream."""

    needs_key = False

    def upstream_keys(self, question: Question) -> tuple[str, ...]:
        """All keys."""
        return tuple(question.upstream_def.get_partition_keys(*question.at))


class LastPartitionMapping(PartitionMapping):
    """The last partition that exists upstream, or none where none exists."""

    needs_key = False

    def upstream_keys(self, question: Question) -> tuple[str, ...]:
        """The last key."""
        ends = question.upstream_def.ends(question.at)
        return () if ends is None else (ends.end,)


class SpecificPartitionsPartitionMapping(PartitionMapping):
    """Always the same partitions.

    Args:
        partition_keys: Their keys upstream.
    """

    needs_key = False

    def __init__(self, partition_keys: Sequence[str]) -> None:
        if isinstance(partition_keys, str):
            raise ParameterError(
                "SpecificPartitionsPartitionMapping takes a list of keys, not the text"
                f" {partition_keys!r}",
                hint=f"write [{partition_keys!r}]",
            )
        self.partition_keys = list(partition_keys)

    def upstream_keys(self, question: Question) -> tuple[str, ...]:
        """These keys."""
        return question.existing(self.partition_keys)

    def facts(self) -> tuple[Any, ...]:
        """The keys."""
        return (self.partition_keys,)


class StaticPartitionMapping(PartitionMapping):
    """Partitions of one static definition given by those of another.

    Args:
        downstream_partition_keys_by_upstream_partition_key: Upstream key → the downstream key or
            keys that are made from it. An upstream key that is not mentioned is not used.
    """

    def __init__(
        self,
        downstream_partition_keys_by_upstream_partition_key: Mapping[str, str | Collection[str]],
    ) -> None:
        given = downstream_partition_keys_by_upstream_partition_key
        if not isinstance(given, Mapping):
            raise ParameterError(
                "StaticPartitionMapping takes a mapping of upstream key to downstream keys,"
                f" got {given!r}"
            )
        self.downstream_partition_keys_by_upstream_partition_key = given
        self._upstream: dict[str, list[str]] = {}
        for upstream_key, keys in given.items():
            for key in [keys] if isinstance(keys, str) else keys:
                self._upstream.setdefault(key, []).append(upstream_key)

    def fault(
        self, upstream_def: PartitionsDefinition, downstream_def: PartitionsDefinition | None
    ) -> str | None:
        """Both must be static, and have the keys that the mapping names."""
        sides = (
            ("upstream", upstream_def, self.downstream_partition_keys_by_upstream_partition_key),
            ("downstream", downstream_def, self._upstream),
        )
        for side, definition, keys in sides:
            if not isinstance(definition, StaticPartitionsDefinition):
                return f"the {side} asset's partitions are not static"
            known = definition.get_partition_keys()
            unknown = [key for key in keys if not definition.has_partition_key(key)]
            if unknown:
                guess = did_you_mean(unknown[0], known)
                return f"{unknown[0]!r} is not a key of the {side} asset" + (
                    f" ({guess})" if guess else ""
                )
        return None

    def upstream_keys(self, question: Question) -> tuple[str, ...]:
        """The keys that name the downstream key."""
        return question.existing(self._upstream.get(question.downstream_key or "", ()))

    def facts(self) -> tuple[Any, ...]:
        """Which key is made from which."""
        return (dict(self.downstream_partition_keys_by_upstream_partition_key),)


def _kind(definition: PartitionsDefinition) -> type:
    if isinstance(definition, TimeWindowPartitionsDefinition):
        return TimeWindowPartitionsDefinition
    return type(definition)
