"""What is said about the inputs and outputs of a definition of assets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphmat.definitions.asset_specs import (
    SPEC_ATTRIBUTES,
    AssetSpec,
    as_deps,
    coerce_key,
    prefix_parts,
)
from graphmat.definitions.ins_outs import NO_VALUE, as_metadata
from graphmat.errors import ParameterError
from graphmat.keys import AssetKey


class AssetIn:
    """Which asset an input is, and how it is loaded.

    Args:
        key: The asset; default: the parameter's name.
        metadata: Facts about the input, for I/O managers.
        key_prefix: Put before the parameter's name.
        input_manager_key: The resource that loads it.
        partition_mapping: Which of its partitions are loaded.
        dagster_type: Type that the value must have.

    Raises:
        ParameterError: Both key and key_prefix.
    """

    __slots__ = (
        "dagster_type",
        "input_manager_key",
        "key",
        "key_prefix",
        "metadata",
        "partition_mapping",
    )

    def __init__(
        self,
        key: Any = None,
        metadata: Mapping[str, Any] | None = None,
        key_prefix: str | Sequence[str] | None = None,
        input_manager_key: str | None = None,
        partition_mapping: Any = None,
        dagster_type: Any = NO_VALUE,
    ) -> None:
        if key is not None and key_prefix is not None:
            raise ParameterError("AssetIn takes a key or a key_prefix, not both")
        self.key = None if key is None else coerce_key(key)
        self.metadata = as_metadata(metadata)
        self.key_prefix = prefix_parts(key_prefix)
        self.input_manager_key = input_manager_key
        self.partition_mapping = partition_mapping
        self.dagster_type = dagster_type

    def key_of(self, parameter_name: str) -> AssetKey:
        """The asset that a parameter of this name is."""
        return self.key if self.key is not None else AssetKey([*self.key_prefix, parameter_name])


class AssetOut:
    """One of the assets that a definition of several makes.

    Args:
        key_prefix: Put before the output's name.
        key: The key; default: the output's name.
        dagster_type: Type that the value must have.
        description: What it is.
        is_required: Whether its op must always produce it.
        io_manager_key: The resource that stores and loads it.
        metadata: Facts about it.
        group_name: Its group.
        code_version: Version of the code that computes it.
        automation_condition: Kept for compatibility.
        backfill_policy: How many of its partitions one run makes; default: one.
        owners: E-mail addresses, or teams as ``team:name``.
        tags: Tags to select it by.
        kinds: What it is made with.
        freshness_policy: Kept for compatibility.
        is_virtual: Kept for compatibility.
        deps: Assets it depends on without loading them.

    Raises:
        ParameterError: Both key and key_prefix.
    """

    __slots__ = (
        "backfill_policy",
        "dagster_type",
        "is_required",
        "key",
        "key_prefix",
        "options",
        "own_io_manager_key",
    )

    def __init__(
        self,
        key_prefix: str | Sequence[str] | None = None,
        key: Any = None,
        dagster_type: Any = NO_VALUE,
        description: str | None = None,
        is_required: bool = True,
        io_manager_key: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        group_name: str | None = None,
        code_version: str | None = None,
        automation_condition: Any = None,
        backfill_policy: Any = None,
        owners: Sequence[str] | None = None,
        tags: Mapping[str, str] | None = None,
        kinds: Iterable[str] | None = None,
        freshness_policy: Any = None,
        is_virtual: bool = False,
        deps: Iterable[Any] | None = None,
    ) -> None:
        if key is not None and key_prefix is not None:
            raise ParameterError("AssetOut takes a key or a key_prefix, not both")
        self.key = None if key is None else coerce_key(key)
        self.key_prefix = prefix_parts(key_prefix)
        self.dagster_type = dagster_type
        self.is_required = is_required
        self.own_io_manager_key = io_manager_key
        self.backfill_policy = backfill_policy
        options = {
            "deps": as_deps(deps) or None,
            "description": description,
            "metadata": as_metadata(metadata),
            "group_name": group_name,
            "code_version": code_version,
            "automation_condition": automation_condition,
            "owners": owners,
            "tags": tags,
            "kinds": kinds,
            "freshness_policy": freshness_policy,
        }
        self.options = {name: value for name, value in options.items() if value}
        if is_virtual:
            self.options["is_virtual"] = True

    @property
    def io_manager_key(self) -> str:
        """The resource that stores and loads it."""
        return self.own_io_manager_key or "io_manager"

    def __getattr__(self, name: str) -> Any:
        if name in {"options", "own_io_manager_key"} or name.startswith("__"):
            raise AttributeError(name)
        if name in SPEC_ATTRIBUTES:
            return self.options.get(name)
        raise AttributeError(f"AssetOut has no attribute '{name}'")

    def key_of(self, output_name: str) -> AssetKey:
        """The asset that an output of this name is."""
        return self.key if self.key is not None else AssetKey([*self.key_prefix, output_name])

    def to_spec(self, output_name: str, defaults: Mapping[str, Any]) -> AssetSpec:
        """The spec of the asset.

        Args:
            output_name: The output's name.
            defaults: Options of the whole definition, where this output says nothing.
        """
        spec = AssetSpec(self.key_of(output_name), **{**defaults, **self.options})
        spec.io_manager_key = self.own_io_manager_key or spec.io_manager_key
        return spec
