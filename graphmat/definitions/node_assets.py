"""Which assets the outputs of an op or a graph are: keys, specs and checks, output by output."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.definitions.arguments import as_dict, as_items
from graphmat.definitions.asset_specs import AssetSpec, prefix_parts
from graphmat.definitions.checks import AssetCheckSpec
from graphmat.definitions.refs import CollectedRef, DynamicRef, OutputRef
from graphmat.errors import (
    InvalidDefinitionError,
    ParameterError,
    did_you_mean,
)
from graphmat.keys import AssetKey

if TYPE_CHECKING:
    from graphmat.definitions.graphs import GraphDefinition


def internal_deps_of(
    node: Any, internal_asset_deps: Mapping[str, set[AssetKey]] | None
) -> dict[str, set[AssetKey]]:
    """Output → the assets that it says it depends on; empty where nothing is said.

    Raises:
        InvalidDefinitionError: A name is not an output.
    """
    deps = as_dict(internal_asset_deps, "internal_asset_deps")
    for name in deps:
        if name not in node.outs:
            raise InvalidDefinitionError(
                f"internal_asset_deps names '{name}', which is not an output of '{node.name}'",
                hint=did_you_mean(name, node.outs),
            )
    if not deps:
        return {}
    return {name: set(as_items(deps.get(name), "internal_asset_deps")) for name in node.outs}


def _complete(
    given: Mapping[str, Any] | None, names: Iterable[str], what: str
) -> Mapping[str, Any] | None:
    """Check that a mapping of keys names each input or output, once."""
    if given is None:
        return None
    given = as_dict(given, what)
    expected = list(names)
    if set(given) != set(expected):
        raise InvalidDefinitionError(
            f"{what} must name exactly {expected}, but names {list(given)}", code="GM124"
        )
    for name, key in given.items():
        if not isinstance(key, AssetKey):
            raise ParameterError(f"{what}: '{name}' must be an AssetKey, not {key!r}")
    return given


def facts_of_node(
    node: Any,
    *,
    keys_by_input_name: Mapping[str, AssetKey] | None,
    keys_by_output_name: Mapping[str, AssetKey] | None,
    key_prefix: str | Sequence[str] | None,
    check_specs: Sequence[AssetCheckSpec] | None,
    group_name: str | None,
    deps: Iterable[Any] | None,
    by_output: Mapping[str, Mapping[str, Any] | None],
    partition_mappings: Mapping[str, Any] | None,
    io_manager_keys: Mapping[str, str] | None,
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """What ``AssetsDefinition`` is told of an op or a graph whose outputs are assets.

    Args:
        node: The op or graph.
        keys_by_input_name: Input → asset; None: their names.
        keys_by_output_name: Output → asset; None: their names, or the node's for "result".
        key_prefix: Put before the keys of the outputs.
        check_specs: Checks whose results are outputs.
        group_name: Group of all the assets.
        deps: Assets that all of them wait for.
        by_output: Attribute of a spec → output → its value.
        partition_mappings: Input → which partitions are loaded.
        io_manager_keys: Output → I/O manager.
        options: The definition's other options.

    Raises:
        InvalidDefinitionError: The names do not fit the node.
    """
    checks = checks_by_output_name(node.name, check_specs, node.outs)
    names = [name for name in node.outs if name not in checks]
    for name in as_dict(partition_mappings, "partition_mappings"):
        if name not in node.ins:
            raise InvalidDefinitionError(
                f"partition_mappings names '{name}', which is not an input of '{node.name}'",
                hint=did_you_mean(name, node.ins),
            )
    as_dict(io_manager_keys, "io_manager_keys_by_output_name")
    inputs = _complete(keys_by_input_name, node.ins, "keys_by_input_name")
    outputs = _complete(keys_by_output_name, names, "keys_by_output_name")
    _refuse_unknown_outputs(by_output, names, node.name)
    if inputs is None:
        inputs = {
            name: getattr(definition, "asset_key", None) or AssetKey(name)
            for name, definition in node.ins.items()
        }
    if outputs is None:
        outputs = {name: AssetKey(node.name if names == ["result"] else name) for name in names}
    if key_prefix is not None:
        prefix = prefix_parts(key_prefix)
        outputs = {name: key.with_prefix(prefix) for name, key in outputs.items()}
    return {
        "keys_by_input_name": {name: AssetKey.from_coercible(key) for name, key in inputs.items()},
        "keys_by_output_name": outputs,
        "specs": [
            _spec(name, outputs[name], node, group_name, deps, by_output, io_manager_keys)
            for name in names
        ],
        "check_specs_by_output_name": checks,
        "options": {
            **options,
            "partition_mappings": {
                inputs[name]: mapping
                for name, mapping in as_dict(partition_mappings, "partition_mappings").items()
            },
        },
    }


def _refuse_unknown_outputs(
    by_output: Mapping[str, Mapping[str, Any] | None], names: list[str], node_name: str
) -> None:
    for what, table in by_output.items():
        for name in as_dict(table, f"{what}s_by_output_name"):
            if name not in names:
                raise InvalidDefinitionError(
                    f"'{name}', for which a {what} is given, is not an output of '{node_name}'",
                    hint=did_you_mean(name, names),
                )


def _spec(
    name: str,
    key: AssetKey,
    node: Any,
    group_name: str | None,
    deps: Iterable[Any] | None,
    by_output: Mapping[str, Mapping[str, Any] | None],
    io_manager_keys: Mapping[str, str] | None,
) -> AssetSpec:
    facts: dict[str, Any] = {"group_name": group_name, "deps": deps}
    facts.update(
        {what: table[name] for what, table in by_output.items() if table and name in table}
    )
    if facts.get("description") is None:
        declared = node.outs.get(name)
        facts["description"] = getattr(declared, "description", None) or node.description
    spec = AssetSpec(key, **facts)
    if io_manager_keys and name in io_manager_keys:
        spec.io_manager_key = io_manager_keys[name]
    return spec


def checks_by_output_name(
    node_name: str, check_specs: Iterable[AssetCheckSpec] | None, outs: Iterable[str] | None = None
) -> dict[str, AssetCheckSpec]:
    """The outputs that carry the results of checks.

    A single asset's check ``c`` is the output ``<definition>_c``; that of an asset of several is
    ``<key>_c``.
    """
    found: dict[str, AssetCheckSpec] = {}
    known = set(outs or ())
    for spec in as_items(check_specs, "check_specs"):
        if not isinstance(spec, AssetCheckSpec):
            raise ParameterError(f"check_specs holds {spec!r}, which is not an AssetCheckSpec")
        name = spec.get_python_identifier()
        plain = f"{node_name}_{spec.name}"
        if known and name not in known and plain in known:
            name = plain
        if name in found:
            raise InvalidDefinitionError(
                f"'{node_name}' has two checks '{spec.name}' of asset '{spec.asset_key}'"
            )
        found[name] = spec
    return found


_WRAPPED = (DynamicRef, CollectedRef)


def leaf_faults(node: GraphDefinition, outputs: Iterable[str]) -> list[str]:
    """Calls of a graph whose results lead to none of the outputs: names, dotted."""
    used: set[str] = set()
    pending = [node.output_sources[name] for name in outputs if name in node.output_sources]
    while pending:
        ref: Any = pending.pop()
        if type(ref) is not OutputRef:  # most are: only the others are looked at twice
            if isinstance(ref, _WRAPPED):
                ref = ref.source
            if not isinstance(ref, OutputRef):
                continue
        call = ref.invocation
        if call.name not in used:
            used.add(call.name)
            for source in call.inputs.values():
                if isinstance(source, tuple):
                    pending.extend(source)
                else:
                    pending.append(source)
    if len(used) == len(node.invocations):
        return []
    return [name for name in node.invocations if name not in used]
