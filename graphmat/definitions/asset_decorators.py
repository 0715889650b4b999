"""``@asset``, ``@multi_asset``, ``@graph_asset`` and ``@graph_multi_asset``.

The four take the same options wherever an option makes sense for them; a test compares their
signatures. No option is ignored in silence, no unknown keyword is accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.definitions.asset_specs import (
    AssetDep,
    AssetIn,
    AssetOut,
    AssetSpec,
    as_deps,
    coerce_key,
    prefix_parts,
)
from graphmat.definitions.assets import AssetsDefinition, checks_by_output_name, leaf_faults
from graphmat.definitions.composition import BrokenDefinition
from graphmat.definitions.graphs import compose
from graphmat.definitions.ins_outs import NO_VALUE, In, Nothing, Out
from graphmat.definitions.names import check_asset_name
from graphmat.definitions.ops import OpDefinition, clean_doc, located
from graphmat.definitions.signature import local_scope, location_of
from graphmat.errors import (
    InvalidDefinitionError,
    ParameterError,
    did_you_mean,
    or_collect,
)
from graphmat.keys import AssetKey

if TYPE_CHECKING:
    from graphmat.definitions.checks import AssetCheckSpec


def _define(function: Any, name: str, build: Callable[[], AssetsDefinition]) -> AssetsDefinition:
    """Build a definition; its place is the function's, its faults are gathered while loading."""
    return or_collect(
        lambda: located(build, function),
        lambda fault: BrokenDefinition(name, fault),  # type: ignore[arg-type,return-value]  # stands in
    )


def _refuse_unknown(decorator: str, unknown: Mapping[str, Any], known: Iterable[str]) -> None:
    for option in _OBSOLETE:
        unknown = {name: value for name, value in unknown.items() if name != option or value}
    if unknown:
        name = next(iter(unknown))
        hint = did_you_mean(name, known)
        raise TypeError(
            f"{decorator} got an unexpected keyword argument '{name}'"
            + (f"; {hint}" if hint else "")
        )


_OBSOLETE = ("auto_materialize_policy", "non_argument_deps", "compute_kind")


def _key_of(
    function: Any,
    name: str | None,
    key: Any,
    key_prefix: str | Sequence[str] | None,
) -> AssetKey:
    """The key of a single asset, from its options or its function's name."""
    if key is not None:
        if name is not None or key_prefix is not None:
            raise InvalidDefinitionError("give 'key', or 'name' and 'key_prefix', not both")
        found = coerce_key(key)
        for part in found.parts:
            check_asset_name(part)
        return found
    base = name if name is not None else function.__name__
    return AssetKey([*prefix_parts(key_prefix), check_asset_name(base, "an asset's name")])


def _asset_inputs(
    parameters: Iterable[str], ins: Mapping[str, AssetIn] | None, owner: str
) -> dict[str, tuple[AssetKey, AssetIn]]:
    """Parameter → the asset that it is, and how it is loaded."""
    declared = dict(ins or {})
    names = list(parameters)
    result = {}
    for name in names:
        declaration = declared.pop(name, None)
        if declaration is None:
            declaration = AssetIn()
        elif isinstance(declaration, AssetKey):
            declaration = AssetIn(declaration)
        elif not isinstance(declaration, AssetIn):
            raise ParameterError(
                f"input '{name}' of '{owner}' must be an AssetIn, not {declaration!r}",
                hint=f"ins={{'{name}': AssetIn({declaration!r})}}"
                if isinstance(declaration, str)
                else None,
            )
        result[name] = (declaration.key_of(name), declaration)
    if declared:
        extra = next(iter(declared))
        raise InvalidDefinitionError(
            f"'{owner}' declares the input '{extra}', but its function has no such parameter",
            hint=did_you_mean(extra, names),
            code="GM118",
        )
    return result


def _mappings(
    inputs: Mapping[str, tuple[AssetKey, AssetIn]], specs: Iterable[AssetSpec]
) -> dict[AssetKey, Any]:
    found = {
        key: declaration.partition_mapping
        for key, declaration in inputs.values()
        if declaration.partition_mapping is not None
    }
    for spec in specs:
        for dep in spec.deps:
            if dep.partition_mapping is not None:
                found[dep.asset_key] = dep.partition_mapping
    return found


def _op_inputs(
    op_def: OpDefinition, ins: Mapping[str, AssetIn] | None
) -> dict[str, tuple[AssetKey, AssetIn]]:
    """Turn the data inputs of an asset's function into inputs that load assets."""
    names = [name for name in op_def.ins if not op_def.ins[name].is_nothing]
    order_only = {
        name: declaration
        for name, declaration in (ins or {}).items()
        if isinstance(declaration, AssetIn) and declaration.dagster_type is Nothing
    }
    inputs = _asset_inputs([*names, *order_only], ins, op_def.name)
    rebuilt = {}
    for name, (_key, declaration) in inputs.items():
        known = op_def.ins.get(name, In())
        rebuilt[name] = In(
            declaration.dagster_type
            if declaration.dagster_type is not NO_VALUE
            else known.dagster_type,
            known.description,
            known.default_value,
            declaration.metadata,
            None,
            None,
            declaration.input_manager_key,
        )
    op_def.ins = rebuilt
    op_def.input_params = tuple(name for name in rebuilt if not rebuilt[name].is_nothing)
    return inputs


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
        backfill_policy: Kept for compatibility.
        retry_policy: When a failed attempt is tried again.
        code_version: Version of the code.
        key: The whole key, instead of name and key_prefix.
        check_specs: Checks whose results the function yields.
        owners: E-mail addresses, or teams as ``team:name``.
        kinds: What it is made with.
        pool: Name of a pool that limits how many such ops run at once.
        is_virtual: Kept for compatibility.
        unknown: Refused.

    Returns:
        The definition; or the decorator that makes one.

    Raises:
        InvalidDefinitionError: The function or an option cannot be an asset.
        TypeError: An option that does not exist.
    """
    _refuse_unknown("@asset", unknown, asset.__kwdefaults__)

    def decorate(function: Callable[..., Any]) -> AssetsDefinition:
        scope = local_scope()

        def build() -> AssetsDefinition:
            asset_key = _key_of(function, name, key, key_prefix)
            own = dict(resource_defs or {})
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
            inputs = _op_inputs(op_def, ins)
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
            checks = _own_checks(asset_key, check_specs)
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
                    "partition_mappings": _mappings(inputs, [spec]),
                    "resource_defs": own,
                    "hooks": frozenset(hooks or ()),
                    "backfill_policy": backfill_policy,
                },
            )

        return _define(function, name or getattr(function, "__name__", "asset"), build)

    return decorate if compute_fn is None else decorate(compute_fn)


def _own_checks(
    asset_key: AssetKey, check_specs: Sequence[AssetCheckSpec] | None
) -> dict[str, AssetCheckSpec]:
    for check in check_specs or ():
        if check.asset_key != asset_key:
            raise InvalidDefinitionError(
                f"check '{check.name}' is for asset '{check.asset_key}', not for '{asset_key}'",
                code="GM125",
            )
    return checks_by_output_name(asset_key.to_python_identifier(), check_specs)


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
        backfill_policy: Kept for compatibility.
        op_tags: Tags of the op.
        can_subset: Whether some may be made without the others.
        resource_defs: Resources of its own.
        group_name: Group of all of them that name none.
        retry_policy: When a failed attempt is tried again.
        code_version: Version of the code.
        specs: What is said about each asset, where the function stores the values itself.
        check_specs: Checks whose results the function yields.
        pool: Name of a pool that limits how many such ops run at once.
        unknown: Refused.

    Returns:
        The decorator that makes the definition.

    Raises:
        InvalidDefinitionError: The function or an option cannot be that.
        TypeError: An option that does not exist.
    """
    _refuse_unknown("@multi_asset", unknown, multi_asset.__kwdefaults__)

    def decorate(function: Callable[..., Any]) -> AssetsDefinition:
        scope = local_scope()

        def build() -> AssetsDefinition:
            if (outs is None) == (specs is None):
                raise InvalidDefinitionError("@multi_asset needs either 'outs' or 'specs'")
            common_deps = as_deps(deps)
            all_specs, op_outs, keys = _multi_outputs(
                outs, specs, common_deps, group_name, code_version, partitions_def, can_subset
            )
            checks = checks_by_output_name(name or function.__name__, check_specs)
            for output_name, check in checks.items():
                if check.asset_key not in set(keys.values()):
                    raise InvalidDefinitionError(
                        f"check '{check.name}' is for asset '{check.asset_key}', which "
                        f"'{function.__name__}' does not make",
                        code="GM125",
                    )
                op_outs[output_name] = Out(is_required=False)
            op_def = OpDefinition(
                function,
                name if name is not None else function.__name__,
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
            inputs = _op_inputs(op_def, ins)
            internal = {
                out_name: set(found) for out_name, found in (internal_asset_deps or {}).items()
            }
            for out_name in internal:
                if out_name not in op_outs:
                    raise InvalidDefinitionError(
                        f"internal_asset_deps names '{out_name}', which is not an output of "
                        f"'{function.__name__}'",
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
                    "partition_mappings": _mappings(inputs, all_specs),
                    "resource_defs": dict(resource_defs or {}),
                    "hooks": frozenset(hooks or ()),
                    "backfill_policy": backfill_policy,
                    "internal_deps": internal,
                    "specs_given": specs is not None,
                },
            )

        return _define(function, name or getattr(function, "__name__", "multi_asset"), build)

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
        for spec in specs:
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
    _check_outs(outs, "@multi_asset")
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


def _check_outs(outs: Any, decorator: str) -> None:
    if not isinstance(outs, Mapping):
        raise ParameterError(
            f"'outs' of {decorator} must be a dictionary of names to AssetOut, not {outs!r}"
        )
    if not outs:
        raise InvalidDefinitionError(f"'outs' of {decorator} is empty: it would make no asset")
    for name, declared in outs.items():
        check_asset_name(name, "the name of an output")
        if not isinstance(declared, AssetOut):
            raise ParameterError(
                f"output '{name}' of {decorator} must be an AssetOut, not {declared!r}",
                hint=f"outs={{'{name}': AssetOut()}}",
            )


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
        backfill_policy: Kept for compatibility.
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
    _refuse_unknown("@graph_asset", unknown, graph_asset.__kwdefaults__)

    def decorate(function: Callable[..., Any]) -> AssetsDefinition:
        scope = local_scope()

        def build() -> AssetsDefinition:
            asset_key = _key_of(function, name, key, key_prefix)
            checks = _own_checks(asset_key, check_specs)
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
            inputs = _asset_inputs(graph_def.ins, ins, node_name)
            own = dict(resource_defs or {})
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
                    "hooks": frozenset(hooks or ()),
                    "backfill_policy": backfill_policy,
                    "retry_policy": retry_policy,
                    "pool": pool,
                    "output_types": {} if dagster_type is NO_VALUE else {"result": dagster_type},
                    "optional_outputs": frozenset() if output_required else frozenset({"result"}),
                },
            )

        return _define(function, name or getattr(function, "__name__", "graph_asset"), build)

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
            f"in '{graph_def.name}', the result of {quoted} leads to no asset: nothing would run it",
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
            "partition_mappings": _mappings(inputs, specs),
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
        backfill_policy: Kept for compatibility.
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
    _refuse_unknown("@graph_multi_asset", unknown, graph_multi_asset.__kwdefaults__)

    def decorate(function: Callable[..., Any]) -> AssetsDefinition:
        scope = local_scope()

        def build() -> AssetsDefinition:
            _check_outs(outs, "@graph_multi_asset")
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
                        metadata={**(metadata or {}), **spec.metadata},
                        tags={**(tags or {}), **spec.tags},
                    )
                spec.io_manager_key = declared.own_io_manager_key or io_manager_key
                specs.append(spec)
                keys[output_name] = spec.key
            graph_name = name if name is not None else function.__name__
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
            inputs = _asset_inputs(graph_def.ins, ins, graph_name)
            from graphmat.definitions.assets import _internal_deps

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
                    "resource_defs": dict(resource_defs or {}),
                    "hooks": frozenset(hooks or ()),
                    "backfill_policy": backfill_policy,
                    "retry_policy": retry_policy,
                    "pool": pool,
                    "internal_deps": _internal_deps(graph_def, internal_asset_deps),
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

        return _define(function, name or getattr(function, "__name__", "graph_multi_asset"), build)

    return decorate
