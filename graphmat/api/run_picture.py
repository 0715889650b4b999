"""The lineage of one run: the assets and ops that took part, in the states the run left them in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from graphmat.api.asset_states import (
    EXTERNAL,
    FAILED,
    MATERIALIZED,
    MISSING,
    NOT_RUN,
    RUNNING,
    run_step_states,
)
from graphmat.api.lineage import asset_lineage
from graphmat.api.places import location_document
from graphmat.events.records import STARTED, SUCCESS
from graphmat.graphs.flat import AssetSource, OpSource
from graphmat.keys import AssetKey, key_strings

if TYPE_CHECKING:
    from graphmat.definitions.definitions import Definitions
    from graphmat.events.records import RunRecord
    from graphmat.graphs.asset_graph import AssetGraph

MOST_OPENED = 1_000
"""Runs of more assets than this are drawn without their ops: the picture has no room for them."""


def run_picture(
    definitions: Definitions,
    log: Any,
    record: RunRecord,
    keys: Collection[AssetKey],
    *,
    target: str,
) -> dict[str, Any]:
    """The assets of a run with their ops and what they were made from, as a lineage document.

    Args:
        definitions: The definitions.
        log: The event log.
        record: The run.
        keys: The assets that it planned or made.
        target: How the definitions were found.
    """
    document = asset_lineage(
        definitions,
        log,
        keys,
        selects_all=True,
        down=False,
        depth=1,
        with_ops=len(keys) <= MOST_OPENED,
        target=target,
    )
    steps = run_step_states(log, record.run_id)
    made = {str(each.asset_key) for each in log.run_materializations(record.run_id)}
    own = set(key_strings(keys))
    for node in document["nodes"]:
        node["state_reason"] = None
        if node["kind"] == "op":
            node["state"] = steps.get(node["name"], NOT_RUN)
        elif node["name"] in made:
            node["state"] = MATERIALIZED
        elif node["name"] in own:
            ends = {STARTED: RUNNING, SUCCESS: MISSING}
            node["state"] = ends.get(record.status, FAILED)
        elif node["state"] != EXTERNAL:
            node["state"] = "kept" if node["is_materialized"] else MISSING
    return _only_participants(document, own | made)


def _only_participants(document: dict[str, Any], own: Collection[str]) -> dict[str, Any]:
    """The picture without the ops that the run did not need, and what only those read."""
    idle = {
        node["id"]
        for node in document["nodes"]
        if node["kind"] == "op" and node["state"] == NOT_RUN
    }
    edges = [
        edge for edge in document["edges"] if edge["from"] not in idle and edge["to"] not in idle
    ]
    read = {edge["from"] for edge in edges}
    nodes = [
        node
        for node in document["nodes"]
        if node["id"] not in idle
        and (node["kind"] == "op" or node["name"] in own or node["id"] in read)
    ]
    kept = {node["id"] for node in nodes}
    edges = [edge for edge in edges if edge["from"] in kept and edge["to"] in kept]
    return {**document, "nodes": nodes, "edges": edges, "boxes": _used(document["boxes"], nodes)}


def _used(boxes: Sequence[dict[str, Any]], nodes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    parents = {box["id"]: box["parent"] for box in boxes}
    used: set[str | None] = set()
    for node in nodes:
        box = node["box"]
        while box is not None and box not in used:
            used.add(box)
            box = parents[box]
    return [box for box in boxes if box["id"] in used]


def steps_before(graph: AssetGraph, keys: Collection[AssetKey]) -> dict[str, Any]:
    """Which steps each step of the definitions of assets comes after, and where its op is called.

    Returns:
        ``after``: step → steps; ``places``: step → file and line; ``descriptions``: step → text.
    """
    definitions = {
        id(each): each
        for key in keys
        if key in graph.definition_by_key
        for each in (
            graph.definition_by_key[key],
            *(graph.definition_by_check[check] for check in graph.checks_of(key)),
        )
    }
    after: dict[str, list[str]] = {}
    places: dict[str, Any] = {}
    descriptions: dict[str, str] = {}
    for definition in definitions.values():
        flat = graph.flat(definition)
        for flat_op in flat.ops:
            before: dict[str, None] = {}
            for flat_input in flat_op.inputs:
                for source in flat_input.sources:
                    if isinstance(source, OpSource):
                        before[flat.ops[source.op_index].step_key] = None
                    elif isinstance(source, AssetSource):
                        before.update(dict.fromkeys(_makers(graph, source.asset_key)))
            after[flat_op.step_key] = list(before)
            places[flat_op.step_key] = location_document(flat_op.location or flat_op.op.location)
            if flat_op.op.description:
                descriptions[flat_op.step_key] = flat_op.op.description
        for own in definition.specs_by_key:
            index, _name = flat.assets[own]
            waits = {
                maker
                for parent in graph.parents(own)
                if parent not in definition.specs_by_key
                for maker in _makers(graph, parent)
            }
            step = flat.ops[index].step_key
            after[step] += sorted(waits - set(after[step]))
    return {"after": after, "places": places, "descriptions": descriptions}


def _makers(graph: AssetGraph, key: AssetKey) -> list[str]:
    """The step that makes an asset, if one does."""
    definition = graph.definition_by_key.get(key)
    if definition is None:
        return []
    flat = graph.flat(definition)
    return [flat.ops[flat.assets[key][0]].step_key]
