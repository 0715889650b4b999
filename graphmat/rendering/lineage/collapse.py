"""A lineage too large to be looked at, made smaller: without ops, then joined to fewer boxes.

Assets are joined by group, by the beginning of their key, or by level, whichever tells most and
fits. Each joined box says how many assets it holds, and in which states.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from graphmat.rendering.quantities import count

Document = Mapping[str, Any]
Place = Mapping[str, tuple[str, str]]
"""Node → id and name of the box it is joined to."""

EDGES_PER_NODE: Final = 3
FEWEST: Final = 2


def collapsed(document: Document, limit: int) -> tuple[Document, Sequence[str]]:
    """A document of at most ``limit`` nodes, and notes on what was left out.

    Args:
        document: A document of ``lineage``.
        limit: How many nodes to keep, with up to three times as many edges; 0: all of them.
    """
    notes: list[str] = []
    if _is_small(document, limit):
        return document, notes
    if document["with_ops"]:
        ops = sum(1 for node in document["nodes"] if node["kind"] == "op")
        document = without_ops(document)
        notes.append(f"{count(ops, 'op')} not drawn: there would be more than {limit} boxes")
    if not _is_small(document, limit):
        assets = len(document["nodes"])
        document, how = joined(document, limit)
        notes.append(f"{count(assets, 'asset')} drawn by {how}: there would be more than {limit}")
    notes.append("select a part (KEY --depth 1), or draw everything with --limit 0")
    return document, notes


def _is_small(document: Document, limit: int) -> bool:
    return not limit or (
        len(document["nodes"]) <= limit and len(document["edges"]) <= EDGES_PER_NODE * limit
    )


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
    nodes = [node for node in document["nodes"] if node["kind"] != "op"]
    members = Counter(node["box"] for node in nodes)
    shared = {box for box, size in members.items() if size > 1}
    return {
        **document,
        "with_ops": False,
        "boxes": [box for box in document["boxes"] if box["id"] in shared],
        "nodes": [
            {**node, "box": node["box"] if node["box"] in shared else None} for node in nodes
        ],
        "edges": _edges(edges),
    }


# -------------------------------------------------------------------- joining


def joined(document: Document, limit: int) -> tuple[Document, str]:
    """The document with assets joined to at most ``limit`` boxes, and by what they were joined.

    What was selected stays as it is, unless that alone is too much.
    """
    chosen = [node["id"] for node in document["nodes"] if node["is_selected"]]
    kept = frozenset(chosen) if len(chosen) <= limit // 2 else frozenset()
    room = limit - len(kept)
    rest = [node for node in document["nodes"] if node["id"] not in kept]
    for how, place in _ways(document, rest, room):
        size = len({box for box, _ in place.values()})
        if FEWEST <= size <= room:
            smaller = _joined(document, place, kept)
            if _is_small(smaller, limit):
                return smaller, how
    return _joined(
        document, _by_level(document, rest, max(1, min(room, limit // 4))), kept
    ), "level"


def _ways(
    document: Document, nodes: Sequence[Mapping[str, Any]], room: int
) -> Iterator[tuple[str, Place]]:
    """Ways to join nodes, those that tell most first."""
    yield "group", {node["id"]: _named("group", node["group"] or "default") for node in nodes}
    deepest = max((node["name"].count("/") for node in nodes), default=0)
    for depth in range(deepest, 0, -1):
        yield (
            "key prefix",
            {node["id"]: _named("prefix", _prefix(node["name"], depth)) for node in nodes},
        )
    yield "level", _by_level(document, nodes, room)


def _named(kind: str, name: str) -> tuple[str, str]:
    shown = f"group {name}" if kind == "group" else name
    return f"{kind}:{name}", shown


def _prefix(name: str, depth: int) -> str:
    parts = name.split("/")
    return "/".join([*parts[:-1][:depth], "…"])


def _by_level(document: Document, nodes: Sequence[Mapping[str, Any]], room: int) -> Place:
    """How far nodes are from a source; where there are too many levels, some of them together."""
    level: dict[str, int] = {}
    leads_to: dict[str, list[str]] = {}
    for edge in document["edges"]:
        leads_to.setdefault(edge["to"], []).append(edge["from"])
    for node in document["nodes"]:  # each after those that lead to it
        above = [level[source] for source in leads_to.get(node["id"], ()) if source in level]
        level[node["id"]] = max(above, default=0) + 1
    step = -(-max(level.values(), default=1) // max(room, 1))
    return {node["id"]: _level_name(level[node["id"]], step) for node in nodes}


def _level_name(level: int, step: int) -> tuple[str, str]:
    first = (level - 1) // step * step + 1
    name = f"level {first}" if step == 1 else f"levels {first} to {first + step - 1}"
    return f"level:{first}", name


def _joined(document: Document, place: Place, kept: frozenset[str]) -> Document:
    members: dict[str, list[Mapping[str, Any]]] = {}
    for node in document["nodes"]:
        if node["id"] not in kept:
            members.setdefault(place[node["id"]][0], []).append(node)
    nodes: dict[str, Mapping[str, Any]] = {}
    for node in document["nodes"]:
        if node["id"] in kept:
            nodes[node["id"]] = {**node, "box": None}
        else:
            box, name = place[node["id"]]
            if box not in nodes:
                nodes[box] = _joined_node(box, name, members[box])
    edges = _moved(document, lambda node_id: node_id if node_id in kept else place[node_id][0])
    return {**document, "boxes": [], "nodes": list(nodes.values()), "edges": _edges(edges)}


def _joined_node(box: str, name: str, members: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    counts = Counter(node["state"] for node in members)
    return {
        "id": box,
        "kind": "group",
        "name": f"{name} ({count(len(members), 'asset')})",
        "group": members[0]["group"],
        "kinds": [],
        "description": None,
        "definition": None,
        "is_graph": False,
        "op_count": sum(node["op_count"] for node in members),
        "is_selected": False,
        "is_materialized": False,
        "state": "failed"
        if counts["failed"]
        else next(iter(counts))
        if len(counts) == 1
        else "mixed",
        "state_reason": None,
        "counts": dict(counts),
        "latest_at": None,
        "run_id": None,
        "box": None,
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
