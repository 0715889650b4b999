from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from graphmat.rendering.lineage.mermaid import escaped, mermaid_in_markdown, mermaid_lines
from graphmat.rendering.screen import Screen

Make = Callable[..., dict[str, Any]]


def test_flowchart(document: Make, screen: Screen) -> None:
    """Assets are boxes, external ones cylinders; the selection stands out."""
    assert mermaid_lines(document(selected="c"), screen) == [
        "flowchart LR",
        '  n0[("raw<br/>made elsewhere")]',
        '  n1["a"]',
        '  n2["b<br/>missing"]',
        '  n3["c"]',
        "  n0 --> n1",
        "  n0 --> n2",
        "  n1 --> n3",
        "  n2 --> n3",
        "  classDef materialized fill:#d8f0dd,stroke:#2c7a43,color:#1b1f24",
        "  class n1,n3 materialized",
        "  classDef missing fill:#ffffff,stroke:#6a737d,color:#1b1f24,stroke-dasharray:5 3",
        "  class n2 missing",
        "  classDef external fill:#ece6f8,stroke:#6b4fa8,color:#1b1f24,stroke-dasharray:2 3",
        "  class n0 external",
        "  classDef selected stroke-width:4px",
        "  class n3 selected",
    ]


def test_ops_stand_in_the_frame_of_their_graph(document: Make, screen: Screen) -> None:
    """A graph's ops and assets share a frame; outputs name edges; mere order is dotted."""
    lines = list(map(str, mermaid_lines(document(with_ops=True), screen)))

    assert [line for line in lines if "class" not in line] == [
        "flowchart LR",
        '  subgraph g1["g"]',
        '    subgraph g2["in"]',
        '      n4(["two"])',
        "    end",
        '    n3(["one"])',
        '    n5["c"]',
        "  end",
        '  n0[("raw<br/>made elsewhere")]',
        '  n1["a"]',
        '  n2["b<br/>missing"]',
        "  n0 --> n1",
        "  n0 --> n2",
        "  n1 --> n3",
        "  n2 --> n4",
        '  n3 -->|"x"| n4',
        "  n4 --> n5",
        "  n0 -.-> n5",
    ]


def test_block_for_a_readme(document: Make, screen: Screen) -> None:
    """In Markdown the flowchart stands in a fence that nothing in it can end."""
    given = document()
    given["nodes"][0]["name"] = "```\nend"
    lines = mermaid_in_markdown(given, screen)

    assert (lines[0], lines[-1]) == ("```mermaid", "```")
    assert not any("`" in str(line) for line in lines[1:-1])


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('a"b', "a#34;b"),
        ("<script>", "#60;script#62;"),
        ("#35;", "#35;35#59;"),
        ("a]b|c", "a#93;b#124;c"),
        ("`md`", "#96;md#96;"),
        ("line\nbreak", "line#92;#8288;nbreak"),
        ("%%{init}%%", "#37;#37;#123;init#125;#37;#37;"),
        ("größe/大", "größe/大"),
        ("my_graph-1/of(x)", "my_graph-1/of(x)"),
        ("__init__", "#95;#95;init#95;#95;"),
        ("**b**", "#42;#42;b#42;#42;"),
        ("1. one", "#49;. one"),
        ("- one", "#45; one"),
        ("$$x$$", "$#8288;$x$#8288;$"),
        ("fa:fa-car", "fa:f#8288;a-car"),
        ("https://x", "#104;ttps://x"),
    ],
)
def test_escaped(text: str, written: str) -> None:
    """What means something to Mermaid is written as an entity."""
    assert escaped(text) == written
