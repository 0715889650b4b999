"""``list``: the assets of a module, the ops behind each, and when each was made last."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from graphmat.api.places import location_document
from graphmat.api.timestamps import timestamp
from graphmat.graphs.flat import AssetSource, FlatDefinition, FlatOp, OpSource, OutputId
from graphmat.keys import AssetAddress, AssetKey, key_strings

if TYPE_CHECKING:
    from graphmat.definitions.asset_specs import AssetSpec
    from graphmat.definitions.definitions import Definitions
    from graphmat.graphs.asset_graph import AssetGraph

SCHEMA = "graphmat/assets/1"


def list_assets(
    definitions: Definitions,
    log: Any,
    keys: Iterable[AssetKey],
    *,
    with_ops: bool = False,
    target: str = "",
) -> dict[str, Any]:
    """The assets as a document, in the order of their keys.

    Args:
        definitions: The definitions.
        log: The event log.
        keys: The assets to list.
        with_ops: Whether to add the ops of their definitions.
        target: How the definitions were found.
    """
    graph = definitions.asset_graph
    ordered = sorted(keys)
    latest = latest_of(graph, log, ordered)
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "target": target,
        "assets": [asset_document(graph, key, latest.get(key)) for key in ordered],
        "jobs": [
            {"name": job.name, "is_graph": job.graph is not None, "description": job.description}
            for job in definitions.jobs
        ],
    }
    if with_ops:
        document["ops"] = list_ops(graph, ordered)
    return document


def asset_document(graph: AssetGraph, key: AssetKey, latest: Any) -> dict[str, Any]:
    """What there is to say about an asset in a line of a list."""
    spec = graph.spec(key)
    definition = graph.definition_by_key.get(key)
    flat = graph.flat(definition) if definition is not None else None
    partitions = definition.partitions_def if definition is not None else spec.partitions_def
    return {
        "key": str(key),
        "path": key.path,
        "group": spec.group_name,
        "kinds": sorted(spec.kinds),
        "owners": list(spec.owners),
        "tags": dict(spec.tags),
        "description": spec.description,
        "code_version": spec.code_version,
        "is_external": definition is None,
        "is_partitioned": partitions is not None,
        "definition": graph.name_of(definition) if definition is not None else None,
        "ops": [op.step_key for op in ops_behind(flat, flat.assets[key])] if flat else [],
        "upstream": key_strings(graph.parents(key)),
        "checks": [check.name for check in graph.checks_of(key)],
        "location": location_document(_place(spec, definition)),
        "latest": latest_document(latest),
    }


def latest_document(record: Any) -> dict[str, Any] | None:
    """When and by which run an asset was made last."""
    if record is None:
        return None
    return {
        "at": timestamp(record.time),
        "run_id": record.run_id,
        "partition": record.partition_key,
        "data_version": record.data_version,
        "is_expected": record.is_expected,
    }


def latest_of(graph: AssetGraph, log: Any, keys: Iterable[AssetKey]) -> dict[AssetKey, Any]:
    """The newest materialization of each asset that has one, of whatever partition."""
    found: dict[AssetKey, Any] = {}
    whole = []
    for key in keys:
        definition = graph.definition_by_key.get(key)
        if definition is not None and definition.partitions_def is not None:
            for record in log.materializations(key, limit=1):
                found[key] = record
        else:
            whole.append(AssetAddress(key))
    if whole:
        for address, record in log.latest_materializations(whole).items():
            found[address.asset_key] = record
    return found


def _place(spec: AssetSpec, definition: Any) -> Any:
    return spec.location or (definition.location if definition is not None else None)


# -------------------------------------------------------------------- ops


def ops_behind(flat: FlatDefinition, output: OutputId) -> list[FlatOp]:
    """The ops that an output is computed by, up to where values of other assets come in."""
    seen = {output[0]}
    pending = [output[0]]
    while pending:
        for source in flat.ops[pending.pop()].op_sources():
            if source.op_index not in seen and not flat.asset_keys.get(source.output):
                seen.add(source.op_index)
                pending.append(source.op_index)
    return [flat.ops[index] for index in sorted(seen)]


def list_ops(graph: AssetGraph, keys: Iterable[AssetKey]) -> list[dict[str, Any]]:
    """The ops of the definitions of assets, in the order in which they can run."""
    chosen = {}
    for key in keys:
        definition = graph.definition_by_key.get(key)
        if definition is not None:
            chosen[id(definition)] = definition
    return [
        op_document(flat_op, graph.flat(definition), graph.name_of(definition))
        for definition in chosen.values()
        for flat_op in graph.flat(definition).ops
    ]


def op_document(flat_op: FlatOp, flat: FlatDefinition, definition_name: str) -> dict[str, Any]:
    """One op where it stands in a flattened definition."""
    return {
        "step_key": flat_op.step_key,
        "op": flat_op.op.name,
        "definition": definition_name,
        "description": flat_op.op.description,
        "inputs": [
            {
                "name": flat_input.name,
                "from": [source_text(flat, source) for source in flat_input.sources],
            }
            for flat_input in flat_op.inputs
        ],
        "outputs": [
            {
                "name": name,
                "assets": [str(key) for key in flat.asset_keys.get((flat_op.index, name), ())],
                "is_required": out.is_required,
                "is_dynamic": out.is_dynamic,
            }
            for name, out in flat_op.op.outs.items()
        ],
        "location": location_document(flat_op.location),
    }


def source_text(flat: FlatDefinition, source: Any) -> str:
    """Where an input comes from: ``step.output`` of an op, or the key of an asset."""
    if isinstance(source, OpSource):
        maker = flat.ops[source.op_index]
        plain = source.output_name == "result" and len(maker.op.outs) == 1
        return maker.step_key if plain else f"{maker.step_key}.{source.output_name}"
    if isinstance(source, AssetSource):
        return str(source.asset_key)
    return "configuration"
