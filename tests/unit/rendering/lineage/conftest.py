"""A small lineage, as a document."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from graphmat.rendering.screen import Screen


def node(name: str, kind: str = "asset", **facts: Any) -> dict[str, Any]:
    """A node of a lineage."""
    prefix = "op" if kind == "op" else "asset"
    state = {"op": "done", "external": "external"}.get(kind, "materialized")
    return {
        "id": f"{prefix}:{name}",
        "kind": kind,
        "name": name,
        "group": None if kind == "op" else "default",
        "kinds": [],
        "description": None,
        "definition": None,
        "is_graph": False,
        "op_count": 1,
        "is_selected": False,
        "is_materialized": state == "materialized",
        "state": state,
        "state_reason": None,
        "latest_at": None,
        "run_id": None,
        "box": None,
        **facts,
    }


def edge(start: str, end: str, label: str | None = None) -> dict[str, Any]:
    """An edge of a lineage."""
    return {"from": start, "to": end, "label": label}


def box(path: str, parent: str | None = None) -> dict[str, Any]:
    """A box of a lineage."""
    return {
        "id": f"box:{path}",
        "name": path.rpartition(".")[2],
        "parent": f"box:{parent}" if parent else None,
    }


@pytest.fixture
def document() -> Callable[..., dict[str, Any]]:
    """Makes a document: a and b from raw, c from both; by way of ops where they are wanted."""

    def make(*, with_ops: bool = False, selected: str = "", direction: str = "both") -> Any:
        nodes = [
            node("raw", "external"),
            node("a", group="left"),
            node("b", group="right", state="missing"),
            node("c", definition="g", box="box:g" if with_ops else None),
        ]
        edges = [edge("asset:raw", "asset:a"), edge("asset:raw", "asset:b")]
        if with_ops:
            nodes[3:3] = [
                node("g.one", "op", definition="g", box="box:g"),
                node("g.two", "op", definition="g", box="box:g.in"),
            ]
            edges += [
                edge("asset:a", "op:g.one"),
                edge("asset:b", "op:g.two"),
                edge("op:g.one", "op:g.two", "x"),
                edge("op:g.two", "asset:c"),
                edge("asset:raw", "asset:c", "only order"),
            ]
        else:
            edges += [edge("asset:a", "asset:c"), edge("asset:b", "asset:c")]
        for each in nodes:
            each["is_selected"] = each["name"] == selected
        return {
            "schema": "graphmat/lineage/1",
            "target": "",
            "direction": direction,
            "depth": None,
            "with_ops": with_ops,
            "selected": [selected] if selected else [],
            "boxes": [box("g"), box("g.in", "g")] if with_ops else [],
            "nodes": nodes,
            "edges": edges,
        }

    return make


@pytest.fixture
def screen() -> Screen:
    """A screen that is a pipe."""
    return Screen(io.StringIO())
