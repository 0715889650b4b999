"""``@graph_asset`` and ``@graph_multi_asset``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.definitions.arguments import as_dict, as_hooks, function_name
from graphmat.definitions.asset_options import (
    asset_inputs,
    check_outs,
    define,
    input_mappings_of,
    key_of,
    mappings_of,
    own_checks,
    refuse_unknown,
)
from graphmat.definitions.asset_specs import AssetSpec, as_deps, prefix_parts
from graphmat.definitions.assets import AssetsDefinition
from graphmat.definitions.graphs import compose
from graphmat.definitions.ins_outs import NO_VALUE
from graphmat.definitions.node_assets import checks_by_output_name, internal_deps_of, leaf_faults
from graphmat.definitions.ops import clean_doc
from graphmat.definitions.signature import local_scope, location_of
from graphmat.errors import (
    InvalidDefinitionError,
)

if TYPE_CHECKING:
    from graphmat.definitions.asset_ins_outs import AssetIn, AssetOut
    from graphmat.definitions.checks import AssetCheckSpec
    from graphmat.keys import AssetKey


def graph_asset(
    compose_fn: Callable[..., Any] | None = None,
    *,
    name: str | None = None,
    description: str | None = None,
    ins: Mapping[str, AssetIn] | None = None,
    config: Any = None,
    key_prefix: str | Sequence[str] | None = None,
    group_name: str | None = None,
    partitions_def: Any = None,
    hooks: Any = None,
    metadata: Mapping[str, Any] | None = None,
    tags: Mapping[str, str] | None = None,
    owners: Sequence[str] | None = None,
    automation_condition: Any = None,
    backfill_policy: Any = None,
    resource_defs: Mapping[str, Any] | None = None,
    check_specs: Sequence[AssetCheckSpec] | None = None,
    code_version: str | None = None,
    key: Any = None,
    kinds: Iterable[str] | None = None,
    deps: Iterable[Any] | None = None,
    retry_policy: Any = None,
    op_tags: Mapping[str, Any] | None = None,
    io_manager_def: Any = None,
    io_manager_key: str | None = None,
    dagster_type: Any = NO_VALUE,
    freshness_policy: Any = None,
    output_required: bool = True,
    pool: str | None = None,
    is_virtual: bool = False,
    **unknown: Any,
) -> Any:
    """Make an asset of a graph of ops.

    Args:
        compose_fn: The body, where the decorator is used without parentheses. Its parameters are
            upstream assets; it calls ops and returns the output that is the asset.
        name: Last component of the key; default: the function's name.
        description: Default: the function's docstring.
        ins: Parameter → ``AssetIn``.
        config: A dictionary that fixes the configuration of its ops, or a config mapping.
        key_prefix: Put before the name.
        group_name: Its group.
        partitions_def: Its partitions.
        hooks: Run after success or failure of each of its ops.
        metadata: Facts about the asset.
        tags: Tags to select it by.
        owners: E-mail addresses, or teams as ``team:name``.
        automation_condition: Kept for compatibility.
        backfill_policy: How many of its partitions one run makes; default: one.
        resource_defs: Resources of its own.
        check_specs: Checks whose results the body returns, as outputs ``<asset>_<check>``.
        code_version: Version of the code.
        key: The whole key, instead of name and key_prefix.
        kinds: What it is made with.
        deps: Assets it waits for without loading them.
        retry_policy: Retry policy of its ops that have none.
        op_tags: Tags of all its ops.
        io_manager_def: An I/O manager of its own.
        io_manager_key: The resource that stores and loads it.
        dagster_type: Type that the value must have.
        freshness_policy: Kept for compatibility.
        output_required: Whether it must always be produced.
        pool: Pool of its ops that have none.
        is_virtual: Kept for compatibility.
        unknown: Refused.

    Returns:
        The definition; or the decorator that makes one.

    Raises:
        InvalidDefinitionError: The body or an option cannot be that.
        TypeError: An option that does not exist.
    """
    refuse_unknown("@graph_asset", unknown, graph_asset.__kwdefaults__)

    def decorate(function: Callable[..., Any]) -> AssetsDefinition:
        scope = local_scope()

        def build() -> AssetsDefinition:
            asset_key = key_of(function, name, key, key_prefix, "@graph_asset")
            checks = own_checks(asset_key, check_specs)
            node_name = asset_key.to_python_identifier()
            graph_def = compose(
                function,
                node_name,
                out_names=["result", *checks],
                description=description,
                tags=op_tags,
                config=config,
                scope=scope,
            )
            inputs = asset_inputs(graph_def.ins, ins, node_name)
            own = as_dict(resource_defs, "resource_defs")
            manager_key = io_manager_key
            if io_manager_def is not None:
                manager_key = manager_key or f"{node_name}__io_manager"
                own[manager_key] = io_manager_def
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
            return _graph_assets(
                function,
                graph_def,
                inputs,
                {"result": asset_key},
                [spec],
                checks,
                can_subset=False,
                options={
                    "partitions_def": partitions_def,
                    "resource_defs": own,
                    "hooks": as_hooks(hooks),
                    "backfill_policy": backfill_policy,
                    "retry_policy": retry_policy,
                    "pool": pool,
                    "output_types": {} if dagster_type is NO_VALUE else {"result": dagster_type},
                    "optional_outputs": frozenset() if output_required else frozenset({"result"}),
                },
            )

        return define(function, str(name or getattr(function, "__name__", "graph_asset")), build)

    return decorate if compose_fn is None else decorate(compose_fn)


def _graph_assets(
    function: Any,
    graph_def: Any,
    inputs: Mapping[str, tuple[AssetKey, AssetIn]],
    keys: Mapping[str, AssetKey],
    specs: list[AssetSpec],
    checks: Mapping[str, AssetCheckSpec],
    *,
    can_subset: bool,
    options: Mapping[str, Any],
) -> AssetsDefinition:
    """What ``@graph_asset`` and ``@graph_multi_asset`` share."""
    leaves = leaf_faults(graph_def, graph_def.outs)
    if leaves:
        quoted = ", ".join(f"'{leaf}'" for leaf in leaves)
        raise InvalidDefinitionError(
            f"in '{graph_def.name}', the result of {quoted} leads to no asset: nothing would "
            "run it",
            hint="return it, or let an op that makes an asset wait for it: In(Nothing)",
            location=location_of(function),
            code="GM126",
        )
    managers = {
        name: declaration.input_manager_key
        for name, (_key, declaration) in inputs.items()
        if declaration.input_manager_key is not None
    }
    in_metadata = {
        name: declaration.metadata
        for name, (_key, declaration) in inputs.items()
        if declaration.metadata
    }
    return AssetsDefinition(
        graph_def,
        graph_def.name,
        keys_by_input_name={name: key for name, (key, _) in inputs.items()},
        keys_by_output_name=keys,
        specs=specs,
        can_subset=can_subset,
        check_specs_by_output_name=checks,
        options={
            **options,
            "partition_mappings": mappings_of(inputs, specs),
            "input_mappings": input_mappings_of(inputs),
            "input_manager_keys": managers,
            "input_metadata": in_metadata,
        },
    )


def graph_multi_asset(
    *,
    outs: Mapping[str, AssetOut],
    name: str | None = None,
    ins: Mapping[str, AssetIn] | None = None,
    partitions_def: Any = None,
    hooks: Any = None,
    backfill_policy: Any = None,
    group_name: str | None = None,
    can_subset: bool = False,
    resource_defs: Mapping[str, Any] | None = None,
    check_specs: Sequence[AssetCheckSpec] | None = None,
    config: Any = None,
    description: str | None = None,
    deps: Iterable[Any] | None = None,
    internal_asset_deps: Mapping[str, set[AssetKey]] | None = None,
    key_prefix: str | Sequence[str] | None = None,
    metadata: Mapping[str, Any] | None = None,
    tags: Mapping[str, str] | None = None,
    owners: Sequence[str] | None = None,
    kinds: Iterable[str] | None = None,
    code_version: str | None = None,
    retry_policy: Any = None,
    op_tags: Mapping[str, Any] | None = None,
    io_manager_key: str | None = None,
    automation_condition: Any = None,
    freshness_policy: Any = None,
    pool: str | None = None,
    **unknown: Any,
) -> Callable[[Callable[..., Any]], Any]:
    """Make several assets of one graph of ops.

    Args:
        outs: Output name → ``AssetOut``; the body returns a dictionary with these names.
        name: Name of the graph; default: the function's name.
        ins: Parameter → ``AssetIn``.
        partitions_def: Partitions of all of them.
        hooks: Run after success or failure of each op.
        backfill_policy: How many of its partitions one run makes; default: one.
        group_name: Group of all of them that name none.
        can_subset: Whether some may be made without the others.
        resource_defs: Resources of its own.
        check_specs: Checks whose results the body returns, as outputs ``<asset>_<check>``.
        config: A dictionary that fixes the configuration of its ops, or a config mapping.
        description: Default: the function's docstring.
        deps: Assets that all of them wait for without loading them.
        internal_asset_deps: Output → what its asset depends on, instead of what the wiring says.
        key_prefix: Put before the keys of outputs that have neither key nor prefix.
        metadata: Facts about all of them.
        tags: Tags of all of them.
        owners: Owners of all of them that name none.
        kinds: Kinds of all of them that name none.
        code_version: Version of the code of all of them that name none.
        retry_policy: Retry policy of its ops that have none.
        op_tags: Tags of all its ops.
        io_manager_key: The resource that stores those that name none.
        automation_condition: Kept for compatibility.
        freshness_policy: Kept for compatibility.
        pool: Pool of its ops that have none.
        unknown: Refused.

    Returns:
        The decorator that makes the definition.

    Raises:
        InvalidDefinitionError: The body or an option cannot be that.
        TypeError: An option that does not exist.
    """
    refuse_unknown("@graph_multi_asset", unknown, graph_multi_asset.__kwdefaults__)

    def decorate(function: Callable[..., Any]) -> AssetsDefinition:
        scope = local_scope()

        def build() -> AssetsDefinition:
            check_outs(outs, "@graph_multi_asset")
            defaults: dict[str, Any] = {
                "deps": as_deps(deps) or None,
                "group_name": group_name,
                "owners": owners,
                "kinds": kinds,
                "code_version": code_version,
                "partitions_def": partitions_def,
                "automation_condition": automation_condition,
                "freshness_policy": freshness_policy,
            }
            prefix = prefix_parts(key_prefix)
            specs, keys = [], {}
            for output_name, declared in outs.items():
                spec = declared.to_spec(output_name, defaults)
                if prefix and declared.key is None and not declared.key_prefix:
                    spec = spec.replace_attributes(key=spec.key.with_prefix(prefix))
                if metadata or tags:
                    spec = spec.replace_attributes(
                        metadata={**as_dict(metadata, "metadata"), **spec.metadata},
                        tags={**as_dict(tags, "tags"), **spec.tags},
                    )
                spec.io_manager_key = declared.own_io_manager_key or io_manager_key
                specs.append(spec)
                keys[output_name] = spec.key
            graph_name = function_name(function, "@graph_multi_asset", name)
            made = set(keys.values())
            checks = checks_by_output_name(graph_name, check_specs)
            for check in checks.values():
                if check.asset_key not in made:
                    raise InvalidDefinitionError(
                        f"check '{check.name}' is for asset '{check.asset_key}', which "
                        f"'{graph_name}' does not make",
                        code="GM125",
                    )
            graph_def = compose(
                function,
                graph_name,
                out_names=[*outs, *checks],
                outs=outs,
                description=description,
                tags=op_tags,
                config=config,
                scope=scope,
            )
            inputs = asset_inputs(graph_def.ins, ins, graph_name)
            return _graph_assets(
                function,
                graph_def,
                inputs,
                keys,
                specs,
                checks,
                can_subset=can_subset,
                options={
                    "partitions_def": partitions_def,
                    "resource_defs": as_dict(resource_defs, "resource_defs"),
                    "hooks": as_hooks(hooks),
                    "backfill_policy": backfill_policy,
                    "retry_policy": retry_policy,
                    "pool": pool,
                    "internal_deps": internal_deps_of(graph_def, internal_asset_deps),
                    "output_types": {
                        out: declared.dagster_type
                        for out, declared in outs.items()
                        if declared.dagster_type is not NO_VALUE
                    },
                    "optional_outputs": frozenset(
                        out for out, declared in outs.items() if not declared.is_required
                    ),
                },
            )

        return define(
            function, str(name or getattr(function, "__name__", "graph_multi_asset")), build
        )

    return decorate
