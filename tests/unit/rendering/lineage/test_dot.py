from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphmat.rendering.lineage.dot import dot_lines, quoted
from graphmat.rendering.screen import Screen

Make = Callable[..., dict[str, Any]]
EXTERNAL = (
    '  "asset:raw" [label="raw\\nmade elsewhere", shape=cylinder, fillcolor="#ece6f8", '
    'color="#6b4fa8", style="filled,dotted"];'
)
MISSING = (
    '  "asset:b" [label="b\\nmissing", shape=box, fillcolor="#ffffff", color="#6a737d", '
    'style="filled,dashed"];'
)


def test_digraph_with_clusters(document: Make, screen: Screen) -> None:
    """A graph's ops and assets stand in a cluster; edges keep their labels."""
    lines = list(map(str, dot_lines(document(with_ops=True, selected="a"), screen)))

    assert lines[0] == "digraph lineage {"
    assert lines[4:] == [
        "  subgraph cluster_1 {",
        '    label="g";',
        "    subgraph cluster_2 {",
        '      label="in";',
        f"      {drawn('op:g.two', 'two', 'done', 'ellipse')}",
        "    }",
        f"    {drawn('op:g.one', 'one', 'done', 'ellipse')}",
        f"    {drawn('asset:c', 'c', 'materialized', 'box')}",
        "  }",
        EXTERNAL,
        f"  {drawn('asset:a', 'a', 'materialized', 'box', ', penwidth=3')}",
        MISSING,
        '  "asset:raw" -> "asset:a";',
        '  "asset:raw" -> "asset:b";',
        '  "asset:a" -> "op:g.one";',
        '  "asset:b" -> "op:g.two";',
        '  "op:g.one" -> "op:g.two" [label="x"];',
        '  "op:g.two" -> "asset:c";',
        '  "asset:raw" -> "asset:c" [style=dashed];',
        "}",
    ]


def drawn(node: str, name: str, state: str, shape: str, more: str = "") -> str:
    """A node that is made."""
    return (
        f'"{node}" [label="{name}\\n{state}", shape={shape}, fillcolor="#d8f0dd", '
        f'color="#2c7a43", style="filled"{more}];'
    )


def test_quoted() -> None:
    """Quotes and backslashes are literal, entities none; control characters are shown."""
    assert quoted('a"b\\nc') == '"a\\"b\\\\nc"'
    assert quoted("&lt;") == '"&amp;lt;"'
    assert quoted("x\n") == '"x\\\\n"'
