from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphmat.rendering.lineage.boxes import Box, boxes


def names(box: Box) -> list[str]:
    """The nodes directly in a box."""
    return [node["name"] for node in box.nodes]


def test_assets_stand_free(document: Callable[..., dict[str, Any]]) -> None:
    """Without ops no asset of a graph with a single asset has a box."""
    whole = boxes(document())

    assert (names(whole), whole.boxes) == (["raw", "a", "b", "c"], [])


def test_graphs_in_graphs_are_boxes_in_boxes(document: Callable[..., dict[str, Any]]) -> None:
    """An op stands in the innermost graph that calls it, an asset in the graph that makes it."""
    whole = boxes(document(with_ops=True))
    outer, inner = list(whole.walk())[1:]

    assert names(whole) == ["raw", "a", "b"]
    assert (outer.name, names(outer)) == ("g", ["g.one", "c"])
    assert (inner.name, names(inner)) == ("in", ["g.two"])
