"""Other keys, groups, tags and metadata for the assets of a definition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphmat.definitions.asset_specs import AssetDep
from graphmat.definitions.checks import AssetCheckSpec
from graphmat.errors import InvariantViolationError, did_you_mean

if TYPE_CHECKING:
    from graphmat.definitions.asset_specs import AssetSpec
    from graphmat.keys import AssetKey


def complete_specs(definition: Any, *keys: AssetKey) -> list[AssetSpec]:
    """What is said about assets, and what they are computed from.

    Args:
        definition: An ``AssetsDefinition``.
        keys: Its assets; none: all of them.

    Raises:
        InvariantViolationError: It does not make one of them.
    """
    parents = definition.asset_deps
    found = []
    for key in keys or definition.specs_by_key:
        spec = definition.specs_by_key.get(key)
        if spec is None:
            known = [str(each) for each in definition.specs_by_key]
            raise InvariantViolationError(
                f"'{definition.node_name}' does not make the asset '{key}'",
                hint=did_you_mean(str(key), known) or f"it makes {', '.join(known)}",
            )
        told = {dep.asset_key for dep in spec.deps}
        others = [other for other in sorted(parents[key]) if other not in told]
        found.append(spec.replace_attributes(deps=[*others, *spec.deps]) if others else spec)
    return found


def attribute_changes(
    definition: Any,
    replacements: Mapping[AssetKey, AssetKey],
    by_key: Mapping[str, Mapping[AssetKey, Any] | None],
    group_name: str | None,
) -> dict[str, Any]:
    """What changes in a definition whose assets get other keys and attributes.

    Args:
        definition: An ``AssetsDefinition``.
        replacements: Old key → new key, for its own assets and those it reads.
        by_key: Attribute of a spec → asset → its value.
        group_name: One group for all of its assets.

    Returns:
        The arguments of ``AssetsDefinition.but``.
    """

    def new(key: AssetKey) -> AssetKey:
        return replacements.get(key, key)

    internal = definition.options.get("internal_deps", {})
    mappings = definition.options.get("partition_mappings", {})
    return {
        "keys_by_input_name": {
            name: new(key) for name, key in definition.keys_by_input_name.items()
        },
        "keys_by_output_name": {
            name: new(key) for name, key in definition.keys_by_output_name.items()
        },
        "specs": [
            _changed_spec(spec, replacements, by_key, group_name)
            for spec in definition.specs_by_key.values()
        ],
        "check_specs_by_output_name": {
            name: AssetCheckSpec(
                spec.name,
                asset=new(spec.asset_key),
                description=spec.description,
                additional_deps=[
                    AssetDep(new(dep.asset_key), partition_mapping=dep.partition_mapping)
                    for dep in spec.additional_deps
                ],
                blocking=spec.blocking,
                metadata=spec.metadata,
                automation_condition=spec.automation_condition,
                partitions_def=spec.partitions_def,
            )
            for name, spec in definition.check_specs_by_output_name.items()
        },
        "options": {
            "internal_deps": {name: {new(key) for key in keys} for name, keys in internal.items()},
            "partition_mappings": {new(key): mapping for key, mapping in mappings.items()},
        },
    }


def _changed_spec(
    spec: AssetSpec,
    replacements: Mapping[AssetKey, AssetKey],
    by_key: Mapping[str, Mapping[AssetKey, Any] | None],
    group_name: str | None,
) -> AssetSpec:
    changes: dict[str, Any] = {
        "key": replacements.get(spec.key, spec.key),
        "deps": [
            type(dep)(
                replacements.get(dep.asset_key, dep.asset_key),
                partition_mapping=dep.partition_mapping,
            )
            for dep in spec.deps
        ],
    }
    if group_name is not None:
        changes["group_name"] = group_name
    for name, table in by_key.items():
        if table and spec.key in table:
            changes[name] = table[spec.key]
    return spec.replace_attributes(**changes)
