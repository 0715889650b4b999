"""Where the value of a step's input comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphmat.events.records import MaterializationRecord, OutputRecord
    from graphmat.keys import AssetKey


def only(partition_keys: tuple[str, ...]) -> str | None:
    """The partition of a run or step, where it is one."""
    return partition_keys[0] if len(partition_keys) == 1 else None


class FromStep:
    """An input's value comes from an earlier step of the plan.

    Args:
        step_index: The step.
        output_name: Its output.
        is_collected: Whether all items of a fan-out come as one list.
        depth: For a collected source: how many fan-outs stay open around the list.
        asset_key: The asset that the output is, if it is one.
    """

    __slots__ = ("asset_key", "depth", "is_collected", "output_name", "step_index")

    def __init__(
        self,
        step_index: int,
        output_name: str,
        *,
        is_collected: bool = False,
        depth: int = 0,
        asset_key: AssetKey | None = None,
    ) -> None:
        self.step_index = step_index
        self.output_name = output_name
        self.is_collected = is_collected
        self.depth = depth
        self.asset_key = asset_key


class FromAsset:
    """An input's value is an asset that this plan does not make.

    Args:
        asset_key: The asset.
        partition_keys: Its partitions that are loaded; None where it is not partitioned.
        as_mapping: Whether the op takes a dictionary of partition key to value.
        io_manager_key: The resource that stored it.
        records: Partition key (or None) → its newest materialization when the plan was made.
        metadata: Facts about the input.
        definition_metadata: Facts about the asset.
        serves: Its partition → those of the run that need it; only in a run of several.
    """

    __slots__ = (
        "as_mapping",
        "asset_key",
        "definition_metadata",
        "io_manager_key",
        "metadata",
        "partition_keys",
        "records",
        "serves",
    )

    def __init__(
        self,
        asset_key: AssetKey,
        *,
        partition_keys: tuple[str, ...] | None = None,
        as_mapping: bool = False,
        io_manager_key: str = "io_manager",
        records: Mapping[str | None, MaterializationRecord] | None = None,
        metadata: Mapping[str, Any] | None = None,
        definition_metadata: Mapping[str, Any] | None = None,
        serves: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.serves = serves
        self.asset_key = asset_key
        self.partition_keys = partition_keys
        self.as_mapping = as_mapping
        self.io_manager_key = io_manager_key
        self.records = dict(records or {})
        self.metadata = metadata
        self.definition_metadata = definition_metadata


class FromRun:
    """An input's value was made by a step of an earlier run, and is still there.

    Args:
        records: The stored outputs, in order; several where they are collected.
        is_collected: Whether they come as one list.
        asset_key: The asset that the output is, if it is one.
        materialization: Its materialization, if it is one.
    """

    __slots__ = ("asset_key", "is_collected", "materialization", "records")

    def __init__(
        self,
        records: Sequence[OutputRecord],
        *,
        is_collected: bool = False,
        asset_key: AssetKey | None = None,
        materialization: MaterializationRecord | None = None,
    ) -> None:
        self.records = tuple(records)
        self.is_collected = is_collected
        self.asset_key = asset_key
        self.materialization = materialization


class FromGraphInput:
    """An input's value is given when a job is executed: by name, or as configuration."""

    __slots__ = ("input_name",)

    def __init__(self, input_name: str) -> None:
        self.input_name = input_name


class FromConfig:
    """An input's value is a field of a graph's configuration."""

    __slots__ = ("field_path", "graph_path")

    def __init__(self, graph_path: tuple[str, ...], field_path: tuple[str, ...]) -> None:
        self.graph_path = graph_path
        self.field_path = field_path


InputSource = FromStep | FromAsset | FromRun | FromGraphInput | FromConfig
