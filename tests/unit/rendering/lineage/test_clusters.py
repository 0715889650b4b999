from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphmat.rendering.lineage.clusters import clusters


def test_only_definitions_with_ops_have_a_frame(document: Callable[..., dict[str, Any]]) -> None:
    """Assets stand free unless the ops of their graph are drawn."""
    titles = {title: [node["name"] for node in nodes] for title, nodes in clusters(document())}
    framed = {
        title: [node["name"] for node in nodes]
        for title, nodes in clusters(document(with_ops=True))
    }

    assert titles == {None: ["raw", "a", "b", "c"]}
    assert framed == {None: ["raw", "a", "b"], "g": ["g.one", "g.two", "c"]}
