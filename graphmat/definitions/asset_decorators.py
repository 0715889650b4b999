"""``@asset`` and ``@multi_asset``; their twins for graphs are in ``graph_asset_decorators``.

The four take the same options wherever an option makes sense for them; a test compares their
signatures. No option is ignored in silence, no unknown keyword is accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.definitions.arguments import as_dict, as_hooks, as_items, function_name
from graphmat.definitions.asset_options import (
    check_outs,
    define,
    input_mappings_of,
    key_of,
    mappings_of,
    older_deps,
    older_kinds,
    op_inputs,
    own_checks,
    refuse_unknown,
)
from graphmat.definitions.asset_specs import AssetDep, AssetSpec, as_deps
from graphmat.definitions.assets import AssetsDefinition
from graphmat.definitions.ins_outs import NO_VALUE, Out
from graphmat.definitions.names import check_name
from graphmat.definitions.node_assets import checks_by_output_name
from graphmat.definitions.ops import OpDefinition, clean_doc
from graphmat.definitions.signature import local_scope
from graphmat.errors import (
    InvalidDefinitionError,
    ParameterError,
    did_you_mean,
)

if TYPE_CHECKING:
    from graphmat.definitions.asset_ins_outs import AssetIn, AssetOut
    from graphmat.definitions.checks import AssetCheckSpec
    from graphmat.keys import AssetKey


def asset(
    compute_fn: Callable[..., Any] | None = None,
    *,
    name: str | None = None,
    key_prefix: str | Sequence[str] | None = None,
    ins: Mapping[str, AssetIn] | None = None,
    deps: Iterable[Any] | None = None,
    metadata: Mapping[str, Any] | None = None,
    tags: Mapping[str, str] | None = None,
    description: str | None = None,
    config_schema: Any = None,
    required_resource_keys: Any = None,
    resource_defs: Mapping[str, Any] | None = None,
    hooks: Any = None,
    io_manager_def: Any = None,
    io_manager_key: str | None = None,
    dagster_type: Any = NO_VALUE,
    partitions_def: Any = None,
    op_tags: Mapping[str, Any] | None = None,
    group_name: str | None = None,
    output_required: bool = True,
    automation_condition: Any = None,
    freshness_policy: Any = None,
    backfill_policy: Any = None,
    retry_policy: Any = None,
    code_version: str | None = None,
    key: Any = None,
    check_specs: Sequence[AssetCheckSpec] | None = None,
    owners: Sequence[str] | None = None,
    kinds: Iterable[str] | None = None,
    pool: str | None = None,
    is_virtual: bool = False,
    **unknown: Any,
) -> Any:
    """Make an asset of a function.

    Args:
        compute_fn: The function, where the decorator is used without parentheses. Its parameters
            are upstream assets, but for a context, a ``config`` and annotated resources.
        name: Last component of the key; default: the function's name.
        key_prefix: Put before the name.
        ins: Parameter → ``AssetIn``.
        deps: Assets it waits for without loading them.
        metadata: Facts about the asset.
        tags: Tags to select it by.
        description: Default: the function's docstring.
        config_schema: Plain schema of its configuration; see also a ``config`` parameter.
        required_resource_keys: Resources that the context must offer.
        resource_defs: Resources of its own.
        hooks: Run after success or failure.
        io_manager_def: An I/O manager of its own.
        io_manager_key: The resource that stores and loads it.
        dagster_type: Type that the value must have; default: the return annotation.
        partitions_def: Its partitions.
        op_tags: Tags of its op.
        group_name: Its group.
        output_required: Whether the function must always produce it.
        automation_condition: Kept for compatibility.
        freshness_policy: Kept for compatibility.
        backfill_policy: How many of its partitions one run makes; default: one.
        retry_policy: When a failed attempt is tried again.
        code_version: Version of the code.
        key: The whole key, instead of name and key_prefix.
        check_specs: Checks whose results the function yields.
        owners: E-mail addresses, or teams as ``team:name``.
        kinds: What it is made with.
        pool: Name of a pool that limits how many such ops run at once.
        is_virtual: Kept for compatibility.
        unknown: Older names of options; others are refused.

    Returns:
        The definition; or the decorator that makes one.

    Raises:
        InvalidDefinitionError: The function or an option cannot be an asset.
        TypeError: An option that does not exist.
    """
    refuse_unknown("@asset", unknown, asset.__kwdefaults__)
    kinds, deps = older_kinds(unknown, kinds), older_deps(unknown, deps)

    def decorate(function: Callable[..., Any]) -> AssetsDefinition:
        scope = local_scope()

        def build() -> AssetsDefinition:
            asset_key = key_of(function, name, key, key_prefix, "@asset")
            own = as_dict(resource_defs, "resource_defs")
            manager_key = io_manager_key
            if io_manager_def is not None:
                manager_key = manager_key or f"{asset_key.to_python_identifier()}__io_manager"
                own[manager_key] = io_manager_def
            op_def = OpDefinition(
                function,
                asset_key.to_python_identifier(),
                description=description,
                outs={
                    "result": Out(
                        dagster_type,
                        is_required=output_required,
                        io_manager_key=manager_key,
                        code_version=code_version,
                    )
                },
                config_schema=config_schema,
                required_resource_keys=required_resource_keys,
                tags=op_tags,
                retry_policy=retry_policy,
                code_version=code_version,
                pool=pool,
                scope=scope,
                is_asset_function=True,
            )
            inputs = op_inputs(op_def, ins)
            spec = AssetSpec(
                asset_key,
                deps=deps,
                description=description if description is not None else clean_doc(function),
                metadata=metadata,
                group_name=group_name,
                code_version=code_version,
                automation_condition=automation_condition,
                owners=owners,
                tags=tags,
                kinds=kinds,
                partitions_def=partitions_def,
                freshness_policy=freshness_policy,
                is_virtual=is_virtual,
            )
            spec.io_manager_key = manager_key or spec.io_manager_key
            checks = own_checks(asset_key, check_specs)
            for output_name, check in checks.items():
                op_def.outs[output_name] = Out(is_required=False, description=check.description)
            return AssetsDefinition(
                op_def,
                op_def.name,
                keys_by_input_name={name: key for name, (key, _) in inputs.items()},
                keys_by_output_name={"result": asset_key},
                specs=[spec],
                check_specs_by_output_name=checks,
                options={
                    "partitions_def": partitions_def,
                    "partition_mappings": mappings_of(inputs, [spec]),
                    "input_mappings": input_mappings_of(inputs),
                    "resource_defs": own,
                    "hooks": as_hooks(hooks),
                    "backfill_policy": backfill_policy,
                },
            )

        return define(function, str(name or getattr(function, "__name__", "asset")), build)

    return decorate if compute_fn is None else decorate(compute_fn)


def multi_asset(
    *,
    outs: Mapping[str, AssetOut] | None = None,
    name: str | None = None,
    ins: Mapping[str, AssetIn] | None = None,
    deps: Iterable[Any] | None = None,
    description: str | None = None,
    config_schema: Any = None,
    required_resource_keys: Any = None,
    internal_asset_deps: Mapping[str, set[AssetKey]] | None = None,
    partitions_def: Any = None,
    hooks: Any = None,
    backfill_policy: Any = None,
    op_tags: Mapping[str, Any] | None = None,
    can_subset: bool = False,
    resource_defs: Mapping[str, Any] | None = None,
    group_name: str | None = None,
    retry_policy: Any = None,
    code_version: str | None = None,
    specs: Sequence[AssetSpec] | None = None,
    check_specs: Sequence[AssetCheckSpec] | None = None,
    pool: str | None = None,
    **unknown: Any,
) -> Callable[[Callable[..., Any]], Any]:
    """Make several assets of one function.

    Args:
        outs: Output name → ``AssetOut``; or give ``specs``.
        name: Name of the op; default: the function's name.
        ins: Parameter → ``AssetIn``.
        deps: Assets that all of them wait for without loading them.
        description: Default: the function's docstring.
        config_schema: Plain schema of its configuration.
        required_resource_keys: Resources that the context must offer.
        internal_asset_deps: Output → what its asset depends on; default: all inputs.
        partitions_def: Partitions of all of them.
        hooks: Run after success or failure.
        backfill_policy: How many of its partitions one run makes; default: one.
        op_tags: Tags of the op.
        can_subset: Whether some may be made without the others.
        resource_defs: Resources of its own.
        group_name: Group of all of them that name none.
        retry_policy: When a failed attempt is tried again.
        code_version: Version of the code.
        specs: What is said about each asset, where the function stores the values itself.
        check_specs: Checks whose results the function yields.
        pool: Name of a pool that limits how many such ops run at once.
        unknown: Older names of options; others are refused.

    Returns:
        The decorator that makes the definition.

    Raises:
        InvalidDefinitionError: The function or an option cannot be that.
        TypeError: An option that does not exist.
    """
    refuse_unknown("@multi_asset", unknown, multi_asset.__kwdefaults__)
    deps = older_deps(unknown, deps)
    kind = unknown.get("compute_kind")

    def decorate(function: Callable[..., Any]) -> AssetsDefinition:
        scope = local_scope()

        def build() -> AssetsDefinition:
            if (outs is None) == (specs is None):
                raise InvalidDefinitionError("@multi_asset needs either 'outs' or 'specs'")
            common_deps = as_deps(deps)
            all_specs, op_outs, keys = _multi_outputs(
                outs, specs, common_deps, group_name, code_version, partitions_def, can_subset
            )
            if kind:
                all_specs = [spec.merge_attributes(kinds=[kind]) for spec in all_specs]
            op_name = check_name(function_name(function, "@multi_asset", name), "an op")
            checks = checks_by_output_name(op_name, check_specs)
            for output_name, check in checks.items():
                if check.asset_key not in set(keys.values()):
                    raise InvalidDefinitionError(
                        f"check '{check.name}' is for asset '{check.asset_key}', which "
                        f"'{op_name}' does not make",
                        code="GM125",
                    )
                op_outs[output_name] = Out(is_required=False)
            op_def = OpDefinition(
                function,
                op_name,
                description=description,
                outs=op_outs,
                config_schema=config_schema,
                required_resource_keys=required_resource_keys,
                tags=op_tags,
                retry_policy=retry_policy,
                code_version=code_version,
                pool=pool,
                scope=scope,
                is_asset_function=True,
            )
            inputs = op_inputs(op_def, ins)
            internal = {
                out_name: set(as_items(found, "internal_asset_deps"))
                for out_name, found in as_dict(internal_asset_deps, "internal_asset_deps").items()
            }
            for out_name in internal:
                if out_name not in op_outs:
                    raise InvalidDefinitionError(
                        f"internal_asset_deps names '{out_name}', which is not an output of "
                        f"'{op_name}'",
                        hint=did_you_mean(out_name, op_outs),
                    )
            return AssetsDefinition(
                op_def,
                op_def.name,
                keys_by_input_name={name: key for name, (key, _) in inputs.items()},
                keys_by_output_name=keys,
                specs=all_specs,
                can_subset=can_subset,
                check_specs_by_output_name=checks,
                options={
                    "partitions_def": partitions_def
                    or next((s.partitions_def for s in all_specs if s.partitions_def), None),
                    "partition_mappings": mappings_of(inputs, all_specs),
                    "input_mappings": input_mappings_of(inputs),
                    "resource_defs": as_dict(resource_defs, "resource_defs"),
                    "hooks": as_hooks(hooks),
                    "backfill_policy": backfill_policy,
                    "internal_deps": internal,
                    "specs_given": specs is not None,
                },
            )

        return define(function, str(name or getattr(function, "__name__", "multi_asset")), build)

    return decorate


def _multi_outputs(
    outs: Mapping[str, AssetOut] | None,
    specs: Sequence[AssetSpec] | None,
    deps: tuple[AssetDep, ...],
    group_name: str | None,
    code_version: str | None,
    partitions_def: Any,
    can_subset: bool,
) -> tuple[list[AssetSpec], dict[str, Out], dict[str, AssetKey]]:
    """Specs, outputs of the op, and the key of each output."""
    defaults: dict[str, Any] = {
        "deps": deps or None,
        "group_name": group_name,
        "code_version": code_version,
        "partitions_def": partitions_def,
    }
    if specs is not None:
        found, op_outs, keys = [], {}, {}
        for spec in as_items(specs, "specs"):
            if not isinstance(spec, AssetSpec):
                raise ParameterError(f"specs holds {spec!r}, which is not an AssetSpec")
            output_name = spec.key.to_python_identifier()
            changes: dict[str, Any] = {}
            if deps:
                changes["deps"] = [*spec.deps, *deps]
            if group_name is not None and spec.group_name == "default":
                changes["group_name"] = group_name
            if partitions_def is not None and spec.partitions_def is None:
                changes["partitions_def"] = partitions_def
            if code_version is not None and spec.code_version is None:
                changes["code_version"] = code_version
            found.append(spec.replace_attributes(**changes) if changes else spec)
            op_outs[output_name] = Out(
                is_required=not (can_subset or spec.skippable), io_manager_key=spec.io_manager_key
            )
            keys[output_name] = spec.key
        return found, op_outs, keys
    check_outs(outs, "@multi_asset")
    assert outs is not None  # noqa: S101  # for the type checker: checked by the caller
    found = [declared.to_spec(name, defaults) for name, declared in outs.items()]
    op_outs = {
        name: Out(
            declared.dagster_type,
            declared.description,
            declared.is_required,
            declared.own_io_manager_key,
            declared.metadata,
            declared.code_version,
        )
        for name, declared in outs.items()
    }
    return found, op_outs, {name: declared.key_of(name) for name, declared in outs.items()}
