"""Which nodes of a picture stand in one frame: the ops and assets of one graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Cluster = tuple[str | None, list[Mapping[str, Any]]]


def clusters(document: Mapping[str, Any]) -> list[Cluster]:
    """The nodes, those of definitions whose ops are drawn together under the definition's name.

    Returns:
        Pairs of a title (None: no frame) and nodes, in the order of the first node of each.
    """
    framed = {node["definition"] for node in document["nodes"] if node["kind"] == "op"}
    found: dict[str | None, list[Mapping[str, Any]]] = {}
    for node in document["nodes"]:
        definition = node["definition"]
        title = definition if definition in framed and node["kind"] != "external" else None
        found.setdefault(title, []).append(node)
    return list(found.items())
