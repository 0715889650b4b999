"""The partitions of a run: one, or a range of them, as arguments or tags name them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from graphmat.errors import (
    InvalidDefinitionError,
    InvalidSelectionError,
    UnknownPartitionError,
    did_you_mean,
)

if TYPE_CHECKING:
    from datetime import datetime

    from graphmat.graphs.asset_graph import AssetGraph
    from graphmat.keys import AssetKey

PARTITION_TAG: Final = "dagster/partition"
"""The tag of a run that names its partition, as modules and tools of the peer know it."""

RANGE_TAGS: Final = (
    "dagster/asset_partition_range_start",
    "dagster/asset_partition_range_end",
)
"""The tags of a run of several partitions: first and last."""


def range_of_tags(tags: Mapping[str, str] | None) -> tuple[str, str] | None:
    """The range of partitions that tags name, if they do."""
    first, last = RANGE_TAGS
    if not tags or first not in tags or last not in tags:
        return None
    return tags[first], tags[last]


def partitions_for(
    graph: AssetGraph, key: AssetKey, partition_keys: Sequence[str]
) -> Sequence[str | None]:
    """The partitions of an asset that a run is about; just None where it has none."""
    definition = graph.definition_by_key.get(key)
    partitions = (
        definition.partitions_def if definition is not None else graph.spec(key).partitions_def
    )
    return partition_keys if partitions is not None and partition_keys else (None,)


def chosen_partitions(
    graph: AssetGraph,
    keys: Collection[AssetKey],
    partition_key: str | None,
    partition_range: Sequence[str] | None,
    store: Any,
    now: datetime,
) -> tuple[str, ...]:
    """The partitions of a run, which must fit its assets.

    Args:
        graph: All assets.
        keys: The selected ones.
        partition_key: The partition, where it is one.
        partition_range: First and last, where they are several.
        store: The store of dynamic keys.
        now: The time at which they must exist.

    Raises:
        UnknownPartitionError: A key is not one of the assets' partitions.
        InvalidSelectionError: A partitioned asset without a key, or a key without one.
        InvalidDefinitionError: The assets have different partitions.
    """
    asked = partition_key or ("..".join(partition_range) if partition_range else None)
    partitioned: dict[Any, AssetKey] = {}
    for key in sorted(keys):
        definition = graph.definition_by_key[key].partitions_def
        if definition is not None and not any(definition == known for known in partitioned):
            partitioned[definition] = key
    if not partitioned:
        if asked is not None:
            raise InvalidSelectionError(
                f"partition '{asked}' is given, but no selected asset is partitioned"
            )
        return ()
    names = ", ".join(f"'{key}'" for key in partitioned.values())
    if asked is None:
        raise InvalidSelectionError(
            f"{names} {'is' if len(partitioned) == 1 else 'are'} partitioned, but no partition is "
            "given",
            hint="choose one: --partition KEY, or several: --partitions A..B",
        )
    if len(partitioned) > 1:
        raise InvalidDefinitionError(
            f"assets with different partitions cannot be made in one run: {names}",
            hint="select them apart",
        )
    ((definition, first),) = partitioned.items()
    return keys_of(definition, partition_key, partition_range, store, now, f"'{first}'")


def keys_of(
    definition: Any,
    partition_key: str | None,
    partition_range: Sequence[str] | None,
    store: Any,
    now: datetime,
    whose: str,
) -> tuple[str, ...]:
    """The keys of a definition that are asked for.

    Args:
        definition: The partitions.
        partition_key: The partition, where it is one.
        partition_range: First and last, where they are several.
        store: The store of dynamic keys.
        now: The time at which they must exist.
        whose: What is partitioned, for messages.

    Raises:
        UnknownPartitionError: A key does not exist, or the range runs backwards.
    """
    ends = (partition_key,) if partition_range is None else tuple(partition_range)
    for key in ends:
        if not definition.has_partition_key(key, current_time=now, dynamic_partitions_store=store):
            known = definition.get_partition_keys(current_time=now, dynamic_partitions_store=store)
            raise UnknownPartitionError(
                f"'{key}' is not a partition of {whose}, which "
                f"has {len(known)}" + (f": {known[0]} … {known[-1]}" if known else ""),
                hint=did_you_mean(str(key), known[-500:]) or _to_add(definition, str(key)),
            )
    if partition_range is None:
        return (str(partition_key),)
    from graphmat.partitions.base import PartitionKeyRange

    found = definition.get_partition_keys_in_range(
        PartitionKeyRange(*partition_range), dynamic_partitions_store=store
    )
    if not found:
        first, last = partition_range
        raise UnknownPartitionError(
            f"the range of partitions from '{first}' to '{last}' runs backwards",
            hint=f"write {last}..{first}",
        )
    return tuple(found)


def _to_add(definition: Any, key: str) -> str | None:
    """How a key comes to be, where keys are added as they turn up."""
    from graphmat.partitions.dynamic import DynamicPartitionsDefinition

    name = getattr(definition, "name", None)
    if not isinstance(definition, DynamicPartitionsDefinition) or name is None:
        return None
    return f"add it in Python: Instance.get().add_dynamic_partitions('{name}', ['{key}'])"
