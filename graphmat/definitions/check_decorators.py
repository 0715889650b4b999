"""``@asset_check`` and ``@multi_asset_check``: functions that look at assets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.definitions.arguments import as_dict, as_items, function_name
from graphmat.definitions.asset_ins_outs import AssetIn
from graphmat.definitions.asset_options import define, op_inputs
from graphmat.definitions.asset_specs import as_deps, coerce_key
from graphmat.definitions.assets import AssetsDefinition
from graphmat.definitions.checks import AssetCheckSpec
from graphmat.definitions.ins_outs import Out
from graphmat.definitions.names import check_name as valid_name
from graphmat.definitions.ops import OpDefinition, clean_doc
from graphmat.definitions.signature import local_scope
from graphmat.errors import InvalidDefinitionError, ParameterError

if TYPE_CHECKING:
    from graphmat.keys import AssetKey


def asset_check(
    *,
    asset: Any,
    name: str | None = None,
    description: str | None = None,
    blocking: bool = False,
    additional_ins: Mapping[str, AssetIn] | None = None,
    additional_deps: Iterable[Any] | None = None,
    required_resource_keys: Any = None,
    resource_defs: Mapping[str, Any] | None = None,
    config_schema: Any = None,
    compute_kind: str | None = None,
    op_tags: Mapping[str, Any] | None = None,
    retry_policy: Any = None,
    metadata: Mapping[str, Any] | None = None,
    automation_condition: Any = None,
    pool: str | None = None,
    partitions_def: Any = None,
) -> Callable[[Callable[..., Any]], Any]:
    """Make a check of an asset.

    The function returns an ``AssetCheckResult`` or a bool. Its first data parameter, if it has one
    that ``additional_ins`` does not name, is the asset's value.

    Args:
        asset: The asset.
        name: Name of the check; default: the function's name.
        description: Default: the function's docstring.
        blocking: Whether assets downstream wait for it, and are skipped when it fails.
        additional_ins: Parameter → ``AssetIn``, for other assets that it loads.
        additional_deps: Other assets that it waits for.
        required_resource_keys: Resources that the context must offer.
        resource_defs: Resources of its own.
        config_schema: Plain schema of its configuration.
        compute_kind: Kept for compatibility.
        op_tags: Tags of its op.
        retry_policy: When a failed attempt is tried again.
        metadata: Facts about it.
        automation_condition: Kept for compatibility.
        pool: Name of a pool that limits how many such ops run at once.
        partitions_def: Its partitions.

    Returns:
        The decorator that makes the check; give it to ``Definitions(asset_checks=[…])``.

    Raises:
        InvalidDefinitionError: The function cannot be a check.
    """
    del compute_kind

    def decorate(function: Callable[..., Any]) -> AssetsDefinition:
        scope = local_scope()
        check_name = name if name is not None else getattr(function, "__name__", "check")

        def build() -> AssetsDefinition:
            key = coerce_key(asset)
            spec = AssetCheckSpec(
                check_name,
                asset=key,
                description=description if description is not None else clean_doc(function),
                additional_deps=additional_deps,
                blocking=blocking,
                metadata=metadata,
                automation_condition=automation_condition,
                partitions_def=partitions_def,
            )
            op_def = OpDefinition(
                function,
                f"{key.to_python_identifier()}_{check_name}",
                description=description,
                outs={"result": Out()},
                config_schema=config_schema,
                required_resource_keys=required_resource_keys,
                tags=op_tags,
                retry_policy=retry_policy,
                pool=pool,
                scope=scope,
                is_asset_function=True,
            )
            op_def.outs = {"result": Out()}
            inputs = op_inputs(op_def, _check_ins(op_def, key, additional_ins, check_name))
            return AssetsDefinition(
                op_def,
                op_def.name,
                keys_by_input_name={name: found for name, (found, _) in inputs.items()},
                keys_by_output_name={},
                specs=(),
                check_specs_by_output_name={"result": spec},
                options={
                    "partitions_def": partitions_def or getattr(asset, "partitions_def", None),
                    "resource_defs": as_dict(resource_defs, "resource_defs"),
                },
            )

        return define(function, check_name, build)

    return decorate


def _check_ins(
    op_def: OpDefinition,
    key: AssetKey,
    additional_ins: Mapping[str, AssetIn] | None,
    check_name: str,
) -> dict[str, AssetIn]:
    ins = as_dict(additional_ins, "additional_ins")
    rest = [name for name in op_def.ins if name not in ins]
    if len(rest) > 1:
        raise InvalidDefinitionError(
            f"check '{check_name}' has the parameters {', '.join(repr(n) for n in rest)}: one may "
            "be the asset's value, others must be named in additional_ins",
            code="GM127",
        )
    for name, declaration in ins.items():
        if not isinstance(declaration, AssetIn):
            raise ParameterError(
                f"input '{name}' of check '{check_name}' must be an AssetIn, not {declaration!r}"
            )
    for name in rest:
        ins[name] = AssetIn(key)
    for declaration in ins.values():
        if declaration.key == key and not rest:
            raise InvalidDefinitionError(
                f"check '{check_name}': asset '{key}' is given in additional_ins, but is the asset "
                "that is checked",
                code="GM127",
            )
    return ins


def multi_asset_check(
    *,
    specs: Sequence[AssetCheckSpec],
    name: str | None = None,
    description: str | None = None,
    can_subset: bool = False,
    compute_kind: str | None = None,
    op_tags: Mapping[str, Any] | None = None,
    resource_defs: Mapping[str, Any] | None = None,
    required_resource_keys: Any = None,
    retry_policy: Any = None,
    config_schema: Any = None,
    ins: Mapping[str, AssetIn] | None = None,
    pool: str | None = None,
) -> Callable[[Callable[..., Any]], Any]:
    """Make several checks of one function, which yields an ``AssetCheckResult`` for each.

    Args:
        specs: The checks.
        name: Name of the op; default: the function's name.
        description: Default: the function's docstring.
        can_subset: Whether some may run without the others.
        compute_kind: Kept for compatibility.
        op_tags: Tags of the op.
        resource_defs: Resources of its own.
        required_resource_keys: Resources that the context must offer.
        retry_policy: When a failed attempt is tried again.
        config_schema: Plain schema of its configuration.
        ins: Parameter → ``AssetIn``.
        pool: Name of a pool that limits how many such ops run at once.
    """
    del compute_kind

    def decorate(function: Callable[..., Any]) -> AssetsDefinition:
        scope = local_scope()

        def build() -> AssetsDefinition:
            declared = as_items(specs, "specs")
            for spec in declared:
                if not isinstance(spec, AssetCheckSpec):
                    raise ParameterError(f"specs holds {spec!r}, which is not an AssetCheckSpec")
            outs = {spec.get_python_identifier(): Out(is_required=False) for spec in declared}
            op_def = OpDefinition(
                function,
                valid_name(function_name(function, "@multi_asset_check", name), "an op"),
                description=description,
                outs=outs,
                config_schema=config_schema,
                required_resource_keys=required_resource_keys,
                tags=op_tags,
                retry_policy=retry_policy,
                pool=pool,
                scope=scope,
                is_asset_function=True,
            )
            inputs = op_inputs(op_def, ins)
            deps = {name: found for name, (found, _) in inputs.items()}
            return AssetsDefinition(
                op_def,
                op_def.name,
                keys_by_input_name=deps,
                keys_by_output_name={},
                specs=(),
                can_subset=can_subset,
                check_specs_by_output_name={
                    spec.get_python_identifier(): spec for spec in declared
                },
                options={"resource_defs": as_dict(resource_defs, "resource_defs")},
            )

        return define(function, str(name or getattr(function, "__name__", "checks")), build)

    return decorate


def waits_for(specs: Iterable[AssetCheckSpec]) -> list[AssetKey]:
    """The assets that checks look at or wait for."""
    found = []
    for spec in specs:
        found.append(spec.asset_key)
        found.extend(dep.asset_key for dep in as_deps(spec.additional_deps))
    return found
