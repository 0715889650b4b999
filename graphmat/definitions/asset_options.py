"""What the decorators of assets and checks share: keys, inputs and checks out of their options."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.definitions.arguments import as_dict, function_name
from graphmat.definitions.asset_ins_outs import AssetIn, AssetOut
from graphmat.definitions.asset_specs import AssetSpec, coerce_key, prefix_parts
from graphmat.definitions.composition import BrokenDefinition
from graphmat.definitions.ins_outs import NO_VALUE, In, Nothing
from graphmat.definitions.names import check_asset_name
from graphmat.definitions.node_assets import checks_by_output_name
from graphmat.definitions.ops import OpDefinition, located
from graphmat.errors import (
    InvalidDefinitionError,
    ParameterError,
    did_you_mean,
    or_collect,
)
from graphmat.keys import AssetKey

if TYPE_CHECKING:
    from graphmat.definitions.assets import AssetsDefinition
    from graphmat.definitions.checks import AssetCheckSpec


def define(function: Any, name: str, build: Callable[[], AssetsDefinition]) -> AssetsDefinition:
    """Build a definition; its place is the function's, its faults are gathered while loading."""
    return or_collect(
        lambda: located(build, function),
        lambda fault: BrokenDefinition(name, fault),
    )


def refuse_unknown(decorator: str, unknown: Mapping[str, Any], known: Iterable[str] | None) -> None:
    """Refuse options that a decorator does not have, but for the older names of some.

    Raises:
        TypeError: There is one.
    """
    unknown = {name: value for name, value in unknown.items() if name not in _OLDER}
    if unknown:
        name = next(iter(unknown))
        hint = did_you_mean(name, known or ())
        raise TypeError(
            f"{decorator} got an unexpected keyword argument '{name}'"
            + (f"; {hint}" if hint else "")
        )


_OLDER = (
    "auto_materialize_policy",
    "compute_kind",
    "legacy_freshness_policy",
    "non_argument_deps",
)


def older_kinds(unknown: Mapping[str, Any], kinds: Iterable[str] | None) -> Any:
    """The kinds of an asset, with ``compute_kind`` of older modules among them."""
    older = unknown.get("compute_kind")
    return kinds if not older else {*(kinds or ()), older}


def older_deps(unknown: Mapping[str, Any], deps: Iterable[Any] | None) -> Any:
    """The dependencies of an asset, with ``non_argument_deps`` of older modules among them."""
    older = unknown.get("non_argument_deps")
    return deps if not older else [*(deps or ()), *older]


def key_of(
    function: Any,
    name: str | None,
    key: Any,
    key_prefix: str | Sequence[str] | None,
    decorator: str,
) -> AssetKey:
    """The key of a single asset, from its options or its function's name.

    Raises:
        InvalidDefinitionError: The options contradict each other, or a name is not valid.
    """
    if key is not None:
        if name is not None or key_prefix is not None:
            raise InvalidDefinitionError("give 'key', or 'name' and 'key_prefix', not both")
        found = coerce_key(key)
        for part in found.parts:
            check_asset_name(part)
        return found
    base = function_name(function, decorator, name)
    return AssetKey([*prefix_parts(key_prefix), check_asset_name(base, "an asset's name")])


def asset_inputs(
    parameters: Iterable[str],
    ins: Mapping[str, Any] | None,
    owner: str,
    *,
    takes_others: bool = False,
) -> dict[str, tuple[AssetKey, AssetIn]]:
    """Parameter → the asset that it is, and how it is loaded.

    Args:
        parameters: The names that the function has.
        ins: What is said of them.
        owner: The asset, for messages.
        takes_others: Whether the function takes other names as well, by ``**``.

    Raises:
        ParameterError: A declaration is of the wrong kind.
        InvalidDefinitionError: The function has no such parameter.
    """
    declared = as_dict(ins, "ins")
    names = list(parameters)
    if takes_others:
        names += [name for name in declared if name not in names]
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


def mappings_of(
    inputs: Mapping[str, tuple[AssetKey, AssetIn]], specs: Iterable[AssetSpec]
) -> dict[AssetKey, Any]:
    """Asset → which of its partitions are read, where inputs or dependencies say so."""
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


def input_mappings_of(inputs: Mapping[str, tuple[AssetKey, AssetIn]]) -> dict[str, Any]:
    """Input → which partitions it reads, for assets that are read by several inputs."""
    keys = [key for key, _ in inputs.values()]
    return {
        name: declaration.partition_mapping
        for name, (key, declaration) in inputs.items()
        if keys.count(key) > 1
    }


def op_inputs(
    op_def: OpDefinition, ins: Mapping[str, Any] | None
) -> dict[str, tuple[AssetKey, AssetIn]]:
    """Turn the data inputs of an asset's function into inputs that load assets."""
    names = [name for name in op_def.ins if not op_def.ins[name].is_nothing]
    order_only = {
        name: declaration
        for name, declaration in as_dict(ins, "ins").items()
        if isinstance(declaration, AssetIn) and declaration.dagster_type is Nothing
    }
    inputs = asset_inputs(
        [*names, *order_only], ins, op_def.name, takes_others=op_def.signature.has_kwargs
    )
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


def own_checks(
    asset_key: AssetKey, check_specs: Sequence[AssetCheckSpec] | None
) -> dict[str, AssetCheckSpec]:
    """The outputs that carry the results of a single asset's checks.

    Raises:
        InvalidDefinitionError: A check is for another asset.
    """
    checks = checks_by_output_name(asset_key.to_python_identifier(), check_specs)
    for check in checks.values():
        if check.asset_key != asset_key:
            raise InvalidDefinitionError(
                f"check '{check.name}' is for asset '{check.asset_key}', not for '{asset_key}'",
                code="GM125",
            )
    return checks


def check_outs(outs: Any, decorator: str) -> None:
    """Check that ``outs`` gives each output of a definition a name and an ``AssetOut``.

    Raises:
        ParameterError: It is something else.
        InvalidDefinitionError: It is empty, or a name is not valid.
    """
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
