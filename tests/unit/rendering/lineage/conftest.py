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
    return {
        "id": f"{prefix}:{name}",
        "kind": kind,
        "name": name,
        "group": None if kind == "op" else "default",
        "definition": None,
        "is_selected": False,
        "is_materialized": True,
        **facts,
    }


def edge(start: str, end: str, label: str | None = None) -> dict[str, Any]:
    """An edge of a lineage."""
    return {"from": start, "to": end, "label": label}


@pytest.fixture
def document() -> Callable[..., dict[str, Any]]:
    """Makes a document: a and b from raw, c from both; by way of ops where they are wanted."""

    def make(*, with_ops: bool = False, selected: str = "", direction: str = "both") -> Any:
        nodes = [
            node("raw", "external"),
            node("a", group="left"),
            node("b", group="right", is_materialized=False),
            node("c", definition="g"),
        ]
        edges = [edge("asset:raw", "asset:a"), edge("asset:raw", "asset:b")]
        if with_ops:
            nodes[3:3] = [node("g.one", "op", definition="g"), node("g.two", "op", definition="g")]
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
        return {"nodes": nodes, "edges": edges, "with_ops": with_ops, "direction": direction}

    return make


@pytest.fixture
def screen() -> Screen:
    """A screen that is a pipe."""
    return Screen(io.StringIO())
