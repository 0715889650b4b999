from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from graphmat.rendering.lineage.mermaid import escaped, mermaid_lines
from graphmat.rendering.screen import Screen

Make = Callable[..., dict[str, Any]]


def test_flowchart(document: Make, screen: Screen) -> None:
    """Assets are boxes, external ones cylinders; the selection stands out."""
    assert mermaid_lines(document(selected="c"), screen) == [
        "flowchart LR",
        '  n0[("raw")]',
        '  n1["a"]',
        '  n2["b"]',
        '  n3["c"]',
        "  n0 --> n1",
        "  n0 --> n2",
        "  n1 --> n3",
        "  n2 --> n3",
        "  classDef selected stroke-width:3px",
        "  class n3 selected",
    ]


def test_ops_stand_in_the_frame_of_their_graph(document: Make, screen: Screen) -> None:
    """A graph's ops and assets share a frame; outputs name edges; mere order is dotted."""
    assert mermaid_lines(document(with_ops=True), screen) == [
        "flowchart LR",
        '  n0[("raw")]',
        '  n1["a"]',
        '  n2["b"]',
        '  subgraph g1["g"]',
        '    n3(["g.one"])',
        '    n4(["g.two"])',
        '    n5["c"]',
        "  end",
        "  n0 --> n1",
        "  n0 --> n2",
        "  n1 --> n3",
        "  n2 --> n4",
        '  n3 -->|"x"| n4',
        "  n4 --> n5",
        "  n0 -.-> n5",
    ]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('a"b', "a#quot;b"),
        ("<script>", "#lt;script#gt;"),
        ("#35;", "#35;35;"),
        ("a]b|c", "a#93;b#124;c"),
        ("`md`", "#96;md#96;"),
        ("line\nbreak", "line#92;nbreak"),
        ("%%{init}%%", "#37;#37;#123;init#125;#37;#37;"),
        ("größe/大", "größe/大"),
    ],
)
def test_escaped(text: str, written: str) -> None:
    """What means something to Mermaid is written as an entity."""
    assert escaped(text) == written
