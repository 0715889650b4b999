"""A lineage too large to be looked at, made smaller: first without ops, then group by group."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphmat.rendering.quantities import count

Document = Mapping[str, Any]


def collapsed(document: Document, limit: int) -> tuple[Document, Sequence[str]]:
    """A document of at most ``limit`` nodes where that can be had, and notes on what was left out.

    Args:
        document: A document of ``lineage``.
        limit: How many nodes to keep; 0: all of them.
    """
    notes: list[str] = []
    if limit and len(document["nodes"]) > limit and document["with_ops"]:
        ops = sum(1 for node in document["nodes"] if node["kind"] == "op")
        document = without_ops(document)
        notes.append(f"{count(ops, 'op')} not drawn: there would be more than {limit} boxes")
    if limit and len(document["nodes"]) > limit:
        assets = len(document["nodes"])
        document = by_group(document)
        notes.append(f"{count(assets, 'asset')} drawn by group: there would be more than {limit}")
    if notes:
        notes.append("select a part (KEY --depth 1), or draw everything with --limit 0")
    return document, notes


def without_ops(document: Document) -> Document:
    """The document with edges from asset to asset, through the ops that were between them."""
    kind = {node["id"]: node["kind"] for node in document["nodes"]}
    leads_to: dict[str, list[str]] = {}
    for edge in document["edges"]:
        leads_to.setdefault(edge["to"], []).append(edge["from"])
    edges: dict[tuple[str, str], None] = {}
    for node in document["nodes"]:
        if node["kind"] == "op":
            continue
        seen: set[str] = set()
        pending = list(leads_to.get(node["id"], ()))
        while pending:
            source = pending.pop()
            if source in seen:
                continue
            seen.add(source)
            if kind[source] == "op":
                pending.extend(leads_to.get(source, ()))
            elif source != node["id"]:
                edges[source, node["id"]] = None
    return {
        **document,
        "with_ops": False,
        "nodes": [node for node in document["nodes"] if node["kind"] != "op"],
        "edges": _edges(edges),
    }


def by_group(document: Document) -> Document:
    """The document with one node for each group; what was selected stays as it is."""
    members: dict[str, int] = {}
    for node in document["nodes"]:
        if not node["is_selected"]:
            name = node["group"] or "default"
            members[name] = members.get(name, 0) + 1
    nodes: dict[str, Mapping[str, Any]] = {}
    place: dict[str, str] = {}
    for node in document["nodes"]:
        if node["is_selected"]:
            place[node["id"]] = node["id"]
            nodes[node["id"]] = node
            continue
        name = node["group"] or "default"
        place[node["id"]] = group_id = f"group:{name}"
        nodes.setdefault(group_id, _group_node(group_id, name, members[name]))
    edges = _moved(document, lambda node_id: place[node_id])
    return {**document, "nodes": list(nodes.values()), "edges": _edges(edges)}


def _group_node(group_id: str, name: str, size: int) -> Mapping[str, Any]:
    return {
        "id": group_id,
        "kind": "group",
        "name": f"group {name} ({count(size, 'asset')})",
        "group": name,
        "kinds": [],
        "definition": None,
        "is_graph": False,
        "is_selected": False,
        "is_materialized": False,
    }


def _moved(document: Document, place: Callable[[str], str]) -> dict[tuple[str, str], None]:
    found: dict[tuple[str, str], None] = {}
    for edge in document["edges"]:
        start, end = place(edge["from"]), place(edge["to"])
        if start != end:
            found[start, end] = None
    return found


def _edges(pairs: Mapping[tuple[str, str], None]) -> list[dict[str, Any]]:
    return [{"from": start, "to": end, "label": None} for start, end in pairs]
