from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphmat.rendering.lineage.dot import dot_lines, quoted
from graphmat.rendering.screen import Screen

Make = Callable[..., dict[str, Any]]


def test_digraph_with_clusters(document: Make, screen: Screen) -> None:
    """A graph's ops and assets stand in a cluster; edges keep their labels."""
    assert dot_lines(document(with_ops=True, selected="a"), screen) == [
        "digraph lineage {",
        "  rankdir=LR;",
        '  "asset:raw" [label="raw", shape=cylinder];',
        '  "asset:a" [label="a", shape=box, penwidth=3];',
        '  "asset:b" [label="b", shape=box];',
        "  subgraph cluster_1 {",
        '    label="g";',
        '    "op:g.one" [label="g.one", shape=ellipse];',
        '    "op:g.two" [label="g.two", shape=ellipse];',
        '    "asset:c" [label="c", shape=box];',
        "  }",
        '  "asset:raw" -> "asset:a";',
        '  "asset:raw" -> "asset:b";',
        '  "asset:a" -> "op:g.one";',
        '  "asset:b" -> "op:g.two";',
        '  "op:g.one" -> "op:g.two" [label="x"];',
        '  "op:g.two" -> "asset:c";',
        '  "asset:raw" -> "asset:c" [style=dashed];',
        "}",
    ]


def test_quoted() -> None:
    """Quotes and backslashes are literal; control characters are shown."""
    assert quoted('a"b\\nc') == '"a\\"b\\\\nc"'
    assert quoted("x\n") == '"x\\\\n"'
